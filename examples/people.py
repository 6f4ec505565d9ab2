"""The municipality as employer, from rows of persons: the figures of Norrtälje's report, and what rows allow beyond.

The rows are made up, with a seed and under pseudonyms, so that they give the figures that the report prints: sick leave
by month, and turnover of the executive office from January to August 2024. Nothing else in them is of anyone. Run it
with ``python examples/people.py``; ``--locale en`` tells it in English.
"""

import argparse
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

import kommunuppfoljning as ku
from kommunuppfoljning.io import read_report
from kommunuppfoljning.render.text import sections_text
from kommunuppfoljning.tables import CellKind, Column, Row, Section, Table

HERE = Path(__file__).parent
WHOLE, OFFICE = "Norrtälje kommun", "Kommunstyrelsekontoret"
DEPARTMENTS = {
    "Räddningstjänst": 96,
    "IT": 62,
    "Ekonomi": 48,
    "HR": 45,
    "Kansli": 34,
    "Kommunikation": 19,
    "Näringsliv": 8,
}
"""The departments of the office, and how many they were when the year began."""
OTHERS = {"Förvaltning A": 1900, "Förvaltning B": 1300, "Förvaltning C": 400}
PARENTS: dict[str, str | None] = {
    WHOLE: None,
    OFFICE: WHOLE,
    **dict.fromkeys(DEPARTMENTS, OFFICE),
    **dict.fromkeys(OTHERS, WHOLE),
}
PERIOD = ku.Period(date(2023, 1, 1), date(2024, 8, 31))
THIS_YEAR = ku.Period.year_to_date(date(2024, 8, 31))
LAST_YEAR = THIS_YEAR.previous_year()
SEXES, AGES = ("kvinnor", "män"), ("–29 år", "30–49 år", "50– år")
LAST_YEARS_SICK_LEAVE = Fraction(66, 1000)
"""What the made-up rows of the year before give: the report does not tell."""


def made_up_events() -> list[ku.EmploymentEvent]:
    """Who was hired, moved and left: 26 left the office for work elsewhere, 9 for other parts of the municipality.

    With 312 when the year began and 311 in August that is 8,35 and 2,89 per cent.
    """
    source = np.random.default_rng(2024)
    units = [unit for unit, count in (DEPARTMENTS | OTHERS).items() for _ in range(count)]
    events = [_event(person, ku.Movement.HIRED, date(2022, 6, 1), unit) for person, unit in enumerate(units)]
    office = {department: [p for p, unit in enumerate(units) if unit == department] for department in DEPARTMENTS}
    leaving = source.permutation([p for d, listed in office.items() if d != "Näringsliv" for p in listed])[:41].tolist()
    reasons = [ku.LeavingReason.OWN_REQUEST] * 15 + [ku.LeavingReason.RETIREMENT] * 7 + [ku.LeavingReason.OTHER] * 3
    for person, reason in zip(leaving[:25], reasons, strict=True):
        events.append(_event(person, ku.Movement.LEFT, _day(source), units[person], reason=reason))
    events.append(_event(office["Näringsliv"][0], ku.Movement.LEFT, date(2024, 4, 30), "Näringsliv", reason=reasons[0]))
    events += [
        _event(person, ku.Movement.MOVED, _day(source), str(source.choice(list(OTHERS)))) for person in leaving[25:34]
    ]
    events += [  # within the office: internal for the department, nothing for the office
        _event(person, ku.Movement.MOVED, _day(source), "HR" if units[person] != "HR" else "IT")
        for person in leaving[34:]
    ]
    elsewhere = source.permutation(np.arange(312, len(units)))[:254].tolist()
    events += [_event(person, ku.Movement.MOVED, _day(source), "IT") for person in elsewhere[:4]]
    reasons = [ku.LeavingReason.OWN_REQUEST, ku.LeavingReason.RETIREMENT]
    events += [
        _event(person, ku.Movement.LEFT, _day(source), units[person], reason=reasons[person % 3 == 0])
        for person in elsewhere[4:]
    ]
    places = [department for department in DEPARTMENTS if department != "Näringsliv"] * 5 + list(OTHERS) * 77
    events += [
        _event(person, ku.Movement.HIRED, _day(source), unit) for person, unit in enumerate(places, start=len(units))
    ]
    return events


def _event(person: int, event: ku.Movement, day: date, unit: str, **fields: Any) -> ku.EmploymentEvent:
    extent = Decimal("0.75") if person % 7 == 0 else Decimal(1)
    return ku.EmploymentEvent(person=f"p{person:04}", event=event, day=day, unit=unit, extent=extent, **fields)


def _day(source: np.random.Generator) -> date:
    return date(2024, int(source.integers(1, 9)), int(source.integers(2, 28)))


