"""Many groups at a time (*grupper*), each rounded so that it adds up: by floats where those are sure, else exactly.

Groups are worked on in blocks that stay in the cache, items first: a step then runs over all groups of a block at once.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kommunuppfoljning.arithmetic.arrays import array_of
from kommunuppfoljning.arithmetic.programs import shared
from kommunuppfoljning.arithmetic.scalars import number
from kommunuppfoljning.errors import InvalidValue

__all__ = ["round_groups"]

Exactly = Callable[[list[Any], Any, int], list[Any]]
"""Rounds one group exactly."""

MOST_DIGITS = 15
"""Floats have no more decimals to keep."""
CELLS = 1 << 17
"""Parts that are rounded at a time: their scratch stays in the cache."""
MOST_PAIRED = 12
"""Items in a group up to which comparing each pair is faster than sorting."""
UNSURE = 2.0**-46
"""How far off a float may be, of the sizes in its group; many times what it can be."""
LARGE = 2.0**48
"""Whole numbers below so have at most 15 digits, and sums of them are exact."""
SHORT = 2.0**36
"""Whole eighths below so have at most 15 digits: a float of them is just the decimal that prints it."""


def round_groups(values: NDArray[Any], total: Any, digits: int, exactly: Exactly) -> NDArray[Any]:
    """Groups along the last axis of an array, rounded by the method of `round_to_total`."""
    array = array_of(values, "round_to_total: values").astype(np.float64, copy=False)
    if array.ndim == 0:
        raise InvalidValue("round_to_total: values must have an axis to sum along, got a 0-dimensional array")
    flat = array.reshape(-1, array.shape[-1])
    goals = None if total is None else _goals(total, array.shape[:-1])
    result = np.empty(flat.shape)
    left = np.ones(len(flat), np.bool_)
    if abs(digits) <= MOST_DIGITS and flat.size:
        rows = max(1, CELLS // flat.shape[1])

        def part(start: int, stop: int) -> None:
            block = _Block(min(rows, stop - start), flat.shape[1], digits)
            with np.errstate(all="ignore"):
                for first in range(start, stop, rows):
                    piece = slice(first, min(first + rows, stop))
                    left[piece] = block.rounded(flat[piece], None if goals is None else goals[piece], result[piece])

        shared(part, len(flat), rows, flat.size)
    for place in np.flatnonzero(left).tolist():
        group, goal = flat[place], None if goals is None else float(goals[place])
        known = np.isfinite(group).all() and (goal is None or np.isfinite(goal))
        result[place] = exactly(group.tolist(), goal, digits) if known else np.nan
    return result.reshape(array.shape)


def _goals(total: Any, shape: tuple[int, ...]) -> NDArray[Any]:
    """The total of each group."""
    field = "round_to_total: total"
    given = array_of(total, field) if isinstance(total, np.ndarray) else np.asarray(number(total, field), np.float64)
    try:
        return np.broadcast_to(given.astype(np.float64), shape).reshape(-1)
    except ValueError:
        raise InvalidValue(f"{field} must have the shape {shape} of the groups, got {given.shape}") from None


class _Block:
    """Scratch for so many groups of so many items, used again for each block."""

    def __init__(self, groups: int, items: int, digits: int) -> None:
        self.power = 10.0 ** abs(digits)
        self.digits = digits
        self.tables = [np.empty((items, groups)) for _ in range(4)]
        self.paired = items <= MOST_PAIRED
        self.ranks = np.empty((items, groups), np.int8)
        self.truths = np.empty((items, groups), np.bool_)

    def rounded(self, rows: NDArray[Any], goals: NDArray[Any] | None, into: NDArray[Any]) -> NDArray[Any]:
        """Round groups into a block of the result; tells of which of them floats are not sure."""
        count = len(rows)
        scaled, down, rests, spare = (table[:, :count] for table in self.tables)
        up = self.truths[:, :count]
        self._scale(rows.T, scaled)
        np.floor(scaled, out=down)
        np.subtract(scaled, down, out=rests)
        sizes = np.abs(scaled, out=spare).sum(axis=0)
        unsure = np.maximum(sizes, 1.0)
        unsure *= UNSURE
        clear = sizes < LARGE
        low = rests.min()
        if not (low > 0 and rests.max() < 1 - unsure.max()):
            _settle(scaled, down, rests, unsure)
        ups, sure = self._ups(scaled, down, goals, unsure)
        clear &= sure
        clear &= (ups >= 0) & (ups <= (len(rests) if low > 0 else (rests > 0).sum(axis=0)))
        self._chosen(rests, np.where(clear, ups, 0), up)
        # what goes up is moved below what does not: so one table tells the least that does and the most that does not
        np.subtract(rests, up, out=spare)
        gap = spare.min(axis=0)
        gap += 1
        gap -= spare.max(axis=0)
        close = np.flatnonzero(clear & ~(gap > unsure))
        if len(close):
            clear[close] = self._tied(rows[close].T, scaled[:, close], rests[:, close], up[:, close], unsure[close])
        down += up
        self._unscale(down.T, into)
        left: NDArray[Any] = ~clear
        return left

    def _scale(self, values: NDArray[Any], out: NDArray[Any]) -> None:
        if self.digits > 0:
            np.multiply(values, self.power, out=out)
        elif self.digits < 0:
            np.divide(values, self.power, out=out)
        else:
            np.copyto(out, values)

    def _unscale(self, values: NDArray[Any], out: NDArray[Any]) -> None:
        if self.digits > 0:
            np.divide(values, self.power, out=out)
        elif self.digits < 0:
            np.multiply(values, self.power, out=out)
        else:
            np.copyto(out, values)

    def _ups(
        self, scaled: NDArray[Any], down: NDArray[Any], goals: NDArray[Any] | None, unsure: NDArray[Any]
    ) -> tuple[NDArray[Any], NDArray[Any]]:
        """How many parts of each group go up, and where floats are sure of it."""
        if goals is not None:
            asked = np.empty_like(goals)
            self._scale(goals, asked)
            goal = np.rint(asked)
            again = np.empty_like(goals)
            self._unscale(goal, again)
            return goal - down.sum(axis=0), again == goals
        asked = scaled.sum(axis=0)
        half = np.abs(asked)
        half += 0.5
        whole = np.floor(half)
        sure = np.abs(np.abs(half - whole - 0.5) - 0.5) > unsure
        return np.copysign(whole, asked) - down.sum(axis=0), sure

    def _chosen(self, rests: NDArray[Any], ups: NDArray[Any], up: NDArray[Any]) -> None:
        """The so many largest remainders of each group, of equals the earlier."""
        if not self.paired:
            _largest(rests, ups.astype(np.intp), up)
            return
        ranks = self.ranks[:, : rests.shape[1]]
        ranks[:] = np.arange(len(rests), dtype=np.int8)[:, None]
        for apart in range(1, len(rests)):  # all pairs of items that stand so far apart
            np.less(rests[:-apart], rests[apart:], out=up[apart:])
            ranks[:-apart] += up[apart:].view(np.int8)
            ranks[apart:] -= up[apart:].view(np.int8)
        np.less(ranks, ups.astype(np.int8), out=up)

    def _tied(
        self,
        values: NDArray[Any],
        scaled: NDArray[Any],
        rests: NDArray[Any],
        up: NDArray[Any],
        unsure: NDArray[Any],
    ) -> NDArray[Any]:
        """Whether the remainders at the edge are equal for certain, so that the earlier goes up.

        They are where the parts are equal, and where they are short decimals, just as scaled.
        """
        edge = np.where(up, rests, 2.0).min(axis=0)
        tied = rests == edge
        apart = (np.abs(rests - edge) <= unsure) & ~tied
        equal = np.where(tied, values, np.inf).min(axis=0) == np.where(tied, values, -np.inf).max(axis=0)
        again = np.empty_like(scaled)
        self._unscale(scaled, again)
        short = (again == values) & (np.abs(scaled) < SHORT)
        eighths = edge * 8
        short_all = (short | ~tied).all(axis=0) & (eighths == np.floor(eighths))
        sure: NDArray[Any] = ~apart.any(axis=0) & (equal | short_all)
        return sure


def _settle(scaled: NDArray[Any], down: NDArray[Any], rests: NDArray[Any], unsure: NDArray[Any]) -> None:
    """Parts that are whole but for their last bits are whole."""
    nearest = np.rint(scaled)
    near = (np.abs(scaled - nearest) <= unsure) & (scaled != down)
    np.copyto(down, nearest, where=near)
    np.copyto(rests, 0.0, where=near)


def _largest(rests: NDArray[Any], ups: NDArray[Any], up: NDArray[Any]) -> None:
    """The so many largest of wider groups: remainder and place are packed in one whole number, and sorted as that."""
    items, groups = rests.shape
    bits = int(items - 1).bit_length()
    keys = np.empty((groups, items), np.int64)
    np.multiply(rests.T, 2.0 ** (62 - bits), out=keys, casting="unsafe")
    keys <<= bits
    keys += np.arange(items - 1, -1, -1)
    ordered = np.sort(keys, axis=1)
    least = ordered[np.arange(groups), np.minimum(items - ups, items - 1)]
    np.copyto(up, ((keys >= least[:, None]) & (ups > 0)[:, None]).T)
