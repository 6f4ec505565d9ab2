"""Assignments (*uppdragskontroller*): the list against the pivot, and dates against what is said of them."""

from collections.abc import Iterator

from kommunuppfoljning.assignments import summarise_assignments
from kommunuppfoljning.findings import Finding
from kommunuppfoljning.reports import Report
from kommunuppfoljning.terms import Completion, Severity, Status

__all__ = ["delays", "pivot"]


def pivot(report: Report) -> Iterator[Finding]:
    """Each cell of the pivot as printed against the list; a blank cell says nothing."""
    stated = report.stated_pivot
    if stated is None:
        return
    counted = summarise_assignments(report.assignments)
    for name in ("on_plan", "deviates", "not_stated", "total"):
        cells = [(stated, counted, f"stated_pivot.{name}")]
        for row in stated.rows:
            place = f"stated_pivot.rows[kind={row.kind.value},status={row.status.value if row.status else None}].{name}"
            cells.append((row, counted.row(row.kind, row.status), place))  # type: ignore[arg-type]  # a row, or the whole
        for printed_in, counted_in, place in cells:
            printed = getattr(printed_in, name)
            count = getattr(counted_in, name) if counted_in is not None else 0
            if printed is not None and printed != count:
                yield Finding.of(
                    "pivot", Severity.ERROR, place, gap=abs(printed - count), printed=printed, counted=count
                )


def delays(report: Report) -> Iterator[Finding]:
    """What deviates from plan without a reason or a new date, and what is on plan although its date has passed."""
    for one in report.assignments:
        place = f"assignments[{one.id}]"
        if one.status is Status.COMPLETED or one.status is Status.CANCELLED:
            continue
        if one.completion is Completion.DEVIATES:
            missing = [name for name, value in (("reason", one.reason), ("new_due", one.new_due)) if not value]
            for name in missing:
                yield Finding.of(
                    f"delay-without-{name.replace('_', '-')}", Severity.WARNING, f"{place}.{name}", name=one.title
                )
        elif one.completion is Completion.ON_PLAN and one.due is not None:
            later = one.promised_on
            if report.period is not None and one.due < report.period.end:
                end = report.period.end
                yield Finding.of(
                    "on-plan-but-passed", Severity.WARNING, f"{place}.due", name=one.title, due=one.due, end=end
                )
            if later is not None and later > one.due:
                yield Finding.of(
                    "on-plan-but-later",
                    Severity.WARNING,
                    f"{place}.promised_on",
                    name=one.title,
                    due=one.due,
                    promised=later,
                )
