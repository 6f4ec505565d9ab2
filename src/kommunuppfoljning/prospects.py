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

Every change is tried: the part is judged anew with the changed figure, and the whole with the changed part.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, islice, product

import attrs

from kommunuppfoljning.amounts import Amount, minus, plus, size_of, times, total_of
from kommunuppfoljning.arithmetic.scalars import decimal_of
from kommunuppfoljning.errors import InvalidType, expect, shown
from kommunuppfoljning.goals import Area, Goal
from kommunuppfoljning.indicators import Indicator
from kommunuppfoljning.judgements import DEFAULT_RULES, Judgement, Override, judge
from kommunuppfoljning.models import EMPTY, Model
from kommunuppfoljning.parts import JudgedPart
from kommunuppfoljning.periods import Period
from kommunuppfoljning.readings import Reading, compared, reading
from kommunuppfoljning.reports import Report
from kommunuppfoljning.rules import Rules
from kommunuppfoljning.terms import Basis, Direction, MeasureKind, PartKind, Status, TargetKind, Verdict
from kommunuppfoljning.wholes import AnyWhole, RequiredShare, Veto, rules_within

__all__ = ["Flip", "Prospect", "Way", "prospect_of", "what_would_it_take"]

MOST_TRIES = 20_000
MOST_WAYS = 12
MONTHS = 12
_LEAST_STEP = Decimal("1E-9")


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
    is_milestone
        Whether the figure only says that something is done.
    pace_so_far, pace_needed
        Of a flow, the outcome a month so far this year, and the one that the rest of it then has.
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
    is_milestone: bool = False
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
class Way(Model):
    """A set of changes that together turn a verdict (*väg*), and what it then is."""

    flips: tuple[Flip, ...]
    then: Verdict

    _told = ("flips", "then")

    @property
    def cost(self) -> Fraction:
        """What its changes cost together."""
        return sum((flip.cost for flip in self.flips), Fraction(0))

    def __getitem__(self, place: int) -> Flip:
        return self.flips[place]

    def __len__(self) -> int:
        return len(self.flips)


@attrs.frozen(kw_only=True, repr=False)
class Prospect(Model):
    """What it would take for a verdict to turn (*vad som krävs*).

    Parameters
    ----------
    about, name, kind
        Of what.
    verdict, then
        As it is judged, and as the first way would make it; `then` is `verdict` where no way is found.
    ways
        The sets of fewest changes that turn it, the smallest changes first, at most twelve.
    candidates
        Every part that could be judged otherwise, the smallest change first.
    is_whole
        Whether every set was tried; where there were too many, more changes than could be tried may still turn it.
    """

    about: str
    name: str = ""
    kind: PartKind = PartKind.GOAL
    verdict: Verdict
    then: Verdict
    ways: tuple[Way, ...] = ()
    candidates: tuple[Flip, ...] = ()
    is_whole: bool = True

    _told = ("about", "verdict", "then")

    @property
    def hangs_by_a_thread(self) -> bool:
        """Whether a single part decides it (*hänger på en enda del*)."""
        return any(len(way) == 1 for way in self.ways)


def what_would_it_take(
    goal: Indicator | Goal | Area | Report,
    rules: Rules = DEFAULT_RULES,
    *,
    report: Report | None = None,
    overrides: Mapping[str, Override] = EMPTY,
) -> Prospect:
    """The smallest changes that would turn a verdict (*vad krävs för en annan bedömning?*).

    Parameters
    ----------
    goal
        What is judged: a goal, or else an indicator, an area or a report.
    rules
        How.
    report, overrides
        As of `judge`.

    Returns
    -------
    A `Prospect`: for the better from what is not fulfilled, for the worse from what is, which tells what it hangs by.

    Raises
    ------
    InvalidType
        For anything else.
    InvalidValue
        What `judge` raises.

    Notes
    -----
    Fewest changes first, then the smallest as a share of the figure's size; an assignment, a goal below and a part
    without figures count as a whole change.
    """
    expect(rules, Rules, "what_would_it_take: rules")
    if not isinstance(goal, Indicator | Goal | Area | Report):
        raise InvalidType(f"what_would_it_take: expected an indicator, goal, area or report, got {shown(goal)}")
    return prospect_of(goal, judge(goal, rules, report=report, overrides=overrides))


def prospect_of(goal: Indicator | Goal | Area | Report, judgement: Judgement) -> Prospect:
    """What it would take to turn a judgement that there is already, of the thing that it is about."""
    rules = judgement.rule
    if isinstance(goal, Indicator):
        flips = tuple(_of_indicator(goal, rules, judgement))
        ways, is_whole = tuple(Way(flips=(flip,), then=flip.then) for flip in flips[:1]), True
    else:
        indicators = {one.id: one for one in goal.indicators} if isinstance(goal, Goal) else {}
        flips = tuple(_candidates(judgement, indicators, rules))
        ways, is_whole = _Search(judgement, rules.of(judgement.kind), flips).ways()
    return Prospect(
        about=judgement.about,
        name=judgement.name,
        kind=judgement.kind,
        verdict=judgement.final,
        then=ways[0].then if ways else judgement.final,
        ways=ways,
        candidates=flips,
        is_whole=is_whole,
    )


