"""Plots of goals (*måldiagram*): an indicator against its target, and all goals on a board."""

from collections.abc import Mapping

import matplotlib.axes as mpl_axes
import matplotlib.figure as mpl_figure
from matplotlib.patches import Rectangle

from kommunuppfoljning.amounts import Amount
from kommunuppfoljning.errors import InvalidValue, expect
from kommunuppfoljning.goals import Area, Goal
from kommunuppfoljning.indicators import Indicator, Target
from kommunuppfoljning.judgements import DEFAULT_RULES, judge
from kommunuppfoljning.locale import format_number, message
from kommunuppfoljning.plots import drawing
from kommunuppfoljning.render.marks import mark
from kommunuppfoljning.reports import Report
from kommunuppfoljning.rules import Rules
from kommunuppfoljning.terms import TargetKind, Verdict
from kommunuppfoljning.wording.sentences import listed

__all__ = ["indicator_bullet", "status_board"]

HEAD = 0.38
"""The height of an area's name, in cards."""

COLOURS: Mapping[Verdict, str] = {
    Verdict.FULFILLED: "#CFE6F5",
    Verdict.PARTLY_FULFILLED: "#FBE3B3",
    Verdict.NOT_FULFILLED: "#F8CDB4",
    Verdict.NOT_EVALUATED: "#EEF1F4",
}
"""Light enough for ink to be read on; a sign, the word and the frame tell the verdict as well."""
FRAMES = {
    Verdict.FULFILLED: "solid",
    Verdict.PARTLY_FULFILLED: "dashdot",
    Verdict.NOT_FULFILLED: "dashed",
    Verdict.NOT_EVALUATED: "dotted",
}


def indicator_bullet(indicator: Indicator, *, ax: mpl_axes.Axes | None = None, locale: str = "sv") -> mpl_figure.Figure:
    """Draw an indicator's outcomes and forecast against its target (*indikator mot målvärde*).

    Parameters
    ----------
    indicator
        With at least one outcome, or a forecast.
    ax
        Where to draw; by default on a figure of its own.
    locale
        The language.

    Returns
    -------
    The figure: a bar for each outcome, the latest darkest, a hatched one for the forecast, the target as a line, and
    the band within which a value is near enough, where there is one.

    Raises
    ------
    InvalidType, InvalidValue
        For what is no indicator, and one without any value.
    """
    expect(indicator, Indicator, "indicator_bullet: indicator")
    rows: list[tuple[str, Amount]] = [
        (period.label(locale), value) for period, value in sorted(indicator.outcomes.items()) if value is not None
    ]
    outcomes = len(rows)
    if indicator.forecast is not None:
        year = str(indicator.year.end.year) if indicator.year is not None else ""
        rows.append((message("plot.bullet.forecast", locale, year=year).strip(), indicator.forecast))
    if not rows:
        raise InvalidValue(f"indicator_bullet: the indicator {indicator.id!r} has no outcome and no forecast to draw")
    ax = drawing.axes_of(ax, height=1.1 + 0.34 * len(rows))
    unit = "%" if indicator.unit == "%" else None
    for place, (_, value) in enumerate(rows):
        is_forecast, is_latest = place >= outcomes, place == outcomes - 1
        colour = drawing.GOOD if is_forecast or is_latest else drawing.NEUTRAL
        ax.barh(
            -place,
            float(value),
            height=0.62,
            color="white" if is_forecast else colour,
            edgecolor=colour,
            hatch=drawing.HATCH if is_forecast else "",
            linewidth=1,
        )
        ax.annotate(
            format_number(value, locale=locale, unit=unit),
            (float(value), -place),
            xytext=(4 if value >= 0 else -4, 0),
            textcoords="offset points",
            va="center",
            ha="left" if value >= 0 else "right",
            fontsize=drawing.FONT_SIZE - 1,
            color=drawing.INK,
            bbox=drawing.BEHIND,
        )
    target = indicator.target_for()
    wanted = _draw_target(ax, target, len(rows), unit, locale)
    ax.set_yticks([-place for place in range(len(rows))], labels=[drawing.plain(name) for name, _ in rows])
    ax.axvline(0, color=drawing.INK, linewidth=0.8)
    ax.margins(x=0.14)
    name = indicator.name or indicator.id
    drawing.title(ax, name, "" if unit else indicator.unit)
    drawing.number_axis(ax.xaxis, locale, unit)
    told = (f"{label}: {format_number(value, locale=locale, unit=unit)}" for label, value in rows)
    words = message("plot.bullet.words", locale, name=name, values=listed(told, locale), target=wanted)
    return drawing.finished(ax, words, grid="x")


