"""Notebooks: every model shows itself, laid out where its chapter lays it out, and never breaks a cell."""

from decimal import Decimal
from typing import Any

import attrs
import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning.assignments import summarise_assignments
from kommunuppfoljning.listings import field_label, findings_table
from kommunuppfoljning.models import Model
from kommunuppfoljning.notebooks import laid_out, shown_html, shown_markdown
from kommunuppfoljning.prospects import what_would_it_take
from kommunuppfoljning.tables import Picture, Section
from kommunuppfoljning.wording import explain
from tests import samples

REPORT = samples.norrtalje()
GOAL = REPORT.goal("6.1")


def shown(thing: Model) -> tuple[Any, str]:
    """How a notebook shows a model: the tree of its HTML, read strictly, and its Markdown."""
    html: str = thing._repr_html_()
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(f"<!DOCTYPE html><title>x</title>{html}")
    markdown: str = thing._repr_markdown_()
    return tree, markdown


def words(tree: Any) -> str:
    return "".join(tree.find("body").itertext())


def test_a_report_shows_its_summary() -> None:
    tree, markdown = shown(REPORT)
    assert "Norrtälje kommun: Kommunstyrelsekontoret, jan–aug 2024" in words(tree)
    assert "17 av 18 mål bedöms uppfyllda." in words(tree)
    assert markdown.startswith("## Norrtälje kommun: Kommunstyrelsekontoret, jan–aug 2024")
    assert len(tree.findall(".//table")) == 2
    empty, _ = shown(ku.Report(id="tom"))
    assert "tom" in words(empty)


def test_tables_show_themselves_laid_out() -> None:
    for thing in (
        *REPORT.budget_tables,
        *REPORT.investment_tables,
        REPORT.budget_tables[0].to_table(),
        summarise_assignments(REPORT.assignments),
        findings_table(ku.audit(REPORT)),
    ):
        tree, markdown = shown(thing)
        assert len(tree.findall(".//table")) == 1
        assert markdown.startswith("**")


def test_a_picture_shows_itself_and_not_what_it_is_made_of() -> None:
    drawn = Picture(alt="Ett diagram", svg="<svg></svg>", png=b"x")
    tree, markdown = shown(drawn)
    assert [image.get("alt") for image in tree.findall(".//img")] == ["Ett diagram"]
    assert "svg" not in words(tree)
    assert markdown.strip() == "*Ett diagram*"


def test_fields_are_headed_as_fields() -> None:
    tree, _ = shown(REPORT.events[0])
    assert ["".join(cell.itertext()) for cell in tree.findall(".//thead//th")] == ["Fält", "Värde"]


def test_a_judgement_says_its_verdict_and_why() -> None:
    judgement = ku.judge(GOAL, report=REPORT)
    tree, markdown = shown(judgement)
    assert f"6.1 {GOAL.title}: ○ Ej uppfyllt" in words(tree)
    assert explain(judgement).split("\n\n")[0] in words(tree)
    assert len(tree.findall(".//tbody/tr")) == len(judgement.parts)
    assert "○ Ej uppfyllt" in markdown
    part = judgement.parts[0]
    tree, _ = shown(part)
    assert f"{part.name}: {'○ Ej uppfyllt'}" in words(tree)
    assert not tree.findall(".//table")


def test_a_goal_and_an_indicator_show_their_figures_and_why() -> None:
    tree, _ = shown(GOAL)
    assert len(tree.findall(".//details")) == 2
    assert len(tree.findall(".//table/tbody/tr")) == len(GOAL.indicators)
    tree, _ = shown(GOAL.indicators[0])
    assert "Företagsklimat: prognosen 164 når inte målet, högst 150." in words(tree)
    shown(ku.Goal(id="tomt"))
    shown(ku.Indicator(id="tom"))


def test_a_finding_and_a_prospect_say_what_they_say() -> None:
    finding = ku.audit(REPORT)[0]
    assert finding.message in words(shown(finding)[0])
    prospect = what_would_it_take(GOAL, report=REPORT)
    assert explain(prospect) in words(shown(prospect)[0])


