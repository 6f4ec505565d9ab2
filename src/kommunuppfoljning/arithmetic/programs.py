"""Programs (*räkneprogram*): the steps of a formula over NumPy arrays, replayed block by block over the same scratch.

A block is small enough that all of its scratch stays in the cache, and the last step of a formula writes straight
into the result: so a formula of many steps costs little more than reading its inputs once.
"""

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from kommunuppfoljning.arithmetic.nodes import CODE, FLOAT, WHOLE, Node, tells
from kommunuppfoljning.errors import InvalidValue, TooLarge, shown

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kommunuppfoljning.arithmetic.formula import Formula

__all__ = ["BLOCK", "Job", "Program", "float_of", "program_of", "run", "shared"]

BLOCK = 131_072
"""Elements in a block; arrays no larger run in one."""
THREADED = 1 << 20
"""Elements from which on two threads were measured to win."""
MOST_THREADS = 64


def _flat(inputs: "list[NDArray[Any]]", target: "NDArray[Any]") -> "tuple[list[NDArray[Any]], NDArray[Any]]":
    """Inputs and target of one shape, flat where that needs no copy."""
    if any(array.shape != target.shape for array in inputs):
        return [np.broadcast_to(array, target.shape) for array in inputs], target
    if target.ndim > 1 and all(array.flags.c_contiguous for array in (*inputs, target)):
        return [array.reshape(-1) for array in inputs], target.reshape(-1)
    return inputs, target


def threads() -> int:
    """How many threads share a large array: two where the machine has them, or as the user says."""
    said = os.environ.get("KOMMUNUPPFOLJNING_THREADS", "")
    if not said:
        return min(2, os.cpu_count() or 1)
    if said.isascii() and said.isdecimal() and 1 <= int(said) <= MOST_THREADS:
        return int(said)
    raise InvalidValue(f"KOMMUNUPPFOLJNING_THREADS must be a number from 1 to {MOST_THREADS}, got {shown(said)}")


