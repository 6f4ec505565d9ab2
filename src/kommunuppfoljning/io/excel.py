"""Workbooks (*Excelarbetsböcker*): sheets read as rows of exact cells, and tables written as sheets (extra ``excel``).

A figure keeps the decimals that its cell shows; the value that Excel saved for a formula is read, never the formula.
"""

import re
from array import array
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import attrs

from kommunuppfoljning.arithmetic.scalars import exact_context
from kommunuppfoljning.errors import InvalidValue, MissingExtra, NotFound, TooLarge, shown
from kommunuppfoljning.findings import Finding
from kommunuppfoljning.io.archives import checked_archive, column_number, quietly
from kommunuppfoljning.io.cells import Percent, place_of
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

MOST_TOLD = 10

_TRUE = ("1", "true")
_TALL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6}):([A-Z]{1,3})([0-9]{1,7})")
_TEXTS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
"""What a number format holds beside the figure: texts, colours, blanks as wide as a sign."""
_SCALED = re.compile(r"[0#?](,+)(?![0#?])")
_DECIMALS = re.compile(r"[0#?]\.(0+)")
_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_FORMATS = {
    CellKind.AMOUNT: "# ##0",
    CellKind.DIFFERENCE: "+# ##0;-# ##0;0",
    CellKind.COUNT: "0",
    CellKind.DATE: "yyyy-mm-dd",
}


@attrs.frozen(kw_only=True, repr=False)
class Sheet:
    """A sheet (*blad*): its name, its rows of cells, each as long as it is, and the findings on what it holds."""

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
    """The sheets of a workbook as rows of exact cells (*blad för blad*), hidden ones too. Errors as in `read_excel`.

    A cell that is shown in percent is a share of one, and one that is shown in thousands is in thousands; a text that
    is merged over rows stands in each of them. What is hidden, scaled, or a formula without its value is a finding.
    """
    name = name_of(source)
    marks: dict[str, _Marks] = {}
    cells = 0

    def watch(part: str, tag: str, attributes: dict[str, str]) -> None:
        nonlocal cells
        if not part.startswith("xl/worksheets/"):
            return
        here = marks.setdefault(part, _Marks())
        if tag == "c":
            cells += 1
            if cells > MOST_CELLS:
                raise TooLarge(f"{name} has more than {MOST_CELLS} cells")
            if column_number(attributes.get("r", "A1")) > MOST_COLUMNS:
                raise TooLarge(f"{name}: the cell {attributes.get('r', '')[:20]} is past column {MOST_COLUMNS}")
        elif tag == "row" and (not attributes.get("r", "1").isdecimal() or int(attributes.get("r", "1")[:9]) > 2**20):
            raise TooLarge(f"{name}: the row {attributes.get('r', '')[:20]} is past what a sheet has")
        here.see(tag, attributes)

    with opened(source, largest=largest) as file:
        checked_archive(file, name, WANTED, must_hold="xl/workbook.xml", watch=watch)
        with quietly(name, WANTED):
            book = openpyxl.load_workbook(file, read_only=True, data_only=True)
            try:
                listed: list[Any] = list(book.worksheets)
                parts = [str(sheet._worksheet_path).lstrip("/") for sheet in listed]  # noqa: SLF001  # no other way to it
                return tuple(
                    _sheet(sheet, name, marks.get(part, _Marks())) for sheet, part in zip(listed, parts, strict=True)
                )
            finally:
                book.close()


