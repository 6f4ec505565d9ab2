"""Sick leave: the same as a slow sum, the law's seven ratios, changes that add up, and bad rows told of."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import kommunuppfoljning as ku
from kommunuppfoljning import HoursColumns, MissingReason, Period, SickSpell, StaffHours, StaffMeasure
from kommunuppfoljning.arithmetic.scalars import decimal_of
from kommunuppfoljning.hours import HOUR_PARTS
from tests.samples import wild

PARENTS: dict[str, str | None] = {"kommunen": None, "IT": "kommunen", "HR": "kommunen"}
MONTHS = [Period.for_month(2024, month) for month in range(1, 5)]
PERIOD = Period(date(2024, 1, 1), date(2024, 4, 30))
SEXES, AGES = ("kvinnor", "män"), ("–29 år", "30–49 år", "50– år")

amounts = st.decimals(min_value=0, max_value=150, places=2)


@st.composite
def some_rows(draw: st.DrawFn) -> list[StaffHours]:
    """Rows of persons and months, now and then one that cannot be right."""
    rows = []
    for number, (person, month) in enumerate(
        draw(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from(MONTHS)), max_size=20))
    ):
        ordinary = draw(amounts)
        sick = draw(st.decimals(min_value=0, max_value=ordinary, places=2))
        kind = draw(st.integers(0, 12))
        sick = -sick if kind == 0 else ordinary + 1 if kind == 1 else sick
        rows.append(
            StaffHours(
                person=person,
                unit="okänd" if kind == 2 else draw(st.sampled_from(list(PARENTS))),
                month=month,
                ordinary_hours=ordinary if kind != 3 else Decimal(745),
                sick_hours=sick,
                long_sick_hours=draw(st.sampled_from([Decimal(0), sick])) if kind != 4 else sick + 1,
                groups={"kön": SEXES[ord(person) % 2], **({"ålder": AGES[ord(person) % 3]} if number % 5 else {})},
            )
        )
    return rows


def faults(rows: list[StaffHours]) -> dict[int, str]:
    """What is wrong with each row, read one by one."""
    wrong: dict[int, str] = {}
    seen: dict[tuple[str, Period], str] = {}
    for row, one in enumerate(rows):
        long = one.long_sick_hours or 0
        days = (one.month.end - one.month.start).days + 1
        if one.unit not in PARENTS:
            wrong[row] = "unknown-unit"
        elif one.ordinary_hours < 0 or one.sick_hours < 0 or long < 0:
            wrong[row] = "negative-hours"
        elif one.ordinary_hours > 24 * days:
            wrong[row] = "impossible-hours"
        elif one.sick_hours > one.ordinary_hours:
            wrong[row] = "sick-above-ordinary"
        elif long > one.sick_hours:
            wrong[row] = "long-above-sick"
        elif (one.person, one.month) in seen:
            wrong[row] = "repeated-row" if seen[one.person, one.month] == one.unit else "two-places"
        else:
            seen[one.person, one.month] = one.unit
    return wrong


def below(unit: str) -> Iterator[str]:
    yield unit
    yield from (other for other, parent in PARENTS.items() if parent == unit)


@given(some_rows(), st.sampled_from([None, "kön", "ålder"]))
def test_the_same_as_a_slow_sum(rows: list[StaffHours], by: str | None) -> None:
    hours = ku.count_hours(rows, parents=PARENTS, period=PERIOD)
    wrong = faults(rows)
    assert {finding.where: finding.code for finding in hours.findings} == {
        f"rows[{row}]": code for row, code in wrong.items()
    }
    if by not in (None, *hours.groups):
        return
    good = [one for row, one in enumerate(rows) if row not in wrong]
    for period in (PERIOD, MONTHS[1], Period(date(2024, 2, 1), date(2024, 3, 31))):
        found = ku.sick_leave(hours, period, by=by, long=True, suppressed=False)
        for figure in found.figures:
            group = figure.group.name if figure.group else None
            mine = [
                one
                for one in good
                if one.unit in below(figure.scope)
                and period.start <= one.month.start <= period.end
                and (by is None or group is None or one.groups.get(by) == group)
            ]
            ordinary, sick, long = (
                sum((Fraction(getattr(one, name) or 0) for one in mine), Fraction(0))
                for name in ("ordinary_hours", "sick_hours", "long_sick_hours")
            )
            part, whole = (long, sick) if figure.measure is StaffMeasure.LONG_SICK_LEAVE else (sick, ordinary)
            assert figure.value == (decimal_of(part / whole) if whole else None)
        ku.sick_leave(hours, [period, MONTHS[1]], by=by, long=True)


@given(some_rows(), st.sampled_from(["kön", "ålder"]))
def test_the_whole_lies_between_its_parts_and_changes_add_up(rows: list[StaffHours], by: str) -> None:
    hours = ku.count_hours(rows, parents=PARENTS, period=PERIOD)
    if by not in hours.groups:
        return
    everyone = not any(by not in one.groups for one in rows)
    found = ku.sick_leave(hours, PERIOD, by=by, suppressed=False)
    for unit in PARENTS:
        whole = found.figure(StaffMeasure.SICK_LEAVE, unit).value
        parts = [one.value for one in found.figures if one.scope == unit and one.group and one.value is not None]
        if everyone and whole is not None:
            assert min(parts) <= whole <= max(parts)
        change = ku.split_sick_leave_change(hours, MONTHS[0], MONTHS[1], unit=unit, by=by, suppressed=False)
        if change.before is not None and change.after is not None:
            assert change.rate + change.mix == change.after - change.before
            table = change.to_table(digits=1)
            cells = [row.cells[1:] for row in table.rows]
            for column in range(3):
                assert sum(wild(row)[column] for row in cells[:-1]) == wild(cells[-1])[column]


def hours_of(sick: dict[str, tuple[int, int]], month: Period) -> list[StaffHours]:
    """Rows of twenty persons to a group, with so many hours and so many of them sick together."""
    return [
        StaffHours(
            person=f"{name}{number}",
            unit="IT",
            month=month,
            ordinary_hours=Decimal(ordinary) / 20,
            sick_hours=Decimal(ill) / 20,
            groups={"kön": name},
        )
        for name, (ordinary, ill) in sick.items()
        for number in range(20)
    ]


def test_rate_and_mix_by_hand() -> None:
    rows = hours_of({"kvinnor": (1000, 100), "män": (1000, 20)}, MONTHS[0])
    rows += hours_of({"kvinnor": (500, 50), "män": (1500, 45)}, MONTHS[1])
    hours = ku.count_hours(rows, parents=PARENTS, period=PERIOD)
    change = ku.split_sick_leave_change(hours, MONTHS[0], MONTHS[1], unit="IT", by="kön")
    assert (change.before, change.after) == (Fraction(120, 2000), Fraction(95, 2000))
    women, men = change.parts
    middle = (Fraction(120, 2000) + Fraction(95, 2000)) / 2
    assert (women.rate, women.mix) == (Fraction(0), Fraction(-1, 4) * (Fraction(1, 10) - middle))
    assert (men.rate, men.mix) == (Fraction(5, 8) * Fraction(1, 100), Fraction(1, 4) * (Fraction(1, 40) - middle))
    texts = [[text.replace("\xa0", " ") for text in row] for row in change.to_table("en").texts("en")]
    assert texts == [
        ["kvinnor", "0.00 percentage points", "−1.16 percentage points", "−1.16 percentage points"],
        ["män", "+0.63 percentage points", "−0.72 percentage points", "−0.09 percentage points"],
        ["Total", "+0.63 percentage points", "−1.88 percentage points", "−1.25 percentage points"],
    ]


def many(count: int, **groups: str) -> list[StaffHours]:
    """Rows of a whole group, each person with a tenth of the hours sick, half of that long."""
    return [
        StaffHours(
            person="/".join((*groups.values(), str(number))),
            unit="IT",
            month=MONTHS[0],
            ordinary_hours=100,
            sick_hours=10,
            long_sick_hours=5,
            groups=groups,
        )
        for number in range(count)
    ]


def test_the_seven_ratios() -> None:
    rows = [row for sex in SEXES for age in AGES for row in many(12, kön=sex, ålder=age)]
    found = ku.statutory_sick_leave(ku.count_hours(rows, parents=PARENTS, period=PERIOD), MONTHS[0], unit="kommunen")
    told = [(one.measure, one.group.name if one.group else "", one.value) for one in found.figures]
    tenth = Decimal("0.1")
    assert told == [
        (StaffMeasure.SICK_LEAVE, "", tenth),
        (StaffMeasure.LONG_SICK_LEAVE, "", Decimal("0.5")),
        *((StaffMeasure.SICK_LEAVE, name, tenth) for name in (*SEXES, *sorted(AGES))),
    ]
    assert found.suppression == ku.Suppression()


def test_a_small_group_takes_another_of_its_division_with_it() -> None:
    rows = [row for sex in SEXES for age in AGES for row in many(4 if age == AGES[0] else 12, kön=sex, ålder=age)]
    hours = ku.count_hours(rows, parents=PARENTS, period=PERIOD)
    found = ku.statutory_sick_leave(hours, MONTHS[0], unit="kommunen")
    assert found.suppression is not None
    assert {(one.group, one.reason.name) for one in found.suppression.hidden} == {
        (AGES[0], "SMALL_GROUP"),
        (AGES[1], "COMPLEMENTARY"),
    }
    assert [one.missing for one in found.figures if one.value is None] == [MissingReason.CONFIDENTIAL] * 2
    shown = ku.statutory_sick_leave(hours, MONTHS[0], unit="kommunen", suppressed=False)
    assert all(one.value is not None for one in shown.figures)
    change = ku.split_sick_leave_change(hours, MONTHS[0], MONTHS[0], unit="kommunen", by="ålder")
    assert [one.group for one in change.parts] == ["", AGES[2]]
    assert [row.cells[0] for row in change.to_table().rows] == ["Övriga", AGES[2], "Summa"]


def test_a_small_unit_tells_nothing() -> None:
    hours = ku.count_hours(many(8, kön="män", ålder=AGES[0]), parents=PARENTS, period=PERIOD)
    found = ku.statutory_sick_leave(hours, MONTHS[0], unit="IT")
    assert {one.missing for one in found.figures} == {MissingReason.CONFIDENTIAL}
    change = ku.split_sick_leave_change(hours, MONTHS[0], MONTHS[0], unit="IT", by="kön")
    assert (change.before, change.after, change.parts) == (None, None, ())


def test_nobody_sick_in_a_division_hides_the_whole() -> None:
    """That all are 0 would tell of the small group."""
    rows = [*many(5, kön="män", ålder=AGES[0]), *many(30, kön="kvinnor", ålder=AGES[1])]
    well = [
        wild(row).__class__(person=row.person, unit="IT", month=row.month, ordinary_hours=100, groups=row.groups)
        for row in rows
    ]
    found = ku.statutory_sick_leave(ku.count_hours(well, parents=PARENTS, period=PERIOD), MONTHS[0], unit="IT")
    assert all(one.value is None for one in found.figures)
    assert found.figure(StaffMeasure.LONG_SICK_LEAVE, "IT").missing is MissingReason.CONFIDENTIAL


def test_long_spells_that_adjoin_are_one() -> None:
    july, august = Period.for_month(2024, 7), Period.for_month(2024, 8)
    rows = [
        StaffHours(person="a", unit="IT", month=month, ordinary_hours=160, sick_hours=160) for month in (july, august)
    ]
    spells = [
        SickSpell(person="a", start=date(2024, 8, 1), end=date(2024, 8, 31), hours={august: 160}),
        SickSpell(person="a", start=date(2024, 7, 3), end=date(2024, 7, 31), hours={july: 140}),
    ]
    assert [one.long_sick_hours for one in ku.with_long_sick_hours(rows, spells, as_of=date(2024, 9, 1))] == [140, 160]
    shorter = [spells[0], SickSpell(person="a", start=date(2024, 7, 4), end=date(2024, 7, 31), hours={july: 140})]
    assert [one.long_sick_hours for one in ku.with_long_sick_hours(rows, shorter, as_of=date(2024, 9, 1))] == [0, 0]
    apart = [spells[0], SickSpell(person="a", start=date(2024, 7, 3), end=date(2024, 7, 30), hours={july: 140})]
    assert [one.long_sick_hours for one in ku.with_long_sick_hours(rows, apart, as_of=date(2024, 9, 1))] == [0, 0]


def columns(**changed: Any) -> HoursColumns:
    given: dict[str, Any] = {
        "months": np.array(["2024-01", "2024-02"], "datetime64[M]"),
        "units": np.array([1, 2]),
        "ordinary": np.array([160.0, 150.5]),
        "sick": np.array([8.0, 0.25]),
        "persons": np.array([7, 7]),
    }
    return HoursColumns(**(given | changed))


def test_columns_of_models() -> None:
    rows = [
        StaffHours(person=name, unit=unit, month=MONTHS[0], ordinary_hours=1, groups=groups)
        for name, unit, groups in (("b", "HR", {"kön": "män"}), ("a", "okänd", {}))
    ]
    made = HoursColumns.of(rows, PARENTS)
    assert (made.units.tolist(), wild(made.persons).tolist(), made.groups["kön"].tolist()) == ([2, -1], [1, 0], [0, -1])
    assert (made.hour_parts, made.long, SickSpell(person="a", start=date(2024, 1, 2), end=date(2024, 1, 2)).end) == (
        10_000,
        None,
        date(2024, 1, 2),
    )


@pytest.mark.parametrize("parts", [1, 10, 100, 1_000, 10_000])
def test_hours_are_counted_in_parts(parts: int) -> None:
    counted = ku.count_hours(
        columns(ordinary=np.array([3 * parts, 2 * parts]), sick=np.array([parts, 0]), hour_parts=parts),
        parents=PARENTS,
        period=PERIOD,
    )
    assert counted.sick[None][0, 0].tolist() == [HOUR_PARTS, 0, 0, 0]


def test_columns_of_floats_and_whole_numbers_agree() -> None:
    floats = ku.count_hours(columns(), parents=PARENTS, period=PERIOD)
    whole = columns(ordinary=np.array([16000, 15050]), sick=np.array([800, 25]), hour_parts=100)
    counted = ku.count_hours(whole, parents=PARENTS, period=PERIOD)
    for name in ("ordinary", "sick", "persons"):
        assert (getattr(floats, name)[None] == getattr(counted, name)[None]).all()
    assert counted.sick[None][0, 0].tolist() == [8 * HOUR_PARTS, HOUR_PARTS // 4, 0, 0]
    assert (repr(counted), repr(whole)) == ("WorkedHours(3 units, 4 months, by none)", "HoursColumns(2 rows)")
    outside = ku.count_hours(columns(), parents=PARENTS, period=MONTHS[1])
    assert (outside.persons[None].sum(), outside.findings) == (2, ())


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"months": np.array(["NaT", "2024-02"], "datetime64[M]")}, ["no-day"]),
        ({"units": np.array([-1, 2])}, ["unknown-unit"]),
        ({"sick": np.array([np.nan, 0])}, ["no-hours"]),
        ({"sick": np.array([np.inf, 0])}, ["no-hours"]),
        ({"ordinary": np.array([np.inf, 1])}, ["no-hours"]),
        ({"sick": np.array([-np.inf, 0])}, ["no-hours"]),
        ({"sick": np.array([-1.0, 0])}, ["negative-hours"]),
        ({"sick": np.array([161.0, 0])}, ["sick-above-ordinary"]),
        ({"ordinary": np.array([800.0, 1])}, ["impossible-hours"]),
        ({"long": np.array([9.0, 0])}, ["long-above-sick"]),
        ({"months": np.array(["2024-02", "2024-02"], "datetime64[M]")}, ["two-places"]),
        ({"months": np.array(["2024-02", "2024-02"], "datetime64[M]"), "units": np.array([1, 1])}, ["repeated-row"]),
        (
            {
                "months": np.array(["2024-02", "2024-02"], "datetime64[M]"),
                "units": np.array([1, 1]),
                "persons": np.array([2**62, 2**62]),
            },
            ["repeated-row"],
        ),
        (
            {
                "months": np.array(["2024-02", "2024-02"], "datetime64[M]"),
                "units": np.array([1, 1]),
                "persons": np.array([2**63 + 5, 2**63 + 5], np.uint64),
            },
            ["repeated-row"],
        ),
    ],
)
def test_bad_rows_are_findings_and_strict_raises(changed: dict[str, Any], code: list[str]) -> None:
    hours = ku.count_hours(columns(**changed), parents=PARENTS, period=PERIOD)
    assert [finding.code for finding in hours.findings] == code
    assert all(finding.text("en") for finding in hours.findings)
    assert hours.persons[None][0, 0].sum() == 1
    with pytest.raises(ku.InvalidValue, match=code[0]):
        ku.count_hours(columns(**changed), parents=PARENTS, period=PERIOD, strict=True)


def test_findings_quote_floats_as_they_quote_models() -> None:
    """128.8 as a float is 128.80000000000001, and was quoted as 128,80."""
    row: dict[str, Any] = {
        "unit": "IT",
        "month": MONTHS[0],
        "ordinary_hours": Decimal("127.8"),
        "sick_hours": Decimal("128.8"),
    }
    (told,) = ku.count_hours([StaffHours(person="0", **row)], parents=PARENTS, period=PERIOD).findings
    floats = columns(ordinary=np.array([127.8, 0]), sick=np.array([128.8, 0]), persons=np.array([0, 1]))
    (quoted,) = ku.count_hours(floats, parents=PARENTS, period=PERIOD).findings
    assert "128,8 timmars" in told.message
    assert told.message.partition(":")[2] == quoted.message.partition(":")[2]


def test_findings_quote_hours_as_a_reader_writes_them() -> None:
    whole = columns(ordinary=np.array([16050, 1]), sick=np.array([16075, 0]), hour_parts=100)
    for wrong in (columns(ordinary=np.array([160.5, 1]), sick=np.array([160.75, 0])), whole):
        (finding,) = ku.count_hours(wrong, parents=PARENTS, period=PERIOD).findings
        assert "160,75 timmars sjukfrånvaro är mer än 160,5 ordinarie" in finding.message
        assert "160.75 hours of sick leave" in finding.text("en")


HOURS = ku.count_hours(many(30, kön="män", ålder=AGES[0]), parents=PARENTS, period=PERIOD)


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: columns(months=np.array([1, 2])), ku.InvalidType, r"datetime64\[M\], got int64"),
        (lambda: columns(hour_parts=100), ku.InvalidValue, "floats are hours"),
        (lambda: columns(hour_parts=60), ku.InvalidValue, "hour_parts must be 1, 10"),
        (
            lambda: columns(groups={"kön": np.array([0, -2])}, group_names={"kön": SEXES}),
            ku.InvalidValue,
            r"groups\[kön\] must be at least -1, got -2",
        ),
        (lambda: columns(sick=np.array([1.0])), ku.InvalidValue, r"sick must have the shape \(2,\)"),
        (lambda: columns(units=np.array([1.0, 2.0])), ku.InvalidType, "units must be whole numbers"),
        (lambda: columns(groups={"kön": np.array([0, 0])}), ku.InvalidValue, "groups and group_names"),
        (
            lambda: columns(groups={"kön": np.array([0, 2])}, group_names={"kön": SEXES}),
            ku.InvalidValue,
            r"groups\[kön\] must be at most 1, got 2",
        ),
        (
            lambda: ku.count_hours(columns(units=np.array([3, 3])), parents=PARENTS, period=PERIOD),
            ku.InvalidValue,
            "below 3",
        ),
        (lambda: wild(ku).count_hours([5], parents=PARENTS, period=PERIOD), ku.InvalidType, "each row"),
        (lambda: ku.sick_leave(HOURS, Period.for_year(2024)), ku.InvalidValue, "whole months within"),
        (lambda: ku.sick_leave(HOURS, PERIOD, by="yrke"), ku.InvalidValue, "by must be of 'kön', 'ålder', got 'yrke'"),
        (
            lambda: ku.sick_leave(ku.count_hours(columns(), parents=PARENTS, period=PERIOD), PERIOD, long=True),
            ku.InvalidValue,
            "long sick leave is not known",
        ),
        (lambda: ku.statutory_sick_leave(HOURS, PERIOD, unit="X"), ku.NotFound, "no unit 'X'"),
        (
            lambda: ku.split_sick_leave_change(HOURS, PERIOD, MONTHS[0], unit="IT", by="kön"),
            ku.InvalidValue,
            "as many months",
        ),
        (
            lambda: StaffHours(person="a", unit="b", month=PERIOD, ordinary_hours=1),
            ku.InvalidValue,
            "must be a calendar month",
        ),
        (
            lambda: StaffHours(person="a", unit="b", month=MONTHS[0], ordinary_hours=Decimal("0.00005")),
            ku.InvalidValue,
            "at most 4 decimals",
        ),
        (
            lambda: SickSpell(person="a", start=date(2024, 1, 2), end=date(2024, 1, 1)),
            ku.InvalidValue,
            "end must not be before",
        ),
    ],
)
def test_what_is_refused(call: Any, error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        call()


def test_a_target_path() -> None:
    ends = [Period.rolling(12, date(2023, 12, 31)), Period.rolling(12, date(2024, 4, 30)), Period.for_year(2024)]
    outcomes = dict(zip(ends, [Decimal("0.062"), Decimal("0.061"), None], strict=True))
    path = ku.target_path(outcomes, per_year=Decimal("0.006"))
    assert [(step.target, step.verdict.name) for step in path.steps] == [
        (Decimal("0.062"), "FULFILLED"),
        (Decimal("0.060"), "NOT_FULFILLED"),
        (Decimal("0.056"), "NOT_EVALUATED"),
    ]
    assert path.to_table("en").texts("en")[1][2:] == ["6.1%", "−0.1\xa0percentage points", "Not fulfilled"]
    assert [column.digits for column in path.to_table().columns] == [None, 1, 1, 1, None]
    assert ku.target_path({}, per_year=0).steps == ()
    crooked, later = Period(date(2023, 1, 20), date(2024, 1, 19)), Period(date(2024, 1, 20), date(2025, 1, 19))
    year = Period.rolling(12, MONTHS[0].end)
    for pair in ((MONTHS[0], MONTHS[1]), (MONTHS[0], PERIOD), (MONTHS[0], year), (MONTHS[0], later), (crooked, later)):
        with pytest.raises(ku.InvalidValue, match="the same months of several years"):
            ku.target_path(dict.fromkeys(pair, 0), per_year=0)
    with pytest.raises(ku.InvalidType, match="each key of outcomes must be a Period, got '2024'"):
        wild(ku).target_path({"2024": 0}, per_year=0)
    with pytest.raises(ku.InvalidValue, match="must have an outcome to start from"):
        ku.target_path({PERIOD: None}, per_year=0)
    with pytest.raises(ku.InvalidType, match="must be exact"):
        wild(ku).target_path({PERIOD: 0.05}, per_year=0)


def divided(**sick: tuple[int, int, int]) -> ku.WorkedHours:
    """Hours of units: how many persons, and the sick and long hours of the first of them."""
    rows = [
        StaffHours(
            person=f"{unit}{number}",
            unit=unit,
            month=MONTHS[0],
            ordinary_hours=100,
            sick_hours=0 if number else hours,
            long_sick_hours=0 if number else long,
        )
        for unit, (size, hours, long) in sick.items()
        for number in range(size)
    ]
    return ku.count_hours(rows, parents={"K": None, **dict.fromkeys(sick, "K")}, period=PERIOD)


def test_all_of_a_whole_is_all_of_each_part() -> None:
    """That all sick leave is of long spells would tell that that of the small unit is: 100 % is no safer than 0 %."""
    found = ku.sick_leave(divided(A=(8, 40, 40), B=(20, 30, 30), C=(30, 40, 20)), MONTHS[0], long=True)
    assert found.figure(StaffMeasure.LONG_SICK_LEAVE, "K").value is not None
    for hours in (
        divided(A=(8, 40, 40), B=(20, 30, 30), C=(30, 40, 40)),
        divided(A=(8, 0, 0), B=(20, 0, 0), C=(30, 0, 0)),
    ):
        found = ku.sick_leave(hours, MONTHS[0], long=True)
        assert found.figure(StaffMeasure.LONG_SICK_LEAVE, "K").missing is MissingReason.CONFIDENTIAL
    rows = [
        StaffHours(person=f"p{number}", unit="AB"[number > 7], month=MONTHS[0], ordinary_hours=100, sick_hours=100)
        for number in range(40)
    ]
    hours = ku.count_hours(rows, parents={"K": None, "A": "K", "B": "K"}, period=PERIOD)
    assert ku.sick_leave(hours, MONTHS[0]).figure(StaffMeasure.SICK_LEAVE, "K").missing is MissingReason.CONFIDENTIAL


def test_what_is_hidden_already_stays_hidden() -> None:
    rows = [row for sex in SEXES for age in AGES for row in many(12, kön=sex, ålder=age)]
    hours = ku.count_hours(rows, parents=PARENTS, period=PERIOD)
    hidden = [("kommunen", AGES[0])]
    for found in (
        ku.statutory_sick_leave(hours, MONTHS[0], unit="kommunen", hidden=hidden).suppression,
        ku.split_sick_leave_change(hours, MONTHS[0], MONTHS[0], unit="kommunen", by="ålder", hidden=hidden).suppression,
    ):
        assert found is not None
        assert found.hides("kommunen", AGES[0])
        assert len(found.hidden) == 2  # one by itself could be worked out
    assert ku.statutory_sick_leave(hours, MONTHS[0], unit="kommunen").suppression == ku.Suppression()


def test_what_a_report_hides_of_several_units_is_given_whole_to_those_of_one() -> None:
    """As the page of people shows: cells of other units, and of the other division, were refused as there being none."""
    rows = [row for sex in SEXES for age in AGES for row in many(12, kön=sex, ålder=age)]
    rows += [attrs.evolve(row, person=f"HR{row.person}", unit="HR") for row in many(8, kön="kvinnor", ålder=AGES[0])]
    hours = ku.count_hours(rows, parents=PARENTS, period=PERIOD)
    shown = [ku.sick_leave(hours, MONTHS[0], by=by).suppression for by in ("kön", "ålder")]
    hidden = {cell for one in shown if one is not None for cell in one.cells}
    assert {("HR", None), ("HR", "kvinnor"), ("IT", AGES[0])} <= hidden
    law = ku.statutory_sick_leave(hours, MONTHS[0], unit="IT", hidden=hidden).suppression
    change = ku.split_sick_leave_change(hours, MONTHS[0], MONTHS[0], unit="IT", by="kön", hidden=hidden).suppression
    assert law is not None
    assert change is not None
    assert {cell for cell in hidden if cell[0] == "IT"} <= law.cells
    assert {cell for cell in hidden if cell[0] == "IT" and cell[1] not in AGES} <= change.cells
    for wrong in (("X", None), ("IT", "barn")):
        with pytest.raises(ku.InvalidValue, match="is hidden already"):
            ku.split_sick_leave_change(hours, MONTHS[0], MONTHS[0], unit="IT", by="kön", hidden=[wrong])


def moved(*rows: tuple[str, int, int]) -> list[StaffHours]:
    """Rows of one person and month: unit, ordinary and sick hours."""
    return [
        StaffHours(person="a", unit=unit, month=MONTHS[0], ordinary_hours=ordinary, sick_hours=sick)
        for unit, ordinary, sick in rows
    ]


def test_hours_in_several_units_of_a_month_count_where_that_is_said() -> None:
    """Who moves in the middle of a month worked in both units; of one unit twice is still told of."""
    rows = moved(("IT", 80, 8), ("HR", 72, 0), ("HR", 72, 0), ("IT", 80, 8))
    hours = ku.count_hours(rows, parents=PARENTS, period=PERIOD, several_units=True)
    assert [(one.where, one.code) for one in hours.findings] == [
        ("rows[2]", "repeated-row"),
        ("rows[3]", "repeated-row"),
    ]
    places = [list(PARENTS).index(unit) for unit in ("kommunen", "IT", "HR")]
    assert (hours.ordinary[None][0, places, 0] // HOUR_PARTS).tolist() == [152, 80, 72]
    assert (hours.sick[None][0, places, 0] // HOUR_PARTS).tolist() == [8, 8, 0]
    assert hours.persons[None][0, places, 0].tolist() == [1, 1, 0]
    alone = ku.count_hours(rows[:2], parents=PARENTS, period=PERIOD)
    assert [one.code for one in alone.findings] == ["two-places"]


def test_findings_name_persons_and_units_as_the_rows_do() -> None:
    """Not by the numbers that stand for them: a number may be another person's pseudonym."""
    rows = [
        StaffHours(person=person, unit=unit, month=MONTHS[0], ordinary_hours=100, sick_hours=101)
        for person, unit in (("1", "IT"), ("7", "IT"), ("7", "Okänd"))
    ]
    messages = [one.message for one in ku.count_hours(rows, parents=PARENTS, period=PERIOD).findings]
    assert [text.partition(",")[0] for text in messages] == ["1", "7", "7"]
    assert "enheten Okänd finns inte" in messages[2]


