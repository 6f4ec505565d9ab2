"""Movements: the same as a slow count that is obviously right, and what holds over the organisation."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning import EmploymentEvent, EmploymentKind, LeavingReason, Movement, Period
from kommunuppfoljning import histories as history
from kommunuppfoljning.row_columns import in_order
from tests.samples import wild

PARENTS: dict[str, str | None] = {
    "kommunen": None,
    "nämnd A": "kommunen",
    "nämnd B": "kommunen",
    "A1": "nämnd A",
    "A2": "nämnd A",
    "B1": "nämnd B",
    "bolaget": None,
}
PERIOD = Period(date(2024, 1, 1), date(2024, 4, 30))
COUNTED = (EmploymentKind.PERMANENT, EmploymentKind.FIXED_TERM)

events = st.lists(
    st.builds(
        EmploymentEvent,
        person=st.sampled_from("abc"),
        event=st.sampled_from(Movement),
        day=st.dates(date(2023, 11, 1), date(2024, 6, 1)),
        unit=st.sampled_from([*PARENTS, "okänd"]),
        kind=st.sampled_from(EmploymentKind),
        extent=st.sampled_from([Decimal(1), Decimal("0.75"), Decimal("0.375"), Decimal("0.333333")]),
        group=st.sampled_from(["kvinna", "man"]),
        reason=st.sampled_from(LeavingReason),
    ),
    max_size=14,
)


@st.composite
def histories(draw: st.DrawFn) -> list[EmploymentEvent]:
    """Events that follow upon each other, in any order of persons, now and then with one too many."""
    told = []
    for person in draw(st.lists(st.sampled_from("abcdef"), unique=True)):
        day, unit, employed = date(2023, 11, 1), "", False
        for _ in range(draw(st.integers(0, 6))):
            day += timedelta(days=draw(st.integers(1, 60)))
            event = draw(st.sampled_from([Movement.MOVED, Movement.LEFT])) if employed else Movement.HIRED
            unit = unit if event is Movement.LEFT else draw(st.sampled_from(list(PARENTS)))
            employed = event is not Movement.LEFT
            told.append(
                EmploymentEvent(
                    person=person,
                    event=event,
                    day=day,
                    unit=unit,
                    kind=draw(st.sampled_from(EmploymentKind)),
                    extent=draw(st.sampled_from([Decimal(1), Decimal("0.5")])),
                    group="kvinna" if person < "d" else "man",
                    reason=draw(st.sampled_from(LeavingReason)),
                )
            )
    return draw(st.permutations(told)) + draw(events.map(lambda listed: listed[:1]))


State = tuple[str, EmploymentKind, Fraction] | None


def followed(listed: list[EmploymentEvent]) -> tuple[list[tuple[EmploymentEvent, State, State]], dict[int, str]]:
    """Each event with what the person was before and after, and the rows that cannot be."""
    kept: list[tuple[EmploymentEvent, State, State]] = []
    wrong = {row: "unknown-unit" for row, one in enumerate(listed) if one.unit not in PARENTS}
    for person in {one.person for one in listed}:
        now: State = None
        gone: tuple[str, date] | None = None
        rows = [row for row, one in enumerate(listed) if one.person == person and row not in wrong]
        for row in sorted(rows, key=lambda row: listed[row].day):
            one = listed[row]
            if one.event is Movement.HIRED:
                there = now[0] if now else gone[0] if gone and gone[1] == one.day else None
                if there is not None:
                    wrong[row] = "overlapping-employment" if there == one.unit else "two-places"
                    continue
            elif now is None:
                wrong[row] = "left-before-hired" if one.event is Movement.LEFT else "moved-before-hired"
                continue
            elif one.event is Movement.LEFT and one.unit != now[0]:
                wrong[row] = "two-places"
                continue
            after = None if one.event is Movement.LEFT else (one.unit, one.kind, Fraction(one.extent or 0))
            kept.append((one, now, after))
            gone = (one.unit, one.day) if after is None else gone
            now = after
    return kept, wrong


def above(unit: str | None) -> Iterator[str]:
    while unit is not None:
        yield unit
        unit = PARENTS[unit]


def holds(unit: str, state: State) -> bool:
    return state is not None and state[1] in COUNTED and unit in above(state[0])


def is_counted(state: State) -> bool:
    return state is not None and state[1] in COUNTED


def on(day: date, kept: list[tuple[EmploymentEvent, State, State]], *, evening: bool) -> dict[str, State]:
    """Everyone's state on a day, or over the turn of it."""
    states: dict[str, State] = {}
    for one, _, after in kept:
        if one.day < day or (one.day == day and (evening or one.event is not Movement.LEFT)):
            states[one.person] = after
    return states


