"""The words that a formula's body is written in, beside plain operators; and typing at no import cost.

`typing` takes as long to import as the whole of a bare Python start, so it is not imported at run time:
type checkers read the first branch, Python the second.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Protocol
    from typing import overload as overload  # noqa: PLC0414  # a re-export, for type checkers

    class World(Protocol):
        """What the words mean for one kind of value."""

        def divide(self, numerator: Any, denominator: Any, /) -> Any:
            """The quotient; undefined where the denominator is 0."""

        def size(self, value: Any, /) -> Any:
            """The absolute value."""

        def least(self, first: Any, second: Any, /) -> Any:
            """The smaller of two."""

        def where(self, condition: Any, first: Any, second: Any, /) -> Any:
            """`first` where the condition holds, else `second`."""

        def defined(self, condition: Any, value: Any, /) -> Any:
            """The value where the condition holds, else undefined."""

else:

    def overload(function):
        """Stand for `typing.overload` at run time."""
        return function


LOWER, HIGHER = -1, 1
"""What a direction is inside a formula, in every world: its code."""

WORLDS: "dict[type, World]" = {}
"""The world of each kind of value; a world enters itself when it is first needed."""


def divide(numerator: "Any", denominator: "Any") -> "Any":
    """The quotient; undefined where the denominator is 0."""
    return WORLDS[denominator.__class__].divide(numerator, denominator)


def size(value: "Any") -> "Any":
    """The absolute value."""
    return WORLDS[value.__class__].size(value)


def least(first: "Any", second: "Any") -> "Any":
    """The smaller of two."""
    return WORLDS[first.__class__].least(first, second)


def where(condition: "Any", first: "Any", second: "Any") -> "Any":
    """`first` where the condition holds, else `second`."""
    if condition is True:
        return first
    if condition is False:
        return second
    return WORLDS[condition.__class__].where(condition, first, second)


def defined(condition: "Any", value: "Any") -> "Any":
    """The value where the condition holds, else undefined."""
    if condition is True:
        return value
    if condition is False:
        return None
    return WORLDS[condition.__class__].defined(condition, value)
