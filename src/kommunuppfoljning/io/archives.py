"""Archives (*zippade filer*): workbooks and Word documents looked through before anything opens them.

Both are zip archives of XML. A bomb of either kind is refused here: what unpacks to too much, entities, documents that
are nested or wide past any real one.
"""

import re
import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Any
from xml.parsers import expat

from kommunuppfoljning.errors import FollowUpError, InvalidValue, TooLarge, shown

__all__ = ["Watch", "checked_archive", "column_number", "quietly"]

MOST_UNPACKED = 512 * 2**20
"""What a file may unpack to [bytes]."""
MOST_PARTS = 10_000
MOST_ELEMENTS = 20_000_000
DEEPEST = 256
PIECE = 2**18

Watch = Callable[[str, str, dict[str, str]], None]
"""Told of each element: its part, its name without a prefix, its attributes."""

_COLUMN = re.compile(r"([A-Z]{1,7})[0-9]{1,10}")


def checked_archive(file: IO[bytes], name: str, wanted: str, *, must_hold: str, watch: Watch | None = None) -> None:
    """Look an archive through, and leave the file at its beginning.

    Raises
    ------
    InvalidValue
        For what is no such archive, one with a password, and XML that is broken or declares entities.
    TooLarge
        For one that unpacks to too much.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            if must_hold not in {part.filename for part in parts}:
                raise InvalidValue(f"{name} is a zip archive without {must_hold}; expected {wanted}")
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise TooLarge(f"{name} unpacks to more than a real file does; it is not opened")
            for part in parts:
                if part.flag_bits & 1:
                    raise InvalidValue(f"{name} has a password; save it without one")
                if part.filename.endswith((".xml", ".rels", ".vml")):
                    _look_through(archive, part, name, watch)
    except FollowUpError:
        raise
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise InvalidValue(f"{name} is damaged or cut off, and is not {wanted}: {error}") from None
    except Exception as error:
        if type(error).__module__ == "zlib":
            raise InvalidValue(f"{name} is damaged: {error}") from None
        raise
    finally:
        file.seek(0)


def column_number(reference: str) -> int:
    """The number of a cell's column, 1 for A; past any sheet's where the reference is no reference."""
    match = _COLUMN.fullmatch(reference)
    if match is None:
        return 10**9
    number = 0
    for letter in match[1]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _look_through(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str, watch: Watch | None) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    depth = elements = 0

    def begin(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth, elements
        depth += 1
        elements += 1
        if depth > DEEPEST or elements > MOST_ELEMENTS:
            raise TooLarge(f"{name}: {part.filename} is nested or long past any real document")
        if watch is not None:
            watch(part.filename, tag.rpartition(" ")[2], attributes)

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    def refuse(*_: Any) -> None:
        raise InvalidValue(f"{name}: {part.filename} declares a document type or entities, as no real file does")

    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        with archive.open(part) as content:
            while piece := content.read(PIECE):
                parser.Parse(piece, False)  # noqa: FBT003  # positional by its own signature
            parser.Parse(b"", True)  # noqa: FBT003
    except expat.ExpatError as error:
        raise InvalidValue(f"{name}: {part.filename} is not whole XML: {error}") from None


@contextmanager
def quietly(name: str, wanted: str) -> Iterator[None]:
    """What opens such files, without its warnings, and with the library's own errors."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (FollowUpError, OSError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001  # whatever a damaged file makes it raise
        raise InvalidValue(f"{name} is damaged, and is not {wanted} that can be read: {shown(error)}") from None
