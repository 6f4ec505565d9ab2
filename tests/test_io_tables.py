"""Tables of sheets, CSV and workbooks: recognised headings, mappings, Swedish figures, and what was not read."""

import contextlib
import io
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning import Layout, Unit
from kommunuppfoljning.io import (
    archives,
    csv_rows,
    excel,
    propose_table,
    read_csv,
    read_excel,
    sheets_of,
)
from kommunuppfoljning.io.headings import field_of, fields_of, period_in, unit_in
from kommunuppfoljning.render.csv import write_csv
from kommunuppfoljning.render.excel import write_excel
from tests import samples
from tests.samples import EXAMPLES

TO_AUGUST = samples.YEAR_TO_DATE
REPORT_HEADINGS = [
    "",
    "Budget Jan-Aug 2024",
    "Utfall Jan-Aug 2024",
    "Avvikelse",
    "Utfall Jan-Aug 2023",
    "Budget helår 2024",
    "Prognos 4",
    "Avvikelse Budget-Prognos",
]


def codes(proposal: Any) -> list[str]:
    return [found.code for found in proposal.findings]


def test_the_headings_of_the_report_are_recognised() -> None:
    assert [one.field for one in fields_of(REPORT_HEADINGS)] == [
        "name",
        "period_budget",
        "period_outcome",
        "stated_period_deviation",
        "previous_outcome",
        "annual_budget",
        "forecast",
        "stated_forecast_deviation",
    ]


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("Budget", "annual_budget"),
        ("Budget ack", "period_budget"),
        ("Periodbudget", "period_budget"),
        ("Årsbudget 2024", "annual_budget"),
        ("Budget\n2024", "annual_budget"),
        ("Budget t.o.m. aug", "period_budget"),
        ("Bokslut 2023", "previous_annual"),
        ("Utfall föreg. år", "previous_outcome"),
        ("Avvikelse %", None),
        ("Avvikelse i procent", None),
        ("Helårsprognos", "forecast"),
        ("Prognosavvikelse", "stated_forecast_deviation"),
        ("Differens", "deviation"),
        ("Verksamhet (tkr)", "name"),
        ("Kommentar", None),
        ("Slag", "kind"),
    ],
)
def test_one_heading(text: str, field: str | None) -> None:
    assert field_of(text).field == field


def test_periods_and_units_in_words() -> None:
    assert period_in("Utfall januari – augusti 2024") == TO_AUGUST
    assert period_in("Delår 2 2024") == TO_AUGUST
    assert period_in("Budget") is None
    assert unit_in(["Belopp i tkr", None, 5]) is Unit.TKR
    assert unit_in(["tkr", "mnkr"]) is None
    assert [one.field for one in fields_of(["Enhet", "Utfall 2024", "Utfall 2023", "Utfall aug 2024"])] == [
        "name",
        "period_outcome",
        "previous_annual",
        None,
    ]


def test_the_table_of_the_example_report_goes_out_and_in() -> None:
    table = samples.norrtalje().table("drift-verksamhet")
    assert isinstance(table, ku.BudgetTable)
    rows: list[list[Any]] = [["Belopp i tkr"], [], REPORT_HEADINGS]
    for line in [*table.lines, *([table.total] if table.total else [])]:
        name = f"Summa {line.name}" if line is table.total else line.name
        figures = [
            line.period_budget,
            line.period_outcome,
            line.stated_period_deviation,
            line.previous_outcome,
            line.annual_budget,
            line.forecast,
            line.stated_forecast_deviation,
        ]
        rows.append([name, *(ku.format_number(figure) for figure in figures)])
    proposal = propose_table(rows, name="rapport")
    assert proposal.findings == ()
    assert (proposal.unit, proposal.period, proposal.vintage) == (Unit.TKR, TO_AUGUST, "Prognos 4")
    read = proposal.confirm(id="drift", layout=Layout.SIGNED)
    assert [line.forecast_deviation for line in read.lines] == [line.forecast_deviation for line in table.lines]
    assert read.total is not None
    assert table.total is not None
    assert read.total.period_deviation == table.total.period_deviation
    assert "columns name, period_budget" in repr(proposal)


