"""SIE files: what is in the wild, summed right, each fault with its line, and nothing but the library's own errors out."""

import contextlib
from datetime import date
from decimal import Decimal, localcontext
from io import BytesIO
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning import Layout, Period, Unit
from kommunuppfoljning.io import SieFile, budget_table_from_sie, read_sie, sie_text, signed
from tests.samples import EXAMPLES, wild

LEDGER = EXAMPLES / "exempelkommun" / "huvudbok_2024_08.se"
AUGUST = Period.for_month(2024, 8)
TO_AUGUST = Period.year_to_date(date(2024, 8, 31))
HEAD = (
    '#FLAGGA 0\r\n#FORMAT PC8\r\n#SIETYP 3\r\n#FNAMN "Exempelkommun"\r\n#RAR 0 20240101 20241231\r\n#DIM 1 "Ansvar"\r\n'
)
PLAN = ku.AccountPlan(
    id="ks",
    ignored=("1", "2"),
    lines=(
        ku.AccountLine(id="intäkter", kind=ku.LineKind.REVENUE, ranges=("3",)),
        ku.AccountLine(id="personal", ranges=("50-57",)),
        ku.AccountLine(id="övrigt", ranges=("6", "7")),
        ku.AccountLine(id="kapital", ranges=("79",), part_of="övrigt"),
    ),
)


def read(text: str, encoding: str = "cp437") -> SieFile:
    return read_sie((HEAD + text).encode(encoding))


def codes(ledger: SieFile) -> list[tuple[str, str]]:
    return [(found.code, found.where) for found in ledger.findings]


def test_the_example_is_read_without_a_fault() -> None:
    ledger = read_sie(LEDGER)
    assert ledger.findings == ()
    assert (ledger.name, ledger.kind, ledger.company) == ("huvudbok_2024_08.se", "3", "Exempelkommun")
    assert ledger.through == date(2024, 8, 31)
    assert ledger.objects["1", "1200"] == "HR-avdelningen"
    assert ledger.accounts["5010"] == "Månadslön"
    assert repr(ledger) == "SieFile(huvudbok_2024_08.se, type 3, 'Exempelkommun', 6 accounts)"
    results = {account: amount for (year, account, _), amount in ledger.results.items() if year == 0}
    assert ledger.by_account(TO_AUGUST) == {account: Decimal(amount) / 100 for account, amount in results.items()}


def test_totals_and_rows_of_objects_are_never_added() -> None:
    ledger = read(
        "#PSALDO 0 202408 3011 {} -20000\r\n"
        '#PSALDO 0 202408 3011 {1 "1100"} -10000.00 12\r\n'
        '#PSALDO 0 202408 3011 {1 "1200"} -4000.00\r\n'
        '#PSALDO 0 202408 3011 {1 "1100" 6 "17031"} -9000.00\r\n'
    )
    assert ledger.findings == ()
    assert ledger.change("3011", AUGUST) == -20_000
    assert ledger.change("3011", TO_AUGUST) == -20_000
    assert ledger.by_object("1", AUGUST) == {
        ("1100", "3011"): -10_000,
        ("1200", "3011"): -4_000,
        ("", "3011"): -6_000,
    }
    assert ledger.by_object("6", AUGUST) == {("17031", "3011"): -9_000, ("", "3011"): -11_000}
    assert ledger.change("9999", AUGUST) is None


def test_without_total_rows_one_set_of_dimensions_is_the_total() -> None:
    ledger = read(
        '#PSALDO 0 202408 5010 {1 "1100" 6 "1"} 5.00\r\n#PSALDO 0 202408 5010 {1 "1100"} 7.00\r\n'
        '#PSALDO 0 202408 5010 {1 "1200"} 1.00\r\n'
    )
    assert ledger.change("5010", AUGUST) == 8
    assert ledger.by_object("6", AUGUST) == {("1", "5010"): 5}
    assert ledger.by_object("7", AUGUST) == {("", "5010"): 8}, "nothing goes missing"


