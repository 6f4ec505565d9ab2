"""Arithmetic of budget tables (*tabellkontroller*): rows, columns, subtotals, "varav", and the same total twice."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import combinations

from kommunuppfoljning.amounts import Amount, minus, plus, size_of
from kommunuppfoljning.audits.checking import Audited, Hit, called, check
from kommunuppfoljning.audits.spans import Gap, apart, in_unit, interval
from kommunuppfoljning.budgets import FIGURES, STATED, BudgetLine, BudgetTable
from kommunuppfoljning.investments import InvestmentTable
from kommunuppfoljning.terms import Layout, LineKind, Mismatch, Severity

__all__ = ["CHECKS", "COMPARED", "DERIVED", "off_sum", "place_of", "printed"]

DERIVED = {
    "period_deviation": ("period_budget", "period_outcome"),
    "forecast_deviation": ("annual_budget", "forecast"),
    "deviation": ("total_budget", "total_forecast"),
}
"""The figures that each derived one is made of: budget, then outcome."""
COMPARED = tuple((stated, DERIVED[stated.removeprefix("stated_")]) for stated in STATED)
"""What a line prints as a deviation, and what it follows from."""


def place_of(table: BudgetTable, line: BudgetLine) -> str:
    """The path of a line; the total has one of its own."""
    return f"budget_tables[{table.id}].total" if line is table.total else f"budget_tables[{table.id}].lines[{line.id}]"


def printed(table: BudgetTable) -> Iterable[BudgetLine]:
    """The lines of a table and its total."""
    return table.lines if table.total is None else (*table.lines, table.total)


@check(
    "row-deviation",
    Severity.ERROR,
    why="A deviation that does not follow from its own row misleads whoever reads only that column.",
    example="Budget 100, outcome 90, and the cost's deviation is printed as 12.",
)
def rows(audited: Audited) -> Iterator[Hit]:
    """Each printed deviation against its budget and outcome."""
    for table in audited.report.budget_tables:
        if table.layout is None or table.layout is Layout.DEVIATIONS:
            continue
        for line in printed(table):
            for stated, (budget_name, outcome_name) in COMPARED:
                deviation = getattr(line, stated)
                if deviation is None or not line.tells_sign:
                    continue
                budget, outcome = getattr(line, budget_name), getattr(line, outcome_name)
                found = _row(table, line, budget, outcome, deviation)
                if found is not None:
                    yield Hit.at(
                        f"{place_of(table, line)}.{stated}",
                        gap=found[0],
                        mismatch=found[1],
                        name=called(line),
                        printed=deviation,
                        budget=0 if budget is None else budget,
                        outcome=outcome,
                    )


def _row(
    table: BudgetTable, line: BudgetLine, budget: Amount | None, outcome: Amount | None, deviation: Amount
) -> Gap | None:
    if outcome is None:
        return None
    if budget is None:  # a grant is the budget, and the result is the deviation
        is_result = table.layout is Layout.GRANT and line.kind is LineKind.NET
        return apart(minus(outcome, deviation), 2, table.digits) if is_result else None
    lower = table.layout is Layout.REVERSED or (table.layout is Layout.MAGNITUDE and line.kind is LineKind.COST)
    computed = minus(budget, outcome) if lower else minus(outcome, budget)
    return apart(minus(computed, deviation), 3, table.digits)


@check(
    "column-total",
    Severity.ERROR,
    why="Either a row is missing or wrong, or the total is; 'varav' rows are left out, as they should be.",
    example="The rows sum to 98 and the total says 102, where each is rounded to whole thousands.",
)
def totals(audited: Audited) -> Iterator[Hit]:
    """Each column against the total as published."""
    for table in audited.report.budget_tables:
        if table.total is not None and table.total.tells_sign:
            yield from _sums(table, table.total, table.top_lines)


@check(
    "subtotal",
    Severity.ERROR,
    why="A unit whose revenue and costs do not make its net hides where the money is.",
    example="IT: revenue 20, costs −50, net −35.",
)
def subtotals(audited: Audited) -> Iterator[Hit]:
    """Each line against the lines that belong to it: revenue and costs against the net of a unit."""
    for table in audited.report.budget_tables:
        below = _grouped(table, "parent")
        for line in table.lines:
            if line.id in below and line.complete is not False and line.tells_sign:
                yield from _sums(table, line, below[line.id])


@check(
    "parts",
    Severity.ERROR,
    why="Parts that are said to be all of a line have to make it, and no part of a cost can be more than the cost.",
    example="Costs −100, of which capital costs −120.",
)
def parts(audited: Audited) -> Iterator[Hit]:
    """Each line against its "varav": all of them where they are complete, else none larger than the whole."""
    for table in audited.report.budget_tables:
        within = _grouped(table, "part_of")
        for line in printed(table):
            listed = within.get(line.id, ())
            if listed and line.complete and line.tells_sign:
                yield from _sums(table, line, listed)
            elif listed and line.kind is not LineKind.NET:
                yield from _too_large(table, line, listed)


def _too_large(table: BudgetTable, line: BudgetLine, listed: Iterable[BudgetLine]) -> Iterator[Hit]:
    for part in listed:
        for name in FIGURES:
            whole, figure = getattr(line, name), getattr(part, name)
            if whole is None or figure is None or part.kind is not line.kind or (figure < 0) is not (whole < 0):
                continue
            over = minus(size_of(figure), size_of(whole))
            found = apart(over, 2, table.digits) if over > 0 else None
            if found is not None:
                where = f"{place_of(table, part)}.{name}"
                yield Hit.at(
                    where, gap=found[0], mismatch=found[1], table=table.title or table.id, printed=whole, summed=figure
                )


def _grouped(table: BudgetTable, field: str) -> dict[str, list[BudgetLine]]:
    """The lines of a table by the one that they belong to; a "varav" belongs to no subtotal."""
    groups: defaultdict[str, list[BudgetLine]] = defaultdict(list)
    for line in table.lines:
        above = getattr(line, field)
        if above is not None and (field == "part_of" or line.part_of is None):
            groups[above].append(line)
    return groups


def _sums(table: BudgetTable, whole: BudgetLine, lines: Iterable[BudgetLine]) -> Iterator[Hit]:
    """Each column of some lines against the one that they make up."""
    listed = list(lines)
    summed = table.summed(listed, whole)
    for name in (*FIGURES, *STATED):
        figure, total = getattr(whole, name), getattr(summed, name)
        if figure is None or total is None:
            continue
        yield from off_sum(f"{place_of(table, whole)}.{name}", figure, total, len(listed), table)


def off_sum(
    place: str, printed: Amount, summed: Amount, count: int, table: BudgetTable | InvestmentTable
) -> Iterator[Hit]:
    """A printed total against the sum of so many figures, where they are farther apart than rounding explains."""
    found = apart(minus(summed, printed), count + 1, table.digits)
    if found is not None:
        told = {"printed": printed, "summed": summed, "table": table.title or table.id}
        yield Hit.at(place, gap=found[0], mismatch=found[1], **told)


@check(
    "same-total",
    Severity.ERROR,
    why="The same sum in two tables can have one value only; readers will find the other one.",
    example="The total is −100 by kind of cost and −102 by unit.",
)
def same_totals(audited: Audited) -> Iterator[Hit]:
    """The same total in two tables of one period and layout: told by most of its figures being the same."""
    alike: defaultdict[tuple[object, object], list[BudgetTable]] = defaultdict(list)
    for table in audited.report.budget_tables:
        if table.total is not None and table.period and table.unit:
            alike[table.period, table.layout].append(table)
    for first, second in (pair for tables in alike.values() for pair in combinations(tables, 2)):
        gaps = {name: (gap, one, other) for name, gap, one, other in _gaps(first, second)}
        differing = [name for name, (gap, _, _) in gaps.items() if gap]
        agreeing = [name for name, (gap, one, _) in gaps.items() if not gap and one]
        if len(agreeing) < 2 or len(differing) >= len(agreeing):
            continue
        for name in differing:
            gap, elsewhere, here = gaps[name]
            yield Hit.at(
                f"budget_tables[{second.id}].total.{name}",
                gap=gap,
                mismatch=Mismatch.MISTAKE,
                printed=here,
                elsewhere=elsewhere,
                table=first.title or first.id,
            )


def _gaps(first: BudgetTable, second: BudgetTable) -> Iterator[tuple[str, Amount, Amount, Amount]]:
    """For each figure that two totals print: how far apart they are, in the second's unit, and both."""
    for name in (*FIGURES, *STATED):
        if "forecast" in name and first.vintage != second.vintage:
            continue
        one, other = getattr(first.total, name), getattr(second.total, name)
        if one is not None and other is not None:
            yield name, _between(first, second, one, other), one, other


