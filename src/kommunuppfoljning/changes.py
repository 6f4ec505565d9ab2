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
    that is new or gone. A path in `Change.where` is one for `Report.find`, of the report that has it.

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
    old, new = dict(_keyed(before)), dict(_keyed(after))
    for key in (*new, *(key for key in old if key not in new)):
        place = f"{path}[{key}]"
        if key not in old:
            yield Change(where=place, field="id", after=_name(new[key]))
        elif key not in new:
            yield Change(where=place, field="id", before=_name(old[key]))
        else:
            yield from _fields(place, old[key], new[key])


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


def _keyed(things: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    """Things with what they are known by; of several alike the later ones are numbered."""
    seen: Counter[str] = Counter()
    for thing in things:
        key = _name(thing)
        seen[key] += 1
        yield (key if seen[key] == 1 else f"{key},number={seen[key]}"), thing


def _name(thing: Any) -> str:
    own = getattr(thing, "id", None) or getattr(thing, "about", None)
    if own:
        return str(own)
    parts = {"measure": "value", "scope": None, "period": "key", "where": None, "since": None, "kind": "value"}
    told = []
    for name, inner in parts.items():
        value = getattr(thing, name, None)
        if value is not None:
            told.append(f"{name}={getattr(value, inner) if inner else value}")
    return ",".join(told)
