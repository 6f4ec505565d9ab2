"""The row of the audit: a large report that adds up, audited by every check."""

import random
from collections.abc import Iterator
from typing import Any

import kommunuppfoljning as ku
from tests.benchmarks.rows import Least, Result, Row, Started

LINES = 100_000
CLAIMS = 1_000
TABLES = 100


def large_report(lines: int = LINES, tables: int = TABLES) -> ku.Report:
    """So many lines in so many tables, exact and then rounded, every seventh a "varav", with a text that repeats some."""
    chance = random.Random(9)  # noqa: S311  # nothing secret
    period = ku.Period.parse("jan–aug 2024")
    budgets = tuple(_table(number, lines // tables, period, chance) for number in range(tables))
    return ku.Report(
        id="stor",
        period=period,
        unit=ku.Unit.TKR,
        budget_tables=budgets,
        claims=tuple(_claim(number, chance.choice(budgets), chance) for number in range(CLAIMS)),
    )


def _claim(number: int, table: ku.BudgetTable, chance: random.Random) -> ku.Claim:
    line = chance.choice(table.lines)
    forecast = line.forecast or 0
    path = f"budget_tables[{table.id}].lines[{line.id}].forecast"
    return ku.Claim(id=str(number), value=-forecast, digits=0, unit="tkr", about=path)


def _table(number: int, lines: int, period: ku.Period, chance: random.Random) -> ku.BudgetTable:
    kronor = [_exact(chance) for _ in range(lines)]
    listed = tuple(
        ku.BudgetLine(
            id=f"rad{place}",
            name=f"Enhet {number}-{place}",
            kind=ku.LineKind.COST,
            part_of=f"rad{place - 1}" if place % 7 == 6 else None,
            **_printed(figures if place % 7 != 6 else _tenth(kronor[place - 1])),
        )
        for place, figures in enumerate(kronor)
    )
    counted = [figures for place, figures in enumerate(kronor) if place % 7 != 6]
    total = {name: sum(figures[name] for figures in counted) for name in kronor[0]}
    return ku.BudgetTable(
        id=f"tabell{number}",
        unit=ku.Unit.TKR,
        digits=0,
        layout=ku.Layout.SIGNED,
        period=period,
        lines=listed,
        total=ku.BudgetLine(id="summa", **_printed(total)),
    )


def _exact(chance: random.Random) -> dict[str, int]:
    """A line in kronor whose deviations are small, so that nothing is to be said of it."""
    annual = -chance.randrange(10_000_000, 90_000_000)
    budget = annual * 2 // 3
    outcome = budget + budget * chance.randrange(-15, 15) // 1000
    return {
        "annual_budget": annual,
        "period_budget": budget,
        "period_outcome": outcome,
        "previous_outcome": outcome * 97 // 100,
        "forecast": annual + (outcome - budget),
    }


def _tenth(figures: dict[str, int]) -> dict[str, int]:
    return {name: figure // 10 for name, figure in figures.items()}


def _printed(figures: dict[str, int]) -> dict[str, Any]:
    """Figures and deviations in thousands, each rounded by itself."""
    deviations = {
        "stated_period_deviation": figures["period_outcome"] - figures["period_budget"],
        "stated_forecast_deviation": figures["forecast"] - figures["annual_budget"],
    }
    return {name: int(ku.round_half_away(figure, -3)) // 1000 for name, figure in {**figures, **deviations}.items()}


def audits(least: Least, _: Started) -> Iterator[Result]:
    """Row 18: a report of 10⁵ lines, audited."""
    report = large_report()
    found = ku.audit(report)
    assert found == (), found[:3]
    seconds = least({"audit": lambda: ku.audit(report)}, rounds=3)["audit"]
    yield Result(
        f"audit of a report of {LINES:,} lines and {CLAIMS:,} claims", f"{seconds:.2f} s", "< 2 s", seconds < 2.0
    )


AUDITS = (Row("audit", audits),)
