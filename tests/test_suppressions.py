"""Suppression against an adversary: nothing hidden can be worked out from what is shown."""

import itertools
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning import HidingReason
from tests.samples import wild

Cell = tuple[str, str | None]
Table = dict[Cell, int]

PARENTS: dict[str, str | None] = {"K": None, "A": "K", "B": "K", "A1": "A", "A2": "A"}


class World:
    """A table as nobody sees it: the persons of each unit and group, those directly under a unit and of no group too."""

    def __init__(self, parents: Mapping[str, str | None], groups: tuple[str, ...]) -> None:
        self.parents, self.groups = parents, groups
        self.cells: list[Cell] = [(unit, group) for unit in parents for group in (None, *groups)]
        self.basic: list[tuple[str, str]] = [(unit, group) for unit in parents for group in (*groups, "none of them")]

    def table(self, persons: Mapping[tuple[str, str], int]) -> Table:
        """What would be printed: every unit with all that is below it, every group and their total."""
        sums = dict.fromkeys(self.cells, 0)
        for (unit, group), count in persons.items():
            above: str | None = unit
            while above is not None:
                sums[above, None] += count
                if group in self.groups:
                    sums[above, group] += count
                above = self.parents[above]
        return sums

    def possible(self, persons: Mapping[tuple[str, str], int], shown: Table, most: int) -> Iterator[Table]:
        """Every table with counts up to so many that agrees with what is shown: the adversary tries them all.

        Where nobody is, as the sizes tell, nobody is.
        """
        there = [cell for cell in self.basic if persons[cell] > 0]
        for counts in itertools.product(range(most + 1), repeat=len(there)):
            table = self.table(dict(zip(there, counts, strict=True)))
            if all(table[cell] == value for cell, value in shown.items()):
                yield table


def given_away(world: World, sizes: Mapping[tuple[str, str], int], counts: Table, hidden: set[Cell]) -> set[Cell]:
    """The hidden figures that are the same in every possible table."""
    shown = {cell: value for cell, value in counts.items() if cell not in hidden}
    certain = dict.fromkeys(hidden, True)
    for table in world.possible(sizes, shown, max(counts.values(), default=0) + 1):
        for cell in hidden:
            certain[cell] &= table[cell] == counts[cell]
        if not any(certain.values()):
            break
    return {cell for cell, is_certain in certain.items() if is_certain}


def unprinted(world: World, table: Table) -> dict[Cell, int]:
    """What is never printed but follows from it: who is directly under a unit, and who is of no group."""
    found: dict[Cell, int] = {}
    for unit in world.parents:
        below = [other for other, above in world.parents.items() if above == unit]
        for group in (None, *world.groups) if below else ():
            found[f"{unit} itself", group] = table[unit, group] - sum(table[other, group] for other in below)
        if world.groups:
            found[unit, "no group"] = table[unit, None] - sum(table[unit, group] for group in world.groups)
    return found


def determined(world: World, sizes: Mapping[tuple[str, str], int], hidden: set[Cell]) -> set[Cell]:
    """The hidden figures that follow from the shown ones by linear relations alone, whatever the counts: by exact rank."""
    there = [cell for cell in world.basic if sizes[cell] > 0]

    def row(cell: Cell) -> list[Fraction]:
        return [Fraction(world.table({basic: 1}).get(cell, 0)) for basic in there]

    rows = [row(cell) for cell in world.cells if cell not in hidden]
    own = rank(rows)
    return {cell for cell in hidden if any(row(cell)) and rank([*rows, row(cell)]) == own}


def rank(rows: list[list[Fraction]]) -> int:
    left, found = [list(row) for row in rows], 0
    for column in range(len(left[0]) if left else 0):
        pivot = next((place for place in range(found, len(left)) if left[place][column]), None)
        if pivot is None:
            continue
        left[found], left[pivot] = left[pivot], left[found]
        for place in range(found + 1, len(left)):
            factor = left[place][column] / left[found][column]
            left[place] = [one - factor * other for one, other in zip(left[place], left[found], strict=True)]
        found += 1
    return found


LARGER: dict[str, str | None] = {"K": None} | dict.fromkeys("0123", "K") | dict.fromkeys(("01", "02", "03"), "0")


