"""Prospects (*vad som krävs*): the smallest changes that would turn a verdict, and the pace that they ask for.

>>> from datetime import date
>>> visits = Indicator(
...     id="6.1-I2", name="Företagsbesök", kind="flöde", target=110, forecast=100,
...     outcomes={Period.year_to_date(date(2024, 8, 31)): 75},
... )
>>> prospect = what_would_it_take(Goal(id="6.1", indicators=[visits]))
>>> prospect.then, prospect.ways[0][0].wanted, prospect.ways[0][0].change
(<Verdict.FULFILLED: 'fulfilled'>, 110, 10)
>>> prospect.ways[0][0].pace_so_far, prospect.ways[0][0].pace_needed
(Decimal('9.375'), Decimal('8.75'))
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import product

import attrs

from kommunuppfoljning.amounts import Amount, minus, size_of
from kommunuppfoljning.arithmetic.scalars import decimal_of
from kommunuppfoljning.errors import InvalidType, expect, shown
from kommunuppfoljning.goals import Area, Goal
from kommunuppfoljning.indicators import Indicator
from kommunuppfoljning.judgements import DEFAULT_RULES, Judgement, judge
from kommunuppfoljning.models import Model
from kommunuppfoljning.parts import Part
from kommunuppfoljning.periods import Period
from kommunuppfoljning.readings import Reading, reading
from kommunuppfoljning.reports import Report
from kommunuppfoljning.rules import IndicatorRule, Rules
from kommunuppfoljning.terms import Basis, Direction, MeasureKind, PartKind, Verdict
from kommunuppfoljning.wholes import AnyWhole, FirstOf, RequiredShare, Veto

__all__ = ["Flip", "Prospect", "what_would_it_take"]

MOST_TRIES = 100_000
MONTHS = 12


@attrs.frozen(kw_only=True, repr=False)
class Flip(Model):
    """What it takes for one part to be judged otherwise (*vändning*).

    Parameters
    ----------
    about, name, kind, unit
        Of what, and in which unit its figures are.
    verdict, then
        As it is judged, and as it would be.
    value, wanted, change
        The figure now, the edge where the verdict turns, and how far that is, signed; `None` for what has no figure.
    passes
        Whether the edge must be passed, and not only reached.
    direction
        Whether the figure has to be at least (`HIGHER`) or at most (`LOWER`) at the edge.
    pace_so_far, pace_needed
        Of a flow, the outcome a month so far this year, and the one needed for the rest of it.
    """

    about: str
    name: str = ""
    kind: PartKind = PartKind.INDICATOR
    unit: str = ""
    verdict: Verdict = Verdict.NOT_EVALUATED
    then: Verdict = Verdict.FULFILLED
    value: Amount | None = None
    wanted: Amount | None = None
    change: Amount | None = None
    passes: bool = False
    direction: Direction = Direction.HIGHER
    pace_so_far: Amount | None = None
    pace_needed: Amount | None = None

    _told = ("about", "then", "change")

    @property
    def cost(self) -> Fraction:
        """The change as a share of the figure's size: what ways are compared by; 1 where there is no figure."""
        if self.change is None or self.wanted is None or self.value is None:
            return Fraction(1)
        size = max(Fraction(size_of(self.value)), Fraction(size_of(self.wanted)))
        return Fraction(size_of(self.change)) / size if size else Fraction(0)


@attrs.frozen(kw_only=True, repr=False)
class Prospect(Model):
    """What it would take for a verdict to turn (*vad som krävs*).

    Parameters
    ----------
    about, name, kind
        Of what.
    verdict, then
        As it is judged, and as it would be: upwards from what is not fulfilled, downwards from what is.
    ways
        The sets of fewest changes that turn it, the smallest changes first; none where nothing does.
    candidates
        Every part that could be judged otherwise, the smallest change first.
    """

    about: str
    name: str = ""
    kind: PartKind = PartKind.GOAL
    verdict: Verdict
    then: Verdict
    ways: tuple["Way", ...] = ()
    candidates: tuple[Flip, ...] = ()

    _told = ("about", "verdict", "then")

    @property
    def hangs_by_a_thread(self) -> bool:
        """Whether a single part decides it (*hänger på en enda del*)."""
        return any(len(way.flips) == 1 for way in self.ways)