def _between(first: BudgetTable, second: BudgetTable, one: Amount, other: Amount) -> Amount:
    """How far apart two figures of two tables are, in the second's unit."""
    if (first.unit, first.digits) == (second.unit, second.digits):
        found = apart(minus(one, other), 2, first.digits)
        return 0 if found is None else found[0]
    return in_unit(interval(one, first.digits), first.unit, second.unit).gap(interval(other, second.digits))


@check(
    "table-magnitude",
    Severity.WARNING,
    why="A heading with the wrong unit makes every figure under it a thousand times too large or too small.",
    example="One table says tkr and the other mnkr, and both have the total −201 471.",
)
def magnitudes(audited: Audited) -> Iterator[Hit]:
    """Two tables of one period with the same figures under different units."""
    seen: dict[tuple[object, ...], BudgetTable] = {}
    for table in audited.report.budget_tables:
        if table.total is None or table.unit is None or table.period is None:
            continue
        figures = tuple(getattr(table.total, name) for name in FIGURES)
        if sum(figure is not None and figure != 0 for figure in figures) < 2:
            continue
        other = seen.setdefault((table.period, *figures), table)
        if other.unit is not None and other.unit is not table.unit:
            yield Hit.at(
                f"budget_tables[{table.id}].unit",
                mismatch=Mismatch.MISTAKE,
                table=table.title or table.id,
                unit=table.unit,
                other=other.title or other.id,
                elsewhere=other.unit,
            )


