"""The fast way (*snabbläsning*) of reading and writing reports, with msgspec (the extra ``fast``).

It reads what is in order; whatever is not goes the careful way of `io.json`, which tells every fault with its path.
So the two give the same report, the same text and the same errors, and a test holds them to it.
"""

import gc
import re
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

import msgspec

from kommunuppfoljning.errors import FollowUpError
from kommunuppfoljning.io.stored import SCHEMA_VERSION, kinds_of, stored_fields
from kommunuppfoljning.models import EMPTY, FIGURE, FrozenMapping, Model, entries_rule, passed
from kommunuppfoljning.periods import Period
from kommunuppfoljning.reports import Report
from kommunuppfoljning.terms import Term

__all__ = ["read", "text"]

Turn = Callable[[Any], Any]

LONGEST = 300
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FIGURE = re.compile(FIGURE)
_SPACED_KEY = re.compile(rb'"[ \t\r\n]+:')


class Careful(Exception):
    """Something that the careful way has to look at."""


def read(content: bytes) -> Report | None:
    """The report of a file in order, `None` where the careful way has to read it."""
    if _SPACED_KEY.search(content) or b'\\":' in content:
        return None  # keys could not be counted
    reader = Reader()
    try:
        with _no_collection():
            data = msgspec.json.Decoder(float_hook=_written).decode(content.removeprefix(b"\xef\xbb\xbf"))
            version = data.pop("schema_version", None) if isinstance(data, dict) else None
            if version.__class__ is not int or version != SCHEMA_VERSION:
                return None
            report: Report = reader.model(Report)(data)
    except (FollowUpError, Careful, TypeError, KeyError, ValueError, ArithmeticError, RecursionError):
        return None
    except msgspec.MsgspecError:  # no ValueError in older versions
        return None
    keys = reader.keys + 1  # that of the version
    # more where a key stands twice in an object, or a text begins with a colon
    return report if keys == content.count(b'":') else None


def text(report: Report) -> str | None:
    """The text of a report, `None` where the careful way has to write it."""
    try:
        with _no_collection():
            data = {"schema_version": SCHEMA_VERSION, **_unmodel(Report)(report)}
        return msgspec.json.format(msgspec.json.encode(data), indent=1).decode() + "\n"
    except (TypeError, ValueError, OverflowError, RecursionError):
        return None


@contextmanager
def _no_collection() -> Iterator[None]:
    """Nothing is garbage while a report is being made, and looking for it takes as long as making it."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


class Reader:
    """Makes models of bare objects, and counts the keys that it has seen."""

    def __init__(self) -> None:
        self.keys: int = 0
        self._periods: dict[str, Period] = {}
        self._models: dict[type[Any], Turn] = {}

    def model(self, model: type[Any]) -> Turn:
        """How an object becomes a model."""
        if model in self._models:
            return self._models[model]
        turns: dict[str, Turn | None] = {}

        def made(value: Any) -> Any:
            if value.__class__ is not dict:
                raise Careful
            self.keys += len(value)
            for name, inner in value.items():
                turn = turns[name]
                if turn is not None and inner is not None:
                    value[name] = turn(inner)
            return model(**value)

        self._models[model] = made
        for field in stored_fields(model):
            turns[field.name] = self._turn(field.type)
        return made

    def _turn(self, annotation: Any) -> Turn | None:
        """How a value becomes what a field holds; `None` where it is that already, or the model's check says no."""
        kinds = kinds_of(annotation)
        turn: Turn | None = None
        mapped = [kind for kind in kinds if _is_mapping(kind)]
        if mapped:
            entries = self._entries(*typing.get_args(mapped[0]))
            single = self._turn(Decimal) if Decimal in kinds else None
            turn = entries if len(kinds) == 1 else lambda value: (entries if isinstance(value, dict) else single)(value)  # type: ignore[misc]
        elif Decimal in kinds:
            turn = _word_or_figure if str in kinds else _figure
        elif typing.get_origin(kinds[0]) is tuple:
            turn = self._items(typing.get_args(kinds[0])[0])
        elif kinds == [date]:
            turn = _day
        elif kinds == [Period]:
            turn = self._period
        elif isinstance(kinds[0], type) and issubclass(kinds[0], Term):
            turn = {member.value: member for member in kinds[0]}.__getitem__
        elif isinstance(kinds[0], type) and issubclass(kinds[0], Model):
            turn = self.model(kinds[0])
        return turn

    def _period(self, value: Any) -> Period:
        if value.__class__ is not dict or value.keys() != {"start", "end"}:
            raise Careful
        self.keys += 2
        return self._period_of(f"{value['start']}/{value['end']}")

    def _period_of(self, key: str) -> Period:
        if key not in self._periods:
            start, _, end = key.partition("/")
            self._periods[key] = Period(_day(start), _day(end))
        return self._periods[key]

    def _items(self, kind: Any) -> Turn:
        turn = self._turn(kind)

        def items(value: Any) -> tuple[Any, ...]:
            if value.__class__ is not list:
                raise Careful
            return tuple(value) if turn is None else tuple(map(turn, value))

        return items

    def _entries(self, key_kind: Any, value_kind: Any) -> Turn:
        turn = self._turn(value_kind) or _word
        check = entries_rule(key_kind, value_kind)
        kinds = kinds_of(key_kind)
        periods, words = Period in kinds, str in kinds
        optional = types.NoneType in typing.get_args(value_kind)

        def entries(value: Any) -> Any:
            if value.__class__ is not dict:
                raise Careful
            self.keys += len(value)
            made = {
                self._period_of(key) if periods and (not words or key[:1].isdigit()) else key: (
                    None if inner is None else turn(inner)
                )
                for key, inner in value.items()
            }
            if len(made) < len(value) or (not optional and None in made.values()):
                raise Careful
            return passed(FrozenMapping(made), check) if made else EMPTY

        return entries


