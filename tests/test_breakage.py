"""What has been broken once: each case here was found by somebody trying to break the library, and was mended."""

import warnings
from datetime import date
from decimal import Context, Decimal, Inexact, localcontext
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import kommunuppfoljning as ku
from kommunuppfoljning import BudgetLine, BudgetTable, Goal, Indicator, Layout, Period, Report, Rounded, Target, Verdict
from kommunuppfoljning.audits import audit
from kommunuppfoljning.io import read_report, write_report
from kommunuppfoljning.io.json import parse_report, report_text
from kommunuppfoljning.outlines import outline
from kommunuppfoljning.render.html import page_html, table_html
from kommunuppfoljning.render.markdown import escaped, table_markdown
from kommunuppfoljning.render.text import sections_text, table_text
from kommunuppfoljning.tables import Column, Row, Section, Table
from tests.samples import YEAR, YEAR_TO_DATE, wild

Y2022, Y2023 = Period.for_year(2022), Period.for_year(2023)


class Money(Decimal):
    """A user's own decimal."""


class Part(Fraction):
    """A user's own fraction."""


def test_a_stock_of_one_day_stays_one_day_a_year_earlier() -> None:
    last = date(2025, 2, 28)
    assert Period(last, last).previous_year() == Period(date(2024, 2, 29), date(2024, 2, 29))
    assert Period(date(2024, 1, 31), date(2024, 1, 31)).previous_year().start == date(2023, 1, 31)


def test_subclasses_of_exact_numbers_are_exact() -> None:
    with localcontext(Context(prec=3, traps=[Inexact])):
        assert ku.deviation(budget=Money("1.23456"), outcome=Money(100)) == Decimal("98.76544")
    assert ku.relative_deviation(budget=Money(3), outcome=Money(1)) == -Decimal(2) / 3
    assert ku.relative_deviation(budget=Part(3), outcome=1) == Fraction(-2, 3)
    for other in (1.5, np.array([1.5])):
        with pytest.raises(ku.InvalidType, match="Decimal"):
            wild(ku).deviation(budget=Money(3), outcome=other)


def test_out_may_not_be_the_directions() -> None:
    buffer = np.zeros(3)
    directions = buffer.view(np.int64)
    directions[:] = [1, -1, 1]
    with pytest.raises(ku.InvalidValue, match="shares memory with direction"):
        ku.deviation(budget=np.ones(3), outcome=np.arange(3.0), direction=directions, out=buffer)
    with pytest.raises(ku.InvalidType, match="float64"):
        ku.deviation(budget=np.ones(3), outcome=np.ones(3), out=np.ma.array(np.zeros(3), mask=[True, False, False]))
    with pytest.raises(ku.InvalidType, match="out="):
        wild(ku).deviation(budget=1.0, outcome=2.0, out=5)


def test_a_limit_holds_where_something_else_is_missing() -> None:
    with pytest.raises(ku.InvalidValue, match="depreciation"):
        ku.self_financing_ratio(result=None, depreciation=np.array([-1.0]), net_investment=2)


@pytest.mark.parametrize(
    "value", [np.timedelta64(5, "ns"), np.datetime64("2024-01-01", "ns"), np.array([5]), np.complex64(1)]
)
def test_what_is_no_number_in_numpy_is_refused(value: Any) -> None:
    if not isinstance(value, np.ndarray):
        with pytest.raises(ku.InvalidType, match="budget"):
            ku.deviation(budget=value, outcome=7)
    builds: list[Any] = [Rounded, ku.format_number, lambda one: ku.Interval(one, 3)]
    for build in builds:
        with pytest.raises(ku.InvalidType):
            build(value)


def test_long_doubles_and_numpy_integers_become_pythons() -> None:
    assert ku.deviation(budget=np.longdouble(5), outcome=7) == 2.0
    whole = ku.Interval(wild(np.int64(1)), wild(np.int64(2**62))) + wild(np.int64(2**62))
    assert whole.high == 2**63


