"""Sums over a tree in a data frame (*summera uppåt*): rows of units, by month or what else, for every unit above them.

The rows are first summed by unit; those sums are joined to the tree's *closure*, each node with itself and all that is
above it, and summed by node. So a ledger of any size is read once, by its own engine, and a lazy one stays lazy.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from importlib import import_module
from operator import and_
from typing import Any, TypeVar

import narwhals as nw

from kommunuppfoljning.arithmetic.arrays import LARGEST
from kommunuppfoljning.arithmetic.columns import floats_of
from kommunuppfoljning.errors import InvalidType, InvalidValue, MissingExtra, TooLarge, shown
from kommunuppfoljning.frames.reading import check_numbers, check_there, data_of, quoted
from kommunuppfoljning.trees import leaves_first

__all__ = ["roll_up"]

F = TypeVar("F")
"""A data frame of any engine: it comes back in kind."""

SURE = 2.0**63 * (1 - 2.0**-20)
"""Sizes of whole numbers that sum to less than so, as floats, cannot have wrapped in `int64`."""
NARROW = (nw.Int8, nw.Int16, nw.Int32, nw.UInt8, nw.UInt16, nw.UInt32)
"""Whole numbers of which no frame has enough rows to leave `int64`."""


def roll_up(
    frame: F,
    *,
    parents: Any,
    unit: str = "unit",
    amounts: str | Sequence[str] = "amount",
    by: str | Sequence[str] = (),
    parent: str = "parent",
) -> F:
    """Sum a frame's amounts over a tree (*summera uppåt*): every node's own rows with all that is below it.

    Parameters
    ----------
    frame
        Rows that belong to units, any number to each: a ledger, a budget. It is not changed.
    parents
        From every node to its parent, a root's parent being `None`, as in `roll_up`; or a frame with a row for each
        node, in columns named as `unit` and `parent` say. The tree is read at once, also where the frame is lazy.
    unit
        The name of the column that says which node a row belongs to: text, or whole numbers.
    amounts, by
        The names of the columns to sum, and of those to keep apart, such as a month.
    parent
        The name of the column of parents, where `parents` is a frame.

    Returns
    -------
    A frame of the same kind, lazy if it was, with the columns `unit`, `by` and `amounts`: a row for each node and
    key that has rows at or below it, on an eager frame in the order of the tree. Whole numbers and decimals are summed
    as such. A missing amount makes the sums that it is in missing.

    Raises
    ------
    InvalidType
        For what is no frame, amounts that are no numbers, and units of another kind than the tree's nodes.
    InvalidValue
        For a column that is not there, or named twice; for a node that stands twice in a tree, a parent that is no
        node, and a circle; and on an eager frame for a row whose unit is not in the tree.
    TooLarge
        On an eager frame, where a sum of whole numbers does not fit in `int64`, or might not.

    Notes
    -----
    A lazy frame cannot raise: there the rows whose unit is not in the tree are kept, as those of a node that is null,
    and what might not fit in `int64` is null.

    References
    ----------
    RKR R14 *Drift- och investeringsredovisning* (by unit and by function).

    Examples
    --------
    >>> import polars as pl
    >>> ledger = pl.DataFrame({"Enhet": ["IT", "HR", "IT"], "Månad": [1, 1, 2], "Belopp": [-5, -3, -2]})
    >>> tree = {"Kommunen": None, "IT": "Kommunen", "HR": "Kommunen"}
    >>> roll_up(ledger, parents=tree, unit="Enhet", by="Månad", amounts="Belopp").rows()
    [('Kommunen', 1, -8), ('Kommunen', 2, -2), ('IT', 1, -5), ('IT', 2, -2), ('HR', 1, -3)]
    """
    data, give = data_of(frame, "roll_up")
    keys, figures = _listed(by), _listed(amounts)
    schema = data.collect_schema()
    _check(schema, unit, keys, figures)
    text = not schema[unit].is_integer()
    closure = _closure(_tree(parents, unit, parent), text=text)
    summed = [_Summed(data, name, schema[name], place) for place, name in enumerate(figures)]
    leaves = _leaves(data, unit, keys, summed)
    kind = nw.String if text else nw.Int64
    if schema[unit] != kind or data.implementation.is_dask():  # which has several kinds of text
        leaves = leaves.with_columns(nw.col("unit").cast(kind))
    joined = leaves.join(_beside(data, closure, text=text), on="unit", how="left")
    sums = [nw.col(name).sum() for one in summed for name in one.sums]
    total = joined.group_by("node", "place", *_names("by", keys)).agg(*sums)
    if isinstance(data, nw.DataFrame):
        _refuse(joined, total, unit, summed)
        total = nw.maybe_reset_index(total.sort("place", *_names("by", keys)))
    columns = [nw.col("node").alias(unit), *(nw.col(f"by{place}").alias(name) for place, name in enumerate(keys))]
    result: F = give(total.select(*columns, *(one.total() for one in summed)))
    return result


def _listed(names: str | Sequence[str]) -> list[str]:
    return [names] if isinstance(names, str) else list(names)


def _names(kind: str, names: list[str]) -> list[str]:
    """Columns have names of our own until the end, so that none of the user's is in the way."""
    return [f"{kind}{place}" for place in range(len(names))]


