"""Explanations: whole sentences in both languages, of every verdict, and nothing that a catalogue lacks."""

import html
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning import (
    PROFILES,
    Goal,
    Indicator,
    PartKind,
    Period,
    RequiredShare,
    Rules,
    Target,
    TargetKind,
    Verdict,
)
from kommunuppfoljning.wording.sentences import capitalised, listed, number_word, paragraphs
from tests.properties.test_judging import goals, limits, wholes
from tests.samples import YEAR, YEAR_TO_DATE, norrtalje, wild

Y2023 = Period.for_year(2023)


def indicator(key: str, **fields: Any) -> Indicator:
    return Indicator(**{"id": key, "name": f"Mått {key}", "outcomes": {Y2023: 100, YEAR_TO_DATE: 60}, **fields})


def goal(*indicators: Indicator, **fields: Any) -> Goal:
    return Goal(id="6.1", title="Näringsliv", indicators=indicators, **fields)


FIVE = (
    indicator("a", target=1, forecast=2),
    indicator("b", target=1, forecast=2),
    indicator("c", target=1, forecast=2),
    indicator("d", target=3, forecast=2),
    indicator("e", forecast=2),
)


def short(thing: Any, locale: str = "sv") -> str:
    return ku.explain(ku.judge(thing), locale=locale, style="short")


def test_short() -> None:
    assert short(goal(*FIVE)) == (
        "Bedöms uppfyllt: 3 av 5 indikatorer når målvärdet, 1 når det inte, 1 är inte utvärderad."
    )
    assert short(goal(*FIVE), "en") == (
        "Judged fulfilled: 3 of 5 indicators meet their targets, 1 does not, 1 is not evaluated."
    )
    assert short(goal(*FIVE[:1])) == "Bedöms uppfyllt: den enda indikatorn når målvärdet."
    assert short(goal(*FIVE[:2])) == "Bedöms uppfyllt: båda indikatorerna når målvärdet."
    assert short(goal(*FIVE[:3])) == "Bedöms uppfyllt: alla 3 indikatorer når målvärdet."
    assert (
        short(goal(*FIVE[3:]))
        == "Bedöms inte uppfyllt: ingen av de båda indikatorerna når målvärdet, 1 är inte utvärderad."
    )
    assert short(goal(FIVE[4])) == "Kan inte bedömas: den enda indikatorn är inte utvärderad."
    assert short(goal()) == "Kan inte bedömas: det finns inget att bedöma efter."


def test_full() -> None:
    explained = ku.explain(ku.judge(goal(*FIVE[2:])))
    assert explained == (
        "Målet ”6.1 Näringsliv” bedöms uppfyllt. En av tre indikatorer når målvärdet, en når det inte och en är inte "
        "utvärderad. Det som krävs är minst hälften av alla utvärderade indikatorer. Bedömningen avser vad som "
        "väntas vid årets slut. Trenden bland indikatorerna är negativ.\n\n"
        "Mått c: prognosen 2 når målet, minst 1. Mått d: prognosen 2 når inte målet, minst 3. "
        "Mått e är inte utvärderad: målvärde saknas."
    )


def test_assignments_are_told_by_how_they_stand() -> None:
    late = date(2024, 12, 2)
    several = tuple(
        wild(ku.Assignment)(id=key, title=key.upper(), **wild(fields))
        for key, fields in {
            "a": {"status": "slutförd"},
            "b": {"status": "slutförd"},
            "c": {"completion": "enligt plan"},
            "d": {"completion": "avvikelse från plan", "due": date(2024, 6, 3), "new_due": late},
            "e": {"completion": "avvikelse från plan"},
            "f": {"status": "avbruten"},
        }.items()
    )
    told = ku.explain(ku.judge(Goal(id="1.2", assignments=several))).split("\n\n")[-1]
    assert told == (
        "”A” och ”B” är slutförda. ”C” följer planen. ”D” är försenat men väntas bli klart till 2024-12-02. "
        "”E” avviker från planen. ”F” är avbrutet."
    )
    one = ku.explain(ku.judge(several[3]), locale="en")
    assert one == "The assignment “D” is judged fulfilled. “D” is late but expected by 2024-12-02."


