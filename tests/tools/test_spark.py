"""Spark in local mode: every verb, lazy to the end, and the recipe of the documentation on a ledger larger than memory."""

import importlib
import resource
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kommunuppfoljning import frames
from tests import verbs
from tests.tools.ledger import check, larger_than_memory, recipe, run

# PySpark's own notices: of a pandas that is newer than it, and of its sockets at the end
pytestmark = [
    pytest.mark.filterwarnings("ignore::FutureWarning:pyspark"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

sql: Any = importlib.import_module("pyspark.sql")
TYPES = {float: "double", int: "bigint", str: "string"}


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    builder = sql.SparkSession.builder.master("local[2]")
    for name, value in (("ui.enabled", "false"), ("sql.shuffle.partitions", "2"), ("log.level", "FATAL")):
        builder = builder.config(f"spark.{name}", value)
    session = builder.getOrCreate()
    yield session
    session.stop()


@pytest.fixture
def make(spark: Any) -> verbs.Make:
    def made(data: dict[str, list[Any]]) -> Any:
        kinds = {name: next(type(value) for value in column if value is not None) for name, column in data.items()}
        told = ", ".join(f"`{name}` {TYPES[kind]}" for name, kind in kinds.items())
        return spark.createDataFrame(list(zip(*data.values(), strict=True)), told)

    return made


@pytest.mark.parametrize(
    "verb", [one for one in verbs.CHECKS if one is not verbs.too_large], ids=lambda verb: verb.__name__
)
def test_every_verb(verb: Callable[[verbs.Make], None], make: verbs.Make) -> None:
    verb(make)


def test_spark_itself_refuses_a_sum_that_is_too_large(make: verbs.Make) -> None:
    rolled = frames.roll_up(make({"unit": ["a", "a"], "amount": [2**62, 2**62]}), parents={"a": None})
    with pytest.raises(Exception, match="ARITHMETIC_OVERFLOW"):
        rolled.collect()


def test_no_row_is_read(make: verbs.Make) -> None:
    functions: Any = importlib.import_module("pyspark.sql.functions")
    lazy = make(verbs.SMALL).withColumn("u", functions.raise_error(functions.lit("a row was collected")).cast("string"))
    for result in verbs.every_verb(lazy):
        assert type(result) is type(lazy)
        with pytest.raises(Exception, match="a row was collected"):
            result.collect()


def test_the_recipe_stays_within_the_memory_that_there_is(tmp_path: Path) -> None:
    with larger_than_memory(tmp_path) as ledger:
        done = run(recipe("Spark"), ledger.folder, resource.RLIM_INFINITY)  # Java's own limit is in the recipe
        assert done.returncode == 0, done.stderr
        check(ledger)
