"""Ledgers to tables: exact to the öre, whatever the threads, and no account guessed."""

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning import KOMMUN_BAS, AccountLine, AccountPlan, Layout, LedgerPlan, LedgerRows, LineKind
from kommunuppfoljning.arithmetic import programs
from kommunuppfoljning.synthetic import SEASONS, SyntheticMunicipality, SyntheticUnit, synthetic_series
from tests import samples
from tests.samples import wild

PARENTS = {"kommunen": None, "ks": "kommunen", "it": "ks", "hr": "ks", "bun": "kommunen"}
PLAN = AccountPlan(
    id="prov",
    ignored=("1", "2"),
    lines=(
        AccountLine(id="intakter", name="Intäkter", kind=LineKind.REVENUE, ranges=("3",)),
        AccountLine(id="kostnader", name="Kostnader", ranges=("4-6", "70-78")),
        AccountLine(id="kapital", name="Varav kapitalkostnader", ranges=("79",), part_of="kostnader"),
    ),
)
records = st.lists(
    st.tuples(
        st.sampled_from([1510, 3, 30, 301, 3010, 31106, 4010, 4, 5011, 6999, 7010, 7910, 79101, 791012]),
        st.sampled_from(list(PARENTS)),
        st.integers(1, 12),
        st.integers(-(10**12), 10**12),
    ),
    max_size=40,
)


def by_hand(rows: list[Any], node: str, last: int, prefixes: tuple[str, ...]) -> int:
    def below(unit: str | None) -> bool:
        return unit is not None and (unit == node or below(PARENTS[unit]))

    return sum(
        amount
        for account, unit, month, amount in rows
        if below(unit) and month <= last and str(account).startswith(prefixes)
    )


@given(rows=records, month=st.integers(1, 12), layout=st.sampled_from([Layout.SIGNED, Layout.REVERSED]))
def test_tables_are_the_rows_summed_by_hand(rows: list[Any], month: int, layout: Layout) -> None:
    plan = LedgerPlan(PARENTS, PLAN, layout=layout)
    sums = plan.sums(plan.rows(rows), year=2024)
    sign = -1 if layout is Layout.REVERSED else 1

    def kronor(node: str, *prefixes: str) -> Decimal:
        return Decimal(sign * by_hand(rows, node, month, prefixes)).scaleb(-2)

    for node in PARENTS:
        kinds = sums.by_kind(node, id="t", month=month)
        assert kinds["intakter"].period_outcome == kronor(node, "3")
        assert kinds["kostnader"].period_outcome == kronor(node, "4", "5", "6", "7")
        assert kinds["kapital"].period_outcome == kronor(node, "79")
        assert kinds.total is not None
        assert kinds.total.period_outcome == kronor(node, "3", "4", "5", "6", "7")
        assert kinds.summed_total.period_outcome == kinds.total.period_outcome
        units = sums.by_node(node, id="t", month=month, kinds=True)
        assert units.total is not None
        assert units.total.period_outcome == kinds.total.period_outcome
        if units.lines:
            assert units.summed_total.period_outcome == units.total.period_outcome
        for line in units.top_lines:
            below = units.children(line)
            assert not below or units.summed(below).period_outcome == line.period_outcome


def test_threads_and_long_accounts_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    source = np.random.default_rng(1)
    many = 300_000
    rows = LedgerRows(
        accounts=source.choice(np.array([3010, 4010, 7910, 1510, 301_001], np.int32), many),
        nodes=source.integers(0, len(PARENTS), many),
        months=source.integers(1, 13, many).astype(np.int8),
        amounts=source.integers(-(10**9), 10**9, many),
    )
    plan = LedgerPlan(PARENTS, PLAN, layout=Layout.SIGNED)
    alone = plan.sums(rows, year=2024)
    monkeypatch.setattr("kommunuppfoljning.arithmetic.programs.THREADED", 1000)
    monkeypatch.setenv("KOMMUNUPPFOLJNING_THREADS", "3")
    assert programs.threads() == 3
    assert np.array_equal(plan.sums(rows, year=2024).cells, alone.cells)
    kept = rows.accounts != 1510
    assert int(alone.cells[0].sum()) == int(rows.amounts[kept].sum())


