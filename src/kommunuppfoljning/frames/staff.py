"""Staff in data frames (*personal i datatabeller*): the columns of a frame, of any engine, as those that are counted.

A frame of a person and month, or of events, becomes columns once, and everything is then counted as it is from arrays,
so that every engine gives the same answer. Of a lazy frame only the columns that are needed are collected.

>>> from datetime import date
>>> import polars as pl
>>> frame = pl.DataFrame({"Pseudonym": ["a", "b"], "Enhet": ["IT", "HR"], "Månad": [date(2024, 8, 1)] * 2,
...                       "Ordinarie": [160.0, 152.0], "Sjuk": [8.0, 0.0]})
>>> named = {"person": "Pseudonym", "unit": "Enhet", "month": "Månad", "ordinary": "Ordinarie", "sick": "Sjuk"}
>>> columns = hours_from_frame(frame, parents={"IT": None, "HR": None}, columns=named)
>>> columns.units.tolist(), columns.persons.tolist(), columns.months.astype(str).tolist()
([0, 1], [0, 1], ['2024-08', '2024-08'])
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from kommunuppfoljning.codes import CodedTerm
from kommunuppfoljning.employments import EmploymentKind, LeavingReason, Movement
from kommunuppfoljning.errors import InvalidType, InvalidValue, MissingExtra, expect
from kommunuppfoljning.frames.reading import check_there, data_of
from kommunuppfoljning.histories import EventColumns
from kommunuppfoljning.hours import HoursColumns
from kommunuppfoljning.models import EMPTY
from kommunuppfoljning.rosters import RosterColumns, RosterEvents, roster_events
from kommunuppfoljning.staff import StaffStatistics

__all__ = ["events_from_frame", "hours_from_frame", "roster_from_frame", "statistics_to_frame"]


def events_from_frame(
    frame: Any, *, parents: Mapping[str, str | None], columns: Mapping[str, str] = EMPTY
) -> EventColumns:
    """The columns of a frame of events (*personalhändelser ur datatabell*), for `count_movements`.

    Parameters
    ----------
    frame
        A data frame of any engine that Narwhals knows; it is not changed.
    parents
        From every unit to the one above it; a unit that is not there is told of when the events are counted.
    columns
        The names of its columns: `person`, `event`, `day` and `unit`, where they have other names than so; and `kind`,
        `reason`, `extent` and `group`, where there are such. Events, kinds and reasons are codes, or the words that
        reports use; extents are shares of full time, kept to four decimals.

    Raises
    ------
    InvalidType
        For what is no frame.
    InvalidValue
        For a column that is not there (the error lists those that are), and a word that is not known.
    """
    data, named = _read(frame, "events_from_frame", columns, "person event day unit", "kind reason extent group")
    extents = np.rint(_numbers(data, named["extent"]) * 10_000) if "extent" in named else None
    codes, names = _known(data, named.get("group"))
    return EventColumns(
        persons=_persons(data, named["person"]),
        events=_terms(data, named["event"], Movement),
        days=_days(data, named["day"], "D"),
        units=_places(data, named["unit"], parents),
        kinds=_terms(data, named["kind"], EmploymentKind) if "kind" in named else None,
        reasons=_terms(data, named["reason"], LeavingReason) if "reason" in named else None,
        extents=None if extents is None else np.nan_to_num(extents).astype(np.int64),
        full_extent=10_000,
        groups=codes,
        group_names=names,
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
        The names of its columns: `unit`, `month` (dates), `ordinary` and `sick` (hours), where they have other names
        than so; and `person` and `long`, where there are such.
    groups
        Columns that the staff is divided by; a missing part is of no group.

    Raises
    ------
    InvalidType, InvalidValue
        As `events_from_frame`.
    """
    divided = list(groups)
    data, named = _read(frame, "hours_from_frame", columns, "unit month ordinary sick", "person long", *divided)
    known = {by: _known(data, by) for by in divided}
    return HoursColumns(
        persons=_persons(data, named["person"]) if "person" in named else None,
        months=_days(data, named["month"], "M"),
        units=_places(data, named["unit"], parents),
        ordinary=_numbers(data, named["ordinary"]),
        sick=_numbers(data, named["sick"]),
        long=_numbers(data, named["long"]) if "long" in named else None,
        groups={by: codes for by, (codes, _) in known.items() if codes is not None},
        group_names={by: names for by, (_, names) in known.items()},
    )


