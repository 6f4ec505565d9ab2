"""Rows from Kolada (*rader ur Kolada*): whatever shape they come in, each value with whose it is and for when.

Source: RKA, Kolada's API v2 and v3.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import product
from typing import Any

from kommunuppfoljning.errors import InvalidType, InvalidValue, shown
from kommunuppfoljning.findings import Finding
from kommunuppfoljning.io.sources import Findings
from kommunuppfoljning.peers import TOTAL, PeerValue
from kommunuppfoljning.terms import Severity

__all__ = ["GENDERS", "Reader"]

GENDERS = {"T": "", "K": "Kvinnor", "M": "Män"}
"""Kolada's letters for sex (*kön*), and the words that reports print: all, women, men."""
PAGE = 5000
"""The most rows that Kolada gives on a page."""

_UNITS = ("municipality", "ou", "out")
_NEXT = ("next_url", "next_page")


class Reader:
    """The state of one reading: every value by measure, unit, year and sex, and what was wrong."""

    def __init__(self, name: str) -> None:
        self.found: Findings = Findings(name)
        self.values: dict[tuple[str, str, int, str], PeerValue] = {}
        self.pages: int = 0
        self.followed: int = 0
        self.rows: int = 0
        self.deleted: int = 0
        self.asked: set[tuple[str, str, int]] = set()

    def take(self, rows: Any) -> None:
        """Rows of any shape."""
        for method, arguments in (("to_dicts", ()), ("to_pylist", ()), ("to_dict", ("records",))):
            if not isinstance(rows, Mapping) and callable(getattr(rows, method, None)):
                rows = getattr(rows, method)(*arguments)
        if isinstance(rows, Mapping):
            rows = [rows]
        if isinstance(rows, str | bytes) or not isinstance(rows, Iterable):
            raise InvalidType(
                f"read_kolada: rows must be a response, rows or a data frame from Kolada, got {shown(rows)}"
            )
        for row in rows:
            if isinstance(row, Mapping) and "values" in row and "kpi" not in row:
                self._page(row)
            else:
                self._row(row)

    def finished(
        self, measures: list[str], units: list[str], years: list[int]
    ) -> tuple[tuple[PeerValue, ...], tuple[Finding, ...]]:
        """What was read, once the last row is."""
        if not self.values and not self.asked and not self.deleted:
            raise InvalidValue(
                "read_kolada: no row has the keys kpi, municipality or ou, and period or year, with values; "
                "is it from Kolada?"
            )
        if self.followed > self.pages - 1 >= 0:
            self.found.add("kolada-page", Severity.ERROR)
        elif self.rows == PAGE and not self.pages:
            self.found.add("kolada-full-page", Severity.WARNING, count=PAGE)
        whole = {place[:3] for place in self.values if place[3] == TOTAL}
        parts = dict.fromkeys((measure, unit, year) for measure, unit, year, _ in self.values)
        for measure, unit, year in parts:
            if (measure, unit, year) not in whole:
                self.found.add("kolada-no-total", Severity.INFO, measure=measure, unit=unit, year=str(year))
        if self.deleted:
            self.found.add("kolada-deleted", Severity.INFO, count=self.deleted)
        for measure, unit in product(measures, units):
            lacking = [year for year in years if (measure, unit, year) not in self.asked]
            if lacking:
                told = ", ".join(map(str, lacking))
                self.found.add("kolada-unanswered", Severity.WARNING, measure=measure, unit=unit, years=told)
        return tuple(self.values.values()), self.found.told()

    def _page(self, page: Mapping[str, Any]) -> None:
        self.pages += 1
        self.followed += any(page.get(key) for key in _NEXT)
        rows = page["values"] if isinstance(page["values"], list) else []
        count = page.get("count")
        if isinstance(count, int) and count != len(rows):
            self.found.add("kolada-count", Severity.ERROR, self.pages, count=count, rows=len(rows))
        if len(rows) == PAGE and not any(key in page for key in _NEXT):
            self.found.add("kolada-full-page", Severity.WARNING, self.pages, count=PAGE)
        for row in rows:
            self._row(row)

    def _row(self, row: Any) -> None:
        self.rows += 1
        key = self._key(row)
        if key is None:
            self.found.add("kolada-row", Severity.ERROR, self.rows, row=shown(row, 60))
            return
        nested = row.get("values")
        listed: list[Any] = nested if isinstance(nested, list) else [row] if "value" in row else []
        self.asked.add(key)
        for one in listed:
            if isinstance(one, Mapping):
                self._value(key, one, is_unit=not _given(row.get("municipality")))
            else:
                self.found.add("kolada-row", Severity.ERROR, self.rows, row=shown(one, 60))

    def _key(self, row: Any) -> tuple[str, str, int] | None:
        """Measure, unit and year of a row; `None` for what is no row."""
        if not isinstance(row, Mapping):
            return None
        measure, unit = row.get("kpi"), next((row[key] for key in _UNITS if _given(row.get(key))), None)
        year = _whole(row.get("period", row.get("year")))
        if not isinstance(measure, str) or not measure.strip() or year is None or not 1 <= year <= 9999:
            return None
        if isinstance(unit, int) and not isinstance(unit, bool) and 0 <= unit <= 9999:
            self.found.add("kolada-zeros", Severity.WARNING, self.rows, unit=f"{unit:04}")
            unit = f"{unit:04}"  # a client, or a workbook, that took an id for a number
        return (measure.strip(), unit.strip(), year) if isinstance(unit, str) and unit.strip() else None

    def _value(self, key: tuple[str, str, int], one: Mapping[str, Any], *, is_unit: bool) -> None:
        if _is_true(one.get("isdeleted")) or _is_true(one.get("is_deleted")):
            self.deleted += 1
            return
        gender = one.get("gender", TOTAL)
        if gender not in tuple(GENDERS):
            self.found.add("kolada-gender", Severity.ERROR, self.rows, gender=shown(gender, 20))
            return
        figure = _figure(one.get("value"))
        if figure is NotImplemented:
            self.found.add("kolada-value", Severity.ERROR, self.rows, value=shown(one.get("value"), 40))
            return
        measure, unit, year = key
        kind = "unit" if is_unit else _kind(unit)
        count = _whole(one.get("count"))
        value = PeerValue(
            indicator=measure,
            unit=unit,
            year=year,
            gender=gender,
            value=figure,
            kind=kind,
            is_mean=kind in ("group", "country"),
            count=count,
            status=str(one.get("status") or ""),
        )
        place = (measure, unit, year, gender)
        known = self.values.setdefault(place, value)
        if known.value != value.value:
            self.found.add("kolada-twice", Severity.ERROR, self.rows, measure=measure, unit=unit, year=str(year))


