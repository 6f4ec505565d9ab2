"""Histories (*anställningshistorik*): events of employment as columns, put in order and checked.

>>> EmploymentEventColumns(persons=np.array([1]), events=np.array([1]), days=np.array(["2024-05-01"], "datetime64[D]"),
...              units=np.array([0]))
EmploymentEventColumns(1 rows)

What a person was before an event is told by the event before it. Where no event is wrong, all are checked at once; the
rows of a person with one that is are followed one by one, and those that cannot follow are left out and told of.
"""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from kommunuppfoljning.employments import (
    EXTENT_PARTS,
    EmploymentEvent,
    EmploymentKind,
    LeavingReason,
    Movement,
)
from kommunuppfoljning.errors import InvalidValue, expect
from kommunuppfoljning.models import EMPTY
from kommunuppfoljning.periods import Period
from kommunuppfoljning.row_columns import (
    PersonColumns,
    RowFaults,
    RowNames,
    Truth,
    Whole,
    check_days,
    day_of,
    needed_first,
    usable_in_order,
    whole_numbers,
)

__all__ = ["REASONS", "Block", "EmploymentEventColumns", "Faults", "Steps", "events_between", "months_of", "place_of"]

REASONS = 0, len(LeavingReason) - 1
"""The least and the most of the codes of reasons."""
BLOCK = 1 << 16
"""So many rows at a time stay in the cache."""
_UNITS, _EVENT, _KIND, _REASON, _GROUP = 0xFFFFFFFF, 32, 34, 36, 39
"""Where in one whole number the columns of a row stand above its unit, so that a row is picked once, not by column."""


