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

from kommunuppfoljning.errors import InvalidType, InvalidValue, expect
from kommunuppfoljning.findings import Finding, raise_for
from kommunuppfoljning.histories import EmploymentEventColumns, events_between
from kommunuppfoljning.row_columns import PersonColumns, RowFaults, Whole, day_of, needed_first, usable_in_order
from kommunuppfoljning.terms import Severity

__all__ = ["RosterColumns", "RosterEvents", "roster_events"]


@attrs.frozen(kw_only=True, eq=False, repr=False, field_transformer=needed_first)
class RosterColumns(PersonColumns):
    """A roster as columns (*personallista i kolumner*), one row a person and month, in any order.

    `months` are ``datetime64[M]``; the other columns are those of `EmploymentEventColumns`, of which there are no
    events, days and reasons.

    Raises `InvalidType` and `InvalidValue` for columns that do not fit together.
    """

    months: NDArray[Any]

    def __attrs_post_init__(self) -> None:
        expect(self.months, np.ndarray, "RosterColumns: months")
        if self.months.dtype != np.dtype("datetime64[M]"):
            raise InvalidType(f"RosterColumns: months must be datetime64[M], got {self.months.dtype}")
        if self.months.ndim != 1:
            raise InvalidValue(f"RosterColumns: months must have one axis, got the shape {self.months.shape}")
        self._check("months")


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
    columns = roster.columns()
    faults = RowFaults(roster, "rows", roster.names)
    wrong = np.isnat(roster.months) | (roster.units < 0)
    for row in np.flatnonzero(wrong).tolist() if wrong.any() else ():
        undated = bool(np.isnat(roster.months[row]))
        faults.tell("no-day" if undated else "unknown-unit", row, day_of(roster.months, row))
    faults.find_extents(roster.months)
    rows, first, month = usable_in_order(roster.persons, roster.months, faults.usable)
    columns = columns if rows is None else {name: column[rows] for name, column in columns.items()}
    again = np.flatnonzero(~first[1:] & (month[1:] == month[:-1])) + 1
    if again.size:
        counted = np.flatnonzero(np.isin(np.arange(len(month)), again, invert=True))
        earliest = counted[np.searchsorted(counted, again) - 1]  # the row of that month that is counted
        for at, before in zip(again.tolist(), earliest.tolist(), strict=True):
            unit, there = int(columns["units"][at]), int(columns["units"][before])
            row = at if rows is None else int(rows[at])
            code = "repeated-row" if unit == there else "two-places"
            faults.tell(code, row, day_of(roster.months, row), there=roster.names.unit(there, -1))
        columns = {name: column[counted] for name, column in columns.items()}
        first, month = first[counted], month[counted]
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
    goes_on = month == latest
    goes_on[:-1] |= follows[1:]
    start = month.astype("datetime64[M]").astype("datetime64[D]")
    start -= month == earliest  # who is on the first list was there the day before
    end = start.copy()
    end[~goes_on] = _last_day(month[~goes_on])  # of those who left alone, since a calendar is slow
    return events_between(roster, columns, follows=follows, goes_on=goes_on, starts=start, ends=end)


def _last_day(month: Whole) -> NDArray[Any]:
    return (month + 1).astype("datetime64[M]").astype("datetime64[D]") - np.timedelta64(1, "D")
