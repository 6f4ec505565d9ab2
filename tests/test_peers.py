"""Peers: ranks, quartiles, medians and means of groups, worked by hand, and held as properties."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning import Direction, PeerPosition, PeerValue, compare_with_peers
from kommunuppfoljning.io import read_kolada
from tests.samples import EXAMPLES, wild


def values(year: int = 2023, gender: str = "T", **by_unit: Any) -> list[PeerValue]:
    return [
        PeerValue(indicator="N1", unit=unit, year=year, value=value, gender=gender) for unit, value in by_unit.items()
    ]


FOUR = values(a=58, b=60, c=50, d=40)


def test_a_worked_example() -> None:
    year = compare_with_peers(FOUR, unit="a", direction=Direction.HIGHER, group=["b", "c", "a", "z"]).years[0]
    assert (year.rank, year.count, year.quartile, year.position) == (2, 4, 2, PeerPosition.MIDDLE)
    assert (year.median, year.gap_to_median) == (54, 4)
    assert (year.group_mean, year.group_count, year.gap_to_group) == (55, 2, 3)
    lower = compare_with_peers(FOUR, unit="a", direction=Direction.LOWER).years[0]
    assert (lower.rank, lower.gap_to_median, lower.group_mean, lower.gap_to_group) == (3, -4, None, None)


def test_missing_equal_and_few() -> None:
    listed = values(a=None, b=5, c=5, d=7)
    missing = compare_with_peers(listed, unit="a", direction=Direction.HIGHER).years[0]
    assert (missing.value, missing.rank, missing.quartile, missing.count, missing.median) == (None, None, None, 3, 5)
    assert missing.gap_to_median is None
    equal = [compare_with_peers(listed, unit=unit, direction=Direction.HIGHER).years[0].rank for unit in "bcd"]
    assert equal == [2, 2, 1]
    alone = compare_with_peers(values(a=0), unit="a", direction=Direction.HIGHER).years[0]
    assert (alone.rank, alone.count, alone.quartile, alone.position, alone.median) == (1, 1, None, None, 0)
    nothing = compare_with_peers(values(a=None), unit="a", direction=Direction.HIGHER).years[0]
    assert (nothing.median, nothing.count) == (None, 0)


def test_quarters_are_told_in_words() -> None:
    for unit, quartile, position in (
        ("b", 1, PeerPosition.BEST_QUARTILE),
        ("a", 2, PeerPosition.MIDDLE),
        ("c", 3, PeerPosition.MIDDLE),
        ("d", 4, PeerPosition.WORST_QUARTILE),
    ):
        year = compare_with_peers(FOUR, unit=unit, direction=Direction.HIGHER).years[0]
        assert (year.quartile, year.position) == (quartile, position)


@pytest.mark.parametrize(
    ("one", "other", "middle"),
    [(1, 3, 2), (1, 5, 3), (1, 2, Decimal("1.5")), (Decimal("1.5"), Decimal("2.5"), Decimal("2.00"))],
)
def test_the_middle_and_mean_of_two_are_exact_and_whole_where_they_are(one: Any, other: Any, middle: Any) -> None:
    year = compare_with_peers(values(a=one, b=other), unit="a", direction=Direction.HIGHER).years[0]
    assert repr(year.median) == repr(middle)
    year = compare_with_peers(
        values(a=0, b=one, c=other), unit="a", direction=Direction.HIGHER, group=["b", "c"]
    ).years[0]
    assert (year.group_mean, type(year.group_mean)) == (middle, int if middle == int(middle) else Decimal)


def test_published_means_are_beside_and_never_ranked_nor_averaged() -> None:
    mean = PeerValue(indicator="N1", unit="G1", year=2023, value=99, is_mean=True, kind="group", count=7)
    region = PeerValue(indicator="N1", unit="0001", year=2023, value=100, kind="region")
    year = compare_with_peers([*FOUR, mean, region], unit="b", direction=Direction.HIGHER, group=["G1", "a"]).years[0]
    assert (year.rank, year.count, year.group_mean, year.group_count) == (1, 4, 58, 1)
    assert year.references == {"G1": 99}
    of_mean = compare_with_peers([*FOUR, mean], unit="G1", direction=Direction.HIGHER).years[0]
    assert of_mean.rank is None


def test_years_and_sexes_apart() -> None:
    listed = [*values(2023, a=1, b=2), *values(2022, a=2, b=1), *values(2023, "K", a=3, b=2), *values(2023, "M", b=2)]
    result = compare_with_peers(listed, unit="a", direction=Direction.HIGHER)
    assert [(one.year, one.gender, one.rank) for one in result.years] == [
        (2022, "T", 1),
        (2023, "T", 2),
        (2023, "K", 1),
    ]
    assert [one.year for one in result.of("K")] == [2023]
    digits = [column.digits for column in result.to_table().columns]
    assert digits == [None] * 8 + [1, 1]  # the mean of a group, and the gap to it, have decimals without end
    assert ku.PeerYear(year=2024) == ku.PeerYear(year=2024, count=0, group_count=0)


def test_the_example_from_kolada() -> None:
    reading = read_kolada(EXAMPLES / "exempelkommun" / "kolada_n00945.json")
    result = compare_with_peers(
        reading.values, unit="0188", direction=Direction.HIGHER, group=["0180", "0181"], source=reading.source
    )
    assert len(result.years) == 9
    year = result.of("T")[-1]
    assert (year.year, year.count, set(year.references)) == (2023, 8, {"G35902", "0000"})
    table = result.to_table()
    assert table.source == "Källa: Kolada"
    assert table.column("peer_gender")[-1] == "Män"
    assert all(not isinstance(cell, ku.Verdict) for row in table.rows for cell in row.cells)
    assert "Källa: Kolada" in result._repr_html_()
    assert result.to_table("en").columns[0].label == "Year"
    assert {position.colour for position in PeerPosition}.isdisjoint({"green", "red", "yellow"})


def test_what_is_asked_wrongly() -> None:
    with pytest.raises(ku.InvalidValue, match="direction must be HIGHER or LOWER"):
        compare_with_peers(FOUR, unit="a", direction=Direction.NEAR)
    with pytest.raises(ku.InvalidType, match="direction must be a Direction"):
        wild(compare_with_peers)(FOUR, unit="a", direction="higher")
    with pytest.raises(ku.NotFound, match="no values of the unit 'x'; there are a, b, c, d"):
        compare_with_peers(FOUR, unit="x", direction=Direction.HIGHER)
    other = PeerValue(indicator="N2", unit="a", year=2023, value=1)
    with pytest.raises(ku.InvalidValue, match="one of N1, N2"):
        compare_with_peers([*FOUR, other], unit="a", direction=Direction.HIGHER)
    assert compare_with_peers([*FOUR, other], unit="a", indicator="N2", direction=Direction.HIGHER).indicator == "N2"
    with pytest.raises(ku.InvalidValue, match="two values of 'a' for 2023"):
        compare_with_peers([*FOUR, *values(a=1)], unit="a", direction=Direction.HIGHER)
    for year in (0, 10_000):
        with pytest.raises(ku.InvalidValue, match=f"year must be from 1 to 9999, got {year}"):
            PeerValue(indicator="N1", unit="a", year=year)
    assert [PeerValue(indicator="N1", unit="a", year=year).year for year in (1, 9999)] == [1, 9999]
    many = [PeerValue(indicator="N1", unit=f"u{number:02}", year=2023, value=number) for number in range(30)]
    with pytest.raises(ku.NotFound, match="there are u00, u01, .*, u19$"):  # twenty of them
        compare_with_peers(many, unit="x", direction=Direction.HIGHER)


figures = st.none() | st.integers(-100, 100) | st.decimals(-100, 100, places=1)


@given(
    listed=st.lists(figures, min_size=1, max_size=12), direction=st.sampled_from([Direction.HIGHER, Direction.LOWER])
)
def test_ranks_and_means_are_what_they_say(listed: list[Any], direction: Direction) -> None:
    given_values = values(**{f"u{place}": value for place, value in enumerate(listed)})
    known = [value for value in listed if value is not None]
    years = [
        compare_with_peers(
            given_values, unit=one.unit, direction=direction, group=[f"u{place}" for place in range(3)]
        ).years[0]
        for one in given_values
    ]
    for year, value in zip(years, listed, strict=True):
        assert year.count == len(known)
        if value is None:
            assert year.rank is None
            continue
        better = sum(other > value if direction is Direction.HIGHER else other < value for other in known)
        assert year.rank == better + 1
        if year.quartile is not None:
            assert year.quartile - 1 < 4 * (better + 1) / len(known) <= year.quartile
        assert year.median is not None
        below, above = (sum(other < year.median for other in known), sum(other > year.median for other in known))
        assert max(below, above) <= len(known) / 2
        assert year.gap_to_median is not None
        assert year.gap_to_median == (value - year.median if direction is Direction.HIGHER else year.median - value)
    mirrored = compare_with_peers(
        [
            PeerValue(indicator="N1", unit=one.unit, year=2023, value=None if one.value is None else -one.value)
            for one in given_values
        ],
        unit="u0",
        direction=Direction.LOWER if direction is Direction.HIGHER else Direction.HIGHER,
    ).years[0]
    assert (mirrored.rank, mirrored.gap_to_median) == (years[0].rank, years[0].gap_to_median)
    others = [value for value in listed[1:3] if value is not None]
    if others:
        exact = sum((Fraction(other) for other in others), Fraction(0)) / len(others)
        assert years[0].group_mean is not None
        assert abs(Fraction(years[0].group_mean) - exact) < Fraction(1, 10**20)
        assert isinstance(years[0].group_mean, int | Decimal)


def test_a_group_is_no_text() -> None:
    with pytest.raises(ku.InvalidType, match="group must be a list of units, got the text 'u1'"):
        compare_with_peers(values(u0=1, u1=2), unit="u0", direction=Direction.HIGHER, group="u1")
