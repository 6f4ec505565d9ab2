"""Each check: a case that it finds, and one beside it, as like as can be, that it does not."""

from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest

import kommunuppfoljning as ku
from kommunuppfoljning import (
    Assignment,
    BudgetLine,
    BudgetTable,
    Claim,
    ClaimKind,
    Completion,
    Goal,
    Group,
    Indicator,
    InvestmentProject,
    InvestmentTable,
    Layout,
    LineKind,
    MeasureKind,
    Period,
    Report,
    StaffFigure,
    StaffMeasure,
    Status,
    Target,
    Trend,
    Unit,
    Verdict,
)
from kommunuppfoljning.audits import CHAPTERS, CHECKS, Audited, Check
from kommunuppfoljning.locale import has_message
from tests import samples

D = Decimal
YTD, YEAR, LAST = samples.YEAR_TO_DATE, samples.YEAR, Period.for_year(2023)
BEFORE = Period.for_year(2022)
BY_CODE = {one.code: one for one in CHECKS}


def line(key: str = "a", **fields: Any) -> BudgetLine:
    return BudgetLine(**{"id": key, "name": key.upper(), **fields})


def table(*lines: BudgetLine, **fields: Any) -> BudgetTable:
    plain = {"id": "t", "title": "Drift", "unit": Unit.TKR, "digits": 0, "layout": Layout.SIGNED, "period": YTD}
    return BudgetTable(**{**plain, "lines": lines, **fields})


def report(**fields: Any) -> Report:
    return Report(**{"id": "r", "period": YTD, **fields})


def tabled(*lines: BudgetLine, **fields: Any) -> Report:
    return report(budget_tables=(table(*lines, **fields),))


def project(key: str = "1", **fields: Any) -> InvestmentProject:
    return InvestmentProject(**{"id": key, "name": f"Projekt {key}", **fields})


def invested(*projects: InvestmentProject, **fields: Any) -> Report:
    plain = {"id": "i", "title": "Fordon", "unit": Unit.TKR, "digits": 0, "layout": Layout.SIGNED, "period": YTD}
    known = {name: fields.pop(name) for name in ("causes",) if name in fields}
    return report(investment_tables=(InvestmentTable(**{**plain, "projects": projects, **fields}),), **known)


def indicator(**fields: Any) -> Indicator:
    return Indicator(**{"id": "i", "name": "Indikator", "kind": MeasureKind.RATIO, **fields})


def measured(**fields: Any) -> Report:
    return report(loose_indicators=(indicator(**fields),))


def staffed(*figures: StaffFigure) -> Report:
    return report(staff=figures)


def sick(value: str, *, group: str | None = None, period: Period = YTD) -> StaffFigure:
    part = Group(dimension="kön", name=group) if group else None
    return StaffFigure(measure=StaffMeasure.SICK_LEAVE, scope="KSK", period=period, value=D(value), group=part)


def heads(value: int | None, group: str | None = None, period: Period = YTD) -> StaffFigure:
    part = Group(dimension="kön", name=group) if group else None
    return StaffFigure(measure=StaffMeasure.HEADCOUNT, scope="KSK", period=period, value=value, group=part)


def task(**fields: Any) -> Report:
    return report(loose_assignments=(Assignment(**{"id": "u", "title": "Utred frågan", **fields}),))


BASE = report(
    budget_tables=(
        table(
            line("it", period_budget=-100, period_outcome=-90, annual_budget=-150, forecast=-140),
            line("hr", period_budget=-50, period_outcome=-52, annual_budget=-75, forecast=-78),
        ),
    ),
    loose_indicators=(
        indicator(id="s", unit="%", outcomes={LAST: D("0.040"), YTD: D("0.050")}, commented_on=date(2024, 8, 31)),
    ),
    staff=(sick("0.016", period=Period.for_month(2024, 8)),),
    loose_assignments=(Assignment(id="u", title="Utred frågan", due=date(2024, 12, 2), status=Status.STARTED),),
    goals=(Goal(id="1", verdict=Verdict.FULFILLED), Goal(id="2", verdict=Verdict.NOT_FULFILLED)),
)
IT, HR = "budget_tables[t].lines[it]", "budget_tables[t].lines[hr]"


def said(**fields: Any) -> Report:
    return attrs.evolve(BASE, claims=(Claim(**{"id": "c", "text": "orden", **fields}),))


def both(before: Report, after: Report) -> Audited:
    return Audited(report=after, previous=before)


def accounts(**fields: Any) -> ku.AnnualAccounts:
    """Göteborg's of 2017, whose two sides differ by one, since each row was rounded by itself."""
    income: dict[str, Any] = {
        "revenue": 10_866,
        "costs": -38_339,
        "depreciation": -1_400,
        "taxes": 26_572,
        "grants": 3_827,
    }
    sheet: dict[str, Any] = {
        "fixed_assets": 60_455,
        "current_assets": 15_728,
        "provisions": 3_721,
        "long_term_debt": 35_442,
    }
    result: dict[str, Any] = {"stated_result": fields["stated_result"]} if "stated_result" in fields else {}
    return ku.AnnualAccounts(
        year=2017,
        income=ku.IncomeStatement(financial_income=1_158, financial_costs=-556, **income, **result),
        balance=ku.BalanceSheet(equity=fields.get("equity", 22_300), short_term_debt=14_719, **sheet),
    )


def year_of(**fields: Any) -> Audited:
    """Göteborg's of 2018, millions of kronor: of 1 053 after adjustments at most 740 could be set aside."""
    plain: dict[str, Any] = {"year": 2018, "result": 1_792, "adjustments": {"capital_gains": -739}}
    income = ku.IncomeStatement(taxes=27_000, grants=4_295, stated_result=1_792)
    sheet = ku.BalanceSheet(equity=20_000, pension_obligations=1_000)
    return Audited(
        report=report(),
        balances=(ku.BalanceRequirement(**{**plain, **fields}),),
        accounts=(ku.AnnualAccounts(year=2018, income=income, balance=sheet),),
    )


def guarantee(**fields: Any) -> ku.ServiceGuarantee:
    return ku.ServiceGuarantee(**{"id": "g", "title": "Svar inom två dagar", **fields})


def months(values: dict[int, str]) -> tuple[StaffFigure, ...]:
    return tuple(sick(value, period=Period.for_month(2024, month)) for month, value in values.items())


EIGHT = months(dict.fromkeys(range(1, 9), "0.030"))
LATE = {"status": Status.STARTED, "completion": Completion.DEVIATES, "due": date(2024, 6, 3)}
PLAN = {"status": Status.STARTED, "completion": Completion.ON_PLAN}
GROUPS = tuple(
    Indicator(id=name, group=Group(dimension="kön", name=name), kind=MeasureKind.COUNT, outcomes={YTD: value})
    for name, value in (("kvinnor", 120), ("män", 40))
)
DATED = tuple(Assignment(id=str(n), due=date(2024, 12, 2)) for n in range(3))
CAUSE = ku.Cause(about="investment_tables[i].projects[1].total_forecast", text="dyrare")
DEAR = project("2", total_budget=-100, total_forecast=-150)
TOLD = project("1", total_budget=-100, total_forecast=-150)

