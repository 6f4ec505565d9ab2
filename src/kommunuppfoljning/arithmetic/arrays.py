"""The array world: a body runs once on nodes that note what it does, and the notes are replayed block by block."""

import sys
from typing import TYPE_CHECKING, Any

import numpy as np

from kommunuppfoljning.arithmetic.nodes import CODE, FLOAT, WHOLE
from kommunuppfoljning.arithmetic.programs import Job, program_of, run
from kommunuppfoljning.arithmetic.scalars import number
from kommunuppfoljning.errors import InvalidType, InvalidValue, TooLarge, shown

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kommunuppfoljning.arithmetic.formula import Formula

__all__ = ["LARGEST", "array_of", "check_whole", "evaluate", "together"]

LARGEST = 2**63 - 1
"""The largest of `int64`."""


def array_of(value: Any, argument: str) -> "NDArray[Any]":
    """An array of numbers as it is, of native kind; refuses what holds no plain numbers, naming `argument`."""
    if _is_masked(value):
        raise InvalidType(f"{argument} is a masked array; fill it with NaN first: array.filled(nan)")
    kind = value.dtype.kind
    if kind not in "iuf":
        found = {"b": "Booleans", "O": "objects", "U": "text", "S": "bytes", "c": "complex numbers"}.get(
            kind, f"{value.dtype} values"
        )
        raise InvalidType(f"{argument} must be an array of integers or floats, got an array of {found}")
    return np.asarray(value)


def check_whole(array: "NDArray[Any]", argument: str) -> None:
    """Refuse whole numbers that `int64` cannot hold, naming `argument`."""
    if array.dtype == np.uint64 and array.size and int(array.max()) > LARGEST:
        raise TooLarge(f"{argument} must fit in int64, got {int(array.max())}")


def _is_masked(value: Any) -> bool:
    """Whether it is a masked array; nobody has one before `numpy.ma` is imported, which is slow."""
    masked = sys.modules.get("numpy.ma")
    return masked is not None and isinstance(value, masked.MaskedArray)


def evaluate(rule: "Formula", arguments: dict[str, Any], out: Any = None) -> Any:
    """Run a formula on arrays, beside plain numbers; missing is NaN, or code 0."""
    return together([rule], arguments, out)[0]


def together(rules: "list[Formula]", arguments: dict[str, Any], out: Any = None) -> list[Any]:
    """Run formulas on the same arrays, which are read once."""
    worked = [_job(rule, arguments, out) for rule in rules]
    jobs = [job for job in worked if isinstance(job, Job)]
    with np.errstate(all="ignore"):
        try:
            if jobs:
                run(jobs)
        except TooLarge as error:
            raise TooLarge(f"{rules[0].name}: {error} ({', '.join(arguments)})") from None
    return [job.result if isinstance(job, Job) else job for job in worked]


def _job(rule: "Formula", arguments: dict[str, Any], out: Any) -> "Job | NDArray[Any]":
    """What is to be worked out, or the result where it is missing altogether."""
    constants, inputs, missing = _sorted(rule, arguments)
    shape = _shape(rule, inputs)
    result_type = _result_type(rule, constants, inputs)
    target = _target(rule, out, shape, result_type, arguments)
    for name in rule.limits:
        if name in inputs:
            _check_limit(rule, name, inputs[name])
    if missing:
        target[...] = 0 if rule.members else np.nan
        return target
    program, values = program_of(rule, constants, tuple(inputs), WHOLE if result_type is WHOLE else FLOAT)
    return Job(program, values, list(inputs.values()), target)


def _sorted(rule: "Formula", arguments: dict[str, Any]) -> "tuple[dict[str, Any], dict[str, NDArray[Any]], bool]":
    """What stays a number, what is an array, and whether something is missing altogether."""
    constants: dict[str, Any] = {}
    inputs: dict[str, NDArray[Any]] = {}
    missing = False
    for name, value in arguments.items():
        if isinstance(value, np.ndarray):
            fits = type(value) is np.ndarray and value.dtype.kind in "iuf"  # what it is nearly always, at no cost
            array = value if fits else array_of(value, f"{rule.name}: {name}")
            if name in rule.missing_as and array.dtype.kind == "f":
                array = np.where(np.isfinite(array), array, rule.missing_as[name])
            inputs[name] = _codes(rule, array) if name == "direction" else array
        elif name == "direction":
            constants[name] = rule.direction_code(value)
        else:
            plain = number(value, f"{rule.name}: {name}")
            plain = rule.missing_as.get(name) if plain is None else plain
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
    within = not codes.size or (codes.min() >= -1 and codes.max() <= 1)
    if not within or (0 not in rule.codes and np.count_nonzero(codes) < codes.size):
        wrong = ~np.isin(codes, list(rule.codes))
        raise InvalidValue(
            f"{rule.name}: direction must hold codes out of {', '.join(map(str, sorted(rule.codes)))}, "
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
    for name, value in constants.items():
        if not -LARGEST - 1 <= value <= LARGEST:
            raise TooLarge(f"{rule.name}: {name} must fit in int64, got {shown(value)}")
    for name, array in inputs.items():
        check_whole(array, f"{rule.name}: {name}")
    return WHOLE


def _target(
    rule: "Formula", out: Any, shape: tuple[int, ...], dtype: "np.dtype[Any]", arguments: dict[str, Any]
) -> "NDArray[Any]":
    """Where the result goes: a new array, or `out` when it may be written."""
    if out is None:
        return np.empty(shape, dtype)
    if rule.members:
        raise InvalidType(f"{rule.name}: gives codes, and takes no out=")
    if not isinstance(out, np.ndarray) or _is_masked(out) or out.dtype != FLOAT or not out.dtype.isnative:
        raise InvalidType(f"{rule.name}: out= must be a float64 array, got {shown(out)}")
    if dtype is WHOLE:
        raise InvalidType(f"{rule.name}: whole numbers give int64, and out= is float64; leave it out")
    if out.shape != shape:
        raise InvalidValue(f"{rule.name}: out= must have the shape {shape} of the result, got {out.shape}")
    if not out.flags.writeable:
        raise InvalidValue(f"{rule.name}: out= must be writable, got a read-only array")
    for name, array in arguments.items():
        if isinstance(array, np.ndarray) and np.shares_memory(out, array):
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
