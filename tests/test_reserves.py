"""The balanced-budget requirement against published tables, the reserve's ceilings by the law of the year, deadlines."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning import BalanceRequirement, Basis
from kommunuppfoljning.reserves import RESERVE_RULES, reserve_rules
from tests.samples import wild

PUBLISHED = [  # year's result, adjustments, to and from the reserve, exemption; adjusted and balance result
    # Malmö stad, Årsredovisning 2015, Balanskrav; mnkr. 2013's exceptional reasons are printed within the result
    ({"year": 2015, "result": 563, "adjustments": {"capital_gains": -23}, "to_reserve": -185}, 540, 355),
    ({"year": 2014, "result": -149, "adjustments": {"capital_gains": -56}, "from_reserve": 12}, -205, -193),
    (
        {
            "year": 2013,
            "result": 154,
            "adjustments": {"capital_gains": -33},
            "exemption": 106,
            "exemption_in_result": True,
        },
        121,
        227,
    ),
    # Göteborgs Stad, Årsredovisning 2018, Balanskravsutredning; mnkr
    ({"year": 2016, "result": 938, "adjustments": {"capital_gains": -436}, "to_reserve": -212}, 502, 290),
    ({"year": 2017, "result": 2_128, "adjustments": {"capital_gains": -824}, "to_reserve": -1_000}, 1_304, 304),
    ({"year": 2018, "result": 1_792, "adjustments": {"capital_gains": -739}, "to_reserve": -740}, 1_053, 313),
    # Grästorps kommun, Årsredovisning 2019; tkr (its heading says mkr). A sale gave a loss, printed +
    ({"year": 2019, "result": 12_043, "adjustments": {"capital_gains": 340}, "to_reserve": -1_000}, 12_383, 11_383),
    # Stockholms stad, Årsredovisning 2022, Balanskravsresultat; mnkr
    ({"year": 2022, "result": 2_568, "adjustments": {"capital_gains": -318}}, 2_250, 2_250),
]


@pytest.mark.parametrize(("figures", "adjusted", "balance"), PUBLISHED)
def test_published_requirements(figures: dict[str, Any], adjusted: int, balance: int) -> None:
    requirement = BalanceRequirement(**figures)
    assert (requirement.adjusted_result, requirement.balance_result) == (adjusted, balance)
    rows = requirement.to_table().rows
    assert rows[0].cells == ("Årets resultat enligt resultaträkningen", figures["result"])
    assert ("Årets balanskravsresultat", balance) in [row.cells for row in rows]
    for locale in ("sv", "en"):
        assert all(row.cells[0] for row in requirement.to_table(locale).rows)


def test_malmo_restored_its_deficit_the_year_after() -> None:
    deficit = BalanceRequirement(year=2014, result=-149, adjustments={"capital_gains": -56}, from_reserve=12)
    assert (deficit.to_restore, dict(deficit.deadlines)) == (193, {2014: 2017})
    after = deficit.carried(2015, result=563, adjustments={"capital_gains": -23}, to_reserve=-185)
    assert (after.remaining, after.to_restore, after.deadlines) == (0, 0, {})
    with pytest.raises(ku.InvalidValue, match="year must be a later one"):
        deficit.carried(2014)


@given(results=st.lists(st.integers(-100, 100), min_size=1, max_size=8))
def test_deficits_are_restored_oldest_first_year_by_year(results: list[int]) -> None:
    requirement = BalanceRequirement(year=2000, result=results[0])
    deficits = {2000: min(results[0], 0)}
    for year, result in enumerate(results[1:], start=2001):
        requirement = requirement.carried(year, result=result)
        left = max(result, 0)
        for old in sorted(deficits):
            paid = min(left, -deficits[old])
            deficits[old], left = deficits[old] + paid, left - paid
        deficits[year] = min(result, 0)
    remaining = {year: amount for year, amount in deficits.items() if amount}
    assert dict(requirement.outstanding) == remaining
    assert dict(requirement.deadlines) == {year: year + 3 for year in remaining}
    assert requirement.to_restore == -sum(remaining.values())


def test_both_reserves_side_by_side_and_on_the_forecast() -> None:
    requirement = BalanceRequirement(
        year=2025, result=-30, from_reserve=10, from_old_reserve=15, basis=Basis.FORECAST, brought_forward=-3
    )
    assert (requirement.balance_result, requirement.remaining) == (-5, -8)
    names = [row.cells[0] for row in requirement.to_table().rows]
    assert names == [
        "Årets resultat enligt helårsprognosen",
        "Årets resultat efter balanskravsjusteringar",
        "Användning av medel från resultatreserv",
        "Användning av medel från resultatutjämningsreserv",
        "Årets balanskravsresultat",
        "Balanskravsunderskott från tidigare år",
        "Balanskravsresultat att återställa",
    ]
    old = BalanceRequirement(year=2023, result=30, to_reserve=-10, adjustments=wild({"Egen rad": -1}), exemption=2)
    assert [row.cells[0] for row in old.to_table().rows][1:4] == [
        "Egen rad",
        "Årets resultat efter balanskravsjusteringar",
        "Reservering av medel till resultatutjämningsreserv",
    ]
    assert [row.is_total for row in old.to_table().rows] == [False, False, True, False, True, False, True]
    first = BalanceRequirement(year=2024, result=30, to_reserve=-10, exemption=2, exemption_in_result=True)
    assert [(row.cells, row.is_total) for row in first.to_table().rows] == [
        (("Årets resultat enligt resultaträkningen", 30), False),
        (("Årets resultat efter balanskravsjusteringar", 30), True),
        (("Reservering av medel till resultatreserv", -10), False),
        (("Synnerliga skäl", 2), False),
        (("Årets balanskravsresultat", 22), True),
        (("Balanskravsresultat att återställa", 0), True),
    ]
    with pytest.raises(ku.InvalidValue, match="from_old_reserve must be at least 0"):
        BalanceRequirement(year=2025, result=1, from_old_reserve=-1)


@pytest.mark.parametrize(
    ("year", "result", "adjusted", "base", "set_aside"),
    [
        # Göteborgs Stad, Årsredovisning 2018: what it set aside is what the ceiling allowed, to the million
        (2017, 2_128, 1_304, 26_572 + 3_827, 1_000),
        (2018, 1_792, 1_053, 27_590 + 3_705, 740),
    ],
)
def test_published_reservations_are_at_the_ceiling(
    year: int, result: int, adjusted: int, base: int, set_aside: int
) -> None:
    ceiling = ku.reserve_ceiling(
        year=year, result=result, adjusted_result=adjusted, taxes_and_grants=base, equity_with_pensions=1
    )
    assert ku.round_half_away(Decimal(ceiling)) == set_aside


figure = st.integers(-(10**6), 10**6)
positive, few = st.integers(0, 10**6), st.integers(0, 10**4)


@given(
    year=st.integers(2010, 2040),
    result=figure,
    adjusted=figure,
    base=positive,
    equity=figure,
    to_restore=few,
    reserve=few,
)
def test_the_ceiling(
    year: int, result: int, adjusted: int, base: int, equity: int, to_restore: int, reserve: int
) -> None:
    def ceiling(**changed: int) -> Fraction:
        given = {
            "year": year,
            "result": result,
            "adjusted_result": adjusted,
            "taxes_and_grants": base,
            "equity_with_pensions": equity,
            "to_restore": to_restore,
            "reserve": reserve,
        }
        return Fraction(ku.reserve_ceiling(**{**given, **changed}))

    most = ceiling()
    share = Fraction(1, 100) if equity >= 0 else Fraction(2, 100)
    by_hand = min(result, adjusted) - share * base - to_restore
    if year >= 2024:
        by_hand = min(by_hand, Fraction(5, 100) * base - reserve)
    assert most == max(by_hand, 0)
    assert ceiling(result=adjusted, adjusted_result=result) == most
    assert ceiling(to_restore=to_restore + 1) <= most
    assert ceiling(equity_with_pensions=-1) <= ceiling(equity_with_pensions=0)
    if year < 2024:
        assert ceiling(reserve=0) == most


@pytest.mark.parametrize(
    ("figures", "ceiling"),
    [
        ({}, 90),  # nothing to restore, nothing in the reserve
        ({"equity_with_pensions": 0}, 90),
        ({"equity_with_pensions": Decimal("-0.5")}, Decimal(80)),
        ({"year": 2024, "reserve": 20}, 30),
        ({"year": 2024}, 50),
        ({"taxes_and_grants": 50}, Decimal("99.5")),
        ({"result": Decimal("120.0")}, Decimal(90)),
        ({"result": Decimal("100.5"), "adjusted_result": Decimal("100.5")}, Decimal("90.5")),
    ],
)
def test_ceilings_by_hand(figures: dict[str, Any], ceiling: int | Decimal) -> None:
    plain = {"year": 2023, "result": 120, "adjusted_result": 100, "taxes_and_grants": 1_000, "equity_with_pensions": 5}
    assert repr(ku.reserve_ceiling(**{**plain, **figures})) == repr(ceiling)  # whole of whole amounts, where it is


def test_bad_reserves() -> None:
    good: dict[str, Any] = {
        "year": 2023,
        "result": 1,
        "adjusted_result": 1,
        "taxes_and_grants": 1,
        "equity_with_pensions": 1,
    }
    assert ku.reserve_ceiling(**good) == Decimal("0.99")
    for field, value, match in (
        ("taxes_and_grants", -1, "taxes_and_grants must be at least 0, got -1"),
        ("to_restore", -1, "to_restore must be at least 0, got -1"),
        ("reserve", -1, "reserve must be at least 0, got -1"),
        ("result", None, "result must be an exact amount, got None"),
        ("result", 0.5, "result must be an exact amount, got 0.5"),
    ):
        with pytest.raises((ku.InvalidValue, ku.InvalidType), match=match):
            ku.reserve_ceiling(**{**good, field: value})
    with pytest.raises(ku.NotFound, match="there was no reserve in 2009"):
        ku.reserve_ceiling(**{**good, "year": 2009})


def test_using_a_reserve() -> None:
    assert ku.reserve_use(year=2020, adjusted_result=-30, reserve=20, allowed=True) == 20
    assert ku.reserve_use(year=2020, adjusted_result=-30, reserve=40, allowed=True) == 30
    assert ku.reserve_use(year=2020, adjusted_result=30, reserve=40, allowed=True) == 0
    assert ku.reserve_use(year=2020, adjusted_result=-30, reserve=40, allowed=False) == 0
    assert ku.reserve_use(year=2020, adjusted_result=-30, reserve=0, allowed=True) == 0
    assert ku.reserve_use(year=2024, adjusted_result=5, reserve=40, allowed=True, up_to=10) == 5
    with pytest.raises(ku.InvalidValue, match="an equalisation reserve brings a result up to 0"):
        ku.reserve_use(year=2023, adjusted_result=-30, reserve=40, allowed=True, up_to=10)
    with pytest.raises(ku.InvalidValue, match="reserve must be at least 0"):
        ku.reserve_use(year=2023, adjusted_result=-30, reserve=-1, allowed=True)
    with pytest.raises(ku.InvalidType, match="allowed must be a bool"):
        ku.reserve_use(year=2023, adjusted_result=-30, reserve=1, allowed=wild("yes"))


def test_rules_are_dated_and_follow_each_other() -> None:
    for before, after in pairwise(RESERVE_RULES):
        assert before.last == after.first - 1
    assert all(rules.reference for rules in RESERVE_RULES)
    assert [reserve_rules(year).name for year in (2010, 2023, 2024)] == ["equalisation", "equalisation", "result"]
    assert reserve_rules(2024).unread  # the paragraph as in force was not read, and says so


def test_a_deficit_is_left_until_it_is_wholly_repaid() -> None:
    for result, left in ((9, {2022: -1}), (10, {}), (11, {})):
        year = BalanceRequirement(year=2024, result=result, brought_forward={2022: -10})
        assert dict(year.outstanding) == left
    for exempted_in_result in (False, True):  # either way the exemption counts once
        year = BalanceRequirement(year=2024, result=-30, exemption=8, exemption_in_result=exempted_in_result)
        assert (dict(year.outstanding), year.remaining) == ({2024: -22}, -22)
        assert [row.is_total for row in year.to_table().rows if row.cells[0] == "Synnerliga skäl"] == [False]


def test_what_is_left_of_an_unknown_result_cannot_be_carried() -> None:
    unknown = BalanceRequirement(year=2024, brought_forward={2023: -5})
    with pytest.raises(ku.InvalidValue, match="result must be known before what remains is carried"):
        unknown.carried(2025, result=3)


def test_earlier_deficits_and_bare_adjustments_are_named() -> None:
    year = BalanceRequirement(year=2024, result=1, adjustments=wild([-3, 2]), brought_forward={2023: -3, 2022: -2})
    assert [row.cells[0] for row in year.to_table().rows][1:3] == ["Balanskravsjustering 1", "Balanskravsjustering 2"]
    assert [row.cells for row in year.to_table().rows][-3:-1] == [
        ("Balanskravsunderskott från 2022", -2),
        ("Balanskravsunderskott från 2023", -3),
    ]
    assert [row.is_total for row in year.to_table().rows][-4:] == [True, False, False, True]
    assert [row.cells[0] for row in year.to_table("en").rows][-3:-1] == ["Deficit of 2022", "Deficit of 2023"]


def test_there_is_no_old_reserve_before_there_is_a_new_one() -> None:
    with pytest.raises(ku.InvalidValue, match="from_old_reserve is of 2024 and later"):
        BalanceRequirement(year=2023, result=-10, from_old_reserve=7)
    assert BalanceRequirement(year=2024, result=-10, from_old_reserve=7).balance_result == -3
