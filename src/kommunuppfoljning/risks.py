"""Risks (*risker*): told in words, or as likelihood times consequence on a scale that the municipality chooses.

>>> risk = Risk(id="it", title="IT-angrepp", likelihood=4, consequence=3, likelihood_after=2,
...             actions=[RiskAction(title="Övning", owner="IT-chefen", due=date(2024, 10, 1))])
>>> risk.value, risk.value_after, RISK_SCALE.level(risk.value), RISK_SCALE.level(risk.value_after)
(12, 6, 'hög', 'medel')
>>> [(one.id, one.kind.label(), one.before, one.after) for one in risk_changes([Risk(id="it", likelihood=2,
...  consequence=3)], [risk])]
[('it', 'Högre', 6, 12)]

Source: SKR, *Intern kontroll*, for likelihood times consequence; every municipality decides on its own scale.
"""

from collections.abc import Iterable, Mapping
from datetime import date

import attrs

from kommunuppfoljning.errors import InvalidValue, expect
from kommunuppfoljning.findings import Finding
from kommunuppfoljning.locale import message
from kommunuppfoljning.models import FrozenMapping, Model, unique_ids
from kommunuppfoljning.tables import CellKind, Column, Row, Table
from kommunuppfoljning.terms import Severity, Status, Term

__all__ = [
    "RISK_SCALE",
    "Risk",
    "RiskAction",
    "RiskChange",
    "RiskChangeKind",
    "RiskScale",
    "check_risks",
    "risk_changes",
    "risk_matrix",
    "risk_table",
]


@attrs.frozen(kw_only=True, repr=False)
class RiskAction(Model):
    """What is done about a risk (*åtgärd mot risk*): by whom, and until when."""

    title: str
    owner: str = ""
    due: date | None = None
    status: Status | None = None

    _told = ("title", "owner", "due")


@attrs.frozen(kw_only=True, repr=False)
class Risk(Model):
    """A risk (*risk*), as its report tells it.

    Parameters
    ----------
    id, title, about, department, owner, due
        What it is, of what, and whose.
    level, tendency, condition
        In words: "mycket hög", "fortsatt", "om ingen dispens beslutas".
    likelihood, consequence
        Steps of a scale, from 1.
    likelihood_after, consequence_after
        Those expected when the actions are done; one that is left out stays as it is.
    actions
        What is done about it.

    Raises
    ------
    InvalidType, InvalidValue
        For a field of the wrong kind, and a step below 1.
    """

    id: str
    title: str = ""
    level: str = ""
    tendency: str = ""
    condition: str = ""
    likelihood: int | None = None
    consequence: int | None = None
    likelihood_after: int | None = None
    consequence_after: int | None = None
    actions: tuple[RiskAction, ...] = ()
    about: str = ""
    department: str = ""
    owner: str = ""
    due: date | None = None

    def _validate(self) -> None:
        for name in _STEPS:
            step = getattr(self, name)
            if step is not None and step < 1:
                raise InvalidValue(f"Risk {self.id!r}: {name} must be a step of at least 1, got {step}")

    @property
    def value(self) -> int | None:
        """Likelihood times consequence (*riskvärde*), `None` for a risk told in words."""
        return _product(self.likelihood, self.consequence)

    @property
    def value_after(self) -> int | None:
        """The value when the actions are done, `None` where nothing is expected of them."""
        if self.likelihood_after is None and self.consequence_after is None:
            return None
        return _product(self.likelihood_after or self.likelihood, self.consequence_after or self.consequence)


_STEPS = ("likelihood", "consequence", "likelihood_after", "consequence_after")


def _product(likelihood: int | None, consequence: int | None) -> int | None:
    return None if likelihood is None or consequence is None else likelihood * consequence


