"""Rosters (*personallistor*): one row a person and month, told as events of employment.

Who is on the list of a month worked some of it. One who was not on the list of the month before was hired on the first
day of it, one who is not on the next left on the last day, and one who stands in another unit moved:

>>> months = np.array(["2024-01", "2024-02", "2024-01", "2024-02"], "datetime64[M]")
>>> roster = RosterColumns(persons=np.array([1, 1, 2, 2]), months=months, units=np.array([0, 1, 0, 0]))
>>> told = roster_events(roster)
>>> told.events.events.tolist(), told.events.days.astype(str).tolist()
([1, 1, 2], ['2023-12-31', '2023-12-31', '2024-02-01'])

Those on the first list are taken to have been there the day before it, so that movements are counted from its month on;
of those on the last nobody has left. A list does not tell why anyone left.
"""

from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from kommunuppfoljning.employments import Movement
from kommunuppfoljning.errors import InvalidType, expect
from kommunuppfoljning.findings import Finding, raise_for
from kommunuppfoljning.histories import EmploymentEventColumns
from kommunuppfoljning.models import EMPTY
from kommunuppfoljning.row_columns import NUMBERS, RowFaults, RowNames, Whole, day_of, in_order
from kommunuppfoljning.terms import Severity

__all__ = ["RosterColumns", "RosterEvents", "roster_events"]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class RosterColumns:
    """A roster as columns (*personallista i kolumner*), one row a person and month, in any order.

    `months` are ``datetime64[M]``; the other columns are those of `EmploymentEventColumns`.

    Raises `InvalidType` and `InvalidValue` for columns that do not fit together.
    """

    persons: NDArray[Any]
    months: NDArray[Any]
    units: NDArray[Any]
    kinds: NDArray[Any] | None = None
    extents: NDArray[Any] | None = None
    full_extent: int = 100
    groups: NDArray[Any] | None = None
    group_names: tuple[str, ...] = ("",)
    names: RowNames = NUMBERS

    def __attrs_post_init__(self) -> None:
        expect(self.months, np.ndarray, "RosterColumns: months")
        if self.months.dtype != np.dtype("datetime64[M]"):
            raise InvalidType(f"RosterColumns: months must be datetime64[M], got {self.months.dtype}")
        everyone = np.full(len(self.months), Movement.HIRED.code)
        _as_events(self, self.columns(), everyone, self.months.astype("datetime64[D]"))

    def __repr__(self) -> str:
        return f"RosterColumns({len(self.months)} rows)"

    def columns(self) -> dict[str, NDArray[Any]]:
        """The columns that there are, months apart."""
        named = {name: getattr(self, name) for name in ("persons", "units", "kinds", "extents", "groups")}
        return {name: column for name, column in named.items() if column is not None}


@attrs.frozen(kw_only=True, eq=False)
class RosterEvents:
    """The events that a roster tells, and what was wrong with its rows (*händelser ur personallista*)."""

    events: EmploymentEventColumns
    findings: tuple[Finding, ...] = ()


def roster_events(roster: RosterColumns, *, strict: bool = False) -> RosterEvents:
    """Tell a roster as events (*personallista till händelser*), for `count_movements`.

    Parameters
    ----------
    roster
        One row a person and month.
    strict
        Whether a finding raises.

    Returns
    -------
    Events; a person who is on the list of a month twice, or on that of no month, is a finding, and that row is not
    counted. A month without any list between two that have one is a finding too: everybody has left before it.

    Raises
    ------
    InvalidType
        For what is no roster.
    InvalidValue
        Where `strict` for findings, all of them listed.
    """
    expect(roster, RosterColumns, "roster_events: roster")
    columns, months = roster.columns(), roster.months.view(np.int64)
    faults = RowFaults(roster, "rows", roster.names)
    wrong = np.isnat(roster.months) | (roster.units < 0)
    for row in np.flatnonzero(wrong).tolist() if wrong.any() else ():
        undated = bool(np.isnat(roster.months[row]))
        faults.tell("no-day" if undated else "unknown-unit", row, day_of(roster.months, row))
    faults.find_extents(roster.months)
    rows = None if faults.usable is None else np.flatnonzero(faults.usable)
    persons = roster.persons.astype(np.int64, copy=False)
    order, first, month = in_order(persons if rows is None else persons[rows], months if rows is None else months[rows])
    rows = order if rows is None else rows if order is None else rows[order]
    columns = columns if rows is None else {name: column[rows] for name, column in columns.items()}
    again = np.flatnonzero(~first[1:] & (month[1:] == month[:-1])) + 1
    if again.size:
        for at in again.tolist():
            unit, there = int(columns["units"][at]), int(columns["units"][at - 1])
            row = at if rows is None else int(rows[at])
            code = "repeated-row" if unit == there else "two-places"
            faults.tell(code, row, day_of(roster.months, row), there=roster.names.unit(there, -1))
        kept = np.ones(len(month), np.bool_)
        kept[again] = False
        columns, first, month = {name: column[kept] for name, column in columns.items()}, first[kept], month[kept]
    findings = (*faults.told(), *_without_a_list(month))
    if strict:
        raise_for(findings)
    return RosterEvents(events=_events(roster, columns, first, month), findings=findings)


def _without_a_list(month: Whole) -> tuple[Finding, ...]:
    """The months that nobody is listed in, between months that somebody is."""
    if not month.size:
        return ()
    empty = np.flatnonzero(np.bincount(month - month.min()) == 0) + month.min()
    gaps = (str(np.datetime64(int(one), "M")) for one in empty)
    return tuple(Finding.of("no-list", Severity.ERROR, f"months[{gap}]", day=gap) for gap in gaps)


def _events(
    roster: RosterColumns, columns: dict[str, NDArray[Any]], first: NDArray[np.bool_], month: Whole
) -> EmploymentEventColumns:
    """Rows in order, none of them twice, as events."""
    earliest, latest = (int(month.min()), int(month.max())) if month.size else (0, 0)
    follows = np.zeros(len(month), np.bool_)  # upon the month before
    follows[1:] = ~first[1:] & (month[1:] == month[:-1] + 1)
    changed = np.zeros(len(month), np.bool_)
    for name in ("units", "kinds", "extents"):
        if name in columns:
            changed[1:] |= columns[name][1:] != columns[name][:-1]
    stays = np.zeros(len(month), np.bool_)
    stays[:-1] = follows[1:]
    hired, moved = np.flatnonzero(~follows), np.flatnonzero(follows & changed)
    left = np.flatnonzero(~stays & (month != latest))
    start = month.astype("datetime64[M]").astype("datetime64[D]")
    days = [start[hired] - (month[hired] == earliest), start[moved], _last_day(month[left])]
    places = np.concatenate([hired, moved, left])
    codes = (Movement.HIRED.code, Movement.MOVED.code, Movement.LEFT.code)
    return _as_events(
        roster,
        {name: column[places] for name, column in columns.items()},
        np.repeat(np.array(codes), [len(hired), len(moved), len(left)]),
        np.concatenate(days),
    )


def _as_events(
    roster: RosterColumns, columns: dict[str, Any], events: NDArray[Any], days: NDArray[Any]
) -> EmploymentEventColumns:
    return EmploymentEventColumns(
        **columns,
        events=events,
        days=days,
        full_extent=roster.full_extent,
        group_names=roster.group_names,
        names=attrs.evolve(roster.names, unknown=EMPTY),
    )


def _last_day(month: Whole) -> NDArray[Any]:
    return (month + 1).astype("datetime64[M]").astype("datetime64[D]") - np.timedelta64(1, "D")
