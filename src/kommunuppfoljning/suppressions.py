"""Suppression (*sekretessgranskning, undertryckning*): small groups hidden, and what would give them away.

Figures of groups of ten persons or fewer are not shown. A figure that is hidden can still be worked out where it is
the only one: from its unit's total less its brothers. So others are hidden with it (*sekundär undertryckning*):

>>> sizes = {("kommunen", None): 60, ("IT", None): 8, ("HR", None): 22, ("Ekonomi", None): 30}
>>> left = {("kommunen", None): 6, ("IT", None): 1, ("HR", None): 2, ("Ekonomi", None): 3}
>>> hidden = suppress(sizes, {"external": left}, {"kommunen": None, "IT": "kommunen", "HR": "kommunen",
...                                               "Ekonomi": "kommunen"})
>>> [(one.unit, one.reason.value, one.protects) for one in hidden.hidden]
[('IT', 'small_group', ''), ('HR', 'complementary', 'IT')]

**What is promised.** For each column of counts by itself, and against a reader who knows every figure that is shown,
how units and groups add up, how large they are, and that no count is negative: no hidden figure is determined. For
each there is another table of counts, whole where these are, that agrees with all that is shown and differs in it.
Nothing is promised of how narrow the range is that a hidden figure must lie within, nor against who knows more:
another table of the same persons, or what one of them can tell.

**How.** Every figure is the flow through an arc of a network, and every sum a node of it where as much flows in as
out: a unit's parts, a group's units. A hidden figure is not determined precisely where a circuit of hidden figures
goes through it, along which one can be added and taken away. Where there is none the cheapest circuit is found, by
the number of persons whose figures it would hide, and its figures are hidden too.

Source: lagen (2018:597) om kommunal bokföring och redovisning 11 kap. (groups of at most ten); Gusfield, *A Graph
Theoretic Approach to Statistical Data Security*, SIAM J. Comput. 17 (1988).
"""

import heapq
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

import attrs

from kommunuppfoljning.errors import InvalidType, InvalidValue, expect, shown
from kommunuppfoljning.locale import message
from kommunuppfoljning.models import Model
from kommunuppfoljning.tables import CellKind, Column, Row, Table
from kommunuppfoljning.terms import Term
from kommunuppfoljning.trees import leaves_first

__all__ = ["LARGEST_SMALL_GROUP", "HiddenFigure", "HidingReason", "Suppression", "suppress", "suppress_together"]

LARGEST_SMALL_GROUP = 10
"""A group of so many persons, or fewer, is not shown."""

Cell: TypeAlias = "tuple[str, str | None]"
"""A unit and a group of it; `None` for all groups together."""
Figure: TypeAlias = "int | Decimal | Fraction"
Figures: TypeAlias = "Mapping[Cell, Figure] | Mapping[tuple[str, None], Figure] | Mapping[tuple[str, str], Figure]"

_REST = "\0rest"
"""What a unit has beside its parts, and those who belong to none of the groups: never printed, yet to be protected."""


class HidingReason(Term):
    """Why a figure is hidden (*skäl till undertryckning*)."""

    SMALL_GROUP = "small_group", "liten grupp, small group"
    COMPLEMENTARY = "complementary", "sekundär undertryckning, complementary"


@attrs.frozen(kw_only=True, repr=False)
class HiddenFigure(Model):
    """A figure that is not shown (*undertryckt uppgift*): of which unit and group, why, and what it protects."""

    unit: str
    group: str | None = None
    reason: HidingReason
    protects: str = ""

    _told = ("unit", "group", "reason")


@attrs.frozen(kw_only=True, repr=False)
class Suppression(Model):
    """What was hidden and why (*redovisning av undertryckning*).

    `most` is the size of the largest group that is hidden for being small.
    """

    hidden: tuple[HiddenFigure, ...] = ()
    most: int = LARGEST_SMALL_GROUP

    _told = ("hidden", "most")

    @property
    def cells(self) -> frozenset[Cell]:
        """The hidden units and groups; the group `None` is all of a unit."""
        return frozenset((one.unit, one.group) for one in self.hidden)

    def hides(self, unit: str, group: str | None = None) -> bool:
        """Whether the figures of a unit and group are hidden."""
        return (unit, group) in self.cells

    def to_table(self, locale: str = "sv") -> Table:
        """What was hidden, a row each, and the rule in a note."""
        keys = {"scope": CellKind.TEXT, "group": CellKind.TEXT, "reason": CellKind.TERM, "protects": CellKind.TEXT}
        return Table(
            title=message("table.suppression", locale),
            columns=tuple(
                Column(key=key, label=message(f"column.{key}", locale), kind=kind) for key, kind in keys.items()
            ),
            rows=tuple(Row(cells=(one.unit, one.group or "", one.reason, one.protects)) for one in self.hidden),
            notes=self.notes(locale),
        )

    def notes(self, locale: str = "sv") -> tuple[str, ...]:
        """The rule, and how many figures it hid, in words; nothing where nothing is hidden."""
        if not self.hidden:
            return ()
        small = sum(one.reason is HidingReason.SMALL_GROUP for one in self.hidden)
        told = {"most": self.most, "small": small, "others": len(self.hidden) - small}
        return (message("note.suppression", locale, **told),)


