"""No false alarms: reports that are exact in kronor, printed rounded as reports are, give no finding at all."""

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning import (
    AssignmentKind,
    BudgetLine,
    BudgetTable,
    Claim,
    ClaimKind,
    Completion,
    InvestmentProject,
    InvestmentTable,
    Layout,
    LineKind,
    Report,
    Status,
    Unit,
    Verdict,
)
from tests import samples

Exact = dict[str, int]
"""The figures of a line in whole kronor, costs negative."""

UNITS = ((Unit.KR, 0), (Unit.TKR, 0), (Unit.MNKR, 1), (Unit.KR, -3))
NAMES = ("Ekonomi", "Personal", "Räddning", "Hamnar", "Vägar", "Bibliotek")


def rounded(kronor: int, unit: Unit, digits: int) -> Any:
    value = ku.round_half_away(Decimal(ku.convert(kronor, source=Unit.KR, target=unit)), digits)
    return int(value) if digits <= 0 else value


def exact_line(draw: st.DrawFn, sign: int) -> Exact:
    """A line that keeps near its budget, so that there is nothing to say of it."""
    annual = sign * draw(st.integers(100_000, 90_000_000))
    budget = annual * 2 // 3
    off = draw(st.integers(-9, 9))
    outcome = budget + budget * off // 1000
    later = draw(st.integers(-9, 9))
    return {
        "annual_budget": annual,
        "period_budget": budget,
        "period_outcome": outcome,
        "previous_outcome": outcome * draw(st.integers(80, 120)) // 100,
        "forecast": annual + annual * later // 1000,
    }


def summed(lines: list[Exact]) -> Exact:
    return {name: sum(line[name] for line in lines) for name in lines[0]}


def stated(line: Exact) -> Exact:
    return {
        "stated_period_deviation": line["period_outcome"] - line["period_budget"],
        "stated_forecast_deviation": line["forecast"] - line["annual_budget"],
    }


def printed(line: Exact, unit: Unit, digits: int, layout: Layout, kind: LineKind) -> dict[str, Any]:
    """Figures as a table of this layout prints them; a deviation is favourable in each."""
    turned = layout is Layout.REVERSED or (layout is Layout.MAGNITUDE and kind is LineKind.COST)
    figures = {name: -value if turned else value for name, value in line.items()}
    return {name: rounded(value, unit, digits) for name, value in {**figures, **stated(line)}.items()}


@st.composite
def exact_reports(draw: st.DrawFn) -> Report:
    unit, digits = draw(st.sampled_from(UNITS))
    layout = draw(st.sampled_from([Layout.SIGNED, Layout.REVERSED, Layout.MAGNITUDE]))
    units = [
        {LineKind.REVENUE: exact_line(draw, 1), LineKind.COST: exact_line(draw, -1)}
        for _ in range(draw(st.integers(2, 6)))
    ]

    def line(key: str, figures: Exact, kind: LineKind, **fields: Any) -> BudgetLine:
        return BudgetLine(id=key, name=key, kind=kind, **printed(figures, unit, digits, layout, kind), **fields)

    by_kind = {kind: summed([one[kind] for one in units]) for kind in (LineKind.REVENUE, LineKind.COST)}
    whole = summed(list(by_kind.values()))
    total_kind = LineKind.REVENUE if layout is Layout.MAGNITUDE else LineKind.NET
    total = line("Summa", whole, total_kind)
    plain: dict[str, Any] = {"unit": unit, "digits": digits, "layout": layout, "period": samples.YEAR_TO_DATE}
    lines: list[BudgetLine] = []
    for name, one in zip(NAMES, units, strict=False):
        net = summed(list(one.values()))
        lines.append(line(name, net, total_kind))
        for kind, figures in one.items():
            lines.append(line(f"{name} {kind.value}", figures, kind, parent=name))
    tables = (
        BudgetTable(
            id="slag",
            title="Slag",
            lines=tuple(line(kind.value, figures, kind) for kind, figures in by_kind.items()),
            total=total,
            **plain,
        ),
        BudgetTable(id="enhet", title="Enhet", lines=tuple(lines), total=total, **plain),
    )
    tasks = draw(assignments)
    return Report(
        id="r",
        period=samples.YEAR_TO_DATE,
        unit=unit,
        budget_tables=tables,
        investment_tables=(draw(investments()),),
        loose_assignments=tasks,
        stated_pivot=ku.summarise_assignments(tasks),
        actions=(ku.Action(about="budget_tables[slag].total", title="Inköp skjuts upp"),),  # there may be a deficit
        claims=draw(claims(by_kind, whole)),
    )


assignments = st.lists(
    st.builds(
        ku.Assignment,
        id=st.uuids().map(str),
        title=st.uuids().map(str),
        kind=st.sampled_from(AssignmentKind),
        status=st.sampled_from([Status.STARTED, Status.COMPLETED]),
        completion=st.just(Completion.ON_PLAN),
    ),
    max_size=5,
    unique_by=lambda one: one.id,
).map(tuple)


