"""Audits (*granskning*): what in a report does not add up, beyond what rounding explains.

Each check is small and independent, and gives findings; none raises on what could be built.
"""

from collections.abc import Callable, Iterable

from kommunuppfoljning.audits import assignments, claims, judged, tables
from kommunuppfoljning.errors import FollowUpError, expect
from kommunuppfoljning.findings import Finding, worst_first
from kommunuppfoljning.progress import Progress, followed
from kommunuppfoljning.reports import Report
from kommunuppfoljning.terms import Severity

__all__ = ["CHECKS", "Check", "audit_report", "audit_reports"]

Check = Callable[[Report], Iterable[Finding]]

CHECKS: tuple[Check, ...] = (
    tables.rows,
    tables.totals,
    tables.same_totals,
    tables.investment_shares,
    tables.repeated_projects,
    claims.figures,
    claims.counts,
    claims.quantifiers,
    claims.comparisons,
    judged.verdicts,
    judged.copied_values,
    assignments.pivot,
    assignments.delays,
)
"""Every check of the library, in the order of a report's chapters."""


def audit_report(report: Report, *, checks: Iterable[Check] = CHECKS) -> tuple[Finding, ...]:
    """Every finding in a report, worst first (*granska rapport*).

    A check that fails inside becomes a finding about itself.

    References
    ----------
    XBRL International, Calculations 1.1, for what rounding explains.
    """
    expect(report, Report, "audit_report: report")
    found: list[Finding] = []
    for check in checks:
        try:
            found.extend(check(report))
        except (FollowUpError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
            name = getattr(check, "__name__", repr(check))
            found.append(Finding.of("check-failed", Severity.WARNING, name, check=name, error=str(error)))
    return worst_first(found)


def audit_reports(reports: Iterable[Report], *, progress: Progress | None = None) -> tuple[tuple[Finding, ...], ...]:
    """The findings of each of many reports, in their order (*granska rapporter*).

    `progress` follows the work: `tqdm.tqdm`, `rich.progress.track`, or a function of your own.
    """
    expect(reports, Iterable, "audit_reports: reports")
    return tuple(audit_report(report) for report in followed(reports, progress))
