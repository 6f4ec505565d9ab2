"""Rules as files (*bedömningsregler som filer*): TOML or JSON, lossless both ways, every fault told with its line.

>>> rules = parse_rules('''
... name = "Vår kommun"
... [indicators]
... relative_tolerance = 0.02
... [goals]
... of = ["indikatorer", "uppdrag"]
... needed = "2/3"
... ''')
>>> rules.goals.needed, rules.indicators.relative_tolerance
(Fraction(2, 3), Decimal('0.02'))
>>> parse_rules(rules_text(rules)) == rules
True

The keys are the attributes of `Rules` and of its parts. A rule for wholes is known by its keys: ``first_of`` and
``worst_of`` hold a list of rules, a veto has a ``rule``, and else it is a required share. A share is a figure or text,
``0.5`` or ``"2/3"``; a term is its value or any of the words that reports use.
"""

import tomllib
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from kommunuppfoljning.errors import InvalidType, InvalidValue, MissingExtra, expect, shown
from kommunuppfoljning.io.json import Source, built, content_of, loaded, plain, write_whole
from kommunuppfoljning.io.lines import json_lines, line_of, toml_lines
from kommunuppfoljning.io.stored import refuse_halves
from kommunuppfoljning.rules import Rules

__all__ = ["parse_rules", "read_rules", "rules_text", "write_rules"]

SCHEMA_VERSION = 1
LARGEST = 2**16
"""The largest file of rules that is read [bytes]."""
FORMATS = ("toml", "json")


def read_rules(path: Source) -> Rules:
    """Read rules from a file, JSON where its name ends so, else TOML (*läs in bedömningsregler*).

    Raises
    ------
    InvalidValue
        For a file that is neither, or with faults: all of them, each with its path and its line.
    TooLarge
        For a file above 64 KiB.
    OSError
        From the operating system.
    """
    return parse_rules(content_of(path, LARGEST), format=_format_of(path), name=str(path))


def parse_rules(content: str | bytes, *, format: str = "toml", name: str = "the text") -> Rules:  # noqa: A002  # the word for it
    """Rules of TOML or JSON text; errors as in `read_rules`, which name it `name`."""
    expect(content, (str, bytes), "parse_rules: content")
    _known(format)
    data = loaded(content, name) if format == "json" else _toml(content, name)
    if not isinstance(data, dict):
        raise InvalidValue(f"{name}: rules are an object, got {shown(data)}")
    version = data.pop("schema_version", SCHEMA_VERSION)
    if version != SCHEMA_VERSION or isinstance(version, bool):
        raise InvalidValue(f"{name}: schema_version is {shown(version)}; expected {SCHEMA_VERSION}")
    text = content if isinstance(content, str) else content.decode("utf-8-sig")
    lines = json_lines(text) if format == "json" else toml_lines(text)
    return built(data, Rules, name=name, root="rules", line_of=lambda path, fault: line_of(lines, path, fault))


def write_rules(rules: Rules, path: Source) -> None:
    """Write rules to a file, whole or not at all: JSON where its name ends so, else TOML (*skriv ut regler*).

    Raises `InvalidType` for what is no rules, `InvalidValue` for half a character, and `OSError`.
    """
    text = rules_text(rules, format=_format_of(path))
    refuse_halves(plain(rules), "rules")
    write_whole(text.encode(), path)


def rules_text(rules: Rules, *, format: str = "toml") -> str:  # noqa: A002  # the word for it
    """Rules as text, what is as by default left out."""
    if not isinstance(rules, Rules):
        raise InvalidType(f"Rules are written, got {shown(rules)}")
    _known(format)
    data = {"schema_version": SCHEMA_VERSION, **plain(rules)}
    if format == "json":
        import json

        return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    try:
        import tomli_w
    except ImportError as error:
        raise MissingExtra.of("json", "writing rules as TOML") from error
    return tomli_w.dumps(data)


def _format_of(path: Source) -> str:
    expect(path, (str, Path), "the path of rules")
    return "json" if str(path).lower().endswith(".json") else "toml"


def _known(name: str) -> None:
    if name not in FORMATS:
        raise InvalidValue(f"the format of rules must be 'toml' or 'json', got {shown(name)}")


def _toml(content: str | bytes, name: str) -> Any:
    try:
        text = content.decode("utf-8-sig") if isinstance(content, bytes) else content
        return tomllib.loads(text, parse_float=_decimal)
    except UnicodeDecodeError as error:
        raise InvalidValue(f"{name} is not UTF-8 text: byte {error.start} is {content[error.start]!r}") from None
    except tomllib.TOMLDecodeError as error:
        raise InvalidValue(f"{name} is not TOML: {error}") from None
    except RecursionError:
        raise InvalidValue(f"{name}: the TOML is nested too deep") from None
    except ValueError:
        raise InvalidValue(f"{name} has a figure that cannot be read: it has too many digits") from None


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)  # what is no finite figure is refused by the rule that it is for, with its path
    except InvalidOperation:
        raise ValueError(f"{shown(text)} is too large") from None
