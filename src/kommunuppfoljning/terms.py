"""Terms (*begrepp*): the enumerations that every chapter of a follow-up report speaks in.

Each parses from the words that Swedish reports use, in any case, and labels itself in a reader's language:

>>> Verdict.parse("Ej uppfyllt")
<Verdict.NOT_FULFILLED: 'not_fulfilled'>
>>> Verdict.NOT_FULFILLED.label(), Verdict.NOT_FULFILLED.label("en")
('Ej uppfyllt', 'Not fulfilled')
>>> Direction.HIGHER.code, Direction.from_code(-1)
(1, <Direction.LOWER: 'lower'>)
"""

from enum import Enum

from kommunuppfoljning.arithmetic.words import TYPE_CHECKING
from kommunuppfoljning.errors import InvalidType, InvalidValue, shown

if TYPE_CHECKING:
    from typing import Self

__all__ = [
    "AssignmentKind",
    "Basis",
    "Completion",
    "Direction",
    "Layout",
    "LineKind",
    "MeasureKind",
    "Mismatch",
    "MissingReason",
    "Severity",
    "Status",
    "TargetKind",
    "Term",
    "Trend",
    "Unit",
    "Verdict",
]


class Term(Enum):
    """A word of the field: a value for files, and the words that it parses from."""

    words: tuple[str, ...]

    def __new__(cls, value: str, words: str = "") -> "Self":
        """Keep the words beside the value."""
        member = object.__new__(cls)
        member._value_ = value
        member.words = tuple(word.strip() for word in words.split(",")) if words else ()
        return member

    @classmethod
    def parse(cls, text: str) -> "Self":
        """The member that `text` names: its value, or one of the words that reports use.

        Raises `InvalidValue` for an unknown word, and lists what would be right.
        """
        if not isinstance(text, str):
            raise InvalidType(f"{cls.__name__} is parsed from text, got {shown(text)}")
        folded = _folded(text)
        for member in cls:
            if folded in {_folded(word) for word in (member.value, member.name, *member.words)}:
                return member
        known = ", ".join(repr(member.words[0] if member.words else member.value) for member in cls)
        raise InvalidValue(f"{shown(text)} is not a {cls.__name__}; expected one of {known}")

    def label(self, locale: str = "sv") -> str:
        """The term in words, in the language of `locale`."""
        from kommunuppfoljning.locale import message

        return message(f"{type(self).__name__}.{self.name}", locale)


class CodedTerm(Term):
    """A term that also stands as a small number (`int8`) in arrays and frames."""

    code: int

    def __new__(cls, value: str, code: int, words: str = "") -> "Self":
        """Keep the code and the words beside the value."""
        member = object.__new__(cls)
        member._value_ = value
        member.code = code
        member.words = tuple(word.strip() for word in words.split(",")) if words else ()
        return member

    @classmethod
    def from_code(cls, code: int) -> "Self":
        """The member with this code. Raises `InvalidValue` for an unknown one, `InvalidType` for no whole number."""
        if isinstance(code, bool | float) or not hasattr(code, "__index__") or getattr(code, "shape", ()) != ():
            raise InvalidType(f"a code of {cls.__name__} must be a whole number, got {shown(code)}")
        for member in cls:
            if member.code == code:
                return member
        known = ", ".join(f"{member.code} ({member.name})" for member in cls)
        raise InvalidValue(f"{shown(code)} is not a code of {cls.__name__}; expected one of {known}")


class Direction(CodedTerm):
    """What is better (*riktning*): less, near the target, or more."""

    LOWER = "lower", -1, "lägre är bättre, lägre, lower is better, minska, ned, -1"
    NEAR = "near", 0, "nära målet, nära, near the target, intervall, 0"
    HIGHER = "higher", 1, "högre är bättre, högre, higher is better, öka, upp, 1"


class Verdict(CodedTerm):
    """How a goal or an indicator is judged (*bedömning*, *måluppfyllelse*)."""

    NOT_EVALUATED = (
        "not_evaluated",
        0,
        "ej utvärderad, ej utvärderat, inte utvärderad, not evaluated, ej bedömd, ej bedömt",
    )
    NOT_FULFILLED = (
        "not_fulfilled",
        1,
        "ej uppfyllt, ej uppfylld, inte uppfyllt, inte uppfylld, not fulfilled, ej uppnått, ej uppnådd, röd, red",
    )
    PARTLY_FULFILLED = (
        "partly_fulfilled",
        2,
        "delvis uppfyllt, delvis uppfylld, partly fulfilled, delvis uppnått, delvis uppnådd, gul, yellow",
    )
    FULFILLED = "fulfilled", 3, "uppfyllt, uppfylld, uppnått, uppnådd, helt uppfyllt, helt uppfylld, grön, green"

    @property
    def is_fulfilled(self) -> bool:
        """Whether the verdict is `FULFILLED`: a member itself is always true in a condition."""
        return self is Verdict.FULFILLED

    @property
    def is_evaluated(self) -> bool:
        """Whether there is a verdict at all."""
        return self is not Verdict.NOT_EVALUATED


class Trend(CodedTerm):
    """Where an indicator is heading (*trend*), seen from what is better."""

    NOT_EVALUATED = "not_evaluated", 0, "ej utvärderad, ej utvärderat, inte utvärderad, not evaluated, ej bedömd"
    NEGATIVE = "negative", 1, "negativ, negativt, försämrad, försämring, worse, nedåt"
    UNCHANGED = "unchanged", 2, "oförändrad, oförändrat, stabil, stable"
    POSITIVE = "positive", 3, "positiv, positivt, förbättrad, förbättring, better, uppåt"


