r"""Rows as budget tables (*rader till tabell*): of a sheet, a file or a draft, wide or tidy.

They are recognised by their Swedish headings, or read by a mapping.

>>> proposal = propose_table([["tkr", "Budget jan-aug 2024", "Utfall jan-aug 2024", "Kommentar"],
...                           ["IT", "-30 066", "−24 447", "vakans"], ["Summa", -30066, -24447, None]])
>>> dict(proposal.columns), proposal.unread
({'name': 'tkr', 'period_budget': 'Budget jan-aug 2024', 'period_outcome': 'Utfall jan-aug 2024'}, ('Kommentar',))
>>> from kommunuppfoljning import Layout
>>> table = proposal.confirm(id="drift", layout=Layout.SIGNED)
>>> table["IT"].period_deviation, table.total.name, table.unit.value
(5619, 'Summa', 'tkr')
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import chain

from kommunuppfoljning.errors import InvalidType, InvalidValue, shown
from kommunuppfoljning.io.cells import Cells, figure_of
from kommunuppfoljning.io.headings import unit_around
from kommunuppfoljning.io.proposals import Header, TableProposal
from kommunuppfoljning.io.sources import Findings
from kommunuppfoljning.io.tidy import Tidy, tidy_header
from kommunuppfoljning.io.wide import read_wide, wide_header

__all__ = ["propose_table"]

HEADER_WITHIN = 30
"""The headings are within so many rows of the beginning."""


def propose_table(
    rows: Iterable[Cells],
    *,
    columns: Mapping[str, str] | None = None,
    name: str = "table",
    title: str = "",
    add: bool = False,
) -> TableProposal:
    """Read rows as a budget table (*föreslå tabell*), wide or tidy.

    Parameters
    ----------
    rows
        Of cells: text as printed, numbers, dates or `None`. They are gone through once.
    columns
        A field of `BudgetLine` (for a tidy sheet: ``name``, ``measure``, ``period``, ``amount``, ``unit``, ``kind``) →
        the heading of its column. By default headings are recognised in Swedish.
    name, title
        Where the rows are, for findings, and the table's title.
    add
        Whether tidy rows for the same figure are summed, as in a ledger; else the second is a finding.

    Returns
    -------
    A proposal. A line's id is its name, unless there is a column of ids. Rows of which ("varav") belong to the row
    before them; a row that begins with *Summa* or *Totalt* is the total.

    Raises
    ------
    InvalidType
        For a row of headings that is no list of cells.
    InvalidValue
        Where no row of headings is found, or a heading of `columns` is not there: the error lists what is.

    References
    ----------
    RKR R14 *Drift- och investeringsredovisning*.
    """
    found = Findings(name)
    iterator = iter(rows)
    before: list[Cells] = []
    for number, row in enumerate(iterator, start=1):
        if isinstance(row, str | bytes) or not isinstance(row, Sequence):
            raise InvalidType(f"{name}: row {number} must be a list of cells, got {shown(row, 60)}")
        cells = list(row)
        tidy = tidy_header(cells, columns)
        wide = wide_header(cells, columns, before[-1] if before else None) if tidy is None else None
        told = unit_around(cell for line in [*before, cells] for cell in line) if tidy or wide else None
        if tidy is not None:
            return Tidy(name, title, tidy, found, add=add).read(iterator, number, told)
        if wide is not None:
            below = next(iterator, None)
            both = _with_row_below(cells, columns, wide, below)
            rows = iterator if below is None or both is not None else chain([below], iterator)
            return read_wide(name, title, both or wide, found, rows, number + (both is not None), told)
        before.append(cells)
        if number >= HEADER_WITHIN:
            break
    seen = "; ".join(shown([cell for cell in row if cell is not None], 120) for row in before[:3]) or "nothing"
    asked = f" that holds {', '.join(map(repr, columns.values()))}" if columns else ""
    raise InvalidValue(
        f"{name}: no row of headings{asked} within the first {HEADER_WITHIN}; expected such as 'Budget jan-aug 2024' "
        f"and 'Utfall jan-aug 2024', or say them with columns=. The first rows: {seen}"
    )


def _with_row_below(
    cells: Cells, columns: Mapping[str, str] | None, wide: Header, below: Cells | None
) -> Header | None:
    """The headings with the row below them, where that says the periods: "Budget" above "jan-aug 2024"."""
    if columns is not None or below is None or any(isinstance(figure_of(cell), int | Decimal) for cell in below):
        return None
    both = wide_header(below, None, cells)
    told = both is not None and sum(one.period is not None for _, one in both.fields.values())
    return both if told and not any(one.period for _, one in wide.fields.values()) else None
