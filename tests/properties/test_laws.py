"""Laws of the docs that no chapter's own tests hold: of models at random, of words, and of what any report can be put to."""

import copy
import pickle
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning import Direction, Period, Report, Verdict
from kommunuppfoljning.io.json import parse_report, report_text
from kommunuppfoljning.outlines import outline
from kommunuppfoljning.render.html import page_html
from kommunuppfoljning.render.text import sections_text
from kommunuppfoljning.testing import MODELS, figures, hostile_figures, hostile_texts, models, periods
from tests.samples import PATIENT

FEW = settings(max_examples=20, suppress_health_check=PATIENT)
SOME = settings(max_examples=40, suppress_health_check=PATIENT)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
@FEW
@given(data=st.data())
def test_a_model_is_a_value(model: Any, data: st.DataObject) -> None:
    thing = data.draw(models(model))
    for other in (copy.copy(thing), copy.deepcopy(thing), pickle.loads(pickle.dumps(thing)), attrs.evolve(thing)):  # noqa: S301
        assert other == thing
        assert hash(other) == hash(thing)
    assert len(repr(thing)) < 1000
    with pytest.raises((AttributeError, TypeError)):
        setattr(thing, attrs.fields(model)[0].name, None)


@SOME
@given(models(Report))
def test_any_report_comes_back_from_its_file(report: Report) -> None:
    assert parse_report(report_text(report)) == report


@SOME
@given(models(Report, note=hostile_texts(), organisation=hostile_texts()))
def test_any_report_is_judged_explained_audited_compared_and_shown(report: Report) -> None:
    judgement = ku.judge(report)
    assert isinstance(judgement.verdict, Verdict)
    for locale in ("sv", "en"):
        assert ku.explain(judgement, locale=locale)
        sections = outline(report, locale=locale)
        assert sections_text(sections, locale=locale) is not None
        page = page_html(report.organisation, sections, locale=locale, subtitle=report.note)
        assert "<script" not in page.lower()
        assert "onerror=alert" not in page or "&lt;img" in page
        for found in ku.audit(report):
            assert found.text(locale)
            assert found.code != "check-failed"
    assert ku.compare(report, report) == ()


@given(models(ku.BudgetTable, layout=st.sampled_from([ku.Layout.SIGNED, ku.Layout.REVERSED])))
def test_a_sum_is_missing_where_a_part_is(table: ku.BudgetTable) -> None:
    total = table.summed_total
    for name in ("period_budget", "period_outcome", "annual_budget", "forecast", "previous_outcome"):
        parts = [getattr(line, name) for line in table.top_lines]
        known = None if not parts or None in parts else sum(map(Decimal, parts))
        if known is None:
            assert getattr(total, name) in (None, 0)
            assert None not in parts or getattr(total, name) is None
        else:
            assert getattr(total, name) == known


@given(hostile_figures() | figures(), st.sampled_from(["sv", "en"]))
def test_a_figure_is_read_back_as_it_was_written(figure: Any, locale: str) -> None:
    written = ku.format_number(figure, locale=locale)
    _, digits, exponent = Decimal(figure).as_tuple()
    is_quotient = len(digits) == 28 and int(exponent) < -10
    if locale == "sv":
        assert ku.parse_number(written) == figure or is_quotient


@given(st.decimals(-10, 10, places=4))
def test_a_share_is_read_back_as_it_was_written(share: Decimal) -> None:
    assert ku.parse_number(ku.format_number(share, unit="%")) == share


@given(periods())
def test_a_period_is_read_back_from_its_key_and_its_label(period: Period) -> None:
    assert Period.parse(period.label("sv")) == period
    assert Period.parse(period.key) == period


@given(*[hostile_figures()] * 3, st.sampled_from(list(Direction)))
def test_a_tolerance_never_makes_a_verdict_worse(value: Any, target: Any, tolerance: Any, way: Direction) -> None:
    strict = ku.assess(value=value, target=target, direction=way)
    lenient = ku.assess(value=value, target=target, direction=way, tolerance=abs(tolerance))
    partly = ku.assess(value=value, target=target, direction=way, partly_within=abs(tolerance))
    assert lenient.code >= strict.code
    assert partly.code >= strict.code


@given(*[hostile_figures()] * 2)
def test_the_two_directions_mirror_each_other(budget: Any, outcome: Any) -> None:
    gain = ku.deviation(budget=budget, outcome=outcome)
    loss = ku.deviation(budget=budget, outcome=outcome, direction=Direction.LOWER)
    assert gain is not None
    assert loss is not None
    assert Fraction(gain) == -Fraction(loss)  # a minus before a Decimal would round it
    assert Fraction(gain) == Fraction(outcome) - Fraction(budget)


@given(hostile_figures(), st.integers(-6, 6))
def test_a_rounded_figure_holds_what_it_was_rounded_from(figure: Any, digits: int) -> None:
    printed = ku.Rounded(ku.round_half_away(figure, digits), digits)
    assert printed.low <= figure <= printed.high
