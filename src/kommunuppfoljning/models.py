"""How a model (*modell*) is made: frozen, checked once when it is built, with the types of its fields as the rules.

A model is an attrs class that derives from `Model`. Its annotations say what each field may hold; one check, made
from them on first use, sees to it, turns lists into tuples and mappings into frozen ones, and calls `_validate`
for what concerns several fields. The check costs little beside attrs' own work, so large reports build fast.
"""

import enum
import functools
import re
import types
import typing
from collections.abc import Callable, ItemsView, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, ClassVar, TypeVar

import attrs

from kommunuppfoljning.errors import FollowUpError, InvalidType, InvalidValue, NotFound, TooLarge, expect, shown

__all__ = ["EMPTY", "FIGURE", "FrozenMapping", "Model", "by_id", "entries_rule", "passed", "rule_of", "unique_ids"]

K = TypeVar("K")
V = TypeVar("V")
M = TypeVar("M")

MOST_DIGITS = 1000
"""No figure of a report has more digits; what has would be an attack, or a mistake."""
FIGURE = r"-?[0-9]+(\.[0-9]+)?(E[+-]?[0-9]+)?"
"""How a file writes a `Decimal`: a word that looks like one would be read back as one."""

Check = Callable[[Any], Any]
"""Gives the value as the model keeps it, or raises with what would be right."""


class FrozenMapping(Mapping[K, V]):
    """A mapping that does not change (*oföränderlig tabell*): hashable, picklable, in the order given.

    >>> FrozenMapping({"a": 1})["a"]
    1
    """

    __slots__ = ("_hash", "_items", "_passed")
    _items: dict[K, V]
    _hash: int | None
    _passed: Check | None
    """The check that it is made by, which need not look at it again."""

    def __init__(self, items: Mapping[K, V] | Iterable[tuple[K, V]] = ()) -> None:
        try:
            object.__setattr__(self, "_items", dict(items))
        except (TypeError, ValueError) as error:
            raise InvalidType(f"a FrozenMapping is made of a mapping or of pairs: {error}") from None
        object.__setattr__(self, "_hash", None)
        object.__setattr__(self, "_passed", None)

    def __getitem__(self, key: K) -> V:
        return self._items[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        if self._hash is None:
            object.__setattr__(self, "_hash", hash(frozenset(self._items.items())))
        return typing.cast("int", self._hash)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, FrozenMapping):
            return self._items == other._items
        return self._items == dict(other) if isinstance(other, Mapping) else NotImplemented

    def items(self) -> ItemsView[K, V]:
        """The entries, as quickly as a `dict` gives them."""
        return self._items.items()

    def __setattr__(self, name: str, value: object) -> None:
        raise InvalidType("a FrozenMapping does not change; build a new one")

    def __delattr__(self, name: str) -> None:
        raise InvalidType("a FrozenMapping does not change; build a new one")

    def __reduce__(self) -> tuple[type, tuple[dict[K, V]]]:
        return FrozenMapping, (self._items,)

    def __repr__(self) -> str:
        return shown(self._items, 500)


EMPTY: FrozenMapping[Any, Any] = FrozenMapping()
"""The mapping that holds nothing."""


class Model:
    """What every model shares: the check of its fields, a short `repr`, and how a notebook shows it."""

    __slots__ = ()
    _told: ClassVar[tuple[str, ...]] = ("id", "name", "title")

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.__attrs_post_init__ = Model.__attrs_post_init__  # type: ignore[method-assign]  # until the first is built

    def __attrs_post_init__(self) -> None:
        """Check the first one that is built, and leave the rest to the check that this makes."""
        cls = type(self)
        cls.__attrs_post_init__ = _compiled(cls)  # type: ignore[method-assign,assignment]
        cls.__attrs_post_init__(self)

    def __repr__(self) -> str:
        told = [f"{name}={shown(getattr(self, name))}" for name in self._told if getattr(self, name, None)]
        return f"{type(self).__name__}({', '.join(told)})"

    def _repr_html_(self) -> str:
        from kommunuppfoljning.notebooks import shown_html

        return shown_html(self)

    def _repr_markdown_(self) -> str:
        from kommunuppfoljning.notebooks import shown_markdown

        return shown_markdown(self)

    def _keep(self, name: str, value: object) -> None:
        """Set a field while the model is being built."""
        object.__setattr__(self, name, value)


def unique_ids(things: Iterable[Any], where: str, what: str) -> None:
    """Refuse two things of one kind with the same id."""
    seen: set[str] = set()
    for thing in things:
        if thing.id in seen:
            raise InvalidValue(f"{where}: two {what} have the id {thing.id!r}; ids must be unique")
        seen.add(thing.id)


def by_id(things: Iterable[M], key: str, what: str) -> M:
    """The one with this id, or else with this name or title; the error lists what there is."""
    expect(key, str, f"the id or name to look for among {what}")
    listed = list(things)
    for names in (("id",), ("name", "title")):
        found = [thing for thing in listed if key and key in {getattr(thing, name, None) for name in names}]
        if len(found) == 1:
            return found[0]
        if found:
            field = " or ".join(names)
            raise InvalidValue(f"{key!r} is the {field} of {len(found)} {what}; say which by its id")
    known = ", ".join(map(_called, listed[:20]))
    raise NotFound(f"no {what} with the id or name {shown(key)}; there are {known or 'none'}")


