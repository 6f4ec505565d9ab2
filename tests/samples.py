"""What several tests build upon: the example report, and reports made at random."""

from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning import Period
from kommunuppfoljning.io import read_report

EXAMPLES = Path(__file__).parent.parent / "examples"
NORRTALJE = EXAMPLES / "norrtalje_2024_08.json"

YEAR_TO_DATE = Period.year_to_date(date(2024, 8, 31))
YEAR = Period.for_year(2024)


PATIENT = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much, HealthCheck.nested_given)
"""What Hypothesis would complain of where large models are made at random."""


def wild(thing: Any) -> Any:
    """A thing without its types, to be called wrongly."""
    return thing


def norrtalje() -> ku.Report:
    return read_report(NORRTALJE)


amounts = st.integers(-(10**9), 10**9) | st.decimals(
    allow_nan=False, allow_infinity=False, min_value=-(10**6), max_value=10**6, places=2
)
optional = st.none() | amounts
shares = st.none() | st.decimals(min_value=0, max_value=1, places=3)
texts = st.text(st.characters(codec="utf-8"), max_size=20)
ids = st.text("abcdefghij0123456789.-", min_size=1, max_size=6)
dates = st.none() | st.dates(date(2000, 1, 1), date(2050, 1, 1))
periods = st.builds(Period.for_month, st.integers(2000, 2030), st.integers(1, 12)) | st.builds(
    Period.for_year, st.integers(2000, 2030)
)


def one_of(term: Any) -> st.SearchStrategy[Any]:
    return st.none() | st.sampled_from(list(term))


def unique(strategy: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=most, unique_by=lambda thing: thing.id).map(tuple)


targets = st.builds(
    lambda kind, strict, **fields: ku.Target(kind=kind, strict=strict and kind is not ku.TargetKind.NEAR, **fields),
    value=optional,
    kind=st.sampled_from(list(ku.TargetKind)),
    strict=st.booleans(),
    band=st.none() | st.integers(0, 5),
    decided_on=dates,
    text=texts,
)
indicators = st.builds(
    ku.Indicator,
    id=ids,
    name=texts,
    unit=st.sampled_from(["%", "antal", ""]),
    kind=one_of(ku.MeasureKind),
    direction=st.sampled_from(list(ku.Direction)),
    outcomes=st.dictionaries(periods, optional, max_size=4),
    target=optional,
    forecast=optional,
    targets=st.dictionaries(periods, targets, max_size=2),
    references=st.dictionaries(texts, optional, max_size=2),
    missing=st.dictionaries(
        periods | st.sampled_from(["target", "forecast"]), st.sampled_from(list(ku.MissingReason)), max_size=2
    ),
    refers_to=st.dictionaries(periods, periods, max_size=1),
    breaks=st.lists(st.builds(ku.DefinitionBreak, since=st.dates(date(2000, 1, 1), date(2050, 1, 1))), max_size=2).map(
        tuple
    ),
    commented_on=dates,
    verdict=one_of(ku.Verdict),
    trend=one_of(ku.Trend),
    verdict_text=texts,
)
assignments = st.builds(
    ku.Assignment,
    id=ids,
    title=texts,
    kind=st.sampled_from(list(ku.AssignmentKind)),
    completion=one_of(ku.Completion),
    status=one_of(ku.Status),
    progress=shares,
    due=dates,
    new_due=dates,
    owners=st.lists(texts, max_size=2).map(tuple),
    reported_in=st.none() | periods,
)


def lines(prefix: str = "") -> st.SearchStrategy[ku.BudgetLine]:
    return st.builds(
        ku.BudgetLine,
        id=ids.map(lambda text: prefix + text),
        name=texts,
        kind=st.sampled_from(list(ku.LineKind)),
        period_budget=optional,
        period_outcome=optional,
        previous_outcome=optional,
        previous_annual=optional,
        annual_budget=optional,
        forecast=optional,
        complete=st.none() | st.booleans(),
        stated_period_deviation=optional,
        stated_forecast_deviation=optional,
    )


