"""Claims (*påståenden*): the figures and quantified statements of running text, so that they can be checked.

>>> claim = Claim(id="c1", kind=ClaimKind.AMOUNT, value=Decimal("15.9"), digits=1, unit="mnkr", sign=1,
...               about="budget_tables[drift].total.period_deviation")
>>> claim.rounded
Rounded('15.9', digits=1)

What a claim is about is a path, or what is done with paths:

* ``a``: the figure, or the selection that is counted, at the path ``a``
* ``a + b - c``: a sum or a difference of figures, other claims (``claims[c9]``) among them
* ``a; b``: for a comparison, the first against the second; for a quantifier, those that it holds for among all
"""

import re
from decimal import Decimal

import attrs

from kommunuppfoljning.amounts import Amount, Rounded, checked_digits, minus, size_of
from kommunuppfoljning.errors import InvalidValue
from kommunuppfoljning.models import Model
from kommunuppfoljning.periods import Period
from kommunuppfoljning.terms import Term

__all__ = ["TERM", "Claim", "ClaimKind"]

TERM = re.compile(r"\s([+−-])\s(?![^\[]*\])")
"""What stands between the paths of a sum: a sign with blanks around, outside of brackets."""


class ClaimKind(Term):
    """What sort of statement a claim is (*slag av påstående*)."""

    AMOUNT = "amount", "belopp, amount"
    COUNT = "count", "antal, count"
    QUANTIFIER = "quantifier", "kvantifierare, quantifier"
    COMPARISON = "comparison", "jämförelse, comparison"
    SHARE = "share", "andel, share"
    POINTS = "percentage_points", "procentenheter, percentage points"
    DATE = "date", "datum, date"
    VALUE = "value", "värde, value"


@attrs.frozen(kw_only=True, repr=False)
class Claim(Model):
    """A claim (*påstående*) of the running text.

    Parameters
    ----------
    id, where, kind
        Its id, the heading that it stands under, and what sort it is.
    value, digits, unit, sign
        A figure with the decimals printed, its unit, and the sign that figure or words carry (+1 överskott, −1
        underskott). A quantifier or a comparison is a word ("samtliga", "lägre än").
    of
        The whole that a count is out of: 17 *of 18*.
    approximate
        Whether it is hedged ("cirka").
    about
        What it speaks of in the report: a path, a sum of paths, or two (see the module's text).
    period
        The period that the text says it is for, where it says so.
    text
        The few words that carry it.

    Raises
    ------
    InvalidType, InvalidValue
        For a field of the wrong kind, a sign other than 1 or −1, or more digits than a figure can have.
    """

    id: str
    where: str = ""
    kind: ClaimKind = ClaimKind.AMOUNT
    value: int | Decimal | str | None = None
    digits: int | None = None
    unit: str = ""
    sign: int | None = None
    of: int | None = None
    approximate: bool = False
    about: str = ""
    period: Period | None = None
    text: str = ""

    _told = ("id", "text", "about")

    def _validate(self) -> None:
        if self.sign not in (None, 1, -1):
            raise InvalidValue(f"Claim {self.id!r}: sign must be 1 or -1, got {self.sign}")
        if self.digits is not None:
            checked_digits(self.digits, f"Claim {self.id!r}: digits")

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths in `about`, one by one."""
        parts = (term.strip() for side in self.about.split("; ") for term in TERM.split(side)[::2])
        return tuple(path for path in parts if path)

    @property
    def figure(self) -> Amount | None:
        """The value with the sign that its words carry; `None` for words."""
        value = self.value
        if value is None or isinstance(value, str):
            return None
        if self.sign is None:
            return value
        return size_of(value) if self.sign > 0 else minus(0, size_of(value))

    @property
    def rounded(self) -> Rounded | None:
        """The figure with the precision that it was printed to; `None` for words."""
        figure = self.figure
        return None if figure is None else Rounded(figure, self.digits)
