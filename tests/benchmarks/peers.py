"""The rows with peers: the same work by pandas, Polars (lazy), DuckDB and plain Python; answers before times."""

from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl

import kommunuppfoljning as ku
from tests.benchmarks.rows import MANY, Least, Result, Row, Started, figures, ratio, touched


def faster(work: str, value: float, least: float, than: str) -> Result:
    """A ratio that should be at least so much."""
    return Result(work, f"{value:.2f}× as fast as {than}", f"≥ {least}×", value >= least)


def same(answer: Any, *others: Any) -> None:
    """Answers before times: the peers compute the same."""
    for other in others:
        np.testing.assert_allclose(np.asarray(other), np.asarray(answer), rtol=1e-12)


def deviations(least: Least, _: Started) -> Iterator[Result]:
    """Rows 1 and 2: the relative deviation of ten million rows, some missing, some of a budget of 0."""
    data = {name: array for name, array in figures().items() if name != "direction"}
    frame, lazy = pd.DataFrame(data), pl.DataFrame(data).lazy()
    budget, outcome = pl.col("budget"), pl.col("outcome")
    share = pl.when(budget != 0).then((outcome - budget) / budget.abs()).otherwise(float("nan"))

    def numpy() -> Any:
        with np.errstate(divide="ignore", invalid="ignore"):
            answer = (data["outcome"] - data["budget"]) / np.abs(data["budget"])
        answer[data["budget"] == 0] = np.nan
        return answer

    calls: dict[str, Callable[[], Any]] = {
        "NumPy by hand": numpy,
        "pandas": lambda: ((frame["outcome"] - frame["budget"]) / frame["budget"].abs()).where(frame["budget"] != 0),
        "Polars lazy": lambda: lazy.select(share).collect().to_series(),
    }
    same(ku.relative_deviation(**data), *(call() for call in calls.values()))
    out = np.empty(MANY)
    best = least(
        {
            "limit": touched(data, out),
            "given": lambda: ku.relative_deviation(**data, out=out),
            "new": lambda: ku.relative_deviation(**data),
            **calls,
        },
        rounds=5,
    )
    for name, work, limit, pandas, polars in (
        ("given", "`relative_deviation`, 10⁷ rows, `out=` given", 2.2, 3.5, 1.0),
        ("new", "the same, new output", 2.9, 2.8, 0.85),
    ):
        yield ratio(work, best[name] / best["limit"], limit, "limit")
        yield faster(work, best["NumPy by hand"] / best[name], 1.0, "NumPy by hand")
        yield faster(work, best["pandas"] / best[name], pandas, "pandas")
        yield faster(work, best["Polars lazy"] / best[name], polars, "Polars lazy")


def assessments(least: Least, _: Started) -> Iterator[Result]:
    """Row 3: ten million assessments, each with its direction."""
    data = figures()
    frame, lazy = pd.DataFrame(data), pl.DataFrame(data).lazy()
    value, target, way = frame["outcome"], frame["budget"], frame["direction"]

    def pandas() -> Any:
        met = ((way > 0) & (value >= target)) | ((way < 0) & (value <= target))
        return np.select([value.isna() | target.isna(), met], [0, 3], 1).astype(np.int8)

    def numpy() -> Any:
        over, under = data["outcome"] >= data["budget"], data["outcome"] <= data["budget"]
        fulfilled = ((data["direction"] > 0) & over) | ((data["direction"] < 0) & under)
        unknown = np.isnan(data["outcome"]) | np.isnan(data["budget"])
        return np.select([unknown, fulfilled], [0, 3], 1).astype(np.int8)

    one, two, by = pl.col("outcome"), pl.col("budget"), pl.col("direction")
    met = ((by > 0) & (one >= two)) | ((by < 0) & (one <= two))
    codes = pl.when(one.is_nan() | two.is_nan()).then(0).when(met).then(3).otherwise(1).cast(pl.Int8)

    def ours() -> Any:
        return ku.assess(value=data["outcome"], target=data["budget"], direction=data["direction"])

    calls: dict[str, Callable[[], Any]] = {
        "NumPy by hand": numpy,
        "pandas": pandas,
        "Polars lazy": lambda: lazy.select(codes).collect().to_series(),
    }
    same(ours(), *(call() for call in calls.values()))
    best = least({"limit": touched(data, np.empty(MANY, np.int8)), "assess": ours, **calls}, rounds=5)
    work = "`assess`, 10⁷ rows, direction by row"
    yield ratio(work, best["assess"] / best["limit"], 2.4, "limit")
    yield faster(work, best["NumPy by hand"] / best["assess"], 1.0, "NumPy by hand")
    yield faster(work, best["pandas"] / best["assess"], 6, "pandas `np.select`")
    yield faster(work, best["Polars lazy"] / best["assess"], 0.76, "Polars lazy")


