"""Accounts, ratios, balances (*räkenskaper, nyckeltal, balanskrav*): sums, terms, and a year against the last."""

import inspect
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

from kommunuppfoljning.amounts import Amount, minus, size_of, total_of
from kommunuppfoljning.audits.checking import Audited, Hit, check
from kommunuppfoljning.audits.reading import printed_digits
from kommunuppfoljning.audits.spans import Gap, apart, interval
from kommunuppfoljning.balance_requirement import BalanceRequirement
from kommunuppfoljning.errors import NotFound
from kommunuppfoljning.formulas import ratios
from kommunuppfoljning.measures import Ratio
from kommunuppfoljning.reserves import reserve_ceiling
from kommunuppfoljning.statements import AnnualAccounts
from kommunuppfoljning.terms import Mismatch, Severity

__all__ = ["CHECKS"]


@check(
    "ratio",
    Severity.ERROR,
    why="A ratio that its own figures do not give has another definition, or a wrong figure.",
    example="Result 120, net investment −250, depreciation 130, and a self-financing ratio of 90 %.",
)
def recomputed(audited: Audited) -> Iterator[Hit]:
    """Each ratio against the formula of its name, within the rounding of its value and of its terms."""
    for place, one in enumerate(audited.ratios, start=1):
        reach = _reach(one)
        if reach is None or one.value is None:
            continue
        told = interval(one.value, printed_digits(one.value))
        over = max(reach[0] - Fraction(told.high), Fraction(told.low) - reach[1], Fraction(0))
        if over:
            yield Hit.at(
                f"ratios[#{place}].value",
                gap=Decimal(over.numerator) / Decimal(over.denominator),
                mismatch=Mismatch.OTHER_DEFINITION if one.variant else Mismatch.MISTAKE,
                name=one.name,
                printed=one.value,
                computed=_decimal((reach[0] + reach[1]) / 2, printed_digits(one.value) + 2),
            )


def _decimal(value: Fraction, digits: int) -> Decimal:
    return Decimal(round(value * 10**digits)).scaleb(-digits)


def _reach(one: Ratio) -> tuple[Fraction, Fraction] | None:
    """The least and the most that the formula gives; `None` where the name or the terms are others."""
    formula: Any = getattr(ratios, one.name, None) if one.name in ratios.__all__ else None
    if formula is None or any(term is None for term in one.terms.values()):
        return None
    names = inspect.signature(formula).parameters
    if not set(one.terms) <= set(names) - {"out"}:
        return None
    spans = [interval(term, printed_digits(term)) for term in one.terms.values() if term is not None]
    found = []
    for corner in product(*((Fraction(span.low), Fraction(span.high)) for span in spans)):
        try:
            value = formula(**dict(zip(one.terms, corner, strict=True)))
        except (TypeError, ValueError):
            return None
        if value is None:
            return None
        found.append(Fraction(value))
    return (min(found), max(found)) if found else None


@check(
    "brought-forward",
    Severity.ERROR,
    why="What remained to be restored last year is what this year begins with.",
    example="27 remained after 2023, and the balance requirement for 2024 brings 22 forward.",
)
def carried(audited: Audited) -> Iterator[Hit]:
    """Deficits brought forward against what remained after the year before."""
    listed = {one.year: one for one in audited.balances}
    for year, one in listed.items():
        before = listed.get(year - 1)
        remaining = before.remaining if before is not None else None
        told = one.brought_forward
        brought: Amount = told if isinstance(told, int | Decimal) else _sum(told.values())
        if remaining is not None and brought != remaining:
            yield Hit.at(
                f"balances[{year}].brought_forward",
                gap=size_of(minus(brought, remaining)),
                mismatch=Mismatch.REVISED,
                year=str(year),
                printed=brought,
                remaining=remaining,
            )


def _sum(amounts: Any) -> Amount:
    total = total_of(amounts)
    return 0 if total is None else total


_RESULT = (
    "revenue",
    "costs",
    "depreciation",
    "taxes",
    "grants",
    "financial_income",
    "financial_costs",
    "extraordinary",
    "tax",
)
"""The rows of an income statement that make the result; the others are of these."""
_ASSETS = ("fixed_assets", "infrastructure_grants", "current_assets")
_FUNDING = ("equity", "provisions", "long_term_debt", "short_term_debt")


