"""Budgets and investments: the same answer in every layout, and splits that add up."""

from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning import BudgetLine, BudgetTable, Layout, LineKind
from tests import samples

FIGURES = ("period_budget", "period_outcome", "previous_outcome", "previous_annual", "annual_budget", "forecast")
DERIVED = ("period_deviation", "forecast_deviation")


@st.composite
def signed_tables(draw: st.DrawFn) -> BudgetTable:
    """Revenue positive, costs negative, every figure there."""
    lines = []
    for place in range(draw(st.integers(1, 5))):
        kind = draw(st.sampled_from([LineKind.REVENUE, LineKind.COST]))
        sign = 1 if kind is LineKind.REVENUE else -1
        figures: dict[str, Any] = {name: sign * draw(st.integers(0, 10**6)) for name in FIGURES}
        lines.append(BudgetLine(id=str(place), kind=kind, **figures))
    return BudgetTable(id="t", layout=Layout.SIGNED, lines=tuple(lines))


def turned(line: BudgetLine, sign: int) -> BudgetLine:
    figures: dict[str, Any] = {name: sign * getattr(line, name) for name in FIGURES}
    return attrs.evolve(line, **figures)


@given(table=signed_tables())
def test_every_layout_gives_the_same_deviations(table: BudgetTable) -> None:
    reverse = BudgetTable(id="r", layout=Layout.REVERSED, lines=tuple(turned(line, -1) for line in table.lines))
    size = BudgetTable(
        id="m",
        layout=Layout.MAGNITUDE,
        lines=tuple(turned(line, -1 if line.kind is LineKind.COST else 1) for line in table.lines),
    )
    deviations = BudgetTable(
        id="d",
        layout=Layout.DEVIATIONS,
        lines=tuple(
            BudgetLine(id=line.id, period_outcome=line.period_deviation, forecast=line.forecast_deviation)
            for line in table.lines
        ),
    )
    for other in (reverse, size, deviations):
        for one, same in zip((*table.lines, table.summed_total), (*other.lines, other.summed_total), strict=True):
            assert [getattr(one, name) for name in DERIVED] == [getattr(same, name) for name in DERIVED]
            assert ku.split_deviation(one) == ku.split_deviation(same)


@given(table=signed_tables())
def test_deviations_add_up_over_lines(table: BudgetTable) -> None:
    for name in DERIVED:
        assert getattr(table.summed_total, name) == sum(getattr(line, name) for line in table.lines)


@given(period=samples.amounts, forecast=samples.amounts)
def test_a_split_adds_up_and_keeps_its_signs(period: Any, forecast: Any) -> None:
    split = ku.split_deviation(BudgetLine(id="a", layout=Layout.DEVIATIONS, period_outcome=period, forecast=forecast))
    assert split is not None
    assert split.given_back + split.kept == period
    assert split.kept + split.new == forecast
    assert abs(split.given_back) <= abs(period)
    assert split.given_back * period >= 0
    assert split.kept * period >= 0
    assert split.given_back * split.new <= 0


@pytest.mark.parametrize(
    ("period", "forecast", "wanted"),
    [
        (100, 150, (0, 100, 50)),
        (100, 20, (80, 20, 0)),
        (100, -30, (100, 0, -30)),
        (-100, -150, (0, -100, -50)),
        (-100, 30, (-100, 0, 30)),
        (0, 50, (0, 0, 50)),
        (1, 0, (1, 0, 0)),
        (-1, 0, (-1, 0, 0)),
        (-5, -4, (-1, -4, 0)),
        (100, 100, (0, 100, 0)),
        (None, 5, None),
        (5, None, None),
    ],
)
def test_splits_by_hand(period: Any, forecast: Any, wanted: Any) -> None:
    split = ku.split_deviation(BudgetLine(id="a", layout=Layout.DEVIATIONS, period_outcome=period, forecast=forecast))
    assert (split and (split.given_back, split.kept, split.new)) == wanted


