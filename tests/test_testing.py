"""What is offered for users' tests: every model is covered, and each law catches what breaks it."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

import attrs
import pytest
from hypothesis import Phase, find, given, settings

import kommunuppfoljning as ku
from kommunuppfoljning import Direction, Verdict
from kommunuppfoljning.audits import CHECKS, Audited, Hit, check
from kommunuppfoljning.models import Model
from kommunuppfoljning.parts import Judged
from kommunuppfoljning.profiles import PROFILES
from kommunuppfoljning.testing import (
    MODELS,
    LawBroken,
    assert_check_laws,
    assert_indicator_laws,
    assert_whole_laws,
    example_report,
    hostile_figures,
    hostile_texts,
    models,
    published_reports,
    published_tables,
    refused_figures,
)
from tests.samples import NORRTALJE, PATIENT, norrtalje, wild

SEARCH = settings(
    max_examples=3000,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=PATIENT,
    phases=[Phase.generate],
)


def test_every_public_model_is_there() -> None:
    public = {thing for thing in (getattr(ku, name) for name in ku.__all__) if isinstance(thing, type)}
    assert {thing for thing in public if issubclass(thing, Model)} == set(MODELS)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_each_model_is_built_with_something_in_every_field(model: Any) -> None:
    defaults = {field.name: field.default for field in attrs.fields(model)}
    bare = {name for name, default in defaults.items() if default is not attrs.NOTHING}
    bare -= {field.name for field in attrs.fields(model) if not field.eq}  # stamped by what holds it

    def filled(thing: Any) -> bool:
        assert type(thing) is model
        hash(thing)
        bare.difference_update([name for name in bare if getattr(thing, name) != defaults[name]])
        return not bare

    find(models(model), filled, settings=SEARCH)  # raises where some field never gets a value


@pytest.mark.parametrize(
    ("model", "wanted"),
    [
        (ku.Report, lambda one: any(goal.area is not None for goal in one.goals)),
        (ku.Report, lambda one: any(goal.parent is not None for goal in one.goals)),
        (ku.Report, lambda one: any(goal.indicators for goal in one.goals) and one.loose_indicators),
        (ku.BudgetTable, lambda one: any(line.parent is not None for line in one.lines)),
        (ku.BudgetTable, lambda one: any(line.part_of is not None for line in one.lines)),
        (ku.Indicator, lambda one: any(part.group is not None for part in one.breakdowns)),
        (ku.Veto, lambda one: isinstance(one.rule, ku.FirstOf)),
    ],
)
def test_what_hangs_together_is_tied(model: type[Model], wanted: Callable[[Any], bool]) -> None:
    assert wanted(find(models(model), lambda one: bool(wanted(one)), settings=SEARCH))


@attrs.frozen(kw_only=True, repr=False)
class Grant(Model):
    """A model of a user's own."""

    id: str
    amount: int
    purpose: str = ""
    lines: tuple[ku.BudgetLine, ...] = ()
    paid: "bool | None" = None

    def _validate(self) -> None:
        if self.amount < 0 or self.purpose == "":
            raise ku.InvalidValue("Grant: amount and purpose")


@given(models(Grant, purpose="skola"))
def test_a_model_of_a_users_own_is_covered(grant: Grant) -> None:
    assert grant.purpose == "skola"
    assert grant.amount >= 0


def test_what_the_caller_asks_for_is_never_dropped() -> None:
    with pytest.raises(ku.InvalidValue, match="sign must be 1 or -1"):
        find(models(ku.Claim, sign=7), lambda _: True)
    with pytest.raises(ku.InvalidType, match="has no field 'amout'"):
        models(ku.Cause, amout=5)
    with pytest.raises(ku.InvalidType, match="must be a class that derives from Model"):
        wild(models)(int)


def test_an_annotation_without_values_is_told() -> None:
    @attrs.frozen(kw_only=True, repr=False)
    class Odd(Model):
        thing: range

    with pytest.raises(ku.InvalidType, match="no values are known for fields annotated"):
        find(models(Odd), lambda _: True)


