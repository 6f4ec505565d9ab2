"""Periodisation keys, months, and budget versions: every key adds up, and nothing is filled in."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning import BudgetHistory, BudgetVersion, MonthlyYear, Periodisation
from tests import samples
from tests.samples import wild

weights = st.lists(st.integers(-5, 50), min_size=12, max_size=12).filter(lambda key: sum(key) != 0)


@given(key=weights, amount=samples.amounts)
def test_every_key_adds_up(key: list[int], amount: Any) -> None:
    months = Periodisation(weights=tuple(key)).spread(amount)
    assert len(months) == 12
    assert sum(months) == amount
    for month, share in zip(months, Periodisation(weights=tuple(key)).shares, strict=True):
        assert abs(Fraction(month) - Fraction(amount) * share) < 1


@given(key=weights, amount=samples.amounts, month=st.integers(1, 12))
def test_to_date_is_the_sum_of_the_months(key: list[int], amount: Any, month: int) -> None:
    periodisation = Periodisation(weights=tuple(key))
    assert periodisation.to_date(amount, month) == sum(periodisation.spread(amount)[:month])
    assert periodisation.share_to_date(12) == 1


def test_a_key_keeps_ore() -> None:
    months = Periodisation.even().spread(Decimal("100.00"))
    assert sorted(set(months)) == [Decimal("8.33"), Decimal("8.34")]
    assert sum(months) == Decimal("100.00")
    assert Periodisation.even().spread(120) == (10,) * 12
    assert Periodisation.even() == Periodisation(weights=(1,) * 12, name="even")
    assert Periodisation.even().spread(0) == (0,) * 12
    assert Periodisation.even().spread(100, digits=2)[0] == Decimal("8.34")


def test_bad_keys() -> None:
    with pytest.raises(ku.InvalidValue, match="weights must be 12, one for each month, got 11"):
        Periodisation(weights=(1,) * 11)
    with pytest.raises(ku.InvalidValue, match="weights must be known, got None for month 2"):
        Periodisation(weights=wild((1, None) + (1,) * 10))
    with pytest.raises(ku.InvalidValue, match="must not sum to 0"):
        Periodisation(weights=(1, -1) * 6)
    with pytest.raises(ku.InvalidValue, match="must have at most 0 decimals"):
        Periodisation.even().spread(Decimal("0.5"), digits=0)
    with pytest.raises(ku.InvalidType, match="amount must be an int or a Decimal"):
        Periodisation.even().spread(wild(0.5))
    with pytest.raises(ku.InvalidValue, match="month must be 1 to 12, got 13"):
        Periodisation.even().to_date(1, 13)


def test_months_repeated_and_missing() -> None:
    assert MonthlyYear.of(2024, [(2, -7), (1, -5)]).outcome == (-5, -7)
    assert MonthlyYear.of(2024, []).outcome == ()
    for wrong in ([1] * 12, [(1,)], ["ab"]):
        with pytest.raises(ku.InvalidType, match="months must be pairs of a month and an amount, got"):
            MonthlyYear.of(2024, wild(wrong))
    with pytest.raises(ku.InvalidValue, match="month 2 is there twice"):
        MonthlyYear.of(2024, [(2, 1), (2, 1), (1, 1)])
    with pytest.raises(ku.InvalidValue, match="month 1 is missing"):
        MonthlyYear.of(2024, [(2, 1)])
    with pytest.raises(ku.InvalidValue, match="month must be 1 to 12, got 0"):
        MonthlyYear.of(2024, [(0, 1)])
    with pytest.raises(ku.InvalidValue, match="outcome must be at most 12 months"):
        MonthlyYear(year=2024, outcome=(1,) * 13)
    with pytest.raises(ku.InvalidValue, match="budget must be 12 months or none, got 3"):
        MonthlyYear(year=2024, budget=(1,) * 3)


def test_a_missing_month_is_not_zero() -> None:
    year = MonthlyYear(year=2024, outcome=(1, None, 3))
    assert (year.to_date(1), year.to_date(2), year.to_date(3), year.to_date(4), year.annual) == (
        1,
        None,
        None,
        None,
        None,
    )
    assert not year.is_whole
    for outcome, is_whole in (((1,) * 12, True), ((1,) * 11, False), ((1,) * 11 + (None,), False)):
        assert MonthlyYear(year=2024, outcome=outcome).is_whole == is_whole
    assert MonthlyYear(year=2024, outcome=(1,) * 12).annual == 12


ORIGINAL = BudgetVersion(id="ursprunglig", decided_on=date(2023, 11, 20), amounts={"a": -100, "b": -50})
REVISED = BudgetVersion(id="reviderad", decided_on=date(2024, 5, 13), amounts={"a": -110, "b": -50, "c": -5})


def test_several_versions() -> None:
    last = BudgetVersion(id="sist", decided_on=REVISED.decided_on, amounts={"a": -110, "b": -40})  # the same day
    history = BudgetHistory(versions=(ORIGINAL, REVISED, last))
    assert (history.original, history.latest) == (ORIGINAL, last)
    assert history.at(date(2024, 5, 13)) == last
    assert dict(history.changes) == {"reviderad": {"a": -10, "c": -5}, "sist": {"b": 10, "c": 5}}
    assert BudgetHistory(versions=(BudgetVersion(id="x"),)).at(date(2024, 1, 1)).id == "x"  # the only one needs no date


def test_versions_are_kept_apart() -> None:
    history = BudgetHistory(versions=(ORIGINAL, REVISED))
    assert (history.original, history.latest) == (ORIGINAL, REVISED)
    assert history.at(date(2024, 5, 12)) == ORIGINAL
    assert history.at(date(2024, 5, 13)) == REVISED
    assert dict(history.changes) == {"reviderad": {"a": -10, "c": -5}}
    with pytest.raises(ku.NotFound, match="no version was decided by 2023-01-01"):
        history.at(date(2023, 1, 1))


def test_a_version_on_a_table() -> None:
    history = BudgetHistory(versions=(ORIGINAL, REVISED))
    lines = tuple(ku.BudgetLine(id=name, forecast=-100) for name in ("a", "b", "c"))
    table = ku.BudgetTable(id="t", layout=ku.Layout.SIGNED, lines=lines)
    assert [line.annual_budget for line in history.on(table).lines] == [-110, -50, -5]
    assert [line.annual_budget for line in history.on(table, "ursprunglig").lines] == [-100, -50, None]
    assert history.on(table)["a"].forecast_deviation == 10
    assert history.on(table, "ursprunglig")["a"].forecast_deviation == 0
    with pytest.raises(ku.NotFound, match="no line 'c' in the table 't'"):
        history.on(ku.BudgetTable(id="t", layout=ku.Layout.SIGNED, lines=lines[:2]))


def test_bad_versions() -> None:
    with pytest.raises(ku.InvalidValue, match="must hold at least one"):
        BudgetHistory(versions=())
    with pytest.raises(ku.InvalidValue, match="must stand in the order of decision"):
        BudgetHistory(versions=(REVISED, ORIGINAL))
    with pytest.raises(ku.InvalidValue, match="two versions have the id 'ursprunglig'"):
        BudgetHistory(versions=(ORIGINAL, ORIGINAL))
    with pytest.raises(ku.InvalidValue, match="needs decided_on"):
        BudgetHistory(versions=(ORIGINAL, BudgetVersion(id="x")))
    with pytest.raises(ku.InvalidValue, match="needs decided_on"):
        BudgetHistory(versions=(BudgetVersion(id="x"), REVISED))