def slowly(listed: list[EmploymentEvent], group: str, unit: str, month: Period) -> dict[str, Any]:
    """A unit's figures of a month, person by person and day by day."""
    kept, _ = followed(listed)
    persons = {one.person: one.group for one in reversed(sorted_rows(listed))}
    kept = [step for step in kept if persons[step[0].person] == group]
    during = [step for step in kept if month.start <= step[0].day <= month.end]
    moves = [step for step in during if step[0].event is Movement.MOVED]
    both = [step for step in moves if is_counted(step[1]) and is_counted(step[2])]
    days = [month.start + timedelta(days=day) for day in range((month.end - month.start).days + 1)]
    closing = [state for state in on(month.end, kept, evening=True).values() if holds(unit, state)]
    return {
        "hired": sum(one.event is Movement.HIRED and holds(unit, after) for one, _, after in during),
        "moved_in": sum(holds(unit, after) and not holds(unit, before) for _, before, after in both),
        "moved_out": sum(holds(unit, before) and not holds(unit, after) for _, before, after in both),
        "changed": sum(holds(unit, after) and not is_counted(before) for _, before, after in moves)
        - sum(holds(unit, before) and not is_counted(after) for _, before, after in moves),
        "left": [
            sum(
                one.event is Movement.LEFT and holds(unit, before) and one.reason is reason for one, before, _ in during
            )
            for reason in LeavingReason
        ],
        "headcount": len(closing),
        "full_time": sum((state[2] for state in closing if state), Fraction(0)),
        "worked": sum(
            (
                state[2]
                for day in days
                for state in on(day, kept, evening=False).values()
                if state and holds(unit, state)
            ),
            Fraction(0),
        ),
    }


def sorted_rows(listed: list[EmploymentEvent]) -> list[EmploymentEvent]:
    return sorted((one for one in listed if one.unit in PARENTS), key=lambda one: one.day)


@given(events | histories(), st.sampled_from([1, 3, 1 << 16]))
def test_the_same_as_a_slow_count(listed: list[EmploymentEvent], block: int) -> None:
    with mock.patch.object(history, "BLOCK", block):
        counted = ku.count_movements(listed, parents=PARENTS, period=PERIOD, counted=COUNTED)
    _, wrong = followed(listed)
    assert {finding.where: finding.code for finding in counted.findings} == {
        f"events[{row}]": code for row, code in wrong.items()
    }
    usable = [one for row, one in enumerate(listed) if row not in wrong]
    for place, group in enumerate(counted.groups):
        for row, unit in enumerate(counted.units):
            for column, month in enumerate(counted.months):
                at = (place, row, column)
                told = slowly(usable, group, unit, month)
                assert {name: getattr(counted, name)[at] for name in ("hired", "moved_in", "moved_out", "changed")} == {
                    name: told[name] for name in ("hired", "moved_in", "moved_out", "changed")
                }
                assert counted.left[(slice(None), *at)].tolist() == told["left"]
                assert counted.headcount[place, row, column + 1] == told["headcount"]
                if listed:
                    assert counted.full_time is not None
                    assert counted.worked is not None
                    full = counted.full_extent
                    assert Fraction(int(counted.full_time[place, row, column + 1]), full) == told["full_time"]
                    assert Fraction(int(counted.worked[at]), full) == told["worked"]


@given(histories())
def test_a_move_inside_is_internal_for_the_unit_and_nothing_for_the_whole(listed: list[EmploymentEvent]) -> None:
    lowest = [one for one in listed if one.unit not in ("kommunen", "nämnd A", "nämnd B")]
    counted = ku.count_movements(lowest, parents=PARENTS, period=PERIOD, counted=COUNTED)
    places = {unit: place for place, unit in enumerate(counted.units)}
    for unit in ("kommunen", "nämnd A", "nämnd B"):
        below = [places[other] for other, parent in PARENTS.items() if parent == unit]
        out = counted.moved_out[:, below].sum(axis=1) - counted.moved_out[:, places[unit]]
        into = counted.moved_in[:, below].sum(axis=1) - counted.moved_in[:, places[unit]]
        assert (out == into).all()  # what moved between the units below
        assert (out >= 0).all()
        for flow in (counted.hired, counted.left.sum(axis=0), counted.headcount, counted.changed):
            assert (flow[:, below].sum(axis=1) == flow[:, places[unit]]).all()
    roots = [places["kommunen"], places["bolaget"]]
    assert (counted.moved_in[:, roots].sum(axis=1) == counted.moved_out[:, roots].sum(axis=1)).all()
    alone = [one for one in lowest if one.unit != "bolaget"]
    whole = ku.count_movements(alone, parents=PARENTS, period=PERIOD, counted=COUNTED)
    assert not whole.moved_in[:, places["kommunen"]].any()
    assert not whole.moved_out[:, places["kommunen"]].any()


