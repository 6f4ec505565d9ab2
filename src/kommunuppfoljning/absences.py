"""Absences (*sjukfrånvaro*): sick leave as shares of hours, by unit, group and period, small groups hidden.

The law asks for seven ratios: all sick leave, how much of it is long, and that of women, of men and of three age bands,
each against the ordinary hours of its own group. Hours are summed before they are divided, so that the ratio of the
whole lies between those of its parts:

>>> from kommunuppfoljning.hours import StaffHours
>>> row = {"unit": "IT", "month": Period.for_month(2024, 8), "ordinary_hours": 160}
>>> rows = [StaffHours(person=f"p{n}", **row, sick_hours=n % 3, groups={"kön": ("kvinnor", "män")[n % 2]})
...         for n in range(40)]
>>> hours = count_hours(rows, parents={"IT": None}, period=Period.for_month(2024, 8))
>>> found = sick_leave(hours, Period.for_month(2024, 8), by="kön")
>>> for row in found.to_table("en").texts("en"):
...     print(*row, sep=" | ")
IT |  | 0.6%
IT | kvinnor | 0.6%
IT | män | 0.6%

Months, thirds of a year, the year to date and twelve months are different periods: one is never compared with another.

Source: lagen (2018:597) om kommunal bokföring och redovisning 11 kap.; SKR's definitions of the ratios.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs

from kommunuppfoljning.amounts import round_to_total
from kommunuppfoljning.arithmetic.scalars import decimal_of
from kommunuppfoljning.errors import InvalidValue, NotFound, expect, shown
from kommunuppfoljning.formulas.staff import sick_leave_share
from kommunuppfoljning.hours import HOUR_PARTS
from kommunuppfoljning.indicators import Group
from kommunuppfoljning.locale import message
from kommunuppfoljning.periods import Period
from kommunuppfoljning.staff import StaffFigure, StaffMeasure, StaffStatistics
from kommunuppfoljning.suppressions import LARGEST_SMALL_GROUP, Cell, Suppression, suppress_together
from kommunuppfoljning.tables import CellKind, Column, Row, Table
from kommunuppfoljning.terms import MissingReason
from kommunuppfoljning.worked_hours import WorkedHours, count_hours

__all__ = [
    "ChangePart",
    "SickLeaveChange",
    "count_hours",
    "explain_change",
    "sick_leave",
    "statutory_sick_leave",
]


def sick_leave(
    hours: WorkedHours,
    periods: Period | Iterable[Period],
    *,
    by: str | Sequence[str] | None = None,
    long: bool = False,
    most: int = LARGEST_SMALL_GROUP,
    suppressed: bool = True,
    locale: str = "sv",
) -> StaffStatistics:
    """Sick leave by unit, period and where asked by group (*sjukfrånvaro per enhet*), small groups hidden.

    Parameters
    ----------
    hours
        Of `count_hours`.
    periods
        Whole months that are counted: a month, a third of a year (`Period.for_tertial`), a year to date
        (`Period.year_to_date`), twelve months (`Period.rolling`).
    by
        What the staff is divided by, such as "kön"; everyone stands before the groups. Several such stand one beside
        the other where there is one unit, or nothing is hidden.
    long
        Whether also the share of sick hours that is of spells of 60 days or more.
    most, suppressed
        The largest group that is hidden [persons], by the mean of its months; `suppressed=False` shows all.
    locale
        The language of the definitions.

    Returns
    -------
    Every figure, exact; those hidden have no value, and `suppression` says why. Hidden in one period is hidden in all.

    Raises
    ------
    InvalidValue
        For a period that is not counted, a division that is not there, and long spells where they are not known.

    References
    ----------
    SKR's definitions of the sick-leave ratios.
    """
    expect(hours, WorkedHours, "sick_leave: hours")
    listed = (periods,) if isinstance(periods, Period) else tuple(periods)
    divisions = () if by is None else (by,) if isinstance(by, str) else tuple(by)
    for one in divisions:
        if one not in hours.groups:
            known = ", ".join(map(repr, hours.groups)) or "none"
            raise InvalidValue(f"sick_leave: by must be of {known}, got {one!r}")
    sums = {period: {one: _sums(hours, period, one, long=long) for one in divisions or (None,)} for period in listed}
    hidden = None
    if suppressed:
        tables = [
            (table["persons"], {name: figures for name, figures in table.items() if name in ("sick", "long")})
            for tables in sums.values()
            for table in tables.values()
        ]
        hidden = suppress_together(tables, hours.parents, most=most)
    not_shown = hidden.cells if hidden is not None else frozenset()
    measures = (StaffMeasure.SICK_LEAVE, StaffMeasure.LONG_SICK_LEAVE)[: 1 + long]
    texts = {measure: message(f"definition.{measure.value}", locale) for measure in measures}
    figures: list[StaffFigure] = []
    for period, divided in sums.items():
        first = next(iter(divided.values()))
        for unit in hours.units:
            groups = [(None, None), *((one, group) for one in divisions for group in hours.groups[one])]
            for division, group in groups:
                is_hidden = (unit, group) in not_shown
                table = first if division is None else divided[division]
                figures += [
                    StaffFigure(
                        measure=measure,
                        scope=unit,
                        period=period,
                        value=None if is_hidden else _share(measure, table, (unit, group)),
                        group=None if division is None or group is None else Group(dimension=division, name=group),
                        definition=texts[measure],
                        missing=MissingReason.CONFIDENTIAL if is_hidden else None,
                    )
                    for measure in measures
                ]
    return StaffStatistics(figures=tuple(figures), suppression=hidden, findings=hours.findings)


def statutory_sick_leave(
    hours: WorkedHours,
    period: Period,
    *,
    unit: str,
    sex: str = "kön",
    age: str = "ålder",
    most: int = LARGEST_SMALL_GROUP,
    suppressed: bool = True,
    locale: str = "sv",
) -> StaffStatistics:
    """The seven ratios that the law asks for (*obligatoriska nyckeltal om sjukfrånvaro*), of one unit.

    Parameters
    ----------
    hours, period, unit
        The hours of `count_hours`, the months, and whose: that of the whole municipality.
    sex, age
        What the staff is divided by in `hours`.
    most, suppressed, locale
        As in `sick_leave`; a group that is hidden takes another of its division with it.

    Returns
    -------
    All sick leave; the share of it in spells of 60 days or more; each sex; each age band, in the order of `hours`.

    Raises
    ------
    InvalidValue
        As `sick_leave`.
    NotFound
        For a unit that is not there.

    References
    ----------
    Lagen (2018:597) om kommunal bokföring och redovisning 11 kap.; SKR's definitions.
    """
    alone = _of_unit(hours, unit)
    found = sick_leave(alone, period, by=(sex, age), most=most, suppressed=suppressed, locale=locale)
    if hours.long is None:
        long = attrs.evolve(found.figures[0], value=None, missing=MissingReason.NOT_MEASURED)
    else:
        long = sick_leave(alone, period, long=True, suppressed=False, locale=locale).figures[1]
    if found.suppression is not None and found.suppression.hides(unit):
        long = attrs.evolve(long, value=None, missing=MissingReason.CONFIDENTIAL)
    long = attrs.evolve(
        long,
        measure=StaffMeasure.LONG_SICK_LEAVE,
        definition=message(f"definition.{StaffMeasure.LONG_SICK_LEAVE.value}", locale),
    )
    return attrs.evolve(found, figures=(found.figures[0], long, *found.figures[1:]))


@attrs.frozen(kw_only=True)
class ChangePart:
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
    parts: tuple[ChangePart, ...] = ()
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


def explain_change(
    hours: WorkedHours,
    before: Period,
    after: Period,
    *,
    unit: str,
    by: str,
    most: int = LARGEST_SMALL_GROUP,
    suppressed: bool = True,
) -> SickLeaveChange:
    """Split a change of sick leave into what each group did to it (*bidrag per grupp*), mix and rate apart.

    Parameters
    ----------
    hours, before, after
        The hours of `count_hours`, and two periods of as many months.
    unit, by
        Whose sick leave, and what the staff is divided by.
    most, suppressed
        As in `sick_leave`.

    Returns
    -------
    The parts, which add up exactly.

    Raises
    ------
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
        expect(period, Period, "explain_change: each period")
    if before.months != after.months:
        raise InvalidValue(
            f"explain_change: the periods must be as many months, so that they compare, got {before} and {after}"
        )
    alone = _of_unit(hours, unit)
    found = sick_leave(alone, (before, after), by=by, most=most, suppressed=suppressed)
    hidden = found.suppression
    if hidden is not None and hidden.hides(unit):
        return SickLeaveChange(unit=unit, periods=(before, after), before=None, after=None, suppression=hidden)
    sums = [_sums(alone, period, by) for period in (before, after)]
    told_as = {group: "" if hidden is not None and hidden.hides(unit, group) else group for group in hours.groups[by]}
    weights = _weights(sums, unit, told_as)
    whole = [[one[name][unit, None] for name in ("sick", "ordinary")] for one in sums]
    if not all(ordinary for _, ordinary in whole):
        return SickLeaveChange(unit=unit, periods=(before, after), before=None, after=None, suppression=hidden)
    shares = [sick / ordinary for sick, ordinary in whole]
    parts = []
    for name, pairs in weights.items():
        if not any(ordinary for _, ordinary in pairs):
            continue
        part = [ordinary / total for (_, ordinary), (_, total) in zip(pairs, whole, strict=True)]
        rates = [sick / ordinary if ordinary else None for sick, ordinary in pairs]
        then, now = (next(r for r in (rates[at], rates[1 - at]) if r is not None) for at in (0, 1))
        parts.append(
            ChangePart(
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
        suppression=hidden,
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


def _sums(hours: WorkedHours, period: Period, by: str | None, *, long: bool = False) -> dict[str, dict[Cell, Fraction]]:
    """By unit and group: hours in whole hours, and the mean number of persons."""
    at = hours.within(period)
    tables = {"ordinary": hours.ordinary, "sick": hours.sick, "persons": hours.persons}
    if long:
        if hours.long is None:
            raise InvalidValue("long sick leave is not known: give the hours of long spells with every row")
        tables["long"] = hours.long
    parts = {"persons": at.stop - at.start}
    names: tuple[str | None, ...] = (None, *(hours.groups[by] if by is not None else ()))
    found: dict[str, dict[Cell, Fraction]] = {}
    for name, table in tables.items():
        whole = table[None][..., at].sum(axis=-1)
        split = table[by][..., at].sum(axis=-1) if by is not None else whole[:0]
        found[name] = {
            (unit, group): Fraction(
                int(whole[0, place] if group is None else split[row - 1, place]), parts.get(name, HOUR_PARTS)
            )
            for place, unit in enumerate(hours.units)
            for row, group in enumerate(names)
        }
    return found


def _share(measure: StaffMeasure, sums: Mapping[str, Mapping[Cell, Fraction]], cell: Cell) -> Decimal | None:
    part, whole = ("long", "sick") if measure is StaffMeasure.LONG_SICK_LEAVE else ("sick", "ordinary")
    share: Any = sick_leave_share(sick_hours=sums[part][cell], ordinary_hours=sums[whole][cell])
    return None if share is None else decimal_of(share)


def _of_unit(hours: WorkedHours, unit: str) -> WorkedHours:
    """The hours of one unit, by itself."""
    expect(hours, WorkedHours, "hours")
    if unit not in hours.units:
        raise NotFound(f"no unit {shown(unit)}; there are {', '.join(map(repr, hours.units[:20]))}")
    place = hours.units.index(unit)

    def alone(tables: Any) -> Any:
        return None if tables is None else {by: table[:, place : place + 1] for by, table in tables.items()}

    tables = {name: alone(getattr(hours, name)) for name in ("ordinary", "sick", "long", "persons")}
    return attrs.evolve(hours, units=(unit,), parents={unit: None}, **tables)
