"""What type checkers know: `assert_type` is read by mypy and pyright, and does nothing when it is run."""

from decimal import Decimal
from fractions import Fraction
from typing import Any, assert_type

import narwhals as nw
import numpy as np
import polars as pl
from numpy.typing import NDArray

import kommunuppfoljning as ku


def test_scalars() -> None:
    assert_type(ku.deviation(budget=1, outcome=2), int | None)
    assert_type(ku.deviation(budget=Decimal(1), outcome=Decimal(2)), Decimal | None)
    assert_type(ku.relative_deviation(budget=1, outcome=2), float | None)
    assert_type(ku.relative_deviation(budget=Decimal(1), outcome=Decimal(2)), Decimal | None)
    assert_type(ku.relative_deviation(budget=Fraction(1), outcome=Fraction(2)), Fraction | None)
    assert_type(ku.turnover(leavers=1, average_employees=2), float | None)
    assert_type(ku.assess(value=1, target=2), ku.Verdict)
    assert_type(ku.assess(value=None, target=2.5), ku.Verdict)
    assert_type(ku.trend(current=Decimal(1), previous=2), ku.Trend)


def test_arrays_and_columns() -> None:
    array = np.ones(2)
    assert_type(ku.relative_deviation(budget=array, outcome=1.0), NDArray[np.float64])
    assert_type(ku.assess(value=array, target=1), NDArray[np.int8])
    assert_type(ku.relative_deviation(budget=pl.Series([1.0]), outcome=2), pl.Series)
    assert_type(ku.assess(value=nw.col("a"), target=1), nw.Expr)


def test_amounts() -> None:
    assert_type(ku.convert(1, source=ku.Unit.TKR, target=ku.Unit.KR), int | Decimal)
    assert_type(ku.convert(Decimal(1), source=ku.Unit.TKR, target=ku.Unit.KR), Decimal)
    assert_type(ku.convert(ku.Rounded(1), source=ku.Unit.TKR, target=ku.Unit.KR), ku.Rounded)
    assert_type(ku.round_half_away(1.5), float)
    assert_type(ku.round_half_away(np.ones(2)), NDArray[Any])
    assert_type(ku.parse_number("1"), int | Decimal | None)
