"""Movements (*personalrörelser*): who came, left and moved, and how many there were, by unit and month.

A move from one unit to another leaves the first and comes to the second; for a unit that holds both, nothing has
happened. Here one person moves from IT to HR, and another leaves HR, but is in IT:

>>> days = np.array(["2023-05-01", "2023-06-01", "2024-02-01", "2024-03-31"], "datetime64[D]")
>>> columns = EventColumns(persons=np.array([1, 2, 1, 2]), events=np.array([1, 1, 2, 3]), days=days,
...                        units=np.array([1, 1, 2, 2]))
>>> counted = count_movements(columns, parents={"kommunen": None, "IT": "kommunen", "HR": "kommunen"},
...                           period=Period(date(2024, 1, 1), date(2024, 3, 31)))
>>> counted.moved_out[0].tolist(), counted.headcount[0].tolist()
([[0, 0, 0], [0, 1, 0], [0, 0, 0]], [[2, 2, 2, 2], [2, 2, 1, 1], [0, 0, 1, 1]])
>>> [(finding.where, finding.code) for finding in counted.findings]
[('rows[3]', 'two-places')]

The day of leaving is the last one employed, and the headcount is taken over the turn of a month, so that for every
unit and month: headcount before + hired + moved in + changed - left - moved out = headcount after.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

import attrs
import numpy as np
from numpy.typing import NDArray

from kommunuppfoljning.arithmetic.arrays import array_of
from kommunuppfoljning.employments import (
    EXTENT_PARTS,
    EmploymentEvent,
    EmploymentKind,
    LeavingReason,
    Movement,
    row_finding,
)
from kommunuppfoljning.errors import InvalidType, InvalidValue, expect
from kommunuppfoljning.findings import Finding, raise_for
from kommunuppfoljning.ledgers import RollUp
from kommunuppfoljning.periods import Period

__all__ = ["EventColumns", "Movements", "count_movements"]

Whole: TypeAlias = NDArray[np.int64]
Truth: TypeAlias = NDArray[np.bool_]

_REASONS = len(LeavingReason)
_FLOWS = 5
"""Hired, moved in, moved out, came into the kinds counted, went out of them; then left, by reason."""
_UNIT, _EVENT, _KIND, _REASON, _GROUP = 0, 32, 34, 36, 39
"""Where in one whole number each column of a row stands, so that a row is picked once, not column by column."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class EventColumns:
    """Events of employment as columns (*personalhändelser i kolumner*), one row an event, in any order.

    Parameters
    ----------
    persons
        Pseudonyms: whole numbers.
    events
        Codes of `Movement`.
    days
        ``datetime64[D]``: the first day employed, or in the new unit; of leaving the last day employed.
    units
        Positions in the order of the organisation's units: where the person then is, or which unit is left; -1 is an
        unknown unit.
    kinds, reasons
        Codes of `EmploymentKind`, without them all are permanent, and of `LeavingReason`.
    extents, full_extent
        The extent of the employment as whole numbers, and what full time is among them [per cent].
    groups, group_names
        Positions in the names of the groups, of the person: the first of a person's rows decides.

    Raises
    ------
    InvalidType, InvalidValue
        For columns that do not fit together, and codes that there are none of.
    """

    persons: NDArray[Any]
    events: NDArray[Any]
    days: NDArray[Any]
    units: NDArray[Any]
    kinds: NDArray[Any] | None = None
    reasons: NDArray[Any] | None = None
    extents: NDArray[Any] | None = None
    full_extent: int = 100
    groups: NDArray[Any] | None = None
    group_names: tuple[str, ...] = ("",)

    def __attrs_post_init__(self) -> None:
        expect(self.days, np.ndarray, "EventColumns: days")
        if self.days.dtype.kind != "M":
            raise InvalidType(f"EventColumns: days must be datetime64[D], got {self.days.dtype}")
        if self.days.ndim != 1:
            raise InvalidValue(f"EventColumns: days must have one axis, got the shape {self.days.shape}")
        limits = {
            "persons": (None, None),
            "events": (1, len(Movement)),
            "units": (-1, None),
            "kinds": (1, len(EmploymentKind)),
            "reasons": (0, _REASONS - 1),
            "extents": (None, None),
            "groups": (0, len(self.group_names) - 1),
        }
        for name, (low, high) in limits.items():
            column = getattr(self, name)
            if column is not None:
                _fits(column, name, self.days.shape, low, high)

    def __repr__(self) -> str:
        return f"EventColumns({len(self)} rows)"

    def __len__(self) -> int:
        return len(self.days)

    @classmethod
    def of(cls, events: Iterable[EmploymentEvent], parents: Mapping[str, str | None]) -> "EventColumns":
        """The columns of events as models; extents are left out where one has none."""
        listed = list(events)
        for one in listed:
            expect(one, EmploymentEvent, "EventColumns.of: each event")
        persons = {person: code for code, person in enumerate(sorted({one.person for one in listed}))}
        places = {unit: place for place, unit in enumerate(parents)}
        groups = {group: code for code, group in enumerate(sorted({one.group for one in listed}) or [""])}
        shares = [one.extent for one in listed if one.extent is not None]
        extents = None
        if listed and len(shares) == len(listed):
            extents = _whole_numbers(int(share * EXTENT_PARTS) for share in shares)
        return cls(
            persons=_whole_numbers(persons[one.person] for one in listed),
            events=_whole_numbers(one.event.code for one in listed),
            days=np.array([one.day for one in listed], "datetime64[D]"),
            units=_whole_numbers(places.get(one.unit, -1) for one in listed),
            kinds=_whole_numbers(one.kind.code for one in listed),
            reasons=_whole_numbers(one.reason.code for one in listed),
            extents=extents,
            full_extent=EXTENT_PARTS,
            groups=_whole_numbers(groups[one.group] for one in listed),
            group_names=tuple(groups),
        )


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Movements:
    """Movements counted by group, unit and month (*personalrörelser per månad*).

    Attributes
    ----------
    units, parents, groups, months
        What the axes are: the first is of groups, the second of units, each with all that is below it.
    hired, moved_in, moved_out, changed
        Persons: from outside, from and to other units, and the net of those who came into or out of the kinds of
        employment that are counted without coming or going.
    left
        Persons by reason, on an axis before the others, in the order of the codes of `LeavingReason`.
    headcount
        Persons over the turns of the months: one more than there are months.
    full_time, worked
        Of the extents, where they are known: their sum over the turns of the months, and over the days of each month.
    full_extent
        What full time is among the extents.
    findings
        What was wrong with rows, which are not counted.
    """

    units: tuple[str, ...]
    parents: Mapping[str, str | None]
    groups: tuple[str, ...]
    months: tuple[Period, ...]
    hired: Whole
    moved_in: Whole
    moved_out: Whole
    changed: Whole
    left: Whole
    headcount: Whole
    full_time: Whole | None
    worked: Whole | None
    full_extent: int
    findings: tuple[Finding, ...]

    def __repr__(self) -> str:
        return f"Movements({len(self.units)} units, {len(self.groups)} groups, {len(self.months)} months)"

    def within(self, period: Period) -> slice:
        """The months of a period on the last axis; raises `InvalidValue` for one that is not counted whole."""
        expect(period, Period, "Movements.within: period")
        first, last = self.months[0], self.months[-1]
        if period.months is None or period.start < first.start or period.end > last.end:
            raise InvalidValue(f"the period must be whole months within {first.start} to {last.end}, got {period}")
        place = (period.start.year - first.start.year) * 12 + period.start.month - first.start.month
        return slice(place, place + period.months)


