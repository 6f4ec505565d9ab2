"""What can be audited (*det som granskas*): a report as it is, or a report made of a part."""

from collections.abc import Iterable
from typing import Any, TypeAlias

import attrs

from kommunuppfoljning.assignments import Assignment
from kommunuppfoljning.audits.checking import Audited
from kommunuppfoljning.balance_requirement import BalanceRequirement
from kommunuppfoljning.budgets import BudgetTable
from kommunuppfoljning.claims import Claim
from kommunuppfoljning.errors import InvalidType, InvalidValue, expect, shown
from kommunuppfoljning.goals import Goal
from kommunuppfoljning.indicators import Indicator
from kommunuppfoljning.investments import InvestmentTable
from kommunuppfoljning.measures import Ratio
from kommunuppfoljning.periods import Period
from kommunuppfoljning.reports import Report
from kommunuppfoljning.staff import StaffFigure
from kommunuppfoljning.statements import AnnualAccounts

__all__ = ["Auditable", "audited_of"]

Auditable: TypeAlias = (
    Report
    | BudgetTable
    | InvestmentTable
    | Goal
    | Indicator
    | Assignment
    | StaffFigure
    | Ratio
    | BalanceRequirement
    | AnnualAccounts
    | Claim
)
"""What `audit` takes."""

_FIELDS: dict[type[Any], str] = {
    BudgetTable: "budget_tables",
    InvestmentTable: "investment_tables",
    Goal: "goals",
    Indicator: "loose_indicators",
    Assignment: "loose_assignments",
    StaffFigure: "staff",
}
"""Where in a report each part stands."""
PART = "part"
"""The id of a report that is made of a part."""


def audited_of(thing: Any, *, about: Any, previous: Any) -> tuple[tuple[Audited, ...], bool]:
    """What is audited, and whether only its claims are."""
    if isinstance(thing, Report):
        expect(previous, (Report, type(None)), "audit: previous")
        _without_about(about, thing)
        return (Audited(report=thing, previous=previous),), False
    parts = _listed(thing)
    if not parts:
        return (), False
    kind = type(parts[0])
    for part in parts:
        if type(part) is not kind:
            raise InvalidType(f"audit: parts must be of one kind, got {kind.__name__} and {shown(part)}")
    if kind is Claim:
        expect(previous, (Report, type(None)), "audit: previous")
        return (Audited(report=_spoken_of(parts, about), previous=previous),), True
    if kind is BalanceRequirement:
        expect(previous, (BalanceRequirement, type(None)), "audit: previous")
        expect(about, (AnnualAccounts, type(None)), "audit: about")
        before, accounts = (() if one is None else (one,) for one in (previous, about))
        return (Audited(report=Report(id=PART), balances=(*before, *parts), accounts=accounts),), False
    _without_about(about, thing)
    expect(previous, (Report, type(None)), "audit: previous")
    if kind is Ratio:
        return (Audited(report=Report(id=PART), ratios=parts),), False
    if kind is AnnualAccounts:
        return (Audited(report=Report(id=PART), accounts=parts),), False
    listed = tuple(attrs.evolve(goal, area=None, parent=None) for goal in parts) if kind is Goal else parts
    period = parts[0].period if kind in (BudgetTable, InvestmentTable) else None
    reports = _holding(_FIELDS[kind], listed, period)
    return tuple(Audited(report=report, previous=previous) for report in reports), False


def _holding(field: str, parts: tuple[Any, ...], period: Period | None) -> tuple[Report, ...]:
    """A report that holds only these parts; where an id is there twice, one for each."""
    try:
        return (Report(id=PART, period=period, **{field: parts}),)  # type: ignore[arg-type]  # its kind
    except InvalidValue:
        return tuple(Report(id=PART, period=period, **{field: (part,)}) for part in parts)  # type: ignore[arg-type]  # as above


def _listed(thing: Any) -> tuple[Any, ...]:
    known = (*_FIELDS, Ratio, BalanceRequirement, AnnualAccounts, Claim)
    several = not isinstance(thing, known) and isinstance(thing, Iterable) and not isinstance(thing, str | bytes)
    parts = tuple(thing) if several else (thing,)
    for part in parts:
        if not isinstance(part, known):
            names = ", ".join(kind.__name__ for kind in (Report, *known))
            raise InvalidType(f"audit: a report or a part of one can be audited ({names}), got {shown(part)}")
    return parts


def _without_about(about: Any, thing: Any) -> None:
    if about is not None:
        raise InvalidValue(f"audit: about is for claims, which speak of something; leave it out for {shown(thing)}")


def _spoken_of(claims: tuple[Claim, ...], about: Any) -> Report:
    """The report that claims speak of; of a table, one that holds only it."""
    if isinstance(about, Report):
        return attrs.evolve(about, claims=claims)
    if not isinstance(about, BudgetTable | InvestmentTable):
        raise InvalidType(f"audit: claims need about, the report or the table that they speak of, got {shown(about)}")
    field = _FIELDS[type(about)]
    root = f"{field}[{about.id}]"
    placed = tuple(attrs.evolve(claim, about=_rooted(claim.about, root)) for claim in claims)
    return Report(id=PART, period=about.period, claims=placed, **{field: (about,)})  # type: ignore[arg-type]  # its kind


def _rooted(text: str, root: str) -> str:
    """Paths that begin at a table, as they are in a report."""
    words = text.replace("; ", " ; ").split(" ")
    local = ("lines[", "projects[", "total.", "summed_total.")
    return " ".join(f"{root}.{word}" if word.startswith(local) else word for word in words).replace(" ; ", "; ")
