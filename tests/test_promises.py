"""Service guarantees and risks: counted, judged, laid out and compared."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning import Direction, GuaranteeIntroduction, Risk, RiskAction, ServiceGuarantee, Status, Verdict
from kommunuppfoljning.io.json import parse_report, report_text
from tests.samples import norrtalje, wild

TODAY = date(2024, 8, 31)


@given(
    st.lists(st.none() | st.integers(0, 10)), st.integers(0, 10), st.sampled_from([Direction.LOWER, Direction.HIGHER])
)
def test_cases_are_counted(outcomes: list[int | None], limit: int, direction: Direction) -> None:
    promise = ServiceGuarantee(id="a", limit=limit, direction=direction, compensation_each=Decimal("99.50"))
    told = ku.count_kept_promises(promise, outcomes)
    measured = [one for one in outcomes if one is not None]
    kept = [one for one in measured if (one <= limit if direction is Direction.LOWER else one >= limit)]
    assert (told.cases, told.kept) == (len(measured), len(kept))
    assert told.compensation_due == (len(measured) - len(kept)) * Decimal("99.50")
    assert (told.share is None) == (not measured)


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        ({"cases": 10, "kept": 9, "threshold": Decimal("0.9")}, Verdict.FULFILLED),
        ({"cases": 10, "kept": 8, "threshold": Decimal("0.9")}, Verdict.NOT_FULFILLED),
        ({"kept_share": Decimal("0.95"), "threshold": Decimal("0.9")}, Verdict.FULFILLED),
        ({"cases": 10, "kept": 8, "kept_share": 1, "threshold": Decimal("0.9")}, Verdict.NOT_FULFILLED),
        ({"cases": 10, "kept_share": Decimal("0.95"), "threshold": Decimal("0.9")}, Verdict.FULFILLED),
        ({"kept": 8, "kept_share": Decimal("0.95"), "threshold": Decimal("0.9")}, Verdict.FULFILLED),
        ({"cases": 0, "kept": 0, "threshold": 1}, Verdict.NOT_EVALUATED),
        ({"kept_share": 0, "threshold": 0}, Verdict.FULFILLED),
        ({"kept_share": 1}, Verdict.NOT_EVALUATED),
    ],
)
def test_a_guarantee_is_judged(fields: dict[str, Any], verdict: Verdict) -> None:
    assert ServiceGuarantee(id="a", **fields).judged is verdict


def test_guarantees_lay_themselves_out() -> None:
    steps = (
        GuaranteeIntroduction(unit="IT", planned=date(2024, 6, 1), status=Status.STARTED),
        GuaranteeIntroduction(
            unit="HR", planned=date(2024, 6, 1), introduced_on=date(2024, 5, 2), status=Status.COMPLETED
        ),
        GuaranteeIntroduction(unit="Kansli", planned=date(2024, 6, 1), status=Status.CANCELLED),
        GuaranteeIntroduction(unit="Ekonomi"),
        GuaranteeIntroduction(unit="Bygg", planned=date(2024, 6, 1), introduced_on=date(2024, 6, 1)),
        GuaranteeIntroduction(unit="Miljö", planned=date(2024, 6, 1), introduced_on=date(2024, 6, 2)),
    )
    promise = ServiceGuarantee(
        id="a", title="Svar", cases=4, kept=3, threshold=Decimal("0.9"), compensation_each=200, introductions=steps
    )
    assert ku.guarantee_table([promise]).texts() == [
        ["Svar", "", "", "90,0\xa0%", "75,0\xa0%", "", "Ej uppfyllt", "200", ""]
    ]
    table = ku.guarantee_introduction_table([promise], as_of=TODAY, locale="en")
    assert {row[0] for row in table.texts("en")} == {"Svar"}
    assert [row[1:] for row in table.texts("en")] == [
        ["IT", "2024-06-01", "", "Started", "late"],
        ["HR", "2024-06-01", "2024-05-02", "Completed", ""],
        ["Kansli", "2024-06-01", "", "Cancelled", ""],
        ["Ekonomi", "", "", "", ""],
        ["Bygg", "2024-06-01", "2024-06-01", "", ""],
        ["Miljö", "2024-06-01", "2024-06-02", "", "late"],
    ]
    assert ku.guarantee_table(norrtalje().guarantees).rows[0].cells[-1] is Status.STARTED


RISKS = (
    Risk(id="it", title="IT-angrepp", likelihood=4, consequence=3, likelihood_after=2),
    Risk(
        id="avtal",
        title="Avtal",
        likelihood=1,
        consequence=2,
        consequence_after=3,
        actions=(
            RiskAction(title="Ny upphandling", owner="Inköp", due=date(2024, 8, 1), status=Status.STARTED),
            RiskAction(title="Revision", due=date(2024, 8, 1), status=Status.COMPLETED),
        ),
    ),
    Risk(id="ord", title="I ord", level="mycket hög"),
    Risk(id="hög", title="För hög", likelihood=5, consequence=1),
)


def test_a_matrix_holds_every_risk_once() -> None:
    table = ku.risk_matrix(RISKS)
    assert [row[0] for row in table.texts()] == ["4 sannolik", "3 möjlig", "2 mindre sannolik", "1 osannolik"]
    assert table.texts()[0] == ["4 sannolik", "", "", "IT-angrepp", ""]
    assert table.texts()[3] == ["1 osannolik", "", "Avtal", "", ""]
    assert table.notes == ("Inte i matrisen: I ord, För hög",)
    after = ku.risk_matrix(RISKS, with_actions=True, locale="en")
    assert after.texts("en")[2] == ["2 mindre sannolik", "", "", "IT-angrepp", ""]
    assert (after.title, after.notes) == ("Risk matrix after actions", ("Not in the matrix: I ord, För hög",))
    assert ku.risk_matrix(norrtalje().risks).notes[0].count(",") >= 9  # the report tells its risks in words


def test_a_matrix_has_every_step_of_its_scale() -> None:
    corner = Risk(id="r", likelihood=4, consequence=4)
    table = ku.risk_matrix([corner, Risk(id="s", likelihood=1, consequence=5)])
    assert [column.label for column in table.columns][1:] == ["1 försumbar", "2 lindrig", "3 kännbar", "4 allvarlig"]
    assert (table.texts()[0][-1], table.notes) == ("r", ("Inte i matrisen: s",))


def test_a_register_tells_the_gravest_first_with_actions_below() -> None:
    table = ku.risk_table(RISKS)
    assert [(row.level, row.cells[:4]) for row in table.rows] == [
        (0, ("IT-angrepp", 12, "hög", 6)),
        (0, ("För hög", 5, "medel", None)),
        (0, ("Avtal", 2, "låg", 3)),
        (1, ("Ny upphandling", None, "", None)),
        (1, ("Revision", None, "", None)),
        (0, ("I ord", None, "mycket hög", None)),
    ]
    least = Risk(id="minst", likelihood=1, consequence=1)
    assert [row.cells[0] for row in ku.risk_table([RISKS[2], least]).rows] == ["minst", "I ord"]


def test_risks_are_checked() -> None:
    found = ku.check_risks(RISKS, as_of=TODAY)
    assert [(finding.where, finding.code) for finding in found] == [
        ("risks[it]", "risk-without-action"),
        ("risks[avtal]", "risk-worse"),
        ("risks[avtal]", "risk-action-late"),
        ("risks[hög].likelihood", "risk-step"),
    ]
    assert "Ny upphandling" in found[2].message  # the other is done
    assert all(finding.text("en") != finding.message for finding in found)
    same = Risk(id="r", likelihood=2, consequence=2, likelihood_after=2, actions=(RiskAction(title="a", due=TODAY),))
    assert ku.check_risks([same], as_of=TODAY) == ()  # no worse than it was, and the day is not over
    report = ku.Report(id="r", risks=RISKS)
    assert all(report.find(finding.where) is not None for finding in found)


def test_the_level_of_a_value_is_the_highest_that_it_reaches() -> None:
    levels = {value: ku.RISK_SCALE.level(value) for value in (None, 1, 3, 4, 8, 9, 16)}
    assert levels == {None: "", 1: "låg", 3: "låg", 4: "medel", 8: "medel", 9: "hög", 16: "hög"}


def test_steps_are_held_to_their_own_side_of_the_scale() -> None:
    scale = ku.RiskScale(likelihoods=("a", "b"), consequences=("a", "b", "c"), levels={1: "låg"})
    for risk, where in (
        (Risk(id="r", likelihood=2, consequence=3), []),
        (Risk(id="r", likelihood=3, consequence=4), ["risks[r].likelihood", "risks[r].consequence"]),
        (Risk(id="r", title="Brand", likelihood_after=3), ["risks[r].likelihood_after"]),
    ):
        found = [one for one in ku.check_risks([risk], scale, as_of=TODAY) if one.code == "risk-step"]
        assert [one.where for one in found] == where
        assert all((risk.title or "r") in one.message for one in found)


def test_half_a_risk_has_no_value() -> None:
    halves: list[dict[str, Any]] = [{"likelihood": 2}, {"consequence": 2}, {"likelihood": 2, "consequence_after": 1}]
    for steps in halves:
        assert (Risk(id="r", **steps).value, ku.risk_changes([], [Risk(id="r", **steps)])[0].after) == (None, None)


def test_changes_since_the_last_report() -> None:
    before = (
        Risk(id="it", likelihood=2, consequence=3),
        Risk(id="ord", likelihood=2, consequence=3),
        Risk(id="hög", likelihood=5, consequence=1),
        Risk(id="borta"),
    )
    assert [(one.id, one.kind.name, one.before, one.after) for one in ku.risk_changes(before, RISKS)] == [
        ("it", "HIGHER", 6, 12),
        ("avtal", "NEW", None, 2),
        ("ord", "NOT_COMPARED", 6, None),
        ("hög", "UNCHANGED", 5, 5),
        ("borta", "GONE", None, None),
    ]
    assert ku.risk_changes(RISKS[:1], before[:1])[0].kind.label("en") == "Lower"


def test_they_are_written_and_read_back_whole() -> None:
    steps = (GuaranteeIntroduction(unit="IT", planned=date(2024, 6, 1), status=Status.STARTED),)
    promise = ServiceGuarantee(id="a", limit=Decimal("5.0"), cases=4, kept=3, introductions=steps)
    hidden = ku.StaffFigure(measure=ku.StaffMeasure.MINIMUM_TURNOVER, missing=ku.MissingReason.CONFIDENTIAL)
    report = ku.Report(id="r", risks=RISKS, guarantees=(promise,), staff=(hidden,))
    assert parse_report(report_text(report)) == report
    tables = {table.title: table for section in ku.outline(report) for table in section.tables}
    assert tables["Personalomsättning"].texts()[0][-1] == "Sekretess"
    assert len(tables["Riskregister"].rows) == 5  # those with a value, and actions
    assert {"Riskmatris", "Hållna tjänstegarantier", "Tjänstegarantier"} <= set(tables)
    plain = {table.title for section in ku.outline(norrtalje()) for table in section.tables}
    assert not {"Riskregister", "Hållna tjänstegarantier"} & plain  # it tells no figures of either


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: ServiceGuarantee(id="a", threshold=2), ku.InvalidValue, "threshold must be a share from 0 to 1"),
        (lambda: ServiceGuarantee(id="a", cases=1, kept=2), ku.InvalidValue, "kept must be at most the 1 cases, got 2"),
        (lambda: ServiceGuarantee(id="a", cases=-1), ku.InvalidValue, "cases must not be negative"),
        (
            lambda: ServiceGuarantee(id="a", direction=Direction.NEAR),
            ku.InvalidValue,
            "direction must be LOWER or HIGHER",
        ),
        (lambda: ku.count_kept_promises(ServiceGuarantee(id="a"), [1]), ku.InvalidValue, "must have a limit"),
        (lambda: wild(ku).count_kept_promises(1, [1]), ku.InvalidType, "guarantee must be"),
        (lambda: Risk(id="r", likelihood_after=0), ku.InvalidValue, "likelihood_after must be a step of at least 1"),
        (
            lambda: ku.RiskScale(likelihoods=(), consequences=("a",), levels={1: "a"}),
            ku.InvalidValue,
            "at least one step",
        ),
        (
            lambda: ku.RiskScale(likelihoods=("a",), consequences=("a",), levels={2: "a"}),
            ku.InvalidValue,
            "from the value 1",
        ),
        (lambda: wild(ku).risk_matrix([1]), ku.InvalidType, "each risk"),
        (lambda: ku.risk_changes([], [Risk(id="a"), Risk(id="a")]), ku.InvalidValue, "two risks have the id 'a'"),
    ],
)
def test_what_is_refused(call: Any, error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        call()
