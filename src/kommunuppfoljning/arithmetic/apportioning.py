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
        from kommunuppfoljning.arithmetic.groups import round_groups

        return round_groups(values, total, digits, _parts)
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
