"""Words against figures (*ord mot siffror*): quantifiers, comparisons, rankings and words that carry a sign."""

import re
from collections.abc import Iterator
from datetime import date

from kommunuppfoljning.amounts import Amount, size_of
from kommunuppfoljning.audits.checking import Audited, Hit, check
from kommunuppfoljning.audits.reading import Read, compared, counted, quoted_claim, read
from kommunuppfoljning.budgets import BudgetTable
from kommunuppfoljning.claims import Claim, ClaimKind
from kommunuppfoljning.locale.numerals import NUMERALS
from kommunuppfoljning.terms import Mismatch, Severity

__all__ = ["CHECKS"]

ALL = {"samtliga", "alla", "båda", "all", "both", "every"}
NONE = {"ingen", "inget", "inga", "none", "no"}
MOST = {"de flesta", "flertalet", "merparten", "majoriteten", "most", "the majority"}
LOWER = {"lägre än", "mindre än", "färre än", "kortare än", "under", "lower than", "less than", "fewer than", "below"}
HIGHER = {"högre än", "större än", "fler än", "mer än", "längre än", "över", "higher than", "more than", "above"}
EQUAL = {"lika med", "enligt", "i enlighet med", "oförändrad", "oförändrat", "samma som", "equal to", "unchanged"}
LATER = {"senare än", "later than"}
EARLIER = {"tidigare än", "earlier than"}
FIRST = {"främst", "främsta", "störst", "största", "högst", "högsta", "mest", "flest", "mainly", "largest", "highest"}
LAST = {"minst", "lägst", "lägsta", "minsta", "smallest", "lowest"}
DEFICIT = {"underskott", "negativ", "negativt", "deficit", "negative"}
SURPLUS = {"överskott", "positiv", "positivt", "surplus", "positive"}
_BUT = re.compile(r"(?:samtliga|alla) utom (\S+)|all but (\S+)")
_NUMBERS = {**NUMERALS, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}


def _claims(audited: Audited, kind: ClaimKind) -> Iterator[tuple[Claim, str, str, str]]:
    """Claims in words of one kind: the word, and the two paths that they are about."""
    for claim in audited.report.claims:
        if claim.kind is kind and isinstance(claim.value, str) and claim.about:
            first, _, second = claim.about.partition("; ")
            yield claim, claim.value.casefold().strip(), first, second


@check(
    "claim-quantifier",
    Severity.WARNING,
    why="'All' is a strong word: one that is not evaluated, late or next year makes it untrue.",
    example="'All assignments are expected to be completed in 2024', and one is due in February 2025.",
)
def quantifiers(audited: Audited) -> Iterator[Hit]:
    """Words such as "samtliga", "samtliga utom ett", "båda", "de flesta" and "ingen" against what they speak of."""
    for claim, word, selection, whole in _claims(audited, ClaimKind.QUANTIFIER):
        if word in NONE:
            figure = read(audited, selection)
            some = counted(audited, selection) if figure is None else None
            if figure is not None and not figure.reach.overlaps(0):
                yield _quantified(claim, selection, figure.value, figure.value, 0)
            elif some:
                yield _quantified(claim, selection, some, some, (counted(audited, whole) if whole else None) or some)
            continue
        some = counted(audited, selection)
        among = counted(audited, whole) if whole else None
        if some is None or among is None:
            continue
        but = _BUT.fullmatch(word)
        if word in MOST:
            holds, wanted = 2 * some > among, among // 2 + 1
        elif word in ALL or but:
            left = _excepted(but[1] or but[2]) if but else 0
            if left is None:
                continue
            wanted = among - left
            holds = some == wanted and (word not in ("båda", "both") or among == 2)
        else:
            continue
        if not holds:
            yield _quantified(claim, selection, abs(wanted - some), some, among)


def _excepted(word: str) -> int | None:
    """How many "samtliga utom sju" leaves out; `None` for a word that is no number."""
    return int(word) if word.isdecimal() else _NUMBERS.get(word)


def _quantified(claim: Claim, where: str, gap: Amount, some: Amount, among: Amount) -> Hit:
    return Hit.at(
        where,
        gap=gap,
        mismatch=Mismatch.MISTAKE,
        claim=claim.id,
        text=quoted_claim(claim),
        section=claim.where,
        counted=some,
        whole=among,
    )


