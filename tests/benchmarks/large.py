"""What is larger than memory: rows 15 and 16. Run by ``make bench-large``; ``--rows`` sets the size.

A ledger is judged (verdicts and trends, counted) and summed through its organisation, out of core, by the verbs and by
the engine's own query written by hand, each in a process of its own, in turn, the least of a few rounds. The answers are
compared with those of NumPy arrays before any time is told.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from tests.tools.ledger import Ledger, written

BYTES = 45
"""Of a row in the file."""
MOST = 10**8
FEWER = 10
"""Dask and Spark take a part of the rows: they are slower on one machine."""

BEGIN = """
import json, sys, time
from kommunuppfoljning import frames

def judged(ledger):
    ledger = frames.with_assessment(ledger, value="outcome", target="target", direction="direction")
    return frames.with_trend(ledger, current="outcome", previous="previous")

start = time.perf_counter()
"""
END = """
took = time.perf_counter() - start
# not getrusage: it counts what the process was a copy of, before it became itself
peak = int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])
counts = sorted([int(one) for one in row] for row in counts)
sums = sorted([unit, int(month), int(amount)] for unit, month, amount in sums)
json.dump({"took": took, "peak": peak, "counts": counts, "sums": sums}, open(sys.argv[1], "w"))
"""
SETUPS = {
    "DuckDB": """
import duckdb
duckdb.sql("set memory_limit = '1GB'")
ledger = duckdb.read_parquet("ledger.parquet")
organisation = duckdb.read_parquet("organisation.parquet")
""",
    "Polars": """
import polars as pl
ledger = pl.scan_parquet("ledger.parquet")
organisation = pl.read_parquet("organisation.parquet")
""",
}
PROGRAMS = {
    "DuckDB": """
counts = judged(ledger).aggregate("verdict, trend, count(*)").fetchall()
sums = frames.roll_up(ledger, parents=organisation, by="month").fetchall()
""",
    "DuckDB by hand": """
counts = duckdb.sql('''
select verdict, trend, count(*) from (select
  case when isfinite(outcome) and isfinite(target) and direction between -1 and 1 then
    case when (direction = 1 or outcome <= target) and (direction = -1 or outcome >= target) then 3 else 1 end
    else 0 end verdict,
  case when isfinite(outcome) and isfinite(previous) then
    case when outcome > previous then 3 when outcome < previous then 1 else 2 end else 0 end trend
  from ledger) group by all''').fetchall()
sums = duckdb.sql('''
with recursive closure as (select unit, unit node from organisation
  union all select c.unit, parent from closure c join organisation o on o.unit = node where parent is not null)
select node, month, sum(amount) from closure join
  (select unit, month, sum(amount) amount from ledger group by all) using (unit) group by all''').fetchall()
""",
    "Polars": """
counts = judged(ledger).group_by("verdict", "trend").len().collect(engine="streaming").rows()
sums = frames.roll_up(ledger, parents=organisation, by="month").collect(engine="streaming").rows()
""",
    "Polars by hand": """
outcome, target, previous, way = map(pl.col, ("outcome", "target", "previous", "direction"))
met = ((way == 1) | (outcome <= target)) & ((way == -1) | (outcome >= target))
known = outcome.is_finite() & target.is_finite() & way.is_between(-1, 1)
both = outcome.is_finite() & previous.is_finite()
step = pl.when(outcome > previous).then(3).when(outcome < previous).then(1).otherwise(2)
judged = ledger.with_columns(
    pl.when(known.fill_null(False)).then(pl.when(met).then(3).otherwise(1)).otherwise(0).cast(pl.Int8).alias("verdict"),
    pl.when(both.fill_null(False)).then(step).otherwise(0).cast(pl.Int8).alias("trend"),
)
counts = judged.group_by("verdict", "trend").len().collect(engine="streaming").rows()
level = closure = organisation.select("unit", node="unit")
while level.height:
    level = level.join(organisation, left_on="node", right_on="unit").select("unit", node="parent").drop_nulls()
    closure = pl.concat([closure, level])