def made_up_hours(report: ku.Report) -> ku.HoursColumns:
    """Hours of everyone and every month, with as much sick leave as the report prints, and three rows that are wrong.

    A whole month of sick leave stands for a long spell.
    """
    source = np.random.default_rng(8)
    published = {(one.scope, one.period): one.value for one in report.sick_leave}
    names = list(PARENTS)
    of_office = np.array([PARENTS[name] == OFFICE for name in names])
    columns: dict[str, list[Any]] = {name: [] for name in ("persons", "months", "units", "ordinary", "sick", "long")}
    units = np.array([names.index(unit) for unit, count in (DEPARTMENTS | OTHERS).items() for _ in range(count)])
    persons = np.arange(len(units))
    for month in range(20):
        period = ku.Period.for_month(2023 + month // 12, month % 12 + 1)
        ordinary = np.where(persons % 7 == 0, 120_00, 160_00)  # in hundredths of an hour
        shares = [published.get((scope, period), LAST_YEARS_SICK_LEAVE) for scope in (WHOLE, OFFICE)]
        is_office = of_office[units]
        hours = [int(ordinary.sum()), int(ordinary[is_office].sum())]
        whole, office = (round(Fraction(share or 0) * hour) for share, hour in zip(shares, hours, strict=True))
        sick = np.zeros_like(ordinary)
        for group, wanted in ((is_office, office), (~is_office, whole - office)):
            sick[group] = _spread(ordinary[group], wanted, source)
        for name, column in (
            ("persons", persons),
            ("months", np.full(len(persons), np.datetime64(f"{period.start:%Y-%m}"))),
            ("units", units),
            ("ordinary", ordinary),
            ("sick", sick),
            ("long", np.where(sick == ordinary, sick, 0)),
        ):
            columns[name].append(column)
    wrong = {  # more sick than there are hours, an unknown unit, a person in two places
        "persons": [9001, 9002, 0],
        "months": [np.datetime64("2024-08")] * 3,
        "units": [3, -1, 4],
        "ordinary": [160_00, 160_00, 160_00],
        "sick": [170_00, 0, 0],
        "long": [0, 0, 0],
    }
    joined: dict[str, Any] = {name: np.concatenate([*parts, np.array(wrong[name])]) for name, parts in columns.items()}
    person = joined["persons"]
    return ku.HoursColumns(
        **joined,
        groups={"kön": (person % 4 == 0).astype(np.int64), "ålder": (person % 5 + 1) // 2},
        group_names={"kön": SEXES, "ålder": AGES},
        hour_parts=100,
    )


def _spread(ordinary: "np.ndarray[Any, Any]", wanted: int, source: np.random.Generator) -> "np.ndarray[Any, Any]":
    """So much sick leave over so many persons: some all month, some a day or two, until there is no more of it."""
    sick = np.zeros_like(ordinary)
    left = wanted
    for person in source.permutation(len(ordinary)).tolist():
        most = int(ordinary[person]) if source.random() < 0.15 else int(source.integers(8, 32)) * 100
        sick[person] = min(most, int(ordinary[person]), left)
        left -= int(sick[person])
    for person in range(len(ordinary)):  # what is left goes to the first ones
        more = min(int(ordinary[person] - sick[person]), left)
        sick[person] += more
        left -= more
    return sick


def computed(report: ku.Report) -> tuple[ku.WorkedHours, ku.Movements]:
    """Everything counted."""
    hours = ku.count_hours(made_up_hours(report), parents=PARENTS, period=PERIOD)
    movements = ku.count_movements(made_up_events(), parents=PARENTS, period=PERIOD)
    return hours, movements


def chapter(report: ku.Report, locale: str = "sv") -> list[Section]:
    """The report's chapter on the municipality as employer, and what the rows allow beyond it."""
    hours, movements = computed(report)
    months = [ku.Period.for_month(2024, month) for month in range(1, 9)]
    by_month = ku.sick_leave(hours, months)
    turnover = ku.staff_turnover(movements, THIS_YEAR, locale=locale)
    beside = [(one, by_month.figure(one.measure, one.scope, period=one.period).value) for one in report.sick_leave] + [
        (one, turnover.figure(one.measure, one.scope).value) for one in report.turnover
    ]
    ratios = ku.statutory_sick_leave(hours, THIS_YEAR, unit=WHOLE, locale=locale)
    change = ku.split_sick_leave_change(hours, LAST_YEAR, THIS_YEAR, unit=WHOLE, by="ålder")
    so_far = ku.sick_leave(hours, [LAST_YEAR, THIS_YEAR]).figures
    outcomes = {one.period: one.value for one in so_far if one.scope == WHOLE and one.period is not None}
    path = ku.target_path(outcomes, per_year=Decimal("0.005"))
    numbers = ku.staff_numbers(
        movements, THIS_YEAR, measures=(ku.StaffMeasure.HEADCOUNT, ku.StaffMeasure.ANNUAL_WORKERS)
    )
    findings = tuple(finding.text(locale) for finding in hours.findings)
    suppression = (turnover.suppression.to_table(locale),) if turnover.suppression else ()
    return [
        Section(key="published", title="Published and computed", tables=(_beside(beside),)),
        Section(key="ratios", title="The seven ratios, January to August", tables=(ratios.to_table(locale),)),
        Section(key="change", title="Against the year before", tables=(change.to_table(locale), path.to_table(locale))),
        Section(key="turnover", title="Turnover", tables=(turnover.to_table(locale), *suppression)),
        Section(key="numbers", title="Numbers of staff", tables=(numbers.to_table(locale),)),
        Section(key="findings", title="Rows that are wrong", texts=findings),
    ]


def _beside(pairs: list[tuple[ku.StaffFigure, Any]]) -> Table:
    columns = (
        Column(key="scope", label=""),
        Column(key="period", label=""),
        Column(key="measure", kind=CellKind.TERM),
        Column(key="published", label="published", kind=CellKind.SHARE),
        Column(key="computed", label="computed", kind=CellKind.SHARE, digits=3),
    )
    rows = (Row(cells=(one.scope, one.period, one.measure, one.value, value)) for one, value in pairs)
    return Table(columns=columns, rows=tuple(rows))


def main() -> None:
    """Show the chapter."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--locale", default="sv", help="sv or en")
    options.add_argument("--width", type=int, default=120)
    given = options.parse_args()
    report = read_report(HERE / "norrtalje_2024_08.json")
    print(sections_text(chapter(report, given.locale), locale=given.locale, width=given.width))


if __name__ == "__main__":
    main()
