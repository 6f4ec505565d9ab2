"""Measures (*nyckeltal*): financial ratios with their variants, each able to tell its figures, its variant and source.

Nynäshamn financed 74 % of its investments of 2018 itself, 70 % if write-downs are left out (thousands of kronor):

>>> from kommunuppfoljning.statements import IncomeStatement
>>> accounts = AnnualAccounts(year=2018, gross_investment=-124_000, income=IncomeStatement(
...     depreciation=-68_806, write_downs=-5_291, stated_result=23_400))
>>> ratio = measure("self_financing_ratio", accounts)
>>> ratio, dict(ratio.terms)
(Ratio(name='self_financing_ratio', value=Decimal('0.7435967741935483870967741935'), variant='net'), \
{'result': 23400, 'depreciation': 68806, 'net_investment': 124000})
>>> round(measure("self_financing_ratio", accounts, variant="without_write_downs").value, 3)
Decimal('0.701')

Over several years a ratio is that of the sums, or the mean of the years' ratios; they differ, and it says which.

Source: the definitions are those of Kommuninvest and RKA (Kolada); the figures are from Nynäshamns kommun,
Årsredovisning 2018, which prints 74 %.
"""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

import attrs

from kommunuppfoljning.amounts import Amount, minus, plus, total_of
from kommunuppfoljning.arithmetic.scalars import decimal_of
from kommunuppfoljning.errors import InvalidValue, NotFound, expect, shown
from kommunuppfoljning.models import EMPTY, FrozenMapping, Model
from kommunuppfoljning.statements import AnnualAccounts

__all__ = ["RATIOS", "Definition", "Ratio", "definition_of", "measure", "measures_of"]

Term: TypeAlias = Callable[[AnnualAccounts], Amount | None]
"""A figure of a year's accounts, signed as the ratio takes it."""


@attrs.frozen(kw_only=True, repr=False)
class Ratio(Model):
    """A financial ratio with what it was made of (*nyckeltal*).

    `value` is a fraction of one (or, for a debt per inhabitant, in its unit), `None` where it is undefined; `terms` are
    its figures by name; `variant` says which of the definitions in use it follows, and `source` who has defined it.
    `years` are those it covers, `averaging` how several were put together ("sums" or "mean"), and `flags` what a reader
    should beware of.

    >>> Ratio(name="self_financing_ratio", value=1, terms={"result": 120, "net_investment": -250}).terms
    {'result': 120, 'net_investment': -250}
    """

    name: str
    value: Amount | None = None
    terms: Mapping[str, Amount | None] = EMPTY
    variant: str = ""
    source: str = ""
    years: tuple[int, ...] = ()
    averaging: str = ""
    flags: tuple[str, ...] = ()

    _told = ("name", "value", "variant")


@attrs.frozen(kw_only=True)
class Definition:
    """A ratio in one of its variants (*definition*): the terms above and below the line, and who has defined it.

    `above` and `below` name terms, with a − before those that are subtracted; `most` caps the value.
    """

    name: str
    variant: str
    above: tuple[str, ...]
    below: tuple[str, ...]
    source: str
    most: int | None = None


KOMMUNINVEST = "Kommuninvest; RKA, Kolada N03103 (skattefinansieringsgrad av investeringar)"
KOLADA = "RKA, Kolada"
PRACTICE = "Praxis i kommuners årsredovisningar"

