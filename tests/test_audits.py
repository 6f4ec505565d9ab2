"""Audits: each check finds what it is for, and keeps silent over rounding."""

from collections import Counter
from datetime import date
from decimal import ROUND_DOWN, Context, Decimal, Inexact, localcontext
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning import BudgetLine, BudgetTable, Claim, ClaimKind, Layout, LineKind, Report, Unit
from kommunuppfoljning.audits import CHECKS, Audited, Hit, audit, check
from kommunuppfoljning.audits.catalogue import catalogue
from kommunuppfoljning.locale import languages
from tests import samples


def codes(report: Report) -> list[str]:
    return [found.code for found in audit(report)]


@given(report=samples.reports(), before=samples.reports())
def test_no_check_fails_on_what_can_be_built_whatever_the_decimal_context(report: Report, before: Report) -> None:
    found = audit(report, previous=before)
    assert [one.message for one in found if one.code == "check-failed"] == []
    with localcontext(Context(prec=2, traps=[Inexact], rounding=ROUND_DOWN)):
        assert audit(report, previous=before) == found


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
    found = codes(Report(id="r", budget_tables=(table, again), claims=(claim,)))
    assert [code for code in found if code != "column-magnitude"] == []  # which doubts the figures, however rounded


def test_a_check_that_fails_becomes_a_finding_about_itself() -> None:
    @check("broken", ku.Severity.INFO, why="…", example="…", message="sett före felet")
    def broken(_: Audited) -> Any:
        yield Hit.at("goals")
        raise ValueError("oj")

    found = audit(samples.norrtalje(), checks=(broken, *CHECKS))
    assert [one.message for one in found if one.code in ("check-failed", "broken")] == [
        "Kontrollen broken kunde inte genomföras: oj",
        "sett före felet",
    ]


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
        (table(layout=Layout.DEVIATIONS), ["deviations-doubt"]),
        (table(layout=None), ["sign-unknown"]),
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


def test_a_part_is_audited_as_it_would_be_in_its_report() -> None:
    report = samples.norrtalje()
    wrong = attrs.evolve(report.budget_tables[1].lines[0], stated_period_deviation=5)
    budget = attrs.evolve(report.budget_tables[1], lines=(wrong, *report.budget_tables[1].lines[1:]))
    alone = {(one.code, one.where) for one in audit(budget)}
    assert ("row-deviation", "budget_tables[drift-verksamhet].lines[kommundirektor].stated_period_deviation") in alone
    assert {one.code for one in audit(report.goal("6.1"))} >= {"measured-twice", "trend"}
    assert {one.code for one in audit(report.investment_tables)} >= {"repeated-project", "investment-share"}
    assert {one.code for one in audit(report.indicator("6.1-I3"))} == {"measured-twice", "copied-value"}
    assert audit(()) == ()
    twice = [ku.Goal(id="1", verdict=ku.Verdict.FULFILLED)] * 2
    assert Counter(one.code for one in audit(twice)) == {"verdict": 2, "goal-without-content": 2}


def test_claims_are_audited_against_a_table_or_a_report() -> None:
    report = samples.norrtalje()
    budget = report.budget_tables[1]
    told = Claim(id="c", value=303, unit="tkr", sign=-1, about="lines[ekonomi].period_deviation", text="-303 tkr")
    assert [one.code for one in audit([told], about=budget)] == ["claim-figure"]
    rooted = attrs.evolve(told, about=f"budget_tables[{budget.id}].lines[ekonomi].period_deviation")
    assert [one.where for one in audit([rooted], about=report)] == [rooted.about]
    assert audit(attrs.evolve(told, value=305), about=budget) == ()
    both = attrs.evolve(told, value=0, sign=None, about="lines[hr].forecast - lines[hr].annual_budget")
    assert audit(both, about=budget) == ()


@pytest.mark.parametrize(
    ("thing", "options", "wanted"),
    [
        (5, {}, "a report or a part of one can be audited"),
        ("text", {}, "a report or a part of one can be audited"),
        ([Claim(id="c")], {}, "claims need about"),
        ([Claim(id="c")], {"about": 5}, "claims need about"),
        ([Claim(id="c"), ku.Goal(id="1")], {"about": Report(id="r")}, "parts must be of one kind"),
        (Report(id="r"), {"about": Report(id="s")}, "about is for claims"),
        (Report(id="r"), {"previous": 5}, "previous must be"),
        (Report(id="r"), {"as_of": "2024-08-31"}, "as_of must be"),
        (Report(id="r"), {"checks": [5]}, "checks: each must be a Check"),
        (Report(id="r"), {"silences": [5]}, "silences: each must be a Silence"),
    ],
)
def test_what_cannot_be_audited_says_so(thing: Any, options: dict[str, Any], wanted: str) -> None:
    with pytest.raises(ku.FollowUpError, match=wanted):
        samples.wild(audit)(thing, **options)


