"""Judgements (*bedömningar av måluppfyllelse*): verdicts that carry their rule and their evidence, down to the figures.

What `judge` does is said by its `Rules`; by the default ones

* an **indicator** is judged on its forecast, or on its outcome when the year is over or where there is no forecast (of
  what is said to be a flow only on that of a whole year); equal to the target is met; without value or target it is not
  evaluated;
* an **assignment** counts as met when it is completed, or expected as planned or within the year;
* a **goal** is fulfilled when at least half of its evaluated indicators are; where it has none, at least half of its
  assignments; else it is not;
* an **area**, or a goal with goals below it, is fulfilled when at least half of its evaluated goals are.

Source: Norrtälje kommun, delårsrapport 2024-08, whose 18 published verdicts on goals they give.
"""

import datetime as dt
from collections.abc import Iterable, Mapping

import attrs

from kommunuppfoljning.assignments import Assignment
from kommunuppfoljning.errors import InvalidType, InvalidValue, expect, shown
from kommunuppfoljning.goals import Area, Goal
from kommunuppfoljning.indicators import Indicator
from kommunuppfoljning.models import EMPTY, FrozenMapping, Model
from kommunuppfoljning.periods import Period
from kommunuppfoljning.readings import compared, reading
from kommunuppfoljning.reports import Report
from kommunuppfoljning.rules import WHOLES, AssignmentRule, Rules
from kommunuppfoljning.terms import (
    AssignmentNeed,
    Basis,
    Completion,
    Direction,
    PartKind,
    Status,
    Trend,
    Verdict,
)
from kommunuppfoljning.wholes import RequiredShare, Veto, rules_within

__all__ = ["DEFAULT_RULES", "PLACES", "Fact", "Judgement", "Override", "judge"]

DEFAULT_RULES = Rules(name="default", source="Norrtälje kommun, delårsrapport 2024-08")
"""At least half; see the module's text."""


PLACES = {
    PartKind.INDICATOR: "indicators",
    PartKind.ASSIGNMENT: "assignments",
    PartKind.GOAL: "goals",
    PartKind.AREA: "areas",
    PartKind.REPORT: "reports",
}
"""Where each kind of thing stands in a report."""


@attrs.frozen(kw_only=True, repr=False)
class Fact(Model):
    """A figure or a word that a judgement rests on (*underlag*).

    `about` says of what, `name` which one it is (``"target"``, ``"forecast"``, ``"outcome"``, ``"missing"``, …), `unit`
    and `period` what it is in and for.
    """

    about: str
    name: str
    value: object = None
    unit: str = ""
    period: Period | None = None

    _told = ("about", "name", "value")


@attrs.frozen(kw_only=True, repr=False)
class Override(Model):
    """A verdict given by people in place of the computed one (*omprövning*).

    `reason` says why, `author` in which role (never a name), `date` when.
    """

    verdict: Verdict
    reason: str
    author: str = ""
    date: dt.date | None = None

    _told = ("verdict", "reason")


@attrs.frozen(kw_only=True, repr=False)
class Judgement(Model):
    """A verdict with its rule and its evidence (*bedömning*).

    Parameters
    ----------
    verdict, trend, basis
        As computed: whether it is fulfilled, where it is heading, and whether that is what was or what is expected.
    rule
        The rules that it was judged by.
    about, kind, name
        The id of what it is of, what sort of thing that is, and what it is called.
    evidence
        The judgements of its parts and the facts that it rests on.
    override
        What people said instead; `verdict` stays the computed one, and `final` is what holds.
    """

    verdict: Verdict
    rule: Rules
    about: str
    evidence: tuple["Judgement | Fact", ...] = ()
    override: Override | None = None
    kind: PartKind = PartKind.GOAL
    name: str = ""
    trend: Trend = Trend.NOT_EVALUATED
    basis: Basis | None = None

    _told = ("about", "verdict")

    @property
    def final(self) -> Verdict:
        """The verdict that holds: people's where they gave one."""
        return self.override.verdict if self.override is not None else self.verdict

    @property
    def place(self) -> str:
        """The path in the report of what it is of, as findings and overrides have it: ``goals[6.1]``."""
        return f"{PLACES[self.kind]}[{self.about}]"

    @property
    def parts(self) -> tuple["Judgement", ...]:
        """The judgements that it rests on."""
        return tuple(part for part in self.evidence if isinstance(part, Judgement))

    @property
    def facts(self) -> Mapping[str, Fact]:
        """The figures and words that it rests on, by name."""
        return FrozenMapping({fact.name: fact for fact in self.evidence if isinstance(fact, Fact)})

    def parts_of(self, kind: PartKind) -> tuple["Judgement", ...]:
        """Those of its parts that are of a kind."""
        return tuple(part for part in self.parts if part.kind is kind)

    def count(self, verdict: Verdict, kind: PartKind | None = None) -> int:
        """How many of its parts have this verdict, of one kind where it is given."""
        return sum(part.final is verdict and kind in (None, part.kind) for part in self.parts)

    def find(self, about: str, kind: PartKind | None = None) -> "Judgement | None":
        """The judgement of what has this id, anywhere below; `None` where there is none."""
        for part in self.parts:
            found = part if part.about == about and kind in (None, part.kind) else part.find(about, kind)
            if found is not None:
                return found
        return None


