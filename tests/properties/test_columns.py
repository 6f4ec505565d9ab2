"""The frame world: every registered formula gives in each engine, eager and lazy, what it gives in an array, bit by bit."""

import importlib
import math
import pkgutil
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
from kommunuppfoljning import formulas
from kommunuppfoljning.arithmetic import FORMULAS, Formula, Result, divide, formula
from kommunuppfoljning.arithmetic.arrays import together as arrays_together
from kommunuppfoljning.arithmetic.columns import together as columns_together
from kommunuppfoljning.arithmetic.nodes import Node, tells
from kommunuppfoljning.arithmetic.programs import BLOCK
from kommunuppfoljning.formulas.deviations import grant_deviation
from tests.properties.test_worlds import as_array, public, rows
from tests.samples import wild

for module in pkgutil.iter_modules(formulas.__path__):
    importlib.import_module(f"kommunuppfoljning.formulas.{module.name}")

HIGHER = ku.Direction.HIGHER
EACH = pytest.mark.parametrize("rule", FORMULAS.values(), ids=FORMULAS)
EAGER: dict[str, Callable[[list[Any]], Any]] = {
    "pandas": lambda values: pd.Series(values, dtype="int8" if whole(values) else "float64"),
    "pandas nullable": lambda values: pd.Series(values, dtype="Int8" if whole(values) else "Float64"),
    "pandas pyarrow": lambda values: pd.Series(values, dtype="int8[pyarrow]" if whole(values) else "double[pyarrow]"),
    "polars": lambda values: pl.Series(values, dtype=pl.Int8 if whole(values) else pl.Float64),
    "pyarrow": lambda values: pa.array(values, pa.int8() if whole(values) else pa.float64()),
    "pyarrow chunked": lambda values: pa.chunked_array(
        [pa.array(values, pa.int8() if whole(values) else pa.float64())]
    ),
    "narwhals": lambda values: nw.from_native(EAGER["polars"](values), series_only=True),
}
ENGINES = pytest.mark.parametrize("engine", EAGER)


def whole(values: list[Any]) -> bool:
    return bool(values) and isinstance(values[0], int)


def plain(values: list[Any]) -> list[Any]:
    return [value.code if isinstance(value, ku.Direction) else value for value in values]


def taken(column: Any) -> list[Any]:
    """The values of a column, `None` where one is missing."""
    listed = column.to_pylist() if hasattr(column, "to_pylist") else column.to_list()
    return [None if value is None or value is pd.NA or math.isnan(value) else value for value in listed]


def wanted(rule: Formula, arguments: dict[str, list[Any]]) -> list[Any]:
    answer = public(rule)(**{name: as_array(values) for name, values in arguments.items()})
    return [None if not rule.members and math.isnan(value) else value for value in answer.tolist()]


def drawn(rule: Formula, data: st.DataObject) -> dict[str, list[Any]]:
    listed = [
        row
        for row in data.draw(rows(rule))
        if all(value is not None or name not in rule.optional for name, value in row.items())
    ]
    return {name: [row[name] for row in listed] for name in sorted(rule.parameters)} if listed else {}


@EACH
@ENGINES
@given(data=st.data())
@settings(max_examples=12)
def test_columns_give_what_arrays_give(rule: Formula, engine: str, data: st.DataObject) -> None:
    arguments = drawn(rule, data)
    if not arguments:
        return
    columns = {name: EAGER[engine](plain(values)) for name, values in arguments.items()}
    answer = public(rule)(**columns)
    first = next(iter(columns.values()))
    assert (type(answer).__module__, hasattr(answer, "chunks")) == (type(first).__module__, hasattr(first, "chunks"))
    assert list(map(repr, taken(answer))) == list(map(repr, wanted(rule, arguments)))


@EACH
@pytest.mark.parametrize("engine", ["polars", "duckdb", "pandas"])
@given(data=st.data())
@settings(max_examples=8)
def test_expressions_give_what_arrays_give(rule: Formula, engine: str, data: st.DataObject) -> None:
    arguments = drawn(rule, data)
    if not arguments:
        return
    frame: Any = pl.DataFrame(
        {name: EAGER["polars"](plain(values)) for name, values in arguments.items()}
    ).with_row_index("row")
    if engine == "polars":
        frame = frame.lazy()
    elif engine == "duckdb":
        relation = frame.to_arrow()
        frame = duckdb.table("relation") if relation is not None else None
    else:
        frame = frame.to_pandas()
    expression = public(rule)(**{name: nw.col(name) for name in arguments})
    result = nw.from_native(frame).with_columns(answer=expression).select("row", "answer").sort("row")
    native: Any = nw.from_native(result.to_native()).lazy().collect("pyarrow").to_native()
    assert list(map(repr, taken(native["answer"]))) == list(map(repr, wanted(rule, arguments)))


