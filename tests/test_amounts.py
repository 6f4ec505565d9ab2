"""Amounts: conversion is exact, rounding is half away from zero, and reported figures carry their intervals."""

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning import Interval, Rounded, Unit
from kommunuppfoljning.amounts import opposed, size_of
from tests.samples import wild

decimals = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=3)
units = st.sampled_from(Unit)


@given(value=st.integers() | decimals | st.fractions(max_denominator=1000), source=units, target=units)
def test_convert_there_and_back_is_where_it_was(value: Any, source: Unit, target: Unit) -> None:
    there = ku.convert(value, source=source, target=target)
    assert ku.convert(there, source=target, target=source) == value


def test_convert_keeps_the_kind() -> None:
    assert repr(ku.convert(15_000, source=Unit.TKR, target=Unit.MNKR)) == "15"
    assert repr(ku.convert(15_899, source=Unit.TKR, target=Unit.MNKR)) == "Decimal('15.899')"
    assert repr(ku.convert(Fraction(1, 3), source=Unit.TKR, target=Unit.KR)) == "Fraction(1000, 3)"
    assert ku.convert(1.5, source=Unit.MNKR, target=Unit.TKR) == 1500.0
    assert ku.convert(1500.0, source=Unit.TKR, target=Unit.MNKR) == 1.5
    assert ku.convert(None, source=Unit.TKR, target=Unit.KR) is None
    assert ku.convert(np.array([1, 2]), source=Unit.TKR, target=Unit.KR).tolist() == [1000.0, 2000.0]
    assert ku.convert(np.array([1.0]), source=Unit.KR, target=Unit.TKR).tolist() == [0.001]
    with localcontext() as context:
        context.prec = 2
        assert ku.convert(Decimal("123.456"), source=Unit.MNKR, target=Unit.TKR) == 123_456
    with pytest.raises(ku.InvalidType, match="source must be a Unit"):
        wild(ku).convert(1, source="tkr", target=Unit.KR)
    with pytest.raises(ku.InvalidType, match="value"):
        wild(ku).convert("1", source=Unit.TKR, target=Unit.KR)


@pytest.mark.parametrize(
    ("value", "digits", "wanted"),
    [
        (2.675, 2, 2.68),
        (-2.675, 2, -2.68),
        (0.5, 0, 1.0),
        (-0.5, 0, -1.0),
        (1.005, 2, 1.01),
        (15_950, -2, 16_000),
        (-15_950, -2, -16_000),
        (15_949, -2, 15_900),
        (49, -2, 0),
        (7, 3, 7),
        (Decimal("2.5"), 0, Decimal(3)),
        (Fraction(-5, 2), 0, Fraction(-3)),
        (Fraction(2675, 1000), 2, Fraction(268, 100)),
        (1e300, 2, 1e300),
        (5e-324, 400, 5e-324),
    ],
)
def test_round_half_away(value: Any, digits: int, wanted: Any) -> None:
    answer = ku.round_half_away(value, digits)
    assert answer == wanted
    assert type(answer) is type(wanted)


@given(
    values=st.lists(st.floats(allow_nan=False, allow_infinity=False, width=64), max_size=20),
    digits=st.integers(-25, 25),
)
def test_arrays_round_as_numbers_do(values: list[float], digits: int) -> None:
    answer = ku.round_half_away(np.array(values), digits)
    assert answer.tolist() == [ku.round_half_away(value, digits) for value in values]


@given(whole=st.integers(-(10**6), 10**6), digits=st.integers(0, 5))
def test_ties_round_away_from_zero(whole: int, digits: int) -> None:
    tie = Decimal(whole) + Decimal("0.5")
    value = tie.scaleb(-digits)
    wanted = value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    assert ku.round_half_away(value, digits) == wanted
    assert ku.round_half_away(float(value), digits) == float(wanted)
    assert ku.round_half_away(np.array([float(value)]), digits)[0] == float(wanted)


def test_rounding_arrays_keeps_their_type_and_missing_values() -> None:
    assert np.isnan(ku.round_half_away(np.array([np.nan, np.inf]), 1)).all()
    assert ku.round_half_away(np.array([25, -25], dtype=np.int16), -1).dtype == np.int16
    assert ku.round_half_away(np.array([25, -25], dtype=np.int16), -1).tolist() == [30, -30]
    assert ku.round_half_away(np.array([25]), 1).tolist() == [25]
    assert ku.round_half_away(None) is None
    with pytest.raises(ku.TooLarge, match="int8"):
        ku.round_half_away(np.array([127], dtype=np.int8), -1)
    with pytest.raises(ku.InvalidType, match="digits"):
        wild(ku).round_half_away(1, 1.5)
    with pytest.raises(ku.InvalidType, match="value"):
        wild(ku).round_half_away("1")


