"""A report as a workbook: whole both ways, a template that is filled in, and faults told with their cells."""

import contextlib
import io
import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning import Period
from kommunuppfoljning.io import read_workbook, write_template, write_workbook
from kommunuppfoljning.io.json import report_text
from tests import samples
from tests.samples import wild
from tests.test_io_json import told


def is_writable(report: ku.Report) -> bool:
    """Whether a workbook can hold the report's texts: no control characters, no bare line ends."""
    return all(sign.isprintable() for sign in report_text(report) if sign != "\n") and "\\n" not in report_text(report)


def test_the_example_goes_both_ways(tmp_path: Path) -> None:
    report = samples.norrtalje()
    path = tmp_path / "norrtalje.xlsx"
    for locale in ("sv", "en"):
        write_workbook(report, path, locale=locale)
        reading = read_workbook(path)
        assert reading.report == report
        assert told(reading.report) == told(report)
        assert reading.findings == ()


@settings(max_examples=25)
@given(report=samples.reports())
def test_any_report_goes_both_ways(report: ku.Report) -> None:
    if not is_writable(report):
        return
    with tempfile.TemporaryDirectory() as place:
        path = Path(place, "rapport.xlsx")
        write_workbook(report, path)
        assert told(read_workbook(path).report) == told(report)


def filled(path: Path, cells: dict[str, Any]) -> None:
    """A workbook with some cells filled in, named as Excel names them."""
    book = openpyxl.load_workbook(path)
    for place, value in cells.items():
        sheet, _, cell = place.partition("!")
        book[sheet][cell] = value
    book.save(path)


def test_the_template_is_filled_in_and_read(tmp_path: Path) -> None:
    path = tmp_path / "mall.xlsx"
    write_template(path, period=samples.YEAR_TO_DATE)
    filled(
        path,
        {
            "Rapport!B2": "ks-2024-08",
            "Rapport!B3": "Kommunstyrelsekontoret",
            "Rapport!B6": "tusen kronor",
            "Målområden!A2": 1,
            "Målområden!B2": "Ett område",
            "Mål!A2": 6.1,
            "Mål!B2": "Nöjda företag",
            "Mål!C2": 1,
            "Mål!D2": "Ej uppfyllt",
            "Indikatorer!A2": "6.1",
            "Indikatorer!B2": "6.1-I1",
            "Indikatorer!C2": "Nöjdhet",
            "Indikatorer!E2": "Högre är bättre",
            "Indikatorer!I2": 73,
            "Indikatorer!J2": "7,9 %",
            "Indikatorer!K2": 75.5,
            "Uppdrag!B2": "U1",
            "Uppdrag!G2": "Pågående",
            "Uppdrag!H2": date(2024, 12, 31),
            "Drifttabeller!A2": "drift",
            "Drifttabeller!F2": "Kostnader negativa",
            "Drift!A2": "drift",
            "Drift!C2": "it",
            "Drift!H2": "−30 066",
            "Drift!I2": -24447,
            "Drift!A3": "drift",
            "Drift!B3": "ja",
            "Drift!C3": "summa",
            "Drift!H3": -30066.5,
        },
    )
    reading = read_workbook(path)
    assert reading.findings == ()
    report = reading.report
    assert (report.id, report.organisation, report.unit) == ("ks-2024-08", "Kommunstyrelsekontoret", ku.Unit.TKR)
    assert report.period == samples.YEAR_TO_DATE
    assert report.goal("6.1").area == "1"
    one = report.indicator("6.1-I1")
    assert one.outcomes == {Period.for_year(2023): 73, samples.YEAR_TO_DATE: Decimal("0.079")}
    assert repr(one.target) == "Decimal('75.5')"
    assert report.loose_assignments[0].due == date(2024, 12, 31)
    table = report.budget_tables[0]
    assert table["it"].period_deviation == 5_619
    assert table.total is not None
    assert table.total.period_budget == Decimal("-30066.5")


def test_every_fault_is_told_with_its_cell(tmp_path: Path) -> None:
    path = tmp_path / "mall.xlsx"
    write_template(path, period=samples.YEAR_TO_DATE)
    filled(
        path,
        {
            "Rapport!B2": "r",
            "Mål!A2": "1",
            "Mål!D2": "kanske",
            "Indikatorer!B2": "a",
            "Indikatorer!K2": "mycket",
            "Uppdrag!C2": "utan id",
        },
    )
    with pytest.raises(ku.InvalidValue) as error:
        read_workbook(path)
    said = str(error.value)
    for part in (
        "mall.xlsx has 3 faults",
        "Mål!D2: 'kanske' is not a Verdict",
        "Indikatorer!K2: a figure is a number",
        "Uppdrag!2.id: the key 'id' is missing",
    ):
        assert part in said, said
    filled(
        path,
        {
            "Mål!D2": None,
            "Indikatorer!K2": None,
            "Uppdrag!C2": None,
            "Indikatorer!A2": "9",
            "Drift!A2": "borta",
            "Drift!C2": "x",
            "Drift!B3": "kanske",
        },
    )
    with pytest.raises(ku.InvalidValue) as error:
        read_workbook(path)
    said = str(error.value)
    for part in (
        "Indikatorer!A2: no goal has the id '9'",
        "Drift!A2: no table has the id 'borta'",
        "Drift!B3: expected ja or nej",
    ):
        assert part in said, said