@st.composite
def investments(draw: st.DrawFn) -> InvestmentTable:
    """Projects with percentages, exact in kronor and printed in thousands."""

    def exact() -> Exact:
        budget = -draw(st.integers(200_000, 50_000_000))
        last, now = (draw(st.integers(0, 20)) * budget // 100 for _ in range(2))
        return {
            "total_budget": budget,
            "total_forecast": budget - budget * draw(st.integers(-9, 9)) // 100,
            "accumulated": last + now,
            "previous_year": last,
            "period_outcome": now,
            "annual_budget": budget * draw(st.integers(20, 70)) // 100,
        }

    def project(key: str, figures: Exact) -> InvestmentProject:
        share = Decimal(figures["total_forecast"] - figures["total_budget"]) / abs(figures["total_budget"])
        shown: dict[str, Any] = {name: rounded(value, Unit.TKR, 0) for name, value in figures.items()}
        return InvestmentProject(id=key, name=key, stated_deviation=ku.round_half_away(share, 2), **shown)

    each = [exact() for _ in range(draw(st.integers(1, 6)))]
    return InvestmentTable(
        id="i",
        title="Projekt",
        unit=Unit.TKR,
        digits=0,
        layout=Layout.SIGNED,
        projects=tuple(project(f"2400{place}", figures) for place, figures in enumerate(each)),
        total=project("summa", summed(each)),
    )


@st.composite
def claims(draw: st.DrawFn, by_kind: dict[LineKind, Exact], whole: Exact) -> tuple[Claim, ...]:
    """What a text says of the figures, each rounded from the exact one in a unit of its own."""

    def amount(key: str, kronor: int, about: str) -> Claim:
        unit, digits = draw(st.sampled_from([(Unit.TKR, 0), (Unit.MNKR, 1), (Unit.MNKR, 2)]))
        value = rounded(abs(kronor), unit, digits)
        sign = None if not value or draw(st.booleans()) else 1 if kronor > 0 else -1
        hedged = draw(st.booleans())
        return Claim(id=key, value=value, digits=digits, unit=unit.value, sign=sign, approximate=hedged, about=about)

    deviations = stated(whole)
    told = [
        amount("period", deviations["stated_period_deviation"], "budget_tables[slag].total.period_deviation"),
        amount("prognos", deviations["stated_forecast_deviation"], "budget_tables[slag].total.forecast_deviation"),
    ]
    parts = [
        amount(
            kind.value,
            stated(figures)["stated_period_deviation"],
            f"budget_tables[slag].lines[{kind.value}].period_deviation",
        )
        for kind, figures in by_kind.items()
    ]
    outcome, budget = whole["period_outcome"], whole["period_budget"]
    word = "högre än" if outcome > budget else "lägre än"
    paths = "budget_tables[slag].total.period_outcome; budget_tables[slag].total.period_budget"
    compared = [Claim(id="ord", kind=ClaimKind.COMPARISON, value=word, about=paths)] if outcome != budget else []
    return (*told, *parts, *(compared if not draw(st.booleans()) else []))


@given(report=exact_reports())
def test_a_report_that_is_exact_and_then_rounded_gives_no_finding(report: Report) -> None:
    reversed_words = any(table.layout is Layout.REVERSED for table in report.budget_tables)
    found = [one for one in ku.audit(report) if not (reversed_words and one.code == "claim-comparison")]
    assert found == []


@given(
    groups=st.lists(st.integers(0, 5000), min_size=2, max_size=5),
    sick=st.lists(st.tuples(st.integers(1, 10_000), st.integers(0, 1000)), min_size=2, max_size=2),
)
def test_groups_of_a_population_give_none(groups: list[int], sick: list[tuple[int, int]]) -> None:
    """Heads that are counted, and shares that are weighted means, each rounded by itself."""
    period = samples.YEAR_TO_DATE

    def figure(measure: ku.StaffMeasure, value: Any, name: str = "") -> ku.StaffFigure:
        group = ku.Group(dimension="kön", name=name) if name else None
        return ku.StaffFigure(measure=measure, scope="K", period=period, value=value, group=group)

    heads = ku.StaffMeasure.HEADCOUNT
    hours = sum(hour for hour, _ in sick)
    whole = Decimal(sum(hour * share for hour, share in sick)) / (1000 * hours)
    staff = (
        figure(heads, sum(groups) + 100),
        *(figure(heads, count + (100 if not place else 0), f"g{place}") for place, count in enumerate(groups)),
        figure(ku.StaffMeasure.SICK_LEAVE, ku.round_half_away(whole, 3)),
        *(
            figure(ku.StaffMeasure.SICK_LEAVE, Decimal(share) / 1000, f"s{place}")
            for place, (_, share) in enumerate(sick)
        ),
    )
    assert ku.audit(Report(id="r", staff=staff)) == ()


@given(targets=st.lists(st.tuples(st.integers(50, 100), st.integers(40, 110)), min_size=1, max_size=6))
def test_verdicts_that_follow_the_rule_give_none(targets: list[tuple[int, int]]) -> None:
    indicators = tuple(
        ku.Indicator(
            id=str(place),
            name=f"Mått {place}",
            kind=ku.MeasureKind.RATIO,
            outcomes={ku.Period.for_year(2023): target + 1, samples.YEAR_TO_DATE: target},
            target=target,
            forecast=forecast,
            verdict=Verdict.FULFILLED if forecast >= target else Verdict.NOT_FULFILLED,
        )
        for place, (target, forecast) in enumerate(targets)
    )
    goal = ku.Goal(id="1", title="Mål", indicators=indicators)
    judged = ku.judge(goal).verdict
    stated_goal = ku.Goal(id="1", title="Mål", indicators=indicators, verdict=judged)
    assert ku.audit(Report(id="r", period=samples.YEAR_TO_DATE, goals=(stated_goal,))) == ()
