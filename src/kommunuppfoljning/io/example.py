"""The example (*exempelrapporten*): a real interim report, shipped for trying things out and for tests.

>>> example_report().organisation
'Kommunstyrelsekontoret'
"""

from functools import cache
from pathlib import Path

from kommunuppfoljning.errors import NotFound
from kommunuppfoljning.io.json import read_report
from kommunuppfoljning.reports import Report

__all__ = ["example_report"]

NAME = "norrtalje_2024_08.json"


@cache
def example_report() -> Report:
    """Norrtälje's interim report to 2024-08-31 (*exempelrapport*), whole; the same object each time.

    It is read from the installed package, and in a clone from its ``examples/``.

    Raises
    ------
    MissingExtra
        Without the extra ``json``.
    NotFound
        Where the file was left out when the library was packed.
    """
    here = Path(__file__).parent
    for place in (here, here.parents[2] / "examples"):
        if (place / NAME).is_file():
            return read_report(place / NAME)
    raise NotFound(f"the example report {NAME} is not installed with the library; install its wheel as published")
