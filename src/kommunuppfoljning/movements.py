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

import attrs
import numpy as np

from kommunuppfoljning.employments import EmploymentEvent, EmploymentKind, LeavingReason, Movement
from kommunuppfoljning.errors import InvalidValue, expect
from kommunuppfoljning.findings import Finding, raise_for
from kommunuppfoljning.histories import EventColumns, Faults, Steps, Truth, Whole, months_of, place_of, whole_numbers
from kommunuppfoljning.ledgers import RollUp
from kommunuppfoljning.periods import Period

__all__ = ["Movements", "count_movements"]

_REASONS = len(LeavingReason)
_FLOWS = 5
"""Hired, moved in, moved out, came into the kinds counted, went out of them; then left, by reason."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Movements:
    """Movements counted by group, unit and month (*personalrörelser per månad*).

    Attributes
    ----------
    units, parents, groups, months
        What the axes are: the first is of groups, the second of units, each with all that is below it.
    counted
        The kinds of employment that are counted.
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
    counted: tuple[EmploymentKind, ...]
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
        return place_of(period, self.months)


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
    months = months_of(period, "count_movements")
    for kind in counted:
        expect(kind, EmploymentKind, "count_movements: each of counted")
    is_models = not isinstance(events, EventColumns)
    columns = EventColumns.of(events, parents) if not isinstance(events, EventColumns) else events
    if len(columns) and int(columns.units.max()) >= len(parents):
        raise InvalidValue(f"count_movements: units must be below {len(parents)}, got {int(columns.units.max())}")
    faults = Faults(columns, "events" if is_models else "rows", tuple(parents))
    steps = Steps.of(columns, faults.usable)
    if faults.find_in(steps):
        steps = Steps.of(columns, faults.usable)
    findings = faults.told()
    if strict:
        raise_for(findings)
    return _counted(steps, columns, parents, months, tuple(counted), findings)


def _counted(
    steps: Steps,
    columns: EventColumns,
    parents: Mapping[str, str | None],
    months: tuple[Period, ...],
    counted: tuple[EmploymentKind, ...],
    findings: tuple[Finding, ...],
) -> Movements:
    """Every row to the cells that it counts in, and those upwards."""
    before, after = steps.employed_before(), steps.event != Movement.LEFT.code
    counts = np.isin(np.arange(4), [kind.code for kind in counted])[steps.kind]
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
        counted=counted,
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
    steps: Steps,
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
    above = whole_numbers(-1 if parent is None else places[parent] for parent in parents.values())
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
