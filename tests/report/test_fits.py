"""The published judgements of the example report, and how many each way of judging gives."""

import attrs
import pytest

import kommunuppfoljning as ku
from kommunuppfoljning import PROFILES, PartKind, Trend, Verdict
from kommunuppfoljning.fits import fit_rules, fits_table
from tests.samples import norrtalje, wild

REPORT = norrtalje()
FITS = {fit.rules.name: fit for fit in fit_rules(REPORT, PROFILES.values())}


def test_the_fitted_rules_give_every_verdict_that_was_published() -> None:
    fitted = FITS["norrtalje-2024"]
    assert (fitted.indicators.hits, fitted.indicators.of) == (32, 32)
    assert (fitted.goals.hits, fitted.goals.of) == (18, 18)
    assert (fitted.areas.hits, fitted.areas.of) == (7, 7)
    assert not fitted.goals.misses


def test_the_default_rules_give_every_verdict_too() -> None:
    (fit,) = fit_rules(REPORT, [ku.DEFAULT_RULES])
    assert fit_rules(REPORT, ku.DEFAULT_RULES) == (fit,)
    assert fit_rules(REPORT, {"default": ku.DEFAULT_RULES}) == (fit,)
    with pytest.raises(ku.InvalidType, match="fit_rules: each of the candidates must be a Rules"):
        wild(fit_rules)(REPORT, ["default"])
    with pytest.raises(ku.InvalidType, match="fit_rules: candidates must be a Iterable"):
        wild(fit_rules)(REPORT, 5)
    assert fit.indicators.hits + fit.goals.hits + fit.areas.hits == 32 + 18 + 7


def test_the_trends_that_no_rule_gives_are_known_by_name() -> None:
    fitted = FITS["norrtalje-2024"]
    assert {miss.about for miss in fitted.trends.misses} == {"3.3-I3", "3.3-I5", "6.1-I2", "7.1-I1"}
    assert {miss.about for miss in fitted.goal_trends.misses} == {"2.3", "5.1", "6.3", "7.1"}


def test_a_rule_that_misses_says_what() -> None:
    missed = FITS["majority"].goals.misses
    assert all(REPORT.goal(miss.about).verdict is miss.published is not miss.computed for miss in missed)
    assert [miss.about for miss in missed] == ["6.3"]
    assert [miss.about for miss in FITS["together"].goals.misses] == ["6.1"]


def test_loose_indicators_and_goals_below_goals_are_fitted_too() -> None:
    loose = ku.Indicator(id="l", target=1, outcomes={ku.Period.for_year(2024): 1}, verdict=Verdict.FULFILLED)
    below = ku.Goal(id="b", parent="a", indicators=(attrs.evolve(loose, id="i"),), verdict=Verdict.NOT_FULFILLED)
    report = ku.Report(id="r", goals=(ku.Goal(id="a"), below), loose_indicators=(loose,))
    (fit,) = fit_rules(report, [ku.DEFAULT_RULES])
    assert (fit.indicators.hits, fit.indicators.of) == (2, 2)
    assert (fit.goals.hits, fit.goals.of, fit.goals.misses[0].computed) == (0, 1, Verdict.FULFILLED)


def test_the_table() -> None:
    table = fits_table(FITS.values())
    assert table.column("rule") == tuple(PROFILES)
    assert table.column("goals")[0] == "18 av 18"
    assert fits_table(FITS.values(), locale="en").column("goals")[0] == "18 of 18"


def test_the_whole_report_is_judged_once_over() -> None:
    whole = ku.judge(REPORT)
    assert whole.kind is PartKind.REPORT
    assert whole.verdict is Verdict.FULFILLED
    assert {whole.find(one.id, PartKind.INDICATOR) is not None for one in REPORT.indicators} == {True}
    first = whole.find("1.1-I3")
    assert first is not None
    assert (first.trend, first.basis) == (Trend.NOT_EVALUATED, None)
    assert whole.find("1.1-I3", PartKind.GOAL) is None
