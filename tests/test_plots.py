"""Plots: what is drawn of which data, what it says in words, and what it looks like, within a tolerance."""

import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure
from matplotlib.testing.compare import compare_images

import kommunuppfoljning as ku
from kommunuppfoljning import InvalidType, InvalidValue, Layout, Period, Unit, plots
from kommunuppfoljning.methods import method_label
from kommunuppfoljning.outlines import outline
from kommunuppfoljning.plots import drawing
from kommunuppfoljning.projections import MethodForecast
from kommunuppfoljning.staff import StaffMeasure
from tests import samples
from tests.samples import wild
from tests.snapshots import HERE, updating

TOLERANCE = 4.0
"""Root mean square of the difference of pixels, of 255: letters may be smoothed otherwise on another machine."""
REPORT = samples.norrtalje()
UNITS: Any = REPORT.table("drift-verksamhet")
YEAR_TO_DATE = samples.YEAR_TO_DATE


MONTHS = (-3_000, -3_100, -2_900, -3_050, -3_000, -3_100, -2_850, -3_447)
HISTORY = {
    year: [Decimal(-2_500 - 100 * (month % 3) - 60 * (year - 2020)) for month in range(12)]
    for year in range(2020, 2024)
}


def fan(*, months: Any = (), **options: Any) -> Figure:
    line: ku.BudgetLine = UNITS["IT"]
    forecast = ku.forecast_year(line, HISTORY, period=YEAR_TO_DATE)
    return plots.forecast_fan(line, forecast, period=YEAR_TO_DATE, unit=Unit.TKR, months=months, **options)


def near() -> ku.Indicator:
    target = ku.Target(value=Decimal("0.5"), kind=ku.TargetKind.NEAR, band=Decimal("0.05"))
    outcomes = {Period.for_year(2023): Decimal("0.47"), YEAR_TO_DATE: Decimal("0.58")}
    return ku.Indicator(id="n", name="Andel", unit="%", outcomes=outcomes, targets={Period.for_year(2024): target})


DRAWN: dict[str, Callable[..., Figure]] = {
    "bridge": lambda **options: plots.bridge_plot(UNITS, **options),
    "bridge_few": lambda **options: plots.bridge_plot(UNITS, unit=Unit.MNKR, digits=1, most=3, **options),
    "deviation": lambda **options: plots.deviation_bars(UNITS, **options),
    "bullet": lambda **options: plots.indicator_bullet(REPORT.indicator("6.1-I1"), **options),
    "bullet_near": lambda **options: plots.indicator_bullet(near(), **options),
    "board": lambda **options: plots.status_board(REPORT, **options),
    "sick_leave": lambda **options: plots.sick_leave_lines(REPORT.staff, target=Decimal("0.06"), **options),
    "fan": fan,
    "investments": lambda **options: plots.investment_progress(REPORT.investment_tables[1], **options),
}


@pytest.mark.parametrize("name", list(DRAWN))
def test_plots_look_as_they_were_last_seen(name: str, tmp_path: Path) -> None:
    expected, actual = HERE / f"{name}.png", tmp_path / "actual.png"
    DRAWN[name]().savefig(expected if updating() else actual, dpi=50, metadata={"Software": None})
    if not updating():
        assert compare_images(str(expected), str(actual), TOLERANCE) is None


def test_the_tolerance_would_see_another_figure(tmp_path: Path) -> None:
    lines = tuple(attrs.evolve(line, forecast=line.forecast + 800) if line.id == "it" else line for line in UNITS.lines)
    plots.deviation_bars(attrs.evolve(UNITS, lines=lines)).savefig(tmp_path / "a.png", dpi=50)
    assert compare_images(str(HERE / "deviation.png"), str(tmp_path / "a.png"), TOLERANCE) is not None


@pytest.mark.parametrize("locale", ["sv", "en"])
@pytest.mark.parametrize("name", list(DRAWN))
def test_every_plot_says_its_data_in_words_and_is_drawn_where_it_is_told(name: str, locale: str) -> None:
    figure = Figure()
    left, right = figure.subplots(1, 2)
    assert DRAWN[name](ax=left, locale=locale) is figure
    words = plots.alternative_text(figure)
    assert len(words) > 40
    assert "{" not in words
    assert not right.has_data()
    own = DRAWN[name](locale=locale)
    assert plots.alternative_text(own) == words
    shown: Any = own
    assert words in unescape(shown._repr_html_())


