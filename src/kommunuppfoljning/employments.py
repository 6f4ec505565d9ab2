"""Employments (*anställningar*): who worked where and when, and what happened to them, under pseudonyms.

Payroll systems tell it in one of two ways: as events, or as employments from one day to another. One that follows
directly upon another is a move, not someone leaving and someone else hired:

>>> history = employment_history([
...     Employment(person="p1", unit="IT", start=date(2023, 5, 1), end=date(2024, 1, 31)),
...     Employment(person="p1", unit="HR", start=date(2024, 2, 1)),
... ])
>>> [(one.event.value, one.unit, str(one.day)) for one in history.events]
[('hired', 'IT', '2023-05-01'), ('moved', 'HR', '2024-02-01')]

What cannot be right is a finding with its row, and is left out of what is given back:

>>> wrong = employment_history([Employment(person="p1", unit="IT", start=date(2024, 2, 1), end=date(2024, 1, 1))])
>>> wrong.events, [(finding.where, finding.code) for finding in wrong.findings]
((), [('employments[0]', 'left-before-hired')])

Source: there is no official definition; SKR, *Personalstatistik*, for the kinds of employment.
"""

from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs

from kommunuppfoljning.amounts import Amount
from kommunuppfoljning.codes import CodedTerm
from kommunuppfoljning.errors import InvalidType, InvalidValue, expect
from kommunuppfoljning.findings import Finding, raise_for
from kommunuppfoljning.models import Model
from kommunuppfoljning.terms import Severity

__all__ = [
    "EXTENT_PARTS",
    "Employment",
    "EmploymentEvent",
    "EmploymentHistory",
    "EmploymentKind",
    "LeavingReason",
    "Movement",
    "employment_history",
    "row_finding",
]


EXTENT_PARTS = 10**6
"""An extent is told in parts of full time no smaller than one in so many."""


class Movement(CodedTerm):
    """What happened to a person (*personalhändelse*)."""

    HIRED = "hired", 1, "anställd, började, tillträdde, hired, started"
    MOVED = "moved", 2, "flyttad, bytte enhet, intern rörlighet, moved"
    LEFT = "left", 3, "slutade, slutat, avgång, left, ended"


class EmploymentKind(CodedTerm):
    """What kind of employment it is (*anställningsform*)."""

    PERMANENT = "permanent", 1, "tillsvidareanställning, tillsvidare, tillsvidareanställd, permanent"
    FIXED_TERM = "fixed_term", 2, "visstidsanställning, visstid, tidsbegränsad, vikariat, fixed-term"
    HOURLY = "hourly", 3, "timavlönad, intermittent, timanställd, paid by the hour"


class LeavingReason(CodedTerm):
    """Why a person left (*avgångsorsak*)."""

    NOT_STATED = "not_stated", 0, "ej angiven orsak, ej angiven, reason not stated"
    OWN_REQUEST = "own_request", 1, "egen begäran, own request"
    RETIREMENT = "retirement", 2, "pension, pensionsavgång, retirement"
    REDUNDANCY = "redundancy", 3, "arbetsbrist, uppsägning, redundancy"
    END_OF_TERM = "end_of_term", 4, "tidsbegränsningen upphörde, visstid upphörde, end of term"
    OTHER = "other", 5, "annan orsak, övrigt, other reason"


def _check_extent(model: "EmploymentEvent | Employment") -> None:
    extent = model.extent
    if extent is not None and (not 0 < extent <= 1 or (Fraction(extent) * EXTENT_PARTS).denominator > 1):
        raise InvalidValue(
            f"{type(model).__name__} of {model.person!r}: extent must be a share of full time, more than 0, at most 1 "
            f"and with at most 6 decimals, got {extent}"
        )


@attrs.frozen(kw_only=True, repr=False)
class EmploymentEvent(Model):
    """Something that happened to a person (*personalhändelse*): hired, moved or left.

    Parameters
    ----------
    person
        A pseudonym.
    event, day
        What happened; the first day employed or in the new unit, of leaving the last day employed.
    unit
        Where the person then is, or which unit is left.
    kind, extent, group
        Of the employment from then on: its kind, its share of full time, and a group of the person, such as a sex.
    reason
        Why the person left.

    Raises
    ------
    InvalidType, InvalidValue
        For a field of the wrong kind, and an extent that is not within 0 to 1.
    """

    person: str
    event: Movement
    day: date
    unit: str
    kind: EmploymentKind = EmploymentKind.PERMANENT
    extent: Amount | None = None
    group: str = ""
    reason: LeavingReason = LeavingReason.NOT_STATED

    _told = ("person", "event", "day", "unit")

    def _validate(self) -> None:
        _check_extent(self)


