"""Tidy rows (*långt format*): a row a figure, with what it is of, which measure, for which period."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from kommunuppfoljning.amounts import convert
from kommunuppfoljning.arithmetic.scalars import exact_context
from kommunuppfoljning.budgets import BudgetLine
from kommunuppfoljning.errors import InvalidValue, shown
from kommunuppfoljning.io.cells import Cells, amount_of, is_grouped, kind_of, place_of, printed, texts_of, without_marks
from kommunuppfoljning.io.headings import Heading, period_in, unit_in
from kommunuppfoljning.io.proposals import Header, TableProposal
from kommunuppfoljning.io.sources import Findings
from kommunuppfoljning.periods import Period
from kommunuppfoljning.terms import LineKind, Severity, Unit
from kommunuppfoljning.total_rows import is_plain_total, is_subtotal, is_total

__all__ = ["TIDY", "Tidy", "tidy_header"]

TIDY: dict[str, tuple[str, ...]] = {
    "name": ("enhet", "rad", "post", "verksamhet", "avdelning", "nämnd", "konto", "unit", "line"),
    "measure": ("mått", "värdetyp", "typ av värde", "measure"),
    "period": ("period", "månad", "år"),
    "amount": ("belopp", "värde", "amount"),
    "unit": ("beloppsenhet", "enhet för belopp", "valuta", "unit_of_amount"),
    "kind": ("slag", "kind"),
}
"""The columns of a tidy sheet, and the words that they are recognised by."""

_MEASURES = {
    "budget": "budget",
    "utfall": "outcome",
    "outcome": "outcome",
    "prognos": "forecast",
    "forecast": "forecast",
}
MOST_KNOWN = 100_000
"""So many kinds of rows are kept in mind, so that each is looked at once."""


def tidy_header(cells: Cells, columns: Mapping[str, str] | None) -> Header | None:
    """The headings of tidy rows, if a row is that."""
    texts = texts_of(cells)
    folded = [text.casefold() for text in texts]
    header: dict[str, tuple[int, Heading]] = {}
    for field, words in TIDY.items():
        if columns is not None:
            places = [texts.index(columns[field])] if columns.get(field) in texts else []
        else:
            places = [place for place, text in enumerate(folded) if text in words]
        if places:
            header[field] = places[0], Heading(texts[places[0]], field)
    return Header(texts, header) if {"name", "measure", "amount"} <= header.keys() else None


class Tidy:
    """Tidy rows, each a figure, gathered into lines."""

    def __init__(self, name: str, title: str, header: Header, found: Findings, *, add: bool) -> None:
        self.name: str = name
        self.title: str = title
        self.header: Header = header
        self.found: Findings = found
        self.add: bool = add
        places = {field: place for field, (place, _) in header.fields.items()}
        self.places: list[int | None] = [places.get(field) for field in ("name", "measure", "period", "unit", "kind")]
        self.amount: int = places["amount"]
        self.known: dict[tuple[object, ...], tuple[tuple[str, str, str], Unit | None]] = {}
        self.sum: Callable[[Any, Any], Any] = exact_context().add
        self.cells: dict[tuple[str, str, str], tuple[Any, Unit | None]] = {}
        self.kinds: dict[str, LineKind] = {}
        self.names: dict[str, None] = {}
        self.grouped: list[tuple[str, str]] = []

    def read(self, rows: Iterator[Cells], number: int, unit: Unit | None) -> TableProposal:
        """Every row, then the lines."""
        for at, row in enumerate(rows, start=number + 1):
            self._row(row, at)
        if self.grouped:
            place, text = self.grouped[0]
            self.found.add("table-thousands", Severity.WARNING, place, text=text, count=len(self.grouped))
        units = {one for _, one in self.cells.values() if one is not None}
        chosen = unit if not units else min(units, key=lambda one: one.power)
        return self._proposal(chosen)

    def _row(self, cells: Sequence[object], number: int) -> None:
        width = len(cells)
        said = tuple([cells[place] if place is not None and place < width else None for place in self.places])
        amount = cells[self.amount] if self.amount < width else None
        if amount is None and said[0] is None:
            return
        figure = amount_of(amount)
        if figure is NotImplemented:
            self.found.add("table-figure", Severity.ERROR, place_of(number, self.amount), text=printed(amount))
            return
        if isinstance(amount, str) and is_grouped(amount):
            self.grouped.append((place_of(number, self.amount), shown(amount, 40)))
        known = self.known.get(said)
        if known is None:
            known = self._known(said, number)
            if known is None:
                return
            if len(self.known) < MOST_KNOWN:
                self.known[said] = known
        if figure is None:
            return
        key, unit = known
        held = self.cells.get(key)
        if held is None:
            self.cells[key] = figure, unit
        elif self.add and held[1] is unit:
            first = held[0]
            whole = first.__class__ is int and figure.__class__ is int
            self.cells[key] = first + figure if whole else self.sum(first, figure), unit
        else:
            self.found.add("table-twice", Severity.ERROR, number, name=key[0], measure=key[1])

    def _known(self, said: tuple[object, ...], number: int) -> tuple[tuple[str, str, str], Unit | None] | None:
        """What a row says that its amount is of; `None`, and a finding, where it does not."""
        name, measure, period, unit_text, kind_text = said
        word = _MEASURES.get(str(measure).strip().casefold())
        if word is None:
            self.found.add("table-measure", Severity.ERROR, number, text=shown(measure, 40))
            return None
        label = " ".join(str(name).split()) if name is not None else ""
        if not label:
            self.found.add("table-no-name", Severity.WARNING, number)
            return None
        self.names.setdefault(label)
        kind = kind_of(kind_text)
        if kind is not None:
            self.kinds.setdefault(label, kind)
        unit = unit_in([str(unit_text)]) if unit_text is not None else None
        return (label, word, _period_key(period)), unit

    def _proposal(self, unit: Unit | None) -> TableProposal:
        periods = {key: _period_of(key) for _, _, key in self.cells}
        for key, period in periods.items():
            if key and period is None:
                self.found.add("table-period", Severity.ERROR, text=key[:40])
            elif period is not None and period.start == period.end:
                self.found.add("table-day", Severity.WARNING, text=key[:40])
        parts = [one for one in periods.values() if one is not None and not one.is_year and one.start != one.end]
        main = max(parts, key=lambda one: (one.end, one.months or 0), default=None)
        years = [one.end.year for one in periods.values() if one is not None]
        last = max(years, default=None)
        lines: dict[str, dict[str, Any]] = {name: {"id": name, "name": name} for name in self.names}
        first: dict[tuple[str, str], str] = {}
        for (name, measure, key), (figure, stated) in self.cells.items():
            field = _field(measure, periods[key], last)
            if key and periods[key] is None:
                continue
            if field is None:
                found = {"name": name, "measure": measure, "period": key or "–"}
                self.found.add("table-no-column", Severity.WARNING, **found)
                continue
            moved = figure if stated is None or unit is None else convert(figure, source=stated, target=unit)
            if field in lines[name]:
                told = {"name": name, "measure": measure, "period": key, "first": first[name, field]}
                self.found.add("table-periods", Severity.ERROR, **told)
            else:
                lines[name][field], first[name, field] = moved, key
        made = [BudgetLine(kind=self.kinds.get(name, LineKind.NET), **fields) for name, fields in lines.items()]
        totals = [line for line in made if is_total(without_marks(line.name))]
        plain = (line for line in totals if is_plain_total(without_marks(line.name)))
        total = next(plain, totals[0] if totals else None)
        for line in made:
            if line is not total and (line in totals or is_subtotal(without_marks(line.name))):
                self.found.add("table-two-totals", Severity.WARNING, name=line.name)
        return TableProposal(
            name=self.name,
            title=self.title,
            columns=self.header.columns,
            unread=self.header.unread,
            lines=tuple(line for line in made if line is not total),
            total=total,
            unit=unit,
            period=main,
            findings=self.found.told(),
        )


def _field(measure: str, period: Period | None, last: int | None) -> str | None:
    """Which column of a line a tidy figure is."""
    if measure == "forecast":
        return "forecast"
    if period is None:
        return None
    earlier = last is not None and period.end.year < last
    if measure == "budget":
        return None if earlier else "annual_budget" if period.is_year else "period_budget"
    if earlier:
        return "previous_annual" if period.is_year else "previous_outcome"
    return "period_outcome"


def _period_key(value: object) -> str:
    if isinstance(value, Period):
        return value.key
    return "" if value is None else str(value).strip().removesuffix(".0")


def _period_of(key: str) -> Period | None:
    try:
        return Period.parse(key)
    except InvalidValue:
        return period_in(key, bare_year=False)
