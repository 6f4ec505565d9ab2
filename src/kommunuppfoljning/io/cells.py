"""Cells (*celler*) of a sheet, a file or a draft, read as what they are: figures as printed, kinds, places.

>>> figure_of("−5 122"), figure_of(24.5), figure_of("–"), figure_of("15,9 mnkr"), figure_of("(1 000)*")
(-5122, Decimal('24.5'), None, Decimal('15.9'), -1000)
>>> amount_of("7,9 %")  # a share is no amount
NotImplemented
>>> place_of(7, 2)
'C7'
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from kommunuppfoljning.amounts import parse_amount
from kommunuppfoljning.errors import InvalidValue, shown
from kommunuppfoljning.locale import format_number, parse_number
from kommunuppfoljning.locale.figures import DASHES, SPACES
from kommunuppfoljning.terms import LineKind

__all__ = [
    "Cells",
    "Percent",
    "amount_of",
    "figure_of",
    "is_grouped",
    "kind_of",
    "place_of",
    "printed",
    "texts_of",
    "without_marks",
]

_PLAIN = re.compile(rf"([{DASHES}]?)([0-9]{{1,3}}(?:[{SPACES}][0-9]{{3}}){{1,5}}|[0-9]{{1,18}})(?:,([0-9]{{1,18}}))?")
_MINUS_BEHIND = re.compile(rf"([0-9][0-9{SPACES}.,]*?)[{SPACES}]?[{DASHES}]")
"""A minus behind its figure, as ledgers print it."""
_BRACKETS = re.compile(rf"\([{SPACES}]*([0-9][0-9{SPACES}.,]*?)[{SPACES}]*\)")
"""Brackets around a figure, as accountants write a minus."""
_MARKS = re.compile(r"(?<=[^\W_]|[%.):])(?:\s?(?:[*†‡]+|[¹²³⁰⁴-⁹]+)\)?|\s+[0-9]{1,2}\))$")
"""What refers to a note: a star, a raised figure, or a figure with a bracket after it."""
_GROUPED = re.compile(rf"\s*[{DASHES}]?[1-9][0-9]{{0,2}}[.][0-9]{{3}}\s*")
_ODD = str.maketrans(
    dict.fromkeys("‐‑‒—﹣－", "-")
    | dict.fromkeys("\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u200a\u3000\t", " ")
    | dict.fromkeys("\u200b\u2060\ufeff", "")
)
"""Dashes and blanks that programs put where print has a minus sign and a thin space."""
_NO_SPACES = dict.fromkeys(map(ord, SPACES))

Cells = Sequence[object]
"""A row: text as printed, numbers, dates or `None`."""


def texts_of(cells: Cells) -> list[str]:
    """The cells as text, blanks made single."""
    return [" ".join(str(cell).split()) if cell is not None else "" for cell in cells]


class Percent(Decimal):
    """A share of one, from a cell that shows it in percent."""

    __slots__ = ()


def figure_of(cell: object) -> Any:
    """The exact figure of a cell, `None` where it is empty or a dash, `NotImplemented` for what is none."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, int):
        return NotImplemented if isinstance(cell, bool) else cell
    if isinstance(cell, float):
        cell = Decimal(repr(cell)) if abs(cell) < 1e300 else NotImplemented
        return int(cell) if isinstance(cell, Decimal) and cell == cell.to_integral_value() else cell
    if isinstance(cell, Decimal):
        return cell if cell.is_finite() and abs(cell.adjusted()) < 300 else NotImplemented
    if not isinstance(cell, str):
        return NotImplemented
    plain = _PLAIN.fullmatch(cell)
    if plain is not None:  # the usual ones, quickly
        return _quick(*plain.groups())
    text = without_marks(cell.translate(_ODD))
    behind = _MINUS_BEHIND.fullmatch(text) or _BRACKETS.fullmatch(text)
    if behind is not None:
        text = f"-{behind[1]}"
    try:
        return parse_number(text) if text else None
    except InvalidValue:
        pass
    try:
        return parse_amount(text)[0]
    except InvalidValue:
        return NotImplemented


def amount_of(cell: object) -> Any:
    """As `figure_of`, but `NotImplemented` for a share too: it is no amount."""
    if isinstance(cell, Percent) or (
        isinstance(cell, str) and not cell[-1:].isdigit() and ("%" in cell or "procent" in cell.casefold())
    ):
        return NotImplemented
    return figure_of(cell)


def is_grouped(text: str) -> bool:
    """Whether a text may be thousands parted by a point: 30.066 is read with decimals."""
    return _GROUPED.fullmatch(text) is not None


def printed(cell: object) -> str:
    """A cell as a finding quotes it, a share as the sheet shows it."""
    return repr(format_number(cell, unit="%")) if isinstance(cell, Percent) else shown(cell, 40)


def without_marks(text: str) -> str:
    """A text without the marks behind it that refer to notes."""
    stripped = text.strip()
    return _MARKS.sub("", stripped)


def _quick(sign: str, whole: str, decimals: str | None) -> int | Decimal:
    """The figure of its parts, as `parse_number` gives it."""
    digits = whole if whole.isdecimal() else whole.translate(_NO_SPACES)
    if decimals is None:
        return -int(digits) if sign else int(digits)
    figure = Decimal(f"{digits}.{decimals}")
    return figure.copy_negate() if sign and figure else figure


def kind_of(cell: object) -> LineKind | None:
    """Whether a cell says revenue, cost or net; `None` where it does not."""
    try:
        return LineKind.parse(cell) if isinstance(cell, str) else None
    except InvalidValue:
        return None


def place_of(row: int, column: int) -> str:
    """A cell as spreadsheets name it (C7)."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"
