"""Periods: what reports print is read, and labels read back."""

import pickle
from collections.abc import Callable
from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning import Period
from tests.samples import wild

days = st.dates(min_value=date(1000, 1, 1), max_value=date(9998, 12, 31))
periods = st.builds(
    lambda day, length: Period(day, min(day + timedelta(length), date(9999, 12, 31))), days, st.integers(0, 900)
)
months = st.builds(Period.for_month, st.integers(1000, 9999), st.integers(1, 12))


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Jan–Aug 2024", (2024, 1, 1), (2024, 8, 31)),
        ("jan - aug 2024", (2024, 1, 1), (2024, 8, 31)),
        ("delår 2 2024", (2024, 1, 1), (2024, 8, 31)),
        ("Delår 1 2024", (2024, 1, 1), (2024, 4, 30)),
        ("2024-08-31", (2024, 8, 31), (2024, 8, 31)),
        ("helår 2024", (2024, 1, 1), (2024, 12, 31)),
        ("2024", (2024, 1, 1), (2024, 12, 31)),
        ("2024-02", (2024, 2, 1), (2024, 2, 29)),
        ("mars 2023", (2023, 3, 1), (2023, 3, 31)),
        ("sept. 2024", (2024, 9, 1), (2024, 9, 30)),
        ("tertial 3 2024", (2024, 9, 1), (2024, 12, 31)),
        ("T2 2024", (2024, 5, 1), (2024, 8, 31)),
        ("kvartal 4 2024", (2024, 10, 1), (2024, 12, 31)),
        ("Q1 2024", (2024, 1, 1), (2024, 3, 31)),
        ("2024-01-01/2024-08-31", (2024, 1, 1), (2024, 8, 31)),
        ("  JANUARI  till  Mars 2024 ", (2024, 1, 1), (2024, 3, 31)),
    ],
)
def test_parse(text: str, start: tuple[int, int, int], end: tuple[int, int, int]) -> None:
    assert Period.parse(text) == Period(date(*start), date(*end))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "snart",
        "2024-13",
        "2024-02-30",
        "aug–jan 2024",
        "delår 4 2024",
        "T4 2024",
        "kvartal 0 2024",
        "ja 2024",
        "0000",
        "x" * 999,
    ],
)
def test_what_is_no_period_is_refused_with_the_text(text: str) -> None:
    with pytest.raises(ku.InvalidValue, match="is not a period") as error:
        Period.parse(text)
    assert repr(text)[:5] in str(error.value)


@given(period=periods | months)
def test_labels_and_keys_read_back(period: Period) -> None:
    for locale in ("sv", "en"):
        assert Period.parse(period.label(locale)) == period
    assert Period.parse(period.key) == period
    assert pickle.loads(pickle.dumps(period)) == period  # noqa: S301  # our own bytes


@given(period=periods | months)
def test_a_year_earlier(period: Period) -> None:
    earlier = period.previous_year()
    assert earlier.end.year == period.end.year - 1
    assert (earlier.months is None) == (period.months is None)
    if period.months is not None:
        assert earlier.months == period.months


def test_leap_days() -> None:
    assert Period.for_month(2025, 2).previous_year() == Period.for_month(2024, 2)
    assert Period.for_month(2024, 2).previous_year() == Period.for_month(2023, 2)
    assert Period(date(2024, 2, 29), date(2024, 2, 29)).previous_year().end == date(2023, 2, 28)
    with pytest.raises(ku.InvalidValue, match="no year before 1"):
        Period.for_year(1).previous_year()


@given(period=periods)
def test_elapsed_is_a_share_of_the_year(period: Period) -> None:
    if period.start.year != period.end.year:
        assert period.elapsed is None
    else:
        assert period.elapsed is not None
        assert 0 < period.elapsed <= 1


def test_elapsed_by_months_else_by_days() -> None:
    assert Period.year_to_date(date(2024, 8, 31)).elapsed == Fraction(2, 3)
    assert Period.for_year(2024).elapsed == 1
    assert Period.year_to_date(date(2024, 8, 12)).elapsed == Fraction(225, 366)


def test_builders() -> None:
    assert Period.for_year(2024).is_year
    assert Period.for_year(2024).months == 12
    assert Period.for_quarter(2024, 3) == Period(date(2024, 7, 1), date(2024, 9, 30))
    assert Period.for_tertial(2024, 2) == Period(date(2024, 5, 1), date(2024, 8, 31))
    assert Period.rolling(12, date(2024, 8, 31)).months == 12
    assert Period(date(2024, 1, 2), date(2024, 1, 31)).months is None
    assert repr(Period.for_month(2024, 8)) == "Period(2024-08-01, 2024-08-31)"
    assert min(Period.for_year(2024), Period.for_month(2024, 1)) == Period.for_month(2024, 1)
    assert Period.rolling(1, date(2024, 8, 31)) == Period.for_month(2024, 8)
    assert Period.rolling(8, date(1, 8, 31)) == Period.year_to_date(date(1, 8, 31))
    assert Period.rolling(20, date(2, 8, 31)) == Period(date(1, 1, 1), date(2, 8, 31))


@pytest.mark.parametrize(
    ("build", "says"),
    [
        (lambda: Period(date(2024, 2, 1), date(2024, 1, 1)), "end must not be before start, got 2024-02-01 to 2024-01"),
        (lambda: Period(datetime(2024, 1, 1), date(2024, 2, 1)), "start must be a date without a time"),
        (lambda: wild(Period)("2024-01-01", date(2024, 2, 1)), "start must be a date, got '2024-01-01'"),
        (lambda: Period.for_month(2024, 13), "month must be 1 to 12, got 13"),
        (lambda: Period.for_month(True, 1), "year must be a whole number from 1 to 9999, got True"),
        (lambda: Period.for_year(10_000), "year must be a whole number from 1 to 9999, got 10000"),
        (lambda: wild(Period).for_year("2024"), "year must be a whole number from 1 to 9999, got '2024'"),
        (lambda: Period.for_month(2024, True), "month must be 1 to 12, got True"),
        (lambda: wild(Period).for_month(2024, "8"), "month must be 1 to 12, got '8'"),
        (lambda: Period.for_quarter(2024, True), "quarter must be 1 to 4, got True"),
        (lambda: wild(Period).for_tertial(2024, "1"), "tertial must be 1 to 3, got '1'"),
        (lambda: Period.for_quarter(2024, 5), "quarter must be 1 to 4, got 5"),
        (lambda: Period.for_year(0), "year must be a whole number from 1 to 9999, got 0"),
        (lambda: Period.rolling(0, date(2024, 8, 31)), "months must be a whole number of at least 1, got 0"),
        (lambda: Period.rolling(True, date(2024, 8, 31)), "months must be a whole number of at least 1, got True"),
        (lambda: wild(Period).rolling(1.5, date(2024, 8, 31)), "months must be a whole number of at least 1, got 1.5"),
        (lambda: Period.rolling(9, date(1, 8, 31)), "months must not reach before the year 1, got 9"),
        (lambda: Period.rolling(21, date(2, 8, 31)), "months must not reach before the year 1, got 21"),
        (lambda: Period.rolling(3, date(2024, 8, 30)), "end must be the last day of a month"),
        (lambda: wild(Period).year_to_date("2024"), "end must be a date, got '2024'"),
        (lambda: wild(Period).parse(2024), "a period is parsed from text, got 2024"),
    ],
)
def test_bad_periods_are_refused(build: Callable[[], Period], says: str) -> None:
    with pytest.raises(ku.FollowUpError, match=says):
        build()