def test_nothing_is_derived_before_the_layout_is_said() -> None:
    line = BudgetLine(id="a", period_budget=1, period_outcome=2)
    for name in (*DERIVED, "remaining_budget", "remaining_forecast", "direction"):
        with pytest.raises(ku.InvalidValue, match="BudgetLine 'a': layout must be said"):
            getattr(line, name)
    assert BudgetTable(id="t", layout=Layout.SIGNED, lines=(line,))["a"].period_deviation == 1
    assert BudgetTable(id="t", layout=Layout.REVERSED, lines=(line,))["a"].period_deviation == -1
    with pytest.raises(ku.InvalidValue, match="layout must be said"):
        _ = BudgetTable(id="t", lines=(line,))["a"].period_deviation
    assert line.layout is None
    assert BudgetTable(id="t", layout=Layout.SIGNED, lines=(line,)).lines == (line,)


def test_a_table_says_how_its_lines_are_signed_even_when_it_is_changed() -> None:
    line = BudgetLine(id="a", period_budget=1, period_outcome=2)
    table = BudgetTable(id="t", layout=Layout.SIGNED, lines=(line,), total=line)
    other = attrs.evolve(table, layout=Layout.REVERSED)
    assert [other["a"].layout if False else one.layout for one in other.lines] == [Layout.REVERSED]
    assert other.total is not None
    assert other.total.period_deviation == -1


def test_a_net_line_among_magnitudes_must_say_what_it_is() -> None:
    table = BudgetTable(id="t", layout=Layout.MAGNITUDE, lines=(BudgetLine(id="a", period_budget=1, period_outcome=2),))
    with pytest.raises(ku.InvalidValue, match="a net line does not tell its sign"):
        _ = table["a"].period_deviation
    lines = (
        BudgetLine(id="r", kind=LineKind.REVENUE, period_budget=100, period_outcome=90),
        BudgetLine(id="c", kind=LineKind.COST, period_budget=300, period_outcome=250),
    )
    for kind, outcome in ((LineKind.COST, 160), (LineKind.REVENUE, -160), (LineKind.NET, -160)):
        summed = BudgetTable(
            id="t", layout=Layout.MAGNITUDE, lines=lines, total=BudgetLine(id="total", kind=kind)
        ).summed_total
        assert summed.period_outcome == outcome
        assert summed.period_deviation == 40
    costs = BudgetTable(id="t", layout=Layout.MAGNITUDE, lines=lines[1:]).summed_total
    assert (costs.kind, costs.period_deviation) == (LineKind.COST, 50)


def test_a_municipal_grant_is_the_budget() -> None:
    table = BudgetTable(id="t", layout=Layout.GRANT, lines=(BudgetLine(id="a", period_outcome=-5, forecast=3),))
    assert (table["a"].period_deviation, table["a"].forecast_deviation) == (-5, 3)
    grant = BudgetLine(id="g", kind=LineKind.REVENUE, layout=Layout.GRANT, period_outcome=5)
    assert grant.period_deviation is None


def test_nets_lack_no_budget_only_where_a_grant_is_it() -> None:
    lines = (BudgetLine(id="a", annual_budget=-8, forecast=-9), BudgetLine(id="b", forecast=-3))
    for layout, budget in ((Layout.GRANT, -8), (Layout.SIGNED, None), (Layout.REVERSED, None)):
        assert BudgetTable(id="t", layout=layout, lines=lines).summed_total.annual_budget == budget
    unbudgeted = BudgetTable(id="t", layout=Layout.GRANT, lines=lines[1:]).summed_total
    assert (unbudgeted.annual_budget, unbudgeted.kind, unbudgeted.forecast_deviation) == (None, LineKind.NET, -3)


def test_a_line_is_looked_up_with_and_without_a_total() -> None:
    line, total = BudgetLine(id="a", name="IT"), BudgetLine(id="sum", name="Summa")
    assert BudgetTable(id="t", lines=(line,))["IT"] == line
    assert BudgetTable(id="t", lines=(line,), total=total)["Summa"] == total
    assert BudgetLine(id="a", layout=Layout.SIGNED) == BudgetLine(id="a")  # the table says it, not the line