@given(hostile_figures())
def test_models_take_every_hostile_figure_as_it_is(figure: Any) -> None:
    kept = ku.BudgetLine(id="a", forecast=figure).forecast
    assert repr(kept) == repr(figure)


@given(refused_figures())
def test_models_refuse_every_figure_that_is_none(figure: Any) -> None:
    with pytest.raises(ku.FollowUpError, match="BudgetLine 'a': forecast "):
        ku.BudgetLine(id="a", forecast=figure)


@given(hostile_texts())
def test_texts_are_kept_as_they_are(text: str) -> None:
    assert ku.Goal(id="a", title=text).title == text


@given(published_tables())
def test_published_tables_are_found_without_fault(table: ku.BudgetTable) -> None:
    findings = ku.audit(ku.Report(id="r", unit=table.unit, budget_tables=(table,)))
    assert [one for one in findings if one.gap is not None and one.mismatch is not ku.Mismatch.ROUNDING] == []


def test_published_tables_show_what_rounding_does() -> None:
    def misses(report: ku.Report) -> bool:
        (table,) = report.budget_tables
        return table.total is not None and table.summed_total.forecast != table.total.forecast

    assert misses(find(published_reports(), misses, settings=SEARCH))


def test_the_example_is_the_report_of_the_repository() -> None:
    assert example_report() == norrtalje()
    assert example_report() is example_report()


def test_the_example_that_is_not_packed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kommunuppfoljning.io.example.NAME", "gone.json")
    with pytest.raises(ku.NotFound, match="gone.json is not installed"):
        wild(example_report).__wrapped__()
    assert NORRTALJE.name == "norrtalje_2024_08.json"


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_the_rules_that_ship_keep_the_laws(profile: ku.Rules) -> None:
    assert_indicator_laws(profile.indicators)
    for rule in {profile.goals, profile.areas, profile.organisation}:
        assert_whole_laws(rule)


@settings(max_examples=2, suppress_health_check=PATIENT)
@given(models(ku.Rules))
def test_rules_at_random_keep_the_laws(rules: ku.Rules) -> None:
    assert_indicator_laws(rules.indicators)
    assert_whole_laws(rules.goals)


def test_the_checks_that_ship_keep_the_laws() -> None:
    assert_check_laws(lambda report: chain.from_iterable(one.findings(Audited(report=report)) for one in CHECKS))


class Counter:
    """Gives another verdict each time."""

    def __init__(self) -> None:
        self.calls = 0

    def verdict(self, parts: Iterable[Judged]) -> Verdict:
        del parts
        self.calls += 1
        return [Verdict.FULFILLED, Verdict.NOT_FULFILLED][self.calls % 2]


def spiteful(parts: Iterable[Judged]) -> Verdict:
    return Verdict.NOT_FULFILLED if any(one.final is Verdict.FULFILLED for one in parts) else Verdict.FULFILLED


class Apart:
    """Judges many otherwise than one."""

    def verdict(self, parts: Iterable[Judged]) -> Verdict:
        return ku.RequiredShare().verdict(parts)

    def verdicts(self, parts: Any, *, wholes: int) -> Any:
        return ku.RequiredShare(needed=wild("9/10")).verdicts(parts, wholes=wholes)


@pytest.fixture
def first_found() -> Iterator[None]:
    """What breaks a law is not made smaller, which takes long."""
    settings.register_profile("as before", settings.default)
    settings.register_profile("first found", parent=settings.default, phases=[Phase.generate], max_examples=300)
    settings.load_profile("first found")
    yield
    settings.load_profile("as before")


@pytest.mark.usefixtures("first_found")
@pytest.mark.parametrize(
    ("rule", "says"),
    [
        (lambda parts: len(list(parts)), "the answer must be a Verdict"),
        (Counter(), "the same parts must give the same verdict twice"),
        (
            lambda parts: ku.RequiredShare().verdict(list(parts)[:1]),
            "the order of the parts must not matter",
        ),
        (
            lambda parts: (
                Verdict.FULFILLED if all(isinstance(one, ku.JudgedPart) for one in parts) else Verdict.NOT_FULFILLED
            ),
            "parts may be objects of another program",
        ),
        (spiteful, "a part that gets better .* must make no whole worse"),
        (Apart(), "many wholes must get what each gets by itself"),
    ],
)
def test_a_rule_for_wholes_that_breaks_a_law_is_caught(rule: Any, says: str) -> None:
    with pytest.raises(LawBroken, match=says):
        assert_whole_laws(rule)


