"""The library's laws (*bibliotekets lagar*), held to a rule or a check of your own.

Each `assert_…` tries many cases and raises `LawBroken` with the least one that breaks a law. Call them from a test:

>>> from kommunuppfoljning import Verdict
>>> def optimist(parts):
...     return Verdict.FULFILLED if len(list(parts)) != 2 else Verdict.NOT_FULFILLED
>>> assert_whole_laws(optimist)
>>> def forgetful(parts):
...     return next((part.final for part in parts), Verdict.NOT_EVALUATED)
>>> try:
...     assert_whole_laws(forgetful)
... except LawBroken as broken:
...     print(str(broken).partition(":")[0])
the order of the parts must not matter
"""

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, Protocol

from hypothesis import given, settings
from hypothesis import strategies as st

from kommunuppfoljning.audits import Audited, Check
from kommunuppfoljning.codes import Direction, Verdict
from kommunuppfoljning.errors import FollowUpError, InvalidType, InvalidValue, NotFound, shown
from kommunuppfoljning.findings import Finding
from kommunuppfoljning.io.example import example_report
from kommunuppfoljning.parts import GroupedParts, Judged, JudgedPart
from kommunuppfoljning.reports import Report
from kommunuppfoljning.terms import Mismatch, PartKind
from kommunuppfoljning.testing.published import published_reports
from kommunuppfoljning.testing.strategies import models
from kommunuppfoljning.testing.values import hostile_figures, ids

__all__ = ["LawBroken", "assert_check_laws", "assert_indicator_laws", "assert_whole_laws"]

_EVALUATED = (Verdict.NOT_FULFILLED, Verdict.PARTLY_FULFILLED, Verdict.FULFILLED)


class LawBroken(FollowUpError, AssertionError):
    """A law that does not hold; the text says which, and for what."""


class IndicatorVerdict(Protocol):
    """What is asked of a rule for indicators."""

    def verdict(self, *, value: Any, target: Any, direction: Any = ...) -> Any:
        """The verdict on a value; the codes of an array."""
        ...


def assert_whole_laws(rule: Any, *, about: Iterable[str] = ()) -> None:
    """Hold a rule for wholes to the library's laws (*pröva regel för helheter*).

    Parameters
    ----------
    rule
        A function from parts to a `Verdict`, or an object with such a method `verdict`, and perhaps with `verdicts` for
        many wholes at once, as `RequiredShare` has them.
    about
        Ids that the rule treats in a way of its own.

    Raises
    ------
    LawBroken
        Where a law does not hold.
    InvalidType
        For what is no rule.

    Notes
    -----
    It gives a `Verdict` for any parts, none among them, and the same one twice. The order of the parts does not matter,
    nor that they are objects of another program. A part that gets better makes no whole worse. Many wholes at once get
    what each gets by itself.
    """
    verdict: Callable[[Iterable[Judged]], Any] = getattr(rule, "verdict", rule)
    if not callable(verdict):
        raise InvalidType(f"assert_whole_laws: rule must be a function or have a method verdict, got {shown(rule)}")
    names = st.sampled_from(list(about)) | ids() if about else ids()
    part = st.builds(
        JudgedPart, about=names, kind=st.sampled_from(list(PartKind)), final=st.sampled_from(list(Verdict))
    )
    lists = st.lists(part, max_size=8)

    @settings(deadline=None, database=None)
    @given(lists, st.randoms(use_true_random=False))
    def of_one(parts: list[JudgedPart], chance: Any) -> None:
        first = verdict(tuple(parts))
        _hold(isinstance(first, Verdict), "the answer must be a Verdict", first, parts)
        _hold(verdict(tuple(parts)) is first, "the same parts must give the same verdict twice", first, parts)
        mixed = list(parts)
        chance.shuffle(mixed)
        _hold(verdict(tuple(mixed)) is first, "the order of the parts must not matter", first, parts)
        foreign: Any = [SimpleNamespace(about=one.about, kind=one.kind, final=one.final) for one in parts]
        _hold(verdict(foreign) is first, "parts may be objects of another program", first, parts)
        for place, one in enumerate(parts):
            for better in Verdict:
                if one.final in _EVALUATED and better.code > one.final.code and first in _EVALUATED:
                    raised = [
                        *parts[:place],
                        JudgedPart(about=one.about, kind=one.kind, final=better),
                        *parts[place + 1 :],
                    ]
                    after = verdict(tuple(raised))
                    law = f"a part that gets better ({one.about!r} to {better.name}) must make no whole worse"
                    _hold(after.code >= first.code, law, after, parts)

    of_one()
    many = getattr(rule, "verdicts", None)
    if many is None:
        return

    @settings(deadline=None, database=None)
    @given(st.lists(lists, max_size=4))
    def of_many(wholes: list[list[JudgedPart]]) -> None:
        codes = [int(code) for code in many(_grouped(wholes), wholes=len(wholes))]
        wanted = [verdict(tuple(parts)).code for parts in wholes]
        _hold(codes == wanted, f"many wholes must get what each gets by itself, {wanted}", codes, wholes)

    of_many()


