"""The rows of the benchmark: what is measured, against what, and what is asked."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

import attrs
import cattrs
import numpy as np

import kommunuppfoljning as ku
from kommunuppfoljning import Period
from kommunuppfoljning.io import read_report
from kommunuppfoljning.io.json import parse_report, report_text
from kommunuppfoljning.outlines import outline
from kommunuppfoljning.render.html import page_html

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "norrtalje_2024_08.json"
MANY = 10**7


class Least(Protocol):
    """Times calls against each other."""

    def __call__(
        self, calls: dict[str, Callable[[], object]], *, number: int = ..., rounds: int = ...
    ) -> dict[str, float]:
        """The least time of each [s]."""
        ...


class Started(Protocol):
    """Times whole processes against each other."""

    def __call__(self, programs: dict[str, str], *, rounds: int = ...) -> dict[str, float]:
        """The least time of each [s]."""
        ...


@attrs.frozen
class Result:
    """A figure measured, as it is told, and whether it is within what is asked."""

    work: str
    told: str
    asked: str
    reached: bool


@attrs.frozen
class Row:
    """A row of the table: one or more results."""

    number: str
    measure: Callable[[Least, Started], Iterator[Result]]


def ratio(work: str, value: float, most: float, against: str) -> Result:
    """A ratio that should be at most so much."""
    return Result(work, f"{value:.2f}× {against}", f"≤ {most}×", value <= most)


def micro(work: str, seconds: float, most: float) -> Result:
    """A time of a call [µs] that should be at most so much."""
    return Result(work, f"{seconds * 1e6:.2f} µs", f"≤ {most} µs", seconds * 1e6 <= most)


def figures() -> dict[str, Any]:
    """Ten million budgets and outcomes, some missing, and a direction for each."""
    source = np.random.default_rng(1)
    budget, outcome = source.normal(-1e5, 3e4, MANY), source.normal(-1e5, 3e4, MANY)
    budget[::97], outcome[::89] = np.nan, np.nan
    budget[::101] = 0
    return {"budget": budget, "outcome": outcome, "direction": source.choice(np.array([-1, 1], np.int8), MANY)}


def touched(data: dict[str, Any], out: "np.ndarray[Any, Any]") -> Callable[[], object]:
    """What it takes NumPy to touch the same bytes: a sum of each input, and a fill of the output."""

    def touch() -> None:
        for array in data.values():
            array.sum()
        out.fill(0)

    return touch


def models(least: Least, _: Started) -> Iterator[Result]:
    """Row 9: a validated model against a plain frozen attrs class with the same fields."""
    fields: dict[str, Any] = {
        "id": "it",
        "name": "IT",
        "period_budget": -30_066,
        "period_outcome": -24_447,
        "previous_outcome": -21_654,
        "annual_budget": -45_633,
        "forecast": -38_133,
        "stated_period_deviation": 5_618,
        "stated_forecast_deviation": 7_500,
    }
    for model, given in (
        (ku.BudgetLine, fields),
        (ku.Indicator, {"id": "a", "name": "A", "unit": "%", "target": 5, "forecast": 6}),
        (ku.Assignment, {"id": "a", "title": "A", "department": "B"}),
    ):
        names = {field.name: attrs.field(default=field.default) for field in attrs.fields(model)}
        plain = attrs.make_class("Plain", names, frozen=True, slots=True, kw_only=True)
        best = least(
            {"plain": lambda made=plain, by=given: made(**by), "checked": lambda made=model, by=given: made(**by)},  # type: ignore[misc]  # bound now
            number=20_000,
        )
        yield ratio(f"build a validated `{model.__name__}`", best["checked"] / best["plain"], 1.35, "plain attrs")


def files(least: Least, _: Started) -> Iterator[Result]:
    """Row 10: a hundred thousand indicators to JSON and back, against cattrs on plain classes, and bare dictionaries."""
    count = 10**5
    listed = tuple(
        ku.Indicator(id=f"i{place}", name=f"Indikator {place}", unit="%", target=place % 90, forecast=place % 97)
        for place in range(count)
    )
    report = ku.Report(id="r", organisation="Nämnden", period=ku.Period.parse("2024"), loose_indicators=listed)
    text = report_text(report)
    known = {"id": str, "name": str, "unit": str, "target": int, "forecast": int}
    plain = attrs.make_class(
        "Plain", {name: attrs.field(type=kind, default=None) for name, kind in known.items()}, frozen=True, kw_only=True
    )
    converter = cattrs.Converter(omit_if_default=True)
    bare = [{name: getattr(one, name) for name in known} for one in listed]
    twins = converter.structure(bare, list[plain])  # type: ignore[valid-type]  # made just now
    bare_text = json.dumps(bare)
    assert parse_report(text) == report
    best = least(
        {
            "write": lambda: report_text(report),
            "read": lambda: parse_report(text),
            "cattrs write": lambda: json.dumps(converter.unstructure(twins)),
            "cattrs read": lambda: converter.structure(json.loads(bare_text), list[plain]),  # type: ignore[valid-type]
            "json write": lambda: json.dumps(bare),
            "json read": lambda: json.loads(bare_text),
        },
        rounds=3,
    )
    for way in ("write", "read"):
        level, bare_level = (best[way] / best[f"{peer} {way}"] for peer in ("cattrs", "json"))
        told = f"{level:.2f}× cattrs on plain classes, {bare_level:.1f}× `json` on bare dictionaries"
        yield Result(f"{way} 10⁵ indicators as JSON", told, "≤ 1.0× cattrs", level <= 1)


def imports(_: Least, started: Started) -> Iterator[Result]:
    """Rows 11 and 12: whole processes against a bare start, `import attrs` and `import numpy`."""
    package = "import kommunuppfoljning as ku; "
    best = started(
        {
            "bare": "pass",
            "attrs": "import attrs",
            "numpy": "import numpy",
            "package": package,
            "scalar": package + "ku.deviation(budget=1, outcome=2)",
            "model": package + "ku.Risk(id='a')",
            "array": "import numpy; " + package + "ku.deviation(budget=numpy.ones(3), outcome=numpy.ones(3))",
        }
    )
    yield ratio("`import kommunuppfoljning`", best["package"] / best["bare"], 1.3, "bare start")
    yield ratio("first scalar formula", best["scalar"] / best["bare"], 2.3, "bare start")
    allowed = 1.15 * best["attrs"] + 0.0005
    told = f"{best['model'] * 1e3:.1f} ms, `import attrs` {best['attrs'] * 1e3:.1f} ms"
    yield Result("first model", told, "≤ 1.15× `import attrs` + 0.5 ms a class", best["model"] <= allowed)
    yield ratio("first array", best["array"] / best["numpy"], 1.1, "`import numpy`")


def calls(least: Least, _: Started) -> Iterator[Result]:
    """Row 13: single calls."""
    low, high, few = Decimal(3), Decimal(4), np.random.default_rng(1).random(10)
    best = least(
        {
            "deviation": lambda: ku.deviation(budget=100, outcome=90),
            "relative_deviation": lambda: ku.relative_deviation(budget=100, outcome=90),
            "assess": lambda: ku.assess(value=3, target=4),
            "decimal": lambda: ku.deviation(budget=low, outcome=high),
            "array": lambda: ku.relative_deviation(budget=few, outcome=few),
        },
        number=20_000,
    )
    yield micro("`deviation`, a scalar call", best["deviation"], 1.0)
    yield micro("`relative_deviation`, a scalar call", best["relative_deviation"], 1.5)
    yield micro("`assess`, a scalar call", best["assess"], 3.0)
    yield micro("`deviation` of `Decimal`", best["decimal"], 3.0)
    yield micro("`relative_deviation`, a small array", best["array"], 15.0)


def whole_report(least: Least, _: Started) -> Iterator[Result]:
    """Row 17: read, judge, audit and lay out the example report."""

    def run() -> None:
        report = read_report(EXAMPLE)
        ku.judge(report)
        outline(report, findings=ku.audit(report))

    seconds = least({"run": run}, number=3)["run"]
    yield Result("the whole report: read, judge, audit, lay out", f"{seconds * 1e3:.0f} ms", "< 50 ms", seconds < 0.05)


def page(least: Least, _: Started) -> Iterator[Result]:
    """A page of 500 indicators, judged and explained."""
    report = large_report(goals=50, indicators=10)
    seconds = least({"run": lambda: page_html("r", outline(report, reasons=True))}, number=1)["run"]
    yield Result("a page of 500 indicators with their reasons", f"{seconds * 1e3:.0f} ms", "< 1000 ms", seconds < 1)


def large_report(*, goals: int, indicators: int) -> ku.Report:
    """A made-up report of so many goals, with so many indicators each."""
    now = Period.year_to_date(date(2024, 8, 31))

    def indicator(goal: int, number: int) -> ku.Indicator:
        earlier = {Period.for_year(year): Decimal(50 + (number + year) % 7) / 100 for year in (2021, 2022, 2023)}
        return ku.Indicator(
            id=f"{goal}-{number}",
            name=f"Indikator {number} i mål {goal}",
            unit="%" if number % 2 else "antal",
            target=Decimal(50 + number % 7) / 100,
            forecast=Decimal(52 + number % 5) / 100,
            outcomes={**earlier, now: Decimal("0.4")},
        )

    held = (
        ku.Goal(id=f"{goal}", indicators=tuple(indicator(goal, number) for number in range(indicators)))
        for goal in range(goals)
    )
    return ku.Report(id="large", period=now, goals=tuple(held))


ROWS = (
    Row("9", models),
    Row("10", files),
    Row("11–12", imports),
    Row("13", calls),
    Row("17", whole_report),
    Row("page", page),
)
