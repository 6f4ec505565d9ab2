"""Numerals in letters (*räkneord*), as Swedish texts write them: from noll to niohundranittionio.

>>> NUMERALS["fjorton"], NUMERALS["tjugofem"], NUMERALS["etthundratvå"], numeral("ett hundra")
(14, 25, 102, 100)

Source: Svenska skrivregler, Språkrådet (numerals in letters).
"""

__all__ = ["NUMERAL", "NUMERALS", "numeral"]

_ONES = ("en ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio")
_TEENS = ("tio", "elva", "tolv", "tretton", "fjorton", "femton", "sexton", "sjutton", "arton aderton", "nitton")
_TENS = ("tjugo", "trettio", "fyrtio", "femtio", "sextio", "sjuttio", "åttio", "nittio")


def _below_hundred() -> dict[str, int]:
    ones = {word: number for number, words in enumerate(_ONES, start=1) for word in words.split()}
    known = ones | {word: number for number, words in enumerate(_TEENS, start=10) for word in words.split()}
    for number, ten in enumerate(_TENS, start=2):
        known |= {ten: 10 * number} | {ten + word: 10 * number + one for word, one in ones.items()}
    return known


def _all() -> dict[str, int]:
    small = _below_hundred()
    known = {"noll": 0} | small
    for word, number in [("", 1), *((word, small[word]) for words in _ONES for word in words.split() if word != "en")]:
        hundred = f"{word}hundra"
        known |= {hundred: 100 * number} | {hundred + rest: 100 * number + more for rest, more in small.items()}
    return known


NUMERALS = _all()
"""A numeral in letters, without blanks → its number."""

_ONE = "|".join(word for words in _ONES for word in words.split())
_SMALL = rf"(?:(?:{'|'.join(_TENS)})(?:{_ONE})?|{'|'.join(_TEENS).replace(' ', '|')}|{_ONE})"
NUMERAL = rf"(?:noll|(?:(?:{_ONE}) ?)?hundra{_SMALL}?|{_SMALL})"
"""The pattern of a numeral in letters; what follows it says where it ends."""


def numeral(text: str) -> int | None:
    """The number that a text writes in letters (*räkneord*); `None` for a text that is no numeral."""
    return NUMERALS.get(text.casefold().replace(" ", ""))
