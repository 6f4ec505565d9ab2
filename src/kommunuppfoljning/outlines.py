"""Outlines (*disposition*): a whole report laid out as sections and tables, computed beside published.

Every view of a report goes through its outline, so that page, terminal and notebook show the same.
"""

from collections.abc import Iterable, Iterator, Mapping

import attrs

from kommunuppfoljning.assignments import summarise_assignments
from kommunuppfoljning.audits import audit
from kommunuppfoljning.budgets import BudgetTable
from kommunuppfoljning.errors import expect
from kommunuppfoljning.findings import Finding
from kommunuppfoljning.goals import Area, Goal
from kommunuppfoljning.guarantees import guarantee_table
from kommunuppfoljning.judgements import DEFAULT_RULES, Judgement, judge
from kommunuppfoljning.listings import (
    VERDICTS,
    actions_table,
    assignments_table,
    causes_table,
    claims_table,
    doubts_table,
    events_table,
    findings_table,
    guarantees_table,
    indicators_table,
    listed_table,
    risks_table,
    staff_table,
)
from kommunuppfoljning.locale import format_date, format_number, message, message_for
from kommunuppfoljning.prospects import prospect_of
from kommunuppfoljning.reports import Report
from kommunuppfoljning.risks import risk_matrix, risk_table
from kommunuppfoljning.rules import Rules
from kommunuppfoljning.staff import StaffFigure, StaffMeasure, sick_leave_table, turnover_table
from kommunuppfoljning.tables import CellKind, Section, Table
from kommunuppfoljning.terms import PartKind, Verdict
from kommunuppfoljning.wording import explain

__all__ = ["front_facts", "outline", "title_of", "why"]


def title_of(report: Report, locale: str = "sv") -> str:
    """What a report is called (*rapportens namn*): whose it is, and for when."""
    names = ": ".join(filter(None, (report.municipality, report.organisation))) or report.id
    return f"{names}, {report.period.label(locale)}" if report.period is not None else names


def front_facts(report: Report, locale: str = "sv") -> dict[str, str]:
    """What the front of a page says of a report (*försättsblad*), by its label."""
    told = {
        "municipality": report.municipality,
        "organisation": report.organisation,
        "period": report.period.label(locale) if report.period is not None else "",
        "submitted": format_date(report.submitted_on, locale=locale, style="long") if report.submitted_on else "",
    }
    return {message(f"front.{key}", locale): text for key, text in told.items() if text}


def outline(
    report: Report,
    *,
    rules: Rules = DEFAULT_RULES,
    locale: str = "sv",
    reasons: bool = False,
    findings: Iterable[Finding] | None = None,
) -> tuple[Section, ...]:
    """The sections of a report (*disponera rapport*): summary, goals, assignments, money, investments, staff, audit.

    Parameters
    ----------
    report
        What is laid out. A chapter without anything in it is left out.
    rules
        What verdicts are computed by.
    locale
        The language.
    reasons
        Whether each goal says why it is judged as it is, and what it would take to turn it, folded in.
    findings
        What an audit has found, by default that of `audit` by these rules.

    Raises
    ------
    InvalidType, InvalidValue
        For what is no report, and what `judge` raises.
    """
    expect(report, Report, "outline: report")
    areas = {area.id: judge(area, rules, report=report) for area in report.areas}
    judged = {goal.id: _judged(goal, areas, rules, report) for goal in report.goals}
    found = audit(report, rules=rules) if findings is None else tuple(findings)
    sections = (
        _summary(report, judged, areas, locale),
        Section(
            key="goals",
            title=message("section.goals", locale),
            sections=_goals(None, report, judged, locale, reasons=reasons),
        ),
        _loose(report, rules, locale),
        _assignments(report, locale),
        _section("budgets", (table.to_table(locale) for table in report.budget_tables), locale),
        _section("causes", [causes_table(report, locale), actions_table(report, locale)], locale),
        _section("investments", (table.to_table(locale) for table in report.investment_tables), locale),
        _section("staff", _staff(report, locale), locale),
        _section("happenings", _happenings(report, locale), locale),
        _audit(report, found, locale),
        _section("claims", [claims_table(report, locale)], locale),
        _section("doubts", [doubts_table(report, locale)], locale),
    )
    return tuple(section for section in sections if section.texts or section.tables or section.sections)


