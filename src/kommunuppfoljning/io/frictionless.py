"""Open data (*öppna data*): tables of a report as a Frictionless data package, with a schema for each, and read back.

>>> schema = table_schema(Assignment)
>>> [field for field in schema["fields"] if field["name"] == "completion"][0]["constraints"]
{'enum': ['on_plan', 'deviates']}

Source: Frictionless Data, Data Package 2.0 (Table Schema).
"""

import csv
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs

from kommunuppfoljning.assignments import Assignment
from kommunuppfoljning.budgets import BudgetLine, BudgetTable
from kommunuppfoljning.codes import CodedTerm
from kommunuppfoljning.errors import InvalidType, InvalidValue, expect, shown
from kommunuppfoljning.findings import Finding
from kommunuppfoljning.indicators import Indicator
from kommunuppfoljning.investments import InvestmentProject, InvestmentTable
from kommunuppfoljning.io.csv import csv_rows
from kommunuppfoljning.io.sources import Findings
from kommunuppfoljning.io.stored import kinds_of, refuse_halves, stored_fields
from kommunuppfoljning.models import FIGURE
from kommunuppfoljning.periods import Period
from kommunuppfoljning.reports import Report
from kommunuppfoljning.staff import StaffFigure
from kommunuppfoljning.terms import Severity, Term

__all__ = ["PACKAGE", "read_package", "table_schema", "write_package"]

PACKAGE = "datapackage.json"
LARGEST_DESCRIPTION = 2**24
"""The file that describes a package."""
_PROFILE = "https://datapackage.org/profiles/2.0/"
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SPAN = f"{_DAY.pattern}/{_DAY.pattern}"
"""A period as files write it."""
_OUTCOME = (
    {"name": "indicator", "type": "string", "constraints": {"required": True}},
    {"name": "start", "type": "date", "constraints": {"required": True}},
    {"name": "end", "type": "date", "constraints": {"required": True}},
    {"name": "value", "type": "number"},
    {"name": "unit", "type": "string"},
)


def table_schema(model: type[Any], *, within: str | None = None) -> dict[str, Any]:
    """The Table Schema of a model's attributes (*tabellschema*), made from the model; what has no cell is left out.

    `within` is the name of a first column that says what a row belongs to.

    Raises `InvalidType` for what is no model.
    """
    if not (isinstance(model, type) and attrs.has(model)):
        raise InvalidType(f"table_schema: model must be a model of the library, got {shown(model)}")
    fields = [_field(field) for field in stored_fields(model)]
    first = [] if within is None else [{"name": within, "type": "string"}]
    return {
        "$schema": f"{_PROFILE}tableschema.json",
        "fields": [*first, *(field for field in fields if field is not None)],
        "missingValues": [""],
    }