@check(
    "income-result",
    Severity.ERROR,
    why="The year's result is the figure that everything else in the accounts is for.",
    example="The rows give 2 128, and the year's result is printed as 2 108.",
)
def results(audited: Audited) -> Iterator[Hit]:
    """The year's result as published against the rows of the income statement."""
    for one in audited.accounts:
        rows = [getattr(one.income, name) for name in _RESULT]
        stated, summed = one.income.stated_result, total_of(rows)
        found = None if stated is None or summed is None else _summed(summed, stated, [*rows, stated])
        if found is not None:
            where = f"accounts[{one.year}].income.stated_result"
            told = {"table": f"{one.year} {one.entity}".strip(), "printed": stated, "summed": summed}
            yield Hit(where, found[0], found[1], told)


@check(
    "balance-sheet",
    Severity.ERROR,
    why="The two sides of a balance sheet are the same money, seen from where it is and where it came from.",
    example="Assets 76 183, equity, provisions and debt 76 170.",
)
def sheets(audited: Audited) -> Iterator[Hit]:
    """Assets against what funds them, and both against the total as published."""
    for one in audited.accounts:
        sheet = one.balance
        assets, funding = ([getattr(sheet, name) for name in names] for names in (_ASSETS, _FUNDING))
        owned, funded = total_of(assets), total_of(funding)
        where, name = f"accounts[{one.year}].balance", f"{one.year} {one.entity}".strip()
        if owned is not None and funded is not None:
            found = _summed(owned, funded, [*assets, *funding])
            if found is not None:
                yield Hit(where, found[0], found[1], {"table": name, "printed": owned, "summed": funded})
        for total, rows in ((owned, assets), (funded, funding)):
            stated = sheet.stated_total
            found = None if total is None or stated is None else _summed(total, stated, [*rows, stated])
            if found is not None:
                told = {"table": name, "printed": stated, "summed": total}
                yield Hit(f"{where}.stated_total", found[0], found[1], told)


def _summed(one: Amount, other: Amount, printed: list[Amount | None]) -> Gap | None:
    """How far two sums are apart beyond the rounding of all that is printed of both, each as it is written."""
    figures = [figure for figure in printed if figure]
    return apart(minus(one, other), len(figures), min(map(printed_digits, figures), default=0))


def _with_accounts(audited: Audited) -> Iterator[tuple[BalanceRequirement, AnnualAccounts]]:
    """Each balance requirement with the accounts of its year."""
    by_year = {one.year: one for one in audited.accounts}
    return ((one, by_year[one.year]) for one in audited.balances if one.year in by_year)


@check(
    "balance-result",
    Severity.ERROR,
    why="The balance requirement begins with the result of the income statement, and with no other.",
    example="The income statement has −30, and the balance requirement begins with −25.",
)
def beginnings(audited: Audited) -> Iterator[Hit]:
    """The result that a balance requirement begins with against that of the year's accounts."""
    for one, accounts in _with_accounts(audited):
        stated, result = one.result, accounts.income.result
        found = None if stated is None or result is None else _summed(stated, result, [stated, result])
        if found is not None:
            told = {"year": str(one.year), "printed": stated, "result": result}
            yield Hit(f"balances[{one.year}].result", found[0], found[1], told)


@check(
    "reserve-ceiling",
    Severity.ERROR,
    why="More than the law of the year allows cannot be set aside in the reserve.",
    example="The ceiling is 740, and 800 is set aside.",
)
def ceilings(audited: Audited) -> Iterator[Hit]:
    """What is set aside in the reserve against the most that the law of the year allows."""
    for one, accounts in _with_accounts(audited):
        ceiling = _ceiling(one, accounts) if one.to_reserve else None
        over = None if ceiling is None else minus(size_of(one.to_reserve), ceiling)
        if over is not None and over > 1:  # the ceiling is of figures that were rounded to whole ones
            told = {"year": str(one.year), "printed": size_of(one.to_reserve), "ceiling": ceiling}
            yield Hit(f"balances[{one.year}].to_reserve", over, Mismatch.MISTAKE, told)


def _ceiling(one: BalanceRequirement, accounts: AnnualAccounts) -> Amount | None:
    """The most that may be set aside; `None` where a figure is missing, or the law of the year knows no reserve."""
    result, adjusted, taxes = one.result, one.adjusted_result, accounts.income.taxes_and_grants
    equity = accounts.balance.equity_with_pensions
    if result is None or adjusted is None or taxes is None or equity is None:
        return None
    try:
        return reserve_ceiling(
            year=one.year,
            result=result,
            adjusted_result=adjusted,
            taxes_and_grants=taxes,
            equity_with_pensions=equity,
        )
    except NotFound:
        return None


CHECKS = (recomputed, carried, results, sheets, beginnings, ceilings)
