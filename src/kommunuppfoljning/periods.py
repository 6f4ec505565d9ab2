"""Periods (*perioder*): what a figure covers, from one day to another, both included.

>>> period = Period.parse("jan–aug 2024")
>>> period, period.label(), period.elapsed
(Period(2024-01-01, 2024-08-31), 'jan–aug 2024', Fraction(2, 3))
>>> period.previous_year()
Period(2023-01-01, 2023-08-31)

Source: lagen (2018:597) om kommunal bokföring och redovisning, 13 kap. 1 § (an interim report covers at least half
and at most two thirds of the year).
"""

import re
from calendar import monthrange
from datetime import date, datetime
from fractions import Fraction

import attrs
from dateutil.relativedelta import relativedelta

from kommunuppfoljning.errors import InvalidType, InvalidValue, shown

__all__ = ["Period"]

_MONTHS = tuple(
    (name, month)
    for names in (
        "januari februari mars april maj juni juli augusti september oktober november december",
        "january february march april may june july august september october november december",
    )
    for month, name in enumerate(names.split(), start=1)
)
_DASH = r"\s*(?:-|\u2013|\u2212|/|till|to|t\.?o\.?m\.?)\s*"
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_KNOWN = "2024-08-31, 2024-08, aug 2024, jan–aug 2024, delår 2 2024, tertial 2 2024, kvartal 3 2024, helår 2024 or 2024"


