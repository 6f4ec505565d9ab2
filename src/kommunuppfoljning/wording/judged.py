"""Judgements in words (*bedömningar i ord*): why something is judged as it is, down to each figure.

>>> from kommunuppfoljning.goals import Goal
>>> from kommunuppfoljning.indicators import Indicator
>>> from kommunuppfoljning.judgements import judge
>>> from kommunuppfoljning.periods import Period
>>> index = Indicator(id="I3", name="NKI", unit="index", target=75, outcomes={Period.for_year(2023): 73})
>>> print(explained(judge(Goal(id="6.1", title="Näringsliv", indicators=[index])), "sv", full=True))
Målet ”6.1 Näringsliv” bedöms inte uppfyllt. Den enda indikatorn når inte målvärdet. Det som krävs är minst hälften av
alla utvärderade indikatorer. Bedömningen avser utfallet.
<BLANKLINE>
NKI: utfallet 73 når inte målet, minst 75.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from kommunuppfoljning.indicators import Target
from kommunuppfoljning.judgements import Fact, Judgement
from kommunuppfoljning.locale import format_number, message, message_for
from kommunuppfoljning.periods import Period
from kommunuppfoljning.terms import AssignmentNeed, Completion, PartKind, Status, TargetKind, Trend, Verdict
from kommunuppfoljning.wholes import RequiredShare, Veto, WorstOf
from kommunuppfoljning.wording.ruled import asked, covered, partly_asked, partly_counted, weighed
from kommunuppfoljning.wording.sentences import (
    ended,
    figure,
    listed,
    number_word,
    one_line,
    paragraphs,
    quoted,
    sentence,
)

__all__ = ["explained"]

_WHOLES = (PartKind.GOAL, PartKind.AREA, PartKind.REPORT)


def explained(judgement: Judgement, locale: str, *, full: bool) -> str:
    """Why a judgement came out as it did."""
    if judgement.kind is PartKind.INDICATOR:
        return paragraphs(_indicator(judgement, locale, full=full))
    if judgement.kind is PartKind.ASSIGNMENT:
        found = sentence(f"assignment.{judgement.final.value}", locale, name=_name(judgement))
        return paragraphs([found, *_assignments([judgement] if full else [], locale)], _override(judgement, locale))
    rule = judgement.rule.of(judgement.kind)
    deciding = rule.deciding(judgement.parts)
    if not full:
        return paragraphs([_short(judgement, deciding, locale)])
    lead = sentence(f"{judgement.kind.value}.{judgement.final.value}", locale, name=_name(judgement))
    counts = [sentence("counted", locale, counts=text) for text in _counted(judgement, locale)]
    worst = [sentence("rule.worst", locale)] if isinstance(rule, WorstOf) and len(deciding) > 1 else []
    why = [text for one in deciding for text in _needed(one, judgement, locale)]
    trend = [] if judgement.trend is Trend.NOT_EVALUATED else [sentence(f"goal_trend.{judgement.trend.value}", locale)]
    basis = [sentence(f"basis.{judgement.basis.value}", locale)] if judgement.basis is not None else []
    return paragraphs(
        [lead, *counts, *worst, *why, *basis, *trend],
        _override(judgement, locale),
        _parts(judgement, locale),
        (
            text
            for one in judgement.parts_of(PartKind.INDICATOR)
            for text in (_clause(one, locale), *_override(one, locale, named=True))
        ),
        (
            *_assignments(judgement.parts_of(PartKind.ASSIGNMENT), locale),
            *(
                text
                for one in judgement.parts
                if one.kind is not PartKind.INDICATOR
                for text in _override(one, locale, named=True)
            ),
        ),
    )


def _name(judgement: Judgement) -> str:
    """What a reader knows it by: its name, after the id where that is short as that of a goal is."""
    if judgement.kind in (PartKind.GOAL, PartKind.AREA) and judgement.name:
        return one_line(f"{judgement.about} {judgement.name}")
    return one_line(judgement.name or judgement.about)


def _short(judgement: Judgement, deciding: tuple[RequiredShare | Veto, ...], locale: str) -> str:
    kinds = {kind for rule in deciding for kind in rule.of}
    counts = list(_counted(judgement, locale, words=False, kinds=kinds)) or list(
        _counted(judgement, locale, words=False)
    )
    told = message("list.separator", locale).join(counts) or message("explain.nothing", locale)
    said = judgement.override
    if said is None:
        return sentence(f"short.{judgement.final.value}", locale, counts=told)
    verdicts: dict[str, Any] = {
        "verdict": message(f"explain.verdict.{said.verdict.value}", locale),
        "computed": message(f"explain.verdict.{judgement.verdict.value}", locale),
    }
    return sentence("short.overridden", locale, counts=told, **verdicts)


def _counted(
    judgement: Judgement, locale: str, *, words: bool = True, kinds: Iterable[PartKind] = tuple(PartKind)
) -> Iterator[str]:
    """How many of the parts of each kind came out how: "tre av fem indikatorer når målvärdet, en når det inte"."""
    needs = judgement.rule.assignments.needs
    for kind in PartKind:
        parts = judgement.parts_of(kind)
        if not parts or kind not in kinds:
            continue
        noun = kind.value
        if kind is PartKind.ASSIGNMENT and needs is AssignmentNeed.COMPLETED:
            noun = "completed_assignment"

        def number(count: int, noun: str = kind.value) -> str:
            return number_word(count, locale, noun=noun) if words else format_number(count, locale=locale)

        def clause(way: str, count: int, form: int, noun: str = noun, total: int = len(parts)) -> str:
            return message_for(form, f"count.{noun}.{way}", locale, count=number(count), total=number(total))

        told = [clause(way, count, form) for way, count, form in _ways_counted(judgement, kind, len(parts))]
        yield listed(told, locale) if words else message("list.separator", locale).join(told)


def _ways_counted(judgement: Judgement, kind: PartKind, total: int) -> Iterator[tuple[str, int, int]]:
    """Which clauses tell how the parts of a kind came out, the count that each tells, and what its form goes by."""
    blank, failed, partly, met = (judgement.count(verdict, kind) for verdict in Verdict)
    if blank == total:
        yield "blank", total, total
        return
    if met == total:
        yield "both" if total == 2 else "all", met, total
    elif met:
        yield "some", met, met
    elif partly:
        yield "some_partly", partly, total
        partly = 0
    else:
        yield "neither" if total == 2 else "none", total, total
        failed = 0
    for way, count in (("partly", partly), ("not", failed), ("unevaluated", blank)):
        if count:
            yield way, count, count


def _needed(rule: RequiredShare | Veto, judgement: Judgement, locale: str) -> Iterator[str]:
    """What the rule asks for, of the kinds of parts that there are."""
    if isinstance(rule, Veto):
        stopping = [part for part in judgement.parts if rule.stops(part)]
        names = listed((quoted(_name(part), locale) for part in stopping), locale)
        yield sentence("rule.veto", locale, count=len(stopping), names=names)
        return
    first = asked(rule, {part.kind for part in judgement.parts}, locale)
    if not first:
        return
    yield first
    if judgement.verdict is Verdict.PARTLY_FULFILLED:
        yield partly_asked(rule, locale)
    if judgement.count(Verdict.PARTLY_FULFILLED):
        yield partly_counted(rule, locale)
    yield weighed(rule, {part.about: _name(part) for part in judgement.parts}, locale)
    yield covered(rule, locale)


def _indicator(judgement: Judgement, locale: str, *, full: bool) -> list[str]:
    told = [_clause(judgement, locale)]
    if full and {"current", "previous"} <= judgement.facts.keys():
        now, before = judgement.facts["current"], judgement.facts["previous"]
        told.append(
            sentence(
                f"trend.{judgement.trend.value}",
                locale,
                current=_figure(now, locale),
                previous=_figure(before, locale),
                period=_period(now.period, locale),
                before=_period(before.period, locale),
            )
        )
    return [*told, *_override(judgement, locale)]


def _clause(judgement: Judgement, locale: str) -> str:
    """An indicator in one sentence: its name, as its owner writes it, its value, and what that was held against."""
    facts, name, verdict = judgement.facts, _name(judgement), judgement.verdict
    held = facts["asked"].value if "asked" in facts else None
    asked = held if isinstance(held, Target) else None
    if not verdict.is_evaluated:
        return message("explain.clause.not_evaluated", locale, name=name, reason=_reason(judgement, asked, locale))
    if asked is None:
        told: dict[str, Any] = {
            "trend": message(f"explain.trend_word.{judgement.trend.value}", locale),
            "verdict": message(f"explain.verdict.{verdict.value}", locale),
        }
        return message("explain.clause.by_trend", locale, name=name, **told)
    if asked.kind is TargetKind.MILESTONE and asked.value is None:
        return message(f"explain.clause.milestone.{verdict.value}", locale, name=name)
    basis = next(key for key in ("forecast", "outcome", "mean") if key in facts)
    return message(
        f"explain.clause.{basis}.{verdict.value}",
        locale,
        name=name,
        value=_figure(facts[basis], locale),
        target=_target(asked, facts, locale),
    )


def _reason(judgement: Judgement, asked: Target | None, locale: str) -> str:
    """Why an indicator is not evaluated, as it stands after a colon."""
    facts = judgement.facts
    changes = asked is not None and asked.kind in (TargetKind.INCREASE, TargetKind.DECREASE) and asked.value is None
    if changes and "target" in facts and facts["target"].value is None:
        return message("explain.no_earlier", locale)
    reason = facts["missing"].value if "missing" in facts else None
    return message(f"explain.missing.{getattr(reason, 'name', 'NOT_STATED')}", locale)


def _target(target: Target, facts: Any, locale: str) -> str:
    """What was asked for, and where a tolerance moved the edge."""
    value = _figure(facts["target"], locale)
    edges = {name: _figure(facts[name], locale) for name in ("low", "high") if name in facts}
    if target.kind is TargetKind.NEAR:
        return message(
            "explain.target.between" if len(edges) == 2 else "explain.target.near", locale, value=value, **edges
        )
    key = "at_most" if target.kind in (TargetKind.AT_MOST, TargetKind.DECREASE) else "at_least"
    if target.value is None:
        key = target.kind.value
    elif target.strict:
        key = "more_than" if key == "at_least" else "less_than"
    told = message(f"explain.target.{key}", locale, value=value)
    if edges:
        return message("explain.target.tolerated", locale, target=told, edge=next(iter(edges.values())))
    return told


def _figure(fact: Fact, locale: str) -> str:
    value: Any = fact.value
    return figure(value, fact.unit, locale)


def _period(period: Period | None, locale: str) -> str:
    return period.label(locale) if period is not None else ""


def _parts(judgement: Judgement, locale: str) -> Iterator[str]:
    """The goals and areas below, by verdict."""
    for verdict in reversed(Verdict):
        names = [
            quoted(_name(part), locale) for part in judgement.parts if part.kind in _WHOLES and part.final is verdict
        ]
        if names:
            yield sentence(f"parts_listed.{verdict.value}", locale, count=len(names), names=listed(names, locale))


def _assignments(judgements: Iterable[Judgement], locale: str) -> Iterator[str]:
    """Assignments in as few sentences as tell how each stands."""
    ways: dict[tuple[str, date | None], list[str]] = {}
    for one in judgements:
        ways.setdefault(_way(one), []).append(quoted(_name(one), locale))
    for (way, day), names in sorted(ways.items(), key=lambda item: (_WAYS.index(item[0][0]), item[0][1] or date.min)):
        told = {"names": listed(names, locale), "date": day.isoformat() if day is not None else ""}
        yield sentence(f"assignments.{way}", locale, count=len(names), **told)


_WAYS = (
    "completed",
    "on_plan",
    "late_until",
    "late",
    "started",
    "not_started",
    "cancelled",
    "not_followed_up",
    "unknown",
)


def _way(judgement: Judgement) -> tuple[str, date | None]:
    """How an assignment stands, and until when it is late where that is told."""
    facts: dict[str, Any] = {name: fact.value for name, fact in judgement.facts.items()}
    status, completion = facts.get("status"), facts.get("completion")
    settled = {
        Status.COMPLETED: "completed",
        Status.CANCELLED: "cancelled",
        Status.NOT_FOLLOWED_UP: "not_followed_up",
    }
    if status in settled:
        return settled[status], None
    if completion is Completion.ON_PLAN:
        return "on_plan", None
    if completion is Completion.DEVIATES:
        expected = facts.get("new_due") or facts.get("promised_on")
        return ("late", None) if expected is None else ("late_until", expected)
    return {Status.STARTED: "started", Status.NOT_STARTED: "not_started"}.get(status, "unknown"), None  # type: ignore[arg-type]  # or nothing


def _override(judgement: Judgement, locale: str, *, named: bool = False) -> list[str]:
    """What people said instead, and what the rule says."""
    said = judgement.override
    if said is None:
        return []
    way = f"{'_author' if said.author else ''}{'_date' if said.date is not None else ''}"
    told: dict[str, Any] = {
        "verdict": message(f"explain.verdict.{said.verdict.value}", locale),
        "computed": message(f"explain.verdict.{judgement.verdict.value}", locale),
        "author": one_line(said.author),
        "date": said.date.isoformat() if said.date is not None else "",
        "about": quoted(_name(judgement), locale),
    }
    lead = sentence(f"override{'.part' if named else ''}{way}", locale, **told)
    return [f"{lead} {ended(said.reason)}", sentence("override.computed", locale, **told)]
