"""Prospects in words (*vad som krävs, i ord*): which changes would turn a verdict."""

from decimal import Decimal

from kommunuppfoljning.amounts import Amount, size_of
from kommunuppfoljning.arithmetic.rounding import round_half_away
from kommunuppfoljning.locale import message
from kommunuppfoljning.prospects import Flip, Prospect
from kommunuppfoljning.terms import Direction, PartKind
from kommunuppfoljning.wording.sentences import figure, listed, paragraphs, quoted, sentence

__all__ = ["explained"]

MOST_WAYS = 3
"""As many as a reader keeps in mind."""


def explained(prospect: Prospect, locale: str, *, full: bool) -> str:
    """What would turn a verdict: the first way, or a few of them with the pace that they ask for."""
    upwards = not prospect.verdict.is_fulfilled
    if not prospect.ways:
        return sentence("prospect.never" if prospect.is_whole else "prospect.too_many", locale)
    told = []
    shown = prospect.ways[: MOST_WAYS if full else 1]
    for place, way in enumerate(shown):
        verdict = message(f"explain.verdict.{way.then.value}", locale)
        changes = listed((_change(flip, locale, upwards=upwards) for flip in way.flips), locale)
        key = "prospect.or" if place else "prospect.up" if upwards else "prospect.down"
        told.append(sentence(key, locale, verdict=verdict, changes=changes))
    if full and len(prospect.ways) > len(shown):
        told.append(sentence("prospect.more", locale))
    paces = {flip.about: flip for way in shown for flip in way.flips if flip.pace_needed is not None}
    return paragraphs(told, (_pace(flip, locale, upwards=upwards) for flip in paces.values() if full))


def _change(flip: Flip, locale: str, *, upwards: bool) -> str:
    name = quoted(flip.name or flip.about, locale)
    way = "up" if upwards else "down"
    if flip.is_milestone:
        return message(f"explain.prospect.milestone.{way}", locale, name=name)
    if flip.kind is not PartKind.INDICATOR or flip.wanted is None:
        return message(f"explain.prospect.{flip.kind.value}.{way}", locale, name=name)
    wanted = figure(flip.wanted, flip.unit, locale)
    value = figure(flip.value, flip.unit, locale) if flip.value is not None else ""
    if flip.passes and not upwards and value:
        side = "below" if flip.direction is Direction.LOWER else "above"
        return message(f"explain.prospect.{side}", locale, name=name, wanted=wanted, value=value)
    sides = {
        (Direction.HIGHER, False): "at_least",
        (Direction.HIGHER, True): "more_than",
        (Direction.LOWER, False): "at_most",
        (Direction.LOWER, True): "less_than",
    }
    edge = message(f"explain.target.{sides[flip.direction, flip.passes]}", locale, value=wanted)
    if not value:
        return message("explain.prospect.unknown", locale, name=name, wanted=edge)
    return message("explain.prospect.figure", locale, name=name, wanted=edge, value=value)


def _pace(flip: Flip, locale: str, *, upwards: bool) -> str:
    """The pace that the rest of the year needs, or has room for, beside that so far."""
    if flip.pace_needed is None or flip.pace_so_far is None or flip.pace_needed <= 0:
        return ""  # reached, or passed, already
    more = (flip.direction is Direction.HIGHER) is upwards
    key = ("prospect.pace" if upwards else "prospect.pace_to_hold") if more else "prospect.pace_at_most"
    unit = "" if flip.unit == "%" else flip.unit
    paces = (round_half_away(pace, _digits(pace)) for pace in (flip.pace_so_far, flip.pace_needed))
    so_far, needed = (figure(pace, unit, locale) for pace in paces)
    return sentence(key, locale, about=quoted(flip.name or flip.about, locale), so_far=so_far, needed=needed)


def _digits(pace: Amount) -> int:
    """Decimals that leave two figures to tell paces apart by."""
    size = size_of(pace)
    return 1 if size >= 1 else 2 if size >= Decimal("0.1") else 3