@EACH
@ENGINES
def test_columns_go_with_plain_numbers(rule: Formula, engine: str) -> None:
    names = sorted(rule.parameters - {"direction"} - rule.optional)
    column = EAGER[engine]([0.5, None, 1.0])
    array = np.array([0.5, math.nan, 1.0])
    for name in names:
        mixed = {other: column if other == name else 1 for other in names}
        arrays: dict[str, Any] = {other: array if other == name else 1 for other in names}
        expected = [None if math.isnan(value) else value for value in public(rule)(**arrays).tolist()]
        assert taken(public(rule)(**mixed)) == expected
        none: dict[str, Any] = {**mixed, next((other for other in names if other != name), name): None}
        if len(names) > 1:
            assert set(taken(public(rule)(**none))) == {0 if rule.members else None}


@EACH
@ENGINES
def test_what_is_not_allowed_is_refused_in_columns(rule: Formula, engine: str) -> None:
    names = sorted(rule.parameters - {"direction"})
    good = {name: EAGER[engine]([1.0, 1.0]) for name in names}
    for name in names:
        if len(names) > 1:
            with pytest.raises(ku.InvalidType, match="beside a column"):
                public(rule)(**{**good, name: np.ones(2)})
            with pytest.raises(ku.FollowUpError, match="lengths|index"):
                public(rule)(**{**good, name: EAGER[engine]([1.0])})
            with pytest.raises(ku.InvalidType, match="do not go together"):
                public(rule)(**{**good, name: nw.col("x")})
        with pytest.raises(ku.InvalidType, match=f"{name} is a native Polars expression; give narwhals"):
            public(rule)(**{**good, name: pl.col("x")})
        for wrong in (pd.Series(["a", "b"]), pl.Series(["a", "b"]), pl.Series([True, False]), pa.array(["a", "b"])):
            with pytest.raises(ku.InvalidType, match=f"{name} must be a column of integers or floats"):
                public(rule)(**({name: wrong} if len(names) == 1 else {**dict.fromkeys(names, 1), name: wrong}))
    for name in rule.limits:
        with pytest.raises(ku.InvalidValue, match=f"{name} must be .*-0.5"):
            public(rule)(**{**good, name: EAGER[engine]([1.0, -0.5])})
        with pytest.raises(ku.InvalidValue, match=f"{name} must be .*-0.5"):
            public(rule)(**{**good, name: -0.5} if len(names) > 1 else {name: EAGER[engine]([-0.5])})
    if rule.codes:
        directions = EAGER[engine]([1, 7])
        with pytest.raises(ku.InvalidValue, match="codes out of .*got 7"):
            public(rule)(
                **{name: column for name, column in good.items() if name not in rule.optional}, direction=directions
            )
    if not rule.members:
        with pytest.raises(ku.InvalidType, match="out= goes with NumPy arrays"):
            public(rule)(**good, out=np.empty(2))


@EACH
def test_a_lazy_expression_gives_null_where_others_refuse(rule: Formula) -> None:
    names = sorted(rule.parameters - {"direction"} - rule.optional)
    frame = pl.LazyFrame({**{name: [1.0] * 4 for name in names}, "direction": [1, 7, -2, 0], "low": [-0.5] * 4})
    for name in rule.limits.keys() - rule.optional:
        arguments = {other: nw.col(other) for other in names} | {name: nw.col("low")}
        answer = wild(nw.from_native(frame).select(a=public(rule)(**arguments)).collect())["a"].to_list()
        assert answer == [0 if rule.members else None] * 4
    if rule.codes:
        arguments = {other: nw.col(other) for other in names} | {"direction": nw.col("direction")}
        answer = wild(nw.from_native(frame).select(a=public(rule)(**arguments)).collect())["a"].to_list()
        assert answer[1] == answer[2] == (0 if rule.members else None)
        assert answer[0] != answer[1]
        assert (answer[3] == answer[1]) is (0 not in rule.codes)


def test_pandas_keeps_its_index_and_refuses_to_align() -> None:
    budget, outcome = pd.Series([1.0, 2.0], index=["a", "b"]), pd.Series([3.0, 4.0], index=["a", "b"])
    assert ku.deviation(budget=budget, outcome=outcome).to_dict() == {"a": 2.0, "b": 2.0}
    with pytest.raises(ku.InvalidValue, match="index of outcome differs"):
        ku.deviation(budget=budget, outcome=outcome[::-1])


