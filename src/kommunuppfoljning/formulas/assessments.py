"""Assessments (*bedömningar*): a value against its target, and where it is heading.

Norrtälje's index of business satisfaction (NKI) was 73 against a target of 75:

>>> assess(value=73, target=75)
<Verdict.NOT_FULFILLED: 'not_fulfilled'>
>>> trend(current=73, previous=74)
<Trend.NEGATIVE: 'negative'>

Sources: the rule that equal counts as met, and that a missing target or value is *ej utvärderad*, is how Swedish
municipalities report (Norrtälje, delårsrapport 2024-08).
"""

from kommunuppfoljning.arithmetic import HIGHER, LOWER, TYPE_CHECKING, Result, formula, overload, where
from kommunuppfoljning.arithmetic.limits import NOT_NEGATIVE
from kommunuppfoljning.codes import Direction, Trend, Verdict

if TYPE_CHECKING:
    from typing import Any

    from kommunuppfoljning.arithmetic.kinds import C, Codes, Directions, Exact, Real, Scalars, Values

__all__ = ["assess", "heading", "reached", "trend"]


@overload
def assess(
    *,
    value: "Exact | None",
    target: "Exact | None",
    direction: Direction = ...,
    tolerance: "Exact" = ...,
    partly_within: "Exact | None" = ...,
) -> Verdict: ...
@overload
def assess(
    *,
    value: "Real | None",
    target: "Real | None",
    direction: Direction = ...,
    tolerance: "Real" = ...,
    partly_within: "Real | None" = ...,
) -> Verdict: ...
@overload
def assess(
    *,
    value: "Values | None",
    target: "Values | None",
    direction: "Directions" = ...,
    tolerance: "Values" = ...,
    partly_within: "Values | None" = ...,
) -> "Codes": ...
@overload
def assess(
    *,
    value: "C | Scalars | None",
    target: "C | Scalars | None",
    direction: "C | Direction" = ...,
    tolerance: "C | Scalars" = ...,
    partly_within: "C | Scalars | None" = ...,
) -> "C": ...
@formula(
    Result.CODES,
    limits={"tolerance": NOT_NEGATIVE, "partly_within": NOT_NEGATIVE},
    directions=tuple(Direction),
    members=Verdict,
)
def assess(
    *,
    value: "Any",
    target: "Any",
    direction: "Any" = Direction.HIGHER,
    tolerance: "Any" = 0,
    partly_within: "Any" = None,
) -> "Any":
    """Whether a value meets its target (*målbedömning*); equal counts as met.

    Parameters
    ----------
    value, target
        In the same unit.
    direction
        Whether more, less or near the target is better; an array of codes in the array world.
    tolerance, partly_within
        How far off still counts as met, and how much farther as partly met [the value's unit], at least 0.

    Returns
    -------
    A `Verdict`; in arrays its `int8` codes. `NOT_EVALUATED` (0) where value or target is missing.

    Raises
    ------
    InvalidValue
        For a tolerance below 0, or NaN or infinity as a scalar.
    InvalidType
        For what is no number, or a `Decimal` beside a `float`.

    Notes
    -----
    `HIGHER`: ``value >= target - tolerance``; `LOWER`: ``value <= target + tolerance``; `NEAR`: both. Floats are
    compared as they are: where an edge matters, use `Decimal`.

    References
    ----------
    Norrtälje kommun, delårsrapport 2024-08: its 32 indicators.

    Examples
    --------
    >>> assess(value=164, target=150, direction=Direction.LOWER)  # a rank among municipalities
    <Verdict.NOT_FULFILLED: 'not_fulfilled'>
    >>> assess(value=94, target=100, partly_within=10)
    <Verdict.PARTLY_FULFILLED: 'partly_fulfilled'>
    """
    met = reached(value, target, direction, tolerance, tolerance)
    if partly_within is None:
        return 1 + 2 * met
    farther = tolerance + partly_within
    return 1 + met + reached(value, target, direction, farther, farther)


@overload
def trend(
    *, current: "Exact | None", previous: "Exact | None", direction: Direction = ..., tolerance: "Exact" = ...
) -> Trend: ...
@overload
def trend(
    *, current: "Real | None", previous: "Real | None", direction: Direction = ..., tolerance: "Real" = ...
) -> Trend: ...
@overload
def trend(
    *, current: "Values | None", previous: "Values | None", direction: "Directions" = ..., tolerance: "Values" = ...
) -> "Codes": ...
@overload
def trend(
    *,
    current: "C | Scalars | None",
    previous: "C | Scalars | None",
    direction: "C | Direction" = ...,
    tolerance: "C | Scalars" = ...,
) -> "C": ...
@formula(
    Result.CODES,
    limits={"tolerance": NOT_NEGATIVE},
    directions=(Direction.LOWER, Direction.HIGHER),
    members=Trend,
)
def trend(*, current: "Any", previous: "Any", direction: "Any" = Direction.HIGHER, tolerance: "Any" = 0) -> "Any":
    """Where a value is heading (*trend*), seen from what is better.

    Parameters
    ----------
    current, previous
        In the same unit, and comparable: never a part of a year against a whole one.
    direction
        Whether more or less is better; an array of codes in the array world.
    tolerance
        How large a change still counts as none [the value's unit], at least 0.

    Returns
    -------
    A `Trend`; in arrays its `int8` codes. `NOT_EVALUATED` (0) where either value is missing.

    Raises
    ------
    InvalidValue
        For `Direction.NEAR`, a tolerance below 0, or NaN or infinity as a scalar.
    InvalidType
        For what is no number, or a `Decimal` beside a `float`.

    Notes
    -----
    `HIGHER`: positive where ``current > previous + tolerance``, negative where ``current < previous - tolerance``,
    else unchanged; reversed for `LOWER`.

    References
    ----------
    Norrtälje kommun, delårsrapport 2024-08: the column *Trend*.

    Examples
    --------
    >>> trend(current=103, previous=100, tolerance=5)
    <Trend.UNCHANGED: 'unchanged'>
    >>> trend(current=90, previous=100, direction=Direction.LOWER)
    <Trend.POSITIVE: 'positive'>
    """
    return heading(current, previous, direction, tolerance)


def reached(value: "Any", target: "Any", direction: "Any", below: "Any", above: "Any") -> "Any":
    """Whether a value is on the right side of its target (*når målet*), or no farther off than it may be."""
    low_enough = (direction == HIGHER) | (value <= target + above)
    high_enough = (direction == LOWER) | (value >= target - below)
    return low_enough & high_enough


def heading(current: "Any", previous: "Any", direction: "Any", band: "Any") -> "Any":
    """The code of where a value is heading (*trend*), where a change within the band is none."""
    rises, falls = current > previous + band, current < previous - band
    lower = direction == LOWER
    return 2 + where(lower, falls, rises) - where(lower, rises, falls)