@pytest.mark.parametrize(
    ("value", "digits", "wanted"),
    [
        (5, -(10**6), 0),
        (1.5, -(10**6), 0.0),
        (Decimal(1), -(10**6), Decimal(0)),
        (Fraction(1, 3), -(10**6), Fraction(0)),
        (10**12_000 + 15, -1, 10**12_000 + 20),
        (Decimal("1E+15000"), -14_000, Decimal("1E+15000")),
        (Decimal("1." + "5" * 20), 10, Decimal("1.5555555556")),
        (-0.4, 0, 0.0),
        (Decimal("-0.4"), 0, Decimal(0)),
    ],
    ids=lambda _: "",
)
def test_rounding_far_from_the_figure(value: Any, digits: int, wanted: Any) -> None:
    answer = ku.round_half_away(value, digits)
    assert answer == wanted
    assert not str(answer).startswith("-") if isinstance(answer, float | Decimal) else True


def test_rounding_and_conversion_never_give_an_infinity_or_a_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for digits in (23, -23, 2):
            rounded = ku.round_half_away(np.array([np.inf, 1.5]), digits)
            assert np.isnan(rounded[0])
        assert np.isnan(ku.round_half_away(np.array([1.7e308]), -308)).all()
        assert np.isnan(ku.round_half_away(np.array([65_504], np.float16), -3)).all()
        assert ku.round_half_away(np.array(2.5)).shape == ()
        assert np.isnan(ku.round_half_away(np.array(np.nan)))
        up: dict[str, Any] = {"source": ku.Unit.MDKR, "target": ku.Unit.KR}
        assert np.isnan(ku.convert(np.array([1e308, np.inf]), **up)).all()
        down = ku.convert(np.array([60_000], np.float16), source=ku.Unit.KR, target=ku.Unit.MDKR)
        assert down.tolist() == [6e-05]
        same = ku.convert(np.array([2**53 + 1]), source=ku.Unit.KR, target=ku.Unit.KR)
        assert same.tolist() == [2**53 + 1]
    with pytest.raises(ku.TooLarge):
        ku.round_half_away(1.7e308, -308)
    with pytest.raises(ku.TooLarge):
        ku.convert(1e308, **up)
    with pytest.raises(ku.TooLarge):
        ku.convert(Decimal("1" * 12_000), source=ku.Unit.TKR, target=ku.Unit.MDKR)


def test_a_fraction_is_rounded_once_when_it_is_written() -> None:
    assert ku.format_number(Fraction(5 * 10**39 - 1, 10**40), digits=0) == "0"
    assert ku.format_number(Fraction(1, 2), digits=0) == "1"
    assert ku.format_number(Fraction(-1, 2), digits=0) == "−1"
    assert ku.format_number(Fraction(12345678901234567890123456789012), digits=0).endswith("789\u00a0012")
    assert ku.format_number(Fraction(1, 3), digits=1, unit="%") == "33,3\u00a0%"


def test_huge_exponents_take_no_time() -> None:
    assert ku.deviation(budget=Fraction(1, 3), outcome=Decimal("1E+20000000")) is None
    with pytest.raises(ku.TooLarge):
        BudgetLine(id="a", period_budget=Decimal("1e30000000"))
    huge = Report(id="r", loose_indicators=(Indicator(id="a", target=10**5000),))
    with pytest.raises(ku.TooLarge):
        report_text(huge)
    with pytest.raises(ku.TooLarge):
        ku.IndicatorRule(tolerance=Decimal("1e-9999999"))
    with pytest.raises(ku.InvalidValue, match="digits must be from"):
        Rounded(1, 20_000)


