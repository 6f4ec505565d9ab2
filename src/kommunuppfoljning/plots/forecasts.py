"""Plots of forecasts (*prognosdiagram*): where several methods say that a line will end."""

from collections.abc import Iterable

import matplotlib.axes as mpl_axes
import matplotlib.figure as mpl_figure

from kommunuppfoljning.amounts import Amount, plus
from kommunuppfoljning.budgets import BudgetLine
from kommunuppfoljning.errors import InvalidValue, expect, shown
from kommunuppfoljning.locale import format_number, message, month_name
from kommunuppfoljning.methods import method_label
from kommunuppfoljning.periods import Period
from kommunuppfoljning.plots import drawing
from kommunuppfoljning.projections import MethodForecast, YearForecast
from kommunuppfoljning.terms import Unit
from kommunuppfoljning.wording.sentences import listed

__all__ = ["forecast_fan"]

MONTHS = 12


def forecast_fan(
    line: BudgetLine,
    forecast: YearForecast,
    *,
    period: Period,
    months: Iterable[Amount | None] = (),
    unit: Unit | None = None,
    ax: mpl_axes.Axes | None = None,
    locale: str = "sv",
) -> mpl_figure.Figure:
    """Draw the outcome so far and where each method says that the year will end (*prognossolfjäder*).

    Parameters
    ----------
    line
        Its outcome and annual budget are drawn, in its own signs.
    forecast
        What `forecast_year` gives: the methods that apply are drawn, with their intervals; of the others it is said why
        they do not.
    period
        What the outcome covers: from January to the end of a month.
    months
        The outcome of each month from January, where it is known; else a straight line is drawn.
    unit
        What the amounts are in.
    ax, locale
        Where to draw, by default on a figure of its own, and the language.

    Raises
    ------
    InvalidType, InvalidValue
        For a line without an outcome, a period that is not from January to the end of a month, months that do not sum
        to the outcome, and a forecast by no method.
    """
    expect(line, BudgetLine, "forecast_fan: line")
    expect(forecast, YearForecast, "forecast_fan: forecast")
    expect(period, Period, "forecast_fan: period")
    if line.period_outcome is None:
        raise InvalidValue(f"forecast_fan: the line {line.id!r} has no period_outcome to start from")
    if period.months is None or period.months > MONTHS or period.start.month != 1:
        raise InvalidValue(f"forecast_fan: period must be from January to the end of a month, got {shown(period)}")
    path = _path(line, period.months, list(months))
    drawn = [one for one in forecast.results if one.value is not None]
    if not drawn:
        raise InvalidValue(f"forecast_fan: no method gives a forecast of the line {line.id!r}")
    ax = drawing.axes_of(ax, height=3.4)
    ax.plot(*zip(*path, strict=True), color=drawing.INK, linewidth=2.2, label=message("Basis.OUTCOME", locale))
    _draw(ax, path[-1], drawn, locale)
    if line.annual_budget is not None:
        label = message("plot.fan.budget", locale)
        ax.plot([0, MONTHS], [0, float(line.annual_budget)], color=drawing.NEUTRAL, linewidth=1, label=label)
        ax.plot([MONTHS], [float(line.annual_budget)], color=drawing.NEUTRAL, marker="_", markersize=16)
    _label_ends(ax, drawn, locale)
    names = [month_name(month, locale, short=True) for month in range(1, MONTHS + 1)]
    ax.set_xticks(range(1, MONTHS + 1), labels=names)
    ax.set_xlim(0, MONTHS + 5)
    ax.axvline(period.months, color=drawing.NEUTRAL, linewidth=0.8, linestyle=":")
    ax.legend(fontsize=drawing.FONT_SIZE - 1, frameon=False, loc="upper center", bbox_to_anchor=(0.4, -0.08), ncols=2)
    name, shown_unit = line.name or line.id, drawing.unit_text(unit, locale)
    drawing.title(ax, message("plot.fan", locale, name=name), shown_unit)
    drawing.number_axis(ax.yaxis, locale)
    words = message(
        "plot.fan.words",
        locale,
        name=name,
        unit=shown_unit or message("plot.no_unit", locale),
        period=period.label(locale),
        outcome=format_number(line.period_outcome, locale=locale),
        budget=format_number(line.annual_budget, locale=locale),
        forecasts=listed((_in_words(one, locale) for one in drawn), locale),
    )
    silent = [_silent(one, locale) for one in forecast.results if one.value is None]
    return drawing.finished(ax, " ".join([words, *silent]), grid="y")


def _path(line: BudgetLine, elapsed: int, months: list[Amount | None]) -> list[tuple[float, float]]:
    """The outcome as it grew: by month where each is known."""
    outcome = line.period_outcome or 0
    if not months:
        return [(0, 0), (elapsed, float(outcome))]
    known = [amount for amount in months[:elapsed] if amount is not None]
    if len(known) < elapsed or any(amount is not None for amount in months[elapsed:]):
        raise InvalidValue(f"forecast_fan: months must hold the {elapsed} months of the period, got {shown(months)}")
    path: list[tuple[float, float]] = [(0, 0)]
    reached: Amount = 0
    for place, amount in enumerate(known, start=1):
        reached = plus(reached, amount)
        path.append((place, float(reached)))
    if reached != outcome:
        raise InvalidValue(f"forecast_fan: months must sum to the outcome {outcome}, they sum to {reached}")
    return path


def _draw(ax: mpl_axes.Axes, start: tuple[float, float], drawn: list[MethodForecast], locale: str) -> None:
    for place, one in enumerate(drawn):
        colour, dash, shape = drawing.series(place)
        ax.plot(
            [start[0], MONTHS],
            [start[1], _value(one)],
            color=colour,
            linestyle=dash,
            marker=shape,
            markevery=[1],
            markersize=6,
            label=drawing.short(method_label(one.method, locale), 50),
        )
        if one.interval is not None:
            low, high = ([start[1], float(end)] for end in (one.interval.low, one.interval.high))
            ax.fill_between([start[0], MONTHS], low, high, color=colour, alpha=0.12, linewidth=0)


def _value(one: MethodForecast) -> float:
    return float(one.value or 0)


def _label_ends(ax: mpl_axes.Axes, drawn: list[MethodForecast], locale: str) -> None:
    """Write each end beside its mark, moved apart where they would cover each other."""
    low, high = ax.get_ylim()
    for one, at in zip(drawn, drawing.apart(map(_value, drawn), (high - low) * 0.06, high), strict=True):
        ax.annotate(
            f"{format_number(one.value, locale=locale)} {drawing.short(method_label(one.method, locale))}",
            (MONTHS, _value(one)),
            xytext=(MONTHS + 0.35, at),
            textcoords="data",
            va="center",
            fontsize=drawing.FONT_SIZE - 1,
            color=drawing.INK,
        )


def _in_words(one: MethodForecast, locale: str) -> str:
    name, value = method_label(one.method, locale), format_number(one.value, locale=locale)
    if one.interval is None:
        return f"{name} {value}"
    low, high = (format_number(end, locale=locale) for end in (one.interval.low, one.interval.high))
    return message("plot.fan.between", locale, name=name, value=value, low=low, high=high)


def _silent(one: MethodForecast, locale: str) -> str:
    reason = one.reason.text(locale) if one.reason is not None else message("missing.dash", locale)
    return message("plot.fan.silent", locale, name=method_label(one.method, locale), reason=reason)
