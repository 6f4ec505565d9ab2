"""Worked hours (*arbetad tid*): ordinary hours and hours of sick leave, summed by unit, group and month.

One row is a person and a month. Rows that cannot be right are findings, and are not counted:

>>> row = {"unit": "IT", "month": Period.for_month(2024, 8), "ordinary_hours": 160}
>>> rows = [StaffHours(person="p1", **row, sick_hours=8), StaffHours(person="p2", **row, sick_hours=170)]
>>> counted = count_hours(rows, parents={"kommunen": None, "IT": "kommunen"}, period=Period.for_month(2024, 8))
>>> [(finding.where, finding.code) for finding in counted.findings]
[('rows[1]', 'sick-above-ordinary')]
>>> counted.sick[None][0, :, 0].tolist()  # in ten-thousandths of an hour
[80000, 80000]

Source: lagen (2018:597) om kommunal bokföring och redovisning 11 kap.; SKR's definitions of the sick-leave ratios.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from kommunuppfoljning.arithmetic.scalars import decimal_of
from kommunuppfoljning.employments import row_finding
from kommunuppfoljning.errors import InvalidValue, expect
from kommunuppfoljning.findings import Finding, raise_for
from kommunuppfoljning.histories import months_of, place_of
from kommunuppfoljning.hours import HOUR_PARTS, HoursColumns, StaffHours
from kommunuppfoljning.ledgers import RollUp
from kommunuppfoljning.periods import Period
from kommunuppfoljning.row_columns import RowNames, Truth, Whole

__all__ = ["WorkedHours", "count_hours"]

BLOCK = 1 << 17
"""So many rows at a time stay in the cache."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class WorkedHours:
    """Hours summed by group, unit and month (*summerade timmar*).

    Attributes
    ----------
    units, parents, months, groups
        What the axes are: of a table the first is of groups, the second of units, each with all that is below it, the
        third of months. `groups` are the names of each division; the division `None` is everyone.
    ordinary, sick, long, persons
        Tables by division: hours in ten-thousandths, and persons; `long` is `None` where it is not known.
    findings
        What was wrong with rows, which are not counted.
    """

    units: tuple[str, ...]
    parents: Mapping[str, str | None]
    months: tuple[Period, ...]
    groups: Mapping[str, tuple[str, ...]]
    ordinary: Mapping[str | None, Whole]
    sick: Mapping[str | None, Whole]
    long: Mapping[str | None, Whole] | None
    persons: Mapping[str | None, Whole]
    findings: tuple[Finding, ...]

    def __repr__(self) -> str:
        return f"WorkedHours({len(self.units)} units, {len(self.months)} months, by {', '.join(self.groups) or 'none'})"

    def within(self, period: Period) -> slice:
        """The months of a period on the last axis; raises `InvalidValue` for one that is not counted whole."""
        return place_of(period, self.months)


