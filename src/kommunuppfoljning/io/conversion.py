"""Conversion (*omvandling*): the plain values of a file made into models and back, each fault with its path.

How each kind of value is read follows from the annotations of the models; see `io.json` for what a file looks like.
"""

import contextlib
import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import cache
from types import FunctionType, UnionType
from typing import Any, cast, get_args, get_origin

import attrs

from kommunuppfoljning.errors import FollowUpError, InvalidType, InvalidValue, MissingExtra, shown
from kommunuppfoljning.io.stored import stored_fields
from kommunuppfoljning.models import EMPTY, FIGURE, FrozenMapping, Model, rule_of
from kommunuppfoljning.periods import Period
from kommunuppfoljning.terms import Term

try:
    from cattrs import Converter, transform_error
    from cattrs.errors import BaseValidationError, IterableValidationError, IterableValidationNote
    from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override
except ImportError as _error:
    raise MissingExtra.of("json", "reading and writing reports") from _error

__all__ = ["BaseValidationError", "converter", "exact", "faults_of"]

_CONTAINER_FAULT = cast("Any", IterableValidationError)  # pyright reads ExceptionGroup's arguments, not its own
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def exact(text: str) -> Decimal:
    """A figure of a file, exact; raises `InvalidValue` for one that is too large for any."""
    try:
        return Decimal(text)
    except InvalidOperation:
        raise InvalidValue(f"the number {shown(text)} is too large") from None


def faults_of(error: Exception, root: str) -> list[tuple[str, str]]:
    """The faults with their paths."""
    if isinstance(error, BaseValidationError):
        told = (fault.rpartition(" @ ") for fault in transform_error(error, path=root, format_exception=_told))
        return [(path, text) for text, _, path in told]
    return [(root, str(error))]


def _told(error: BaseException, _: type[Any] | None) -> str:
    if isinstance(error, KeyError) and not isinstance(error, FollowUpError):
        return f"the key {error.args[0]!r} is missing"
    if type(error).__name__ == "ForbiddenExtraKeysError":
        known = ", ".join(field.name for field in stored_fields(error.cl))  # type: ignore[attr-defined]
        extra = ", ".join(map(repr, sorted(error.extra_fields)[:20]))  # type: ignore[attr-defined]
        return f"unknown key {extra}; there are {known}"
    return str(error)


_CONVERTERS: list[Converter] = []


def converter() -> Any:
    """The converter of cattrs, made once: its hooks follow from the models."""
    if not _CONVERTERS:
        made = Converter(forbid_extra_keys=True, detailed_validation=True)
        made.register_structure_hook_factory(_is_plain, _plain_hook)
        for kind in (str, int, bool):
            made.register_structure_hook(kind, _plain_hook(kind))
        # a class comes before a predicate in cattrs before 26
        made.register_structure_hook(Term, lambda value, kind: _plain_hook(kind)(value, kind))
        made.register_structure_hook_factory(_is_tuple, lambda kind: _tuple_hook(made, kind))
        made.register_structure_hook_factory(_is_mapping, lambda kind: _mapping_hook(made, kind))
        made.register_structure_hook_factory(_is_model, lambda kind: _model_hook(made, kind))
        made.register_structure_hook_func(_is_choice, lambda value, kind: _choice(made, value, kind))
        made.register_structure_hook(Period, _period)
        made.register_unstructure_hook_factory(_is_model, lambda kind: _model_unhook(made, kind))
        made.register_unstructure_hook(Period, lambda period: {"start": str(period.start), "end": str(period.end)})
        made.register_unstructure_hook(Decimal, str)
        made.register_unstructure_hook(Fraction, str)
        made.register_unstructure_hook(date, str)
        made.register_unstructure_hook_func(_is_term, lambda member: member.value)
        made.register_unstructure_hook_func(
            lambda kind: kind is FrozenMapping or _is_mapping(kind),
            lambda entries: {_key(key): made.unstructure(value) for key, value in entries.items()},
        )
        _CONVERTERS.append(made)
    return _CONVERTERS[0]


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Model)


def _is_term(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Term)


def _is_mapping(kind: Any) -> bool:
    return get_origin(kind) is not None and isinstance(get_origin(kind), type) and issubclass(get_origin(kind), Mapping)


def _is_choice(kind: Any) -> bool:
    """A union of models, told apart by their keys."""
    return isinstance(kind, UnionType) and all(map(_is_model, get_args(kind)))


def _choice(converter: Converter, value: Any, kind: Any) -> Any:
    """The model that has a key of its own, or else the first."""
    first, *others = get_args(kind)
    told = (other for other in others if isinstance(value, dict) and other.tell_tales & value.keys())
    return converter.structure(value, next(told, first))


