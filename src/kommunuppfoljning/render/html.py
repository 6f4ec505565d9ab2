"""HTML (*webbsida*): tables and self-contained pages, without script, for every reader, in light, dark and print.

Source: WCAG 2.2, level AA; lagen (2018:1937) om tillgänglighet till digital offentlig service.
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from html import escape
from importlib.resources import files

from kommunuppfoljning.errors import expect
from kommunuppfoljning.locale import message
from kommunuppfoljning.models import EMPTY
from kommunuppfoljning.render.cleaning import cleaned
from kommunuppfoljning.render.marks import mark
from kommunuppfoljning.tables import Column, Picture, Row, Section, Table
from kommunuppfoljning.terms import MissingReason, Trend, Verdict

__all__ = ["fragment_html", "page_html", "table_html"]

DEEPEST = 6
"""Headings, and steps of indentation, go no deeper."""


def table_html(table: Table, *, locale: str = "sv") -> str:
    """A table as HTML: a caption, heads with scope, figures to the right, nothing unescaped."""
    return _table(table, locale, table.heading)


def fragment_html(section: Section, *, locale: str = "sv") -> str:
    """A section with its own styles, to stand within another page: a notebook, a wiki."""
    expect(section, Section, "fragment_html: section")
    title = f"<p class='title'>{escaped(section.title)}</p>" if section.title else ""
    return f'<div class="ku"><style>{_style("tables.css")}</style>{title}{_content(section, 3, locale)}</div>'


def page_html(
    title: str,
    sections: Iterable[Section],
    *,
    locale: str = "sv",
    subtitle: str = "",
    facts: Mapping[str, str] = EMPTY,
) -> str:
    """A page that needs nothing beside itself (*webbsida*): a front, contents, sections and tables.

    Parameters
    ----------
    title, subtitle, facts
        What the front says: on paper it is a page of its own.
    sections
        What follows; folded ones open when a reader wants them, and are open in print.
    locale
        The language of the page.

    Raises
    ------
    InvalidType, InvalidValue
        For a title that is no text, and a language without a catalogue.
    """
    expect(title, str, "page_html: title")
    listed = tuple(sections)
    links = "".join(f'<li><a href="#{_anchor(one.key)}">{escaped(one.title)}</a></li>' for one in listed)
    contents = escaped(message("report.contents", locale))
    lead = f'<p class="lead">{escaped(subtitle)}</p>' if subtitle else ""
    told = "".join(f"<div><dt>{escaped(name)}</dt><dd>{escaped(text)}</dd></div>" for name, text in facts.items())
    body = "".join(_section(one, 2, locale) for one in listed)
    return (
        f'<!DOCTYPE html>\n<html lang="{escaped(locale.replace("_", "-"))}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escaped(title) or message('section.table', locale)}</title>"
        f"<style>{_style('tables.css')}{_style('page.css')}</style></head>"
        f'<body class="ku"><a class="skip" href="#content">{escaped(message("page.skip", locale))}</a>'
        f'<header class="front"><h1>{escaped(title)}</h1>{lead}{f"<dl>{told}</dl>" if told else ""}'
        + (f'<nav aria-label="{contents}"><ol>{links}</ol></nav>' if links else "")
        + f'</header><main id="content" tabindex="-1">{body}</main></body></html>\n'
    )


def escaped(text: str) -> str:
    """Text that HTML shows as it is, without what would steer its reading."""
    return escape(cleaned(text))


def _section(section: Section, level: int, locale: str) -> str:
    if section.is_folded:
        return f"<details><summary>{escaped(section.title)}</summary>{_content(section, level, locale)}</details>"
    heading = min(level, DEEPEST)
    return (
        f'<section><h{heading} id="{_anchor(section.key)}">{escaped(section.title)}</h{heading}>'
        f"{_content(section, level, locale)}</section>"
    )


def _content(section: Section, level: int, locale: str) -> str:
    texts = "".join(f"<p>{escaped(text)}</p>" for text in section.texts)
    pictures = "".join(
        _picture(picture, section.title or message("section.picture", locale)) for picture in section.pictures
    )
    tables = "".join(
        _table(table, locale, ": ".join(dict.fromkeys(filter(None, (section.title, table.heading)))))
        for table in section.tables
    )
    return texts + pictures + tables + "".join(_section(part, level + 1, locale) for part in section.sections)


def _picture(picture: Picture, label: str) -> str:
    """A picture, which on a phone is wider than the page: it takes focus, to be scrolled by keys."""
    kind, content = ("svg+xml", picture.svg.encode()) if picture.svg else ("png", picture.png)
    source = f"data:image/{kind};base64,{b64encode(content).decode()}"
    return (
        f'<figure tabindex="0" aria-label="{escaped(label)}"><img src="{source}" alt="{escaped(picture.alt)}"></figure>'
    )


def _table(table: Table, locale: str, label: str) -> str:
    caption = f"<caption>{escaped(table.heading)}</caption>" if table.heading else ""
    heads = "".join(
        f'<th scope="col"{_class(column)}>{escaped(column.heading)}</th>' if column.heading else "<td></td>"
        for column in table.columns
    )
    bodies = "".join(f"<tbody>{body}</tbody>" for body in _bodies(table, locale))
    notes = "".join(f'<p class="note">{escaped(note)}</p>' for note in (*table.notes, table.source) if note)
    named = escaped(label) or message("section.table", locale)
    return (
        f'<div class="table" role="group" tabindex="0" aria-label="{named}"><table>{caption}'
        f"<thead><tr>{heads}</tr></thead>{bodies}</table></div>{notes}"
    )


def _bodies(table: Table, locale: str) -> Iterator[str]:
    """The rows, those under a heading in a group of their own."""
    rows: list[str] = []
    for row, texts in zip(table.rows, table.texts(locale), strict=True):
        if row.is_heading and rows:
            yield "".join(rows)
            rows = []
        rows.append(_row(table, row, texts))
    if rows:
        yield "".join(rows)


def _row(table: Table, row: Row, texts: list[str]) -> str:
    if row.is_heading and texts:
        return f'<tr class="heading"><th scope="rowgroup" colspan="{len(texts)}">{escaped(texts[0])}</th></tr>'
    cells = []
    for place, (column, cell, text) in enumerate(zip(table.columns, row.cells, texts, strict=True)):
        sign = mark(cell)
        shown = f'<span aria-hidden="true">{sign}</span>\u00a0{escaped(text)}' if sign else escaped(text)
        if place == 0 and text:
            indent = f' class="level-{min(row.level, DEEPEST)}"' if row.level > 0 else ""
            cells.append(f'<th scope="row"{indent}>{shown}</th>')
        else:
            cells.append(f"<td{_class(column, cell)}>{shown}</td>")
    total = ' class="total"' if row.is_total else ""
    return f"<tr{total}>{''.join(cells)}</tr>"


def _class(column: Column, cell: object = None) -> str:
    names = ["figure"] if column.kind.is_figure else []
    if isinstance(cell, MissingReason | str) and names:
        names.append("reason")
    if isinstance(cell, Verdict):
        names.append(f"verdict {cell.value.replace('_', '-')}")
    if isinstance(cell, Trend | date):
        names.append("trend" if isinstance(cell, Trend) else "date")
    return f' class="{" ".join(names)}"' if names else ""


def _anchor(key: str) -> str:
    return re.sub(r"[\s\x00-\x1f]", lambda match: f"-{ord(match[0]):x}-", escaped(key)) or "section"


def _style(name: str) -> str:
    return files("kommunuppfoljning.render").joinpath(name).read_text(encoding="utf-8")
