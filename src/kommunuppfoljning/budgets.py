"""Budgets (*budget och driftredovisning*): lines of figures, and what they say read through their signs.

>>> table = BudgetTable(id="drift", layout=Layout.SIGNED, unit=Unit.TKR, lines=[
...     BudgetLine(id="it", name="IT", period_budget=-30_066, period_outcome=-24_447, annual_budget=-45_633,
...                forecast=-38_133)])
>>> line = table["IT"]
>>> line.period_deviation, line.forecast_deviation, line.remaining_budget
(5619, 7500, -21186)
>>> split_deviation(line)
DeviationSplit(given_back=0, kept=5619, new=1881)

Source: RKR R14 (budget comparison and forecast); definitions of signs: + is better than budget (*överskott*).
"""

from collections import Counter
from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter
from typing import Any

import attrs

from kommunuppfoljning.amounts import Amount, checked_digits, minus, opposed, plus, size_of, total_of
from kommunuppfoljning.errors import InvalidValue, expect
from kommunuppfoljning.formulas.deviations import deviation, grant_deviation
from kommunuppfoljning.locale import message
from kommunuppfoljning.models import Model, by_id
from kommunuppfoljning.periods import Period
from kommunuppfoljning.tables import CellKind, Column, Row, Table
from kommunuppfoljning.terms import Direction, Layout, LineKind, Unit

__all__ = ["BudgetLine", "BudgetTable", "DeviationSplit", "split_deviation"]

FIGURES = ("period_budget", "period_outcome", "previous_outcome", "previous_annual", "annual_budget", "forecast")
"""The columns of figures that a table may have, as printed."""
STATED = ("stated_period_deviation", "stated_forecast_deviation")
"""The columns of deviations as published: + is favourable in every layout, so they are summed as they are."""


@attrs.frozen(kw_only=True, repr=False)
class BudgetLine(Model):
    """A line of a budget table (*rad*), its figures as printed, in the table's unit and signs.

    Parameters
    ----------
    id, name, kind
        What it is, and whether it holds revenue, costs or their net.
    period_budget, period_outcome
        For the part of the year reported.
    previous_outcome, previous_annual
        For the same part of last year, and for all of it.
    annual_budget, forecast
        For the full year.
    part_of
        The id of the line that it is a "varav" of: never added to a total.
    parent
        The id of the subtotal that it belongs to: a unit's revenue and cost are its children.
    complete
        Whether all parts of the line are listed, so that they must add up; `None` where it is not said.
    stated_period_deviation, stated_forecast_deviation
        As published, + favourable.
    layout
        How it is signed; its table says so.

    Raises
    ------
    InvalidType, InvalidValue
        For a field of the wrong kind, or an empty id.
    """

    id: str
    name: str = ""
    kind: LineKind = LineKind.NET
    period_budget: Amount | None = None
    period_outcome: Amount | None = None
    previous_outcome: Amount | None = None
    previous_annual: Amount | None = None
    annual_budget: Amount | None = None
    forecast: Amount | None = None
    part_of: str | None = None
    parent: str | None = None
    complete: bool | None = None
    stated_period_deviation: Amount | None = None
    stated_forecast_deviation: Amount | None = None
    layout: Layout | None = attrs.field(default=None, eq=False)

    @property
    def direction(self) -> Direction:
        """Whether more or less of the printed figures is better, by layout and kind.

        Raises `InvalidValue` on a line without a layout, and on a net line in a table of magnitudes.
        """
        layout = self._layout()
        if layout is Layout.REVERSED:
            return Direction.LOWER
        if layout is Layout.MAGNITUDE:
            if self.kind is LineKind.NET:
                raise InvalidValue(
                    f"BudgetLine {self.id!r}: in a table of magnitudes a net line does not tell its sign; give it the "
                    "kind COST (a net cost printed positive) or REVENUE (a surplus printed positive)"
                )
            return Direction.LOWER if self.kind is LineKind.COST else Direction.HIGHER
        return Direction.HIGHER

    @property
    def tells_sign(self) -> bool:
        """Whether layout and kind say what is favourable, so that deviations can be derived."""
        return self.layout is not None and (self.layout is not Layout.MAGNITUDE or self.kind is not LineKind.NET)

    @property
    def period_deviation(self) -> Amount | None:
        """What the period is better (+) or worse (−) than its budget (*periodens avvikelse*)."""
        return self._deviation(self.period_budget, self.period_outcome)

    @property
    def forecast_deviation(self) -> Amount | None:
        """What the full year is expected to be better or worse than its budget (*prognosavvikelse*)."""
        return self._deviation(self.annual_budget, self.forecast)

    @property
    def remaining_budget(self) -> Amount | None:
        """What is left of the annual budget (*återstående budget*), in the table's own signs."""
        return self._remaining(self.annual_budget)

    @property
    def remaining_forecast(self) -> Amount | None:
        """What the rest of the year is expected to take or give, in the table's own signs."""
        return self._remaining(self.forecast)

    def _deviation(self, budget: Amount | None, outcome: Amount | None) -> Amount | None:
        layout, direction = self._layout(), self.direction
        if layout is Layout.DEVIATIONS:
            return outcome
        if layout is Layout.GRANT and self.kind is LineKind.NET:
            net: Amount | None = grant_deviation(budget=budget, outcome=outcome)
            return net
        return deviation(budget=budget, outcome=outcome, direction=direction)  # type: ignore[return-value]  # exact in

    def _remaining(self, whole: Amount | None) -> Amount | None:
        if self._layout() is Layout.DEVIATIONS:
            return None
        return deviation(budget=self.period_outcome, outcome=whole)  # type: ignore[return-value]  # exact in

    def _layout(self) -> Layout:
        if self.layout is None:
            raise InvalidValue(
                f"BudgetLine {self.id!r}: layout must be said before anything is derived; put the line in a "
                "BudgetTable, or give it a layout"
            )
        return self.layout