def suppress(
    sizes: Figures,
    counts: Mapping[str, Figures],
    parents: Mapping[str, str | None],
    *,
    most: int = LARGEST_SMALL_GROUP,
    free: Collection[str] = (),
    hidden: Iterable[Cell] = (),
) -> Suppression:
    """Find what has to be hidden among the figures of units and groups (*undertryck små grupper*).

    Parameters
    ----------
    sizes
        The number of persons behind each figure that would be shown, from ``(unit, group)``; the group `None` is all of
        the unit. Either every unit has every group, or there are only totals.
    counts
        By name the counts that the figures rest on, such as leavers or hours: each a mapping with the same keys, of
        exact numbers that are not negative. Every one of them is protected.
    parents
        From every unit to the one above it; a root's parent is `None`.
    most
        The size of the largest group that is too small to be shown [persons].
    free
        Names of counts that do not add up over units: moves between two units of a department are none of the
        department's own.
    hidden
        What is hidden already, in another table of the same units and groups.

    Returns
    -------
    The hidden figures: small groups, those hidden already, and what protects them.

    Raises
    ------
    InvalidType
        For a figure that is not exact.
    InvalidValue
        For units without a size or a count, negative figures, parts that exceed their whole, and `most` below 0.

    References
    ----------
    Lagen (2018:597) om kommunal bokföring och redovisning 11 kap.

    Examples
    --------
    >>> by_sex = {("IT", None): 20, ("IT", "kvinnor"): 8, ("IT", "män"): 12}
    >>> [one.group for one in suppress(by_sex, {"left": {cell: 1 + size for cell, size in by_sex.items()} |
    ...  {("IT", None): 22}}, {"IT": None}).hidden]
    ['kvinnor', 'män']
    """
    expect(most, int, "suppress: most")
    if most < 0:
        raise InvalidValue(f"suppress: most must be at least 0 persons, got {most}")
    children = leaves_first(parents, "suppress")
    groups = tuple(dict.fromkeys(group for _, group in sizes if group is not None))
    people = _Tree(parents, children, groups, sizes, "sizes")
    columns = {name: _Tree(parents, children, groups, given, name, name in free) for name, given in counts.items()}
    reasons: dict[Cell, HiddenFigure] = {}
    unprinted: set[Cell] = set()
    for cell, size in people.values.items():
        held = size > 0 or any(tree.values.get(cell, 0) > 0 for tree in columns.values())
        if held and size <= most:
            if _is_printed(cell):
                reasons[cell] = _hidden(cell, HidingReason.SMALL_GROUP)
            else:
                unprinted.add(cell)
    for cell in hidden:
        if cell not in sizes:
            raise InvalidValue(f"suppress: {shown(cell)} is hidden already, but is none of the cells of sizes")
        reasons.setdefault(cell, _hidden(cell, HidingReason.COMPLEMENTARY))
    networks = [_Network(tree, people) for tree in columns.values()]
    settled = False
    while not settled:
        settled = True
        for network in networks:
            for cell in (*reasons, *unprinted):
                if cell in network.safe or cell not in network.arcs:
                    continue
                for other in network.protect(cell, reasons):
                    settled = False
                    reasons[other] = _hidden(other, HidingReason.COMPLEMENTARY, _named(cell))
    order = {cell: place for place, cell in enumerate(sizes)}
    return Suppression(hidden=tuple(reasons[cell] for cell in sorted(reasons, key=order.__getitem__)), most=most)


