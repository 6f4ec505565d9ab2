"""Workbooks (*Excelarbetsböcker*): sheets read as rows of exact cells, and tables written as sheets (extra ``excel``).

A figure keeps the decimals that its cell shows; the value that Excel saved for a formula is read, never the formula.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import attrs

from kommunuppfoljning.errors import InvalidValue, MissingExtra, NotFound, TooLarge, shown
from kommunuppfoljning.findings import Finding
from kommunuppfoljning.io.archives import checked_archive, column_number, quietly
from kommunuppfoljning.io.proposals import TableProposal
from kommunuppfoljning.io.sources import Findings, Source, name_of, opened
from kommunuppfoljning.io.tables import propose_table
from kommunuppfoljning.tables import CellKind
from kommunuppfoljning.terms import Severity

try:
    import openpyxl
    from openpyxl.utils.exceptions import IllegalCharacterError
except ImportError as _error:
    raise MissingExtra.of("excel", "reading and writing workbooks") from _error

__all__ = ["Sheet", "read_excel", "sheets_of"]

LARGEST = 256 * 2**20
"""The largest file that is read [bytes], unless the caller says otherwise."""
MOST_COLUMNS = 2000
MOST_CELLS = 5_000_000
WANTED = "a workbook (.xlsx)"

_DECIMALS = re.compile(r"[0#]\.(0+)")
_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_FORMATS = {
    CellKind.AMOUNT: "# ##0",
    CellKind.DIFFERENCE: "+# ##0;-# ##0;0",
    CellKind.COUNT: "0",
    CellKind.DATE: "yyyy-mm-dd",
}


@attrs.frozen(kw_only=True, repr=False)
class Sheet:
    """A sheet (*blad*): its name, its rows of cells, and the findings on what it holds."""

    name: str
    rows: tuple[tuple[object, ...], ...] = ()
    findings: tuple[Finding, ...] = ()

    def __repr__(self) -> str:
        return f"Sheet({self.name!r}, {len(self.rows)} rows)"


def read_excel(
    source: Source,
    *,
    sheet: str | None = None,
    columns: Mapping[str, str] | None = None,
    largest: int = LARGEST,
) -> tuple[TableProposal, ...]:
    """Read the budget tables of a workbook (*läs in arbetsbok*), wide or tidy, for a person to confirm.

    Parameters
    ----------
    source
        A path, the bytes of a file, or a binary file.
    sheet
        The name of the one to read; by default every sheet that holds a table.
    columns
        As in `io.tables.propose_table`.
    largest
        The most bytes to read.

    Returns
    -------
    A proposal for each sheet. A sheet without a table is told of in the findings of the first.

    Raises
    ------
    InvalidType, InvalidValue
        For what is no workbook, and one without a table.
    NotFound
        For a sheet that is not there.
    TooLarge
        For a larger file, and one that unpacks to more than a real one does.
    OSError
        From the operating system.
    """
    name = name_of(source)
    sheets = sheets_of(source, largest=largest)
    if sheet is not None:
        known = ", ".join(repr(one.name) for one in sheets)
        sheets = tuple(one for one in sheets if one.name == sheet)
        if not sheets:
            raise NotFound(f"{name} has no sheet {sheet!r}; there are {known}")
    left: list[Finding] = []
    proposals: list[TableProposal] = []
    reasons: list[str] = []
    for one in sheets:
        try:
            proposal = propose_table(one.rows, columns=columns, name=f"{name}:{one.name}", title=one.name)
        except InvalidValue as error:
            reasons.append(str(error))
            left.append(Finding.of("excel-no-table", Severity.INFO, f"{name}:{one.name}", sheet=one.name))
            continue
        proposals.append(attrs.evolve(proposal, findings=(*one.findings, *proposal.findings)))
    if not proposals:
        raise InvalidValue(f"{name} holds no budget table:\n" + "\n".join(f"  {reason}" for reason in reasons))
    proposals[0] = attrs.evolve(proposals[0], findings=(*proposals[0].findings, *left))
    return tuple(proposals)


def sheets_of(source: Source, *, largest: int = LARGEST) -> tuple[Sheet, ...]:
    """The sheets of a workbook as rows of exact cells (*blad för blad*). Errors as in `read_excel`."""
    name = name_of(source)
    formulas: dict[str, int] = {}
    cells = 0

    def watch(part: str, tag: str, attributes: dict[str, str]) -> None:
        nonlocal cells
        if not part.startswith("xl/worksheets/"):
            return
        if tag == "c":
            cells += 1
            if cells > MOST_CELLS:
                raise TooLarge(f"{name} has more than {MOST_CELLS} cells")
            if column_number(attributes.get("r", "A1")) > MOST_COLUMNS:
                raise TooLarge(f"{name}: the cell {attributes.get('r', '')[:20]} is past column {MOST_COLUMNS}")
        elif tag == "f":
            formulas[part] = formulas.get(part, 0) + 1
        elif tag == "row" and (not attributes.get("r", "1").isdecimal() or int(attributes.get("r", "1")[:9]) > 2**20):
            raise TooLarge(f"{name}: the row {attributes.get('r', '')[:20]} is past what a sheet has")

    with opened(source, largest=largest) as file:
        checked_archive(file, name, WANTED, must_hold="xl/workbook.xml", watch=watch)
        with quietly(name, WANTED):
            book = openpyxl.load_workbook(file, read_only=True, data_only=True)
            try:
                return tuple(_sheet(sheet, name, has_formulas=bool(formulas)) for sheet in book.worksheets)
            finally:
                book.close()


def put(cell: Any, value: object, number_format: str | None = None) -> Any:
    """Write a cell: a text is no formula, a figure keeps its decimals, or is a text if it has too many.

    Raises `InvalidValue` for a text that no workbook can hold.
    """
    if isinstance(value, str) or (isinstance(value, int | Decimal) and _too_exact(value)):
        text = value if isinstance(value, str) else str(value)
        if len(text) > 32_767:
            raise TooLarge(f"a cell holds at most 32767 characters, got {len(text)}: {shown(text, 40)}")
        try:
            cell.value = text
        except IllegalCharacterError:
            raise InvalidValue(f"a workbook cannot hold the control characters of {shown(text)}") from None
        cell.data_type, cell.number_format = "s", "@"
        return cell
    cell.value = float(value) if isinstance(value, Decimal) else value
    if isinstance(value, Decimal) and number_format is None:
        decimals = max(0, -int(value.as_tuple().exponent))
        number_format = f"0.{'0' * decimals}" if decimals else "0"
    if number_format is not None:
        cell.number_format = number_format
    return cell


def sheet_name(title: str, taken: set[str]) -> str:
    """A name that a sheet can have, and no other sheet has."""
    plain = _SHEET_NAME.sub(" ", title).strip(" '")[:28] or "Blad"
    name, number = plain, 1
    while name.casefold() in taken:
        number += 1
        name = f"{plain[:26]} {number}"
    taken.add(name.casefold())
    return name


def _too_exact(value: int | Decimal) -> bool:
    """Whether a figure has more digits than a cell's float keeps."""
    digits = Decimal(value).as_tuple()
    return len(digits.digits) > 15 or abs(int(digits.exponent)) > 30 or (value == 0 and str(value).startswith("-"))


