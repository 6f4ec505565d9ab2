"""Money is exact whatever the caller's decimal context: one that refuses every rounding changes nothing."""

from datetime import date
from decimal import Context, Decimal, Inexact, InvalidOperation, Rounded, localcontext
from typing import Any

import attrs

import kommunuppfoljning as ku
from kommunuppfoljning import BudgetLine, BudgetTable, Layout

STRICT = Context(prec=3, traps=[Inexact, Rounded, InvalidOperation])


def everything() -> list[Any]:
    """A result of each verb, on figures with more digits than the context keeps."""
    budget, outcome = Decimal("-1234567.89"), Decimal("-1134567.11")
    surplus, more = Decimal("1134567.11"), Decimal("1234567.89")
    lines = tuple(
        BudgetLine(
            id=str(place),
            period_budget=budget,
            period_outcome=outcome,
            annual_budget=Decimal("-2469135.78"),
            forecast=budget,
        )
        for place in range(3)
    )
    table = BudgetTable(id="t", layout=Layout.SIGNED, unit=ku.Unit.KR, lines=lines)
    place = ku.synthetic_municipality(first_year=2022)
    accounts = ku.AnnualAccounts(
        year=2024,
        gross_investment=budget,
        income=ku.IncomeStatement(depreciation=outcome, taxes=more, grants=surplus, stated_result=surplus),
    )
    balance = ku.BalanceRequirement(year=2024, result=budget, adjustments={"capital_gains": outcome})
    versions = tuple(
        ku.BudgetVersion(id=str(month), decided_on=date(2024, month, 1), amounts={"x": amount})
        for month, amount in enumerate((budget, outcome), start=1)
    )
    return [
        ku.explain(table),
        ku.bridge(table, unit=ku.Unit.MNKR, digits=2),
        ku.drivers(table),
        ku.pace(table["1"], month=8),
        table.split,
        ku.forecast_year(table["1"], month=8),
        ku.in_unit(table, ku.Unit.TKR, digits=0, stated=True),
        ku.in_layout(table, Layout.REVERSED),
        ku.gather([table], id="alla"),
        ku.fitting_layouts(table),
        ku.oversized_parts(table),
        ku.forecast_table(place.table(), place.history(), method=ku.METHODS[4]).table,
        ku.forecast_accuracy({"P1": budget}, outcome, budget=budget).scaled("budget"),
        [ku.explain(ratio) for ratio in ku.measures_of(accounts)],
        ku.budget_adherence(table["1"], gross_cost=budget),
        ku.reserve_ceiling(
            year=2024, result=more, adjusted_result=surplus, taxes_and_grants=more, equity_with_pensions=budget
        ),
        [ku.explain(balance), balance.to_table(), balance.deadlines, balance.carried(2025, result=surplus)],
        ku.Periodisation.even().spread(budget),
        ku.action_coverage(budget, [ku.Action(about="x", effect=surplus)]),
        ku.BudgetHistory(versions=versions).changes,
    ]


def told(result: Any) -> str:
    """All that a result holds, down to the last digit."""
    return repr(attrs.asdict(result) if attrs.has(type(result)) else result)


def test_the_callers_context_changes_nothing() -> None:
    wanted = [told(result) for result in everything()]
    with localcontext(STRICT):
        strict = [told(result) for result in everything()]
    assert strict == wanted