@attrs.frozen(kw_only=True, repr=False)
class RiskScale(Model):
    """A scale of risks (*riskskala*): the words of its steps, and from which value on a risk is of which level.

    Parameters
    ----------
    likelihoods, consequences
        In words, the first is step 1.
    levels
        From the least value of a level to its name.

    Raises
    ------
    InvalidValue
        Where there are no steps, or no level that the least value is of.
    """

    likelihoods: tuple[str, ...]
    consequences: tuple[str, ...]
    levels: Mapping[int, str]

    _told = ("likelihoods", "consequences", "levels")

    def _validate(self) -> None:
        if not self.likelihoods or not self.consequences:
            raise InvalidValue("RiskScale: likelihoods and consequences must have at least one step each")
        if not self.levels or min(self.levels) > 1:
            raise InvalidValue("RiskScale: levels must have one from the value 1 on")

    def level(self, value: int | None) -> str:
        """The name of the level that a value is of, nothing for none."""
        reached = [least for least in self.levels if value is not None and least <= value]
        return self.levels[max(reached)] if reached else ""


RISK_SCALE = RiskScale(
    likelihoods=("osannolik", "mindre sannolik", "möjlig", "sannolik"),
    consequences=("försumbar", "lindrig", "kännbar", "allvarlig"),
    levels=FrozenMapping({1: "låg", 4: "medel", 9: "hög"}),
)
"""Four steps each way, as many municipalities have it; the words are data, to be replaced by one's own."""


class RiskChangeKind(Term):
    """How a risk differs from the report before (*förändring av risk*)."""

    NEW = "new", "ny, new"
    GONE = "gone", "borttagen, utgått, gone"
    HIGHER = "higher", "högre, ökat, higher"
    LOWER = "lower", "lägre, minskat, lower"
    UNCHANGED = "unchanged", "oförändrad, unchanged"
    NOT_COMPARED = "not_compared", "ej jämförbar, not compared"


@attrs.frozen(kw_only=True, repr=False)
class RiskChange(Model):
    """What has become of a risk since the report before (*riskförändring*)."""

    id: str
    title: str = ""
    kind: RiskChangeKind
    before: int | None = None
    after: int | None = None

    _told = ("id", "kind", "before", "after")


def risk_changes(before: Iterable[Risk], after: Iterable[Risk]) -> tuple[RiskChange, ...]:
    """What has become of risks since the report before (*förändrade risker*), by their ids.

    Those of the later report come first, in its order; then those that are gone. A risk told in words in either of them
    is not compared. Raises `InvalidType` for what is no risk, and `InvalidValue` where two risks have the same id.
    """
    earlier, later = (_by_id(risks, name) for risks, name in ((before, "before"), (after, "after")))
    changes = []
    for key, risk in (*later.items(), *((key, risk) for key, risk in earlier.items() if key not in later)):
        was, now = (None if one is None else one.value for one in (earlier.get(key), later.get(key)))
        if key not in earlier or key not in later:
            kind = RiskChangeKind.NEW if key in later else RiskChangeKind.GONE
        elif was is None or now is None:
            kind = RiskChangeKind.NOT_COMPARED
        elif now > was:
            kind = RiskChangeKind.HIGHER
        else:
            kind = RiskChangeKind.LOWER if now < was else RiskChangeKind.UNCHANGED
        changes.append(RiskChange(id=key, title=risk.title, kind=kind, before=was, after=now))
    return tuple(changes)


def check_risks(risks: Iterable[Risk], scale: RiskScale = RISK_SCALE, *, as_of: date) -> tuple[Finding, ...]:
    """What does not hold together among risks (*granska risker*).

    Steps beyond the scale, a risk that its actions make worse, an action that is late on the day `as_of`, and a risk of
    the highest level without any action.
    """
    findings = []
    highest = scale.level(len(scale.likelihoods) * len(scale.consequences))
    for key, risk in _by_id(risks, "risks").items():
        where, name = f"risks[{key}]", risk.title or key
        for field in _STEPS:
            step, most = getattr(risk, field), len(scale.likelihoods if "likelihood" in field else scale.consequences)
            if step is not None and step > most:
                findings.append(
                    Finding.of("risk-step", Severity.ERROR, f"{where}.{field}", name=name, step=step, most=most)
                )
        if risk.value is not None and risk.value_after is not None and risk.value_after > risk.value:
            before, after = risk.value, risk.value_after
            findings.append(Finding.of("risk-worse", Severity.WARNING, where, name=name, before=before, after=after))
        for action in risk.actions:
            is_open = action.status not in (Status.COMPLETED, Status.CANCELLED)
            if is_open and action.due is not None and action.due < as_of:
                findings.append(
                    Finding.of(
                        "risk-action-late", Severity.WARNING, where, name=name, action=action.title, due=action.due
                    )
                )
        if risk.value is not None and scale.level(risk.value) == highest and not risk.actions:
            findings.append(Finding.of("risk-without-action", Severity.WARNING, where, name=name, level=highest))
    return tuple(findings)


