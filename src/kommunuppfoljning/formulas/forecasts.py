"""Forecasts (*helårsprognoser*): simple methods from the part of a year to the whole of it.

By August Norrtälje's IT unit had spent 24 447 tkr of the 30 066 budgeted by then, and of 45 633 for the year:

>>> remaining_budget_forecast(outcome=-24_447, period_budget=-30_066, annual_budget=-45_633)
-40014
>>> from fractions import Fraction
>>> linear_forecast(outcome=-24_447, elapsed=Fraction(8, 12))
Fraction(-73341, 2)

The unit itself forecast −38 133: a method says what the figures give, not what is known.

Sources: the methods are those in use in Swedish municipalities; RKR R17 asks for a full-year forecast, not for a
method.
"""

from kommunuppfoljning.arithmetic import TYPE_CHECKING, Result, defined, divide, formula, overload
from kommunuppfoljning.arithmetic.limits import SHARE_OF_YEAR
from kommunuppfoljning.codes import Direction
from kommunuppfoljning.formulas.deviations import gain

if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction
    from typing import Any

    from kommunuppfoljning.arithmetic.kinds import C, Directions, Exact, Floats, N, Real, Scalars, Values, X

__all__ = [
    "forecast_error",
    "linear_forecast",
    "proportional_forecast",
    "remaining_budget_forecast",
    "seasonal_forecast",
]


@overload
def linear_forecast(*, outcome: "Real | None", elapsed: "Real | None") -> "float | None": ...
@overload
def linear_forecast(*, outcome: "X | None", elapsed: "X | None") -> "X | None": ...
@overload
def linear_forecast(*, outcome: "Exact | None", elapsed: "Exact | None") -> "Decimal | Fraction | None": ...
@overload
def linear_forecast(*, outcome: "Values | None", elapsed: "Values | None", out: "Floats | None" = ...) -> "Floats": ...
@overload
def linear_forecast(*, outcome: "C | Scalars | None", elapsed: "C | Scalars | None") -> "C": ...
@formula(Result.QUOTIENT, limits={"elapsed": SHARE_OF_YEAR})
def linear_forecast(*, outcome: "Any", elapsed: "Any", out: "Any" = None) -> "Any":
    """The year at the pace so far (*linjär framskrivning*).

    Parameters
    ----------
    outcome
        To date [any unit].
    elapsed
        The share of the year gone, above 0 and at most 1, as `Period.elapsed` gives it.
    out
        A writable `float64` array for the result.

    Returns
    -------
    The full year [the outcome's unit].

    Raises
    ------
    InvalidValue
        For NaN or infinity as a scalar, a share outside its limits, or shapes that do not broadcast.
    InvalidType
        For what is no number, or a `Decimal` beside a `float`.

    Notes
    -----
    ``outcome / elapsed``. Wrong for what is not spread evenly over the year.

    References
    ----------
    Swedish municipal practice; RKR R17 (the forecast of an interim report).

    Examples
    --------
    >>> linear_forecast(outcome=80, elapsed=0.5)
    160.0
    """
    return divide(outcome, elapsed)


@overload
def remaining_budget_forecast(
    *, outcome: "N | None", period_budget: "N | None", annual_budget: "N | None"
) -> "N | None": ...
@overload
def remaining_budget_forecast(
    *, outcome: "Exact | None", period_budget: "Exact | None", annual_budget: "Exact | None"
) -> "Decimal | Fraction | None": ...
@overload
def remaining_budget_forecast(
    *,
    outcome: "Values | None",
    period_budget: "Values | None",
    annual_budget: "Values | None",
    out: "Floats | None" = ...,
) -> "Any": ...
@overload
def remaining_budget_forecast(
    *,
    outcome: "C | Scalars | None",
    period_budget: "C | Scalars | None",
    annual_budget: "C | Scalars | None",
) -> "C": ...
@formula(Result.DIFFERENCE)
def remaining_budget_forecast(
    *, outcome: "Any", period_budget: "Any", annual_budget: "Any", out: "Any" = None
) -> "Any":
    """What is spent, and the rest as budgeted (*utfall plus återstående budget*).

    Parameters
    ----------
    outcome, period_budget
        To date [any money unit].
    annual_budget
        Of the full year [the same unit].
    out
        A writable `float64` array for the result.

    Returns
    -------
    The full year [the same unit]; whole numbers give a whole number. It equals the budget when the outcome does.

    Raises
    ------
    InvalidValue
        For NaN or infinity as a scalar, or shapes that do not broadcast.
    InvalidType
        For what is no number, or a `Decimal` beside a `float`.

    Notes
    -----
    ``outcome + (annual_budget - period_budget)``: the deviation so far is kept.

    References
    ----------
    Swedish municipal practice; RKR R17 (the forecast of an interim report).

    Examples
    --------
    >>> remaining_budget_forecast(outcome=90, period_budget=100, annual_budget=150)
    140
    """
    return outcome + (annual_budget - period_budget)


