"""Illustrations (*illustrationer*): the plots of a whole report, put into its sections."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

import attrs
import matplotlib.figure as mpl_figure

from kommunuppfoljning.errors import InvalidValue
from kommunuppfoljning.judgements import DEFAULT_RULES
from kommunuppfoljning.plots.budgets import bridge_plot, deviation_bars
from kommunuppfoljning.plots.drawing import picture
from kommunuppfoljning.plots.goals import status_board
from kommunuppfoljning.plots.investments import investment_progress
from kommunuppfoljning.plots.staff import sick_leave_lines
from kommunuppfoljning.reports import Report
from kommunuppfoljning.rules import Rules
from kommunuppfoljning.tables import Section

__all__ = ["illustrated"]

LEAST_LINES = 4
"""A table with fewer lines says as much as a plot of it."""


def illustrated(
    sections: Iterable[Section], report: Report, *, rules: Rules = DEFAULT_RULES, locale: str = "sv"
) -> tuple[Section, ...]:
    """The sections of a report with pictures where its figures can be drawn (*illustrerad rapport*)."""
    plots: dict[str, Iterable[Callable[[], mpl_figure.Figure]]] = {
        "summary": [partial(status_board, report, rules=rules, locale=locale)],
        "budgets": _of_budgets(report, locale),
        "investments": [partial(investment_progress, table, locale=locale) for table in report.investment_tables],
        "staff": [partial(sick_leave_lines, report.staff, locale=locale)],
    }
    return tuple(attrs.evolve(one, pictures=tuple(map(picture, _drawn(plots.get(one.key, ()))))) for one in sections)


def _of_budgets(report: Report, locale: str) -> Iterator[Callable[[], mpl_figure.Figure]]:
    for table in report.budget_tables:
        if len(table.top_lines) >= LEAST_LINES:
            yield partial(bridge_plot, table, locale=locale)
            yield partial(deviation_bars, table, locale=locale)


def _drawn(plots: Iterable[Callable[[], mpl_figure.Figure]]) -> Iterator[mpl_figure.Figure]:
    """The figures that there is something to draw of."""
    for plot in plots:
        try:
            yield plot()
        except InvalidValue:  # the report holds no such figures
            continue