@attrs.frozen(kw_only=True, repr=False)
class Way(Model):
    """A set of changes that together turn a verdict (*väg*)."""

    flips: tuple[Flip, ...]

    _told = ("flips",)

    def __getitem__(self, place: int) -> Flip:
        return self.flips[place]

    def __len__(self) -> int:
        return len(self.flips)


def what_would_it_take(
    goal: Indicator | Goal | Area | Report, rules: Rules = DEFAULT_RULES, *, report: Report | None = None
) -> Prospect:
    """The smallest changes that would turn a verdict (*vad krävs för en annan bedömning?*).

    Parameters
    ----------
    goal
        What is judged: a goal, or else an indicator, an area or a report.
    rules
        How.
    report
        The report that holds it: an area, and a goal with goals below it, needs it.

    Returns
    -------
    A `Prospect`. Upwards to fulfilled from what is not; from what is fulfilled downwards, which tells what it hangs by.

    Raises
    ------
    InvalidType
        For anything else.
    InvalidValue
        What `judge` raises.

    Notes
    -----
    Fewest changes first. Parts that the rule cannot tell apart are tried by the smallest change, as a share of the
    figure's size; an assignment, a goal below and a part without figures count as a whole change.
    """
    expect(rules, Rules, "what_would_it_take: rules")
    if not isinstance(goal, Indicator | Goal | Area | Report):
        raise InvalidType(f"what_would_it_take: expected an indicator, goal, area or report, got {shown(goal)}")
    judgement = judge(goal, rules, report=report)
    upwards = not judgement.verdict.is_fulfilled
    told = {"about": judgement.about, "name": judgement.name, "kind": judgement.kind, "verdict": judgement.verdict}
    if isinstance(goal, Indicator):
        flip = _of_indicator(goal, rules.indicators, judgement, upwards=upwards)
        own: tuple[Flip, ...] = () if flip is None else (flip,)
        then = flip.then if flip is not None else _turned(upwards=upwards)
        return Prospect(then=then, ways=tuple(Way(flips=(one,)) for one in own), candidates=own, **told)  # type: ignore[arg-type]  # by name
    indicators = {one.id: one for one in goal.indicators} if isinstance(goal, Goal) else {}
    flips = tuple(_candidates(judgement, indicators, rules, upwards=upwards))
    rule = {PartKind.AREA: rules.areas, PartKind.REPORT: rules.organisation}.get(judgement.kind, rules.goals)
    ways = tuple(_ways(judgement, rule, flips, upwards=upwards))
    then = _after(judgement, rule, ways[0]) if ways else _turned(upwards=upwards)
    return Prospect(then=then, ways=tuple(Way(flips=way) for way in ways), candidates=flips, **told)  # type: ignore[arg-type]  # by name


def _turned(*, upwards: bool) -> Verdict:
    return Verdict.FULFILLED if upwards else Verdict.NOT_FULFILLED


def _candidates(
    judgement: Judgement, indicators: dict[str, Indicator], rules: Rules, *, upwards: bool
) -> Iterator[Flip]:
    """Every part that could be judged otherwise, the smallest change first."""
    flips = []
    for part in judgement.parts:
        if part.final.is_fulfilled is upwards or (not upwards and not part.final.is_evaluated):
            continue
        if not upwards and part.kind is PartKind.ASSIGNMENT and part.basis is Basis.OUTCOME:
            continue  # what is completed stays so
        if part.kind is PartKind.INDICATOR:
            flip = _of_indicator(indicators[part.about], rules.indicators, part, upwards=upwards)
        else:
            then = rules.assignments.late if part.kind is PartKind.ASSIGNMENT else Verdict.NOT_FULFILLED
            flip = Flip(
                about=part.about,
                name=part.name,
                kind=part.kind,
                verdict=part.final,
                then=Verdict.FULFILLED if upwards else then,
            )
        if flip is not None:
            flips.append(flip)
    yield from sorted(flips, key=lambda flip: (flip.cost, flip.about))


def _of_indicator(indicator: Indicator, rule: IndicatorRule, judged: Judgement, *, upwards: bool) -> Flip | None:
    read = reading(indicator, rule)
    edge = _edge(read, rule, upwards=upwards)
    if edge is None:
        return None
    wanted, direction = edge
    so_far, needed = _pace(indicator, read, wanted)
    farther = rule.partly_within or rule.relative_partly_within
    return Flip(
        about=indicator.id,
        name=indicator.name,
        unit=indicator.unit,
        verdict=judged.final,
        then=Verdict.FULFILLED if upwards else Verdict.PARTLY_FULFILLED if farther else Verdict.NOT_FULFILLED,
        value=read.value,
        wanted=wanted,
        change=None if read.value is None else minus(wanted, read.value),
        passes=read.is_strict if upwards else not read.is_strict,
        direction=direction,
        pace_so_far=so_far,
        pace_needed=needed,
    )