CASES: dict[str, tuple[Any, Any]] = {
    "row-deviation": (
        tabled(line(period_budget=-100, period_outcome=-90, stated_period_deviation=13)),
        tabled(line(period_budget=-100, period_outcome=-90, stated_period_deviation=11)),
    ),
    "column-total": (
        tabled(line(forecast=-10), line("b", forecast=-10), total=line("s", forecast=-23)),
        tabled(line(forecast=-10), line("b", forecast=-10), total=line("s", forecast=-21)),
    ),
    "subtotal": (
        tabled(
            line("it", forecast=-35),
            line("in", parent="it", kind=LineKind.REVENUE, forecast=20),
            line("ut", parent="it", kind=LineKind.COST, forecast=-50),
        ),
        tabled(
            line("it", forecast=-31),
            line("in", parent="it", kind=LineKind.REVENUE, forecast=20),
            line("ut", parent="it", kind=LineKind.COST, forecast=-50),
        ),
    ),
    "parts": (
        tabled(
            line("k", kind=LineKind.COST, forecast=-100),
            line("v", kind=LineKind.COST, part_of="k", forecast=-120),
        ),
        tabled(
            line("k", kind=LineKind.COST, forecast=-100),
            line("v", kind=LineKind.COST, part_of="k", forecast=-101),
        ),
    ),
    "same-total": (
        report(
            budget_tables=(
                table(total=line("s", annual_budget=-9, forecast=-8, period_budget=-5)),
                table(id="u", total=line("s", annual_budget=-9, forecast=-8, period_budget=-7)),
            )
        ),
        report(
            budget_tables=(
                table(total=line("s", annual_budget=-9_000, forecast=-8_000, period_budget=-5_000)),
                table(
                    id="u",
                    unit=Unit.MNKR,
                    digits=1,
                    total=line("s", annual_budget=D("-9.0"), forecast=D("-8.0"), period_budget=D("-5.0")),
                ),
            )
        ),
    ),
    "table-magnitude": (
        report(
            budget_tables=(
                table(total=line("s", annual_budget=-9, forecast=-8)),
                table(id="u", unit=Unit.MNKR, total=line("s", annual_budget=-9, forecast=-8)),
            )
        ),
        report(
            budget_tables=(
                table(total=line("s", annual_budget=-9, forecast=-8)),
                table(id="u", total=line("s", annual_budget=-9, forecast=-8)),
            )
        ),
    ),
    "excess-digits": (tabled(line(forecast=-1234), digits=-3), tabled(line(forecast=-1000), digits=-3)),
    "layout-doubt": (
        tabled(
            line(period_budget=100, period_outcome=90, stated_period_deviation=10),
            line("b", period_budget=100, period_outcome=80, stated_period_deviation=20),
        ),
        tabled(
            line(period_budget=100, period_outcome=90, stated_period_deviation=10),
            line("b", period_budget=100, period_outcome=120, stated_period_deviation=20),
        ),
    ),
    "total-among-lines": (
        tabled(line("a", annual_budget=-9), line("summa", annual_budget=-9)),
        tabled(
            line("a", annual_budget=-9, parent="summa"), line("b", annual_budget=-9), line("summa", annual_budget=-9)
        ),
    ),
    "sign-unknown": (
        tabled(line(period_budget=100, period_outcome=90), layout=Layout.MAGNITUDE),
        tabled(line(period_budget=100, period_outcome=90, kind=LineKind.COST), layout=Layout.MAGNITUDE),
    ),
    "deviations-doubt": (
        tabled(line(period_outcome=-90, stated_period_deviation=10), layout=Layout.DEVIATIONS),
        tabled(line(period_outcome=10, stated_period_deviation=11), layout=Layout.DEVIATIONS),
    ),
    "column-magnitude": (
        tabled(line(period_budget=-100, period_outcome=-90_000), line("b", period_budget=-50, period_outcome=-52_000)),
        tabled(line(period_budget=-100, period_outcome=-90_000), line("b", period_budget=-50, period_outcome=-52)),
    ),
    "investment-total": (
        invested(project(accumulated=-10), total=project("s", accumulated=-13)),
        invested(project(accumulated=-10), total=project("s", accumulated=-11)),
    ),
    "investment-share": (
        invested(project(total_budget=1800, total_forecast=1500, stated_deviation=D("0.17"))),
        invested(project(total_budget=-1800, total_forecast=-1500, stated_deviation=D("0.17"))),
    ),
    "accumulated": (
        invested(project(accumulated=-100, previous_year=-80, period_outcome=-50)),
        invested(project(accumulated=-130, previous_year=-80, period_outcome=-50)),
    ),
    "year-over-total": (
        invested(project(total_budget=-6000, previous_year=-1194, annual_budget=-6000)),
        invested(project(total_budget=-6000, previous_year=-1194, annual_budget=-4806)),
    ),
    "year-without-total": (
        invested(project(annual_budget=-500)),
        invested(project(annual_budget=-500, total_budget=-900)),
    ),
    "mixed-signs": (
        invested(*(project(str(n), total_budget=-10) for n in range(4)), project("9", total_budget=10)),
        invested(*(project(str(n), total_budget=-10) for n in range(5))),
    ),
    "repeated-project": (invested(project("25000"), project("25000")), invested(project("25000"), project("25001"))),
    "group-sum": (
        measured(kind=MeasureKind.COUNT, outcomes={YTD: 170}, breakdowns=GROUPS),
        measured(kind=MeasureKind.COUNT, outcomes={YTD: 160}, breakdowns=GROUPS),
    ),
    "group-range": (
        staffed(sick("0.056"), sick("0.052", group="kvinnor"), sick("0.031", group="män")),
        staffed(sick("0.052"), sick("0.052", group="kvinnor"), sick("0.031", group="män")),
    ),
    "period-range": (staffed(*EIGHT, sick("0.016")), staffed(*EIGHT, sick("0.030"))),
    "impossible-share": (staffed(sick("5.2")), staffed(sick("0.052"))),
    "month-missing": (
        staffed(*months({1: "0.03", 2: "0.03", 4: "0.03"})),
        staffed(*months({1: "0.03", 2: "0.03", 3: "0.03"})),
    ),
    "ratio": (
        Audited(
            report=report(),
            ratios=(ku.Ratio(name="result_share", value=D("0.06"), terms={"result": 4, "taxes_and_grants": 100}),),
        ),
        Audited(
            report=report(),
            ratios=(ku.Ratio(name="result_share", value=D("0.04"), terms={"result": 4, "taxes_and_grants": 100}),),
        ),
    ),
    "brought-forward": (
        Audited(
            report=report(),
            balances=(
                ku.BalanceRequirement(year=2023, result=-27),
                ku.BalanceRequirement(year=2024, brought_forward=-22),
            ),
        ),
        Audited(
            report=report(),
            balances=(
                ku.BalanceRequirement(year=2023, result=-27),
                ku.BalanceRequirement(year=2024, brought_forward=-27),
            ),
        ),
    ),
    "income-result": (
        Audited(report=report(), accounts=(accounts(stated_result=2108),)),
        Audited(report=report(), accounts=(accounts(stated_result=2128),)),
    ),
    "balance-sheet": (
        Audited(report=report(), accounts=(accounts(equity=22_280),)),
        Audited(report=report(), accounts=(accounts(equity=22_300),)),
    ),
    "balance-result": (year_of(result=1_700), year_of(result=1_792)),
    "reserve-ceiling": (year_of(to_reserve=-800), year_of(to_reserve=-740)),
    "claim-figure": (
        said(value=14, unit="tkr", about=f"{IT}.period_deviation"),
        said(value=10, unit="tkr", about=f"{IT}.period_deviation"),
    ),
    "claim-magnitude": (
        said(value=D("100.0"), unit="mnkr", about=f"{IT}.period_budget"),
        said(value=D("0.1"), unit="mnkr", about=f"{IT}.period_budget"),
    ),
    "claim-sign": (
        said(value=10, unit="tkr", sign=-1, about=f"{IT}.period_deviation"),
        said(value=10, unit="tkr", sign=1, about=f"{IT}.period_deviation"),
    ),
    "claim-unit": (
        said(value=100, unit="pund", about=f"{IT}.period_budget"),
        said(value=100, unit="tkr", about=f"{IT}.period_budget"),
    ),
    "claim-no-unit": (
        said(value=100, unit=" ", about=f"{IT}.period_budget"),
        said(value=100, unit="pund", about=f"{IT}.period_budget"),
    ),
    "claim-fraction": (
        said(kind=ClaimKind.SHARE, value=D("5.0"), unit="%", about=f"indicators[s].outcomes[{YTD.key}]"),
        said(kind=ClaimKind.SHARE, value=D("0.05"), unit="%", about=f"indicators[s].outcomes[{YTD.key}]"),
    ),
    "claim-points": (
        said(
            kind=ClaimKind.SHARE,
            value=D("0.010"),
            unit="%",
            about=f"indicators[s].outcomes[{YTD.key}] - indicators[s].outcomes[{LAST.key}]",
        ),
        said(
            kind=ClaimKind.SHARE,
            value=D("0.25"),
            unit="%",
            about=f"indicators[s].outcomes[{YTD.key}] - indicators[s].outcomes[{LAST.key}]",
        ),
    ),
    "claim-period": (
        said(kind=ClaimKind.SHARE, value=D("0.016"), period=YTD, about="staff[measure=sick_leave].value"),
        said(
            kind=ClaimKind.SHARE,
            value=D("0.016"),
            period=Period.for_month(2024, 8),
            about="staff[measure=sick_leave].value",
        ),
    ),
    "claim-count": (
        said(kind=ClaimKind.COUNT, value=2, about="goals[verdict=fulfilled]"),
        said(kind=ClaimKind.COUNT, value=1, of=2, about="goals[verdict=fulfilled]"),
    ),
    "claim-date": (
        said(kind=ClaimKind.DATE, value="2024-09-09", about="assignments[u].due"),
        said(kind=ClaimKind.DATE, value="2024-12-02", about="assignments[u].due"),
    ),
    "claim-without-row": (said(value=75, unit="tkr"), said(value=0, unit="tkr")),
    "claim-lost": (
        said(value=75, unit="tkr", about="staff[#9].value"),
        said(value=75, unit="tkr", about="staff[#1].value"),
    ),
    "claim-quantifier": (
        said(kind=ClaimKind.QUANTIFIER, value="de flesta", about="goals[verdict=fulfilled]; goals"),
        said(kind=ClaimKind.QUANTIFIER, value="alla utom ett", about="goals[verdict=fulfilled]; goals"),
    ),
    "claim-comparison": (
        said(kind=ClaimKind.COMPARISON, value="lägre än", about=f"{IT}.period_deviation; {HR}.period_deviation"),
        said(kind=ClaimKind.COMPARISON, value="högre än", about=f"{IT}.period_deviation; {HR}.period_deviation"),
    ),
    "claim-ranking": (
        said(kind=ClaimKind.COMPARISON, value="främst", about=f"{HR}.annual_budget; budget_tables[t]"),
        said(kind=ClaimKind.COMPARISON, value="främst", about=f"{IT}.annual_budget; budget_tables[t]"),
    ),
    "claim-sign-word": (
        said(kind=ClaimKind.COMPARISON, value="underskott", about=f"{IT}.forecast_deviation"),
        said(kind=ClaimKind.COMPARISON, value="underskott", about=f"{HR}.forecast_deviation"),
    ),
    "words-without-figures": (
        said(kind=ClaimKind.COMPARISON, value="lägre än"),
        said(kind=ClaimKind.COMPARISON, value="lägre än", about=f"{IT}.forecast"),
    ),
    "verdict": (
        measured(verdict=Verdict.FULFILLED, outcomes={YTD: 73}, target=75, forecast=73),
        measured(verdict=Verdict.FULFILLED, outcomes={YTD: 73}, target=75, forecast=75),
    ),
    "verdict-without-basis": (
        measured(verdict=Verdict.FULFILLED, outcomes={YTD: 73}),
        measured(verdict=Verdict.NOT_EVALUATED, outcomes={YTD: 73}),
    ),
    "missed-but-unjudged": (
        measured(verdict=Verdict.NOT_EVALUATED, outcomes={YTD: 73}, target=75),
        measured(verdict=Verdict.NOT_EVALUATED, outcomes={YTD: 75}, target=75),
    ),
    "trend": (
        measured(trend=Trend.POSITIVE, outcomes={LAST: 74, YTD: 73}, forecast=72),
        measured(trend=Trend.POSITIVE, outcomes={LAST: 74, YTD: 73}, forecast=75),
    ),
    "trend-without-series": (
        measured(trend=Trend.POSITIVE, outcomes={YTD: 73}),
        measured(trend=Trend.POSITIVE, outcomes={LAST: 72, YTD: 73}),
    ),
    "trend-across-break": (
        measured(
            trend=Trend.NEGATIVE, outcomes={LAST: 39, YTD: 7}, breaks=[ku.DefinitionBreak(since=date(2024, 1, 1))]
        ),
        measured(
            trend=Trend.NEGATIVE, outcomes={LAST: 39, YTD: 7}, breaks=[ku.DefinitionBreak(since=date(2023, 1, 1))]
        ),
    ),
    "goal-trend": (
        report(goals=(Goal(id="1", trend=Trend.UNCHANGED, indicators=(indicator(trend=Trend.NEGATIVE),)),)),
        report(
            goals=(
                Goal(
                    id="1",
                    trend=Trend.UNCHANGED,
                    indicators=(indicator(trend=Trend.NEGATIVE), indicator(id="j", trend=Trend.POSITIVE)),
                ),
            )
        ),
    ),
    "copied-value": (
        measured(outcomes={YTD: 164}, refers_to={YTD: LAST}),
        measured(outcomes={YTD: 164}, refers_to={YTD: Period.parse("jan–jul 2024")}),
    ),
    "measured-twice": (
        measured(outcomes={LAST: 74, YTD: 73}, refers_to={YTD: LAST}),
        measured(outcomes={LAST: 73, YTD: 73}, refers_to={YTD: LAST}),
    ),
    "stale-value": (
        measured(outcomes={LAST: D("0.932"), YTD: D("0.932")}),
        measured(outcomes={LAST: D("0.931"), YTD: D("0.932")}),
    ),
    "pivot": (
        attrs.evolve(task(), stated_pivot=ku.Pivot(total=2)),
        attrs.evolve(task(), stated_pivot=ku.Pivot(total=1)),
    ),
    "delay-without-reason": (task(**LATE), task(**LATE, reason="väntar på staten")),
    "delay-without-new-due": (task(**LATE), task(**LATE, new_due=date(2024, 12, 2))),
    "on-plan-but-passed": (task(**PLAN, due=date(2024, 6, 3)), task(**PLAN, due=date(2024, 8, 31))),
    "on-plan-but-later": (
        task(**PLAN, due=date(2024, 9, 9), promised_on=date(2024, 12, 2)),
        task(**PLAN, due=date(2024, 9, 9), promised_on=date(2024, 9, 9)),
    ),
    "on-plan-but-was-late": (
        task(
            status=Status.COMPLETED, completion=Completion.ON_PLAN, due=date(2024, 5, 6), reported_on=date(2024, 6, 3)
        ),
        task(
            status=Status.COMPLETED, completion=Completion.ON_PLAN, due=date(2024, 6, 3), reported_on=date(2024, 6, 3)
        ),
    ),
    "deviates-but-in-time": (
        task(**{**LATE, "status": Status.COMPLETED}, reported_in=Period.for_month(2024, 4)),
        task(**{**LATE, "status": Status.COMPLETED}, reported_in=Period.for_month(2024, 6)),
    ),
    "status-against-dates": (
        task(status=Status.STARTED, reported_on=date(2024, 6, 3)),
        task(status=Status.COMPLETED, reported_on=date(2024, 6, 3), progress=1),
    ),
    "passed-without-word": (
        task(status=Status.STARTED, due=date(2024, 6, 3)),
        task(status=Status.COMPLETED, due=date(2024, 6, 3)),
    ),
    "date-order": (
        task(due=date(2024, 6, 3), new_due=date(2024, 5, 6)),
        task(due=date(2024, 6, 3), new_due=date(2024, 6, 3)),
    ),
    "submission-passed": (
        task(status=Status.STARTED, submission_due=date(2024, 8, 6)),
        task(status=Status.STARTED, submission_due=date(2024, 10, 28)),
    ),
    "missing-field": (
        report(loose_assignments=(*DATED, Assignment(id="u"))),
        report(loose_assignments=(*DATED, Assignment(id="u", due=date(2024, 12, 2)))),
    ),
    "forecast-unmoved": (
        tabled(line(period_budget=-600, period_outcome=-570, annual_budget=-900, forecast=-900)),
        attrs.evolve(
            tabled(line(period_budget=-600, period_outcome=-570, annual_budget=-900, forecast=-900)),
            causes=(ku.Cause(about="budget_tables[t].lines[a].period_deviation", kind=ku.CauseKind.TIMING),),
        ),
    ),
    "rest-pace": (
        tabled(line(period_budget=-600, period_outcome=-400, annual_budget=-900, forecast=-800)),
        tabled(line(period_budget=-600, period_outcome=-580, annual_budget=-900, forecast=-900)),
    ),
    "jump-from-last-year": (
        tabled(line(period_outcome=-2617, previous_outcome=-600)),
        tabled(line(period_outcome=-2300, previous_outcome=-600)),
    ),
    "deviation-without-cause": (invested(TOLD, DEAR, causes=(CAUSE,)), invested(TOLD, causes=(CAUSE,))),
    "project-late": (
        invested(project(planned_end=date(2024, 6, 30), expected_end=date(2025, 6, 30))),
        invested(project(planned_end=date(2024, 6, 30), expected_end=date(2024, 6, 30))),
    ),
    "deficit-without-action": (
        tabled(total=line("s", annual_budget=-900, forecast=-950)),
        attrs.evolve(
            tabled(total=line("s", annual_budget=-900, forecast=-950)), actions=(ku.Action(about="IT", title="Stopp"),)
        ),
    ),
    "needed-pace": (
        measured(kind=MeasureKind.FLOW, verdict=Verdict.FULFILLED, outcomes={YTD: 15}, target=30, forecast=30),
        measured(kind=MeasureKind.FLOW, verdict=Verdict.FULFILLED, outcomes={YTD: 18}, target=30, forecast=30),
    ),
    "far-from-target": (
        measured(verdict=Verdict.FULFILLED, outcomes={BEFORE: 20, LAST: 24, YTD: 26}, target=31, forecast=31),
        measured(verdict=Verdict.FULFILLED, outcomes={BEFORE: 20, LAST: 24, YTD: 26}, target=30, forecast=30),
    ),
    "easy-target": (measured(outcomes={YTD: 109}, target=36), measured(outcomes={YTD: 109}, target=100)),
    "target-eased": (
        measured(
            outcomes={YTD: 1}, target=100, earlier_targets=[ku.EarlierTarget(period=YEAR, target=Target(value=110))]
        ),
        measured(
            outcomes={YTD: 1}, target=110, earlier_targets=[ku.EarlierTarget(period=YEAR, target=Target(value=100))]
        ),
    ),
    "forecasts-are-targets": (
        report(loose_indicators=tuple(indicator(id=str(n), outcomes={YTD: 1}, target=9, forecast=9) for n in range(5))),
        report(loose_indicators=tuple(indicator(id=str(n), outcomes={YTD: 9}, target=9, forecast=9) for n in range(5))),
    ),
    "outlier": (measured(outcomes={BEFORE: 5565, LAST: 596}), measured(outcomes={BEFORE: 5565, LAST: 1600})),
    "stale-comment": (
        measured(outcomes={YTD: 1}, commented_on=date(2024, 1, 31)),
        measured(outcomes={YTD: 1}, commented_on=date(2024, 7, 31)),
    ),
    "year-mean-out-of-reach": (
        measured(
            direction=ku.Direction.LOWER,
            verdict=Verdict.FULFILLED,
            outcomes={YTD: D("4.0")},
            target=2,
            forecast=D("2.0"),
        ),
        measured(
            direction=ku.Direction.LOWER,
            verdict=Verdict.FULFILLED,
            outcomes={YTD: D("4.0")},
            target=3,
            forecast=D("3.0"),
        ),
    ),
    "repeated-line": (
        tabled(line(name="IT", annual_budget=-9, forecast=-8), line("b", name="IT", annual_budget=-9, forecast=-8)),
        tabled(line(name="IT", annual_budget=-9, forecast=-8), line("b", name="HR", annual_budget=-9, forecast=-8)),
    ),
    "same-item": (
        report(
            loose_assignments=(
                Assignment(id="1", title="Uppdatera kommunens parkeringsstrategi för fler platser"),
                Assignment(id="2", title="Kommunens parkeringsstrategi uppdateras för fler platser"),
            )
        ),
        report(
            loose_assignments=(
                Assignment(id="1", title="Uppdatera kommunens parkeringsstrategi för fler platser"),
                Assignment(id="2", title="Uppdatera kommunens cykelprogram för landsbygdens skolor"),
            )
        ),
    ),
    "missing-name": (invested(project(), project("2", name="")), invested(project(), project("2"))),
    "unit-against-name": (measured(name="Antal utbildade", unit="%"), measured(name="Andel utbildade", unit="%")),
    "target-in-name": (measured(name="Antal företag ska öka"), measured(name="Antal företag ska öka", target=5)),
    "direction-unsaid": (
        measured(missing={"direction": ku.MissingReason.NOT_STATED}, target=5, outcomes={YEAR: 5}),
        measured(
            missing={"direction": ku.MissingReason.NOT_STATED},
            targets={YEAR: Target(value=5, kind=ku.TargetKind.AT_MOST)},
            outcomes={YEAR: 5},
        ),
    ),
    "unit-names": (
        attrs.evolve(
            tabled(line(name="Stab och planering")),
            loose_indicators=(indicator(department="Stab- och planeringsavdelningen"),),
        ),
        attrs.evolve(
            tabled(line(name="Räddningstjänst")), loose_indicators=(indicator(department="Räddningstjänsten"),)
        ),
    ),
    "hole-in-column": (
        tabled(*(line(key, forecast=-5) for key in "abc"), line("d")),
        tabled(*(line(key, forecast=-5) for key in "abc")),
    ),
    "budget-missing": (
        tabled(line(forecast=-5, stated_forecast_deviation=-5)),
        tabled(line(forecast=-5, annual_budget=0, stated_forecast_deviation=-5)),
    ),
    "goal-without-content": (
        report(goals=(Goal(id="1", verdict=Verdict.FULFILLED),)),
        report(goals=(Goal(id="1", verdict=Verdict.NOT_EVALUATED),)),
    ),
    "guarantee-share": (
        report(guarantees=(guarantee(cases=20, kept=18, kept_share=D("0.95")),)),
        report(guarantees=(guarantee(cases=21, kept=18, kept_share=D("0.86")),)),
    ),
    "guarantee-verdict": (
        report(guarantees=(guarantee(threshold=D("0.9"), kept_share=D("0.85"), verdict=Verdict.FULFILLED),)),
        report(guarantees=(guarantee(threshold=D("0.9"), kept_share=D("0.90"), verdict=Verdict.FULFILLED),)),
    ),
    "risk-step": (
        report(risks=(ku.Risk(id="a", likelihood=9, consequence=1),)),
        report(risks=(ku.Risk(id="a", likelihood=1, consequence=1),)),
    ),
    "risk-worse": (
        report(risks=(ku.Risk(id="a", likelihood=2, consequence=3, likelihood_after=3, consequence_after=3),)),
        report(risks=(ku.Risk(id="a", likelihood=3, consequence=3, likelihood_after=2, consequence_after=3),)),
    ),
    "risk-action-late": (
        report(risks=(ku.Risk(id="a", actions=(ku.RiskAction(title="Öva", due=date(2024, 6, 30)),)),)),
        report(risks=(ku.Risk(id="a", actions=(ku.RiskAction(title="Öva", due=date(2024, 9, 30)),)),)),
    ),
    "risk-without-action": (
        report(risks=(ku.Risk(id="a", likelihood=4, consequence=4),)),
        report(risks=(ku.Risk(id="a", likelihood=4, consequence=4, actions=(ku.RiskAction(title="Öva"),)),)),
    ),
    "report-window": (
        report(municipality="Norrtälje kommun", period=Period.parse("jan–apr 2024")),
        report(municipality="Norrtälje kommun", organisation="Kommunstyrelsen", period=Period.parse("jan–apr 2024")),
    ),
    "report-deadline": (
        report(municipality="Norrtälje kommun", submitted_on=date(2024, 11, 1)),
        report(municipality="Norrtälje kommun", submitted_on=date(2024, 10, 31)),
    ),
    "small-group": (
        staffed(heads(10, "män"), sick("0.04", group="män")),
        staffed(heads(11, "män"), sick("0.04", group="män")),
    ),
    "hidden-group-told": (
        staffed(heads(21), heads(13, "kvinnor"), heads(None, "män")),
        staffed(heads(21), heads(None, "kvinnor"), heads(None, "män")),
    ),
    "revised-history": (
        both(measured(outcomes={LAST: 421}), measured(outcomes={LAST: 392, YTD: 5})),
        both(measured(outcomes={LAST: 421}), measured(outcomes={LAST: 421, YTD: 5})),
    ),
    "target-moved": (
        both(measured(target=110), measured(target=100)),
        both(measured(), measured(target=100)),
    ),
    "due-moved": (
        both(task(due=date(2024, 6, 3)), task(due=date(2024, 12, 2))),
        both(task(due=date(2024, 6, 3)), task(due=date(2024, 6, 3), new_due=date(2024, 12, 2))),
    ),
    "item-gone": (
        both(task(status=Status.STARTED), report()),
        both(task(status=Status.COMPLETED), report()),
    ),
    "status-back": (
        both(task(status=Status.COMPLETED), task(status=Status.STARTED)),
        both(task(status=Status.STARTED), task(status=Status.COMPLETED)),
    ),
    "running-total-fell": (
        both(
            attrs.evolve(
                measured(kind=MeasureKind.FLOW, outcomes={Period.parse("jan–jul 2024"): 109}),
                period=Period.parse("jan–jul 2024"),
            ),
            measured(kind=MeasureKind.FLOW, outcomes={YTD: 75}),
        ),
        both(
            attrs.evolve(
                measured(kind=MeasureKind.FLOW, outcomes={Period.parse("jan–jul 2024"): 75}),
                period=Period.parse("jan–jul 2024"),
            ),
            measured(kind=MeasureKind.FLOW, outcomes={YTD: 75}),
        ),
    ),
    "last-year-differs": (
        both(tabled(line(period_outcome=-160), period=YTD.previous_year()), tabled(line(previous_outcome=-162))),
        both(tabled(line(period_outcome=-160), period=YTD.previous_year()), tabled(line(previous_outcome=-161))),
    ),
    "budget-changed": (
        both(tabled(line(annual_budget=-45)), tabled(line(annual_budget=-47))),
        both(tabled(line(annual_budget=-45)), tabled(line(annual_budget=-46))),
    ),
    "forecast-swing": (
        both(tabled(line(annual_budget=-100, forecast=-100)), tabled(line(annual_budget=-100, forecast=-106))),
        both(tabled(line(annual_budget=-100, forecast=-100)), tabled(line(annual_budget=-100, forecast=-105))),
    ),
}


