"""A synthetic municipality (*påhittad kommun*): years of ledger by month, made from a seed, with no person in it.

>>> place = synthetic_municipality(seed=1)
>>> place.name, place.years, place.month, len(place.units)
('Påhitte', (2019, 2020, 2021, 2022, 2023, 2024), 8, 6)
>>> table = place.table()
>>> table["skola"].period_outcome == place.table()["skola"].period_outcome, table.total.annual_budget < 0
(True, True)

The same seed gives the same kronor on every machine and in every version of Python, so that examples and tests may
quote them. Units differ in season: a school is quiet in July, winter roads are ploughed from December to March,
projects are paid late in the year. Nothing here is any real municipality's.

For one series and one season at a time, as when methods are compared, there is `synthetic_series`.
"""

from collections.abc import Mapping
from random import Random

import attrs

from kommunuppfoljning.accounts import KOMMUN_BAS
from kommunuppfoljning.amounts import Amount
from kommunuppfoljning.budgets import BudgetTable
from kommunuppfoljning.errors import InvalidValue, NotFound, shown
from kommunuppfoljning.ledger_tables import LedgerPlan, LedgerSums
from kommunuppfoljning.models import FrozenMapping, Model
from kommunuppfoljning.periodisations import MONTHS, MonthlyYear, Periodisation, month_number
from kommunuppfoljning.terms import Layout, LineKind

__all__ = ["SEASONS", "SyntheticMunicipality", "SyntheticUnit", "synthetic_municipality", "synthetic_series"]

SEASONS: Mapping[str, tuple[Amount, ...]] = FrozenMapping(
    {
        "even": Periodisation.even().weights,
        "school": (11, 11, 11, 11, 11, 10, 3, 8, 11, 11, 11, 11),
        "winter": (22, 20, 14, 4, 2, 1, 1, 1, 2, 4, 10, 19),
        "late": (4, 5, 6, 7, 8, 8, 5, 7, 11, 13, 15, 21),
        "summer": (5, 5, 6, 9, 13, 17, 19, 16, 10, 8, 6, 6),
    }
)
"""How a year is spread, by the name of the season; the weights are made up."""


@attrs.frozen(kw_only=True, repr=False)
class SyntheticUnit(Model):
    """A unit of a synthetic municipality (*påhittad enhet*): what it costs and earns a year, and when.

    `cost` and `revenue` are of the first year, in kronor, neither negative; `season` is one of `SEASONS`.
    """

    id: str
    name: str = ""
    cost: int
    revenue: int = 0
    season: str = "even"

    def _validate(self) -> None:
        for name in ("cost", "revenue"):
            if getattr(self, name) < 0:
                raise InvalidValue(f"SyntheticUnit {self.id!r}: {name} must be at least 0, got {getattr(self, name)}")
        if self.season not in SEASONS:
            raise InvalidValue(
                f"SyntheticUnit {self.id!r}: season must be one of {', '.join(SEASONS)}, got {shown(self.season)}"
            )


UNITS = (
    SyntheticUnit(id="skola", name="Skola", cost=48_000_000, revenue=2_400_000, season="school"),
    SyntheticUnit(id="omsorg", name="Omsorg", cost=36_000_000, revenue=3_000_000, season="even"),
    SyntheticUnit(id="vagar", name="Vintervägar", cost=6_000_000, season="winter"),
    SyntheticUnit(id="bad", name="Bad och park", cost=4_800_000, revenue=900_000, season="summer"),
    SyntheticUnit(id="it", name="IT", cost=9_000_000, revenue=3_600_000, season="late"),
    SyntheticUnit(id="stab", name="Stab", cost=12_000_000, season="even"),
)
"""The units of the municipality, unless others are given."""
TOP = "kommunen"
SHARES = ((4010, 15), (5011, 60), (6010, 20), (7910, 5))
"""The accounts that costs are booked on, in percent."""