@overload
def proportional_forecast(
    *, outcome: "Real | None", period_budget: "Real | None", annual_budget: "Real | None"
) -> "float | None": ...
@overload
def proportional_forecast(
    *, outcome: "X | None", period_budget: "X | None", annual_budget: "X | None"
) -> "X | None": ...
@overload
def proportional_forecast(
    *, outcome: "Exact | None", period_budget: "Exact | None", annual_budget: "Exact | None"
) -> "Decimal | Fraction | None": ...
@overload
def proportional_forecast(
    *,
    outcome: "Values | None",
    period_budget: "Values | None",
    annual_budget: "Values | None",
    out: "Floats | None" = ...,
) -> "Floats": ...
@overload
def proportional_forecast(
    *,
    outcome: "C | Scalars | None",
    period_budget: "C | Scalars | None",
    annual_budget: "C | Scalars | None",
) -> "C": ...
@formula(Result.QUOTIENT)
def proportional_forecast(*, outcome: "Any", period_budget: "Any", annual_budget: "Any", out: "Any" = None) -> "Any":
    """The budget's own profile, at the pace so far (*proportionell framskrivning*).

    Parameters
    ----------
    outcome, period_budget
        To date [any money unit].
    annual_budget
        Of the full year [the same unit].
    out
        A writable `float64` array for the result.

    Returns
    -------
    The full year [the same unit]; undefined where either budget is 0, where they have opposite signs, or where outcome
    and period budget have.

    Raises
    ------
    InvalidValue
        For NaN or infinity as a scalar, or shapes that do not broadcast.
    InvalidType
        For what is no number, or a `Decimal` beside a `float`.

    Notes
    -----
    ``outcome * annual_budget / period_budget``.

    References
    ----------
    Swedish municipal practice; RKR R17 (the forecast of an interim report).

    Examples
    --------
    >>> proportional_forecast(outcome=90, period_budget=100, annual_budget=150)
    135.0
    >>> proportional_forecast(outcome=90, period_budget=-100, annual_budget=150) is None
    True
    """
    return _scaled(outcome, period_budget, annual_budget)


@overload
def seasonal_forecast(
    *, outcome: "Real | None", previous_outcome: "Real | None", previous_annual: "Real | None"
) -> "float | None": ...
@overload
def seasonal_forecast(
    *, outcome: "X | None", previous_outcome: "X | None", previous_annual: "X | None"
) -> "X | None": ...
@overload
def seasonal_forecast(
    *, outcome: "Exact | None", previous_outcome: "Exact | None", previous_annual: "Exact | None"
) -> "Decimal | Fraction | None": ...
@overload
def seasonal_forecast(
    *,
    outcome: "Values | None",
    previous_outcome: "Values | None",
    previous_annual: "Values | None",
    out: "Floats | None" = ...,
) -> "Floats": ...
@overload
def seasonal_forecast(
    *,
    outcome: "C | Scalars | None",
    previous_outcome: "C | Scalars | None",
    previous_annual: "C | Scalars | None",
) -> "C": ...
@formula(Result.QUOTIENT)
def seasonal_forecast(*, outcome: "Any", previous_outcome: "Any", previous_annual: "Any", out: "Any" = None) -> "Any":
    """Last year's profile, at this year's pace (*säsongsprognos*).

    Parameters
    ----------
    outcome
        To date [any money unit].
    previous_outcome, previous_annual
        Last year's, of the same part of the year and of the whole of it [the same unit].
    out
        A writable `float64` array for the result.

    Returns
    -------
    The full year [the same unit]; undefined where last year's part or whole is 0, where they have opposite signs, or
    where this year's part has another sign than last year's.

    Raises
    ------
    InvalidValue
        For NaN or infinity as a scalar, or shapes that do not broadcast.
    InvalidType
        For what is no number, or a `Decimal` beside a `float`.

    Notes
    -----
    ``outcome * previous_annual / previous_outcome``.

    References
    ----------
    Swedish municipal practice; RKR R17 (the forecast of an interim report).

    Examples
    --------
    >>> seasonal_forecast(outcome=90, previous_outcome=60, previous_annual=100)
    150.0
    """
    return _scaled(outcome, previous_outcome, previous_annual)


@overload
def forecast_error(*, outcome: "N | None", forecast: "N | None", direction: Direction = ...) -> "N | None": ...
@overload
def forecast_error(
    *, outcome: "Exact | None", forecast: "Exact | None", direction: Direction = ...
) -> "Decimal | Fraction | None": ...
@overload
def forecast_error(
    *, outcome: "Values | None", forecast: "Values | None", direction: "Directions" = ..., out: "Floats | None" = ...
) -> "Any": ...
@overload
def forecast_error(
    *, outcome: "C | Scalars | None", forecast: "C | Scalars | None", direction: "C | Direction" = ...
) -> "C": ...
@formula(Result.DIFFERENCE, directions=(Direction.LOWER, Direction.HIGHER))
def forecast_error(*, outcome: "Any", forecast: "Any", direction: "Any" = Direction.HIGHER, out: "Any" = None) -> "Any":
    """How far an outcome is from its forecast (*prognosfel*, *prognossäkerhet*): positive is better than forecast.

    Parameters
    ----------
    outcome, forecast
        Both levels, or both deviations from a budget that stood [any unit].
    direction
        As in `deviation`; an array of codes in the array world.
    out
        A writable `float64` array for the result.

    Returns
    -------
    The error [the same unit]; whole numbers give a whole number.

    Raises
    ------
    InvalidValue
        For NaN or infinity as a scalar, `Direction.NEAR`, or shapes that do not broadcast.
    InvalidType
        For what is no number, or a `Decimal` beside a `float`.

    Notes
    -----
    ``outcome - forecast``; for `LOWER`, ``forecast - outcome``. Boards act on forecasts: a miss is not pure error.

    References
    ----------
    Swedish municipal practice; RKR R17 (the forecast of an interim report).

    Examples
    --------
    >>> forecast_error(outcome=-299_000, forecast=-299_235)
    235
    """
    return gain(outcome, forecast, direction)


def _scaled(part: "Any", reference: "Any", whole: "Any") -> "Any":
    """`part * whole / reference`, where all three are on the same side of zero; a part of 0 is on both."""
    above = (reference > 0) & (whole > 0) & (part >= 0)
    below = (reference < 0) & (whole < 0) & (part <= 0)
    return defined(above | below, divide(part * whole, reference))
