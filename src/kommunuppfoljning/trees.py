"""Trees (*organisationsträd*): sums over units within units, each with all that is below it.

>>> parents = {"kommunen": None, "nämnden": "kommunen", "IT": "nämnden", "HR": "nämnden"}
>>> roll_up({"IT": -24_447, "HR": -18_463}, parents)
{'kommunen': -42910, 'nämnden': -42910, 'IT': -24447, 'HR': -18463}
"""

from collections.abc import Hashable, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any, TypeVar

from kommunuppfoljning.arithmetic import Result, formula
from kommunuppfoljning.errors import InvalidValue, expect, shown

__all__ = ["leaves_first", "roll_up"]

K = TypeVar("K", bound=Hashable)
"""A node: an id, a name, a number."""
A = TypeVar("A")
"""An amount: an exact figure, a float, or an array by month."""


def roll_up(amounts: Mapping[K, A], parents: Mapping[K, K | None]) -> dict[K, A]:
    """Sum amounts over a tree (*summera uppåt*): every node's own amount with all that is below it.

    Parameters
    ----------
    amounts
        From node to its own amount, or to an array of amounts by month; all of one kind. A node without an amount of
        its own has nothing of its own; one with `None` has an amount that is missing, and so have those above it.
    parents
        From every node to its parent; a root's parent is `None`. There may be several roots.

    Returns
    -------
    The total of every node, in the order of `parents`; 0 where there is nothing at or below it. Whole numbers and
    decimals stay exact, in arrays too; the arrays given are not changed.

    Raises
    ------
    InvalidType
        For what is no mapping, or no number.
    InvalidValue
        For an amount or a parent that is no node of `parents`, a circle, or arrays whose shapes differ.
    TooLarge
        Where whole numbers in an array do not fit in `int64`.

    References
    ----------
    RKR R14 (operating accounts by unit and by function).

    Examples
    --------
    >>> roll_up({"a": 1, "b": None}, {"top": None, "a": "top", "b": "top"})
    {'top': None, 'a': 1, 'b': None}
    >>> roll_up({}, {"a": "b", "b": "a"})
    Traceback (most recent call last):
    kommunuppfoljning.errors.InvalidValue: roll_up: 'a' is below itself in a circle
    """
    expect(amounts, Mapping, "roll_up: amounts")
    children = leaves_first(parents, "roll_up")
    for node in amounts:
        if node not in parents:
            raise InvalidValue(f"roll_up: the amount of {shown(node)} belongs to no node of parents")
    nothing = _nothing(amounts)
    totals: dict[K, Any] = {}
    for node, below in children.items():
        total = amounts.get(node, nothing)
        for child in below:
            total = amount_sum(first=total, second=totals[child])
        totals[node] = total
    return {node: totals[node] for node in parents}


def leaves_first(parents: Mapping[K, K | None], caller: str) -> dict[K, list[K]]:
    """The nodes directly below each node, every node after all that is below it; refuses what is no tree."""
    expect(parents, Mapping, f"{caller}: parents")
    children: dict[K, list[K]] = {node: [] for node in parents}
    for node, parent in parents.items():
        if parent is None:
            continue
        if parent not in parents:
            raise InvalidValue(f"{caller}: the parent of {shown(node)} must be a node of parents, got {shown(parent)}")
        children[parent].append(node)
    try:
        return {node: children[node] for node in TopologicalSorter(children).static_order()}
    except CycleError as error:
        circle = set(error.args[1])
        first = next(node for node in parents if node in circle)
        raise InvalidValue(f"{caller}: {shown(first)} is below itself in a circle") from None


def _nothing(amounts: Mapping[Any, Any]) -> Any:
    """No amount, in the kind of the others; refuses what is no amount before anything is summed."""
    shape: tuple[int, ...] | None = None
    for node, amount in amounts.items():
        amount_sum(first=amount, second=0)
        own = getattr(amount, "shape", ())
        if amount is not None and shape is not None and own != shape:
            raise InvalidValue(f"roll_up: the amount of {shown(node)} has the shape {own}, others have {shape}")
        shape = own if amount is not None else shape
    if not shape:
        return 0
    import numpy as np

    return np.zeros(shape, np.int64)  # whole, so that whole numbers stay so


@formula(Result.DIFFERENCE, listed=False)
def amount_sum(*, first: Any, second: Any) -> Any:
    """The sum of two amounts, exact where they are."""
    return first + second
