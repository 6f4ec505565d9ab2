"""The scalar world: plain numbers, exact where they can be, `None` for what is missing or undefined.

`decimal` and `fractions` are imported only when one of their numbers has shown up.
"""

import sys

from kommunuppfoljning.arithmetic.words import TYPE_CHECKING, WORLDS
from kommunuppfoljning.errors import InvalidType, InvalidValue, shown

if TYPE_CHECKING:
    from decimal import Context, Decimal
    from fractions import Fraction
    from typing import Any

    from kommunuppfoljning.arithmetic.formula import Formula

__all__ = ["EXACT_FLOAT", "decimal_of", "evaluate", "exact_context", "number"]

EXACT_FLOAT = 2**53
"""The largest size at which every whole number is a float: past it, quotients are taken exactly first."""

MOST_DIGITS = 10_000
"""A sum of decimals that needs more digits than this is too large, and so undefined."""

QUOTIENT_DIGITS = 28


class _Scalars:
    """What the words mean for plain numbers."""

    __slots__ = ()

    def divide(self, numerator: "Any", denominator: "Any", /) -> "Any":
        return numerator / denominator if denominator else None

    def size(self, value: "Any", /) -> "Any":
        return abs(value)

    def least(self, first: "Any", second: "Any", /) -> "Any":
        return min(first, second)

    def where(self, condition: "Any", first: "Any", second: "Any", /) -> "Any":
        return first if condition else second

    def defined(self, condition: "Any", value: "Any", /) -> "Any":
        return value if condition else None


class _Decimals(_Scalars):
    """Quotients of decimals have 28 significant digits, whatever the caller's context."""

    __slots__ = ("context",)

    def __init__(self, context: "Context") -> None:
        self.context = context

    def divide(self, numerator: "Any", denominator: "Any", /) -> "Any":
        return self.context.divide(numerator, denominator) if denominator else None


WORLDS[int] = WORLDS[float] = _Scalars()


def number(value: "Any", argument: str) -> "int | float | Decimal | Fraction | None":
    """A plain number of what was given, `None` if missing; refuses what is no number, naming `argument`."""
    kind = type(value)
    if value is None or (kind.__name__ == "NAType" and kind.__module__.startswith("pandas")):
        return None
    numpy = sys.modules.get("numpy") if kind.__module__ == "numpy" else None
    if numpy is not None and isinstance(value, numpy.number | numpy.bool_) and value.dtype.kind in "iufb":
        value = float(value) if value.dtype.kind == "f" else value.item()
    if isinstance(value, bool):
        raise InvalidType(f"{argument} must be a number, got the Boolean {value!r}")
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        if value - value != 0.0:
            raise InvalidValue(f"{argument} must be a finite number, got {float(value)!r}; None stands for missing")
        return float(value)
    decimal, fractions = sys.modules.get("decimal"), sys.modules.get("fractions")
    if decimal is not None and isinstance(value, decimal.Decimal):
        if not value.is_finite():
            raise InvalidValue(f"{argument} must be a finite number, got {value!r}; None stands for missing")
        exact: Decimal = value if kind is decimal.Decimal else decimal.Decimal(value)
        return exact
    if fractions is not None and isinstance(value, fractions.Fraction):
        ratio: Fraction = fractions.Fraction(value.numerator, value.denominator)
        return ratio
    hint = "; read figures as printed with parse_number" if isinstance(value, str) else ""
    raise InvalidType(
        f"{argument} must be an int, float, Decimal or Fraction, or None if missing, "
        f"got {shown(value)} ({kind.__name__}){hint}"
    )


def exact_context() -> "Context":
    """A decimal context in which sums are exact, or raise `decimal.Inexact`."""
    return _kit().exact


def decimal_of(value: "Fraction") -> "Decimal":
    """A fraction as a decimal of 28 significant digits."""
    kit = _kit()
    return kit.quotient.divide(kit.Decimal(value.numerator), kit.Decimal(value.denominator))


