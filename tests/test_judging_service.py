"""The example of embedding: a web service that judges by rules alone."""

import importlib.util
import io
import json
from typing import Any

import pytest

import kommunuppfoljning as ku
from tests.samples import EXAMPLES


@pytest.fixture(scope="module")
def service() -> Any:
    spec = importlib.util.spec_from_file_location("judging_service", EXAMPLES / "judging_service.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def asked(service: Any, body: str, rules: ku.Rules = ku.DEFAULT_RULES) -> tuple[str, Any]:
    sent: list[str] = []
    content = body.encode()
    environ = {"wsgi.input": io.BytesIO(content), "CONTENT_LENGTH": str(len(content))}
    answer = b"".join(service.service(rules)(environ, lambda status, _: sent.append(status)))
    return sent[0], json.loads(answer)


GOAL = '{"goal": "6.1", "measures": [{"id": "a", "value": 73, "target": 75}, {"id": "b", "value": 0.5, "target": 0.5}, {"id": "c"}]}'


def test_a_goal_is_judged_by_the_rules_that_were_chosen(service: Any) -> None:
    status, answer = asked(service, GOAL)
    assert status == "200 OK"
    assert answer == {
        "goal": "6.1",
        "verdict": "fulfilled",
        "label": "Uppfyllt",
        "rule": "default",
        "measures": {"a": "not_fulfilled", "b": "fulfilled", "c": "not_evaluated"},
    }
    _, strict = asked(service, GOAL, ku.PROFILES["vansbro-2021"])
    assert strict["verdict"] == "partly_fulfilled"


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"goal": "1", "measures": [{"id": "a", "direction": "uppåt ned"}]}', "5"]
)
def test_a_bad_question_gets_an_answer(service: Any, body: str) -> None:
    status, answer = asked(service, body)
    assert status == "400 Bad Request"
    assert answer["error"]
