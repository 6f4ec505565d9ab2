"""Wholes (*helheter*): how the verdict on a goal, an area or a report follows from the verdicts on its parts.

Every indicator must be met, half of them makes it partly so, and one of them can stop it:

>>> rule = Veto(
...     rule=RequiredShare(of=[PartKind.INDICATOR], needed=1, partly_needed="1/2"), ids=["1.1-I1"],
... )
>>> first = JudgedPart(about="1.1-I1", final=Verdict.FULFILLED)
>>> rule.verdict([first, JudgedPart(about="1.1-I2", final=Verdict.NOT_FULFILLED)])
<Verdict.PARTLY_FULFILLED: 'partly_fulfilled'>

`RequiredShare` tells of a share; `FirstOf`, `WorstOf` and `Veto` put such rules together.
"""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from math import lcm
from typing import Any, ClassVar, cast

import attrs

from kommunuppfoljning.errors import InvalidValue
from kommunuppfoljning.formulas.verdicts import capped_verdict, first_verdict, share_verdict, worst_verdict
from kommunuppfoljning.models import EMPTY, Model
from kommunuppfoljning.parts import Arrays, GroupedParts, Judged, JudgedPart, Listed, Totals
from kommunuppfoljning.terms import PartKind, Verdict

__all__ = ["AnyWhole", "FirstOf", "JudgedPart", "RequiredShare", "Veto", "WorstOf", "rules_within", "shown_rule"]

MOST_LEVELS = 10
PARTS = (PartKind.AREA, PartKind.GOAL, PartKind.INDICATOR, PartKind.ASSIGNMENT)
"""What a whole may have for parts."""
_BELOW = (Verdict.NOT_FULFILLED, Verdict.PARTLY_FULFILLED)
_BELOW_WORDS = "not_fulfilled or partly_fulfilled"


