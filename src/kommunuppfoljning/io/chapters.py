"""The sheets of a report's workbook (*blad i arbetsboken*): which chapter stands where, under which headings."""

from typing import Any

import attrs

from kommunuppfoljning.assignments import Assignment
from kommunuppfoljning.budgets import BudgetLine, BudgetTable
from kommunuppfoljning.causes import Action, Cause
from kommunuppfoljning.claims import Claim
from kommunuppfoljning.errors import InvalidValue
from kommunuppfoljning.events import Event
from kommunuppfoljning.goals import Area, Goal
from kommunuppfoljning.guarantees import ServiceGuarantee
from kommunuppfoljning.indicators import Indicator
from kommunuppfoljning.investments import InvestmentProject, InvestmentTable
from kommunuppfoljning.locale import has_message, message
from kommunuppfoljning.periods import Period
from kommunuppfoljning.reports import Doubt
from kommunuppfoljning.risks import Risk
from kommunuppfoljning.staff import StaffFigure

__all__ = ["ABOUT", "CHAPTERS", "OWN", "Chapter", "heading", "span_text"]


@attrs.frozen
class Chapter:
    """A sheet: the model of its rows, what it leaves to other sheets, what a row belongs to, what a template asks."""

    key: str
    model: type[Any]
    elsewhere: tuple[str, ...] = ()
    within: str | None = None
    template: str = ""


ABOUT = (
    "schema_version",
    "id",
    "organisation",
    "municipality",
    "period",
    "unit",
    "submitted_on",
    "note",
    "scale",
    "stated_pivot",
)
CHAPTERS = (
    Chapter("areas", Area, template="id title verdict"),
    Chapter("goals", Goal, ("indicators", "assignments"), template="id title area verdict trend"),
    Chapter(
        "indicators",
        Indicator,
        (),
        "goal",
        "goal id name unit direction level department outcomes target forecast verdict",
    ),
    Chapter(
        "assignments", Assignment, (), "goal", "goal id title kind department completion status due new_due reason"
    ),
    Chapter("budget_tables", BudgetTable, ("lines", "total"), template="id title unit digits period layout vintage"),
    Chapter(
        "lines",
        BudgetLine,
        (),
        "table",
        "table is_total id name kind part_of parent period_budget period_outcome previous_outcome annual_budget "
        "forecast",
    ),
    Chapter("investment_tables", InvestmentTable, ("projects", "total"), template="id title unit digits period layout"),
    Chapter(
        "projects",
        InvestmentProject,
        (),
        "table",
        "table is_total id name total_budget total_forecast accumulated period_outcome annual_budget status",
    ),
    Chapter("staff", StaffFigure, template="measure scope period value group"),
    Chapter("events", Event, template="id title date period"),
    Chapter("risks", Risk, template="id title level tendency condition"),
    Chapter("guarantees", ServiceGuarantee, template="id title threshold kept_share status"),
    Chapter("causes", Cause, template="about text kind amount"),
    Chapter("actions", Action, template="about title effect owner due status"),
    Chapter("claims", Claim),
    Chapter("doubts", Doubt),
)
OWN = ("goal", "table", "is_total")
"""Columns that say what a row belongs to."""


def span_text(period: Period) -> str:
    """A period in words that are read back as the same."""
    label = period.label()
    try:
        return label if Period.parse(label) == period else period.key
    except InvalidValue:
        return period.key


def heading(field: str, locale: str) -> str:
    """The heading of a field: its word in the catalogue, or else its name."""
    return message(f"field.{field}", locale) if has_message(f"field.{field}", locale) else field
