"""Amounts (*belopp*): units, and rounded figures that know the interval they may have come from.

Norrtälje prints a surplus of 15 899 tkr in a table and 15,9 mnkr in its text. The two agree:

>>> table, text = Rounded(15_899), Rounded("15.9")
>>> convert(text, source=Unit.MNKR, target=Unit.TKR)
Rounded('15900.0', digits=-2)
>>> convert(text, source=Unit.MNKR, target=Unit.TKR).overlaps(table)
True

Source: XBRL International, Calculations 1.1 (2023-02-22): a reported figure stands for the closed interval of
half a unit of its last digit either side.
"""

import operator
import sys
from collections.abc import Callable, Iterable
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, overload

import attrs

from kommunuppfoljning.arithmetic.apportioning import round_to_total
from kommunuppfoljning.arithmetic.rounding import round_half_away
from kommunuppfoljning.arithmetic.scalars import decimal_of, exact_context, number
from kommunuppfoljning.errors import InvalidType, InvalidValue, TooLarge, expect, shown
from kommunuppfoljning.locale.figures import MOST_DIGITS, parse_number
from kommunuppfoljning.terms import Unit

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = [
    "Amount",
    "Interval",
    "Rounded",
    "adds_up",
    "amount_of",
    "checked_digits",
    "convert",
    "decimals_of",
    "exact_amount",
    "minus",
    "opposed",
    "parse_amount",
    "plus",
    "round_half_away",
    "round_to_total",
    "size_of",
    "total_of",
]

Amount: TypeAlias = int | Decimal
"""An exact figure."""

D = TypeVar("D", Decimal, Fraction, float)


@attrs.frozen
class Interval:
    """What a figure may really be (*intervall*): every value from `low` to `high`, both ends included."""

    low: Amount
    high: Amount

    def __attrs_post_init__(self) -> None:
        for name in ("low", "high"):
            object.__setattr__(self, name, _exact(getattr(self, name), f"Interval: {name}"))
        if self.low > self.high:
            raise InvalidValue(f"Interval: low must be at most high, got {shown(self.low)} and {shown(self.high)}")

    def __add__(self, other: "Interval | Rounded | Amount") -> "Interval":
        low, high = _ends(other)
        return Interval(plus(self.low, low), plus(self.high, high))

    __radd__ = __add__

    def __neg__(self) -> "Interval":
        return Interval(minus(0, self.high), minus(0, self.low))

    def __sub__(self, other: "Interval | Rounded | Amount") -> "Interval":
        low, high = _ends(other)
        return Interval(minus(self.low, high), minus(self.high, low))

    def __rsub__(self, other: "Interval | Rounded | Amount") -> "Interval":
        return -self + other

    def overlaps(self, other: "Interval | Rounded | Amount") -> bool:
        """Whether the two may be the same figure: touching ends count."""
        return self.gap(other) == 0

    def gap(self, other: "Interval | Rounded | Amount") -> Amount:
        """How far apart the two are; 0 where they overlap."""
        low, high = _ends(other)
        return max(minus(low, self.high), minus(self.low, high), 0)


