"""The rows of the frame world: the verbs against the same written by hand in the engine; answers before times.

By hand the answers are the same on any input: what is missing, undefined or infinite is null (code 0).
"""

from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl

import kommunuppfoljning as ku
from kommunuppfoljning import Layout, frames
from tests.benchmarks.rows import MANY, Least, Result, Row, Started, figures, ratio

ROWS = 10**6
TREE: dict[int, int | None] = {
    **{unit: 500 + unit // 10 for unit in range(500)},
    **{500 + group: 550 + group // 10 for group in range(50)},
    **{550 + board: 555 for board in range(5)},
    555: None,
}
Pairs = Iterator[tuple[str, Callable[[], Any], Callable[[], Any]]]
"""What a verb does, the verb, and the same by hand."""


def data() -> dict[str, Any]:
    """A million rows of budgets and outcomes, with some missing, a direction, a unit, a month and whole amounts."""
    source = np.random.default_rng(2)
    return {
        **{name: array[:ROWS] for name, array in figures().items()},
        "unit": source.integers(0, 500, ROWS),
        "month": source.integers(1, 13, ROWS),
        "amount": source.integers(-(10**6), 10**6, ROWS),
    }


def closure() -> dict[str, list[int]]:
    """Each node with each node above it, and itself."""
    pairs = []
    for node in TREE:
        above: int | None = node
        while above is not None:
            pairs.append((node, above))
            above = TREE[above]
    return {"unit": [node for node, _ in pairs], "node": [above for _, above in pairs]}


def by_polars(content: dict[str, Any]) -> Pairs:
    """Polars, lazy."""
    frame = pl.DataFrame(content).with_columns(pl.col("budget", "outcome").fill_nan(None)).lazy()
    budget, outcome, way = pl.col("budget"), pl.col("outcome"), pl.col("direction")

    def deviations() -> Any:
        gain = outcome - budget
        share = gain / budget.abs()
        both = {"d": pl.when(gain.is_finite()).then(gain), "s": pl.when(share.is_finite()).then(share)}
        return frame.with_columns(**both).collect()

    def assessments() -> Any:
        met = ((way > 0) & (outcome >= budget)) | ((way < 0) & (outcome <= budget))
        known = (budget.is_finite() & outcome.is_finite()).fill_null(value=False)
        verdict = pl.when(~known).then(0).when(met).then(3).otherwise(1).cast(pl.Int8)
        return frame.with_columns(v=verdict).collect()

    def sums() -> Any:
        leaves = frame.group_by("unit", "month").agg(pl.col("amount").sum())
        above = leaves.join(pl.LazyFrame(closure()), on="unit")
        return above.group_by("node", "month").agg(pl.col("amount").sum()).sort("node", "month").collect()

    yield from (
        ("both deviations", lambda: deviated(frame).collect(), deviations),
        ("assessment", lambda: assessed(frame).collect(), assessments),
        ("roll-up", lambda: rolled(frame).sort("unit", "month").collect(), sums),
    )


def by_pandas(content: dict[str, Any]) -> Pairs:
    """Pandas, without columns of objects."""
    frame = pd.DataFrame(content)

    def deviations() -> Any:
        gain = frame["outcome"] - frame["budget"]
        share = gain / frame["budget"].abs()
        return frame.assign(d=gain.where(np.isfinite(gain)), s=share.where(np.isfinite(share)))

    def assessments() -> Any:
        value, target, way = frame["outcome"], frame["budget"], frame["direction"]
        met = ((way > 0) & (value >= target)) | ((way < 0) & (value <= target))
        return frame.assign(v=np.select([~(np.isfinite(value) & np.isfinite(target)), met], [0, 3], 1).astype(np.int8))

    def sums() -> Any:
        leaves = frame.groupby(["unit", "month"], as_index=False)["amount"].sum()
        return (
            leaves.merge(pd.DataFrame(closure()), on="unit").groupby(["node", "month"], as_index=False)["amount"].sum()
        )

    yield from (
        ("both deviations", lambda: deviated(frame), deviations),
        ("assessment", lambda: assessed(frame), assessments),
        ("roll-up", lambda: rolled(frame).sort_values(["unit", "month"]), sums),
    )


def by_duckdb(content: dict[str, Any]) -> Pairs:
    """DuckDB; answers are taken out as Arrow."""
    connection = duckdb.connect()
    shared = {"frame": pl.DataFrame(content).with_columns(pl.col("budget", "outcome").fill_nan(None)).to_arrow()}
    connection.register("source", shared["frame"])
    connection.sql("create table frame as select * from source")
    frame = connection.table("frame")
    gain, share = "outcome - budget", "(outcome - budget) / abs(budget)"
    gain, share = (f"case when isfinite({figure}) then {figure} end" for figure in (gain, share))
    deviation = f"select *, {gain} d, {share} s from frame"  # noqa: S608  # all of it stands above
    met = "(direction > 0 and outcome >= budget) or (direction < 0 and outcome <= budget)"
    known = "isfinite(budget) and isfinite(outcome)"
    verdict = f"case when {known} then case when {met} then 3 else 1 end else 0 end::tinyint"
    connection.register("tree", pl.DataFrame({"node": list(TREE), "above": list(TREE.values())}).to_arrow())
    sums = (
        "with recursive closure as (select node unit, node from tree union all "
        "select unit, above from closure join tree using (node) where above is not null) "
        "select node unit, month, sum(amount)::bigint amount from closure join "
        "(select unit, month, sum(amount) amount from frame group by all) using (unit) group by all order by all"
    )
    assessment = f"select *, {verdict} v from frame"  # noqa: S608  # all of it stands above

    def by_sql(query: str) -> Callable[[], Any]:
        return lambda: connection.sql(query).to_arrow_table()

    yield from (
        ("both deviations", lambda: deviated(frame).to_arrow_table(), by_sql(deviation)),
        ("assessment", lambda: assessed(frame).to_arrow_table(), by_sql(assessment)),
        ("roll-up", lambda: rolled(frame).order("unit, month").to_arrow_table(), by_sql(sums)),
    )


def deviated(frame: Any) -> Any:
    return frames.with_deviation(frame, layout=Layout.SIGNED, into="d", share_into="s")


def assessed(frame: Any) -> Any:
    return frames.with_assessment(frame, value="outcome", target="budget", direction="direction", into="v")


def rolled(frame: Any) -> Any:
    return frames.roll_up(frame, parents=TREE, by="month")


def compared(answer: Any, other: Any) -> None:
    """The last columns, those that were added, hold the same."""
    for place in (-1, -2):
        one, two = (np.asarray(table[name(table, place)], np.float64) for table in (answer, other))
        np.testing.assert_array_equal(one, two)


def name(table: Any, place: int) -> str:
    columns = table.column_names if hasattr(table, "column_names") else list(table.columns)
    return str(columns[place])


def by_hand(least: Least, _: Started) -> Iterator[Result]:
    """Row 14: the verbs on a million rows."""
    content = data()
    for engine, pairs in (("pandas", by_pandas), ("Polars lazy", by_polars), ("DuckDB", by_duckdb)):
        for work, ours, theirs in pairs(content):
            compared(ours(), theirs())
            best = least({"verb": ours, "hand": theirs}, number=3, rounds=7)
            yield ratio(f"{work} in {engine}, 10⁶ rows", best["verb"] / best["hand"], 1.3, "by hand")


def both(least: Least, _: Started) -> Iterator[Result]:
    """Row 2: both deviations of ten million rows in one pass."""
    given = {name: array for name, array in figures().items() if name != "direction"}
    frame, one, two = pd.DataFrame(given), np.empty(MANY), np.empty(MANY)
    added = deviated(frame)
    np.testing.assert_array_equal(added["d"], ku.deviation(**given))
    np.testing.assert_array_equal(added["s"], ku.relative_deviation(**given))

    def touch() -> None:
        for array in given.values():
            array.sum()
        one.fill(0)
        two.fill(0)

    best = least({"limit": touch, "both": lambda: deviated(frame)}, rounds=5)
    yield ratio("`with_deviation` in pandas, both at once, 10⁷ rows", best["both"] / best["limit"], 1.6, "limit")


FRAMES = (Row("2", both), Row("14", by_hand))
