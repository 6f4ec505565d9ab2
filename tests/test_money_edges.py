"""What a controller may hand over by mistake: each is refused by name, or has an answer that can be defended."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import kommunuppfoljning as ku
from kommunuppfoljning import (
    BudgetLine,
    BudgetTable,
    BudgetVersion,
    InvestmentProject,
    Layout,
    LineKind,
    Periodisation,
    methods,
)
from kommunuppfoljning.amounts import minus, plus, times
from kommunuppfoljning.measures import Definition
from kommunuppfoljning.methods import Reason, Situation, indexed, mean_profile
from kommunuppfoljning.reserves import reserve_rules
from tests.samples import wild

LINE = BudgetLine(id="a", layout=Layout.SIGNED, period_budget=-10, period_outcome=-8, annual_budget=-20, forecast=-19)
TABLE = BudgetTable(id="t", layout=Layout.SIGNED, unit=ku.Unit.TKR, lines=(LINE,))
BALANCE = ku.BalanceRequirement(year=2024, result=5)


def ceiling(**figures: Any) -> Any:
    known = {"result": 100, "adjusted_result": 80, "taxes_and_grants": 2_000, "equity_with_pensions": 1}
    return ku.reserve_ceiling(year=2024, **wild({**known, **figures}))


AMOUNTS: dict[str, Callable[[Any], Any]] = {
    "action_coverage": lambda one: ku.action_coverage(one, []),
    "action": lambda one: ku.Action(about="x", effect=one),
    "explained_by_causes": lambda one: ku.explained_by_causes(one, []),
    "cause": lambda one: ku.Cause(about="x", amount=one),
    "gross_cost": lambda one: ku.budget_adherence(LINE, gross_cost=one),
    "result": lambda one: ku.result_adherence(result=one, budgeted_result=5),
    "budgeted_result": lambda one: ku.result_adherence(result=5, budgeted_result=one),
    "net_cost": lambda one: ku.net_cost_deviation(net_cost=one, reference_cost=5),
    "reference_cost": lambda one: ku.net_cost_deviation(net_cost=5, reference_cost=one),
    "spread": Periodisation.even().spread,
    "to_date": lambda one: Periodisation.even().to_date(one, 3),
    "weights": lambda one: Periodisation(weights=(one,) * 12),
    "accuracy outcome": lambda one: ku.forecast_accuracy({"P1": 5}, one),
    "accuracy forecast": lambda one: ku.forecast_accuracy({"P1": one}, 5),
    "accuracy budget": lambda one: ku.forecast_accuracy({"P1": 5}, 5, budget=one),
    "accuracy by line": lambda one: ku.forecast_accuracy([ku.Vintage(id="P1", amounts={"a": 5})], {"a": one}),
    "accuracy denominator": lambda one: ku.forecast_accuracy({"P1": 5}, 5, denominators={"gross": one}),
    "version": lambda one: BudgetVersion(id="x", amounts={"a": one}),
    "vintage": lambda one: ku.Vintage(id="x", amounts={"a": one}),
    "months": lambda one: ku.forecast_year(LINE, months=[one]),
    "history": lambda one: ku.forecast_year(LINE, {2023: [one] * 12}, month=8),
    "method": lambda one: ku.Method(name="x", function=lambda _: one).apply(Situation()),
    "balance result": lambda one: ku.BalanceRequirement(year=2024, result=one),
    "balance adjustment": lambda one: ku.BalanceRequirement(year=2024, adjustments=[one]),
    "balance reserve": lambda one: ku.BalanceRequirement(year=2024, from_reserve=one),
    "balance brought forward": lambda one: ku.BalanceRequirement(year=2024, brought_forward=one),
    "ceiling": lambda one: ceiling(result=one),
    "ceiling reserve": lambda one: ceiling(reserve=one),
    "use": lambda one: ku.reserve_use(year=2024, adjusted_result=one, reserve=5, allowed=True),
    "line": lambda one: BudgetLine(id="x", forecast=one),
    "project": lambda one: ku.InvestmentProject(id="x", total_budget=one),
}
"""Every way in for an amount of the money chapter."""


@pytest.mark.parametrize(
    "wrong",
    [True, False, np.True_, "5", float("nan"), float("inf"), Decimal("NaN"), Decimal("Infinity"), Decimal("sNaN"), [5]],
    ids=repr,
)
@pytest.mark.parametrize("entry", AMOUNTS)
def test_what_is_no_amount_is_refused_everywhere(entry: str, wrong: object) -> None:
    with pytest.raises(ku.FollowUpError):
        AMOUNTS[entry](wrong)


@pytest.mark.parametrize("entry", [name for name in AMOUNTS if name != "method"])
def test_a_float_is_refused_as_not_exact(entry: str) -> None:
    with pytest.raises(ku.InvalidType):
        AMOUNTS[entry](0.5)


def test_numpys_whole_numbers_and_fractions_are_taken_as_models_take_them() -> None:
    assert ku.action_coverage(wild(np.int64(-5)), []).deficit == 5
    assert ku.budget_adherence(LINE, gross_cost=wild(np.int32(-100))).value == Decimal("0.02")
    assert ku.net_cost_deviation(net_cost=wild(np.int64(943)), reference_cost=1_000).value == Decimal("-0.057")
    assert type(ku.explained_by_causes(wild(np.int64(-5)), []).unexplained) is int
    assert ku.explained_by_causes(wild(Fraction(1, 4)), []).deviation == Decimal("0.25")


@pytest.mark.parametrize(
    "call",
    [
        lambda one: ku.pace(LINE, month=one),
        lambda one: Periodisation.even().spread(100, digits=one),
        lambda one: Periodisation.even().share_to_date(one),
        lambda one: ku.bridge(TABLE, digits=one),
        lambda one: ku.in_unit(TABLE, ku.Unit.KR, digits=one),
        lambda one: ku.forecast_year(LINE, month=one),
        lambda one: ku.forecast_year(LINE, month=8, year=one),
        reserve_rules,
        BALANCE.carried,
        mean_profile,
        lambda one: ku.LedgerPlan({"a": None}, ku.KOMMUN_BAS, layout=Layout.SIGNED, digits=one),
    ],
)
@pytest.mark.parametrize("wrong", [True, "8", 0.5, Decimal(8), Decimal("NaN")], ids=repr)
def test_what_is_no_whole_number_is_refused(call: Callable[[Any], Any], wrong: object) -> None:
    with pytest.raises(ku.FollowUpError):
        call(wrong)


@pytest.mark.parametrize("digits", [10**30, -(10**30), 1_001])
def test_digits_without_end_are_refused_at_once(digits: int) -> None:
    for call in (
        lambda: Periodisation.even().spread(100, digits=digits),
        lambda: ku.bridge(TABLE, digits=digits),
        lambda: ku.in_unit(TABLE, ku.Unit.KR, digits=digits),
    ):
        with pytest.raises(ku.InvalidValue, match="digits must be from -1000 to 1000"):
            call()


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (lambda: ku.action_coverage(-5, wild(None)), "action_coverage: actions must be a Iterable, got None"),
        (lambda: ku.action_coverage(-5, wild(ku.Action(about="x"))), "action_coverage: actions must be a Iterable"),
        (lambda: ku.action_coverage(-5, [], as_of=wild("2024-01-01")), "action_coverage: as_of must be a date"),
        (
            lambda: ku.action_coverage(-5, [], as_of=datetime(2024, 1, 1, tzinfo=UTC)),
            "action_coverage: as_of must be a date",
        ),
        (lambda: ku.explained_by_causes(-5, wild(ku.Cause(about="x"))), "explained_by_causes: causes must be a Iter"),
        (lambda: ku.in_unit(TABLE, wild("tkr")), "in_unit: unit must be a Unit"),
        (lambda: ku.bridge(TABLE, deviation=wild(["x"])), "bridge: deviation must be a str"),
        (lambda: ku.budget_adherence(LINE, deviation=wild(["x"])), "budget_adherence: deviation must be a str"),
        (lambda: ku.forecast_accuracy({}, 5, denominators=wild([1])), "forecast_accuracy: denominators must be a Map"),
        (lambda: ku.backtest(wild({2022: [1], "2023": [1]}), month=3), "MonthlyYear: year must be an int"),
    ],
)
def test_what_is_of_another_kind_is_named(call: Callable[[], Any], match: str) -> None:
    with pytest.raises(ku.InvalidType, match=match):
        call()


def test_a_forecast_that_would_be_lost_or_overridden_is_refused() -> None:
    with pytest.raises(ku.InvalidValue, match="vintages must have a name each"):
        ku.forecast_accuracy(wild({1: 90, "1": 80}), 100)
    for name in ("outcome", "budget"):
        with pytest.raises(ku.InvalidValue, match=f"denominators must have other names than {name!r}"):
            ku.forecast_accuracy({"P1": 90}, 100, denominators={name: 1})
    with pytest.raises(ku.InvalidValue, match="direction is for one series, got"):
        ku.forecast_accuracy([ku.Vintage(id="P1", amounts={"a": 9})], {"a": 10}, direction=ku.Direction.LOWER)


def test_a_version_of_the_budget_leaves_nothing_of_the_old_one() -> None:
    history = ku.BudgetHistory(versions=(BudgetVersion(id="o", decided_on=date(2024, 1, 1), amounts={"a": 5}),))
    old = BudgetLine(id="a", parent="s", annual_budget=10, forecast=7, stated_forecast_deviation=-3)
    table = BudgetTable(id="t", layout=Layout.SIGNED, lines=(old,), total=BudgetLine(id="s", annual_budget=10))
    line = history.on(table)["a"]
    assert (line.annual_budget, line.forecast_deviation, line.stated_forecast_deviation, line.parent) == (
        5,
        2,
        None,
        None,
    )
    twice = BudgetTable(id="t", layout=Layout.SIGNED, lines=(BudgetLine(id="a"), BudgetLine(id="a")))
    with pytest.raises(ku.InvalidValue, match="the line 'a' of the table 't' would be counted twice"):
        history.on(twice)
    with pytest.raises(ku.InvalidType, match="day must be a date"):
        history.at(datetime(2024, 1, 1, tzinfo=UTC))


def test_last_years_months_of_the_other_sign_are_not_added() -> None:
    line = BudgetLine(id="a", layout=Layout.SIGNED, period_outcome=-60)
    year = ku.forecast_year(line, {2023: [10] * 12}, month=8)
    assert {name: year[name].reason for name in ("seasonal", "mean_profile", "indexed")} == dict.fromkeys(
        ("seasonal", "mean_profile", "indexed"), Reason("opposite-signs")
    )
    assert indexed().apply(Situation(month=8, outcome=0, previous_outcome=-5, previous_annual=-9)) == -4


@pytest.mark.parametrize(
    ("budget", "layout", "gross", "flags"),
    [
        (-1_000, Layout.SIGNED, 1, ("gross_below_net",)),
        (1_000, Layout.REVERSED, -999, ("gross_below_net",)),
        (-1_000, Layout.SIGNED, 1_000, ()),
        (1_000, Layout.SIGNED, 1, ()),
        (-1_000, Layout.REVERSED, 1, ()),
    ],
)
def test_a_gross_cost_below_the_net_cost_is_flagged(
    budget: int, layout: Layout, gross: int, flags: tuple[str, ...]
) -> None:
    line = BudgetLine(id="a", layout=layout, period_budget=budget, period_outcome=budget)
    ratio = ku.budget_adherence(line, gross_cost=gross)
    assert ratio.flags == flags
    assert ("olika enheter" in ku.explain(ratio)) is bool(flags)
    assert ("different units" in ku.explain(ratio, locale="en")) is bool(flags)


def test_groups_of_projects_under_a_blank_heading() -> None:
    projects = [ku.InvestmentProject(id="1", section=" ", period_outcome=-1), ku.InvestmentProject(id="2")]
    groups = ku.InvestmentTable(id="t", layout=Layout.SIGNED, projects=wild(projects)).groups()
    assert {name: group.period_outcome for name, group in groups.items()} == {"": -1}


def test_accounts_of_two_parts_are_refused() -> None:
    def plan(*ranges: str) -> ku.AccountPlan:
        parts = [ku.AccountLine(id=f"p{text}", part_of="a", ranges=(text,)) for text in ranges]
        return ku.AccountPlan(id="x", lines=(ku.AccountLine(id="a", ranges=("5",)), *parts))

    assert len(plan("50", "51").lines) == 3
    with pytest.raises(ku.InvalidValue, match="begin with 501 would be counted twice, in 'p50' and in 'p501'"):
        plan("50", "501")


def test_ledger_tables_name_what_they_cannot_take() -> None:
    plan = ku.LedgerPlan({"k": None}, ku.KOMMUN_BAS, layout=Layout.SIGNED)
    sums = plan.sums(plan.rows([]), year=2024)
    for call, match in (
        (lambda: sums.by_node("k", id="d", month=1, budget=wild({})), "LedgerSums: budget must be a LedgerSums"),
        (lambda: sums.by_node("k", id="d", month=1, forecasts=wild([1])), "LedgerSums: forecasts must be a Mapping"),
        (lambda: sums.monthly("k", budget=wild({})), "LedgerSums: budget must be a LedgerSums"),
        (lambda: plan.rows(wild(None)), "LedgerPlan.rows: records must be a Iterable"),
        (
            lambda: ku.LedgerPlan({}, ku.KOMMUN_BAS, layout=Layout.SIGNED, names=wild([1])),
            "LedgerPlan: names must be a Mapping",
        ),
    ):
        with pytest.raises(ku.InvalidType, match=match):
            call()


def test_a_net_total_is_no_hindrance_to_a_bridge_of_magnitudes() -> None:
    lines = (
        BudgetLine(id="r", kind=LineKind.REVENUE, annual_budget=10, forecast=12),
        BudgetLine(id="c", kind=LineKind.COST, annual_budget=110, forecast=100),
    )
    table = BudgetTable(id="t", layout=Layout.MAGNITUDE, lines=lines, total=BudgetLine(id="s", annual_budget=100))
    walk = ku.bridge(table)
    assert (walk.start, walk.end, ku.drivers(table)[0].id) == (-100, -88, "c")


@pytest.mark.parametrize("join", [plus, minus, times])
def test_a_whole_number_beside_a_decimal_keeps_every_digit(join: Any) -> None:
    with localcontext(prec=3):
        exact = join(1, Decimal("0.123456"))
        other = join(Decimal("0.123456"), 1)
    assert {exact, other} <= {Decimal("1.123456"), Decimal("0.876544"), Decimal("-0.876544"), Decimal("0.123456")}


def test_an_outcome_as_budgeted_is_a_side_of_its_own() -> None:
    assert ku.forecast_accuracy({"P1": 9}, 10, budget=10).sign_hit_rate == 0
    assert ku.forecast_accuracy({"P1": 11}, 10, budget=10).sign_hit_rate == 0
    assert ku.forecast_accuracy({"P1": 10}, 10, budget=10).sign_hit_rate == 1


def test_a_net_revenue_of_one_is_revenue() -> None:
    line = ku.BudgetLine(id="a", layout=ku.Layout.SIGNED, period_budget=1, period_outcome=1)
    assert ku.budget_adherence(line, gross_cost=Decimal("0.5")).flags == ()
    cost = ku.BudgetLine(id="a", layout=ku.Layout.SIGNED, period_budget=-1, period_outcome=-1)
    assert ku.budget_adherence(cost, gross_cost=Decimal("0.5")).flags == ("gross_below_net",)


def test_a_whole_year_is_twelve_months() -> None:
    line = ku.BudgetLine(id="a", layout=ku.Layout.SIGNED, period_outcome=-12, annual_budget=-10)
    by_month = ku.forecast_year(line, month=12)
    assert ku.forecast_year(line, period=ku.Period.for_year(2024)).results == by_month.results


@pytest.mark.parametrize(
    ("budget", "annual", "wanted"),
    [(2, 1, Fraction(3, 2)), (1, 4, 12), (0, 4, "zero-budget"), (2, 0, "zero-budget")],
)
def test_budgets_of_one_and_of_nothing(budget: int, annual: int, wanted: object) -> None:
    at = Situation(outcome=3, period_budget=budget, annual_budget=annual)
    answer = methods.proportional.apply(at)
    assert (answer.code if isinstance(answer, Reason) else answer) == wanted


def test_months_are_amounts_and_month_is_the_last() -> None:
    with pytest.raises(ku.InvalidType, match="forecast_year: months .* must be a Iterable, got 8"):
        ku.forecast_year(LINE, months=wild(8))


def test_a_profile_is_named_by_its_years() -> None:
    assert [mean_profile().name, mean_profile(3).name] == ["mean_profile", "mean_profile 3"]


def test_a_bridge_has_no_decimals_unless_it_says_so() -> None:
    assert ku.Bridge(start=1, end=1).digits == 0


def test_a_definition_is_built_by_names() -> None:
    with pytest.raises(TypeError, match="positional"):
        wild(Definition)("self_financing_ratio", "net", ("result",), ("net_investment",))


@pytest.mark.parametrize(
    ("projects", "rows"),
    [
        ([("1", "Skola", "A"), ("2", "Bad", "A"), ("x", "Väg", "B")], ["A", "1 Skola", "2 Bad", "B", "Väg"]),
        ([("1", "Skola", "A"), ("2", "Bad", ""), ("y", "", "")], ["A", "1 Skola", "2 Bad", "y"]),
        ([("1", "", "")], ["1"]),
    ],
)
def test_projects_stand_under_their_sections(projects: list[tuple[str, str, str]], rows: list[str]) -> None:
    listed = tuple(InvestmentProject(id=key, name=name, section=section) for key, name, section in projects)
    assert [row[0] for row in ku.InvestmentTable(id="i", projects=listed).to_table().texts()] == rows


def test_a_table_without_a_layout_shows_what_it_has() -> None:
    project = InvestmentProject(id="1", total_budget=-10, total_forecast=-9, accumulated=-5)
    shown = [
        ku.InvestmentTable(id="i", layout=way, projects=(project,)).to_table().texts()
        for way in (None, ku.Layout.SIGNED)
    ]
    assert shown[0][0][1] == shown[1][0][1] == "−10"
    assert "10" in shown[1][0][-1] or "%" in " ".join(shown[1][0])
    assert "%" not in " ".join(shown[0][0])


def test_the_expenditure_of_the_year_is_that_of_the_total_where_it_says() -> None:
    project = InvestmentProject(id="1", period_outcome=-5)
    total = InvestmentProject(id="s", period_outcome=-7)
    silent = InvestmentProject(id="s", accumulated=-7)
    tables = [
        ku.InvestmentTable(id="i", layout=ku.Layout.SIGNED, projects=(project,), total=one)
        for one in (total, silent, None)
    ]
    assert [table.year_expenditure for table in tables] == [-7, -5, -5]
