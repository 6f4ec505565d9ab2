"""Assignments (*uppdrag*): what a council or a committee has asked for, and how far it has come.

Status (how far) and completion (as planned or not) are two axes: a completed one may have been late.

>>> late = Assignment(id="1.2-N3", status=Status.STARTED, completion=Completion.DEVIATES)
>>> summarise_assignments([late]).deviates
1

Source: Norrtälje kommun, delårsrapport 2024-08: *Sammanställning av nämndens uppdrag och initiativ*.
"""

from collections.abc import Iterable
from datetime import date

import attrs

from kommunuppfoljning.amounts import Amount
from kommunuppfoljning.errors import InvalidValue, expect, shown
from kommunuppfoljning.locale import message
from kommunuppfoljning.models import Model
from kommunuppfoljning.periods import Period
from kommunuppfoljning.tables import CellKind, Column, Row, Table
from kommunuppfoljning.terms import AssignmentKind, Completion, Status

__all__ = ["Assignment", "Pivot", "PivotRow", "summarise_assignments"]


@attrs.frozen(kw_only=True, repr=False)
class Assignment(Model):
    """An assignment, an initiative or an activity (*uppdrag, nämndinitiativ, aktivitet*).

    Parameters
    ----------
    id, title, kind, department
        What it is, and who answers for it.
    completion, status, progress
        Whether it is expected as planned, how far it has come, and the share done (a fraction of one).
    due, new_due
        The planned date, and the later one that replaces it.
    promised_on, submission_due, reported_on, reported_in
        When the report says that it will be reported, when it has to be handed in before that, and when it was: on a
        day, or in a month where no day is told.
    owners, decided_by, reported_to, origin
        Who works on it, who decided it, whom it is reported to, and where it comes from.
    reason, commented_on
        Why it is late, and the date of the latest comment.

    Raises
    ------
    InvalidType, InvalidValue
        For a field of the wrong kind, an empty id, or a progress outside 0 to 1.
    """

    id: str
    title: str = ""
    kind: AssignmentKind = AssignmentKind.ASSIGNMENT
    department: str = ""
    completion: Completion | None = None
    status: Status | None = None
    progress: Amount | None = None
    due: date | None = None
    new_due: date | None = None
    promised_on: date | None = None
    submission_due: date | None = None
    reported_on: date | None = None
    reported_in: Period | None = None
    owners: tuple[str, ...] = ()
    decided_by: str = ""
    reported_to: str = ""
    origin: str = ""
    reason: str = ""
    commented_on: date | None = None

    def _validate(self) -> None:
        if self.progress is not None and not 0 <= self.progress <= 1:
            raise InvalidValue(
                f"Assignment {self.id!r}: progress must be a share from 0 to 1, got {shown(self.progress)}"
            )

    @property
    def expected_on(self) -> date | None:
        """When it is expected to be done, by the latest word on it."""
        return self.new_due or self.promised_on or self.due

    @property
    def expected_year(self) -> int | None:
        """The year that it was reported in, or is expected to be done in."""
        done = self.reported_on or (self.reported_in.end if self.reported_in else None)
        expected = done if self.status is Status.COMPLETED and done else self.expected_on
        return expected.year if expected else None


@attrs.frozen(kw_only=True, repr=False)
class PivotRow(Model):
    """A row of the pivot (*rad i sammanställningen*); a cell left blank in print is `None`."""

    kind: AssignmentKind
    status: Status | None = None
    on_plan: int | None = None
    deviates: int | None = None
    not_stated: int | None = None
    total: int | None = None

    _told = ("kind", "status", "total")


@attrs.frozen(kw_only=True, repr=False)
class Pivot(Model):
    """Assignments counted by kind, status and completion (*sammanställning av uppdrag*), with totals."""

    rows: tuple[PivotRow, ...] = ()
    on_plan: int | None = None
    deviates: int | None = None
    not_stated: int | None = None
    total: int | None = None

    _told = ("on_plan", "deviates", "total")

    def row(self, kind: AssignmentKind, status: Status | None) -> PivotRow | None:
        """The row of a kind and a status, `None` if there is none."""
        return next((row for row in self.rows if (row.kind, row.status) == (kind, status)), None)

    def to_table(self, locale: str = "sv") -> Table:
        """The pivot as reports print it."""
        columns = [
            Column(key="kind", label=message("column.kind", locale), kind=CellKind.TERM),
            Column(key="status", label=message("column.status", locale), kind=CellKind.TERM),
            Column(key="on_plan", label=message("Completion.ON_PLAN", locale), kind=CellKind.COUNT),
            Column(key="deviates", label=message("Completion.DEVIATES", locale), kind=CellKind.COUNT),
            Column(key="total", label=message("column.total", locale), kind=CellKind.COUNT),
        ]
        if self.not_stated:
            columns.insert(4, Column(key="not_stated", label=message("column.not_stated", locale), kind=CellKind.COUNT))
        keys = [column.key for column in columns]
        rows = [Row(cells=tuple(getattr(row, key) or None for key in keys)) for row in self.rows]
        total = (message("column.total", locale), None, *(getattr(self, key) for key in keys[2:]))
        return Table(
            title=message("table.assignments", locale),
            columns=tuple(columns),
            rows=(*rows, Row(cells=total, is_total=True)),
        )


def summarise_assignments(assignments: Iterable[Assignment]) -> Pivot:
    """Count assignments by kind, status and completion (*sammanställ uppdrag*).

    Returns
    -------
    The rows in the order of the enumerations, those that occur; every cell a count, and the totals.

    References
    ----------
    Norrtälje kommun, delårsrapport 2024-08.

    Examples
    --------
    >>> summarise_assignments([]).total
    0
    """
    expect(assignments, Iterable, "summarise_assignments: assignments")
    listed = list(assignments)
    for one in listed:
        expect(one, Assignment, "summarise_assignments: each assignment")
    rows = []
    for kind in AssignmentKind:
        for status in (*Status, None):
            alike = [one for one in listed if (one.kind, one.status) == (kind, status)]
            if alike:
                rows.append(PivotRow(kind=kind, status=status, **_counts(alike)))
    return Pivot(rows=tuple(rows), **_counts(listed))


def _counts(assignments: list[Assignment]) -> dict[str, int]:
    by_completion = {"on_plan": Completion.ON_PLAN, "deviates": Completion.DEVIATES, "not_stated": None}
    counts = {name: sum(one.completion is word for one in assignments) for name, word in by_completion.items()}
    return {**counts, "total": len(assignments)}
