"""Reading SIE files (*läsa SIE*): line by line, each fault a finding with its line, and the rest is read.

Text is read as what it is, whatever ``#FORMAT`` says. Labels that a follow-up has no use for, and fields past those
that are known, are passed over, as the format asks of readers.

Source: SIE-gruppen, SIE filformat 4B (2008-09-30).
"""

import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from itertools import islice, takewhile
from typing import Any
from zlib import crc32

from kommunuppfoljning.errors import InvalidValue, TooLarge
from kommunuppfoljning.io.sie import Cell, Objects, SieFile, is_within, kronor
from kommunuppfoljning.io.sources import Findings, Source, encoding_of, lines_of, name_of, opened, refuse_other_files
from kommunuppfoljning.periods import Period
from kommunuppfoljning.terms import Severity

__all__ = ["read_sie"]

LARGEST = 8 * 2**30
"""The largest file that is read [bytes], unless the caller says otherwise."""
MOST_CELLS = 5_000_000
"""So many sums of account, month and object are kept: past what any municipality has."""

_FIELDS = re.compile(r'"((?:[^"\\]++|\\.)*+)"|(\{(?:[^{}"]++|"(?:[^"\\]++|\\.)*+")*+\})|([^\s"{}]++)|(\S)')
_AMOUNT = re.compile(r"([+-]?)([0-9]{1,15})(?:([.,])([0-9]{0,2})0*)?")
_GROUP = re.compile(r"[0-9]{3}(?:[.,][0-9]{1,2})?")
"""What thousands that are parted by a blank go on with."""
_TRANSACTIONS = ("#TRANS", "#RTRANS", "#BTRANS")
_BALANCES = {"#IB": "opening", "#OIB": "opening", "#UB": "closing", "#OUB": "closing", "#RES": "results"}


