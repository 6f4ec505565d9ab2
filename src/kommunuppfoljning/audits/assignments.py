"""Assignments (*uppdragskontroller*): the list against the pivot, and status and dates against what is said of them."""

import datetime as dt
from collections.abc import Iterator

from kommunuppfoljning.assignments import Assignment, summarise_assignments
from kommunuppfoljning.audits.checking import Audited, Hit, check
from kommunuppfoljning.findings import Share
from kommunuppfoljning.terms import Completion, Mismatch, Severity, Status

__all__ = ["CHECKS", "open_ones", "place_of"]

OVER = (Status.COMPLETED, Status.CANCELLED)
FEW = 4
"""Of fewer assignments than this nothing is usual."""


def place_of(one: Assignment) -> str:
    """The path of an assignment."""
    return f"assignments[{one.id}]"


def open_ones(audited: Audited) -> Iterator[Assignment]:
    """The assignments that are neither completed nor cancelled."""
    return (one for one in audited.report.assignments if one.status not in OVER)


def _done(one: Assignment) -> dt.date | None:
    """The last day on which it may have been reported."""
    return one.reported_on or (one.reported_in.end if one.reported_in is not None else None)


@check(
    "pivot",
    Severity.ERROR,
    why="The summary is what the board reads; it has to count what the list holds.",
    example="The pivot says 13 on plan where the list has 12.",
)
def pivot(audited: Audited) -> Iterator[Hit]:
    """Each cell of the pivot as printed against the list; a blank cell says nothing."""
    stated = audited.report.stated_pivot
    if stated is None:
        return
    whole = summarise_assignments(audited.report.assignments)
    for name in ("on_plan", "deviates", "not_stated", "total"):
        cells = [(stated, whole, f"stated_pivot.{name}")]
        for row in stated.rows:
            place = f"stated_pivot.rows[kind={row.kind.value},status={row.status.value if row.status else None}].{name}"
            cells.append((row, whole.row(row.kind, row.status), place))  # type: ignore[arg-type]  # a row, or the whole
        for printed_in, counted_in, place in cells:
            printed = getattr(printed_in, name)
            count = getattr(counted_in, name) if counted_in is not None else 0
            if printed is not None and printed != count:
                yield Hit.at(place, gap=abs(printed - count), mismatch=Mismatch.MISTAKE, printed=printed, counted=count)


@check(
    "delay-without-reason",
    Severity.WARNING,
    why="A delay that nobody explains cannot be judged.",
    example="'Deviates from plan', and no reason is given.",
)
def unexplained(audited: Audited) -> Iterator[Hit]:
    """What deviates from plan without a reason."""
    for one in open_ones(audited):
        if one.completion is Completion.DEVIATES and not one.reason:
            yield Hit.at(f"{place_of(one)}.reason", name=one.title or one.id)


@check(
    "delay-without-new-due",
    Severity.WARNING,
    why="A delay without a new date has no end.",
    example="'Deviates from plan', and no new date is given.",
)
def undated(audited: Audited) -> Iterator[Hit]:
    """What deviates from plan without a new date."""
    for one in open_ones(audited):
        if one.completion is Completion.DEVIATES and one.new_due is None:
            yield Hit.at(f"{place_of(one)}.new_due", name=one.title or one.id)


@check(
    "on-plan-but-passed",
    Severity.WARNING,
    why="What is not done by its date is late, whatever it is called.",
    example="'On plan', due on 3 June, and not completed on 31 August.",
)
def passed(audited: Audited) -> Iterator[Hit]:
    """What is on plan although its date has passed."""
    day = audited.day
    for one in open_ones(audited):
        if one.completion is Completion.ON_PLAN and one.due is not None and day is not None and one.due < day:
            yield Hit.at(f"{place_of(one)}.due", name=one.title or one.id, due=one.due, end=day)


@check(
    "on-plan-but-later",
    Severity.WARNING,
    why="What is promised after its date is late, whatever it is called.",
    example="'On plan', due on 9 September, to be reported on 2 December.",
)
def later(audited: Audited) -> Iterator[Hit]:
    """What is on plan and promised for after its date."""
    for one in open_ones(audited):
        promised = one.new_due or one.promised_on
        if one.completion is Completion.ON_PLAN and one.due and promised and promised > one.due:
            yield Hit.at(f"{place_of(one)}.promised_on", name=one.title or one.id, due=one.due, promised=promised)


