"""Audits: each check finds what it is for, and keeps silent over rounding."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning import BudgetLine, BudgetTable, Claim, ClaimKind, Layout, LineKind, Report, Unit
from kommunuppfoljning.audits import audit
from tests import samples


def codes(report: Report) -> list[str]:
    return [found.code for found in audit(report)]


@given(report=samples.reports())
def test_an_audit_never_raises_on_what_can_be_built(report: Report) -> None:
    assert isinstance(audit(report), tuple)


@given(
    true=st.lists(st.tuples(*[st.integers(-(10**6), 10**6)] * 2), min_size=1, max_size=6),
    layout=st.sampled_from([Layout.SIGNED, Layout.REVERSED]),
)
def test_rounding_alone_is_never_a_finding(true: list[tuple[int, int]], layout: Layout) -> None:
    """Figures in kronor, each rounded to thousands by itself, as reports print them."""

    def line(key: str, budget: int, outcome: int) -> BudgetLine:
        gain = outcome - budget if layout is Layout.SIGNED else budget - outcome
        figures = {
            "period_budget": budget,
            "period_outcome": outcome,
            "stated_period_deviation": gain,
        }
        rounded: dict[str, Any] = {name: tkr(value) for name, value in figures.items()}
        return BudgetLine(id=key, **rounded)

    def tkr(kronor: int) -> int:
        return int(ku.round_half_away(Decimal(kronor) / 1000))

    table = BudgetTable(
        id="t",
        layout=layout,
        unit=Unit.TKR,
        digits=0,
        lines=tuple(line(str(place), *pair) for place, pair in enumerate(true)),
        total=line("total", sum(pair[0] for pair in true), sum(pair[1] for pair in true)),
    )
    again = BudgetTable(id="u", layout=layout, unit=Unit.TKR, digits=0, lines=table.lines, total=table.total)
    gain = sum(outcome - budget if layout is Layout.SIGNED else budget - outcome for budget, outcome in true)
    told = ku.round_half_away(Decimal(gain) / 10**6, 1)
    claim = Claim(
        id="c",
        value=abs(told),
        digits=1,
        unit="mnkr",
        sign=None if told == 0 else 1 if told > 0 else -1,
        about="budget_tables[t].total.period_deviation",
    )
    assert codes(Report(id="r", budget_tables=(table, again), claims=(claim,))) == []


def table(**fields: Any) -> BudgetTable:
    line = BudgetLine(id="a", name="A", period_budget=-100, period_outcome=-90, stated_period_deviation=10)
    return BudgetTable(
        **{
            "id": "t",
            "period": samples.YEAR_TO_DATE,
            "unit": Unit.TKR,
            "digits": 0,
            "layout": Layout.SIGNED,
            "lines": (line,),
            **fields,
        }
    )


@pytest.mark.parametrize(
    ("other", "wanted"),
    [
        (table(layout=Layout.REVERSED), ["row-deviation"]),
        (table(layout=Layout.DEVIATIONS), []),
        (table(layout=None), []),
        (table(digits=-3), ["excess-digits"]),
        (table(digits=None, total=BudgetLine(id="s", period_budget=-101)), ["column-total"]),
        (table(total=BudgetLine(id="s", period_budget=-101)), []),
        (table(total=BudgetLine(id="s", period_budget=-102)), ["column-total"]),
    ],
)
def test_tables(other: BudgetTable, wanted: list[str]) -> None:
    assert codes(Report(id="r", budget_tables=(other,))) == wanted


TOTAL: dict[str, Any] = {"id": "s", "period_budget": -100, "period_outcome": -90, "stated_period_deviation": 10}


@pytest.mark.parametrize(
    ("first", "second", "wanted"),
    [
        ({}, {"annual_budget": -152}, ["same-total"]),
        ({}, {"annual_budget": -150}, []),
        ({"unit": Unit.KR}, {"annual_budget": -152}, []),
        ({"period": None}, {"annual_budget": -152}, []),
        ({}, {"annual_budget": -152, "period_outcome": -80, "stated_period_deviation": 20}, []),
        ({}, {"id": "s", "forecast": -95}, ["same-total"]),
        ({"vintage": "P4"}, {"id": "s", "forecast": -95}, []),
    ],
)
def test_the_same_total_twice(first: dict[str, Any], second: dict[str, Any], wanted: list[str]) -> None:
    """Two tables of one period are of the same thing where most of their totals' figures are the same."""
    total = {**TOTAL, "annual_budget": -150, "forecast": -90}
    one = table(lines=(), total=BudgetLine(**total), **first)
    other = table(id="u", lines=(), total=BudgetLine(**{**total, **second}))
    assert codes(Report(id="r", budget_tables=(one, other))) == wanted


def claimed(*claims: Claim) -> list[str]:
    goals = tuple(
        ku.Goal(id=str(place), verdict=ku.Verdict.FULFILLED if place else ku.Verdict.NOT_FULFILLED)
        for place in range(3)
    )
    cost = BudgetLine(id="c", kind=LineKind.COST, period_budget=-100, period_outcome=-90, stated_period_deviation=10)
    staff = (ku.StaffFigure(measure=ku.StaffMeasure.SICK_LEAVE, value=Decimal("0.016")),)
    report = Report(id="r", goals=goals, budget_tables=(table(lines=(cost,)),), staff=staff, claims=claims)
    return [found.code for found in audit(report) if found.code.startswith("claim")]


