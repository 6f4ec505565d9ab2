r"""Figures (*siffror*) as Swedish reports print them, both ways: strict in, and correct Swedish out.

>>> parse_number("−5 122"), parse_number("7,9 %"), parse_number("–") is None
(-5122, Decimal('0.079'), True)
>>> format_number(parse_number("7,9 %"), unit="%")
'7,9\xa0%'

Sources: Svenska skrivregler (decimal comma, a space in thousands, a minus sign, a space before %).
"""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from kommunuppfoljning.arithmetic.rounding import round_half_away
from kommunuppfoljning.arithmetic.scalars import decimal_of, number
from kommunuppfoljning.errors import InvalidType, InvalidValue, shown
from kommunuppfoljning.locale.catalogues import babel_locale, message, message_for

__all__ = ["decimals_shown", "format_number", "parse_number"]

SPACES = " \u00a0\u202f\u2009"
"""What stands between thousands: a space, a no-break space, a narrow one, a thin one."""
DASHES = "\u2212\u2013-"
"""What stands for minus: a minus sign, an en dash, a hyphen (last, since it parts ranges in patterns)."""
MINUS = "\u2212"
MOST_DIGITS = 1000
"""No reported figure has more decimals."""
MOST_DECIMALS, QUOTIENT = 10, 28
"""More decimals than anyone prints, and the figures that a division leaves: with both, a figure is a quotient."""
MONEY_UNIT = re.compile(
    r"(?:kr|kkr|tkr|mnkr|mkr|mn|mdkr|mdr|md|sek|tsek|ksek|msek|bsek|krona|kronor|tusen|milj|miljoner|miljarder)\b.*",
    re.IGNORECASE,
)

_NUMBER = re.compile(
    rf"(?P<sign>[+{DASHES}]?)[{SPACES}]*"
    rf"(?P<whole>[0-9]{{1,3}}(?:[{SPACES}][0-9]{{3}})+|[0-9]+)(?:[.,](?P<decimals>[0-9]+))?"
    rf"[{SPACES}]*(?P<share>%-?enhet(?:er)?|%|procentenhet(?:er)?|procent)?",
    re.IGNORECASE,
)
_LONGEST = 200
_POINTS = {"procentenheter", "%-enheter", "percentage points", "pp"}


class Labelled(Protocol):
    """A unit that can say itself in words, such as `Unit`."""

    def label(self, locale: str = "sv") -> str:
        """The unit in words."""
        ...


def parse_number(text: str) -> int | Decimal | None:
    """Read a figure as a Swedish report prints it (*tolka tal*).

    Parameters
    ----------
    text
        Such as ``"15 899"``, ``"−5 122"``, ``"7,9 %"``, ``"250.0%"``, ``"+1 216"``; a lone dash is a missing value.

    Returns
    -------
    An `int`, a `Decimal` with the digits that were printed, or `None`. A percentage is a fraction of one.

    Raises
    ------
    InvalidType
        For what is no text.
    InvalidValue
        For what is no figure, with the offending text; a figure with a money unit is for `parse_amount`.

    References
    ----------
    Svenska skrivregler, Språkrådet.

    Examples
    --------
    >>> parse_number("7,0"), parse_number("13 000"), parse_number("-0")
    (Decimal('7.0'), 13000, 0)
    """
    if not isinstance(text, str):
        raise InvalidType(f"a figure is parsed from text, got {shown(text)}")
    stripped = text.strip()
    if stripped in {*DASHES, "\u2014"}:
        return None
    match = _NUMBER.fullmatch(stripped) if len(stripped) <= _LONGEST else None
    if match is None:
        raise InvalidValue(f"{shown(text)} is not a figure; {_reason(stripped)}")
    whole = re.sub(f"[{SPACES}]", "", match["whole"])
    decimals = match["decimals"]
    negative = match["sign"] in DASHES if match["sign"] else False
    if not decimals and not match["share"]:
        return -int(whole) if negative else int(whole)
    digits = tuple(int(digit) for digit in whole.lstrip("0") + (decimals or "")) or (0,)
    exponent = -len(decimals or "") - (2 if match["share"] else 0)
    return Decimal((int(negative and any(digits)), digits, exponent))


def _reason(text: str) -> str:
    if not text:
        return "it is empty; a missing value is a lone dash"
    rest = text.lstrip(f"+0123456789.,{DASHES}{SPACES}")
    if rest != text and MONEY_UNIT.fullmatch(rest):
        return "it has a money unit: read it with parse_amount"
    if len(re.findall(r"[.,]", text)) > 1:
        return "it has more than one decimal sign; thousands are parted by spaces"
    return "expected digits, thousands parted by spaces, a decimal comma, perhaps a sign or a percent sign"


