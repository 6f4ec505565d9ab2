"""The array world: a body runs once on nodes that note what it does, and the notes are replayed block by block.

A block is small enough that all of its scratch stays in the cache, and the last step of a formula writes straight
into the result: so a formula of many steps costs little more than reading its inputs once.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from kommunuppfoljning.arithmetic.scalars import number
from kommunuppfoljning.arithmetic.words import WORLDS
from kommunuppfoljning.errors import InvalidType, InvalidValue, TooLarge, shown

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kommunuppfoljning.arithmetic.formula import Formula

__all__ = ["BLOCK", "array_of", "evaluate"]

BLOCK = 65_536
"""Elements in a block; arrays no larger run in one."""

FLOAT, WHOLE, CODE, TRUTH = np.dtype(np.float64), np.dtype(np.int64), np.dtype(np.int8), np.dtype(np.bool_)


class Node:
    """A step of a formula: an operation, what it works on, and the type of what it gives."""

    __slots__ = ("args", "dtype", "operation")

    def __init__(self, operation: str, args: "tuple[Any, ...]", dtype: "np.dtype[Any]") -> None:
        self.operation = operation
        self.args = args
        self.dtype = dtype

    def _number(self, operation: str, first: Any, second: Any) -> "Node":
        dtypes = [part.dtype for part in (first, second) if isinstance(part, Node)]
        dtype = CODE if all(dtype in (TRUTH, CODE) for dtype in dtypes) else dtypes[0]
        return Node(operation, (first, second), dtype)

    def __add__(self, other: Any) -> "Node":
        return self._number("add", self, other)

    def __radd__(self, other: Any) -> "Node":
        return self._number("add", other, self)

    def __sub__(self, other: Any) -> "Node":
        return self._number("subtract", self, other)

    def __rsub__(self, other: Any) -> "Node":
        return self._number("subtract", other, self)

    def __mul__(self, other: Any) -> "Node":
        return self._number("multiply", self, other)

    def __rmul__(self, other: Any) -> "Node":
        return self._number("multiply", other, self)

    def __lt__(self, other: Any) -> "Node":
        return Node("less", (self, other), TRUTH)

    def __le__(self, other: Any) -> "Node":
        return Node("less_equal", (self, other), TRUTH)

    def __gt__(self, other: Any) -> "Node":
        return Node("greater", (self, other), TRUTH)

    def __ge__(self, other: Any) -> "Node":
        return Node("greater_equal", (self, other), TRUTH)

    def __eq__(self, other: object) -> "Node":  # type: ignore[override]  # a condition, as in NumPy
        return Node("equal", (self, other), TRUTH)

    def __or__(self, other: Any) -> "Node | bool":
        if isinstance(other, bool):
            return True if other else self
        return Node("logical_or", (self, other), TRUTH)

    def __and__(self, other: Any) -> "Node | bool":
        if isinstance(other, bool):
            return self if other else False
        return Node("logical_and", (self, other), TRUTH)

    __ror__, __rand__ = __or__, __and__

    __hash__ = object.__hash__


class _Arrays:
    """What the words mean for nodes."""

    __slots__ = ()

    def divide(self, numerator: Any, denominator: Any, /) -> Node:
        return Node("divide", (numerator, denominator), FLOAT)

    def size(self, value: Node, /) -> Node:
        return Node("absolute", (value,), value.dtype)

    def least(self, first: Node, second: Node, /) -> Node:
        return Node("minimum", (first, second), first.dtype)

    def where(self, condition: Node, first: Node, second: Node, /) -> Node:
        return Node("where", (condition, first, second), first.dtype)

    def defined(self, condition: Node, value: Node, /) -> Node:
        return Node("defined", (condition, value), FLOAT)


WORLDS[Node] = _Arrays()


def array_of(value: Any, argument: str) -> "NDArray[Any]":
    """An array of numbers as it is, of native kind; refuses what holds no plain numbers, naming `argument`."""
    if isinstance(value, np.ma.MaskedArray):
        raise InvalidType(f"{argument} is a masked array; fill it with NaN first: array.filled(nan)")
    kind = value.dtype.kind
    if kind not in "iuf":
        found = {"b": "Booleans", "O": "objects", "U": "text", "S": "bytes", "c": "complex numbers"}.get(
            kind, f"{value.dtype} values"
        )
        raise InvalidType(f"{argument} must be an array of integers or floats, got an array of {found}")
    return np.asarray(value)


def evaluate(rule: "Formula", arguments: dict[str, Any], out: Any = None) -> Any:
    """Run a formula on arrays, beside plain numbers; missing is NaN, or code 0."""
    constants, inputs, missing = _sorted(rule, arguments)
    shape = _shape(rule, inputs)
    result_type = _result_type(rule, constants, inputs)
    target = _target(rule, out, shape, result_type, inputs)
    if missing:
        target[...] = 0 if rule.members else np.nan
        return target
    for name in rule.limits:
        if name in inputs:
            _check_limit(rule, name, inputs[name])
    program, values = _program(rule, constants, tuple(inputs), WHOLE if result_type is WHOLE else FLOAT)
    with np.errstate(all="ignore"):
        program.run(values, list(inputs.values()), target)
    return target


def _sorted(rule: "Formula", arguments: dict[str, Any]) -> "tuple[dict[str, Any], dict[str, NDArray[Any]], bool]":
    """What stays a number, what is an array, and whether something is missing altogether."""
    constants: dict[str, Any] = {}
    inputs: dict[str, NDArray[Any]] = {}
    missing = False
    for name, value in arguments.items():
        if isinstance(value, np.ndarray):
            array = array_of(value, f"{rule.name}: {name}")
            inputs[name] = _codes(rule, array) if name == "direction" else array
        elif name == "direction":
            constants[name] = rule.direction_code(value)
        else:
            plain = number(value, f"{rule.name}: {name}")
            if type(plain).__name__ == "Decimal":
                raise InvalidType(f"{rule.name}: {name} is a Decimal beside an array; use float, or an array of floats")
            if plain is None:
                missing = missing or name not in rule.optional
            elif name in rule.limits and rule.limits[name].outside(plain):
                raise rule.refuse(name, value)
            constants[name] = plain
    return constants, inputs, missing


def _codes(rule: "Formula", codes: "NDArray[Any]") -> "NDArray[np.int8]":
    if codes.dtype.kind == "f":
        raise InvalidType(f"{rule.name}: direction must be an array of integer codes, got {codes.dtype}")
    allowed = sorted(rule.codes)
    wrong = ~np.isin(codes, allowed)
    if wrong.any():
        raise InvalidValue(
            f"{rule.name}: direction must hold codes out of {', '.join(map(str, allowed))}, "
            f"got {codes[wrong].flat[0]} (first at {_first(wrong)})"
        )
    return codes.astype(np.int8, copy=False)


def _shape(rule: "Formula", inputs: "dict[str, NDArray[Any]]") -> tuple[int, ...]:
    shapes = {array.shape for array in inputs.values()}
    if len(shapes) == 1:
        return shapes.pop()
    try:
        return np.broadcast_shapes(*shapes)
    except ValueError:
        told = ", ".join(f"{name} {array.shape}" for name, array in inputs.items())
        raise InvalidValue(f"{rule.name}: shapes that do not broadcast: {told}") from None


def _result_type(rule: "Formula", constants: dict[str, Any], inputs: "dict[str, NDArray[Any]]") -> "np.dtype[Any]":
    if rule.members:
        return CODE
    whole = (
        rule.keeps_whole
        and all(array.dtype.kind in "iu" for array in inputs.values())
        and all(type(value) is int for value in constants.values())
    )
    if not whole:
        return FLOAT
    low, high = np.iinfo(WHOLE).min, np.iinfo(WHOLE).max
    for name, value in constants.items():
        if not low <= value <= high:
            raise TooLarge(f"{rule.name}: {name} does not fit in int64: {shown(value)}")
    for name, array in inputs.items():
        if array.dtype == np.uint64 and array.size and int(array.max()) > high:
            raise TooLarge(f"{rule.name}: {name} does not fit in int64: {int(array.max())}")
    return WHOLE


def _target(
    rule: "Formula", out: Any, shape: tuple[int, ...], dtype: "np.dtype[Any]", inputs: "dict[str, NDArray[Any]]"
) -> "NDArray[Any]":
    """Where the result goes: a new array, or `out` when it may be written."""
    if out is None:
        return np.empty(shape, dtype)
    if rule.members:
        raise InvalidType(f"{rule.name}: gives codes, and takes no out=")
    if not isinstance(out, np.ndarray) or out.dtype != FLOAT or not out.dtype.isnative:
        raise InvalidType(f"{rule.name}: out= must be a float64 array, got {shown(out)}")
    if dtype is WHOLE:
        raise InvalidType(f"{rule.name}: whole numbers give int64, and out= is float64; leave it out")
    if out.shape != shape:
        raise InvalidValue(f"{rule.name}: out= must have the shape {shape} of the result, got {out.shape}")
    if not out.flags.writeable:
        raise InvalidValue(f"{rule.name}: out= must be writable, got a read-only array")
    for name, array in inputs.items():
        if np.shares_memory(out, array):
            raise InvalidValue(f"{rule.name}: out= shares memory with {name}; give an array of its own")
    return out


def _check_limit(rule: "Formula", name: str, array: "NDArray[Any]") -> None:
    with np.errstate(invalid="ignore"):
        wrong = np.asarray(rule.limits[name].outside(array)) & np.isfinite(array)
    if wrong.any():
        raise InvalidValue(
            f"{rule.name}: {name} must be {rule.limits[name].words}, "
            f"got {array[wrong].flat[0]} (first at {_first(wrong)})"
        )


def _first(wrong: "NDArray[np.bool_]") -> str:
    place = np.unravel_index(int(np.argmax(wrong)), wrong.shape)
    return f"index {', '.join(str(int(part)) for part in place)}" if place else "the only value"


def _rows(inputs: "list[NDArray[Any]]", target: "NDArray[Any]") -> "tuple[list[NDArray[Any]], NDArray[Any], int]":
    """Inputs and target of one shape, flat where that needs no copy, and how many of their rows make a block."""
    if any(array.shape != target.shape for array in inputs):
        inputs = [np.broadcast_to(array, target.shape) for array in inputs]
    elif target.ndim > 1 and all(array.flags.c_contiguous for array in (*inputs, target)):
        inputs, target = [array.reshape(-1) for array in inputs], target.reshape(-1)
    rows = 0 if target.size <= BLOCK else max(1, BLOCK * target.shape[0] // target.size)
    return inputs, target, rows


# One step: what it calls, the slot that its result goes to, and the slots that it reads.
_Step = tuple[Callable[..., Any], int, tuple[int, ...]]


class _Program:
    """The steps of a formula in order. Slots hold the inputs, then the target, the numbers given, and scratch."""

    __slots__ = ("inputs", "kinds", "steps", "values")

    def __init__(self, steps: list[_Step], values: list[Any], kinds: "list[np.dtype[Any] | None]", inputs: int) -> None:
        self.steps = steps
        self.values = values
        self.kinds = kinds
        self.inputs = inputs

    def run(self, values: list[Any], inputs: "list[NDArray[Any]]", target: "NDArray[Any]") -> None:
        """Work the formula out into `target`, a block at a time over the same scratch."""
        inputs, target, rows = _rows(inputs, target)
        if not rows:
            self._block(values, inputs, target, self._scratch(target.shape))
            return
        scratch = self._scratch((rows, *target.shape[1:]))
        for start in range(0, target.shape[0], rows):
            piece = target[start : start + rows]
            if len(piece) < rows:
                scratch = [(slot, array[: len(piece)]) for slot, array in scratch]
            self._block(values, [array[start : start + rows] for array in inputs], piece, scratch)

    def _scratch(self, shape: tuple[int, ...]) -> "list[tuple[int, NDArray[Any]]]":
        return [(slot, np.empty(shape, kind)) for slot, kind in enumerate(self.kinds) if kind is not None]

    def _block(
        self,
        values: list[Any],
        inputs: "list[NDArray[Any]]",
        target: "NDArray[Any]",
        scratch: "list[tuple[int, NDArray[Any]]]",
    ) -> None:
        slots = values.copy()
        slots[: self.inputs] = inputs
        slots[self.inputs] = target
        for slot, array in scratch:
            slots[slot] = array
        for call, goal, reads in self.steps:
            replaced = call(slots[goal], *[slots[slot] for slot in reads])
            if replaced is not None:
                slots[goal] = replaced


_PROGRAMS: dict[Any, _Program] = {}


def _program(
    rule: "Formula", constants: dict[str, Any], inputs: tuple[str, ...], work: "np.dtype[Any]"
) -> tuple[_Program, list[Any]]:
    """The program for these arguments, kept for the next call alike, and the values of its slots."""
    given = {name: value for name, value in constants.items() if name != "direction" and value is not None}
    key = (rule.name, inputs, work, constants.get("direction"), *given)
    program = _PROGRAMS.get(key)
    if program is None:
        program = _PROGRAMS[key] = _compiled(rule, constants, inputs, tuple(given), work)
    values = program.values.copy()
    for place, value in enumerate(given.values(), start=len(inputs) + 1):
        values[place] = value if work is WHOLE else _float(value)
    return program, values


def _float(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:
        return float("nan")


def _compiled(
    rule: "Formula", constants: dict[str, Any], inputs: tuple[str, ...], given: tuple[str, ...], work: "np.dtype[Any]"
) -> _Program:
    leaves = {name: Node("input", (), CODE if name == "direction" else work) for name in (*inputs, *given)}
    arguments: dict[str, Any] = {**constants, **leaves}
    result = rule.body(**arguments)
    compiler = _Compiler(inputs, given, leaves)
    compiler.clean(inputs, work)
    compiler.write(result, rule)
    return _Program(compiler.steps, compiler.values, compiler.kinds, len(inputs))


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

    def clean(self, inputs: tuple[str, ...], work: "np.dtype[Any]") -> None:
        """Bring each input to the working type, an infinity to NaN; a block that is fit already stands as it is."""
        for name in inputs:
            if name == "direction":
                continue
            slot = self.slots[id(self.leaves[name])]
            scratch = self._scratch(work)
            self.kept.add(scratch)
            self.steps.append((_whole if work is WHOLE else _finite, scratch, (slot,)))
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
        reads = tuple(self._visit(part, None) for part in node.args)
        for part, slot in zip(node.args, reads, strict=True):
            self._release(part, slot)
        overlaps = node.operation in ("where", "defined", "divide")  # they write before they have read it all
        held = set(reads) if overlaps else set()
        slot = target if target is not None else self._scratch(node.dtype, held)
        self.steps.append((_step(node), slot, reads))
        self.slots[id(node)] = slot
        return slot

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
    np.copyto(out, second)
    np.copyto(out, first, where=condition)


def _defined(out: Any, condition: Any, value: Any) -> None:
    np.copyto(out, value)
    np.copyto(out, np.nan, where=np.logical_not(condition))


def _finite(out: "NDArray[Any]", values: "NDArray[Any]") -> "NDArray[Any] | None":
    if values.dtype is FLOAT and not np.isinf(values).any():
        return values
    np.copyto(out, values, casting="unsafe")
    _no_infinity(out)
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
    np.copyto(out, codes)
    for value in values:
        np.multiply(out, np.isfinite(value), out=out)


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
