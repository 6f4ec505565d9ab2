"""Accounts (*konton*): which line of a table each account is summed in, by a mapping that the user gives.

>>> plan = AccountPlan(id="ks", ignored=["1", "2"], lines=[
...     AccountLine(id="intakter", kind=LineKind.REVENUE, ranges=["3"]),
...     AccountLine(id="kostnader", ranges=["4-7"]),
...     AccountLine(id="kapitalkostnader", ranges=["79"], part_of="kostnader")])
>>> plan.line_of(5011).id, plan.line_of(7910).id, plan.line_of(1510) is None
('kostnader', 'kapitalkostnader', True)
>>> plan.line_of(8010)
Traceback (most recent call last):
kommunuppfoljning.errors.NotFound: AccountPlan 'ks': no line takes the account 8010

An account that no line takes is an error and is never guessed. `KOMMUN_BAS` is a starting point, not a municipality's
chart.

Source: Kommun-Bas 13 and 21 (SKR) for the classes, read in municipalities' own charts that follow them.
"""

import attrs
import numpy as np
from numpy.typing import NDArray

from kommunuppfoljning.errors import InvalidValue, NotFound, shown
from kommunuppfoljning.models import Model, by_id, unique_ids
from kommunuppfoljning.terms import LineKind

__all__ = ["KOMMUN_BAS", "UNKNOWN", "AccountLine", "AccountPlan"]

MOST_DIGITS = 7
"""No account has more digits: the mapping is a table with a place for each."""
UNKNOWN = -1


@attrs.frozen(kw_only=True, repr=False)
class AccountLine(Model):
    """A line of a table and the accounts that are summed in it (*rad och kontointervall*).

    Parameters
    ----------
    id, name, kind
        As of the `BudgetLine` that it becomes; an account belongs to revenue or to costs, not to a net.
    ranges
        The accounts, by how their numbers begin: "3" for all that begin with 3, "50-56" for 50 to 56.
    part_of
        The line that it is a "varav" of: its accounts count there too.

    Raises
    ------
    InvalidType, InvalidValue
        For a range that is none, and a line of the kind net.
    """

    id: str
    name: str = ""
    kind: LineKind = LineKind.COST
    ranges: tuple[str, ...] = ()
    part_of: str | None = None

    def _validate(self) -> None:
        if self.kind is LineKind.NET:
            raise InvalidValue(f"AccountLine {self.id!r}: kind must be REVENUE or COST")
        for text in self.ranges:
            _prefixes(text, f"AccountLine {self.id!r}")


