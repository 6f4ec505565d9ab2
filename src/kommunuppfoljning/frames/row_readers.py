"""Columns of a frame as columns of rows: persons, units, days, figures and terms; one that is not is named."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import narwhals as nw
import numpy as np
from numpy.typing import NDArray

from kommunuppfoljning.codes import CodedTerm
from kommunuppfoljning.errors import InvalidType, InvalidValue, expect, shown
from kommunuppfoljning.row_columns import RowNames, Truth, Whole

__all__ = [
    "days_of",
    "extents_of",
    "groups_of",
    "long_of",
    "names_of",
    "numbers_of",
    "persons_of",
    "places_of",
    "terms_of",
]

_DAY = re.compile(r"\d{4}-\d\d-\d\d([ T]00:00(:00(\.0+)?)?)?")
_MONTH = re.compile(r"\d{4}-\d\d")
_EXACT = 2**53
"""Below it a float holds every whole number."""
_MOST_TOLD = 10
"""So many words are listed of those that are not known."""


def numbers_of(data: Any, name: str) -> NDArray[np.float64]:
    """A column of figures, missing as NaN."""
    column = data[name]
    if not column.dtype.is_numeric():
        if column.null_count() == len(column):
            return np.full(len(column), np.nan)
        raise InvalidType(
            f"the column {name!r} must hold numbers, it is {column.dtype}; text such as '0,75' is no number"
        )
    return np.asarray(column.cast(nw.Float64).to_numpy(), np.float64)


def long_of(data: Any, name: str) -> NDArray[np.float64] | None:
    """Hours of long spells, `None` where those of a row are not known."""
    hours = numbers_of(data, name)
    return None if np.isnan(hours).any() else hours


def extents_of(data: Any, name: str, full: int, *, silent: Truth | bool = False) -> Whole | None:
    """Shares of full time as whole parts of it, `None` where one that has to be known is missing."""
    shares = numbers_of(data, name)
    known = shares[~np.isnan(shares)]
    if known.size and known.min() > 1:
        raise InvalidValue(
            f"the column {name!r} must hold shares of full time, such as 0.75, got {known.min():g} as the least; "
            "divide per cents by 100"
        )
    if (np.isnan(shares) & ~np.asarray(silent)).any():
        return None
    return np.rint(np.nan_to_num(shares, nan=1, posinf=2**31, neginf=-1) * full).astype(np.int64)


def days_of(data: Any, name: str, unit: str) -> NDArray[Any]:
    """A column of days, or where the unit is M of months."""
    column = data[name]
    if column.dtype == nw.Datetime and column.dtype.time_zone is not None:
        zone, column = column.dtype.time_zone, column.dt.replace_time_zone(None)
        times = np.asarray(column.to_numpy())
        wrong = ~np.isnat(times) & (times != times.astype("datetime64[D]"))
        if wrong.any():
            row = int(np.argmax(wrong))
            raise InvalidValue(
                f"the column {name!r} must hold days, its row {row} is {str(times[row])[:19]} in {zone}: "
                "turn it into dates where it is local time"
            )
    if column.dtype == nw.Date:
        column = column.cast(nw.Datetime("us"))  # pandas gives the dates of Arrow as objects
    if column.dtype == nw.Datetime:
        days: Any = column.to_numpy()
    else:
        days = _told_days(column, name, unit)
    return np.asarray(days, "datetime64[D]").astype(f"datetime64[{unit}]")


def _told_days(column: Any, name: str, unit: str) -> list[Any]:
    """Days that are text, or dates of Python."""
    days: list[date | None] = []
    read: dict[Any, Any] = {"": None}
    missing = column.is_null().to_list()
    for row, (value, is_missing) in enumerate(zip(column.to_list(), missing, strict=True)):
        if is_missing or value != value:  # noqa: PLR0124  # NaN, NaT
            days.append(None)
            continue
        if value not in read:
            read[value] = _told_day(value, unit)
            if read[value] is None:
                wanted = "dates, or text such as '2024-08-31'" + " or '2024-08'" * (unit == "M")
                raise InvalidType(
                    f"the column {name!r} must hold {wanted}; it is {column.dtype}, and its row {row} is {shown(value)}"
                )
        days.append(read[value])
    return days


def _told_day(value: Any, unit: str) -> date | None:
    """A day as text or a date of Python, `None` for what is neither."""
    if isinstance(value, datetime):
        return value.date() if value.tzinfo is None else None
    if isinstance(value, date):
        return value
    text = value.strip() if isinstance(value, str) else ""
    if unit == "M" and _MONTH.fullmatch(text):
        text = f"{text}-01"
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def persons_of(data: Any, name: str) -> tuple[NDArray[Any], tuple[str, ...]]:
    """Pseudonyms as whole numbers, and their names where they are none themselves."""
    column = data[name]
    numbers, missing = _whole(column, name), _missing(column)
    if missing.any():
        raise InvalidValue(
            f"the column {name!r} must say who each row is of; {missing.sum()} of the {len(missing)} rows do not, "
            f"first the row {int(np.argmax(missing))}"
        )
    if numbers is not None:
        return numbers.astype(np.int64) if numbers.dtype.kind == "f" else numbers, ()
    values = _values(column)
    return _coded(data, name, values), tuple(values)


def places_of(data: Any, name: str, parents: Mapping[str, str | None]) -> Whole:
    """Where the units of a column stand in an organisation, -1 where they do not."""
    expect(parents, Mapping, "parents")
    return _coded(data, name, list(parents))


def groups_of(data: Any, name: str) -> tuple[Whole, tuple[str, ...]]:
    """Groups as places among their names; -1 where none is said."""
    numbers = _whole(data[name], name)
    if numbers is None:
        values = [value for value in _values(data[name]) if value.strip()]
        return _coded(data, name, values), tuple(values)
    known = np.unique(numbers[~np.isnan(numbers)] if numbers.dtype.kind == "f" else numbers)
    names = tuple(str(int(value)) for value in known)
    return _coded(data, name, names), names


def names_of(
    data: Any, unit: str, places: Whole, persons: Sequence[str], parents: Mapping[str, str | None]
) -> RowNames:
    """What the rows call their persons and units."""
    rows = np.flatnonzero(places < 0)
    told = data[unit].to_list() if rows.size else []
    unknown = {row: "–" if told[row] is None else str(told[row]) for row in rows.tolist()}
    return RowNames(persons=persons, units=tuple(parents), unknown=unknown)


def terms_of(
    data: Any, name: str, term: type[CodedTerm], missing: CodedTerm, *, may_miss: Truth | bool = False
) -> Whole:
    """Codes of a term, from codes or words; `missing` where a row may be without one."""
    column = data[name]
    numbers, absent = _whole(column, name), _missing(column)
    wrong = absent & ~np.asarray(may_miss)
    if wrong.any():
        raise InvalidValue(
            f"the column {name!r} must say a {term.__name__} in each row; {wrong.sum()} of the {len(wrong)} rows "
            f"do not, first the row {int(np.argmax(wrong))}"
        )
    if numbers is not None:
        told = np.where(absent, missing.code, numbers)
        strange = ~np.isin(told, [one.code for one in term])
        if strange.any():
            row = int(np.argmax(strange))
            known = ", ".join(f"{one.code} ({one.name})" for one in term)
            raise InvalidValue(
                f"the column {name!r} must hold codes of {term.__name__}: {known}; its row {row} is {told[row]:.0f}"
            )
        return told.astype(np.int64)
    words, codes, unknown = [word for word in _values(column) if word.strip()], [], []
    for word in words:
        try:
            codes.append(term.parse(word).code)
        except InvalidValue:
            unknown.append(word)
    if unknown:
        listed = ", ".join(map(repr, unknown[:_MOST_TOLD])) + ", …" * (len(unknown) > _MOST_TOLD)
        known = ", ".join(repr(one.label("sv").lower()) for one in term)
        raise InvalidValue(f"the column {name!r} must hold words of {term.__name__}: {known}; it also holds {listed}")
    return np.array([*codes, missing.code], np.int64)[_coded(data, name, words)]


def _missing(column: Any) -> Truth:
    """The rows without a value; blank text is none."""
    if column.dtype.is_numeric():
        return np.isnan(np.asarray(column.cast(nw.Float64).to_numpy(), np.float64))
    missing = np.array(column.is_null().to_numpy(), np.bool_)
    if missing.all():  # a column of no kind
        return missing
    blank = column.cast(nw.String).str.strip_chars() == ""
    return missing | np.array(blank.fill_null(value=False).to_numpy(), np.bool_)


def _whole(column: Any, name: str) -> NDArray[Any] | None:
    """A column of whole numbers, NaN where one is missing; `None` for text; anything else is refused."""
    if column.dtype.is_integer() and not column.null_count():
        return np.asarray(column.to_numpy())
    if column.dtype.is_numeric():
        numbers = np.asarray(column.cast(nw.Float64).to_numpy(), np.float64)
        known = numbers[~np.isnan(numbers)]
        if ((np.abs(known) < _EXACT) & (known == np.rint(known))).all():
            return numbers
        if (np.abs(known) >= _EXACT).any():
            raise InvalidType(
                f"the column {name!r} is {column.dtype}, which does not tell whole numbers of 2**53 or more apart; "
                "turn it into text, or into whole numbers without gaps"
            )
    elif column.dtype in (nw.String, nw.Categorical, nw.Enum) or column.null_count() == len(column):
        return None
    raise InvalidType(f"the column {name!r} must hold text or whole numbers, it is {column.dtype}")


def _values(column: Any) -> list[str]:
    return sorted(column.drop_nulls().cast(nw.String).unique().to_list())


def _coded(data: Any, name: str, known: Sequence[str]) -> Whole:
    """Where each value of a column stands among those known, -1 where it does not."""
    numbers = _whole(data[name], name)
    if numbers is not None:
        places = {value: place for place, value in enumerate(known)}
        values, back = np.unique(numbers, return_inverse=True)
        found = [-1 if value != value else places.get(str(int(value)), -1) for value in values.tolist()]  # noqa: PLR0124
        return np.array([*found, -1], np.int64)[back]
    listed: dict[str, Any] = {"value": list(known), "place": list(range(len(known)))}
    native = nw.get_native_namespace(data)
    kinds: dict[str, Any] = {"value": nw.String, "place": nw.Int64}
    places_frame = nw.from_dict(listed, kinds, backend=native)
    rows = data.select(nw.col(name).cast(nw.String).alias("value"))  # one kind of text, where there are several
    joined = rows.with_row_index("row").join(places_frame, on="value", how="left").sort("row")
    return np.asarray(joined["place"].fill_null(-1).to_numpy(), np.int64)
