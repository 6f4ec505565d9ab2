"""Stratsys and Frictionless: both ways, held to their formats."""

import contextlib
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning import Period
from kommunuppfoljning.io import (
    StratsysRow,
    indicators_from_stratsys,
    read_package,
    read_stratsys,
    stratsys_rows,
    table_schema,
    write_package,
    write_report,
    write_stratsys,
    write_workbook,
)
from kommunuppfoljning.io.rules import write_rules
from tests import samples
from tests.samples import wild

ROW = "Kontoret\t2024-08-31\tNöjda företag\t73,5"


def test_measures_as_stratsys_writes_them() -> None:
    heading = "Organisation\tDatum\tMått\tVärde\n"
    rows, findings = read_stratsys(f"{heading}{ROW}\nKontoret\t2024-01-25\tBesök\t1 075\n".encode())
    assert findings == ()
    assert [(row.organisation, row.day, row.measure, row.value) for row in rows] == [
        ("Kontoret", date(2024, 8, 31), "Nöjda företag", Decimal("73.5")),
        ("Kontoret", date(2024, 1, 25), "Besök", 1075),
    ]
    assert read_stratsys(ROW.encode("cp1252"))[0][0].measure == "Nöjda företag"
    assert read_stratsys(ROW.encode("utf-16"))[0][0].measure == "Nöjda företag"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("Kontoret\t2024-08-31\tMått", "stratsys-columns"),
        ("\t2024-08-31\tMått\t5", "stratsys-columns"),
        ("Kontoret\t31/8\tMått\t5", "stratsys-date"),
        ("Kontoret\t2024-08-31\tMått\tmycket", "stratsys-value"),
        ("Kontoret\t2024-08-31\tMått\t-", "stratsys-empty"),
    ],
)
def test_each_fault_of_measures_has_its_line(line: str, code: str) -> None:
    rows, findings = read_stratsys(f"{ROW}\n\n{line}\n".encode())
    assert len(rows) == 1
    assert [(found.code, found.where) for found in findings] == [(code, "file:3")]


def test_what_is_no_file_of_measures() -> None:
    with pytest.raises(ku.InvalidValue, match="expected four columns parted by tabs"):
        read_stratsys(b"a;b;c;d\n")
    with pytest.raises(ku.InvalidValue, match="is a zip archive"):
        read_stratsys(b"PK\x03\x04")


def test_indicators_by_the_length_of_their_periods() -> None:
    rows, _ = read_stratsys(f"{ROW}\n".encode())
    for months, period in (
        (12, Period.for_year(2024)),
        (4, Period.for_tertial(2024, 2)),
        (3, Period.for_quarter(2024, 3)),
        (1, Period.for_month(2024, 8)),
    ):
        (one,) = indicators_from_stratsys(rows, months=months)
        assert one.outcomes == {period: Decimal("73.5")}
        assert (one.name, one.department) == ("Nöjda företag", "Kontoret")
    two = [*rows, StratsysRow(organisation="Annat", day=date(2024, 8, 1), measure="Nöjda företag", value=1)]
    assert [one.id for one in indicators_from_stratsys(two)] == ["Nöjda företag, Kontoret", "Nöjda företag, Annat"]
    with pytest.raises(ku.InvalidValue, match="months must be 1, 3, 4 or 12"):
        indicators_from_stratsys(rows, months=5)


def test_the_example_goes_to_stratsys_and_back(tmp_path: Path) -> None:
    report = samples.norrtalje()
    path = tmp_path / "matt.txt"
    rows = list(stratsys_rows(report.indicators, organisation="Kommunstyrelsekontoret"))
    write_stratsys(rows, path)
    again, findings = read_stratsys(path)
    assert findings == ()
    assert list(again) == rows
    share = next(one for one in report.indicators if one.unit == "%" and one.latest_value is not None)
    row = next(row for row in rows if row.measure == share.name and share.latest and row.day == share.latest.end)
    assert share.latest_value is not None
    assert row.value == share.latest_value * 100
    with pytest.raises(ku.InvalidValue, match="measure must hold no tab"):
        write_stratsys([StratsysRow(organisation="a", day=date(2024, 1, 1), measure="a\tb", value=1)], path)
    with pytest.raises(ku.InvalidType):
        write_stratsys(wild([5]), path)


@given(content=st.binary(max_size=200) | st.text("\t\n;0123456789-abc\"'", max_size=80).map(str.encode))
def test_nothing_but_the_librarys_own_error_comes_out_of_measures(content: bytes) -> None:
    with contextlib.suppress(ku.FollowUpError):
        read_stratsys(content)