@attrs.frozen(kw_only=True, repr=False)
class AccountPlan(Model):
    """Which line each account belongs to (*kontomappning*).

    Parameters
    ----------
    id
        What it is called.
    lines
        Each account belongs to one of them, "varav" lines aside.
    ignored
        Accounts that are left out on purpose, such as those of the balance sheet: "1", "2".

    Raises
    ------
    InvalidType, InvalidValue
        For an id that is there twice, an account that two lines take (it would be counted twice), and a "varav" line
        whose line is not there, is a part itself, or is of another kind.
    """

    id: str
    lines: tuple[AccountLine, ...]
    ignored: tuple[str, ...] = ()

    def _validate(self) -> None:
        where = f"AccountPlan {self.id!r}"
        unique_ids(self.lines, where, "lines")
        whole = {line.id: line for line in self.lines if line.part_of is None}
        for line in self.lines:
            if line.part_of is not None and (line.part_of not in whole or whole[line.part_of].kind is not line.kind):
                raise InvalidValue(
                    f"{where}: part_of of {line.id!r} must be a line of the same kind that is no part itself, "
                    f"got {line.part_of!r}"
                )
        taken: list[tuple[str, AccountLine]] = []
        for line in self.lines:
            for prefix in (prefix for text in line.ranges for prefix in _prefixes(text, where)):
                for known, other in taken:
                    if _overlap(known, prefix) and line.part_of != other.id and other.part_of != line.id:
                        raise InvalidValue(
                            f"{where}: accounts that begin with {prefix} would be counted twice, "
                            f"in {other.id!r} and in {line.id!r}"
                        )
                taken.append((prefix, line))
        for text in self.ignored:
            _prefixes(text, where)

    def __getitem__(self, key: str) -> AccountLine:
        return by_id(self.lines, key, f"lines of the plan {self.id!r}")

    def line_of(self, account: int) -> AccountLine | None:
        """The line that an account is summed in, the finest of them; `None` where it is left out on purpose.

        Raises `NotFound` for an account that no line takes.

        >>> KOMMUN_BAS.line_of(5011).name
        'Kostnader för arbetskraft'
        """
        number = whole_account(account, f"AccountPlan {self.id!r}: account")
        place = int(self.places(number)[number])
        if place == UNKNOWN:
            raise NotFound(f"AccountPlan {self.id!r}: no line takes the account {account}")
        return None if place == len(self.lines) else self.lines[place]

    def places(self, most: int) -> NDArray[np.int16]:
        """The place in `lines` of every account up to `most`: one past the last for those left out, −1 for unknown.

        The longest beginning that fits wins, and of equals a part before its whole.
        """
        table: NDArray[np.int16] = np.full(whole_account(most, "AccountPlan: most") + 1, UNKNOWN, np.int16)
        given = [(prefix, len(self.lines)) for text in self.ignored for prefix in _prefixes(text, self.id)]
        lines = sorted(enumerate(self.lines), key=lambda pair: pair[1].part_of is not None)
        given += [
            (prefix, place) for place, line in lines for text in line.ranges for prefix in _prefixes(text, self.id)
        ]
        for prefix, place in sorted(given, key=lambda pair: len(pair[0])):
            for zeros in range(MOST_DIGITS):  # past the end of the table is no account
                table[int(prefix) * 10**zeros : (int(prefix) + 1) * 10**zeros] = place
        return table


def whole_account(account: object, field: str) -> int:
    """An account's number; refuses anything else, naming `field`."""
    if isinstance(account, bool) or not isinstance(account, int) or not 0 <= account < 10**MOST_DIGITS:
        raise InvalidValue(f"{field} must be a whole number of at most {MOST_DIGITS} digits, got {shown(account)}")
    return account


def _prefixes(text: str, where: str) -> tuple[str, ...]:
    """How the accounts of a range begin: "50-52" is 50, 51 and 52."""
    first, dash, last = text.partition("-")
    if not (first.isdecimal() and first.isascii() and (not dash or (last.isdecimal() and last.isascii()))):
        raise InvalidValue(f"{where}: ranges must be such as '3' or '50-56', got {shown(text)}")
    last = last or first
    if len(first) != len(last) or last < first or len(first) > MOST_DIGITS:
        raise InvalidValue(f"{where}: a range must go upwards between beginnings of equal length, got {shown(text)}")
    return tuple(str(number).zfill(len(first)) for number in range(int(first), int(last) + 1))


def _overlap(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


KOMMUN_BAS = AccountPlan(
    id="kommun-bas",
    lines=(
        AccountLine(id="intakter", name="Verksamhetens intäkter", kind=LineKind.REVENUE, ranges=("3",)),
        AccountLine(id="kop", name="Kostnader och utgifter", ranges=("4",)),
        AccountLine(id="personal", name="Kostnader för arbetskraft", ranges=("5",)),
        AccountLine(id="ovrigt", name="Övriga verksamhetskostnader", ranges=("6", "7")),
        AccountLine(id="skatt", name="Skatter och generella bidrag", kind=LineKind.REVENUE, ranges=("80", "82", "83")),
        AccountLine(id="finansiella-intakter", name="Finansiella intäkter", kind=LineKind.REVENUE, ranges=("84",)),
        AccountLine(id="finansiella-kostnader", name="Finansiella kostnader", ranges=("85",)),
    ),
    ignored=("1", "2"),
)
"""The classes of Kommun-Bas as a starting point: 3 revenue, 4–7 costs, 8 taxes, grants and financial items.

Classes 1 and 2 are the balance sheet, and left out. Class 9 and the rest of class 8 have no line here: map those used.
"""
