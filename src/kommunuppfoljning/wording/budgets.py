"""Budgets in words (*budgetuppföljning i ord*): the paragraph that every unit writes by hand each month.

>>> from kommunuppfoljning.terms import Layout, Unit
>>> table = BudgetTable(id="drift", title="KSK", layout=Layout.SIGNED, unit=Unit.TKR, lines=[
...     BudgetLine(id="it", name="IT", period_budget=-300, period_outcome=-250, annual_budget=-450, forecast=-380),
...     BudgetLine(id="hr", name="HR", period_budget=-190, period_outcome=-180, annual_budget=-290, forecast=-290)])
>>> print(table_explained(table, "sv", full=True).replace(chr(160), " "))
KSK: perioden visar ett överskott på 60 tkr mot budget (12,2 %). Det mesta finns i IT (+50 tkr). Av överskotten väntas
10 tkr gå åt under resten av året: HR (10 tkr).
<BLANKLINE>
För helåret väntas ett överskott på 70 tkr mot budget (9,5 %). Det mesta finns i IT (+70 tkr).
>>> print(table_explained(table, "sv", full=False).replace(chr(160), " "))
KSK: för helåret väntas ett överskott på 70 tkr mot budget (9,5 %), mest i IT.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from kommunuppfoljning.amounts import Amount, minus, opposed, size_of, total_of
from kommunuppfoljning.bridges import FIGURES_OF, Bridge, drivers
from kommunuppfoljning.budgets import BudgetLine, BudgetTable, split_deviation
from kommunuppfoljning.causes import Action, ActionCoverage, Cause, CauseKind, ExplainedDeviation
from kommunuppfoljning.formulas.deviations import relative_deviation
from kommunuppfoljning.locale import format_number, message
from kommunuppfoljning.terms import Layout, LineKind, Unit
from kommunuppfoljning.wording.sentences import listed, one_line, paragraphs, sentence, with_amount

__all__ = [
    "action_explained",
    "bridge_explained",
    "cause_explained",
    "causes_explained",
    "coverage_explained",
    "line_explained",
    "table_explained",
]

LARGEST_SHARE = 10
"""A deviation of more than ten times its budget says that the budget is next to nothing, and its percentage nothing."""

MOST_NAMED = 4
"""So many lines are named at most: a sentence with more is a table."""
_GAPS = {"forecast": "forecast_deviation", "period": "period_deviation"}


def table_explained(table: BudgetTable, locale: str, *, full: bool) -> str:
    """A table's surplus or deficit, what drives it, and what is expected of the rest of the year."""
    name = one_line(table.title or (table.total.name if table.total is not None else "") or table.id)
    if not full:
        key = "forecast" if _whole(table, "forecast").forecast_deviation is not None else "period"
        told = _lead(_whole(table, key), key, table, locale)
        if told is None:
            return sentence("budget.nothing", locale, name=name)
        driving = _drivers(table, key)
        if not driving:
            return sentence("budget.short", locale, name=name, told=told)
        names = listed((line.name or line.id for line in driving), locale)
        if _by_kind(driving):
            return sentence("budget.short_most_by_kind", locale, count=len(driving), name=name, told=told, names=names)
        return sentence("budget.short_most", locale, name=name, told=told, names=names)
    parts: list[list[str]] = []
    for key in ("period", "forecast"):
        told = _lead(_whole(table, key), key, table, locale)
        if told is not None:
            lead = (
                sentence("budget.lead", locale, told=told)
                if parts
                else sentence("budget.short", locale, name=name, told=told)
            )
            rest = _given_back(table, locale) if key == "period" else []
            parts.append([lead, *_driven(table, key, locale), *rest])
    return paragraphs(*parts) if parts else sentence("budget.nothing", locale, name=name)


def line_explained(line: BudgetLine, locale: str, *, full: bool) -> str:
    """A line's surplus or deficit now and by the forecast, and what is expected to be given back."""
    name = line.name or line.id
    leads = (_lead(line, key, None, locale) for key in ("period", "forecast"))
    told = [lead for lead in leads if lead is not None]
    if not told:
        return sentence("budget.nothing", locale, name=name)
    if not full:
        return sentence("budget.short", locale, name=name, told=told[-1])
    sentences = [sentence("budget.short", locale, name=name, told=told[0])]
    sentences += [sentence("budget.lead", locale, told=lead) for lead in told[1:]]
    split = split_deviation(line) if len(told) == 2 else None
    if split is not None and split.given_back:
        way = "surplus" if split.given_back > 0 else "deficit"
        given, kept = (_amount(size_of(part), None, locale) for part in (split.given_back, split.kept))
        key = "budget.line_given_back" if split.kept else "budget.line_given_back_all"
        sentences.append(sentence(f"{key}.{way}", locale, given=given, kept=kept))
    return paragraphs(sentences)


