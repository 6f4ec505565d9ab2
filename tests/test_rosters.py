"""Rosters and frames: one row a person and month, told as events, and the same answer from every engine."""

from datetime import date
from decimal import Decimal
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
        "rows[2]": "repeated-row",  # of the first row, which is the one that is counted
        "rows[3]": "no-day",
        "rows[4]": "unknown-unit",
    }
    assert told.findings[1].message.startswith("1, 2024-01: har redan en rad i 0")
    assert len(told.events) == 1
    assert repr(roster) == "RosterColumns(5 rows)"
    with pytest.raises(ku.InvalidValue, match="4 findings"):
        ku.roster_events(roster, strict=True)
    with pytest.raises(ku.InvalidType, match=r"months must be datetime64\[M\]"):
        ku.RosterColumns(persons=np.array([1]), months=np.array([1]), units=np.array([0]))


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({"kinds": np.array([9])}, "^RosterColumns: kinds must be at most 3, got 9"),
        ({"units": np.array([0, 1])}, r"^RosterColumns: units must have the shape \(1,\) of months, got \(2,\)"),
        ({"months": np.array([["2024-01"]], "datetime64[M]")}, "^RosterColumns: months must have one axis"),
    ],
)
def test_a_roster_that_does_not_fit_names_its_own_columns(changed: dict[str, Any], text: str) -> None:
    """It once told of the columns of events, and of days that a roster has none of."""
    month = np.array(["2024-01"], "datetime64[M]")
    given: dict[str, Any] = {"persons": np.array([1]), "months": month, "units": np.array([0])}
    with pytest.raises(ku.InvalidValue, match=text):
        ku.RosterColumns(**(given | changed))


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
        (lambda f: wild(frames).hours_from_frame(f, parents=PARENTS, groups=5), ku.InvalidType, "groups must be"),
        (frames.statistics_to_frame, ku.InvalidType, "statistics"),
        (
            lambda _: frames.statistics_to_frame(ku.StaffStatistics(), backend="excel"),
            ku.InvalidValue,
            "backend must be one of 'pandas', 'polars', 'pyarrow', got 'excel'",
        ),
    ],
)
def test_what_is_refused(call: Any, error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        call(pl.DataFrame(ROWS))


def test_a_month_without_a_list_is_told_of() -> None:
    """Else everybody would have left in February, and been hired again in April, without a word."""
    roster = ku.RosterColumns(
        persons=np.array([1, 2, 1]),
        months=np.array(["2024-02", "2024-02", "2024-04"], "datetime64[M]"),
        units=np.array([0, 0, 0]),
    )
    (finding,) = ku.roster_events(roster).findings
    assert (finding.code, finding.where) == ("no-list", "months[2024-03]")
    assert "ingen lista finns för 2024-03" in finding.message
    with pytest.raises(ku.InvalidValue, match="no-list"):
        ku.roster_events(roster, strict=True)


def test_a_roster_knows_extents_and_kinds() -> None:
    rows: dict[str, list[Any]] = {"person": ["a", "b", "c"], "unit": ["IT", "IT", "HR"], "month": ["2024-01"] * 3}
    rows |= {"extent": [0.75, 1.5, 1.0], "kind": ["tillsvidare", "tillsvidare", "vikariat"]}
    named = {"kind": "kind", "extent": "extent"}
    told = frames.roster_from_frame(pl.DataFrame(rows), parents=PARENTS, columns=named)
    assert [(one.where, one.code) for one in told.findings] == [("rows[1]", "impossible-extent")]
    assert told.findings[0].message.startswith("b, 2024-01")
    january = Period.for_month(2024, 1)
    counted = ku.count_movements(told.events, parents=PARENTS, period=january, strict=True)
    found = ku.staff_numbers(counted, january, measures=(StaffMeasure.HEADCOUNT, StaffMeasure.FULL_TIME_EQUIVALENTS))
    assert [one.value for one in found.figures if one.scope == "kommunen"] == [1, wild(0.75)]


def test_a_roster_in_two_places_names_them() -> None:
    rows = {"person": ["a", "a"], "unit": ["IT", "HR"], "month": ["2024-01"] * 2}
    (finding,) = frames.roster_from_frame(pl.DataFrame(rows), parents=PARENTS).findings
    assert finding.message.startswith("a, 2024-01: HR, men är då i IT")


EMPLOYED: dict[str, list[Any]] = {
    "person": ["p2", "p1", "p1", "p3", "p4", "p4"],
    "unit": ["IT", "IT", "HR", "okänd", "HR", "HR"],
    "start": [
        date(2023, 1, 1),
        date(2020, 2, 29),
        date(2024, 2, 1),
        date(2024, 1, 1),
        date(2023, 1, 1),
        date(2023, 6, 1),
    ],
    "end": [date(2024, 2, 29), date(2024, 1, 31), None, None, date(2023, 12, 31), None],
    "kind": ["tillsvidare", "visstid", "tillsvidare", "tillsvidare", "tillsvidare", "tillsvidare"],
    "reason": ["pension", None, None, None, None, None],
    "extent": [0.5, 1.0, 1.0, 1.0, 0.75, 0.75],
    "group": ["kvinnor", "män", "män", None, "kvinnor", "kvinnor"],
}
KINDS = {name: name for name in ("kind", "reason", "extent", "group")}


def employed() -> dict[str, Any]:
    """The same rows as engines hold them, with the types that they come in."""
    whole = pl.DataFrame(EMPLOYED)
    text = whole.with_columns(pl.col("start", "end").cast(pl.String))
    words = pl.col("person", "unit", "kind", "reason", "group").cast(pl.Categorical)
    pandas = whole.to_pandas()
    days = {name: pd.to_datetime(pandas[name]) for name in ("start", "end")}
    zoned = {name: column.dt.tz_localize("Europe/Stockholm") for name, column in days.items()}
    objects = {name: pd.Series(EMPLOYED[name], dtype=object) for name in ("start", "end")}
    categories = {name: pandas[name].astype("category") for name in ("person", "unit", "kind", "reason", "group")}
    return {
        "polars": whole,
        "polars lazy": whole.lazy(),
        "polars text": text,
        "polars categories": whole.with_columns(words),
        "polars moments": whole.with_columns(
            pl.col("start", "end").cast(pl.Datetime).dt.replace_time_zone("Europe/Stockholm")
        ),
        "polars codes": whole.with_columns(kind=pl.Series([1, 2, 1, 1, 1, 1]), reason=pl.Series([2] + [None] * 5)),
        "pyarrow": whole.to_arrow(),
        "duckdb": duckdb.from_arrow(whole.to_arrow()),
        "pandas": pandas.assign(**days),
        "pandas zoned": pandas.assign(**zoned),
        "pandas text": text.to_pandas(),
        "pandas objects": pandas.assign(**objects),
        "pandas objects, NA": pandas.assign(**{name: one.fillna(pd.NA) for name, one in objects.items()}),
        "pandas nullable": text.to_pandas().convert_dtypes(),
        "pandas of Arrow": whole.to_pandas(use_pyarrow_extension_array=True),
        "pandas categories": pandas.assign(**days, **categories),
        "pandas codes": pandas.assign(**days, kind=[1.0, 2, 1, 1, 1, 1], reason=[2.0] + [np.nan] * 5),
    }


def models() -> list[ku.Employment]:
    rows = [dict(zip(EMPLOYED, row, strict=True)) for row in zip(*EMPLOYED.values(), strict=True)]
    for row in rows:
        said = {"group": row["group"] or "", "reason": row["reason"] or "ej angiven"}
        row.update(said, extent=Decimal(str(row["extent"])))
    return [ku.Employment(**row) for row in rows]


COUNTED = ("headcount", "hired", "moved_in", "moved_out", "changed", "left")


@pytest.mark.parametrize("engine", list(employed()))
def test_every_engine_gives_the_same_employments_as_models(engine: str) -> None:
    history = ku.employment_history(models(), units=PARENTS)
    plain = ku.count_movements(history.events, parents=PARENTS, period=PERIOD, strict=True)
    told = frames.employments_from_frame(employed()[engine], parents=PARENTS, columns=KINDS)
    counted = ku.count_movements(told.events, parents=PARENTS, period=PERIOD, strict=True)
    assert [one.message for one in told.findings] == [one.message for one in history.findings]
    assert counted.groups == plain.groups
    assert plain.full_time is not None
    assert counted.full_time is not None
    assert (counted.full_time * plain.full_extent == plain.full_time * counted.full_extent).all()
    for name in COUNTED:
        assert (getattr(counted, name) == getattr(plain, name)).all()
    assert counted.left[ku.LeavingReason.RETIREMENT.code].sum(axis=(0, -1)).tolist() == [1, 1, 0]  # on 29 February


def test_extents_that_are_missing_are_missing_in_every_world() -> None:
    """A frame where one that is hired has none knows no posts, as models do; it once left the person out."""
    rows = {"person": ["a", "b"], "event": ["anställd"] * 2, "day": [date(2023, 1, 1)] * 2, "unit": ["IT"] * 2}
    columns = frames.events_from_frame(
        pl.DataFrame(rows | {"extent": [1.0, None]}), parents=PARENTS, columns={"extent": "extent"}
    )
    counted = ku.count_movements(columns, parents=PARENTS, period=PERIOD, strict=True)
    assert (counted.headcount[0, 0, 0], counted.full_time) == (2, None)


@pytest.mark.parametrize("name", ["row", "place", "value"])
def test_a_column_may_have_any_name(name: str) -> None:
    """One that was called `place` or `row` was taken for one that the reader makes, and failed."""
    frame = pl.DataFrame({name: ["IT", "X", None], "month": ["2024-01"] * 3, "ordinary": [1] * 3, "sick": [0] * 3})
    for one in (frame, frame.to_pandas(), frame.to_arrow()):
        assert frames.hours_from_frame(one, parents=PARENTS, columns={"unit": name}).units.tolist() == [1, -1, -1]


def test_columns_that_are_there_are_read_by_their_own_names() -> None:
    """They were read only where `columns` named them: else a temporary employment was permanent, and told nobody."""
    for frame in (pl.DataFrame(EMPLOYED), employed()["pandas"]):
        told = frames.employments_from_frame(frame, parents=PARENTS).events
        named = frames.employments_from_frame(frame, parents=PARENTS, columns=KINDS).events
        for name in ("persons", "units", "kinds", "reasons", "extents", "groups"):
            assert getattr(told, name).tolist() == getattr(named, name).tolist()
        assert told.group_names == ("kvinnor", "män")
    twice = {"person": ["a", "a"], "unit": ["IT", "HR"], "month": ["2024-01"] * 2, "ordinary": [8, 8], "sick": [0, 0]}
    columns = frames.hours_from_frame(pl.DataFrame(twice), parents=PARENTS)
    findings = ku.count_hours(columns, parents=PARENTS, period=PERIOD).findings
    assert [one.code for one in findings] == ["two-places"]


def test_long_hours_that_are_missing_are_missing_in_every_world() -> None:
    """A frame where a row has none knows none, as models do; it once left out the row, and its sick leave with it."""
    rows = {"person": ["a", "b"], "unit": ["IT", "HR"], "month": ["2024-01"] * 2, "ordinary": [100, 100]}
    frame = pl.DataFrame(rows | {"sick": [10, 0], "long": [10, None]})
    models = [
        ku.StaffHours(
            person=row["person"],
            unit=row["unit"],
            month=Period.for_month(2024, 1),
            ordinary_hours=row["ordinary"],
            sick_hours=row["sick"],
            long_sick_hours=row["long"],
        )
        for row in frame.to_dicts()
    ]
    for one in (models, frames.hours_from_frame(frame, parents=PARENTS)):
        counted = ku.count_hours(one, parents=PARENTS, period=PERIOD, strict=True)
        found = ku.sick_leave(counted, Period.for_month(2024, 1), suppressed=False)
        assert found.figure(StaffMeasure.SICK_LEAVE, "kommunen").value == Decimal("0.05")
        assert counted.long is None
    known = frames.hours_from_frame(frame.with_columns(pl.col("long").fill_null(0)), parents=PARENTS)
    assert known.long is not None


def test_pseudonyms_of_64_bits_are_told_as_they_are() -> None:
    rows = {"unit": ["IT", "HR"], "month": ["2024-01"] * 2, "ordinary": [8, 8], "sick": [0, 0]}
    frame = pl.DataFrame(rows).with_columns(person=pl.Series([2**63 + 5] * 2, dtype=pl.UInt64))
    columns = frames.hours_from_frame(frame, parents=PARENTS)
    (finding,) = ku.count_hours(columns, parents=PARENTS, period=PERIOD).findings
    assert finding.message.startswith(f"{2**63 + 5}, 2024-01: HR")
    told = frames.roster_from_frame(frame, parents=PARENTS)
    assert told.findings[0].message.startswith(f"{2**63 + 5}, 2024-01: HR")
    assert len(told.events) == 1


EMPTY_ROWS: list[Any] = [
    pl.DataFrame(EMPLOYED).head(0),
    pl.DataFrame({name: [] for name in EMPLOYED}),
    pd.DataFrame(columns=list(EMPLOYED)),
    pl.DataFrame(EMPLOYED).to_arrow().slice(0, 0),
]


@pytest.mark.parametrize("frame", EMPTY_ROWS)
def test_a_frame_without_rows_has_no_events(frame: Any) -> None:
    told = frames.employments_from_frame(frame, parents=PARENTS, columns=KINDS)
    assert (len(told.events), told.findings) == (0, ())
    counted = ku.count_movements(told.events, parents=PARENTS, period=PERIOD)
    assert counted.headcount.sum() == 0


@pytest.mark.parametrize(
    ("changed", "error", "text"),
    [
        ({"person": ["a", None, "b", "c", "d", " "]}, ku.InvalidValue, "2 of the 6 rows do not, first the row 1"),
        ({"person": [1, 2, 3, None, 4, 5]}, ku.InvalidValue, "'person' must say who each row is of; 1 of the 6"),
        ({"person": [1.5] * 6}, ku.InvalidType, "'person' must hold text or whole numbers, it is Float64"),
        ({"group": [True, False] * 3}, ku.InvalidType, "'group' must hold text or whole numbers, it is Boolean"),
        ({"kind": ["tillsvidare"] * 5 + [None]}, ku.InvalidValue, "'kind' must say a EmploymentKind in each row; 1 of"),
        (
            {"kind": ["VIK", "TV", *["tillsvidare"] * 4]},
            ku.InvalidValue,
            "words of EmploymentKind: 'tillsvidareanställning', .* it also holds 'TV', 'VIK'",
        ),
        ({"start": ["2024-01-01"] * 5 + ["2024-02-30"]}, ku.InvalidType, "row 5 is '2024-02-30'"),
        ({"start": ["2024-01"] * 6}, ku.InvalidType, "'start' must hold dates, or text such as '2024-08-31'; it is"),
        ({"start": [20240101] * 6}, ku.InvalidType, "its row 0 is 20240101"),
        ({"extent": [50, 75, 100, 100, 100, 100]}, ku.InvalidValue, "got 50 as the least; divide per cents by 100"),
        (
            {"kind": [1, 2, 9, 1, 1, 1]},
            ku.InvalidValue,
            r"'kind' must hold codes of EmploymentKind: 1 \(PERMANENT\), .*; its row 2 is 9",
        ),
        ({"person": [1e19, 2e19, 1.0, 2.0, 3.0, 4.0]}, ku.InvalidType, "'person' is Float64, which does not tell"),
        ({"extent": ["0,75"] * 6}, ku.InvalidType, "'extent' must hold numbers, it is String; text such as '0,75'"),
    ],
)
def test_a_column_that_does_not_fit_is_named(changed: dict[str, Any], error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        frames.employments_from_frame(pl.DataFrame(EMPLOYED | changed), parents=PARENTS, columns=KINDS)


def test_a_moment_of_another_zone_is_no_day() -> None:
    """The midnight of 1 February in Sweden is 23 on 31 January in UTC: a day early, and a month early."""
    moment = pl.Series(["2024-01-31 23:00"] * 6).str.to_datetime(time_zone="UTC")
    frame = pl.DataFrame(EMPLOYED).with_columns(start=moment)
    with pytest.raises(ku.InvalidValue, match="its row 0 is 2024-01-31T23:00:00 in UTC: turn it into dates"):
        frames.employments_from_frame(frame, parents=PARENTS)


def test_units_that_are_numbers_and_months_that_are_text() -> None:
    rows = {"unit": [1, 2, 9], "month": ["2024-01", "2024-01-31", "2024-01-31 00:00:00"], "kön": [2, 1, None]}
    frame = pl.DataFrame(rows | {"ordinary": [160, 150, 1], "sick": [None, None, None]})
    parents: dict[str, str | None] = {"0": None, "1": "0", "2": "0"}
    for one in (frame, frame.to_pandas(), frame.to_arrow()):
        columns = frames.hours_from_frame(one, parents=parents, groups="kön")
        assert columns.units.tolist() == [1, 2, -1]
        assert (columns.groups["kön"].tolist(), columns.group_names["kön"]) == ([1, 0, -1], ("1", "2"))
        assert columns.months.astype(str).tolist() == ["2024-01"] * 3
        findings = ku.count_hours(columns, parents=parents, period=PERIOD).findings
        assert [one.code for one in findings] == ["no-hours", "no-hours", "unknown-unit"]
        assert "enheten 9 finns inte" in findings[2].message
