"""Movements (*personalrörelser*): who came, left and moved, and how many there were, by unit and month.

A move from one unit to another leaves the first and comes to the second; for a unit that holds both, nothing has
happened. Here one person moves from IT to HR, and another leaves HR, but is in IT:

>>> days = np.array(["2023-05-01", "2023-06-01", "2024-02-01", "2024-03-31"], "datetime64[D]")
>>> columns = EmploymentEventColumns(persons=np.array([1, 2, 1, 2]), events=np.array([1, 1, 2, 3]), days=days,
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
from kommunuppfoljning.histories import Block, EmploymentEventColumns, Faults, Steps, months_of, place_of
from kommunuppfoljning.ledgers import RollUp
from kommunuppfoljning.periods import Period
from kommunuppfoljning.row_columns import Whole, whole_numbers

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
        What the axes are: the first is of groups, one without a name of those of none; the second of units, each with
        all that is below it.
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
        Of the extents, where they are known: their sum over the turns of the months [parts of full time], and over the
        days of each month [parts of full time × days].
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
    events: EmploymentEventColumns | Iterable[EmploymentEvent],
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
        For what is no event, a unit past the last one, a period that is not whole months, no kinds to count; and where
        `strict` for bad rows, all of them listed.

    References
    ----------
    There is no official definition of municipal turnover; SKR, *Personalstatistik*.
    """
    months = months_of(period, "count_movements")
    expect(parents, Mapping, "count_movements: parents")
    expect(counted, Iterable, "count_movements: counted")
    kinds = tuple(counted)
    for kind in kinds:
        expect(kind, EmploymentKind, "count_movements: each of counted")
    if not kinds:
        known = ", ".join(kind.name for kind in EmploymentKind)
        raise InvalidValue(f"count_movements: counted must name at least one kind of employment, of {known}; got none")
    expect(events, (EmploymentEventColumns, Iterable), "count_movements: events")
    is_models = not isinstance(events, EmploymentEventColumns)
    columns = EmploymentEventColumns.of(events, parents) if not isinstance(events, EmploymentEventColumns) else events
    if len(columns) and int(columns.units.max()) >= len(parents):
        raise InvalidValue(f"count_movements: units must be below {len(parents)}, got {int(columns.units.max())}")
    faults = Faults(columns, "events" if is_models else "rows", tuple(parents))
    steps = Steps.of(columns, faults.usable)
    if faults.find_in(steps):
        steps = Steps.of(columns, faults.usable)
    findings = faults.told()
    if strict:
        raise_for(findings)
    return _counted(steps, columns, parents, months, kinds, findings)


def _counted(
    steps: Steps,
    columns: EmploymentEventColumns,
    parents: Mapping[str, str | None],
    months: tuple[Period, ...],
    counted: tuple[EmploymentKind, ...],
    findings: tuple[Finding, ...],
) -> Movements:
    """Every row to the cells that it counts in, and those upwards."""
    plan = RollUp(parents)  # which refuses what is no tree
    tally = _Tally(columns, parents, months, counted)
    for block in steps.blocks():
        tally.add(block)

    def upwards(amounts: Whole) -> Whole:
        return np.moveaxis(plan.sums(np.ascontiguousarray(np.moveaxis(amounts, -2, 0))), 0, -2)

    total = upwards(tally.flows)
    changed, gone = total[3] - total[4], total[_FLOWS:]
    net = total[0] + total[1] - total[2] + changed - gone.sum(axis=0)
    inside = slice(1, len(months) + 1)
    full_time = worked = None
    if columns.extents is not None:
        full_time = np.cumsum(upwards(tally.turned)[..., :-1], axis=-1)
        worked = full_time[..., :-1] * tally.lengths + upwards(tally.worked)[..., inside]
    return Movements(
        units=tuple(parents),
        parents=dict(parents),
        groups=columns.all_groups,
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


class _Tally:
    """Counts by flow, group, unit and month: what was before the first, each in turn, and what comes after the last."""

    def __init__(
        self,
        columns: EmploymentEventColumns,
        parents: Mapping[str, str | None],
        months: tuple[Period, ...],
        counted: tuple[EmploymentKind, ...],
    ) -> None:
        self._shape = (len(columns.all_groups), len(parents), len(months) + 2)
        self._counts = np.isin(np.arange(4), [kind.code for kind in counted])
        self._above = _above(parents)
        self.lengths = np.array([(month.end - month.start).days + 1 for month in months])
        self._start = months[0].start.toordinal() - date(1970, 1, 1).toordinal()
        self._bucket = np.repeat(np.arange(len(months) + 2), [1, *self.lengths, 1])
        self._rest = np.concatenate([[0], *(np.arange(length, 0, -1) for length in self.lengths), [0]])
        self.flows: Whole = np.zeros((_FLOWS + _REASONS, *self._shape), np.int64)
        self.turned: Whole = np.zeros(self._shape, np.int64)
        self.worked: Whole = np.zeros(self._shape, np.int64)

    def add(self, block: Block) -> None:
        """Count the rows of a block."""
        day = np.clip(block.days - (self._start - 1), 0, len(self._bucket) - 1)
        width = self._shape[2]
        cell = block.group * (self._shape[1] * width) + self._bucket[day]
        at_new, at_old = cell + block.unit * width, cell + block.old * width
        hired, gone = block.event == Movement.HIRED.code, block.event == Movement.LEFT.code
        before = block.employed & self._counts[block.old_kind]
        came = ~gone & self._counts[block.kind]
        moved = np.flatnonzero(before & came & (block.unit != block.old))
        left = np.flatnonzero(before & gone)
        size = self.turned.size
        flows = (
            at_new[came & hired],
            at_new[moved],
            at_old[moved],
            at_new[came & ~before & ~hired],
            at_old[before & ~gone & ~came],
        )
        rows = [place + flow * size for flow, place in enumerate(flows)]
        rows.append(at_old[left] + (block.reason[left] + _FLOWS) * size)
        cells = self.flows.reshape(-1)
        np.add.at(cells, np.concatenate(rows), 1)
        shared = _shared(block.old[moved], block.unit[moved], *self._above)
        nothing = (cell[moved] + shared * width)[shared >= 0]  # a unit that holds both ends has seen nothing
        np.subtract.at(cells, np.concatenate([nothing + size, nothing + 2 * size]), 1)
        if block.extent is not None and block.old_extent is not None:
            rest = self._rest[day] - (gone & (self._rest[day] > 0))
            for kept, place, extent in ((came, at_new, block.extent), (before, at_old, -block.old_extent)):
                np.add.at(self.turned.reshape(-1), place[kept], extent[kept])
                np.add.at(self.worked.reshape(-1), place[kept], (extent * rest)[kept])


def _above(parents: Mapping[str, str | None]) -> tuple[Whole, Whole]:
    """The unit above each, and how deep each is; the last is of no unit."""
    places = {unit: place for place, unit in enumerate(parents)}
    above = whole_numbers(-1 if parent is None else places[parent] for parent in (*parents.values(), None))
    depth = np.zeros(len(above), np.int64)
    rising = above
    while (rising >= 0).any():
        depth += rising >= 0
        rising = np.where(rising >= 0, above[rising], -1)
    depth[-1] = -1
    return above, depth


def _shared(first: Whole, second: Whole, above: Whole, depth: Whole) -> Whole:
    """The lowest unit that holds both of each pair, -1 where there is none."""
    while True:
        apart = first != second
        if not apart.any():
            return first
        one, two = depth[first], depth[second]
        first, second = (
            np.where(apart & (one >= two), above[first], first),
            np.where(apart & (two >= one), above[second], second),
        )
