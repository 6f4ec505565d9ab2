"""A report against the one before it (*mot föregående rapport*): history rewritten, dates moved, things gone."""

from collections.abc import Iterator
from fractions import Fraction

from kommunuppfoljning.amounts import Amount, minus, size_of
from kommunuppfoljning.audits.checking import Audited, Hit, called, check
from kommunuppfoljning.audits.spans import apart
from kommunuppfoljning.audits.tables import place_of, printed
from kommunuppfoljning.budgets import BudgetLine, BudgetTable
from kommunuppfoljning.changes import Change, compare
from kommunuppfoljning.findings import Share
from kommunuppfoljning.indicators import Indicator
from kommunuppfoljning.periods import Period
from kommunuppfoljning.reports import Report
from kommunuppfoljning.terms import Layout, LineKind, MeasureKind, Mismatch, Severity, Status

__all__ = ["CHECKS"]

SWING = Fraction(1, 20)
"""A forecast that moves by 5 % of the year's budget from one report to the next is news."""


def _changes(audited: Audited) -> tuple[Change, ...]:
    return compare(audited.previous, audited.report) if audited.previous is not None else ()


def _title(audited: Audited, place: str) -> str:
    thing = audited.find(place)
    return getattr(thing, "name", "") or getattr(thing, "title", "") or getattr(thing, "id", place)


@check(
    "revised-history",
    Severity.WARNING,
    why="A past value that has changed since the last report changes every comparison with it: say so.",
    example="The outcome for 2023 was 421 442 in the last report and is 392 055 in this one.",
)
def revised(audited: Audited) -> Iterator[Hit]:
    """Another value for a period that the report before had a value for."""
    for change in audited.once(_changes):
        if change.is_revision:
            yield Hit.at(
                f"{change.where}.{change.field}",
                mismatch=Mismatch.REVISED,
                name=_title(audited, change.where),
                before=change.before,
                after=change.after,
            )


@check(
    "target-moved",
    Severity.INFO,
    why="A target that is moved between two reports of one year changes what is judged.",
    example="The target for 2024 was 110 in the last report and is 100 in this one.",
)
def moved_targets(audited: Audited) -> Iterator[Hit]:
    """A target that is another than in the report before, for the same year."""
    previous, report = audited.previous, audited.report
    if previous is None or not _same_year(previous, report):
        return
    for change in audited.once(_changes):
        if change.field == "target" and change.before is not None and change.after is not None:
            name = _title(audited, change.where)
            yield Hit.at(f"{change.where}.target", name=name, before=change.before, target=change.after)


@check(
    "due-moved",
    Severity.WARNING,
    why="A planned date that is overwritten makes a delay look like a plan.",
    example="Due on 3 June in the last report and on 2 December in this one, and 'on plan'.",
)
def moved_dates(audited: Audited) -> Iterator[Hit]:
    """A planned date that is later than in the report before: a new date belongs beside the old one."""
    for change in audited.once(_changes):
        before, after = change.before, change.after
        if change.field == "due" and before is not None and after is not None and after > before:  # type: ignore[operator]  # dates
            yield Hit.at(f"{change.where}.due", name=_title(audited, change.where), before=before, after=after)


@check(
    "item-gone",
    Severity.WARNING,
    why="An assignment that is no longer in the list, and was not done, has been forgotten or dropped without a word.",
    example="Started in the last report, and not in this one.",
)
def gone(audited: Audited) -> Iterator[Hit]:
    """Open assignments, and indicators with a target, of the report before that are not in this one."""
    previous = audited.previous
    for change in audited.once(_changes):
        if previous is None or not change.is_gone or not change.where.startswith(("assignments[", "indicators[")):
            continue
        thing = previous.find(change.where)
        if getattr(thing, "status", None) in (Status.COMPLETED, Status.CANCELLED):
            continue
        yield Hit.at(change.where, name=getattr(thing, "title", "") or getattr(thing, "name", "") or change.before)


@check(
    "status-back",
    Severity.WARNING,
    why="What was done and is not done any more was not done then, or is not told right now.",
    example="Completed in July and started in August.",
)
def backwards(audited: Audited) -> Iterator[Hit]:
    """A status that has gone back since the report before."""
    order = {Status.NOT_STARTED: 0, Status.STARTED: 1, Status.COMPLETED: 2}
    for change in audited.once(_changes):
        before, after = change.before, change.after
        if change.field != "status" or not isinstance(before, Status) or not isinstance(after, Status):
            continue
        if order.get(after, 3) < order.get(before, 0):
            yield Hit.at(f"{change.where}.status", name=_title(audited, change.where), before=before, after=after)


def _same_year(one: Report, other: Report) -> bool:
    return one.period is not None and other.period is not None and one.period.end.year == other.period.end.year


