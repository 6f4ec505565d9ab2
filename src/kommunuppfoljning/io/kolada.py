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
from typing import Any

import attrs

from kommunuppfoljning.amounts import Amount
from kommunuppfoljning.errors import InvalidValue, expect, shown
from kommunuppfoljning.findings import Finding, raise_for
from kommunuppfoljning.indicators import Group, Indicator
from kommunuppfoljning.io.kolada_rows import GENDERS, Reader
from kommunuppfoljning.io.sources import Findings, Source, name_of, opened, refuse_other_files
from kommunuppfoljning.likeness import refuse_misspelt
from kommunuppfoljning.models import EMPTY
from kommunuppfoljning.peers import TOTAL, PeerValue
from kommunuppfoljning.periods import Period
from kommunuppfoljning.terms import Direction, MissingReason, Severity

__all__ = ["SOURCE", "KoladaReading", "indicators_from_kolada", "read_kolada"]

SOURCE = "Källa: Kolada"
"""What must be said wherever the figures are shown."""
LARGEST = 2**30

_REASONS = {"-": MissingReason.NOT_STATED, ".": MissingReason.NOT_APPLICABLE, "..": MissingReason.CONFIDENTIAL}
"""How Kolada marks what is missing, where it does."""


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
        Means of groups, and the country's values, are references of the municipalities' indicators. A year for which
        there are values, and none for this gender, has no outcome, and `missing` says so; it says so too of a direction
        that is not given, which `audit` then tells of.

        Raises
        ------
        InvalidType, InvalidValue
            For directions of another kind, a gender that Kolada does not have, directions of a measure that was not
            read while one that was read is left without, and units where one that is alike is: the error names it.
        """
        if gender not in GENDERS:
            raise InvalidValue(f"indicators: gender must be T, K or M, got {shown(gender)}")
        if directions is not None:
            expect(directions, (Direction, Mapping), "indicators: directions")
        measures = tuple(dict.fromkeys(value.indicator for value in self.values))
        if isinstance(directions, Mapping):
            refuse_misspelt("indicators: directions", directions, measures, is_needed=True)
        refuse_misspelt("indicators: units", units, measures)
        found: dict[tuple[str, str], dict[str, dict[int, PeerValue]]] = {}
        for value in self.values:
            years = found.setdefault((value.indicator, value.unit), {}).setdefault(value.gender, {})
            years.setdefault(value.year, value)
        means = {value.unit for value in self.values if value.is_mean}
        ranked = Counter(measure for measure, unit in found if unit not in means)
        made = []
        for (measure, unit), by_gender in found.items():
            is_mean = unit in means
            if is_mean and ranked[measure]:
                continue  # a mean is a reference of the others
            alone = (ranked[measure] or sum(one == measure for one, _ in found)) == 1
            direction = directions if isinstance(directions, Direction) else (directions or {}).get(measure)
            share = units.get(measure) == "%"
            shared: dict[str, Any] = {
                "unit": units.get(measure, ""),
                "source": self.source,
                **({} if direction is None else {"direction": direction}),
            }
            unsaid = {"direction": MissingReason.NOT_STATED} if direction is None else {}
            name = names.get(measure, "")
            if not alone:
                name = f"{name or measure}, {names.get(unit, unit)}"
            parts = [
                Indicator(
                    id=one,
                    group=Group(dimension="kön", name=GENDERS[one]),
                    **shared,
                    **_series(by_gender[one], share=share),
                )
                for one in ("K", "M")
                if gender == TOTAL and one in by_gender
            ]
            asked = by_gender.get(gender, {})
            own = {year: asked.get(year) for known in by_gender.values() for year in known}
            references = self._references(measure, gender, max(own), share=share, names=names)
            series = _series(own, share=share)
            made.append(
                Indicator(
                    id=measure if alone else f"{measure}-{unit}",
                    name=name,
                    breakdowns=tuple(parts),
                    references=EMPTY if is_mean else references,
                    outcomes=series["outcomes"],
                    missing=series["missing"] | unsaid,
                    **shared,
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
    reader = Reader(name)
    reader.take(rows)
    values, findings = reader.finished(list(measures), list(units), list(years))
    return KoladaReading(values=values, findings=findings)


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


def _scaled(value: Amount | None, *, share: bool) -> Amount | None:
    """A percentage as a fraction of one, exact."""
    if value is None or not share:
        return value
    sign, digits, exponent = Decimal(value).as_tuple()
    return Decimal((sign, digits, int(exponent) - 2))


def _series(years: Mapping[int, PeerValue | None], *, share: bool) -> dict[str, Any]:
    """The outcomes by year, and why those that are missing are."""
    outcomes: dict[Period, Amount | None] = {}
    missing: dict[str | Period, MissingReason] = {}
    for year, value in sorted(years.items()):
        period = Period.for_year(year)
        outcomes[period] = None if value is None else _scaled(value.value, share=share)
        if value is None:
            missing[period] = MissingReason.NOT_STATED
        elif value.value is None and value.status.strip():
            missing[period] = _REASONS.get(value.status.strip(), MissingReason.NOT_STATED)
    return {"outcomes": outcomes, "missing": missing}
