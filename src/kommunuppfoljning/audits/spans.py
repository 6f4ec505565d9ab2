"""What printed figures may have been (*spann*), and how far apart two of them are beyond what rounding explains.

>>> apart(3, 3, 0), apart(4, 3, 0), apart(1, 3, 0)
((Decimal('1.5'), <Mismatch.MISTAKE: 'mistake'>), (Decimal('2.5'), <Mismatch.MISTAKE: 'mistake'>), None)
>>> apart(2, 3, 0)  # figures that were cut off, not rounded, may differ so much
(Decimal('0.5'), <Mismatch.ROUNDING: 'rounding'>)

Source: XBRL International, Calculations 1.1 (2023-02-22), round to nearest.
"""

from decimal import Decimal
from fractions import Fraction

from kommunuppfoljning.amounts import Amount, Interval, Rounded, convert, minus, plus, size_of
from kommunuppfoljning.terms import Direction, Mismatch, Unit

__all__ = [
    "Gap",
    "apart",
    "deviation_interval",
    "in_unit",
    "interval",
    "quotient_reach",
    "size",
    "summed_interval",
]

Gap = tuple[Amount, Mismatch]
"""How far apart two figures are beyond rounding, and what that may come from."""


def interval(value: Amount, digits: int | None) -> Interval:
    """What a printed figure may have been; an exact one is only itself."""
    return Interval(value, value) if digits is None else Rounded(value, digits).interval


def summed_interval(value: Amount, digits: int | None, count: int) -> Interval:
    """Everything that a sum of so many printed figures may have been, each being rounded by itself."""
    if digits is None:
        return Interval(value, value)
    reach = _halves(count, digits)
    return Interval(minus(value, reach), plus(value, reach))


def deviation_interval(direction: Direction, budget: Amount, outcome: Amount, digits: int | None) -> Interval:
    """Everything that a deviation may have been, each of its figures being rounded by itself."""
    before, after = interval(budget, digits), interval(outcome, digits)
    return before - after if direction is Direction.LOWER else after - before


def apart(difference: Amount, figures: int, digits: int | None) -> Gap | None:
    """How far a difference is beyond what the rounding of so many figures explains; `None` where it explains it.

    Up to a whole unit for each figure but the total it may be that figures were cut off, not rounded.
    """
    if digits is None:
        return (size_of(difference), Mismatch.MISTAKE) if difference else None
    if digits == 0 and isinstance(difference, int):  # the usual case, and it has to be quick
        over = 2 * abs(difference) - figures
        if over <= 0:
            return None
        gap: Amount = over // 2 if over % 2 == 0 else Decimal((0, tuple(map(int, str(5 * over))), -1))
        return gap, Mismatch.ROUNDING if abs(difference) < figures else Mismatch.MISTAKE
    gap = minus(size_of(difference), _halves(figures, digits))
    if gap <= 0:
        return None
    cut_off = size_of(difference) < _halves(2 * figures, digits)
    return gap, Mismatch.ROUNDING if cut_off else Mismatch.MISTAKE


def _halves(count: int, digits: int) -> Decimal:
    """So many halves of a unit of the last digit, exactly."""
    return Decimal((0, tuple(map(int, str(5 * count))), -digits - 1))


def size(span: Interval) -> Interval:
    """The same without its sign."""
    if span.low >= 0:
        return span
    return -span if span.high <= 0 else Interval(0, max(span.high, minus(0, span.low)))


def in_unit(span: Interval, source: Unit | None, target: Unit | None) -> Interval:
    """The same span in another unit; as it is where either is unknown."""
    if source is None or target is None or source is target:
        return span
    return Interval(*(convert(end, source=source, target=target) for end in (span.low, span.high)))


def quotient_reach(above: Interval, below: Interval) -> tuple[Fraction, Fraction] | None:
    """The least and the most that a quotient may be; `None` where its denominator may be 0."""
    if below.low <= 0 <= below.high:
        return None
    corners = [Fraction(one) / Fraction(other) for one in (above.low, above.high) for other in (below.low, below.high)]
    return min(corners), max(corners)
