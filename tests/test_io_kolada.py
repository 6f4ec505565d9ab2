"""Kolada: every shape that it comes in gives the same values, and what is incomplete is noticed."""

import contextlib
import copy
import json
from decimal import Decimal
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning import Direction, Period
from kommunuppfoljning.io import indicators_from_kolada, read_kolada
from tests.samples import EXAMPLES, wild

FILE = EXAMPLES / "exempelkommun" / "kolada_n00945.json"
YEAR = Period.for_year(2023)


def value(gender: str = "T", figure: Any = 58.2, **more: Any) -> dict[str, Any]:
    return {"gender": gender, "count": 1, "status": "", "value": figure, "isdeleted": False, **more}


def row(
    municipality: Any = "0188", period: Any = 2023, *values: Any, kpi: str = "N00945", **more: Any
) -> dict[str, Any]:
    return {"kpi": kpi, "municipality": municipality, "period": period, "values": list(values or [value()]), **more}


def page(*rows: Any, **more: Any) -> dict[str, Any]:
    return {"count": len(rows), "values": list(rows), "next_url": None, "previous_url": None, **more}


def codes(reading: Any) -> list[str]:
    return [found.code for found in reading.findings]


NESTED = [
    row("0188", 2023, value(), value("K", None), value("M", 57.0)),
    row("0188", "2022", value(figure=None, status="..")),
]
FLAT = [
    {"kpi": one["kpi"], "municipality": one["municipality"], "period": one["period"], **inner}
    for one in NESTED
    for inner in one["values"]
]
PYKOLADA = [
    {
        "kpi": one["kpi"],
        "municipality": one["municipality"],
        "year": one["period"],
        "gender": one["gender"],
        "value": one["value"],
    }
    for one in FLAT
]


@pytest.mark.parametrize(
    ("rows", "keeps_status"),
    [
        (page(*NESTED), True),
        ([page(NESTED[0], next_url="https://api/next"), page(NESTED[1])], True),
        ({"count": 2, "values": NESTED, "next_page": "", "previous_page": ""}, True),
        (NESTED, True),
        (iter(NESTED), True),
        (tuple(FLAT), True),
        (PYKOLADA, False),
        (pd.DataFrame(FLAT), True),
        (pl.DataFrame(FLAT, strict=False), True),
        (pa.table({key: [str(one[key]) if key == "period" else one[key] for one in FLAT] for key in FLAT[0]}), True),
        (json.dumps(page(*NESTED)).encode(), True),
    ],
    ids=["v3", "pages", "v2", "koladapy", "iterator", "flat", "pykolada", "pandas", "polars", "pyarrow", "file"],
)
def test_every_shape_gives_the_same(rows: Any, keeps_status: bool) -> None:
    reading = read_kolada(rows)
    assert codes(reading) == []
    (one,) = reading.indicators(directions=Direction.HIGHER)
    assert one.outcomes == {YEAR: Decimal("58.2"), Period.for_year(2022): None}
    assert str(one.outcomes[YEAR]) == "58.2"
    assert one.missing == ({Period.for_year(2022): ku.MissingReason.CONFIDENTIAL} if keeps_status else {})
    assert [(part.id, part.group.name if part.group else "", part.outcomes[YEAR]) for part in one.breakdowns] == [
        ("K", "Kvinnor", None),
        ("M", "Män", 57),
    ]
    assert one.source == "Källa: Kolada"


def test_the_example() -> None:
    reading = read_kolada(FILE)
    assert reading.findings == ()
    indicators = reading.indicators(
        directions={"N00945": Direction.HIGHER},
        units={"N00945": "%"},
        names={"N00945": "Nöjda", "0188": "Exempelkommun"},
    )
    assert len(indicators) == 8
    one = indicators[0]
    assert (one.id, one.name, one.unit) == ("N00945-0188", "Nöjda, Exempelkommun", "%")
    assert one.outcomes[YEAR] == Decimal("0.534")
    assert one.references == {"G35902": Decimal("0.563"), "0000": Decimal("0.570")}
    assert repr(reading) == "KoladaReading(90 values, 0 findings)"


