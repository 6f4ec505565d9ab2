"""Text against table (*text mot tabell*): the figures of running text against what they speak of."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import attrs

from kommunuppfoljning.amounts import Amount, Interval, Rounded, minus, plus, times
from kommunuppfoljning.audits.checking import Audited, Hit, check, holder_of
from kommunuppfoljning.audits.hedges import A_TENTH, hedged
from kommunuppfoljning.audits.reading import (
    Read,
    counted,
    is_difference,
    leads_somewhere,
    printed_digits,
    quoted_claim,
    read,
    unit_of,
    whole_of,
)
from kommunuppfoljning.audits.spans import in_unit, interval, quotient_reach, size
from kommunuppfoljning.claims import Claim, ClaimKind
from kommunuppfoljning.findings import Share
from kommunuppfoljning.indicators import Indicator
from kommunuppfoljning.models import FrozenMapping
from kommunuppfoljning.terms import Mismatch, Severity, Unit

__all__ = ["CHECKS"]

_FIGURES = (ClaimKind.AMOUNT, ClaimKind.VALUE, ClaimKind.SHARE, ClaimKind.POINTS)
_POINTS = ("enhet", "points", "pp")


@attrs.frozen
class _Compared:
    """A figure of the text beside the one that it repeats, in that one's unit."""

    claim: Claim
    said: Interval
    read: Read

    @property
    def gap(self) -> Amount:
        """How far apart the two are in size, beyond rounding."""
        return size(self.said).gap(size(self.read.reach))

    def hit(self, gap: Amount | None, mismatch: Mismatch | None) -> Hit:
        """What is told of the two."""
        shares = self.claim.kind in (ClaimKind.SHARE, ClaimKind.POINTS)
        digits = max(printed_digits(self.read.value) - 2, 0)
        return Hit.at(
            self.claim.about,
            gap=gap,
            mismatch=mismatch,
            claim=self.claim.id,
            text=quoted_claim(self.claim),
            section=self.claim.where,
            actual=Share(self.read.value, digits) if shares else self.read.value,
        )


def _figures(audited: Audited) -> tuple[_Compared, ...]:
    """Each figure in prose that leads to another one; those in a unit that is none are left out."""
    return tuple(_led(audited))


def _led(audited: Audited) -> Iterator[_Compared]:
    for claim in audited.report.claims:
        told = claim.rounded
        if claim.kind not in _FIGURES or told is None or not claim.about:
            continue
        found = read(audited, claim.about)
        if found is not None and _unit(claim, found) is not False:
            yield _Compared(claim, _said(told, claim, found), found)


def _unit(claim: Claim, found: Read) -> Unit | bool | None:
    """The unit of an amount; `None` where nothing is to be converted, `False` where it is no unit of money."""
    if found.unit is None or claim.kind is not ClaimKind.AMOUNT:
        return None
    return unit_of(claim.unit) or False


def _said(told: Rounded, claim: Claim, found: Read) -> Interval:
    """What the text may mean, in the unit of what it speaks of."""
    unit = _unit(claim, found)
    if isinstance(unit, Unit):
        return in_unit(hedged(claim, told.interval), unit, found.unit)
    if claim.kind in (ClaimKind.SHARE, ClaimKind.POINTS):  # their decimals are printed of percent, and kept of one
        told = Rounded(
            told.value, max(printed_digits(told.value), (claim.digits or 0) + 2 * (claim.digits is not None))
        )
    return hedged(claim, told.interval)


@check(
    "claim-figure",
    Severity.ERROR,
    why="Most readers read the text and not the table; a figure that has two values has none.",
    example="The text says −303 tkr where the table has −305.",
)
def figures(audited: Audited) -> Iterator[Hit]:
    """Each figure in prose against the one that it repeats, in unit and precision."""
    for one in audited.once(_figures):
        if one.gap and not _thousands(one) and not _is_hundredfold(one) and not _is_relative(audited, one):
            yield one.hit(one.gap, _origin(audited, one))


def _origin(audited: Audited, one: _Compared) -> Mismatch:
    """Where a figure that does not agree may be from: cut off instead of rounded, another one, or one since revised."""
    if one.claim.approximate:
        off = one.gap <= times(size(one.read.reach).high, A_TENTH)  # how far a hedge reaches is a matter of taste
    else:
        off = plus(one.gap, one.gap) < minus(one.said.high, one.said.low)  # less than a unit of the last digit
    if off:
        return Mismatch.ROUNDING
    holder: Any = audited.find(holder_of(one.claim.about))
    if not isinstance(holder, Indicator):
        return Mismatch.MISTAKE
    others = [holder.target, holder.forecast, *holder.outcomes.values()]
    if any(other is not None and interval(other, printed_digits(other)).overlaps(one.said) for other in others):
        return Mismatch.OTHER_DEFINITION
    old = holder.commented_on is not None and audited.day is not None and holder.commented_on < audited.day
    return Mismatch.REVISED if old else Mismatch.MISTAKE


