"""Outlines (*disposition*): a whole report laid out as sections and tables, computed beside published.

Every view of a report goes through its outline, so that page, terminal and notebook show the same.
"""

from collections.abc import Iterable, Iterator

from kommunuppfoljning.assignments import Assignment, summarise_assignments
from kommunuppfoljning.audits import audit
from kommunuppfoljning.budgets import BudgetTable
from kommunuppfoljning.errors import InvalidValue, NotFound, expect
from kommunuppfoljning.findings import Finding
from kommunuppfoljning.goals import Goal
from kommunuppfoljning.guarantees import guarantee_table
from kommunuppfoljning.indicators import Indicator
from kommunuppfoljning.judgements import DEFAULT_RULES, Judgement, judge
from kommunuppfoljning.locale import format_number, has_message, message
from kommunuppfoljning.reports import Report
from kommunuppfoljning.risks import risk_matrix, risk_table
from kommunuppfoljning.rules import Rules
from kommunuppfoljning.staff import sick_leave_table, turnover_table
from kommunuppfoljning.tables import CellKind, Column, Quantity, Row, Section, Table, value_or_reason
from kommunuppfoljning.terms import Verdict

__all__ = ["findings_table", "outline"]

_VERDICTS = (("published", CellKind.TERM), ("computed", CellKind.TERM), ("trend", CellKind.TERM))
"""The columns of verdicts, computed beside published."""


def outline(
    report: Report,
    *,
    rules: Rules = DEFAULT_RULES,
    locale: str = "sv",
    findings: Iterable[Finding] | None = None,
) -> tuple[Section, ...]:
    """The sections of a report (*disponera rapport*): summary, goals, assignments, money, investments, staff, audit.

    A chapter without anything in it is left out. `rules` are what verdicts are computed by, `findings` what an audit
    has found, by default that of `audit` by these rules.
    """
    expect(report, Report, "outline: report")
    judged = {goal.id: judge(goal, rules, report=report) for goal in report.goals}
    found = audit(report, rules=rules) if findings is None else tuple(findings)
    sections = (
        _summary(report, judged, rules, locale),
        Section(
            key="goals",
            title=message("section.goals", locale),
            sections=tuple(_goal(goal, judged[goal.id], report, locale) for goal in report.goals),
        ),
        _assignments(report, locale),
        _section("budgets", (table.to_table(locale) for table in report.budget_tables), locale),
        _section("causes", [_causes(report, locale), _actions(report, locale)], locale),
        _section("investments", (table.to_table(locale) for table in report.investment_tables), locale),
        _section("staff", [sick_leave_table(report.staff, locale), turnover_table(report.staff, locale)], locale),
        _section("happenings", _happenings(report, locale), locale),
        _audit(found, locale),
        _section("claims", [_claims(report, locale)], locale),
        _section("doubts", [_doubts(report, locale)], locale),
    )
    return tuple(section for section in sections if section.texts or section.tables or section.sections)


def findings_table(findings: Iterable[Finding], locale: str = "sv") -> Table:
    """Findings as a table, in the order given."""
    listed = list(findings)
    fields = [("severity", CellKind.TERM), ("finding", CellKind.TEXT), ("where", CellKind.TEXT)]
    rows: list[tuple[object, ...]] = [(found.severity, found.text(locale), found.where) for found in listed]
    if any(found.silence is not None for found in listed):
        fields.append(("silence", CellKind.TEXT))
        reasons = (found.silence.reason if found.silence else "" for found in listed)
        rows = [(*row, reason) for row, reason in zip(rows, reasons, strict=True)]
    return _listed("audit", fields, rows, locale)


def _summary(report: Report, judged: dict[str, Judgement], rules: Rules, locale: str) -> Section:
    published = [goal for goal in report.goals if goal.verdict is not None]
    texts = []
    if published:
        fulfilled = sum(goal.verdict is Verdict.FULFILLED for goal in published)
        texts.append(message("report.fulfilled", locale, fulfilled=fulfilled, total=len(published)))
        agree = sum(judged[goal.id].final is goal.verdict for goal in published)
        texts.append(message("report.agree", locale, agree=agree, total=len(published)))
    for table in report.budget_tables[:1]:
        texts += _result(table, locale)
    tables = []
    if report.goals:
        fields = [("goal", CellKind.TEXT), *_VERDICTS]
        goals = ((f"{goal.id} {goal.title}", goal.verdict, judged[goal.id].final, goal.trend) for goal in report.goals)
        tables.append(_listed("goals", fields, goals, locale))
    if report.areas:
        fields = [("area", CellKind.TEXT), *_VERDICTS[:2]]
        areas = (
            (f"{area.id} {area.title}".strip(), area.verdict, judge(area, rules, report=report).final)
            for area in report.areas
        )
        tables.append(_listed("areas", fields, areas, locale))
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


