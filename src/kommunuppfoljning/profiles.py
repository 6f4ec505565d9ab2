"""Profiles (*bedömningsprofiler*): ways of judging that Swedish municipalities have described, as rules.

>>> from kommunuppfoljning.parts import JudgedPart
>>> some = [JudgedPart(about="a", final="uppfyllt"), JudgedPart(about="b", final="ej uppfyllt")]
>>> PROFILES["vansbro-2021"].goals.verdict(some)
<Verdict.PARTLY_FULFILLED: 'partly_fulfilled'>

Each says in `source` whose it is, and in `note` what of it is the library's reading: most are told in a sentence or
two, and a rule has to be whole. The five steps of Västerås and Jönköping tell what *was* from what *is expected*; a
`Judgement` says that in its `basis`, beside its verdict.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import attrs

from kommunuppfoljning.models import FrozenMapping
from kommunuppfoljning.rules import AssignmentRule, IndicatorRule, Rules, TrendRule, TrendShare
from kommunuppfoljning.terms import AssignmentNeed, Basis, PartKind, Trend, Verdict
from kommunuppfoljning.wholes import FirstOf, RequiredShare, Veto

__all__ = ["PROFILES"]

_EVERYTHING = (PartKind.GOAL, PartKind.INDICATOR, PartKind.ASSIGNMENT)
_ALL_OR_SOME = RequiredShare(needed=Fraction(1), partly_needed=Fraction(0))
_COVERED = RequiredShare(needed=Fraction(1), coverage=Fraction(4, 5), otherwise=Verdict.PARTLY_FULFILLED)
_PARTLY_UNKNOWN = RequiredShare(needed=Fraction(1), partly_needed=Fraction(0), none=Verdict.PARTLY_FULFILLED)

_LISTED = (
    Rules(
        name="norrtalje-2024",
        source="Norrtälje kommun, delårsrapport 2024-08",
        note="Fitted to what was published, where people judge and no rule is stated. A goal without indicators is "
        "judged by its assignments. Trends are told across changes of definition, and are unchanged where there is "
        "nothing to compare with; that of a goal is unchanged unless nearly all of its indicators' agree.",
        trends=TrendRule(across_breaks=True, no_earlier=Trend.UNCHANGED),
        goal_trends=TrendShare(needed=Fraction(9, 10), none=Trend.UNCHANGED),
    ),
    Rules(
        name="vansbro-2019",
        source="Vansbro kommun, 2019",
        note="An indicator is green from 100 % of its target and yellow from 80 %, here as a distance of 20 % of the "
        "target's size, which also holds where less is better. How indicators were weighed into goals is not "
        "told in figures: here all must be met, and some make a goal partly fulfilled.",
        indicators=IndicatorRule(relative_partly_within=Decimal("0.2")),
        goals=_ALL_OR_SOME,
        areas=_ALL_OR_SOME,
        organisation=_ALL_OR_SOME,
    ),
    Rules(
        name="vansbro-2021",
        source="Vansbro kommun, 2021",
        note="All met makes a goal fulfilled, some partly fulfilled.",
        goals=_ALL_OR_SOME,
        areas=_ALL_OR_SOME,
        organisation=_ALL_OR_SOME,
    ),
    Rules(
        name="malmo-2016",
        source="Malmö stad, 2016",
        note="A goal of the council is met where its coverage is good and all goals of committees are met, else there "
        "is a positive movement, here partly fulfilled. Coverage is read as at least 80 % of the parts evaluated.",
        goals=FirstOf(first_of=tuple(attrs.evolve(_COVERED, of=(kind,)) for kind in _EVERYTHING)),
        areas=_COVERED,
        organisation=_COVERED,
    ),
    Rules(
        name="vargarda-2023",
        source="Vårgårda kommun, 2023",
        note="Partly fulfilled also where it cannot be measured.",
        goals=_PARTLY_UNKNOWN,
        areas=_PARTLY_UNKNOWN,
        organisation=_PARTLY_UNKNOWN,
    ),
    Rules(
        name="vasteras-jonkoping",
        source="Västerås stad, Jönköpings kommun",
        note="Five steps, which tell what is done from what is expected: a verdict with its basis. Here all must be "
        "met, on the outcome where there is one for the whole year, else on the forecast.",
        goals=_ALL_OR_SOME,
        areas=_ALL_OR_SOME,
        organisation=_ALL_OR_SOME,
    ),
    Rules(
        name="together",
        note="At least half of indicators and assignments in one heap.",
        goals=RequiredShare(),
    ),
    Rules(
        name="majority",
        note="More than half of indicators and assignments in one heap.",
        goals=RequiredShare(more_than=True),
        areas=RequiredShare(more_than=True),
        organisation=RequiredShare(more_than=True),
    ),
    Rules(
        name="cautious",
        note="On outcomes alone; only completed assignments count, and an indicator that is not met stops its goal.",
        indicators=IndicatorRule(basis=Basis.OUTCOME),
        assignments=AssignmentRule(needs=AssignmentNeed.COMPLETED),
        goals=Veto(rule=_ALL_OR_SOME, at_most=Verdict.PARTLY_FULFILLED),
        areas=_ALL_OR_SOME,
        organisation=_ALL_OR_SOME,
    ),
)

PROFILES: Mapping[str, Rules] = FrozenMapping({rules.name: rules for rules in _LISTED})
"""The ways of judging that the library ships, by name."""