def test_pictures_are_the_same_each_time_and_read_as_xml() -> None:
    first, second = (plots.picture(DRAWN["deviation"]()) for _ in range(2))
    assert first == second
    assert ElementTree.fromstring(first.svg).tag.endswith("svg")  # noqa: S314  # made here
    assert first.png.startswith(b"\x89PNG")
    assert first.alt.startswith(
        "Stapeldiagram för Driftredovisning per verksamhet: Prognosens avvikelse mot budget, helår, tkr; plus är bättre"
    )


def test_a_bridge_adds_up_to_the_last_digit() -> None:
    words = plots.alternative_text(plots.bridge_plot(UNITS, unit=Unit.MNKR, digits=1))
    before, after = words.split("Utfallet avviker ")
    assert sum(_figures(before)) == Decimal("15.9")
    rest, end = after.split("Prognosen för helåret avviker ")
    assert _figures(end) == [Decimal("6.1")]
    assert sum(_figures(rest)) == Decimal("6.1")  # +15,9, and the steps from there


def _figures(text: str) -> list[Decimal]:
    """The signed figures of a text."""
    found = []
    for word in text.replace("\u00a0", "").replace(",", ".").split():
        if word[:1] in "+−" or word[:1].isdigit():
            bare = word.replace("−", "-").rstrip(".;")
            found.append(Decimal(bare))
    return found


@given(
    deviations=st.lists(st.tuples(st.integers(-5000, 5000), st.integers(-5000, 5000)), min_size=1, max_size=6),
    most=st.integers(1, 4),
)
def test_any_table_has_a_bridge_whose_rounded_steps_add_up(deviations: list[tuple[int, int]], most: int) -> None:
    lines = [
        ku.BudgetLine(id=f"l{place}", period_outcome=period, forecast=forecast)
        for place, (period, forecast) in enumerate(deviations)
    ]
    table = ku.BudgetTable(id="t", layout=Layout.DEVIATIONS, unit=Unit.TKR, lines=tuple(lines))
    figure = plots.bridge_plot(table, unit=Unit.MNKR, digits=1, most=most)
    bars = figure.axes[0].patches
    steps = 1 + len(lines) if len(lines) <= most + 1 else most + 2
    assert len(bars) == 2 * steps
    reached = 0.0
    for bar in [*bars[: steps - 1], *bars[steps:-1]]:
        assert bar.get_x() == pytest.approx(reached, abs=1e-9)  # type: ignore[attr-defined]  # a rectangle
        reached += bar.get_width()  # type: ignore[attr-defined]
        if bar is bars[steps - 2]:
            assert bars[steps - 1].get_width() == pytest.approx(reached, abs=1e-9)  # type: ignore[attr-defined]
    assert bars[-1].get_width() == pytest.approx(reached, abs=1e-9)  # type: ignore[attr-defined]


def test_better_and_worse_differ_by_more_than_colour() -> None:
    bars = DRAWN["deviation"]().axes[0].patches
    hatched = [bar.get_hatch() is not None and bar.get_hatch() != "" for bar in bars]
    worse = [bar.get_width() < 0 for bar in bars]  # type: ignore[attr-defined]  # a rectangle
    assert hatched == worse
    assert any(worse)
    lines = DRAWN["sick_leave"]().axes[0].get_lines()
    assert len({(line.get_linestyle(), line.get_marker()) for line in lines}) == len(lines)


def test_no_two_of_many_series_look_alike() -> None:
    looks = [drawing.series(place) for place in range(30)]
    assert len({(colour, shape) for colour, _, shape in looks}) == 30
    assert len({(str(dash), shape) for _, dash, shape in looks[:7]}) == 7


def test_axes_write_numbers_as_the_reader_does() -> None:
    def labels(figure: Figure) -> set[str]:
        figure.canvas.draw()
        return {text.get_text() for text in figure.axes[0].get_xticklabels()}

    assert "−2\u00a0000" in labels(DRAWN["deviation"]())
    assert "−2,000" in labels(DRAWN["deviation"](locale="en"))
    assert "100\u00a0%" in labels(DRAWN["investments"]())