@check(
    "excess-digits",
    Severity.WARNING,
    why="Figures that are finer than the table says they are were not rounded so: the check of its sums is too mild.",
    example="A table in whole thousands of kronor, rounded to thousands, prints 1 234.",
)
def excess_digits(audited: Audited) -> Iterator[Hit]:
    """Figures with more digits than their table is rounded to."""
    for table in audited.report.budget_tables:
        digits = table.digits
        if digits is None:
            continue
        finer = [
            line
            for line in printed(table)
            if any(_is_finer(getattr(line, name), digits) for name in (*FIGURES, *STATED))
        ]
        if finer:
            yield Hit.at(
                f"budget_tables[{table.id}].digits",
                table=table.title or table.id,
                digits=digits,
                name=called(finer[0]),
                count=len(finer),
            )


def _is_finer(value: Amount | None, digits: int) -> bool:
    if value is None or (digits >= 0 and isinstance(value, int)):
        return False
    if isinstance(value, int):
        return bool(value % 10**-digits)
    places = Decimal(value).as_tuple()
    at = -int(places.exponent) - digits  # so many of its last figures should be zeros
    return at > 0 and any(places.digits[-at:])


@check(
    "layout-doubt",
    Severity.WARNING,
    why="Where every deviation has the wrong sign, it is the table's layout that is wrong, not its rows.",
    example="Costs are printed positive, and the table is said to be signed.",
)
def layouts(audited: Audited) -> Iterator[Hit]:
    """A table whose deviations all fit when they are read with the other sign, and not as they are."""
    for table in audited.report.budget_tables:
        if table.layout not in (Layout.SIGNED, Layout.REVERSED):
            continue
        turned = _turned(table)
        if turned >= 2:
            yield Hit.at(f"budget_tables[{table.id}].layout", table=table.title or table.id, count=turned)


def _turned(table: BudgetTable) -> int:
    """How many deviations fit with the other sign; 0 as soon as one fits as it is."""
    turned = 0
    for line in printed(table):
        for stated, (budget_name, outcome_name) in COMPARED:
            told, budget, outcome = (getattr(line, name) for name in (stated, budget_name, outcome_name))
            if not told or budget is None or outcome is None:
                continue
            if _row(table, line, budget, outcome, told) is None:
                return 0
            other = plus(_read(table, budget, outcome), told)  # 0 where the sign is the other one
            turned += apart(other, 3, table.digits) is None
    return turned


def _read(table: BudgetTable, budget: Amount, outcome: Amount) -> Amount:
    return minus(budget, outcome) if table.layout is Layout.REVERSED else minus(outcome, budget)


CHECKS = (rows, totals, subtotals, parts, same_totals, magnitudes, excess_digits, layouts)
