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
    from kommunuppfoljning.absences import sick_leave, statutory_sick_leave
    from kommunuppfoljning.accounts import KOMMUN_BAS, AccountLine, AccountPlan
    from kommunuppfoljning.accuracies import ForecastAccuracy, forecast_accuracy
    from kommunuppfoljning.adherences import budget_adherence, net_cost_deviation, result_adherence
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
    from kommunuppfoljning.audits import audit
    from kommunuppfoljning.backtests import Backtest, MethodErrors, backtest
    from kommunuppfoljning.balance_requirement import BalanceRequirement
    from kommunuppfoljning.bridges import Bridge, BridgeStep, Driver, bridge, drivers
    from kommunuppfoljning.budgets import BudgetLine, BudgetTable, DeviationSplit, split_deviation
    from kommunuppfoljning.causes import (
        Action,
        ActionCoverage,
        Cause,
        CauseKind,
        ExplainedDeviation,
        action_coverage,
        explained_by_causes,
    )
    from kommunuppfoljning.changes import Change, compare, deviating_assignments_table, newly_deviating_assignments
    from kommunuppfoljning.claims import Claim, ClaimKind
    from kommunuppfoljning.employment_columns import EmploymentColumns, EmploymentEvents, employment_events
    from kommunuppfoljning.employments import (
        Employment,
        EmploymentEvent,
        EmploymentHistory,
        EmploymentKind,
        LeavingReason,
        Movement,
        employment_history,
    )
    from kommunuppfoljning.errors import FollowUpError, InvalidType, InvalidValue, MissingExtra, NotFound, TooLarge
    from kommunuppfoljning.events import Event
    from kommunuppfoljning.findings import Finding, Silence, raise_for
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
    from kommunuppfoljning.guarantees import (
        GuaranteeIntroduction,
        ServiceGuarantee,
        count_kept_promises,
        guarantee_introduction_table,
        guarantee_table,
    )
    from kommunuppfoljning.histories import EmploymentEventColumns
    from kommunuppfoljning.hours import HoursColumns, SickSpell, StaffHours, with_long_sick_hours
    from kommunuppfoljning.indicators import DefinitionBreak, EarlierTarget, Group, Indicator, Target
    from kommunuppfoljning.investments import InvestmentProject, InvestmentSum, InvestmentTable
    from kommunuppfoljning.judgements import DEFAULT_RULES, Fact, Judgement, Override, judge
    from kommunuppfoljning.layouts import fitting_layouts, gather, in_layout, in_unit, oversized_parts
    from kommunuppfoljning.ledger_rows import LedgerRows
    from kommunuppfoljning.ledger_tables import LedgerPlan, LedgerSums
    from kommunuppfoljning.ledgers import RollUp
    from kommunuppfoljning.locale import format_number, parse_number
    from kommunuppfoljning.measures import Ratio, measure, measures_of
    from kommunuppfoljning.methods import METHODS, Method, Situation
    from kommunuppfoljning.models import FrozenMapping
    from kommunuppfoljning.movements import Movements, count_movements
    from kommunuppfoljning.outlines import outline
    from kommunuppfoljning.paces import Pace, pace
    from kommunuppfoljning.parts import GroupedParts, JudgedPart
    from kommunuppfoljning.peers import PeerComparison, PeerPosition, PeerValue, PeerYear, compare_with_peers
    from kommunuppfoljning.periodisations import MonthlyYear, Periodisation
    from kommunuppfoljning.periods import Period
    from kommunuppfoljning.profiles import PROFILES
    from kommunuppfoljning.projections import MethodForecast, TableForecast, YearForecast, forecast_table, forecast_year
    from kommunuppfoljning.prose import Proposal, read_claims
    from kommunuppfoljning.prospects import Flip, Prospect, what_would_it_take
    from kommunuppfoljning.reports import Doubt, Report
    from kommunuppfoljning.reserves import RESERVE_RULES, reserve_ceiling, reserve_use
    from kommunuppfoljning.risks import (
        RISK_SCALE,
        Risk,
        RiskAction,
        RiskChange,
        RiskChangeKind,
        RiskScale,
        check_risks,
        risk_changes,
        risk_matrix,
        risk_table,
    )
    from kommunuppfoljning.rosters import RosterColumns, RosterEvents, roster_events
    from kommunuppfoljning.row_columns import RowNames
    from kommunuppfoljning.rules import AssignmentRule, IndicatorRule, Rules, TrendRule, TrendShare
    from kommunuppfoljning.scales import Scale
    from kommunuppfoljning.sick_leave_changes import SickLeaveChange, SickLeaveChangePart, split_sick_leave_change
    from kommunuppfoljning.staff import StaffFigure, StaffMeasure, StaffStatistics
    from kommunuppfoljning.statements import AnnualAccounts, BalanceSheet, IncomeStatement
    from kommunuppfoljning.suppressions import HiddenFigure, HidingReason, Suppression, suppress, suppress_together
    from kommunuppfoljning.synthetic import SyntheticMunicipality, synthetic_municipality
    from kommunuppfoljning.tables import Table
    from kommunuppfoljning.target_paths import TargetPath, TargetStep, target_path
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
    from kommunuppfoljning.turnovers import StaffAverage, TurnoverDefinition, staff_numbers, staff_turnover
    from kommunuppfoljning.versions import BudgetHistory, BudgetVersion, Vintage
    from kommunuppfoljning.wholes import FirstOf, RequiredShare, Veto, WorstOf
    from kommunuppfoljning.wording import explain
    from kommunuppfoljning.worked_hours import WorkedHours, count_hours

