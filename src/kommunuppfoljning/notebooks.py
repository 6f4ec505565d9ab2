"""Notebooks (*anteckningsböcker*): how every model shows itself there, in HTML and in Markdown.

A cell that ends with a table, a judgement, a finding or a report shows it laid out; any other model shows its fields.
"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, get_args

import attrs

from kommunuppfoljning.findings import Finding
from kommunuppfoljning.goals import Goal
from kommunuppfoljning.indicators import Indicator
from kommunuppfoljning.judgements import Judgement, judge
from kommunuppfoljning.listings import field_label, findings_table, indicators_table, staff_table
from kommunuppfoljning.locale import format_number, message
from kommunuppfoljning.models import Model
from kommunuppfoljning.outlines import outline, title_of, why
from kommunuppfoljning.prospects import Prospect
from kommunuppfoljning.render.html import fragment_html
from kommunuppfoljning.render.markdown import sections_markdown
from kommunuppfoljning.render.marks import mark
from kommunuppfoljning.reports import Report
from kommunuppfoljning.staff import StaffFigure
from kommunuppfoljning.tables import CellKind, Column, Picture, Row, Section, Table
from kommunuppfoljning.terms import PartKind
from kommunuppfoljning.wholes import AnyWhole
from kommunuppfoljning.wording import explain

__all__ = ["laid_out", "shown_html", "shown_markdown"]

MOST_FIELDS = 100
SHARES = frozenset({"progress", "kept_share", "stated_deviation"})
"""Fields that hold a fraction of one."""


def shown_html(thing: Model, *, locale: str = "sv") -> str:
    """A model as a notebook shows it (*visning i anteckningsbok*)."""
    return fragment_html(laid_out(thing, locale), locale=locale)


def shown_markdown(thing: Model, *, locale: str = "sv") -> str:
    """The same in Markdown, for what shows no HTML."""
    return sections_markdown([laid_out(thing, locale)], locale=locale)


def laid_out(thing: Model, locale: str = "sv") -> Section:
    """A model as a section (*uppställning*): as its chapter lays it out, or else field by field."""
    for kind, lay_out in _LAID_OUT.items():
        if isinstance(thing, kind):
            return lay_out(thing, locale)
    to_table: Any = getattr(thing, "to_table", None)
    return Section(key="table", tables=(to_table(locale) if to_table is not None else _fields(thing, locale),))


def _report(report: Report, locale: str) -> Section:
    first = outline(report, locale=locale)[0]
    return attrs.evolve(first, title=title_of(report, locale))


def _goal(goal: Goal, locale: str) -> Section:
    judgement = judge(goal)
    return attrs.evolve(
        _judgement(judgement, locale),
        texts=(),
        tables=_indicators(goal.indicators, judgement, locale),
        sections=why(goal, judgement, locale=locale),
    )


def _indicator(indicator: Indicator, locale: str) -> Section:
    judgement = judge(indicator)
    table = indicators_table([indicator], {indicator.id: judgement}, locale=locale)
    shown = attrs.evolve(table.without_details(), title="")
    return Section(key="indicator", texts=(explain(judgement, locale=locale),), tables=(shown,))


def _indicators(indicators: tuple[Indicator, ...], judgement: Judgement, locale: str) -> tuple[Table, ...]:
    found = {part.about: part for part in judgement.parts_of(PartKind.INDICATOR)}
    return (indicators_table(indicators, found, locale=locale).without_details(),) if indicators else ()


def _judgement(judgement: Judgement, locale: str) -> Section:
    verdict = f"{mark(judgement.final)} {judgement.final.label(locale)}"
    whole = judgement.kind in (PartKind.GOAL, PartKind.AREA)
    name = " ".join(filter(None, (judgement.about, judgement.name))) if whole else judgement.name or judgement.about
    columns = _columns(("kind", CellKind.TERM), ("part", CellKind.TEXT), ("verdict", CellKind.VERDICT), locale=locale)
    rows = tuple(Row(cells=(part.kind, part.name or part.about, part.final)) for part in judgement.parts)
    return Section(
        key="judgement",
        title=f"{name}: {verdict}",
        texts=_explained(judgement, locale),
        tables=(Table(columns=columns, rows=rows),) if rows else (),
    )


def _prospect(prospect: Prospect, locale: str) -> Section:
    return Section(key="prospect", texts=_explained(prospect, locale))


def _explained(thing: Judgement | Prospect | AnyWhole, locale: str) -> tuple[str, ...]:
    return tuple(explain(thing, locale=locale).split("\n\n"))


def _rule(rule: AnyWhole, locale: str) -> Section:
    return Section(key="rule", texts=_explained(rule, locale))


def _finding(finding: Finding, locale: str) -> Section:
    return Section(key="finding", tables=(attrs.evolve(findings_table([finding], locale), title=""),))


def _staff_figure(figure: StaffFigure, locale: str) -> Section:
    return Section(key="staff", tables=(attrs.evolve(staff_table([figure], locale), title=""),))


def _fields(thing: Model, locale: str) -> Table:
    rows = tuple(Row(cells=(name, text)) for name, text in _told(thing, locale))
    return Table(
        title=type(thing).__name__,
        columns=_columns(("field", CellKind.TEXT), ("figure", CellKind.TEXT), locale=locale),
        rows=rows,
    )


def _told(thing: Any, locale: str) -> Iterator[tuple[str, str]]:
    """The fields that hold something, by the word of the catalogue where there is one."""
    for field in attrs.fields(type(thing))[:MOST_FIELDS]:
        value = getattr(thing, field.name)
        if value is None or (isinstance(value, str | tuple | Mapping) and not value):
            continue
        yield field_label(field.name, locale) or field.name.replace("_", " "), _value(field.name, value, locale)


def _value(name: str, value: object, locale: str) -> str:
    if isinstance(value, bool):
        return message("notebook.yes" if value else "notebook.no", locale)
    if isinstance(value, int | Decimal) and name != "year":
        return format_number(value, locale=locale, unit="%" if name in SHARES else None)
    if isinstance(value, AnyWhole):
        return " ".join(_explained(value, locale))
    if isinstance(value, tuple | Mapping):
        return message("notebook.several", locale, count=len(value))
    return Column(key=name).text(value, locale)


def _columns(*fields: tuple[str, CellKind], locale: str) -> tuple[Column, ...]:
    return tuple(Column(key=key, label=message(f"column.{key}", locale), kind=kind) for key, kind in fields)


_LAID_OUT: dict[type[Any], Callable[[Any, str], Section]] = {
    Section: lambda section, _: section,
    Table: lambda table, _: Section(key="table", tables=(table,)),
    Picture: lambda picture, _: Section(key="picture", pictures=(picture,)),
    Report: _report,
    Goal: _goal,
    Indicator: _indicator,
    Judgement: _judgement,
    Prospect: _prospect,
    **dict.fromkeys(get_args(AnyWhole), _rule),
    Finding: _finding,
    StaffFigure: _staff_figure,
}
