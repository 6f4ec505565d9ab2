"""Readings (*avläsningar*): which figures of an indicator are held against each other, under a rule.

>>> from datetime import date
>>> visits = Indicator(
...     id="6.1-I2", target=110, forecast=110, kind=MeasureKind.FLOW,
...     outcomes={Period.for_year(2023): 109, Period.year_to_date(date(2024, 8, 31)): 75},
... )
>>> read = reading(visits, IndicatorRule())
>>> read.name, read.value, read.wanted
('forecast', 110, 110)
>>> compared(visits, TrendRule())[:2]
(110, 109)
"""

from fractions import Fraction
from typing import NamedTuple

from kommunuppfoljning.amounts import Amount, minus, plus, size_of, times, total_of
from kommunuppfoljning.arithmetic.scalars import decimal_of
from kommunuppfoljning.formulas.verdicts import assess_within
from kommunuppfoljning.indicators import Indicator, Target
from kommunuppfoljning.periods import Period
from kommunuppfoljning.rules import IndicatorRule, TrendRule
from kommunuppfoljning.terms import Basis, Direction, MeasureKind, MissingReason, TargetKind, Verdict

__all__ = ["Compared", "Reading", "compared", "reading"]


class Reading(NamedTuple):
    """A value and what it is to reach."""

    value: Amount | None
    name: str
    """``"forecast"``, ``"outcome"``, or ``"mean"`` of several years."""
    period: Period | None
    target: Target | None
    wanted: Amount | None
    """The target's own value, or what came before where the target is that it should change."""
    missing: MissingReason | None
    """Why it cannot be judged, where it cannot."""
    basis: Basis
    """Whether the value is what was, or rests on what is expected."""

    @property
    def direction(self) -> Direction:
        """What is better; of a milestone, having reached it."""
        return (self.target.direction if self.target is not None else None) or Direction.HIGHER

    @property
    def is_strict(self) -> bool:
        """Whether the target must be passed, and not only reached."""
        return self.target is not None and (self.target.strict or self.asks_change)

    @property
    def asks_change(self) -> bool:
        """Whether the target is that the value should change, by however little."""
        target = self.target
        return target is not None and target.value is None and target.kind in _CHANGES

    def limits(self, rule: IndicatorRule) -> dict[str, Amount]:
        """The tolerances that hold: the target's own band, or else the rule's; none of a change or a milestone."""
        limits: dict[str, Amount] = rule.limits()
        target = self.target
        if target is None:
            return limits
        if self.asks_change or target.kind is TargetKind.MILESTONE:
            return dict.fromkeys(limits, 0)
        if target.band is not None:
            limits |= {"tolerance": target.band, "relative_tolerance": 0}
        if target.band_above is not None:
            limits["tolerance_above"] = target.band_above
        return limits

    def edges(self, rule: IndicatorRule) -> tuple[Amount | None, Amount | None]:
        """The lowest and the highest value that meets the target; `None` where there is no such limit."""
        return self._edges(rule, partly=False)

    def partly_edges(self, rule: IndicatorRule) -> tuple[Amount | None, Amount | None]:
        """The lowest and the highest value that meets the target at least in part, as `edges`."""
        return self._edges(rule, partly=True)

    def _edges(self, rule: IndicatorRule, *, partly: bool) -> tuple[Amount | None, Amount | None]:
        wanted, limits = self.wanted, self.limits(rule)
        if wanted is None:
            return None, None

        def slack(name: str) -> Amount:
            return plus(limits[name], times(size_of(wanted), limits[f"relative_{name}"]))

        below = slack("tolerance")
        above = plus(limits.get("tolerance_above", limits["tolerance"]), minus(below, limits["tolerance"]))
        farther = slack("partly_within") if partly else 0
        low, high = minus(wanted, plus(below, farther)), plus(wanted, plus(above, farther))
        return (
            None if self.direction is Direction.LOWER else low,
            None if self.direction is Direction.HIGHER else high,
        )

    def verdict(self, rule: IndicatorRule) -> Verdict:
        """The verdict on the value; a target that is to be passed is not met at its edge."""
        if self.missing is not None:
            return Verdict.NOT_EVALUATED
        limits = self.limits(rule)
        verdict = assess_within(value=self.value, target=self.wanted, direction=self.direction, **limits)
        if verdict.is_fulfilled and self.is_strict and self.value in self.edges(rule):
            has_band = self.edges(rule) != self.partly_edges(rule)
            return Verdict.PARTLY_FULFILLED if has_band else Verdict.NOT_FULFILLED
        return verdict