def write_package(report: Report, directory: str | os.PathLike[str], *, licence: str = "CC0-1.0") -> None:
    """Write the tables of a report as a data package (*skriv datapaket*): ``datapackage.json`` and a CSV file each.

    Raises `InvalidType` for what is no report, `InvalidValue` for half a character, and `OSError` from the operating
    system.
    """
    expect(report, Report, "write_package: report")
    refuse_halves([licence, report.organisation], "write_package: licence and organisation")
    tables = [(name, schema, listed) for name, schema, rows in _tables(report) if (listed := list(rows))]
    for name, _, listed in tables:
        refuse_halves(listed, name)
    place = Path(directory)
    place.mkdir(parents=True, exist_ok=True)
    resources = []
    for name, schema, listed in tables:
        names = [field["name"] for field in schema["fields"]]
        with (place / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\r\n")
            writer.writerow(names)
            writer.writerows([_text(row.get(one)) for one in names] for row in listed)
        resources.append(
            {
                "name": name,
                "type": "table",
                "path": f"{name}.csv",
                "format": "csv",
                "encoding": "utf-8",
                "schema": schema,
            }
        )
    slug = re.sub("[^a-z0-9._-]+", "-", report.id.lower()).strip("-") or "report"
    described = {
        "$schema": f"{_PROFILE}datapackage.json",
        "name": slug,
        "title": f"{report.organisation} {report.period.label() if report.period else ''}".strip() or slug,
        "licenses": [{"name": licence}],
        "resources": resources,
    }
    text = json.dumps(described, ensure_ascii=False, indent=1) + "\n"
    (place / PACKAGE).write_text(text, encoding="utf-8")


def read_package(directory: str | os.PathLike[str]) -> tuple[dict[str, list[dict[str, Any]]], tuple[Finding, ...]]:
    """Read a data package's tables, each cell held to its schema (*läs och validera datapaket*).

    Returns
    -------
    The name of a table → its rows, with values of the schema's types (`None` is missing), and a finding for each cell
    that its schema refuses, which is read as missing.

    Raises
    ------
    InvalidType, InvalidValue
        For what is no path, a directory without a description of a package, one that makes no sense or has two tables
        of one name, and a table with other columns.
    OSError
        From the operating system.
    """
    expect(directory, (str, os.PathLike), "read_package: directory")
    place = Path(directory)
    described = place / PACKAGE
    try:
        with described.open("rb") as file:
            package = json.loads(file.read(LARGEST_DESCRIPTION).decode("utf-8-sig"))
    except FileNotFoundError:
        raise InvalidValue(f"{place} has no {PACKAGE}; is it a data package?") from None
    except (ValueError, RecursionError) as error:
        raise InvalidValue(f"{described} is not JSON: {shown(error)}") from None
    resources = package.get("resources") if isinstance(package, dict) else None
    if not isinstance(resources, list):
        raise InvalidValue(f"{described} lists no resources; is it a data package?")
    found = Findings(place.name)
    tables: dict[str, list[dict[str, Any]]] = {}
    for resource in resources:
        name, path = (resource.get(key) if isinstance(resource, dict) else None for key in ("name", "path"))
        if not isinstance(name, str) or not isinstance(path, str) or not _is_inside(path):
            raise InvalidValue(
                f"{described}: a resource must have a name and a path inside the package, got {shown(resource)}"
            )
        if name in tables:
            raise InvalidValue(f"{described}: two resources have the name {name!r}")
        fields = resource.get("schema", {}).get("fields") if isinstance(resource.get("schema"), dict) else None
        if not isinstance(fields, list) or not all(
            isinstance(one, dict) and isinstance(one.get("name"), str) for one in fields
        ):
            raise InvalidValue(f"{described}: the resource {name!r} must have a schema with named fields")
        tables[name] = list(_checked(place / path, fields, found))
    return tables, found.told()


def _field(field: Any) -> dict[str, Any] | None:
    """A field of the schema, `None` for what a table has no cell for."""
    kinds = kinds_of(field.type)
    kind = kinds[0]
    described: dict[str, Any] = {"name": field.name}
    constraints: dict[str, Any] = {"required": True} if field.default is attrs.NOTHING else {}
    if str in kinds:
        described["type"] = "string"
    elif Decimal in kinds:
        described["type"] = "number"
    elif kind in (int, bool, date):
        described["type"] = {int: "integer", bool: "boolean", date: "date"}[kind]
    elif kind is Period:
        described["type"] = "string"
        constraints["pattern"] = _SPAN
    elif isinstance(kind, type) and issubclass(kind, Term):
        described["type"] = "string"
        constraints["enum"] = [member.value for member in kind]
        if issubclass(kind, CodedTerm):
            described |= {"categories": [member.value for member in kind], "categoriesOrdered": True}
    else:
        return None
    return {**described, "constraints": constraints} if constraints else described


def _tables(report: Report) -> Iterator[tuple[str, dict[str, Any], Iterable[Mapping[str, Any]]]]:
    """Each table's name, its schema and its rows."""
    of_goal = {one.id: goal.id for goal in report.goals for one in goal.indicators}
    of_goal |= {one.id: goal.id for goal in report.goals for one in goal.assignments}
    yield "indicators", table_schema(Indicator, within="goal"), _listed(report.indicators, "goal", of_goal)
    yield (
        "outcomes",
        {"$schema": f"{_PROFILE}tableschema.json", "fields": list(_OUTCOME), "missingValues": [""]},
        (
            {"indicator": one.id, "start": period.start, "end": period.end, "value": value, "unit": one.unit}
            for one in report.indicators
            for period, value in one.outcomes.items()
        ),
    )
    yield "assignments", table_schema(Assignment, within="goal"), _listed(report.assignments, "goal", of_goal)
    yield "budget-tables", table_schema(BudgetTable), _listed(report.budget_tables, "", "")
    yield (
        "budget-lines",
        table_schema(BudgetLine, within="table"),
        (row for table in report.budget_tables for row in _listed((*table.lines, *_total(table)), "table", table.id)),
    )
    yield "investment-tables", table_schema(InvestmentTable), _listed(report.investment_tables, "", "")
    yield (
        "projects",
        table_schema(InvestmentProject, within="table"),
        (
            row
            for table in report.investment_tables
            for row in _listed((*table.projects, *_total(table)), "table", table.id)
        ),
    )
    yield "staff", table_schema(StaffFigure), _listed(report.staff, "", "")


def _total(table: Any) -> tuple[Any, ...]:
    return () if table.total is None else (table.total,)


def _listed(things: Iterable[Any], within: str, owner: Mapping[str, str] | str) -> Iterator[dict[str, Any]]:
    for thing in things:
        row: dict[str, Any] = {field.name: getattr(thing, field.name) for field in stored_fields(type(thing))}
        held = owner if isinstance(owner, str) else owner.get(row.get("id", ""), "")
        yield {within: held, **row} if within else row


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value.value) if isinstance(value, Term) else value.key if isinstance(value, Period) else str(value)


