"""Tables: typed cells, columns with units of their own, and other units with sums that hold."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning import InvalidType, InvalidValue, MissingReason, Rounded, Trend, Unit, Verdict
from kommunuppfoljning.outlines import outline
from kommunuppfoljning.tables import CellKind, Column, Quantity, Row, Section, Table
from tests import samples

FIGURES = [kind for kind in CellKind if kind.is_figure]


def money(*amounts: Any, unit: str = "tkr", total: Any = None) -> Table:
    rows = [Row(cells=(f"rad {place}", amount)) for place, amount in enumerate(amounts)]
    if total is not None:
        rows.append(Row(cells=("Totalt", total), is_total=True))
    return Table(
        title="Drift",
        unit=unit,
        columns=(Column(key="name"), Column(key="sum", label="Summa", kind=CellKind.AMOUNT)),
        rows=tuple(rows),
    )


@pytest.mark.parametrize("kind", FIGURES)
@pytest.mark.parametrize("cell", [1.5, True, False, [1], {}, b"1", float("nan"), Verdict.FULFILLED, date(2024, 1, 1)])
def test_a_column_of_figures_holds_exact_figures(kind: CellKind, cell: Any) -> None:
    with pytest.raises(InvalidType, match="Table '': k of row 0 must be an exact figure"):
        Table(columns=(Column(key="k", kind=kind),), rows=(Row(cells=(cell,)),))


@pytest.mark.parametrize(
    ("kind", "cell", "wanted"),
    [
        (CellKind.TEXT, 1.5, "text, or what has words"),
        (CellKind.TEXT, ["a"], "text, or what has words"),
        (CellKind.DATE, 5, "a date"),
        (CellKind.VERDICT, Trend.POSITIVE, "a Verdict"),
        (CellKind.TREND, Verdict.FULFILLED, "a Trend"),
        (CellKind.TERM, 5, "a member of a Term"),
    ],
)
def test_a_column_holds_what_it_says(kind: CellKind, cell: Any, wanted: str) -> None:
    with pytest.raises(InvalidType, match=wanted):
        Table(columns=(Column(key="k", kind=kind),), rows=(Row(cells=(cell,)),))


@pytest.mark.parametrize(
    ("kind", "cells"),
    [
        (
            CellKind.AMOUNT,
            [1, Decimal("1.5"), Fraction(1, 2), Rounded("1.5"), None, MissingReason.NOT_STATED, "3 av 5", Quantity(1)],
        ),
        (CellKind.VERDICT, [Verdict.FULFILLED, None, "grönt", MissingReason.NOT_STATED]),
        (CellKind.TREND, [Trend.POSITIVE, None, "↑"]),
        (CellKind.DATE, [date(2024, 8, 31), ku.Period.for_year(2024), None, "våren"]),
        (CellKind.TEXT, ["a", 5, Unit.TKR, date(2024, 1, 1), ku.Period.for_year(2024), None]),
    ],
)
def test_what_each_kind_may_hold(kind: CellKind, cells: list[Any]) -> None:
    table = Table(columns=(Column(key="k", kind=kind),), rows=tuple(Row(cells=(cell,)) for cell in cells))
    assert all(isinstance(text, str) for (text,) in table.texts())


def test_two_columns_with_one_key_are_refused() -> None:
    with pytest.raises(InvalidValue, match="two columns have the key 'a'; keys must be unique"):
        Table(columns=(Column(key="b"), Column(key="a"), Column(key="a")))


def test_a_column_may_have_a_unit_of_its_own() -> None:
    assert Column(key="a", label="Skuld", unit="kr/invånare").heading == "Skuld (kr/invånare)"
    assert [Column(key="a", label="Skuld").heading, Column(key="a", unit="kr").heading] == ["Skuld", "kr"]
    own = Table(
        unit="tkr",
        columns=(
            Column(key="a", kind=CellKind.AMOUNT),
            Column(key="b", kind=CellKind.AMOUNT, unit="kr"),
            Column(key="c", kind=CellKind.SHARE),
        ),
        rows=(Row(cells=(1_500, 1_500, Decimal("0.5"))),),
    )
    changed = own.in_unit(Unit.MNKR, digits=1)
    assert changed.texts() == [["1,5", "1\u00a0500", "50\u00a0%"]]
    assert changed.unit == "mnkr"


def test_another_unit_is_told_in_a_note() -> None:
    table = money(1_450, 1_450, total=2_900)
    alone, kept = table.in_unit(Unit.MNKR), table.in_unit(Unit.MNKR, keep_sums=True)
    assert [row[1] for row in alone.texts()] == ["1", "1", "3"]
    assert [row[1] for row in kept.texts()] == ["2", "1", "3"]
    assert alone.notes == ("Varje belopp är avrundat för sig, så raderna kan summera till något annat än totalen.",)
    assert table.in_unit(Unit.MNKR, keep_sums=True, locale="en").notes[0].startswith("Amounts are rounded so that")
    assert alone.heading == "Drift (mnkr)"
    assert table.column("sum") == (1_450, 1_450, 2_900)


def test_a_total_that_was_wrong_stays_wrong() -> None:
    wrong = money(1_450, 1_450, total=9_000).in_unit(Unit.MNKR, keep_sums=True)
    assert [row[1] for row in wrong.texts()] == ["1", "1", "9"]


def test_what_is_missing_stays_missing_in_another_unit() -> None:
    table = money(1_450, None, MissingReason.NOT_STATED, "–", Rounded("2900"), total=4_350)
    assert [row[1] for row in table.in_unit(Unit.MNKR, digits=2).texts()] == [
        "1,45",
        "–",
        "Inget värde angivet",
        "–",
        "2,90",
        "4,35",
    ]


@pytest.mark.parametrize("unit", ["", "kr/invånare"])
def test_only_money_has_another_unit(unit: str) -> None:
    with pytest.raises(InvalidValue):
        money(1, unit=unit).in_unit(Unit.KR)
    with pytest.raises(InvalidType, match="in_unit: unit must be a Unit"):
        money(1).in_unit("mnkr")  # type: ignore[arg-type]  # the point


@given(
    amounts=st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=8),
    digits=st.integers(0, 2),
    unit=st.sampled_from(list(Unit)),
)
def test_kept_sums_hold_and_move_no_figure_by_a_whole_unit(amounts: list[int], digits: int, unit: Unit) -> None:
    table = money(*amounts, total=sum(amounts)).in_unit(unit, digits=digits, keep_sums=True)
    *parts, total = (Decimal(str(cell)) for cell in table.column("sum"))
    exact = [Decimal(ku.convert(amount, source=Unit.TKR, target=unit)) for amount in amounts]
    step = Decimal(1).scaleb(-digits)
    assert sum(parts) == total
    assert all(abs(part - amount) < step for part, amount in zip(parts, exact, strict=True))
    assert abs(total - sum(exact)) <= step / 2


def test_published_tables_come_out_with_their_columns_headings_and_figures() -> None:
    report = samples.norrtalje()
    for key in ("drift-slag", "drift-verksamhet"):
        published: Any = report.table(key)
        table = published.to_table().as_published()
        assert [column.label for column in table.columns] == [
            "",
            "Budget jan–aug 2024",
            "Utfall jan–aug 2024",
            "Avvikelse jan–aug 2024",
            "Utfall jan–aug 2023",
            "Budget helår 2024",
            "Prognos 4",
            "Avvikelse budget–prognos",
        ]
        for line, row in zip((*published.lines, published.total), table.rows, strict=True):
            assert row.cells == (
                line.name,
                line.period_budget,
                line.period_outcome,
                line.stated_period_deviation,
                line.previous_outcome,
                line.annual_budget,
                line.forecast,
                line.stated_forecast_deviation,
            )
    for investments in report.investment_tables:
        assert [column.label for column in investments.to_table().as_published().columns] == [
            "",
            "Total budget",
            "Total prognos",
            "Avvikelse",
            "Ack. utfall",
            "Utfall 2023",
            "Utfall jan–aug 2024",
            "Budget 2024",
        ]
    goals = next(section for section in outline(report) if section.key == "goals")
    indicators = goals.sections[0].tables[0].without_details().as_published()
    assert [column.label for column in indicators.columns] == [
        "Indikator",
        "Enhet",
        "Utfall 2021",
        "Utfall 2022",
        "Utfall 2023",
        "Utfall jan–aug 2024",
        "Målvärde 2024",
        "Prognos 2024",
        "Bedömning",
        "Trend",
    ]


def test_a_section_may_be_folded_and_hold_pictures() -> None:
    section = Section(key="a", title="Varför?", texts=("därför",), is_folded=True)
    assert section.is_folded
    assert section.pictures == ()
