"""The reader of running text: what it proposes, and where it stands."""

from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning import ClaimKind, Proposal, prose, read_claims
from kommunuppfoljning.locale.numerals import NUMERALS
from tests import samples
from tests.samples import wild

AMOUNT, SHARE, POINTS, COUNT = ClaimKind.AMOUNT, ClaimKind.SHARE, ClaimKind.POINTS, ClaimKind.COUNT
WORD, COMPARED = ClaimKind.QUANTIFIER, ClaimKind.COMPARISON
D = Decimal


def told(text: str) -> list[tuple[Any, ...]]:
    return [(one.claim.kind, one.claim.value, one.claim.unit, one.claim.sign) for one in read_claims(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("ett överskott om 6,1 mnkr", [(AMOUNT, D("6.1"), "mnkr", 1)]),
        ("ett underskott på 5,1 miljoner kronor", [(AMOUNT, D("5.1"), "mnkr", -1)]),
        (
            "en miljon kronor räcker inte; 1 miljon kronor gör det",
            [(AMOUNT, 1, "mnkr", None), (AMOUNT, 1, "mnkr", None)],
        ),
        ("ett underskott om en halv miljon", [(AMOUNT, D("0.5"), "mnkr", -1)]),
        ("en och en halv miljon kronor", [(AMOUNT, D("1.5"), "mnkr", None)]),
        ("minus tolv och en halv miljoner kr", [(AMOUNT, D("12.5"), "mnkr", -1)]),
        (
            "halvannan miljard kronor, 5 miljoner till skolan",
            [(AMOUNT, D("1.5"), "mdkr", None), (AMOUNT, 5, "mnkr", None)],
        ),
        ("en halv miljon besök, 5 miljoner invånare", []),
        ("tjugotusen kronor, tjugo tusen kronor", [(AMOUNT, 20, "tkr", None), (AMOUNT, 20, "tkr", None)]),
        (
            "tolv procent, en halv procentenhet",
            [(SHARE, D("0.12"), "%", None), (POINTS, D("0.005"), "procentenheter", None)],
        ),
        ("en och en halv till två miljoner kronor", []),
        ("tjugofem av trettio mål", [(COUNT, 25, "mål", None)]),
        ("Nittionio projekt, ett hundra platser", [(COUNT, 99, "projekt", None), (COUNT, 100, "platser", None)]),
        ("trehundrafjorton avtal, hundratals ärenden", [(COUNT, 314, "avtal", None)]),
        ("samtliga utom tretton uppdrag", [(WORD, "samtliga utom tretton", "uppdrag", None)]),
        ("Tabell 1 500 tkr", [(AMOUNT, 500, "tkr", None)]),
        ("se diagram 12 345 000 kr", [(AMOUNT, 345_000, "kr", None)]),
        ("Not 1 050 tkr", [(AMOUNT, 1050, "tkr", None)]),
        ("enligt 5 § 1 500 tkr, § 2 300 tkr", [(AMOUNT, 1500, "tkr", None), (AMOUNT, 300, "tkr", None)]),
        ("Prognos 2 500 tkr, Delår 1 300 %", []),
        ("tabellen visar 1 500 tkr, tabell: 1 500 tkr", [(AMOUNT, 1500, "tkr", None), (AMOUNT, 1500, "tkr", None)]),
        ("avvikelsen är −303 tkr", [(AMOUNT, 303, "tkr", -1)]),
        ("avvikelsen är + 5 162 tkr", [(AMOUNT, 5162, "tkr", 1)]),
        ("Prognosavvikelse, 0 tkr", [(AMOUNT, 0, "tkr", None)]),
        ("12 262 kronor per invånare", [(AMOUNT, 12_262, "kr", None)]),
        (
            "ett överskott om 21,0 mnkr och ett underskott om 5,1 mnkr",
            [(AMOUNT, D("21.0"), "mnkr", 1), (AMOUNT, D("5.1"), "mnkr", -1)],
        ),
        ("Underskottet är borta. Budgeten är 9,0 mnkr", [(AMOUNT, D("9.0"), "mnkr", None)]),
        ("sjukfrånvaron var 1,6 %", [(SHARE, D("0.016"), "%", None)]),
        ("minska med 0,5 %-enheter", [(POINTS, D("0.005"), "procentenheter", None)]),
        ("3,5 procentenheter", [(POINTS, D("0.035"), "procentenheter", None)]),
        ("utfallet 250.0% i tabellen", [(SHARE, D("2.500"), "%", None)]),
        ("rad 31\n\nUppdrag i listan", []),
        ("vilket är 1,5\nmnkr lägre", [(AMOUNT, D("1.5"), "mnkr", None)]),
        ("0 100% i en tabell", [(SHARE, D("1.00"), "%", None)]),
        ("de 18\nuppdragen", [(COUNT, 18, "uppdragen", None)]),
        ("45 procent", [(SHARE, D("0.45"), "%", None)]),
        ("17 av 18 inriktningsmål", [(COUNT, 17, "inriktningsmål", None)]),
        ("tre av fem indikatorer", [(COUNT, 3, "indikatorer", None)]),
        ("Tolv uppdrag är klara", [(COUNT, 12, "uppdrag", None)]),
        ("2 100 platser erbjuds", [(COUNT, 2100, "platser", None)]),
        ("samtliga utom ett inriktningsmål", [(WORD, "samtliga utom ett", "inriktningsmål", None)]),
        ("båda uppdragen", [(WORD, "båda", "uppdragen", None)]),
        ("lägre kostnader än budgeterat", [(COMPARED, "lägre än", "", None)]),
        ("överskottet finns främst i IT", [(COMPARED, "främst", "", None)]),
        ("i enlighet med budget", [(COMPARED, "i enlighet med", "", None)]),
        ("kl. 12.30 den 31 augusti 2024, 5 § lagen (2009:724)", []),
        ("", []),
        (
            "avvikelsen är minus 3,4 mnkr, året innan plus 2 mnkr",
            [(AMOUNT, D("3.4"), "mnkr", -1), (AMOUNT, 2, "mnkr", 1)],
        ),
        ("bättre än väntat – 5 mnkr", [(AMOUNT, 5, "mnkr", None)]),
        (
            "Vi satsar på:\n- 5 mnkr till skolan\n- 3 mnkr till vård",
            [(AMOUNT, 5, "mnkr", None), (AMOUNT, 3, "mnkr", None)],
        ),
        ("-303 tkr och − 305 tkr", [(AMOUNT, 303, "tkr", -1), (AMOUNT, 305, "tkr", -1)]),
        ("ej negativ avvikelse, 3 mnkr återstår", [(AMOUNT, 3, "mnkr", None)]),
        ("ett underskott på 1,2–1,5 mnkr, 10-20 procent, tre till fem projekt, mellan 3 och 5 mnkr", []),
        ("från 3 procent till 5 procent", [(SHARE, D("0.03"), "%", None), (SHARE, D("0.05"), "%", None)]),
        ("0,1 mnkr bättre än budget, 95 tkr sämre än 2023", [(AMOUNT, D("0.1"), "mnkr", 1), (AMOUNT, 95, "tkr", -1)]),
        ("1.500 tkr", []),
        ("2,5 platser", []),
        ("19 av 18 uppdrag", [(COUNT, 19, "uppdrag", None)]),
    ],
)
def test_what_is_proposed(text: str, wanted: list[tuple[Any, ...]]) -> None:
    assert told(text) == wanted


