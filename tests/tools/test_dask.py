"""Dask: every verb, lazy to the end, and the recipe of the documentation on a ledger larger than memory."""

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from kommunuppfoljning import frames
from tests import verbs
from tests.tools.ledger import check, larger_than_memory, recipe, run

pytestmark = pytest.mark.filterwarnings("ignore:Dask support is moving out of Narwhals:FutureWarning")

dataframe: Any = importlib.import_module("dask.dataframe")


def make(data: dict[str, list[Any]]) -> Any:
    return dataframe.from_pandas(pd.DataFrame(data), npartitions=2)


@pytest.mark.parametrize("verb", verbs.CHECKS, ids=lambda verb: verb.__name__)
def test_every_verb(verb: Callable[[verbs.Make], None]) -> None:
    verb(make)


def test_no_row_is_read() -> None:
    def never(_: Any) -> Any:
        raise AssertionError("a row was collected")

    content = pd.DataFrame(verbs.SMALL)
    lazy = dataframe.from_pandas(content, npartitions=1).map_partitions(never, meta=content)
    for result in verbs.every_verb(lazy):
        assert type(result) is type(lazy)
        with pytest.raises(AssertionError, match="a row was collected"):
            result.compute()


def test_many_partitions_are_summed_as_one() -> None:
    content = pd.DataFrame({"unit": ["a", "b"] * 40, "month": range(80), "amount": range(80)})
    many = dataframe.from_pandas(content, npartitions=80)
    for by, count in (((), 2), ("month", 120)):
        wanted = frames.roll_up(content, parents={"a": None, "b": "a"}, by=by)
        rolled = frames.roll_up(many, parents={"a": None, "b": "a"}, by=by)
        assert verbs.columns(rolled, *wanted.columns) == verbs.columns(wanted, *wanted.columns)
        assert len(wanted) == count


def test_the_recipe_stays_within_the_memory_that_there_is(tmp_path: Path) -> None:
    with larger_than_memory(tmp_path) as ledger:
        done = run(recipe("Dask"), ledger.folder)
        assert done.returncode == 0, done.stderr
        check(ledger)
