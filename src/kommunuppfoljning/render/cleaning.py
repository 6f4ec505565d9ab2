"""What no view lets through (*rensning*): characters that steer a terminal or turn the direction of reading."""

import re

__all__ = ["cleaned", "neutralised"]

_STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ud800-\udfff]+")


def cleaned(text: str) -> str:
    r"""Text on one line, without control characters.

    >>> cleaned("a\x1b[2Jb")
    'a [2Jb'
    """
    return _STEERING.sub(" ", text)


_FORMULA = re.compile(r"^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")


def neutralised(text: str) -> str:
    """Text that a spreadsheet does not run as a formula (*oskadliggjord*): an apostrophe stands before it.

    >>> neutralised("=cmd|' /C calc'!A0"), neutralised("IT")
    ("'=cmd|' /C calc'!A0", 'IT')
    """
    return f"'{text}" if _FORMULA.match(text) else text