def judge(
    thing: Indicator | Assignment | Goal | Area | Report,
    rules: Rules = DEFAULT_RULES,
    *,
    report: Report | None = None,
    overrides: Mapping[str, Override] = EMPTY,
) -> Judgement:
    """Judge an indicator, an assignment, a goal, an area or a report by rules (*bedöm måluppfyllelse*).

    Parameters
    ----------
    thing
        What is judged.
    rules
        How.
    report
        The report that holds it: an area, and a goal with goals below it, needs it. Its period also says which year an
        assignment is expected within; without it, that is the year of its own planned date.
    overrides
        What people said instead, by the path of what it is about (``"goals[6.1]"``); what stands above counts with it.

    Returns
    -------
    A `Judgement` with the evidence down to the figures.

    Raises
    ------
    InvalidType
        For anything else.
    InvalidValue
        For an area without the report that holds it, an override that is about nothing that can be judged, and, in a
        whole report, an override, a veto or a weight of something that is not there.

    References
    ----------
    The rule's own `source`.

    Examples
    --------
    >>> goal = Goal(id="1", indicators=[Indicator(id="a", outcomes={Period.for_year(2024): 3}, target=2)])
    >>> judge(goal).verdict, judge(goal).parts[0].about
    (<Verdict.FULFILLED: 'fulfilled'>, 'a')
    >>> said = Override(verdict="delvis uppfyllt", reason="Årets mätning gjordes bara i halva kommunen")
    >>> judge(goal, overrides={"goals[1]": said}).final
    <Verdict.PARTLY_FULFILLED: 'partly_fulfilled'>
    """
    expect(rules, Rules, "judge: rules")
    expect(report, (Report, type(None)), "judge: report")
    court = _Court(rules, thing if isinstance(thing, Report) else report, overrides)
    if isinstance(thing, Indicator):
        return court.indicator(thing)
    if isinstance(thing, Assignment):
        return court.assignment(thing)
    if isinstance(thing, Goal):
        return court.goal(thing)
    if isinstance(thing, Area):
        if report is None:
            raise InvalidValue(f"an area needs the report that holds its goals: judge(area, report=...) for {thing!r}")
        return court.area(thing)
    if isinstance(thing, Report):
        return court.whole_report(thing)
    raise InvalidType(f"an indicator, assignment, goal, area or report can be judged, got {shown(thing)}")


