"""Plausibility of indicators (*rimlighet*): targets, forecasts and comments against the series that they stand in."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from kommunuppfoljning.amounts import Amount, minus, round_half_away, size_of
from kommunuppfoljning.arithmetic.scalars import decimal_of
from kommunuppfoljning.audits.checking import Audited, Hit, called, check
from kommunuppfoljning.audits.reading import printed_digits, quoted
from kommunuppfoljning.indicators import Indicator, Target
from kommunuppfoljning.periods import Period
from kommunuppfoljning.terms import Direction, MeasureKind, Severity, TargetKind, Verdict

__all__ = ["CHECKS"]

CLOSE = Fraction(1, 20)
"""Within 5 % of the target is close: what is left takes no leap."""
FASTER = Fraction(3, 2)
"""A flow that has to come in half as fast again as so far needs a word."""
EASY = Fraction(1, 10)
"""A target that today's outcome passes by more than 10 % of it asks for nothing."""
OUTLIER = 4
"""Four times the value before, or a quarter of it, is another thing, or another number of digits."""
STALE_DAYS = 60


def _number(target: Target | None) -> Amount | None:
    """The number of a target that is to be reached; the others cannot be far or near."""
    if target is None or target.kind not in (TargetKind.AT_LEAST, TargetKind.AT_MOST) or target.window_years > 1:
        return None
    return target.value


def _lacks(target: Target, value: Amount) -> Fraction:
    """How far a value is from its target in the unfavourable direction; below 0 where it is past it."""
    far = Fraction(minus(target.value or 0, value))
    return far if target.kind is TargetKind.AT_LEAST else -far


def _promised(audited: Audited) -> Iterator[tuple[Indicator, Target, Amount, Period]]:
    """Indicators that are called fulfilled, with a target that is a number and an outcome of the year."""
    for one in audited.report.indicators:
        target, latest = one.target_for(), one.latest
        if one.verdict is not Verdict.FULFILLED or target is None or _number(target) is None or latest is None:
            continue
        value = one.outcomes[latest]
        if value is not None and one.year is not None and latest.end.year == one.year.end.year:
            yield one, target, value, latest


def _is_counted_up(one: Indicator) -> bool:
    """Whether the values of a part of the year add up to that of the year."""
    return one.kind in (MeasureKind.FLOW, MeasureKind.COUNT) or (one.kind is None and one.unit != "%")


@check(
    "needed-pace",
    Severity.WARNING,
    why="'Fulfilled' where the rest of the year has to bring much more by the month than so far needs its reasons.",
    example="15 visits in eight months, 30 to reach in twelve, and the verdict is 'fulfilled'.",
)
def paces(audited: Audited) -> Iterator[Hit]:
    """What is left to reach a target, by the month, against the pace so far."""
    for one, target, value, latest in _promised(audited):
        gone = one.refers_to.get(latest, latest).elapsed if _is_counted_up(one) else None
        goal = Fraction(target.value or 0)
        if gone is None or not 0 < gone < 1 or target.kind is not TargetKind.AT_LEAST or goal <= value:
            continue
        so_far, left = Fraction(value) / gone, (goal - Fraction(value)) / (1 - gone)
        if left >= FASTER * so_far:
            yield Hit.at(
                f"indicators[{one.id}].forecast",
                name=called(one),
                value=value,
                target=target.value,
                period=latest,
                needed=_monthly(left),
                so_far=_monthly(so_far),
            )


def _monthly(pace: Fraction) -> Amount:
    """A yearly pace by the month, to one decimal."""
    return round_half_away(decimal_of(pace / 12), 1)


@check(
    "far-from-target",
    Severity.WARNING,
    why="'Fulfilled' on a forecast that asks for more in some months than any year has brought needs its reasons.",
    example="4,0 days to August against a target of 2,0, up from 3,0 the year before, and the verdict is 'fulfilled'.",
)
def far_off(audited: Audited) -> Iterator[Hit]:
    """What is left to reach a target against the largest step that a year has brought."""
    for one, target, value, latest in _promised(audited):
        lacks, goal = _lacks(target, value), Fraction(size_of(target.value or 0))
        if _is_counted_up(one) or lacks <= 0 or not goal or lacks <= CLOSE * goal:
            continue
        measured = one.refers_to.get(latest, latest)
        known = ((period, v) for period, v in one.outcomes.items() if v is not None and period.end < measured.end)
        values = [Fraction(v) for _, v in sorted(known)] + [Fraction(value)]
        sign = 1 if target.kind is TargetKind.AT_LEAST else -1
        best = max((sign * (after - before) for before, after in pairwise(values)), default=Fraction(0))
        if lacks > max(best, Fraction(0)):
            yield Hit.at(
                f"indicators[{one.id}].forecast",
                name=called(one),
                value=quoted(one, value),
                target=quoted(one, target.value),
                period=latest,
            )


@check(
    "easy-target",
    Severity.INFO,
    why="A target that is passed with a wide margin already asks for nothing: it may be old, or a limit and no aim.",
    example="A self-financing ratio of 109 % against a target of 36 %.",
)
def easy(audited: Audited) -> Iterator[Hit]:
    """A target that the latest comparable outcome is past by more than a tenth, and no later one falls short of."""
    for one in audited.report.indicators:
        target = one.target_for()
        goal, known = _number(target), _full(one)
        if target is None or goal is None or known is None:
            continue
        value = one.outcomes[known]
        if _falls_short(one, target, known):
            continue  # what the year before had is no sign that this one asks for nothing
        if value is not None and -_lacks(target, value) > EASY * Fraction(size_of(goal)):
            yield Hit.at(
                f"indicators[{one.id}].target",
                name=called(one),
                value=quoted(one, value),
                target=quoted(one, goal),
                period=known,
            )


