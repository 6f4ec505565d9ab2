"""Errors (*fel*): one base class, each beside the built-in that it specialises.

Every error that the library raises is a `FollowUpError`; an `OSError` from the operating system passes
through. Catch the base class to catch them all, or the built-in that you would have caught anyway.

>>> try:
...     raise InvalidValue("tolerance must be at least 0, got -1")
... except ValueError as error:
...     print(error)
tolerance must be at least 0, got -1
"""

from datetime import date, datetime
from enum import Enum

__all__ = [
    "FollowUpError",
    "InvalidType",
    "InvalidValue",
    "MissingExtra",
    "NotFound",
    "TooLarge",
    "expect",
    "shown",
]


class FollowUpError(Exception):
    """The base of every error that the library raises."""


class InvalidValue(FollowUpError, ValueError):
    """A value that cannot be right: the text names the field, the value and what would be right."""


class InvalidType(FollowUpError, TypeError):
    """A value of a kind that is not accepted here."""


class NotFound(FollowUpError, KeyError):
    """An id or a name that is not there; the text lists what is."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class TooLarge(FollowUpError, OverflowError):
    """A figure, a file or a nesting past what can be held exactly."""


class MissingExtra(FollowUpError, ImportError):
    """An optional part is not installed; the text gives the command that installs it."""

    @classmethod
    def of(cls, extra: str, purpose: str) -> "MissingExtra":
        """The error for `extra`, needed for `purpose`."""
        return cls(f"{purpose} needs the extra {extra!r}: pip install 'kommunuppfoljning[{extra}]'")


def shown(value: object, limit: int = 80) -> str:
    """A value as an error text shows it: its repr, cut at `limit` characters, never raising.

    >>> shown("x" * 100, limit=12)
    "'xxxxxxx ..."
    """
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001  # an error text must not fail over the value that it shows
        text = f"a {type(value).__name__} that cannot be shown"
    return text if len(text) <= limit else text[: limit - 4] + " ..."


_LOOKALIKES: dict[type, type] = {bool: int, datetime: date}
"""Classes that derive from another without being one of its kind: a Boolean is no number, a moment is no day."""


def expect(value: object, kind: type | tuple[type, ...], field: str) -> None:
    """Refuse what is not of `kind`, naming `field`; a Boolean is no whole number, and a `datetime` no `date`.

    >>> expect(5, str, "judge: name")
    Traceback (most recent call last):
    kommunuppfoljning.errors.InvalidType: judge: name must be a str, got 5
    """
    kinds = kind if isinstance(kind, tuple) else (kind,)
    if type(value) in kinds:
        return
    looks = {_LOOKALIKES[one] for one in type(value).__mro__ if one in _LOOKALIKES and one not in kinds}
    if not isinstance(value, kinds) or not looks.isdisjoint(kinds):
        hint = " without a time" if date in looks.intersection(kinds) else ""
        wanted = " or a ".join(map(_named, kinds))
        raise InvalidType(f"{field} must be a {wanted}{hint}, got {shown(value)}")


def _named(kind: type) -> str:
    """A kind by its name, and of a few terms each."""
    members = [str(one) for one in kind] if issubclass(kind, Enum) else []
    return f"{kind.__name__} ({', '.join(members)})" if members else kind.__name__