@pytest.mark.parametrize(
    ("target", "forecast", "says"),
    [
        (Target(value=100, strict=True), 100, "prognosen 100 når inte målet, mer än 100."),
        (Target(value=100, kind=TargetKind.AT_MOST), 90, "prognosen 90 når målet, högst 100."),
        (Target(value=100, kind=TargetKind.AT_MOST, strict=True), 90, "prognosen 90 når målet, mindre än 100."),
        (Target(value=100, kind=TargetKind.NEAR, band=5), 96, "prognosen 96 når målet, mellan 95 och 105."),
        (Target(kind=TargetKind.INCREASE), 101, "prognosen 101 når målet, en ökning från 100."),
        (Target(kind=TargetKind.DECREASE), 101, "prognosen 101 når inte målet, en minskning från 100."),
        (Target(kind=TargetKind.INCREASE, value=110), 101, "prognosen 101 når inte målet, minst 110."),
        (Target(kind=TargetKind.MILESTONE), 1, "Mått a: milstolpen är nådd."),
    ],
)
def test_each_kind_of_target_has_its_words(target: Target, forecast: int, says: str) -> None:
    explained = ku.explain(ku.judge(indicator("a", targets={YEAR: target}, forecast=forecast)))
    assert says in explained


def test_figures_are_written_with_units_that_say_something() -> None:
    share = indicator("a", unit="%", target=Decimal("0.014"), forecast=Decimal("0.025"))
    assert "prognosen 2,5 % når målet, minst 1,4 %." in ku.explain(ku.judge(share)).replace("\u00a0", " ")
    count = indicator("a", unit="antal", target=1, forecast=2)
    assert "prognosen 2 når målet, minst 1." in ku.explain(ku.judge(count))


def test_the_trend_of_an_indicator_is_told_with_its_figures() -> None:
    told = ku.explain(ku.judge(indicator("a", forecast=99)))
    assert told == "Mått a är inte utvärderad: målvärde saknas. Trenden är negativ, från 100 (2023) till 99 (2024)."


def test_what_people_said_is_told_beside_the_rule() -> None:
    said = ku.Override(
        verdict=Verdict.NOT_FULFILLED, reason="Ändrad verksamhet.", author="kommundirektören", date=date(2024, 9, 1)
    )
    told = ku.explain(ku.judge(goal(*FIVE), overrides={"goals[6.1]": said}))
    assert (
        "Bedömningen är omprövad till inte uppfyllt av kommundirektören den 2024-09-01: Ändrad verksamhet. "
        "Regeln ger bedömningen uppfyllt."
    ) in told
    told_by: tuple[dict[str, Any], ...] = ({}, {"author": "x"}, {"date": date(2024, 9, 1)})
    for fields in told_by:
        bare = ku.Override(verdict=Verdict.NOT_FULFILLED, reason="r", **fields)
        assert "omprövad till inte uppfyllt" in ku.explain(ku.judge(goal(*FIVE), overrides={"goals[6.1]": bare}))


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        (RequiredShare(needed=Fraction(1)), "Det som krävs är att samtliga utvärderade indikatorer når fram."),
        (RequiredShare(needed=Fraction(2, 3), more_than=True), "mer än två tredjedelar av alla utvärderade"),
        (RequiredShare(needed=Fraction(67, 200)), "minst 33,5 % av alla"),
        (RequiredShare(needed=Fraction(9, 10), unevaluated_counts=True), "minst 90 % av alla indikatorer."),
        (RequiredShare(needed=Fraction(1), partly_needed=Fraction(0)), "räcker det att någon del når fram"),
        (RequiredShare(needed=Fraction(1), partly_needed=Fraction(1, 3)), "För delvis uppfyllt räcker en tredjedel"),
        (
            RequiredShare(needed=Fraction(1), otherwise=Verdict.PARTLY_FULFILLED),
            "Annars är bedömningen delvis uppfyllt.",
        ),
        (RequiredShare(weights={"d": Fraction(10)}), "Alla väger inte lika: ”Mått d” räknas 10 gånger."),
        (RequiredShare(coverage=Fraction(1)), "Samtliga måste dessutom vara utvärderade."),
        (RequiredShare(coverage=Fraction(4, 5)), "Minst 80 % måste dessutom vara utvärderade."),
        (
            ku.Veto(rule=RequiredShare(), ids=("d",)),
            "Att ”Mått d” inte når fram räcker för att stoppa ett bättre utfall.",
        ),
        (
            ku.WorstOf(worst_of=(RequiredShare(needed=Fraction(1)), RequiredShare(needed=Fraction(9, 10)))),
            "Den sämsta av flera bedömningar gäller.",
        ),
    ],
)
def test_the_rule_that_decided_is_told(rule: Any, says: str) -> None:
    assert says in ku.explain(ku.judge(goal(*FIVE), Rules(name="r", goals=rule))).replace("\u00a0", " ")