def _thousands(one: _Compared) -> bool:
    """Whether the two would agree if one were a thousand times larger."""
    said, actual = size(one.said), size(one.read.reach)
    if one.claim.kind is not ClaimKind.AMOUNT or not one.read.value or not one.claim.value or not said.low:
        return False
    return any(
        Interval(*(_shifted(end, power) for end in (said.low, said.high))).overlaps(actual) for power in (3, -3, 6, -6)
    )


def _shifted(value: Amount, power: int) -> Amount:
    sign, digits, exponent = Decimal(value).as_tuple()
    return Decimal((sign, digits, int(exponent) + power))


def _is_hundredfold(one: _Compared) -> bool:
    """Whether the two would agree if the text's share were a hundredth of what it is kept as."""
    if one.claim.kind not in (ClaimKind.SHARE, ClaimKind.POINTS) or not one.read.is_share or not one.claim.value:
        return False
    said = size(one.said)
    return Interval(_shifted(said.low, -2), _shifted(said.high, -2)).overlaps(size(one.read.reach))


@check(
    "claim-fraction",
    Severity.ERROR,
    why="A share is kept as a fraction of one: 12,6 % is 0.126, and 12.6 is 1 260 %.",
    example="The text says 12,6 %, and the claim was given the value 12.6.",
)
def fractions(audited: Audited) -> Iterator[Hit]:
    """Shares whose value was given in percent, and would agree as a fraction of one."""
    for one in audited.once(_figures):
        value = one.claim.value
        if one.gap and _is_hundredfold(one) and isinstance(value, int | Decimal):
            hit = one.hit(one.gap, Mismatch.MISTAKE)
            meant = _shifted(value, -2)
            yield attrs.evolve(hit, values=FrozenMapping({**hit.values, "value": str(value), "meant": str(meant)}))


@check(
    "claim-magnitude",
    Severity.ERROR,
    why="A unit that is wrong by a thousand is the easiest mistake to make, and the hardest to see.",
    example="The text says 15,9 tkr where the table has 15 899 tkr.",
)
def magnitudes(audited: Audited) -> Iterator[Hit]:
    """Figures that would agree, were one of them a thousand times larger."""
    for one in audited.once(_figures):
        if one.gap and _thousands(one):
            yield one.hit(one.gap, Mismatch.MISTAKE)


@check(
    "claim-sign",
    Severity.ERROR,
    why="A surplus that is called a deficit turns the message round.",
    example="The text says a deficit of 670 tkr where the table has +670.",
)
def signs(audited: Audited) -> Iterator[Hit]:
    """Sign words, and signs as written, against the sign of the figure."""
    for one in audited.once(_figures):
        if (
            _carries_sign(one)
            and one.said.gap(-one.read.reach) < one.said.gap(one.read.reach)
            and _is_near(audited, one)
        ):
            yield one.hit(None, Mismatch.MISTAKE)


def _carries_sign(one: _Compared) -> bool:
    """Whether the text says a sign; a minus before a cost may be how costs are written there."""
    figure = one.claim.figure
    return one.claim.sign is not None or (figure is not None and figure < 0 and not one.read.is_cost)


def _is_near(audited: Audited, one: _Compared) -> bool:
    """Whether the sizes agree, but perhaps for a figure that is cut off where it should be rounded."""
    return not one.gap or (_origin(audited, one) is Mismatch.ROUNDING and not _is_relative(audited, one))


@check(
    "claim-unit",
    Severity.WARNING,
    why="An amount whose unit is none cannot be held against anything.",
    example="The text says 100 pund.",
)
def units(audited: Audited) -> Iterator[Hit]:
    """Amounts in what is no unit of money."""
    for claim, _ in _unitless(audited):
        if claim.unit.strip():
            yield Hit.at(claim.about, claim=claim.id, text=quoted_claim(claim), unit=claim.unit)


@check(
    "claim-no-unit",
    Severity.WARNING,
    why="An amount without a unit may be off by a thousand, and cannot be held against anything.",
    example="The text says 100, and what it speaks of is in tkr.",
)
def unsaid(audited: Audited) -> Iterator[Hit]:
    """Amounts that do not say in which unit they are."""
    for claim, unit in _unitless(audited):
        if not claim.unit.strip():
            yield Hit.at(claim.about, claim=claim.id, text=quoted_claim(claim), unit=unit)


def _unitless(audited: Audited) -> Iterator[tuple[Claim, Unit]]:
    """Amounts that speak of one in a unit of money, and are in none, with that unit."""
    for claim in audited.report.claims:
        found = read(audited, claim.about) if claim.kind is ClaimKind.AMOUNT and claim.about else None
        if found is not None and claim.rounded is not None and found.unit is not None and not _unit(claim, found):
            yield claim, found.unit


