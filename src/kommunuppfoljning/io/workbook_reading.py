"""Reading a report's workbook (*läsa rapportens arbetsbok*): the cells made into a report's file, and read as that.

So a workbook is held to what a file is held to, and each fault is told with its cell.
"""

import json
import typing
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import attrs

from kommunuppfoljning.errors import InvalidValue, shown
from kommunuppfoljning.findings import Finding
from kommunuppfoljning.indicators import Group
from kommunuppfoljning.io.cells import Percent, amount_of, figure_of, place_of
from kommunuppfoljning.io.chapters import ABOUT, CHAPTERS, OWN, Chapter, heading
from kommunuppfoljning.io.excel import LARGEST, Sheet, sheets_of
from kommunuppfoljning.io.json import parse_report
from kommunuppfoljning.io.sources import Findings, Source, name_of
from kommunuppfoljning.io.stored import kinds_of, stored_fields
from kommunuppfoljning.locale import format_number, languages, message
from kommunuppfoljning.periods import Period
from kommunuppfoljning.reports import Report
from kommunuppfoljning.terms import Severity, Term

__all__ = ["WorkbookReading", "read_workbook"]

_OF_MONEY = ("lines", "projects")
"""The chapters whose figures are amounts all."""
_YES, _NO = ("ja", "yes", "x", "sant", "true"), ("nej", "no", "falskt", "false")


@attrs.frozen(kw_only=True)
class WorkbookReading:
    """The report of a workbook (*inläst arbetsbok*), and what in it was not read."""

    report: Report
    findings: tuple[Finding, ...] = ()


def read_workbook(source: Source, *, largest: int = LARGEST) -> WorkbookReading:
    """Read the report of a workbook (*läs rapport ur arbetsbok*): one that was written here, or the template filled in.

    Parameters
    ----------
    source
        A path, the bytes of a file, or a binary file.
    largest
        The most bytes to read.

    Raises
    ------
    InvalidType, InvalidValue
        For what is no workbook, has no sheet of a report, or has faults: all of them, each with its cell.
    TooLarge
        For a larger file, and one that unpacks to more than a real one does.
    OSError
        From the operating system.
    """
    name = name_of(source)
    reader = _Reader(name)
    for sheet in sheets_of(source, largest=largest):
        reader.sheet(sheet)
    return reader.finished()