COST = "budget_tables[t].lines[c]"


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({"value": 10, "unit": "tkr", "sign": 1, "about": f"{COST}.period_deviation"}, []),
        ({"value": 10, "unit": "tkr", "sign": -1, "about": f"{COST}.period_deviation"}, ["claim-sign"]),
        ({"value": 10_000, "unit": "kr", "sign": 1, "about": f"{COST}.period_deviation"}, []),
        ({"value": Decimal("0.01"), "unit": "mnkr", "about": f"{COST}.period_deviation"}, []),
        ({"value": 12, "unit": "tkr", "about": f"{COST}.period_deviation"}, ["claim-figure"]),
        *(
            ({"value": value, "unit": "tkr", "approximate": True, "about": f"{COST}.period_deviation"}, found)
            for value, found in ((13, ["claim-figure"]), (11, []), (9, []), (7, ["claim-figure"]))
        ),
        ({"value": 100, "unit": "tkr", "about": f"{COST}.period_budget"}, []),
        ({"value": 100, "unit": "pund", "about": f"{COST}.period_budget"}, ["claim-unit"]),
        (
            {
                "kind": ClaimKind.SHARE,
                "value": Decimal("0.016"),
                "digits": 1,
                "unit": "%",
                "about": "staff[measure=sick_leave].value",
            },
            [],
        ),
        (
            {
                "kind": ClaimKind.SHARE,
                "value": Decimal("0.02"),
                "digits": 0,
                "unit": "%",
                "about": "staff[measure=sick_leave].value",
            },
            [],
        ),
        (
            {
                "kind": ClaimKind.SHARE,
                "value": Decimal("0.018"),
                "digits": 1,
                "about": "staff[measure=sick_leave].value",
            },
            ["claim-figure"],
        ),
        ({"kind": ClaimKind.COUNT, "value": 2, "of": 3, "about": "goals[verdict=fulfilled]"}, []),
        ({"kind": ClaimKind.COUNT, "value": 2, "of": 4, "about": "goals[verdict=fulfilled]"}, ["claim-count"]),
        ({"kind": ClaimKind.COUNT, "value": 3, "about": "goals[verdict=fulfilled]"}, ["claim-count"]),
        (
            {"kind": ClaimKind.QUANTIFIER, "value": "samtliga", "about": "goals[verdict=fulfilled]; goals"},
            ["claim-quantifier"],
        ),
        ({"kind": ClaimKind.QUANTIFIER, "value": "Samtliga utom ett", "about": "goals[verdict=fulfilled]; goals"}, []),
        ({"kind": ClaimKind.QUANTIFIER, "value": "båda", "about": "goals; goals"}, ["claim-quantifier"]),
        ({"kind": ClaimKind.QUANTIFIER, "value": "flera", "about": "goals; goals"}, []),
        ({"kind": ClaimKind.QUANTIFIER, "value": "alla", "about": "goals; nothing"}, ["claim-lost"]),
        (
            {
                "kind": ClaimKind.COMPARISON,
                "value": "lägre än",
                "about": f"{COST}.period_outcome; {COST}.period_budget",
            },
            [],
        ),
        (
            {
                "kind": ClaimKind.COMPARISON,
                "value": "högre än",
                "about": f"{COST}.period_outcome; {COST}.period_budget",
            },
            ["claim-comparison"],
        ),
        (
            {
                "kind": ClaimKind.COMPARISON,
                "value": "lika med",
                "about": f"{COST}.period_outcome; {COST}.period_budget",
            },
            ["claim-comparison"],
        ),
        (
            {"kind": ClaimKind.COMPARISON, "value": "främst", "about": f"{COST}.period_outcome; {COST}.period_budget"},
            [],
        ),
        ({"kind": ClaimKind.COMPARISON, "value": "lägre än", "about": "goals; goals"}, []),
        ({"value": 5, "unit": "tkr", "about": "nowhere"}, ["claim-lost"]),
        ({"value": 5, "unit": "tkr", "about": "goals[0].id"}, []),
    ],
)
def test_claims(fields: dict[str, Any], wanted: list[str]) -> None:
    assert claimed(Claim(id="c", text="orden", **fields)) == wanted


def test_verdicts_pivots_and_delays() -> None:
    late = ku.Assignment(id="a", status=ku.Status.STARTED, completion=ku.Completion.DEVIATES)
    from datetime import date

    slow = ku.Assignment(
        id="b",
        status=ku.Status.STARTED,
        completion=ku.Completion.ON_PLAN,
        due=date(2024, 6, 3),
        promised_on=date(2024, 9, 9),
    )
    done = ku.Assignment(id="c", status=ku.Status.COMPLETED, completion=ku.Completion.DEVIATES)
    goal = ku.Goal(
        id="g",
        verdict=ku.Verdict.FULFILLED,
        indicators=(ku.Indicator(id="i", verdict=ku.Verdict.FULFILLED, outcomes={samples.YEAR: 1}, target=2),),
    )
    stated = ku.Pivot(total=4, rows=(ku.PivotRow(kind=ku.AssignmentKind.ACTIVITY, status=None, total=1),))
    report = Report(
        id="r", period=samples.YEAR_TO_DATE, goals=(goal,), loose_assignments=(late, slow, done), stated_pivot=stated
    )
    assert sorted(codes(report)) == sorted(
        [
            *("verdict", "verdict", "pivot", "pivot"),
            *("delay-without-reason", "delay-without-new-due", "on-plan-but-later", "on-plan-but-passed"),
        ]
    )
