"""Rows as columns (*rader i kolumner*): what the tables of persons have in common, whatever they tell.

Columns hold whole numbers; what their rows call persons and units stands beside them, for what is told of a row:

>>> names = RowNames(persons=("anna", "bo"), unknown={7: "Enhet X"})
>>> names.person(1), names.unit(-1, 7), names.unit(2, 3)
('bo', 'Enhet X', '2')
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

import attrs
import numpy as np
from numpy.typing import NDArray

from kommunuppfoljning.arithmetic.arrays import array_of
from kommunuppfoljning.employments import EmploymentKind, row_finding
from kommunuppfoljning.errors import InvalidType, InvalidValue, expect
from kommunuppfoljning.findings import Finding
from kommunuppfoljning.models import EMPTY

__all__ = [
    "NUMBERS",
    "PersonColumns",
    "RowFaults",
    "RowNames",
    "Truth",
    "Whole",
    "check_days",
    "check_group_names",
    "check_numbers",
    "check_whole_numbers",
    "day_of",
    "in_order",
    "needed_first",
    "usable_in_order",
    "whole_numbers",
]

Whole: TypeAlias = NDArray[np.int64]
Truth: TypeAlias = NDArray[np.bool_]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class RowNames:
    """What rows call their persons and units (*radernas egna namn*), for what is told of a row that is wrong.

    Parameters
    ----------
    persons
        The pseudonym behind each number; one that has none is told by its number.
    units
        The name of each unit, in the order of the organisation.
    unknown
        From a row to the unit that it names, where the organisation has no such unit.
    """

    persons: Sequence[str] = ()
    units: Sequence[str] = ()
    unknown: Mapping[int, str] = EMPTY

    def __repr__(self) -> str:
        return f"RowNames({len(self.persons)} persons, {len(self.units)} units, {len(self.unknown)} unknown)"

    @classmethod
    def of(cls, persons: Sequence[str], units: Iterable[str], parents: Mapping[str, str | None]) -> "RowNames":
        """The names of persons in the order of their numbers, and of the units of rows."""
        unknown = {row: unit for row, unit in enumerate(units) if unit not in parents}
        return cls(persons=persons, units=tuple(parents), unknown=unknown)

    def person(self, number: int) -> str:
        """The pseudonym of a number."""
        return self.persons[number] if 0 <= number < len(self.persons) else str(number)

    def unit(self, place: int, row: int) -> str:
        """The name of the unit that a row is of."""
        if place < 0:
            return self.unknown.get(row, "?")
        return self.units[place] if place < len(self.units) else str(place)


NUMBERS = RowNames()
"""Persons and units are told by their numbers."""


def needed_first(_: type, fields: list[Any]) -> list[Any]:
    """The columns that every table has before those that it may have, as a reader wants them told."""
    return sorted(fields, key=lambda field: field.default is not attrs.NOTHING)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class PersonColumns:
    """What tables of persons have in common (*personens kolumner*): who, where and as what.

    The columns are those that `EmploymentEventColumns` tells of.
    """

    persons: NDArray[Any]
    units: NDArray[Any]
    kinds: NDArray[Any] | None = None
    extents: NDArray[Any] | None = None
    full_extent: int = 100
    groups: NDArray[Any] | None = None
    group_names: tuple[str, ...] = ("",)
    names: RowNames = NUMBERS

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self)} rows)"

    def __len__(self) -> int:
        return len(self.persons)

    def columns(self) -> dict[str, NDArray[Any]]:
        """What there is of who, where and as what; days, and what happened on them, apart."""
        names = ("persons", "units", "kinds", "reasons", "extents", "groups")
        found = {name: getattr(self, name, None) for name in names}
        return {name: column for name, column in found.items() if column is not None}

    def _check(self, days: str, **limits: tuple[int, int]) -> None:
        """Refuse what does not fit the column of that name; `limits` are of the columns that only some tables have."""
        of = type(self).__name__
        expect(self.full_extent, int, f"{of}: full_extent")
        if self.full_extent < 1:
            raise InvalidValue(f"{of}: full_extent must be at least 1, such as 100, got {self.full_extent}")
        expect(self.names, RowNames, f"{of}: names")
        check_group_names(self.group_names, f"{of}: group_names")
        known: dict[str, tuple[int | None, int | None]] = {
            "persons": (None, None),
            "units": (-1, None),
            "kinds": (1, len(EmploymentKind)),
            "extents": (None, None),
            "groups": (-1, len(self.group_names) - 1),
        }
        for name, (low, high) in (known | limits).items():
            column = getattr(self, name)
            if column is not None or name in ("persons", "units", "events"):
                check_whole_numbers(column, f"{of}: {name}", getattr(self, days), days, low, high)


class RowFaults:
    """What is wrong with rows, each told once, and which can be used."""

    def __init__(self, rows: PersonColumns, where: str, names: RowNames) -> None:
        self._rows, self._where = rows, where
        self.names: RowNames = names
        self._told: dict[int, Finding] = {}
        self.usable: Truth | None = None

    def tell(self, code: str, row: int, day: date | str, **values: str | date) -> None:
        """Leave out a row, and say why; what is said first stands."""
        rows = self._rows
        if self.usable is None:
            self.usable = np.ones(len(rows.persons), np.bool_)
        self.usable[row] = False
        told = {
            "person": self.names.person(int(rows.persons[row])),
            "day": day,
            "unit": self.names.unit(int(rows.units[row]), row),
        }
        self._told.setdefault(row, row_finding(code, f"{self._where}[{row}]", **(told | values)))

    def find_extents(self, days: NDArray[Any], but: Truth | None = None) -> None:
        """Tell of extents that there cannot be, except in some rows."""
        extents, full = self._rows.extents, self._rows.full_extent
        if extents is None:
            return
        wrong = (extents <= 0) | (extents > full)
        if but is not None:
            wrong &= ~but
        for row in np.flatnonzero(wrong).tolist() if wrong.any() else ():
            self.tell("impossible-extent", row, day_of(days, row), extent=str(extents[row]), full=str(full))

    def told(self) -> tuple[Finding, ...]:
        """The findings, by row."""
        return tuple(self._told[row] for row in sorted(self._told))


def day_of(days: NDArray[Any], row: int) -> date | str:
    """The day of a row, as a message quotes it."""
    day = days[row]
    return "" if np.isnat(day) else str(day) if day.dtype == "datetime64[M]" else day.astype("datetime64[D]").item()


def whole_numbers(numbers: Iterable[int]) -> Whole:
    """Whole numbers as an array."""
    return np.fromiter(numbers, np.int64)


def check_days(days: Any, field: str) -> None:
    """Refuse what is no column of days; months and years are none."""
    expect(days, np.ndarray, field)
    if days.dtype.kind != "M" or np.datetime_data(days.dtype)[0] in ("Y", "M", "W"):
        raise InvalidType(f"{field} must be datetime64[D], got {days.dtype}")
    if days.ndim != 1:
        raise InvalidValue(f"{field} must have one axis, got the shape {days.shape}")


def check_group_names(names: Any, field: str) -> None:
    """Refuse what are no names of groups, and one that is there twice, since the figures of one would be lost."""
    expect(names, (tuple, list), field)
    for name in names:
        expect(name, str, f"{field}: each name")
        if names.count(name) > 1:
            raise InvalidValue(f"{field} must name each group once, got {name!r} {names.count(name)} times")


def check_numbers(column: Any, field: str, days: NDArray[Any], called: str) -> None:
    """Refuse what is no column of numbers, of as many rows as that of days, which is called so."""
    expect(column, np.ndarray, field)
    found = array_of(column, field).shape
    if found != days.shape:
        raise InvalidValue(f"{field} must have the shape {days.shape} of {called}, got {found}")


def check_whole_numbers(
    column: Any, field: str, days: NDArray[Any], called: str, low: int | None = None, high: int | None = None
) -> None:
    """Refuse what is no column of whole numbers, of as many rows as that of days, within limits."""
    check_numbers(column, field, days, called)
    whole = np.asarray(column)
    if whole.dtype.kind == "f":
        raise InvalidType(f"{field} must be whole numbers, got {whole.dtype}")
    if not whole.size:
        return
    least, most = int(whole.min()), int(whole.max())
    if low is not None and least < low:
        raise InvalidValue(f"{field} must be at least {low}, got {least} (first at {_first(whole, least)})")
    if high is not None and most > high:
        raise InvalidValue(f"{field} must be at most {high}, got {most} (first at {_first(whole, most)})")


def _first(column: NDArray[Any], value: int) -> str:
    return f"index {int(np.argmax(column == value))}"


def in_order(persons: Whole, days: Whole) -> tuple[NDArray[np.intp] | None, Truth, Whole]:
    """The order by person and day, rows as given within a day; which are the first of a person; and the days so.

    The order is `None` where the rows stand so already.
    """
    first = np.ones(len(persons), np.bool_)
    later = (persons[1:] > persons[:-1]) | ((persons[1:] == persons[:-1]) & (days[1:] >= days[:-1]))
    if later.all():
        np.not_equal(persons[1:], persons[:-1], out=first[1:])
        return None, first, days
    low, start = int(persons.min()), int(days.min())
    day_bits, row_bits = (int(days.max()) - start).bit_length(), (len(persons) - 1).bit_length()
    if (int(persons.max()) - low).bit_length() + day_bits + row_bits > 63:
        order = np.lexsort((days, persons))
        persons = persons[order]
        np.not_equal(persons[1:], persons[:-1], out=first[1:])
        return order, first, days[order]
    key = persons - low  # sorting one number a row is several times as fast as finding an order
    key <<= day_bits
    key += days
    key -= start
    key <<= row_bits
    key |= np.arange(len(persons))
    key.sort()
    rows = key & ((1 << row_bits) - 1)
    key >>= row_bits
    days = key & ((1 << day_bits) - 1)
    days += start
    key >>= day_bits
    np.not_equal(key[1:], key[:-1], out=first[1:])
    return rows, first, days


def usable_in_order(
    persons: NDArray[Any], days: NDArray[Any], usable: Truth | None
) -> tuple[NDArray[np.intp] | None, Truth, Whole]:
    """As `in_order`, of the rows that can be used, all where that is `None`; days and months are their numbers."""
    persons, days = persons.astype(np.int64, copy=False), days.view(np.int64)
    rows = None
    if usable is not None:
        rows = np.flatnonzero(usable)
        persons, days = persons[rows], days[rows]
    order, first, days = in_order(persons, days)
    return (rows if order is None else order if rows is None else rows[order]), first, days
