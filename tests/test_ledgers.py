"""Ledgers: a plan gives what plain sums give, to the unit, and never a wrapped number."""

from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.typing import NDArray

import kommunuppfoljning as ku
from kommunuppfoljning import ledgers
from tests.samples import wild

AMOUNTS = st.integers(-(2**62), 2**62) | st.integers(-100, 100)


@st.composite
def trees(draw: st.DrawFn) -> dict[int, int | None]:
    """Nodes in any order, some with more children than are summed in turns."""
    count = draw(st.integers(1, 100))
    top = draw(st.integers(1, count))
    parents = {node: draw(st.integers(0, min(node, top) - 1)) if node else None for node in range(count)}
    return {node: parents[node] for node in draw(st.permutations(list(parents)))}


def exact(parents: dict[int, int | None], rows: list[tuple[int, int, int]]) -> list[list[int]]:
    """Sums by node and month, one row at a time, in whole numbers of any size."""
    table = {node: [0] * 12 for node in parents}
    for unit, month, amount in rows:
        node: int | None = unit
        while node is not None:
            table[node][month - 1] += amount
            node = parents[node]
    return list(table.values())


@given(data=st.data(), parents=trees())
def test_a_ledger_is_summed_as_row_by_row(data: st.DataObject, parents: dict[int, int | None]) -> None:
    rows = data.draw(st.lists(st.tuples(st.sampled_from(list(parents)), st.integers(1, 12), AMOUNTS), max_size=30))
    plan = ku.RollUp(parents)
    units = plan.positions([row[0] for row in rows])
    months, amounts = (np.array([row[place] for row in rows], np.int64) for place in (1, 2))
    wanted = exact(parents, rows)
    if any(not -(2**63) <= one < 2**63 for row in wanted for one in row):
        with pytest.raises(ku.TooLarge, match="does not fit in int64"):
            plan.ledger(units=units, months=months, amounts=amounts)
        return
    assert plan.ledger(units=units, months=months, amounts=amounts).tolist() == wanted
    small = plan.ledger(units=units.astype(np.int8), months=months.astype(np.int8), amounts=amounts)
    assert small.tolist() == wanted
    if all(abs(amount) <= 100 for _, _, amount in rows):
        whole = plan.ledger(units=units, amounts=amounts)
        assert whole.tolist() == [sum(row) for row in wanted]
        floats = plan.ledger(units=units, months=months, amounts=amounts.astype(np.float64))
        assert floats.tolist() == wanted


WIDE: dict[int, int | None] = {0: None, 1: 0, 2: 0, 3: 0, 4: 3, **{node: 1 + node % 2 for node in range(5, 150)}}
"""Some nodes with so many children that they stand together, and one with a single child."""


@given(parents=trees())
@example(parents=WIDE)
@example(parents=dict(reversed(WIDE.items())))
def test_a_table_goes_upwards_as_a_mapping_does(parents: dict[int, int | None]) -> None:
    own = np.arange(3 * len(parents)).reshape(len(parents), 3)
    before = own.copy()
    plan = ku.RollUp(parents)
    total = plan.sums(own)
    wanted = ku.roll_up(dict(zip(plan.nodes, own, strict=True)), parents)
    assert total.dtype == np.int64
    assert total.tolist() == [wanted[node].tolist() for node in plan.nodes]
    assert own.tolist() == before.tolist()
    assert plan.sums(own[:, 0]).tolist() == total[:, 0].tolist()
    assert plan.sums(own[:, ::-1].astype(">i4")).tolist() == total[:, ::-1].tolist()


@pytest.mark.parametrize(
    ("places", "is_even"),
    [([3], True), ([2, 3, 4], True), ([1, 3, 5, 7], True), ([0, 9], True), ([5, 3, 1], False), ([1, 2, 4], False)],
)
def test_rows_that_are_evenly_spaced_are_read_without_a_copy(places: list[int], is_even: bool) -> None:
    table = np.arange(20).reshape(10, 2)
    rows = ledgers._rows(table, ledgers._index(places))  # large tables are promised to be read in place
    assert rows.tolist() == table[places].tolist()
    assert np.shares_memory(rows, table) is is_even


