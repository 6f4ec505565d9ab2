"""Investments (*investeringar*): projects over several years, with decided and expected totals.

>>> table = InvestmentTable(id="raddning", layout=Layout.SIGNED, projects=[
...     InvestmentProject(id="23000", name="Tankbil", total_budget=-6000, total_forecast=-4500)])
>>> project = table["23000"]
>>> project.deviation, project.relative_deviation
(1500, Decimal('0.25'))

Source: RKR R14 (projects over several years: decided total, accumulated outcome, expected total, deviation).
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs

from kommunuppfoljning.amounts import Amount, checked_digits, minus, total_of
from kommunuppfoljning.arithmetic.scalars import decimal_of
from kommunuppfoljning.errors import InvalidValue, shown
from kommunuppfoljning.formulas.deviations import deviation, relative_deviation
from kommunuppfoljning.locale import message
from kommunuppfoljning.models import FrozenMapping, Model, by_id
from kommunuppfoljning.periods import Period
from kommunuppfoljning.tables import CellKind, Column, Row, Table, heading
from kommunuppfoljning.terms import Direction, Layout, Status, Unit

__all__ = ["InvestmentProject", "InvestmentSum", "InvestmentTable"]

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
    financing, status
        By tax or fee, and how far it has come.
    planned_start, expected_start, planned_end, expected_end
        When it was to begin and to be done, and when it is expected to.
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
    planned_start: date | None = None
    expected_start: date | None = None
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
    def is_decided(self) -> bool:
        """Whether a total has been decided: "-" is none, and none is not 0 (*beslutad*)."""
        return self.total_budget is not None

    @property
    def is_cancelled(self) -> bool:
        """Whether it has been called off (*utgår*)."""
        return self.status is Status.CANCELLED

    @property
    def expected_total(self) -> Amount | None:
        """What it is expected to come to; for a cancelled project without a forecast, what it has already cost."""
        if self.total_forecast is None and self.is_cancelled:
            return 0 if self.accumulated is None else self.accumulated
        return self.total_forecast

    @property
    def deviation(self) -> Amount | None:
        """What it is expected to be cheaper (+) or dearer (−) than decided (*avvikelse*)."""
        return deviation(  # type: ignore[return-value]  # exact in, exact out
            budget=self.total_budget, outcome=self.expected_total, direction=self.direction
        )

    @property
    def relative_deviation(self) -> Decimal | None:
        """The same as a share of what was decided; undefined where nothing or 0 was (*avvikelse i procent*).

        A cancelled project that cost nothing is 100 % cheaper.
        """
        budget, forecast = (
            None if figure is None else Decimal(figure) for figure in (self.total_budget, self.expected_total)
        )
        return relative_deviation(budget=budget, outcome=forecast, direction=self.direction)

    @property
    def year_deviation(self) -> Amount | None:
        """What the outcome to date leaves of this year's budget (+), or is past it (−) (*årets avvikelse*)."""
        return deviation(  # type: ignore[return-value]  # exact in, exact out
            budget=self.annual_budget, outcome=self.period_outcome, direction=self.direction
        )

    @property
    def remaining(self) -> Amount | None:
        """What is still expected to come, in the table's own signs (*återstående utgift*)."""
        if self.expected_total is None or self.accumulated is None:
            return None
        return minus(self.expected_total, self.accumulated)

    @property
    def delay(self) -> int | None:
        """How many days later (+) than planned it is expected to be done (*försening*)."""
        if self.planned_end is None or self.expected_end is None:
            return None
        return (self.expected_end - self.planned_end).days


@attrs.frozen(kw_only=True, repr=False)
class InvestmentSum(InvestmentProject):
    """The sum of some projects (*summa av projekt*): each column as printed, and what is derived of them summed.

    A difference of two columns is another thing: a cancelled project without a forecast costs what it has already
    cost, and one without a decided total deviates from nothing, whatever it is expected to cost.

    Parameters
    ----------
    projects
        What it is the sum of; not written to file.

    Raises
    ------
    InvalidType, InvalidValue
        As an `InvestmentProject`.

    Examples
    --------
    >>> cancelled = InvestmentProject(id="1", total_budget=-850, accumulated=-85, status=Status.CANCELLED)
    >>> undecided = InvestmentProject(id="2", total_forecast=-500)
    >>> total = InvestmentTable(id="t", layout=Layout.SIGNED, projects=[cancelled, undecided]).summed_total
    >>> total.total_budget, total.total_forecast, total.expected_total, total.deviation, total.relative_deviation
    (-850, -500, -585, 765, Decimal('0.9'))
    """

    projects: tuple[InvestmentProject, ...] = attrs.field(default=(), eq=False)

    @property
    def expected_total(self) -> Amount | None:
        """What the projects are expected to come to together, cancelled ones with what they have cost."""
        return _known_total(project.expected_total for project in self.projects)

    @property
    def deviation(self) -> Amount | None:
        """The sum of the projects' deviations; one without a deviation adds nothing (*avvikelse*)."""
        return _known_total(project.deviation for project in self.projects)

    @property
    def relative_deviation(self) -> Decimal | None:
        """The same as a share of what was decided for the projects that have a deviation (*avvikelse i procent*)."""
        whole = self.deviation
        decided = _known_total(one.total_budget for one in self.projects if one.deviation is not None)
        if whole is None or not decided:
            return None
        return decimal_of(Fraction(whole) / abs(Fraction(decided)))

    @property
    def year_deviation(self) -> Amount | None:
        """The sum of what the projects leave of their budgets of the year (*årets avvikelse*)."""
        return _known_total(project.year_deviation for project in self.projects)

    @property
    def remaining(self) -> Amount | None:
        """The sum of what is still expected to come, in the table's own signs (*återstående utgift*)."""
        return _known_total(project.remaining for project in self.projects)