def test_a_target_is_said_by_its_side() -> None:
    assert plots.alternative_text(plots.indicator_bullet(near())).endswith("; mål nära 50\u00a0%.")
    low = ku.Indicator(id="a", target=3, direction=ku.Direction.LOWER, outcomes={Period.for_year(2024): 2})
    assert "mål högst 3" in plots.alternative_text(plots.indicator_bullet(low))
    strict = attrs.evolve(low, targets={Period.for_year(2024): ku.Target(value=1, strict=True)})
    assert "mål mer än 1" in plots.alternative_text(plots.indicator_bullet(strict))
    none = ku.Indicator(id="a", forecast=3)
    assert "inget målvärde" in plots.alternative_text(plots.indicator_bullet(none))
    words = attrs.evolve(low, targets={Period.for_year(2024): ku.Target(kind=ku.TargetKind.INCREASE, text="ska öka")})
    assert "ska öka" in plots.alternative_text(plots.indicator_bullet(words))


def test_what_is_left_out_is_said() -> None:
    lines = (*UNITS.lines, ku.BudgetLine(id="ny", name="Ny enhet"))
    words = plots.alternative_text(plots.deviation_bars(attrs.evolve(UNITS, lines=lines)))
    assert words.endswith("Utan uppgift: Ny enhet.")
    alone = ku.forecast_year(UNITS["IT"], period=YEAR_TO_DATE)
    words = plots.alternative_text(plots.forecast_fan(UNITS["IT"], alone, period=YEAR_TO_DATE))
    silent = next(one for one in alone.results if one.reason is not None)
    assert silent.reason is not None
    assert f"{method_label(silent.method)}: {silent.reason.text()}" in words
    few = plots.alternative_text(plots.investment_progress(REPORT.investment_tables[1], most=2))
    assert few.endswith("projekt visas inte.")
    many = plots.alternative_text(plots.deviation_bars(UNITS, most=2))
    assert many.count("+") + many.count("−") <= 4
    assert "Övriga" in many


def test_a_month_without_a_figure_is_a_gap() -> None:
    figures = [
        ku.StaffFigure(measure=StaffMeasure.SICK_LEAVE, period=Period.for_month(year, month), value=Decimal("0.05"))
        for year, month in ((2023, 12), (2024, 2))
    ]
    figure = plots.sick_leave_lines(figures)
    (line,) = figure.axes[0].get_lines()
    values: Any = line.get_ydata()
    assert values[0] == values[2] == 0.05
    assert values[1] != values[1]
    assert plots.alternative_text(figure) == (
        "Linjediagram: sjukfrånvaro per månad. Alla: dec 2023 5\u00a0% och feb 2024 5\u00a0%."
    )


def test_the_path_of_a_fan_is_the_months_where_they_are_known() -> None:
    figure = fan(months=[*MONTHS, None, None, None, None])
    outcome: Any = figure.axes[0].get_lines()[0].get_ydata()
    assert list(outcome)[-2:] == [-21_000, -24_447]
    with pytest.raises(InvalidValue, match="months must sum to the outcome -24447, they sum to -24000"):
        fan(months=[-3_000] * 8)
    with pytest.raises(InvalidValue, match="months must hold the 8 months"):
        fan(months=[-3_000] * 3)


def test_a_verdict_that_is_not_published_is_judged() -> None:
    report = ku.Report(
        id="r",
        areas=(ku.Area(id="A", title="Hållbarhet"),),
        goals=(
            ku.Goal(
                id="1", area="A", indicators=(ku.Indicator(id="i", target=1, outcomes={Period.for_year(2024): 2}),)
            ),
            ku.Goal(id="2", verdict=ku.Verdict.PARTLY_FULFILLED),
            ku.Goal(id="3"),
        ),
    )
    words = plots.alternative_text(plots.status_board(report))
    assert "1 Uppfyllt, 2 Delvis uppfyllt och 3 Ej utvärderad" in words
    assert "Målområde A Hållbarhet: ● Uppfyllt." in words