def test_a_tolerance_that_moved_the_edge_is_told() -> None:
    lenient = Rules(name="r", indicators=ku.IndicatorRule(tolerance=1, partly_within=1))
    told = ku.explain(ku.judge(indicator("a", target=75, forecast=74), lenient))
    assert "prognosen 74 når målet, minst 75, med tolerans till 74." in told
    partly = goal(*(indicator(key, target=75, forecast=73) for key in "ab"))
    counted = ku.explain(ku.judge(partly, attrs.evolve(lenient, goals=RequiredShare(partly_counts=Fraction(1, 2)))))
    assert "Två av två indikatorer når delvis målvärdet." in counted
    assert "Det som är delvis uppfyllt räknas till hälften." in counted
    one = goal(indicator("a", target=75, forecast=73))
    assert "Den enda indikatorn når delvis målvärdet." in ku.explain(ku.judge(one, lenient))


def test_names_stay_as_they_are_and_break_nothing() -> None:
    odd = indicator("a", target=1, forecast=2)
    named = attrs.evolve(odd, name='eTjänster "bäst"\n\n# Rubrik')
    told = ku.explain(ku.judge(named))
    assert told.startswith('eTjänster "bäst" # Rubrik: prognosen 2')
    assert "\n" not in told
    assert "”eTjänster ’bäst’ # Rubrik”" in ku.explain(ku.what_would_it_take(named))


def test_what_people_said_of_parts_is_told_with_the_whole() -> None:
    said = ku.Override(verdict=Verdict.FULFILLED, reason="Ny mätning!")
    judged = ku.judge(
        ku.Report(id="r", goals=(goal(FIVE[3], assignments=(ku.Assignment(id="u", title="Plan"),)),)),
        overrides={"indicators[d]": said, "assignments[u]": said},
    ).find("6.1", PartKind.GOAL)
    assert judged is not None
    told = ku.explain(judged)
    assert (
        "Bedömningen av ”Mått d” är omprövad till uppfyllt: Ny mätning! Regeln ger bedömningen inte uppfyllt." in told
    )
    assert "Bedömningen av ”Plan” är omprövad till uppfyllt: Ny mätning!" in told
    over = ku.judge(goal(*FIVE), overrides={"goals[6.1]": ku.Override(verdict=Verdict.NOT_FULFILLED, reason="r")})
    assert ku.explain(over, style="short").startswith("Omprövad till inte uppfyllt, enligt regeln uppfyllt: 3 av 5")


def test_what_has_no_earlier_value_says_so() -> None:
    new = Indicator(id="a", name="Ny", outcomes={YEAR_TO_DATE: 5}, targets={YEAR: Target(kind=TargetKind.INCREASE)})
    assert ku.explain(ku.judge(new)) == "Ny är inte utvärderad: det finns inget tidigare värde att jämföra med."
    bare = ku.Judgement(verdict=Verdict.NOT_EVALUATED, rule=ku.DEFAULT_RULES, about="x", kind=PartKind.INDICATOR)
    assert ku.explain(bare) == "x är inte utvärderad: inget värde är angivet."


def test_a_trend_that_counts_is_told_as_it_is() -> None:
    leaning = Rules(name="r", indicators=ku.IndicatorRule(untargeted={ku.Trend.UNCHANGED: Verdict.FULFILLED}))
    told = ku.explain(ku.judge(indicator("a", forecast=100), leaning))
    assert told.startswith("Mått a har inget målvärde; trenden är oförändrad, vilket räknas som uppfyllt.")


