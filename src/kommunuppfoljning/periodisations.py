"""Periodisation keys (*periodiseringsnycklar*): a year's amount spread over its months, adding up to the last digit.

>>> Periodisation.even().spread(100)
(9, 9, 9, 9, 8, 8, 8, 8, 8, 8, 8, 8)
>>> school = Periodisation(name="skola", weights=(9, 9, 9, 9, 9, 9, 3, 7, 9, 9, 9, 9))
>>> school.to_date(1_000, month=8)
640

A key is the budget's own (its decided months), even, or last year's profile; a forecast may use the mean of several.

Source: practice in Swedish municipalities; the largest remainder (Hamilton's method) makes the months add up.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import accumulate

import attrs

from kommunuppfoljning.amounts import (
    Amount,
    amount_of,
    checked_digits,
    decimals_of,
    exact_amount,
    round_to_total,
    total_of,
)
from kommunuppfoljning.errors import InvalidType, InvalidValue, expect, shown
from kommunuppfoljning.models import Model

__all__ = ["MONTHS", "MonthlyYear", "Periodisation", "month_number"]

MONTHS = 12


@attrs.frozen(kw_only=True, repr=False)
class Periodisation(Model):
    """How a year is spread over its months (*periodiseringsnyckel*).

    Parameters
    ----------
    weights
        Twelve weights of any scale: amounts, percentages, days. What counts is each one's share of their sum.
    name
        What the key is called.

    Raises
    ------
    InvalidType, InvalidValue
        For another number of weights than twelve, a missing one, and weights that sum to zero: nothing can be spread
        by them.
    """

    weights: tuple[Amount, ...]
    name: str = ""

    _told = ("name", "weights")

    def _validate(self) -> None:
        if len(self.weights) != MONTHS:
            raise InvalidValue(f"Periodisation: weights must be {MONTHS}, one for each month, got {len(self.weights)}")
        if None in self.weights:
            raise InvalidValue(
                f"Periodisation: weights must be known, got None for month {self.weights.index(None) + 1}; a month "
                "without anything is 0"
            )
        if total_of(self.weights) == 0:
            raise InvalidValue("Periodisation: weights must not sum to 0, nothing can be spread by them")

    @classmethod
    def even(cls) -> "Periodisation":
        """A twelfth each month (*jämn fördelning, tolftedelar*)."""
        return cls(weights=(1,) * MONTHS, name="even")

    @classmethod
    def like(cls, months: Sequence[Amount], name: str = "") -> "Periodisation":
        """The profile of another year's months (*fjolårets profil*).

        >>> Periodisation.like([1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1]).spread(-10)
        (-1, -1, -1, -1, -1, -1, 0, 0, -1, -1, -1, -1)
        """
        expect(months, Sequence, "Periodisation.like: months")
        return cls(weights=tuple(months), name=name)

    @property
    def shares(self) -> tuple[Fraction, ...]:
        """Each month's share of the year; they sum to one."""
        whole = sum(map(Fraction, self.weights))
        return tuple(Fraction(weight) / whole for weight in self.weights)

    def share_to_date(self, month: int) -> Fraction:
        """The share of the year up to and with a month (*ackumulerad andel*), exact."""
        return tuple(accumulate(self.shares))[month_number(month, "share_to_date: month") - 1]

    def spread(self, amount: Amount, *, digits: int | None = None) -> tuple[Amount, ...]:
        """The amount in twelve parts that sum to it exactly (*periodisera*).

        Parameters
        ----------
        amount
            Of the whole year [any money unit].
        digits
            Decimals of each month; by default those that the amount has.

        Raises
        ------
        InvalidType, InvalidValue
            For what is no exact amount, and one with more decimals than its months are to have.
        """
        figure = exact_amount(amount, "Periodisation.spread: amount")
        kept = decimals_of([figure]) if digits is None else checked_digits(digits, "Periodisation.spread: digits")
        whole = Fraction(figure)
        if whole * Fraction(10) ** kept % 1:
            raise InvalidValue(
                f"Periodisation.spread: amount must have at most {kept} decimals for months of that many to sum to it, "
                f"got {shown(amount)}"
            )
        parts = round_to_total([whole * share for share in self.shares], total=whole, digits=kept)
        return tuple(amount_of(part, kept) for part in parts)

    def to_date(self, amount: Amount, month: int, *, digits: int | None = None) -> Amount:
        """What of the amount falls up to and with a month (*periodbudget*): the sum of the months that `spread` gives.

        >>> Periodisation.even().to_date(1_000, 8), sum(Periodisation.even().spread(1_000)[:8])
        (668, 668)
        """
        last = month_number(month, "Periodisation.to_date: month")
        return total_of(self.spread(amount, digits=digits)[:last]) or 0