def test_a_hedge_is_kept_with_its_figure() -> None:
    (found,) = read_claims("en minskning om cirka 9 mnkr")
    assert found.claim.approximate
    assert found.text == "cirka 9 mnkr"
    assert found.claim.digits == 0


@pytest.mark.parametrize("words", ["fler än 5 av 10 enheter", "över 5 mnkr", "minst fem uppdrag", "mer än 5 %"])
def test_a_bound_is_no_exact_figure(words: str) -> None:
    assert read_claims(words)[0].claim.approximate


def test_the_whole_is_kept() -> None:
    assert read_claims("17 av de 18 målen, 2 av 3")[0].claim.of == 18


def test_so_many_as_there_are_is_a_count_too() -> None:
    (found,) = read_claims("18 av 18 är klara")
    assert (found.claim.value, found.claim.of) == (18, 18)


@pytest.mark.parametrize(("apart", "sign"), [(71, -1), (72, None)])
def test_a_word_carries_its_sign_over_eighty_characters(apart: int, sign: int | None) -> None:
    (found,) = read_claims("underskott".ljust(10) + "x".center(apart - 1) + "5 mnkr")
    assert found.claim.sign == sign


def test_a_text_has_an_upper_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ku.InvalidValue, match="text must be at most 1000000 characters, got 1000001"):
        read_claims("x" * 1_000_001)
    monkeypatch.setattr(prose, "LONGEST", 6)
    assert len(read_claims("5 mnkr")) == 1
    with pytest.raises(ku.InvalidValue, match="at most 6 characters, got 7"):
        read_claims("5 mnkr.")