def _goal(goal: Goal, judgement: Judgement, report: Report, locale: str) -> Section:
    verdicts = message(
        "report.verdicts",
        locale,
        published=goal.verdict.label(locale) if goal.verdict else message("missing.dash", locale),
        computed=judgement.final.label(locale),
    )
    tables = []
    if goal.indicators:
        tables.append(_indicators(goal.indicators, judgement.rule, report, locale))
    if goal.assignments:
        tables.append(_assignment_list(goal.assignments, locale))
    return Section(
        key=f"goal-{goal.id}", title=f"{goal.id} {goal.title}".strip(), texts=(verdicts,), tables=tuple(tables)
    )


def _indicators(indicators: Iterable[Indicator], rules: Rules, report: Report, locale: str) -> Table:
    listed = list(indicators)
    periods = sorted({period for indicator in listed for period in indicator.outcomes})
    year = str(report.period.end.year) if report.period else ""
    columns = (
        Column(key="indicator", label=message("column.indicator", locale)),
        Column(key="level", label=message("column.decision_level", locale), is_detail=True),
        Column(key="department", label=message("column.department", locale), is_detail=True),
        Column(key="unit", label=message("column.unit", locale)),
        *(
            Column(
                key=period.key,
                label=message("column.outcome", locale, period=period.label(locale)),
                kind=CellKind.NUMBER,
            )
            for period in periods
        ),
        Column(key="target", label=message("column.target", locale, year=year), kind=CellKind.NUMBER),
        Column(key="forecast", label=message("column.indicator_forecast", locale, year=year), kind=CellKind.NUMBER),
        *_columns(_VERDICTS, locale),
        Column(key="commented", label=message("column.commented", locale), kind=CellKind.DATE, is_detail=True),
    )
    rows = []
    for one in listed:
        target = one.target_for()

        def cell(value: object, key: object, one: Indicator = one) -> object:
            shown = value if value is None else Quantity(value, one.unit)  # type: ignore[arg-type]  # an amount
            return value_or_reason(shown, one.missing.get(key))  # type: ignore[call-overload]  # a field or a period

        rows.append(
            Row(
                cells=(
                    one.name or one.id,
                    one.level,
                    one.department,
                    one.unit,
                    *(cell(one.outcomes.get(period), period) for period in periods),
                    cell(target.value if target else None, "target"),
                    cell(one.forecast, "forecast"),
                    one.verdict,
                    judge(one, rules).final,
                    one.trend,
                    one.commented_on,
                )
            )
        )
    return Table(columns=columns, rows=tuple(rows), notes=tuple(_notes(listed, locale)))


def _notes(indicators: list[Indicator], locale: str) -> Iterator[str]:
    """What a reader should know of some values: their source, when they were measured, what was redefined."""
    yield from dict.fromkeys(one.source for one in indicators if one.source)
    for one in indicators:
        name = one.name or one.id
        for period, measured in one.refers_to.items():
            told = {"period": period.label(locale), "measured": measured.label(locale)}
            yield message("note.refers_to", locale, name=name, **told)
        for change in one.breaks:
            yield message("note.break", locale, name=name, since=change.since.isoformat(), text=change.text)
        for earlier in one.earlier_targets:
            if earlier.target.value is not None:
                value = Quantity(earlier.target.value, one.unit).text(locale)
                yield message(
                    "note.earlier_target", locale, name=name, period=earlier.period.label(locale), value=value
                )


def _assignment_list(assignments: Iterable[Assignment], locale: str) -> Table:
    kinds = {
        "assignment": CellKind.TEXT,
        "kind": CellKind.TERM,
        "department": CellKind.TEXT,
        "completion": CellKind.TERM,
        "due": CellKind.DATE,
        "new_due": CellKind.DATE,
        "status": CellKind.TERM,
        "reported": CellKind.TEXT,
        "decided_by": CellKind.TEXT,
        "reason": CellKind.TEXT,
        "commented": CellKind.DATE,
    }
    details = ("reported", "decided_by", "reason", "commented")
    columns = tuple(
        Column(key=key, label=message(f"column.{key}", locale), kind=kind, is_detail=key in details)
        for key, kind in kinds.items()
    )
    rows = [
        Row(
            cells=(
                one.title or one.id,
                one.kind,
                one.department,
                one.completion,
                one.due,
                one.new_due,
                one.status,
                one.reported_on or one.reported_in or one.promised_on,
                one.decided_by or one.reported_to,
                one.reason,
                one.commented_on,
            )
        )
        for one in assignments
    ]
    return Table(columns=columns, rows=tuple(rows))