@st.composite
def worlds(
    draw: st.DrawFn, parents: Mapping[str, str | None], groups: tuple[str, ...], most_places: int
) -> tuple[World, dict[tuple[str, str], int], dict[tuple[str, str], int]]:
    """A world, its persons, and the leavers among them: few places with anybody, and few leavers."""
    world = World(parents, groups)
    places = draw(st.lists(st.sampled_from(world.basic), max_size=most_places, unique=True))
    sizes = {cell: draw(st.sampled_from([3, 10, 11, 40])) if cell in places else 0 for cell in world.basic}
    leavers = {cell: min(draw(st.integers(0, 2)), size) for cell, size in sizes.items()}
    return world, sizes, leavers


def hidden_in(world: World, sizes: Any, *leavers: Any) -> set[Cell]:
    counts = {f"column {place}": world.table(one) for place, one in enumerate(leavers)}
    found = ku.suppress(world.table(sizes), counts, world.parents)
    return {(one.unit, one.group) for one in found.hidden}


SHAPES: list[tuple[dict[str, str | None], tuple[str, ...]]] = [
    ({"K": None}, ("w", "m")),
    ({"K": None}, ("w", "m", "x")),
    ({"K": None, "A": "K", "B": "K"}, ()),
    ({"K": None, "A": "K", "B": "K"}, ("w", "m")),
    (PARENTS, ()),
    (PARENTS, ("w", "m")),
    ({"K": None, "A": "K", "A1": "A", "L": None}, ("w", "m")),
]
TREES = st.sampled_from(SHAPES)


@given(TREES.flatmap(lambda shape: worlds(shape[0], shape[1], 6)))
def test_the_adversary_works_nothing_out(drawn: Any) -> None:
    world, sizes, leavers = drawn
    hidden = hidden_in(world, sizes, leavers)
    for cell, size in world.table(sizes).items():
        assert (cell in hidden) >= (0 < size <= 10)
    assert given_away(world, sizes, world.table(leavers), hidden) == set()
    assert determined(world, sizes, hidden) == set()
    counts = world.table(leavers)
    shown = {cell: value for cell, value in counts.items() if cell not in hidden}
    small = {cell for cell, size in unprinted(world, world.table(sizes)).items() if 0 < size <= 10}
    truth = unprinted(world, counts)
    for table in world.possible(sizes, shown, max(counts.values(), default=0) + 1):
        small = {cell for cell in small if unprinted(world, table)[cell] == truth[cell]}
    assert small == set()


@given(TREES.flatmap(lambda shape: worlds(shape[0], shape[1], 5)), st.data())
def test_every_column_is_protected(drawn: Any, data: st.DataObject) -> None:
    world, sizes, leavers = drawn
    others = {cell: min(data.draw(st.integers(0, 1)), size) for cell, size in sizes.items()}
    hidden = hidden_in(world, sizes, leavers, others)
    for one in (leavers, others):
        assert given_away(world, sizes, world.table(one), hidden) == set()


@given(worlds(LARGER, ("w", "m", "x"), 30))
def test_larger_tables_by_exact_algebra(drawn: Any) -> None:
    world, sizes, leavers = drawn
    assert determined(world, sizes, hidden_in(world, sizes, leavers)) == set()


@given(TREES.flatmap(lambda shape: worlds(shape[0], shape[1], 6)))
def test_nothing_is_hidden_where_nothing_is_small(drawn: Any) -> None:
    world, sizes, leavers = drawn
    assume(all(size == 0 or size > 10 for size in sizes.values()))
    assert hidden_in(world, sizes, leavers) == set()


def test_the_adversary_can_win() -> None:
    """Without complementary suppression, and where a total of nothing gives its parts away."""
    world = World({"K": None, "A": "K", "B": "K"}, ())
    sizes = {("K", "none of them"): 0, ("A", "none of them"): 8, ("B", "none of them"): 30}
    leavers = {("A", "none of them"): 1, ("B", "none of them"): 2}
    small: set[Cell] = {("A", None)}
    assert given_away(world, sizes, world.table(leavers), small) == small
    assert determined(world, sizes, small) == small
    both: set[Cell] = {("A", None), ("B", None)}
    assert given_away(world, sizes, world.table(leavers), both) == set()
    nobody = dict.fromkeys(leavers, 0)
    assert given_away(world, sizes, world.table(nobody), both) == both
    assert determined(world, sizes, both) == set()
    assert hidden_in(world, sizes, nobody) == {("A", None), ("K", None)}


