r"""Kolada (*kommun- och regiondatabasen*): rows that the user already has, as indicators and as values of peers.

What a service gives as JSON (v2 or v3, a page or several), and what the Python clients give (nested rows, flat ones, a
data frame), is read alike. Nothing is fetched.

>>> reading = read_kolada({"count": 1, "next_url": None, "values": [
...     {"kpi": "N00945", "municipality": "0188", "period": 2023, "values": [
...         {"gender": "T", "count": 1, "status": "", "value": 58.2, "isdeleted": False},
...         {"gender": "K", "count": 1, "status": "", "value": None, "isdeleted": False}]}]})
>>> reading.indicators()[0].outcomes[Period.for_year(2023)], reading.source
(Decimal('58.2'), 'Källa: Kolada')

Kolada does not say what is better, nor in which unit: both are the user's to say.

Source: RKA, Kolada's API v2 and v3; its figures may be used with the source stated.
"""

import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import product
from typing import Any

import attrs

from kommunuppfoljning.amounts import Amount
from kommunuppfoljning.errors import InvalidType, InvalidValue, expect, shown
from kommunuppfoljning.findings import Finding, raise_for
from kommunuppfoljning.indicators import Group, Indicator
from kommunuppfoljning.io.sources import Findings, Source, name_of, opened, refuse_other_files
from kommunuppfoljning.models import EMPTY
from kommunuppfoljning.peers import TOTAL, PeerValue
from kommunuppfoljning.periods import Period
from kommunuppfoljning.terms import Direction, MissingReason, Severity

__all__ = ["SOURCE", "KoladaReading", "indicators_from_kolada", "read_kolada"]

SOURCE = "Källa: Kolada"
"""What must be said wherever the figures are shown."""
LARGEST = 2**30
PAGE = 5000
"""The most rows that Kolada gives on a page."""

_GENDERS = {"T": "", "K": "Kvinnor", "M": "Män"}
_REASONS = {"-": MissingReason.NOT_STATED, ".": MissingReason.NOT_APPLICABLE, "..": MissingReason.CONFIDENTIAL}
"""How Kolada marks what is missing, where it does."""
_UNITS = ("municipality", "ou", "out")
_NEXT = ("next_url", "next_page")


@attrs.frozen(kw_only=True, repr=False)
class KoladaReading:
    """What rows from Kolada hold (*Koladauttag*): every value, and what was wrong with them.

    Raises nothing by itself; `findings.raise_for` makes errors of the findings.
    """

    values: tuple[PeerValue, ...] = ()
    findings: tuple[Finding, ...] = ()
    source: str = SOURCE

    def __repr__(self) -> str:
        return f"KoladaReading({len(self.values)} values, {len(self.findings)} findings)"

    def undirected(self, directions: Mapping[str, Direction] = EMPTY) -> tuple[Finding, ...]:
        """A finding for each measure whose direction is not said (*osagd riktning*).

        `indicators` takes higher values to be better for it, as `Indicator` does, and Kolada does not say.
        """
        found = Findings("kolada")
        for measure in dict.fromkeys(value.indicator for value in self.values):
            if measure not in directions:
                found.add("kolada-direction", Severity.WARNING, measure=measure)
        return found.told()

    def indicators(
        self,
        *,
        gender: str = TOTAL,
        directions: Direction | Mapping[str, Direction] | None = None,
        units: Mapping[str, str] = EMPTY,
        names: Mapping[str, str] = EMPTY,
    ) -> tuple[Indicator, ...]:
        """An indicator for each measure and unit, its outcomes by year (*indikatorer ur Kolada*).

        Parameters
        ----------
        gender
            Whose values are the outcomes; with ``"T"`` women and men are breakdowns.
        directions
            What is better, for all or by the id of the measure. Say it before anything is judged.
        units
            The id of a measure → its unit; values of one in ``"%"`` become fractions of one.
        names
            The id of a measure or a municipality → its name.

        Returns
        -------
        Means of groups, and the country's values, are references of the municipalities' indicators.

        Raises
        ------
        InvalidType, InvalidValue
            For directions of another kind, and a gender that Kolada does not have.
        """
        if gender not in _GENDERS:
            raise InvalidValue(f"indicators: gender must be T, K or M, got {shown(gender)}")
        if directions is not None:
            expect(directions, (Direction, Mapping), "indicators: directions")
        found: dict[tuple[str, str], dict[str, dict[int, PeerValue]]] = {}
        for value in self.values:
            years = found.setdefault((value.indicator, value.unit), {}).setdefault(value.gender, {})
            years.setdefault(value.year, value)
        means = {value.unit for value in self.values if value.is_mean}
        ranked = Counter(measure for measure, unit in found if unit not in means)
        made = []
        for (measure, unit), by_gender in found.items():
            is_mean = unit in means
            if (is_mean and ranked[measure]) or gender not in by_gender:
                continue  # a mean is a reference of the others
            alone = (ranked[measure] or sum(one == measure for one, _ in found)) == 1
            direction = directions if isinstance(directions, Direction) else (directions or {}).get(measure)
            share = units.get(measure) == "%"
            shared: dict[str, Any] = {
                "unit": units.get(measure, ""),
                "source": self.source,
                **({} if direction is None else {"direction": direction}),
            }
            name = names.get(measure, "")
            if not alone:
                name = f"{name or measure}, {names.get(unit, unit)}"
            parts = [
                Indicator(
                    id=one,
                    group=Group(dimension="kön", name=_GENDERS[one]),
                    **shared,
                    **_series(by_gender[one], share=share),
                )
                for one in ("K", "M")
                if gender == TOTAL and one in by_gender
            ]
            own = by_gender[gender]
            references = self._references(measure, gender, max(own), share=share, names=names)
            made.append(
                Indicator(
                    id=measure if alone else f"{measure}-{unit}",
                    name=name,
                    breakdowns=tuple(parts),
                    references=EMPTY if is_mean else references,
                    **shared,
                    **_series(own, share=share),
                )
            )
        return tuple(made)

    def _references(
        self, measure: str, gender: str, year: int, *, share: bool, names: Mapping[str, str]
    ) -> dict[str, Amount | None]:
        """What was published of groups and the country for a year."""
        return {
            names.get(one.unit, one.unit): _scaled(one.value, share=share)
            for one in self.values
            if one.is_mean and (one.indicator, one.gender, one.year) == (measure, gender, year)
        }