@pytest.mark.parametrize(
    ("outcome", "forecast", "wanted"),
    [
        (-400, -800, True),  # half as fast again, and more than the budget has left
        (-580, -900, False),
        (-870, -900, True),  # nearly all is spent, and the budget is to be kept
        (-870, -1200, False),
        (-950, -900, True),  # the rest would have to be revenue
        (-600, -900, False),
        (0, -900, False),
    ],
)
def test_paces_that_are_faster_slower_and_turned(outcome: int, forecast: int, wanted: bool) -> None:
    budgeted = tabled(line(period_budget=-600, period_outcome=outcome, annual_budget=-900, forecast=forecast))
    assert bool(found("rest-pace", budgeted)) is wanted


def found(code: str, thing: Report | Audited) -> list[ku.Finding]:
    return BY_CODE[code].findings(thing if isinstance(thing, Audited) else Audited(report=thing))


def test_every_check_of_every_chapter_is_run_and_has_a_case() -> None:
    made = {value.code for chapter in CHAPTERS for value in vars(chapter).values() if isinstance(value, Check)}
    assert made == set(BY_CODE) == set(CASES)
    assert len(CHECKS) == len(BY_CODE)


@pytest.mark.parametrize("code", CASES)
def test_each_check_finds_its_case_and_leaves_the_one_beside_it(code: str) -> None:
    bad, good = CASES[code]
    hits = found(code, bad)
    assert [one.code for one in hits] == [code] * len(hits)
    assert hits
    assert found(code, good) == []