@pytest.mark.parametrize("kind", [np.int8, np.int16, np.int32, np.uint8, np.uint64])
def test_any_whole_numbers_will_do(kind: Any) -> None:
    plan = LedgerPlan(PARENTS, PLAN, layout=Layout.SIGNED, digits=0)
    good = plan.rows([(3010, "it", 1, 100), (3010, "hr", 12, 27)])
    rows = LedgerRows(
        accounts=good.accounts.astype(np.int32),
        nodes=good.nodes.astype(kind),
        months=good.months.astype(kind),
        amounts=good.amounts.astype(kind),
    )
    assert sum(plan.sums(rows, year=2024).months("kommunen")) == 127
    assert plan.sums(plan.rows([]), year=2024).months("kommunen") == (0,) * 12


def test_sums_past_what_fits() -> None:
    plan = LedgerPlan(PARENTS, PLAN, layout=Layout.SIGNED, digits=0)
    largest = 2**62
    rows = plan.rows([(3010, "it", 1, largest), (3010, "it", 1, largest), (3010, "it", 1, -largest)])
    assert plan.sums(rows, year=2024).months("kommunen")[0] == largest
    with pytest.raises(ku.TooLarge):
        plan.sums(plan.rows([(3010, "it", 1, largest), (3010, "hr", 1, largest)]), year=2024)
    one = plan.rows([(3010, "it", 1, 1)])
    unsigned = LedgerRows(
        accounts=one.accounts, nodes=one.nodes, months=one.months, amounts=np.array([2**63], np.uint64)
    )
    with pytest.raises(ku.TooLarge, match="LedgerPlan.sums: amounts must fit in int64"):
        plan.sums(unsigned, year=2024)


def test_budget_previous_and_forecasts() -> None:
    plan = LedgerPlan(PARENTS, PLAN, layout=Layout.SIGNED, digits=0, names={"it": "IT"})
    outcome = plan.sums(plan.rows([(4010, "it", month, -10) for month in range(1, 9)]), year=2024)
    budget = plan.sums(plan.rows([(4010, "it", month, -11) for month in range(1, 13)]), year=2024)
    previous = plan.sums(plan.rows([(4010, "it", month, -9) for month in range(1, 13)]), year=2023)
    table = outcome.by_node(
        "ks",
        id="drift",
        month=8,
        budget=budget,
        previous=previous,
        forecasts={"it": -125, "hr": 0},
        vintage="Prognos 4",
    )
    line = table["IT"]
    assert [getattr(line, name) for name in ("period_budget", "period_outcome", "previous_outcome")] == [-88, -80, -72]
    assert [getattr(line, name) for name in ("previous_annual", "annual_budget", "forecast")] == [-108, -132, -125]
    assert table.total is not None
    assert (table.total.forecast, table.vintage, table.period) == (-125, "Prognos 4", samples.YEAR_TO_DATE)
    before = plan.sums(plan.rows([(4010, "it", month, -11) for month in range(1, 13)]), year=2023)
    history = previous.monthly("it", "kostnader", budget=before)
    assert (history.annual, history.annual_budget) == (-108, -132)
    with pytest.raises(ku.InvalidValue, match="LedgerSums: budget must be of 2023, got that of 2024"):
        previous.monthly("it", "kostnader", budget=budget)
    assert outcome.monthly("it", through=8).outcome == (-10,) * 8


def test_what_is_booked_on_a_node_itself_is_a_row() -> None:
    plan = LedgerPlan(PARENTS, PLAN, layout=Layout.SIGNED, digits=0)
    table = plan.sums(plan.rows([(4010, "ks", 1, -5), (4010, "it", 1, -3)]), year=2024).by_node("ks", id="t", month=1)
    assert [(line.id, line.period_outcome) for line in table.lines] == [("it", -3), ("hr", 0), ("ks", -5)]


