"""Financial ratios (*finansiella nyckeltal*): the shares that a municipality is compared and steered by.

>>> self_financing_ratio(result=120, depreciation=80, net_investment=-250)
0.8
>>> equity_ratio(equity=1000, total_assets=2500, pension_liability=400)
0.24

Sources: RKA and Kommuninvest (definitions in Kolada); RKR R17.
"""

from kommunuppfoljning.arithmetic import TYPE_CHECKING, Result, divide, formula, overload, size
from kommunuppfoljning.arithmetic.limits import NOT_NEGATIVE

if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction
    from typing import Any

    from kommunuppfoljning.arithmetic.kinds import C, Exact, Floats, Real, Scalars, Values, X

__all__ = [
    "debt_per_inhabitant",
    "equity_ratio",
    "investment_share",
    "net_cost_share",
    "result_share",
    "self_financing_ratio",
]


@overload
def self_financing_ratio(
    *, result: "Real | None", depreciation: "Real | None", net_investment: "Real | None"
) -> "float | None": ...
@overload
def self_financing_ratio(*, result: "X | None", depreciation: "X | None", net_investment: "X | None") -> "X | None": ...
@overload
def self_financing_ratio(
    *, result: "Exact | None", depreciation: "Exact | None", net_investment: "Exact | None"
) -> "Decimal | Fraction | None": ...
@overload
def self_financing_ratio(
    *,
    result: "Values | None",
    depreciation: "Values | None",
    net_investment: "Values | None",
    out: "Floats | None" = ...,
) -> "Floats": ...
@overload
def self_financing_ratio(
    *,
    result: "C | Scalars | None",
    depreciation: "C | Scalars | None",
    net_investment: "C | Scalars | None",
) -> "C": ...
@formula(Result.QUOTIENT, limits={"depreciation": NOT_NEGATIVE})
def self_financing_ratio(*, result: "Any", depreciation: "Any", net_investment: "Any", out: "Any" = None) -> "Any":
    """The self-financing ratio of investments (*självfinansieringsgrad av investeringar*).

    Parameters
    ----------
    result
        The year's result [any money unit].
    depreciation
        Depreciation with write-downs, a positive amount [the same unit].
    net_investment
        Net investment, of either sign [the same unit].
    out
        A writable `float64` array for the result.

    Returns
    -------
    A fraction of one, with no cap; undefined where net investment is 0. A negative result may make it negative.

    Raises
    ------
    InvalidValue
        For NaN or infinity as a scalar, a negative depreciation, or shapes that do not broadcast.
    InvalidType
        For what is no number, or a `Decimal` beside a `float`.

    Notes
    -----
    ``(result + depreciation) / abs(net_investment)``. A part of a year is not comparable with a whole one.

    References
    ----------
    Kommuninvest; RKA, Kolada N03103 (skattefinansieringsgrad av investeringar).

    Examples
    --------
    >>> self_financing_ratio(result=-20, depreciation=50, net_investment=-60)
    0.5
    >>> self_financing_ratio(result=1, depreciation=1, net_investment=0) is None
    True
    """
    return divide(result + depreciation, size(net_investment))


