r"""SIE files (*SIE 4*) from a ledger: types 1 to 4, what they hold summed by account, month and object.

A file is summed as it is read, so memory follows the number of accounts, months and objects and not the length of the
file. Each fault is a finding with its line, and the rest is read.

>>> from kommunuppfoljning.io import read_sie
>>> ledger = read_sie(b'''#FLAGGA 0
... #SIETYP 2
... #FNAMN "Exempelkommun"
... #RAR 0 20240101 20241231
... #KONTO 3011 "Avgifter"
... #PSALDO 0 202408 3011 {} -6800.00
... ''')
>>> ledger.company, ledger.change("3011", Period.for_month(2024, 8))
('Exempelkommun', Decimal('-6800.00'))

In the file debit is positive and credit negative, so revenue is negative; `signed` turns that into what reports print.

Source: SIE-gruppen, SIE filformat 4B (2008-09-30).
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import attrs

from kommunuppfoljning.errors import InvalidValue, expect
from kommunuppfoljning.findings import Finding
from kommunuppfoljning.models import EMPTY
from kommunuppfoljning.periods import Period

__all__ = ["Cell", "Objects", "SieFile", "is_within", "kronor", "months_of", "sie_text", "signed"]

Objects = tuple[tuple[str, str], ...]
"""The objects that an amount is on, each with its dimension, in order."""
Cell = tuple[int, str, Objects]
"""Month (202408), account and objects."""


def signed(amount: Decimal) -> Decimal:
    """An amount of a ledger as a report prints it (*teckenvändning*): revenue positive and costs negative."""
    return amount.copy_negate() if amount else amount


@attrs.frozen(kw_only=True, repr=False, eq=False)
class SieFile:
    """What a SIE file holds (*SIE-fil*), its amounts in öre with the file's own signs: debit +, credit −.

    Parameters
    ----------
    name, kind, company, organisation_number, program, through
        The file's name, its type (1 to 4), whose ledger it is, and the day that it reaches to (`#OMFATTN`).
    years
        The number of a year (0 this, −1 last) → its `Period`.
    accounts, account_types, dimensions, objects
        What their numbers mean.
    balances, budgets, vouchers
        Month, account and objects → what it changed by: as the file sums it, as it is budgeted, and as its vouchers
        sum.
    opening, closing, results
        Year, account and objects → the balance.
    findings
        Everything that was wrong, with its line.
    """

    name: str
    kind: str = ""
    company: str = ""
    organisation_number: str = ""
    program: str = ""
    through: date | None = None
    years: Mapping[int, Period] = EMPTY
    accounts: Mapping[str, str] = EMPTY
    account_types: Mapping[str, str] = EMPTY
    dimensions: Mapping[str, str] = EMPTY
    objects: Mapping[tuple[str, str], str] = EMPTY
    balances: Mapping[Cell, int] = EMPTY
    budgets: Mapping[Cell, int] = EMPTY
    vouchers: Mapping[Cell, int] = EMPTY
    opening: Mapping[Cell, int] = EMPTY
    closing: Mapping[Cell, int] = EMPTY
    results: Mapping[Cell, int] = EMPTY
    findings: tuple[Finding, ...] = ()

    def __repr__(self) -> str:
        return f"SieFile({self.name}, type {self.kind or '?'}, {self.company!r}, {len(self.accounts)} accounts)"

    def change(self, account: str, period: Period, *, budget: bool = False) -> Decimal | None:
        """What an account changed by in a period [kr, debit +], `None` where the file does not say.

        A month that the file has no sums for is summed from its vouchers; `months_without` are those that it has
        nothing for. Raises `InvalidValue` for a period that is not of whole months.
        """
        return self.by_account(period, budget=budget).get(account)

    def by_account(self, period: Period, *, budget: bool = False) -> dict[str, Decimal]:
        """Account → what it changed by in a period [kr, debit +].

        Total rows alone, where there are any: rows of objects hold the same money, and are never added to them.
        """
        found: defaultdict[str, int] = defaultdict(int)
        vouchers = self._voucher_months(period, budget=budget)
        for (month, account), cells in self._cells(period, budget=budget).items():
            chosen = cells if month in vouchers else [()] if () in cells else _least(cells)
            found[account] += sum(cells[objects] for objects in chosen)
        return {account: kronor(amount) for account, amount in found.items()}

    def by_object(self, dimension: str, period: Period, *, budget: bool = False) -> dict[tuple[str, str], Decimal]:
        """Object of a dimension and account → what it changed by [kr, debit +].

        Rows of that dimension alone are used where there are any; what total rows hold beside them is under the object
        ``""``.
        """
        found: defaultdict[tuple[str, str], int] = defaultdict(int)
        vouchers = self._voucher_months(period, budget=budget)
        for (month, account), cells in self._cells(period, budget=budget).items():
            on = {objects: dict(objects)[dimension] for objects in cells if dimension in dict(objects)}
            chosen = on if month in vouchers else {objects: on[objects] for objects in _least(on)}
            for objects, name in chosen.items():
                found[name, account] += cells[objects]
            whole = sum(cells.values()) if month in vouchers else cells.get(())
            if whole is None and not chosen:
                whole = sum(cells[objects] for objects in _least(cells))
            if whole is not None:
                rest = whole - sum(cells[objects] for objects in chosen)
                if rest or not chosen:
                    found["", account] += rest
        return {key: kronor(amount) for key, amount in found.items()}

    def months_without(self, period: Period, *, budget: bool = False) -> tuple[int, ...]:
        """The months of a period that the file has nothing for."""
        held = {month for month, _ in self._cells(period, budget=budget)}
        return tuple(month for month in months_of(period) if month not in held)

    def _voucher_months(self, period: Period, *, budget: bool) -> set[int]:
        """The months that are summed from vouchers, since the file has no sums of its own for them."""
        return set() if budget else set(months_of(period)) - {month for month, _, _ in self.balances}

    def _cells(self, period: Period, *, budget: bool) -> dict[tuple[int, str], dict[Objects, int]]:
        """Month and account → objects → what it changed by."""
        months = set(months_of(period))
        vouchers = self._voucher_months(period, budget=budget)
        sources = [(self.budgets, months)] if budget else [(self.balances, months), (self.vouchers, vouchers)]
        found: dict[tuple[int, str], dict[Objects, int]] = {}
        for source, asked in sources:
            for (month, account, objects), amount in source.items() if asked else ():
                if month in asked:
                    found.setdefault((month, account), {})[objects] = amount
        return found


def months_of(period: Period) -> tuple[int, ...]:
    """The months of a period as a ledger has them (202401, 202402 …).

    Raises `InvalidValue` for a period that is not of whole months.
    """
    expect(period, Period, "period")
    if period.months is None:
        raise InvalidValue(f"a ledger is summed by whole months, got the period {period.start} to {period.end}")
    first = period.start.year * 12 + period.start.month - 1
    return tuple((month // 12) * 100 + month % 12 + 1 for month in range(first, first + period.months))


def is_within(month: int, period: Period) -> bool:
    """Whether a month (202408) is in a period, in part at least."""
    year, number = divmod(month, 100)
    return period.start <= date(year, number, monthrange(year, number)[1]) and date(year, number, 1) <= period.end


def _least(cells: Mapping[Objects, Any]) -> Iterator[Objects]:
    """The rows of one set of dimensions, the smallest: rows of different sets hold the same money."""
    sets = {tuple(dimension for dimension, _ in objects) for objects in cells}
    if sets:
        chosen = min(sets, key=lambda dimensions: (len(dimensions), dimensions))
        yield from (objects for objects in cells if tuple(dimension for dimension, _ in objects) == chosen)


def kronor(cents: int) -> Decimal:
    """An amount in öre as kronor, exact whatever the caller's decimal context."""
    return Decimal(f"{cents}E-2")


