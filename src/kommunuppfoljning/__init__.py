"""kommunuppfoljning: the follow-up report of a Swedish municipality, as models, formulas and checks.

>>> import kommunuppfoljning as ku
>>> ku.deviation(budget=-201_471, outcome=-185_571)  # thousands of kronor, costs negative: a surplus
15900
>>> ku.assess(value=73, target=75).label()
'Ej uppfyllt'

Names load when they are first used, so that importing the package costs next to nothing.
"""

TYPE_CHECKING = False  # as type checkers know it, without importing typing

if TYPE_CHECKING:
    from kommunuppfoljning.amounts import (
        Interval,
        Rounded,
        adds_up,
        convert,
        parse_amount,
        round_half_away,
        round_to_total,
    )
    from kommunuppfoljning.assignments import Assignment, Pivot, PivotRow, summarise_assignments
    from kommunuppfoljning.balance_requirement import BalanceRequirement
    from kommunuppfoljning.budgets import BudgetLine, BudgetTable, DeviationSplit, split_deviation
    from kommunuppfoljning.causes import Action, Cause, CauseKind
    from kommunuppfoljning.changes import Change, compare
    from kommunuppfoljning.claims import Claim, ClaimKind
    from kommunuppfoljning.errors import FollowUpError, InvalidType, InvalidValue, MissingExtra, NotFound, TooLarge
    from kommunuppfoljning.events import Event
    from kommunuppfoljning.findings import Finding, raise_for
    from kommunuppfoljning.fits import Fit, fit_rules
    from kommunuppfoljning.formulas.assessments import assess, trend
    from kommunuppfoljning.formulas.deviations import deviation, relative_deviation
    from kommunuppfoljning.formulas.forecasts import (
        forecast_error,
        linear_forecast,
        proportional_forecast,
        remaining_budget_forecast,
        seasonal_forecast,
    )
    from kommunuppfoljning.formulas.ratios import (
        debt_per_inhabitant,
        equity_ratio,
        investment_share,
        net_cost_share,
        result_share,
        self_financing_ratio,
    )
    from kommunuppfoljning.formulas.staff import minimum_turnover, sick_leave_share, turnover
    from kommunuppfoljning.formulas.verdicts import assess_within, trend_within
    from kommunuppfoljning.goals import Area, Goal
    from kommunuppfoljning.guarantees import ServiceGuarantee
    from kommunuppfoljning.indicators import DefinitionBreak, EarlierTarget, Group, Indicator, Target
    from kommunuppfoljning.investments import InvestmentProject, InvestmentTable
    from kommunuppfoljning.judgements import DEFAULT_RULES, Fact, Judgement, Override, judge
    from kommunuppfoljning.ledgers import RollUp
    from kommunuppfoljning.locale import format_number, parse_number
    from kommunuppfoljning.measures import Ratio
    from kommunuppfoljning.models import FrozenMapping
    from kommunuppfoljning.outlines import outline
    from kommunuppfoljning.parts import Grouped, Part
    from kommunuppfoljning.peers import PeerComparison, PeerPosition, PeerValue, PeerYear, compare_with_peers
    from kommunuppfoljning.periods import Period
    from kommunuppfoljning.profiles import PROFILES
    from kommunuppfoljning.prospects import Flip, Prospect, what_would_it_take
    from kommunuppfoljning.reports import Doubt, Report
    from kommunuppfoljning.risks import Risk
    from kommunuppfoljning.rules import AssignmentRule, IndicatorRule, Rules, TrendRule
    from kommunuppfoljning.scales import Scale
    from kommunuppfoljning.staff import StaffFigure, StaffMeasure
    from kommunuppfoljning.tables import Table
    from kommunuppfoljning.terms import (
        AssignmentKind,
        AssignmentNeed,
        Basis,
        Completion,
        Direction,
        Layout,
        LineKind,
        MeasureKind,
        Mismatch,
        MissingReason,
        PartKind,
        Severity,
        Status,
        TargetKind,
        Trend,
        Unit,
        Verdict,
    )
    from kommunuppfoljning.trees import roll_up
    from kommunuppfoljning.wholes import FirstOf, RequiredShare, TrendShare, Veto, WorstOf
    from kommunuppfoljning.wording import explain

__version__ = "0.1.0"

