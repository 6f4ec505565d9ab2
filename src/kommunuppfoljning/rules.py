"""Rules (*bedömningsregler*): a municipality's way of judging, as values put together from a few small parts.

>>> lenient = Rules(name="Med tolerans", indicators=IndicatorRule(relative_tolerance=Decimal("0.02")))
>>> lenient.indicators.verdict(value=74, target=75)
<Verdict.FULFILLED: 'fulfilled'>

`indicators` may be asked about any object that has a value, a target and a direction, about arrays and about columns.
"""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol, overload

import attrs

from kommunuppfoljning.amounts import Amount
from kommunuppfoljning.errors import InvalidValue, TooLarge, shown
from kommunuppfoljning.formulas.verdicts import assess_within, trend_within
from kommunuppfoljning.models import EMPTY, Model
from kommunuppfoljning.terms import AssignmentNeed, Basis, Direction, PartKind, Trend, Verdict
from kommunuppfoljning.wholes import AnyWhole, FirstOf, RequiredShare, Veto, rules_within, shown_rule

__all__ = ["AssignmentRule", "IndicatorRule", "Measured", "Rules", "TrendRule", "TrendShare"]


class _Rule(Model):
    """What the rules have in common: they print as code that would build them."""

    __slots__ = ()

    def __repr__(self) -> str:
        return shown_rule(self)


def _not_negative(rule: Model, *names: str) -> None:
    for name in names:
        if getattr(rule, name) < 0:
            raise InvalidValue(f"{type(rule).__name__}: {name} must be at least 0, got {shown(getattr(rule, name))}")


def _fitting(*arguments: Any) -> Callable[[Amount], Any]:
    """What makes a limit fit beside the arguments: as it is with exact numbers, a float with arrays and floats."""
    exact = all(one is None or isinstance(one, int | Decimal | Fraction | Direction) for one in arguments)
    return (lambda amount: amount) if exact else as_float


def as_float(amount: Amount) -> float:
    """A limit as arrays and columns take it."""
    try:
        return float(amount)
    except OverflowError:
        raise TooLarge(f"a limit of {shown(amount)} is too large for arrays and columns") from None


class Measured(Protocol):
    """What an indicator rule reads of an object: a value, its target, and what is better."""

    @property
    def value(self) -> Amount | float | None:
        """The outcome or the forecast."""
        ...

    @property
    def target(self) -> Amount | float | None:
        """What it is held against."""
        ...

    @property
    def direction(self) -> Direction:
        """What is better."""
        ...


@attrs.frozen(kw_only=True, repr=False)
class IndicatorRule(_Rule):
    """How an indicator is judged (*indikatorregel*).

    Parameters
    ----------
    basis
        `FORECAST`: the forecast while the year runs, the outcome when it is over or where there is no forecast;
        `OUTCOME`: the latest outcome.
    tolerance, relative_tolerance
        How far off a target still counts as met: in the indicator's unit, and as a share of the target's size.
    partly_within, relative_partly_within
        How much farther off counts as partly met, likewise.
    untargeted
        What the trend of an indicator without target makes of it; by default nothing: it is not evaluated.

    Raises
    ------
    InvalidValue
        For a limit below 0.
    """

    basis: Basis = Basis.FORECAST
    tolerance: Amount = 0
    relative_tolerance: Amount = 0
    partly_within: Amount = 0
    relative_partly_within: Amount = 0
    untargeted: Mapping[Trend, Verdict] = EMPTY

    def _validate(self) -> None:
        _not_negative(self, "tolerance", "relative_tolerance", "partly_within", "relative_partly_within")

    @overload
    def verdict(
        self, *, value: Amount | float | None, target: Amount | float | None, direction: Direction = ...
    ) -> Verdict: ...
    @overload
    def verdict(self, *, value: Any, target: Any, direction: Any = ...) -> Any: ...
    def verdict(self, *, value: Any, target: Any, direction: Any = Direction.HIGHER) -> Any:
        """The verdict on a value, or the codes of verdicts on an array or a column; see `assess_within`.

        `untargeted` takes a trend, and so has no say here: what has no target is not evaluated.
        """
        return assess_within(
            value=value,
            target=target,
            direction=direction,
            **self.limits(_fitting(value, target, direction)),
        )

    def verdict_of(self, thing: Measured) -> Verdict:
        """The verdict on any object that has a value, a target and a direction."""
        return self.verdict(value=thing.value, target=thing.target, direction=thing.direction)

    def limits(self, figure: Any = lambda amount: amount) -> dict[str, Any]:
        """The limits as arguments of `assess_within`, each made by `figure` what the arguments' world takes."""
        names = ("tolerance", "relative_tolerance", "partly_within", "relative_partly_within")
        return {name: figure(getattr(self, name)) for name in names}


