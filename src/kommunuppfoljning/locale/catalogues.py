"""Catalogues (*textkataloger*): messages by language, read from the `.po` files beside this module.

Babel is slow to import, and so is what reads files of a package: they come in only when text is made.
"""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from kommunuppfoljning.errors import InvalidValue, NotFound, expect, shown

if TYPE_CHECKING:
    from babel import Locale
    from babel.messages.catalog import Catalog

__all__ = ["babel_locale", "has_message", "languages", "message", "message_for", "month_name"]


@cache
def languages() -> tuple[str, ...]:
    """The languages that there is a catalogue for, Swedish first."""
    from importlib.resources import files

    found = {
        entry.name.removesuffix(".po")
        for entry in files("kommunuppfoljning.locale").iterdir()
        if entry.name.endswith(".po")
    }
    return ("sv", *sorted(found - {"sv"}))


def message(key: str, locale: str = "sv", **values: object) -> str:
    """The text of `key` in the language of `locale`, with `values` put in its places.

    Raises `InvalidValue` for a language without a catalogue, `NotFound` for a key that it lacks.
    """
    text = _forms(key, locale)[0]
    return text.format(**values) if values else text


def message_for(count: int, key: str, locale: str = "sv", /, **values: object) -> str:
    """The form of a text that goes with a count, by the language's own rule of plurals; errors as in `message`."""
    forms = _forms(key, locale)
    text = forms[min(_plural(_language(locale))(count), len(forms) - 1)]
    return text.format(**values) if values else text


def _forms(key: str, locale: str) -> tuple[str, ...]:
    language = _language(locale)
    forms = _texts(language).get(key)
    if forms is None:
        raise NotFound(f"no text {key!r} in the catalogue {language}.po")
    return forms


def has_message(key: str, locale: str = "sv") -> bool:
    """Whether the catalogue of a language has a text."""
    return key in _texts(_language(locale))


def month_name(month: int, locale: str = "sv", *, short: bool = False) -> str:
    """The name of a month, without the full stop that some languages shorten it with.

    >>> month_name(8), month_name(8, short=True)
    ('augusti', 'aug')
    """
    width = "abbreviated" if short else "wide"
    return str(babel_locale(locale).months["format"][width][month]).removesuffix(".")


def babel_locale(locale: str) -> "Locale":
    """Babel's data for the language of `locale`; refuses one without a catalogue."""
    return _babel(_language(locale))


@cache
def _babel(language: str) -> "Locale":
    from babel import Locale

    return Locale.parse(language)


def _language(locale: str) -> str:
    """The language of a locale such as `sv`, `sv_SE` or `en-GB`."""
    expect(locale, str, "locale")
    language = _parsed(locale)
    if language not in languages():
        raise InvalidValue(f"no catalogue for the locale {shown(locale)}; there are {', '.join(languages())}")
    return language


@cache
def _parsed(locale: str) -> str:
    from babel import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(locale.replace("-", "_")).language)
    except (ValueError, UnknownLocaleError):
        return ""


@cache
def _catalogue(language: str) -> "Catalog":
    from importlib.resources import files

    from babel.messages.pofile import read_po

    with files("kommunuppfoljning.locale").joinpath(f"{language}.po").open("rb") as file:
        return read_po(file)


@cache
def _texts(language: str) -> dict[str, tuple[str, ...]]:
    """Every text of a language by its key: in each of its forms, most often one."""
    return {
        str(entry.id[0]) if isinstance(entry.id, tuple) else str(entry.id): entry.string
        if isinstance(entry.string, tuple)
        else (str(entry.string),)
        for entry in _catalogue(language)
        if entry.id
    }


@cache
def _plural(language: str) -> Callable[[int], int]:
    """Which form of a text a number takes."""
    from gettext import c2py

    return c2py(_catalogue(language).plural_expr)