def _edge(read: Reading, rule: IndicatorRule, *, upwards: bool) -> tuple[Amount, Direction] | None:
    """The nearest value at which the verdict turns, and on which side of it the value then has to be."""
    low, high = read.edges(rule)
    edges = [(edge, way) for edge, way in ((low, Direction.HIGHER), (high, Direction.LOWER)) if edge is not None]
    value = read.value
    if upwards and value is not None:  # only the edge that it is on the wrong side of
        edges = [
            (edge, way)
            for edge, way in edges
            if (value <= edge if way is Direction.HIGHER else value >= edge) or len(edges) == 1
        ]
    if not edges:
        return None
    wanted, way = min(edges, key=lambda one: size_of(minus(one[0], value)) if value is not None else 0)
    if upwards:
        return wanted, way
    return wanted, Direction.LOWER if way is Direction.HIGHER else Direction.HIGHER


def _pace(indicator: Indicator, read: Reading, wanted: Amount) -> tuple[Amount | None, Amount | None]:
    """The outcome a month so far, and what the rest of the year needs, of a flow in the middle of its year."""
    latest, year = indicator.latest, indicator.year
    if indicator.kind is not MeasureKind.FLOW or read.name != "forecast" or latest is None or year is None:
        return None, None
    so_far, months = indicator.latest_value, _months_of(latest, year)
    if so_far is None or months is None:
        return None, None
    rest = Fraction(minus(wanted, so_far)) / (MONTHS - months)
    return decimal_of(Fraction(so_far) / months), decimal_of(rest)


def _months_of(latest: Period, year: Period) -> int | None:
    """How many months of the year have gone, where it is not over."""
    if latest.start != year.start or latest.months is None or not 0 < latest.months < MONTHS:
        return None
    return latest.months


def _ways(judgement: Judgement, rule: AnyWhole, flips: Sequence[Flip], *, upwards: bool) -> Iterator[tuple[Flip, ...]]:
    """The sets of fewest flips that turn the verdict: so many of each sort that the rule can tell apart."""
    named = set(_named(rule))
    sorts: dict[object, list[Flip]] = {}
    for flip in flips:
        sorts.setdefault((flip.kind, flip.verdict, flip.then, flip.about in named and flip.about), []).append(flip)
    tries = 0
    for count in range(1, len(flips) + 1):
        found = []
        for takes in _takes([len(sort) for sort in sorts.values()], count):
            tries += 1
            if tries > MOST_TRIES:
                return
            way = tuple(flip for take, sort in zip(takes, sorts.values(), strict=True) for flip in sort[:take])
            after = _after(judgement, rule, way)
            if after.is_fulfilled if upwards else after.code < judgement.verdict.code:
                found.append(way)
        if found:
            yield from sorted(found, key=lambda way: sum((flip.cost for flip in way), Fraction(0)))
            return


def _takes(sizes: Sequence[int], count: int) -> Iterator[tuple[int, ...]]:
    """Every way to take so many in all, at most so many of each sort."""
    if not sizes:
        return
    for takes in product(*(range(min(size, count) + 1) for size in sizes[:-1])):
        last = count - sum(takes)
        if 0 <= last <= sizes[-1]:
            yield (*takes, last)


def _named(rule: AnyWhole) -> Iterator[str]:
    """The ids that a rule knows by name."""
    if isinstance(rule, RequiredShare):
        yield from rule.weights
    elif isinstance(rule, Veto):
        yield from rule.ids
        yield from _named(rule.rule)
    else:
        parts: Iterable[AnyWhole] = rule.first_of if isinstance(rule, FirstOf) else rule.worst_of
        for part in parts:
            yield from _named(part)


def _after(judgement: Judgement, rule: AnyWhole, way: tuple[Flip, ...]) -> Verdict:
    """The verdict with some parts judged otherwise."""
    turned = {(flip.kind, flip.about): flip.then for flip in way}
    return rule.verdict(
        Part(about=part.about, kind=part.kind, final=turned.get((part.kind, part.about), part.final))
        for part in judgement.parts
    )
