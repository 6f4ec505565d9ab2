"""Target paths (*väg mot målet*): a share that is to fall by so much a year, against how it has gone so far.

Norrtälje wants sick leave to fall by 0,5 percentage points a year. From 6,2 % in January to August 2023:

>>> from decimal import Decimal
>>> before, now = Period.parse("jan–aug 2023"), Period.parse("jan–aug 2024")
>>> path = target_path({before: Decimal("0.062"), now: Decimal("0.055")}, per_year=Decimal("0.005"))
>>> [(str(step.target), str(step.gap), step.verdict.label()) for step in path.steps]
[('0.062', '0', 'Uppfyllt'), ('0.057', '0.002', 'Uppfyllt')]

Source: Norrtälje kommun, delårsrapport 2024-08 (the aim).
"""

from collections.abc import Mapping
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
from kommunuppfoljning.terms import Direction, Verdict

__all__ = ["TargetPath", "TargetStep", "target_path"]


@attrs.frozen(kw_only=True, repr=False)
class TargetStep(Model):
    """A period on the way (*steg mot målet*): its target and outcome, and how much better than that it was."""

    period: Period
    target: Amount
    outcome: Amount | None = None
    gap: Amount | None = None
    verdict: Verdict = Verdict.NOT_EVALUATED

    _told = ("period", "target", "outcome", "verdict")


@attrs.frozen(kw_only=True, repr=False)
class TargetPath(Model):
    """The way to a target so far (*väg mot målet*)."""

    per_year: Amount
    steps: tuple[TargetStep, ...] = ()

    _told = ("per_year", "steps")

    def to_table(self, locale: str = "sv") -> Table:
        """A row for each period."""
        kinds = {
            "period": CellKind.TEXT,
            "goal_value": CellKind.SHARE,
            "actual": CellKind.SHARE,
            "gap": CellKind.POINTS,
            "verdict": CellKind.TERM,
        }
        columns = [
            Column(
                key=key,
                label=message(f"column.{key}", locale),
                kind=kind,
                digits=1 if kind in (CellKind.SHARE, CellKind.POINTS) else None,
            )
            for key, kind in kinds.items()
        ]
        rows = [Row(cells=(one.period, one.target, one.outcome, one.gap, one.verdict)) for one in self.steps]
        return Table(title=message("table.target_path", locale), columns=tuple(columns), rows=tuple(rows))


def target_path(outcomes: Mapping[Period, Amount | None], *, per_year: Amount) -> TargetPath:
    """Hold outcomes against a target of so much less a year (*väg mot målet*).

    Parameters
    ----------
    outcomes
        By period; the earliest is where the path starts. Either the same months of several years, or twelve months at
        a time: other periods do not compare, since sick leave has its seasons.
    per_year
        How much less a year [a share: 0.005 is 0,5 percentage points].

    Returns
    -------
    For each period the target, the outcome, the target less the outcome, and the verdict.

    Raises
    ------
    InvalidType, InvalidValue
        For periods that do not compare, a `per_year` below 0, an outcome that is not exact, and a start without one.

    References
    ----------
    Norrtälje kommun, delårsrapport 2024-08.
    """
    expect(outcomes, Mapping, "target_path: outcomes")
    path = TargetPath(per_year=per_year)
    if path.per_year < 0:
        raise InvalidValue(
            f"target_path: per_year is how much less a year, and must not be negative, got {path.per_year}"
        )
    for period in outcomes:
        expect(period, Period, "target_path: each key of outcomes")
    periods = sorted(outcomes)
    if not periods:
        return path
    first = periods[0]
    for period in periods:
        is_alike = period.months is not None and period.months == first.months
        if not is_alike or (period.months != 12 and period.end.month != first.end.month):
            raise InvalidValue(
                "target_path: the periods must be the same months of several years, or twelve months each, "
                f"got {first} and {period}"
            )
    at_first = outcomes[first]
    if at_first is None:
        raise InvalidValue(f"target_path: the first period must have an outcome to start from, got none for {first}")
    start = TargetStep(period=first, target=at_first).target
    steps = []
    for period in periods:
        passed = (period.end.year - first.end.year) * 12 + period.end.month - first.end.month
        target = Fraction(start) - Fraction(path.per_year) * passed / 12
        step = TargetStep(period=period, target=decimal_of(target), outcome=outcomes[period])
        gap = None if step.outcome is None else decimal_of(target - Fraction(step.outcome))
        verdict = assess(value=step.outcome, target=step.target, direction=Direction.LOWER)
        steps.append(attrs.evolve(step, gap=gap, verdict=verdict))
    return attrs.evolve(path, steps=tuple(steps))