@check(
    "claim-points",
    Severity.ERROR,
    why="From 4 % to 5 % is one percentage point, and 25 percent: which one is meant decides what is said.",
    example="Sick leave rose from 4,0 % to 5,0 %, and the text says by 1 %.",
)
def points(audited: Audited) -> Iterator[Hit]:
    """Percent where percentage points are meant, and the other way round."""
    for one in audited.once(_figures):
        claim, between = one.claim, is_difference(one.claim.about) and one.read.is_share
        in_points = any(word in claim.unit.casefold() for word in _POINTS)
        if claim.kind is ClaimKind.SHARE:
            wrong = in_points or (between and not one.gap and not _is_relative(audited, one) and one.read.value != 0)
        else:
            wrong = claim.kind is ClaimKind.POINTS and (claim.unit == "%" or (one.read.is_share and not between))
        if wrong:
            yield one.hit(None, Mismatch.MISTAKE)


def _is_relative(audited: Audited, one: _Compared) -> bool:
    """Whether a percentage is the change from one figure to another as a share of the earlier one."""
    _, minus_sign, second = one.claim.about.partition(" - ")
    if one.claim.kind is not ClaimKind.SHARE or not minus_sign or is_difference(second):
        return False
    base = read(audited, second)
    reach = quotient_reach(one.read.reach, size(base.reach)) if base is not None else None
    told = size(one.said)
    return reach is not None and (told.low <= max(map(abs, reach)) and min(map(abs, reach)) <= told.high)


@check(
    "claim-period",
    Severity.ERROR,
    why="A month, a third of the year, the year to date and twelve months are different figures of different things.",
    example="The text says that sick leave of the interim period was 1,6 %, which is that of August alone.",
)
def periods(audited: Audited) -> Iterator[Hit]:
    """A figure that the text tells of one period and the report of another."""
    for one in audited.once(_figures):
        told, actual = one.claim.period, one.read.period
        if told is not None and actual is not None and told != actual:
            yield Hit.at(
                one.claim.about,
                mismatch=Mismatch.OTHER_DEFINITION,
                claim=one.claim.id,
                text=quoted_claim(one.claim),
                section=one.claim.where,
                told=told,
                actual=actual,
            )


@check(
    "claim-count",
    Severity.ERROR,
    why="Whoever counts the list will not get what the text says.",
    example="The text says 17 of 18 goals where 16 are fulfilled.",
)
def counts(audited: Audited) -> Iterator[Hit]:
    """Each count in prose against what it counts, and the whole that it is out of."""
    for claim in audited.report.claims:
        if claim.kind is not ClaimKind.COUNT or not isinstance(claim.value, int) or not claim.about:
            continue
        some = counted(audited, claim.about)
        said = hedged(claim, Interval(claim.value, claim.value))
        off = 1 if claim.approximate else 0  # "some two months"
        if some is not None and abs(some - claim.value) > off and not said.overlaps(some):
            yield _count(claim, claim.value, some)
        whole = counted(audited, whole_of(claim.about)) if claim.of is not None else None
        if whole is not None and claim.of is not None and whole != claim.of:
            yield _count(claim, claim.of, whole)


def _count(claim: Claim, told: int, found: int) -> Hit:
    return Hit.at(
        claim.about,
        gap=abs(told - found),
        mismatch=Mismatch.MISTAKE,
        claim=claim.id,
        text=quoted_claim(claim),
        section=claim.where,
        told=told,
        counted=found,
    )


@check(
    "claim-date",
    Severity.ERROR,
    why="A date in the text that is not the date in the list makes one of two meetings be missed.",
    example="The text says 2 December where the list has 9 September.",
)
def dates(audited: Audited) -> Iterator[Hit]:
    """Each date in prose against the one that it repeats."""
    for claim in audited.report.claims:
        actual = audited.find(claim.about) if claim.kind is ClaimKind.DATE and claim.about else None
        if isinstance(actual, dt.date) and str(claim.value) != actual.isoformat():
            yield Hit.at(
                claim.about,
                mismatch=Mismatch.MISTAKE,
                claim=claim.id,
                text=quoted_claim(claim),
                section=claim.where,
                actual=actual,
            )


@check(
    "claim-without-row",
    Severity.INFO,
    why="An amount that no table holds cannot be checked by anyone: a project without a row, a cost without a line.",
    example="A project ended 75 tkr below its budget, and has no row.",
)
def rowless(audited: Audited) -> Iterator[Hit]:
    """Amounts in prose that speak of nothing that the report has a figure of."""
    for claim in audited.report.claims:
        if claim.kind is ClaimKind.AMOUNT and claim.figure and not claim.about:
            yield Hit.at(f"claims[{claim.id}]", claim=claim.id, text=quoted_claim(claim), section=claim.where)


@check(
    "claim-lost",
    Severity.INFO,
    why="What the text compares with is not in the report, nor in the one before: the reader has to take it on trust.",
    example="Turnover is higher than in the first interim report, whose figure is not printed.",
)
def lost(audited: Audited) -> Iterator[Hit]:
    """Claims that point at what is not there."""
    for claim in audited.report.claims:
        for path in claim.paths:
            if not leads_somewhere(audited, path):
                yield Hit.at(f"claims[{claim.id}]", text=quoted_claim(claim), section=claim.where, path=path)


CHECKS = (figures, fractions, magnitudes, signs, units, unsaid, points, periods, counts, dates, rowless, lost)