def roster_from_frame(
    frame: Any, *, parents: Mapping[str, str | None], columns: Mapping[str, str] = EMPTY, strict: bool = False
) -> RosterEvents:
    """The events that a frame of a person and month tells (*händelser ur personallista*), for `count_movements`.

    Its columns are `person`, `unit` and `month`, and where there is one `group`; else as `events_from_frame`. Where
    `strict` a bad row raises.
    """
    data, named = _read(frame, "roster_from_frame", columns, "person unit month", "group")
    codes, names = _known(data, named.get("group"))
    return roster_events(
        RosterColumns(
            persons=_persons(data, named["person"]),
            months=_days(data, named["month"], "M"),
            units=_places(data, named["unit"], parents),
            groups=codes,
            group_names=names,
        ),
        strict=strict,
    )


def statistics_to_frame(statistics: StaffStatistics, *, backend: str = "polars") -> Any:
    """Staff figures as a data frame (*personalstatistik till datatabell*), a row each.

    The backend is ``"pandas"``, ``"polars"`` or ``"pyarrow"``. A figure that is hidden is null, and `missing` says why.

    Raises `InvalidType` for what are no statistics, and `MissingExtra` for an engine that is not installed.
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
    engine: Any = backend
    try:
        return nw.from_dict(content, kinds, backend=engine).to_native()
    except ImportError:
        raise MissingExtra(f"statistics_to_frame: {backend} is not installed: pip install {backend}") from None


def _read(
    frame: Any, verb: str, columns: Mapping[str, str], needed: str, known: str, *others: str
) -> tuple[Any, dict[str, str]]:
    """The columns that are wanted, collected, and the names of those that there are."""
    data, _ = data_of(frame, verb)
    expect(columns, Mapping, f"{verb}: columns")
    for name in columns:
        if name not in (*needed.split(), *known.split()):
            raise InvalidValue(f"{verb}: columns may name {needed} {known}, got {name!r}")
    named = {name: name for name in needed.split()} | dict(columns)
    there = data.collect_schema().names()
    wanted = list(dict.fromkeys((*named.values(), *others)))
    check_there(there, verb, wanted)
    picked = data.select(*wanted)
    return picked.collect() if isinstance(picked, nw.LazyFrame) else picked, named


def _numbers(data: Any, name: str) -> NDArray[np.float64]:
    """A column of figures, missing as NaN."""
    if not data[name].dtype.is_numeric():
        raise InvalidType(f"the column {name!r} must hold numbers, it is {data[name].dtype}")
    return np.asarray(data[name].cast(nw.Float64).to_numpy(), np.float64)


def _days(data: Any, name: str, unit: str) -> NDArray[Any]:
    """A column of dates."""
    if data[name].dtype not in (nw.Date, nw.Datetime):
        raise InvalidType(f"the column {name!r} must hold dates, it is {data[name].dtype}")
    column = data[name].to_numpy()
    return np.asarray(column, "datetime64[D]").astype(f"datetime64[{unit}]")


def _coded(data: Any, name: str, known: Sequence[Any]) -> NDArray[np.int64]:
    """Where each value of a column stands among those known, -1 where it does not."""
    kind = nw.Int64 if data[name].dtype.is_integer() else nw.String  # one kind of text, where an engine has several
    listed: dict[str, Any] = {name: list(known), "place": list(range(len(known)))}
    native = nw.get_native_namespace(data)
    places = nw.from_dict(listed, {name: kind, "place": nw.Int64}, backend=native)
    rows = data.select(nw.col(name).cast(kind)).with_row_index("row")
    joined = rows.join(places, on=name, how="left").sort("row")
    return np.asarray(joined["place"].fill_null(-1).to_numpy(), np.int64)


def _values(data: Any, name: str) -> list[Any]:
    return sorted(data[name].drop_nulls().unique().to_list())


def _persons(data: Any, name: str) -> NDArray[np.int64]:
    """Pseudonyms as whole numbers."""
    if data[name].dtype.is_integer() and not data[name].null_count():
        return np.asarray(data[name].to_numpy(), np.int64)
    return _coded(data, name, _values(data, name))


def _places(data: Any, name: str, parents: Mapping[str, str | None]) -> NDArray[np.int64]:
    expect(parents, Mapping, "parents")
    return _coded(data, name, list(parents))


def _known(data: Any, name: str | None) -> tuple[NDArray[np.int64] | None, tuple[str, ...]]:
    if name is None:
        return None, ("",)
    values = _values(data, name)
    return _coded(data, name, values), tuple(map(str, values))


def _terms(data: Any, name: str, term: type[CodedTerm]) -> NDArray[np.int64]:
    """Codes of a term, from codes or words."""
    if data[name].dtype.is_integer():
        return np.asarray(data[name].to_numpy(), np.int64)
    words = _values(data, name)
    codes = np.array([*(term.parse(word).code for word in words), 0], np.int64)
    return codes[_coded(data, name, words)]
