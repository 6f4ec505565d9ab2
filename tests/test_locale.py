"""Language: every term has its words in every catalogue, and figures go both ways."""

import contextlib
import string
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from importlib.resources import files
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning import (
    InvalidType,
    InvalidValue,
    causes,
    claims,
    employments,
    locale,
    peers,
    risks,
    staff,
    suppressions,
    terms,
    turnovers,
)
from kommunuppfoljning.locale import format_date, format_number, parse_number
from kommunuppfoljning.locale.figures import decimals_shown
from kommunuppfoljning.locale.numerals import numeral
from tests.samples import wild

TERMS: list[type[terms.Term]] = [
    *(getattr(terms, name) for name in terms.__all__ if name != "Term"),
    causes.CauseKind,
    claims.ClaimKind,
    peers.PeerPosition,
    staff.StaffMeasure,
    employments.EmploymentKind,
    employments.LeavingReason,
    employments.Movement,
    risks.RiskChangeKind,
    suppressions.HidingReason,
    turnovers.StaffAverage,
]
EVERY = [member for term in TERMS for member in term]


@pytest.mark.parametrize("member", EVERY, ids=str)
def test_every_label_parses_back(member: terms.Term) -> None:
    for language in locale.languages():
        label = member.label(language)
        assert type(member).parse(f"  {label.upper()} ") is member
    assert type(member).parse(member.value) is member
    for word in member.words:
        assert type(member).parse(word) is member
    assert bool(member)


@pytest.mark.parametrize("term", TERMS)
def test_an_unknown_word_is_refused_with_what_is_known(term: type[terms.Term]) -> None:
    with pytest.raises(ku.InvalidValue, match=f"'snart' is not a {term.__name__}; expected one of"):
        term.parse("snart")
    with pytest.raises(ku.InvalidType):
        wild(term).parse(3)


@pytest.mark.parametrize("term", [term for term in TERMS if issubclass(term, terms.CodedTerm)])
def test_codes_go_both_ways(term: type[terms.CodedTerm]) -> None:
    assert all(term.from_code(member.code) is member for member in term)
    with pytest.raises(ku.InvalidValue, match="99 is not a code"):
        term.from_code(99)


def test_codes_are_those_of_the_contract() -> None:
    assert [(member.name, member.code) for member in ku.Direction] == [("LOWER", -1), ("NEAR", 0), ("HIGHER", 1)]
    assert [member.code for member in ku.Verdict] == [0, 1, 2, 3]
    assert [member.code for member in ku.Trend] == [0, 1, 2, 3]
    assert [verdict.is_fulfilled for verdict in ku.Verdict] == [False, False, False, True]
    assert [unit.power for unit in ku.Unit] == [0, 3, 6, 9]


def test_catalogues_have_the_same_keys_and_the_same_places() -> None:
    assert set(locale.languages()) >= {"sv", "en"}
    found = {language: catalogue(language) for language in locale.languages()}
    places = {
        language: {
            entry.id: {name for form in forms(entry.string) for _, name, _, _ in string.Formatter().parse(form) if name}
            for entry in texts
            if entry.id
        }
        for language, texts in found.items()
    }
    for language, texts in found.items():
        assert places[language] == places["sv"], language
        assert [entry.id for entry in texts if entry.id and not all(forms(entry.string))] == [], language


def catalogue(language: str) -> Catalog:
    with files("kommunuppfoljning.locale").joinpath(f"{language}.po").open("rb") as file:
        return read_po(file)


def forms(text: Any) -> tuple[str, ...]:
    return text if isinstance(text, tuple) else (text,)


def test_a_count_chooses_the_form_of_a_text() -> None:
    told = [locale.message_for(count, "explain.assignments.completed", names="A") for count in (0, 1, 2)]
    assert told == ["A är slutförda.", "A är slutfört.", "A är slutförda."]
    assert locale.message_for(2, "Unit.TKR") == "tkr"