@pytest.mark.parametrize(
    ("rows", "match"),
    [
        ([(9010, "it", 1, 5), (8010, "it", 1, 5)], r"no line of 'prov' takes the accounts \[8010, 9010\]"),
        ([(900_000, "it", 1, 5)], r"takes the accounts \[900000\]"),
        ([(3010, "it", 13, 5)], "months must be from 1 to 12, got 13"),
        ([(3010, "it", 0, 5)], "months must be from 1 to 12, got 0"),
        ([(-3010, "it", 1, 5)], "accounts must be a whole number of at most 7 digits, got -3010"),
        ([(-3010, "it", 1, 5), (0, "it", 1, 5), (3010, "it", 1, 5)], r"takes the accounts \[-3010, 0\]"),
    ],
)
def test_bad_rows(rows: list[Any], match: str) -> None:
    plan = LedgerPlan(PARENTS, PLAN, layout=Layout.SIGNED)
    with pytest.raises(ku.InvalidValue, match=match):
        plan.sums(plan.rows(rows), year=2024)


def test_bad_plans_and_columns() -> None:
    with pytest.raises(ku.InvalidValue, match="would be counted twice, in 'a' and in 'b'"):
        AccountPlan(id="x", lines=(AccountLine(id="a", ranges=("4-5",)), AccountLine(id="b", ranges=("501",))))
    with pytest.raises(ku.InvalidValue, match="part_of of 'b' must be a line of the same kind"):
        AccountPlan(id="x", lines=(AccountLine(id="b", ranges=("5",), part_of="a"),))
    for text in ("", "x", "5-", "56-50", "5-60", "12345678"):
        with pytest.raises(ku.InvalidValue, match="range"):
            AccountLine(id="a", ranges=(text,))
    with pytest.raises(ku.InvalidValue, match="kind must be REVENUE or COST"):
        AccountLine(id="a", kind=LineKind.NET)
    with pytest.raises(ku.InvalidValue, match="layout must be SIGNED or REVERSED"):
        LedgerPlan(PARENTS, PLAN, layout=Layout.MAGNITUDE)
    with pytest.raises(ku.InvalidValue, match="circle"):
        LedgerPlan({"a": "b", "b": "a"}, PLAN, layout=Layout.SIGNED)
    with pytest.raises(ku.InvalidType, match="parents must be a Mapping"):
        LedgerPlan(wild(5), PLAN, layout=Layout.SIGNED)
    plan = LedgerPlan(PARENTS, PLAN, layout=Layout.SIGNED)
    with pytest.raises(ku.NotFound, match="'x' is no node of the plan"):
        plan.rows([(3010, "x", 1, 5)])
    good = plan.rows([(3010, "it", 1, 5)])
    with pytest.raises(ku.InvalidType, match="amounts must be a one-dimensional array of whole numbers"):
        plan.sums(
            LedgerRows(accounts=good.accounts, nodes=good.nodes, months=good.months, amounts=np.array([0.5])), year=1
        )
    with pytest.raises(ku.InvalidValue, match="months must have the shape"):
        plan.sums(
            LedgerRows(accounts=good.accounts, nodes=good.nodes, months=np.array([1, 2]), amounts=good.amounts), year=1
        )
    with pytest.raises(ku.InvalidValue, match="nodes must be from 0 to 4, got 5"):
        plan.sums(
            LedgerRows(accounts=good.accounts, nodes=np.array([5]), months=good.months, amounts=good.amounts), year=1
        )
    sums = plan.sums(good, year=2024)
    with pytest.raises(ku.NotFound, match="no lines of the plan 'prov'"):
        sums.months("it", "x")
    with pytest.raises(ku.InvalidValue, match="month must be 1 to 12, got 13"):
        sums.by_kind("it", id="t", month=13)