HOSTILE = ["_hidden", "$x^2$", "$\\frac{1}", "<b>&", "🙈", "\u202eolleh", "x" * 300, "rad\nrad", "\x00"]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.filterwarnings("ignore:Glyph")  # a sign that the font lacks is drawn as a box
def test_any_name_can_be_drawn(name: str) -> None:
    line = ku.BudgetLine(id="a", name=name, period_outcome=1, forecast=2)
    table = ku.BudgetTable(id="t", title=name, layout=Layout.DEVIATIONS, lines=(line,))
    goal = ku.Goal(id="g", title=name, verdict=ku.Verdict.FULFILLED)
    indicator = ku.Indicator(id="i", name=name, unit=name, forecast=1, target=2)
    project = ku.InvestmentProject(id="p", name=name, total_budget=2, accumulated=1)
    staff = ku.StaffFigure(
        measure=StaffMeasure.SICK_LEAVE, scope=name, period=Period.for_month(2024, 1), value=Decimal(0)
    )
    own = MethodForecast(method=name or "egen", value=3)
    for figure in (
        plots.bridge_plot(table),
        plots.deviation_bars(table),
        plots.status_board(ku.Report(id="r", goals=(goal,))),
        plots.indicator_bullet(indicator),
        plots.investment_progress(ku.InvestmentTable(id="i", layout=Layout.MAGNITUDE, projects=(project,))),
        plots.sick_leave_lines([staff]),
        plots.forecast_fan(line, ku.YearForecast(line="a", results=(own,)), period=YEAR_TO_DATE),
    ):
        assert plots.picture(figure).png


NONE = ku.YearForecast(line="it")
EMPTY = ku.BudgetTable(id="t", layout=Layout.SIGNED)
NO_LAYOUT = ku.BudgetTable(id="t", lines=(ku.BudgetLine(id="a", period_budget=1, period_outcome=2),))
HALF = ku.BudgetTable(id="t", layout=Layout.SIGNED, lines=(ku.BudgetLine(id="a", period_budget=1, period_outcome=2),))


@pytest.mark.parametrize(
    ("draw", "told"),
    [
        (lambda: plots.bridge_plot(EMPTY), "has no lines to draw"),
        (lambda: plots.bridge_plot(NO_LAYOUT), "layout must be said"),
        (lambda: plots.bridge_plot(HALF), "has no forecast_deviation; missing is not zero"),
        (lambda: plots.bridge_plot(UNITS, most=0), "most must be at least 1"),
        (
            lambda: plots.bridge_plot(attrs.evolve(UNITS, unit=None), unit=Unit.KR),
            "must be said before another is used",
        ),
        (lambda: plots.deviation_bars(UNITS, deviation="year"), "deviation must be 'forecast' or 'period'"),
        (lambda: plots.deviation_bars(HALF), "no line of the table 't' has a forecast deviation"),
        (lambda: plots.indicator_bullet(ku.Indicator(id="a", target=3)), "has no outcome and no forecast"),
        (lambda: plots.status_board(ku.Report(id="r")), "has no goals to draw"),
        (lambda: plots.status_board(REPORT, columns=0), "columns must be at least 1"),
        (lambda: plots.sick_leave_lines([]), "there is no sick leave by month"),
        (lambda: plots.sick_leave_lines(REPORT.staff, target=6), "target must be a share from 0 to 1, got 6"),
        (lambda: plots.investment_progress(ku.InvestmentTable(id="i")), "no project of the table 'i'"),
        (lambda: plots.investment_progress(REPORT.investment_tables[0], most=0), "most must be at least 1"),
        (lambda: plots.forecast_fan(ku.BudgetLine(id="a"), NONE, period=YEAR_TO_DATE), "has no period_outcome"),
        (
            lambda: plots.forecast_fan(UNITS["IT"], NONE, period=Period.for_quarter(2024, 3)),
            "period must be from January",
        ),
        (
            lambda: plots.forecast_fan(UNITS["IT"], NONE, period=YEAR_TO_DATE),
            "no method gives a forecast of the line 'it'",
        ),
        (lambda: plots.alternative_text(Figure()), "nothing of this package is drawn"),
        (lambda: plots.bridge_plot(UNITS, locale="la"), "no catalogue for the locale"),
    ],
)
def test_what_cannot_be_drawn_is_an_error_that_says_why(draw: Callable[[], Any], told: str) -> None:
    with pytest.raises(InvalidValue, match=told):
        draw()


