"""The report's money pages from a ledger, and the notebook that answers a controller's questions, run to the end."""

import runpy
from pathlib import Path

import pytest

import kommunuppfoljning as ku
from kommunuppfoljning.budgets import FIGURES, STATED
from tests.samples import EXAMPLES, norrtalje

LEDGER = runpy.run_path(str(EXAMPLES / "money_from_ledger.py"))


@pytest.mark.parametrize("place", [0, 1])
def test_the_operating_tables_are_remade_to_the_figure(place: int) -> None:
    made: ku.BudgetTable = LEDGER["remade"]()[place]
    printed = norrtalje().table(made.id)
    assert isinstance(printed, ku.BudgetTable)
    assert printed.total is not None
    assert made.total is not None
    rows = [(line, made[line.id]) for line in printed.lines]
    compared = 0
    for before, after in [*rows, (printed.total, made.total)]:
        for column in (*FIGURES, *STATED):
            if getattr(before, column) is not None:
                assert getattr(after, column) == getattr(before, column), (before.id, column)
                compared += 1
    assert compared == 7 * (len(rows) + 1)
    assert [line.part_of for line in made.lines] == [line.part_of for line in printed.lines]


@pytest.mark.parametrize("table", ["inv-it", "inv-raddning"])
def test_the_investment_tables_are_remade_to_the_figure(table: str) -> None:
    made: ku.InvestmentTable = LEDGER["remade_investments"](table)
    printed = norrtalje().table(table)
    assert isinstance(printed, ku.InvestmentTable)
    assert made.projects == printed.projects
    assert made.total is not None
    assert printed.total is not None
    for column in ("total_budget", "total_forecast", "accumulated", "previous_year", "period_outcome", "annual_budget"):
        if getattr(printed.total, column) is not None:
            assert getattr(made.total, column) == getattr(printed.total, column), column


@pytest.mark.parametrize("example", ["forecast.py", "money_from_ledger.py"])
def test_the_examples_run(example: str, capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_path(str(Path(EXAMPLES) / example), run_name="__main__")
    shown = capsys.readouterr().out
    if example == "forecast.py":
        assert "60% of such ranges hold" in shown
        assert "Driven by: Omsorg (73%), IT (17%)" in shown
        assert "för helåret väntas ett underskott på" in shown.lower()
    else:
        assert "−185 571" in shown.replace("\xa0", " ")
