"""Signs (*tecken*) beside verdicts and trends, so that nothing is told by colour alone."""

from kommunuppfoljning.terms import Trend, Verdict

__all__ = ["mark"]

_MARKS: dict[object, str] = {
    Verdict.FULFILLED: "●",
    Verdict.PARTLY_FULFILLED: "◐",
    Verdict.NOT_FULFILLED: "○",
    Verdict.NOT_EVALUATED: "–",
    Trend.POSITIVE: "↗",
    Trend.UNCHANGED: "→",
    Trend.NEGATIVE: "↘",
    Trend.NOT_EVALUATED: "–",
}


def mark(cell: object) -> str:
    """The sign of a verdict or a trend; nothing for all else.

    >>> mark(Verdict.FULFILLED), mark(Trend.NEGATIVE), mark("Uppfyllt")
    ('●', '↘', '')
    """
    return _MARKS.get(cell, "") if isinstance(cell, Verdict | Trend) else ""
