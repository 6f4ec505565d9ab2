"""The usual wide follow-up table (*bred uppföljningstabell*): a row a unit, a column a figure."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import attrs

from kommunuppfoljning.amounts import convert
from kommunuppfoljning.budgets import BudgetLine
from kommunuppfoljning.errors import InvalidValue, shown
from kommunuppfoljning.io.cells import Cells, figure_of, kind_of, place_of, texts_of
from kommunuppfoljning.io.headings import FIELDS, Heading, fields_of, period_in, unit_in
from kommunuppfoljning.io.proposals import TEXTS, Header, TableProposal
from kommunuppfoljning.io.sources import Findings
from kommunuppfoljning.io.tidy import TIDY, is_plain_total, is_total
from kommunuppfoljning.terms import LineKind, Severity, Unit

__all__ = ["read_wide", "wide_header"]

_PART = re.compile(r"(?:-\s*)?varav\b", re.IGNORECASE)


def wide_header(cells: Cells, columns: Mapping[str, str] | None, above: Cells | None) -> Header | None:
    """The headings of a wide table, if a row is that: by `columns`, or as recognised, with the row above or without."""
    texts = texts_of(cells)
    if columns is not None:
        unknown = [field for field in columns if field not in (*FIELDS, *TIDY)]
        if unknown:
            raise InvalidValue(f"columns must name fields of a line, got {unknown[0]!r}; there are {', '.join(FIELDS)}")
        if not all(heading in texts for heading in columns.values()):
            return None
        places = {field: texts.index(heading) for field, heading in columns.items()}
        headings = {field: Heading(texts[place], field, period_in(texts[place])) for field, place in places.items()}
        return Header(texts, {field: (places[field], headings[field]) for field in columns})
    attempts = [texts]
    if above is not None:  # headings on two rows: "Budget" above "jan-aug 2024"
        high = texts_of(above)
        high += [""] * (len(texts) - len(high))
        attempts.append([f"{upper} {lower}".strip() for upper, lower in zip(high, texts, strict=False)])
        merged: list[str] = []  # "Budget" merged over two columns
        for upper in high:
            merged.append(upper or (merged[-1] if merged else ""))
        attempts.append([f"{upper} {lower}".strip() for upper, lower in zip(merged, texts, strict=False)])
    best: Header | None = None
    for attempt in attempts:
        header = {one.field: (place, one) for place, one in enumerate(fields_of(attempt)) if one.field is not None}
        figures = [field for field in header if field not in TEXTS]
        if len(figures) >= 2 or (len(figures) == 1 and "name" in header and header["name"][1].text):
            if not {"name", "id"} & header.keys():
                free = next(
                    (place for place in range(len(attempt)) if place not in {at for at, _ in header.values()}), None
                )
                if free is None:
                    continue
                header = {"name": (free, Heading(attempt[free], "name")), **header}
            read = Header(attempt, header)
            if attempt is texts:
                return read
            if best is None or len(read.figures) > len(best.figures):
                best = read
    return best


def read_wide(
    name: str, title: str, header: Header, found: Findings, rows: Iterator[Cells], number: int, unit: Unit | None
) -> TableProposal:
    """The rows below the headings, each a line."""
    lines: list[BudgetLine] = []
    ids: dict[str, int] = {}
    total: BudgetLine | None = None
    total_at = 0
    whole: str | None = None
    printed = {unit_in([heading.text]) for _, heading in header.fields.values()} - {None}
    if len(printed) > 1:
        listed = ", ".join(sorted(one.value for one in printed if one is not None))
        found.add("table-units", Severity.ERROR, number, units=listed)
    for at, row in enumerate(rows, start=number + 1):
        cells = list(row)
        if not any(text for text in texts_of(cells)):
            continue
        if unit is None:
            unit = next((one for place in header.figures if (one := _unit_of(cells, place)) is not None), None)
            if unit is not None:
                found.add("table-unit-cell", Severity.WARNING, at, unit=unit.value)
        read = _line(cells, at, header, found, unit)
        if read is None:
            continue
        label = read.get("name") or read["id"]
        if is_total(label):
            if total is None:
                total, total_at = BudgetLine(**read), len(lines)
            elif is_plain_total(label) and not is_plain_total(total.name or total.id):  # "Summa" after "Summa intäkter"
                found.add("table-two-totals", Severity.WARNING, at, name=total.name or total.id)
                lines.insert(total_at, attrs.evolve(total, id=_unique(total.id, ids)))
                total = BudgetLine(**read)
            else:
                found.add("table-two-totals", Severity.WARNING, at, name=label)
                lines.append(BudgetLine(**{**read, "id": _unique(read["id"], ids)}))
            continue
        read["id"] = _unique(read["id"], ids)
        if _PART.match(label) and whole is not None:
            read["part_of"] = whole
        else:
            whole = read["id"]
        lines.append(BudgetLine(**read))
    if total is not None and total.id in ids:
        total = attrs.evolve(total, id=f"{total.id} (summa)")
    if not lines:
        found.add("table-empty", Severity.ERROR, number)
    forecast = header.fields.get("forecast")
    return TableProposal(
        name=name,
        title=title,
        columns=header.columns,
        unread=header.unread,
        lines=tuple(lines),
        total=total,
        unit=unit,
        period=header.period,
        vintage=forecast[1].text if forecast is not None else "",
        findings=found.told(),
    )


def _unit_of(cells: list[object], place: int) -> Unit | None:
    """The unit that a figure is printed with ("1,5 mnkr")."""
    cell = cells[place] if place < len(cells) else None
    printed = isinstance(cell, str) and not cell[-1:].isdigit() and isinstance(figure_of(cell), int | Decimal)
    return unit_in([cell]) if printed else None


def _line(
    cells: list[object], number: int, header: Header, found: Findings, unit: Unit | None
) -> dict[str, Any] | None:
    """The fields of a row, `None` for one that is no line: a heading between, a note below."""
    read: dict[str, Any] = {}
    for field, (place, _) in header.fields.items():
        cell = cells[place] if place < len(cells) else None
        if field in ("id", "name"):
            read[field] = " ".join(str(cell).split()) if cell is not None else ""
        elif field == "kind":
            kind = kind_of(cell)
            if kind is None and cell is not None:
                found.add("table-kind", Severity.WARNING, place_of(number, place), text=shown(cell, 40))
            read[field] = kind or LineKind.NET
        else:
            figure = figure_of(cell)
            stated = _unit_of(cells, place)
            if stated is not None and unit is not None:
                figure = convert(figure, source=stated, target=unit)
            if figure is NotImplemented or (isinstance(cell, str) and "%" in cell):  # a share is no amount
                found.add("table-figure", Severity.ERROR, place_of(number, place), text=shown(cell, 40))
                figure = None
            read[field] = figure
    label = read.get("name") or read.get("id", "")
    figures = [field for field in read if field not in TEXTS and read[field] is not None]
    if not label:
        if figures:
            found.add("table-no-name", Severity.WARNING, number)
        return None
    if not figures:
        found.add("table-row-left", Severity.INFO, number, text=label[:60])
        return None
    return {**read, "id": read.get("id") or label}


def _unique(name: str, ids: dict[str, int]) -> str:
    """The id of a line: its name, numbered where a name stands twice."""
    ids[name] = ids.get(name, 0) + 1
    return name if ids[name] == 1 else _unique(f"{name} ({ids[name]})", ids)