def _is_mapping(kind: Any) -> bool:
    origin = typing.get_origin(kind)
    return isinstance(origin, type) and issubclass(origin, Mapping)


def _written(text: str) -> Decimal:
    """A decimal, not so long that its length would have to be looked at."""
    if len(text) > LONGEST or "e" in text or "E" in text:
        raise Careful
    return Decimal(text)


def _figure(value: Any) -> Any:
    kind = value.__class__
    if kind is str:
        if _FIGURE.fullmatch(value) is None:
            raise Careful
        return _written(value)
    if kind is int or kind is Decimal:
        return value
    raise Careful


def _word_or_figure(value: Any) -> Any:
    return value if value.__class__ is str and _FIGURE.fullmatch(value) is None else _figure(value)


def _word(value: Any) -> Any:
    if value.__class__ is str:
        return value
    raise Careful


def _day(value: Any) -> date:
    if value.__class__ is not str or _DAY.fullmatch(value) is None:
        raise Careful
    return date.fromisoformat(value)


@cache
def _unmodel(model: type[Any]) -> Turn:
    """How a model becomes a bare object, what has its default left out: a function made once from its fields."""
    scope: dict[str, Any] = {}
    lines = ["def bare(model):", " made = {}"]
    for field in stored_fields(model):
        name = field.name
        scope[f"{name}_default"], scope[f"{name}_turn"] = field.default, _unturn(field.type)
        turned = "value" if scope[f"{name}_turn"] is None else f"None if value is None else {name}_turn(value)"
        lines += [
            f" value = model.{name}",
            f" if value is not {name}_default and value != {name}_default:",
            f"  made[{name!r}] = {turned}",
        ]
    exec("\n".join([*lines, " return made"]), scope)  # noqa: S102  # only field names, as attrs writes __init__
    return typing.cast("Turn", scope["bare"])


@cache
def _unturn(annotation: Any) -> Turn | None:
    """How what a field holds becomes a bare value; `None` where it is one."""
    kinds = kinds_of(annotation)
    if any(_is_mapping(kind) for kind in kinds):
        value_kind = next(typing.get_args(kind)[1] for kind in kinds if _is_mapping(kind))
        inner = _unturn(value_kind)
        return lambda value: _unentries(value, inner) if isinstance(value, Mapping) else _unfigure(value)
    if typing.get_origin(kinds[0]) is tuple:
        item = _unturn(typing.get_args(kinds[0])[0])
        return None if item is None else lambda value: list(map(item, value))
    if Decimal in kinds:
        return _unfigure
    if kinds == [date]:
        return date.isoformat
    if kinds == [Period]:
        return lambda period: {"start": period.start.isoformat(), "end": period.end.isoformat()}
    if isinstance(kinds[0], type) and issubclass(kinds[0], Term):
        return lambda member: member._value_
    if isinstance(kinds[0], type) and issubclass(kinds[0], Model):
        return _when_met(kinds[0])
    return None


def _when_met(model: Any) -> Turn:
    """The turn of a model, looked up when one is met, since a model may hold its own kind."""
    return lambda value: _unmodel(model)(value)  # noqa: PLW0108  # the look-up waits


def _unfigure(value: Any) -> Any:
    return str(value) if value.__class__ is Decimal else value


@lru_cache(maxsize=1024)
def _key(key: Any) -> str:
    return key.key if isinstance(key, Period) else str(key)


def _unentries(entries: Mapping[Any, Any], turn: Turn | None) -> dict[str, Any]:
    return {_key(key): value if turn is None or value is None else turn(value) for key, value in entries.items()}