def suppress_together(
    tables: Sequence[tuple[Figures, Mapping[str, Figures]]],
    parents: Mapping[str, str | None],
    *,
    most: int = LARGEST_SMALL_GROUP,
    free: Collection[str] = (),
    hidden: Iterable[Cell] = (),
) -> Suppression:
    """Find what has to be hidden in tables of the same units that are shown together (*undertryck tillsammans*).

    Each table is the sizes and counts of `suppress`, whose other parameters and errors are those; what is `hidden`
    already is of any of them. They may be of several periods: what is hidden in one is hidden in all, since the
    difference of two periods is a third. Those of one unit by itself may be divided in several ways, such as by sex and
    by age; where its total is hidden, all of it is. Of several units that is refused, since two divisions tell more
    together than each does.
    """
    order = list(dict.fromkeys(cell for sizes, _ in tables for cell in sizes))
    known, found = set(order), dict[Cell, HiddenFigure]()
    for cell in hidden:
        if cell not in known:
            raise InvalidValue(f"suppress_together: {shown(cell)} is hidden already, but is no cell of a table")
        found[cell] = _hidden(cell, HidingReason.COMPLEMENTARY)
    divided = {frozenset(group for _, group in sizes) for sizes, _ in tables}
    if len(divided) > 1 and len(parents) > 1:
        raise InvalidValue(
            "suppress_together: units that add up are divided in one way at a time; "
            "show several divisions of one unit by itself"
        )
    settled = False
    while not settled:
        settled = True
        for sizes, counts in tables:
            for one in suppress(
                sizes, counts, parents, most=most, free=free, hidden=[cell for cell in found if cell in sizes]
            ).hidden:
                cell = (one.unit, one.group)
                settled &= cell in found
                if cell not in found or one.reason is HidingReason.SMALL_GROUP:
                    found[cell] = one
        if len(divided) > 1:
            for unit, group in order:  # a total that is worked out from one division would tell of the other
                if (unit, None) in found and (unit, group) not in found:
                    found[unit, group] = _hidden((unit, group), HidingReason.COMPLEMENTARY, unit)
                    settled = False
    return Suppression(hidden=tuple(found[cell] for cell in order if cell in found), most=most)


def _hidden(cell: Cell, reason: HidingReason, protects: str = "") -> HiddenFigure:
    return HiddenFigure(unit=cell[0], group=cell[1], reason=reason, protects=protects)


def _named(cell: Cell) -> str:
    """A cell in words, what is never printed by the unit or group that it is the rest of."""
    unit, group = cell[0].removesuffix(_REST), cell[1]
    return unit if group in (None, _REST) else f"{unit}: {group}"


def _is_printed(cell: Cell) -> bool:
    return not cell[0].endswith(_REST) and cell[1] != _REST


class _Tree:
    """A column of figures over units and groups, made whole with what is never printed."""

    def __init__(
        self,
        parents: Mapping[str, str | None],
        children: Mapping[str, list[str]],
        groups: tuple[str, ...],
        given: Figures,
        name: str,
        is_free: bool = False,  # noqa: FBT001, FBT002  # private
    ) -> None:
        self.is_free = is_free
        self.above: dict[str, str | None] = dict(parents)
        self.below: dict[str, list[str]] = {unit: list(units) for unit, units in children.items()}
        self.groups: tuple[str, ...] = (*groups, _REST) if groups else ()
        self.values: dict[Cell, Any] = {}
        wanted = [(unit, group) for unit in parents for group in (None, *groups)]
        for cell in wanted:
            self.values[cell] = _figure(given, cell, name)
        if len(given) != len(wanted):
            extra = next(cell for cell in given if cell not in self.values)
            raise InvalidValue(f"suppress: {name}: {shown(extra)} is no unit of parents with one of the groups")
        for unit in parents if groups else ():
            rest = self.values[unit, None] - sum(self.values[unit, group] for group in groups)
            self.values[unit, _REST] = self._checked(rest, name, f"the groups of {unit!r}")
        for unit, units in children.items():
            if units:
                own = f"{unit}{_REST}"
                self.above[own], self.below[own] = unit, []
                self.below[unit].append(own)
                for group in (None, *self.groups):
                    rest = self.values[unit, group] - sum(self.values[below, group] for below in units)
                    self.values[own, group] = rest if is_free else self._checked(rest, name, f"the units of {unit!r}")

    @staticmethod
    def _checked(rest: Any, name: str, parts: str) -> Any:
        if rest < 0:
            raise InvalidValue(f"suppress: {name}: {parts} are {-rest} more than their total")
        return rest


