"""Verdicts by rule (*bedömning enligt regel*): a value within limits of its target, and verdicts rolled up to a whole.

Within 2 % of a target of 75 still counts as met:

>>> from decimal import Decimal
>>> assess_within(value=74, target=75, relative_tolerance=Decimal("0.02"))
<Verdict.FULFILLED: 'fulfilled'>

Sources: the rules in use, as `profiles` cites them.
"""

from kommunuppfoljning.arithmetic import TYPE_CHECKING, Result, formula, overload, size, where
from kommunuppfoljning.arithmetic.limits import NOT_NEGATIVE
from kommunuppfoljning.codes import Direction, Trend, Verdict
from kommunuppfoljning.formulas.assessments import heading, reached

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from kommunuppfoljning.arithmetic.kinds import C, Codes, Directions, Exact, Real, Scalars, Values

__all__ = ["assess_within", "capped_verdict", "first_verdict", "share_verdict", "trend_within", "worst_verdict"]


@overload
def assess_within(
    *,
    value: "Exact | None",
    target: "Exact | None",
    direction: Direction = ...,
    tolerance: "Exact" = ...,
    tolerance_above: "Exact | None" = ...,
    relative_tolerance: "Exact" = ...,
    partly_within: "Exact" = ...,
    relative_partly_within: "Exact" = ...,
) -> Verdict: ...
@overload
def assess_within(
    *,
    value: "Real | None",
    target: "Real | None",
    direction: Direction = ...,
    tolerance: "Real" = ...,
    tolerance_above: "Real | None" = ...,
    relative_tolerance: "Real" = ...,
    partly_within: "Real" = ...,
    relative_partly_within: "Real" = ...,
) -> Verdict: ...
@overload
def assess_within(
    *,
    value: "Values | None",
    target: "Values | None",
    direction: "Directions" = ...,
    tolerance: "Values" = ...,
    tolerance_above: "Values | None" = ...,
    relative_tolerance: "Values" = ...,
    partly_within: "Values" = ...,
    relative_partly_within: "Values" = ...,
) -> "Codes": ...
@overload
def assess_within(
    *,
    value: "C | Scalars | None",
    target: "C | Scalars | None",
    direction: "C | Direction" = ...,
    tolerance: "C | Scalars" = ...,
    tolerance_above: "C | Scalars | None" = ...,
    relative_tolerance: "C | Scalars" = ...,
    partly_within: "C | Scalars" = ...,
    relative_partly_within: "C | Scalars" = ...,
) -> "C": ...
@formula(
    Result.CODES,
    limits=dict.fromkeys(
        ("tolerance", "tolerance_above", "relative_tolerance", "partly_within", "relative_partly_within"), NOT_NEGATIVE
    ),
    directions=tuple(Direction),
    members=Verdict,
)
def assess_within(
    *,
    value: "Any",
    target: "Any",
    direction: "Any" = Direction.HIGHER,
    tolerance: "Any" = 0,
    tolerance_above: "Any" = None,
    relative_tolerance: "Any" = 0,
    partly_within: "Any" = 0,
    relative_partly_within: "Any" = 0,
) -> "Any":
    """Whether a value meets its target within limits that may be relative or uneven (*målbedömning med tolerans*).

    Parameters
    ----------
    value, target
        In the same unit.
    direction
        Whether more, less or near the target is better; an array of codes in the array world.
    tolerance, tolerance_above
        How far off still counts as met [the value's unit], at least 0; the second above the target, where it differs.
    relative_tolerance
        The same as a share of the target's size, on top.
    partly_within, relative_partly_within
        How much farther off counts as partly met, in the value's unit and as a share of the target's size.

    Returns
    -------
    A `Verdict`; in arrays its `int8` codes. `NOT_EVALUATED` (0) where value or target is missing.

    Raises
    ------
    InvalidValue
        For a limit below 0, or NaN or infinity as a scalar.
    InvalidType
        For what is no number, or a `Decimal` beside a `float`.

    Notes
    -----
    As `assess`, with ``tolerance + relative_tolerance * abs(target)``. A share of the target's size, not of the
    target: below zero, a degree of fulfilment (outcome / target) turns round.

    References
    ----------
    Vansbro kommun, 2019: at least 80 % of the target is yellow, ``relative_partly_within`` 0.2.

    Examples
    --------
    >>> from decimal import Decimal
    >>> assess_within(value=61, target=75, relative_partly_within=Decimal("0.2"))
    <Verdict.PARTLY_FULFILLED: 'partly_fulfilled'>
    >>> assess_within(value=103, target=100, direction=Direction.NEAR, tolerance=5, tolerance_above=2)
    <Verdict.NOT_FULFILLED: 'not_fulfilled'>
    """
    below = tolerance + relative_tolerance * size(target)
    above = below if tolerance_above is None else tolerance_above + relative_tolerance * size(target)
    farther = partly_within + relative_partly_within * size(target)
    met = reached(value, target, direction, below, above)
    return 1 + met + reached(value, target, direction, below + farther, above + farther)