def test_where_it_stands_is_kept() -> None:
    text = "Periodens överskott är 15,9 mnkr, lägre än väntat."
    for found in read_claims(text, where="Sammanfattning", prefix="s"):
        assert text[found.start : found.end] == found.text == found.claim.text
        assert found.claim.where == "Sammanfattning"
    assert [found.claim.id for found in read_claims(text, prefix="s")] == ["s1", "s2"]


@given(text=st.text(max_size=200) | st.text("0123456789 +-,.%kmnrt av överskott", max_size=80))
def test_any_text_can_be_read_and_no_two_claims_overlap(text: str) -> None:
    found = read_claims(text)
    ends = [(one.start, one.end) for one in found]
    assert ends == sorted(ends)
    assert all(first[1] <= second[0] for first, second in pairwise(ends))


@given(
    value=st.integers(1, 10**9),
    digits=st.integers(0, 2),
    unit=st.sampled_from(["kr", "tkr", "mnkr"]),
    sign=st.sampled_from([1, -1, None]),
)
def test_what_is_written_is_read_back(value: int, digits: int, unit: str, sign: int | None) -> None:
    figure = D(value).scaleb(-digits)
    shown = ku.format_number(-figure if sign == -1 else figure, digits=digits, sign=sign is not None, unit=unit)
    (found,) = read_claims(f"Avvikelsen är {shown}.")
    assert (found.claim.value, found.claim.unit, found.claim.sign) == (figure, unit, sign)
    assert found.claim.digits == digits


def test_the_amounts_of_the_example_are_read_as_a_person_read_them() -> None:
    """The few words that each claim of the example keeps, read again; most carry their own unit."""
    report = samples.norrtalje()
    read = whole = 0
    for claim in report.claims:
        if claim.kind not in (AMOUNT, SHARE, POINTS) or not isinstance(claim.value, int | Decimal) or claim.id == "c55":
            continue
        found = [one.claim for one in read_claims(claim.text)]
        whole += 1
        read += any(one.value == claim.value and one.kind is claim.kind for one in found)
    assert read >= 0.85 * whole, (read, whole)


def test_a_person_confirms() -> None:
    (found,) = read_claims("ett överskott om 6,1 mnkr")
    claim = found.confirmed(about="budget_tables[drift-slag].total.forecast_deviation", id="c1")
    assert ku.audit(claim, about=samples.norrtalje()) == ()
    wrong = Proposal(start=0, end=0, text="", claim=claim)
    with pytest.raises(ku.InvalidValue, match="about must be a path"):
        wrong.confirmed(about=" ")
    with pytest.raises(ku.InvalidType, match="read_claims: text"):
        wild(read_claims)(5)
    with pytest.raises(ku.InvalidValue, match="at most"):
        read_claims("a" * 1_000_001)


@pytest.mark.parametrize("words", ["en dryg miljon kronor", "en knapp halv miljon kronor", "drygt en halv miljon"])
def test_a_hedge_inside_an_amount_in_letters(words: str) -> None:
    (found,) = read_claims(words)
    assert found.claim.approximate
    assert (found.text, found.claim.value) == (words, D("0.5") if "halv" in words else 1)


def test_the_span_of_an_amount_leaves_out_the_number_of_its_table() -> None:
    (found,) = read_claims("Enligt tabell 1 500 tkr")
    assert (found.start, found.end, found.text) == (16, 23, "500 tkr")


@given(number=st.integers(0, 999))
def test_every_numeral_in_letters_is_read(number: int) -> None:
    for word, other in NUMERALS.items():
        if other == number:
            assert read_claims(f"{word} projekt")[0].claim.value == number
    assert number in NUMERALS.values()
