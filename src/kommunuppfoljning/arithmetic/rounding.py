"""Rounding half away from zero (*avrundning*), as Swedish reports do it, of numbers and of arrays."""

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeVar, overload

from kommunuppfoljning.arithmetic.scalars import exact_context, number
from kommunuppfoljning.errors import InvalidType, TooLarge, shown

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["round_half_away"]

V = TypeVar("V", int, Decimal, Fraction, float)

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
    if hasattr(value, "dtype") and hasattr(value, "shape") and value.shape != ():
        return _array(value, digits)
    plain = number(value, "value")
    if plain is None:
        return None
    if isinstance(plain, int):
        return plain if digits >= 0 else int(_decimal(Decimal(plain), digits))
    if isinstance(plain, float):
        return float(_decimal(Decimal(repr(plain)), digits))
    if isinstance(plain, Fraction):
        scaled = abs(plain) * Fraction(10) ** digits
        size = Fraction(int(scaled + Fraction(1, 2))) / Fraction(10) ** digits
        return size if plain >= 0 else -size
    return _decimal(plain, digits)


def _decimal(value: Decimal, digits: int) -> Decimal:
    with localcontext(exact_context()) as context:
        context.clear_traps()
        rounded = value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
        if not rounded.is_finite():
            return value  # it has fewer decimals than can be written out: nothing to round
        return rounded if digits >= 0 else rounded.quantize(Decimal(1))


def _array(values: "NDArray[Any]", digits: int) -> "NDArray[Any]":
    import numpy as np

    from kommunuppfoljning.arithmetic.arrays import array_of

    array = array_of(values, "value")
    if array.dtype.kind in "iu":
        return array.copy() if digits >= 0 else _whole(array, digits)
    rounded = array.astype(np.float64)
    if abs(digits) > _SAFE_POWER:
        risky = np.isfinite(rounded)
    else:
        power = 10.0 ** abs(digits)
        with np.errstate(all="ignore"):
            scaled = np.abs(rounded) * power if digits >= 0 else np.abs(rounded) / power
            whole = np.floor(scaled + 0.5)
            # the product's own rounding may hide a tie, and past 2**52 there is no half to see
            tie = np.abs(scaled - np.floor(scaled) - 0.5) <= np.maximum(scaled, 1.0) * 2.0**-50
            risky = np.isfinite(rounded) & (tie | (scaled >= 2.0**50))
            result = np.copysign(whole / power if digits >= 0 else whole * power, rounded)
        result[~np.isfinite(rounded)] = np.nan
        rounded, exact = result, rounded
        rounded[risky] = exact[risky]
    if risky.any():
        rounded[risky] = [float(_decimal(Decimal(repr(value)), digits)) for value in rounded[risky].tolist()]
    return rounded.astype(array.dtype, copy=False) + 0.0


def _whole(array: "NDArray[Any]", digits: int) -> "NDArray[Any]":
    import numpy as np

    limits = np.iinfo(array.dtype)
    exact = [int(_decimal(Decimal(value), digits)) for value in array.ravel().tolist()]
    if any(not int(limits.min) <= value <= int(limits.max) for value in exact):
        raise TooLarge(f"a value rounded to {digits} digits does not fit in {array.dtype}")
    return np.array(exact, dtype=array.dtype).reshape(array.shape)
