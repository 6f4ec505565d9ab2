"""What the law asks (*lagkrav*): the window and the deadline of an interim report, and small groups not shown.

They bind the municipality; a committee's own report is left alone, save that no person may be told by a figure.

Source: lagen (2018:597) om kommunal bokföring och redovisning 11 kap. 8 § and 13 kap. 1 §; kommunallagen (2017:725)
11 kap. 16 §.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from dateutil.relativedelta import relativedelta

from kommunuppfoljning.amounts import Amount
from kommunuppfoljning.audits.checking import Audited, Hit, check
from kommunuppfoljning.periods import Period
from kommunuppfoljning.reports import Report
from kommunuppfoljning.staff import StaffFigure, StaffMeasure
from kommunuppfoljning.suppressions import LARGEST_SMALL_GROUP
from kommunuppfoljning.terms import Severity

__all__ = ["CHECKS"]

MONTHS_TO_HAND_IN = 2


def _is_municipal(report: Report) -> bool:
    """Whether it is the municipality's own report: said to be, and not that of a committee."""
    return bool(report.municipality) and report.organisation in ("", report.municipality)


@check(
    "report-window",
    Severity.WARNING,
    why="An interim report has to cover at least half of the year and at most two thirds of it, from its beginning.",
    example="The municipality's interim report covers January to April.",
)
def window(audited: Audited) -> Iterator[Hit]:
    """The period of a municipality's own interim report against the law's window."""
    report, period = audited.report, audited.report.period
    if period is None or not _is_municipal(report) or period.is_year:
        return
    begins = (period.start.month, period.start.day) == (1, 1)
    elapsed = period.elapsed
    if elapsed is None or not begins or not 6 <= elapsed * 12 <= 8:
        yield Hit.at("period", period=period)


@check(
    "report-deadline",
    Severity.WARNING,
    why="The council and its auditors are to have the report within two months of the end of its period.",
    example="The report to 31 August is handed in on 15 November.",
)
def deadline(audited: Audited) -> Iterator[Hit]:
    """The day that a report was handed in: after its period, and a municipality's own within two months."""
    report = audited.report
    if report.period is None or report.submitted_on is None:
        return
    last = report.period.end + relativedelta(months=MONTHS_TO_HAND_IN, day=31)
    late = _is_municipal(report) and not report.period.is_year and report.submitted_on > last
    if late or report.submitted_on < report.period.end:
        yield Hit.at("submitted_on", submitted=report.submitted_on, end=report.period.end, last=last)


@check(
    "small-group",
    Severity.WARNING,
    why="In a group of ten or fewer a figure may be that of a person.",
    example="Sick leave of the men of a unit that has eight of them.",
)
def small_groups(audited: Audited) -> Iterator[Hit]:
    """Sick leave and turnover of a group that the head count says to be of ten or fewer."""
    counts: defaultdict[tuple[str, object], dict[Period | None, Amount]] = defaultdict(dict)
    for one in audited.report.staff:
        if one.measure is StaffMeasure.HEADCOUNT and one.value is not None:
            counts[one.scope, one.group][one.period] = one.value
    for number, one in enumerate(audited.report.staff, start=1):
        count = _heads(counts[one.scope, one.group], one.period)
        told = one.group is not None and not one.measure.is_number and one.value is not None
        if told and count is not None and count <= LARGEST_SMALL_GROUP:
            yield Hit.at(f"staff[#{number}].value", name=one.measure, group=_named(one), count=count)


def _heads(counts: Mapping[Period | None, Amount], period: Period | None) -> Amount | None:
    """How many were there when a period ended; where that is not told, the fewest that there were on any day."""
    then = [count for day, count in counts.items() if day is not None and period is not None and day.end == period.end]
    return min(then or counts.values(), default=None)


def _named(one: StaffFigure) -> str:
    return f"{one.scope} {one.group.name if one.group else ''}".strip()


@check(
    "hidden-group-told",
    Severity.WARNING,
    why="One hidden group of several can be worked out from the total and the others: hide another one too.",
    example="21 in all, 13 women, and the number of men is not shown.",
)
def derivable(audited: Audited) -> Iterator[Hit]:
    """A head count that is hidden, while the total and all other groups of its dimension are shown."""
    groups: defaultdict[tuple[object, ...], list[StaffFigure]] = defaultdict(list)
    totals: set[tuple[object, ...]] = set()
    for one in audited.report.staff:
        key = (one.measure, one.scope, one.period)
        if one.measure is StaffMeasure.HEADCOUNT and one.group is None and one.value is not None:
            totals.add(key)
        elif one.measure is StaffMeasure.HEADCOUNT and one.group is not None:
            groups[(*key, one.group.dimension)].append(one)
    for group, members in groups.items():
        hidden = [one for one in members if one.value is None]
        if len(hidden) == 1 and len(members) > 1 and group[:3] in totals:
            place = next(n for n, one in enumerate(audited.report.staff, start=1) if one is hidden[0])
            yield Hit.at(f"staff[#{place}].value", group=_named(hidden[0]), count=len(members) - 1)


CHECKS = (window, deadline, small_groups, derivable)
