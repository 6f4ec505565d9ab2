"""Employments told as events: what follows is a move, what cannot be is told of, and nobody is lost."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning import Employment, EmploymentKind, LeavingReason, Movement, Period
from tests.samples import wild

PARENTS: dict[str, str | None] = {"kommunen": None, "IT": "kommunen", "HR": "kommunen"}
PERIOD = Period(date(2024, 1, 1), date(2024, 6, 30))

employments = st.lists(
    st.builds(
        lambda start, days, **fields: Employment(
            start=start, end=None if days is None else start + timedelta(days=days), **fields
        ),
        st.dates(date(2023, 10, 1), date(2024, 7, 1)),
        st.none() | st.integers(-3, 120),
        person=st.sampled_from("abc"),
        unit=st.sampled_from([*PARENTS, "okänd"]),
        kind=st.sampled_from([EmploymentKind.PERMANENT, EmploymentKind.FIXED_TERM]),
    ),
    max_size=10,
)


@given(employments)
def test_who_is_employed_is_counted_and_who_cannot_be_is_told_of(listed: list[Employment]) -> None:
    history = ku.events_of(listed, units=PARENTS)
    counted = ku.count_movements(
        history.events, parents=PARENTS, period=PERIOD, counted=tuple(EmploymentKind), strict=True
    )
    wrong = {int(finding.where[len("employments[") : -1]) for finding in history.findings}
    good = [one for row, one in enumerate(listed) if row not in wrong]
    assert all(one.unit in PARENTS and (one.end is None or one.end >= one.start) for one in good)
    for place, unit in enumerate(PARENTS):
        for turn, month in enumerate(counted.months):
            there = {
                one.person
                for one in good
                if unit in (one.unit, PARENTS[one.unit])
                and one.start <= month.end
                and (one.end is None or one.end > month.end or (one.end == month.end and _goes_on(one, good)))
            }
            assert counted.headcount[0, place, turn + 1] == len(there)
    alone = [one for one in good if sum(other.person == one.person for other in good) == 1]
    for one in alone:
        events = [event for event in history.events if event.person == one.person]
        assert [event.event for event in events] == [Movement.HIRED, *([Movement.LEFT] if one.end else [])]


def _goes_on(one: Employment, listed: list[Employment]) -> bool:
    """Whether another employment of the person starts the day after; until then the person is in the first."""
    return one.end is not None and any(
        other.person == one.person and other.start == one.end + timedelta(days=1) for other in listed
    )


def of(*spells: tuple[str, str, str], **fields: Any) -> list[Employment]:
    """Employments of one person: unit, start and end."""
    return [
        Employment(
            person="a",
            unit=unit,
            start=date.fromisoformat(start),
            end=date.fromisoformat(end) if end else None,
            **fields,
        )
        for unit, start, end in spells
    ]


def test_codes_are_as_columns_hold_them() -> None:
    codes = {kind: {one.name: one.code for one in kind} for kind in (Movement, EmploymentKind, LeavingReason)}
    assert codes == {
        Movement: {"HIRED": 1, "MOVED": 2, "LEFT": 3},
        EmploymentKind: {"PERMANENT": 1, "FIXED_TERM": 2, "HOURLY": 3},
        LeavingReason: {
            "NOT_STATED": 0,
            "OWN_REQUEST": 1,
            "RETIREMENT": 2,
            "REDUNDANCY": 3,
            "END_OF_TERM": 4,
            "OTHER": 5,
        },
    }


@pytest.mark.parametrize(
    ("listed", "gap", "events"),
    [
        (of(("IT", "2024-01-01", "")), 0, ["hired"]),
        (of(("IT", "2024-01-01", "2024-01-01")), 0, ["hired", "left"]),
        (of(("IT", "2024-01-01", "2024-01-31"), ("IT", "2024-02-01", "")), 0, ["hired"]),
        (of(("IT", "2024-01-01", "2024-01-31"), ("HR", "2024-02-01", "")), 0, ["hired", "moved"]),
        (of(("IT", "2024-01-01", "2024-01-31"), ("HR", "2024-02-02", "")), 0, ["hired", "left", "hired"]),
        (of(("IT", "2024-01-01", "2024-01-31"), ("HR", "2024-02-02", "")), 1, ["hired", "moved"]),
        (
            [
                *of(("IT", "2024-01-01", "2024-01-31"), kind=EmploymentKind.FIXED_TERM),
                *of(("IT", "2024-02-01", "2024-03-31"), reason=LeavingReason.RETIREMENT),
            ],
            0,
            ["hired", "moved", "left"],
        ),
    ],
)
def test_what_follows_is_a_move(listed: list[Employment], gap: int, events: list[str]) -> None:
    history = ku.events_of(listed, most_gap=gap) if gap else ku.events_of(listed)
    assert [one.event.value for one in history.events] == events
    assert history.findings == ()
    if events[-1] == "left" and len(events) > 2:
        assert history.events[-1].reason is LeavingReason.RETIREMENT


@pytest.mark.parametrize(
    ("listed", "codes"),
    [
        (of(("IT", "2024-02-01", "2024-01-31")), ["left-before-hired"]),
        (of(("X", "2024-02-01", "")), ["unknown-unit"]),
        (of(("IT", "2024-01-01", ""), ("IT", "2024-02-01", "")), ["overlapping-employment"]),
        (of(("IT", "2024-01-01", "2024-02-01"), ("HR", "2024-02-01", "")), ["two-places"]),
        (of(("IT", "2024-01-01", "2024-02-01"), ("HR", "2024-01-01", "")), ["two-places"]),
    ],
)
def test_bad_rows_are_findings_and_strict_raises(listed: list[Employment], codes: list[str]) -> None:
    history = ku.events_of(listed, units=PARENTS)
    assert [finding.code for finding in history.findings] == codes
    assert all(finding.message != finding.text("en") for finding in history.findings)
    with pytest.raises(ku.InvalidValue, match=codes[0]):
        ku.events_of(listed, units=PARENTS, strict=True)


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: of(("IT", "2024-01-01", ""), extent=Decimal("1.5")), ku.InvalidValue, "extent must be a share"),
        (lambda: of(("IT", "2024-01-01", ""), extent=0), ku.InvalidValue, "more than 0"),
        (lambda: of(("IT", "2024-01-01", ""), extent=Decimal("0.1234565")), ku.InvalidValue, "at most 6 decimals"),
        (lambda: wild(ku).events_of([5]), ku.InvalidType, "each employment"),
        (lambda: ku.events_of([], most_gap=-1), ku.InvalidValue, "most_gap must be at least 0"),
    ],
)
def test_what_is_refused(call: Any, error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        call()
