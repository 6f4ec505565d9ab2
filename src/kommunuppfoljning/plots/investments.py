"""Plots of investments (*investeringsdiagram*): how much of each project's budget is used, and where it will end."""

from collections.abc import Iterable
from decimal import Decimal

import matplotlib.axes as mpl_axes
import matplotlib.figure as mpl_figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from kommunuppfoljning.amounts import Amount, size_of
from kommunuppfoljning.errors import InvalidValue, expect, shown
from kommunuppfoljning.investments import InvestmentProject, InvestmentTable
from kommunuppfoljning.locale import format_number, message
from kommunuppfoljning.plots import drawing
from kommunuppfoljning.wording.sentences import listed

__all__ = ["investment_progress"]

Drawn = tuple[InvestmentProject, Decimal | None, Decimal | None]
"""A project with what is used and what is expected, as shares of its budget."""


def investment_progress(
    table: InvestmentTable, *, most: int = 15, ax: mpl_axes.Axes | None = None, locale: str = "sv"
) -> mpl_figure.Figure:
    """Draw how much of each project's total budget is used, and expected to be (*investeringarnas förbrukning*).

    Parameters
    ----------
    table
        Projects without a decided total, or with nothing accumulated and no forecast, are left out, and said.
    most
        How many projects are drawn at most: those with the largest budgets.
    ax
        Where to draw; by default on a figure of its own.
    locale
        The language.

    Returns
    -------
    The figure: a bar for what is used, a diamond for the forecast, a line at the whole budget.

    Raises
    ------
    InvalidType, InvalidValue
        For what is no table, fewer than one project to draw, and a table with none that can be drawn.
    """
    expect(table, InvestmentTable, "investment_progress: table")
    expect(most, int, "investment_progress: most")
    if most < 1:
        raise InvalidValue(f"investment_progress: most must be at least 1, got {shown(most)}")
    shares = [(one, _share(one, one.accumulated), _share(one, one.total_forecast)) for one in table.projects]
    known = [found for found in shares if found[1] is not None or found[2] is not None]
    if not known:
        raise InvalidValue(
            f"investment_progress: no project of the table {table.id!r} has a total budget beside what it has used or "
            "is expected to"
        )
    drawn = sorted(known, key=lambda found: Decimal(size_of(found[0].total_budget or 0)), reverse=True)[:most]
    ax = drawing.axes_of(ax, height=1.4 + 0.34 * len(drawn))
    for place, (_, used, forecast) in enumerate(drawn):
        _row(ax, -place, used, forecast, locale)
    ax.axvline(1, color=drawing.INK, linewidth=1.6)
    names = _names(project for project, _, _ in drawn)
    ax.set_yticks([-place for place in range(len(drawn))], labels=drawing.named(names))
    ax.set_ylim(-len(drawn) + 0.4, 0.6)
    ax.set_xlim(left=min(0.0, *ax.get_xlim()), right=max(1.2, ax.get_xlim()[1] * 1.08))
    ax.locator_params(axis="x", nbins=6)
    ax.tick_params(axis="y", pad=8)  # beside a diamond at 0
    _explain(ax, drawn, locale)
    heading = message("plot.investments", locale)
    drawing.title(ax, message("plot.of_table", locale, title=table.title, name=heading) if table.title else heading)
    drawing.number_axis(ax.xaxis, locale, "%")
    words = [message("plot.investments.words", locale, title=table.title or table.id)]
    words += [_told(name, used, forecast, locale) for name, (_, used, forecast) in zip(names, drawn, strict=True)]
    left = [_name(project) for project, used, forecast in shares if used is None and forecast is None]
    if left:
        words.append(message("plot.missing", locale, names=listed(left, locale)))
    if len(known) > len(drawn):
        words.append(message("plot.investments.more", locale, count=len(known) - len(drawn)))
    return drawing.finished(ax, " ".join(words), grid="x")


def _share(project: InvestmentProject, amount: Amount | None) -> Decimal | None:
    """An amount as a share of the total budget; none of a budget of 0."""
    budget = project.total_budget
    return None if amount is None or not budget else Decimal(amount) / Decimal(budget)


def _name(project: InvestmentProject) -> str:
    return project.name or project.id


def _names(projects: Iterable[InvestmentProject]) -> list[str]:
    """The names, with the id where two are alike."""
    listed = list(projects)
    names = [_name(project) for project in listed]
    return [
        name if names.count(name) == 1 else f"{name} ({project.id})"
        for name, project in zip(names, listed, strict=True)
    ]


def _percent(share: Decimal, locale: str) -> str:
    return format_number(share, locale=locale, digits=0, unit="%")


def _told(name: str, used: Decimal | None, forecast: Decimal | None, locale: str) -> str:
    dash = message("missing.dash", locale)
    told = {
        key: dash if share is None else _percent(share, locale)
        for key, share in (("used", used), ("forecast", forecast))
    }
    return message("plot.investments.project", locale, name=name, **told)


def _diamond(share: float, place: float, *, is_over: bool) -> Line2D:
    return Line2D(
        [share],
        [place],
        linestyle="none",
        marker="D",
        markersize=7,
        markerfacecolor=drawing.BAD if is_over else "white",
        markeredgecolor=drawing.INK,
        clip_on=False,
    )


def _explain(ax: mpl_axes.Axes, drawn: list[Drawn], locale: str) -> None:
    """What a bar and the diamonds are, of those that are drawn."""
    forecasts = [forecast for _, _, forecast in drawn if forecast is not None]
    handles: dict[str, Patch | Line2D] = {}
    if any(used is not None for _, used, _ in drawn):
        handles["used"] = Patch(color=drawing.GOOD)
    if any(forecast <= 1 for forecast in forecasts):
        handles["forecast"] = _diamond(0, 0, is_over=False)
    if any(forecast > 1 for forecast in forecasts):
        handles["over"] = _diamond(0, 0, is_over=True)
    ax.legend(
        list(handles.values()),
        [message(f"plot.investments.{key}", locale) for key in handles],
        fontsize=drawing.FONT_SIZE - 1,
        frameon=False,
        loc="upper center",
        bbox_to_anchor=(0.4, -0.08),
        ncols=3,
    )


def _row(
    ax: mpl_axes.Axes,
    place: int,
    used: Decimal | None,
    forecast: Decimal | None,
    locale: str,
) -> None:
    """A project: its bar, its diamond, and both in figures at the right of them."""
    if used is not None:
        ax.barh(place, float(used), height=0.6, color=drawing.GOOD)
    if forecast is not None:
        ax.add_line(_diamond(float(forecast), place, is_over=forecast > 1))
    parts = [_percent(share, locale) for share in (used, forecast) if share is not None]
    ax.annotate(
        " → ".join(parts),
        (float(max(share for share in (used, forecast) if share is not None)), place),
        xytext=(9, 0),
        textcoords="offset points",
        va="center",
        fontsize=drawing.FONT_SIZE - 1,
        color=drawing.INK,
        bbox=drawing.BEHIND,
    )
