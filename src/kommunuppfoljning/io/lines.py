r"""Lines (*radnummer*): on which line of a TOML or JSON text each key stands, so that a fault can be told with it.

>>> lines = toml_lines("a = 1\n[b]\nc = [1,\n 2]\n")
>>> lines[("a",)], lines[("b", "c")], lines[("b", "c", 1)]
(1, 3, 4)

Both take text that is known to be whole: a parser has read it before.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping

__all__ = ["Steps", "json_lines", "line_of", "toml_lines"]

Steps = tuple[str | int, ...]
"""A path into what a file holds: keys, and places in lists."""

_STEP = re.compile(r"\.?([^.\[\]]+)|\[(\d+|'[^']*')\]")
_NAMED = re.compile(r"(?:[A-Z]\w+: |unknown key ')(\w+)(?:\[([^\]]*)\])?")
"""The field that the text of a fault names, and perhaps the key in it."""
_JSON = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')
_TOML = re.compile(
    "|".join(
        (
            r'"""(?:[^\\]|\\.)*?"{3,5}',
            r"'''.*?'{3,5}",
            r'"(?:[^"\\\n]|\\.)*"',
            r"'[^'\n]*'",
            r"#[^\n]*",
            r"[\[\]{}=,.\n]",
            r"""[^\s\[\]{}=,.#"']+""",
        )
    ),
    re.DOTALL,
)


def line_of(lines: Mapping[Steps, int], path: str, fault: str) -> int | None:
    """The line of what a fault is about: of the field that its text names, or of the nearest thing around it."""
    steps: list[str | int] = []
    for name, place in _STEP.findall(path):
        steps.append(name or (int(place) if place.isdecimal() else place.strip("'")))
    del steps[:1]
    named = _NAMED.match(fault)
    if named is not None:
        steps += [name for name in named.groups() if name]
    while steps and tuple(steps) not in lines:
        steps.pop()
    return lines.get(tuple(steps))


def json_lines(text: str) -> dict[Steps, int]:
    """The line of every key and every item of a list in JSON text."""
    lines: dict[Steps, int] = {}
    path: list[str | int] = []
    before = ""
    for sign, line in _tokens(_JSON, text):
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
    return lines


def toml_lines(text: str) -> dict[Steps, int]:
    """The line of every table, key and item of a list in TOML text."""
    return _Toml(text).lines


def _tokens(pattern: re.Pattern[str], text: str) -> Iterator[tuple[str, int]]:
    """Every token with its line."""
    line, at = 1, 0
    for token in pattern.finditer(text):
        line += text.count("\n", at, token.start())
        at = token.start()
        yield token[0], line


class _Toml:
    """Walks through TOML text, one token after the other."""

    def __init__(self, text: str) -> None:
        self.lines: dict[Steps, int] = {}
        self._places: dict[Steps, int] = {}
        """How many tables each list of tables has so far."""
        self._tokens = [(sign, line) for sign, line in _tokens(_TOML, text) if not sign.startswith("#")]
        self._at = 0
        table: Steps = ()
        while self._at < len(self._tokens):
            if self._next() == "\n":
                self._at += 1
            elif self._next() == "[":
                table = self._heading()
            else:
                self._pair(table)

    def _next(self) -> str:
        return self._tokens[self._at][0] if self._at < len(self._tokens) else "\n"

    def _heading(self) -> Steps:
        """The table that a heading opens: ``[a.b]``, or one more of a list, ``[[a.b]]``."""
        line = self._tokens[self._at][1]
        brackets = 0
        while self._next() == "[":
            brackets += 1
            self._at += 1
        *above, last = self._keys("]")
        self._at += brackets
        table: Steps = ()
        for key in above:
            table = self._last_of((*table, key))
        table = (*table, last)
        if brackets == 2:
            self._places[table] = self._places.get(table, -1) + 1
            self.lines.setdefault(table, line)
            table = self._last_of(table)
        self.lines.setdefault(table, line)
        return table

    def _last_of(self, table: Steps) -> Steps:
        """The table, or the last one of a list of tables."""
        return (*table, self._places[table]) if table in self._places else table

    def _keys(self, end: str) -> list[str]:
        """The keys of ``a."b.c".d`` up to a sign."""
        keys = []
        while self._next() != end:
            sign = self._next()
            if sign != ".":
                keys.append(_plain(sign))
            self._at += 1
        return keys

    def _pair(self, table: Steps) -> None:
        line = self._tokens[self._at][1]
        path = table
        for key in self._keys("="):
            path = (*path, key)
            self.lines.setdefault(path, line)
        self._at += 1
        self._value(path)

    def _value(self, path: Steps) -> None:
        """Pass over a value, with the lines of what is in it."""
        self.lines.setdefault(path, self._tokens[self._at][1])
        opening = self._next()
        if opening == "[":
            self._at += 1
            place = 0
            while self._past_breaks() != "]":
                self._value((*path, place))
                place += 1
            self._at += 1
        elif opening == "{":
            self._at += 1
            while self._past_breaks() != "}":
                self._pair(path)
            self._at += 1
        else:
            while self._next() not in {",", "]", "}", "\n"}:
                self._at += 1

    def _past_breaks(self) -> str:
        while self._next() in {",", "\n"} and self._at < len(self._tokens):
            self._at += 1
        return self._next()


def _plain(key: str) -> str:
    """A key without its quotation marks."""
    return str(tomllib.loads(f"key = {key}")["key"]) if key[:1] in "\"'" else key
