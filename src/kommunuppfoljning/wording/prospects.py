"""Prospects in words (*vad som krävs, i ord*): which changes would turn a verdict."""

from kommunuppfoljning.locale import format_number, message
from kommunuppfoljning.prospects import Flip, Prospect
from kommunuppfoljning.terms import Direction, PartKind
from kommunuppfoljning.wording.sentences import figure, listed, paragraphs, sentence

__all__ = ["explained"]


def explained(prospect: Prospect, locale: str, *, full: bool) -> str:
    """What would turn a verdict: the first way, or every way with the pace that it needs."""
    upwards = not prospect.verdict.is_fulfilled
    if not prospect.ways:
        return sentence("prospect.never", locale)
    verdict = message(f"explain.verdict.{prospect.then.value}", locale)
    told = []
    for place, way in enumerate(prospect.ways if full else prospect.ways[:1]):
        changes = listed((_change(flip, locale, upwards=upwards) for flip in way.flips), locale)
        key = "prospect.or" if place else "prospect.up" if upwards else "prospect.down"
        told.append(sentence(key, locale, verdict=verdict, changes=changes))
    paces = {flip.about: flip for way in prospect.ways for flip in way.flips if flip.pace_needed is not None}
    return paragraphs(told, (_pace(flip, locale, upwards=upwards) for flip in paces.values() if full))


def _change(flip: Flip, locale: str, *, upwards: bool) -> str:
    name = message("explain.quoted", locale, name=flip.name or flip.about)
    if flip.kind is not PartKind.INDICATOR or flip.wanted is None:
        return message(f"explain.prospect.{flip.kind.value}.{'up' if upwards else 'down'}", locale, name=name)
    sides = {
        (Direction.HIGHER, False): "at_least",
        (Direction.HIGHER, True): "more_than",
        (Direction.LOWER, False): "at_most",
        (Direction.LOWER, True): "less_than",
    }
    side = sides[flip.direction, flip.passes]
    if not upwards and flip.value is not None:
        key = f"explain.prospect.{'below' if flip.direction is Direction.LOWER else 'above'}"
        told = (figure(amount, flip.unit, locale) for amount in (flip.wanted, flip.value))
        return message(key, locale, name=name, **dict(zip(("wanted", "value"), told, strict=True)))
    wanted = message(f"explain.target.{side}", locale, value=figure(flip.wanted, flip.unit, locale))
    if flip.value is None:
        return message("explain.prospect.unknown", locale, name=name, wanted=wanted)
    return message(
        "explain.prospect.figure", locale, name=name, wanted=wanted, value=figure(flip.value, flip.unit, locale)
    )


def _pace(flip: Flip, locale: str, *, upwards: bool) -> str:
    name = message("explain.quoted", locale, name=flip.name or flip.about)
    so_far, needed = (format_number(pace, locale=locale, digits=1) for pace in (flip.pace_so_far, flip.pace_needed))
    return sentence(
        "prospect.pace" if upwards else "prospect.pace_to_hold", locale, name=name, so_far=so_far, needed=needed
    )