def test_a_schema_is_made_from_its_model() -> None:
    schema = table_schema(ku.Indicator)
    fields = {field["name"]: field for field in schema["fields"]}
    assert fields["id"] == {"name": "id", "type": "string", "constraints": {"required": True}}
    assert fields["target"]["type"] == "number"
    assert fields["commented_on"]["type"] == "date"
    assert fields["verdict"]["categories"] == ["not_evaluated", "not_fulfilled", "partly_fulfilled", "fulfilled"]
    assert fields["verdict"]["categoriesOrdered"] is True
    assert "outcomes" not in fields
    with pytest.raises(ku.InvalidType, match="must be a model"):
        wild(table_schema)(5)


def test_the_example_as_open_data(tmp_path: Path) -> None:
    report = samples.norrtalje()
    write_package(report, tmp_path)
    tables, findings = read_package(tmp_path)
    assert findings == ()
    assert len(tables["indicators"]) == len(report.indicators)
    outcomes = [value for one in report.indicators for value in one.outcomes.values()]
    assert [row["value"] for row in tables["outcomes"]] == outcomes
    lines = [row for row in tables["budget-lines"] if row["table"] == "drift-verksamhet"]
    table = report.table("drift-verksamhet")
    assert isinstance(table, ku.BudgetTable)
    assert [row["period_outcome"] for row in lines][: len(table.lines)] == [line.period_outcome for line in table.lines]
    assert {row["layout"] for row in tables["budget-tables"]} <= {one.value for one in ku.Layout} | {None}
    described = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    for resource in described["resources"]:
        header = (tmp_path / resource["path"]).read_text(encoding="utf-8").splitlines()[0].split(",")
        assert header == [field["name"] for field in resource["schema"]["fields"]]


@settings(max_examples=20)
@given(report=samples.reports())
def test_any_report_as_open_data(report: ku.Report) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as place:
        write_package(report, place)
        tables, findings = read_package(place)
    assert findings == ()
    assert [row["target"] for row in tables.get("indicators", [])] == [one.target for one in report.indicators]


