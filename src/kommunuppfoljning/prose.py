"""Running text (*löptext*): a reader of Swedish that proposes the claims of a text, for a person to confirm.

>>> text = "Kontoret redovisar ett överskott om 6,1 mnkr. IT står för +7 500 tkr, cirka 2,4 procentenheter av budgeten."
>>> for found in read_claims(text):
...     print(found.start, found.claim.kind.value, found.claim.value, found.claim.unit, found.claim.sign, found.text)
36 amount 6.1 mnkr 1 6,1 mnkr
58 amount 7500 tkr 1 +7 500 tkr
70 percentage_points 0.024 procentenheter None cirka 2,4 procentenheter

What a claim is about no text tells for certain: `Proposal.confirmed` takes the path from the one who knows.

Source: Svenska skrivregler, Språkrådet (figures, numerals in letters); Swedish reports in practice.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

import attrs

from kommunuppfoljning.amounts import size_of
from kommunuppfoljning.claims import Claim, ClaimKind
from kommunuppfoljning.errors import InvalidValue, expect
from kommunuppfoljning.locale.figures import DASHES, SPACES, parse_number
from kommunuppfoljning.locale.numerals import NUMERAL, numeral
from kommunuppfoljning.terms import Unit

__all__ = ["Proposal", "read_claims"]

LONGEST = 1_000_000
"""A text of more characters is no chapter of a report."""
REACH = 80
"""So many characters before a figure may a word that carries its sign stand."""

_FIGURE = rf"(?:[1-9][0-9]{{0,2}}(?:[{SPACES}][0-9]{{3}})+|[0-9]+)(?:[.,][0-9]+)?"
_START = r"(?<![\w.,/])"
_GAP = r"(?:[^\S\n]+|[^\S\n]*\n[^\S\n]*)"  # a blank, or the end of a line: a new paragraph speaks of something else
_SIGN = (
    rf"(?:(?:[+\u2212][{SPACES}]?|[{DASHES}])|(?P<word>plus|minus)\s+)?"  # a spaced dash is punctuation, or a bullet
)
_UNIT = (
    rf"(?:(?:tusen|miljon(?:er)?|miljard(?:er)?){_GAP}kr(?:onor)?|kronor|mdkr|mnkr|mkr|tkr|kkr|kr)\b"  # a unit of money
)
_MILLIONS = (  # by itself, where no noun says that something else is counted
    r"(?:miljon(?:er)?|miljard(?:er)?)\b(?=[^\S\n]*(?:\Z|[\n.,;:!?)–-]|(?:bättre|efter|eller|för|från|högre|i|inom|jämfört|"
    r"lägre|mer|mindre|mot|och|på|samt|som|sämre|till|under|vilket|än|över)\b))"
)
_MONEY = rf"(?:{_UNIT}|{_MILLIONS})"
_ABOUT = r"(?:knapp|dryg)t?"
_WORDED = (
    rf"(?:(?:{NUMERAL}{_GAP}och{_GAP})?(?:en|ett){_GAP}(?:{_ABOUT}{_GAP})?halvt?|(?:en|ett){_GAP}{_ABOUT}|halvannan|"
    rf"{NUMERAL})"
)
"""A figure in letters: "två och en halv"."""
_PRINTED = rf"(?:{_FIGURE}{_GAP}?|{_WORDED}(?:{_GAP}|(?=tusen)))"
_NUMBER = rf"(?:{_FIGURE}|{_WORDED})"
_COUNT = rf"(?:{_FIGURE}|{NUMERAL})"
_NOUN = (
    r"(?:inriktningsmål|målområden?|mål|indikator(?:er|erna)?|uppdrag(?:en)?|(?:nämnd)?initiativ(?:en)?|aktiviteter|"
    r"projekt|medarbetare|anställda|platser|stycken|personer|enheter|verksamheter|ärenden|besök|företag|avtal)"
)
_HEDGE = (
    r"(?:(?P<hedge>cirka|ca|ungefär|omkring|runt|drygt|knappt|närmare|nästan|uppemot|minst|högst|över|upp till|"
    r"(?:mer|mindre|fler|färre) än)\s+)?"
)
_SIGN_WORD = re.compile(
    r"(?P<no>\b(?:inget|ingen|inga|ej|inte|utan|varken|minska\w*)\s+)?"
    r"(?:(?P<surplus>överskott\w*|positiv\w*|bättre än budget)|"
    r"underskott\w*|negativ\w*|sämre än budget|förlust\w*)",
    re.IGNORECASE,
)
_SIGN_AFTER = re.compile(r"\s+(bättre|sämre) än", re.IGNORECASE)
_GROUPED = re.compile(r"\.[0-9]{3}$")
_LABEL = re.compile(
    rf"\b(?:(?P<sure>tabell(?:en)?|diagram(?:met)?|figur(?:en)?|fig\.?|bild|bilaga|not|kapitel|kap\.?|avsnitt|punkt|sida|"
    rf"sid\.?|rad)|(?:prognos|delår|tertial|kvartal|etapp|projekt|mål|uppdrag|indikator|nummer|nr\.?))[{SPACES}]\Z|"
    rf"(?<![0-9])(?<![0-9][{SPACES}])(?P<sign>§)[{SPACES}]?\Z",
    re.IGNORECASE,
)
"""What a number before an amount is the number of: "Tabell 1 500 tkr" is 500 tkr, and "Prognos 2 500 tkr" is unsure."""


@attrs.frozen(kw_only=True)
class Proposal:
    """A claim that the text seems to make (*förslag till påstående*): where it stands, and what it would be.

    ``text[start:end]`` are the words that carry it.
    """

    start: int
    end: int
    text: str
    claim: Claim

    def confirmed(self, *, about: str, id: str | None = None) -> Claim:  # noqa: A002  # as the model has it
        """The claim, with what it is about and perhaps another id (*bekräfta påståendet*).

        Raises `InvalidValue` where nothing is said.

        >>> proposal = read_claims("ett överskott om 6,1 mnkr")[0]
        >>> proposal.confirmed(about="budget_tables[drift].total.forecast_deviation")
        Claim(id='t1', text='6,1 mnkr', about='budget_tables[drift].total.forecast_deviation')
        """
        expect(about, str, "confirmed: about")
        if not about.strip():
            raise InvalidValue("confirmed: about must be a path, such as budget_tables[drift].total.period_deviation")
        return attrs.evolve(self.claim, about=about, id=id or self.claim.id)


Found = tuple[int, int, Mapping[str, object] | None]
"""Where a claim stands, and its fields; `None` for words that look like one and are none."""


def read_claims(text: str, *, where: str = "", prefix: str = "t") -> tuple[Proposal, ...]:
    """Propose the claims of a Swedish text (*föreslå påståenden*), in its order.

    Amounts, percentages and percentage points with their signs and hedges; counts ("17 av 18", "tolv uppdrag");
    quantifiers ("samtliga", "samtliga utom ett"); comparisons and rankings ("lägre än", "främst").

    Parameters
    ----------
    text
        A sentence, a paragraph or a chapter.
    where
        The heading that it stands under, kept in each claim.
    prefix
        What the ids of the claims begin with.

    Returns
    -------
    Proposals that do not overlap; nothing is certain about them, least of all what they are about.

    Raises
    ------
    InvalidType, InvalidValue
        For what is no text, or too long a one.

    References
    ----------
    Svenska skrivregler, Språkrådet.

    Examples
    --------
    >>> [found.claim.value for found in read_claims("17 av 18 mål nås, och samtliga uppdrag utom två.")]
    [17, 'samtliga']
    """
    expect(text, str, "read_claims: text")
    expect(where, str, "read_claims: where")
    if len(text) > LONGEST:
        raise InvalidValue(f"read_claims: text must be at most {LONGEST} characters, got {len(text)}")
    taken: list[Found] = []
    read = bytearray(len(text))
    for reader in _READERS:  # the surest first: what one has read, the next ones leave
        for start, end, fields in reader(text):
            if not any(read[start:end]):
                taken.append((start, end, fields))
                read[start:end] = b"\1" * (end - start)
    made = [(start, end, fields) for start, end, fields in taken if fields is not None]
    return tuple(
        Proposal(
            start=start,
            end=end,
            text=text[start:end],
            claim=Claim(id=f"{prefix}{number}", where=where, text=text[start:end], **fields),  # type: ignore[arg-type]  # its own
        )
        for number, (start, end, fields) in enumerate(sorted(made, key=lambda one: one[0]), start=1)
    )


_RANGES = re.compile(
    rf"{_START}(?:\bmellan{_GAP}{_NUMBER}{_GAP}(?:{_MONEY}{_GAP})?och{_GAP}|"
    rf"(?<!från )[+{DASHES}]?{_NUMBER}(?:[{DASHES}]|{_GAP}till{_GAP})){_NUMBER}{_GAP}?(?:{_MONEY}|procent|%|{_NOUN}\b)",
    re.IGNORECASE,
)
_AMOUNTS = re.compile(rf"{_HEDGE}{_START}{_SIGN}{_PRINTED}(?P<unit>{_MONEY})", re.IGNORECASE)
_SHARES = re.compile(
    rf"{_HEDGE}{_START}{_SIGN}{_PRINTED}(?P<unit>procentenhet(?:er)?|%-enhet(?:er)?|procent|%)",
    re.IGNORECASE,
)
_PARTS = re.compile(
    rf"{_HEDGE}{_START}(?P<some>{_COUNT}){_GAP}av{_GAP}(?:de{_GAP})?(?P<whole>{_COUNT})(?:{_GAP}(?P<noun>{_NOUN}))?\b",
    re.IGNORECASE,
)
_COUNTS = re.compile(
    rf"{_HEDGE}{_START}(?P<some>{_COUNT}){_GAP}(?:\w+(?:de|a|na){_GAP})?(?P<noun>{_NOUN})\b", re.IGNORECASE
)
_QUANTIFIERS = re.compile(
    rf"\b(?P<word>(?:samtliga|alla)(?:\s+utom\s+{NUMERAL})?|båda|inga|ingen|inget|flertalet|de flesta|"
    rf"merparten)\b(?:\s+(?:de\s+)?(?P<noun>{_NOUN}))?",
    re.IGNORECASE,
)
_COMPARISONS = re.compile(
    r"\b(?P<word>högre|större|fler|mer|lägre|mindre|färre|senare|tidigare|längre|kortare)\b[^.;:!?]{0,60}?\bän\b|"
    r"\b(?P<rank>främst|störst|lägst|högst|mest)\b|\b(?P<same>lika med|oförändrad|oförändrat|i enlighet med)\b",
    re.IGNORECASE,
)


def _ranges(text: str) -> Iterator[Found]:
    """Left out: a claim is one figure, and neither end of "1,2–1,5 mnkr" is what the text says."""
    for match in _RANGES.finditer(text):
        yield (*match.span(), None)


def _amounts(text: str) -> Iterator[Found]:
    for match in _AMOUNTS.finditer(text):
        start, figure = _after_label(text, match, _figure(match))
        if figure is None or _GROUPED.search(figure):  # 1 500, or 1,500: no one can tell
            yield (*match.span(), None)
            continue
        value = parse_number(figure)
        fields = {"kind": ClaimKind.AMOUNT, "value": _size(value), "unit": _unit(match["unit"]).value}
        yield (start, match.end(), {**fields, **_rest(text, match, figure)})


def _unit(word: str) -> Unit:
    folded = word.casefold()
    known = {"tusen": Unit.TKR, "miljon": Unit.MNKR, "miljard": Unit.MDKR}
    return next((unit for start, unit in known.items() if folded.startswith(start)), None) or Unit.parse(folded)


def _after_label(text: str, match: "re.Match[str]", figure: str) -> tuple[int, str | None]:
    """Where a figure begins, and the figure without the number of what is before it; `None` where no one can tell."""
    first, blank, rest = figure.partition(next((sign for sign in figure if sign in SPACES), " "))
    if not blank or match["hedge"] or match["word"] or not first.isdecimal() or rest.startswith("0"):
        return match.start(), figure
    label = _LABEL.search(text[max(match.start() - REACH, 0) : match.start()])
    if label is None:
        return match.start(), figure
    return match.start() + len(first) + 1, rest if label["sure"] or label["sign"] else None


def _shares(text: str) -> Iterator[Found]:
    for match in _SHARES.finditer(text):
        start, figure = _after_label(text, match, _figure(match))
        if figure is None:
            yield (*match.span(), None)
            continue
        value = parse_number(f"{figure} %")
        points = "enhet" in match["unit"].casefold()
        kind = ClaimKind.POINTS if points else ClaimKind.SHARE
        unit = "procentenheter" if points else "%"
        yield (start, match.end(), {"kind": kind, "value": _size(value), "unit": unit, **_rest(text, match, figure)})


def _parts(text: str) -> Iterator[Found]:
    for match in _PARTS.finditer(text):
        some, whole = _counted(match["some"]), _counted(match["whole"])
        if some <= whole or match["noun"]:  # more than there are is a mistake worth finding, if it is a count at all
            fields = {"kind": ClaimKind.COUNT, "value": some, "of": whole, "unit": match["noun"] or ""}
            yield (*match.span(), {**fields, "approximate": match["hedge"] is not None})


def _counts(text: str) -> Iterator[Found]:
    for match in _COUNTS.finditer(text):
        if re.search("[.,]", match["some"]):  # half a place is no count
            yield (*match.span(), None)
            continue
        fields = {"kind": ClaimKind.COUNT, "value": _counted(match["some"]), "unit": match["noun"].casefold()}
        yield (*match.span(), {**fields, "approximate": match["hedge"] is not None})


def _quantifiers(text: str) -> Iterator[Found]:
    for match in _QUANTIFIERS.finditer(text):
        word = " ".join(match["word"].casefold().split())
        yield (*match.span(), {"kind": ClaimKind.QUANTIFIER, "value": word, "unit": (match["noun"] or "").casefold()})


def _comparisons(text: str) -> Iterator[Found]:
    for match in _COMPARISONS.finditer(text):
        word = f"{match['word'].casefold()} än" if match["word"] else (match["rank"] or match["same"]).casefold()
        yield (*match.span(), {"kind": ClaimKind.COMPARISON, "value": word})


_READERS: tuple[Callable[[str], Iterator[Found]], ...] = (
    _ranges,
    _amounts,
    _shares,
    _parts,
    _quantifiers,
    _counts,
    _comparisons,
)


def _figure(match: "re.Match[str]") -> str:
    """The figure of a match in digits, with its sign, without hedge and unit."""
    whole = match[0][: match.start("unit") - match.start()]
    if match["hedge"]:
        whole = whole[len(match["hedge"]) :]
    figure = whole.strip().removeprefix(match["word"] or "").strip()
    sign = figure[0] if figure[0] in f"+{DASHES}" else ""
    words = figure.removeprefix(sign).casefold().split()
    return f"{sign}{_in_digits(words)}" if words and words[0].isalpha() else figure


def _in_digits(words: list[str]) -> str:
    """A figure in letters as digits: "två och en halv" is 2,5, "en dryg halv" 0,5."""
    plain = [word for word in words if word.removesuffix("t") not in ("knapp", "dryg")]
    if plain == ["halvannan"]:
        return "1,5"
    if plain[-1].startswith("halv"):
        whole = " ".join(plain[:-3])  # before "och en halv"
        return f"{numeral(whole) or 0},5"
    return str(numeral(" ".join(plain)))


def _rest(text: str, match: "re.Match[str]", figure: str) -> dict[str, object]:
    """Decimals, sign and hedge: the sign that is written, or that of a word close by in the same sentence."""
    decimals = re.split("[.,]", figure)[1:]
    spoken = {"plus": 1, "minus": -1}.get((match["word"] or "").casefold())
    written = spoken or (-1 if figure[0] in DASHES else 1 if figure[0] == "+" else None)
    before = text[max(match.start() - REACH, 0) : match.start()]
    after = _SIGN_AFTER.match(text, match.end())
    worded = (1 if after[1].casefold() == "bättre" else -1) if after else _sign_before(before)
    sign = (written or worded) if parse_number(figure) else None
    digits = len(decimals[0]) if decimals else 0
    hedged = match["hedge"] is not None or re.search(rf"\b{_ABOUT}\b", match[0], re.IGNORECASE) is not None
    return {"digits": digits, "sign": sign, "approximate": hedged}


def _sign_before(text: str) -> int | None:
    sentence = re.split(r"[.!?]\s|,\s(?:men|och)\s|\boch\b", text)[-1]
    words = list(_SIGN_WORD.finditer(sentence))
    if not words or words[-1]["no"]:  # no deficit is not a surplus
        return None
    return 1 if words[-1]["surplus"] else -1


def _size(value: int | Decimal | None) -> int | Decimal | None:
    return None if value is None else size_of(value)


def _counted(word: str) -> int:
    known = numeral(word)
    return known if known is not None else int(re.sub(f"[{SPACES}]|[.,].*", "", word))
