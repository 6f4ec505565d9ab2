"""The public face: every name of the contract that exists keeps the contract's parameters, and loads lazily."""

import ast
import inspect
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import kommunuppfoljning as ku
from tests.samples import wild

CONTRACT = {
    "deviation": "budget outcome direction=HIGHER",
    "relative_deviation": "budget outcome direction=HIGHER",
    "assess": "value target direction=HIGHER tolerance=0 partly_within=None",
    "trend": "current previous direction=HIGHER tolerance=0",
    "self_financing_ratio": "result depreciation net_investment",
    "equity_ratio": "equity total_assets pension_liability=0",
    "debt_per_inhabitant": "debt inhabitants",
    "result_share": "result taxes_and_grants",
    "net_cost_share": "net_cost taxes_and_grants",
    "investment_share": "net_investment taxes_and_grants",
    "turnover": "leavers average_employees",
    "minimum_turnover": "hired leavers average_employees",
    "sick_leave_share": "sick_hours ordinary_hours",
    "linear_forecast": "outcome elapsed",
    "remaining_budget_forecast": "outcome period_budget annual_budget",
    "proportional_forecast": "outcome period_budget annual_budget",
    "seasonal_forecast": "outcome previous_outcome previous_annual",
    "forecast_error": "outcome forecast direction=HIGHER",
}
FUNCTIONS = {
    "convert": "value *source *target",
    "round_half_away": "value digits=0",
    "round_to_total": "values *total=None *digits=0",
    "adds_up": "parts total",
    "judge": "thing rules=DEFAULT_RULES *report=None",
    "explain": "thing *locale=sv *style=full",
    "what_would_it_take": "goal rules=DEFAULT_RULES *report=None",
    "summarise_assignments": "assignments",
    "split_deviation": "line",
    "roll_up": "amounts parents",
    "audit": "report_or_part *about=None *previous=None *as_of=None",
    "compare": "before after",
    "parse_number": "text",
    "parse_amount": "text",
    "format_number": "value *locale=sv *digits=None *unit=None *sign=False",
    "Rounded": "value digits=None",
}
DEFAULTS = {"HIGHER": ku.Direction.HIGHER, "DEFAULT_RULES": ku.DEFAULT_RULES}
ATTRIBUTES = {
    "Period": "start end",
    "Indicator": "id name unit kind direction level department outcomes target forecast targets breakdowns references "
    "missing refers_to breaks commented_on verdict trend verdict_text group",
    "Target": "value kind strict band window_years decided_on text",
    "Assignment": "id title kind department completion status progress due new_due reported_on owners decided_by "
    "origin reason commented_on",
    "Goal": "id title area parent level tags indicators assignments verdict trend verdict_text basis",
    "Area": "id title verdict",
    "BudgetLine": "id name kind period_budget period_outcome previous_outcome previous_annual annual_budget forecast "
    "part_of parent complete stated_period_deviation stated_forecast_deviation period_deviation forecast_deviation "
    "remaining_budget remaining_forecast layout",
    "BudgetTable": "id title unit digits period layout vintage lines total summed_total",
    "InvestmentProject": "id name total_budget total_forecast accumulated previous_year period_outcome annual_budget "
    "carried_over income stated_deviation section financing planned_end expected_end status",
    "InvestmentTable": "id title unit digits layout period projects total",
    "StaffFigure": "measure scope period value group definition",
    "Claim": "id where kind value digits unit sign of approximate about",
    "Cause": "about text amount kind",
    "Action": "about title effect owner due status",
    "BalanceRequirement": "year result adjustments to_reserve from_reserve exemption exemption_in_result "
    "brought_forward basis adjusted_result balance_result remaining to_restore deadlines",
    "Ratio": "name value terms variant source",
    "Change": "where field before after",
    "Judgement": "verdict rule about evidence override",
    "Finding": "code severity where message gap mismatch text",
    "Report": "id organisation municipality period unit submitted_on areas goals loose_indicators loose_assignments "
    "budget_tables investment_tables staff scale events risks guarantees causes actions claims stated_pivot indicators "
    "assignments sick_leave turnover area goal indicator table",
    "Rounded": "value digits low high overlaps gap",
    "Interval": "low high overlaps gap",
}