@overload
def trend_within(
    *,
    current: "Exact | None",
    previous: "Exact | None",
    direction: Direction = ...,
    tolerance: "Exact" = ...,
    relative_tolerance: "Exact" = ...,
) -> Trend: ...
@overload
def trend_within(
    *,
    current: "Real | None",
    previous: "Real | None",
    direction: Direction = ...,
    tolerance: "Real" = ...,
    relative_tolerance: "Real" = ...,
) -> Trend: ...
@overload
def trend_within(
    *,
    current: "Values | None",
    previous: "Values | None",
    direction: "Directions" = ...,
    tolerance: "Values" = ...,
    relative_tolerance: "Values" = ...,
) -> "Codes": ...
@overload
def trend_within(
    *,
    current: "C | Scalars | None",
    previous: "C | Scalars | None",
    direction: "C | Direction" = ...,
    tolerance: "C | Scalars" = ...,
    relative_tolerance: "C | Scalars" = ...,
) -> "C": ...
@formula(
    Result.CODES,
    limits={"tolerance": NOT_NEGATIVE, "relative_tolerance": NOT_NEGATIVE},
    directions=(Direction.LOWER, Direction.HIGHER),
    members=Trend,
)
def trend_within(
    *,
    current: "Any",
    previous: "Any",
    direction: "Any" = Direction.HIGHER,
    tolerance: "Any" = 0,
    relative_tolerance: "Any" = 0,
) -> "Any":
    """Where a value is heading, with a dead band that may be relative (*trend med dödzon*).

    Parameters
    ----------
    current, previous
        In the same unit, and comparable.
    direction
        Whether more or less is better; an array of codes in the array world.
    tolerance, relative_tolerance
        How large a change still counts as none, in the value's unit and as a share of the size of what came before;
        at least 0, and added up.

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
    As `trend`, with ``tolerance + relative_tolerance * abs(previous)``.

    References
    ----------
    Norrtälje kommun, delårsrapport 2024-08: from 109 to 110 visits is printed as unchanged.

    Examples
    --------
    >>> from decimal import Decimal
    >>> trend_within(current=110, previous=109, relative_tolerance=Decimal("0.01"))
    <Trend.UNCHANGED: 'unchanged'>
    """
    band = tolerance + relative_tolerance * size(previous)
    return heading(current, previous, direction, band)


@formula(Result.CODES, members=Verdict, listed=False)
def share_verdict(  # noqa: PLR0913  # whole numbers for each share, so that no quotient is rounded
    *,
    fulfilled: "Any",
    touched: "Any",
    evaluated: "Any",
    counted: "Any",
    needed: "Any",
    of: "Any",
    more_than: "Any",
    partly_needed: "Any",
    partly_of: "Any",
    coverage_needed: "Any",
    coverage_of: "Any",
    listed: "Any",
    otherwise: "Any",
    none: "Any",
) -> "Any":
    """The verdict by how much of what was evaluated is fulfilled.

    ``fulfilled / counted`` against ``needed / of``, and ``touched / counted`` (fulfilled at least in part) against
    ``partly_needed / partly_of``, multiplied out, so that no quotient is rounded. `none` is the code where nothing was
    evaluated, `otherwise` that where neither is reached; a `partly_of` of 0 is a share that is never reached.
    """
    share, line, told, empty = fulfilled * of, needed * counted, evaluated > 0, evaluated == 0
    met = (share > line) | ((share == line) & (more_than == 0))
    met = met & (evaluated * coverage_of >= coverage_needed * listed)
    some = (touched > 0) & (touched * partly_of >= partly_needed * counted)
    reached = (told, told & (met | some | (otherwise > 1)), told & met)
    return _code(lambda level: reached[level] | (empty & (none > level)))


@formula(Result.CODES, members=Verdict, listed=False)
def first_verdict(*, first: "Any", second: "Any") -> "Any":
    """The first of two codes that tells something."""
    return _code(lambda level: where(first > 0, first > level, second > level))


@formula(Result.CODES, members=Verdict, listed=False)
def worst_verdict(*, first: "Any", second: "Any") -> "Any":
    """The worse of two codes; one that tells nothing leaves it to the other."""
    told = (first > 0) | (second > 0)
    return _code(lambda level: told & ((first == 0) | (first > level)) & ((second == 0) | (second > level)))


@formula(Result.CODES, members=Verdict, listed=False)
def capped_verdict(*, verdict: "Any", cap: "Any", against: "Any") -> "Any":
    """The code, or at most `cap` where anything speaks against it."""
    return _code(lambda level: (verdict > level) & ((against == 0) | (cap > level)))


def _code(above: "Callable[[int], Any]") -> "Any":
    """The code that lies above so many levels: put together of conditions, it is a whole number in every world."""
    return 0 + above(0) + above(1) + above(2)
