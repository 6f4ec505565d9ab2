"""Likeness (*likhet*): how alike two names are, so that what was renamed or written twice is known again.

>>> likeness("Utreda regelverk för lokalbanken", "Utreda regelverket för lokalbanken")
Decimal('0.98')
>>> likeness("Vattentanksenhet 2020", "Nytt lönesystem")
Decimal('0.17')

The measure is that of Ratcliff and Obershelp (`difflib`), on words without case and marks; what one name has more than
the other counts half where it holds all words of it.
"""

import re
from collections.abc import Collection, Iterable
from decimal import Decimal
from difflib import SequenceMatcher

from kommunuppfoljning.errors import InvalidValue, shown

__all__ = ["ALIKE", "likeness", "refuse_misspelt"]

ALIKE = Decimal("0.8")
"""So alike that two names may be of one thing."""
MOST = 100
"""So many names on either side are looked at for one that is misspelt."""
STEM = 6
"""Words that begin with the same six letters are forms of one word."""


def likeness(first: str, second: str) -> Decimal:
    """How alike two names are, from 0 to 1, to two decimals (*likhet*)."""
    one, other = (re.findall(r"\w+", name.casefold()) for name in sorted((first, second)))  # the same both ways
    if not one or not other:
        return Decimal(0)
    whole = SequenceMatcher(None, " ".join(one), " ".join(other), autojunk=False).ratio()
    few, many = sorted(({word[:STEM] for word in words} for words in (one, other)), key=len)
    within = len(few & many) / len(few) if len(few) > 3 else 0.0
    return Decimal(f"{max(whole, within * (1 + whole) / 2):.2f}")


def refuse_misspelt(field: str, named: Collection[str], measures: Iterable[str], *, is_needed: bool = False) -> None:
    """Refuse what is said of a measure that is not there, where one that is alike is left without (*felstavat*).

    With `is_needed`, where any is left without. What is said of every measure that is there may be said of others too:
    it is a list for several readings. Raises `InvalidValue` with the measure that is alike, or those that are left.
    """
    known = list(measures)
    left = [measure for measure in known if measure not in named][:MOST]
    strange = [measure for measure in named if measure not in known][:MOST]
    pairs = ((likeness(str(one), other), other, str(one)) for one in strange for other in left)
    share, meant, wrong = max(pairs, default=(Decimal(0), "", ""))
    if wrong and (is_needed or share >= ALIKE):
        hint = f"did you mean {meant!r}?" if share >= ALIKE else f"left without are {', '.join(map(repr, left[:20]))}"
        raise InvalidValue(f"{field} names {shown(wrong)}, of which no value was read; {hint}")
