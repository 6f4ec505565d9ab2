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
from tests import samples
from tests.samples import wild

DATA: dict[str, list[Any]] = {
    "Slag": ["Intäkt", "kostnad", "Kostnader"],
    "Budget": [59_400.0, 260_871.0, 0.0],
    "Utfall": [54_278.0, 239_849.0, 5.0],
}


def as_duckdb(data: dict[str, list[Any]]) -> Any:
    content = pa.table(data)
    return duckdb.table("content") if content is not None else None


KINDS: dict[str, Callable[[dict[str, list[Any]]], Any]] = {
    "pandas": pd.DataFrame,
    "polars": pl.DataFrame,
    "polars lazy": pl.LazyFrame,
    "pyarrow": pa.table,
    "duckdb": as_duckdb,
    "narwhals": lambda data: nw.from_native(pl.DataFrame(data)),
}
EACH = pytest.mark.parametrize("kind", KINDS)


def column(frame: Any, name: str) -> list[Any]:
    native = frame if isinstance(frame, nw.DataFrame | nw.LazyFrame) else nw.from_native(frame)
    listed = native.lazy().collect("pyarrow")[name].to_list()
    return [None if value is None or value != value else value for value in listed]  # noqa: PLR0124  # NaN


@EACH
def test_deviations_in_every_kind_of_frame(kind: str) -> None:
    frame = KINDS[kind](DATA)
    result = frames.with_deviation(
        frame,
        layout=Layout.MAGNITUDE,
        kind="Slag",
        budget="Budget",
        outcome="Utfall",
        into="Avvikelse",
        share_into="Andel",
    )
    assert type(result) is type(frame)
    assert sorted(zip(column(result, "Budget"), column(result, "Avvikelse"), strict=True)) == [
        (0.0, -5.0),
        (59_400.0, -5_122.0),
        (260_871.0, 21_022.0),
    ]
    assert None in column(result, "Andel")
    for layout, wanted in ((Layout.SIGNED, -5_122.0), (Layout.GRANT, -5_122.0), (Layout.REVERSED, 5_122.0)):
        signed = frames.with_deviation(frame, layout=layout, budget="Budget", outcome="Utfall")
        assert wanted in column(signed, "deviation")


@EACH
def test_assessments_trends_and_forecasts(kind: str) -> None:
    frame = KINDS[kind]({"v": [1.0, 3.0], "t": [2.0, 2.0], "d": [1, -1], "e": [0.5, 0.5]})
    assert column(frames.with_assessment(frame, value="v", target="t"), "verdict") == [1, 3]
    assert column(frames.with_assessment(frame, value="v", target="t", direction="d"), "verdict") == [1, 1]
    partly = frames.with_assessment(frame, value="v", target="t", tolerance="e", partly_within=1, into="x")
    assert column(partly, "x") == [2, 3]
    assert column(frames.with_trend(frame, current="v", previous="t", tolerance=0.5), "trend") == [1, 3]
    assert column(frames.with_forecast(frame, method="linear", outcome="v", elapsed=0.5), "forecast") == [2.0, 6.0]
    assert column(frames.with_forecast(frame, method="linear", outcome="v", elapsed="e", into="p"), "p") == [2.0, 6.0]
    rest = frames.with_forecast(frame, method="remaining_budget", outcome="v", period_budget="t", annual_budget=5)
    assert column(rest, "forecast") == [4.0, 6.0]
    assert type(rest) is type(frame)


def test_a_grant_without_a_budgeted_result_deviates_by_its_result() -> None:
    frame = pl.DataFrame({"budget": [None, 10], "outcome": [5, 12]}, schema={"budget": pl.Int64, "outcome": pl.Int64})
    assert frames.with_deviation(frame, layout=Layout.GRANT)["deviation"].to_list() == [5, 2]
    assert frames.with_deviation(frame, layout=Layout.SIGNED)["deviation"].to_list() == [None, 2]


def test_words_for_revenue_and_costs_may_have_blanks_around_them() -> None:
    frame = pl.DataFrame({"kind": ["Intäkt ", " kostnad"], "budget": [10, 10], "outcome": [12, 12]})
    result = frames.with_deviation(frame, layout=Layout.MAGNITUDE, kind="kind")
    assert result["deviation"].to_list() == [2, -2]


def test_what_is_lazy_stays_lazy() -> None:
    def never(_: Any) -> Any:
        raise AssertionError("a row was collected")

    lazy = pl.LazyFrame({"budget": [1.0], "outcome": [2.0]}).map_batches(never)
    result = frames.with_deviation(lazy, layout=Layout.SIGNED)
    assert isinstance(result, pl.LazyFrame)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda f: frames.with_deviation(f, layout=Layout.SIGNED), "no column 'budget'; there are 'Slag', 'Budget', 'Utfall'"),
        (lambda f: frames.with_deviation(f, layout=Layout.SIGNED, budget="Slag", outcome="Utfall"), "'Slag' must hold numbers, it is String; numbers are in 'Budget', 'Utfall'"),
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
        call(pl.DataFrame(DATA))


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
        assert column(frame, "period_deviation")[-1] == 15_900


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
