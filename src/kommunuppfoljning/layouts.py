"""Layouts (*teckenkonventioner*): a table read from one into another, and which of them its rows fit.

>>> line = BudgetLine(id="it", kind=LineKind.COST, period_budget=30_066, period_outcome=24_447,
...                   stated_period_deviation=5_618)
>>> table = BudgetTable(id="drift", layout=Layout.MAGNITUDE, digits=0, lines=[line])
>>> in_layout(table, Layout.SIGNED)["it"].period_outcome
-24447
>>> [layout.value for layout in fitting_layouts(table)]
['reversed', 'magnitude']

How a table is signed is said by its owner and never inferred; the check tells which layouts its printed deviations
allow, so that a wrong one is found out. Rows with a deviation of 0 fit all.

Source: the layouts are those found in published Swedish reports; SIE 4 (debit +, credit −) is the reversed one.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import attrs

from kommunuppfoljning.amounts import Amount, Rounded, checked_digits, convert, minus, opposed, round_half_away, size_of
from kommunuppfoljning.budgets import FIGURES, STATED, BudgetLine, BudgetTable
from kommunuppfoljning.errors import InvalidType, InvalidValue, expect, shown
from kommunuppfoljning.terms import Layout, LineKind, Unit

__all__ = ["fitting_layouts", "gather", "in_layout", "in_unit", "lines_in_layout", "oversized_parts", "refuse_twice"]

_COLUMNS = {
    "stated_period_deviation": ("period_budget", "period_outcome"),
    "stated_forecast_deviation": ("annual_budget", "forecast"),
}


def in_layout(table: BudgetTable, layout: Layout) -> BudgetTable:
    """The same table in another layout (*teckenomvandling*): every deviation stays what it was.

    Parameters
    ----------
    table
        With a layout.
    layout
        `SIGNED`, `REVERSED` or `MAGNITUDE`, or `DEVIATIONS` to keep only what deviates.

    Raises
    ------
    InvalidValue
        For a table without a layout, one of deviations (the amounts are not there), a net line to or from magnitudes
        (its size does not tell its sign), and for `GRANT`, which is a budget model and not a way to write signs.

    Notes
    -----
    In the municipal-grant model a net line without a budget is its own deviation; elsewhere that is a budget of 0.
    """
    expect(table, BudgetTable, "in_layout: table")
    if layout is table.layout is not None:
        return table
    return attrs.evolve(
        table,
        layout=layout,
        lines=lines_in_layout(table, table.lines, layout),
        total=None if table.total is None else lines_in_layout(table, [table.total], layout)[0],
    )


def lines_in_layout(table: BudgetTable, lines: Iterable[BudgetLine], layout: Layout) -> tuple[BudgetLine, ...]:
    """Some lines of a table in another layout; those that are not asked for need not be readable in it."""
    expect(layout, Layout, "in_layout: layout")
    if table.layout is None:
        raise InvalidValue(f"in_layout: the layout of the table {table.id!r} must be said first")
    if layout is table.layout:
        return tuple(lines)
    if layout is Layout.GRANT or table.layout is Layout.DEVIATIONS:
        raise InvalidValue(
            f"in_layout: a table of the layout {table.layout.value!r} cannot be read as {layout.value!r}"
        )
    turn = _deviations if layout is Layout.DEVIATIONS else _turned
    return tuple(turn(line, layout) for line in lines)


def refuse_twice(table: BudgetTable, lines: Iterable[BudgetLine], caller: str) -> None:
    """Refuse lines of which two have the same id: the amounts of one would be lost, or counted twice."""
    for line, count in Counter(line.id for line in lines).items():
        if count > 1:
            raise InvalidValue(f"{caller}: the line {line!r} of the table {table.id!r} would be counted twice")


def in_unit(table: BudgetTable, unit: Unit, *, digits: int | None = None, stated: bool = False) -> BudgetTable:
    """The same table in another unit (*omräknad tabell*), each figure rounded by itself where `digits` are given.

    Parameters
    ----------
    table
        With a unit.
    unit, digits
        What to write it in, and the decimals to keep (`None`: exact).
    stated
        Whether to work out the deviations of the exact figures too, and keep them, rounded, as those that are stated:
        as reports print them, since rounding comes last.

    Raises
    ------
    InvalidValue
        For a table that does not say its unit.
    """
    expect(table, BudgetTable, "in_unit: table")
    expect(unit, Unit, "in_unit: unit")
    if table.unit is None:
        raise InvalidValue(f"in_unit: the unit of the table {table.id!r} must be said first")
    source = table.unit
    if digits is not None:
        checked_digits(digits, "in_unit: digits")

    def moved(line: BudgetLine) -> BudgetLine:
        figures: dict[str, Any] = {}
        for name in (*FIGURES, *STATED):
            exact: Amount | None = getattr(line, name)
            if exact is None and name in STATED and stated and line.tells_sign:
                exact = getattr(line, name.removeprefix("stated_"))
            figure: Amount | None = convert(exact, source=source, target=unit)
            if figure is not None and digits is not None:
                figure = round_half_away(figure, digits)
                figure = int(figure) if digits <= 0 else figure
            figures[name] = figure
        return attrs.evolve(line, **figures)

    return attrs.evolve(
        table,
        unit=unit,
        digits=digits,
        lines=tuple(map(moved, table.lines)),
        total=None if table.total is None else moved(table.total),
    )


def fitting_layouts(thing: BudgetTable | BudgetLine, *, digits: int | None = None) -> tuple[Layout, ...]:
    """Which layouts the printed deviations of a table or a line fit (*möjliga teckenkonventioner*).

    Parameters
    ----------
    thing
        With figures and deviations as printed. A row without them, or with a deviation of 0, fits all.
    digits
        How a line's figures were rounded; a table says it itself.

    Returns
    -------
    In the order of `Layout`; none where no layout fits every row: then some row is wrong.

    Notes
    -----
    A net line cannot be told among magnitudes, and rules nothing out there.
    """
    expect(thing, (BudgetTable, BudgetLine), "fitting_layouts: thing")
    if isinstance(thing, BudgetLine):
        return tuple(layout for layout in Layout if _fits(thing, layout, digits))
    lines = (*thing.lines, *([thing.total] if thing.total is not None else []))
    return tuple(layout for layout in Layout if all(_fits(line, layout, thing.digits) for line in lines))


def gather(
    tables: Iterable[BudgetTable],
    *,
    id: str,  # noqa: A002  # as the models say
    title: str = "",
    total_name: str = "",
) -> BudgetTable:
    """Several units' tables as one with a line for each (*sammanställning av enheter*), and their sum as total.

    Raises
    ------
    InvalidValue
        For tables of different units (kr beside tkr), layouts or periods, and for an id that is there twice: a unit
        would be counted twice.

    Notes
    -----
    Where tables are rounded to different decimals, the whole is as coarse as the coarsest.

    Examples
    --------
    >>> kr, tkr = (BudgetTable(id=unit.value, unit=unit, layout=Layout.SIGNED) for unit in (Unit.KR, Unit.TKR))
    >>> gather([kr, tkr], id="alla")
    Traceback (most recent call last):
    kommunuppfoljning.errors.InvalidValue: gather: the tables must have one unit, got kr, tkr; see in_unit
    """
    if isinstance(tables, BudgetTable) or not isinstance(tables, Iterable):
        raise InvalidType(f"gather: tables must be several BudgetTable, got {shown(tables)}")
    listed = list(tables)
    for table in listed:
        expect(table, BudgetTable, "gather: tables")
    for name, hint in (("unit", "; see in_unit"), ("layout", "; see in_layout"), ("period", ""), ("vintage", "")):
        values = list(dict.fromkeys(getattr(table, name) for table in listed))
        if len(values) > 1:
            told = ", ".join(str(getattr(value, "value", value)) for value in values)
            raise InvalidValue(f"gather: the tables must have one {name}, got {told}{hint}")
    ids = [table.id for table in listed]
    if len(set(ids)) < len(ids):
        raise InvalidValue(f"gather: a table is there twice: {next(one for one in ids if ids.count(one) > 1)!r}")
    lines = tuple(attrs.evolve(_whole(table), id=table.id, name=table.title or table.id) for table in listed)
    first = listed[0] if listed else BudgetTable(id=id)
    rounded = [table.digits for table in listed if table.digits is not None]
    whole = BudgetTable(
        id=id,
        title=title,
        unit=first.unit,
        digits=min(rounded, default=None),
        period=first.period,
        layout=first.layout,
        vintage=first.vintage,
        lines=lines,
    )
    return attrs.evolve(whole, total=attrs.evolve(whole.summed_total, id="total", name=total_name)) if lines else whole


def oversized_parts(table: BudgetTable) -> tuple[BudgetLine, ...]:
    """The "varav" lines that are larger than the line that they are a part of, of the same sign (*för stora delar*).

    A line and its part may differ in sign, a cost within a net; a part past its line is most often in the wrong unit.

    >>> lines = [BudgetLine(id="a", period_outcome=-10), BudgetLine(id="b", part_of="a", period_outcome=-8_796)]
    >>> oversized_parts(BudgetTable(id="t", layout=Layout.SIGNED, lines=lines))
    (BudgetLine(id='b'),)
    """
    expect(table, BudgetTable, "oversized_parts: table")
    found = []
    for line in table.lines:
        for part in table.parts(line):
            pairs = ((getattr(part, name), getattr(line, name)) for name in FIGURES)
            if part.kind is line.kind and any(
                one is not None and whole and not opposed(one, whole) and size_of(one) > size_of(whole)
                for one, whole in pairs
            ):
                found.append(part)
    return tuple(found)


def _whole(table: BudgetTable) -> BudgetLine:
    """The total as published; the sum where there is none, or where it does not tell its sign (a net magnitude)."""
    total = table.total
    return table.summed_total if total is None or (table.layout is not None and not total.tells_sign) else total


def _is_turned(line: BudgetLine, layout: Layout) -> bool:
    """Whether figures are printed with other signs than revenue positive and costs negative."""
    if layout is not Layout.MAGNITUDE:
        return layout is Layout.REVERSED
    if line.kind is LineKind.NET:
        raise InvalidValue(
            f"in_layout: the net line {line.id!r} cannot be written or read as a magnitude, which does not tell its "
            "sign; give it the kind COST or REVENUE"
        )
    return line.kind is LineKind.COST


def _turned(line: BudgetLine, layout: Layout) -> BudgetLine:
    source = line.layout or layout
    figures: dict[str, Any] = {name: getattr(line, name) for name in FIGURES}
    if source is Layout.GRANT and line.kind is LineKind.NET:
        for budget, outcome in _COLUMNS.values():
            if figures[budget] is None and figures[outcome] is not None:
                figures[budget] = 0
    if _is_turned(line, source) is not _is_turned(line, layout):
        figures = {name: None if figure is None else minus(0, figure) for name, figure in figures.items()}
    return attrs.evolve(line, layout=layout, **figures)


def _deviations(line: BudgetLine, layout: Layout) -> BudgetLine:
    empty: dict[str, Any] = dict.fromkeys(FIGURES)
    empty |= {"period_outcome": line.period_deviation, "forecast": line.forecast_deviation}
    return attrs.evolve(line, layout=layout, **empty)


def _fits(line: BudgetLine, layout: Layout, digits: int | None) -> bool:
    if layout is Layout.MAGNITUDE and line.kind is LineKind.NET:
        return True
    read = attrs.evolve(line, layout=layout)
    for stated, (budget, _) in _COLUMNS.items():
        printed = getattr(line, stated)
        if printed is None or printed == 0:
            continue
        computed = read.period_deviation if budget == "period_budget" else read.forecast_deviation
        if layout is Layout.DEVIATIONS and getattr(line, budget) is not None:
            return False  # a table of deviations has no budget to deviate from
        if computed is None:
            continue
        count = 1 if getattr(line, budget) is None else 2
        reach = 0 if digits is None else (count + 1) * Rounded(0, digits).high
        if size_of(minus(printed, computed)) > reach:
            return False
    return True