class _Reader:
    """Sheets made into the content of a report's file, with the cell of each part."""

    def __init__(self, name: str) -> None:
        self.name, self.found = name, Findings(name)
        self.of_sheets: list[Finding] = []
        self.data: dict[str, Any] = {}
        self.rows: dict[str, list[tuple[str, dict[str, Any], dict[str, str]]]] = {}
        self.faults: list[str] = []
        self.is_there = False
        self.keys = {
            message(f"sheet.{key}", locale).casefold(): key
            for key in ("report", *(chapter.key for chapter in CHAPTERS))
            for locale in languages()
        }

    def sheet(self, sheet: Sheet) -> None:
        """One sheet."""
        name, listed = sheet.name, list(sheet.rows)
        key = self.keys.get(name.strip().casefold())
        if key is not None:
            self.of_sheets += sheet.findings
        if key is None:
            self.found.add("excel-sheet-left", Severity.INFO, name, sheet=name)
        elif key == "report":
            self.is_there = True
            self._about(name, listed)
        else:
            self._chapter(name, next(one for one in CHAPTERS if one.key == key), listed)

    def finished(self) -> WorkbookReading:
        """The report, or every fault with its cell."""
        if not self.is_there:
            told = message("sheet.report")
            raise InvalidValue(
                f"{self.name} has no sheet {told!r}, which says what report it is: write_template makes a workbook to "
                "fill in, and read_excel reads tables alone"
            )
        places = self._gather()
        if not self.faults:
            try:
                report = parse_report(json.dumps(self.data), name=self.name)
                return WorkbookReading(report=report, findings=(*self.of_sheets, *self.found.told()))
            except InvalidValue as error:
                self.faults = [_placed(line, places) for line in str(error).split("\n")[1:] or [str(error)]]
        told = "".join(f"\n  {fault.strip()}" for fault in self.faults)
        raise InvalidValue(f"{self.name} has {len(self.faults)} fault{'s' if len(self.faults) > 1 else ''}:{told}")

    def _about(self, sheet: str, rows: list[tuple[object, ...]]) -> None:
        kinds = {field.name: field.type for field in stored_fields(Report)} | {"schema_version": int}
        fields = _fields_byheading(ABOUT)
        for number, row in enumerate(rows, start=1):
            first = row[0] if row else None
            key = fields.get(str(first).strip().casefold()) if first is not None else None
            cell = row[1] if len(row) > 1 else None
            if key is not None and cell is not None:
                value = self._value(cell, kinds[key], f"{sheet}!B{number}")
                if value is not None:
                    self.data[key] = value
            elif cell is not None:
                self.found.add("excel-heading-left", Severity.WARNING, f"{sheet}!A{number}", heading=shown(first, 40))

    def _chapter(self, sheet: str, chapter: Chapter, rows: list[tuple[object, ...]]) -> None:
        kinds = {
            field.name: field.type for field in stored_fields(chapter.model) if field.name not in chapter.elsewhere
        }
        fields = _fields_byheading((*kinds, *OWN))
        columns: list[tuple[str, Period | None] | None] = []
        for place, text in enumerate(rows[0] if rows else ()):
            column = _column(str(text), fields) if text is not None else None
            if column is None and text is not None:
                self.found.add(
                    "excel-heading-left", Severity.WARNING, f"{sheet}!{place_of(1, place)}", heading=str(text)[:40]
                )
            columns.append(column)
        for number, row in enumerate(rows[1:], start=2):
            made: dict[str, Any] = {}
            cells: dict[str, str] = {}
            for place, (column, cell) in enumerate(zip(columns, row, strict=False)):
                if column is None or cell is None or cell == "":
                    continue
                field, span = column
                where = f"{sheet}!{place_of(number, place)}"
                if span is not None:
                    made.setdefault("outcomes", {})[span.key] = self._value(cell, Decimal, where)
                    cells[f".outcomes[{span.key!r}]"] = where
                    continue
                kind = bool if field == "is_total" else kinds.get(field, str)
                value = self._value(cell, kind, where, read=amount_of if chapter.key in _OF_MONEY else figure_of)
                if value is not None:
                    made[field], cells[f".{field}"] = value, where
            if made:
                self.rows.setdefault(chapter.key, []).append((f"{sheet}!{number}", made, cells))

    def _value(self, cell: object, annotation: Any, where: str, *, read: Callable[[object], Any] = figure_of) -> Any:
        """What a cell is in a file, by what its field may be; what is doubtful is left to the reader of files."""
        kinds = kinds_of(annotation)
        kind = kinds[0]
        if Decimal in kinds or kind is int:
            figure = cell if isinstance(cell, str) and str in kinds else read(cell)
            if figure is NotImplemented:
                figure = format_number(cell, unit="%") if isinstance(cell, Percent) else str(cell)
            return str(figure) if isinstance(figure, Decimal) else figure
        if kind is bool:
            word = str(cell).strip().casefold()
            if word in _YES or word in _NO:
                return word in _YES
            self.faults.append(f"{where}: expected ja or nej, got {shown(cell, 40)}")
            return None
        text = cell.isoformat() if isinstance(cell, date) else str(cell)
        if kind is str or kind in (date, Period) or (isinstance(kind, type) and issubclass(kind, Term)):
            return text if kind is str else text.strip()
        if kind is Group and not text.startswith("{"):
            dimension, _, name = text.partition(": ")
            return {"dimension": dimension, "name": name}
        if (
            typing.get_origin(kind) is tuple
            and typing.get_args(kind)[:1] == (str,)
            and not text.lstrip().startswith("[")
        ):
            return [part.strip() for part in text.split(";") if part.strip()]
        try:
            return json.loads(text, parse_float=str)
        except (ValueError, RecursionError):
            self.faults.append(f"{where}: expected what write_workbook writes here, got {shown(text, 40)}")
            return None

    def _gather(self) -> dict[str, str]:
        """The rows where they belong in the file, and the cell of each path."""
        places: dict[str, str] = {}
        tables: dict[str, tuple[str, dict[str, Any]]] = {}
        for chapter in CHAPTERS:
            for where, made, cells in self.rows.get(chapter.key, []):
                owner = made.pop(chapter.within, None) if chapter.within else None
                is_total = made.pop("is_total", False)
                field, holder, path = chapter.key, self.data, "report"
                if chapter.within == "goal":
                    field = chapter.key if owner is not None else f"loose_{chapter.key}"
                if owner is not None or chapter.within == "table":
                    known = tables.get(f"{chapter.within}:{chapter.key if chapter.within == 'table' else ''}:{owner}")
                    if known is None:
                        cell = cells.get(f".{chapter.within}", where)
                        self.faults.append(f"{cell}: no {chapter.within} has the id {shown(owner, 40)}")
                        continue
                    path, holder = known
                if is_total:
                    holder["total"], own = made, f"{path}.total"
                else:
                    listed = holder.setdefault(field, [])
                    listed.append(made)
                    own = f"{path}.{field}[{len(listed) - 1}]"
                places[own] = where
                places.update({f"{own}{part}": cell for part, cell in cells.items()})
                parts = {"goals": "goal:", "budget_tables": "table:lines", "investment_tables": "table:projects"}
                if chapter.key in parts:
                    tables[f"{parts[chapter.key]}:{made.get('id')}"] = own, made
        return places


def _fields_byheading(names: Iterable[str]) -> dict[str, str]:
    """The words of each heading, in every language, and the names themselves."""
    listed = list(names)
    return {heading(name, locale).casefold(): name for locale in languages() for name in listed} | {
        name: name for name in listed
    }


def _column(text: str, fields: Mapping[str, str]) -> tuple[str, Period | None] | None:
    folded = " ".join(text.split()).casefold()
    if folded in fields:
        return fields[folded], None
    for locale in languages():
        first = heading("outcomes", locale).casefold()
        if "outcomes" in fields.values() and folded.startswith(f"{first} "):
            try:
                return "outcomes", Period.parse(folded[len(first) :])
            except InvalidValue:
                return None
    return None


def _placed(line: str, places: Mapping[str, str]) -> str:
    """A fault with its cell in place of its path."""
    fault = line.strip()
    path = max((path for path in places if fault.startswith(path)), key=len, default=None)
    return fault if path is None else f"{places[path]}{fault[len(path) :]}"
