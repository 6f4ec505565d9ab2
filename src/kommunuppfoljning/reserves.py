"""Reserves (*resultatutjämningsreserv och resultatreserv*): what may be set aside and used, by the law of the year.

>>> rules = reserve_rules(2018)
>>> rules.name, rules.floor, rules.floor_where_negative, rules.cap
('equalisation', Decimal('0.01'), Decimal('0.02'), None)
>>> reserve_rules(2024).name, reserve_rules(2024).cap
('result', Decimal('0.05'))

Of the 1 053 after adjustments in 2018 (millions of kronor) Göteborg could set aside 740, and did:

>>> reserve_ceiling(year=2018, result=1_792, adjusted_result=1_053, taxes_and_grants=31_295, equity_with_pensions=1)
Decimal('740.05')

A rule is a dated parameter with its legal reference, since the law of the year is what counts.

Source: kommunallagen (2017:725) 11 kap. 14 § as worded by SFS 2018:600 (read); prop. 2011/12:172. From 2024 the result
reserve, prop. 2022/23:119, as SKR summed it up on 25 October 2023, when the Riksdag had passed it unchanged (read); the
wording in force from 2024 and its transitional provisions were **not** read in the law's own words, and what rests on
them is marked so in `RESERVE_RULES`. The figures are from Göteborgs Stad, Årsredovisning 2018, Balanskravsutredning; of
equity with pensions only the sign counts.
"""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs

from kommunuppfoljning.amounts import Amount, decimals_of
from kommunuppfoljning.arithmetic.scalars import decimal_of, number
from kommunuppfoljning.errors import InvalidType, InvalidValue, NotFound, expect, shown

__all__ = ["FIRST_RESULT_RESERVE", "RESERVE_RULES", "ReserveRules", "reserve_ceiling", "reserve_rules", "reserve_use"]

FIRST_RESULT_RESERVE = 2024
"""The first year of the result reserve."""


@attrs.frozen(kw_only=True)
class ReserveRules:
    """What the law of some years says of a reserve (*regler för reserv*)."""

    name: str
    """"equalisation" (RUR) or "result" (RER)."""
    first: int
    """The first year that it may be set aside from."""
    last: int | None
    """The last such year; `None` while it is in force."""
    floor: Decimal
    """The share of taxes and grants that the result has to exceed before anything may be set aside."""
    floor_where_negative: Decimal
    """The same where equity, with the pension obligations outside the balance sheet, is negative."""
    cap: Decimal | None
    """The most that the reserve may hold, as a share of taxes and grants."""
    reference: str
    """The paragraph that says so."""
    unread: str = ""
    """What of it was not read in the law's own words."""


RESERVE_RULES = (
    ReserveRules(
        name="equalisation",
        first=2010,
        last=FIRST_RESULT_RESERVE - 1,
        floor=Decimal("0.01"),
        floor_where_negative=Decimal("0.02"),
        cap=None,
        reference="kommunallagen (2017:725) 11 kap. 14 § (SFS 2018:600); before 2018 kommunallagen (1991:900) 8 kap. "
        "3 d §, in force 2013 and open to surpluses from 2010 (prop. 2011/12:172)",
    ),
    ReserveRules(
        name="result",
        first=FIRST_RESULT_RESERVE,
        last=None,
        floor=Decimal("0.01"),
        floor_where_negative=Decimal("0.02"),
        cap=Decimal("0.05"),
        reference="kommunallagen (2017:725) 11 kap. 14 § as of 2024-01-01 (prop. 2022/23:119)",
        unread="the paragraph as in force from 2024; the conditions, the cap, and that an equalisation reserve still "
        "held does not count towards it, are by SKR's summary of what the Riksdag decided on 25 October 2023",
    ),
)
"""The reserves that the law has known, the oldest first."""


def reserve_rules(year: int) -> ReserveRules:
    """What applies to setting aside from a year's result (*årets regler*); `NotFound` before there was any reserve."""
    expect(year, int, "reserve_rules: year")
    for rules in RESERVE_RULES:
        if rules.first <= year and (rules.last is None or year <= rules.last):
            return rules
    raise NotFound(f"reserve_rules: there was no reserve in {year}; the first year is {RESERVE_RULES[0].first}")


