"""Service guarantees (*tjänstegarantier*): what a municipality promises of a service, and whether it is kept.

A promise says what everyone may expect, such as an answer within five days; the threshold says how often it has to be
kept for the guarantee to be met. Where compensation is promised, each broken promise costs it.

>>> from decimal import Decimal
>>> promise = ServiceGuarantee(id="svar", title="Svar inom fem dagar", limit=5, threshold=Decimal("0.9"),
...                            compensation_each=200)
>>> told = count_kept_promises(promise, [1, 3, 5, 8, None])
>>> told.cases, told.kept, told.share, told.judged.label(), told.compensation_due
(4, 3, Decimal('0.75'), 'Ej uppfyllt', 200)

Source: there is no statute; municipalities decide on their guarantees themselves.
"""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

import attrs

from kommunuppfoljning.amounts import Amount
from kommunuppfoljning.arithmetic.scalars import decimal_of
from kommunuppfoljning.errors import InvalidValue, expect
from kommunuppfoljning.formulas.assessments import assess
from kommunuppfoljning.locale import message
from kommunuppfoljning.models import Model
from kommunuppfoljning.periods import Period
from kommunuppfoljning.tables import CellKind, Column, Row, Table
from kommunuppfoljning.terms import Direction, Status, Verdict

__all__ = [
    "GuaranteeIntroduction",
    "ServiceGuarantee",
    "count_kept_promises",
    "guarantee_introduction_table",
    "guarantee_table",
]


@attrs.frozen(kw_only=True, repr=False)
class GuaranteeIntroduction(Model):
    """How far a guarantee has come in one unit (*införande*): when it was to be there, and when it was."""

    unit: str
    planned: date | None = None
    introduced_on: date | None = None
    status: Status | None = None

    _told = ("unit", "planned", "status")

    def is_late(self, *, as_of: date) -> bool:
        """Whether it came, or on the day `as_of` still had not come, after it was planned to."""
        if self.planned is None or (self.status in (Status.COMPLETED, Status.CANCELLED) and self.introduced_on is None):
            return False
        return (self.introduced_on or as_of) > self.planned


@attrs.frozen(kw_only=True, repr=False)
class ServiceGuarantee(Model):
    """A service guarantee (*tjänstegaranti*): promise, measure, threshold and the share that was kept.

    Parameters
    ----------
    id, title, promise, department, about
        What is promised and by whom; `about` is the id of the assignment that introduces it.
    measure, limit, direction
        What is measured in each case, and the level that is promised: at most so much, unless more is better.
    threshold, period
        The share of cases that has to be kept, a fraction of one, and when.
    cases, kept, kept_share
        How many cases there were and how many were kept; or the share, as it is published.
    compensation, compensation_each
        What is promised to whom it is not kept for, in words, and the amount [kr].
    status, introductions
        How far its introduction has come, all together and unit by unit.
    verdict
        As it is published.

    Raises
    ------
    InvalidType, InvalidValue
        For a field of the wrong kind, a share that is not within 0 to 1, and more kept than there were cases.
    """

    id: str
    title: str = ""
    promise: str = ""
    measure: str = ""
    limit: Amount | None = None
    direction: Direction = Direction.LOWER
    threshold: Amount | None = None
    period: Period | None = None
    cases: int | None = None
    kept: int | None = None
    kept_share: Amount | None = None
    compensation: str = ""
    compensation_each: Amount | None = None
    status: Status | None = None
    introductions: tuple[GuaranteeIntroduction, ...] = ()
    department: str = ""
    about: str = ""
    verdict: Verdict | None = None

    def _validate(self) -> None:
        where = f"ServiceGuarantee {self.id!r}"
        for name in ("threshold", "kept_share"):
            share = getattr(self, name)
            if share is not None and not 0 <= share <= 1:
                raise InvalidValue(f"{where}: {name} must be a share from 0 to 1, got {share}")
        for name in ("cases", "kept", "compensation_each"):
            figure = getattr(self, name)
            if figure is not None and figure < 0:
                raise InvalidValue(f"{where}: {name} must not be negative, got {figure}")
        if self.cases is not None and self.kept is not None and self.kept > self.cases:
            raise InvalidValue(f"{where}: kept must be at most the {self.cases} cases, got {self.kept}")
        if self.direction is Direction.NEAR:
            raise InvalidValue(f"{where}: direction must be LOWER or HIGHER, got NEAR")

    @property
    def share(self) -> Amount | None:
        """The share that was kept: as counted, else as published; `None` without cases."""
        if self.cases is None or self.kept is None:
            return self.kept_share
        return decimal_of(Fraction(self.kept, self.cases)) if self.cases else None

    @property
    def judged(self) -> Verdict:
        """Whether the share reaches the threshold; not evaluated without either."""
        return assess(value=self.share, target=self.threshold)

    @property
    def compensation_due(self) -> Amount | None:
        """What the broken promises cost [kr]; `None` where no amount is promised, or cases are not counted."""
        if self.compensation_each is None or self.cases is None or self.kept is None:
            return None
        due = (self.cases - self.kept) * Fraction(self.compensation_each)
        return int(due) if due.denominator == 1 else decimal_of(due)


