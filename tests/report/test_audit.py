"""The audit of Norrtälje's report: what is wrong in it, all of it, and what each of its figures is held by."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import attrs
import pytest

import kommunuppfoljning as ku
from kommunuppfoljning import ClaimKind, Mismatch, Severity, Verdict
from kommunuppfoljning.audits import Audited
from kommunuppfoljning.audits.reading import counted, read
from kommunuppfoljning.budgets import FIGURES, STATED
from kommunuppfoljning.investments import FIGURES as OF_PROJECTS
from kommunuppfoljning.io import read_report
from tests import samples

REPORT = samples.norrtalje()
BASELINE = {(one.code, one.where, one.message) for one in ku.audit(REPORT)}

ERRORS = {
    ("claim-figure", "budget_tables[drift-verksamhet].lines[ekonomi].period_deviation"),  # −305 in print, −303 in text
    ("claim-figure", "indicators[1.1-I5].forecast"),  # 856 in print, 13 000 in text
    ("claim-count", "goals[2.3].assignments[kind=initiative]"),  # an assignment in print, an initiative in text
    ("claim-count", "claims[c79].of"),  # five areas in the name, six in the text
    ("claim-period", "staff[measure=sick_leave,scope=Kommunstyrelsekontoret,period=2024-08-01/2024-08-31].value"),
    ("claim-period", "staff[measure=sick_leave,scope=Norrtälje kommun,period=2024-08-01/2024-08-31].value"),
    ("investment-share", "investment_tables[inv-it].projects[20008].stated_deviation"),  # totals without a minus
}
WARNINGS = {
    # text
    ("claim-quantifier", "assignments[expected_year=2024]"),  # one is due in February 2025
    ("claim-quantifier", "goals[1.2].assignments[kind=initiative,expected_year=2024]"),  # the same one
    ("claim-quantifier", "goals[1.1].indicators[verdict=fulfilled]"),  # one of nine is not evaluated
    ("claim-quantifier", "goals[3.1].indicators[verdict=fulfilled]"),  # two of three are not
    # assignments
    ("deviates-but-in-time", "assignments[2.5-U3].completion"),  # reported in April, due in June
    ("deviates-but-in-time", "assignments[2.5-U4].completion"),
    ("deviates-but-in-time", "assignments[7.2-U2].completion"),  # promised for the day that it is due
    ("delay-without-new-due", "assignments[6.1-N1].new_due"),
    ("delay-without-new-due", "assignments[7.2-U2].new_due"),
    ("delay-without-reason", "assignments[7.2-U2].reason"),
    ("same-item", "assignments[2.5-U4]"),  # the parking strategy twice
    # judgement
    ("goal-trend", "goals[1.1].trend"),  # seven of eight fall
    ("goal-trend", "goals[5.1].trend"),
    ("missed-but-unjudged", "indicators[3.3-I1].verdict"),  # 12.08 minutes, to be 10.00
    ("trend", "indicators[6.1-I1].trend"),  # last year's value is compared with itself
    ("measured-twice", "indicators[6.1-I3].outcomes[2024-01-01/2024-08-31]"),  # 73 and 74 for 2023
    ("trend-across-break", "indicators[6.3-I1].trend"),
    ("far-from-target", "indicators[1.1-I7].forecast"),
    ("far-from-target", "indicators[2.1-I3].forecast"),
    ("year-mean-out-of-reach", "indicators[2.1-I3].forecast"),
    ("far-from-target", "indicators[3.2-I1].forecast"),
    ("needed-pace", "indicators[3.3-I3].forecast"),
    ("far-from-target", "indicators[3.3-I5].forecast"),
    ("needed-pace", "indicators[7.3-I1].forecast"),
    ("unit-against-name", "indicators[3.3-I5].unit"),
    # money
    ("forecast-unmoved", "budget_tables[drift-verksamhet].lines[hr].forecast"),
    ("rest-pace", "budget_tables[drift-verksamhet].lines[kommundirektor].forecast"),
    # investments
    ("accumulated", "investment_tables[inv-raddning].total.accumulated"),
    ("deviation-without-cause", "investment_tables[inv-it].projects[0].total_forecast"),
    ("deviation-without-cause", "investment_tables[inv-it].projects[20008].total_forecast"),
    ("deviation-without-cause", "investment_tables[inv-it].projects[20020].total_forecast"),
    ("deviation-without-cause", "investment_tables[inv-it].projects[24016].total_forecast"),
    ("missing-name", "investment_tables[inv-it].projects[0].name"),
    ("mixed-signs", "investment_tables[inv-it].projects[20008].total_budget"),
    ("repeated-project", "investment_tables[inv-raddning].projects[id=25000]"),
    ("year-over-total", "investment_tables[inv-raddning].projects[23000].annual_budget"),
    *(
        ("year-without-total", f"investment_tables[inv-it].projects[{number}].total_budget")
        for number in ("202301", "202302", "202303", "202306", "informationssakerhet")
    ),
}
REMARKS = {
    "claim-lost": 1,
    "claim-without-row": 1,
    "copied-value": 3,
    "easy-target": 8,
    "forecasts-are-targets": 1,
    "jump-from-last-year": 1,
    "outlier": 1,
    "stale-comment": 5,
    "stale-value": 1,
    "submission-passed": 1,
    "target-eased": 2,
    "target-in-name": 1,
    "trend-without-series": 2,
    "unit-names": 2,
    "words-without-figures": 3,
}


def test_all_that_does_not_add_up_is_found_and_nothing_else() -> None:
    found = ku.audit(REPORT)
    assert {(one.code, one.where) for one in found if one.severity is Severity.ERROR} == ERRORS
    assert {(one.code, one.where) for one in found if one.severity is Severity.WARNING} == WARNINGS
    assert Counter(one.code for one in found if one.severity is Severity.INFO) == REMARKS
    ranks = [one.severity.rank for one in found]
    assert ranks == sorted(ranks, reverse=True)
    for one in found:
        assert one.text("en") != one.message
        assert one.gap is None or one.gap > 0


def test_no_error_is_explained_by_rounding() -> None:
    """Half a unit of the last digit either side of each printed figure, worked out here by hand."""
    for one in ku.audit(REPORT):
        if one.severity is not Severity.ERROR:
            continue
        assert one.mismatch not in (None, Mismatch.ROUNDING)
        if one.code == "claim-figure":
            told = next(claim.value for claim in REPORT.claims if claim.id == one.values["claim"])
            actual = one.values["actual"]
            # two figures of whole units, half a unit each
            assert abs(abs(Decimal(str(told))) - abs(Decimal(str(actual)))) > 1
        if one.code == "claim-count":
            assert one.gap is not None
            assert one.gap >= 1  # counts are exact


def test_a_wrong_sign_in_text_is_found() -> None:
    claims = tuple(
        attrs.evolve(claim, sign=-claim.sign) if claim.text == "+670 tkr" and claim.sign else claim
        for claim in REPORT.claims
    )
    found = ku.audit(attrs.evolve(REPORT, claims=claims))
    assert ("claim-sign", "budget_tables[drift-verksamhet].lines[hr].period_deviation") in {
        (one.code, one.where) for one in found
    }


def test_the_report_before_adds_nothing_that_is_not_so() -> None:
    """The made-up month before differs in what it says of one assignment only, and that is no contradiction."""
    july = read_report(samples.EXAMPLES / "norrtalje_2024_07.json")
    new = {(one.code, one.where, one.message) for one in ku.audit(REPORT, previous=july)} - BASELINE
    assert new == set()
    late = ku.newly_deviating_assignments(july, REPORT)
    assert [one.id for one in late] == ["1.2-N5"]
    assert ku.deviating_assignments_table(late).texts()[0][0].startswith("Ta fram ett Program")


# --- every figure that stands in a relation is carried by a check ---------------------------------------------------

Change = tuple[str, ku.Report]
"""What was changed, and the report with it."""


def replaced(items: tuple[Any, ...], old: Any, new: Any) -> tuple[Any, ...]:
    return tuple(new if one is old else one for one in items)


def far(value: Any, digits: int = 0) -> Any:
    """A figure changed by a tenth, and by at least twenty of its last digit."""
    step = max(abs(Decimal(value)) / 10, Decimal(20).scaleb(-digits))
    moved = Decimal(value) + step.quantize(Decimal(1).scaleb(-digits))
    return int(moved) if digits <= 0 else moved


def told_of() -> set[str]:
    """The paths of figures that a claim repeats, counts with or compares."""
    audited = Audited(report=REPORT)
    words = (ClaimKind.QUANTIFIER, ClaimKind.COMPARISON)
    return {
        path
        for claim in REPORT.claims
        for path in claim.paths
        if claim.kind not in words and claim.value is not None and (read(audited, path) or counted(audited, path))
    }


TOLD = told_of()


def budget_figures() -> Iterator[Change]:
    for table in REPORT.budget_tables:
        for line in (*table.lines, *([table.total] if table.total else [])):
            for name in (*FIGURES, *STATED):
                value = getattr(line, name)
                in_sum = line.part_of is None
                in_row = name != "previous_outcome"  # all others are a budget, an outcome or their deviation
                if value is None or not (in_sum or in_row):
                    continue
                changed = attrs.evolve(line, **{name: far(value)})
                new = (
                    attrs.evolve(table, total=changed)
                    if line is table.total
                    else attrs.evolve(table, lines=replaced(table.lines, line, changed))
                )
                yield (
                    f"budget {name}",
                    attrs.evolve(REPORT, budget_tables=replaced(REPORT.budget_tables, table, new)),
                )


def project_figures() -> Iterator[Change]:
    for table in REPORT.investment_tables:
        total = table.total
        assert total is not None
        for project in (*table.projects, total):
            for name in (*OF_PROJECTS, "stated_deviation"):
                value = getattr(project, name)
                in_sum = name in OF_PROJECTS and getattr(total, name) is not None
                in_share = name == "stated_deviation" and bool(project.total_budget)
                if value is None or not (in_sum or in_share):
                    continue
                changed = attrs.evolve(project, **{name: far(value, 2) if in_share else far(value)})
                new = (
                    attrs.evolve(table, total=changed)
                    if project is total
                    else attrs.evolve(table, projects=replaced(table.projects, project, changed))
                )
                tables = replaced(REPORT.investment_tables, table, new)
                yield f"investment {name}", attrs.evolve(REPORT, investment_tables=tables)


def claim_figures() -> Iterator[Change]:
    audited = Audited(report=REPORT)
    for claim in REPORT.claims:
        if not claim.about or isinstance(claim.value, str) or claim.value is None:
            continue
        exact = claim.kind is ClaimKind.COUNT
        compared = counted(audited, claim.about) if exact else read(audited, claim.about)
        if compared is None or (exact and not isinstance(compared, int)):
            continue
        digits = max(0, -int(Decimal(claim.value).as_tuple().exponent))
        value = claim.value + 2 if exact else far(claim.value, digits)
        changed = attrs.evolve(claim, value=value, of=None if exact else claim.of)
        yield f"claim {claim.kind.value}", attrs.evolve(REPORT, claims=replaced(REPORT.claims, claim, changed))
        if claim.of is not None:
            whole = attrs.evolve(claim, of=claim.of + 1)
            if "indicators[6" not in claim.about:  # the whole of these is told in the text alone
                yield "claim of", attrs.evolve(REPORT, claims=replaced(REPORT.claims, claim, whole))


def pivot_figures() -> Iterator[Change]:
    pivot = REPORT.stated_pivot
    assert pivot is not None
    for name in ("on_plan", "deviates", "total"):
        if getattr(pivot, name) is not None:
            changed = attrs.evolve(pivot, **{name: getattr(pivot, name) + 1})
            yield "pivot", attrs.evolve(REPORT, stated_pivot=changed)
        for row in pivot.rows:
            if getattr(row, name) is not None:
                other = attrs.evolve(row, **{name: getattr(row, name) + 1})
                yield (
                    "pivot",
                    attrs.evolve(REPORT, stated_pivot=attrs.evolve(pivot, rows=replaced(pivot.rows, row, other))),
                )


def staff_figures() -> Iterator[Change]:
    for one in REPORT.staff:
        told = f"measure={one.measure.value},scope={one.scope},period={one.period.key if one.period else ''}"
        if any(told in path for path in TOLD) and one.value is not None:
            changed = attrs.evolve(one, value=one.value + Decimal("0.02"))
            yield "staff", attrs.evolve(REPORT, staff=replaced(REPORT.staff, one, changed))


def indicator_figures() -> Iterator[Change]:
    """Values that the text repeats; targets and forecasts that a verdict rests on, moved past each other."""
    for goal in REPORT.goals:
        for one in goal.indicators:
            for name, changed in _moved(one):
                other = attrs.evolve(goal, indicators=replaced(goal.indicators, one, changed))
                yield name, attrs.evolve(REPORT, goals=replaced(REPORT.goals, goal, other))


def _moved(one: ku.Indicator) -> Iterator[tuple[str, ku.Indicator]]:
    for period, value in one.outcomes.items():
        if value is not None and f"indicators[{one.id}].outcomes[{period.key}]" in TOLD:
            digits = max(0, -int(Decimal(value).as_tuple().exponent))
            yield "outcome", attrs.evolve(one, outcomes={**one.outcomes, period: far(value, digits)})
    if (
        one.verdict in (Verdict.FULFILLED, Verdict.NOT_FULFILLED)
        and one.target is not None
        and one.forecast is not None
    ):
        sign = 1 if one.direction is ku.Direction.HIGHER else -1
        worse = sign if one.verdict is Verdict.FULFILLED else -sign
        digits = max(0, -int(Decimal(one.target).as_tuple().exponent))
        step = max(abs(Decimal(one.target)) / 10, Decimal(20).scaleb(-digits)).quantize(Decimal(1).scaleb(-digits))
        yield "target", attrs.evolve(one, target=one.forecast + worse * step)
        yield "forecast", attrs.evolve(one, forecast=one.target - worse * step)


FAMILIES = (budget_figures, project_figures, claim_figures, pivot_figures, staff_figures, indicator_figures)
CARRIED = {
    "budget period_budget": {"row-deviation", "column-total", "same-total"},
    "budget period_outcome": {"row-deviation", "column-total", "same-total", "rest-pace"},
    "budget previous_outcome": {"column-total", "same-total"},
    "budget annual_budget": {"row-deviation", "column-total", "same-total", "claim-comparison"},
    "budget forecast": {"row-deviation", "column-total", "same-total", "claim-comparison"},
    "budget stated_period_deviation": {"row-deviation", "column-total", "same-total", "claim-figure"},
    "budget stated_forecast_deviation": {"row-deviation", "column-total", "same-total", "claim-figure"},
    "investment total_budget": {"investment-total", "investment-share"},
    "investment total_forecast": {"investment-total", "investment-share"},
    "investment accumulated": {"investment-total", "accumulated"},
    "investment previous_year": {"investment-total", "accumulated"},
    "investment period_outcome": {"investment-total"},
    "investment annual_budget": {"investment-total"},
    "investment stated_deviation": {"investment-share"},
    "claim amount": {"claim-figure"},
    "claim count": {"claim-count"},
    "claim of": {"claim-count"},
    "claim share": {"claim-figure"},
    "claim value": {"claim-figure"},
    "pivot": {"pivot"},
    "staff": {"claim-figure"},
    "outcome": {"claim-figure", "claim-count"},
    "target": {"verdict"},
    "forecast": {"verdict"},
}
"""Which checks carry which figures: each family is found by all of these, in one figure or another."""


@pytest.fixture(scope="module")
def carried() -> dict[str, list[set[str]]]:
    """For each family of figures: the codes of the new findings, figure by figure."""
    found: defaultdict[str, list[set[str]]] = defaultdict(list)
    for family in FAMILIES:
        for name, report in family():
            new = {(one.code, one.where, one.message) for one in ku.audit(report)} - BASELINE
            found[name].append({code for code, _, _ in new})
    return dict(found)


def test_every_figure_in_a_relation_is_carried(carried: dict[str, list[set[str]]]) -> None:
    total = sum(len(figures) for figures in carried.values())
    silent = {name: sum(not codes for codes in figures) for name, figures in carried.items()}
    assert total > 350  # so many figures of this report stand in a relation
    assert sum(silent.values()) <= 0.05 * total, silent


def test_which_checks_carry_which_figures(carried: dict[str, list[set[str]]]) -> None:
    by_name = {name: set().union(*figures) for name, figures in carried.items()}
    assert set(by_name) == set(CARRIED)
    for name, codes in CARRIED.items():
        assert codes <= by_name[name], name


def test_a_figure_within_its_rounding_is_not_found() -> None:
    table = REPORT.budget_tables[1]
    line = table["IT"]
    assert line.stated_period_deviation is not None
    nudged = attrs.evolve(line, stated_period_deviation=line.stated_period_deviation + 1)
    new = attrs.evolve(table, lines=replaced(table.lines, line, nudged))
    report = attrs.evolve(REPORT, budget_tables=(REPORT.budget_tables[0], new))
    assert {(one.code, one.where, one.message) for one in ku.audit(report)} == BASELINE