@attrs.frozen(kw_only=True, eq=False, repr=False, field_transformer=needed_first)
class EmploymentEventColumns(PersonColumns):
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
        The extent of the employment as whole numbers, and what full time is among them [per cent]; that of a row of
        leaving says nothing.
    groups, group_names
        Positions in the names of the groups, of the person: the first of a person's rows decides; -1 is of no group,
        and so is a name without letters.
    names
        What the rows call their persons and units.

    Raises
    ------
    InvalidType, InvalidValue
        For columns that do not fit together, and codes that there are none of.
    """

    events: NDArray[Any]
    days: NDArray[Any]
    reasons: NDArray[Any] | None = None

    def __attrs_post_init__(self) -> None:
        check_days(self.days, "EmploymentEventColumns: days")
        self._check("days", events=(1, len(Movement)), reasons=REASONS)

    @property
    def all_groups(self) -> tuple[str, ...]:
        """The names of the groups, and where somebody is of none, an empty one."""
        is_of_none = self.groups is not None and bool((self.groups < 0).any())
        return (*self.group_names, "") if is_of_none else self.group_names

    @classmethod
    def of(cls, events: Iterable[EmploymentEvent], parents: Mapping[str, str | None]) -> "EmploymentEventColumns":
        """The columns of events as models; extents are left out where one that is hired or moves has none."""
        listed = list(events)
        for one in listed:
            expect(one, EmploymentEvent, "EmploymentEventColumns.of: each event")
        persons = {person: code for code, person in enumerate(sorted({one.person for one in listed}))}
        places = {unit: place for place, unit in enumerate(parents)}
        groups = {group: code for code, group in enumerate(sorted({one.group for one in listed}) or [""])}
        told = [1 if one.event is Movement.LEFT else one.extent for one in listed]
        shares = [share for share in told if share is not None]
        extents = None
        if listed and len(shares) == len(listed):
            extents = whole_numbers(int(Fraction(share) * EXTENT_PARTS) for share in shares)
        return cls(
            persons=whole_numbers(persons[one.person] for one in listed),
            events=whole_numbers(one.event.code for one in listed),
            days=np.array([one.day for one in listed], "datetime64[D]"),
            units=whole_numbers(places.get(one.unit, -1) for one in listed),
            kinds=whole_numbers(one.kind.code for one in listed),
            reasons=whole_numbers(one.reason.code for one in listed),
            extents=extents,
            full_extent=EXTENT_PARTS,
            groups=whole_numbers(groups[one.group] for one in listed),
            group_names=tuple(groups),
            names=RowNames.of(tuple(persons), (one.unit for one in listed), parents),
        )


def events_between(
    rows: PersonColumns,
    columns: Mapping[str, NDArray[Any]],
    *,
    follows: Truth,
    goes_on: Truth,
    starts: NDArray[Any],
    ends: NDArray[Any],
) -> EmploymentEventColumns:
    """The events that rows tell, of which `columns` are those in order, no two of a person at once.

    One that `follows` directly upon the one before is a move where anything differs; one that does not go on is left.
    """
    changed = np.zeros(len(follows), np.bool_)
    for name in ("units", "kinds", "extents"):
        if name in columns:
            changed[1:] |= columns[name][1:] != columns[name][:-1]
    hired, moved, left = (np.flatnonzero(which) for which in (~follows, follows & changed, ~goes_on))
    places: Whole = np.concatenate([hired, moved, left])
    told: dict[str, Any] = {name: column[places] for name, column in columns.items()}
    if "reasons" in told:
        told["reasons"][: len(hired) + len(moved)] = LeavingReason.NOT_STATED.code
    codes = np.array([Movement.HIRED.code, Movement.MOVED.code, Movement.LEFT.code])
    return EmploymentEventColumns(
        **told,
        events=np.repeat(codes, [len(hired), len(moved), len(left)]),
        days=np.concatenate([starts[hired], starts[moved], ends[left]]),
        full_extent=rows.full_extent,
        group_names=rows.group_names,
        names=attrs.evolve(rows.names, unknown=EMPTY),
    )


def place_of(period: Period, months: tuple[Period, ...]) -> slice:
    """Where a period stands among months; refuses one that is not whole months of them."""
    expect(period, Period, "the period")
    first, last = months[0], months[-1]
    if period.months is None or period.start < first.start or period.end > last.end:
        raise InvalidValue(f"the period must be whole months within {first.start} to {last.end}, got {period}")
    place = (period.start.year - first.start.year) * 12 + period.start.month - first.start.month
    return slice(place, place + period.months)


def months_of(period: Period, caller: str) -> tuple[Period, ...]:
    """The months of a period; refuses one that is not whole months."""
    expect(period, Period, f"{caller}: period")
    if period.months is None:
        raise InvalidValue(f"{caller}: period must be whole months, got {period}")
    first = period.start.year * 12 + period.start.month - 1
    return tuple(Period.for_month(month // 12, month % 12 + 1) for month in range(first, first + period.months))


class Faults(RowFaults):
    """What is wrong with events, and which can be used."""

    def __init__(self, columns: EmploymentEventColumns, where: str, units: tuple[str, ...]) -> None:
        super().__init__(columns, where, attrs.evolve(columns.names, units=units))
        self._days = columns.days
        unknown = columns.units < 0
        undated = np.isnat(columns.days)
        for code, wrong in (("unknown-unit", unknown), ("no-day", undated & ~unknown)):
            for row in np.flatnonzero(wrong).tolist() if wrong.any() else ():
                self.tell(code, row, day_of(columns.days, row))
        self.find_extents(columns.days, columns.events == Movement.LEFT.code)

    def find_in(self, steps: "Steps") -> bool:
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

    def _follow(self, steps: "Steps", places: range) -> None:
        """The rows of one person, in order."""
        now: int | None = None
        last: tuple[int, int] | None = None
        for place in places:
            packed, day = int(steps.packed[place]), int(steps.days[place])
            event, unit = (packed >> _EVENT) & 3, packed & _UNITS
            if event == Movement.HIRED.code:
                at = now if now is not None or last is None or last[1] < day else last[0]
                code = "" if at is None else "overlapping-employment" if at == unit else "two-places"
            elif now is None:
                code = "left-before-hired" if event == Movement.LEFT.code else "moved-before-hired"
            else:
                code = "two-places" if event == Movement.LEFT.code and now != unit else ""
            if code:
                at = now if now is not None or last is None else last[0]
                there = "" if at is None else self.names.unit(at, -1)
                row = place if steps.rows is None else int(steps.rows[place])
                self.tell(code, row, day_of(self._days, row), there=there)
            else:
                now, last = (None, (unit, day)) if event == Movement.LEFT.code else (unit, last)


@attrs.frozen(eq=False)
class Block:
    """Some rows in order, and what their persons were before them."""

    days: Whole
    event: Whole
    unit: Whole
    old: Whole
    """The unit before, where the person was `employed`."""
    kind: Whole
    old_kind: Whole
    reason: Whole
    group: Whole
    employed: Truth
    extent: Whole | None
    old_extent: Whole | None


@attrs.frozen(eq=False)
class Steps:
    """Rows in the order of person and day."""

    rows: NDArray[np.intp] | None
    first: Truth
    """Whether a row is the first of its person."""
    days: Whole
    packed: Whole
    extents: Whole | None

    @classmethod
    def of(cls, columns: EmploymentEventColumns, usable: Truth | None) -> "Steps":
        """Put rows in order."""
        packed = columns.units.astype(np.int64)
        for column, at in ((columns.events, _EVENT), (columns.kinds, _KIND), (columns.reasons, _REASON)):
            if column is not None:
                packed |= column.astype(np.int64) << at
        if columns.kinds is None:
            packed |= EmploymentKind.PERMANENT.code << _KIND
        rows, first, days = usable_in_order(columns.persons, columns.days.astype("datetime64[D]", copy=False), usable)
        if rows is not None:
            packed = packed[rows]
        if columns.groups is not None:  # of the person: the first row decides
            group = columns.groups if rows is None else columns.groups[rows]
            own = group[np.flatnonzero(first)].astype(np.int64)
            packed |= np.where(own < 0, len(columns.group_names), own)[np.cumsum(first) - 1] << _GROUP
        extents = None if columns.extents is None else columns.extents.astype(np.int64, copy=False)
        return cls(rows, first, days, packed, extents if extents is None or rows is None else extents[rows])

    def blocks(self) -> Iterator[Block]:
        """The rows, so many at a time as stay in the cache."""
        for start in range(0, len(self.packed), BLOCK):
            block = slice(start, start + BLOCK)
            now, before = self.packed[block], _before(self.packed, start)
            event, unit = (now >> _EVENT) & 3, now & _UNITS
            yield Block(
                days=self.days[block],
                event=event,
                unit=unit,
                old=before & _UNITS,
                kind=(now >> _KIND) & 3,
                old_kind=(before >> _KIND) & 3,
                reason=(now >> _REASON) & 7,
                group=now >> _GROUP,
                employed=~self.first[block] & ((before >> _EVENT) & 3 != Movement.LEFT.code),
                extent=None if self.extents is None else self.extents[block],
                old_extent=None if self.extents is None else _before(self.extents, start),
            )

    def wrong(self) -> Truth:
        """Whether each row cannot follow upon the one before it."""
        found = []
        for block in self.blocks():
            hired = block.event == Movement.HIRED.code
            wrong = block.employed == hired
            wrong |= (block.event == Movement.LEFT.code) & (block.unit != block.old)
            found.append(wrong)
        wrong = np.concatenate([np.zeros(0, np.bool_), *found])
        again = ~self.first[1:] & (self.days[1:] == self.days[:-1])  # hired the day that the person left
        if again.any():
            wrong[1:] |= again & ((self.packed[1:] >> _EVENT) & 3 == Movement.HIRED.code)
        return wrong


def _before(column: Whole, start: int) -> Whole:
    """The rows before those of a block; the very first has none, and stands in for it."""
    last = min(start + BLOCK, len(column)) - 1
    return column[start - 1 : last] if start else np.concatenate([column[:1], column[:last]])
