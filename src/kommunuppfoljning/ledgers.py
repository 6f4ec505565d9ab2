"""Ledgers (*huvudböcker*): millions of rows summed over units within units, with a plan that is made once.

>>> import numpy as np
>>> plan = RollUp({"kommunen": None, "IT": "kommunen", "HR": "kommunen"})
>>> units = plan.positions(["IT", "HR", "IT"])
>>> plan.ledger(units=units, months=np.array([1, 1, 2]), amounts=np.array([-5, -3, -2]))[:, :2].tolist()
[[-8, -2], [-5, -2], [-3, 0]]
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, Generic, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from kommunuppfoljning.arithmetic.arrays import LARGEST, array_of, check_whole
from kommunuppfoljning.errors import InvalidType, InvalidValue, TooLarge, expect, shown
from kommunuppfoljning.trees import leaves_first

__all__ = ["BLOCK", "RollUp", "exactly", "largest_of"]

K = TypeVar("K", bound=Hashable)
"""A node: an id, a name, a number."""

BLOCK = 1 << 17
"""So many rows at a time stay in the cache."""
MOST_TURNS = 64
"""With more children to a node than so, they are summed node by node."""

Index: TypeAlias = slice | NDArray[np.intp]
"""Rows of a table, evenly spaced or not."""


class RollUp(Generic[K]):
    """A plan for sums over a tree (*summeringsplan*), made once and used for any number of ledgers.

    Parameters
    ----------
    parents
        From every node to its parent; a root's parent is `None`. There may be several roots.

    Attributes
    ----------
    nodes
        The nodes, in the order of `parents`: the rows of every table that the plan takes and gives.

    Raises
    ------
    InvalidType
        For what is no mapping.
    InvalidValue
        For a parent that is no node, and for a circle.

    References
    ----------
    RKR R14 *Drift- och investeringsredovisning* (by unit and by function).

    Examples
    --------
    >>> plan = RollUp({"kommunen": None, "IT": "kommunen"})
    >>> plan, plan.nodes
    (RollUp(2 nodes, 2 levels), ('kommunen', 'IT'))
    """

    __slots__ = ("_levels", "_places", "nodes")

    def __init__(self, parents: Mapping[K, K | None]) -> None:
        children = leaves_first(parents, "RollUp")
        self.nodes: tuple[K, ...] = tuple(parents)
        self._places: dict[K, int] = {node: place for place, node in enumerate(parents)}
        self._levels = _levels(children, parents, self._places)

    def __repr__(self) -> str:
        return f"RollUp({len(self.nodes)} nodes, {len(self._levels) + 1} levels)"

    def positions(self, nodes: Iterable[K]) -> NDArray[np.intp]:
        """The row of each node (*radnummer*): what `ledger` takes as units.

        Raises `InvalidValue` for what is no node of the plan.

        >>> RollUp({"kommunen": None, "IT": "kommunen"}).positions(["IT", "IT"]).tolist()
        [1, 1]
        """
        listed: list[Any] = nodes.tolist() if isinstance(nodes, np.ndarray) else list(nodes)
        try:
            return np.fromiter((self._places[node] for node in listed), np.intp, len(listed))
        except (KeyError, TypeError):
            wrong = next(node for node in listed if not isinstance(node, Hashable) or node not in self._places)
            raise InvalidValue(f"RollUp.positions: {shown(wrong)} is no node of the plan") from None

    def sums(self, amounts: NDArray[Any]) -> NDArray[Any]:
        """Every node's own amounts with all that is below it (*summera uppåt*).

        Parameters
        ----------
        amounts
            A row for each node of `nodes`, and any axes after that, such as months. NaN is missing, and so is every
            sum with it.

        Returns
        -------
        An array of the same shape: ``int64`` of integers, exact, and ``float64`` of floats.

        Raises
        ------
        InvalidType
            For what is no array of numbers.
        InvalidValue
            For another number of rows than nodes.
        TooLarge
            Where a sum does not fit in ``int64``.

        Examples
        --------
        >>> RollUp({"kommunen": None, "IT": "kommunen"}).sums(np.array([[-1, -2], [-5, -3]])).tolist()
        [[-6, -5], [-5, -3]]
        """
        given = _numbers(amounts, "RollUp.sums: amounts")
        if given.ndim == 0 or len(given) != len(self.nodes):
            raise InvalidValue(
                f"RollUp.sums: amounts must have a row for each of {len(self.nodes)} nodes, got {given.shape}"
            )
        return exactly(given, lambda part: (self._upwards(part), largest_of(part)))

    def ledger(
        self,
        *,
        units: NDArray[Any],
        amounts: NDArray[Any],
        months: NDArray[Any] | None = None,
    ) -> NDArray[Any]:
        """The rows of a ledger summed by unit and month, and upwards (*summera huvudboken*).

        Parameters
        ----------
        units
            The position of the node that each row belongs to, of `positions`.
        amounts
            The amount of each row; NaN is missing, and so is every sum with it.
        months
            The month of each row, 1–12; without them all rows are summed together.

        Returns
        -------
        A row for each node with 12 months, or without `months` one sum for each node; 0 where there are no rows.
        ``int64`` of integers, exact, and ``float64`` of floats.

        Raises
        ------
        InvalidType
            For what is no array of numbers, and units or months that are not whole.
        InvalidValue
            For arrays of different lengths, an unknown position, and a month that is not 1–12.
        TooLarge
            Where a sum does not fit in ``int64``.
        """
        values = _numbers(amounts, "RollUp.ledger: amounts")
        if values.ndim != 1:
            raise InvalidValue(f"RollUp.ledger: amounts must have one axis, got the shape {values.shape}")
        rows = _whole(units, "units", values.shape)
        columns = None if months is None else _whole(months, "months", values.shape)
        width = 1 if columns is None else 12

        def summed(part: NDArray[Any]) -> tuple[NDArray[Any], int]:
            largest = 0
            cells = np.zeros(len(self.nodes) * width, part.dtype)
            scratch = np.empty(min(BLOCK, len(part)), np.intp)
            for start in range(0, len(part), BLOCK):
                block = slice(start, start + BLOCK)
                cell = scratch[: len(part[block])]
                _within(rows[block], "units", 0, len(self.nodes) - 1)
                np.multiply(rows[block], width, out=cell, dtype=np.intp, casting="unsafe")
                if columns is not None:
                    _within(columns[block], "months", 1, 12)
                    np.add(cell, columns[block], out=cell, dtype=np.intp, casting="unsafe")
                    cell -= 1
                np.add.at(cells, cell, part[block])
                largest = max(largest, largest_of(part[block]))
            return self._upwards(cells.reshape(len(self.nodes), width)), largest

        total = exactly(values, summed)
        return total.reshape(-1) if columns is None else total

    def _upwards(self, amounts: NDArray[Any]) -> NDArray[Any]:
        """Level by level, the lowest first."""
        total = amounts.copy()
        for level in self._levels:
            level.sum_up(total)
        return total


class _Level:
    """What stands directly below the nodes of one depth, and how it is summed.

    With few children to a node all first children are added, then all second ones, and so on, the nodes with most
    children coming first; with many, those of each node stand together.
    """

    __slots__ = ("above", "parts", "starts")

    def __init__(self, above: list[int], below: list[list[int]]) -> None:
        order = sorted(range(len(above)), key=lambda place: -len(below[place]))
        most = len(below[order[0]])
        self.above: Index = _index([above[place] for place in order])
        self.starts: NDArray[np.intp] | None = None
        if most > MOST_TURNS:
            counts = np.array([len(below[place]) for place in order], np.intp)
            self.starts = np.cumsum(counts) - counts
            self.parts = [_index([child for place in order for child in below[place]])]
        else:
            self.parts = [
                _index([below[place][turn] for place in order if len(below[place]) > turn]) for turn in range(most)
            ]

    def sum_up(self, total: NDArray[Any]) -> None:
        """Add what is directly below each node to it."""
        above = _rows(total, self.above)
        if self.starts is not None:
            above += np.add.reduceat(_rows(total, self.parts[0]), self.starts, axis=0)
        else:
            for part in self.parts:
                rows = _rows(total, part)
                above[: len(rows)] += rows
        if not isinstance(self.above, slice):
            total[self.above] = above


def _rows(table: NDArray[Any], index: Index) -> NDArray[Any]:
    return table[index] if isinstance(index, slice) else np.take(table, index, axis=0)


def _index(places: list[int]) -> Index:
    """Rows as a slice where they are evenly spaced, which needs no copy."""
    step = places[1] - places[0] if len(places) > 1 else 1
    if step > 0 and places == list(range(places[0], places[0] + step * len(places), step)):
        return slice(places[0], places[-1] + 1, step)
    return np.array(places, np.intp)


def _levels(
    children: Mapping[K, list[K]], parents: Mapping[K, K | None], places: Mapping[K, int]
) -> tuple[_Level, ...]:
    """The levels of a tree, the lowest first."""
    depth: dict[K, int] = {}
    for node in reversed(list(children)):
        parent = parents[node]
        depth[node] = 0 if parent is None else depth[parent] + 1
    by_depth: dict[int, list[K]] = {}
    for node in parents:
        if children[node]:
            by_depth.setdefault(depth[node], []).append(node)
    return tuple(
        _Level(
            [places[node] for node in by_depth[level]],
            [[places[child] for child in children[node]] for node in by_depth[level]],
        )
        for level in sorted(by_depth, reverse=True)
    )


def _numbers(amounts: Any, field: str) -> NDArray[Any]:
    expect(amounts, np.ndarray, field)
    given = array_of(amounts, field)
    check_whole(given, field)
    numbers: NDArray[Any] = given.astype(np.float64 if given.dtype.kind == "f" else np.int64, copy=False)
    return numbers


def _whole(given: Any, name: str, shape: tuple[int, ...]) -> NDArray[Any]:
    field = f"RollUp.ledger: {name}"
    expect(given, np.ndarray, field)
    whole = array_of(given, field)
    if whole.dtype.kind == "f":
        raise InvalidType(f"{field} must be whole numbers, got {whole.dtype}")
    if whole.shape != shape:
        raise InvalidValue(f"{field} must have the shape {shape} of amounts, got {whole.shape}")
    return whole


def _within(block: NDArray[Any], name: str, low: int, high: int) -> None:
    """Checked block by block, while the block is in the cache."""
    least, most = block.min(), block.max()
    if least < low or most > high:
        got = least if least < low else most
        raise InvalidValue(f"RollUp.ledger: {name} must be from {low} to {high}, got {got}")


def exactly(amounts: NDArray[Any], summed: Callable[[NDArray[Any]], tuple[NDArray[Any], int]]) -> NDArray[Any]:
    """Sums without a wrapped number: where one could be, the high and low halves are summed by themselves."""
    with np.errstate(all="ignore"):
        total, largest = summed(amounts)
    if amounts.dtype.kind == "f":
        total[~np.isfinite(total)] = np.nan
    elif largest * amounts.size > LARGEST:
        high, low = (summed(part)[0].astype(object) for part in (amounts >> 32, amounts & (2**32 - 1)))
        exact = (high << 32) + low
        if exact.max() > LARGEST or exact.min() < -LARGEST - 1:
            raise TooLarge("RollUp: a sum does not fit in int64; use floats")
        return np.asarray(exact, np.int64)
    return total


def largest_of(amounts: NDArray[Any]) -> int:
    """The largest size among whole numbers; no float wraps, so theirs is not asked for."""
    return max(-int(amounts.min()), int(amounts.max())) if amounts.size and amounts.dtype.kind == "i" else 0
