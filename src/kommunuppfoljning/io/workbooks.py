"""A report as a workbook (*rapport som arbetsbok*), and a template that a controller fills in.

One sheet a chapter, one row a thing, headings in Swedish. What is written, `read_workbook` reads back whole: what has
no cell of its own stands in one as JSON. Needs the extras ``excel`` and ``json``.
"""

import json
import os
import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from kommunuppfoljning.errors import MissingExtra, expect
from kommunuppfoljning.indicators import Group
from kommunuppfoljning.io.archives import quietly
from kommunuppfoljning.io.chapters import ABOUT, CHAPTERS, OWN, Chapter, heading, span_text
from kommunuppfoljning.io.excel import WANTED, put
from kommunuppfoljning.io.json import report_data
from kommunuppfoljning.io.stored import kinds_of, refuse_halves, stored_fields
from kommunuppfoljning.locale import message
from kommunuppfoljning.models import FIGURE
from kommunuppfoljning.periods import Period
from kommunuppfoljning.reports import Report
from kommunuppfoljning.terms import Term

try:
    import openpyxl
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation
except ImportError as _error:
    raise MissingExtra.of("excel", "writing workbooks") from _error

__all__ = ["write_template", "write_workbook"]


def write_workbook(report: Report, path: str | os.PathLike[str], *, locale: str = "sv") -> None:
    """Write a report as a workbook (*skriv rapport som arbetsbok*); `read_workbook` gives the same report back.

    Raises `InvalidType` for what is no report, `InvalidValue` for a text that no workbook can hold, and `OSError`.
    """
    expect(report, Report, "write_workbook: report")
    data = report_data(report)
    refuse_halves(data, "report")
    rows = {chapter.key: list(_rows(chapter.key, data)) for chapter in CHAPTERS}
    _write(data, rows, path, locale, template=False)


def write_template(path: str | os.PathLike[str], *, period: Period | None = None, locale: str = "sv") -> None:
    """Write an empty workbook to fill in (*skriv mall*), for what is reported on `period`.

    Raises `InvalidType` for what is no period, and `OSError` from the operating system.
    """
    data: dict[str, Any] = {"schema_version": 1, "id": ""}
    if period is not None:
        expect(period, Period, "write_template: period")
        data["period"] = {"start": str(period.start), "end": str(period.end)}
    _write(data, {}, path, locale, template=True, period=period)


