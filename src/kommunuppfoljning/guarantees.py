"""Service guarantees (*tjänstegarantier*): what a municipality promises of a service, and whether it is kept."""

import attrs

from kommunuppfoljning.amounts import Amount
from kommunuppfoljning.models import Model
from kommunuppfoljning.periods import Period
from kommunuppfoljning.terms import Status, Verdict

__all__ = ["ServiceGuarantee"]


@attrs.frozen(kw_only=True, repr=False)
class ServiceGuarantee(Model):
    """A service guarantee (*tjänstegaranti*): promise, measure, threshold and the share that was kept.

    `status` is how far its introduction has come, `about` the id of the assignment that introduces it, `threshold` and
    `kept_share` fractions of one.
    """

    id: str
    title: str = ""
    promise: str = ""
    measure: str = ""
    threshold: Amount | None = None
    period: Period | None = None
    kept_share: Amount | None = None
    compensation: str = ""
    status: Status | None = None
    department: str = ""
    about: str = ""
    verdict: Verdict | None = None
