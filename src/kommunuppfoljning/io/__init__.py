"""In and out (*in- och utläsning*): from where the figures are, out to where they go. No network, ever.

Each format has a module of its own, which loads with its extra when one of its names is first used.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kommunuppfoljning.io.csv import csv_rows, read_csv
    from kommunuppfoljning.io.example import example_report
    from kommunuppfoljning.io.excel import Sheet, read_excel, sheets_of
    from kommunuppfoljning.io.frictionless import read_package, table_schema, write_package
    from kommunuppfoljning.io.json import parse_report, read_report, write_report
    from kommunuppfoljning.io.kolada import KoladaReading, indicators_from_kolada, read_kolada
    from kommunuppfoljning.io.proposals import TableProposal
    from kommunuppfoljning.io.rules import parse_rules, read_rules, write_rules
    from kommunuppfoljning.io.schema import report_schema, rules_schema
    from kommunuppfoljning.io.sie import SieFile, sie_text, signed
    from kommunuppfoljning.io.sie_reading import read_sie
    from kommunuppfoljning.io.sie_tables import TableReading, budget_table_from_sie
    from kommunuppfoljning.io.silences import parse_silences, read_silences
    from kommunuppfoljning.io.stratsys import (
        StratsysRow,
        indicators_from_stratsys,
        read_stratsys,
        stratsys_rows,
        write_stratsys,
    )
    from kommunuppfoljning.io.tables import propose_table
    from kommunuppfoljning.io.word import Draft, read_draft
    from kommunuppfoljning.io.workbook_reading import WorkbookReading, read_workbook
    from kommunuppfoljning.io.workbooks import write_template, write_workbook

_HOMES = {
    "csv": ("csv_rows", "read_csv"),
    "example": ("example_report",),
    "excel": ("Sheet", "read_excel", "sheets_of"),
    "frictionless": ("read_package", "table_schema", "write_package"),
    "json": ("parse_report", "read_report", "write_report"),
    "kolada": ("KoladaReading", "indicators_from_kolada", "read_kolada"),
    "proposals": ("TableProposal",),
    "rules": ("parse_rules", "read_rules", "write_rules"),
    "schema": ("report_schema", "rules_schema"),
    "sie": ("SieFile", "sie_text", "signed"),
    "sie_reading": ("read_sie",),
    "sie_tables": ("TableReading", "budget_table_from_sie"),
    "silences": ("parse_silences", "read_silences"),
    "stratsys": ("StratsysRow", "indicators_from_stratsys", "read_stratsys", "stratsys_rows", "write_stratsys"),
    "tables": ("propose_table",),
    "word": ("Draft", "read_draft"),
    "workbook_reading": ("WorkbookReading", "read_workbook"),
    "workbooks": ("write_template", "write_workbook"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Draft",
    "KoladaReading",
    "Sheet",
    "SieFile",
    "StratsysRow",
    "TableProposal",
    "TableReading",
    "WorkbookReading",
    "budget_table_from_sie",
    "csv_rows",
    "example_report",
    "indicators_from_kolada",
    "indicators_from_stratsys",
    "parse_report",
    "parse_rules",
    "parse_silences",
    "propose_table",
    "read_csv",
    "read_draft",
    "read_excel",
    "read_kolada",
    "read_package",
    "read_report",
    "read_rules",
    "read_sie",
    "read_silences",
    "read_stratsys",
    "read_workbook",
    "report_schema",
    "rules_schema",
    "sheets_of",
    "sie_text",
    "signed",
    "stratsys_rows",
    "table_schema",
    "write_package",
    "write_report",
    "write_rules",
    "write_stratsys",
    "write_template",
    "write_workbook",
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
