"""Drawing (*ritsätt*): what all plots share: figures, colours, axes that write numbers as the reader does.

Matplotlib's classes are named through their modules, since pyright's check of completeness knows them only so.

Source: Okabe and Ito, Color Universal Design (colours that the colour-blind tell apart).
"""

import io
import textwrap
from base64 import b64encode
from collections.abc import Iterable
from decimal import Decimal
from html import escape
from itertools import pairwise
from typing import Any

import matplotlib
import matplotlib.axes as mpl_axes
import matplotlib.axis as mpl_axis
import matplotlib.figure as mpl_figure
from matplotlib.ticker import FuncFormatter

from kommunuppfoljning.amounts import Amount
from kommunuppfoljning.errors import InvalidType, InvalidValue, expect, shown
from kommunuppfoljning.locale import format_number
from kommunuppfoljning.render.cleaning import cleaned
from kommunuppfoljning.tables import Picture
from kommunuppfoljning.terms import Unit

__all__ = [
    "BAD",
    "BAND",
    "BEHIND",
    "FAINT",
    "GOOD",
    "HATCH",
    "INK",
    "NEUTRAL",
    "PARTLY",
    "SERIES",
    "alternative_text",
    "apart",
    "axes_of",
    "finished",
    "leave_room",
    "named",
    "number_axis",
    "picture",
    "plain",
    "series",
    "short",
    "title",
    "told",
    "unit_text",
]

