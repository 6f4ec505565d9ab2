"""Compatibility (*kompatibilitet*): what the library has promised, and whether the one that is installed keeps it.

A project that builds on the library runs this in its own checks:

>>> broken_promises(["deviation", "Report", "Verdict"])
()

The promises are in ``promised.json`` beside this module: each public name with its parameters, attributes or members. A
name is added when it is released, and goes only as ``docs/stability.md`` says.
"""

import enum
import inspect
import json
import sys
from collections.abc import Iterable, Iterator
from importlib.resources import files
from typing import Any

import kommunuppfoljning
from kommunuppfoljning.errors import InvalidType, expect, shown

__all__ = ["broken_promises", "main", "offered", "promised"]


def broken_promises(names: Iterable[str] | None = None) -> tuple[str, ...]:
    """What the installed library does not keep of what was promised (*brutna löften*), each in a sentence.

    Parameters
    ----------
    names
        The public names that a project uses, by default all: so that it hears of what concerns it alone. One that was
        never promised is told of too.

    Raises
    ------
    InvalidType
        For what is no list of names.
    """
    promises = promised()
    asked = promises if names is None else names
    if isinstance(asked, str | bytes) or not isinstance(asked, Iterable):
        raise InvalidType(f"broken_promises: names must be a list of names, got {shown(asked)}")
    asked = list(asked)
    for name in asked:
        expect(name, str, "broken_promises: names: each")
    return tuple(broken for name in asked for broken in _broken(name, promises))


def promised() -> dict[str, Any]:
    """The promises: a public name → its kind, and its parameters, attributes or members."""
    text = files("kommunuppfoljning").joinpath("promised.json").read_text(encoding="utf-8")
    promises: dict[str, Any] = json.loads(text)
    return promises


def offered(name: str) -> dict[str, Any]:
    """What the installed library has under a public name, as a promise tells it."""
    thing = getattr(kommunuppfoljning, name)
    if isinstance(thing, type) and issubclass(thing, enum.Enum):
        return {"kind": "term", "members": {member.name: member.value for member in thing}}
    if isinstance(thing, type):
        own = {key for kind in thing.__mro__ for key in vars(kind) if not key.startswith("_")}
        fields = {field.name for field in getattr(thing, "__attrs_attrs__", ())}
        return {"kind": "class", "attributes": sorted(own | {field for field in fields if not field.startswith("_")})}
    if callable(thing):
        return {"kind": "function", "parameters": dict(_parameters(thing))}
    return {"kind": "value"}


def main() -> int:
    """Tell of every broken promise; the status of the process says whether there is one."""
    broken = broken_promises(sys.argv[1:] or None)
    sys.stdout.write("".join(f"{one}\n" for one in broken) or "every promise is kept\n")
    return 1 if broken else 0


def _parameters(function: Any) -> Iterator[tuple[str, str]]:
    """A parameter → how it may be given: by place or by name, and whether it must be."""
    for name, parameter in inspect.signature(function).parameters.items():
        how = "name" if parameter.kind is inspect.Parameter.KEYWORD_ONLY else "place"
        yield name, how if parameter.default is inspect.Parameter.empty else f"{how}, optional"


def _broken(name: str, promises: dict[str, Any]) -> Iterator[str]:
    if name not in promises:
        yield f"{name} is not among the names that are promised"
        return
    if name not in kommunuppfoljning.__all__:
        yield f"{name} is gone"
        return
    promise, offer = promises[name], offered(name)
    if promise["kind"] != offer["kind"]:
        yield f"{name} was a {promise['kind']} and is a {offer['kind']}"
        return
    for member, value in promise.get("members", {}).items():
        if offer["members"].get(member) != value:
            yield f"{name}.{member} was {value!r} and is {offer['members'].get(member)!r}"
    for attribute in promise.get("attributes", ()):
        if attribute not in offer["attributes"]:
            yield f"{name}.{attribute} is gone"
    parameters = offer.get("parameters", {})
    for parameter, how in promise.get("parameters", {}).items():
        now = parameters.get(parameter, "")
        by_place, may_be_left = how.startswith("place"), how.endswith("optional")
        if (by_place and not now.startswith("place")) or (may_be_left and not now.endswith("optional")) or not now:
            yield f"{name}: the parameter {parameter} was given by {how}, and is {now or 'gone'}"
    for parameter, how in parameters.items():
        if parameter not in promise.get("parameters", {}) and not how.endswith("optional"):
            yield f"{name}: the parameter {parameter} is new and must be given"


if __name__ == "__main__":
    sys.exit(main())
