"""Causes and actions (*orsaker och åtgärder*): why a unit deviates, as it says itself, and what it does about it.

>>> Cause(about="budget_tables[drift].lines[it].period_deviation", text="leasing blev köp", kind="kapitalkostnad")
Cause(about='budget_tables[drift].lines[it].period_deviation', kind=<CauseKind.CAPITAL_COST: 'capital_cost'>)
>>> Action(about="IT", title="Vakanser hålls", effect=1_200, status="påbörjad")
Action(about='IT', title='Vakanser hålls', effect=1200)

What the actions cover of a deficit, and what they leave, `action_coverage` tells; what the causes
explain, `explained_by_causes`:

>>> actions = [Action(about="IT", effect=1_200, status="påbörjad"), Action(about="HR", effect=500)]
>>> plan = action_coverage(-2_000, actions)
>>> plan.covered, plan.uncovered, plan.by_status
(1700, 300, {'started': 1200, '': 500})

Source: kommunallagen (2017:725) 11 kap. 12 § (a plan of measures against a deficit); reports in practice.
"""

from collections.abc import Iterable, Mapping
from datetime import date

import attrs

from kommunuppfoljning.amounts import Amount, exact_amount, minus, plus, size_of, total_of
from kommunuppfoljning.errors import InvalidValue, expect, shown
from kommunuppfoljning.models import EMPTY, FrozenMapping, Model
from kommunuppfoljning.terms import Status, Term

__all__ = [
    "Action",
    "ActionCoverage",
    "Cause",
    "CauseKind",
    "ExplainedDeviation",
    "action_coverage",
    "explained_by_causes",
]


class CauseKind(Term):
    """What sort of cause a deviation has (*orsaksslag*)."""

    TIMING = "timing", "periodisering, tidsförskjutning, timing"
    ONE_OFF = "one_off", "engångspost, one-off"
    VOLUME = "volume", "volym, volume"
    PRICE = "price", "pris, price"
    VACANCY = "vacancy", "vakans, vacancy"
    CAPITAL_COST = "capital_cost", "kapitalkostnad, capital cost"
    OTHER = "other", "övrigt, other"


@attrs.frozen(kw_only=True, repr=False)
class Cause(Model):
    """A stated cause of a deviation (*orsak*): which deviation it explains, its kind, and how much if that is said."""

    about: str
    text: str = ""
    amount: Amount | None = None
    kind: CauseKind = CauseKind.OTHER

    _told = ("about", "kind", "amount")


@attrs.frozen(kw_only=True, repr=False)
class Action(Model):
    """A measure against a deficit (*åtgärd*): its effect, owner, date and status."""

    about: str
    title: str = ""
    effect: Amount | None = None
    owner: str = ""
    due: date | None = None
    status: Status | None = None

    _told = ("about", "title", "effect")


@attrs.frozen(kw_only=True, repr=False)
class ActionCoverage(Model):
    """What actions cover of a deficit (*åtgärdernas täckning*), all amounts at least 0.

    Parameters
    ----------
    deficit
        The deficit's size.
    covered, uncovered
        The effect of the actions that count, and what they leave: 0 where they cover more.
    by_status
        The effect of those that count, by status ("" where none is said).
    late
        The actions whose date has passed and that are not completed.
    unvalued
        The actions that do not say their effect: they cover nothing yet.
    """

    deficit: Amount
    covered: Amount
    uncovered: Amount
    by_status: Mapping[str, Amount] = EMPTY
    late: tuple[Action, ...] = ()
    unvalued: tuple[Action, ...] = ()

    _told = ("deficit", "covered", "uncovered")


def action_coverage(deviation: Amount, actions: Iterable[Action], *, as_of: date | None = None) -> ActionCoverage:
    """What actions cover of a deficit, and what they do not (*täckning av underskott*).

    Parameters
    ----------
    deviation
        The forecast deviation [any money unit]; 0 or a surplus has nothing to cover.
    actions
        Their effects in the same unit, at least 0. Cancelled ones do not count.
    as_of
        The day by which an action is late; without it none is.

    Raises
    ------
    InvalidType, InvalidValue
        For what is no `Action`, and an effect below 0.
    """
    gap = exact_amount(deviation, "action_coverage: deviation")
    expect(actions, Iterable, "action_coverage: actions")
    expect(as_of, (date, type(None)), "action_coverage: as_of")
    counted: dict[str, Amount] = {}
    late, unvalued = [], []
    for action in actions:
        expect(action, Action, "action_coverage: actions")
        if action.status is Status.CANCELLED:
            continue
        if action.effect is not None and action.effect < 0:
            raise InvalidValue(
                f"action_coverage: the effect of {action.title!r} must be at least 0, got {shown(action.effect)}"
            )
        if action.effect is None:
            unvalued.append(action)
        else:
            status = action.status.value if action.status else ""
            counted[status] = plus(counted.get(status, 0), action.effect)
        if as_of and action.due and action.due < as_of and action.status is not Status.COMPLETED:
            late.append(action)
    deficit = size_of(min(gap, 0))
    covered = total_of(counted.values()) or 0
    return ActionCoverage(
        deficit=deficit,
        covered=covered,
        uncovered=max(minus(deficit, covered), 0),
        by_status=FrozenMapping(counted),
        late=tuple(late),
        unvalued=tuple(unvalued),
    )


@attrs.frozen(kw_only=True, repr=False)
class ExplainedDeviation(Model):
    """What stated causes explain of a deviation (*förklarad avvikelse*): ``by_kind + unexplained = deviation``.

    `untold` are the causes that do not say how much: they explain in words only.
    """

    deviation: Amount
    by_kind: Mapping[str, Amount] = EMPTY
    unexplained: Amount
    untold: tuple[Cause, ...] = ()

    _told = ("deviation", "by_kind", "unexplained")


def explained_by_causes(deviation: Amount, causes: Iterable[Cause]) -> ExplainedDeviation:
    """What the causes of a deviation explain of it, by kind (*förklarad avvikelse*).

    Parameters
    ----------
    deviation
        + favourable [any money unit].
    causes
        Of this deviation, their amounts + favourable in the same unit.

    Examples
    --------
    >>> found = [("periodisering", 80), ("pris", -30)]
    >>> causes = [Cause(about="it", kind=CauseKind.parse(kind), amount=amount) for kind, amount in found]
    >>> explained_by_causes(100, causes)
    ExplainedDeviation(deviation=100, by_kind={'timing': 80, 'price': -30}, unexplained=50)
    """
    gap = exact_amount(deviation, "explained_by_causes: deviation")
    expect(causes, Iterable, "explained_by_causes: causes")
    by_kind: dict[str, Amount] = {}
    untold = []
    for cause in causes:
        expect(cause, Cause, "explained_by_causes: causes")
        if cause.amount is None:
            untold.append(cause)
        else:
            by_kind[cause.kind.value] = plus(by_kind.get(cause.kind.value, 0), cause.amount)
    return ExplainedDeviation(
        deviation=gap,
        by_kind=FrozenMapping(by_kind),
        unexplained=minus(gap, total_of(by_kind.values()) or 0),
        untold=tuple(untold),
    )