def _is_tuple(kind: Any) -> bool:
    return get_origin(kind) is tuple


def _is_plain(kind: Any) -> bool:
    """Single values and unions of them: a model's own check says what they may be."""
    members = [part for part in (get_args(kind) or (kind,)) if part is not type(None)]
    return not _is_tuple(kind) and all(
        part in (int, Decimal, Fraction, str, bool, date, object) or _is_term(part) for part in members
    )


@cache
def _plain_hook(kind: Any) -> Any:
    """Read a single value, and hold it to what the field may be, so that each fault is told with its path."""
    members = [part for part in (get_args(kind) or (kind,)) if part is not type(None)]
    figures, words = Decimal in members, str in members
    rule = rule_of(kind)

    def plain(value: Any, _: Any) -> Any:
        if isinstance(value, str) and figures:
            value = _figure(value, text_too=words)
        elif isinstance(value, str) and members == [date]:
            value = _date(value)
        return rule(value)

    return plain


def _figure(text: str, *, text_too: bool) -> Any:
    """The `Decimal` that a text writes; `Claim.value` may be a word."""
    if re.fullmatch(FIGURE, text):
        return exact(text)
    if text_too:
        return text
    raise InvalidValue(f'a figure is a number, or its digits as text such as "7.9", got {shown(text)}')


def _date(text: str) -> date:
    if _DAY.fullmatch(text):
        with contextlib.suppress(ValueError):
            return date.fromisoformat(text)
    raise InvalidValue(f"a date is written as 2024-08-31, got {shown(text)}")


def _period(value: Any, _: Any) -> Period:
    if isinstance(value, Period):
        return value
    if isinstance(value, str):
        return Period.parse(value)
    if not isinstance(value, dict) or set(value) != {"start", "end"}:
        raise InvalidValue(
            f'a period is an object with "start" and "end", or text such as "2024-08", got {shown(value)}'
        )
    days = [_date(value[name]) if isinstance(value[name], str) else value[name] for name in ("start", "end")]
    return Period(*days)


def _tuple_hook(converter: Converter, kind: Any) -> Any:
    item_kind = get_args(kind)[0]

    def items(value: Any, _: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise InvalidType(f"expected a list, got {shown(value)}")
        return tuple(_each(converter, enumerate(value), item_kind, kind))

    return items


def _mapping_hook(converter: Converter, kind: Any) -> Any:
    key_kind, value_kind = get_args(kind)
    kinds = get_args(key_kind) or (key_kind,)

    def key_of(name: str) -> Any:
        if Period in kinds and (str not in kinds or name[:1].isdigit()):
            return Period.parse(name)
        return name

    def mapping(value: Any, _: Any) -> Any:
        if not isinstance(value, dict):
            raise InvalidType(f"expected an object, got {shown(value)}")
        keys = _each(converter, ((name, name) for name in value), key_of, kind)
        twice = next((name for name, key in zip(value, keys, strict=True) if keys.count(key) > 1), None)
        if twice is not None:
            raise InvalidValue(f"the period of {twice!r} stands twice")
        return FrozenMapping(zip(keys, _each(converter, value.items(), value_kind, kind), strict=True)) or EMPTY

    return mapping


def _each(converter: Converter, items: Iterable[tuple[Any, Any]], kind: Any, whole: Any) -> list[Any]:
    """Every item read, or all of their faults with their places."""
    read: list[Any] = []
    faults: list[Exception] = []
    for place, item in items:
        try:
            read.append(kind(item) if isinstance(kind, FunctionType) else converter.structure(item, kind))
        except (BaseValidationError, FollowUpError) as error:
            error.add_note(IterableValidationNote("in a container", place, kind))
            faults.append(error)
    if faults:
        raise _CONTAINER_FAULT("a container has faults", faults, whole)
    return read


def _model_hook(converter: Converter, kind: type[Any]) -> Any:
    structure = make_dict_structure_fn(
        kind,
        converter,
        _cattrs_forbid_extra_keys=True,
        **_left_out(kind),
    )

    def model(value: Any, _: Any) -> Any:
        if not isinstance(value, dict):
            raise InvalidType(f"expected an object for a {kind.__name__}, got {shown(value)}")
        return structure(value, kind)

    return model


def _model_unhook(converter: Converter, kind: type[Any]) -> Any:
    return make_dict_unstructure_fn(
        kind,
        converter,
        _cattrs_omit_if_default=True,
        **_left_out(kind),
    )


def _left_out(kind: type[Any]) -> dict[str, Any]:
    stored = stored_fields(kind)
    return {field.name: override(omit=True) for field in attrs.fields(kind) if field not in stored}


def _key(key: Any) -> str:
    return key.key if isinstance(key, Period) else str(key.value if isinstance(key, Term) else key)
