"""Guarantees and risks (*tjänstegarantier och risker*): shares kept against their counts, risks against their scale."""

from collections.abc import Iterator
from fractions import Fraction

from kommunuppfoljning.amounts import minus
from kommunuppfoljning.arithmetic.scalars import decimal_of
from kommunuppfoljning.audits.checking import Audited, Hit, check
from kommunuppfoljning.audits.reading import percent, printed_digits
from kommunuppfoljning.audits.spans import interval
from kommunuppfoljning.findings import Finding, Share
from kommunuppfoljning.risks import check_risks
from kommunuppfoljning.terms import Mismatch, Severity

__all__ = ["CHECKS"]


@check(
    "guarantee-share",
    Severity.ERROR,
    why="A share of cases that the cases do not give was counted in another way, or is of another period.",
    example="18 of 20 cases, and 95 % kept.",
)
def shares(audited: Audited) -> Iterator[Hit]:
    """The share kept as published against the cases that were counted."""
    for one in audited.report.guarantees:
        if one.kept_share is None or not one.cases or one.kept is None:
            continue
        counted = decimal_of(Fraction(one.kept, one.cases))
        told = interval(one.kept_share, printed_digits(one.kept_share))
        gap = max(minus(told.low, counted), minus(counted, told.high), 0)
        if gap:
            yield Hit.at(
                f"guarantees[{one.id}].kept_share",
                gap=gap,
                mismatch=Mismatch.MISTAKE,
                name=one.title or one.id,
                printed=percent(one.kept_share),
                kept=one.kept,
                cases=one.cases,
                computed=Share(counted, digits=1),
            )


@check(
    "guarantee-verdict",
    Severity.WARNING,
    why="A promise that is kept less often than was promised is not fulfilled, unless it is said why it is.",
    example="Kept in 85 % of cases, promised in 90 %, and the verdict is 'fulfilled'.",
)
def verdicts(audited: Audited) -> Iterator[Hit]:
    """Each published verdict on a guarantee against its share and its threshold."""
    for one in audited.report.guarantees:
        computed = one.judged
        if one.verdict is not None and computed.is_evaluated and computed is not one.verdict:
            where = f"guarantees[{one.id}].verdict"
            yield Hit.at(where, name=one.title or one.id, printed=one.verdict, computed=computed)


def _risks(audited: Audited) -> tuple[Finding, ...]:
    """What the chapter of risks finds by itself, on the library's scale."""
    day = audited.day
    return () if day is None else check_risks(audited.report.risks, as_of=day)


def _of(audited: Audited, code: str) -> Iterator[Hit]:
    found = (one for one in audited.once(_risks) if one.code == code)
    return (Hit(one.where, one.gap, one.mismatch, one.values) for one in found)


@check(
    "risk-step",
    Severity.ERROR,
    why="A step that the scale does not have says nothing.",
    example="Likelihood 5 on a scale of four steps.",
)
def steps(audited: Audited) -> Iterator[Hit]:
    """Likelihoods and consequences beyond the scale."""
    return _of(audited, "risk-step")


@check(
    "risk-worse",
    Severity.WARNING,
    why="Actions that make a risk larger are no actions, or the values before and after have changed places.",
    example="Risk value 6, and 9 when the actions are done.",
)
def worse(audited: Audited) -> Iterator[Hit]:
    """A risk that its actions are expected to make worse."""
    return _of(audited, "risk-worse")


@check(
    "risk-action-late",
    Severity.WARNING,
    why="An action against a risk that is late leaves the risk as it was.",
    example="To be done by 30 June, and not done on 31 August.",
)
def late(audited: Audited) -> Iterator[Hit]:
    """An open action whose date has passed."""
    return _of(audited, "risk-action-late")


@check(
    "risk-without-action",
    Severity.WARNING,
    why="A risk of the highest level that nobody does anything about should be said to be accepted.",
    example="Likelihood 4, consequence 4, and no action.",
)
def unattended(audited: Audited) -> Iterator[Hit]:
    """A risk of the highest level without any action."""
    return _of(audited, "risk-without-action")


CHECKS = (shares, verdicts, steps, worse, late, unattended)
