"""Forecast methods (*prognosmetoder*): small rules from the part of a year to the whole of it, that say when they fail.

A method is a name and a function from what is known to a full-year amount, or to the reason why it does not apply. The
ready ones are in `METHODS`; `run_rate`, `indexed` and `mean_profile` make more, `first_of` and `mean_of` combine them,
and your own is a function of a `Situation`:

>>> at = Situation(month=8, outcome=-60, period_budget=-64, annual_budget=-96)
>>> [(method.name, method.apply(at)) for method in METHODS[:4]]
[('annual_budget', Fraction(-96, 1)), ('linear', Fraction(-90, 1)), ('remaining_budget', Fraction(-92, 1)), \
('proportional', Fraction(-90, 1))]
>>> seasonal.apply(at)
Reason(code='no-history')
>>> first_of(seasonal, remaining_budget).apply(at), Method(name="flat", function=lambda at: -100).apply(at)
(Fraction(-92, 1), Fraction(-100, 1))

Revenue and costs are forecast apart and then summed: a net may change sign, and no method can follow that.

Source: the methods are those in use in Swedish municipalities; RKR R17 asks for a full-year forecast, not for a method.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any, TypeAlias

import attrs

from kommunuppfoljning.amounts import Amount, opposed
from kommunuppfoljning.arithmetic.scalars import number
from kommunuppfoljning.errors import InvalidValue, expect, shown
from kommunuppfoljning.formulas.forecasts import (
    linear_forecast,
    proportional_forecast,
    remaining_budget_forecast,
    seasonal_forecast,
)
from kommunuppfoljning.locale import has_message, message
from kommunuppfoljning.models import Model
from kommunuppfoljning.periodisations import MONTHS, MonthlyYear, month_number

__all__ = [
    "METHODS",
    "Method",
    "Reason",
    "Situation",
    "annual_budget",
    "first_of",
    "indexed",
    "linear",
    "mean_of",
    "mean_profile",
    "method_label",
    "proportional",
    "remaining_budget",
    "run_rate",
    "seasonal",
    "stated",
]


@attrs.frozen(kw_only=True, repr=False)
class Situation(Model):
    """What a method may know (*prognosläge*): one line, at the end of a month.

    Parameters
    ----------
    year
        The year itself; `None` where it is not told: the history is then taken to end with the year before.
    month
        The last month that the outcome covers; `None` where it is not told.
    outcome, period_budget, annual_budget
        To date, and the budget of the whole year.
    previous_outcome, previous_annual
        Last year's, of the same months and of the whole year.
    months
        This year's outcome month by month, where it is known so.
    history
        Earlier years month by month, the oldest first.
    stated
        The unit's own forecast.

    Raises
    ------
    InvalidType, InvalidValue
        For a month that is none, months that are not as many as `month`, and years of history that do not follow in
        order or are not before `year`.
    """

    year: int | None = None
    month: int | None = None
    outcome: Amount | None = None
    period_budget: Amount | None = None
    annual_budget: Amount | None = None
    previous_outcome: Amount | None = None
    previous_annual: Amount | None = None
    months: tuple[Amount | None, ...] = ()
    history: tuple[MonthlyYear, ...] = ()
    stated: Amount | None = None

    _told = ("month", "outcome")

    def _validate(self) -> None:
        if self.month is not None:
            month_number(self.month, "Situation: month")
        if self.months and len(self.months) != self.month:
            raise InvalidValue(f"Situation: months must be {self.month}, as month says, got {len(self.months)}")
        years = [year.year for year in self.history]
        if years != sorted(set(years)):
            raise InvalidValue(f"Situation: history must have each year once, the oldest first, got {shown(years)}")
        if self.year is not None and years and years[-1] >= self.year:
            raise InvalidValue(f"Situation: history must be of years before {self.year}, got {years[-1]}")


@attrs.frozen
class Reason:
    """Why a method does not apply (*skäl*); `text` says it in a reader's language."""

    code: str

    def text(self, locale: str = "sv") -> str:
        """The reason in words."""
        return message(f"forecast.reason.{self.code}", locale)


Answer: TypeAlias = Amount | Fraction | Reason | None
"""What a method's function gives: an amount, a reason why not, or `None` (it does not apply, for no stated reason)."""