def _draw_target(ax: mpl_axes.Axes, target: Target | None, rows: int, unit: str | None, locale: str) -> str:
    """Draw the target and its band, and say it in words."""
    if target is None or target.value is None:
        return target.text if target is not None and target.text else message("plot.bullet.no_target", locale)
    value = target.value
    if target.band is not None or target.band_above is not None:
        below, above = target.band or 0, target.band_above if target.band_above is not None else target.band or 0
        ax.axvspan(float(value - below), float(value + above), color=drawing.BAND, zorder=0)
    ax.plot([float(value)] * 2, [0.55, -rows + 0.45], color=drawing.INK, linewidth=2.2)
    side = {TargetKind.AT_MOST: "at_most", TargetKind.DECREASE: "at_most", TargetKind.NEAR: "near"}.get(
        target.kind, "at_least"
    )
    if target.strict:
        side = {"at_least": "more_than", "at_most": "less_than"}.get(side, side)
    wanted = message(f"explain.target.{side}", locale, value=format_number(value, locale=locale, unit=unit))
    text = message("plot.bullet.target", locale, target=wanted)
    ax.annotate(
        drawing.short(text, 60),
        (float(value), 0.55),
        xytext=(0, 3),
        textcoords="offset points",
        ha="center",
        fontsize=drawing.FONT_SIZE - 1,
        color=drawing.INK,
        annotation_clip=False,
    )
    ax.set_ylim(-rows + 0.4, 1.15)
    return text


def status_board(
    report: Report,
    *,
    rules: Rules = DEFAULT_RULES,
    columns: int = 4,
    ax: mpl_axes.Axes | None = None,
    locale: str = "sv",
) -> mpl_figure.Figure:
    """Draw every goal with its verdict, by area (*måltavla*).

    Parameters
    ----------
    report
        With at least one goal.
    rules
        What gives the verdict where none is published.
    columns
        How many goals stand side by side.
    ax
        Where to draw; by default on a figure of its own.
    locale
        The language.

    Returns
    -------
    The figure: a card for each goal with its id, its title, and its verdict in words, with a sign, a colour and a
    frame of its own.

    Raises
    ------
    InvalidType, InvalidValue
        For what is no report, one without goals, and fewer than one column.
    """
    expect(report, Report, "status_board: report")
    expect(columns, int, "status_board: columns")
    if not report.goals:
        raise InvalidValue(f"status_board: the report {report.id!r} has no goals to draw")
    if columns < 1:
        raise InvalidValue(f"status_board: columns must be at least 1, got {columns}")
    verdicts = {goal.id: goal.verdict or judge(goal, rules, report=report).final for goal in report.goals}
    groups = [(_area(area, report, rules, locale), report.goals_of(area)) for area in report.areas]
    groups.append(("", tuple(goal for goal in report.goals if goal.area is None)))
    filled = [(name, goals) for name, goals in groups if goals]
    heads = sum(bool(name) for name, _ in filled) * HEAD
    cards = sum(-(-len(goals) // columns) for _, goals in filled)
    ax = drawing.axes_of(ax, height=0.7 + 0.78 * cards + 0.3 * heads / HEAD)
    top = 0.0
    for name, goals in filled:
        if name:
            ax.text(0, top - 0.08, drawing.short(name, 70), fontsize=drawing.FONT_SIZE, fontweight="bold", va="top")
            top -= HEAD
        for place, goal in enumerate(goals):
            _card(ax, place % columns, top - place // columns, goal, verdicts[goal.id], locale)
        top -= -(-len(goals) // columns)
    ax.set_xlim(0, columns)
    ax.set_ylim(-(cards + heads), 0)
    ax.set_axis_off()
    counts = {verdict: sum(one is verdict for one in verdicts.values()) for verdict in reversed(Verdict)}
    told = (f"{mark(verdict)} {verdict.label(locale)} {count}" for verdict, count in counts.items() if count)
    summary = [one.replace(" ", "\u00a0") for one in told]  # so that none is parted at the end of a line
    drawing.title(ax, message("table.goals", locale) + ": " + "   ".join(summary))
    areas = listed((name for name, _ in filled if name), locale)
    words = message(
        "plot.board.words",
        locale,
        count=len(report.goals),
        goals=listed((f"{goal.id} {verdicts[goal.id].label(locale)}" for goal in report.goals), locale),
    )
    return drawing.finished(ax, f"{words} {areas}.".removesuffix(" ."))


def _area(area: Area, report: Report, rules: Rules, locale: str) -> str:
    """An area's name with its verdict."""
    verdict = area.verdict or judge(area, rules, report=report).final
    name = f"{area.id} {area.title}".strip()
    return message("plot.board.area", locale, name=name, verdict=f"{mark(verdict)} {verdict.label(locale)}")


def _card(ax: mpl_axes.Axes, left: float, top: float, goal: Goal, verdict: Verdict, locale: str) -> None:
    ax.add_patch(
        Rectangle(
            (left + 0.02, top - 0.96),
            0.96,
            0.92,
            facecolor=COLOURS[verdict],
            edgecolor=drawing.INK,
            linestyle=FRAMES[verdict],
            linewidth=0.9,
        )
    )
    (title,) = drawing.named([f"{goal.id} {goal.title}".strip()], width=30, lines=3)
    ax.text(left + 0.05, top - 0.11, title, fontsize=drawing.FONT_SIZE - 2.5, va="top", color=drawing.INK)
    ax.text(
        left + 0.05,
        top - 0.89,
        f"{mark(verdict)} {verdict.label(locale)}",
        fontsize=drawing.FONT_SIZE - 2,
        fontweight="bold",
        va="bottom",
        color=drawing.INK,
    )
