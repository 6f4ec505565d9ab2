"""Deviations, assessments and ratios: worked cases of the report, and the edges by hand."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning import Direction, Trend, Verdict
from kommunuppfoljning.testing import figures

LOWER, NEAR, HIGHER = Direction.LOWER, Direction.NEAR, Direction.HIGHER


@pytest.mark.parametrize(
    ("budget", "outcome", "direction", "wanted"),
    [
        (59_400, 54_278, HIGHER, -5_122),
        (-18_644, -8_796, HIGHER, 9_848),
        (18_644, 8_796, LOWER, 9_848),
        (0, 0, LOWER, 0),
        (None, 5, HIGHER, None),
        (Decimal("0.1"), Decimal("0.3"), HIGHER, Decimal("0.2")),
        (Fraction(1, 3), 1, HIGHER, Fraction(2, 3)),
        (Fraction(1, 3), Decimal(1), HIGHER, Decimal("0.6666666666666666666666666667")),
        (Fraction(1, 2), 1.0, HIGHER, 0.5),
        (10**400, 1.5, HIGHER, None),
        (-1.7e308, 1.7e308, HIGHER, None),
        (Decimal("1e-9999"), Decimal("1e9999"), HIGHER, None),
    ],
)
def test_deviation(budget: Any, outcome: Any, direction: Direction, wanted: Any) -> None:
    answer = ku.deviation(budget=budget, outcome=outcome, direction=direction)
    assert answer == wanted
    assert type(answer) is type(wanted)


@pytest.mark.parametrize(
    ("budget", "outcome", "wanted"),
    [
        (-3_000, -4_462, -1462 / 3000),
        (0, 5, None),
        (-100, 50, 1.5),
        (Decimal(-3), Decimal(-2), Decimal("0.3333333333333333333333333333")),
        (10**400, 2 * 10**400, 1.0),
        (2**53 + 1, 2 * (2**53 + 1), 1.0),
    ],
)
def test_relative_deviation_is_on_the_size_of_the_budget(budget: Any, outcome: Any, wanted: Any) -> None:
    assert ku.relative_deviation(budget=budget, outcome=outcome) == wanted


@pytest.mark.parametrize("number", [np.int64(3), np.float32(3), np.float64(3), np.uint8(3)])
def test_numpy_scalars_give_python_numbers(number: Any) -> None:
    assert type(ku.deviation(budget=number, outcome=number)) in (int, float)


def test_whole_numbers_in_arrays_never_wrap() -> None:
    edge = np.array([np.iinfo(np.int64).max])
    assert ku.deviation(budget=edge, outcome=edge - 5).tolist() == [-5]
    with pytest.raises(ku.TooLarge, match="int64"):
        ku.deviation(budget=edge, outcome=-edge)
    with pytest.raises(ku.TooLarge, match="budget must fit in int64"):
        ku.deviation(budget=2**64, outcome=edge)
    with pytest.raises(ku.TooLarge, match="budget must fit in int64"):
        ku.deviation(budget=np.array([2**64 - 1], dtype=np.uint64), outcome=edge)
    assert ku.deviation(budget=np.array([3], dtype=np.uint64), outcome=1).tolist() == [-2]
    assert ku.deviation(budget=np.array([2**63 - 1], dtype=np.uint64), outcome=0).tolist() == [-(2**63) + 1]
    assert ku.deviation(budget=np.array([0]), outcome=2**63 - 1).tolist() == [2**63 - 1]
    assert ku.deviation(budget=np.array([0]), outcome=-(2**63)).tolist() == [-(2**63)]
    for beyond in (2**63, -(2**63) - 1):
        with pytest.raises(ku.TooLarge, match="outcome must fit in int64"):
            ku.deviation(budget=np.array([0]), outcome=beyond)
    lowest = np.array([np.iinfo(np.int64).min])  # its negation does not fit, and is not asked for
    assert ku.deviation(budget=np.array([0]), outcome=lowest, direction=np.array([1])).tolist() == lowest.tolist()


def test_a_direction_for_each_row_is_what_a_table_of_revenue_and_costs_needs() -> None:
    budget, outcome = np.array([59_400, 260_871]), np.array([54_278, 239_849])
    assert ku.deviation(budget=budget, outcome=outcome, direction=np.array([1, -1])).tolist() == [-5_122, 21_022]


@pytest.mark.parametrize(
    ("value", "direction", "wanted"),
    [
        (100, HIGHER, Verdict.FULFILLED),
        (99, HIGHER, Verdict.FULFILLED),
        (98, HIGHER, Verdict.PARTLY_FULFILLED),
        (96, HIGHER, Verdict.PARTLY_FULFILLED),
        (95, HIGHER, Verdict.NOT_FULFILLED),
        (101, LOWER, Verdict.FULFILLED),
        (104, LOWER, Verdict.PARTLY_FULFILLED),
        (105, LOWER, Verdict.NOT_FULFILLED),
        (-5, LOWER, Verdict.FULFILLED),
        (99, NEAR, Verdict.FULFILLED),
        (101, NEAR, Verdict.FULFILLED),
        (104, NEAR, Verdict.PARTLY_FULFILLED),
        (96, NEAR, Verdict.PARTLY_FULFILLED),
        (105, NEAR, Verdict.NOT_FULFILLED),
        (95, NEAR, Verdict.NOT_FULFILLED),
        (None, NEAR, Verdict.NOT_EVALUATED),
    ],
)
def test_assess_at_the_edges(value: int | None, direction: Direction, wanted: Verdict) -> None:
    assert ku.assess(value=value, target=100, direction=direction, tolerance=1, partly_within=3) is wanted
    exact = None if value is None else Decimal(value)
    assert ku.assess(value=exact, target=Decimal(100), direction=direction, tolerance=1, partly_within=3) is wanted


def test_without_a_band_nothing_is_partly_fulfilled() -> None:
    verdicts = {ku.assess(value=value, target=10) for value in range(20)}
    assert verdicts == {Verdict.FULFILLED, Verdict.NOT_FULFILLED}
    assert ku.assess(value=9, target=10, partly_within=0) is Verdict.NOT_FULFILLED


@pytest.mark.parametrize(
    ("current", "direction", "wanted"),
    [
        (106, HIGHER, Trend.POSITIVE),
        (105, HIGHER, Trend.UNCHANGED),
        (95, HIGHER, Trend.UNCHANGED),
        (94, HIGHER, Trend.NEGATIVE),
        (94, LOWER, Trend.POSITIVE),
        (106, LOWER, Trend.NEGATIVE),
        (None, LOWER, Trend.NOT_EVALUATED),
    ],
)
def test_trend_at_the_edges(current: int | None, direction: Direction, wanted: Trend) -> None:
    assert ku.trend(current=current, previous=100, direction=direction, tolerance=5) is wanted
    array = ku.trend(
        current=np.array([np.nan if current is None else current]), previous=100.0, direction=direction, tolerance=5
    )
    assert array.tolist() == [wanted.code]


@given(value=figures(), target=figures(), band=figures(), direction=st.sampled_from(list(Direction)))
def test_what_no_limit_is_given_for_is_judged_without_one(value: Any, target: Any, band: Any, direction: Any) -> None:
    plain = {"value": value, "target": target, "direction": direction}
    assert ku.assess_within(**plain) is ku.assess(**plain)
    assert ku.assess_within(**plain, partly_within=abs(band)) is ku.assess(**plain, partly_within=abs(band))
    if direction is not NEAR:
        change = {"current": value, "previous": target, "direction": direction}
        assert ku.trend_within(**change) is ku.trend(**change)
    assert (ku.assess(value=1, target=1, direction=direction), ku.trend(current=1, previous=1)) == (
        Verdict.FULFILLED,
        Trend.UNCHANGED,
    )


FORECASTS: dict[str, Callable[[Any, Any, Any], Any]] = {
    "proportional": lambda part, reference, whole: ku.proportional_forecast(
        outcome=part, period_budget=reference, annual_budget=whole
    ),
    "seasonal": lambda part, reference, whole: ku.seasonal_forecast(
        outcome=part, previous_outcome=reference, previous_annual=whole
    ),
}


@pytest.mark.parametrize("forecast", FORECASTS.values(), ids=FORECASTS)
@pytest.mark.parametrize("unit", [1, -1, Fraction(1, 1000)], ids=["revenue", "costs", "in_thousands"])
@pytest.mark.parametrize(
    ("part", "reference", "whole", "wanted"),
    [
        (90, 100, 150, 135),
        (1, 1, 1, 1),
        (0, 100, 150, 0),
        (90, 0, 150, None),
        (90, 100, 0, None),
        (0, 0, 0, None),
        (-90, 100, 150, None),
        (90, -100, 150, None),
        (90, 100, -150, None),
        (90, -100, -150, None),
        (-90, -100, 150, None),
    ],
)
def test_a_forecast_by_profile_needs_all_three_on_one_side(
    forecast: Any, unit: Any, part: int, reference: int, whole: int, wanted: int | None
) -> None:
    answer = forecast(Fraction(part * unit), Fraction(reference * unit), Fraction(whole * unit))
    assert answer == (None if wanted is None else wanted * unit)


def test_ratios_by_hand() -> None:
    assert ku.self_financing_ratio(
        result=Decimal(60), depreciation=Decimal(40), net_investment=Decimal(-80)
    ) == Decimal("1.25")
    assert ku.self_financing_ratio(result=-100, depreciation=40, net_investment=80) == -0.75
    assert ku.self_financing_ratio(result=1, depreciation=0, net_investment=0) is None
    assert ku.equity_ratio(equity=100, total_assets=400, pension_liability=200) == -0.25
    assert ku.equity_ratio(equity=100, total_assets=0) is None
    assert ku.debt_per_inhabitant(debt=Fraction(1000), inhabitants=3) == Fraction(1000, 3)
    assert ku.debt_per_inhabitant(debt=1000, inhabitants=0) is None
    assert ku.investment_share(net_investment=-124, taxes_and_grants=1000) == 0.124
    share, cost = (
        ku.result_share(result=Decimal(25), taxes_and_grants=1000),
        ku.net_cost_share(net_cost=Decimal(975), taxes_and_grants=1000),
    )
    assert share is not None
    assert cost is not None
    assert Fraction(share) + Fraction(cost) == 1


def test_pythons_own_errors_on_a_wrong_call_stay() -> None:
    with pytest.raises(TypeError, match="budgett"):
        ku.deviation(budgett=None, outcome=3)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
    with pytest.raises(TypeError, match="budget"):
        ku.deviation(outcome=3)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
