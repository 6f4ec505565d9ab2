"""Renderers: HTML by a strict parser, Excel, CSV and Word read back, whatever stands in the names."""

import csv
import io
import zipfile
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import attrs
import docx
import html5lib
import openpyxl
import pytest
from docx.shared import Cm
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

import kommunuppfoljning as ku
from kommunuppfoljning import MissingReason, Period, Rounded, Trend, Verdict
from kommunuppfoljning.outlines import front_facts, outline, title_of
from kommunuppfoljning.plots import illustrated
from kommunuppfoljning.render.cleaning import cleaned, neutralised
from kommunuppfoljning.render.csv import table_csv, write_csv
from kommunuppfoljning.render.excel import write_excel
from kommunuppfoljning.render.html import fragment_html, page_html, table_html
from kommunuppfoljning.render.markdown import sections_markdown, table_markdown
from kommunuppfoljning.render.text import sections_text, table_text
from kommunuppfoljning.render.word import write_word
from kommunuppfoljning.tables import CellKind, Column, Picture, Quantity, Row, Section, Table, heading
from tests import samples
from tests.samples import wild
from tests.snapshots import matches

HOSTILE = [
    "<script>alert(1)</script>",
    "</style></title></details>",
    "a|b`c`*d*_e_[f](g)",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "＝1+1",
    "🙈👩‍👩‍👧",
    "\u202eolleh",
    "שלום مرحبا",
    "x" * 300,
    "ord " * 100,
    "",
    "rad\nrad\r\nrad",
    "\"&'&amp;",
    "a;b,c\td",
    "\x00\x07\x1b[2J",
    "[:]*?/\\",
    "'=1",
]
XHTML = "{http://www.w3.org/1999/xhtml}"
COLUMNS = (
    Column(key="name", label="Enhet"),
    Column(key="amount", label="Utfall", kind=CellKind.AMOUNT),
    Column(key="difference", label="Avvikelse", kind=CellKind.DIFFERENCE),
    Column(key="share", label="Andel", kind=CellKind.SHARE, digits=1),
    Column(key="points", label="Förändring", kind=CellKind.POINTS),
    Column(key="count", label="Antal", kind=CellKind.COUNT),
    Column(key="date", label="Datum", kind=CellKind.DATE),
    Column(key="verdict", label="Bedömning", kind=CellKind.VERDICT),
    Column(key="trend", label="Trend", kind=CellKind.TREND),
    Column(key="value", label="Värde", kind=CellKind.NUMBER, unit="kr/invånare"),
)
ROWS = (
    heading("Kommunstyrelsen", COLUMNS),
    Row(
        cells=(
            "IT",
            -24_447,
            5_619,
            Decimal("0.18689"),
            Decimal("0.01"),
            18,
            date(2024, 8, 31),
            Verdict.FULFILLED,
            Trend.NEGATIVE,
            Quantity(Decimal("0.079"), "%"),
        )
    ),
    Row(
        cells=(
            "varav drift",
            Decimal("-1.50"),
            -305,
            Fraction(1, 3),
            Decimal("-0.005"),
            0,
            "våren",
            Verdict.NOT_EVALUATED,
            None,
            MissingReason.NOT_STATED,
        ),
        level=1,
    ),
    Row(cells=("Totalt", -24_447, 0, None, None, 18, None, None, None, Rounded("15.9")), is_total=True),
)
TABLE = Table(title="Drift", unit="tkr", columns=COLUMNS, rows=ROWS, notes=("En anmärkning",), source="Källa: ekonomi")


