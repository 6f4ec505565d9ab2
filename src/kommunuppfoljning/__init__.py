"""kommunuppfoljning: the follow-up report of a Swedish municipality, as models, formulas and checks.

>>> import kommunuppfoljning as ku
>>> ku.deviation(budget=-201_471, outcome=-185_571)  # thousands of kronor, costs negative: a surplus
15900
>>> ku.assess(value=73, target=75).label()
'Ej uppfyllt'

Names load when they are first used, so that importing the package costs next to nothing.
"""

from kommunuppfoljning.arithmetic.words import TYPE_CHECKING

if TYPE_CHECKING:
    from kommunuppfoljning.amounts import (
        Interval as Interval,
    )
    from kommunuppfoljning.amounts import (
        Rounded as Rounded,
    )
    from kommunuppfoljning.amounts import (
        adds_up as adds_up,
    )
    from kommunuppfoljning.amounts import (
        convert as convert,
    )
    from kommunuppfoljning.amounts import (
        parse_amount as parse_amount,
    )
    from kommunuppfoljning.amounts import (
        round_half_away as round_half_away,
    )
    from kommunuppfoljning.assignments import (
        Assignment as Assignment,
    )
    from kommunuppfoljning.assignments import (
        Pivot as Pivot,
    )
    from kommunuppfoljning.assignments import (
        PivotRow as PivotRow,
    )
    from kommunuppfoljning.assignments import (
        summarise_assignments as summarise_assignments,
    )
    from kommunuppfoljning.balance_requirement import (
        BalanceRequirement as BalanceRequirement,
    )
    from kommunuppfoljning.budgets import (
        Action as Action,
    )
    from kommunuppfoljning.budgets import (
        BudgetLine as BudgetLine,
    )
    from kommunuppfoljning.budgets import (
        BudgetTable as BudgetTable,
    )
    from kommunuppfoljning.budgets import (
        Cause as Cause,
    )
    from kommunuppfoljning.budgets import (
        CauseKind as CauseKind,
    )
    from kommunuppfoljning.budgets import (
        DeviationSplit as DeviationSplit,
    )
    from kommunuppfoljning.budgets import (
        split_deviation as split_deviation,
    )
    from kommunuppfoljning.claims import (
        Claim as Claim,
    )
    from kommunuppfoljning.claims import (
        ClaimKind as ClaimKind,
    )
    from kommunuppfoljning.errors import (
        FollowUpError as FollowUpError,
    )
    from kommunuppfoljning.errors import (
        InvalidType as InvalidType,
    )
    from kommunuppfoljning.errors import (
        InvalidValue as InvalidValue,
    )
    from kommunuppfoljning.errors import (
        MissingExtra as MissingExtra,
    )
    from kommunuppfoljning.errors import (
        NotFound as NotFound,
    )
    from kommunuppfoljning.errors import (
        TooLarge as TooLarge,
    )
    from kommunuppfoljning.events import (
        Event as Event,
    )
    from kommunuppfoljning.findings import (
        Finding as Finding,
    )
    from kommunuppfoljning.findings import (
        raise_for as raise_for,
    )
    from kommunuppfoljning.formulas.assessments import (
        assess as assess,
    )
    from kommunuppfoljning.formulas.assessments import (
        trend as trend,
    )
    from kommunuppfoljning.formulas.deviations import (
        deviation as deviation,
    )
    from kommunuppfoljning.formulas.deviations import (
        relative_deviation as relative_deviation,
    )
    from kommunuppfoljning.formulas.ratios import (
        debt_per_inhabitant as debt_per_inhabitant,
    )
    from kommunuppfoljning.formulas.ratios import (
        equity_ratio as equity_ratio,
    )
    from kommunuppfoljning.formulas.ratios import (
        investment_share as investment_share,
    )
    from kommunuppfoljning.formulas.ratios import (
        net_cost_share as net_cost_share,
    )
    from kommunuppfoljning.formulas.ratios import (
        result_share as result_share,
    )
    from kommunuppfoljning.formulas.ratios import (
        self_financing_ratio as self_financing_ratio,
    )
    from kommunuppfoljning.goals import (
        Area as Area,
    )
    from kommunuppfoljning.goals import (
        Goal as Goal,
    )
    from kommunuppfoljning.guarantees import (
        ServiceGuarantee as ServiceGuarantee,
    )
    from kommunuppfoljning.indicators import (
        DefinitionBreak as DefinitionBreak,
    )
    from kommunuppfoljning.indicators import (
        EarlierTarget as EarlierTarget,
    )
    from kommunuppfoljning.indicators import (
        Group as Group,
    )
    from kommunuppfoljning.indicators import (
        Indicator as Indicator,
    )
    from kommunuppfoljning.indicators import (
        Target as Target,
    )
    from kommunuppfoljning.investments import (
        InvestmentProject as InvestmentProject,
    )
    from kommunuppfoljning.investments import (
        InvestmentTable as InvestmentTable,
    )
    from kommunuppfoljning.judgements import (
        DEFAULT_RULES as DEFAULT_RULES,
    )
    from kommunuppfoljning.judgements import (
        Fact as Fact,
    )
    from kommunuppfoljning.judgements import (
        Judgement as Judgement,
    )
    from kommunuppfoljning.judgements import (
        Override as Override,
    )
    from kommunuppfoljning.judgements import (
        Rules as Rules,
    )
    from kommunuppfoljning.judgements import (
        judge as judge,
    )
    from kommunuppfoljning.locale import (
        format_number as format_number,
    )
    from kommunuppfoljning.locale import (
        parse_number as parse_number,
    )
    from kommunuppfoljning.models import (
        FrozenMapping as FrozenMapping,
    )
    from kommunuppfoljning.outlines import (
        outline as outline,
    )
    from kommunuppfoljning.periods import (
        Period as Period,
    )
    from kommunuppfoljning.reports import (
        Doubt as Doubt,
    )
    from kommunuppfoljning.reports import (
        Report as Report,
    )
    from kommunuppfoljning.risks import (
        Risk as Risk,
    )
    from kommunuppfoljning.scales import (
        Scale as Scale,
    )
    from kommunuppfoljning.staff import (
        StaffFigure as StaffFigure,
    )
    from kommunuppfoljning.staff import (
        StaffMeasure as StaffMeasure,
    )
    from kommunuppfoljning.tables import (
        Table as Table,
    )
    from kommunuppfoljning.terms import (
        AssignmentKind as AssignmentKind,
    )
    from kommunuppfoljning.terms import (
        Basis as Basis,
    )
    from kommunuppfoljning.terms import (
        Completion as Completion,
    )
    from kommunuppfoljning.terms import (
        Direction as Direction,
    )
    from kommunuppfoljning.terms import (
        Layout as Layout,
    )
    from kommunuppfoljning.terms import (
        LineKind as LineKind,
    )
    from kommunuppfoljning.terms import (
        MeasureKind as MeasureKind,
    )
    from kommunuppfoljning.terms import (
        Mismatch as Mismatch,
    )
    from kommunuppfoljning.terms import (
        MissingReason as MissingReason,
    )
    from kommunuppfoljning.terms import (
        Severity as Severity,
    )
    from kommunuppfoljning.terms import (
        Status as Status,
    )
    from kommunuppfoljning.terms import (
        TargetKind as TargetKind,
    )
    from kommunuppfoljning.terms import (
        Trend as Trend,
    )
    from kommunuppfoljning.terms import (
        Unit as Unit,
    )
    from kommunuppfoljning.terms import (
        Verdict as Verdict,
    )