def test_the_year_before_is_told_where_there_is_one() -> None:
    for year, label in ((1, "the year before"), (2, "0001"), (2024, "2023")):
        table = BudgetTable(id="t", period=ku.Period.for_year(year), lines=(BudgetLine(id="a", previous_outcome=5),))
        assert table.to_table("en").columns[1].label == f"Outcome {label}"


def test_remaining_amounts_are_in_the_tables_own_signs() -> None:
    line = BudgetLine(id="a", layout=Layout.SIGNED, period_outcome=-60, annual_budget=-100, forecast=-95)
    assert (line.remaining_budget, line.remaining_forecast) == (-40, -35)
    assert BudgetLine(id="a", layout=Layout.DEVIATIONS, period_outcome=1, forecast=2).remaining_forecast is None


def test_parts_are_not_added_and_subtotals_count_once() -> None:
    table = BudgetTable(
        id="t",
        layout=Layout.SIGNED,
        lines=(
            BudgetLine(id="unit", period_budget=-60),
            BudgetLine(id="revenue", parent="unit", period_budget=40),
            BudgetLine(id="cost", parent="unit", period_budget=-100),
            BudgetLine(id="capital", part_of="cost", period_budget=-30),
            BudgetLine(id="other", parent="total", period_budget=-5),
        ),
        total=BudgetLine(id="total", period_budget=-65),
    )
    assert [line.id for line in table.top_lines] == ["unit", "other"]
    assert table.summed_total.period_budget == -65
    assert [line.id for line in table.children(table["unit"])] == ["revenue", "cost"]
    assert [line.id for line in table.parts(table["cost"])] == ["capital"]
    assert table.summed(table.children(table["unit"])).period_budget == -60
    assert table.summed_total.period_outcome is None
    assert BudgetTable(id="e", layout=Layout.SIGNED).summed_total.period_budget is None


def test_missing_is_not_zero() -> None:
    lines = (BudgetLine(id="a", period_budget=1), BudgetLine(id="b"))
    table = BudgetTable(id="t", layout=Layout.SIGNED, lines=lines)
    assert table.summed_total.period_budget is None
    assert table["b"].period_deviation is None


def project(layout: Layout, **figures: Any) -> ku.InvestmentProject:
    return ku.InvestmentTable(id="t", layout=layout, projects=(ku.InvestmentProject(id="p", **figures),))["p"]


def test_a_project_is_cheaper_in_every_layout() -> None:
    signed = project(Layout.SIGNED, total_budget=-6_000, total_forecast=-4_500)
    for sizes in (Layout.REVERSED, Layout.MAGNITUDE):
        other = project(sizes, total_budget=6_000, total_forecast=4_500)
        assert other.deviation == signed.deviation == 1_500
        assert other.relative_deviation == signed.relative_deviation == Decimal("0.25")


def test_cancelled_and_undecided_projects() -> None:
    assert project(Layout.SIGNED, total_budget=-850, total_forecast=0).relative_deviation == 1
    assert project(Layout.SIGNED, total_budget=0, total_forecast=-34_200).relative_deviation is None
    assert project(Layout.SIGNED, total_forecast=-34_200).deviation is None
    with pytest.raises(ku.InvalidValue, match="layout must be said"):
        _ = ku.InvestmentProject(id="p", total_budget=1, total_forecast=1).deviation


def test_a_repeated_project_number_can_be_built_and_not_looked_up() -> None:
    table = ku.InvestmentTable(
        id="t", layout=Layout.SIGNED, projects=(ku.InvestmentProject(id="25000", total_budget=-5),) * 2
    )
    assert table.summed_total.total_budget == -10
    assert table.summed_total.accumulated is None
    with pytest.raises(ku.InvalidValue, match="2 projects"):
        table["25000"]
