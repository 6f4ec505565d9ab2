"""A small web service that judges goals by a municipality's own rules, and uses nothing else of the library.

    python examples/judging_service.py rules.toml

then post a goal to it:

    curl -d '{"goal": "6.1", "measures": [{"id": "NKI", "value": 73, "target": 75},
              {"id": "Besök", "value": 110, "target": 110}]}' localhost:8000

It answers with the verdict on each measure and on the goal. Its own classes know nothing of the library: a measure has
a value, a target and a direction, and that is what a rule reads.
"""

import argparse
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from wsgiref.simple_server import make_server

from kommunuppfoljning import DEFAULT_RULES, Direction, FollowUpError, JudgedPart, Rules
from kommunuppfoljning.io.rules import read_rules


@dataclass
class Measure:
    """A measure as this service knows it."""

    id: str
    value: Decimal | int | None
    target: Decimal | int | None
    direction: Direction = Direction.HIGHER


def judged(body: bytes, rules: Rules) -> dict[str, Any]:
    """The answer to a goal that was posted."""
    posted = json.loads(body, parse_float=Decimal)
    measures = [
        Measure(
            id=str(one["id"]),
            value=one.get("value"),
            target=one.get("target"),
            direction=Direction.parse(one.get("direction", "higher")),
        )
        for one in posted["measures"]
    ]
    parts = [JudgedPart(about=one.id, final=rules.indicators.verdict_of(one)) for one in measures]
    verdict = rules.goals.verdict(parts)
    return {
        "goal": str(posted["goal"]),
        "verdict": verdict.value,
        "label": verdict.label(),
        "rule": rules.name,
        "measures": {part.about: part.final.value for part in parts},
    }


def service(rules: Rules) -> Callable[[dict[str, Any], Any], Iterable[bytes]]:
    """The service as a WSGI application."""

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        try:
            length = int(environ.get("CONTENT_LENGTH") or 0)
            body = environ["wsgi.input"].read(max(0, min(length, 2**20)))
            status, answer = "200 OK", json.dumps(judged(body, rules))
        except (FollowUpError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            status, answer = "400 Bad Request", json.dumps({"error": f"{type(error).__name__}: {error}"})
        start_response(status, [("Content-Type", "application/json; charset=utf-8")])
        return [answer.encode()]

    return application


if __name__ == "__main__":
    options = argparse.ArgumentParser(description="Judge goals that are posted to http://localhost:8000.")
    options.add_argument("rules", nargs="?", help="a file of rules, TOML or JSON; without it the default rules")
    given = options.parse_args()
    chosen = DEFAULT_RULES if given.rules is None else read_rules(given.rules)
    with make_server("localhost", 8000, service(chosen)) as server:
        print(f"Judging by {chosen.name} on http://localhost:8000")
        server.serve_forever()