@pytest.mark.parametrize(
    ("figure", "digits", "low", "high"),
    [
        (Rounded("15.9"), 1, "15.85", "15.95"),
        (Rounded("15,9"), 1, "15.85", "15.95"),
        (Rounded(15_899), 0, "15898.5", "15899.5"),
        (Rounded(Decimal("7.0")), 1, "6.95", "7.05"),
        (Rounded(15_000, -3), -3, "14500", "15500"),
    ],
)
def test_a_reported_figure_knows_its_interval(figure: Rounded, digits: int, low: str, high: str) -> None:
    assert (figure.digits, figure.low, figure.high) == (digits, Decimal(low), Decimal(high))
    assert figure == Rounded(figure.value, figure.digits)
    assert hash(figure) == hash(Rounded(figure.value, figure.digits))


@given(true=st.lists(decimals, min_size=1, max_size=8), digits=st.integers(-3, 2))
def test_rounding_never_raises_a_false_alarm(true: list[Decimal], digits: int) -> None:
    parts = [Rounded(ku.round_half_away(value, digits), digits) for value in true]
    total = Rounded(ku.round_half_away(sum(true, Decimal(0)), digits), digits)
    assert ku.adds_up(parts, total)
    off = Rounded(total.value + (len(parts) + 2) * Decimal(10) ** -digits, digits)
    assert not ku.adds_up(parts, off)


@given(a=decimals, b=decimals)
def test_interval_arithmetic(a: Decimal, b: Decimal) -> None:
    first, second = Rounded(a), Rounded(b)
    total = first + second
    assert (total.low, total.high) == (first.low + second.low, first.high + second.high)
    assert (first - second).low == first.low - second.high
    assert -first == Interval(-first.high, -first.low)
    assert -first.interval == -first
    assert first.overlaps(second) == second.overlaps(first)
    assert first.gap(second) == second.gap(first) >= 0
    assert (first.gap(second) == 0) is first.overlaps(second)
    assert sum([first, second], start=Interval(0, 0)) == total
    assert 0 + first == first.interval
    assert 5 - first == Interval(5 - first.high, 5 - first.low) == 5 - first.interval


def test_touching_intervals_overlap_and_gaps_are_exact() -> None:
    assert Rounded(1).overlaps(Rounded(2))
    assert Rounded(1).gap(Rounded(3)) == 1
    assert not Rounded(1).overlaps(3)
    assert ku.adds_up([], Rounded(0))
    assert not ku.adds_up([], Rounded(1))


@pytest.mark.parametrize("digits", [1000, -1000])
def test_a_reported_figure_has_at_most_a_thousand_decimals(digits: int) -> None:
    assert Rounded(0, digits).digits == digits
    with pytest.raises(ku.InvalidValue, match="digits must be from -1000 to 1000"):
        Rounded(0, digits + digits // 1000)


@pytest.mark.parametrize("kind", [int, Decimal])
@given(first=st.integers(-2, 2), second=st.integers(-2, 2))
def test_signs_are_told_without_a_product(kind: Any, first: int, second: int) -> None:
    assert opposed(kind(first), kind(second)) is (first * second < 0)
    assert size_of(kind(first)) == abs(first)


def test_bad_figures_are_refused() -> None:
    with pytest.raises(ku.InvalidType, match="Rounded: value"):
        wild(Rounded)(1.5)
    with pytest.raises(ku.InvalidValue, match="not a figure"):
        Rounded("abc")
    with pytest.raises(ku.InvalidType, match="digits"):
        wild(Rounded)(1, "2")
    with pytest.raises(ku.InvalidValue, match="low must be at most high"):
        Interval(2, 1)
    with pytest.raises(ku.InvalidType, match="parts must be Rounded"):
        wild(ku).adds_up([1], Rounded(1))
    with pytest.raises(ku.InvalidType, match="total must be Rounded"):
        wild(ku).adds_up([], 1)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("15,9 mnkr", Decimal("15.9"), Unit.MNKR),
        ("+ 5 162 tkr", 5_162, Unit.TKR),
        ("−303 tkr", -303, Unit.TKR),
        ("13\u00a0000 kr", 13_000, Unit.KR),
        ("2 mdkr", 2, Unit.MDKR),
        ("6,1 miljoner kronor", Decimal("6.1"), Unit.MNKR),
        ("– mnkr", None, Unit.MNKR),
    ],
)
def test_parse_amount(text: str, value: Any, unit: Unit) -> None:
    assert ku.parse_amount(text) == (value, unit)


@pytest.mark.parametrize("text", ["5 %", "15,9", "", "mnkr", "5 kronprinsar", "1 000 000 mil"])
def test_an_amount_without_figure_or_unit_is_refused(text: str) -> None:
    with pytest.raises(ku.InvalidValue):
        ku.parse_amount(text)


def test_an_amount_is_text() -> None:
    with pytest.raises(ku.InvalidType):
        wild(ku).parse_amount(5)