def _called(thing: Any) -> str:
    """An id, and the name beside it where that is another."""
    key, name = getattr(thing, "id", None), getattr(thing, "name", None) or getattr(thing, "title", None)
    return f"{key!r} ({name:.40})" if name and name != key else repr(key)


def rule_of(annotation: Any) -> Check:
    """The check of a field with this annotation, for readers that tell all faults of a file at once."""
    return _rule(annotation, required=False)[0]


def _compiled(cls: type[Any]) -> Callable[[Any], None]:
    """One function that checks every field of a model, cheap where all is well."""
    attrs.resolve_types(cls)
    scope: dict[str, Any] = {"EMPTY": EMPTY}
    lines = ["def check(self):"]
    for field in attrs.fields(cls):
        rule, condition = _rule(field.type, required=field.default is attrs.NOTHING)
        scope[f"{field.name}_rule"], scope[f"{field.name}_kind"] = rule, _kinds(field.type)[0]
        lines += [
            f" value = self.{field.name}",
            f" if {condition.format(kind=f'{field.name}_kind')}:",
            f"  kept(self, {field.name!r}, value, {field.name}_rule)",
        ]
    if hasattr(cls, "_validate"):
        lines.append(" self._validate()")
    scope["kept"] = _kept
    exec("\n".join([*lines, " return None"]), scope)  # noqa: S102  # only field names, as attrs writes __init__
    return typing.cast("Callable[[Any], None]", scope["check"])


def _kept(model: Any, name: str, value: Any, rule: Check) -> None:
    try:
        kept = rule(value)
    except FollowUpError as error:
        own = getattr(model, "id", None)
        place = f"{type(model).__name__} {own!r}" if isinstance(own, str) and name != "id" else type(model).__name__
        raise type(error)(f"{place}: {name} {error}") from None
    if kept is not value:
        object.__setattr__(model, name, kept)


def _kinds(annotation: Any) -> list[Any]:
    """The plain classes of an annotation, `None` left out."""
    if isinstance(annotation, types.UnionType) or typing.get_origin(annotation) is typing.Union:
        return [kind for kind in typing.get_args(annotation) if kind is not types.NoneType]
    return [annotation]


def _rule(annotation: Any, *, required: bool) -> tuple[Check, str]:
    """The check of a field, and the condition under which it has to be made."""
    kinds = _kinds(annotation)
    if kinds == [object]:
        return _anything, "False"
    optional = types.NoneType in typing.get_args(annotation)
    origin = typing.get_origin(kinds[0])
    if origin is tuple:
        return _items(typing.get_args(kinds[0])[0]), "value.__class__ is not tuple or value"
    if origin is not None and issubclass(origin, Mapping):
        return entries_rule(*typing.get_args(kinds[0])), "value is not EMPTY"
    mapped = [kind for kind in kinds if typing.get_origin(kind) is not None]
    if mapped:  # a figure, or figures by name
        entries = entries_rule(*typing.get_args(mapped[0]))
        single = _optional(_value([kind for kind in kinds if kind not in mapped]), optional=optional)
        return lambda value: entries(value) if isinstance(value, Mapping) else single(value), "True"
    rule = _value(kinds, required=required)
    if required and kinds == [str]:
        return _optional(rule, optional=optional), "value.__class__ is not {kind} or not value.strip()"
    plain = "value.__class__ is not {kind}"
    return _optional(rule, optional=optional), f"value is not None and {plain}" if optional else plain


def _anything(value: Any) -> Any:
    return value


def _optional(rule: Check, *, optional: bool) -> Check:
    def check(value: Any) -> Any:
        kept = None if value is None else rule(value)
        if kept is None and not optional:
            raise InvalidType(f"must be given, got {shown(value)}")
        return kept

    return check


def _value(kinds: list[Any], *, required: bool = False) -> Check:
    """The check of a single value."""
    if kinds == [object]:
        return _anything
    names = {kind.__name__ for kind in kinds if isinstance(kind, type)}
    if names == {"int", "Decimal"}:
        return _amount
    if names == {"int", "Decimal", "str"}:
        return _figure_or_word
    if names == {"Fraction"}:
        return _share
    if kinds == [int]:
        return _count
    if kinds == [bool]:
        return lambda value: value if isinstance(value, bool) else _refuse(value, "True or False")
    if kinds == [str]:
        return lambda value: _text(value, required=required)
    if kinds == [date]:
        return _date
    return lambda value: _instance(value, tuple(kinds))


