"""Changes (*förändringar*): what is new, gone or different from one report to the next.

>>> from kommunuppfoljning.terms import Verdict
>>> before = Report(id="juli", goals=(Goal(id="1", verdict=Verdict.FULFILLED),))
>>> after = Report(id="augusti", goals=(Goal(id="1", verdict=Verdict.NOT_FULFILLED), Goal(id="2")))
>>> [(change.where, change.field) for change in compare(before, after)]
[('', 'id'), ('goals[1]', 'verdict'), ('goals[2]', 'id')]

What has another id and nearly the same name is taken for the same thing, with a stated confidence:

>>> before = Report(id="juli", goals=(Goal(id="1", title="Främja växande företag"),))
>>> after = Report(id="juli", goals=(Goal(id="6.1", title="Främja växande företagare"),))
>>> renamed = compare(before, after)[0]
>>> renamed, renamed.confidence
(Change(where='goals[6.1]', field='id', before='1', after='6.1'), Decimal('0.94'))
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import attrs

from kommunuppfoljning.assignments import Assignment
from kommunuppfoljning.errors import expect
from kommunuppfoljning.goals import Goal
from kommunuppfoljning.judgements import Judgement
from kommunuppfoljning.likeness import ALIKE, likeness
from kommunuppfoljning.locale import message
from kommunuppfoljning.models import Model
from kommunuppfoljning.periods import Period
from kommunuppfoljning.reports import Report
from kommunuppfoljning.tables import CellKind, Column, Row, Table
from kommunuppfoljning.terms import Completion

__all__ = ["Change", "compare", "deviating_assignments_table", "newly_deviating_assignments"]

MOST_PAIRS = 250_000
"""More pairs of names than this are not compared: so many new ids at once are another report, not renamed things."""
SHORTEST = 6
"""Names shorter than this are alike by chance."""

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

    What is new or gone has the field ``"id"``, with `None` before or after. `confidence` says how alike two things are
    that were matched by their names; `None` where they were matched by id.
    """

    where: str = ""
    field: str = ""
    before: object = None
    after: object = None
    confidence: Decimal | None = None

    _told = ("where", "field", "before", "after")

    @property
    def is_new(self) -> bool:
        """Whether the thing was not there before (*tillkommen*)."""
        return self.field == "id" and self.before is None

    @property
    def is_gone(self) -> bool:
        """Whether the thing is no longer there (*utgången*)."""
        return self.field == "id" and self.after is None

    @property
    def is_revision(self) -> bool:
        """Whether history was rewritten (*reviderad historik*): another value for a period that already had one."""
        return self.field.startswith("outcomes[") and self.before is not None and self.after is not None


def compare(before: Report | Judgement, after: Report | Judgement) -> tuple[Change, ...]:
    """What differs between two reports, or two judgements (*jämför*), in the order of their chapters.

    Of judgements, what was judged otherwise, by which figures, and what people said instead.

    Parameters
    ----------
    before, after
        The reports. Their parts are matched by id, else by name where two are alike enough; figures of staff by what
        they measure, whose and when.

    Returns
    -------
    A change for each stored field that differs, for each entry of a mapping (an outcome, a target), and for each part
    that is new or gone. `Report.find` finds what `Change.where` says, in `after`, or what is gone in `before`.

    Raises
    ------
    InvalidType
        For what is no report, or a judgement beside one.

    References
    ----------
    Norrtälje kommun, delårsrapport 2024-08: *Tillkommande uppdrag/initiativ som avviker från plan*.
    """
    if isinstance(before, Judgement) and isinstance(after, Judgement):
        return tuple(_judged(before, after))
    expect(before, Report, "compare: before")
    expect(after, Report, "compare: after")
    found = [*_fields("", before, after)]
    for name in _PARTS:
        found += _items(name, getattr(before, name), getattr(after, name))
    return tuple(found)


def _judged(before: Judgement, after: Judgement) -> Iterator[Change]:
    """What differs between two judgements, their parts and the figures that those rest on."""
    old, new = dict(_every(before)), dict(_every(after))
    for place, now in new.items():
        if place not in old:
            yield Change(where=place, field="id", after=now.about)
            continue
        was = old[place]
        for field in ("verdict", "trend", "basis", "override", "rule"):
            if getattr(was, field) != getattr(now, field) and (field != "rule" or place == after.place):
                yield Change(where=place, field=field, before=getattr(was, field), after=getattr(now, field))
        for name in dict.fromkeys((*was.facts, *now.facts)):
            first, second = (judged.facts[name].value if name in judged.facts else None for judged in (was, now))
            if first != second:
                yield Change(where=place, field=name, before=first, after=second)
    for place, was in old.items():
        if place not in new:
            yield Change(where=place, field="id", before=was.about)


