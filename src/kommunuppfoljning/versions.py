"""Versions and vintages (*budgetversioner och prognosomgångar*): decided budgets and published forecasts, kept apart.

A budget is decided, and decided anew by supplementary appropriations (*tilläggsanslag*); a forecast is made P1 … Pn
times a year. Which budget a forecast was compared with is part of both.

>>> history = BudgetHistory(versions=[
...     BudgetVersion(id="ursprunglig", decided_on=date(2023, 11, 20), amounts={"it": -45_000, "hr": -29_000}),
...     BudgetVersion(id="reviderad", decided_on=date(2024, 5, 13), reason="löneavtal", amounts={"it": -45_633,
...                                                                                             "hr": -29_269})])
>>> history.at(date(2024, 4, 30)).id, dict(history.changes["reviderad"])
('ursprunglig', {'it': -633, 'hr': -269})

Source: kommunallagen (2017:725) 11 kap. 5-10 §§ (the budget and its revision); RKR R14 (comparison with the budget).
"""

from collections.abc import Mapping
from datetime import date

import attrs

from kommunuppfoljning.amounts import Amount, minus
from kommunuppfoljning.budgets import BudgetTable
from kommunuppfoljning.errors import InvalidValue, NotFound, expect
from kommunuppfoljning.layouts import lines_in_layout, refuse_twice
from kommunuppfoljning.models import EMPTY, FrozenMapping, Model, by_id, unique_ids
from kommunuppfoljning.terms import Layout

__all__ = ["BudgetHistory", "BudgetVersion", "Vintage"]


@attrs.frozen(kw_only=True, repr=False)
class BudgetVersion(Model):
    """A budget as decided at one time (*budgetversion*).

    Parameters
    ----------
    id, name
        "ursprunglig", "reviderad", "efter tilläggsanslag 2".
    decided_on, decided_by, reason
        The decision: its date, who made it, and what it was about or its number.
    amounts
        The full-year budget of each line, by its id, in the signs of the table that it is for.

    Raises
    ------
    InvalidType, InvalidValue
        For a field of the wrong kind, or an empty id.
    """

    id: str
    name: str = ""
    decided_on: date | None = None
    decided_by: str = ""
    reason: str = ""
    amounts: Mapping[str, Amount] = EMPTY


@attrs.frozen(kw_only=True, repr=False)
class BudgetHistory(Model):
    """Every version of a budget, the first decided first (*budgetens versioner*).

    Raises
    ------
    InvalidType, InvalidValue
        For no version, an id that is there twice, and, where there are several, a version without its date or one that
        was decided before the one it follows.
    """

    versions: tuple[BudgetVersion, ...]

    _told = ("versions",)

    def _validate(self) -> None:
        if not self.versions:
            raise InvalidValue("BudgetHistory: versions must hold at least one")
        unique_ids(self.versions, "BudgetHistory", "versions")
        days = [version.decided_on for version in self.versions]
        for version, before in zip(self.versions[1:], days, strict=False):
            if version.decided_on is None or before is None:
                raise InvalidValue("BudgetHistory: every one of several versions needs decided_on")
            if version.decided_on < before:
                raise InvalidValue(
                    f"BudgetHistory: versions must stand in the order of decision; {version.id!r} of "
                    f"{version.decided_on} follows one of {before}"
                )

    def __getitem__(self, key: str) -> BudgetVersion:
        return by_id(self.versions, key, "versions of the budget")

    @property
    def original(self) -> BudgetVersion:
        """The budget as first decided (*ursprunglig budget*)."""
        return self.versions[0]

    @property
    def latest(self) -> BudgetVersion:
        """The budget as it stands (*gällande budget*)."""
        return self.versions[-1]

    def at(self, day: date) -> BudgetVersion:
        """The version in force on a day; raises `NotFound` for a day before the first was decided."""
        expect(day, date, "BudgetHistory.at: day")
        decided = [one for one in self.versions if one.decided_on is None or one.decided_on <= day]
        if not decided:
            raise NotFound(
                f"BudgetHistory: no version was decided by {day}; the first is of {self.original.decided_on}"
            )
        return decided[-1]

    @property
    def changes(self) -> Mapping[str, Mapping[str, Amount]]:
        """What each later version added to each line (*tilläggsanslag, ombudgetering*), lines without change left out.

        A line that a version does not name has no budget there: it counts as 0 in the difference.
        """
        told: dict[str, Mapping[str, Amount]] = {}
        for before, after in zip(self.versions, self.versions[1:], strict=False):
            lines = {**before.amounts, **after.amounts}
            gaps = {line: minus(after.amounts.get(line, 0), before.amounts.get(line, 0)) for line in lines}
            told[after.id] = FrozenMapping({line: gap for line, gap in gaps.items() if gap != 0})
        return FrozenMapping(told)

    def on(self, table: BudgetTable, version: str | None = None) -> BudgetTable:
        """The table with the full-year budget of a version, by default the latest; lines that it lacks keep none.

        The published total is left out, and so are stated deviations from another budget of the year. Raises `NotFound`
        for an amount of a line that is not there, and `InvalidValue` for one of a line that is there twice.
        """
        expect(table, BudgetTable, "BudgetHistory.on: table")
        amounts = (self.latest if version is None else self[version]).amounts
        refuse_twice(table, (line for line in table.lines if line.id in amounts), "BudgetHistory.on")
        known = {line.id for line in table.lines}
        for name in amounts:
            if name not in known:
                raise NotFound(f"BudgetHistory.on: no line {name!r} in the table {table.id!r}")
        total = table.total.id if table.total is not None else None
        lines = tuple(
            attrs.evolve(
                line,
                annual_budget=amounts.get(line.id),
                stated_forecast_deviation=None,
                parent=line.parent if line.parent in known or line.parent != total else None,
            )
            for line in table.lines
        )
        return attrs.evolve(table, lines=lines, total=None)


@attrs.frozen(kw_only=True, repr=False)
class Vintage(Model):
    """A forecast as published at one time (*prognosomgång*), + favourable whatever the table's signs were.

    Parameters
    ----------
    id
        "P1", "Prognos 4".
    made_on
        When, or up to when it knew.
    amounts
        The full-year forecast of each line, by its id: revenue +, costs −.
    budget
        The id of the budget version that it was compared with.
    """

    id: str
    made_on: date | None = None
    amounts: Mapping[str, Amount | None] = EMPTY
    budget: str = ""

    @classmethod
    def of(cls, table: BudgetTable) -> "Vintage":
        """The forecast that a table prints, read through its layout.

        Raises `InvalidValue` for a table of deviations, which has no amounts, and for an id that is there twice.

        >>> from kommunuppfoljning.budgets import BudgetLine
        >>> table = BudgetTable(id="t", layout=Layout.REVERSED, vintage="P2", lines=[BudgetLine(id="it", forecast=38)])
        >>> Vintage.of(table).id, dict(Vintage.of(table).amounts)
        ('P2', {'it': -38})
        """
        expect(table, BudgetTable, "Vintage.of: table")
        refuse_twice(table, table.top_lines, "Vintage.of")
        made_on = table.period.end if table.period is not None else None
        return cls(
            id=table.vintage or table.id,
            made_on=made_on,
            amounts={line.id: line.forecast for line in lines_in_layout(table, table.top_lines, Layout.SIGNED)},
        )