def count_movements(
    events: EventColumns | Iterable[EmploymentEvent],
    *,
    parents: Mapping[str, str | None],
    period: Period,
    counted: Sequence[EmploymentKind] = (EmploymentKind.PERMANENT,),
    strict: bool = False,
) -> Movements:
    """Count movements by unit and month (*räkna personalrörelser*).

    Parameters
    ----------
    events
        All of them, those before the period too: they tell who was there when it started.
    parents
        From every unit to the one above it; a root's parent is `None`.
    period
        Whole months to count.
    counted
        The kinds of employment that are counted.
    strict
        Whether a bad row raises; else it is a finding, and is not counted.

    Returns
    -------
    Counts of each unit with all that is below it. A person's rows of one day count in the order given.

    Raises
    ------
    InvalidType, InvalidValue
        For what is no event, a unit past the last one, a period that is not whole months; and where `strict` for bad
        rows, all of them listed.

    References
    ----------
    There is no official definition of municipal turnover; SKR, *Personalstatistik*.
    """
    expect(period, Period, "count_movements: period")
    months = _months(period)
    kept = [EmploymentKind(kind).code for kind in counted]
    is_models = not isinstance(events, EventColumns)
    columns = EventColumns.of(events, parents) if not isinstance(events, EventColumns) else events
    if len(columns) and int(columns.units.max()) >= len(parents):
        raise InvalidValue(f"count_movements: units must be below {len(parents)}, got {int(columns.units.max())}")
    faults = _Faults(columns, "events" if is_models else "rows", tuple(parents))
    steps = _Steps.of(columns, faults.usable)
    if faults.find_in(steps):
        steps = _Steps.of(columns, faults.usable)
    findings = faults.told()
    if strict:
        raise_for(findings)
    return _counted(steps, columns, parents, months, kept, findings)


