"""Structure (*uppställning*): rows and names that are there twice, missing, or of another kind than they say."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any

from kommunuppfoljning.assignments import Assignment
from kommunuppfoljning.audits.assignments import place_of as place_of_assignment
from kommunuppfoljning.audits.checking import Audited, Hit, called, check
from kommunuppfoljning.audits.investments import printed as projects_of
from kommunuppfoljning.audits.tables import DERIVED, place_of
from kommunuppfoljning.budgets import FIGURES, STATED, BudgetLine, BudgetTable
from kommunuppfoljning.likeness import ALIKE, likeness
from kommunuppfoljning.terms import Direction, Layout, Severity

__all__ = ["CHECKS"]

RARE = 20
"""A word in more titles than this says nothing of which of them are alike."""
MOST_NAMES = 500
"""More names of units than this are those of a ledger, not of an organisation."""
SHORTEST = 6
"""Shorter names begin alike by chance."""
MOST = 0.75
"""A figure that three of four rows have is one that the others lack."""


@check(
    "repeated-line",
    Severity.WARNING,
    why="Two lines with one id cannot be told apart, and one that is there twice is counted twice.",
    example="IT stands on two rows with the same figures.",
)
def repeated_lines(audited: Audited) -> Iterator[Hit]:
    """An id that stands on two lines of a table, and lines of one name with the same figures."""
    for table in audited.report.budget_tables:
        ids = Counter(line.id for line in table.lines)
        if len(ids) < len(table.lines):
            for key, count in ids.items():
                if count > 1:
                    where = f"budget_tables[{table.id}].lines[id={key}]"
                    yield Hit.at(where, table=table.title or table.id, name=key, count=count)
        yield from _same_rows(table, ids)


def _same_rows(table: BudgetTable, ids: Counter[str]) -> Iterator[Hit]:
    seen: dict[tuple[object, ...], str] = {}
    for line in table.lines:
        figures = (line.period_budget, line.period_outcome, line.annual_budget, line.forecast)
        if not line.name or sum(bool(figure) for figure in figures) < 2:
            continue
        first = seen.setdefault((line.name, line.kind, line.parent, *figures), line.id)
        if first != line.id and ids[line.id] == 1:
            yield Hit.at(place_of(table, line), table=table.title or table.id, name=line.name, count=2)


@check(
    "same-item",
    Severity.WARNING,
    why="An assignment that is in the list twice is counted twice.",
    example="The parking strategy is to be updated, and the parking strategy of the town is to be updated.",
)
def same_items(audited: Audited) -> Iterator[Hit]:
    """Assignments whose titles say the same thing."""
    listed = audited.report.assignments
    for one, other, share in _alike(listed):
        yield Hit.at(
            place_of_assignment(other),
            name=other.title,
            other=one.title,
            first=one.id,
            kind=one.kind,
            other_kind=other.kind,
            likeness=share,
        )


def _alike(listed: Iterable[Assignment]) -> Iterator[tuple[Assignment, Assignment, object]]:
    """Pairs of assignments alike; only those that share rare words are compared, so that long lists take no time."""
    every = [one for one in listed if one.title]
    stems = [{word[:6] for word in re.findall(r"\w{6,}", one.title.casefold())} for one in every]
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, words in enumerate(stems):
        for word in words:
            places[word].append(place)
    shared = Counter(pair for at in places.values() if len(at) <= RARE for pair in combinations(at, 2))
    for (first, second), count in sorted(shared.items()):
        if 2 * count < max(min(len(stems[first]), len(stems[second])), 4):
            continue
        share = likeness(every[first].title, every[second].title)
        if share >= ALIKE:
            yield every[first], every[second], share


@check(
    "missing-name",
    Severity.WARNING,
    why="A row without a name cannot be followed by anyone.",
    example="A project of −3 750 without a name.",
)
def nameless(audited: Audited) -> Iterator[Hit]:
    """A row without a name among others that have one."""
    report = audited.report
    for table in report.investment_tables:
        named = sum(bool(project.name) for project in table.projects)
        for project, place in projects_of(table):
            if not project.name and project is not table.total and named:
                yield Hit.at(f"{place}.name", name=project.id)
    listed: dict[str, tuple[Any, ...]] = {
        "indicators": report.indicators,
        "assignments": report.assignments,
        "goals": report.goals,
    }
    for kind, things in listed.items():
        names = [getattr(one, "name", "") or getattr(one, "title", "") for one in things]
        if any(names):
            missing = (one for one, name in zip(things, names, strict=True) if not name)
            for one in missing:
                yield Hit.at(f"{kind}[{one.id}]", name=one.id)


@check(
    "unit-against-name",
    Severity.WARNING,
    why="A number of something in percent, or a share in pieces: the definition or the unit is another one.",
    example="'Number of employees trained' is 7,5 %.",
)
def units(audited: Audited) -> Iterator[Hit]:
    """A unit that the name of its indicator contradicts."""
    for one in audited.report.indicators:
        name, unit = one.name.casefold(), one.unit.casefold()
        counts = re.match(r"antal(?:et)?\b|number of\b", name) and not re.search(r"andel|procent|%|share", name)
        shares = re.match(r"andel(?:en)?\b|share of\b", name) or re.search(r"\bi (?:procent|%)", name)
        if (counts and unit == "%") or (shares and unit in ("antal", "st", "stycken", "kr", "tkr", "mnkr")):
            yield Hit.at(f"indicators[{one.id}].unit", name=one.name, unit=one.unit)


@check(
    "target-in-name",
    Severity.INFO,
    why="A name that says what is wanted, and no target: the measure will not be judged, though it could be.",
    example="'The number of new companies is to increase', and no target.",
)
def targets(audited: Audited) -> Iterator[Hit]:
    """An indicator whose name says what is wanted, and which has no target."""
    for one in audited.report.indicators:
        wanted = re.search(r"\bska (?:öka|minska)\b|\bminst\b|\bhögst\b|\bat (?:least|most)\b", one.name.casefold())
        if wanted and one.target is None and not one.targets:
            yield Hit.at(f"indicators[{one.id}].target", name=one.name, word=wanted[0])


@check(
    "direction-unsaid",
    Severity.WARNING,
    why="What nobody has said is better cannot be judged: of results it is more, of costs it is less.",
    example="An indicator from Kolada, which does not say what is better.",
)
def directions(audited: Audited) -> Iterator[Hit]:
    """An indicator that says that its direction is not stated, where no target of its own kind says it instead."""
    for one in audited.report.indicators:
        if "direction" not in one.missing or one.direction is not Direction.HIGHER:
            continue
        target = one.target_for() if one.targets else None
        if target is None or target.direction is None:
            yield Hit.at(f"indicators[{one.id}].direction", name=called(one))


@check(
    "unit-names",
    Severity.INFO,
    why="One unit under two names is two units in every system that reads the report.",
    example="'Stab och planering' in the table, 'Stab- och planeringsavdelningen' in the list.",
)
def unit_names(audited: Audited) -> Iterator[Hit]:
    """Names of organisational units that begin alike, endings of the definite form left out."""
    report = audited.report
    listed: dict[str, tuple[Any, ...]] = {"indicators": report.indicators, "assignments": report.assignments}
    places = {one.department: f"{kind}[{one.id}].department" for kind, things in listed.items() for one in things[::-1]}
    places.pop("", None)
    rows = {line.name for table in report.budget_tables for line in table.lines if line.name}
    if not places or len(places) + len(rows) > MOST_NAMES:
        return
    forms = {name: _form(name) for name in sorted({*places, *rows})}
    for first, second in combinations(forms, 2):
        short, long = sorted((forms[first], forms[second]), key=len)
        if len(short) >= SHORTEST and short != long and long.startswith(short):
            where = places.get(second) or places.get(first)
            if where is not None:
                yield Hit.at(where, name=first, other=second)


def _form(name: str) -> str:
    """A name without marks and the ending of the definite form."""
    return re.sub(r"(?:en|et)$", "", " ".join(re.findall(r"\w+", name.casefold())))


@check(
    "hole-in-column",
    Severity.WARNING,
    why="A figure that is missing in one row only was forgotten there, or is missing in the total too.",
    example="Six of seven units have a forecast.",
)
def holes(audited: Audited) -> Iterator[Hit]:
    """A line that lacks a figure which most lines of its table have."""
    for table in audited.report.budget_tables:
        lines = table.top_lines
        if len(lines) < 4 or table.layout is Layout.GRANT:
            continue
        for name in FIGURES:
            lacking = [line for line in lines if getattr(line, name) is None]
            if lacking and len(lacking) <= (1 - MOST) * len(lines):
                yield from (_at(table, line, name) for line in lacking)


def _at(table: BudgetTable, line: BudgetLine, name: str) -> Hit:
    return Hit.at(f"{place_of(table, line)}.{name}", table=table.title or table.id, name=called(line))


@check(
    "budget-missing",
    Severity.WARNING,
    why="An outcome or a forecast without a budget has no deviation, and is in no total of deviations.",
    example="A unit has a forecast of −500 and no budget for the year.",
)
def budgetless(audited: Audited) -> Iterator[Hit]:
    """A line that has a forecast and a stated deviation from a budget that is not there."""
    for table in audited.report.budget_tables:
        if table.layout in (Layout.GRANT, Layout.DEVIATIONS):
            continue
        for line in table.lines:
            for stated in STATED:
                name = DERIVED[stated.removeprefix("stated_")][0]
                if getattr(line, stated) is not None and getattr(line, name) is None:
                    yield _at(table, line, name)


@check(
    "goal-without-content",
    Severity.INFO,
    why="A goal with neither indicators nor assignments can only be judged by opinion.",
    example="'Fulfilled', and nothing stands under the goal.",
)
def empty_goals(audited: Audited) -> Iterator[Hit]:
    """A goal that is judged, and has nothing to be judged by."""
    above = {goal.parent for goal in audited.report.goals}
    for goal in audited.report.goals:
        judged = goal.verdict is not None and goal.verdict.is_evaluated
        if judged and not goal.indicators and not goal.assignments and goal.id not in above:
            yield Hit.at(f"goals[{goal.id}]", name=f"{goal.id} {goal.title}".strip(), printed=goal.verdict)


CHECKS = (
    repeated_lines,
    same_items,
    nameless,
    units,
    targets,
    directions,
    unit_names,
    holes,
    budgetless,
    empty_goals,
)