def default_of(text: str) -> object:
    return DEFAULTS.get(text, ast.literal_eval(text) if text[:1].isdigit() or text[:1].isupper() else text)


@pytest.mark.parametrize("name", [name for name in CONTRACT if name in ku.__all__])
def test_formulas_keep_the_contract(name: str) -> None:
    parameters = inspect.signature(getattr(ku, name)).parameters
    wanted = [part.partition("=") for part in CONTRACT[name].split()]
    kept = [parameter for parameter in parameters.values() if parameter.name != "out"]
    assert [parameter.name for parameter in kept] == [part[0] for part in wanted]
    for parameter, (_, _, default) in zip(kept, wanted, strict=True):
        assert parameter.kind is inspect.Parameter.KEYWORD_ONLY
        assert (
            parameter.default == ({"HIGHER": ku.Direction.HIGHER, "0": 0, "None": None, "": parameter.empty}[default])
        )


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if name in ku.__all__])
def test_functions_keep_the_contract(name: str) -> None:
    parameters = inspect.signature(getattr(ku, name)).parameters
    wanted = [part.partition("=") for part in FUNCTIONS[name].split()]
    for (field, _, default), parameter in zip(wanted, parameters.values(), strict=False):
        assert parameter.name == field.lstrip("*")
        assert (parameter.kind is inspect.Parameter.KEYWORD_ONLY) is field.startswith("*")
        if default:
            known = {**DEFAULTS, "None": None, "False": False, "0": 0}
            assert parameter.default == known.get(default, default)


@pytest.mark.parametrize("name", [name for name in ATTRIBUTES if name in ku.__all__])
def test_models_have_the_attributes_of_the_contract(name: str) -> None:
    model = getattr(ku, name)
    fields = {field.name for field in getattr(model, "__attrs_attrs__", ())}
    for attribute in ATTRIBUTES[name].split():
        assert attribute in fields or hasattr(model, attribute), attribute


def test_every_name_of_the_table_is_imported_for_type_checkers_and_listed() -> None:
    source = Path(ku.__file__).read_text(encoding="utf-8")
    static = {
        (node.module or "").removeprefix("kommunuppfoljning."): {alias.name for alias in node.names}
        for block in ast.parse(source).body
        if isinstance(block, ast.If)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
    }
    assert static == {home: set(names) for home, names in ku._HOMES.items()}
    assert set(ku.__all__) == {*ku._HOME_OF, "__version__"}
    for name in ku.__all__:
        assert getattr(ku, name) is not None
        assert name in dir(ku)


def test_no_public_name_is_a_module() -> None:
    modules = {module.name for module in pkgutil.iter_modules(ku.__path__)}
    assert modules.isdisjoint(ku.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'devation'"):
        wild(ku).devation  # noqa: B018  # the look-up is the point


@pytest.mark.parametrize(
    ("code", "absent"),
    [
        ("import kommunuppfoljning", "numpy attrs attr babel decimal fractions typing enum"),
        (
            "import kommunuppfoljning as ku; ku.deviation(budget=1, outcome=2)",
            "numpy attrs attr babel decimal fractions typing",
        ),
        ("import kommunuppfoljning as ku; ku.assess(value=1.5, target=2)", "numpy attrs attr babel decimal fractions"),
        ("import kommunuppfoljning as ku; ku.BudgetLine(id='a')", "numpy narwhals cattrs"),
    ],
)
def test_what_is_not_used_is_not_imported(code: str, absent: str) -> None:
    program = f"{code}\nimport sys\nprint(*[name for name in {absent.split()!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
