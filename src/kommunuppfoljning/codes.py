"""Codes (*koder*): the enumerations that also stand as small numbers in arrays, and what every term has.

They are apart from the other terms so that a formula on two numbers imports no more than it needs.

>>> Direction.HIGHER.code, Direction.from_code(-1)
(1, <Direction.LOWER: 'lower'>)
"""

from enum import Enum

from kommunuppfoljning.arithmetic.words import TYPE_CHECKING
from kommunuppfoljning.errors import InvalidType, InvalidValue, shown

if TYPE_CHECKING:
    from typing import Self

__all__ = ["CodedTerm", "Direction", "Term", "Trend", "Verdict"]


class Term(Enum):
    """A word of the field: a value for files, and the words that it parses from."""

    _words: str

    def __new__(cls, value: str, words: str = "") -> "Self":
        """Keep the words beside the value."""
        member = object.__new__(cls)
        member._value_ = value
        member._words = words
        return member

    @property
    def words(self) -> tuple[str, ...]:
        """The words of reports that it parses from."""
        return tuple(word.strip() for word in self._words.split(",")) if self._words else ()

    @classmethod
    def parse(cls, text: str) -> "Self":
        """The member that `text` names: its value, or one of the words that reports use.

        Raises `InvalidValue` for an unknown word, and lists what would be right.
        """
        if not isinstance(text, str):
            raise InvalidType(f"{cls.__name__} is parsed from text, got {shown(text)}")
        folded = _folded(text)
        for member in cls:
            if folded in {_folded(word) for word in (member.value, member.name, *member.words)}:
                return member
        known = ", ".join(repr(member.words[0] if member.words else member.value) for member in cls)
        raise InvalidValue(f"{shown(text)} is not a {cls.__name__}; expected one of {known}")

    def label(self, locale: str = "sv") -> str:
        """The term in words, in the language of `locale`."""
        from kommunuppfoljning.locale import message

        return message(f"{type(self).__name__}.{self.name}", locale)


class CodedTerm(Term):
    """A term that also stands as a small number (`int8`) in arrays and frames."""

    code: int

    def __new__(cls, value: str, code: int, words: str = "") -> "Self":
        """Keep the code and the words beside the value."""
        member = object.__new__(cls)
        member._value_ = value
        member.code = code
        member._words = words
        return member

    @classmethod
    def from_code(cls, code: int) -> "Self":
        """The member with this code. Raises `InvalidValue` for an unknown one, `InvalidType` for no whole number."""
        if isinstance(code, bool | float) or not hasattr(code, "__index__") or getattr(code, "shape", ()) != ():
            raise InvalidType(f"a code of {cls.__name__} must be a whole number, got {shown(code)}")
        for member in cls:
            if member.code == code:
                return member
        known = ", ".join(f"{member.code} ({member.name})" for member in cls)
        raise InvalidValue(f"{shown(code)} is not a code of {cls.__name__}; expected one of {known}")


class Direction(CodedTerm):
    """What is better (*riktning*): less, near the target, or more."""

    LOWER = "lower", -1, "lägre är bättre, lägre, lower is better, minska, ned, -1"
    NEAR = "near", 0, "nära målet, nära, near the target, intervall, 0"
    HIGHER = "higher", 1, "högre är bättre, högre, higher is better, öka, upp, 1"


class Verdict(CodedTerm):
    """How a goal or an indicator is judged (*bedömning*, *måluppfyllelse*)."""

    NOT_EVALUATED = (
        "not_evaluated",
        0,
        "ej utvärderad, ej utvärderat, inte utvärderad, not evaluated, ej bedömd, ej bedömt",
    )
    NOT_FULFILLED = (
        "not_fulfilled",
        1,
        "ej uppfyllt, ej uppfylld, inte uppfyllt, inte uppfylld, not fulfilled, ej uppnått, ej uppnådd, röd, red",
    )
    PARTLY_FULFILLED = (
        "partly_fulfilled",
        2,
        "delvis uppfyllt, delvis uppfylld, partly fulfilled, delvis uppnått, delvis uppnådd, gul, yellow",
    )
    FULFILLED = "fulfilled", 3, "uppfyllt, uppfylld, uppnått, uppnådd, helt uppfyllt, helt uppfylld, grön, green"

    @property
    def is_fulfilled(self) -> bool:
        """Whether the verdict is `FULFILLED`: a member itself is always true in a condition."""
        return self is Verdict.FULFILLED

    @property
    def is_evaluated(self) -> bool:
        """Whether there is a verdict at all."""
        return self is not Verdict.NOT_EVALUATED


class Trend(CodedTerm):
    """Where an indicator is heading (*trend*), seen from what is better."""

    NOT_EVALUATED = "not_evaluated", 0, "ej utvärderad, ej utvärderat, inte utvärderad, not evaluated, ej bedömd"
    NEGATIVE = "negative", 1, "negativ, negativt, försämrad, försämring, worse, nedåt"
    UNCHANGED = "unchanged", 2, "oförändrad, oförändrat, stabil, stable"
    POSITIVE = "positive", 3, "positiv, positivt, förbättrad, förbättring, better, uppåt"


def _folded(text: str) -> str:
    return " ".join(text.replace("_", " ").split()).casefold()
