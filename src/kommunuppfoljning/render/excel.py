"""Excel (*arbetsbok*): one table a sheet, real numbers, frozen heads, and a sheet that tells what is in it."""

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kommunuppfoljning.errors import MissingExtra, expect
from kommunuppfoljning.locale import message
from kommunuppfoljning.models import EMPTY
from kommunuppfoljning.render.cleaning import cleaned
from kommunuppfoljning.render.figures import Figure, figure_of, heading_of
from kommunuppfoljning.render.marks import mark
from kommunuppfoljning.tables import Column, Row, Section, Table
from kommunuppfoljning.terms import Verdict

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.styles import Font
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["write_excel"]

LONGEST_NAME = 31
LONGEST_TEXT = 32_767
MOST_DIGITS = 15
"""What Excel keeps of a number; one with more is written as text, so that no digit is lost in silence."""
MOST_DECIMALS = 10
NARROWEST, WIDEST = 9, 48
ABOUT_WIDTHS = {"A": 33, "B": 60, "C": 8, "D": 60}
LINE_HEIGHT = 15.0
"""Points. A row of several lines says its height, which not every program works out when it opens a file."""
HEAD = 2
"""The row of headings; above it is the title."""
COLOURS = {
    Verdict.FULFILLED: "17633A",
    Verdict.PARTLY_FULFILLED: "7A4D00",
    Verdict.NOT_FULFILLED: "A3201D",
    Verdict.NOT_EVALUATED: "545E6B",
}


def write_excel(
    parts: Iterable[Section | Table],
    path: str | Path,
    *,
    title: str = "",
    locale: str = "sv",
    facts: Mapping[str, str] = EMPTY,
) -> None:
    """Write tables to a workbook (*skriv arbetsbok*).

    Parameters
    ----------
    parts
        Tables, or sections whose tables are written; each to a sheet of its own.
    path
        Where to.
    title, facts
        What the first sheet says, above the list of sheets with the notes and the source of each.
    locale
        The language of headings and words; figures follow the Excel of whoever opens it.

    Raises
    ------
    MissingExtra
        Where openpyxl is not installed.
    InvalidType, InvalidValue
        For what is neither section nor table, and a language without a catalogue.

    Notes
    -----
    Text stays text: nothing in it is run as a formula. A figure of more than 15 digits is written as text, since Excel
    would drop the rest.
    """
    try:
        from openpyxl import Workbook
    except ImportError:
        raise MissingExtra.of("excel", "writing a workbook") from None
    book = Workbook()
    about = book.active
    assert about is not None  # noqa: S101  # a new workbook has a sheet
    about.title = message("excel.about", locale)
    listed = [(name, table) for part in parts for name, table in _tables(part)]
    names = [about.title]
    for name, table in listed:
        names.append(_sheet_name(name, table, names, locale))
        _fill(book, names[-1], name, table, locale)
    _tell(book, title, facts, list(zip(names[1:], listed, strict=True)), locale)
    book.properties.title = cleaned(title)
    book.properties.creator = "kommunuppfoljning"
    book.properties.language = locale
    book.save(path)


def _tables(part: Section | Table) -> Iterator[tuple[str, Table]]:
    """Every table with the name of the section that it is in."""
    expect(part, (Section, Table), "write_excel: each part")
    if isinstance(part, Table):
        yield "", part
        return
    for table in part.tables:
        yield part.title, table
    for below in part.sections:
        yield from _tables(below)


def _sheet_name(section: str, table: Table, taken: list[str], locale: str) -> str:
    """A name that Excel takes and that no other sheet has: short, and without the characters that it refuses."""
    first, last = (re.sub(r"[\[\]:*?/\\\s]+", " ", cleaned(text)).strip(" '") for text in (section, table.title))
    joined = (
        first[: max(0, LONGEST_NAME - len(last) - 1)].strip() + " " + last
        if first and last and first != last
        else first or last
    )
    stem = joined.strip(" '")[:LONGEST_NAME].strip(" '") or message("section.table", locale)
    name, number = stem, 1
    used = {one.casefold() for one in taken}
    while name.casefold() in used:
        number += 1
        ending = f" {number}"
        name = stem[: LONGEST_NAME - len(ending)].strip() + ending
    return name


def _font(
    *, size: float = 11, bold: bool = False, italic: bool = False, underlined: bool = False, colour: str | None = None
) -> "Font":
    """The letters of the workbook: a font without a name is whatever the program that opens it has at hand."""
    from openpyxl.styles import Font

    return Font(
        name="Calibri", size=size, bold=bold, italic=italic, underline="single" if underlined else None, color=colour
    )


def _fill(book: "Workbook", name: str, section: str, table: Table, locale: str) -> None:
    from openpyxl.styles import Alignment, PatternFill
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(name)
    _write(sheet, 1, 1, _full_title(section, table)).font = _font(bold=True, size=13)
    for place, column in enumerate(table.columns, start=1):
        head = _write(sheet, HEAD, place, heading_of(column, locale))
        head.font, head.fill = _font(bold=True), PatternFill("solid", fgColor="F4F6F9")
        head.alignment = Alignment(
            wrap_text=True, vertical="bottom", horizontal="right" if column.kind.is_figure else "left"
        )
    texts = table.texts(locale)
    widths = list(_widths(table, texts, locale))
    _set_height(sheet, HEAD, [heading_of(column, locale) for column in table.columns], widths)
    for at, (row, words) in enumerate(zip(table.rows, texts, strict=True), start=HEAD + 1):
        _fill_row(sheet, at, table, row, words)
        _set_height(sheet, at, words, widths)
    for at, note in enumerate((one for one in (*table.notes, table.source) if one), start=HEAD + len(table.rows) + 2):
        _write(sheet, at, 1, note).font = _font(italic=True, colour="545E6B")
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = sheet.cell(HEAD + 1, 2 if len(table.columns) > 1 else 1)
    sheet.print_title_rows = f"1:{HEAD}"
    _set_page(sheet)