def count_hours(
    hours: HoursColumns | Iterable[StaffHours],
    *,
    parents: Mapping[str, str | None],
    period: Period,
    several_units: bool = False,
    strict: bool = False,
) -> WorkedHours:
    """Sum hours by group, unit and month (*summera timmar*).

    Parameters
    ----------
    hours
        Rows of persons and months; those outside `period` are not of it.
    parents
        From every unit to the one above it; a root's parent is `None`.
    period
        Whole months to sum.
    several_units
        Whether a person may have a row in each of several units in a month, having moved or having two employments:
        all the hours count, and the person in the first unit only. Else the later rows are findings.
    strict
        Whether a bad row raises; else it is a finding, and is not counted.

    Returns
    -------
    Sums of each unit with all that is below it, exact of whole numbers. Of floats each unit, group and month is summed
    as floats and rounded to a ten-thousandth of an hour before it is summed upwards.

    Raises
    ------
    InvalidType, InvalidValue
        For what are no hours, a unit past the last one, a period that is not whole months; and where `strict` for bad
        rows, all of them listed.

    References
    ----------
    SKR's definitions of the sick-leave ratios.
    """
    months = months_of(period, "count_hours")
    expect(parents, Mapping, "count_hours: parents")
    expect(hours, (HoursColumns, Iterable), "count_hours: hours")
    columns = hours if isinstance(hours, HoursColumns) else HoursColumns.of(hours, parents)
    if len(columns) and int(columns.units.max()) >= len(parents):
        raise InvalidValue(f"count_hours: units must be below {len(parents)}, got {int(columns.units.max())}")
    first = months[0].start.year * 12 + months[0].start.month - 1 - 1970 * 12
    of_month = columns.months.view(np.int64)
    faults = _faults(columns, of_month, first, months)
    again: Truth | None = None
    earlier: dict[int, int] = {}
    if columns.persons is not None:
        earlier = _find_twice(columns, of_month, first, faults, len(months))
        if several_units:
            again = _count_elsewhere(columns, faults, earlier)
    told = _told(columns, faults, earlier, attrs.evolve(columns.names, units=tuple(parents)))
    if strict:
        raise_for(told)
    shape = [len(parents), len(months), *(len(names) + 1 for names in columns.group_names.values())]
    sums = _summed(columns, of_month, first, faults, shape, again)
    plan = RollUp(parents)

    def tables(cells: Whole) -> dict[str | None, Whole]:
        upwards = plan.sums(cells)
        found: dict[str | None, Whole] = {}
        for at, by in enumerate((None, *columns.group_names)):
            others = tuple(axis for axis in range(2, upwards.ndim) if axis != at + 1)
            table = np.moveaxis(upwards.sum(axis=others).reshape(len(parents), len(months), -1), -1, 0)
            found[by] = table[1:] if by is not None else table
        return found

    return WorkedHours(
        units=tuple(parents),
        parents=dict(parents),
        months=months,
        groups=dict(columns.group_names),
        ordinary=tables(sums["ordinary"]),
        sick=tables(sums["sick"]),
        long=tables(sums["long"]) if "long" in sums else None,
        persons=tables(sums["persons"]),
        findings=told,
    )


_CODES = (
    "",
    "no-day",
    "unknown-unit",
    "no-hours",
    "negative-hours",
    "impossible-hours",
    "sick-above-ordinary",
    "long-above-sick",
    "two-places",
    "repeated-row",
)
"""What may be wrong with a row: the first that is."""


def _faults(columns: HoursColumns, of_month: Whole, first: int, months: tuple[Period, ...]) -> NDArray[np.int8]:
    """What is wrong with each row of the period, as a place in `_CODES`."""
    faults = np.zeros(len(columns), np.int8)
    most = np.array([(month.end - month.start).days + 1 for month in months]) * 24 * columns.hour_parts
    long = columns.sick if columns.long is None else columns.long
    for start in range(0, len(columns), BLOCK):
        block = slice(start, start + BLOCK)
        ordinary, sick, longer, month = (
            columns.ordinary[block],
            columns.sick[block],
            long[block],
            of_month[block] - first,
        )
        inside = (month >= 0) & (month < len(months))
        well = (longer >= 0) & (longer <= sick) & (sick <= ordinary) & (columns.units[block] >= 0)
        well &= ordinary <= np.take(most, month, mode="clip")
        if not well.all() or not inside.all():
            wrong = np.select(
                [
                    np.isnat(columns.months[block]),
                    ~inside,
                    columns.units[block] < 0,
                    ~(np.isfinite(ordinary) & np.isfinite(sick) & np.isfinite(longer)),
                    (ordinary < 0) | (sick < 0) | (longer < 0),
                    ordinary > np.take(most, month, mode="clip"),
                    sick > ordinary,
                    longer > sick,
                ],
                [1, -1, 2, 3, 4, 5, 6, 7],
                0,
            )
            faults[block] = wrong
    return faults


def _find_twice(
    columns: HoursColumns, of_month: Whole, first: int, faults: NDArray[np.int8], months: int
) -> dict[int, int]:
    """Mark the rows of persons who have one already in that month; from each the row that they have."""
    persons = np.asarray(columns.persons).astype(np.int64, copy=False)  # each of `uint64` stays one of its own
    if not len(persons):
        return {}
    low, width = int(persons.min()), int(persons.max()) - int(persons.min()) + 1
    if width > len(persons) * 8:
        persons, low = np.asarray(np.unique(persons, return_inverse=True)[1], np.int64), 0
        width = int(persons.max()) + 1
    seen = np.zeros(width * months, np.bool_)
    count = 0
    for start in range(0, len(persons), BLOCK):
        block = slice(start, start + BLOCK)
        key = (persons[block] - low) * months + (of_month[block] - first)
        key = key if not faults[block].any() else key[faults[block] == 0]
        seen[key] = True
        count += len(key)
    if np.count_nonzero(seen) == count:
        return {}
    rows = np.flatnonzero(faults == 0)
    key = (persons[rows] - low) * months + (of_month[rows] - first)
    order = np.argsort(key, kind="stable")
    again = np.flatnonzero(key[order][1:] == key[order][:-1])
    later = order[again + 1]
    earliest = order[np.searchsorted(key[order], key[later])]
    other = columns.units[rows[earliest]] != columns.units[rows[later]]
    faults[rows[later]] = np.where(other, _CODES.index("two-places"), _CODES.index("repeated-row"))
    return dict(zip(rows[later].tolist(), rows[earliest].tolist(), strict=True))


