"""Sums: rounding that keeps a total, and totals over a tree, against slow and obviously right ones."""

import warnings
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning.arithmetic.groups import round_groups
from tests.samples import wild

figures = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**5), max_value=10**5, places=3)


def floor(value: Decimal, digits: int) -> Fraction:
    step = Fraction(10) ** -digits
    return (Fraction(value) / step).__floor__() * step


@given(values=st.lists(figures, max_size=12), digits=st.integers(-2, 2))
def test_parts_go_up_or_down_and_add_up(values: list[Decimal], digits: int) -> None:
    rounded = ku.round_to_total(values, digits=digits)
    assert sum(map(Fraction, rounded)) == ku.round_half_away(sum(map(Fraction, values), Fraction(0)), digits)
    step = Fraction(10) ** -digits
    for value, kept in zip(values, rounded, strict=True):
        assert isinstance(kept, Decimal)
        assert Fraction(kept) - floor(value, digits) in (0, step)
        if floor(value, digits) == value:
            assert kept == value
    ups = [Fraction(value) - floor(value, digits) for value, kept in zip(values, rounded, strict=True) if kept > value]
    downs = [
        Fraction(value) - floor(value, digits) for value, kept in zip(values, rounded, strict=True) if kept < value
    ]
    assert not ups or not downs or min(ups) >= max(downs)


@given(
    groups=st.lists(st.lists(figures, min_size=4, max_size=4), max_size=6),
    digits=st.integers(-2, 3),
)
def test_arrays_are_rounded_as_lists_are(groups: list[list[Decimal]], digits: int) -> None:
    array = np.array([[float(value) for value in group] for group in groups]).reshape(len(groups), 4)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rounded = ku.round_to_total(array, digits=digits)
    assert rounded.tolist() == [ku.round_to_total([float(value) for value in group], digits=digits) for group in groups]


@given(
    groups=st.lists(
        st.lists(
            st.sampled_from([0.5, 1.5, 2.5, 0.25, 1 / 3, 2 / 3, 0.1, 0.7, 5.0, -0.5, 1e15]), min_size=3, max_size=3
        ),
        min_size=1,
        max_size=9,
    ),
    digits=st.integers(-1, 2),
)
def test_ties_are_rounded_alike_in_arrays(groups: list[list[float]], digits: int) -> None:
    rounded = ku.round_to_total(np.array(groups), digits=digits)
    assert rounded.tolist() == [ku.round_to_total(group, digits=digits) for group in groups]


@given(
    source=st.integers(0, 2**32),
    items=st.sampled_from([1, 2, 4, 12, 13, 30]),
    digits=st.integers(-2, 3),
    asked=st.booleans(),
)
def test_equal_remainders_of_large_and_small_parts_are_rounded_alike(
    source: int, items: int, digits: int, asked: bool
) -> None:
    """A float of a large amount lies far from the decimal that it stands for: 100 000 000.1 has a smaller remainder than 0.1."""
    drawn = np.random.default_rng(source)
    groups = drawn.integers(-20, 20, (8, items)) / 10.0 ** drawn.integers(0, 4, (8, items))
    groups += drawn.choice([0.0, 0.0, 1e4, 1e8, *([] if asked else [-1e10, 1e13])], (8, items))
    groups[drawn.random((8, items)) < 0.1] *= 1 + 2.0**-52
    wanted, totals = [], []
    for group in groups.tolist():
        wanted.append(ku.round_to_total(group, digits=digits))
        totals.append(float(sum(map(Decimal, map(repr, wanted[-1])))))
    rounded = ku.round_to_total(groups, digits=digits, total=np.array(totals) if asked else None)
    assert rounded.tolist() == wanted


DRAWN = np.random.default_rng(1)