def bridge_explained(bridge: Bridge, locale: str, *, full: bool) -> str:
    """How far the end is from the start; in full every step, the largest first, by the way that it goes."""
    gap = minus(bridge.end, bridge.start)
    way = "even" if gap == 0 else "better" if gap > 0 else "worse"
    start, end, amount = (_amount(figure, bridge.unit, locale) for figure in (bridge.start, bridge.end, size_of(gap)))
    told = [sentence(f"bridge.{bridge.deviation}.{way}", locale, start=start, end=end, amount=amount)]
    steps = sorted(bridge.steps, key=lambda step: size_of(step.amount), reverse=True) if full else []
    for side, sign in (("up", 1), ("down", -1)):
        named = [
            with_amount(step.name or step.id, step.amount, locale, unit=bridge.unit)
            for step in steps
            if step.amount * sign > 0
        ]
        if named:
            told.append(sentence(f"bridge.{side}", locale, names=listed(named, locale)))
    return paragraphs(told)


def causes_explained(explanation: ExplainedDeviation, locale: str, *, full: bool) -> str:
    """What stated causes explain of a deviation, and what they leave; in full by kind, and those without an amount."""
    figures = {
        "deviation": explanation.deviation,
        "explained": minus(explanation.deviation, explanation.unexplained),
        "unexplained": explanation.unexplained,
    }
    shown: dict[str, Any] = {name: format_number(figure, locale=locale, sign=True) for name, figure in figures.items()}
    way = "none" if not explanation.by_kind else "part" if explanation.unexplained else "whole"
    told = [sentence(f"causes.{way}", locale, **shown)]
    if full and explanation.by_kind:
        kinds = (
            with_amount(CauseKind.parse(kind).label(locale).lower(), amount, locale)
            for kind, amount in explanation.by_kind.items()
        )
        told.append(sentence("causes.by_kind", locale, names=listed(kinds, locale)))
    if full and explanation.untold:
        names = [
            message("explain.quoted", locale, name=cause.text.rstrip(".") or cause.about)
            for cause in explanation.untold
        ]
        told.append(sentence("causes.untold", locale, count=len(names), names=listed(names, locale)))
    return paragraphs(told)


def cause_explained(cause: Cause, locale: str, *, full: bool) -> str:
    """A stated cause: its kind, what is said, and how much."""
    values: dict[str, Any] = {"kind": cause.kind.label(locale), "text": cause.text.rstrip("."), "about": cause.about}
    way = "told" if cause.text else "bare"
    if cause.amount is None:
        return sentence(f"cause.{way}", locale, **values)
    amount = format_number(cause.amount, locale=locale, sign=True)
    return sentence(f"cause.{way}_amount" if full else "cause.bare_amount", locale, amount=amount, **values)


def action_explained(action: Action, locale: str, *, full: bool) -> str:
    """An action against a deficit: its effect, and who does it by when."""
    effect = message("missing.dash", locale) if action.effect is None else format_number(action.effect, locale=locale)
    told = [sentence("action.effect", locale, title=action.title or action.about, effect=effect)]
    if full:
        if action.status is not None:
            told.append(sentence("action.status", locale, status=action.status.label(locale).lower()))
        if action.owner:
            told.append(sentence("action.owner", locale, owner=action.owner))
        if action.due is not None:
            told.append(sentence("action.due", locale, date=action.due.isoformat()))
    return paragraphs(told)


def coverage_explained(coverage: ActionCoverage, locale: str, *, full: bool) -> str:
    """What actions cover of a deficit, and what they leave."""
    figures: dict[str, Any] = {
        name: format_number(getattr(coverage, name), locale=locale) for name in ("deficit", "covered", "uncovered")
    }
    way = "none" if not coverage.deficit else "whole" if not coverage.uncovered else "part"
    told = [sentence(f"coverage.{way}", locale, **figures)]
    if full:
        for name, actions in (("late", coverage.late), ("unvalued", coverage.unvalued)):
            names = [message("explain.quoted", locale, name=action.title or action.about) for action in actions]
            if names:
                told.append(sentence(f"coverage.{name}", locale, count=len(names), names=listed(names, locale)))
    return paragraphs(told)