@check(
    "claim-comparison",
    Severity.ERROR,
    why="'Lower than' is either so or not so; rounding never makes it an error.",
    example="'Lower capital costs than budgeted', where they are higher.",
)
def comparisons(audited: Audited) -> Iterator[Hit]:
    """Words such as "lägre än" against the two figures, or the dates, that they compare."""
    for claim, word, first_path, second_path in _claims(audited, ClaimKind.COMPARISON):
        if not second_path:
            continue
        if word in LATER | EARLIER:
            yield from _dates(audited, claim, first_path, second_path, later=word in LATER)
            continue
        first, second = read(audited, first_path), read(audited, second_path)
        if first is None or second is None:
            continue
        one, other = compared(first), compared(second)
        if (
            (word in LOWER and one.low >= other.high)
            or (word in HIGHER and one.high <= other.low)
            or (word in EQUAL and one.gap(other) > 0)
        ):
            yield _compared(claim, first_path, first.value, second.value)


def _compared(claim: Claim, where: str, first: object, second: object) -> Hit:
    return Hit.at(
        where,
        mismatch=Mismatch.MISTAKE,
        claim=claim.id,
        text=quoted_claim(claim),
        section=claim.where,
        first=first,
        second=second,
    )


def _dates(audited: Audited, claim: Claim, first_path: str, second_path: str, *, later: bool) -> Iterator[Hit]:
    """Each date of a selection against the other one of the same thing, where both are known."""
    first, second = (
        found if isinstance(found, tuple) else (found,)
        for found in (audited.find(first_path), audited.find(second_path))
    )
    for one, other in zip(first, second, strict=False):
        if isinstance(one, date) and isinstance(other, date) and (one <= other if later else one >= other):
            yield _compared(claim, first_path, one, other)


@check(
    "claim-ranking",
    Severity.ERROR,
    why="'Mainly' names the largest; where another is larger, the cause is another one.",
    example="'The surplus is found mainly in IT', where the rescue service has more.",
)
def rankings(audited: Audited) -> Iterator[Hit]:
    """Words such as "främst" and "störst" against the other lines of the same table."""
    for claim, word, path, whole in _claims(audited, ClaimKind.COMPARISON):
        if word not in FIRST | LAST or not whole:
            continue  # "mainly because of" something that is no line ranks nothing
        figure = read(audited, path)
        rivals = _rivals(audited, path) if figure is not None else []
        if figure is None or not rivals:
            continue
        alike = [one for one in rivals if (one.value < 0) is (figure.value < 0) and one.value]
        if word in FIRST:
            beaten = [one for one in alike if _size(one) > _size(figure) and not one.reach.overlaps(figure.reach)]
        else:
            beaten = [one for one in alike if _size(one) < _size(figure) and not one.reach.overlaps(figure.reach)]
        if beaten:
            worst = max(beaten, key=_size) if word in FIRST else min(beaten, key=_size)
            yield _compared(claim, path, figure.value, worst.value)


def _size(one: Read) -> Amount:
    return size_of(one.value)


def _rivals(audited: Audited, path: str) -> list[Read]:
    """The same figure of the other lines of the top level of a budget table."""
    match = re.fullmatch(r"(budget_tables\[[^\]]+\])\.lines\[([^\]]+)\]\.(\w+)", path)
    table = audited.find(match[1]) if match else None
    if match is None or not isinstance(table, BudgetTable):
        return []
    others = (line for line in table.top_lines if line.id != match[2])
    found = (read(audited, f"{match[1]}.lines[{line.id}].{match[3]}") for line in others)
    return [one for one in found if one is not None]


@check(
    "claim-sign-word",
    Severity.ERROR,
    why="'The deficit is found in' a unit that has a surplus sends the reader to the wrong place.",
    example="The text finds the deficit in a unit whose forecast is +200.",
)
def sign_words(audited: Audited) -> Iterator[Hit]:
    """Units that the text finds a surplus or a deficit in, against the signs of their figures."""
    for claim, word, first, second in _claims(audited, ClaimKind.COMPARISON):
        if word not in DEFICIT | SURPLUS:
            continue
        for path in (first, second):
            figure = read(audited, path) if path else None
            if figure is None:
                continue
            if (word in DEFICIT and figure.reach.low >= 0) or (word in SURPLUS and figure.reach.high <= 0):
                yield Hit.at(
                    path,
                    mismatch=Mismatch.MISTAKE,
                    claim=claim.id,
                    text=quoted_claim(claim),
                    section=claim.where,
                    actual=figure.value,
                )


@check(
    "words-without-figures",
    Severity.INFO,
    why="A trend or a comparison in words alone cannot be checked, and cannot be followed up next time.",
    example="'Accumulated sick leave in the rescue service is falling', and no figure of it is printed.",
)
def bare_words(audited: Audited) -> Iterator[Hit]:
    """Comparisons in words that the report has no figures for at all."""
    for claim in audited.report.claims:
        if claim.kind is ClaimKind.COMPARISON and isinstance(claim.value, str) and not claim.about:
            yield Hit.at(f"claims[{claim.id}]", text=quoted_claim(claim), section=claim.where)


CHECKS = (quantifiers, comparisons, rankings, sign_words, bare_words)
