"""Headings (*rubriker*) of follow-up tables in Swedish: which column each one is, and for which period.

>>> [field_of(text).field for text in ("Budget jan-aug 2024", "Utfall jan-aug 2024", "Avvikelse", "Budget helår 2024")]
['period_budget', 'outcome', 'deviation', 'annual_budget']

What is recognised is a proposal: a person confirms it, or says what the columns are.
"""

import re
from collections.abc import Iterable, Sequence

import attrs

from kommunuppfoljning.errors import InvalidValue
from kommunuppfoljning.periods import Period
from kommunuppfoljning.terms import Unit

__all__ = ["FIELDS", "Heading", "field_of", "fields_of", "period_in", "unit_around", "unit_in"]

FIELDS = (
    "id",
    "name",
    "kind",
    "period_budget",
    "period_outcome",
    "stated_period_deviation",
    "previous_outcome",
    "previous_annual",
    "annual_budget",
    "forecast",
    "stated_forecast_deviation",
)
"""What a column of a wide table may be."""

_LONGEST = 200
_MONTH = r"(?:jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)[a-zåäö]*\.?"
_YEAR = r"(?:19|20)[0-9]{2}"
_PERIODS = (
    re.compile(rf"{_MONTH}\s*(?:[-–−]|till|t\.?o\.?m\.?)\s*{_MONTH},?\s*{_YEAR}"),
    re.compile(rf"(?:delår|tertial|kvartal)\s*[0-9],?\s*{_YEAR}"),
    re.compile(rf"{_YEAR}-[0-9]{{2}}-[0-9]{{2}}\s*(?:[-–−]|till)\s*{_YEAR}-[0-9]{{2}}-[0-9]{{2}}"),
    re.compile(rf"{_MONTH}\s*{_YEAR}"),
    re.compile(rf"\b{_YEAR}\b"),
)
_UNIT = re.compile(r"\b(tkr|kkr|tusen kronor|mnkr|mkr|miljoner kronor|mdkr|ksek|msek|kronor|sek|kr)\b", re.IGNORECASE)
_FIGURE = re.compile(
    rf"(?<![0-9]-)(?<![0-9,.])(?!{_YEAR}\b(?![,.]?[0-9]))(?:[0-9]+[,.][0-9]+|[0-9][0-9 ]*[0-9])\s?{_UNIT.pattern}",
    re.IGNORECASE,
)
"""A figure with its unit, and not the year or the day before a table's unit."""
_NAMES = ("enhet", "avdelning", "verksamhet", "nämnd", "benämning", "rad", "post", "kontor", "ansvar", "förvaltning")
_PART = re.compile(rf"period|\back|\bytd\b|{_MONTH}\s*[-–−]|delår|tertial|kvartal|t\.?o\.?m", re.IGNORECASE)
_WHOLE = re.compile(r"helår|årsbudget|hela året|\bår\b|bokslut")


@attrs.frozen
class Heading:
    """What a heading seems to be: a field of a line, or `outcome` and `deviation` until the others are seen."""

    text: str
    field: str | None = None
    period: Period | None = None


def field_of(text: str) -> Heading:
    """What a heading seems to be by itself."""
    folded = " ".join(str(text).split()).casefold()[:_LONGEST]
    period = period_in(folded)
    field: str | None = None
    if "%" in folded or "procent" in folded or "andel" in folded:
        field = None  # recomputed, never read
    elif "avvik" in folded or "differens" in folded:
        field = "stated_forecast_deviation" if "prognos" in folded or "helår" in folded else "deviation"
    elif "prognos" in folded or "forecast" in folded:
        field = "forecast"
    elif "budget" in folded:
        part = _PART.search(folded) is not None and _WHOLE.search(folded) is None
        field = "period_budget" if part else "annual_budget"
    elif "bokslut" in folded:
        field = "previous_annual"
    elif "utfall" in folded or "redovisning" in folded or "outcome" in folded:
        field = "previous_outcome" if re.search(r"föreg|fg\.? år|förra", folded) else "outcome"
    elif folded in ("id", "kod", "nr", "nummer"):
        field = "id"
    elif folded in ("slag", "typ", "intäkt/kostnad", "kind"):
        field = "kind"
    elif folded in ("namn", "name", "") or any(folded.startswith(word) for word in _NAMES):
        field = "name"
    return Heading(text=" ".join(str(text).split()), field=field, period=period)


def fields_of(texts: Sequence[str]) -> list[Heading]:
    """What each heading of a row is, read together: which year is last, and which deviation is which."""
    headings = [field_of(text) for text in texts]
    years = [one.period.end.year for one in headings if one.period is not None]
    last = max(years, default=None)
    taken: set[str] = set()
    read: list[Heading] = []
    for place, one in enumerate(headings):
        field = one.field
        if field == "outcome":
            earlier = last is not None and one.period is not None and one.period.end.year < last
            whole = one.period is not None and one.period.is_year and _PART.search(one.text.casefold()) is None
            field = "period_outcome" if not earlier else "previous_annual" if whole else "previous_outcome"
        elif field == "deviation":
            after = {other.field for other in headings[:place]}
            period = "stated_period_deviation" not in taken and "forecast" not in after
            field = "stated_period_deviation" if period else "stated_forecast_deviation"
        elif field == "name" and not one.text and place:
            field = None  # only the first column may go without a heading
        if field in taken:
            field = None
        if field is not None:
            taken.add(field)
        read.append(attrs.evolve(one, field=field))
    return read


def period_in(text: str) -> Period | None:
    """The period that a text speaks of, if it does."""
    folded = text.casefold()[:_LONGEST]
    for pattern in _PERIODS:
        match = pattern.search(folded)
        if match:
            try:
                return Period.parse(match[0])
            except InvalidValue:
                continue
    return None


def unit_in(texts: Iterable[object]) -> Unit | None:
    """The money unit that texts around a table speak of, if they agree on one."""
    found = {
        Unit.parse(match[1]) for text in texts if isinstance(text, str) for match in _UNIT.finditer(text[:_LONGEST])
    }
    return found.pop() if len(found) == 1 else None


def unit_around(texts: Iterable[object]) -> Unit | None:
    """The money unit that texts around a table say that it is in: that of a figure in them ("2,5 mnkr") is its own."""
    return unit_in(_FIGURE.sub("", text[:_LONGEST]) for text in texts if isinstance(text, str))
