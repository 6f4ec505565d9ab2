r"""From ledger to deviation table (*från huvudbok till avvikelse*): lines of accounts, by unit, as a report is signed.

Which accounts make a line is said by the user, with an `AccountPlan`.

>>> from kommunuppfoljning import AccountLine, AccountPlan
>>> from kommunuppfoljning.io import read_sie
>>> ledger = read_sie(b'''#FLAGGA 0
... #RAR 0 20240101 20241231
... #PSALDO 0 202401 3011 {} -6800.00
... #PSALDO 0 202401 5010 {} 9000.00
... ''')
>>> reading = budget_table_from_sie(
...     ledger, id="drift", period=Period.for_month(2024, 1),
...     accounts=AccountPlan(id="ks", lines=(
...         AccountLine(id="intäkter", kind=LineKind.REVENUE, ranges=("3",)),
...         AccountLine(id="personal", ranges=("5",)))))
>>> [(line.id, line.period_outcome) for line in reading.table.lines]
[('intäkter', Decimal('6800.00')), ('personal', Decimal('-9000.00'))]

Source: SIE filformat 4B; Kommun-Bas (accounts of class 3 are revenue, 4 to 7 costs).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from decimal import Decimal
from typing import Any

import attrs

from kommunuppfoljning.accounts import AccountLine, AccountPlan
from kommunuppfoljning.amounts import Amount, convert, minus, plus, round_half_away, total_of
from kommunuppfoljning.budgets import BudgetLine, BudgetTable
from kommunuppfoljning.errors import InvalidValue, NotFound, expect
from kommunuppfoljning.findings import Finding
from kommunuppfoljning.io.sie import SieFile, months_of, signed
from kommunuppfoljning.io.sources import Findings
from kommunuppfoljning.periods import Period
from kommunuppfoljning.terms import Layout, LineKind, Severity, Unit

__all__ = ["TableReading", "budget_table_from_sie"]

NO_OBJECT = "-"
"""The id of the line for what is on no object of the dimension."""

_COLUMNS = ("period_budget", "period_outcome", "previous_outcome", "previous_annual", "annual_budget")
_BUDGETS = ("period_budget", "annual_budget")


@attrs.frozen(kw_only=True)
class TableReading:
    """A table that was read (*inläst tabell*), and what a person should know before it is used."""

    table: BudgetTable
    findings: tuple[Finding, ...] = ()


def budget_table_from_sie(  # noqa: PLR0913  # all that a table has beside its lines
    ledger: SieFile,
    *,
    id: str,  # noqa: A002  # the table's
    period: Period,
    accounts: AccountPlan,
    dimension: str | None = None,
    budget: SieFile | BudgetTable | None = None,
    unit: Unit = Unit.KR,
    digits: int | None = None,
    title: str = "",
) -> TableReading:
    """A table of period budget against outcome, straight from the ledger (*driftredovisning ur huvudbok*).

    Parameters
    ----------
    ledger
        From `read_sie`.
    id, title, unit, digits
        The table's. Amounts are exact where `digits` is `None`, else rounded half away from zero.
    period
        Whole months of one year, such as ``Period.year_to_date(date(2024, 8, 31))``.
    accounts
        Which accounts make which line; those that it ignores, such as the balance sheet's, are left out.
    dimension
        The number of the dimension whose objects are units ("1" is *ansvar*, *kostnadsställe*); a line for each unit,
        with the lines of accounts below it. `None`: no units.
    budget
        Where the budget is, when not in the ledger: another SIE file with `#PBUDGET`, or a table in signs of its own
        whose lines have the ids of the lines here (``"1100"``, ``"1100/personal"``), or their names.

    Returns
    -------
    The table [unit], signed: revenue positive, costs negative. Findings tell of accounts in no line, of lines without
    a budget and of budgets without a line.

    Raises
    ------
    InvalidType, InvalidValue
        For a period that is not of whole months, and a dimension that the file does not have.

    References
    ----------
    SIE filformat 4B; RKR R14 *Drift- och investeringsredovisning*.
    """
    expect(ledger, SieFile, "budget_table_from_sie: ledger")
    expect(unit, Unit, "budget_table_from_sie: unit")
    expect(accounts, AccountPlan, "budget_table_from_sie: accounts")
    if dimension is not None and dimension not in {of for of, _ in ledger.objects} | set(ledger.dimensions):
        known = ", ".join(f"{number} ({name})" for number, name in ledger.dimensions.items()) or "none"
        raise InvalidValue(f"budget_table_from_sie: {ledger.name} has no dimension {dimension!r}; there are {known}")
    found = Findings(ledger.name)
    year = Period.for_year(period.end.year)
    planned = budget if isinstance(budget, SieFile) else ledger
    columns = {
        "period_budget": (planned, period, True),
        "period_outcome": (ledger, period, False),
        "previous_outcome": (ledger, period.previous_year(), False),
        "previous_annual": (ledger, year.previous_year(), False),
        "annual_budget": (planned, year, True),
    }
    takers = _takers(accounts)
    figures: dict[tuple[str, str], dict[str, Amount]] = defaultdict(dict)
    left: set[str] = set()
    for column, (source, span, is_budget) in columns.items():
        lacking = source.months_without(span, budget=is_budget)
        if lacking:
            if len(lacking) < len(months_of(span)) or column == "period_outcome":
                found.add("sie-months", Severity.WARNING, column=column, months=", ".join(map(str, lacking)))
            continue
        for (unit_id, account), amount in _changes(source, dimension, span, is_budget=is_budget).items():
            holders = takers(account)
            if holders is None:
                if amount:
                    left.add(account)
                continue
            for one in holders:
                cells = figures[unit_id, one.id]
                cells[column] = plus(cells.get(column, 0), signed(amount))
    for account in sorted(left):
        found.add("sie-account-left", Severity.INFO, account=account, name=ledger.accounts.get(account, ""))
    lines = _lines(ledger, accounts.lines, figures, dimension)
    turned = [_turned(line, unit, digits) for line in lines]
    if isinstance(budget, BudgetTable):
        turned = _budgeted(turned, budget, unit, digits, found)
    budgeted = {line.id for line in turned if line.period_budget is not None}
    for line in turned:
        if line.period_outcome is not None and line.part_of is None and not budgeted & {line.id, line.parent}:
            found.add("sie-no-budget", Severity.INFO, line=line.name or line.id)
    table = BudgetTable(
        id=id,
        title=title,
        unit=unit,
        digits=None if digits is None else digits,
        period=period,
        layout=Layout.SIGNED,
        lines=tuple(turned),
    )
    return TableReading(table=table, findings=(*ledger.findings, *found.told()))


def _takers(plan: AccountPlan) -> Callable[[str], tuple[AccountLine, ...] | None]:
    """The lines that an account counts in, a part and its whole: none where ignored, `None` where none takes it."""
    known: dict[str, tuple[AccountLine, ...] | None] = {}

    def takers(account: str) -> tuple[AccountLine, ...] | None:
        if account not in known:
            known[account] = None
            if account.isascii() and account.isdecimal():
                with suppress(NotFound, InvalidValue):
                    line = plan.line_of(int(account))
                    whole = None if line is None or line.part_of is None else plan[line.part_of]
                    known[account] = tuple(one for one in (line, whole) if one is not None)
        return known[account]

    return takers


def _changes(
    source: SieFile, dimension: str | None, span: Period, *, is_budget: bool
) -> Mapping[tuple[str, str], Decimal]:
    if dimension is not None:
        return source.by_object(dimension, span, budget=is_budget)
    return {("", account): amount for account, amount in source.by_account(span, budget=is_budget).items()}


def _lines(
    ledger: SieFile,
    lines_of: tuple[AccountLine, ...],
    figures: Mapping[tuple[str, str], dict[str, Amount]],
    dimension: str | None,
) -> list[BudgetLine]:
    """The lines of accounts, below one for each unit where there are units."""
    lines = []
    for unit in sorted({unit for unit, _ in figures}, key=lambda unit: (unit == "", unit)):
        below: list[BudgetLine] = []
        place = unit or NO_OBJECT
        for one in lines_of:
            cells: dict[str, Any] = figures.get((unit, one.id), {})
            if not cells:
                continue
            prefix = "" if dimension is None else f"{place}/"
            part_of = None if one.part_of is None else f"{prefix}{one.part_of}"
            parent = place if dimension is not None and part_of is None else None
            below.append(
                BudgetLine(
                    id=f"{prefix}{one.id}", name=one.name, kind=one.kind, part_of=part_of, parent=parent, **cells
                )
            )
        known = {line.id for line in below}
        below = [line if line.part_of in known else attrs.evolve(line, part_of=None) for line in below]
        if dimension is not None:
            name = ledger.objects.get((dimension, unit), "")
            sums = _summed([line for line in below if line.part_of is None])
            lines.append(BudgetLine(id=place, name=name, **sums))
        lines += below
    return lines


def _summed(lines: Iterable[BudgetLine]) -> dict[str, Any]:
    """The sum of each column: a ledger that has nothing on a line has 0 there; what no line has is missing."""
    sums: dict[str, Amount] = {}
    for line in lines:
        for column in _COLUMNS:
            figure = getattr(line, column)
            if figure is not None:
                sums[column] = plus(sums.get(column, 0), figure)
    return sums


def _turned(line: BudgetLine, unit: Unit, digits: int | None) -> BudgetLine:
    """A line in kr as the table's unit has it."""
    figures: dict[str, Any] = {column: _in_unit(getattr(line, column), Unit.KR, unit, digits) for column in _COLUMNS}
    return attrs.evolve(line, **figures)


