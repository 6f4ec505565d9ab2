"""The rows of reading and writing: JSON both ways, and SIE and CSV by the megabyte with memory that does not grow."""

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from unittest import mock

import kommunuppfoljning as ku
from kommunuppfoljning import Period
from kommunuppfoljning.io import json as careful
from kommunuppfoljning.io import read_csv, read_sie
from kommunuppfoljning.io.json import parse_report, report_text
from tests.benchmarks.rows import Least, Result, Row, Started

MANY = 10**5
HERE = Path(__file__).parent.parent.parent
MEGABYTES = 40
PEAK = "import resource; from kommunuppfoljning.io import {0}; {0}({1!r}{2}); print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"


def json_backend(least: Least, _: Started) -> Iterator[Result]:
    """Row 10: a hundred thousand indicators written and read, the careful way (cattrs) and the fast one (msgspec)."""
    periods = (Period.for_year(2022), Period.for_year(2023), Period.year_to_date(date(2024, 8, 31)))
    report = ku.Report(
        id="r",
        loose_indicators=tuple(
            ku.Indicator(
                id=f"i{number}",
                name=f"Andel nöjda {number}",
                unit="%",
                department="IT",
                outcomes={period: Decimal(number % 1000).scaleb(-3) for period in periods},
                target=Decimal("0.80"),
                forecast=Decimal("0.82"),
                verdict=ku.Verdict.FULFILLED,
            )
            for number in range(MANY)
        ),
    )
    content = report_text(report).encode()

    def slowly(call: Callable[[], object]) -> Callable[[], object]:
        def run() -> object:
            with mock.patch.object(careful, "_fast", return_value=None):
                return call()

        return run

    def write() -> object:
        return report_text(report)

    def read() -> object:
        return parse_report(content)

    if slowly(write)() != report_text(report) or slowly(read)() != read():
        raise AssertionError("the two ways differ")
    best = least({"write": write, "read": read, "cattrs write": slowly(write), "cattrs read": slowly(read)}, rounds=3)
    for name in ("write", "read"):
        value = best[f"cattrs {name}"] / best[name]
        yield Result(f"JSON: {name} 10⁵ indicators, msgspec", f"{value:.2f}× as fast as cattrs", "≥ 5×", value >= 5)


def sie(count: int) -> Iterator[bytes]:
    """A made-up SIE 4 file of about so many megabytes: vouchers on a few hundred accounts and objects."""
    yield '#FLAGGA 0\r\n#FORMAT PC8\r\n#SIETYP 4\r\n#FNAMN "Påhittad"\r\n#RAR 0 20240101 20241231\r\n'.encode("cp437")
    for piece in range(count):
        vouchers = (
            f'#VER A {number} 2024{number % 12 + 1:02}15 "Faktura {number}" 20240116\r\n{{\r\n'
            f'#TRANS {5000 + number % 300} {{1 "{1100 + number % 50}" 6 "17031"}} 13200.00 20240115 "Lön" 2\r\n'
            f'#TRANS 1930 {{}} -13200.00 20240115 "Lön" 2\r\n}}\r\n'
            for number in range(piece * 6400, piece * 6400 + 6400)
        )
        yield "".join(vouchers).encode("cp437")


def csv(count: int) -> Iterator[bytes]:
    """A made-up tidy CSV file of about so many megabytes: a ledger of a few hundred units and months."""
    yield "Enhet;Mått;Period;Belopp;Kommentar\r\n".encode()
    for piece in range(count):
        rows = (
            f"Enhet {number % 300};Utfall;2024-{number % 12 + 1:02};-{number % 90 + 1} {number % 900 + 100},50;Löner för månaden\r\n"
            for number in range(piece * 18_000, piece * 18_000 + 18_000)
        )
        yield "".join(rows).encode()


def streams(least: Least, _: Started) -> Iterator[Result]:
    """SIE and CSV: megabytes a minute on one core, and the peak of memory for four times the file."""
    with tempfile.TemporaryDirectory() as place:
        for name, pieces, reader, given in (
            ("SIE", sie, read_sie, ""),
            ("CSV", csv, lambda path: read_csv(path, add=True), ", add=True"),
        ):
            small, large = Path(place, f"{name}.small"), Path(place, f"{name}.large")
            for path, count in ((small, MEGABYTES // 4), (large, MEGABYTES)):
                with path.open("wb") as file:
                    file.writelines(pieces(count))
            seconds = least({"read": lambda path=small, by=reader: by(path)}, rounds=3)["read"]  # type: ignore[misc]  # bound now
            rate = small.stat().st_size / 1e6 / seconds * 60
            yield Result(f"{name} read", f"{rate:.0f} MB/min", "≥ 200 MB/min", rate >= 200)
            peaks = [_peak(f"read_{name.lower()}", str(path), given) for path in (small, large)]
            told = f"{peaks[1] / peaks[0]:.2f}× the peak of a file a quarter its size"
            yield Result(f"{name}, memory for {MEGABYTES} MB", told, "≤ 1.1×", peaks[1] <= 1.1 * peaks[0])


def _peak(reader: str, path: str, given: str) -> int:
    """The most memory of a process of its own that reads a file [kB]."""
    command = [sys.executable, "-c", PEAK.format(reader, path, given)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=HERE)
    return int(done.stdout)


ROWS = (Row("10", json_backend), Row("io", streams))