def test_assignments_are_counted_as_the_rule_needs_them() -> None:
    rules = Rules(name="r", assignments=ku.AssignmentRule(needs=ku.AssignmentNeed.COMPLETED))
    started = wild(ku.Assignment)(id="v", title="V", status="påbörjad", completion="enligt plan")
    told = ku.explain(ku.judge(Goal(id="1", assignments=(started,)), rules))
    assert "Det enda uppdraget är inte slutfört." in told
    assert "”V” följer planen." in told
    for status, says in (
        ("påbörjad", "pågår"),
        ("ej påbörjad", "är inte påbörjat"),
        ("följs ej upp", "följs inte upp"),
    ):
        plain = wild(ku.Assignment)(id="v", title="V", status=status)
        assert f"”V” {says}." in ku.explain(ku.judge(plain, rules))


def test_areas_and_reports() -> None:
    report = norrtalje()
    judged = ku.judge(report)
    assert ku.explain(judged, style="short") == "Bedöms uppfyllt: alla 7 målområden bedöms uppfyllda."
    area = judged.find("6", PartKind.AREA)
    assert area is not None
    assert ku.explain(area, style="short") == "Bedöms uppfyllt: 2 av 3 mål bedöms uppfyllda, 1 bedöms inte uppfyllt."
    assert "Inte uppfyllt bedöms ”6.1 " in ku.explain(area)


def test_every_goal_of_the_example_says_why_in_two_paragraphs_or_more() -> None:
    report = norrtalje()
    for one in report.goals:
        for locale in ("sv", "en"):
            told = ku.explain(ku.judge(one, report=report), locale=locale)
            assert len(told.split("\n\n")) >= 2
            assert "{" not in told


@settings(max_examples=50, deadline=None)
@given(
    goal=goals,
    whole=wholes,
    limit=limits,
    locale=st.sampled_from(["sv", "en"]),
    style=st.sampled_from(["short", "full"]),
)
def test_anything_that_can_be_judged_can_be_explained(
    goal: Goal, whole: Any, limit: Any, locale: str, style: str
) -> None:
    rules = Rules(name="r", goals=whole, indicators=limit)
    for thing in (ku.judge(goal, rules), ku.what_would_it_take(goal, rules)):
        told = ku.explain(thing, locale=locale, style=style)
        assert told.strip() == told != ""
        assert told[0] == told[0].upper()
        assert "{" not in told
        assert told.endswith(".")


def test_every_profile_explains_the_example() -> None:
    report = norrtalje()
    for rules in PROFILES.values():
        assert all(ku.explain(ku.judge(one, rules, report=report)) for one in report.goals)


def test_what_it_takes() -> None:
    prospect = ku.what_would_it_take(goal(indicator("a", name="NKI", target=75, forecast=73)))
    assert ku.explain(prospect) == "Bedömningen blir ”uppfyllt” om ”NKI” blir minst 75 i stället för 73."
    assert prospect.hangs_by_a_thread
    visits = indicator(
        "b", name="Besök", kind=ku.MeasureKind.FLOW, target=110, forecast=120, outcomes={YEAR_TO_DATE: 75}
    )
    assert ku.explain(ku.what_would_it_take(goal(visits))) == (
        "Bedömningen ändras till ”inte uppfyllt” om ”Besök” hamnar under 110 (nu 120).\n\n"
        "För att ”Besök” ska nå målet krävs 8,8 i månaden resten av året, mot 9,4 hittills."
    )
    nothing = ku.what_would_it_take(goal(indicator("c", forecast=1)))
    assert ku.explain(nothing) == "Ingen ändring av delarna räcker för en annan bedömning."
    unknown = ku.what_would_it_take(goal(indicator("d", name="Ny", target=5, outcomes={})))
    assert ku.explain(unknown) == "Bedömningen blir ”uppfyllt” om ”Ny” får ett värde på minst 5."
    done = indicator("e", name="Ny skola", targets={YEAR: Target(kind=TargetKind.MILESTONE)}, forecast=0)
    assert ku.explain(ku.what_would_it_take(done)) == "Bedömningen blir ”uppfyllt” om ”Ny skola” genomförs."
    kept = indicator("f", name="F", targets={YEAR: Target(value=75, strict=True)}, forecast=80)
    assert ku.explain(ku.what_would_it_take(kept)).startswith(
        "Bedömningen ändras till ”inte uppfyllt” om ”F” blir högst 75 i stället för 80."
    )
    spent = indicator(
        "g",
        name="G",
        kind=ku.MeasureKind.FLOW,
        direction=ku.Direction.LOWER,
        target=100,
        forecast=120,
        outcomes={YEAR_TO_DATE: 60},
    )
    assert "För ”G” får det då vara högst 10,0 i månaden resten av året, mot 7,5 hittills." in ku.explain(
        ku.what_would_it_take(spent)
    )
    gone = wild(ku.Assignment)(id="v", status="avbruten")
    assert ku.what_would_it_take(Goal(id="1", assignments=(gone,))).candidates == ()
    area = ku.what_would_it_take(norrtalje().area("6"), report=norrtalje())
    assert ku.explain(area, locale="en").startswith("The judgement changes to not fulfilled if the goal “")


