"""HTML (*webbsida*): tables and self-contained pages, without script, for every reader, in light, dark and print."""

import re
from collections.abc import Iterable
from html import escape
from importlib.resources import files

from kommunuppfoljning.errors import expect
from kommunuppfoljning.locale import message
from kommunuppfoljning.render.cleaning import cleaned
from kommunuppfoljning.tables import Column, Row, Section, Table
from kommunuppfoljning.terms import MissingReason, Trend, Verdict

__all__ = ["page_html", "table_html"]


def table_html(table: Table, *, locale: str = "sv") -> str:
    """A table as HTML: a caption, heads with scope, figures to the right, nothing unescaped."""
    caption = f"<caption>{escaped(table.heading)}</caption>" if table.heading else ""
    heads = "".join(
        f'<th scope="col"{_class(column)}>{escaped(column.label)}</th>' if column.label else "<td></td>"
        for column in table.columns
    )
    rows = "".join(_row(table, row, texts) for row, texts in zip(table.rows, table.texts(locale), strict=True))
    notes = "".join(
        f"<p class='note'>{escaped(note)}</p>" for note in (*table.notes, *([table.source] if table.source else []))
    )
    label = escaped(table.heading) or message("section.table", locale)
    return (
        f'<div class="table" role="region" tabindex="0" aria-label="{label}"><table>{caption}'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>{notes}"
    )


def page_html(title: str, sections: Iterable[Section], *, locale: str = "sv", subtitle: str = "") -> str:
    """A page that needs nothing beside itself: contents, sections and tables."""
    expect(title, str, "page_html: title")
    listed = tuple(sections)
    links = "".join(f'<li><a href="#{_anchor(one.key)}">{escaped(one.title)}</a></li>' for one in listed)
    body = "".join(_section(one, 2, locale) for one in listed)
    contents = escaped(message("report.contents", locale))
    lead = f"<p>{escaped(subtitle)}</p>" if subtitle else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{escaped(locale.replace("_", "-"))}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escaped(title)}</title><style>{_style()}</style></head>"
        f"<body><header><h1>{escaped(title)}</h1>{lead}"
        f'<nav aria-label="{contents}"><ol>{links}</ol></nav></header><main>{body}</main></body></html>\n'
    )


def escaped(text: str) -> str:
    """Text that HTML shows as it is, without what would steer its reading."""
    return escape(cleaned(text))


def _section(section: Section, level: int, locale: str) -> str:
    anchor = _anchor(section.key)
    texts = "".join(f"<p>{escaped(text)}</p>" for text in section.texts)
    tables = "".join(table_html(table, locale=locale) for table in section.tables)
    parts = "".join(_section(part, level + 1, locale) for part in section.sections)
    heading = min(level, 6)
    return (
        f'<section aria-labelledby="{anchor}"><h{heading} id="{anchor}">{escaped(section.title)}</h{heading}>'
        f"{texts}{tables}{parts}</section>"
    )


def _row(table: Table, row: Row, texts: list[str]) -> str:
    if row.is_heading and texts:
        return f'<tr class="heading"><th scope="rowgroup" colspan="{len(texts)}">{escaped(texts[0])}</th></tr>'
    cells = []
    for place, (column, cell, text) in enumerate(zip(table.columns, row.cells, texts, strict=True)):
        shown = f"{_mark(cell)}{escaped(text)}"
        if place == 0:
            indent = f' style="padding-inline-start:{row.level + 0.5}em"' if row.level else ""
            cells.append(f'<th scope="row"{indent}>{shown}</th>')
        else:
            cells.append(f"<td{_class(column, cell)}>{shown}</td>")
    total = ' class="total"' if row.is_total else ""
    return f"<tr{total}>{''.join(cells)}</tr>"


def _class(column: Column, cell: object = None) -> str:
    names = ["figure"] if column.kind.is_figure else []
    if isinstance(cell, MissingReason):
        names.append("reason")
    if isinstance(cell, Verdict):
        names.append(f"verdict {cell.value.replace('_', '-')}")
    return f' class="{" ".join(names)}"' if names else ""


def _mark(cell: object) -> str:
    """A sign beside the word, so that nothing is told by colour alone."""
    marks: dict[object, str] = {
        Verdict.FULFILLED: "●",
        Verdict.PARTLY_FULFILLED: "◐",
        Verdict.NOT_FULFILLED: "○",
        Verdict.NOT_EVALUATED: "–",
        Trend.POSITIVE: "↗",
        Trend.UNCHANGED: "→",
        Trend.NEGATIVE: "↘",
        Trend.NOT_EVALUATED: "–",
    }
    mark = marks.get(cell) if isinstance(cell, Verdict | Trend) else None
    return f'<span aria-hidden="true">{mark}</span> ' if mark else ""


def _anchor(key: str) -> str:
    return re.sub(r"[\s\x00-\x1f]", lambda match: f"-{ord(match[0]):x}-", escaped(key)) or "section"


def _style() -> str:
    return files("kommunuppfoljning.render").joinpath("page.css").read_text(encoding="utf-8")
