"""Figures (*siffror*) for programs that count on: the exact number of a cell, and how it is to be shown."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs

from kommunuppfoljning.amounts import Rounded, round_half_away
from kommunuppfoljning.arithmetic.scalars import decimal_of, exact_context
from kommunuppfoljning.locale import message_for
from kommunuppfoljning.locale.figures import decimals_shown
from kommunuppfoljning.tables import CellKind, Column, Quantity

__all__ = ["Figure", "figure_of", "heading_of"]


@attrs.frozen(kw_only=True)
class Figure:
    """A number as it is, with the decimals that are shown of it; shares are shown by the hundred."""

    value: Decimal
    digits: int
    is_percent: bool = False
    """Shown in percent."""
    is_points: bool = False
    """Shown in percentage points."""
    is_signed: bool = False

    @property
    def shown(self) -> Decimal:
        """The number as it is shown: by the hundred where it is a share, rounded to its decimals."""
        by_hundred = self.value.scaleb(2, exact_context()) if self.is_percent or self.is_points else self.value
        rounded = round_half_away(by_hundred, self.digits)
        return rounded or abs(rounded)


def figure_of(column: Column, cell: object) -> Figure | None:
    """The figure of a cell, `None` where it holds words, a date or nothing.

    >>> figure_of(Column(key="share", kind=CellKind.SHARE), Decimal("0.0835"))
    Figure(value=Decimal('0.0835'), digits=2, is_percent=True, is_points=False, is_signed=False)
    """
    percent = column.kind is CellKind.SHARE
    if isinstance(cell, Quantity):
        percent, cell = cell.unit == "%", cell.value
    if isinstance(cell, Rounded):
        cell = cell.value
    if not column.kind.is_figure or isinstance(cell, date) or not isinstance(cell, int | Decimal | Fraction):
        return None
    exact = decimal_of(cell) if isinstance(cell, Fraction) else Decimal(cell)
    points = column.kind is CellKind.POINTS
    written = decimals_shown(exact.scaleb(2, exact_context()) if percent or points else exact)
    return Figure(
        value=exact,
        digits=written if column.digits is None else column.digits,
        is_percent=percent,
        is_points=points,
        is_signed=points or column.kind is CellKind.DIFFERENCE,
    )


def heading_of(column: Column, locale: str) -> str:
    """The heading of a column of bare figures: percentage points are said there, since no cell says them.

    >>> heading_of(Column(key="a", label="Förändring", kind=CellKind.POINTS), "sv")
    'Förändring (procentenheter)'
    """
    if column.kind is not CellKind.POINTS or column.unit:
        return column.heading
    points = message_for(2, "unit.points", locale)
    return f"{column.label} ({points})" if column.label else points