def test_what_is_no_rule_is_told() -> None:
    with pytest.raises(ku.InvalidType, match="rule must be a function or have a method verdict, got 5"):
        assert_whole_laws(5)


class Bent:
    """The library's rule, bent in one way."""

    def __init__(self, bend: Callable[..., Any]) -> None:
        self.bend = bend

    def verdict(self, *, value: Any, target: Any, direction: Any = Direction.HIGHER) -> Any:
        said = ku.IndicatorRule().verdict(value=value, target=target, direction=direction)
        return self.bend(said, value, target, direction)


@pytest.mark.usefixtures("first_found")
@pytest.mark.parametrize(
    ("bend", "says"),
    [
        (lambda said, value, *_: Verdict.NOT_FULFILLED if value is None else said, "missing must not be"),
        (
            lambda said, value, target, _: Verdict.NOT_FULFILLED if None is not value == target else said,
            "equal to the target",
        ),
        (
            lambda said, value, target, _: said if said is Verdict.NOT_EVALUATED or value == target else None,
            "a Verdict",
        ),
        (
            lambda said, value, target, _: (
                said
                if said is Verdict.NOT_EVALUATED or value == target
                else [Verdict.FULFILLED, Verdict.NOT_FULFILLED][said is Verdict.FULFILLED]
            ),
            "a value that gets better must not make the verdict worse",
        ),
        (lambda said, value, *_: said * 0 + 1 if hasattr(value, "shape") else said, "arrays must get"),
    ],
)
def test_a_rule_for_indicators_that_breaks_a_law_is_caught(bend: Any, says: str) -> None:
    with pytest.raises(LawBroken, match=says):
        assert_indicator_laws(Bent(bend))


def finding(**fields: Any) -> ku.Finding:
    return ku.Finding(**{"code": "a-b", "severity": ku.Severity.INFO, "where": "id", "message": "Ja.", **fields})


def gap_in_totals(report: ku.Report) -> Iterator[ku.Finding]:
    for table in report.budget_tables:
        printed = table.total.forecast if table.total is not None else None
        summed = table.summed_total.forecast
        if printed is not None and summed is not None and printed != summed and table.unit is ku.Unit.TKR:
            yield finding(gap=abs(printed - summed))


def moody(said: list[int]) -> Any:
    def check(report: ku.Report) -> list[ku.Finding]:
        said.append(len(report.goals))
        return [finding(message=f"{len(said)}")]

    return check


def failing(report: ku.Report) -> Iterator[ku.Finding]:
    yield finding(gap=report.indicators[0].target)


@pytest.mark.usefixtures("first_found")
@pytest.mark.parametrize(
    ("check", "says"),
    [
        (failing, "a check must raise on no report"),
        (moody([]), "the same report must give the same findings twice"),
        (lambda _: ["x"], "a check must give findings"),
        (lambda _: [finding(code="A b")], "a code must be lower-case words with hyphens"),
        (lambda _: [finding(where="goals[nowhere].title")], "a finding's place must lead somewhere"),
        (gap_in_totals, "no gap may be found that rounding explains"),
    ],
)
def test_a_check_that_breaks_a_law_is_caught(check: Any, says: str) -> None:
    with pytest.raises(LawBroken, match=says):
        assert_check_laws(check)


@check("stumbling", ku.Severity.INFO, why="It fails.", example="–", message="–")
def stumbling(audited: Audited) -> Iterator[Hit]:
    yield Hit.at("id", size=1 // len(audited.report.goals[20].id))


def test_a_check_that_fails_inside_is_caught() -> None:
    with pytest.raises(LawBroken, match="a check must raise on no report"):
        assert_check_laws(stumbling)