def _assignments(report: Report, locale: str) -> Section:
    tables = []
    if report.assignments:
        computed = summarise_assignments(report.assignments).to_table(locale)
        tables.append(computed)
        if report.stated_pivot is not None:
            printed = report.stated_pivot.to_table(locale)
            label = message("column.published", locale)
            tables.append(Table(title=f"{printed.title} ({label.lower()})", columns=printed.columns, rows=printed.rows))
    return Section(key="assignments", title=message("section.assignments", locale), tables=tuple(tables))


def _causes(report: Report, locale: str) -> Table:
    fields = (("about", CellKind.TEXT), ("cause", CellKind.TEXT), ("cause_kind", CellKind.TERM))
    return _listed(
        "causes", fields, ((_spoken(report, one.about, locale), one.text, one.kind) for one in report.causes), locale
    )


def _spoken(report: Report, path: str, locale: str) -> str:
    """A path in words, "IT: Avvikelse", where it leads to a figure of something with a name; else as it is."""
    head, _, field = path.rpartition(".")
    try:
        holder = report.find(head)
    except (NotFound, InvalidValue):
        return path
    if isinstance(holder, tuple) and len(holder) == 1:
        holder = holder[0]
    name = getattr(holder, "name", "") or getattr(holder, "title", "")
    for key in (f"column.{field}", f"column.investment.{field}"):
        if name and has_message(key, locale):
            return f"{name}: {message(key, locale)}"
    return path


def _actions(report: Report, locale: str) -> Table:
    fields = (
        ("action", CellKind.TEXT),
        ("about", CellKind.TEXT),
        ("effect", CellKind.DIFFERENCE),
        ("owner", CellKind.TEXT),
        ("due", CellKind.DATE),
        ("status", CellKind.TERM),
    )
    rows = (
        (one.title, _spoken(report, one.about, locale), one.effect, one.owner, one.due, one.status)
        for one in report.actions
    )
    return _listed("actions", fields, rows, locale)


def _events(report: Report, locale: str) -> Table:
    fields = (("event", CellKind.TEXT), ("date", CellKind.TEXT))
    return _listed("events", fields, ((one.title, one.date or one.period) for one in report.events), locale)


def _happenings(report: Report, locale: str) -> Iterator[Table]:
    """Events, risks and guarantees in words, and those that are told in figures."""
    yield _events(report, locale)
    yield _risks(report, locale)
    valued = [one for one in report.risks if one.value is not None]
    if valued:
        yield risk_table(valued, locale=locale)
        yield risk_matrix(valued, locale=locale)
    yield _guarantees(report, locale)
    yield guarantee_table((one for one in report.guarantees if one.share is not None), locale)


def _risks(report: Report, locale: str) -> Table:
    fields = (
        ("risk", CellKind.TEXT),
        ("level", CellKind.TEXT),
        ("tendency", CellKind.TEXT),
        ("condition", CellKind.TEXT),
    )
    return _listed(
        "risks", fields, ((one.title, one.level, one.tendency, one.condition) for one in report.risks), locale
    )


def _guarantees(report: Report, locale: str) -> Table:
    fields = (("guarantee", CellKind.TEXT), ("status", CellKind.TERM), ("about", CellKind.TEXT))
    return _listed("guarantees", fields, ((one.title, one.status, one.about) for one in report.guarantees), locale)


def _claims(report: Report, locale: str) -> Table:
    fields = (("claim", CellKind.TEXT), ("kind", CellKind.TERM), ("where", CellKind.TEXT), ("about", CellKind.TEXT))
    return _listed("claims", fields, ((one.text, one.kind, one.where, one.about) for one in report.claims), locale)


def _doubts(report: Report, locale: str) -> Table:
    fields = (("where", CellKind.TEXT), ("reading", CellKind.TEXT), ("reason", CellKind.TEXT))
    return _listed("doubts", fields, ((one.where, one.reading, one.reason) for one in report.doubts), locale)


def _audit(findings: tuple[Finding, ...], locale: str) -> Section:
    title = message("section.audit", locale)
    if not findings:
        return Section(key="audit", title=title, texts=(message("report.no_findings", locale),))
    return Section(key="audit", title=title, tables=(findings_table(findings, locale),))


def _section(key: str, tables: Iterable[Table], locale: str) -> Section:
    return Section(
        key=key, title=message(f"section.{key}", locale), tables=tuple(table for table in tables if table.rows)
    )


def _listed(key: str, fields: Iterable[tuple[str, CellKind]], rows: Iterable[tuple[object, ...]], locale: str) -> Table:
    return Table(
        title=message(f"table.{key}", locale),
        columns=_columns(fields, locale),
        rows=tuple(Row(cells=cells) for cells in rows),
    )


def _columns(fields: Iterable[tuple[str, CellKind]], locale: str) -> tuple[Column, ...]:
    return tuple(Column(key=key, label=message(f"column.{key}", locale), kind=kind) for key, kind in fields)
