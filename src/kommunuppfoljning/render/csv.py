r"""CSV for Excel (*kommaseparerad fil*): what the Excel of a Swedish reader opens with the right columns and figures.

>>> from kommunuppfoljning.tables import CellKind, Column, Row
>>> columns = [Column(key="name", label="Enhet"), Column(key="sum", label="Utfall", kind=CellKind.DIFFERENCE)]
>>> table_csv(Table(columns=columns, rows=[Row(cells=("IT", -5122)), Row(cells=("=1+1", None))]))
"Enhet;Utfall\r\nIT;-5122\r\n'=1+1;\r\n"

Source: OWASP, CSV injection (what a cell must not begin with); RFC 4180 (quotes and line ends).
"""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from kommunuppfoljning.errors import expect
from kommunuppfoljning.locale.catalogues import babel_locale
from kommunuppfoljning.render.cleaning import cleaned, neutralised
from kommunuppfoljning.render.figures import Figure, figure_of, heading_of
from kommunuppfoljning.tables import Row, Table

__all__ = ["table_csv", "write_csv"]


def table_csv(table: Table, *, locale: str = "sv") -> str:
    """A table as text with separators (*tabell som CSV*).

    Parameters
    ----------
    table
        What is written: a row of headings, and its rows. Title and notes are not.
    locale
        Whose Excel it is for: a Swedish one parts columns by semicolons and writes decimal commas.

    Returns
    -------
    Figures bare, without parted thousands, so that they are read as figures; shares in percent; a missing one is an
    empty cell; text that Excel would run as a formula has an apostrophe before it.

    Raises
    ------
    InvalidType, InvalidValue
        For what is no table, and a language without a catalogue.
    """
    expect(table, Table, "table_csv: table")
    decimal = str(babel_locale(locale).number_symbols["latn"]["decimal"])
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if decimal == "," else ",", lineterminator="\r\n")
    writer.writerow([neutralised(cleaned(heading_of(column, locale))) for column in table.columns])
    for row, texts in zip(table.rows, table.texts(locale), strict=True):
        writer.writerow(_cells(table, row, texts, decimal))
    return out.getvalue()


def write_csv(table: Table, path: str | Path, *, locale: str = "sv") -> None:
    """Write a table as `table_csv` does, with the mark that tells Excel that it is UTF-8; errors as there."""
    Path(path).write_bytes(table_csv(table, locale=locale).encode("utf-8-sig"))


def _cells(table: Table, row: Row, texts: list[str], decimal: str) -> Iterator[str]:
    for column, cell, text in zip(table.columns, row.cells, texts, strict=True):
        figure = figure_of(column, cell)
        if figure is not None:
            yield _bare(figure, decimal)
        else:
            yield "" if cell is None else neutralised(cleaned(text))


def _bare(figure: Figure, decimal: str) -> str:
    """A figure without parted thousands, with a hyphen for minus."""
    return f"{figure.shown:f}".replace(".", decimal) + ("%" if figure.is_percent else "")
