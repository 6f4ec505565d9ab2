"""The public surface, a line for each name: ``python -m tests.api`` writes ``docs/api.txt``, a test holds it to the code.

What is listed is what users may build upon: the names of the package, and those of the rooms at the edges and of the
audits. A line that goes away, or asks for more than it did, breaks somebody: it waits for the next major version.
"""

import importlib.util
import inspect
import pkgutil
import sys
import tomllib
import typing
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Any

import attrs

import kommunuppfoljning as ku
from kommunuppfoljning.models import Model

ROOT = Path(__file__).parent.parent
LISTING = ROOT / "docs" / "api.txt"
BESIDE = ("audits", "profiles", "prospects", "fits", "outlines", "wording")
"""Public rooms that lie below the edges."""


def rooms() -> list[str]:
    """The modules whose names are public beside the package's own."""
    (contract,) = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    names = [[name.strip() for name in layer.split("|")] for layer in contract["layers"]]
    edges = [
        name for layer in names[: next(at for at, layer in enumerate(names) if "outlines" in layer)] for name in layer
    ]
    found = []
    for room in (*edges, *BESIDE):
        own = f"{ku.__name__}.{room}"
        spec = importlib.util.find_spec(own)
        if spec is None:
            continue
        found.append(room)
        if spec.submodule_search_locations:
            found += [f"{room}.{module.name}" for module in pkgutil.iter_modules(spec.submodule_search_locations)]
    return sorted(found)


def described(name: str, thing: Any) -> list[str]:
    """The lines of a name: a class with what it holds, a function with its parameters."""
    if inspect.isclass(thing):
        lines = [f"{name}{_fields(thing)}"]
        for member in sorted({member for base in _bases(thing) for member in vars(base)}):
            value = inspect.getattr_static(thing, member)
            if member.startswith("_") or member in {field.name for field in getattr(thing, "__attrs_attrs__", ())}:
                continue
            if isinstance(value, property):
                lines.append(f"{name}.{member}")
            elif isinstance(value, classmethod | staticmethod) or callable(value):
                lines.append(f"{name}.{member}{_signature(getattr(thing, member))}")
        return lines
    # what an alias of a type says of its parameters is Python's own, and differs from version to version
    takes = callable(thing) and typing.get_origin(thing) is None
    return [f"{name}{_signature(thing)}" if takes else name]


def _fields(kind: type[Any]) -> str:
    if issubclass(kind, Enum):
        return ": " + ", ".join(member.name for member in kind)
    if not attrs.has(kind):
        return "" if issubclass(kind, Exception) or getattr(kind, "_is_protocol", False) else _signature(kind)
    told = (
        field.name if field.default is attrs.NOTHING else f"{field.name}={_default(field.default)}"
        for field in attrs.fields(kind)
        if field.init
    )
    return f"({', '.join(told)})"


def _bases(kind: type[Any]) -> list[type[Any]]:
    """A class, and those of the library that it has methods from; what every model can do is not said of each."""
    ours = [base for base in kind.__mro__ if base.__module__.startswith(ku.__name__) and base is not Model]
    return ours if not issubclass(kind, Exception | Enum) else [kind]


def _default(value: object) -> str:
    """A default as code, where it is a plain value."""
    if isinstance(value, Enum):
        return str(value)
    plain = value is None or isinstance(value, bool | int | str | Decimal | Fraction) or value == ()
    return repr(value) if plain and len(repr(value)) <= 40 else "…"


def _signature(thing: Any) -> str:
    try:
        parameters = inspect.signature(thing).parameters.values()
    except (TypeError, ValueError):
        return "(…)"
    told, starred = [], False
    for parameter in parameters:
        if parameter.name == "self":
            continue
        if parameter.kind is parameter.KEYWORD_ONLY and not starred:
            told.append("*")
            starred = True
        mark = {"VAR_POSITIONAL": "*", "VAR_KEYWORD": "**"}.get(parameter.kind.name, "")
        starred = starred or mark == "*"
        told.append(
            f"{mark}{parameter.name}"
            + ("" if parameter.default is parameter.empty else f"={_default(parameter.default)}")
        )
    return f"({', '.join(told)})"


def listing() -> str:
    """Every line, in order."""
    lines = [line for name in ku.__all__ if name != "__version__" for line in described(name, getattr(ku, name))]
    for room in rooms():
        try:
            module = importlib.import_module(f"{ku.__name__}.{room}")
        except ku.MissingExtra:
            continue
        for name in getattr(module, "__all__", ()):
            lines += described(f"{room}:{name}", getattr(module, name))
    return "\n".join(sorted(set(lines), key=lambda line: (":" in line.partition("(")[0], line))) + "\n"


if __name__ == "__main__":
    LISTING.write_text(listing(), encoding="utf-8")
    sys.stdout.write(f"{LISTING.relative_to(ROOT)}: {listing().count(chr(10))} lines\n")
