"""Outlines (*disposition*): a whole report laid out as sections and tables, computed beside published.

Every view of a report goes through its outline, so that page, terminal and notebook show the same.
"""

from collections.abc import Iterable, Iterator, Mapping

from kommunuppfoljning.assignments import Assignment, summarise_assignments
from kommunuppfoljning.audits import audit
from kommunuppfoljning.budgets import BudgetTable
from kommunuppfoljning.errors import InvalidValue, NotFound, expect
from kommunuppfoljning.findings import Finding
from kommunuppfoljning.goals import Area, Goal
from kommunuppfoljning.guarantees import guarantee_table
from kommunuppfoljning.indicators import Indicator
from kommunuppfoljning.judgements import DEFAULT_RULES, Judgement, judge
from kommunuppfoljning.locale import format_date, format_number, has_message, message
from kommunuppfoljning.prospects import prospect_of
from kommunuppfoljning.reports import Report
from kommunuppfoljning.risks import risk_matrix, risk_table
from kommunuppfoljning.rules import Rules
from kommunuppfoljning.staff import sick_leave_table, turnover_table
from kommunuppfoljning.tables import CellKind, Column, Quantity, Row, Section, Table, value_or_reason
from kommunuppfoljning.terms import PartKind, Verdict
from kommunuppfoljning.wording import explain

__all__ = ["field_label", "findings_table", "front_facts", "indicators_table", "outline", "title_of", "why"]

_VERDICTS = (("published", CellKind.VERDICT), ("computed", CellKind.VERDICT), ("trend", CellKind.TREND))
"""The columns of verdicts, computed beside published."""


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
    findings
        What an audit has found, by default that of `audit` by these rules.
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
            sections=tuple(_goal(goal, judged[goal.id], report, locale, reasons=reasons) for goal in report.goals),
        ),
        _loose(report, rules, locale),
        _assignments(report, locale),
        _section("budgets", (table.to_table(locale) for table in report.budget_tables), locale),
        _section("causes", [_causes(report, locale), _actions(report, locale)], locale),
        _section("investments", (table.to_table(locale) for table in report.investment_tables), locale),
        _section("staff", [sick_leave_table(report.staff, locale), turnover_table(report.staff, locale)], locale),
        _section("happenings", _happenings(report, locale), locale),
        _audit(report, found, locale),
        _section("claims", [_claims(report, locale)], locale),
        _section("doubts", [_doubts(report, locale)], locale),
    )
    return tuple(section for section in sections if section.texts or section.tables or section.sections)


def _judged(goal: Goal, areas: dict[str, Judgement], rules: Rules, report: Report) -> Judgement:
    """The judgement of a goal: that which its area's rests on, where it has an area."""
    area = areas.get(goal.area) if goal.area is not None else None
    found = area.find(goal.id, PartKind.GOAL) if area is not None else None
    return judge(goal, rules, report=report) if found is None else found


def findings_table(findings: Iterable[Finding], locale: str = "sv", *, report: Report | None = None) -> Table:
    """Findings as a table, in the order given (*iakttagelser*); with their report, their places are told in words."""
    listed = list(findings)
    fields = [("severity", CellKind.TERM), ("finding", CellKind.TEXT), ("where", CellKind.TEXT)]
    rows: list[tuple[object, ...]] = [
        (found.severity, found.text(locale), _spoken(report, found.where, locale)) for found in listed
    ]
    if any(found.silence is not None for found in listed):
        fields.append(("silence", CellKind.TEXT))
        reasons = (found.silence.reason if found.silence else "" for found in listed)
        rows = [(*row, reason) for row, reason in zip(rows, reasons, strict=True)]
    return _listed("audit", fields, rows, locale)


def _summary(report: Report, judged: dict[str, Judgement], areas: dict[str, Judgement], locale: str) -> Section:
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
        goals = ((_named(goal), goal.verdict, judged[goal.id].final, goal.trend) for goal in report.goals)
        tables.append(_listed("goals", fields, goals, locale))
    if report.areas:
        fields = [("area", CellKind.TEXT), *_VERDICTS[:2]]
        rows = ((_named(area), area.verdict, areas[area.id].final) for area in report.areas)
        tables.append(_listed("areas", fields, rows, locale))
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


def _goal(goal: Goal, judgement: Judgement, report: Report, locale: str, *, reasons: bool) -> Section:
    verdicts = message(
        "report.verdicts",
        locale,
        published=goal.verdict.label(locale) if goal.verdict else message("missing.dash", locale),
        computed=judgement.final.label(locale),
    )
    tables = []
    if goal.indicators:
        found = {part.about: part for part in judgement.parts_of(PartKind.INDICATOR)}
        tables.append(indicators_table(goal.indicators, found, report, locale))
    if goal.assignments:
        tables.append(_assignment_list(goal.assignments, locale))
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


def indicators_table(
    indicators: Iterable[Indicator], judged: Mapping[str, Judgement], report: Report | None = None, locale: str = "sv"
) -> Table:
    """Indicators as reports print them, with the verdict computed beside the published one (*indikatorer*).

    `judged` holds the judgement of each by its id.
    """
    listed = list(indicators)
    periods = sorted({period for indicator in listed for period in indicator.outcomes})
    year = str(report.period.end.year) if report is not None and report.period else ""
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
                    judged[one.id].final,
                    one.trend,
                    one.commented_on,
                )
            )
        )
    title = message("table.indicators", locale)
    return Table(title=title, columns=columns, rows=tuple(rows), notes=tuple(_notes(listed, locale)))


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
    return Table(title=message("table.assignment_list", locale), columns=columns, rows=tuple(rows))


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


def _spoken(report: Report | None, path: str, locale: str) -> str:
    """A path in words, "IT: Avvikelse", where it leads to a figure of something with a name; else as it is."""
    head, _, field = path.rpartition(".")
    if report is None:
        return path
    try:
        holder = report.find(head)
    except (NotFound, InvalidValue):
        return path
    if isinstance(holder, tuple) and len(holder) == 1:
        holder = holder[0]
    name = getattr(holder, "name", "") or getattr(holder, "title", "")
    label = field_label(field, locale)
    return f"{name}: {label}" if name and label else path


def field_label(field: str, locale: str = "sv") -> str:
    """What a reader calls a field of a model (*fältets namn*); nothing where the catalogue has no word for it."""
    keys = (f"{head}.{field}" for head in ("field", "column", "column.investment"))
    known = (message(key, locale) for key in keys if has_message(key, locale))
    return next((text for text in known if "{" not in text), "")


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


def _audit(report: Report, findings: tuple[Finding, ...], locale: str) -> Section:
    title = message("section.audit", locale)
    if not findings:
        return Section(key="audit", title=title, texts=(message("report.no_findings", locale),))
    return Section(key="audit", title=title, tables=(findings_table(findings, locale, report=report),))


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
    return tuple(
        Column(
            key=key,
            label=message(f"column.{key}", locale),
            kind=kind,
            is_computed=key == "computed",
            printed=message("column.verdict", locale) if key == "published" else "",
        )
        for key, kind in fields
    )
