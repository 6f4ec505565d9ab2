"""Layouts: a table says the same in each, its rows tell which it fits, and units are not mixed."""

from decimal import Decimal
from itertools import product
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning import BudgetLine, BudgetTable, Layout, LineKind
from kommunuppfoljning.budgets import FIGURES
from tests import samples
from tests.samples import wild

SIGNS = (Layout.SIGNED, Layout.REVERSED, Layout.MAGNITUDE)


@st.composite
def tables(draw: st.DrawFn, layout: Layout = Layout.SIGNED) -> BudgetTable:
    lines = []
    for place in range(draw(st.integers(1, 4))):
        figures: dict[str, Any] = {name: draw(samples.optional) for name in FIGURES}
        kind = draw(st.sampled_from([LineKind.REVENUE, LineKind.COST]))
        lines.append(BudgetLine(id=str(place), kind=kind, **figures))
    return BudgetTable(id="t", layout=layout, lines=tuple(lines))


@given(table=tables())
def test_every_layout_reads_the_same_and_back(table: BudgetTable) -> None:
    for first, second in product(SIGNS, SIGNS):
        one, other = ku.in_layout(table, first), ku.in_layout(ku.in_layout(table, first), second)
        for before, after in zip(table.lines, other.lines, strict=True):
            assert after.period_deviation == before.period_deviation
            assert after.forecast_deviation == before.forecast_deviation
        assert ku.in_layout(other, Layout.SIGNED) == table
        assert one.layout is first
        assert other.split == table.split
    deviations = ku.in_layout(table, Layout.DEVIATIONS)
    assert [line.forecast_deviation for line in deviations.lines] == [line.forecast_deviation for line in table.lines]


@given(table=tables(), layout=st.sampled_from(SIGNS))
def test_printed_deviations_fit_the_layout_they_were_printed_in(table: BudgetTable, layout: Layout) -> None:
    printed = ku.in_layout(table, layout)
    lines = tuple(
        attrs.evolve(
            line,
            stated_period_deviation=line.period_deviation,
            stated_forecast_deviation=line.forecast_deviation,
        )
        for line in printed.lines
    )
    assert layout in ku.fitting_layouts(attrs.evolve(printed, lines=lines))


def test_a_row_that_deviates_tells_its_layout_and_one_that_does_not_fits_all() -> None:
    cost = BudgetLine(id="a", kind=LineKind.COST, period_budget=100, period_outcome=90, stated_period_deviation=10)
    assert ku.fitting_layouts(cost) == (Layout.REVERSED, Layout.MAGNITUDE)
    revenue = attrs.evolve(cost, kind=LineKind.REVENUE)
    assert ku.fitting_layouts(revenue) == (Layout.REVERSED,)
    assert ku.fitting_layouts(attrs.evolve(cost, stated_period_deviation=0)) == tuple(Layout)
    assert ku.fitting_layouts(attrs.evolve(cost, stated_period_deviation=None)) == tuple(Layout)
    assert ku.fitting_layouts(attrs.evolve(cost, stated_period_deviation=77)) == ()
    assert ku.fitting_layouts(attrs.evolve(cost, stated_period_deviation=11), digits=0) == (
        Layout.REVERSED,
        Layout.MAGNITUDE,
    )
    assert ku.fitting_layouts(BudgetTable(id="t", lines=(cost, revenue))) == (Layout.REVERSED,)


def test_the_report_fits_the_layout_that_it_says() -> None:
    for table in samples.norrtalje().budget_tables:
        assert table.layout in ku.fitting_layouts(table)
        assert Layout.REVERSED not in ku.fitting_layouts(table)


def test_a_municipal_grant_is_read_as_signed() -> None:
    lines = (
        BudgetLine(id="bidrag", kind=LineKind.REVENUE, period_budget=100, period_outcome=100),
        BudgetLine(id="resultat", period_outcome=-5, forecast=3),
    )
    table = ku.in_layout(BudgetTable(id="t", layout=Layout.GRANT, lines=lines), Layout.SIGNED)
    assert (table["resultat"].period_deviation, table["resultat"].forecast_deviation) == (-5, 3)
    assert table["bidrag"].period_deviation == 0


