"""Dates (*datum*) in words: as an ISO date in tables, with the month in letters in running text.

>>> format_date(date(2024, 8, 31)), format_date(date(2024, 8, 31), style="long")
('2024-08-31', '31 augusti 2024')

Source: Svenska skrivregler (dates in figures year-month-day; in letters day, month, year).
"""

from datetime import date, datetime

from kommunuppfoljning.errors import InvalidType, InvalidValue, shown
from kommunuppfoljning.locale.catalogues import babel_locale, month_name

__all__ = ["format_date"]

STYLES = ("iso", "long", "short")


def format_date(day: date, *, locale: str = "sv", style: str = "iso") -> str:
    """Write a date as a reader expects it (*skriv datum*).

    Parameters
    ----------
    day
        A date without a time.
    locale
        The reader's language.
    style
        ``"iso"`` for tables, ``"long"`` and ``"short"`` with the month in letters.

    Returns
    -------
    Text.

    Raises
    ------
    InvalidType, InvalidValue
        For what is no date, another style, or a locale without a catalogue.

    References
    ----------
    Svenska skrivregler, Språkrådet; CLDR for the names of months.

    Examples
    --------
    >>> format_date(date(2024, 8, 1), style="short"), format_date(date(2024, 8, 1), locale="en", style="long")
    ('1 aug 2024', '1 August 2024')
    """
    if isinstance(day, datetime) or not isinstance(day, date):
        raise InvalidType(f"a date without a time is written, got {shown(day)}")
    if style not in STYLES:
        raise InvalidValue(f"style must be one of {', '.join(map(repr, STYLES))}, got {shown(style)}")
    babel_locale(locale)  # an unknown locale is refused in every style
    if style == "iso":
        return day.isoformat()
    return f"{day.day} {month_name(day.month, locale, short=style == 'short')} {day.year:04}"
