"""A ledger larger than the memory that the process may have, judged and summed by the recipes of the documentation."""

from collections.abc import Iterator

import pytest

from tests.tools.ledger import Ledger, check, larger_than_memory, recipe, run


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with larger_than_memory(tmp_path_factory.mktemp("ledger")) as made:
        yield made


def test_the_limit_is_one(ledger: Ledger) -> None:
    whole = run("import pyarrow.parquet as pq; pq.read_table('ledger.parquet', memory_map=False)", ledger.folder)
    assert whole.returncode != 0


@pytest.mark.parametrize("engine", ["DuckDB", "Polars"])
def test_a_recipe_stays_within_the_memory_that_there_is(ledger: Ledger, engine: str) -> None:
    done = run(recipe(engine), ledger.folder)
    assert done.returncode == 0, done.stderr
    check(ledger)