def indicators_from_kolada(
    rows: Any, *, gender: str = TOTAL, directions: Direction | Mapping[str, Direction] | None = None
) -> tuple[Indicator, ...]:
    """Indicators of rows in order (*indikatorer ur Kolada*); `read_kolada` tells more, and raises less.

    Raises `InvalidValue` with every grave fault of the rows, and as `read_kolada` does.
    """
    reading = read_kolada(rows)
    raise_for(reading.findings)
    return reading.indicators(gender=gender, directions=directions)


def read_kolada(
    rows: Any,
    *,
    measures: Iterable[str] = (),
    units: Iterable[str] = (),
    years: Iterable[int] = (),
    largest: int = LARGEST,
) -> KoladaReading:
    """Read what Kolada or one of its Python clients gave (*läs uttag ur Kolada*).

    Parameters
    ----------
    rows
        A response, a list of them (pages), nested rows, flat rows with `period` or `year`, a data frame (pandas,
        Polars, PyArrow), or a JSON file of the first three: its path, its bytes, or a binary file.
    measures, units, years
        What was asked for: a combination that no row answers is a finding. Clients drop failed requests silently.
    largest
        The most bytes of a file to read.

    Returns
    -------
    Every value, and findings: incomplete pages, unanswered requests, unknown sexes, values that contradict each other.

    Raises
    ------
    InvalidType, InvalidValue
        For what holds no row from Kolada.
    TooLarge
        For a larger file.
    OSError
        From the operating system.

    References
    ----------
    RKA, Kolada's API v2 and v3.
    """
    name = "kolada"
    if isinstance(rows, str | os.PathLike | bytes) or hasattr(rows, "seek"):
        name = name_of(rows)
        rows = _loaded(rows, name, largest)
    reader = _Reader(name)
    reader.take(rows)
    return reader.finished(list(measures), list(units), list(years))


def _loaded(source: Source, name: str, largest: int) -> Any:
    with opened(source, largest=largest) as file:
        refuse_other_files(file, name, "JSON from Kolada")
        content = file.read()
    try:
        return json.loads(content.decode("utf-8-sig"), parse_float=Decimal)
    except UnicodeDecodeError as error:
        raise InvalidValue(f"{name} is not UTF-8 text: byte {error.start}") from None
    except RecursionError:
        raise InvalidValue(f"{name}: the JSON is nested too deep") from None
    except (ValueError, ArithmeticError) as error:
        raise InvalidValue(f"{name} is not JSON from Kolada: {error}") from None


class _Reader:
    def __init__(self, name: str) -> None:
        self.found = Findings(name)
        self.values: dict[tuple[str, str, int, str], PeerValue] = {}
        self.pages = self.followed = self.rows = self.deleted = 0
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

    def finished(self, measures: list[str], units: list[str], years: list[int]) -> KoladaReading:
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
        return KoladaReading(values=tuple(self.values.values()), findings=self.found.told())

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
        return (measure, unit, year) if isinstance(unit, str) and unit.strip() else None

    def _value(self, key: tuple[str, str, int], one: Mapping[str, Any], *, is_unit: bool) -> None:
        if one.get("isdeleted") or one.get("is_deleted"):
            self.deleted += 1
            return
        gender = one.get("gender", TOTAL)
        if gender not in tuple(_GENDERS):
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


def _scaled(value: Amount | None, *, share: bool) -> Amount | None:
    """A percentage as a fraction of one, exact."""
    if value is None or not share:
        return value
    sign, digits, exponent = Decimal(value).as_tuple()
    return Decimal((sign, digits, int(exponent) - 2))


def _series(years: Mapping[int, PeerValue], *, share: bool) -> dict[str, Any]:
    """The outcomes by year, and why those that are missing are."""
    in_order = sorted(years.items())
    return {
        "outcomes": {Period.for_year(year): _scaled(value.value, share=share) for year, value in in_order},
        "missing": {
            Period.for_year(year): _REASONS.get(value.status.strip(), MissingReason.NOT_STATED)
            for year, value in in_order
            if value.value is None and value.status.strip()
        },
    }
