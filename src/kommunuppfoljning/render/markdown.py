"""Markdown (*Markdown*): tables as pipe tables, every cell escaped."""

import re

from kommunuppfoljning.render.cleaning import cleaned
from kommunuppfoljning.tables import Table

__all__ = ["table_markdown"]

_LEADING = re.compile(r"^(\d*)([-.=:])")
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|<>~&$])")


def table_markdown(table: Table, *, locale: str = "sv") -> str:
    """A table as Markdown: figures to the right, totals in bold."""
    heads = [escaped(column.label) or " " for column in table.columns]
    marks = ["---:" if column.kind.is_figure else ":---" for column in table.columns]
    lines = [_row(heads), _row(marks)]
    for row, texts in zip(table.rows, table.texts(locale), strict=True):
        cells = [escaped(text) for text in texts]
        if row.is_total or row.is_heading:
            cells = [f"**{cell}**" if cell else "" for cell in cells]
        if row.level and cells:
            cells[0] = "\u2003" * row.level + cells[0]
        lines.append(_row(cells))
    head = [f"**{escaped(table.heading)}**", ""] if table.heading else []
    notes = [escaped(note) for note in (*table.notes, *([table.source] if table.source else []))]
    return "\n".join([*head, *lines, *([""] if notes else []), *notes])


def escaped(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    return _LEADING.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", " ".join(cleaned(text).split(" ")).strip(" ")))


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
