"""Pages: what axe-core finds in headless Chromium, light and dark, wide and narrow; what the validator of HTML says."""

import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

import pytest

import kommunuppfoljning as ku
from kommunuppfoljning.outlines import front_facts, outline, title_of
from kommunuppfoljning.plots import illustrated
from kommunuppfoljning.render.html import page_html
from tests import samples

HERE = Path(__file__).parent
PACKAGES = HERE.parent.parent / ".venv" / "tools" / "pages"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome") or "chromium"
RUN = """
document.querySelectorAll("details").forEach(one => { one.open = true });
const over = document.documentElement.scrollWidth - innerWidth;
axe.run(document, {resultTypes: ["violations"]}).then(found => {
  const told = found.violations.map(one => [one.id, one.help, one.nodes.slice(0, 3).map(node => node.html)]);
  document.body.innerHTML = "<pre id='found'></pre>";
  document.getElementById("found").textContent =
    JSON.stringify({told: told, scheme: matchMedia("(prefers-color-scheme: dark)").matches, width: innerWidth, over: over});
});
"""


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
def page(request: pytest.FixtureRequest) -> str:
    made: str = PAGES[request.param]()
    return made


def found_by_axe(page: str, folder: Path, *, dark: bool, width: int) -> dict[str, Any]:
    """What axe-core finds in a page, all its rules on."""
    axe = (PACKAGES / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    path = folder / "page.html"
    path.write_text(page.replace("</body>", f"<script>{axe}</script><script>{RUN}</script></body>"), encoding="utf-8")
    command = [
        CHROMIUM,
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        f"--user-data-dir={folder / 'chromium'}",
        f"--window-size={width},900",
        f"--blink-settings=preferredColorScheme={0 if dark else 1}",
        "--virtual-time-budget=120000",
        "--dump-dom",
        path.as_uri(),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    told = re.search(r'<pre id="found">(.*?)</pre>', done.stdout, re.DOTALL)
    assert told is not None, done.stdout[-2000:]
    found: dict[str, Any] = json.loads(unescape(told[1]))
    return found


@pytest.mark.parametrize(("dark", "width"), [(False, 1280), (True, 1280), (False, 500)])
def test_axe_finds_nothing(page: str, tmp_path: Path, *, dark: bool, width: int) -> None:
    found = found_by_axe(page, tmp_path, dark=dark, width=width)
    assert (found["scheme"], found["width"]) == (dark, width)
    assert found["told"] == []
    assert found["over"] <= 0, "the page itself scrolls sideways"


def test_axe_would_find_what_is_wrong(tmp_path: Path) -> None:
    wrong = '<!DOCTYPE html><html><body><p style="color:#ccc;background:#fff">pale</p><img src="x"></body></html>'
    rules = {rule for rule, *_ in found_by_axe(wrong, tmp_path, dark=False, width=1280)["told"]}
    assert {"color-contrast", "image-alt", "html-has-lang"} <= rules


def test_the_validator_has_nothing_to_say(page: str, tmp_path: Path) -> None:
    jar = PACKAGES / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    path = tmp_path / "page.html"
    path.write_text(page, encoding="utf-8")
    guess = ".*appears to be written in.*"  # it guesses a language from names, which are Swedish on an English page too
    command = [shutil.which("java") or "java", "-jar", str(jar), "--filterpattern", guess, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.stderr == ""
    assert done.returncode == 0
