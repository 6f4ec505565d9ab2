"""Models: what may stand in a field, and what every model shares."""

import copy
import importlib
import pickle
import pkgutil
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given

import kommunuppfoljning as ku
from kommunuppfoljning import FrozenMapping, Period, findings, parts, tables
from kommunuppfoljning.models import Model
from tests import samples
from tests.samples import wild

W: Any = ku
"""The package without its types, to be called wrongly."""
PAIRS = (ku.Interval, ku.Period, ku.Rounded, tables.Quantity, findings.Nameless, findings.Share)
"""What is built by position: two figures that everybody knows the order of, or one."""
MODELS: list[type[Any]] = [
    thing
    for room in (ku, tables, findings, parts)
    for thing in (getattr(room, name) for name in room.__all__)
    if isinstance(thing, type) and attrs.has(thing)
]


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (5, 5),
        (Decimal("7.0"), Decimal("7.0")),
        (Decimal("9E1000"), Decimal("9E1000")),
        (Decimal("9E-1000"), Decimal("9E-1000")),
        (Fraction(1, 3), Decimal("0.3333333333333333333333333333")),
        (np.int64(5), 5),
        (None, None),
    ],
)
def test_exact_figures_are_kept(value: Any, kept: Any) -> None:
    line = ku.BudgetLine(id="a", period_budget=value)
    assert repr(line.period_budget) == repr(kept)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (7.9, r"period_budget must be exact: give an int or Decimal\('7.9'\)"),
        (np.float64(7.9), "period_budget must be exact"),
        (True, "period_budget must be a number, got the Boolean True"),
        ("7,9", "period_budget must be an int.*parse_number"),
        (float("nan"), "period_budget must be a finite number"),
        (float("inf"), "period_budget must be a finite number"),
        (Decimal("NaN"), "period_budget must be a finite number"),
        (Decimal("-Infinity"), "period_budget must be a finite number"),
        ([1], "period_budget must be an int"),
        (Decimal("1E1001"), "period_budget must have at most 1000 digits either side of the decimal sign"),
        (Decimal("-1E-1001"), "period_budget must have at most 1000 digits either side of the decimal sign"),
    ],
)
def test_other_figures_are_refused_by_name(value: Any, says: str) -> None:
    with pytest.raises(ku.FollowUpError, match=f"BudgetLine 'a': {says}"):
        ku.BudgetLine(id="a", period_budget=value)


