"""Judging in frames (*bedömning i datatabeller*): the same rules on a row an indicator, for as many as there are."""

from collections.abc import Iterable
from typing import Any, TypeVar, get_args

import narwhals as nw

from kommunuppfoljning.errors import InvalidValue, expect, shown
from kommunuppfoljning.formulas.verdicts import assess_within
from kommunuppfoljning.frames.reading import check_numbers, check_there, data_of
from kommunuppfoljning.frames.verbs import add_formula
from kommunuppfoljning.rules import IndicatorRule, as_float
from kommunuppfoljning.terms import Direction, PartKind, Verdict
from kommunuppfoljning.wholes import PARTS, AnyWhole

__all__ = ["verdicts_of_wholes", "with_verdict"]

F = TypeVar("F")


def with_verdict(
    frame: F,
    rule: IndicatorRule,
    *,
    value: str = "value",
    target: str = "target",
    direction: Direction | str = Direction.HIGHER,
    into: str = "verdict",
) -> F:
    """Add the verdicts of an indicator rule to a frame, as codes (*lägg till bedömning enligt regel*).

    Parameters
    ----------
    frame
        A data frame with a row an indicator; it is not changed.
    rule
        Such as ``rules.indicators``: its tolerances count, what it compares is the columns' choice.
    value, target, direction
        The names of columns; `direction` may be one for all.
    into
        The name of the new column.

    Returns
    -------
    A frame of the same kind, lazy if it was; code 0 where value or target is missing.

    Raises
    ------
    InvalidType, InvalidValue
        For what is no frame or no rule, and a column that is not there or holds no numbers.

    References
    ----------
    `assess_within`.
    """
    expect(rule, IndicatorRule, "with_verdict: rule")
    limits = rule.limits(as_float)
    figures = {"value": value, "target": target, "direction": direction, **limits}
    return add_formula(frame, "with_verdict", assess_within, figures, into)


def verdicts_of_wholes(
    frame: F,
    rule: AnyWhole,
    *,
    whole: str = "goal",
    verdict: str = "verdict",
    kind: str | PartKind = PartKind.INDICATOR,
    about: str | None = None,
    into: str = "verdict",
) -> F:
    """The verdict on each whole, from a frame with a row a part (*bedöm mål för mål*).

    Parameters
    ----------
    frame
        A data frame with a row a part; it is not changed.
    rule
        A rule for wholes, such as ``rules.goals``.
    whole, verdict
        The columns that tell which whole a part belongs to, and the code of its verdict; null is not evaluated.
    kind
        The kind of every part, or the column that tells it, in the words of `PartKind`.
    about
        The column of ids, which weights and vetoes ask for.
    into
        The name of the new column.

    Returns
    -------
    A frame of the same kind, lazy if it was: a row a whole, its codes beside it.

    Raises
    ------
    InvalidType, InvalidValue
        For what is no frame or no rule, a column that is not there, verdicts that are no codes (null in a lazy frame),
        an unknown kind, and a rule that asks for ids where no column tells them.

    Examples
    --------
    >>> import polars as pl
    >>> from kommunuppfoljning import RequiredShare
    >>> parts = pl.DataFrame({"goal": ["1", "1", "2"], "verdict": [3, 1, 1]})
    >>> verdicts_of_wholes(parts, RequiredShare()).sort("goal")["verdict"].to_list()
    [3, 1]
    """
    expect(rule, get_args(AnyWhole), "verdicts_of_wholes: rule")
    data, give = data_of(frame, "verdicts_of_wholes")
    schema = data.collect_schema()
    check_numbers(schema, "verdicts_of_wholes", [verdict])
    check_there(schema.names(), "verdicts_of_wholes", [name for name in (whole, kind, about) if isinstance(name, str)])
    if into == whole:
        raise InvalidValue(f"verdicts_of_wholes: into must name another column than whole, got {into!r}")
    code = _code_of(schema, verdict)
    strange = ~code.is_in([member.code for member in Verdict])
    if isinstance(data, nw.DataFrame):
        _refuse(data.filter(strange), verdict, f"codes of Verdict, 0 to {len(Verdict) - 1}")
        if isinstance(kind, str):
            words = ", ".join(one.value for one in PARTS)
            _refuse(data.filter(~_said(kind, PARTS)), kind, f"kinds of parts, such as {words}")
    totals = _Columns(code, kind, about)
    codes = rule.codes(totals)
    flags = data.select(nw.col(whole), **totals.flags, strange=strange.cast(nw.Int64))
    counted = flags.group_by(whole).agg(*(nw.col(name).sum() for name in (*totals.flags, "strange")))
    for name, value in totals.steps.items():
        counted = counted.with_columns(**{name: value})
    judged = nw.when(nw.col("strange") == 0).then(codes)  # a lazy frame cannot raise, and has null there
    result: F = give(counted.select(nw.col(whole), **{into: judged}))
    return result


def _code_of(schema: Any, verdict: str) -> nw.Expr:
    """The codes of a column, 0 where there is none."""
    column = nw.col(verdict)
    if schema[verdict].is_float():
        column = nw.when(~column.is_nan()).then(column)
    return column.fill_null(0).cast(nw.Int64)


def _said(kind: str, kinds: Iterable[PartKind]) -> nw.Expr:
    """Whether a column tells one of these kinds, in any of its words."""
    words = [word.casefold() for one in kinds for word in (one.value, *one.words)]
    return nw.col(kind).str.strip_chars(" \t\n").str.to_lowercase().is_in(words).fill_null(value=False)


def _refuse(wrong: Any, column: str, wanted: str) -> None:
    if len(wrong):
        raise InvalidValue(f"verdicts_of_wholes: {column!r} must hold {wanted}, got {shown(wrong[column][0])}")


class _Columns:
    """The counts of each whole, as columns that a later grouping makes."""

    def __init__(self, code: nw.Expr, kind: str | PartKind, about: str | None) -> None:
        self._code = code
        self._kind = kind
        self._about = about
        self.flags: dict[str, nw.Expr] = {}
        """Whether each part counts, by the name of each count."""
        self.steps: dict[str, nw.Expr] = {}
        """What is worked out of the counts, in order: an engine would not see that it is the same expression again."""

    def count(self, kinds: Iterable[PartKind], verdicts: Iterable[Verdict], ids: Iterable[str] | None = None) -> Any:
        """The name of a count, which is made when parts are grouped."""
        fits = self._code.is_in([one.code for one in verdicts])
        wanted = list(kinds)
        if isinstance(self._kind, PartKind):
            fits = fits & nw.lit(value=self._kind in wanted)
        else:
            fits = fits & _said(self._kind, wanted)
        if ids is not None:
            if self._about is None:
                raise InvalidValue(f"verdicts_of_wholes: the rule asks for {shown(list(ids))}; name the column of ids")
            fits = fits & nw.col(self._about).cast(nw.String).is_in(list(ids))
        name = f"count {len(self.flags)}"
        self.flags[name] = fits.cast(nw.Int64)
        return nw.col(name)

    def kept(self, value: Any) -> Any:
        """A column of its own."""
        name = f"step {len(self.steps)}"
        self.steps[name] = value
        return nw.col(name)
