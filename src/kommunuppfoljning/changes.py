"""Changes (*förändringar*): what is new, gone or different from one report to the next.

>>> from kommunuppfoljning.terms import Verdict
>>> before = Report(id="juli", goals=(Goal(id="1", verdict=Verdict.FULFILLED),))
>>> after = Report(id="augusti", goals=(Goal(id="1", verdict=Verdict.NOT_FULFILLED), Goal(id="2")))
>>> [(change.where, change.field) for change in compare(before, after)]
[('', 'id'), ('goals[1]', 'verdict'), ('goals[2]', 'id')]
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from kommunuppfoljning.errors import expect
from kommunuppfoljning.goals import Goal
from kommunuppfoljning.models import Model
from kommunuppfoljning.periods import Period
from kommunuppfoljning.reports import Report

__all__ = ["Change", "compare"]

_PARTS = (
    "areas",
    "goals",
    "indicators",
    "assignments",
    "budget_tables",
    "investment_tables",
    "staff",
    "events",
    "risks",
    "guarantees",
    "causes",
    "actions",
    "claims",
)
"""The containers of a report, its indicators and assignments wherever they stand."""


@attrs.frozen(kw_only=True, repr=False)
class Change(Model):
    """A change (*förändring*): which place, which field of it, and what it was before and is after.

    What is new or gone has the field ``"id"``, with `None` before or after.
    """

    where: str = ""
    field: str = ""
    before: object = None
    after: object = None

    _told = ("where", "field", "before", "after")


def compare(before: Report, after: Report) -> tuple[Change, ...]:
    """What differs between two reports (*jämför rapporter*), in the order of their chapters.

    Parameters
    ----------
    before, after
        The reports. Their parts are matched by id; figures of staff by what they measure, whose and when.

    Returns
    -------
    A change for each stored field that differs, for each entry of a mapping (an outcome, a target), and for each part
    that is new or gone. `Report.find` finds what `Change.where` says, in `after`, or what is gone in `before`.

    Raises
    ------
    InvalidType
        For what is no report.

    References
    ----------
    Norrtälje kommun, delårsrapport 2024-08: *Tillkommande uppdrag/initiativ som avviker från plan*.
    """
    expect(before, Report, "compare: before")
    expect(after, Report, "compare: after")
    found = [*_fields("", before, after)]
    for name in _PARTS:
        found += _items(name, getattr(before, name), getattr(after, name))
    return tuple(found)


def _items(path: str, before: Iterable[Any], after: Iterable[Any]) -> Iterator[Change]:
    """Parts matched by their keys: changed, new and gone."""
    old, new = dict(_keyed(path, before)), dict(_keyed(path, after))
    for key, (place, thing) in new.items():
        if key in old:
            yield from _fields(place, old[key][1], thing)
        else:
            yield Change(where=place, field="id", after=key)
    for key, (place, _) in old.items():
        if key not in new:
            yield Change(where=place, field="id", before=key)


def _fields(path: str, before: Any, after: Any) -> Iterator[Change]:
    """The stored fields of two things that are the same, one by one."""
    listed_apart = (
        _PARTS if isinstance(after, Report) else ("indicators", "assignments") if isinstance(after, Goal) else ()
    )
    for field in attrs.fields(type(after)):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if not field.eq or old == new or field.name in listed_apart or field.name.startswith("loose_"):
            continue
        place = f"{path}.{field.name}" if path else field.name
        if isinstance(new, Mapping) and isinstance(old, Mapping):
            for key in dict.fromkeys((*new, *old)):
                if old.get(key) != new.get(key) or (key in old) is not (key in new):
                    told = key.key if isinstance(key, Period) else key
                    yield Change(where=path, field=f"{field.name}[{told}]", before=old.get(key), after=new.get(key))
        elif isinstance(new, tuple) and all(isinstance(part, Model) for part in (*old, *new)):
            yield from _items(place, old, new)
        elif isinstance(new, Model) and type(old) is type(new) and hasattr(new, "id"):
            yield from _fields(place, old, new)
        else:
            yield Change(where=path, field=field.name, before=old, after=new)


def _keyed(path: str, things: Iterable[Any]) -> Iterator[tuple[str, tuple[str, Any]]]:
    """Things with what they are known by, and the path to each: of several alike the later ones are numbered."""
    listed = list(things)
    names = [_name(thing) for thing in listed]
    seen: Counter[str] = Counter()
    for number, (name, thing) in enumerate(zip(names, listed, strict=True), start=1):
        seen[name] += 1
        key = name if seen[name] == 1 else f"{name} ({seen[name]})"
        plain = getattr(thing, "id", None) == name and names.count(name) == 1 and not set(name) & set("[]=#,")
        yield key, (f"{path}[{name}]" if plain else f"{path}[#{number}]", thing)


def _name(thing: Any) -> str:
    """What a thing is known by: its id, else what it is about, else all that tells it from others."""
    own = getattr(thing, "id", None)
    if own:
        return str(own)
    told = [
        getattr(thing, name, None)
        for name in (
            "measure",
            "scope",
            "period",
            "group",
            "about",
            "text",
            "where",
            "since",
            "kind",
            "status",
            "title",
        )
    ]
    return ", ".join(str(getattr(value, "value", value)) for value in told if value not in (None, ""))