def assert_indicator_laws(rule: IndicatorVerdict) -> None:
    """Hold a rule for indicators to the library's laws (*pröva indikatorregel*).

    Parameters
    ----------
    rule
        An object with a method ``verdict(value=, target=, direction=)``, as `IndicatorRule` has it.

    Raises
    ------
    LawBroken
        Where a law does not hold.

    Notes
    -----
    A missing value or target is not evaluated. A value equal to its target is fulfilled. A value that gets better makes
    no verdict worse. Arrays get, row by row, what numbers get.
    """
    figure = hostile_figures()
    whole = st.integers(-(10**6), 10**6)
    ways = st.sampled_from(list(Direction))

    @settings(deadline=None, database=None)
    @given(figure, figure, figure, ways)
    def of_numbers(one: Any, other: Any, target: Any, way: Direction) -> None:
        for value, aim in ((None, target), (one, None), (None, None)):
            told = rule.verdict(value=value, target=aim, direction=way)
            _hold(told is Verdict.NOT_EVALUATED, "what is missing must not be evaluated", told, (value, aim, way))
        met = rule.verdict(value=target, target=target, direction=way)
        _hold(met is Verdict.FULFILLED, "equal to the target must be fulfilled", met, (target, way))
        worse, better = _ordered(Decimal(one), Decimal(other), Decimal(target), way)
        before = rule.verdict(value=worse, target=target, direction=way)
        after = rule.verdict(value=better, target=target, direction=way)
        _hold(
            isinstance(before, Verdict) and isinstance(after, Verdict),
            "the answer must be a Verdict",
            (before, after),
            (worse, better, target, way),
        )
        _hold(
            after.code >= before.code,
            "a value that gets better must not make the verdict worse",
            (before, after),
            (worse, better, target, way),
        )

    @settings(deadline=None, database=None)
    @given(st.lists(st.tuples(whole, whole), min_size=1, max_size=6), ways)
    def of_arrays(rows: list[tuple[int, int]], way: Direction) -> None:
        import numpy as np

        values, targets = (np.array(column, dtype=np.float64) for column in zip(*rows, strict=True))
        codes = [int(code) for code in rule.verdict(value=values, target=targets, direction=way)]
        wanted = [rule.verdict(value=value, target=target, direction=way).code for value, target in rows]
        _hold(codes == wanted, f"arrays must get what numbers get, {wanted}", codes, (rows, way))

    of_numbers()
    of_arrays()


def assert_check_laws(
    check: Check | Callable[[Report], Iterable[Finding]], *, reports: st.SearchStrategy[Report] | None = None
) -> None:
    """Hold a check of reports to the library's laws (*pröva granskningskontroll*).

    Parameters
    ----------
    check
        One of `audits.CHECKS`, one that `audits.check` has made, or a function from a report to findings.
    reports
        Reports to try beside the example and those made at random, such as hold what the check looks for.

    Raises
    ------
    LawBroken
        Where a law does not hold.

    Notes
    -----
    It raises on no report that could be built, and gives the same findings twice. Each is a `Finding` with a stable
    code and a place that leads somewhere in the report. None has a gap in a table that adds up and was rounded figure
    by figure, unless it says that rounding may explain it.
    """
    found: list[Finding] = []

    def findings(report: Report) -> list[Finding]:
        return check.findings(Audited(report=report)) if isinstance(check, Check) else list(check(report))

    def holds(report: Report) -> None:
        try:
            found[:] = findings(report)
            again = findings(report)
        except Exception as error:  # whatever it raises, it must not
            raise LawBroken(f"a check must raise on no report: {error!r} on {report!r}") from error
        _hold(found == again, "the same report must give the same findings twice", again, report)
        for one in found:
            _hold(isinstance(one, Finding), "a check must give findings", one, report)
            _hold(one.code != "check-failed", "a check must raise on no report", one, report)
            plain = re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", one.code)
            _hold(plain is not None, "a code must be lower-case words with hyphens", one.code, report)
            try:
                report.find(one.where)
            except (NotFound, InvalidValue) as error:
                raise LawBroken(f"a finding's place must lead somewhere in the report: {error}") from None

    @settings(deadline=None, database=None)
    @given(models(Report) if reports is None else models(Report) | reports)
    def of_any(report: Report) -> None:
        holds(report)

    @settings(deadline=None, database=None)
    @given(published_reports())
    def of_rounded(report: Report) -> None:
        holds(report)
        for one in found:
            explained = one.gap is None or one.mismatch is Mismatch.ROUNDING
            _hold(explained, "no gap may be found that rounding explains", one, report.budget_tables)

    holds(example_report())
    of_any()
    of_rounded()


def _hold(holds: bool, law: str, got: object, given_it: object) -> None:  # noqa: FBT001  # reads as an assert
    if not holds:
        raise LawBroken(f"{law}: got {shown(got, 200)} for {shown(given_it, 500)}")


def _ordered(one: Decimal, other: Decimal, target: Decimal, way: Direction) -> tuple[Decimal, Decimal]:
    """The worse value, then the better one."""
    if way is Direction.NEAR:
        near, far = sorted((one, other), key=lambda value: abs(value - target))
        return far, near
    low, high = sorted((one, other))
    return (high, low) if way is Direction.LOWER else (low, high)


def _grouped(wholes: list[list[JudgedPart]]) -> Mapping[PartKind, GroupedParts]:
    import numpy as np

    grouped = {}
    for kind in PartKind:
        rows = [(place, part) for place, parts in enumerate(wholes) for part in parts if part.kind is kind]
        grouped[kind] = GroupedParts(
            whole=np.array([place for place, _ in rows], dtype=np.int64),
            verdict=np.array([part.final.code for _, part in rows], dtype=np.int8),
            ids=np.array([part.about for _, part in rows], dtype=object) if rows else np.array([], dtype=str),
        )
    return grouped
