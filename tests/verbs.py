"""What every verb on frames gives, on an engine of any kind: checked here once, run for each engine by its tests."""

from collections.abc import Callable
from typing import Any

import narwhals as nw
import pytest

import kommunuppfoljning as ku
from kommunuppfoljning import Layout, frames

Make = Callable[[dict[str, list[Any]]], Any]
"""Makes a frame of an engine out of its columns."""

BUDGET: dict[str, list[Any]] = {
    "Slag": ["Intäkt", "kostnad", "Kostnader"],
    "Riktning": [1, -1, -1],
    "Budget": [59_400.0, 260_871.0, 0.0],
    "Utfall": [54_278.0, 239_849.0, 5.0],
}
TREE: dict[str, str | None] = {"Kommunen": None, "Nämnden": "Kommunen", "IT": "Nämnden", "HR": "Nämnden"}
LEDGER: dict[str, list[Any]] = {
    "Enhet": ["IT", "HR", "IT", "Nämnden", "IT"],
    "Månad": [1, 1, 2, 2, 1],
    "Belopp": [-5, -(2**60), -2, -1, -4],
    "Andel": [0.5, None, 0.25, 1.0, 0.5],
}


def is_lazy(frame: Any) -> bool:
    return isinstance(nw.from_native(frame, pass_through=False), nw.LazyFrame)


def columns(frame: Any, *names: str) -> list[tuple[Any, ...]]:
    """The rows of some columns, in an order of their own, `None` where a value is missing."""
    content = nw.from_native(frame).lazy().collect("pyarrow").select(*names).rows()
    rows = [tuple(None if value is None or value != value else value for value in row) for row in content]  # noqa: PLR0124  # NaN
    return sorted(rows, key=repr)