def test_a_spell_that_is_to_go_on_is_as_long_as_it_is() -> None:
    """A certificate until December makes no spell of 60 days in August; a spell that has not begun makes none."""
    august = Period.for_month(2024, 8)
    rows = [StaffHours(person="a", unit="IT", month=august, ordinary_hours=160, sick_hours=160)]
    for start, end, as_of, long in (
        (date(2024, 8, 1), date(2024, 12, 31), date(2024, 8, 31), 0),
        (date(2024, 8, 1), date.max, date(2024, 8, 31), 0),
        (date(2024, 8, 1), date(2024, 12, 31), date(2024, 9, 29), 160),
        (date(2024, 8, 1), None, date(2024, 9, 28), 0),
        (date(2024, 8, 1), None, date(2024, 7, 31), 0),
    ):
        spell = SickSpell(person="a", start=start, end=end, hours={august: 160})
        assert ku.with_long_sick_hours(rows, [spell], as_of=as_of)[0].long_sick_hours == long


def test_a_spell_without_end_may_be_followed_by_another() -> None:
    """The last date that there is stands for no end in some systems; no day comes after it."""
    august = Period.for_month(2024, 8)
    rows = [StaffHours(person="a", unit="IT", month=august, ordinary_hours=160, sick_hours=160)]
    spells = [
        SickSpell(person="a", start=date(2024, 6, 1), end=date.max, hours={august: 100}),
        SickSpell(person="a", start=date(2024, 8, 5), end=date(2024, 8, 9), hours={august: 40}),
    ]
    assert ku.with_long_sick_hours(rows, spells, as_of=date(2024, 8, 31))[0].long_sick_hours == 140


