"""Plausibility of money (*rimlighet*): what the rest of the year has to be, and what nobody has explained."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from kommunuppfoljning.amounts import Amount, minus, size_of
from kommunuppfoljning.audits.checking import Audited, Hit, called, check, holder_of
from kommunuppfoljning.audits.investments import printed as projects_of
from kommunuppfoljning.audits.spans import apart
from kommunuppfoljning.audits.tables import place_of
from kommunuppfoljning.budgets import BudgetLine, BudgetTable
from kommunuppfoljning.causes import CauseKind
from kommunuppfoljning.findings import Share
from kommunuppfoljning.investments import InvestmentProject
from kommunuppfoljning.terms import Layout, Severity

__all__ = ["CHECKS"]

MATERIAL = Fraction(1, 50)
"""A deviation of less than 2 % of the year's budget needs no words."""
MATERIAL_PROJECT = Fraction(1, 10)
"""A project may cost 10 % more or less without words."""
FASTER_THAN_PLANNED, SLOWER_THAN_PLANNED = Fraction(5, 4), Fraction(3, 4)
"""Half as fast again as so far, or half of it, is another pace where the budget had not planned it either."""
JUMP = 4
"""Four times as much as in the same months of last year."""


def _lines(audited: Audited) -> Iterator[tuple[BudgetTable, BudgetLine]]:
    """Each line that says what is favourable; nets and totals are left to the lines below them, which they hide."""
    for table in audited.report.budget_tables:
        if table.layout is not None and table.layout is not Layout.DEVIATIONS:
            above = {line.parent for line in table.lines}
            for line in table.lines:
                if line.part_of is None and line.tells_sign and line.id not in above:
                    yield table, line


def _explained(audited: Audited, kind: CauseKind | None = None) -> set[int]:
    """What a cause is stated about: its lines and projects, by identity."""
    known: set[int] = set()
    for cause in audited.report.causes:
        if kind is not None and cause.kind is not kind:
            continue
        found: Any = audited.find(cause.about)  # a line, a project, several of them, or a figure of one
        if not isinstance(found, BudgetLine | InvestmentProject | tuple):
            found = audited.find(holder_of(cause.about))
        known.update(id(one) for one in (found if isinstance(found, tuple) else (found,)))
    return known


@check(
    "forecast-unmoved",
    Severity.WARNING,
    why="A unit that deviates now and forecasts its budget has to give it all back; only timing does so by itself.",
    example="+670 to August because of vacancies, and the forecast for the year is the budget.",
)
def unmoved(audited: Audited) -> Iterator[Hit]:
    """A forecast that is the budget to the last digit, while the period deviates and no timing is its stated cause."""
    timed: set[int] | None = None
    for table, line in _lines(audited):
        annual, deviation = line.annual_budget, _deviation(line)
        if annual is None or line.forecast != annual or not annual or not deviation:
            continue
        if _plain(deviation) < MATERIAL * _plain(annual) or apart(deviation, 6, table.digits) is None:
            continue
        timed = _explained(audited, CauseKind.TIMING) if timed is None else timed
        if id(line) not in timed:
            share = Fraction(size_of(deviation)) / Fraction(size_of(annual))
            yield Hit.at(
                f"{place_of(table, line)}.forecast",
                name=called(line),
                deviation=deviation,
                share=Share(share, digits=1),
            )


def _deviation(line: BudgetLine) -> Amount | None:
    if line.stated_period_deviation is not None:
        return line.stated_period_deviation
    return line.period_deviation


@check(
    "rest-pace",
    Severity.WARNING,
    why="A forecast that asks for another pace than so far, and than budgeted, rests on a plan: which?",
    example="2 617 in eight months, and 2 943 in the four that are left.",
)
def rests(audited: Audited) -> Iterator[Hit]:
    """What the rest of the year has to be, by the month, against the months so far and against the budget."""
    for table, line in _lines(audited):
        gone = table.period.elapsed if table.period is not None else None
        outcome, forecast = line.period_outcome, line.forecast
        if gone is None or not 0 < gone < 1 or not outcome or forecast is None:
            continue
        rest = minus(forecast, outcome)
        if _is_another_pace(table, line, outcome, rest, gone):
            share = Fraction(rest) / Fraction(outcome) * gone / (1 - gone)
            yield Hit.at(
                f"{place_of(table, line)}.forecast",
                name=called(line),
                outcome=outcome,
                rest=rest,
                share=Share(share),
            )


def _is_another_pace(table: BudgetTable, line: BudgetLine, outcome: Amount, rest: Amount, gone: Fraction) -> bool:
    """Whether the rest differs both from the pace so far and from what the budget has for it, beyond rounding."""
    months, left = gone.numerator, gone.denominator - gone.numerator
    size, so_far, unit = _plain(rest), _plain(outcome), _unit(table)
    turned = (rest < 0) is not (outcome < 0) and size > unit
    faster = not turned and 2 * months * (size - unit) >= 3 * left * (so_far + unit)
    slower = turned or 2 * months * (size + unit) <= left * (so_far - unit)
    if not faster and not slower:  # the usual case, and it has to be quick
        return False
    planned = _planned(line)
    if planned is None or not planned or (planned < 0) is not (outcome < 0):
        return faster
    if faster:
        return size - unit >= FASTER_THAN_PLANNED * (abs(planned) + unit)
    return turned or size + unit <= SLOWER_THAN_PLANNED * (abs(planned) - unit)