@attrs.frozen(kw_only=True, repr=False)
class BudgetTable(Model):
    """A table of budget, outcome and forecast (*driftredovisning*); figures as printed, read through `layout`.

    Parameters
    ----------
    id, title, unit, digits
        Its id, heading and unit, and the decimals its figures were rounded to (−3: thousands; `None`: exact).
    period, layout, vintage
        What it covers, how it is signed (`None` where nobody has said: then nothing can be derived), and which
        forecast it prints ("Prognos 4").
    lines, total
        Its rows, and the total as published.

    Raises
    ------
    InvalidType, InvalidValue
        For a field of the wrong kind, or a line that belongs to one that is not there, or to itself in a circle.
    """

    id: str
    title: str = ""
    unit: Unit | None = None
    digits: int | None = None
    period: Period | None = None
    layout: Layout | None = None
    vintage: str = ""
    lines: tuple[BudgetLine, ...] = ()
    total: BudgetLine | None = None

    def _validate(self) -> None:
        if self.digits is not None:
            checked_digits(self.digits, f"BudgetTable {self.id!r}: digits")
        self._keep("lines", tuple(_stamped(line, self.layout) for line in self.lines))
        if self.total is not None:
            self._keep("total", _stamped(self.total, self.layout))
            if self.total.parent is not None or self.total.part_of is not None:
                raise InvalidValue(f"BudgetTable {self.id!r}: the total can belong to no other line")
        self._check_tree()

    def _check_tree(self) -> None:
        """Every line belongs to one that is there, once, and to none in a circle."""
        counts = Counter(line.id for line in self.lines)
        roots = {self.total.id} if self.total is not None else set()
        for line in self.lines:
            for field in ("parent", "part_of"):
                other = getattr(line, field)
                if other is not None and counts[other] > 1:
                    raise InvalidValue(
                        f"BudgetTable {self.id!r}: {field} of the line {line.id!r} must be one line, got {other!r}, "
                        f"which is the id of {counts[other]}"
                    )
                if other is not None and other not in counts and other not in roots:
                    known = ", ".join(repr(known) for known in counts)
                    raise InvalidValue(
                        f"BudgetTable {self.id!r}: {field} of the line {line.id!r} must be a line of the table, "
                        f"got {other!r}; there are {known}"
                    )
        above = {
            line.id: found
            for line in self.lines
            if (found := [other for other in (line.parent, line.part_of) if other in counts])
        }
        try:
            tuple(TopologicalSorter(above).static_order())
        except CycleError as error:
            raise InvalidValue(
                f"BudgetTable {self.id!r}: the line {error.args[1][0]!r} belongs to itself in a circle"
            ) from None

    def __getitem__(self, key: str) -> BudgetLine:
        lines = (*self.lines, self.total) if self.total is not None else self.lines
        return by_id(lines, key, f"lines of the table {self.id!r}")

    @property
    def top_lines(self) -> tuple[BudgetLine, ...]:
        """The lines of the top level: neither a part of another nor under a subtotal."""
        total = self.total.id if self.total is not None else None
        return tuple(line for line in self.lines if line.part_of is None and line.parent in (None, total))

    def children(self, line: BudgetLine) -> tuple[BudgetLine, ...]:
        """The lines under a subtotal."""
        return tuple(one for one in self.lines if one.parent == line.id and one.part_of is None)

    def parts(self, line: BudgetLine) -> tuple[BudgetLine, ...]:
        """The "varav" lines of a line."""
        return tuple(one for one in self.lines if one.part_of == line.id)

    @property
    def summed_total(self) -> BudgetLine:
        """The sum of the top level (*summerad total*); a column where a line lacks its figure has no sum.

        In a table of magnitudes costs are subtracted from revenue, and the sum is signed as the published total is.
        """
        return self.summed(self.top_lines, self.total)

    def summed(self, lines: Iterable[BudgetLine], like: BudgetLine | None = None) -> BudgetLine:
        """The sum of some lines as one line, signed as `like` is where the table's rows are magnitudes."""
        listed = list(lines)
        if self._has_budget(listed):
            listed = [_budgeted(line) for line in listed]
        kinds = {line.kind for line in listed}
        kind = like.kind if like is not None else kinds.pop() if len(kinds) == 1 else LineKind.NET
        if kind is LineKind.NET and (self.layout is Layout.MAGNITUDE or self._has_budget(listed)):
            kind = LineKind.REVENUE  # signed as a result is: and a sum that lacks a budget is no municipal grant
        figures: dict[str, Any] = {
            name: total_of(_read(self.layout, line, kind, getattr(line, name)) for line in listed) for name in FIGURES
        }
        stated: dict[str, Any] = {name: total_of(getattr(line, name) for line in listed) for name in STATED}
        return BudgetLine(id="sum", kind=kind, layout=self.layout, **figures, **stated)

    def _has_budget(self, lines: Iterable[BudgetLine]) -> bool:
        """Whether a table of grants budgets its lines, so that a missing budget is missing."""
        budgets = (figure for line in lines for figure in (line.period_budget, line.annual_budget))
        return self.layout is Layout.GRANT and any(figure is not None for figure in budgets)

    @property
    def split(self) -> "DeviationSplit | None":
        """The splits of the top level, summed (*uppdelad avvikelse*); `None` where a line has none.

        Split by line and then summed: the split of the total would net units against each other.
        """
        splits = [split_deviation(line) for line in self.top_lines]
        sums: dict[str, Any] = {
            name: total_of(None if split is None else getattr(split, name) for split in splits)
            for name in ("given_back", "kept", "new")
        }
        return None if None in sums.values() else DeviationSplit(**sums)

    def to_table(self, locale: str = "sv") -> Table:
        """The table as reports print it, with the deviations computed and what is expected to be given back."""
        return _laid_out(self, locale)


