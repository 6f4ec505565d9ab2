"""Budgets in and out of data frames (*driftredovisning som datatabell*)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import attrs
import narwhals as nw

from kommunuppfoljning.budgets import BudgetLine, BudgetTable
from kommunuppfoljning.errors import FollowUpError, InvalidValue, expect, shown
from kommunuppfoljning.frames.reading import check_there, data_of, frame_of, quoted
from kommunuppfoljning.periods import Period
from kommunuppfoljning.terms import Layout, LineKind, Unit
from kommunuppfoljning.total_rows import stray_totals

__all__ = ["budget_table", "to_frame"]


def budget_table(  # noqa: PLR0913  # all that a table has beside its lines
    frame: Any,
    *,
    layout: Layout,
    id: str,  # noqa: A002  # the name of the attribute
    columns: Mapping[str, str] | None = None,
    total: str | None = None,
    title: str = "",
    unit: Unit | None = None,
    digits: int | None = None,
    period: Period | None = None,
    vintage: str = "",
) -> BudgetTable:
    """Make a `BudgetTable` of a frame, a line for each row (*läs in driftredovisning*).

    Parameters
    ----------
    frame
        An eager frame, or a lazy one, which is collected.
    layout
        How its amounts are signed: it must be said.
    id, title, unit, digits, period, vintage
        Of the table.
    columns
        From the names of `BudgetLine` to those of the frame's columns; by default columns of the same names. `name`, or
        `id`, must be among them.
    total
        The name of the row that is the total as published. Without it a row that is called *Summa* or *Totalt*, and has
        no rows under it, is refused: it would be counted twice.

    Returns
    -------
    The table. A whole float becomes an `int`, another the `Decimal` that prints it; null and NaN become `None`.

    Raises
    ------
    InvalidType, InvalidValue
        For a column that is not there, an unknown field, a layout that is not said, a row that is no line (the error
        names it), and a total that is not named.

    References
    ----------
    RKR R14 *Drift- och investeringsredovisning*.

    Examples
    --------
    >>> import polars as pl
    >>> frame = pl.DataFrame({"Enhet": ["IT", "Summa"], "Budget": [-30_066.0, -30_066.0]})
    >>> table = budget_table(frame, id="t", layout=Layout.SIGNED, total="Summa",
    ...                      columns={"name": "Enhet", "period_budget": "Budget"})
    >>> table["IT"].period_budget, table.total.name
    (-30066, 'Summa')
    """
    data, _ = data_of(frame, "budget_table")
    expect(layout, Layout, "budget_table: layout")
    fields = [field.name for field in attrs.fields(BudgetLine) if field.name != "layout"]
    there = data.collect_schema().names()
    chosen = {name: name for name in fields if name in there} if columns is None else dict(columns)
    unknown = [name for name in chosen if name not in fields]
    if unknown:
        raise InvalidValue(
            f"budget_table: columns must name fields of a line, got {unknown[0]!r}; there are {', '.join(fields)}"
        )
    check_there(there, "budget_table", list(chosen.values()))
    if not {"id", "name"} & chosen.keys():
        raise InvalidValue(
            f"budget_table: columns must say which column is the name, or the id; there are {quoted(there)}"
        )
    rows = (data.collect() if isinstance(data, nw.LazyFrame) else data).rows(named=True)
    lines = [_line(row, chosen, place) for place, row in enumerate(rows)]
    totals = [line for line in lines if total is not None and total in (line.id, line.name)]
    if total is not None and len(totals) != 1:
        raise InvalidValue(f"budget_table: total must name one row, got {total!r}, which names {len(totals)}")
    table = BudgetTable(
        id=id,
        title=title,
        unit=unit,
        digits=digits,
        period=period,
        layout=layout,
        vintage=vintage,
        lines=tuple(line for line in lines if line not in totals),
        total=totals[0] if totals else None,
    )
    stray = next(stray_totals(table), None)
    if stray is not None:
        name = stray.name or stray.id
        raise InvalidValue(
            f"budget_table: total must name the row {name!r}, or it would be counted beside what it sums; "
            f"say total={name!r}, or leave the row out"
        )
    return table


def to_frame(table: BudgetTable, *, backend: str = "pandas") -> Any:
    """A `BudgetTable` as a frame (*driftredovisning som datatabell*): its stored figures, and the deviations derived.

    Parameters
    ----------
    table
        The lines become rows, the total the last; columns have the names of the attributes of `BudgetLine`.
    backend
        ``"pandas"``, ``"polars"`` or ``"pyarrow"``.

    Returns
    -------
    A frame of floats, text and nulls. `budget_table` reads it back, with the table's layout and the total's name.

    Raises
    ------
    InvalidType, InvalidValue
        For what is no table, or an unknown backend.

    References
    ----------
    RKR R14 *Drift- och investeringsredovisning*.
    """
    expect(table, BudgetTable, "to_frame: table")
    if backend not in ("pandas", "polars", "pyarrow"):
        raise InvalidValue(f"to_frame: backend must be pandas, polars or pyarrow, got {shown(backend)}")
    lines = (*table.lines, *([table.total] if table.total is not None else []))
    texts = ("id", "name", "kind", "part_of", "parent")
    figures = [field.name for field in attrs.fields(BudgetLine) if field.name not in (*texts, "layout", "complete")]
    schema: dict[str, Any] = dict.fromkeys(texts, nw.String)
    content: dict[str, list[Any]] = {name: [_text(getattr(line, name)) for line in lines] for name in texts}
    # a column of truths in pandas would turn what is unsaid into false
    schema["complete"] = nw.Object if backend == "pandas" else nw.Boolean
    content["complete"] = [line.complete for line in lines]
    for name in (*figures, "period_deviation", "forecast_deviation"):
        schema[name] = nw.Float64
        content[name] = [_float(line, name) for line in lines]
    return frame_of(content, schema, backend, "to_frame")


def _line(row: Mapping[str, Any], columns: Mapping[str, str], place: int) -> BudgetLine:
    fields: dict[str, Any] = {name: _value(row[column]) for name, column in columns.items()}
    given = {name: value for name, value in fields.items() if value is not None}
    given.setdefault("id", given.get("name", ""))
    try:
        return BudgetLine(**given)
    except FollowUpError as error:
        raise type(error)(f"budget_table: row {place}: {error}") from None


def _value(value: Any) -> Any:
    """A cell as a line keeps it: exact, or `None` where it is missing."""
    if not isinstance(value, float):
        return value
    if value != value:  # noqa: PLR0124  # NaN, without a number of another kind in sight
        return None
    return int(value) if value.is_integer() else Decimal(repr(float(value)))


def _text(value: Any) -> str | None:
    return str(value.value) if isinstance(value, LineKind) else None if value is None else str(value)


def _float(line: BudgetLine, name: str) -> float | None:
    if name in ("period_deviation", "forecast_deviation") and not line.tells_sign:
        return None
    value = getattr(line, name)
    return None if value is None else float(value)