@overload
def equity_ratio(
    *, equity: "Real | None", total_assets: "Real | None", pension_liability: "Real | None" = ...
) -> "float | None": ...
@overload
def equity_ratio(
    *, equity: "X | None", total_assets: "X | None", pension_liability: "X | None" = ...
) -> "X | None": ...
@overload
def equity_ratio(
    *, equity: "Exact | None", total_assets: "Exact | None", pension_liability: "Exact | None" = ...
) -> "Decimal | Fraction | None": ...
@overload
def equity_ratio(
    *,
    equity: "Values | None",
    total_assets: "Values | None",
    pension_liability: "Values | None" = ...,
    out: "Floats | None" = ...,
) -> "Floats": ...
@overload
def equity_ratio(
    *,
    equity: "C | Scalars | None",
    total_assets: "C | Scalars | None",
    pension_liability: "C | Scalars | None" = ...,
) -> "C": ...
@formula(Result.QUOTIENT)
def equity_ratio(*, equity: "Any", total_assets: "Any", pension_liability: "Any" = 0, out: "Any" = None) -> "Any":
    """The equity ratio (*soliditet*), with pension obligations where they are given.

    Parameters
    ----------
    equity, total_assets
        Of the balance sheet [any money unit].
    pension_liability
        The obligation outside the balance sheet, with its payroll tax [the same unit].
    out
        A writable `float64` array for the result.

    Returns
    -------
    A fraction of one, which may be negative; undefined where total assets are 0.

    Raises
    ------
    InvalidValue
        For NaN or infinity as a scalar, or shapes that do not broadcast.
    InvalidType
        For what is no number, or a `Decimal` beside a `float`.

    Notes
    -----
    ``(equity - pension_liability) / total_assets``: the denominator stays.

    References
    ----------
    RKA, Kolada (soliditet, soliditet inklusive pensionsåtagande); RKR R17.

    Examples
    --------
    >>> equity_ratio(equity=1000, total_assets=2500)
    0.4
    """
    return divide(equity - pension_liability, total_assets)


@overload
def debt_per_inhabitant(*, debt: "Real | None", inhabitants: "Real | None") -> "float | None": ...
@overload
def debt_per_inhabitant(*, debt: "X | None", inhabitants: "X | None") -> "X | None": ...
@overload
def debt_per_inhabitant(*, debt: "Exact | None", inhabitants: "Exact | None") -> "Decimal | Fraction | None": ...
@overload
def debt_per_inhabitant(
    *, debt: "Values | None", inhabitants: "Values | None", out: "Floats | None" = ...
) -> "Floats": ...
@overload
def debt_per_inhabitant(*, debt: "C | Scalars | None", inhabitants: "C | Scalars | None") -> "C": ...
@formula(Result.QUOTIENT, limits={"inhabitants": NOT_NEGATIVE})
def debt_per_inhabitant(*, debt: "Any", inhabitants: "Any", out: "Any" = None) -> "Any":
    """Debt per inhabitant (*låneskuld per invånare*).

    Parameters
    ----------
    debt
        Interest-bearing debt [any money unit].
    inhabitants
        The population at the date that is part of the figure, by default 31 December.
    out
        A writable `float64` array for the result.

    Returns
    -------
    In the debt's unit per inhabitant; undefined where there are no inhabitants.

    Raises
    ------
    InvalidValue
        For NaN or infinity as a scalar, a negative number of inhabitants, or shapes that do not broadcast.
    InvalidType
        For what is no number, or a `Decimal` beside a `float`.

    Notes
    -----
    ``debt / inhabitants``.

    References
    ----------
    RKA, Kolada; Statistics Sweden for the population.

    Examples
    --------
    >>> debt_per_inhabitant(debt=3_900_000, inhabitants=65_000)
    60.0
    """
    return divide(debt, inhabitants)


@overload
def result_share(*, result: "Real | None", taxes_and_grants: "Real | None") -> "float | None": ...
@overload
def result_share(*, result: "X | None", taxes_and_grants: "X | None") -> "X | None": ...
@overload
def result_share(*, result: "Exact | None", taxes_and_grants: "Exact | None") -> "Decimal | Fraction | None": ...
@overload
def result_share(
    *, result: "Values | None", taxes_and_grants: "Values | None", out: "Floats | None" = ...
) -> "Floats": ...
@overload
def result_share(*, result: "C | Scalars | None", taxes_and_grants: "C | Scalars | None") -> "C": ...
@formula(Result.QUOTIENT)
def result_share(*, result: "Any", taxes_and_grants: "Any", out: "Any" = None) -> "Any":
    """The result as a share of taxes and grants (*årets resultat som andel av skatt och statsbidrag*).

    Parameters
    ----------
    result
        The year's result [any money unit].
    taxes_and_grants
        Tax revenue, general state grants and equalisation [the same unit].
    out
        A writable `float64` array for the result.

    Returns
    -------
    A fraction of one; undefined where the denominator is 0.

    Raises
    ------
    InvalidValue
        For NaN or infinity as a scalar, or shapes that do not broadcast.
    InvalidType
        For what is no number, or a `Decimal` beside a `float`.

    Notes
    -----
    ``result / taxes_and_grants``.

    References
    ----------
    RKA, Kolada; kommunallagen (2017:725) 11 kap. 1 § (good economic management has no number of its own).

    Examples
    --------
    >>> result_share(result=50, taxes_and_grants=2000)
    0.025
    """
    return divide(result, taxes_and_grants)