@attrs.frozen(init=False, repr=False)
class Rounded:
    """A reported figure (*avrundat tal*), with the decimals that it was rounded to.

    Parameters
    ----------
    value
        A `str` as printed or with a decimal point, an `int` or a `Decimal`.
    digits
        The decimals it was rounded to, by default those written; −3 means whole thousands.

    Raises
    ------
    InvalidType, InvalidValue
        For a `float` (its digits are not those written), or what is no figure.

    References
    ----------
    XBRL International, Calculations 1.1: round to nearest, both ends closed.

    Examples
    --------
    >>> Rounded("15.9").low, Rounded("15.9").high, Rounded(15_899).digits
    (Decimal('15.85'), Decimal('15.95'), 0)
    >>> Rounded(-5122) + Rounded(21_021)
    Interval(low=Decimal('15898.0'), high=Decimal('15900.0'))
    """

    value: Amount
    digits: int

    def __init__(self, value: str | Amount, digits: int | None = None) -> None:
        figure: Any = parse_number(value) if isinstance(value, str) else value
        if figure is None:
            raise InvalidValue(f"Rounded: value must be a figure, got {shown(value)}")
        exact = _exact(figure, "Rounded: value")
        if digits is None:
            digits = 0 if isinstance(exact, int) else -int(exact.as_tuple().exponent)
        object.__setattr__(self, "value", exact)
        object.__setattr__(self, "digits", checked_digits(digits, "Rounded: digits"))

    def __repr__(self) -> str:
        value = repr(str(self.value)) if isinstance(self.value, Decimal) else shown(self.value)
        return f"Rounded({value}, digits={self.digits})"

    @property
    def low(self) -> Decimal:
        """The least that it may have been."""
        return Decimal(minus(Decimal(self.value), self._half))

    @property
    def high(self) -> Decimal:
        """The most that it may have been."""
        return Decimal(plus(Decimal(self.value), self._half))

    @property
    def interval(self) -> Interval:
        """Everything that it may have been."""
        return Interval(self.low, self.high)

    @property
    def _half(self) -> Decimal:
        return Decimal((0, (5,), -self.digits - 1))

    def __add__(self, other: "Interval | Rounded | Amount") -> Interval:
        return self.interval + other

    __radd__ = __add__

    def __sub__(self, other: "Interval | Rounded | Amount") -> Interval:
        return self.interval - other

    def __rsub__(self, other: "Interval | Rounded | Amount") -> Interval:
        return -self.interval + other

    def __neg__(self) -> Interval:
        return -self.interval

    def overlaps(self, other: "Interval | Rounded | Amount") -> bool:
        """Whether the two may be the same figure: touching ends count."""
        return self.interval.overlaps(other)

    def gap(self, other: "Interval | Rounded | Amount") -> Amount:
        """How far apart the two are; 0 where they overlap."""
        return self.interval.gap(other)


def adds_up(parts: Iterable[Rounded], total: Rounded) -> bool:
    """Whether reported parts may sum to the reported total (*summakontroll*).

    Raises `InvalidType` for a part that is no `Rounded`.

    References
    ----------
    XBRL International, Calculations 1.1.

    Examples
    --------
    >>> adds_up([Rounded(59_400), Rounded(-260_871)], Rounded(-201_471))
    True
    >>> adds_up([Rounded(1), Rounded(1)], Rounded(4))
    False
    """
    whole = Interval(0, 0)
    expect(parts, Iterable, "adds_up: parts")
    for part in parts:
        if not isinstance(part, Rounded):
            raise InvalidType(f"adds_up: parts must be Rounded, got {shown(part)}")
        whole = whole + part
    if not isinstance(total, Rounded):
        raise InvalidType(f"adds_up: total must be Rounded, got {shown(total)}")
    return whole.overlaps(total)