@attrs.frozen(kw_only=True, repr=False)
class TrendRule(_Rule):
    """How the trend of an indicator is told (*trendregel*).

    Parameters
    ----------
    basis
        `FORECAST`: the forecast against the latest whole year, or where there is none as `OUTCOME`: the latest outcome
        against the last one that it may be compared with, a part of a year with the same part only.
    tolerance, relative_tolerance
        The dead band: in the indicator's unit, and as a share of the earlier value's size.
    across_breaks
        Whether values are compared across a change of definition.
    no_earlier
        The trend where there is nothing to compare with.

    Raises
    ------
    InvalidValue
        For a band below 0.
    """

    basis: Basis = Basis.FORECAST
    tolerance: Amount = 0
    relative_tolerance: Amount = 0
    across_breaks: bool = False
    no_earlier: Trend = Trend.NOT_EVALUATED

    def _validate(self) -> None:
        _not_negative(self, "tolerance", "relative_tolerance")

    @overload
    def trend(self, *, current: Amount | None, previous: Amount | None, direction: Direction = ...) -> Trend: ...
    @overload
    def trend(self, *, current: Any, previous: Any, direction: Any = ...) -> Any: ...
    def trend(self, *, current: Any, previous: Any, direction: Any = Direction.HIGHER) -> Any:
        """The trend, or the codes of trends of an array or a column; see `trend_within`."""
        figure = _fitting(current, previous, direction)
        return trend_within(
            current=current,
            previous=previous,
            direction=direction,
            tolerance=figure(self.tolerance),
            relative_tolerance=figure(self.relative_tolerance),
        )


@attrs.frozen(kw_only=True, repr=False)
class TrendShare(_Rule):
    """The trend of a whole (*trend för helhet*): that of more than `needed` of the trends of its indicators.

    It is unchanged where neither way has so many, and `none` where no indicator has a trend.
    """

    needed: Fraction = Fraction(1, 2)
    none: Trend = Trend.NOT_EVALUATED

    def _validate(self) -> None:
        if not Fraction(1, 2) <= self.needed < 1:
            raise InvalidValue(f"TrendShare: needed must be from 1/2 and below 1, got {self.needed}")

    def trend(self, trends: Iterable[Trend]) -> Trend:
        """The trend of a whole with indicators of these trends."""
        told = [trend for trend in trends if trend is not Trend.NOT_EVALUATED]
        if not told:
            return self.none
        for way in (Trend.POSITIVE, Trend.NEGATIVE):
            if sum(trend is way for trend in told) > self.needed * len(told):
                return way
        return Trend.UNCHANGED


@attrs.frozen(kw_only=True, repr=False)
class AssignmentRule(_Rule):
    """When an assignment counts as met (*uppdragsregel*), and what a late one then is."""

    needs: AssignmentNeed = AssignmentNeed.WITHIN_YEAR
    late: Verdict = Verdict.NOT_FULFILLED

    def _validate(self) -> None:
        if self.late is Verdict.FULFILLED:
            raise InvalidValue("AssignmentRule: late must be a verdict below FULFILLED, or every assignment is met")


WHOLES: dict[str, tuple[PartKind, ...]] = {
    "goals": (PartKind.GOAL, PartKind.INDICATOR, PartKind.ASSIGNMENT),
    "areas": (PartKind.GOAL,),
    "organisation": (PartKind.AREA, PartKind.GOAL),
}
"""What the wholes that each rule judges may have for parts."""
_GOALS = FirstOf(first_of=tuple(RequiredShare(of=(kind,)) for kind in WHOLES["goals"]))
_AREAS = RequiredShare(of=(PartKind.GOAL,))
_ORGANISATION = RequiredShare(of=(PartKind.AREA, PartKind.GOAL))
_TRENDS = TrendShare()


@attrs.frozen(kw_only=True, repr=False)
class Rules(_Rule):
    """A way of judging (*bedömningsregler*), as data.

    Parameters
    ----------
    name, source, note
        What it is called, where it is from, and what a reader should know of it.
    indicators, trends, assignments
        How the smallest parts are judged.
    goals, areas, organisation
        How a goal follows from the goals below it, its indicators and its assignments, an area from its goals, and a
        whole report from its areas and the goals of no area. By default at least half of what was evaluated, of the
        first kind that has any.
    goal_trends
        How the trend of a goal follows from its indicators'.

    Raises
    ------
    InvalidValue
        For a rule for wholes that asks only for parts that such a whole cannot have.
    """

    name: str
    source: str = ""
    note: str = ""
    indicators: IndicatorRule = IndicatorRule()
    trends: TrendRule = TrendRule()
    assignments: AssignmentRule = AssignmentRule()
    goals: AnyWhole = _GOALS
    areas: AnyWhole = _AREAS
    organisation: AnyWhole = _ORGANISATION
    goal_trends: TrendShare = _TRENDS

    def of(self, kind: PartKind) -> AnyWhole:
        """The rule that a whole of this kind is judged by (*regel för helhet*): a goal, an area or a report."""
        return {PartKind.AREA: self.areas, PartKind.REPORT: self.organisation}.get(kind, self.goals)

    def _validate(self) -> None:
        for field, kinds in WHOLES.items():
            for rule in rules_within(getattr(self, field)):
                if isinstance(rule, RequiredShare | Veto) and not set(rule.of) & set(kinds):
                    asked, have = (", ".join(kind.value for kind in some) for some in (rule.of, kinds))
                    raise InvalidValue(
                        f"Rules {self.name!r}: {field} has a {type(rule).__name__} of {asked}, "
                        f"but what it judges has {have} for parts"
                    )
