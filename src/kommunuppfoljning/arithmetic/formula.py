"""How a body becomes a public formula: the fast path for plain numbers, and the way to each world."""

import sys
from enum import Enum

from kommunuppfoljning.arithmetic import scalars
from kommunuppfoljning.arithmetic.words import TYPE_CHECKING
from kommunuppfoljning.errors import InvalidType, InvalidValue, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from kommunuppfoljning.arithmetic.limits import Limit

__all__ = ["FORMULAS", "Formula", "Result", "formula"]


class Result(Enum):
    """What a formula gives: decides what becomes of whole numbers, and of what is missing."""

    DIFFERENCE = "difference"
    """Sums and differences: whole numbers stay whole."""
    QUOTIENT = "quotient"
    """Whole numbers give a float."""
    CODES = "codes"
    """A member of an enumeration, or its codes; code 0 where a figure is missing."""


class Formula:
    """A formula and what its arguments may be: everything that a world needs to run it."""

    __slots__ = (
        "body",
        "codes",
        "defaults",
        "direction_type",
        "keeps_whole",
        "limits",
        "members",
        "missing_as",
        "name",
        "optional",
        "parameters",
        "result",
    )

    def __init__(
        self,
        body: "Callable[..., Any]",
        result: Result,
        *,
        limits: "Mapping[str, Limit]",
        directions: "tuple[Any, ...]",
        members: "Iterable[Any] | None",
        missing_as: "Mapping[str, int]",
    ) -> None:
        self.body: Callable[..., Any] = body
        self.name: str = body.__name__
        self.result: Result = result
        self.keeps_whole: bool = result is Result.DIFFERENCE
        named = body.__code__.co_varnames[: body.__code__.co_kwonlyargcount]
        self.parameters: frozenset[str] = frozenset(named) - {"out"}
        self.limits: Mapping[str, Limit] = limits
        self.missing_as: Mapping[str, int] = missing_as
        self.direction_type: type[Any] | None = type(directions[0]) if directions else None
        self.codes: dict[int, Any] = {member.code: member for member in directions}
        self.members: tuple[Any, ...] = tuple(members) if members else ()
        self.defaults: dict[str, Any] = {
            name: value for name, value in (body.__kwdefaults__ or {}).items() if name != "out"
        }
        self.optional: frozenset[str] = frozenset(name for name, value in self.defaults.items() if value is None)

    def direction_code(self, value: "Any") -> int:
        """The code of a direction given as a member; refuses what the formula does not allow."""
        known = value.__class__ is self.direction_type
        if known and value.code in self.codes:
            return value.code  # type: ignore[no-any-return]
        allowed = " or ".join(f"Direction.{member.name}" for member in self.codes.values())
        if known:
            raise InvalidValue(f"{self.name}: direction must be {allowed}, got {value}")
        raise InvalidType(f"{self.name}: direction must be {allowed}, got {shown(value)}")

    def refuse(self, name: str, value: object) -> InvalidValue:
        """The error for an argument outside its limit."""
        return InvalidValue(f"{self.name}: {name} must be {self.limits[name].words}, got {shown(value)}")


_FRAMES = frozenset({"narwhals", "pandas", "polars", "pyarrow"})
_UNFRAMED: "set[type]" = {int, float, type(None)}
"""Classes that were seen to belong to no library of data frames."""

FORMULAS: "dict[str, Formula]" = {}
"""Every registered formula by name."""


def formula(
    result: Result,
    *,
    limits: "Mapping[str, Limit] | None" = None,
    directions: "tuple[Any, ...]" = (),
    members: "Iterable[Any] | None" = None,
    missing_as: "Mapping[str, int] | None" = None,
    listed: bool = True,
) -> "Callable[[Callable[..., Any]], Callable[..., Any]]":
    """Make the public function of a keyword-only body, and register it in `FORMULAS`.

    `limits` are what arguments may be, `directions` what `direction` may be, `members` the enumeration whose codes the
    body gives, `missing_as` what a missing argument counts as, where that is a figure; `listed` is false for what only
    the library itself calls. A body names `out` for its signature only: where the result goes is the worlds' work.
    """

    def decorate(body: "Callable[..., Any]") -> "Callable[..., Any]":
        rule = Formula(
            body,
            result,
            limits=limits or {},
            directions=directions,
            members=members,
            missing_as=missing_as or {},
        )
        if listed:
            FORMULAS[rule.name] = rule
        return _public(rule)

    return decorate


def _public(rule: Formula) -> "Callable[..., Any]":
    """The function that users call: plain finite numbers go straight to the body, all else the careful way."""
    body, defaults, limits, codes = rule.body, rule.defaults, rule.limits, rule.codes
    members, optional, direction_type, keeps_whole = rule.members, rule.optional, rule.direction_type, rule.keeps_whole
    exact_float = scalars.EXACT_FLOAT
    checked = frozenset(limits) | {"direction", "out"}

    def call(**given: "Any") -> "Any":  # noqa: PLR0912  # one loop, unrolled by kind: each figure costs a microsecond
        arguments = {**defaults, **given}
        for name, value in arguments.items():
            kind = value.__class__
            if kind is int:
                if not keeps_whole:
                    if not -exact_float <= value <= exact_float:
                        return _evaluate(rule, given)
                    arguments[name] = float(value)
            elif kind is float:
                if value - value != 0.0:
                    return _evaluate(rule, given)
            elif kind is direction_type and value.code in codes:
                arguments[name] = value.code
                continue
            elif value is None and name in optional:
                continue
            else:
                return _evaluate(rule, given)
            if name in checked:
                if name in ("direction", "out"):
                    return _evaluate(rule, given)
                if limits[name].outside(value):
                    raise rule.refuse(name, value)
        try:
            answer = body(**arguments)
        except OverflowError:
            return None
        if members:
            return members[answer]
        if answer.__class__ is float and answer - answer != 0.0:
            return None
        return answer

    call.__name__, call.__qualname__, call.__module__ = body.__name__, body.__qualname__, body.__module__
    call.__doc__ = body.__doc__
    call.__wrapped__ = body  # type: ignore[attr-defined]  # what functools.wraps sets: inspect and doctest read it
    return call


def _may_be_columns(arguments: "dict[str, Any]") -> bool:
    """Whether something is of a library of data frames; a class that is not is remembered."""
    classes = {type(value) for value in arguments.values()}
    framed = {kind for kind in classes if kind.__module__.partition(".")[0] in _FRAMES}
    _UNFRAMED.update(classes - framed)
    return bool(framed)


def _evaluate(rule: Formula, given: "dict[str, Any]") -> "Any":
    """The careful way: find out what the arguments are, and run the formula in their world."""
    arguments = {**rule.defaults, **given}
    out = arguments.pop("out", None)
    if arguments.keys() != rule.parameters:
        rule.body(**given)  # raises Python's own error on a missing or an unknown argument
    if not _UNFRAMED.issuperset(map(type, arguments.values())) and _may_be_columns(arguments):
        from kommunuppfoljning.arithmetic import columns

        if any(map(columns.is_column, arguments.values())):
            if out is not None:
                raise InvalidType(f"{rule.name}: out= goes with NumPy arrays, and a column is none")
            return columns.evaluate(rule, arguments)
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        array = numpy.ndarray
        for value in arguments.values():
            if isinstance(value, array):
                from kommunuppfoljning.arithmetic import arrays

                return arrays.evaluate(rule, arguments, out)
    if out is not None:
        raise InvalidType(f"{rule.name}: out= goes with NumPy arrays, and no argument is one")
    return scalars.evaluate(rule, arguments)
