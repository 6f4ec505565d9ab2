"""Write the table of fits into docs/judgement.md, from the example report; `--check` only says whether it is there."""

import sys
from pathlib import Path

from kommunuppfoljning import PROFILES, fit_rules
from kommunuppfoljning.fits import fits_table
from kommunuppfoljning.io import read_report
from kommunuppfoljning.render.markdown import table_markdown

HERE = Path(__file__).parent
PAGE = HERE / "judgement.md"
BEGIN, END = "<!-- fits: begin -->", "<!-- fits: end -->"


def page() -> str:
    """The page with its table made anew."""
    report = read_report(HERE.parent / "examples" / "norrtalje_2024_08.json")
    fits = fit_rules(report, PROFILES.values())
    missed = "".join(
        f"- `{fit.rules.name}` misses goals {', '.join(miss.about for miss in fit.goals.misses)}\n"
        for fit in fits
        if fit.goals.misses
    )
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    table = table_markdown(fits_table(fits, "en"), locale="en")
    return f"{before}{BEGIN}\n{table}\n\n{missed}{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    text = page()
    if "--check" in sys.argv:
        sys.exit(0 if text == PAGE.read_text(encoding="utf-8") else f"{PAGE.name} is not up to date: run make docs")
    PAGE.write_text(text, encoding="utf-8")