def _turns(before: Verdict, after: Verdict) -> bool:
    """For the better from what is not fulfilled, for the worse from what is."""
    if before.is_fulfilled:
        return Verdict.NOT_EVALUATED.code < after.code < before.code
    return after.code > max(before.code, Verdict.NOT_FULFILLED.code)


def _candidates(judgement: Judgement, indicators: dict[str, Indicator], rules: Rules) -> Iterator[Flip]:
    """Every way for a part to be judged otherwise, in the direction that may turn the whole; the smallest first."""
    upwards = not judgement.final.is_fulfilled
    flips: list[Flip] = []
    for part in judgement.parts:
        if part.override is not None or part.final.is_fulfilled is upwards:
            continue
        if not upwards and not part.final.is_evaluated:
            continue
        if part.kind is PartKind.INDICATOR:
            flips += _of_indicator(indicators[part.about], rules, part)
            continue
        if part.kind is PartKind.ASSIGNMENT:
            status = part.facts["status"].value if "status" in part.facts else None
            if status in (Status.CANCELLED, Status.NOT_FOLLOWED_UP) or (not upwards and status is Status.COMPLETED):
                continue  # what is cancelled or completed stays so
        worse = rules.assignments.late if part.kind is PartKind.ASSIGNMENT else Verdict.NOT_FULFILLED
        then = Verdict.FULFILLED if upwards else worse
        flips.append(Flip(about=part.about, name=part.name, kind=part.kind, verdict=part.final, then=then))
    yield from sorted(flips, key=lambda flip: (flip.cost, flip.about))


def _of_indicator(indicator: Indicator, rules: Rules, judged: Judgement) -> list[Flip]:
    """The nearest figure for each other verdict, found by judging the indicator anew at every edge and beside it."""
    read = reading(indicator, rules.indicators)
    own, others = _own(indicator, read)
    years = read.target.window_years if read.target is not None else 1
    nearest: dict[Verdict, Flip] = {}
    for edge in _edges(indicator, read, rules):
        wanted = minus(times(edge, years), others) if years > 1 else edge
        step = times(_LEAST_STEP, max(size_of(wanted), 1))
        for tried, way in (
            (wanted, None),
            (plus(wanted, step), Direction.HIGHER),
            (minus(wanted, step), Direction.LOWER),
        ):
            then = judge(_with(indicator, read, rules, tried), rules).verdict
            if not _turns(judged.final, then):
                continue
            pace = _pace(indicator, wanted)
            flip = Flip(
                about=indicator.id,
                name=indicator.name,
                unit=indicator.unit,
                verdict=judged.final,
                then=then,
                value=own,
                wanted=wanted,
                change=None if own is None else minus(wanted, own),
                passes=way is not None,
                direction=way or _side(indicator, read, rules, wanted, step, then),
                is_milestone=read.target is not None
                and read.target.kind is TargetKind.MILESTONE
                and read.target.value is None,
                pace_so_far=pace[0],
                pace_needed=pace[1],
            )
            if then not in nearest or (flip.cost, flip.passes) < (nearest[then].cost, nearest[then].passes):
                nearest[then] = flip
    return sorted(nearest.values(), key=lambda flip: flip.cost)


def _own(indicator: Indicator, read: Reading) -> tuple[Amount | None, Amount]:
    """The figure that can change, and what others are added to it where a mean of several years is judged."""
    if read.name != "mean" or read.target is None or read.period is None:
        return read.value, 0
    earlier = [Period.for_year(read.period.end.year - back) for back in range(1, read.target.window_years)]
    others = total_of(indicator.outcomes.get(year) for year in earlier)
    own = indicator.forecast if read.basis is Basis.FORECAST else indicator.outcomes.get(read.period)
    return own, others or 0


def _edges(indicator: Indicator, read: Reading, rules: Rules) -> Iterator[Amount]:
    """Every figure at which a verdict may turn."""
    if read.target is None:  # it can only lean on its trend
        now = compared(indicator, rules.trends)
        if rules.indicators.untargeted and now.previous is not None:
            rule = rules.trends
            band = plus(rule.tolerance, times(rule.relative_tolerance, size_of(now.previous)))
            yield from {minus(now.previous, band), plus(now.previous, band)}
        return
    pairs = (read.edges(rules.indicators), read.partly_edges(rules.indicators))
    yield from {edge for pair in pairs for edge in pair if edge is not None}


def _with(indicator: Indicator, read: Reading, rules: Rules, value: Amount) -> Indicator:
    """The indicator with the figure that is judged changed."""
    by_outcome = rules.indicators.basis is Basis.OUTCOME or (read.value is not None and read.basis is Basis.OUTCOME)
    if by_outcome and read.period is not None:
        return attrs.evolve(indicator, outcomes={**indicator.outcomes, read.period: value})
    missing = {field: reason for field, reason in indicator.missing.items() if field != "forecast"}
    return attrs.evolve(indicator, forecast=value, missing=missing)