@example(moves=[("A1", "A2")], sizes=[5, 40, 40])
@example(moves=[("A1", "B")], sizes=[5, 40, 40])
@given(
    moves=st.lists(st.tuples(st.sampled_from(["A1", "A2", "B"]), st.sampled_from(["A1", "A2", "B"])), max_size=2),
    sizes=st.lists(st.sampled_from([5, 40]), min_size=3, max_size=3),
)
def test_moves_do_not_add_up_and_are_protected_all_the_same(moves: list[tuple[str, str]], sizes: list[int]) -> None:
    lowest = ("A1", "A2", "B")

    def table(pairs: Mapping[Any, int]) -> Table:
        apart = {(one, two): count for (one, two), count in pairs.items() if one != two}
        within = {("A1", "A2"), ("A2", "A1")}
        of_a = sum(count for (one, two), count in apart.items() if one != "B" and (one, two) not in within)
        out = {unit: sum(count for (one, _), count in apart.items() if one == unit) for unit in lowest}
        return {(unit, None): count for unit, count in {"K": 0, "A": of_a, **out}.items()}

    pairs = {pair: moves.count(pair) for pair in itertools.permutations(lowest, 2)}
    people = dict(zip(lowest, sizes, strict=True))
    held = {("K", None): sum(sizes), ("A", None): people["A1"] + people["A2"]}
    held |= {(unit, None): count for unit, count in people.items()}
    truth = table(pairs)
    found = ku.suppress(held, {"moves": truth}, PARENTS, free={"moves"})
    hidden = {(one.unit, one.group) for one in found.hidden}
    certain = set(hidden)
    for counts in itertools.product(range(4), repeat=6):  # more than there are
        other = table(dict(zip(pairs, counts, strict=True)))
        if all(other[cell] == value for cell, value in truth.items() if cell not in hidden):
            certain = {cell for cell in certain if other[cell] == truth[cell]}
    assert certain == set()


@given(st.data())
def test_two_divisions_of_one_unit_give_nothing_away(data: st.DataObject) -> None:
    """By sex and by age at once: the adversary knows that both are of the same persons, but no cross-table of them."""
    kinds = [f"{sex}{age}" for sex in "wm" for age in "yo"]
    sizes = {kind: data.draw(st.sampled_from([0, 3, 10, 11, 40])) for kind in kinds}
    counts = {kind: min(data.draw(st.integers(0, 2)), size) for kind, size in sizes.items()}

    def table(persons: Mapping[str, int], names: str) -> Table:
        parts: Table = {("K", name): sum(count for kind, count in persons.items() if name in kind) for name in names}
        return {("K", None): sum(persons.values()), **parts}

    shown = [(table(sizes, names), {"x": table(counts, names)}) for names in ("wm", "yo")]
    found = ku.suppress_together(shown, {"K": None})
    hidden = {(one.unit, one.group) for one in found.hidden}
    truth = table(counts, "wmyo")
    certain = {cell for cell in hidden if table(sizes, "wmyo")[cell] > 0}
    assert certain >= {cell for cell, size in table(sizes, "wmyo").items() if 0 < size <= 10}
    known = table(sizes, "wmyo")  # of each sex and each age; not of each sex at each age
    for guess in itertools.product(*(range(6) if all(known["K", name] for name in kind) else (0,) for kind in kinds)):
        other = table(dict(zip(kinds, guess, strict=True)), "wmyo")
        if all(other[cell] == value for cell, value in truth.items() if cell not in hidden):
            certain = {cell for cell in certain if other[cell] == truth[cell]}
    assert certain == set()