_CHANGES = (TargetKind.INCREASE, TargetKind.DECREASE)


def reading(indicator: Indicator, rule: IndicatorRule) -> Reading:
    """What of an indicator is held against its target (*avläsning*)."""
    target = indicator.target_for()
    value, name, period, missing = _value(indicator, rule)
    basis = Basis.FORECAST if name == "forecast" else Basis.OUTCOME
    if target is not None and target.window_years > 1 and value is not None:
        value, name = _mean(indicator, value, period, target.window_years), "mean"
        missing = MissingReason.NOT_STATED if value is None else None
    wanted = _wanted(indicator, target, period) if target is not None else None
    if wanted is None:
        stated = indicator.missing.get("target")
        missing = stated or (MissingReason.NO_TARGET if target is None else MissingReason.NOT_STATED)
    elif (
        target is not None
        and target.kind is TargetKind.MILESTONE
        and target.value is None
        and value not in (None, 0, 1)
    ):
        missing = MissingReason.NOT_APPLICABLE  # a milestone is reached (1) or not (0)
    return Reading(value, name, period, target, wanted, missing, basis)


def _value(indicator: Indicator, rule: IndicatorRule) -> tuple[Amount | None, str, Period | None, MissingReason | None]:
    """What is judged, what it is called, and for which period; a value that is awaited is that of the year."""
    latest, year = indicator.latest, indicator.year
    is_over = latest is not None and latest == year
    forecast, stated = indicator.forecast, indicator.missing.get("forecast")
    if rule.basis is Basis.FORECAST and not is_over and (forecast is not None or stated is not None):
        return forecast, "forecast", year, stated if forecast is None else None
    last = max((period.end for period in indicator.outcomes), default=None)
    if latest is None or latest.end != last:
        reason = next((indicator.missing.get(period) for period in indicator.outcomes if period.end == last), None)
        return None, "outcome", year, reason or MissingReason.NOT_STATED
    if indicator.kind is MeasureKind.FLOW and not latest.is_year:
        # a part of the year says nothing yet of a target for the whole of it
        return None, "outcome", year, MissingReason.NOT_YET_REPORTED
    return indicator.latest_value, "outcome", latest, None


def _mean(indicator: Indicator, value: Amount, period: Period | None, years: int) -> Amount | None:
    """The mean of the value and of the whole years before it, unknown where one of them is or means another thing."""
    if period is None:
        return None
    earlier = [Period.for_year(period.end.year - back) for back in range(1, years) if period.end.year > back]
    total = total_of((value, *(indicator.outcomes.get(year) for year in earlier)))
    if total is None or len(earlier) < years - 1:
        return None
    if any(earlier[-1].start < change.since <= period.end for change in indicator.breaks):
        return None
    return decimal_of(Fraction(total) / years)


def _wanted(indicator: Indicator, target: Target, period: Period | None) -> Amount | None:
    if target.kind is TargetKind.MILESTONE and target.value is None:
        return 1
    if target.kind not in _CHANGES or target.value is not None:
        return target.value
    before = indicator.comparable_to(period) if period is not None else None
    return indicator.outcomes[before] if before is not None else None


class Compared(NamedTuple):
    """A value and the earlier one that its trend is told by."""

    current: Amount | None
    previous: Amount | None
    period: Period | None
    before: Period | None


def compared(indicator: Indicator, rule: TrendRule) -> Compared:
    """What of an indicator its trend is told by (*jämförelse*); `previous` is `None` where nothing is comparable."""
    period, current, year = indicator.latest, indicator.latest_value, indicator.year
    if period is not None and year is not None and period.end < year.start:
        period, current = None, None  # nothing is known yet of the year that is judged
    if rule.basis is Basis.FORECAST and indicator.forecast is not None and period != year:
        period, current = year, indicator.forecast
    before = indicator.comparable_to(period, across_breaks=rule.across_breaks) if period is not None else None
    return Compared(current, indicator.outcomes[before] if before is not None else None, period, before)
