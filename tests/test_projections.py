"""Forecasts: methods that say when they do not apply, intervals no surer than the past, tables forecast from below."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning import BudgetLine, BudgetTable, Layout, LineKind, MonthlyYear, Vintage
from kommunuppfoljning.backtests import MethodErrors
from kommunuppfoljning.methods import (
    METHODS,
    Method,
    Reason,
    Situation,
    first_of,
    indexed,
    linear,
    mean_of,
    mean_profile,
    proportional,
    remaining_budget,
    run_rate,
    seasonal,
    stated,
)
from kommunuppfoljning.synthetic import SEASONS, synthetic_series
from tests.samples import wild

months = st.lists(st.integers(1, 10**6), min_size=12, max_size=12)


@given(key=months, amount=st.integers(-(10**9), -12), month=st.integers(1, 12))
def test_a_forecast_is_the_budget_when_the_outcome_follows_it(key: list[int], amount: int, month: int) -> None:
    budget = ku.Periodisation(weights=tuple(key)).spread(amount)
    to_date = sum(budget[:month])
    last_year = MonthlyYear(year=2023, outcome=budget, budget=budget)
    line = BudgetLine(
        id="a",
        layout=Layout.SIGNED,
        period_budget=to_date,
        period_outcome=to_date,
        annual_budget=amount,
        forecast=amount,
    )
    year = ku.forecast_year(line, [last_year], month=month, months=budget[:month])
    for method in ("annual_budget", "remaining_budget", "indexed", "stated"):
        assert year[method].value == amount
    for method in ("proportional", "seasonal", "mean_profile"):
        assert year[method].value == (amount if to_date else None)


@given(amount=st.integers(-(10**9), 10**9).filter(bool), month=st.integers(1, 12))
def test_every_method_gives_the_budget_of_an_even_year(amount: int, month: int) -> None:
    budget = (amount,) * 12
    years = [MonthlyYear(year=2022 + age, outcome=budget, budget=budget) for age in range(2)]
    line = BudgetLine(
        id="a",
        layout=Layout.SIGNED,
        period_budget=month * amount,
        period_outcome=month * amount,
        annual_budget=12 * amount,
        forecast=12 * amount,
    )
    year = ku.forecast_year(line, years, month=month, months=budget[:month])
    applied = dict(year.values)
    assert set(applied.values()) == {12 * amount}
    assert set(applied) == {method.name for method in METHODS if month >= 3 or method.name != "run_rate 3"}
    assert year.spread == ku.Interval(12 * amount, 12 * amount)


@pytest.mark.parametrize(
    ("method", "known", "code"),
    [
        (linear, {}, "no-outcome"),
        (remaining_budget, {"outcome": 1}, "no-budget"),
        (proportional, {"outcome": 1, "period_budget": 0, "annual_budget": 5}, "zero-budget"),
        (proportional, {"outcome": 1, "period_budget": -2, "annual_budget": -5}, "opposite-signs"),
        (proportional, {"outcome": 1, "period_budget": 2, "annual_budget": -5}, "opposite-signs"),
        (seasonal, {"outcome": 1}, "no-history"),
        (seasonal, {"outcome": 1, "previous_outcome": 0, "previous_annual": 5}, "zero-profile"),
        (seasonal, {"outcome": 1, "previous_outcome": -1, "previous_annual": 5}, "opposite-signs"),
        (mean_profile(), {"outcome": 1}, "no-history"),
        (
            mean_profile(),
            {"outcome": 1, "history": [MonthlyYear(year=2023, outcome=(1, -5, *[1] * 10))]},
            "share-not-positive",
        ),
        (mean_profile(), {"outcome": -1, "history": [MonthlyYear(year=2023, outcome=(1,) * 12)]}, "opposite-signs"),
        (run_rate(3), {"outcome": 1, "months": [1, 0]}, "months-missing"),
        (run_rate(2), {"outcome": 1, "months": [1, None]}, "months-missing"),
        (indexed(), {"outcome": 1}, "no-history"),
        (seasonal, {"outcome": 1, "history": [MonthlyYear(year=2023, outcome=(1,) * 11)]}, "no-last-year"),
        (stated, {"outcome": 1}, "not-stated"),
        (Method(name="mine", function=lambda _: None), {}, "undefined"),
    ],
)
def test_a_method_says_why_it_does_not_apply(method: Method, known: dict[str, Any], code: str) -> None:
    situation = Situation(month=2, **known)
    answer = method.apply(situation)
    assert answer == Reason(code)
    for locale in ("sv", "en"):
        assert Reason(code).text(locale).endswith(".")
    assert method.label() != ""


def test_methods_by_hand() -> None:
    history = (MonthlyYear(year=2022, outcome=(10,) * 12), MonthlyYear(year=2023, outcome=(5,) * 6 + (15,) * 6))
    at = Situation(month=6, outcome=66, months=(1, 11, 12, 14, 14, 14), history=history)
    assert mean_profile().apply(at) == Fraction(66) / Fraction(3, 8)
    assert mean_profile(1).apply(at) == 66 * 4
    assert seasonal.apply(at) == 66 * 4
    assert indexed(Decimal("1.1")).apply(at) == 66 + 99
    assert run_rate(3).apply(at) == 66 + 6 * 14
    assert mean_of(run_rate(3), seasonal).apply(at) == (150 + 264) / 2
    assert mean_of(run_rate(3), stated).apply(at) == Reason("not-stated")
    assert first_of(stated, seasonal).apply(at) == 264
    assert first_of(stated).apply(at) == Reason("not-stated")


@pytest.mark.parametrize("method", [seasonal, indexed()])
def test_last_year_is_the_year_before_and_no_other(method: Method) -> None:
    whole = tuple(MonthlyYear(year=year, outcome=(10,) * 12) for year in (2020, 2021, 2023))
    assert method.apply(Situation(year=2024, month=6, outcome=60, history=whole)) == 120
    for history in (whole[:2], (*whole, MonthlyYear(year=2024, outcome=(10,) * 11))):
        at = Situation(year=2025, month=6, outcome=60, history=history)
        assert method.apply(at) == Reason("no-last-year")
        given_ = attrs.evolve(at, previous_outcome=60, previous_annual=120)
        assert method.apply(given_) == 120
    assert method.apply(Situation(year=2024, outcome=60, history=whole)) == Reason("no-month")
    assert mean_profile().apply(Situation(year=2025, month=6, outcome=60, history=whole[:2])) == 120
    with pytest.raises(ku.InvalidValue, match="history must be of years before 2023, got 2023"):
        Situation(year=2023, history=wild(whole))


def test_the_year_that_is_forecast_is_told_by_year_or_period() -> None:
    line = BudgetLine(id="a", layout=Layout.SIGNED, period_outcome=-60)
    history = {2021: [-5] * 12, 2022: [-6] * 12}
    told = ku.forecast_year(line, history, month=8, year=2024)
    assert told == ku.forecast_year(line, history, period=ku.Period.parse("jan–aug 2024"))
    assert told["seasonal"].reason == told["indexed"].reason == Reason("no-last-year")
    assert told["mean_profile"].value == -90
    assert ku.forecast_year(line, history, month=8, year=2023)["indexed"].value == -84
    assert ku.forecast_year(line, history, month=8) == ku.forecast_year(line, history, month=8, year=2023)
    table = BudgetTable(id="t", layout=Layout.SIGNED, period=ku.Period.year_to_date(date(2024, 8, 31)), lines=(line,))
    below = ku.forecast_table(table, {"a": history}, method=seasonal)
    assert dict(below.missing) == {"a": Reason("no-last-year")}
    with pytest.raises(ku.InvalidValue, match="history must be of years before 2022, got 2022"):
        ku.forecast_year(line, history, month=8, year=2022)
    with pytest.raises(ku.InvalidValue, match=r"forecast_year: year must be 2024, as the period .* says, got 2023"):
        ku.forecast_year(line, history, period=ku.Period.parse("jan–aug 2024"), year=2023)
    with pytest.raises(ku.InvalidType, match="forecast_year: year must be a int"):
        ku.forecast_year(line, history, month=8, year=wild("2024"))
    with pytest.raises(ku.InvalidValue, match=r"month must be 8, as the period .* says, got 6"):
        ku.forecast_table(table, method=linear, month=6)


def test_a_backtest_forecasts_no_year_from_one_that_is_not_its_last() -> None:
    years = [MonthlyYear(year=year, outcome=(10 * year,) * 12) for year in (2019, 2020, 2022, 2023)]
    test = ku.backtest(years, month=8)
    assert list(test["seasonal"].errors) == list(test["indexed"].errors) == [2020, 2023]
    assert list(test["linear"].errors) == list(test["mean_profile"].errors) == [2020, 2022, 2023]


def test_bad_methods_and_situations() -> None:
    with pytest.raises(ku.InvalidValue, match="methods must be at least one"):
        first_of()
    with pytest.raises(ku.InvalidValue, match="index must be exact"):
        indexed(wild(1.03))
    with pytest.raises(ku.InvalidValue, match="run_rate: months must be 1 to 12"):
        run_rate(0)
    with pytest.raises(ku.InvalidValue, match="years must be at least 1"):
        mean_profile(0)
    with pytest.raises(ku.InvalidValue, match="months must be 3, as month says, got 2"):
        Situation(month=3, months=(1, 2))
    year = MonthlyYear(year=2023)
    with pytest.raises(ku.InvalidValue, match="each year once, the oldest first"):
        Situation(month=3, history=(year, year))
    with pytest.raises(ku.InvalidValue, match="methods must have a name each"):
        ku.backtest([], month=1, methods=[linear, linear])
    for wrong, match in (
        (5, "history must be years of type MonthlyYear"),
        ({2023: 1}, "the months of each year"),
        ([1], "each year"),
    ):
        with pytest.raises(ku.InvalidType, match=match):
            ku.forecast_year(BudgetLine(id="a", layout=Layout.SIGNED), wild(wrong), month=1)


LINE = BudgetLine(
    id="a", layout=Layout.SIGNED, period_budget=-80, period_outcome=-90, annual_budget=-120, forecast=-130
)


def test_the_month_may_be_told_in_three_ways() -> None:
    by_month = ku.forecast_year(LINE, month=8)
    assert ku.forecast_year(LINE, period=ku.Period.parse("jan–aug 2024")) == by_month
    told = ku.forecast_year(attrs.evolve(LINE, period_outcome=None), months=[-10] * 7 + [-20])
    assert told.values == {**by_month.values, "run_rate 3": -143}
    with pytest.raises(ku.InvalidValue, match="must sum to its outcome -90, got -80"):
        ku.forecast_year(LINE, months=[-10] * 8)
    assert ku.forecast_year(LINE).values == {name: value for name, value in by_month.values.items() if name != "linear"}
    assert ku.forecast_year(LINE)["linear"].reason == Reason("no-month")
    with pytest.raises(ku.InvalidValue, match="month must be given, since the table 't' has no period"):
        ku.forecast_table(attrs.evolve(TABLE, period=None), method=linear)
    with pytest.raises(ku.InvalidValue, match="period must end with a month"):
        ku.forecast_year(LINE, period=ku.Period.parse("2024-01-01/2024-08-15"))
    with pytest.raises(ku.InvalidValue, match="holds deviations"):
        ku.forecast_year(attrs.evolve(LINE, layout=Layout.DEVIATIONS), month=8)
    assert by_month.spread == ku.Interval(-135, -120)
    assert ku.forecast_year(BudgetLine(id="a", layout=Layout.SIGNED), month=1).spread is None
    with pytest.raises(ku.NotFound, match="no method 'x'"):
        _ = by_month["x"]
    assert len(by_month.to_table().rows) == len(METHODS)
    assert "Säsong enligt fjolåret" in by_month.to_table().column("method")


def test_a_history_may_be_plain_months_by_year() -> None:
    history = synthetic_series(seed=1, years=4)
    plain = {year.year: list(year.outcome) for year in reversed(history)}
    bare = [attrs.evolve(year, budget=()) for year in history]
    assert ku.backtest(plain, month=8) == ku.backtest(bare, month=8)
    line = BudgetLine(id="a", layout=Layout.SIGNED, period_outcome=-9_000_000)
    assert ku.forecast_year(line, history=plain, month=8) == ku.forecast_year(line, bare, month=8)
    for method in ("linear", "mean_profile", "run_rate 3"):
        assert ku.forecast_year(line, plain)[method].reason == Reason("no-month")


def test_forecasts_keep_the_decimals_of_their_figures() -> None:
    line = attrs.evolve(LINE, period_outcome=Decimal("-90.55"))
    assert ku.forecast_year(line, month=7)["linear"].value == Decimal("-155.23")
    assert ku.forecast_year(LINE, month=7)["linear"].value == -154


@pytest.mark.parametrize(
    ("years", "coverage"), [(2, None), (3, "1/3"), (4, "1/2"), (5, "3/5"), (11, "9/11"), (21, "17/21")]
)
def test_an_interval_is_no_surer_than_its_errors(years: int, coverage: str | None) -> None:
    history = synthetic_series(seed=3, years=years)
    line = BudgetLine(id="a", layout=Layout.SIGNED, period_outcome=-8_000_000)
    result = ku.forecast_year(line, history, month=8)["linear"]
    assert result.errors == years - 1
    if coverage is None:
        assert result.interval is None
        return
    assert result.coverage is not None
    assert abs(Fraction(result.coverage) - Fraction(coverage)) < Fraction(1, 10**20)
    tested = ku.backtest(history, month=8)["linear"]
    ordered = sorted(tested.errors.values())
    cut = 2 if years == 21 else 1
    assert result.interval == ku.Interval(-12_000_000 + ordered[cut - 1], -12_000_000 + ordered[-cut])


def test_coverage_over_many_series_is_what_is_told() -> None:
    held, tried = 0, 0
    for seed in range(300):
        history = synthetic_series(seed=seed, years=5, growth=0)
        at = history[-1]
        line = BudgetLine(id="a", layout=Layout.SIGNED, period_outcome=at.to_date(8))
        result = ku.forecast_year(line, history[:-1], month=8, methods=[linear])["linear"]
        assert result.interval is not None
        assert at.annual is not None
        assert result.coverage == Decimal("0.5")  # four years of history, three errors
        held += result.interval.low <= at.annual <= result.interval.high
        tried += 1
    assert 0.42 <= held / tried <= 0.58


def test_the_best_method_misses_least_over_most_years() -> None:
    few = MethodErrors(method="få år", errors={2022: 0})
    half = MethodErrors(method="nära", errors={2022: Decimal("0.5"), 2023: Decimal("-0.5")})
    exact = MethodErrors(method="träff", errors={2022: 0, 2023: 0})
    never = MethodErrors(method="aldrig")
    for methods, best in (
        ((few, half, exact, never), "träff"),
        ((half, few, never), "nära"),
        ((never, few), "få år"),
        ((attrs.evolve(exact, method="lika"), exact), "lika"),
        ((never,), None),
    ):
        assert ku.Backtest(month=8, methods=methods).best == best


def test_a_backtest_knows_only_what_was_known() -> None:
    history = synthetic_series(seed=1, season="school", years=6)
    whole, fewer = ku.backtest(history, month=8), ku.backtest(history[:-1], month=8)
    for method in METHODS:
        told = dict(whole[method.name].errors)
        told.pop(history[-1].year, None)
        assert told == fewer[method.name].errors
    assert whole["stated"].errors == {}
    assert whole["stated"].mean_absolute_error is None
    assert whole.best in {"seasonal", "mean_profile", "indexed", "remaining_budget", "proportional"}
    assert ku.backtest([], month=8).best is None
    gap = attrs.evolve(history[2], outcome=(None, *history[2].outcome[1:]))
    assert history[2].year not in ku.backtest([*history[:2], gap, *history[3:]], month=8).outcomes


@pytest.mark.parametrize("season", list(SEASONS))
def test_errors_by_hand(season: str) -> None:
    history = synthetic_series(seed=2, season=season, years=4)
    tested = ku.backtest(history, month=8, methods=[linear])["linear"]
    errors = {}
    for year in history[1:]:
        to_date = year.to_date(8)
        assert to_date is not None
        assert year.annual is not None
        errors[year.year] = year.annual - int(ku.round_half_away(Fraction(to_date) * 12 / 8))
    assert tested.errors == errors
    assert tested.bias == Decimal(sum(map(int, errors.values()))) / 3
    assert tested.scaled_error is not None
    assert tested.mean_absolute_error is not None
    whole = sum(abs(int(outcome)) for outcome in tested.outcomes.values())
    assert abs(tested.scaled_error - 3 * tested.mean_absolute_error / whole) < Decimal("1e-20")


def unit_lines(name: str, revenue: tuple[int, int], cost: tuple[int, int]) -> tuple[BudgetLine, ...]:
    def line(suffix: str, kind: LineKind, figures: tuple[int, int]) -> BudgetLine:
        return BudgetLine(
            id=f"{name}:{suffix}",
            kind=kind,
            parent=name,
            period_outcome=figures[0],
            annual_budget=figures[1],
            period_budget=figures[1] * 2 // 3,
        )

    return (
        BudgetLine(id=name, period_outcome=revenue[0] + cost[0], annual_budget=revenue[1] + cost[1]),
        line("revenue", LineKind.REVENUE, revenue),
        line("cost", LineKind.COST, cost),
    )


TABLE = BudgetTable(
    id="t",
    layout=Layout.SIGNED,
    period=ku.Period.parse("jan–aug 2024"),
    lines=(*unit_lines("a", (60, 90), (-220, -300)), *unit_lines("b", (10, 15), (-100, -150))),
    total=BudgetLine(id="summa"),
)


def test_a_table_is_forecast_from_below() -> None:
    forecast = ku.forecast_table(TABLE, method=linear)
    assert [(line.id, line.forecast) for line in forecast.table.lines] == [
        ("a", -240),
        ("a:revenue", 90),
        ("a:cost", -330),
        ("b", -135),
        ("b:revenue", 15),
        ("b:cost", -150),
    ]
    assert forecast.total.forecast == -375
    assert forecast.interval is None
    assert forecast.missing == {}
    assert forecast.table.vintage == "linear"


def test_what_cannot_be_forecast_leaves_the_total_missing() -> None:
    lines = tuple(attrs.evolve(line, period_outcome=None) if line.id == "b:cost" else line for line in TABLE.lines)
    forecast = ku.forecast_table(attrs.evolve(TABLE, lines=lines), method=linear)
    assert forecast.missing == {"b:cost": Reason("no-outcome")}
    assert (forecast.table["a"].forecast, forecast.table["b"].forecast, forecast.total.forecast) == (-240, None, None)
    filled = ku.forecast_table(attrs.evolve(TABLE, lines=lines), method=first_of(linear, METHODS[0]))
    assert filled.total.forecast == -240 + 15 - 150


def test_layouts_and_units_add_up_alike() -> None:
    place = ku.synthetic_municipality(seed=4)
    table, history = place.table(), place.history()
    forecast = ku.forecast_table(table, history, method=seasonal)
    assert forecast.errors == len(place.years) - 2
    assert forecast.interval is not None
    assert forecast.coverage == Decimal("0.6")
    tops = [line.forecast for line in forecast.table.top_lines]
    assert forecast.total.forecast == sum(int(100 * (top or 0)) for top in tops) / Decimal(100)
    turned = {
        line: tuple(
            attrs.evolve(
                year,
                outcome=tuple(-(month or 0) for month in year.outcome),
                budget=tuple(-month for month in year.budget),
            )
            for year in years
        )
        for line, years in history.items()
    }
    reverse = ku.forecast_table(ku.in_layout(table, Layout.REVERSED), turned, method=seasonal)
    assert reverse.total.forecast_deviation == forecast.total.forecast_deviation
    assert reverse.interval == -forecast.interval
    plain = {line: {year.year: year.outcome for year in years} for line, years in history.items()}
    assert ku.forecast_table(table, plain, method=seasonal).interval == forecast.interval
    with pytest.raises(ku.NotFound, match="no line 'x' in the table 'drift'"):
        ku.forecast_table(table, {"x": ()}, method=linear)


def test_accuracy_by_hand() -> None:
    path = ku.forecast_accuracy(
        {"P1": -90, "P2": None, "P3": -104}, -100, budget=-95, denominators={"gross_cost": -400}
    )
    assert dict(path.errors) == {"P1": -10, "P3": 4}
    assert [path.bias, path.mean_absolute_error] == [-3, 7]
    assert path.scaled() == Decimal("0.07")
    assert path.scaled("budget") == Decimal(7) / 95
    assert path.scaled("gross_cost") == Decimal("0.0175")
    assert path.sign_hit_rate == Decimal("0.5")
    with pytest.raises(ku.NotFound, match="no denominator 'taxes'; there are outcome, budget, gross_cost"):
        path.scaled("taxes")
    assert [row.cells[2] for row in path.to_table().rows] == [-10, 4, None]
    costs = ku.forecast_accuracy({"P1": 90}, 100, direction=ku.Direction.LOWER)
    assert dict(costs.errors) == {"P1": -10}
    assert costs.sign_hit_rate is None
    assert ku.forecast_accuracy({"P1": 1}, 0).scaled() is None
    assert ku.forecast_accuracy({}, None).bias is None


def test_accuracy_of_tables_in_any_layout() -> None:
    lines = tuple(BudgetLine(id=name, kind=LineKind.COST, forecast=-100, period_outcome=-90) for name in ("a", "b"))
    tables = [BudgetTable(id=str(place), layout=Layout.SIGNED, vintage=f"P{place}", lines=lines) for place in (1, 2)]
    signed = ku.forecast_accuracy(tables, tables[0], budget={"a": -95, "b": -95})
    assert dict(signed.errors) == {"P1": 20, "P2": 20}
    assert dict(signed["a"].errors) == {"P1": 10, "P2": 10}
    assert signed.sign_hit_rate == 0
    for layout in (Layout.REVERSED, Layout.MAGNITUDE):
        turned = [ku.in_layout(table, layout) for table in tables]
        assert ku.forecast_accuracy(turned, turned[0], budget={"a": -95, "b": -95}) == signed
    assert ku.forecast_accuracy([Vintage.of(table) for table in tables], {"a": -90, "b": None}).errors == {}
    with pytest.raises(ku.InvalidValue, match="vintages must have a name each"):
        ku.forecast_accuracy([tables[0], tables[0]], tables[0])
    with pytest.raises(ku.InvalidType, match="outcome must be by line"):
        ku.forecast_accuracy(tables, 5)
    with pytest.raises(ku.InvalidType, match="outcome must be one amount"):
        ku.forecast_accuracy({"P1": 1}, {"a": 1})
    with pytest.raises(ku.NotFound, match="no line 'x'"):
        _ = signed["x"]
    with pytest.raises(ku.InvalidType, match="forecast_accuracy: vintages"):
        ku.forecast_accuracy(wild(5), 5)


def accuracy_tables(layout: Layout) -> list[BudgetTable]:
    """Two forecasts and the outcome, printed in a layout."""
    figures = {"r": (LineKind.REVENUE, 500, 510, 505, 520), "c": (LineKind.COST, -900, -950, -903, -890)}
    lines = [
        (
            BudgetLine(id=name, kind=kind, annual_budget=budget, forecast=first),
            BudgetLine(id=name, kind=kind, annual_budget=budget, forecast=second),
            BudgetLine(id=name, kind=kind, period_budget=budget, period_outcome=outcome),
        )
        for name, (kind, budget, first, second, outcome) in figures.items()
    ]
    names = ("P1", "P2", "utfall")
    tables = [
        BudgetTable(id=name, vintage=name, unit=ku.Unit.TKR, layout=Layout.SIGNED, lines=tuple(column))
        for name, column in zip(names, zip(*lines, strict=True), strict=True)
    ]
    return [ku.in_layout(table, layout) for table in tables]


BUDGET = {"r": 500, "c": -900}


@pytest.mark.parametrize("layout", [Layout.REVERSED, Layout.MAGNITUDE, Layout.DEVIATIONS])
def test_accuracy_is_the_same_however_the_tables_are_printed(layout: Layout) -> None:
    *signed, year = accuracy_tables(Layout.SIGNED)
    *printed, printed_year = accuracy_tables(layout)
    wanted = ku.forecast_accuracy(signed, year, budget=BUDGET)
    assert (dict(wanted.errors), wanted.sign_hit_rate) == ({"P1": 70, "P2": 28}, Decimal("0.5"))
    for vintages, outcome in ((printed, printed_year), (signed, printed_year), (printed, year), (printed, wanted)):
        known = {"r": 520, "c": -890} if outcome is wanted else outcome
        assert ku.forecast_accuracy(vintages, wild(known), budget=BUDGET) == wanted
    mixed = ku.forecast_accuracy([signed[0], printed[1]], year, budget=BUDGET)
    assert mixed == wanted


def test_accuracy_of_deviations_alone() -> None:
    *signed, year = accuracy_tables(Layout.SIGNED)
    *printed, printed_year = accuracy_tables(Layout.DEVIATIONS)
    wanted = ku.forecast_accuracy(signed, year, budget=BUDGET, denominators={"gross_cost": -900})
    for vintages, outcome in ((printed, printed_year), (signed, printed_year), (printed, year)):
        alone = ku.forecast_accuracy(vintages, outcome, denominators={"gross_cost": -900})
        assert alone.holds_deviations
        assert alone["r"].holds_deviations
        assert (alone.budget, alone.outcome, dict(alone.forecasts)) == (0, 30, {"P1": -40, "P2": 2})
        assert (alone.errors, alone["c"].errors) == (wanted.errors, wanted["c"].errors)
        assert (alone.sign_hit_rate, alone.bias) == (wanted.sign_hit_rate, wanted.bias)
        assert (alone.scaled(), alone.scaled("budget")) == (None, None)
        assert alone.scaled("gross_cost") == wanted.scaled("gross_cost") == Decimal(49) / 900
    for given_vintages, given_outcome, what in (
        (printed, {"r": 520}, "outcome"),
        ([Vintage.of(signed[0])], printed_year, "the vintage 'P1'"),
    ):
        with pytest.raises(ku.InvalidValue, match=f"budget must be given where {what} holds amounts"):
            ku.forecast_accuracy(wild(given_vintages), wild(given_outcome))
    with pytest.raises(ku.InvalidValue, match="budget must hold amounts, got the table of deviations 'utfall'"):
        ku.forecast_accuracy(signed, year, budget=printed_year)


def test_accuracy_needs_no_total_that_tells_its_sign_and_refuses_what_it_would_mix_up() -> None:
    *vintages, year = accuracy_tables(Layout.MAGNITUDE)
    net = BudgetLine(id="s", name="Netto", forecast=-440)
    totalled = [attrs.evolve(table, total=net) for table in vintages]
    assert ku.forecast_accuracy(totalled, year) == ku.forecast_accuracy(vintages, year)
    assert ku.bridge(attrs.evolve(vintages[0], total=net)) == ku.bridge(vintages[0])
    with pytest.raises(ku.InvalidValue, match="the tables must have one unit, got tkr, kr; see in_unit"):
        ku.forecast_accuracy(vintages, ku.in_unit(year, ku.Unit.KR))
    twice = attrs.evolve(vintages[0], lines=vintages[0].lines * 2)
    for wrong in (lambda: ku.forecast_accuracy([twice], year), lambda: Vintage.of(twice)):
        with pytest.raises(ku.InvalidValue, match="the line 'r' of the table 'P1' would be counted twice"):
            wrong()


def test_accuracy_reads_budget_and_outcome_from_their_own_columns() -> None:
    def table(period: ku.Period | None, **figures: Any) -> BudgetTable:
        return BudgetTable(
            id="t", vintage="P1", layout=Layout.REVERSED, period=period, lines=(BudgetLine(id="a", **figures),)
        )

    forecast = table(ku.Period.for_month(2024, 8), forecast=100)
    year = table(ku.Period.for_year(2024), period_outcome=90, annual_budget=95)
    path = ku.forecast_accuracy([forecast], year, budget=year)
    assert (path.outcome, path.budget, dict(path.errors)) == (-90, -95, {"P1": 10})
    part = table(ku.Period.year_to_date(date(2024, 8, 31)), period_outcome=60)
    with pytest.raises(ku.InvalidValue, match="outcome must be of a whole year, got the table 't' of"):
        ku.forecast_accuracy([forecast], part)


def test_a_line_that_no_forecast_knew_leaves_the_total_unknown() -> None:
    path = ku.forecast_accuracy([Vintage(id="P1", amounts={"a": -10})], {"a": -11, "b": -500})
    assert dict(path["a"].errors) == {"P1": -1}
    assert (path.outcome, dict(path.errors), dict(path["b"].errors)) == (-511, {}, {})


def test_a_net_total_among_magnitudes_is_forecast_as_the_sum() -> None:
    lines = (
        BudgetLine(id="r", kind=LineKind.REVENUE, annual_budget=150, period_outcome=100),
        BudgetLine(id="c", kind=LineKind.COST, annual_budget=600, period_outcome=410),
    )
    history = {"r": dict.fromkeys((2021, 2022, 2023), [10] * 12), "c": dict.fromkeys((2021, 2022), [50] * 12)}
    history["c"][2023] = [50] * 11 + [53]
    bare = BudgetTable(id="t", layout=Layout.MAGNITUDE, lines=lines)
    total = BudgetLine(id="s", name="Netto", annual_budget=-450)
    found, summed = (
        ku.forecast_table(table, history, method=linear, month=8) for table in (attrs.evolve(bare, total=total), bare)
    )
    assert found.total.forecast == summed.total.forecast == 150 - 615
    assert found.total.forecast_deviation == -15
    assert found.interval == summed.interval == ku.Interval(-468, -465)


def test_an_interval_is_rounded_outwards() -> None:
    line = BudgetLine(id="a", layout=Layout.SIGNED, period_outcome=-61)
    history = {2021: [-5] * 11 + [-6], 2022: [-5] * 12, 2023: [-5] * 11 + [-4]}
    result = ku.forecast_year(line, history, month=11, methods=[linear])["linear"]
    exact = Fraction(-61 * 12, 11)
    assert result.interval == ku.Interval(floor(exact), ceil(exact + 1)) == ku.Interval(-67, -65)


@pytest.mark.parametrize("period", [ku.Period.for_month(2024, 8), ku.Period.for_tertial(2024, 2)])
def test_a_part_of_a_year_is_forecast_from_its_beginning(period: ku.Period) -> None:
    line = BudgetLine(id="a", layout=Layout.SIGNED, period_outcome=-60)
    with pytest.raises(ku.InvalidValue, match="period must begin with the year"):
        ku.forecast_year(line, period=period)
