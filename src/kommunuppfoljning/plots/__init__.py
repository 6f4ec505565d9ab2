"""Plots (*diagram*): figures of Matplotlib that a report could print, each with what it shows in words.

Each function takes a model and, if wanted, an axis to draw on (`ax`), and returns the figure. Colours tell apart for
those who are colour-blind too, and nothing is told by colour alone: bars are hatched, points have shapes, and figures
are written out, as the reader's language writes them.
"""

from kommunuppfoljning.errors import MissingExtra

try:
    from kommunuppfoljning.plots.budgets import bridge_plot, deviation_bars
    from kommunuppfoljning.plots.drawing import alternative_text, picture
    from kommunuppfoljning.plots.forecasts import forecast_fan
    from kommunuppfoljning.plots.goals import indicator_bullet, status_board
    from kommunuppfoljning.plots.illustrations import illustrated
    from kommunuppfoljning.plots.investments import investment_progress
    from kommunuppfoljning.plots.staff import sick_leave_lines
except ModuleNotFoundError as _error:
    if (_error.name or "").partition(".")[0] != "matplotlib":
        raise
    raise MissingExtra.of("plots", "drawing") from None

__all__ = [
    "alternative_text",
    "bridge_plot",
    "deviation_bars",
    "forecast_fan",
    "illustrated",
    "indicator_bullet",
    "investment_progress",
    "picture",
    "sick_leave_lines",
    "status_board",
]
