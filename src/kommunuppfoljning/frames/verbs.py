"""Verbs that add a column to a data frame (*lägg till kolumn*): what a formula gives for each of its rows.

On an eager frame what a formula refuses is an error; a lazy one cannot raise, and has null there.
"""

from collections.abc import Iterable
from typing import Any, TypeVar

import narwhals as nw

from kommunuppfoljning.amounts import Amount
from kommunuppfoljning.arithmetic import FORMULAS
from kommunuppfoljning.arithmetic.columns import together
from kommunuppfoljning.errors import InvalidValue, expect, shown
from kommunuppfoljning.formulas.assessments import assess, trend
from kommunuppfoljning.formulas.deviations import grant_deviation
from kommunuppfoljning.formulas.forecasts import (
    linear_forecast,
    proportional_forecast,
    remaining_budget_forecast,
    seasonal_forecast,
)
from kommunuppfoljning.frames.reading import check_numbers, check_there, data_of
from kommunuppfoljning.terms import Direction, Layout, LineKind

__all__ = ["add_formula", "with_assessment", "with_deviation", "with_forecast", "with_trend"]

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
    kind: LineKind | str | None = None,
    direction: Direction | str | None = None,
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
        In a table of magnitudes the column that tells revenue from costs, in words or as in `LineKind`; or one
        `LineKind` where all rows are costs, or all are revenue. In a table of grants the column that tells net results
        from their parts, where there are such: only a net result without a budget is a deviation in itself.
    direction
        In a table of magnitudes a column of codes of `Direction`, or one for all rows, in place of `kind`.
    into, share_into
        The names of the new columns: the deviation, and where asked for the deviation as a share of the budget. A
        column that has the name already is written anew, unless it is one that is read.

    Returns
    -------
    A frame of the same kind, lazy if it was.

    Raises
    ------
    InvalidType
        For what is no frame, and for a column that holds no numbers.
    InvalidValue
        For a column that is not there (the error lists those that are), two new columns of one name, a layout of
        deviations, a table of magnitudes without `kind` or `direction`, and a kind that is neither revenue nor cost.

    References
    ----------
    RKR R14 *Drift- och investeringsredovisning*.
    """
    data, give = data_of(frame, "with_deviation")
    expect(layout, Layout, "with_deviation: layout")
    if layout is Layout.DEVIATIONS:
        raise InvalidValue(
            "with_deviation: layout must tell how amounts are signed; these columns are deviations already"
        )
    if layout is Layout.MAGNITUDE and (kind is None) is (direction is None):
        raise InvalidValue(
            "with_deviation: kind must name the column that tells revenue from costs among magnitudes, or say "
            "LineKind.COST where all are costs; or direction a column of codes, or one Direction"
        )
    if isinstance(kind, LineKind):
        if layout is not Layout.MAGNITUDE or kind is LineKind.NET:
            raise InvalidValue(f"with_deviation: kind must be revenue or cost, of magnitudes, got {shown(kind)}")
        kind, direction = None, Direction.LOWER if kind is LineKind.COST else Direction.HIGHER
    if layout is not Layout.MAGNITUDE and direction is not None:
        raise InvalidValue(f"with_deviation: direction is for magnitudes; {layout} says what is favourable already")
    _check_new("with_deviation", [into, share_into], [budget, outcome, kind, direction])
    if into == share_into:
        raise InvalidValue(f"with_deviation: share_into must name another column than into, got {shown(into)}")
    schema = data.collect_schema()
    check_numbers(schema, "with_deviation", [name for name in (budget, outcome, direction) if isinstance(name, str)])
    if kind is not None:
        check_there(schema.names(), "with_deviation", [kind])
    way: Any = Direction.LOWER if layout is Layout.REVERSED else Direction.HIGHER
    if layout is Layout.MAGNITUDE:
        way = _direction(data, kind) if kind is not None else _of(data, direction)
    given: dict[str, Any] = {"budget": _of(data, budget), "outcome": _of(data, outcome)}
    rules = [FORMULAS["deviation"], *([FORMULAS["relative_deviation"]] if share_into is not None else [])]
    names = [name for name in (into, share_into) if name is not None]
    added = dict(zip(names, together(rules, {**given, "direction": way}), strict=True))
    if layout is Layout.GRANT:
        net = grant_deviation(**given)
        added[into] = net if kind is None else _chosen(data, _is_net(kind), net, added[into])
    result: F = _extended(data, give, added)
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
    figures = {"value": value, "target": target, "tolerance": tolerance, "partly_within": partly_within}
    return add_formula(frame, "with_assessment", assess, {**figures, "direction": direction}, into)


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
    figures = {"current": current, "previous": previous, "direction": direction, "tolerance": tolerance}
    return add_formula(frame, "with_trend", trend, figures, into)


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
        For an unknown method or figure, a column that is not there or holds no numbers, and figures none of which is
        a column.

    References
    ----------
    The formula's own.
    """
    if method not in FORECASTS:
        raise InvalidValue(f"with_forecast: method must be one of {', '.join(FORECASTS)}, got {shown(method)}")
    formula, names = FORECASTS[method]
    unknown = sorted(figures.keys() - set(names))
    if unknown:
        raise InvalidValue(f"with_forecast: {method} takes {', '.join(names)}, got {', '.join(unknown)}")
    return add_formula(frame, "with_forecast", formula, {name: figures.get(name, name) for name in names}, into)