class _Fault(Exception):
    """What is wrong with a line: the code of its finding, and what that quotes."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def read_sie(source: Source, *, largest: int = LARGEST) -> SieFile:
    """Read a SIE file, types 1 to 4 (*läs in SIE-fil*).

    Parameters
    ----------
    source
        A path, the bytes of a file, or a binary file.
    largest
        The most bytes to read.

    Returns
    -------
    What it holds, with a finding for each fault. `findings.raise_for` makes errors of them.

    Raises
    ------
    InvalidType, InvalidValue
        For what is no SIE file; the error says what it is instead.
    TooLarge
        For a larger file, a line that no real file has, and more sums than any municipality has.
    OSError
        From the operating system.

    References
    ----------
    SIE-gruppen, SIE filformat 4B. Text is read as what it is, whatever `#FORMAT` says: UTF-8, CP437 or cp1252.
    """
    name = name_of(source)
    with opened(source, largest=largest) as file:
        refuse_other_files(file, name, "a SIE file (.se, .si, .sie), whose lines begin with #")
        encoding = encoding_of(file)
        reader = _Reader(name, encoding.name)
        if encoding.against:
            reader.found.add("file-mixed-encoding", Severity.WARNING, encoding=encoding.name, count=encoding.against)
        for number, line in enumerate(lines_of(file, encoding.name, name), start=1):
            reader.read(number, line)
    return reader.finished()


class _Reader:
    """The state of one reading."""

    def __init__(self, name: str, encoding: str) -> None:
        self.name, self.found, self.number = name, Findings(name), 0
        self.told: dict[str, Any] = {}
        self.years: dict[int, Period] = {}
        self.names: dict[str, dict[Any, str]] = {
            "accounts": {},
            "account_types": {},
            "dimensions": {},
            "objects": {},
        }
        self.sums: dict[str, dict[Cell, int]] = {
            kind: {} for kind in ("balances", "budgets", "vouchers", "opening", "closing", "results")
        }
        self._objects: dict[str, Objects] = {"{}": ()}
        self._records = 0
        self._checksum: int | None = None  # of what stands after the first #KSUMMA, until the second
        self._encoding, self._is_sure = encoding, True
        self._voucher: tuple[int, int] | None = None  # its line and its month
        self._open = False
        self._left = 0
        self._braces = 0  # the first line that has a brace which belongs on the next
        self._used: dict[int, int] = {}  # the number of each year that an amount is of, and its first line
        self._handlers: dict[str, Callable[[str, list[str]], None]] = {
            "#PSALDO": lambda label, fields: self._month(label, fields, "balances"),
            "#PBUDGET": lambda label, fields: self._month(label, fields, "budgets"),
            "#TRANS": self._transaction,
            "#VER": self._begin,
            **dict.fromkeys(_BALANCES, self._balance),
            "#KONTO": lambda _, fields: self._name("accounts", fields[0], fields[1]),
            "#KTYP": lambda _, fields: self._name("account_types", fields[0], fields[1]),
            "#DIM": lambda _, fields: self._name("dimensions", fields[0], fields[1]),
            "#UNDERDIM": lambda _, fields: self._name("dimensions", fields[0], fields[1]),
            "#OBJEKT": lambda _, fields: self._name("objects", (fields[0], fields[1]), fields[2]),
            "#RAR": self._year,
            "#SIETYP": lambda _, fields: self._tell("kind", fields[0]),
            "#FNAMN": lambda _, fields: self._tell("company", fields[0]),
            "#ORGNR": lambda _, fields: self._tell("organisation_number", fields[0]),
            "#PROGRAM": lambda _, fields: self._tell("program", " ".join(fields[:2])),
            "#OMFATTN": lambda _, fields: self._tell("through", self._day(fields[0])),
        }

    def read(self, number: int, line: str) -> None:
        """One line."""
        self.number = number
        label, _, rest = line.strip().partition(" ")
        if "\t" in label:
            label, _, more = label.partition("\t")
            rest = f"{more} {rest}"
        if not label.startswith("#"):
            self._unlabelled(label)
            return
        self._records += 1
        if self._checksum is not None or label == "#KSUMMA":
            self._sum_up(label, rest)
        label = label if label.isupper() else label.upper()
        handler = self._handlers.get(label)
        parts = _FIELDS.findall(rest) if handler is not None or label in _TRANSACTIONS else []
        brace = parts[-1][3] if parts else ""
        if (brace == "{" and label == "#VER") or (brace == "}" and label in _TRANSACTIONS):
            parts.pop()  # it belongs on a line of its own
            self._braces = self._braces or self.number
        else:
            brace = ""
        if handler is not None:  # else it is a label of a later version, or one that a follow-up has no use for
            self._take(label, handler, parts)
        if brace:
            self._unlabelled(brace)

    def _take(self, label: str, handler: Callable[[str, list[str]], None], parts: list[tuple[str, ...]]) -> None:
        """The fields of a line."""
        fields = [quoted or braced or plain or odd for quoted, braced, plain, odd in parts]
        try:
            if any(odd in ('"', "{") for *_, odd in parts):
                raise _Fault("sie-unclosed")
            handler(label, [_unescaped(field) if "\\" in field else field for field in fields])
        except IndexError:
            self.found.add("sie-fields", Severity.ERROR, self.number, label=label, count=len(fields))
        except _Fault as fault:
            self.found.add(fault.code, Severity.ERROR, self.number, label=label, **fault.values)

    def _sum_up(self, label: str, rest: str) -> None:
        """The checksum (*kontrollsumma*): CRC-32 in CP437 of labels and fields, without what parts them."""
        text = _plain(rest)
        if label != "#KSUMMA":
            self._is_sure = self._is_sure and (self._encoding == "cp437" or text.isascii())
            self._checksum = crc32((label + text).encode("cp437", "replace"), self._checksum or 0)
        elif self._checksum is None:
            self._checksum = 0
        else:
            fits = re.fullmatch("-?[0-9]{1,10}", text) is not None and int(text) % 2**32 == self._checksum
            if self._is_sure and not fits:  # some write it as a signed number
                self.found.add("sie-checksum", Severity.WARNING, self.number, text=text[:40])
            self._checksum = None

    def finished(self) -> SieFile:
        """What was read, once the last line is."""
        if not self._records:
            raise InvalidValue(f"{self.name} is not a SIE file: no line begins with a label such as #SIETYP")
        if self._open:
            self.found.add("sie-cut", Severity.ERROR, self.number)
        if not self.years:
            self.found.add("sie-no-year", Severity.WARNING)
        for year, number in self._used.items() if self.years else ():
            if year not in self.years:
                self.found.add("sie-year-undeclared", Severity.WARNING, number, year=str(year))
        if self._braces:
            self.found.add("sie-brace", Severity.WARNING, self._braces)
        summed = {month for month, _, _ in self.sums["balances"]}
        unsummed = sorted({month for month, _, _ in self.sums["vouchers"]} - summed) if summed else []
        if unsummed:
            self.found.add("sie-months-vouchers", Severity.WARNING, months=", ".join(map(str, unsummed)))
        if self._checksum is not None:
            self.found.add("sie-cut", Severity.ERROR, self.number)  # the second #KSUMMA is the end of a file
        self._compare()
        self._tell_missing_totals()
        parts: dict[str, Any] = {**self.told, **self.names, **self.sums}
        return SieFile(name=self.name, years=self.years, findings=self.found.told(), **parts)

    def _unlabelled(self, text: str) -> None:
        if text == "{" and self._voucher is not None:
            self._open = True
        elif text == "}" and self._open and self._voucher is not None:
            if self._left:
                self.found.add("sie-voucher", Severity.WARNING, self._voucher[0], gap=kronor(self._left))
            self._open, self._voucher = False, None
        elif text:
            if not self._records:
                raise InvalidValue(
                    f"{self.name} is not a SIE file: line {self.number} does not begin with # but {text[:40]!r}"
                )
            self.found.add("sie-line", Severity.WARNING, self.number, text=text[:40])

    def _tell(self, field: str, value: object) -> None:
        self.told[field] = value

    def _name(self, kind: str, key: Any, name: str) -> None:
        self.names[kind][key] = name

    def _year(self, _: str, fields: list[str]) -> None:
        start, end = self._day(fields[1]), self._day(fields[2])
        if end < start:
            raise _Fault("sie-day", text=fields[2])
        self.years[_whole(fields[0])] = Period(start, end)

    def _day(self, text: str) -> date:
        if re.fullmatch("[0-9]{8}", text):
            try:
                return date(int(text[:4]), int(text[4:6]), int(text[6:]))
            except ValueError:
                pass
        raise _Fault("sie-day", text=text[:40])

    def _month(self, label: str, fields: list[str], kind: str) -> None:
        year, month, account = _whole(fields[0]), fields[1], fields[2]
        with_objects = fields[3].startswith("{")
        objects = self._object_list(fields[3]) if with_objects else ()
        amount = self._amount(label, fields, 4 if with_objects else 3)
        self._used.setdefault(year, self.number)
        if len(month) != 6 or not month.isdecimal() or not month.isascii() or not 1 <= int(month[4:]) <= 12:
            raise _Fault("sie-month", text=month[:40])
        known = self.years.get(year)
        if known is not None and not is_within(int(month), known):
            self.found.add("sie-month-outside", Severity.WARNING, self.number, month=month, year=str(year))
        self._keep(kind, (int(month), account, objects), amount)

    def _balance(self, label: str, fields: list[str]) -> None:
        with_objects = fields[2].startswith("{")
        objects = self._object_list(fields[2]) if with_objects else ()
        amount = self._amount(label, fields, 3 if with_objects else 2)
        year = _whole(fields[0])
        self._used.setdefault(year, self.number)
        self._keep(_BALANCES[label], (year, fields[1], objects), amount)

    def _begin(self, _: str, fields: list[str]) -> None:
        if self._open:
            self.found.add("sie-cut", Severity.ERROR, self.number)
        self._open, self._left = False, 0
        day = self._day(fields[2])
        self._voucher = self.number, day.year * 100 + day.month

    def _transaction(self, label: str, fields: list[str]) -> None:
        account, with_objects = fields[0], fields[1].startswith("{")
        objects = self._object_list(fields[1]) if with_objects else ()
        amount = self._amount(label, fields, 2 if with_objects else 1)
        if self._voucher is None:
            self.found.add("sie-stray", Severity.ERROR, self.number)
            return
        self._left += amount
        cell = self._voucher[1], account, objects
        sums = self.sums["vouchers"]
        if cell in sums:
            sums[cell] += amount
        else:
            self._keep("vouchers", cell, amount)

    def _keep(self, kind: str, cell: Cell, amount: int) -> None:
        sums = self.sums[kind]
        if cell in sums:
            if sums[cell] != amount:
                self.found.add("sie-twice", Severity.ERROR, self.number, account=cell[1], month=str(cell[0]))
            return
        if len(sums) >= MOST_CELLS:
            raise TooLarge(f"{self.name} has more than {MOST_CELLS} sums of account, month and object")
        sums[cell] = amount

    def _object_list(self, text: str) -> Objects:
        known = self._objects.get(text)
        if known is None:
            fields = [_unescaped(quoted) or plain for quoted, _, plain, _ in _FIELDS.findall(text[1:-1])]
            if len(fields) % 2:
                raise _Fault("sie-objects", text=text[:40])
            known = tuple(sorted(zip(fields[::2], fields[1::2], strict=True)))
            if len(self._objects) < MOST_CELLS:
                self._objects[text] = known
        return known

    def _amount(self, label: str, fields: list[str], at: int) -> int:
        text = fields[at]
        match = _AMOUNT.fullmatch(text)
        if match is None:
            raise _Fault("sie-amount", text=text[:40])
        sign, whole, point, decimals = match.groups()
        if point is None and len(whole) <= 3 and at + 1 < len(fields) and _GROUP.fullmatch(fields[at + 1]):
            self._parted(label, fields[at:])
        if point == ",":
            self.found.add("sie-comma", Severity.WARNING, self.number, label=label, text=text)
        cents = int(whole) * 100 + (int(decimals.ljust(2, "0")) if decimals else 0)
        return -cents if sign == "-" else cents

    def _parted(self, label: str, fields: list[str]) -> None:
        """An amount whose thousands are parted by blanks, as the format does not allow; or one with its quantity."""
        groups = list(takewhile(_GROUP.fullmatch, fields[1:]))
        if len(groups) > 1 or groups[0].startswith("0") or not groups[0].isdecimal() or label in _TRANSACTIONS:
            raise _Fault("sie-amount", text=" ".join([fields[0], *groups])[:40])
        self.found.add("sie-quantity", Severity.WARNING, self.number, label=label, amount=fields[0], quantity=groups[0])

    def _tell_missing_totals(self) -> None:
        """Where rows of objects stand without their total row, they are all that there is to sum."""
        for label, kind in (("#PSALDO", "balances"), ("#PBUDGET", "budgets")):
            rows = self.sums[kind]
            lacking = dict.fromkeys(
                (month, account) for month, account, objects in rows if objects and (month, account, ()) not in rows
            )
            for month, account in islice(lacking, 1):
                values = {"label": label, "count": len(lacking), "account": account, "month": str(month)}
                self.found.add("sie-no-total", Severity.WARNING, **values)

    def _compare(self) -> None:
        """Where a year's months sum to something else than the year's result, the file contradicts itself."""
        sums: Counter[tuple[int, str]] = Counter()
        for (month, account, objects), amount in self.sums["balances"].items():
            if not objects:
                for year, period in self.years.items():
                    if is_within(month, period):
                        sums[year, account] += amount
        for (year, account, objects), result in self.sums["results"].items():
            if not objects and (year, account) in sums and sums[year, account] != result:
                gap = kronor(result - sums[year, account])
                self.found.add("sie-result", Severity.WARNING, account=account, year=str(year), gap=gap)


def _whole(text: str) -> int:
    if re.fullmatch("-?[0-9]{1,3}", text) is None:
        raise _Fault("sie-year", text=text[:40])
    return int(text)


def _plain(text: str) -> str:
    """The fields of a record after each other, those of its objects too."""
    return "".join(
        _plain(braced[1:-1]) if braced else _unescaped(quoted) or plain
        for quoted, braced, plain, _ in _FIELDS.findall(text)
    )


def _unescaped(field: str) -> str:
    return field if field.startswith("{") else re.sub(r"\\(.)", r"\1", field)