def _in_unit(figure: Amount | None, source: Unit, target: Unit, digits: int | None) -> Amount | None:
    if figure is None:
        return None
    moved: Amount = convert(figure, source=source, target=target)
    if digits is None:
        return moved
    rounded = round_half_away(moved, digits)
    return int(rounded) if digits <= 0 else rounded


def _budgeted(
    lines: list[BudgetLine], budget: BudgetTable, unit: Unit, digits: int | None, found: Findings
) -> list[BudgetLine]:
    """The lines with the budgets of a table, in the signs and the unit of the lines."""
    if budget.unit is None or budget.layout not in (Layout.SIGNED, Layout.REVERSED, Layout.MAGNITUDE):
        raise InvalidValue(
            f"budget_table_from_sie: the budget {budget.id!r} must say its unit and a layout of amounts, got "
            f"{budget.unit} and {budget.layout}"
        )
    used: set[str] = set()
    planned: list[BudgetLine] = []
    for line in lines:
        fitting = [one for one in budget.lines if one.id == line.id] or [
            one for one in budget.lines if one.name and one.name == line.name and line.parent is None
        ]
        if len(fitting) == 1:
            used.add(fitting[0].id)
            line = attrs.evolve(line, **_planned(fitting[0], line.kind, budget.unit, unit, digits))  # noqa: PLW2901
        planned.append(line)
    for one in budget.lines:
        if one.id not in used:
            found.add("sie-budget-left", Severity.WARNING, line=one.name or one.id)
    return [_with_parts_budget(line, planned) for line in planned]


def _planned(planned: BudgetLine, kind: LineKind, source: Unit, target: Unit, digits: int | None) -> dict[str, Any]:
    """The budgets of a line of another table, in signs of a report."""
    turned = planned.layout is Layout.REVERSED or (
        planned.layout is Layout.MAGNITUDE and LineKind.COST in (planned.kind, kind)
    )
    figures = {column: _in_unit(getattr(planned, column), source, target, digits) for column in _BUDGETS}
    return {column: minus(0, figure) if turned else figure for column, figure in figures.items() if figure is not None}


def _with_parts_budget(line: BudgetLine, lines: list[BudgetLine]) -> BudgetLine:
    """A unit without a budget of its own, with the sum of its lines' where each has one."""
    below = [one for one in lines if one.parent == line.id]
    sums: dict[str, Any] = {
        column: total_of(getattr(one, column) for one in below) for column in _BUDGETS if getattr(line, column) is None
    }
    return attrs.evolve(line, **sums) if below else line
