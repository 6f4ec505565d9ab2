"""Turnovers (*personalomsättning*): shares of the staff who left, by unit, group and period, small groups hidden.

External turnover is of those who left the municipality, internal of those who moved to another part of it: for the
unit that they left they are internal leavers, for the municipality as a whole nothing has happened.

>>> from datetime import date
>>> from kommunuppfoljning.employments import EmploymentEvent
>>> staff = [f"p{number}" for number in range(40)]
>>> events = [EmploymentEvent(person=one, event="hired", day=date(2023, 1, 1), unit="IT") for one in staff]
>>> events += [EmploymentEvent(person="p1", event="left", day=date(2024, 3, 31), unit="IT", reason="own_request"),
...            EmploymentEvent(person="p2", event="moved", day=date(2024, 6, 1), unit="HR")]
>>> counted = count_movements(events, parents={"kommunen": None, "IT": "kommunen", "HR": "kommunen"},
...                           period=Period.for_year(2024))
>>> found = staff_turnover(counted, Period.for_year(2024), suppressed=False)
>>> for row in found.to_table("en").texts("en"):
...     print(*row, sep=" | ")
kommunen | 2.53% | 0.00%
IT | 2.56% | 2.56%
HR | 0.00% | 0.00%

HR is one person, and by default is not shown; nor is IT, from which HR could be worked out.

>>> [(one.unit, one.reason.label("en")) for one in staff_turnover(counted, Period.for_year(2024)).suppression.hidden]
[('IT', 'Complementary'), ('HR', 'Small group')]

There is no official definition of municipal turnover, so every figure says its own. A part of a year is what happened
in it; it becomes a yearly rate only where that is asked for.

Sources: Arbetsgivarverket (the minimum method); Norrtälje kommun, delårsrapport 2024-08, for external and internal.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

from kommunuppfoljning.arithmetic.scalars import decimal_of
from kommunuppfoljning.employments import LeavingReason
from kommunuppfoljning.errors import InvalidValue, expect
from kommunuppfoljning.formulas.staff import minimum_turnover, turnover
from kommunuppfoljning.indicators import Group
from kommunuppfoljning.locale import message
from kommunuppfoljning.models import Model
from kommunuppfoljning.movements import Movements, count_movements
from kommunuppfoljning.periods import Period
from kommunuppfoljning.staff import StaffFigure, StaffMeasure, StaffStatistics, periods_of
from kommunuppfoljning.suppressions import LARGEST_SMALL_GROUP, Cell, suppress_together
from kommunuppfoljning.terms import MissingReason, Term

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["StaffAverage", "TurnoverDefinition", "count_movements", "staff_numbers", "staff_turnover"]


_NUMBERS = tuple(one for one in StaffMeasure if one.is_number)


class StaffAverage(Term):
    """Which mean of the staff turnover is a share of (*medelantal anställda*)."""

    OPENING_AND_CLOSING = "opening_and_closing", "medeltal av ingående och utgående antal, opening and closing"
    MONTHLY = "monthly", "medeltal av antalet vid varje månads slut, monthly"
    CLOSING = "closing", "utgående antal, closing"


@attrs.frozen(kw_only=True, repr=False)
class TurnoverDefinition(Model):
    """What turnover is a share of (*definition av personalomsättning*).

    Parameters
    ----------
    average
        Which mean of the staff; annual workers are a mean by themselves.
    per
        Persons (`HEADCOUNT`), posts (`FULL_TIME_EQUIVALENTS`) or years of work (`ANNUAL_WORKERS`).
    annualised
        Whether a part of a year is raised to a whole one, month by month.

    Raises
    ------
    InvalidValue
        For `per` that is no number of staff.
    """

    average: StaffAverage = StaffAverage.OPENING_AND_CLOSING
    per: StaffMeasure = StaffMeasure.HEADCOUNT
    annualised: bool = False

    _told = ("average", "per", "annualised")

    def _validate(self) -> None:
        if self.per not in _NUMBERS:
            known = ", ".join(one.name for one in _NUMBERS)
            raise InvalidValue(f"TurnoverDefinition: per must be one of {known}, got {self.per.name}")

    def text(self, movements: Movements, locale: str = "sv") -> str:
        """The definition in words, with the kinds of employment that are counted."""
        is_mean = self.per is StaffMeasure.ANNUAL_WORKERS
        return message(
            "definition.annualised" if self.annualised else "definition.accumulated",
            locale,
            kinds=", ".join(kind.label(locale).lower() for kind in movements.counted),
            per=self.per.label(locale).lower(),
            average=message("definition.mean_of_days", locale) if is_mean else self.average.label(locale).lower(),
        )


COMMON = TurnoverDefinition()
"""Persons, the mean of opening and closing, a part of a year as it is."""

Place: TypeAlias = tuple[slice | int, int]
"""Which groups, and which unit, on the first two axes."""
Flows: TypeAlias = "tuple[NDArray[Any], ...]"
"""By group and unit; the figure of a cell is the least of them."""

_FREE = frozenset(f"{measure.value}-0" for measure in (StaffMeasure.INTERNAL_TURNOVER, StaffMeasure.TURNOVER))
"""Those with moves in them, which do not add up over units."""


def staff_turnover(  # noqa: PLR0913  # each has a name, and most a default
    movements: Movements,
    periods: Period | Iterable[Period],
    *,
    measures: Sequence[StaffMeasure] = (StaffMeasure.EXTERNAL_TURNOVER, StaffMeasure.INTERNAL_TURNOVER),
    definition: TurnoverDefinition = COMMON,
    dimension: str = "grupp",
    most: int = LARGEST_SMALL_GROUP,
    hidden: Iterable[Cell] = (),
    suppressed: bool = True,
    locale: str = "sv",
) -> StaffStatistics:
    """Turnover by unit, group and period (*personalomsättning per enhet*), small groups hidden.

    Parameters
    ----------
    movements
        Of `count_movements`.
    periods
        Whole months that are counted: a month, a year to date (`Period.year_to_date`), twelve months
        (`Period.rolling`).
    measures
        Any of the measures of turnover.
    definition
        What it is a share of.
    dimension
        What the groups are by, such as "kön".
    most, suppressed
        The largest group that is hidden [persons], by the mean of opening and closing; `suppressed=False` shows all.
    hidden
        What earlier reports hid of the same units, the `suppression.cells` of each: it stays hidden, since what one
        report shows can give away what another hides.
    locale
        The language of the definition.

    Returns
    -------
    Every figure, exact, with its definition in words; those hidden have no value, and `suppression` says why. Hidden in
    one period is hidden in all.

    Raises
    ------
    InvalidType
        For what are no movements, periods, measures or definition.
    InvalidValue
        For a period that is not counted, a measure that is no turnover, posts where no extents are known, and units or
        groups in `hidden` that there are none of.

    References
    ----------
    Arbetsgivarverket (the minimum method); Norrtälje kommun, delårsrapport 2024-08.
    """
    expect(movements, Movements, "staff_turnover: movements")
    expect(definition, TurnoverDefinition, "staff_turnover: definition")
    listed = periods_of(periods, "staff_turnover")
    wanted = _measures(measures, [one for one in StaffMeasure if one.is_turnover], "staff_turnover")
    cells = _cells(movements)
    counted = {period: {one: _leavers(movements, period, one) for one in wanted} for period in listed}
    suppression = None
    if suppressed:
        tables = [
            (
                _by_cell(cells, _average(movements, period, COMMON)),
                {
                    f"{measure.value}-{number}": {cell: _count(flow, at) for cell, at in cells.items()}
                    for measure, flows in counted[period].items()
                    for number, flow in enumerate(flows)  # where neither is known, nor is the least of them
                },
            )
            for period in listed
        ]
        suppression = suppress_together(tables, movements.parents, most=most, free=_FREE, hidden=hidden)
    not_shown = suppression.cells if suppression is not None else frozenset()
    base = definition.text(movements, locale)
    texts = {one: f"{message(f'definition.{one.value}', locale)}; {base}" for one in wanted}
    figures = []
    for period in listed:
        staff = _by_cell(cells, _average(movements, period, definition))
        at = movements.within(period)
        for unit, group in cells:
            place = cells[unit, group]
            is_hidden = (unit, group) in not_shown
            for measure in wanted:
                value = _share(counted[period][measure], place, staff[unit, group])
                if definition.annualised and value is not None:
                    value = value * 12 / (at.stop - at.start)
                figures.append(
                    StaffFigure(
                        measure=measure,
                        scope=unit,
                        period=period,
                        value=None if is_hidden or value is None else decimal_of(value),
                        group=None if group is None else Group(dimension=dimension, name=group),
                        definition=texts[measure],
                        missing=MissingReason.CONFIDENTIAL if is_hidden else None,
                    )
                )
    return StaffStatistics(figures=tuple(figures), suppression=suppression, findings=movements.findings)


def staff_numbers(
    movements: Movements,
    periods: Period | Iterable[Period],
    *,
    measures: Sequence[StaffMeasure] = (StaffMeasure.HEADCOUNT,),
    dimension: str = "grupp",
) -> StaffStatistics:
    """How many the staff are (*antal anställda, heltidsekvivalenter, årsarbetare*), by unit, group and period.

    Persons and posts are of the turn after the period's last day, years of work the mean over its days. They are
    numbers of staff, which the law does not hide; nothing is suppressed.

    Raises `InvalidType` for what are no movements, periods or measures, and `InvalidValue` for a period that is not
    counted, a measure that is no number of staff, and posts where no extents are known.
    """
    expect(movements, Movements, "staff_numbers: movements")
    wanted = _measures(measures, _NUMBERS, "staff_numbers")
    cells, figures = _cells(movements), []
    for period in periods_of(periods, "staff_numbers"):
        for measure in wanted:
            rule = TurnoverDefinition(average=StaffAverage.CLOSING, per=measure)
            for (unit, group), number in _by_cell(cells, _average(movements, period, rule)).items():
                figures.append(
                    StaffFigure(
                        measure=measure,
                        scope=unit,
                        period=period if measure is StaffMeasure.ANNUAL_WORKERS else Period(period.end, period.end),
                        value=decimal_of(number),
                        group=None if group is None else Group(dimension=dimension, name=group),
                    )
                )
    return StaffStatistics(figures=tuple(figures), findings=movements.findings)


def _measures(measures: Any, known: Sequence[StaffMeasure], caller: str) -> tuple[StaffMeasure, ...]:
    """The measures asked for; refuses what are none, and one that is none of those known."""
    expect(measures, Iterable, f"{caller}: measures")
    listed = tuple(measures)
    for measure in listed:
        expect(measure, StaffMeasure, f"{caller}: each of measures")
        if measure not in known:
            told = ", ".join(one.name for one in known)
            raise InvalidValue(f"{caller}: each of measures must be one of {told}, got {measure.name}")
    return listed


def _cells(movements: Movements) -> dict[Cell, Place]:
    """Where the figures of each unit and group stand; those of all groups are a sum over their axis."""
    groups: list[tuple[str | None, slice | int]] = [(None, slice(None))]
    groups += [(name, place) for place, name in enumerate(movements.groups) if name.strip()]
    return {(unit, name): (group, place) for place, unit in enumerate(movements.units) for name, group in groups}


def _leavers(movements: Movements, period: Period, measure: StaffMeasure) -> Flows:
    """Who left in a period, as a measure counts them."""
    at = movements.within(period)
    left = movements.left[..., at].sum(axis=-1)
    moved = movements.moved_out[..., at].sum(axis=-1)
    own, retired = (left[reason.code] for reason in (LeavingReason.OWN_REQUEST, LeavingReason.RETIREMENT))
    return {
        StaffMeasure.EXTERNAL_TURNOVER: (left.sum(axis=0),),
        StaffMeasure.INTERNAL_TURNOVER: (moved,),
        StaffMeasure.TURNOVER: (left.sum(axis=0) + moved,),
        StaffMeasure.OWN_REQUEST_TURNOVER: (own,),
        StaffMeasure.OWN_REQUEST_AND_RETIREMENT_TURNOVER: (own + retired,),
        StaffMeasure.MINIMUM_TURNOVER: (left.sum(axis=0), movements.hired[..., at].sum(axis=-1)),
    }[measure]


def _count(flow: "NDArray[Any]", at: Place) -> int:
    return int(flow[at].sum())


def _share(flows: Flows, at: Place, staff: Fraction) -> Fraction | None:
    leavers, *hired = (_count(flow, at) for flow in flows)
    share: Any = turnover(leavers=leavers, average_employees=staff)
    if hired:
        share = minimum_turnover(hired=hired[0], leavers=leavers, average_employees=staff)
    return None if share is None else Fraction(share)


def _average(movements: Movements, period: Period, definition: TurnoverDefinition) -> Any:
    """The staff of a period by group and unit, as whole numbers, and what to divide them by."""
    at = movements.within(period)
    if definition.per is StaffMeasure.ANNUAL_WORKERS:
        days = (period.end - period.start).days + 1
        return _known(movements.worked)[..., at].sum(axis=-1), days * movements.full_extent
    is_heads = definition.per is StaffMeasure.HEADCOUNT
    stock = movements.headcount if is_heads else _known(movements.full_time)
    one = 1 if is_heads else movements.full_extent
    if definition.average is StaffAverage.MONTHLY:
        return stock[..., at.start + 1 : at.stop + 1].sum(axis=-1), one * (at.stop - at.start)
    if definition.average is StaffAverage.CLOSING:
        return stock[..., at.stop], one
    return stock[..., at.start] + stock[..., at.stop], one * 2


def _known(extents: Any) -> Any:
    if extents is None:
        raise InvalidValue(
            "posts and years of work need the extent of every employment; give extents, or count persons"
        )
    return extents


def _by_cell(cells: dict[Cell, Place], numbers: tuple[Any, int]) -> dict[Cell, Fraction]:
    whole, parts = numbers
    return {cell: Fraction(_count(whole, at), parts) for cell, at in cells.items()}
