"""Backtests (*test mot historien*): what each method would have missed by, had it been used in earlier years.

>>> years = [MonthlyYear(year=2020 + i, outcome=[10 + i] * 11 + [20 + i]) for i in range(4)]
>>> test = backtest(years, month=6)
>>> [(one.method, one.mean_absolute_error) for one in test.methods if one.errors]
[('linear', Decimal('10')), ('seasonal', Decimal('1')), \
('mean_profile', Decimal('1.333333333333333333333333333')), ('run_rate 3', Decimal('10')), ('indexed', Decimal('6'))]

The errors are of the series as it was; a board that acts on a forecast changes the outcome that it is held against.

Source: R. J. Hyndman and G. Athanasopoulos, Forecasting: Principles and Practice (evaluating point forecasts by time
series cross-validation).
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

import attrs

from kommunuppfoljning.amounts import Amount, amount_of, decimals_of, minus
from kommunuppfoljning.arithmetic.scalars import decimal_of
from kommunuppfoljning.errors import InvalidType, InvalidValue, NotFound, expect, shown
from kommunuppfoljning.methods import METHODS, Method, Reason, Situation
from kommunuppfoljning.models import EMPTY, Model
from kommunuppfoljning.periodisations import MonthlyYear, month_number

__all__ = ["Backtest", "MethodErrors", "backtest", "checked_methods", "checked_years", "named_method"]

M = TypeVar("M")


@attrs.frozen(kw_only=True, repr=False)
class MethodErrors(Model):
    """The errors that a method would have made (*metodens fel*): outcome − forecast, in the series' own signs.

    `outcomes` and `errors` are by year; a year in which the method did not apply is in neither.
    """

    method: str
    outcomes: Mapping[int, Amount] = EMPTY
    errors: Mapping[int, Amount] = EMPTY

    _told = ("method", "errors")

    @property
    def bias(self) -> Decimal | None:
        """The mean error (*systematiskt fel*): + where outcomes came above the forecasts."""
        return _mean([Fraction(error) for error in self.errors.values()])

    @property
    def mean_absolute_error(self) -> Decimal | None:
        """The mean size of the errors (*medelabsolutfel*)."""
        return _mean([abs(Fraction(error)) for error in self.errors.values()])

    @property
    def scaled_error(self) -> Decimal | None:
        """The sizes of the errors over those of the outcomes: the denominator is |outcome|, summed over the years."""
        whole = sum(abs(Fraction(outcome)) for outcome in self.outcomes.values())
        return decimal_of(sum(abs(Fraction(error)) for error in self.errors.values()) / whole) if whole else None


@attrs.frozen(kw_only=True, repr=False)
class Backtest(Model):
    """How methods would have done in earlier years (*test mot historien*).

    Parameters
    ----------
    month
        The month from which each year was forecast.
    outcomes
        Each tested year's outcome.
    methods
        What each method would have missed by; ``test["linear"]``.
    """

    month: int
    outcomes: Mapping[int, Amount] = EMPTY
    methods: tuple[MethodErrors, ...] = ()

    _told = ("month", "outcomes")

    def __getitem__(self, method: str) -> MethodErrors:
        return named_method(self.methods, method)

    @property
    def best(self) -> str | None:
        """The method of the least mean absolute error among those that applied most years (*bäst hittills*).

        Of equals the earlier in the list; `None` where none applied at all. Few years make a weak judge.
        """
        tried = [one for one in self.methods if one.errors]
        ranked = sorted(tried, key=lambda one: (-len(one.errors), one.mean_absolute_error or Decimal(0)))
        return ranked[0].method if ranked else None


def backtest(
    history: Iterable[MonthlyYear] | Mapping[int, Sequence[Amount | None]],
    *,
    month: int,
    methods: Iterable[Method] = METHODS,
) -> Backtest:
    """Forecast each earlier year from the same month, with only what was known then (*testa mot historien*).

    Parameters
    ----------
    history
        Whole years, the oldest first. The first is history only; a year with a month missing is not tested. Where a
        year is missing, what goes by last year does not apply to the one after it.
    month
        The month to forecast from.
    methods
        What to try; `stated` never applies here.

    Raises
    ------
    InvalidValue
        For a month that is none, and years that are there twice or out of order.

    Examples
    --------
    >>> years = [MonthlyYear(year=2020 + i, outcome=[10 + i] * 11 + [20 + i]) for i in range(4)]
    >>> test = backtest(years, month=6)
    >>> test["linear"].bias, test["seasonal"].mean_absolute_error, test.best
    (Decimal('10'), Decimal('1'), 'seasonal')
    """
    years = tuple(checked_years(history))
    last = month_number(month, "backtest: month")
    tried = checked_methods(methods)
    errors: dict[str, dict[int, Amount]] = {method.name: {} for method in tried}
    outcomes: dict[int, Amount] = {}
    for place, year in enumerate(years):
        annual = year.annual
        if annual is None or place == 0:
            continue  # the first year has nothing before it, and methods are compared over the same years
        outcomes[year.year] = annual
        at = Situation(
            year=year.year,
            month=last,
            outcome=year.to_date(last),
            period_budget=year.budget_to_date(last),
            annual_budget=year.annual_budget,
            months=year.outcome[:last],
            history=years[:place],
        )
        digits = decimals_of(year.outcome)
        for method in tried:
            answer = method.apply(at)
            if not isinstance(answer, Reason):
                errors[method.name][year.year] = minus(annual, amount_of(answer, digits))
    return Backtest(
        month=last,
        outcomes=outcomes,
        methods=tuple(
            MethodErrors(method=name, errors=found, outcomes={year: outcomes[year] for year in found})
            for name, found in errors.items()
        ),
    )


def named_method(methods: Iterable[M], name: str) -> M:
    """The one of a method's name; the error lists what there is."""
    known = {str(getattr(one, "method", "")): one for one in methods}
    if name not in known:
        raise NotFound(f"no method {shown(name)}; there are {', '.join(known) or 'none'}")
    return known[name]


def _mean(figures: list[Fraction]) -> Decimal | None:
    return decimal_of(sum(figures, Fraction(0)) / len(figures)) if figures else None


def checked_years(history: object) -> list[MonthlyYear]:
    """The years of a history, or of months by year, the oldest first; refuses anything else."""
    if isinstance(history, Mapping):
        for months in history.values():
            expect(months, Sequence, "history: the months of each year")
        given = [MonthlyYear(year=year, outcome=tuple(months)) for year, months in history.items()]
        return sorted(given, key=lambda one: one.year)
    if not isinstance(history, Iterable) or isinstance(history, str | bytes):
        raise InvalidType(f"history must be years of type MonthlyYear, got {shown(history)}")
    years = list(history)
    for year in years:
        expect(year, MonthlyYear, "history: each year")
    return years


def checked_methods(methods: Iterable[Method]) -> tuple[Method, ...]:
    """Methods with a name each; refuses anything else."""
    listed = tuple(methods)
    for method in listed:
        expect(method, Method, "methods: each one")
    names = [method.name for method in listed]
    if len(set(names)) < len(names):
        raise InvalidValue(f"methods must have a name each, got {shown(names)}")
    return listed