@pytest.mark.parametrize(
    "draw",
    [
        lambda: plots.bridge_plot(wild("t")),
        lambda: plots.deviation_bars(wild(None)),
        lambda: plots.indicator_bullet(wild(REPORT)),
        lambda: plots.status_board(wild(UNITS)),
        lambda: plots.sick_leave_lines(wild(5)),
        lambda: plots.sick_leave_lines(wild([5])),
        lambda: plots.investment_progress(wild(UNITS)),
        lambda: plots.forecast_fan(wild(UNITS), NONE, period=YEAR_TO_DATE),
        lambda: plots.forecast_fan(UNITS["IT"], wild({}), period=YEAR_TO_DATE),
        lambda: plots.alternative_text(wild("figure")),
        lambda: plots.bridge_plot(UNITS, ax=wild("ax")),
    ],
)
def test_what_is_no_model_is_refused(draw: Callable[[], Any]) -> None:
    with pytest.raises(InvalidType):
        draw()


def test_a_report_is_illustrated_where_its_figures_can_be_drawn() -> None:
    sections = plots.illustrated(outline(REPORT), REPORT)
    drawn = {section.key: len(section.pictures) for section in sections if section.pictures}
    assert drawn == {"summary": 1, "budgets": 2, "investments": 2, "staff": 1}
    empty = ku.Report(id="r")
    assert plots.illustrated(outline(empty), empty) == outline(empty)


def test_colours_of_verdicts_let_ink_be_read() -> None:
    from kommunuppfoljning.plots.goals import COLOURS

    for colour in COLOURS.values():
        assert contrast(drawing.INK, colour) >= 7
    for colour in (drawing.GOOD, drawing.BAD, drawing.NEUTRAL):
        assert contrast(colour, "#ffffff") >= 3