@pytest.mark.parametrize(
    "call",
    [
        lambda: wild(ku).format_number(5, unit=5),
        lambda: wild(ku).format_number(5, locale=[]),
        lambda: Verdict.FULFILLED.label(wild([])),
        lambda: YEAR.label("xx"),
        lambda: YEAR.label(wild(None)),
        lambda: wild(ku).Interval(10**5000, 0),
        lambda: ku.Direction.from_code(True),
        lambda: ku.Direction.from_code(wild(1.0)),
        lambda: ku.Direction.from_code(wild(np.array([1, 2]))),
        lambda: Rounded("–"),
        lambda: wild(ku).judge(Indicator(id="a"), "x"),
        lambda: wild(ku).judge(Goal(id="a"), report="x"),
        lambda: wild(ku).summarise_assignments([5]),
        lambda: wild(ku).summarise_assignments(None),
        lambda: wild(ku).split_deviation(None),
        lambda: wild(ku).raise_for([], "ERROR"),
        lambda: wild(ku).outline(5),
        lambda: wild(ku).adds_up(5, Rounded(1)),
        lambda: ku.Scale(verdicts={"x": Verdict.FULFILLED}).verdict(wild(5)),
        lambda: wild(audit)(5),
        lambda: Report(id="r").find(wild(5)),
        lambda: Report(id="r").goal(wild(None)),
        lambda: BudgetTable(id="t", lines=(BudgetLine(id="a"),))[""],
        lambda: ku.FrozenMapping(wild(5)),
        lambda: ku.FrozenMapping(wild([[[], 1]])),
        lambda: wild(parse_report)(None),
        lambda: wild(read_report)(5),
        lambda: wild(read_report)("a", largest=None),
        lambda: read_report("a\0b"),
        lambda: wild(write_report)(Report(id="r"), 5),
        lambda: Period.rolling(10**6, date(2024, 8, 31)),
        lambda: Period.rolling(10**30, date(2024, 8, 31)),
        lambda: wild(page_html)(None, []),
        lambda: sections_text([Section(key="k", title="abc")], width=0),
        lambda: wild(table_text)(Table(), width="9"),
        lambda: wild(ku).BalanceRequirement(year=2024, brought_forward=None),
        lambda: wild(ku).BalanceRequirement(year=2024, brought_forward={None: -5}),
        lambda: Target(band=-(10**5000)),
        lambda: ku.Assignment(id="a", progress=10**5000),
        lambda: ku.BalanceRequirement(year=10**5000, to_reserve=5),
        lambda: Target(strict=True, kind=ku.TargetKind.NEAR),
        lambda: Indicator(id="a", missing={"2024": ku.MissingReason.NOT_STATED}),
        lambda: ku.Claim(id="c", value="12"),
        lambda: Report(id="r", goals=(Goal(id="x", parent="y"), Goal(id="y", parent="gone"))),
        lambda: Report(id="r", goals=tuple(Goal(id=str(at), parent=str(at - 1) if at else None) for at in range(1500))),
    ],
)
def test_a_wrong_call_gets_the_librarys_own_error(call: Any) -> None:
    with pytest.raises(ku.FollowUpError):
        call()


def test_a_goal_to_increase_compares_like_with_like() -> None:
    outcomes = {Y2023: 100, YEAR_TO_DATE.previous_year(): 70, YEAR_TO_DATE: 60}
    more = {YEAR: Target(kind=ku.TargetKind.INCREASE)}
    rising: dict[str, Any] = {"id": "a", "kind": ku.MeasureKind.FLOW, "outcomes": outcomes, "targets": more}
    assert ku.judge(Indicator(**rising, forecast=90)).verdict is Verdict.NOT_FULFILLED
    assert ku.judge(Indicator(**rising, forecast=101)).verdict is Verdict.FULFILLED
    assert ku.judge(Indicator(**rising)).verdict is Verdict.NOT_EVALUATED
    wide = ku.Rules(name="wide", indicators=ku.IndicatorRule(relative_tolerance=Decimal("0.05")))
    assert ku.judge(Indicator(**rising, forecast=99), wide).verdict is Verdict.NOT_FULFILLED