@attrs.frozen(kw_only=True, repr=False)
class MonthlyYear(Model):
    """A year month by month (*månadsutfall*): what was budgeted and what became of it, for one line.

    Parameters
    ----------
    year
        The calendar year.
    outcome
        From January on; a year that is not over has fewer than twelve. `None` is a month that is missing.
    budget
        Twelve months, or none at all.

    Raises
    ------
    InvalidType, InvalidValue
        For more than twelve months, and a budget of another number than twelve.
    """

    year: int
    outcome: tuple[Amount | None, ...] = ()
    budget: tuple[Amount, ...] = ()

    _told = ("year",)

    def _validate(self) -> None:
        if len(self.outcome) > MONTHS:
            raise InvalidValue(f"MonthlyYear {self.year}: outcome must be at most {MONTHS} months")
        if len(self.budget) not in (0, MONTHS):
            raise InvalidValue(
                f"MonthlyYear {self.year}: budget must be {MONTHS} months or none, got {len(self.budget)}"
            )

    @classmethod
    def of(cls, year: int, months: Iterable[tuple[int, Amount]], budget: Sequence[Amount] = ()) -> "MonthlyYear":
        """A year from pairs of month and amount, as a ledger gives them.

        Raises `InvalidType` for what is no pair, `InvalidValue` for a month that is there twice, and for one that is
        missing before the last.

        >>> MonthlyYear.of(2024, [(1, -5), (3, -7)])
        Traceback (most recent call last):
        kommunuppfoljning.errors.InvalidValue: MonthlyYear 2024: month 2 is missing; months must follow each other
        """
        found: dict[int, Amount] = {}
        for pair in months:
            if not isinstance(pair, tuple | list) or len(pair) != 2:
                raise InvalidType(
                    f"MonthlyYear {year}: months must be pairs of a month and an amount, got {shown(pair)}; "
                    "amounts from January on are MonthlyYear(year, outcome)"
                )
            month, amount = pair
            if month_number(month, f"MonthlyYear {year}: month") in found:
                raise InvalidValue(f"MonthlyYear {year}: month {month} is there twice")
            found[month] = amount
        for month in range(1, max(found, default=0) + 1):
            if month not in found:
                raise InvalidValue(f"MonthlyYear {year}: month {month} is missing; months must follow each other")
        return cls(year=year, outcome=tuple(found[month] for month in sorted(found)), budget=tuple(budget))

    @property
    def is_whole(self) -> bool:
        """Whether all twelve months are there."""
        return len(self.outcome) == MONTHS and None not in self.outcome

    @property
    def annual(self) -> Amount | None:
        """The outcome of the whole year, `None` where it is not over or a month is missing."""
        return self.to_date(MONTHS)

    @property
    def annual_budget(self) -> Amount | None:
        """The budget of the whole year, `None` where there is none."""
        return total_of(self.budget)

    def to_date(self, month: int) -> Amount | None:
        """The outcome up to and with a month, `None` where one is missing."""
        last = month_number(month, f"MonthlyYear {self.year}: month")
        return total_of(self.outcome[:last]) if len(self.outcome) >= last else None

    def budget_to_date(self, month: int) -> Amount | None:
        """The budget up to and with a month, `None` where there is none."""
        return total_of(self.budget[: month_number(month, f"MonthlyYear {self.year}: month")])


def month_number(month: object, field: str) -> int:
    """A month, 1 to 12; refuses anything else, naming `field`."""
    if isinstance(month, bool) or not isinstance(month, int) or not 1 <= month <= MONTHS:
        raise InvalidValue(f"{field} must be 1 to {MONTHS}, got {shown(month)}")
    return month
