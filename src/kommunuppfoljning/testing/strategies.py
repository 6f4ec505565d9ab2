"""Models at random (*slumpade modeller*), made from what the models say of themselves.

Every field is drawn from its annotation, as `models` of the library checks it. What concerns several fields is not told
by annotations: a drawn field that the model refuses beside the others is left at its default. The few bonds that chance
would never hit (a goal's area, a line's subtotal) are tied in `_TIED`.
"""

import enum
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any, TypeVar, cast

import attrs
from hypothesis import reject
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning.amounts import Interval, Rounded
from kommunuppfoljning.errors import FollowUpError, InvalidType, shown
from kommunuppfoljning.models import Model
from kommunuppfoljning.periods import Period
from kommunuppfoljning.testing.values import dates, figures, ids, periods, shares, texts

__all__ = ["MODELS", "models"]

M = TypeVar("M", bound=Model)
Draw = Callable[[st.SearchStrategy[Any]], Any]
Fields = dict[str, Any]

MODELS: tuple[type[Model], ...] = tuple(
    thing
    for thing in (getattr(ku, name) for name in ku.__all__)
    if isinstance(thing, type) and issubclass(thing, Model)
)
"""Every public model of the library."""

LEVELS = 3
MOST_ITEMS = 3
MONTHS = 12
"""A series of figures may be a year of months; one that has to be given is."""
MOST_FIELDS = 9
"""How many fields that could be left out are given at once: few enough for Hypothesis to draw and to shrink."""

_PLAIN: dict[Any, Callable[[], st.SearchStrategy[Any]]] = {
    str: texts,
    bool: st.booleans,
    int: lambda: st.integers(0, 12) | st.integers(-3, 2100),
    Decimal: figures,
    float: figures,
    date: dates,
    Fraction: shares,
    Period: periods,
    Rounded: lambda: st.builds(Rounded, figures()),
    Interval: lambda: st.builds(lambda one, other: Interval(min(one, other), max(one, other)), figures(), figures()),
    object: lambda: st.none() | figures() | texts() | dates(),
    types.NoneType: st.none,
}


def models(model: type[M], /, **fields: object) -> st.SearchStrategy[M]:
    """Models of a class at random (*slumpa modeller*).

    Parameters
    ----------
    model
        A class that derives from `Model`, the library's or your own.
    fields
        What some fields shall hold: a value, or a strategy for values.

    Raises
    ------
    InvalidType
        For what is no model, or a field that it does not have.

    Examples
    --------
    >>> from hypothesis import find
    >>> import kommunuppfoljning as ku
    >>> find(models(ku.Indicator, target=75), lambda one: one.forecast is not None).target
    75
    """
    if not (isinstance(model, type) and issubclass(model, Model)):
        raise InvalidType(f"models: model must be a class that derives from Model, got {shown(model)}")
    known = [field.name for field in _fields(model)]
    for name in fields:
        if name not in known:
            raise InvalidType(f"models: {model.__name__} has no field {name!r}; it has {', '.join(known)}")
    return _models(model, LEVELS, fields)


def _models(model: type[Any], levels: int, given: Mapping[str, object]) -> st.SearchStrategy[Any]:
    listed = [field for field in _fields(model) if field.init and field.name not in given]
    required = [field.name for field in listed if field.default is attrs.NOTHING]
    optional = [field.name for field in listed if field.default is not attrs.NOTHING]
    values = {field.name: _field(model, field, levels) for field in listed}
    chosen = st.lists(st.sampled_from(optional), unique=True, max_size=MOST_FIELDS) if optional else st.just([])

    @st.composite
    def built(draw: Draw) -> Any:
        drawn = {name: draw(values[name]) for name in (*required, *draw(chosen))}
        own = {name: draw(what) if isinstance(what, st.SearchStrategy) else what for name, what in given.items()}
        fields: Fields = {**drawn, **own}
        for kind, tie in _TIED.items():
            if issubclass(model, kind):
                fields.update({name: value for name, value in tie(draw, fields).items() if name not in own})
        return _built(model, fields, own)

    return built()


def _fields(model: Any) -> tuple[Any, ...]:
    """The fields of a model, their annotations resolved."""
    attrs.resolve_types(model)
    return tuple(attrs.fields(model))


@cache
def _any(model: Any, levels: int) -> st.SearchStrategy[Any]:
    return st.deferred(lambda: _models(model, levels, {}))


def _built(model: type[Any], fields: Fields, own: Fields) -> Any:
    """The model, without the drawn fields that it refuses beside the others."""
    try:
        return model(**fields)
    except FollowUpError:
        pass
    required = {field.name for field in _fields(model) if field.default is attrs.NOTHING}
    kept = {name: value for name, value in fields.items() if name in required or name in own}
    try:
        best = model(**kept)
    except FollowUpError as error:
        if own and _builds(model, {name: value for name, value in kept.items() if name in required}):
            raise error from None  # what the caller asked for is never dropped in silence
        reject()
    for name, value in fields.items():
        if name not in kept:
            try:
                best = model(**kept, **{name: value})
            except FollowUpError:
                continue
            kept[name] = value
    return best


def _builds(model: type[Any], fields: Fields) -> bool:
    try:
        model(**fields)
    except FollowUpError:
        return False
    return True