def _every(judgement: Judgement) -> Iterator[tuple[str, Judgement]]:
    yield judgement.place, judgement
    for part in judgement.parts:
        yield from _every(part)


def _items(path: str, before: Iterable[Any], after: Iterable[Any]) -> Iterator[Change]:
    """Parts matched by their keys: changed, new and gone."""
    old, new = dict(_keyed(path, before)), dict(_keyed(path, after))
    alike = _alike(old, new)
    for key, (place, thing) in new.items():
        if key in old:
            yield from _fields(place, old[key][1], thing)
        elif key in alike:
            before_key, confidence = alike[key]
            changed = (
                Change(where=place, field="id", before=before_key, after=key),
                *_renamed(place, old, before_key, thing),
            )
            yield from (attrs.evolve(change, confidence=confidence) for change in changed)
        else:
            yield Change(where=place, field="id", after=key)
    matched = {before_key for before_key, _ in alike.values()}
    for key, (place, _) in old.items():
        if key not in new and key not in matched:
            yield Change(where=place, field="id", before=key)


def _renamed(place: str, old: Mapping[str, tuple[str, Any]], key: str, thing: Any) -> Iterator[Change]:
    """What else has changed of a thing that has another id."""
    return (change for change in _fields(place, old[key][1], thing) if change.where != place or change.field != "id")


def _alike(old: Mapping[str, tuple[str, Any]], new: Mapping[str, tuple[str, Any]]) -> dict[str, tuple[str, Decimal]]:
    """For new things: the one gone whose name is most like theirs, and how alike; each is matched once."""
    gone = {key: _title(thing) for key, (_, thing) in old.items() if key not in new}
    come = {key: _title(thing) for key, (_, thing) in new.items() if key not in old}
    if not gone or not come or len(gone) * len(come) > MOST_PAIRS:
        return {}
    pairs = [
        (likeness(first, second), one, other)
        for one, first in gone.items()
        for other, second in come.items()
        if min(len(first), len(second)) >= SHORTEST
    ]
    found: dict[str, tuple[str, Decimal]] = {}
    taken: set[str] = set()
    for share, one, other in sorted(pairs, key=lambda pair: (-pair[0], *sorted(pair[1:]))):
        if share >= ALIKE and other not in found and one not in taken:
            found[other] = (one, share)
            taken.add(one)
    return found


def _title(thing: Any) -> str:
    """The name that a thing with an id is known by to readers; empty for a thing without either."""
    name = getattr(thing, "title", "") or getattr(thing, "name", "")
    return str(name) if getattr(thing, "id", None) else ""


def newly_deviating_assignments(before: Report, after: Report) -> tuple[Assignment, ...]:
    """The assignments that deviate from plan, and did not (*tillkommande uppdrag som avviker från plan*).

    Raises
    ------
    InvalidType
        For what is no report, or a judgement beside one.

    References
    ----------
    Norrtälje kommun, delårsrapport 2024-08: *Tillkommande uppdrag/initiativ som avviker från plan*.
    """
    expect(after, Report, "newly_deviating_assignments: after")
    late = {one.id for one in after.assignments if one.completion is Completion.DEVIATES}
    places = {
        change.where
        for change in compare(before, after)
        if (change.field == "completion" and change.after is Completion.DEVIATES) or change.is_new
    }
    return tuple(one for one in after.assignments if one.id in late and f"assignments[{one.id}]" in places)


def deviating_assignments_table(assignments: Iterable[Assignment], *, locale: str = "sv") -> Table:
    """What has come to deviate (*uppdrag som avviker*), as a table: what it is, why it is late, and its new date."""
    columns = (
        Column(key="assignment", label=message("column.assignment", locale)),
        Column(key="reason", label=message("column.reason", locale)),
        Column(key="new_due", label=message("column.new_due", locale), kind=CellKind.DATE),
    )
    rows = tuple(Row(cells=(one.title or one.id, one.reason, one.new_due or one.promised_on)) for one in assignments)
    return Table(title=message("table.newly_deviating", locale), columns=columns, rows=rows)


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
