"""Arithmetic of investment tables (*investeringskontroller*): percentages, totals, and years against all years."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from kommunuppfoljning.amounts import Amount, Rounded, minus, plus, round_half_away, size_of
from kommunuppfoljning.arithmetic.scalars import decimal_of
from kommunuppfoljning.audits.checking import Audited, Hit, called, check
from kommunuppfoljning.audits.spans import apart, interval, quotient_reach
from kommunuppfoljning.audits.tables import off_sum
from kommunuppfoljning.findings import Share
from kommunuppfoljning.investments import FIGURES, InvestmentProject, InvestmentTable
from kommunuppfoljning.terms import Direction, Mismatch, Severity

__all__ = ["CHECKS", "printed"]

GAP_DIGITS = 6
"""The decimals that a gap between shares is told with."""


def printed(table: InvestmentTable) -> Iterator[tuple[InvestmentProject, str]]:
    """The projects of a table and its total, each with its path."""
    count = Counter(project.id for project in table.projects)
    for number, project in enumerate(table.projects, start=1):
        plain = count[project.id] == 1 and not set(project.id) & set("[]=#,")
        yield project, f"investment_tables[{table.id}].projects[{project.id if plain else f'#{number}'}]"
    if table.total is not None:
        yield table.total, f"investment_tables[{table.id}].total"


@check(
    "investment-total",
    Severity.ERROR,
    why="Either a project is missing or wrong, or the total is.",
    example="The projects' budgets sum to −31 000 and the total says −31 500.",
)
def totals(audited: Audited) -> Iterator[Hit]:
    """Each column against the total as published; a project without a figure in a column adds nothing to it."""
    for table in audited.report.investment_tables:
        if table.total is None:
            continue
        summed = table.summed_total
        for name in FIGURES:
            figure, total = getattr(table.total, name), getattr(summed, name)
            if figure is None or total is None:
                continue
            count = sum(getattr(project, name) is not None for project in table.projects)
            yield from off_sum(f"investment_tables[{table.id}].total.{name}", figure, total, count, table)


@check(
    "investment-share",
    Severity.ERROR,
    why="A percentage that does not follow from its totals has the wrong sign, the wrong base or the wrong totals.",
    example="Decided 1 800, expected 1 500 and +17 %, in a table where spending is negative.",
)
def shares(audited: Audited) -> Iterator[Hit]:
    """Each printed percentage against its totals, within the rounding of all three."""
    for table in audited.report.investment_tables:
        if table.layout is None:
            continue
        for project, place in printed(table):
            stated, budget, forecast = project.stated_deviation, project.total_budget, project.total_forecast
            if stated is None or budget is None or forecast is None or not budget:
                continue
            gap = _share_gap(project, table.digits)
            if gap:
                yield Hit.at(
                    f"{place}.stated_deviation",
                    gap=gap,
                    mismatch=Mismatch.MISTAKE,
                    name=called(project),
                    printed=Share(stated),
                    computed=Share(project.relative_deviation or 0, digits=1),
                )


def _share_gap(project: InvestmentProject, digits: int | None) -> Amount:
    stated, budget, forecast = project.stated_deviation, project.total_budget, project.total_forecast
    if stated is None or budget is None or forecast is None:
        return 0
    reach = quotient_reach(interval(forecast, digits), interval(budget, digits))
    if reach is None:
        return 0
    # (forecast - budget) / |budget|, turned where less is better
    sign = (1 if budget > 0 else -1) * (1 if project.direction is Direction.HIGHER else -1)
    low, high = sorted(sign * (quotient - 1) for quotient in reach)
    told = Rounded(stated).interval
    over = max(low - Fraction(told.high), Fraction(told.low) - high, Fraction(0))
    return round_half_away(decimal_of(over), GAP_DIGITS) if over else 0


@check(
    "accumulated",
    Severity.WARNING,
    why="What has been spent to date over all years cannot be less than last year and this year together.",
    example="Accumulated −100, last year −80, this period −50.",
)
def accumulated(audited: Audited) -> Iterator[Hit]:
    """What was spent over all years against the years that are printed."""
    for table in audited.report.investment_tables:
        for project, place in printed(table):
            years = [one for one in (project.previous_year, project.period_outcome) if one is not None]
            whole = project.accumulated
            if whole is None or not years or any(one and whole and (one < 0) is not (whole < 0) for one in years):
                continue
            spent: Amount = 0
            for one in years:
                spent = plus(spent, size_of(one))
            over = minus(spent, size_of(whole))
            found = apart(over, len(years) + 1, table.digits) if over > 0 else None
            if found is not None:
                yield Hit.at(
                    f"{place}.accumulated",
                    gap=found[0],
                    mismatch=Mismatch.OTHER_DEFINITION,
                    name=called(project),
                    printed=whole,
                    years=minus(0, spent) if any(one < 0 for one in years) else spent,
                )


@check(
    "year-over-total",
    Severity.WARNING,
    why="A yearly budget beyond what is left of the decided total has nothing to stand on.",
    example="Decided in all −6 000, of which −1 194 was spent last year, and the budget of this year is −6 000.",
)
def yearly_budgets(audited: Audited) -> Iterator[Hit]:
    """The budget of the year against what is left of the decided total after the years before."""
    for table in audited.report.investment_tables:
        for project, place in printed(table):
            budget, year = project.total_budget, project.annual_budget
            if project is table.total or not budget or not year or (budget < 0) is not (year < 0):
                continue
            before = max(_before(project), 0)
            over = minus(plus(size_of(year), before), size_of(budget))
            found = apart(over, 4, table.digits) if over > 0 else None
            if found is not None:
                yield Hit.at(
                    f"{place}.annual_budget",
                    gap=found[0],
                    mismatch=Mismatch.OTHER_DEFINITION,
                    name=called(project),
                    budget=budget,
                    year=year,
                    before=minus(0, before) if budget < 0 else before,
                )


def _before(project: InvestmentProject) -> Amount:
    """At least so much was spent in the years before this one."""
    last = size_of(project.previous_year or 0)
    if project.accumulated is None:
        return last
    return max(last, minus(size_of(project.accumulated), size_of(project.period_outcome or 0)))


@check(
    "year-without-total",
    Severity.WARNING,
    why="Money for the year without a decided total: the council cannot follow the project over its years.",
    example="Nothing is decided in all, and the budget of the year is −22 200.",
)
def undecided(audited: Audited) -> Iterator[Hit]:
    """A project with a budget for the year, and none in all."""
    for table in audited.report.investment_tables:
        for project, place in printed(table):
            if project is not table.total and project.annual_budget and not project.total_budget:
                yield Hit.at(f"{place}.total_budget", name=called(project), year=project.annual_budget)


@check(
    "mixed-signs",
    Severity.WARNING,
    why="One project with the other sign is counted as income, and makes the column's total too small.",
    example="Eleven projects are printed as −1 800 and one as 1 800.",
)
def signs(audited: Audited) -> Iterator[Hit]:
    """A project whose total has another sign than all others in its table."""
    for table in audited.report.investment_tables:
        kinds = Counter(project.total_budget < 0 for project in table.projects if project.total_budget)
        if len(table.projects) < 3 or len(kinds) < 2:
            continue
        usual, few = kinds.most_common()[0][0], kinds.most_common()[1][1]
        if few * 4 > sum(kinds.values()):
            continue
        for project, place in printed(table):
            if project is not table.total and project.total_budget and (project.total_budget < 0) is not usual:
                yield Hit.at(
                    f"{place}.total_budget",
                    mismatch=Mismatch.MISTAKE,
                    name=called(project),
                    printed=project.total_budget,
                )


@check(
    "repeated-project",
    Severity.WARNING,
    why="A number that stands on two rows is either one project counted twice or two that cannot be told apart.",
    example="Number 25000 has a row of −500 and a row of −12 500.",
)
def repeated(audited: Audited) -> Iterator[Hit]:
    """A project's number that stands on two rows."""
    for table in audited.report.investment_tables:
        for number, count in Counter(project.id for project in table.projects).items():
            if count > 1:
                names = ", ".join(dict.fromkeys(one.name for one in table.projects if one.id == number))
                where = f"investment_tables[{table.id}].projects[id={number}]"
                yield Hit.at(where, number=number, name=names, count=count)


CHECKS = (totals, shares, accumulated, yearly_budgets, undecided, signs, repeated)
