"""Forecast accuracy (*prognossäkerhet*): how far published forecasts were from what became of it, vintage by vintage.

>>> path = forecast_accuracy({"P1": -310_000, "P2": -304_000, "P3": -301_000}, -299_000, budget=-305_285)
>>> dict(path.errors), path.bias, path.sign_hit_rate
({'P1': 11000, 'P2': 5000, 'P3': 2000}, Decimal('6000'), Decimal('0.6666666666666666666666666667'))
>>> path.scaled("budget")
Decimal('0.01965376615293905694678742814')

An error is + where the outcome was better than the forecast. Boards act on forecasts: a miss is not pure forecast
error, and a forecast of a deficit that was then averted did its work.

Source: practice in Swedish municipalities, where several denominators are in use; each result names its own.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs

from kommunuppfoljning.amounts import Amount, exact_amount, minus, size_of, total_of
from kommunuppfoljning.arithmetic.scalars import decimal_of
from kommunuppfoljning.budgets import BudgetTable
from kommunuppfoljning.errors import InvalidType, InvalidValue, NotFound, expect, shown
from kommunuppfoljning.formulas.forecasts import forecast_error
from kommunuppfoljning.layouts import lines_in_layout, refuse_twice
from kommunuppfoljning.locale import message
from kommunuppfoljning.models import EMPTY, Model
from kommunuppfoljning.periodisations import MONTHS
from kommunuppfoljning.tables import CellKind, Column, Row, Table
from kommunuppfoljning.terms import Direction, Layout
from kommunuppfoljning.versions import Vintage

__all__ = ["ForecastAccuracy", "forecast_accuracy"]


@attrs.frozen(kw_only=True, repr=False)
class ForecastAccuracy(Model):
    """How far the vintages of a forecast were from the outcome (*prognossäkerhet*).

    Parameters
    ----------
    line
        Whose it is; empty for a total.
    forecasts, outcome, budget
        By vintage, in the order of publication; what became of it; and what was budgeted.
    errors
        By vintage, + better than forecast. A vintage without a forecast is in neither.
    denominators
        What `scaled` may divide by, by name.
    lines
        The accuracy of each line, where there are several.
    holds_deviations
        Whether `forecasts` and `outcome` are deviations from the budget, as tables of deviations print them: `budget`
        is 0 then, and the sizes of outcome and budget are not known.
    """

    line: str = ""
    forecasts: Mapping[str, Amount] = EMPTY
    outcome: Amount | None = None
    budget: Amount | None = None
    errors: Mapping[str, Amount] = EMPTY
    denominators: Mapping[str, Amount] = EMPTY
    lines: tuple["ForecastAccuracy", ...] = ()
    holds_deviations: bool = False

    _told = ("line", "errors")

    def __getitem__(self, line: str) -> "ForecastAccuracy":
        for one in self.lines:
            if one.line == line:
                return one
        raise NotFound(f"no line {line!r}; there are {', '.join(one.line for one in self.lines) or 'none'}")

    @property
    def bias(self) -> Decimal | None:
        """The mean error (*systematiskt fel*): + where forecasts were too gloomy."""
        return _mean([Fraction(error) for error in self.errors.values()])

    @property
    def mean_absolute_error(self) -> Decimal | None:
        """The mean size of the errors (*medelabsolutfel*)."""
        return _mean([abs(Fraction(error)) for error in self.errors.values()])

    @property
    def sign_hit_rate(self) -> Decimal | None:
        """The share of vintages that had the right side of the budget (*träffsäkerhet i tecken*).

        Equal to the budget is a side of its own. `None` without a budget.
        """
        if self.budget is None or self.outcome is None or not self.errors:
            return None
        right = _side(minus(self.outcome, self.budget))
        hits = sum(_side(minus(forecast, self.budget)) == right for forecast in self.forecasts.values())
        return decimal_of(Fraction(hits, len(self.forecasts)))

    def scaled(self, denominator: str = "outcome") -> Decimal | None:
        """The mean size of the errors over the size of a denominator (*medelabsolutfel i andel*).

        Parameters
        ----------
        denominator
            "outcome", "budget", or one of those that were given, such as "gross_cost" or "taxes_and_grants".

        Returns
        -------
        A fraction of one; `None` where the denominator is 0 or not known, as the outcome is not where only its
        deviation is.

        Raises
        ------
        NotFound
            For a denominator that was not given.
        """
        known: dict[str, Amount | None] = {"outcome": self.outcome, "budget": self.budget, **self.denominators}
        if denominator not in known:
            raise NotFound(f"no denominator {shown(denominator)}; there are {', '.join(known)}")
        size, error = known[denominator], self.mean_absolute_error
        unsized = self.holds_deviations and denominator not in self.denominators
        if not size or error is None or unsized:
            return None
        return decimal_of(Fraction(error) / abs(Fraction(size)))

    def to_table(self, locale: str = "sv") -> Table:
        """The path: each vintage, what it said, and its error."""
        columns = (
            Column(key="vintage", label=message("column.vintage", locale)),
            Column(key="forecast", label=message("Basis.FORECAST", locale), kind=CellKind.AMOUNT),
            Column(key="error", label=message("column.error", locale), kind=CellKind.DIFFERENCE),
        )
        rows = [Row(cells=(name, self.forecasts[name], error)) for name, error in self.errors.items()]
        rows.append(Row(cells=(message("Basis.OUTCOME", locale), self.outcome, None), is_total=True))
        return Table(title=self.line, columns=columns, rows=tuple(rows))


def forecast_accuracy(
    vintages: Mapping[str, Amount | None] | Iterable[Vintage | BudgetTable],
    outcome: Amount | Mapping[str, Amount | None] | BudgetTable | None,
    *,
    budget: Amount | Mapping[str, Amount] | BudgetTable | None = None,
    direction: Direction = Direction.HIGHER,
    denominators: Mapping[str, Amount] = EMPTY,
) -> ForecastAccuracy:
    """How far each vintage of a forecast was from the outcome (*prognossäkerhet*).

    Parameters
    ----------
    vintages
        For one series, its forecasts by vintage; for several lines, `Vintage` or `BudgetTable`, the earliest first.
    outcome
        What became of it: an amount, or by line; a table gives its lines' outcome, and has to cover a whole year.
    budget
        What was budgeted, likewise; with it the hit rate of the sign is known. A table gives its annual budget.
    direction
        For one series: `LOWER` where costs are written as positive numbers.
    denominators
        Further figures that errors may be held against, by name, of the total: gross cost, taxes and grants.

    Returns
    -------
    Of one series, or of the total with each of its lines.

    Raises
    ------
    InvalidType
        For vintages of another kind.
    InvalidValue
        For a vintage or a line that is there twice, an outcome of a part of a year, tables in different units,
        `Direction.NEAR`, and deviations beside amounts where no budget tells what they deviate from.

    Notes
    -----
    Tables and `Vintage` are read as signed, so their errors are + favourable whatever the layout was. A line that a
    vintage or the outcome lacks has no error there, and neither has the total: missing is not zero.

    A table of deviations is read as the budget and what it deviates from it, where the budget is given: the answer is
    that of the amounts. Where it is not, every table is read as deviations, and the result says so
    (`holds_deviations`): the errors are the same if the budget stood.
    """
    expect(denominators, Mapping, "forecast_accuracy: denominators")
    for name in ("outcome", "budget"):
        if name in denominators:
            raise InvalidValue(f"forecast_accuracy: denominators must have other names than {name!r}, which is known")
    if isinstance(vintages, Mapping):
        one = _plain(outcome, "outcome")
        forecasts = {str(name): forecast for name, forecast in vintages.items()}  # a vintage goes by its name
        if len(forecasts) < len(vintages):
            raise InvalidValue(f"forecast_accuracy: vintages must have a name each, got {shown(list(vintages))}")
        return _series("", forecasts, one, _plain(budget, "budget"), direction, denominators)
    expect(vintages, Iterable, "forecast_accuracy: vintages")
    if direction is not Direction.HIGHER:
        raise InvalidValue(
            f"forecast_accuracy: direction is for one series, got {shown(direction)}; tables say it by their layout, "
            "and a Vintage has revenue + and costs −"
        )
    read = _Reading(list(vintages), outcome, budget)
    names = [vintage.id for vintage in read.vintages]
    if len(set(names)) < len(names):
        raise InvalidValue(f"forecast_accuracy: vintages must have a name each, got {shown(names)}")
    lines = []
    known = (*(one.amounts for one in read.vintages), read.outcomes)
    for line in dict.fromkeys(line for amounts in known for line in amounts):
        forecasts = {vintage.id: vintage.amounts.get(line) for vintage in read.vintages}
        lines.append(_series(line, forecasts, read.outcomes.get(line), read.budget_of([line]), Direction.HIGHER, EMPTY))
    ids = [one.line for one in lines]
    totals = {vintage.id: total_of(map(vintage.amounts.get, ids)) for vintage in read.vintages}
    whole = _series(
        "", totals, total_of(map(read.outcomes.get, ids)), read.budget_of(ids), Direction.HIGHER, denominators
    )
    if read.as_deviations:
        lines = [attrs.evolve(line, holds_deviations=True) for line in lines]
    return attrs.evolve(whole, lines=tuple(lines), holds_deviations=read.as_deviations)


def _series(
    line: str,
    forecasts: Mapping[str, Amount | None],
    outcome: Amount | None,
    budget: Amount | None,
    direction: Direction,
    denominators: Mapping[str, Amount],
) -> ForecastAccuracy:
    errors: dict[str, Any] = {
        name: forecast_error(outcome=outcome, forecast=forecast, direction=direction)
        for name, forecast in forecasts.items()
    }
    known = [name for name, error in errors.items() if error is not None]
    return ForecastAccuracy(
        line=line,
        forecasts={name: figure for name, figure in forecasts.items() if figure is not None and name in known},
        outcome=outcome,
        budget=budget,
        errors={name: errors[name] for name in known},
        denominators={
            name: size_of(exact_amount(figure, f"forecast_accuracy: denominators[{name}]"))
            for name, figure in denominators.items()
        },
    )


class _Reading:
    """What tables, `Vintage` and mappings by line hold: amounts with revenue +, or deviations where that is all."""

    __slots__ = ("as_deviations", "budgets", "outcomes", "vintages")

    def __init__(self, vintages: list[Any], outcome: object, budget: object) -> None:
        tables = [one for one in (*vintages, outcome, budget) if isinstance(one, BudgetTable)]
        units = list(dict.fromkeys(table.unit for table in tables if table.unit is not None))
        if len(units) > 1:
            told = ", ".join(unit.value for unit in units)
            raise InvalidValue(f"forecast_accuracy: the tables must have one unit, got {told}; see in_unit")
        self.as_deviations = budget is None and any(table.layout is Layout.DEVIATIONS for table in tables)
        self.budgets = None if budget is None else self._budgets(budget)
        self.vintages = [self._vintage(vintage) for vintage in vintages]
        self.outcomes = self._outcomes(outcome)

    def budget_of(self, lines: Iterable[str]) -> Amount | None:
        """The budget of some lines together; a deviation is from 0."""
        if self.as_deviations:
            return 0
        return total_of(map(self.budgets.get, lines)) if self.budgets else None

    def _budgets(self, given: object) -> Mapping[str, Any]:
        if isinstance(given, BudgetTable) and given.layout is Layout.DEVIATIONS:
            raise InvalidValue(f"forecast_accuracy: budget must hold amounts, got the table of deviations {given.id!r}")
        return self._read(given, "annual_budget", "") if isinstance(given, BudgetTable) else _by_line(given, "budget")

    def _vintage(self, given: object) -> Vintage:
        if isinstance(given, BudgetTable):
            return Vintage(id=given.vintage or given.id, amounts=self._read(given, "forecast", "forecast_deviation"))
        expect(given, Vintage, "forecast_accuracy: each vintage")
        assert isinstance(given, Vintage)  # noqa: S101  # as was just expected
        self._refuse_amounts(f"the vintage {given.id!r}")
        return given

    def _outcomes(self, given: object) -> Mapping[str, Any]:
        if not isinstance(given, BudgetTable):
            amounts = _by_line(given, "outcome")
            self._refuse_amounts("outcome")
            return amounts
        if given.period is not None and given.period.months != MONTHS:
            raise InvalidValue(
                f"forecast_accuracy: outcome must be of a whole year, got the table {given.id!r} of {given.period}"
            )
        return self._read(given, "period_outcome", "period_deviation")

    def _refuse_amounts(self, what: str) -> None:
        if self.as_deviations:
            raise InvalidValue(
                f"forecast_accuracy: budget must be given where {what} holds amounts and a table holds deviations"
            )

    def _read(self, table: BudgetTable, amount: str, deviation: str) -> dict[str, Amount | None]:
        """A column of a table, line by line."""
        lines = table.top_lines
        refuse_twice(table, lines, "forecast_accuracy")
        if self.as_deviations:
            return {line.id: getattr(line, deviation) for line in lines}
        if table.layout is Layout.DEVIATIONS:
            return {line.id: total_of((self.budget_of([line.id]), getattr(line, deviation))) for line in lines}
        return {line.id: getattr(line, amount) for line in lines_in_layout(table, lines, Layout.SIGNED)}


def _by_line(given: object, field: str) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise InvalidType(f"forecast_accuracy: {field} must be by line where vintages are, got {shown(given)}")
    return given


def _plain(given: Any, field: str) -> Amount | None:
    if isinstance(given, Mapping | BudgetTable):
        raise InvalidType(f"forecast_accuracy: {field} must be one amount where vintages are of one series")
    plain: Amount | None = given
    return plain


def _side(deviation: Amount) -> int:
    return (deviation > 0) - (deviation < 0)


def _mean(figures: list[Fraction]) -> Decimal | None:
    return decimal_of(sum(figures, Fraction(0)) / len(figures)) if figures else None
