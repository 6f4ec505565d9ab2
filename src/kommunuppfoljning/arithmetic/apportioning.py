"""Rounding that keeps a total (*summabevarande avrundning*): each part goes up or down, and the parts add up.

Three shares of a third, in whole percent, are 34, 33 and 33:

>>> round_to_total([Decimal(100) / 3] * 3)
[Decimal('34'), Decimal('33'), Decimal('33')]

Source: the method of largest remainder (Hamilton's method).
"""

import sys
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeVar, overload

from kommunuppfoljning.arithmetic.rounding import round_half_away
from kommunuppfoljning.arithmetic.scalars import number
from kommunuppfoljning.errors import InvalidType, InvalidValue, expect, shown

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["round_to_total"]

V = TypeVar("V", int, Decimal, Fraction, float)

MOST_DIGITS = 15
"""Floats have no more decimals to keep."""
BLOCK = 16_384
"""Groups that are rounded at a time: their scratch stays in the cache."""
MOST_PAIRED = 12
"""Items in a group up to which comparing each pair is faster than sorting."""
TOO_CLOSE = 1e-9
"""Remainders that differ by less are compared exactly."""


@overload
def round_to_total(
    values: "NDArray[Any]", *, total: "NDArray[Any] | float | None" = ..., digits: int = ...
) -> "NDArray[Any]": ...
@overload
def round_to_total(
    values: "Iterable[V]", *, total: float | Decimal | Fraction | None = ..., digits: int = ...
) -> list[V]: ...
def round_to_total(values: Any, *, total: Any = None, digits: int = 0) -> Any:
    """Round parts so that they sum to their total (*summabevarande avrundning*).

    Parameters
    ----------
    values
        The parts: a list, or an array, which is rounded along its last axis, many groups at once.
    total
        What the rounded parts are to sum to; by default their exact sum, rounded half away from zero. For an array one
        for each group.
    digits
        Decimals to keep; may be negative.

    Returns
    -------
    A list of the kinds given, or an array of `float64`; in an array a group with a missing part is missing.

    Raises
    ------
    InvalidType
        For what is no number, and for `digits` that is no whole number.
    InvalidValue
        For a total that no rounding up and down of the parts reaches.

    Notes
    -----
    Each part is rounded down; those with the largest remainders go up until the total is reached, of equals the earlier
    first. A part that has no more decimals than are kept stays as it is. A `float` counts as the shortest decimal that
    prints it.

    References
    ----------
    The method of largest remainder (Hamilton's method).

    Examples
    --------
    >>> round_to_total([0.335, 0.333, 0.332], digits=2)
    [0.34, 0.33, 0.33]
    >>> round_to_total([1, 2], total=4)
    Traceback (most recent call last):
    kommunuppfoljning.errors.InvalidValue: round_to_total: total must be from 3 to 3 for these parts, got 4
    """
    if isinstance(digits, bool) or not isinstance(digits, int):
        raise InvalidType(f"round_to_total: digits must be a whole number, got {shown(digits)}")
    if abs(digits) > 1000:
        raise InvalidValue(f"round_to_total: digits must be from -1000 to 1000, got {shown(digits)}")
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(values, numpy.ndarray):
        return _groups(values, total, digits)
    expect(values, Iterable, "round_to_total: values")
    return _parts(list(values), total, digits)


def _parts(values: list[Any], total: Any, digits: int) -> list[Any]:
    plain = [number(value, f"round_to_total: values[{place}]") for place, value in enumerate(values)]
    exact = [_exact(value, place) for place, value in enumerate(plain)]
    step = Fraction(10) ** -digits
    down = [(value / step).__floor__() for value in exact]
    rests = [value / step - whole for value, whole in zip(exact, down, strict=True)]
    wanted = number(total, "round_to_total: total")
    goal = round_half_away(sum(exact, Fraction(0)), digits) if wanted is None else _exact(wanted, "total")
    ups = goal / step - sum(down)
    most = sum(rest > 0 for rest in rests)
    if ups.denominator != 1 or not 0 <= ups <= most:
        low, high = sum(down) * step, (sum(down) + most) * step
        raise InvalidValue(
            f"round_to_total: total must be from {_told(low)} to {_told(high)} for these parts, got {shown(total)}"
        )
    order = sorted(range(len(exact)), key=lambda place: -rests[place])  # stable: of equals the earlier first
    for place in order[: int(ups)]:
        down[place] += 1
    return [_as_given(whole * step, value, max(digits, 0)) for whole, value in zip(down, plain, strict=True)]


def _exact(value: Any, place: object) -> Fraction:
    if value is None:
        raise InvalidValue(f"round_to_total: values[{place}] is missing; leave it out, or say what it is")
    return Fraction(repr(value)) if isinstance(value, float) else Fraction(value)


def _as_given(value: Fraction, like: Any, digits: int) -> Any:
    if isinstance(like, Decimal):
        size = str(abs(int(value * 10**digits)))
        return Decimal((int(value < 0), tuple(map(int, size)), -digits))
    return type(like)(value)


def _told(value: Fraction) -> str:
    return str(int(value)) if value.denominator == 1 else str(float(value))