def contrast(first: str, second: str) -> float:
    """By the formula of WCAG."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((light(first), light(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_without_matplotlib_the_extra_is_named() -> None:
    program = (
        "import sys; sys.modules['matplotlib'] = None\n"
        "try:\n import kommunuppfoljning.plots\n"
        "except ImportError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "drawing needs the extra 'plots': pip install 'kommunuppfoljning[plots]'" in done.stdout


def test_an_outline_needs_no_matplotlib() -> None:
    program = (
        "import sys, kommunuppfoljning.outlines, kommunuppfoljning.notebooks, kommunuppfoljning.render.html\n"
        "print([name for name in ('matplotlib', 'openpyxl', 'docx') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def table_of(*deviations: tuple[int, int], name: str = "Enhet", **options: Any) -> ku.BudgetTable:
    lines = tuple(
        ku.BudgetLine(
            id=str(place),
            name=f"{name} {place}",
            period_budget=0,
            period_outcome=first,
            annual_budget=0,
            forecast=second,
        )
        for place, (first, second) in enumerate(deviations)
    )
    return ku.BudgetTable(id="t", layout=Layout.SIGNED, period=YEAR_TO_DATE, lines=lines, **options)


def boxes(texts: Any) -> list[Any]:
    return [text.get_window_extent() for text in texts if text.get_text().strip()]


def ax_of(figure: Figure) -> Any:
    figure.draw_without_rendering()
    (ax,) = figure.axes
    return ax


@pytest.mark.parametrize(
    "draw",
    [
        lambda: plots.bridge_plot(table_of((5, 3), (-2, 9), title="Skolan")),
        lambda: plots.deviation_bars(table_of((5, 3), title="Skolan")),
        lambda: plots.investment_progress(invested(title="Skolan")),
    ],
)
def test_a_plot_says_which_table_it_is_of(draw: Callable[[], Figure]) -> None:
    """Two tables of a report are drawn one after the other."""
    figure = draw()
    assert ax_of(figure).get_title(loc="left").startswith("Skolan: ")
    assert "Skolan" in plots.alternative_text(figure)


def invested(*shares: tuple[int, int], **options: Any) -> ku.InvestmentTable:
    projects = tuple(
        ku.InvestmentProject(id=str(place), name="Bro", total_budget=-100, accumulated=-used, total_forecast=-expected)
        for place, (used, expected) in enumerate(shares or ((10, 90),))
    )
    return ku.InvestmentTable(id="i", layout=Layout.SIGNED, projects=projects, **options)


def test_what_a_bar_and_a_colour_mean_is_said_in_the_picture() -> None:
    for figure in (plots.bridge_plot(table_of((5, 3))), plots.deviation_bars(table_of((5, 3)))):
        assert ax_of(figure).get_xlabel() == "Plus är bättre än budget"

    def legend(*shares: tuple[int, int]) -> list[tuple[str, Any]]:
        found = ax_of(plots.investment_progress(invested(*shares))).get_legend()
        colours = [
            one.get_markerfacecolor() if hasattr(one, "get_markerfacecolor") else one.get_facecolor()
            for one in found.legend_handles
        ]
        return list(zip([text.get_text() for text in found.texts], colours, strict=True))

    within, over = ("Prognos för hela projektet", "white"), ("Prognos över budget", drawing.BAD)
    assert legend((5, 90))[1:] == [within]
    assert legend((5, 130))[1:] == [over]
    assert legend((5, 130), (5, 90))[1:] == [within, over]


def test_projects_of_one_name_are_told_apart() -> None:
    ax = ax_of(plots.investment_progress(invested((5, 90), (6, 90))))
    assert [text.get_text() for text in ax.get_yticklabels()] == ["Bro (0)", "Bro (1)"]


@pytest.mark.parametrize("size", [1, 7_654, 70_000_000])
def test_no_figure_beside_a_bar_covers_a_name(size: int) -> None:
    table = table_of((-size, size), (size, -size), (-size, -size), name="Ett ganska långt namn på en nämnd som bryts")
    for figure in (plots.bridge_plot(table), plots.deviation_bars(table)):
        ax = ax_of(figure)
        edge = ax.get_window_extent()
        for box in boxes(ax.texts):
            assert edge.x0 <= box.x0
            assert box.x1 <= figure.bbox.width
        ticks = boxes(ax.get_xticklabels())
        assert all(left.x1 < right.x0 for left, right in pairwise(ticks))
        names = boxes(ax.get_yticklabels())
        assert all(not one.overlaps(other) for one, other in pairwise(names))


def sick(scopes: int, months: int, step: str = "0.0001") -> list[ku.StaffFigure]:
    return [
        ku.StaffFigure(
            measure=StaffMeasure.SICK_LEAVE,
            scope=f"Förvaltning {place}",
            period=Period.for_month(2022 + month // 12, month % 12 + 1),
            value=Decimal("0.05") + place * Decimal(step),
        )
        for place in range(scopes)
        for month in range(months)
    ]


@pytest.mark.parametrize(("scopes", "months"), [(1, 1), (9, 8), (3, 36), (2, 61)])
def test_labels_of_sick_leave_do_not_cover_each_other(scopes: int, months: int) -> None:
    figure = plots.sick_leave_lines(sick(scopes, months))
    ax = ax_of(figure)
    ends = boxes(ax.texts)
    assert len(ends) == scopes
    assert not any(one.overlaps(other) for at, one in enumerate(ends) for other in ends[:at])
    assert all(box.y1 <= ax.get_window_extent().y1 + box.height for box in ends)
    below = boxes(ax.get_xticklabels())
    assert 1 <= len(below) <= 12
    assert not any(one.overlaps(other) for at, one in enumerate(below) for other in below[:at])
    assert not any(one.overlaps(ax.get_legend().get_window_extent()) for one in below)


def test_sick_leave_is_written_as_it_was_printed_and_with_its_year() -> None:
    figures = [
        attrs.evolve(one, value=value)
        for one, value in zip(sick(1, 2), (Decimal("0.08"), Decimal("0.092")), strict=True)
    ]
    figure = plots.sick_leave_lines(figures)
    assert "jan 8\u00a0%" in plots.alternative_text(figure)
    assert ax_of(figure).get_title(loc="left") == "Sjukfrånvaro 2022"


def test_the_words_of_a_verdict_stay_on_one_line() -> None:
    goals = tuple(ku.Goal(id=str(place), verdict=list(ku.Verdict)[place % 4]) for place in range(52))
    heading = ax_of(plots.status_board(ku.Report(id="r", goals=goals))).get_title(loc="left")
    assert "Ej\u00a0utvärderad\u00a013" in heading