def _set_page(sheet: "Worksheet") -> None:
    """As wide as a page on its side, on as many pages as it takes."""
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _set_height(sheet: "Worksheet", at: int, texts: list[str], widths: list[int]) -> None:
    """As high as the cell of most lines."""
    lines = max(
        (
            len(textwrap.wrap(text, max(width - 2, 1)))
            for text, width in zip(texts, widths, strict=True)
            if len(text) > width - 2
        ),
        default=1,
    )
    if lines > 1:
        sheet.row_dimensions[at].height = LINE_HEIGHT * lines


def _fill_row(sheet: "Worksheet", at: int, table: Table, row: Row, texts: list[str]) -> None:
    from openpyxl.styles import Alignment, Border, Side

    for place, (column, held, text) in enumerate(zip(table.columns, row.cells, texts, strict=True), start=1):
        cell = _cell(sheet, at, place, column, held, text)
        cell.alignment = Alignment(
            wrap_text=True,
            vertical="top",
            horizontal="right" if column.kind.is_figure else "left",
            indent=min(row.level, MOST_DIGITS) if place == 1 and row.level > 0 else 0,
        )
        colour = COLOURS[held] if isinstance(held, Verdict) else None
        cell.font = _font(bold=row.is_total or row.is_heading, colour=colour)
        if row.is_total:
            cell.border = Border(top=Side(style="thin"))


def _cell(sheet: "Worksheet", at: int, place: int, column: Column, held: object, text: str) -> "Cell":
    figure = figure_of(column, held)
    if figure is not None and len(figure.value.as_tuple().digits) <= MOST_DIGITS and abs(figure.value.adjusted()) < 100:
        cell = sheet.cell(at, place, figure.shown if figure.is_points or figure.digits < 0 else figure.value)
        cell.number_format = _format(figure)
        return _checked(cell)
    if type(held) is date:
        cell = sheet.cell(at, place, held)
        cell.number_format = "yyyy-mm-dd"
        return _checked(cell)
    return _write(sheet, at, place, f"{mark(held)} {text}".strip() if held is not None else "")


def _format(figure: Figure) -> str:
    r"""How Excel shows a figure, with a true minus sign.

    >>> from decimal import Decimal
    >>> _format(Figure(value=Decimal("0.5"), digits=1, is_signed=True))
    '+#,##0.0;\u2212#,##0.0;0.0'
    """
    digits = min(max(figure.digits, 0), MOST_DECIMALS)
    bare = "#,##0" + ("." + "0" * digits if digits else "")
    zero = "0" + ("." + "0" * digits if digits else "")
    ending = "\u00a0%" if figure.is_percent else ""
    return f"{'+' if figure.is_signed else ''}{bare}{ending};\u2212{bare}{ending};{zero}{ending}"


def _write(sheet: "Worksheet", at: int, place: int, text: str) -> "Cell":
    """Write text that stays text, whatever it begins with."""
    cell = _checked(sheet.cell(at, place))
    shown = cleaned(text)
    if shown:
        cell.value = shown[:LONGEST_TEXT]
        cell.data_type = "s"
        cell.quotePrefix = shown[:1] in "=+-@'"
    return cell


def _checked(cell: object) -> "Cell":
    from openpyxl.cell.cell import Cell

    assert isinstance(cell, Cell)  # noqa: S101  # no cell of these sheets is merged
    return cell


def _full_title(section: str, table: Table) -> str:
    return ": ".join(dict.fromkeys(filter(None, (section, table.heading))))


def _widths(table: Table, texts: list[list[str]], locale: str) -> Iterator[int]:
    """About as wide as the longest cell: a column of text is wrapped, one of figures shows each whole."""
    for place, column in enumerate(table.columns):
        longest = max((len(row[place]) for row in texts), default=0)
        words = max(map(len, heading_of(column, locale).split()), default=0)
        yield min(max(longest, words, NARROWEST), WIDEST) + 2


def _tell(
    book: "Workbook", title: str, facts: Mapping[str, str], sheets: list[tuple[str, tuple[str, Table]]], locale: str
) -> None:
    """Fill the first sheet: what the workbook is, and what each sheet holds."""
    from openpyxl.styles import Alignment
    from openpyxl.worksheet.hyperlink import Hyperlink

    sheet = book.worksheets[0]
    _write(sheet, 1, 1, title).font = _font(bold=True, size=16)
    at = 3
    for name, text in facts.items():
        _write(sheet, at, 1, name)
        _write(sheet, at, 2, text).font = _font(bold=True)
        at += 1
    at += 1 if facts else 0
    for place, key in enumerate(("sheet", "table", "rows", "notes"), start=1):
        _write(sheet, at, place, message(f"excel.{key}", locale)).font = _font(bold=True)
    for name, (section, table) in sheets:
        at += 1
        link = _write(sheet, at, 1, name)
        quoted = name.replace("'", "''")
        link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{quoted}'!A1")
        link.font = _font(colour="0B5394", underlined=True)
        told, notes = _full_title(section, table), " ".join(filter(None, (*table.notes, table.source)))
        _write(sheet, at, 2, told)
        sheet.cell(at, 3, len(table.rows)).font = _font()
        _write(sheet, at, 4, notes)
        _set_height(sheet, at, [told, notes], [ABOUT_WIDTHS["B"], ABOUT_WIDTHS["D"]])
        for place in range(1, 5):
            sheet.cell(at, place).alignment = Alignment(wrap_text=True, vertical="top", horizontal="left")
    for letter, width in ABOUT_WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    _set_page(sheet)