def reserve_ceiling(
    *,
    year: int,
    result: Amount,
    adjusted_result: Amount,
    taxes_and_grants: Amount,
    equity_with_pensions: Amount,
    to_restore: Amount = 0,
    reserve: Amount = 0,
) -> Amount:
    """The most that may be set aside in the reserve that the year's law knows (*högsta reservering*); never negative.

    Parameters
    ----------
    year
        Whose law applies.
    result, adjusted_result
        The year's result, and the result after the adjustments of the balance requirement [one money unit].
    taxes_and_grants
        Tax revenue, general state grants and equalisation [the same unit].
    equity_with_pensions
        Equity less the pension obligations outside the balance sheet: only its sign counts.
    to_restore
        Deficits of earlier years that the surplus first has to restore, at least 0. That they come first is practice;
        the paragraph does not say so.
    reserve
        What the same reserve already holds, at least 0: it counts towards the cap from 2024. What is still held in an
        equalisation reserve does not.

    Returns
    -------
    The ceiling [the same unit], exact.

    Raises
    ------
    InvalidType, InvalidValue
        For what is no exact amount, negative taxes and grants, and a negative `to_restore` or `reserve`.
    NotFound
        For a year before there was any reserve.

    Notes
    -----
    ``min(result, adjusted result) − floor × taxes and grants``, with a floor of 1 %, or 2 % where equity with pension
    obligations is negative; less what is to be restored; from 2024 at most 5 % of taxes and grants − reserve.

    References
    ----------
    Kommunallagen (2017:725) 11 kap. 14 §; prop. 2011/12:172; prop. 2022/23:119 (see the module for what was read).

    Examples
    --------
    >>> reserve_ceiling(year=2023, result=100, adjusted_result=80, taxes_and_grants=2_000, equity_with_pensions=10)
    60
    >>> reserve_ceiling(year=2024, result=100, adjusted_result=80, taxes_and_grants=2_000, equity_with_pensions=-1,
    ...                 reserve=95)
    5
    """
    rules = reserve_rules(year)
    given = {
        "result": result,
        "adjusted_result": adjusted_result,
        "taxes_and_grants": taxes_and_grants,
        "equity_with_pensions": equity_with_pensions,
        "to_restore": to_restore,
        "reserve": reserve,
    }
    exact = {name: _exact(amount, f"reserve_ceiling: {name}") for name, amount in given.items()}
    for name in ("taxes_and_grants", "to_restore", "reserve"):
        if exact[name] < 0:
            raise InvalidValue(f"reserve_ceiling: {name} must be at least 0, got {shown(given[name])}")
    share = rules.floor if exact["equity_with_pensions"] >= 0 else rules.floor_where_negative
    base = exact["taxes_and_grants"]
    most = min(exact["result"], exact["adjusted_result"]) - Fraction(share) * base - exact["to_restore"]
    if rules.cap is not None:
        most = min(most, Fraction(rules.cap) * base - exact["reserve"])
    return _amount(max(most, Fraction(0)), list(given.values()))


def reserve_use(
    *,
    year: int,
    adjusted_result: Amount,
    reserve: Amount,
    allowed: bool,
    up_to: Amount = 0,
) -> Amount:
    """The most that may be taken out of a reserve (*högsta användning*).

    Parameters
    ----------
    year
        Whose law applies.
    adjusted_result
        The year's result after the adjustments of the balance requirement [any money unit].
    reserve
        What the reserve holds, at least 0 [the same unit].
    allowed
        Whether the conditions for use are met. The law leaves them to the council's guidelines: for the equalisation
        reserve they have to do with the business cycle (commonly a growth of the tax base below its ten-year average),
        for the result reserve they are the council's own.
    up_to
        What the result may be brought up to: 0, or what the guidelines of a result reserve say.

    Returns
    -------
    At least 0, and no more than the reserve holds.

    Raises
    ------
    InvalidType, InvalidValue
        For what is no exact amount, a negative reserve, and, for an equalisation reserve, an `up_to` other than 0.

    References
    ----------
    Prop. 2011/12:172; prop. 2022/23:119; SKR, RUR i praktiken (an equalisation reserve covers a negative result).

    Examples
    --------
    >>> reserve_use(year=2020, adjusted_result=-30, reserve=20, allowed=True)
    20
    >>> reserve_use(year=2025, adjusted_result=-5, reserve=20, allowed=True, up_to=10)
    15
    """
    rules = reserve_rules(year)
    expect(allowed, bool, "reserve_use: allowed")
    given = {"adjusted_result": adjusted_result, "reserve": reserve, "up_to": up_to}
    exact = {name: _exact(amount, f"reserve_use: {name}") for name, amount in given.items()}
    if exact["reserve"] < 0:
        raise InvalidValue(f"reserve_use: reserve must be at least 0, got {shown(reserve)}")
    if rules.name == "equalisation" and exact["up_to"] != 0:
        raise InvalidValue(f"reserve_use: an equalisation reserve brings a result up to 0, got up_to={shown(up_to)}")
    if not allowed:
        return 0
    return _amount(
        min(exact["reserve"], max(exact["up_to"] - exact["adjusted_result"], Fraction(0))), list(given.values())
    )


def _exact(amount: Any, field: str) -> Fraction:
    figure = number(amount, field)
    if figure is None or isinstance(figure, float):
        raise InvalidType(f"{field} must be an exact amount, got {shown(amount)}")
    return Fraction(figure)


def _amount(value: Fraction, given: list[Amount]) -> Amount:
    """Whole where it is and the figures given are, else a decimal."""
    return int(value) if value.denominator == 1 and decimals_of(given) == 0 else decimal_of(value)
