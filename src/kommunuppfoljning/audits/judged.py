"""Judgement against figures (*bedömning mot siffror*): verdicts and trends, and values that are not what they seem."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from kommunuppfoljning.amounts import Amount, minus, size_of
from kommunuppfoljning.audits.checking import Audited, Hit, called, check
from kommunuppfoljning.audits.reading import quoted
from kommunuppfoljning.formulas.assessments import trend
from kommunuppfoljning.goals import Area, Goal
from kommunuppfoljning.indicators import Indicator
from kommunuppfoljning.judgements import Judgement, judge
from kommunuppfoljning.terms import Direction, MeasureKind, Mismatch, Severity, TargetKind, Trend, Verdict

__all__ = ["CHECKS", "UNCHANGED_WITHIN"]

UNCHANGED_WITHIN = Fraction(1, 20)
"""A change of up to so large a share may be called unchanged."""


@check(
    "verdict",
    Severity.WARNING,
    why="A verdict that the stated rule does not give needs a reason: people may judge otherwise, but have to say why.",
    example="Forecast 73, target 75, more is better, and the verdict is 'fulfilled'.",
)
def verdicts(audited: Audited) -> Iterator[Hit]:
    """Each published verdict against the one that the rules give, by default those of the library."""
    report = audited.report
    things: list[tuple[str, Indicator | Goal | Area, str]] = [
        *(("indicators", one, one.name) for one in report.indicators),
        *(("goals", goal, goal.title) for goal in report.goals),
        *(("areas", area, area.title) for area in report.areas if report.goals_of(area)),
    ]
    known = _judgements(audited)
    for kind, thing, name in things:
        if thing.verdict is None:
            continue
        judgement = known.get((kind, thing.id)) or judge(thing, audited.rules, report=report)
        computed = judgement.verdict
        baseless = computed is Verdict.NOT_EVALUATED and isinstance(thing, Indicator) and _lacks(thing)
        if computed is not thing.verdict and not baseless:
            yield Hit.at(f"{kind}[{thing.id}].verdict", name=name or thing.id, printed=thing.verdict, computed=computed)


def _judgements(audited: Audited) -> dict[tuple[str, str], Judgement]:
    """What is judged on the way to the areas, and what their goals are judged by: nothing has to be judged twice."""
    report = audited.report
    indicators = {goal.id: {one.id for one in goal.indicators} for goal in report.goals}
    known: dict[tuple[str, str], Judgement] = {}

    def note(goal: Judgement) -> None:
        known["goals", goal.about] = goal
        for part in goal.parts:
            if part.about in indicators[goal.about]:
                known["indicators", part.about] = part

    for area in report.areas:
        judged = judge(area, audited.rules, report=report)
        known["areas", area.id] = judged
        for part in judged.parts:
            if part.about in indicators:
                note(part)
    for goal in report.goals:
        if ("goals", goal.id) not in known:
            note(judge(goal, audited.rules, report=report))
    return known


def _lacks(indicator: Indicator) -> bool:
    """Whether an indicator lacks its target, or any value of the year."""
    target = indicator.target_for()
    if target is None or (target.value is None and target.kind not in (TargetKind.INCREASE, TargetKind.DECREASE)):
        return True
    year = indicator.year
    now = [value for period, value in indicator.outcomes.items() if year and period.end.year == year.end.year]
    return indicator.forecast is None and all(value is None for value in now)


@check(
    "verdict-without-basis",
    Severity.WARNING,
    why="What has no target, or neither outcome nor forecast, cannot have been judged by its figures.",
    example="'Fulfilled' for an indicator whose target is not set.",
)
def baseless(audited: Audited) -> Iterator[Hit]:
    """A verdict on an indicator that lacks what it would be judged by."""
    for one in audited.report.indicators:
        if one.verdict not in (None, Verdict.NOT_EVALUATED) and _lacks(one):
            where = f"indicators[{one.id}].verdict"
            yield Hit.at(where, name=called(one), printed=one.verdict)


@check(
    "missed-but-unjudged",
    Severity.WARNING,
    why="Leaving out what is going badly makes the rest look better than it is.",
    example="12,08 minutes against a target of 10,00, and the verdict is 'not evaluated'.",
)
def unjudged(audited: Audited) -> Iterator[Hit]:
    """An indicator that is not evaluated although its latest outcome misses the target."""
    for one in audited.report.indicators:
        target, latest = one.target_for(), one.latest
        if one.verdict is not Verdict.NOT_EVALUATED or target is None or target.value is None or latest is None:
            continue
        value = one.latest_value
        part_of_flow = one.kind in (None, MeasureKind.FLOW) and not latest.is_year
        this_year = one.year is not None and latest.end.year == one.year.end.year
        if (
            value is None
            or part_of_flow
            or not this_year
            or target.direction not in (Direction.LOWER, Direction.HIGHER)
        ):
            continue
        missed = value > target.value if target.direction is Direction.LOWER else value < target.value
        if missed:
            where = f"indicators[{one.id}].verdict"
            yield Hit.at(where, name=called(one), value=quoted(one, value), target=quoted(one, target.value))


@check(
    "trend",
    Severity.WARNING,
    why="A trend that neither the outcome nor the forecast shows is a hope.",
    example="The trend is 'positive' where both outcome and forecast are worse than last year.",
)
def trends(audited: Audited) -> Iterator[Hit]:
    """Each published trend against the series: it may follow the latest outcome, or the forecast."""
    for one in audited.report.indicators:
        if one.trend in (None, Trend.NOT_EVALUATED):
            continue
        shown = _shown(one)
        if shown and all(not _agrees(one.trend, *pair, one.direction) for pair in shown):
            current, previous = shown[0]
            where = f"indicators[{one.id}].trend"
            yield Hit.at(
                where,
                name=called(one),
                printed=one.trend,
                current=quoted(one, current),
                previous=quoted(one, previous),
            )


def _shown(one: Indicator) -> list[tuple[Amount, Amount]]:
    """The pairs that a trend may rest on: what is now or expected, and what was; none across a new definition."""
    pairs: list[tuple[Amount, Amount]] = []
    latest, before = one.latest, one.comparable
    if one.direction is Direction.NEAR or latest is None:
        return pairs
    value = one.outcomes[latest]
    if before is not None and value is not None:
        pairs.append((value, one.outcomes[before]))  # type: ignore[arg-type]  # `comparable` has a value
    measured = one.outcomes.get(one.refers_to.get(latest, latest))
    if measured is not None and measured != value and value is not None:  # two values of one period: see measured-twice
        pairs.append((value, measured))
    year = one.year
    flow = one.kind in (None, MeasureKind.FLOW)
    earlier = one.comparable_to(year) if flow and year is not None else before
    if one.forecast is not None and earlier is not None:
        pairs.append((one.forecast, one.outcomes[earlier]))  # type: ignore[arg-type]  # as above
    return pairs


def _agrees(printed: Trend | None, current: Amount, previous: Amount, direction: Direction) -> bool:
    if trend(current=current, previous=previous, direction=direction) is printed:
        return True
    small = Fraction(size_of(minus(current, previous))) <= UNCHANGED_WITHIN * Fraction(size_of(previous))
    return printed is Trend.UNCHANGED and small


@check(
    "trend-without-series",
    Severity.INFO,
    why="A trend takes two values that can be compared.",
    example="The trend is 'positive' and one single value is printed.",
)
def seriesless(audited: Audited) -> Iterator[Hit]:
    """A trend on an indicator that has nothing to compare with."""
    for one in audited.report.indicators:
        known = [period for period, value in one.outcomes.items() if value is not None]
        if one.trend in (None, Trend.NOT_EVALUATED) or len(known) > 1 or one.breaks:
            continue
        yield Hit.at(f"indicators[{one.id}].trend", name=called(one), printed=one.trend, count=len(known))


@check(
    "trend-across-break",
    Severity.WARNING,
    why="Values before and after a change of definition are of different things.",
    example="From 39 by the old definition to 7 by the new one: the trend is 'negative'.",
)
def across_breaks(audited: Audited) -> Iterator[Hit]:
    """A trend on an indicator whose definition changed since the value that it would be compared with."""
    for one in audited.report.indicators:
        year = one.year
        if one.trend in (None, Trend.NOT_EVALUATED) or year is None or one.comparable is not None:
            continue
        since = max((change.since for change in one.breaks if change.since <= year.end), default=None)
        known = [period for period, value in one.outcomes.items() if value is not None]
        later = [period for period in known if since is not None and period.end >= since]
        if since is not None and len(later) == 1 and len(known) > 1:
            where = f"indicators[{one.id}].trend"
            yield Hit.at(where, mismatch=Mismatch.OTHER_DEFINITION, name=called(one), printed=one.trend, since=since)


@check(
    "goal-trend",
    Severity.WARNING,
    why="A goal's trend that most of its indicators contradict needs a reason.",
    example="Seven of eight indicators fall, and the trend of the goal is 'unchanged'.",
)
def goal_trends(audited: Audited) -> Iterator[Hit]:
    """Each goal's published trend against that of most of its indicators."""
    for goal in audited.report.goals:
        told = [one.trend for one in goal.indicators if one.trend not in (None, Trend.NOT_EVALUATED)]
        if goal.trend in (None, Trend.NOT_EVALUATED) or not told:
            continue
        most, count = Counter(told).most_common(1)[0]
        if most is not goal.trend and 2 * count > len(told):
            yield Hit.at(
                f"goals[{goal.id}].trend",
                name=f"{goal.id} {goal.title}".strip(),
                printed=goal.trend,
                computed=most,
                count=count,
                whole=len(told),
            )


