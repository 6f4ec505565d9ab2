"""Listings (*förteckningar*): what a chapter lists, each kind of thing laid out as one table, for every view.

What is published stands beside what is computed. A path is told in words where it leads to something with a name.
"""

from collections.abc import Iterable, Iterator, Mapping

from kommunuppfoljning.assignments import Assignment
from kommunuppfoljning.errors import InvalidValue, NotFound
from kommunuppfoljning.findings import Finding
from kommunuppfoljning.indicators import Indicator
from kommunuppfoljning.judgements import Judgement
from kommunuppfoljning.locale import has_message, message
from kommunuppfoljning.reports import Report
from kommunuppfoljning.tables import CellKind, Column, Quantity, Row, Table, value_or_reason

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
        *columns_of(VERDICTS, locale),
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
    """Risks told in words (*risker*)."""
    fields = (
        ("risk", CellKind.TEXT),
        ("level", CellKind.TEXT),
        ("tendency", CellKind.TEXT),
        ("condition", CellKind.TEXT),
    )
    return listed_table(
        "risks", fields, ((one.title, one.level, one.tendency, one.condition) for one in report.risks), locale
    )


def guarantees_table(report: Report, locale: str) -> Table:
    """Service guarantees and how far they have come (*tjänstegarantier*)."""
    fields = (("guarantee", CellKind.TEXT), ("status", CellKind.TERM), ("about", CellKind.TEXT))
    return listed_table("guarantees", fields, ((one.title, one.status, one.about) for one in report.guarantees), locale)


def claims_table(report: Report, locale: str) -> Table:
    """What the running text says (*påståenden i löptext*)."""
    fields = (("claim", CellKind.TEXT), ("kind", CellKind.TERM), ("where", CellKind.TEXT), ("about", CellKind.TEXT))
    return listed_table("claims", fields, ((one.text, one.kind, one.where, one.about) for one in report.claims), locale)


def doubts_table(report: Report, locale: str) -> Table:
    """Readings that are not certain (*osäkra läsningar*)."""
    fields = (("where", CellKind.TEXT), ("reading", CellKind.TEXT), ("reason", CellKind.TEXT))
    return listed_table("doubts", fields, ((one.where, one.reading, one.reason) for one in report.doubts), locale)


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
            printed=message("column.verdict", locale) if key == "published" else "",
        )
        for key, kind in fields
    )
