"""Findings (*iakttagelser*): what a check has to say, with the place, the figures and how grave it is.

A check returns findings and never raises; raising is a step of its own.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

import attrs

from kommunuppfoljning.amounts import Amount, Rounded
from kommunuppfoljning.errors import InvalidValue, expect
from kommunuppfoljning.locale import format_number, message
from kommunuppfoljning.models import EMPTY, Model
from kommunuppfoljning.terms import Mismatch, Severity, Term

__all__ = ["Finding", "Share", "raise_for", "worst_first"]


@attrs.frozen
class Share:
    """A share that a message quotes in percent, with so many decimals."""

    value: Amount | Fraction
    digits: int = 0


@attrs.frozen(kw_only=True, repr=False)
class Finding(Model):
    """Something that a reader should know (*iakttagelse*).

    Parameters
    ----------
    code
        Stable, so that a pipeline can know it again: ``row-deviation``.
    severity
        How grave it is.
    where
        The path of the figure in the report.
    message
        Swedish, quoting figures and ISO dates; `text` gives other languages.
    gap
        How far beyond rounding two figures are apart, `None` where nothing was measured.
    mismatch
        What the disagreement may come from, where that can be told.
    values
        What the message quotes, by name.
    """

    code: str
    severity: Severity
    where: str
    message: str
    gap: Amount | None = None
    mismatch: Mismatch | None = None
    values: Mapping[str, object] = EMPTY

    _told = ("code", "where", "message")

    @classmethod
    def of(
        cls,
        code: str,
        severity: Severity,
        where: str,
        *,
        gap: Amount | None = None,
        mismatch: Mismatch | None = None,
        **values: object,
    ) -> "Finding":
        """A finding whose message is the catalogue's text for `code`."""
        quoted = values if gap is None else {"gap": gap, **values}
        return cls(
            code=code,
            severity=severity,
            where=where,
            message=_text(code, quoted, "sv"),
            gap=gap,
            mismatch=mismatch,
            values=quoted,
        )

    def text(self, locale: str = "sv") -> str:
        """The message in the language of `locale`."""
        return self.message if locale == "sv" or not self.values else _text(self.code, self.values, locale)


def worst_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in order: the gravest first, then by place and code."""
    return tuple(sorted(findings, key=lambda found: (-found.severity.rank, found.where, found.code)))


def raise_for(findings: Iterable[Finding], severity: Severity = Severity.ERROR) -> None:
    """Raise `InvalidValue` where there is a finding at least so grave (*larma*); the error lists them all."""
    expect(severity, Severity, "raise_for: severity")
    grave = [found for found in worst_first(findings) if found.severity.rank >= severity.rank]
    if grave:
        told = "\n".join(f"  {found.where}: {found.message} ({found.code})" for found in grave)
        raise InvalidValue(f"{len(grave)} findings of severity {severity.name} or worse:\n{told}")


def _text(code: str, values: Mapping[str, object], locale: str) -> str:
    return message(f"finding.{code}", locale, **{name: _quoted(value, locale) for name, value in values.items()})


def _quoted(value: object, locale: str) -> str:
    if isinstance(value, Share):
        return format_number(value.value, locale=locale, digits=value.digits, unit="%")
    if isinstance(value, Rounded):
        return format_number(value.value, locale=locale, digits=max(value.digits, 0))
    if isinstance(value, Term):
        return value.label(locale)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | Decimal | Fraction):
        return format_number(value, locale=locale)
    return str(value)
