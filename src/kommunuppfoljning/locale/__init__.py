r"""Language (*språk*): every word, month and figure that a reader sees, by language, through Babel.

A language is a file: `sv.po` and `en.po` beside this module. Adding one adds a file, and no code.

>>> message("Verdict.FULFILLED"), message("Verdict.FULFILLED", "en")
('Uppfyllt', 'Fulfilled')
>>> format_number(-5122), format_number(15900, sign=True)
('−5\xa0122', '+15\xa0900')
"""

from kommunuppfoljning.locale.catalogues import has_message, languages, message, message_for, month_name
from kommunuppfoljning.locale.dates import format_date
from kommunuppfoljning.locale.figures import format_number, parse_number

__all__ = [
    "format_date",
    "format_number",
    "has_message",
    "languages",
    "message",
    "message_for",
    "month_name",
    "parse_number",
]
