"""Word (*textdokument*): sections and tables to go on writing in, with real headings and heads that repeat."""

import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kommunuppfoljning.errors import MissingExtra, expect
from kommunuppfoljning.locale import message
from kommunuppfoljning.models import EMPTY
from kommunuppfoljning.render.cleaning import cleaned
from kommunuppfoljning.render.marks import mark
from kommunuppfoljning.render.widths import widths_of
from kommunuppfoljning.tables import Row, Section, Table

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table as WordTable
    from docx.table import _Cell

__all__ = ["write_word"]

DEEPEST = 9
FONT_SIZE = 8
MARGIN = 1.5
TEXT_WIDTH, PICTURE_WIDTH, PICTURE_HEIGHT = 26.7, 24.0, 15.0
"""Centimetres: a picture that is higher than the page would be cut off."""
CHARACTER, CELL_SIDE = 0.165, 0.1
"""Centimetres: about what a letter of `FONT_SIZE` takes, and what is left free at each side of a cell."""


def write_word(
    sections: Iterable[Section],
    path: str | Path,
    *,
    title: str = "",
    subtitle: str = "",
    locale: str = "sv",
    facts: Mapping[str, str] = EMPTY,
) -> None:
    """Write sections to a Word file (*skriv Worddokument*).

    Parameters
    ----------
    sections
        What is written: headings, paragraphs, tables. What other views fold is written out.
    path
        Where to.
    title, subtitle, facts
        What the front says.
    locale
        The language, which the document's spelling check is set to.

    Raises
    ------
    MissingExtra
        Where python-docx is not installed.
    InvalidType, InvalidValue
        For what is no section, and a language without a catalogue.
    """
    try:
        from docx import Document
    except ImportError:
        raise MissingExtra.of("docx", "writing a Word file") from None
    document = Document()
    _set_up(document, title, locale)
    document.add_heading(cleaned(title), 0)
    if subtitle:
        document.add_paragraph(cleaned(subtitle))
    for name, text in facts.items():
        paragraph = document.add_paragraph(f"{cleaned(name)}: ")
        paragraph.add_run(cleaned(text)).bold = True
    for section in sections:
        expect(section, Section, "write_word: each section")
        _add(document, section, 1, locale)
    document.save(str(path))


def _set_up(document: "Document", title: str, locale: str) -> None:
    """A4 on its side, since the tables are wide, and the language of the text."""
    from docx.enum.section import WD_ORIENT
    from docx.oxml.ns import qn
    from docx.shared import Cm

    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = Cm(29.7), Cm(21.0)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(MARGIN)
    document.core_properties.title = cleaned(title)[:255]
    document.core_properties.author = ""
    document.core_properties.comments = ""
    language = message("language.tag", locale)
    document.core_properties.language = language
    defaults: Any = document.styles.element
    for found in defaults.iter(qn("w:lang")):
        found.set(qn("w:val"), language)


def _add(document: "Document", section: Section, level: int, locale: str) -> None:
    from docx.shared import Cm, Emu

    if section.title:
        document.add_heading(cleaned(section.title), min(level, DEEPEST))
    for text in section.texts:
        document.add_paragraph(cleaned(text))
    for picture in section.pictures:
        if picture.png:
            shape = document.add_picture(io.BytesIO(picture.png))
            size = min(Cm(PICTURE_WIDTH) / shape.width, Cm(PICTURE_HEIGHT) / shape.height)
            shape.width, shape.height = Emu(round(shape.width * size)), Emu(round(shape.height * size))
            properties: Any = shape._inline.docPr  # noqa: SLF001  # the only way to an alternative text
            properties.set("descr", cleaned(picture.alt))
    for table in section.tables:
        _add_table(document, table, locale)
    for part in section.sections:
        _add(document, part, level + 1, locale)


def _add_table(document: "Document", table: Table, locale: str) -> None:
    if table.heading:
        caption = document.add_paragraph(style="Caption")
        caption.add_run(cleaned(table.heading))
        caption.paragraph_format.keep_with_next = True
    if table.columns:
        made = document.add_table(rows=1 + len(table.rows), cols=len(table.columns), style="Table Grid")
        grid = _grid(made)
        for column, cell in zip(table.columns, grid[0], strict=True):
            _write(cell, column.heading, bold=True, right=column.kind.is_figure)
        _repeat(made)
        shown = [_shown(row, texts) for row, texts in zip(table.rows, table.texts(locale), strict=True)]
        for cells, row, texts in zip(grid[1:], table.rows, shown, strict=True):
            for cell, column, text in zip(cells, table.columns, texts, strict=True):
                _write(cell, text, bold=row.is_total or row.is_heading, right=column.kind.is_figure)
        _set_widths(made, grid, table, shown)
    for note in (*table.notes, table.source):
        if note:
            document.add_paragraph().add_run(cleaned(note)).italic = True


def _grid(made: "WordTable") -> "list[list[_Cell]]":
    """The cells row by row: asking the table for each would read it anew each time."""
    cells, width = made._cells, len(made.columns)  # noqa: SLF001  # the public way is quadratic
    return [cells[at : at + width] for at in range(0, len(cells), width)]


def _shown(row: Row, texts: list[str]) -> list[str]:
    """The cells of a row as they are written: with the signs of verdicts, the first indented."""
    signed = [f"{mark(held)} {text}".strip() for held, text in zip(row.cells, texts, strict=True)]
    return ["\u2003" * row.level + text if place == 0 else text for place, text in enumerate(map(cleaned, signed))]


def _set_widths(made: "WordTable", grid: "list[list[_Cell]]", table: Table, shown: list[list[str]]) -> None:
    """Columns as wide as what stands in them, so that no word or date is broken where there is room."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Cm

    free = TEXT_WIDTH - 2 * CELL_SIDE * len(table.columns)
    widths = widths_of(table, [*shown, [column.heading for column in table.columns]], int(free / CHARACTER))
    letter = min(CHARACTER, free / max(sum(widths), 1))
    made.autofit = False
    for place, (column, width) in enumerate(zip(made.columns, widths, strict=True)):
        column.width = Cm(width * letter + 2 * CELL_SIDE)
        for row in grid:
            row[place].width = column.width
    sides: Any = OxmlElement("w:tblCellMar")
    for name in ("w:left", "w:right"):
        side: Any = OxmlElement(name)
        side.set(qn("w:w"), str(Cm(CELL_SIDE).twips))
        side.set(qn("w:type"), "dxa")
        sides.append(side)
    properties: Any = made._tbl.tblPr  # noqa: SLF001  # there is no public way
    properties.append(sides)


def _write(cell: "_Cell", text: str, *, bold: bool, right: bool) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(cleaned(text))
    run.bold, run.font.size = bold, Pt(FONT_SIZE)
    paragraph.paragraph_format.space_after = Pt(0)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _repeat(made: "WordTable") -> None:
    """Mark the first row as heads, which Word repeats on each page and reads out, and keep each row on one page."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for place, row in enumerate(made.rows):
        properties: Any = row._tr.get_or_add_trPr()  # noqa: SLF001  # there is no public way
        for name in ("w:cantSplit", "w:tblHeader")[: 1 if place else 2]:
            element: Any = OxmlElement(name)
            element.set(qn("w:val"), "true")
            properties.append(element)
