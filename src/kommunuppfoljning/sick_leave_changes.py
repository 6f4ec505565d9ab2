"""Changes of sick leave (*förändring av sjukfrånvaron*): what each group did to it, mix and rate apart.

>>> from kommunuppfoljning.hours import StaffHours
>>> from kommunuppfoljning.worked_hours import count_hours
>>> july, august = Period.for_month(2024, 7), Period.for_month(2024, 8)
>>> rows = [StaffHours(person=f"p{n}", unit="IT", month=month, ordinary_hours=160,
...                    sick_hours=8 * (n % 2) * (month is august), groups={"kön": ("kvinnor", "män")[n % 2]})
...         for n in range(40) for month in (july, august)]
>>> hours = count_hours(rows, parents={"IT": None}, period=Period(july.start, august.end))
>>> change = split_sick_leave_change(hours, july, august, unit="IT", by="kön")
>>> [(part.group, float(part.rate), float(part.mix)) for part in change.parts], float(change.after - change.before)
([('kvinnor', 0.0, 0.0), ('män', 0.025, 0.0)], 0.025)

Source: Kitagawa, *Components of a Difference Between Two Rates*, J. Am. Stat. Assoc. 50 (1955).
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction

import attrs

from kommunuppfoljning.absences import hidden_of, of_unit, sick_leave, sums_of
from kommunuppfoljning.amounts import round_to_total
from kommunuppfoljning.errors import InvalidValue, expect
from kommunuppfoljning.locale import message
from kommunuppfoljning.periods import Period
from kommunuppfoljning.suppressions import LARGEST_SMALL_GROUP, Cell, Suppression
from kommunuppfoljning.tables import CellKind, Column, Row, Table
from kommunuppfoljning.worked_hours import WorkedHours

__all__ = ["SickLeaveChange", "SickLeaveChangePart", "split_sick_leave_change"]


@attrs.frozen(kw_only=True)
class SickLeaveChangePart:
    """What one group did to a change of sick leave (*bidrag till förändring*), exact, as differences of shares.

    `rate` is of its own sick leave having changed, `mix` of its part of the hours having changed. Without a name it is
    of those who are hidden, or of no group.
    """

    group: str
    rate: Fraction
    mix: Fraction


@attrs.frozen(kw_only=True)
class SickLeaveChange:
    """A change of sick leave, group by group (*förändring av sjukfrånvaron*).

    `parts` add up exactly to `after - before`; groups that are hidden stand together as one. A unit that is hidden has
    nothing to tell.
    """

    unit: str
    periods: tuple[Period, Period]
    before: Fraction | None
    after: Fraction | None
    parts: tuple[SickLeaveChangePart, ...] = ()
    suppression: Suppression | None = None

    @property
    def rate(self) -> Fraction:
        """The part of the change that is of sick leave within groups."""
        return sum((one.rate for one in self.parts), Fraction(0))

    @property
    def mix(self) -> Fraction:
        """The part of the change that is of groups having grown and shrunk."""
        return sum((one.mix for one in self.parts), Fraction(0))

    def to_table(self, locale: str = "sv", *, digits: int = 2) -> Table:
        """A row for each group in percentage points, rounded so that rows and columns add up to the change."""
        keys = ("rate", "mix", "contribution")
        columns = (
            Column(key="group", label=message("column.group", locale)),
            *(
                Column(key=key, label=message(f"column.{key}", locale), kind=CellKind.POINTS, digits=digits)
                for key in keys
            ),
        )
        rounded = round_to_total([value for one in self.parts for value in (one.rate, one.mix)], digits=digits + 2)
        rows = [
            Row(cells=(one.group or message("group.others", locale), rate, mix, rate + mix))
            for one, rate, mix in zip(self.parts, rounded[::2], rounded[1::2], strict=True)
        ]
        if rows:
            sums = (sum(rounded[::2]), sum(rounded[1::2]), sum(rounded))
            rows.append(Row(cells=(message("column.total", locale), *sums), is_total=True))
        notes = self.suppression.notes(locale) if self.suppression else ()
        told = {"unit": self.unit, "before": self.periods[0].label(locale), "after": self.periods[1].label(locale)}
        title = message("table.sick_leave_change", locale, **told)
        return Table(title=title, columns=columns, rows=tuple(rows), notes=notes)


def split_sick_leave_change(
    hours: WorkedHours,
    before: Period,
    after: Period,
    *,
    unit: str,
    by: str,
    most: int = LARGEST_SMALL_GROUP,
    hidden: Iterable[Cell] = (),
    suppressed: bool = True,
) -> SickLeaveChange:
    """Split a change of sick leave into what each group did to it (*bidrag per grupp*), mix and rate apart.

    Parameters
    ----------
    hours, before, after
        The hours of `count_hours`, and two periods of as many months.
    unit, by
        Whose sick leave, and what the staff is divided by.
    most, hidden, suppressed
        As in `sick_leave`; what the same report hides elsewhere is to be hidden here too, and may be given whole: what
        is of other units, and of other divisions of `hours`, does not matter here.

    Returns
    -------
    The parts, which add up exactly.

    Raises
    ------
    InvalidType
        For what are no periods, and no name of a division.
    InvalidValue
        For periods of different lengths, and as `sick_leave`.
    NotFound
        For a unit that is not there.

    Notes
    -----
    With *w* a group's part of the ordinary hours, *r* its sick leave and *s* that of all, and a bar the mean of the two
    periods: the change is the sum over groups of ``w̄·Δr + (r̄ - s̄)·Δw``. A group without hours in one of the periods is
    taken to have had the same sick leave then, so that all it did is mix.

    References
    ----------
    Kitagawa, *Components of a Difference Between Two Rates*, J. Am. Stat. Assoc. 50 (1955).
    """
    for period in (before, after):
        expect(period, Period, "split_sick_leave_change: each period")
    expect(by, str, "split_sick_leave_change: by")
    if before.months != after.months:
        raise InvalidValue(
            f"split_sick_leave_change: the periods must be as many months, to compare, got {before} and {after}"
        )
    alone = of_unit(hours, unit)
    known = hidden_of(hours, unit, (by,), hidden)
    found = sick_leave(alone, (before, after), by=by, most=most, hidden=known, suppressed=suppressed).suppression
    if found is not None and found.hides(unit):
        return SickLeaveChange(unit=unit, periods=(before, after), before=None, after=None, suppression=found)
    sums = [sums_of(alone, period, by) for period in (before, after)]
    told_as = {group: "" if found is not None and found.hides(unit, group) else group for group in hours.groups[by]}
    weights = _weights(sums, unit, told_as)
    whole = [[one[name][unit, None] for name in ("sick", "ordinary")] for one in sums]
    if not all(ordinary for _, ordinary in whole):
        return SickLeaveChange(unit=unit, periods=(before, after), before=None, after=None, suppression=found)
    shares = [sick / ordinary for sick, ordinary in whole]
    parts = []
    for name, pairs in weights.items():
        if not any(ordinary for _, ordinary in pairs):
            continue
        part = [ordinary / total for (_, ordinary), (_, total) in zip(pairs, whole, strict=True)]
        rates = [sick / ordinary if ordinary else None for sick, ordinary in pairs]
        then, now = (next(r for r in (rates[at], rates[1 - at]) if r is not None) for at in (0, 1))
        parts.append(
            SickLeaveChangePart(
                group=name,
                rate=(part[0] + part[1]) / 2 * (now - then),
                mix=(part[1] - part[0]) * ((then + now) / 2 - (shares[0] + shares[1]) / 2),
            )
        )
    return SickLeaveChange(
        unit=unit,
        periods=(before, after),
        before=shares[0],
        after=shares[1],
        parts=tuple(parts),
        suppression=found,
    )


def _weights(
    sums: list[dict[str, dict[Cell, Fraction]]], unit: str, told_as: Mapping[str, str]
) -> dict[str, list[tuple[Fraction, Fraction]]]:
    """By what a group is told as and by period, its sick and ordinary hours; those of no group have no name."""
    found: dict[str, list[tuple[Fraction, Fraction]]] = {}
    for name in dict.fromkeys((*told_as.values(), "")):
        found[name] = []
        for one in sums:
            hours = []
            for table in (one["sick"], one["ordinary"]):
                groups = {group: table[unit, group] for group in told_as}
                rest = Fraction(0) if name else table[unit, None] - sum(groups.values())
                hours.append(rest + sum(value for group, value in groups.items() if told_as[group] == name))
            found[name].append((hours[0], hours[1]))
    return found
