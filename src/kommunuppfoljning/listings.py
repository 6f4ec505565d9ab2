"""Listings (*förteckningar*): what a chapter lists, each kind of thing laid out as one table, for every view.

What is published stands beside what is computed. A path is told in words where it leads to something with a name.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

import attrs

from kommunuppfoljning.amounts import Amount
from kommunuppfoljning.assignments import Assignment
from kommunuppfoljning.claims import Claim
from kommunuppfoljning.errors import InvalidValue, NotFound
from kommunuppfoljning.findings import Finding
from kommunuppfoljning.indicators import Indicator
from kommunuppfoljning.judgements import Judgement
from kommunuppfoljning.locale import has_message, message
from kommunuppfoljning.periods import Period
from kommunuppfoljning.reports import Report
from kommunuppfoljning.staff import StaffFigure, StaffMeasure
from kommunuppfoljning.tables import CellKind, Column, Quantity, Row, Table, value_or_reason
from kommunuppfoljning.terms import Verdict

__all__ = [
    "VERDICTS",
    "actions_table",
    "assignments_table",
    "causes_table",
    "claims_table",
    "columns_of",
    "doubts_table",
    "events_table",
    "field_label",
    "findings_table",
    "guarantees_table",
    "indicators_table",
    "listed_table",
    "risks_table",
    "staff_table",
]

VERDICTS = (("published", CellKind.VERDICT), ("computed", CellKind.VERDICT), ("trend", CellKind.TREND))
"""The columns of verdicts, computed beside published."""


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
    return listed_table("audit", fields, rows, locale)


def indicators_table(
    indicators: Iterable[Indicator], judged: Mapping[str, Judgement], report: Report | None = None, locale: str = "sv"
) -> Table:
    """Indicators as reports print them, with the verdict computed beside the published one (*indikatorer*).

    `judged` holds the judgement of each by its id.
    """
    listed = list(indicators)
    shown = [one for indicator in listed for one in (indicator, *indicator.breakdowns)]
    periods = sorted({period for one in shown for period in one.outcomes})
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
        *columns_of(VERDICTS, locale),
        Column(key="commented", label=message("column.commented", locale), kind=CellKind.DATE, is_detail=True),
    )
    rows = []
    for one in listed:
        rows.append(_indicator_row(one, periods, judged[one.id].final, locale))
        rows += (_indicator_row(part, periods, None, locale, level=1) for part in one.breakdowns)
    title = message("table.indicators", locale)
    return Table(title=title, columns=columns, rows=tuple(rows), notes=tuple(_notes(listed, locale)))


def _indicator_row(
    one: Indicator, periods: list[Period], computed: Verdict | None, locale: str, *, level: int = 0
) -> Row:
    """An indicator, or what it is for a group, under the whole."""
    target = one.target_for()

    def cell(value: Amount | None, key: str | Period) -> object:
        return value_or_reason(None if value is None else Quantity(value, one.unit), one.missing.get(key))

    wanted = cell(target.value if target else None, "target")
    if target is not None and target.value is None:
        wanted = target.text or target.kind.label(locale)
    cells = (
        one.group.name if level and one.group is not None else one.name or one.id,
        one.level,
        one.department,
        one.unit,
        *(cell(one.outcomes.get(period), period) for period in periods),
        wanted,
        cell(one.forecast, "forecast"),
        one.verdict,
        computed,
        one.trend,
        one.commented_on,
    )
    return Row(cells=cells, level=level)


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
        for reference, amount in one.references.items():
            if amount is not None:
                told = {"reference": reference, "value": Quantity(amount, one.unit).text(locale)}
                yield message("note.reference", locale, name=name, **told)
        for earlier in one.earlier_targets:
            if earlier.target.value is not None:
                value = Quantity(earlier.target.value, one.unit).text(locale)
                yield message(
                    "note.earlier_target", locale, name=name, period=earlier.period.label(locale), value=value
                )


def assignments_table(assignments: Iterable[Assignment], locale: str) -> Table:
    """Assignments with when they are due and how they stand (*uppdrag och initiativ*)."""
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


def causes_table(report: Report, locale: str) -> Table:
    """What is said of deviations (*orsaker till avvikelser*)."""
    fields = (("about", CellKind.TEXT), ("cause", CellKind.TEXT), ("cause_kind", CellKind.TERM))
    return listed_table(
        "causes", fields, ((_spoken(report, one.about, locale), one.text, one.kind) for one in report.causes), locale
    )


_LAST_STEP = re.compile(r"(?:^|\.)([a-z_]+)(?:\[([^\]]*)\])?$")


def _spoken(report: Report | None, path: str, locale: str) -> str:
    """A path in words, "IT: Avvikelse", where it leads to something with a name or a field of it; else as it is."""
    step = _LAST_STEP.search(path)
    if report is None or step is None:
        return path
    field, key = step.groups()
    try:
        found = report.find(path) if key is not None else None
        name = _name_of(found, locale)
        if name:
            return name
        head = path[: step.start()]
        holder = _name_of(report.find(head), locale) if head else ""
    except (NotFound, InvalidValue):
        return path
    label = field_label(field, locale)
    if label and key is not None and "=" not in key:
        label = f"{label} {_key_in_words(key, locale)}"
    if head:
        return ": ".join(filter(None, (holder, label))) if holder else path
    return label if label and key is not None else path


def _name_of(thing: object, locale: str) -> str:
    """What a reader calls a thing; nothing for what has no name, and for several that have different ones."""
    if isinstance(thing, tuple):
        names = {_name_of(one, locale) for one in thing}
        return names.pop() if len(names) == 1 else ""
    if isinstance(thing, Claim):
        return thing.where
    if isinstance(thing, StaffFigure):
        period = thing.period.label(locale) if thing.period is not None else ""
        return ", ".join(filter(None, (thing.scope, thing.measure.label(locale), period)))
    return next(
        (text for key in ("name", "title", "id") if isinstance(text := getattr(thing, key, ""), str) and text), ""
    )


def _key_in_words(key: str, locale: str) -> str:
    """A period as a reader writes it; any other key of a mapping as it is."""
    try:
        return Period.parse(key).label(locale)
    except InvalidValue:
        return key


def field_label(field: str, locale: str = "sv") -> str:
    """What a reader calls a field of a model (*fältets namn*); nothing where the catalogue has no word for it."""
    keys = (f"{head}.{field}" for head in ("field", "column", "column.investment", "shown"))
    known = (message(key, locale) for key in keys if has_message(key, locale))
    return next((text for text in known if "{" not in text), "")


def actions_table(report: Report, locale: str) -> Table:
    """What is done about deviations (*åtgärder*)."""
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
    return listed_table("actions", fields, rows, locale)


def events_table(report: Report, locale: str) -> Table:
    """What has happened (*händelser*)."""
    fields = (("event", CellKind.TEXT), ("date", CellKind.TEXT))
    return listed_table("events", fields, ((one.title, one.date or one.period) for one in report.events), locale)


def risks_table(report: Report, locale: str) -> Table:
    """Risks told in words (*risker*); one that is told in figures alone stands with those."""
    words = ("level", "tendency", "condition")
    fields = [(key, CellKind.TEXT) for key in ("risk", *words)]
    rows = (
        (one.title, *(getattr(one, word) for word in words))
        for one in report.risks
        if one.value is None or any(getattr(one, word) for word in words)
    )
    return listed_table("risks", fields, rows, locale)


def guarantees_table(report: Report, locale: str) -> Table:
    """Service guarantees, what they promise and how far they have come (*tjänstegarantier*)."""
    fields = [("guarantee", CellKind.TEXT), ("status", CellKind.TERM), ("about", CellKind.TEXT)]
    rows: list[tuple[object, ...]] = [(one.title, one.status, one.about) for one in report.guarantees]
    if any(one.promise for one in report.guarantees):
        fields.insert(1, ("promise", CellKind.TEXT))
        rows = [(row[0], one.promise, *row[1:]) for one, row in zip(report.guarantees, rows, strict=True)]
    return listed_table("guarantees", fields, rows, locale)


def staff_table(figures: Iterable[StaffFigure], locale: str) -> Table:
    """Staff figures one by one (*personaltal*): those that no other table of the chapter shows."""
    listed = list(figures)
    fields = [
        ("scope", CellKind.TEXT),
        ("measure", CellKind.TERM),
        ("period", CellKind.TEXT),
        ("figure", CellKind.NUMBER),
    ]
    rows: list[tuple[object, ...]] = [(one.scope, one.measure, one.period, _staff_value(one)) for one in listed]
    if any(one.group is not None for one in listed):
        fields.insert(1, ("group", CellKind.TEXT))
        groups = (one.group.name if one.group is not None else "" for one in listed)
        rows = [(row[0], group, *row[1:]) for row, group in zip(rows, groups, strict=True)]
    table = listed_table("staff_figures", fields, rows, locale)
    return attrs.evolve(table, notes=tuple(dict.fromkeys(one.definition for one in listed if one.definition)))


def _staff_value(figure: StaffFigure) -> object:
    is_share = not figure.measure.is_number and figure.measure is not StaffMeasure.OTHER
    shown = Quantity(figure.value, "%" if is_share else "") if figure.value is not None else None
    return value_or_reason(shown, figure.missing)


def claims_table(report: Report, locale: str) -> Table:
    """What the running text says (*påståenden i löptext*)."""
    fields = (("claim", CellKind.TEXT), ("kind", CellKind.TERM), ("where", CellKind.TEXT), ("about", CellKind.TEXT))
    rows = ((one.text, one.kind, one.where, _all_spoken(report, one.about, locale)) for one in report.claims)
    return listed_table("claims", fields, rows, locale)


def _all_spoken(report: Report, paths: str, locale: str) -> str:
    """Several paths in words; a selection says more as it is."""
    return "; ".join(path if "=" in path else _spoken(report, path, locale) for path in paths.split("; "))


def doubts_table(report: Report, locale: str) -> Table:
    """Readings that are not certain (*osäkra läsningar*)."""
    fields = (("where", CellKind.TEXT), ("reading", CellKind.TEXT), ("reason", CellKind.TEXT))
    rows = ((_spoken(report, one.where, locale), one.reading, one.reason) for one in report.doubts)
    return listed_table("doubts", fields, rows, locale)


def listed_table(
    key: str, fields: Iterable[tuple[str, CellKind]], rows: Iterable[tuple[object, ...]], locale: str
) -> Table:
    """A table with a title, headings and rows in the catalogue's words (*förteckning*)."""
    return Table(
        title=message(f"table.{key}", locale),
        columns=columns_of(fields, locale),
        rows=tuple(Row(cells=cells) for cells in rows),
    )


def columns_of(fields: Iterable[tuple[str, CellKind]], locale: str) -> tuple[Column, ...]:
    """Columns by key and kind, labelled from the catalogue (*kolumner*)."""
    return tuple(
        Column(
            key=key,
            label=message(f"column.{key}", locale),
            kind=kind,
            is_computed=key == "computed",
            printed=message("column.verdict", locale) if key == "published" else None,
        )
        for key, kind in fields
    )