def _side(indicator: Indicator, read: Reading, rules: Rules, wanted: Amount, step: Amount, then: Verdict) -> Direction:
    """On which side of an edge a figure may lie beyond it with the same verdict."""
    beyond = judge(_with(indicator, read, rules, plus(wanted, step)), rules).verdict
    return Direction.HIGHER if beyond is then else Direction.LOWER


def _pace(indicator: Indicator, wanted: Amount) -> tuple[Amount | None, Amount | None]:
    """The outcome a month so far, and that of the rest of the year, of a flow whose year is not over."""
    latest, year, so_far = indicator.latest, indicator.year, indicator.latest_value
    if indicator.kind is not MeasureKind.FLOW or latest is None or year is None or so_far is None:
        return None, None
    if latest.start != year.start or latest.months is None or not 0 < latest.months < MONTHS:
        return None, None
    rest = Fraction(minus(wanted, so_far)) / (MONTHS - latest.months)
    return decimal_of(Fraction(so_far) / latest.months), decimal_of(rest)


class _Search:
    """Looks for the fewest flips that turn a verdict: so many of each sort that the rule can tell apart."""

    def __init__(self, judgement: Judgement, rule: AnyWhole, flips: Sequence[Flip]) -> None:
        self._judgement = judgement
        self._rule = rule
        named = {about for one in rules_within(rule) for about in _named(one)}
        parts: dict[tuple[PartKind, str], dict[Verdict, Flip]] = {}
        for flip in flips:
            parts.setdefault((flip.kind, flip.about), {})[flip.then] = flip
        sorts: dict[object, list[dict[Verdict, Flip]]] = {}
        for (kind, about), options in parts.items():
            before = next(iter(options.values())).verdict
            own = about if about in named else ""
            sorts.setdefault((kind, before, tuple(sorted(options, key=_code)), own), []).append(options)
        self._sorts = list(sorts.values())
        self._choices = [(place, then) for place, sort in enumerate(self._sorts) for then in sort[0]]
        self._most = len(parts)

    def ways(self) -> tuple[tuple[Way, ...], bool]:
        """The ways of fewest flips, and whether all were tried."""
        tries = 0
        for count in range(1, self._most + 1):
            found: list[Way] = []
            for takes in self._takes(count, 0, [len(sort) for sort in self._sorts]):
                tries += 1
                if tries > MOST_TRIES:
                    return _cheapest(found), False
                first = next(self._sets(takes))
                if _turns(self._judgement.final, self._after(first)):
                    found += [
                        Way(flips=flips, then=self._after(flips)) for flips in islice(self._sets(takes), MOST_WAYS**2)
                    ]
            if found:
                return _cheapest(found), True
        return (), True

    def _takes(self, count: int, at: int, left: list[int]) -> Iterator[tuple[int, ...]]:
        """Every way to take so many in all of the choices from `at` on, at most as many of each sort as are left."""
        if at == len(self._choices):
            if count == 0:
                yield ()
            return
        sort = self._choices[at][0]
        for take in range(min(count, left[sort]) + 1):
            rest = [*left[:sort], left[sort] - take, *left[sort + 1 :]]
            for others in self._takes(count - take, at + 1, rest):
                yield (take, *others)

    def _sets(self, takes: tuple[int, ...]) -> Iterator[tuple[Flip, ...]]:
        """The sets of flips that take so many of each choice, those of the cheapest parts first."""
        wanted: dict[int, list[Verdict]] = {}
        for (sort, then), take in zip(self._choices, takes, strict=True):
            wanted.setdefault(sort, []).extend([then] * take)
        groups = [
            [
                tuple(options[then] for options, then in zip(chosen, thens, strict=True))
                for chosen in islice(combinations(self._sorts[sort], len(thens)), MOST_WAYS**2)
            ]
            for sort, thens in wanted.items()
        ]
        for flips in product(*groups):
            yield tuple(flip for group in flips for flip in group)

    def _after(self, flips: Iterable[Flip]) -> Verdict:
        """The verdict with some parts judged otherwise."""
        turned = {(flip.kind, flip.about): flip.then for flip in flips}
        return self._rule.verdict(
            JudgedPart(about=part.about, kind=part.kind, final=turned.get((part.kind, part.about), part.final))
            for part in self._judgement.parts
        )


def _cheapest(ways: Iterable[Way]) -> tuple[Way, ...]:
    return tuple(sorted(ways, key=lambda way: way.cost)[:MOST_WAYS])


def _named(rule: AnyWhole) -> Iterable[str]:
    """The ids that a rule itself knows by name."""
    return rule.weights if isinstance(rule, RequiredShare) else rule.ids if isinstance(rule, Veto) else ()


def _code(verdict: Verdict) -> int:
    return verdict.code
