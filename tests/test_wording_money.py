"""Money in words: every way a deviation can go, in both languages, with nothing left in braces."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning import BudgetLine, BudgetTable, Layout, LineKind
from kommunuppfoljning.measures import RATIOS
from tests import samples
from tests.test_layouts import tables
from tests.test_measures import accounts


def told(thing: Any, locale: str = "sv", style: str = "full") -> str:
    text = ku.explain(thing, locale=locale, style=style).replace("\xa0", " ")
    assert "{" not in text
    assert "  " not in text
    return text


def one(**figures: Any) -> BudgetTable:
    return BudgetTable(
        id="t", title="KSK", layout=Layout.SIGNED, unit=ku.Unit.TKR, lines=(BudgetLine(id="a", name="IT", **figures),)
    )


@pytest.mark.parametrize(
    ("figures", "text"),
    [
        (
            {"period_budget": -10, "period_outcome": -8},
            "KSK: perioden visar ett överskott på 2 tkr mot budget (20,0 %).",
        ),
        (
            {"period_budget": -10, "period_outcome": -13},
            "KSK: perioden visar ett underskott på 3 tkr mot budget (30,0 %).",
        ),
        ({"period_budget": -10, "period_outcome": -10}, "KSK: perioden följer budget."),
        ({"annual_budget": 0, "forecast": 5}, "KSK: för helåret väntas ett överskott på 5 tkr mot budget."),
        ({"annual_budget": -5, "forecast": 5}, "KSK: för helåret väntas ett överskott på 10 tkr mot budget."),
        ({"annual_budget": -5, "forecast": -5}, "KSK: för helåret väntas utfallet följa budget."),
        ({"annual_budget": -5}, "KSK: varken periodens utfall eller prognosen går att ställa mot budget."),
    ],
)
def test_a_table_in_a_sentence(figures: dict[str, Any], text: str) -> None:
    assert told(one(**figures)) == text
    assert told(one(**figures), style="short") == text
    assert told(one(**figures), "en") != text


def test_the_reports_paragraph() -> None:
    table = samples.norrtalje().table("drift-verksamhet")
    first, second = told(table).split("\n\n")
    assert first.startswith(
        "Driftredovisning per verksamhet: jan–aug 2024 visar ett överskott på 15 900 tkr mot budget"
    )
    assert "Åt andra hållet drar Ekonomiavdelning (−306 tkr)." in first
    assert "Av överskotten väntas 10 387 tkr gå åt under resten av året, mest Stab och planering (5 163 tkr)" in first
    assert second.endswith("Åt andra hållet drar Ekonomiavdelning (−1 000 tkr) och Näringsliv (−650 tkr).")
    assert "expected to be used up" in told(table, "en")


def test_surpluses_and_deficits_are_not_netted() -> None:
    lines = (
        BudgetLine(id="a", name="A", period_outcome=100, forecast=0),
        BudgetLine(id="b", name="B", period_outcome=-100, forecast=0),
    )
    text = told(BudgetTable(id="t", title="T", layout=Layout.DEVIATIONS, lines=lines))
    assert "Av överskotten väntas 100 gå åt under resten av året: A (100)." in text
    assert "Av underskotten väntas 100 hämtas in under resten av året: B (100)." in text


def test_lines() -> None:
    line = BudgetLine(id="a", name="HR", layout=Layout.SIGNED, period_budget=-10, period_outcome=-8)
    assert told(line) == "HR: perioden visar ett överskott på 2 mot budget (20,0 %)."
    whole = BudgetLine(
        id="a",
        name="HR",
        kind=LineKind.COST,
        layout=Layout.MAGNITUDE,
        period_budget=10,
        period_outcome=12,
        annual_budget=20,
        forecast=21,
    )
    assert told(whole).endswith("Av periodens underskott väntas 1 hämtas in under resten av året och 1 bestå.")
    assert told(whole, style="short") == "HR: för helåret väntas ett underskott på 1 mot budget (5,0 %)."
    assert told(BudgetLine(id="a", layout=Layout.SIGNED)).startswith("A: varken")
    with pytest.raises(ku.InvalidValue, match="layout must be said"):
        ku.explain(BudgetLine(id="a", period_budget=1, period_outcome=1))


@given(table=tables(), locale=st.sampled_from(["sv", "en"]), style=st.sampled_from(["short", "full"]))
def test_any_table_and_line_can_be_told_the_same_in_every_layout(table: BudgetTable, locale: str, style: str) -> None:
    text = ku.explain(table, locale=locale, style=style)
    assert "{" not in text
    assert ku.explain(ku.in_layout(table, Layout.MAGNITUDE), locale=locale, style=style) == text
    for line in table.lines:
        assert ku.explain(line, locale=locale, style=style)


@given(of=accounts(), locale=st.sampled_from(["sv", "en"]))
def test_every_ratio_tells_its_formula_and_its_source(of: ku.AnnualAccounts, locale: str) -> None:
    for rule in RATIOS:
        ratio = ku.measure(rule.name, of, variant=rule.variant)
        text = ku.explain(ratio, locale=locale)
        assert rule.source in text
        assert "_" not in text.replace(rule.source, "")
        for name, term in ratio.terms.items():
            assert name in text or ku.format_number(term, locale=locale) in text
        assert len(ku.explain(ratio, locale=locale, style="short")) < len(text)


def test_ratios_by_hand() -> None:
    of = ku.AnnualAccounts(
        year=2018,
        gross_investment=-124_000,
        income=ku.IncomeStatement(depreciation=-68_806, stated_result=23_400, comparability_items=100),
    )
    assert told(ku.measure("self_financing_ratio", of, variant="without_comparability_items")) == (
        "Självfinansieringsgraden av investeringar 2018 är 74,3 % (utan jämförelsestörande poster). Den är (årets resultat "
        "23 400 − jämförelsestörande poster 100 + av- och nedskrivningar 68 806) / nettoinvesteringar 124 000. "
        "Källa: Praxis i kommuners årsredovisningar."
    )
    assert told(ku.measure("self_financing_ratio", of), style="short") == (
        "Självfinansieringsgraden av investeringar 2018 är 74,4 %."
    )
    assert "går inte att räkna ut (enligt balansräkningen)" in told(ku.measure("equity_ratio", of))
    assert "Det som saknas är eget kapital och summa tillgångar." in told(ku.measure("equity_ratio", of))
    own = ku.Ratio(name="egen kvot", value=Decimal("0.5"), terms={"täljare": 1, "nämnare": 2})
    assert told(own) == "Egen kvot är 50,0 %. Den vilar på täljare 1 och nämnare 2."
    several = ku.measure(
        "self_financing_ratio",
        [of, ku.AnnualAccounts(year=2019, income=of.income, gross_investment=-1)],
        averaging="mean",
    )
    assert "2018–2019" in told(several)
    assert "Det är medelvärdet av årens kvoter." in told(several)
    debt = ku.AnnualAccounts(year=2018, inhabitants=10, balance=ku.BalanceSheet(interest_bearing_debt=640))
    assert told(ku.measure("debt_per_inhabitant", debt)).startswith("Låneskulden per invånare 2018 är 64 (")


def test_the_balance_requirement() -> None:
    met = ku.BalanceRequirement(year=2015, result=563, adjustments={"capital_gains": -23}, to_reserve=-185)
    assert told(met) == (
        "Balanskravet är uppfyllt 2015: balanskravsresultatet är 355. Årets resultat är 563, och efter "
        "balanskravsjusteringar 540. Till reserven sätts 185 av. Inget underskott återstår att återställa."
    )
    due = ku.BalanceRequirement(
        year=2024, result=-30, brought_forward=-5, exemption=10, from_old_reserve=1, basis=ku.Basis.FORECAST
    )
    assert told(due, style="short") == (
        "Balanskravet väntas inte bli uppfyllt 2024: balanskravsresultatet är −29 enligt prognosen."
    )
    assert told(due).endswith("Att återställa är 24: 5 från tidigare år och 19 från 2024 senast 2027.")
    assert "Ur reserven används 1. Av synnerliga skäl undantas 10." in told(due)
    assert told(ku.BalanceRequirement(year=2024)) == "Balanskravet 2024 går inte att bedöma: resultatet saknas."
    assert "by 2027" in told(due, "en")


def test_causes_actions_and_what_they_cover() -> None:
    cause = ku.Cause(about="it", text="licenser kostar mer", kind=ku.CauseKind.PRICE, amount=-300)
    assert told(cause) == "Pris: licenser kostar mer (−300)."
    assert told(cause, style="short") == "Pris (−300)."
    assert told(ku.Cause(about="it")) == "Övrigt."
    action = ku.Action(about="IT", title="Vakanser hålls", effect=500, owner="IT-chefen", status=ku.Status.STARTED)
    assert told(action) == "Vakanser hålls: effekt 500. Åtgärden är påbörjad. Ansvarig är IT-chefen."
    plan = ku.action_coverage(
        -800, [action, ku.Action(about="HR", title="Ny taxa"), ku.Action(about="HR", title="Paus")]
    )
    assert told(plan) == (
        "Åtgärderna ger 500 av underskottet på 800; 300 är inte täckt. Åtgärderna ”Ny taxa” och ”Paus” har ingen angiven "
        "effekt."
    )
    assert told(ku.action_coverage(-400, [action])) == "Åtgärderna ger 500 och täcker hela underskottet på 400."
    assert told(ku.action_coverage(5, [action]), "en") == "There is no deficit to cover."


def test_forecasts() -> None:
    line = BudgetLine(id="it", name="IT", layout=Layout.SIGNED, period_outcome=-80, annual_budget=-130)
    year = ku.forecast_year(line, month=8)
    assert told(year, style="short") == "IT: två metoder ger mellan −130 och −120 för helåret."
    assert told(year).endswith("Hur säkra prognoserna är går inte att säga: det finns för få tidigare år.")
    assert "Hur säker den är" not in told(year)
    assert "Säsong enligt fjolåret går inte att använda. Inget tidigare år att gå efter." in told(year)
    assert (
        told(ku.forecast_year(BudgetLine(id="x", layout=Layout.SIGNED), month=8)) == "X: ingen metod ger någon prognos."
    )
    history = ku.synthetic_municipality().history()["it:cost"]
    sure = ku.forecast_year(BudgetLine(id="a", layout=Layout.SIGNED, period_outcome=-5_000_000), history, month=8)
    assert told(sure, "en").count("such an interval holds 60% of the time") == 1


def test_a_deviation_is_on_a_line_of_revenue_or_costs_and_in_a_unit() -> None:
    def table(**outcomes: int) -> BudgetTable:
        lines = (
            BudgetLine(id="i", name="Intäkter", kind=LineKind.REVENUE, annual_budget=100, forecast=outcomes["i"]),
            BudgetLine(id="k", name="Kostnader", kind=LineKind.COST, annual_budget=-400, forecast=outcomes["k"]),
        )
        return BudgetTable(id="t", title="KSK", layout=Layout.SIGNED, lines=lines)

    assert told(table(i=90, k=-350), style="short").endswith(", mest på raden Kostnader.")
    assert told(table(i=150, k=-350), style="short").endswith(", mest på raderna Intäkter och Kostnader.")
    assert "Det mesta finns på raden Kostnader (+50). Åt andra hållet drar raden Intäkter (−10)." in told(
        table(i=90, k=-350)
    )
    assert "Most of it is on the line Kostnader (+50). Going the other way is the line Intäkter (−10)." in told(
        table(i=90, k=-350), "en"
    )


@pytest.mark.parametrize(("outcome", "way"), [(-200, "utfallet följa budget"), (-210, "ett underskott på 10 mot")])
@pytest.mark.parametrize("style", ["short", "full"])
def test_lines_do_not_drive_what_the_published_total_denies(outcome: int, way: str, style: str) -> None:
    lines = (
        BudgetLine(id="a", name="A", annual_budget=-100, forecast=-90),
        BudgetLine(id="b", name="B", annual_budget=-100, forecast=-100),
    )
    total = BudgetLine(id="s", annual_budget=-200, forecast=outcome)
    text = told(BudgetTable(id="t", title="KSK", layout=Layout.SIGNED, lines=lines, total=total), style=style)
    assert way in text
    assert "mest i A" not in text
    assert "Det mesta" not in text


def test_a_total_without_figures_is_summed_and_a_line_twice_is_no_error() -> None:
    line = BudgetLine(id="a", name="A", annual_budget=-100, forecast=-90)
    bare = BudgetTable(id="t", layout=Layout.SIGNED, lines=(line,), total=BudgetLine(id="s", name="Summa"))
    assert told(bare) == "Summa: för helåret väntas ett överskott på 10 mot budget (10,0 %)."
    twice = BudgetTable(id="t", title="KSK", layout=Layout.SIGNED, lines=(line, line))
    assert told(twice, style="short") == "KSK: för helåret väntas ett överskott på 20 mot budget (10,0 %)."


@pytest.mark.parametrize(("outcome", "told_"), [(-8, "överskott väntas gå åt"), (-12, "underskott väntas hämtas in")])
def test_a_deviation_that_is_given_back_whole(outcome: int, told_: str) -> None:
    line = BudgetLine(
        id="a",
        layout=Layout.SIGNED,
        period_budget=-10,
        period_outcome=outcome,
        annual_budget=-20,
        forecast=-20,
    )
    assert told(line).endswith(f"Hela periodens {told_} under resten av året.")
    assert "All of the period's" in told(line, "en")


def test_a_title_of_two_lines_starts_no_paragraph() -> None:
    table = BudgetTable(id="t", title="A\nB", layout=Layout.SIGNED, lines=(BudgetLine(id="a"),))
    assert told(table).startswith("A B: varken")


def test_both_reserves_are_told_apart() -> None:
    year = ku.BalanceRequirement(year=2025, result=-5, from_reserve=3, from_old_reserve=1)
    assert "Ur resultatreserven används 3 och ur resultatutjämningsreserven 1." in told(year)
    assert "Used from the result reserve is 3, and from the equalisation reserve 1." in told(year, "en")


def test_a_budget_next_to_nothing_has_no_percentage() -> None:
    tiny = ku.BudgetLine(id="a", name="A", layout=ku.Layout.SIGNED, annual_budget=-1, forecast=-6_000)
    assert "%" not in ku.explain(tiny)
    half = ku.BudgetLine(id="a", name="A", layout=ku.Layout.SIGNED, annual_budget=-1_000, forecast=-6_000)
    assert "500,0" in ku.explain(half)


def walked(**figures: int) -> ku.Bridge:
    lines = (
        BudgetLine(id="it", name="IT", annual_budget=-100, forecast=figures.get("it", -100)),
        BudgetLine(id="hr", annual_budget=-50, forecast=figures.get("hr", -50)),
        BudgetLine(id="bygg", name="Bygg", annual_budget=-20, forecast=-20),
    )
    return ku.bridge(BudgetTable(id="t", layout=Layout.SIGNED, unit=ku.Unit.TKR, lines=lines))


@pytest.mark.parametrize(
    ("figures", "lead", "steps"),
    [
        (
            {"it": -90, "hr": -52},
            "Prognosen är −162 tkr, 8 tkr bättre än budgeten på −170 tkr.",
            " Bättre än budget: IT (+10 tkr). Sämre än budget: hr (−2 tkr).",
        ),
        (
            {"it": -101, "hr": -52},
            "Prognosen är −173 tkr, 3 tkr sämre än budgeten på −170 tkr.",
            " Sämre än budget: hr (−2 tkr) och IT (−1 tkr).",
        ),
        ({}, "Prognosen är som budgeten, −170 tkr.", ""),
    ],
)
def test_a_bridge_is_told_by_its_ends_and_steps(figures: dict[str, int], lead: str, steps: str) -> None:
    assert told(walked(**figures), style="short") == lead
    assert told(walked(**figures)) == lead + steps
    assert told(walked(**figures), "en").startswith("The forecast is")


def test_a_bridge_to_the_outcome_says_so() -> None:
    lines = (BudgetLine(id="it", name="IT", period_budget=-100, period_outcome=-90),)
    walk = ku.bridge(BudgetTable(id="t", layout=Layout.SIGNED, lines=lines), deviation="period")
    assert told(walk, style="short") == "Utfallet är −90, 10 bättre än periodbudgeten på −100."


def test_what_causes_explain_is_told_with_what_they_leave() -> None:
    known = [
        ku.Cause(about="it", kind=kind, amount=amount)
        for kind, amount in ((ku.CauseKind.TIMING, 80), (ku.CauseKind.PRICE, -30))
    ]
    silent = ku.Cause(about="it", text="Bortfall av statsbidrag.")
    part = ku.explained_by_causes(100, [*known, silent])
    lead = "Avvikelsen är +100; de angivna orsakerna förklarar +50, och +50 är inte förklarat."
    assert told(part, style="short") == lead
    assert told(part) == (
        f"{lead} Efter slag: periodisering (+80) och pris (−30). Orsaken ”Bortfall av statsbidrag” har inget belopp."
    )
    whole = told(ku.explained_by_causes(50, known))
    assert whole.startswith("Avvikelsen är +50, och de angivna orsakerna förklarar den helt. Efter slag:")
    nothing = ku.explained_by_causes(-7, [silent, ku.Cause(about="IT")])
    assert told(nothing) == (
        "Avvikelsen är −7; ingen angiven orsak säger hur mycket den förklarar. "
        "Orsakerna ”Bortfall av statsbidrag” och ”IT” har inget belopp."
    )


def test_a_forecast_from_below_is_told_with_what_it_lacks() -> None:
    lines = (
        BudgetLine(id="it", name="IT", period_outcome=-60, annual_budget=-100),
        BudgetLine(id="hr", name="HR", period_outcome=-30, annual_budget=-45),
    )
    table = BudgetTable(id="t", title="KSK", layout=Layout.SIGNED, unit=ku.Unit.TKR, lines=lines)
    linear, stated = ku.METHODS[1], ku.METHODS[-1]
    assert (linear.name, stated.name) == ("linear", "stated")
    made = ku.forecast_table(table, method=linear, month=8)
    lead = "KSK: för helåret väntas ett överskott på 10 tkr mot budget (6,9 %)"
    assert told(made, style="short") == f"{lead}, mest i IT."
    unsure = "Hur säker den är går inte att säga: det finns för få tidigare år."
    assert told(made).split("\n\n") == [
        f"{lead}. Det mesta finns i IT (+10 tkr).",
        f"Rad för rad blir prognosen −135 tkr för helåret. {unsure}",
    ]
    past = {line.id: {year: [-5 - year % 3] * 6 + [-6] * 6 for year in (2021, 2022, 2023)} for line in lines}
    surer = ku.forecast_table(table, past, method=linear, month=8)
    assert surer.interval is not None
    low, high = (ku.format_number(end).replace("\xa0", " ") for end in (surer.interval.low, surer.interval.high))
    assert f"två stycken, hamnar utfallet mellan {low} och {high}; ett sådant intervall håller 33 %" in told(surer)
    lacking = told(ku.forecast_table(table, method=stated, month=8))
    assert "Rad för rad" not in lacking
    assert "IT saknar prognos. " in lacking
    assert "HR saknar prognos. " in lacking


def test_the_accuracy_of_forecasts_is_told_with_its_path_and_its_side() -> None:
    path = ku.forecast_accuracy({"P1": -310, "P2": -304, "P3": -301}, -299, budget=-305)
    lead = "Totalen: tre prognoser avvek i medeltal 6 från utfallet −299."
    assert told(path, style="short") == lead
    first, second = told(path).split("\n\n")
    assert first == f"{lead} Det är 2,0 % av utfallet."
    assert second == (
        "Felen i tur och ordning, plus där utfallet blev bättre: P1 (+11), P2 (+5) och P3 (+2). I medeltal blev utfallet "
        "6 bättre än prognoserna, som var för försiktiga. Två av tre prognoser låg på samma sida om budgeten som utfallet."
    )
    assert told(ku.forecast_accuracy({"P1": 9, "P2": 11}, 10)).endswith("I medeltal tar felen ut varandra.")
    assert "3 sämre än prognoserna, som var för ljusa." in told(ku.forecast_accuracy({"P1": 12, "P2": 14}, 10))


@pytest.mark.parametrize(
    ("budget", "end"),
    [
        (None, "P1 (+2)."),
        (11, "Prognosen låg på samma sida om budgeten som utfallet."),
        (9, "Prognosen låg på andra sidan budgeten än utfallet."),
    ],
)
def test_one_forecast_has_no_mean(budget: int | None, end: str) -> None:
    text = told(ku.forecast_accuracy({"P1": 8}, 10, budget=budget))
    assert text.startswith("Totalen: en prognos avvek 2 från utfallet 10. Det är 20,0 % av utfallet.\n\nFelet, plus")
    assert text.endswith(end)


def test_accuracy_of_deviations_and_of_nothing() -> None:
    def of(**figures: Any) -> BudgetTable:
        return BudgetTable(id="P1", layout=Layout.DEVIATIONS, lines=(BudgetLine(id="it", **figures),))

    text = told(ku.forecast_accuracy([of(forecast=-3)], of(period_outcome=-1)))
    assert text.startswith("Totalen: en prognos avvek 2 från den avvikelse mot budget som det blev, −1.\n\nFelet")
    assert told(ku.forecast_accuracy({"P1": 8}, None)) == "Totalen: ingen prognos kan ställas mot utfallet."
