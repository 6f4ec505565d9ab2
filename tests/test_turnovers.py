"""Turnover: every measure and denominator by hand, over the organisation, and nobody to be worked out."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning import (
    EmploymentEvent,
    LeavingReason,
    MissingReason,
    Movement,
    Period,
    StaffAverage,
    StaffMeasure,
)
from kommunuppfoljning.arithmetic.scalars import decimal_of
from kommunuppfoljning.tables import CellKind
from tests.samples import wild
from tests.test_movements import COUNTED, PARENTS, PERIOD, histories
from tests.test_suppressions import Cell, World, given_away

ORGANISATION: dict[str, str | None] = {"kommunen": None, "IT": "kommunen", "HR": "kommunen"}
YEAR = Period.for_year(2024)
AUGUST = Period.year_to_date(date(2024, 8, 31))
EVERY = tuple(measure for measure in StaffMeasure if measure.is_turnover)


def staff(unit: str, count: int, **fields: Any) -> list[EmploymentEvent]:
    hired: dict[str, Any] = {"event": Movement.HIRED, "day": date(2020, 1, 1), "extent": Decimal("0.5"), "unit": unit}
    return [EmploymentEvent(person=f"{unit}{number}", **(hired | fields)) for number in range(count)]


def happened(person: str, event: Movement, day: str, unit: str, **fields: Any) -> EmploymentEvent:
    return EmploymentEvent(person=person, event=event, day=date.fromisoformat(day), unit=unit, **fields)


EVENTS = [
    *staff("IT", 40),
    *staff("HR", 20),
    happened("IT0", Movement.LEFT, "2024-03-31", "IT", reason=LeavingReason.OWN_REQUEST),
    happened("IT1", Movement.LEFT, "2024-08-31", "IT", reason=LeavingReason.RETIREMENT),
    happened("HR0", Movement.LEFT, "2024-09-30", "HR", reason=LeavingReason.REDUNDANCY),
    happened("IT2", Movement.MOVED, "2024-05-01", "HR", extent=Decimal(1)),
    happened("ny", Movement.HIRED, "2024-02-01", "IT", extent=Decimal(1)),
]


@pytest.fixture(scope="module")
def counted() -> ku.Movements:
    return ku.count_movements(EVENTS, parents=ORGANISATION, period=YEAR)


@pytest.mark.parametrize(
    ("measure", "unit", "share"),
    [
        (StaffMeasure.EXTERNAL_TURNOVER, "kommunen", Fraction(2 * 2, 60 + 59)),
        (StaffMeasure.EXTERNAL_TURNOVER, "IT", Fraction(2 * 2, 40 + 38)),
        (StaffMeasure.EXTERNAL_TURNOVER, "HR", Fraction(0)),
        (StaffMeasure.INTERNAL_TURNOVER, "kommunen", Fraction(0)),
        (StaffMeasure.INTERNAL_TURNOVER, "IT", Fraction(2, 40 + 38)),
        (StaffMeasure.TURNOVER, "IT", Fraction(2 * 3, 40 + 38)),
        (StaffMeasure.OWN_REQUEST_TURNOVER, "kommunen", Fraction(2, 60 + 59)),
        (StaffMeasure.OWN_REQUEST_AND_RETIREMENT_TURNOVER, "kommunen", Fraction(4, 60 + 59)),
        (StaffMeasure.MINIMUM_TURNOVER, "kommunen", Fraction(2, 60 + 59)),
        (StaffMeasure.MINIMUM_TURNOVER, "HR", Fraction(0)),
    ],
)
def test_measures_by_hand(counted: ku.Movements, measure: StaffMeasure, unit: str, share: Fraction) -> None:
    found = ku.staff_turnover(counted, AUGUST, measures=(measure,))
    assert found.figure(measure, unit).value == decimal_of(share)
    assert found.suppression == ku.Suppression()


@pytest.mark.parametrize(
    ("definition", "staff"),
    [
        (ku.TurnoverDefinition(average=StaffAverage.CLOSING), Fraction(59)),
        (ku.TurnoverDefinition(average=StaffAverage.MONTHLY), Fraction(60 + 61 + 60 * 5 + 59, 8)),
        (ku.TurnoverDefinition(per=StaffMeasure.FULL_TIME_EQUIVALENTS), (30 + Fraction(61, 2)) / 2),
        (
            ku.TurnoverDefinition(per=StaffMeasure.FULL_TIME_EQUIVALENTS, average=StaffAverage.CLOSING),
            30 - 1 + Fraction(1, 2) + 1,
        ),
        (ku.TurnoverDefinition(per=StaffMeasure.ANNUAL_WORKERS), None),
    ],
)
def test_denominators_by_hand(counted: ku.Movements, definition: ku.TurnoverDefinition, staff: Fraction | None) -> None:
    if (
        staff is None
    ):  # half of sixty all the time, less IT0 from April, with IT2 whole from May and the new one from Feb
        days = (AUGUST.end - AUGUST.start).days + 1
        worked = 30 * days - Fraction(1, 2) * (153) + Fraction(1, 2) * 123 + (days - 31)
        staff = Fraction(worked, days)
    found = ku.staff_turnover(counted, AUGUST, definition=definition)
    value = found.figure(StaffMeasure.EXTERNAL_TURNOVER, "kommunen").value
    assert value == decimal_of(2 / staff)


def test_numbers_of_staff(counted: ku.Movements) -> None:
    found = ku.staff_numbers(
        counted,
        AUGUST,
        measures=(StaffMeasure.HEADCOUNT, StaffMeasure.FULL_TIME_EQUIVALENTS, StaffMeasure.ANNUAL_WORKERS),
    )
    assert found.figure(StaffMeasure.HEADCOUNT, "IT").value == 38
    assert found.figure(StaffMeasure.HEADCOUNT, "IT").period == Period(date(2024, 8, 31), date(2024, 8, 31))
    assert found.figure(StaffMeasure.FULL_TIME_EQUIVALENTS, "IT").value == Decimal("19.5")
    assert found.figure(StaffMeasure.ANNUAL_WORKERS, "HR").value == decimal_of(10 + Fraction(123, 244))
    assert found.to_table("en").columns[1].label == "Headcount, 2024-08-31"


def test_each_measure_is_told_in_its_own_way() -> None:
    day, year = Period(date(2024, 8, 31), date(2024, 8, 31)), Period.for_year(2024)

    def table(*measures: StaffMeasure, periods: tuple[Period | None, ...] = (None,)) -> ku.Table:
        figures = [ku.StaffFigure(measure=one, scope="IT", value=1, period=at) for one in measures for at in periods]
        return ku.StaffStatistics(figures=tuple(figures)).to_table("en")

    numbers = table(StaffMeasure.HEADCOUNT, StaffMeasure.FULL_TIME_EQUIVALENTS, periods=(day,))
    assert numbers.title == "Numbers of staff"
    assert [(column.label, column.kind, column.digits) for column in numbers.columns[1:]] == [
        ("Headcount", CellKind.NUMBER, 0),
        ("Full-time equivalents", CellKind.NUMBER, 1),
    ]
    shares = table(StaffMeasure.TURNOVER, StaffMeasure.MINIMUM_TURNOVER, periods=(day, None))
    assert shares.title == "Staff turnover"
    assert [(column.label, column.kind, column.digits) for column in shares.columns[1:]] == [
        (label, CellKind.SHARE, 2)
        for measure in (StaffMeasure.TURNOVER, StaffMeasure.MINIMUM_TURNOVER)
        for label in (f"{measure.label('en')}, 2024-08-31", measure.label("en"))
    ]
    absent = table(StaffMeasure.SICK_LEAVE, StaffMeasure.LONG_SICK_LEAVE, periods=(year,))
    assert (absent.title, [column.digits for column in absent.columns[1:]]) == ("Sick leave", [1, 1])


def test_a_part_of_a_year_is_annualised_only_when_asked(counted: ku.Movements) -> None:
    plain = ku.staff_turnover(counted, AUGUST)
    yearly = ku.staff_turnover(counted, AUGUST, definition=ku.TurnoverDefinition(annualised=True))
    one, two = (found.figure(StaffMeasure.EXTERNAL_TURNOVER, "IT") for found in (plain, yearly))
    assert two.value == decimal_of(Fraction(2 * 2, 40 + 38) * 3 / 2)
    spring = Period(date(2024, 3, 1), date(2024, 4, 30))
    found = ku.staff_turnover(counted, spring, definition=ku.TurnoverDefinition(annualised=True))
    assert found.figure(StaffMeasure.EXTERNAL_TURNOVER, "IT").value == decimal_of(Fraction(1 * 2, 41 + 40) * 6)
    common = "alla som lämnat kommunen, även med pension; tillsvidareanställning; andel av antal anställda, medeltal av ingående och utgående antal; "
    assert one.definition == common + "ackumulerat, inte uppräknat till helår"
    assert two.definition == common + "uppräknat till helår"


def test_accumulated_and_rolling() -> None:
    months = ku.count_movements(EVENTS, parents=ORGANISATION, period=Period(date(2023, 1, 1), date(2024, 12, 31)))
    rolling = Period.rolling(12, date(2024, 8, 31))
    found = ku.staff_turnover(months, [AUGUST, rolling])
    shares = [found.figure(StaffMeasure.EXTERNAL_TURNOVER, "kommunen", period=one).value for one in (AUGUST, rolling)]
    assert shares[0] == shares[1]
    assert [column.label for column in found.to_table().columns[1:]] == [
        "Extern personalomsättning, jan–aug 2024",
        "Intern personalomsättning, jan–aug 2024",
        "Extern personalomsättning, 2023-09-01–2024-08-31",
        "Intern personalomsättning, 2023-09-01–2024-08-31",
    ]


def test_small_groups_are_hidden_unless_asked_for() -> None:
    events = [*EVENTS, *staff("Arkiv", 6), happened("Arkiv0", Movement.LEFT, "2024-04-30", "Arkiv")]
    counted = ku.count_movements(events, parents={**ORGANISATION, "Arkiv": "kommunen"}, period=YEAR)
    found = ku.staff_turnover(counted, AUGUST)
    assert found.suppression is not None
    assert [(one.unit, one.protects) for one in found.suppression.hidden] == [("HR", "Arkiv"), ("Arkiv", "")]
    figure = found.figure(StaffMeasure.EXTERNAL_TURNOVER, "Arkiv")
    assert (figure.value, figure.missing) == (None, MissingReason.CONFIDENTIAL)
    assert found.to_table("sv").texts()[-1] == ["Arkiv", "Sekretess", "Sekretess"]
    assert "högst 10 personer" in found.to_table().notes[-1]
    shown = ku.staff_turnover(counted, AUGUST, suppressed=False)
    assert (shown.suppression, shown.figure(StaffMeasure.EXTERNAL_TURNOVER, "Arkiv").missing) == (None, None)


def test_computed_figures_are_those_of_a_report() -> None:
    counted = ku.count_movements([*EVENTS, *staff("Arkiv", 6)], parents={**ORGANISATION, "Arkiv": None}, period=YEAR)
    report = ku.Report(id="r", staff=ku.staff_turnover(counted, AUGUST).figures)
    assert report.turnover == report.staff
    tables = {table.title: table for section in ku.outline(report) for table in section.tables}
    assert tables["Personalomsättning"].texts()[-1] == [
        "Arkiv",
        "Intern personalomsättning",
        "jan–aug 2024",
        "Sekretess",
    ]


def test_who_came_and_left_between_two_turns_is_nobodys_staff() -> None:
    """A unit with leavers but no staff at either turn of the month."""
    events = [happened("a", Movement.HIRED, "2024-01-02", "IT", group="kvinnor")]
    events += [happened("a", Movement.LEFT, "2024-01-09", "IT", group="kvinnor"), *staff("HR", 30, group="män")]
    parents: dict[str, str | None] = {**ORGANISATION, "Drift": "IT"}
    counted = ku.count_movements(events, parents=parents, period=YEAR)
    found = ku.staff_turnover(counted, Period.for_month(2024, 1), measures=EVERY)
    assert found.suppression is not None
    assert ("IT", None) in found.suppression.cells
    figure = found.figure(StaffMeasure.EXTERNAL_TURNOVER, "IT")
    assert (figure.value, figure.missing) == (None, MissingReason.CONFIDENTIAL)


def test_by_group() -> None:
    events = [*staff("IT", 30, group="kvinnor"), *staff("HR", 30, group="män")]
    events += [happened(f"IT{n}", Movement.LEFT, "2024-05-31", "IT", group="män") for n in range(3)]
    counted = ku.count_movements(events, parents=ORGANISATION, period=YEAR)
    found = ku.staff_turnover(counted, AUGUST, dimension="kön", measures=EVERY)
    women = found.figure(StaffMeasure.EXTERNAL_TURNOVER, "IT", group="kvinnor")
    assert women.value == decimal_of(Fraction(6, 57))
    assert women.group == ku.Group(dimension="kön", name="kvinnor")
    assert found.figure(StaffMeasure.EXTERNAL_TURNOVER, "IT", group="män").value is None
    assert found.suppression is not None
    assert not found.suppression.hidden
    assert found.to_table("en").columns[1].label == "Group"


def test_by_group_and_reason() -> None:
    """Two groups in a unit, who leave for different reasons, move and are hired."""
    events = [*staff("IT", 30, group="kvinnor"), *staff("HR", 20, group="män")]
    events += [happened(f"HR{n}", Movement.MOVED, "2024-01-31", "IT", group="män") for n in range(12)]
    for number, reason in enumerate((LeavingReason.OWN_REQUEST, LeavingReason.OWN_REQUEST, LeavingReason.RETIREMENT)):
        events.append(happened(f"IT{number}", Movement.LEFT, "2024-05-31", "IT", reason=reason))
    events.append(happened("HR0", Movement.LEFT, "2024-06-30", "IT", reason=LeavingReason.OTHER))
    events.append(happened("IT10", Movement.MOVED, "2024-04-15", "HR", group="kvinnor"))
    events.append(happened("ny", Movement.HIRED, "2024-03-01", "IT", extent=Decimal(1), group="män"))
    events += [
        happened(f"ny{n}", Movement.HIRED, "2024-03-01", "IT", extent=Decimal(1), group="kvinnor") for n in range(5)
    ]
    counted = ku.count_movements(events, parents=ORGANISATION, period=YEAR)
    spring = Period(date(2024, 2, 1), date(2024, 6, 30))
    definition = ku.TurnoverDefinition(average=StaffAverage.MONTHLY)
    found = ku.staff_turnover(counted, spring, measures=EVERY, definition=definition, suppressed=False)
    for group, left, own, retired, moved, hired, average in (
        ("kvinnor", 3, 2, 1, 1, 5, Fraction(30 + 35 + 34 + 31 * 2, 5)),
        ("män", 1, 0, 0, 0, 1, Fraction(12 + 13 * 3 + 12, 5)),
    ):
        shares = {measure: found.figure(measure, "IT", group=group).value for measure in EVERY}
        assert shares == {
            StaffMeasure.EXTERNAL_TURNOVER: decimal_of(left / average),
            StaffMeasure.INTERNAL_TURNOVER: decimal_of(moved / average),
            StaffMeasure.TURNOVER: decimal_of((left + moved) / average),
            StaffMeasure.OWN_REQUEST_TURNOVER: decimal_of(own / average),
            StaffMeasure.OWN_REQUEST_AND_RETIREMENT_TURNOVER: decimal_of((own + retired) / average),
            StaffMeasure.MINIMUM_TURNOVER: decimal_of(min(left, hired) / average),
        }


@given(histories())
def test_shares_are_those_of_the_counts(listed: list[EmploymentEvent]) -> None:
    counted = ku.count_movements(listed, parents=PARENTS, period=PERIOD, counted=COUNTED)
    found = ku.staff_turnover(counted, PERIOD, measures=EVERY, suppressed=False)
    for place, unit in enumerate(counted.units):
        people = counted.headcount[:, place].sum(axis=0)
        average = Fraction(int(people[0] + people[-1]), 2)
        left = int(counted.left[:, :, place].sum())
        moved = int(counted.moved_out[:, place].sum())
        total = found.figure(StaffMeasure.TURNOVER, unit).value
        assert (total is None) == (average == 0)
        if total is not None:
            assert total == decimal_of((left + moved) / average)
            least = found.figure(StaffMeasure.MINIMUM_TURNOVER, unit).value
            assert least == decimal_of(min(left, int(counted.hired[:, place].sum())) / average)
    ku.staff_turnover(counted, [PERIOD, Period.for_month(2024, 2)], measures=EVERY)  # no table is too odd to suppress


@given(st.lists(st.tuples(st.sampled_from(["IT", "HR", "Arkiv"]), st.booleans()), max_size=4), st.integers(0, 2))
def test_what_is_shown_gives_no_hidden_turnover_away(leavers: list[tuple[str, bool]], start: int) -> None:
    sizes: dict[str, int] = dict(
        zip(("IT", "HR", "Arkiv"), ([40, 20, 6], [6, 6, 40], [40, 12, 30])[start], strict=True)
    )
    parents = {**ORGANISATION, "Arkiv": "kommunen"}
    events = [event for unit, size in sizes.items() for event in staff(unit, size)]
    for number, (unit, is_own) in enumerate(leavers):
        reason = LeavingReason.OWN_REQUEST if is_own else LeavingReason.OTHER
        events.append(happened(f"{unit}{number}", Movement.LEFT, "2024-05-31", unit, reason=reason))
    measures = (StaffMeasure.EXTERNAL_TURNOVER, StaffMeasure.OWN_REQUEST_TURNOVER)
    counted = ku.count_movements(events, parents=parents, period=YEAR)
    found = ku.staff_turnover(counted, AUGUST, measures=measures)
    assert found.suppression is not None
    hidden: set[Cell] = {(one.unit, None) for one in found.suppression.hidden}
    assert {unit for unit, size in sizes.items() if size <= 10} <= {unit for unit, _ in hidden}
    world = World(parents, ())
    people = {(unit, "none of them"): sizes.get(unit, 0) for unit in parents}
    for own_only in (False, True):
        truth = dict.fromkeys(people, 0)
        for unit, is_own in leavers:
            truth[unit, "none of them"] += is_own or not own_only
        assert given_away(world, people, world.table(truth), hidden) == set()


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda c: ku.staff_turnover(c, Period.for_year(2023)), ku.InvalidValue, "whole months within 2024-01-01"),
        (lambda c: ku.staff_turnover(c, AUGUST, measures=(StaffMeasure.HEADCOUNT,)), ku.InvalidValue, "HEADCOUNT"),
        (lambda _: wild(ku).staff_turnover(5, AUGUST), ku.InvalidType, "movements"),
        (lambda c: wild(ku).staff_turnover(c, 2024), ku.InvalidType, "staff_turnover: periods must be a Period or"),
        (lambda c: wild(ku).staff_turnover(c, AUGUST, definition=5), ku.InvalidType, "definition must be a"),
        (
            lambda c: wild(ku).staff_turnover(c, AUGUST, measures=StaffMeasure.TURNOVER),
            ku.InvalidType,
            "staff_turnover: measures must be",
        ),
        (lambda c: wild(ku).staff_numbers(c, AUGUST, measures="headcount"), ku.InvalidType, "each of measures must be"),
        (lambda c: wild(ku).staff_turnover(c, ["2024"]), ku.InvalidType, "each of periods"),
        (lambda _: ku.TurnoverDefinition(per=StaffMeasure.TURNOVER), ku.InvalidValue, "per must be one of HEADCOUNT"),
        (
            lambda c: ku.staff_numbers(c, AUGUST, measures=(StaffMeasure.TURNOVER,)),
            ku.InvalidValue,
            "staff_numbers: each of measures must be one of HEADCOUNT",
        ),
        (
            lambda _: ku.staff_numbers(
                ku.count_movements([], parents=ORGANISATION, period=YEAR),
                AUGUST,
                measures=(StaffMeasure.FULL_TIME_EQUIVALENTS,),
            ),
            ku.InvalidValue,
            "need the extent of every employment",
        ),
        (
            lambda c: ku.staff_turnover(c, AUGUST).figure(StaffMeasure.TURNOVER, "IT"),
            ku.NotFound,
            "0 figures are TURNOVER",
        ),
    ],
)
def test_what_is_refused(counted: ku.Movements, call: Any, error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        call(counted)


@pytest.mark.parametrize(
    ("measure", "text"),
    [
        (StaffMeasure.EXTERNAL_TURNOVER, "även med pension"),
        (StaffMeasure.INTERNAL_TURNOVER, "en annan del av kommunen"),
        (StaffMeasure.TURNOVER, "även med pension, eller bytt"),
        (StaffMeasure.OWN_REQUEST_TURNOVER, "inte med pension"),
        (StaffMeasure.OWN_REQUEST_AND_RETIREMENT_TURNOVER, "eller med pension"),
        (StaffMeasure.MINIMUM_TURNOVER, "det lägsta av"),
    ],
)
def test_every_definition_says_who_counts(counted: ku.Movements, measure: StaffMeasure, text: str) -> None:
    """There is no official definition: whether pensions count has to be said."""
    one = ku.staff_turnover(counted, AUGUST, measures=(measure,)).figure(measure, "kommunen")
    assert text in one.definition.partition(";")[0]


def test_a_later_report_keeps_hidden_what_an_earlier_one_hid() -> None:
    """In July B stands in for A; were B shown in August, its 0 would give A away: 2 left A and B together."""
    parents: dict[str, str | None] = {"K": None, **dict.fromkeys("ABCD", "K")}
    events = [one for unit, size in zip("ABCD", (8, 20, 21, 60), strict=True) for one in staff(unit, size)]
    events += [happened(f"{one}", Movement.LEFT, "2024-03-31", one[0]) for one in ("A1", "A2", "D1")]
    events += [happened(f"ny{number}", Movement.HIRED, "2024-08-05", "B") for number in range(9)]
    counted = ku.count_movements(events, parents=parents, period=YEAR)
    july, august = (Period.year_to_date(date(2024, month, 31)) for month in (7, 8))
    external = (StaffMeasure.EXTERNAL_TURNOVER,)
    first = ku.staff_turnover(counted, july, measures=external).suppression
    alone = ku.staff_turnover(counted, august, measures=external).suppression
    assert first is not None
    assert alone is not None
    assert (first.hides("B"), alone.hides("B")) == (True, False)
    after = ku.staff_turnover(counted, august, measures=external, hidden=first.cells).suppression
    assert after is not None
    assert after.cells == {("A", None), ("B", None)}
    with pytest.raises(ku.InvalidValue, match=r"\('X', None\) is hidden already"):
        ku.staff_turnover(counted, august, hidden=[("X", None)])