__version__ = "0.1.0"

_HOMES = {
    "absences": (
        "sick_leave",
        "statutory_sick_leave",
    ),
    "accounts": (
        "KOMMUN_BAS",
        "AccountLine",
        "AccountPlan",
    ),
    "accuracies": (
        "ForecastAccuracy",
        "forecast_accuracy",
    ),
    "adherences": (
        "budget_adherence",
        "net_cost_deviation",
        "result_adherence",
    ),
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
    "audits": ("audit",),
    "backtests": (
        "Backtest",
        "MethodErrors",
        "backtest",
    ),
    "balance_requirement": ("BalanceRequirement",),
    "bridges": (
        "Bridge",
        "BridgeStep",
        "Driver",
        "bridge",
        "drivers",
    ),
    "budgets": (
        "BudgetLine",
        "BudgetTable",
        "DeviationSplit",
        "split_deviation",
    ),
    "causes": (
        "Action",
        "Cause",
        "CauseKind",
        "ActionCoverage",
        "ExplainedDeviation",
        "action_coverage",
        "explained_by_causes",
    ),
    "changes": (
        "Change",
        "compare",
        "deviating_assignments_table",
        "newly_deviating_assignments",
    ),
    "claims": (
        "Claim",
        "ClaimKind",
    ),
    "employment_columns": (
        "EmploymentColumns",
        "EmploymentEvents",
        "employment_events",
    ),
    "employments": (
        "Employment",
        "EmploymentEvent",
        "EmploymentHistory",
        "EmploymentKind",
        "LeavingReason",
        "Movement",
        "employment_history",
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
        "Silence",
        "raise_for",
    ),
    "fits": (
        "Fit",
        "fit_rules",
    ),
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
    "formulas.verdicts": (
        "assess_within",
        "trend_within",
    ),
    "target_paths": (
        "TargetPath",
        "TargetStep",
        "target_path",
    ),
    "goals": (
        "Area",
        "Goal",
    ),
    "guarantees": (
        "GuaranteeIntroduction",
        "ServiceGuarantee",
        "count_kept_promises",
        "guarantee_table",
        "guarantee_introduction_table",
    ),
    "histories": ("EmploymentEventColumns",),
    "hours": (
        "HoursColumns",
        "SickSpell",
        "StaffHours",
        "with_long_sick_hours",
    ),
    "indicators": (
        "DefinitionBreak",
        "EarlierTarget",
        "Group",
        "Indicator",
        "Target",
    ),
    "investments": (
        "InvestmentProject",
        "InvestmentSum",
        "InvestmentTable",
    ),
    "judgements": (
        "DEFAULT_RULES",
        "Fact",
        "Judgement",
        "Override",
        "judge",
    ),
    "layouts": (
        "fitting_layouts",
        "gather",
        "in_layout",
        "in_unit",
        "oversized_parts",
    ),
    "ledger_rows": ("LedgerRows",),
    "ledger_tables": (
        "LedgerPlan",
        "LedgerSums",
    ),
    "ledgers": ("RollUp",),
    "locale": (
        "format_number",
        "parse_number",
    ),
    "measures": (
        "Ratio",
        "measure",
        "measures_of",
    ),
    "methods": (
        "METHODS",
        "Method",
        "Situation",
    ),
    "models": ("FrozenMapping",),
    "movements": (
        "Movements",
        "count_movements",
    ),
    "outlines": ("outline",),
    "paces": (
        "Pace",
        "pace",
    ),
    "parts": (
        "GroupedParts",
        "JudgedPart",
    ),
    "peers": (
        "PeerComparison",
        "PeerPosition",
        "PeerValue",
        "PeerYear",
        "compare_with_peers",
    ),
    "periodisations": (
        "MonthlyYear",
        "Periodisation",
    ),
    "periods": ("Period",),
    "profiles": ("PROFILES",),
    "projections": (
        "MethodForecast",
        "TableForecast",
        "YearForecast",
        "forecast_table",
        "forecast_year",
    ),
    "prose": (
        "Proposal",
        "read_claims",
    ),
    "prospects": (
        "Flip",
        "Prospect",
        "what_would_it_take",
    ),
    "reports": (
        "Doubt",
        "Report",
    ),
    "reserves": (
        "RESERVE_RULES",
        "reserve_ceiling",
        "reserve_use",
    ),
    "risks": (
        "RISK_SCALE",
        "Risk",
        "RiskAction",
        "RiskChange",
        "RiskChangeKind",
        "RiskScale",
        "check_risks",
        "risk_changes",
        "risk_matrix",
        "risk_table",
    ),
    "rosters": (
        "RosterColumns",
        "RosterEvents",
        "roster_events",
    ),
    "row_columns": ("RowNames",),
    "rules": (
        "AssignmentRule",
        "IndicatorRule",
        "Rules",
        "TrendRule",
        "TrendShare",
    ),
    "scales": ("Scale",),
    "sick_leave_changes": (
        "SickLeaveChangePart",
        "SickLeaveChange",
        "split_sick_leave_change",
    ),
    "staff": (
        "StaffFigure",
        "StaffMeasure",
        "StaffStatistics",
    ),
    "statements": (
        "AnnualAccounts",
        "BalanceSheet",
        "IncomeStatement",
    ),
    "suppressions": (
        "HiddenFigure",
        "HidingReason",
        "Suppression",
        "suppress",
        "suppress_together",
    ),
    "synthetic": (
        "SyntheticMunicipality",
        "synthetic_municipality",
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
    "turnovers": (
        "StaffAverage",
        "TurnoverDefinition",
        "staff_numbers",
        "staff_turnover",
    ),
    "versions": (
        "BudgetHistory",
        "BudgetVersion",
        "Vintage",
    ),
    "wholes": (
        "FirstOf",
        "RequiredShare",
        "Veto",
        "WorstOf",
    ),
    "wording": ("explain",),
    "worked_hours": (
        "WorkedHours",
        "count_hours",
    ),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "DEFAULT_RULES",
    "KOMMUN_BAS",
    "METHODS",
    "PROFILES",
    "RESERVE_RULES",
    "RISK_SCALE",
    "AccountLine",
    "AccountPlan",
    "Action",
    "ActionCoverage",
    "AnnualAccounts",
    "Area",
    "Assignment",
    "AssignmentKind",
    "AssignmentNeed",
    "AssignmentRule",
    "Backtest",
    "BalanceRequirement",
    "BalanceSheet",
    "Basis",
    "Bridge",
    "BridgeStep",
    "BudgetHistory",
    "BudgetLine",
    "BudgetTable",
    "BudgetVersion",
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
    "Driver",
    "EarlierTarget",
    "Employment",
    "EmploymentColumns",
    "EmploymentEvent",
    "EmploymentEventColumns",
    "EmploymentEvents",
    "EmploymentHistory",
    "EmploymentKind",
    "Event",
    "ExplainedDeviation",
    "Fact",
    "Finding",
    "FirstOf",
    "Fit",
    "Flip",
    "FollowUpError",
    "ForecastAccuracy",
    "FrozenMapping",
    "Goal",
    "Group",
    "GroupedParts",
    "GuaranteeIntroduction",
    "HiddenFigure",
    "HidingReason",
    "HoursColumns",
    "IncomeStatement",
    "Indicator",
    "IndicatorRule",
    "Interval",
    "InvalidType",
    "InvalidValue",
    "InvestmentProject",
    "InvestmentSum",
    "InvestmentTable",
    "JudgedPart",
    "Judgement",
    "Layout",
    "LeavingReason",
    "LedgerPlan",
    "LedgerRows",
    "LedgerSums",
    "LineKind",
    "MeasureKind",
    "Method",
    "MethodErrors",
    "MethodForecast",
    "Mismatch",
    "MissingExtra",
    "MissingReason",
    "MonthlyYear",
    "Movement",
    "Movements",
    "NotFound",
    "Override",
    "Pace",
    "PartKind",
    "PeerComparison",
    "PeerPosition",
    "PeerValue",
    "PeerYear",
    "Period",
    "Periodisation",
    "Pivot",
    "PivotRow",
    "Proposal",
    "Prospect",
    "Ratio",
    "Report",
    "RequiredShare",
    "Risk",
    "RiskAction",
    "RiskChange",
    "RiskChangeKind",
    "RiskScale",
    "RollUp",
    "RosterColumns",
    "RosterEvents",
    "Rounded",
    "RowNames",
    "Rules",
    "Scale",
    "ServiceGuarantee",
    "Severity",
    "SickLeaveChange",
    "SickLeaveChangePart",
    "SickSpell",
    "Silence",
    "Situation",
    "StaffAverage",
    "StaffFigure",
    "StaffHours",
    "StaffMeasure",
    "StaffStatistics",
    "Status",
    "Suppression",
    "SyntheticMunicipality",
    "Table",
    "TableForecast",
    "Target",
    "TargetKind",
    "TargetPath",
    "TargetStep",
    "TooLarge",
    "Trend",
    "TrendRule",
    "TrendShare",
    "TurnoverDefinition",
    "Unit",
    "Verdict",
    "Veto",
    "Vintage",
    "WorkedHours",
    "WorstOf",
    "YearForecast",
    "__version__",
    "action_coverage",
    "adds_up",
    "assess",
    "assess_within",
    "audit",
    "backtest",
    "bridge",
    "budget_adherence",
    "check_risks",
    "compare",
    "compare_with_peers",
    "convert",
    "count_hours",
    "count_kept_promises",
    "count_movements",
    "debt_per_inhabitant",
    "deviating_assignments_table",
    "deviation",
    "drivers",
    "employment_events",
    "employment_history",
    "equity_ratio",
    "explain",
    "explained_by_causes",
    "fit_rules",
    "fitting_layouts",
    "forecast_accuracy",
    "forecast_error",
    "forecast_table",
    "forecast_year",
    "format_number",
    "gather",
    "guarantee_introduction_table",
    "guarantee_table",
    "in_layout",
    "in_unit",
    "investment_share",
    "judge",
    "linear_forecast",
    "measure",
    "measures_of",
    "minimum_turnover",
    "net_cost_deviation",
    "net_cost_share",
    "newly_deviating_assignments",
    "outline",
    "oversized_parts",
    "pace",
    "parse_amount",
    "parse_number",
    "proportional_forecast",
    "raise_for",
    "read_claims",
    "relative_deviation",
    "remaining_budget_forecast",
    "reserve_ceiling",
    "reserve_use",
    "result_adherence",
    "result_share",
    "risk_changes",
    "risk_matrix",
    "risk_table",
    "roll_up",
    "roster_events",
    "round_half_away",
    "round_to_total",
    "seasonal_forecast",
    "self_financing_ratio",
    "sick_leave",
    "sick_leave_share",
    "split_deviation",
    "split_sick_leave_change",
    "staff_numbers",
    "staff_turnover",
    "statutory_sick_leave",
    "summarise_assignments",
    "suppress",
    "suppress_together",
    "synthetic_municipality",
    "target_path",
    "trend",
    "trend_within",
    "turnover",
    "what_would_it_take",
    "with_long_sick_hours",
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