_HOMES = {
    "amounts": (
        "Interval",
        "Rounded",
        "adds_up",
        "convert",
        "parse_amount",
        "round_half_away",
        "round_to_total",
    ),
    "assignments": (
        "Assignment",
        "Pivot",
        "PivotRow",
        "summarise_assignments",
    ),
    "balance_requirement": ("BalanceRequirement",),
    "budgets": ("BudgetLine", "BudgetTable", "DeviationSplit", "split_deviation"),
    "causes": ("Action", "Cause", "CauseKind"),
    "changes": (
        "Change",
        "compare",
    ),
    "claims": (
        "Claim",
        "ClaimKind",
    ),
    "errors": (
        "FollowUpError",
        "InvalidType",
        "InvalidValue",
        "MissingExtra",
        "NotFound",
        "TooLarge",
    ),
    "events": ("Event",),
    "findings": (
        "Finding",
        "raise_for",
    ),
    "fits": ("Fit", "fit_rules"),
    "formulas.assessments": (
        "assess",
        "trend",
    ),
    "formulas.deviations": (
        "deviation",
        "relative_deviation",
    ),
    "formulas.forecasts": (
        "forecast_error",
        "linear_forecast",
        "proportional_forecast",
        "remaining_budget_forecast",
        "seasonal_forecast",
    ),
    "formulas.ratios": (
        "debt_per_inhabitant",
        "equity_ratio",
        "investment_share",
        "net_cost_share",
        "result_share",
        "self_financing_ratio",
    ),
    "formulas.staff": (
        "minimum_turnover",
        "sick_leave_share",
        "turnover",
    ),
    "formulas.verdicts": ("assess_within", "trend_within"),
    "goals": (
        "Area",
        "Goal",
    ),
    "guarantees": ("ServiceGuarantee",),
    "indicators": (
        "DefinitionBreak",
        "EarlierTarget",
        "Group",
        "Indicator",
        "Target",
    ),
    "investments": (
        "InvestmentProject",
        "InvestmentTable",
    ),
    "judgements": (
        "DEFAULT_RULES",
        "Fact",
        "Judgement",
        "Override",
        "judge",
    ),
    "ledgers": ("RollUp",),
    "locale": (
        "format_number",
        "parse_number",
    ),
    "measures": ("Ratio",),
    "models": ("FrozenMapping",),
    "outlines": ("outline",),
    "parts": ("Grouped", "Part"),
    "peers": ("PeerComparison", "PeerPosition", "PeerValue", "PeerYear", "compare_with_peers"),
    "periods": ("Period",),
    "profiles": ("PROFILES",),
    "prospects": ("Flip", "Prospect", "what_would_it_take"),
    "reports": (
        "Doubt",
        "Report",
    ),
    "risks": ("Risk",),
    "rules": ("AssignmentRule", "IndicatorRule", "Rules", "TrendRule"),
    "scales": ("Scale",),
    "staff": (
        "StaffFigure",
        "StaffMeasure",
    ),
    "tables": ("Table",),
    "terms": (
        "AssignmentKind",
        "AssignmentNeed",
        "Basis",
        "Completion",
        "Direction",
        "Layout",
        "LineKind",
        "MeasureKind",
        "Mismatch",
        "MissingReason",
        "PartKind",
        "Severity",
        "Status",
        "TargetKind",
        "Trend",
        "Unit",
        "Verdict",
    ),
    "trees": ("roll_up",),
    "wholes": ("FirstOf", "RequiredShare", "TrendShare", "Veto", "WorstOf"),
    "wording": ("explain",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "DEFAULT_RULES",
    "PROFILES",
    "Action",
    "Area",
    "Assignment",
    "AssignmentKind",
    "AssignmentNeed",
    "AssignmentRule",
    "BalanceRequirement",
    "Basis",
    "BudgetLine",
    "BudgetTable",
    "Cause",
    "CauseKind",
    "Change",
    "Claim",
    "ClaimKind",
    "Completion",
    "DefinitionBreak",
    "DeviationSplit",
    "Direction",
    "Doubt",
    "EarlierTarget",
    "Event",
    "Fact",
    "Finding",
    "FirstOf",
    "Fit",
    "Flip",
    "FollowUpError",
    "FrozenMapping",
    "Goal",
    "Group",
    "Grouped",
    "Indicator",
    "IndicatorRule",
    "Interval",
    "InvalidType",
    "InvalidValue",
    "InvestmentProject",
    "InvestmentTable",
    "Judgement",
    "Layout",
    "LineKind",
    "MeasureKind",
    "Mismatch",
    "MissingExtra",
    "MissingReason",
    "NotFound",
    "Override",
    "Part",
    "PartKind",
    "PeerComparison",
    "PeerPosition",
    "PeerValue",
    "PeerYear",
    "Period",
    "Pivot",
    "PivotRow",
    "Prospect",
    "Ratio",
    "Report",
    "RequiredShare",
    "Risk",
    "RollUp",
    "Rounded",
    "Rules",
    "Scale",
    "ServiceGuarantee",
    "Severity",
    "StaffFigure",
    "StaffMeasure",
    "Status",
    "Table",
    "Target",
    "TargetKind",
    "TooLarge",
    "Trend",
    "TrendRule",
    "TrendShare",
    "Unit",
    "Verdict",
    "Veto",
    "WorstOf",
    "__version__",
    "adds_up",
    "assess",
    "assess_within",
    "compare",
    "compare_with_peers",
    "convert",
    "debt_per_inhabitant",
    "deviation",
    "equity_ratio",
    "explain",
    "fit_rules",
    "forecast_error",
    "format_number",
    "investment_share",
    "judge",
    "linear_forecast",
    "minimum_turnover",
    "net_cost_share",
    "outline",
    "parse_amount",
    "parse_number",
    "proportional_forecast",
    "raise_for",
    "relative_deviation",
    "remaining_budget_forecast",
    "result_share",
    "roll_up",
    "round_half_away",
    "round_to_total",
    "seasonal_forecast",
    "self_financing_ratio",
    "sick_leave_share",
    "split_deviation",
    "summarise_assignments",
    "trend",
    "trend_within",
    "turnover",
    "what_would_it_take",
]


def __getattr__(name: str) -> object:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = globals()[name] = getattr(import_module(f"{__name__}.{home}"), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME_OF})
