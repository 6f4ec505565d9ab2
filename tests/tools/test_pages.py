"""Pages: what axe-core finds in headless Chromium, light and dark, wide and narrow; what the validator of HTML says."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

import kommunuppfoljning as ku
from kommunuppfoljning.outlines import front_facts, outline, title_of
from kommunuppfoljning.plots import illustrated
from kommunuppfoljning.render.html import page_html
from tests import samples
from tests.tools.axe import PACKAGES, found_by_axe


def report_page(locale: str) -> str:
    report = samples.norrtalje()
    sections = illustrated(outline(report, locale=locale, reasons=True), report, locale=locale)
    facts = front_facts(report, locale)
    return page_html(title_of(report, locale), sections, locale=locale, subtitle=report.note, facts=facts)


def hostile_page() -> str:
    name = '<b onclick="x">&amp;"\'</b> \u202eolleh 🙈 ' + "x" * 300
    indicator = ku.Indicator(id="i <", name=name, target=1, outcomes={ku.Period.for_year(2024): 2}, source="x" * 300)
    goal = ku.Goal(id='g "1"', title=name, indicators=(indicator,))
    report = ku.Report(id="r", organisation=name, goals=(goal, ku.Goal(id="g2")))
    return page_html(title_of(report), outline(report, reasons=True), subtitle=name, facts=front_facts(report))


def notebook_page() -> str:
    """What a notebook shows, as one after another in a page."""
    report = samples.norrtalje()
    goal = report.goal("6.1")
    things: list[Any] = [
        report,
        report.table("drift-verksamhet"),
        goal,
        ku.judge(goal, report=report),
        report.events[0],
    ]
    cells = "".join(f"<div>{thing._repr_html_()}</div>" for thing in things)
    cells = re.sub(r"(?s)<style>.*?</style>", "", cells)  # within a notebook's cell; the page has it once, in its head
    style = re.search(r"(?s)<style>.*?</style>", things[0]._repr_html_())
    assert style is not None
    return (
        f'<!DOCTYPE html><html lang="sv"><head><title>Cell</title>{style[0]}</head>'
        f"<body><main><h1>Cell</h1>{cells}</main></body></html>"
    )


PAGES = {
    "sv": lambda: report_page("sv"),
    "en": lambda: report_page("en"),
    "hostile": hostile_page,
    "empty": lambda: page_html("Tom", outline(ku.Report(id="r"))),
    "notebook": notebook_page,
}


@pytest.fixture(scope="module", params=list(PAGES))
def page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("page") / "page.html"
    made.write_text(PAGES[request.param](), encoding="utf-8")
    return made


@pytest.mark.parametrize(("dark", "width"), [(False, 1280), (True, 1280), (False, 500)])
def test_axe_finds_nothing(page: Path, tmp_path: Path, *, dark: bool, width: int) -> None:
    found = found_by_axe(page, tmp_path, dark=dark, width=width)
    assert (found["scheme"], found["width"]) == (dark, width)
    assert found["told"] == []
    assert found["over"] <= 0, "the page itself scrolls sideways"


def test_axe_would_find_what_is_wrong(tmp_path: Path) -> None:
    wrong = '<!DOCTYPE html><html><body><p style="color:#ccc;background:#fff">pale</p><img src="x"></body></html>'
    path = tmp_path / "wrong.html"
    path.write_text(wrong, encoding="utf-8")
    rules = {rule for rule, *_ in found_by_axe(path, tmp_path, dark=False, width=1280)["told"]}
    assert {"color-contrast", "image-alt", "html-has-lang"} <= rules


def test_the_validator_has_nothing_to_say(page: Path) -> None:
    jar = PACKAGES / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    guess = ".*appears to be written in.*"  # it guesses a language from names, which are Swedish on an English page too
    command = [shutil.which("java") or "java", "-jar", str(jar), "--filterpattern", guess, str(page)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.stderr == ""
    assert done.returncode == 0
