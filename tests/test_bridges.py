"""Bridges, drivers and paces: steps that add up to the rounded end, and the fewest lines that explain enough."""

from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning import BudgetLine, BudgetTable, Layout, LineKind, Unit
from tests import samples
from tests.samples import wild


@st.composite
def tables(draw: st.DrawFn) -> BudgetTable:
    figures = st.decimals(-5000, 5000, places=2, allow_nan=False)
    lines = tuple(
        BudgetLine(
            id=str(place),
            annual_budget=draw(figures),
            forecast=draw(figures),
            period_budget=draw(figures),
            period_outcome=draw(figures),
        )
        for place in range(draw(st.integers(1, 6)))
    )
    return BudgetTable(id="t", layout=Layout.SIGNED, unit=Unit.TKR, lines=lines)


@given(table=tables(), digits=st.integers(-2, 2), unit=st.sampled_from([None, Unit.MNKR, Unit.KR]))
def test_a_bridge_adds_up_however_it_is_rounded(table: BudgetTable, digits: int, unit: Any) -> None:
    for deviation in ("forecast", "period"):
        walk = ku.bridge(table, deviation=deviation, unit=unit, digits=digits)
        assert walk.start + sum(step.amount for step in walk.steps) == walk.end
        step = Fraction(10) ** -digits
        for line, taken in zip(table.lines, walk.steps, strict=True):
            gap = line.forecast_deviation if deviation == "forecast" else line.period_deviation
            exact = Fraction(ku.convert(gap, source=Unit.TKR, target=unit or Unit.TKR) or 0)
            assert abs(Fraction(taken.amount) - exact) < 2 * step
            assert Fraction(taken.amount) % step == 0


@given(table=tables())
def test_a_bridge_is_exact_unless_it_is_asked_to_round(table: BudgetTable) -> None:
    walk = ku.bridge(table)
    assert [step.amount for step in walk.steps] == [line.forecast_deviation for line in table.lines]
    assert walk.end == table.summed_total.forecast


def test_rounding_about_zero_goes_to_the_largest_step() -> None:
    line = BudgetLine(id="a", annual_budget=Decimal("-0.5"), forecast=Decimal("0.5"))
    walk = ku.bridge(BudgetTable(id="t", layout=Layout.SIGNED, lines=(line,)), digits=0)
    assert (walk.start, walk.steps[0].amount, walk.end) == (-1, 2, 1)


def test_the_report_walks_from_budget_to_forecast() -> None:
    table = samples.norrtalje().table("drift-verksamhet")
    assert isinstance(table, BudgetTable)
    walk = ku.bridge(table, unit=Unit.MNKR, digits=1)
    assert table.total is not None
    assert walk.end == ku.round_half_away(
        ku.convert(Decimal(table.total.forecast or 0), source=Unit.TKR, target=Unit.MNKR), 1
    )
    shown = walk.to_table()
    assert shown.rows[-1].cells[2] == walk.end
    assert shown.rows[-2].cells[2] == walk.end
    assert [driver.id for driver in ku.drivers(table)] == ["it"]
    assert [driver.id for driver in ku.drivers(table, deviation="period")] == ["it", "stab", "raddning", "naringsliv"]


def test_layouts_make_no_difference() -> None:
    lines = (
        BudgetLine(id="r", kind=LineKind.REVENUE, annual_budget=100, forecast=90),
        BudgetLine(id="c", kind=LineKind.COST, annual_budget=-300, forecast=-250),
    )
    signed = BudgetTable(id="t", layout=Layout.SIGNED, lines=lines)
    for layout in (Layout.REVERSED, Layout.MAGNITUDE):
        other = ku.in_layout(signed, layout)
        assert ku.bridge(other) == ku.bridge(signed)
        assert ku.drivers(other) == ku.drivers(signed)
    assert ku.bridge(ku.in_layout(signed, Layout.DEVIATIONS)).start == 0
    assert ku.bridge(ku.in_layout(signed, Layout.DEVIATIONS)).end == 40


def test_a_bridge_within_a_subtotal_and_without_parts() -> None:
    lines = (
        BudgetLine(id="top", annual_budget=-10, forecast=-6),
        BudgetLine(id="a", parent="top", annual_budget=-4, forecast=-3),
        BudgetLine(id="b", parent="top", annual_budget=-6, forecast=-3),
        BudgetLine(id="varav", part_of="top", annual_budget=-1, forecast=-1),
    )
    table = BudgetTable(id="t", layout=Layout.SIGNED, lines=lines)
    assert [step.id for step in ku.bridge(table).steps] == ["top"]
    assert [step.id for step in ku.bridge(table, within="top").steps] == ["a", "b"]
    with pytest.raises(ku.NotFound, match="nothing is below the line 'a'"):
        ku.bridge(table, within="a")


