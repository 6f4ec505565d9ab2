"""Ledger tables (*från huvudbok till tabell*): millions of rows to a report's tables, in one pass and exact to the öre.

>>> from kommunuppfoljning.accounts import KOMMUN_BAS
>>> plan = LedgerPlan({"kommunen": None, "it": "kommunen", "hr": "kommunen"}, KOMMUN_BAS, layout=Layout.REVERSED)
>>> rows = plan.rows([(3010, "it", 1, -50_00), (5011, "it", 1, 200_00), (5011, "hr", 2, 120_50)])
>>> table = plan.sums(rows, year=2024).by_node("kommunen", id="drift", month=2)
>>> [(line.id, line.period_outcome) for line in table.lines], table.total.period_outcome
([('it', Decimal('-150.00')), ('hr', Decimal('-120.50'))], Decimal('-270.50'))

A plan is made once, of a tree of units, activities or projects and of a mapping of accounts, and used for the ledger of
the year, of the years before it, and of a budget that is kept by month.

Source: RKR R14 (operating accounts by unit, and comparison with the budget); SIE 4 for the signs of a ledger (debit +,
credit −: the layout `REVERSED`).
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from kommunuppfoljning.accounts import UNKNOWN, AccountPlan, whole_account
from kommunuppfoljning.amounts import Amount, minus, total_of
from kommunuppfoljning.arithmetic.arrays import check_whole
from kommunuppfoljning.arithmetic.programs import shared
from kommunuppfoljning.arithmetic.scalars import exact_context
from kommunuppfoljning.budgets import FIGURES, BudgetLine, BudgetTable
from kommunuppfoljning.errors import InvalidValue, NotFound, expect, shown
from kommunuppfoljning.ledger_rows import LedgerRows, check_within, whole_column, whole_numbers
from kommunuppfoljning.ledgers import BLOCK, RollUp, exactly, largest_of
from kommunuppfoljning.models import EMPTY
from kommunuppfoljning.periodisations import MONTHS, MonthlyYear, month_number
from kommunuppfoljning.periods import Period
from kommunuppfoljning.progress import Progress, followed
from kommunuppfoljning.terms import Layout, LineKind, Unit

__all__ = ["LedgerPlan", "LedgerSums"]

MOST_EXPECTED = 99_999
"""Accounts have at most five digits as a rule; the table of them grows where there are longer ones."""
TOTAL = "summa"
"""The id of a total, unless a row has it."""
_FIELDS = ("account", "node", "month", "amount")
_KINDS = (LineKind.REVENUE, LineKind.COST)
FAR_BELOW = np.iinfo(np.intp).min // 2
"""No node and month brings this above 0."""


class _UnknownAccountError(Exception):
    """Some account is past the table, or no line takes it; caught where it is raised."""


class LedgerPlan:
    """A plan from ledger rows to tables (*plan från huvudbok till tabeller*), made once for a tree and a mapping.

    Parameters
    ----------
    parents
        From every node to its parent: units, activities or projects; a root's parent is `None`.
    accounts
        Which line each account belongs to.
    layout
        How the ledger is signed: `REVERSED` as SIE is (debit +), or `SIGNED`.
    digits
        Decimals of a krona that amounts are counted in: 2 for öre, 0 for whole kronor.
    names
        What nodes are called in tables, by id.

    Raises
    ------
    InvalidType, InvalidValue
        For a circle or an unknown parent, a layout that a ledger cannot have, and digits below 0.
    """

    __slots__ = ("_places", "_roll_up", "accounts", "digits", "layout", "names", "parents")

    def __init__(
        self,
        parents: Mapping[str, str | None],
        accounts: AccountPlan,
        *,
        layout: Layout,
        digits: int = 2,
        names: Mapping[str, str] = EMPTY,
    ) -> None:
        expect(accounts, AccountPlan, "LedgerPlan: accounts")
        if layout not in (Layout.SIGNED, Layout.REVERSED):
            raise InvalidValue(f"LedgerPlan: layout must be SIGNED or REVERSED, got {shown(layout)}")
        expect(digits, int, "LedgerPlan: digits")
        if digits < 0:
            raise InvalidValue(f"LedgerPlan: digits must be at least 0, the decimals of a krona, got {digits}")
        expect(names, Mapping, "LedgerPlan: names")
        self._roll_up = RollUp(parents)
        self.parents: dict[str, str | None] = dict(parents)
        self.accounts: AccountPlan = accounts
        self.layout: Layout = layout
        self.digits: int = digits
        self.names: dict[str, str] = dict(names)
        self._places = {node: place for place, node in enumerate(parents)}

    def position(self, node: str) -> int:
        """The position of a node; raises `NotFound` for what is none."""
        if node not in self._places:
            raise NotFound(f"LedgerPlan: {shown(node)} is no node of the plan")
        return self._places[node]

    def positions(self, nodes: Iterable[str]) -> NDArray[np.intp]:
        """The position of each node, for `LedgerRows`; raises `NotFound` for what is none."""
        return np.array([self.position(node) for node in nodes], np.intp)

    def rows(self, records: Iterable[tuple[int, str, int, int]], *, progress: Progress | None = None) -> LedgerRows:
        """Rows from (account, node, month, amount), read one by one; `progress` follows them where they are many.

        Raises `InvalidType` for an account, a month or an amount that is no whole number: 120,50 kr are 12 050 öre.
        """
        expect(records, Iterable, "LedgerPlan.rows: records")
        listed = list(followed(records, progress))
        for record in listed:
            if not isinstance(record, Sequence) or len(record) != len(_FIELDS):
                raise InvalidValue(f"LedgerPlan.rows: a record must be {', '.join(_FIELDS)}, got {shown(record)}")
        columns: list[list[Any]] = [[record[place] for record in listed] for place in range(len(_FIELDS))]
        accounts, nodes, months, amounts = columns
        return LedgerRows(
            accounts=whole_numbers(accounts, "account"),
            nodes=self.positions(nodes),
            months=whole_numbers(months, "month"),
            amounts=whole_numbers(amounts, "amount"),
        )

    def sums(self, rows: LedgerRows, *, year: int) -> "LedgerSums":
        """Every row summed by node, line and month, and upwards (*summera huvudboken*), in one pass over the rows.

        Raises
        ------
        InvalidType, InvalidValue
            For columns of different lengths or kinds, an unknown node or month, and an account that no line takes.
        TooLarge
            Where a sum does not fit in ``int64``.
        """
        expect(rows, LedgerRows, "LedgerPlan.sums: rows")
        expect(year, int, "LedgerPlan.sums: year")
        accounts, nodes, months = (whole_column(getattr(rows, name), name) for name in ("accounts", "nodes", "months"))
        for name in ("nodes", "months", "amounts"):
            shape = np.shape(getattr(rows, name))
            if shape != accounts.shape:
                raise InvalidValue(f"LedgerPlan.sums: {name} must have the shape {accounts.shape}, got {shape}")
        width = (len(self.accounts.lines) + 1) * MONTHS  # one more line, for what is left out
        offsets = self._offsets(MOST_EXPECTED)

        def added(part: NDArray[Any], first: int, last: int) -> tuple[NDArray[Any], int]:
            """The cells of some of the rows."""
            largest = 0
            cells = np.zeros(len(self.parents) * width, np.int64)
            scratch = np.empty((3, BLOCK), np.intp)
            for start in range(first, last, BLOCK):
                block = slice(start, min(start + BLOCK, last))
                amounts = part[block]
                cell, offset, account = scratch[:, : len(amounts)]
                check_within(nodes[block], "nodes", 0, len(self.parents) - 1)
                check_within(months[block], "months", 1, MONTHS)
                if accounts.dtype != np.intp:  # as `take` wants them, without a copy of its own
                    np.copyto(account, accounts[block], casting="unsafe")
                known = accounts[block] if accounts.dtype == np.intp else account
                np.take(offsets, known, out=offset, mode="clip")  # past the end is the last: unknown
                np.multiply(nodes[block], width, out=cell, dtype=np.intp, casting="unsafe")
                cell += offset
                np.add(cell, months[block], out=cell, dtype=np.intp, casting="unsafe")
                try:
                    np.add.at(cells, cell, amounts)
                except IndexError:  # far below all cells
                    raise _UnknownAccountError from None
                largest = max(largest, largest_of(amounts))
            return cells, largest

        def summed(part: NDArray[Any]) -> tuple[NDArray[Any], int]:
            found = [(np.zeros(len(self.parents) * width, np.int64), 0)]
            if len(part):
                shared(lambda first, last: found.append(added(part, first, last)), len(part), BLOCK, len(part))
            cells, largest = np.sum([cells for cells, _ in found], axis=0), max(most for _, most in found)
            return self._roll_up.sums(cells.reshape(len(self.parents), width)), largest

        values = whole_column(rows.amounts, "amounts")
        check_whole(values, "LedgerPlan.sums: amounts")
        values = np.asarray(values, np.int64)
        try:
            total = exactly(values, summed)
        except _UnknownAccountError:
            self._refuse(accounts)
            offsets = self._offsets(int(accounts.max()))  # all are known: some are longer than expected
            total = exactly(values, summed)
        cells = total.reshape(len(self.parents), len(self.accounts.lines) + 1, MONTHS)[:, :-1]
        return LedgerSums(plan=self, year=year, cells=cells)

    def _offsets(self, most: int) -> NDArray[np.intp]:
        """Where in a node's cells the months of each account begin; far below all of them for an unknown account."""
        places = self.accounts.places(most).astype(np.intp)
        unknown = places == UNKNOWN
        places *= MONTHS
        places -= 1  # January is month 1
        places[unknown] = FAR_BELOW
        return np.append(places, FAR_BELOW)

    def _refuse(self, accounts: NDArray[Any]) -> None:
        """Tell which accounts no line takes, where there are any."""
        used = np.unique(accounts).tolist()
        places = self.accounts.places(whole_account(max(used), "LedgerPlan.sums: accounts"))
        unknown = [account for account in used if account < 0 or places[account] == UNKNOWN]
        if unknown:
            raise InvalidValue(
                f"LedgerPlan.sums: no line of {self.accounts.id!r} takes the accounts {shown(unknown[:10])}; give them "
                "a line, or name them in ignored"
            )