@given(histories())
def test_what_was_there_and_what_happened_is_what_is_there(listed: list[EmploymentEvent]) -> None:
    counted = ku.count_movements(listed, parents=PARENTS, period=PERIOD, counted=COUNTED)
    change = counted.hired + counted.moved_in + counted.changed - counted.moved_out - counted.left.sum(axis=0)
    assert (counted.headcount[..., 1:] == counted.headcount[..., :-1] + change).all()


@given(st.lists(st.tuples(st.integers(-(2**62), 2**62), st.integers(-(10**5), 10**5)), max_size=30))
def test_rows_stand_in_order_however_large_their_numbers(listed: list[tuple[int, int]]) -> None:
    persons, days = (np.array([row[at] for row in listed], np.int64) for at in (0, 1))
    order, first, sorted_days = in_order(persons, days)
    ours = range(len(listed)) if order is None else order.tolist()
    wanted = sorted(range(len(listed)), key=listed.__getitem__)
    assert list(ours) == wanted
    assert sorted_days.tolist() == [listed[row][1] for row in wanted]
    assert first.tolist() == [
        not place or listed[row][0] != listed[wanted[place - 1]][0] for place, row in enumerate(wanted)
    ]


def columns(**changed: Any) -> ku.EmploymentEventColumns:
    given: dict[str, Any] = {
        "persons": np.array([7, 7]),
        "events": np.array([1, 3]),
        "days": np.array(["2024-02-01", "2024-03-31"], "datetime64[D]"),
        "units": np.array([3, 3]),
    }
    return ku.EmploymentEventColumns(**(given | changed))


def test_columns_without_extents_tell_no_full_time() -> None:
    counted = ku.count_movements(columns(), parents=PARENTS, period=PERIOD)
    assert counted.headcount[0, 0].tolist() == [0, 0, 1, 0, 0]
    assert (counted.full_time, counted.worked) == (None, None)
    half = ku.count_movements(columns(extents=np.array([50, 50])), parents=PARENTS, period=PERIOD)
    assert half.worked is not None
    assert half.worked[0, 0].tolist() == [0, 50 * 29, 50 * 31, 0]
    assert repr(counted) == "Movements(7 units, 1 groups, 4 months)"
    assert repr(columns()) == "EmploymentEventColumns(2 rows)"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"units": np.array([-1, 3])}, ["unknown-unit", "left-before-hired"]),
        ({"days": np.array(["NaT", "2024-03-31"], "datetime64[D]")}, ["no-day", "left-before-hired"]),
        ({"extents": np.array([101, 100])}, ["impossible-extent", "left-before-hired"]),
        ({"extents": np.array([0, 0])}, ["impossible-extent", "left-before-hired"]),
        ({"units": np.array([3, 4])}, ["two-places"]),
        ({"events": np.array([1, 1])}, ["overlapping-employment"]),
        ({"events": np.array([2, 3])}, ["moved-before-hired", "left-before-hired"]),
    ],
)
def test_bad_rows_are_findings_and_strict_raises(changed: dict[str, Any], code: list[str]) -> None:
    counted = ku.count_movements(columns(**changed), parents=PARENTS, period=PERIOD)
    assert [finding.code for finding in counted.findings] == code
    assert all(finding.where.startswith("rows[") and finding.text("en") for finding in counted.findings)
    with pytest.raises(ku.InvalidValue, match=code[0]):
        ku.count_movements(columns(**changed), parents=PARENTS, period=PERIOD, strict=True)


