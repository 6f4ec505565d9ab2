"""Indicators (*indikatorer*): a measure of a goal, with its outcomes, target and forecast.

>>> from datetime import date
>>> visits = Indicator(
...     id="6.1-I2", name="Antal företagsbesök/år", unit="antal", target=110, forecast=110,
...     outcomes={Period.for_year(2023): 109, Period.year_to_date(date(2024, 8, 31)): 75},
... )
>>> visits.latest, visits.comparable, visits.target_for()
(Period(2024-01-01, 2024-08-31), None, Target(at_least 110))

Source: kommunallagen (2017:725) 11 kap. 6 §; RKR R17 (what a management report says of goals).
"""

from collections.abc import Mapping
from datetime import date

import attrs

from kommunuppfoljning.amounts import Amount
from kommunuppfoljning.errors import InvalidValue, shown
from kommunuppfoljning.models import EMPTY, Model, unique_ids
from kommunuppfoljning.periods import Period
from kommunuppfoljning.terms import Direction, MeasureKind, MissingReason, TargetKind, Trend, Verdict

MOST_LEVELS = 20

__all__ = ["DefinitionBreak", "EarlierTarget", "Group", "Indicator", "Target"]


@attrs.frozen(kw_only=True, repr=False)
class Group(Model):
    """A part of a population (*grupp*): women, an age band, a school, a company of the municipality.

    `dimension` is what it is a part by ("kön", "ålder", "enhet"), `name` which part it is.
    """

    dimension: str
    name: str

    _told = ("dimension", "name")


@attrs.frozen(kw_only=True, repr=False)
class Target(Model):
    """A target (*målvärde*) that a bare number cannot say.

    Parameters
    ----------
    value
        [the indicator's unit]; `None` for "ska öka" and the like.
    kind
        What it asks.
    strict
        Whether it must be passed (>) rather than reached (≥).
    band, band_above
        How far off a `NEAR` target still is near [the indicator's unit], at least 0; the second above it, where that
        differs.
    window_years
        Judged on the mean of so many years.
    decided_on, text
        When it was decided, and its words.
    """

    value: Amount | None = None
    kind: TargetKind = TargetKind.AT_LEAST
    strict: bool = False
    band: Amount | None = None
    band_above: Amount | None = None
    window_years: int = 1
    decided_on: date | None = None
    text: str = ""

    def _validate(self) -> None:
        for name, band in (("band", self.band), ("band_above", self.band_above)):
            if band is not None and band < 0:
                raise InvalidValue(f"Target: {name} must be at least 0, got {shown(band)}")
        if self.band_above is not None and self.kind is not TargetKind.NEAR:
            raise InvalidValue(f"Target: band_above goes with a target of the kind near, got {self.kind.value}")
        if not 1 <= self.window_years <= 100:
            raise InvalidValue(
                f"Target: window_years must be at least 1 and at most 100, got {shown(self.window_years)}"
            )
        if self.strict and self.kind is TargetKind.NEAR:
            raise InvalidValue("Target: strict must be False where near is the target: the band says how near")

    @property
    def direction(self) -> Direction | None:
        """What is better by its kind; `None` for a milestone."""
        return {
            TargetKind.AT_LEAST: Direction.HIGHER,
            TargetKind.INCREASE: Direction.HIGHER,
            TargetKind.AT_MOST: Direction.LOWER,
            TargetKind.DECREASE: Direction.LOWER,
            TargetKind.NEAR: Direction.NEAR,
        }.get(self.kind)

    def __repr__(self) -> str:
        return f"Target({self.kind.value}{'' if self.value is None else f' {self.value}'})"


@attrs.frozen(kw_only=True, repr=False)
class DefinitionBreak(Model):
    """A change of definition (*definitionsbyte*): values before `since` are not comparable with those after."""

    since: date
    text: str = ""

    _told = ("since", "text")


@attrs.frozen(kw_only=True, repr=False)
class EarlierTarget(Model):
    """A target that a later decision has replaced (*tidigare målvärde*), for the period that it was set for."""

    period: Period
    target: Target

    _told = ("period", "target")