def test_accounts_find_their_lines() -> None:
    assert [PLAN.line_of(account) for account in (3, 30106, 7910, 7810)] == [
        PLAN["intakter"], PLAN["intakter"], PLAN["kapital"], PLAN["kostnader"]
    ]  # fmt: skip
    assert PLAN.line_of(1510) is None
    assert PLAN.line_of(7_999_999) is PLAN["kapital"]
    assert PLAN.places(3010).shape == (3011,)
    lines = AccountLine(id="del", ranges=("7",), part_of="allt"), AccountLine(id="allt", ranges=("6-7",))
    for listed in (lines, lines[::-1]):  # of equals a part comes before its whole
        plan = AccountPlan(id="p", lines=listed)
        assert [wild(plan.line_of(account)).id for account in (6010, 7010)] == ["allt", "del"]
    with pytest.raises(ku.NotFound, match="no line takes the account 8010"):
        PLAN.line_of(8010)
    for account in (-1, 10**7):
        with pytest.raises(ku.InvalidValue, match="at most 7 digits"):
            PLAN.line_of(account)
    whole = AccountPlan(
        id="p", lines=(AccountLine(id="noll", ranges=("0",)), AccountLine(id="sist", ranges=("9999999",)))
    )
    assert [wild(whole.line_of(account)).id for account in (0, 10**7 - 1)] == ["noll", "sist"]
    assert {KOMMUN_BAS.line_of(account) for account in (3010, 4010, 5010, 6010, 7010, 8010, 8410, 8510)} == {
        *KOMMUN_BAS.lines
    }
    with pytest.raises(ku.NotFound):
        KOMMUN_BAS.line_of(9010)


def test_a_made_up_municipality_is_the_same_each_time() -> None:
    place = ku.synthetic_municipality(seed=1)
    assert place.records(2024) == ku.synthetic_municipality(seed=1).records(2024)
    assert place.records(2024) != ku.synthetic_municipality(seed=2).records(2024)
    table = place.table()
    assert table.total is not None
    assert table.total.period_outcome == Decimal("-79508834.46")  # the same on every machine
    assert table.summed_total.period_outcome == table.total.period_outcome
    assert {month for _, _, month, _ in place.records(2024)} == set(range(1, 9))
    assert {month for _, _, month, _ in place.records(2023)} == set(range(1, 13))
    for line, months in place.months().items():
        assert sum(months) == table[line].period_outcome
    for line, years in place.history().items():
        assert years[-1].annual == table[line].previous_annual
        assert years[-1].to_date(8) == table[line].previous_outcome


def test_a_made_up_budget_is_what_its_units_say() -> None:
    place = ku.synthetic_municipality()
    booked: dict[tuple[str, int], int] = {}
    for account, unit, _, amount in place.budget_records(2019):
        booked[unit, account] = booked.get((unit, account), 0) + amount
    units = {
        "skola": (48_000_000, 2_400_000),
        "omsorg": (36_000_000, 3_000_000),
        "vagar": (6_000_000, 0),
        "bad": (4_800_000, 900_000),
        "it": (9_000_000, 3_600_000),
        "stab": (12_000_000, 0),
    }
    assert {unit.id: (unit.cost, unit.revenue) for unit in place.units} == units
    shares = {4010: 15, 5011: 60, 6010: 20, 7910: 5}
    wanted = {(unit, account): cost * share for unit, (cost, _) in units.items() for account, share in shares.items()}
    assert booked == wanted | {(unit, 3010): -100 * revenue for unit, (_, revenue) in units.items() if revenue}


def test_what_is_not_said_of_an_invention() -> None:
    place = ku.synthetic_municipality()
    assert place == ku.synthetic_municipality(1, first_year=2019, last_year=2024, month=8, noise=6, miss=3, growth=3)
    assert place == SyntheticMunicipality(
        name="Påhitte", seed=1, units=place.units, years=(2019, 2020, 2021, 2022, 2023, 2024), month=8
    )
    series = synthetic_series()
    told: dict[str, Any] = {"season": "even", "years": 8, "annual": -12_000_000, "noise": 6, "growth": 3}
    assert series == synthetic_series(1, **told, drift=0, miss=0, budget="season")
    assert [year.year for year in series] == list(range(2016, 2024))
    assert [year.annual for year in synthetic_series(miss=3, drift=1, years=2)] == [-12_900_600, -12_903_222]