def test_of_which_rows_totals_and_names_that_stand_twice() -> None:
    proposal = propose_table(
        [
            ["Enhet", "Budget jan-aug 2024", "Utfall jan-aug 2024"],
            ["Rubrik i tabellen"],
            ["IT", 10, 9],
            ["varav kapital", 2, 2],
            ["- Varav löner", 1, 1],
            ["IT", 1, "#DIV/0!"],
            [None, 5, 5],
            ["Summa", 11, 9],
            ["Totalt", 11, 9],
            [],
            ["Källa: ekonomisystemet", None, ""],
        ]
    )
    assert [(line.id, line.part_of) for line in proposal.lines] == [
        ("IT", None),
        ("varav kapital", "IT"),
        ("- Varav löner", "IT"),
        ("IT (2)", None),
        ("Totalt", None),
    ]
    assert proposal.total is not None
    assert proposal.total.id == "Summa"
    told = [(found.code, found.where) for found in proposal.findings]
    assert told == [
        ("table-row-left", "table:2"),
        ("table-figure", "table:C6"),
        ("table-no-name", "table:7"),
        ("table-two-totals", "table:9"),
        ("table-row-left", "table:11"),
    ]
    assert proposal.confirm(id="t", layout=Layout.SIGNED).digits == 0


def test_headings_on_two_rows_and_by_mapping() -> None:
    two = propose_table([["", "Budget", "Utfall"], ["Enhet", "jan-aug 2024", "jan-aug 2024"], ["IT", 1, 2]])
    assert two.lines[0].period_budget == 1
    rows: list[list[Any]] = [["kst", "Plan", "Verkligt", "Slag"], ["IT", 1, 2, "Kostnad"], ["HR", 1, 2, "vet ej"]]
    mapped = propose_table(
        rows, columns={"name": "kst", "period_budget": "Plan", "period_outcome": "Verkligt", "kind": "Slag"}
    )
    assert [line.kind for line in mapped.lines] == [ku.LineKind.COST, ku.LineKind.NET]
    assert codes(mapped) == ["table-kind"]
    with pytest.raises(ku.InvalidValue, match="no row of headings that holds 'kst', 'Plan2'"):
        propose_table(rows, columns={"name": "kst", "period_budget": "Plan2"})
    with pytest.raises(ku.InvalidValue, match="columns must name fields of a line, got 'plan'"):
        propose_table(rows, columns={"plan": "Plan"})
    with pytest.raises(ku.InvalidValue, match="no row of headings within the first 30.*The first rows: nothing"):
        propose_table([])


TIDY: list[list[Any]] = [
    ["Enhet", "Mått", "Period", "Belopp", "Beloppsenhet", "Slag"],
    ["IT", "Budget", "jan–aug 2024", "30 066", "tkr", "Kostnad"],
    ["IT", "Utfall", "jan–aug 2024", "24,447", "mnkr", None],
    ["IT", "Utfall", "jan–aug 2023", 21654, "tkr", None],
    ["IT", "Utfall", 2023, 30000, "tkr", None],
    ["IT", "Budget", "2024", 45633, "tkr", None],
    ["IT", "Prognos", "2024", 38133, "tkr", None],
]


def test_tidy_rows() -> None:
    proposal = propose_table(TIDY)
    assert proposal.findings == ()
    line = proposal.lines[0]
    assert (line.period_budget, line.period_outcome, line.previous_outcome) == (30_066, 24_447, 21_654)
    assert (line.previous_annual, line.annual_budget, line.forecast, line.kind) == (
        30_000,
        45_633,
        38_133,
        ku.LineKind.COST,
    )
    assert (proposal.unit, proposal.period) == (Unit.TKR, TO_AUGUST)
    assert proposal.confirm(id="t", layout=Layout.MAGNITUDE)["IT"].period_deviation == 30_066 - 24_447


def test_what_is_wrong_with_tidy_rows() -> None:
    wrong: list[list[Any]] = [
        ["IT", "Budget", "jan–aug 2024", 1, "tkr"],
        ["IT", "Ränta", "2024", 1],
        ["IT", "Utfall", "2024", "mycket"],
        [None, "Utfall", "2024", 5],
        ["IT", "Utfall", "när som helst", 5],
        [None, None, None, None],
    ]
    proposal = propose_table([*TIDY, *wrong])
    assert codes(proposal) == ["table-twice", "table-measure", "table-figure", "table-no-name", "table-period"]
    added = propose_table([*TIDY, ["IT", "Budget", "jan–aug 2024", "1,5", "tkr"]], add=True)
    assert added.lines[0].period_budget == Decimal("30067.5")


def test_csv_as_it_comes() -> None:
    text = "Enhet;Budget jan-aug 2024;Utfall jan-aug 2024\nÅtgärder;−30 066;-24 447,5\n"
    for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16"):
        content = text.replace("−", "-").encode(encoding)
        line = read_csv(content).lines[0]
        assert (line.name, line.period_budget, line.period_outcome) == ("Åtgärder", -30_066, Decimal("-24447.5"))
    for delimiter in "\t,|":
        line = read_csv(text.replace(";", delimiter).replace("447,5", "447.5").encode()).lines[0]
        assert line.period_budget == -30_066
    quoted = b'Enhet;Budget;Utfall\n"IT;\n""drift""";1;2\n'
    assert read_csv(quoted).lines[0].name == 'IT; "drift"'
    assert list(csv_rows(b"a;b\n\n'=1;\n")) == [["a", "b"], [], ["=1", None]]
    assert read_csv(EXAMPLES / "exempelkommun" / "budget_2024.csv").lines[1].period_budget == Decimal("-1010.5")


