"""The rows of people: turnover from events of employment, and sick leave from hours, against pandas and Polars.

The peers sort, count and divide; they look for nothing that is wrong with the rows, which ours does in the same time.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import polars as pl

import kommunuppfoljning as ku
from tests.benchmarks.peers import faster, same
from tests.benchmarks.rows import MANY, Least, Result, Row, Started, ratio

UNITS, MONTHS = 500, 24
PERIOD = ku.Period(date(2023, 1, 1), date(2024, 12, 31))
FLAT: dict[str, str | None] = {str(unit): None for unit in range(UNITS)}
"""The peers count no organisation; ours may."""


def employed(count: int) -> dict[str, Any]:
    """Events of persons who are hired, move, and leave, over eight years, as a payroll system lists them: by no order."""
    source = np.random.default_rng(1)
    persons = np.sort(source.integers(0, count // 3, count))
    first = np.r_[True, persons[1:] != persons[:-1]]
    place = np.arange(count)
    turn = place - np.maximum.accumulate(np.where(first, place, 0))
    events = np.choose(turn % 3, (1, 2, 3))
    first_day = np.datetime64("2017-01-01", "D").astype(np.int64)
    days = first_day + np.clip(source.integers(0, 1000, count) + turn * 300, 0, 2920 + turn)
    days = np.maximum.accumulate(days + persons * 10**5) - persons * 10**5 + turn  # later each time
    units = source.integers(0, UNITS, count)
    left = np.flatnonzero(events == 3)
    units[left] = units[left - 1]
    mixed = source.permutation(count)
    return {
        "person": persons[mixed],
        "event": events[mixed],
        "day": days[mixed].astype("datetime64[D]"),
        "unit": units[mixed],
    }


def turnovers(least: Least, _: Started) -> Iterator[Result]:
    """A million events of employment to turnover by 500 units × 24 months."""
    data = employed(10**6)
    columns = ku.EmploymentEventColumns(
        persons=data["person"], events=data["event"], days=data["day"], units=data["unit"]
    )
    frame = pd.DataFrame(data)

    def ours() -> Any:
        counted = ku.count_movements(columns, parents=FLAT, period=PERIOD)
        heads = counted.headcount[0]
        return ku.turnover(leavers=counted.left[:, 0].sum(axis=0), average_employees=(heads[:, 1:] + heads[:, :-1]) / 2)

    def pandas() -> Any:
        rows = frame.sort_values(["person", "day"], ignore_index=True)
        old = rows["unit"].shift().where(rows["person"].eq(rows["person"].shift()))
        month = (rows["day"].dt.year * 12 + rows["day"].dt.month - 2023 * 12).clip(0, MONTHS + 1)
        rows = rows.assign(old=old, month=month)
        moved = rows["event"].eq(2)
        came = rows[rows["event"].eq(1) | moved].groupby(["unit", "month"]).size()
        gone = rows[rows["event"].eq(3) | moved].groupby(["old", "month"]).size()
        left = rows[rows["event"].eq(3)].groupby(["unit", "month"]).size()
        whole = pd.MultiIndex.from_product([range(UNITS), range(MONTHS + 2)])
        into, out, lost = (one.reindex(whole, fill_value=0).unstack() for one in (came, gone, left))
        heads = (into - out).cumsum(axis=1)
        average = (heads.shift(axis=1) + heads) / 2
        return (lost / average.where(average != 0)).iloc[:, 1 : MONTHS + 1]

    assert not ku.count_movements(columns, parents=FLAT, period=PERIOD).findings
    same(ours(), pandas())
    tree = FLAT | {f"a{area}": "K" for area in range(50)} | {"K": None}
    tree |= {str(unit): f"a{unit // 10}" for unit in range(UNITS)}
    best = least(
        {
            "ours": ours,
            "tree": lambda: ku.count_movements(columns, parents=tree, period=PERIOD),
            "pandas": pandas,
        },
        rounds=5,
    )
    work = "turnover, 10⁶ events → 500 units × 24 months"
    yield faster(work, best["pandas"] / best["ours"], 3, "pandas")
    yield ratio("the same through an organisation of three levels", best["tree"] / best["ours"], 1.5, "the row above")


def hours(least: Least, _: Started) -> Iterator[Result]:
    """Ten million rows of a person and month to sick leave by 500 units × 24 months."""
    source = np.random.default_rng(1)
    persons, months = np.divmod(source.permutation(MANY), MONTHS)
    data = {
        "person": persons,
        "month": months,
        "unit": source.integers(0, UNITS, MANY),
        "ordinary": source.integers(100, 170, MANY),
        "sick": source.integers(0, 20, MANY),
    }
    columns = ku.HoursColumns(
        persons=persons,
        months=np.datetime64("2023-01", "M") + months.astype("timedelta64[M]"),
        units=data["unit"],
        ordinary=data["ordinary"],
        sick=data["sick"],
    )
    frame, lazy = pd.DataFrame(data), pl.DataFrame(data).lazy()

    def ours() -> Any:
        counted = ku.count_hours(columns, parents=FLAT, period=PERIOD)
        return ku.sick_leave_share(sick_hours=counted.sick[None][0], ordinary_hours=counted.ordinary[None][0])

    def pandas() -> Any:
        sums = frame.groupby(["unit", "month"])[["ordinary", "sick"]].sum()
        return (sums["sick"] / sums["ordinary"]).unstack()

    def polars() -> Any:
        sums = lazy.group_by("unit", "month").agg(pl.col("ordinary").sum(), pl.col("sick").sum())
        share = sums.sort("unit", "month").select(pl.col("sick") / pl.col("ordinary")).collect()
        return share.to_series().to_numpy().reshape(UNITS, MONTHS)

    calls: dict[str, Callable[[], Any]] = {"pandas": pandas, "Polars lazy": polars}
    same(ours(), *(call() for call in calls.values()))
    best = least({"ours": ours, **calls}, rounds=3)
    work = "sick leave, 10⁷ rows → 500 units × 24 months, rows checked"
    yield faster(work, best["pandas"] / best["ours"], 1.3, "pandas")
    yield faster(work, best["Polars lazy"] / best["ours"], 0.4, "Polars lazy")


PEOPLE = (Row("turnover", turnovers), Row("hours", hours))
