"""Plots of forecasts (*prognosdiagram*): where several methods say that a line will end."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kommunuppfoljning.amounts import Amount, Interval, plus
from kommunuppfoljning.budgets import BudgetLine
from kommunuppfoljning.errors import InvalidValue, expect, shown
from kommunuppfoljning.locale import format_number, message, month_name
from kommunuppfoljning.models import EMPTY
from kommunuppfoljning.periods import Period
from kommunuppfoljning.plots import drawing
from kommunuppfoljning.terms import Unit
from kommunuppfoljning.wording.sentences import listed

__all__ = ["forecast_fan"]

MONTHS = 12


def forecast_fan(
    line: BudgetLine,
    *,
    period: Period,
    forecasts: Mapping[str, Amount | None] = EMPTY,
    intervals: Mapping[str, Interval] = EMPTY,
    months: Iterable[Amount | None] = (),
    unit: Unit | None = None,
    ax: Axes | None = None,
    locale: str = "sv",
) -> Figure:
    """Draw the outcome so far and where each method says that the year will end (*prognossolfjäder*).

    Parameters
    ----------
    line
        Its outcome, annual budget and own forecast are drawn, in its own signs.
    period
        What the outcome covers: from January to the end of a month.
    forecasts
        What each method gives for the full year, by its name in words; one that gives nothing is said, not drawn.
    intervals
        Where the year may end by a method, by the same names.
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
        to the outcome, and nothing to draw a forecast of.
    """
    expect(line, BudgetLine, "forecast_fan: line")
    expect(period, Period, "forecast_fan: period")
    if line.period_outcome is None:
        raise InvalidValue(f"forecast_fan: the line {line.id!r} has no period_outcome to start from")
    if period.months is None or period.months > MONTHS or period.start.month != 1:
        raise InvalidValue(f"forecast_fan: period must be from January to the end of a month, got {shown(period)}")
    path = _path(line, period.months, list(months))
    own = {message("plot.fan.stated", locale): line.forecast} if line.forecast is not None else {}
    given = {**own, **forecasts}
    ends = {name: amount for name, amount in given.items() if amount is not None}
    if not ends:
        raise InvalidValue(f"forecast_fan: there is no forecast of the line {line.id!r} to draw")
    ax = drawing.axes_of(ax, height=3.4)
    ax.plot(*zip(*path, strict=True), color=drawing.INK, linewidth=2.2, label=message("Basis.OUTCOME", locale))
    _draw(ax, path[-1], ends, intervals)
    if line.annual_budget is not None:
        label = message("plot.fan.budget", locale)
        ax.plot([0, MONTHS], [0, float(line.annual_budget)], color=drawing.NEUTRAL, linewidth=1, label=label)
        ax.plot([MONTHS], [float(line.annual_budget)], color=drawing.NEUTRAL, marker="_", markersize=16)
    _label_ends(ax, ends, locale)
    ax.set_xticks(
        range(1, MONTHS + 1), labels=[month_name(month, locale, short=True) for month in range(1, MONTHS + 1)]
    )
    ax.set_xlim(0, MONTHS + 5)
    ax.axvline(period.months, color=drawing.NEUTRAL, linewidth=0.8, linestyle=":")
    ax.legend(fontsize=drawing.FONT_SIZE - 1, frameon=False, loc="upper center", bbox_to_anchor=(0.4, -0.08), ncols=3)
    shown_unit = drawing.unit_text(unit, locale)
    drawing.title(ax, message("plot.fan", locale, name=line.name or line.id), shown_unit)
    drawing.number_axis(ax.yaxis, locale)
    budget = message("missing.dash", locale) if line.annual_budget is None else drawing.told(line.annual_budget, locale)
    words = message(
        "plot.fan.words",
        locale,
        name=line.name or line.id,
        unit=shown_unit or message("plot.no_unit", locale),
        period=period.label(locale),
        outcome=drawing.told(line.period_outcome, locale),
        budget=budget,
        forecasts=listed((_end_in_words(name, amount, intervals, locale) for name, amount in ends.items()), locale),
    )
    silent = [name for name, amount in given.items() if amount is None]
    if silent:
        words += " " + message("plot.missing", locale, names=listed(silent, locale))
    return drawing.finished(ax, words, grid="y")


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


def _draw(ax: Axes, start: tuple[float, float], ends: Mapping[str, Amount], intervals: Mapping[str, Interval]) -> None:
    for place, (name, amount) in enumerate(ends.items()):
        colour, dash, shape = drawing.SERIES[place % len(drawing.SERIES)]
        ax.plot(
            [start[0], MONTHS],
            [start[1], float(amount)],
            color=colour,
            linestyle=dash,
            marker=shape,
            markevery=[1],
            markersize=6,
            label=drawing.short(name),
        )
        if name in intervals:
            low, high = float(intervals[name].low), float(intervals[name].high)
            ax.fill_between(
                [start[0], MONTHS], [start[1], low], [start[1], high], color=colour, alpha=0.12, linewidth=0
            )


def _label_ends(ax: Axes, ends: Mapping[str, Amount], locale: str) -> None:
    """Write each end beside its mark, moved apart where they would cover each other."""
    low, high = ax.get_ylim()
    least = (high - low) * 0.06
    at = float("-inf")
    for name, amount in sorted(ends.items(), key=lambda end: Decimal(end[1])):
        at = max(float(amount), at + least)
        ax.annotate(
            f"{format_number(amount, locale=locale)} {drawing.short(name)}",
            (MONTHS, float(amount)),
            xytext=(MONTHS + 0.35, at),
            textcoords="data",
            va="center",
            fontsize=drawing.FONT_SIZE - 1,
            color=drawing.INK,
        )


def _end_in_words(name: str, amount: Amount, intervals: Mapping[str, Interval], locale: str) -> str:
    told = drawing.told(amount, locale)
    if name not in intervals:
        return f"{name} {told}"
    ends = (intervals[name].low, intervals[name].high)
    low, high = (drawing.told(end, locale) for end in ends)
    return message("plot.fan.between", locale, name=name, value=told, low=low, high=high)