def count_kept_promises(guarantee: ServiceGuarantee, outcomes: Iterable[Amount | None]) -> ServiceGuarantee:
    """Count the cases in which a promise was kept (*följ upp tjänstegaranti*).

    Parameters
    ----------
    guarantee
        With the `limit` that is promised; it is not changed.
    outcomes
        What was measured in each case; a case without a measure is none.

    Returns
    -------
    The guarantee with `cases` and `kept`.

    Raises
    ------
    InvalidType
        For what is no guarantee, or an outcome that is no number.
    InvalidValue
        Where no limit is promised.
    """
    expect(guarantee, ServiceGuarantee, "count_kept_promises: guarantee")
    if guarantee.limit is None:
        raise InvalidValue(f"count_kept_promises: the guarantee {guarantee.id!r} must have a limit to count against")
    verdicts = [assess(value=one, target=guarantee.limit, direction=guarantee.direction) for one in outcomes]
    measured = [one for one in verdicts if one.is_evaluated]
    kept = sum(one.is_fulfilled for one in measured)
    return attrs.evolve(guarantee, cases=len(measured), kept=kept)


def guarantee_table(guarantees: Iterable[ServiceGuarantee], *, locale: str = "sv") -> Table:
    """Guarantees with the share kept, the verdict and what broken promises cost (*tjänstegarantier*)."""
    kinds = {
        "guarantee": CellKind.TEXT,
        "department": CellKind.TEXT,
        "period": CellKind.TEXT,
        "threshold": CellKind.SHARE,
        "kept_share": CellKind.SHARE,
        "published": CellKind.TERM,
        "computed": CellKind.TERM,
        "compensation_due": CellKind.AMOUNT,
        "status": CellKind.TERM,
    }
    rows = [
        (
            one.title or one.id,
            one.department,
            one.period,
            one.threshold,
            one.share,
            one.verdict,
            one.judged,
            one.compensation_due,
            one.status,
        )
        for one in guarantees
    ]
    return Table(
        title=message("table.guarantees_kept", locale),
        columns=tuple(
            Column(
                key=key,
                label=message(f"column.{key}", locale),
                kind=kind,
                digits=1 if kind is CellKind.SHARE else None,
            )
            for key, kind in kinds.items()
        ),
        rows=tuple(Row(cells=cells) for cells in rows),
    )


def guarantee_introduction_table(guarantees: Iterable[ServiceGuarantee], *, as_of: date, locale: str = "sv") -> Table:
    """How far each guarantee has come in each unit (*införande per enhet*), and whether it is late on a day."""
    kinds = {
        "guarantee": CellKind.TEXT,
        "scope": CellKind.TEXT,
        "planned": CellKind.DATE,
        "introduced": CellKind.DATE,
        "status": CellKind.TERM,
        "late": CellKind.TEXT,
    }
    late = message("guarantee.late", locale)
    rows = [
        Row(
            cells=(
                one.title or one.id,
                step.unit,
                step.planned,
                step.introduced_on,
                step.status,
                late if step.is_late(as_of=as_of) else "",
            )
        )
        for one in guarantees
        for step in one.introductions
    ]
    columns = (Column(key=key, label=message(f"column.{key}", locale), kind=kind) for key, kind in kinds.items())
    return Table(title=message("table.introductions", locale), columns=tuple(columns), rows=tuple(rows))