@pytest.mark.parametrize(
    ("build", "says"),
    [
        (lambda: W.Goal(id=""), "Goal: id must not be empty"),
        (lambda: W.Goal(id=" "), "Goal: id must not be empty"),
        (lambda: W.Goal(id=None), "Goal: id must be given"),
        (lambda: W.Goal(id=5), "Goal: id must be text, got 5"),
        (lambda: W.Goal(id="1", title=None), "title must be given"),
        (lambda: W.Goal(id="1", tags="ab"), "tags must be a tuple or a list, got 'ab'"),
        (lambda: W.Goal(id="1", tags=[1]), r"tags \[0\] must be text, got 1"),
        (lambda: W.Goal(id="1", indicators=["x"]), r"indicators \[0\] must be a Indicator, got 'x'"),
        (lambda: W.Goal(id="1", indicators={}), "indicators must be a tuple or a list"),
        (lambda: W.Goal(id="1", verdict=3), "verdict must be one of Verdict.NOT_EVALUATED"),
        (lambda: W.Goal(id="1", verdict="snart"), "verdict 'snart' is not a Verdict; expected one of"),
        (lambda: W.Goal(id="1", parent="1"), "parent must be another goal"),
        (lambda: W.Goal(id="1", indicators=[W.Indicator(id="a")] * 2), "two indicators have the id 'a'"),
        (lambda: W.Goal(id="1", assignments=[W.Assignment(id="a")] * 2), "two assignments have the id 'a'"),
        (lambda: W.Indicator(id="a", outcomes=[1]), "outcomes must be a mapping"),
        (lambda: W.Indicator(id="a", outcomes={2024: 1}), "outcomes key must be a Period, got 2024"),
        (
            lambda: W.Indicator(id="a", outcomes={samples.YEAR: 1.5}),
            r"outcomes \[2024-01-01/2024-12-31\] must be exact",
        ),
        (
            lambda: W.Indicator(id="a", missing={3: W.MissingReason.NO_TARGET}),
            "missing key must be a str or a Period",
        ),
        (lambda: W.Indicator(id="a", commented_on="2024-08-31"), "commented_on must be a date"),
        (
            lambda: W.Indicator(id="a", commented_on=datetime(2024, 8, 31)),
            "commented_on must be a date without a time",
        ),
        (lambda: W.Indicator(id="a", breakdowns=[W.Indicator(id="b")]), "'b' must say its group"),
        (lambda: W.Target(band=-1), "band must be at least 0"),
        (lambda: W.Target(window_years=0), "window_years must be at least 1"),
        (lambda: W.Target(window_years=1.5), "window_years must be exact"),
        (lambda: W.Target(window_years=Decimal(2)), "window_years must be a whole number"),
        (lambda: W.Target(strict=1), "strict must be True or False"),
        (lambda: W.Assignment(id="a", progress=Decimal("1.1")), "progress must be a share from 0 to 1"),
        (lambda: W.BudgetTable(id="t", lines=[W.BudgetLine(id="a", parent="a")]), "circle"),
        (
            lambda: W.BudgetTable(id="t", lines=[W.BudgetLine(id="a", part_of="b")]),
            "part_of of the line 'a' must be a line",
        ),
        (
            lambda: W.BudgetTable(id="t", lines=[W.BudgetLine(id="a", parent="b"), W.BudgetLine(id="b", parent="a")]),
            "belongs to itself in a circle",
        ),
        (lambda: W.InvestmentTable(id="t", layout=W.Layout.GRANT), "layout must be SIGNED, REVERSED or MAGNITUDE"),
        (lambda: W.Claim(id="c", sign=2), "sign must be 1 or -1"),
        (lambda: W.Claim(id="c", digits=1001), "Claim 'c': digits must be from -1000 to 1000, got 1001"),
        (lambda: W.BudgetTable(id="t", digits=10**9), "BudgetTable 't': digits must be from -1000 to 1000"),
        (lambda: W.InvestmentTable(id="i", digits=-1001), "InvestmentTable 'i': digits must be from -1000 to 1000"),
        (lambda: W.Claim(id="c", value=float("nan")), "value must be a finite number"),
        (lambda: W.Risk(id="r", likelihood=0), "likelihood must be a step of at least 1"),
        (lambda: W.Report(id="r", goals=[W.Goal(id="1")] * 2), "two goals have the id '1'"),
        (lambda: W.Report(id="r", goals=[W.Goal(id="1", area="9")]), "names the area '9', which is not there"),
        (lambda: W.Report(id="r", goals=[W.Goal(id="1", parent="9")]), "names the parent '9', which is not there"),
        (
            lambda: W.Report(id="r", goals=[W.Goal(id="1", parent="2"), W.Goal(id="2", parent="1")]),
            "is above itself in a circle",
        ),
        (
            lambda: W.Report(
                id="r",
                goals=[W.Goal(id=goal, indicators=[W.Indicator(id="same")]) for goal in "12"],
            ),
            "two indicators have the id 'same'",
        ),
        (lambda: W.Report(id="r", loose_assignments=[W.Assignment(id="a")] * 2), "two assignments have the id 'a'"),
        (
            lambda: W.Report(
                id="r", budget_tables=[W.BudgetTable(id="t")], investment_tables=[W.InvestmentTable(id="t")]
            ),
            "two tables have the id 't'",
        ),
        (lambda: W.RequiredShare(needed=0), "needed must be a share above 0"),
        (lambda: W.RequiredShare(partly_needed=Decimal("0.6")), "partly_needed must be a share from 0 to needed"),
        (lambda: W.IndicatorRule(tolerance=-1), "tolerance must be at least 0"),
    ],
)
def test_bad_fields_are_refused_by_name(build: Any, says: str) -> None:
    with pytest.raises(ku.FollowUpError, match=says):
        build()


