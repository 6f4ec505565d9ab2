"""Judgement against figures (*bedömning mot siffror*): verdicts against the rule, and values that are not new."""

from collections.abc import Iterator

from kommunuppfoljning.findings import Finding
from kommunuppfoljning.goals import Area, Goal
from kommunuppfoljning.indicators import Indicator
from kommunuppfoljning.judgements import judge
from kommunuppfoljning.reports import Report
from kommunuppfoljning.terms import Severity

__all__ = ["copied_values", "verdicts"]


def verdicts(report: Report) -> Iterator[Finding]:
    """Each published verdict against the one that the default rule gives."""
    places: list[tuple[Indicator | Goal | Area, str, str]] = [
        *((indicator, f"indicators[{indicator.id}]", indicator.name) for indicator in report.indicators),
        *((goal, f"goals[{goal.id}]", goal.title) for goal in report.goals),
        *((area, f"areas[{area.id}]", area.title) for area in report.areas),
    ]
    for thing, place, name in places:
        if thing.verdict is None:
            continue
        computed = judge(thing, report=report).verdict
        if computed is not thing.verdict:
            yield Finding.of(
                "verdict",
                Severity.WARNING,
                f"{place}.verdict",
                name=name or thing.id,
                printed=thing.verdict,
                computed=computed,
            )


def copied_values(report: Report) -> Iterator[Finding]:
    """A value shown as the latest that was really measured in an earlier period."""
    for indicator in report.indicators:
        latest = indicator.latest
        measured = indicator.refers_to.get(latest) if latest is not None else None
        if latest is not None and measured is not None and measured.end.year < latest.end.year:
            yield Finding.of(
                "copied-value",
                Severity.INFO,
                f"indicators[{indicator.id}].outcomes[{latest.key}]",
                name=indicator.name,
                shown=latest.key,
                measured=measured.key,
            )