def _figure(given: Figures, cell: Cell, name: str) -> Any:
    found: Mapping[Any, Any] = given
    if cell not in found:
        raise InvalidValue(f"suppress: {name} must have a figure for each unit and group, none for {shown(cell)}")
    value = found[cell]
    exact = isinstance(value, int | Fraction) or (isinstance(value, Decimal) and value.is_finite())
    if isinstance(value, bool) or not exact:
        raise InvalidType(f"suppress: {name}[{shown(cell)}] must be exact, int or finite Decimal, got {shown(value)}")
    if value < 0:
        raise InvalidValue(f"suppress: {name}[{shown(cell)}] must not be negative, got {value}")
    return value if isinstance(value, int) else Fraction(value)


class _Network:
    """The figures of a column as arcs between its sums."""

    def __init__(self, tree: _Tree, people: _Tree) -> None:
        self.arcs: dict[Cell, tuple[object, object]] = {}
        self.price: dict[Cell, int] = {}
        self.safe: set[Cell] = set()
        self._onward: dict[object, list[tuple[object, Cell]]] = {}
        self._back: dict[object, list[tuple[object, Cell]]] = {}
        for unit, above in tree.above.items():
            for group in (None, *tree.groups):
                cell = (unit, group)
                size, value = people.values[cell], tree.values[cell]
                within = tree.is_free and unit.endswith(_REST)  # less what moved within the unit above
                if size == 0 and value == 0 and not within:
                    continue  # nobody, and known to be so
                tail, head = _ends(tree, unit, above, group)
                self.arcs[cell] = tail, head
                sums = 1 + bool(tree.below[unit]) + (group is None and bool(tree.groups))
                self.price[cell] = (int(size) + 1) * sums if _is_printed(cell) else 0  # a total is worth more
                if not within or size > 0 or value != 0:
                    self._join(tail, head, cell)
                if within or value > 0:
                    self._join(head, tail, cell)
                if tail == head or within:
                    self.safe.add(cell)  # no sum holds it, or any number of moves is in it

    def _join(self, start: object, end: object, cell: Cell) -> None:
        """Let something be added to one sum and taken from another: more of a figure, or less."""
        self._onward.setdefault(start, []).append((end, cell))
        self._back.setdefault(end, []).append((start, cell))

    def protect(self, cell: Cell, hidden: Collection[Cell]) -> Iterator[Cell]:
        """The figures to hide so that this one is not determined: those of the cheapest circuit through it."""
        tail, head = self.arcs[cell]
        ways = [self._way(head, tail, cell, hidden)]
        if any(other == cell for _, other in self._back.get(tail, ())):
            ways.append(self._way(tail, head, cell, hidden))
        _, circuit = min((way for way in ways if way is not None), key=lambda way: way[0])
        self.safe |= {cell, *circuit}
        for other in circuit:
            if _is_printed(other) and other not in hidden:
                yield other

    def _way(self, start: object, end: object, avoided: Cell, hidden: Collection[Cell]) -> Any:
        """The cheapest way from one sum to another, and its price; `None` where there is none."""
        steps = self._onward
        if len(steps.get(start, ())) > len(self._back.get(end, ())):  # from the end where fewer ways lead
            start, end, steps = end, start, self._back
        best: dict[object, int] = {start: 0}
        came: dict[object, tuple[object, Cell]] = {}
        queue: list[tuple[int, int, object]] = [(0, 0, start)]
        turn = 0
        while queue:
            price, _, node = heapq.heappop(queue)
            if node == end:
                circuit = []
                while node != start:
                    node, cell = came[node]
                    circuit.append(cell)
                return price, circuit
            if price > best[node]:
                continue
            for other, cell in steps.get(node, ()):
                if cell == avoided:
                    continue
                dearer = price + (0 if cell in hidden else self.price[cell])
                if other not in best or dearer < best[other]:
                    best[other], came[other] = dearer, (node, cell)
                    turn += 1
                    heapq.heappush(queue, (dearer, turn, other))
        return None


def _ends(tree: _Tree, unit: str, above: str | None, group: str | None) -> tuple[object, object]:
    """The two sums that a figure stands in: that of its unit's parts, or of its groups, and that of the unit above."""
    if not tree.groups:
        return "outside" if above is None else above, unit if tree.below[unit] else "outside"
    outer_sum: object = ("root", unit) if above is None else (above, group)
    inner: object = (unit, group) if tree.below[unit] else ("leaf", unit)
    return (inner, outer_sum) if group is None else (outer_sum, inner)