def test_bad_bridges() -> None:
    line = BudgetLine(id="a", annual_budget=-4)
    for walk in (ku.bridge, ku.drivers):
        with pytest.raises(ku.InvalidValue, match=f"{walk.__name__}: the line 'a' has no forecast, and missing is not"):
            walk(BudgetTable(id="t", layout=Layout.SIGNED, lines=(line,)))
    whole = BudgetLine(id="a", annual_budget=-4, forecast=-3)
    with pytest.raises(ku.InvalidValue, match="the line 'a' of the table 't' would be counted twice"):
        ku.bridge(BudgetTable(id="t", layout=Layout.SIGNED, lines=(whole, whole)))
    table = BudgetTable(id="t", layout=Layout.SIGNED, lines=(whole,))
    with pytest.raises(ku.InvalidValue, match="the unit of the table 't' must be said"):
        ku.bridge(table, unit=Unit.KR)
    with pytest.raises(ku.InvalidValue, match="deviation must be 'forecast' or 'period'"):
        ku.bridge(table, deviation=wild("year"))
    assert ku.bridge(BudgetTable(id="t", layout=Layout.SIGNED)).end == 0
    for share in (0, Decimal("1.1"), -1, None):
        with pytest.raises(ku.InvalidValue, match="drivers: share"):
            ku.drivers(table, share=wild(share))


@given(
    deviations=st.lists(st.integers(-100, 100), min_size=1, max_size=7),
    share=st.fractions(Fraction(1, 20), 1, max_denominator=20),
)
def test_no_fewer_lines_explain_the_share(deviations: list[int], share: Fraction) -> None:
    lines = tuple(BudgetLine(id=str(place), forecast=gap) for place, gap in enumerate(deviations))
    found = ku.drivers(BudgetTable(id="t", layout=Layout.DEVIATIONS, lines=lines), share=share)
    whole = sum(deviations)
    if whole == 0:
        assert found == ()
        return
    assert sum(int(driver.deviation) for driver in found) / whole >= share
    for fewer in range(len(found)):
        assert all(sum(chosen) / whole < share for chosen in combinations(deviations, fewer))
    assert found[-1].explained >= Decimal(share.numerator) / Decimal(share.denominator) - Decimal("1e-20")


def test_a_share_may_be_a_float() -> None:
    lines = tuple(BudgetLine(id=str(place), forecast=gap) for place, gap in enumerate((50, 30, 20)))
    table = BudgetTable(id="t", layout=Layout.DEVIATIONS, lines=lines)
    assert [driver.id for driver in ku.drivers(table, share=0.8)] == ["0", "1"]
    assert [driver.id for driver in ku.drivers(table, share=0.81)] == ["0", "1", "2"]


def test_paces() -> None:
    line = BudgetLine(
        id="a", layout=Layout.SIGNED, period_budget=-80, period_outcome=-60, annual_budget=-120, forecast=-120
    )
    speed = ku.pace(line, month=8)
    assert (speed.remaining_budget, speed.remaining_forecast) == (-60, -60)
    assert (speed.so_far, speed.needed, speed.allowed, speed.planned) == tuple(
        map(Decimal, ("-7.5", "-15", "-15", "-10"))
    )
    assert [speed.ratio, speed.change] == [1, 2]
    over = ku.pace(line, month=12)
    assert (over.needed, over.allowed, over.planned, over.change) == (None,) * 4
    empty = ku.pace(BudgetLine(id="a", layout=Layout.SIGNED), month=1)
    assert (empty.remaining_budget, empty.needed, empty.ratio, empty.change) == (None,) * 4
    spent = BudgetLine(id="a", layout=Layout.SIGNED, period_outcome=-60, annual_budget=-60, forecast=-70)
    assert ku.pace(spent, month=6).ratio is None
    with pytest.raises(ku.InvalidValue, match="holds deviations"):
        ku.pace(BudgetLine(id="a", layout=Layout.DEVIATIONS), month=1)


@given(table=tables())
def test_a_split_of_a_table_is_the_sum_of_its_lines(table: BudgetTable) -> None:
    split = table.split
    assert split is not None
    total = table.summed_total
    assert split.given_back + split.kept == total.period_deviation
    assert split.kept + split.new == total.forecast_deviation
    assert BudgetTable(id="t", layout=Layout.SIGNED).split is None