@pytest.mark.parametrize(
    ("word", "told"),
    [("x" * 78, "'" + "x" * 78 + "'"), ("x" * 79, "'" + "x" * 75 + " ..."), ("x" * 500, "'" + "x" * 75 + " ...")],
)
def test_an_error_shows_at_most_eighty_characters_of_a_value(word: str, told: str) -> None:
    with pytest.raises(ku.InvalidValue) as caught:
        ku.Trend.parse(word)
    assert str(caught.value) == (
        f"{told} is not a Trend; expected one of 'ej utvärderad', 'negativ', 'oförändrad', 'positiv'"
    )


def test_words_of_reports_are_read_and_lists_become_tuples() -> None:
    goal = wild(ku).Goal(id="1", verdict="Uppfyllt", tags=["a"], indicators=[ku.Indicator(id="x")])
    assert goal.verdict is ku.Verdict.FULFILLED
    assert goal.tags == ("a",)
    assert isinstance(goal.indicators, tuple)
    assert goal.indicator("x").id == "x"


@given(report=samples.reports())
def test_reports_compare_copy_pickle_and_hash(report: ku.Report) -> None:
    assert pickle.loads(pickle.dumps(report)) == report  # noqa: S301  # our own bytes
    assert copy.deepcopy(report) == copy.copy(report) == report
    assert hash(copy.deepcopy(report)) == hash(report)
    assert attrs.evolve(report, id=report.id) == report
    assert len(repr(report)) < 400


def every_model() -> list[type[Any]]:
    """What is offered, and every model besides."""
    names = [one.name for one in pkgutil.walk_packages(ku.__path__, "kommunuppfoljning.") if "__main__" not in one.name]
    there = [thing for name in names for thing in vars(importlib.import_module(name)).values()]
    built = [thing for thing in there if isinstance(thing, type) and issubclass(thing, Model) and attrs.has(thing)]
    return list(dict.fromkeys([*MODELS, *built]))


@pytest.mark.parametrize("model", every_model())
def test_models_are_frozen_slotted_and_keyword_only_past_two(model: type[Any]) -> None:
    assert not hasattr(model, "__dict__") or "__dict__" not in dir(model)
    fields = attrs.fields(model)
    assert model in PAIRS or all(field.kw_only for field in fields)
    assert model not in PAIRS or len(fields) <= 2
    if issubclass(model, Model):  # attrs would tell all that it holds, a whole report in a line
        assert not model.__repr__.__code__.co_filename.startswith("<attrs generated")


def test_what_is_built_does_not_change() -> None:
    line = ku.BudgetLine(id="a")
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        wild(line).id = "b"
    mapping = FrozenMapping({"a": 1})
    with pytest.raises(ku.InvalidType):
        wild(mapping).x = 1
    with pytest.raises(ku.InvalidType):
        del mapping._items


def test_a_frozen_mapping_is_a_mapping() -> None:
    mapping = FrozenMapping({"a": 1, "b": 2})
    assert mapping == {"b": 2, "a": 1}
    assert mapping != {"a": 1}
    assert mapping != 3
    assert list(mapping) == ["a", "b"]
    assert len(mapping) == 2
    assert hash(mapping) == hash(FrozenMapping({"b": 2, "a": 1}))
    assert repr(mapping) == "{'a': 1, 'b': 2}"
    assert pickle.loads(pickle.dumps(mapping)) == mapping  # noqa: S301  # our own bytes
    assert copy.deepcopy(mapping) == mapping


def test_a_users_own_model_is_checked_too() -> None:
    @attrs.frozen(kw_only=True, repr=False)
    class Line(ku.BudgetLine):
        account: str = ""

    assert Line(id="a", account="5").account == "5"
    with pytest.raises(ku.InvalidType, match="account must be text"):
        wild(Line)(id="a", account=5)