@attrs.frozen(order=True, repr=False)
class Period:
    """A period (*period*), from `start` to `end`, both included.

    Parameters
    ----------
    start, end
        Dates. A stock is measured over one day.

    Raises
    ------
    InvalidType, InvalidValue
        For what is no date, and a period that ends before it starts.
    """

    start: date
    end: date

    def __attrs_post_init__(self) -> None:
        for name in ("start", "end"):
            value = getattr(self, name)
            if type(value) is not date:
                hint = "a date without a time" if isinstance(value, datetime) else "a date"
                raise InvalidType(f"Period: {name} must be {hint}, got {shown(value)}")
        if self.end < self.start:
            raise InvalidValue(f"Period: end must not be before start, got {self.start} to {self.end}")

    def __repr__(self) -> str:
        return f"Period({self.start}, {self.end})"

    @classmethod
    def for_year(cls, year: int) -> "Period":
        """A calendar year (*helår*)."""
        return cls(_day(year, 1), _day(year, 12, last=True))

    @classmethod
    def for_month(cls, year: int, month: int) -> "Period":
        """A month (*månad*)."""
        return cls(_day(year, month), _day(year, month, last=True))

    @classmethod
    def for_quarter(cls, year: int, quarter: int) -> "Period":
        """A quarter (*kvartal*), 1 to 4."""
        return cls._part(year, quarter, 3, "quarter")

    @classmethod
    def for_tertial(cls, year: int, tertial: int) -> "Period":
        """A third of a year (*tertial*), 1 to 3."""
        return cls._part(year, tertial, 4, "tertial")

    @classmethod
    def year_to_date(cls, end: date) -> "Period":
        """From the first of January to `end` (*ackumulerat*)."""
        if not isinstance(end, date):
            raise InvalidType(f"end must be a date, got {shown(end)}")
        return cls(date(end.year, 1, 1), end)

    @classmethod
    def rolling(cls, months: int, end: date) -> "Period":
        """The last `months` whole months up to `end` (*rullande*), the last day of a month.

        >>> Period.rolling(12, date(2024, 8, 31))
        Period(2023-09-01, 2024-08-31)
        """
        if isinstance(months, bool) or not isinstance(months, int) or months < 1:
            raise InvalidValue(f"months must be a whole number of at least 1, got {shown(months)}")
        if not isinstance(end, date) or not _ends_month(end):
            raise InvalidValue(f"end must be the last day of a month, got {shown(end)}")
        if months > end.year * 12 - 12 + end.month:
            raise InvalidValue(f"months must not reach before the year 1, got {shown(months)}")
        return cls(end.replace(day=1) - relativedelta(months=months - 1), end)

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read a period as reports print it (*tolka period*).

        An interim report (*delår*) covers from the first of January: ``delår 1`` to April, ``delår 2`` to August.

        Raises `InvalidValue` for anything else, and says what it knows.

        >>> Period.parse("delår 2 2024"), Period.parse("helår 2024"), Period.parse("2024-08-31")
        (Period(2024-01-01, 2024-08-31), Period(2024-01-01, 2024-12-31), Period(2024-08-31, 2024-08-31))
        """
        if not isinstance(text, str):
            raise InvalidType(f"a period is parsed from text, got {shown(text)}")
        folded = " ".join(text.casefold().split())
        for pattern, build in _PATTERNS:
            match = re.fullmatch(pattern, folded) if len(folded) <= 60 else None
            if match:
                try:
                    return build(match)
                except InvalidValue as error:
                    raise InvalidValue(f"{shown(text)} is not a period: {error}") from None
                except (ValueError, KeyError):
                    break
        raise InvalidValue(f"{shown(text)} is not a period; expected such as {_KNOWN}")

    @property
    def months(self) -> int | None:
        """How many months it covers, `None` where it does not begin and end with one."""
        if self.start.day != 1 or not _ends_month(self.end):
            return None
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1

    @property
    def is_year(self) -> bool:
        """Whether it is one calendar year."""
        return self == Period.for_year(self.start.year)

    @property
    def elapsed(self) -> Fraction | None:
        """The share of the calendar year gone at its end: by whole months, else by days.

        `None` where it crosses years.
        """
        if self.start.year != self.end.year:
            return None
        if _ends_month(self.end):
            return Fraction(self.end.month, 12)
        first = date(self.end.year, 1, 1)
        last = date(self.end.year, 12, 31)
        return Fraction((self.end - first).days + 1, (last - first).days + 1)

    def previous_year(self) -> "Period":
        """The same period a year earlier; the last of a month stays the last of it.

        Raises `InvalidValue` where there is no earlier year.
        """
        if self.start.year == 1:
            raise InvalidValue(f"there is no year before {self.start.year}")
        start, end = self.start - relativedelta(years=1), self.end - relativedelta(years=1)
        if _ends_month(self.end):
            end = _day(end.year, end.month, last=True)
        return Period(end if self.start == self.end else start, end)

    def label(self, locale: str = "sv") -> str:
        """The period as a reader expects it; `Period.parse` reads it back in Swedish and in English.

        >>> Period.for_month(2024, 8).label(), Period.for_year(2024).label(), Period.for_quarter(2024, 3).label("en")
        ('augusti 2024', '2024', 'Jul–Sep 2024')
        """
        from kommunuppfoljning.locale.catalogues import babel_locale, month_name

        babel_locale(locale)  # an unknown locale is refused for every period, not only where it has words
        if self.is_year:
            return f"{self.start.year:04}"
        if self.months == 1:
            return f"{month_name(self.start.month, locale)} {self.start.year:04}"
        if self.months is not None and self.start.year == self.end.year:
            first, last = (month_name(day.month, locale, short=True) for day in (self.start, self.end))
            return f"{first}–{last} {self.end.year:04}"
        return str(self.start) if self.start == self.end else f"{self.start}–{self.end}"

    @property
    def key(self) -> str:
        """The ISO 8601 interval, as files write it.

        >>> Period.for_month(2024, 8).key
        '2024-08-01/2024-08-31'
        """
        return f"{self.start}/{self.end}"

    @classmethod
    def _part(cls, year: int, part: int, length: int, name: str) -> "Period":
        if isinstance(part, bool) or not isinstance(part, int) or not 1 <= part <= 12 // length:
            raise InvalidValue(f"{name} must be 1 to {12 // length}, got {shown(part)}")
        return cls(_day(year, (part - 1) * length + 1), _day(year, part * length, last=True))


def _day(year: int, month: int, *, last: bool = False) -> date:
    """The first or the last day of a month."""
    if isinstance(year, bool) or not isinstance(year, int) or not 1 <= year <= 9999:
        raise InvalidValue(f"year must be a whole number from 1 to 9999, got {shown(year)}")
    if isinstance(month, bool) or not isinstance(month, int) or not 1 <= month <= 12:
        raise InvalidValue(f"month must be 1 to 12, got {shown(month)}")
    return date(year, month, monthrange(year, month)[1] if last else 1)


def _ends_month(day: date) -> bool:
    return day.day == monthrange(day.year, day.month)[1]


def _month(name: str) -> int:
    word = name.rstrip(".")
    for full, month in _MONTHS:
        if len(word) >= 3 and full.startswith(word):
            return month
    raise KeyError(name)


def _from_days(match: "re.Match[str]") -> Period:
    first, last = match[1], match[2] or match[1]
    return Period(date.fromisoformat(first), date.fromisoformat(last))


def _from_months(match: "re.Match[str]") -> Period:
    year = int(match[3])
    return Period(_day(year, _month(match[1])), _day(year, _month(match[2] or match[1]), last=True))


_PATTERNS = (
    (rf"({_DAY})(?:{_DASH}({_DAY}))?", _from_days),
    (r"([0-9]{4})[-m]?([0-9]{2})", lambda match: Period.for_month(int(match[1]), int(match[2]))),
    (r"(?:helår|helåret|år|året|full year|year)? ?([0-9]{4})", lambda match: Period.for_year(int(match[1]))),
    (rf"([^\W\d]+\.?)(?:{_DASH}([^\W\d]+\.?))?,? ([0-9]{{4}})", _from_months),
    (
        r"(?:delår|delåret|delårsrapport) ([0-9]),? ([0-9]{4})",
        lambda match: Period.year_to_date(Period.for_tertial(int(match[2]), int(match[1])).end),
    ),
    (r"(?:tertial ?|t)([0-9]),? ([0-9]{4})", lambda match: Period.for_tertial(int(match[2]), int(match[1]))),
    (
        r"(?:kvartal ?|quarter ?|q|kv\.? ?)([0-9]),? ([0-9]{4})",
        lambda match: Period.for_quarter(int(match[2]), int(match[1])),
    ),
)
