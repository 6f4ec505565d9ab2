"""Markdown (*Markdown*): sections with headings, tables as pipe tables, every cell escaped."""

import re
from collections.abc import Iterable

from kommunuppfoljning.render.cleaning import cleaned
from kommunuppfoljning.render.marks import mark
from kommunuppfoljning.tables import Section, Table

__all__ = ["sections_markdown", "table_markdown"]

_LEADING = re.compile(r"^(?:(\d+)([.)])|([-=:]|[+#]))(?=\s|$|[-=#:])")
_SPECIAL = re.compile(r"([\\`*_\[\]|<>~&$])")
DEEPEST = 6


def table_markdown(table: Table, *, locale: str = "sv") -> str:
    """A table as Markdown: figures to the right, totals in bold."""
    heads = [escaped(column.heading) or " " for column in table.columns]
    marks = ["---:" if column.kind.is_figure else ":---" for column in table.columns]
    lines = [_row(heads), _row(marks)]
    for row, texts in zip(table.rows, table.texts(locale), strict=True):
        cells = [escaped(f"{mark(cell)} {text}".strip()) for cell, text in zip(row.cells, texts, strict=True)]
        if row.is_heading:
            cells[1:] = [""] * len(cells[1:])
        if row.is_total or row.is_heading:
            cells = [f"**{cell}**" if cell else "" for cell in cells]
        if row.level > 0 and cells:
            cells[0] = "\u2003" * row.level + cells[0]
        lines.append(_row(cells))
    head = [f"**{escaped(table.heading)}**", ""] if table.heading else []
    notes = [escaped(note) for note in (*table.notes, table.source) if note]
    return "\n".join([*head, *lines, *(part for note in notes for part in ("", note))])


def sections_markdown(sections: Iterable[Section], *, locale: str = "sv", level: int = 2) -> str:
    """Sections as Markdown, their headings from `level` down; what is folded is a paragraph with its title in bold."""
    parts = []
    for section in sections:
        title = escaped(section.title)
        if title:
            parts.append(f"**{title}**" if section.is_folded else f"{'#' * min(level, DEEPEST)} {title}")
        parts += [escaped(text) for text in section.texts]
        parts += [f"*{escaped(picture.alt)}*" for picture in section.pictures]
        parts += [table_markdown(table, locale=locale) for table in section.tables]
        parts.append(sections_markdown(section.sections, locale=locale, level=level + 1))
    return "\n\n".join(filter(None, parts))


def escaped(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    return _LEADING.sub(r"\1\\\2\3", _SPECIAL.sub(r"\\\1", " ".join(cleaned(text).split(" ")).strip(" ")))


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