def _known_total(figures: Iterable[Amount | None]) -> Amount | None:
    """The sum of the figures that there are, `None` where there is none."""
    return total_of(figure for figure in figures if figure is not None)


@attrs.frozen(kw_only=True, repr=False)
class InvestmentTable(Model):
    """A table of investment projects (*investeringsredovisning*); figures as printed, read through `layout`.

    Parameters
    ----------
    id, title, unit, digits, layout, period
        As for a `BudgetTable`.
    projects, total
        Its rows, and the total as published: what is derived of it is of its own figures.

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
        if self.digits is not None:
            checked_digits(self.digits, f"InvestmentTable {self.id!r}: digits")
        self._keep("projects", tuple(_stamped(project, self.layout) for project in self.projects))
        if self.total is not None:
            self._keep("total", _stamped(_published(self.total), self.layout))

    def __getitem__(self, key: str) -> InvestmentProject:
        projects = (*self.projects, self.total) if self.total is not None else self.projects
        return by_id(projects, key, f"projects of the table {self.id!r}")

    @property
    def summed_total(self) -> InvestmentSum:
        """The sum of the projects; a column counts those that print a figure, and has no sum where none does.

        A project without a figure in a column (no decided total, nothing spent) adds nothing to it, as in print. What
        is derived (the deviation, what remains) is the sum of what is derived of each project.
        """
        figures: dict[str, Any] = {
            name: _known_total(getattr(project, name) for project in self.projects) for name in FIGURES
        }
        return InvestmentSum(id="sum", layout=self.layout, projects=self.projects, **figures)

    def groups(self, by: str = "section") -> Mapping[str, InvestmentSum]:
        """The sum of each group of projects (*projektgrupper*), by `section`, `financing` or `status`.

        In the order in which they stand; the name of a group is "" where a project does not say. They add up to
        `summed_total`.

        >>> projects = [InvestmentProject(id=str(i), financing=kind, period_outcome=-i)
        ...             for i, kind in enumerate(["skatt", "avgift", "skatt"])]
        >>> groups = InvestmentTable(id="inv", layout=Layout.SIGNED, projects=projects).groups("financing")
        >>> {name: group.period_outcome for name, group in groups.items()}
        {'skatt': -2, 'avgift': -1}
        """
        if by not in ("section", "financing", "status"):
            raise InvalidValue(f"InvestmentTable {self.id!r}: by must be section, financing or status, got {shown(by)}")
        members: dict[str, list[InvestmentProject]] = {}
        for project in self.projects:
            value = getattr(project, by)
            name = str(getattr(value, "value", value) or "")
            members.setdefault(name if name.strip() else "", []).append(project)
        return FrozenMapping(
            {
                name: attrs.evolve(attrs.evolve(self, projects=tuple(group), total=None).summed_total, id=name or "-")
                for name, group in members.items()
            }
        )

    @property
    def year_expenditure(self) -> Amount | None:
        """The outcome of the period over all projects, expenditure negative (*periodens nettoinvestering*).

        What the investment share and the self-financing ratio of a year are made of: `AnnualAccounts.gross_investment`.
        """
        total = self.total if self.total is not None and self.total.period_outcome is not None else self.summed_total
        outcome = total.period_outcome
        return outcome if outcome is None or total.direction is Direction.HIGHER else minus(0, outcome)

    def to_table(self, locale: str = "sv") -> Table:
        """The table as reports print it, with the deviation computed."""
        year = str(self.period.end.year) if self.period else ""
        period = self.period.label(locale) if self.period else ""
        before = str(self.period.end.year - 1) if self.period else message("column.year_before", locale)
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
        printed = message("column.investment.relative_deviation", locale)
        columns = [
            Column(key="name", label=message("column.investment.project", locale), printed=""),
            *(
                Column(
                    key=key,
                    label=message(f"column.investment.{key}", locale, **places).strip(),
                    kind=kind,
                    digits=0 if kind is CellKind.SHARE else None,
                    is_computed=key == "relative_deviation",
                    printed=printed if key == "stated_deviation" else None,
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


def _numbered(project: InvestmentProject) -> str:
    """The project's number and name, as tables print them; an id that is no number is for files alone."""
    return f"{project.id} {project.name}".strip() if project.id[:1].isdigit() or not project.name else project.name


def _row(project: InvestmentProject, name: str, keys: list[str]) -> Row:
    derived = project.layout is not None
    return Row(cells=(name, *(getattr(project, key) if derived or "relative" not in key else None for key in keys)))


def _published(total: InvestmentProject) -> InvestmentProject:
    """The total as a row of the table: of a sum, what its columns are, since those are what a file holds."""
    if not isinstance(total, InvestmentSum):
        return total
    fields = (field.name for field in attrs.fields(InvestmentProject))
    return InvestmentProject(**{name: getattr(total, name) for name in fields})


def _stamped(project: InvestmentProject, layout: Layout | None) -> InvestmentProject:
    return project if project.layout is layout else attrs.evolve(project, layout=layout)