def test_missing_is_never_zero_and_deleted_is_left_out() -> None:
    reading = read_kolada([row("0188", 2023, value(figure=None), value("K", 5, isdeleted=True), value("M", 0))])
    assert [one.value for one in reading.values] == [None, 0]
    assert codes(reading) == ["kolada-deleted"]
    assert read_kolada([row("0188", 2023, value(is_deleted=1))]).values == ()


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (page(row(), next_url="https://api/next"), "kolada-page"),
        ([page(row(), next_page="x"), page(row(period=2022), next_page="y")], "kolada-page"),
        (page(row(), count=2), "kolada-count"),
        (
            {"count": 5000, "values": [row(period=year % 9999 + 1, kpi=f"N{year:05}") for year in range(5000)]},
            "kolada-full-page",
        ),
        ([row(period=1, kpi=f"N{number:05}") for number in range(5000)], "kolada-full-page"),
        ([row("0188", 2023, value("F"))], "kolada-gender"),
        ([row("0188", 2023, value(figure="mycket"))], "kolada-value"),
        ([row("0188", 2023, value(figure=True))], "kolada-value"),
        ([row("0188", 2023, value(figure=float("inf")))], "kolada-value"),
        ([row(), row("0188", 2023, value(figure=1))], "kolada-twice"),
        ([row(), {"kpi": "N1"}], "kolada-row"),
        ([row(), row(None)], "kolada-row"),
        ([row(), row(period="förr")], "kolada-row"),
        ([row("0188", 2023, value(), 5)], "kolada-row"),
        ([row(188)], "kolada-zeros"),
    ],
)
def test_each_fault_is_a_finding(rows: Any, code: str) -> None:
    reading = read_kolada(rows)
    assert codes(reading) == [code]
    assert reading.findings[0].message != reading.findings[0].text("en")


def test_what_a_client_dropped_is_noticed() -> None:
    reading = read_kolada(NESTED, measures=["N00945", "N00946"], units=["0188"], years=[2021, 2022, 2023])
    told = [(found.values["measure"], found.values["years"]) for found in reading.findings]
    assert told == [("N00945", "2021"), ("N00946", "2021, 2022, 2023")]
    base_only = [*NESTED, {"kpi": "N1", "municipality": "0188", "period": 2023}]
    assert read_kolada(base_only, measures=["N1"], units=["0188"], years=[2023]).findings == ()


def test_rows_of_units_and_groups() -> None:
    reading = read_kolada(
        [
            {"kpi": "N15", "ou": "V15E144001301", "period": 2023, "values": [value()]},
            row("G123"),
            row("0000"),
            row("0001"),
        ]
    )
    assert [(one.kind, one.is_mean) for one in reading.values] == [
        ("unit", False),
        ("group", True),
        ("country", True),
        ("region", False),
    ]
    assert [one.id for one in reading.indicators()] == ["N15", "N00945"]
    assert [one.id for one in read_kolada([row("G123"), row("0000")]).indicators()] == ["N00945-G123", "N00945-0000"]


def test_errors_are_those_of_the_library() -> None:
    with pytest.raises(ku.InvalidValue, match="is it from Kolada"):
        read_kolada([])
    with pytest.raises(ku.InvalidValue, match="is it from Kolada"):
        read_kolada({"municipality": "0188"})
    for wrong in (5, None):
        with pytest.raises(ku.InvalidType, match="must be a response"):
            read_kolada(wrong)
    with pytest.raises(ku.InvalidValue, match="is a zip archive"):
        read_kolada(b"PK\x03\x04")
    with pytest.raises(ku.InvalidValue, match="not JSON"):
        read_kolada(b"kpi;year")
    with pytest.raises(ku.InvalidValue, match="nested too deep"):
        read_kolada(b"[" * 100_000)
    with pytest.raises(ku.InvalidValue, match="not UTF-8"):
        read_kolada(b'["\xe5"]')
    with pytest.raises(ku.InvalidValue, match="gender must be T, K or M"):
        read_kolada(NESTED).indicators(gender="F")
    with pytest.raises(ku.InvalidValue, match="kolada-page"):
        indicators_from_kolada(page(row(), next_url="x"))
    assert indicators_from_kolada(NESTED, gender="M", directions=Direction.LOWER)[0].direction is Direction.LOWER


scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(["T", "K", "0188", "2023", "N1", "G1", "", "."])
)
inner = st.dictionaries(st.sampled_from(["gender", "value", "status", "count", "isdeleted"]), scalars, max_size=5)
wild_rows = st.dictionaries(
    st.sampled_from(["kpi", "municipality", "ou", "period", "year", "values", "value", "gender", "count", "next_url"]),
    scalars | st.lists(inner | scalars, max_size=3),
    max_size=7,
)


@given(rows=st.lists(wild_rows | scalars, max_size=4) | wild_rows)
def test_nothing_but_the_librarys_own_error_comes_out(rows: Any) -> None:
    before = copy.deepcopy(rows)
    with contextlib.suppress(ku.FollowUpError):
        read_kolada(rows).indicators(units={"N1": "%"})
    assert repr(rows) == repr(before)


@given(content=st.binary(max_size=100))
def test_any_bytes(content: bytes) -> None:
    with contextlib.suppress(ku.FollowUpError):
        read_kolada(content)


def test_a_cut_file() -> None:
    content = FILE.read_bytes()
    for cut in range(0, len(content), 997):
        with pytest.raises(ku.InvalidValue):
            read_kolada(content[:cut])
    with pytest.raises(ku.InvalidType):
        wild(read_kolada)(object())


