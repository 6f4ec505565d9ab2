"""Reports (*delårsrapporter*): everything that a follow-up report holds, as it was printed.

What is published stands beside what can be computed, and never gives way to it.

Source: lagen (2018:597) om kommunal bokföring och redovisning 13 kap.; RKR R17.
"""

from datetime import date
from typing import Any

import attrs

from kommunuppfoljning.assignments import Assignment, Pivot
from kommunuppfoljning.budgets import BudgetTable
from kommunuppfoljning.causes import Action, Cause
from kommunuppfoljning.claims import Claim
from kommunuppfoljning.errors import InvalidValue
from kommunuppfoljning.events import Event
from kommunuppfoljning.goals import Area, Goal
from kommunuppfoljning.guarantees import ServiceGuarantee
from kommunuppfoljning.indicators import Indicator
from kommunuppfoljning.investments import InvestmentTable
from kommunuppfoljning.models import Model, by_id, unique_ids
from kommunuppfoljning.periods import Period
from kommunuppfoljning.places import find
from kommunuppfoljning.risks import Risk
from kommunuppfoljning.scales import Scale
from kommunuppfoljning.staff import StaffFigure, StaffMeasure
from kommunuppfoljning.terms import Unit

__all__ = ["Doubt", "Report"]

MOST_LEVELS = 50


@attrs.frozen(kw_only=True, repr=False)
class Doubt(Model):
    """A reading in doubt (*osäker läsning*): which place, how it was read, how else it may be, and why so."""

    where: str
    reading: str = ""
    alternatives: tuple[str, ...] = ()
    reason: str = ""

    _told = ("where", "reading")


@attrs.frozen(kw_only=True, repr=False)
class Report(Model):
    """A follow-up report (*delårsrapport, uppföljningsrapport*) of a municipality or one of its committees.

    Parameters
    ----------
    id, organisation, municipality, period, unit, submitted_on, note
        What it is of and for; `note` says where its figures are from.
    areas, goals, loose_indicators, loose_assignments
        The goals with what they are judged by, and what stands under no goal.
    budget_tables, investment_tables, staff, guarantees, risks, events
        The other chapters.
    causes, actions
        What is said of deviations, and what is done about them.
    claims, stated_pivot, scale
        The figures of the running text, the pivot of assignments as printed, and the words it judges in.
    doubts
        Readings of the source that are not certain.

    Raises
    ------
    InvalidType, InvalidValue
        For a field of the wrong kind, a goal, indicator, assignment, area or table whose id is there twice, and a goal
        whose area or parent is not there.
    """

    id: str
    organisation: str = ""
    municipality: str = ""
    period: Period | None = None
    unit: Unit | None = None
    submitted_on: date | None = None
    note: str = ""
    areas: tuple[Area, ...] = ()
    goals: tuple[Goal, ...] = ()
    loose_indicators: tuple[Indicator, ...] = ()
    loose_assignments: tuple[Assignment, ...] = ()
    budget_tables: tuple[BudgetTable, ...] = ()
    investment_tables: tuple[InvestmentTable, ...] = ()
    staff: tuple[StaffFigure, ...] = ()
    scale: Scale | None = None
    events: tuple[Event, ...] = ()
    risks: tuple[Risk, ...] = ()
    guarantees: tuple[ServiceGuarantee, ...] = ()
    causes: tuple[Cause, ...] = ()
    actions: tuple[Action, ...] = ()
    claims: tuple[Claim, ...] = ()
    stated_pivot: Pivot | None = None
    doubts: tuple[Doubt, ...] = ()

    _told = ("id", "organisation", "period")

    def _validate(self) -> None:
        where = f"Report {self.id!r}"
        unique_ids(self.goals, where, "goals")
        unique_ids(self.indicators, where, "indicators")
        unique_ids(self.assignments, where, "assignments")
        unique_ids(self.areas, where, "areas")
        unique_ids((*self.budget_tables, *self.investment_tables), where, "tables")
        areas, goals = {area.id for area in self.areas}, {goal.id: goal.parent for goal in self.goals}
        for goal in self.goals:
            if goal.area is not None and goal.area not in areas:
                raise InvalidValue(f"{where}: the goal {goal.id!r} names the area {goal.area!r}, which is not there")
            if goal.parent is not None and goal.parent not in goals:
                raise InvalidValue(
                    f"{where}: the goal {goal.id!r} names the parent {goal.parent!r}, which is not there"
                )
        for goal_id, parent in goals.items():
            above, levels = parent, 1
            while above is not None:
                levels, above = levels + 1, goals[above]
                if levels > MOST_LEVELS:
                    raise InvalidValue(
                        f"{where}: the goal {goal_id!r} is above itself in a circle, or below {MOST_LEVELS} other goals"
                    )

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """All indicators of the report, in order."""
        return (*(one for goal in self.goals for one in goal.indicators), *self.loose_indicators)

    @property
    def assignments(self) -> tuple[Assignment, ...]:
        """All assignments of the report, in order."""
        return (*(one for goal in self.goals for one in goal.assignments), *self.loose_assignments)

    @property
    def sick_leave(self) -> tuple[StaffFigure, ...]:
        """The figures of sick leave (*sjukfrånvaro*)."""
        return tuple(one for one in self.staff if one.measure is StaffMeasure.SICK_LEAVE)

    @property
    def turnover(self) -> tuple[StaffFigure, ...]:
        """The figures of staff turnover (*personalomsättning*)."""
        return tuple(one for one in self.staff if one.measure.is_turnover)

    def goals_of(self, area: Area) -> tuple[Goal, ...]:
        """The goals that name an area."""
        return tuple(goal for goal in self.goals if goal.area == area.id)

    def area(self, key: str) -> Area:
        """The area with this id or title; raises `NotFound`."""
        return by_id(self.areas, key, "areas")

    def goal(self, key: str) -> Goal:
        """The goal with this id or title; raises `NotFound`."""
        return by_id(self.goals, key, "goals")

    def indicator(self, key: str) -> Indicator:
        """The indicator with this id or name; raises `NotFound`."""
        return by_id(self.indicators, key, "indicators")

    def assignment(self, key: str) -> Assignment:
        """The assignment with this id or title; raises `NotFound`."""
        return by_id(self.assignments, key, "assignments")

    def table(self, key: str) -> BudgetTable | InvestmentTable:
        """The budget or investment table with this id or title; raises `NotFound`."""
        tables: tuple[BudgetTable | InvestmentTable, ...] = (*self.budget_tables, *self.investment_tables)
        return by_id(tables, key, "tables")

    def find(self, path: str) -> Any:
        """What a path of a finding, a claim or a doubt leads to; raises `NotFound` where it leads nowhere."""
        return find(self, path)
