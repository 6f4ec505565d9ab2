"""Data frames: each verb gives back the frame's own kind, lazy if it was, and says what is there when a column is not."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import duckdb
import narwhals as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings

import kommunuppfoljning as ku
from kommunuppfoljning import Direction, Layout, frames
from tests import samples, verbs
from tests.samples import wild

def as_duckdb(data: dict[str, list[Any]]) -> Any:
    content = pa.table(data)
    return duckdb.table("content") if content is not None else None


def as_duckdb_of_ones_own(data: dict[str, list[Any]]) -> Any:
    """A relation of a connection that is not the default one: nothing else can be joined to it."""
    content = pa.table(data)
    return duckdb.connect().from_arrow(content)


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


def test_words_for_revenue_and_costs_may_have_blanks_around_them() -> None:
    frame = pl.DataFrame({"kind": ["Intäkt ", " kostnad"], "budget": [10, 10], "outcome": [12, 12]})
    result = frames.with_deviation(frame, layout=Layout.MAGNITUDE, kind="kind")
    assert result["deviation"].to_list() == [2, -2]


def test_what_is_lazy_stays_lazy() -> None:
    def never(_: Any) -> Any:
        raise AssertionError("a row was collected")

    content: dict[str, list[Any]] = {"v": [1.0], "t": [2.0], "n": [1], "n2": [1], "u": ["a"]}
    lazy = pl.LazyFrame(content).map_batches(never)
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
