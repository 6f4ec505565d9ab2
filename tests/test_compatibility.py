"""What is promised is kept, and each way of breaking a promise is told."""

import subprocess
import sys
from typing import Any

import pytest

import kommunuppfoljning as ku
from kommunuppfoljning import compatibility
from kommunuppfoljning.compatibility import broken_promises, offered, promised
from tests.samples import wild


def test_every_promise_is_kept() -> None:
    assert broken_promises() == ()
    assert len(promised()) > 90
    assert {"deviation", "Report", "Verdict", "DEFAULT_RULES"} <= set(promised())


CASES: list[tuple[str, dict[str, Any], str]] = [
    ("gone", {"kind": "function", "parameters": {}}, "gone is gone"),
    ("Verdict", {"kind": "function", "parameters": {}}, "Verdict was a function and is a term"),
    ("Verdict", {"kind": "term", "members": {"FULFILLED": "ok"}}, "Verdict.FULFILLED was 'ok' and is 'fulfilled'"),
    ("Verdict", {"kind": "term", "members": {"MAYBE": "maybe"}}, "Verdict.MAYBE was 'maybe' and is None"),
    ("Report", {"kind": "class", "attributes": ["id", "mood"]}, "Report.mood is gone"),
    (
        "parse_number",
        {"kind": "function", "parameters": {"text": "place", "base": "name, optional"}},
        "base was given by name, optional, and is gone",
    ),
    (
        "parse_number",
        {"kind": "function", "parameters": {"text": "place, optional"}},
        "text was given by place, optional, and is place",
    ),
    ("adds_up", {"kind": "function", "parameters": {"parts": "place"}}, "the parameter total is new and must be given"),
    (
        "deviation",
        {"kind": "function", "parameters": {"budget": "place", "outcome": "name"}},
        "budget was given by place, and is name",
    ),
]


@pytest.mark.parametrize(("name", "promise", "says"), CASES)
def test_each_broken_promise_is_told(
    name: str, promise: dict[str, Any], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compatibility, "promised", lambda: {name: promise})
    broken = broken_promises()
    assert len(broken) == 1
    assert says in broken[0]


def test_a_project_asks_for_what_it_uses() -> None:
    assert broken_promises(["deviation", "Report"]) == ()
    assert broken_promises(["devation"]) == ("devation is not among the names that are promised",)
    with pytest.raises(ku.InvalidType, match="must be a list of names"):
        wild(broken_promises)("deviation")
    assert offered("Unit")["members"]["TKR"] == "tkr"


def test_the_command() -> None:
    command = [sys.executable, "-m", "kommunuppfoljning.compatibility"]
    done = subprocess.run([*command, "deviation"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "every promise is kept\n")
    done = subprocess.run([*command, "devation"], capture_output=True, text=True, check=False)
    assert done.returncode == 1


@pytest.mark.parametrize("names", [5, 1.5, "deviation", b"deviation", [5], ["deviation", None], [["deviation"]]])
def test_what_is_no_list_of_names(names: Any) -> None:
    with pytest.raises(ku.InvalidType, match="broken_promises: names"):
        broken_promises(names)
