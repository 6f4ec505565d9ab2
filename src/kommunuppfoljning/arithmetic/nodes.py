"""Nodes (*räknesteg*): what a formula's body works on when it runs once to be noted down."""

from typing import Any

import numpy as np

from kommunuppfoljning.arithmetic.words import WORLDS

__all__ = ["CODE", "FLOAT", "TRUTH", "WHOLE", "Node", "tells"]

FLOAT, WHOLE, CODE, TRUTH = np.dtype(np.float64), np.dtype(np.int64), np.dtype(np.int8), np.dtype(np.bool_)


class Node:
    """A step of a formula: an operation, what it works on, and the type of what it gives."""

    __slots__ = ("args", "dtype", "operation")

    def __init__(self, operation: str, args: "tuple[Any, ...]", dtype: "np.dtype[Any]") -> None:
        self.operation: str = operation
        self.args: tuple[Any, ...] = args
        self.dtype: np.dtype[Any] = dtype

    def _number(self, operation: str, first: Any, second: Any) -> "Node":
        dtypes = [part.dtype for part in (first, second) if isinstance(part, Node)]
        dtype = CODE if all(dtype in (TRUTH, CODE) for dtype in dtypes) else dtypes[0]
        return Node(operation, (first, second), dtype)

    def __add__(self, other: Any) -> "Node":
        if other.__class__ is int and other == 0:
            return self
        return self._number("add", self, other)

    def __radd__(self, other: Any) -> "Node":
        if other.__class__ is int and other == 0:
            return self
        return self._number("add", other, self)

    def __sub__(self, other: Any) -> "Node":
        if other.__class__ is int and other == 0:
            return self
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

    def __ror__(self, other: Any) -> "Node | bool":
        return self.__or__(other)

    def __rand__(self, other: Any) -> "Node | bool":
        return self.__and__(other)

    def __hash__(self) -> int:
        return id(self)


def tells(node: Any) -> frozenset[int]:
    """The inputs that the node tells of: wherever one is missing or infinite, so is the node."""
    if not isinstance(node, Node) or node.operation == "input":
        return frozenset({id(node)})
    parts = [tells(part) for part in node.args]
    if node.operation in ("add", "subtract", "multiply", "absolute"):
        return frozenset().union(*parts)
    if node.operation == "divide":  # what it is divided by may be infinite, and the quotient 0
        return parts[0]
    if node.operation in ("where", "defined"):
        return parts[1] & parts[-1]
    return parts[0] & parts[1] if node.operation == "minimum" else frozenset()


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