@attrs.frozen(kw_only=True, repr=False)
class Employment(Model):
    """An employment in one unit (*anställning*), from its first day to its last, both included.

    Its fields are those of `EmploymentEvent`; `end` is `None` where it goes on. One that ends before it starts can
    be built, so that it can be told of.
    """

    person: str
    unit: str
    start: date
    end: date | None = None
    kind: EmploymentKind = EmploymentKind.PERMANENT
    extent: Amount | None = None
    group: str = ""
    reason: LeavingReason = LeavingReason.NOT_STATED

    _told = ("person", "unit", "start", "end")

    def _validate(self) -> None:
        _check_extent(self)


@attrs.frozen(kw_only=True, repr=False)
class EmploymentHistory(Model):
    """Events, and what was wrong with the rows that they come from (*anställningshistorik*)."""

    events: tuple[EmploymentEvent, ...] = ()
    findings: tuple[Finding, ...] = ()

    _told = ("events", "findings")


def employment_history(
    employments: Iterable[Employment],
    *,
    units: Collection[str] | None = None,
    most_gap: int = 0,
    strict: bool = False,
) -> EmploymentHistory:
    """Tell employments as events (*anställningar till händelser*).

    Parameters
    ----------
    employments
        In any order.
    units
        The units that there are; without them every unit is known.
    most_gap
        So many days [days] between two employments of a person still are a move, or the same employment prolonged.
    strict
        Whether a bad row raises; else it is a finding, and gives no events.

    Returns
    -------
    The events by person and day, and the findings by row.

    Raises
    ------
    InvalidType
        For what is no employment.
    InvalidValue
        For a negative gap; where `strict` for bad rows, all of them listed.
    """
    expect(most_gap, int, "employment_history: most_gap")
    if most_gap < 0:
        raise InvalidValue(f"employment_history: most_gap must be at least 0 days, got {most_gap}")
    expect(employments, Iterable, "employment_history: employments")
    if isinstance(units, str):
        raise InvalidType(f"employment_history: units must be the names of units, such as a tuple, got {units!r}")
    by_person: dict[str, list[tuple[int, Employment]]] = {}
    findings: list[tuple[int, Finding]] = []
    for row, one in enumerate(employments):
        expect(one, Employment, "employment_history: each employment")
        where = f"employments[{row}]"
        if units is not None and one.unit not in units:
            findings.append((row, row_finding("unknown-unit", where, person=one.person, day=one.start, unit=one.unit)))
        elif one.end is not None and one.end < one.start:
            found = row_finding("left-before-hired", where, person=one.person, day=one.end, start=one.start)
            findings.append((row, found))
        else:
            by_person.setdefault(one.person, []).append((row, one))
    events: list[EmploymentEvent] = []
    for person in sorted(by_person):
        now: Employment | None = None
        for row, one in sorted(by_person[person], key=lambda pair: (pair[1].start, pair[0])):
            if now is not None and (now.end is None or one.start <= now.end):
                code = "overlapping-employment" if one.unit == now.unit else "two-places"
                told = row_finding(
                    code, f"employments[{row}]", person=person, day=one.start, unit=one.unit, there=now.unit
                )
                findings.append((row, told))
                continue
            events += _between(now, one, most_gap)
            now = one
        if now is not None and now.end is not None:
            events.append(_event(now, Movement.LEFT, now.end))
    told_in_order = tuple(finding for _, finding in sorted(findings, key=lambda pair: pair[0]))
    if strict:
        raise_for(told_in_order)
    return EmploymentHistory(events=tuple(events), findings=told_in_order)


def row_finding(code: str, where: str, **values: str | date | Decimal) -> Finding:
    """A finding that a row is not counted."""
    quoted: Any = values
    return Finding.of(code, Severity.ERROR, where, **quoted)


def _between(before: Employment | None, one: Employment, most_gap: int) -> list[EmploymentEvent]:
    """What happened where one employment follows upon another."""
    if before is None or before.end is None:
        return [_event(one, Movement.HIRED, one.start)]
    if (one.start - before.end).days > 1 + most_gap:
        return [_event(before, Movement.LEFT, before.end), _event(one, Movement.HIRED, one.start)]
    alike = (before.unit, before.kind, before.extent) == (one.unit, one.kind, one.extent)
    return [] if alike else [_event(one, Movement.MOVED, one.start)]


def _event(one: Employment, event: Movement, day: date) -> EmploymentEvent:
    return EmploymentEvent(
        person=one.person,
        event=event,
        day=day,
        unit=one.unit,
        kind=one.kind,
        extent=one.extent,
        group=one.group,
        reason=one.reason if event is Movement.LEFT else LeavingReason.NOT_STATED,
    )
