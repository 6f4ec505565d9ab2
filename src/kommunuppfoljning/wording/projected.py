"""Forecasts in words (*prognoser i ord*): what the methods give, how far apart, and how sure the past lets one be.

>>> from kommunuppfoljning.amounts import Interval
>>> from kommunuppfoljning.projections import MethodForecast
>>> from decimal import Decimal
>>> year = YearForecast(line="it", name="IT", results=[
...     MethodForecast(method="linear", value=-100, interval=Interval(-110, -95), coverage=Decimal("0.5"), errors=3),
...     MethodForecast(method="proportional", value=-104)])
>>> print(forecast_explained(year, "sv", full=True).replace(chr(160), " "))
IT: två metoder ger mellan −104 och −100 för helåret.
<BLANKLINE>
Linjär framskrivning ger −100. Med de fel som metoden gjort tidigare år, tre stycken, hamnar utfallet mellan −110 och
−95; ett sådant intervall håller 50 % av gångerna. Proportionell mot periodbudgeten ger −104. Hur säker den är går inte
att säga: det finns för få tidigare år.
"""

from typing import Any

from kommunuppfoljning.locale import format_number
from kommunuppfoljning.methods import method_label
from kommunuppfoljning.projections import MethodForecast, YearForecast
from kommunuppfoljning.wording.sentences import number_word, paragraphs, sentence

__all__ = ["forecast_explained"]


def forecast_explained(forecast: YearForecast, locale: str, *, full: bool) -> str:
    """The spread of the methods; in full each method's value with its interval, or why it does not apply."""
    name, spread = forecast.name or forecast.line, forecast.spread
    if spread is None:
        return sentence("forecast.none", locale, name=name)
    count = len(forecast.values)
    lead = sentence(
        "forecast.spread",
        locale,
        count=count,
        name=name,
        number=number_word(count, locale),
        low=format_number(spread.low, locale=locale),
        high=format_number(spread.high, locale=locale),
    )
    if not full:
        return lead
    explained = next((one for one in forecast.results if one.interval is not None), None)
    told = (text for one in forecast.results for text in _method(one, locale, first=one is explained))
    return paragraphs([lead], told)


def _method(one: MethodForecast, locale: str, *, first: bool) -> list[str]:
    """What a method gives; what its interval means is said with the first of them."""
    name = method_label(one.method, locale)
    if one.value is None:
        reason = one.reason.text(locale) if one.reason else ""
        return [sentence("forecast.no_value", locale, name=name, reason=reason)]
    told = [sentence("forecast.value", locale, name=name, value=format_number(one.value, locale=locale))]
    if one.interval is None or one.coverage is None:
        return [*told, sentence("forecast.unsure", locale)] if one.method != "stated" else told
    figures: dict[str, Any] = {
        "low": format_number(one.interval.low, locale=locale),
        "high": format_number(one.interval.high, locale=locale),
        "coverage": format_number(one.coverage, locale=locale, digits=0, unit="%"),
        "number": number_word(one.errors, locale),
    }
    return [*told, sentence("forecast.interval" if first else "forecast.interval_again", locale, **figures)]