def _lead(line: BudgetLine, key: str, table: BudgetTable | None, locale: str) -> str | None:
    """What deviates: "för helåret väntas ett överskott på 70 tkr mot budget (9,5 %)"; nothing where none is known."""
    gap = line.forecast_deviation if key == "forecast" else line.period_deviation
    if gap is None:
        return None
    period = table.period.label(locale) if table is not None and table.period is not None and key == "period" else ""
    way = "even" if gap == 0 else "surplus" if gap > 0 else "deficit"
    share = _share(line, key)
    values = {
        "period": period,
        "amount": _amount(size_of(gap), table.unit if table is not None else None, locale),
        "share": "" if share is None else format_number(share, locale=locale, digits=1, unit="%"),
    }
    when = "period_named" if period else key
    known = "" if share is None or gap == 0 else "_share"
    return message(f"explain.budget.{when}.{way}{known}", locale, **values)


def _share(line: BudgetLine, key: str) -> Amount | None:
    """The deviation as a share of the budget's size, without its sign; none where the percentage says nothing."""
    budget, outcome = (getattr(line, name) for name in FIGURES_OF[key])
    if line.layout is Layout.DEVIATIONS or budget is None or outcome is None or opposed(budget, outcome):
        return None
    share = relative_deviation(budget=Decimal(budget), outcome=Decimal(outcome), direction=line.direction)
    size = None if share is None else size_of(share)
    return None if size is None or size > LARGEST_SHARE else size


def _whole(table: BudgetTable, key: str) -> BudgetLine:
    """The total as published, or the sum of the lines where that does not tell the deviation."""
    total = table.total
    known = total is not None and total.tells_sign and getattr(total, _GAPS[key]) is not None
    return total if known and total is not None else table.summed_total


def _drivers(table: BudgetTable, key: str) -> list[BudgetLine]:
    """The lines that drive a deviation, where every line is known and they are few.

    None where the lines together do not deviate the way that the published total does: they cannot be what drives it.
    """
    lines = table.top_lines
    gaps = [getattr(line, _GAPS[key]) if line.tells_sign else None for line in lines]
    whole, told = total_of(gaps), getattr(_whole(table, key), _GAPS[key])
    if len(lines) < 2 or not whole or not told or opposed(whole, told) or len({line.id for line in lines}) < len(lines):
        return []
    found = drivers(table, deviation=key)
    return [table[driver.id] for driver in found] if len(found) <= MOST_NAMED else []


def _by_kind(lines: Iterable[BudgetLine]) -> bool:
    """Whether some of the lines are revenue or costs: a deviation is on such a line, not in it as in a unit."""
    return any(line.kind is not LineKind.NET for line in lines)


def _driven(table: BudgetTable, key: str, locale: str) -> list[str]:
    driving = _drivers(table, key)
    if not driving:
        return []
    name = _GAPS[key]
    whole = total_of(getattr(line, name) for line in table.top_lines) or 0
    against = sorted(
        (line for line in table.top_lines if opposed(getattr(line, name), whole)),
        key=lambda line: size_of(getattr(line, name)),
        reverse=True,
    )
    told = []
    for way, lines in (("driven", driving), ("against", against[:MOST_NAMED])):
        names = _named(lines, name, table.unit, locale)
        if lines and _by_kind(lines):
            told.append(sentence(f"budget.{way}_by_kind", locale, count=len(lines), names=names))
        elif lines:
            told.append(sentence(f"budget.{way}", locale, names=names))
    return told


def _named(lines: Iterable[BudgetLine], figure: str, unit: Unit | None, locale: str) -> str:
    amounts = (with_amount(line.name or line.id, getattr(line, figure), locale, unit=unit) for line in lines)
    return listed(amounts, locale)


def _given_back(table: BudgetTable, locale: str) -> list[str]:
    """What surpluses are expected to be used up, and what deficits to be made good, line by line and then summed."""
    told = []
    for way in ("surplus", "deficit"):
        parts: list[tuple[BudgetLine, Amount]] = []
        for line in table.top_lines:
            split = split_deviation(line) if line.tells_sign else None
            amount = 0 if split is None else split.given_back if way == "surplus" else minus(0, split.given_back)
            if amount > 0:
                parts.append((line, amount))
        if parts:
            parts.sort(key=lambda part: part[1], reverse=True)
            names = (
                with_amount(line.name or line.id, amount, locale, unit=table.unit, sign=False)
                for line, amount in parts[:MOST_NAMED]
            )
            whole = total_of(amount for _, amount in parts) or 0
            key = f"budget.given_back.{way}" if len(parts) <= MOST_NAMED else f"budget.given_back_most.{way}"
            told.append(sentence(key, locale, amount=_amount(whole, table.unit, locale), names=listed(names, locale)))
    return told


def _amount(amount: Amount, unit: Unit | None, locale: str) -> str:
    return format_number(amount, locale=locale, unit=unit)