def test_a_leap_day_is_a_day_of_a_spell() -> None:
    march = Period.for_month(2024, 3)
    rows = [StaffHours(person="a", unit="IT", month=march, ordinary_hours=160, sick_hours=8)]
    spell = SickSpell(person="a", start=date(2024, 1, 2), end=date(2024, 3, 1), hours={march: 8})
    assert ku.with_long_sick_hours(rows, [spell], as_of=date(2024, 3, 31))[0].long_sick_hours == 8
    spell = SickSpell(person="a", start=date(2024, 1, 3), end=date(2024, 3, 1), hours={march: 8})
    assert ku.with_long_sick_hours(rows, [spell], as_of=date(2024, 3, 31))[0].long_sick_hours == 0


def test_long_hours_go_to_the_rows_of_a_month_up_to_their_sick_hours() -> None:
    rows = moved(("IT", 80, 50), ("HR", 72, 40))
    spell = SickSpell(person="a", start=date(2023, 10, 1), hours={MONTHS[0]: 90})
    assert [one.long_sick_hours for one in ku.with_long_sick_hours(rows, [spell], as_of=date(2024, 1, 31))] == [50, 40]
    more = SickSpell(person="a", start=date(2023, 10, 1), hours={MONTHS[0]: 95})
    told = ku.with_long_sick_hours(rows, [more], as_of=date(2024, 1, 31))
    assert [one.long_sick_hours for one in told] == [50, 45]  # too many stand where they are told of
    found = ku.count_hours(told, parents=PARENTS, period=PERIOD, several_units=True).findings
    assert [one.code for one in found] == ["long-above-sick"]


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (
            lambda: SickSpell(person="a", start=date(2024, 8, 1), hours={Period.for_year(2024): 1}),
            ku.InvalidValue,
            "by calendar months within the spell, 2024-08-01 to now, got",
        ),
        (
            lambda: SickSpell(person="a", start=date(2024, 8, 1), hours={Period.for_month(2024, 7): 1}),
            ku.InvalidValue,
            "within the spell",
        ),
        (
            lambda: SickSpell(
                person="a", start=date(2024, 7, 1), end=date(2024, 7, 31), hours={Period.for_month(2024, 8): 1}
            ),
            ku.InvalidValue,
            "2024-07-01 to 2024-07-31",
        ),
        (lambda: ku.with_long_sick_hours([], [], as_of=wild("2024-08-31")), ku.InvalidType, "as_of must be a date"),
        (lambda: ku.with_long_sick_hours([], [], as_of=datetime(2024, 8, 31)), ku.InvalidType, "a date without a time"),
        (
            lambda: ku.with_long_sick_hours([], [], as_of=date(2024, 8, 31), days=0),
            ku.InvalidValue,
            "days must be at least 1",
        ),
        (lambda: ku.with_long_sick_hours(wild([5]), [], as_of=date(2024, 8, 31)), ku.InvalidType, "each row"),
        (lambda: ku.target_path(wild({"2023": 1}), per_year=0), ku.InvalidType, "each key of outcomes"),
        (lambda: ku.target_path({MONTHS[0]: 1}, per_year=wild("x")), ku.InvalidType, "per_year"),
        (lambda: ku.target_path({MONTHS[0]: 1}, per_year=-1), ku.InvalidValue, "per_year is how much less a year"),
    ],
)
def test_what_is_refused_of_spells_and_paths(call: Any, error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        call()


def test_a_spell_that_goes_on_is_as_long_as_it_is_on_the_last_of_days() -> None:
    """The day after the last one that there is was asked for, an OverflowError."""
    january, march = MONTHS[0], MONTHS[2]
    spells = [SickSpell(person="a", start=month.start, hours={month: 8}) for month in (january, march)]
    rows = [StaffHours(person="a", unit="IT", month=january, ordinary_hours=160, sick_hours=8)]
    assert ku.with_long_sick_hours(rows, spells, as_of=date.max)[0].long_sick_hours == 8


def test_who_is_of_no_group_is_so_by_a_blank_name_too() -> None:
    """As of frames and of events; a blank name was a group, which no table could show: "Group: name must not be"."""
    rows = many(12, kön="kvinnor") + many(12, kön="män") + many(12, kön=" ") + many(12)
    hours = ku.count_hours(rows, parents=PARENTS, period=PERIOD)
    assert hours.groups == {"kön": ("kvinnor", "män")}
    found = ku.sick_leave(hours, MONTHS[0], by="kön")
    assert [one.group.name for one in found.figures if one.group and one.scope == "kommunen"] == ["kvinnor", "män"]
    assert hours.persons["kön"][:, 0, 0].tolist() == [12, 12]
    assert hours.persons[None][0, 0, 0] == 48


@pytest.mark.parametrize(
    ("names", "error", "text"),
    [
        (("kvinnor", ""), ku.InvalidValue, r"group_names\[kön\] must not be empty, got .*; rows of no group are -1"),
        (("män", "män"), ku.InvalidValue, r"group_names\[kön\] must name each group once, got 'män' 2 times"),
        ("män", ku.InvalidType, r"group_names\[kön\] must be a tuple or a list, got 'män'"),
    ],
)
def test_groups_that_could_not_be_told_apart_are_refused(names: Any, error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        columns(groups={"kön": np.array([0, 1])}, group_names={"kön": names})


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda _: wild(ku).count_hours(5, parents=PARENTS, period=PERIOD), "count_hours: hours must be"),
        (lambda _: wild(ku).count_hours([], parents=None, period=PERIOD), "count_hours: parents must be"),
        (lambda h: wild(ku).sick_leave(h, 2024), "sick_leave: periods must be a Period or"),
        (lambda h: wild(ku).sick_leave(h, ["2024-08"]), "sick_leave: each of periods must be a Period, got '2024-08'"),
        (lambda h: wild(ku).sick_leave(h, PERIOD, by=5), "sick_leave: by must be"),
        (
            lambda h: wild(ku).split_sick_leave_change(h, PERIOD, PERIOD, unit="IT", by=None),
            "split_sick_leave_change: by must be a str, got None",
        ),
    ],
)
def test_what_is_of_another_kind_is_named(call: Any, text: str) -> None:
    """These were errors of Python that named nothing, such as "'int' object is not iterable"."""
    with pytest.raises(ku.InvalidType, match=text):
        call(ku.count_hours([], parents=PARENTS, period=PERIOD))


