"""Staff in data frames (*personal i datatabeller*): the columns of a frame, of any engine, as those that are counted.

A frame of a person and month, of employments, or of events, becomes columns once, and everything is then counted as it
is from arrays, so that every engine gives the same answer. Of a lazy frame only the columns that are needed are
collected.

>>> from datetime import date
>>> import polars as pl
>>> frame = pl.DataFrame({"Pseudonym": ["a", "b"], "Enhet": ["IT", "HR"], "Månad": [date(2024, 8, 1)] * 2,
...                       "Ordinarie": [160.0, 152.0], "Sjuk": [8.0, 0.0]})
>>> named = {"person": "Pseudonym", "unit": "Enhet", "month": "Månad", "ordinary": "Ordinarie", "sick": "Sjuk"}
>>> columns = hours_from_frame(frame, parents={"IT": None, "HR": None}, columns=named)
>>> columns.units.tolist(), columns.persons.tolist(), columns.months.astype(str).tolist()
([0, 1], [0, 1], ['2024-08', '2024-08'])

Persons and units are text or whole numbers; days are dates, or text such as "2024-08-31", of which months may leave out
the day.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import narwhals as nw

from kommunuppfoljning.employment_columns import EmploymentColumns, EmploymentEvents, employment_events
from kommunuppfoljning.employments import EmploymentKind, LeavingReason, Movement
from kommunuppfoljning.errors import InvalidValue, expect
from kommunuppfoljning.frames.reading import check_there, data_of, frame_of, quoted
from kommunuppfoljning.frames.row_readers import (
    days_of,
    extents_of,
    groups_of,
    long_of,
    names_of,
    numbers_of,
    persons_of,
    places_of,
    terms_of,
)
from kommunuppfoljning.histories import EmploymentEventColumns
from kommunuppfoljning.hours import HoursColumns
from kommunuppfoljning.models import EMPTY
from kommunuppfoljning.rosters import RosterColumns, RosterEvents, roster_events
from kommunuppfoljning.staff import StaffStatistics

__all__ = [
    "employments_from_frame",
    "events_from_frame",
    "hours_from_frame",
    "roster_from_frame",
    "statistics_to_frame",
]

FULL_EXTENT = 10_000
"""Extents are kept to four decimals."""
_BACKENDS = "pandas", "polars", "pyarrow"


def events_from_frame(
    frame: Any, *, parents: Mapping[str, str | None], columns: Mapping[str, str] = EMPTY
) -> EmploymentEventColumns:
    """The columns of a frame of events (*personalhändelser ur datatabell*), for `count_movements`.

    Parameters
    ----------
    frame
        A data frame of any engine that Narwhals knows; it is not changed.
    parents
        From every unit to the one above it; a unit that is not there is told of when the events are counted.
    columns
        The names of its columns, where they have other names than so: `person`, `event`, `day` and `unit`; and `kind`,
        `reason`, `extent` and `group`, which are read where there are such. Events, kinds and reasons are codes, or the
        words that reports use; a reason may be missing, and of leaving the kind. Extents are shares of full time, kept
        to four decimals; where one that is hired or moves has none, no extents are known, as of events that are models.

    Raises
    ------
    InvalidType
        For what is no frame, and a column that holds something else.
    InvalidValue
        For a column that is not there (the error lists those that are), a row without a person, and words that are not
        known; the column and all of them are named.
    """
    data, named = _read(frame, "events_from_frame", columns, "person event day unit", "kind reason extent group")
    events = terms_of(data, named["event"], Movement, Movement.LEFT)
    known = _known(data, named, parents, silent=events == Movement.LEFT.code)
    return EmploymentEventColumns(**known, events=events, days=days_of(data, named["day"], "D"))


def employments_from_frame(
    frame: Any,
    *,
    parents: Mapping[str, str | None],
    columns: Mapping[str, str] = EMPTY,
    most_gap: int = 0,
    strict: bool = False,
) -> EmploymentEvents:
    """The events that a frame of employments tells (*händelser ur anställningar*), for `count_movements`.

    Its columns are `person`, `unit`, `start` and `end`, the first and last day employed; no end is one that goes on.
    Where there are such, `kind`, `reason`, `extent` and `group`, as of `events_from_frame`, whose errors are those of
    this too; `most_gap` and `strict` are those of `employment_events`.

    >>> import polars as pl
    >>> frame = pl.DataFrame({"person": ["a", "a"], "unit": ["IT", "HR"], "start": ["2023-05-01", "2024-02-01"],
    ...                       "end": ["2024-01-31", None]})
    >>> employments_from_frame(frame, parents={"IT": None, "HR": None}).events.events.tolist()
    [1, 2]
    """
    data, named = _read(frame, "employments_from_frame", columns, "person unit start end", "kind reason extent group")
    return employment_events(
        EmploymentColumns(
            **_known(data, named, parents),
            starts=days_of(data, named["start"], "D"),
            ends=days_of(data, named["end"], "D"),
        ),
        most_gap=most_gap,
        strict=strict,
    )


def hours_from_frame(
    frame: Any,
    *,
    parents: Mapping[str, str | None],
    columns: Mapping[str, str] = EMPTY,
    groups: Iterable[str] = (),
) -> HoursColumns:
    """The columns of a frame of hours (*timmar ur datatabell*), one row a person and month, for `count_hours`.

    Parameters
    ----------
    frame, parents
        As in `events_from_frame`.
    columns
        The names of its columns, where they have other names than so: `unit`, `month` (dates), `ordinary` and `sick`
        [hours]; and `person` and `long` [hours], which are read where there are such. Without persons each row is one.
        Where `long` is missing in a row it is known of none, as of rows that are models.
    groups
        Columns that the staff is divided by; a missing part is of no group.

    Raises
    ------
    InvalidType, InvalidValue
        As `events_from_frame`.
    """
    expect(groups, Iterable, "hours_from_frame: groups")
    divided = [groups] if isinstance(groups, str) else list(groups)
    data, named = _read(frame, "hours_from_frame", columns, "unit month ordinary sick", "person long", *divided)
    known = {by: groups_of(data, by) for by in divided}
    persons, names = persons_of(data, named["person"]) if "person" in named else (None, ())
    units = places_of(data, named["unit"], parents)
    return HoursColumns(
        persons=persons,
        months=days_of(data, named["month"], "M"),
        units=units,
        ordinary=numbers_of(data, named["ordinary"]),
        sick=numbers_of(data, named["sick"]),
        long=long_of(data, named["long"]) if "long" in named else None,
        groups={by: codes for by, (codes, _) in known.items()},
        group_names={by: names for by, (_, names) in known.items()},
        names=names_of(data, named["unit"], units, names, parents),
    )


def roster_from_frame(
    frame: Any, *, parents: Mapping[str, str | None], columns: Mapping[str, str] = EMPTY, strict: bool = False
) -> RosterEvents:
    """The events that a frame of a person and month tells (*händelser ur personallista*), for `count_movements`.

    Its columns are `person`, `unit` and `month`, and where there are such `kind`, `extent` and `group`; without kinds
    everybody is permanent. Else as `events_from_frame`. Where `strict` a finding raises.
    """
    data, named = _read(frame, "roster_from_frame", columns, "person unit month", "kind extent group")
    return roster_events(
        RosterColumns(**_known(data, named, parents), months=days_of(data, named["month"], "M")), strict=strict
    )


def statistics_to_frame(statistics: StaffStatistics, *, backend: str = "polars") -> Any:
    """Staff figures as a data frame (*personalstatistik till datatabell*), a row each.

    The backend is ``"pandas"``, ``"polars"`` or ``"pyarrow"``. A figure that is hidden is null, and `missing` says why.

    Raises `InvalidType` for what are no statistics, `InvalidValue` for another backend, and `MissingExtra` for an
    engine that is not installed.
    """
    expect(statistics, StaffStatistics, "statistics_to_frame: statistics")
    figures = statistics.figures
    content: dict[str, list[Any]] = {
        "scope": [one.scope for one in figures],
        "dimension": [one.group.dimension if one.group else None for one in figures],
        "group": [one.group.name if one.group else None for one in figures],
        "measure": [one.measure.value for one in figures],
        "start": [one.period.start if one.period else None for one in figures],
        "end": [one.period.end if one.period else None for one in figures],
        "value": [None if one.value is None else float(one.value) for one in figures],
        "missing": [one.missing.value if one.missing else None for one in figures],
    }
    kinds: dict[str, Any] = dict.fromkeys(content, nw.String) | {"start": nw.Date, "end": nw.Date, "value": nw.Float64}
    if backend == "pandas":  # which has no dates of its own
        kinds |= {"start": nw.Datetime, "end": nw.Datetime}
    if backend not in _BACKENDS:
        raise InvalidValue(f"statistics_to_frame: backend must be one of {quoted(_BACKENDS)}, got {backend!r}")
    return frame_of(content, kinds, backend, "statistics_to_frame")


def _read(
    frame: Any, verb: str, columns: Mapping[str, str], needed: str, known: str, *others: str
) -> tuple[Any, dict[str, str]]:
    """The columns that are wanted, collected, and the names of those that there are."""
    data, _ = data_of(frame, verb)
    expect(columns, Mapping, f"{verb}: columns")
    for name in columns:
        if name not in (*needed.split(), *known.split()):
            raise InvalidValue(f"{verb}: columns may name {needed} {known}, got {name!r}")
    there = data.collect_schema().names()
    named = {name: name for name in needed.split()} | {name: name for name in known.split() if name in there}
    named |= dict(columns)
    wanted = list(dict.fromkeys((*named.values(), *others)))
    check_there(there, verb, wanted)
    picked = data.select(*wanted)
    return picked.collect() if isinstance(picked, nw.LazyFrame) else picked, named


def _known(
    data: Any, named: Mapping[str, str], parents: Mapping[str, str | None], *, silent: Any = False
) -> dict[str, Any]:
    """What rows of every kind tell of a person: who, where and, of those that are not silent of it, as what."""
    persons, names = persons_of(data, named["person"])
    units = places_of(data, named["unit"], parents)
    found: dict[str, Any] = {"persons": persons, "units": units, "full_extent": FULL_EXTENT}
    found["names"] = names_of(data, named["unit"], units, names, parents)
    if "kind" in named:
        found["kinds"] = terms_of(data, named["kind"], EmploymentKind, EmploymentKind.PERMANENT, may_miss=silent)
    if "reason" in named:
        found["reasons"] = terms_of(data, named["reason"], LeavingReason, LeavingReason.NOT_STATED, may_miss=True)
    if "extent" in named:
        found["extents"] = extents_of(data, named["extent"], FULL_EXTENT, silent=silent)
    if "group" in named:
        found["groups"], found["group_names"] = groups_of(data, named["group"])
    return found