def test_two_divisions_of_units_that_add_up_are_refused() -> None:
    sizes: list[Table] = [{(unit, group): 20 for unit in ("K", "A") for group in (None, name)} for name in "wy"]
    with pytest.raises(ku.InvalidValue, match="divided in one way at a time"):
        ku.suppress_together([(size, {"x": size}) for size in sizes], {"K": None, "A": "K"})


def test_what_was_hidden_and_why_is_told() -> None:
    sizes = {("K", None): 70, ("A", None): 8, ("B", None): 22, ("C", None): 40}
    counts = {"left": {("K", None): 6, ("A", None): 1, ("B", None): 2, ("C", None): 3}}
    parents: dict[str, str | None] = {"K": None, "A": "K", "B": "K", "C": "K"}
    found = ku.suppress(sizes, counts, parents)
    assert [(one.unit, one.reason, one.protects) for one in found.hidden] == [
        ("A", HidingReason.SMALL_GROUP, ""),
        ("B", HidingReason.COMPLEMENTARY, "A"),
    ]
    assert found.hides("A")
    assert not found.hides("C")
    table = found.to_table("en")
    assert table.texts("en") == [["A", "", "Small group", ""], ["B", "", "Complementary", "A"]]
    assert table.notes == (
        "Groups of at most 10 persons are not shown (1 figures), nor what they could be worked out from (1 figures).",
    )
    assert ku.Suppression().notes() == ()
    again = ku.suppress(sizes, counts, parents, most=0, hidden=[("A", None)])
    assert [one.unit for one in again.hidden] == ["A", "B"]


def test_an_organisation_of_hundreds_of_units_takes_no_time() -> None:
    parents: dict[str, str | None] = {"K": None}
    parents |= {f"f{n}": "K" for n in range(50)} | {f"u{n}": f"f{n // 10}" for n in range(500)}
    own = {f"u{n}": 5 + n % 37 for n in range(500)}
    world = World(parents, ())
    sizes = world.table({(unit, "x"): own.get(unit, 0) for unit in parents})
    counts = {
        str(month): world.table({(unit, "x"): (n * month) % 3 for n, unit in enumerate(own)}) for month in range(1, 25)
    }
    found = ku.suppress(sizes, counts, parents)
    small = sum(one.reason is HidingReason.SMALL_GROUP for one in found.hidden)
    assert small == sum(size <= 10 for size in sizes.values())
    assert len(found.hidden) < 4 * small


@pytest.mark.parametrize(
    ("changed", "error", "text"),
    [
        ({"sizes": {("K", None): 5}}, ku.InvalidValue, r"sizes must have a figure for each .*, none for \('A', None\)"),
        ({"sizes": {("K", None): 5, ("A", None): 6}}, ku.InvalidValue, "sizes: the units of 'K' are 1 more than"),
        ({"counts": {"left": {("K", None): -1, ("A", None): 0}}}, ku.InvalidValue, "must not be negative, got -1"),
        ({"counts": {"left": {("K", None): 1.5, ("A", None): 0}}}, ku.InvalidType, "must be exact"),
        ({"counts": {"left": {("K", None): 1, ("A", None): 0, ("X", None): 0}}}, ku.InvalidValue, "'X'.*is no unit"),
        ({"hidden": [("X", None)]}, ku.InvalidValue, "'X'.* is hidden already"),
        ({"parents": {"K": "A", "A": "K"}}, ku.InvalidValue, "below itself"),
        ({"most": "10"}, ku.InvalidType, "most must be a int"),
        ({"sizes": {("K", None): Decimal("NaN"), ("A", None): 0}}, ku.InvalidType, r"or finite Decimal, got .*NaN"),
        ({"sizes": {("K", None): Decimal("inf"), ("A", None): 0}}, ku.InvalidType, r"or finite Decimal, got .*Inf"),
        ({"most": -1}, ku.InvalidValue, "most must be at least 0 persons, got -1"),
    ],
)
def test_what_is_refused(changed: dict[str, Any], error: type[Exception], text: str) -> None:
    good: dict[str, Any] = {
        "sizes": {("K", None): 50, ("A", None): 6},
        "counts": {"left": {("K", None): 5, ("A", None): 1}},
        "parents": {"K": None, "A": "K"},
    }
    with pytest.raises(error, match=text):
        wild(ku).suppress(**(good | changed))