@pytest.mark.parametrize(
    ("fields", "digits", "fitting"),
    [
        # the budget and the outcome are rounded, and so is what is printed: three halves
        ({"period_budget": -10, "period_outcome": -8, "stated_period_deviation": Decimal("3.5")}, 0, "SIGNED GRANT"),
        ({"period_budget": -10, "period_outcome": -8, "stated_period_deviation": Decimal("3.6")}, 0, ""),
        ({"period_budget": -10, "period_outcome": -8, "stated_period_deviation": 2}, None, "SIGNED GRANT"),
        ({"period_budget": -10, "period_outcome": -8, "stated_period_deviation": 3}, None, ""),
        # a net of the grant model has no budget: two halves; the others tell nothing without one
        ({"period_outcome": 8, "stated_period_deviation": 9}, 0, "SIGNED REVERSED GRANT DEVIATIONS"),
        ({"period_outcome": 8, "stated_period_deviation": Decimal("9.1")}, 0, "SIGNED REVERSED"),
        # a table of deviations has no budget to deviate from
        ({"annual_budget": 0, "forecast": 8, "stated_forecast_deviation": 8}, 0, "SIGNED GRANT"),
    ],
)
def test_rounding_reaches_so_far(fields: dict[str, Any], digits: int | None, fitting: str) -> None:
    line = BudgetLine(id="a", **fields)
    found = [layout.name for layout in ku.fitting_layouts(line, digits=digits)]
    assert found == [layout.name for layout in Layout if layout.name in [*fitting.split(), "MAGNITUDE"]]


def test_a_budget_that_is_missing_is_none_but_for_nets_of_the_grant_model() -> None:
    for source, kind, budget in (
        (Layout.GRANT, LineKind.NET, 0),
        (Layout.GRANT, LineKind.COST, None),
        (Layout.SIGNED, LineKind.NET, None),
    ):
        table = BudgetTable(id="t", layout=source, lines=(BudgetLine(id="a", kind=kind, forecast=-5),))
        turned = ku.in_layout(table, Layout.REVERSED)["a"]
        assert (turned.annual_budget, turned.forecast, turned.period_budget) == (budget, 5, None)


def test_what_cannot_be_read() -> None:
    net = BudgetTable(id="t", layout=Layout.SIGNED, lines=(BudgetLine(id="a", period_budget=1),))
    with pytest.raises(ku.InvalidValue, match="the net line 'a' cannot be written or read as a magnitude"):
        ku.in_layout(net, Layout.MAGNITUDE)
    with pytest.raises(ku.InvalidValue, match="cannot be read as 'grant'"):
        ku.in_layout(net, Layout.GRANT)
    with pytest.raises(ku.InvalidValue, match="cannot be read as 'signed'"):
        ku.in_layout(BudgetTable(id="t", layout=Layout.DEVIATIONS), Layout.SIGNED)
    with pytest.raises(ku.InvalidValue, match="the layout of the table 't' must be said first"):
        ku.in_layout(BudgetTable(id="t"), Layout.SIGNED)


def test_another_unit() -> None:
    line = BudgetLine(id="a", period_budget=-1_500, period_outcome=-1_499, stated_period_deviation=1)
    table = BudgetTable(
        id="t", layout=Layout.SIGNED, unit=ku.Unit.KR, lines=(line,), total=attrs.evolve(line, id="sum")
    )
    exact = ku.in_unit(table, ku.Unit.TKR)
    assert (exact["a"].period_budget, exact.digits) == (Decimal("-1.500"), None)
    assert ku.in_unit(exact, ku.Unit.KR).lines == table.lines
    rounded = ku.in_unit(table, ku.Unit.TKR, digits=0)
    assert (rounded["a"].period_budget, rounded["a"].period_outcome, rounded.digits) == (-2, -1, 0)
    assert isinstance(rounded["a"].period_budget, int)
    finer = ku.in_unit(table, ku.Unit.TKR, digits=1)["a"]
    assert (str(finer.period_budget), str(finer.stated_period_deviation)) == ("-1.5", "0.0")
    with pytest.raises(ku.InvalidValue, match="the unit of the table 't' must be said first"):
        ku.in_unit(attrs.evolve(table, unit=None), ku.Unit.KR)


def test_deviations_are_stated_where_asked_for_and_not_printed_already() -> None:
    printed = BudgetLine(id="a", period_budget=-1_500, period_outcome=-1_449, stated_period_deviation=900)
    silent = BudgetLine(id="b", period_budget=-1_500, period_outcome=-1_449)
    table = BudgetTable(id="t", layout=Layout.SIGNED, unit=ku.Unit.KR, lines=(printed, silent))
    for stated, deviations in ((False, [1, None]), (True, [1, 0])):
        moved = ku.in_unit(table, ku.Unit.TKR, digits=0, stated=stated)
        assert [line.stated_period_deviation for line in moved.lines] == deviations
    assert ku.in_unit(table, ku.Unit.TKR, digits=0)["b"].stated_period_deviation is None
    unsaid = BudgetTable(id="t", layout=Layout.MAGNITUDE, unit=ku.Unit.KR, lines=(silent,))  # a net tells no sign there
    assert ku.in_unit(unsaid, ku.Unit.TKR, stated=True)["b"].stated_period_deviation is None


