"""Norrtälje's interim report, January to August 2024, through the library: in the terminal, and as a page.

Run it with ``make demo``. The page is written to ``build/norrtalje.html``.
"""

import argparse
import shutil
from pathlib import Path

from kommunuppfoljning.io import read_report
from kommunuppfoljning.outlines import outline
from kommunuppfoljning.render.html import page_html
from kommunuppfoljning.render.text import sections_text

HERE = Path(__file__).parent
ON_PAGE_ONLY = {"claims", "doubts", "causes", "happenings"}


def main() -> None:
    """Show the report."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--locale", default="sv", help="sv or en")
    options.add_argument("--page", type=Path, default=Path("build/norrtalje.html"), help="where the page is written")
    options.add_argument("--width", type=int, default=max(100, min(shutil.get_terminal_size((120, 40)).columns, 160)))
    given = options.parse_args()

    report = read_report(HERE / "norrtalje_2024_08.json")
    sections = outline(report, locale=given.locale)
    period = report.period.label(given.locale) if report.period else ""
    title = f"{report.municipality}: {report.organisation}, {period}"

    shown = [section for section in sections if section.key not in ON_PAGE_ONLY]
    print(title, end="\n\n")
    print(sections_text(shown, locale=given.locale, width=given.width))

    given.page.parent.mkdir(parents=True, exist_ok=True)
    given.page.write_text(page_html(title, sections, locale=given.locale, subtitle=report.note), encoding="utf-8")
    print(f"\n{given.page}")


if __name__ == "__main__":
    main()