def _plain(amount: Amount) -> Fraction | int:
    """The size of an amount, exact whatever the caller's decimal context."""
    return abs(amount) if isinstance(amount, int) else abs(Fraction(amount))


def _unit(table: BudgetTable) -> Fraction | int:
    """A unit of the last digit: what a difference of two rounded figures may be off by."""
    return 0 if table.digits is None else 1 if table.digits == 0 else Fraction(10) ** -table.digits


def _planned(line: BudgetLine) -> Fraction | None:
    """What the budget has for the rest of the year."""
    if line.annual_budget is None or line.period_budget is None:
        return None
    return Fraction(minus(line.annual_budget, line.period_budget))


@check(
    "jump-from-last-year",
    Severity.INFO,
    why="Four times last year's outcome is a new task, a new way of booking, or a mistake in one of the two.",
    example="−600 to August last year and −2 617 this year.",
)
def jumps(audited: Audited) -> Iterator[Hit]:
    """An outcome of four times that of the same months last year, or a quarter of it."""
    for table, line in _lines(audited):
        now, before = line.period_outcome, line.previous_outcome
        if not now or not before:
            continue
        large, small = sorted((_plain(now), _plain(before)), reverse=True)
        unit = _unit(table)
        if large - unit >= JUMP * (small + unit):
            where = f"{place_of(table, line)}.previous_outcome"
            yield Hit.at(where, name=called(line), outcome=now, before=before)


@check(
    "deviation-without-cause",
    Severity.WARNING,
    why="A deviation that matters is what the report is for; one that nobody explains is a question left open.",
    example="A system for payroll becomes 49 % dearer, and the text says nothing of it.",
)
def unexplained(audited: Audited) -> Iterator[Hit]:
    """Lines and projects that deviate materially where others have their causes stated and they have none."""
    if not audited.report.causes:
        return
    known = _explained(audited)
    told_tables = {id(table) for table, line in _lines(audited) if id(line) in known}
    for table, line in _lines(audited):
        deviation, annual = _largest(line), line.annual_budget
        if id(table) not in told_tables or id(line) in known or not deviation or not annual:
            continue
        share = Fraction(size_of(deviation)) / Fraction(size_of(annual))
        if share >= MATERIAL and apart(deviation, 2, table.digits) is not None:
            where = f"{place_of(table, line)}.period_deviation"
            yield Hit.at(where, name=called(line), deviation=deviation, share=Share(share))
    yield from _projects(audited, known)


def _largest(line: BudgetLine) -> Amount | None:
    found = [one for one in (line.period_deviation, line.forecast_deviation) if one is not None]
    return max(found, key=size_of, default=None)


def _projects(audited: Audited, known: set[int]) -> Iterator[Hit]:
    for table in audited.report.investment_tables:
        for project, place in projects_of(table) if table.layout is not None else ():
            deviation = project.deviation
            if project is table.total or id(project) in known or not deviation or not project.total_budget:
                continue
            share = Fraction(size_of(deviation)) / Fraction(size_of(project.total_budget))
            if share >= MATERIAL_PROJECT and apart(deviation, 2, table.digits) is not None:
                name = called(project)
                yield Hit.at(f"{place}.total_forecast", name=name, deviation=deviation, share=Share(share))


@check(
    "project-late",
    Severity.WARNING,
    why="A later date of a project that nobody explains is a delay that nobody answers for.",
    example="To be delivered in June 2024, now expected in June 2025, and no cause is given.",
)
def late_projects(audited: Audited) -> Iterator[Hit]:
    """A project that is expected to end later than planned, without a stated cause."""
    known = _explained(audited)
    for table in audited.report.investment_tables:
        for project, place in projects_of(table):
            planned, expected = project.planned_end, project.expected_end
            if planned and expected and expected > planned and id(project) not in known:
                name = called(project)
                yield Hit.at(f"{place}.expected_end", name=name, planned=planned, expected=expected)


@check(
    "deficit-without-action",
    Severity.INFO,
    why="A committee that forecasts a deficit has to say what it does about it.",
    example="The forecast is −4 000, and no action is listed.",
)
def inaction(audited: Audited) -> Iterator[Hit]:
    """A table whose total forecasts a material deficit in a report without any action."""
    if audited.report.actions:
        return
    for table in audited.report.budget_tables:
        total = table.total
        if total is None or not total.tells_sign or not total.annual_budget:
            continue
        deviation = total.forecast_deviation
        if deviation is None or deviation >= 0 or apart(deviation, 2, table.digits) is None:
            continue
        if _plain(deviation) >= MATERIAL * _plain(total.annual_budget):
            where = f"budget_tables[{table.id}].total.forecast"
            yield Hit.at(where, table=table.title or table.id, deviation=deviation)


CHECKS = (unmoved, rests, jumps, unexplained, late_projects, inaction)
