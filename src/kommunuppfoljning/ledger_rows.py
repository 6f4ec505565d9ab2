"""Ledger rows (*verifikationsrader*): columns of whole numbers, checked before they are summed.

>>> whole_numbers([3010, 5011], "account").tolist()
[3010, 5011]

Source: SIE 4 (what a transaction says).
"""

from collections.abc import Sequence
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from kommunuppfoljning.errors import InvalidType, InvalidValue, TooLarge, shown

__all__ = ["LedgerRows", "check_within", "whole_column", "whole_numbers"]


@attrs.frozen(kw_only=True, eq=False)
class LedgerRows:
    """Rows of a ledger as arrays (*verifikationsrader*), one element a row.

    `nodes` are positions of `LedgerPlan.positions`: the unit, the activity or the project of each row, whichever the
    plan is a tree of. `amounts` are whole numbers of the smallest unit.
    """

    accounts: NDArray[Any]
    nodes: NDArray[Any]
    months: NDArray[Any]
    amounts: NDArray[Any]


def whole_numbers(column: Sequence[Any], name: str) -> NDArray[np.int64]:
    """A column of records; nothing is cut down to a whole number on the way in."""
    for kind in set(map(type, column)):
        if not issubclass(kind, int | np.integer) or kind is bool:
            wrong = next(value for value in column if type(value) is kind)
            raise InvalidType(
                f"LedgerPlan.rows: each {name} must be a whole number (an amount is counted in the plan's smallest "
                f"unit, öre where digits is 2), got {shown(wrong)}"
            )
    try:
        return np.array(column, np.int64)
    except OverflowError:
        raise TooLarge(
            f"LedgerPlan.rows: some {name} does not fit in int64, got {shown(max(column, key=abs))}"
        ) from None


def whole_column(given: object, name: str) -> NDArray[Any]:
    """A column of rows as it was given: an array of whole numbers."""
    if not isinstance(given, np.ndarray) or given.dtype.kind not in "iu" or given.ndim != 1:
        raise InvalidType(
            f"LedgerPlan.sums: {name} must be a one-dimensional array of whole numbers, got {shown(given)}"
        )
    return given


def check_within(block: NDArray[Any], name: str, low: int, high: int) -> None:
    """Checked block by block, while the block is in the cache."""
    least, most = int(block.min()), int(block.max())
    if least < low or most > high:
        raise InvalidValue(
            f"LedgerPlan.sums: {name} must be from {low} to {high}, got {least if least < low else most}"
        )
