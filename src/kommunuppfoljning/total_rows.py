"""Total rows (*summarader*): which rows of a table are sums of others, by what they are called.

>>> [name for name in ("IT", "Summa", "Summa intäkter", "Delsumma", "Totalförsvar") if is_total(name)]
['Summa', 'Summa intäkter']
>>> is_plain_total("Summa:"), is_plain_total("Summa intäkter"), is_subtotal("Delsumma")
(True, False, True)
"""

import re
from collections.abc import Iterator

from kommunuppfoljning.budgets import BudgetLine, BudgetTable

__all__ = ["is_plain_total", "is_subtotal", "is_total", "stray_totals"]

_TOTAL = re.compile(
    r"(summa totalt|(?:total|slut)?summa|s:a|totalt?|netto totalt|resultat totalt)(?!\w)", re.IGNORECASE
)
_SUBTOTAL = re.compile(r"(?:del|mellan)(?:summa|total)|.*\btotalt?", re.IGNORECASE)


def is_plain_total(label: str) -> bool:
    """Whether a row by this name is the total of all, and not of its revenue or its costs."""
    return _TOTAL.fullmatch(_bare(label)) is not None


def is_total(label: str) -> bool:
    """Whether a row by this name is the total."""
    return _TOTAL.match(_bare(label)) is not None


def is_subtotal(label: str) -> bool:
    """Whether a row by this name is a total of something, which may be all."""
    return _SUBTOTAL.fullmatch(_bare(label)) is not None


def stray_totals(table: BudgetTable) -> Iterator[BudgetLine]:
    """The lines that are totals by their name, and yet stand among others with nothing under them."""
    lines = table.top_lines
    for line in lines if len(lines) > 1 else ():
        if is_total(line.name or line.id) and not table.children(line):
            yield line


def _bare(label: str) -> str:
    return label.strip().rstrip(":").rstrip()