@pytest.mark.parametrize("code", CASES)
def test_each_finding_can_be_told_in_both_languages(code: str) -> None:
    check = BY_CODE[code]
    assert check.why.endswith((".", "?"))
    assert check.example.endswith(".")
    assert (check.run.__doc__ or "").strip()
    for locale in ("sv", "en"):
        assert has_message(f"finding.{code}", locale)
    for one in found(code, CASES[code][0]):
        assert one.message
        assert one.text("en") not in ("", one.message)
        assert "{" not in one.text("en")


@pytest.mark.parametrize("code", CASES)
def test_a_place_is_said_that_the_report_has_where_it_has_one(code: str) -> None:
    bad = CASES[code][0]
    for one in found(code, bad):
        if isinstance(bad, Report):
            path = one.where.partition(" - ")[0]
            bad.find(path)


def test_a_line_without_a_cause_is_found_where_others_of_its_table_have_theirs() -> None:
    lines = (
        line("a", period_budget=-100, period_outcome=-90, annual_budget=-150, forecast=-140),
        line("b", period_budget=-100, period_outcome=-90, annual_budget=-150, forecast=-140),
        line("c", period_budget=-100, period_outcome=-99, annual_budget=-150, forecast=-150),
    )
    told = ku.Cause(about="budget_tables[t].lines[a].period_deviation", text="vakanser")
    hits = found("deviation-without-cause", attrs.evolve(tabled(*lines), causes=(told,)))
    assert [one.where for one in hits] == ["budget_tables[t].lines[b].period_deviation"]
    elsewhere = ku.Cause(about="budget_tables[u]", text="vakanser")
    assert found("deviation-without-cause", attrs.evolve(tabled(*lines), causes=(elsewhere,))) == []


