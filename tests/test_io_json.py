"""JSON: lossless both ways, every fault at once, and hostile files."""

import contextlib
import json
import os
import stat
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning.io import read_report, write_report
from kommunuppfoljning.io.json import parse_report, report_text
from tests import samples
from tests.samples import wild


def told(thing: Any) -> str:
    """A model with the kind and the digits of every figure, which equality passes over."""
    if hasattr(thing, "__attrs_attrs__"):
        return (
            f"{type(thing).__name__}({', '.join(told(getattr(thing, field.name)) for field in thing.__attrs_attrs__)})"
        )
    if isinstance(thing, tuple):
        return f"({', '.join(map(told, thing))})"
    if isinstance(thing, ku.FrozenMapping):
        return f"{{{', '.join(f'{told(key)}: {told(value)}' for key, value in thing.items())}}}"
    return repr(thing)


@given(report=samples.reports())
def test_what_is_written_is_read_to_the_last_digit(report: ku.Report) -> None:
    text = report_text(report)
    again = parse_report(text)
    assert again == report
    assert told(again) == told(report)
    assert report_text(again) == text


def test_the_example_is_written_as_the_library_writes_it() -> None:
    text = samples.NORRTALJE.read_text(encoding="utf-8")
    assert report_text(parse_report(text)) == text


def test_the_keys_are_the_stored_attributes() -> None:
    data = json.loads(report_text(samples.norrtalje()))
    assert data["schema_version"] == 1
    assert {"goals", "budget_tables", "stated_pivot"} <= set(data)
    assert {"indicators", "assignments", "sick_leave", "turnover"}.isdisjoint(data)
    assert "layout" not in data["budget_tables"][0]["lines"][0]
    assert data["goals"][0]["indicators"][0]["outcomes"]["2024-01-01/2024-08-31"] == "0.079"


def minimal(**fields: Any) -> str:
    return json.dumps({"id": "r", **fields})


def test_figures_and_periods_are_read_as_people_write_them() -> None:
    text = """{"id": "r", "period": "jan–aug 2024", "loose_indicators": [
        {"id": "a", "direction": "lägre är bättre", "target": 7.0, "forecast": "7.00",
         "outcomes": {"2023": 5, "2024-01-01/2024-08-31": null},
         "missing": {"target": "sekretess", "2024-01-01/2024-08-31": "not_stated"}}]}"""
    one = parse_report(text).indicator("a")
    assert repr(one.target) == "Decimal('7.0')"
    assert repr(one.forecast) == "Decimal('7.00')"
    assert one.direction is ku.Direction.LOWER
    assert one.outcomes[ku.Period.for_year(2023)] == 5
    assert one.missing[samples.YEAR_TO_DATE] is ku.MissingReason.NOT_STATED
    assert parse_report('\ufeff{"id": "r"}'.encode()).id == "r"


