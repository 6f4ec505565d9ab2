"""Measures (*nyckeltal*): a ratio that can tell its figures, its variant and its source."""

from collections.abc import Mapping

import attrs

from kommunuppfoljning.amounts import Amount
from kommunuppfoljning.models import EMPTY, Model

__all__ = ["Ratio"]


@attrs.frozen(kw_only=True, repr=False)
class Ratio(Model):
    """A financial ratio with what it was made of (*nyckeltal*).

    `value` is a fraction of one (or, for a debt per inhabitant, in its unit), `None` where it is undefined; `terms` are
    its figures by name; `variant` says which of the definitions in use it follows, and `source` who has defined it.

    >>> Ratio(name="self_financing_ratio", value=1, terms={"result": 120, "net_investment": -250}).terms
    {'result': 120, 'net_investment': -250}
    """

    name: str
    value: Amount | None = None
    terms: Mapping[str, Amount | None] = EMPTY
    variant: str = ""
    source: str = ""

    _told = ("name", "value", "variant")
