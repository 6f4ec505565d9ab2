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
    """What is matched by id is told of one place; what is matched by name has a place of its own in each report."""

    def told(change: ku.Change, pair: tuple[object, object]) -> tuple[str, str, str]:
        return re.sub(r"#\d+", "#", change.where), change.field, repr(pair)  # a number is of the later report

    forth, back = ku.compare(before, after), ku.compare(after, before)
    there = {told(one, (one.before, one.after)) for one in forth if one.confidence is None}
    again = {told(one, (one.after, one.before)) for one in back if one.confidence is None}
    assert there == again
    alike = {(one.before, one.after, one.confidence) for one in forth if one.confidence and one.field == "id"}
    assert alike == {(one.after, one.before, one.confidence) for one in back if one.confidence and one.field == "id"}


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


def test_what_has_another_id_is_known_by_its_name() -> None:
    def report(*tasks: ku.Assignment) -> ku.Report:
        return ku.Report(id="r", loose_assignments=tasks)

    old = ku.Assignment(id="a", title="Utreda regelverk för lokalbanken", completion=ku.Completion.ON_PLAN)
    new = ku.Assignment(id="b", title="Utreda regelverket för lokalbanken", completion=ku.Completion.DEVIATES)
    other = ku.Assignment(id="c", title="Ta fram en kostpolicy för skolorna")
    changes = ku.compare(report(old), report(new, other))
    assert [(one.where, one.field, one.before, one.after) for one in changes] == [
        ("assignments[b]", "id", "a", "b"),
        ("assignments[b]", "title", old.title, new.title),
        ("assignments[b]", "completion", ku.Completion.ON_PLAN, ku.Completion.DEVIATES),
        ("assignments[c]", "id", None, "c"),
    ]
    assert [one.confidence for one in changes] == [Decimal("0.98")] * 3 + [None]
    assert [one.is_new for one in changes] == [False, False, False, True]
    assert not any(one.is_gone for one in changes)
    assert [one.is_gone for one in ku.compare(report(other), report())] == [True]
    assert ku.newly_deviating_assignments(report(old), report(new, other)) == (new,)
    assert ku.newly_deviating_assignments(report(new), report(new)) == ()
    with pytest.raises(ku.InvalidType, match="newly_deviating_assignments: after"):
        wild(ku).newly_deviating_assignments(report(), 5)


def test_each_thing_is_matched_once_and_by_the_most_alike() -> None:
    def goals(*titles: str, start: int) -> ku.Report:
        return ku.Report(
            id="r", goals=tuple(ku.Goal(id=str(n), title=one) for n, one in enumerate(titles, start=start))
        )

    before = goals("Främja växande företag", "Stärka tryggheten i kommunen", start=1)
    after = goals(
        "Stärka tryggheten i hela kommunen", "Främja växande företagare", "Främja växande företag nu", start=7
    )
    matched = {(one.before, one.after) for one in ku.compare(before, after) if one.field == "id"}
    assert matched == {("1", "8"), ("2", "7"), (None, "9")}


def test_history_that_is_rewritten_is_told_apart() -> None:
    def report(*values: tuple[ku.Period, int]) -> ku.Report:
        return ku.Report(id="r", loose_indicators=(ku.Indicator(id="i", outcomes=dict(values)),))

    last = ku.Period.for_year(2023)
    changes = ku.compare(report((last, 421)), report((last, 392), (samples.YEAR, 5)))
    assert [(one.field, one.is_revision) for one in changes] == [
        (f"outcomes[{last.key}]", True),
        (f"outcomes[{samples.YEAR.key}]", False),
    ]