def test_an_id_that_stands_on_two_lines_is_found() -> None:
    (hit,) = found("repeated-line", tabled(line("it"), line("it"), line("hr")))
    assert (hit.where, hit.values["count"]) == ("budget_tables[t].lines[id=it]", 2)


def test_costs_that_have_fallen_since_the_last_report_are_found() -> None:
    july = Period.parse("jan–jul 2024")

    def spent(outcome: int, period: Period) -> Report:
        budget = table(line(kind=LineKind.COST, period_outcome=outcome), period=period)
        return report(period=period, budget_tables=(budget,))

    assert found("running-total-fell", both(spent(-100, july), spent(-90, YTD)))
    assert not found("running-total-fell", both(spent(-100, july), spent(-99, YTD)))
    assert not found("running-total-fell", both(spent(-100, YTD), spent(-90, YTD)))


def test_the_least_and_the_largest_are_ranked() -> None:
    def ranked(word: str, key: str) -> list[ku.Finding]:
        about = f"budget_tables[t].lines[{key}].annual_budget; budget_tables[t]"
        return found("claim-ranking", said(kind=ClaimKind.COMPARISON, value=word, about=about))

    assert [bool(ranked(word, key)) for word, key in (("minst", "hr"), ("minst", "it"), ("störst", "hr"))] == [
        False,
        True,
        True,
    ]
    assert found("claim-ranking", said(kind=ClaimKind.COMPARISON, value="främst", about="goals[1].id; goals")) == []