def test_the_pace_of_the_whole_year_is_none_where_it_is_over_or_no_flow() -> None:
    for fields in (
        {"kind": ku.MeasureKind.STOCK, "forecast": 1},
        {"kind": ku.MeasureKind.FLOW, "outcomes": {YEAR: 1}},
        {"kind": ku.MeasureKind.FLOW, "forecast": 1, "outcomes": {Period.for_month(2024, 8): 1}},
    ):
        prospect = ku.what_would_it_take(indicator("a", target=5, **fields))
        assert prospect.candidates[0].pace_needed is None


def test_bad_questions() -> None:
    judged = ku.judge(goal(*FIVE))
    with pytest.raises(ku.InvalidValue, match="style must be 'short' or 'full', got 'long'"):
        ku.explain(judged, style="long")
    with pytest.raises(ku.InvalidValue, match="no catalogue"):
        ku.explain(judged, locale="la")
    with pytest.raises(ku.InvalidType, match="expected one of Judgement, Prospect"):
        wild(ku).explain(5)
    with pytest.raises(ku.InvalidType, match="expected an indicator, goal, area or report, got 5"):
        wild(ku).what_would_it_take(5)
    with pytest.raises(ku.InvalidType, match="rules must be a Rules"):
        wild(ku).what_would_it_take(goal(), 5)


