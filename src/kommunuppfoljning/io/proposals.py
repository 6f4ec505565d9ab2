"""Proposed tables (*föreslagna tabeller*): a budget table as it was read, for a person to confirm.

What was read and what was not is said; how amounts are signed is never guessed.
"""

from collections.abc import Iterable, Mapping

import attrs

from kommunuppfoljning.budgets import FIGURES, STATED, BudgetLine, BudgetTable
from kommunuppfoljning.errors import expect
from kommunuppfoljning.findings import Finding
from kommunuppfoljning.io.headings import Heading
from kommunuppfoljning.models import EMPTY
from kommunuppfoljning.periods import Period
from kommunuppfoljning.terms import Layout, Unit

__all__ = ["TEXTS", "Header", "TableProposal"]


TEXTS = ("id", "name", "kind")
"""The fields of a line that are no figures."""


@attrs.frozen
class Header:
    """The row of headings, and what was recognised of it."""

    texts: list[str]
    fields: dict[str, tuple[int, Heading]]
    """A field → the place of its column, and its heading."""

    @property
    def columns(self) -> dict[str, str]:
        """A field → the heading that it is read from."""
        return {field: heading.text for field, (_, heading) in self.fields.items()}

    @property
    def figures(self) -> tuple[int, ...]:
        """The places of the columns of figures."""
        return tuple(place for field, (place, _) in self.fields.items() if field not in TEXTS)

    @property
    def unread(self) -> tuple[str, ...]:
        """The headings that nothing is read from."""
        taken = {place for place, _ in self.fields.values()}
        return tuple(text for place, text in enumerate(self.texts) if text and place not in taken)

    @property
    def period(self) -> Period | None:
        """The period that the headings speak of."""
        for field in ("period_outcome", "period_budget"):
            if field in self.fields and self.fields[field][1].period is not None:
                return self.fields[field][1].period
        return None


@attrs.frozen(kw_only=True, repr=False)
class TableProposal:
    """A table as it was read (*förslag till tabell*), before anyone has confirmed it.

    Parameters
    ----------
    name, title
        Where it was found, and what it is called there.
    columns
        A field of `BudgetLine` → the heading that it was read from.
    unread
        The headings of columns that were not read.
    lines, total
        What was read.
    unit, period, vintage
        What its headings say; `None` or empty where they do not.
    findings
        What could not be read, with its cell.
    """

    name: str
    title: str = ""
    columns: Mapping[str, str] = EMPTY
    unread: tuple[str, ...] = ()
    lines: tuple[BudgetLine, ...] = ()
    total: BudgetLine | None = None
    unit: Unit | None = None
    period: Period | None = None
    vintage: str = ""
    findings: tuple[Finding, ...] = ()

    def __repr__(self) -> str:
        return f"TableProposal({self.name}, {len(self.lines)} lines, columns {', '.join(self.columns)})"

    def confirm(
        self,
        *,
        id: str,  # noqa: A002  # the table's
        layout: Layout,
        unit: Unit | None = None,
        period: Period | None = None,
        title: str | None = None,
    ) -> BudgetTable:
        """The table, once a person has seen that it was read right and said how it is signed (*bekräfta*).

        `unit`, `period` and `title` win over what was read. Raises `InvalidType` for what is no layout.
        """
        expect(layout, Layout, "confirm: layout")
        return BudgetTable(
            id=id,
            title=self.title if title is None else title,
            unit=unit or self.unit,
            digits=0 if _whole_figures(self.lines) else None,
            period=period or self.period,
            layout=layout,
            vintage=self.vintage,
            lines=self.lines,
            total=self.total,
        )


def _whole_figures(lines: Iterable[BudgetLine]) -> bool:
    """Whether every figure is whole, so that it may have been rounded."""
    figures = [getattr(line, field) for line in lines for field in (*FIGURES, *STATED)]
    return all(isinstance(figure, int) for figure in figures if figure is not None) and any(
        figure is not None for figure in figures
    )
