"""Small faults that a program could have, one at a time: an operator, a comparison, a constant, a condition."""

import ast
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}


class Mutant(NamedTuple):
    """A fault: which of the module's it is, where it is, what it makes of what in which text, and what it concerns.

    What runs when a module is loaded (a default, a constant) concerns the lines of its function or class, or those that
    name it: the tests that reach them are the ones to notice.
    """

    place: int
    line: int
    what: str
    within: str
    concerned: frozenset[int]


def mutants(source: str) -> list[Mutant]:
    """Every fault of a module."""
    found = []
    tree, texts = ast.parse(source), source.splitlines()
    concerned = _concerned(tree)
    alike: Counter[tuple[int, str]] = Counter()
    for place, spot in enumerate(_spots(tree)):
        before = _first_line(spot)
        for undo in _turned(spot):
            what = f"{before} → {_first_line(spot)}"
            alike[spot.lineno, what] += 1
            often = alike[spot.lineno, what]
            told = what if often == 1 else f"{what} ({often})"  # which one, where a line has several
            found.append(Mutant(place, spot.lineno, told, texts[spot.lineno - 1].strip(), concerned[spot]))
            undo()
    return found


def faulty(source: str, mutant: Mutant) -> ast.Module:
    """The module with a fault."""
    tree = ast.parse(source)
    next(_turned(_spots(tree)[mutant.place]))
    return tree


def _concerned(tree: ast.Module) -> dict[ast.AST, frozenset[int]]:
    """The lines that each node concerns: of the function or class that it stands in, or that name its constant."""
    found: dict[ast.AST, frozenset[int]] = {}
    for home in ast.walk(tree):  # the inner after the outer
        lines: Iterable[int]
        if isinstance(home, ast.FunctionDef | ast.ClassDef):
            lines = range(home.body[0].lineno, (home.end_lineno or home.lineno) + 1)
        elif isinstance(home, ast.stmt) and home in tree.body:
            bound = {one.id for one in ast.walk(home) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
            lines = (one.lineno for one in ast.walk(tree) if isinstance(one, ast.Name) and one.id in bound)
        else:
            continue
        found |= dict.fromkeys(ast.walk(home), frozenset(lines))
    return found


def _first_line(node: Any) -> str:
    return ast.unparse(node).partition("\n")[0]


def _spots(tree: ast.Module) -> list[Any]:
    """The nodes where a fault can be made: what runs, not what is said of types or printed."""
    found: list[Any] = []

    def visit(node: ast.AST) -> None:
        if _is_words(node):
            return
        if (
            isinstance(node, ast.Compare | ast.BinOp | ast.BoolOp | ast.AugAssign | ast.If | ast.IfExp)
            or (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub))
            or (isinstance(node, ast.Constant) and isinstance(node.value, bool | int))
        ):
            found.append(node)
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "type_params"):
                continue
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    visit(child)

    visit(tree)
    return found


def _is_words(node: ast.AST) -> bool:
    """What is only read by people and type checkers (error texts, annotations, overloads), or only asserted.

    A zip that is strict asserts that two things which have to be as long are.
    """
    if isinstance(node, ast.JoinedStr | ast.Raise):
        return True
    if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        return True
    if isinstance(node, ast.Assign):
        return any(isinstance(target, ast.Name) and target.id in ("__all__", "_told") for target in node.targets)
    if isinstance(node, ast.FunctionDef):
        return any(isinstance(one, ast.Name) and one.id == "overload" for one in node.decorator_list)
    if isinstance(node, ast.AnnAssign):
        return isinstance(node.annotation, ast.Name) and node.annotation.id == "TypeAlias"
    if isinstance(node, ast.keyword):
        return node.arg == "strict" and isinstance(node.value, ast.Constant) and node.value.value is True
    called = node.func if isinstance(node, ast.Call) else None
    return isinstance(called, ast.Name) and called.id in ("shown", "expect", "TypeVar")


def _turned(node: Any) -> Iterator[Callable[[], None]]:
    """The fault made of a node in place, where there is one, and what undoes it."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _COMPARED:
        yield _set(node, "ops", [_COMPARED[type(node.ops[0])](), *node.ops[1:]])
    elif isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in _COUNTED:
        yield _set(node, "op", _COUNTED[type(node.op)]())
    elif isinstance(node, ast.BoolOp):
        yield _set(node, "op", ast.Or() if isinstance(node.op, ast.And) else ast.And())
    elif isinstance(node, ast.If | ast.IfExp) and not isinstance(node.test, ast.Compare | ast.BoolOp | ast.UnaryOp):
        yield _set(node, "test", ast.UnaryOp(ast.Not(), node.test))
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield _set(node, "op", ast.UAdd())
    elif isinstance(node, ast.UnaryOp):
        yield _set(node, "operand", ast.UnaryOp(ast.Not(), node.operand))
    elif isinstance(node, ast.Constant):
        value: Any = node.value
        yield _set(node, "value", (not value) if isinstance(value, bool) else value + 1)


def _set(node: Any, field: str, value: Any) -> Callable[[], None]:
    before = getattr(node, field)
    setattr(node, field, value)
    ast.fix_missing_locations(node)
    return lambda: setattr(node, field, before)
