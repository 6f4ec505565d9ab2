"""How a table was read (*tvivel om läsningen*): sums among their parts, signs that nobody knows, units that differ."""

from collections.abc import Iterator
from fractions import Fraction

from kommunuppfoljning.amounts import minus, size_of
from kommunuppfoljning.audits.checking import Audited, Hit, called, check
from kommunuppfoljning.audits.spans import apart
from kommunuppfoljning.audits.tables import COMPARED, DERIVED, place_of, printed
from kommunuppfoljning.budgets import BudgetLine, BudgetTable
from kommunuppfoljning.terms import Layout, Mismatch, Severity
from kommunuppfoljning.total_rows import stray_totals

__all__ = ["CHECKS"]

POWERS = (3, 6)
"""What lies between kr and tkr, and between kr and mnkr."""


@check(
    "total-among-lines",
    Severity.WARNING,
    why="A sum that stands among its parts is counted beside them, and every total of the table is too large.",
    example="IT, HR and Summa are three lines, and no total is said.",
)
def totals_among_lines(audited: Audited) -> Iterator[Hit]:
    """A line that is a total by its name, with nothing under it, beside others."""
    for table in audited.report.budget_tables:
        for line in stray_totals(table):
            yield Hit.at(place_of(table, line), mismatch=Mismatch.MISTAKE, table=_titled(table), name=called(line))


@check(
    "sign-unknown",
    Severity.WARNING,
    why="Where nothing says what is favourable no deviation can be derived, and none that is printed can be checked.",
    example="Costs are printed positive in a table of magnitudes, and no line says that it is a cost.",
)
def unknown_signs(audited: Audited) -> Iterator[Hit]:
    """Lines with a budget and an outcome, or a printed deviation, whose layout and kind tell no sign."""
    for table in audited.report.budget_tables:
        silent = [line for line in printed(table) if not line.tells_sign and _compares(line)]
        if silent:
            yield Hit.at(
                f"budget_tables[{table.id}].layout", table=_titled(table), name=called(silent[0]), count=len(silent)
            )


def _compares(line: BudgetLine) -> bool:
    return any(
        getattr(line, stated) is not None or (getattr(line, budget) is not None and getattr(line, outcome) is not None)
        for stated, (budget, outcome) in COMPARED
    )


@check(
    "deviations-doubt",
    Severity.WARNING,
    why="Amounts that are read as deviations make every surplus and deficit as large as what was spent.",
    example="A table of deviations has an outcome of −90 beside a printed deviation of 10.",
)
def doubtful_deviations(audited: Audited) -> Iterator[Hit]:
    """A table of deviations whose lines print other deviations than those."""
    for table in audited.report.budget_tables:
        if table.layout is not Layout.DEVIATIONS:
            continue
        other = [
            line
            for line in printed(table)
            for stated, (_, outcome) in COMPARED
            if (told := getattr(line, stated)) is not None
            and (read := getattr(line, outcome)) is not None
            and apart(minus(read, told), 2, table.digits) is not None
        ]
        if other:
            yield Hit.at(
                f"budget_tables[{table.id}].layout",
                mismatch=Mismatch.MISTAKE,
                table=_titled(table),
                name=called(other[0]),
                count=len(other),
            )


@check(
    "column-magnitude",
    Severity.WARNING,
    why="A column in another unit than the one it is held against makes each deviation as large as the larger one.",
    example="Budgets are in tkr and outcomes in kr: each outcome is about a thousand times its budget.",
)
def column_magnitudes(audited: Audited) -> Iterator[Hit]:
    """Two columns that are compared, of which one is about a thousand or a million times the other on every line."""
    for table in audited.report.budget_tables:
        if table.layout is Layout.DEVIATIONS:
            continue
        for budget_name, outcome_name in DERIVED.values():
            found = _apart(table, budget_name, outcome_name)
            if found is not None:
                line, power = found
                yield Hit.at(
                    f"{place_of(table, line)}.{outcome_name}",
                    mismatch=Mismatch.MISTAKE,
                    table=_titled(table),
                    name=called(line),
                    times=10 ** abs(power),
                    budget=size_of(getattr(line, budget_name)),
                    outcome=size_of(getattr(line, outcome_name)),
                )


def _apart(table: BudgetTable, budget_name: str, outcome_name: str) -> tuple[BudgetLine, int] | None:
    """The first line with both figures, and the power of ten between them where it is the same on every other."""
    first: BudgetLine | None = None
    power, count = 0, 0
    for line in table.lines:
        budget, outcome = getattr(line, budget_name, None), getattr(line, outcome_name, None)
        if not budget or not outcome:
            continue
        found = _power(Fraction(size_of(outcome)) / Fraction(size_of(budget)))
        if found is None or (first is not None and found != power):
            return None  # as most tables say on their first line
        first, power, count = first or line, found, count + 1
    return (first, power) if first is not None and count > 1 else None


def _power(quotient: Fraction) -> int | None:
    """The power of ten between two units that a quotient is near, within a factor of about three."""
    for power in (sign * power for power in POWERS for sign in (1, -1)):
        if Fraction(3, 10) <= quotient / Fraction(10) ** power <= 3:
            return power
    return None


def _titled(table: BudgetTable) -> str:
    return table.title or table.id


CHECKS = (totals_among_lines, unknown_signs, doubtful_deviations, column_magnitudes)
