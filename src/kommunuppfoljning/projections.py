"""Projections (*helårsprognoser*): methods side by side with their spread, and how sure the past lets one be.

>>> line = BudgetLine(id="it", name="IT", layout=Layout.SIGNED, period_budget=-30_066, period_outcome=-24_447,
...                   annual_budget=-45_633, forecast=-38_133)
>>> year = forecast_year(line, month=8)
>>> [(one.method, one.value) for one in year.results if one.value is not None]
[('annual_budget', -45633), ('linear', -36671), ('remaining_budget', -40014), ('proportional', -37105), \
('stated', -38133)]
>>> year["seasonal"].reason.text("en"), year.spread
('No earlier year to go by.', Interval(low=-45633, high=-36671))

How sure a method is, its own past says: each earlier year is forecast from the same month, and the errors made then
are laid on the forecast. With n errors the range from the least to the greatest holds the next one n−1 times in n+1,
if errors come as they used to (and not at all more often): half the time with three years, 60 % with four. That share
is told as `coverage`, and is not rounded up to the 80 or 90 % that one might wish for.

Source: G. Shafer and V. Vovk, A Tutorial on Conformal Prediction, JMLR 9 (2008): the coverage of ranges of exchangeable
errors; RKR R17.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs

from kommunuppfoljning.amounts import Amount, Interval, amount_of, decimals_of, exact_amount, total_of
from kommunuppfoljning.arithmetic.scalars import decimal_of
from kommunuppfoljning.backtests import backtest, checked_methods, checked_years, named_method
from kommunuppfoljning.budgets import BudgetLine, BudgetTable
from kommunuppfoljning.errors import InvalidValue, NotFound, expect
from kommunuppfoljning.locale import message
from kommunuppfoljning.methods import METHODS, Method, Reason, Situation, method_label
from kommunuppfoljning.models import EMPTY, FrozenMapping, Model
from kommunuppfoljning.periodisations import MonthlyYear, month_number
from kommunuppfoljning.periods import Period
from kommunuppfoljning.tables import CellKind, Column, Row, Table
from kommunuppfoljning.terms import Direction, Layout

__all__ = [
    "MethodForecast",
    "TableForecast",
    "YearForecast",
    "forecast_table",
    "forecast_year",
]

WANTED = Fraction(4, 5)
"""The coverage that an interval is cut down to where there are errors enough to cut."""


@attrs.frozen(kw_only=True, repr=False)
class MethodForecast(Model):
    """What one method gives (*prognos enligt en metod*), or why it gives nothing.

    Parameters
    ----------
    method, value, reason
        The method's name, and the full year [the line's unit and signs] or the reason why there is none.
    interval, coverage, errors
        Where the outcome has come with the past's errors, how large a share of times that holds, and on how many
        errors it rests. Without at least two errors there is none.
    """

    method: str
    value: Amount | None = None
    reason: Reason | None = None
    interval: Interval | None = None
    coverage: Decimal | None = None
    errors: int = 0

    _told = ("method", "value", "reason")


@attrs.frozen(kw_only=True, repr=False)
class YearForecast(Model):
    """A full-year forecast by several methods (*helårsprognos med flera metoder*)."""

    line: str
    name: str = ""
    results: tuple[MethodForecast, ...] = ()

    _told = ("line", "results")

    def __getitem__(self, method: str) -> MethodForecast:
        return named_method(self.results, method)

    @property
    def values(self) -> Mapping[str, Amount]:
        """The methods that apply, and what they give."""
        return FrozenMapping({one.method: one.value for one in self.results if one.value is not None})

    @property
    def spread(self) -> Interval | None:
        """From the least to the greatest of the methods (*spridning*): how much the choice of method matters."""
        values = list(self.values.values())
        return Interval(min(values), max(values)) if values else None

    def to_table(self, locale: str = "sv") -> Table:
        """The methods side by side, with the reason where one does not apply."""
        columns = (
            Column(key="method", label=message("column.method", locale)),
            Column(key="forecast", label=message("column.full_year", locale), kind=CellKind.AMOUNT),
            Column(key="low", label=message("column.low", locale), kind=CellKind.AMOUNT),
            Column(key="high", label=message("column.high", locale), kind=CellKind.AMOUNT),
            Column(key="coverage", label=message("column.coverage", locale), kind=CellKind.SHARE, digits=0),
            Column(key="note", label=message("column.note", locale)),
        )
        rows = []
        for one in self.results:
            low, high = (one.interval.low, one.interval.high) if one.interval else (None, None)
            note = one.reason.text(locale) if one.reason else ""
            rows.append(Row(cells=(method_label(one.method, locale), one.value, low, high, one.coverage, note)))
        return Table(title=self.name or self.line, columns=columns, rows=tuple(rows))


def forecast_year(
    line: BudgetLine,
    history: Iterable[MonthlyYear] | Mapping[int, Sequence[Amount | None]] = (),
    *,
    month: int | None = None,
    period: Period | None = None,
    months: Iterable[Amount | None] = (),
    methods: Iterable[Method] = METHODS,
    year: int | None = None,
) -> YearForecast:
    """Forecast a line's full year by several methods, side by side (*helårsprognos*).

    Parameters
    ----------
    line
        With its budget and outcome; its own forecast is the method `stated`.
    history
        Earlier years month by month, in the line's signs; with budgets the methods that need one are tested too. Plain
        months by year will do: ``{2022: [...], 2023: [...]}``.
    month, period
        The last month that the outcome covers, or the period of it. Without either (and without `months`) the methods
        that need it do not apply, and no past errors are known.
    months
        This year's outcome month by month, where it is known so; it has to sum to the line's.
    methods
        What to try.
    year
        The year to forecast, as a period says it too. Where neither does, the history is taken to end with the year
        before; where one does, a history that ends earlier has no last year, and `seasonal` and `indexed` do not apply.

    Returns
    -------
    For each method the full year, rounded to the decimals of the line's figures, with the interval that its past errors
    give; or the reason why it does not apply.

    Raises
    ------
    InvalidValue
        For a period that ends within a month or does not begin with the year, a month or a year that is not the
        period's, months that do not sum to the line's outcome, and a year of history that is not before another, or
        not before the year itself.

    Notes
    -----
    The past errors are those of `backtest` from the same month, in amounts. Of n errors in order, those k from each end
    bound the interval, with k the largest for which (n+1−2k)/(n+1) is at least 80 %, else 1.
    """
    expect(line, BudgetLine, "forecast_year: line")
    tried = checked_methods(methods)
    expect(months, Iterable, "forecast_year: months (the outcome month by month; the last of them is month)")
    known = tuple(None if one is None else exact_amount(one, "forecast_year: months") for one in months)
    at = _situation(
        line, tuple(checked_years(history)), _month(month, period, known), known, _year(year, period, "forecast_year")
    )
    digits = decimals_of(
        [at.outcome, at.annual_budget, at.period_budget, at.previous_annual, at.stated]
        + [one for year in at.history for one in year.outcome]
    )
    tested = backtest(at.history, month=at.month, methods=tried) if at.month is not None else None
    results = []
    for method in tried:
        answer = method.apply(at)
        if isinstance(answer, Reason):
            results.append(MethodForecast(method=method.name, reason=answer))
            continue
        errors = list(tested[method.name].errors.values()) if tested else []
        interval, coverage = _interval(answer, errors, digits)
        results.append(
            MethodForecast(
                method=method.name,
                value=amount_of(answer, digits),
                interval=interval,
                coverage=coverage,
                errors=len(errors),
            )
        )
    return YearForecast(line=line.id, name=line.name, results=tuple(results))


@attrs.frozen(kw_only=True, repr=False)
class TableForecast(Model):
    """A table forecast from below (*prognos nedifrån*): each line by itself, subtotals and total as their sums.

    Parameters
    ----------
    table
        The table with the computed forecasts in place of the printed ones.
    lines
        The forecast of each line that has nothing below it, by id.
    missing
        Why a line has none; then neither have those above it.
    interval, coverage, errors
        For the total, in its signs: the errors of its lines in the same past years, summed year by year, so that what
        goes up and down together does not cancel out on paper only.
    """

    table: BudgetTable
    lines: Mapping[str, YearForecast] = EMPTY
    missing: Mapping[str, Reason] = EMPTY
    interval: Interval | None = None
    coverage: Decimal | None = None
    errors: int = 0

    _told = ("table", "missing")

    @property
    def total(self) -> BudgetLine:
        """The sum of the top level, with the forecast deviation; the published total where it tells its sign."""
        total = self.table.total
        return total if total is not None and total.tells_sign else self.table.summed_total


def forecast_table(
    table: BudgetTable,
    history: Mapping[str, Iterable[MonthlyYear] | Mapping[int, Sequence[Amount | None]]] = EMPTY,
    *,
    method: Method,
    month: int | None = None,
    months: Mapping[str, Iterable[Amount | None]] = EMPTY,
    vintage: str = "",
) -> TableForecast:
    """Forecast a table by unit, and by revenue and cost within it, then net and total (*prognos per enhet*).

    Parameters
    ----------
    table
        With a layout; a unit's revenue and costs are its children.
    history, months
        Earlier years, and this year's months, of each line with nothing below it, by its id.
    method
        The method; `first_of` says what to do where one does not apply.
    month
        The last month that the outcome covers; by default the table's period says it.
    vintage
        What the forecast is called, by default as its method is.

    Raises
    ------
    InvalidValue
        As `forecast_year`, and for an id that is there twice.
    NotFound
        For a history of a line that is not there.
    """
    expect(table, BudgetTable, "forecast_table: table")
    expect(method, Method, "forecast_table: method")
    at, year = _month(month, table.period, ()), _year(None, table.period, "forecast_table")
    if at is None:
        raise InvalidValue(f"forecast_table: month must be given, since the table {table.id!r} has no period")
    counts = [line.id for line in table.lines]
    for line_id in {*history, *months}:
        if line_id not in counts:
            raise NotFound(f"forecast_table: no line {line_id!r} in the table {table.id!r}")
    found: dict[str, YearForecast] = {}
    missing: dict[str, Reason] = {}
    errors: dict[int, list[Fraction]] = {}
    forecasts: dict[str, Amount | None] = {}
    own = [line for line in table.lines if line.part_of is None and not table.children(line)]
    for line in own:
        if counts.count(line.id) > 1:
            raise InvalidValue(f"forecast_table: the line {line.id!r} would be counted twice")
        years = tuple(checked_years(history.get(line.id, ())))
        found[line.id] = forecast_year(
            line, years, month=at, months=tuple(months.get(line.id, ())), methods=[method], year=year
        )
        result = found[line.id].results[0]
        forecasts[line.id] = result.value
        if result.reason is not None:
            missing[line.id] = result.reason
        sign = -1 if line.direction is Direction.LOWER else 1
        for tested, error in backtest(years, month=at, methods=[method])[method.name].errors.items():
            errors.setdefault(tested, []).append(sign * Fraction(error))
    forecast = TableForecast(table=_filled(table, forecasts, vintage or method.name), lines=found, missing=missing)
    total = forecast.total
    whole = [sum(parts, Fraction(0)) for parts in errors.values() if len(parts) == len(own)]
    interval, coverage = None, None
    if total.forecast is not None:
        turn = -1 if total.direction is Direction.LOWER else 1
        digits = decimals_of([total.forecast])
        signed: list[Any] = [turn * error for error in whole]
        interval, coverage = _interval(Fraction(total.forecast), signed, digits)
    return attrs.evolve(forecast, interval=interval, coverage=coverage, errors=len(whole))


def _filled(table: BudgetTable, forecasts: Mapping[str, Amount | None], vintage: str) -> BudgetTable:
    """The table with its forecasts replaced, from the bottom up."""
    known = dict(forecasts)

    def forecast_of(line: BudgetLine) -> Amount | None:
        if line.id not in known:
            below = [attrs.evolve(one, forecast=forecast_of(one)) for one in table.children(line)]
            known[line.id] = table.summed(below, line).forecast
        return known[line.id]

    lines = tuple(
        attrs.evolve(line, forecast=forecast_of(line) if line.part_of is None else None, stated_forecast_deviation=None)
        for line in table.lines
    )
    total = table.total
    filled = attrs.evolve(table, lines=lines, vintage=vintage)
    if total is None:
        return filled
    summed = filled.summed(filled.top_lines, total).forecast
    return attrs.evolve(filled, total=attrs.evolve(total, forecast=summed, stated_forecast_deviation=None))


def _situation(
    line: BudgetLine,
    history: tuple[MonthlyYear, ...],
    month: int | None,
    months: tuple[Amount | None, ...],
    year: int | None,
) -> Situation:
    outcome = line.period_outcome
    if months:
        summed = total_of(months)
        if outcome is not None and summed is not None and summed != outcome:
            raise InvalidValue(
                f"forecast_year: months of the line {line.id!r} must sum to its outcome {outcome}, got {summed}"
            )
        outcome = summed if outcome is None else outcome
    if line.layout is Layout.DEVIATIONS:
        raise InvalidValue(f"forecast_year: the line {line.id!r} holds deviations; forecast its amounts")
    return Situation(
        year=year,
        month=month,
        outcome=outcome,
        period_budget=line.period_budget,
        annual_budget=line.annual_budget,
        previous_outcome=line.previous_outcome,
        previous_annual=line.previous_annual,
        months=months,
        history=history,
        stated=line.forecast,
    )


def _interval(value: Fraction, errors: Iterable[Any], digits: int) -> tuple[Interval | None, Decimal | None]:
    """The range that past errors give, rounded outwards, and how often such a range holds the next."""
    ordered = sorted(Fraction(error) for error in errors)
    count = len(ordered)
    if count < 2:
        return None, None
    cut = max(1, int((count + 1) * (1 - WANTED) / 2))
    step = Fraction(10) ** -digits
    low = (value + ordered[cut - 1]) // step * step
    high = -(-(value + ordered[count - cut]) // step) * step
    return Interval(amount_of(low, digits), amount_of(high, digits)), decimal_of(
        Fraction(count + 1 - 2 * cut, count + 1)
    )


def _month(month: int | None, period: Period | None, months: tuple[object, ...]) -> int | None:
    """The last month that is known, from whichever of the three says it."""
    told = None if month is None else month_number(month, "month")
    if period is None:
        return told if told is not None or not months else month_number(len(months), "months: their number")
    expect(period, Period, "period")
    if period.elapsed is None or (period.elapsed * 12).denominator != 1:
        raise InvalidValue(f"period must end with a month and lie within a year, got {period}")
    if (period.start.month, period.start.day) != (1, 1):
        raise InvalidValue(f"period must begin with the year, as an outcome to date does, got {period}")
    last = int(period.elapsed * 12)
    if told not in (None, last):
        raise InvalidValue(f"month must be {last}, as the period {period} says, got {month}")
    return last


def _year(year: int | None, period: Period | None, caller: str) -> int | None:
    """The year that is forecast, from whichever of the two says it."""
    if year is not None:
        expect(year, int, f"{caller}: year")
    if period is None:
        return year
    if year not in (None, period.end.year):
        raise InvalidValue(f"{caller}: year must be {period.end.year}, as the period {period} says, got {year}")
    return period.end.year
