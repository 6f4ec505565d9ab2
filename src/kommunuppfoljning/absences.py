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

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs

from kommunuppfoljning.arithmetic.scalars import decimal_of
from kommunuppfoljning.errors import InvalidValue, NotFound, expect, shown
from kommunuppfoljning.findings import Finding
from kommunuppfoljning.formulas.staff import sick_leave_share
from kommunuppfoljning.hours import HOUR_PARTS
from kommunuppfoljning.indicators import Group
from kommunuppfoljning.locale import message
from kommunuppfoljning.periods import Period
from kommunuppfoljning.staff import StaffFigure, StaffMeasure, StaffStatistics, periods_of
from kommunuppfoljning.suppressions import LARGEST_SMALL_GROUP, Cell, suppress_together
from kommunuppfoljning.terms import MissingReason, Severity
from kommunuppfoljning.worked_hours import WorkedHours, count_hours

__all__ = ["count_hours", "hidden_of", "of_unit", "sick_leave", "statutory_sick_leave", "sums_of"]


def sick_leave(
    hours: WorkedHours,
    periods: Period | Iterable[Period],
    *,
    by: str | Sequence[str] | None = None,
    long: bool = False,
    most: int = LARGEST_SMALL_GROUP,
    hidden: Iterable[Cell] = (),
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
    hidden
        What earlier reports hid of the same units, the `suppression.cells` of each: it stays hidden, since what one
        report shows can give away what another hides.
    locale
        The language of the definitions.

    Returns
    -------
    Every figure, exact; those hidden have no value, and `suppression` says why. Hidden in one period is hidden in all.
    A month of a period that nobody has hours in is a finding: the figure rests on the others.

    Raises
    ------
    InvalidType
        For what are no hours, no periods, and no names of divisions.
    InvalidValue
        For a period that is not counted, a division that is not there, long spells where they are not known, and units
        or groups in `hidden` that there are none of.

    References
    ----------
    SKR's definitions of the sick-leave ratios.
    """
    expect(hours, WorkedHours, "sick_leave: hours")
    listed = periods_of(periods, "sick_leave")
    expect(by, (str, Iterable, type(None)), "sick_leave: by")
    divisions = () if by is None else (by,) if isinstance(by, str) else tuple(by)
    for one in divisions:
        if one not in hours.groups:
            known = ", ".join(map(repr, hours.groups)) or "none"
            raise InvalidValue(f"sick_leave: by must be of {known}, got {one!r}")
    sums = {period: {one: sums_of(hours, period, one, long=long) for one in divisions or (None,)} for period in listed}
    suppression = None
    if suppressed:
        tables = [(table["persons"], _protected(table)) for tables in sums.values() for table in tables.values()]
        suppression = suppress_together(tables, hours.parents, most=most, hidden=hidden)
    not_shown = suppression.cells if suppression is not None else frozenset()
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
    findings = (*hours.findings, *_without_hours(hours, listed))
    return StaffStatistics(figures=tuple(figures), suppression=suppression, findings=findings)


def _without_hours(hours: WorkedHours, periods: Iterable[Period]) -> Iterator[Finding]:
    """The months of periods that nobody has hours in, where other months of them have."""
    known = hours.ordinary[None][0].any(axis=0)
    for period in dict.fromkeys(periods):
        at = hours.within(period)
        if known[at].any():
            for month, there in zip(hours.months[at], known[at].tolist(), strict=True):
                if not there:
                    where = f"months[{month.start:%Y-%m}]"
                    yield Finding.of("no-month", Severity.WARNING, where, month=month, period=period)


def statutory_sick_leave(  # noqa: PLR0913  # most of them those of `sick_leave`
    hours: WorkedHours,
    period: Period,
    *,
    unit: str,
    sex: str = "kön",
    age: str = "ålder",
    most: int = LARGEST_SMALL_GROUP,
    hidden: Iterable[Cell] = (),
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
    most, hidden, suppressed, locale
        As in `sick_leave`; a group that is hidden takes another of its division with it. What is hidden of other
        units, and of other divisions of `hours`, does not matter here.

    Returns
    -------
    All sick leave; the share of it in spells of 60 days or more; each sex; each age band, in the order of `hours`.

    Raises
    ------
    InvalidType, InvalidValue
        As `sick_leave`.
    NotFound
        For a unit that is not there.

    References
    ----------
    Lagen (2018:597) om kommunal bokföring och redovisning 11 kap.; SKR's definitions.
    """
    alone = of_unit(hours, unit)
    known = hidden_of(hours, unit, (sex, age), hidden)
    found = sick_leave(alone, period, by=(sex, age), most=most, hidden=known, suppressed=suppressed, locale=locale)
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


def sums_of(
    hours: WorkedHours, period: Period, by: str | None, *, long: bool = False
) -> dict[str, dict[Cell, Fraction]]:
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


def _protected(sums: Mapping[str, Mapping[Cell, Fraction]]) -> dict[str, Mapping[Cell, Fraction]]:
    """The counts that shares rest on: what is sick and what is not, since 100 % of a whole is that of its parts."""
    pairs = [("sick", "ordinary")] + [("long", "sick")] * ("long" in sums)
    found: dict[str, Mapping[Cell, Fraction]] = {}
    for part, whole in pairs:
        found[part] = sums[part]
        found[f"{whole} but not {part}"] = {cell: hours - sums[part][cell] for cell, hours in sums[whole].items()}
    return found


def _share(measure: StaffMeasure, sums: Mapping[str, Mapping[Cell, Fraction]], cell: Cell) -> Decimal | None:
    part, whole = ("long", "sick") if measure is StaffMeasure.LONG_SICK_LEAVE else ("sick", "ordinary")
    share: Any = sick_leave_share(sick_hours=sums[part][cell], ordinary_hours=sums[whole][cell])
    return None if share is None else decimal_of(share)


def hidden_of(hours: WorkedHours, unit: str, divisions: Iterable[str], hidden: Iterable[Cell]) -> list[Cell]:
    """Of what is hidden of the units and groups of `hours`, what is of one unit and these divisions of it."""
    names = {None, *(name for by in divisions for name in hours.groups.get(by, ()))}
    every = {None, *(name for known in hours.groups.values() for name in known)}
    # what is of no unit or group at all stays, to be refused
    return [
        cell
        for cell in hidden
        if (cell[0] == unit and cell[1] in names) or cell[0] not in hours.units or cell[1] not in every
    ]


def of_unit(hours: WorkedHours, unit: str) -> WorkedHours:
    """The hours of one unit, by itself."""
    expect(hours, WorkedHours, "hours")
    if unit not in hours.units:
        raise NotFound(f"no unit {shown(unit)}; there are {', '.join(map(repr, hours.units[:20]))}")
    place = hours.units.index(unit)

    def alone(tables: Any) -> Any:
        return None if tables is None else {by: table[:, place : place + 1] for by, table in tables.items()}

    tables = {name: alone(getattr(hours, name)) for name in ("ordinary", "sick", "long", "persons")}
    return attrs.evolve(hours, units=(unit,), parents={unit: None}, **tables)