leaves = ledger.group_by("unit", "month").agg(pl.col("amount").sum())
sums = leaves.join(closure.lazy(), on="unit").group_by("node", "month").agg(pl.col("amount").sum())
sums = sums.collect(engine="streaming").rows()
""",
    "Dask": """
import dask.dataframe as dd
ledger = dd.read_parquet("ledger.parquet", split_row_groups=True)
organisation = dd.read_parquet("organisation.parquet")
counts = judged(ledger).groupby(["verdict", "trend"]).size().compute().reset_index().values.tolist()
sums = frames.roll_up(ledger, parents=organisation, by="month").compute().values.tolist()
""",
    "Spark": """
from pyspark.sql import SparkSession
spark = SparkSession.builder.master("local[2]").config("spark.driver.memory", "1g").getOrCreate()
ledger = spark.read.parquet("ledger.parquet")
organisation = spark.read.parquet("organisation.parquet")
counts = judged(ledger).groupBy("verdict", "trend").count().collect()
sums = frames.roll_up(ledger, parents=organisation, by="month").collect()
""",
}


def ran(engine: str, ledger: Ledger) -> dict[str, Any]:
    """Run a program on a ledger, and hold its answers against NumPy's."""
    answer = ledger.folder / "answer.json"
    code = BEGIN + SETUPS.get(engine.split(maxsplit=1)[0], "") + PROGRAMS[engine] + END
    program = [sys.executable, "-W", "ignore", "-c", code, str(answer)]
    subprocess.run(program, cwd=ledger.folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    told: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
    kinds, counts = np.unique(ledger.verdicts.astype(np.int64) * 4 + ledger.trends, return_counts=True)
    wanted = [[kind // 4, kind % 4, count] for kind, count in zip(kinds.tolist(), counts.tolist(), strict=True)]
    assert told["counts"] == wanted, engine
    assert {(unit, month): amount for unit, month, amount in told["sums"]} == ledger.sums, engine
    return told


def size(folder: Path) -> int:
    """As many rows as there is room for on the disk, at most a hundred million."""
    return min(MOST, shutil.disk_usage(folder).free // (2 * BYTES))


def main() -> None:
    """Print the rows of the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, help="rows of the ledger, by default 10⁸ or what the disk has room for")
    options.add_argument("--rounds", type=int, default=2)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        rows = given.rows or size(folder)
        ledger = written(folder, rows)
        engines = ("polars", "duckdb", "dask", "pyspark", "narwhals")
        print(", ".join(f"{name} {version(name)}" for name in engines))
        print(f"{rows:,} rows, {ledger.size / 1e9:.1f} GB\n".replace(",", " "))
        print("| # | work | measured | reach at least | reached |\n| --- | --- | --- | --- | --- |")
        names = ("DuckDB", "DuckDB by hand", "Polars", "Polars by hand")
        told: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
        for _ in range(given.rounds):
            for name in names:
                told[name].append(ran(name, ledger))
        for name in ("DuckDB", "Polars"):
            took, hand = (min(one["took"] for one in told[which]) for which in (name, f"{name} by hand"))
            peak = max(one["peak"] for one in told[name]) / 2**20
            work = f"assess, trend and roll-up of {rows:.0e} rows in {name}, out of core"
            print(
                f"| 15 | {work} | {took / hand:.2f}× by hand ({took:.0f} s) | ≤ 1.2× | {reached(took <= 1.2 * hand)} |"
            )
            print(f"| 15 | the same | at most {peak:.2f} GiB | < 2 GiB | {reached(peak < 2)} |", flush=True)
    with tempfile.TemporaryDirectory() as place:
        ledger = written(Path(place), max(1, rows // FEWER))
        for name in ("Dask", "Spark"):
            took = ran(name, ledger)["took"]
            work = f"the same of {ledger.rows:.0e} rows on {name}"
            print(
                f"| 16 | {work} | the same to the bit ({took:.0f} s) | lazily, the same to the bit | yes |", flush=True
            )


def reached(told: bool) -> str:
    """As the table says it."""
    return "yes" if told else "no"


if __name__ == "__main__":
    main()
