r"""Stratsys (*mätdata till och från Stratsys*): the text file that measures are imported by, both ways.

Columns parted by tabs: organisation, a date in the period, the name of the measure, its value. Names must be those of
the system, to the letter.

>>> rows, findings = read_stratsys("Kommunstyrelsen\t2024-08-31\tNöjda företag\t73,5\n".encode())
>>> rows[0].value, rows[0].day.isoformat(), findings
(Decimal('73.5'), '2024-08-31', ())

Source: Stratsys, *Importera måttdata* (manual).
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs

from kommunuppfoljning.amounts import Amount
from kommunuppfoljning.errors import InvalidValue, expect, shown
from kommunuppfoljning.findings import Finding
from kommunuppfoljning.indicators import Indicator
from kommunuppfoljning.io.cells import amount_of, figure_of
from kommunuppfoljning.io.csv import csv_rows
from kommunuppfoljning.io.headings import unit_in
from kommunuppfoljning.io.sources import Findings, Source, name_of
from kommunuppfoljning.io.stored import refuse_halves
from kommunuppfoljning.likeness import refuse_misspelt
from kommunuppfoljning.models import EMPTY, Model
from kommunuppfoljning.periods import Period
from kommunuppfoljning.terms import Severity

__all__ = ["StratsysRow", "indicators_from_stratsys", "read_stratsys", "stratsys_rows", "write_stratsys"]

LARGEST = 2**30


@attrs.frozen(kw_only=True, repr=False)
class StratsysRow(Model):
    """A value of a measure (*mätvärde*): whose, for the period that a day is in, of which measure.

    `value` is the figure as the system has it, 7.9 for "7,9 %" and for "7,9"; `unit` is ``"%"`` or that
    of money, where the file says so.
    """

    organisation: str
    day: date
    measure: str
    value: Amount
    unit: str = ""

    _told = ("organisation", "day", "measure", "value")


def read_stratsys(source: Source, *, largest: int = LARGEST) -> tuple[tuple[StratsysRow, ...], tuple[Finding, ...]]:
    """Read a file of measures (*läs mätdata*): its rows, and a finding for each line that is none.

    Raises
    ------
    InvalidType, InvalidValue
        For what is no such file: no line of it has four columns parted by tabs.
    TooLarge
        For a larger file.
    OSError
        From the operating system.
    """
    name = name_of(source)
    found = Findings(name)
    rows: list[StratsysRow] = []
    for number, cells in enumerate(csv_rows(source, delimiter="\t", largest=largest), start=1):
        if not any(cells) or (number == 1 and _is_heading(cells)):
            continue
        row = _row(cells, number, found)
        if row is not None:
            rows.append(row)
    if not rows:
        raise InvalidValue(
            f"{name} has no row of measures; expected four columns parted by tabs: organisation, date, measure, value"
        )
    return tuple(rows), found.told()


def write_stratsys(rows: Iterable[StratsysRow], path: str | os.PathLike[str]) -> None:
    """Write rows for import (*skriv mätdata*), in UTF-8 with a decimal comma.

    Raises `InvalidType` for what is no row, `InvalidValue` for a name that holds a tab, a line end or half a character,
    and `OSError`.
    """
    lines = []
    for row in rows:
        expect(row, StratsysRow, "write_stratsys: rows")
        for field in ("organisation", "measure"):
            if any(sign in getattr(row, field) for sign in '\t\n\r"'):
                raise InvalidValue(
                    f"write_stratsys: {field} must hold no tab, line end or quotation mark, "
                    f"got {shown(getattr(row, field))}"
                )
            refuse_halves(getattr(row, field), f"write_stratsys: {field}")
        value = f"{row.value:f}".replace(".", ",")
        lines.append(f"{row.organisation}\t{row.day}\t{row.measure}\t{value}\r\n")
    Path(path).write_bytes("".join(lines).encode())


def stratsys_rows(
    indicators: Iterable[Indicator], *, organisation: str, names: Mapping[str, str] = EMPTY, percent: bool = True
) -> Iterator[StratsysRow]:
    """The outcomes of indicators as rows (*utfall som mätdata*), each on the last day of its period.

    Parameters
    ----------
    indicators
        Those with a value; what is missing has no row.
    organisation
        Whose they are, as the system names it.
    names
        The id of an indicator → the measure's name in the system, where it is not the indicator's.
    percent
        Whether a fraction of one in ``"%"`` is written as so many percent (7,9 for 0,079).
    """
    for one in indicators:
        for period, value in one.outcomes.items():
            if value is None:
                continue
            figure: Amount = value
            if percent and one.unit == "%":
                figure = _moved(value, 2)
            measure = names.get(one.id, one.name or one.id)
            yield StratsysRow(organisation=organisation, day=period.end, measure=measure, value=figure)


def indicators_from_stratsys(
    rows: Iterable[StratsysRow], *, months: int = 12, units: Mapping[str, str] = EMPTY
) -> tuple[Indicator, ...]:
    """An indicator for each measure and organisation (*indikatorer ur mätdata*).

    Parameters
    ----------
    rows
        As `read_stratsys` gives them.
    months
        How long the measure's periods are, by its setting in the system: 12 a year, 4 a tertial, 3 a quarter, 1 a
        month.
    units
        The name of a measure → its unit; values of one in ``"%"``, said here or in the file, become fractions of one.
        A file that is made for import does not say it.

    Raises
    ------
    InvalidValue
        For another length, two values of one period, a measure that is in several units, and units of one
        that is not there while one that is alike is.
    """
    if months not in (1, 3, 4, 12):
        raise InvalidValue(f"indicators_from_stratsys: months must be 1, 3, 4 or 12, got {shown(months)}")
    listed = list(rows)
    said: dict[str, set[str]] = {}
    for row in listed:
        said.setdefault(row.measure, set()).add(row.unit)
    refuse_misspelt("indicators_from_stratsys: units", units, said)
    for measure, known in said.items():
        if len(known) > 1 and measure not in units:
            raise InvalidValue(
                f"indicators_from_stratsys: {shown(measure)} is in several units "
                f"({', '.join(repr(unit) for unit in sorted(known))}); say its unit with units="
            )
    several = len({row.organisation for row in listed}) > 1
    found: dict[str, dict[str, Any]] = {}
    for row in listed:
        key = f"{row.measure}, {row.organisation}" if several else row.measure
        unit = units.get(row.measure, row.unit)
        held = found.setdefault(key, {"department": row.organisation, "unit": unit, "outcomes": {}})
        period = _period(row.day, months)
        value = _moved(row.value, -2) if unit == "%" else row.value
        if held["outcomes"].setdefault(period, value) != value:
            raise InvalidValue(
                f"indicators_from_stratsys: {shown(key)} has two values for {period.key}: are its periods shorter than "
                f"months={months}?"
            )
    return tuple(Indicator(id=key, name=key, **fields) for key, fields in found.items())


def _moved(value: Amount, power: int) -> Decimal:
    """A figure times a power of ten, its digits kept."""
    sign, digits, exponent = Decimal(value).as_tuple()
    return Decimal((sign, digits, int(exponent) + power))


def _period(day: date, months: int) -> Period:
    """The period of so many months that a day is in."""
    part = (day.month - 1) // months
    first = Period.for_month(day.year, part * months + 1)
    return Period(first.start, Period.for_month(day.year, (part + 1) * months).end)


def _is_heading(cells: list[str | None]) -> bool:
    return len(cells) >= 4 and figure_of(cells[3]) is NotImplemented and not str(cells[1])[:1].isdigit()


def _row(cells: list[str | None], number: int, found: Findings) -> StratsysRow | None:
    if len(cells) < 4 or not all(cells[:3]):
        found.add("stratsys-columns", Severity.ERROR, number, count=sum(cell is not None for cell in cells))
        return None
    organisation, day_text, measure = (str(cell) for cell in cells[:3])
    try:
        day = Period.parse(day_text).end
    except InvalidValue:
        found.add("stratsys-date", Severity.ERROR, number, text=shown(day_text, 40))
        return None
    value = figure_of(cells[3])
    if value is NotImplemented:
        found.add("stratsys-value", Severity.ERROR, number, text=shown(cells[3], 40))
        return None
    if value is None:
        found.add("stratsys-empty", Severity.INFO, number, measure=measure)
        return None
    share = amount_of(cells[3]) is NotImplemented
    money = unit_in([cells[3]])
    return StratsysRow(
        organisation=organisation,
        day=day,
        measure=measure,
        value=_moved(value, 2) if share else value,
        unit="%" if share else "" if money is None else money.value,
    )
