"""The kinds of arguments that formulas take, for type checkers: read by them alone, never imported at run time."""

from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from kommunuppfoljning.codes import Direction

Real: TypeAlias = float | np.integer[Any] | np.floating[Any]
Exact: TypeAlias = int | Decimal | Fraction
Values: TypeAlias = NDArray[Any] | Real | Fraction
"""What may stand beside an array: `Decimal` may not."""
Scalars: TypeAlias = Real | Decimal | Fraction
"""What may stand beside a column."""
Directions: TypeAlias = Direction | NDArray[Any]
Floats: TypeAlias = NDArray[np.float64]
Codes: TypeAlias = NDArray[np.int8]


class Column(Protocol):
    """A column of a data frame, or an expression for one: of pandas, Polars, PyArrow or Narwhals."""

    def filter(self, *args: Any, **kwargs: Any) -> Any:
        """What all of them can do, and no number or array can."""
        ...


C = TypeVar("C", bound=Column)
N = TypeVar("N", bound=int | float | Decimal | Fraction)
X = TypeVar("X", bound=Decimal | Fraction)
