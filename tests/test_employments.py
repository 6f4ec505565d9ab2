"""Employments told as events: what follows is a move, what cannot be is told of, and nobody is lost."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import attrs
import numpy as np
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
    history = ku.employment_history(listed, units=PARENTS)
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
        (of(("IT", "0001-01-01", "0001-01-31"), ("HR", "9999-12-31", "")), 10**19, ["hired", "moved"]),
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
    history = ku.employment_history(listed, most_gap=gap) if gap else ku.employment_history(listed)
    assert [one.event.value for one in history.events] == events
    assert history.findings == ()
    told = ku.employment_events(columns_of(listed), most_gap=gap).events
    assert sorted(told.events.tolist()) == sorted(one.event.code for one in history.events)
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
    history = ku.employment_history(listed, units=PARENTS)
    assert [finding.code for finding in history.findings] == codes
    assert all(finding.message != finding.text("en") for finding in history.findings)
    with pytest.raises(ku.InvalidValue, match=codes[0]):
        ku.employment_history(listed, units=PARENTS, strict=True)


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: of(("IT", "2024-01-01", ""), extent=Decimal("1.5")), ku.InvalidValue, "extent must be a share"),
        (lambda: of(("IT", "2024-01-01", ""), extent=0), ku.InvalidValue, "more than 0"),
        (lambda: of(("IT", "2024-01-01", ""), extent=Decimal("0.1234565")), ku.InvalidValue, "at most 6 decimals"),
        (lambda: wild(ku).employment_history([5]), ku.InvalidType, "each employment"),
        (lambda: ku.employment_history([], most_gap=-1), ku.InvalidValue, "most_gap must be at least 0"),
        (lambda: wild(ku).employment_history(5), ku.InvalidType, "employment_history: employments must be"),
        (lambda: ku.employment_history([], units="IT"), ku.InvalidType, "units must be the names of units, .*got 'IT'"),
    ],
)
def test_what_is_refused(call: Any, error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        call()


def columns_of(listed: list[Employment]) -> ku.EmploymentColumns:
    """Employments as columns, by hand."""
    persons = sorted({one.person for one in listed})
    return ku.EmploymentColumns(
        persons=np.array([persons.index(one.person) for one in listed], np.int64),
        units=np.array([list(PARENTS).index(one.unit) if one.unit in PARENTS else -1 for one in listed], np.int64),
        starts=np.array([one.start for one in listed], "datetime64[D]"),
        ends=np.array([one.end for one in listed], "datetime64[D]"),
        kinds=np.array([one.kind.code for one in listed], np.int64),
        reasons=np.array([one.reason.code for one in listed], np.int64),
    )


@given(employments, st.integers(0, 40))
def test_columns_tell_what_models_do(listed: list[Employment], gap: int) -> None:
    history = ku.employment_history(listed, units=PARENTS, most_gap=gap)
    told = ku.employment_events(columns_of(listed), most_gap=gap)
    assert [(one.where.removeprefix("rows"), one.code) for one in told.findings] == [
        (one.where.removeprefix("employments"), one.code) for one in history.findings
    ]
    counts = [
        ku.count_movements(events, parents=PARENTS, period=PERIOD, counted=(EmploymentKind.PERMANENT,), strict=True)
        for events in (history.events, told.events)
    ]
    for name in ("headcount", "hired", "left", "moved_in", "moved_out", "changed"):
        assert (getattr(counts[0], name) == getattr(counts[1], name)).all()


def test_what_is_wrong_with_employments_in_columns_is_told_by_their_own_names() -> None:
    days: dict[str, Any] = {"starts": ["2024-01-01", "2024-02-01", "NaT", "2024-02-01", "2024-01-01", "2024-01-01"]}
    days["ends"] = ["NaT", "NaT", "NaT", "2024-01-31", "NaT", "NaT"]
    columns = ku.EmploymentColumns(
        persons=np.array([0, 0, 0, 1, 1, 1]),
        units=np.array([1, 2, 1, 1, 1, -1]),
        extents=np.array([100, 50, 50, 50, 120, 50]),
        names=ku.RowNames(persons=("anna", "bo"), units=tuple(PARENTS), unknown={5: "Enhet X"}),
        starts=np.array(days["starts"], "datetime64[D]"),
        ends=np.array(days["ends"], "datetime64[D]"),
    )
    told = ku.employment_events(columns)
    assert [(one.where, one.code, one.message.split(":")[0].split(",")[0]) for one in told.findings] == [
        ("rows[1]", "two-places", "anna"),
        ("rows[2]", "no-day", "anna"),
        ("rows[3]", "left-before-hired", "bo"),
        ("rows[4]", "impossible-extent", "bo"),
        ("rows[5]", "unknown-unit", "bo"),
    ]
    assert "HR, men är då i IT" in told.findings[0].message
    assert "Enhet X" in told.findings[4].message
    assert (len(told.events), repr(columns), len(columns)) == (1, "EmploymentColumns(6 rows)", 6)
    assert repr(columns.names) == "RowNames(2 persons, 3 units, 1 unknown)"
    with pytest.raises(ku.InvalidValue, match="5 findings"):
        ku.employment_events(columns, strict=True)


def test_only_leaving_has_a_reason_and_nobody_is_no_event() -> None:
    (left, went_on) = of(("IT", "2024-01-01", "2024-01-31"), ("HR", "2024-02-01", "2024-03-31"))
    rows = [attrs.evolve(one, reason=LeavingReason.RETIREMENT) for one in (left, went_on)]
    events = ku.employment_events(columns_of(rows)).events
    assert events.events.tolist() == [Movement.HIRED.code, Movement.MOVED.code, Movement.LEFT.code]
    assert events.reasons is not None
    assert events.reasons.tolist() == [0, 0, LeavingReason.RETIREMENT.code]
    assert len(ku.employment_events(columns_of([])).events) == 0


@pytest.mark.parametrize(
    ("changed", "error", "text"),
    [
        ({"ends": np.array([], "datetime64[D]")}, ku.InvalidValue, r"ends must have the shape \(1,\) of starts"),
        ({"starts": np.array(["2024-01"], "datetime64[M]")}, ku.InvalidType, r"starts must be datetime64\[D\]"),
        ({"ends": np.array([1])}, ku.InvalidType, r"ends must be datetime64\[D\], got int64"),
        ({"kinds": np.array([9])}, ku.InvalidValue, "^EmploymentColumns: kinds must be at most 3, got 9"),
        ({"kinds": np.array([1, 1])}, ku.InvalidValue, r"kinds must have the shape \(1,\) of starts, got \(2,\)"),
        ({"persons": None}, ku.InvalidType, "persons must be a ndarray, got None"),
        ({"units": np.array([0.5])}, ku.InvalidType, "units must be whole numbers"),
    ],
)
def test_columns_that_do_not_fit_are_refused(changed: dict[str, Any], error: type[Exception], text: str) -> None:
    day = np.array(["2024-01-01"], "datetime64[D]")
    given: dict[str, Any] = {"persons": np.array([1]), "units": np.array([0]), "starts": day, "ends": day}
    with pytest.raises(error, match=text):
        ku.EmploymentColumns(**(given | changed))


def test_what_employment_events_refuses() -> None:
    with pytest.raises(ku.InvalidType, match="employment_events: employments"):
        wild(ku).employment_events([5])
    with pytest.raises(ku.InvalidValue, match="most_gap must be at least 0 days, got -1"):
        ku.employment_events(columns_of([]), most_gap=-1)


@pytest.mark.parametrize(("start", "codes"), [("2024-05-31", ["two-places"]), ("2024-06-01", [])])
def test_the_last_day_of_an_employment_is_one_of_it(start: str, codes: list[str]) -> None:
    columns = ku.EmploymentColumns(
        persons=np.array([0, 0]),
        units=np.array([1, 2]),
        starts=np.array(["2024-01-01", start], "datetime64[D]"),
        ends=np.array(["2024-05-31", "NaT"], "datetime64[D]"),
    )
    assert [one.code for one in ku.employment_events(columns).findings] == codes


def test_a_day_between_two_employments_is_a_gap_unless_it_is_allowed() -> None:
    columns = ku.EmploymentColumns(
        persons=np.array([0, 0]),
        units=np.array([1, 2]),
        starts=np.array(["2024-01-01", "2024-06-02"], "datetime64[D]"),
        ends=np.array(["2024-05-31", "NaT"], "datetime64[D]"),
    )
    hired, moved, left = (ku.Movement.HIRED.code, ku.Movement.MOVED.code, ku.Movement.LEFT.code)
    assert ku.employment_events(columns).events.events.tolist() == [hired, hired, left]
    assert ku.employment_events(columns, most_gap=1).events.events.tolist() == [hired, moved]
    assert columns != attrs.evolve(columns)
