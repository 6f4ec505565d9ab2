"""Bridges (*bryggor*): from a budget to a forecast in rounded steps that add up, and what drives the difference.

>>> table = BudgetTable(id="drift", layout=Layout.SIGNED, unit=Unit.TKR, lines=[
...     BudgetLine(id="it", name="IT", annual_budget=-45_633, forecast=-38_133),
...     BudgetLine(id="ekonomi", name="Ekonomi", annual_budget=-31_508, forecast=-32_508)])
>>> walk = bridge(table, unit=Unit.MNKR, digits=1)
>>> walk.start, [(step.id, step.amount) for step in walk.steps], walk.end
(Decimal('-77.1'), [('it', Decimal('7.5')), ('ekonomi', Decimal('-1.0'))], Decimal('-70.6'))
>>> [(driver.id, driver.deviation) for driver in drivers(table)]
[('it', 7500)]

Source: practice in Swedish reports; the largest remainder (Hamilton's method) for the rounding.
"""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs

from kommunuppfoljning.amounts import (
    Amount,
    amount_of,
    checked_digits,
    convert,
    decimals_of,
    plus,
    round_half_away,
    round_to_total,
    size_of,
    total_of,
)
from kommunuppfoljning.arithmetic.scalars import decimal_of, number
from kommunuppfoljning.budgets import BudgetLine, BudgetTable
from kommunuppfoljning.errors import InvalidValue, NotFound, expect, shown
from kommunuppfoljning.layouts import lines_in_layout, refuse_twice
from kommunuppfoljning.locale import message
from kommunuppfoljning.models import Model
from kommunuppfoljning.tables import CellKind, Column, Row, Table
from kommunuppfoljning.terms import Layout, Unit

__all__ = ["Bridge", "BridgeStep", "Driver", "bridge", "drivers"]

FIGURES_OF = {"forecast": ("annual_budget", "forecast"), "period": ("period_budget", "period_outcome")}
"""What each deviation goes between: budget, then forecast or outcome."""


@attrs.frozen(kw_only=True, repr=False)
class BridgeStep(Model):
    """A step of a bridge (*steg*): a line and what it adds, + favourable."""

    id: str
    name: str = ""
    amount: Amount

    _told = ("id", "amount")


@attrs.frozen(kw_only=True, repr=False)
class Bridge(Model):
    """From a budget to its forecast or outcome (*brygga*): ``start + steps = end``, to the last digit.

    Parameters
    ----------
    start, steps, end
        Rounded amounts: revenue +, costs −, whatever the table's layout.
    unit, digits
        What they are written in, and the decimals that they have.
    deviation
        "forecast" (full year) or "period".
    """

    start: Amount
    steps: tuple[BridgeStep, ...] = ()
    end: Amount
    unit: Unit | None = None
    digits: int = 0
    deviation: str = "forecast"

    _told = ("start", "steps", "end")

    def to_table(self, locale: str = "sv") -> Table:
        """The bridge as a table: budget, each step, and the end."""
        labels = [message(f"bridge.{self.deviation}.{end}", locale) for end in ("start", "end")]
        digits = max(self.digits, 0)
        columns = (
            Column(key="name", label=message("column.line", locale)),
            Column(key="step", label=message("column.step", locale), kind=CellKind.DIFFERENCE, digits=digits),
            Column(key="amount", label=message("column.amount", locale), kind=CellKind.AMOUNT, digits=digits),
        )
        rows = [Row(cells=(labels[0], None, self.start))]
        at = self.start
        for step in self.steps:
            at = plus(at, step.amount)
            rows.append(Row(cells=(step.name or step.id, step.amount, at), level=1))
        rows.append(Row(cells=(labels[1], None, self.end), is_total=True))
        return Table(
            title=message("table.bridge", locale),
            unit=self.unit.label(locale) if self.unit else "",
            columns=columns,
            rows=tuple(rows),
        )


def bridge(
    table: BudgetTable,
    *,
    deviation: str = "forecast",
    within: str | None = None,
    unit: Unit | None = None,
    digits: int | None = None,
) -> Bridge:
    """Walk from budget to forecast line by line, in rounded steps that add up (*brygga från budget till prognos*).

    Parameters
    ----------
    table
        With a layout. "Varav" lines are no steps.
    deviation
        "forecast" for the full year, "period" for budget to outcome so far.
    within
        The id of a subtotal, to walk through what is below it; by default through the top level.
    unit, digits
        What to write it in: by default the table's unit, and the decimals that its figures have.

    Returns
    -------
    Start, steps and end, revenue + and costs −.

    Raises
    ------
    InvalidValue
        For a table without a layout, a line that lacks a figure (missing is not zero), an id that is there twice (it
        would be counted twice), and a unit where the table has none.
    NotFound
        For a subtotal that is not there.

    Notes
    -----
    Start and end are the exact sums, rounded half away from zero. The steps are rounded up or down by largest
    remainder so that they sum to the difference; where rounding about zero leaves the difference out of their reach
    (by one unit of the last digit), the largest step takes it.

    A table of deviations starts at 0.
    """
    lines = _lines(table, deviation, within, "bridge")
    if unit is not None and table.unit is None:
        raise InvalidValue(f"bridge: the unit of the table {table.id!r} must be said before it is written in another")
    moved: dict[str, list[Amount]] = {"start": [], "step": []}
    for line in lines:
        start, step = _start_and_step(line, deviation, "bridge")
        moved["start"].append(_in(start, table.unit, unit))
        moved["step"].append(_in(step, table.unit, unit))
    if digits is None:
        digits = decimals_of([*moved["start"], *moved["step"]])
    checked_digits(digits, "bridge: digits")
    budget = Fraction(total_of(moved["start"]) or 0)
    first = round_half_away(budget, digits)
    last = round_half_away(budget + Fraction(total_of(moved["step"]) or 0), digits)
    amounts = rounded_steps([Fraction(step) for step in moved["step"]], last - first, digits)
    steps = tuple(
        BridgeStep(id=line.id, name=line.name, amount=amount_of(amount, digits))
        for line, amount in zip(lines, amounts, strict=True)
    )
    return Bridge(
        start=amount_of(first, digits),
        steps=steps,
        end=amount_of(last, digits),
        unit=unit or table.unit,
        digits=digits,
        deviation=deviation,
    )


