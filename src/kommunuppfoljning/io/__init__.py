"""In and out (*in- och utläsning*): from where the figures are, out to where they go. No network, ever.

Each format has a module of its own, which loads with its extra when one of its names is first used.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kommunuppfoljning.io.json import read_report, write_report
    from kommunuppfoljning.io.kolada import KoladaReading, indicators_from_kolada, read_kolada
    from kommunuppfoljning.io.schema import report_schema
    from kommunuppfoljning.io.sie import SieFile, sie_text, signed
    from kommunuppfoljning.io.sie_reading import read_sie
    from kommunuppfoljning.io.sie_tables import AccountRange, TableReading, budget_table_from_sie

_HOMES = {
    "json": ("read_report", "write_report"),
    "kolada": ("KoladaReading", "indicators_from_kolada", "read_kolada"),
    "schema": ("report_schema",),
    "sie": ("SieFile", "sie_text", "signed"),
    "sie_reading": ("read_sie",),
    "sie_tables": ("AccountRange", "TableReading", "budget_table_from_sie"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "AccountRange",
    "SieFile",
    "TableReading",
    "budget_table_from_sie",
    "read_report",
    "read_sie",
    "report_schema",
    "sie_text",
    "signed",
    "write_report",
]


def __getattr__(name: str) -> object:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = globals()[name] = getattr(import_module(f"{__name__}.{home}"), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME_OF})
