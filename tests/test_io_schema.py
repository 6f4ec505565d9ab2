"""The published schema: made from the models, telling exactly what is written, and refusing what the reader refuses."""

import copy
import json
from importlib.resources import files
from typing import Any

import attrs
import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

import kommunuppfoljning as ku
from kommunuppfoljning.io import stored
from kommunuppfoljning.io.json import parse_report, report_text
from kommunuppfoljning.io.rules import rules_text
from kommunuppfoljning.io.schema import report_schema, rules_schema, schema_text
from tests import samples
from tests.test_io_rules import rules

RULES = Draft202012Validator(rules_schema())
VALIDATOR = Draft202012Validator(report_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)


@pytest.mark.parametrize(("name", "schema"), [("report", report_schema()), ("rules", rules_schema())])
def test_the_published_file_is_what_the_models_say(name: str, schema: dict[str, Any]) -> None:
    published = files("kommunuppfoljning.io").joinpath(f"{name}.schema.json").read_text(encoding="utf-8")
    assert published == schema_text(schema), "run python -m tests.promise"
    Draft202012Validator.check_schema(json.loads(published))


@given(rules=rules)
def test_rules_that_are_written_fit_their_schema(rules: ku.Rules) -> None:
    RULES.validate(json.loads(rules_text(rules, format="json")))


@pytest.mark.parametrize(
    "wrong",
    [{"name": "x", "goals": {"of": ["berg"]}}, {"name": " "}, {}, {"name": "x", "goals": {"needed": "hälften"}}],
)
def test_the_schema_of_rules_refuses_what_the_reader_refuses(wrong: dict[str, Any]) -> None:
    assert not RULES.is_valid(wrong)


@given(report=samples.reports())
def test_everything_that_is_written_fits_the_schema(report: ku.Report) -> None:
    VALIDATOR.validate(json.loads(report_text(report)))


@pytest.mark.parametrize("name", ["norrtalje_2024_07.json", "norrtalje_2024_08.json"])
def test_the_examples_fit_the_schema(name: str) -> None:
    VALIDATOR.validate(json.loads((samples.EXAMPLES / name).read_text(encoding="utf-8")))


def test_every_stored_attribute_of_every_model_is_there() -> None:
    schema = report_schema()
    assert set(schema["properties"]) == {field.name for field in stored.stored_fields(ku.Report)} | {"schema_version"}
    for name in ("Indicator", "BudgetLine", "Assignment", "Claim", "StaffFigure"):
        model = getattr(ku, name)
        properties = schema["$defs"][name]["properties"]
        assert set(properties) == {field.name for field in stored.stored_fields(model)}
        assert schema["$defs"][name]["additionalProperties"] is False
    assert "layout" in {field.name for field in attrs.fields(ku.BudgetLine)}
    assert "layout" not in schema["$defs"]["BudgetLine"]["properties"]


WRONG: list[tuple[str, Any]] = [
    ("nonsense", 1),
    ("id", 5),
    ("id", "  "),
    ("unit", "pund"),
    ("submitted_on", "31/8"),
    ("period", {"start": "2024-01-01"}),
    ("goals", [{"title": "utan id"}]),
    ("loose_indicators", [{"id": "a", "target": "mycket"}]),
    ("loose_indicators", [{"id": "a", "outcomes": {"förr": 1}}]),
    ("budget_tables", {}),
]


@pytest.mark.parametrize(("field", "value"), WRONG, ids=str)
def test_what_the_reader_refuses_the_schema_refuses(field: str, value: Any) -> None:
    data = {"schema_version": 1, "id": "r"}
    VALIDATOR.validate(data)
    data[field] = value
    assert not VALIDATOR.is_valid(data)
    with pytest.raises(ku.InvalidValue):
        parse_report(json.dumps(data))


def test_a_file_says_its_version() -> None:
    assert not VALIDATOR.is_valid({"id": "r"})
    assert not VALIDATOR.is_valid({"id": "r", "schema_version": 2})


def test_an_old_file_is_brought_up_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    def named(data: dict[str, Any]) -> dict[str, Any]:
        changed = copy.copy(data)
        changed["organisation"] = changed.pop("office")
        return changed

    old = json.dumps({"schema_version": 0, "id": "r", "office": "Kontoret"})
    with pytest.raises(ku.InvalidValue, match="schema_version is 0; expected 1"):
        parse_report(old)
    monkeypatch.setattr(stored, "MIGRATIONS", {0: named})
    assert parse_report(old).organisation == "Kontoret"
    with pytest.raises(ku.InvalidValue, match="schema_version is -1; expected 1"):
        parse_report(old.replace(": 0", ": -1"))
