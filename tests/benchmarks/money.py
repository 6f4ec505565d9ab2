"""Money: millions of ledger rows to a report's tables, against the plain roll-up of the same rows."""

from collections.abc import Iterator

import numpy as np

import kommunuppfoljning as ku
from kommunuppfoljning import KOMMUN_BAS, Layout, LedgerPlan, LedgerRows
from tests.benchmarks.rows import MANY, Least, Result, Row, Started, ratio

UNITS = 500
ACCOUNTS = (3010, 3110, 4010, 4910, 5011, 5110, 6010, 7010, 7910, 8010)


def ledger_tables(least: Least, _: Started) -> Iterator[Result]:
    """Ten million rows to the table by unit and the table by kind, each checked against the plain sums first."""
    source = np.random.default_rng(1)
    parents: dict[str, str | None] = {"kommunen": None, **{str(unit): "kommunen" for unit in range(UNITS)}}
    nodes, months = source.integers(1, UNITS + 1, MANY), source.integers(1, 13, MANY)
    accounts, amounts = source.choice(np.array(ACCOUNTS), MANY), source.integers(-(10**7), 10**7, MANY)
    rows = LedgerRows(accounts=accounts, nodes=nodes, months=months, amounts=amounts)
    plan, plain = LedgerPlan(parents, KOMMUN_BAS, layout=Layout.REVERSED), ku.RollUp(parents)

    def tables() -> tuple[ku.BudgetTable, ku.BudgetTable]:
        sums = plan.sums(rows, year=2024)
        return sums.by_node("kommunen", id="enheter", month=8), sums.by_kind("kommunen", id="slag", month=8)

    def roll_up() -> object:
        return plain.ledger(units=nodes, months=months, amounts=amounts)

    whole = plain.ledger(units=nodes, months=months, amounts=amounts)[:, :8].sum(axis=1)
    made = tables()
    for table, wanted in zip((made[0].lines, [made[1].total]), (whole[1:], whole[:1]), strict=True):
        for line, amount in zip(table, wanted, strict=True):
            if line is None or line.period_outcome is None or line.period_outcome * 100 != -int(amount):
                raise AssertionError("a table differs from the plain sums")
    best = least({"tables": tables, "plain": roll_up})
    yield ratio(
        "10⁷ ledger rows to the tables by unit and by kind", best["tables"] / best["plain"], 1.5, "the plain roll-up"
    )


MONEY = (Row("money", ledger_tables),)