@pytest.mark.parametrize(
    ("dtypes", "figures", "codes"),
    [
        (["int64", "int8", "uint64", "float32", "float64"], "float64", "int8"),
        (["Int64", "UInt8", "Float32", "Float64"], "Float64", "Int8"),
        (["int64[pyarrow]", "double[pyarrow]"], "double[pyarrow]", "int8[pyarrow]"),
    ],
)
def test_pandas_gets_the_kind_of_column_that_it_gave(dtypes: list[str], figures: str, codes: str) -> None:
    for dtype in dtypes:
        column = pd.Series([1, 3], dtype=dtype)
        other = column[::-1].set_axis([0, 1])
        deviation: Any = ku.deviation(budget=column, outcome=other)
        verdict: Any = ku.assess(value=column, target=other)
        assert (str(deviation.dtype), deviation.tolist()) == (figures, [2.0, -2.0])
        assert (str(verdict.dtype), verdict.tolist()) == (codes, [1, 3])
        beside: Any = ku.deviation(budget=pd.Series([1.0, 1.0]), outcome=column)
        assert (str(beside.dtype), beside.tolist()) == (figures, [0.0, 2.0])
        ratio = ku.equity_ratio(equity=column, total_assets=column - column)
        assert ratio.isna().all()
        listed: list[Any] = ratio.tolist()
        assert [value is pd.NA for value in listed] == [figures != "float64"] * 2


def test_whole_numbers_in_columns_give_floats() -> None:
    assert ku.deviation(budget=pl.Series([1]), outcome=2).dtype == pl.Float64
    assert ku.deviation(budget=pa.array([2**62]), outcome=2).to_pylist() == [2.0 - 2**62]


GRANTS: list[tuple[float | None, float | None, float | None]] = [
    (None, 5.0, 5.0),
    (10.0, 12.5, 2.5),
    (0.0, -3.0, -3.0),
    (None, None, None),
    (3.0, None, None),
]


def test_a_grant_without_a_budgeted_result_deviates_by_its_result_in_every_world() -> None:
    budget, outcome, wanted = (list(column) for column in zip(*GRANTS, strict=True))
    for low, high, answer in GRANTS:
        assert grant_deviation(budget=low, outcome=high) == answer
        exact = [None if figure is None else Decimal(figure) for figure in (low, high, answer)]
        assert grant_deviation(budget=exact[0], outcome=exact[1]) == exact[2]
    assert grant_deviation(budget=None, outcome=5).__class__ is int
    assert taken(pa.array(grant_deviation(budget=as_array(budget), outcome=as_array(outcome)))) == wanted
    assert grant_deviation(budget=np.array([1, 2]), outcome=np.array([3, 3])).tolist() == [2, 1]
    assert grant_deviation(budget=None, outcome=np.array([3, 3])).tolist() == [3, 3]
    for make in EAGER.values():
        assert taken(grant_deviation(budget=make(budget), outcome=make(outcome))) == wanted
    infinite = pl.LazyFrame({"budget": [math.nan, math.inf], "outcome": [1.0, math.nan]})
    lazy = nw.from_native(infinite).select(a=grant_deviation(budget=nw.col("budget"), outcome=nw.col("outcome")))
    assert wild(lazy.collect())["a"].to_list() == [1.0, None]