def test_a_series_drifts_and_misses_as_much_as_it_is_told() -> None:
    plain: dict[str, Any] = {"noise": 0, "years": 1, "annual": -12_000_000}
    year = synthetic_series(drift=5, **plain)[0]
    assert year.outcome == tuple(-1_000_000 - 50_000 * month for month in range(12))
    once, twice = (synthetic_series(miss=miss, **plain)[0].outcome for miss in (2, 4))
    assert len(set(once)) == 1
    assert once[0] is not None
    assert twice[0] is not None
    assert twice[0] + 1_000_000 == 2 * (once[0] + 1_000_000) != 0


def test_seasons_and_bad_inventions() -> None:
    for season, weights in SEASONS.items():
        year = synthetic_series(season=season, noise=0, years=1)[0]
        assert year.outcome == year.budget == ku.Periodisation(weights=weights).spread(-12_000_000)
    assert len(set(synthetic_series(season="late", budget="even", years=1)[0].budget)) == 1
    with pytest.raises(ku.InvalidValue, match="season must be one of even, school"):
        synthetic_series(season="spring")
    with pytest.raises(ku.InvalidValue, match="season must be one of"):
        SyntheticUnit(id="a", cost=1, season="spring")
    with pytest.raises(ku.InvalidValue, match="last_year must be after 2024, got 2024"):
        ku.synthetic_municipality(first_year=2024, last_year=2024)
    with pytest.raises(ku.InvalidValue, match="noise must be 0 to 50"):
        ku.synthetic_municipality(noise=51)
    for noise in (-1, 400):
        with pytest.raises(ku.InvalidValue, match=f"synthetic_series: noise must be 0 to 50 percent, got {noise}"):
            synthetic_series(noise=noise)
    with pytest.raises(ku.InvalidValue, match="SyntheticUnit 'a': revenue must be at least 0, got -1"):
        SyntheticUnit(id="a", cost=1, revenue=-1)
    with pytest.raises(ku.NotFound, match="no year 2000"):
        ku.synthetic_municipality().records(2000)
    assert wild(ku.synthetic_municipality()).parents["skola"] == "kommunen"


@pytest.mark.parametrize(
    ("record", "match"),
    [
        ((4010, "it", 1, 120.5), "each amount must be a whole number .*120.5"),
        ((4010, "it", 1, Decimal("120.50")), "each amount must be a whole number .*120.50"),
        ((4010, "it", 1, True), "each amount must be a whole number .*True"),
        ((4010, "it", 1, None), "each amount must be a whole number .*None"),
        ((4010, "it", 1.9, 120), "each month must be a whole number .*1.9"),
        (("4010", "it", 1, 120), "each account must be a whole number .*'4010'"),
    ],
)
def test_no_amount_is_cut_down_to_a_whole_one(record: Any, match: str) -> None:
    plan = LedgerPlan({"it": None}, KOMMUN_BAS, layout=Layout.REVERSED)
    with pytest.raises(ku.InvalidType, match=match):
        plan.rows([(4010, "it", 1, 5), record])


def test_records_of_another_shape_or_size() -> None:
    plan = LedgerPlan({"it": None}, KOMMUN_BAS, layout=Layout.REVERSED)
    for record in ((4010, "it", 1), (4010, "it", 1, 5, "text"), 4010):
        with pytest.raises(ku.InvalidValue, match="a record must be account, node, month, amount"):
            plan.rows([record])  # type: ignore[list-item]  # that is what is refused
    with pytest.raises(ku.TooLarge, match="some amount does not fit in int64"):
        plan.rows([(4010, "it", 1, -(2**70))])
    assert plan.rows([(np.int32(4010), "it", np.int8(1), np.int64(5))]).amounts.tolist() == [5]  # type: ignore[list-item]


def test_forecasts_are_of_rows_that_are_there() -> None:
    plan = LedgerPlan({"ks": None, "it": "ks"}, KOMMUN_BAS, layout=Layout.REVERSED, digits=0)
    sums = plan.sums(plan.rows([(4010, "ks", 1, 5), (4010, "it", 1, 3)]), year=2024)
    table = sums.by_node("ks", id="t", month=1, forecasts={"it": -40, "ks": -60})
    assert table.total is not None
    assert [(line.id, line.forecast) for line in (*table.lines, table.total)] == [
        ("it", -40),
        ("ks", -60),
        ("summa", -100),
    ]
    assert sums.by_node("ks", id="t", month=1, forecasts={"summa": -7}).total == ku.BudgetLine(
        id="summa", period_outcome=-8, forecast=-7
    )
    for make in (sums.by_node, sums.by_kind):
        with pytest.raises(ku.NotFound, match="no row 'hr'; there are"):
            make("ks", id="t", month=1, forecasts={"hr": -40})


