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

import re
import tomllib
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from kommunuppfoljning.errors import InvalidType, InvalidValue, MissingExtra, expect, shown
from kommunuppfoljning.io.json import Source, built, content_of, loaded, plain, write_whole
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
    lines = _json_lines(text) if format == "json" else _toml_lines(text)
    return built(data, Rules, name=name, root="rules", line_of=lines)


def write_rules(rules: Rules, path: Source) -> None:
    """Write rules to a file, whole or not at all: JSON where its name ends so, else TOML (*skriv ut regler*)."""
    write_whole(rules_text(rules, format=_format_of(path)).encode(), path)


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
    except ValueError as error:  # a number with too many digits
        raise InvalidValue(f"{name} has a figure that cannot be read: {error}") from None


def _decimal(text: str) -> Decimal:
    try:
        figure = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{shown(text)} is too large") from None
    if not figure.is_finite():
        raise ValueError(f"{text} is not a figure")
    return figure


_NAMED = re.compile(r"[A-Z]\w+: (\w+)")
_STEP = re.compile(r"\.?([^.\[\]]+)|\[(\d+|'[^']*')\]")


def _steps(path: str, text: str) -> list[str | int]:
    """The keys and places of a path such as ``rules.goals.first_of[1].needed``, and the field that a fault names."""
    steps: list[str | int] = []
    for name, place in _STEP.findall(path):
        steps.append(name or (int(place) if place.isdecimal() else place.strip("'")))
    named = _NAMED.match(text)
    return [*steps[1:], named[1]] if named else steps[1:]


def _toml_lines(text: str) -> Callable[[str, str], int | None]:
    """Finds the line of a path: the first down to which the text, read as TOML, holds it."""
    rows = text.splitlines(keepends=True)

    def line_of(path: str, text: str) -> int | None:
        steps = _steps(path, text)
        while steps:
            for number in range(1, len(rows) + 1):
                try:
                    data: Any = tomllib.loads("".join(rows[:number]))
                except (tomllib.TOMLDecodeError, ValueError):
                    continue  # in the middle of something that takes several lines
                if _holds(data, steps):
                    return number
            steps.pop()  # what is missing has no line; what it is missing from has
        return None

    return line_of


def _holds(data: Any, steps: list[str | int]) -> bool:
    for step in steps:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return False
    return True


_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')


def _json_lines(text: str) -> Callable[[str, str], int | None]:
    """Finds the line of a path in JSON text that is known to be whole."""
    import json

    lines: dict[tuple[str | int, ...], int] = {}
    path: list[str | int] = []
    before = ""
    for token in _TOKEN.finditer(text):
        sign, line = token[0], text.count("\n", 0, token.start()) + 1
        if sign in "{[":
            lines.setdefault(tuple(path), line)
            path.append("" if sign == "{" else 0)
        elif sign in "}]":
            path.pop()
        elif sign == "," and isinstance(path[-1], int):
            path[-1] += 1
        elif sign == ":":
            path[-1] = str(json.loads(before))
            lines[tuple(path)] = line
        else:
            lines.setdefault(tuple(path), line)
        before = sign

    def line_of(place: str, text: str) -> int | None:
        steps = _steps(place, text)
        while steps and tuple(steps) not in lines:
            steps.pop()
        return lines.get(tuple(steps))

    return line_of
