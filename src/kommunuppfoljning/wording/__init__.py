"""Wording (*formuleringar*): judgements, tables and ratios explained in sentences, in every language there is."""

from collections.abc import Callable
from typing import Any, get_args

from kommunuppfoljning.accuracies import ForecastAccuracy
from kommunuppfoljning.balance_requirement import BalanceRequirement
from kommunuppfoljning.bridges import Bridge
from kommunuppfoljning.budgets import BudgetLine, BudgetTable
from kommunuppfoljning.causes import Action, ActionCoverage, Cause, ExplainedDeviation
from kommunuppfoljning.errors import InvalidType, InvalidValue, shown
from kommunuppfoljning.goals import Area, Goal
from kommunuppfoljning.indicators import Indicator
from kommunuppfoljning.judgements import Judgement
from kommunuppfoljning.measures import Ratio
from kommunuppfoljning.projections import TableForecast, YearForecast
from kommunuppfoljning.prospects import Prospect
from kommunuppfoljning.reports import Report
from kommunuppfoljning.wholes import AnyWhole
from kommunuppfoljning.wording import balance, budgets, judged, projected, prospects, ratios, reports, ruled

__all__ = ["explain"]

STYLES = ("short", "full")

Explainable = (
    Judgement
    | Prospect
    | BudgetTable
    | BudgetLine
    | Bridge
    | Cause
    | ExplainedDeviation
    | Action
    | ActionCoverage
    | Ratio
    | BalanceRequirement
    | YearForecast
    | TableForecast
    | ForecastAccuracy
    | AnyWhole
    | Report
)

_EXPLAINED: dict[type[Any], Callable[..., str]] = {
    Judgement: judged.explained,
    Prospect: prospects.explained,
    BudgetTable: budgets.table_explained,
    BudgetLine: budgets.line_explained,
    Bridge: budgets.bridge_explained,
    Cause: budgets.cause_explained,
    ExplainedDeviation: budgets.causes_explained,
    Action: budgets.action_explained,
    ActionCoverage: budgets.coverage_explained,
    Ratio: ratios.ratio_explained,
    BalanceRequirement: balance.balance_explained,
    YearForecast: projected.forecast_explained,
    TableForecast: projected.table_forecast_explained,
    ForecastAccuracy: projected.accuracy_explained,
    **dict.fromkeys(get_args(AnyWhole), ruled.rule_explained),
    Report: reports.report_explained,
}
"""What can be explained, and what does it."""


def explain(thing: Explainable, *, locale: str = "sv", style: str = "full") -> str:
    """Say in sentences why something is as it is (*förklara*).

    Parameters
    ----------
    thing
        A judgement, or what it would take to turn one; a budget table, one of its lines, or a bridge through it; a
        cause, or what causes explain; an action, or what actions cover; a ratio, a full-year forecast of a line or a
        table, the accuracy of forecasts, the balanced-budget requirement of a year, a rule for wholes, or a whole
        report.
    locale
        The language.
    style
        ``"short"``, one sentence, or ``"full"``, every figure that it rests on, in paragraphs.

    Returns
    -------
    Plain text, a blank line between paragraphs; `render` makes Markdown and HTML of it.

    Raises
    ------
    InvalidType
        For what cannot be explained.
    InvalidValue
        For another style, or a language without a catalogue.
    """
    if style not in STYLES:
        raise InvalidValue(f"explain: style must be 'short' or 'full', got {shown(style)}")
    for kind, explained in _EXPLAINED.items():
        if isinstance(thing, kind):
            return explained(thing, locale, full=style == "full")
    if isinstance(thing, Goal | Indicator | Area):
        raise InvalidType(f"explain: {shown(thing)} must be judged first: explain(judge(…))")
    known = ", ".join(kind.__name__ for kind in _EXPLAINED)
    raise InvalidType(f"explain: expected one of {known}, got {shown(thing)}")
