"""Likeness (*likhet*): how alike two names are, so that what was renamed or written twice is known again.

>>> likeness("Utreda regelverk för lokalbanken", "Utreda regelverket för lokalbanken")
Decimal('0.98')
>>> likeness("Vattentanksenhet 2020", "Nytt lönesystem")
Decimal('0.17')

The measure is that of Ratcliff and Obershelp (`difflib`), on words without case and marks; what one name has more than
the other counts half where it holds all words of it.
"""

import re
from decimal import Decimal
from difflib import SequenceMatcher

__all__ = ["ALIKE", "likeness"]

ALIKE = Decimal("0.8")
"""So alike that two names may be of one thing."""
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
