"""Findings (*iakttagelser*): what a check has to say, with the place, the figures and how grave it is.

A check returns findings and never raises; raising is a step of its own. A finding that people have looked at and can
explain is *silenced* with a reason (`Silence`): it stays in the list, last, and raises nothing.

>>> place = "budget_tables[drift].lines[it].stated_period_deviation"
>>> found = Finding(code="row-deviation", severity=Severity.ERROR, where=place, message="...")
>>> known = Silence(code="row-deviation", where="budget_tables[drift]", reason="rättad i protokollet 2024-10-01")
>>> [one.silence.reason for one in silenced([found], [known])]
['rättad i protokollet 2024-10-01']
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

import attrs

from kommunuppfoljning.amounts import Amount, Rounded
from kommunuppfoljning.errors import InvalidValue, expect
from kommunuppfoljning.locale import format_number, has_message, message
from kommunuppfoljning.models import EMPTY, Model
from kommunuppfoljning.periods import Period
from kommunuppfoljning.terms import Mismatch, Severity, Term

__all__ = ["Finding", "Nameless", "Share", "Silence", "raise_for", "silenced", "worded", "worst_first"]


@attrs.frozen
class Share:
    """A share that a message quotes in percent, with so many decimals."""

    value: Amount | Fraction
    digits: int = 0


@attrs.frozen
class Nameless:
    """A thing without a name, which a message tells by its id."""

    id: str


@attrs.frozen(kw_only=True, repr=False)
class Silence(Model):
    """A finding that is known and explained (*kvitterad iakttagelse*), with the reason, which is kept.

    Parameters
    ----------
    code
        The code of the findings.
    reason
        Why they are no cause for concern; it must say something.
    where
        The path that they stand at or below; empty for wherever they stand.
    author, date
        Who says so, and when.

    Raises
    ------
    InvalidValue
        For an empty code or reason.
    """

    code: str
    reason: str
    where: str = ""
    author: str = ""
    date: dt.date | None = None

    _told = ("code", "where", "reason")

    def covers(self, finding: "Finding") -> bool:
        """Whether a finding has this code, and stands at this place or below it."""
        within = finding.where == self.where or finding.where.startswith((f"{self.where}.", f"{self.where}["))
        return finding.code == self.code and (not self.where or within)


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
    texts
        Language → the message, for a check that brings its own words instead of the catalogue's.
    silence
        Why it is no cause for concern, where people have said so.
    """

    code: str
    severity: Severity
    where: str
    message: str
    gap: Amount | None = None
    mismatch: Mismatch | None = None
    values: Mapping[str, object] = EMPTY
    texts: Mapping[str, str] = EMPTY
    silence: Silence | None = None

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
        """The message in the language of `locale`; a check's own words only in the languages that it brings."""
        if locale in self.texts:
            return self.texts[locale]
        known = self.values and has_message(f"finding.{self.code}", locale)
        return _text(self.code, self.values, locale) if locale != "sv" and known else self.message


def worst_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in order: the gravest first, then by place and code; what is silenced comes last."""
    return tuple(
        sorted(findings, key=lambda found: (found.silence is not None, -found.severity.rank, found.where, found.code))
    )


def silenced(findings: Iterable[Finding], silences: Iterable[Silence]) -> tuple[Finding, ...]:
    """Findings with those that are explained marked so (*kvittera iakttagelser*), worst first.

    A silence that covers nothing becomes a finding itself (``unused-silence``), so that none outlives its cause.

    Raises
    ------
    InvalidType
        For what is no `Silence`.
    """
    known = list(silences)
    for one in known:
        expect(one, Silence, "silences: each")
    used: set[int] = set()
    marked = []
    for found in findings:
        at = next((place for place, one in enumerate(known) if one.covers(found)), None)
        used |= set() if at is None else {at}
        marked.append(found if at is None else attrs.evolve(found, silence=known[at]))
    unused = (one for place, one in enumerate(known) if place not in used)
    marked += [
        Finding.of("unused-silence", Severity.INFO, one.where, known=one.code, reason=one.reason) for one in unused
    ]
    return worst_first(marked)


def raise_for(findings: Iterable[Finding], severity: Severity = Severity.ERROR) -> None:
    """Raise `InvalidValue` where a finding is at least so grave (*larma*), save the silenced; the error lists them."""
    expect(severity, Severity, "raise_for: severity")
    grave = [found for found in worst_first(findings) if found.severity.rank >= severity.rank and found.silence is None]
    if grave:
        told = "\n".join(f"  {found.where}: {found.message} ({found.code})" for found in grave)
        word = "finding" if len(grave) == 1 else "findings"
        raise InvalidValue(f"{len(grave)} {word} of severity {severity.name} or worse:\n{told}")


def worded(text: str, values: Mapping[str, object], locale: str) -> str:
    """A text with what it quotes in its places, written as the language of `locale` does."""
    return text.format(**{name: _quoted(value, locale) for name, value in values.items()})


def _text(code: str, values: Mapping[str, object], locale: str) -> str:
    text = message(f"finding.{code}", locale)
    if values.get("section") == "":  # the heading that a claim stands under is not always known
        text = text.replace(" ({section})", "")
    return worded(text, values, locale)


def _quoted(value: object, locale: str) -> str:
    if isinstance(value, Share):
        return format_number(value.value, locale=locale, digits=value.digits, unit="%")
    if isinstance(value, Nameless):
        return message("finding.nameless", locale, id=value.id)
    if isinstance(value, Rounded):
        return format_number(value.value, locale=locale, digits=max(value.digits, 0))
    if isinstance(value, Term):
        return value.label(locale)
    if isinstance(value, Period):
        return value.label(locale)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, int | Decimal | Fraction):
        return format_number(value, locale=locale)
    return str(value)
