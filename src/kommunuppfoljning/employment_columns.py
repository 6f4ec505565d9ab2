"""Employments as columns (*anställningar i kolumner*): millions of them from one day to another, told as events.

What `employment_history` is to models, `employment_events` is to columns: an employment that follows directly upon
another is a move, or the same one prolonged.

>>> rows = EmploymentColumns(persons=np.array([1, 1]), units=np.array([0, 1]),
...                          starts=np.array(["2023-05-01", "2024-02-01"], "datetime64[D]"),
...                          ends=np.array(["2024-01-31", "NaT"], "datetime64[D]"))
>>> told = employment_events(rows)
>>> told.events.events.tolist(), told.events.days.astype(str).tolist()
([1, 2], ['2023-05-01', '2024-02-01'])

Source: there is no official definition; SKR, *Personalstatistik*, for the kinds of employment.
"""

from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from kommunuppfoljning.errors import InvalidValue, expect
from kommunuppfoljning.findings import Finding, raise_for
from kommunuppfoljning.histories import REASONS, EmploymentEventColumns, events_between
from kommunuppfoljning.row_columns import (
    PersonColumns,
    RowFaults,
    Truth,
    check_days,
    day_of,
    needed_first,
    usable_in_order,
)

__all__ = ["EmploymentColumns", "EmploymentEvents", "employment_events"]


@attrs.frozen(kw_only=True, eq=False, repr=False, field_transformer=needed_first)
class EmploymentColumns(PersonColumns):
    """Employments as columns (*anställningar i kolumner*), one row an employment in one unit, in any order.

    Parameters
    ----------
    persons, units, kinds, reasons, extents, full_extent, groups, group_names, names
        As in `EmploymentEventColumns`; the reason is of leaving at the end.
    starts, ends
        ``datetime64[D]``: the first day employed and the last one, ``NaT`` where the employment goes on.

    Raises
    ------
    InvalidType, InvalidValue
        For columns that do not fit together, and codes that there are none of.
    """

    starts: NDArray[Any]
    ends: NDArray[Any]
    reasons: NDArray[Any] | None = None

    def __attrs_post_init__(self) -> None:
        for name in ("starts", "ends"):
            check_days(getattr(self, name), f"EmploymentColumns: {name}")
        if self.starts.shape != self.ends.shape:
            raise InvalidValue(
                f"EmploymentColumns: ends must have the shape {self.starts.shape} of starts, got {self.ends.shape}"
            )
        self._check("starts", reasons=REASONS)


@attrs.frozen(kw_only=True, eq=False)
class EmploymentEvents:
    """The events that employments tell, and what was wrong with their rows (*händelser ur anställningar*)."""

    events: EmploymentEventColumns
    findings: tuple[Finding, ...] = ()


def employment_events(employments: EmploymentColumns, *, most_gap: int = 0, strict: bool = False) -> EmploymentEvents:
    """Tell employments as events (*anställningar till händelser*), for `count_movements`.

    Parameters
    ----------
    employments
        One row an employment.
    most_gap
        So many days [days] between two employments of a person still are a move, or the same employment prolonged.
    strict
        Whether a bad row raises; else it is a finding, and gives no events.

    Returns
    -------
    The events, and the findings by row.

    Raises
    ------
    InvalidType
        For what are no employments.
    InvalidValue
        For a negative gap; where `strict` for bad rows, all of them listed.

    Notes
    -----
    Of two employments at a time the one that started first is counted, the other is told of.
    """
    expect(employments, EmploymentColumns, "employment_events: employments")
    expect(most_gap, int, "employment_events: most_gap")
    if most_gap < 0:
        raise InvalidValue(f"employment_events: most_gap must be at least 0 days, got {most_gap}")
    starts, ends = (column.astype("datetime64[D]", copy=False) for column in (employments.starts, employments.ends))
    faults = RowFaults(employments, "rows", employments.names)
    unknown, undated = employments.units < 0, np.isnat(starts)
    for code, wrong in (("unknown-unit", unknown), ("no-day", undated)):
        for row in np.flatnonzero(wrong).tolist() if wrong.any() else ():
            faults.tell(code, row, day_of(starts, row))
    for row in np.flatnonzero(ends < starts).tolist():
        faults.tell("left-before-hired", row, day_of(ends, row), start=day_of(starts, row))
    faults.find_extents(starts)
    rows, first = _ordered(employments, starts, faults.usable)
    if _find_at_once(faults, employments.units, rows, first, starts, ends):
        rows, first = _ordered(employments, starts, faults.usable)
    findings = faults.told()
    if strict:
        raise_for(findings)
    return EmploymentEvents(
        events=_told(employments, rows, first, starts[rows], ends[rows], most_gap), findings=findings
    )


def _ordered(rows: EmploymentColumns, starts: NDArray[Any], usable: Truth | None) -> tuple[NDArray[np.intp], Truth]:
    """The rows that can be used, by person and start, and which are the first of a person."""
    order, first, _ = usable_in_order(rows.persons, starts, usable)
    return np.arange(len(starts)) if order is None else order, first


def _find_at_once(
    faults: RowFaults,
    units: NDArray[Any],
    rows: NDArray[np.intp],
    first: Truth,
    starts: NDArray[Any],
    ends: NDArray[Any],
) -> bool:
    """Tell of employments that start while the person has another; whether there are any."""
    start, end = starts[rows], ends[rows]
    wrong = ~first[1:] & ~(start[1:] > end[:-1])  # which nothing is where the one before goes on
    if not wrong.any():
        return False
    firsts = np.flatnonzero(first)
    bad = np.unique(np.searchsorted(firsts, np.flatnonzero(wrong) + 1, side="right") - 1)
    after = np.append(firsts[1:], len(rows))
    for low, high in zip(firsts[bad].tolist(), after[bad].tolist(), strict=True):
        now = low
        for place in range(low + 1, high):
            if start[place] > end[now]:
                now = place
                continue
            row, there = int(rows[place]), int(units[rows[now]])
            code = "overlapping-employment" if units[row] == there else "two-places"
            faults.tell(code, row, day_of(starts, row), there=faults.names.unit(there, -1))
    return True


def _told(
    employments: EmploymentColumns,
    rows: NDArray[np.intp],
    first: Truth,
    start: NDArray[Any],
    end: NDArray[Any],
    most_gap: int,
) -> EmploymentEventColumns:
    """Rows in order, no two of a person at once, as events."""
    follows = np.zeros(len(rows), np.bool_)  # directly upon the one before; no two days are 10**9 apart
    follows[1:] = ~first[1:] & (start[1:] - end[:-1] <= np.timedelta64(1 + min(most_gap, 10**9), "D"))
    goes_on = np.isnat(end)
    goes_on[:-1] |= follows[1:]
    columns = {name: column[rows] for name, column in employments.columns().items()}
    return events_between(employments, columns, follows=follows, goes_on=goes_on, starts=start, ends=end)
