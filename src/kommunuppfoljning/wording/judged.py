"""Judgements in words (*bedömningar i ord*): why something is judged as it is, down to each figure.

>>> from kommunuppfoljning.goals import Goal
>>> from kommunuppfoljning.indicators import Indicator
>>> from kommunuppfoljning.judgements import judge
>>> from kommunuppfoljning.periods import Period
>>> index = Indicator(id="I3", name="NKI", unit="index", target=75, outcomes={Period.for_year(2023): 73})
>>> print(explained(judge(Goal(id="6.1", title="Näringsliv", indicators=[index])), "sv", full=True))
Målet ”6.1 Näringsliv” bedöms inte uppfyllt. Den enda indikatorn når inte målvärdet. Det som krävs är minst hälften av
de indikatorer som är utvärderade. Bedömningen avser utfallet.
<BLANKLINE>
NKI: utfallet 73 når inte målet, minst 75.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from typing import Any

from kommunuppfoljning.indicators import Target
from kommunuppfoljning.judgements import Fact, Judgement
from kommunuppfoljning.locale import format_number, message, message_for
from kommunuppfoljning.periods import Period
from kommunuppfoljning.terms import Completion, PartKind, Status, TargetKind, Trend, Verdict
from kommunuppfoljning.wholes import AnyWhole, FirstOf, RequiredShare, Veto, WorstOf
from kommunuppfoljning.wording.sentences import figure, listed, number_word, paragraphs, sentence

__all__ = ["explained"]

_WHOLES = (PartKind.GOAL, PartKind.AREA, PartKind.REPORT)


def explained(judgement: Judgement, locale: str, *, full: bool) -> str:
    """Why a judgement came out as it did."""
    if judgement.kind is PartKind.INDICATOR:
        return paragraphs(_indicator(judgement, locale, full=full))
    if judgement.kind is PartKind.ASSIGNMENT:
        found = sentence(f"assignment.{judgement.final.value}", locale, name=_name(judgement))
        return paragraphs([found, *_assignments([judgement] if full else [], locale)], _override(judgement, locale))
    deciding = tuple(_deciding(_rule_of(judgement), judgement))
    if not full:
        return paragraphs([_short(judgement, deciding, locale)])
    lead = sentence(f"{judgement.kind.value}.{judgement.final.value}", locale, name=_name(judgement))
    counts = [sentence("counted", locale, counts=text) for text in _counted(judgement, locale)]
    why = [text for rule in deciding for text in _needed(rule, judgement, locale)]
    trend = [] if judgement.trend is Trend.NOT_EVALUATED else [sentence(f"goal_trend.{judgement.trend.value}", locale)]
    basis = [sentence(f"basis.{judgement.basis.value}", locale)] if judgement.basis is not None else []
    return paragraphs(
        [lead, *counts, *why, *basis, *trend],
        _override(judgement, locale),
        _parts(judgement, locale),
        (_clause(one, locale) for one in judgement.parts_of(PartKind.INDICATOR)),
        _assignments(judgement.parts_of(PartKind.ASSIGNMENT), locale),
    )


def _name(judgement: Judgement) -> str:
    """What a reader knows it by: its name, after the id where that is short as that of a goal is."""
    if judgement.kind in (PartKind.GOAL, PartKind.AREA) and judgement.name:
        return f"{judgement.about} {judgement.name}"
    return judgement.name or judgement.about


def _rule_of(judgement: Judgement) -> AnyWhole:
    rules = judgement.rule
    return {PartKind.AREA: rules.areas, PartKind.REPORT: rules.organisation}.get(judgement.kind, rules.goals)


def _deciding(rule: AnyWhole, judgement: Judgement) -> Iterator[RequiredShare | Veto]:
    """The smallest rules that the verdict came from."""
    if isinstance(rule, FirstOf):
        told = [part for part in rule.first_of if part.verdict(judgement.parts).is_evaluated]
        for part in told[:1]:
            yield from _deciding(part, judgement)
    elif isinstance(rule, WorstOf):
        for part in rule.worst_of:
            if part.verdict(judgement.parts) is judgement.verdict:
                yield from _deciding(part, judgement)
    elif isinstance(rule, Veto):
        if rule.verdict(judgement.parts) is rule.rule.verdict(judgement.parts):
            yield from _deciding(rule.rule, judgement)
        else:
            yield rule
    else:
        yield rule


def _short(judgement: Judgement, deciding: tuple[RequiredShare | Veto, ...], locale: str) -> str:
    kinds = {kind for rule in deciding for kind in rule.of}
    counts = list(_counted(judgement, locale, words=False, kinds=kinds)) or list(
        _counted(judgement, locale, words=False)
    )
    if not counts:
        return sentence("short.nothing", locale)
    told = message("list.separator", locale).join(counts)
    return sentence(f"short.{judgement.final.value}", locale, counts=told)


def _counted(
    judgement: Judgement, locale: str, *, words: bool = True, kinds: Iterable[PartKind] = tuple(PartKind)
) -> Iterator[str]:
    """How many of the parts of each kind came out how: "tre av fem indikatorer når målvärdet, en når det inte"."""
    for kind in PartKind:
        parts = judgement.parts_of(kind)
        if not parts or kind not in kinds:
            continue
        counts = {verdict: judgement.count(verdict, kind) for verdict in Verdict}

        def number(count: int, noun: str = kind.value) -> str:
            return number_word(count, locale, noun=noun) if words else format_number(count, locale=locale)

        def clause(way: str, count: int, form: int, noun: str = kind.value, total: int = len(parts)) -> str:
            return message_for(form, f"count.{noun}.{way}", locale, count=number(count), total=number(total))

        total, met, blank = len(parts), counts[Verdict.FULFILLED], counts[Verdict.NOT_EVALUATED]
        partly, failed = counts[Verdict.PARTLY_FULFILLED], counts[Verdict.NOT_FULFILLED]
        if blank == total:
            told = [clause("blank", total, total)]
        elif met == total:
            told = [clause("both" if total == 2 else "all", met, total)]
        elif met == 0 and partly == 0:
            told = [clause("none", total, total)]
            failed = 0
        else:
            told = [clause("some", met, met)]
        told += [
            clause(way, count, count)
            for way, count in (("partly", partly), ("not", failed), ("unevaluated", 0 if blank == total else blank))
            if count
        ]
        yield listed(told, locale) if words else message("list.separator", locale).join(told)


def _needed(rule: RequiredShare | Veto, judgement: Judgement, locale: str) -> Iterator[str]:
    """What the rule asks for, of the kinds of parts that there are."""
    if isinstance(rule, Veto):
        stopping = [
            part
            for part in judgement.parts
            if part.kind in rule.of
            and (not rule.ids or part.about in rule.ids)
            and 0 < part.final.code <= rule.when.code
        ]
        names = listed((message("explain.quoted", locale, name=_name(part)) for part in stopping), locale)
        yield sentence("rule.veto", locale, count=len(stopping), names=names)
        return
    there = {part.kind for part in judgement.parts}
    parts = listed((message(f"explain.parts.{kind.value}", locale) for kind in rule.of if kind in there), locale)
    if not parts:
        return
    if rule.needed == 1:
        yield sentence("rule.all", locale, parts=parts)
    else:
        yield sentence(
            "rule.more_than" if rule.more_than else "rule.at_least",
            locale,
            share=_share(rule.needed, locale),
            parts=parts,
        )
    if rule.coverage:
        yield sentence("rule.coverage", locale, share=_share(rule.coverage, locale))


def _share(share: Fraction, locale: str) -> str:
    named = {Fraction(1, 2): "half", Fraction(2, 3): "two_thirds", Fraction(3, 4): "three_quarters", Fraction(1): "all"}
    if share in named:
        return message(f"share.{named[share]}", locale)
    return format_number(share, locale=locale, digits=0, unit="%")


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
    """An indicator in one sentence: its value, and what that was held against."""
    facts, name, verdict = judgement.facts, judgement.name or judgement.about, judgement.verdict
    if "asked" not in facts and verdict.is_evaluated:
        return sentence(f"clause.by_trend.{verdict.value}", locale, name=name)
    if not verdict.is_evaluated:
        reason: Any = facts["missing"].value
        return sentence("clause.not_evaluated", locale, name=name, reason=_lowered(reason.label(locale)))
    basis = next(key for key in ("forecast", "outcome", "mean") if key in facts)
    asked: Any = facts["asked"].value
    return sentence(
        f"clause.{basis}.{verdict.value}",
        locale,
        name=name,
        value=_figure(facts[basis], locale),
        target=_target(asked, _figure(facts["target"], locale), locale),
    )


def _target(target: Target, value: str, locale: str) -> str:
    key = target.kind.value
    if target.kind in (TargetKind.INCREASE, TargetKind.DECREASE) and target.value is not None:
        key = "at_least" if target.kind is TargetKind.INCREASE else "at_most"
    if target.strict and key in ("at_least", "at_most"):
        key = "more_than" if key == "at_least" else "less_than"
    return message(f"explain.target.{key}", locale, value=value)


def _figure(fact: Fact, locale: str) -> str:
    value: Any = fact.value
    return figure(value, fact.unit, locale)


def _period(period: Period | None, locale: str) -> str:
    return period.label(locale) if period is not None else ""


def _parts(judgement: Judgement, locale: str) -> Iterator[str]:
    """The goals and areas below, by verdict."""
    for verdict in reversed(Verdict):
        names = [
            message("explain.quoted", locale, name=_name(part))
            for part in judgement.parts
            if part.kind in _WHOLES and part.final is verdict
        ]
        if names:
            yield sentence(f"parts_listed.{verdict.value}", locale, count=len(names), names=listed(names, locale))


def _assignments(judgements: Iterable[Judgement], locale: str) -> Iterator[str]:
    """Assignments in as few sentences as tell how each stands."""
    ways: dict[tuple[str, date | None], list[str]] = {}
    for one in judgements:
        ways.setdefault(_way(one), []).append(message("explain.quoted", locale, name=_name(one)))
    for (way, day), names in sorted(ways.items(), key=lambda item: (_WAYS.index(item[0][0]), item[0][1] or date.min)):
        told = {"names": listed(names, locale), "date": day.isoformat() if day is not None else ""}
        yield sentence(f"assignments.{way}", locale, count=len(names), **told)


_WAYS = ("completed", "on_plan", "late_until", "late", "not_followed_up")


def _way(judgement: Judgement) -> tuple[str, date | None]:
    facts = {name: fact.value for name, fact in judgement.facts.items()}
    if not judgement.verdict.is_evaluated:
        return "not_followed_up", None
    if facts.get("status") is Status.COMPLETED:
        return "completed", None
    if facts.get("completion") is Completion.ON_PLAN:
        return "on_plan", None
    expected: Any = facts.get("new_due") or facts.get("promised_on")
    return ("late", None) if expected is None else ("late_until", expected)


def _override(judgement: Judgement, locale: str) -> list[str]:
    said = judgement.override
    if said is None:
        return []
    told = {"author": said.author, "date": said.date.isoformat() if said.date is not None else ""}
    way = "by_on" if said.author and said.date else "by" if said.author else "on" if said.date else ""
    by = message(f"explain.override.{way}", locale, **told) if way else ""
    verdict = message(f"explain.verdict.{said.verdict.value}", locale)
    computed = message(f"explain.verdict.{judgement.verdict.value}", locale)
    return [
        sentence("override", locale, verdict=verdict, by=by, reason=said.reason.rstrip(".")),
        sentence("override.computed", locale, verdict=computed),
    ]


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]