@pytest.mark.parametrize(("unit", "code"), [("IT", "overlapping-employment"), ("HR", "two-places")])
def test_nobody_is_hired_the_day_that_they_leave(unit: str, code: str) -> None:
    told = [(Movement.HIRED, date(2024, 1, 2), "IT"), (Movement.LEFT, date(2024, 2, 1), "IT")]
    told.append((Movement.HIRED, date(2024, 2, 1), unit))
    events = [EmploymentEvent(person="a", event=event, day=day, unit=at) for event, day, at in told]
    parents: dict[str, str | None] = {"IT": None, "HR": None}
    counted = ku.count_movements(events, parents=parents, period=PERIOD)
    assert [(finding.where, finding.code) for finding in counted.findings] == [("events[2]", code)]
    assert counted.hired[0].sum(axis=0).tolist() == [1, 0, 0, 0]


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (
            lambda: columns(events=np.array([1, 4])),
            ku.InvalidValue,
            r"events must be at most 3, got 4 \(first at index 1",
        ),
        (lambda: columns(events=np.array([0, 1])), ku.InvalidValue, "events must be at least 1"),
        (lambda: columns(units=np.array([-2, 1])), ku.InvalidValue, "units must be at least -1"),
        (lambda: columns(units=np.array([1.0, 1.0])), ku.InvalidType, "units must be whole numbers, got float64"),
        (lambda: columns(units=np.array([1])), ku.InvalidValue, r"units must have the shape \(2,\)"),
        (lambda: columns(units=[1, 2]), ku.InvalidType, "units must be a ndarray"),
        (lambda: columns(full_extent=0), ku.InvalidValue, "full_extent must be at least 1, such as 100, got 0"),
        (lambda: columns(full_extent=0.5), ku.InvalidType, "full_extent must be a int, got 0.5"),
        (lambda: columns(group_names=("k", "m", "k")), ku.InvalidValue, "name each group once, got 'k' 2 times"),
        (lambda: columns(group_names="kvinnor"), ku.InvalidType, "group_names must be a tuple or a list"),
        (lambda: columns(group_names=(1,)), ku.InvalidType, "group_names: each name must be a str, got 1"),
        (lambda: columns(names=("anna",)), ku.InvalidType, "names must be a RowNames"),
        (lambda: columns(days=np.array([1, 2])), ku.InvalidType, r"days must be datetime64\[D\], got int64"),
        (lambda: columns(days=np.array([["2024-01-01"]], "datetime64[D]")), ku.InvalidValue, "one axis"),
        (
            lambda: ku.count_movements(columns(), parents=dict.fromkeys("abcd", "a"), period=PERIOD),
            ku.InvalidValue,
            "'a' is below itself",
        ),
        (lambda: wild(ku).count_movements([5], parents=PARENTS, period=PERIOD), ku.InvalidType, "each event"),
        (lambda: wild(ku).count_movements(5, parents=PARENTS, period=PERIOD), ku.InvalidType, "events must be"),
        (lambda: wild(ku).count_movements([], parents=None, period=PERIOD), ku.InvalidType, "parents must be"),
        (
            lambda: wild(ku).count_movements([], parents=PARENTS, period=PERIOD, counted=ku.EmploymentKind.PERMANENT),
            ku.InvalidType,
            "counted must be",
        ),
        (
            lambda: ku.count_movements([], parents=PARENTS, period=PERIOD, counted=()),
            ku.InvalidValue,
            "counted must name at least one kind of employment, of PERMANENT, FIXED_TERM, HOURLY",
        ),
        (
            lambda: ku.count_movements(columns(units=np.array([7, 7])), parents=PARENTS, period=PERIOD),
            ku.InvalidValue,
            "units must be below 7, got 7",
        ),
        (
            lambda: ku.count_movements([], parents=PARENTS, period=Period(date(2024, 1, 2), date(2024, 2, 29))),
            ku.InvalidValue,
            "period must be whole months",
        ),
        (
            lambda: ku.count_movements([], parents=PARENTS, period=PERIOD).within(Period.for_year(2024)),
            ku.InvalidValue,
            "whole months within 2024-01-01 to 2024-04-30",
        ),
    ],
)
def test_what_is_refused(call: Any, error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        call()


def test_large_numbers_of_persons_are_put_in_order_by_their_differences() -> None:
    persons = np.array([2**60 + 1, 2**60 - 1])
    order, first, days = in_order(persons, np.array([0, 1]))
    assert order is not None
    assert (order.tolist(), first.tolist(), days.tolist()) == ([1, 0], [True, True], [1, 0])


def test_units_have_the_names_of_their_places() -> None:
    names = ku.RowNames(units=("A", "B"), unknown={0: "X"})
    assert [names.unit(place, 0) for place in (-1, 0, 1)] == ["X", "A", "B"]
    assert names.unit(-1, 1) == "?"


def test_who_is_hired_on_the_day_that_they_leave_is_told_of_by_where() -> None:
    def found(unit: int) -> list[str]:
        rows = columns(
            persons=np.array([7, 7, 7]),
            events=np.array([1, 3, 1]),
            days=np.array(["2024-02-01", "2024-03-31", "2024-03-31"], "datetime64[D]"),
            units=np.array([3, 3, unit]),
        )
        return [one.code for one in ku.count_movements(rows, parents=PARENTS, period=PERIOD).findings]

    assert found(3) == ["overlapping-employment"]
    assert found(4) == ["two-places"]


def test_counts_are_no_values_that_compare() -> None:
    makes: list[Callable[[], Any]] = [
        lambda: ku.count_movements(columns(), parents=PARENTS, period=PERIOD),
        columns,
        lambda: ku.RowNames(persons=("a",)),
    ]
    for make in makes:
        assert make() != make()
