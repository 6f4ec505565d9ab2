"""Judging: the same verdicts for a list of parts, for arrays and in every frame, and what turns a verdict turns it."""

from fractions import Fraction
from itertools import combinations
from typing import Any

import attrs
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning import (
    FirstOf,
    Goal,
    GroupedParts,
    Indicator,
    IndicatorRule,
    JudgedPart,
    PartKind,
    RequiredShare,
    Rules,
    Verdict,
    Veto,
    WorstOf,
    frames,
)
from tests.samples import YEAR, YEAR_TO_DATE

KINDS = (PartKind.GOAL, PartKind.INDICATOR, PartKind.ASSIGNMENT)
NAMES: tuple[str, ...] = ("a", "b", "c", "d")
kinds = st.lists(st.sampled_from(KINDS), min_size=1, max_size=3, unique=True).map(tuple)
fractions = st.fractions(0, 1, max_denominator=6)


@st.composite
def shares(draw: st.DrawFn) -> RequiredShare:
    needed = draw(fractions.filter(bool))
    return RequiredShare(
        of=draw(kinds),
        needed=needed,
        more_than=draw(st.booleans()) and needed < 1,
        partly_needed=draw(st.none() | fractions.map(lambda share: min(share, needed))),
        partly_counts=draw(st.sampled_from([Fraction(0), Fraction(1, 2), Fraction(1)])),
        weights=draw(
            st.dictionaries(st.sampled_from(NAMES), st.sampled_from([Fraction(1, 2), Fraction(2)]), max_size=2)
        ),
        unevaluated_counts=draw(st.booleans()),
        coverage=draw(fractions),
        otherwise=draw(st.sampled_from([Verdict.NOT_FULFILLED, Verdict.PARTLY_FULFILLED])),
        none=draw(st.sampled_from(list(Verdict))),
    )