def flat(figure: Any = 1, gender: str = "T", **more: Any) -> dict[str, Any]:
    return {"kpi": "N00945", "period": 2023, "gender": gender, "value": figure, **more}


@pytest.mark.parametrize("frame", [pd.DataFrame, pl.DataFrame, pa.Table.from_pylist])
def test_frames_with_columns_for_municipalities_and_units(frame: Any) -> None:
    rows = [flat(municipality="0188", ou=None), flat(2, municipality=None, ou="V15E144001301")]
    reading = read_kolada(frame(rows))
    assert [(one.unit, one.kind) for one in reading.values] == [("0188", "municipality"), ("V15E144001301", "unit")]
    assert reading.findings == ()


def test_values_without_a_total_are_told() -> None:
    rows = [flat(gender="K", municipality="0188"), flat(gender="M", municipality="0188")]
    reading = read_kolada(rows)
    (one,) = reading.indicators(directions=Direction.HIGHER)
    assert (one.outcomes, one.missing) == ({YEAR: None}, {YEAR: ku.MissingReason.NOT_STATED})
    assert [part.outcomes[YEAR] for part in one.breakdowns] == [1, 1]
    told = ["N00945 for 0188, 2023, has values for women or men and none for all"]
    assert [found.text("en") for found in reading.findings] == told


def test_what_is_better_is_told_of_where_it_is_not_said() -> None:
    reading = read_kolada([flat(municipality="0188")])
    assert [found.text("en") for found in reading.undirected()] == [
        "N00945: what is better is not said; higher is taken to be"
    ]
    assert reading.undirected({"N00945": Direction.LOWER}) == ()
    with pytest.raises(ku.InvalidType, match="indicators: directions"):
        reading.indicators(directions="lower")  # type: ignore[arg-type]


def test_a_binary_file() -> None:
    with FILE.open("rb") as file:
        assert read_kolada(file).values == read_kolada(FILE).values


def test_an_indicator_says_that_its_direction_is_not_said() -> None:
    reading = read_kolada([flat(municipality="0188"), flat(municipality="0188", kpi="N15033")])
    said, unsaid = reading.indicators(directions={"N00945": Direction.LOWER})
    assert (said.direction, dict(said.missing)) == (Direction.LOWER, {})
    assert dict(unsaid.missing) == {"direction": ku.MissingReason.NOT_STATED}
    assert ku.audit(said) == ()
    (found,) = ku.audit(unsaid)
    assert (found.code, found.where) == ("direction-unsaid", "indicators[N15033].direction")
    assert indicators_from_kolada([flat(municipality="0188")])[0].missing == unsaid.missing


def test_a_misspelt_measure_is_an_error_that_says_which_is_alike() -> None:
    reading = read_kolada([flat(municipality="0188"), flat(municipality="0188", kpi="U15033")])
    with pytest.raises(ku.InvalidValue, match=r"directions names 'N00954', of which .* did you mean 'N00945'\?"):
        reading.indicators(directions={"N00954": Direction.LOWER, "U15033": Direction.LOWER})
    with pytest.raises(ku.InvalidValue, match=r"directions names 'X', .* left without are 'N00945', 'U15033'"):
        reading.indicators(directions={"X": Direction.LOWER})
    with pytest.raises(ku.InvalidValue, match="units names 'N0945'"):
        reading.indicators(units={"N0945": "%"})
    every = {"N00945": Direction.LOWER, "U15033": Direction.HIGHER, "N00954": Direction.HIGHER}
    assert len(reading.indicators(directions=every)) == 2  # said of all that was read, and of more


def test_a_measure_without_values_for_a_sex_is_there_and_missing() -> None:
    rows = [
        flat(municipality="0188", period=2022),
        flat(municipality="0188"),
        flat(2, municipality="0188", kpi="N2"),
        flat(3, "K", municipality="0188", period=2022),
    ]
    one, other = read_kolada(rows).indicators(gender="K", directions=Direction.HIGHER)
    assert one.outcomes == {Period.for_year(2022): 3, YEAR: None}
    assert (other.id, other.outcomes, other.breakdowns) == ("N2", {YEAR: None}, ())
    assert one.missing == other.missing == {YEAR: ku.MissingReason.NOT_STATED}


@pytest.mark.parametrize(
    ("flag", "is_deleted"),
    [(True, True), (1, True), ("True", True), (False, False), ("False", False), (None, False), (float("nan"), False)],
)
def test_a_flag_that_is_not_set_deletes_nothing(flag: object, is_deleted: bool) -> None:
    reading = read_kolada([flat(municipality="0188", isdeleted=flag)])
    assert (len(reading.values), codes(reading)) == ((0, ["kolada-deleted"]) if is_deleted else (1, []))
