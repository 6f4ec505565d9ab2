"""Staff (*personal*): the figures of the chapter on the municipality as employer, as published.

>>> from decimal import Decimal
>>> figure = StaffFigure(measure=StaffMeasure.SICK_LEAVE, scope="Kommunstyrelsekontoret",
...                      period=Period.for_month(2024, 8), value=Decimal("0.016"))
>>> figure
StaffFigure(measure=<StaffMeasure.SICK_LEAVE: 'sick_leave'>, scope='Kommunstyrelsekontoret', period=Period(2024-08-01, \
2024-08-31), value=Decimal('0.016'))

Source: lagen (2018:597) om kommunal bokföring och redovisning 11 kap.; SKR's definitions of the sick-leave ratios.
"""

from collections.abc import Iterable

import attrs

from kommunuppfoljning.amounts import Amount
from kommunuppfoljning.indicators import Group
from kommunuppfoljning.locale import message, month_name
from kommunuppfoljning.models import Model
from kommunuppfoljning.periods import Period
from kommunuppfoljning.tables import CellKind, Column, Row, Table
from kommunuppfoljning.terms import Term

__all__ = ["StaffFigure", "StaffMeasure", "sick_leave_table", "turnover_table"]


class StaffMeasure(Term):
    """What a staff figure measures (*personalmått*)."""

    SICK_LEAVE = "sick_leave", "sjukfrånvaro, sick leave"
    LONG_SICK_LEAVE = "long_sick_leave", "långtidssjukfrånvaro, long-term sick leave"
    EXTERNAL_TURNOVER = "external_turnover", "extern personalomsättning, external turnover, external staff turnover"
    INTERNAL_TURNOVER = "internal_turnover", "intern personalomsättning, internal turnover, internal staff turnover"
    TURNOVER = "turnover", "personalomsättning, turnover, staff turnover"
    HEADCOUNT = "headcount", "antal anställda, headcount"
    FULL_TIME_EQUIVALENTS = "full_time_equivalents", "heltidsekvivalenter, full-time equivalents"
    ANNUAL_WORKERS = "annual_workers", "årsarbetare, annual workers, full-year workers"
    OTHER = "other", "annat mått, other measure"

    @property
    def is_turnover(self) -> bool:
        """Whether it is a measure of turnover."""
        return self in (StaffMeasure.EXTERNAL_TURNOVER, StaffMeasure.INTERNAL_TURNOVER, StaffMeasure.TURNOVER)


@attrs.frozen(kw_only=True, repr=False)
class StaffFigure(Model):
    """A figure of the staff chapter (*personaltal*).

    Parameters
    ----------
    measure, scope, period, group
        What is measured, whose, when (a day for a stock), and for which part of the staff.
    value
        A share is a fraction of one.
    definition
        In words, where it is said: which posts count, which denominator.

    Raises
    ------
    InvalidType, InvalidValue
        For a field of the wrong kind.
    """

    measure: StaffMeasure
    scope: str = ""
    period: Period | None = None
    value: Amount | None = None
    group: Group | None = None
    definition: str = ""

    _told = ("measure", "scope", "period", "value")


def sick_leave_table(figures: Iterable[StaffFigure], locale: str = "sv") -> Table:
    """Sick leave by month, a row for each scope (*sjukfrånvaro per månad*)."""
    listed = [
        one
        for one in figures
        if one.measure is StaffMeasure.SICK_LEAVE and one.period is not None and one.group is None
    ]
    months = sorted({one.period for one in listed if one.period is not None and one.period.months == 1})
    several = len({month.end.year for month in months}) > 1
    values = {(one.scope, one.period): one.value for one in listed if one.period in months}
    columns = [
        Column(key="scope"),
        *(
            Column(
                key=month.key,
                label=month_name(month.start.month, locale, short=True) + (f" {month.start.year}" if several else ""),
                kind=CellKind.SHARE,
            )
            for month in months
        ),
    ]
    scopes = dict.fromkeys(scope for scope, _ in values)
    rows = [Row(cells=(scope, *(values.get((scope, month)) for month in months))) for scope in scopes]
    return Table(title=message("table.sick_leave", locale), columns=tuple(columns), rows=tuple(rows))


def turnover_table(figures: Iterable[StaffFigure], locale: str = "sv") -> Table:
    """Turnover, a row for each scope and measure (*personalomsättning*)."""
    columns = (
        Column(key="scope"),
        Column(key="measure", label=message("column.measure", locale), kind=CellKind.TERM),
        Column(key="period", label=message("column.period", locale)),
        Column(key="value", label=message("column.share", locale), kind=CellKind.SHARE),
    )
    rows = [Row(cells=(one.scope, one.measure, one.period, one.value)) for one in figures if one.measure.is_turnover]
    return Table(title=message("table.turnover", locale), columns=columns, rows=tuple(rows))
