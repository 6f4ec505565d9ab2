"""Sentences (*meningar*): what every explanation is put together from, each a whole text of the catalogue.

A sentence is one entry, with places for figures, names and lists; nothing else is joined.

>>> listed(["IT", "HR", "ekonomi"], "sv")
'IT, HR och ekonomi'
>>> number_word(3, "sv"), number_word(13, "sv"), number_word(1, "sv", noun="goal")
('tre', '13', 'ett')

Source: Svenska skrivregler (numbers up to twelve in letters).
"""

import re
from collections.abc import Iterable
from decimal import Decimal

from kommunuppfoljning.amounts import Amount
from kommunuppfoljning.locale import format_number, has_message, message, message_for
from kommunuppfoljning.locale.catalogues import babel_locale
from kommunuppfoljning.terms import Unit

__all__ = [
    "capitalised",
    "ended",
    "figure",
    "listed",
    "number_word",
    "one_line",
    "paragraphs",
    "quoted",
    "sentence",
    "with_amount",
]

LARGEST_WORD = 12
MOST_DECIMALS = 2
"""Of a figure that was worked out, and so has as many as there is room for."""
BARE_UNITS = {"", "antal", "index", "placering", "number", "rank"}
"""Units that the name of an indicator says already."""


def sentence(key: str, locale: str = "sv", *, count: int | None = None, **values: object) -> str:
    """A sentence of the catalogue, its first letter a capital; `count` chooses among its forms."""
    text = f"explain.{key}"
    told = message(text, locale, **values) if count is None else message_for(count, text, locale, **values)
    return capitalised(told)


def capitalised(text: str) -> str:
    """The text with its first letter as a capital, the rest as it is."""
    return text[:1].upper() + text[1:]


def number_word(number: int, locale: str = "sv", *, noun: str = "") -> str:
    """A count as it is written in running text (*räkneord*): in letters up to twelve.

    Where a language has another form of the word for some nouns, its catalogue says so: ``number.1.goal``.
    """
    if not 0 <= number <= LARGEST_WORD:
        return format_number(number, locale=locale)
    own = f"number.{number}.{noun}"
    return message(own if has_message(own, locale) else f"number.{number}", locale)


def figure(value: Amount, unit: str, locale: str = "sv") -> str:
    """A figure with its unit, where that says more than the name of what it is a figure of."""
    digits = MOST_DECIMALS if isinstance(value, Decimal) and value.as_tuple().exponent < -MOST_DECIMALS - 2 else None  # type: ignore[operator]  # finite
    return format_number(value, locale=locale, digits=digits, unit=None if unit in BARE_UNITS else unit)


def with_amount(name: str, amount: Amount, locale: str = "sv", *, unit: Unit | None = None, sign: bool = True) -> str:
    """A name with its amount behind it, as a list in running text has them: "IT (+50 tkr)"."""
    told = format_number(amount, locale=locale, unit=unit, sign=sign)
    return message("explain.budget.line", locale, name=name, amount=told)


def quoted(name: str, locale: str = "sv") -> str:
    """A name in quotation marks, on one line, its own quotation marks made single."""
    return message("explain.quoted", locale, name=re.sub('["”“„]', "’", one_line(name)))


def one_line(name: str) -> str:
    """A name without line breaks, so that it starts no paragraph of its own."""
    return " ".join(name.split())


def ended(text: str) -> str:
    """A text of a user's own as a sentence ends: with a full stop unless it has a mark already."""
    line = one_line(text)
    return line if line.endswith((".", "!", "?", "…")) else f"{line}."


def listed(items: Iterable[str], locale: str = "sv") -> str:
    """A list in running text (*uppräkning*): "a, b och c"."""
    from babel.lists import format_list

    return str(format_list(list(items), locale=babel_locale(locale)))


def paragraphs(*parts: Iterable[str]) -> str:
    """Paragraphs of sentences, a blank line between them; an empty one is left out."""
    return "\n\n".join(filter(None, (" ".join(filter(None, part)) for part in parts)))