def test_missing_goes_upwards() -> None:
    plan = ku.RollUp({"top": None, "a": "top", "b": "top", "other": None})
    assert repr(plan) == "RollUp(4 nodes, 2 levels)"
    total = plan.sums(np.array([0.0, np.nan, 1.0, 2.0]))
    assert [None if value != value else value for value in total.tolist()] == [None, None, 1.0, 2.0]  # noqa: PLR0124
    rows = plan.ledger(units=plan.positions(np.array(["a", "b", "b"])), amounts=np.array([np.nan, 1.5, 2.0]))
    assert np.isnan(rows[:2]).all()
    assert rows[2:].tolist() == [3.5, 0.0]
    infinite = plan.sums(np.array([1.7e308, 1.7e308, 1.0, np.inf]))
    assert np.isnan(infinite[[0, 3]]).all()


def test_nothing_sums_to_nothing() -> None:
    assert ku.RollUp({}).sums(np.zeros((0, 12))).shape == (0, 12)
    plan = ku.RollUp({"a": None})
    none: NDArray[Any] = np.array([], np.int64)
    assert plan.ledger(units=none, months=none, amounts=none).tolist() == [[0] * 12]


def test_a_sum_beyond_what_its_halves_could_hide_is_refused() -> None:
    plan = ku.RollUp({"top": None, "a": "top"})
    assert plan.sums(np.array([2**62, 2**62 - 1])).tolist() == [2**63 - 1, 2**62 - 1]
    assert plan.sums(np.array([-(2**62), -(2**62)])).tolist() == [-(2**63), -(2**62)]
    with pytest.raises(ku.TooLarge, match="does not fit in int64"):
        plan.sums(np.array([2**62, 2**62]))
    with pytest.raises(ku.TooLarge, match="does not fit in int64"):
        plan.sums(np.array([-(2**62), -(2**62) - 1]))
    with pytest.raises(ku.TooLarge, match="must fit in int64"):
        plan.sums(np.array([2**63, 0], np.uint64))


ONE = np.array([1])


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda _: wild(ku).RollUp(5), "parents must be"),
        (lambda _: ku.RollUp({"a": "x"}), "RollUp: the parent of 'a' must be a node of parents, got 'x'"),
        (lambda _: ku.RollUp({"a": "b", "b": "a"}), "RollUp: 'a' is below itself in a circle"),
        (lambda plan: plan.positions(["b", "x"]), "'x' is no node of the plan"),
        (lambda plan: plan.positions([["b"]]), "is no node of the plan"),
        (lambda plan: plan.sums(np.zeros(3)), r"a row for each of 2 nodes, got \(3,\)"),
        (lambda plan: plan.sums([1, 2]), "amounts must be"),
        (lambda plan: plan.sums(np.array(["a", "b"])), "array of text"),
        (lambda plan: plan.ledger(units=ONE, amounts=np.ones((1, 1))), "one axis"),
        (lambda plan: plan.ledger(units=ONE, amounts=np.ones(2)), r"units must have the shape \(2,\) of amounts"),
        (lambda plan: plan.ledger(units=np.array([2]), amounts=ONE), "units must be from 0 to 1, got 2"),
        (lambda plan: plan.ledger(units=np.array([0, 2]), amounts=np.ones(2)), "units must be from 0 to 1, got 2"),
        (lambda plan: plan.ledger(units=np.array([-1]), amounts=ONE), "units must be from 0 to 1, got -1"),
        (lambda plan: plan.ledger(units=np.array([0.0]), amounts=ONE), "units must be whole numbers"),
        (lambda plan: plan.ledger(units=ONE, months=np.array([13]), amounts=ONE), "months must be from 1 to 12, got 13"),
        (lambda plan: plan.ledger(units=ONE, months=np.array([0]), amounts=ONE), "months must be from 1 to 12, got 0"),
    ],
)  # fmt: skip
def test_a_wrong_ledger_gets_a_clear_error(call: Any, says: str) -> None:
    with pytest.raises(ku.FollowUpError, match=says):
        call(ku.RollUp({"a": None, "b": "a"}))
