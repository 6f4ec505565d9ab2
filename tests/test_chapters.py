"""Indicators, assignments, the balance requirement and judgements: small cases by hand."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning import (
    Assignment,
    AssignmentKind,
    BalanceRequirement,
    Basis,
    Completion,
    Direction,
    Goal,
    Indicator,
    MeasureKind,
    MissingReason,
    Period,
    Status,
    Target,
    TargetKind,
    Verdict,
)
from tests import samples
from tests.samples import YEAR, YEAR_TO_DATE, wild

Y2023, Y2022 = Period.for_year(2023), Period.for_year(2022)
AUG_2023 = YEAR_TO_DATE.previous_year()
TO_28_FEB = Period.year_to_date(date(2024, 2, 28))
"""Two months but a day, of a leap year; the year before these days were two whole months."""


def test_limits_of_indicators_are_themselves_allowed() -> None:
    near: dict[str, Any] = {"value": 1, "kind": TargetKind.NEAR}
    assert Target(**near, band=0, band_above=0).band == 0
    assert Target(**near, band=Decimal("0.5")).band == Decimal("0.5")
    assert Target(window_years=100).window_years == 100
    with pytest.raises(ku.InvalidValue, match="window_years must be at least 1 and at most 100, got 101"):
        Target(window_years=101)

    def nested(levels: int) -> Indicator:
        below = () if levels == 1 else (nested(levels - 1),)
        group = ku.Group(dimension="enhet", name=str(levels))
        return Indicator(id=str(levels), group=group, breakdowns=(*below, Indicator(id="x", group=group))[: levels - 1])

    assert nested(20).breakdowns
    with pytest.raises(ku.InvalidValue, match="breakdowns must be at most 20 levels deep"):
        nested(21)


def test_the_latest_outcome_is_the_latest_with_a_value() -> None:
    indicator = Indicator(id="a", outcomes={Y2022: 1, Y2023: 2, YEAR_TO_DATE: None}, target=5)
    assert indicator.latest == Y2023
    assert indicator.latest_value == 2
    assert indicator.year == YEAR
    assert Indicator(id="a").latest is None
    assert Indicator(id="a").latest_value is None
    assert Indicator(id="a").year is None
    assert Indicator(id="a", target=5).target_for() is None or Indicator(id="a", target=5).year is None


@pytest.mark.parametrize(
    ("kind", "outcomes", "wanted"),
    [
        (MeasureKind.FLOW, {Y2023: 1, YEAR_TO_DATE: 2}, None),
        (None, {Y2023: 1, YEAR_TO_DATE: 2}, None),
        (MeasureKind.FLOW, {AUG_2023: 1, Y2023: 3, YEAR_TO_DATE: 2}, AUG_2023),
        (MeasureKind.STOCK, {Y2022: 0, Y2023: 1, YEAR_TO_DATE: 2}, Y2023),
        (MeasureKind.RATIO, {Y2022: 0, Y2023: None, YEAR_TO_DATE: 2}, Y2022),
        (MeasureKind.FLOW, {Y2022: 0, Y2023: 1}, Y2022),
        (MeasureKind.FLOW, {Y2023: 1}, None),
        (MeasureKind.FLOW, {}, None),
        (MeasureKind.RATIO, {Y2023: 1, YEAR_TO_DATE: 2, YEAR: 3}, Y2023),
        (None, {Period.parse("jan–feb 2023"): 1, Period.parse("jan–feb 2024"): 2}, Period.parse("jan–feb 2023")),
        (None, {Period.parse("jan–feb 2023"): 1, TO_28_FEB: 2}, Period.parse("jan–feb 2023")),
        (None, {Period.parse("jan–mar 2023"): 1, TO_28_FEB: 2}, None),
    ],
)
def test_only_what_is_comparable_is_compared(kind: Any, outcomes: Any, wanted: Any) -> None:
    assert Indicator(id="a", kind=kind, outcomes=outcomes).comparable == wanted


def test_no_comparison_across_a_change_of_definition_or_with_itself() -> None:
    broken = Indicator(
        id="a",
        kind=MeasureKind.STOCK,
        outcomes={Y2022: 0, Y2023: 1, YEAR_TO_DATE: 2},
        breaks=(ku.DefinitionBreak(since=date(2024, 1, 1)),),
    )
    assert broken.comparable is None
    for since, wanted in ((date(2023, 1, 1), Y2023), (date(2023, 1, 2), None), (YEAR_TO_DATE.end, None)):
        assert attrs.evolve(broken, breaks=(ku.DefinitionBreak(since=since),)).comparable == wanted
    later = attrs.evolve(broken, breaks=(ku.DefinitionBreak(since=date(2024, 9, 1)),))
    assert later.comparable == Y2023
    copied = Indicator(
        id="a",
        kind=MeasureKind.RANK,
        outcomes={Y2022: 154, Y2023: 164, YEAR_TO_DATE: 164},
        refers_to={YEAR_TO_DATE: Y2023},
    )
    assert copied.comparable == Y2022


def test_targets() -> None:
    wins = Target(value=9, kind=TargetKind.AT_MOST)
    indicator = Indicator(
        id="a", outcomes={YEAR_TO_DATE: 1}, target=5, targets={YEAR: wins, Period.for_year(2025): wins}
    )
    assert indicator.target_for() == wins
    assert indicator.target_for(Period.for_year(2025)) == wins
    assert indicator.target_for(Period.for_year(2026)) is None
    assert Indicator(id="a", targets={YEAR: wins}).target_for() is None
    kinds = {
        direction: Indicator(id="a", outcomes={YEAR: 1}, target=5, direction=direction).target_for()
        for direction in Direction
    }
    assert {direction: target.kind for direction, target in kinds.items() if target} == {
        Direction.HIGHER: TargetKind.AT_LEAST,
        Direction.LOWER: TargetKind.AT_MOST,
        Direction.NEAR: TargetKind.NEAR,
    }
    assert [Target(kind=kind).direction for kind in TargetKind] == [
        Direction.HIGHER,
        Direction.LOWER,
        Direction.NEAR,
        Direction.HIGHER,
        Direction.LOWER,
        None,
    ]


@given(tasks=samples.unique(samples.assignments, 12))
def test_the_pivot_counts_every_assignment_once(tasks: tuple[Assignment, ...]) -> None:
    pivot = ku.summarise_assignments(tasks)
    assert pivot.total == len(tasks)
    for name in ("on_plan", "deviates", "not_stated", "total"):
        assert getattr(pivot, name) == sum(getattr(row, name) for row in pivot.rows)
    counted: list[Any] = [*pivot.rows, pivot]
    for row in counted:
        assert row.total == (row.on_plan or 0) + (row.deviates or 0) + (row.not_stated or 0)
    assert len(pivot.to_table().rows) == len(pivot.rows) + 1


def test_pivot_rows_are_found() -> None:
    pivot = ku.summarise_assignments([Assignment(id="a", status=Status.STARTED), Assignment(id="b")])
    row = pivot.row(AssignmentKind.ASSIGNMENT, Status.STARTED)
    assert row is not None
    assert row.not_stated == 1
    assert pivot.row(AssignmentKind.ACTIVITY, None) is None
    assert [column.key for column in pivot.to_table().columns] == [
        "kind",
        "status",
        "on_plan",
        "deviates",
        "not_stated",
        "total",
    ]


def test_when_an_assignment_is_expected() -> None:
    due, later = date(2024, 6, 3), date(2025, 1, 2)
    assert Assignment(id="a", due=due).expected_on == due
    assert Assignment(id="a", due=due, new_due=later).expected_year == 2025
    assert Assignment(id="a", due=later, status=Status.COMPLETED, reported_on=due).expected_year == 2024
    assert (
        Assignment(id="a", due=later, status=Status.COMPLETED, reported_in=Period.for_month(2024, 4)).expected_year
        == 2024
    )
    assert Assignment(id="a").expected_year is None


amount = st.integers(-1000, 1000)


@given(
    result=amount,
    adjustments=st.lists(amount, max_size=3),
    to=st.integers(0, 50),
    out=st.integers(0, 50),
    exempt=st.integers(0, 50),
    inside=st.booleans(),
    earlier=st.dictionaries(st.integers(2020, 2023), st.integers(-300, 0)),
)
def test_the_balance_requirement_adds_up(
    result: int, adjustments: list[int], to: int, out: int, exempt: int, inside: bool, earlier: dict[int, int]
) -> None:
    year = BalanceRequirement(
        year=2024,
        result=result,
        adjustments=wild(adjustments),  # bare amounts are numbered
        to_reserve=-to,
        from_reserve=out,
        exemption=exempt,
        exemption_in_result=inside,
        brought_forward=earlier,
    )
    assert year.adjusted_result == result + sum(adjustments)
    balance = result + sum(adjustments) - to + out + (exempt if inside else 0)
    assert year.balance_result == balance
    left = sum(earlier.values()) + balance + (0 if inside else exempt)
    assert year.remaining == min(left, 0)
    assert year.to_restore == -min(left, 0)
    assert bool(year.deadlines) == (left < 0)
    assert all(last == first + 3 for first, last in year.deadlines.items())


def test_the_oldest_deficit_is_repaid_first() -> None:
    year = BalanceRequirement(year=2024, result=40, brought_forward={2022: -30, 2023: -20}, basis=Basis.FORECAST)
    assert (year.remaining, dict(year.deadlines)) == (-10, {2023: 2026})
    assert dict(BalanceRequirement(year=2024, result=-5, brought_forward=-10).deadlines) == {2024: 2027}
    assert BalanceRequirement(year=2024, result=50, brought_forward=-10).remaining == 0


def test_a_balance_requirement_without_a_result_says_nothing() -> None:
    year = BalanceRequirement(year=2024)
    assert (year.adjusted_result, year.balance_result, year.remaining, year.to_restore) == (None,) * 4
    assert not year.deadlines


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"to_reserve": 1}, "to_reserve must be at most 0"),
        ({"from_reserve": -1}, "from_reserve must be at least 0"),
        ({"exemption": -1}, "exemption must be at least 0"),
        ({"brought_forward": 1}, "brought_forward must be at most 0"),
        ({"brought_forward": {2023: 1}}, "brought_forward must be at most 0"),
        ({"brought_forward": {2024: -1}}, "must be from earlier years"),
        ({"adjustments": 5}, "adjustments must be amounts"),
        ({"adjustments": {"a": 1.5}}, "adjustments .* must be exact"),
        ({"brought_forward": "5"}, "brought_forward must be an int"),
    ],
)
def test_bad_balance_requirements_are_refused(fields: dict[str, Any], says: str) -> None:
    with pytest.raises(ku.FollowUpError, match=says):
        BalanceRequirement(year=2024, **fields)


def indicator(**fields: Any) -> Indicator:
    return Indicator(id="a", **{"outcomes": {YEAR_TO_DATE: 3}, **fields})


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        ({"target": 3}, Verdict.FULFILLED),
        ({"target": 4}, Verdict.NOT_FULFILLED),
        ({"target": 4, "forecast": 4}, Verdict.FULFILLED),
        ({"target": 3, "forecast": 2}, Verdict.NOT_FULFILLED),
        ({"target": 3, "direction": Direction.LOWER, "forecast": 4}, Verdict.NOT_FULFILLED),
        ({}, Verdict.NOT_EVALUATED),
        ({"target": 3, "missing": {"forecast": MissingReason.NOT_STATED}}, Verdict.NOT_EVALUATED),
        ({"target": 3, "outcomes": {Y2023: 3, YEAR_TO_DATE: None}}, Verdict.NOT_EVALUATED),
        ({"target": 3, "outcomes": {}}, Verdict.NOT_EVALUATED),
        ({"targets": {YEAR: Target(value=3, strict=True)}}, Verdict.NOT_FULFILLED),
        ({"targets": {YEAR: Target(value=2, strict=True)}}, Verdict.FULFILLED),
        ({"targets": {YEAR: Target(value=5, kind=TargetKind.NEAR, band=2)}}, Verdict.FULFILLED),
        ({"targets": {YEAR: Target(value=6, kind=TargetKind.NEAR, band=2)}}, Verdict.NOT_FULFILLED),
        ({"targets": {YEAR: Target(value=3, kind=TargetKind.NEAR)}}, Verdict.FULFILLED),
        ({"targets": {YEAR: Target(kind=TargetKind.MILESTONE)}}, Verdict.NOT_EVALUATED),
        ({"targets": {YEAR: Target(kind=TargetKind.INCREASE)}}, Verdict.NOT_EVALUATED),
        (
            {"targets": {YEAR: Target(kind=TargetKind.INCREASE)}, "outcomes": {AUG_2023: 2, YEAR_TO_DATE: 3}},
            Verdict.FULFILLED,
        ),
        (
            {"targets": {YEAR: Target(kind=TargetKind.DECREASE)}, "outcomes": {AUG_2023: 3, YEAR_TO_DATE: 3}},
            Verdict.NOT_FULFILLED,
        ),
    ],
)
def test_indicators_are_judged(fields: dict[str, Any], verdict: Verdict) -> None:
    judgement = ku.judge(indicator(**fields))
    assert judgement.verdict is verdict
    assert judgement.about == "a"
    reasons = [fact.value for fact in judgement.evidence if isinstance(fact, ku.Fact) and fact.name == "missing"]
    if verdict.is_evaluated:
        assert not reasons


def test_why_nothing_was_judged_is_kept() -> None:
    facts = {fact.name: fact.value for fact in ku.judge(indicator()).evidence if isinstance(fact, ku.Fact)}
    assert facts == {"target": None, "outcome": 3, "missing": MissingReason.NO_TARGET}
    said = indicator(target=3, missing={"forecast": MissingReason.CONFIDENTIAL})
    facts = {fact.name: fact.value for fact in ku.judge(said).evidence if isinstance(fact, ku.Fact)}
    assert facts["missing"] is MissingReason.CONFIDENTIAL


def test_rules_change_the_verdict() -> None:
    close = indicator(target=Decimal("3.1"))
    assert ku.judge(close).verdict is Verdict.NOT_FULFILLED
    assert (
        ku.judge(
            close, ku.Rules(name="within 5 %", indicators=ku.IndicatorRule(relative_tolerance=Decimal("0.05")))
        ).verdict
        is Verdict.FULFILLED
    )
    outcome = indicator(target=3, forecast=2)
    assert (
        ku.judge(outcome, ku.Rules(name="outcome", indicators=ku.IndicatorRule(basis=Basis.OUTCOME))).verdict
        is Verdict.FULFILLED
    )
    third = Goal(
        id="g", indicators=tuple(Indicator(id=str(place), outcomes={YEAR: place}, target=2) for place in range(3))
    )
    partly = ku.Rules(name="third", goals=ku.RequiredShare(partly_needed=Fraction(3, 10)))
    assert ku.judge(third).verdict is Verdict.NOT_FULFILLED
    assert ku.judge(third, partly).verdict is Verdict.PARTLY_FULFILLED


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        ({"status": Status.COMPLETED, "completion": Completion.DEVIATES}, Verdict.FULFILLED),
        ({"completion": Completion.ON_PLAN}, Verdict.FULFILLED),
        ({"completion": Completion.DEVIATES, "due": date(2024, 6, 3), "new_due": date(2024, 12, 2)}, Verdict.FULFILLED),
        (
            {"completion": Completion.DEVIATES, "due": date(2024, 6, 3), "new_due": date(2025, 1, 2)},
            Verdict.NOT_FULFILLED,
        ),
        ({"completion": Completion.DEVIATES}, Verdict.NOT_FULFILLED),
        ({"status": Status.CANCELLED, "completion": Completion.ON_PLAN}, Verdict.NOT_EVALUATED),
        ({"status": Status.STARTED}, Verdict.NOT_EVALUATED),
    ],
)
def test_assignments_are_judged(fields: dict[str, Any], verdict: Verdict) -> None:
    assert ku.judge(Assignment(id="a", **fields)).verdict is verdict


def test_goals_above_goals_and_areas_need_their_report() -> None:
    met = Goal(id="2", parent="1", area="A", indicators=(indicator(target=3),))
    report = ku.Report(id="r", areas=(ku.Area(id="A"),), goals=(Goal(id="1"), met, Goal(id="3", area="A")))
    assert ku.judge(report.goal("1"), report=report).verdict is Verdict.FULFILLED
    assert ku.judge(report.goal("1")).verdict is Verdict.NOT_EVALUATED
    area = ku.judge(report.area("A"), report=report)
    assert (area.verdict, area.count(Verdict.FULFILLED), area.count(Verdict.NOT_EVALUATED)) == (Verdict.FULFILLED, 1, 1)
    assert ku.judge(report).verdict is Verdict.FULFILLED
    assert ku.judge(ku.Report(id="empty")).verdict is Verdict.NOT_EVALUATED
    with pytest.raises(ku.InvalidValue, match="an area needs the report"):
        ku.judge(report.area("A"))
    with pytest.raises(ku.InvalidType, match="can be judged, got 5"):
        wild(ku).judge(5)


def test_people_may_judge_otherwise_and_both_are_kept() -> None:
    override = ku.Override(
        verdict=Verdict.FULFILLED, reason="Ny definition", author="controller", date=date(2024, 9, 10)
    )
    judgement = ku.Judgement(verdict=Verdict.NOT_FULFILLED, rule=ku.DEFAULT_RULES, about="1", override=override)
    assert (judgement.verdict, judgement.final) == (Verdict.NOT_FULFILLED, Verdict.FULFILLED)