def test_sentences() -> None:
    assert [number_word(number) for number in (0, 1, 12, 13, 1000)] == ["noll", "en", "tolv", "13", "1\u00a0000"]
    assert number_word(1, noun="goal") == "ett"
    assert number_word(1, "en", noun="goal") == "one"
    assert (listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b"], "en")) == ("", "a", "a och b", "a and b")
    assert capitalised("åtta av tio") == "Åtta av tio"
    assert paragraphs(["a.", "", "b."], [], ["c."]) == "a. b.\n\nc."


def test_a_whole_report_in_words() -> None:
    report = norrtalje()
    assert ku.explain(report, style="short") == "Bedöms uppfyllt: alla 7 målområden bedöms uppfyllda."
    told = ku.explain(report)
    assert "Om ”6.1 Främja växande företag" in told
    assert "Bedöms inte uppfyllt: 1 av 4 indikatorer når målvärdet" in told
    assert "Driftredovisning per verksamhet: för helåret väntas ett överskott" in told
    assert ku.explain(ku.Report(id="tom")) == "Målen för tom kan inte bedömas sammantaget."
    assert ku.explain(report, locale="en", style="short").startswith("Judged fulfilled: all 7 areas")


def test_judgements_are_compared_by_what_was_judged_otherwise() -> None:
    before, after = goal(*FIVE), goal(*FIVE[:3], attrs.evolve(FIVE[3], forecast=4), name_later())
    said = ku.Override(verdict=Verdict.NOT_FULFILLED, reason="r")
    changes = ku.compare(ku.judge(before), ku.judge(after, overrides={"goals[6.1]": said}))
    assert {(one.where, one.field) for one in changes} == {
        ("goals[6.1]", "override"),
        ("indicators[d]", "verdict"),
        ("indicators[d]", "forecast"),
        ("indicators[d]", "current"),
        ("indicators[e]", "id"),
        ("indicators[f]", "id"),
    }
    assert ku.compare(ku.judge(before), ku.judge(before)) == ()
    (change,) = ku.compare(ku.judge(before), ku.judge(before, PROFILES["norrtalje-2024"]))[:1]
    assert change.field in ("trend", "rule")
    with pytest.raises(ku.InvalidType, match="before must be a Report"):
        wild(ku.compare)(ku.judge(before), ku.Report(id="r"))


def name_later() -> Indicator:
    return indicator("f", target=1, forecast=2)


@pytest.mark.parametrize("thing", [ku.Goal(id="1"), ku.Indicator(id="a"), ku.Area(id="1")])
def test_what_is_judged_has_to_be_judged_first(thing: object) -> None:
    with pytest.raises(ku.InvalidType, match=r"must be judged first: explain\(judge\(…\)\)"):
        wild(ku).explain(thing)


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (ku.RequiredShare(of=(PartKind.GOAL,)), "Det som krävs är minst hälften av alla bedömda mål."),
        (
            ku.RequiredShare(
                of=(PartKind.INDICATOR, PartKind.ASSIGNMENT),
                needed=Fraction(1),
                partly_needed=Fraction(0),
                partly_counts=Fraction(1, 2),
                weights={"a": Fraction(2)},
                coverage=Fraction(4, 5),
            ),
            (
                "Det som krävs är att samtliga utvärderade indikatorer och bedömda uppdrag når fram. För delvis uppfyllt räcker "
                "det att någon del når fram, om så bara delvis. Det som är delvis uppfyllt räknas till hälften. Alla väger inte "
                "lika: ”a” räknas 2 gånger. Minst 80 % måste dessutom vara utvärderade."
            ),
        ),
        (
            ku.RequiredShare(
                of=(PartKind.AREA,),
                more_than=True,
                unevaluated_counts=True,
                coverage=Fraction(1),
                otherwise=Verdict.PARTLY_FULFILLED,
            ),
            (
                "Det som krävs är mer än hälften av alla målområden. Annars är bedömningen delvis uppfyllt. Samtliga måste "
                "dessutom vara utvärderade."
            ),
        ),
        (
            ku.Veto(rule=ku.RequiredShare(of=(PartKind.GOAL,)), of=(PartKind.GOAL,), when=Verdict.PARTLY_FULFILLED),
            (
                "Om något bland mål inte bedöms helt uppfyllt blir helheten högst ”inte uppfyllt”.\n\n"
                "Det som krävs är minst hälften av alla bedömda mål."
            ),
        ),
        (
            ku.Veto(rule=ku.RequiredShare(), ids=("a", "b"), at_most=Verdict.PARTLY_FULFILLED),
            (
                "Om något bland ”a” och ”b” inte bedöms uppfyllt blir helheten högst ”delvis uppfyllt”.\n\n"
                "Det som krävs är minst hälften av alla bedömda målområden, bedömda mål, utvärderade indikatorer och bedömda "
                "uppdrag."
            ),
        ),
        (
            ku.FirstOf(first_of=(ku.RequiredShare(of=(PartKind.GOAL,)), ku.RequiredShare(of=(PartKind.INDICATOR,)))),
            (
                "Den första av två regler som ger utslag gäller.\n\nDet som krävs är minst hälften av alla bedömda mål.\n\n"
                "Det som krävs är minst hälften av alla utvärderade indikatorer."
            ),
        ),
        (
            ku.WorstOf(worst_of=(ku.RequiredShare(of=(PartKind.GOAL,)), ku.RequiredShare(of=(PartKind.GOAL,)))),
            (
                "Det sämsta som två regler kommer till gäller.\n\nDet som krävs är minst hälften av alla bedömda mål.\n\n"
                "Det som krävs är minst hälften av alla bedömda mål."
            ),
        ),
        (
            ku.WorstOf(worst_of=(ku.RequiredShare(of=(PartKind.GOAL,)),)),
            "Det som krävs är minst hälften av alla bedömda mål.",
        ),
    ],
)
def test_a_rule_says_what_it_asks_for(rule: Any, text: str) -> None:
    assert ku.explain(rule).replace("\xa0", " ") == text
    assert ku.explain(rule, style="short").replace("\xa0", " ") == text.partition(".")[0] + "."
    assert "{" not in ku.explain(rule, locale="en")
    assert text.partition(".")[0] in html.unescape(rule._repr_html_()).replace("\xa0", " ")
