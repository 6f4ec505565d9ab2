"""Text against table (*text mot tabell*): the figures, counts and words of running text against what they speak of."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import attrs

from kommunuppfoljning.amounts import Amount, Interval, Rounded, convert, minus, plus
from kommunuppfoljning.audits.tables import DERIVED, deviation_interval, interval, summed_interval
from kommunuppfoljning.budgets import BudgetLine
from kommunuppfoljning.claims import Claim, ClaimKind
from kommunuppfoljning.errors import FollowUpError
from kommunuppfoljning.findings import Finding, Share
from kommunuppfoljning.investments import InvestmentProject
from kommunuppfoljning.reports import Report
from kommunuppfoljning.terms import LineKind, Severity, Unit

__all__ = ["comparisons", "counts", "figures", "quantifiers"]

_FIGURES = (ClaimKind.AMOUNT, ClaimKind.VALUE, ClaimKind.SHARE, ClaimKind.POINTS)
_ALL = {"samtliga", "alla", "båda", "all", "both"}
_LOWER = {"lägre än", "mindre än", "färre än", "lower than", "fewer than"}
_HIGHER = {"högre än", "större än", "fler än", "higher than", "more than"}
_EQUAL = {"lika med", "enligt", "equal to"}
_CONDITIONS = re.compile(r"\b(?:verdict|status|completion|expected_year)=[^,\]]*,?")
_TABLE = re.compile(r"(budget_tables|investment_tables)\[([^\]]+)\]")


@attrs.frozen
class _Read:
    """A figure that a claim speaks of: its value, what it may have been, its unit, and whether it is a cost."""

    value: Amount
    reach: Interval
    unit: Unit | None
    is_cost: bool


def figures(report: Report) -> Iterator[Finding]:
    """Each figure in prose against the one that it repeats, in unit, precision and sign."""
    for claim in report.claims:
        told = claim.rounded
        if claim.kind not in _FIGURES or told is None or not claim.about:
            continue
        read = _read(report, claim.about)
        if read is None:
            continue
        if _unknown_unit(claim, read):
            yield Finding.of(
                "claim-unit", Severity.WARNING, claim.about, claim=claim.id, text=claim.text, unit=claim.unit
            )
            continue
        said = _in_unit(told, claim, read)
        if claim.approximate:
            width = minus(said.high, said.low)  # a hedge allows as much again, either way
            said = Interval(minus(said.low, width), plus(said.high, width))
        actual = read.reach
        sizes = _size(said).gap(_size(actual))
        if sizes:
            yield Finding.of(
                "claim-figure",
                Severity.ERROR,
                claim.about,
                gap=sizes,
                claim=claim.id,
                text=claim.text,
                section=claim.where,
                actual=_quoted(read, claim),
            )
        elif claim.sign is not None and said.gap(actual):
            yield Finding.of(
                "claim-sign",
                Severity.ERROR,
                claim.about,
                claim=claim.id,
                text=claim.text,
                section=claim.where,
                actual=_quoted(read, claim),
            )


def counts(report: Report) -> Iterator[Finding]:
    """Each count in prose against what it counts, and the whole that it is out of."""
    for claim in report.claims:
        if claim.kind is not ClaimKind.COUNT or not isinstance(claim.value, int) or not claim.about:
            continue
        counted = _counted(report, claim.about)
        if counted is not None and counted != claim.value:
            yield _count(claim, claim.value, counted)
        whole = _counted(report, _whole(claim.about)) if claim.of is not None else None
        if whole is not None and claim.of is not None and whole != claim.of:
            yield _count(claim, claim.of, whole)


def _count(claim: Claim, told: int, counted: int) -> Finding:
    return Finding.of(
        "claim-count",
        Severity.ERROR,
        claim.about,
        gap=abs(told - counted),
        claim=claim.id,
        text=claim.text,
        section=claim.where,
        told=told,
        counted=counted,
    )


def quantifiers(report: Report) -> Iterator[Finding]:
    """Words such as "samtliga", "samtliga utom ett" and "båda" against the selection that they speak of."""
    for claim in report.claims:
        selection, _, whole = claim.about.partition("; ")
        if claim.kind is not ClaimKind.QUANTIFIER or not isinstance(claim.value, str) or not whole:
            continue
        word = claim.value.casefold()
        some, all_of_them = _counted(report, selection), _counted(report, whole)
        if some is None or all_of_them is None or word not in _ALL | {"samtliga utom ett", "all but one"}:
            continue
        wanted = all_of_them - (0 if word in _ALL else 1)
        if some != wanted or (word in {"båda", "both"} and all_of_them != 2):
            yield Finding.of(
                "claim-quantifier",
                Severity.WARNING,
                selection,
                gap=abs(wanted - some),
                claim=claim.id,
                text=claim.text,
                section=claim.where,
                counted=some,
                whole=all_of_them,
            )


def comparisons(report: Report) -> Iterator[Finding]:
    """Words such as "lägre än" against the two figures that they compare."""
    for claim in report.claims:
        first_path, _, second_path = claim.about.partition("; ")
        if claim.kind is not ClaimKind.COMPARISON or not isinstance(claim.value, str) or not second_path:
            continue
        first, second = _read(report, first_path), _read(report, second_path)
        if first is None or second is None:
            continue
        word = claim.value.casefold()
        one, other = (_compared(read) for read in (first, second))
        fails = (
            (word in _LOWER and one.low >= other.high)
            or (word in _HIGHER and one.high <= other.low)
            or (word in _EQUAL and one.gap(other) > 0)
        )
        if fails:
            yield Finding.of(
                "claim-comparison",
                Severity.ERROR,
                first_path,
                claim=claim.id,
                text=claim.text,
                section=claim.where,
                first=_quoted(first, claim),
                second=_quoted(second, claim),
            )


def _read(report: Report, path: str) -> _Read | None:
    """The printed figure at a path, or the computed one where none is printed; `None` where there is no figure."""
    try:
        value = report.find(path)
        holder = report.find(path.rpartition(".")[0]) if "." in path else None
    except FollowUpError:
        return None
    name = path.rpartition(".")[2]
    match = _TABLE.match(path)
    table: Any = report.table(match[2]) if match else None
    digits = table.digits if table is not None else None
    parts = DERIVED.get(name) if isinstance(holder, BudgetLine | InvestmentProject) else None
    printed = getattr(holder, f"stated_{name}", None) if isinstance(holder, BudgetLine) and parts else None
    if printed is not None:
        value, parts = printed, None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    reach = interval(value, digits)
    if parts is not None and isinstance(holder, BudgetLine | InvestmentProject) and digits is not None:
        budget, outcome = (getattr(holder, part) for part in parts)
        if budget is not None and outcome is not None:
            reach = deviation_interval(holder.direction, budget, outcome, digits)
    elif ".summed_total." in path and digits is not None:
        reach = summed_interval(value, digits, len(getattr(table, "lines", getattr(table, "projects", ()))))
    costs = isinstance(holder, InvestmentProject) or (isinstance(holder, BudgetLine) and holder.kind is LineKind.COST)
    return _Read(
        value=value,
        reach=reach,
        unit=table.unit if table is not None else None,
        is_cost=costs and not name.endswith("deviation"),
    )


def _compared(read: _Read) -> Interval:
    """What a figure may have been, as it is compared: in kronor where its unit is known, a cost by its size."""
    reach = _size(read.reach) if read.is_cost else read.reach
    if read.unit is None:
        return reach
    low, high = (convert(end, source=read.unit, target=Unit.KR) for end in (reach.low, reach.high))
    return Interval(low, high)


def _unknown_unit(claim: Claim, read: _Read) -> bool:
    if read.unit is None or claim.kind is not ClaimKind.AMOUNT:
        return False
    try:
        Unit.parse(claim.unit)
    except FollowUpError:
        return True
    return False


def _in_unit(told: Rounded, claim: Claim, read: _Read) -> Interval:
    if read.unit is None or claim.kind is not ClaimKind.AMOUNT:
        digits = told.digits if claim.kind is not ClaimKind.SHARE else -int(Decimal(told.value).as_tuple().exponent)
        return Rounded(told.value, digits).interval
    return convert(told, source=Unit.parse(claim.unit), target=read.unit).interval


def _size(span: Interval) -> Interval:
    if span.low >= 0:
        return span
    return -span if span.high <= 0 else Interval(0, max(span.high, -span.low))


def _quoted(read: _Read, claim: Claim) -> object:
    return Share(read.value, digits=2) if claim.kind in (ClaimKind.SHARE, ClaimKind.POINTS) else read.value


def _counted(report: Report, path: str) -> int | None:
    """How many a selection holds, or the number that stands at the path; `None` where there is nothing to count."""
    try:
        found = report.find(path)
    except FollowUpError:
        return None
    if isinstance(found, tuple):
        return len(found)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def _whole(path: str) -> str:
    """The selection without what a count picks out of it."""
    return _CONDITIONS.sub("", path).replace(",]", "]").replace("[]", "")
