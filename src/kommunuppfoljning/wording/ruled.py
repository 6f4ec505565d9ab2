"""Rules in words (*regler i ord*): what a municipality's own way of judging asks for.

>>> from kommunuppfoljning.wholes import RequiredShare, Veto
>>> rule = Veto(rule=RequiredShare(of=[PartKind.INDICATOR], needed="2/3", partly_needed="1/3"), ids=["1.1-I1"])
>>> print(rule_explained(rule, "sv", full=True))
Bedöms ”1.1-I1” inte uppfyllt blir helheten högst ”inte uppfyllt”.
<BLANKLINE>
Det som krävs är minst två tredjedelar av alla utvärderade indikatorer. För delvis uppfyllt räcker en tredjedel, om så
bara delvis.
"""

from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction
from typing import Any

from kommunuppfoljning.locale import format_number, message
from kommunuppfoljning.terms import PartKind, Verdict
from kommunuppfoljning.wholes import AnyWhole, FirstOf, RequiredShare, Veto, WorstOf
from kommunuppfoljning.wording.sentences import listed, number_word, paragraphs, quoted, sentence

__all__ = ["asked", "covered", "partly_asked", "partly_counted", "rule_explained", "weighed"]

_SHARES = {
    Fraction(1, 2): "half",
    Fraction(1, 3): "a_third",
    Fraction(2, 3): "two_thirds",
    Fraction(3, 4): "three_quarters",
}
"""Shares that have a word."""
_LEADS: dict[type[Any], str] = {FirstOf: "rule.first_of", WorstOf: "rule.worst_of"}
"""What the rules that are put together of several lead with."""


def rule_explained(rule: AnyWhole, locale: str, *, full: bool) -> str:
    """What a rule for wholes asks for; in full with the rules that it is put together from, a paragraph each."""
    told = list(_told(rule, locale))
    return paragraphs(*told) if full else told[0][0]


def _told(rule: AnyWhole, locale: str) -> Iterator[list[str]]:
    if isinstance(rule, RequiredShare):
        names = {about: about for about in rule.weights}
        partly = (partly_asked(rule, locale), partly_counted(rule, locale))
        yield [asked(rule, rule.of, locale), *partly, weighed(rule, names, locale), covered(rule, locale)]
        return
    if isinstance(rule, Veto):
        kinds = (message(f"explain.every.{kind.value}", locale) for kind in rule.of)
        values: dict[str, Any] = {
            "parts": listed((quoted(one, locale) for one in rule.ids) if rule.ids else kinds, locale),
            "at_most": message(f"explain.verdict.{rule.at_most.value}", locale),
        }
        yield [sentence(f"rule.veto_any.{rule.when.value}", locale, count=len(rule.ids) or len(PartKind), **values)]
    elif len(rule.inner) > 1:
        yield [sentence(_LEADS[type(rule)], locale, number=number_word(len(rule.inner), locale))]
    for inner in rule.inner:
        yield from _told(inner, locale)


def asked(rule: RequiredShare, kinds: Collection[PartKind], locale: str) -> str:
    """The share that is needed of some kinds of parts; nothing where the rule counts none of them."""
    of = "every" if rule.unevaluated_counts else "parts"
    parts = listed((message(f"explain.{of}.{kind.value}", locale) for kind in rule.of if kind in kinds), locale)
    if not parts:
        return ""
    if rule.needed == 1:
        return sentence("rule.all", locale, parts=parts)
    way = "rule.more_than" if rule.more_than else "rule.at_least"
    return sentence(way, locale, share=_share(rule.needed, locale), parts=parts)


def partly_asked(rule: RequiredShare, locale: str) -> str:
    """What is enough for a whole to be partly fulfilled."""
    if rule.partly_needed:
        return sentence("rule.partly", locale, share=_share(rule.partly_needed, locale))
    if rule.partly_needed is not None:
        return sentence("rule.some", locale)
    return sentence("rule.otherwise", locale) if rule.otherwise is Verdict.PARTLY_FULFILLED else ""


def partly_counted(rule: RequiredShare, locale: str) -> str:
    """What a part that is partly fulfilled counts as."""
    return (
        sentence("rule.partly_counts", locale, share=_share(rule.partly_counts, locale)) if rule.partly_counts else ""
    )


def weighed(rule: RequiredShare, names: Mapping[str, str], locale: str) -> str:
    """What parts that have a name here weigh, where the rule says so."""
    told = [
        message(
            "explain.rule.weight",
            locale,
            name=quoted(name, locale),
            weight=format_number(rule.weights[about], locale=locale),
        )
        for about, name in names.items()
        if about in rule.weights
    ]
    return sentence("rule.weights", locale, parts=listed(told, locale)) if told else ""


def covered(rule: RequiredShare, locale: str) -> str:
    """How much has to be evaluated at all."""
    if rule.coverage == 1:
        return sentence("rule.coverage_all", locale)
    return sentence("rule.coverage", locale, share=_share(rule.coverage, locale)) if rule.coverage else ""


def _share(share: Fraction, locale: str) -> str:
    if share in _SHARES:
        return message(f"share.{_SHARES[share]}", locale)
    percent = share * 100
    digits = 0 if percent.denominator == 1 else 1
    return format_number(share, locale=locale, digits=digits, unit="%")
