"""Arithmetic of tables (*tabellkontroller*): rows, columns, the same total twice, percentages, repeated numbers."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from kommunuppfoljning.amounts import Amount, Interval, Rounded, minus, plus
from kommunuppfoljning.budgets import FIGURES, STATED, BudgetLine, BudgetTable
from kommunuppfoljning.findings import Finding, Share
from kommunuppfoljning.investments import FIGURES as INVESTMENT_FIGURES
from kommunuppfoljning.investments import InvestmentProject, InvestmentTable
from kommunuppfoljning.reports import Report
from kommunuppfoljning.terms import Direction, Layout, Severity

__all__ = [
    "DERIVED",
    "deviation_interval",
    "interval",
    "investment_shares",
    "repeated_projects",
    "rows",
    "same_totals",
    "summed_interval",
    "totals",
]

DERIVED = {
    "period_deviation": ("period_budget", "period_outcome"),
    "forecast_deviation": ("annual_budget", "forecast"),
    "deviation": ("total_budget", "total_forecast"),
}
"""The figures that each derived one is made of: budget, then outcome."""


def interval(value: Amount, digits: int | None) -> Interval:
    """What a printed figure may have been; an exact one is only itself."""
    return Interval(value, value) if digits is None else Rounded(value, digits).interval


def summed_interval(value: Amount, digits: int | None, count: int) -> Interval:
    """Everything that a sum of so many printed figures may have been, each being rounded by itself."""
    if digits is None:
        return Interval(value, value)
    half = Decimal((0, (5,), -digits - 1))
    return Interval(minus(value, half * count), plus(value, half * count))


def deviation_interval(direction: Direction, budget: Amount, outcome: Amount, digits: int | None) -> Interval:
    """Everything that a deviation may have been, each of its figures being rounded by itself."""
    before, after = interval(budget, digits), interval(outcome, digits)
    return before - after if direction is Direction.LOWER else after - before


def rows(report: Report) -> Iterator[Finding]:
    """Each printed deviation against its budget and outcome."""
    for table in report.budget_tables:
        if table.layout is Layout.DEVIATIONS:
            continue
        for line, place in _lines(table):
            if not line.tells_sign:
                continue
            for stated in STATED:
                budget_name, outcome_name = DERIVED[stated.removeprefix("stated_")]
                printed, budget, outcome = (getattr(line, name) for name in (stated, budget_name, outcome_name))
                if printed is None or budget is None or outcome is None:
                    continue
                computed = deviation_interval(line.direction, budget, outcome, table.digits)
                gap = computed.gap(interval(printed, table.digits))
                if gap:
                    yield Finding.of(
                        "row-deviation",
                        Severity.ERROR,
                        f"{place}.{stated}",
                        gap=gap,
                        name=line.name,
                        printed=printed,
                        budget=budget,
                        outcome=outcome,
                    )


def totals(report: Report) -> Iterator[Finding]:
    """Each column of a table against the total as published; "varav" lines are left out."""
    for table in report.budget_tables:
        if table.total is not None and table.total.tells_sign:
            for name in (*FIGURES, *STATED):
                summed = getattr(table.summed_total, name)
                places = f"budget_tables[{table.id}].total.{name}"
                yield from _total(table, getattr(table.total, name), summed, len(table.top_lines), places)
    for investments in report.investment_tables:
        if investments.total is not None:
            for name in INVESTMENT_FIGURES:
                summed = getattr(investments.summed_total, name)
                count = sum(getattr(project, name) is not None for project in investments.projects)
                places = f"investment_tables[{investments.id}].total.{name}"
                yield from _total(investments, getattr(investments.total, name), summed, count, places)


def _total(
    table: BudgetTable | InvestmentTable, printed: Amount | None, summed: Amount | None, count: int, place: str
) -> Iterator[Finding]:
    if printed is None or summed is None:
        return
    gap = summed_interval(summed, table.digits, count).gap(interval(printed, table.digits))
    if gap:
        yield Finding.of(
            "column-total",
            Severity.ERROR,
            place,
            gap=gap,
            printed=printed,
            summed=summed,
            table=table.title,
        )


def same_totals(report: Report) -> Iterator[Finding]:
    """The same total in two tables of one period, unit and layout: told by most of its figures being the same."""
    tables = [table for table in report.budget_tables if table.total is not None and table.period and table.unit]
    for first, second in combinations(tables, 2):
        if (first.period, first.unit, first.layout) != (second.period, second.unit, second.layout):
            continue
        gaps = dict(_gaps(first, second))
        differing = [name for name, (gap, _, _) in gaps.items() if gap]
        agreeing = [name for name, (gap, one, _) in gaps.items() if not gap and one]
        if len(agreeing) < 2 or len(differing) >= len(agreeing):
            continue
        for name in differing:
            gap, elsewhere, printed = gaps[name]
            yield Finding.of(
                "same-total",
                Severity.ERROR,
                f"budget_tables[{second.id}].total.{name}",
                gap=gap,
                printed=printed,
                elsewhere=elsewhere,
                table=first.title,
            )


def _gaps(first: BudgetTable, second: BudgetTable) -> Iterator[tuple[str, tuple[Amount, Amount, Amount]]]:
    """For each figure that two totals print: how far apart they are, and both."""
    for name in (*FIGURES, *STATED):
        if "forecast" in name and first.vintage != second.vintage:
            continue
        one, other = getattr(first.total, name), getattr(second.total, name)
        if one is not None and other is not None:
            yield name, (interval(one, first.digits).gap(interval(other, second.digits)), one, other)


def investment_shares(report: Report) -> Iterator[Finding]:
    """Each printed percentage of a project against its totals, within the rounding of all three."""
    for table in report.investment_tables:
        if table.layout is None:
            continue
        for project, place in _projects(table):
            stated, computed = project.stated_deviation, project.relative_deviation
            if stated is None or computed is None or project.total_budget is None or project.total_forecast is None:
                continue
            reach = _share_reach(project, table.digits)
            printed = Rounded(stated).interval
            gap = printed.gap(reach)
            if gap:
                yield Finding.of(
                    "investment-share",
                    Severity.ERROR,
                    f"{place}.stated_deviation",
                    gap=gap,
                    name=project.name or project.id,
                    printed=Share(stated),
                    computed=Share(computed, digits=1),
                )


def _share_reach(project: InvestmentProject, digits: int | None) -> Interval:
    """Every share that the project's totals may give, rounded as they are."""
    if project.total_budget is None or project.total_forecast is None:
        return Interval(0, 0)
    budget, forecast = interval(project.total_budget, digits), interval(project.total_forecast, digits)
    shares = []
    for low in (budget.low, budget.high):
        for high in (forecast.low, forecast.high):
            corner = InvestmentProject(id=project.id, total_budget=low, total_forecast=high, layout=project.layout)
            share = corner.relative_deviation
            if share is not None:
                shares.append(share)
    return Interval(min(shares, default=0), max(shares, default=0))


def repeated_projects(report: Report) -> Iterator[Finding]:
    """A project's number that stands on two rows."""
    for table in report.investment_tables:
        for number, count in Counter(project.id for project in table.projects).items():
            if count > 1:
                names = ", ".join(dict.fromkeys(project.name for project in table.projects if project.id == number))
                yield Finding.of(
                    "repeated-project",
                    Severity.WARNING,
                    f"investment_tables[{table.id}].projects[id={number}]",
                    number=number,
                    name=names,
                    count=count,
                )


def _lines(table: BudgetTable) -> Iterator[tuple[BudgetLine, str]]:
    for line in table.lines:
        yield line, f"budget_tables[{table.id}].lines[{line.id}]"
    if table.total is not None:
        yield table.total, f"budget_tables[{table.id}].total"


def _projects(table: InvestmentTable) -> Iterator[tuple[InvestmentProject, str]]:
    for project in table.projects:
        yield project, f"investment_tables[{table.id}].projects[{project.id}]"
    if table.total is not None:
        yield table.total, f"investment_tables[{table.id}].total"