def test_what_a_schema_refuses_is_a_finding(tmp_path: Path) -> None:
    write_package(samples.norrtalje(), tmp_path)
    file = tmp_path / "assignments.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    columns = lines[0].split(",")
    wrong = dict.fromkeys(columns, "")
    wrong |= {"id": "x", "completion": "kanske", "due": "31/8", "progress": "mycket"}
    file.write_text("\n".join([*lines[:2], ",".join(wrong[column] for column in columns), "a,b", ""]), encoding="utf-8")
    tables, findings = read_package(tmp_path)
    told = [(found.code, found.where.rpartition(":")[2], found.values.get("column")) for found in findings]
    assert told == [
        ("package-cell", "3", "completion"),
        ("package-cell", "3", "progress"),
        ("package-cell", "3", "due"),
        ("package-row", "4", None),
    ]
    assert tables["assignments"][-1]["completion"] is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "has no datapackage.json"),
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "lists no resources"),
        ('{"resources": [{"name": "a", "path": "../../etc/passwd"}]}', "a path inside the package"),
        ('{"resources": [{"name": "a", "path": "/etc/passwd"}]}', "a path inside the package"),
        ('{"resources": [{"name": "a", "path": "a.csv"}]}', "must have a schema with named fields"),
        ('{"resources": [{"name": "a", "path": "a.csv", "schema": {"fields": [{"name": "y"}]}}]}', "columns must be y"),
    ],
)
def test_hostile_packages_get_a_clear_error(text: str | None, says: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x\n1\n", encoding="utf-8")
    if text is not None:
        (tmp_path / "datapackage.json").write_text(text, encoding="utf-8")
    with pytest.raises(ku.InvalidValue, match=says):
        read_package(tmp_path)


junk = st.recursive(
    st.none() | st.integers() | st.sampled_from(["a.csv", "x", "number", "date", "string"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["resources", "name", "path", "schema", "fields", "type", "constraints", "enum", "required"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(data=junk, cells=st.text("x,\n1é\"'", max_size=20))
def test_nothing_but_the_librarys_own_error_comes_out_of_packages(data: Any, cells: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as place:
        Path(place, "a.csv").write_text(f"x\n{cells}", encoding="utf-8")
        for content in (
            data,
            {
                "resources": [
                    {
                        "name": "a",
                        "path": "a.csv",
                        "schema": {"fields": [{"name": "x", "type": data, "constraints": data}]},
                    }
                ]
            },
        ):
            Path(place, "datapackage.json").write_text(json.dumps(content), encoding="utf-8")
            with contextlib.suppress(ku.FollowUpError, FileNotFoundError):
                read_package(place)


def test_two_values_of_one_period_are_not_made_one() -> None:
    rows, _ = read_stratsys(b"A\t2024-08-31\tm\t1\nA\t2024-09-30\tm\t2\n")
    with pytest.raises(ku.InvalidValue, match="'m' has two values for 2024-01-01/2024-12-31"):
        indicators_from_stratsys(rows)
    assert len(indicators_from_stratsys(rows, months=1)[0].outcomes) == 2


def test_what_is_no_path_of_a_package_and_tables_of_one_name(tmp_path: Path) -> None:
    with pytest.raises(ku.InvalidType, match="read_package: directory"):
        read_package(b"{}")  # type: ignore[arg-type]
    (tmp_path / "a.csv").write_text("x\n1\n")
    table = {"name": "a", "path": "a.csv", "schema": {"fields": [{"name": "x", "type": "string"}]}}
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [table, table]}))
    with pytest.raises(ku.InvalidValue, match="two resources have the name 'a'"):
        read_package(tmp_path)


def test_a_share_is_one_whether_the_file_or_the_caller_says_so(tmp_path: Path) -> None:
    share = ku.Indicator(id="s", name="Sjukfrånvaro", unit="%", outcomes={Period.for_year(2024): Decimal("0.079")})
    write_stratsys(stratsys_rows([share], organisation="KS"), tmp_path / "m.txt")
    written, _ = read_stratsys(tmp_path / "m.txt")
    exported, findings = read_stratsys("KS\t2024-12-31\tSjukfrånvaro\t7,9 %\n".encode())
    assert findings == ()
    assert [(row.value, row.unit) for row in (*written, *exported)] == [(Decimal("7.9"), ""), (Decimal("7.9"), "%")]
    for (one,) in (
        indicators_from_stratsys(written, units={"Sjukfrånvaro": "%"}),
        indicators_from_stratsys(exported),
        indicators_from_stratsys([*written, *exported], units={"Sjukfrånvaro": "%"}),
    ):
        assert (one.unit, one.outcomes) == ("%", share.outcomes)
    with pytest.raises(ku.InvalidValue, match=r"'Sjukfrånvaro' is in several units \('', '%'\)"):
        indicators_from_stratsys([*written, *exported])
    with pytest.raises(ku.InvalidValue, match="units names 'Sjukfranvaro', .* did you mean 'Sjukfrånvaro'"):
        indicators_from_stratsys(written, units={"Sjukfranvaro": "%"})
    assert indicators_from_stratsys(written, units={"Nöjda företag": "%"})[0].unit == ""


HALF = "hej \ud83d"


def test_half_a_character_is_refused_with_its_field_before_anything_is_written(tmp_path: Path) -> None:
    indicator = ku.Indicator(id="i", name=HALF, outcomes={Period.for_year(2024): 1})
    report = ku.Report(id="r", loose_indicators=(indicator,))
    rows = [StratsysRow(organisation="KS", day=date(2024, 1, 1), measure=HALF, value=1)]
    others = [StratsysRow(organisation=HALF, day=date(2024, 1, 1), measure="m", value=1)]
    writers: tuple[tuple[Callable[[Path], None], str], ...] = (
        (lambda path: write_stratsys(rows, path), "write_stratsys: measure"),
        (lambda path: write_stratsys(others, path), "write_stratsys: organisation"),
        (lambda path: write_package(report, path), r"indicators\[0\].name"),
        (lambda path: write_package(ku.Report(id="r", organisation=HALF), path), "licence and organisation"),
        (lambda path: write_workbook(report, path), r"report.loose_indicators\[0\].name"),
        (lambda path: write_rules(ku.Rules(name=HALF), path), "rules.name"),
        (lambda path: write_report(report, path), r"report.loose_indicators\[0\].name"),
    )
    for write, field in writers:
        with pytest.raises(ku.InvalidValue, match=f"{field}.* holds half a character"):
            write(tmp_path / "fil.json")
        assert list(tmp_path.iterdir()) == []


def test_a_unit_of_money_is_kept() -> None:
    rows, _ = read_stratsys("KS\t2023-12-31\tLån\t5 tkr\nKS\t2024-12-31\tLån\t5 mnkr\n".encode())
    assert [row.unit for row in rows] == ["tkr", "mnkr"]
    assert indicators_from_stratsys(rows[:1])[0].unit == "tkr"
    with pytest.raises(ku.InvalidValue, match=r"'Lån' is in several units \('mnkr', 'tkr'\)"):
        indicators_from_stratsys(rows)