INK, FAINT, BAND = "#1b1f24", "#545e6b", "#e3e8ee"
GOOD, BAD, PARTLY, NEUTRAL = "#0072B2", "#D55E00", "#E69F00", "#7f8894"
HATCH = "////"
"""What tells an unfavourable bar from a favourable one where there is no colour."""
SERIES = (
    ("#0072B2", "-", "o"),
    ("#D55E00", "--", "s"),
    ("#009E73", "-.", "^"),
    ("#CC79A7", ":", "D"),
    ("#56B4E9", (0, (5, 1)), "v"),
    ("#E69F00", (0, (1, 1)), "P"),
    ("#000000", (0, (3, 1, 1, 1, 1, 1)), "X"),
)
"""Colours, dashes and marks; see `series`."""
WIDTH = 7.2
"""Inches: the width of a text column on A4, with the size of letters as printed."""
FONT_SIZE = 9
DPI = 150
CHARACTER, NARROW = 0.07, 4.5
"""Inches: what a letter beside a bar takes, and how wide the axis is where names are long."""
BEHIND: dict[str, Any] = {"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 0.5}
"""What lets a figure be read on top of a line."""


class _Plot(mpl_figure.Figure):
    """A figure that shows itself in notebooks (*diagram*), with what it shows in words for those who cannot see it."""

    def _repr_html_(self) -> str:
        made = picture(self)
        source = b64encode(made.png).decode()
        return f'<img src="data:image/png;base64,{source}" alt="{escape(made.alt)}" style="max-width:100%">'


def axes_of(ax: mpl_axes.Axes | None, *, height: float) -> mpl_axes.Axes:
    """The axis to draw on: a new figure's, `height` inches high, where none is given."""
    expect(ax, (mpl_axes.Axes, type(None)), "ax")
    if ax is not None:
        return ax
    made: mpl_axes.Axes = _Plot(figsize=(WIDTH, height), dpi=DPI, layout="constrained", facecolor="white").add_subplot()
    return made


def title(ax: mpl_axes.Axes, text: str, unit: str = "") -> None:
    """Set the title, with the unit of the figures."""
    (heading,) = named([f"{text} ({unit})" if unit and text else text or unit], width=60)
    ax.set_title(heading, loc="left", fontsize=FONT_SIZE + 1, fontweight="bold", color=INK)


def finished(ax: mpl_axes.Axes, words: str, *, grid: str = "") -> mpl_figure.Figure:
    """Tidy the axis, keep what it shows in words, and give its figure."""
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        ax.spines[side].set_color(NEUTRAL)
    ax.tick_params(colors=INK, labelsize=FONT_SIZE, length=0)
    if grid:
        ax.grid(visible=True, axis="x" if grid == "x" else "y", color=BAND, linewidth=0.8)
        ax.set_axisbelow(True)
    ax.set_label(cleaned(words))
    figure: mpl_figure.Figure | mpl_figure.SubFigure | None = ax.figure
    while isinstance(figure, mpl_figure.SubFigure):
        figure = figure.figure
    if figure is None:
        raise InvalidValue("ax must belong to a figure")
    return figure


def series(place: int) -> tuple[str, Any, str]:
    """A colour, a dash and a mark for one of several series; past the last colour the dashes and marks move on."""
    colour, _, _ = SERIES[place % len(SERIES)]
    _, dash, shape = SERIES[(place + place // len(SERIES)) % len(SERIES)]
    return colour, dash, shape


def apart(values: Iterable[float], least: float, highest: float) -> list[float]:
    """Where labels of values stand, in the order given: none nearer another than `least`, none above the highest.

    >>> apart([5.0, 1.0, 1.2], 1.0, 10.0), apart([10.0, 9.9], 1.0, 10.0)
    ([5.0, 1.0, 2.0], [10.0, 9.0])
    """
    moved = list(values)
    rising = sorted(range(len(moved)), key=moved.__getitem__)
    for before, place in pairwise(rising):
        moved[place] = max(moved[place], moved[before] + least)
    at = highest + least
    for place in reversed(rising):
        at = moved[place] = min(moved[place], at - least)
    return moved


def leave_room(ax: mpl_axes.Axes, texts: Iterable[str]) -> None:
    """Leave as much room beside the bars as the longest figure at their ends takes, and no more numbers than fit."""
    room = CHARACTER * (max(map(len, texts), default=0) + 1.5)
    ax.margins(x=room / (NARROW - 2 * room) if room < NARROW / 3 else 1)
    ax.locator_params(axis="x", nbins=6)


def number_axis(axis: mpl_axis.Axis, locale: str, unit: str | None = None) -> None:
    """Write the numbers of an axis as the reader's language does."""

    def written(value: float, _: object) -> str:
        tidy = Decimal(repr(round(float(value), 10)))
        return format_number(tidy if tidy % 1 else int(tidy), locale=locale, unit=unit)

    axis.set_major_formatter(FuncFormatter(written))


def told(value: Amount, locale: str, *, sign: bool = False, digits: int | None = None, unit: str | None = None) -> str:
    """A figure beside what it belongs to."""
    return format_number(value, locale=locale, sign=sign, digits=digits, unit=unit)


def plain(text: str) -> str:
    """Text that Matplotlib draws as it is: no formula between dollar signs, no name hidden for its first character."""
    shown = cleaned(text).replace("$", r"\$")
    return f"\u200a{shown}" if shown.startswith("_") else shown


def named(texts: Iterable[str], width: int = 34, lines: int = 2) -> list[str]:
    """Names beside an axis, wrapped and cut."""
    return [
        "\n".join(textwrap.wrap(plain(text), width, max_lines=lines, placeholder=" …", break_on_hyphens=False))
        for text in texts
    ]


def short(text: str, width: int = 30) -> str:
    """A name on one line, cut where it is long."""
    return named([text], width, lines=1)[0]


def unit_text(unit: Unit | None, locale: str) -> str:
    """The unit of a table in words."""
    return unit.label(locale) if unit is not None else ""


def alternative_text(figure: mpl_figure.Figure) -> str:
    """What a figure shows, in words (*alternativtext*), made of its data.

    Raises `InvalidType` for what is no figure, `InvalidValue` for one that no plot of this package was drawn on.
    """
    if not isinstance(figure, mpl_figure.Figure):
        raise InvalidType(f"alternative_text: expected a figure, got {shown(figure)}")
    words = [text for ax in figure.axes if (text := str(ax.get_label()))]
    if not words:
        raise InvalidValue("alternative_text: nothing of this package is drawn on the figure")
    return " ".join(words)


def picture(figure: mpl_figure.Figure) -> Picture:
    """A figure as a picture for pages and documents (*bild*): the same data, the same bytes."""
    alt = alternative_text(figure)
    files: dict[str, bytes] = {}
    options: dict[str, Any] = {"svg": {"metadata": {"Date": None}}, "png": {"metadata": {"Software": None}, "dpi": DPI}}
    with matplotlib.rc_context({"svg.hashsalt": "kommunuppfoljning"}):
        for kind, asked in options.items():
            out = io.BytesIO()
            figure.savefig(out, format=kind, **asked)
            files[kind] = out.getvalue()
    return Picture(alt=alt, svg=files["svg"].decode(), png=files["png"])