def test_locales() -> None:
    assert locale.message("Unit.TKR", "sv_SE") == locale.message("Unit.TKR", "sv-SE") == "tkr"
    assert locale.languages()[0] == "sv"
    for wrong in ("la", "", "åäö", "x" * 99):
        with pytest.raises(ku.InvalidValue, match=f"there are {', '.join(locale.languages())}"):
            locale.message("Unit.TKR", wrong)
    with pytest.raises(ku.InvalidType, match="locale must be a str"):
        wild(locale).message("Unit.TKR", 1)
    with pytest.raises(ku.NotFound, match="no text 'nothing'"):
        locale.message("nothing")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("15 899", 15_899),
        ("−5 122", -5_122),
        ("- 5 122", -5_122),
        ("–5\u202f122", -5_122),
        ("13\u2009000", 13_000),
        ("1\u00a0234\u00a0567,89", Decimal("1234567.89")),
        ("7,0", Decimal("7.0")),
        ("7,9 %", Decimal("0.079")),
        ("250.0%", Decimal("2.500")),
        ("100 %", Decimal("1.00")),
        ("3,5 procentenheter", Decimal("0.035")),
        ("0,5 %-enheter", Decimal("0.005")),
        ("+1 216", 1_216),
        ("-0", 0),
        ("-0,0", Decimal("0.0")),
        ("007", 7),
        ("9" * 200, 10**200 - 1),
        (" 5 ", 5),
        ("-", None),
        ("–", None),
        ("—", None),
        ("−", None),
    ],
)
def test_parse_number(text: str, wanted: Any) -> None:
    answer = ku.parse_number(text)
    assert repr(answer) == repr(wanted)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("1.234,5", "more than one decimal sign"),
        ("12 34", "thousands"),
        ("1 2345", "thousands"),
        ("15,9 mnkr", "parse_amount"),
        ("-303 tkr", "parse_amount"),
        ("abc", "expected"),
        ("5,", "expected"),
        (",5", "expected"),
        ("--5", "expected"),
        ("5 5 %%", "expected"),
        ("NaN", "expected"),
        ("inf", "expected"),
        ("1e5", "expected"),
        ("٣", "expected"),
        ("²", "expected"),
        ("9" * 201, "expected"),
        ("(5)", "expected"),
    ],
)
def test_what_is_no_figure_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(ku.InvalidValue, match=reason) as error:
        ku.parse_number(text)
    assert "is not a figure" in str(error.value)


def test_a_figure_is_text() -> None:
    with pytest.raises(ku.InvalidType):
        wild(ku).parse_number(5)


@given(text=st.text(max_size=30))
def test_parse_number_survives_any_text(text: str) -> None:
    with contextlib.suppress(ku.InvalidValue):
        assert isinstance(ku.parse_number(text), int | Decimal | None)


@given(
    value=st.integers(-(10**15), 10**15)
    | st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=2),
    sign=st.booleans(),
)
def test_what_is_written_in_swedish_reads_back(value: Any, sign: bool) -> None:
    assert ku.parse_number(ku.format_number(value, sign=sign)) == value
    share = ku.format_number(value, unit="%", sign=sign)
    assert ku.parse_number(share) == Decimal(value)


@pytest.mark.parametrize(
    ("value", "options", "wanted"),
    [
        (1_234_567, {}, "1\u00a0234\u00a0567"),
        (-5_122, {}, "\u22125\u00a0122"),
        (-5_122, {"locale": "en"}, "\u22125,122"),
        (Decimal("1234.50"), {"locale": "en"}, "1,234.50"),
        (2.675, {"digits": 2}, "2,68"),
        (Decimal("-0.04"), {"digits": 1}, "0,0"),
        (-0.0, {}, "0,0"),
        (5, {"sign": True}, "+5"),
        (0, {"sign": True}, "0"),
        (-5, {"sign": True}, "\u22125"),
        (Decimal("0.0835"), {"unit": "%"}, "8,35\u00a0%"),
        (Decimal("0.0835"), {"unit": "%", "locale": "en"}, "8.35%"),
        (Decimal("0.005"), {"unit": "procentenheter", "sign": True}, "+0,5\u00a0procentenheter"),
        (15_899, {"digits": -3}, "16\u00a0000"),
        (15, {"unit": ku.Unit.MNKR}, "15\u00a0mnkr"),
        (15, {"unit": "kr/invånare"}, "15\u00a0kr/invånare"),
        (Fraction(1, 3), {"digits": 2}, "0,33"),
        (Fraction(1, 200), {"digits": 2}, "0,01"),
        (Fraction(0), {"digits": 2}, "0,00"),
        (Fraction(-2, 3), {"digits": 1, "unit": "%"}, "\u221266,7\u00a0%"),
        (Fraction(-1_234_567, 2), {"digits": -5}, "\u2212600\u00a0000"),
        (None, {}, "–"),
        (Decimal("1E+30"), {}, "1" + "\u00a0000" * 10),
    ],
)
def test_format_number(value: Any, options: dict[str, Any], wanted: str) -> None:
    assert ku.format_number(value, **options) == wanted