def test_what_is_not_read_is_said(tmp_path: Path) -> None:
    path = tmp_path / "mall.xlsx"
    write_template(path)
    book = openpyxl.load_workbook(path)
    book["Rapport"]["B2"] = "r"
    book["Rapport"]["A20"], book["Rapport"]["B20"] = "Ränta", 5
    book["Mål"]["Z1"] = "Vår egen kolumn"
    book.create_sheet("Anteckningar")
    book.save(path)
    reading = read_workbook(path)
    assert reading.report == ku.Report(id="r")
    assert {(found.code, found.where) for found in reading.findings} == {
        ("excel-heading-left", "mall.xlsx:Rapport!A20"),
        ("excel-heading-left", "mall.xlsx:Mål!Z1"),
        ("excel-sheet-left", "mall.xlsx:Anteckningar"),
    }
    other = tmp_path / "annan.xlsx"
    openpyxl.Workbook().save(other)
    with pytest.raises(
        ku.InvalidValue, match="annan.xlsx has no sheet 'Rapport', which .* read_excel reads tables alone"
    ):
        read_workbook(other)
    book = openpyxl.Workbook()
    book.create_sheet("Mål").append(["Enhet", "Budget"])
    book.save(other)
    with pytest.raises(ku.InvalidValue, match="annan.xlsx has no sheet 'Rapport'"):
        read_workbook(other)


def test_what_no_workbook_can_hold(tmp_path: Path) -> None:
    with pytest.raises(ku.InvalidValue, match="control characters"):
        write_workbook(ku.Report(id="r", note="a\x01b"), tmp_path / "x.xlsx")
    with pytest.raises(ku.TooLarge, match="at most 32767"):
        write_workbook(ku.Report(id="r", note="a" * 40_000), tmp_path / "x.xlsx")
    with pytest.raises(ku.InvalidType):
        wild(write_workbook)(5, tmp_path / "x.xlsx")


def test_a_text_is_never_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    write_workbook(ku.Report(id="r", note="=HYPERLINK(1)"), path)
    cells = [cell for row in openpyxl.load_workbook(path)["Rapport"].iter_rows() for cell in row]
    assert [cell.data_type for cell in cells if cell.value == "=HYPERLINK(1)"] == ["s"]
    assert read_workbook(path).report.note == "=HYPERLINK(1)"


BOOK = io.BytesIO()
openpyxl.Workbook().save(BOOK)
cells = (
    st.none()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.booleans()
    | st.dates()
    | st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=6)
    | st.sampled_from(["Id", "Mål", "Utfall 2024", "ja", "[]", "{", "Bedömning", "kön: ", "–", "2024"])
)


@settings(max_examples=40)
@given(data=st.data())
def test_nothing_but_the_librarys_own_error_comes_out(data: st.DataObject) -> None:
    names = ["Rapport", "Mål", "Indikatorer", "Uppdrag", "Drifttabeller", "Drift", "Personal", "Annat"]
    book = openpyxl.load_workbook(io.BytesIO(BOOK.getvalue()))
    for name in data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True)):
        sheet = book.create_sheet(name)
        for row in data.draw(st.lists(st.lists(cells, max_size=4), max_size=4)):
            for place, value in enumerate(row, start=1):
                sheet.cell(sheet.max_row + (place == 1), place).value = f"'{value}" if str(value)[:1] == "=" else value
    file = io.BytesIO()
    book.save(file)
    with contextlib.suppress(ku.FollowUpError):
        read_workbook(file.getvalue())


def test_a_cell_in_percent_is_a_share_and_no_amount(tmp_path: Path) -> None:
    path = tmp_path / "mall.xlsx"
    write_template(path, period=samples.YEAR_TO_DATE)
    cells = {"Rapport!B2": "r", "Indikatorer!B2": "i", "Indikatorer!J2": 0.0791, "Uppdrag!B2": "u", "Drift!C2": "it"}
    tables = {"Drifttabeller!A2": "d", "Drift!A2": "d", "Drift!H2": -5}
    filled(path, {**cells, **tables})

    def in_percent(cell: str) -> None:
        book = openpyxl.load_workbook(path)
        sheet, _, place = cell.partition("!")
        book[sheet][place].number_format = "0.0%"
        book[sheet].row_dimensions[2].hidden = True
        book.save(path)

    in_percent("Indikatorer!J2")
    reading = read_workbook(path)
    assert reading.report.indicator("i").outcomes == {samples.YEAR_TO_DATE: Decimal("0.0791")}
    assert [(found.code, found.where) for found in reading.findings] == [("excel-hidden-rows", "mall.xlsx:Indikatorer")]
    for text in (None, "7,9 %"):
        if text is not None:
            filled(path, {"Drift!H2": text})
        in_percent("Drift!H2")
        with pytest.raises(ku.InvalidValue, match=r"Drift!H2: .*%"):
            read_workbook(path)
