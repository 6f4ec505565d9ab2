"""Whether the tests notice faults: ``python -m tests.mutation [--sample N] [module …]``, run by ``make deep``.

The tests that reach a fault's line run against it, quickest first, until one fails. Each fault is tried in functions that
are loaded already, see `tests.mutation.quick`; where that is not noticed, in a process that loads the library with the
fault in it. What survives is listed, and compared with ``survivors.txt``, where those that a person has read are
explained.
"""

import argparse
import ast
import importlib.abc
import importlib.util
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterable, Sequence
from itertools import accumulate
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.mutation.mutants import Mutant, faulty, mutants
from tests.mutation.quick import ELSEWHERE, LONGEST, noticed

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "kommunuppfoljning"
PLACE = ROOT / "build" / "mutation"
EXPLAINED = Path(__file__).with_name("survivors.txt")
LAWS = (
    "tests/test_models.py::test_models_are_frozen_slotted_and_keyword_only_past_two",
    "tests/properties/test_worlds.py::test_what_only_the_library_calls_is_not_listed",
)
"""What holds for all that is made when a module is loaded; no line tells that these tests reach it."""
MOST_SECONDS, MOST_TESTS, FIRST = 40.0, 200, 8
LOADED = (
    "attrs",
    "babel.numbers",
    "cattrs",
    "dateutil",
    "duckdb",
    "hypothesis.strategies",
    "narwhals",
    "numpy",
    "polars",
)


def rooms() -> list[str]:
    """The modules that are held to it: vocabulary, formulas and chapters, the picture of the rooms below `reports`."""
    (contract,) = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = [[name.strip() for name in layer.split("|")] for layer in contract["layers"]]
    top = next(place for place, layer in enumerate(layers) if "reports" in layer)
    return [name for layer in layers[top:] for name in layer]


def files(names: Iterable[str]) -> list[Path]:
    """The files of some rooms."""
    found: list[Path] = []
    for name in names:
        place = SOURCE / name.replace(".", "/")
        found += sorted(place.glob("*.py")) if place.is_dir() else [place.with_suffix(".py")]
    return [path for path in found if path.stem != "__init__"]


class Timed:
    """Notes how long each test takes."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Add up the parts of a test."""
        name = report.nodeid.partition("[")[0]
        self.seconds[name] = self.seconds.get(name, 0.0) + report.duration


def baseline(tests: list[str]) -> None:
    """Run tests once, noting which lines each one reaches; in a process of its own."""
    PLACE.mkdir(parents=True, exist_ok=True)
    code = (
        "import json, sys, pytest; from tests.mutation.__main__ import Timed, PLACE; timed = Timed();"
        f"code = pytest.main([*{tests!r}, '-q', '-x', '-p', 'no:cacheprovider', '--cov', '--cov-context=test',"
        " '--cov-report=', '--cov-fail-under=0'], plugins=[timed]);"
        "(PLACE / 'seconds.json').write_text(json.dumps(timed.seconds)); sys.exit(code)"
    )
    known = {
        **os.environ,
        "HYPOTHESIS_PROFILE": "quick",
        "COVERAGE_FILE": str(PLACE / "coverage"),
        "COVERAGE_CORE": "ctrace",
    }
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=known, check=True)


def reached() -> dict[str, dict[int, set[str]]]:
    """File → line → the tests that reach it."""
    from coverage.numbits import numbits_to_nums

    data = sqlite3.connect(PLACE / "coverage")
    names = {
        row[0]: row[1].partition("|")[0].partition("[")[0] for row in data.execute("select id, context from context")
    }
    paths = dict(data.execute("select id, path from file"))
    found: dict[str, dict[int, set[str]]] = {}
    for file, context, start, end in data.execute("select file_id, context_id, fromno, tono from arc"):
        lines = found.setdefault(paths[file], {})
        for line in (abs(start), abs(end)):
            lines.setdefault(line, set()).add(names[context])
    for file, context, bits in data.execute("select file_id, context_id, numbits from line_bits"):
        lines = found.setdefault(paths[file], {})
        for line in numbits_to_nums(bits):
            lines.setdefault(line, set()).add(names[context])
    return found