def test_every_fault_is_told_with_its_path() -> None:
    text = minimal(
        nonsense=1,
        unit="pund",
        goals=[
            {"title": "utan id"},
            {"id": "1", "verdict": "kanske", "indicators": [{"id": "a", "target": "mycket", "outcomes": {"förr": 1}}]},
            {"id": "2", "indicators": [{"id": "b", "target": True, "commented_on": "31/8"}]},
        ],
        budget_tables=[{"id": "t", "digits": 1.5, "lines": [5]}],
    )
    with pytest.raises(ku.InvalidValue) as error:
        parse_report(text, name="fil.json")
    said = str(error.value)
    assert said.startswith("fil.json has 10 faults:")
    for part in (
        "report: unknown key 'nonsense'; there are id, organisation",
        "report.unit: 'pund' is not a Unit; expected one of 'kr', 'tkr', 'mnkr', 'mdkr'",
        "report.goals[0].id: the key 'id' is missing",
        "report.goals[1].verdict: 'kanske' is not a Verdict",
        "report.goals[1].indicators[0].target: a figure is a number",
        "report.goals[1].indicators[0].outcomes['förr']: 'förr' is not a period",
        "report.goals[2].indicators[0].target: must be a number, got the Boolean True",
        "report.goals[2].indicators[0].commented_on: a date is written as 2024-08-31, got '31/8'",
        "report.budget_tables[0].digits: must be a whole number, got Decimal('1.5')",
        "report.budget_tables[0].lines[0]: expected an object for a BudgetLine, got 5",
    ):
        assert part in said, part


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is not JSON"),
        (b"{", "is not JSON: .* at line 1, column 2"),
        (b"[]", "a report is a JSON object"),
        (b"null", "a report is a JSON object"),
        (b'{"id": "r", "id": "s"}', "the key 'id' stands twice"),
        (b'{"id": "r", "budget_tables": [{"id": "t", "digits": NaN}]}', "NaN is not a figure"),
        (b'{"id": Infinity}', "Infinity is not a figure"),
        (b'{"id": "r", "schema_version": 2}', "schema_version is 2; update kommunuppfoljning"),
        (b'{"id": "r", "schema_version": "1"}', "schema_version is '1'; expected 1"),
        (b'{"id": "r", "schema_version": true}', "schema_version is True; expected 1"),
        (b"\xff\xfe{}", "is not UTF-8 text: byte 0"),
        (b'{"id": "r\xe5"}', "is not UTF-8"),
        (b"[" * 200_000, "nested too deep"),
        (b'{"id": "r", "goals": ' + b"[" * 90_000 + b"]" * 90_000 + b"}", "nested too deep"),
        (b'{"id": ' + b"9" * 5_000 + b"}", "a number that is too long"),
        (b'{"id": "r", "loose_indicators": [{"id": "a", "target": 1e999999999999999999999}]}', "too large"),
        (b'{"id": "r", "loose_indicators": [{"id": "a", "target": "1_000"}]}', "got '1_000'"),
        (b'{"id": "r", "loose_indicators": [{"id": "a", "target": "NaN"}]}', "got 'NaN'"),
        (
            b'{"id": "r", "loose_indicators": [{"id": "a", "outcomes": {"2024": 1, "full year 2024": 2}}]}',
            "stands twice",
        ),
        (b'{"id": "r", "loose_indicators": [{"id": "a", "outcomes": []}]}', "expected an object"),
        (b'{"id": "r", "loose_indicators": 5}', "loose_indicators"),
        (b'{"id": "r", "loose_indicators": "abc"}', "loose_indicators"),
        (b'{"id": "r", "period": {"start": "2024-12-31", "end": "2024-01-01"}}', "end must not be before start"),
        (b'{"id": "r", "period": {"start": "2024-12-31"}}', "a period is an object"),
        (b'{"id": "r", "period": 5}', "a period is an object"),
        (b'{"id": "r", "submitted_on": "2024-02-30"}', "a date is written as"),
        (b'{"id": "r", "submitted_on": 5}', "report.submitted_on: must be a date"),
        (b'{"id": 5}', "report.id: must be text"),
        (b'{"id": ""}', "id must not be empty"),
    ],
)
def test_hostile_files_get_a_clear_error(content: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / "fil.json"
    path.write_bytes(content)
    with pytest.raises(ku.InvalidValue, match=says) as error:
        read_report(path)
    assert "fil.json" in str(error.value)
    assert len(str(error.value)) < 10_000


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "fil.json"
    path.write_text(minimal(note="x" * 1000), encoding="utf-8")
    with pytest.raises(ku.TooLarge, match="larger than 100 bytes"):
        read_report(path, largest=100)
    assert read_report(path).note == "x" * 1000
    with pytest.raises(FileNotFoundError):
        read_report(tmp_path / "ingen.json")


def test_many_faults_are_cut_short_with_their_number() -> None:
    with pytest.raises(ku.InvalidValue, match="has 500 faults") as error:
        parse_report(minimal(goals=[5] * 500))
    assert "and 450 more" in str(error.value)


@given(
    data=st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text(max_size=5)
        | st.sampled_from(["goals", "id", "2024"]),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "id",
                        "goals",
                        "indicators",
                        "outcomes",
                        "targets",
                        "period",
                        "lines",
                        "budget_tables",
                        "unit",
                        "x",
                    ]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_nothing_but_the_librarys_own_error_comes_out(data: Any) -> None:
    with contextlib.suppress(ku.FollowUpError):
        parse_report(json.dumps(data))


def test_writing_is_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "fil.json"
    write_report(ku.Report(id="r"), path)
    path.chmod(0o640)
    before = path.read_bytes()
    with pytest.raises(ku.InvalidValue, match=r"report\.note holds half a character"):
        write_report(ku.Report(id="r", note="\ud800"), path)
    with pytest.raises(ku.InvalidType, match="a Report is written, got 5"):
        wild(write_report)(5, path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fdopen", full)
        with pytest.raises(OSError, match="No space"):
            write_report(ku.Report(id="s"), path)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["fil.json"]
    write_report(ku.Report(id="s"), path)
    assert read_report(path).id == "s"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_large_figures_stay_exact() -> None:
    line = ku.BudgetLine(id="a", period_budget=10**30, period_outcome=Decimal("0.10") + 10**20)
    report = ku.Report(id="r", budget_tables=(ku.BudgetTable(id="t", lines=(line,)),))
    assert told(parse_report(report_text(report))) == told(report)