@attrs.frozen(kw_only=True, repr=False)
class SyntheticMunicipality(Model):
    """Years of ledger and budget by month (*påhittad kommun*), the last of them gone up to and with `month`.

    Parameters
    ----------
    name, seed, units
        What it is called, what it was made from, and its units.
    years, month
        The years, the oldest first, and the last month of the last one.
    noise, miss, growth
        How much a month strays, how much a unit's whole year strays from its budget, and how much a year grows, all in
        percent.
    """

    name: str
    seed: int
    units: tuple[SyntheticUnit, ...]
    years: tuple[int, ...]
    month: int
    noise: int = 6
    miss: int = 3
    growth: int = 3

    _told = ("name", "seed", "years")

    @property
    def parents(self) -> Mapping[str, str | None]:
        """The organisation, as `roll_up` and `LedgerPlan` take it."""
        return FrozenMapping({TOP: None, **{unit.id: TOP for unit in self.units}})

    def plan(self) -> LedgerPlan:
        """The plan from its ledgers to tables: Kommun-Bas, debit +, in öre."""
        names = {TOP: self.name, **{unit.id: unit.name for unit in self.units}}
        return LedgerPlan(self.parents, KOMMUN_BAS, layout=Layout.REVERSED, names=names)

    def records(self, year: int) -> list[tuple[int, str, int, int]]:
        """A year's ledger: (account, unit, month, öre), debit +; the last year up to and with `month`."""
        return self._rows(year, self.month if year == self.years[-1] else MONTHS, noise=self.noise, miss=self.miss)

    def budget_records(self, year: int) -> list[tuple[int, str, int, int]]:
        """A year's budget by month, likewise: each unit's season without what strays."""
        return self._rows(year, MONTHS)

    def sums(self, year: int) -> LedgerSums:
        """A year's ledger summed."""
        plan = self.plan()
        return plan.sums(plan.rows(self.records(year)), year=year)

    def budget(self, year: int) -> LedgerSums:
        """A year's budget summed."""
        plan = self.plan()
        return plan.sums(plan.rows(self.budget_records(year)), year=year)

    def table(self) -> BudgetTable:
        """The last year's table to date, each unit with its revenue and costs below it; no forecast is stated."""
        year = self.years[-1]
        return self.sums(year).by_node(
            TOP,
            id="drift",
            title=f"Driftredovisning {self.name}",
            month=self.month,
            budget=self.budget(year),
            previous=self.sums(year - 1),
            kinds=True,
        )

    def history(self) -> Mapping[str, tuple[MonthlyYear, ...]]:
        """The whole years before the last, of each line of `table` that has nothing below it."""
        years = [(self.sums(year), self.budget(year)) for year in self.years[:-1]]
        return {
            line: tuple(sums.monthly(unit, kind, budget=budget) for sums, budget in years)
            for line, unit, kind in self._lines()
        }

    def months(self) -> Mapping[str, tuple[Amount, ...]]:
        """The last year's months so far, of the same lines."""
        sums = self.sums(self.years[-1])
        return {line: sums.months(unit, kind)[: self.month] for line, unit, kind in self._lines()}

    def _lines(self) -> list[tuple[str, str, LineKind]]:
        """The lines of `table` that have nothing below them: their ids, units and kinds."""
        return [
            (f"{unit.id}:{kind.value}", unit.id, kind)
            for unit in self.units
            for kind, amount in ((LineKind.REVENUE, unit.revenue), (LineKind.COST, unit.cost))
            if amount
        ]

    def _rows(self, year: int, last: int, *, noise: int = 0, miss: int = 0) -> list[tuple[int, str, int, int]]:
        if year not in self.years:
            raise NotFound(f"SyntheticMunicipality: no year {shown(year)}; there are {shown(self.years)}")
        rows = []
        age = year - self.years[0]
        for unit in self.units:
            season = Periodisation(weights=SEASONS[unit.season])
            source = Random(f"{self.seed}/{unit.id}/{year}")  # noqa: S311  # a made-up ledger, no secret
            level = 10_000 + miss * _stray(source)
            booked = [(account, unit.cost * share // 100) for account, share in SHARES]
            for account, amount in [*booked, (3010, -unit.revenue)]:
                grown = _grown(amount * 100, self.growth, age)
                for month, part in enumerate(season.spread(grown)[:last], start=1):
                    strayed = int(part) * (level + noise * _stray(source)) // 10_000
                    if strayed:
                        rows.append((account, unit.id, month, strayed))
        return rows


def synthetic_municipality(  # noqa: PLR0913  # each has a name and a default
    seed: int = 1,
    *,
    name: str = "Påhitte",
    units: tuple[SyntheticUnit, ...] = UNITS,
    first_year: int = 2019,
    last_year: int = 2024,
    month: int = 8,
    noise: int = 6,
    miss: int = 3,
    growth: int = 3,
) -> SyntheticMunicipality:
    """Make a municipality up (*påhittad kommun*), the same one for the same seed.

    Parameters
    ----------
    seed
        What the months stray by.
    name, units
        What it is called, and its units.
    first_year, last_year, month
        The years of its ledger, and the last month of the last year.
    noise, miss, growth
        How much a month strays from its season, a unit's whole year from its budget, and how much a year grows
        [percent].

    Raises
    ------
    InvalidValue
        For years that do not go upwards, a month that is none, and a noise outside 0 to 50.
    """
    if first_year >= last_year:
        raise InvalidValue(f"synthetic_municipality: last_year must be after {first_year}, got {last_year}")
    _check_noise(noise, "synthetic_municipality")
    return SyntheticMunicipality(
        name=name,
        seed=seed,
        units=units,
        years=tuple(range(first_year, last_year + 1)),
        month=month_number(month, "synthetic_municipality: month"),
        noise=noise,
        miss=miss,
        growth=growth,
    )


def synthetic_series(  # noqa: PLR0913  # each has a name and a default
    seed: int = 1,
    *,
    season: str = "even",
    years: int = 8,
    annual: int = -12_000_000,
    noise: int = 6,
    growth: int = 3,
    drift: int = 0,
    miss: int = 0,
    budget: str = "season",
) -> tuple[MonthlyYear, ...]:
    """Years of one line month by month (*påhittad månadsserie*), in whole kronor, with a budget for each.

    Parameters
    ----------
    seed, season, noise, growth
        As of `synthetic_municipality`.
    years, annual
        How many years, and the amount of the first [kr].
    drift
        How much more each month of a year is than the one before, beyond season and budget [percent of it].
    miss
        How much a whole year strays from its budget [percent]: a unit that starts the year dearer stays so.
    budget
        Whether the budget is spread by the "season" or is "even".

    Examples
    --------
    >>> year = synthetic_series(season="school", noise=0, years=1)[0]
    >>> year.outcome[6], year.annual == year.annual_budget
    (-300000, True)
    """
    if season not in SEASONS or budget not in ("season", "even"):
        raise InvalidValue(
            f"synthetic_series: season must be one of {', '.join(SEASONS)} and budget 'season' or 'even', "
            f"got {shown(season)} and {shown(budget)}"
        )
    _check_noise(noise, "synthetic_series")
    source = Random(f"{seed}/{season}")  # noqa: S311  # a made-up series, no secret
    key = Periodisation(weights=SEASONS[season])
    made = []
    for age in range(years):
        whole = _grown(annual, growth, age)
        level = miss * _stray(source) if miss else 0
        outcome = tuple(
            int(part) * (10_000 + level + noise * _stray(source) + 100 * drift * month) // 10_000
            for month, part in enumerate(key.spread(whole))
        )
        planned = (key if budget == "season" else Periodisation.even()).spread(whole)
        made.append(MonthlyYear(year=2016 + age, outcome=outcome, budget=planned))
    return tuple(made)


def _check_noise(noise: int, caller: str) -> None:
    """More would turn costs into revenue."""
    if not 0 <= noise <= 50:
        raise InvalidValue(f"{caller}: noise must be 0 to 50 percent, got {shown(noise)}")


def _grown(amount: int, growth: int, age: int) -> int:
    """An amount so many years later, in whole steps, so that no float decides it."""
    for _ in range(age):
        amount = amount * (100 + growth) // 100
    return amount


def _stray(source: Random) -> int:
    """A whole number about 0, most often within 100 either way: a sum of dice, which is nearly normal."""
    return int(source.random() * 101) + int(source.random() * 101) + int(source.random() * 101) - 150
