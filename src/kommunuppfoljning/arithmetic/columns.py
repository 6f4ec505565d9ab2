"""The frame world: a formula's notes become one Narwhals expression, so that pandas, Polars and lazy engines run it.

An expression stays lazy and cannot raise: what is refused elsewhere gives null there. Eager columns come back in kind;
those of pandas run through the array kernel, which is faster there.
"""

from functools import reduce
from math import isnan
from operator import and_
from typing import TYPE_CHECKING, Any

import numpy as np

from kommunuppfoljning.arithmetic import arrays
from kommunuppfoljning.arithmetic.nodes import CODE, FLOAT, Node, tells
from kommunuppfoljning.arithmetic.programs import float_of
from kommunuppfoljning.arithmetic.scalars import number
from kommunuppfoljning.errors import InvalidType, InvalidValue, MissingExtra

try:
    import narwhals as nw
except ImportError as _error:
    raise MissingExtra.of("frames", "a formula on a column") from _error

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from kommunuppfoljning.arithmetic.formula import Formula

__all__ = ["evaluate", "floats_of", "is_column", "together"]

_OPERATORS = {
    "add": "__add__",
    "subtract": "__sub__",
    "multiply": "__mul__",
    "less": "__lt__",
    "less_equal": "__le__",
    "greater": "__gt__",
    "greater_equal": "__ge__",
    "equal": "__eq__",
    "logical_or": "__or__",
    "logical_and": "__and__",
}


def is_column(value: Any) -> bool:
    """Whether it is a column of a data frame, or an expression for one."""
    home, name = type(value).__module__.partition(".")[0], type(value).__name__
    return (home in ("narwhals", "pandas", "polars") and name in ("Series", "Expr")) or (
        home == "pyarrow" and name.endswith("Array")
    )


def evaluate(rule: "Formula", arguments: dict[str, Any]) -> Any:
    """Run a formula on columns, beside plain numbers."""
    return together([rule], arguments)[0]


def together(rules: "list[Formula]", arguments: dict[str, Any]) -> list[Any]:
    """Run formulas on the same columns, which are read once."""
    rule = rules[0]
    columns = {name: value for name, value in arguments.items() if is_column(value)}
    constants = _constants(rule, {name: value for name, value in arguments.items() if name not in columns})
    for name, value in columns.items():
        if type(value).__name__ == "Expr" and type(value).__module__.startswith("polars"):
            raise InvalidType(f"{rule.name}: {name} is a native Polars expression; give narwhals.col(...) instead")
    if all(isinstance(value, nw.Expr) for value in columns.values()):
        return [_expression(each, constants, columns) for each in rules]
    if any(isinstance(value, nw.Expr) for value in columns.values()):
        raise InvalidType(f"{rule.name}: expressions and columns do not go together; make them all one or the other")
    return _eager(rules, constants, columns)


def _constants(rule: "Formula", arguments: dict[str, Any]) -> dict[str, Any]:
    constants: dict[str, Any] = {}
    for name, value in arguments.items():
        if isinstance(value, np.ndarray):
            raise InvalidType(f"{rule.name}: {name} is an array beside a column; make it a column too")
        if name == "direction":
            constants[name] = rule.direction_code(value)
            continue
        plain = number(value, f"{rule.name}: {name}")
        plain = rule.missing_as.get(name) if plain is None else plain
        if plain is not None and name in rule.limits and rule.limits[name].outside(plain):
            raise rule.refuse(name, value)
        constants[name] = plain if plain is None and name in rule.optional else float_of(plain)
    return constants


def _expression(rule: "Formula", constants: dict[str, Any], columns: dict[str, Any]) -> nw.Expr:
    """The formula as one expression."""
    given = {name: value for name, value in constants.items() if name != "direction" and value is not None}
    if rule.members:  # a tolerance of 0, the usual one, changes no comparison
        constants = {**constants, **{name: 0 for name, value in given.items() if value == 0}}
        given = {name: value for name, value in given.items() if value != 0}
    leaves = {name: Node("input", (), CODE if name == "direction" else FLOAT) for name in (*columns, *given)}
    figures = {name: _figures(rule, name, column) for name, column in columns.items()}
    lit = {name: nw.lit(value, nw.Float64) for name, value in given.items()}
    answer = rule.body(**{**constants, **leaves})
    written = {id(leaves[name]): value for name, value in (*figures.items(), *lit.items())}
    result = _written(answer, written, last=not rule.members)
    missing = any(map(isnan, given.values()))
    if rule.members:
        fits = _all(_fits(rule, name, column) for name, column in figures.items())
        codes = nw.when(fits).then(result.cast(nw.Int8)).otherwise(nw.lit(0, nw.Int8))
        return nw.lit(0, nw.Int8) if missing else codes.cast(nw.Int8)
    # what the result tells of need not be looked at by itself
    told = {name for name in figures if id(leaves[name]) in tells(answer) and name not in rule.limits}
    apart = [_fits(rule, name, column) for name, column in figures.items() if name not in told | rule.missing_as.keys()]
    kept = nw.when(_all([result.is_finite(), *apart])).then(result)
    return nw.when(nw.lit(value=False)).then(result) if missing else kept