def _sheet(sheet: Any, name: str, *, has_formulas: bool) -> Sheet:
    found = Findings(name)
    rows = [tuple(_cell(cell) for cell in row) for row in sheet.iter_rows()]
    while rows and not any(cell is not None for cell in rows[-1]):
        rows.pop()
    if has_formulas and rows and not any(isinstance(cell, int | Decimal) for row in rows for cell in row):
        found.add("excel-formulas", Severity.WARNING, sheet.title, sheet=sheet.title)
    return Sheet(name=sheet.title, rows=tuple(rows), findings=found.told())


def _cell(cell: Any) -> object:
    value = cell.value
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, int | float):
        return _figure(value, str(cell.number_format))
    return value if isinstance(value, date | str) else str(value)


def _figure(value: float, number_format: str) -> object:
    """A figure with the decimals that its cell shows, where it has no more than those."""
    if isinstance(value, float) and not abs(value) < 1e300:
        return None
    exact = Decimal(repr(value)) if isinstance(value, float) else value
    match = _DECIMALS.search(number_format)
    shares = number_format.count("%") * 2
    decimals = len(match[1]) + shares if match else 0
    if decimals and abs(exact) < 10**15:
        held = -int(Decimal(exact).normalize().as_tuple().exponent)
        if held <= decimals:
            sign, digits, exponent = Decimal(exact).normalize().as_tuple()
            return Decimal((sign, digits + (0,) * (decimals + int(exponent)), -decimals))
    if isinstance(exact, Decimal) and exact == exact.to_integral_value():
        return int(exact)
    return exact
