"""What a claim's path leads to (*det en text talar om*): the figure, what it may have been, its unit and its period."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import Any

import attrs

from kommunuppfoljning.amounts import Amount, Interval, Rounded, convert, minus, plus
from kommunuppfoljning.audits.checking import Audited, holder_of
from kommunuppfoljning.audits.spans import deviation_interval, in_unit, interval, size, summed_interval
from kommunuppfoljning.audits.tables import DERIVED
from kommunuppfoljning.budgets import BudgetLine, BudgetTable
from kommunuppfoljning.claims import TERM, Claim, ClaimKind
from kommunuppfoljning.errors import FollowUpError
from kommunuppfoljning.findings import Share
from kommunuppfoljning.indicators import Indicator
from kommunuppfoljning.investments import InvestmentProject, InvestmentTable
from kommunuppfoljning.locale import format_number
from kommunuppfoljning.periods import Period
from kommunuppfoljning.staff import StaffFigure
from kommunuppfoljning.terms import LineKind, Unit

__all__ = [
    "Read",
    "compared",
    "counted",
    "is_difference",
    "leads_somewhere",
    "percent",
    "printed_digits",
    "quoted",
    "quoted_claim",
    "read",
    "unit_of",
    "whole_of",
]

_CONDITIONS = re.compile(r"\b(?:verdict|status|completion|expected_year|target)=[^,\]]*,?")
_TABLE = re.compile(r"(budget_tables|investment_tables)\[([^\]]+)\]")
_KEYED = re.compile(r"\.(?:outcomes|targets)\[([0-9-]+/[0-9-]+)\]$")


@attrs.frozen
class Read:
    """A figure that a claim speaks of: its value, what it may have been, its unit, and whether it is a cost."""

    value: Amount
    reach: Interval
    unit: Unit | None = None
    is_cost: bool = False
    is_share: bool = False
    period: Period | None = None


def read(audited: Audited, text: str) -> Read | None:
    """The figure at a path, or the sum that a text of paths says; `None` where one of them leads to no figure."""
    known = audited.once(_known)
    if text not in known:
        known[text] = _made(audited, text)
    return known[text]


def _known(_: Audited) -> dict[str, Read | None]:
    """What has been read already: several checks read the same figures."""
    return {}


def _made(audited: Audited, text: str) -> Read | None:
    parts = TERM.split(text)
    if len(parts) == 1:
        return _one(audited, text)
    total: Read | None = None
    for sign, path in zip(["+", *parts[1::2]], parts[::2], strict=True):
        found = _one(audited, path.strip())
        if found is None:
            return None
        total = _turned(found, sign) if total is None else _summed(total, _turned(found, sign))
    return total


def is_difference(text: str) -> bool:
    """Whether a claim is about one figure less another."""
    return any(sign != "+" for sign in TERM.split(text)[1::2])


def _turned(found: Read, sign: str) -> Read:
    kept = attrs.evolve(found, is_cost=False, period=None)
    return kept if sign == "+" else attrs.evolve(kept, value=minus(0, found.value), reach=-found.reach)


def _summed(one: Read, other: Read) -> Read:
    """A sum, in the first one's unit, or in kronor where only the other has one."""
    reach = in_unit(other.reach, other.unit, one.unit)
    value = other.value
    if one.unit is not None and other.unit is not None:
        value = convert(value, source=other.unit, target=one.unit)
    return attrs.evolve(
        one, value=plus(one.value, value), reach=one.reach + reach, is_share=one.is_share and other.is_share
    )


def _one(audited: Audited, path: str) -> Read | None:
    """The printed figure at a path, or the computed one where none is printed; from the report before if need be."""
    value = audited.find(path)
    if value is None and audited.previous is not None:
        before = Audited(report=audited.previous)
        return _one(before, path) if before.find(path) is not None else None
    if isinstance(value, Claim):
        return _claimed(value)
    head = holder_of(path)
    name = path.removeprefix(head).lstrip(".")
    holder = audited.find(head) if head else None
    if isinstance(holder, tuple) and len(holder) == 1:
        holder = holder[0]
    table = _table(audited, path)
    if isinstance(holder, BudgetLine) and name in DERIVED:
        stated = getattr(holder, f"stated_{name}", None)
        value, name = (value, name) if stated is None else (stated, f"stated_{name}")
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    costs = isinstance(holder, InvestmentProject) or (isinstance(holder, BudgetLine) and holder.kind is LineKind.COST)
    return Read(
        value=value,
        reach=_reach(holder, name, value, table, path),
        unit=table.unit if table is not None else None,
        is_cost=costs and not name.endswith("deviation"),
        is_share=_is_share(audited, holder, path),
        period=_period(holder, name, table, path),
    )


