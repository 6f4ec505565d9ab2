"""Hedges (*förbehåll*): what "cirka", "drygt" and "knappt" leave room for, in figures and in counts.

>>> drygt = Claim(id="c", value=95, text="drygt 95 tkr", approximate=True)
>>> hedged(drygt, Interval(Decimal("94.5"), Decimal("95.5"))).overlaps(100)
True

"Drygt" is somewhat more, up to a tenth, and nothing less; "knappt" the other way round; "över" and "högst" are bounds.
"""

import re
from decimal import Decimal

from kommunuppfoljning.amounts import Amount, Interval, minus, plus, size_of, times
from kommunuppfoljning.claims import Claim

__all__ = ["A_TENTH", "hedged"]

A_TENTH = Decimal("0.1")
"""What is told with a hedge may be so much more or less."""
BOUND = Decimal(10)
"""More than ten times a lower bound is no figure that the bound tells of."""

_ABOVE = re.compile(r"\bdrygt?\b", re.IGNORECASE)
_BELOW = re.compile(r"\b(?:knappt?|närmare|nästan|uppemot)\b", re.IGNORECASE)
_AT_LEAST = re.compile(r"\b(?:över|minst|(?:mer|fler) än)\b", re.IGNORECASE)
_AT_MOST = re.compile(r"\b(?:högst|upp till|(?:mindre|färre) än)\b", re.IGNORECASE)


def hedged(claim: Claim, said: Interval) -> Interval:
    """What the figure of an approximate claim may be, where without its hedge it may be `said`, in the same unit."""
    if not claim.approximate or isinstance(claim.value, str) or claim.value is None:
        return said
    if said.low < 0 and said.high <= 0:  # a hedge speaks of the size
        return -hedged(claim, -said)
    low, high = said.low, said.high
    tenth = times(size_of(claim.value), A_TENTH)
    if _ABOVE.search(claim.text):
        return Interval(low, plus(high, tenth))
    if _BELOW.search(claim.text):
        return Interval(minus(low, tenth), high)
    if _AT_LEAST.search(claim.text):
        return Interval(low, max(times(high, BOUND), high))
    if _AT_MOST.search(claim.text):
        return Interval(min(low, 0), high)
    room = _room(claim, minus(high, low))
    return Interval(minus(low, room), plus(high, room))


def _room(claim: Claim, width: Amount) -> Amount:
    """How far "cirka" reaches beyond rounding: to half of the last digit that is no zero, or by as much again."""
    digits = str(claim.value) if isinstance(claim.value, int) and claim.value and not claim.digits else ""
    zeros = len(digits) - len(digits.rstrip("0"))
    return max(minus(Decimal((0, (5,), zeros - 1)), times(width, Decimal("0.5"))), 0) if zeros else width