@attrs.frozen(kw_only=True)
class Method:
    """A forecast method (*prognosmetod*): its name, and a function from a `Situation` to an amount or a `Reason`."""

    name: str
    function: Callable[[Situation], Answer] = attrs.field(repr=False)

    def apply(self, situation: Situation) -> Fraction | Reason:
        """The full year by this method, exact, or why it does not apply."""
        expect(situation, Situation, "Method.apply: situation")
        answer = self.function(situation)
        if isinstance(answer, Reason):
            return answer
        figure: Any = number(answer, f"the method {self.name!r}")
        return Reason("undefined") if figure is None else Fraction(figure)

    def label(self, locale: str = "sv") -> str:
        """The method's name for a reader; its own where the catalogues have none."""
        return method_label(self.name, locale)


def method_label(name: str, locale: str = "sv") -> str:
    """A method's name for a reader, with what it was made with; as it is where the catalogues do not know it.

    >>> method_label("seasonal"), method_label("run_rate 3"), method_label("egen")
    ('Säsong enligt fjolåret', 'Takten de senaste 3 månaderna', 'egen')
    """
    kind, space, made_with = name.partition(" ")
    key = f"forecast.method.{kind}"
    if not has_message(key, locale):
        return name
    text = message(key, locale, made_with=made_with)
    return text if made_with in text else text + space + made_with


def _annual_budget(at: Situation) -> Answer:
    return Reason("no-budget") if at.annual_budget is None else at.annual_budget


def _stated(at: Situation) -> Answer:
    return Reason("not-stated") if at.stated is None else at.stated


def _linear(at: Situation) -> Answer:
    if at.outcome is None:
        return Reason("no-outcome")
    if at.month is None:
        return Reason("no-month")
    return linear_forecast(outcome=Fraction(at.outcome), elapsed=Fraction(at.month, MONTHS))


def _remaining_budget(at: Situation) -> Answer:
    if at.outcome is None:
        return Reason("no-outcome")
    if at.period_budget is None or at.annual_budget is None:
        return Reason("no-budget")
    return remaining_budget_forecast(
        outcome=Fraction(at.outcome),
        period_budget=Fraction(at.period_budget),
        annual_budget=Fraction(at.annual_budget),
    )


def _proportional(at: Situation) -> Answer:
    if at.outcome is None:
        return Reason("no-outcome")
    if at.period_budget is None or at.annual_budget is None:
        return Reason("no-budget")
    if at.period_budget == 0 or at.annual_budget == 0:
        return Reason("zero-budget")
    forecast = proportional_forecast(
        outcome=Fraction(at.outcome),
        period_budget=Fraction(at.period_budget),
        annual_budget=Fraction(at.annual_budget),
    )
    return Reason("opposite-signs") if forecast is None else forecast


def _seasonal(at: Situation) -> Answer:
    if at.outcome is None:
        return Reason("no-outcome")
    last = _last_year(at)
    if isinstance(last, Reason):
        return last
    part, whole = last
    if part == 0 or whole == 0:
        return Reason("zero-profile")
    forecast = seasonal_forecast(
        outcome=Fraction(at.outcome), previous_outcome=Fraction(part), previous_annual=Fraction(whole)
    )
    return Reason("opposite-signs") if forecast is None else forecast


def mean_profile(years: int | None = None) -> Method:
    """The mean profile of earlier years at this year's pace (*medelprofil*): of the last `years`, by default of all.

    Only whole years count, and they need not follow each other: a profile is no level. Each year's share to date counts
    the same; a share that is not above 0, or an outcome of another sign, refuses.

    >>> year = MonthlyYear(year=2023, outcome=(10,) * 12)
    >>> mean_profile().apply(Situation(month=3, outcome=33, history=[year]))
    Fraction(132, 1)
    """

    def function(at: Situation) -> Answer:
        if at.outcome is None:
            return Reason("no-outcome")
        if at.month is None:
            return Reason("no-month")
        used = [year for year in at.history if year.is_whole][-years if years is not None else None :]
        if not used:
            return Reason("no-history")
        shares = []
        for year in used:
            part, whole = year.to_date(at.month), year.annual
            if part is None or not whole or Fraction(part) / Fraction(whole) <= 0:
                return Reason("share-not-positive")
            if Fraction(at.outcome) * Fraction(whole) < 0:
                return Reason("opposite-signs")
            shares.append(Fraction(part) / Fraction(whole))
        return Fraction(at.outcome) * len(shares) / sum(shares, Fraction(0))

    if years is not None:
        expect(years, int, "mean_profile: years")
        if years < 1:
            raise InvalidValue(f"mean_profile: years must be at least 1, got {shown(years)}")
    return Method(name="mean_profile" if years is None else f"mean_profile {years}", function=function)