def format_number(
    value: float | Decimal | Fraction | None,
    *,
    locale: str = "sv",
    digits: int | None = None,
    unit: str | Labelled | None = None,
    sign: bool = False,
    minus: str = MINUS,
) -> str:
    r"""Write a figure as a report prints it (*skriv tal*): rounded half away from zero, then formatted.

    Parameters
    ----------
    value
        A number; `None` is written as a dash.
    locale
        The reader's language.
    digits
        Decimals to show; by default those that the number has. A quotient, known by the 28 figures that a division
        leaves with more than ten decimals, is by default written with four significant figures and at least two
        decimals: no report prints it whole. May be negative.
    unit
        Written after the figure; ``"%"`` and ``"procentenheter"`` multiply a fraction of one by 100.
    sign
        Whether a positive figure has a plus sign.
    minus
        What a negative figure begins with: a true minus sign, as in print, or a hyphen (``"-"``) for other programs.

    Returns
    -------
    Text with a true minus sign (U+2212) and no-break spaces.

    Raises
    ------
    InvalidType, InvalidValue
        For what is no finite number, more than 1 000 digits, or a locale without a catalogue.

    References
    ----------
    Svenska skrivregler, Språkrådet; CLDR for other languages.

    Examples
    --------
    >>> format_number(Decimal("0.0835"), unit="%"), format_number(-0.4, digits=0), format_number(None)
    ('8,35\xa0%', '0', '–')
    >>> format_number(Decimal("0.01"), unit="procentenheter", sign=True), format_number(-1200, minus="-")
    ('+1\xa0procentenhet', '-1\xa0200')
    """
    if minus not in tuple(DASHES):
        raise InvalidValue(f"minus must be a minus sign (U+2212), an en dash or a hyphen, got {shown(minus)}")
    if isinstance(digits, int) and digits > MOST_DIGITS:
        raise InvalidValue(f"digits must be at most {MOST_DIGITS}, got {shown(digits)}")
    plain = number(value, "value")
    if unit is not None and not isinstance(unit, str) and not hasattr(unit, "label"):
        raise InvalidType(f"unit must be text or a Unit, got {shown(unit)}")
    if plain is None:
        return message("missing.dash", locale)
    if isinstance(plain, Fraction):
        exact = decimal_of(plain) if digits is None else _exactly(plain, digits + 4)  # two go to a percentage
    else:
        exact = Decimal(repr(plain)) if isinstance(plain, float) else Decimal(plain)
    if unit in ("%", *_POINTS):
        sign_bit, figures, exponent = exact.as_tuple()
        exact = Decimal((sign_bit, figures, int(exponent) + 2))
    if digits is None:
        digits = decimals_shown(exact)
    exact = round_half_away(exact, digits)
    symbols = babel_locale(locale).number_symbols["latn"]
    text = f"{exact.copy_abs():,.{max(digits, 0)}f}"
    text = text.translate({ord(","): symbols["group"], ord("."): symbols["decimal"]})
    mark = minus if exact < 0 else "+" if sign and exact > 0 else ""
    return mark + text + _unit_text(unit, locale, single=text == "1")


def decimals_shown(value: Decimal) -> int:
    """How many decimals a figure is written with where nothing is said (*visade decimaler*).

    >>> decimals_shown(Decimal("7.90")), decimals_shown(Decimal(100) / 3), decimals_shown(Decimal(1) / 3000)
    (2, 2, 7)
    """
    _, figures, exponent = value.as_tuple()
    decimals = max(0, -int(exponent))
    if decimals <= MOST_DECIMALS or (value and len(figures) != QUOTIENT):
        return decimals
    return min(decimals, max(2, 3 - value.adjusted())) if value else 0


def _exactly(value: Fraction, digits: int) -> Decimal:
    """A fraction cut after so many decimals and one more that tells a half from less: no rounding before the last."""
    numerator = abs(value.numerator) * 10 ** max(digits, 0)
    whole, rest = divmod(numerator, value.denominator)
    figures = tuple(map(int, f"{whole}{1 if rest else 0}"))
    return Decimal((0, figures, -max(digits, 0) - 1)).copy_sign(Decimal(value.numerator))


def _unit_text(unit: str | Labelled | None, locale: str, *, single: bool) -> str:
    if unit is None or unit == "":
        return ""
    if not isinstance(unit, str):
        return f"\u00a0{unit.label(locale)}"
    if unit in _POINTS:
        return f"\u00a0{message_for(1 if single else 2, 'unit.points', locale)}"
    if unit == "%":
        return message("unit.percent", locale)
    return f"\u00a0{unit}"