def test_a_quantifier_of_none_is_held_against_the_figure() -> None:
    def none(path: str) -> list[ku.Finding]:
        return found("claim-quantifier", said(kind=ClaimKind.QUANTIFIER, value="ingen", about=path))

    assert none(f"{IT}.forecast_deviation")
    assert none(f"{IT}.forecast - {IT}.forecast") == []


def test_a_claim_may_compare_with_the_report_before() -> None:
    now = said(
        kind=ClaimKind.COMPARISON,
        value="högre än",
        about=f"indicators[s].outcomes[{YTD.key}]; indicators[s].outcomes[{BEFORE.key}]",
    )
    before = measured(id="s", unit="%", outcomes={BEFORE: D("0.060")})
    assert found("claim-comparison", both(before, now))
    assert found("claim-lost", both(before, now)) == []
    assert found("claim-comparison", now) == []
    assert found("claim-lost", now)


def test_a_wrong_sign_is_found_where_the_figure_is_cut_off_too() -> None:
    cut = tabled(line("it", period_budget=-100, period_outcome=-81))
    for sign, codes in ((1, {"claim-figure"}), (-1, {"claim-figure", "claim-sign"})):
        claim = Claim(id="c", value=10, digits=-1, unit="tkr", sign=sign, about=f"{IT}.period_deviation")
        told = ku.audit(attrs.evolve(cut, claims=(claim,)))
        assert {one.code for one in told if one.code.startswith("claim")} == codes


