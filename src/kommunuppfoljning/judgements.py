"""Judgements (*bedömningar av måluppfyllelse*): rules as data, and verdicts that carry their evidence.

The default rule is the simplest that reports agree on:

* an **indicator** is judged on its forecast, or on its latest outcome where there is none (of a flow only on that of a
  whole year); equal to the target is met; without value or target it is not evaluated;
* an **assignment** counts as met when it is completed, or expected as planned or within the year;
* a **goal** is fulfilled when at least half of its evaluated indicators are; where it has none, at least half of its
  assignments; else it is not;
* an **area**, or a goal with goals below it, is fulfilled when at least half of its evaluated goals are.

Source: Norrtälje kommun, delårsrapport 2024-08, whose 18 published verdicts on goals it gives.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import attrs

from kommunuppfoljning.amounts import Amount, minus, plus, size_of, total_of
from kommunuppfoljning.arithmetic.scalars import decimal_of, exact_context
from kommunuppfoljning.assignments import Assignment
from kommunuppfoljning.errors import InvalidType, InvalidValue, expect, shown
from kommunuppfoljning.formulas.assessments import assess
from kommunuppfoljning.goals import Area, Goal
from kommunuppfoljning.indicators import Indicator, Target
from kommunuppfoljning.models import Model
from kommunuppfoljning.periods import Period
from kommunuppfoljning.reports import Report
from kommunuppfoljning.terms import (
    Basis,
    Completion,
    Direction,
    MeasureKind,
    MissingReason,
    Status,
    TargetKind,
    Verdict,
)

__all__ = ["DEFAULT_RULES", "Fact", "Judgement", "Override", "Rules", "judge"]


@attrs.frozen(kw_only=True, repr=False)
class Rules(Model):
    """A way of judging (*bedömningsregel*), as data.

    Parameters
    ----------
    name, source
        What it is called, and where it is from.
    basis
        What an indicator is judged on: its forecast (the outcome where there is none) or its outcome.
    tolerance
        How far off a target still counts as met, as a share of the target's size, at least 0.
    fulfilled_from, partly_from
        The share of evaluated parts that must be fulfilled, above 0 and at most 1; `partly_from` below it, or `None`.

    Raises
    ------
    InvalidValue
        For a share outside its limits.
    """

    name: str
    source: str = ""
    basis: Basis = Basis.FORECAST
    tolerance: Amount = 0
    fulfilled_from: Amount = Decimal("0.5")
    partly_from: Amount | None = None

    _told = ("name",)

    def _validate(self) -> None:
        if self.tolerance < 0:
            raise InvalidValue(f"Rules {self.name!r}: tolerance must be at least 0, got {self.tolerance}")
        if not 0 < self.fulfilled_from <= 1:
            raise InvalidValue(
                f"Rules {self.name!r}: fulfilled_from must be a share above 0 and at most 1, got {self.fulfilled_from}"
            )
        if self.partly_from is not None and not 0 < self.partly_from < self.fulfilled_from:
            raise InvalidValue(
                f"Rules {self.name!r}: partly_from must be a share above 0 and below fulfilled_from, "
                f"got {self.partly_from}"
            )


DEFAULT_RULES = Rules(name="default", source="Norrtälje kommun, delårsrapport 2024-08")
"""At least half; see the module's text."""


@attrs.frozen(kw_only=True, repr=False)
class Fact(Model):
    """A figure or a word that a judgement rests on: `about` says of what, `name` which one it is."""

    about: str
    name: str
    value: object = None

    _told = ("about", "name", "value")


@attrs.frozen(kw_only=True, repr=False)
class Override(Model):
    """A verdict given by people in place of the computed one, with its reason, by whom and when."""

    verdict: Verdict
    reason: str
    author: str = ""
    date: dt.date | None = None

    _told = ("verdict", "reason")


@attrs.frozen(kw_only=True, repr=False)
class Judgement(Model):
    """A verdict with its rule and its evidence (*bedömning*).

    `evidence` are judgements of parts or facts, each with its `about`; `override` is what people said instead, and
    `verdict` then stays the computed one: `final` is what holds.
    """

    verdict: Verdict
    rule: Rules
    about: str
    evidence: tuple["Judgement | Fact", ...] = ()
    override: Override | None = None

    _told = ("about", "verdict")

    @property
    def final(self) -> Verdict:
        """The verdict that holds: people's where they gave one."""
        return self.override.verdict if self.override is not None else self.verdict

    @property
    def parts(self) -> tuple["Judgement", ...]:
        """The judgements that it rests on."""
        return tuple(part for part in self.evidence if isinstance(part, Judgement))

    def count(self, verdict: Verdict) -> int:
        """How many of its parts have this verdict."""
        return sum(part.final is verdict for part in self.parts)