def parsed(html: str) -> Any:
    """A page read strictly: what the standard calls an error is one."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=True).parse(html)


def hostile(text: str) -> Section:
    columns = (Column(key="a", label=text), Column(key="b", label=text, kind=CellKind.AMOUNT))
    rows = (
        Row(cells=(text, 5)),
        Row(cells=(text, text)),
        Row(cells=(text, None), is_total=True),
        heading(text, columns),
    )
    table = Table(title=text, unit=text, columns=columns, rows=rows, notes=(text,), source=text)
    folded = Section(key=text or "k", title=text, texts=(text,), is_folded=True)
    return Section(key=text or "k", title=text, texts=(text,), tables=(table, table), sections=(folded,))


# HTML


@pytest.mark.parametrize("text", HOSTILE)
def test_a_page_is_valid_whatever_stands_in_it(text: str) -> None:
    page = page_html(text, (hostile(text),), subtitle=text, facts={text: text})
    tree = parsed(page)
    assert not tree.findall(f".//{XHTML}script")
    assert len(tree.findall(f".//{XHTML}details")) == 1
    assert len(tree.findall(f".//{XHTML}table")) == 2
    parsed(f"<!DOCTYPE html><title>x</title>{fragment_html(hostile(text))}")


@pytest.mark.parametrize("locale", ["sv", "en"])
def test_the_page_of_the_report_is_built_as_pages_should_be(locale: str) -> None:
    report = samples.norrtalje()
    sections = outline(report, locale=locale, reasons=True)
    facts = front_facts(report, locale)
    tree = parsed(page_html(title_of(report, locale), sections, locale=locale, subtitle=report.note, facts=facts))

    def all_of(tag: str) -> list[Any]:
        return list(tree.iter(XHTML + tag))

    assert tree.get("lang") == locale
    assert len(all_of("h1")) == len(all_of("main")) == len(all_of("header")) == len(all_of("nav")) == 1
    levels = [int(one.tag[-1]) for one in tree.iter() if one.tag in {f"{XHTML}h{level}" for level in range(1, 7)}]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = [one.get("id") for one in tree.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    assert {one.get("href")[1:] for one in all_of("a")} <= set(ids)
    for table in all_of("table"):
        widths = {len(row) for row in table.iter(f"{XHTML}tr") if row.get("class") != "heading"}
        assert len(widths) == 1
        assert all(one.get("scope") for one in table.iter(f"{XHTML}th"))
    assert len(all_of("details")) == 2 * len(report.goals)
    assert all(one[0].tag == f"{XHTML}summary" for one in all_of("details"))
    dump = html5lib.serialize(tree)
    assert "http://" not in dump.replace("http://www.w3.org", "")
    assert not any(name.startswith("on") for one in tree.iter() for name in one.attrib)


def test_why_is_told_within_each_goal() -> None:
    report = samples.norrtalje()
    goals = next(section for section in outline(report, reasons=True) if section.key == "goals")
    why, prospect = goals.sections[-1].sections
    assert why.title == "Varför? Så är 7.4 bedömt"
    assert why.texts[0].startswith("Målet ”7.4 Rätt insats")
    assert prospect.title == "Vad skulle ändra bedömningen av 7.4?"
    assert all(section.is_folded for goal in goals.sections for section in goal.sections)
    plain = next(section for section in outline(report) if section.key == "goals")
    assert not any(goal.sections for goal in plain.sections)


def test_rows_of_a_table_say_what_they_are() -> None:
    html = table_html(TABLE)
    assert "<caption>Drift (tkr)</caption>" in html
    assert html.count("<tbody>") == 1
    assert '<th scope="rowgroup" colspan="10">Kommunstyrelsen</th>' in html
    assert '<th scope="row" class="level-1">varav drift</th>' in html
    assert '<td class="verdict fulfilled"><span aria-hidden="true">●</span>\u00a0Uppfyllt</td>' in html
    assert '<td class="figure reason">Inget värde angivet</td>' in html
    assert '<tr class="total"><th scope="row">Totalt</th>' in html
    two = Table(columns=COLUMNS[:2], rows=(*ROWS[:0], heading("A", COLUMNS[:2]), heading("B", COLUMNS[:2])))
    assert table_html(two).count("<tbody>") == 2


def test_pictures_have_words_and_need_no_network() -> None:
    section = Section(key="a", title="A", pictures=(Picture(alt='en "bild"', svg="<svg/>"), Picture(alt="b", png=b"1")))
    page = page_html("t", (section,))
    parsed(page)
    assert '<img src="data:image/svg+xml;base64,PHN2Zy8+" alt="en &quot;bild&quot;">' in page
    assert '<img src="data:image/png;base64,MQ==" alt="b">' in page
    assert '*en "bild"*' in sections_markdown([section])


def test_a_picture_must_have_words() -> None:
    with pytest.raises(ku.InvalidValue, match="Picture: alt must not be empty"):
        Picture(alt=" ", png=PIXEL)


def test_a_page_asks_for_a_title_and_a_language() -> None:
    with pytest.raises(ku.InvalidType, match="page_html: title"):
        page_html(wild(5), ())
    with pytest.raises(ku.InvalidValue, match="no catalogue"):
        page_html("t", (), locale="la")
    with pytest.raises(ku.InvalidType, match="fragment_html: section"):
        fragment_html(wild("x"))


# text and Markdown


def test_views_in_text_are_as_they_were_last_read() -> None:
    report = samples.norrtalje()
    sections = outline(report, reasons=True)
    few = [section for section in sections if section.key in {"summary", "assignments", "budgets", "staff"}]
    assert matches("report.txt", sections_text(few, width=120) + "\n")
    goal = next(section for section in sections if section.key == "goals").sections[11]
    assert matches("goal.md", sections_markdown([goal]) + "\n")
    assert matches("goal.en.md", sections_markdown([_goals(report, "en")[11]], locale="en") + "\n")
    assert matches("table.txt", table_text(TABLE, width=140) + "\n")
    assert matches("table.md", table_markdown(TABLE) + "\n")
    assert matches("table.csv", table_csv(TABLE))
    assert matches("table.en.csv", table_csv(TABLE, locale="en"))
    assert matches("table.html", table_html(TABLE).replace("><", ">\n<") + "\n")


def _goals(report: ku.Report, locale: str) -> tuple[Section, ...]:
    return next(one for one in outline(report, locale=locale, reasons=True) if one.key == "goals").sections


def test_what_is_folded_is_left_out_of_the_terminal_and_written_out_in_markdown() -> None:
    section = Section(
        key="a", title="A", sections=(Section(key="b", title="Varför?", texts=("därför",), is_folded=True),)
    )
    assert "därför" not in sections_text([section])
    assert sections_markdown([section]) == "## A\n\n**Varför?**\n\ndärför"


BLOCKS = [
    "# x",
    "- x",
    "+ x",
    "* x",
    "1. x",
    "12) x",
    "---",
    "===",
    "> x",
    "| x",
    ":---",
    "```",
    "~~~",
    "<p>",
    "-",
    "1.",
    "#",
]


@pytest.mark.parametrize("text", [*HOSTILE, *BLOCKS])
def test_markdown_shows_hostile_text_as_it_is(text: str) -> None:
    assert_markdown_shows(text)


@given(st.text(max_size=20))
def test_markdown_shows_any_text_as_it_is(text: str) -> None:
    assert_markdown_shows(text)


def assert_markdown_shows(given: str) -> None:
    """By a parser of CommonMark: as a paragraph, as a heading of a column, and as a cell."""
    text = cleaned(given).strip()
    table = Table(columns=(Column(key="a", label=text), Column(key="b", label="B")), rows=(Row(cells=(text, text)),))
    section = Section(key="k", title="Rubrik", texts=(text,), tables=(table,))
    html = MarkdownIt("commonmark").enable("table").render(sections_markdown([section]))
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    assert ["".join(one.itertext()) for one in tree.iter("p")] == [text] * bool(text)
    assert ["".join(one.itertext()) for one in tree.iter("td")] == [text, text]
    assert ["".join(one.itertext()).strip() for one in tree.iter("th")] == [text, "B"]
    assert [one.tag for one in tree.find("body")] == ["h2", *["p"] * bool(text), "table"]  # type: ignore[union-attr]


# CSV


def read_back(text: str, delimiter: str = ";") -> list[list[str]]:
    return list(csv.reader(io.StringIO(text), delimiter=delimiter))


def test_csv_for_a_swedish_excel() -> None:
    head, group, it, part, total = read_back(table_csv(TABLE))
    assert head[-1] == "Värde (kr/invånare)"
    assert head[4] == "Förändring (procentenheter)"
    assert group == ["Kommunstyrelsen", *[""] * 9]
    assert it == ["IT", "-24447", "5619", "18,7%", "1", "18", "2024-08-31", "Uppfyllt", "Negativ", "7,9%"]
    assert part[1:6] == ["-1,50", "-305", "33,3%", "-0,5", "0"]
    assert part[-1] == "Inget värde angivet"
    assert total[3:5] == ["", ""]
    assert read_back(table_csv(TABLE, locale="en"), ",")[2][3] == "18.7%"


def test_csv_is_written_with_the_mark_that_excel_looks_for(tmp_path: Path) -> None:
    write_csv(TABLE, tmp_path / "t.csv")
    content = (tmp_path / "t.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfEnhet;")
    assert content.count(b"\r\n") == 5
    assert b"F\xc3\xb6r\xc3\xa4ndring" in content
    with pytest.raises(ku.InvalidType, match="table_csv: table"):
        table_csv(wild("x"))
    with pytest.raises(ku.InvalidValue):
        table_csv(TABLE, locale="xx")


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_of_a_csv_file_is_a_formula(text: str) -> None:
    (table,) = hostile(text).tables[:1]
    rows = read_back(table_csv(table))
    assert len(rows) == 5
    assert all(len(row) == 2 for row in rows)
    for row in rows:
        for cell in row:
            assert cell.strip()[:1] not in list("=+-@＝＋－＠")


@given(st.text(max_size=30))
def test_what_is_neutralised_begins_with_no_sign_of_a_formula(text: str) -> None:
    shown = neutralised(text)
    assert shown in (text, "'" + text)
    assert shown.strip()[:1] not in list("=+-@＝＋－＠")


# Excel


def test_a_workbook_holds_real_numbers_and_formats(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    write_excel([TABLE, TABLE], path, title="Delår", facts={"Kommun": "Norrtälje"})
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Om filen", "Drift", "Drift 2"]
    sheet = book["Drift"]
    assert sheet["A1"].value == "Drift (tkr)"
    assert [cell.value for cell in sheet[2]][:2] == ["Enhet", "Utfall"]
    assert sheet.freeze_panes == "B3"
    assert sheet.print_title_rows == "$1:$2"
    it = {column.key: cell for column, cell in zip(COLUMNS, sheet[4], strict=True)}
    assert (it["amount"].value, it["amount"].number_format) == (-24447, "#,##0;−#,##0;0")
    assert (it["difference"].value, it["difference"].number_format) == (5619, "+#,##0;−#,##0;0")
    assert it["share"].value == pytest.approx(0.18689)
    assert it["share"].number_format == "#,##0.0\u00a0%;−#,##0.0\u00a0%;0.0\u00a0%"
    assert it["points"].value == 1
    assert sheet["E2"].value == "Förändring (procentenheter)"
    assert str(it["date"].value).startswith("2024-08-31")
    assert it["date"].number_format == "yyyy-mm-dd"
    assert it["verdict"].value == "● Uppfyllt"
    assert it["value"].number_format.startswith("#,##0.0\u00a0%")
    part = {column.key: cell for column, cell in zip(COLUMNS, sheet[5], strict=True)}
    assert part["name"].alignment.indent == 1
    assert part["value"].value == "Inget värde angivet"
    assert part["trend"].value is None
    assert all(cell.font.bold for cell in sheet[6])
    assert sheet["A8"].value == "En anmärkning"
    about = book["Om filen"]
    told = [[cell.value for cell in row] for row in about.iter_rows()]
    assert told[0][0] == "Delår"
    assert ["Kommun", "Norrtälje", None, None] in told
    assert ["Drift", "Drift (tkr)", 4, "En anmärkning Källa: ekonomi"] in told
    assert book.properties.title == "Delår"


def test_every_table_of_a_report_has_a_sheet(tmp_path: Path) -> None:
    report = samples.norrtalje()
    sections = outline(report, reasons=True)
    write_excel(sections, tmp_path / "b.xlsx", title=title_of(report), facts=front_facts(report))

    def tables(section: Section) -> int:
        return len(section.tables) + sum(map(tables, section.sections))

    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    assert len(book.sheetnames) == 1 + sum(map(tables, sections))
    assert all(len(name) <= 31 for name in book.sheetnames)
    drift = next(
        sheet for sheet in book.worksheets if str(sheet["A1"].value).endswith("Driftredovisning per verksamhet (tkr)")
    )
    printed = {str(row[0].value): row[1].value for row in drift.iter_rows(min_row=3)}
    for line in report.budget_tables[1].lines:
        assert printed[line.name] == line.period_budget


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_of_a_workbook_is_a_formula(text: str, tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    write_excel([hostile(text)], path, title=text, facts={text: text})
    book = openpyxl.load_workbook(path)
    assert len(book.sheetnames) == 3
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                if isinstance(cell.value, str) and cell.value[:1] in "=+-@":
                    assert cell.quotePrefix
    with zipfile.ZipFile(path) as packed:
        assert not any(b"<f>" in packed.read(name) for name in packed.namelist())


def test_a_figure_that_excel_would_cut_is_written_as_text(tmp_path: Path) -> None:
    long = Decimal("12345678901234567890.12")
    columns = (Column(key="a", kind=CellKind.AMOUNT),)
    table = Table(columns=columns, rows=(Row(cells=(long,)), Row(cells=(10**15 - 1,)), Row(cells=(Decimal("1E+200"),))))
    write_excel([table], tmp_path / "b.xlsx")
    values = [row[0].value for row in openpyxl.load_workbook(tmp_path / "b.xlsx").worksheets[1].iter_rows(min_row=3)]
    assert values[0] == "12\u00a0345\u00a0678\u00a0901\u00a0234\u00a0567\u00a0890,12"
    assert values[1] == 10**15 - 1
    assert isinstance(values[2], str)


def test_what_is_no_table_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(ku.InvalidType, match="write_excel: each part"):
        write_excel([wild("x")], tmp_path / "b.xlsx")
    with pytest.raises(ku.InvalidType, match="write_word: each section"):
        write_word([wild(TABLE)], tmp_path / "b.docx")
    with pytest.raises(ku.InvalidValue, match="no catalogue"):
        write_word([], tmp_path / "b.docx", locale="la")
    assert not list(tmp_path.iterdir())


# Word


def test_a_word_file_has_headings_and_tables_whose_heads_repeat(tmp_path: Path) -> None:
    path = tmp_path / "b.docx"
    report = samples.norrtalje()
    sections = outline(report, reasons=True)
    write_word(sections, path, title=title_of(report), subtitle="Utkast", facts=front_facts(report))
    document = docx.Document(str(path))
    headings = [one.text for one in document.paragraphs if str(one.style.name).startswith("Heading")]  # type: ignore[union-attr]
    assert headings[:3] == ["Sammanfattning", "Mål och indikatorer", "1.1 En ekonomi i balans"]
    assert "Varför? Så är 1.1 bedömt" in headings
    assert document.core_properties.title == title_of(report)
    assert document.core_properties.language == "sv-SE"
    heads = document.element.body.xpath(".//w:tblHeader")
    assert len(heads) == len(document.tables) > 30
    goals = document.tables[0]
    assert [cell.text for cell in goals.rows[0].cells] == ["Mål", "Publicerat", "Beräknat", "Trend"]
    assert goals.rows[12].cells[1].text == "○ Ej uppfyllt"
    assert document.sections[0].page_width > document.sections[0].page_height  # type: ignore[operator]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_word_file_is_whole_whatever_stands_in_it(text: str, tmp_path: Path) -> None:
    picture = Picture(alt=text.strip() or "bild", png=PIXEL)
    section = hostile(text)
    write_word([section, Section(key="p", pictures=(picture,))], tmp_path / "b.docx", title=text, facts={text: text})
    document = docx.Document(str(tmp_path / "b.docx"))
    assert len(document.tables) == 2
    assert len(document.inline_shapes) == 1


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415478da63f8ffff3f0005fe02fe"
    "0def46b80000000049454e44ae426082"
)


# all of them


@given(report=samples.reports())
def test_any_report_becomes_a_valid_page(report: ku.Report) -> None:
    parsed(page_html(title_of(report), outline(report, reasons=True), facts=front_facts(report)))


def test_a_title_of_a_report_says_whose_and_when() -> None:
    assert title_of(samples.norrtalje()) == "Norrtälje kommun: Kommunstyrelsekontoret, jan–aug 2024"
    assert title_of(ku.Report(id="r")) == "r"
    report = ku.Report(id="r", period=Period.for_year(2024), submitted_on=date(2024, 10, 2))
    assert front_facts(report) == {"Period": "2024", "Inlämnad": "2 oktober 2024"}
    assert front_facts(report, "en") == {"Period": "2024", "Submitted": "2 October 2024"}


def test_a_picture_is_no_larger_than_the_page_it_stands_on(tmp_path: Path) -> None:
    """What is below the edge of a page in Word is not printed."""
    report = samples.norrtalje()
    sections = illustrated(outline(report)[:1], report)
    write_word(sections, tmp_path / "b.docx")
    document = docx.Document(str(tmp_path / "b.docx"))
    (shape,) = document.inline_shapes
    page: Any = document.sections[0]
    assert shape.height <= page.page_height - page.top_margin - page.bottom_margin - Cm(2)
    assert shape.width <= page.page_width - page.left_margin - page.right_margin
    drawn = png_size(sections[0].pictures[0].png)
    assert shape.width / shape.height == pytest.approx(drawn[0] / drawn[1], rel=0.01)


def png_size(content: bytes) -> tuple[int, int]:
    return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])


def test_columns_in_word_are_as_wide_as_what_stands_in_them(tmp_path: Path) -> None:
    report = samples.norrtalje()
    write_word(outline(report), tmp_path / "b.docx")
    document = docx.Document(str(tmp_path / "b.docx"))
    for table in document.tables:
        widths = [cell.width or 0 for cell in table.rows[0].cells]
        assert sum(widths) <= Cm(26.8)
        for place, width in enumerate(widths):
            words = [word for cell in table.columns[place].cells for word in cell.text.split(" ")]
            assert width >= Cm(0.11) * max(map(len, words)), (table.rows[0].cells[place].text, max(words, key=len))
        assert len(table._tbl.xpath(".//w:cantSplit")) == len(table.rows)


def test_a_workbook_looks_the_same_in_every_program(tmp_path: Path) -> None:
    """A font has a name, a row of several lines its height, and the first sheet fits its page."""
    text = "ord " * 60
    table = Table(
        title="T", columns=(Column(key="a", label="Rubrik " * 12),), rows=(Row(cells=(text,)), Row(cells=("x",)))
    )
    section = Section(key="s", title="Avsnitt " * 20, tables=(attrs.evolve(table, notes=(text,)),))
    write_excel([section], tmp_path / "b.xlsx", title="T", facts={"Kommun": "X"})
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    for sheet in book.worksheets:
        assert {cell.font.name for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"Calibri"}
        setup: Any = sheet.sheet_properties.pageSetUpPr
        assert setup.fitToPage
        assert sheet.page_setup.orientation == "landscape"
    about, sheet = book.worksheets
    heights = [sheet.row_dimensions[at].height for at in (2, 3, 4)]
    assert heights[0] >= 30
    assert heights[1] >= 5 * 15
    assert heights[2] is None
    assert about.row_dimensions[6].height >= 4 * 15


def test_a_sheet_that_is_called_as_its_section_says_so_once(tmp_path: Path) -> None:
    table = Table(title="Risker", columns=(Column(key="a", label="A"),))
    write_excel([Section(key="s", title="Risker", tables=(table,))], tmp_path / "b.xlsx")
    book = openpyxl.load_workbook(tmp_path / "b.xlsx")
    assert book.sheetnames[1:] == ["Risker"]
    assert book["Risker"]["A1"].value == "Risker"
