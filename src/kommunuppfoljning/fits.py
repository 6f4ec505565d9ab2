"""Fits (*passning*): how many published judgements a rule gives, and which it misses.

Judgement is people's; a rule that gives what they published tells what they weigh, and its misses what else they do.
"""

from collections.abc import Iterable, Mapping

import attrs

from kommunuppfoljning.errors import expect
from kommunuppfoljning.goals import Area, Goal
from kommunuppfoljning.indicators import Indicator
from kommunuppfoljning.judgements import Judgement, judge
from kommunuppfoljning.locale import message
from kommunuppfoljning.models import Model
from kommunuppfoljning.reports import Report
from kommunuppfoljning.rules import Rules
from kommunuppfoljning.tables import Column, Row, Table
from kommunuppfoljning.terms import PartKind, Term, Trend, Verdict

__all__ = ["Fit", "Match", "Miss", "fit_rules", "fits_table"]


@attrs.frozen(kw_only=True, repr=False)
class Miss(Model):
    """A published judgement that a rule does not give (*avvikande bedömning*)."""

    about: str
    published: Verdict | Trend
    computed: Verdict | Trend

    _told = ("about", "published", "computed")


@attrs.frozen(kw_only=True, repr=False)
class Match(Model):
    """How many of the published judgements of one sort a rule gives (*träffar*), and which it misses."""

    hits: int
    of: int
    misses: tuple[Miss, ...] = ()

    _told = ("hits", "of")


@attrs.frozen(kw_only=True, repr=False)
class Fit(Model):
    """How well a rule gives what a report published (*passning*)."""

    rules: Rules
    indicators: Match
    trends: Match
    goals: Match
    goal_trends: Match
    areas: Match

    _told = ("rules", "indicators", "goals", "areas")


def fit_rules(report: Report, candidates: Rules | Iterable[Rules] | Mapping[str, Rules]) -> tuple[Fit, ...]:
    """How well each of some rules gives the published judgements (*pröva regler mot publicerade bedömningar*).

    One rule will do, and so will rules by name, as `PROFILES` are. Raises `InvalidType` for what is no report or no
    rules, and what `judge` raises.

    >>> from kommunuppfoljning.judgements import DEFAULT_RULES
    >>> from kommunuppfoljning.periods import Period
    >>> outcomes = {Period.for_year(2023): 2}
    >>> goal = Goal(id="1", verdict="uppfyllt", indicators=[Indicator(id="a", target=1, outcomes=outcomes)])
    >>> fit_rules(Report(id="r", goals=[goal]), [DEFAULT_RULES])[0].goals
    Match(hits=1, of=1)
    """
    expect(report, Report, "fit_rules: report")
    if isinstance(candidates, Rules):
        candidates = (candidates,)
    expect(candidates, Iterable, "fit_rules: candidates")
    listed = tuple(candidates.values() if isinstance(candidates, Mapping) else candidates)
    for rules in listed:
        expect(rules, Rules, "fit_rules: each of the candidates")
    return tuple(_fit(report, rules) for rules in listed)


def fits_table(fits: Iterable[Fit], *, locale: str = "sv") -> Table:
    """The hits of each rule, a row a rule."""
    columns = (
        Column(key="rule", label=message("column.rule", locale)),
        *(Column(key=key, label=message(f"column.fit.{key}", locale)) for key in _SORTS),
    )
    rows = []
    for one in fits:
        matches = [getattr(one, key) for key in _SORTS]
        told = [message("fit.hits", locale, hits=match.hits, of=match.of) for match in matches]
        rows.append(Row(cells=(one.rules.name, *told)))
    return Table(title=message("table.fits", locale), columns=columns, rows=tuple(rows))


_SORTS = ("indicators", "trends", "goals", "goal_trends", "areas")


def _fit(report: Report, rules: Rules) -> Fit:
    whole = judge(report, rules)
    loose = {one.id: judge(one, rules) for one in report.loose_indicators}

    def computed(thing: Indicator | Goal | Area, kind: PartKind) -> Judgement:
        found = loose.get(thing.id) if kind is PartKind.INDICATOR else None
        return found or whole.find(thing.id, kind) or judge(thing, rules, report=report)

    indicators = [(one, computed(one, PartKind.INDICATOR)) for one in report.indicators]
    goals = [(one, computed(one, PartKind.GOAL)) for one in report.goals]
    areas = [(one, computed(one, PartKind.AREA)) for one in report.areas]
    return Fit(
        rules=rules,
        indicators=_match((one.id, one.verdict, judged.final) for one, judged in indicators),
        trends=_match((one.id, one.trend, judged.trend) for one, judged in indicators),
        goals=_match((one.id, one.verdict, judged.final) for one, judged in goals),
        goal_trends=_match((one.id, one.trend, judged.trend) for one, judged in goals),
        areas=_match((one.id, one.verdict, judged.final) for one, judged in areas),
    )


def _match(judged: Iterable[tuple[str, Verdict | Trend | None, Verdict | Trend]]) -> Match:
    told: list[tuple[str, Term, Term]] = [
        (about, wanted, found) for about, wanted, found in judged if wanted is not None
    ]
    misses = tuple(
        Miss(about=about, published=wanted, computed=found)  # type: ignore[arg-type]  # one of the two terms
        for about, wanted, found in told
        if wanted is not found
    )
    return Match(hits=len(told) - len(misses), of=len(told), misses=misses)