def judge(
    thing: Indicator | Assignment | Goal | Area | Report, rules: Rules = DEFAULT_RULES, *, report: Report | None = None
) -> Judgement:
    """Judge an indicator, an assignment, a goal, an area or a report by rules (*bedöm måluppfyllelse*).

    Parameters
    ----------
    thing
        What is judged.
    rules
        How.
    report
        The report that holds it: an area, and a goal with goals below it, needs it.

    Returns
    -------
    A `Judgement` with the evidence down to the figures.

    Raises
    ------
    InvalidType
        For anything else.
    InvalidValue
        For an area without the report that holds it.

    References
    ----------
    The rule's own `source`.

    Examples
    --------
    >>> goal = Goal(id="1", indicators=[Indicator(id="a", outcomes={Period.for_year(2024): 3}, target=2)])
    >>> judge(goal).verdict, judge(goal).parts[0].about
    (<Verdict.FULFILLED: 'fulfilled'>, 'a')
    """
    expect(rules, Rules, "judge: rules")
    expect(report, (Report, type(None)), "judge: report")
    if isinstance(thing, Indicator):
        return _judge_indicator(thing, rules)
    if isinstance(thing, Assignment):
        return _judge_assignment(thing, rules, report.period if report is not None else None)
    if isinstance(thing, Goal):
        return _judge_goal(thing, rules, report)
    if isinstance(thing, Area):
        if report is None:
            raise InvalidValue(f"an area needs the report that holds its goals: judge(area, report=...) for {thing!r}")
        return _whole(thing.id, rules, (judge(goal, rules, report=report) for goal in _top_goals(thing, report)))
    if isinstance(thing, Report):
        loose = (goal for goal in thing.goals if goal.parent is None and goal.area is None)
        tops: tuple[Area | Goal, ...] = (*thing.areas, *loose)
        return _whole(thing.id, rules, (judge(top, rules, report=thing) for top in tops))
    raise InvalidType(f"an indicator, assignment, goal, area or report can be judged, got {shown(thing)}")


def _judge_indicator(indicator: Indicator, rules: Rules) -> Judgement:
    target = indicator.target_for()
    value, name, period = _value(indicator, rules)
    if target is not None and target.window_years > 1:
        value, name = _mean(indicator, value, period, target.window_years), f"mean of {target.window_years} years"
    goal = _goal_value(indicator, target, period) if target is not None else None
    facts = [Fact(about=indicator.id, name="target", value=goal), Fact(about=indicator.id, name=name, value=value)]
    verdict = Verdict.NOT_EVALUATED
    if target is None or goal is None or target.direction is None:
        reason = indicator.missing.get(
            "target", MissingReason.NO_TARGET if target is None else MissingReason.NOT_STATED
        )
        facts.append(Fact(about=indicator.id, name="missing", value=reason))
    elif value is None:
        reason = indicator.missing.get(name, MissingReason.NOT_STATED)
        facts.append(Fact(about=indicator.id, name="missing", value=reason))
    else:
        verdict = _against(value, goal, target, rules)
    return Judgement(verdict=verdict, rule=rules, about=indicator.id, evidence=tuple(facts))


def _value(indicator: Indicator, rules: Rules) -> tuple[Amount | None, str, Period | None]:
    """What is compared with the target, what it is called, and the period that it is for."""
    if rules.basis is Basis.FORECAST and (indicator.forecast is not None or "forecast" in indicator.missing):
        return indicator.forecast, "forecast", indicator.year
    latest = indicator.latest
    if latest is None or latest.end != max(period.end for period in indicator.outcomes):
        return None, "outcome", latest
    if indicator.kind is MeasureKind.FLOW and not latest.is_year:
        return None, "outcome", latest  # a part of the year says nothing yet of a target for the whole of it
    return indicator.latest_value, "outcome", latest


def _mean(indicator: Indicator, value: Amount | None, period: Period | None, years: int) -> Amount | None:
    """The mean of the value and of the whole years before it; unknown where one of them is."""
    if period is None:
        return None
    earlier = [Period.for_year(period.end.year - back) for back in range(1, years) if period.end.year > back]
    total = total_of((value, *(indicator.outcomes.get(year) for year in earlier)))
    return None if total is None or len(earlier) < years - 1 else decimal_of(Fraction(total) / years)