def test_a_target_to_be_passed_is_monotone() -> None:
    strict = {YEAR: Target(value=10, strict=True, band=1)}
    verdicts = [
        ku.judge(Indicator(id="a", outcomes={YEAR: value}, targets=strict)).verdict.is_fulfilled
        for value in (8, 9, Decimal("9.5"), 10, 11)
    ]
    assert verdicts == [False, False, True, True, True]


def test_a_target_over_several_years_is_judged_on_their_mean() -> None:
    mean = {YEAR: Target(value=10, window_years=3)}
    outcomes: dict[Period, Any] = {Y2022: 20, Y2023: 20, YEAR: 5}
    assert ku.judge(Indicator(id="a", outcomes=outcomes, targets=mean)).verdict is Verdict.FULFILLED
    assert ku.judge(Indicator(id="a", outcomes={**outcomes, YEAR: -11}, targets=mean)).verdict is Verdict.NOT_FULFILLED
    del outcomes[Y2022]
    assert ku.judge(Indicator(id="a", outcomes=outcomes, targets=mean)).verdict is Verdict.NOT_EVALUATED


def test_comparisons_follow_what_was_really_measured() -> None:
    changed = (ku.DefinitionBreak(since=date(2022, 7, 1)),)
    stock: dict[str, Any] = {"id": "a", "kind": ku.MeasureKind.STOCK}
    told = Indicator(**stock, outcomes={Y2023: 1, YEAR: 2}, refers_to={Y2023: Period.for_year(2021)}, breaks=changed)
    assert told.comparable is None
    inside = (ku.DefinitionBreak(since=date(2023, 7, 1)),)
    assert Indicator(**stock, outcomes={Y2023: 1, YEAR: 2}, breaks=inside).comparable is None
    odd = {Period(date(2023, 1, 1), date(2023, 3, 10)): 1, Period(date(2024, 1, 1), date(2024, 8, 15)): 2}
    assert Indicator(id="a", outcomes=odd).comparable is None
    same = {Period(date(2023, 1, 1), date(2023, 8, 15)): 1, Period(date(2024, 1, 1), date(2024, 8, 15)): 2}
    assert Indicator(id="a", outcomes=same).comparable == next(iter(same))
    tertials = {Period.for_tertial(2023, 3): 1, Period.for_tertial(2024, 1): 2}
    assert Indicator(id="a", outcomes=tertials).comparable is None
    assert Indicator(id="a", outcomes={Period.for_month(2024, 12): 1, YEAR: 2}).latest == YEAR


def test_a_grant_without_its_budget_is_missing_where_others_have_theirs() -> None:
    lines = (
        BudgetLine(id="b", kind=ku.LineKind.REVENUE, annual_budget=100, forecast=100),
        BudgetLine(id="c", kind=ku.LineKind.COST, forecast=-90),
    )
    assert BudgetTable(id="t", layout=Layout.GRANT, lines=lines).summed_total.forecast_deviation is None
    results = (BudgetLine(id="a", forecast=3), BudgetLine(id="b", forecast=-1))
    assert BudgetTable(id="t", layout=Layout.GRANT, lines=results).summed_total.forecast_deviation == 2


def test_a_net_magnitude_has_no_sum() -> None:
    line = BudgetLine(id="n", period_budget=100, period_outcome=120)
    assert BudgetTable(id="t", layout=Layout.MAGNITUDE, lines=(line,)).summed_total.period_outcome is None


def test_the_same_id_for_an_indicator_and_an_assignment_are_two_things() -> None:
    goal = Goal(
        id="1",
        indicators=(Indicator(id="x", outcomes={YEAR: 0}, target=1),),
        assignments=(ku.Assignment(id="x", status=ku.Status.COMPLETED),),
    )
    table = outline(Report(id="r", goals=(goal,)))[1].sections[0].tables[0]
    assert table.column("computed") == (Verdict.NOT_FULFILLED,)


