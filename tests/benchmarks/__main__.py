"""Measure against the reach that is asked: ratios within one run, interleaved, the least of several rounds.

Run it with ``make bench``; it prints a Markdown table, which ``docs/benchmarks.md`` keeps the last one of. Absolute times
drift with the machine; only ratios count.
"""

import argparse
import compileall
import platform
import subprocess
import sys
import timeit
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import numpy as np

from tests.benchmarks import audit, frame_rows, io, money, peers, people, rows

Timed = Callable[[], object]
HERE = Path(__file__).parent.parent.parent


def least(calls: dict[str, Timed], *, number: int = 1, rounds: int = 7) -> dict[str, float]:
    """The least time of each call [s], the calls taken in turn so that a drift meets them all."""
    best = dict.fromkeys(calls, float("inf"))
    for call in calls.values():
        call()
    for _ in range(rounds):
        for name, call in calls.items():
            best[name] = min(best[name], timeit.timeit(call, number=number) / number)
    return best


def started(programs: dict[str, str], *, rounds: int = 15) -> dict[str, float]:
    """The least time of whole Python processes [s], the package compiled as an installed one is."""
    compileall.compile_dir(HERE / "src", quiet=2)

    def process(code: str) -> Timed:
        return lambda: subprocess.run([sys.executable, "-c", code], check=True, cwd=HERE)

    return least({name: process(code) for name, code in programs.items()}, rounds=rounds)


def main() -> None:
    """Print the table, and what is not reached."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("only", nargs="*", help="numbers of rows")
    chosen = set(options.parse_args().only)
    missed = []
    print(f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}, ", end="")
    print(
        ", ".join(f"{name} {version(name)}" for name in ("numpy", "pandas", "polars", "duckdb", "attrs", "cattrs")),
        end="\n\n",
    )
    print("| # | work | measured | reach at least | reached |\n| --- | --- | --- | --- | --- |")
    for row in (*peers.PEERS, *frame_rows.FRAMES, *rows.ROWS, *people.PEOPLE, *money.MONEY, *audit.AUDITS, *io.ROWS):
        if chosen and row.number not in chosen:
            continue
        for result in row.measure(least, started):
            print(
                f"| {row.number} | {result.work} | {result.told} | {result.asked} | {'yes' if result.reached else 'no'} |"
            )
            if not result.reached:
                missed.append(result.work)
    print(f"\n{len(missed)} not reached: {'; '.join(missed)}" if missed else "\nevery row reached")


if __name__ == "__main__":
    np.seterr(all="ignore")
    main()
