"""Plain text (*text i terminal*): tables with figures digit under digit, in the width that there is."""

import textwrap
from collections.abc import Iterable

from kommunuppfoljning.errors import InvalidValue, expect
from kommunuppfoljning.render.cleaning import cleaned
from kommunuppfoljning.render.widths import widths_of
from kommunuppfoljning.tables import Row, Section, Table

__all__ = ["sections_text", "table_text"]

LEAST_WIDTH = 20


def table_text(table: Table, *, locale: str = "sv", width: int = 100) -> str:
    """A table as plain text, its text columns wrapped so that no line is longer than `width` where that can be."""
    width = _checked(width)
    cells = [_cells(row, texts) for row, texts in zip(table.rows, table.texts(locale), strict=True)]
    labels = [cleaned(column.heading) for column in table.columns]
    widths = widths_of(table, [*cells, labels], width - 2 * (len(table.columns) - 1))
    lines = textwrap.wrap(cleaned(table.heading), width)
    lines += _lines(table, labels, widths)
    lines.append("─" * min(width, sum(widths) + 2 * (len(widths) - 1)))
    for row, texts in zip(table.rows, cells, strict=True):
        if row.is_total:
            lines.append("─" * min(width, sum(widths) + 2 * (len(widths) - 1)))
        lines += textwrap.wrap(texts[0], width) if row.is_heading and texts else _lines(table, texts, widths)
    for note in (*table.notes, table.source):
        lines += textwrap.wrap(cleaned(note), width)
    return "\n".join(lines)


def sections_text(sections: Iterable[Section], *, locale: str = "sv", width: int = 100, level: int = 0) -> str:
    """Sections as plain text, their headings underlined; what is folded, and columns of details, are left out."""
    width = _checked(width)
    parts = []
    for section in sections:
        if section.is_folded:
            continue
        mark = "═" if level == 0 else "─"
        title = textwrap.shorten(cleaned(section.title), width - 2, placeholder=" …")
        parts.append(f"{title}\n{mark * len(title)}" if level == 0 else f"▸ {title}")
        parts += [textwrap.fill(cleaned(text), width) for text in section.texts]
        parts += [table_text(table.without_details(), locale=locale, width=width) for table in section.tables]
        parts.append(sections_text(section.sections, locale=locale, width=width, level=level + 1))
    return "\n\n".join(filter(None, parts))


def _cells(row: Row, texts: list[str]) -> list[str]:
    clean = [cleaned(text) for text in texts]
    return ["  " * row.level + clean[0], *clean[1:]] if clean else clean


def _checked(width: int) -> int:
    expect(width, int, "width")
    if width < LEAST_WIDTH:
        raise InvalidValue(f"width must be at least {LEAST_WIDTH}, got {width}")
    return width


def _lines(table: Table, texts: list[str], widths: list[int]) -> list[str]:
    """A row as one or more lines: figures to the right, text wrapped to the left."""
    wrapped = [_wrapped(text, size) for text, size in zip(texts, widths, strict=True)]
    height = max((len(lines) for lines in wrapped), default=1)
    rows = []
    for at in range(height):
        parts = []
        for column, lines, size in zip(table.columns, wrapped, widths, strict=True):
            text = lines[at] if at < len(lines) else ""
            parts.append(text.rjust(size) if column.kind.is_figure else text.ljust(size))
        rows.append("  ".join(parts).rstrip())
    return rows


def _wrapped(text: str, size: int) -> list[str]:
    indent = len(text) - len(text.lstrip(" "))
    return textwrap.wrap(
        text.strip(" "),
        max(size, 1),
        initial_indent=" " * indent,
        subsequent_indent=" " * indent,
        break_on_hyphens=False,
    ) or [""]