@attrs.frozen(kw_only=True, repr=False)
class Indicator(Model):
    """An indicator (*indikator*) as a report prints it.

    Parameters
    ----------
    id, name
        Its id, unique in a report, and its name.
    unit
        Text: ``"%"`` (values are fractions of one), ``"kr/invånare"``, ``"antal"``.
    kind, direction
        What sort of measure it is, and what is better; a `Target` of its own kind wins over `direction`.
    level, department
        Who decided on it (KF, nämnd) and who answers for it.
    outcomes
        `Period` → the value [unit], or `None`. "Utfall aug 2024" is `Period.year_to_date(date(2024, 8, 31))`.
    target, forecast
        For the calendar year of the latest outcome [unit].
    targets
        `Period` → `Target`: what a number cannot say, other years, or several years at once; of those that hold for a
        year the one that begins last. It wins over `target`.
    earlier_targets
        Those that a later decision replaced.
    breakdowns
        The same indicator by `Group`, each with its `group`.
    references
        Name → value: the country, municipalities alike.
    missing
        A field's name or a `Period` → why its value is missing.
    refers_to
        `Period` → the `Period` that was really measured.
    breaks
        Changes of definition.
    commented_on, verdict, trend, verdict_text
        As published, the last the word or symbol as printed.
    source
        Where the values are from, in words that must be shown with them.

    Raises
    ------
    InvalidType, InvalidValue
        For a field of the wrong kind, an empty id, or breakdowns with an id twice or without a group.
    """

    id: str
    name: str = ""
    unit: str = ""
    kind: MeasureKind | None = None
    direction: Direction = Direction.HIGHER
    level: str = ""
    department: str = ""
    outcomes: Mapping[Period, Amount | None] = EMPTY
    target: Amount | None = None
    forecast: Amount | None = None
    targets: Mapping[Period, Target] = EMPTY
    earlier_targets: tuple[EarlierTarget, ...] = ()
    breakdowns: tuple["Indicator", ...] = ()
    group: Group | None = None
    references: Mapping[str, Amount | None] = EMPTY
    missing: Mapping[str | Period, MissingReason] = EMPTY
    refers_to: Mapping[Period, Period] = EMPTY
    breaks: tuple[DefinitionBreak, ...] = ()
    commented_on: date | None = None
    verdict: Verdict | None = None
    trend: Trend | None = None
    verdict_text: str = ""
    source: str = ""

    def _validate(self) -> None:
        for field in self.missing:
            if isinstance(field, str) and field not in type(self).__slots__:
                raise InvalidValue(f"Indicator {self.id!r}: missing must name fields or periods, got {shown(field)}")
        if self.breakdowns:
            unique_ids(self.breakdowns, f"Indicator {self.id!r}", "breakdowns")
            for part in self.breakdowns:
                if part.group is None:
                    raise InvalidValue(f"Indicator {self.id!r}: the breakdown {part.id!r} must say its group")
            if _levels(self) > MOST_LEVELS:
                raise InvalidValue(f"Indicator {self.id!r}: breakdowns must be at most {MOST_LEVELS} levels deep")

    @property
    def latest(self) -> Period | None:
        """The period of the latest outcome that has a value; the longest where two end on a day."""
        known = [period for period, value in self.outcomes.items() if value is not None]
        return max(known, key=_recency, default=None)

    @property
    def year(self) -> Period | None:
        """The calendar year that `target` and `forecast` are for: that of the latest outcome, valued or not."""
        last = max((period.end for period in self.outcomes), default=None)
        return Period.for_year(last.year) if last else None

    @property
    def latest_value(self) -> Amount | None:
        """The latest outcome [unit]."""
        return self.outcomes[self.latest] if self.latest is not None else None

    @property
    def comparable(self) -> Period | None:
        """The latest earlier period whose value may be compared with the latest one; see `comparable_to`."""
        return self.comparable_to(self.latest) if self.latest is not None else None

    def comparable_to(self, period: Period, *, across_breaks: bool = False) -> Period | None:
        """The latest earlier period whose value may be compared with that of `period` (*jämförbar period*).

        A flow is compared with the same part of an earlier year only, never a part with a whole, and no year with a
        part of itself; nothing is compared across a change of definition unless `across_breaks`. What was really
        measured counts, where `refers_to` tells it.
        """
        measured = self.refers_to.get(period, period)
        breaks = () if across_breaks else self.breaks
        broken = max((change.since for change in breaks if change.since <= measured.end), default=date.min)
        flow = self.kind in (None, MeasureKind.FLOW)
        limit = measured.start if measured.is_year else measured.end
        known = [other for other, value in self.outcomes.items() if value is not None]
        # what was measured in a period is shown for it, whatever else was copied from there
        earlier = {self.refers_to[other]: other for other in known if other in self.refers_to}
        earlier |= {other: other for other in known if other not in self.refers_to}
        fitting = [
            other
            for other in earlier
            if other.end < limit and other.start >= broken and (not flow or _same_part(other, measured))
        ]
        return earlier[max(fitting, key=_recency)] if fitting else None

    def target_for(self, year: Period | None = None) -> Target | None:
        """The target that holds for a calendar year, by default that of the latest outcome; `None` if there is none."""
        year = self.year if year is None else year
        if year is not None:
            holding = [one for one in self.targets if one.start <= year.start and year.end <= one.end]
            if holding:
                return self.targets[max(holding, key=lambda one: one.start)]
        if self.target is None or year != self.year:
            return None
        kinds = {
            Direction.HIGHER: TargetKind.AT_LEAST,
            Direction.LOWER: TargetKind.AT_MOST,
            Direction.NEAR: TargetKind.NEAR,
        }
        return Target(value=self.target, kind=kinds[self.direction])


def _levels(indicator: Indicator) -> int:
    return 1 + max((_levels(part) for part in indicator.breakdowns), default=0)


def _recency(period: Period) -> tuple[date, int]:
    return period.end, -period.start.toordinal()


def _same_part(one: Period, other: Period) -> bool:
    """Whether two periods are the same part of their years."""
    if one.months is not None and other.months is not None:
        return (one.months, one.end.month) == (other.months, other.end.month)
    days = ((period.start.month, period.start.day, period.end.month, period.end.day) for period in (one, other))
    return next(days) == next(days) and one.end.year - one.start.year == other.end.year - other.start.year