@pytest.mark.parametrize(
    ("content", "error", "says"),
    [
        (b"", ku.InvalidValue, "is empty; expected a CSV file"),
        (b"PK\x03\x04", ku.InvalidValue, "is a zip archive: a workbook"),
        (b"Enhet;Budget;Utfall\n" + b";" * 1_000_000, ku.InvalidValue, "line 2 has 1000001 columns, more than 2000"),
        (b'Enhet;Budget;Utfall\n"' + b"x" * 200_000, ku.InvalidValue, "is not CSV: field larger"),
        (b"x" * 2_200_000, ku.TooLarge, "line 1 is longer"),
        (b"bara text\n", ku.InvalidValue, "no row of headings"),
        (b"a\0b", ku.InvalidValue, "is not text"),
    ],
)
def test_hostile_csv_gets_a_clear_error(content: bytes, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        read_csv(content)
    with pytest.raises(ku.InvalidValue, match="delimiter must be one character"):
        read_csv(b"a;b", delimiter=";;")


@given(content=st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_nothing_but_the_librarys_own_error_comes_out_of_csv(content: bytes) -> None:
    for head in (b"", b"Enhet;Budget;Utfall\n", "Enhet;Mått;Period;Belopp\n".encode()):
        with contextlib.suppress(ku.FollowUpError):
            read_csv(head + content)


cells = (
    st.none()
    | st.integers()
    | st.floats()
    | st.booleans()
    | st.text(max_size=8)
    | st.dates()
    | st.sampled_from(
        [
            "Enhet",
            "Budget",
            "Utfall",
            "Prognos",
            "Avvikelse",
            "Mått",
            "Period",
            "Belopp",
            "Summa",
            "varav",
            "tkr",
            "–",
            "1 000",
        ]
    )
)


@given(rows=st.lists(st.lists(cells, max_size=6), max_size=8))
def test_nothing_but_the_librarys_own_error_comes_out_of_rows(rows: list[list[Any]]) -> None:
    with contextlib.suppress(ku.FollowUpError):
        propose_table(rows).confirm(id="t", layout=Layout.SIGNED)


def test_what_is_written_for_swedish_excel_reads_back(tmp_path: Path) -> None:
    table = samples.norrtalje().table("drift-verksamhet")
    assert isinstance(table, ku.BudgetTable)
    write_csv(table.to_table(), tmp_path / "tabell.csv")
    write_excel([table.to_table()], tmp_path / "tabell.xlsx")
    wanted = [line.period_outcome for line in table.lines]
    sheet = openpyxl.load_workbook(tmp_path / "tabell.xlsx").sheetnames[1]
    for lines in (read_csv(tmp_path / "tabell.csv").lines, read_excel(tmp_path / "tabell.xlsx", sheet=sheet)[0].lines):
        assert [line.period_outcome for line in lines][: len(wanted)] == wanted


def workbook(*rows: list[Any], formats: dict[str, str] | None = None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Drift"
    for row in rows:
        sheet.append(row)
    for cell, number_format in (formats or {}).items():
        sheet[cell].number_format = number_format
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_workbook_is_read_exactly() -> None:
    content = workbook(
        ["Enhet", "Budget jan-aug 2024", "Utfall jan-aug 2024"],
        ["IT", 7.9, 0.1 + 0.2],
        ["HR", 5, 0.079],
        formats={"B2": "0.00", "B3": "0.0", "C3": "0.000"},
    )
    (proposal,) = read_excel(content)
    one, two = proposal.lines
    assert [
        str(figure) for figure in (one.period_budget, one.period_outcome, two.period_budget, two.period_outcome)
    ] == [
        "7.90",
        "0.3",
        "5.0",
        "0.079",
    ]
    assert (proposal.name, proposal.title) == ("file:Drift", "Drift")
    assert repr(sheets_of(content)[0]) == "Sheet('Drift', 3 rows)"
    dated = workbook(["a", date(2024, 8, 31), True, "text"])
    assert sheets_of(dated)[0].rows == (("a", date(2024, 8, 31), True, "text"),)


def test_sheets_without_a_table_are_told() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(["Enhet", "Budget", "Utfall"], ["IT", 1, 2])))
    book.create_sheet("Anteckningar").append(["hej"])
    file = io.BytesIO()
    book.save(file)
    (proposal,) = read_excel(file.getvalue())
    assert codes(proposal) == ["excel-no-table"]
    assert read_excel(file.getvalue(), sheet="Drift")[0].findings == ()
    with pytest.raises(ku.NotFound, match="no sheet 'Blad9'; there are 'Drift', 'Anteckningar'"):
        read_excel(file.getvalue(), sheet="Blad9")
    with pytest.raises(ku.InvalidValue, match="holds no budget table"):
        read_excel(file.getvalue(), sheet="Anteckningar")
    formulas = workbook(["Enhet", "Budget", "Utfall"], ["IT", "=1+1", "=2+2"])
    assert [found.code for found in sheets_of(formulas)[0].findings] == ["excel-formulas"]


def repacked(content: bytes, **parts: bytes) -> bytes:
    """A workbook with some parts replaced, named with __ for /."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        replaced = {name.replace("__", "/") + ".xml": part for name, part in parts.items()}
        for part in old.infolist():
            new.writestr(part.filename, replaced.pop(part.filename, old.read(part)))
        for name, added in replaced.items():
            new.writestr(name, added)
    return file.getvalue()


BOOK = workbook(["Enhet", "Budget", "Utfall"], ["IT", 1, 2])
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)
ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>' + SHEET.format("&b;")
)


@pytest.mark.parametrize(
    ("content", "error", "says"),
    [
        (b"", ku.InvalidValue, "damaged or cut off, and is not a workbook"),
        (b"Enhet;Budget", ku.InvalidValue, "damaged or cut off, and is not a workbook"),
        (BOOK[:-200], ku.InvalidValue, "damaged or cut off"),
        (BOOK[: len(BOOK) // 2], ku.InvalidValue, "damaged or cut off"),
        (
            repacked(BOOK, xl__worksheets__sheet1=ENTITIES.encode()),
            ku.InvalidValue,
            "declares a document type or entities",
        ),
        (repacked(BOOK, xl__worksheets__sheet1=b"<worksheet>"), ku.InvalidValue, "is not whole XML"),
        (
            repacked(BOOK, xl__worksheets__sheet1=SHEET.format('<row r="1"><c r="BZZZZ1"><v>1</v></c></row>').encode()),
            ku.TooLarge,
            "the cell BZZZZ1 is past column 2000",
        ),
        (
            repacked(BOOK, xl__worksheets__sheet1=SHEET.format('<row r="99999999"><c><v>1</v></c></row>').encode()),
            ku.TooLarge,
            "the row 99999999 is past",
        ),
        (repacked(BOOK, xl__worksheets__sheet1=b"<a>" * 1000), ku.TooLarge, "nested or long"),
        (repacked(BOOK, xl__bomb=b"0" * (600 * 2**20)), ku.TooLarge, "unpacks to more than a real file"),
        (
            repacked(BOOK, xl__worksheets__sheet1=SHEET.format('<row r="1"><c t="s"><v>99</v></c></row>').encode()),
            ku.InvalidValue,
            "is damaged",
        ),
    ],
    ids=["empty", "csv", "cut", "half", "entities", "broken", "wide", "long", "deep", "bomb", "index"],
)
def test_hostile_workbooks_get_a_clear_error(content: bytes, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        read_excel(content)


def test_other_archives_and_too_many_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as other:
        other.writestr("word/document.xml", "<x/>")
    with pytest.raises(ku.InvalidValue, match="without xl/workbook.xml; expected a workbook"):
        read_excel(file.getvalue())
    with pytest.raises(ku.TooLarge, match="larger than 10 bytes"):
        read_excel(BOOK, largest=10)
    with monkeypatch.context() as patch:
        patch.setattr(excel, "MOST_CELLS", 3)
        with pytest.raises(ku.TooLarge, match="more than 3 cells"):
            read_excel(BOOK)
    assert [archives.column_number(cell) for cell in ("A1", "Z9", "AA1", "BZ12")] == [1, 26, 27, 78]
    assert archives.column_number("nonsense") > 10**6


@given(content=st.binary(max_size=200), cut=st.integers(0, len(BOOK)), place=st.integers(0, len(BOOK)))
def test_nothing_but_the_librarys_own_error_comes_out_of_workbooks(content: bytes, cut: int, place: int) -> None:
    for hostile in (
        content,
        b"PK\x03\x04" + content,
        BOOK[:cut] + content,
        BOOK[:place] + content[:3] + BOOK[place + 3 :],
    ):
        with contextlib.suppress(ku.FollowUpError):
            read_excel(hostile)


@given(text=st.text("<>/&;abc \"'=rstv10", max_size=40))
def test_broken_sheets(text: str) -> None:
    sheet = SHEET.format(f"<row r='1'><c r='A1' t='{text[:3]}'><v>{text}</v></c></row>".replace("&", "&amp;"))
    with contextlib.suppress(ku.FollowUpError):
        read_excel(repacked(BOOK, xl__worksheets__sheet1=sheet.encode()))


WIDE = ["Enhet", "Budget jan-aug 2024", "Utfall jan-aug 2024"]


def test_units_of_cells_and_of_headings_are_never_mixed() -> None:
    proposal = propose_table([WIDE, ["IT", "1 000 tkr", "1,5 mnkr"], ["HR", "10", "12,5 %"]])
    (first, second), unit = proposal.lines, proposal.unit
    assert (unit, first.period_budget, first.period_outcome) == (Unit.TKR, 1000, 1500)
    assert (second.period_budget, second.period_outcome) == (10, None)
    assert [(one.code, one.where) for one in proposal.findings] == [
        ("table-unit-cell", "table:2"),
        ("table-figure", "table:C3"),
    ]
    headed = propose_table([["Enhet", "Budget tkr 2024", "Utfall mnkr jan-aug 2024"], ["IT", 1000, 1]])
    assert [one.code for one in headed.findings] == ["table-units"]


def test_the_total_of_all_is_the_total() -> None:
    proposal = propose_table([WIDE, ["Summa intäkter", 1, 2], ["Summa kostnader", 3, 5], ["Summa", -2, -3]])
    assert proposal.total is not None
    assert (proposal.total.name, proposal.total.period_outcome) == ("Summa", -3)
    assert [line.name for line in proposal.lines] == ["Summa intäkter", "Summa kostnader"]


def test_headings_merged_over_columns() -> None:
    above = ["Enhet", "Budget", None, "Utfall", None]
    below = [None, "jan-aug 2024", "helår 2024", "jan-aug 2024", "jan-aug 2023"]
    proposal = propose_table([above, below, ["IT", 1, 2, 3, 4]])
    line = proposal.lines[0]
    assert (line.period_budget, line.annual_budget, line.period_outcome, line.previous_outcome) == (1, 2, 3, 4)
    assert proposal.unread == ()


def test_tidy_rows_without_a_column_are_told() -> None:
    content = "Enhet;Mått;Period;Belopp\nIT;Budget;2023-08;1\nIT;Budget;2024-08;2\nIT;Utfall;;3\n"
    proposal = read_csv(content.encode())
    assert [found.text("en") for found in proposal.findings] == [
        "IT: budget for 2023-08 has no column in the table; it is not read",
        "IT: outcome for – has no column in the table; it is not read",
    ]


@pytest.mark.parametrize(("text", "figure"), [("1000-", -1000), ("1 000,50 -", Decimal("-1000.50")), ("12−", -12)])
def test_a_minus_behind_its_figure(text: str, figure: Decimal) -> None:
    assert propose_table([WIDE, ["IT", text, 1]]).lines[0].period_budget == figure


def test_a_quotation_mark_that_is_not_closed_swallows_no_rows() -> None:
    content = ";".join(WIDE) + '\nIT;1;2\n"HR;3;4\nKansli;5;6\n'
    with pytest.raises(ku.InvalidValue, match="a quotation mark on line 3 or after it is not closed"):
        read_csv(content.encode())
    assert list(csv_rows(b'a;"b\nc"\n')) == [["a", "b\nc"]]


def test_rows_that_are_no_rows() -> None:
    with pytest.raises(ku.InvalidType, match="row 2 must be a list of cells, got None"):
        propose_table([["Rubrik"], None])  # type: ignore[list-item]


def test_the_unit_of_a_figure_nearby_is_not_the_tables() -> None:
    assert propose_table([["IT är 2,5 mnkr bättre än budget"], WIDE, ["IT", 1, 2]]).unit is None
    assert propose_table([["Belopp i tkr, 2,5 mnkr bättre"], WIDE, ["IT", 1, 2]]).unit is Unit.TKR


@pytest.mark.parametrize(
    "text", ["Drift jan-aug 2024 tkr", "Per 2024-08-31 tkr", "Prognos 2, tkr", "Prognos 2 tkr", "Utfall 2024, tkr"]
)
def test_a_unit_after_a_year_or_a_day_is_the_tables(text: str) -> None:
    assert propose_table([[text], WIDE, ["IT", 1, 2]]).unit is Unit.TKR


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("(1 000)", -1000),
        ("( 24,50 )", Decimal("-24.50")),
        ("30 066*", 30_066),
        ("30 066 *)", 30_066),
        ("24 447¹", 24_447),
        ("1 000 1)", 1000),
        ("(5)²", -5),
        ("—5 000", -5000),
        ("‐100", -100),
        ("30\u2007066", 30_066),
        ("30\u2009066", 30_066),
        ("\u202f30\u202f066", 30_066),
        ("\ufeff5", 5),
        ("—", None),
    ],
)
def test_figures_as_accountants_and_programs_print_them(text: str, figure: object) -> None:
    proposal = propose_table([WIDE, ["IT", text, 1]])
    assert proposal.lines[0].period_budget == figure
    assert proposal.findings == ()


@pytest.mark.parametrize("text", ["(−5)", "−(5)", "(5", "5)", "(1) 5", "*", "¹", "5-*", "()", "1½", "1,2E+05"])
def test_what_is_no_figure_is_told_of_with_its_cell(text: str) -> None:
    proposal = propose_table([WIDE, ["IT", text, 1]])
    assert proposal.lines[0].period_budget is None
    assert [(one.code, one.where) for one in proposal.findings] == [("table-figure", "table:B2")]


@pytest.mark.parametrize("text", ["7,9 %", "5 procent", "7,9 %*", "1 procentenhet"])
def test_a_share_is_no_amount(text: str) -> None:
    wide = propose_table([WIDE, ["IT", text, 1]])
    tidy = propose_table([TIDY[0], ["IT", "Budget", "2024", text], ["IT", "Utfall", "2024", 1]])
    for proposal, where in ((wide, "table:B2"), (tidy, "table:D2")):
        assert (proposal.lines[0].period_budget, proposal.lines[0].annual_budget) == (None, None)
        assert [(one.code, one.where) for one in proposal.findings] == [("table-figure", where)]


def test_thousands_parted_by_a_point_are_told_of_once() -> None:
    wide = propose_table([WIDE, ["IT", "30.066", "24.447"], ["HR", "1.5", "2,250"]])
    tidy = propose_table([TIDY[0], ["IT", "Budget", "2024", "30.066"]])
    assert wide.lines[0].period_budget == tidy.lines[0].annual_budget == Decimal("30.066")
    assert [(one.code, one.where, one.values["count"]) for one in (*wide.findings, *tidy.findings)] == [
        ("table-thousands", "table:B2", 2),
        ("table-thousands", "table:D2", 1),
    ]


@pytest.mark.parametrize(
    ("name", "total"),
    [
        ("S:a", True),
        ("Totalsumma", True),
        ("SUMMA:", True),
        ("Totalt*", True),
        ("Kommunen totalt", True),
        ("Delsumma", True),
        ("Totalförsvar", False),
        ("Summering", False),
    ],
)
def test_totals_by_other_names(name: str, total: bool) -> None:
    proposal = propose_table([WIDE, ["IT", 1, 2], [name, 1, 2]])
    assert (proposal.total is not None) is total
    assert proposal.findings == ()


def test_subtotals_between_are_told() -> None:
    rows = [["IT", 1, 2], ["IT totalt", 1, 2], ["HR", 1, 2], ["Mellansumma", 2, 4], ["Summa", 2, 4]]
    proposal = propose_table([WIDE, *rows])
    assert proposal.total is not None
    assert proposal.total.name == "Summa"
    assert [(one.code, one.where) for one in proposal.findings] == [
        ("table-two-totals", "table:3"),
        ("table-two-totals", "table:5"),
    ]


def test_what_is_of_the_total_is_not_of_the_line_before_it() -> None:
    proposal = propose_table([WIDE, ["IT", 1, 2], ["HR", 1, 2], ["Summa", 2, 4], ["varav kapital", 1, 1]])
    assert [(line.id, line.part_of) for line in proposal.lines] == [
        ("IT", None),
        ("HR", None),
        ("varav kapital", "Summa"),
    ]
    table = proposal.confirm(id="t", layout=Layout.SIGNED)
    assert table.summed_total.period_budget == 2


def test_another_table_below_is_not_read_as_this_one() -> None:
    below = ["Enhet", "Budget 2024", "Prognos"]
    proposal = propose_table([WIDE, ["IT", 1, 2], WIDE, ["HR", 3, 4], [None], below, ["IT", 10, 20]])
    assert [(line.id, line.period_budget) for line in proposal.lines] == [("IT", 1), ("HR", 3)]
    assert [(one.code, one.where) for one in proposal.findings] == [("table-more", "table:6")]


@pytest.mark.parametrize(
    ("text", "period", "field"),
    [
        ("Budget januari t.o.m. augusti 2024", TO_AUGUST, "period_budget"),
        ("Utfall 2024-01-01--2024-08-31", TO_AUGUST, "outcome"),
        ("Budget 2024-08-31", TO_AUGUST, "period_budget"),
        ("Budget 2024-12-31", ku.Period.for_year(2024), "annual_budget"),
        ("Utfall per 31 augusti 2024", TO_AUGUST, "outcome"),
        ("Utfall 1 jan-31 aug 2024", TO_AUGUST, "outcome"),
        ("Utfall ack aug 2024", TO_AUGUST, "outcome"),
        ("Utfall t o m augusti 2024", TO_AUGUST, "outcome"),
        ("Ack utfall 202408", TO_AUGUST, "outcome"),
        ("Budget aug 2024", ku.Period.for_month(2024, 8), "period_budget"),
        ("Budget T2 2024", ku.Period.for_tertial(2024, 2), "period_budget"),
        ("Budget augusti", None, "period_budget"),
        ("Budget 2024-2026", None, "annual_budget"),
        ("Budget marknad 2024", ku.Period.for_year(2024), "annual_budget"),
        ("Utfall 31 feb 2024", None, "outcome"),
    ],
)
def test_the_period_of_a_heading(text: str, period: ku.Period | None, field: str) -> None:
    assert (period_in(text), field_of(text).field) == (period, field)


def test_last_years_part_is_not_last_years_whole() -> None:
    proposal = propose_table([["Enhet", "Budget 2024", "Utfall 2024-08-31", "Utfall 2023-08-31"], ["IT", 1, 2, 3]])
    line = proposal.lines[0]
    assert (proposal.period, line.period_outcome, line.previous_outcome) == (TO_AUGUST, 2, 3)
    assert line.previous_annual is None


def test_a_first_column_without_a_heading_is_not_that_of_names_where_another_is() -> None:
    proposal = propose_table([[None, *WIDE], [None, "IT", 1, 2]])
    assert (proposal.lines[0].name, proposal.findings) == ("IT", ())


@pytest.mark.parametrize("text", ["202408", 202408, "2024M08", "2024-08", "aug 2024"])
def test_months_of_tidy_rows(text: object) -> None:
    proposal = propose_table([TIDY[0], ["IT", "Utfall", text, 5], ["IT", "Budget", text, 6]])
    assert (proposal.period, proposal.findings) == (ku.Period.for_month(2024, 8), ())
    assert (proposal.lines[0].period_outcome, proposal.lines[0].period_budget) == (5, 6)


@pytest.mark.parametrize("text", ["08/2024", "2024 08", "2024/08", "202413", "aug-24"])
def test_a_month_that_is_not_known_is_not_a_year(text: str) -> None:
    proposal = propose_table([TIDY[0], ["IT", "Budget", text, 5]])
    assert (codes(proposal), proposal.lines[0].annual_budget) == (["table-period"], None)


def test_days_and_months_of_tidy_rows_are_told() -> None:
    proposal = propose_table([TIDY[0], ["IT", "Utfall", date(2024, 8, 1), 5], ["IT", "Utfall", "2024-07", 4]])
    assert codes(proposal) == ["table-day", "table-periods"]
    assert (
        proposal.findings[1].text("en")
        == "IT: outcome is there for several periods (2024-08-01, 2024-07); the first counts"
    )
    assert proposal.period == ku.Period.for_month(2024, 7)


def test_the_total_of_tidy_rows_is_that_of_all() -> None:
    rows = [["IT", "Utfall", "2024", 1], ["Summa HR", "Utfall", "2024", 2], ["Summa", "Utfall", "2024", 3]]
    proposal = propose_table([TIDY[0], *rows])
    assert proposal.total is not None
    assert (proposal.total.name, codes(proposal)) == ("Summa", ["table-two-totals"])


def test_hidden_rows_columns_and_sheets_are_read_and_told() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(WIDE, ["IT", 1, 2], ["Dold", 3, 4], [None], ["HR", 5, 6])))
    sheet = book.worksheets[0]
    for row in (3, 4):
        sheet.row_dimensions[row].hidden = True
    for column in ("C", "F"):
        sheet.column_dimensions[column].hidden = True
    other = book.create_sheet("Gömt")
    other.append(WIDE)
    other.append(["X", 1, 2])
    other.sheet_state = "veryHidden"
    file = io.BytesIO()
    book.save(file)
    one, two = read_excel(file.getvalue())
    assert [line.name for line in one.lines] == ["IT", "Dold", "HR"]
    assert [(found.code, found.text("en")) for found in (*one.findings, *two.findings)] == [
        ("excel-hidden-rows", "The sheet Drift has hidden rows, which are read: 3"),
        ("excel-hidden-columns", "The sheet Drift has hidden columns, which are read: C"),
        ("excel-hidden-sheet", "The sheet Gömt is hidden, and read"),
    ]


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [(0.079, "0.0%", "7,9\xa0%"), (7.9, '0.0" %"', "7,9\xa0%"), (1, "0%;-0%", "100\xa0%"), (0.5, "0\\ %", "50\xa0%")],
)
def test_a_cell_in_percent_is_a_share_and_no_amount(value: float, number_format: str, text: str) -> None:
    content = workbook(WIDE, ["IT", 5, value], formats={"C2": number_format})
    (proposal,) = read_excel(content)
    assert (proposal.lines[0].period_budget, proposal.lines[0].period_outcome) == (5, None)
    assert [(one.where, one.values["text"]) for one in proposal.findings] == [("file:Drift:C2", repr(text))]
    assert ku.format_number(sheets_of(content)[0].rows[1][2], unit="%") == text  # type: ignore[arg-type]


def test_cells_in_thousands_are_read_as_they_are_shown() -> None:
    content = workbook(WIDE, ["IT", 1_500_000, 2_000_500.5], formats={"B2": "#,##0,", "C2": "#,##0.0,,"})
    (proposal,) = read_excel(content)
    assert (proposal.lines[0].period_budget, proposal.lines[0].period_outcome) == (1500, Decimal("2.0005005"))
    assert [(one.code, one.values["cells"]) for one in proposal.findings] == [("excel-scaled", "B2, C2")]
    plain = workbook(
        WIDE, ["IT", 1_500, -2_000.5], formats={"B2": "#,##0", "C2": "_ * #,##0.0_ ;_ * (#,##0.0)_ ;[Red]0"}
    )
    (proposal,) = read_excel(plain)
    assert (proposal.lines[0].period_outcome, proposal.findings) == (Decimal("-2000.5"), ())


def test_a_formula_without_its_value_among_figures_is_told() -> None:
    (proposal,) = read_excel(workbook(WIDE, ["IT", 1, 2], ["Summa", "=SUM(B2:B2)", "=SUM(C2:C2)"]))
    assert [(one.code, one.where) for one in proposal.findings] == [
        ("excel-formulas", "file:Drift!B3"),
        ("table-row-left", "file:Drift:3"),
    ]
    empty = '<row r="1"><c r="A1" t="str"><f>""</f><v></v></c><c r="B1"><f>1+1</f><v>2</v></c></row>'
    (sheet,) = sheets_of(repacked(BOOK, xl__worksheets__sheet1=SHEET.format(empty).encode()))
    assert (sheet.rows, sheet.findings) == (((None, 2),), ())


def test_a_file_that_is_wrong_about_its_size_is_read_whole() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row><row r="3"><c r="A3"><v>3</v></c></row>'
    part = SHEET.format(rows).replace("<sheetData>", '<dimension ref="A1"/><sheetData>')
    assert sheets_of(repacked(BOOK, xl__worksheets__sheet1=part.encode()))[0].rows == ((1, 2), (), (3,))


def test_texts_merged_over_rows_stand_in_each() -> None:
    rows: list[list[Any]] = [
        ["Enhet", "Slag", "Budget", None, 7],
        [None, None, "jan-aug 2024", "helår 2024", None],
        ["IT", "Intäkter", 1, 2, None],
        [None, "Kostnader", -4, -5, None],
        [None, None, None, None, None],
    ]
    book = openpyxl.load_workbook(io.BytesIO(workbook(*rows)))
    for cells in ("A1:A2", "B1:B2", "C1:D1", "A3:A5", "E1:E4"):
        book.worksheets[0].merge_cells(cells)
    file = io.BytesIO()
    book.save(file)
    assert [row[4:] for row in sheets_of(file.getvalue())[0].rows] == [(7,), (), (), ()]
    (proposal,) = read_excel(file.getvalue())
    assert dict(proposal.columns)["name"] == "Enhet"
    assert [(line.name, line.kind, line.annual_budget) for line in proposal.lines] == [
        ("IT", ku.LineKind.REVENUE, 2),
        ("IT", ku.LineKind.COST, -5),
    ]
    assert proposal.findings == ()


def test_a_text_that_is_merged_over_the_columns_is_no_line() -> None:
    proposal = propose_table([WIDE, ["Nämnd A"] * 3, ["IT", 1, 2], ["Källa: boken"] * 3])
    assert [(one.code, one.where) for one in proposal.findings] == [
        ("table-row-left", "table:2"),
        ("table-row-left", "table:4"),
    ]
    assert [line.id for line in proposal.lines] == ["IT"]