def _whole_numbers(numbers: Iterable[int]) -> Whole:
    return np.fromiter(numbers, np.int64)


def _fits(column: Any, name: str, shape: tuple[int, ...], low: int | None, high: int | None) -> None:
    expect(column, np.ndarray, f"EventColumns: {name}")
    whole = array_of(column, f"EventColumns: {name}")
    if whole.dtype.kind == "f":
        raise InvalidType(f"EventColumns: {name} must be whole numbers, got {whole.dtype}")
    if whole.shape != shape:
        raise InvalidValue(f"EventColumns: {name} must have the shape {shape} of days, got {whole.shape}")
    if not whole.size:
        return
    least, most = int(whole.min()), int(whole.max())
    if low is not None and least < low:
        raise InvalidValue(
            f"EventColumns: {name} must be at least {low}, got {least} (first at {_first(whole, least)})"
        )
    if high is not None and most > high:
        raise InvalidValue(f"EventColumns: {name} must be at most {high}, got {most} (first at {_first(whole, most)})")


def _first(column: NDArray[Any], value: int) -> str:
    return f"index {int(np.argmax(column == value))}"


def _months(period: Period) -> tuple[Period, ...]:
    if period.months is None:
        raise InvalidValue(f"count_movements: period must be whole months, got {period}")
    first = period.start.year * 12 + period.start.month - 1
    return tuple(Period.for_month(month // 12, month % 12 + 1) for month in range(first, first + period.months))


class _Faults:
    """What is wrong with rows, and which can be used."""

    def __init__(self, columns: EventColumns, name: str, units: tuple[str, ...]) -> None:
        self._columns, self._name, self._units = columns, name, units
        self._told: dict[int, Finding] = {}
        self.usable: Truth | None = None
        unknown = columns.units < 0
        undated = np.isnat(columns.days)
        for code, wrong in (("unknown-unit", unknown), ("no-day", undated & ~unknown)):
            if wrong.any():
                for row in np.flatnonzero(wrong).tolist():
                    self._tell(code, row)
        if columns.extents is not None:
            wrong = (columns.extents <= 0) | (columns.extents > columns.full_extent)
            for row in np.flatnonzero(wrong).tolist() if wrong.any() else ():
                self._tell("impossible-extent", row, extent=str(columns.extents[row]), full=str(columns.full_extent))

    def _tell(self, code: str, row: int, **values: object) -> None:
        columns = self._columns
        if self.usable is None:
            self.usable = np.ones(len(columns), np.bool_)
        self.usable[row] = False
        place = int(columns.units[row])
        told = {
            "person": str(columns.persons[row]),
            "day": "" if np.isnat(columns.days[row]) else columns.days[row].astype("datetime64[D]").item(),
            "unit": self._units[place] if place >= 0 else "?",
        }
        self._told.setdefault(row, row_finding(code, f"{self._name}[{row}]", **(told | values)))

    def find_in(self, steps: "_Steps") -> bool:
        """Tell of rows that cannot follow upon those before them; whether there are any."""
        wrong = steps.wrong()
        if not wrong.any():
            return False
        starts = np.flatnonzero(steps.first)
        bad = np.unique(np.searchsorted(starts, np.flatnonzero(wrong), side="right") - 1)
        ends = np.append(starts[1:], len(steps.days))
        for start, end in zip(starts[bad].tolist(), ends[bad].tolist(), strict=True):
            self._follow(steps, range(start, end))
        return True

    def _follow(self, steps: "_Steps", places: range) -> None:
        """The rows of one person, in order."""
        now: int | None = None
        last: tuple[int, int] | None = None
        for place in places:
            event, unit, day = int(steps.event[place]), int(steps.unit[place]), int(steps.days[place])
            if event == Movement.HIRED.code:
                at = now if now is not None or last is None or last[1] < day else last[0]
                code = "" if at is None else "overlapping-employment" if at == unit else "two-places"
            elif now is None:
                code = "left-before-hired" if event == Movement.LEFT.code else "moved-before-hired"
            else:
                code = "two-places" if event == Movement.LEFT.code and now != unit else ""
            if code:
                at = now if now is not None or last is None else last[0]
                there = "" if at is None else self._units[at]
                self._tell(code, place if steps.rows is None else int(steps.rows[place]), there=there)
            else:
                now, last = (None, (unit, day)) if event == Movement.LEFT.code else (unit, last)

    def told(self) -> tuple[Finding, ...]:
        """The findings, by row."""
        return tuple(self._told[row] for row in sorted(self._told))


@attrs.frozen(eq=False)
class _Steps:
    """Rows in the order of person and day, each beside what the person was before it."""

    rows: NDArray[np.intp] | None
    first: Truth
    days: Whole
    unit: Whole
    event: Whole
    kind: Whole
    reason: Whole
    group: Whole
    extent: Whole | None

    @classmethod
    def of(cls, columns: EventColumns, usable: Truth | None) -> "_Steps":
        """Put rows in order."""
        packed = columns.units.astype(np.int64)
        for column, at in ((columns.events, _EVENT), (columns.kinds, _KIND), (columns.reasons, _REASON)):
            if column is not None:
                packed |= column.astype(np.int64) << at
        if columns.kinds is None:
            packed |= EmploymentKind.PERMANENT.code << _KIND
        if columns.groups is not None:
            packed |= columns.groups.astype(np.int64) << _GROUP
        persons = columns.persons.astype(np.int64, copy=False)
        days = columns.days.astype("datetime64[D]", copy=False).view(np.int64)
        rows = None
        if usable is not None:
            rows = np.flatnonzero(usable)
            persons, days = persons[rows], days[rows]
        order = _order(persons, days)
        if order is not None:
            persons, days = persons[order], days[order]
            rows = order if rows is None else rows[order]
        if rows is not None:
            packed = packed[rows]
        first = np.ones(len(persons), np.bool_)
        np.not_equal(persons[1:], persons[:-1], out=first[1:])
        return cls(
            rows,
            first,
            days,
            unit=packed & 0xFFFFFFFF,
            event=(packed >> _EVENT) & 3,
            kind=(packed >> _KIND) & 3,
            reason=(packed >> _REASON) & 7,
            group=packed >> _GROUP,
            extent=None if columns.extents is None else columns.extents if rows is None else columns.extents[rows],
        )

    def employed_before(self) -> Truth:
        """Whether the person was employed when it happened."""
        before = np.zeros(len(self.days), np.bool_)
        np.not_equal(self.event[:-1], Movement.LEFT.code, out=before[1:])
        before &= ~self.first
        return before

    def wrong(self) -> Truth:
        """Whether a row cannot follow upon the one before it."""
        hired = self.event == Movement.HIRED.code
        wrong = self.employed_before() == hired
        wrong[1:] |= (self.event[1:] == Movement.LEFT.code) & (self.unit[1:] != self.unit[:-1])
        wrong[1:] |= hired[1:] & ~self.first[1:] & (self.days[1:] == self.days[:-1])  # left that same day
        return wrong


def _order(persons: Whole, days: Whole) -> NDArray[np.intp] | None:
    """The order by person and day, rows as given within a day; `None` where they stand so already."""
    later = (persons[1:] > persons[:-1]) | ((persons[1:] == persons[:-1]) & (days[1:] >= days[:-1]))
    if later.all():
        return None
    low, first = int(persons.min()), int(days.min())
    day_bits, row_bits = (int(days.max()) - first).bit_length(), (len(persons) - 1).bit_length()
    if (int(persons.max()) - low).bit_length() + day_bits + row_bits > 63:
        return np.lexsort((days, persons))
    key = persons - low  # sorting one number a row is several times as fast as finding an order
    key <<= day_bits
    key |= days - first
    key <<= row_bits
    key |= np.arange(len(persons))
    key.sort()
    key &= (1 << row_bits) - 1
    return key


def _counted(
    steps: _Steps,
    columns: EventColumns,
    parents: Mapping[str, str | None],
    months: tuple[Period, ...],
    kept: list[int],
    findings: tuple[Finding, ...],
) -> Movements:
    """Every row to the cells that it counts in, and those upwards."""
    before, after = steps.employed_before(), steps.event != Movement.LEFT.code
    counts = np.isin(np.arange(4), kept)[steps.kind]
    before[1:] &= counts[:-1]
    came = after & counts
    old = np.zeros_like(steps.unit)
    old[1:] = steps.unit[:-1]
    group = steps.group
    if len(columns.group_names) > 1:  # of the person: the first row decides
        group = group[np.flatnonzero(steps.first)][np.cumsum(steps.first) - 1]
    width = len(months) + 2  # what was before, each month, and what comes after
    size = len(columns.group_names) * len(parents) * width
    cell = group * (len(parents) * width)
    cell += _buckets(steps.days, months)
    hired = steps.event == Movement.HIRED.code
    moved = before & came & (steps.unit != old)
    into, out_of, left = came & ~before & ~hired, before & after & ~came, before & ~after
    at_new, at_old = cell + steps.unit * width, cell + old * width
    rows = [at_new[hired & came], at_new[moved], at_old[moved], at_new[into], at_old[out_of]]
    rows = [place + flow * size for flow, place in enumerate(rows)]
    rows.append(at_old[left] + (steps.reason[left] + _FLOWS) * size)
    shape = (_FLOWS + _REASONS, len(columns.group_names), len(parents), width)
    cells = np.bincount(np.concatenate(rows), minlength=shape[0] * size).reshape(shape)
    shared = _shared(old[moved], steps.unit[moved], parents)
    nothing = np.bincount((cell[moved] + shared * width)[shared >= 0], minlength=size).reshape(shape[1:])
    cells[1] -= nothing  # a unit that holds both ends has seen nothing
    cells[2] -= nothing
    plan = RollUp(parents)

    def upwards(amounts: Whole) -> Whole:
        return np.moveaxis(plan.sums(np.ascontiguousarray(np.moveaxis(amounts, -2, 0))), 0, -2)

    total = upwards(cells)
    changed, gone = total[3] - total[4], total[_FLOWS:]
    net = total[0] + total[1] - total[2] + changed - gone.sum(axis=0)
    inside = slice(1, len(months) + 1)
    full_time = worked = None
    if steps.extent is not None:
        full_time, worked = _extents(steps, (before, came), (at_old, at_new), shape[1:], months)
        full_time, worked = upwards(full_time), upwards(worked)
    return Movements(
        units=tuple(parents),
        parents=dict(parents),
        groups=columns.group_names,
        months=months,
        hired=total[0][..., inside],
        moved_in=total[1][..., inside],
        moved_out=total[2][..., inside],
        changed=changed[..., inside],
        left=gone[..., inside],
        headcount=np.cumsum(net[..., : len(months) + 1], axis=-1),
        full_time=full_time,
        worked=worked,
        full_extent=columns.full_extent,
        findings=findings,
    )


def _buckets(days: Whole, months: tuple[Period, ...]) -> Whole:
    """0 before the first month, then 1 for each month in turn, and one more after the last."""
    start = months[0].start.toordinal() - date(1970, 1, 1).toordinal()
    lengths = [(month.end - month.start).days + 1 for month in months]
    of_day = np.repeat(np.arange(len(months) + 2), [1, *lengths, 1])
    buckets: Whole = of_day[np.clip(days, start - 1, start + sum(lengths)) - (start - 1)]
    return buckets


def _extents(
    steps: _Steps,
    counted: tuple[Truth, Truth],
    cells: tuple[Whole, Whole],
    shape: tuple[int, ...],
    months: tuple[Period, ...],
) -> tuple[Whole, Whole]:
    """Extents over the turns of the months, and summed over the days of each; exact below 2⁵³."""
    extent = np.asarray(steps.extent, np.int64)
    old = np.zeros_like(extent)
    old[1:] = extent[:-1]
    lengths = np.array([(month.end - month.start).days + 1 for month in months])
    ends = np.cumsum(lengths) + (months[0].start.toordinal() - date(1970, 1, 1).toordinal()) - 1
    bucket = _buckets(steps.days, months)
    inside = (bucket > 0) & (bucket <= len(months))
    left = steps.event == Movement.LEFT.code
    rest = np.where(inside, ends[np.clip(bucket - 1, 0, len(months) - 1)] - steps.days + 1 - left, 0)
    turned = worked = np.zeros(shape, np.int64)
    for rows, cell, share, sign in ((counted[0], cells[0], old, -1), (counted[1], cells[1], extent, 1)):
        size = int(np.prod(shape))
        turned = turned + sign * np.bincount(cell[rows], share[rows], size).astype(np.int64).reshape(shape)
        days = np.bincount(cell[rows], (share * rest)[rows], size)
        worked = worked + sign * days.astype(np.int64).reshape(shape)
    full_time = np.cumsum(turned[..., :-1], axis=-1)
    return full_time, full_time[..., :-1] * lengths + worked[..., 1:-1]


def _shared(first: Whole, second: Whole, parents: Mapping[str, str | None]) -> Whole:
    """The lowest unit that holds both of each pair, -1 where there is none."""
    places = {unit: place for place, unit in enumerate(parents)}
    above = _whole_numbers(-1 if parent is None else places[parent] for parent in parents.values())
    depth = np.zeros(len(above) + 1, np.int64)  # the last is of no unit
    rising = above.copy()
    while (rising >= 0).any():
        depth[:-1] += rising >= 0
        rising = np.where(rising >= 0, above[rising], -1)
    depth[-1] = -1
    above = np.append(above, -1)
    first, second = first.copy(), second.copy()
    while True:
        apart = first != second
        if not apart.any():
            return first
        one, two = depth[first], depth[second]
        first = np.where(apart & (one >= two), above[first], first)
        second = np.where(apart & (two >= one), above[second], second)