@check(
    "on-plan-but-was-late",
    Severity.WARNING,
    why="A late assignment counted as on plan makes the count of those on plan too good.",
    example="'On plan', due on 6 May, reported on 3 June.",
)
def was_late(audited: Audited) -> Iterator[Hit]:
    """What was completed as planned, and reported after its date."""
    for one in audited.report.assignments:
        done = one.reported_on or (one.reported_in.start if one.reported_in is not None else None)
        if one.completion is Completion.ON_PLAN and one.due and done and done > one.due:
            yield Hit.at(f"{place_of(one)}.completion", name=one.title or one.id, due=one.due, done=done)


@check(
    "deviates-but-in-time",
    Severity.WARNING,
    why="What was in time and is called late makes the count of delays too bad, or the date was another one.",
    example="'Deviates from plan', due on 3 June, reported in April.",
)
def in_time(audited: Audited) -> Iterator[Hit]:
    """What deviates from plan, and was reported or is promised by its date."""
    for one in audited.report.assignments:
        done = _done(one) if one.status is Status.COMPLETED else one.promised_on if one.new_due is None else None
        if one.completion is Completion.DEVIATES and one.due and done and done <= one.due:
            yield Hit.at(f"{place_of(one)}.completion", name=one.title or one.id, due=one.due, done=done)


@check(
    "status-against-dates",
    Severity.WARNING,
    why="What has been reported is done, and what is to be reported later is not.",
    example="'Started', reported on 3 June.",
)
def statuses(audited: Audited) -> Iterator[Hit]:
    """A status that the date of the report, or the share done, contradicts."""
    day = audited.day
    for one in audited.report.assignments:
        done = one.reported_on
        early = one.status is Status.COMPLETED and done is not None and day is not None and done > day
        unfinished = one.status is Status.COMPLETED and one.progress is not None and one.progress < 1
        unbegun = one.status is Status.NOT_STARTED and bool(one.progress)
        reported = one.status in (Status.NOT_STARTED, Status.STARTED) and done is not None and day and done <= day
        if early or unfinished or unbegun or reported:
            yield Hit.at(
                f"{place_of(one)}.status",
                name=one.title or one.id,
                status=one.status,
                done=done or "–",
                progress="–" if one.progress is None else Share(one.progress),
            )


@check(
    "passed-without-word",
    Severity.WARNING,
    why="A date has passed and nobody says what it means.",
    example="Started, due on 3 June, no word on whether it deviates.",
)
def wordless(audited: Audited) -> Iterator[Hit]:
    """What is not done by its date, where it is said neither to deviate nor to be on plan."""
    day = audited.day
    for one in open_ones(audited):
        if one.status is not Status.NOT_FOLLOWED_UP and one.completion is None and one.due and day and one.due < day:
            yield Hit.at(f"{place_of(one)}.due", name=one.title or one.id, due=one.due, end=day)


@check(
    "date-order",
    Severity.WARNING,
    why="Dates in the wrong order are usually a wrong month or year.",
    example="A new date that is before the one it replaces.",
)
def order(audited: Audited) -> Iterator[Hit]:
    """A new date before the old one, or handing in after reporting."""
    for one in audited.report.assignments:
        for first, second in (("due", "new_due"), ("submission_due", "promised_on")):
            before, after = getattr(one, first), getattr(one, second)
            if before is not None and after is not None and after < before:
                yield Hit.at(f"{place_of(one)}.{second}", name=one.title or one.id, before=before, after=after)


@check(
    "submission-passed",
    Severity.INFO,
    why="What had to be handed in by now should be said to have been.",
    example="To be handed in by 6 August, started, and nothing is said of it on 31 August.",
)
def submissions(audited: Audited) -> Iterator[Hit]:
    """What should have been handed in by now, and is not done."""
    day = audited.day
    for one in open_ones(audited):
        if one.submission_due is not None and day is not None and one.submission_due < day:
            where = f"{place_of(one)}.submission_due"
            yield Hit.at(where, name=one.title or one.id, due=one.submission_due, end=day)


@check(
    "missing-field",
    Severity.INFO,
    why="What most assignments say and one does not was forgotten for that one.",
    example="Eleven of twelve assignments have a date.",
)
def incomplete(audited: Audited) -> Iterator[Hit]:
    """An open assignment that lacks a date, a status or a word on its completion, where most others have it."""
    listed = audited.report.assignments
    for name in ("due", "status", "completion"):
        lacking = [one for one in listed if getattr(one, name) is None]
        if len(listed) < FEW or 4 * len(lacking) > len(listed):
            continue
        for one in lacking:
            if one.status not in OVER:
                yield Hit.at(f"{place_of(one)}.{name}", name=one.title or one.id)


CHECKS = (
    pivot,
    unexplained,
    undated,
    passed,
    later,
    was_late,
    in_time,
    statuses,
    wordless,
    order,
    submissions,
    incomplete,
)