def test_a_month_without_hours_is_told_of() -> None:
    """The sick leave of a year of which eight months are reported was given as that of the year, without a word."""
    january = many(12)
    rows = [attrs.evolve(row, month=MONTHS[place]) for place in (0, 2) for row in january]
    hours = ku.count_hours(rows, parents=PARENTS, period=PERIOD)
    found = ku.sick_leave(hours, [PERIOD, MONTHS[0], MONTHS[1]])
    assert [(one.code, one.where, one.severity) for one in found.findings] == [
        ("no-month", "months[2024-02]", ku.Severity.WARNING),
        ("no-month", "months[2024-04]", ku.Severity.WARNING),
    ]
    assert found.to_table("en").notes[-1] == (
        "there are no hours for april 2024, which is part of jan–apr 2024; the figures are of the other months"
    ).replace("april", "April").replace("jan–apr", "Jan–Apr")
    law = ku.count_hours(
        [attrs.evolve(row, groups={"kön": "män", "ålder": "50–"}) for row in rows], parents=PARENTS, period=PERIOD
    )
    assert len(ku.statutory_sick_leave(law, PERIOD, unit="kommunen").findings) == 2
    assert ku.sick_leave(hours, MONTHS[1]).findings == ()


def test_divisions_may_stand_in_another_order_than_their_names() -> None:
    """The sizes of one were taken for those of the other, so that rows were counted in groups that they are none of."""
    groups = {"kön": np.array([0, 1]), "ålder": np.array([2, -1])}
    names = {"ålder": AGES, "kön": SEXES}
    hours = ku.count_hours(columns(groups=groups, group_names=names), parents=PARENTS, period=PERIOD)
    assert [hours.persons[by][:, 0].sum(axis=-1).tolist() for by in groups] == [[1, 1], [0, 0, 1]]


