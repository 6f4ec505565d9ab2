"""Risks (*risker*): told in words, or as likelihood times consequence."""

from datetime import date

import attrs

from kommunuppfoljning.errors import InvalidValue
from kommunuppfoljning.models import Model

__all__ = ["Risk"]


@attrs.frozen(kw_only=True, repr=False)
class Risk(Model):
    """A risk (*risk*), as its report tells it.

    `level`, `tendency` and `condition` are words ("mycket hög", "fortsatt", "om ingen dispens beslutas"); `likelihood`
    and `consequence` are steps of a scale, from 1.

    >>> Risk(id="it", likelihood=4, consequence=3).value
    12
    """

    id: str
    title: str = ""
    level: str = ""
    tendency: str = ""
    condition: str = ""
    likelihood: int | None = None
    consequence: int | None = None
    about: str = ""
    department: str = ""
    owner: str = ""
    due: date | None = None

    def _validate(self) -> None:
        for name in ("likelihood", "consequence"):
            step = getattr(self, name)
            if step is not None and step < 1:
                raise InvalidValue(f"Risk {self.id!r}: {name} must be a step of at least 1, got {step}")

    @property
    def value(self) -> int | None:
        """Likelihood times consequence (*riskvärde*), `None` for a risk told in words."""
        if self.likelihood is None or self.consequence is None:
            return None
        return self.likelihood * self.consequence