def run_rate(months: int) -> Method:
    """The rest of the year at the pace of the last `months` (*takten de senaste månaderna*).

    >>> run_rate(3).apply(Situation(month=4, outcome=22, months=[1, 6, 7, 8]))
    Fraction(78, 1)
    """

    def function(at: Situation) -> Answer:
        if at.outcome is None:
            return Reason("no-outcome")
        if at.month is None:
            return Reason("no-month")
        last = at.months[-months:]
        if len(last) < months or None in last:
            return Reason("months-missing")
        pace = sum((Fraction(month) for month in last if month is not None), Fraction(0)) / months
        return Fraction(at.outcome) + pace * (MONTHS - at.month)

    month_number(months, "run_rate: months")
    return Method(name=f"run_rate {months}", function=function)


def indexed(index: Amount | Fraction = 1) -> Method:
    """What is spent, and last year's remaining months times an index (*fjolårets återstående månader, uppräknade*).

    An outcome of another sign than last year's refuses: one of the two is signed the other way, or it is a net.

    >>> indexed(Fraction(103, 100)).apply(Situation(month=8, outcome=66, previous_outcome=60, previous_annual=100))
    Fraction(536, 5)
    """
    exact: Any = number(index, "indexed: index")

    def function(at: Situation) -> Answer:
        if at.outcome is None:
            return Reason("no-outcome")
        last = _last_year(at)
        if isinstance(last, Reason):
            return last
        part, whole = last
        if opposed(at.outcome, part):
            return Reason("opposite-signs")
        return Fraction(at.outcome) + (Fraction(whole) - Fraction(part)) * Fraction(exact)

    if exact is None or isinstance(exact, float):
        raise InvalidValue(f"indexed: index must be exact, such as Decimal('1.03'), got {shown(index)}")
    return Method(name="indexed" if exact == 1 else f"indexed {index}", function=function)


def first_of(*methods: Method) -> Method:
    """The first of some methods that applies (*i första hand*); the last one's reason where none does."""
    _some(methods, "first_of")

    def function(at: Situation) -> Answer:
        answer: Fraction | Reason = Reason("undefined")
        for method in methods:
            answer = method.apply(at)
            if not isinstance(answer, Reason):
                break
        return answer

    return Method(name=" or ".join(method.name for method in methods), function=function)


def mean_of(*methods: Method) -> Method:
    """The mean of some methods (*medelvärde av metoder*); it does not apply where one of them does not."""
    _some(methods, "mean_of")

    def function(at: Situation) -> Answer:
        total = Fraction(0)
        for method in methods:
            answer = method.apply(at)
            if isinstance(answer, Reason):
                return answer
            total += answer
        return total / len(methods)

    return Method(name=" and ".join(method.name for method in methods), function=function)


annual_budget: Method = Method(name="annual_budget", function=_annual_budget)
"""The year as budgeted (*helårsbudget*)."""
stated: Method = Method(name="stated", function=_stated)
"""As the unit says itself (*egen bedömning*)."""
linear: Method = Method(name="linear", function=_linear)
"""The pace so far (*linjär framskrivning*)."""
remaining_budget: Method = Method(name="remaining_budget", function=_remaining_budget)
"""What is spent, and the rest as budgeted (*utfall plus återstående budget*)."""
proportional: Method = Method(name="proportional", function=_proportional)
"""The budget's profile at the pace so far (*proportionell framskrivning*)."""
seasonal: Method = Method(name="seasonal", function=_seasonal)
"""Last year's profile at the pace so far (*säsongsprognos*)."""

METHODS: tuple[Method, ...] = (
    annual_budget,
    linear,
    remaining_budget,
    proportional,
    seasonal,
    mean_profile(),
    run_rate(3),
    indexed(),
    stated,
)
"""The methods that are tried side by side."""


def _last_year(at: Situation) -> tuple[Amount, Amount] | Reason:
    """Last year to date and whole: as given, else that year of the history, and no other in its place."""
    if at.previous_outcome is not None and at.previous_annual is not None:
        return at.previous_outcome, at.previous_annual
    if not at.history:
        return Reason("no-history")
    if at.month is None:
        return Reason("no-month")
    last = at.history[-1]
    part, whole = last.to_date(at.month), last.annual
    if part is None or whole is None or (at.year is not None and last.year != at.year - 1):
        return Reason("no-last-year")
    return part, whole


def _some(methods: tuple[Method, ...], caller: str) -> None:
    if not methods:
        raise InvalidValue(f"{caller}: methods must be at least one")
    for method in methods:
        expect(method, Method, f"{caller}: methods")