@overload
def convert(value: None, *, source: Unit, target: Unit) -> None: ...
@overload
def convert(value: int, *, source: Unit, target: Unit) -> int | Decimal: ...  # pyright: ignore[reportOverlappingOverload]
@overload
def convert(value: D, *, source: Unit, target: Unit) -> D: ...
@overload
def convert(value: Rounded, *, source: Unit, target: Unit) -> Rounded: ...
@overload
def convert(value: "NDArray[Any]", *, source: Unit, target: Unit) -> "NDArray[Any]": ...
def convert(value: Any, *, source: Unit, target: Unit) -> Any:
    """Bring an amount from one unit to another (*omräkning mellan kr, tkr och mnkr*).

    Parameters
    ----------
    value
        A number, a `Rounded` or an array; `None` stays `None`.
    source, target
        The units.

    Returns
    -------
    Exact for `int` (an `int` where it divides, else a `Decimal`), `Decimal`, `Fraction` and `Rounded`, which keeps
    its precision; a float, or an array of floats, for the rest.

    Raises
    ------
    InvalidType
        For what is no amount, or a unit that is no `Unit`.

    References
    ----------
    The prefixes are those of the krona in Swedish public accounting: tkr 10³, mnkr 10⁶, mdkr 10⁹.

    Examples
    --------
    >>> convert(15_899, source=Unit.TKR, target=Unit.MNKR)
    Decimal('15.899')
    """
    for name, unit in (("source", source), ("target", target)):
        expect(unit, Unit, f"convert: {name}")
    power = source.power - target.power
    if isinstance(value, Rounded):
        return Rounded(convert(value.value, source=source, target=target), value.digits - power)
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(value, numpy.ndarray):
        return _converted(value, power)
    plain = number(value, "convert: value")
    if plain is None:
        return None
    if isinstance(plain, float):
        moved = _moved(plain, power)
        if moved - moved != 0.0:
            raise TooLarge(f"convert: value {plain!r} in {target.value} does not fit in a float")
        return moved
    if isinstance(plain, Fraction):
        return plain * Fraction(10) ** power
    if isinstance(plain, int):
        whole, rest = divmod(plain * 10 ** max(power, 0), 10 ** max(-power, 0))
        return _shifted(Decimal(plain), power) if rest else whole
    return _shifted(plain, power)


def _moved(value: Any, power: int) -> Any:
    """Floats times a power of ten, each rounded once."""
    return value * 10.0**power if power > 0 else value / 10.0**-power


def _converted(value: "NDArray[Any]", power: int) -> "NDArray[Any]":
    import numpy as np

    from kommunuppfoljning.arithmetic.arrays import array_of

    array = array_of(value, "convert: value")
    if power == 0:
        return array.copy()
    with np.errstate(all="ignore"):
        wide = array.astype(np.float64)
        moved = _moved(wide, power)
        return np.where(np.isfinite(moved), moved, np.nan)


def parse_amount(text: str) -> tuple[Amount | None, Unit]:
    """Read an amount with its unit as a report prints it (*tolka belopp*).

    Returns
    -------
    The figure, `None` for a dash, and its `Unit`.

    Raises
    ------
    InvalidType, InvalidValue
        For what is no text, has no figure, or no money unit.

    References
    ----------
    Svenska skrivregler, Språkrådet.

    Examples
    --------
    >>> parse_amount("15,9 mnkr"), parse_amount("−303 tkr")
    ((Decimal('15.9'), <Unit.MNKR: 'mnkr'>), (-303, <Unit.TKR: 'tkr'>))
    """
    if not isinstance(text, str):
        raise InvalidType(f"an amount is parsed from text, got {shown(text)}")
    stripped = text.strip()
    at = next((place for place, sign in enumerate(stripped) if sign.isalpha() or sign == "%"), len(stripped))
    try:
        unit = Unit.parse(stripped[at:].strip().rstrip("."))
    except InvalidValue:
        raise InvalidValue(
            f"{shown(text)} has no money unit; expected a figure and one such as kr, tkr, mnkr or mdkr"
        ) from None
    try:
        return parse_number(stripped[:at].strip()), unit
    except InvalidValue as error:
        raise InvalidValue(f"{shown(text)} is not an amount: {error}") from None


def _exact(value: Any, field: str) -> Amount:
    figure = number(value, field)
    if isinstance(figure, int | Decimal):
        return figure
    raise InvalidType(f"{field} must be an int or a Decimal, got {shown(value)}")


def exact_amount(value: object, field: str) -> Amount:
    """An exact amount of what was given (*exakt belopp*); refuses anything else, naming `field`.

    A Boolean, a float and what is missing are refused. NumPy's whole numbers become Python's, and a `Fraction` becomes
    a `Decimal` of 28 digits, as in a model.

    >>> exact_amount(5, "deviation"), exact_amount(Fraction(1, 4), "deviation")
    (5, Decimal('0.25'))
    """
    try:
        figure = number(value, field)
    except InvalidType:
        figure = None
    if isinstance(figure, Fraction):
        return decimal_of(figure)
    if not isinstance(figure, int | Decimal):
        raise InvalidType(f"{field} must be an int or a Decimal, got {shown(value)}")
    return figure


