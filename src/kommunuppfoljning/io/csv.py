r"""CSV (*kommaseparerade filer*) as Swedish Excel writes and reads it: semicolons, decimal commas, a byte order mark.

>>> proposal = read_csv("Enhet;Mått;Period;Belopp\nIT;Budget;2024-08;-30 066,5\nIT;Utfall;2024-08;-24447\n".encode())
>>> proposal.lines[0].period_budget, proposal.lines[0].period_outcome
(Decimal('-30066.5'), -24447)

Files are read a piece at a time. What is written does not run as a formula where a text begins with ``=``.
"""

import csv
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from kommunuppfoljning.errors import InvalidValue, shown
from kommunuppfoljning.io.proposals import TableProposal
from kommunuppfoljning.io.sources import Source, encoding_of, lines_of, name_of, opened, refuse_other_files
from kommunuppfoljning.io.tables import propose_table

__all__ = ["csv_rows", "read_csv"]

LARGEST = 8 * 2**30
"""The largest file that is read [bytes], unless the caller says otherwise."""
MOST_COLUMNS = 2000
DELIMITERS = ";\t,|"

_END = "\x03end of file\x03"
"""A last line of our own: where it is not a row by itself, a quotation mark was never closed."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def read_csv(
    source: Source,
    *,
    columns: Mapping[str, str] | None = None,
    title: str = "",
    add: bool = False,
    delimiter: str | None = None,
    largest: int = LARGEST,
) -> TableProposal:
    """Read a CSV file as a budget table (*läs in CSV*), wide or tidy, for a person to confirm.

    Parameters
    ----------
    source
        A path, the bytes of a file, or a binary file.
    columns, title, add
        As in `io.tables.propose_table`; `add` sums tidy rows of one figure, so that a ledger can be read.
    delimiter
        By default the one that parts the first lines.
    largest
        The most bytes to read.

    Raises
    ------
    InvalidType, InvalidValue
        For what is no CSV, or holds no table: the error says what was seen.
    TooLarge
        For a larger file.
    OSError
        From the operating system.

    References
    ----------
    RFC 4180.
    """
    rows = csv_rows(source, delimiter=delimiter, largest=largest)
    return propose_table(rows, columns=columns, name=name_of(source), title=title, add=add)


def csv_rows(
    source: Source, *, delimiter: str | None = None, guarded: bool = True, largest: int = LARGEST
) -> Iterator[list[str | None]]:
    """The rows of a CSV file as text, a piece of it at a time; an empty cell is `None`. Errors as in `read_csv`.

    `guarded` takes away the apostrophe that keeps a text from being run as a formula.
    """
    name = name_of(source)
    with opened(source, largest=largest) as file:
        refuse_other_files(file, name, "a CSV file, columns parted by semicolons")
        encoding = encoding_of(file, ("cp1252",)).name
        parted = delimiter or _delimiter(file, encoding, name)
        if len(parted) != 1 or parted in '"\n\r':
            raise InvalidValue(f"csv_rows: delimiter must be one character such as ';', got {shown(parted)}")
        lines = (f"{line}\n" for line in lines_of(file, encoding, name))
        reader = csv.reader(chain(lines, [_END]), delimiter=parted)
        while True:
            first = reader.line_num + 1
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise InvalidValue(f"{name}: line {reader.line_num} is not CSV: {error}") from None
            if row and row[-1].endswith(_END):
                if row == [_END]:
                    return
                raise InvalidValue(f"{name}: a quotation mark on line {first} or after it is not closed")
            if len(row) > MOST_COLUMNS:
                raise InvalidValue(
                    f"{name}: line {reader.line_num} has {len(row)} columns, more than {MOST_COLUMNS}; is {parted!r} "
                    "what parts them?"
                )
            yield [(cell if cell[0] != "'" or not guarded else _unguarded(cell)) if cell else None for cell in row]


def _delimiter(file: Any, encoding: str, name: str) -> str:
    """The sign that parts most columns, the same number of them on most of the first lines."""
    head: list[str] = []
    for line in lines_of(file, encoding, name):
        head.append(line)
        if len(head) >= 10:
            break
    file.seek(0)
    counts = {sign: sorted(line.count(sign) for line in head) for sign in DELIMITERS}
    return max(DELIMITERS, key=lambda sign: counts[sign][len(head) // 2] if head else 0)


def _unguarded(cell: str) -> str:
    """A text without the sign that kept it from being run as a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell
