"""Progress: any bar that is given things and gives them back follows long work."""

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

import pytest

import kommunuppfoljning as ku
from kommunuppfoljning.accounts import KOMMUN_BAS
from kommunuppfoljning.audits import audit_reports
from kommunuppfoljning.ledger_tables import LedgerPlan
from kommunuppfoljning.progress import followed
from tests import samples
from tests.samples import wild

T = TypeVar("T")


class Bar:
    """Counts, as the bars of tqdm and rich do."""

    def __init__(self) -> None:
        self.done = 0

    def __call__(self, things: Iterable[T], /) -> Iterator[T]:
        for thing in things:
            yield thing
            self.done += 1


def test_a_bar_follows_an_audit_of_many_reports() -> None:
    bar = Bar()
    reports = [samples.norrtalje(), ku.Report(id="tom")]
    found = audit_reports(reports, progress=bar)
    assert bar.done == 2
    assert found == tuple(map(ku.audit, reports)) == audit_reports(reports)
    assert found[0]
    assert found[1] == ()


def test_a_bar_follows_the_reading_of_a_ledger() -> None:
    bar = Bar()
    plan = LedgerPlan({"kommunen": None, "it": "kommunen"}, KOMMUN_BAS, layout=ku.Layout.REVERSED)
    records = [(5011, "it", month, 100_00) for month in range(1, 13)]
    rows = plan.rows(iter(records), progress=bar)
    assert bar.done == len(rows.amounts) == 12
    assert plan.sums(rows, year=2024).months("it") == plan.sums(plan.rows(records), year=2024).months("it")


def test_what_is_asked_for_one_by_one_is_worked_through_one_by_one() -> None:
    bar = Bar()
    work = followed(iter("abc"), bar)
    assert next(work) == "a"
    assert bar.done == 0
    assert next(work) == "b"
    assert bar.done == 1
    assert list(followed("abc", None)) == ["a", "b", "c"]


@pytest.mark.parametrize("bar", [5, "bar", lambda _: None])
def test_what_is_no_bar_is_refused(bar: Any) -> None:
    with pytest.raises(ku.InvalidType, match="progress must"):
        list(followed([1], bar))
    with pytest.raises(ku.InvalidType):
        audit_reports(wild(5))
