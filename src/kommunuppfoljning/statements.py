"""Statements of accounts (*räkenskaper*): income statement and balance sheet, for ratios to stand on.

Göteborg's income statement of 2017 and its balance sheet at the end of that year, in millions of kronor:

>>> income = IncomeStatement(revenue=10_866, costs=-38_339, depreciation=-1_400, taxes=26_572, grants=3_827,
...                          financial_income=1_158, financial_costs=-556)
>>> income.net_cost, income.operating_result, income.result
(-28873, 1526, 2128)
>>> balance = BalanceSheet(fixed_assets=60_455, current_assets=15_728, equity=22_300, provisions=3_721,
...                        long_term_debt=35_442, short_term_debt=14_719)
>>> balance.total_assets, balance.total_funding
(76183, 76182)

The two sides of the sheet differ by one, since each row was rounded by itself.

Every amount is signed: revenue +, costs −, investment expenditure −; assets, equity, provisions and debt are +.

Source: lagen (2018:597) om kommunal bokföring och redovisning 5 och 6 kap. (the rows of the two statements); the
figures are from Göteborgs Stad, Årsredovisning 2017, block 5.
"""

from datetime import date
from decimal import Decimal

import attrs

from kommunuppfoljning.amounts import Amount, minus, plus, total_of
from kommunuppfoljning.errors import InvalidValue, shown
from kommunuppfoljning.models import Model
from kommunuppfoljning.terms import Basis, Unit

__all__ = ["PAYROLL_TAX", "AnnualAccounts", "BalanceSheet", "IncomeStatement"]

PAYROLL_TAX = Decimal("0.2426")
"""The special payroll tax on pensions: lag (1991:687) om särskild löneskatt på pensionskostnader."""


@attrs.frozen(kw_only=True, repr=False)
class IncomeStatement(Model):
    """An income statement (*resultaträkning*), revenue + and costs −.

    Parameters
    ----------
    revenue, costs, depreciation
        Of operations; depreciation with write-downs, a negative amount.
    write_downs, comparability_items, capital_gains
        Of which: write-downs in depreciation (≤ 0), items affecting comparability, capital gains.
    taxes, grants
        Tax revenue, and general state grants with equalisation.
    financial_income, financial_costs, extraordinary
        Below the operating result; none printed is none.
    tax
        On the year's result, in a group; none in a municipality.
    stated_result
        As published.

    Raises
    ------
    InvalidType, InvalidValue
        For a field of the wrong kind, costs or depreciation above 0 (they are signed), and write-downs larger than the
        depreciation that they are a part of.
    """

    revenue: Amount | None = None
    costs: Amount | None = None
    depreciation: Amount | None = None
    write_downs: Amount | None = None
    comparability_items: Amount | None = None
    capital_gains: Amount | None = None
    taxes: Amount | None = None
    grants: Amount | None = None
    financial_income: Amount = 0
    financial_costs: Amount = 0
    extraordinary: Amount = 0
    tax: Amount = 0
    stated_result: Amount | None = None

    _told = ("revenue", "costs", "taxes", "grants", "stated_result")

    def _validate(self) -> None:
        for name in ("costs", "depreciation", "write_downs", "financial_costs"):
            amount = getattr(self, name)
            if amount is not None and amount > 0:
                raise InvalidValue(
                    f"IncomeStatement: {name} must be at most 0, costs are negative, got {shown(amount)}"
                )
        if self.write_downs is not None and self.depreciation is not None and self.write_downs < self.depreciation:
            raise InvalidValue(
                f"IncomeStatement: write_downs are a part of depreciation {self.depreciation}, got {self.write_downs}"
            )

    @property
    def net_cost(self) -> Amount | None:
        """The net cost of operations (*verksamhetens nettokostnader*)."""
        return total_of((self.revenue, self.costs, self.depreciation))

    @property
    def taxes_and_grants(self) -> Amount | None:
        """What most ratios divide by (*skatteintäkter, generella statsbidrag och utjämning*)."""
        return total_of((self.taxes, self.grants))

    @property
    def operating_result(self) -> Amount | None:
        """The result of operations (*verksamhetens resultat*)."""
        return total_of((self.net_cost, self.taxes_and_grants))

    @property
    def financial_net(self) -> Amount:
        """Financial income less financial costs (*finansnetto*)."""
        return plus(self.financial_income, self.financial_costs)

    @property
    def result_after_financial_items(self) -> Amount | None:
        """The result after financial items (*resultat efter finansiella poster*)."""
        return total_of((self.operating_result, self.financial_net))

    @property
    def result(self) -> Amount | None:
        """The year's result (*årets resultat*): computed, or as published where its parts are not there."""
        computed = total_of((self.result_after_financial_items, self.extraordinary, self.tax))
        return self.stated_result if computed is None else computed


