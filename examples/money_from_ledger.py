"""Norrtälje's money pages made again from a ledger: synthetic rows whose totals are those of the report.

Run it with ``python examples/money_from_ledger.py``. The report prints thousands of kronor, each row rounded by itself;
the ledger made here is in öre, and its sums round to every printed figure, deviations included. It is made up in all
else: which month, which account and which unit's revenue is anybody's guess.
"""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import attrs

import kommunuppfoljning as ku
from kommunuppfoljning import AccountLine, AccountPlan, LedgerPlan
from kommunuppfoljning.io import read_report
from kommunuppfoljning.render.text import table_text

REPORT = read_report(Path(__file__).parent / "norrtalje_2024_08.json")
MONTH = 8
ACCOUNTS = AccountPlan(
    id="ksk",
    lines=(
        AccountLine(id="intakter", name="Intäkter", kind=ku.LineKind.REVENUE, ranges=("3",)),
        AccountLine(id="kostnader", name="Kostnader", ranges=("4-6", "70-78")),
        AccountLine(id="kapitalkostnader", name="Varav kapitalkostnader", ranges=("79",), part_of="kostnader"),
    ),
)
REVENUE, COST, CAPITAL = 3010, 5010, 7910
# what the printed thousands leave open is chosen so that rounded deviations and totals come out as printed
OPEN = {
    "period_budget": {"kommundirektor": "0.45", "ekonomi": "-0.2", "hr": "-0.2", "stab": "0.1", "it": "0.1"},
    "period_outcome": {"kommundirektor": "-0.1", "ekonomi": "0.35", "hr": "0.2", "stab": "-0.45", "it": "-0.45"},
    "previous_outcome": {"stab": "-0.3", "raddning": "-0.3"},
}

Record = tuple[int, str, int, int]


def budget_table(id: str) -> ku.BudgetTable:  # noqa: A002  # as the models say
    """A budget table of the report."""
    table = REPORT.table(id)
    assert isinstance(table, ku.BudgetTable)  # noqa: S101  # an example
    return table


KINDS, UNITS = budget_table("drift-slag"), budget_table("drift-verksamhet")


def ore(line: ku.BudgetLine, column: str) -> int:
    """A printed figure in öre, with what its rounding leaves open."""
    printed = Decimal(getattr(line, column) or 0)
    return int((printed + Decimal(OPEN.get(column, {}).get(line.id, "0"))) * 100_000)


def by_unit(column: str) -> dict[str, dict[int, int]]:
    """A column's revenue, capital cost and other cost of each unit [öre]: nets and kinds as printed."""
    nets = {line.id: ore(line, column) for line in UNITS.lines}
    shares = [Fraction(net, sum(nets.values())) for net in nets.values()]
    found: dict[str, dict[int, int]] = {unit: {} for unit in nets}
    for account, kind in ((REVENUE, "intakter"), (CAPITAL, "kapitalkostnader")):
        whole = ore(KINDS[kind], column)
        parts = ku.round_to_total([share * whole for share in shares], total=whole)
        for unit, part in zip(nets, parts, strict=True):
            found[unit][account] = int(part)
    for unit, net in nets.items():
        found[unit][COST] = net - sum(found[unit].values())
    return found


def records(column: str, first: int, last: int) -> list[Record]:
    """Ledger rows from one month to another that sum to a column: debit +, as in SIE."""
    rows = []
    for unit, accounts in by_unit(column).items():
        for account, amount in accounts.items():
            parts = ku.round_to_total([Fraction(amount, last - first + 1)] * (last - first + 1), total=amount)
            rows += [(account, unit, month, -int(part)) for month, part in enumerate(parts, start=first)]
    return rows


def rest_of_budget() -> list[Record]:
    """The budget of the months that the period leaves."""
    to_date, whole = records("period_budget", 9, 12), records("annual_budget", 9, 12)
    return [(*row[:3], row[3] - before[3]) for row, before in zip(whole, to_date, strict=True)]


def remade() -> tuple[ku.BudgetTable, ku.BudgetTable]:
    """The two budget tables, from the ledgers of two years and the budget."""
    parents: dict[str, str | None] = {"ksk": None, **{line.id: "ksk" for line in UNITS.lines}}
    names = {"ksk": "Kommunstyrelsekontoret", **{line.id: line.name for line in UNITS.lines}}
    plan = LedgerPlan(parents, ACCOUNTS, layout=ku.Layout.REVERSED, names=names)
    outcome = plan.sums(plan.rows(records("period_outcome", 1, MONTH)), year=2024)
    budget = plan.sums(plan.rows([*records("period_budget", 1, MONTH), *rest_of_budget()]), year=2024)
    previous = plan.sums(plan.rows(records("previous_outcome", 1, MONTH)), year=2023)
    tables = []
    for printed, lay_out in ((KINDS, outcome.by_kind), (UNITS, outcome.by_node)):
        forecasts = {
            line.id: Decimal(line.forecast or 0) * 1000 for line in printed.lines
        }  # the units' own, not booked
        table = lay_out(
            "ksk",
            id=printed.id,
            title=printed.title,
            month=MONTH,
            budget=budget,
            previous=previous,
            forecasts=forecasts,
            vintage=printed.vintage,
        )
        tables.append(ku.in_unit(table, ku.Unit.TKR, digits=0, stated=True))
    return tables[0], tables[1]


def remade_investments(id: str) -> ku.InvestmentTable:  # noqa: A002  # as the models say
    """An investment table: decided and expected totals as printed, outcomes from the ledgers of three years."""
    table = REPORT.table(id)
    assert isinstance(table, ku.InvestmentTable)  # noqa: S101  # an example
    nodes = {f"{place}": project for place, project in enumerate(table.projects)}
    plan = LedgerPlan(
        {"alla": None, **dict.fromkeys(nodes, "alla")},
        AccountPlan(id="investeringar", lines=(AccountLine(id="utgift", ranges=("1",)),)),
        layout=ku.Layout.REVERSED,
        digits=0,
    )
    years: dict[int, list[Record]] = {2022: [], 2023: [], 2024: []}
    for node, project in nodes.items():
        last, now = int(project.previous_year or 0), int(project.period_outcome or 0)
        before = int(project.accumulated or 0) - last - now
        for year, amount in ((2022, before), (2023, last), (2024, now)):
            years[year].append((1170, node, 6, -amount))
    sums = {year: plan.sums(plan.rows(rows), year=year) for year, rows in years.items()}

    def outcome(node: str, *chosen: int) -> int:
        return sum(int(month) for year in chosen for month in sums[year].months(node))

    columns = {"accumulated": (2022, 2023, 2024), "previous_year": (2023,), "period_outcome": (2024,)}
    projects = []
    for node, project in nodes.items():
        figures: dict[str, Any] = {
            name: outcome(node, *chosen) for name, chosen in columns.items() if getattr(project, name) is not None
        }
        projects.append(attrs.evolve(project, **figures))
    made = attrs.evolve(table, projects=tuple(projects), total=None)
    whole: dict[str, Any] = {name: outcome("alla", *chosen) for name, chosen in columns.items()}
    return attrs.evolve(made, total=attrs.evolve(made.summed_total, id="summa", name="Summa", **whole))


def main() -> None:
    """Show the four tables."""
    made: list[ku.BudgetTable | ku.InvestmentTable] = [*remade()]
    made += [remade_investments(table.id) for table in REPORT.investment_tables]
    for table in made:
        print(table_text(table.to_table()))


if __name__ == "__main__":
    main()
