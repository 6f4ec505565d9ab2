"""Notebooks of scripts in the percent format: one script, a notebook in each language that it speaks.

A Markdown cell marked ``# %% [markdown] lang="sv"`` is in the Swedish one alone, one without a mark in both. The line
``LOCALE = "sv"`` is ``LOCALE = "en"`` in the English one.
"""

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

_CELL = re.compile(r"^# %%(?P<title>[^\n]*)\n", re.MULTILINE)
_LANG = re.compile(r'lang="(\w+)"')


class Cell(NamedTuple):
    """A cell: whether it is code, its language if it is in one alone, and its text."""

    is_code: bool
    lang: str | None
    text: str


def scripts(examples: Path) -> list[Path]:
    """The scripts that are notebooks."""
    return [path for path in sorted(examples.glob("*.py")) if _CELL.search(path.read_text(encoding="utf-8"))]


def cells(path: Path) -> list[Cell]:
    """The cells of a script, what stands before the first one left out."""
    parts = _CELL.split(path.read_text(encoding="utf-8"))[1:]
    found = []
    for title, body in zip(parts[::2], parts[1::2], strict=True):
        lang = _LANG.search(title)
        is_code = "[markdown]" not in title
        text = body if is_code else "\n".join(re.sub(r"^# ?", "", line) for line in body.splitlines())
        found.append(Cell(is_code, lang[1] if lang else None, text.strip("\n")))
    return found


def languages(path: Path) -> list[str]:
    """The languages that a script speaks: those that its cells name, else English."""
    return sorted({cell.lang for cell in cells(path) if cell.lang}) or ["en"]


def notebook(path: Path, lang: str) -> str:
    """The notebook in a language, as a file without outputs."""
    listed: list[dict[str, Any]] = []
    if any(cell.is_code and "__file__" in cell.text for cell in cells(path)):  # a notebook does not know where it is
        hidden = {"id": "where", "metadata": {"tags": ["remove-cell"]}, "source": [f"__file__ = {str(path)!r}"]}
        listed.append({**hidden, "cell_type": "code", "execution_count": None, "outputs": []})
    for place, cell in enumerate(cells(path)):
        if cell.lang not in (None, lang):
            continue
        text = cell.text.replace('LOCALE = "sv"', f'LOCALE = "{lang}"') if cell.is_code else cell.text
        own = {"id": f"cell-{place}", "metadata": {}, "source": text.splitlines(keepends=True)}
        code = {"cell_type": "code", "execution_count": None, "outputs": []}
        listed.append({**own, **(code if cell.is_code else {"cell_type": "markdown"})})
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    whole = {"cells": listed, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