class _Marks:
    """What is said of the cells of a sheet beside their values: what is hidden, merged, and a formula."""

    def __init__(self) -> None:
        self.rows = array("Q")
        self.columns: list[tuple[int, int]] = []
        self.merged: list[tuple[int, int, int]] = []
        self.formulas = array("Q")
        self._row = 0
        self._cell: tuple[int, str] = (0, "")
        self._left = MOST_CELLS

    def see(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element of the sheet."""
        if tag == "row":
            self._row, self._cell = int(attributes.get("r", self._row + 1)), (0, "")
            if attributes.get("hidden") in _TRUE:
                self.rows.append(self._row)
        elif tag == "c":
            place = column_number(attributes["r"]) if "r" in attributes else self._cell[0] + 1
            self._cell = place, attributes.get("t", "n")
        elif tag == "f" and self._cell[1] == "n":  # an empty text is a value too, and says that it is a text
            self.formulas.append(self._row * (MOST_COLUMNS + 1) + self._cell[0])
        elif tag == "col" and attributes.get("hidden") in _TRUE and len(self.columns) < MOST_COLUMNS:
            low, high = (attributes.get(key, "")[:6] for key in ("min", "max"))
            if low.isdecimal() and high.isdecimal():
                self.columns.append((max(int(low), 1), min(int(high), MOST_COLUMNS)))
        elif tag == "mergeCell":
            match = _TALL.fullmatch(attributes.get("ref", ""))
            if match is not None and match[1] == match[3]:
                first, last = int(match[2]), int(match[4])
                self._left -= last - first
                if self._left > 0:  # past that they overlap, as in no real sheet
                    self.merged.append((column_number(f"{match[1]}1"), first, last))


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


def _sheet(sheet: Any, name: str, marks: _Marks) -> Sheet:
    found = Findings(name)
    sheet.reset_dimensions()  # what a file says of its size is not always so
    scaled: list[str] = []
    rows: list[tuple[object, ...]] = []
    for number, row in enumerate(sheet.iter_rows(), start=1):
        rows.append(tuple(_cell(cell) for cell in row))
        scaled += [place_of(number, place) for place, cell in enumerate(row) if _is_scaled(cell)]
    while rows and not any(cell is not None for cell in rows[-1]):
        rows.pop()
    if sheet.sheet_state != "visible":
        found.add("excel-hidden-sheet", Severity.WARNING, sheet.title, sheet=sheet.title)
    told = [str(row) for row in marks.rows if row <= len(rows) and any(cell is not None for cell in rows[row - 1])]
    if told:
        found.add("excel-hidden-rows", Severity.WARNING, sheet.title, sheet=sheet.title, rows=_listed(told))
    filled = (
        {place for row in rows for place, cell in enumerate(row, start=1) if cell is not None}
        if marks.columns
        else set()
    )
    told = [
        place_of(1, place - 1)[:-1]
        for first, last in marks.columns
        for place in range(first, last + 1)
        if place in filled
    ]
    if told:
        found.add("excel-hidden-columns", Severity.WARNING, sheet.title, sheet=sheet.title, columns=_listed(told))
    if scaled:
        found.add("excel-scaled", Severity.WARNING, f"{sheet.title}!{scaled[0]}", cells=_listed(scaled))
    empty = [
        place_of(row, column - 1)
        for row, column in (divmod(one, MOST_COLUMNS + 1) for one in marks.formulas)
        if row > len(rows) or column > len(rows[row - 1]) or rows[row - 1][column - 1] is None
    ]
    if empty:
        where = f"{sheet.title}!{empty[0]}"
        found.add("excel-formulas", Severity.ERROR, where, sheet=sheet.title, cells=_listed(empty))
    for column, first, last in marks.merged:
        _spread(rows, column, first, last)
    return Sheet(name=sheet.title, rows=tuple(rows), findings=found.told())


def _listed(places: list[str]) -> str:
    """The first places, and how many more there are."""
    more = f" … (+{len(places) - MOST_TOLD})" if len(places) > MOST_TOLD else ""
    return f"{', '.join(places[:MOST_TOLD])}{more}"


def _spread(rows: list[tuple[object, ...]], column: int, first: int, last: int) -> None:
    """A text that is merged over rows, in each of them; a figure counts once."""
    text = rows[first - 1][column - 1] if first <= len(rows) and column <= len(rows[first - 1]) else None
    if not isinstance(text, str):
        return
    for at in range(first, min(last, len(rows))):
        cells = list(rows[at]) + [None] * (column - len(rows[at]))
        if any(cell is not None for cell in cells):
            cells[column - 1] = text
            rows[at] = tuple(cells)


def _cell(cell: Any) -> object:
    value = cell.value
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, int | float):
        return _figure(value, _shape(str(cell.number_format)))
    return value if isinstance(value, date | str) else str(value)


@attrs.frozen
class _Shape:
    """How a number format shows a figure."""

    scaled: int
    """By how many powers of ten it is shown smaller than it is: three for each comma behind its digits."""
    moved: int
    """By how many it is read smaller: those, and two for a percent sign in quotation marks, which moves nothing."""
    decimals: int
    is_share: bool


@lru_cache(maxsize=1024)
def _shape(number_format: str) -> _Shape:
    section = _TEXTS.sub("", number_format).partition(";")[0]
    behind, point = _SCALED.search(section), _DECIMALS.search(section)
    scaled = 3 * len(behind[1]) if behind else 0
    is_share = "%" in number_format
    return _Shape(
        scaled=scaled,
        moved=scaled + (2 if is_share and "%" not in section else 0),
        decimals=len(point[1]) + 2 * is_share if point else 0,
        is_share=is_share,
    )


def _is_scaled(cell: Any) -> bool:
    figure = isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
    return figure and _shape(str(cell.number_format)).scaled > 0


def _figure(value: float, shape: _Shape) -> object:
    """A figure with the decimals that its cell shows, where it has no more than those."""
    if isinstance(value, float) and not abs(value) < 1e300:
        return None
    exact: int | Decimal = Decimal(repr(value)) if isinstance(value, float) else value
    if shape.moved:
        exact = Decimal(exact).scaleb(-shape.moved, exact_context())
    if shape.decimals and -(10**15) < exact < 10**15:
        sign, digits, exponent = Decimal(exact).normalize(exact_context()).as_tuple()
        added = shape.decimals + int(exponent)
        if added >= 0:
            exact = Decimal((sign, digits + (0,) * added, -shape.decimals))
            return Percent(exact) if shape.is_share else exact
    if shape.is_share:
        return Percent(exact)
    if isinstance(exact, Decimal) and exact == exact.to_integral_value():
        return int(exact)
    return exact