def _claimed(claim: Claim) -> Read | None:
    """What another claim says, so that stated amounts can be added."""
    told = claim.rounded
    if told is None:
        return None
    unit = unit_of(claim.unit) if claim.kind is ClaimKind.AMOUNT else None
    digits = told.digits if claim.kind in (ClaimKind.AMOUNT, ClaimKind.VALUE) else printed_digits(told.value)
    exact = claim.kind is ClaimKind.COUNT
    reach = Interval(told.value, told.value) if exact else Rounded(told.value, digits).interval
    return Read(value=told.value, reach=reach, unit=unit, is_share=claim.kind in (ClaimKind.SHARE, ClaimKind.POINTS))


@lru_cache(maxsize=64)
def unit_of(word: str) -> Unit | None:
    """The unit of money that a word says; `None` for another word."""
    try:
        return Unit.parse(word)
    except FollowUpError:
        return None


def printed_digits(value: Amount) -> int:
    """The decimals that a figure is written with."""
    return max(0, -int(Decimal(value).as_tuple().exponent))


def percent(value: Amount) -> Share:
    """A share as a message quotes it: in percent, with the decimals that were written."""
    return Share(value, max(printed_digits(value) - 2, 0))


def quoted(one: Indicator, value: Amount | None) -> object:
    """A value of an indicator as a message quotes it: a share in percent, with the decimals that were written."""
    return value if value is None or one.unit != "%" else percent(value)


def quoted_claim(claim: Claim) -> str:
    """A claim as a message quotes it: its words, or what they would be where they were not kept."""
    figure = claim.figure
    if claim.text or figure is None:
        return claim.text or str(claim.value or "")
    unit = {ClaimKind.SHARE: "%", ClaimKind.POINTS: "procentenheter"}.get(claim.kind, claim.unit)
    return format_number(figure, unit=unit, sign=claim.sign == 1)


def _table(audited: Audited, path: str) -> BudgetTable | InvestmentTable | None:
    match = _TABLE.match(path)
    table = audited.find(match[0]) if match else None
    return table if isinstance(table, BudgetTable | InvestmentTable) else None


def _reach(holder: Any, name: str, value: Amount, table: BudgetTable | InvestmentTable | None, path: str) -> Interval:
    """What a figure may have been: as its table is rounded, or as far as the figures that it is made of allow."""
    if table is None:
        is_level = isinstance(value, Decimal) and isinstance(holder, StaffFigure | Indicator)
        return interval(value, printed_digits(value)) if is_level else interval(value, None)
    if name in DERIVED and table.digits is not None:
        budget, outcome = (getattr(holder, part) for part in DERIVED[name])
        if budget is not None and outcome is not None:
            return deviation_interval(holder.direction, budget, outcome, table.digits)
    if ".summed_total." in path:
        lines = table.lines if isinstance(table, BudgetTable) else table.projects
        return summed_interval(value, table.digits, len(lines))
    return interval(value, table.digits)


def _is_share(audited: Audited, holder: Any, path: str) -> bool:
    if isinstance(holder, StaffFigure):
        return isinstance(holder.value, Decimal)
    if not isinstance(holder, Indicator):
        match = re.match(r"(?:goals\[[^\]]+\]\.)?indicators\[[^\]]+\]", path)
        holder = audited.find(match[0]) if match else None
    return isinstance(holder, Indicator) and holder.unit == "%"


def _period(holder: Any, name: str, table: Any, path: str) -> Period | None:
    """The period that a figure is for, where that is told."""
    if isinstance(holder, StaffFigure):
        return holder.period
    keyed = _KEYED.search(path)
    if keyed:
        return Period.parse(keyed[1])
    if isinstance(table, BudgetTable) and table.period is not None:
        if name in ("annual_budget", "forecast", "forecast_deviation", "stated_forecast_deviation"):
            return Period.for_year(table.period.end.year)
        return table.period if name.removeprefix("stated_").startswith("period_") else None
    return None


def compared(found: Read) -> Interval:
    """What a figure may have been, as it is compared: in kronor where its unit is known, a cost by its size."""
    reach = size(found.reach) if found.is_cost else found.reach
    return in_unit(reach, found.unit, Unit.KR)


def counted(audited: Audited, path: str) -> int | None:
    """How many a selection holds, or the number that stands at the path; `None` where there is nothing to count."""
    found = audited.find(path)
    if isinstance(found, tuple):
        return len(found)
    if isinstance(found, int) and not isinstance(found, bool):
        return found
    summed = read(audited, path) if TERM.search(path) else None
    return summed.value if summed is not None and isinstance(summed.value, int) else None


def leads_somewhere(audited: Audited, path: str) -> bool:
    """Whether a path leads to something, in this report or in the one before."""
    if audited.find(path) is not None:
        return True
    for report in (audited.report, audited.previous):
        try:
            if report is not None:
                report.find(path)
                return True
        except FollowUpError:
            continue
    return False


def whole_of(path: str) -> str:
    """The selection without what a count picks out of it."""
    return _CONDITIONS.sub("", path).replace(",]", "]").replace("[]", "")
