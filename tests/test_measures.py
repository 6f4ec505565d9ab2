"""Ratios: their identities, what is undefined, and accounts that are signed wrongly; published cases stand beside it."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning import AnnualAccounts, BalanceSheet, IncomeStatement, Ratio
from kommunuppfoljning.measures import RATIOS, definition_of
from tests.published import GOTEBORG_2017, LULEA_2017

amount = st.integers(1, 10**7)


@st.composite
def accounts(draw: st.DrawFn) -> AnnualAccounts:
    depreciation = draw(amount)
    assets = draw(amount)
    equity = draw(st.integers(-assets, assets))
    revenue = draw(amount)
    return AnnualAccounts(
        year=draw(st.integers(2000, 2030)),
        income=IncomeStatement(
            revenue=revenue,
            costs=-revenue - draw(amount),
            depreciation=-depreciation,
            write_downs=-draw(st.integers(0, depreciation)),
            comparability_items=draw(st.integers(-(10**6), 10**6)),
            capital_gains=draw(st.integers(0, 10**6)),
            taxes=draw(amount),
            grants=draw(amount),
            financial_income=draw(amount),
            financial_costs=-draw(amount),
        ),
        balance=BalanceSheet(
            fixed_assets=assets,
            current_assets=0,
            equity=equity,
            provisions=assets - equity,
            long_term_debt=0,
            short_term_debt=0,
            pension_obligations=draw(amount),
            interest_bearing_debt=draw(amount),
            lent_on=0,
        ),
        gross_investment=-draw(amount),
        cash_flow=draw(amount),
        inhabitants=draw(amount),
    )


def exact(name: str, of: Any, variant: str | None = None) -> Fraction:
    value = ku.measure(name, of, variant=variant).value
    assert value is not None
    return Fraction(value)


NEAR = Fraction(1, 10**15)


@given(of=accounts())
def test_identities(of: AnnualAccounts) -> None:
    income = of.income
    assert abs(exact("net_cost_share", of) - (1 - exact("result_share", of))) < NEAR
    assert abs(exact("equity_ratio", of) + exact("debt_and_provisions_ratio", of) - 1) < NEAR
    assert income.depreciation is not None
    assert income.result is not None
    assert of.net_investment is not None
    depreciation, result, net = Fraction(-income.depreciation), Fraction(income.result), Fraction(-of.net_investment)
    identity = depreciation / net * (1 + result / depreciation)
    assert abs(exact("self_financing_ratio", of) - identity) <= NEAR * (1 + abs(identity))
    gap = exact("self_financing_ratio", of) - exact("self_financing_ratio", of, "without_write_downs")
    assert income.write_downs is not None
    assert abs(gap - Fraction(-income.write_downs) / net) < NEAR * (1 + abs(gap))
    assert exact("self_financing_ratio", of, "capped") <= 1
    assert exact("equity_ratio", of, "with_pensions") <= exact("equity_ratio", of)


@given(of=accounts())
def test_defaults_are_the_formulas(of: AnnualAccounts) -> None:
    def plain(figure: Any) -> Decimal:
        return Decimal(figure)

    income, balance = of.income, of.balance
    base = plain(income.taxes_and_grants)
    wanted = {
        "self_financing_ratio": ku.self_financing_ratio(
            result=plain(income.result),
            depreciation=-plain(income.depreciation),
            net_investment=plain(of.net_investment),
        ),
        "equity_ratio": ku.equity_ratio(equity=plain(balance.equity), total_assets=plain(balance.total_assets)),
        "result_share": ku.result_share(result=plain(income.result), taxes_and_grants=base),
        "net_cost_share": ku.net_cost_share(
            net_cost=-plain(income.net_cost) - plain(income.financial_net), taxes_and_grants=base
        ),
        "investment_share": ku.investment_share(net_investment=plain(of.net_investment), taxes_and_grants=base),
        "debt_per_inhabitant": ku.debt_per_inhabitant(
            debt=plain(balance.interest_bearing_debt), inhabitants=plain(of.inhabitants)
        ),
    }
    for name, value in wanted.items():
        assert ku.measure(name, of).value == value


def test_the_numerator_of_net_cost_is_by_its_sign() -> None:
    assert exact("net_cost_share", LULEA_2017) == Fraction(Decimal(4_384 - 445) / 4_401)
    assert exact("net_cost_share", LULEA_2017, "without_financial_net") == Fraction(Decimal(4_384) / 4_401)


@given(several=st.lists(accounts(), min_size=2, max_size=4, unique_by=lambda one: one.year))
def test_several_years(several: list[AnnualAccounts]) -> None:
    for rule in RATIOS:
        sums = ku.measure(rule.name, several, variant=rule.variant)
        mean = ku.measure(rule.name, several, variant=rule.variant, averaging="mean")
        parts = [exact(rule.name, one, rule.variant) for one in several]
        assert mean.value is not None
        assert sums.value is not None
        assert abs(Fraction(mean.value) - sum(parts, Fraction(0)) / len(parts)) <= NEAR * (
            1 + abs(Fraction(mean.value))
        )
        assert rule.most or min(parts) - NEAR <= Fraction(sums.value) <= max(parts) + NEAR
        assert (sums.averaging, mean.averaging) == ("sums", "mean")
        assert set(mean.terms) == {str(one.year) for one in several}


def test_every_variant_is_worked_out_where_its_figures_are_there() -> None:
    found = ku.measures_of(GOTEBORG_2017)
    assert {ratio.name for ratio in found} == {
        "equity_ratio", "debt_and_provisions_ratio", "result_share", "net_cost_share"
    }  # fmt: skip
    assert all(ratio.source and ratio.variant for ratio in found)
    assert len({(rule.name, rule.variant) for rule in RATIOS}) == len(RATIOS)


def test_adherence_by_hand() -> None:
    line = ku.BudgetLine(
        id="va", kind=ku.LineKind.COST, layout=ku.Layout.MAGNITUDE, period_budget=10, period_outcome=60, annual_budget=0
    )
    assert ku.budget_adherence(line).value == -5
    gross = ku.budget_adherence(line, gross_cost=1_000)
    assert (gross.value, gross.variant, gross.flags) == (Decimal("-0.05"), "gross_cost", ("small_denominator",))
    assert ku.budget_adherence(line, deviation="forecast").value is None
    turned = ku.BudgetLine(id="a", layout=ku.Layout.SIGNED, period_budget=-10, period_outcome=5)
    assert (ku.budget_adherence(turned).value, ku.budget_adherence(turned).flags) == (
        Decimal("1.5"),
        ("opposite_signs",),
    )
    assert "Budget och utfall har olika tecken" in ku.explain(ku.budget_adherence(turned))
    assert ku.budget_adherence(turned, gross_cost=-100).flags == ()  # of the gross cost the share says something
    assert ku.result_adherence(result=153, budgeted_result=50).value == Decimal("2.06")
    for result, budgeted in ((5, 0), (5, -5), (None, 5), (5, None)):
        assert ku.result_adherence(result=result, budgeted_result=budgeted).value is None
    assert ku.net_cost_deviation(net_cost=943, reference_cost=1_000).value == Decimal("-0.057")
    assert ku.net_cost_deviation(net_cost=943, reference_cost=0).value is None
    text = ku.explain(ku.net_cost_deviation(net_cost=943, reference_cost=1_000)).replace("\xa0", " ")
    assert text.startswith(
        "Nettokostnadsavvikelsen är −5,7 % (mot referenskostnaden). Den är (verksamhetens nettokostnader 943 − "
        "referenskostnad 1 000) / referenskostnad 1 000."
    )
    with pytest.raises(ku.InvalidValue, match="deviation must be 'period' or 'forecast'"):
        ku.budget_adherence(line, deviation="year")
    with pytest.raises(ku.NotFound, match="budget_adherence is not made of accounts"):
        ku.measure("budget_adherence", LULEA_2017)


def test_what_is_undefined() -> None:
    def of(**figures: Any) -> AnnualAccounts:
        return AnnualAccounts(year=2024, income=IncomeStatement(depreciation=-5, stated_result=-20), **figures)

    assert ku.measure("self_financing_ratio", of()).value is None
    assert ku.measure("self_financing_ratio", of(gross_investment=0)).value is None
    assert ku.measure("self_financing_ratio", of(gross_investment=-5, investment_income=9)).value is None
    assert ku.measure("self_financing_ratio", of(gross_investment=-5)).value == -3
    assert ku.measure("debt_per_inhabitant", of(inhabitants=0)).value is None
    assert ku.measure("result_share", [of(), attrs.evolve(of(), year=2023)], averaging="mean").value is None


def test_bad_accounts_and_questions() -> None:
    with pytest.raises(ku.InvalidValue, match="costs must be at most 0, costs are negative, got 5"):
        IncomeStatement(costs=5)
    with pytest.raises(ku.InvalidValue, match="write_downs are a part of depreciation -5, got -6"):
        IncomeStatement(depreciation=-5, write_downs=-6)
    with pytest.raises(ku.InvalidValue, match="gross_investment must be at most 0"):
        AnnualAccounts(year=2024, gross_investment=5)
    with pytest.raises(ku.InvalidValue, match="investment_income must be at least 0"):
        AnnualAccounts(year=2024, investment_income=-5)
    with pytest.raises(ku.InvalidValue, match="inhabitants must be at least 0"):
        AnnualAccounts(year=2024, inhabitants=-5)
    with pytest.raises(ku.InvalidValue, match="lent_on must be at most interest_bearing_debt 5, got 6"):
        BalanceSheet(interest_bearing_debt=5, lent_on=6)
    with pytest.raises(ku.NotFound, match="no ratio 'x'; there are self_financing_ratio"):
        definition_of("x")
    with pytest.raises(ku.NotFound, match="no variant 'x' of equity_ratio; there are balance_sheet, with_pensions"):
        ku.measure("equity_ratio", LULEA_2017, variant="x")
    with pytest.raises(ku.InvalidValue, match="accounts must be of at least one year"):
        ku.measure("equity_ratio", [])
    with pytest.raises(ku.InvalidValue, match="must be of one entity and in one unit"):
        ku.measure("equity_ratio", [GOTEBORG_2017, LULEA_2017])
    with pytest.raises(ku.InvalidValue, match=r"accounts must be of each year once, got \[2017, 2017\]"):
        ku.measure("equity_ratio", [LULEA_2017, LULEA_2017])
    with pytest.raises(ku.InvalidValue, match="averaging must be 'sums' or 'mean'"):
        ku.measure("equity_ratio", LULEA_2017, averaging="median")


def test_a_ratio_as_published_still_stands() -> None:
    assert Ratio(name="equity_ratio", value=Decimal("0.4")).years == ()
