"""Tables (*tabeller*): the neutral table that every chapter lays itself out as, and every view shows.

A column knows what kind of figure it holds, so that each is written as a reader expects it; a renderer knows
nothing of chapters.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from itertools import compress
from typing import Any

import attrs

from kommunuppfoljning.amounts import Amount, Rounded, adds_up, convert, round_half_away, round_to_total
from kommunuppfoljning.errors import InvalidType, InvalidValue, expect, shown
from kommunuppfoljning.locale import format_number, message
from kommunuppfoljning.models import Model
from kommunuppfoljning.periods import Period
from kommunuppfoljning.terms import MissingReason, Term, Trend, Unit, Verdict

__all__ = ["CellKind", "Column", "Picture", "Quantity", "Row", "Section", "Table", "heading", "value_or_reason"]


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
    VERDICT = "verdict"
    TREND = "trend"
    TERM = "term"
    """A status, a kind, a severity: a word from the catalogue."""

    @property
    def is_figure(self) -> bool:
        """Whether the cells stand to the right, digit under digit."""
        return self in _FIGURES

    @property
    def is_money(self) -> bool:
        """Whether the cells are amounts, in the unit of the table or of the column."""
        return self in (CellKind.AMOUNT, CellKind.DIFFERENCE)


_FIGURES = frozenset(
    {CellKind.AMOUNT, CellKind.DIFFERENCE, CellKind.NUMBER, CellKind.SHARE, CellKind.POINTS, CellKind.COUNT}
)


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

    `unit` is that of its figures where it is not the table's; `is_detail` marks one that a narrow view may leave out;
    `is_computed` one that no report printed, and `printed` is the heading that a report gives it, where that differs:
    none at all is an empty text.
    """

    key: str
    label: str = ""
    kind: CellKind = CellKind.TEXT
    digits: int | None = None
    unit: str = ""
    is_detail: bool = False
    is_computed: bool = False
    printed: str | None = None

    _told = ("key", "label", "kind")

    @property
    def heading(self) -> str:
        """The label with the column's own unit."""
        return f"{self.label} ({self.unit})" if self.label and self.unit else self.label or self.unit

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
        Every row has a cell for each column, of the column's kind: figures exact, `None` or a `MissingReason` where
        there is none, words where a report printed words.
    notes, source
        What a reader should know, and where the figures are from.

    Raises
    ------
    InvalidValue
        Where a row has too many or too few cells, or two columns have one key.
    InvalidType
        For a cell that its column cannot hold.

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
        keys = [column.key for column in self.columns]
        if len(set(keys)) < len(keys):
            twice = next(key for place, key in enumerate(keys) if key in keys[:place])
            raise InvalidValue(f"Table {self.title!r}: two columns have the key {twice!r}; keys must be unique")
        held = [_HELD[column.kind] for column in self.columns]
        for place, row in enumerate(self.rows):
            if len(row.cells) != len(self.columns):
                raise InvalidValue(
                    f"Table {self.title!r}: row {place} has {len(row.cells)} cells for {len(self.columns)} columns"
                )
            for column, kinds, cell in zip(self.columns, held, row.cells, strict=True):
                if cell is not None and (not isinstance(cell, kinds) or cell is True or cell is False):
                    raise InvalidType(
                        f"Table {self.title!r}: {column.key} of row {place} must be {_WANTED[column.kind]}, "
                        f"got {shown(cell)}"
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
        return self._keeping([not column.is_detail for column in self.columns])

    def as_published(self) -> "Table":
        """The table with the columns and the headings that the report printed (*som publicerad*), and no others."""
        kept = self._keeping([not column.is_computed for column in self.columns])
        columns = tuple(
            attrs.evolve(column, label=column.label if column.printed is None else column.printed)
            for column in kept.columns
        )
        return attrs.evolve(kept, columns=columns)

    def _keeping(self, wanted: list[bool]) -> "Table":
        rows = tuple(attrs.evolve(row, cells=tuple(compress(row.cells, wanted))) for row in self.rows)
        return attrs.evolve(self, columns=tuple(compress(self.columns, wanted)), rows=rows)

    def in_unit(self, unit: Unit, *, digits: int = 0, keep_sums: bool = False, locale: str = "sv") -> "Table":
        r"""The table with its amounts in another unit, rounded (*tabellen i annan enhet*), and a note that says so.

        Parameters
        ----------
        unit, digits
            What to write the amounts in, and how many decimals.
        keep_sums
            Whether the rows of the top level are rounded so that they still sum to the total, where they did before.
            Each is then its amount rounded up or down; else each is rounded by itself, half away from zero.
        locale
            The language of the note.

        Raises
        ------
        InvalidValue
            For a table without a unit of money.

        Examples
        --------
        >>> rows = [Row(cells=("IT", 1_450)), Row(cells=("HR", 1_450)), Row(cells=("Totalt", 2_900), is_total=True)]
        >>> columns = [Column(key="name"), Column(key="sum", kind=CellKind.AMOUNT)]
        >>> table = Table(unit="tkr", columns=columns, rows=rows)
        >>> table.in_unit(Unit.MNKR).texts()
        [['IT', '1'], ['HR', '1'], ['Totalt', '3']]
        >>> table.in_unit(Unit.MNKR, keep_sums=True).texts()
        [['IT', '2'], ['HR', '1'], ['Totalt', '3']]
        """
        expect(unit, Unit, "in_unit: unit")
        expect(digits, int, "in_unit: digits")
        source = Unit.parse(self.unit)
        grid = [list(row.cells) for row in self.rows]
        money = [place for place, column in enumerate(self.columns) if column.kind.is_money and not column.unit]
        for place in money:
            amounts = {
                at: cell.value if isinstance(cell, Rounded) else cell
                for at, row in enumerate(grid)
                if isinstance(cell := row[place], int | Decimal | Fraction | Rounded)
            }
            rounded = self._rounded(amounts, source, unit, digits, keep_sums=keep_sums)
            for at, amount in rounded.items():
                grid[at][place] = amount
        return attrs.evolve(
            self,
            unit=unit.label(locale),
            columns=tuple(
                attrs.evolve(column, digits=digits) if place in money else column
                for place, column in enumerate(self.columns)
            ),
            rows=tuple(attrs.evolve(row, cells=tuple(cells)) for row, cells in zip(self.rows, grid, strict=True)),
            notes=(*self.notes, message("note.sums_kept" if keep_sums else "note.rounded_alone", locale)),
        )

    def _rounded(
        self, amounts: dict[int, Any], source: Unit, target: Unit, digits: int, *, keep_sums: bool
    ) -> dict[int, Any]:
        """The amounts of a column by row, in another unit."""
        exact: dict[int, Any] = {at: convert(one, source=source, target=target) for at, one in amounts.items()}
        rounded: dict[int, Any] = {at: round_half_away(one, digits) for at, one in exact.items()}
        totals = [at for at in exact if self.rows[at].is_total]
        parts = [at for at in exact if not self.rows[at].is_total and self.rows[at].level == 0]
        if keep_sums and len(totals) == 1 and parts:
            printed = {at: Rounded(amounts[at]) for at in (*parts, *totals) if isinstance(amounts[at], int | Decimal)}
            if len(printed) == len(parts) + 1 and adds_up([printed[at] for at in parts], printed[totals[0]]):
                sums = round_to_total([exact[at] for at in parts], total=rounded[totals[0]], digits=digits)
                rounded |= dict(zip(parts, sums, strict=True))
        return rounded

    def column(self, key: str) -> tuple[object, ...]:
        """The cells of a column."""
        keys = [column.key for column in self.columns]
        if key not in keys:
            raise InvalidValue(f"no column {key!r}; there are {', '.join(keys)}")
        return tuple(row.cells[keys.index(key)] for row in self.rows)


@attrs.frozen(kw_only=True, repr=False)
class Picture(Model):
    """A picture (*bild*) with what it shows in words (*alternativtext*), for views that can show one."""

    alt: str
    svg: str = ""
    png: bytes = b""

    _told = ("alt",)


@attrs.frozen(kw_only=True, repr=False)
class Section(Model):
    """A part of a page (*avsnitt*): a heading, some sentences, pictures, tables, and parts of its own.

    `is_folded` marks one that a reader opens when it is wanted, where the view can fold it.
    """

    key: str
    title: str = ""
    texts: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    tables: tuple[Table, ...] = ()
    sections: tuple["Section", ...] = ()
    is_folded: bool = False

    _told = ("key", "title")


def value_or_reason(value: object, reason: MissingReason | None) -> object:
    """What a cell shows: the value, or why there is none."""
    return reason if value is None else value


def heading(text: str, columns: Iterable[Column]) -> Row:
    """A row that is a heading within a table."""
    return Row(cells=(text, *(None for _ in list(columns)[1:])), is_heading=True)


_NUMBERS = (int, Decimal, Fraction, Rounded, Quantity, MissingReason, str)
_HELD: dict[CellKind, tuple[type, ...]] = {
    **dict.fromkeys(_FIGURES, _NUMBERS),
    CellKind.TEXT: (*_NUMBERS, Term, Period, date),
    CellKind.DATE: (date, Period, MissingReason, str),
    CellKind.VERDICT: (Verdict, MissingReason, str),
    CellKind.TREND: (Trend, MissingReason, str),
    CellKind.TERM: (Term, str),
}
"""What a cell of each kind may be, beside `None`; text is what a report printed in place of a figure."""
_WANTED = {
    **dict.fromkeys(_FIGURES, "an exact figure (int, Decimal), a MissingReason, words or None"),
    CellKind.TEXT: "text, or what has words of its own",
    CellKind.DATE: "a date, a Period, words or None",
    CellKind.VERDICT: "a Verdict, words or None",
    CellKind.TREND: "a Trend, words or None",
    CellKind.TERM: "a member of a Term, words or None",
}