@attrs.frozen(kw_only=True, eq=False)
class LedgerSums:
    """The sums of a year's ledger (*summerad huvudbok*): by node, line and month, each node with all that is below it.

    The tables that it gives are signed (revenue +, costs −), in kronor and exact; `in_unit` rounds them as reports do.
    """

    plan: LedgerPlan = attrs.field(repr=False)
    year: int
    cells: NDArray[Any] = attrs.field(repr=False)

    def months(self, node: str, line: str | LineKind | None = None) -> tuple[Amount, ...]:
        """A node's twelve months (*månader*), signed and in kronor.

        Of one line with its parts, of all revenue or all costs, or by default the net of all.
        """
        table = self.cells[self.plan.position(node)]
        chosen = table if line is None else table[self.places_of(line)]
        return tuple(map(self.kronor, chosen.sum(axis=0).tolist()))

    def places_of(self, line: str | LineKind) -> list[int]:
        """The places in `AccountPlan.lines` of a line and its parts, or of all of a kind."""
        if isinstance(line, LineKind):
            return [place for place, one in enumerate(self.plan.accounts.lines) if one.kind is line]
        known = self.plan.accounts[line].id
        return [place for place, one in enumerate(self.plan.accounts.lines) if known in (one.id, one.part_of)]

    def kronor(self, amount: int) -> Amount:
        """A whole number of the ledger as signed kronor."""
        signed = -amount if self.plan.layout is Layout.REVERSED else amount
        return signed if self.plan.digits == 0 else Decimal(signed).scaleb(-self.plan.digits, exact_context())

    def monthly(
        self,
        node: str,
        line: str | LineKind | None = None,
        *,
        through: int = MONTHS,
        budget: "LedgerSums | None" = None,
    ) -> MonthlyYear:
        """A node's year month by month (*månadsutfall*), with the sums of a budget by month beside it: a history.

        `through` is the last month of a year that is not over. Raises `InvalidValue` for a budget of another year.
        """
        last = month_number(through, "LedgerSums.monthly: through")
        _check_year("budget", budget, self.year)
        planned = () if budget is None else budget.months(node, line)
        return MonthlyYear(year=self.year, outcome=self.months(node, line)[:last], budget=planned)

    def by_kind(
        self,
        node: str,
        *,
        id: str,  # noqa: A002  # as the models say
        month: int,
        title: str = "",
        budget: "LedgerSums | None" = None,
        previous: "LedgerSums | None" = None,
        forecasts: Mapping[str, Amount] = EMPTY,
        vintage: str = "",
    ) -> BudgetTable:
        """A node's table by kind (*resultaträkning per slag*): a row for each line of the mapping, and their net.

        Parameters
        ----------
        node
            Whose.
        id, title, vintage
            Of the table.
        month
            The last that it covers.
        budget, previous
            The sums of the year's budget by month, and of last year's ledger.
        forecasts
            The full-year forecast of each row by its id, signed and in kronor.

        Raises
        ------
        InvalidValue
            For a month that is none, a budget of another year, and a previous year that is not the one before.
        NotFound
            For a forecast of a row that is not there, and an unknown node.
        """
        given = _Given(month, self, budget, previous, forecasts)
        lines = tuple(
            given.line(node, line.id, id=line.id, name=line.name, kind=line.kind, part_of=line.part_of)
            for line in self.plan.accounts.lines
        )
        total = given.total(node, (line.id for line in lines))
        return self._table(id, title, month, vintage, given.forecast(lines, total), total)

    def by_node(  # noqa: PLR0913  # each has a name, and most a default
        self,
        node: str,
        *,
        id: str,  # noqa: A002  # as the models say
        month: int,
        title: str = "",
        budget: "LedgerSums | None" = None,
        previous: "LedgerSums | None" = None,
        forecasts: Mapping[str, Amount] = EMPTY,
        vintage: str = "",
        kinds: bool = False,
    ) -> BudgetTable:
        """The table of what is directly below a node (*driftredovisning per enhet*): a net row for each, and the total.

        The parameters are those of `by_kind`; with `kinds` the revenue and the costs of each row follow, as its
        children ``unit:revenue`` and ``unit:cost``, where there are any. What is booked on the node itself is a row of
        its own, with its id; so is what units had that are no more. A unit that was not there last year has no figure
        of it.
        """
        given = _Given(month, self, budget, previous, forecasts)
        below = [child for child, parent in self.plan.parents.items() if parent == node]
        lines = [given.line(child, None, id=child, name=self.plan.names.get(child, "")) for child in below]
        total = given.total(node, (*below, node))
        found: list[BudgetLine] = []
        for line in lines:
            found.append(line)
            if kinds:
                found += [part for part in (given.kind(line.id, kind) for kind in _KINDS) if _holds(part)]
        found += _rest(total, lines, node, forecasts.get(node))
        return self._table(id, title, month, vintage, given.forecast(found, total), total)

    def _table(
        self,
        id: str,  # noqa: A002  # as the models say
        title: str,
        month: int,
        vintage: str,
        lines: tuple[BudgetLine, ...],
        total: BudgetLine,
    ) -> BudgetTable:
        if total.forecast is None:
            top = [line for line in lines if line.part_of is None and line.parent is None]
            forecast = total_of(line.forecast for line in top)
            total = attrs.evolve(total, forecast=forecast)
        return BudgetTable(
            id=id,
            title=title,
            unit=Unit.KR,
            period=Period.year_to_date(Period.for_month(self.year, month).end),
            layout=Layout.SIGNED,
            vintage=vintage,
            lines=lines,
            total=total,
        )


