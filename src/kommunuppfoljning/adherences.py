"""Adherence (*budgetföljsamhet, nettokostnadsavvikelse*): how closely a budget, or a reference cost, is kept to.

Norrtälje's office printed 7,9 % to August and 2,0 % by the forecast (thousands of kronor):

>>> from kommunuppfoljning.terms import Layout
>>> office = BudgetLine(id="ksk", layout=Layout.SIGNED, period_budget=-201_471, period_outcome=-185_571,
...                     annual_budget=-305_285, forecast=-299_235)
>>> [round(budget_adherence(office, deviation=which).value, 3) for which in ("period", "forecast")]
[Decimal('0.079'), Decimal('0.020')]

The share of a net budget says nothing of a unit near net zero (water, internal services): give its gross cost too, and
the share is of that. As a target 0 % may be a floor (no deficit) or a band.

Source: the measures are those of Norrtälje kommun (budgetföljsamhet, by committee and for the whole) and RKA, Kolada
(nettokostnadsavvikelse, from the municipal accounts summary of Statistics Sweden, yearly only).
"""

from fractions import Fraction

from kommunuppfoljning.amounts import Amount, exact_amount, minus, opposed, size_of
from kommunuppfoljning.arithmetic.scalars import decimal_of
from kommunuppfoljning.budgets import BudgetLine
from kommunuppfoljning.errors import InvalidValue, expect, shown
from kommunuppfoljning.measures import Ratio, definition_of
from kommunuppfoljning.terms import Direction

__all__ = ["budget_adherence", "net_cost_deviation", "result_adherence"]

SMALL = Fraction(1, 20)
"""A net budget below this share of the gross cost makes the percentage jump at little: it is flagged."""


def budget_adherence(line: BudgetLine, *, deviation: str = "period", gross_cost: Amount | None = None) -> Ratio:
    """A unit's deviation as a share of its budget (*budgetföljsamhet per nämnd*), + favourable.

    Parameters
    ----------
    line
        With a layout.
    deviation
        "period", or "forecast" for the full year.
    gross_cost
        The unit's gross cost of the same period, of either sign: the share is of that then [the line's unit].

    Returns
    -------
    A fraction of one, undefined where what it divides by is 0. `flags` says ``"small_denominator"`` where the net
    budget is under 5 % of the gross cost; ``"gross_below_net"`` where the gross cost is below the net cost, which it
    cannot be (the two are in different units, most often); and ``"opposite_signs"`` where the share is of a net budget
    that has another sign than the outcome: the percentage says nothing there.

    Raises
    ------
    InvalidValue
        On a line without a layout, and for another deviation.

    Examples
    --------
    >>> from kommunuppfoljning.terms import Layout
    >>> water = BudgetLine(id="va", layout=Layout.SIGNED, period_budget=-10, period_outcome=-60)
    >>> budget_adherence(water).value, budget_adherence(water, gross_cost=-1_000).value
    (Decimal('-5'), Decimal('-0.05'))
    """
    expect(line, BudgetLine, "budget_adherence: line")
    expect(deviation, str, "budget_adherence: deviation")
    columns = {"period": ("period_budget", "period_outcome"), "forecast": ("annual_budget", "forecast")}
    if deviation not in columns:
        raise InvalidValue(f"budget_adherence: deviation must be 'period' or 'forecast', got {shown(deviation)}")
    budget, outcome = (getattr(line, name) for name in columns[deviation])
    gap = line.period_deviation if deviation == "period" else line.forecast_deviation
    net = None if budget is None else size_of(budget)
    gross = None if gross_cost is None else size_of(exact_amount(gross_cost, "budget_adherence: gross_cost"))
    flags = []
    if net is not None and gross is not None and Fraction(net) < SMALL * Fraction(gross):
        flags.append("small_denominator")
    if budget is not None and gross is not None and size_of(budget) > gross and not _is_revenue(line, budget):
        flags.append("gross_below_net")
    if gross is None and budget is not None and outcome is not None and opposed(budget, outcome):
        flags.append("opposite_signs")
    variant, below = ("net_budget", net) if gross is None else ("gross_cost", gross)
    return _ratio("budget_adherence", variant, gap, below, {"deviation": gap, variant: below}, flags=tuple(flags))


def _is_revenue(line: BudgetLine, budget: Amount) -> bool:
    """Whether more of what is budgeted is better: a net revenue, which may well be above the gross cost."""
    return (budget > 0) is (line.direction is Direction.HIGHER)


def result_adherence(*, result: Amount | None, budgeted_result: Amount | None) -> Ratio:
    """The municipality's result against its budgeted one (*budgetföljsamhet för kommunen som helhet*), + favourable.

    Leveraged: a small budgeted result makes it large. Undefined where the budgeted result is 0 or less.

    >>> result_adherence(result=153, budgeted_result=50).value, result_adherence(result=5, budgeted_result=0).value
    (Decimal('2.06'), None)
    """
    terms = {"result": result, "budgeted_result": budgeted_result}
    return _gap_over_second("result_adherence", "result", terms)


def net_cost_deviation(*, net_cost: Amount | None, reference_cost: Amount | None) -> Ratio:
    """How much dearer than its structure explains a service is (*nettokostnadsavvikelse*).

    Keeps RKA's sign, the one exception to "+ is favourable": + is more costly than the reference cost, so less is
    better. Yearly only: in an interim report it is not evaluated.

    >>> net_cost_deviation(net_cost=943, reference_cost=1_000).value
    Decimal('-0.057')
    """
    terms = {"net_cost": net_cost, "reference_cost": reference_cost}
    return _gap_over_second("net_cost_deviation", "reference", terms)


def _gap_over_second(name: str, variant: str, given: dict[str, Amount | None]) -> Ratio:
    """What the first of two terms is above the second, as a share of it; undefined where it is 0 or less."""
    terms = {
        term: None if figure is None else exact_amount(figure, f"{name}: {term}") for term, figure in given.items()
    }
    first, second = terms.values()
    gap = None if first is None or second is None else minus(first, second)
    return _ratio(name, variant, gap, second, terms)


def _ratio(
    name: str,
    variant: str,
    above: Amount | None,
    below: Amount | None,
    terms: dict[str, Amount | None],
    *,
    flags: tuple[str, ...] = (),
) -> Ratio:
    rule = definition_of(name, variant)
    value = None if above is None or below is None or below <= 0 else decimal_of(Fraction(above) / Fraction(below))
    return Ratio(name=name, value=value, terms=terms, variant=variant, source=rule.source, flags=flags)
