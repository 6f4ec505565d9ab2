"""Views: what a table shows as text, Markdown and HTML, whatever stands in it."""

from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning import Finding, Mismatch, MissingReason, Period, Rounded, Severity, Trend, Verdict
from kommunuppfoljning.findings import Share, worst_first
from kommunuppfoljning.listings import findings_table
from kommunuppfoljning.outlines import outline
from kommunuppfoljning.render.cleaning import cleaned
from kommunuppfoljning.render.html import page_html, table_html
from kommunuppfoljning.render.markdown import table_markdown
from kommunuppfoljning.render.text import sections_text, table_text
from kommunuppfoljning.staff import sick_leave_table
from kommunuppfoljning.tables import CellKind, Column, Quantity, Row, Section, Table, heading
from tests import samples
from tests.samples import wild

HOSTILE = [
    "<script>alert(1)</script>",
    "a|b`c`*d*",
    "=cmd|' /C calc'!A0",
    "🙈",
    "\u202eolleh",
    "x" * 300,
    "",
    "rad\nrad",
    "\"&'",
]
VOID = {"meta", "br", "hr", "link", "img"}


class Reader(HTMLParser):
    """Reads HTML strictly: every element is closed, in order, and no attribute is there twice."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs)
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader


def table(*cells: Any, kind: CellKind = CellKind.TEXT) -> Table:
    return Table(
        columns=(Column(key="k", label="Rubrik", kind=kind),), rows=tuple(Row(cells=(cell,)) for cell in cells)
    )


@pytest.mark.parametrize(
    ("cell", "kind", "text"),
    [
        (-5_122, CellKind.AMOUNT, "−5\u00a0122"),
        (5_122, CellKind.DIFFERENCE, "+5\u00a0122"),
        (0, CellKind.DIFFERENCE, "0"),
        (None, CellKind.AMOUNT, "–"),
        (None, CellKind.TEXT, ""),
        (MissingReason.NOT_STATED, CellKind.AMOUNT, "Inget värde angivet"),
        (Decimal("0.0835"), CellKind.SHARE, "8,35\u00a0%"),
        (Decimal("-0.005"), CellKind.POINTS, "−0,5\u00a0procentenheter"),
        (18, CellKind.COUNT, "18"),
        (Rounded("15.9"), CellKind.NUMBER, "15,9"),
        (Quantity(Decimal("0.079"), "%"), CellKind.NUMBER, "7,9\u00a0%"),
        (Quantity(13_000, "kr/invånare"), CellKind.NUMBER, "13\u00a0000"),
        (date(2024, 8, 31), CellKind.DATE, "2024-08-31"),
        (Period.for_month(2024, 8), CellKind.TEXT, "augusti 2024"),
        (Verdict.FULFILLED, CellKind.TERM, "Uppfyllt"),
        (5, CellKind.TEXT, "5"),
        ("ord", CellKind.AMOUNT, "ord"),
    ],
)
def test_cells_in_words(cell: Any, kind: CellKind, text: str) -> None:
    assert table(cell, kind=kind).texts() == [[text]]
    assert text.replace("\u00a0", "\u00a0") in read(table_html(table(cell, kind=kind))).text


def test_a_table_without_a_title_has_its_unit_as_heading() -> None:
    untitled = Table(columns=(Column(key="a", label="A"),), rows=(Row(cells=("x",)),), unit="tkr")
    assert table_markdown(untitled).startswith("**tkr**")
    assert table_text(untitled).startswith("tkr\n")
    assert "<caption>tkr</caption>" in table_html(untitled)


def test_sick_leave_of_several_years_says_which() -> None:
    figures = [
        ku.StaffFigure(measure=ku.StaffMeasure.SICK_LEAVE, scope="A", period=month, value=Decimal("0.05"))
        for month in (Period.parse("2023-12"), ku.Period.parse("2024-01"))
    ]
    labels = [column.label for column in sick_leave_table(figures).columns][1:]
    assert labels == ["dec 2023", "jan 2024"]
    assert [column.label for column in sick_leave_table(figures[1:]).columns][1:] == ["jan"]


def test_sick_leave_by_month_leaves_other_figures_out() -> None:
    def of(period: Period | None, measure: ku.StaffMeasure = ku.StaffMeasure.SICK_LEAVE, **fields: Any) -> Any:
        return ku.StaffFigure(measure=measure, scope="A", period=period, value=Decimal("0.05"), **fields)

    month = Period.for_month(2024, 1)
    others = [
        of(Period.for_month(2024, 2), ku.StaffMeasure.LONG_SICK_LEAVE),
        of(Period.for_month(2024, 3), group=ku.Group(dimension="kön", name="kvinnor")),
        of(Period.for_quarter(2024, 1)),
        of(None),
    ]
    table = sick_leave_table([of(month), *others])
    assert [column.key for column in table.columns] == ["scope", month.key]
    assert [row.cells for row in table.rows] == [("A", Decimal("0.05"))]


def test_what_a_cause_is_about_is_told_in_words() -> None:
    report = samples.norrtalje()
    (table,) = (part for section in outline(report) if section.key == "causes" for part in section.tables)
    told = table.column("about")
    assert "IT: Avvikelse" in told
    assert "Höjdfordon 2025: Total budget" in told
    assert not any(isinstance(one, str) and "[" in one for one in told)
    for odd in ("IT", "nothing[.x", "period.start", "goals[1.1].verdict"):
        kept = ku.Report(id="r", causes=(ku.Cause(about=odd, text="x"),))
        assert odd in sections_text(outline(kept))


def test_actions_are_shown() -> None:
    report = ku.Report(id="r", actions=(ku.Action(about="IT", title="Vakanser hålls", effect=1200),))
    text = sections_text(outline(report))
    assert "Vakanser hålls" in text
    assert "1\u00a0200" in text


def test_a_row_must_fit_its_columns() -> None:
    with pytest.raises(ku.InvalidValue, match="row 0 has 2 cells for 1 columns"):
        Table(columns=(Column(key="a"),), rows=(Row(cells=(1, 2)),))
    assert table(1, 2).column("k") == (1, 2)
    with pytest.raises(ku.InvalidValue, match="no column 'x'; there are k"):
        table(1).column("x")


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_a_name_breaks_a_view(text: str) -> None:
    shown = Table(
        title=text,
        unit=text,
        columns=(Column(key="a", label=text), Column(key="b", label=text, kind=CellKind.AMOUNT)),
        rows=(Row(cells=(text, 5)), Row(cells=(text, None), is_total=True), wild(heading)(text, range(2))),
        notes=(text,),
        source=text,
    )
    read(table_html(shown))
    assert "<script" not in table_html(shown)
    page = page_html(text, (Section(key=text or "k", title=text, texts=(text,), tables=(shown,)),), subtitle=text)
    assert "<script" not in page
    reader = read(page)
    assert ("html", {"lang": "sv"}) in reader.seen
    for line in table_markdown(shown).splitlines():
        if line.startswith("|"):
            assert line.replace("\\|", "").count("|") == 3
    assert table_text(shown, width=60)


@given(cells=st.lists(st.text(max_size=50), min_size=1, max_size=5), width=st.integers(20, 80))
def test_text_never_loses_a_word(cells: list[str], width: int) -> None:
    shown = table_text(table(*cells), width=width)
    assert "".join("".join(map(cleaned, cells)).split()) == "".join(
        "".join(line for line in shown.splitlines()[2:]).split()
    )


def test_text_is_no_wider_than_it_must_be() -> None:
    wide = Table(
        columns=(Column(key="a", label="Namn"), Column(key="b", label="Belopp", kind=CellKind.AMOUNT)),
        rows=(Row(cells=("ett namn " * 20, 1_000_000)),),
    )
    assert max(map(len, table_text(wide, width=40).splitlines())) <= 40
    assert table_text(Table()).strip() == ""


def test_no_verdict_is_told_by_colour_alone() -> None:
    for term in (*Verdict, *Trend):
        reader = read(table_html(table("rad", term)))
        assert term.label() in reader.text
        assert ("span", {"aria-hidden": "true"}) in reader.seen or term.code == 0


@pytest.mark.parametrize("locale", ["sv", "en"])
def test_the_whole_report_as_a_page_and_as_text(locale: str) -> None:
    report = samples.norrtalje()
    sections = outline(report, locale=locale)
    page = page_html("Norrtälje", sections, locale=locale, subtitle=report.note)
    reader = read(page)
    ids = [found["id"] for _, found in reader.seen if "id" in found]
    assert len(ids) == len(set(ids))
    links = {str(found["href"])[1:] for tag, found in reader.seen if tag == "a"}
    assert links <= set(ids)
    assert not any(tag in {"script", "img", "link", "iframe"} for tag, _ in reader.seen)
    assert "http" not in page.replace(report.note, "")
    for word in ("17 av 18 mål", "Oförändrad") if locale == "sv" else ("17 of 18 goals", "Unchanged"):
        assert word in reader.text
    for title in (*(goal.title for goal in report.goals), *(one.title for one in report.assignments)):
        assert title in reader.text
    for one in report.indicators:
        assert one.name in reader.text
    assert {section.key for section in sections} >= {
        "summary",
        "goals",
        "assignments",
        "budgets",
        "investments",
        "audit",
    }
    text = sections_text(sections, locale=locale, width=140)
    assert "15\u00a0899" in text or "15,899" in text


def test_an_empty_report_has_an_empty_page() -> None:
    sections = outline(ku.Report(id="r"))
    assert [section.key for section in sections] == ["audit"]
    assert sections[0].texts == ("Inget att anmärka.",)
    read(page_html("Tom", sections))


@given(report=samples.reports())
def test_any_report_has_an_outline(report: ku.Report) -> None:
    read(page_html("r", outline(report)))


def test_figures_are_shown_even_where_nothing_can_be_derived() -> None:
    line = ku.BudgetLine(id="a", period_budget=1, period_outcome=2, annual_budget=3, forecast=4)
    project = ku.InvestmentProject(id="p", total_budget=1, total_forecast=2)
    for layout in (None, ku.Layout.MAGNITUDE):
        table = ku.BudgetTable(id="t", layout=layout, lines=(line,), total=line).to_table()
        assert {column.key for column in table.columns}.isdisjoint({"period_deviation", "given_back"})
        assert table.column("period_outcome") == (2, 2)
    assert ku.InvestmentTable(id="t", projects=(project,)).to_table().column("relative_deviation") == (None,)


def test_lines_are_indented_by_what_they_belong_to() -> None:
    lines = (ku.BudgetLine(id="a"), ku.BudgetLine(id="b", parent="a"), ku.BudgetLine(id="c", part_of="b"))
    table = ku.BudgetTable(id="t", layout=ku.Layout.SIGNED, lines=lines).to_table()
    assert [row.level for row in table.rows] == [0, 1, 2]


def test_notebooks_show_tables_by_themselves() -> None:
    report = samples.norrtalje()
    shown: list[Any] = [*report.budget_tables, *report.investment_tables, report.budget_tables[0].to_table()]
    for thing in shown:
        read(thing._repr_html_())
        assert thing._repr_markdown_().startswith("**")


def finding(**values: Any) -> Finding:
    return Finding.of("row-deviation", Severity.ERROR, "x", gap=1, **values)


def test_findings_quote_figures_in_the_readers_language() -> None:
    found = finding(name="IT", printed=Rounded("15.9"), budget=-1000, outcome=Decimal("0.5"))
    assert "15,9" in found.text()
    assert "−1\u00a0000" in finding(name="IT", printed=Rounded(5), budget=Rounded(-1000, -3), outcome=0).text()
    assert "5,0" not in finding(name="IT", printed=Rounded(5), budget=Rounded(-1000, -3), outcome=0).text()
    assert "−1\u00a0000" in found.message
    assert "−1,000" in found.text("en")
    other = Finding(code="x", severity=Severity.INFO, where="y", message="Egen text")
    assert other.text("en") == "Egen text"
    assert attrs.evolve(other, values={"printed": 1}).text("en") == "Egen text"
    assert attrs.evolve(other, code=found.code).text("en") == "Egen text"
    known = attrs.evolve(found, silence=ku.Silence(code=found.code, reason="rättad"))
    quoted = Finding.of(
        "verdict", Severity.INFO, "z", name="1", printed=Verdict.FULFILLED, computed=Verdict.NOT_FULFILLED
    )
    assert "Not fulfilled" in quoted.text("en")
    shares = Finding.of(
        "investment-share", Severity.INFO, "z", name="1", printed=Share(Decimal("0.04")), computed=date(2024, 1, 1)
    )
    assert "4\u00a0%" in shares.message
    assert "2024-01-01" in shares.message
    assert worst_first([other, found]) == (found, other)
    assert worst_first([known, other]) == (other, known)
    assert len(findings_table([found, other]).rows) == 2
    assert findings_table([known, other]).column("silence") == ("rättad", "")
    sections = outline(ku.Report(id="r"), findings=[known])
    assert [section.key for section in sections] == ["audit"]
    assert sections[0].tables[0].column("silence") == ("rättad",)
    assert found.mismatch is None
    assert Finding.of("pivot", Severity.INFO, "z", printed=1, counted=2, mismatch=Mismatch.MISTAKE).mismatch


def test_raising_is_a_step_of_its_own() -> None:
    found = finding(name="IT", printed=1, budget=2, outcome=3)
    ku.raise_for([])
    ku.raise_for([Finding(code="x", severity=Severity.WARNING, where="y", message="m")])
    with pytest.raises(ku.InvalidValue, match="1 finding of severity ERROR or worse:\n  x: IT"):
        ku.raise_for([found])
    with pytest.raises(ku.InvalidValue, match="2 findings"):
        ku.raise_for([found, Finding(code="x", severity=Severity.INFO, where="y", message="m")], Severity.INFO)


def report_of(**parts: Any) -> ku.Report:
    return ku.Report(id="r", period=Period.for_year(2024), **parts)


def told(report: ku.Report) -> str:
    return sections_text(outline(report), width=200)


def test_nothing_of_a_report_is_left_out() -> None:
    """An assignment under no goal, a target in words, groups, references, staff figures and promises."""
    year = Period.for_year(2024)
    women = ku.Indicator(id="k", group=ku.Group(dimension="kön", name="kvinnor"), outcomes={year: 61}, target=65)
    grows = ku.Indicator(
        id="i",
        name="Nya företag",
        outcomes={year: 60},
        targets={year: ku.Target(kind=ku.TargetKind.INCREASE, text="fler än i fjol")},
        references={"Riket": 59, "Länet": None},
        breakdowns=(women,),
    )
    plain = ku.Indicator(id="j", name="J", outcomes={year: 1}, targets={year: ku.Target(kind=ku.TargetKind.INCREASE)})
    staff = [
        ku.StaffFigure(
            measure=ku.StaffMeasure.HEADCOUNT, scope="Skolan", period=year, value=812, definition="månadsavl."
        ),
        ku.StaffFigure(measure=ku.StaffMeasure.SICK_LEAVE, scope="Vården", period=year, value=Decimal("0.071")),
        ku.StaffFigure(
            measure=ku.StaffMeasure.EXTERNAL_TURNOVER,
            scope="Stab",
            group=ku.Group(dimension="ålder", name="under 30"),
            missing=MissingReason.CONFIDENTIAL,
        ),
    ]
    text = told(
        report_of(
            goals=(ku.Goal(id="1", indicators=(grows, plain)),),
            loose_assignments=(ku.Assignment(id="u", title="Städa arkivet"),),
            staff=staff,
            guarantees=(ku.ServiceGuarantee(id="g", title="Svar", promise="inom två dagar"),),
        )
    )
    for words in (
        "fler än i fjol",
        "Ska öka",
        "  kvinnor",
        "61",
        "Nya företag: jämförelsevärde Riket, 59",
        "Städa arkivet",
        "812",
        "månadsavl.",
        "7,1\u00a0%",
        "under 30",
        "Sekretess",
        "inom två dagar",
    ):
        assert words in text
    assert "Länet" not in text


def test_goals_stand_under_the_goals_they_belong_to() -> None:
    goals = [ku.Goal(id=id_, title=id_, parent=parent) for id_, parent in (("1.1", "1"), ("1", None), ("1.1.1", "1.1"))]
    summary, section, *_ = outline(report_of(goals=goals))
    (top,) = section.sections
    assert top.title.startswith("1 ")
    assert [one.key for one in (*top.sections, *top.sections[0].sections)] == ["goal-1.1", "goal-1.1.1"]
    assert [row.level for row in summary.tables[0].rows] == [1, 0, 2]


def test_one_goal_is_fulfilled_in_the_singular() -> None:
    one = (ku.Goal(id="1", verdict=Verdict.FULFILLED), ku.Goal(id="2", verdict=Verdict.NOT_FULFILLED))
    assert "1 av 2 mål bedöms uppfyllt." in told(report_of(goals=one))
    assert "0 av 1 mål bedöms uppfyllda." in told(report_of(goals=one[1:]))
    assert outline(report_of(goals=one), locale="en")[0].texts[0] == "1 of 2 goals is judged fulfilled."


def test_a_verdict_that_nobody_published_is_no_dash() -> None:
    text = told(report_of(goals=(ku.Goal(id="1"),)))
    assert "Ingen bedömning är publicerad. Beräknad: Ej utvärderad." in text


def test_a_figure_that_was_worked_out_is_not_written_with_all_its_decimals() -> None:
    for value, shown in (
        (Decimal(1) / 3, "33,33\u00a0%"),
        (Decimal(2) / 300_000, "0,0006667\u00a0%"),
        (Decimal("0E-20"), "0\u00a0%"),
        (Decimal("0.12345678"), "12,345678\u00a0%"),
    ):
        assert Quantity(value, "%").text() == shown


def test_every_column_has_a_heading_of_its_own() -> None:
    report = samples.norrtalje()
    bare = ku.BudgetTable(
        id="b",
        layout=ku.Layout.SIGNED,
        lines=(ku.BudgetLine(id="a", period_outcome=1, previous_outcome=2, stated_period_deviation=0),),
    )
    sections = [*outline(report), *outline(report, locale="en"), *outline(report_of(budget_tables=(bare,)))]
    for section in sections:
        for one in section.tables:
            heads = [column.heading for column in one.columns]
            assert "" not in heads, one.title
            assert len(set(heads)) == len(heads), heads


def test_sick_leave_says_its_year() -> None:
    month = Period.parse("2024-01")
    figure = ku.StaffFigure(measure=ku.StaffMeasure.SICK_LEAVE, scope="A", period=month, value=Decimal("0.05"))
    assert sick_leave_table([figure]).title == "Sjukfrånvaro 2024"
    earlier = attrs.evolve(figure, period=Period.parse("2023-12"))
    assert sick_leave_table([figure, earlier]).title == "Sjukfrånvaro"


def test_the_sum_of_what_is_given_back_says_how_it_is_made() -> None:
    report = samples.norrtalje()
    first, second = (report.table(key).to_table() for key in ("drift-slag", "drift-verksamhet"))
    assert first.column("given_back")[-1] != second.column("given_back")[-1]
    assert (
        first.notes
        == second.notes
        == ("Väntas återgå räknas rad för rad och summeras, så summan beror på hur tabellen är uppdelad.",)
    )


def test_a_table_does_not_say_the_title_of_its_section_again() -> None:
    report = samples.norrtalje()
    for section in outline(report):
        assert section.title not in [one.title for one in section.tables if not one.unit]
    assert 'aria-label="Det som inte går ihop"' in page_html("t", outline(report))


def test_places_are_told_in_words() -> None:
    report = samples.norrtalje()
    paths = {
        "staff[measure=sick_leave,scope=Norrtälje kommun,period=2024-08-01/2024-08-31].value": (
            "Norrtälje kommun, Sjukfrånvaro, augusti 2024: Värde"
        ),
        "assignments[2.5-U4]": report.find("assignments[2.5-U4]").title,
        "claims[c104]": report.find("claims[c104]").where,
        "investment_tables[inv-raddning].projects[id=25000]": "Höjdfordon 2025",
        "assignments[expected_year=2024]": "Uppdrag och initiativ",
        "indicators[6.1-I3].outcomes[2024-01-01/2024-08-31]": (
            "NKI-mätning kvartalsvis inom fem verksamhetsområden: Utfall jan–aug 2024"
        ),
        "goals[2.3].assignments[kind=initiative]": f"{report.find('goals[2.3]').title}: Uppdrag och initiativ",
        "nowhere[1].x": "nowhere[1].x",
    }
    found = [Finding(code="x", severity=Severity.INFO, where=path, message="x") for path in paths]
    assert list(findings_table(found, report=report).column("where")) == list(paths.values())
    (doubts,) = outline(report)[-1].tables
    (claims,) = outline(report)[-2].tables
    assert "Summa: Avvikelse" in claims.column("about")
    assert "areas[verdict=fulfilled]; areas" in claims.column("about")
    left = [one for one in doubts.column("where") if "[" in str(one)]
    assert left == [  # several things, or one without a name
        "stated_pivot.rows[kind=initiative,status=completed].deviates",
        "staff[measure=sick_leave,scope=Kommunstyrelsekontoret]",
    ]


def test_a_reference_value_is_told_by_its_name() -> None:
    report = report_of(loose_indicators=(ku.Indicator(id="i", name="Nya företag", references={"Riket": 5}),))
    finding = Finding(code="x", severity=Severity.INFO, where="indicators[i].references[Riket]", message="x")
    assert findings_table([finding], report=report).column("where") == ("Nya företag: Jämförelsevärden Riket",)


def test_the_first_table_that_tells_a_result_is_summed_up() -> None:
    line = ku.BudgetLine(id="a", period_budget=1, period_outcome=3, annual_budget=1, forecast=1)
    first = ku.BudgetTable(id="t", unit=ku.Unit.TKR, layout=ku.Layout.SIGNED, lines=(line,))
    second = attrs.evolve(first, id="u", total=line)
    assert "perioden: +2\u00a0tkr" in told(report_of(budget_tables=(first, second)))


def test_a_risk_in_figures_alone_is_no_empty_row_among_those_in_words() -> None:
    risks = [ku.Risk(id="a", title="Brand", likelihood=3, consequence=4), ku.Risk(id="b", title="Halka", level="hög")]
    (happenings,) = (one for one in outline(report_of(risks=risks)) if one.key == "happenings")
    assert happenings.tables[0].column("risk") == ("Halka",)
    assert happenings.tables[1].column("risk") == ("Brand",)


def test_folded_parts_leave_no_empty_lines_in_the_terminal() -> None:
    assert "\n\n\n" not in sections_text(outline(samples.norrtalje(), reasons=True))
