"""Staff ratios (*personalnyckeltal*): turnover and sick leave as shares.

Norrtälje's executive office reports an external turnover of 8,35 % and a sick leave of 1,6 %; such as

>>> sick_leave_share(sick_hours=400, ordinary_hours=25_000)
0.016

Sources: lagen (2018:597) om kommunal bokföring och redovisning 11 kap.; SKR's definitions (sick leave);
Arbetsgivarverket (minimum method). There is no official definition of municipal turnover.
"""

from kommunuppfoljning.arithmetic import TYPE_CHECKING, Result, divide, formula, least, overload
from kommunuppfoljning.arithmetic.limits import NOT_NEGATIVE

if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction
    from typing import Any

    from kommunuppfoljning.arithmetic.kinds import C, Exact, Floats, Real, Scalars, Values, X

__all__ = ["minimum_turnover", "sick_leave_share", "turnover"]


@overload
def turnover(*, leavers: "Real | None", average_employees: "Real | None") -> "float | None": ...
@overload
def turnover(*, leavers: "X | None", average_employees: "X | None") -> "X | None": ...
@overload
def turnover(*, leavers: "Exact | None", average_employees: "Exact | None") -> "Decimal | Fraction | None": ...
@overload
def turnover(
    *, leavers: "Values | None", average_employees: "Values | None", out: "Floats | None" = ...
) -> "Floats": ...
@overload
def turnover(*, leavers: "C | Scalars | None", average_employees: "C | Scalars | None") -> "C": ...
@formula(Result.QUOTIENT, limits={"leavers": NOT_NEGATIVE, "average_employees": NOT_NEGATIVE})
def turnover(*, leavers: "Any", average_employees: "Any", out: "Any" = None) -> "Any":
    """Staff turnover (*personalomsättning*).

    Parameters
    ----------
    leavers
        Who left in the period [persons]: the municipality (external), or for another part of it (internal).
    average_employees
        The average number of employees in the period [persons].
    out
        A writable `float64` array for the result.

    Returns
    -------
    A fraction of one; undefined where there are no employees.

    Raises
    ------
    InvalidValue
        For NaN or infinity as a scalar, a negative count, or shapes that do not broadcast.
    InvalidType
        For what is no number, or a `Decimal` beside a `float`.

    Notes
    -----
    ``leavers / average_employees``. Say whether pensions and fixed-term posts count; a part of a year is not
    annualised.

    References
    ----------
    No official definition; Norrtälje kommun, delårsrapport 2024-08, for external and internal.

    Examples
    --------
    >>> turnover(leavers=20, average_employees=400)
    0.05
    """
    return divide(leavers, average_employees)


@overload
def minimum_turnover(
    *, hired: "Real | None", leavers: "Real | None", average_employees: "Real | None"
) -> "float | None": ...
@overload
def minimum_turnover(*, hired: "X | None", leavers: "X | None", average_employees: "X | None") -> "X | None": ...
@overload
def minimum_turnover(
    *, hired: "Exact | None", leavers: "Exact | None", average_employees: "Exact | None"
) -> "Decimal | Fraction | None": ...
@overload
def minimum_turnover(
    *, hired: "Values | None", leavers: "Values | None", average_employees: "Values | None", out: "Floats | None" = ...
) -> "Floats": ...
@overload
def minimum_turnover(
    *, hired: "C | Scalars | None", leavers: "C | Scalars | None", average_employees: "C | Scalars | None"
) -> "C": ...
@formula(Result.QUOTIENT, limits={"hired": NOT_NEGATIVE, "leavers": NOT_NEGATIVE, "average_employees": NOT_NEGATIVE})
def minimum_turnover(*, hired: "Any", leavers: "Any", average_employees: "Any", out: "Any" = None) -> "Any":
    """Staff turnover by the minimum method (*personalomsättning enligt minimimetoden*).

    Parameters
    ----------
    hired, leavers
        Who came and who left in the period [persons].
    average_employees
        The mean of opening and closing number of employees [persons].
    out
        A writable `float64` array for the result.

    Returns
    -------
    A fraction of one; undefined where there are no employees.

    Raises
    ------
    InvalidValue
        For NaN or infinity as a scalar, a negative count, or shapes that do not broadcast.
    InvalidType
        For what is no number, or a `Decimal` beside a `float`.

    Notes
    -----
    ``min(hired, leavers) / average_employees``: growth and decline are left out.

    References
    ----------
    Arbetsgivarverket.

    Examples
    --------
    >>> minimum_turnover(hired=30, leavers=20, average_employees=400)
    0.05
    """
    return divide(least(hired, leavers), average_employees)


@overload
def sick_leave_share(*, sick_hours: "Real | None", ordinary_hours: "Real | None") -> "float | None": ...
@overload
def sick_leave_share(*, sick_hours: "X | None", ordinary_hours: "X | None") -> "X | None": ...
@overload
def sick_leave_share(*, sick_hours: "Exact | None", ordinary_hours: "Exact | None") -> "Decimal | Fraction | None": ...
@overload
def sick_leave_share(
    *, sick_hours: "Values | None", ordinary_hours: "Values | None", out: "Floats | None" = ...
) -> "Floats": ...
@overload
def sick_leave_share(*, sick_hours: "C | Scalars | None", ordinary_hours: "C | Scalars | None") -> "C": ...
@formula(Result.QUOTIENT, limits={"sick_hours": NOT_NEGATIVE, "ordinary_hours": NOT_NEGATIVE})
def sick_leave_share(*, sick_hours: "Any", ordinary_hours: "Any", out: "Any" = None) -> "Any":
    """Sick leave (*sjukfrånvaro*) as a share of ordinary working hours.

    Parameters
    ----------
    sick_hours, ordinary_hours
        In the period [hours], of the same group.
    out
        A writable `float64` array for the result.

    Returns
    -------
    A fraction of one; undefined where there are no ordinary hours.

    Raises
    ------
    InvalidValue
        For NaN or infinity as a scalar, negative hours, or shapes that do not broadcast.
    InvalidType
        For what is no number, or a `Decimal` beside a `float`.

    Notes
    -----
    ``sick_hours / ordinary_hours``. Changes are in percentage points.

    References
    ----------
    Lagen (2018:597) om kommunal bokföring och redovisning 11 kap.; SKR's definitions.

    Examples
    --------
    >>> sick_leave_share(sick_hours=0, ordinary_hours=0) is None
    True
    """
    return divide(sick_hours, ordinary_hours)