def test_a_goal_under_another_of_its_area_counts_once() -> None:
    met = (Indicator(id="a", outcomes={YEAR: 1}, target=1),)
    missed = tuple(Indicator(id=name, outcomes={YEAR: 0}, target=1) for name in "bc")
    goals = (
        Goal(id="1", area="A"),
        Goal(id="1.1", area="A", parent="1", indicators=met),
        Goal(id="2", area="A", indicators=missed[:1]),
        Goal(id="3", area="A", indicators=missed[1:]),
    )
    report = Report(id="r", areas=(ku.Area(id="A"),), goals=goals)
    judgement = ku.judge(report.area("A"), report=report)
    assert [part.about for part in judgement.parts] == ["1", "2", "3"]
    assert judgement.verdict is Verdict.NOT_FULFILLED


def test_an_exemption_is_for_the_years_own_deficit() -> None:
    for inside in (False, True):
        year = ku.BalanceRequirement(
            year=2024, result=-10, exemption=10, exemption_in_result=inside, brought_forward={2023: -10}
        )
        assert dict(year.deadlines) == {2023: 2026}


def test_rounding_explains_what_is_derived_and_what_is_compared() -> None:
    lines = tuple(BudgetLine(id=str(at), period_budget=10) for at in range(10))
    table = BudgetTable(id="d", layout=Layout.SIGNED, unit=ku.Unit.TKR, digits=0, lines=lines)
    line = BudgetLine(id="x", period_budget=-10_000, period_outcome=-4_351)
    other = BudgetTable(id="e", layout=Layout.SIGNED, unit=ku.Unit.TKR, digits=0, lines=(line,))
    mnkr = BudgetTable(
        id="m",
        layout=Layout.SIGNED,
        unit=ku.Unit.MNKR,
        digits=1,
        lines=(BudgetLine(id="x", period_budget=Decimal("-10.0")),),
    )
    lower = "budget_tables[d].lines[0].period_budget; budget_tables[d].lines[1].period_budget"
    equal = "budget_tables[e].lines[x].period_budget; budget_tables[m].lines[x].period_budget"
    claims = (
        ku.Claim(
            id="1", value=Decimal("5.7"), digits=1, unit="mnkr", about="budget_tables[e].lines[x].period_deviation"
        ),
        ku.Claim(id="2", value=104, unit="tkr", about="budget_tables[d].summed_total.period_budget"),
        ku.Claim(id="3", kind=ku.ClaimKind.COMPARISON, value="lägre än", about=lower),
        ku.Claim(id="4", kind=ku.ClaimKind.COMPARISON, value="lika med", about=equal),
    )
    assert audit(Report(id="r", budget_tables=(table, other, mnkr), claims=claims)) == ()


def test_circles_of_lines_are_found_whatever_they_hide_behind() -> None:
    parent = BudgetLine(id="p")
    with pytest.raises(ku.InvalidValue, match="circle"):
        BudgetTable(
            id="t",
            lines=(parent, BudgetLine(id="a", parent="p", part_of="b"), BudgetLine(id="b", parent="p", part_of="a")),
        )
    with pytest.raises(ku.InvalidValue, match="must be one line"):
        BudgetTable(id="t", lines=(BudgetLine(id="a"), BudgetLine(id="a"), BudgetLine(id="b", parent="a")))
    with pytest.raises(ku.InvalidValue, match="total can belong to no other"):
        BudgetTable(id="t", lines=(parent,), total=BudgetLine(id="s", parent="p"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"id": "r", "loose_assignments": [{"id": "1", "owners": "Anna"}]}', "expected a list, got 'Anna'"),
        ('{"id": "r", "goals": {}}', "report.goals: expected a list"),
        ('{"id": "r", "goals": null}', "report.goals: expected a list, got None"),
        ('{"id": "r", "submitted_on": "2024-W01-1"}', "a date is written as"),
        (
            '{"id": "r", "budget_tables": [{"id": "t", "lines": [{"id": "a", "layout": "signed"}]}]}',
            "unknown key 'layout'",
        ),
    ],
)
def test_json_takes_nothing_for_something_else(text: str, says: str) -> None:
    with pytest.raises(ku.InvalidValue, match=says) as error:
        parse_report(text)
    assert "complete, stated_period_deviation, stated_forecast_deviation @" not in str(error.value)


