"""Data frames (*datatabeller*): verbs that add columns to a frame, whatever its engine, and budgets in and out of one.

A frame comes back in its own kind: pandas, Polars (eager or lazy), PyArrow, DuckDB, or what else Narwhals knows; what
is lazy stays lazy. Columns are named by the user, in Swedish or English.

>>> import polars as pl
>>> frame = pl.DataFrame({"Enhet": ["IT", "HR"], "Budget": [-30_066, -19_133], "Utfall": [-24_447, -18_463]})
>>> with_deviation(frame, layout=Layout.SIGNED, budget="Budget", outcome="Utfall")["deviation"].to_list()
[5619.0, 670.0]
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeVar

import attrs

from kommunuppfoljning.amounts import Amount
from kommunuppfoljning.budgets import BudgetLine, BudgetTable
from kommunuppfoljning.errors import FollowUpError, InvalidType, InvalidValue, MissingExtra, expect, shown
from kommunuppfoljning.formulas.assessments import assess, trend
from kommunuppfoljning.formulas.deviations import deviation, relative_deviation
from kommunuppfoljning.formulas.forecasts import (
    linear_forecast,
    proportional_forecast,
    remaining_budget_forecast,
    seasonal_forecast,
)
from kommunuppfoljning.periods import Period
from kommunuppfoljning.terms import Direction, Layout, LineKind, Unit

try:
    import narwhals as nw
except ImportError as _error:
    raise MissingExtra.of("frames", "working on data frames") from _error

__all__ = ["budget_table", "to_frame", "with_assessment", "with_deviation", "with_forecast", "with_trend"]

F = TypeVar("F")
"""A data frame of any engine: it comes back in kind."""

FORECASTS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "linear": (linear_forecast, ("outcome", "elapsed")),
    "remaining_budget": (remaining_budget_forecast, ("outcome", "period_budget", "annual_budget")),
    "proportional": (proportional_forecast, ("outcome", "period_budget", "annual_budget")),
    "seasonal": (seasonal_forecast, ("outcome", "previous_outcome", "previous_annual")),
}
"""The methods that `with_forecast` knows, and the figures that each takes."""


def with_deviation(
    frame: F,
    *,
    layout: Layout,
    budget: str = "budget",
    outcome: str = "outcome",
    kind: str | None = None,
    into: str = "deviation",
    share_into: str | None = None,
) -> F:
    """Add the deviation from budget to a frame (*lägg till budgetavvikelse*); positive is favourable.

    Parameters
    ----------
    frame
        A data frame; it is not changed.
    layout
        How its amounts are signed: it must be said, since a silent default would give wrong signs.
    budget, outcome
        The names of its columns.
    kind
        In a table of magnitudes the column that tells revenue from costs, in words or as in `LineKind`.
    into, share_into
        The names of the new columns: the deviation, and where asked for the deviation as a share of the budget.

    Returns
    -------
    A frame of the same kind, lazy if it was.

    Raises
    ------
    InvalidType
        For what is no frame, and for a column that holds no numbers.
    InvalidValue
        For a column that is not there (the error lists those that are), a layout of deviations, and a table of
        magnitudes without `kind`, or with a kind that is neither revenue nor cost.

    References
    ----------
    RKR R14 *Drift- och investeringsredovisning*.
    """
    data, give = _data(frame, "with_deviation")
    expect(layout, Layout, "with_deviation: layout")
    if layout is Layout.DEVIATIONS:
        raise InvalidValue(
            "with_deviation: layout must tell how amounts are signed; these columns are deviations already"
        )
    if layout is Layout.MAGNITUDE and kind is None:
        raise InvalidValue("with_deviation: kind must name the column that tells revenue from costs among magnitudes")
    _check(data, "with_deviation", [budget, outcome])
    direction: Any = Direction.LOWER if layout is Layout.REVERSED else Direction.HIGHER
    if layout is Layout.MAGNITUDE and kind is not None:
        direction = _direction(data, kind)
    planned = nw.col(budget)
    if layout is Layout.GRANT:  # where no result is budgeted, the result is the deviation
        planned = nw.when(~planned.is_null()).then(planned).otherwise(nw.lit(0))
    given: dict[str, Any] = {"budget": planned, "outcome": nw.col(outcome), "direction": direction}
    added = {into: deviation(**given)}
    if share_into is not None:
        added[share_into] = relative_deviation(**given)
    result: F = give(data.with_columns(**added))
    return result


def with_assessment(
    frame: F,
    *,
    value: str = "value",
    target: str = "target",
    direction: Direction | str = Direction.HIGHER,
    tolerance: Amount | float | str = 0,
    partly_within: Amount | float | str | None = None,
    into: str = "verdict",
) -> F:
    """Add the codes of `assess` to a frame (*lägg till målbedömning*).

    `direction`, `tolerance` and `partly_within` may be the names of columns. Parameters, errors and the rule are those
    of `assess`; a column that is not there, or holds no numbers, is an error that lists what there is.

    References
    ----------
    Norrtälje kommun, delårsrapport 2024-08.
    """
    data, give = _data(frame, "with_assessment")
    columns = [one for one in (value, target, direction, tolerance, partly_within) if isinstance(one, str)]
    _check(data, "with_assessment", columns)
    codes = assess(
        value=nw.col(value),
        target=nw.col(target),
        direction=_of(direction),
        tolerance=_of(tolerance),
        partly_within=_of(partly_within),
    )
    result: F = give(data.with_columns(**{into: codes}))
    return result


def with_trend(
    frame: F,
    *,
    current: str = "current",
    previous: str = "previous",
    direction: Direction | str = Direction.HIGHER,
    tolerance: Amount | float | str = 0,
    into: str = "trend",
) -> F:
    """Add the codes of `trend` to a frame (*lägg till trend*).

    `direction` and `tolerance` may be the names of columns. Parameters, errors and the rule are those of `trend`; a
    column that is not there, or holds no numbers, is an error that lists what there is.

    References
    ----------
    Norrtälje kommun, delårsrapport 2024-08.
    """
    data, give = _data(frame, "with_trend")
    _check(data, "with_trend", [one for one in (current, previous, direction, tolerance) if isinstance(one, str)])
    codes = trend(
        current=nw.col(current), previous=nw.col(previous), direction=_of(direction), tolerance=_of(tolerance)
    )
    result: F = give(data.with_columns(**{into: codes}))
    return result


def with_forecast(frame: F, *, method: str, into: str = "forecast", **figures: str | Amount | float | None) -> F:
    """Add a full-year forecast to a frame (*lägg till helårsprognos*).

    Parameters
    ----------
    frame
        A data frame; it is not changed.
    method
        ``"linear"``, ``"remaining_budget"``, ``"proportional"`` or ``"seasonal"``: the formula of that name.
    into
        The name of the new column.
    figures
        What the formula takes, each the name of a column or a number; by default columns of the formula's own names.

    Returns
    -------
    A frame of the same kind, lazy if it was.

    Raises
    ------
    InvalidType, InvalidValue
        For an unknown method or figure, and a column that is not there or holds no numbers.

    References
    ----------
    The formula's own.
    """
    data, give = _data(frame, "with_forecast")
    if method not in FORECASTS:
        raise InvalidValue(f"with_forecast: method must be one of {', '.join(FORECASTS)}, got {shown(method)}")
    formula, names = FORECASTS[method]
    unknown = sorted(figures.keys() - set(names))
    if unknown:
        raise InvalidValue(f"with_forecast: {method} takes {', '.join(names)}, got {', '.join(unknown)}")
    given = {name: figures.get(name, name) for name in names}
    _check(data, "with_forecast", [one for one in given.values() if isinstance(one, str)])
    result: F = give(data.with_columns(**{into: formula(**{name: _of(one) for name, one in given.items()})}))
    return result


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
        The name of the row that is the total as published.

    Returns
    -------
    The table. A whole float becomes an `int`, another the `Decimal` that prints it; null and NaN become `None`.

    Raises
    ------
    InvalidType, InvalidValue
        For a column that is not there, an unknown field, a layout that is not said, and a row that is no line: the
        error names the row.

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
    data, _ = _data(frame, "budget_table")
    expect(layout, Layout, "budget_table: layout")
    fields = [field.name for field in attrs.fields(BudgetLine) if field.name != "layout"]
    there = data.collect_schema().names()
    chosen = {name: name for name in fields if name in there} if columns is None else dict(columns)
    unknown = [name for name in chosen if name not in fields]
    if unknown:
        raise InvalidValue(
            f"budget_table: columns must name fields of a line, got {unknown[0]!r}; there are {', '.join(fields)}"
        )
    _there(there, "budget_table", list(chosen.values()))
    if not {"id", "name"} & chosen.keys():
        raise InvalidValue(
            f"budget_table: columns must say which column is the name, or the id; there are {', '.join(there)}"
        )
    rows = (data.collect() if isinstance(data, nw.LazyFrame) else data).rows(named=True)
    lines = [_line(row, chosen, place) for place, row in enumerate(rows)]
    totals = [line for line in lines if total is not None and total in (line.id, line.name)]
    if total is not None and len(totals) != 1:
        raise InvalidValue(f"budget_table: total must name one row, got {total!r}, which names {len(totals)}")
    return BudgetTable(
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
    engine: Any = backend
    try:
        return nw.from_dict(content, schema, backend=engine).to_native()
    except ImportError:
        raise MissingExtra(f"to_frame: {backend} is not installed: pip install {backend}") from None


def _data(frame: Any, verb: str) -> tuple[Any, Any]:
    """The frame as Narwhals knows it, and the way back to its own kind."""
    if isinstance(frame, nw.DataFrame | nw.LazyFrame):
        return frame, lambda result: result
    try:
        return nw.from_native(frame), nw.to_native
    except TypeError:
        raise InvalidType(f"{verb}: frame must be a data frame that Narwhals knows, got {shown(frame)}") from None


def _there(there: list[str], verb: str, wanted: list[str]) -> None:
    for name in wanted:
        if name not in there:
            raise InvalidValue(f"{verb}: no column {name!r}; there are {', '.join(map(repr, there))}")


def _check(data: Any, verb: str, wanted: list[str]) -> None:
    """Every column that is asked for is there, and holds numbers."""
    schema = data.collect_schema()
    _there(schema.names(), verb, wanted)
    for name in wanted:
        if not schema[name].is_numeric():
            numeric = [other for other in schema.names() if schema[other].is_numeric()]
            raise InvalidType(
                f"{verb}: the column {name!r} must hold numbers, it is {schema[name]}; "
                f"numbers are in {', '.join(map(repr, numeric)) or 'none'}"
            )


def _of(value: Any) -> Any:
    return nw.col(value) if isinstance(value, str) else value


def _direction(data: Any, kind: str) -> Any:
    """The codes of direction by the words of a column; what is neither revenue nor cost has none."""
    _there(data.collect_schema().names(), "with_deviation", [kind])
    codes = {LineKind.REVENUE: Direction.HIGHER.code, LineKind.COST: Direction.LOWER.code}
    words = {
        word.casefold(): code for member, code in codes.items() for word in (member.value, member.name, *member.words)
    }
    text = nw.col(kind).cast(nw.String).str.strip_chars(" \t\n").str.to_lowercase()
    if isinstance(data, nw.DataFrame):
        wrong = data.filter(~text.is_in(list(words)) | text.is_null())
        if len(wrong):
            got = shown(wrong[kind][0])
            raise InvalidValue(
                f"with_deviation: {kind!r} must tell revenue from costs (such as intäkt, kostnad), got {got}"
            )
    higher = [word for word, code in words.items() if code == Direction.HIGHER.code]
    lower = [word for word, code in words.items() if code == Direction.LOWER.code]
    return nw.when(text.is_in(higher)).then(nw.lit(1)).otherwise(nw.when(text.is_in(lower)).then(nw.lit(-1)))


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
