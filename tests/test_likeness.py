"""Likeness: the same both ways, one for what is the same, low for what is not."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kommunuppfoljning.errors import InvalidValue
from kommunuppfoljning.likeness import ALIKE, likeness, refuse_misspelt

names = st.text("abcdefåäö ,-", max_size=30)


@given(one=names, other=names)
def test_it_is_the_same_both_ways_and_between_none_and_all(one: str, other: str) -> None:
    share = likeness(one, other)
    assert share == likeness(other, one)
    assert 0 <= share <= 1


@given(name=st.text("abcdefåäö", min_size=1, max_size=30))
def test_a_name_is_like_itself_in_any_case(name: str) -> None:
    assert likeness(name, f"  {name.upper()}.") == 1


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (
            "Uppdatera kommunens parkeringsstrategi för fler platser",
            "Kommunens parkeringsstrategi ska uppdateras för fler platser i staden",
            True,
        ),
        ("Utreda regelverk för lokalbanken", "Utred regelverket för lokalbanken", True),
        ("Ta fram en kostpolicy", "Ta fram en plan för ideella organisationer", False),
        ("IT", "HR", False),
        ("", "Något", False),
    ],
)
def test_names_that_are_of_one_thing(one: str, other: str, alike: bool) -> None:
    assert (likeness(one, other) >= ALIKE) is alike
    assert isinstance(likeness(one, other), Decimal)


def test_long_names_are_compared_letter_by_letter() -> None:
    assert likeness("ab" * 120, "ab" * 119 + "ac") > Decimal("0.99")


def test_one_that_is_just_alike_is_meant() -> None:
    assert likeness("vård", "vården") == ALIKE
    with pytest.raises(InvalidValue, match="units names 'vård', of which no value was read; did you mean 'vården'"):
        refuse_misspelt("units", ["vård"], ["vården"])
    refuse_misspelt("units", ["vårda"], ["bygglov"])
