"""Deviations (*avvikelser*): how far an outcome is from its budget, positive when favourable.

Norrtälje's executive office had a budget of −201 471 tkr for January to August 2024 and spent −185 571:

>>> deviation(budget=-201_471, outcome=-185_571)
15900
>>> from kommunuppfoljning.codes import Direction
>>> deviation(budget=260_871, outcome=239_849, direction=Direction.LOWER)  # costs written as positive numbers
21022

(The report prints 15 899 and 21 021: each of its figures was rounded by itself.)

Source: RKR R14 (comparison with the budget). The sign is a convention: + is better than budget (*överskott*), as
Swedish municipalities write it.
"""

from kommunuppfoljning.arithmetic import LOWER, TYPE_CHECKING, Result, divide, formula, overload, size, where
from kommunuppfoljning.codes import Direction

if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction
    from typing import Any

    from kommunuppfoljning.arithmetic.kinds import C, Directions, Exact, Floats, N, Real, Scalars, Values, X

__all__ = ["deviation", "gain", "grant_deviation", "relative_deviation"]

_EITHER_WAY = (Direction.LOWER, Direction.HIGHER)


@overload
def deviation(*, budget: "N | None", outcome: "N | None", direction: Direction = ...) -> "N | None": ...
@overload
def deviation(
    *, budget: "Exact | None", outcome: "Exact | None", direction: Direction = ...
) -> "Decimal | Fraction | None": ...
@overload
def deviation(
    *, budget: "Values | None", outcome: "Values | None", direction: "Directions" = ..., out: "Floats | None" = ...
) -> "Any": ...
@overload
def deviation(
    *, budget: "C | Scalars | None", outcome: "C | Scalars | None", direction: "C | Direction" = ...
) -> "C": ...
@formula(Result.DIFFERENCE, directions=_EITHER_WAY)
def deviation(*, budget: "Any", outcome: "Any", direction: "Any" = Direction.HIGHER, out: "Any" = None) -> "Any":
    """The budget deviation (*budgetavvikelse*): positive is favourable.

    Parameters
    ----------
    budget, outcome
        The amounts [the table's unit], both for the same period.
    direction
        `HIGHER` fits revenue, and costs written as negative numbers; `LOWER` fits costs written as positive
        numbers. May be an array of codes, so that rows of revenue and of costs go in one call.
    out
        A writable `float64` array for the result.

    Returns
    -------
    The deviation [the table's unit]; `None` (NaN in arrays) where a figure is missing. Whole numbers give a whole
    number, `int64` in arrays.

    Raises
    ------
    InvalidValue
        For `Direction.NEAR`, NaN or infinity as a scalar, or shapes that do not broadcast.
    InvalidType
        For what is no number, or a `Decimal` beside a `float`.
    TooLarge
        Where whole numbers in an array do not fit in `int64`.

    Notes
    -----
    ``outcome - budget``; for `LOWER`, ``budget - outcome``.

    References
    ----------
    RKR R14 *Drift- och investeringsredovisning*.

    Examples
    --------
    >>> deviation(budget=59_400, outcome=54_278)  # revenue: a deficit
    -5122
    >>> deviation(budget=None, outcome=54_278) is None
    True
    """
    return gain(outcome, budget, direction)


@overload
def relative_deviation(
    *, budget: "Real | None", outcome: "Real | None", direction: Direction = ...
) -> "float | None": ...
@overload
def relative_deviation(*, budget: "X | None", outcome: "X | None", direction: Direction = ...) -> "X | None": ...
@overload
def relative_deviation(
    *, budget: "Exact | None", outcome: "Exact | None", direction: Direction = ...
) -> "Decimal | Fraction | None": ...
@overload
def relative_deviation(
    *, budget: "Values | None", outcome: "Values | None", direction: "Directions" = ..., out: "Floats | None" = ...
) -> "Floats": ...
@overload
def relative_deviation(
    *, budget: "C | Scalars | None", outcome: "C | Scalars | None", direction: "C | Direction" = ...
) -> "C": ...
@formula(Result.QUOTIENT, directions=_EITHER_WAY)
def relative_deviation(
    *, budget: "Any", outcome: "Any", direction: "Any" = Direction.HIGHER, out: "Any" = None
) -> "Any":
    """The budget deviation as a share of the budget (*budgetavvikelse i procent*): positive is favourable.

    Parameters
    ----------
    budget, outcome, direction, out
        As in `deviation`.

    Returns
    -------
    A fraction of one; undefined where the budget is 0. Where budget and outcome have opposite signs the share is
    computed, and says little.

    Raises
    ------
    InvalidValue, InvalidType
        As in `deviation`.

    Notes
    -----
    ``deviation / abs(budget)``: on the size of the budget, so that + stays good.

    References
    ----------
    RKR R14 *Drift- och investeringsredovisning*.

    Examples
    --------
    >>> from decimal import Decimal
    >>> round(relative_deviation(budget=Decimal(-3000), outcome=Decimal(-2871)), 2)
    Decimal('0.04')
    >>> relative_deviation(budget=0, outcome=5) is None
    True
    """
    return divide(gain(outcome, budget, direction), size(budget))


@formula(Result.DIFFERENCE, missing_as={"budget": 0}, listed=False)
def grant_deviation(*, budget: "Any", outcome: "Any") -> "Any":
    """The deviation of a result that a grant pays for (*avvikelse med kommunbidrag*): of the net, not of its parts.

    The grant is the budget, so that a budgeted result is seldom stated: where there is none, the result is the
    deviation.
    """
    return outcome - budget


def gain(after: "Any", before: "Any", direction: "Any") -> "Any":
    """`after - before`, or the reverse where less is better."""
    lower = direction == LOWER
    return where(lower, before, after) - where(lower, after, before)
