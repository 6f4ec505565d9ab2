"""Data frames (*datatabeller*): verbs on a frame, whatever its engine, and budgets in and out of one.

A frame comes back in its own kind: pandas, Polars (eager or lazy), PyArrow, DuckDB, Dask, PySpark; what is lazy stays
lazy. Columns are named by the user, in Swedish or English.

>>> import polars as pl
>>> frame = pl.DataFrame({"Enhet": ["IT", "HR"], "Budget": [-30_066, -19_133], "Utfall": [-24_447, -18_463]})
>>> with_deviation(frame, layout=Layout.SIGNED, budget="Budget", outcome="Utfall")["deviation"].to_list()
[5619.0, 670.0]
"""

from kommunuppfoljning.frames.budgets import budget_table, to_frame
from kommunuppfoljning.frames.judging import verdicts_of_wholes, with_verdict
from kommunuppfoljning.frames.rolling import roll_up
from kommunuppfoljning.frames.staff import (
    employments_from_frame,
    events_from_frame,
    hours_from_frame,
    roster_from_frame,
    statistics_to_frame,
)
from kommunuppfoljning.frames.verbs import with_assessment, with_deviation, with_forecast, with_trend
from kommunuppfoljning.terms import Layout as Layout

__all__ = [
    "budget_table",
    "employments_from_frame",
    "events_from_frame",
    "hours_from_frame",
    "roll_up",
    "roster_from_frame",
    "statistics_to_frame",
    "to_frame",
    "verdicts_of_wholes",
    "with_assessment",
    "with_deviation",
    "with_forecast",
    "with_trend",
    "with_verdict",
]
