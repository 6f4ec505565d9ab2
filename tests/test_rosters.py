"""Rosters and frames: one row a person and month, told as events, and the same answer from every engine."""

from datetime import date
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning import Period, StaffMeasure, frames
from tests.samples import wild

PARENTS: dict[str, str | None] = {"kommunen": None, "IT": "kommunen", "HR": "kommunen"}
PERIOD = Period(date(2024, 1, 1), date(2024, 5, 31))
MONTHS = [np.datetime64("2024-01") + np.timedelta64(place, "M") for place in range(5)]


@given(
    st.dictionaries(st.tuples(st.integers(1, 4), st.integers(0, 4)), st.integers(0, 2), max_size=16),
    st.randoms(use_true_random=False),
)
def test_a_roster_tells_who_came_and_went(listed: dict[tuple[int, int], int], random: Any) -> None:
    rows = list(listed.items())
    random.shuffle(rows)
    roster = ku.RosterColumns(
        persons=np.array([person for (person, _), _ in rows], np.int64),
        months=np.array([MONTHS[month] for (_, month), _ in rows], "datetime64[M]"),
        units=np.array([unit for _, unit in rows], np.int64),
    )
    told = ku.roster_events(roster)
    listed_in = {month for _, month in listed}
    gaps = [month for month in range(5) if min(listed_in, default=5) < month < max(listed_in, default=0)]
    assert [one.where for one in told.findings] == [f"months[{MONTHS[gap]}]" for gap in gaps if gap not in listed_in]
    counted = ku.count_movements(told.events, parents=PARENTS, period=PERIOD)
    assert counted.findings == ()
    seen = [month for _, month in listed]
    for month in range(min(seen, default=0), 5):
        now = {person: unit for (person, at), unit in listed.items() if at == month}
        before = {person: unit for (person, at), unit in listed.items() if at == month - 1}
        after = {person for person, at in listed if at == month + 1}
        is_first, is_last = month == min(seen, default=0), month == max(seen, default=0)
        for place, unit in enumerate(PARENTS):
            within = range(3) if unit == "kommunen" else (place,)
            here = {person for person, at in now.items() if at in within}
            there = {person for person, at in before.items() if at in within}
            assert counted.hired[0, place, month] == (0 if is_first else len(here - set(before)))
            assert counted.left[0, 0, place, month] == (0 if is_last else len(here - after))
            assert counted.moved_in[0, place, month] == len((here & set(before)) - there)
            assert counted.moved_out[0, place, month] == len((there & set(now)) - here)


def test_bad_rows_of_a_roster() -> None:
    roster = ku.RosterColumns(
        persons=np.array([1, 1, 1, 2, 3]),
        months=np.array(["2024-01", "2024-01", "2024-01", "NaT", "2024-01"], "datetime64[M]"),
        units=np.array([0, 1, 0, 0, -1]),
    )
    told = ku.roster_events(roster)
    codes = {finding.where: finding.code for finding in told.findings}
    assert codes == {
        "rows[1]": "two-places",
        "rows[2]": "two-places",
        "rows[3]": "no-day",
        "rows[4]": "unknown-unit",
    }
    assert len(told.events) == 1
    assert repr(roster) == "RosterColumns(5 rows)"
    with pytest.raises(ku.InvalidValue, match="4 findings"):
        ku.roster_events(roster, strict=True)
    with pytest.raises(ku.InvalidType, match=r"months must be datetime64\[M\]"):
        ku.RosterColumns(persons=np.array([1]), months=np.array([1]), units=np.array([0]))


ROWS = {
    "person": [f"p{n:03}" for n in range(60) for _ in MONTHS],
    "unit": [("IT", "HR", "okänd")[0 if n < 35 else 1 if n < 59 else 2] for n in range(60) for _ in MONTHS],
    "month": [month.item() for _ in range(60) for month in MONTHS],
    "ordinary": [160.0 - n % 7 for n in range(60) for _ in MONTHS],
    "sick": [None if n == 5 else n % 5 + 0.25 for n in range(60) for _ in MONTHS],
    "kön": [("kvinnor", "män", None)[n % 3] for n in range(60) for _ in MONTHS],
}


def engines() -> dict[str, Any]:
    whole = pl.DataFrame(ROWS)
    arrow = whole.to_arrow()
    pandas = whole.to_pandas()
    pandas["month"] = pd.to_datetime(pandas["month"])
    return {
        "polars": whole,
        "lazy": whole.lazy(),
        "pyarrow": arrow,
        "pandas": pandas,
        "duckdb": duckdb.from_arrow(arrow),
    }


