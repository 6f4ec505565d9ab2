"""What is mangled: files, rules, paths and words that somebody has changed at random are read or refused, in time."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning.io.json import parse_report, report_text
from kommunuppfoljning.io.rules import parse_rules, rules_text
from kommunuppfoljning.profiles import PROFILES
from kommunuppfoljning.testing import example_report, hostile_texts
from tests.samples import PATIENT

ANYHOW = settings(suppress_health_check=PATIENT)
SMALL = report_text(
    ku.Report(
        id="r",
        goals=(ku.Goal(id="1", indicators=example_report().goals[0].indicators),),
        claims=example_report().claims[:3],
        budget_tables=example_report().budget_tables[:1],
    )
)


@st.composite
def mangled(draw: st.DrawFn, text: str) -> str:
    """A text with a few pieces taken out, doubled, moved or replaced."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 40)))
        piece = draw(
            st.sampled_from(["", text[start:end] * 2, "null", "[", "]", "{", "}", '"', "1e9999", "-", "NaN", "\\u0000"])
        )
        text = text[:start] + (draw(hostile_texts()) if draw(st.booleans()) else piece) + text[end:]
    return text


def leaves(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of everything in some JSON."""
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [path, *(one for key, value in inner for one in leaves(value, (*path, key)))]


LEAVES = leaves(json.loads(SMALL))[1:]
ODD: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, -1, 1e308, "", "–", "1E+99", [], {}, [[]], {"a": 1}, 10**30, "2024", "\u202e"]
)


def read_or_refused(read: Callable[[], Any]) -> None:
    began, said = time.monotonic(), ""
    try:
        read()
    except ku.FollowUpError as error:
        said = str(error)
    assert len(said) < 20_000
    assert time.monotonic() - began < 10


@ANYHOW
@given(mangled(SMALL))
def test_mangled_reports_are_read_or_refused(text: str) -> None:
    read_or_refused(lambda: parse_report(text))


@ANYHOW
@given(st.sampled_from(LEAVES), ODD)
def test_a_report_with_an_odd_value_is_read_or_refused(path: tuple[Any, ...], odd: Any) -> None:
    data = json.loads(SMALL)
    inner = data
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = odd
    read_or_refused(lambda: parse_report(json.dumps(data)))


@pytest.mark.parametrize("kind", ["toml", "json"])
@ANYHOW
@given(data=st.data())
def test_mangled_rules_are_read_or_refused(kind: str, data: st.DataObject) -> None:
    text = data.draw(mangled(rules_text(PROFILES["malmo-2016"], format=kind)))
    read_or_refused(lambda: parse_rules(text, format=kind))


STEPS = [
    "goals",
    "indicators",
    "[1]",
    "[#1]",
    "[id=1]",
    ".",
    "__class__",
    "_validate",
    "outcomes",
    "find",
    "[",
    "]",
    "]]",
    "lines",
]


@ANYHOW
@given(st.lists(st.sampled_from(STEPS) | st.text(max_size=5), max_size=8).map("".join))
def test_paths_reach_nothing_but_figures(path: str) -> None:
    report = parse_report(SMALL)
    try:
        found = report.find(path)
    except ku.FollowUpError:
        return
    assert not callable(found)
    assert "_" not in {step[:1] for step in path.replace("[", ".").split(".")}


WORDS: dict[str, Callable[[str], Any]] = {
    "a number": ku.parse_number,
    "an amount": ku.parse_amount,
    "a period": ku.Period.parse,
    "a verdict": ku.Verdict.parse,
    "a rounded figure": ku.Rounded,
}
REPEATED = ["1 ", "-", "1.", ",", " ", "1e", "\u00a0", "januari ", "2024-", "tkr", "–", "(", "%", "٣"]


@pytest.mark.parametrize("read", WORDS.values(), ids=WORDS)
@ANYHOW
@given(data=st.data())
def test_words_are_read_or_refused_in_time(read: Callable[[str], Any], data: st.DataObject) -> None:
    long = st.tuples(st.sampled_from(REPEATED), st.integers(1, 20_000)).map(lambda pair: pair[0] * pair[1])
    text = data.draw(hostile_texts() | long | st.lists(st.sampled_from(REPEATED), max_size=12).map("".join))
    read_or_refused(lambda: read(text))


def test_every_promise_of_the_docs_names_a_test_that_is_there() -> None:
    root = Path(__file__).parent.parent
    named = [
        named.strip("`")
        for page in ("threats.md", "laws.md")
        for named in (root / "docs" / page).read_text("utf-8").replace(",", " ").split()
        if named.startswith("`tests/")
    ]
    assert len(named) > 30
    for name in named:
        file, _, function = name.partition("::")
        assert f"\ndef {function}(" in (root / file).read_text("utf-8"), name