@attrs.frozen(kw_only=True, repr=False)
class Driver(Model):
    """A line that drives a deviation (*drivande rad*).

    `share` is its part of the whole deviation, `explained` that of it and those before it together: past 1 where
    other lines go the other way.
    """

    id: str
    name: str = ""
    deviation: Amount
    share: Decimal
    explained: Decimal

    _told = ("id", "deviation", "share")


def drivers(
    table: BudgetTable,
    *,
    share: float | Decimal | Fraction = Fraction(4, 5),
    deviation: str = "forecast",
    within: str | None = None,
) -> tuple[Driver, ...]:
    """The fewest lines that explain a share of a deviation (*drivande rader*), the largest first.

    Parameters
    ----------
    table
        With a layout. "Varav" lines do not count.
    share
        How much of the deviation they are to explain, above 0 and at most 1.
    deviation, within
        As in `bridge`.

    Returns
    -------
    Lines that deviate the way the whole does; none where the whole does not deviate. Of equals the earlier comes first.

    Raises
    ------
    InvalidValue
        For a share outside its limits, and as `bridge` does.

    Examples
    --------
    >>> lines = [BudgetLine(id=name, forecast=amount) for name, amount in [("a", 10), ("b", 70), ("c", -20)]]
    >>> table = BudgetTable(id="t", layout=Layout.DEVIATIONS, lines=lines)
    >>> [driver.id for driver in drivers(table, share=1)], drivers(table, share=1)[0].explained
    (['b'], Decimal('1.166666666666666666666666667'))
    """
    wanted = number(share, "drivers: share")
    if wanted is None:
        raise InvalidValue("drivers: share must be given, got None")
    exact = Fraction(repr(wanted)) if isinstance(wanted, float) else Fraction(wanted)
    if not 0 < exact <= 1:
        raise InvalidValue(f"drivers: share must be above 0 and at most 1, got {shown(share)}")
    steps = [
        (line, _start_and_step(line, deviation, "drivers")[1]) for line in _lines(table, deviation, within, "drivers")
    ]
    whole = total_of(step for _, step in steps) or 0
    found: list[Driver] = []
    so_far: Amount = 0
    for line, step in sorted(steps, key=lambda pair: size_of(pair[1]), reverse=True):
        if abs(Fraction(so_far)) >= exact * abs(Fraction(whole)):
            break
        if Fraction(step) * Fraction(whole) > 0:
            so_far = plus(so_far, step)
            parts = [decimal_of(Fraction(part) / Fraction(whole)) for part in (step, so_far)]
            found.append(Driver(id=line.id, name=line.name, deviation=step, share=parts[0], explained=parts[1]))
    return tuple(found)


def _lines(table: BudgetTable, deviation: str, within: str | None, caller: str) -> list[BudgetLine]:
    """The lines to walk through, read as signed, each there once."""
    expect(table, BudgetTable, f"{caller}: table")
    expect(deviation, str, f"{caller}: deviation")
    if deviation not in FIGURES_OF:
        raise InvalidValue(f"{caller}: deviation must be 'forecast' or 'period', got {shown(deviation)}")
    lines = table.top_lines if within is None else table.children(table[within])
    if not lines and within is not None:
        raise NotFound(f"{caller}: nothing is below the line {within!r} of the table {table.id!r}")
    refuse_twice(table, lines, caller)
    return list(lines_in_layout(table, lines, table.layout if table.layout is Layout.DEVIATIONS else Layout.SIGNED))


def _start_and_step(line: BudgetLine, deviation: str, caller: str) -> tuple[Amount, Amount]:
    budget, outcome = FIGURES_OF[deviation]
    step = line.forecast_deviation if deviation == "forecast" else line.period_deviation
    start = 0 if line.layout is Layout.DEVIATIONS else getattr(line, budget)
    if step is None or start is None:
        missing = outcome if getattr(line, outcome) is None else budget
        raise InvalidValue(f"{caller}: the line {line.id!r} has no {missing}, and missing is not zero")
    return start, step


def _in(figure: Amount, source: Unit | None, target: Unit | None) -> Amount:
    return figure if source is None or target is None else convert(figure, source=source, target=target)


def rounded_steps(steps: Iterable[Fraction], total: Fraction, digits: int) -> list[Fraction]:
    """Each step rounded up or down so that they sum to the total, the largest taking what is out of their reach."""
    listed: list[Any] = list(steps)
    if not listed:
        return listed
    unit = Fraction(10) ** -digits
    low = sum(((step / unit).__floor__() * unit for step in listed), Fraction(0))
    high = sum((-((-step / unit).__floor__()) * unit for step in listed), Fraction(0))
    within = min(max(total, low), high)
    rounded: list[Any] = round_to_total(listed, total=within, digits=digits)
    largest = max(range(len(listed)), key=lambda place: abs(listed[place]))
    rounded[largest] += total - within
    return rounded