def in_order(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return sorted(rows, key=repr)


def deviations(make: Make) -> None:
    frame = make(BUDGET)
    names = {"budget": "Budget", "outcome": "Utfall"}
    wanted = in_order(
        [(0.0, -5.0, None), (59_400.0, -5_122.0, -5_122 / 59_400), (260_871.0, 21_022.0, 21_022 / 260_871)]
    )
    for said in ({"kind": "Slag"}, {"direction": "Riktning"}):
        result = frames.with_deviation(
            frame, layout=Layout.MAGNITUDE, into="Avvikelse", share_into="Andel", **names, **said
        )
        assert type(result) is type(frame)
        assert columns(result, "Budget", "Avvikelse", "Andel") == wanted
    for layout, sign in ((Layout.SIGNED, 1), (Layout.GRANT, 1), (Layout.REVERSED, -1)):
        signed = frames.with_deviation(frame, layout=layout, **names)
        assert columns(signed, "deviation") == in_order([(-5_122.0 * sign,), (-21_022.0 * sign,), (5.0 * sign,)])
        assert columns(frame, "Budget") == columns(signed, "Budget")


def grants(make: Make) -> None:
    frame = make({"kind": ["netto", "kostnad", "netto"], "budget": [None, None, 10.0], "outcome": [5.0, 7.0, 12.0]})
    whole = frames.with_deviation(frame, layout=Layout.GRANT)
    assert columns(whole, "outcome", "deviation") == in_order([(5.0, 5.0), (7.0, 7.0), (12.0, 2.0)])
    parts = frames.with_deviation(frame, layout=Layout.GRANT, kind="kind", share_into="share")
    assert columns(parts, "outcome", "deviation", "share") == in_order(
        [(5.0, 5.0, None), (7.0, None, None), (12.0, 2.0, 0.2)]
    )


def judgements(make: Make) -> None:
    frame = make({"v": [1.0, 3.0], "t": [2.0, 2.0], "d": [1, -1], "e": [0.5, 0.5]})
    for given, wanted in (
        ({}, [1, 3]),
        ({"direction": "d"}, [1, 1]),
        ({"tolerance": "e", "partly_within": 1}, [2, 3]),
    ):
        result = frames.with_assessment(frame, value="v", target="t", into="x", **given)
        assert type(result) is type(frame)
        assert columns(result, "v", "x") == [(1.0, wanted[0]), (3.0, wanted[1])]
    trend = frames.with_trend(frame, current="v", previous="t", direction="d", tolerance=0.5)
    assert type(trend) is type(frame)
    assert columns(trend, "v", "trend") == [(1.0, 1), (3.0, 1)]


def forecasts(make: Make) -> None:
    frame = make({"v": [1.0, 3.0], "t": [2.0, 2.0], "e": [0.5, 0.5]})
    for method, given in (
        ("linear", {"outcome": "v", "elapsed": 0.5}),
        ("linear", {"outcome": "v", "elapsed": "e"}),
        ("proportional", {"outcome": "v", "period_budget": "t", "annual_budget": 4}),
        ("seasonal", {"outcome": "v", "previous_outcome": "t", "previous_annual": 4}),
    ):
        result = frames.with_forecast(frame, method=method, into="p", **given)
        assert type(result) is type(frame)
        assert columns(result, "v", "p") == [(1.0, 2.0), (3.0, 6.0)]
    rest = frames.with_forecast(frame, method="remaining_budget", outcome="v", period_budget="t", annual_budget=5)
    assert columns(rest, "v", "forecast") == [(1.0, 4.0), (3.0, 6.0)]


def sums(make: Make) -> None:
    frame = make(LEDGER)
    by_month = frames.roll_up(frame, parents=TREE, unit="Enhet", by="Månad", amounts=["Belopp", "Andel"])
    assert type(by_month) is type(frame)
    assert columns(by_month, "Enhet", "Månad", "Belopp", "Andel") == in_order(
        [
            ("Kommunen", 1, -(2**60) - 9, None),
            ("Kommunen", 2, -3, 1.25),
            ("Nämnden", 1, -(2**60) - 9, None),
            ("Nämnden", 2, -3, 1.25),
            ("IT", 1, -9, 1.0),
            ("IT", 2, -2, 0.25),
            ("HR", 1, -(2**60), None),
        ]
    )
    tree = make({"Enhet": list(TREE), "Överordnad": list(TREE.values())})
    assert columns(
        frames.roll_up(frame, parents=tree, parent="Överordnad", unit="Enhet", amounts="Belopp"), "Enhet", "Belopp"
    ) == in_order([("Kommunen", -(2**60) - 12), ("Nämnden", -(2**60) - 12), ("IT", -11), ("HR", -(2**60))])


def numbered_units(make: Make) -> None:
    frame = make({"unit": [1, 2, 2], "amount": [1.5, 2.5, 3.0]})
    assert columns(frames.roll_up(frame, parents={0: None, 1: 0, 2: 0}), "unit", "amount") == [
        (0, 7.0),
        (1, 1.5),
        (2, 5.5),
    ]


def strangers(make: Make) -> None:
    frame = make({"unit": ["a", "x", None], "amount": [1, 2, 4]})
    if not is_lazy(frame):
        with pytest.raises(ku.InvalidValue, match="every 'unit' must be a node of parents; these are not: .*'x'"):
            frames.roll_up(frame, parents={"a": None})
        return
    assert columns(frames.roll_up(frame, parents={"a": None}), "unit", "amount") == in_order([("a", 1), (None, 6)])


def too_large(make: Make) -> None:
    frame = make({"unit": ["a", "a", "b"], "amount": [2**62, 2**62, 1]})
    if not is_lazy(frame):
        with pytest.raises(ku.TooLarge, match="a sum of 'amount' may not fit in int64"):
            frames.roll_up(frame, parents={"a": None, "b": None})
        return
    rolled = frames.roll_up(frame, parents={"a": None, "b": None})
    assert columns(rolled, "unit", "amount") == [("a", None), ("b", 1)]


CHECKS = (deviations, grants, judgements, forecasts, sums, numbered_units, strangers, too_large)


SMALL: dict[str, list[Any]] = {"v": [1.0], "t": [2.0], "n": [1], "n2": [1], "u": ["a"]}


def every_verb(frame: Any) -> list[Any]:
    """A frame with the columns of `SMALL`, with each verb's answer."""
    return [
        frames.with_deviation(frame, layout=Layout.SIGNED, budget="t", outcome="v", share_into="share"),
        frames.with_assessment(frame, value="v", target="t", direction="n"),
        frames.with_trend(frame, current="v", previous="t"),
        frames.with_forecast(frame, method="linear", outcome="v", elapsed="t"),
        frames.roll_up(frame, parents={"a": None}, unit="u", by="n", amounts=["v", "n2"]),
    ]