def _falls_short(one: Indicator, target: Target, known: Period) -> bool:
    """Whether a later value, at its pace where values add up, does not reach the target."""
    latest = one.latest
    value = one.outcomes[latest] if latest is not None else None
    if latest is None or value is None or latest.end <= known.end:
        return False
    gone = one.refers_to.get(latest, latest).elapsed if _is_counted_up(one) else Fraction(1)
    return bool(gone) and _lacks(target, decimal_of(Fraction(value) / (gone or 1))) > 0


def _full(one: Indicator) -> Period | None:
    """The latest period whose value may be held against a target for a year, after the last change of definition."""
    year = one.year
    since = max((change.since for change in one.breaks if year and change.since <= year.end), default=None)
    known = [
        period
        for period, value in one.outcomes.items()
        if value is not None
        and (period.is_year or not _is_counted_up(one))
        and (since is None or period.start >= since)
    ]
    return max(known, key=lambda period: period.end, default=None)


@check(
    "target-eased",
    Severity.INFO,
    why="A target that was made easier during its year is easier to reach.",
    example="A ceiling of 12 262 kronor for 2024 became 13 000.",
)
def eased(audited: Audited) -> Iterator[Hit]:
    """A target that is easier than the one that it replaced for the same year."""
    for one in audited.report.indicators:
        target, year = one.target_for(), one.year
        goal = _number(target)
        for earlier in one.earlier_targets:
            before = earlier.target.value
            if target is None or goal is None or before is None or earlier.period != year:
                continue
            if _lacks(target, before) < 0:
                yield Hit.at(
                    f"indicators[{one.id}].target",
                    name=called(one),
                    before=quoted(one, before),
                    target=quoted(one, goal),
                )


@check(
    "forecasts-are-targets",
    Severity.INFO,
    why="Forecasts that are the targets to the last digit say what is wanted, not what is expected.",
    example="17 of 27 forecasts are exactly the target.",
)
def copied_forecasts(audited: Audited) -> Iterator[Hit]:
    """Most forecasts of a report being exactly their targets, outcomes that are already there left out."""
    told = [one for one in audited.report.indicators if one.forecast is not None and one.target is not None]
    same = [one for one in told if one.forecast == one.target and one.latest_value != one.target]
    if len(same) >= 5 and 2 * len(same) > len(told):
        yield Hit.at("indicators", count=len(same), whole=len(told))


@check(
    "outlier",
    Severity.INFO,
    why="A value of a quarter of the one before is another definition, an event, or a digit that was lost.",
    example="5 565 kronor per inhabitant in 2022, and 596 in 2023.",
)
def outliers(audited: Audited) -> Iterator[Hit]:
    """A year's value of four times the one before, or a quarter of it, without a change of definition."""
    for one in audited.report.indicators:
        years = sorted(period for period, value in one.outcomes.items() if value and period.is_year)
        for before, after in pairwise(years):
            first, second = one.outcomes[before] or 0, one.outcomes[after] or 0
            broken = any(before.end < change.since <= after.end for change in one.breaks)
            small, large = sorted((Fraction(size_of(first)), Fraction(size_of(second))))
            if not broken and large >= OUTLIER * small:
                where = f"indicators[{one.id}].outcomes[{after.key}]"
                yield Hit.at(
                    where, name=called(one), before=quoted(one, first), value=quoted(one, second), period=after
                )


@check(
    "stale-comment",
    Severity.INFO,
    why="A comment from the winter beside the figures of August explains other figures.",
    example="Commented on 2024-01-31 in the report to 2024-08-31.",
)
def stale(audited: Audited) -> Iterator[Hit]:
    """A comment on an indicator that is more than two months older than the report."""
    day = audited.day
    for one in audited.report.indicators:
        if day is not None and one.commented_on is not None and (day - one.commented_on).days > STALE_DAYS:
            where = f"indicators[{one.id}].commented_on"
            yield Hit.at(where, name=called(one), commented=one.commented_on, end=day)


@check(
    "year-mean-out-of-reach",
    Severity.WARNING,
    why="Where the measure is a mean of the year, what the last months would have to be can be worked out.",
    example="4,0 to August and 2,0 expected for the year: the last four months would have to be −2,0.",
)
def impossible_means(audited: Audited) -> Iterator[Hit]:
    """A forecast that, were it a mean over the year, would need months below 0."""
    for one in audited.report.indicators:
        latest, forecast = one.latest, one.forecast
        gone = latest.elapsed if latest is not None and latest not in one.refers_to else None
        value = one.latest_value
        if one.kind is not MeasureKind.RATIO or gone is None or not 0 < gone < 1 or forecast is None or value is None:
            continue
        rest = (Fraction(forecast) - Fraction(value) * gone) / (1 - gone)
        below = rest < 0 <= min((v for v in one.outcomes.values() if v is not None), default=0) and forecast >= 0
        if below and one.verdict is Verdict.FULFILLED and _is_better(one, forecast, value):
            shown = round_half_away(decimal_of(rest), printed_digits(forecast))
            yield Hit.at(
                f"indicators[{one.id}].forecast",
                name=called(one),
                value=quoted(one, value),
                forecast=quoted(one, forecast),
                rest=quoted(one, shown),
                period=latest,
            )


def _is_better(one: Indicator, forecast: Amount, value: Amount) -> bool:
    return forecast < value if one.direction is Direction.LOWER else forecast > value


CHECKS = (paces, far_off, easy, eased, copied_forecasts, outliers, stale, impossible_means)
