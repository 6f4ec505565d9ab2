"""Sources (*källor*): files opened for reading, what kind they really are, and what their text is encoded in.

A file is read in pieces, so that memory does not grow with it, and a wrong one is told by what it is.
"""

import codecs
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import IO, Any

import attrs

from kommunuppfoljning.errors import InvalidType, InvalidValue, TooLarge, expect, shown
from kommunuppfoljning.findings import Finding
from kommunuppfoljning.terms import Severity

__all__ = ["Encoding", "Findings", "Source", "encoding_of", "lines_of", "name_of", "opened", "refuse_other_files"]

Source = str | os.PathLike[str] | bytes | IO[bytes]
"""A path, the bytes of a file, or a binary file that can be read from its beginning again."""

PIECE = 2**20
LONGEST_LINE = 2**20
"""No line of a real file is longer [characters]."""
MOST_FINDINGS = 1000
"""So many faults of one file are told; the rest are counted."""

_KINDS = (
    (b"PK\x03\x04", "a zip archive: a workbook (.xlsx) or a Word document (.docx), perhaps"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file (.xls, .doc), or one with a password; save it anew"),
    (b"%PDF", "a PDF; ask for the file that it was made from"),
    (b"\x1f\x8b", "compressed (gzip); unpack it first"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
)
_LETTERS = {
    "cp437": bytes.fromhex("86 84 94 8f 8e 99 82 90 81"),
    "cp1252": bytes.fromhex("e5 e4 f6 c5 c4 d6 e9 c9 fc"),
}
"""å ä ö Å Ä Ö é É ü as each has them."""
_UNDEFINED = bytes.fromhex("81 8d 8f 90 9d")
"""What cp1252 has no character for."""


class Findings:
    """The faults of one file as they are found (*iakttagelser*), the first of them kept and the rest counted."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._found: list[Finding] = []
        self._more = 0

    def add(self, code: str, severity: Severity, place: object = None, **values: object) -> None:
        """Note a fault at a place: a line number, or a cell such as ``Blad1!C7``."""
        if len(self._found) >= MOST_FINDINGS:
            self._more += 1
            return
        where = self._name if place is None else f"{self._name}:{place}"
        quoted: dict[str, Any] = {"place": where, **values}
        self._found.append(Finding.of(code, severity, where, **quoted))

    def told(self) -> tuple[Finding, ...]:
        """All that were kept, and how many more there are."""
        if self._more:
            more = Finding.of("file-more", Severity.WARNING, self._name, count=self._more)
            return (*self._found, more)
        return tuple(self._found)


def name_of(source: Source) -> str:
    """What a source is called in findings and errors: the name of its file."""
    if isinstance(source, bytes):
        return "file"
    path = source if isinstance(source, str | os.PathLike) else getattr(source, "name", None)
    return Path(os.fspath(path)).name if isinstance(path, str | os.PathLike) else "file"


@contextmanager
def opened(source: Source, *, largest: int) -> Iterator[IO[bytes]]:
    """A source as a binary file at its beginning; raises `TooLarge` past `largest` bytes."""
    expect(largest, int, "largest")
    if isinstance(source, bytes):
        file: IO[bytes] = BytesIO(source)
    elif isinstance(source, str | os.PathLike):
        if "\0" in os.fspath(source):
            raise InvalidValue(f"a path must not hold a null character, got {shown(source)}")
        file = Path(source).open("rb")  # noqa: SIM115  # closed below, where it is ours
    elif hasattr(source, "read") and hasattr(source, "seek"):
        file = source
    else:
        raise InvalidType(f"a file is given as a path, its bytes, or a binary file, got {shown(source)}")
    try:
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        if size > largest:
            raise TooLarge(f"{name_of(source)} is larger than {largest} bytes; give a larger largest= if that is right")
        yield file
    finally:
        if file is not source:
            file.close()


def refuse_other_files(file: IO[bytes], name: str, wanted: str) -> None:
    """Raise `InvalidValue` for a file that is plainly of another kind, and say of which."""
    head = file.read(512)
    file.seek(0)
    if not isinstance(head, bytes):
        raise InvalidType(f"{name} must be opened as a binary file ('rb') to be read as {wanted}")
    if not head.strip():
        raise InvalidValue(f"{name} is empty; expected {wanted}")
    for start, kind in _KINDS:
        if head.startswith(start):
            raise InvalidValue(f"{name} is {kind}; expected {wanted}")
    if b"\0" in head and not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise InvalidValue(f"{name} is not text; expected {wanted}")


@attrs.frozen
class Encoding:
    """What a text is encoded in (*teckenkodning*), and how many letters speak against it."""

    name: str
    against: int = 0


def encoding_of(file: IO[bytes], candidates: Iterable[str] = ("cp437", "cp1252")) -> Encoding:
    """What the text of a file is encoded in, by its bytes and not by what it says; the file is left at its beginning.

    A byte order mark, or else UTF-8 that holds more than ASCII, or else the candidate with the most Swedish letters:
    the first of them where that does not tell.
    """
    listed = list(candidates)
    head = file.read(4)
    file.seek(0)
    if head.startswith(codecs.BOM_UTF8):
        return Encoding("utf-8-sig")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Encoding("utf-16")
    decoder: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
    counts = dict.fromkeys(listed, 0)
    undefined = 0
    is_ascii = True
    while piece := file.read(PIECE):
        if piece.isascii():
            if decoder is not None and decoder.getstate()[0]:
                decoder = None  # a letter was cut off
            continue
        is_ascii = False
        if decoder is not None:
            try:
                decoder.decode(piece)
            except UnicodeDecodeError:
                decoder = None
        high = piece.translate(None, bytes(range(128)))
        for name in listed:
            counts[name] += len(high) - len(high.translate(None, _LETTERS[name]))
        undefined += len(high) - len(high.translate(None, _UNDEFINED))
    file.seek(0)
    if is_ascii or (decoder is not None and not decoder.getstate()[0]):
        return Encoding("utf-8")
    best = max(listed, key=lambda name: counts[name])
    others = sum(count for name, count in counts.items() if name != best)
    return Encoding(best, others if len(listed) > 1 else undefined)


def lines_of(file: IO[bytes], encoding: str, name: str) -> Iterator[str]:
    """The lines of a file, without their ends, a piece of it at a time.

    Raises `TooLarge` for a line that no real file has.
    """
    text = TextIOWrapper(file, encoding=encoding, errors="replace", newline=None)
    try:
        rest, number = "", 0
        while piece := text.read(PIECE):
            lines = (rest + piece).split("\n")
            rest = lines.pop()
            yield from lines
            number += len(lines)
            if len(rest) > LONGEST_LINE:
                raise TooLarge(f"{name}: line {number + 1} is longer than {LONGEST_LINE} characters")
        if rest:
            yield rest
    finally:
        with suppress(ValueError):  # where the file was closed before its lines were
            text.detach()
