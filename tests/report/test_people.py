"""The chapter on the municipality as employer: made-up rows give exactly the figures that the report prints."""

import importlib.util
from typing import Any

import pytest

import kommunuppfoljning as ku
from tests.samples import EXAMPLES, norrtalje


@pytest.fixture(scope="module")
def example() -> Any:
    spec = importlib.util.spec_from_file_location("people_example", EXAMPLES / "people.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_figure_of_the_chapter_is_reproduced(example: Any) -> None:
    report = norrtalje()
    hours, movements = example.computed(report)
    assert len(report.sick_leave) == 16
    assert len(report.turnover) == 2
    for one in report.staff:
        assert one.period is not None
        assert one.value is not None
        if one.measure is ku.StaffMeasure.SICK_LEAVE:
            found = ku.sick_leave(hours, one.period).figure(one.measure, one.scope)
            places = 3  # the report prints tenths of a per cent
        else:
            found = ku.staff_turnover(movements, one.period).figure(one.measure, one.scope)
            places = 4
        assert found.value is not None
        assert ku.round_half_away(found.value, places) == one.value, (one.scope, one.period)


def test_the_rows_that_are_wrong_are_told_of(example: Any) -> None:
    hours, movements = example.computed(norrtalje())
    assert [finding.code for finding in hours.findings] == ["sick-above-ordinary", "unknown-unit", "two-places"]
    assert hours.findings[2].message.endswith("2024-08: Ekonomi, men är då i Räddningstjänst; raden räknas inte")
    assert movements.findings == ()


def test_the_chapter_goes_beyond_the_report(example: Any) -> None:
    sections = example.chapter(norrtalje(), "en")
    tables = {table.title: table for section in sections for table in section.tables}
    assert [row.cells[:2] for row in tables["Figures that are not shown"].rows] == [
        ("Kommunikation", ""),
        ("Näringsliv", ""),
    ]
    ratios = next(section for section in sections if section.key == "ratios").tables[0]
    assert len(ratios.rows) == 6  # the seventh stands beside the first
    assert ratios.rows[0].cells[-1] is not None
    path = tables["Path to the goal"]
    assert [row.cells[-1] for row in path.rows] == [ku.Verdict.FULFILLED, ku.Verdict.NOT_FULFILLED]