RATIOS: tuple[Definition, ...] = (
    *(
        Definition(name="self_financing_ratio", variant=variant, above=above, below=(below,), source=source, most=most)
        for variant, above, below, source, most in (
            ("net", ("result", "depreciation"), "net_investment", KOMMUNINVEST, None),
            ("gross", ("result", "depreciation"), "gross_investment", PRACTICE, None),
            ("without_write_downs", ("result", "planned_depreciation"), "net_investment", PRACTICE, None),
            (
                "without_comparability_items",
                ("result", "-comparability_items", "depreciation"),
                "net_investment",
                PRACTICE,
                None,
            ),
            ("without_capital_gains", ("result", "-capital_gains", "depreciation"), "net_investment", PRACTICE, None),
            ("cash_flow", ("cash_flow",), "net_investment", PRACTICE, None),
            ("capped", ("result", "depreciation"), "net_investment", PRACTICE, 1),
        )
    ),
    Definition(name="equity_ratio", variant="balance_sheet", above=("equity",), below=("total_assets",), source=KOLADA),
    Definition(
        name="equity_ratio",
        variant="with_pensions",
        above=("equity", "-pension_liability"),
        below=("total_assets",),
        source=KOLADA,
    ),
    Definition(
        name="debt_and_provisions_ratio",
        variant="balance_sheet",
        above=("debt_and_provisions",),
        below=("total_assets",),
        source=PRACTICE,
    ),
    Definition(name="result_share", variant="result", above=("result",), below=("taxes_and_grants",), source=KOLADA),
    Definition(
        name="result_share",
        variant="without_comparability_items",
        above=("result", "-comparability_items"),
        below=("taxes_and_grants",),
        source=PRACTICE,
    ),
    Definition(
        name="result_share",
        variant="without_capital_gains",
        above=("result", "-capital_gains"),
        below=("taxes_and_grants",),
        source=PRACTICE,
    ),
    Definition(
        name="net_cost_share",
        variant="with_financial_net",
        above=("net_cost", "-financial_net"),
        below=("taxes_and_grants",),
        source=KOLADA,
    ),
    Definition(
        name="net_cost_share",
        variant="without_financial_net",
        above=("net_cost",),
        below=("taxes_and_grants",),
        source=PRACTICE,
    ),
    *(
        Definition(name="investment_share", variant=below, above=("net_investment",), below=(below,), source=source)
        for below, source in (("taxes_and_grants", KOLADA), ("gross_cost", PRACTICE), ("net_cost", PRACTICE))
    ),
    Definition(
        name="investment_share", variant="gross", above=("gross_investment",), below=("gross_cost",), source=PRACTICE
    ),
    Definition(name="debt_per_inhabitant", variant="all", above=("debt",), below=("inhabitants",), source=KOLADA),
    Definition(
        name="debt_per_inhabitant",
        variant="without_lent_on",
        above=("debt", "-lent_on"),
        below=("inhabitants",),
        source=PRACTICE,
    ),
)
"""Every ratio that accounts give, in every variant; the first of a name is its default."""

NORRTALJE = "Norrtälje kommun, indikatorer i mål och budget"
ADHERENCES: tuple[Definition, ...] = (
    Definition(
        name="budget_adherence", variant="net_budget", above=("deviation",), below=("net_budget",), source=NORRTALJE
    ),
    Definition(
        name="budget_adherence", variant="gross_cost", above=("deviation",), below=("gross_cost",), source=PRACTICE
    ),
    Definition(
        name="result_adherence",
        variant="result",
        above=("result", "-budgeted_result"),
        below=("budgeted_result",),
        source=NORRTALJE,
    ),
    Definition(
        name="net_cost_deviation",
        variant="reference",
        above=("net_cost", "-reference_cost"),
        below=("reference_cost",),
        source=KOLADA,
    ),
)
"""Those that are made of a budget or a reference cost, by `adherences`."""


def _size(amount: Amount | None) -> Amount | None:
    """A cost or an expenditure as a positive amount."""
    return None if amount is None else minus(0, amount)


def _planned(accounts: AnnualAccounts) -> Amount | None:
    income = accounts.income
    if income.depreciation is None or income.write_downs is None:
        return None
    return minus(income.write_downs, income.depreciation)


def _comparability_items(accounts: AnnualAccounts) -> Amount | None:
    """With extraordinary items: what Göteborg prints is without both."""
    return total_of((accounts.income.comparability_items, accounts.income.extraordinary))


TERMS: Mapping[str, Term] = FrozenMapping(
    {
        "result": lambda of: of.income.result,
        "depreciation": lambda of: _size(of.income.depreciation),
        "planned_depreciation": _planned,
        "comparability_items": _comparability_items,
        "capital_gains": lambda of: of.income.capital_gains,
        "cash_flow": lambda of: of.cash_flow,
        "net_investment": lambda of: _size(of.net_investment),
        "gross_investment": lambda of: _size(of.gross_investment),
        "equity": lambda of: of.balance.equity,
        "pension_liability": lambda of: of.balance.pension_liability,
        "total_assets": lambda of: of.balance.total_assets,
        "debt_and_provisions": lambda of: of.balance.debt_and_provisions,
        "taxes_and_grants": lambda of: of.income.taxes_and_grants,
        "net_cost": lambda of: _size(of.income.net_cost),
        # without depreciation, as Göteborg has it: what it prints comes out in no other way
        "gross_cost": lambda of: _size(of.income.costs),
        "financial_net": lambda of: of.income.financial_net,
        "debt": lambda of: of.balance.interest_bearing_debt,
        "lent_on": lambda of: of.balance.lent_on,
        "inhabitants": lambda of: of.inhabitants,
    }
)
"""The figures that ratios are made of; costs and investments as positive amounts."""
POSITIVE = frozenset({"net_investment", "gross_investment", "inhabitants"})
"""Terms that leave a ratio undefined where they are below 0: a year with net investment income has no such ratio."""