def risk_matrix(
    risks: Iterable[Risk], scale: RiskScale = RISK_SCALE, *, with_actions: bool = False, locale: str = "sv"
) -> Table:
    """Risks laid out by likelihood and consequence (*riskmatris*), the likeliest first.

    `with_actions` places them as they are expected to be when their actions are done. A risk told in words, or beyond
    the scale, stands in a note.
    """
    placed: dict[tuple[int, int], list[str]] = {}
    left: list[str] = []
    for risk in risks:
        expect(risk, Risk, "risk_matrix: each risk")
        place = (risk.likelihood, risk.consequence)
        if with_actions:
            place = (risk.likelihood_after or risk.likelihood, risk.consequence_after or risk.consequence)
        likelihood, consequence = place
        if (
            likelihood is None
            or consequence is None
            or likelihood > len(scale.likelihoods)
            or consequence > len(scale.consequences)
        ):
            left.append(risk.title or risk.id)
        else:
            placed.setdefault((likelihood, consequence), []).append(risk.title or risk.id)
    columns = [Column(key="likelihood", label=message("column.likelihood", locale))]
    columns += [
        Column(key=f"consequence-{step}", label=f"{step} {name}")
        for step, name in enumerate(scale.consequences, start=1)
    ]
    rows = [
        Row(
            cells=(
                f"{step} {scale.likelihoods[step - 1]}",
                *(", ".join(placed.get((step, other), ())) for other in range(1, len(scale.consequences) + 1)),
            )
        )
        for step in range(len(scale.likelihoods), 0, -1)
    ]
    notes = (message("note.risks_not_placed", locale, risks=", ".join(left)),) if left else ()
    key = "table.risk_matrix_after" if with_actions else "table.risk_matrix"
    return Table(title=message(key, locale), columns=tuple(columns), rows=tuple(rows), notes=notes)


def risk_table(risks: Iterable[Risk], scale: RiskScale = RISK_SCALE, *, locale: str = "sv") -> Table:
    """Risks with their values before and after, and below each its actions (*riskregister*), the gravest first."""
    kinds = {
        "risk": CellKind.TEXT,
        "value": CellKind.COUNT,
        "level": CellKind.TEXT,
        "value_after": CellKind.COUNT,
        "owner": CellKind.TEXT,
        "due": CellKind.DATE,
        "status": CellKind.TERM,
    }
    rows = []
    for risk in sorted(_by_id(risks, "risks").values(), key=lambda one: -(one.value or 0)):
        told = (risk.value, risk.level or scale.level(risk.value), risk.value_after)
        rows.append(Row(cells=(risk.title or risk.id, *told, risk.owner, risk.due, None)))
        rows += [
            Row(cells=(one.title, None, "", None, one.owner, one.due, one.status), level=1) for one in risk.actions
        ]
    columns = (Column(key=key, label=message(f"column.{key}", locale), kind=kind) for key, kind in kinds.items())
    return Table(title=message("table.risk_register", locale), columns=tuple(columns), rows=tuple(rows))


def _by_id(risks: Iterable[Risk], name: str) -> dict[str, Risk]:
    listed = list(risks)
    for risk in listed:
        expect(risk, Risk, f"{name}: each of them")
    unique_ids(listed, name, "risks")
    return {risk.id: risk for risk in listed}