__version__ = "0.1.0"

_HOMES = {
    "amounts": (
        "Interval",
        "Rounded",
        "adds_up",
        "convert",
        "parse_amount",
        "round_half_away",
    ),
    "assignments": (
        "Assignment",
        "Pivot",
        "PivotRow",
        "summarise_assignments",
    ),
    "balance_requirement": ("BalanceRequirement",),
    "budgets": (
        "Action",
        "BudgetLine",
        "BudgetTable",
        "Cause",
        "CauseKind",
        "DeviationSplit",
        "split_deviation",
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
    "formulas.assessments": (
        "assess",
        "trend",
    ),
    "formulas.deviations": (
        "deviation",
        "relative_deviation",
    ),
    "formulas.ratios": (
        "debt_per_inhabitant",
        "equity_ratio",
        "investment_share",
        "net_cost_share",
        "result_share",
        "self_financing_ratio",
    ),
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
        "Rules",
        "judge",
    ),
    "locale": (
        "format_number",
        "parse_number",
    ),
    "models": ("FrozenMapping",),
    "outlines": ("outline",),
    "periods": ("Period",),
    "reports": (
        "Doubt",
        "Report",
    ),
    "risks": ("Risk",),
    "scales": ("Scale",),
    "staff": (
        "StaffFigure",
        "StaffMeasure",
    ),
    "tables": ("Table",),
    "terms": (
        "AssignmentKind",
        "Basis",
        "Completion",
        "Direction",
        "Layout",
        "LineKind",
        "MeasureKind",
        "Mismatch",
        "MissingReason",
        "Severity",
        "Status",
        "TargetKind",
        "Trend",
        "Unit",
        "Verdict",
    ),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "DEFAULT_RULES",
    "Action",
    "Area",
    "Assignment",
    "AssignmentKind",
    "BalanceRequirement",
    "Basis",
    "BudgetLine",
    "BudgetTable",
    "Cause",
    "CauseKind",
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
    "FollowUpError",
    "FrozenMapping",
    "Goal",
    "Group",
    "Indicator",
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
    "Period",
    "Pivot",
    "PivotRow",
    "Report",
    "Risk",
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
    "Unit",
    "Verdict",
    "__version__",
    "adds_up",
    "assess",
    "convert",
    "debt_per_inhabitant",
    "deviation",
    "equity_ratio",
    "format_number",
    "investment_share",
    "judge",
    "net_cost_share",
    "outline",
    "parse_amount",
    "parse_number",
    "raise_for",
    "relative_deviation",
    "result_share",
    "round_half_away",
    "self_financing_ratio",
    "split_deviation",
    "summarise_assignments",
    "trend",
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