def definition_of(name: str, variant: str | None = None) -> Definition:
    """The definition of a ratio (*definition*), by default in its first variant; `NotFound` lists what there is."""
    named = [one for one in (*RATIOS, *ADHERENCES) if one.name == name]
    if not named:
        known = ", ".join(dict.fromkeys(one.name for one in (*RATIOS, *ADHERENCES)))
        raise NotFound(f"no ratio {shown(name)}; there are {known}")
    for one in named:
        if variant in (None, one.variant):
            return one
    raise NotFound(f"no variant {shown(variant)} of {name}; there are {', '.join(one.variant for one in named)}")


def measure(
    name: str,
    accounts: AnnualAccounts | Iterable[AnnualAccounts],
    *,
    variant: str | None = None,
    averaging: str = "sums",
) -> Ratio:
    """Work out a ratio from accounts (*beräkna nyckeltal*).

    Parameters
    ----------
    name, variant
        One of `RATIOS`; by default its first variant.
    accounts
        Of one year, or of several.
    averaging
        Several years as "sums", the ratio of their sums, or "mean", the mean of their ratios.

    Returns
    -------
    A fraction of one (a debt per inhabitant in the accounts' unit) of 28 digits, with its terms, its variant and its
    source. Undefined (`None`) where a term is missing, where what is divided by is 0, and in a year with a net
    investment income.

    Raises
    ------
    NotFound
        For an unknown name or variant.
    InvalidValue
        For no accounts, a year that is there twice, and years of different units or entities: municipality and group
        are different objects.
    """
    rule = definition_of(name, variant)
    if rule not in RATIOS:
        raise NotFound(f"measure: {name} is not made of accounts; see kommunuppfoljning.adherences")
    years = (accounts,) if isinstance(accounts, AnnualAccounts) else tuple(accounts)
    if not years:
        raise InvalidValue("measure: accounts must be of at least one year")
    for one in years:
        expect(one, AnnualAccounts, "measure: accounts")
        if (one.unit, one.entity) != (years[0].unit, years[0].entity):
            raise InvalidValue("measure: accounts must be of one entity and in one unit")
    counted = [one.year for one in years]
    if len(set(counted)) < len(counted):
        raise InvalidValue(f"measure: accounts must be of each year once, got {shown(counted)}")
    if averaging not in ("sums", "mean"):
        raise InvalidValue(f"measure: averaging must be 'sums' or 'mean', got {shown(averaging)}")
    told: dict[str, Amount | None]
    if averaging == "mean" and len(years) > 1:
        values = {str(one.year): _value(rule, _terms(rule, (one,))) for one in years}
        known = [value for value in values.values() if value is not None]
        value = sum(known, Fraction(0)) / len(known) if len(known) == len(values) else None
        told = {year: _decimal(part) for year, part in values.items()}
    else:
        told = _terms(rule, years)
        value = _value(rule, told)
    return Ratio(
        name=rule.name,
        value=_decimal(value),
        terms=told,
        variant=rule.variant,
        source=rule.source,
        years=tuple(one.year for one in years),
        averaging=averaging if len(years) > 1 else "",
    )


def measures_of(accounts: AnnualAccounts) -> tuple[Ratio, ...]:
    """Every ratio in every variant that a year's accounts have the figures for (*alla nyckeltal*)."""
    expect(accounts, AnnualAccounts, "measures_of: accounts")
    ratios = (measure(one.name, accounts, variant=one.variant) for one in RATIOS)
    return tuple(ratio for ratio in ratios if ratio.value is not None)


def _terms(rule: Definition, years: Iterable[AnnualAccounts]) -> dict[str, Amount | None]:
    names = [name.removeprefix("-") for name in (*rule.above, *rule.below)]
    listed = tuple(years)
    return {name: total_of(TERMS[name](one) for one in listed) for name in names}


def _value(rule: Definition, terms: Mapping[str, Amount | None]) -> Fraction | None:
    above, below = (_summed(part, terms) for part in (rule.above, rule.below))
    if above is None or below is None or below == 0 or (below < 0 and not POSITIVE.isdisjoint(rule.below)):
        return None
    value = Fraction(above) / Fraction(below)
    return value if rule.most is None else min(value, Fraction(rule.most))


def _summed(names: Iterable[str], terms: Mapping[str, Amount | None]) -> Amount | None:
    total: Amount = 0
    for name in names:
        term = terms[name.removeprefix("-")]
        if term is None:
            return None
        total = minus(total, term) if name.startswith("-") else plus(total, term)
    return total


def _decimal(value: Fraction | None) -> Decimal | None:
    return None if value is None else decimal_of(value)
