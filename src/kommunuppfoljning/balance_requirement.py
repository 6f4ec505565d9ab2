"""The balanced-budget requirement (*balanskravsutredning*): from the year's result to what must be restored.

Malmö's of 2015, in millions of kronor:

>>> year = BalanceRequirement(year=2015, result=563, adjustments={"capital_gains": -23}, to_reserve=-185,
...                           brought_forward={2014: -193})
>>> year.adjusted_result, year.balance_result, year.remaining, year.to_restore, dict(year.deadlines)
(540, 355, 0, 0, {})

A deficit has three years to be restored in; what is left has its deadline, the oldest being repaid first:

>>> year = BalanceRequirement(year=2024, result=-30, adjustments={"capital_gains": -12}, from_reserve=20,
...                           brought_forward={2023: -5})
>>> year.remaining, dict(year.outstanding), dict(year.deadlines)
(-27, {2023: -5, 2024: -22}, {2023: 2026, 2024: 2027})

Source: kommunallagen (2017:725) 11 kap. 12 § (as worded by SFS 2018:600, read) and 5, 13 §§ (not read here); lagen
(2018:597) om kommunal bokföring och redovisning 11 kap. 10 § and RKR R15 (not read here: the lines are those of annual
reports that follow them). That the oldest deficit is repaid first is practice, not law. The figures are from Malmö
stad, Årsredovisning 2015, Balanskrav.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from kommunuppfoljning.amounts import Amount, minus, plus, total_of
from kommunuppfoljning.errors import InvalidType, InvalidValue, expect, shown
from kommunuppfoljning.locale import has_message, message
from kommunuppfoljning.models import EMPTY, FrozenMapping, Model
from kommunuppfoljning.reserves import FIRST_RESULT_RESERVE
from kommunuppfoljning.tables import CellKind, Column, Row, Table
from kommunuppfoljning.terms import Basis

__all__ = ["ADJUSTMENTS", "BalanceRequirement"]

ADJUSTMENTS = (
    "capital_gains",
    "exempt_capital_gains",
    "exempt_capital_losses",
    "unrealised_gains_and_losses",
    "reversed_unrealised",
)
"""The statutory lines between the result and the result after adjustments, by the names that `to_table` knows."""

YEARS_TO_RESTORE = 3
"""Kommunallagen 11 kap. 12 §: within the following three years."""


def _named(lines: object) -> Mapping[str, Amount]:
    """Adjustments by name; bare amounts are numbered."""
    if isinstance(lines, Mapping):
        return lines
    if isinstance(lines, Iterable) and not isinstance(lines, str | bytes):
        return FrozenMapping((str(place), amount) for place, amount in enumerate(lines, start=1))
    raise InvalidType(f"BalanceRequirement: adjustments must be amounts, or amounts by name, got {shown(lines)}")


@attrs.frozen(kw_only=True, repr=False)
class BalanceRequirement(Model):
    """The balanced-budget requirement of a year (*balanskravsutredning*); every amount is signed as printed.

    Parameters
    ----------
    year, result
        The year, and its result by the income statement [the report's unit].
    adjustments
        Capital gains, unrealised gains and losses and their reversal: amounts, or amounts by name. The statutory lines
        are `ADJUSTMENTS`; a line may carry the other sign, as when a sale gives a loss.
    to_reserve, from_reserve
        Put into the reserve that the year's law knows (≤ 0), and taken out of it (≥ 0): the equalisation reserve (RUR)
        to 2023, the result reserve (RER) from 2024.
    from_old_reserve
        Taken out of an equalisation reserve that is still held from 2024 on (≥ 0), beside the result reserve.
    exemption, exemption_in_result
        What the council has exempted from being restored (*synnerliga skäl*, ≥ 0); it counts in what remains, and in
        the year's result only where the municipality prints it so.
    brought_forward
        Earlier deficits not yet restored (≤ 0): an amount, or amounts by year.
    basis
        Whether it rests on the forecast or the outcome.

    Raises
    ------
    InvalidType, InvalidValue
        For a field of the wrong kind or the wrong sign.
    """

    year: int
    result: Amount | None = None
    adjustments: Mapping[str, Amount] = attrs.field(default=EMPTY, converter=_named)
    to_reserve: Amount = 0
    from_reserve: Amount = 0
    from_old_reserve: Amount = 0
    exemption: Amount = 0
    exemption_in_result: bool = False
    brought_forward: Amount | Mapping[int, Amount] = 0
    basis: Basis = Basis.OUTCOME

    _told = ("year", "result", "basis")

    def _validate(self) -> None:
        earlier = self.brought_forward
        signs = {
            "to_reserve": self.to_reserve <= 0,
            "from_reserve": self.from_reserve >= 0,
            "from_old_reserve": self.from_old_reserve >= 0,
            "exemption": self.exemption >= 0,
            "brought_forward": all(
                amount <= 0 for amount in (earlier.values() if isinstance(earlier, Mapping) else (earlier,))
            ),
        }
        for name, right in signs.items():
            if not right:
                sign = "at most 0" if name in ("to_reserve", "brought_forward") else "at least 0"
                raise InvalidValue(
                    f"BalanceRequirement {shown(self.year)}: {name} must be {sign}, got {shown(getattr(self, name))}"
                )
        if self.from_old_reserve and self.year < FIRST_RESULT_RESERVE:
            raise InvalidValue(
                f"BalanceRequirement {self.year}: from_old_reserve is of {FIRST_RESULT_RESERVE} and later, when there "
                "is a result reserve beside it; until then from_reserve is the equalisation reserve"
            )
        if isinstance(earlier, Mapping):
            late = [year for year in earlier if year >= self.year]
            if late:
                year = f"BalanceRequirement {shown(self.year)}"
                raise InvalidValue(f"{year}: brought_forward must be from earlier years, got {shown(late[0])}")

    @property
    def adjusted_result(self) -> Amount | None:
        """The result after adjustments (*årets resultat efter balanskravsjusteringar*)."""
        return total_of((self.result, *self.adjustments.values()))

    @property
    def balance_result(self) -> Amount | None:
        """The result under the requirement, after the reserve (*årets balanskravsresultat*)."""
        exempted = self.exemption if self.exemption_in_result else 0
        return total_of((self.adjusted_result, *self._reserves, exempted))

    @property
    def remaining(self) -> Amount | None:
        """What remains to restore with earlier deficits, ≤ 0 (*återstående att återställa*): a surplus is no credit."""
        exempted = 0 if self.exemption_in_result else self.exemption
        whole = total_of((*self._earlier.values(), self.balance_result, exempted))
        return None if whole is None else min(whole, 0)

    @property
    def to_restore(self) -> Amount | None:
        """The same as a positive amount (*att återställa*)."""
        remaining = self.remaining
        return None if remaining is None else minus(0, remaining)

    @property
    def outstanding(self) -> Mapping[int, Amount]:
        """What remains of each year's deficit (≤ 0), the oldest repaid first; year 0 where the year is not told."""
        balance = self.balance_result
        if balance is None:
            return EMPTY
        after = balance if self.exemption_in_result else plus(balance, self.exemption)
        left = max(after, 0)
        remaining: dict[int, Amount] = {}
        for year, deficit in sorted(self._earlier.items()):
            left = plus(left, deficit)
            if left < 0:
                remaining[year] = left
            left = max(left, 0)
        if after < 0:
            remaining[self.year] = after
        return FrozenMapping(remaining)

    @property
    def deadlines(self) -> Mapping[int, int]:
        """The year of each deficit that remains → the last year to restore it, the oldest repaid first.

        Deficits brought forward without their years have no deadlines here.
        """
        return FrozenMapping({year: year + YEARS_TO_RESTORE for year in self.outstanding if year})

    def carried(self, year: int, **figures: Any) -> "BalanceRequirement":
        """The next year's, with what remains brought forward by year (*överför till nästa år*).

        >>> year = BalanceRequirement(year=2024, result=-20).carried(2025, result=12)
        >>> year.to_restore, dict(year.deadlines)
        (8, {2024: 2027})

        Raises `InvalidValue` for a year that is not later, and where this year's result is not known: nobody can say
        then what is left to restore.
        """
        expect(year, int, "BalanceRequirement.carried: year")
        if year <= self.year:
            raise InvalidValue(f"BalanceRequirement {self.year}: year must be a later one, got {shown(year)}")
        if self.balance_result is None:
            raise InvalidValue(f"BalanceRequirement {self.year}: result must be known before what remains is carried")
        return BalanceRequirement(year=year, brought_forward=self.outstanding, **figures)

    def to_table(self, locale: str = "sv", *, unit: str = "") -> Table:
        """The statutory table (*balanskravsutredning*), line by line; lines that are 0 throughout are left out."""
        reserve = "equalisation" if self.year < FIRST_RESULT_RESERVE else "result"
        lines: list[tuple[str, Amount | None, bool]] = [("result", self.result, False)]
        lines += [(name, amount, False) for name, amount in self.adjustments.items()]
        lines += [
            ("adjusted_result", self.adjusted_result, True),
            (f"to_{reserve}_reserve", self.to_reserve, False),
            (f"from_{reserve}_reserve", self.from_reserve, False),
            ("from_equalisation_reserve", self.from_old_reserve, False),
            ("exemption", self.exemption if self.exemption_in_result else 0, False),
            ("balance_result", self.balance_result, True),
            *((f"brought_forward:{year}", amount, False) for year, amount in sorted(self._earlier.items())),
            ("exemption", 0 if self.exemption_in_result else self.exemption, False),
            ("remaining", self.remaining, True),
        ]
        columns = (
            Column(key="name", label=message("column.line", locale)),
            Column(key="amount", label=str(self.year), kind=CellKind.AMOUNT),
        )
        rows = tuple(
            Row(cells=(_label(name, self.basis, locale), amount), is_total=is_total)
            for name, amount, is_total in lines
            if is_total or amount != 0 or name == "result"
        )
        return Table(title=message("table.balance", locale), unit=unit, columns=columns, rows=rows)

    @property
    def _reserves(self) -> tuple[Amount, ...]:
        return self.to_reserve, self.from_reserve, self.from_old_reserve

    @property
    def _earlier(self) -> Mapping[int, Amount]:
        """Earlier deficits by year; year 0 for those whose year is not told."""
        earlier = self.brought_forward
        return earlier if isinstance(earlier, Mapping) else {0: earlier} if earlier else {}


def _label(name: str, basis: Basis, locale: str) -> str:
    """A line's words: those of the statutory lines from the catalogue, a municipality's own as they are."""
    if name.isdecimal():
        return message("balance.adjustment", locale, number=name)
    of, _, year = name.partition(":")
    if of == "brought_forward" and year != "0":
        return message("balance.brought_forward_year", locale, year=year)
    key = f"balance.{of if of == 'brought_forward' else name}"
    if name == "result" and basis is Basis.FORECAST:
        key = "balance.result_forecast"
    return message(key, locale) if has_message(key, locale) else name
