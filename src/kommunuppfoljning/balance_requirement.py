"""The balanced-budget requirement (*balanskravsutredning*): from the year's result to what must be restored.

>>> year = BalanceRequirement(year=2024, result=-30, adjustments={"Realisationsvinster": -12}, from_reserve=20,
...                           brought_forward={2023: -5})
>>> year.adjusted_result, year.balance_result, year.remaining, year.to_restore, dict(year.deadlines)
(-42, -22, -27, 27, {2023: 2026, 2024: 2027})

Source: kommunallagen (2017:725) 11 kap. 5, 12-14 §§; lagen (2018:597) om kommunal bokföring och redovisning
11 kap. 10 §; RKR R15. That the oldest deficit is repaid first is practice, not law.
"""

from collections.abc import Iterable, Mapping

import attrs

from kommunuppfoljning.amounts import Amount, minus, plus, total_of
from kommunuppfoljning.errors import InvalidType, InvalidValue, shown
from kommunuppfoljning.models import EMPTY, FrozenMapping, Model
from kommunuppfoljning.terms import Basis

__all__ = ["BalanceRequirement"]

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
        Capital gains, unrealised gains and losses and their reversal: amounts, or amounts by name.
    to_reserve, from_reserve
        Put into the reserve (≤ 0), and taken out of it (≥ 0).
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
        return total_of((self.adjusted_result, self.to_reserve, self.from_reserve, exempted))

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
    def deadlines(self) -> Mapping[int, int]:
        """The year of each deficit that remains → the last year to restore it, the oldest repaid first.

        Deficits brought forward without their years have no deadlines here.
        """
        balance = self.balance_result
        if balance is None:
            return EMPTY
        after = balance if self.exemption_in_result else plus(balance, self.exemption)
        left, deficits = max(after, 0), {**self._earlier, self.year: min(after, 0)}
        last: dict[int, int] = {}
        for year in sorted(deficits):
            left = plus(left, deficits[year])
            if left < 0 and year:
                last[year] = year + YEARS_TO_RESTORE
            left = max(left, 0)
        return FrozenMapping(last)

    @property
    def _earlier(self) -> Mapping[int, Amount]:
        """Earlier deficits by year; year 0 for those whose year is not told."""
        earlier = self.brought_forward
        return earlier if isinstance(earlier, Mapping) else {0: earlier} if earlier else {}
