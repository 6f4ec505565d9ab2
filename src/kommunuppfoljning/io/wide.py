"""The usual wide follow-up table (*bred uppföljningstabell*): a row a unit, a column a figure."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from kommunuppfoljning.amounts import convert
from kommunuppfoljning.budgets import BudgetLine
from kommunuppfoljning.errors import InvalidValue, shown
from kommunuppfoljning.io.cells import (
    Cells,
    amount_of,
    figure_of,
    is_grouped,
    kind_of,
    place_of,
    printed,
    texts_of,
    without_marks,
)
from kommunuppfoljning.io.headings import FIELDS, Heading, fields_of, period_in, unit_in
from kommunuppfoljning.io.proposals import TEXTS, Header, TableProposal
from kommunuppfoljning.io.sources import Findings
from kommunuppfoljning.io.tidy import TIDY
from kommunuppfoljning.terms import LineKind, Severity, Unit
from kommunuppfoljning.total_rows import is_plain_total, is_subtotal, is_total

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
        attempts.append([_one(upper, lower) for upper, lower in zip(high, texts, strict=False)])
        merged: list[str] = []  # "Budget" merged over two columns
        for upper in high:
            merged.append(upper or (merged[-1] if merged else ""))
        attempts.append([_one(upper, lower) for upper, lower in zip(merged, texts, strict=False)])
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


def _one(upper: str, lower: str) -> str:
    """A heading on two rows; one that is merged over both says it once."""
    return upper if upper == lower else f"{upper} {lower}".strip()


def read_wide(
    name: str, title: str, header: Header, found: Findings, rows: Iterator[Cells], number: int, unit: Unit | None
) -> TableProposal:
    """The rows below the headings, each a line."""
    units = {unit_in([heading.text]) for _, heading in header.fields.values()} - {None}
    if len(units) > 1:
        listed = ", ".join(sorted(one.value for one in units if one is not None))
        found.add("table-units", Severity.ERROR, number, units=listed)
    wide = _Wide(header, found, unit)
    for at, row in enumerate(rows, start=number + 1):
        if not wide.row(list(row), at):
            break
    wide.finish(number)
    forecast = header.fields.get("forecast")
    return TableProposal(
        name=name,
        title=title,
        columns=header.columns,
        unread=header.unread,
        lines=tuple(wide.lines),
        total=wide.total,
        unit=wide.unit,
        period=header.period,
        vintage=forecast[1].text if forecast is not None else "",
        findings=found.told(),
    )


class _Wide:
    """The rows of one table, made into lines."""

    def __init__(self, header: Header, found: Findings, unit: Unit | None) -> None:
        self.header, self.found, self.unit = header, found, unit
        self.lines: list[BudgetLine] = []
        self.total: BudgetLine | None = None
        self._total_at = 0
        self._ids: dict[str, int] = {}
        self._whole: str | None = None  # what the next "varav" is of
        self._subtotals: list[tuple[int, BudgetLine]] = []
        self._grouped: list[tuple[str, str]] = []

    def row(self, cells: list[object], at: int) -> bool:
        """One row; whether there may be more of this table below it."""
        texts = [text for text in texts_of(cells) if text]
        if not texts:
            return True
        if len(texts) > 1 and len(set(texts)) == 1 and amount_of(texts[0]) is NotImplemented:
            self.found.add("table-row-left", Severity.INFO, at, text=texts[0][:60])  # merged over columns
            return True
        if self._is_heading(cells):
            if texts_of(cells)[: len(self.header.texts)] == self.header.texts:
                return True  # the headings of the next page
            self.found.add("table-more", Severity.ERROR, at, text=shown(texts[0], 40))
            return False
        if self.unit is None:
            figures = self.header.figures
            self.unit = next((one for place in figures if (one := _unit_of(cells, place)) is not None), None)
            if self.unit is not None:
                self.found.add("table-unit-cell", Severity.WARNING, at, unit=self.unit.value)
        read = self._line(cells, at)
        if read is not None:
            self._keep({**read, "id": _unique(read["id"], self._ids)}, read.get("name") or read["id"], at)
        return True

    def finish(self, number: int) -> None:
        """Once the last row is read."""
        if self.total is None and self._subtotals and self._subtotals[-1][1] is self.lines[-1]:
            self.total = self.lines.pop()
        for at, line in self._subtotals:
            if line is not self.total:
                self.found.add("table-two-totals", Severity.WARNING, at, name=line.name or line.id)
        if self._grouped:
            place, text = self._grouped[0]
            self.found.add("table-thousands", Severity.WARNING, place, text=text, count=len(self._grouped))
        if not self.lines:
            self.found.add("table-empty", Severity.ERROR, number)

    def _is_heading(self, cells: list[object]) -> bool:
        """Whether a row is one of headings: none of its figures is one, and the words are those of headings."""
        figures = [cells[place] for place in self.header.figures if place < len(cells)]
        words = [cell for cell in figures if isinstance(cell, str) and amount_of(cell) is NotImplemented]
        return len(words) >= min(2, len(figures)) > 0 and wide_header(cells, None, None) is not None

    def _keep(self, read: dict[str, Any], label: str, at: int) -> None:
        bare = without_marks(label)
        if not is_total(bare):
            if _PART.match(label) and self._whole is not None:
                read["part_of"] = self._whole
            else:
                self._whole = read["id"]
            self.lines.append(BudgetLine(**read))
            if is_subtotal(bare):
                self._subtotals.append((at, self.lines[-1]))
            return
        self._whole = read["id"]
        first = self.total
        if first is None:
            self.total, self._total_at = BudgetLine(**read), len(self.lines)
        elif is_plain_total(bare) and not is_plain_total(without_marks(first.name or first.id)):
            # "Summa" after "Summa intäkter"
            self.found.add("table-two-totals", Severity.WARNING, at, name=first.name or first.id)
            self.lines.insert(self._total_at, first)
            self.total = BudgetLine(**read)
        else:
            self.found.add("table-two-totals", Severity.WARNING, at, name=label)
            self.lines.append(BudgetLine(**read))

    def _line(self, cells: list[object], number: int) -> dict[str, Any] | None:
        """The fields of a row, `None` for one that is no line: a heading between, a note below."""
        read: dict[str, Any] = {}
        for field, (place, _) in self.header.fields.items():
            cell = cells[place] if place < len(cells) else None
            if field in ("id", "name"):
                read[field] = " ".join(str(cell).split()) if cell is not None else ""
            elif field == "kind":
                kind = kind_of(cell)
                if kind is None and cell is not None:
                    self.found.add("table-kind", Severity.WARNING, place_of(number, place), text=shown(cell, 40))
                read[field] = kind or LineKind.NET
            else:
                read[field] = self._figure(cells, number, place)
        label = read.get("name") or read.get("id", "")
        figures = [field for field in read if field not in TEXTS and read[field] is not None]
        if not label:
            if figures:
                self.found.add("table-no-name", Severity.WARNING, number)
            return None
        if not figures:
            self.found.add("table-row-left", Severity.INFO, number, text=label[:60])
            return None
        return {**read, "id": read.get("id") or label}

    def _figure(self, cells: list[object], number: int, place: int) -> Any:
        cell = cells[place] if place < len(cells) else None
        figure = amount_of(cell)
        if figure is NotImplemented:
            self.found.add("table-figure", Severity.ERROR, place_of(number, place), text=printed(cell))
            return None
        if isinstance(cell, str) and is_grouped(cell):
            self._grouped.append((place_of(number, place), shown(cell, 40)))
        stated = _unit_of(cells, place)
        return figure if stated is None or self.unit is None else convert(figure, source=stated, target=self.unit)


def _unit_of(cells: list[object], place: int) -> Unit | None:
    """The unit that a figure is printed with ("1,5 mnkr")."""
    cell = cells[place] if place < len(cells) else None
    told = isinstance(cell, str) and not cell[-1:].isdigit() and isinstance(figure_of(cell), int | Decimal)
    return unit_in([cell]) if told else None


def _unique(name: str, ids: dict[str, int]) -> str:
    """The id of a line: its name, numbered where a name stands twice."""
    ids[name] = ids.get(name, 0) + 1
    return name if ids[name] == 1 else _unique(f"{name} ({ids[name]})", ids)
