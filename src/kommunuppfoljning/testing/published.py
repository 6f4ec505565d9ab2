"""Tables that add up (*tabeller som stämmer*), published as reports publish: every figure rounded by itself.

Nothing in them is wrong, though rows and columns may miss each other by what rounding brings. A check that finds a gap
in one of them takes rounding for a mistake.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from kommunuppfoljning.amounts import Amount, minus, plus, round_half_away
from kommunuppfoljning.budgets import BudgetLine, BudgetTable
from kommunuppfoljning.reports import Report
from kommunuppfoljning.terms import Layout, LineKind, Unit

__all__ = ["published_reports", "published_tables"]

Draw = Callable[[st.SearchStrategy[Any]], Any]

_PAIRS = {
    "stated_period_deviation": ("period_budget", "period_outcome"),
    "stated_forecast_deviation": ("annual_budget", "forecast"),
}
_FIGURES = tuple(name for pair in _PAIRS.values() for name in pair)
_FAVOURABLE = {Layout.SIGNED: 1, Layout.REVERSED: -1}
"""Whether more of the printed figure is better, or less."""


@st.composite
def published_tables(draw: Draw) -> BudgetTable:
    """Budget tables that add up before they were rounded (*publicerade tabeller*): lines, deviations and the total."""
    layout = draw(st.sampled_from([Layout.SIGNED, Layout.REVERSED]))
    digits = draw(st.sampled_from([0, 1, -3]))
    exact = st.integers(-(10**9), 10**9).map(lambda thousandths: Decimal(thousandths).scaleb(-3))
    rows: list[dict[str, Amount]] = draw(
        st.lists(st.fixed_dictionaries(dict.fromkeys(_FIGURES, exact)), min_size=1, max_size=4)
    )
    total: dict[str, Amount] = dict.fromkeys(_FIGURES, 0)
    for row in rows:
        total = {name: plus(total[name], row[name]) for name in _FIGURES}

    def line(own: str, figures: dict[str, Amount]) -> BudgetLine:
        printed: dict[str, Any] = {name: round_half_away(figure, digits) for name, figure in figures.items()}
        for name, (budget, outcome) in _PAIRS.items():
            gain = minus(figures[outcome], figures[budget])
            favourable = gain if _FAVOURABLE[layout] > 0 else minus(0, gain)
            printed[name] = round_half_away(favourable, digits)
        return BudgetLine(id=own, name=own, kind=LineKind.NET, **printed)

    return BudgetTable(
        id="publicerad",
        unit=Unit.TKR,
        digits=digits,
        layout=layout,
        lines=tuple(line(f"rad-{place}", row) for place, row in enumerate(rows)),
        total=line("summa", total),
    )


def published_reports() -> st.SearchStrategy[Report]:
    """Reports that hold one such table (*publicerade rapporter*)."""
    return published_tables().map(lambda table: Report(id="publicerad", unit=Unit.TKR, budget_tables=(table,)))