def _is_inside(path: str) -> bool:
    """Whether a path stays in its package: no data package may read another file of the user's."""
    return _NAME.fullmatch(path.lower()) is not None and ".." not in path


def _checked(path: Path, fields: list[dict[str, Any]], found: Findings) -> Iterator[dict[str, Any]]:
    names = [field["name"] for field in fields]
    rows = csv_rows(path, delimiter=",", guarded=False)
    header = next(rows, [])
    if header != names:
        raise InvalidValue(f"{path.name}: columns must be {', '.join(names)}, got {shown(header, 200)}")
    for number, cells in enumerate(rows, start=2):
        if len(cells) != len(names):
            found.add("package-row", Severity.ERROR, f"{path.name}:{number}", count=len(cells), expected=len(names))
            continue
        row: dict[str, Any] = {}
        for field, cell in zip(fields, cells, strict=True):
            value = _read(cell, field)
            if value is NotImplemented:
                where = f"{path.name}:{number}"
                found.add("package-cell", Severity.ERROR, where, column=field["name"], text=shown(cell, 40))
                value = None
            row[field["name"]] = value
        yield row


def _read(cell: str | None, field: Mapping[str, Any]) -> Any:
    """The value of a cell by its schema, `NotImplemented` for one that it refuses."""
    constraints = field.get("constraints")
    limits: Mapping[str, Any] = constraints if isinstance(constraints, dict) else {}
    if cell is None:
        return NotImplemented if limits.get("required") else None
    kind = field.get("type", "string")
    value: Any = NotImplemented
    if kind == "string":
        value = cell
    elif kind in ("number", "integer") and len(cell) <= 300 and re.fullmatch(FIGURE, cell):
        value = int(cell) if re.fullmatch("-?[0-9]+", cell) else Decimal(cell) if kind == "number" else NotImplemented
    elif kind == "boolean" and cell in ("true", "false"):
        value = cell == "true"
    elif kind == "date" and _DAY.fullmatch(cell):
        try:
            value = date.fromisoformat(cell)
        except ValueError:
            return NotImplemented
    if limits.get("pattern") == _SPAN and re.fullmatch(_SPAN, cell) is None:
        return NotImplemented  # the library's own pattern alone: another's could take for ever
    allowed = limits.get("enum")
    return NotImplemented if isinstance(allowed, list) and value not in allowed else value
