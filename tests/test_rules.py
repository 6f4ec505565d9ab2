"""Rules: each part by hand, contradictions refused, and people's word kept beside the rule's."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning import (
    AssignmentNeed,
    AssignmentRule,
    Direction,
    FirstOf,
    Goal,
    GroupedParts,
    Indicator,
    IndicatorRule,
    JudgedPart,
    PartKind,
    Period,
    RequiredShare,
    Rules,
    Target,
    TargetKind,
    Trend,
    TrendRule,
    TrendShare,
    Verdict,
    Veto,
    WorstOf,
)
from kommunuppfoljning.readings import compared, reading
from tests.samples import YEAR, YEAR_TO_DATE, wild

Y2022, Y2023, AUG_2023 = Period.for_year(2022), Period.for_year(2023), Period.year_to_date(date(2023, 8, 31))
INDICATOR, ASSIGNMENT = PartKind.INDICATOR, PartKind.ASSIGNMENT
MET, PARTLY, FAILED, BLANK = Verdict.FULFILLED, Verdict.PARTLY_FULFILLED, Verdict.NOT_FULFILLED, Verdict.NOT_EVALUATED


def parts(*verdicts: Verdict, kind: PartKind = PartKind.INDICATOR) -> list[JudgedPart]:
    return [JudgedPart(about=str(place), kind=kind, final=verdict) for place, verdict in enumerate(verdicts)]


@pytest.mark.parametrize(
    ("rule", "verdicts", "wanted"),
    [
        ({}, [MET, FAILED], MET),
        ({}, [MET, FAILED, FAILED], FAILED),
        ({}, [], BLANK),
        ({}, [BLANK, BLANK], BLANK),
        ({}, [MET, BLANK, BLANK], MET),
        ({"unevaluated_counts": True}, [MET, BLANK, BLANK], FAILED),
        ({"unevaluated_counts": True}, [BLANK, BLANK], BLANK),
        ({"more_than": True}, [MET, FAILED], FAILED),
        ({"more_than": True}, [MET, MET, FAILED], MET),
        ({"needed": "2/3"}, [MET, MET, FAILED], MET),
        ({"needed": Decimal("0.67")}, [MET, MET, FAILED], FAILED),
        ({"needed": 1, "partly_needed": 0}, [MET, FAILED], PARTLY),
        ({"needed": 1, "partly_needed": 0}, [FAILED, FAILED], FAILED),
        ({"needed": 1, "partly_needed": "1/2"}, [MET, FAILED, FAILED], FAILED),
        ({"needed": 1, "partly_needed": "1/2"}, [MET, MET], MET),
        ({"partly_counts": "1/2"}, [PARTLY, PARTLY], MET),
        ({"partly_counts": "1/2"}, [PARTLY, PARTLY, FAILED], FAILED),
        ({"partly_counts": "1/2", "partly_needed": "1/2"}, [PARTLY, FAILED], PARTLY),
        ({"partly_counts": "1/2", "coverage": "1/2"}, [MET, BLANK], MET),
        ({"partly_counts": "1/2", "coverage": 1}, [MET, BLANK], FAILED),
        ({}, [PARTLY, PARTLY], FAILED),
        ({"weights": {"0": 3}}, [MET, FAILED, FAILED], MET),
        ({"weights": {"0": "1/3"}}, [MET, FAILED], FAILED),
        ({"weights": {"0": "3/2"}, "more_than": True}, [MET, FAILED], MET),
        ({"coverage": "2/3"}, [MET, BLANK], FAILED),
        ({"coverage": "2/3", "partly_needed": "1/2"}, [MET, BLANK], PARTLY),
        ({"coverage": "1/2"}, [MET, BLANK], MET),
        ({"needed": 1, "partly_needed": 0}, [PARTLY, PARTLY, PARTLY], PARTLY),
        ({"needed": 1, "partly_needed": "2/3"}, [MET, PARTLY, FAILED], PARTLY),
        ({"needed": 1, "otherwise": PARTLY}, [FAILED, FAILED], PARTLY),
        ({"needed": 1, "otherwise": PARTLY}, [BLANK], BLANK),
        ({"none": PARTLY}, [BLANK], PARTLY),
        ({"none": PARTLY}, [], PARTLY),
    ],
)
def test_a_required_share(rule: dict[str, Any], verdicts: list[Verdict], wanted: Verdict) -> None:
    assert RequiredShare(**rule).verdict(parts(*verdicts)) is wanted


def test_rules_are_put_together() -> None:
    half = RequiredShare()
    assignments = RequiredShare(of=(PartKind.ASSIGNMENT,))
    both = [*parts(BLANK), *parts(FAILED, kind=PartKind.ASSIGNMENT)]
    assert FirstOf(first_of=(half, assignments)).verdict(both) is FAILED
    assert FirstOf(first_of=(half, assignments)).verdict([*parts(MET), *both]) is MET
    assert FirstOf(first_of=(half,)).verdict([]) is BLANK
    assert WorstOf(worst_of=(half, assignments)).verdict([*parts(MET), *both]) is FAILED
    assert WorstOf(worst_of=(half, assignments)).verdict(parts(MET)) is MET
    assert WorstOf(worst_of=(half, assignments)).verdict([]) is BLANK


@pytest.mark.parametrize("first", Verdict)
@pytest.mark.parametrize("second", Verdict)
def test_of_two_rules_the_first_or_the_worst_that_tells_something_counts(first: Verdict, second: Verdict) -> None:
    each = tuple(
        RequiredShare(of=(kind,), needed=Fraction(1), partly_needed=Fraction(0)) for kind in (INDICATOR, ASSIGNMENT)
    )
    both = [*parts(first), *parts(second, kind=ASSIGNMENT)]
    told = [verdict for verdict in (first, second) if verdict is not BLANK] or [BLANK]
    assert FirstOf(first_of=each).verdict(both) is told[0]
    assert WorstOf(worst_of=each).verdict(both) is min(told, key=lambda verdict: verdict.code)


def test_a_veto_stops_what_the_rule_gives_and_no_more() -> None:
    veto = Veto(rule=RequiredShare(), ids=("1",), at_most=PARTLY)
    assert veto.verdict(parts(MET, FAILED)) is PARTLY
    assert veto.verdict(parts(MET, MET)) is MET
    assert veto.verdict(parts(FAILED, MET)) is MET
    assert veto.verdict(parts(FAILED, FAILED)) is FAILED
    assert veto.verdict(parts(BLANK, BLANK)) is BLANK
    assert Veto(rule=RequiredShare()).verdict(parts(MET, MET, FAILED)) is FAILED
    assert Veto(rule=RequiredShare(), when=PARTLY).verdict(parts(MET, PARTLY)) is FAILED
    assert Veto(rule=RequiredShare(), of=(PartKind.GOAL,)).verdict(parts(MET, FAILED)) is MET


@pytest.mark.parametrize("ids", [(), ("0",)])
@pytest.mark.parametrize("when", [FAILED, PARTLY])
@pytest.mark.parametrize("final", Verdict)
@pytest.mark.parametrize("kind", [INDICATOR, ASSIGNMENT])
@pytest.mark.parametrize("about", ["0", "1"])
def test_what_stops_a_rule_is_what_changes_its_verdict(
    ids: tuple[str, ...], when: Verdict, final: Verdict, kind: PartKind, about: str
) -> None:
    veto = Veto(rule=RequiredShare(of=(PartKind.GOAL,)), of=(INDICATOR,), ids=ids, when=when)
    part = JudgedPart(about=about, kind=kind, final=final)
    stopped = veto.verdict([part, JudgedPart(about="goal", kind=PartKind.GOAL, final=MET)]) is not MET
    assert veto.stops(part) is stopped
    assert stopped is (kind is INDICATOR and final in (FAILED, when) and (not ids or about in ids))


@pytest.mark.parametrize(
    ("build", "says"),
    [
        (lambda: RequiredShare(needed=Fraction(3, 2)), "needed must be a share above 0 and at most 1"),
        (lambda: RequiredShare(needed=Fraction(1), more_than=True), "below 1 with more_than"),
        (lambda: wild(RequiredShare)(needed="hälften"), 'needed must be a share such as "2/3", 0.5 or "50 %"'),
        (lambda: wild(RequiredShare)(needed=0.5), "needed must be exact"),
        (lambda: RequiredShare(of=()), "of must name at least one kind"),
        (lambda: RequiredShare(coverage=Fraction(2)), "coverage must be a share from 0 to 1"),
        (lambda: RequiredShare(partly_counts=Fraction(-1)), "partly_counts must be a share from 0 to 1"),
        (lambda: RequiredShare(weights={"a": Fraction(0)}), r"weights\[a\] must be above 0"),
        (lambda: Veto(rule=RequiredShare(), at_most=MET), "or the veto stops nothing"),
        (lambda: Veto(rule=RequiredShare(), when=BLANK), "when must be not_fulfilled or partly_fulfilled"),
        (lambda: Veto(rule=RequiredShare(), of=()), "or nothing can stop the rule"),
        (lambda: RequiredShare(otherwise=MET), "otherwise must be not_fulfilled or partly_fulfilled, got fulfilled"),
        (
            lambda: Rules(name="x", areas=RequiredShare(of=(PartKind.INDICATOR,))),
            "areas has a RequiredShare of indicator",
        ),
        (
            lambda: Rules(name="x", goals=Veto(rule=RequiredShare(), of=(PartKind.AREA,))),
            "what it judges has goal, indicator, assignment for parts",
        ),
        (lambda: FirstOf(first_of=()), "first_of must hold at least one rule"),
        (lambda: WorstOf(worst_of=()), "worst_of must hold at least one rule"),
        (lambda: AssignmentRule(late=MET), "late must be a verdict below FULFILLED"),
        (lambda: TrendShare(needed=Fraction(1, 3)), "needed must be from 1/2 and below 1"),
        (lambda: TrendShare(needed=Fraction(1)), "needed must be from 1/2 and below 1, got 1"),
        (lambda: TrendRule(tolerance=-1), "TrendRule: tolerance must be at least 0"),
        (lambda: wild(Rules)(name="x", goals=IndicatorRule()), "goals must be a RequiredShare or a FirstOf"),
        (lambda: Rules(name=" "), "name must not be empty"),
        (lambda: Target(value=1, band_above=1), "band_above goes with a target of the kind near"),
        (lambda: Target(value=1, kind=TargetKind.NEAR, band_above=-1), "band_above must be at least 0"),
    ],
)
def test_contradictory_rules_are_refused(build: Any, says: str) -> None:
    with pytest.raises(ku.FollowUpError, match=says):
        build()


def test_rules_too_deep_are_refused() -> None:
    rule: Any = RequiredShare()
    for _ in range(9):
        rule = Veto(rule=rule)
    with pytest.raises(ku.InvalidValue, match="at most 10 levels deep"):
        Veto(rule=rule)


def test_rules_are_values() -> None:
    assert Rules(name="a") == Rules(name="a") != Rules(name="b")
    assert len({Rules(name="a"), Rules(name="a")}) == 1
    assert repr(Rules(name="a", goals=RequiredShare(needed=Fraction(2, 3)))) == (
        "Rules(name='a', goals=RequiredShare(needed=Fraction(2, 3)))"
    )
    assert repr(Veto(rule=RequiredShare(), ids=("a",))) == "Veto(rule=RequiredShare(), ids=('a',))"


@pytest.mark.parametrize(("text", "share"), [("50 %", "1/2"), ("0,5", "1/2"), ("2/3", "2/3"), ("1", "1")])
def test_shares_are_written_as_people_write_them(text: str, share: str) -> None:
    assert wild(RequiredShare)(needed=text).needed == Fraction(share)


def indicator(**fields: Any) -> Indicator:
    return Indicator(**{"id": "a", "outcomes": {Y2022: 90, Y2023: 100, YEAR_TO_DATE: 60}, **fields})


def rules(**fields: Any) -> Rules:
    return Rules(name="r", **fields)


@pytest.mark.parametrize(
    ("fields", "rule", "wanted"),
    [
        ({"target": 100, "forecast": 98}, {"tolerance": 2}, MET),
        ({"target": 100, "forecast": 97}, {"tolerance": 2}, FAILED),
        ({"target": 100, "forecast": 97}, {"tolerance": 2, "partly_within": 1}, PARTLY),
        ({"target": 100, "forecast": 98}, {"relative_tolerance": Decimal("0.02")}, MET),
        ({"target": -100, "forecast": -102}, {"relative_tolerance": Decimal("0.02")}, MET),
        ({"target": 0, "forecast": -1}, {"relative_tolerance": Decimal("0.5")}, FAILED),
        ({"target": 100, "forecast": 80}, {"relative_partly_within": Decimal("0.2")}, PARTLY),
        ({"target": 100, "forecast": 79}, {"relative_partly_within": Decimal("0.2")}, FAILED),
        (
            {"target": 100, "forecast": 120, "direction": Direction.LOWER},
            {"relative_partly_within": Decimal("0.2")},
            PARTLY,
        ),
    ],
)
def test_tolerances(fields: dict[str, Any], rule: dict[str, Any], wanted: Verdict) -> None:
    assert ku.judge(indicator(**fields), rules(indicators=IndicatorRule(**rule))).verdict is wanted


@pytest.mark.parametrize(
    ("target", "forecast", "wanted"),
    [
        (Target(value=100, kind=TargetKind.NEAR, band=5, band_above=2), 95, MET),
        (Target(value=100, kind=TargetKind.NEAR, band=5, band_above=2), 102, MET),
        (Target(value=100, kind=TargetKind.NEAR, band=5, band_above=2), 103, FAILED),
        (Target(value=100, kind=TargetKind.NEAR, band=5, band_above=2), 94, FAILED),
        (Target(kind=TargetKind.MILESTONE), 1, MET),
        (Target(kind=TargetKind.MILESTONE), 0, FAILED),
        (Target(kind=TargetKind.MILESTONE, value=3), 3, MET),
        (Target(kind=TargetKind.MILESTONE), 2, BLANK),
        (Target(value=100, strict=True), 100, FAILED),
        (Target(value=100, kind=TargetKind.AT_MOST, strict=True), 100, FAILED),
        (Target(value=100, kind=TargetKind.AT_MOST, strict=True), 99, MET),
    ],
)
def test_kinds_of_targets(target: Target, forecast: int, wanted: Verdict) -> None:
    assert ku.judge(indicator(targets={YEAR: target}, forecast=forecast)).verdict is wanted


def test_a_strict_target_is_partly_met_at_its_edge_where_partly_is_known() -> None:
    lenient = rules(indicators=IndicatorRule(partly_within=1))
    assert ku.judge(indicator(targets={YEAR: Target(value=9, strict=True)}, forecast=9), lenient).verdict is PARTLY


def test_tolerances_are_for_figures_not_for_milestones_and_changes() -> None:
    lenient = rules(indicators=IndicatorRule(tolerance=2, partly_within=2))
    for kind, forecast in ((TargetKind.MILESTONE, 0), (TargetKind.INCREASE, 100)):
        assert ku.judge(indicator(targets={YEAR: Target(kind=kind)}, forecast=forecast), lenient).verdict is FAILED
    narrow = rules(indicators=IndicatorRule(relative_partly_within=Decimal("0.2")))
    assert ku.judge(indicator(targets={YEAR: Target(value=0, strict=True)}, forecast=0), narrow).verdict is FAILED


@given(
    target=st.integers(-50, 50),
    kind=st.sampled_from([TargetKind.AT_LEAST, TargetKind.AT_MOST, TargetKind.NEAR]),
    limits=st.fixed_dictionaries(
        {name: st.integers(0, 3) for name in ("tolerance", "partly_within")}
        | {name: st.decimals(0, 1, places=1) for name in ("relative_tolerance", "relative_partly_within")}
    ),
    bands=st.dictionaries(st.sampled_from(["band", "band_above"]), st.integers(0, 3)),
)
def test_a_verdict_turns_at_the_edges(
    target: int, kind: TargetKind, limits: dict[str, Any], bands: dict[str, Any]
) -> None:
    rule, own = IndicatorRule(**limits), bands if kind is TargetKind.NEAR else {}

    def read(forecast: Any) -> Any:
        return reading(indicator(targets={YEAR: Target(value=target, kind=kind, **own)}, forecast=forecast), rule)

    def code(forecast: Any) -> int:
        return read(forecast).verdict(rule).code  # type: ignore[no-any-return]

    for edges, least in ((read(0).edges(rule), MET), (read(0).partly_edges(rule), PARTLY)):
        assert [edge is None for edge in edges] == [kind is TargetKind.AT_MOST, kind is TargetKind.AT_LEAST]
        for edge, beyond in zip(edges, (Decimal("-0.001"), Decimal("0.001")), strict=True):
            if edge is not None:
                assert code(edge) >= least.code > code(edge + beyond)


def test_a_target_may_hold_for_several_years() -> None:
    term = Period(date(2023, 1, 1), date(2026, 12, 31))
    assert ku.judge(indicator(targets={term: Target(value=75)}, forecast=80)).verdict is MET
    both = {term: Target(value=75), YEAR: Target(value=90)}
    assert ku.judge(indicator(targets=both, forecast=80)).verdict is FAILED
    later = {term: Target(value=75), Period(date(2024, 1, 1), date(2025, 12, 31)): Target(value=90)}
    assert ku.judge(indicator(targets=later, forecast=80)).verdict is FAILED


def test_the_mean_of_a_window_rests_on_what_it_rests_on() -> None:
    window = {YEAR: Target(value=75, window_years=3)}
    judged = ku.judge(indicator(targets=window, forecast=35))
    assert (judged.verdict, judged.basis) == (MET, ku.Basis.FORECAST)
    broken = indicator(targets=window, forecast=35, breaks=[ku.DefinitionBreak(since=date(2023, 1, 1))])
    assert ku.judge(broken).verdict is BLANK
    prospect = ku.what_would_it_take(indicator(targets=window, forecast=20))
    assert (prospect.ways[0][0].wanted, prospect.ways[0][0].change) == (35, 15)


def test_a_window_reaches_over_its_years_and_no_farther() -> None:
    def mean(years: int, values: dict[int, Any], since: date | None = None) -> Any:
        last = max(values)
        long = indicator(
            outcomes={Period.for_year(year): value for year, value in values.items()},
            targets={Period.for_year(last): Target(value=15, window_years=years)},
            breaks=[] if since is None else [ku.DefinitionBreak(since=since)],
        )
        return reading(long, IndicatorRule()).value

    four = {2021: 10, 2022: 20, 2023: 30, 2024: 40}
    assert [mean(years, four) for years in (1, 2, 4)] == [40, 35, 25]
    assert mean(4, four, date(2021, 1, 1)) == 25
    assert mean(4, four, date(2021, 7, 1)) is None
    assert mean(3, four, date(2021, 7, 1)) == 30
    assert mean(2, {1: 10, 2: 20}) == 15
    assert mean(3, {1: 10, 2: 20}) is None  # there is no year before the first


def test_why_an_outcome_is_awaited_is_told() -> None:
    awaited = {"outcomes": {Y2023: 100, YEAR_TO_DATE: None}, "target": 5}
    secret = {YEAR_TO_DATE: ku.MissingReason.NOT_APPLICABLE}
    assert reading(indicator(**awaited, missing=secret), IndicatorRule()).missing is ku.MissingReason.NOT_APPLICABLE
    assert reading(indicator(**awaited), IndicatorRule()).missing is ku.MissingReason.NOT_STATED
    nothing = indicator(outcomes={}, targets={YEAR: Target(value=5)}, forecast=None)
    assert reading(nothing, IndicatorRule()).value is None


def test_a_stock_on_new_years_day_is_of_the_year_that_begins() -> None:
    days = [Period(date(year, 1, 1), date(year, 1, 1)) for year in (2023, 2024)]
    stock = indicator(kind=ku.MeasureKind.STOCK, outcomes=dict(zip(days, (1, 2), strict=True)))
    assert compared(stock, TrendRule()) == (2, 1, days[1], days[0])


def test_the_outcome_is_what_counts_when_the_year_is_over() -> None:
    over = Indicator(id="a", target=100, forecast=120, outcomes={YEAR: 99})
    assert ku.judge(over).verdict is FAILED
    assert ku.judge(over).basis is ku.Basis.OUTCOME
    running = indicator(target=100, forecast=120)
    assert (ku.judge(running).verdict, ku.judge(running).basis) == (MET, ku.Basis.FORECAST)


def test_an_indicator_without_target_may_be_judged_by_its_trend() -> None:
    leaning = rules(indicators=IndicatorRule(untargeted={Trend.NEGATIVE: FAILED, Trend.POSITIVE: MET}))
    assert ku.judge(indicator(forecast=99), leaning).verdict is FAILED
    assert ku.judge(indicator(forecast=101), leaning).verdict is MET
    assert ku.judge(indicator(forecast=100), leaning).verdict is BLANK
    assert ku.judge(indicator(forecast=99)).verdict is BLANK


@pytest.mark.parametrize(
    ("fields", "rule", "wanted"),
    [
        ({"forecast": 101}, {}, Trend.POSITIVE),
        ({"forecast": 101}, {"tolerance": 1}, Trend.UNCHANGED),
        ({"forecast": 101}, {"relative_tolerance": Decimal("0.01")}, Trend.UNCHANGED),
        ({"forecast": 98}, {"relative_tolerance": Decimal("0.01")}, Trend.NEGATIVE),
        ({"forecast": 101, "direction": Direction.LOWER}, {}, Trend.NEGATIVE),
        ({"forecast": 101, "direction": Direction.NEAR}, {}, Trend.NOT_EVALUATED),
        ({}, {}, Trend.NOT_EVALUATED),  # a part of a flow's year has no part to be compared with
        ({"kind": ku.MeasureKind.STOCK}, {}, Trend.NEGATIVE),
        ({"outcomes": {AUG_2023: 50, Y2023: 100, YEAR_TO_DATE: 60}}, {}, Trend.POSITIVE),
        ({"outcomes": {AUG_2023: 50, YEAR_TO_DATE: 60}, "forecast": 5}, {"basis": ku.Basis.OUTCOME}, Trend.POSITIVE),
        ({"outcomes": {YEAR_TO_DATE: 60}, "forecast": 5}, {}, Trend.NOT_EVALUATED),
        ({"outcomes": {YEAR_TO_DATE: 60}, "forecast": 5}, {"no_earlier": Trend.UNCHANGED}, Trend.UNCHANGED),
        ({"forecast": 101, "breaks": [ku.DefinitionBreak(since=date(2024, 1, 1))]}, {}, Trend.NOT_EVALUATED),
        (
            {"forecast": 101, "breaks": [ku.DefinitionBreak(since=date(2024, 1, 1))]},
            {"across_breaks": True},
            Trend.POSITIVE,
        ),
        ({"outcomes": {Y2022: 1, Y2023: 2, YEAR_TO_DATE: None}}, {}, Trend.NOT_EVALUATED),
    ],
)
def test_trends(fields: dict[str, Any], rule: dict[str, Any], wanted: Trend) -> None:
    assert ku.judge(indicator(**fields), rules(trends=TrendRule(**rule))).trend is wanted


def test_a_copied_value_does_not_hide_the_one_that_it_was_copied_from() -> None:
    copied = indicator(
        kind=ku.MeasureKind.INDEX, outcomes={Y2023: 74, YEAR_TO_DATE: 73}, forecast=73, refers_to={YEAR_TO_DATE: Y2023}
    )
    assert ku.judge(copied).trend is Trend.NEGATIVE


@pytest.mark.parametrize(
    ("trends", "needed", "wanted"),
    [
        ([Trend.POSITIVE, Trend.POSITIVE, Trend.NEGATIVE], "1/2", Trend.POSITIVE),
        ([Trend.POSITIVE, Trend.NEGATIVE], "1/2", Trend.UNCHANGED),
        ([Trend.POSITIVE, Trend.NOT_EVALUATED], "1/2", Trend.POSITIVE),
        ([Trend.NEGATIVE, Trend.NEGATIVE, Trend.UNCHANGED], "2/3", Trend.UNCHANGED),
        ([Trend.NOT_EVALUATED], "1/2", Trend.NOT_EVALUATED),
        ([], "1/2", Trend.NOT_EVALUATED),
    ],
)
def test_trends_of_wholes(trends: list[Trend], needed: str, wanted: Trend) -> None:
    assert wild(TrendShare)(needed=needed).trend(trends) is wanted


@pytest.mark.parametrize(
    ("needs", "wanted"),
    [(AssignmentNeed.COMPLETED, PARTLY), (AssignmentNeed.ON_PLAN, PARTLY), (AssignmentNeed.WITHIN_YEAR, MET)],
)
def test_what_assignments_need(needs: AssignmentNeed, wanted: Verdict) -> None:
    late = wild(ku.Assignment)(
        id="a", status="påbörjad", completion="avvikelse från plan", due=date(2024, 6, 3), new_due=date(2024, 12, 2)
    )
    assert ku.judge(late, rules(assignments=AssignmentRule(needs=needs, late=PARTLY))).verdict is wanted


def test_what_is_late_without_a_new_date_promises_nothing() -> None:
    late = wild(ku.Assignment)(id="a", completion="avvikelse från plan", due=date(2024, 6, 3))
    assert ku.judge(late).verdict is FAILED


def report() -> ku.Report:
    met, failed = indicator(id="a", target=1, forecast=2), indicator(id="b", target=3, forecast=2)
    goals = (Goal(id="1", area="A", indicators=(met,)), Goal(id="2", area="A", indicators=(failed,)))
    return ku.Report(id="r", areas=(ku.Area(id="A"),), goals=goals)


def test_what_people_said_holds_and_the_rules_word_is_kept() -> None:
    said = ku.Override(
        verdict=FAILED, reason="Mätningen gällde halva kommunen", author="Kommundirektör", date=date(2024, 9, 1)
    )
    court = ku.judge(report(), overrides={"goals[1]": said})
    goal = court.find("1", PartKind.GOAL)
    assert goal is not None
    assert (goal.verdict, goal.final, goal.override) == (MET, FAILED, said)
    assert court.verdict is FAILED
    assert ku.judge(report()).verdict is MET
    with pytest.raises(ku.InvalidValue, match=r"the override of goals\[9\] is about nothing in the report 'r'"):
        ku.judge(report(), overrides={"goals[9]": said})
    with pytest.raises(ku.InvalidValue, match=r"about one of indicators\[…\]"):
        ku.judge(report(), overrides={"1": said})
    with pytest.raises(ku.InvalidValue, match="reason must not be empty"):
        ku.Override(verdict=FAILED, reason=" ")


def test_a_veto_of_what_a_report_does_not_hold_is_an_error() -> None:
    lost = rules(goals=WorstOf(worst_of=(Veto(rule=RequiredShare(), ids=("a", "zzz")),)))
    with pytest.raises(
        ku.InvalidValue,
        match=r"goals of the rules 'r' give a veto to \['zzz'\], which the report 'r' does not hold there",
    ):
        ku.judge(report(), lost)
    assert ku.judge(report().goals[0], lost).verdict is MET


def test_an_indicator_in_two_goals_is_an_error_and_a_goal_without_parts_is_not_evaluated() -> None:
    one = indicator()
    with pytest.raises(ku.InvalidValue, match="two indicators have the id 'a'"):
        ku.Report(id="r", goals=(Goal(id="1", indicators=(one,)), Goal(id="2", indicators=(one,))))
    assert ku.judge(Goal(id="1")).verdict is BLANK


def test_the_rules_judge_other_objects() -> None:
    class Measure:
        value, target, direction = 74, 75, Direction.HIGHER

    rule = IndicatorRule(relative_tolerance=Decimal("0.02"))
    assert rule.verdict_of(Measure()) is MET
    assert rule.verdict(value=np.array([74.0, 70.0, np.nan]), target=75.0).tolist() == [3, 1, 0]
    assert rule.verdict(value=74.0, target=75.0) is MET
    assert TrendRule(tolerance=1).trend(current=np.array([1.0, 5.0]), previous=2.0).tolist() == [2, 3]


@pytest.mark.parametrize(
    ("grouped", "wholes", "says"),
    [
        (GroupedParts(np.array([0, 1]), np.array([3])), 2, "must be arrays of one length"),
        (GroupedParts(np.array([0, 2]), np.array([3, 3])), 2, "whole of indicator must be from 0 to 1"),
        (GroupedParts(np.array([0, -1]), np.array([3, 3])), 2, "whole of indicator must be from 0 to 1"),
        (GroupedParts(np.array([0, 1]), np.array([3, 4])), 2, "verdict of indicator must be from 0 to 3"),
        (GroupedParts(np.array([0, 1]), np.array([3.0, 1.0])), 2, "verdict of indicator must be whole numbers"),
        (GroupedParts(np.array([0, 1]), np.array([3, 1])), "2", "wholes must be a int"),
        (GroupedParts(np.array([], dtype=int), np.array([], dtype=int)), -1, "wholes must be at least 0"),
        (GroupedParts(np.array([0, 1]), np.array([3, 1]), ids=np.array(["a"])), 2, "ids of indicator must be as many"),
    ],
)
def test_bad_groups_are_refused(grouped: GroupedParts, wholes: Any, says: str) -> None:
    with pytest.raises(ku.FollowUpError, match=says):
        RequiredShare().verdicts({PartKind.INDICATOR: grouped}, wholes=wholes)


def test_ids_that_a_rule_asks_for_must_be_given() -> None:
    grouped = {PartKind.INDICATOR: GroupedParts(np.array([0]), np.array([3]))}
    with pytest.raises(ku.InvalidValue, match="give the ids of indicator"):
        RequiredShare(weights={"a": Fraction(2)}).verdicts(grouped, wholes=1)


def test_what_is_no_part_is_refused() -> None:
    class Other:
        about, kind, final = "a", "indicator", "fulfilled"

    with pytest.raises(ku.InvalidType, match="the kind of the part 'a' must be a PartKind"):
        wild(RequiredShare()).verdict([Other()])
    with pytest.raises(ku.InvalidType, match="each key of parts must be a PartKind"):
        wild(RequiredShare()).verdicts({"indicator": GroupedParts(np.array([0]), np.array([3]))}, wholes=1)
    with pytest.raises(ku.TooLarge, match="too large for arrays"):
        IndicatorRule(tolerance=10**400).verdict(value=np.array([1.0]), target=1.0)


def test_weights_are_exact_in_arrays_too() -> None:
    rule = RequiredShare(needed=Fraction(1, 3), partly_counts=Fraction(1, 3))
    codes = [1, 0, 1, 0, 2, 2, 2, 2, 3]
    one = rule.verdict(parts(*map(Verdict.from_code, codes)))
    grouped = {PartKind.INDICATOR: GroupedParts(np.zeros(9, dtype=int), np.array(codes))}
    assert rule.verdicts(grouped, wholes=1).tolist() == [one.code] == [3]


def test_the_profiles_have_sources_and_differ() -> None:
    assert all(profile.name == name for name, profile in ku.PROFILES.items())
    assert all(profile.source or profile.note for profile in ku.PROFILES.values())
    assert len(set(ku.PROFILES.values())) == len(ku.PROFILES)
