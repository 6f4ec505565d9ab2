"""Ratios in words (*nyckeltal i ord*): the formula in the terms of the field, its figures put in, and its source.

>>> from decimal import Decimal
>>> ratio = Ratio(name="self_financing_ratio", value=Decimal("0.744"), variant="net", source="Kommuninvest",
...               terms={"result": 23_400, "depreciation": 68_806, "net_investment": 124_000}, years=(2018,))
>>> print(ratio_explained(ratio, "sv", full=True).replace(chr(160), " "))
Självfinansieringsgraden av investeringar 2018 är 74,4 % (netto). Den är (årets resultat 23 400 + av- och
nedskrivningar 68 806) / nettoinvesteringar 124 000. Källa: Kommuninvest.
"""

from kommunuppfoljning.errors import NotFound
from kommunuppfoljning.locale import format_number, has_message, message
from kommunuppfoljning.measures import Definition, Ratio, definition_of
from kommunuppfoljning.wording.sentences import listed, paragraphs, sentence

__all__ = ["ratio_explained"]


def ratio_explained(ratio: Ratio, locale: str, *, full: bool) -> str:
    """A ratio's value; in full with its formula, variant, years and source."""
    rule = _rule(ratio)
    name = _worded(f"ratio.{ratio.name}", ratio.name, locale)
    years = _years(ratio)
    when = "ratio.value_years" if years else "ratio.value"
    if ratio.value is None:
        when = "ratio.undefined_years" if years else "ratio.undefined"
    per_head = ratio.name == "debt_per_inhabitant"
    value = format_number(ratio.value, locale=locale, digits=0 if per_head else 1, unit=None if per_head else "%")
    variant = _worded(f"ratio.variant.{ratio.variant}", ratio.variant, locale)
    if variant and full:
        when += "_variant"
    told = [sentence(when, locale, name=name, value=value, years=years, variant=variant)]
    if full:
        if ratio.averaging:
            told.append(sentence(f"ratio.averaging.{ratio.averaging}", locale))
        if rule is not None and set(ratio.terms) >= _terms(rule):
            told.append(sentence("ratio.formula", locale, formula=_formula(rule, ratio, locale)))
            missing = [name for name, term in ratio.terms.items() if term is None]
            if missing:
                names = (_worded(f"ratio.term.{name}", name, locale) for name in missing)
                told.append(sentence("ratio.missing", locale, names=listed(names, locale)))
        elif ratio.terms:
            told.append(sentence("ratio.terms", locale, terms=listed(_figures(ratio, locale), locale)))
        told += [sentence(f"ratio.flag.{flag}", locale) for flag in ratio.flags]
        if ratio.source:
            told.append(sentence("ratio.source", locale, source=ratio.source))
    return paragraphs(told)


def _rule(ratio: Ratio) -> Definition | None:
    try:
        return definition_of(ratio.name, ratio.variant or None)
    except NotFound:
        return None


def _terms(rule: Definition) -> set[str]:
    return {name.removeprefix("-") for name in (*rule.above, *rule.below)}


def _formula(rule: Definition, ratio: Ratio, locale: str) -> str:
    """The formula with its figures, such as (årets resultat 5 + avskrivningar 7) / nettoinvesteringar 20."""
    above, below = (_side(side, ratio, locale) for side in (rule.above, rule.below))
    return f"{above} / {below}"


def _side(names: tuple[str, ...], ratio: Ratio, locale: str) -> str:
    text = ""
    for place, name in enumerate(names):
        bare = name.removeprefix("-")
        sign = "−" if name.startswith("-") else "+"
        text += f" {sign} " if place else ""
        text += f"{_worded(f'ratio.term.{bare}', bare, locale)} {format_number(ratio.terms[bare], locale=locale)}"
    return f"({text})" if len(names) > 1 else text


def _figures(ratio: Ratio, locale: str) -> list[str]:
    """Each term with its figure; the ratios of single years in percent, as they are told."""
    unit = "%" if ratio.averaging == "mean" and ratio.name != "debt_per_inhabitant" else None
    digits = 1 if unit else None
    return [
        f"{_worded(f'ratio.term.{name}', name, locale)} {format_number(term, locale=locale, unit=unit, digits=digits)}"
        for name, term in ratio.terms.items()
    ]


def _years(ratio: Ratio) -> str:
    if not ratio.years:
        return ""
    first, last = min(ratio.years), max(ratio.years)
    return str(first) if first == last else f"{first}–{last}"


def _worded(key: str, name: str, locale: str) -> str:
    """A term in the reader's language; as it is named where the catalogue does not know it."""
    return message(key, locale) if name and has_message(key, locale) else name