def _check(schema: Any, unit: str, keys: list[str], figures: list[str]) -> None:
    check_there(schema.names(), "roll_up", [unit, *keys])
    check_numbers(schema, "roll_up", figures)
    if not figures:
        raise InvalidValue(f"roll_up: amounts must name at least one column; there are {quoted(schema.names())}")
    named = [unit, *keys, *figures]
    for name in named:
        if named.count(name) > 1:
            raise InvalidValue(f"roll_up: the column {name!r} is named twice among unit, by and amounts")
    if not (schema[unit].is_integer() or schema[unit] in (nw.String, nw.Categorical, nw.Enum)):
        raise InvalidType(f"roll_up: the column {unit!r} must hold text or whole numbers, it is {schema[unit]}")


def _tree(parents: Any, unit: str, parent: str) -> Mapping[Any, Any]:
    """The tree as a mapping from every node to its parent."""
    if isinstance(parents, Mapping):
        return parents
    data, _ = data_of(parents, "roll_up", "parents", ", or a mapping")
    check_there(data.collect_schema().names(), "roll_up: parents", [unit, parent])
    node, above = nw.col(unit), nw.col(parent)
    chosen = data.select(node=node, above=above, top=above.is_null(), nobody=node.is_null())
    tree: dict[Any, Any] = {}
    for row in chosen.lazy().collect().iter_rows(named=True):
        if row["nobody"] or row["node"] in tree:
            told = "a node that is missing" if row["nobody"] else f"{shown(row['node'])} twice"
            raise InvalidValue(f"roll_up: parents must have one row for each node, got {told}")
        tree[row["node"]] = None if row["top"] else row["above"]
    return tree


def _closure(tree: Mapping[Any, Any], *, text: bool) -> dict[str, list[Any]]:
    """Each node with itself and each node above it, and the latter's place in the tree."""
    leaves_first(tree, "roll_up")  # refuses what is no tree
    kind, told = (str, "text") if text else (int, "whole numbers")
    for node in tree:
        if not isinstance(node, kind) or isinstance(node, bool):
            raise InvalidType(
                f"roll_up: the units of the frame are {told}, and so must be the tree's, got {shown(node)}"
            )
    nodes = list(tree)
    places = {node: place for place, node in enumerate(nodes)}
    pairs = [(node, places[above]) for node in nodes for above in _upwards(tree, node)]
    return {
        "unit": [node for node, _ in pairs],
        "node": [nodes[place] for _, place in pairs],
        "place": [place for _, place in pairs],
    }


def _upwards(tree: Mapping[Any, Any], node: Any) -> Iterator[Any]:
    while node is not None:
        yield node
        node = tree[node]


class _Summed:
    """A column to sum, and what is summed beside it: how many are missing, and sizes, where a sum could wrap."""

    __slots__ = ("columns", "fits", "known", "name", "place", "sums", "whole")

    def __init__(self, data: Any, name: str, dtype: Any, place: int) -> None:
        self.name, self.place = name, place
        self.whole: bool = dtype.is_integer()
        self.fits: nw.Expr | None = None
        column = nw.col(name)
        missing = column.is_null()
        if dtype.is_float():
            column = column.cast(nw.Float64)
            missing = missing | ~column.is_finite()
        self.known = isinstance(data, nw.DataFrame) and not bool(data.select(missing.any()).item())
        if dtype.is_float() and not self.known:
            column = nw.when(~missing).then(column)
        self.columns: dict[str, Any] = {f"sum{place}": column}
        self.sums: dict[str, nw.Expr] = {f"sum{place}": nw.col(f"sum{place}").sum()}
        if not self.known and _is_wide(data):
            self.sums[f"missing{place}"] = nw.col(f"sum{place}").null_count()
        elif not self.known:
            self._also(f"missing{place}", missing.cast(nw.Int64))
        if self.whole:
            self._guard(data, dtype)

    def _also(self, name: str, column: Any) -> None:
        """Sum another column too."""
        self.columns[name] = column
        self.sums[name] = nw.col(name).sum()

    def _guard(self, data: Any, dtype: Any) -> None:
        """See to it that no sum of whole numbers is a wrapped one."""
        name = f"sum{self.place}"
        if dtype in NARROW:
            self.columns[name] = nw.col(self.name).cast(nw.Int64)
        elif _is_wide(data):  # what has 128 bits can be looked at in the end; DuckDB gives its sums so many by itself
            if data.implementation.is_polars() or dtype != nw.Int64:
                self.columns[name] = nw.col(self.name).cast(nw.Int128)
            self.fits = (nw.col(name) >= -LARGEST - 1) & (nw.col(name) <= LARGEST)
        elif not isinstance(data, nw.DataFrame) or self._may_wrap(data[self.name]):
            eager = isinstance(data, nw.DataFrame)
            floats: Any = floats_of(data[self.name]) if eager else nw.col(self.name).cast(nw.Float64)
            self.columns[name] = nw.col(self.name).cast(nw.Int64)
            self._also(f"size{self.place}", floats.abs())
            self.fits = nw.col(f"size{self.place}") < SURE

    def _may_wrap(self, column: Any) -> bool:
        """Whether sums of the column might leave `int64`, by the largest of its numbers; refuses those that do."""
        low, high = (0, 0) if column.null_count() == len(column) else (int(column.min()), int(column.max()))
        if low < -LARGEST - 1 or high > LARGEST:
            raise TooLarge(f"roll_up: {self.name!r} must fit in int64, got {high if high > LARGEST else low}")
        return max(-low, high) * len(column) > LARGEST

    def total(self) -> nw.Expr:
        """The sum in the end: null where an amount in it is missing, or where it might have wrapped."""
        total = nw.col(f"sum{self.place}").cast(nw.Int64) if self.whole else nw.col(f"sum{self.place}")
        certain = [] if self.known else [nw.col(f"missing{self.place}") == 0]
        if self.fits is not None:
            certain.append(self.fits)
        return (nw.when(reduce(and_, certain)).then(total) if certain else total).alias(self.name)