def _all(conditions: "Iterable[nw.Expr]") -> nw.Expr:
    return reduce(and_, conditions)


def _figures(rule: "Formula", name: str, column: nw.Expr) -> nw.Expr:
    """An input as numbers."""
    if name == "direction":
        return column.cast(nw.Int8)
    figures = column.cast(nw.Float64)
    if name not in rule.missing_as:
        return figures
    kept = nw.when(figures.is_finite()).then(figures)
    return nw.when(kept.is_null()).then(nw.lit(float(rule.missing_as[name]))).otherwise(kept)


def _fits(rule: "Formula", name: str, figures: nw.Expr) -> nw.Expr:
    """Where an input is there, and allowed."""
    if name == "direction":
        allowed = (figures >= min(rule.codes)) & (figures <= max(rule.codes))
        return allowed if 0 in rule.codes else allowed & (figures != 0)
    finite = figures.is_finite()
    return finite & ~rule.limits[name].outside(figures) if name in rule.limits else finite


def _written(node: Any, written: dict[int, Any], *, last: bool = False) -> Any:
    """What a node is as an expression; in the last one infinities may stand, they are looked for in the end."""
    if not isinstance(node, Node):
        return node
    if id(node) not in written:
        parts = [_written(part, written, last=last and node.operation == "defined") for part in node.args]
        written[id(node)] = parts[0] / parts[1] if last and node.operation == "divide" else _step(node, parts)
    return written[id(node)]


def _step(node: Node, parts: list[Any]) -> Any:
    if node.operation in _OPERATORS:
        first, second = (_number(part, node) for part in parts)
        if not isinstance(first, nw.Expr):
            first = nw.lit(first)
        return getattr(first, _OPERATORS[node.operation])(second)
    if node.operation == "absolute":
        return parts[0].abs()
    if node.operation == "minimum":
        return nw.when(parts[1] < parts[0]).then(parts[1]).otherwise(parts[0])
    if node.operation == "divide":
        return nw.when(parts[1] != 0).then(parts[0] / parts[1])
    if node.operation == "where":
        return nw.when(parts[0]).then(parts[1]).otherwise(parts[2])
    return nw.when(parts[0]).then(parts[1])  # defined


def _number(part: Any, node: Node) -> Any:
    """A part of a sum of codes: a condition counts 1 where it holds."""
    return part.cast(nw.Int8) if node.dtype is CODE and isinstance(part, nw.Expr) else part


def _eager(rules: "list[Formula]", constants: dict[str, Any], columns: dict[str, Any]) -> list[Any]:
    """Formulas on columns that hold their values: every refusal is an error, and the kind is kept."""
    rule = rules[0]
    series = {name: _series(rule, name, column) for name, column in columns.items()}
    for name, column in series.items():
        if column.implementation.is_pyarrow() and name != "direction":
            series[name] = floats_of(column)
    lengths = {name: len(column) for name, column in series.items()}
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{name} {length}" for name, length in lengths.items())
        raise InvalidValue(f"{rule.name}: columns of different lengths: {told}")
    engines = {column.implementation for column in series.values()}
    if len(engines) > 1:
        raise InvalidType(f"{rule.name}: columns of different engines: {', '.join(sorted(map(str, engines)))}")
    for name, column in series.items():
        _refuse(rule, name, column)
    first = next(iter(columns.values()))
    if engines.pop().is_pandas():
        return _pandas(rules, constants, series, first)
    frame = nw.from_dict({f"_{name}": column for name, column in series.items()})
    named = {name: nw.col(f"_{name}") for name in series}
    answers = frame.select(**{each.name: _expression(each, constants, named) for each in rules})
    results = [answers[each.name] for each in rules]
    if isinstance(first, nw.Series):
        return results
    natives: list[Any] = [result.to_native() for result in results]
    whole = type(first).__module__.startswith("pyarrow") and not _chunked(first)
    return [native.combine_chunks() for native in natives] if whole else natives


