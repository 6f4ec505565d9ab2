"""Faults put into functions that are already loaded: quick, and enough to be noticed.

Everything is loaded and every test collected once, in a process of its own. Each fault gets a fork of it, where the
function's code is exchanged for that with the fault and its tests run. What a module works out while it is loaded stays
without the fault: where a fault reaches that, one that is not noticed here has to be tried the slow way. A test that
fails or hangs in such a fork without any fault (Polars does not work in one) would notice all that it reaches: it is
named, and has to be tried the slow way too.
"""

import ast
import gc
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

from tests.mutation.mutants import Mutant, faulty

LONGEST, SOUND = 150, 15
"""Seconds that the tests of a fault may take, and one test without a fault."""
ELSEWHERE = 3
"""How a job ends whose fault is in no function that is alive."""
Job = tuple[Path, Mutant, Sequence[str]]


def codes(code: CodeType) -> Iterator[CodeType]:
    """A code object, and those within it."""
    yield code
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from codes(one)


def exchanged(path: Path, tree: ast.Module) -> int:
    """Give the functions of a module that are alive the code of a tree; how many that changed."""
    new = {(one.co_qualname, one.co_firstlineno): one for one in codes(compile(tree, str(path), "exec"))}
    changed = 0
    for function in gc.get_objects():
        if type(function) is FunctionType and function.__code__.co_filename == str(path):
            old = function.__code__
            code = new.get((old.co_qualname, old.co_firstlineno))
            if code is not None and code != old and code.co_freevars == old.co_freevars:
                function.__code__ = code
                changed += 1
    return changed


class Loop:
    """A plugin of pytest that runs jobs in place of the tests, and writes which of them were noticed."""

    def __init__(self, jobs: Sequence[Job], told: int) -> None:
        self.jobs, self.told, self.in_job = jobs, told, False

    def pytest_runtestloop(self, session: Any) -> bool:
        """Each job in a fork."""
        items: dict[str, list[Any]] = {}
        for item in session.items:
            items.setdefault(item.nodeid.partition("[")[0], []).append(item)
        gc.freeze()  # a fork would copy what a collection touches
        for name in dict.fromkeys(name for *_, names in self.jobs for name in names):
            if self._ended(items.get(name, []), SOUND) != 0:
                del items[name]
                os.write(self.told, f"unsound {name}\n".encode())
        for place, (path, mutant, names) in enumerate(self.jobs):
            chosen = [item for name in names for item in items.get(name, ())]
            os.write(self.told, f"{place} {self._ended(chosen, LONGEST, (path, mutant))}\n".encode())
        return True

    def _ended(self, chosen: Sequence[Any], longest: int, fault: tuple[Path, Mutant] | None = None) -> int:
        """How some tests end in a fork, with a fault or without."""
        child = os.fork()
        if child == 0:
            self.in_job = True
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.alarm(longest)
            gc.unfreeze()
            if fault is not None:
                path, mutant = fault
                if not exchanged(path, faulty(path.read_text("utf-8"), mutant)):
                    os._exit(ELSEWHERE)
            for item, following in zip(chosen, [*chosen[1:], None], strict=True):
                item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        return os.waitstatus_to_exitcode(status)

    def pytest_runtest_logreport(self, report: Any) -> None:
        """The first test that fails is enough."""
        if self.in_job and report.failed:
            os._exit(1)


def noticed(jobs: Sequence[Job], tests: Sequence[str], unsound: Callable[[str], None]) -> Iterator[tuple[int, int]]:
    """The place of each job, and how it ended: 1 noticed, 0 not, below 0 stopped, or `ELSEWHERE`.

    `unsound` is called with each test that fails or hangs without a fault, and is left out.
    """
    import pytest

    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        plugins = ["no:cacheprovider", "no:xdist", "no:cov"]
        options = [part for name in plugins for part in ("-p", name)]
        pytest.main(["-q", "--assert=plain", *options, *tests], plugins=[Loop(jobs, write)])
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as lines:
        for line in lines:
            place, code = line.split(maxsplit=1)
            if place == "unsound":
                unsound(code.strip())
            else:
                yield int(place), int(code)
    os.waitpid(child, 0)
