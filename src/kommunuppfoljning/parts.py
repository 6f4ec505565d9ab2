"""Parts (*delar*): what a whole is judged by, and how many of each verdict there are, of one whole or of many at once.

A rule for wholes asks for nothing but such counts, and so gives the same answer for a list of parts and for arrays of
codes. Anything with the three attributes of `Judged` is a part, so another program's own objects are.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Protocol

import attrs

from kommunuppfoljning.errors import InvalidType, InvalidValue, expect, shown
from kommunuppfoljning.models import Model
from kommunuppfoljning.terms import PartKind, Verdict

__all__ = ["Arrays", "GroupedParts", "Judged", "JudgedPart", "Listed", "Totals"]


class Judged(Protocol):
    """What a rule for wholes reads of a part: its id, what sort of thing it is, and the verdict that holds."""

    @property
    def about(self) -> str:
        """Its id."""
        ...

    @property
    def kind(self) -> PartKind:
        """What sort of thing it is."""
        ...

    @property
    def final(self) -> Verdict:
        """The verdict that holds."""
        ...


@attrs.frozen(kw_only=True, repr=False)
class JudgedPart(Model):
    """The least that a rule for wholes needs to know of a part (*del*); a `Judgement` does as well."""

    about: str
    kind: PartKind = PartKind.INDICATOR
    final: Verdict = Verdict.NOT_EVALUATED

    _told = ("about", "kind", "final")


class Totals(Protocol):
    """How many parts there are of each sort: what a rule for wholes asks for."""

    def count(self, kinds: Iterable[PartKind], verdicts: Iterable[Verdict], ids: Iterable[str] | None = None) -> Any:
        """How many parts of these kinds have these verdicts, of those with these ids where any are given."""
        ...

    def kept(self, value: Any) -> Any:
        """A value on the way to a verdict, worked out once however often it is used."""
        ...


class Listed:
    """The counts of one whole, of a list of its parts."""

    def __init__(self, parts: Iterable[Judged]) -> None:
        self._parts = [(one.kind, one.final, one.about) for one in parts]
        for kind, final, about in self._parts:
            expect(kind, PartKind, f"the kind of the part {about!r}")
            expect(final, Verdict, f"the verdict (final) of the part {about!r}")

    def count(self, kinds: Iterable[PartKind], verdicts: Iterable[Verdict], ids: Iterable[str] | None = None) -> int:
        """How many parts there are so."""
        wanted, told, named = set(kinds), set(verdicts), None if ids is None else set(ids)
        return sum(
            kind in wanted and verdict in told and (named is None or about in named)
            for kind, verdict, about in self._parts
        )

    def kept(self, value: Any) -> Any:
        """As it is."""
        return value


class GroupedParts(NamedTuple):
    """The parts of one kind for many wholes (*delar per slag*), as arrays of one length.

    `whole` says by position which whole each part belongs to, `verdict` its code, `ids` which it is, where a rule asks.
    """

    whole: Any
    verdict: Any
    ids: Any = None


class Arrays:
    """The counts of many wholes, of arrays of their parts."""

    def __init__(self, parts: Mapping[PartKind, GroupedParts], wholes: int) -> None:
        import numpy as np

        expect(wholes, int, "verdicts: wholes")
        if wholes < 0:
            raise InvalidValue(f"verdicts: wholes must be at least 0, got {wholes}")
        self._wholes = wholes
        self._cells: dict[PartKind, tuple[Any, Any]] = {}
        for kind, grouped in parts.items():
            expect(kind, PartKind, "verdicts: each key of parts")
            whole, verdict = np.asarray(grouped.whole), np.asarray(grouped.verdict)
            if whole.ndim != 1 or whole.shape != verdict.shape:
                raise InvalidValue(
                    f"verdicts: whole and verdict of {kind.value} must be arrays of one length, "
                    f"got {whole.shape} and {verdict.shape}"
                )
            if grouped.ids is not None and len(grouped.ids) != whole.size:
                raise InvalidValue(
                    f"verdicts: ids of {kind.value} must be as many as its verdicts, "
                    f"got {len(grouped.ids)} for {whole.size}"
                )
            for name, codes, most in (("whole", whole, wholes), ("verdict", verdict, len(Verdict))):
                if codes.size and (codes.dtype.kind not in "iu"):
                    raise InvalidType(f"verdicts: {name} of {kind.value} must be whole numbers, got {codes.dtype}")
                if codes.size and not 0 <= int(codes.min()) <= int(codes.max()) < most:
                    raise InvalidValue(
                        f"verdicts: {name} of {kind.value} must be from 0 to {most - 1}, "
                        f"got {shown(int(codes.min()))} to {shown(int(codes.max()))}"
                    )
            cells = whole.astype(np.intp) * len(Verdict) + verdict
            counts = np.bincount(cells, minlength=wholes * len(Verdict)).reshape(wholes, len(Verdict))
            self._cells[kind] = (counts, (cells, grouped.ids))

    def count(self, kinds: Iterable[PartKind], verdicts: Iterable[Verdict], ids: Iterable[str] | None = None) -> Any:
        """How many parts there are so, whole by whole."""
        import numpy as np

        codes = [verdict.code for verdict in verdicts]
        total = np.zeros(self._wholes, dtype=np.int64)
        for kind in kinds:
            if kind not in self._cells:
                continue
            counts, (cells, named) = self._cells[kind]
            if ids is not None:
                if named is None:
                    raise InvalidValue(f"verdicts: the rule asks for {shown(list(ids))}; give the ids of {kind.value}")
                fitting = cells[np.isin(np.asarray(named), list(ids))]
                counts = np.bincount(fitting, minlength=counts.size).reshape(counts.shape)
            total += counts[:, codes].sum(axis=1)
        return total

    def kept(self, value: Any) -> Any:
        """As it is."""
        return value
