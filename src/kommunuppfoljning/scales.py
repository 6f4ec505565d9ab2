"""Scales (*bedömningsskalor*): the words, colours or symbols that a report judges in, as data."""

from collections.abc import Mapping

import attrs

from kommunuppfoljning.errors import NotFound, expect, shown
from kommunuppfoljning.models import EMPTY, Model
from kommunuppfoljning.terms import Basis, Trend, Verdict

__all__ = ["Scale"]


@attrs.frozen(kw_only=True, repr=False)
class Scale(Model):
    """The scale of a report (*bedömningsskala*): what its words mean.

    Parameters
    ----------
    name
        What the scale is called.
    verdicts
        The words, colours or symbols → `Verdict`.
    trends, bases
        The same words → `Trend` and `Basis`, where they carry it ("grön pil upp", "bedöms uppfyllas").

    Raises
    ------
    InvalidType
        For a meaning that is no member.

    Examples
    --------
    >>> Scale(verdicts={"●": Verdict.FULFILLED, "▲": Verdict.PARTLY_FULFILLED}).verdict("●")
    <Verdict.FULFILLED: 'fulfilled'>
    """

    name: str = ""
    verdicts: Mapping[str, Verdict] = EMPTY
    trends: Mapping[str, Trend] = EMPTY
    bases: Mapping[str, Basis] = EMPTY

    def verdict(self, text: str) -> Verdict:
        """The verdict that `text` stands for, any case and blanks around; raises `NotFound` for an unknown one."""
        expect(text, str, "the word of a scale")
        for word, verdict in self.verdicts.items():
            if word.strip().casefold() == text.strip().casefold():
                return verdict
        known = ", ".join(repr(word) for word in self.verdicts)
        raise NotFound(f"{shown(text)} is not on the scale {self.name!r}; it has {known or 'no words'}")