def _field(model: type[Any], field: Any, levels: int) -> st.SearchStrategy[Any]:
    if field.name == "id":
        return ids()
    if field.name == "digits":
        return st.integers(-9, 9) | (st.none() if field.default is None else st.nothing())
    if field.type is str and field.default is attrs.NOTHING:
        return texts().filter(str.strip)
    if issubclass(model, ku.Indicator) and field.name == "missing":
        names = st.sampled_from(["target", "forecast", "outcomes"])
        return st.dictionaries(names | periods(), st.sampled_from(list(ku.MissingReason)), max_size=2)
    if typing.get_origin(field.type) is tuple and _is_figure(typing.get_args(field.type)[0]):
        figure = _annotated(typing.get_args(field.type)[0], levels)
        months = st.lists(figure, min_size=MONTHS, max_size=MONTHS)
        short = st.lists(figure, max_size=MOST_ITEMS)
        return (months if field.default is attrs.NOTHING else short | months).map(tuple)
    return _annotated(field.type, levels)


@cache
def _annotated(annotation: Any, levels: int) -> st.SearchStrategy[Any]:
    """Values that an annotation allows."""
    if isinstance(annotation, types.UnionType) or typing.get_origin(annotation) is typing.Union:
        kinds = typing.get_args(annotation)
        some = [kind for kind in kinds if levels > 0 or not _holds_models(kind) or _is_leaf(kind)]
        return st.one_of(*(_annotated(kind, levels) for kind in some or kinds))
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is tuple:
        return _items(arguments[0], levels)
    if origin is not None and issubclass(origin, Mapping):
        keys, values = (_annotated(kind, levels - 1) for kind in arguments)
        return st.dictionaries(keys, values, max_size=MOST_ITEMS)
    if annotation in _PLAIN:
        return _PLAIN[annotation]()
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return st.sampled_from(list(annotation))
    if isinstance(annotation, type) and attrs.has(annotation):
        return _any(cast("Any", annotation), levels - 1)
    raise InvalidType(f"models: no values are known for fields annotated {shown(annotation)}")


def _items(kind: Any, levels: int) -> st.SearchStrategy[Any]:
    if levels <= 0 and _holds_models(kind):
        if not (leaves := [one for one in _classes(kind) if _is_leaf(one)]):
            return st.just(())
        return st.lists(st.one_of(*(_annotated(one, 0) for one in leaves)), max_size=1).map(tuple)
    most = MOST_ITEMS if levels > 1 else 2
    unique = (lambda thing: thing.id) if all(hasattr(one, "id") for one in _classes(kind)) else None
    return st.lists(_annotated(kind, levels), max_size=most, unique_by=unique).map(tuple)


def _classes(annotation: Any) -> list[Any]:
    united = isinstance(annotation, types.UnionType) or typing.get_origin(annotation) is typing.Union
    return list(typing.get_args(annotation)) if united else [annotation]


def _holds_models(annotation: Any) -> bool:
    return any(
        (isinstance(kind, type) and issubclass(kind, Model)) or any(map(_holds_models, typing.get_args(kind)))
        for kind in _classes(annotation)
    )


def _is_figure(annotation: Any) -> bool:
    return bool({int, Decimal} & set(_classes(annotation)))


def _is_leaf(kind: Any) -> bool:
    """Whether a model can be built without another."""
    if not (isinstance(kind, type) and issubclass(kind, Model)):
        return not _holds_models(kind)
    return not any(field.default is attrs.NOTHING and _holds_models(field.type) for field in _fields(kind))


def _distinct(things: Iterable[Any], seen: set[str]) -> tuple[Any, ...]:
    """The same things with ids that nothing before them has."""
    listed = []
    for thing in things:
        place, own = 1, thing.id
        while own in seen:
            place, own = place + 1, f"{thing.id}-{place}"
        seen.add(own)
        listed.append(thing if own == thing.id else attrs.evolve(thing, id=own))
    return tuple(listed)


def _tied_indicator(draw: Draw, fields: Fields) -> Fields:
    """Breakdowns each have a group."""
    parts = fields.get("breakdowns", ())
    return {"breakdowns": tuple(attrs.evolve(part, group=part.group or draw(_any(ku.Group, 0))) for part in parts)}


def _tied_table(draw: Draw, fields: Fields) -> Fields:
    """Lines belong to lines before them, or to the total."""
    total = fields.get("total")
    known = [] if total is None else [total.id]
    lines: list[Any] = []
    for line in fields.get("lines", ()):
        parent = draw(st.sampled_from([None, *known]))
        part_of = draw(st.sampled_from([None, None, *(one.id for one in lines)])) if parent is None else None
        lines.append(attrs.evolve(line, parent=parent, part_of=part_of))
        known.append(line.id)
    loose = None if total is None else attrs.evolve(total, parent=None, part_of=None)
    return {"lines": tuple(lines), "total": loose}


def _tied_report(draw: Draw, fields: Fields) -> Fields:
    """Ids are of one thing each, and goals belong to areas and goals that are there."""
    tied: Fields = {}
    seen: dict[str, set[str]] = {name: set() for name in ("indicators", "assignments", "tables")}
    areas = [None, *(area.id for area in fields.get("areas", ()))]
    goals: list[Any] = []
    for goal in fields.get("goals", ()):
        above = [None, *(one.id for one in goals)]
        parts = {name: _distinct(getattr(goal, name), seen[name]) for name in ("indicators", "assignments")}
        bonds = {"area": draw(st.sampled_from(areas)), "parent": draw(st.sampled_from(above))}
        goals.append(attrs.evolve(goal, **parts, **bonds))
    tied["goals"] = tuple(goals)
    for name, kind in {
        "loose_indicators": "indicators",
        "loose_assignments": "assignments",
        "budget_tables": "tables",
        "investment_tables": "tables",
    }.items():
        tied[name] = _distinct(fields.get(name, ()), seen[kind])
    return tied


_TIED: dict[type[Any], Callable[[Draw, Fields], Fields]] = {
    ku.Indicator: _tied_indicator,
    ku.BudgetTable: _tied_table,
    ku.Report: _tied_report,
}
"""What chance would never hit: how the fields of these models hang together."""