def _amount(value: Any) -> Any:
    """An exact figure; whole numbers, the usual ones, do not come here."""
    if value.__class__ is int:
        return value
    from decimal import Decimal

    if value.__class__ is Decimal and value.is_finite() and _is_written_short(value):
        return value
    from fractions import Fraction

    from kommunuppfoljning.arithmetic.scalars import decimal_of, number

    if isinstance(value, float) and type(value).__module__ != "numpy" and value - value == 0.0:
        raise InvalidType(f"must be exact: give an int or Decimal('{value!r}'), got the float {value!r}")
    try:
        figure = number(value, "")
    except FollowUpError as error:
        raise type(error)(str(error).strip()) from None
    if isinstance(figure, float):
        raise InvalidType(f"must be exact: give an int or a Decimal, got the float {figure!r}")
    exact = decimal_of(figure) if isinstance(figure, Fraction) else figure
    if isinstance(exact, Decimal) and not _is_written_short(exact):
        raise TooLarge(f"must have at most {MOST_DIGITS} digits either side of the decimal sign, got {shown(exact)}")
    return exact


def _is_written_short(exact: Any) -> bool:
    return exact.adjusted() <= MOST_DIGITS and int(exact.as_tuple().exponent) >= -MOST_DIGITS


def _figure_or_word(value: Any) -> Any:
    if isinstance(value, str) and re.fullmatch(FIGURE, value):
        raise InvalidType(f"is a figure: give an int or Decimal({value!r}), got the text {value!r}")
    return value if isinstance(value, str) else _amount(value)


def _share(value: Any) -> Any:
    """An exact share: a fraction, a figure, or either as text: ``"2/3"``, ``"0,5"``, ``"50 %"``."""
    from fractions import Fraction

    from kommunuppfoljning.locale import parse_number

    if isinstance(value, str):
        if re.fullmatch(r"[0-9]{1,9}/[1-9][0-9]{0,8}", value):
            return Fraction(value)
        try:
            value = parse_number(value)
        except FollowUpError:
            return _refuse(value, 'a share such as "2/3", 0.5 or "50 %"')
    figure = _amount(value) if not isinstance(value, Fraction) else value
    return None if figure is None else Fraction(figure)


def _count(value: Any) -> Any:
    figure = _amount(value)
    return figure if figure is None or isinstance(figure, int) else _refuse(value, "a whole number")


def _text(value: Any, *, required: bool) -> str:
    if not isinstance(value, str):
        return str(_refuse(value, "text"))
    if required and not value.strip():
        raise InvalidValue(f"must not be empty, got {value!r}")
    return value


def _date(value: Any) -> Any:
    if isinstance(value, datetime) or not isinstance(value, date):
        return _refuse(value, "a date without a time")
    return value


def _instance(value: Any, kinds: tuple[Any, ...]) -> Any:
    if isinstance(value, kinds):
        return value
    if issubclass(kinds[0], enum.Enum):
        parse = getattr(kinds[0], "parse", None)
        if isinstance(value, str) and parse is not None:
            return parse(value)
        members = ", ".join(f"{kinds[0].__name__}.{member.name}" for member in kinds[0])
        return _refuse(value, f"one of {members}")
    return _refuse(value, f"a {' or a '.join(kind.__name__ for kind in kinds)}")


def _refuse(value: Any, expected: str) -> Any:
    raise InvalidType(f"must be {expected}, got {shown(value)}")


def _items(kind: Any) -> Check:
    """The check of a container: any iterable becomes a tuple of what belongs there."""
    rule = _value(_kinds(kind))

    def check(value: Any) -> tuple[Any, ...]:
        if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
            return typing.cast("tuple[Any, ...]", _refuse(value, "a tuple or a list"))
        return tuple(_placed(rule, item, f"[{place}]") for place, item in enumerate(value))

    return check


def passed(entries: FrozenMapping[K, V], check: Check) -> FrozenMapping[K, V]:
    """The mapping, marked as one that `check` would leave as it is."""
    object.__setattr__(entries, "_passed", check)
    return entries


@functools.cache
def entries_rule(key_kind: Any, value_kind: Any) -> Check:
    """The check of a mapping: it becomes a frozen one."""
    keys = _optional(_value(_kinds(key_kind)), optional=False)
    optional = types.NoneType in typing.get_args(value_kind)
    values = _optional(_value(_kinds(value_kind)), optional=optional)

    def check(value: Any) -> FrozenMapping[Any, Any]:
        if value.__class__ is FrozenMapping and value._passed is check:  # noqa: SLF001  # of this module
            return value
        if not isinstance(value, Mapping):
            return typing.cast("FrozenMapping[Any, Any]", _refuse(value, "a mapping"))
        if not value:
            return EMPTY
        try:
            return passed(FrozenMapping({keys(key): values(item) for key, item in value.items()}), check)
        except FollowUpError:  # once more, to tell the place
            return FrozenMapping(
                {
                    _placed(keys, key, "key"): _placed(values, item, f"[{getattr(key, 'key', key)}]")
                    for key, item in value.items()
                }
            )

    return check


def _placed(rule: Check, value: Any, place: str) -> Any:
    try:
        return rule(value)
    except FollowUpError as error:
        raise type(error)(f"{place} {error}") from None
