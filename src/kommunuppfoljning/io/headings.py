"""Headings (*rubriker*) of follow-up tables in Swedish: which column each one is, and for which period.

>>> [field_of(text).field for text in ("Budget jan-aug 2024", "Utfall jan-aug 2024", "Avvikelse", "Budget helår 2024")]
['period_budget', 'outcome', 'deviation', 'annual_budget']

What is recognised is a proposal: a person confirms it, or says what the columns are.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date

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
_MONTH = (
    r"\b(?:jan(?:uari)?|feb(?:ruari)?|mars?|apr(?:il)?|maj|juni?|juli?|aug(?:usti)?|sept?(?:ember)?|okt(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_YEAR = r"(?:19|20)[0-9]{2}"
_DAY = rf"{_YEAR}-[0-9]{{2}}-[0-9]{{2}}"
_DATE = rf"[0-9]{{1,2}}\s?{_MONTH}"
_TO = r"\s*(?:[-–−—]{1,2}|till och med|till|t\.?\s?o\.?\s?m\.?)\s*"
_UP_TO = re.compile(r"\back|\btill och med\b|\bt\.?\s?o\.?\s?m\b|\bytd\b|\bper\b")
_BARE_YEAR = re.compile(rf"(?<![0-9/.,-])({_YEAR})(?![0-9]|\s?[-/.]\s?[0-9]|\s[0-9]{{2}}\b)")
_UNIT = re.compile(r"\b(tkr|kkr|tusen kronor|mnkr|mkr|miljoner kronor|mdkr|ksek|msek|kronor|sek|kr)\b", re.IGNORECASE)
_FIGURE = re.compile(
    rf"(?<![0-9]-)(?<![0-9,.])(?!{_YEAR}\b(?![,.]?[0-9]))(?:[0-9]+[,.][0-9]+|[0-9][0-9 ]*[0-9])\s?{_UNIT.pattern}",
    re.IGNORECASE,
)
"""A figure with its unit, and not the year or the day before a table's unit."""
_NAMES = ("enhet", "avdelning", "verksamhet", "nämnd", "benämning", "rad", "post", "kontor", "ansvar", "förvaltning")
_PART = re.compile(rf"period|\back|\bytd\b|{_MONTH}|delår|tertial|kvartal|t\.?\s?o\.?\s?m\b", re.IGNORECASE)
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
        part = _PART.search(folded) is not None or (period is not None and not period.is_year)
        field = "period_budget" if part and _WHOLE.search(folded) is None else "annual_budget"
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
    named = any(one.field == "name" and one.text for one in headings)
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
        elif field == "name" and not one.text and (place or named):
            field = None  # only the first column may go without a heading, where no other is that of names
        if field in taken:
            field = None
        if field is not None:
            taken.add(field)
        read.append(attrs.evolve(one, field=field))
    return read


def period_in(text: str, *, bare_year: bool = True) -> Period | None:
    """The period that a text speaks of, if it does; `bare_year` says whether a year alone is one.

    To a day, or "ack", "t.o.m." and "per" a month, it is the year to date.
    """
    folded = " ".join(text.casefold().split())[:_LONGEST]
    for pattern, build in _PERIODS:
        match = pattern.search(folded)
        if match is None:
            continue
        try:
            period = build(match)
        except (InvalidValue, ValueError):
            return None
        return Period.year_to_date(period.end) if period.months == 1 and _UP_TO.search(folded) else period
    year = _BARE_YEAR.search(folded) if bare_year else None
    return Period.for_year(int(year[1])) if year else None


def _between(match: "re.Match[str]") -> Period:
    """From a date to another, whose year stands once or twice: "1 jan–31 aug 2024"."""
    first, last = match[1], match[3]
    year = match[4]
    return Period(_date(first, match[2] or year), _date(last, year))


def _date(text: str, year: str) -> date:
    day, month = re.findall(r"[0-9]+|[a-z]+", text)
    return Period.parse(f"{month} {year}").start.replace(day=int(day))


_PERIODS: tuple[tuple["re.Pattern[str]", Callable[["re.Match[str]"], Period]], ...] = (
    (re.compile(rf"({_DAY}){_TO}({_DAY})"), lambda match: Period.parse(f"{match[1]}–{match[2]}")),
    (re.compile(rf"({_DATE})\s*({_YEAR})?{_TO}({_DATE}),?\s*({_YEAR})"), _between),
    (
        re.compile(rf"({_MONTH}){_TO}({_MONTH}),?\s*({_YEAR})"),
        lambda match: Period.parse(f"{match[1]}–{match[2]} {match[3]}"),
    ),
    (
        re.compile(rf"(?:delår|delåret|tertial|kvartal|\bt|\bq)\s?[0-9],?\s*{_YEAR}"),
        lambda match: Period.parse(match[0]),
    ),
    (re.compile(_DAY), lambda match: Period.year_to_date(date.fromisoformat(match[0]))),
    (
        re.compile(rf"({_DATE}),?\s*({_YEAR})"),
        lambda match: Period.year_to_date(_date(match[1], match[2])),
    ),
    (
        re.compile(rf"(?<![0-9])({_YEAR}[-m]?[0-9]{{2}})(?:{_TO}({_YEAR}[-m]?[0-9]{{2}}))?(?![-/.]?[0-9])"),
        lambda match: Period(Period.parse(match[1]).start, Period.parse(match[2] or match[1]).end),
    ),
    (re.compile(rf"{_MONTH}\s*{_YEAR}"), lambda match: Period.parse(match[0])),
)
"""What a period looks like in a text, the surest first."""


def unit_in(texts: Iterable[object]) -> Unit | None:
    """The money unit that texts around a table speak of, if they agree on one."""
    found = {
        Unit.parse(match[1]) for text in texts if isinstance(text, str) for match in _UNIT.finditer(text[:_LONGEST])
    }
    return found.pop() if len(found) == 1 else None


def unit_around(texts: Iterable[object]) -> Unit | None:
    """The money unit that texts around a table say that it is in: that of a figure in them ("2,5 mnkr") is its own."""
    return unit_in(_FIGURE.sub("", text[:_LONGEST]) for text in texts if isinstance(text, str))