def test_a_minus_in_the_value_itself_is_a_sign() -> None:
    assert found("claim-sign", said(value=-10, unit="tkr", about=f"{IT}.period_deviation"))


@pytest.mark.parametrize(
    ("word", "left", "wrong"),
    [
        ("samtliga utom sju", 7, False),
        ("samtliga utom sju", 6, True),
        ("alla utom 12", 12, False),
        ("alla utom några", 3, False),
        ("samtliga utom två", 2, False),
    ],
)
def test_all_but_a_number_is_counted_however_it_is_written(word: str, left: int, wrong: bool) -> None:
    goals = [Goal(id=str(at), verdict=Verdict.FULFILLED if at >= left else Verdict.NOT_FULFILLED) for at in range(20)]
    claim = Claim(id="c", kind=ClaimKind.QUANTIFIER, value=word, about="goals[verdict=fulfilled]; goals")
    assert bool(found("claim-quantifier", report(goals=goals, claims=[claim]))) is wrong


@pytest.mark.parametrize(("verdict", "wrong"), [("fulfilled", True), ("partly_fulfilled", False)])
def test_none_is_held_against_what_a_selection_holds(verdict: str, wrong: bool) -> None:
    told = said(kind=ClaimKind.QUANTIFIER, value="inga", about=f"goals[verdict={verdict}]; goals")
    assert bool(found("claim-quantifier", told)) is wrong


@pytest.mark.parametrize("word", ["i enlighet med", "längre än"])
def test_words_that_the_reader_proposes_are_compared(word: str) -> None:
    told = said(kind=ClaimKind.COMPARISON, value=word, about=f"{IT}.period_budget; {IT}.period_outcome")
    assert found("claim-comparison", told)


def test_a_claim_whose_heading_is_not_known_is_told_without_one() -> None:
    (told,) = found("claim-figure", said(value=99, digits=0, unit="tkr", about=f"{IT}.period_deviation"))
    assert told.text("sv") == "Texten säger ”orden”, men det den talar om är 10"
    assert told.text("en") == "The text says “orden”, but what it speaks of is 10"


def test_a_deviation_that_rounding_explains_needs_no_cause() -> None:
    rows = [line("it", annual_budget=-100, forecast=-120), line("hr", annual_budget=-5, forecast=-6)]
    causes = (ku.Cause(about=f"{IT}.forecast", text="Licenser"),)
    assert found("deviation-without-cause", attrs.evolve(tabled(*rows), causes=causes)) == []


@pytest.mark.parametrize("about", [IT, f"{IT}.forecast", f"{IT}.period_deviation"])
def test_a_cause_of_a_line_or_of_a_figure_of_it_explains_it(about: str) -> None:
    moved = line("it", period_budget=-100, period_outcome=-90, annual_budget=-150, forecast=-150)
    late = ku.Cause(about=about, text="Fakturor kommer i höst", kind=ku.CauseKind.TIMING)
    assert found("forecast-unmoved", tabled(moved))
    assert found("forecast-unmoved", attrs.evolve(tabled(moved), causes=(late,))) == []


def test_a_cause_of_a_project_explains_it() -> None:
    dearer = invested(project(total_budget=-100, total_forecast=-150))
    about = f"investment_tables[{dearer.investment_tables[0].id}].projects[1]"
    told = tuple(ku.Cause(about=place, text="Dyrare stål") for place in ("goals[9]", about))
    assert found("deviation-without-cause", attrs.evolve(dearer, causes=told[:1]))
    assert found("deviation-without-cause", attrs.evolve(dearer, causes=told)) == []


def test_a_percentage_does_not_add_up_over_the_months() -> None:
    fields = {"kind": None, "verdict": Verdict.FULFILLED, "target": D("0.75"), "outcomes": {YTD: D("0.30")}}
    assert found("needed-pace", measured(unit="antal", **fields))
    assert found("needed-pace", measured(unit="%", **fields)) == []
    assert found("far-from-target", measured(unit="%", **fields))


@pytest.mark.parametrize(("outcome", "wrong"), [(-766, False), (-1_400, False), (-300, True), (-1_700, True)])
def test_a_hedged_figure_is_as_exact_as_its_zeros_say(outcome: int, wrong: bool) -> None:
    rows = tabled(line("it", period_budget=-10_000, period_outcome=outcome))
    claim = Claim(id="c", value=9000, digits=0, unit="tkr", sign=1, approximate=True, about=f"{IT}.period_deviation")
    codes = {one.code for one in ku.audit(attrs.evolve(rows, claims=(claim,)))}
    assert ("claim-figure" in codes) is wrong


@pytest.mark.parametrize(
    ("words", "outcome", "severity"),
    [
        ("drygt 95 tkr", -100, None),
        ("drygt 95 tkr", -105, None),
        ("drygt 95 tkr", -93, ku.Severity.WARNING),
        ("drygt 95 tkr", -110, ku.Severity.WARNING),
        ("drygt 95 tkr", -150, ku.Severity.ERROR),
        ("en knapp 95 tkr", -90, None),
        ("knappt 95 tkr", -100, ku.Severity.WARNING),
        ("uppemot 95 tkr", -70, ku.Severity.ERROR),
        ("över 95 tkr", -200, None),
        ("minst 95 tkr", -80, ku.Severity.ERROR),
        ("högst 95 tkr", -5, None),
        ("högst 95 tkr", -120, ku.Severity.ERROR),
        ("cirka 95 tkr", -96, None),
        ("cirka 95 tkr", -99, ku.Severity.WARNING),
    ],
)
def test_a_hedge_says_to_which_side(words: str, outcome: int, severity: ku.Severity | None) -> None:
    rows = tabled(line("it", period_outcome=outcome))
    fields: dict[str, Any] = {"value": 95, "digits": 0, "unit": "tkr", "approximate": True, "text": words}
    for sign in (None, -1):  # a hedge speaks of the size
        claim = Claim(id="c", about=f"{IT}.period_outcome", sign=sign, **fields)
        told = [one.severity for one in ku.audit(attrs.evolve(rows, claims=(claim,))) if one.code == "claim-figure"]
        assert told == ([] if severity is None else [severity])