@attrs.frozen(kw_only=True)
class DeviationSplit:
    """A period deviation and a forecast deviation read together (*uppdelad avvikelse*).

    ``period = given_back + kept`` and ``forecast = kept + new``.
    """

    given_back: Amount
    """What the rest of the year is expected to cancel (timing)."""
    kept: Amount
    """What is expected to last."""
    new: Amount
    """What the rest of the year is expected to add."""


def split_deviation(line: BudgetLine) -> DeviationSplit | None:
    """Split a line's deviation into what is given back, kept and new (*dela upp avvikelsen*).

    Parameters
    ----------
    line
        With a period deviation and a forecast deviation.

    Returns
    -------
    The split [the table's unit], `None` where either deviation is missing. Split per line, then sum: the split of a
    total nets units against each other.

    Raises
    ------
    InvalidValue
        On a line without a layout.

    Notes
    -----
    ``rest = forecast deviation - period deviation``. Where it has the opposite sign, what is given back is the part
    of the period deviation that it cancels, at most all of it; else 0.

    Examples
    --------
    >>> def split(period, year):
    ...     return split_deviation(BudgetLine(id="a", layout=Layout.DEVIATIONS, period_outcome=period, forecast=year))
    >>> split(100, 150), split(100, 20), split(100, -30)
    (DeviationSplit(given_back=0, kept=100, new=50), DeviationSplit(given_back=80, kept=20, new=0), \
DeviationSplit(given_back=100, kept=0, new=-30))
    """
    expect(line, BudgetLine, "split_deviation: line")
    period, forecast = line.period_deviation, line.forecast_deviation
    if period is None or forecast is None:
        return None
    rest = minus(forecast, period)
    given_back = min(period, minus(0, rest), key=size_of) if opposed(period, rest) else 0
    return DeviationSplit(given_back=given_back, kept=minus(period, given_back), new=plus(rest, given_back))