def test_every_fault_of_a_mapping_is_told_with_its_path() -> None:
    with pytest.raises(ku.InvalidValue) as error:
        parse_report(
            '{"id": "r", "loose_indicators": [{"id": "a", "outcomes": {"2023": "x", "2024": "q"}, "targets": {"2023": {"value": "z"}}}]}'
        )
    for part in ("outcomes['2023']: a figure", "outcomes['2024']: a figure", "targets['2023'].value: a figure"):
        assert part in str(error.value)


def test_words_and_figures_of_claims_stay_what_they_are() -> None:
    for value in ("samtliga", " 1e5 ", "17 av 18", 12, Decimal("12.0"), Decimal("1E+5")):
        report = Report(id="r", claims=(ku.Claim(id="c", value=value),))
        again = parse_report(report_text(report)).claims[0].value
        assert repr(again) == repr(value)


def test_a_link_stays_a_link_and_long_names_are_written(tmp_path: Path) -> None:
    real, link, long = tmp_path / "real.json", tmp_path / "link.json", tmp_path / ("x" * 250 + ".json")
    write_report(Report(id="r"), real)
    link.symlink_to(real)
    write_report(Report(id="s"), link)
    write_report(Report(id="s"), long)
    assert link.is_symlink()
    assert read_report(real).id == read_report(long).id == "s"


def test_views_survive_odd_tables() -> None:
    odd = Table(rows=(Row(cells=(), is_heading=True),), notes=("- a", "1. b", "---", "    code", "a\r| 1 | 2 |"))
    assert table_html(odd)
    assert table_text(odd)
    lines = table_markdown(odd).splitlines()
    assert {"\\- a", "1\\. b", "\\---", "code"} <= {line.strip() for line in lines}
    assert "\r" not in escaped("a\r| 1 | 2 |")
    steering = Table(columns=(Column(key="a"),), rows=(Row(cells=("\x1b[2J\u202e",)),), title="\x1b[2J")
    for shown in (table_text(steering), table_html(steering), table_markdown(steering)):
        assert not {"\x1b", "\u202e"} & set(shown)
    goals = tuple(Goal(id=name) for name in ("6.1", "6-1", "å", "ä", "6 1"))
    page = page_html("r", outline(Report(id="r", goals=goals)))
    assert all(page.count(f'id="goal-{name}"') == 1 for name in ("6.1", "6-1", "å", "ä"))
    ancient = BudgetTable(
        id="t", layout=Layout.SIGNED, period=Period.for_year(1), lines=(BudgetLine(id="a", forecast=1),)
    )
    assert ancient.to_table().rows


def test_reprs_stay_short() -> None:
    long: list[Any] = [
        Goal(id="1", title="x" * 5000),
        Row(cells=tuple(range(2000))),
        ku.FrozenMapping(dict.fromkeys(range(999))),
    ]
    for thing in long:
        assert len(repr(thing)) < 600


@pytest.mark.parametrize(
    "text", ["5 tsek", "5 tusen", "5 milj", "5 milj. kr", "5 krona", "5 md kr", "5 000 000 kr.", "5 bsek"]
)
def test_every_unit_that_parse_number_refuses_is_read_by_parse_amount(text: str) -> None:
    with pytest.raises(ku.InvalidValue, match="parse_amount"):
        ku.parse_number(text)
    assert ku.parse_amount(text)[0] in (5, 5_000_000)


def test_errors_quote_what_was_given() -> None:
    for text in ("tkr", "52–/mn"):
        with pytest.raises(ku.InvalidValue, match=repr(text)):
            ku.parse_amount(text)
    with pytest.raises(ku.TooLarge, match="deviation: .*budget, outcome"):
        ku.deviation(budget=np.array([-(2**63)]), outcome=1)
    assert ku.ClaimKind.parse("POINTS") is ku.ClaimKind.POINTS