@pytest.mark.parametrize(
    ("words", "value", "wrong"), [("drygt 20", 22, False), ("drygt 20", 18, True), ("cirka 100", 140, False)]
)
def test_a_hedge_of_a_count(words: str, value: int, wrong: bool) -> None:
    counted = report(loose_assignments=tuple(Assignment(id=str(number), title="a") for number in range(value)))
    told = int(words.split()[1])
    claim = Claim(id="c", kind=ClaimKind.COUNT, value=told, approximate=True, text=words, about="loose_assignments")
    assert bool(found("claim-count", attrs.evolve(counted, claims=(claim,)))) is wrong


def test_a_claim_without_its_words_is_quoted_by_its_value() -> None:
    share = f"indicators[s].outcomes[{YTD.key}]"
    for fields, words in (
        ({"value": 90, "unit": "tkr", "sign": 1, "about": f"{IT}.period_budget"}, "+90\u00a0tkr"),
        ({"kind": ClaimKind.SHARE, "value": D("0.126"), "unit": "%", "about": share}, "12,6\u00a0%"),
        ({"kind": ClaimKind.COUNT, "value": 3, "unit": "mål", "about": f"{IT}.period_budget"}, "3\u00a0mål"),
        ({"kind": ClaimKind.DATE, "value": "2024-12-02", "about": "submitted_on"}, "2024-12-02"),
    ):
        thing = attrs.evolve(said(text="", **fields), submitted_on=date(2024, 9, 9))
        assert [one.values["text"] for one in ku.audit(thing) if one.code.startswith("claim")] == [words]


@pytest.mark.parametrize(("value", "wrong"), [(D("0.024"), False), (D("0.034"), True)])
def test_percentage_points_are_as_exact_as_they_are_printed(value: Decimal, wrong: bool) -> None:
    before, after = indicator(unit="%", outcomes={LAST: D("0.050"), YTD: D("0.074")}), indicator()
    paths = [f"indicators[i].outcomes[{period.key}]" for period in (YTD, LAST)]
    claim = Claim(
        id="c", kind=ClaimKind.POINTS, value=value, digits=1, unit="procentenheter", about=f"{paths[0]} - {paths[1]}"
    )
    thing = report(loose_indicators=(before, attrs.evolve(after, id="j")), claims=(claim,))
    assert bool(found("claim-figure", thing)) is wrong


def test_a_thing_without_a_name_is_told_so() -> None:
    fields: dict[str, Any] = {"total_budget": -100, "total_forecast": -150}
    causes = (ku.Cause(about="investment_tables[i].projects[2]", text="dyrare"),)
    thing = invested(project("0", name="", **fields), project("2", **fields), causes=causes)
    (one,) = found("deviation-without-cause", thing)
    assert (one.text(), one.text("en")) == (
        "(utan namn, id 0): avvikelsen \u221250 (50\u00a0%) saknar angiven orsak",
        "(no name, id 0): the deviation \u221250 (50%) has no stated cause",
    )


def test_an_easy_target_is_not_one_that_the_year_falls_short_of() -> None:
    counted: dict[str, Any] = {"kind": MeasureKind.FLOW, "target": 30, "verdict": Verdict.FULFILLED}
    behind = measured(outcomes={LAST: 49, YTD: 15}, **counted)
    ahead = measured(outcomes={LAST: 49, YTD: 25}, **counted)
    assert [bool(found(code, behind)) for code in ("easy-target", "needed-pace")] == [False, True]
    assert [bool(found(code, ahead)) for code in ("easy-target", "needed-pace")] == [True, False]


def test_a_small_group_is_as_small_as_it_is_when_the_period_ends() -> None:
    """Whatever the order of the figures; and numbers of staff are not hidden."""
    check = BY_CODE["small-group"]

    def hits(*figures: StaffFigure) -> int:
        return len(check.findings(Audited(report=staffed(*figures))))

    now, last = Period(YTD.end, YTD.end), Period.for_month(2023, 12)
    shown = sick("0.04", group="män")
    for figures in ((heads(12, "män", now), heads(9, "män", last)), (heads(9, "män", last), heads(12, "män", now))):
        assert hits(*figures, shown) == 0
    for figures in ((heads(9, "män", now), heads(12, "män", last)), (heads(12, "män", last), heads(9, "män", now))):
        assert hits(*figures, shown) == 1
    assert hits(heads(9, "män", last), shown) == 1
    assert hits(heads(9, "män"), attrs.evolve(shown, measure=StaffMeasure.FULL_TIME_EQUIVALENTS, value=8)) == 0


@pytest.mark.parametrize(
    ("figures", "place"),
    [
        ([(100, 90_000), (50, 52_000)], "period_outcome"),
        ([(100_000_000, 90), (50_000_000, -52)], "period_outcome"),
        ([(100, 300_000), (50, 15_000)], "period_outcome"),
        ([(100, 301_000), (50, 15_000)], None),
        ([(100, 90_000), (50, 14_000)], None),
        ([(100, 90_000), (50, 52_000_000)], None),
        ([(100, 90_000)], None),
        ([(100, 90_000), (0, 52_000), (50, None)], None),
    ],
)
def test_a_column_in_another_unit_is_told_where_every_line_says_so(
    figures: list[tuple[int, int | None]], place: str | None
) -> None:
    lines = (
        line(str(number), period_budget=budget, period_outcome=outcome)
        for number, (budget, outcome) in enumerate(figures)
    )
    found = [one.where for one in ku.audit(tabled(*lines)) if one.code == "column-magnitude"]
    assert found == ([] if place is None else [f"budget_tables[t].lines[0].{place}"])


def test_doubts_say_how_many_lines_and_which_is_first() -> None:
    lines = (
        line(period_outcome=1),
        line("b", stated_forecast_deviation=3),
        line("c", period_budget=1, period_outcome=2),
    )
    (found,) = (one for one in ku.audit(tabled(*lines, layout=None)) if one.code == "sign-unknown")
    assert found.values["count"] == 2
    assert found.values["name"] == "B"
    read = (
        line(period_outcome=5, stated_period_deviation=5),
        line("b", period_outcome=-90, stated_period_deviation=10, forecast=3, stated_forecast_deviation=3),
        line("c", forecast=-90, stated_forecast_deviation=10),
    )
    (found,) = (one for one in ku.audit(tabled(*read, layout=Layout.DEVIATIONS)) if one.code == "deviations-doubt")
    assert found.values["count"] == 2
    assert found.values["name"] == "B"


@pytest.mark.parametrize("name", ["Summa", "TOTALT:", "Summa intäkter", "Slutsumma"])
def test_a_sum_among_its_parts_is_told(name: str) -> None:
    parts = (line(annual_budget=-9), line("s", name=name, annual_budget=-9))
    assert [one.where for one in ku.audit(tabled(*parts)) if one.code == "total-among-lines"] == [
        "budget_tables[t].lines[s]"
    ]
    alone = tabled(line("s", name=name, annual_budget=-9))
    assert [one for one in ku.audit(alone) if one.code == "total-among-lines"] == []
