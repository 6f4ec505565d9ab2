"""Changes: nothing between a report and itself, and each change of a part found where it stands."""

import re
from decimal import Decimal

import attrs
import pytest
from hypothesis import given

import kommunuppfoljning as ku
from kommunuppfoljning.io import read_report
from tests import samples
from tests.samples import wild


@given(report=samples.reports())
def test_a_report_has_not_changed_from_itself(report: ku.Report) -> None:
    assert ku.compare(report, report) == ()


@given(before=samples.reports(), after=samples.reports())
def test_changes_go_both_ways(before: ku.Report, after: ku.Report) -> None:
    def told(change: ku.Change, pair: tuple[object, object]) -> tuple[str, str, str]:
        return re.sub(r"#\d+", "#", change.where), change.field, repr(pair)  # a number is of the later report

    there = {told(change, (change.before, change.after)) for change in ku.compare(before, after)}
    back = {told(change, (change.after, change.before)) for change in ku.compare(after, before)}
    assert there == back


def test_what_has_come_to_deviate_falls_out() -> None:
    july, august = read_report(samples.EXAMPLES / "norrtalje_2024_07.json"), samples.norrtalje()
    late = [
        change.where
        for change in ku.compare(july, august)
        if change.field == "completion" and change.after is ku.Completion.DEVIATES
    ]
    assert late == ["assignments[1.2-N5]"]
    assert august.find(late[0]).title.startswith("Ta fram ett Program")


def test_every_change_says_where_it_is() -> None:
    july, august = read_report(samples.EXAMPLES / "norrtalje_2024_07.json"), samples.norrtalje()
    changes = ku.compare(july, august)
    assert changes
    for change in changes:
        gone = change.field == "id" and change.after is None
        assert (july if gone else august).find(change.where) is not None


def test_every_kind_of_change_has_its_place() -> None:
    report = samples.norrtalje()
    table = report.budget_tables[1]
    lines = (attrs.evolve(table.lines[0], forecast=-1), *table.lines[1:-1])
    indicator = report.indicator("6.1-I2")
    newer = attrs.evolve(indicator, outcomes={**indicator.outcomes, samples.YEAR: Decimal(5)})
    goals = tuple(
        attrs.evolve(goal, indicators=tuple(newer if one.id == newer.id else one for one in goal.indicators))
        for goal in report.goals[:-1]
    )
    other = attrs.evolve(
        report,
        goals=goals,
        budget_tables=(report.budget_tables[0], attrs.evolve(table, lines=lines)),
        staff=report.staff[1:],
        stated_pivot=None,
    )
    found = {(change.where, change.field): (change.before, change.after) for change in ku.compare(report, other)}
    assert found["budget_tables[drift-verksamhet].lines[kommundirektor]", "forecast"] == (-5_560, -1)
    assert found["budget_tables[drift-verksamhet].lines[it]", "id"] == ("it", None)
    assert found["indicators[6.1-I2]", "outcomes[2024-01-01/2024-12-31]"] == (None, Decimal(5))
    assert found["goals[7.4]", "id"] == ("7.4", None)
    assert found["assignments[7.4-N1]", "id"] == ("7.4-N1", None)
    assert report.find("staff[#1]") == report.staff[0]
    assert ("staff[#1]", "id") in found
    assert found["", "stated_pivot"] == (report.stated_pivot, None)
    assert len(found) == 7


def test_two_with_the_same_number_are_told_apart() -> None:
    projects = tuple(ku.InvestmentProject(id="25000", total_budget=value) for value in (1, 2))
    before = ku.Report(id="r", investment_tables=(ku.InvestmentTable(id="t", projects=projects),))
    after = ku.Report(id="r", investment_tables=(ku.InvestmentTable(id="t", projects=(projects[0], projects[0])),))
    assert [(change.where, change.before, change.after) for change in ku.compare(before, after)] == [
        ("investment_tables[t].projects[#2]", 2, 1)
    ]


def test_only_reports_are_compared() -> None:
    with pytest.raises(ku.InvalidType, match="compare: before must be a Report"):
        wild(ku).compare(5, samples.norrtalje())