def _given(value: Any) -> bool:
    """Whether a column says anything: frames of municipalities and units have nulls or NaN in the other's."""
    return (isinstance(value, str) and bool(value.strip())) or _whole(value) is not None


def _kind(unit: str) -> str:
    if unit.startswith("G"):
        return "group"
    if unit == "0000":
        return "country"
    return "region" if unit.startswith("00") else "municipality"


def _is_true(value: Any) -> bool:
    """Whether a flag is set: frames have NaN where a client gave none, and files the words for it."""
    return value.strip().casefold() in ("true", "1") if isinstance(value, str) else _whole(value) == 1 or value is True


def _whole(value: Any) -> int | None:
    """A whole number of an int, of one of NumPy, of a float that is whole, or of its digits."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        return int(value) if len(value) <= 9 and value.isdecimal() and value.isascii() else None
    try:
        return int(value) if value == int(value) else None
    except (TypeError, ValueError, OverflowError):
        return None


def _figure(value: Any) -> Any:
    """The exact figure, `None` where it is missing, `NotImplemented` for what is none."""
    if value is None or type(value).__name__ == "NAType":
        return None
    if isinstance(value, bool):
        return NotImplemented
    if isinstance(value, int | Decimal):
        finite = not isinstance(value, Decimal) or (value.is_finite() and abs(value.adjusted()) < 300)
        return value if finite else NotImplemented
    try:
        number = float(value) if not isinstance(value, str) else None
    except (TypeError, ValueError, OverflowError):
        return NotImplemented
    if number is None or number in (float("inf"), float("-inf")):
        return NotImplemented
    return None if number != number else Decimal(repr(number))  # noqa: PLR0124  # NaN: missing in a data frame
