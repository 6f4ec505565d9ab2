"""The balanced-budget requirement in words (*balanskravet i ord*): whether it is met, and what is to be restored when.

>>> year = BalanceRequirement(year=2024, result=-30, adjustments={"capital_gains": -12}, from_reserve=20,
...                           brought_forward={2023: -5})
>>> print(balance_explained(year, "sv", full=True))
Balanskravet är inte uppfyllt 2024: balanskravsresultatet är −22. Årets resultat är −30, och efter
balanskravsjusteringar −42. Ur reserven används 20. Att återställa är 27: 5 från 2023 senast 2026 och 22 från 2024
senast 2027.
"""

from kommunuppfoljning.amounts import Amount, plus, size_of
from kommunuppfoljning.balance_requirement import BalanceRequirement
from kommunuppfoljning.locale import format_number, message
from kommunuppfoljning.terms import Basis
from kommunuppfoljning.wording.sentences import listed, paragraphs, sentence

__all__ = ["balance_explained"]


def balance_explained(requirement: BalanceRequirement, locale: str, *, full: bool) -> str:
    """Whether the requirement is met; in full how the result comes about, and each deficit with its deadline."""
    balance = requirement.balance_result
    year = str(requirement.year)
    if balance is None or requirement.result is None or requirement.adjusted_result is None:
        return sentence("balance.unknown", locale, year=year)
    way = "met" if balance >= 0 else "not_met"
    basis = "forecast" if requirement.basis is Basis.FORECAST else "outcome"
    told = [sentence(f"balance.{way}.{basis}", locale, year=year, balance=_figure(balance, locale))]
    if not full:
        return told[0]
    figures = [_figure(figure, locale) for figure in (requirement.result, requirement.adjusted_result)]
    told.append(sentence("balance.result_told", locale, result=figures[0], adjusted=figures[1]))
    if requirement.to_reserve:
        told.append(sentence("balance.reserved", locale, amount=_figure(size_of(requirement.to_reserve), locale)))
    new, old = requirement.from_reserve, requirement.from_old_reserve
    if new and old:
        told.append(sentence("balance.used_both", locale, new=_figure(new, locale), old=_figure(old, locale)))
    elif new or old:
        told.append(sentence("balance.used", locale, amount=_figure(plus(new, old), locale)))
    if requirement.exemption:
        told.append(sentence("balance.exempted", locale, amount=_figure(requirement.exemption, locale)))
    deadlines = requirement.deadlines
    parts = [
        message(
            "explain.balance.deficit" if deficit_year else "explain.balance.deficit_unknown",
            locale,
            amount=_figure(size_of(amount), locale),
            year=str(deficit_year),
            deadline=str(deadlines.get(deficit_year, "")),
        )
        for deficit_year, amount in requirement.outstanding.items()
    ]
    if parts:
        whole = _figure(requirement.to_restore or 0, locale)
        told.append(sentence("balance.restore", locale, amount=whole, parts=listed(parts, locale)))
    else:
        told.append(sentence("balance.nothing_to_restore", locale))
    return paragraphs(told)


def _figure(amount: Amount, locale: str) -> str:
    return format_number(amount, locale=locale)
