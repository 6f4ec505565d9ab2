"""Places (*ställen*): the paths by which findings, claims and doubts say which figure of a report they speak of.

A path goes through attributes, and picks from a container by id or by what is asked of it:

* ``budget_tables[drift].lines[it].period_deviation``
* ``goals[2.5].assignments[kind=assignment,status=completed]``: a selection, to be counted; an attribute after it is
  that of the one selected, or of each
* ``causes[#3].text``: the third of things without ids
* ``indicators[6.1-I1].outcomes[2024-01-01/2024-08-31]``
"""

import re
from collections.abc import Mapping
from typing import Any

from kommunuppfoljning.errors import InvalidValue, NotFound, expect, shown
from kommunuppfoljning.periods import Period
from kommunuppfoljning.terms import Term

__all__ = ["find"]

_STEP = re.compile(r"(?:^|\.)([a-z_]+)(?:\[([^\]]*)\])?")


def find(root: object, path: str) -> Any:
    """What a path leads to (*slå upp*): a value, a model, or the tuple of those that it selects.

    Raises
    ------
    InvalidValue
        For what is no path.
    NotFound
        Where the path leads nowhere; the error names the step.
    """
    expect(path, str, "the path")
    at = 0
    found: Any = root
    while at < len(path):
        step = _STEP.match(path, at)
        if step is None:
            raise InvalidValue(f"{shown(path)} is not a path; it stops making sense at {shown(path[at:])}")
        name, key = step[1], step[2]
        if isinstance(found, tuple):
            if not found:
                raise NotFound(f"{shown(path)}: nothing is selected before {name}")
            several = tuple(_attribute(one, name, path) for one in found)
            found = several[0] if len(several) == 1 else several
        else:
            found = _attribute(found, name, path)
        if key is not None:
            found = _picked(found, key, path)
        at = step.end()
    return found


def _attribute(thing: Any, name: str, path: str) -> Any:
    if name.startswith("_") or not hasattr(type(thing), name) or callable(getattr(type(thing), name)):
        raise NotFound(f"{shown(path)}: {type(thing).__name__} has no {name}")
    return getattr(thing, name)


def _picked(container: Any, key: str, path: str) -> Any:
    if isinstance(container, Mapping):
        for known, value in container.items():
            if key == (known.key if isinstance(known, Period) else str(known)):
                return value
        raise NotFound(f"{shown(path)}: nothing under {key!r}")
    if not isinstance(container, tuple):
        raise InvalidValue(f"{shown(path)}: only a container has something under [{key}]")
    if key.startswith("#") and key[1:].isdecimal() and key.isascii():
        if 1 <= int(key[1:]) <= len(container):
            return container[int(key[1:]) - 1]
        raise NotFound(f"{shown(path)}: there are {len(container)} things, not {key[1:]}")
    if "=" in key:
        asked = [part.strip().partition("=") for part in key.split(",")]
        if not all(sign for _, sign, _ in asked):
            raise InvalidValue(
                f"{shown(path)}: [{key}] must say what each attribute is: [kind=assignment,status=started]"
            )
        return tuple(thing for thing in container if all(_is(thing, name, wanted, path) for name, _, wanted in asked))
    found = [thing for thing in container if getattr(thing, "id", None) == key]
    if len(found) == 1:
        return found[0]
    raise NotFound(f"{shown(path)}: {len(found)} things with the id {key!r}; expected one")


def _is(thing: Any, name: str, wanted: str, path: str) -> bool:
    value = _attribute(thing, name, path)
    if isinstance(value, Term):
        return bool(value.value == wanted)
    if isinstance(value, Period):
        return value.key == wanted
    return str(value) == wanted