def _chunked(column: Any) -> bool:
    return type(column).__name__ == "ChunkedArray"


def _series(rule: "Formula", name: str, column: Any) -> "nw.Series[Any]":
    if type(column).__module__.startswith("pyarrow") and not _chunked(column):
        import pyarrow as pa

        column = pa.chunked_array([column])
    series: nw.Series[Any] = nw.from_native(column, series_only=True)
    if series.dtype.is_decimal():
        return series.cast(nw.Float64)
    if not series.dtype.is_numeric():
        raise InvalidType(f"{rule.name}: {name} must be a column of integers or floats, got {series.dtype}")
    return series


def floats_of(column: "nw.Series[Any]") -> "nw.Series[Any]":
    """A column as floats, however large its whole numbers are: a cast of PyArrow refuses those past 2⁵³."""
    native: Any = column.to_native()
    if column.implementation.is_pyarrow():
        native = native.cast("float64", safe=False)
    elif column.implementation.is_pandas():
        values = native.to_numpy(dtype=np.float64, na_value=np.nan)
        native = type(native)(values, index=native.index, name=native.name, copy=False)
    else:
        return column.cast(nw.Float64)
    floats: nw.Series[Any] = nw.from_native(native, series_only=True)
    return floats


def _refuse(rule: "Formula", name: str, column: "nw.Series[Any]") -> None:
    """Refuse what a lazy expression would pass over; the array kernel refuses by itself."""
    if column.implementation.is_pandas() and isinstance(column.to_native().dtype, np.dtype):
        return
    if name == "direction":
        known = column.drop_nulls()
        wrong = known.filter(~known.is_in(list(rule.codes)))
        expected = f"codes out of {', '.join(map(str, sorted(rule.codes)))}"
        if len(known) < len(column):
            raise InvalidValue(f"{rule.name}: direction must hold {expected}, got null")
    elif name in rule.limits:
        known = column.drop_nulls().cast(nw.Float64)
        known = known.filter(known.is_finite())
        wrong, expected = known.filter(rule.limits[name].outside(known)), rule.limits[name].words
    else:
        return
    if len(wrong):
        raise InvalidValue(f"{rule.name}: {name} must be {expected}, got {wrong[0]}")


def _pandas(
    rules: "list[Formula]", constants: dict[str, Any], series: "dict[str, nw.Series[Any]]", first: Any
) -> list[Any]:
    """Columns of pandas, through the array kernel, with their index and their marker for what is missing."""
    rule = rules[0]
    natives = {name: column.to_native() for name, column in series.items()}
    index = next(iter(natives.values())).index
    for name, native in natives.items():
        if not native.index.equals(index):
            raise InvalidValue(f"{rule.name}: the index of {name} differs from the others; align them first")
    figures = {name: _array_of(native, name) for name, native in natives.items()}
    given = {name: value for name, value in constants.items() if name != "direction"}
    direction = {"direction": rule.codes[constants["direction"]]} if "direction" in constants else {}
    missing = {name: None for name, value in given.items() if value is not None and isnan(value)}
    answers = arrays.together(rules, {**given, **missing, **direction, **figures})
    dtype = next((native.dtype for native in natives.values() if not isinstance(native.dtype, np.dtype)), None)
    results = [_series_of(values, each, index, dtype) for values, each in zip(answers, rules, strict=True)]
    return [nw.from_native(result, series_only=True) for result in results] if isinstance(first, nw.Series) else results


def _array_of(native: Any, name: str) -> "NDArray[Any]":
    """A column of pandas as an array: floats as they are, whole numbers as floats, codes as codes."""
    array: NDArray[Any]
    if isinstance(native.dtype, np.dtype):
        array = native.to_numpy()
        return array if name == "direction" or array.dtype.kind == "f" else array.astype(np.float64)
    array = native.to_numpy(np.int8) if name == "direction" else native.to_numpy(np.float64, na_value=np.nan)
    return array


def _series_of(values: "NDArray[Any]", rule: "Formula", index: Any, dtype: Any) -> Any:
    """A column of pandas, of a kind that is like `dtype`, where that is not NumPy's."""
    import pandas as pd

    result = pd.Series(values, index=index, name=rule.name, copy=False)
    if dtype is not None:
        arrow = type(dtype).__name__ == "ArrowDtype"
        kind: Any = {
            (False, False): "Float64",
            (False, True): "Int8",
            (True, False): "double[pyarrow]",
            (True, True): "int8[pyarrow]",
        }[arrow, bool(rule.members)]
        kept = result if rule.members else result.astype(object).where(result.notna(), None)
        result = kept.astype(kind)
    return result