def _pairs(audited: Audited) -> Iterator[tuple[BudgetTable, BudgetTable, BudgetLine, BudgetLine]]:
    """Lines of this report beside those of the one before, in tables of one id, unit and layout."""
    if audited.previous is None:
        return
    tables = {table.id: table for table in audited.previous.budget_tables}
    for table in audited.report.budget_tables:
        old = tables.get(table.id)
        if old is None or (old.unit, old.layout) != (table.unit, table.layout):
            continue
        lines = {line.id: line for line in printed(old)}
        for line in printed(table):
            if line.id in lines:
                yield old, table, lines[line.id], line


@check(
    "running-total-fell",
    Severity.WARNING,
    why="What is counted from January on cannot become less, unless something was corrected.",
    example="109 visits to July, and 75 to August.",
)
def fell(audited: Audited) -> Iterator[Hit]:
    """Costs, and flows, from January on that are less than in an earlier report of the same year."""
    previous, report = audited.previous, audited.report
    if previous is None or not _later(previous.period, report.period):
        return
    for old, table, before, line in _pairs(audited):
        one, other = before.period_outcome, line.period_outcome
        costs = line.kind is LineKind.COST and table.layout is not Layout.DEVIATIONS
        if costs and one and other and (one < 0) is (other < 0) and old.period != table.period:
            less = minus(size_of(one), size_of(other))
            found = apart(less, 2, table.digits) if less > 0 else None
            if found is not None:
                where = f"{place_of(table, line)}.period_outcome"
                yield Hit.at(where, gap=found[0], mismatch=Mismatch.REVISED, name=called(line), before=one, after=other)
    known = {indicator.id: indicator for indicator in previous.indicators}
    for indicator in report.indicators:
        yield from _fallen(known.get(indicator.id), indicator)


def _later(before: Period | None, after: Period | None) -> bool:
    return before is not None and after is not None and before.end.year == after.end.year and before.end < after.end


def _fallen(before: Indicator | None, one: Indicator) -> Iterator[Hit]:
    if before is None or one.kind is not MeasureKind.FLOW or before.latest is None or one.latest is None:
        return
    old, new = before.latest_value, one.latest_value
    if _later(before.latest, one.latest) and old is not None and new is not None and 0 <= new < old:
        where = f"indicators[{one.id}].outcomes[{one.latest.key}]"
        gap = minus(old, new)
        yield Hit.at(where, gap=gap, mismatch=Mismatch.REVISED, name=called(one), before=old, after=new)


@check(
    "last-year-differs",
    Severity.WARNING,
    why="Last year's column has to be what was reported last year, or say that it was revised.",
    example="The outcome to August 2023 was −162 546 then, and is −160 000 in this year's report.",
)
def last_year(audited: Audited) -> Iterator[Hit]:
    """Last year's outcome as printed now against what was printed then."""
    for old, table, before, line in _pairs(audited):
        if old.period is None or table.period is None or old.period != table.period.previous_year():
            continue
        then, now = before.period_outcome, line.previous_outcome
        found = apart(minus(now, then), 2, table.digits) if then is not None and now is not None else None
        if found is not None:
            where = f"{place_of(table, line)}.previous_outcome"
            yield Hit.at(where, gap=found[0], mismatch=Mismatch.REVISED, name=called(line), before=then, after=now)


@check(
    "budget-changed",
    Severity.INFO,
    why="A budget that is another than in the last report was decided on in between: the text should say so.",
    example="The budget for the year was −45 633 in July, and is −44 000 in August.",
)
def budgets(audited: Audited) -> Iterator[Hit]:
    """The budget of the year against that in an earlier report of the same year."""
    if audited.previous is None or not _same_year(audited.previous, audited.report):
        return
    for _, table, before, line in _pairs(audited):
        one, other = before.annual_budget, line.annual_budget
        if one is not None and other is not None and apart(minus(one, other), 2, table.digits) is not None:
            yield Hit.at(f"{place_of(table, line)}.annual_budget", name=called(line), before=one, after=other)


@check(
    "forecast-swing",
    Severity.INFO,
    why="A forecast that moves far between two reports is what the next one should explain.",
    example="+200 in the last forecast, −3 000 in this one, of a budget of 40 000.",
)
def swings(audited: Audited) -> Iterator[Hit]:
    """A forecast that moved by more than a twentieth of the year's budget since the report before."""
    if audited.previous is None or not _same_year(audited.previous, audited.report):
        return
    for _, table, before, line in _pairs(audited):
        one, other, annual = before.forecast, line.forecast, line.annual_budget
        if one is None or other is None or not annual:
            continue
        moved: Amount = size_of(minus(other, one))
        share = Fraction(moved) / Fraction(size_of(annual))
        if share > SWING:
            where = f"{place_of(table, line)}.forecast"
            yield Hit.at(where, name=called(line), before=one, after=other, share=Share(share))


CHECKS = (revised, moved_targets, moved_dates, gone, backwards, fell, last_year, budgets, swings)