@pytest.mark.parametrize(
    ("changed", "error", "text"),
    [
        ({"units": None}, ku.InvalidType, "HoursColumns: units must be a ndarray, got None"),
        ({"ordinary": [1600, 1600], "hour_parts": 10}, ku.InvalidType, "HoursColumns: ordinary must be a ndarray"),
        ({"groups": 5}, ku.InvalidType, "HoursColumns: groups must be a Mapping, got 5"),
        ({"units": np.array([-2, 1])}, ku.InvalidValue, "HoursColumns: units must be at least -1, got -2"),
    ],
)
def test_hours_that_are_no_columns_are_named(changed: dict[str, Any], error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        columns(**changed)


def test_groups_of_one_name_in_two_divisions_are_told_apart() -> None:
    """A table had two rows "okänd", one by sex and one by age."""
    rows = many(12, kön="okänd", ålder="okänd") + many(12, kön="män", ålder=AGES[0])
    hours = ku.count_hours(rows, parents={"IT": None}, period=PERIOD)
    table = ku.statutory_sick_leave(hours, MONTHS[0], unit="IT").to_table()
    assert [row[1] for row in table.texts()] == ["", "män", "kön: okänd", "ålder: okänd", AGES[0]]


def test_every_hour_of_a_month_may_be_worked_and_a_row_is_held_against_its_own_month() -> None:
    most = 24 * 31
    given: dict[str, Any] = {
        "persons": np.array([1, 1, 2, 2, 1]),
        "units": np.array([1, 1, 1, 1, 1]),
        "months": np.array(["2024-02", "2024-01", "2024-01", "2024-02", "2024-01"], "datetime64[M]"),
        "ordinary": np.array([29 * 24, most, most + 1, 10, 10]) * 100,
        "sick": np.zeros(5, np.int64),
    }
    told = ku.count_hours(ku.HoursColumns(**given, hour_parts=100), parents=PARENTS, period=PERIOD)
    assert [(one.where, one.code) for one in told.findings] == [
        ("rows[2]", "impossible-hours"),
        ("rows[4]", "repeated-row"),
    ]


def test_a_spell_of_one_day_may_be_long() -> None:
    august = Period.for_month(2024, 8)
    row = StaffHours(person="a", unit="IT", month=august, ordinary_hours=160, sick_hours=8)
    spell = SickSpell(person="a", start=date(2024, 8, 5), end=date(2024, 8, 5), hours={august: 8})
    told = ku.with_long_sick_hours([row], [spell], as_of=date(2024, 8, 31), days=1)
    assert [one.long_sick_hours for one in told] == [8]