def test_what_is_hidden_already_is_a_cell_of_a_table() -> None:
    sizes: Table = {("K", None): 60, ("A", None): 20, ("B", None): 40}
    tables = [(sizes, {"left": sizes})]
    parents: dict[str, str | None] = {"K": None, "A": "K", "B": "K"}
    assert ku.suppress_together(tables, parents, hidden=[("A", None)]).cells == {("A", None), ("B", None)}
    with pytest.raises(ku.InvalidValue, match="is no cell of a table"):
        ku.suppress_together(tables, parents, hidden=[("X", None)])


Cells = dict[tuple[str, str | None], int]
PARENTS_OF: tuple[dict[str, str | None], ...] = (
    {"W": None, "A": "W", "B": "W", "C": "W"},
    {"W": None, "A": "W", "B": "W", "A1": "A", "A2": "A", "B1": "B", "B2": "B"},
)
DIVISIONS: tuple[tuple[str, ...], ...] = ((), ("k", "m"), ("k", "m", "x"))


def added_up(parents: dict[str, str | None], groups: tuple[str, ...], data: st.DataObject, most: int) -> Cells:
    """A table whose units and groups add up."""
    below = {unit: [one for one in parents if parents[one] == unit] for unit in parents}
    figures: Cells = {}
    for unit in reversed(parents):
        for group in groups or (None,):
            parts = [figures[one, group] for one in below[unit]]
            figures[unit, group] = sum(parts) if parts else data.draw(st.integers(0, most))
        if groups:
            figures[unit, None] = sum(figures[unit, group] for group in groups)
    return {
        (unit, group): figures[unit, group] for unit in parents for group in ((None, *groups) if groups else (None,))
    }


@given(parents=st.sampled_from(PARENTS_OF), groups=st.sampled_from(DIVISIONS), data=st.data())
def test_what_is_hidden_needs_nothing_more_to_be_hidden(
    parents: dict[str, str | None], groups: tuple[str, ...], data: st.DataObject
) -> None:
    sizes = added_up(parents, groups, data, 40)
    counts = {name: added_up(parents, groups, data, 5) for name in ("hired", "left")}
    cells = [(one.unit, one.group) for one in ku.suppress(sizes, counts, parents).hidden]
    again = ku.suppress(sizes, counts, parents, hidden=cells)
    assert [(one.unit, one.group) for one in again.hidden] == cells


@given(parents=st.sampled_from(PARENTS_OF), data=st.data())
def test_what_is_hidden_together_needs_nothing_more_to_be_hidden(
    parents: dict[str, str | None], data: st.DataObject
) -> None:
    tables = [(added_up(parents, (), data, 40), {"left": added_up(parents, (), data, 5)}) for _ in range(2)]
    cells = [(one.unit, one.group) for one in ku.suppress_together(tables, parents).hidden]
    again = ku.suppress_together(tables, parents, hidden=cells)
    assert [(one.unit, one.group) for one in again.hidden] == cells
    for sizes, counts in tables:
        assert {(one.unit, one.group) for one in ku.suppress(sizes, counts, parents, hidden=cells).hidden} == set(cells)


def test_what_one_figure_hides_is_protected_in_those_before() -> None:
    def table(*figures: int) -> Cells:
        cells = ((unit, group) for unit in PARENTS_OF[0] for group in (None, "k", "m", "x"))
        return dict(zip(cells, figures, strict=True))

    sizes = table(113, 80, 12, 21, 68, 40, 8, 20, 4, 0, 3, 1, 41, 40, 1, 0)
    counts = {
        "hired": table(10, 8, 1, 1, 6, 5, 1, 0, 0, 0, 0, 0, 4, 3, 0, 1),
        "left": table(8, 6, 1, 1, 1, 0, 1, 0, 6, 5, 0, 1, 1, 1, 0, 0),
    }
    hidden = {(one.unit, one.group) for one in ku.suppress(sizes, counts, PARENTS_OF[0]).hidden}
    # of those who were hired, A's k would be what is left of A's total
    assert hidden == {*itertools.product("ABC", "kmx"), ("B", None), ("C", None)}
