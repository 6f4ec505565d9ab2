r"""Peers (*jämförelse med andra kommuner*): one municipality's value of an indicator beside the others', over years.

>>> values = [PeerValue(indicator="N00945", unit=unit, year=2023, value=value)
...           for unit, value in (("0188", 58), ("0180", 60), ("0181", 50), ("0182", 40))]
>>> year = compare_with_peers(values, unit="0188", direction=Direction.HIGHER).years[0]
>>> year.rank, year.count, year.quartile, year.median, year.gap_to_median
(2, 4, 2, 54, 4)

Where it stands among others says nothing of whether its target is met: a `PeerPosition` is not a `Verdict`, and has
words and colours of its own.

Source: RKA, Kolada (groups of like municipalities; the mean of a group is unweighted).
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import attrs

from kommunuppfoljning.amounts import Amount, plus
from kommunuppfoljning.arithmetic.scalars import decimal_of, exact_context
from kommunuppfoljning.errors import InvalidType, InvalidValue, NotFound, expect
from kommunuppfoljning.formulas.deviations import deviation
from kommunuppfoljning.locale import message
from kommunuppfoljning.models import EMPTY, Model
from kommunuppfoljning.tables import CellKind, Column, Row, Table
from kommunuppfoljning.terms import Direction, Term

__all__ = ["PeerComparison", "PeerPosition", "PeerValue", "PeerYear", "compare_with_peers"]

TOTAL = "T"
"""Women and men together."""


class PeerPosition(Term):
    """Where a value stands among others' (*placering*): the best quarter, the middle half, the last quarter."""

    BEST_QUARTILE = "best_quartile", "bland de 25 procent bästa, best quartile"
    MIDDLE = "middle", "bland de 50 procent i mitten, middle half"
    WORST_QUARTILE = "worst_quartile", "bland de 25 procent sämsta, worst quartile"

    @property
    def colour(self) -> str:
        """A shade of blue for charts: never the green, yellow and red of fulfilment."""
        return {"best_quartile": "#1f5f99", "middle": "#9dbfdf", "worst_quartile": "#d7dde3"}[self.value]


@attrs.frozen(kw_only=True, repr=False)
class PeerValue(Model):
    """One value of an indicator (*jämförelsevärde*), of one unit, year and sex.

    Parameters
    ----------
    indicator, unit, year
        What is measured, of whom (an id; leading zeros count), and for which year.
    value
        [the indicator's unit]; `None` is missing.
    gender
        ``"T"`` women and men together, ``"K"`` women, ``"M"`` men.
    kind
        What sort of unit it is: only units of one kind are ranked together.
    is_mean
        Whether it is a mean of others, or the country's: shown beside, never ranked and never averaged again.
    count
        How many members a mean is of, where that is known.
    status
        What the source says of the value, verbatim.
    """

    indicator: str
    unit: str
    year: int
    value: Amount | None = None
    gender: str = TOTAL
    kind: str = "municipality"
    is_mean: bool = False
    count: int | None = None
    status: str = ""

    _told = ("indicator", "unit", "year", "gender", "value")

    def _validate(self) -> None:
        if not 1 <= self.year <= 9999:
            raise InvalidValue(f"PeerValue: year must be from 1 to 9999, got {self.year}")


@attrs.frozen(kw_only=True, repr=False)
class PeerYear(Model):
    """A value among its peers for one year and sex (*placering ett år*).

    Parameters
    ----------
    year, gender, value
        Which value.
    rank, count
        Its place among so many with a value, 1 the best; those that are equal share the better place.
    quartile
        1 the best quarter to 4 the last, ``ceil(4 * rank / count)``; `None` with fewer than four.
    median, gap_to_median
        The middle value of them all, and how much better (+) or worse (−) this one is.
    group_mean, group_count, gap_to_group
        The unweighted mean of the members of the group that have a value, how many they are, and how much better.
    references
        Published means, by the id of what they are of, as they were published.
    """

    year: int
    gender: str = TOTAL
    value: Amount | None = None
    rank: int | None = None
    count: int = 0
    quartile: int | None = None
    median: Amount | None = None
    gap_to_median: Amount | None = None
    group_mean: Amount | None = None
    group_count: int = 0
    gap_to_group: Amount | None = None
    references: Mapping[str, Amount | None] = EMPTY

    _told = ("year", "gender", "value", "rank", "count")

    @property
    def position(self) -> PeerPosition | None:
        """The quarter as a word: of rank, not of fulfilment."""
        if self.quartile is None:
            return None
        return {1: PeerPosition.BEST_QUARTILE, 4: PeerPosition.WORST_QUARTILE}.get(self.quartile, PeerPosition.MIDDLE)


@attrs.frozen(kw_only=True, repr=False)
class PeerComparison(Model):
    """An indicator of one unit against others over years (*jämförelse*)."""

    indicator: str
    unit: str
    direction: Direction
    years: tuple[PeerYear, ...] = ()
    source: str = ""

    _told = ("indicator", "unit")

    def of(self, gender: str) -> tuple[PeerYear, ...]:
        """The years of women (``"K"``), men (``"M"``) or both (``"T"``)."""
        return tuple(year for year in self.years if year.gender == gender)

    def to_table(self, locale: str = "sv") -> Table:
        """The comparison as a table, a row for each year and sex."""
        kinds = {
            "peer_year": CellKind.TEXT,
            "peer_gender": CellKind.TEXT,
            "peer_value": CellKind.NUMBER,
            "peer_rank": CellKind.COUNT,
            "peer_count": CellKind.COUNT,
            "peer_position": CellKind.TERM,
            "peer_median": CellKind.NUMBER,
            "peer_gap_to_median": CellKind.DIFFERENCE,
            "peer_group_mean": CellKind.NUMBER,
            "peer_gap_to_group": CellKind.DIFFERENCE,
        }
        shortened = {"peer_group_mean", "peer_gap_to_group"}
        columns = tuple(
            Column(key=key, label=message(f"column.{key}", locale), kind=kind, digits=1 if key in shortened else None)
            for key, kind in kinds.items()
        )
        rows = tuple(
            Row(
                cells=(
                    str(one.year),
                    message(f"gender.{one.gender}", locale),
                    *(getattr(one, key.removeprefix("peer_")) for key in list(kinds)[2:]),
                )
            )
            for one in self.years
        )
        title = message("table.peers", locale, indicator=self.indicator, unit=self.unit)
        return Table(title=title, columns=columns, rows=rows, source=self.source)

    def _repr_html_(self) -> str:
        return self.to_table()._repr_html_()