def test_formulas_on_the_same_columns_give_together_what_each_gives() -> None:
    source = np.random.default_rng(1)
    arrays = {name: source.normal(0, 1, (3, 2 * BLOCK // 3)) for name in ("budget", "outcome")}
    arrays["budget"][:, ::7], arrays["outcome"][:, ::5] = 0, math.nan
    rules = [FORMULAS["deviation"], FORMULAS["relative_deviation"]]
    one, two = arrays_together(rules, {**arrays, "direction": ku.Direction.LOWER})
    assert one.tobytes() == ku.deviation(**arrays, direction=ku.Direction.LOWER).tobytes()
    assert two.tobytes() == ku.relative_deviation(**arrays, direction=ku.Direction.LOWER).tobytes()
    mixed = arrays_together(rules, {"budget": np.array([2, 4]), "outcome": 3, "direction": HIGHER})
    assert [answer.tolist() for answer in mixed] == [[1, -1], [0.5, -0.25]]
    for make in EAGER.values():
        columns = {"budget": make([2.0, None]), "outcome": make([3.0, 1.0])}
        both = columns_together(rules, {**columns, "direction": HIGHER})
        assert [taken(answer) for answer in both] == [[1.0, None], [0.5, None]]


@pytest.mark.parametrize(
    "make", [np.array, pl.Series, lambda _: nw.col("value")], ids=["array", "column", "expression"]
)
@pytest.mark.parametrize("tolerance", [0, 2])
def test_the_usual_tolerance_of_0_costs_no_step(make: Any, tolerance: float) -> None:
    seen = []

    @formula(Result.CODES, members=ku.Verdict, listed=False)
    def noted(*, value: Any, tolerance: Any = 0) -> Any:
        seen.append(tolerance)
        return 1 + (value > tolerance)

    noted(value=make([1.0, 3.0]), tolerance=tolerance)
    assert [isinstance(one, Node) for one in seen] == [tolerance != 0]


def test_what_only_looks_like_a_column_is_none() -> None:
    class Series:
        """A user's own."""

    for wrong in (Series(), pa.scalar(1.0), pl.DataFrame({"a": [1.0]})):
        with pytest.raises(ku.InvalidType, match="budget must be an int, float, Decimal or Fraction"):
            wild(ku).deviation(budget=wrong, outcome=1)
    assert taken(wild(ku).deviation(budget=pd.Series([1.0]), outcome=pd.NA)) == [None]


def test_engines_are_not_mixed() -> None:
    with pytest.raises(ku.InvalidType, match="different engines"):
        wild(ku).deviation(budget=pd.Series([1.0]), outcome=pl.Series([1.0]))
    assert ku.deviation(budget=pl.Series([Decimal(1)]), outcome=3).to_list() == [2.0]
    assert ku.deviation(budget=pl.Series([1]), outcome=Decimal(3)).to_list() == [2.0]
    with pytest.raises(ku.InvalidValue, match="direction must hold"):
        ku.deviation(budget=pl.Series([1.0, 2.0]), outcome=1, direction=pl.Series([1, None]))


@formula(Result.QUOTIENT, listed=False)
def share_of_two(*, part: Any, whole: Any, more: Any = 1) -> Any:
    """Quotients within a sum, by a column and by a number that is given."""
    return divide(part, whole) + divide(part, more)


def test_a_quotient_within_a_formula_is_missing_where_it_is_undefined() -> None:
    data: dict[str, list[Any]] = {"part": [6.0, 6.0, None, 0.0], "whole": [3.0, 0.0, 3.0, 0.0]}
    wanted = [5.0, None, None, None]
    lazy = nw.from_native(pl.LazyFrame(data)).select(
        answer=share_of_two(part=nw.col("part"), whole=nw.col("whole"), more=2)
    )
    assert nw.to_native(lazy).collect()["answer"].to_list() == wanted
    for make in EAGER.values():
        answer = share_of_two(**{name: make(values) for name, values in data.items()}, more=2)
        assert taken(answer) == wanted
    arrays = {name: np.array([math.nan if one is None else one for one in values]) for name, values in data.items()}
    assert [None if math.isnan(one) else one for one in share_of_two(**arrays, more=2)] == wanted


def test_a_node_tells_of_what_it_cannot_do_without() -> None:
    first, second = (Node("input", (), np.dtype(np.float64)) for _ in range(2))
    both = {id(first), id(second)}
    condition = first > second
    cases = {
        "subtract": ((first, second), both),
        "divide": ((first, second), {id(first)}),
        "minimum": ((first, second), set()),
        "where": ((condition, first, second), set()),
        "defined": ((condition, first), {id(first)}),
        "greater": ((first, second), set()),
    }
    for operation, (parts, wanted) in cases.items():
        assert tells(Node(operation, parts, np.dtype(np.float64))) == wanted, operation
    difference = Node("subtract", (first, second), np.dtype(np.float64))
    assert tells(Node("where", (condition, difference, first), np.dtype(np.float64))) == {id(first)}
    assert tells(Node("minimum", (difference, first), np.dtype(np.float64))) == {id(first)}


def test_a_column_of_pyarrow_comes_back_in_as_many_pieces() -> None:
    answer: Any = ku.deviation(budget=wild(pa.chunked_array([[1.0], [2.0]])), outcome=3)
    assert isinstance(answer, pa.ChunkedArray)
    assert not isinstance(wild(ku.deviation)(budget=pa.array([1.0, 2.0]), outcome=3), pa.ChunkedArray)