def sie_text(ledger: SieFile) -> str:
    """A ledger's file as SIE text (*skriv SIE-fil*): its names and sums, without its vouchers, for exchange."""
    lines = ["#FLAGGA 0", "#FORMAT PC8", f"#SIETYP {ledger.kind or 3}", f"#FNAMN {_quoted(ledger.company)}"]
    if ledger.organisation_number:
        lines.append(f"#ORGNR {_quoted(ledger.organisation_number)}")
    lines += [f"#RAR {year} {span.start:%Y%m%d} {span.end:%Y%m%d}" for year, span in ledger.years.items()]
    if ledger.through:
        lines.append(f"#OMFATTN {ledger.through:%Y%m%d}")
    lines += [f"#DIM {_quoted(number)} {_quoted(name)}" for number, name in ledger.dimensions.items()]
    lines += [f"#OBJEKT {_quoted(of)} {_quoted(one)} {_quoted(name)}" for (of, one), name in ledger.objects.items()]
    lines += [f"#KONTO {_quoted(number)} {_quoted(name)}" for number, name in ledger.accounts.items()]
    lines += [f"#KTYP {_quoted(number)} {_quoted(kind)}" for number, kind in ledger.account_types.items()]
    for plain, by_object, balances in (("#IB", "#OIB", ledger.opening), ("#UB", "#OUB", ledger.closing)):
        for (year, account, objects), amount in balances.items():
            place = f"{_quoted(account)} {_braced(objects)}" if objects else _quoted(account)
            lines.append(f"{by_object if objects else plain} {year} {place} {kronor(amount)}")
    lines += [
        f"#RES {year} {_quoted(account)} {kronor(amount)}" for (year, account, _), amount in ledger.results.items()
    ]
    for label, sums in (("#PSALDO", ledger.balances), ("#PBUDGET", ledger.budgets)):
        for (month, account, objects), amount in sums.items():
            year = next((number for number, span in ledger.years.items() if is_within(month, span)), 0)
            lines.append(f"{label} {year} {month:06} {_quoted(account)} {_braced(objects)} {kronor(amount)}")
    return "".join(f"{line}\r\n" for line in lines)


def _quoted(text: str) -> str:
    plain = " ".join(text.split())
    escaped = plain.replace("\\", "\\\\").replace('"', '\\"')
    return plain if plain.isalnum() else f'"{escaped}"'


def _braced(objects: Objects) -> str:
    return "{" + " ".join(f"{_quoted(dimension)} {_quoted(one)}" for dimension, one in objects) + "}"