@pytest.mark.parametrize("items", [1, 2, 5, 12, 13, 40])
@pytest.mark.parametrize(
    ("draw", "digits", "asked"),
    [
        (lambda shape: DRAWN.normal(1000, 300, shape), 0, None),
        (lambda shape: DRAWN.normal(0, 1, shape), 2, None),
        (lambda shape: DRAWN.normal(0, 1e6, shape), -2, None),
        (lambda shape: DRAWN.integers(-9999, 9999, shape) * 1.0, 0, None),
        (lambda shape: np.full(shape, 1 / 3), 2, None),
        (lambda shape: DRAWN.normal(0, 1, shape), 1, 2),
        (lambda shape: DRAWN.integers(-9999, 9999, shape) / 8, 0, 2),
        (lambda shape: DRAWN.integers(-9999, 9999, shape) / 80, 1, 2),
        (lambda shape: DRAWN.integers(-9999, 9999, shape) * 12.5, -2, 3),
        (lambda shape: DRAWN.integers(-9999, 9999, shape) / 8, 0, 1),
        (lambda shape: DRAWN.integers(-9999, 9999, shape) / 8, 0, 10**6),
    ],
)
def test_where_floats_are_sure_no_group_is_rounded_one_by_one(
    draw: Any, digits: int, asked: int | None, items: int
) -> None:
    """Speed is promised: ordinary groups, and those whose parts are short decimals, are rounded together."""
    groups = draw((100, items))
    goals = None
    if asked:  # as many go up as there can, or a part of them
        scaled = groups * 10.0**digits
        goals = (np.floor(scaled).sum(axis=1) + (scaled % 1 > 0).sum(axis=1) // asked) / 10.0**digits

    def slowly(*_: Any) -> Any:
        raise AssertionError

    rounded = round_groups(groups, goals, digits, slowly)
    totals = [None] * len(groups) if goals is None else goals.tolist()
    assert rounded.tolist() == [
        ku.round_to_total(group, total=total, digits=digits)
        for group, total in zip(groups.tolist(), totals, strict=True)
    ]


def test_threads_and_blocks_change_no_rounding(monkeypatch: pytest.MonkeyPatch) -> None:
    groups = np.random.default_rng(1).normal(0, 100, (1001, 4)).round(1)
    groups[17, 2] = np.nan
    alone = ku.round_to_total(groups)
    monkeypatch.setattr("kommunuppfoljning.arithmetic.groups.CELLS", 64)
    monkeypatch.setattr("kommunuppfoljning.arithmetic.programs.THREADED", 64)
    monkeypatch.setenv("KOMMUNUPPFOLJNING_THREADS", "3")
    assert ku.round_to_total(groups).tobytes() == alone.tobytes()


def test_large_groups_are_rounded_as_lists_are() -> None:
    groups = np.random.default_rng(1).normal(0, 100, (20, 40)).round(2)
    assert ku.round_to_total(groups).tolist() == [ku.round_to_total(group) for group in groups.tolist()]


def test_a_total_may_be_asked_for() -> None:
    assert ku.round_to_total([1.5, 1.5, 1.5], total=4) == [2.0, 1.0, 1.0]
    assert ku.round_to_total([1.5, 1.5, 1.5], total=6) == [2.0, 2.0, 2.0]
    assert ku.round_to_total(np.full((2, 3), 1.5), total=np.array([4, 6])).tolist() == [[2, 1, 1], [2, 2, 2]]
    assert ku.round_to_total([Fraction(1, 3)] * 3, digits=2) == [
        Fraction(34, 100),
        Fraction(33, 100),
        Fraction(33, 100),
    ]
    assert ku.round_to_total([149, 151], digits=-2) == [100, 200]
    assert ku.round_to_total([1, 2], digits=1000) == [1, 2]
    assert repr(ku.round_to_total([Decimal("-1.25"), Decimal("0.05")], digits=1)) == "[Decimal('-1.2'), Decimal('0.0')]"
    assert ku.round_to_total([]) == []
    assert ku.round_to_total(np.zeros((0, 3))).shape == (0, 3)
    missing = ku.round_to_total(np.array([[1.5, np.nan], [1.5, 1.5]]))
    assert np.isnan(missing[0]).all()
    assert missing[1].tolist() == [2.0, 1.0]


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: ku.round_to_total([1.5, 1.5], total=5), "total must be from 2 to 4 for these parts, got 5"),
        (lambda: ku.round_to_total([1.5, 1.5], total=2.5), "total must be from 2 to 4"),
        (lambda: ku.round_to_total([1, 2], total=4), "total must be from 3 to 3"),
        (lambda: ku.round_to_total(np.full((1, 2), 1.5), total=9), "total must be"),
        (
            lambda: ku.round_to_total(np.full((2, 2), 1.5), total=np.array([3, 3, 3])),
            r"total must have the shape \(2,\)",
        ),
        (lambda: wild(ku).round_to_total(np.full((2, 2), 1.5), total="3"), "total must be an int"),
        (lambda: ku.round_to_total([0.15, 0.1], total=5, digits=1), r"total must be from 0\.2 to 0\.3 for these parts"),
        (lambda: ku.round_to_total([15, 10], total=5, digits=-1), "total must be from 20 to 30 for these parts"),
        (lambda: ku.round_to_total([1], digits=1001), "digits must be from -1000 to 1000"),
        (lambda: ku.round_to_total([1], digits=True), "round_to_total: digits must be a whole number, got True"),
        (lambda: wild(ku).round_to_total([1, None]), r"values\[1\] is missing"),
        (lambda: wild(ku).round_to_total([1, "2"]), r"values\[1\] must be an int"),
        (lambda: wild(ku).round_to_total(5), "values must be"),
        (lambda: wild(ku).round_to_total([1], digits=1.5), "round_to_total: digits must be a whole number, got 1.5"),
        (lambda: ku.round_to_total(np.array(1.5)), "0-dimensional"),
        (lambda: ku.round_to_total(np.array(["a"])), "array of text"),
    ],
)
def test_what_cannot_be_rounded_so_is_refused(call: Any, says: str) -> None:
    with pytest.raises(ku.FollowUpError, match=says):
        call()