def ledgers(least: Least, _: Started) -> Iterator[Result]:
    """Rows 4 and 5: ten million rows to 500 units × 12 months, flat and through an organisation of five levels."""
    source = np.random.default_rng(1)
    units, months = source.integers(0, 500, MANY), source.integers(1, 13, MANY)
    amounts = source.integers(-(10**6), 10**6, MANY)
    content = {"unit": units, "month": months, "amount": amounts}
    frame, lazy = pd.DataFrame(content), pl.DataFrame(content).lazy()
    duckdb_memory = duckdb.connect()
    duckdb_memory.register("ledger", pl.DataFrame(content).to_arrow())
    flat = ku.RollUp(dict.fromkeys(range(500)))
    above: dict[int, int | None] = {unit: 500 + unit // 10 for unit in range(500)}
    above |= {500 + group: 550 + group // 10 for group in range(50)}
    above |= {550 + group: 555 for group in range(5)} | {555: 556, 556: None}
    organisation = ku.RollUp(above)

    def pandas() -> Any:
        return frame.groupby(["unit", "month"])["amount"].sum()

    def pandas_upwards() -> Any:
        leaves = pandas().unstack("month")  # one row a unit
        levels = [leaves]
        for _level in range(4):
            levels.append(levels[-1].groupby([above[unit] for unit in levels[-1].index]).sum())
        return pd.concat(levels)

    def duck() -> Any:
        query = "select unit, month, sum(amount)::bigint as amount from ledger group by unit, month"
        return duckdb_memory.sql(query).to_arrow_table()

    def polars() -> Any:
        return lazy.group_by("unit", "month").agg(pl.col("amount").sum()).collect()

    calls: dict[str, Callable[[], Any]] = {
        "flat": lambda: flat.ledger(units=units, months=months, amounts=amounts),
        "five": lambda: organisation.ledger(units=units, months=months, amounts=amounts),
        "pandas": pandas,
        "pandas upwards": pandas_upwards,
        "Polars lazy": polars,
        "DuckDB": duck,
    }
    answer = calls["flat"]().ravel()
    same(
        answer,
        pandas(),
        polars().sort("unit", "month")["amount"],
        duck().sort_by([("unit", "ascending"), ("month", "ascending")])["amount"],
    )
    same(calls["five"](), pandas_upwards())
    best = least(
        {
            "limit": lambda: (units.sum(), months.sum(), amounts.sum()),
            **calls,
        },
        rounds=5,
    )
    work = "ledger, 10⁷ rows → 500 units × 12 months, `int64`"
    yield ratio(work, best["flat"] / best["limit"], 6.5, "limit")
    yield faster(work, best["pandas"] / best["flat"], 7, "pandas")
    yield faster(work, best["Polars lazy"] / best["flat"], 1.5, "Polars lazy")
    yield faster(work, best["DuckDB"] / best["flat"], 1.5, "DuckDB")
    work = "the same through five levels"
    yield ratio(work, best["five"] / best["flat"], 1.15, "the row above")
    yield faster(work, best["pandas upwards"] / best["five"], 7, "pandas, leaves first")


def trees(least: Least, _: Started) -> Iterator[Result]:
    """Row 6: a hundred thousand nodes with twelve months each, upwards."""
    count = 10**5
    parents: dict[int, int | None] = {node: (node - 1) // 10 if node else None for node in range(count)}
    plan = ku.RollUp(parents)
    own = np.random.default_rng(1).integers(0, 1000, (count, 12))
    copy = np.empty_like(own)
    listed = own.tolist()

    def python() -> Any:
        total = [row.copy() for row in listed]
        for node in range(count - 1, 0, -1):
            row, above = total[node], total[(node - 1) // 10]
            for month in range(12):
                above[month] += row[month]
        return total

    same(plan.sums(own), python())
    best = least({"copy": lambda: np.copyto(copy, own), "plan": lambda: plan.sums(own)}, number=5, rounds=15)
    slow = least({"python": python}, rounds=3)
    work = "tree roll-up, 10⁵ nodes × 12"
    yield ratio(work, best["plan"] / best["copy"], 4.5, "copy")
    yield faster(work, slow["python"] / best["plan"], 25, "a Python loop")


def totals(least: Least, _: Started) -> Iterator[Result]:
    """Row 8: groups of ten parts, each rounded so that it adds up."""
    groups = np.random.default_rng(1).random((10**6, 10)) * 1000
    few = 10**4
    listed, copy = groups[:few].tolist(), np.empty_like(groups)

    def python() -> list[list[float]]:
        answer = []
        for parts in listed:
            down = [float(int(part)) for part in parts]
            left = int(sum(parts) + 0.5) - int(sum(down))
            for place in sorted(range(10), key=lambda place: down[place] - parts[place])[:left]:
                down[place] += 1.0
            answer.append(down)
        return answer

    calls: dict[str, Callable[[], Any]] = {"Polars": windowed(groups), "Polars by pairs": paired(groups)}
    same(ku.round_to_total(groups[:few]), python())
    same(ku.round_to_total(groups), *(call() for call in calls.values()))
    best = least(
        {"copy": lambda: np.copyto(copy, groups), "ours": lambda: ku.round_to_total(groups), "python": python, **calls},
        rounds=5,
    )
    work = "`round_to_total`, 10⁶ groups × 10"
    yield ratio(work, best["ours"] / best["copy"], 10.6, "copy")
    yield faster(work, best["python"] * (10**6 / few) / best["ours"], 30, "Python")
    yield faster(work, best["Polars"] / best["ours"], 8, "Polars lazy, ranks over groups")
    yield faster(work, best["Polars by pairs"] / best["ours"], 8, "Polars lazy, the same pairs over columns")


def windowed(groups: Any) -> Callable[[], Any]:
    """In Polars, as it is written there: a column of parts, and ranks over their groups."""
    count, items = groups.shape
    lazy = pl.DataFrame({"group": np.repeat(np.arange(count), items), "part": groups.ravel()}).lazy()
    part = pl.col("part")
    down = part.floor()
    ups = (part.sum() + 0.5).floor() - down.sum()
    rounded = (down + ((part - down).rank("ordinal", descending=True) <= ups)).over("group")
    return lambda: lazy.select(rounded).collect().to_series().to_numpy().reshape(count, items)


def paired(groups: Any) -> Callable[[], Any]:
    """In Polars with our own method: a column for each item, and each pair of them compared."""
    items = range(groups.shape[1])
    lazy = pl.DataFrame(groups, schema=[str(item) for item in items], orient="row").lazy()
    rests = {f"r{item}": pl.col(str(item)) - pl.col(str(item)).floor() for item in items}
    downs = {f"d{item}": pl.col(str(item)).floor() for item in items}
    total = (pl.sum_horizontal(pl.col(str(item)) for item in items) + 0.5).floor()
    first = lazy.with_columns(**rests, **downs, total=total)
    ups = pl.col("total") - pl.sum_horizontal(*downs)
    rest = [pl.col(name) for name in rests]
    rounded = [
        pl.col(f"d{item}")
        + (
            pl.sum_horizontal(
                ((rest[other] >= rest[item]) if other < item else (rest[other] > rest[item])).cast(pl.Int8)
                for other in items
                if other != item
            )
            < pl.col("ups")
        )
        for item in items
    ]
    return lambda: first.with_columns(ups=ups).select(rounded).collect().to_numpy()


def forecasts(least: Least, _: Started) -> Iterator[Result]:
    """Row 7: the year of a million series, by last year's seasons."""
    count = 10**6
    source = np.random.default_rng(1)
    data: dict[str, Any] = {name: source.normal(-1e5, 4e4, count) for name in ("outcome", "previous_outcome")}
    data["previous_annual"] = data["previous_outcome"] * source.normal(1.5, 0.2, count)
    for place, array in enumerate(data.values(), start=89):
        array[::place] = np.nan
    data["previous_outcome"][::101] = 0
    frame, lazy = pd.DataFrame(data), pl.DataFrame(data).lazy()
    part, reference, whole = (frame[name] for name in data)
    listed = list(zip(*(array[: count // 10].tolist() for array in data.values()), strict=True))

    def pandas() -> Any:
        fits = (reference > 0) & (whole > 0) & (part >= 0) | (reference < 0) & (whole < 0) & (part <= 0)
        return (part * whole / reference).where(fits)

    def python() -> list[float]:
        return [
            part * whole / reference
            if (reference > 0 and whole > 0 and part >= 0) or (reference < 0 and whole < 0 and part <= 0)
            else float("nan")
            for part, reference, whole in listed
        ]

    one, two, three = (pl.col(name) for name in data)
    # to Polars NaN is larger than every number
    fits = (two > 0) & (three > 0) & (one >= 0) | (two < 0) & (three < 0) & (one <= 0)
    year = pl.when(fits & one.is_finite() & two.is_finite() & three.is_finite()).then(one * three / two)
    calls: dict[str, Callable[[], Any]] = {
        "pandas": pandas,
        "Polars lazy": lambda: lazy.select(year.fill_null(float("nan"))).collect().to_series(),
    }
    same(ku.seasonal_forecast(**data), *(call() for call in calls.values()))
    same(ku.seasonal_forecast(**data)[: count // 10], python())
    out = np.empty(count)
    best = least(
        {
            "limit": touched(data, out),
            "year": lambda: ku.seasonal_forecast(**data, out=out),
            "python": python,
            **calls,
        },
        rounds=9,
    )
    work = "`seasonal_forecast`, 10⁶ series, `out=` given"
    yield ratio(work, best["year"] / best["limit"], 2.5, "limit")
    yield faster(work, best["pandas"] / best["year"], 3.5, "pandas")
    yield faster(work, best["Polars lazy"] / best["year"], 3.5, "Polars lazy")
    yield faster(work, best["python"] * 10 / best["year"], 38, "Python")


PEERS = (
    Row("1–2", deviations),
    Row("3", assessments),
    Row("4–5", ledgers),
    Row("6", trees),
    Row("7", forecasts),
    Row("8", totals),
)