def shared(part: Callable[[int, int], None], length: int, rows: int, size: int) -> None:
    """Work `length` rows out, in blocks of `rows`; where there are many elements, each thread takes a part of them."""
    workers = threads() if size >= THREADED else 1
    share = -(-length // (rows * workers)) * rows
    parts = [(start, min(start + share, length)) for start in range(0, length, share)]
    if len(parts) == 1:
        part(*parts[0])
        return
    from concurrent.futures import ThreadPoolExecutor

    def quietly(start: int, stop: int) -> None:
        with np.errstate(all="ignore"):  # before NumPy 2, what the caller says of infinities is not known in a thread
            part(start, stop)

    with ThreadPoolExecutor(len(parts)) as pool:
        running = [pool.submit(quietly, start, stop) for start, stop in parts]
    for done in running:
        done.result()


# One step: what it calls, the slot that its result goes to, and the slots that it reads.
_Step = tuple[Callable[..., Any], int, tuple[int, ...]]


class Program:
    """The steps of a formula in order. Slots hold the inputs, then the target, the numbers given, and scratch."""

    __slots__ = ("inputs", "kinds", "steps", "values")

    def __init__(self, steps: list[_Step], values: list[Any], kinds: "list[np.dtype[Any] | None]", inputs: int) -> None:
        self.steps: list[_Step] = steps
        self.values: list[Any] = values
        self.kinds: list[np.dtype[Any] | None] = kinds
        self.inputs: int = inputs

    def scratch(self, shape: tuple[int, ...]) -> "list[tuple[int, NDArray[Any]]]":
        """An array for each slot that needs one."""
        return [(slot, np.empty(shape, kind)) for slot, kind in enumerate(self.kinds) if kind is not None]

    def block(
        self,
        values: list[Any],
        inputs: "list[NDArray[Any]]",
        target: "NDArray[Any]",
        scratch: "list[tuple[int, NDArray[Any]]]",
    ) -> None:
        """Work one block out into `target`."""
        slots = values.copy()
        slots[: self.inputs] = inputs
        slots[self.inputs] = target
        for slot, array in scratch:
            slots[slot] = array
        for call, goal, reads in self.steps:
            replaced = call(slots[goal], *[slots[slot] for slot in reads])
            if replaced is not None:
                slots[goal] = replaced


class Job:
    """A program with what it runs on."""

    __slots__ = ("inputs", "program", "result", "target", "values")

    def __init__(
        self, program: Program, values: list[Any], inputs: "list[NDArray[Any]]", target: "NDArray[Any]"
    ) -> None:
        self.program: Program = program
        self.values: list[Any] = values
        self.result: NDArray[Any] = target
        self.inputs: list[NDArray[Any]]
        self.target: NDArray[Any]
        self.inputs, self.target = _flat(inputs, target)

    def blocks(self, rows: int, start: int, stop: int) -> Iterator[None]:
        """Work a part of the rows out, so many at a time, over the same scratch."""
        scratch = self.program.scratch((min(rows, stop - start), *self.target.shape[1:]))
        for first in range(start, stop, rows):
            block = slice(first, min(first + rows, stop))
            piece = self.target[block]
            if len(piece) < rows:
                scratch = [(slot, array[: len(piece)]) for slot, array in scratch]
            self.program.block(self.values, [array[block] for array in self.inputs], piece, scratch)
            yield


def run(jobs: list[Job]) -> None:
    """Work jobs of one shape out, a block at a time: what they share is read once, while it is in the cache."""
    target = jobs[0].target
    if target.size <= BLOCK:
        for job in jobs:
            job.program.block(job.values, job.inputs, job.target, job.program.scratch(job.target.shape))
        return
    length = target.shape[0]
    rows = max(1, BLOCK * length // target.size)

    def part(start: int, stop: int) -> None:
        for _ in zip(*(job.blocks(rows, start, stop) for job in jobs), strict=True):
            pass

    shared(part, length, rows, target.size)


_PROGRAMS: dict[Any, Program] = {}


def program_of(
    rule: "Formula", constants: dict[str, Any], inputs: tuple[str, ...], work: "np.dtype[Any]"
) -> tuple[Program, list[Any]]:
    """The program for these arguments, kept for the next call alike, and the values of its slots."""
    given = {name: value for name, value in constants.items() if name != "direction" and value is not None}
    if rule.members:  # a tolerance of 0, the usual one, changes no comparison: it is left out of the program
        given = {name: value for name, value in given.items() if value != 0}
    key = (rule.name, inputs, work, constants.get("direction"), *given, None, *(constants.keys() - given.keys()))
    program = _PROGRAMS.get(key)
    if program is None:
        program = _PROGRAMS[key] = _compiled(rule, constants, inputs, tuple(given), work)
    values = program.values.copy()
    for place, value in enumerate(given.values(), start=len(inputs) + 1):
        values[place] = value if work is WHOLE else float_of(value)
    return program, values


def float_of(value: Any) -> float:
    """A number as a float: NaN where it is missing, or too large."""
    if value is None:
        return float("nan")
    try:
        return float(value)
    except OverflowError:
        return float("nan")


def _compiled(
    rule: "Formula", constants: dict[str, Any], inputs: tuple[str, ...], given: tuple[str, ...], work: "np.dtype[Any]"
) -> Program:
    leaves = {name: Node("input", (), CODE if name == "direction" else work) for name in (*inputs, *given)}
    arguments: dict[str, Any] = {**constants, **leaves}
    result = rule.body(**arguments)
    compiler = _Compiler(inputs, given, leaves)
    told = inputs if rule.members else {name for name, leaf in leaves.items() if id(leaf) in tells(result)}
    compiler.clean(inputs, work, frozenset(told))
    compiler.write(result, rule)
    return Program(compiler.steps, compiler.values, compiler.kinds, len(inputs))


class _Compiler:
    """Turns the nodes of a formula into steps over as few scratch arrays as will do."""

    def __init__(self, inputs: tuple[str, ...], given: tuple[str, ...], leaves: dict[str, Node]) -> None:
        count = len(inputs) + 1 + len(given)
        self.steps: list[_Step] = []
        self.values: list[Any] = [None] * count
        self.kinds: list[np.dtype[Any] | None] = [None] * count
        self.slots: dict[int, int] = {}
        self.uses: dict[int, int] = {}
        self.free: dict[Any, list[int]] = {}
        self.target = len(inputs)
        for place, name in enumerate(inputs):
            self.slots[id(leaves[name])] = place
        for place, name in enumerate(given, start=len(inputs) + 1):
            self.slots[id(leaves[name])] = place
        self.leaves = leaves
        self.kept = set(self.slots.values()) | {self.target}

    def clean(self, inputs: tuple[str, ...], work: "np.dtype[Any]", told: frozenset[str]) -> None:
        """Bring each input to the working type, an infinity to NaN; a block that is fit already stands as it is.

        The infinities of what is `told` by the result may stand: they are looked for there.
        """
        for name in inputs:
            if name == "direction":
                continue
            slot = self.slots[id(self.leaves[name])]
            scratch = self._scratch(work)
            self.kept.add(scratch)
            prepare = _whole if work is WHOLE else _floats if name in told else _finite
            self.steps.append((prepare, scratch, (slot,)))
            self.slots[id(self.leaves[name])] = scratch

    def write(self, result: Any, rule: "Formula") -> None:
        """The steps of the result, the last of them into the target."""
        self._count(result)
        if rule.members:
            codes = self._visit(result, None)
            present = [self.slots[id(node)] for name, node in self.leaves.items() if name != "direction"]
            self.steps.append((_codes_where_present, self.target, (codes, *present)))
            return
        slot = self._visit(result, self.target)
        if slot != self.target:
            self.steps.append((np.copyto, self.target, (slot,)))
        if result.dtype is FLOAT:
            self.steps.append((_no_infinity, self.target, ()))

    def _count(self, node: Any) -> None:
        if isinstance(node, Node):
            self.uses[id(node)] = self.uses.get(id(node), 0) + 1
            if self.uses[id(node)] == 1:
                for part in node.args:
                    self._count(part)

    def _visit(self, node: Any, target: int | None) -> int:
        """The slot that holds the node's value, worked out on the first visit."""
        if not isinstance(node, Node):
            self.values.append(node)
            self.kinds.append(None)
            self.kept.add(len(self.values) - 1)
            return len(self.values) - 1
        if id(node) in self.slots:
            return self.slots[id(node)]
        if node.operation == "defined" and target is not None and self._alone(node.args[1]):
            where = self._visit(node.args[0], None)
            self._visit(node.args[1], target)
            self.steps.append((_masked, target, (where,)))
            return target
        reads = tuple(self._visit(part, None) for part in node.args)
        for part, slot in zip(node.args, reads, strict=True):
            self._release(part, slot)
        overlaps = node.operation in ("where", "defined", "divide")  # they write before they have read it all
        held = set(reads) if overlaps else set()
        slot = target if target is not None else self._scratch(node.dtype, held)
        # what the result itself is divided by need not be looked at: infinities in it become NaN in the end
        step = _ufunc(np.divide) if target is not None and node.operation == "divide" else _step(node)
        self.steps.append((step, slot, reads))
        self.slots[id(node)] = slot
        return slot

    def _alone(self, node: Any) -> bool:
        """Whether it is worked out for one step alone, so that it may stand in the target."""
        return isinstance(node, Node) and node.operation != "input" and self.uses[id(node)] == 1

    def _release(self, part: Any, slot: int) -> None:
        if isinstance(part, Node):
            self.uses[id(part)] -= 1
            kind = self.kinds[slot]
            if self.uses[id(part)] == 0 and slot not in self.kept and kind is not None:
                self.free.setdefault(kind, []).append(slot)

    def _scratch(self, kind: "np.dtype[Any]", held: set[int] | None = None) -> int:
        for place, slot in enumerate(self.free.get(kind, [])):
            if slot not in (held or ()):
                return self.free[kind].pop(place)
        self.values.append(None)
        self.kinds.append(kind)
        return len(self.values) - 1


def _ufunc(function: Any) -> Callable[..., Any]:
    def step(out: Any, *parts: Any) -> None:
        function(*parts, out=out)

    return step


def _code(function: Any) -> Callable[..., Any]:
    def step(out: Any, *parts: Any) -> None:
        function(*(part.view(CODE) if isinstance(part, np.ndarray) else part for part in parts), out=out)

    return step


def _divide(out: Any, numerator: Any, denominator: Any) -> None:
    np.divide(numerator, denominator, out=out)
    zero = np.equal(denominator, 0)
    if np.any(zero):
        np.copyto(out, np.nan, where=zero)


def _where(out: Any, condition: Any, first: Any, second: Any) -> None:
    """One of two, bit by bit: where conditions follow no pattern, that is four times as fast as a masked copy."""
    bits = WHOLE if out.dtype.itemsize == WHOLE.itemsize else CODE
    chosen, one, other = (np.asarray(part, out.dtype).view(bits) for part in (out, first, second))
    np.bitwise_xor(one, other, out=chosen)
    np.bitwise_and(chosen, np.negative(condition.view(CODE), dtype=bits), out=chosen)
    np.bitwise_xor(chosen, other, out=chosen)


def _defined(out: Any, condition: Any, value: Any) -> None:
    np.copyto(out, value)
    _masked(out, condition)


def _masked(out: Any, condition: Any) -> None:
    np.copyto(out, np.nan, where=np.logical_not(condition))


def _finite(out: "NDArray[Any]", values: "NDArray[Any]") -> "NDArray[Any] | None":
    if values.dtype is FLOAT and not np.isinf(values).any():
        return values
    np.copyto(out, values, casting="unsafe")
    _no_infinity(out)
    return None


def _floats(out: "NDArray[Any]", values: "NDArray[Any]") -> "NDArray[Any] | None":
    if values.dtype is FLOAT:
        return values
    np.copyto(out, values, casting="unsafe")
    return None


def _whole(out: "NDArray[Any]", values: "NDArray[Any]") -> "NDArray[Any] | None":
    if values.dtype is WHOLE:
        return values
    np.copyto(out, values, casting="unsafe")
    return None


def _no_infinity(out: "NDArray[Any]") -> None:
    infinite = np.isinf(out)
    if infinite.any():
        np.copyto(out, np.nan, where=infinite)


def _codes_where_present(out: Any, codes: Any, *values: Any) -> None:
    present = np.asarray(np.isfinite(values[0]))
    for value in values[1:]:
        np.logical_and(present, np.isfinite(value), out=present)
    np.multiply(codes, present.view(CODE), out=out)


def _exact_add(out: Any, first: Any, second: Any) -> None:
    np.add(first, second, out=out)
    if np.any((first ^ out) & (second ^ out) < 0):
        raise TooLarge("a sum does not fit in int64; use float64 arrays or Python integers")


def _exact_subtract(out: Any, first: Any, second: Any) -> None:
    np.subtract(first, second, out=out)
    if np.any((first ^ second) & (first ^ out) < 0):
        raise TooLarge("a difference does not fit in int64; use float64 arrays or Python integers")


_EXACT: dict[str, Callable[..., Any]] = {"add": _exact_add, "subtract": _exact_subtract}
_SPECIAL: dict[str, Callable[..., Any]] = {"divide": _divide, "where": _where, "defined": _defined}


def _step(node: Node) -> Callable[..., Any]:
    """What works a node out."""
    if node.operation in _SPECIAL:
        return _SPECIAL[node.operation]
    if node.dtype is WHOLE and node.operation in _EXACT:
        return _EXACT[node.operation]
    return (_code if node.dtype is CODE else _ufunc)(getattr(np, node.operation))
