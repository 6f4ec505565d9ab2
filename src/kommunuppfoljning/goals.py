"""Goals (*mål*): what is to be reached, with the indicators and assignments that tell whether it is.

Source: kommunallagen (2017:725) 11 kap. 6 § (goals and guidelines for good economic management).
"""

import attrs

from kommunuppfoljning.assignments import Assignment
from kommunuppfoljning.errors import InvalidValue
from kommunuppfoljning.indicators import Indicator
from kommunuppfoljning.models import Model, by_id, unique_ids
from kommunuppfoljning.terms import Basis, Trend, Verdict

__all__ = ["Area", "Goal"]


@attrs.frozen(kw_only=True, repr=False)
class Area(Model):
    """An area of goals (*målområde*): its goals are those of the report that name it."""

    id: str
    title: str = ""
    verdict: Verdict | None = None
    verdict_text: str = ""


@attrs.frozen(kw_only=True, repr=False)
class Goal(Model):
    """A goal (*inriktningsmål*) as a report prints it.

    Parameters
    ----------
    id, title
        Such as ``"6.1"``, and its words.
    area, parent, level
        The id of its area, of the goal above it, and what its level is called (*vision*, *övergripande mål*).
    tags
        What else it is sorted by (Agenda 2030, a programme).
    indicators, assignments
        What it is judged by.
    verdict, trend, verdict_text, basis
        As published: the word as printed, and whether it tells what was or what is expected.

    Raises
    ------
    InvalidType, InvalidValue
        For a field of the wrong kind, an empty id, an id twice, or a goal that is its own parent.
    """

    id: str
    title: str = ""
    area: str | None = None
    parent: str | None = None
    level: str = ""
    tags: tuple[str, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    verdict: Verdict | None = None
    trend: Trend | None = None
    verdict_text: str = ""
    basis: Basis | None = None

    def _validate(self) -> None:
        if self.parent == self.id:
            raise InvalidValue(f"Goal {self.id!r}: parent must be another goal, got itself")
        if self.indicators:
            unique_ids(self.indicators, f"Goal {self.id!r}", "indicators")
        if self.assignments:
            unique_ids(self.assignments, f"Goal {self.id!r}", "assignments")

    def indicator(self, key: str) -> Indicator:
        """The indicator with this id or name; raises `NotFound`."""
        return by_id(self.indicators, key, "indicators")
