"""Data frames: each verb gives back the frame's own kind, lazy if it was, and says what is there when a column is not."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import duckdb
import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning import Direction, Layout, frames
from tests import samples, verbs
from tests.samples import wild
from tests.test_ledgers import trees


def as_duckdb(data: dict[str, list[Any]]) -> Any:
    content = pa.table(data)
    return duckdb.table("content") if content is not None else None


def as_duckdb_of_ones_own(data: dict[str, list[Any]]) -> Any:
    """A relation of a connection that is not the default one: nothing else can be joined to it."""
    content = pa.table(data)
    CONNECTIONS.append(duckdb.connect())  # older versions close one that nothing holds
    return CONNECTIONS[-1].from_arrow(content)


CONNECTIONS: list[Any] = []
KINDS: dict[str, verbs.Make] = {
    "pandas": pd.DataFrame,
    "pandas of pyarrow": lambda data: pa.table(data).to_pandas(types_mapper=pd.ArrowDtype),
    "pandas nullable": lambda data: pd.DataFrame(data).convert_dtypes(),
    "polars": pl.DataFrame,
    "polars lazy": pl.LazyFrame,
    "pyarrow": pa.table,
    "duckdb": as_duckdb,
    "duckdb of one's own": as_duckdb_of_ones_own,
    "narwhals": lambda data: nw.from_native(pl.DataFrame(data)),
    "narwhals lazy": lambda data: nw.from_native(pl.LazyFrame(data)),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("check", verbs.CHECKS, ids=lambda check: check.__name__)
def test_every_verb_in_every_kind_of_frame(check: Callable[[verbs.Make], None], kind: str) -> None:
    check(KINDS[kind])


@given(tree=trees(), data=st.data())
@settings(max_examples=25)
def test_a_frame_is_rolled_up_as_a_ledger_is(tree: dict[int, int | None], data: st.DataObject) -> None:
    rows = data.draw(
        st.lists(
            st.tuples(
                st.sampled_from(list(tree)),
                st.integers(1, 12),
                st.integers(-(2**58), 2**58),
                st.none() | st.integers(-100, 100).map(float),
            ),
            max_size=20,
        )
    )
    rows.append((next(iter(tree)), 1, 0, 0.0))  # a column of nothing but nulls has no type
    content = {name: [row[place] for row in rows] for place, name in enumerate(("unit", "month", "whole", "share"))}
    shares = [float("nan") if share is None else share for share in content["share"]]
    plan = ku.RollUp(tree)
    units, months = plan.positions([row[0] for row in rows]), np.array(content["month"])
    wanted = {}
    whole = plan.ledger(units=units, months=months, amounts=np.array(content["whole"], np.int64))
    share = plan.ledger(units=units, months=months, amounts=np.array(shares))
    reached = plan.ledger(units=units, months=months, amounts=np.ones(len(rows), np.int64))
    for node, month in np.argwhere(reached).tolist():
        known = None if np.isnan(share[node, month]) else share[node, month]
        wanted[plan.nodes[node], month + 1] = (int(whole[node, month]), known)
    for kind in ("pandas", "polars", "polars lazy", "pyarrow", "duckdb"):
        rolled = frames.roll_up(KINDS[kind](content), parents=tree, by="month", amounts=["whole", "share"])
        listed = verbs.columns(rolled, "unit", "month", "whole", "share")
        assert {row[:2]: row[2:] for row in listed} == wanted
        assert len(listed) == len(wanted)


def test_sums_stand_in_the_order_of_the_tree_and_by_key() -> None:
    content = {"unit": ["b", "a", "a"], "month": [2, 2, 1], "amount": [1, 2, 4]}
    wanted = [("z", 1, 4), ("z", 2, 3), ("a", 1, 4), ("a", 2, 2), ("b", 2, 1)]
    tree = {"z": None, "a": "z", "b": "z"}
    assert frames.roll_up(pl.DataFrame(content), parents=tree, by="month").rows() == wanted
    in_pandas = frames.roll_up(pd.DataFrame(content), parents=tree, by="month")
    assert list(in_pandas.itertuples(name=None)) == [(place, *row) for place, row in enumerate(wanted)]


def test_decimals_and_categories_and_small_numbers_are_summed() -> None:
    frame = pl.DataFrame(
        {"unit": ["a", "a"], "money": [Decimal("0.1"), Decimal("0.2")], "small": [100, 100], "share": [0.5, None]},
        schema={"unit": pl.Categorical, "money": pl.Decimal(10, 1), "small": pl.Int8, "share": pl.Float32},
    )
    rolled = frames.roll_up(frame, parents={"a": None}, amounts=["money", "small", "share"])
    assert rolled.rows() == [("a", Decimal("0.3"), 200, None)]
    assert rolled.schema["small"] == pl.Int64
    infinite = frames.roll_up(pl.DataFrame({"unit": ["a"], "amount": [float("inf")]}), parents={"a": None})
    assert infinite.rows() == [("a", None)]
    none = frames.roll_up(frame.clear(), parents={"a": None}, amounts=["money", "small"])
    assert none.rows() == []
    assert none.columns == ["unit", "money", "small"]


def test_a_table_of_parents_may_have_holes_for_roots() -> None:
    frame = pd.DataFrame({"unit": [1, 2], "amount": [1, 2]})
    tree = pd.DataFrame({"unit": [0, 1, 2], "parent": [None, 0, 0]})  # floats and NaN in pandas
    assert frames.roll_up(frame, parents=tree)["amount"].tolist() == [3, 1, 2]


def test_what_an_eager_frame_holds_is_refused_as_in_columns() -> None:
    frame = pl.DataFrame({"value": [1.0], "target": [2.0], "way": [7], "low": [-1.0]})
    with pytest.raises(ku.InvalidValue, match="direction must be codes out of .*got 7"):
        frames.with_assessment(frame, direction="way")
    with pytest.raises(ku.InvalidValue, match="tolerance must be at least 0, got -1"):
        frames.with_assessment(frame, tolerance="low")
    lazy = frames.with_assessment(frame.lazy(), direction="way", tolerance="low")
    assert lazy.collect()["verdict"].to_list() == [0]


def test_words_for_revenue_and_costs_may_have_blanks_around_them() -> None:
    frame = pl.DataFrame({"kind": ["Intäkt ", " kostnad"], "budget": [10, 10], "outcome": [12, 12]})
    result = frames.with_deviation(frame, layout=Layout.MAGNITUDE, kind="kind")
    assert result["deviation"].to_list() == [2, -2]


def test_what_is_lazy_stays_lazy() -> None:
    def never(_: Any) -> Any:
        raise AssertionError("a row was collected")

    lazy = pl.LazyFrame(verbs.SMALL).map_batches(never)
    for result in verbs.every_verb(lazy):
        assert isinstance(result, pl.LazyFrame)
        with pytest.raises(AssertionError, match="a row was collected"):
            result.collect()
    told = "select 1.0::double v, 2.0::double t, 1 n, 1 n2, error('a row was collected')::varchar u from range(1)"
    for result in verbs.every_verb(duckdb.sql(told)):
        assert isinstance(result, duckdb.DuckDBPyRelation)
        with pytest.raises(duckdb.Error, match="a row was collected"):
            result.fetchall()


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda f: frames.with_deviation(f, layout=Layout.SIGNED), "no column 'budget'; there are 'Slag', 'Riktning', 'Budget', 'Utfall'"),
        (lambda f: frames.with_deviation(f, layout=Layout.SIGNED, budget="Slag", outcome="Utfall"), "'Slag' must hold numbers, it is String; numbers are in 'Riktning', 'Budget', 'Utfall'"),
        (lambda f: frames.with_deviation(f, layout=Layout.DEVIATIONS), "deviations already"),
        (lambda f: frames.with_deviation(f, layout=Layout.MAGNITUDE), "kind must name the column"),
        (lambda f: frames.with_deviation(f, layout=Layout.MAGNITUDE, kind="x", budget="Budget", outcome="Utfall"), "no column 'x'"),
        (lambda f: frames.with_deviation(f, layout=Layout.MAGNITUDE, kind="Budget", budget="Budget", outcome="Utfall"), "must tell revenue from costs"),
        (lambda f: wild(frames).with_deviation(f, layout="signed"), "layout must be a Layout"),
        (lambda _: frames.with_deviation(5, layout=Layout.SIGNED), "must be a data frame"),
        (lambda f: frames.with_forecast(f, method="gissning"), "method must be one of linear"),
        (lambda f: frames.with_forecast(f, method="linear", budget="Budget"), "linear takes outcome, elapsed, got budget"),
        (lambda f: frames.with_forecast(f, method="linear", outcome=5, elapsed=0.5), "one of outcome, elapsed must be the name of a column"),
        (lambda f: frames.with_deviation(f, layout=Layout.SIGNED, budget="Budget", outcome="Utfall", direction="Riktning"), "direction is for magnitudes"),
        (lambda f: frames.with_deviation(f, layout=Layout.MAGNITUDE, direction="Slag", budget="Budget", outcome="Utfall"), "'Slag' must hold numbers"),
        (lambda f: frames.roll_up(f, parents={}, unit="Enhet"), "no column 'Enhet'; there are 'Slag'"),
        (lambda f: frames.roll_up(f, parents={}, unit="Slag", amounts="Belopp"), "no column 'Belopp'"),
        (lambda f: frames.roll_up(f, parents={}, unit="Slag", amounts="Slag"), "'Slag' must hold numbers"),
        (lambda f: frames.roll_up(f, parents={}, unit="Slag", amounts=[]), "amounts must name at least one column"),
        (lambda f: frames.roll_up(f, parents={}, unit="Slag", by="Budget", amounts="Budget"), "'Budget' is named twice"),
        (lambda f: frames.roll_up(f, parents={}, unit="Budget", amounts="Utfall"), "'Budget' must hold text or whole numbers, it is Float64"),
        (lambda f: frames.roll_up(f, parents={1: None}, unit="Slag", amounts="Utfall"), "units of the frame are text, and so must be the tree's, got 1"),
        (lambda f: frames.roll_up(f, parents={"1": None}, unit="Riktning", amounts="Utfall"), "are whole numbers, and so must be the tree's, got '1'"),
        (lambda f: frames.roll_up(f, parents={"a": "b"}, unit="Slag", amounts="Utfall"), "the parent of 'a' must be a node of parents, got 'b'"),
        (lambda f: frames.roll_up(f, parents={"a": "a"}, unit="Slag", amounts="Utfall"), "'a' is below itself in a circle"),
        (lambda f: frames.roll_up(f, parents=5, unit="Slag", amounts="Utfall"), "parents must be a data frame that Narwhals knows, or a mapping"),
        (lambda f: frames.roll_up(f, parents=f, unit="Slag", amounts="Utfall"), "roll_up: parents: no column 'parent'"),
        (lambda f: frames.roll_up(f, parents=pl.DataFrame({"Slag": ["a", "a"], "parent": [None, None]}), unit="Slag", amounts="Utfall"), "one row for each node, got 'a' twice"),
        (lambda f: frames.roll_up(f, parents=pl.DataFrame({"Slag": [None], "parent": ["a"]}), unit="Slag", amounts="Utfall"), "one row for each node, got a node that is missing"),
        (lambda _: frames.roll_up(pd.DataFrame({"unit": ["a"], "amount": [2**64 - 1]}), parents={"a": None}), "'amount' must fit in int64, got 18446744073709551615"),
        (lambda _: frames.roll_up(pl.DataFrame({"unit": ["a"], "amount": [2**64 - 1]}), parents={"a": None}), "a sum of 'amount' may not fit in int64"),
        (frames.with_assessment, "no column 'value'"),
        (frames.with_trend, "no column 'current'"),
        (lambda f: frames.with_assessment(f, value="Budget", target="Utfall", tolerance=-1), "tolerance must be at least 0"),
        (lambda f: frames.with_trend(f, current="Budget", previous="Utfall", direction=Direction.NEAR), "direction must be"),
        (lambda f: frames.budget_table(f, id="t", layout=Layout.SIGNED), "which column is the name"),
        (lambda f: frames.budget_table(f, id="t", layout=Layout.SIGNED, columns={"name": "x"}), "no column 'x'"),
        (lambda f: frames.budget_table(f, id="t", layout=Layout.SIGNED, columns={"budget": "Budget"}), "must name fields of a line, got 'budget'"),
        (lambda f: frames.budget_table(f, id="t", layout=Layout.SIGNED, columns={"name": "Slag"}, total="x"), "names 0"),
        (lambda f: frames.budget_table(f, id="t", layout=Layout.SIGNED, columns={"name": "Budget"}), "row 0: BudgetLine: id must be text"),
        (lambda f: wild(frames).budget_table(f, id="t", layout=None), "layout must be a Layout"),
        (lambda f: wild(frames).budget_table(f, id="t", layout="signed"), r"Layout \(Layout.SIGNED, Layout.REVERSED, .*\), got 'signed'"),
        (lambda f: frames.with_deviation(f, layout=Layout.MAGNITUDE, kind=ku.LineKind.NET, budget="Budget", outcome="Utfall"), "kind must be revenue or cost"),
        (lambda f: frames.with_deviation(f, layout=Layout.SIGNED, kind=ku.LineKind.COST, budget="Budget", outcome="Utfall"), "kind must be revenue or cost"),
        (lambda f: frames.with_deviation(f, layout=Layout.SIGNED, budget="Budget", outcome="Utfall", into="Budget"), "another name than 'Budget', which it is made of"),
        (lambda f: frames.with_deviation(f, layout=Layout.SIGNED, budget="Budget", outcome="Utfall", share_into="Utfall"), "another name than 'Utfall'"),
        (lambda f: frames.with_deviation(f, layout=Layout.MAGNITUDE, kind="Slag", budget="Budget", outcome="Utfall", into="Slag"), "another name than 'Slag'"),
        (lambda f: frames.with_assessment(f, value="Budget", target="Utfall", into="Utfall"), "with_assessment: the new column must have another name"),
        (lambda _: wild(frames).to_frame(5), "table must be a BudgetTable"),
        (lambda _: frames.to_frame(ku.BudgetTable(id="t"), backend="excel"), "backend must be pandas"),
    ],
)  # fmt: skip
def test_a_wrong_frame_gets_a_clear_error(call: Any, says: str) -> None:
    with pytest.raises(ku.FollowUpError, match=says):
        call(pl.DataFrame(verbs.BUDGET))


@pytest.mark.parametrize("backend", ["pandas", "polars", "pyarrow"])
def test_the_report_goes_to_a_frame_and_back(backend: str) -> None:
    for table in samples.norrtalje().budget_tables:
        assert table.total is not None
        assert table.layout is not None
        frame = frames.to_frame(table, backend=backend)
        again = frames.budget_table(
            frame,
            id=table.id,
            title=table.title,
            layout=table.layout,
            unit=table.unit,
            digits=table.digits,
            period=table.period,
            vintage=table.vintage,
            total=table.total.id,
        )
        assert again == table
        assert (table.total.id, 15_900.0) in verbs.columns(frame, "id", "period_deviation")


@given(table=samples.tables)
@settings(max_examples=30)
def test_any_table_goes_to_a_frame(table: ku.BudgetTable) -> None:
    frame = frames.to_frame(table, backend="polars")
    assert frame.height == len(table.lines) + (table.total is not None)


def test_cells_become_exact() -> None:
    frame = pd.DataFrame({"name": ["a", "b"], "forecast": [1.5, float("nan")], "kind": ["Intäkt", None]})
    table = frames.budget_table(frame, id="t", layout=Layout.SIGNED)
    assert repr(table["a"].forecast) == "Decimal('1.5')"
    assert table["a"].kind is ku.LineKind.REVENUE
    assert table["b"].forecast is None
    lazy = frames.budget_table(pl.LazyFrame({"id": ["a"], "forecast": [2]}), id="t", layout=Layout.SIGNED)
    assert lazy["a"].forecast == 2
    assert Decimal(1) == table["a"].forecast - Decimal("0.5")  # type: ignore[operator]  # it is there


def test_columns_of_one_name_are_refused() -> None:
    twice = pd.DataFrame([[1, 2, 3]], columns=["budget", "budget", "outcome"])
    with pytest.raises(ku.InvalidValue, match="every column of frame must have a name of its own"):
        frames.with_deviation(twice, layout=Layout.SIGNED)
    frame = pl.DataFrame({"budget": [1], "outcome": [2]})
    with pytest.raises(ku.InvalidValue, match="share_into must name another column than into, got 'x'"):
        frames.with_deviation(frame, layout=Layout.SIGNED, into="x", share_into="x")


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pl.LazyFrame])
def test_magnitudes_of_one_kind_need_no_column_for_it(make: Any) -> None:
    frame = make({"budget": [100, 50], "outcome": [90, 55]})

    def found(**way: Any) -> list[float]:
        added = frames.with_deviation(frame, layout=Layout.MAGNITUDE, **way)
        return [one for (one,) in verbs.columns(added, "deviation")]

    assert found(kind=ku.LineKind.COST) == found(direction=Direction.LOWER) == [-5, 10]
    assert found(kind=ku.LineKind.REVENUE) == found(direction=Direction.HIGHER) == [-10, 5]


def test_a_column_may_be_written_anew() -> None:
    frame = pd.DataFrame({"budget": [100], "outcome": [90], "deviation": [0]})
    assert frames.with_deviation(frame, layout=Layout.REVERSED)["deviation"].tolist() == [10]


@pytest.mark.parametrize("name", ["Summa", "Totalt:", "Summa kostnader"])
def test_a_sum_is_not_counted_beside_its_parts(name: str) -> None:
    frame = pd.DataFrame({"name": ["IT", "HR", name], "forecast": [1, 2, 3]})
    with pytest.raises(ku.InvalidValue, match=f"total must name the row '{name}', or it would be counted"):
        frames.budget_table(frame, id="t", layout=Layout.SIGNED)
    table = frames.budget_table(frame, id="t", layout=Layout.SIGNED, total=name)
    assert table.summed_total.forecast == 3
    alone = frames.budget_table(frame.tail(1), id="t", layout=Layout.SIGNED)
    assert alone.summed_total.forecast == 3
    under = pd.DataFrame({"id": ["a", "b", name], "parent": [name, name, None], "forecast": [1, 2, 3]})
    assert frames.budget_table(under, id="t", layout=Layout.SIGNED).summed_total.forecast == 3