class Unit(Term):
    """The unit that a money table is stated in (*enhet*)."""

    KR = "kr", "kr, kronor, sek, krona"
    TKR = "tkr", "tkr, kkr, tusen kronor, tusen kr, tusen, ksek, tsek"
    MNKR = "mnkr", "mnkr, mkr, mn kr, mn, miljoner kronor, milj. kr, milj kr, milj, msek, miljoner"
    MDKR = "mdkr", "mdkr, mdr kr, md kr, miljarder kronor, miljarder, mdr, bsek"

    @property
    def power(self) -> int:
        """How many powers of ten above the krona."""
        return 3 * list(Unit).index(self)


class Layout(Term):
    """How a money table is signed (*teckenkonvention*): said by its owner, never inferred."""

    SIGNED = "signed", "kostnader negativa, netto, costs negative"
    REVERSED = "reversed", "omvända tecken, kostnader positiva, reversed signs"
    MAGNITUDE = "magnitude", "belopp utan tecken, magnitudes"
    GRANT = "grant", "kommunbidrag, municipal grant"
    DEVIATIONS = "deviations", "avvikelser, deviations"


class Basis(Term):
    """What a verdict rests on (*bedömningsgrund*): what was, or what is expected."""

    OUTCOME = "outcome", "utfall, outcome"
    FORECAST = "forecast", "prognos, forecast"


class TargetKind(Term):
    """What a target asks (*måltyp*)."""

    AT_LEAST = "at_least", "minst, lägst, at least"
    AT_MOST = "at_most", "högst, max, at most"
    NEAR = "near", "nära, omkring, near, cirka"
    INCREASE = "increase", "öka, ska öka, increase"
    DECREASE = "decrease", "minska, ska minska, decrease"
    MILESTONE = "milestone", "milstolpe, ska genomföras, milestone"


class LineKind(Term):
    """What a budget line holds (*radslag*)."""

    REVENUE = "revenue", "intäkt, intäkter, revenue"
    COST = "cost", "kostnad, kostnader, cost, costs"
    NET = "net", "netto, net"


class AssignmentKind(Term):
    """What sort of assignment it is (*uppdragstyp*)."""

    ASSIGNMENT = "assignment", "uppdrag, assignment"
    INITIATIVE = "initiative", "nämndinitiativ, initiativ, nämndsinitiativ, initiative"
    ACTIVITY = "activity", "aktivitet, åtgärd, activity"


class Status(Term):
    """How far an assignment has come (*status*)."""

    NOT_STARTED = "not_started", "ej påbörjad, ej påbörjat, inte påbörjad, not started, planerad"
    STARTED = "started", "påbörjad, påbörjat, pågående, pågår, ongoing"
    COMPLETED = "completed", "slutförd, slutfört, genomförd, genomfört, klar, klart, avslutad, done"
    CANCELLED = "cancelled", "avbruten, avbrutet, utgått, utgår, canceled"
    NOT_FOLLOWED_UP = "not_followed_up", "ej uppföljd, följs ej upp, not followed up"


class Completion(Term):
    """Whether an assignment is expected to be completed as planned (*prognos för slutförande*)."""

    ON_PLAN = "on_plan", "enligt plan, on plan"
    DEVIATES = "deviates", "avvikelse från plan, avviker från plan, deviates from plan"


class MeasureKind(Term):
    """What sort of measure an indicator is (*måttslag*): decides how it may be summed and compared."""

    FLOW = "flow", "flöde, flow"
    STOCK = "stock", "ställning, stock"
    COUNT = "count", "antal, count"
    RATIO = "ratio", "andel, kvot, ratio"
    RANK = "rank", "placering, rangordning, rank"
    INDEX = "index", "index"


class MissingReason(Term):
    """Why a figure is missing (*bortfallsorsak*)."""

    NOT_STATED = "not_stated", "inget värde angivet, no value stated"
    NOT_YET_REPORTED = "not_yet_reported", "ännu ej rapporterat, not yet reported"
    NOT_APPLICABLE = "not_applicable", "ej tillämpligt, ej relevant, not applicable"
    NOT_MEASURED = "not_measured", "ej mätt, mäts ej, not measured"
    CONFIDENTIAL = "confidential", "sekretess, confidential"
    NO_TARGET = "no_target", "inget målvärde, målvärde saknas, no target"


class Severity(Term):
    """How grave a finding is (*allvarlighetsgrad*)."""

    INFO = "info", "upplysning, info"
    WARNING = "warning", "varning, warning"
    ERROR = "error", "fel, error"

    @property
    def rank(self) -> int:
        """0 for `INFO`, 1 for `WARNING`, 2 for `ERROR`."""
        return list(Severity).index(self)


class Mismatch(Term):
    """What two figures that disagree may come from (*orsak till skillnad*)."""

    ROUNDING = "rounding", "avrundning, rounding"
    OTHER_DEFINITION = "other_definition", "annan definition, other definition"
    REVISED = "revised", "reviderad, reviderat, revised"
    MISTAKE = "mistake", "fel, misstag, mistake"


def _folded(text: str) -> str:
    return " ".join(text.replace("_", " ").split()).casefold()