def test_every_engine_gives_the_same_hours() -> None:
    answers = {}
    for name, frame in engines().items():
        columns = frames.hours_from_frame(frame, parents=PARENTS, columns={"person": "person"}, groups=["kön"])
        counted = ku.count_hours(columns, parents=PARENTS, period=PERIOD)
        found = ku.sick_leave(counted, PERIOD, by="kön")
        codes = sorted(finding.code for finding in counted.findings)
        assert codes == ["no-hours"] * 5 + ["unknown-unit"] * 5, name
        answers[name] = [(one.scope, one.group, one.value) for one in found.figures]
    assert all(answer == answers["polars"] for answer in answers.values())
    columns = frames.hours_from_frame(pl.DataFrame(ROWS), parents=PARENTS, groups=["kön"])
    found = ku.sick_leave(ku.count_hours(columns, parents=PARENTS, period=PERIOD), PERIOD, by="kön")
    assert found.suppression is not None
    assert found.suppression.hidden  # the women of HR are fewer than eleven
    for backend in ("polars", "pandas", "pyarrow"):
        back = pl.DataFrame(frames.statistics_to_frame(found, backend=backend))
        assert back["scope"].to_list() == [one.scope for one in found.figures]
        assert back["value"].to_list() == [None if one.value is None else float(one.value) for one in found.figures]
        assert back["missing"].drop_nulls().unique().to_list() == ["confidential"]


def test_every_engine_gives_the_same_roster() -> None:
    counts = []
    for frame in engines().values():
        told = frames.roster_from_frame(frame, parents=PARENTS, columns={"group": "kön"})
        assert [finding.code for finding in told.findings] == ["unknown-unit"] * 5
        counts.append(ku.count_movements(told.events, parents=PARENTS, period=PERIOD).headcount)
    assert all((one == counts[0]).all() for one in counts)
    assert counts[0][:, 0].sum(axis=-1).tolist() == [120, 120, 114]  # the last of them of no group


def test_events_from_a_frame() -> None:
    events = {
        "person": ["a", "b", "a"],
        "event": ["anställd", "anställd", "Slutade"],
        "day": [date(2023, 1, 1), date(2024, 2, 1), date(2024, 3, 31)],
        "unit": ["IT", "IT", "IT"],
        "kind": ["tillsvidare", "visstid", "tillsvidare"],
        "reason": [None, None, "egen begäran"],
        "extent": [0.75, 1.0, None],
    }
    named = {name: name for name in ("kind", "reason", "extent")}
    columns = frames.events_from_frame(pl.DataFrame(events), parents=PARENTS, columns=named)
    counted = ku.count_movements(columns, parents=PARENTS, period=PERIOD, strict=True)
    assert counted.left[ku.LeavingReason.OWN_REQUEST.code, 0, 0].tolist() == [0, 0, 1, 0, 0]
    found = ku.staff_numbers(
        counted, Period.for_month(2024, 2), measures=(StaffMeasure.HEADCOUNT, StaffMeasure.FULL_TIME_EQUIVALENTS)
    )
    assert [one.value for one in found.figures[:2]] == [1, 1]
    assert found.figure(StaffMeasure.FULL_TIME_EQUIVALENTS, "IT").value == wild(0.75)
    coded = pl.DataFrame(events).with_columns(event=pl.Series([1, 1, 3]))
    assert (frames.events_from_frame(coded, parents=PARENTS).events == columns.events).all()


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda _: frames.hours_from_frame(5, parents=PARENTS), ku.InvalidType, "must be a data frame"),
        (lambda f: frames.hours_from_frame(f, parents=PARENTS, groups=["ålder"]), ku.InvalidValue, "no column 'ålder'"),
        (
            lambda f: frames.hours_from_frame(f, parents=PARENTS, columns={"name": "person"}),
            ku.InvalidValue,
            "columns may name unit month ordinary sick person long, got 'name'",
        ),
        (
            lambda f: frames.hours_from_frame(f, parents=PARENTS, columns={"month": "person"}),
            ku.InvalidType,
            "must hold dates",
        ),
        (
            lambda f: frames.hours_from_frame(f, parents=PARENTS, columns={"sick": "person"}),
            ku.InvalidType,
            "must hold numbers",
        ),
        (frames.statistics_to_frame, ku.InvalidType, "statistics"),
    ],
)
def test_what_is_refused(call: Any, error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        call(pl.DataFrame(ROWS))