@attrs.frozen(kw_only=True, repr=False)
class BalanceSheet(Model):
    """A balance sheet (*balansräkning*), every amount positive as printed.

    Parameters
    ----------
    on
        The day.
    fixed_assets, infrastructure_grants, current_assets
        The assets (*anläggningstillgångar, bidrag till infrastruktur, omsättningstillgångar*).
    equity, provisions, long_term_debt, short_term_debt
        What funds them; equity may be negative.
    pension_obligations, payroll_tax
        Outside the sheet (*ansvarsförbindelse*): obligations earned before 1998, and the special payroll tax on them.
        Where the tax is not given the obligations are taken to hold it.
    interest_bearing_debt, lent_on
        Of the debt: what bears interest, and what of that is lent on to companies.
    stated_total
        The total as published.

    Raises
    ------
    InvalidType, InvalidValue
        For a field of the wrong kind, and more lent on than borrowed.
    """

    on: date | None = None
    fixed_assets: Amount | None = None
    infrastructure_grants: Amount = 0
    current_assets: Amount | None = None
    equity: Amount | None = None
    provisions: Amount | None = None
    long_term_debt: Amount | None = None
    short_term_debt: Amount | None = None
    pension_obligations: Amount | None = None
    payroll_tax: Amount | None = None
    interest_bearing_debt: Amount | None = None
    lent_on: Amount | None = None
    stated_total: Amount | None = None

    _told = ("on", "equity", "stated_total")

    def _validate(self) -> None:
        if (
            self.lent_on is not None
            and self.interest_bearing_debt is not None
            and self.lent_on > self.interest_bearing_debt
        ):
            raise InvalidValue(
                f"BalanceSheet: lent_on must be at most interest_bearing_debt {self.interest_bearing_debt}, "
                f"got {self.lent_on}"
            )

    @property
    def total_assets(self) -> Amount | None:
        """The sum of assets (*summa tillgångar*): computed, or as published where its parts are not there."""
        computed = total_of((self.fixed_assets, self.infrastructure_grants, self.current_assets))
        return self.stated_total if computed is None else computed

    @property
    def debt_and_provisions(self) -> Amount | None:
        """Provisions and all debt (*avsättningar och skulder*)."""
        return total_of((self.provisions, self.long_term_debt, self.short_term_debt))

    @property
    def total_funding(self) -> Amount | None:
        """Equity, provisions and debt (*summa eget kapital, avsättningar och skulder*)."""
        return total_of((self.equity, self.debt_and_provisions))

    @property
    def pension_liability(self) -> Amount | None:
        """Obligations outside the sheet with their payroll tax (*ansvarsförbindelse inklusive löneskatt*)."""
        if self.pension_obligations is None or self.payroll_tax is None:
            return self.pension_obligations
        return plus(self.pension_obligations, self.payroll_tax)

    @property
    def equity_with_pensions(self) -> Amount | None:
        """Equity less the obligations outside the sheet (*eget kapital inklusive ansvarsförbindelsen*)."""
        liability = self.pension_liability
        return None if self.equity is None or liability is None else minus(self.equity, liability)


@attrs.frozen(kw_only=True, repr=False)
class AnnualAccounts(Model):
    """What the ratios of a year are made of (*bokslut*): of a municipality or its group, which are different objects.

    Parameters
    ----------
    year, entity, unit, basis
        The year, whose accounts ("kommunen", "koncernen"), in what unit, and whether they are outcome or forecast.
    income, balance
        The two statements.
    gross_investment, investment_income
        Expenditure (≤ 0), and grants and sales that help to pay for it (≥ 0).
    cash_flow
        From operations (*kassaflöde från den löpande verksamheten*); the investments beside it are best those of the
        cash flow statement too.
    inhabitants, inhabitants_on
        The population, and the day that it is of: by custom 31 December.

    Raises
    ------
    InvalidType, InvalidValue
        For a field of the wrong kind, an expenditure above 0, an income below 0, and a negative population.
    """

    year: int
    entity: str = ""
    unit: Unit | None = None
    basis: Basis = Basis.OUTCOME
    income: IncomeStatement = attrs.field(factory=IncomeStatement)
    balance: BalanceSheet = attrs.field(factory=BalanceSheet)
    gross_investment: Amount | None = None
    investment_income: Amount = 0
    cash_flow: Amount | None = None
    inhabitants: int | None = None
    inhabitants_on: date | None = None

    _told = ("year", "entity", "unit")

    def _validate(self) -> None:
        if self.gross_investment is not None and self.gross_investment > 0:
            raise InvalidValue(
                f"AnnualAccounts {self.year}: gross_investment must be at most 0, expenditure is negative, "
                f"got {self.gross_investment}"
            )
        if self.investment_income < 0:
            raise InvalidValue(
                f"AnnualAccounts {self.year}: investment_income must be at least 0, got {self.investment_income}"
            )
        if self.inhabitants is not None and self.inhabitants < 0:
            raise InvalidValue(f"AnnualAccounts {self.year}: inhabitants must be at least 0, got {self.inhabitants}")

    @property
    def net_investment(self) -> Amount | None:
        """Expenditure less what helps to pay for it (*nettoinvesteringar*), ≤ 0; above 0 it is a net income."""
        return None if self.gross_investment is None else plus(self.gross_investment, self.investment_income)
