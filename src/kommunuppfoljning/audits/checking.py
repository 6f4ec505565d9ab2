"""What a check (*kontroll*) is: a small function from what is audited to hits, with its code, severity and reason.

>>> from kommunuppfoljning.assignments import Assignment
>>> @check("owner-missing", Severity.INFO, why="Nobody is asked.", example="…", message="{name} saknar ägare")
... def owners(audited: Audited) -> Iterable[Hit]:
...     for one in audited.report.assignments:
...         if not one.owners:
...             yield Hit.at(f"assignments[{one.id}].owners", name=one.title)
>>> report = Report(id="r", loose_assignments=[Assignment(id="a", title="Utred frågan")])
>>> [(found.code, found.message) for found in owners.findings(Audited(report=report))]
[('owner-missing', 'Utred frågan saknar ägare')]
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import attrs

from kommunuppfoljning.amounts import Amount
from kommunuppfoljning.balance_requirement import BalanceRequirement
from kommunuppfoljning.errors import FollowUpError, InvalidValue, shown
from kommunuppfoljning.findings import Finding, Nameless, worded
from kommunuppfoljning.judgements import DEFAULT_RULES
from kommunuppfoljning.locale import languages
from kommunuppfoljning.measures import Ratio
from kommunuppfoljning.models import EMPTY, FrozenMapping
from kommunuppfoljning.places import find
from kommunuppfoljning.reports import Report
from kommunuppfoljning.rules import Rules
from kommunuppfoljning.statements import AnnualAccounts
from kommunuppfoljning.terms import Mismatch, Severity

__all__ = ["Audited", "Check", "Hit", "called", "check", "holder_of"]

T = TypeVar("T")
_ROW = re.compile(r"((?:budget|investment)_tables\[[^\]]+\]\.(?:lines|projects))\[([^\]=#]+)\](?:\.(.+))?")
"""The path of a row of a table: there may be many of both, so that a scan for each would take its time."""
_LAST_STEP = re.compile(r"(?:^|\.)[a-z_]+(?:\[[^\]]*\])?$")


@attrs.frozen
class Hit:
    """What a check has seen (*träff*): where, how far beyond rounding, what it may come from, and what to quote."""

    where: str
    gap: Amount | None = None
    mismatch: Mismatch | None = None
    values: Mapping[str, object] = EMPTY

    @classmethod
    def at(cls, where: str, *, gap: Amount | None = None, mismatch: Mismatch | None = None, **values: object) -> "Hit":
        """A hit that quotes `values` in the check's message."""
        return cls(where, gap, mismatch, FrozenMapping(values))


@attrs.frozen(kw_only=True)
class Audited:
    """What is audited (*det granskade*): a report, perhaps made of a part, with what it is held against.

    `previous` is the report before it, `as_of` the day that it is read on (by default the last of its period), `rules`
    what verdicts are held against; `ratios`, `balances` and `accounts` are parts that stand in no report.
    """

    report: Report
    previous: Report | None = None
    as_of: dt.date | None = None
    rules: Rules = DEFAULT_RULES
    ratios: tuple[Ratio, ...] = ()
    balances: tuple[BalanceRequirement, ...] = ()
    accounts: tuple[AnnualAccounts, ...] = ()
    _found: dict[str, Any] = attrs.field(factory=dict, init=False, eq=False, repr=False)
    _made: dict[Callable[["Audited"], Any], Any] = attrs.field(factory=dict, init=False, eq=False, repr=False)

    @property
    def day(self) -> dt.date | None:
        """The day that dates are held against."""
        period = self.report.period
        return self.as_of or (period.end if period is not None else None)

    def once(self, make: "Callable[[Audited], T]") -> "T":
        """What several checks need, made once."""
        if make not in self._made:
            self._made[make] = make(self)
        made: T = self._made[make]
        return made

    def find(self, path: str) -> Any:
        """What a path of the report leads to, looked up once; `None` where it leads nowhere."""
        if path not in self._found:
            step = _ROW.fullmatch(path)
            row = self.once(_rows).get((step[1], step[2])) if step is not None else None
            root, rest = (self.report, path) if step is None or row is None else (row, step[3] or "")
            try:
                self._found[path] = find(root, rest)
            except FollowUpError:
                self._found[path] = None
        return self._found[path]