def test_small_models_say_what_they_are() -> None:
    assert repr(ku.Target(value=5)) == "Target(at_least 5)"
    assert repr(ku.Goal(id="1", title="En ekonomi i balans")) == "Goal(id='1', title='En ekonomi i balans')"
    assert ku.Risk(id="r").value is None
    assert ku.Scale(verdicts={"Grön": ku.Verdict.FULFILLED}).verdict(" grön ") is ku.Verdict.FULFILLED
    with pytest.raises(ku.NotFound, match="'lila' is not on the scale"):
        ku.Scale(verdicts={"Grön": ku.Verdict.FULFILLED}).verdict("lila")
    assert ku.Claim(id="c", value="samtliga").figure is None
    assert ku.Claim(id="c", value="samtliga").rounded is None
    assert ku.Claim(id="c", value=-5, sign=1).figure == 5
    assert ku.Claim(id="c", value=5, sign=-1).figure == -5
    assert ku.Claim(id="c", value=5).figure == 5


def test_a_report_finds_its_parts() -> None:
    report = samples.norrtalje()
    assert report.goal("6.1").title.startswith("Främja växande företag")
    assert report.goal("En ekonomi i balans").id == "1.1"
    assert report.indicator("6.1-I2").name == "Antal företagsbesök/år"
    assert report.assignment("1.2-N5").kind is ku.AssignmentKind.INITIATIVE
    assert report.area("6").verdict is ku.Verdict.FULFILLED
    assert [goal.id for goal in report.goals_of(report.area("6"))] == ["6.1", "6.2", "6.3"]
    assert isinstance(report.table("inv-it"), ku.InvestmentTable)
    assert len(report.sick_leave) == 16
    assert len(report.turnover) == 2
    with pytest.raises(ku.NotFound, match=r"no goals with the id or name '9\.9'; there are '1\.1'"):
        report.goal("9.9")
    many = ku.Report(id="r", goals=tuple(ku.Goal(id=f"g{place}") for place in range(1, 30)))
    with pytest.raises(ku.NotFound, match="'g19', 'g20'$"):
        many.goal("x")


def test_a_name_that_fits_two_is_an_error_and_an_id_comes_first() -> None:
    table = ku.BudgetTable(
        id="t",
        lines=(ku.BudgetLine(id="a", name="IT"), ku.BudgetLine(id="b", name="IT"), ku.BudgetLine(id="c", name="a")),
    )
    assert table["a"].id == "a"
    with pytest.raises(ku.InvalidValue, match="'IT' is the name or title of 2 lines"):
        table["IT"]
    with pytest.raises(KeyError, match="no lines of the table 't'"):
        table["x"]


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("goals[1.1].verdict", ku.Verdict.FULFILLED),
        ("budget_tables[drift-slag].total.period_deviation", 15_900),
        ("indicators[6.1-I1].outcomes[2024-01-01/2024-08-31]", 164),
        ("period", Period(date(2024, 1, 1), date(2024, 8, 31))),
        ("staff[measure=external_turnover].value", Decimal("0.0835")),
    ],
)
def test_paths_lead_to_figures(path: str, wanted: Any) -> None:
    assert samples.norrtalje().find(path) == wanted


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("", None),
        ("goals[9.9]", ku.NotFound),
        ("goal", ku.NotFound),
        ("__class__", ku.NotFound),
        ("_validate", ku.NotFound),
        ("goals[1.1", ku.InvalidValue),
        ("goals..x", ku.InvalidValue),
        ("id[x]", ku.InvalidValue),
        ("goals[verdict=snart].title", ku.NotFound),
        ("indicators[6.1-I1].outcomes[2024]", ku.NotFound),
        ("nothing", ku.NotFound),
        ("goals[verdikt=fulfilled]", ku.NotFound),
        ("goals[verdict=fulfilled,1]", ku.InvalidValue),
        ("staff[#99]", ku.NotFound),
        ("staff[#0]", ku.NotFound),
    ],
)
def test_paths_that_lead_nowhere_say_so(path: str, error: type[Exception] | None) -> None:
    report = samples.norrtalje()
    if error is None:
        assert report.find(path) == report
    else:
        with pytest.raises(error):
            report.find(path)


@pytest.mark.parametrize("wrong", ["abc", b"abc", {"a": 1}, 5])
def test_a_list_is_no_text_and_no_mapping(wrong: Any) -> None:
    with pytest.raises(ku.InvalidType, match="tags must be a tuple or a list"):
        W.Goal(id="1", tags=wrong)
    assert W.Goal(id="1", tags=["abc"]).tags == ("abc",)
