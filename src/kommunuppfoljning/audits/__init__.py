"""Audits (*granskning*): what in a report does not add up, beyond what rounding explains.

Each check is small and independent, knows its code, how grave it is and why it matters, and gives hits; none raises on
what could be built. `catalogue` says them all.
"""

import datetime as dt
from collections.abc import Iterable

import attrs

from kommunuppfoljning.audits import (
    assignments,
    balances,
    claims,
    doubts,
    investments,
    judged,
    pace,
    populations,
    predecessors,
    promises,
    series,
    statutory,
    structure,
    tables,
    words,
)
from kommunuppfoljning.audits.auditable import Auditable, audited_of
from kommunuppfoljning.audits.checking import Audited, Check, Hit, check
from kommunuppfoljning.balance_requirement import BalanceRequirement
from kommunuppfoljning.budgets import BudgetTable
from kommunuppfoljning.errors import expect
from kommunuppfoljning.findings import Finding, Silence, silenced
from kommunuppfoljning.investments import InvestmentTable
from kommunuppfoljning.judgements import DEFAULT_RULES
from kommunuppfoljning.progress import Progress, followed
from kommunuppfoljning.reports import Report
from kommunuppfoljning.rules import Rules
from kommunuppfoljning.statements import AnnualAccounts

__all__ = ["CHECKS", "Audited", "Check", "Hit", "audit", "audit_reports", "check"]

CHAPTERS = (
    tables,
    doubts,
    investments,
    populations,
    balances,
    claims,
    words,
    judged,
    assignments,
    pace,
    series,
    structure,
    promises,
    statutory,
    predecessors,
)
CHECKS: tuple[Check, ...] = tuple(one for chapter in CHAPTERS for one in chapter.CHECKS)
"""Every check of the library, in the order of a report's chapters."""

_NOT_OF_TEXT = frozenset(CHECKS) - {*claims.CHECKS, *words.CHECKS}
"""What claims alone are not put to: the report that they speak of is not what is audited."""


def audit(
    report_or_part: Auditable | Iterable[Auditable],
    *,
    about: Report | BudgetTable | InvestmentTable | AnnualAccounts | None = None,
    previous: Report | BalanceRequirement | None = None,
    as_of: dt.date | None = None,
    rules: Rules = DEFAULT_RULES,
    silences: Iterable[Silence] = (),
    checks: Iterable[Check] = CHECKS,
) -> tuple[Finding, ...]:
    """Every finding in a report or a part of one, worst first (*granska*).

    Parameters
    ----------
    report_or_part
        A report, a table, a goal, an indicator, an assignment, a ratio, a balance requirement, the accounts of a year,
        or several of a kind;
        claims, with what they are `about`.
    about
        The report or the table that claims speak of; their paths may begin at the table. The accounts of the year that
        a balance requirement stands on.
    previous
        The report before, or the balance requirement of the year before.
    as_of
        The day that dates are held against; by default the last day of the report's period.
    rules
        What verdicts are held against.
    silences
        Findings that are explained. They stay in the list, last, each with its `Finding.silence`.
    checks
        Which checks; add your own with ``(*CHECKS, mine)``.

    Returns
    -------
    All findings. A check that fails inside becomes a finding about itself.

    Raises
    ------
    InvalidType
        For what cannot be audited.

    References
    ----------
    XBRL International, Calculations 1.1, for what rounding explains.

    Examples
    --------
    >>> from kommunuppfoljning import BudgetLine, Layout
    >>> line = BudgetLine(id="it", period_budget=-30_066, period_outcome=-24_447, stated_period_deviation=5_600)
    >>> table = BudgetTable(id="drift", digits=0, layout=Layout.SIGNED, lines=[line])
    >>> [(found.code, found.gap) for found in audit(table)]
    [('row-deviation', Decimal('17.5'))]
    """
    expect(as_of, (dt.date, type(None)), "audit: as_of")
    expect(rules, Rules, "audit: rules")
    subjects, only_claims = audited_of(report_or_part, about=about, previous=previous)
    chosen = tuple(checks)
    for one in chosen:
        expect(one, Check, "audit: checks: each")
    found: list[Finding] = []
    for subject in subjects:
        audited = attrs.evolve(subject, as_of=as_of, rules=rules)
        for one in chosen:
            if not only_claims or one not in _NOT_OF_TEXT:
                found += one.findings(audited)
    return silenced(found, silences)


def audit_reports(
    reports: Iterable[Report], *, rules: Rules = DEFAULT_RULES, progress: Progress | None = None
) -> tuple[tuple[Finding, ...], ...]:
    """The findings of each of many reports, in their order (*granska rapporter*).

    `rules` are as of `audit`. `progress` follows the work: `tqdm.tqdm`, `rich.progress.track`, or one of your own.
    """
    expect(reports, Iterable, "audit_reports: reports")
    return tuple(audit(report, rules=rules) for report in followed(reports, progress))