def _rows(audited: Audited) -> dict[tuple[str, str], Any]:
    """The lines and projects of all tables by the path of their container and their id, where that is one's alone."""
    rows: dict[tuple[str, str], Any] = {}
    for kind, part in (("budget_tables", "lines"), ("investment_tables", "projects")):
        for table in getattr(audited.report, kind):
            place = f"{kind}[{table.id}].{part}"
            for row in getattr(table, part):
                rows[place, row.id] = None if (place, row.id) in rows else row
    return rows


def holder_of(path: str) -> str:
    """The path without its last step: what the figure at the path belongs to.

    >>> holder_of("goals[2.3].indicators[2.3-I1].target")
    'goals[2.3].indicators[2.3-I1]'
    """
    return _LAST_STEP.sub("", path)


def called(thing: Any) -> str | Nameless:
    """What a message calls a thing: its name, or its id where it has none."""
    return thing.name or Nameless(thing.id)


@attrs.frozen(kw_only=True, eq=False)
class Check:
    """A check (*kontroll*): its code, how grave what it finds is, why that matters, and an example.

    `messages` are its own words by language; without them the catalogue has the text.
    """

    code: str
    severity: Severity
    run: Callable[[Audited], Iterable[Hit]]
    why: str
    example: str
    messages: Mapping[str, str] = EMPTY

    def findings(self, audited: Audited) -> list[Finding]:
        """What it finds; where it fails inside, a finding about itself.

        What rounding may explain after all (figures cut off rather than rounded) is never an error.
        """
        found: list[Finding] = []
        try:
            found.extend(self._finding(hit) for hit in self.run(audited))
        except Exception as error:  # noqa: BLE001  # whatever goes wrong in a check is told, and stops no other
            found.append(Finding.of("check-failed", Severity.WARNING, self.code, check=self.code, error=str(error)))
        return found

    def _finding(self, hit: Hit) -> Finding:
        softened = hit.mismatch is Mismatch.ROUNDING and self.severity is Severity.ERROR
        severity = Severity.WARNING if softened else self.severity
        if not self.messages:
            return Finding.of(self.code, severity, hit.where, gap=hit.gap, mismatch=hit.mismatch, **hit.values)
        values = hit.values if hit.gap is None else {"gap": hit.gap, **hit.values}
        texts = {language: worded(text, values, language) for language, text in self.messages.items()}
        return Finding(
            code=self.code,
            severity=severity,
            where=hit.where,
            message=texts.get("sv", next(iter(texts.values()))),
            gap=hit.gap,
            mismatch=hit.mismatch,
            values=values,
            texts=texts,
        )


def check(
    code: str, severity: Severity, *, why: str, example: str, message: str | Mapping[str, str] | None = None
) -> Callable[[Callable[[Audited], Iterable[Hit]]], Check]:
    """Make a check of a function (*registrera kontroll*).

    Parameters
    ----------
    code
        Stable: small letters and hyphens.
    severity
        How grave what it finds is; ``ERROR`` only where two figures of the report cannot both be right.
    why, example
        For the catalogue of checks.
    message
        Its words, Swedish or by language, with the names of what it quotes in braces; by default the catalogue's.

    Raises
    ------
    InvalidValue
        For a code that is none, or a message in a language without a catalogue.

    Examples
    --------
    See the top of the module.
    """
    if not code or not set(code) <= set("abcdefghijklmnopqrstuvwxyz0123456789-"):
        raise InvalidValue(f"check: code must be small letters, digits and hyphens, got {shown(code)}")
    messages: Mapping[str, str] = {"sv": message} if isinstance(message, str) else message or EMPTY
    unknown = sorted(set(messages) - set(languages()))
    if unknown:
        raise InvalidValue(f"check: message is in {', '.join(languages())}, got one in {shown(unknown[0])}")

    def made(run: Callable[[Audited], Iterable[Hit]]) -> Check:
        return Check(code=code, severity=severity, run=run, why=why, example=example, messages=FrozenMapping(messages))

    return made