def test_vouchers_count_where_the_file_has_no_sums_of_its_own() -> None:
    text = (
        '#VER A 1 20240815 "Lön" 20240816\r\n{\r\n'
        '#TRANS 5010 {1 "1100" 6 "17031"} 13200.00 20240115 "Lön \\"aug\\"" 2\r\n'
        '#RTRANS 5010 {1 "1200"} 100.00\r\n#TRANS 5010 {1 "1200"} 100.00\r\n#BTRANS 5010 {} 999.00\r\n'
        "#TRANS 1930 {} -13300.00\r\n}\r\n"
    )
    ledger = read(text)
    assert ledger.findings == ()
    assert ledger.change("5010", AUGUST) == 13_300
    assert ledger.by_object("1", AUGUST) == {("1100", "5010"): 13_200, ("1200", "5010"): 100, ("", "1930"): -13_300}
    with_sums = read(text + "#PSALDO 0 202408 5010 {} 13000.00\r\n")
    assert with_sums.change("5010", AUGUST) == 13_000


@pytest.mark.parametrize("encoding", ["cp437", "cp1252", "utf-8", "utf-8-sig", "utf-16"])
def test_text_is_read_as_what_it_is_whatever_the_file_says(encoding: str) -> None:
    ledger = read('#KONTO 5010 "Månadslön för åäöÅÄÖ"\r\n', encoding)
    assert ledger.accounts["5010"] == "Månadslön för åäöÅÄÖ"
    assert ledger.findings == ()


def test_mixed_encodings_are_told() -> None:
    mixed = HEAD.encode() + '#KONTO 1 "åäöÅÄÖåäö"\r\n'.encode("cp1252") + '#KONTO 2 "å"\r\n'.encode("cp437")
    ledger = read_sie(mixed)
    assert codes(ledger) == [("file-mixed-encoding", "file")]
    assert ledger.accounts["1"] == "åäöÅÄÖåäö"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("#PSALDO 0 202408 3011 {} mycket", "sie-amount"),
        ("#PSALDO 0 202408 3011 {} 1.234", "sie-amount"),
        ("#PSALDO 0 202408 3011 {} 1E5", "sie-amount"),
        ("#PSALDO 0 202413 3011 {} 1.00", "sie-month"),
        ("#PSALDO 0 2024081 3011 {} 1.00", "sie-month"),
        ("#PSALDO noll 202408 3011 {} 1.00", "sie-year"),
        ("#PSALDO 0 202308 3011 {} 1.00", "sie-month-outside"),
        ("#PSALDO 0 202408 3011 {1} 1.00", "sie-objects"),
        ("#PSALDO 0 202408", "sie-fields"),
        ("#PSALDO 0 202408 3011 {} 1,50", "sie-comma"),
        ('#KONTO 3011 "Avgifter', "sie-unclosed"),
        ("#PSALDO 0 202408 3011 {1 1.00", "sie-unclosed"),
        ("#RAR 1 20240101 20240231", "sie-day"),
        ("#RAR 1 20240201 20240131", "sie-day"),
        ("#TRANS 5010 {} 1.00", "sie-stray"),
        ("bara text", "sie-line"),
        ("#PSALDO 0 202408 1 {} 1.00\r\n#PSALDO 0 202408 1 {} 2.00", "sie-twice"),
        ("#VER A 1 20240101\r\n{\r\n#TRANS 1 {} 1.00\r\n}", "sie-voucher"),
        ("#VER A 1 20240101\r\n{\r\n#TRANS 1 {} 1.00", "sie-cut"),
        ("#RES 0 1 5.00\r\n#PSALDO 0 202401 1 {} 4.00", "sie-result"),
    ],
)
def test_each_fault_is_a_finding_with_its_line_and_the_rest_is_read(line: str, code: str) -> None:
    ledger = read(f"#KONTO 8000 A\r\n{line}\r\n#KONTO 9000 B\r\n" if code != "sie-cut" else line)
    assert [found.code for found in ledger.findings] == [code]
    found = ledger.findings[0]
    if code not in ("sie-result", "sie-voucher", "sie-twice", "sie-cut"):
        assert found.where == "file:8"
    assert found.message != found.text("en")
    if code != "sie-cut":
        assert set(ledger.accounts) >= {"8000", "9000"}