def _judged(goal: Goal, areas: dict[str, Judgement], rules: Rules, report: Report) -> Judgement:
    """The judgement of a goal: that which its area's rests on, where it has an area."""
    area = areas.get(goal.area) if goal.area is not None else None
    found = area.find(goal.id, PartKind.GOAL) if area is not None else None
    return judge(goal, rules, report=report) if found is None else found


def _summary(report: Report, judged: dict[str, Judgement], areas: dict[str, Judgement], locale: str) -> Section:
    published = [goal for goal in report.goals if goal.verdict is not None]
    texts = []
    if published:
        fulfilled = sum(goal.verdict is Verdict.FULFILLED for goal in published)
        texts.append(message_for(fulfilled, "report.fulfilled", locale, fulfilled=fulfilled, total=len(published)))
        agree = sum(judged[goal.id].final is goal.verdict for goal in published)
        texts.append(message("report.agree", locale, agree=agree, total=len(published)))
    texts += next(filter(None, (_result(table, locale) for table in report.budget_tables)), [])
    tables = []
    if report.goals:
        fields = [("goal", CellKind.TEXT), *VERDICTS]
        goals = ((_named(goal), goal.verdict, judged[goal.id].final, goal.trend) for goal in report.goals)
        table = listed_table("goals", fields, goals, locale)
        above = {goal.id: goal.parent for goal in report.goals}
        rows = (attrs.evolve(row, level=_level(goal, above)) for row, goal in zip(table.rows, above, strict=True))
        tables.append(attrs.evolve(table, rows=tuple(rows)))
    if report.areas:
        fields = [("area", CellKind.TEXT), *VERDICTS[:2]]
        areas_of = ((_named(area), area.verdict, areas[area.id].final) for area in report.areas)
        tables.append(listed_table("areas", fields, areas_of, locale))
    return Section(key="summary", title=message("section.summary", locale), texts=tuple(texts), tables=tuple(tables))


def _result(table: BudgetTable, locale: str) -> list[str]:
    if table.total is None or not table.total.tells_sign or table.unit is None:
        return []
    total = table.total
    figures = {
        "period": total.period_deviation if total.stated_period_deviation is None else total.stated_period_deviation,
        "forecast": total.forecast_deviation
        if total.stated_forecast_deviation is None
        else total.stated_forecast_deviation,
    }
    told = {
        name: format_number(value, locale=locale, unit=table.unit, sign=True) if value is not None else "–"
        for name, value in figures.items()
    }
    return [message("report.result", locale, **told)]


def _named(thing: Goal | Area) -> str:
    return f"{thing.id} {thing.title}".strip()


def _level(goal: str, above: Mapping[str, str | None]) -> int:
    """How many goals one is below."""
    level, at = 0, above[goal]
    while at is not None:
        level, at = level + 1, above[at]
    return level


def _goals(
    parent: str | None, report: Report, judged: dict[str, Judgement], locale: str, *, reasons: bool
) -> tuple[Section, ...]:
    """The goals of a level, each with those below it."""
    sections = []
    for goal in report.goals:
        if goal.parent == parent:
            made = _goal(goal, judged[goal.id], report, locale, reasons=reasons)
            below = _goals(goal.id, report, judged, locale, reasons=reasons)
            sections.append(attrs.evolve(made, sections=(*made.sections, *below)))
    return tuple(sections)