@overload
def net_cost_share(*, net_cost: "Real | None", taxes_and_grants: "Real | None") -> "float | None": ...
@overload
def net_cost_share(*, net_cost: "X | None", taxes_and_grants: "X | None") -> "X | None": ...
@overload
def net_cost_share(*, net_cost: "Exact | None", taxes_and_grants: "Exact | None") -> "Decimal | Fraction | None": ...
@overload
def net_cost_share(
    *, net_cost: "Values | None", taxes_and_grants: "Values | None", out: "Floats | None" = ...
) -> "Floats": ...
@overload
def net_cost_share(*, net_cost: "C | Scalars | None", taxes_and_grants: "C | Scalars | None") -> "C": ...
@formula(Result.QUOTIENT)
def net_cost_share(*, net_cost: "Any", taxes_and_grants: "Any", out: "Any" = None) -> "Any":
    """Net cost as a share of taxes and grants (*nettokostnadsandel*).

    Parameters
    ----------
    net_cost
        A positive amount, net financial items included [any money unit].
    taxes_and_grants
        Tax revenue, general state grants and equalisation [the same unit].
    out
        A writable `float64` array for the result.

    Returns
    -------
    A fraction of one; undefined where the denominator is 0. It is one minus `result_share`, but for extraordinary
    items.

    Raises
    ------
    InvalidValue
        For NaN or infinity as a scalar, or shapes that do not broadcast.
    InvalidType
        For what is no number, or a `Decimal` beside a `float`.

    Notes
    -----
    ``net_cost / taxes_and_grants``.

    References
    ----------
    RKA, Kolada; RKR R17.

    Examples
    --------
    >>> net_cost_share(net_cost=1950, taxes_and_grants=2000)
    0.975
    """
    return divide(net_cost, taxes_and_grants)


@overload
def investment_share(*, net_investment: "Real | None", taxes_and_grants: "Real | None") -> "float | None": ...
@overload
def investment_share(*, net_investment: "X | None", taxes_and_grants: "X | None") -> "X | None": ...
@overload
def investment_share(
    *, net_investment: "Exact | None", taxes_and_grants: "Exact | None"
) -> "Decimal | Fraction | None": ...
@overload
def investment_share(
    *, net_investment: "Values | None", taxes_and_grants: "Values | None", out: "Floats | None" = ...
) -> "Floats": ...
@overload
def investment_share(*, net_investment: "C | Scalars | None", taxes_and_grants: "C | Scalars | None") -> "C": ...
@formula(Result.QUOTIENT)
def investment_share(*, net_investment: "Any", taxes_and_grants: "Any", out: "Any" = None) -> "Any":
    """Investments as a share of taxes and grants (*investeringar i procent av skatter och statsbidrag*).

    Parameters
    ----------
    net_investment
        Of either sign [any money unit].
    taxes_and_grants
        Tax revenue, general state grants and equalisation [the same unit].
    out
        A writable `float64` array for the result.

    Returns
    -------
    A fraction of one; undefined where the denominator is 0.

    Raises
    ------
    InvalidValue
        For NaN or infinity as a scalar, or shapes that do not broadcast.
    InvalidType
        For what is no number, or a `Decimal` beside a `float`.

    Notes
    -----
    ``abs(net_investment) / taxes_and_grants``.

    References
    ----------
    RKA, Kolada; other denominators (gross or net costs) are in use too.

    Examples
    --------
    >>> investment_share(net_investment=-248, taxes_and_grants=2000)
    0.124
    """
    return divide(size(net_investment), taxes_and_grants)