@given(tables_=st.lists(tables(), min_size=1, max_size=4))
def test_units_gathered_add_up(tables_: list[BudgetTable]) -> None:
    listed = [attrs.evolve(table, id=str(place)) for place, table in enumerate(tables_)]
    whole = ku.gather(listed, id="alla")
    assert whole.total is not None
    for name in ("period_deviation", "forecast_deviation"):
        parts = [getattr(table.summed_total, name) for table in listed]
        assert getattr(whole.total, name) == (None if None in parts else sum(parts))


def test_units_are_not_mixed_nor_counted_twice() -> None:
    tkr = BudgetTable(id="a", layout=Layout.SIGNED, unit=ku.Unit.TKR)
    with pytest.raises(ku.InvalidValue, match="must have one unit, got tkr, kr"):
        ku.gather([tkr, attrs.evolve(tkr, id="b", unit=ku.Unit.KR)], id="alla")
    with pytest.raises(ku.InvalidValue, match="must have one layout, got signed, reversed"):
        ku.gather([tkr, attrs.evolve(tkr, id="b", layout=Layout.REVERSED)], id="alla")
    with pytest.raises(ku.InvalidValue, match="a table is there twice: 'a'"):
        ku.gather([tkr, tkr], id="alla")
    assert ku.gather([], id="alla").lines == ()
    listed = [BudgetTable(id="a", title="Skola"), BudgetTable(id="b", total=BudgetLine(id="s", forecast=7))]
    whole = ku.gather(listed, id="alla")
    assert [(line.id, line.name, line.forecast) for line in whole.lines] == [("a", "Skola", None), ("b", "b", 7)]
    for wrong in (tkr, 5):
        with pytest.raises(ku.InvalidType, match="gather: tables must be several BudgetTable"):
            ku.gather(wild(wrong), id="alla")


def test_a_part_past_its_line() -> None:
    lines = (
        BudgetLine(id="a", kind=LineKind.COST, period_outcome=-10, forecast=5),
        BudgetLine(id="b", kind=LineKind.COST, part_of="a", period_outcome=-11),
        BudgetLine(id="c", kind=LineKind.COST, part_of="a", period_outcome=-10, forecast=-8),
    )
    assert [part.id for part in ku.oversized_parts(BudgetTable(id="t", layout=Layout.SIGNED, lines=lines))] == ["b"]
    for table in samples.norrtalje().budget_tables:
        assert ku.oversized_parts(table) == ()


def test_a_whole_is_as_coarse_as_its_coarsest_part() -> None:
    def table(id: str, digits: int | None) -> BudgetTable:  # noqa: A002  # as the models say
        return BudgetTable(id=id, layout=Layout.SIGNED, digits=digits, lines=(BudgetLine(id="x", forecast=-1_000),))

    assert ku.gather([table("a", 0), table("b", -3)], id="all").digits == -3
    assert ku.gather([table("a", None), table("b", 0)], id="all").digits == 0
    assert ku.gather([table("a", None)], id="all").digits is None


def test_a_net_total_among_magnitudes_is_gathered_as_the_sum() -> None:
    line = BudgetLine(id="x", kind=LineKind.COST, annual_budget=100, forecast=90)
    tables_ = [
        BudgetTable(id="a", layout=Layout.MAGNITUDE, lines=(line,), total=BudgetLine(id="s", annual_budget=-100)),
        BudgetTable(id="b", layout=Layout.MAGNITUDE, lines=(line,)),
    ]
    whole = ku.gather(tables_, id="all")
    assert whole.total is not None
    assert whole.total.forecast_deviation == 20


def test_nets_of_the_grant_model_add_up_with_and_without_a_budget() -> None:
    lines = (
        BudgetLine(id="a", annual_budget=2, forecast=7, period_outcome=1),
        BudgetLine(id="b", forecast=-4, period_outcome=-3),
    )
    table = BudgetTable(id="g", layout=Layout.GRANT, lines=lines)
    for one in (table, ku.in_layout(table, Layout.SIGNED), ku.in_layout(table, Layout.DEVIATIONS)):
        total = one.summed_total
        assert [line.forecast_deviation for line in one.lines] == [5, -4]
        assert (total.forecast_deviation, total.period_deviation) == (1, -2)
    missing = BudgetTable(
        id="g", layout=Layout.GRANT, lines=(lines[0], BudgetLine(id="c", kind=LineKind.COST, forecast=-4))
    )
    assert missing.summed_total.forecast_deviation is None
