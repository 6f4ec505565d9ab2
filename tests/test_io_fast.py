"""The fast way of JSON: the same report, the same text and the same errors as the careful way."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning.io import fast
from kommunuppfoljning.io import json as careful
from kommunuppfoljning.io.json import parse_report, report_text
from tests import samples
from tests.test_io_json import told


@contextmanager
def carefully() -> Iterator[None]:
    with mock.patch.object(careful, "_fast", return_value=None):
        yield


@given(report=samples.reports())
def test_both_ways_write_and_read_the_same(report: ku.Report) -> None:
    with carefully():
        text = report_text(report)
        slow = parse_report(text)
    assert fast.text(report) == text
    quick = fast.read(text.encode())
    if quick is None:  # keys cannot be counted where a text has a colon after a quotation mark
        assert re.search(r'(?:: |^ *)":|\\": |\\":|" :', text, re.MULTILINE)
        return
    assert quick == slow == report
    assert told(quick) == told(slow)


def answer(content: bytes) -> tuple[str, str]:
    try:
        return "report", told(parse_report(content))
    except ku.FollowUpError as error:
        return type(error).__name__, str(error)


@pytest.mark.parametrize(
    "content",
    [
        '{"id": "r", "schema_version": true}',
        '{"id": "r", "schema_version": 1.0}',
        '{"id": "r"}',
        '{"schema_version": 1, "id": "r", "id": "s"}',
        '{"schema_version": 1, "id": "r", "loose_indicators": [{"id": "a", "id": "b"}]}',
        '{"schema_version": 1, "id" : "r", "note": "x", "note": "y"}',
        '{"schema_version": 1, "id": "r", "note": "a\\":b"}',
        '{"schema_version": 1, "id": "r", "note": "\\ud800"}',
        '\ufeff{"schema_version": 1, "id": "r"}',
        '{"schema_version": 1, "id": "r", "period": "jan–aug 2024", "unit": "tusen kronor"}',
        '{"schema_version": 1, "id": "r", "period": {"start": "2024-01-01", "end": "20241231"}}',
        '{"schema_version": 1, "id": "r", "period": {"start": "2024-W01-1", "end": "2024-12-31"}}',
        '{"schema_version": 1, "id": "r", "submitted_on": "2024-W01-1"}',
        '{"schema_version": 1, "id": "r", "loose_indicators": [{"id": "a", "target": 7.0, "forecast": 1e3}]}',
        '{"schema_version": 1, "id": "r", "loose_indicators": [{"id": "a", "target": true}]}',
        '{"schema_version": 1, "id": "r", "loose_indicators": [{"id": "a", "target": [1]}]}',
        '{"schema_version": 1, "id": "r", "loose_indicators": [{"id": "a", "outcomes": {"2024": true}}]}',
        '{"schema_version": 1, "id": "r", "loose_indicators": [{"id": "a", "outcomes": {"2024": 1, "helår 2024": 2}}]}',
        '{"schema_version": 1, "id": "r", "loose_indicators": [{"id": "a", "references": {"riket": "0.10"}}]}',
        '{"schema_version": 1, "id": "r", "loose_indicators": [{"id": "a", "missing": {"target": null}}]}',
        '{"schema_version": 1, "id": "r", "scale": {"verdicts": {"●": "fulfilled", "○": "uppfyllt"}}}',
        '{"schema_version": 1, "id": "r", "loose_indicators": [{"id": "a", "target": 1234567890123456789012345.5}]}',
        '{"schema_version": 1, "id": "r", "budget_tables": [{"id": "t", "lines": [{"id": "l", "layout": "signed"}]}]}',
        '{"schema_version": 1, "id": "r", "claims": [{"id": "c", "value": "samtliga"}, {"id": "d", "value": "7.9"}]}',
        '{"schema_version": 1, "id": "r", "goals": {}}',
        '{"schema_version": 1, "id": "r", "goals": null}',
        '{"schema_version": 1, "goals": [5]}',
        "[" * 5000,
        "null",
    ],
)
def test_what_is_odd_gets_the_same_answer(content: str) -> None:
    quick = answer(content.encode("utf-8", "surrogatepass"))
    with carefully():
        assert quick == answer(content.encode("utf-8", "surrogatepass"))


keys = st.sampled_from(
    ["id", "goals", "outcomes", "2024", "targets", "value", "period", "start", "end", "schema_version"]
)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.sampled_from(["2024-01-01", "7.9", "x"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=10,
)


@given(data=values)
def test_any_content_gets_the_same_answer(data: Any) -> None:
    content = json.dumps({"schema_version": 1, "id": "r", "loose_indicators": [data], "period": data}).encode()
    quick = answer(content)
    with carefully():
        assert quick == answer(content)


def test_figures_keep_their_digits() -> None:
    one = ku.Indicator(id="a", target=Decimal("0.0790"), forecast=10**30, outcomes={samples.YEAR: Decimal("7.0")})
    report = ku.Report(id="r", loose_indicators=(one,))
    again = fast.read(report_text(report).encode())
    assert again is not None
    assert told(again) == told(report)
    hash(again.indicator("a").outcomes)


def test_without_the_extra_the_careful_way_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "kommunuppfoljning.io.fast", None)
    monkeypatch.delattr("kommunuppfoljning.io.fast", raising=False)
    assert careful._fast() is None
    assert parse_report(b'{"schema_version": 1, "id": "r"}').id == "r"


@pytest.mark.parametrize("space", ["  ", " \t", "\r\n", "\n  "])
def test_a_key_that_stands_twice_is_seen_whatever_stands_before_its_colon(space: str) -> None:
    content = f'{{"schema_version":1,"id"{space}:"r","id":"s"}}'.encode()
    with pytest.raises(ku.InvalidValue, match="the key 'id' stands twice in one object"):
        parse_report(content)
