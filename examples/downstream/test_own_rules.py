"""A downstream project (*exempel på ett eget projekt*): rules and a check of its own, held to the library's laws.

A municipality's planning tool judges a goal by its two most important indicators, reads "på väg" as partly fulfilled,
and wants to know of every budget line without a name. Needs ``pip install 'kommunuppfoljning[json,testing]' pytest``.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

import pytest
from hypothesis import given

import kommunuppfoljning as ku
from kommunuppfoljning.audits import Audited, Hit, check
from kommunuppfoljning.parts import Judged
from kommunuppfoljning.testing import (
    LawBroken,
    assert_check_laws,
    assert_indicator_laws,
    assert_whole_laws,
    example_report,
    hostile_figures,
    models,
)

DECISIVE = ("6.1-I1", "6.1-I2")


@pytest.fixture(scope="session")
def report() -> ku.Report:
    """Norrtälje's interim report, whole."""
    return example_report()


class DecisiveTwo:
    """A goal is fulfilled where both decisive indicators are, partly where one is; others do not matter."""

    def verdict(self, parts: Iterable[Judged]) -> ku.Verdict:
        """The worst and the best of the decisive ones, read together."""
        told = [part.final for part in parts if part.about in DECISIVE and part.final is not ku.Verdict.NOT_EVALUATED]
        if not told:
            return ku.Verdict.NOT_EVALUATED
        if all(verdict is ku.Verdict.FULFILLED for verdict in told):
            return ku.Verdict.FULFILLED
        some = any(verdict is not ku.Verdict.NOT_FULFILLED for verdict in told)
        return ku.Verdict.PARTLY_FULFILLED if some else ku.Verdict.NOT_FULFILLED


ON_THE_WAY = ku.IndicatorRule(relative_partly_within=Decimal("0.1"))
"""Within a tenth of the target is "på väg"."""


@check(
    "nameless-line",
    ku.Severity.WARNING,
    why="A reader cannot tell what the figures are of.",
    example="A row with figures and an empty first cell.",
    message={"sv": "Raden {line} saknar benämning.", "en": "The line {line} has no name."},
)
def nameless(audited: Audited) -> Iterator[Hit]:
    """Budget lines without a name."""
    for table in audited.report.budget_tables:
        for place, line in enumerate(table.lines, start=1):
            if not line.name.strip():
                yield Hit.at(f"budget_tables[{table.id}].lines[#{place}]", line=line.id)


def test_the_rule_for_goals_keeps_the_laws() -> None:
    assert_whole_laws(DecisiveTwo(), about=DECISIVE)


def test_the_rule_for_indicators_keeps_the_laws() -> None:
    assert_indicator_laws(ON_THE_WAY)


def test_the_check_keeps_the_laws(report: ku.Report) -> None:
    assert_check_laws(nameless)
    assert ku.audit(report, checks=[nameless]) == ()


@given(models(ku.Indicator, target=hostile_figures(), forecast=hostile_figures()))
def test_every_indicator_can_be_judged(indicator: ku.Indicator) -> None:
    assert isinstance(ku.judge(indicator, ku.Rules(name="egen", indicators=ON_THE_WAY)).verdict, ku.Verdict)


def test_a_rule_that_the_first_part_decides_is_caught() -> None:
    def first(parts: Iterable[Judged]) -> ku.Verdict:
        return next((part.final for part in parts), ku.Verdict.NOT_EVALUATED)

    with pytest.raises(LawBroken, match="order of the parts"):
        assert_whole_laws(first)
