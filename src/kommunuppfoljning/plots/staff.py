"""Plots of staff (*personaldiagram*): sick leave by month, one scope against another and against the goal."""

from collections.abc import Iterable, Iterator

import matplotlib.axes as mpl_axes
import matplotlib.figure as mpl_figure

from kommunuppfoljning.amounts import Amount
from kommunuppfoljning.errors import InvalidValue, expect, shown
from kommunuppfoljning.locale import format_number, message, month_name
from kommunuppfoljning.plots import drawing
from kommunuppfoljning.render.cleaning import cleaned
from kommunuppfoljning.staff import StaffFigure, StaffMeasure
from kommunuppfoljning.wording.sentences import listed

__all__ = ["sick_leave_lines"]

MOST_MONTHS = 12
"""How many months are named under the axis; of more, every second or third."""


def sick_leave_lines(
    figures: Iterable[StaffFigure], *, target: Amount | None = None, ax: mpl_axes.Axes | None = None, locale: str = "sv"
) -> mpl_figure.Figure:
    """Draw sick leave by month, a line for each scope (*sjukfrånvaro per månad*).

    Parameters
    ----------
    figures
        Those of sick leave by month are drawn, of the whole of each scope; a month without a figure leaves a gap.
    target
        The most that it should be, a fraction of one.
    ax
        Where to draw; by default on a figure of its own.
    locale
        The language.

    Raises
    ------
    InvalidType, InvalidValue
        For what are no staff figures, a target that is no share, and figures without any month of sick leave.
    """
    expect(figures, Iterable, "sick_leave_lines: figures")
    if target is not None and not 0 <= target <= 1:
        raise InvalidValue(f"sick_leave_lines: target must be a share from 0 to 1, got {shown(target)}")
    values: dict[str, dict[tuple[int, int], Amount]] = {}
    for one in figures:
        expect(one, StaffFigure, "sick_leave_lines: each figure")
        by_month = one.measure is StaffMeasure.SICK_LEAVE and one.period is not None and one.period.months == 1
        if by_month and one.period is not None and one.group is None and one.value is not None:
            values.setdefault(one.scope, {})[one.period.start.year, one.period.start.month] = one.value
    if not values:
        raise InvalidValue("sick_leave_lines: there is no sick leave by month among the figures")
    months = _between(sorted({month for found in values.values() for month in found}))
    ax = drawing.axes_of(ax, height=2.8 + 0.2 * -(-(len(values) + (target is not None)) // 2))
    for place, (scope, found) in enumerate(values.items()):
        colour, dash, shape = drawing.series(place)
        points = [float(found[month]) if month in found else float("nan") for month in months]
        ax.plot(
            range(len(months)),
            points,
            color=colour,
            linestyle=dash,
            marker=shape,
            markersize=5,
            label=drawing.short(_label(scope, locale), 40),
        )
    if target is not None:
        label = message("plot.sick_leave.goal", locale, goal=format_number(target, locale=locale, unit="%"))
        ax.axhline(float(target), color=drawing.INK, linestyle=(0, (1, 2)), linewidth=1.4, label=label)
    years = {year for year, _ in months}
    names = {month: _month(month, locale, several=len(years) > 1) for month in months}
    step = -(-len(months) // MOST_MONTHS)
    ax.set_xticks(range(0, len(months), step), labels=[name.replace(" ", "\n") for name in names.values()][::step])

    def in_words(found: dict[tuple[int, int], Amount]) -> Iterator[str]:
        for month, name in names.items():
            if month in found:
                yield f"{name} {drawing.told(found[month], locale, unit='%')}"

    highest = max(float(one) for found in values.values() for one in (*found.values(), target or 0))
    ax.set_ylim(0, highest * 1.1 or 0.01)
    ax.margins(x=0.06)
    _label_ends(ax, [(months.index(max(found)), found[max(found)]) for found in values.values()], locale)
    below = -0.2 if len(years) > 1 else -0.1  # the year stands under the month
    ax.legend(fontsize=drawing.FONT_SIZE - 1, frameon=False, loc="upper center", bbox_to_anchor=(0.5, below), ncols=2)
    heading = message("table.sick_leave_year", locale, year=max(years)) if len(years) == 1 else ""
    drawing.title(ax, heading or message("table.sick_leave", locale))
    drawing.number_axis(ax.yaxis, locale, "%")
    told = [
        message("plot.sick_leave.scope", locale, scope=_label(scope, locale), values=listed(in_words(found), locale))
        for scope, found in values.items()
    ]
    if target is not None:
        told.append(message("plot.sick_leave.goal_words", locale, goal=format_number(target, locale=locale, unit="%")))
    return drawing.finished(ax, " ".join([message("plot.sick_leave.words", locale), *told]), grid="y")


def _label_ends(ax: mpl_axes.Axes, ends: list[tuple[int, Amount]], locale: str) -> None:
    """Write the last figure of each line beside it, moved apart where they would cover each other."""
    (low, high), (first, end) = ax.get_ylim(), ax.get_xlim()
    heights = drawing.apart((float(value) for _, value in ends), (high - low) * 0.07, high)
    for (last, value), height in zip(ends, heights, strict=True):
        ax.annotate(
            drawing.told(value, locale, unit="%"),
            (last, float(value)),
            xytext=(last + 0.015 * (end - first), height),
            textcoords="data",
            va="center",
            fontsize=drawing.FONT_SIZE - 1,
            color=drawing.INK,
            annotation_clip=False,
        )


def _between(months: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Every month from the first to the last."""
    first, last = (year * 12 + month - 1 for year, month in (months[0], months[-1]))
    return [(at // 12, at % 12 + 1) for at in range(first, last + 1)]


def _month(month: tuple[int, int], locale: str, *, several: bool) -> str:
    year, number = month
    name = month_name(number, locale, short=True)
    return f"{name} {year}" if several else name


def _label(scope: str, locale: str) -> str:
    return cleaned(scope).strip() or message("plot.sick_leave.all", locale)
