"""Groups of a population (*grupper*): parts that make the whole, and a whole that lies between its parts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta
from decimal import Decimal

import attrs

from kommunuppfoljning.amounts import Amount, minus, total_of
from kommunuppfoljning.audits.checking import Audited, Hit, check
from kommunuppfoljning.audits.reading import percent, printed_digits
from kommunuppfoljning.audits.spans import apart, interval
from kommunuppfoljning.indicators import Indicator
from kommunuppfoljning.periods import Period
from kommunuppfoljning.staff import StaffFigure, StaffMeasure
from kommunuppfoljning.terms import MeasureKind, Mismatch, Severity

__all__ = ["CHECKS"]

ADDED = (MeasureKind.COUNT, MeasureKind.FLOW, MeasureKind.STOCK)
ALL_OF_IT = {"kön", "sex", "gender"}
"""Dimensions whose parts, as soon as there are two of them, are everyone."""


@attrs.frozen
class _Partition:
    """A whole with the groups of one dimension, and whether they are added up to it."""

    where: str
    name: object
    whole: Amount
    parts: tuple[Amount, ...]
    added: bool
    dimension: str

    @property
    def is_everyone(self) -> bool:
        """Whether the groups are all that there are."""
        return self.dimension.casefold() in ALL_OF_IT

    def quoted(self, value: Amount) -> object:
        """A value as a message quotes it: a share in percent."""
        return value if self.added else percent(value)


def _partitions(audited: Audited) -> tuple[_Partition, ...]:
    return (*_of_indicators(audited.report.indicators), *_of_staff(audited.report.staff))


def _of_indicators(indicators: Iterable[Indicator]) -> Iterator[_Partition]:
    for indicator in indicators:
        groups: defaultdict[str, list[Indicator]] = defaultdict(list)
        for part in indicator.breakdowns:
            groups[part.group.dimension if part.group else ""].append(part)
        for dimension, members in groups.items():
            for period, whole in indicator.outcomes.items():
                values = [one.outcomes.get(period) for one in members]
                known = tuple(value for value in values if value is not None)
                if whole is not None and len(known) == len(values) > 1:
                    where = f"indicators[{indicator.id}].outcomes[{period.key}]"
                    added = indicator.kind in ADDED
                    yield _Partition(where, indicator.name or indicator.id, whole, known, added, dimension)


def _of_staff(staff: Iterable[StaffFigure]) -> Iterator[_Partition]:
    numbered = list(enumerate(staff, start=1))
    groups: defaultdict[tuple[object, ...], defaultdict[str, list[Amount]]] = defaultdict(lambda: defaultdict(list))
    for _, one in numbered:
        if one.group is not None and one.value is not None:
            groups[one.measure, one.scope, one.period][one.group.dimension].append(one.value)
    for number, one in numbered:
        if one.group is not None or one.value is None or one.measure is StaffMeasure.OTHER:
            continue
        for dimension, parts in groups.get((one.measure, one.scope, one.period), {}).items():
            if len(parts) > 1:
                added = one.measure.is_number
                yield _Partition(f"staff[#{number}].value", one.measure, one.value, tuple(parts), added, dimension)


@check(
    "group-sum",
    Severity.ERROR,
    why="Groups that are all of a population have to make it; where they do not, someone is missing or counted twice.",
    example="120 women and 40 men, and 170 in all.",
)
def sums(audited: Audited) -> Iterator[Hit]:
    """Counts by group against the whole; shares of a whole of 100 % against it."""
    for one in audited.once(_partitions):
        is_whole = one.whole == 1 and not one.added  # shares of 100 %
        total = total_of(one.parts) if is_whole or (one.added and one.is_everyone) else None
        if total is None:
            continue
        exact = all(isinstance(value, int) for value in one.parts)
        digits = None if exact else min(map(printed_digits, (one.whole, *one.parts)))
        found = apart(minus(total, one.whole), len(one.parts) + 1, digits)
        if found is not None:
            shown = {"printed": one.quoted(one.whole), "summed": one.quoted(total)}
            yield Hit(one.where, found[0], found[1], {"name": one.name, **shown})


@check(
    "group-range",
    Severity.ERROR,
    why="A share of everyone is a weighted mean of those of its groups: it lies neither above nor below them all.",
    example="Sick leave of women 5,2 % and men 3,1 %, and of all 5,6 %.",
)
def ranges(audited: Audited) -> Iterator[Hit]:
    """A share of everyone against those of the groups that everyone is in."""
    for one in audited.once(_partitions):
        if one.added or one.whole == 1 or not one.is_everyone:
            continue
        low, high = min(one.parts), max(one.parts)
        gap = _outside(one.whole, low, high)
        if gap:
            shown = {"printed": one.quoted(one.whole), "low": one.quoted(low), "high": one.quoted(high)}
            yield Hit(one.where, gap, Mismatch.MISTAKE, {"name": one.name, **shown})


def _outside(value: Amount, low: Amount, high: Amount) -> Amount:
    """How far a mean is outside of what it is a mean of, beyond rounding."""
    reach, lowest, highest = (interval(one, printed_digits(one)) for one in (value, low, high))
    return max(minus(lowest.low, reach.high), minus(reach.low, highest.high), 0)


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
        low, high = min(within), max(within)
        gap = _outside(one.value, low, high)
        if gap:
            shown = {"printed": percent(one.value), "low": percent(low), "high": percent(high)}
            where = f"staff[#{number}].value"
            yield Hit(where, gap, Mismatch.OTHER_DEFINITION, {"name": one.measure, **shown})


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
            where = f"staff[#{number}].value"
            yield Hit.at(where, gap=gap, mismatch=Mismatch.MISTAKE, name=one.measure, printed=one.value)


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
