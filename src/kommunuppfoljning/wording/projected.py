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

from kommunuppfoljning.accuracies import ForecastAccuracy
from kommunuppfoljning.amounts import size_of
from kommunuppfoljning.locale import format_number, message
from kommunuppfoljning.methods import method_label
from kommunuppfoljning.projections import MethodForecast, TableForecast, YearForecast
from kommunuppfoljning.wording.budgets import table_explained
from kommunuppfoljning.wording.sentences import figure, listed, number_word, paragraphs, sentence, with_amount

__all__ = ["accuracy_explained", "forecast_explained", "table_forecast_explained"]


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
    told = [text for one in forecast.results for text in _method(one, locale, first=explained)]
    unsure = [sentence("forecast.unsure_all", locale)] if explained is None else []
    return paragraphs([lead], [*told, *unsure])


def _method(one: MethodForecast, locale: str, *, first: MethodForecast | None) -> list[str]:
    """What a method gives; what its interval means is said with the first that has one."""
    name = method_label(one.method, locale)
    if one.value is None:
        reason = one.reason.text(locale) if one.reason else ""
        return [sentence("forecast.no_value", locale, name=name, reason=reason)]
    told = [sentence("forecast.value", locale, name=name, value=format_number(one.value, locale=locale))]
    if first is None or (one.method == "stated" and one.interval is None):
        return told
    return [*told, _sureness(one, locale, "forecast.interval" if one is first else "forecast.interval_again")]


def _sureness(one: MethodForecast | TableForecast, locale: str, key: str) -> str:
    """The interval that past errors give, or that there are too few of them."""
    if one.interval is None or one.coverage is None:
        return sentence("forecast.unsure", locale)
    figures: dict[str, Any] = {
        "low": format_number(one.interval.low, locale=locale),
        "high": format_number(one.interval.high, locale=locale),
        "coverage": format_number(one.coverage, locale=locale, digits=0, unit="%"),
        "number": number_word(one.errors, locale),
    }
    return sentence(key, locale, **figures)


def table_forecast_explained(forecast: TableForecast, locale: str, *, full: bool) -> str:
    """The table in words; in full also how sure its total is, and which lines lack a forecast."""
    told = table_explained(forecast.table, locale, full=full)
    if not full:
        return told
    value, more = forecast.total.forecast, []
    if value is not None:
        amount = format_number(value, locale=locale, unit=forecast.table.unit)
        more = [sentence("forecast.from_below", locale, value=amount), _sureness(forecast, locale, "forecast.interval")]
    for line, reason in forecast.missing.items():
        name = forecast.table[line].name or line
        more.append(sentence("forecast.no_line", locale, name=name, reason=reason.text(locale)))
    return paragraphs([told], more)


def accuracy_explained(accuracy: ForecastAccuracy, locale: str, *, full: bool) -> str:
    """How far published forecasts were from the outcome; in full each error, their bias, and the side of the budget."""
    name = accuracy.line or message("explain.accuracy.total", locale)
    size, bias = accuracy.mean_absolute_error, accuracy.bias
    if size is None or bias is None or accuracy.outcome is None:
        return sentence("accuracy.none", locale, name=name)
    count = len(accuracy.errors)
    values: dict[str, Any] = {"name": name, "number": number_word(count, locale), "size": figure(size, "", locale)}
    what = "deviation" if accuracy.holds_deviations else "outcome"
    outcome = format_number(accuracy.outcome, locale=locale, sign=accuracy.holds_deviations)
    lead = sentence(f"accuracy.{what}", locale, count=count, outcome=outcome, **values)
    if not full:
        return lead
    told, share = [lead], accuracy.scaled("outcome")
    if share is not None:
        told.append(sentence("accuracy.share", locale, share=format_number(share, locale=locale, digits=1, unit="%")))
    errors = (with_amount(vintage, error, locale) for vintage, error in accuracy.errors.items())
    path = [sentence("accuracy.errors", locale, count=count, errors=listed(errors, locale))]
    if count > 1:
        way = "even" if bias == 0 else "gloomy" if bias > 0 else "bright"
        path.append(sentence(f"accuracy.{way}", locale, bias=figure(size_of(bias), "", locale)))
    if accuracy.sign_hit_rate is not None:
        hits = round(accuracy.sign_hit_rate * count)
        which = "some" if count > 1 else "right" if hits else "wrong"
        side: dict[str, Any] = {"hits": number_word(hits, locale), "number": values["number"]}
        path.append(sentence(f"accuracy.side_{which}", locale, **side))
    return paragraphs(told, path)
