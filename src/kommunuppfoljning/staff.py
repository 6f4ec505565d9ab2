"""Staff (*personal*): the figures of the chapter on the municipality as employer, as published.

>>> from decimal import Decimal
>>> figure = StaffFigure(measure=StaffMeasure.SICK_LEAVE, scope="Kommunstyrelsekontoret",
...                      period=Period.for_month(2024, 8), value=Decimal("0.016"))
>>> figure
StaffFigure(measure=<StaffMeasure.SICK_LEAVE: 'sick_leave'>, scope='Kommunstyrelsekontoret', period=Period(2024-08-01, \
2024-08-31), value=Decimal('0.016'))

Source: lagen (2018:597) om kommunal bokföring och redovisning 11 kap.; SKR's definitions of the sick-leave ratios.
"""

from collections import Counter
from collections.abc import Collection, Iterable

import attrs

from kommunuppfoljning.amounts import Amount
from kommunuppfoljning.errors import NotFound, expect
from kommunuppfoljning.findings import Finding
from kommunuppfoljning.indicators import Group
from kommunuppfoljning.locale import message, month_name
from kommunuppfoljning.models import Model
from kommunuppfoljning.periods import Period
from kommunuppfoljning.suppressions import Suppression
from kommunuppfoljning.tables import CellKind, Column, Row, Table, value_or_reason
from kommunuppfoljning.terms import MissingReason, Severity, Term

__all__ = ["StaffFigure", "StaffMeasure", "StaffStatistics", "periods_of", "sick_leave_table", "turnover_table"]


class StaffMeasure(Term):
    """What a staff figure measures (*personalmått*)."""

    SICK_LEAVE = "sick_leave", "sjukfrånvaro, sick leave"
    LONG_SICK_LEAVE = "long_sick_leave", "långtidssjukfrånvaro, long-term sick leave"
    EXTERNAL_TURNOVER = "external_turnover", "extern personalomsättning, external turnover, external staff turnover"
    INTERNAL_TURNOVER = "internal_turnover", "intern personalomsättning, internal turnover, internal staff turnover"
    TURNOVER = "turnover", "personalomsättning, turnover, staff turnover"
    OWN_REQUEST_TURNOVER = "own_request_turnover", "personalomsättning på egen begäran, turnover on own request"
    OWN_REQUEST_AND_RETIREMENT_TURNOVER = (
        "own_request_and_retirement_turnover",
        "personalomsättning på egen begäran och pension, turnover on own request and retirement",
    )
    MINIMUM_TURNOVER = "minimum_turnover", "personalomsättning enligt minimimetoden, turnover by the minimum method"
    HEADCOUNT = "headcount", "antal anställda, headcount"
    FULL_TIME_EQUIVALENTS = "full_time_equivalents", "heltidsekvivalenter, full-time equivalents"
    ANNUAL_WORKERS = "annual_workers", "årsarbetare, annual workers, full-year workers"
    OTHER = "other", "annat mått, other measure"

    @property
    def is_turnover(self) -> bool:
        """Whether it is a measure of turnover."""
        return str(self.value).endswith("turnover")

    @property
    def is_number(self) -> bool:
        """Whether it counts persons or posts, and is no share."""
        return self in (StaffMeasure.HEADCOUNT, StaffMeasure.FULL_TIME_EQUIVALENTS, StaffMeasure.ANNUAL_WORKERS)


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
    missing
        Why there is no value, where that is known: a small group is `CONFIDENTIAL`.

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
    missing: MissingReason | None = None

    _told = ("measure", "scope", "period", "value")