class Reach:
    """Which tests reach which lines, and how long each takes."""

    def __init__(self) -> None:
        self.lines = reached()
        self.seconds: dict[str, float] = json.loads((PLACE / "seconds.json").read_text("utf-8"))

    def quickest(self, path: Path, lines: Iterable[int], most: int) -> list[str]:
        """The quickest tests that reach some lines."""
        at = self.lines.get(str(path), {})
        tests = {name for line in lines for name in at.get(line, ()) if name}
        return sorted(tests, key=lambda name: self.seconds.get(name, 9.0))[:most]

    def tests(self, path: Path, mutant: Mutant) -> list[str]:
        """The tests that may notice a fault, those first that are most likely to."""
        tests = self.quickest(path, [mutant.line], MOST_TESTS)
        if not tests:  # it runs when the module is imported
            concerned = self.quickest(path, mutant.concerned, MOST_TESTS * 3 // 4)
            others = self.quickest(path, self.lines.get(str(path), {}), MOST_TESTS)
            tests = list(dict.fromkeys([*LAWS, *concerned, *others]))[:MOST_TESTS]
        spent = list(accumulate(self.seconds.get(name, 9.0) for name in tests))
        return [name for name, until in zip(tests, spent, strict=True) if until < MOST_SECONDS] or tests[:1]


class Faulty(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module with a fault in it."""

    def __init__(self, name: str, path: Path, tree: ast.Module) -> None:
        self.name, self.path, self.tree = name, path, tree

    def find_spec(self, fullname: str, _path: Sequence[str] | None, _target: ModuleType | None = None) -> Any:
        """Only the one."""
        if fullname != self.name:
            return None
        return importlib.util.spec_from_file_location(fullname, self.path, loader=self)

    def create_module(self, spec: Any) -> None:
        """As usual."""

    def exec_module(self, module: ModuleType) -> None:
        """With the fault."""
        exec(compile(self.tree, str(self.path), "exec"), module.__dict__)  # noqa: S102  # our own module


def explained() -> set[str]:
    """The survivors that a person has read, as `printed` prints them."""
    return {"\n".join(part.splitlines()[:2]) for part in EXPLAINED.read_text("utf-8").split("\n\n")[1:]}


def printed(path: Path, mutant: Mutant) -> str:
    """A fault for `survivors.txt`, without its line number, which changes."""
    return f"{path.relative_to(SOURCE)}: {mutant.what}\n  in: {mutant.within}"


def outcome(path: Path, mutant: Mutant | None, tests: list[str]) -> int:
    """How the tests end with a fault: 0 where none fails, below 0 where they had to be stopped."""
    import pytest

    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(LONGEST)
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        name = "kommunuppfoljning." + path.relative_to(SOURCE).with_suffix("").as_posix().replace("/", ".")
        text = path.read_text("utf-8")
        sys.meta_path.insert(0, Faulty(name, path, ast.parse(text) if mutant is None else faulty(text, mutant)))
        try:
            code = int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", "--assert=plain", *tests]))
        except BaseException:  # noqa: BLE001  # a fault that stops everything is noticed
            code = 1
        os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def main() -> int:
    """Make faults, and list those that nobody noticed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("modules", nargs="*", help="rooms or modules; all of vocabulary, formulas and chapters")
    options.add_argument("--sample", type=int, help="so many faults, drawn with the seed")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument(
        "--tests", nargs="+", default=["tests", "src"], help="the tests that have to notice, by default all"
    )
    options.add_argument("--again", action="store_true", help="run the tests without faults anew first")
    options.add_argument("--least", type=float, default=0.9, help="the share that has to be noticed")
    given = options.parse_args()
    if given.again or not (PLACE / "coverage").exists():
        baseline(given.tests)
    reach = Reach()
    made = [(path, mutant) for path in files(given.modules or rooms()) for mutant in mutants(path.read_text("utf-8"))]
    chosen = random.Random(given.seed).sample(made, min(given.sample or len(made), len(made)))  # noqa: S311  # no secret
    for name in LOADED:
        importlib.import_module(name)
    os.environ["HYPOTHESIS_PROFILE"] = "faults"
    os.chdir(ROOT)
    known = explained()
    began = time.monotonic()

    for path in {path for path, _ in chosen[:20]}:  # where tests fail without a fault, they would tell nothing
        tests = reach.quickest(path, reach.lines.get(str(path), {}), FIRST)
        if tests and outcome(path, None, tests) != 0:
            raise SystemExit(f"{path.name}: its tests fail without a fault, run this way")
    jobs = [(path, mutant, reach.tests(path, mutant)) for path, mutant in chosen]
    codes: dict[int, int] = {}
    unsound: set[str] = set()
    for place, code in noticed(jobs, given.tests, unsound.add):
        codes[place] = code
        if len(codes) % 200 == 0:
            print(f"{len(codes)} of {len(jobs)} tried at once, {time.monotonic() - began:.0f} s", flush=True)
    print(f"{len(unsound)} tests do not work at once, and are tried the slow way")
    survivors = still_open = 0
    for place, (path, mutant, tests) in enumerate(jobs):
        code = codes.get(place, ELSEWHERE)
        if code == ELSEWHERE or (code == 0 and "" in reach.lines.get(str(path), {}).get(mutant.line, ())):
            code = 0
            left = tests
        else:
            left = [name for name in tests if name in unsound]
        for some in (left[:FIRST], left[FIRST:]):
            if code == 0 and some:
                code = outcome(path, mutant, some)
        codes[place] = code
        if code == 0:
            survivors += 1
            still_open += printed(path, mutant) not in known
            word = "explained" if printed(path, mutant) in known else "SURVIVED"
            print(f"{word}, line {mutant.line}: {printed(path, mutant)}", flush=True)
    stopped = sum(code < 0 for code in codes.values())
    score = 1 - survivors / len(chosen)
    held = 1 - still_open / len(chosen)
    print(
        f"{len(chosen)} faults of {len(made)}; noticed {score:.1%}, {stopped} of them since the tests never ended; "
        f"noticed or explained {held:.1%}"
    )
    return 0 if held >= given.least else 1


if __name__ == "__main__":
    sys.exit(main())