def test_a_budget_and_a_previous_year_are_of_their_years() -> None:
    plan = LedgerPlan({"it": None}, KOMMUN_BAS, layout=Layout.REVERSED)
    this, last, two = (plan.sums(plan.rows([(4010, "it", 1, 5)]), year=year) for year in (2024, 2023, 2022))
    for make in (this.by_node, this.by_kind):
        make("it", id="t", month=1, budget=this, previous=last)
        with pytest.raises(ku.InvalidValue, match="budget must be of 2024, got that of 2023"):
            make("it", id="t", month=1, budget=last)
        with pytest.raises(ku.InvalidValue, match="previous must be of 2023, got that of 2022"):
            make("it", id="t", month=1, previous=two)


def test_a_unit_called_as_the_total_is_counted_once() -> None:
    plan = LedgerPlan({"ks": None, "summa": "ks", "it": "ks"}, KOMMUN_BAS, layout=Layout.REVERSED, digits=0)
    sums = plan.sums(plan.rows([(5011, "summa", 1, 1), (5011, "it", 1, 2)]), year=2024)
    table = sums.by_node("ks", id="t", month=1, kinds=True, forecasts={"summa": -12, "it": -24})
    assert table.total is not None
    assert (table.total.id, table.total.forecast, table.total.period_outcome) == ("summa!", -36, -3)
    assert table.summed_total.period_outcome == -3


def test_digits_are_the_decimals_of_a_krona() -> None:
    for digits, kronor in ((0, 1205), (1, Decimal("120.5")), (2, Decimal("12.05"))):
        plan = LedgerPlan({"it": None}, KOMMUN_BAS, layout=Layout.SIGNED, digits=digits)
        sums = plan.sums(plan.rows([(3010, "it", 1, 1205)]), year=2024)
        assert sums.months("it")[0] == kronor
    assert repr(sums) == "LedgerSums(year=2024)"  # not millions of cells


def test_bad_digits_and_years() -> None:
    with pytest.raises(ku.InvalidValue, match="digits must be at least 0"):
        LedgerPlan({"it": None}, KOMMUN_BAS, layout=Layout.REVERSED, digits=-1)
    with pytest.raises(ku.InvalidType, match="LedgerPlan: digits"):
        LedgerPlan({"it": None}, KOMMUN_BAS, layout=Layout.REVERSED, digits=wild("2"))
    plan = LedgerPlan({"it": None}, KOMMUN_BAS, layout=Layout.REVERSED)
    with pytest.raises(ku.InvalidType, match=r"LedgerPlan.sums: year"):
        plan.sums(plan.rows([]), year=wild("2024"))


def test_a_unit_that_is_new_this_year_has_no_last_year() -> None:
    trees = ({"ks": None, "it": "ks", "hr": "ks"}, {"ks": None, "it": "ks", "arkiv": "ks"})
    now, then = (LedgerPlan(tree, KOMMUN_BAS, layout=Layout.REVERSED, digits=0) for tree in trees)
    this = now.sums(now.rows([(5011, "it", 1, 1), (5011, "hr", 1, 2)]), year=2024)
    last = then.sums(then.rows([(5011, "it", 1, 3), (5011, "arkiv", 1, 4)]), year=2023)
    table = this.by_node("ks", id="t", month=1, previous=last)
    assert table.total is not None
    assert [(line.id, line.previous_outcome) for line in (*table.lines, table.total)] == [
        ("it", -3),
        ("hr", None),
        ("ks", -4),
        ("summa", -7),
    ]
    with pytest.raises(ku.NotFound, match="'hr' is no node of the plan"):
        this.by_node("hr", id="t", month=1, previous=last)
