"""Cells (*celler*) of a sheet, a file or a draft, read as what they are: figures as printed, kinds, places.

>>> figure_of("−5 122"), figure_of(24.5), figure_of("–"), figure_of("15,9 mnkr")
(-5122, Decimal('24.5'), None, Decimal('15.9'))
>>> place_of(7, 2)
'C7'
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from kommunuppfoljning.amounts import parse_amount
from kommunuppfoljning.errors import InvalidValue
from kommunuppfoljning.locale import parse_number
from kommunuppfoljning.locale.figures import DASHES, SPACES
from kommunuppfoljning.terms import LineKind

__all__ = ["Cells", "figure_of", "kind_of", "place_of", "texts_of"]

_PLAIN = re.compile(rf"([{DASHES}]?)([0-9]{{1,3}}(?:[{SPACES}][0-9]{{3}}){{1,5}}|[0-9]{{1,18}})(?:,([0-9]{{1,18}}))?")
_MINUS_BEHIND = re.compile(rf"([0-9][0-9{SPACES},]*?)[{SPACES}]?[{DASHES}]")
"""A minus behind its figure, as ledgers print it."""
_NO_SPACES = dict.fromkeys(map(ord, SPACES))

Cells = Sequence[object]
"""A row: text as printed, numbers, dates or `None`."""


def texts_of(cells: Cells) -> list[str]:
    """The cells as text, blanks made single."""
    return [" ".join(str(cell).split()) if cell is not None else "" for cell in cells]


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
    behind = _MINUS_BEHIND.fullmatch(cell)
    if behind is not None:
        cell = f"-{behind[1]}"
    plain = _PLAIN.fullmatch(cell)
    if plain is not None:  # the usual ones, quickly
        return _quick(*plain.groups())
    try:
        return parse_number(cell) if cell.strip() else None
    except InvalidValue:
        pass
    try:
        return parse_amount(cell)[0]
    except InvalidValue:
        return NotImplemented


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
