"""Reports in words (*rapporter i ord*): how the goals are judged, what the money says, and what falls short."""

from kommunuppfoljning.judgements import Judgement, judge
from kommunuppfoljning.locale import message
from kommunuppfoljning.reports import Report
from kommunuppfoljning.terms import PartKind
from kommunuppfoljning.wording import budgets, judged
from kommunuppfoljning.wording.sentences import one_line, paragraphs, quoted

__all__ = ["report_explained"]


def report_explained(report: Report, locale: str, *, full: bool) -> str:
    """A report by the default rules: as a whole, goal by goal where one falls short, and each table of its budget."""
    whole = judge(report)
    lead = judged.explained(whole, locale, full=False)
    if not full:
        return lead
    short = [
        message(
            "explain.of",
            locale,
            name=quoted(one_line(f"{goal.about} {goal.name}"), locale),
            text=judged.explained(goal, locale, full=False),
        )
        for goal in _goals(whole)
        if not goal.final.is_fulfilled
    ]
    money = [
        budgets.table_explained(table, locale, full=False)
        for table in report.budget_tables
        if table.total is not None and table.total.tells_sign
    ]
    return paragraphs([judged.explained(whole, locale, full=True)], short, money)


def _goals(judgement: Judgement) -> list[Judgement]:
    """Every goal below, in order."""
    return [goal for part in judgement.parts for goal in ([part] if part.kind is PartKind.GOAL else []) + _goals(part)]
