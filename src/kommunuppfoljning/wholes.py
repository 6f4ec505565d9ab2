"""Wholes (*helheter*): how the verdict on a goal, an area or a report follows from the verdicts on its parts.

Every indicator must be met, half of them makes it partly so, and one of them can stop it:

>>> rule = Veto(
...     rule=RequiredShare(of=[PartKind.INDICATOR], needed=1, partly_needed="1/2"), ids=["1.1-I1"],
... )
>>> rule.verdict([Part(about="1.1-I1", final=Verdict.FULFILLED), Part(about="1.1-I2", final=Verdict.NOT_FULFILLED)])
<Verdict.PARTLY_FULFILLED: 'partly_fulfilled'>

`RequiredShare` tells of a share; `FirstOf`, `WorstOf` and `Veto` put such rules together.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, ClassVar, cast

import attrs

from kommunuppfoljning.errors import InvalidValue
from kommunuppfoljning.formulas.verdicts import capped_verdict, first_verdict, share_verdict, worst_verdict
from kommunuppfoljning.models import EMPTY, Model
from kommunuppfoljning.parts import Arrays, Grouped, Judged, Listed, Part, Totals
from kommunuppfoljning.terms import PartKind, Trend, Verdict

__all__ = ["AnyWhole", "FirstOf", "Part", "RequiredShare", "TrendShare", "Veto", "WorstOf", "vetoes"]

MOST_LEVELS = 10


class _Whole(Model):
    """What every rule for wholes can do."""

    __slots__ = ()
    tell_tale: ClassVar[str] = ""
    """The key by which a file tells this rule from a required share."""

    def verdict(self, parts: Iterable[Judged]) -> Verdict:
        """The verdict on a whole with these parts."""
        return cast("Verdict", self.codes(Listed(parts)))

    def verdicts(self, parts: Mapping[PartKind, Grouped], *, wholes: int) -> Any:
        """The verdicts on many wholes at once, as `int8` codes (*bedöm många mål*).

        Parameters
        ----------
        parts
            Kind of part → `Grouped` arrays.
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
        >>> indicators = Grouped(whole=np.array([0, 0, 1]), verdict=np.array([3, 1, 1], dtype=np.int8))
        >>> RequiredShare().verdicts({PartKind.INDICATOR: indicators}, wholes=3)
        array([3, 1, 0], dtype=int8)
        """
        return self.codes(Arrays(parts, wholes))

    def codes(self, totals: Totals) -> Any:
        """The verdict on a whole, or the codes of many, of how many parts there are of each sort."""
        raise NotImplementedError


@attrs.frozen(kw_only=True, repr=False)
class RequiredShare(_Whole):
    """How much of what was evaluated must be fulfilled (*andel som krävs*).

    Parameters
    ----------
    of
        The kinds of parts that count; others are ignored.
    needed, more_than
        The share that must be fulfilled, above 0 and at most 1: reached, or passed where `more_than`.
    partly_needed
        The share from which it is partly fulfilled, at most `needed`; 0 where any will do, `None` where never.
    partly_counts
        What a partly fulfilled part counts as, from 0 to 1.
    weights
        Id → how much it weighs, above 0; 1 where nothing is said.
    unevaluated_counts
        Whether a part that is not evaluated counts as not fulfilled; else it leaves the denominator.
    coverage
        The share of parts that must be evaluated at all for the whole to be fulfilled.
    none
        The verdict where no part is evaluated.

    Raises
    ------
    InvalidValue
        For a share outside its limits, or no kinds.
    """

    of: tuple[PartKind, ...] = (PartKind.INDICATOR,)
    needed: Fraction = Fraction(1, 2)
    more_than: bool = False
    partly_needed: Fraction | None = None
    partly_counts: Fraction = Fraction(0)
    weights: Mapping[str, Fraction] = EMPTY
    unevaluated_counts: bool = False
    coverage: Fraction = Fraction(0)
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
        for about, weight in self.weights.items():
            if weight <= 0:
                raise InvalidValue(f"RequiredShare: weights[{about}] must be above 0, got {weight}")

    def codes(self, totals: Totals) -> Any:
        """By the share that is fulfilled."""
        fulfilled, partly, failed, blank = (
            totals.kept(self._weight(totals, verdict))
            for verdict in (
                Verdict.FULFILLED,
                Verdict.PARTLY_FULFILLED,
                Verdict.NOT_FULFILLED,
                Verdict.NOT_EVALUATED,
            )
        )
        evaluated = totals.kept(fulfilled + partly + failed)
        everything = totals.kept(evaluated + blank)
        partly_needed = self.partly_needed
        return totals.kept(
            share_verdict(
                fulfilled=totals.kept(fulfilled + partly * totals.figure(self.partly_counts)),
                evaluated=evaluated,
                counted=everything if self.unevaluated_counts else evaluated,
                listed=everything,
                needed=self.needed.numerator,
                of=self.needed.denominator,
                more_than=int(self.more_than),
                partly_needed=1 if partly_needed is None else partly_needed.numerator,
                partly_of=0 if partly_needed is None else partly_needed.denominator,
                coverage_needed=self.coverage.numerator,
                coverage_of=self.coverage.denominator,
                none=self.none.code,
            )
        )

    def _weight(self, totals: Totals, verdict: Verdict) -> Any:
        """How much the parts with a verdict weigh."""
        weight = totals.count(self.of, (verdict,))
        for about, each in self.weights.items():
            weight = weight + totals.count(self.of, (verdict,), (about,)) * totals.figure(each - 1)
        return weight


@attrs.frozen(kw_only=True, repr=False)
class FirstOf(_Whole):
    """The first rule that comes to a verdict (*första regel som ger utslag*): indicators, or else assignments."""

    first_of: tuple["RequiredShare | FirstOf | WorstOf | Veto", ...]

    _told = ("first_of",)
    tell_tale: ClassVar[str] = "first_of"

    def _validate(self) -> None:
        _some_rules(self, "first_of", self.first_of)

    def codes(self, totals: Totals) -> Any:
        """By the first rule that tells something."""
        first, *others = (rule.codes(totals) for rule in self.first_of)
        for second in others:
            first = totals.kept(first_verdict(first=_code(first), second=_code(second)))
        return first


@attrs.frozen(kw_only=True, repr=False)
class WorstOf(_Whole):
    """The worst of what several rules come to (*sämsta utslag*); one that comes to nothing is left out."""

    worst_of: tuple["RequiredShare | FirstOf | WorstOf | Veto", ...]

    _told = ("worst_of",)
    tell_tale: ClassVar[str] = "worst_of"

    def _validate(self) -> None:
        _some_rules(self, "worst_of", self.worst_of)

    def codes(self, totals: Totals) -> Any:
        """By the worst of what the rules tell."""
        first, *others = (rule.codes(totals) for rule in self.worst_of)
        for second in others:
            first = totals.kept(worst_verdict(first=_code(first), second=_code(second)))
        return first


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

    rule: "RequiredShare | FirstOf | WorstOf | Veto"
    of: tuple[PartKind, ...] = (PartKind.INDICATOR,)
    ids: tuple[str, ...] = ()
    when: Verdict = Verdict.NOT_FULFILLED
    at_most: Verdict = Verdict.NOT_FULFILLED

    _told = ("rule", "of", "ids")
    tell_tale: ClassVar[str] = "rule"

    def _validate(self) -> None:
        if not self.of:
            raise InvalidValue("Veto: of must name at least one kind of part, or nothing can stop the rule")
        if self.at_most in (Verdict.FULFILLED, Verdict.NOT_EVALUATED):
            raise InvalidValue(
                "Veto: at_most must be NOT_FULFILLED or PARTLY_FULFILLED, or the veto stops nothing, "
                f"got {self.at_most}"
            )
        if self.when in (Verdict.FULFILLED, Verdict.NOT_EVALUATED):
            raise InvalidValue(f"Veto: when must be NOT_FULFILLED or PARTLY_FULFILLED, got {self.when}")
        _some_rules(self, "rule", (self.rule,))

    def codes(self, totals: Totals) -> Any:
        """By the rule, or at most so high where a part stops it."""
        stopping = tuple(verdict for verdict in Verdict if 0 < verdict.code <= self.when.code)
        against = totals.count(self.of, stopping, self.ids or None)
        return totals.kept(
            capped_verdict(verdict=_code(self.rule.codes(totals)), cap=self.at_most.code, against=against)
        )


AnyWhole = RequiredShare | FirstOf | WorstOf | Veto
"""A rule for wholes."""


@attrs.frozen(kw_only=True, repr=False)
class TrendShare(Model):
    """The trend of a whole (*trend för helhet*): that of more than `needed` of the trends of its indicators.

    It is unchanged where neither way has so many, and `none` where no indicator has a trend.
    """

    needed: Fraction = Fraction(1, 2)
    none: Trend = Trend.NOT_EVALUATED

    _told = ("needed",)

    def _validate(self) -> None:
        if not Fraction(1, 2) <= self.needed < 1:
            raise InvalidValue(f"TrendShare: needed must be from 1/2 and below 1, got {self.needed}")

    def trend(self, trends: Iterable[Trend]) -> Trend:
        """The trend of a whole with indicators of these trends."""
        told = [trend for trend in trends if trend is not Trend.NOT_EVALUATED]
        if not told:
            return self.none
        for way in (Trend.POSITIVE, Trend.NEGATIVE):
            if sum(trend is way for trend in told) > self.needed * len(told):
                return way
        return Trend.UNCHANGED


def vetoes(rule: AnyWhole) -> Iterable[Veto]:
    """Every veto within a rule."""
    if isinstance(rule, Veto):
        yield rule
        yield from vetoes(rule.rule)
    for part in rule.first_of if isinstance(rule, FirstOf) else rule.worst_of if isinstance(rule, WorstOf) else ():
        yield from vetoes(part)


def _some_rules(whole: Model, field: str, rules: tuple[AnyWhole, ...]) -> None:
    if not rules:
        raise InvalidValue(f"{type(whole).__name__}: {field} must hold at least one rule")
    if 1 + max(map(_levels, rules)) > MOST_LEVELS:
        raise InvalidValue(f"{type(whole).__name__}: {field} must be at most {MOST_LEVELS} levels deep")


def _levels(rule: AnyWhole) -> int:
    inner = (
        rule.first_of
        if isinstance(rule, FirstOf)
        else rule.worst_of
        if isinstance(rule, WorstOf)
        else (rule.rule,)
        if isinstance(rule, Veto)
        else ()
    )
    return 1 + max(map(_levels, inner), default=0)


def _code(verdict: Any) -> Any:
    return verdict.code if isinstance(verdict, Verdict) else verdict