def test_any_other_model_shows_the_fields_that_hold_something() -> None:
    line = ku.BudgetLine(id="it", name="IT", period_budget=-30_066, kind=ku.LineKind.COST)
    section = laid_out(line)
    (table,) = section.tables
    assert table.title == "BudgetLine"
    assert [row.cells for row in table.rows] == [
        ("Id", "it"),
        ("Namn", "IT"),
        ("Slag", "Kostnad"),
        ("Budget perioden", "−30\u00a0066"),
    ]
    assert [column.heading for column in table.columns] == ["Fält", "Värde"]
    (english,) = laid_out(line, "en").tables
    assert [column.heading for column in english.columns] == ["Field", "Value"]
    assert english.column("figure")[3] == "−30,066"
    target = ku.Target(value=3, strict=True)
    assert ("Måste passeras", "Ja") in [row.cells for row in laid_out(target).tables[0].rows]
    year = ku.MonthlyYear(year=2024, outcome=(1_000,) * 12)
    assert [row.cells[1] for row in laid_out(year).tables[0].rows] == ["2024", "12 st"]
    (held,) = laid_out(ku.Scale(verdicts={"grön": ku.Verdict.FULFILLED})).tables
    assert "1 st" in held.column("figure")


def test_a_share_is_shown_in_percent() -> None:
    project = ku.InvestmentProject(id="p", stated_deviation=Decimal("0.04"))
    assert ("Publicerad avvikelse", "4\u00a0%") in [row.cells for row in laid_out(project).tables[0].rows]
    figure = ku.StaffFigure(measure=ku.StaffMeasure.SICK_LEAVE, scope="A", value=Decimal("0.08"))
    assert laid_out(figure).tables[0].texts() == [["A", "Sjukfrånvaro", "", "8\u00a0%"]]


def test_the_fields_of_a_chapter_have_words_in_the_readers_language() -> None:
    """A field without a word would be shown by its name in English code."""
    kinds = (ku.Indicator, ku.Target, ku.Assignment, ku.Goal, ku.BudgetLine, ku.InvestmentProject, ku.Action, ku.Cause)
    for kind in (*kinds, ku.Claim, ku.Risk, ku.ServiceGuarantee, ku.Event, ku.Group, ku.DefinitionBreak):
        for field in attrs.fields(kind):
            for locale in ("sv", "en"):
                assert field_label(field.name, locale), (kind.__name__, field.name)


def test_a_section_shows_itself_as_it_is() -> None:
    section = Section(key="a", title="Rubrik", texts=("text",))
    assert laid_out(section) is section
    assert shown_markdown(section) == "## Rubrik\n\ntext"
    assert "<p class='title'>Rubrik</p><p>text</p>" in shown_html(section)


def test_styles_touch_nothing_else_on_the_page() -> None:
    style = shown_html(REPORT).partition("<style>")[2].partition("</style>")[0]
    for block in style.split("}"):
        selector = block.rpartition("{")[0].split("{")[-1].strip()
        if selector and not selector.startswith("@"):
            assert ".ku" in selector, selector


@given(thing=samples.reports() | samples.indicators | samples.assignments | samples.tables)
def test_any_model_can_be_shown(thing: Model) -> None:
    shown(thing)


@pytest.mark.parametrize("text", ["<b>", "|", "</details></style>", "\u202e", "x" * 300])
def test_no_name_breaks_a_cell(text: str) -> None:
    goal = ku.Goal(id="g", title=text, indicators=(ku.Indicator(id="i", name=text, forecast=Decimal("1.5"), target=1),))
    for thing in (goal, ku.judge(goal), goal.indicators[0], ku.BudgetLine(id="a", name=text)):
        tree, _ = shown(thing)
        assert not tree.findall(".//b")


def test_every_model_has_both_ways_of_showing() -> None:
    public = [getattr(ku, name) for name in ku.__all__]
    kinds: list[Any] = [kind for kind in public if isinstance(kind, type) and issubclass(kind, Model)]
    assert len(kinds) > 20
    assert all(callable(kind._repr_html_) and callable(kind._repr_markdown_) for kind in kinds)


@given(st.sampled_from(["sv", "en"]))
def test_every_language_shows_every_kind(locale: str) -> None:
    for thing in (REPORT, GOAL, ku.judge(GOAL), ku.audit(REPORT)[0], REPORT.events[0]):
        assert "{" not in shown_markdown(thing, locale=locale)
