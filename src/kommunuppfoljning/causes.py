"""Causes and actions (*orsaker och åtgärder*): why a unit deviates, as it says itself, and what it does about it.

>>> Cause(about="budget_tables[drift].lines[it].period_deviation", text="leasing blev köp", kind="kapitalkostnad")
Cause(about='budget_tables[drift].lines[it].period_deviation', kind=<CauseKind.CAPITAL_COST: 'capital_cost'>)
>>> Action(about="IT", title="Vakanser hålls", effect=1_200, status="påbörjad")
Action(about='IT', title='Vakanser hålls', effect=1200)

Source: kommunallagen (2017:725) 11 kap. (actions against a deficit); reports in practice.
"""

from datetime import date

import attrs

from kommunuppfoljning.amounts import Amount
from kommunuppfoljning.models import Model
from kommunuppfoljning.terms import Status, Term

__all__ = ["Action", "Cause", "CauseKind"]


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