def _goal_value(indicator: Indicator, target: Target, period: Period | None) -> Amount | None:
    """What the value is to reach: the target's own, or what came before where the target is that it should change."""
    if target.kind not in (TargetKind.INCREASE, TargetKind.DECREASE) or target.value is not None:
        return target.value
    before = indicator.comparable_to(period) if period is not None else None
    return indicator.outcomes[before] if before is not None else None


def _against(value: Amount, goal: Amount, target: Target, rules: Rules) -> Verdict:
    """The verdict on a value against what it is to reach; a target that is to be passed is not met at its edge."""
    direction = target.direction or Direction.HIGHER
    changes = target.kind in (TargetKind.INCREASE, TargetKind.DECREASE) and target.value is None
    tolerance = target.band if target.band is not None else 0 if changes else _share_of(goal, rules.tolerance)
    edge = minus(goal, tolerance) if direction is Direction.HIGHER else plus(goal, tolerance)
    if (target.strict or changes) and value == edge:
        return Verdict.NOT_FULFILLED
    return assess(value=value, target=goal, direction=direction, tolerance=tolerance)


def _share_of(amount: Amount, share: Amount) -> Amount:
    with localcontext(exact_context()):
        return size_of(amount) * share


def _judge_assignment(assignment: Assignment, rules: Rules, period: Period | None) -> Judgement:
    facts = [
        Fact(about=assignment.id, name=name, value=getattr(assignment, name))
        for name in ("status", "completion", "due", "new_due")
        if getattr(assignment, name) is not None
    ]
    return Judgement(
        verdict=_assignment_verdict(assignment, period), rule=rules, about=assignment.id, evidence=tuple(facts)
    )


def _assignment_verdict(assignment: Assignment, period: Period | None) -> Verdict:
    if assignment.status is Status.CANCELLED or assignment.status is Status.NOT_FOLLOWED_UP:
        return Verdict.NOT_EVALUATED
    if assignment.status is Status.COMPLETED or assignment.completion is Completion.ON_PLAN:
        return Verdict.FULFILLED
    if assignment.completion is None:
        return Verdict.NOT_EVALUATED
    expected = assignment.expected_on
    year = period.end.year if period is not None else assignment.due.year if assignment.due is not None else None
    within = expected is not None and year is not None and expected.year <= year
    return Verdict.FULFILLED if within else Verdict.NOT_FULFILLED


def _judge_goal(goal: Goal, rules: Rules, report: Report | None) -> Judgement:
    below = [other for other in report.goals if other.parent == goal.id] if report is not None else []
    goals = [judge(other, rules, report=report) for other in below]
    indicators = [judge(indicator, rules) for indicator in goal.indicators]
    period = report.period if report is not None else None
    assignments = [_judge_assignment(assignment, rules, period) for assignment in goal.assignments]
    deciding = next((parts for parts in (goals, indicators, assignments) if any(map(_evaluated, parts))), [])
    return Judgement(
        verdict=_share_verdict(deciding, rules),
        rule=rules,
        about=goal.id,
        evidence=(*goals, *indicators, *assignments),
    )


def _top_goals(area: Area, report: Report) -> tuple[Goal, ...]:
    """The goals of an area that stand under no other goal of it."""
    within = {goal.id for goal in report.goals_of(area)}
    return tuple(goal for goal in report.goals_of(area) if goal.parent not in within)


def _whole(about: str, rules: Rules, parts: Iterable[Judgement]) -> Judgement:
    listed = tuple(parts)
    return Judgement(verdict=_share_verdict(listed, rules), rule=rules, about=about, evidence=listed)


def _share_verdict(parts: Iterable[Judgement], rules: Rules) -> Verdict:
    """The verdict by the share of evaluated parts that are fulfilled; those not evaluated leave the denominator."""
    evaluated = [part for part in parts if _evaluated(part)]
    if not evaluated:
        return Verdict.NOT_EVALUATED
    share = Fraction(sum(part.final.is_fulfilled for part in evaluated), len(evaluated))
    if share >= Fraction(rules.fulfilled_from):
        return Verdict.FULFILLED
    if rules.partly_from is not None and share >= Fraction(rules.partly_from):
        return Verdict.PARTLY_FULFILLED
    return Verdict.NOT_FULFILLED


_evaluated: Callable[[Any], bool] = lambda part: part.final.is_evaluated  # noqa: E731