@st.composite
def trees(draw: st.DrawFn) -> tuple[dict[int, Any], dict[int, int | None]]:
    count = draw(st.integers(1, 12))
    parents: dict[int, int | None] = {0: None}
    for node in range(1, count):
        parents[node] = draw(st.none() | st.integers(0, node - 1))
    shuffled = draw(st.permutations(list(parents)))
    amounts = draw(st.dictionaries(st.integers(0, count - 1), st.integers(-100, 100) | figures))
    return amounts, {node: parents[node] for node in shuffled}


def slow(amounts: dict[int, Any], parents: dict[int, int | None], node: int) -> Any:
    below = [other for other, parent in parents.items() if parent == node]
    return amounts.get(node, 0) + sum(slow(amounts, parents, other) for other in below)


@given(tree=trees())
def test_every_node_has_all_that_is_below_it(tree: tuple[dict[int, Any], dict[int, int | None]]) -> None:
    amounts, parents = tree
    totals = ku.roll_up(amounts, parents)
    assert list(totals) == list(parents)
    assert totals == {node: slow(amounts, parents, node) for node in parents}


@given(tree=trees())
def test_months_are_rolled_up_each_by_itself(tree: tuple[dict[int, Any], dict[int, int | None]]) -> None:
    amounts, parents = tree
    by_month = {node: np.array([int(amount), 2 * int(amount)]) for node, amount in amounts.items()}
    before = {node: array.copy() for node, array in by_month.items()}
    totals = ku.roll_up(by_month, parents)
    for node in parents:
        whole = slow({other: int(amount) for other, amount in amounts.items()}, parents, node)
        assert np.asarray(totals[node]).tolist() in ([whole, 2 * whole], 0)
    assert all(by_month[node].tolist() == array.tolist() for node, array in before.items())


def test_missing_goes_upwards_and_nothing_is_nothing() -> None:
    parents = {"top": None, "a": "top", "b": "top", "c": "b", "other": None}
    assert ku.roll_up({"a": 1, "c": None, "other": 2}, parents) == {
        "top": None,
        "a": 1,
        "b": None,
        "c": None,
        "other": 2,
    }
    assert ku.roll_up({}, parents) == dict.fromkeys(parents, 0)
    totals = ku.roll_up({"a": np.array([1.0, np.nan]), "c": np.array([2.0, 3.0])}, parents)
    assert totals["top"][0] == 3.0
    assert np.isnan(totals["top"][1])
    assert totals["other"].tolist() == [0, 0]


def test_amounts_may_be_as_large_as_an_array_holds() -> None:
    largest = np.array([2**63 - 1])
    assert ku.roll_up({"a": largest}, {"a": None})["a"].tolist() == largest.tolist()


@pytest.mark.parametrize(
    ("amounts", "parents", "says"),
    [
        ({"x": 1}, {"a": None}, "the amount of 'x' belongs to no node"),
        ({}, {"a": "x"}, "the parent of 'a' must be a node of parents, got 'x'"),
        ({}, {"a": "b", "b": "a"}, "is below itself in a circle"),
        ({}, {"a": "a"}, "'a' is below itself in a circle"),
        ({"a": "1"}, {"a": None}, "first must be an int"),
        ({"a": True}, {"a": None}, "Boolean"),
        ({"a": 1.5, "b": Decimal(1)}, {"a": None, "b": "a"}, "do not go together"),
        ({"a": np.ones(2), "b": np.ones(3)}, {"a": None, "b": "a"}, "has the shape"),
        (5, {}, "amounts must be"),
        ({}, 5, "parents must be"),
        ({"a": np.array([2**62]), "b": np.array([2**62])}, {"a": None, "b": "a"}, "int64"),
    ],
)
def test_bad_trees_are_refused(amounts: Any, parents: Any, says: str) -> None:
    with pytest.raises(ku.FollowUpError, match=says):
        ku.roll_up(amounts, parents)


def test_every_group_of_a_table_of_groups_has_its_own_total() -> None:
    values = np.full((2, 3, 2), 0.5)
    totals = np.array([[1.0, 1.0, 1.0], [1.0, 1.0, 1.0]])
    totals[1, 2] = 1.0
    rounded = ku.round_to_total(values, total=totals)
    assert rounded.sum(axis=-1).tolist() == totals.tolist()
    with pytest.raises(ku.InvalidValue, match="total"):
        ku.round_to_total(values, total=np.ones(2))


@pytest.mark.parametrize("items", [2, 3, 4, 5, 8, 9, 16, 17, 33, 65, 129])
def test_wide_groups_of_equals_round_as_lists_do(items: int) -> None:
    source = np.random.default_rng(items)
    groups = source.integers(0, 8, (50, items)) / 8
    rounded = ku.round_to_total(groups)
    assert rounded.tolist() == [[float(one) for one in ku.round_to_total(group)] for group in groups.tolist()]
