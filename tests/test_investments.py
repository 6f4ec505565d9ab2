"""Investments over their years, and causes and actions: what is expected, cancelled, undecided, covered."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning import Action, Cause, CauseKind, InvestmentProject, InvestmentTable, Layout, Status
from kommunuppfoljning.arithmetic.scalars import decimal_of
from kommunuppfoljning.io.json import parse_report, report_text
from tests import samples
from tests.samples import wild


def project(**figures: object) -> InvestmentProject:
    return InvestmentProject(id="a", layout=Layout.SIGNED, **wild(figures))


def test_a_cancelled_project_is_all_that_was_decided_cheaper() -> None:
    assert project(total_budget=-850, total_forecast=0).relative_deviation == 1
    cancelled = project(total_budget=-850, status=Status.CANCELLED)
    assert [cancelled.is_cancelled, cancelled.expected_total, cancelled.relative_deviation] == [True, 0, 1]
    begun = project(total_budget=-850, accumulated=-85, status=Status.CANCELLED)
    assert (begun.deviation, begun.relative_deviation, begun.remaining) == (765, Decimal("0.9"), 0)


def test_an_undecided_project_has_no_deviation_and_its_dash_is_not_zero() -> None:
    undecided = project(total_forecast=-5)
    assert (undecided.is_decided, undecided.deviation, undecided.relative_deviation) == (False, None, None)
    zero = project(total_budget=0, total_forecast=-5)
    assert (zero.is_decided, zero.deviation, zero.relative_deviation) == (True, -5, None)


def test_over_the_years() -> None:
    one = project(
        total_budget=-6_000,
        total_forecast=-4_500,
        accumulated=-1_887,
        annual_budget=-4_806,
        period_outcome=-1_000,
        planned_end=date(2024, 6, 30),
        expected_end=date(2024, 9, 30),
    )
    assert (one.deviation, one.remaining, one.year_deviation, one.delay) == (1_500, -2_613, 3_806, 92)
    assert project().delay is None
    costs = InvestmentProject(id="a", layout=Layout.MAGNITUDE, annual_budget=10, period_outcome=12)
    assert costs.year_deviation == -2


@given(
    figures=st.lists(
        st.tuples(st.sampled_from(["skatt", "avgift", ""]), st.integers(-100, 100)), min_size=1, max_size=8
    )
)
def test_groups_add_up(figures: list[tuple[str, int]]) -> None:
    projects = tuple(
        InvestmentProject(id=str(place), financing=kind, section=kind[:1], period_outcome=amount)
        for place, (kind, amount) in enumerate(figures)
    )
    table = InvestmentTable(id="t", layout=Layout.SIGNED, projects=projects)
    for by in ("financing", "section", "status"):
        groups = table.groups(by)
        assert sum(int(group.period_outcome or 0) for group in groups.values()) == table.summed_total.period_outcome
    assert set(table.groups("financing")) == {kind for kind, _ in figures}
    with pytest.raises(ku.InvalidValue, match="by must be section, financing or status"):
        table.groups("id")


AMOUNTS = st.none() | st.integers(-100, 100) | st.decimals(-100, 100, places=2)


@given(
    layout=st.sampled_from([Layout.SIGNED, Layout.REVERSED, Layout.MAGNITUDE]),
    rows=st.lists(st.tuples(*[AMOUNTS] * 5, st.none() | st.sampled_from(list(Status))), max_size=8),
)
def test_what_is_derived_of_a_sum_is_the_sum_of_what_is_derived_of_its_projects(
    layout: Layout, rows: list[tuple[Any, ...]]
) -> None:
    names = ("total_budget", "total_forecast", "accumulated", "annual_budget", "period_outcome", "status")
    projects = tuple(
        InvestmentProject(id=str(place), section="ab"[place % 2], **dict(zip(names, row, strict=True)))
        for place, row in enumerate(rows)
    )
    table = InvestmentTable(id="t", layout=layout, projects=projects)
    for name, whole in {"": table.summed_total, **table.groups("section")}.items():
        members = [one for one in table.projects if name in ("", one.section)]
        for figure in ("expected_total", "deviation", "year_deviation", "remaining"):
            known = [amount for one in members if (amount := getattr(one, figure)) is not None]
            assert getattr(whole, figure) == (sum(map(Fraction, known)) if known else None)
        decided = sum(Fraction(one.total_budget or 0) for one in members if one.deviation is not None)
        assert (whole.relative_deviation is None) is not bool(decided)
        if whole.relative_deviation is not None:
            assert whole.relative_deviation == decimal_of(Fraction(whole.deviation or 0) / abs(Fraction(decided)))


def test_a_sum_counts_what_a_cancelled_project_has_cost_and_leaves_out_what_is_undecided() -> None:
    cancelled = InvestmentProject(id="1", total_budget=-850, accumulated=-85, status=Status.CANCELLED)
    undecided = InvestmentProject(id="2", total_forecast=-500)
    going = InvestmentProject(id="3", total_budget=-150, total_forecast=-100, accumulated=-20)
    total = InvestmentTable(id="t", layout=Layout.SIGNED, projects=(cancelled, undecided, going)).summed_total
    assert (total.total_budget, total.total_forecast) == (-1_000, -600)
    assert (total.expected_total, total.deviation, total.relative_deviation) == (-685, 815, Decimal("0.815"))
    assert total.remaining == -80
    nothing = InvestmentProject(id="1", total_budget=0, total_forecast=-5)
    zero = InvestmentTable(id="t", layout=Layout.SIGNED, projects=(nothing,)).summed_total
    assert (zero.deviation, zero.relative_deviation) == (-5, None)


def test_a_sum_that_is_published_as_the_total_is_its_columns_and_survives_a_file() -> None:
    cancelled = InvestmentProject(id="1", total_budget=-850, accumulated=-85, status=Status.CANCELLED)
    table = InvestmentTable(id="t", layout=Layout.SIGNED, projects=(cancelled,))
    printed = attrs.evolve(table, total=table.summed_total)
    assert type(printed.total) is InvestmentProject
    assert printed.total.total_budget == -850
    report = attrs.evolve(samples.norrtalje(), investment_tables=(printed,))
    assert parse_report(report_text(report)) == report


def test_the_share_and_the_self_financing_of_the_whole() -> None:
    table = samples.norrtalje().table("inv-raddning")
    assert isinstance(table, InvestmentTable)
    assert table.year_expenditure == -3_339
    turned = InvestmentTable(
        id="t", layout=Layout.REVERSED, projects=(InvestmentProject(id="a", period_outcome=3_339),)
    )
    assert turned.year_expenditure == -3_339
    assert InvestmentTable(id="t", layout=Layout.SIGNED).year_expenditure is None
    of = ku.AnnualAccounts(
        year=2024,
        gross_investment=table.year_expenditure,
        income=ku.IncomeStatement(taxes=100_000, grants=11_300, depreciation=-1_000, stated_result=2_339),
    )
    assert ku.measure("investment_share", of).value == Decimal("0.03")
    assert ku.measure("self_financing_ratio", of).value == 1


def test_a_net_income_of_investments_has_no_ratio() -> None:
    projects = (InvestmentProject(id="a", period_outcome=-5), InvestmentProject(id="b", period_outcome=9))
    table = InvestmentTable(id="t", layout=Layout.SIGNED, projects=projects)
    assert table.year_expenditure == 4
    of = ku.AnnualAccounts(
        year=2024,
        gross_investment=-5,
        investment_income=9,
        income=ku.IncomeStatement(depreciation=-1, stated_result=2),
    )
    assert (of.net_investment, ku.measure("self_financing_ratio", of).value) == (4, None)


@given(
    deficit=st.integers(0, 1000),
    effects=st.lists(st.tuples(st.none() | st.integers(0, 500), st.none() | st.sampled_from(list(Status))), max_size=6),
)
def test_what_is_covered_and_what_is_not(deficit: int, effects: list[tuple[int | None, Status | None]]) -> None:
    actions = [
        Action(about="x", title=str(place), effect=effect, status=status)
        for place, (effect, status) in enumerate(effects)
    ]
    plan = ku.action_coverage(-deficit, actions)
    counted = [effect or 0 for effect, status in effects if status is not Status.CANCELLED]
    assert plan.covered == sum(counted) == sum(plan.by_status.values())
    assert plan.uncovered == max(deficit - sum(counted), 0)
    assert len(plan.unvalued) == sum(effect is None and status is not Status.CANCELLED for effect, status in effects)


def test_late_actions_and_bad_effects() -> None:
    due = Action(about="x", title="sent", effect=1, due=date(2024, 5, 1), status=Status.STARTED)
    done = attrs.evolve(due, status=Status.COMPLETED)
    assert ku.action_coverage(-5, [due, done], as_of=date(2024, 6, 1)).late == (due,)
    assert ku.action_coverage(-5, [due], as_of=date(2024, 5, 1)).late == ()
    assert ku.action_coverage(-5, [due]).late == ()
    assert ku.action_coverage(5, [due]).deficit == 0
    with pytest.raises(ku.InvalidValue, match="the effect of 'x' must be at least 0, got -1"):
        ku.action_coverage(-5, [Action(about="a", title="x", effect=-1)])
    with pytest.raises(ku.InvalidType, match="action_coverage: actions"):
        ku.action_coverage(-5, wild(["x"]))
    for wrong in (None, "x", 0.5, True):
        with pytest.raises(ku.InvalidType, match="action_coverage: deviation must be an int or a Decimal"):
            ku.action_coverage(wild(wrong), [])
        with pytest.raises(ku.InvalidType, match="explained_by_causes: deviation must be an int or a Decimal"):
            ku.explained_by_causes(wild(wrong), [])


@given(
    gap=st.integers(-1000, 1000), amounts=st.lists(st.tuples(st.sampled_from(list(CauseKind)), st.integers(-500, 500)))
)
def test_causes_explain_by_kind_and_leave_the_rest(gap: int, amounts: list[tuple[CauseKind, int]]) -> None:
    causes = [Cause(about="x", kind=kind, amount=amount) for kind, amount in amounts]
    told = ku.explained_by_causes(gap, [*causes, Cause(about="x", text="i ord")])
    assert sum(told.by_kind.values()) + told.unexplained == gap
    assert len(told.untold) == 1