def _goal(goal: Goal, judgement: Judgement, report: Report, locale: str, *, reasons: bool) -> Section:
    computed = judgement.final.label(locale)
    if goal.verdict is None:
        verdicts = message("report.computed", locale, computed=computed)
    else:
        verdicts = message("report.verdicts", locale, published=goal.verdict.label(locale), computed=computed)
    tables = []
    if goal.indicators:
        found = {part.about: part for part in judgement.parts_of(PartKind.INDICATOR)}
        tables.append(indicators_table(goal.indicators, found, report, locale))
    if goal.assignments:
        tables.append(assignments_table(goal.assignments, locale))
    parts = why(goal, judgement, locale=locale) if reasons else ()
    return Section(key=f"goal-{goal.id}", title=_named(goal), texts=(verdicts,), tables=tuple(tables), sections=parts)


def why(goal: Goal, judgement: Judgement, *, locale: str = "sv") -> tuple[Section, ...]:
    """Why a goal is judged as it is, and what it would take to turn that (*varför?*): sections to be folded in."""
    prospect = prospect_of(goal, judgement)
    told = {"why": explain(judgement, locale=locale), "prospect": explain(prospect, locale=locale)}
    return tuple(
        Section(
            key=f"{key}-{goal.id}",
            title=message(f"section.{key}", locale, name=goal.id),
            texts=tuple(text.split("\n\n")),
            is_folded=True,
        )
        for key, text in told.items()
        if text
    )


def _loose(report: Report, rules: Rules, locale: str) -> Section:
    """The indicators that are under no goal."""
    tables = []
    if report.loose_indicators:
        found = {one.id: judge(one, rules) for one in report.loose_indicators}
        tables.append(indicators_table(report.loose_indicators, found, report, locale))
    return Section(key="indicators", title=message("section.indicators", locale), tables=tuple(tables))


def _assignments(report: Report, locale: str) -> Section:
    tables = []
    if report.assignments:
        computed = summarise_assignments(report.assignments).to_table(locale)
        tables.append(computed)
        if report.stated_pivot is not None:
            printed = report.stated_pivot.to_table(locale)
            label = message("column.published", locale)
            tables.append(Table(title=f"{printed.title} ({label.lower()})", columns=printed.columns, rows=printed.rows))
    if report.loose_assignments:
        loose = assignments_table(report.loose_assignments, locale)
        tables.append(attrs.evolve(loose, title=message("table.loose_assignments", locale)))
    return Section(key="assignments", title=message("section.assignments", locale), tables=tuple(tables))


def _staff(report: Report, locale: str) -> Iterator[Table]:
    """Sick leave by month, turnover, and every other figure of the chapter."""
    yield sick_leave_table(report.staff, locale)
    yield turnover_table(report.staff, locale)
    yield staff_table((one for one in report.staff if not _is_tabled(one)), locale)


def _is_tabled(one: StaffFigure) -> bool:
    """Whether a figure stands in the table of sick leave or in that of turnover."""
    by_month = one.measure is StaffMeasure.SICK_LEAVE and one.period is not None and one.period.months == 1
    return one.group is None and (by_month or one.measure.is_turnover)


def _happenings(report: Report, locale: str) -> Iterator[Table]:
    """Events, risks and guarantees in words, and those that are told in figures."""
    yield events_table(report, locale)
    yield risks_table(report, locale)
    valued = [one for one in report.risks if one.value is not None]
    if valued:
        yield risk_table(valued, locale=locale)
        yield risk_matrix(valued, locale=locale)
    yield guarantees_table(report, locale)
    yield guarantee_table((one for one in report.guarantees if one.share is not None), locale=locale)


def _audit(report: Report, findings: tuple[Finding, ...], locale: str) -> Section:
    if not findings:
        title = message("section.audit", locale)
        return Section(key="audit", title=title, texts=(message("report.no_findings", locale),))
    return _section("audit", [findings_table(findings, locale, report=report)], locale)


def _section(key: str, tables: Iterable[Table], locale: str) -> Section:
    """A section of the tables that hold something; one that is called as the section is has no title of its own."""
    title = message(f"section.{key}", locale)
    shown = (
        attrs.evolve(table, title="") if table.title == title and not table.unit else table
        for table in tables
        if table.rows
    )
    return Section(key=key, title=title, tables=tuple(shown))
