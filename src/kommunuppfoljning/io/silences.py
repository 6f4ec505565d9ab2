'''Silences as TOML (*kvitteringar*): findings that people have looked at and can explain, with the reason.

>>> text = """
... [[silence]]
... code = "claim-figure"
... where = "budget_tables[drift-verksamhet].lines[ekonomi]"
... reason = "rättad i protokollet"
... date = 2024-10-01
... """
>>> parse_silences(text)
(Silence(code='claim-figure', where='budget_tables[drift-verksamhet].lines[ekonomi]', reason='rättad i protokollet'),)

Source: TOML 1.0.0.
'''

import os
import tomllib
from pathlib import Path
from typing import Any

import attrs

from kommunuppfoljning.errors import FollowUpError, InvalidValue, TooLarge, expect, shown
from kommunuppfoljning.findings import Silence

__all__ = ["parse_silences", "read_silences"]

LARGEST = 2**20
"""The largest file that is read [bytes]."""


def read_silences(path: str | os.PathLike[str]) -> tuple[Silence, ...]:
    """Read silences from a TOML file (*läs in kvitteringar*).

    Raises
    ------
    InvalidValue
        For a file that is no TOML, or where one has a key that is unknown, or lacks its code or its reason.
    TooLarge
        For a file of more than a mebibyte.
    OSError
        From the operating system.
    """
    expect(path, (str, os.PathLike), "read_silences: path")
    with Path(path).open("rb") as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise TooLarge(f"{path} is larger than {LARGEST} bytes")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidValue(f"{path} must be UTF-8: {error}") from None
    return parse_silences(text, name=str(path))


def parse_silences(text: str, *, name: str = "the text") -> tuple[Silence, ...]:
    """Read silences from TOML, each a table ``[[silence]]``; `name` is what errors call the text."""
    expect(text, str, "parse_silences: text")
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidValue(f"{name} is not TOML: {error}") from None
    except RecursionError:
        raise InvalidValue(f"{name} is nested too deep") from None
    listed = content.pop("silence", [])
    if content or not isinstance(listed, list):
        raise InvalidValue(
            f"{name} must hold tables [[silence]] and nothing else, got {shown(sorted(content) or listed)}"
        )
    return tuple(_silence(one, f"{name}: silence {number}") for number, one in enumerate(listed, start=1))


def _silence(one: Any, place: str) -> Silence:
    known = [field.name for field in attrs.fields(Silence)]
    if not isinstance(one, dict):
        raise InvalidValue(f"{place} must be a table, got {shown(one)}")
    unknown = sorted(set(one) - set(known))
    missing = [key for key in ("code", "reason") if key not in one]
    if unknown or missing:
        fault = f"has no {missing[0]}" if missing else f"has the unknown key {unknown[0]!r}"
        raise InvalidValue(f"{place} {fault}; expected {', '.join(known)}")
    try:
        return Silence(**one)
    except FollowUpError as error:
        raise InvalidValue(f"{place}: {error}") from None