def add_formula(frame: F, verb: str, formula: Any, figures: dict[str, Any], into: str) -> F:
    """The frame with what a formula gives; a figure that is text is the name of a column."""
    data, give = data_of(frame, verb)
    columns = [one for one in figures.values() if isinstance(one, str)]
    if not columns:
        raise InvalidValue(f"{verb}: one of {', '.join(figures)} must be the name of a column")
    _check_new(verb, [into], columns)
    check_numbers(data.collect_schema(), verb, columns)
    result: F = _extended(data, give, {into: formula(**{name: _of(data, one) for name, one in figures.items()})})
    return result


def _check_new(verb: str, new: list[str | None], read: Iterable[object]) -> None:
    """No new column takes the place of one that it is worked out of; any other may be written anew."""
    for name in new:
        if name is not None and name in read:
            raise InvalidValue(f"{verb}: the new column must have another name than {name!r}, which it is made of")


def _extended(data: Any, give: Any, added: dict[str, Any]) -> Any:
    """The frame with the columns added; Narwhals would copy the others of pandas, which itself does not."""
    if isinstance(data, nw.DataFrame) and data.implementation.is_pandas():
        return give(nw.from_native(data.to_native().assign(**{name: one.to_native() for name, one in added.items()})))
    return give(data.with_columns(**added))


def _of(data: Any, value: Any) -> Any:
    """A column where the value names one: with its values where they are there, so that what is refused can raise."""
    if not isinstance(value, str):
        return value
    return data[value] if isinstance(data, nw.DataFrame) else nw.col(value)


def _chosen(data: Any, condition: nw.Expr, then: Any, otherwise: Any) -> Any:
    """One of two columns, row by row."""
    if not isinstance(data, nw.DataFrame):
        return nw.when(condition).then(then).otherwise(otherwise)
    both = data.select(condition.alias("where")).with_columns(then=then, otherwise=otherwise)
    return both.select(nw.when(nw.col("where")).then(nw.col("then")).otherwise(nw.col("otherwise")).alias("chosen"))[
        "chosen"
    ]


def _text(kind: str) -> nw.Expr:
    return nw.col(kind).cast(nw.String).str.strip_chars(" \t\n").str.to_lowercase()


def _words(kind: LineKind) -> list[str]:
    """What a column may say for a kind, as `_text` reads it."""
    return [word.casefold() for word in (kind.value, kind.name, *kind.words)]


def _is_net(kind: str) -> nw.Expr:
    """Whether a row is a net result: what says nothing of its kind is, as in `BudgetLine`."""
    return ~nw.when(nw.col(kind).is_null()).then(nw.lit(value=False)).otherwise(
        _text(kind).is_in([*_words(LineKind.REVENUE), *_words(LineKind.COST)])
    )


def _direction(data: Any, kind: str) -> Any:
    """The codes of direction by the words of a column; what is neither revenue nor cost has none."""
    higher, lower = _words(LineKind.REVENUE), _words(LineKind.COST)
    text = _text(kind)
    codes = nw.when(text.is_in(higher)).then(nw.lit(1)).otherwise(nw.when(text.is_in(lower)).then(nw.lit(-1)))
    if not isinstance(data, nw.DataFrame):
        return codes
    wrong = data.filter(~text.is_in([*higher, *lower]) | text.is_null())
    if len(wrong):
        got = shown(wrong[kind][0])
        raise InvalidValue(
            f"with_deviation: {kind!r} must tell revenue from costs (such as intäkt, kostnad), got {got}"
        )
    return data.select(codes.cast(nw.Int8).alias(kind))[kind]