tables = st.builds(
    ku.BudgetTable,
    id=ids.map(lambda text: "b" + text),
    title=texts,
    unit=one_of(ku.Unit),
    digits=st.none() | st.integers(-3, 2),
    period=st.none() | periods,
    layout=one_of(ku.Layout),
    vintage=texts,
    lines=unique(lines()),
    total=st.none() | lines("t"),
)
projects = st.builds(
    ku.InvestmentProject,
    id=ids,
    name=texts,
    total_budget=optional,
    total_forecast=optional,
    accumulated=optional,
    stated_deviation=shares,
    planned_end=dates,
    status=one_of(ku.Status),
)
investments = st.builds(
    ku.InvestmentTable,
    id=ids.map(lambda text: "i" + text),
    unit=one_of(ku.Unit),
    digits=st.none() | st.integers(-3, 2),
    layout=st.none() | st.sampled_from([ku.Layout.SIGNED, ku.Layout.REVERSED, ku.Layout.MAGNITUDE]),
    projects=st.lists(projects, max_size=3).map(tuple),
    total=st.none() | projects,
)
claims = st.builds(
    ku.Claim,
    id=ids,
    where=texts,
    kind=st.sampled_from(list(ku.ClaimKind)),
    value=st.none() | amounts | st.sampled_from(["samtliga", "lägre än"]),
    digits=st.none() | st.integers(0, 3),
    unit=texts,
    sign=st.sampled_from([None, 1, -1]),
    of=st.none() | st.integers(0, 50),
    approximate=st.booleans(),
    about=texts | st.sampled_from(["goals", "budget_tables[x].total", "areas[verdict=fulfilled]; areas"]),
)


@st.composite
def reports(draw: st.DrawFn) -> ku.Report:
    """Reports with something in every chapter, whose ids are unique."""
    listed = draw(unique(indicators, 4))
    tasks = draw(unique(assignments, 4))
    areas = draw(unique(st.builds(ku.Area, id=ids, verdict=one_of(ku.Verdict)), 2))
    goals = tuple(
        ku.Goal(
            id=goal_id,
            title=draw(texts),
            area=draw(st.sampled_from([None, *(area.id for area in areas)])),
            indicators=listed[place::3],
            assignments=tasks[place::3],
            verdict=draw(one_of(ku.Verdict)),
            basis=draw(one_of(ku.Basis)),
            tags=draw(st.lists(texts, max_size=1).map(tuple)),
        )
        for place, goal_id in enumerate(draw(st.lists(ids, max_size=2, unique=True)))
    )
    return ku.Report(
        id=draw(ids),
        organisation=draw(texts),
        period=draw(st.none() | periods),
        unit=draw(one_of(ku.Unit)),
        submitted_on=draw(dates),
        areas=areas,
        goals=goals,
        loose_indicators=listed[2::3],
        loose_assignments=tasks[2::3],
        budget_tables=draw(unique(tables, 2)),
        investment_tables=draw(unique(investments, 2)),
        staff=tuple(
            draw(
                st.lists(
                    st.builds(ku.StaffFigure, measure=st.sampled_from(list(ku.StaffMeasure)), value=shares), max_size=2
                )
            )
        ),
        scale=draw(st.none() | st.just(ku.Scale(verdicts={"●": ku.Verdict.FULFILLED}))),
        causes=tuple(draw(st.lists(st.builds(ku.Cause, about=ids, text=texts, amount=optional), max_size=1))),
        actions=tuple(draw(st.lists(st.builds(ku.Action, about=ids, due=dates, status=one_of(ku.Status)), max_size=1))),
        claims=draw(unique(claims, 3)),
        stated_pivot=draw(st.none() | st.just(ku.summarise_assignments(tasks))),
        doubts=tuple(draw(st.lists(st.builds(ku.Doubt, where=ids, reading=texts), max_size=1))),
    )
