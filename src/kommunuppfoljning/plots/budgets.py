"""Plots of budgets (*budgetdiagram*): the bridge from budget to outcome to forecast, and deviations by unit."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

import matplotlib.axes as mpl_axes
import matplotlib.figure as mpl_figure

from kommunuppfoljning.amounts import Amount, amount_of, convert, decimals_of, minus, plus, size_of, total_of
from kommunuppfoljning.bridges import rounded_steps
from kommunuppfoljning.budgets import BudgetLine, BudgetTable
from kommunuppfoljning.errors import InvalidValue, expect, shown
from kommunuppfoljning.locale import message
from kommunuppfoljning.plots import drawing
from kommunuppfoljning.terms import Unit
from kommunuppfoljning.wording.sentences import listed

__all__ = ["bridge_plot", "deviation_bars"]

Step = tuple[str, Amount]


def bridge_plot(
    table: BudgetTable,
    *,
    unit: Unit | None = None,
    digits: int | None = None,
    most: int = 8,
    ax: mpl_axes.Axes | None = None,
    locale: str = "sv",
) -> mpl_figure.Figure:
    """Draw the bridge from budget to outcome to forecast (*brygga från budget via utfall till prognos*).

    Parameters
    ----------
    table
        With a layout, and a deviation of the period and one of the forecast on each line of its top level.
    unit, digits
        What amounts are written in, by default the table's; rounded so that the steps add up.
    most
        How many lines are steps of their own, the largest; the rest are one.
    ax
        Where to draw; by default on a figure of its own.
    locale
        The language.

    Returns
    -------
    The figure. Budget is 0; bars above are better than budget.

    Raises
    ------
    InvalidType, InvalidValue
        For what is no table, a table without a layout, and one where a line lacks a figure: missing is not zero.
    """
    lines = _lines(table, most, "bridge_plot")
    steps = [
        (_name(line), _deviation(line, "period_deviation"), _deviation(line, "forecast_deviation")) for line in lines
    ]
    other = message("plot.other", locale)
    first, second = (
        _in_unit(table, unit, _fewer(part, most, other))
        for part in (
            [(name, period) for name, period, _ in steps],
            [(name, minus(forecast, period)) for name, period, forecast in steps],
        )
    )
    places = decimals_of(amount for _, amount in (*first, *second)) if digits is None else digits
    reached = _sum(amount for _, amount in first)
    ends = (reached, plus(reached, _sum(amount for _, amount in second)))
    outcome, forecast = (amount_of(Fraction(end), places) for end in ends)
    first, second = _rounded(first, outcome, places), _rounded(second, minus(forecast, outcome), places)
    period = table.period.label(locale) if table.period is not None else ""
    names = [
        message("plot.bridge.budget", locale),
        *(name for name, _ in first),
        message("plot.bridge.outcome", locale, period=period).strip(),
        *(name for name, _ in second),
        message("plot.bridge.forecast", locale),
    ]
    ax = drawing.axes_of(ax, height=1.4 + _row_height(names) * len(names))
    _cascade(ax, names, first, outcome, second, forecast, locale)
    shown_unit = drawing.unit_text(unit or table.unit, locale)
    _head(ax, table, message("plot.bridge", locale), shown_unit, locale)
    drawing.number_axis(ax.xaxis, locale)
    words = message(
        "plot.bridge.words",
        locale,
        title=table.title or table.id,
        unit=shown_unit or message("plot.no_unit", locale),
        to_outcome=_listed(first, locale),
        outcome=drawing.told(outcome, locale, sign=True),
        to_forecast=_listed(second, locale),
        forecast=drawing.told(forecast, locale, sign=True),
    )
    return drawing.finished(ax, words, grid="x")


def deviation_bars(
    table: BudgetTable,
    *,
    deviation: str = "forecast",
    most: int = 15,
    ax: mpl_axes.Axes | None = None,
    locale: str = "sv",
) -> mpl_figure.Figure:
    """Draw each line's deviation from budget, the best at the top (*avvikelse per enhet*).

    Parameters
    ----------
    table
        With a layout. Lines that lack the deviation are left out, and said.
    deviation
        "forecast", of the full year, or "period".
    most
        How many lines are drawn at most: the largest; the rest are one bar.
    ax, locale
        As for `bridge_plot`.

    Raises
    ------
    InvalidType, InvalidValue
        For what is no table, another deviation, a table without a layout, and one without any such deviation.
    """
    if deviation not in ("forecast", "period"):
        raise InvalidValue(f"deviation_bars: deviation must be 'forecast' or 'period', got {shown(deviation)}")
    lines = _lines(table, most, "deviation_bars")
    found = [(_name(line), getattr(line, f"{deviation}_deviation")) for line in lines]
    known = [(name, amount) for name, amount in found if amount is not None]
    if not known:
        raise InvalidValue(f"deviation_bars: no line of the table {table.id!r} has a {deviation} deviation")
    steps = sorted(_fewer(known, most, message("plot.other", locale)), key=lambda step: step[1])
    ax = drawing.axes_of(ax, height=1.2 + max(0.3, _row_height([name for name, _ in steps])) * len(steps))
    for place, (_, amount) in enumerate(steps):
        _bar(ax, place, 0, amount, locale)
    _name_rows(ax, [name for name, _ in steps])
    ax.axvline(0, color=drawing.INK, linewidth=1)
    drawing.leave_room(ax, (drawing.told(amount, locale, sign=True) for _, amount in steps))
    unit = drawing.unit_text(table.unit, locale)
    key = f"plot.deviation.{deviation}"
    period = table.period.label(locale) if table.period is not None else ""
    heading = message(key, locale, period=period).strip()
    _head(ax, table, heading, unit, locale)
    drawing.number_axis(ax.xaxis, locale)
    words = message(
        "plot.deviation.words",
        locale,
        name=table.title or table.id,
        title=heading,
        unit=unit or message("plot.no_unit", locale),
        steps=_listed(reversed(steps), locale),
    )
    missing = [name for name, amount in found if amount is None]
    if missing:
        words += " " + message("plot.missing", locale, names=listed(missing, locale))
    return drawing.finished(ax, words, grid="x")


def _lines(table: BudgetTable, most: int, what: str) -> tuple[BudgetLine, ...]:
    expect(table, BudgetTable, f"{what}: table")
    expect(most, int, f"{what}: most")
    if most < 1:
        raise InvalidValue(f"{what}: most must be at least 1, got {shown(most)}")
    if not table.top_lines:
        raise InvalidValue(f"{what}: the table {table.id!r} has no lines to draw")
    return table.top_lines


def _head(ax: mpl_axes.Axes, table: BudgetTable, text: str, unit: str, locale: str) -> None:
    """The title with the table that is drawn, and under the axis which way is better."""
    named = message("plot.of_table", locale, title=table.title, name=text) if table.title else text
    drawing.title(ax, named, unit)
    ax.set_xlabel(message("plot.better", locale), fontsize=drawing.FONT_SIZE - 1, color=drawing.FAINT)


def _row_height(names: list[str]) -> float:
    """Inches: more where a name takes two lines."""
    return 0.32 if any("\n" in name for name in drawing.named(names)) else 0.27


def _name(line: BudgetLine) -> str:
    return line.name or line.id


def _deviation(line: BudgetLine, name: str) -> Amount:
    value: Amount | None = getattr(line, name)
    if value is None:
        raise InvalidValue(f"bridge_plot: the line {line.id!r} has no {name}; missing is not zero")
    return value


def _fewer(steps: list[Step], most: int, other: str) -> list[Step]:
    """The largest steps in their order, and the sum of the rest as one."""
    kept = sorted(range(len(steps)), key=lambda place: Decimal(size_of(steps[place][1])), reverse=True)
    if len(steps) <= most + 1:
        return steps
    chosen = set(kept[:most])
    rest: Amount = 0
    for place in kept[most:]:
        rest = plus(rest, steps[place][1])
    return [*(step for place, step in enumerate(steps) if place in chosen), (other, rest)]


def _in_unit(table: BudgetTable, unit: Unit | None, steps: list[Step]) -> list[Step]:
    """Steps in the unit asked for, exact."""
    if unit is None:
        return steps
    if table.unit is None:
        raise InvalidValue(f"bridge_plot: the unit of the table {table.id!r} must be said before another is used")
    source = table.unit
    return [(name, convert(amount, source=source, target=unit)) for name, amount in steps]


def _rounded(steps: list[Step], total: Amount, digits: int) -> list[Step]:
    """Steps rounded so that they sum to a rounded total."""
    amounts = rounded_steps([Fraction(amount) for _, amount in steps], Fraction(total), digits)
    return [(name, amount_of(amount, digits)) for (name, _), amount in zip(steps, amounts, strict=True)]


def _sum(amounts: Iterable[Amount]) -> Amount:
    return total_of(amounts) or 0


def _cascade(
    ax: mpl_axes.Axes,
    names: list[str],
    first: list[Step],
    outcome: Amount,
    second: list[Step],
    forecast: Amount,
    locale: str,
) -> None:
    """Budget, steps, outcome, steps, forecast: each bar begins where the one above it ends."""
    place, at = 1, Decimal(0)
    for steps, end in ((first, outcome), (second, forecast)):
        for _, amount in steps:
            _bar(ax, -place, at, amount, locale)
            ax.plot([float(at + amount)] * 2, [-place - 0.4, -place - 1.4], color=drawing.NEUTRAL, linewidth=0.8)
            at += amount
            place += 1
        _bar(ax, -place, 0, end, locale, whole=True)
        place += 1
    ax.plot([0, 0], [0.4, -0.4], color=drawing.INK, linewidth=3)
    ax.axvline(0, color=drawing.INK, linewidth=1)
    ax.set_yticks([-place for place in range(len(names))], labels=drawing.named(names))
    ax.use_sticky_edges = False  # so that a figure to the left of the first bars has room
    figures = [amount for _, amount in (*first, *second)]
    drawing.leave_room(ax, (drawing.told(one, locale, sign=True) for one in (*figures, outcome, forecast)))
    ax.margins(y=0.02)


def _bar(ax: mpl_axes.Axes, place: int, start: Amount, length: Amount, locale: str, *, whole: bool = False) -> None:
    """A bar with its figure at its end: blue is better than budget, hatched orange is worse."""
    worse = length < 0
    colour = drawing.FAINT if whole else drawing.BAD if worse else drawing.GOOD
    ax.barh(
        place,
        float(length),
        left=float(start),
        height=0.7,
        color="white" if worse else colour,
        edgecolor=colour,
        hatch=drawing.HATCH if worse else "",
        linewidth=1,
    )
    ax.annotate(
        drawing.told(length, locale, sign=True),
        (float(start) + float(length), place),
        xytext=(-4 if worse else 4, 0),
        textcoords="offset points",
        va="center",
        ha="right" if worse else "left",
        fontsize=drawing.FONT_SIZE - 1,
        fontweight="bold" if whole else "normal",
        color=drawing.INK,
        bbox=drawing.BEHIND,
    )


def _name_rows(ax: mpl_axes.Axes, names: list[str]) -> None:
    ax.set_yticks(range(len(names)), labels=drawing.named(names))
    ax.set_ylim(-0.6, len(names) - 0.4)


def _listed(steps: Iterable[Step], locale: str) -> str:
    return listed((f"{name} {drawing.told(amount, locale, sign=True)}" for name, amount in steps), locale)
