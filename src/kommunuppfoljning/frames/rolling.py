"""Sums over a tree in a data frame (*summera uppåt*): rows of units, by month or what else, for every unit above them.

The rows are first summed by unit; those sums are joined to the tree's *closure*, each node with itself and all that is
above it, and summed by node. So a ledger of any size is read once, by its own engine, and a lazy one stays lazy.
"""

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any, TypeVar

import narwhals as nw

from kommunuppfoljning.arithmetic.columns import floats_of
from kommunuppfoljning.errors import InvalidType, InvalidValue, MissingExtra, TooLarge, shown
from kommunuppfoljning.frames.reading import check_numbers, check_there, data_of, quoted
from kommunuppfoljning.trees import leaves_first

__all__ = ["roll_up"]

F = TypeVar("F")
"""A data frame of any engine: it comes back in kind."""

LARGEST = 2.0**63 * (1 - 2.0**-20)
"""Sizes of whole numbers that sum to less than so, as floats, cannot have wrapped in `int64`."""
NARROW = (nw.Int8, nw.Int16, nw.Int32, nw.UInt8, nw.UInt16, nw.UInt32)
"""Whole numbers of which no frame has enough rows to leave `int64`."""
WIDE = (nw.UInt64, nw.Int128, nw.UInt128)
"""Whole numbers some of which `int64` cannot hold."""


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
        On an eager frame, where the sizes of whole numbers sum past `int64`.

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
    leaves = _leaves(data, schema, unit, keys, figures)
    joined = leaves.with_columns(nw.col("unit").cast(nw.String if text else nw.Int64)).join(
        _beside(data, closure, text=text), on="unit", how="left"
    )
    sums = [name for name in leaves.collect_schema().names() if name != "unit" and not name.startswith("by")]
    total = joined.group_by("node", "place", *_names("by", keys)).agg(*(nw.col(name).sum() for name in sums))
    if isinstance(data, nw.DataFrame):
        _refuse(joined, total, unit)
        total = nw.maybe_reset_index(total.sort("place", *_names("by", keys)))
    columns = [nw.col("node").alias(unit), *(nw.col(f"by{place}").alias(name) for place, name in enumerate(keys))]
    result: F = give(total.select(*columns, *_sums(schema, figures)))
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


def _leaves(data: Any, schema: Any, unit: str, keys: list[str], figures: list[str]) -> Any:
    """The frame summed by unit and keys: sums, how many rows there are, of how many the amount is known, and sizes."""
    columns = [nw.col(unit).alias("unit"), *(nw.col(name).alias(f"by{place}") for place, name in enumerate(keys))]
    sums = [nw.len().alias("rows")]
    for place, name in enumerate(figures):
        amount = nw.col(name)
        dtype = schema[name]
        if dtype.is_float():
            figure = amount.cast(nw.Float64)
            amount = nw.when(figure.is_finite()).then(figure)
        elif dtype.is_integer():
            _check_whole(data, name, dtype)
            amount = amount.cast(nw.Int64)
        columns.append(amount.alias(f"sum{place}"))
        sums += [nw.col(f"sum{place}").sum(), nw.col(f"sum{place}").count().alias(f"known{place}")]
        if _may_wrap(dtype):
            floats: Any = floats_of(data[name]) if isinstance(data, nw.DataFrame) else nw.col(name).cast(nw.Float64)
            columns.append(floats.abs().alias(f"size{place}"))
            sums.append(nw.col(f"size{place}").sum())
    leaves = data.select(*columns).group_by("unit", *_names("by", keys)).agg(*sums)
    if data.implementation.is_dask():  # its planner looks for keys of a first grouping in a second; this hides them
        return nw.from_native(leaves.to_native().map_partitions(_same))
    return leaves


def _same(part: Any) -> Any:
    return part


def _check_whole(data: Any, name: str, dtype: Any) -> None:
    """Wide whole numbers fit in `int64`, as far as an eager frame can tell."""
    if isinstance(data, nw.DataFrame) and dtype in WIDE and len(data):
        low, high = data[name].min(), data[name].max()
        if high is not None and not -(2**63) <= low <= high < 2**63:
            raise TooLarge(f"roll_up: the column {name!r} must fit in int64, got {high if high >= 2**63 else low}")


def _may_wrap(dtype: Any) -> bool:
    return bool(dtype.is_integer() and dtype not in NARROW)


def _sums(schema: Any, figures: list[str]) -> Iterator[nw.Expr]:
    """The amounts in the end: null where one of them is missing, or could have wrapped."""
    for place, name in enumerate(figures):
        total = nw.col(f"sum{place}")
        known = nw.col(f"known{place}") == nw.col("rows")
        if schema[name].is_integer():
            total = total.cast(nw.Int64)
        if _may_wrap(schema[name]):
            known = known & (nw.col(f"size{place}") < LARGEST)
        yield nw.when(known).then(total).alias(name)


def _refuse(joined: Any, total: Any, unit: str) -> None:
    """What an eager frame can tell and a lazy one cannot."""
    strange = joined.filter(nw.col("node").is_null())["unit"].unique().to_list()
    if strange:
        shortened = ", ".join(shown(one) for one in strange[:5]) + (" …" if len(strange) > 5 else "")
        raise InvalidValue(f"roll_up: every {unit!r} must be a node of parents; these are not: {shortened}")
    for name in total.columns:
        if name.startswith("size") and len(total) and not total[name].max() < LARGEST:
            raise TooLarge("roll_up: the sizes of the amounts sum past int64; make them floats")


def _beside(data: Any, content: dict[str, list[Any]], *, text: bool) -> Any:
    """A small frame of the same engine, and the same session, as another."""
    kind = nw.String if text else nw.Int64
    schema: dict[str, Any] = {"unit": kind, "node": kind, "place": nw.Int64}
    engine = data.implementation
    if isinstance(data, nw.DataFrame):
        return nw.from_dict(content, schema, backend=engine)
    if engine.is_polars():
        return nw.from_dict(content, schema, backend=engine).lazy()
    try:
        native = _ENGINES[str(engine)](data.to_native(), content, schema)
    except KeyError:
        known = ", ".join(("pandas", "polars", "pyarrow", *_ENGINES))
        raise InvalidType(f"roll_up: frame must be of one of {known}, got one of {engine}") from None
    except ImportError as error:
        raise MissingExtra(
            f"roll_up: a frame of {engine} needs {error.name} beside it: pip install {error.name}"
        ) from None
    return nw.from_native(native)


def _in_duckdb(relation: Any, content: dict[str, list[Any]], schema: dict[str, Any]) -> Any:
    closure = nw.from_dict(content, schema, backend="pyarrow").to_native()
    return relation.query("_data", "select * from closure") if closure is not None else None  # reads it by its name


def _in_dask(_: Any, content: dict[str, list[Any]], schema: dict[str, Any]) -> Any:
    dask: Any = import_module("dask.dataframe")
    return dask.from_pandas(nw.from_dict(content, schema, backend="pandas").to_native(), npartitions=1)


def _in_spark(frame: Any, content: dict[str, list[Any]], schema: dict[str, Any]) -> Any:
    types = {nw.String: "string", nw.Int64: "bigint"}
    told = ", ".join(f"{name} {types[kind]}" for name, kind in schema.items())
    return frame.sparkSession.createDataFrame(list(zip(*content.values(), strict=True)), told)


_ENGINES = {"duckdb": _in_duckdb, "dask": _in_dask, "pyspark": _in_spark}
"""How a small frame is made beside a lazy one."""
