"""Write the table of fits into docs/judgement.md, from the example report; `--check` only says whether it is there."""

import sys
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import attrs

from kommunuppfoljning import PROFILES, Basis, Rules, Trend, TrendRule, TrendShare, fit_rules
from kommunuppfoljning.fits import fits_table
from kommunuppfoljning.io import read_report
from kommunuppfoljning.render.markdown import table_markdown

HERE = Path(__file__).parent
PAGE = HERE / "judgement.md"
BEGIN, END = "<!-- fits: begin -->", "<!-- fits: end -->"
TRENDS_BEGIN, TRENDS_END = "<!-- trends: begin -->", "<!-- trends: end -->"

TREND_RULES = [
    Rules(
        name=", ".join(
            (
                f"the {basis.value}",
                f"a dead band of {band} %",
                "across breaks" if across else "not across breaks",
                f"nothing earlier: {none.label('en').lower()}",
            )
        ),
        trends=TrendRule(basis=basis, relative_tolerance=Decimal(band) / 100, across_breaks=across, no_earlier=none),
    )
    for basis, bands in ((Basis.OUTCOME, "0"), (Basis.FORECAST, "0135"))
    for band in bands
    for across in (False, True)
    for none in (Trend.NOT_EVALUATED, Trend.UNCHANGED)
]
"""Candidates for the trends of indicators."""
GOAL_TRENDS = [
    attrs.evolve(
        PROFILES["norrtalje-2024"],
        name=f"more than {needed} of the trends, none: {none.label('en').lower()}",
        goal_trends=TrendShare(needed=needed, none=none),
    )
    for needed in (Fraction(1, 2), Fraction(2, 3), Fraction(3, 4), Fraction(9, 10))
    for none in (Trend.NOT_EVALUATED, Trend.UNCHANGED)
]
"""Candidates for the trends of goals, with the trends of indicators fitted."""


def page() -> str:
    """The page with its table made anew."""
    report = read_report(HERE.parent / "examples" / "norrtalje_2024_08.json")
    fits = fit_rules(report, PROFILES.values())
    missed = "".join(
        f"- `{fit.rules.name}` misses goals {', '.join(miss.about for miss in fit.goals.misses)}\n"
        for fit in fits
        if fit.goals.misses
    )
    table = table_markdown(fits_table(fits, locale="en"), locale="en")
    text = between(PAGE.read_text(encoding="utf-8"), BEGIN, END, f"{table}\n\n{missed}")
    trends = [(fit.rules.name, fit.trends) for fit in fit_rules(report, TREND_RULES)]
    goals = [(fit.rules.name, fit.goal_trends) for fit in fit_rules(report, GOAL_TRENDS)]
    lines = [
        line
        for head, told in (("Trends of indicators", trends), ("Trends of goals", goals))
        for line in (
            f"| {head} | hits |\n| :--- | :--- |",
            *(f"| {name} | {match.hits} of {match.of} |" for name, match in told),
            "",
        )
    ]
    return between(text, TRENDS_BEGIN, TRENDS_END, "\n".join(lines))


def between(text: str, begin: str, end: str, made: str) -> str:
    """A page with what is between two marks made anew."""
    before, _, rest = text.partition(begin)
    return f"{before}{begin}\n{made}{end}{rest.partition(end)[2]}"


if __name__ == "__main__":
    text = page()
    if "--check" in sys.argv:
        sys.exit(0 if text == PAGE.read_text(encoding="utf-8") else f"{PAGE.name} is not up to date: run make docs")
    PAGE.write_text(text, encoding="utf-8")
