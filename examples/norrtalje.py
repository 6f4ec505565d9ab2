"""Norrtälje's interim report, January to August 2024, through the library: in the terminal, and as a page.

Run it with ``make demo``. The page is written to ``build/norrtalje.html``; with ``--word`` and ``--excel`` to files of
those kinds as well. Where Matplotlib is not installed, the page has no plots.
"""

import argparse
import shutil
from pathlib import Path

from kommunuppfoljning import MissingExtra
from kommunuppfoljning.io import read_report
from kommunuppfoljning.outlines import front_facts, outline, title_of
from kommunuppfoljning.render.excel import write_excel
from kommunuppfoljning.render.html import page_html
from kommunuppfoljning.render.text import sections_text
from kommunuppfoljning.render.word import write_word

HERE = Path(__file__).parent
ON_PAGE_ONLY = {"claims", "doubts", "causes", "happenings"}


def main() -> None:
    """Show the report."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--locale", default="sv", help="sv or en")
    options.add_argument("--page", type=Path, default=Path("build/norrtalje.html"), help="where the page is written")
    options.add_argument("--word", type=Path, help="where a Word file is written, if any")
    options.add_argument("--excel", type=Path, help="where a workbook is written, if any")
    options.add_argument("--width", type=int, default=max(100, min(shutil.get_terminal_size((120, 40)).columns, 160)))
    given = options.parse_args()

    report = read_report(HERE / "norrtalje_2024_08.json")
    locale, title = given.locale, title_of(report, given.locale)
    facts = front_facts(report, locale)
    sections = outline(report, locale=locale, reasons=True)

    shown = [section for section in sections if section.key not in ON_PAGE_ONLY]
    print(title, end="\n\n")
    print(sections_text(shown, locale=locale, width=given.width), end="\n\n")

    try:
        from kommunuppfoljning.plots import illustrated

        sections = illustrated(sections, report, locale=locale)
    except MissingExtra as error:
        print(error)
    for path in filter(None, (given.page, given.word, given.excel)):
        path.parent.mkdir(parents=True, exist_ok=True)
        print(path)
    page = page_html(title, sections, locale=locale, subtitle=report.note, facts=facts)
    given.page.write_text(page, encoding="utf-8")
    if given.word:
        write_word(sections, given.word, title=title, subtitle=report.note, locale=locale, facts=facts)
    if given.excel:
        write_excel(sections, given.excel, title=title, locale=locale, facts=facts)


if __name__ == "__main__":
    main()
