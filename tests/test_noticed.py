"""What no test noticed before faults were made on purpose (``tests/mutation``): each case here kills a survivor."""

from datetime import date
from decimal import Decimal, localcontext
from typing import Any

import pytest

import kommunuppfoljning as ku
from kommunuppfoljning import BalanceRequirement, BudgetLine, BudgetTable, Direction, Layout, Period, Verdict
from kommunuppfoljning.amounts import minus, plus, times


@pytest.mark.parametrize("operation", [plus, minus, times])
def test_a_whole_number_beside_a_decimal_is_exact_in_any_context(operation: Any) -> None:
    with localcontext() as context:
        context.prec = 3
        for pair in ((3, Decimal("1.00001")), (Decimal("1.00001"), 3)):
            assert str(operation(*pair)) == {plus: "4.00001", minus: "{}1.99999", times: "3.00003"}[operation].format(
                "" if pair[0] == 3 else "-"
            )


def test_each_tolerance_is_widened_by_the_relative_one() -> None:
    near: dict[str, Any] = {"target": 100, "direction": Direction.NEAR, "relative_tolerance": Decimal("0.02")}
    for value, wanted in ((104, Verdict.FULFILLED), (105, Verdict.NOT_FULFILLED), (93, Verdict.FULFILLED)):
        assert ku.assess_within(value=value, tolerance=5, tolerance_above=2, **near) is wanted


def test_a_period_within_a_year_is_told_in_short_months() -> None:
    period = Period(date(2024, 1, 1), date(2024, 8, 31))
    assert period.label() == "jan–aug 2024"
    assert period.label("en") == "Jan–Aug 2024"
    assert Period.for_month(2024, 8).label() == "augusti 2024"


def test_a_text_that_is_far_too_long_is_no_period() -> None:
    assert Period.parse("jan-aug 2024" + " " * 20).months == 8
    with pytest.raises(ku.InvalidValue):
        Period.parse("2024" * 40)


@pytest.mark.parametrize("in_result", [True, False])
def test_the_statutory_table_tells_the_exemption_where_it_counts(*, in_result: bool) -> None:
    year = BalanceRequirement(
        year=2024,
        result=-30,
        adjustments={"Realisationsvinster": -12},
        exemption=5,
        exemption_in_result=in_result,
        brought_forward={2023: -7},
    )
    figures = [row.cells[-1] for row in year.to_table().rows]
    before, after = (5, ()) if in_result else ((), 5)
    wanted = [-30, -12, -42, before, -37 if in_result else -42, -7, after, -44]
    assert figures == [figure for figure in wanted if figure != ()]


def test_top_lines_stand_at_the_edge_and_others_within() -> None:
    lines = (
        BudgetLine(id="a", period_outcome=1),
        BudgetLine(id="b", parent="a", period_outcome=1),
        BudgetLine(id="c", part_of="b", period_outcome=1),
    )
    table = BudgetTable(id="t", layout=Layout.SIGNED, lines=lines, total=BudgetLine(id="sum", period_outcome=1))
    assert [row.level for row in table.to_table().rows] == [0, 1, 2, 0]


def test_fifty_goals_may_stand_above_each_other_and_no_more() -> None:
    def chain(length: int) -> ku.Report:
        goals = [ku.Goal(id=str(place), parent=str(place - 1) if place else None) for place in range(length)]
        return ku.Report(id="r", goals=tuple(goals))

    assert len(chain(50).goals) == 50
    with pytest.raises(ku.InvalidValue, match="below 50 other goals"):
        chain(51)


@pytest.mark.parametrize("model", [ku.Area, ku.Goal, ku.Indicator, ku.IndicatorRule, ku.RequiredShare])
def test_models_are_told_by_name_alone(model: Any) -> None:
    with pytest.raises(TypeError):
        model("a")
    told = repr(model(id="a") if model.__name__ in ("Area", "Goal", "Indicator") else model())
    assert told.startswith(f"{model.__name__}(")
    assert len(told) < 120
