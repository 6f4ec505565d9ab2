"""Investments (*investeringar*): projects over several years, with decided and expected totals.

>>> table = InvestmentTable(id="raddning", layout=Layout.SIGNED, projects=[
...     InvestmentProject(id="23000", name="Tankbil", total_budget=-6000, total_forecast=-4500)])
>>> project = table["23000"]
>>> project.deviation, project.relative_deviation
(1500, Decimal('0.25'))

Source: RKR R14 (projects over several years: decided total, accumulated outcome, expected total, deviation).
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import attrs

from kommunuppfoljning.amounts import Amount, total_of
from kommunuppfoljning.errors import InvalidValue
from kommunuppfoljning.formulas.deviations import deviation, relative_deviation
from kommunuppfoljning.locale import message
from kommunuppfoljning.models import Model, by_id
from kommunuppfoljning.periods import Period
from kommunuppfoljning.tables import CellKind, Column, Row, Table, heading
from kommunuppfoljning.terms import Direction, Layout, Status, Unit

__all__ = ["InvestmentProject", "InvestmentTable"]

FIGURES = (
    "total_budget",
    "total_forecast",
    "accumulated",
    "previous_year",
    "period_outcome",
    "annual_budget",
    "carried_over",
    "income",
)
"""The columns of figures that a table may have, as printed."""


@attrs.frozen(kw_only=True, repr=False)
class InvestmentProject(Model):
    """An investment project (*investeringsprojekt*), its figures as printed, in the table's unit and signs.

    Parameters
    ----------
    id, name, section
        Its number, its name, and the heading that it stands under. A number may occur twice: the audit finds it.
    total_budget, total_forecast
        Decided and expected over all years; `None` where nothing is decided ("-" is not 0).
    accumulated, previous_year, period_outcome
        Outcome to date over all years, last year, and in the period.
    annual_budget, carried_over, income
        This year's budget, what was carried over into it, and grants and fees received.
    stated_deviation
        As published: a fraction of one, + cheaper than decided.
    financing, planned_end, expected_end, status
        By tax or fee, when it was to be done and is expected to be, and how far it has come.
    layout
        How it is signed; its table says so.

    Raises
    ------
    InvalidType, InvalidValue
        For a field of the wrong kind, or an empty id.
    """

    id: str
    name: str = ""
    total_budget: Amount | None = None
    total_forecast: Amount | None = None
    accumulated: Amount | None = None
    previous_year: Amount | None = None
    period_outcome: Amount | None = None
    annual_budget: Amount | None = None
    carried_over: Amount | None = None
    income: Amount | None = None
    stated_deviation: Amount | None = None
    section: str = ""
    financing: str = ""
    planned_end: date | None = None
    expected_end: date | None = None
    status: Status | None = None
    layout: Layout | None = attrs.field(default=None, eq=False)

    @property
    def direction(self) -> Direction:
        """Whether more or less of the printed figures is better: expenditure is negative only where signed."""
        if self.layout is None:
            raise InvalidValue(
                f"InvestmentProject {self.id!r}: layout must be said before anything is derived; put the project in "
                "an InvestmentTable, or give it a layout"
            )
        return Direction.LOWER if self.layout in (Layout.REVERSED, Layout.MAGNITUDE) else Direction.HIGHER

    @property
    def deviation(self) -> Amount | None:
        """What it is expected to be cheaper (+) or dearer (−) than decided (*avvikelse*)."""
        return deviation(  # type: ignore[return-value]  # exact in, exact out
            budget=self.total_budget, outcome=self.total_forecast, direction=self.direction
        )

    @property
    def relative_deviation(self) -> Decimal | None:
        """The same as a share of what was decided; undefined where nothing or 0 was (*avvikelse i procent*)."""
        budget, forecast = (
            None if figure is None else Decimal(figure) for figure in (self.total_budget, self.total_forecast)
        )
        return relative_deviation(budget=budget, outcome=forecast, direction=self.direction)


@attrs.frozen(kw_only=True, repr=False)
class InvestmentTable(Model):
    """A table of investment projects (*investeringsredovisning*); figures as printed, read through `layout`.

    Parameters
    ----------
    id, title, unit, digits, layout, period
        As for a `BudgetTable`.
    projects, total
        Its rows, and the total as published.

    Raises
    ------
    InvalidType, InvalidValue
        For a field of the wrong kind, or a table of deviations: a project has none without its totals.
    """

    id: str
    title: str = ""
    unit: Unit | None = None
    digits: int | None = None
    layout: Layout | None = None
    period: Period | None = None
    projects: tuple[InvestmentProject, ...] = ()
    total: InvestmentProject | None = None

    def _validate(self) -> None:
        if self.layout in (Layout.DEVIATIONS, Layout.GRANT):
            raise InvalidValue(f"InvestmentTable {self.id!r}: layout must be SIGNED, REVERSED or MAGNITUDE")
        self._keep("projects", tuple(_stamped(project, self.layout) for project in self.projects))
        if self.total is not None:
            self._keep("total", _stamped(self.total, self.layout))

    def __getitem__(self, key: str) -> InvestmentProject:
        projects = (*self.projects, self.total) if self.total is not None else self.projects
        return by_id(projects, key, f"projects of the table {self.id!r}")

    @property
    def summed_total(self) -> InvestmentProject:
        """The sum of the projects; a column counts those that print a figure, and has no sum where none does.

        A project without a figure in a column (no decided total, nothing spent) adds nothing to it, as in print.
        """
        figures: dict[str, Any] = {
            name: total_of(figure for figure in self._column(name) if figure is not None) for name in FIGURES
        }
        return InvestmentProject(id="sum", layout=self.layout, **figures)

    def _column(self, name: str) -> Iterable[Amount | None]:
        return (getattr(project, name) for project in self.projects)

    def to_table(self, locale: str = "sv") -> Table:
        """The table as reports print it, with the deviation computed."""
        year = str(self.period.end.year) if self.period else ""
        period = self.period.label(locale) if self.period else ""
        before = str(self.period.end.year - 1) if self.period else ""
        places = {"year": year, "period": period, "previous": before}
        kinds = {
            "total_budget": CellKind.AMOUNT,
            "total_forecast": CellKind.AMOUNT,
            "relative_deviation": CellKind.SHARE,
            "stated_deviation": CellKind.SHARE,
            "accumulated": CellKind.AMOUNT,
            "previous_year": CellKind.AMOUNT,
            "period_outcome": CellKind.AMOUNT,
            "annual_budget": CellKind.AMOUNT,
        }
        columns = [
            Column(key="name"),
            *(
                Column(
                    key=key,
                    label=message(f"column.investment.{key}", locale, **places).strip(),
                    kind=kind,
                    digits=0 if kind is CellKind.SHARE else None,
                )
                for key, kind in kinds.items()
            ),
        ]
        rows: list[Row] = []
        section = ""
        for project in self.projects:
            if project.section and project.section != section:
                section = project.section
                rows.append(heading(section, columns))
            rows.append(_row(project, _numbered(project), list(kinds)))
        if self.total is not None:
            rows.append(attrs.evolve(_row(self.total, self.total.name, list(kinds)), is_total=True))
        return Table(
            title=self.title,
            unit=self.unit.label(locale) if self.unit else "",
            columns=tuple(columns),
            rows=tuple(rows),
        )

    def _repr_html_(self) -> str:
        return self.to_table()._repr_html_()

    def _repr_markdown_(self) -> str:
        return self.to_table()._repr_markdown_()


def _numbered(project: InvestmentProject) -> str:
    """The project's number and name, as tables print them; an id that is no number is for files alone."""
    return f"{project.id} {project.name}".strip() if project.id[:1].isdigit() or not project.name else project.name


def _row(project: InvestmentProject, name: str, keys: list[str]) -> Row:
    derived = project.layout is not None
    return Row(cells=(name, *(getattr(project, key) if derived or "relative" not in key else None for key in keys)))


def _stamped(project: InvestmentProject, layout: Layout | None) -> InvestmentProject:
    return project if project.layout is layout else attrs.evolve(project, layout=layout)