def test_what_is_no_number_is_not_written() -> None:
    for wrong in ("5", True, float("nan")):
        with pytest.raises(ku.FollowUpError, match="value"):
            wild(ku).format_number(wrong)
    with pytest.raises(ku.InvalidType, match="unit must be text or a Unit, got 5"):
        wild(ku).format_number(5, unit=5)


@pytest.mark.parametrize(
    ("style", "locale", "text"),
    [
        ("iso", "sv", "2024-08-01"),
        ("iso", "en", "2024-08-01"),
        ("long", "sv", "1 augusti 2024"),
        ("long", "en_GB", "1 August 2024"),
        ("short", "sv", "1 aug 2024"),
        ("short", "en", "1 Aug 2024"),
    ],
)
def test_dates_in_words(style: str, locale: str, text: str) -> None:
    assert format_date(date(2024, 8, 1), locale=locale, style=style) == text


def test_what_is_no_date_is_refused() -> None:
    for wrong in (datetime(2024, 8, 1, 12), "2024-08-01", None, 5):  # a time is what is refused
        with pytest.raises(InvalidType, match="a date without a time is written, got"):
            format_date(wild(wrong))
    with pytest.raises(InvalidValue, match="style must be one of 'iso', 'long', 'short', got 'wide'"):
        format_date(date(2024, 8, 1), style="wide")
    with pytest.raises(InvalidValue, match="no catalogue"):
        format_date(date(2024, 8, 1), locale="la")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0.01", "1\u00a0procentenhet"),
        ("-0.01", "−1\u00a0procentenhet"),
        ("0.010", "1,0\u00a0procentenheter"),
        ("0.02", "2\u00a0procentenheter"),
        ("0", "0\u00a0procentenheter"),
        ("0.11", "11\u00a0procentenheter"),
    ],
)
def test_one_percentage_point_is_one(value: str, text: str) -> None:
    assert format_number(Decimal(value), unit="procentenheter") == text
    assert parse_number(text) == Decimal(value)


def test_minus_is_a_minus_sign_unless_a_hyphen_is_asked_for() -> None:
    assert [format_number(-1_200, minus=sign) for sign in "−–-"] == ["−1\u00a0200", "–1\u00a0200", "-1\u00a0200"]
    assert format_number(Decimal("-0.4"), digits=0, minus="-") == "0"
    with pytest.raises(InvalidValue, match="minus must be a minus sign"):
        format_number(-1, minus="minus ")
    with pytest.raises(InvalidValue, match="minus must be"):
        format_number(-1, minus="")


def test_a_zero_keeps_its_decimals_and_a_hundred_is_one() -> None:
    assert [decimals_shown(Decimal(text)) for text in ("0.00", "0", "7.9", "1234567890123456789012345.123")] == [
        2,
        0,
        1,
        3,
    ]
    assert [numeral(text) for text in ("hundra", "hundratre", "tvåhundra", "enhundra")] == [100, 103, 200, None]


def test_no_figure_is_written_with_more_digits_than_one_can_have() -> None:
    assert len(format_number(5, digits=1000)) == 1002
    for digits in (1001, 10**9):
        with pytest.raises(ku.InvalidValue, match="digits must be at most 1000, got"):
            format_number(5, digits=digits)
