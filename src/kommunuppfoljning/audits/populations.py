"""Groups of a population (*grupper*): parts that make the whole, and a whole that lies between its parts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta
from decimal import Decimal

from kommunuppfoljning.amounts import Amount, minus, total_of
from kommunuppfoljning.audits.checking import Audited, Hit, check
from kommunuppfoljning.audits.reading import printed_digits
from kommunuppfoljning.audits.spans import apart, interval
from kommunuppfoljning.indicators import Indicator
from kommunuppfoljning.periods import Period
from kommunuppfoljning.staff import StaffFigure, StaffMeasure
from kommunuppfoljning.terms import MeasureKind, Mismatch, Severity

__all__ = ["CHECKS"]

ADDED = (MeasureKind.COUNT, MeasureKind.FLOW, MeasureKind.STOCK)
HEADS = (StaffMeasure.HEADCOUNT, StaffMeasure.FULL_TIME_EQUIVALENTS, StaffMeasure.ANNUAL_WORKERS)
SHARES = (
    StaffMeasure.SICK_LEAVE,
    StaffMeasure.EXTERNAL_TURNOVER,
    StaffMeasure.INTERNAL_TURNOVER,
    StaffMeasure.TURNOVER,
)
ALL_OF_IT = {"kön", "sex", "gender"}
"""Dimensions whose parts, as soon as there are two of them, are everyone."""

Parts = list[tuple[str, Amount]]
"""The groups of one dimension: name and value."""


def _partitions(audited: Audited) -> Iterator[tuple[str, str, Amount, Parts, bool, str]]:
    """A whole with the groups of one dimension: path, name, value, parts, whether they are added, the dimension."""
    for indicator in audited.report.indicators:
        groups: defaultdict[str, list[Indicator]] = defaultdict(list)
        for part in indicator.breakdowns:
            groups[part.group.dimension if part.group else ""].append(part)
        for dimension, members in groups.items():
            for period, whole in indicator.outcomes.items():
                found = [(one.group.name if one.group else one.id, one.outcomes.get(period)) for one in members]
                known = [(name, value) for name, value in found if value is not None]
                if whole is not None and len(known) == len(found) > 1:
                    where = f"indicators[{indicator.id}].outcomes[{period.key}]"
                    added = indicator.kind in ADDED
                    yield where, indicator.name or indicator.id, whole, known, added, dimension
    yield from _of_staff(audited.report.staff)


def _of_staff(staff: Iterable[StaffFigure]) -> Iterator[tuple[str, str, Amount, Parts, bool, str]]:
    numbered = list(enumerate(staff, start=1))
    groups: defaultdict[tuple[object, ...], Parts] = defaultdict(list)
    for _, one in numbered:
        if one.group is not None and one.value is not None:
            key = (one.measure, one.scope, one.period, one.group.dimension)
            groups[key].append((one.group.name, one.value))
    for number, one in numbered:
        if one.group is not None or one.value is None or one.measure not in (*HEADS, *SHARES):
            continue
        for (measure, scope, period, dimension), parts in groups.items():
            if (measure, scope, period) == (one.measure, one.scope, one.period) and len(parts) > 1:
                yield f"staff[#{number}].value", one.measure.label(), one.value, parts, measure in HEADS, str(dimension)


@check(
    "group-sum",
    Severity.ERROR,
    why="Groups that are all of a population have to make it; where they do not, someone is missing or counted twice.",
    example="120 women and 40 men, and 170 in all.",
)
def sums(audited: Audited) -> Iterator[Hit]:
    """Counts by group against the whole; shares of a whole of 100 % against it."""
    for where, name, whole, parts, added, dimension in _partitions(audited):
        everyone = dimension.casefold() in ALL_OF_IT
        if not (whole == 1 and not added) and not (added and everyone):
            continue
        total = total_of(value for _, value in parts)
        if total is None:
            continue
        digits = min(printed_digits(value) for value in (whole, *(value for _, value in parts)))
        exact = all(isinstance(value, int) for _, value in parts)
        found = apart(minus(total, whole), len(parts) + 1, None if exact else digits)
        if found is not None:
            yield Hit.at(where, gap=found[0], mismatch=found[1], name=name, printed=whole, summed=total)


@check(
    "group-range",
    Severity.ERROR,
    why="A share of everyone is a weighted mean of those of its groups: it lies neither above nor below them all.",
    example="Sick leave of women 5,2 % and men 3,1 %, and of all 5,6 %.",
)
def ranges(audited: Audited) -> Iterator[Hit]:
    """A share of everyone against those of the groups that everyone is in."""
    for where, name, whole, parts, added, dimension in _partitions(audited):
        if added or whole == 1 or dimension.casefold() not in ALL_OF_IT:
            continue
        reaches = [interval(value, printed_digits(value)) for _, value in parts]
        reach = interval(whole, printed_digits(whole))
        low, high = min(one.low for one in reaches), max(one.high for one in reaches)
        gap = max(minus(low, reach.high), minus(reach.low, high), 0)
        if gap:
            told = {"printed": whole, "low": min(v for _, v in parts), "high": max(v for _, v in parts)}
            yield Hit.at(where, gap=gap, mismatch=Mismatch.MISTAKE, name=name, **told)


@check(
    "period-range",
    Severity.ERROR,
    why="What was accumulated over some months is a weighted mean of the months, and lies between them.",
    example="January to August 1,6 %, where no month was below 2,0 %.",
)
def over_months(audited: Audited) -> Iterator[Hit]:
    """A share over several months against the months, where all of them are printed."""
    months: defaultdict[tuple[object, ...], dict[Period, Amount]] = defaultdict(dict)
    listed = list(enumerate(audited.report.staff, start=1))
    for _, one in listed:
        if one.measure is StaffMeasure.SICK_LEAVE and one.value is not None and one.period and one.period.months == 1:
            months[one.scope, one.group][one.period] = one.value
    for number, one in listed:
        period = one.period
        if one.measure is not StaffMeasure.SICK_LEAVE or one.value is None or not period or (period.months or 0) < 2:
            continue
        within = [v for month, v in months[one.scope, one.group].items() if _inside(month, period)]
        if len(within) != period.months:
            continue
        reach = interval(one.value, printed_digits(one.value))
        low, high = (pick(within) for pick in (min, max))
        gap = max(
            minus(interval(low, printed_digits(low)).low, reach.high),
            minus(reach.low, interval(high, printed_digits(high)).high),
            0,
        )
        if gap:
            told = {"name": one.measure.label(), "printed": one.value, "low": low, "high": high}
            yield Hit.at(f"staff[#{number}].value", gap=gap, mismatch=Mismatch.OTHER_DEFINITION, **told)


def _inside(month: Period, period: Period) -> bool:
    return period.start <= month.start and month.end <= period.end


@check(
    "impossible-share",
    Severity.ERROR,
    why="A share of a whole is between 0 and 100 %: beyond that it is a count, or percent written twice.",
    example="Sick leave 5,2 is 520 %; 5,2 % is 0,052.",
)
def impossible(audited: Audited) -> Iterator[Hit]:
    """Shares of time or of staff that are below nothing or above everything."""
    for number, one in enumerate(audited.report.staff, start=1):
        longest = Decimal(1) if one.measure in (StaffMeasure.SICK_LEAVE, StaffMeasure.LONG_SICK_LEAVE) else None
        if one.value is None or longest is None:
            continue
        if not 0 <= one.value <= longest:
            gap = minus(one.value, longest) if one.value > longest else minus(0, one.value)
            yield Hit.at(
                f"staff[#{number}].value",
                gap=gap,
                mismatch=Mismatch.MISTAKE,
                name=one.measure.label(),
                printed=one.value,
            )


@check(
    "month-missing",
    Severity.INFO,
    why="A series by month with a gap in it hides a month, or shows that it was forgotten.",
    example="Sick leave for January to March and May to August.",
)
def gaps(audited: Audited) -> Iterator[Hit]:
    """A month that a series of months leaves out."""
    series: defaultdict[tuple[StaffMeasure, str], set[Period]] = defaultdict(set)
    for one in audited.report.staff:
        if one.period is not None and one.period.months == 1 and one.group is None and one.value is not None:
            series[one.measure, one.scope].add(one.period)
    for (measure, scope), known in series.items():
        first, last = min(known), max(known)
        at = first
        while at < last:
            at = Period.for_month(*_next(at))
            if at not in known:
                where = f"staff[measure={measure.value},scope={scope}]"
                yield Hit.at(where, name=measure, scope=scope, missing=at)


def _next(month: Period) -> tuple[int, int]:
    day = month.end + timedelta(days=1)
    return day.year, day.month


CHECKS = (sums, ranges, over_months, impossible, gaps)
