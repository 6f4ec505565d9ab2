"""A ledger in a file, any number of rows; what the verbs should make of it, by the array world, a piece at a time."""

import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet as pq
from numpy.typing import NDArray

import kommunuppfoljning as ku

PIECE = 1 << 19
"""Rows of a row group."""
ORGANISATION: dict[str, str | None] = {
    "Kommunen": None,
    **{f"Nämnd {board}": "Kommunen" for board in range(5)},
    **{f"Enhet {unit}": f"Nämnd {unit % 5}" for unit in range(500)},
}
LIMIT = 1 << 30
"""Bytes of data that a process may have: past it, it gets no more."""
ROWS = 26_000_000
"""Rows of a ledger whose file is larger than that."""
PAGE = Path(__file__).parent.parent.parent / "docs" / "large-data.md"


@attrs.frozen(eq=False)
class Ledger:
    """Where it is, and what each row's verdict and trend and each node's sums should be."""

    folder: Path
    rows: int
    verdicts: NDArray[np.int8]
    trends: NDArray[np.int8]
    sums: dict[tuple[str, int], int]

    @property
    def size(self) -> int:
        """Bytes of its file."""
        return (self.folder / "ledger.parquet").stat().st_size


@contextmanager
def larger_than_memory(folder: Path) -> Iterator[Ledger]:
    """A ledger that no limited process can hold; its files are gone afterwards."""
    made = written(folder, ROWS)
    assert made.size > LIMIT
    yield made
    shutil.rmtree(folder)


def written(folder: Path, rows: int) -> Ledger:
    """Write a ledger of so many rows, and its organisation, to a folder."""
    pq.write_table(
        pa.table({"unit": list(ORGANISATION), "parent": list(ORGANISATION.values())}), folder / "organisation.parquet"
    )
    source = np.random.default_rng(1)
    names = np.array(list(ORGANISATION))
    plan = ku.RollUp(ORGANISATION)
    total = np.zeros((len(names), 12), np.int64)
    verdicts, trends = np.empty(rows, np.int8), np.empty(rows, np.int8)
    writer: Any = None
    for start in range(0, rows, PIECE):
        count = min(PIECE, rows - start)
        units = source.integers(6, len(names), count)
        piece: dict[str, Any] = {
            "id": np.arange(start, start + count),
            "month": source.integers(1, 13, count),
            "amount": source.integers(-(10**6), 10**6, count),
            "outcome": source.normal(0, 1, count),
            "target": source.normal(0, 1, count),
            "previous": source.normal(0, 1, count),
            "direction": source.choice(np.array([-1, 1], np.int8), count),
        }
        piece["outcome"][::97] = np.nan
        total += plan.ledger(units=units, months=piece["month"], amounts=piece["amount"])
        part = slice(start, start + count)
        verdicts[part] = ku.assess(value=piece["outcome"], target=piece["target"], direction=piece["direction"])
        trends[part] = ku.trend(current=piece["outcome"], previous=piece["previous"])
        piece["outcome"] = pa.array(piece["outcome"], from_pandas=True)
        table = pa.table({"unit": pa.array(names[units]), **piece})
        told: Any = {"compression": "none", "use_dictionary": ["unit"]}
        writer = writer or pq.ParquetWriter(folder / "ledger.parquet", table.schema, **told)
        writer.write_table(table)
    assert writer is not None
    writer.close()
    sums = {(node, month + 1): int(total[row, month]) for row, node in enumerate(names.tolist()) for month in range(12)}
    return Ledger(folder, rows, verdicts, trends, sums)


def recipe(engine: str) -> str:
    """The program that the documentation gives for an engine: what it tells is what is tested."""
    found = re.search(
        rf"^## [^\n]*\b{engine}\b.*?```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    assert found, f"no recipe for {engine} in {PAGE.name}"
    return found[1]


def check(ledger: Ledger) -> None:
    """What a recipe has left in the folder is right: whole numbers to the bit."""
    judged = pyarrow.dataset.dataset(ledger.folder / "judged.parquet").to_table(columns=["id", "verdict", "trend"])
    order = judged["id"].to_numpy()
    assert np.array_equal(np.sort(order), np.arange(ledger.rows))
    assert np.array_equal(judged["verdict"].to_numpy(), ledger.verdicts[order])
    assert np.array_equal(judged["trend"].to_numpy(), ledger.trends[order])
    sums = pyarrow.dataset.dataset(ledger.folder / "sums.parquet").to_table()
    rows = zip(*(sums[name].to_pylist() for name in ("unit", "month", "amount")), strict=True)
    assert {(unit, month): amount for unit, month, amount in rows} == ledger.sums
    assert sums.num_rows == len(ledger.sums)


def run(program: str, folder: Path, limit: int = LIMIT) -> "subprocess.CompletedProcess[str]":
    """Run a program in a process of its own, with a limit set on it."""
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (limit, limit)),
    )
