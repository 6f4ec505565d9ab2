"""Rules in files: lossless both ways, and a hostile file gets an error with the line and the remedy."""

import contextlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning import PROFILES, IndicatorRule, Rules, Trend, TrendRule, Verdict
from kommunuppfoljning.io import json as _json  # noqa: F401  # needs the extra
from kommunuppfoljning.io.rules import parse_rules, read_rules, rules_text, write_rules
from tests.properties.test_judging import wholes
from tests.samples import wild

FORMATS = ("toml", "json")
amounts = st.integers(0, 9) | st.decimals(0, 9, places=2)
rules = st.builds(
    Rules,
    name=st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=9).filter(str.strip),
    note=st.text(st.characters(codec="utf-8"), max_size=9),
    indicators=st.builds(
        IndicatorRule,
        basis=st.sampled_from(list(ku.Basis)),
        tolerance=amounts,
        untargeted=st.dictionaries(st.sampled_from(list(Trend)), st.sampled_from(list(Verdict)), max_size=2),
    ),
    trends=st.builds(TrendRule, relative_tolerance=amounts, across_breaks=st.booleans()),
    goals=wholes,
)


@settings(deadline=None, max_examples=40)
@given(rules=rules, format=st.sampled_from(FORMATS))
def test_rules_read_back_as_they_were(rules: Rules, format: str) -> None:  # noqa: A002
    assert parse_rules(rules_text(rules, format=format), format=format) == rules


@pytest.mark.parametrize("name", ["regler.toml", "regler.json", "REGLER.JSON"])
def test_files(tmp_path: Path, name: str) -> None:
    for profile in PROFILES.values():
        write_rules(profile, tmp_path / name)
        assert read_rules(tmp_path / name) == profile
        assert read_rules(str(tmp_path / name)) == profile


def test_the_default_rules_are_a_short_file() -> None:
    assert rules_text(Rules(name="min")) == 'schema_version = 1\nname = "min"\n'


TOML = """
name = "x"
[indicators]
tolerance = -1
[goals]
needed = 0.5
[areas]
first_of = [
  {of = ["mål"]},
  {of = ["berg"]},
]
"""
JSON = '{"name": "x",\n "goals": {\n  "first_of": [{"of": ["goal"],\n   "needed": 2}, {"needed": "1/0"}]},\n "x": 1}'


@pytest.mark.parametrize(
    ("text", "format", "says"),
    [
        (TOML, "toml", [r"rules.indicators \(line 4\): IndicatorRule: tolerance must be at least 0, got -1"]),
        (TOML, "toml", [r"rules.areas.first_of\[1\].of\[0\] \(line 10\): .*'berg' is not a PartKind; expected one of"]),
        (JSON, "json", [r"rules.goals.first_of\[0\] \(line 4\): RequiredShare: needed must be a share", "got 2"]),
        (
            JSON,
            "json",
            [
                r"rules.goals.first_of\[1\].needed \(line 4\): must be a share such as \"2/3\", 0.5 or \"50 %\", got '1/0'"
            ],
        ),
        (JSON, "json", [r"rules \(line 5\): unknown key 'x'; there are name, source"]),
        ("name = ", "toml", ["the text is not TOML: Invalid value"]),
        ("name = 'a'\nname = 'b'", "toml", ["the text is not TOML: Cannot overwrite a value"]),
        (
            "name = 'x'\n[indicators]\n# \u2028 \u0085\ntolerance = inf",
            "toml",
            [r"rules.indicators.tolerance \(line 4\): must be a finite number"],
        ),
        ("tolerance = 1e99999999999999999999", "toml", ["it has too many digits"]),
        ("name = 'x'\n[indicator]\ntolerance = 1", "toml", [r"rules \(line 2\): unknown key 'indicator'"]),
        ("name = 'x'\n[indicators]\ntolerans = 1", "toml", [r"rules.indicators \(line 3\): unknown key 'tolerans'"]),
        (
            'name = "x"\n[goals.weights]\na = 1\n"1.1-I2" = -1',
            "toml",
            [r"rules.goals \(line 4\): RequiredShare: weights\[1.1-I2\] must be above 0"],
        ),
        ("name = 'x'\n[goals]\nids = ['a']", "toml", ["the key 'rule' is missing"]),
        ("a = " + "9" * 5000, "toml", ["a figure that cannot be read"]),
        ("a = " + "[" * 5000, "toml", ["nested too deep|is not TOML"]),
        ('{"name": 5}', "json", [r"rules.name \(line 1\): must be text, got 5"]),
        ("[]", "json", ["rules are an object"]),
        ("", "json", ["is not JSON"]),
        ("", "toml", ["the key 'name' is missing"]),
        ("schema_version = 2\nname = 'x'", "toml", ["schema_version is 2; expected 1"]),
        (b"\xff", "toml", ["is not UTF-8 text: byte 0"]),
        ("name = 'x'", "yaml", ["format of rules must be 'toml' or 'json', got 'yaml'"]),
    ],
)
def test_a_bad_file_is_told_with_its_line(text: Any, format: str, says: list[str]) -> None:  # noqa: A002
    for part in says:
        with pytest.raises(ku.InvalidValue, match=part):
            parse_rules(text, format=format)


def test_large_files_and_wrong_things_are_refused(tmp_path: Path) -> None:
    large = tmp_path / "large.toml"
    large.write_text("#" * 2**17)
    with pytest.raises(ku.TooLarge, match=r"large.toml is larger than 65536 bytes"):
        read_rules(large)
    with pytest.raises(FileNotFoundError):
        read_rules(tmp_path / "none.toml")
    with pytest.raises(ku.InvalidType, match="Rules are written, got 5"):
        rules_text(wild(5))
    with pytest.raises(ku.InvalidType, match="the path of a file"):
        read_rules(wild(5))


def test_a_long_file_is_read_in_time() -> None:
    weights = "\n".join(f'"{place}" = 1' for place in range(4_000))
    with pytest.raises(ku.InvalidValue, match=r"\(line 4002\)"):
        parse_rules(f"name = 'x'\n[goals.weights]\n{weights}\n".replace('"3999" = 1', '"3999" = 0'))


@settings(deadline=None)
@given(text=st.text(max_size=60) | st.binary(max_size=60), format=st.sampled_from(FORMATS))
def test_any_text_is_rules_or_an_error_of_ours(text: Any, format: str) -> None:  # noqa: A002
    with contextlib.suppress(ku.FollowUpError):
        assert isinstance(parse_rules(text, format=format), Rules)