def _stamped(line: BudgetLine, layout: Layout | None) -> BudgetLine:
    return line if line.layout is layout else attrs.evolve(line, layout=layout)


def _budgeted(line: BudgetLine) -> BudgetLine:
    """A net of the grant model with a budget of 0 where it has none: what it deviates from beside lines that have."""
    if line.kind is not LineKind.NET:
        return line
    pairs = (("period_budget", "period_outcome"), ("annual_budget", "forecast"))
    zeros: dict[str, Any] = {
        budget: 0 for budget, outcome in pairs if getattr(line, budget) is None and getattr(line, outcome) is not None
    }
    return attrs.evolve(line, **zeros)


def _read(layout: Layout | None, line: BudgetLine, kind: LineKind, figure: Amount | None) -> Amount | None:
    """A figure as it counts in a sum of this kind: among magnitudes, costs count against revenue.

    A net magnitude does not tell its sign, and so makes the sum unknown.
    """
    if layout is Layout.MAGNITUDE and line.kind is LineKind.NET:
        return None
    if layout is not Layout.MAGNITUDE or (line.kind is LineKind.COST) is (kind is LineKind.COST):
        return figure
    return None if figure is None else minus(0, figure)


_COLUMNS = {
    "period_budget": CellKind.AMOUNT,
    "period_outcome": CellKind.AMOUNT,
    "period_deviation": CellKind.DIFFERENCE,
    "stated_period_deviation": CellKind.DIFFERENCE,
    "previous_outcome": CellKind.AMOUNT,
    "previous_annual": CellKind.AMOUNT,
    "annual_budget": CellKind.AMOUNT,
    "forecast": CellKind.AMOUNT,
    "forecast_deviation": CellKind.DIFFERENCE,
    "stated_forecast_deviation": CellKind.DIFFERENCE,
    "given_back": CellKind.DIFFERENCE,
}

_COMPUTED = ("period_deviation", "forecast_deviation", "given_back")


def _laid_out(table: BudgetTable, locale: str) -> Table:
    """The columns that hold something; what cannot be derived (no layout, a net magnitude) is left out."""
    printed = (*table.lines, *([table.total] if table.total is not None else []))
    cells = [{key: _cell(table, line, key) for key in _COLUMNS} for line in printed]
    keys = [key for key in _COLUMNS if any(row[key] is not None for row in cells)]
    places = {
        "period": table.period.label(locale) if table.period else "",
        "previous": _year_before(table.period, locale) or message("column.year_before", locale),
        "year": str(table.period.end.year) if table.period else "",
        "vintage": table.vintage or message("Basis.FORECAST", locale),
    }
    labels = {key: message(f"column.{key}", locale, **places).strip() for key in keys}
    rows = [
        Row(
            cells=(line.name or line.id, *(row[key] for key in keys)),
            level=_level(table, line),
            is_total=line is table.total,
        )
        for line, row in zip(printed, cells, strict=True)
    ]
    headings = {key: message(f"column.printed.{key}", locale, **places).strip() for key in STATED}
    columns = (
        Column(key="name", label=message("column.line", locale), printed=""),
        *(
            Column(
                key=key,
                label=labels[key],
                kind=_COLUMNS[key],
                is_computed=key in _COMPUTED,
                printed=headings.get(key),
            )
            for key in keys
        ),
    )
    unit = table.unit.label(locale) if table.unit else ""
    notes = (message("note.given_back", locale),) if "given_back" in keys and table.total is not None else ()
    return Table(title=table.title, unit=unit, columns=columns, rows=tuple(rows), notes=notes)


def _year_before(period: Period | None, locale: str) -> str:
    return period.previous_year().label(locale) if period is not None and period.start.year > 1 else ""


def _cell(table: BudgetTable, line: BudgetLine, key: str) -> Amount | None:
    if key == "given_back":
        lines = table.top_lines if line is table.total else (line,)
        if not all(one.tells_sign for one in lines):
            return None
        splits = [split_deviation(one) for one in lines]
        return total_of(None if split is None else split.given_back for split in splits)
    if key in ("period_deviation", "forecast_deviation") and not line.tells_sign:
        return None
    figure: Amount | None = getattr(line, key)
    return figure


def _level(table: BudgetTable, line: BudgetLine) -> int:
    """How many lines of the table it is below."""
    above = {one.id: one.part_of or one.parent for one in table.lines}
    level, at = 0, above.get(line.id) if line is not table.total else None
    while at is not None and at in above:
        level, at = level + 1, above[at]
    return level
