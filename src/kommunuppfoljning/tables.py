"""Tables (*tabeller*): the neutral table that every chapter lays itself out as, and every view shows.

A column knows what kind of figure it holds, so that each is written as a reader expects it; a renderer knows
nothing of chapters.
"""

from collections.abc import Iterable
from datetime import date
from enum import Enum
from typing import Any

import attrs

from kommunuppfoljning.amounts import Amount, Rounded
from kommunuppfoljning.errors import InvalidValue
from kommunuppfoljning.locale import format_number, message
from kommunuppfoljning.models import Model
from kommunuppfoljning.periods import Period
from kommunuppfoljning.terms import MissingReason, Term

__all__ = ["CellKind", "Column", "Quantity", "Row", "Section", "Table", "heading", "value_or_reason"]


class CellKind(Enum):
    """What the cells of a column are (*celltyp*)."""

    TEXT = "text"
    AMOUNT = "amount"
    """Money, in the column's unit."""
    DIFFERENCE = "difference"
    """Money with its sign always written: a deviation."""
    NUMBER = "number"
    SHARE = "share"
    """A fraction of one, written in percent."""
    POINTS = "points"
    """A difference between shares, written in percentage points."""
    COUNT = "count"
    DATE = "date"
    TERM = "term"
    """A verdict, a trend, a status: a word from the catalogue."""

    @property
    def is_figure(self) -> bool:
        """Whether the cells stand to the right, digit under digit."""
        return self not in (CellKind.TEXT, CellKind.TERM, CellKind.DATE)


@attrs.frozen
class Quantity:
    """A figure with a unit of its own, in a column whose rows differ in unit; ``"%"`` is of a fraction of one."""

    value: Amount
    unit: str = ""

    def text(self, locale: str = "sv") -> str:
        """The figure in words; only a percent sign is written, other units stand in their own column."""
        return format_number(self.value, locale=locale, unit="%" if self.unit == "%" else None)


@attrs.frozen(kw_only=True, repr=False)
class Column(Model):
    """A column (*kolumn*): its heading, what it holds, and how many decimals it shows (`None`: as they are).

    `is_detail` marks one that a narrow view may leave out.
    """

    key: str
    label: str = ""
    kind: CellKind = CellKind.TEXT
    digits: int | None = None
    is_detail: bool = False

    _told = ("key", "label", "kind")

    def text(self, value: object, locale: str = "sv") -> str:
        """A cell of this column in words; a reason for a missing value is said, a bare `None` is a dash."""
        if value is None:
            return message("missing.dash", locale) if self.kind.is_figure else ""
        if isinstance(value, Quantity):
            return value.text(locale)
        if isinstance(value, Term | Period):
            return value.label(locale)
        if isinstance(value, date):
            return value.isoformat()
        figure: Any = value.value if isinstance(value, Rounded) else value
        if not self.kind.is_figure or isinstance(figure, str):
            return str(figure)
        unit = {CellKind.SHARE: "%", CellKind.POINTS: "procentenheter"}.get(self.kind)
        signed = self.kind in (CellKind.DIFFERENCE, CellKind.POINTS)
        return format_number(figure, locale=locale, digits=self.digits, unit=unit, sign=signed)


@attrs.frozen(kw_only=True, repr=False)
class Row(Model):
    """A row (*rad*): a cell for each column, how deep it is indented, and whether it is a total."""

    cells: tuple[object, ...]
    level: int = 0
    is_total: bool = False
    is_heading: bool = False

    _told = ("cells",)


@attrs.frozen(kw_only=True, repr=False)
class Table(Model):
    r"""A table (*tabell*): typed columns, rows with levels and totals, notes and a source.

    Parameters
    ----------
    title, unit
        What it shows, and the unit of its amounts, said once.
    columns, rows
        Every row has a cell for each column.
    notes, source
        What a reader should know, and where the figures are from.

    Raises
    ------
    InvalidValue
        Where a row has too many or too few cells.

    Examples
    --------
    >>> table = Table(title="Drift", unit="tkr", columns=[Column(key="name"), Column(key="sum", kind=CellKind.AMOUNT)],
    ...               rows=[Row(cells=("IT", -24447))])
    >>> table.texts()
    [['IT', '−24\xa0447']]
    """

    title: str = ""
    unit: str = ""
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()
    source: str = ""

    def _validate(self) -> None:
        for place, row in enumerate(self.rows):
            if len(row.cells) != len(self.columns):
                raise InvalidValue(
                    f"Table {self.title!r}: row {place} has {len(row.cells)} cells for {len(self.columns)} columns"
                )

    @property
    def heading(self) -> str:
        """The title with the unit of the amounts."""
        return f"{self.title} ({self.unit})" if self.title and self.unit else self.title or self.unit

    def texts(self, locale: str = "sv") -> list[list[str]]:
        """Every cell in words, row by row."""
        return [
            [column.text(cell, locale) for column, cell in zip(self.columns, row.cells, strict=True)]
            for row in self.rows
        ]

    def without_details(self) -> "Table":
        """The table without the columns that are details."""
        kept = [place for place, column in enumerate(self.columns) if not column.is_detail]
        rows = tuple(attrs.evolve(row, cells=tuple(row.cells[place] for place in kept)) for row in self.rows)
        return attrs.evolve(self, columns=tuple(self.columns[place] for place in kept), rows=rows)

    def column(self, key: str) -> tuple[object, ...]:
        """The cells of a column."""
        keys = [column.key for column in self.columns]
        if key not in keys:
            raise InvalidValue(f"no column {key!r}; there are {', '.join(keys)}")
        return tuple(row.cells[keys.index(key)] for row in self.rows)

    def _repr_html_(self) -> str:
        from kommunuppfoljning.render.html import table_html

        return table_html(self)

    def _repr_markdown_(self) -> str:
        from kommunuppfoljning.render.markdown import table_markdown

        return table_markdown(self)


@attrs.frozen(kw_only=True, repr=False)
class Section(Model):
    """A part of a page (*avsnitt*): a heading, some sentences, tables, and parts of its own."""

    key: str
    title: str = ""
    texts: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    sections: tuple["Section", ...] = ()

    _told = ("key", "title")


def value_or_reason(value: object, reason: MissingReason | None) -> object:
    """What a cell shows: the value, or why there is none."""
    return reason if value is None and reason is not None else value


def heading(text: str, columns: Iterable[Column]) -> Row:
    """A row that is a heading within a table."""
    return Row(cells=(text, *(None for _ in list(columns)[1:])), is_heading=True)
