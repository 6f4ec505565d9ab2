"""Rounding half away from zero (*avrundning*), as Swedish reports do it, of numbers and of arrays."""

import sys
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeVar, overload

from kommunuppfoljning.arithmetic.scalars import exact_context, number
from kommunuppfoljning.errors import InvalidType, TooLarge, shown

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["round_half_away"]

V = TypeVar("V", int, Decimal, Fraction, float)

MOST_DECIMALS = 10_000
"""No number is written out with more zeros than this."""

_SAFE_POWER = 22
"""Powers of ten up to here are exact floats, and so is the quotient by them, correctly rounded."""


@overload
def round_half_away(value: None, digits: int = ...) -> None: ...
@overload
def round_half_away(value: V, digits: int = ...) -> V: ...
@overload
def round_half_away(value: "NDArray[Any]", digits: int = ...) -> "NDArray[Any]": ...
def round_half_away(value: Any, digits: int = 0) -> Any:
    """Round half away from zero (*avrundning från noll*).

    Parameters
    ----------
    value
        A number or an array; `None` stays `None`, and NaN in an array stays NaN.
    digits
        Decimals to keep; may be negative (−3 rounds to thousands).

    Returns
    -------
    The kind that was given.

    Raises
    ------
    InvalidType
        For what is no number, and for `digits` that is no whole number.
    TooLarge
        Where a rounded whole number does not fit in the array's type.

    Notes
    -----
    A `float` counts as the shortest decimal that prints it, in arrays too: 2.675 gives 2.68, as a reader expects.

    References
    ----------
    Öresavrundning and Swedish practice; the rule is IEEE 754's *roundTiesToAway*.

    Examples
    --------
    >>> round_half_away(2.675, 2), round_half_away(-15_950, -2), round_half_away(Decimal("-0.5"))
    (2.68, -16000, Decimal('-1'))
    """
    if isinstance(digits, bool) or not isinstance(digits, int):
        raise InvalidType(f"digits must be a whole number, got {shown(digits)}")
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(value, numpy.ndarray):
        return _array(value, digits)
    plain = number(value, "value")
    if plain is None:
        return None
    if isinstance(plain, int):
        return plain if digits >= 0 else _integer(plain, -digits)
    if isinstance(plain, float):
        return _float(plain, digits)
    if isinstance(plain, Fraction):
        return _fraction(plain, digits)
    return _decimal(plain, digits)


def _decimal(value: Decimal, digits: int) -> Decimal:
    """The decimal rounded, with so many decimals; worked out in whole numbers, whatever its size."""
    negative, figures, exponent = value.as_tuple()
    shift = -digits - int(exponent)
    if shift <= 0:
        return value if digits > MOST_DECIMALS else _written(value, digits)
    if shift > len(figures):
        return _written(Decimal(0), digits)
    kept = Decimal((negative, figures[:-shift] or (0,), 0))
    if figures[-shift] >= 5:
        with localcontext(exact_context()):
            kept += -1 if negative else 1
    return _written(Decimal((negative, kept.as_tuple().digits, -digits)), digits)


def _integer(value: int, zeros: int) -> int:
    """The whole number rounded to so many zeros."""
    if zeros > value.bit_length():
        return 0
    step: int = 10**zeros
    whole, rest = divmod(abs(value), step)
    size: int = (whole + (2 * rest >= step)) * step
    return size if value >= 0 else -size


def _written(value: Decimal, digits: int) -> Decimal:
    """The decimal written out: its decimals, and no power of ten where it is small enough to do without."""
    negative, figures, exponent = value.as_tuple()
    spare = int(exponent) + max(digits, 0)
    if not 0 < spare <= MOST_DECIMALS:
        return value if any(figures) or not negative else value.copy_abs()
    return Decimal((negative if any(figures) else 0, figures + (0,) * spare, -max(digits, 0)))


def _float(value: float, digits: int) -> float:
    try:
        rounded = float(_decimal(Decimal(repr(value)), digits)) + 0.0
    except OverflowError:
        rounded = float("inf")
    if rounded - rounded != 0.0:
        raise TooLarge(f"{value!r} rounded to {digits} digits does not fit in a float")
    return rounded


def _fraction(value: Fraction, digits: int) -> Fraction:
    if -digits > abs(int(value)).bit_length() + 1:
        return Fraction(0)
    scale = Fraction(10) ** digits
    size = Fraction(int(abs(value) * scale + Fraction(1, 2))) / scale
    return size if value >= 0 else -size


def _array(values: "NDArray[Any]", digits: int) -> "NDArray[Any]":
    import numpy as np

    from kommunuppfoljning.arithmetic.arrays import array_of

    array = array_of(values, "value")
    if array.dtype.kind in "iu":
        return array.copy() if digits >= 0 else _whole(array, digits)
    with np.errstate(all="ignore"):
        exact = array.astype(np.float64).reshape(-1)
        rounded, risky = _quick(exact, digits)
        for place in np.flatnonzero(risky).tolist():
            try:
                rounded[place] = float(_decimal(Decimal(repr(float(exact[place]))), digits))
            except OverflowError:
                rounded[place] = np.nan
        kept = np.asarray(rounded.astype(array.dtype).reshape(array.shape) + array.dtype.type(0))
    kept[~np.isfinite(kept)] = np.nan
    return kept


def _quick(exact: "NDArray[Any]", digits: int) -> "tuple[NDArray[Any], NDArray[Any]]":
    """Rounded by floats, and where floats may be wrong."""
    import numpy as np

    finite = np.isfinite(exact)
    if abs(digits) > _SAFE_POWER:
        return np.where(finite, exact, np.nan), finite
    power = 10.0 ** abs(digits)
    scaled = np.abs(exact) * power if digits >= 0 else np.abs(exact) / power
    whole = np.floor(scaled + 0.5)
    # the product's own rounding may hide a tie, and past 2**50 there is no half to see
    tie = np.abs(scaled - np.floor(scaled) - 0.5) <= np.maximum(scaled, 1.0) * 2.0**-50
    rounded = np.copysign(whole / power if digits >= 0 else whole * power, exact)
    rounded[~finite] = np.nan
    return rounded, finite & (tie | (scaled >= 2.0**50))


def _whole(array: "NDArray[Any]", digits: int) -> "NDArray[Any]":
    import numpy as np

    limits = np.iinfo(array.dtype)
    exact = [_integer(value, -digits) for value in array.ravel().tolist()]
    wrong = next((value for value in exact if not int(limits.min) <= value <= int(limits.max)), None)
    if wrong is not None:
        raise TooLarge(f"{wrong}, rounded to {digits} digits, does not fit in {array.dtype}")
    return np.array(exact, dtype=array.dtype).reshape(array.shape)
