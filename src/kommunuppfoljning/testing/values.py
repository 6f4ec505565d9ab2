"""Values at random (*slumpade värden*): figures and words as reports print them, and those that hurt."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

from kommunuppfoljning.amounts import Amount
from kommunuppfoljning.periods import Period

__all__ = [
    "dates",
    "figures",
    "hostile_figures",
    "hostile_texts",
    "ids",
    "periods",
    "refused_figures",
    "shares",
    "texts",
]

EARLIEST, LATEST = date(2000, 1, 1), date(2040, 12, 31)

_HURTING: tuple[Amount, ...] = (
    0,
    Decimal("-0"),
    Decimal("0.00"),
    Decimal("0.5"),
    Decimal("-0.5"),
    Decimal("2.675"),
    Decimal("7.0"),
    Decimal("1E+3"),
    Decimal("1E-28"),
    Decimal("-9." + "9" * 40),
    10**15 + 1,
    2**53 + 1,
    -(2**63),
    2**63,
    10**40,
)
_REFUSED: tuple[object, ...] = (
    0.1,
    1.0,
    float("nan"),
    float("inf"),
    Decimal("NaN"),
    Decimal("sNaN"),
    Decimal("-Infinity"),
    Decimal("1E+2000"),
    True,
    "12",
    "12,5",
    "–",
    b"12",
    1j,
    [12],
    {},
    object(),
)
_TROUBLE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "]]>&amp;",
    "[x](javascript:alert(1))",
    "| a | b |\n| --- |",
    '=HYPERLINK("file:///etc/passwd")',
    "+1+1",
    "@SUM(A1)",
    "-2+3",
    "../../etc/passwd",
    "a\x00b",
    "a\x1b[31mb",
    "\u202eabc",
    "\ufeffabc",
    "\u00a0",
    "\r\n",
    "e\u0301",
    "x" * 2000,
    "{0.__class__}",
    "%s%n",
    "${jndi:x}",
    "'; drop table mål; --",
)


def figures() -> st.SearchStrategy[Amount]:
    """Figures as reports print them (*siffror*): whole numbers and decimals, exact, of any sign."""
    whole = st.integers(-(10**9), 10**9)
    return whole | st.decimals(-(10**6), 10**6, allow_nan=False, allow_infinity=False, places=2)


def hostile_figures() -> st.SearchStrategy[Amount]:
    """Figures that models take and that hurt (*elaka siffror*).

    Zeros of either sign, halves, more digits than a float holds, whole numbers past 64 bits, exponents.
    """
    long = st.decimals(-(10**30), 10**30, allow_nan=False, allow_infinity=False, places=20)
    return st.sampled_from(_HURTING) | st.integers() | long | figures()


def refused_figures() -> st.SearchStrategy[object]:
    """What no field for a figure takes (*avvisade siffror*): floats, NaN, infinities, Booleans, text."""
    return st.sampled_from(_REFUSED) | st.floats()


def texts() -> st.SearchStrategy[str]:
    """Short texts (*texter*), any characters that UTF-8 can hold."""
    return st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(["Kultur och fritid", "Överskott", ""])


def hostile_texts() -> st.SearchStrategy[str]:
    """Texts that do harm where they are not escaped (*elaka texter*): markup, formulas, control characters."""
    return st.sampled_from(_TROUBLE) | st.text(st.characters(codec="utf-8"), max_size=40)


def ids() -> st.SearchStrategy[str]:
    """Ids (*beteckningar*) such as paths can hold."""
    return st.text("abcdefghijklmnopqrstuvwxyzåäö0123456789.-", min_size=1, max_size=6)


def dates() -> st.SearchStrategy[date]:
    """Dates (*datum*) of this century."""
    return st.dates(EARLIEST, LATEST)


def periods() -> st.SearchStrategy[Period]:
    """Periods (*perioder*): months, years, parts of a year, single days, and any other."""
    years = st.integers(EARLIEST.year, LATEST.year)
    return st.one_of(
        st.builds(Period.for_month, years, st.integers(1, 12)),
        st.builds(Period.for_year, years),
        st.builds(Period.year_to_date, dates()),
        dates().map(lambda day: Period(day, day)),
        st.tuples(dates(), dates()).map(lambda pair: Period(min(pair), max(pair))),
    )


def shares() -> st.SearchStrategy[Fraction]:
    """Exact shares of one (*andelar*)."""
    return st.fractions(0, 1, max_denominator=12)