def _count_elsewhere(columns: HoursColumns, faults: NDArray[np.int8], earlier: Mapping[int, int]) -> Truth:
    """Let the rows of persons who have one already in another unit count; which they are."""
    again = np.zeros(len(columns), np.bool_)
    seen: set[tuple[int, int]] = set()
    for row in sorted(earlier):
        place = earlier[row], int(columns.units[row])
        if place in seen or columns.units[row] == columns.units[earlier[row]]:
            faults[row] = _CODES.index("repeated-row")
        else:
            seen.add(place)
            faults[row], again[row] = 0, True
    return again


def _told(
    columns: HoursColumns, faults: NDArray[np.int8], earlier: Mapping[int, int], names: RowNames
) -> tuple[Finding, ...]:
    findings = []
    for row in np.flatnonzero(faults > 0).tolist():
        person = row if columns.persons is None else names.person(int(columns.persons[row]))
        findings.append(
            row_finding(
                _CODES[faults[row]],
                f"rows[{row}]",
                person=str(person),
                day=str(columns.months[row]),
                unit=names.unit(int(columns.units[row]), row),
                there=names.unit(int(columns.units[earlier[row]]), -1) if row in earlier else "",
                **{
                    name: _hours(getattr(columns, name)[row], columns.hour_parts)
                    for name in ("ordinary", "sick", "long")
                    if getattr(columns, name) is not None
                },
            )
        )
    return tuple(findings)


def _hours(value: Any, parts: int) -> Decimal | str:
    """Hours as a message quotes them."""
    if not np.isfinite(value):
        return "–"
    if value.dtype.kind == "f":
        return decimal_of(Fraction(round(value.item() * HOUR_PARTS), HOUR_PARTS))
    return decimal_of(Fraction(value.item(), parts))


def _summed(
    columns: HoursColumns,
    of_month: Whole,
    first: int,
    faults: NDArray[np.int8],
    shape: list[int],
    again: Truth | None,
) -> dict[str, Whole]:
    """The rows summed by unit, month and the groups of every division, as ten-thousandths of an hour."""
    given = {name: getattr(columns, name) for name in ("ordinary", "sick", "long")}
    given = {name: column for name, column in given.items() if column is not None}
    kinds = {name: np.float64 if column.dtype.kind == "f" else np.int64 for name, column in given.items()}
    cells = {name: np.zeros(int(np.prod(shape)), kinds[name]) for name in given}
    persons = np.zeros(int(np.prod(shape)), np.int64)
    for start in range(0, len(columns), BLOCK):
        block = slice(start, start + BLOCK)
        cell = columns.units[block].astype(np.int64) * shape[1]
        cell += of_month[block]
        cell -= first
        for by, size in zip(columns.group_names, shape[2:], strict=True):  # in the order of the axes
            cell *= size
            cell += columns.groups[by][block]
            cell += 1
        kept = faults[block] == 0
        every = bool(kept.all())
        cell = cell if every else cell[kept]
        once = cell if again is None else cell[~again[block][kept]]
        persons += np.bincount(once, minlength=len(persons))
        for name, column in given.items():
            values = column[block].astype(kinds[name], copy=False)
            np.add.at(cells[name], cell, values if every else values[kept])
    sums: dict[str, Whole] = {"persons": persons.reshape(shape)}
    for name, found in cells.items():
        parts = HOUR_PARTS if kinds[name] is np.float64 else HOUR_PARTS // columns.hour_parts
        sums[name] = np.rint(found * parts).astype(np.int64).reshape(shape)
    return sums