def compare_with_peers(
    values: Iterable[PeerValue],
    *,
    unit: str,
    direction: Direction,
    group: Iterable[str] = (),
    indicator: str | None = None,
    source: str = "",
) -> PeerComparison:
    """Compare one unit's values of an indicator with others' (*jämför med andra kommuner*).

    Parameters
    ----------
    values
        Of the unit and of those that it is compared with, for any years.
    unit
        The id of the one that is compared.
    direction
        What is better. No source says it, so it has no default.
    group
        The ids of like municipalities.
    indicator
        Which, where the values are of several.
    source
        Said under the table.

    Returns
    -------
    A `PeerYear` for each year and sex that the unit has a row for. Ranks are among units of the same kind; means that
    were published are kept as references and never averaged again.

    Raises
    ------
    InvalidType, InvalidValue
        For a direction that orders nothing (`NEAR`), a group that is text, values of several indicators, and two values
        of one unit, year and sex.
    NotFound
        For a unit without values.

    Notes
    -----
    The mean of a group is unweighted, as Kolada's are: ``sum(values) / number of members with a value``.

    References
    ----------
    RKA, Kolada.
    """
    expect(direction, Direction, "compare_with_peers: direction")
    if direction is Direction.NEAR:
        raise InvalidValue("compare_with_peers: direction must be HIGHER or LOWER to rank by, got NEAR")
    if isinstance(group, str):
        raise InvalidType(f"compare_with_peers: group must be a list of units, got the text {group!r}")
    listed = [value for value in values if indicator is None or value.indicator == indicator]
    names = sorted({value.indicator for value in listed})
    if len(names) > 1:
        raise InvalidValue(f"compare_with_peers: indicator must be one of {', '.join(names)}, since there are several")
    own = [value for value in listed if value.unit == unit]
    if not own:
        known = ", ".join(sorted({value.unit for value in listed})[:20]) or "none"
        raise NotFound(f"compare_with_peers: no values of the unit {unit!r}; there are {known}")
    members = frozenset(group)
    by_year: dict[tuple[int, str], dict[str, PeerValue]] = {}
    for value in listed:
        cell = by_year.setdefault((value.year, value.gender), {})
        if value.unit in cell and cell[value.unit] != value:
            raise InvalidValue(
                f"compare_with_peers: two values of {value.unit!r} for {value.year}, gender {value.gender!r}"
            )
        cell[value.unit] = value
    years = [
        _year(by_year[value.year, value.gender], value, direction, members)
        for value in sorted(own, key=lambda one: (one.gender != TOTAL, one.gender, one.year))
    ]
    return PeerComparison(indicator=names[0], unit=unit, direction=direction, years=tuple(years), source=source)


def _year(cell: Mapping[str, PeerValue], own: PeerValue, direction: Direction, members: frozenset[str]) -> PeerYear:
    peers = {
        one.unit: one.value
        for one in cell.values()
        if one.value is not None and not one.is_mean and one.kind == own.kind
    }
    known = sorted(peers.values(), reverse=direction is Direction.HIGHER)
    of_group = [value for unit, value in peers.items() if unit in members and unit != own.unit]
    mean = _mean(of_group)
    median = _median(known)
    rank = None if own.value is None or own.is_mean else known.index(own.value) + 1
    return PeerYear(
        year=own.year,
        gender=own.gender,
        value=own.value,
        rank=rank,
        count=len(known),
        quartile=-(-4 * rank // len(known)) if rank is not None and len(known) >= 4 else None,
        median=median,
        gap_to_median=_better(own.value, median, direction),
        group_mean=mean,
        group_count=len(of_group),
        gap_to_group=_better(own.value, mean, direction),
        references={one.unit: one.value for one in cell.values() if one.is_mean},
    )


def _better(value: Amount | None, other: Amount | None, direction: Direction) -> Any:
    """How much better a value is than another: the deviation from it, + favourable."""
    return deviation(budget=other, outcome=value, direction=direction)


def _median(ordered: list[Amount]) -> Amount | None:
    """The exact middle; between two in the middle, half of their sum."""
    if not ordered:
        return None
    half, odd = divmod(len(ordered), 2)
    if odd:
        return ordered[half]
    total = plus(ordered[half - 1], ordered[half])
    if isinstance(total, int) and total % 2 == 0:
        return total // 2
    with localcontext(exact_context()):
        return Decimal(total) * Decimal("0.5")


def _mean(values: list[Amount]) -> Amount | None:
    """The unweighted mean, a decimal of 28 significant digits; whole where it is."""
    if not values:
        return None
    mean = sum((Fraction(value) for value in values), Fraction(0)) / len(values)
    return mean.numerator if mean.denominator == 1 else decimal_of(mean)