class _Court:
    """One way of judging, with what it needs to know of the report and of what people said."""

    def __init__(self, rules: Rules, report: Report | None, overrides: Mapping[str, Override]) -> None:
        self._rules = rules
        self._report = report
        self._overrides = overrides
        for place, said in overrides.items():
            expect(said, Override, f"judge: overrides[{place}]")
            if not isinstance(place, str) or place.partition("[")[0] not in PLACES.values() or place[-1] != "]":
                known = ", ".join(f"{name}[…]" for name in PLACES.values())
                raise InvalidValue(f"judge: an override is about one of {known}, got {shown(place)}")

    def indicator(self, indicator: Indicator) -> Judgement:
        rule = self._rules.indicators
        read = reading(indicator, rule)
        facts = [
            Fact(about=indicator.id, name="target", value=read.wanted, unit=indicator.unit, period=indicator.year),
            Fact(about=indicator.id, name=read.name, value=read.value, unit=indicator.unit, period=read.period),
        ]
        if read.target is not None:
            facts.append(Fact(about=indicator.id, name="asked", value=read.target))
        for name, edge in zip(("low", "high"), read.edges(rule), strict=True):
            if edge is not None and edge != read.wanted:
                facts.append(Fact(about=indicator.id, name=name, value=edge, unit=indicator.unit))
        if read.missing is not None:
            facts.append(Fact(about=indicator.id, name="missing", value=read.missing))
        trend, told = self._trend(indicator)
        verdict = read.verdict(rule)
        if read.target is None:
            verdict = rule.untargeted.get(trend, verdict)
        return self._judgement(
            PartKind.INDICATOR,
            indicator,
            verdict,
            (*facts, *told),
            trend=trend,
            basis=read.basis,
        )

    def _trend(self, indicator: Indicator) -> tuple[Trend, list[Fact]]:
        rule = self._rules.trends
        target = indicator.target_for()
        direction = (target.direction if target is not None else None) or indicator.direction
        now = compared(indicator, rule)
        if now.current is None or direction is Direction.NEAR:
            return Trend.NOT_EVALUATED, []
        if now.previous is None:
            return rule.no_earlier, []
        facts = [
            Fact(about=indicator.id, name="current", value=now.current, unit=indicator.unit, period=now.period),
            Fact(about=indicator.id, name="previous", value=now.previous, unit=indicator.unit, period=now.before),
        ]
        return rule.trend(current=now.current, previous=now.previous, direction=direction), facts

    def assignment(self, assignment: Assignment) -> Judgement:
        facts = tuple(
            Fact(about=assignment.id, name=name, value=getattr(assignment, name))
            for name in ("status", "completion", "due", "new_due", "promised_on")
            if getattr(assignment, name) is not None
        )
        return self._judgement(
            PartKind.ASSIGNMENT,
            assignment,
            _assignment_verdict(assignment, self._rules.assignments, self._report.period if self._report else None),
            facts,
            basis=Basis.OUTCOME if assignment.status is Status.COMPLETED else Basis.FORECAST,
        )

    def goal(self, goal: Goal) -> Judgement:
        below = [other for other in self._report.goals if other.parent == goal.id] if self._report else []
        indicators = tuple(map(self.indicator, goal.indicators))
        parts = (*map(self.goal, below), *indicators, *map(self.assignment, goal.assignments))
        trend = self._rules.goal_trends.trend(part.trend for part in indicators)
        return self._whole(PartKind.GOAL, goal, parts, trend=trend)

    def area(self, area: Area) -> Judgement:
        within = self._report.goals_of(area) if self._report else ()
        ids = {goal.id for goal in within}
        tops = (goal for goal in within if goal.parent not in ids)
        return self._whole(PartKind.AREA, area, map(self.goal, tops))

    def whole_report(self, report: Report) -> Judgement:
        self._all_are_there(report)
        loose = (goal for goal in report.goals if goal.parent is None and goal.area is None)
        parts = (*map(self.area, report.areas), *map(self.goal, loose))
        return self._whole(PartKind.REPORT, report, parts)

    def _whole(
        self,
        kind: PartKind,
        thing: Goal | Area | Report,
        parts: Iterable[Judgement],
        *,
        trend: Trend = Trend.NOT_EVALUATED,
    ) -> Judgement:
        listed = tuple(parts)
        bases = {part.basis for part in listed if part.final.is_evaluated}
        basis = Basis.FORECAST if Basis.FORECAST in bases else Basis.OUTCOME if bases else None
        verdict = self._rules.of(kind).verdict(listed)
        return self._judgement(kind, thing, verdict, listed, trend=trend, basis=basis)

    def _judgement(
        self,
        kind: PartKind,
        thing: Indicator | Assignment | Goal | Area | Report,
        verdict: Verdict,
        evidence: Iterable[Judgement | Fact],
        *,
        trend: Trend = Trend.NOT_EVALUATED,
        basis: Basis | None,
    ) -> Judgement:
        name = getattr(thing, "name", "") or getattr(thing, "title", "") or getattr(thing, "organisation", "")
        return Judgement(
            verdict=verdict,
            rule=self._rules,
            about=thing.id,
            kind=kind,
            name=name,
            evidence=tuple(evidence),
            trend=trend,
            basis=basis if verdict.is_evaluated else None,
            override=self._overrides.get(f"{PLACES[kind]}[{thing.id}]"),
        )

    def _all_are_there(self, report: Report) -> None:
        """Refuse overrides and vetoes of what a report does not hold: they would do nothing, in silence."""
        held: dict[PartKind, Iterable[str]] = {
            PartKind.INDICATOR: [one.id for one in report.indicators],
            PartKind.ASSIGNMENT: [one.id for one in report.assignments],
            PartKind.GOAL: [one.id for one in report.goals],
            PartKind.AREA: [one.id for one in report.areas],
            PartKind.REPORT: [report.id],
        }
        places = {f"{PLACES[kind]}[{about}]" for kind, ids in held.items() for about in ids}
        for place in self._overrides:
            if place not in places:
                raise InvalidValue(f"judge: the override of {place} is about nothing in the report {report.id!r}")
        for field, kinds in WHOLES.items():
            for rule in rules_within(getattr(self._rules, field)):
                if not isinstance(rule, RequiredShare | Veto):
                    continue
                named, what = (rule.ids, "a veto") if isinstance(rule, Veto) else (rule.weights, "a weight")
                known = {about for kind in kinds if kind in rule.of for about in held[kind]}
                if not known.issuperset(named):
                    raise InvalidValue(
                        f"judge: {field} of the rules {self._rules.name!r} give {what} to "
                        f"{shown(sorted(set(named) - known))}, which the report {report.id!r} does not hold there"
                    )


def _assignment_verdict(assignment: Assignment, rule: AssignmentRule, period: Period | None) -> Verdict:
    if assignment.status is Status.CANCELLED or assignment.status is Status.NOT_FOLLOWED_UP:
        return Verdict.NOT_EVALUATED
    if assignment.status is Status.COMPLETED:
        return Verdict.FULFILLED
    if rule.needs is AssignmentNeed.COMPLETED:
        return rule.late if assignment.status is not None else Verdict.NOT_EVALUATED
    if assignment.completion is Completion.ON_PLAN:
        return Verdict.FULFILLED
    if assignment.completion is None:
        return Verdict.NOT_EVALUATED
    expected = assignment.new_due or assignment.promised_on  # late, and so no longer by the date that was planned
    year = period.end.year if period is not None else assignment.due.year if assignment.due is not None else None
    within = expected is not None and year is not None and expected.year <= year
    return Verdict.FULFILLED if within and rule.needs is AssignmentNeed.WITHIN_YEAR else rule.late