def test_a_silence_keeps_its_reason_and_is_told_of_when_nothing_is_left_to_silence() -> None:
    wrong = table(lines=(BudgetLine(id="a", period_budget=-100, period_outcome=-90, stated_period_deviation=15),))
    known = ku.Silence(code="row-deviation", where="budget_tables[t]", reason="rättad")
    found = audit(wrong, silences=[known])
    assert [(one.code, one.silence) for one in found] == [("row-deviation", known)]
    ku.raise_for(found)  # a silenced error raises nothing
    with pytest.raises(ku.InvalidValue, match="row-deviation"):
        ku.raise_for(audit(wrong))
    unused = audit(table(), silences=[known])
    assert [one.code for one in unused] == ["unused-silence"]
    assert "rättad" in unused[0].message
    assert not known.covers(attrs.evolve(found[0], where="budget_tables[t2].lines[a]"))
    assert ku.Silence(code="row-deviation", reason="x").covers(found[0])
    with pytest.raises(ku.InvalidValue, match="reason"):
        ku.Silence(code="row-deviation", reason=" ")


def test_dates_are_held_against_the_day_that_is_asked() -> None:
    late = ku.Assignment(
        id="a", title="A", status=ku.Status.STARTED, completion=ku.Completion.ON_PLAN, due=date(2024, 9, 9)
    )
    report = Report(id="r", period=samples.YEAR_TO_DATE, loose_assignments=(late,))
    assert audit(report) == ()
    assert [one.code for one in audit(report, as_of=date(2024, 9, 10))] == ["on-plan-but-passed"]


def test_figures_that_were_cut_off_are_no_error() -> None:
    """Three parts that were cut off, not rounded, may differ by three from their total."""
    lines = tuple(BudgetLine(id=key, forecast=-10) for key in "abc")
    for total, wanted in ((-32, []), (-33, [ku.Severity.WARNING]), (-34, [ku.Severity.ERROR])):
        found = audit(
            BudgetTable(id="t", layout=Layout.SIGNED, digits=0, lines=lines, total=BudgetLine(id="s", forecast=total))
        )
        assert [one.severity for one in found] == wanted
        assert [one.mismatch for one in found] == [ku.Mismatch.ROUNDING if total == -33 else ku.Mismatch.MISTAKE][
            : len(wanted)
        ]


def test_a_figure_in_prose_that_was_cut_off_is_no_error() -> None:
    line = BudgetLine(id="a", name="A", forecast=-15_999)
    for value, wanted in (("16.0", []), ("15.9", [ku.Severity.WARNING]), ("15.8", [ku.Severity.ERROR])):
        told = Claim(id="c", value=Decimal(value), unit="mnkr", about="lines[a].forecast")
        assert [one.severity for one in audit(told, about=table(lines=(line,)))] == wanted


def test_the_catalogue_is_made_of_the_code() -> None:
    page = Path(__file__).parent.parent / "docs" / "checks.md"
    assert page.read_text(encoding="utf-8") == catalogue(), (
        "run: python -m kommunuppfoljning.audits.catalogue > docs/checks.md"
    )


def test_a_check_has_a_code_and_a_language_that_are_one() -> None:
    with pytest.raises(ku.InvalidValue, match="small letters"):
        check("Not A Code", ku.Severity.INFO, why="", example="")
    with pytest.raises(ku.InvalidValue, match=f"message is in {', '.join(languages())}"):
        check("code", ku.Severity.INFO, why="", example="", message={"xx": "?"})


def test_a_check_of_ones_own_quotes_as_the_language_does_and_is_put_to_claims_too() -> None:
    @check("large", ku.Severity.INFO, why="…", example="…", message={"sv": "{size} är mycket", "en": "{size} is much"})
    def large(audited: Audited) -> Any:
        for one in audited.report.claims:
            yield Hit.at(f"claims[{one.id}]", size=one.value)

    told = Claim(id="c", value=12_000, unit="tkr", about="lines[a].period_budget")
    (found,) = (one for one in audit(told, about=table(), checks=(*CHECKS, large)) if one.code == "large")
    assert (found.message, found.text("en")) == ("12\u00a0000 är mycket", "12,000 is much")


def test_ratios_and_balances_are_parts_too() -> None:
    ratio = ku.Ratio(name="result_share", value=Decimal("0.06"), terms={"result": 4, "taxes_and_grants": 100})
    assert [one.code for one in audit([ratio])] == ["ratio"]
    assert audit(ku.Ratio(name="a ratio of one's own", value=1, terms={"a": 1})) == ()
    before, year = ku.BalanceRequirement(year=2023, result=-27), ku.BalanceRequirement(year=2024, brought_forward=-22)
    assert [one.code for one in audit(year, previous=before)] == ["brought-forward"]
    assert audit(year) == ()
    accounts = ku.AnnualAccounts(year=2024, income=ku.IncomeStatement(stated_result=5))
    wrong = ku.BalanceRequirement(year=2024, result=9)
    assert [one.code for one in audit(wrong, about=accounts)] == ["balance-result"]
    assert audit(accounts) == ()
    with pytest.raises(ku.InvalidType, match="previous must be a BalanceRequirement"):
        audit(year, previous=Report(id="r"))