def _rows(key: str, data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The rows of a chapter, each with what it belongs to."""
    if key in ("indicators", "assignments"):
        for goal in data.get("goals", []):
            yield from ({"goal": goal["id"], **one} for one in goal.get(key, []))
        yield from data.get(f"loose_{key}", [])
    elif key in ("lines", "projects"):
        for table in data.get("budget_tables" if key == "lines" else "investment_tables", []):
            yield from ({"table": table["id"], **one} for one in table.get(key, []))
            if table.get("total") is not None:
                yield {"table": table["id"], "is_total": True, **table["total"]}
    else:
        yield from data.get(key, [])


def _write(
    data: Mapping[str, Any],
    rows: Mapping[str, list[dict[str, Any]]],
    path: str | os.PathLike[str],
    locale: str,
    *,
    template: bool,
    period: Period | None = None,
) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = message("sheet.report", locale)
    kinds = {field.name: field.type for field in stored_fields(Report)} | {"schema_version": int}
    for number, key in enumerate(
        [key for key in ABOUT if key in data or (template and key not in ("scale", "stated_pivot"))], 1
    ):
        put(sheet.cell(number, 1), heading(key, locale)).font = Font(bold=True)
        _put(sheet.cell(number, 2), data.get(key), kinds[key], locale)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 60
    for chapter in CHAPTERS:
        listed = rows.get(chapter.key, [])
        if not listed and not (template and chapter.template):
            continue
        sheet = book.create_sheet(message(f"sheet.{chapter.key}", locale))
        columns = _columns(chapter, listed, template=template, period=period)
        fields = {field.name: field.type for field in stored_fields(chapter.model)}
        for place, (field, span) in enumerate(columns, start=1):
            text = heading(field, locale) + ("" if span is None else f" {span_text(span)}")
            put(sheet.cell(1, place), text).font = Font(bold=True)
            sheet.column_dimensions[get_column_letter(place)].width = 30 if field in ("name", "title") else 16
            if template:
                _offer(sheet, place, fields.get(field), locale)
            for number, row in enumerate(listed, start=2):
                value = row.get(field) if span is None else row.get(field, {}).get(span.key, "")
                if span is not None and value is None:
                    value = "–"  # there, and missing
                kind = Decimal if span is not None else bool if field == "is_total" else fields.get(field, str)
                _put(sheet.cell(number, place), None if value == "" else value, kind, locale)
        sheet.freeze_panes = "C2"
    with quietly(str(path), WANTED):
        book.save(Path(path))


def _columns(
    chapter: Chapter, rows: list[dict[str, Any]], *, template: bool, period: Period | None
) -> list[tuple[str, Period | None]]:
    """The columns of a sheet: those that some row fills, or that the template asks for; a column for each outcome."""
    names = [*OWN, *(field.name for field in stored_fields(chapter.model) if field.name not in chapter.elsewhere)]
    held = chapter.template.split() if template else [name for name in names if any(name in row for row in rows)]
    columns: list[tuple[str, Period | None]] = []
    for name in held:
        if name != "outcomes":
            columns.append((name, None))
            continue
        spans = {Period.parse(key): None for row in rows for key in row.get("outcomes", {})}
        if template and period is not None:
            year = period.previous_year() if period.start.year > 1 else period
            spans = {Period.for_year(year.end.year): None, year: None, period: None}
        columns += [("outcomes", span) for span in sorted(spans)]
    return columns


def _offer(sheet: Any, place: int, annotation: Any, locale: str) -> None:
    """A list to choose from, where a column takes the words of a term."""
    kinds = kinds_of(annotation)
    if isinstance(kinds[0], type) and issubclass(kinds[0], Term):
        labels = ",".join(member.label(locale) for member in kinds[0])
        if len(labels) <= 250:
            choice = DataValidation(type="list", formula1=f'"{labels}"', allow_blank=True)
            letter = get_column_letter(place)
            choice.add(f"{letter}2:{letter}500")
            sheet.add_data_validation(choice)


def _put(cell: Any, value: Any, annotation: Any, locale: str) -> None:
    """A value of a file in a cell, as a reader of workbooks expects it."""
    if value is None:
        return
    kinds = kinds_of(annotation)
    kind: Any = kinds[0]
    record: Any = value
    if value == "–":
        put(cell, value)
    elif Decimal in kinds and isinstance(value, str) and _is_figure(value):
        put(cell, Decimal(value))
    elif kind is bool:
        put(cell, "ja" if value else "nej")
    elif kind is date and isinstance(value, str):
        put(cell, date.fromisoformat(value), "yyyy-mm-dd")
    elif kind is Period:
        put(cell, span_text(Period(date.fromisoformat(record["start"]), date.fromisoformat(record["end"]))))
    elif kind is Group and ": " not in record["dimension"] and record["dimension"].strip() == record["dimension"]:
        put(cell, f"{record['dimension']}: {record['name']}")
    elif isinstance(kind, type) and issubclass(kind, Term):
        put(cell, kind.parse(value).label(locale))
    elif isinstance(value, list) and all(_is_plain(item) for item in value):
        put(cell, "; ".join(value))
    elif isinstance(value, list | dict):
        put(cell, json.dumps(value, ensure_ascii=False))
    else:
        put(cell, value)


def _is_figure(text: str) -> bool:
    return re.fullmatch(FIGURE, text) is not None


def _is_plain(item: object) -> bool:
    return isinstance(item, str) and bool(item) and ";" not in item and item.strip() == item and item[0] not in "[{"