def evaluate(rule: "Formula", arguments: "dict[str, Any]") -> "Any":
    """Run a formula on plain numbers, with every check."""
    values: dict[str, Any] = {}
    kinds = set()
    missing = False
    for name, value in arguments.items():
        if name == "direction":
            values[name] = rule.direction_code(value)
            continue
        kind = value.__class__
        if kind is int or (kind.__name__ == "Decimal" and kind.__module__ == "decimal" and value.is_finite()):
            plain = value  # the usual exact figures, at no further cost
        else:
            plain = number(value, f"{rule.name}: {name}")
            kind = plain.__class__
        if plain is None and name in rule.missing_as:
            plain, kind = rule.missing_as[name], int
        values[name] = plain
        if plain is None:
            missing = missing or name not in rule.optional
            continue
        kinds.add(kind.__name__)
        if name in rule.limits and rule.limits[name].outside(plain):
            raise rule.refuse(name, value)
    if "Decimal" in kinds and "float" in kinds:
        told = ", ".join(f"{name} is a {type(value).__name__}" for name, value in values.items() if name != "direction")
        raise InvalidType(
            f"{rule.name}: Decimal and float do not go together ({told}); make them all Decimal, or all float"
        )
    if missing:
        return rule.members[0] if rule.members else None
    try:
        answer = _run(rule, values, kinds)
    except ArithmeticError:
        answer = None
    if rule.members:
        return rule.members[answer or 0]
    if isinstance(answer, float) and answer - answer != 0.0:
        return None
    return answer


def _run(rule: "Formula", values: "dict[str, Any]", kinds: set[str]) -> "Any":
    """Bring the numbers to one kind, run the body, and give the kind that is promised."""
    if "float" in kinds:
        return rule.body(**_each(values, float))
    if "Fraction" in kinds:
        return _as_fractions(rule, values, decimal="Decimal" in kinds)
    if "Decimal" in kinds:
        return _as_decimals(rule, values)
    if rule.keeps_whole:
        return rule.body(**values)
    if all(-EXACT_FLOAT <= value <= EXACT_FLOAT for value in values.values() if value is not None):
        return rule.body(**_each(values, float))
    answer = _as_fractions(rule, values)
    return float(answer) if type(answer).__name__ == "Fraction" else answer


def _as_decimals(rule: "Formula", values: "dict[str, Any]") -> "Any":
    kit = _kit()
    callers = kit.getcontext()
    kit.setcontext(kit.exact)
    try:
        answer = rule.body(**_each(values, kit.Decimal))
    finally:
        kit.setcontext(callers)
    return answer if answer.__class__ is not kit.Decimal or answer.is_finite() else None


def _as_fractions(rule: "Formula", values: "dict[str, Any]", *, decimal: bool = False) -> "Any":
    from fractions import Fraction

    WORLDS.setdefault(Fraction, WORLDS[int])
    if decimal and any(_digits(value) > MOST_DIGITS for value in values.values()):
        return None
    answer = rule.body(**_each(values, Fraction))
    return decimal_of(answer) if decimal and isinstance(answer, Fraction) else answer


def _digits(value: "Any") -> int:
    """How many digits a decimal has when it is written out."""
    if value.__class__.__name__ != "Decimal":
        return 0
    return int(abs(value.adjusted()) + len(value.as_tuple().digits))


def _each(values: "dict[str, Any]", kind: "Any") -> "dict[str, Any]":
    """Every number as one kind; a direction's code and what is not given stay."""
    return {
        name: value if value is None or name == "direction" or type(value) is kind else kind(value)
        for name, value in values.items()
    }


class _Kit:
    """What exact decimals need, kept once `decimal` has been imported."""

    __slots__ = ("Decimal", "exact", "getcontext", "quotient", "setcontext")

    def __init__(self) -> None:
        import decimal

        self.Decimal, self.getcontext, self.setcontext = decimal.Decimal, decimal.getcontext, decimal.setcontext
        largest, smallest, even = decimal.MAX_EMAX, decimal.MIN_EMIN, decimal.ROUND_HALF_EVEN
        inexact = [decimal.Inexact, decimal.InvalidOperation, decimal.Overflow]
        self.exact = decimal.Context(MOST_DIGITS, even, smallest, largest, traps=inexact)
        self.quotient = decimal.Context(QUOTIENT_DIGITS, even, smallest, largest, traps=[])
        WORLDS[decimal.Decimal] = _Decimals(self.quotient)


_KITS: "list[_Kit]" = []


def _kit() -> _Kit:
    if not _KITS:
        _KITS.append(_Kit())
    return _KITS[0]
