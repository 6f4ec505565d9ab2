"""What is stored (*det som lagras*): which attributes of a model a file holds, and how old files become new ones.

Every file says the version of its format. A change that an older reader could not read raises `SCHEMA_VERSION`, and
adds to `MIGRATIONS` the step that brings a file of the version before up to it; a new attribute with a default does
neither.
"""

import types
import typing
from collections.abc import Callable, Mapping
from typing import Any

import attrs

from kommunuppfoljning.errors import InvalidValue, shown

__all__ = ["MIGRATIONS", "SCHEMA_VERSION", "kinds_of", "migrated", "refuse_halves", "stored_fields"]

SCHEMA_VERSION = 1

MIGRATIONS: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""From a version of the format, the step to the next one; there has been one version so far."""


def stored_fields(model: type[Any]) -> tuple[Any, ...]:
    """The attributes of a model that are written: what a table stamps on its lines is not."""
    attrs.resolve_types(model)
    return tuple(field for field in attrs.fields(model) if field.eq)


def kinds_of(annotation: Any) -> list[Any]:
    """The classes that an attribute may hold, `None` left out."""
    if isinstance(annotation, types.UnionType) or typing.get_origin(annotation) is typing.Union:
        return [kind for kind in typing.get_args(annotation) if kind is not types.NoneType]
    return [annotation]


def refuse_halves(data: Any, where: str) -> None:
    """Refuse text that holds half a character (*halvt tecken*, a lone surrogate), which no file can hold.

    Raises `InvalidValue` with the path of the first, from `where`.
    """
    if isinstance(data, str):
        if not data.isascii() and any("\ud800" <= sign <= "\udfff" for sign in data):
            raise InvalidValue(f"{where} holds half a character (a lone surrogate), which no file can: {shown(data)}")
    elif isinstance(data, Mapping):
        for key, value in data.items():
            refuse_halves(key, f"a key of {where}")
            refuse_halves(value, f"{where}.{key}")
    elif isinstance(data, list | tuple):
        for place, value in enumerate(data):
            refuse_halves(value, f"{where}[{place}]")


def migrated(data: dict[str, Any], name: str) -> dict[str, Any]:
    """The content of a file as the present version has it (*uppgradera*), without its version.

    Raises `InvalidValue` for a version that is newer, too old, or no version at all; the error names the file `name`.
    """
    content = dict(data)
    version = content.pop("schema_version", SCHEMA_VERSION)
    if isinstance(version, bool) or not isinstance(version, int):
        raise InvalidValue(f"{name}: schema_version is {shown(version)}; expected {SCHEMA_VERSION}")
    if version > SCHEMA_VERSION:
        raise InvalidValue(f"{name}: schema_version is {version}; update kommunuppfoljning to read it")
    for step in range(version, SCHEMA_VERSION):
        if step not in MIGRATIONS:
            raise InvalidValue(f"{name}: schema_version is {version}; expected {SCHEMA_VERSION}")
        content = MIGRATIONS[step](content)
    return content