class _Whole(Model):
    """What every rule for wholes can do."""

    __slots__ = ()
    tell_tales: ClassVar[frozenset[str]] = frozenset()
    """The keys by which a file tells this rule from a required share."""

    @property
    def inner(self) -> tuple["AnyWhole", ...]:
        """The rules that it is put together from."""
        return ()

    def verdict(self, parts: Iterable[Judged]) -> Verdict:
        """The verdict on a whole with these parts."""
        return cast("Verdict", self.codes(Listed(parts)))

    def verdicts(self, parts: Mapping[PartKind, GroupedParts], *, wholes: int) -> Any:
        """The verdicts on many wholes at once, as `int8` codes (*bedöm många mål*).

        Parameters
        ----------
        parts
            Kind of part → `GroupedParts` arrays.
        wholes
            How many wholes there are; one without parts is not evaluated.

        Raises
        ------
        InvalidType, InvalidValue
            For arrays of differing lengths, a position outside `wholes`, a code that is no verdict's, or ids that the
            rule asks for and that are not given.

        Examples
        --------
        >>> import numpy as np
        >>> indicators = GroupedParts(whole=np.array([0, 0, 1]), verdict=np.array([3, 1, 1], dtype=np.int8))
        >>> RequiredShare().verdicts({PartKind.INDICATOR: indicators}, wholes=3)
        array([3, 1, 0], dtype=int8)
        """
        return self.codes(Arrays(parts, wholes))

    def codes(self, totals: Totals) -> Any:
        """The verdict on a whole, or the codes of many, of how many parts there are of each sort."""
        raise NotImplementedError

    def deciding(self, parts: Iterable[Judged]) -> tuple["RequiredShare | Veto", ...]:
        """The smallest rules that the verdict on a whole with these parts came from."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return shown_rule(self)


@attrs.frozen(kw_only=True, repr=False)
class RequiredShare(_Whole):
    """How much of what was evaluated must be fulfilled (*andel som krävs*).

    Parameters
    ----------
    of
        The kinds of parts that count, by default all; others are ignored.
    needed, more_than
        The share that must be fulfilled, above 0 and at most 1: reached, or passed where `more_than`.
    partly_needed
        The share that must be fulfilled at least in part for the whole to be partly fulfilled, at most `needed`; 0
        where any will do, `None` where never.
    partly_counts
        What a partly fulfilled part counts as towards `needed`, from 0 to 1.
    weights
        Id → how much it weighs, above 0; 1 where nothing is said.
    unevaluated_counts
        Whether a part that is not evaluated counts as not fulfilled; else it leaves the denominator.
    coverage
        The share of parts that must be evaluated at all for the whole to be fulfilled.
    otherwise
        The verdict where too little is fulfilled: not fulfilled, or partly.
    none
        The verdict where no part is evaluated.

    Raises
    ------
    InvalidValue
        For a share outside its limits, or no kinds.
    """

    of: tuple[PartKind, ...] = PARTS
    needed: Fraction = Fraction(1, 2)
    more_than: bool = False
    partly_needed: Fraction | None = None
    partly_counts: Fraction = Fraction(0)
    weights: Mapping[str, Fraction] = EMPTY
    unevaluated_counts: bool = False
    coverage: Fraction = Fraction(0)
    otherwise: Verdict = Verdict.NOT_FULFILLED
    none: Verdict = Verdict.NOT_EVALUATED

    _told = ("of", "needed")

    def _validate(self) -> None:
        if not self.of:
            raise InvalidValue("RequiredShare: of must name at least one kind of part, such as 'indicator'")
        if not 0 < self.needed <= 1 or (self.more_than and self.needed == 1):
            raise InvalidValue(
                "RequiredShare: needed must be a share above 0 and at most 1 (below 1 with more_than), "
                f"got {self.needed}"
            )
        if self.partly_needed is not None and not 0 <= self.partly_needed <= self.needed:
            raise InvalidValue(
                f"RequiredShare: partly_needed must be a share from 0 to needed, {self.needed}, "
                f"got {self.partly_needed}"
            )
        for name in ("partly_counts", "coverage"):
            if not 0 <= getattr(self, name) <= 1:
                raise InvalidValue(f"RequiredShare: {name} must be a share from 0 to 1, got {getattr(self, name)}")
        if self.otherwise not in _BELOW:
            raise InvalidValue(f"RequiredShare: otherwise must be {_BELOW_WORDS}, got {self.otherwise.value}")
        for about, weight in self.weights.items():
            if weight <= 0:
                raise InvalidValue(f"RequiredShare: weights[{about}] must be above 0, got {weight}")

    def codes(self, totals: Totals) -> Any:
        """By the share that is fulfilled."""
        fulfilled, partly, failed, blank = (totals.kept(self._weight(totals, verdict)) for verdict in reversed(Verdict))
        touched = totals.kept(fulfilled + partly)
        evaluated = totals.kept(touched + failed)
        everything = totals.kept(evaluated + blank)
        counted = everything if self.unevaluated_counts else evaluated
        whole = self.partly_counts.denominator
        partly_needed = self.partly_needed
        return totals.kept(
            share_verdict(
                fulfilled=totals.kept(fulfilled * whole + partly * self.partly_counts.numerator),
                touched=touched * whole,
                evaluated=evaluated * whole,
                counted=counted * whole,
                listed=everything * whole,
                needed=self.needed.numerator,
                of=self.needed.denominator,
                more_than=int(self.more_than),
                partly_needed=1 if partly_needed is None else partly_needed.numerator,
                partly_of=0 if partly_needed is None else partly_needed.denominator,
                coverage_needed=self.coverage.numerator,
                coverage_of=self.coverage.denominator,
                otherwise=self.otherwise.code,
                none=self.none.code,
            )
        )

    def _weight(self, totals: Totals, verdict: Verdict) -> Any:
        """How much the parts with a verdict weigh, in whole numbers: every weight in the same fraction of one."""
        unit = lcm(*(weight.denominator for weight in self.weights.values()))
        weight = totals.count(self.of, (verdict,)) * unit
        for about, each in self.weights.items():
            weight = weight + totals.count(self.of, (verdict,), (about,)) * int((each - 1) * unit)
        return weight

    def deciding(self, parts: Iterable[Judged]) -> "tuple[RequiredShare | Veto, ...]":  # noqa: ARG002  # as of every rule
        """Itself."""
        return (self,)


@attrs.frozen(kw_only=True, repr=False)
class FirstOf(_Whole):
    """The first rule that comes to a verdict (*första regel som ger utslag*): indicators, or else assignments."""

    first_of: tuple["AnyWhole", ...]

    _told = ("first_of",)
    tell_tales: ClassVar[frozenset[str]] = frozenset({"first_of"})

    def _validate(self) -> None:
        _some_rules(self, "first_of", self.first_of)

    def codes(self, totals: Totals) -> Any:
        """By the first rule that tells something."""
        first, *others = (rule.codes(totals) for rule in self.first_of)
        for second in others:
            first = totals.kept(first_verdict(first=_code(first), second=_code(second)))
        return first

    @property
    def inner(self) -> "tuple[AnyWhole, ...]":
        """The rules in order."""
        return self.first_of

    def deciding(self, parts: Iterable[Judged]) -> "tuple[RequiredShare | Veto, ...]":
        """What decided in the first rule that tells something."""
        listed = tuple(parts)
        told = next((rule for rule in self.first_of if rule.verdict(listed).is_evaluated), None)
        return told.deciding(listed) if told is not None else ()


@attrs.frozen(kw_only=True, repr=False)
class WorstOf(_Whole):
    """The worst of what several rules come to (*sämsta utslag*); one that comes to nothing is left out."""

    worst_of: tuple["AnyWhole", ...]

    _told = ("worst_of",)
    tell_tales: ClassVar[frozenset[str]] = frozenset({"worst_of"})

    def _validate(self) -> None:
        _some_rules(self, "worst_of", self.worst_of)

    def codes(self, totals: Totals) -> Any:
        """By the worst of what the rules tell."""
        first, *others = (rule.codes(totals) for rule in self.worst_of)
        for second in others:
            first = totals.kept(worst_verdict(first=_code(first), second=_code(second)))
        return first

    @property
    def inner(self) -> "tuple[AnyWhole, ...]":
        """The rules, any order."""
        return self.worst_of

    def deciding(self, parts: Iterable[Judged]) -> "tuple[RequiredShare | Veto, ...]":
        """What decided in each of the rules that come to the worst."""
        listed = tuple(parts)
        verdict = self.verdict(listed)
        return tuple(one for rule in self.worst_of if rule.verdict(listed) is verdict for one in rule.deciding(listed))


@attrs.frozen(kw_only=True, repr=False)
class Veto(_Whole):
    """A rule that some parts can stop (*veto*).

    Parameters
    ----------
    rule
        What holds else.
    of, ids
        Which parts can stop it: those of these kinds, with these ids where any are named.
    when
        The verdict at which, or below which, a part does.
    at_most
        The best verdict that the whole may then have, below `FULFILLED`.

    Raises
    ------
    InvalidValue
        For a veto that stops nothing, or that a fulfilled part would give.
    """

    rule: "AnyWhole"
    of: tuple[PartKind, ...] = PARTS
    ids: tuple[str, ...] = ()
    when: Verdict = Verdict.NOT_FULFILLED
    at_most: Verdict = Verdict.NOT_FULFILLED

    _told = ("rule", "of", "ids")
    tell_tales: ClassVar[frozenset[str]] = frozenset({"rule", "ids", "when", "at_most"})

    def _validate(self) -> None:
        if not self.of:
            raise InvalidValue("Veto: of must name at least one kind of part, or nothing can stop the rule")
        if self.at_most not in _BELOW:
            raise InvalidValue(
                f"Veto: at_most must be {_BELOW_WORDS}, or the veto stops nothing, got {self.at_most.value}"
            )
        if self.when not in _BELOW:
            raise InvalidValue(f"Veto: when must be {_BELOW_WORDS}, got {self.when.value}")
        _some_rules(self, "rule", (self.rule,))

    def codes(self, totals: Totals) -> Any:
        """By the rule, or at most so high where a part stops it."""
        against = totals.count(self.of, self._stopping, self.ids or None)
        return totals.kept(
            capped_verdict(verdict=_code(self.rule.codes(totals)), cap=self.at_most.code, against=against)
        )

    @property
    def inner(self) -> "tuple[AnyWhole, ...]":
        """The rule that it can stop."""
        return (self.rule,)

    def stops(self, part: Judged) -> bool:
        """Whether a part is one that stops the rule."""
        named = not self.ids or part.about in self.ids
        return part.kind in self.of and named and part.final in self._stopping

    @property
    def _stopping(self) -> tuple[Verdict, ...]:
        return tuple(verdict for verdict in _BELOW if verdict.code <= self.when.code)

    def deciding(self, parts: Iterable[Judged]) -> "tuple[RequiredShare | Veto, ...]":
        """The veto where it stops something, else what decided in the rule."""
        listed = tuple(parts)
        stopped = self.verdict(listed) is not self.rule.verdict(listed)
        return (self,) if stopped else self.rule.deciding(listed)


AnyWhole = RequiredShare | FirstOf | WorstOf | Veto
"""A rule for wholes."""


def rules_within(rule: AnyWhole) -> Iterator[AnyWhole]:
    """A rule and every rule that it is put together from."""
    yield rule
    for part in rule.inner:
        yield from rules_within(part)


def _some_rules(whole: Model, field: str, rules: tuple[AnyWhole, ...]) -> None:
    if not rules:
        raise InvalidValue(f"{type(whole).__name__}: {field} must hold at least one rule")
    if 1 + max(map(_levels, rules)) > MOST_LEVELS:
        raise InvalidValue(f"{type(whole).__name__}: {field} must be at most {MOST_LEVELS} levels deep")


def _levels(rule: AnyWhole) -> int:
    return 1 + max(map(_levels, rule.inner), default=0)


def shown_rule(rule: Any) -> str:
    """A rule as code that would build it: what is as by default left out."""
    told = [
        f"{field.name}={getattr(rule, field.name)!r}"
        for field in attrs.fields(type(rule))
        if getattr(rule, field.name) != field.default
    ]
    return f"{type(rule).__name__}({', '.join(told)})"


def _code(verdict: Any) -> Any:
    return verdict.code if isinstance(verdict, Verdict) else verdict