def _is_wide(data: Any) -> bool:
    """Whether the engine has whole numbers of 128 bits, and counts what is missing at no cost."""
    return bool(data.implementation.is_polars() or data.implementation.is_duckdb())


def _leaves(data: Any, unit: str, keys: list[str], summed: list[_Summed]) -> Any:
    """The frame summed by unit and keys."""
    columns = {name: column for one in summed for name, column in one.columns.items()}
    named = {"unit": nw.col(unit), **{f"by{place}": nw.col(name) for place, name in enumerate(keys)}}
    sums = {name: total for one in summed for name, total in one.sums.items()}
    leaves = data.select(**named, **columns).group_by(*named).agg(**sums)
    if data.implementation.is_dask():  # its planner looks for keys of a first grouping in a second; this hides them
        return nw.from_native(leaves.to_native().map_partitions(_same))
    return leaves


def _same(part: Any) -> Any:
    return part


def _refuse(joined: Any, total: Any, unit: str, summed: list[_Summed]) -> None:
    """What an eager frame can tell and a lazy one cannot."""
    strange = joined.filter(nw.col("node").is_null())["unit"].unique().to_list()
    if strange:
        shortened = ", ".join(shown(one) for one in strange[:5]) + (" …" if len(strange) > 5 else "")
        raise InvalidValue(f"roll_up: every {unit!r} must be a node of parents; these are not: {shortened}")
    for one in summed:
        if one.fits is not None and len(total.filter(~one.fits)):
            raise TooLarge(f"roll_up: a sum of {one.name!r} may not fit in int64; make it floats")


def _beside(data: Any, content: dict[str, list[Any]], *, text: bool) -> Any:
    """A small frame of the same engine, and the same session, as another."""
    kind = nw.String if text else nw.Int64
    schema: dict[str, Any] = {"unit": kind, "node": kind, "place": nw.Int64}
    engine = data.implementation
    if isinstance(data, nw.DataFrame):
        return nw.from_dict(content, schema, backend=engine)
    if engine.is_polars():
        return nw.from_dict(content, schema, backend=engine).lazy()
    if str(engine) not in _ENGINES:
        known = ", ".join(("pandas", "polars", "pyarrow", *_ENGINES))
        raise InvalidType(f"roll_up: frame must be of one of {known}, got one of {engine}")
    try:
        native = _ENGINES[str(engine)](data.to_native(), content, schema)
    except ImportError as error:
        raise MissingExtra(
            f"roll_up: a frame of {engine} needs {error.name} beside it: pip install {error.name}"
        ) from None
    return nw.from_native(native)


def _in_duckdb(relation: Any, content: dict[str, list[Any]], schema: dict[str, Any]) -> Any:
    kommunuppfoljning_closure = nw.from_dict(content, schema, backend="pyarrow").to_native()
    query = "select * from kommunuppfoljning_closure"  # it reads what has this name here
    return relation.query("kommunuppfoljning_rows", query) if kommunuppfoljning_closure is not None else None


def _in_dask(_: Any, content: dict[str, list[Any]], schema: dict[str, Any]) -> Any:
    dask: Any = import_module("dask.dataframe")
    return dask.from_pandas(nw.from_dict(content, schema, backend="pandas").to_native(), npartitions=1)


def _in_spark(frame: Any, content: dict[str, list[Any]], schema: dict[str, Any]) -> Any:
    types = {nw.String: "string", nw.Int64: "bigint"}
    told = ", ".join(f"{name} {types[kind]}" for name, kind in schema.items())
    return frame.sparkSession.createDataFrame(list(zip(*content.values(), strict=True)), told)


_ENGINES = {"duckdb": _in_duckdb, "dask": _in_dask, "pyspark": _in_spark}
"""How a small frame is made beside a lazy one."""
