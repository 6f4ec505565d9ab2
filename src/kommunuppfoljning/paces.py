"""Paces (*takt*): what is left of a budget, and at what pace the rest of the year has to go for the forecast to hold.

A unit that has spent little so far and forecasts to spend all of its budget must spend the rest faster:

>>> line = BudgetLine(id="stab", layout=Layout.SIGNED, period_budget=-53_363, period_outcome=-48_200,
...                   annual_budget=-80_367, forecast=-80_367)
>>> speed = pace(line, month=8)
>>> speed.remaining_budget, speed.remaining_forecast, speed.so_far, speed.needed
(-32167, -32167, Decimal('-6025'), Decimal('-8041.75'))
>>> speed.ratio, speed.change
(Decimal('1'), Decimal('1.334730290456431535269709544'))

Source: practice in Swedish municipalities.
"""

from decimal import Decimal
from fractions import Fraction

import attrs

from kommunuppfoljning.amounts import Amount, minus, opposed
from kommunuppfoljning.arithmetic.scalars import decimal_of
from kommunuppfoljning.budgets import BudgetLine
from kommunuppfoljning.errors import InvalidValue, expect
from kommunuppfoljning.periodisations import MONTHS, month_number
from kommunuppfoljning.terms import Layout

__all__ = ["Pace", "pace"]


@attrs.frozen(kw_only=True)
class Pace:
    """The pace of a line (*takt*), amounts in the table's own signs; each is `None` where it cannot be told."""

    remaining_budget: Amount | None
    """What is left of the full-year budget."""
    remaining_forecast: Amount | None
    """What the forecast expects of the rest of the year."""
    so_far: Decimal | None
    """The outcome of a month so far, on average."""
    needed: Decimal | None
    """What a month of the rest of the year has to be for the forecast to hold; `None` when the year is over."""
    allowed: Decimal | None
    """What a month of the rest of the year may be for the budget to hold; `None` when the year is over."""
    planned: Decimal | None
    """What a month of the rest of the year is budgeted to be; `None` when the year is over."""
    ratio: Decimal | None
    """Remaining forecast / remaining budget: above 1 where the forecast spends more than is left."""
    change: Decimal | None
    """Needed / so far: how much faster (above 1) or slower the rest of the year has to go than the year so far."""


def pace(line: BudgetLine, *, month: int) -> Pace:
    """What is left of a line's budget, and the pace that its forecast needs (*återstående budget och takt*).

    Parameters
    ----------
    line
        With a layout.
    month
        The last month that the outcome covers, 1 to 12.

    Raises
    ------
    InvalidValue
        For a month that is none, and a line that holds deviations: they have no pace.

    Notes
    -----
    A budget or an outcome of 0, and amounts of opposite signs, leave the ratio or the change undefined (`None`).
    """
    expect(line, BudgetLine, "pace: line")
    left = MONTHS - month_number(month, "pace: month")
    if line.layout is Layout.DEVIATIONS:
        raise InvalidValue(f"pace: the line {line.id!r} holds deviations, which have no pace")
    rest_of_plan = None
    if line.annual_budget is not None and line.period_budget is not None:
        rest_of_plan = minus(line.annual_budget, line.period_budget)
    needed = _each(line.remaining_forecast, left)
    so_far = _each(line.period_outcome, month)
    return Pace(
        remaining_budget=line.remaining_budget,
        remaining_forecast=line.remaining_forecast,
        so_far=so_far,
        needed=needed,
        allowed=_each(line.remaining_budget, left),
        planned=_each(rest_of_plan, left),
        ratio=_quotient(line.remaining_forecast, line.remaining_budget),
        change=_quotient(needed, so_far),
    )


def _each(amount: Amount | None, months: int) -> Decimal | None:
    return None if amount is None or months == 0 else decimal_of(Fraction(amount) / months)


def _quotient(amount: Amount | None, other: Amount | None) -> Decimal | None:
    if amount is None or other is None or other == 0 or opposed(amount, other):
        return None
    return decimal_of(Fraction(amount) / Fraction(other))