class _Given:
    """What the lines of one table are made of: sums to date, worked out once for all of them."""

    __slots__ = ("forecasts", "month", "nets", "sums")

    def __init__(
        self,
        month: int,
        outcome: LedgerSums,
        budget: LedgerSums | None,
        previous: LedgerSums | None,
        forecasts: Mapping[str, Amount],
    ) -> None:
        self.month = month_number(month, "LedgerSums: month")
        for name, sums, year in (("budget", budget, outcome.year), ("previous", previous, outcome.year - 1)):
            _check_year(name, sums, year)
        expect(forecasts, Mapping, "LedgerSums: forecasts")
        self.forecasts = forecasts
        parts = {
            "period_outcome": (outcome, self.month),
            "period_budget": (budget, self.month),
            "annual_budget": (budget, MONTHS),
            "previous_outcome": (previous, self.month),
            "previous_annual": (previous, MONTHS),
        }
        self.sums = {
            name: (sums, sums.cells[:, :, :last].sum(axis=2))
            for name, (sums, last) in parts.items()
            if sums is not None
        }
        self.nets: dict[str, list[int]] = {name: table.sum(axis=1).tolist() for name, (_, table) in self.sums.items()}

    def line(self, node: str, line: str | LineKind | None, **fields: Any) -> BudgetLine:
        figures: dict[str, Any] = {"forecast": self.forecasts.get(fields["id"])}
        for name, (sums, table) in self.sums.items():
            if node not in sums.plan.parents:
                continue  # a unit that was not there then: missing, and not 0
            place = sums.plan.position(node)
            amount = self.nets[name][place] if line is None else int(table[place, sums.places_of(line)].sum())
            figures[name] = sums.kronor(amount)
        return BudgetLine(layout=Layout.SIGNED, **fields, **figures)

    def forecast(self, lines: Iterable[BudgetLine], total: BudgetLine) -> tuple[BudgetLine, ...]:
        """The rows as they are; raises `NotFound` where a forecast is of none of them, nor of the total."""
        rows = tuple(lines)
        known = {line.id for line in (*rows, total)}
        for row in self.forecasts:
            if row not in known:
                raise NotFound(f"LedgerSums: forecasts: no row {shown(row)}; there are {', '.join(sorted(known))}")
        return rows

    def total(self, node: str, taken: Iterable[str]) -> BudgetLine:
        """The total of a node, with an id that no row has: rows below one of the same id would count as top rows."""
        used, total_id = set(taken), TOTAL
        while total_id in used:
            total_id += "!"
        for sums, _ in self.sums.values():
            sums.plan.position(node)  # refused where any of them does not know it
        outcome, _ = self.sums["period_outcome"]
        return self.line(node, None, id=total_id, name=outcome.plan.names.get(node, ""))

    def kind(self, node: str, kind: LineKind) -> BudgetLine:
        """All revenue or all costs of a node, as a row below its net."""
        return self.line(node, kind, id=f"{node}:{kind.value}", name=kind.label(), kind=kind, parent=node)


def _check_year(name: str, sums: LedgerSums | None, year: int) -> None:
    """Refuse what is no sums of the year that it has to be of."""
    expect(sums, (LedgerSums, type(None)), f"LedgerSums: {name}")
    if sums is not None and sums.year != year:
        raise InvalidValue(f"LedgerSums: {name} must be of {year}, got that of {sums.year}")


def _holds(line: BudgetLine) -> bool:
    """Whether there is anything in a row."""
    return any(getattr(line, name) for name in FIGURES)


def _rest(total: BudgetLine, lines: list[BudgetLine], node: str, forecast: Amount | None) -> tuple[BudgetLine, ...]:
    """What a node has of its own, beside what is below it: a row, where there is anything."""
    figures: dict[str, Any] = {"forecast": forecast}
    for name in FIGURES:
        whole = getattr(total, name)
        if name != "forecast" and whole is not None:
            known = (getattr(line, name) for line in lines)
            figures[name] = minus(whole, total_of(figure for figure in known if figure is not None) or 0)
    own = BudgetLine(id=node, name=total.name, **figures)
    return (own,) if _holds(own) else ()
