"""Hours (*timmar*): what each person worked in a month, and was on sick leave, as rows and as columns.

>>> row = StaffHours(person="p1", unit="IT", month=Period.for_month(2024, 8), ordinary_hours=160, sick_hours=8)
>>> HoursColumns.of([row], {"IT": None})
HoursColumns(1 rows)

Source: lagen (2018:597) om kommunal bokföring och redovisning 11 kap.; SKR's definitions of the sick-leave ratios.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from kommunuppfoljning.amounts import Amount, plus
from kommunuppfoljning.errors import InvalidType, InvalidValue, expect, shown
from kommunuppfoljning.models import EMPTY, Model
from kommunuppfoljning.periods import Period
from kommunuppfoljning.row_columns import (
    NUMBERS,
    RowNames,
    Whole,
    check_group_names,
    check_numbers,
    check_whole_numbers,
    whole_numbers,
)

__all__ = ["HOUR_PARTS", "HoursColumns", "SickSpell", "StaffHours", "with_long_sick_hours"]

HOUR_PARTS = 10_000
"""Hours are kept in whole ten-thousandths, so that every sum of them is exact."""
LONG_SPELL = 60
"""A spell of so many days is a long one [days]."""


@attrs.frozen(kw_only=True, repr=False)
class StaffHours(Model):
    """The hours of a person in a month (*arbetad tid och sjukfrånvaro per person och månad*).

    Parameters
    ----------
    person, unit, month
        A pseudonym, where, and a calendar month.
    ordinary_hours, sick_hours
        Ordinary working hours, and those of them on sick leave [hours].
    long_sick_hours
        Those of the sick hours that belong to spells of 60 days or more [hours]; `None` where it is not known.
    groups
        From what the staff is divided by to the person's part of it: ``{"kön": "kvinnor", "ålder": "30–49 år"}``;
        a name without letters is of none.

    Raises
    ------
    InvalidType, InvalidValue
        For a field of the wrong kind, and a month that is none. Hours that cannot be right can be built, to be
        told of.
    """

    person: str
    unit: str
    month: Period
    ordinary_hours: Amount
    sick_hours: Amount = 0
    long_sick_hours: Amount | None = None
    groups: Mapping[str, str] = EMPTY

    _told = ("person", "unit", "month", "ordinary_hours", "sick_hours")

    def _validate(self) -> None:
        if self.month.months != 1:
            raise InvalidValue(f"StaffHours of {self.person!r}: month must be a calendar month, got {self.month}")
        for name in ("ordinary_hours", "sick_hours", "long_sick_hours"):
            value = getattr(self, name)
            if value is not None and (Fraction(value) * HOUR_PARTS).denominator > 1:
                raise InvalidValue(f"StaffHours of {self.person!r}: {name} must have at most 4 decimals, got {value}")


@attrs.frozen(kw_only=True, repr=False)
class SickSpell(Model):
    """A spell of sick leave (*sjukperiod*), from its first day to its last, with its hours by month [hours].

    `end` is `None` where it goes on.
    """

    person: str
    start: date
    end: date | None = None
    hours: Mapping[Period, Amount] = EMPTY

    _told = ("person", "start", "end")

    def _validate(self) -> None:
        if self.end is not None and self.end < self.start:
            raise InvalidValue(f"SickSpell of {self.person!r}: end must not be before {self.start}, got {self.end}")
        for month in self.hours:
            touched = month.end >= self.start and (self.end is None or month.start <= self.end)
            if month.months != 1 or not touched:
                raise InvalidValue(
                    f"SickSpell of {self.person!r}: hours must be by calendar months within the spell, "
                    f"{self.start} to {self.end or 'now'}, got {month}"
                )


def with_long_sick_hours(
    rows: Iterable[StaffHours], spells: Iterable[SickSpell], *, as_of: date, days: int = LONG_SPELL
) -> tuple[StaffHours, ...]:
    """Tell how much of the sick hours is of long spells (*sjukfrånvaro 60 dagar eller mer*).

    Spells that follow upon each other without a day between them are one. All hours of a long spell count, from its
    first day. A spell that goes on past the day `as_of`, or is to, is as long as it is on that day. Where a person has
    several rows in a month, having moved, the hours go to each up to its sick hours, and what is left to the last.

    Raises `InvalidType` for what are no rows, spells or day, and `InvalidValue` for `days` below 1.

    >>> august = Period.for_month(2024, 8)
    >>> row = StaffHours(person="p1", unit="IT", month=august, ordinary_hours=160, sick_hours=160)
    >>> spell = SickSpell(person="p1", start=date(2024, 6, 20), hours={august: 160})
    >>> with_long_sick_hours([row], [spell], as_of=date(2024, 8, 17))[0].long_sick_hours
    0
    >>> with_long_sick_hours([row], [spell], as_of=date(2024, 8, 18))[0].long_sick_hours
    160
    """
    expect(as_of, date, "with_long_sick_hours: as_of")
    expect(days, int, "with_long_sick_hours: days")
    if days < 1:
        raise InvalidValue(f"with_long_sick_hours: days must be at least 1, got {days}")
    listed = list(rows)
    for row in listed:
        expect(row, StaffHours, "with_long_sick_hours: each row")
    long = _long_hours(spells, as_of, days)
    left = Counter((row.person, row.month) for row in listed)
    told = []
    for row in listed:
        place = row.person, row.month
        left[place] -= 1
        have = long.get(place, 0)
        hours = have if not left[place] else min(have, max(row.sick_hours, 0))
        long[place] = plus(have, -hours)
        told.append(attrs.evolve(row, long_sick_hours=hours))
    return tuple(told)


def _long_hours(spells: Iterable[SickSpell], as_of: date, days: int) -> dict[tuple[str, Period], Amount]:
    """The hours of long spells by person and month."""
    by_person: dict[str, list[SickSpell]] = {}
    for spell in spells:
        expect(spell, SickSpell, "with_long_sick_hours: each spell")
        if spell.start <= as_of:
            by_person.setdefault(spell.person, []).append(spell)
    long: dict[tuple[str, Period], Amount] = {}
    for person, listed in by_person.items():
        joined: list[list[SickSpell]] = []
        last = date.min
        for spell in sorted(listed, key=lambda one: one.start):
            if not joined or (spell.start - last).days > 1:
                joined.append([])
            joined[-1].append(spell)
            last = max(last, min(spell.end or as_of, as_of))
        for parts in joined:
            end = max(min(one.end or as_of, as_of) for one in parts)
            if (end - parts[0].start).days + 1 >= days:
                for one in parts:
                    for month, hours in one.hours.items():
                        long[person, month] = plus(long.get((person, month), 0), hours)
    return long


@attrs.frozen(kw_only=True, eq=False, repr=False)
class HoursColumns:
    """Hours as columns (*timmar i kolumner*), one row a person and month, in any order.

    Parameters
    ----------
    months
        ``datetime64[M]``.
    units
        Positions in the order of the organisation's units; -1 is an unknown unit.
    ordinary, sick, long
        Hours, whole numbers or floats; `long` of spells of 60 days or more. A row without one of them (NaN) is a
        finding, and is not counted; where `long` is not known of all, leave it out.
    persons
        Pseudonyms, whole numbers; without them nobody is looked for in two places.
    groups, group_names
        From what the staff is divided by to a column of positions in the names of the groups; -1 is of none.
    hour_parts
        What an hour is among whole numbers: 1, 10, 100, 1 000 or 10 000.
    names
        What the rows call their persons and units.

    Raises
    ------
    InvalidType, InvalidValue
        For columns that do not fit together.
    """

    months: NDArray[Any]
    units: NDArray[Any]
    ordinary: NDArray[Any]
    sick: NDArray[Any]
    long: NDArray[Any] | None = None
    persons: NDArray[Any] | None = None
    groups: Mapping[str, NDArray[Any]] = EMPTY
    group_names: Mapping[str, tuple[str, ...]] = EMPTY
    hour_parts: int = 1
    names: RowNames = NUMBERS

    def __attrs_post_init__(self) -> None:
        expect(self.months, np.ndarray, "HoursColumns: months")
        if self.months.dtype != np.dtype("datetime64[M]") or self.months.ndim != 1:
            raise InvalidType(f"HoursColumns: months must be one column of datetime64[M], got {self.months.dtype}")
        for name in ("ordinary", "sick", "long"):
            if name != "long" or self.long is not None:
                check_numbers(getattr(self, name), f"HoursColumns: {name}", self.months, "months")
        check_whole_numbers(self.units, "HoursColumns: units", self.months, "months", -1)
        if self.persons is not None:
            check_whole_numbers(self.persons, "HoursColumns: persons", self.months, "months")
        if self.hour_parts not in (1, 10, 100, 1000, HOUR_PARTS):
            raise InvalidValue(f"HoursColumns: hour_parts must be 1, 10, 100, 1000 or 10000, got {self.hour_parts}")
        if self.hour_parts != 1 and any(
            column is not None and column.dtype.kind == "f" for column in (self.ordinary, self.sick, self.long)
        ):
            raise InvalidValue(
                f"HoursColumns: hour_parts are of whole numbers; floats are hours, got {self.hour_parts}"
            )
        self._check_groups()

    def _check_groups(self) -> None:
        for name in ("groups", "group_names"):
            expect(getattr(self, name), Mapping, f"HoursColumns: {name}")
        if set(self.groups) != set(self.group_names):
            raise InvalidValue(
                f"HoursColumns: groups and group_names must be by the same, got {shown(list(self.groups))} "
                f"and {shown(list(self.group_names))}"
            )
        for by, names in self.group_names.items():
            check_group_names(names, f"HoursColumns: group_names[{by}]")
            if not all(name.strip() for name in names):
                raise InvalidValue(
                    f"HoursColumns: group_names[{by}] must not be empty, got {shown(names)}; rows of no group are -1"
                )
            codes, most = self.groups[by], len(names) - 1
            check_whole_numbers(codes, f"HoursColumns: groups[{by}]", self.months, "months", -1, most)

    def __repr__(self) -> str:
        return f"HoursColumns({len(self)} rows)"

    def __len__(self) -> int:
        return len(self.months)

    @classmethod
    def of(cls, rows: Iterable[StaffHours], parents: Mapping[str, str | None]) -> "HoursColumns":
        """The columns of rows as models; `long` is left out where it is unknown of one."""
        listed = list(rows)
        for one in listed:
            expect(one, StaffHours, "HoursColumns.of: each row")
        places = {unit: place for place, unit in enumerate(parents)}
        persons = {person: code for code, person in enumerate(sorted({one.person for one in listed}))}
        divisions = sorted({by for one in listed for by in one.groups})
        parts = {by: [one.groups.get(by, "") for one in listed] for by in divisions}
        names = {by: tuple(sorted({part for part in own if part.strip()})) for by, own in parts.items()}
        codes = {by: {part: code for code, part in enumerate(known)} for by, known in names.items()}

        def hours(name: str) -> Whole:
            return whole_numbers(int(Fraction(getattr(one, name)) * HOUR_PARTS) for one in listed)

        return cls(
            months=np.array([f"{one.month.start:%Y-%m}" for one in listed], "datetime64[M]"),
            units=whole_numbers(places.get(one.unit, -1) for one in listed),
            ordinary=hours("ordinary_hours"),
            sick=hours("sick_hours"),
            long=hours("long_sick_hours") if all(one.long_sick_hours is not None for one in listed) else None,
            persons=whole_numbers(persons[one.person] for one in listed),
            groups={by: whole_numbers(codes[by].get(part, -1) for part in own) for by, own in parts.items()},
            group_names=names,
            hour_parts=HOUR_PARTS,
            names=RowNames.of(tuple(persons), (one.unit for one in listed), parents),
        )
