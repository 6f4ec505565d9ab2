"""Events (*viktiga händelser*): what happened, or is to happen, of importance to the organisation."""

import datetime as dt

import attrs

from kommunuppfoljning.models import Model
from kommunuppfoljning.periods import Period

__all__ = ["Event"]


@attrs.frozen(kw_only=True, repr=False)
class Event(Model):
    """An event (*händelse*), on a day or over a period."""

    id: str
    title: str = ""
    date: dt.date | None = None
    period: Period | None = None
    about: str = ""