def _groups(values: "NDArray[Any]", total: Any, digits: int) -> "NDArray[Any]":
    """Groups along the last axis: by floats where those are sure, and exactly where they may not be."""
    import numpy as np

    from kommunuppfoljning.arithmetic.arrays import array_of

    array = array_of(values, "round_to_total: values").astype(np.float64)
    if array.ndim == 0:
        raise InvalidValue("round_to_total: values must have an axis to sum along, got a 0-dimensional array")
    flat = array.reshape(-1, array.shape[-1])
    goals = None if total is None else _goals(total, array.shape[:-1])
    result = np.full(flat.shape, np.nan)
    known: NDArray[Any] = np.asarray(np.isfinite(flat).all(axis=1))
    if goals is not None:
        known &= np.isfinite(goals)
    sure = known.copy() if abs(digits) <= MOST_DIGITS else np.zeros_like(known)
    for start in range(0, len(flat) if sure.any() else 0, BLOCK):
        block = slice(start, start + BLOCK)
        with np.errstate(all="ignore"):
            rounded, clear = _block(flat[block], None if goals is None else goals[block], digits)
        sure[block] &= clear
        if sure[block].all():
            result[block] = rounded
        else:
            result[block][sure[block]] = rounded[sure[block]]
    for place in np.flatnonzero(known & ~sure).tolist():
        result[place] = _parts(flat[place].tolist(), None if goals is None else float(goals[place]), digits)
    return result.reshape(array.shape)


def _goals(total: Any, shape: tuple[int, ...]) -> "NDArray[Any]":
    """The total of each group."""
    import numpy as np

    from kommunuppfoljning.arithmetic.arrays import array_of

    field = "round_to_total: total"
    given = array_of(total, field) if isinstance(total, np.ndarray) else np.asarray(number(total, field), np.float64)
    try:
        return np.broadcast_to(given.astype(np.float64), shape).reshape(-1)
    except ValueError:
        raise InvalidValue(f"{field} must have the shape {shape} of the groups, got {given.shape}") from None


def _block(rows: "NDArray[Any]", goals: "NDArray[Any] | None", digits: int) -> "tuple[NDArray[Any], NDArray[Any]]":
    """Groups rounded by floats, and in which of them floats are sure; items first, so that a step is one run."""
    import numpy as np

    power = 10.0 ** abs(digits)
    scaled = np.array(rows.T, order="C")
    if digits:
        scaled = scaled * power if digits > 0 else scaled / power
    down = np.floor(scaled)
    rests = scaled - down
    largest = max(float(scaled.max()), -float(scaled.min()), 1.0)
    if not (np.abs(rests - 0.5).max() < 0.5 - largest * 2.0**-49):  # some part may be whole but for its last bits
        nearest = np.rint(scaled)
        near = np.abs(scaled - nearest) <= np.maximum(np.abs(scaled), 1.0) * 2.0**-49
        down = np.where(near, nearest, down)
        rests = np.where(near, 0.0, rests)
    goal, clear = _goal(scaled, goals, power, digits)
    ups = goal - down.sum(axis=0)
    up = _ranks(rests) < ups
    last = np.where(up, rests, 2.0).min(axis=0)  # the smallest remainder that goes up; another may be too close to it
    close = ((np.abs(rests - last) <= TOO_CLOSE) & (rests != last)).any(axis=0)
    clear &= ~close & (ups >= 0) & (ups <= (rests > 0).sum(axis=0))
    if not largest < 2.0**44:
        clear &= (np.abs(scaled) < 2.0**44).all(axis=0)
    down += up
    if digits:
        down = down / power if digits > 0 else down * power
    down += 0.0  # a zero of its own, without a sign
    return down.T, clear


def _ranks(rests: "NDArray[Any]") -> "NDArray[Any]":
    """The place of each remainder in its group, the largest first, of equals the earlier."""
    import numpy as np

    count = len(rests)
    if count > MOST_PAIRED:
        order = np.argsort(-rests, axis=0, kind="stable")
        ranks = np.empty_like(order)
        np.put_along_axis(ranks, order, np.arange(count)[:, None], axis=0)
        return ranks
    paired = np.empty(rests.shape, np.int8)
    paired[:] = np.arange(count)[:, None]
    for first in range(count):
        for second in range(first + 1, count):
            behind = np.less(rests[first], rests[second]).view(np.int8)
            paired[first] += behind
            paired[second] -= behind
    return paired


def _goal(
    scaled: "NDArray[Any]", goals: "NDArray[Any] | None", power: float, digits: int
) -> "tuple[NDArray[Any], NDArray[Any]]":
    """What each group is to sum to, in steps, and where floats are sure of it."""
    import numpy as np

    asked = scaled.sum(axis=0) if goals is None else goals * power if digits >= 0 else goals / power
    size = np.maximum(np.abs(scaled).sum(axis=0), 1.0) * 2.0**-46
    if goals is not None:
        return np.rint(asked), np.abs(asked - np.rint(asked)) <= size
    half = np.abs(np.abs(asked) - np.floor(np.abs(asked)) - 0.5)
    return np.copysign(np.floor(np.abs(asked) + 0.5), asked), half > size
