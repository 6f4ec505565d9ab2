"""Wording (*formuleringar*): judgements, tables and ratios explained in sentences, in every language there is."""

from collections.abc import Callable
from typing import Any

from kommunuppfoljning.errors import InvalidType, InvalidValue, shown
from kommunuppfoljning.judgements import Judgement
from kommunuppfoljning.prospects import Prospect
from kommunuppfoljning.wording import judged, prospects

__all__ = ["explain"]

STYLES = ("short", "full")

Explainable = Judgement | Prospect

_EXPLAINED: dict[type[Any], Callable[..., str]] = {
    Judgement: judged.explained,
    Prospect: prospects.explained,
}
"""What can be explained, and what does it."""


def explain(thing: Explainable, *, locale: str = "sv", style: str = "full") -> str:
    """Say in sentences why something is as it is (*förklara*).

    Parameters
    ----------
    thing
        A judgement, or what it would take to turn one.
    locale
        The language.
    style
        ``"short"``, one sentence, or ``"full"``, every figure that it rests on, in paragraphs.

    Returns
    -------
    Plain text, a blank line between paragraphs; `render` makes Markdown and HTML of it.

    Raises
    ------
    InvalidType
        For what cannot be explained.
    InvalidValue
        For another style, or a language without a catalogue.
    """
    if style not in STYLES:
        raise InvalidValue(f"explain: style must be 'short' or 'full', got {shown(style)}")
    for kind, explained in _EXPLAINED.items():
        if isinstance(thing, kind):
            return explained(thing, locale, full=style == "full")
    known = ", ".join(kind.__name__ for kind in _EXPLAINED)
    raise InvalidType(f"explain: expected one of {known}, got {shown(thing)}")
