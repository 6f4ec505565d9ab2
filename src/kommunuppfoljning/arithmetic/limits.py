"""What an argument may be (*tillåtna värden*): the limit, in words and as a test of one number."""

from kommunuppfoljning.arithmetic.words import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

__all__ = ["NOT_NEGATIVE", "SHARE_OF_YEAR", "Limit"]


class Limit:
    """A limit on an argument; `outside` is true of the numbers, arrays and columns that break it."""

    __slots__ = ("low", "low_open", "upper", "words")

    def __init__(self, words: str, *, low: int, low_open: bool = False, upper: "int | None" = None) -> None:
        self.words: str = words
        self.low: int = low
        self.low_open: bool = low_open
        self.upper: int | None = upper

    def outside(self, value: "Any") -> "Any":
        """Where `value` breaks the limit; a missing value breaks none."""
        low = value <= self.low if self.low_open else value < self.low
        return low if self.upper is None else low | (value > self.upper)


NOT_NEGATIVE = Limit("at least 0", low=0)
SHARE_OF_YEAR = Limit("a share above 0 and at most 1", low=0, low_open=True, upper=1)
