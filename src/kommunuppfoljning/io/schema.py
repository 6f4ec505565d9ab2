"""The published schema (*JSON-schema*) of a report's file, made from the models: JSON Schema 2020-12.

It stands beside this module as ``report.schema.json``, that of rules as ``rules.schema.json``, so that other tools can
check a file without Python. It tells
what is written; what people write besides (``"jan–aug 2024"``, ``"Ej uppfyllt"``) is for `read_report` alone.

>>> report_schema()["$defs"]["BudgetLine"]["properties"]["forecast"]
{'anyOf': [{'$ref': '#/$defs/figure'}, {'type': 'null'}]}

Source: JSON Schema 2020-12.
"""

import types
import typing
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs

from kommunuppfoljning.io.stored import SCHEMA_VERSION, stored_fields
from kommunuppfoljning.models import FIGURE, Model
from kommunuppfoljning.periods import Period
from kommunuppfoljning.reports import Report
from kommunuppfoljning.rules import Rules
from kommunuppfoljning.terms import Term

__all__ = ["report_schema", "rules_schema", "schema_text"]

_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_SCALARS: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date", "pattern": f"^{_DAY}$"},
    Decimal: {"$ref": "#/$defs/figure"},
    Fraction: {"$ref": "#/$defs/share"},
    object: {},
}
_SHARED: dict[str, dict[str, Any]] = {
    "figure": {
        "description": "An exact figure: a number, or its digits as text so that no reader rounds them.",
        "anyOf": [{"type": "number"}, {"type": "string", "pattern": f"^{FIGURE}$"}],
    },
    "share": {
        "description": "An exact share: a number, or a fraction or a percentage as text.",
        "anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^[0-9]+(/[1-9][0-9]*|[.,][0-9]+)?( ?%)?$"}],
    },
    "Period": {
        "description": "A period, from its first day to its last, both included.",
        "type": "object",
        "properties": {"start": _SCALARS[date], "end": _SCALARS[date]},
        "required": ["start", "end"],
        "additionalProperties": False,
    },
}


def report_schema() -> dict[str, Any]:
    """The JSON Schema of a report's file (*schema för rapportfil*), made anew from the models.

    References
    ----------
    JSON Schema 2020-12, core and validation.
    """
    return _file(Report, "report", ["schema_version"])


def rules_schema() -> dict[str, Any]:
    """The JSON Schema of a file of rules (*schema för regelfil*), made anew from the models.

    References
    ----------
    JSON Schema 2020-12, core and validation.
    """
    return _file(Rules, "rules", [])


def schema_text(schema: dict[str, Any]) -> str:
    """A schema as the published file has it."""
    import json

    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def _file(model: type[Any], name: str, required: list[str]) -> dict[str, Any]:
    """The schema of a file that holds one model."""
    definitions: dict[str, dict[str, Any]] = dict(_SHARED)
    whole = _model(model, definitions)
    whole["properties"] = {"schema_version": {"const": SCHEMA_VERSION}, **whole["properties"]}
    whole["required"] = [*required, *whole["required"]]
    definitions.pop(model.__name__, None)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:kommunuppfoljning:{name}:{SCHEMA_VERSION}",
        "title": model.__name__,
        **whole,
        "$defs": dict(sorted(definitions.items())),
    }


def _model(model: type[Any], definitions: dict[str, dict[str, Any]]) -> dict[str, Any]:
    definitions.setdefault(model.__name__, {})  # known while its own parts are laid out
    fields = stored_fields(model)
    return {
        "description": (model.__doc__ or "").partition("\n")[0].replace("*", ""),
        "type": "object",
        "properties": {field.name: _field(field, definitions) for field in fields},
        "required": [field.name for field in fields if field.default is attrs.NOTHING],
        "additionalProperties": False,
    }


def _field(field: Any, definitions: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The schema of an attribute; a text that must be given must not be empty."""
    filled = field.type is str and field.default is attrs.NOTHING
    return {"type": "string", "pattern": r"\S"} if filled else _of(field.type, definitions)


def _of(annotation: Any, definitions: dict[str, dict[str, Any]]) -> dict[str, Any]:
    if isinstance(annotation, types.UnionType) or typing.get_origin(annotation) is typing.Union:
        kinds = list(typing.get_args(annotation))
        if Decimal in kinds and int in kinds:
            kinds.remove(int)  # a figure is either
        options = [_of(kind, definitions) for kind in kinds]
        return options[0] if len(options) == 1 else {"anyOf": options}
    if annotation is type(None):
        return {"type": "null"}
    origin = typing.get_origin(annotation)
    if origin is tuple:
        return {"type": "array", "items": _of(typing.get_args(annotation)[0], definitions)}
    if origin is not None and issubclass(origin, Mapping):
        key, value = typing.get_args(annotation)
        entries = {"type": "object", "additionalProperties": _of(value, definitions)}
        if isinstance(key, type) and issubclass(key, Term):
            return {**entries, "propertyNames": _of(key, definitions)}
        return {**entries, "propertyNames": {"pattern": f"^{_DAY}/{_DAY}$"}} if key is Period else entries
    if annotation in _SCALARS:
        return _SCALARS[annotation]
    name = annotation.__name__
    if issubclass(annotation, Term):
        definitions[name] = {"enum": [member.value for member in annotation]}
    elif issubclass(annotation, Model) and name not in definitions:
        definitions[name] = _model(annotation, definitions)
    return {"$ref": f"#/$defs/{name}" if annotation is not Report else "#"}
