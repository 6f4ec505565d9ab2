"""Terms (*begrepp*): the enumerations that every chapter of a follow-up report speaks in.

Each parses from the words that Swedish reports use, in any case, and labels itself in a reader's language:

>>> Verdict.parse("Ej uppfyllt")
<Verdict.NOT_FULFILLED: 'not_fulfilled'>
>>> Verdict.NOT_FULFILLED.label(), Verdict.NOT_FULFILLED.label("en")
('Ej uppfyllt', 'Not fulfilled')
"""

from kommunuppfoljning.codes import CodedTerm, Direction, Term, Trend, Verdict

__all__ = [
    "AssignmentKind",
    "AssignmentNeed",
    "Basis",
    "CodedTerm",
    "Completion",
    "Direction",
    "Layout",
    "LineKind",
    "MeasureKind",
    "Mismatch",
    "MissingReason",
    "PartKind",
    "Severity",
    "Status",
    "TargetKind",
    "Term",
    "Trend",
    "Unit",
    "Verdict",
]


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


class AssignmentNeed(Term):
    """What an assignment must be for it to count as met (*krav på uppdrag*)."""

    COMPLETED = "completed", "slutfört, completed, genomfört"
    ON_PLAN = "on_plan", "enligt plan, on plan"
    WITHIN_YEAR = "within_year", "inom året, within the year"


class PartKind(Term):
    """What sort of thing a judgement is of (*bedömt slag*)."""

    INDICATOR = "indicator", "indikator, indikatorer, indicators"
    ASSIGNMENT = "assignment", "uppdrag, assignments"
    GOAL = "goal", "mål, inriktningsmål, goals"
    AREA = "area", "målområde, målområden, areas"
    REPORT = "report", "rapport, reports"


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