def checked_digits(digits: object, field: str) -> int:
    """How many decimals to round to, negative for tens and thousands; refuses anything else, naming `field`."""
    if isinstance(digits, bool) or not isinstance(digits, int):
        raise InvalidType(f"{field} must be a whole number, got {shown(digits)}")
    if not -MOST_DIGITS <= digits <= MOST_DIGITS:
        raise InvalidValue(f"{field} must be from -{MOST_DIGITS} to {MOST_DIGITS}, got {shown(digits)}")
    return digits


def _ends(other: "Interval | Rounded | Amount") -> tuple[Amount, Amount]:
    if isinstance(other, Interval | Rounded):
        return other.low, other.high
    exact = _exact(other, "Interval: the other figure")
    return exact, exact


def plus(first: Amount, second: Amount) -> Amount:
    """The exact sum, whatever the caller's decimal context."""
    if isinstance(first, int) and isinstance(second, int):
        return first + second
    return _exactly(operator.add, first, second)


def minus(first: Amount, second: Amount) -> Amount:
    """The exact difference, whatever the caller's decimal context."""
    if isinstance(first, int) and isinstance(second, int):
        return first - second
    return _exactly(operator.sub, first, second)


def times(first: Amount, second: Amount) -> Amount:
    """The exact product, whatever the caller's decimal context."""
    if isinstance(first, int) and isinstance(second, int):
        return first * second
    return _exactly(operator.mul, first, second)


def _exactly(operation: Callable[[Any, Any], Any], first: Amount, second: Amount) -> Amount:
    try:
        with localcontext(exact_context()):
            result: Amount = operation(first, second)
    except ArithmeticError:
        raise TooLarge(f"{shown(first)} and {shown(second)} are too far apart in size to be exact together") from None
    return result


def size_of(amount: Amount) -> Amount:
    """The amount without its sign, exact."""
    return amount.copy_abs() if isinstance(amount, Decimal) else abs(amount)


def opposed(first: Amount, second: Amount) -> bool:
    """Whether two amounts stand on either side of zero (*olika tecken*), with no product that could be rounded."""
    return first < 0 < second or second < 0 < first


def total_of(figures: Iterable[Amount | None]) -> Amount | None:
    """The exact sum (*summa*); `None` where a figure is missing, or there is none at all: missing is not zero.

    >>> total_of([1, Decimal("0.5")]), total_of([1, None]), total_of([])
    (Decimal('1.5'), None, None)
    """
    total: Amount | None = None
    for figure in figures:
        if figure is None:
            return None
        total = figure if total is None else plus(total, figure)
    return total


def decimals_of(figures: Iterable[Amount | None]) -> int:
    """The most decimals that any of the figures is written with (*decimaler*); 0 for whole numbers.

    >>> decimals_of([1, Decimal("0.50"), None])
    2
    """
    return max((-int(one.as_tuple().exponent) for one in figures if isinstance(one, Decimal)), default=0)


def amount_of(value: Fraction, digits: int) -> Amount:
    """An exact fraction as an amount of so many decimals, rounded half away from zero; whole where there are none.

    >>> amount_of(Fraction(5, 2), 0), amount_of(Fraction(1, 3), 2)
    (3, Decimal('0.33'))
    """
    rounded = round_half_away(value, digits)
    if digits <= 0:
        return int(rounded)
    return Decimal(int(rounded * 10**digits)).scaleb(-digits, exact_context())


def _shifted(value: Decimal, power: int) -> Decimal:
    """A decimal times a power of ten, written out in full."""
    try:
        with localcontext(exact_context()):
            moved: Decimal = value * 10 ** max(power, 0)
            return moved.scaleb(min(power, 0))
    except ArithmeticError:
        raise TooLarge(f"convert: value {shown(value)} has too many digits") from None