@attrs.frozen(kw_only=True, repr=False)
class StaffStatistics(Model):
    """Staff figures computed together (*personalstatistik*): what may be shown, and what was hidden and why.

    Parameters
    ----------
    figures
        Those of hidden groups have no value, and say why.
    suppression
        What was hidden; `None` where nothing was to be.
    findings
        What was wrong with the rows that they come from, and what a reader should know of the figures.
    """

    figures: tuple[StaffFigure, ...] = ()
    suppression: Suppression | None = None
    findings: tuple[Finding, ...] = ()

    _told = ("figures", "suppression")

    def figure(
        self, measure: StaffMeasure, scope: str, *, period: Period | None = None, group: str | None = None
    ) -> StaffFigure:
        """The one figure of a measure, a unit, and where said a period and a group; raises `NotFound`."""
        found = [
            one
            for one in self.figures
            if (one.measure, one.scope, one.group.name if one.group else None) == (measure, scope, group)
            and period in (None, one.period)
        ]
        if len(found) != 1:
            told = f"{measure.name} of {scope!r}, {period or 'any period'}, {group or 'everyone'}"
            raise NotFound(f"{len(found)} figures are {told}; expected one")
        return found[0]

    def to_table(self, locale: str = "sv") -> Table:
        """A row for each unit and group, a column for each measure and period."""
        heads = list(dict.fromkeys((one.measure, one.period) for one in self.figures))
        periods = {period for _, period in heads}
        columns = [Column(key="scope", label=message("column.scope", locale))]
        has_groups = any(one.group for one in self.figures)
        if has_groups:
            columns.append(Column(key="group", label=message("column.group", locale)))
        for measure, period in heads:
            label = measure.label(locale)
            if len(periods) > 1 and period is not None:
                label = f"{label}, {period.label(locale)}"
            columns.append(
                Column(
                    key=f"{measure.value}-{period.key if period else ''}",
                    label=label,
                    kind=CellKind.NUMBER if measure.is_number else CellKind.SHARE,
                    digits=2 if measure.is_turnover else 0 if measure is StaffMeasure.HEADCOUNT else 1,
                )
            )
        cells = {(one.scope, one.group, one.measure, one.period): one for one in self.figures}
        rows = []
        told = _told_apart({one.group for one in self.figures if one.group is not None})
        for scope, group in dict.fromkeys((one.scope, one.group) for one in self.figures):
            first = (scope, told[group] if group else "") if has_groups else (scope,)
            found = (cells.get((scope, group, *head)) for head in heads)
            shown = (None if one is None else value_or_reason(one.value, one.missing) for one in found)
            rows.append(Row(cells=(*first, *shown)))
        notes = (*dict.fromkeys(one.definition for one in self.figures if one.definition),)
        if self.suppression is not None:
            notes += self.suppression.notes(locale)
        wrong = [one for one in self.findings if one.severity is Severity.ERROR]
        if wrong:
            notes += (message("note.findings", locale, count=len(wrong)),)
        notes += tuple(one.text(locale) for one in self.findings if one.severity is not Severity.ERROR)
        measures = {measure for measure, _ in heads}
        key = "staff_numbers" if all(measure.is_number for measure in measures) else "sick_leave"
        key = "turnover" if all(measure.is_turnover for measure in measures) else key
        return Table(title=message(f"table.{key}", locale), columns=tuple(columns), rows=tuple(rows), notes=notes)


def _told_apart(groups: Collection[Group]) -> dict[Group, str]:
    """The name of each group, with what it is a part by where several have that name."""
    often = Counter(group.name for group in groups)
    return {group: group.name if often[group.name] == 1 else f"{group.dimension}: {group.name}" for group in groups}


def periods_of(periods: Period | Iterable[Period], caller: str) -> tuple[Period, ...]:
    """One period or several, as several; refuses what are none."""
    expect(periods, (Period, Iterable), f"{caller}: periods")
    listed = (periods,) if isinstance(periods, Period) else tuple(periods)
    for period in listed:
        expect(period, Period, f"{caller}: each of periods")
    return listed


def sick_leave_table(figures: Iterable[StaffFigure], locale: str = "sv") -> Table:
    """Sick leave by month, a row for each scope (*sjukfrånvaro per månad*); its year stands in the title."""
    listed = [
        one
        for one in figures
        if one.measure is StaffMeasure.SICK_LEAVE and one.period is not None and one.group is None
    ]
    months = sorted({one.period for one in listed if one.period is not None and one.period.months == 1})
    years = {month.end.year for month in months}
    values = {
        (one.scope, one.period): value_or_reason(one.value, one.missing) for one in listed if one.period in months
    }
    columns = [
        Column(key="scope", label=message("column.scope", locale)),
        *(
            Column(
                key=month.key,
                label=month_name(month.start.month, locale, short=True)
                + (f" {month.start.year}" if len(years) > 1 else ""),
                kind=CellKind.SHARE,
            )
            for month in months
        ),
    ]
    scopes = dict.fromkeys(scope for scope, _ in values)
    rows = [Row(cells=(scope, *(values.get((scope, month)) for month in months))) for scope in scopes]
    title = message("table.sick_leave_year", locale, year=max(years)) if len(years) == 1 else ""
    return Table(title=title or message("table.sick_leave", locale), columns=tuple(columns), rows=tuple(rows))


def turnover_table(figures: Iterable[StaffFigure], locale: str = "sv") -> Table:
    """Turnover of the whole of each scope, a row for each measure (*personalomsättning*)."""
    columns = (
        Column(key="scope", label=message("column.scope", locale)),
        Column(key="measure", label=message("column.measure", locale), kind=CellKind.TERM),
        Column(key="period", label=message("column.period", locale)),
        Column(key="value", label=message("column.share", locale), kind=CellKind.SHARE),
    )
    rows = [
        Row(cells=(one.scope, one.measure, one.period, value_or_reason(one.value, one.missing)))
        for one in figures
        if one.measure.is_turnover and one.group is None
    ]
    return Table(title=message("table.turnover", locale), columns=columns, rows=tuple(rows))