def test_what_is_unknown_is_passed_over() -> None:
    ledger = read('#FRAMTID 1 {2 "3"} "x"\r\n#konto 1 "A" extra\r\n\r\n#KTYP 1 ÖVRIGT\r\n')
    assert ledger.accounts == {"1": "A"}
    assert ledger.findings == ()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty; expected a SIE file"),
        (b"PK\x03\x04rest", "is a zip archive: a workbook"),
        (b"%PDF-1.7", "is a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file"),
        (b"{}", "is not a SIE file: line 1 does not begin with # but '{}'"),
        (b"konto;belopp\n1;2\n", "is not a SIE file"),
        (b"\0\0\0", "is not text"),
        (b"\n\n \n.", "is not a SIE file"),
    ],
)
def test_a_wrong_file_is_told_by_what_it_is(content: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / "fil.se"
    path.write_bytes(content)
    with pytest.raises(ku.InvalidValue, match=says) as error:
        read_sie(path)
    assert "fil.se" in str(error.value)


def test_what_is_too_large_is_not_read() -> None:
    with pytest.raises(ku.TooLarge, match="larger than 10 bytes"):
        read_sie(HEAD.encode(), largest=10)
    with pytest.raises(ku.TooLarge, match="line 7 is longer than"):
        read_sie(HEAD.encode() + b"#KONTO 1 " + b"x" * (3 * 2**20))
    with pytest.raises(ku.InvalidType, match="a file is given as a path"):
        wild(read_sie)(5)
    with pytest.raises(ku.InvalidValue, match="null character"):
        read_sie("a\0b")
    with pytest.raises(FileNotFoundError):
        read_sie("finns_inte.se")


def test_many_faults_are_counted() -> None:
    ledger = read("text\r\n" * 1500)
    assert len(ledger.findings) == 1001
    assert ledger.findings[-1].values["count"] == 500


@pytest.mark.parametrize("cut", range(0, 4000, 173))
def test_a_cut_file_gives_findings_or_the_librarys_error(cut: int) -> None:
    with contextlib.suppress(ku.InvalidValue):
        assert isinstance(read_sie(LEDGER.read_bytes()[:cut]), SieFile)


labels = st.sampled_from(
    [
        "#PSALDO",
        "#PBUDGET",
        "#RES",
        "#IB",
        "#OIB",
        "#KONTO",
        "#OBJEKT",
        "#DIM",
        "#RAR",
        "#VER",
        "#TRANS",
        "#OMFATTN",
        "#X",
        "{",
        "}",
        "text",
    ]
)
fields = st.sampled_from(
    ["0", "-1", "202408", "3011", "{}", '{1 "1100"}', "{1", '"', '"å', "1.50", "-3", "20240101", '{"}"}', "\\", "", "٣"]
)
lines = st.builds(
    lambda label, rest: " ".join([label, *rest]), labels, st.lists(fields | st.text(max_size=5), max_size=6)
)


@given(
    text=st.lists(lines, max_size=12).map("\n".join), encoding=st.sampled_from(["cp437", "utf-8", "cp1252", "utf-16"])
)
def test_nothing_but_the_librarys_own_error_comes_out(text: str, encoding: str) -> None:
    with contextlib.suppress(ku.FollowUpError):
        ledger = read_sie((HEAD + text).encode(encoding, "replace"))
        ledger.by_account(TO_AUGUST)
        ledger.by_object("1", TO_AUGUST)


@given(content=st.binary(max_size=300))
def test_any_bytes(content: bytes) -> None:
    with contextlib.suppress(ku.FollowUpError):
        read_sie(b"#FLAGGA 0\n" + content)


amounts = st.integers(-(10**9), 10**9)
objects = st.sampled_from([(), (("1", "1100"),), (("1", "12 00"),), (("1", 'a"b\\c'), ("6", "x}"))])
cells = st.dictionaries(
    st.tuples(st.integers(1, 12).map(lambda month: 202400 + month), st.sampled_from(["3011", "5010"]), objects), amounts
)
names = st.text(st.characters(codec="cp437", categories=("L", "N", "P", "Zs")), max_size=12).map(
    lambda text: " ".join(text.split())
)


@given(balances=cells, budgets=cells, company=names, opening=amounts)
def test_what_is_written_is_read_back(balances: Any, budgets: Any, company: str, opening: int) -> None:
    ledger = SieFile(
        name="file",
        kind="3",
        company=company,
        organisation_number="212000-0000",
        through=date(2024, 8, 31),
        years={0: Period.for_year(2024)},
        accounts={"3011": "Avgifter"},
        account_types={"3011": "I"},
        dimensions={"1": "Ansvar"},
        objects={("1", "1100"): "IT"},
        balances=balances,
        budgets=budgets,
        opening={(0, "1930", ()): opening, (0, "1930", (("1", "1100"),)): 5},
        results={(0, "3011", ()): 7},
    )
    again = read_sie(sie_text(ledger).encode())
    for field in ("company", "through", "years", "accounts", "objects", "balances", "budgets", "opening", "results"):
        assert getattr(again, field) == getattr(ledger, field), field


def test_amounts_are_turned_to_a_reports_signs() -> None:
    assert signed(Decimal("-54278.00")) == Decimal("54278.00")
    assert str(signed(Decimal("0.00"))) == "0.00"
    with localcontext() as context:
        context.prec = 3
        assert read("#PSALDO 0 202408 3011 {} -54278.17\r\n").change("3011", AUGUST) == Decimal("-54278.17")


def test_from_ledger_to_deviation_table() -> None:
    ledger = read_sie(LEDGER)
    reading = budget_table_from_sie(
        ledger, id="drift", period=TO_AUGUST, accounts=PLAN, dimension="1", unit=Unit.TKR, digits=0
    )
    table = reading.table
    assert (table.layout, table.unit, table.period) == (Layout.SIGNED, Unit.TKR, TO_AUGUST)
    assert [line.id for line in table.top_lines] == ["1100", "1200"]
    unit = table["1100"]
    parts = table.children(unit)
    assert [line.id for line in parts] == ["1100/intäkter", "1100/personal", "1100/övrigt"]
    assert table.parts(table["1100/övrigt"])[0].id == "1100/kapital"
    assert table["IT-enheten"] is unit
    exact = {account: amount for (name, account), amount in ledger.by_object("1", TO_AUGUST).items() if name == "1100"}
    total = -sum(amount for account, amount in exact.items() if account[0] in "3567")
    assert unit.period_outcome == ku.round_half_away(total / 1000, 0)
    assert unit.previous_annual is not None
    assert unit.period_budget is None
    assert {found.code for found in reading.findings} == {"sie-no-budget"}


def test_the_budget_of_a_second_source() -> None:
    ledger = read_sie(LEDGER)
    lines = [
        ku.BudgetLine(id="1100/personal", kind=ku.LineKind.COST, period_budget=1300, annual_budget=1950),
        ku.BudgetLine(id="hr", name="HR-avdelningen", kind=ku.LineKind.COST, period_budget=1000, annual_budget=1500),
        ku.BudgetLine(id="borta", kind=ku.LineKind.COST, period_budget=1),
    ]
    budget = ku.BudgetTable(id="budget", unit=Unit.TKR, layout=Layout.MAGNITUDE, lines=tuple(lines))
    reading = budget_table_from_sie(ledger, id="d", period=TO_AUGUST, accounts=PLAN, dimension="1", budget=budget)
    assert reading.table["1100/personal"].period_budget == -1_300_000
    assert reading.table["1200"].annual_budget == -1_500_000
    assert reading.table["1100"].period_budget is None
    assert [found.values["line"] for found in reading.findings if found.code == "sie-budget-left"] == ["borta"]
    vague = ku.BudgetTable(id="budget", lines=tuple(lines))
    with pytest.raises(ku.InvalidValue, match="must say its unit and a layout"):
        budget_table_from_sie(ledger, id="d", period=TO_AUGUST, accounts=PLAN, budget=vague)


def test_the_budget_of_a_ledger_and_a_month_that_is_missing() -> None:
    text = "".join(f"#PBUDGET 0 2024{month:02} 5010 {{}} 100.00\r\n" for month in range(1, 13))
    text += "".join(f"#PSALDO 0 2024{month:02} 5010 {{}} 90.00\r\n" for month in range(1, 8))
    ledger = read(text + "#PSALDO 0 202407 8999 {} 5.00\r\n")
    july = Period.year_to_date(date(2024, 7, 31))
    reading = budget_table_from_sie(ledger, id="d", period=july, accounts=PLAN)
    line = reading.table["personal"]
    assert (line.period_budget, line.period_outcome, line.annual_budget) == (-700, -630, -1200)
    assert line.period_deviation == 70
    assert [found.code for found in reading.findings] == ["sie-account-left"]
    late = budget_table_from_sie(ledger, id="d", period=TO_AUGUST, accounts=PLAN)
    assert late.table["personal"].period_outcome is None
    assert late.table["personal"].period_budget == -800
    assert [(found.code, found.values.get("months")) for found in late.findings] == [("sie-months", "202408")]


def test_what_is_asked_wrongly_of_a_ledger() -> None:
    ledger = read_sie(LEDGER)
    with pytest.raises(ku.InvalidType, match="accounts must be a AccountPlan"):
        budget_table_from_sie(ledger, id="d", period=TO_AUGUST, accounts=wild(["3"]))
    with pytest.raises(ku.InvalidValue, match=r"no dimension '7'; there are 1 \(Ansvar\), 6 \(Projekt\)"):
        budget_table_from_sie(ledger, id="d", period=TO_AUGUST, accounts=PLAN, dimension="7")
    with pytest.raises(ku.InvalidValue, match="whole months"):
        budget_table_from_sie(ledger, id="d", period=Period(date(2024, 1, 1), date(2024, 8, 30)), accounts=PLAN)


def test_binary_files_are_read_from_their_beginning() -> None:
    file = BytesIO(LEDGER.read_bytes())
    file.read(100)
    assert read_sie(file).company == "Exempelkommun"
    assert not file.closed


def test_rows_of_objects_without_their_total_are_told() -> None:
    ledger = read(
        '#PSALDO 0 202408 3011 {1 "1100"} -1\r\n#PSALDO 0 202408 3011 {6 "x"} -5\r\n#PSALDO 0 202408 5 {} 1\r\n'
    )
    assert [found.code for found in ledger.findings] == ["sie-no-total"]
    assert "1 sums" in ledger.findings[0].text("en")
    assert "such as 3011 202408" in ledger.findings[0].text("en")


CHECKED = '#KSUMMA\r\n#KONTO 1915 "Kassa å"\r\n#PSALDO 0 202408 1915 {} 5.00\r\n#PSALDO 0 202408 1915 {1 "a"} 5.00\r\n'
CHECKSUM = crc32("#KONTO1915Kassa å#PSALDO020240819155.00#PSALDO020240819151a5.00".encode("cp437"))


@pytest.mark.parametrize("encoding", ["cp437", "cp1252", "utf-8"])
@pytest.mark.parametrize("told", [str(CHECKSUM), str(CHECKSUM - 2**32), f'"{CHECKSUM}"'])
def test_a_checksum_that_fits(told: str, encoding: str) -> None:
    assert read(f"{CHECKED}#KSUMMA {told}\r\n", encoding).findings == ()


@pytest.mark.parametrize(
    ("end", "encoding", "code"),
    [
        (f"#KSUMMA {CHECKSUM + 1}\r\n", "cp437", ["sie-checksum"]),
        ("#KSUMMA x\r\n", "cp437", ["sie-checksum"]),
        ("#KSUMMA\r\n", "cp437", ["sie-checksum"]),
        (f"#KSUMMA {CHECKSUM + 1}\r\n", "cp1252", []),  # it is of CP437, and cannot be told
        ("", "cp437", ["sie-cut"]),
    ],
)
def test_a_checksum_that_does_not_fit(end: str, encoding: str, code: list[str]) -> None:
    assert [found.code for found in read(CHECKED + end, encoding).findings] == code


def test_a_ledger_without_months_gives_no_silent_empty_table() -> None:
    reading = budget_table_from_sie(read("#RES 0 3011 -5.00\r\n"), id="drift", period=TO_AUGUST, accounts=PLAN)
    assert reading.table.lines == ()
    assert [found.code for found in reading.findings] == ["sie-months"]


@pytest.mark.parametrize(
    "amount", ["-6 800.00", "6 800,5", "1 234 567", "6 080", "6 000", '"6 800.00"', "-6\u00a0800.00"]
)
def test_an_amount_with_a_blank_in_it_is_refused_with_its_line(amount: str) -> None:
    ledger = read(f"#PSALDO 0 202408 3011 {{}} {amount}\r\n#PSALDO 0 202408 3012 {{}} 5.00 800\r\n")
    assert ledger.change("3011", AUGUST) is None
    assert ledger.change("3012", AUGUST) == 5
    (found,) = ledger.findings
    assert found.code == "sie-amount"
    assert amount.strip('"').replace("\u00a0", " ") in found.message.replace("\u00a0", " ")


def test_an_amount_and_its_quantity_may_be_an_amount_with_a_blank() -> None:
    ledger = read("#PSALDO 0 202408 3011 {} 6 800\r\n#RES 0 3012 5 12\r\n")
    assert ledger.change("3011", AUGUST) == 6
    assert [one.text("en") for one in ledger.findings] == [
        "#PSALDO: 6 800 is read as the amount 6 and the quantity 800; if the blank parts thousands, the amount is wrong"
    ]
    voucher = '#VER A 1 20240815 ""\r\n{\r\n#TRANS 5010 {} 13 200 20240815\r\n}\r\n'
    assert [one.code for one in read(voucher).findings] == ["sie-amount"]


def test_years_that_are_not_declared_are_told_once() -> None:
    ledger = read("#PSALDO -3 202108 3011 {} 5\r\n#IB -3 1930 5\r\n#UB -2 1930 5\r\n#PSALDO 0 202408 3011 {} 5\r\n")
    assert [(one.code, one.values["year"]) for one in ledger.findings] == [
        ("sie-year-undeclared", "-3"),
        ("sie-year-undeclared", "-2"),
    ]
    assert ledger.change("3011", Period.for_month(2021, 8)) == 5


def test_braces_on_the_lines_of_others_are_read_and_told() -> None:
    ledger = read(
        '#VER A 1 20240815 "{" {\r\n#TRANS 5010 {1 "1100"} 5\r\n#RTRANS 1930 {} -5\r\n#TRANS 1930 {} -5 }\r\n'
        '#VER A 2 20240815 "x"\r\n{\r\n#TRANS 5010 {} 7\r\n#TRANS 1930 {} -7 20240815 "}"\r\n}\r\n'
        '#VER A 3 20240815 ""\r\n{\r\n#TRANS 5010 {} 1\r\n#TRANS 1930 {} -1\r\n#BTRANS 1930 {} 5 }\r\n'
    )
    assert ledger.change("5010", AUGUST) == 13
    assert [(one.code, one.where) for one in ledger.findings] == [("sie-brace", "file:7")]


def test_months_that_only_vouchers_have_are_summed_from_them() -> None:
    ledger = read(
        '#PSALDO 0 202407 5010 {} 7\r\n#PSALDO 0 202407 5010 {1 "a"} 3\r\n'
        '#VER A 1 20240715 ""\r\n{\r\n#TRANS 5010 {} 100\r\n#TRANS 1930 {} -100\r\n}\r\n'
        '#VER A 2 20240815 ""\r\n{\r\n#TRANS 5010 {1 "a"} 5\r\n#TRANS 5010 {} 2\r\n#TRANS 1930 {} -7\r\n}\r\n'
    )
    both = Period.parse("jul–aug 2024")
    assert ledger.by_account(both) == {"5010": 14, "1930": -7}
    assert ledger.months_without(both) == ()
    assert ledger.by_object("1", both) == {("a", "5010"): 8, ("", "5010"): 6, ("", "1930"): -7}
    assert ledger.change("5010", both, budget=True) is None
    assert [(one.code, one.values.get("months")) for one in ledger.findings] == [("sie-months-vouchers", "202408")]