@check(
    "copied-value",
    Severity.INFO,
    why="Last year's value in this year's column looks like news, and is none.",
    example="The value for August is that of 2023.",
)
def copied_values(audited: Audited) -> Iterator[Hit]:
    """A value shown as the latest that was really measured in an earlier period."""
    for one in audited.report.indicators:
        latest = one.latest
        measured = one.refers_to.get(latest) if latest is not None else None
        if latest is not None and measured is not None and measured.end.year < latest.end.year:
            yield Hit.at(
                f"indicators[{one.id}].outcomes[{latest.key}]",
                mismatch=Mismatch.OTHER_DEFINITION,
                name=called(one),
                shown=latest,
                measured=measured,
            )


@check(
    "measured-twice",
    Severity.WARNING,
    why="Two values of one period are one too many.",
    example="The value for August is said to be that of 2023; it is 73, and 2023 has 74.",
)
def measured_twice(audited: Audited) -> Iterator[Hit]:
    """A value that was really measured in a period that has another value."""
    for one in audited.report.indicators:
        for shown, measured in one.refers_to.items():
            value, other = one.outcomes.get(shown), one.outcomes.get(measured)
            if shown != measured and value is not None and other is not None and value != other:
                yield Hit.at(
                    f"indicators[{one.id}].outcomes[{shown.key}]",
                    gap=size_of(minus(value, other)),
                    mismatch=Mismatch.OTHER_DEFINITION,
                    name=called(one),
                    printed=quoted(one, value),
                    elsewhere=quoted(one, other),
                    measured=measured,
                )


@check(
    "stale-value",
    Severity.INFO,
    why="A measure that repeats last year's figure to the last digit may be last year's figure.",
    example="93,2 % for 2023, and 93,2 % for August 2024.",
)
def stale_values(audited: Audited) -> Iterator[Hit]:
    """A ratio or an index of three figures or more that is the same as the last one, where nothing says that it is."""
    for one in audited.report.indicators:
        latest, before = one.latest, one.comparable
        if one.kind not in (MeasureKind.RATIO, MeasureKind.INDEX) or latest is None or before is None:
            continue
        value = one.outcomes[latest]
        figures = Decimal(value or 0).as_tuple().digits
        now = one.year is not None and latest.end.year == one.year.end.year and latest not in one.refers_to
        if now and value is not None and value == one.outcomes[before] and len(figures) > 2:
            yield Hit.at(
                f"indicators[{one.id}].outcomes[{latest.key}]",
                name=called(one),
                printed=quoted(one, value),
                shown=latest,
                measured=before,
            )


CHECKS = (
    verdicts,
    baseless,
    unjudged,
    trends,
    seriesless,
    across_breaks,
    goal_trends,
    copied_values,
    measured_twice,
    stale_values,
)