def put_together(rules: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(rules, min_size=1, max_size=3).map(tuple)
    some = st.sampled_from([Verdict.NOT_FULFILLED, Verdict.PARTLY_FULFILLED])
    return (
        st.builds(FirstOf, first_of=several)
        | st.builds(WorstOf, worst_of=several)
        | st.builds(
            Veto,
            rule=rules,
            of=kinds,
            ids=st.lists(st.sampled_from(NAMES), max_size=2).map(tuple),
            when=some,
            at_most=some,
        )
    )


wholes = st.recursive(shares(), put_together, max_leaves=4)
parts = st.lists(
    st.builds(
        JudgedPart, about=st.sampled_from(NAMES), kind=st.sampled_from(KINDS), final=st.sampled_from(list(Verdict))
    ),
    max_size=8,
)


def weight(rule: RequiredShare, listed: list[JudgedPart], *verdicts: Verdict) -> Fraction:
    return sum((rule.weights.get(one.about, Fraction(1)) for one in listed if one.final in verdicts), Fraction(0))


def by_hand(rule: Any, listed: list[JudgedPart]) -> Verdict:
    """A rule followed word by word."""
    if isinstance(rule, FirstOf):
        told = [by_hand(one, listed) for one in rule.first_of]
        return next((verdict for verdict in told if verdict.is_evaluated), Verdict.NOT_EVALUATED)
    if isinstance(rule, WorstOf):
        told = [verdict for verdict in (by_hand(one, listed) for one in rule.worst_of) if verdict.is_evaluated]
        return min(told, key=lambda verdict: verdict.code, default=Verdict.NOT_EVALUATED)
    if isinstance(rule, Veto):
        verdict = by_hand(rule.rule, listed)
        stopped = any(
            one.kind in rule.of and one.about in (rule.ids or NAMES) and 0 < one.final.code <= rule.when.code
            for one in listed
        )
        return Verdict.from_code(min(verdict.code, rule.at_most.code)) if stopped else verdict
    counting = [one for one in listed if one.kind in rule.of]
    evaluated = weight(rule, counting, Verdict.FULFILLED, Verdict.PARTLY_FULFILLED, Verdict.NOT_FULFILLED)
    if not evaluated:
        none: Verdict = rule.none
        return none
    everything = weight(rule, counting, *Verdict)
    met = weight(rule, counting, Verdict.FULFILLED)
    partly = weight(rule, counting, Verdict.PARTLY_FULFILLED)
    counted = everything if rule.unevaluated_counts else evaluated
    share, touched = (met + rule.partly_counts * partly) / counted, (met + partly) / counted
    enough = share > rule.needed if rule.more_than else share >= rule.needed
    if enough and evaluated / everything >= rule.coverage:
        return Verdict.FULFILLED
    if rule.partly_needed is not None and touched > 0 and touched >= rule.partly_needed:
        return Verdict.PARTLY_FULFILLED
    otherwise: Verdict = rule.otherwise
    return otherwise


@given(rule=wholes, listed=parts)
def test_a_rule_gives_what_its_words_say(rule: Any, listed: list[JudgedPart]) -> None:
    assert rule.verdict(listed) is by_hand(rule, listed)


@settings(max_examples=15, deadline=None)
@given(rule=wholes, lists=st.lists(parts, min_size=1, max_size=4))
def test_wholes_are_judged_alike_in_every_world(rule: Any, lists: list[list[JudgedPart]]) -> None:
    wanted = [rule.verdict(listed).code for listed in lists]
    grouped = {}
    for kind in KINDS:
        flat = [(place, one) for place, listed in enumerate(lists) for one in listed if one.kind is kind]
        grouped[kind] = GroupedParts(
            whole=np.array([place for place, _ in flat], dtype=np.int64),
            verdict=np.array([one.final.code for _, one in flat], dtype=np.int8),
            ids=np.array([one.about for _, one in flat], dtype=str),
        )
    assert rule.verdicts(grouped, wholes=len(lists)).tolist() == wanted

    rows = [(str(place), one) for place, listed in enumerate(lists) for one in listed]
    if not rows:
        return
    data = {
        "mål": [place for place, _ in rows],
        "slag": [one.kind.value for _, one in rows],
        "id": [one.about for _, one in rows],
        "verdict": [one.final.code for _, one in rows],
    }
    expected = {str(place): code for place, code in enumerate(wanted) if lists[place]}
    for frame in (pd.DataFrame(data), pl.DataFrame(data), pl.LazyFrame(data), pa.table(data)):
        judged: Any = frames.verdicts_of_wholes(frame, rule, whole="mål", kind="slag", about="id")
        assert type(judged) is type(frame)
        table: Any = judged.collect() if isinstance(judged, pl.LazyFrame) else judged
        columns = (
            table.to_pydict()
            if isinstance(frame, pa.Table)
            else {name: list(table[name]) for name in ("mål", "verdict")}
        )
        assert dict(zip(columns["mål"], columns["verdict"], strict=True)) == expected


figures = st.integers(0, 6)
indicators = st.builds(
    Indicator,
    id=st.sampled_from(NAMES),
    target=st.none() | figures,
    forecast=figures,
    direction=st.sampled_from(list(ku.Direction)),
    outcomes=st.just({YEAR_TO_DATE: 1}),
)
assignments = st.builds(
    ku.Assignment,
    id=st.sampled_from(["u1", "u2"]),
    status=st.sampled_from(list(ku.Status)),
    completion=st.none() | st.sampled_from(list(ku.Completion)),
)


def unique(things: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(things, max_size=4, unique_by=lambda one: one.id).map(tuple)


goals = st.builds(Goal, id=st.just("1"), indicators=unique(indicators), assignments=unique(assignments))
limits = st.builds(IndicatorRule, tolerance=st.integers(0, 1), partly_within=st.integers(0, 1))


def turns(before: Verdict, after: Verdict) -> bool:
    return 0 < after.code < 3 if before.is_fulfilled else after.code > max(before.code, 1)


@settings(deadline=None)
@given(goal=goals, whole=wholes, limit=limits)
def test_the_smallest_changes_turn_a_verdict(goal: Goal, whole: Any, limit: IndicatorRule) -> None:
    rules = Rules(name="r", indicators=limit, goals=whole)
    judgement = ku.judge(goal, rules)
    prospect = ku.what_would_it_take(goal, rules)
    assert prospect.is_whole
    for flip in prospect.candidates:
        if flip.kind is PartKind.INDICATOR:
            assert ku.judge(moved(goal.indicator(flip.about), flip), rules).verdict is flip.then
    for way in prospect.ways:
        assert whole.verdict(turned(judgement, way.flips)) is way.then
        assert turns(judgement.verdict, way.then)
        assert len({flip.about for flip in way.flips}) == len(way)
        after = goal
        for flip in way.flips:
            if flip.kind is PartKind.INDICATOR:
                others = [one for one in after.indicators if one.id != flip.about]
                after = attrs.evolve(after, indicators=(*others, moved(after.indicator(flip.about), flip)))
        if all(flip.kind is PartKind.INDICATOR for flip in way.flips):
            assert ku.judge(after, rules).verdict is way.then
    fewest = min((len(way) for way in prospect.ways), default=len(prospect.candidates) + 1)
    for count in range(fewest):
        for flips in combinations(prospect.candidates, count):
            if len({(flip.kind, flip.about) for flip in flips}) == count:
                assert not turns(judgement.verdict, whole.verdict(turned(judgement, flips)))


def turned(judgement: ku.Judgement, flips: Any) -> list[JudgedPart]:
    then = {(flip.kind, flip.about): flip.then for flip in flips}
    return [
        JudgedPart(about=one.about, kind=one.kind, final=then.get((one.kind, one.about), one.final))
        for one in judgement.parts
    ]


def moved(indicator: Indicator, flip: ku.Flip) -> Indicator:
    """The indicator with its figure where the flip wants it."""
    beyond = Fraction(0) if not flip.passes else Fraction(1, 10**6)
    wanted: Any = flip.wanted
    forecast: Any = Fraction(wanted) + (beyond if flip.direction is ku.Direction.HIGHER else -beyond)
    return attrs.evolve(indicator, forecast=forecast)


target_kinds = st.sampled_from([kind for kind in ku.TargetKind if kind is not ku.TargetKind.NEAR])


@settings(deadline=None, max_examples=300)
@given(
    kind=target_kinds | st.just(ku.TargetKind.NEAR),
    value=st.none() | figures,
    strict=st.booleans(),
    years=st.integers(1, 2),
    measure=st.none() | st.sampled_from(list(ku.MeasureKind)),
    forecast=st.none() | figures,
    so_far=figures,
    basis=st.sampled_from(list(ku.Basis)),
    limit=limits,
    trends=st.dictionaries(st.sampled_from(list(ku.Trend)), st.sampled_from(list(Verdict)), max_size=2),
    has_target=st.booleans(),
)
def test_what_an_indicator_needs_is_what_turns_it(  # every sort of target and of figure
    *,
    kind: Any,
    value: Any,
    strict: bool,
    years: int,
    measure: Any,
    forecast: Any,
    so_far: int,
    basis: Any,
    limit: IndicatorRule,
    trends: Any,
    has_target: bool,
) -> None:
    target = ku.Target(kind=kind, value=value, strict=strict and kind is not ku.TargetKind.NEAR, window_years=years)
    outcomes = {ku.Period.for_year(2022): 2, ku.Period.for_year(2023): 3, YEAR_TO_DATE: so_far}
    one = Indicator(
        id="a", kind=measure, outcomes=outcomes, forecast=forecast, targets={YEAR: target} if has_target else {}
    )
    rules = Rules(name="r", indicators=attrs.evolve(limit, basis=basis, untargeted=trends))
    judged = ku.judge(one, rules)
    for flip in ku.what_would_it_take(one, rules).candidates:
        beyond = Fraction(0) if not flip.passes else Fraction(1, 10**6)
        figure: Any = Fraction(flip.wanted or 0) + (beyond if flip.direction is ku.Direction.HIGHER else -beyond)
        tries = [attrs.evolve(one, forecast=figure)]
        tries += [attrs.evolve(one, outcomes={**outcomes, period: figure}) for period in (YEAR_TO_DATE, YEAR)]
        assert flip.then in [ku.judge(tried, rules).verdict for tried in tries]
        assert turns(judged.verdict, flip.then)
        assert ku.explain(ku.what_would_it_take(one, rules))


def test_many_parts_with_weights_are_searched_in_time() -> None:
    several = tuple(Indicator(id=str(place), target=3, forecast=2) for place in range(30))
    weights = {str(place): Fraction(place + 1) for place in range(30)}
    rules = Rules(name="r", goals=RequiredShare(needed=Fraction(1), weights=weights))
    prospect = ku.what_would_it_take(Goal(id="1", indicators=several), rules)
    assert not prospect.is_whole
    assert "för många delar" in ku.explain(prospect)


@given(indicator=indicators)
def test_a_trend_and_a_verdict_do_not_depend_on_the_order_of_outcomes(indicator: Indicator) -> None:
    several = attrs.evolve(indicator, outcomes={ku.Period.for_year(2023): 2, YEAR_TO_DATE: 1})
    turned_round = attrs.evolve(indicator, outcomes={YEAR_TO_DATE: 1, ku.Period.for_year(2023): 2})
    assert ku.judge(several) == ku.judge(turned_round)
    assert ku.judge(attrs.evolve(indicator, outcomes={YEAR: 1})).basis in (None, ku.Basis.OUTCOME)
