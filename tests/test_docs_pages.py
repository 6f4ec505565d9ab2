"""Pages of the docs that are made by code are up to date."""

import importlib.util
from pathlib import Path

DOCS = Path(__file__).parent.parent / "docs"


def test_the_table_of_fits_is_that_of_the_code() -> None:
    spec = importlib.util.spec_from_file_location("fit_table", DOCS / "fit_table.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.page() == (DOCS / "judgement.md").read_text(encoding="utf-8"), "run make docs"


def blocks(page: Path) -> list[str]:
    """The code of a page, without its comments."""
    found = page.read_text("utf-8").split("```")[1::2]
    return ["\n".join(line.partition("#")[0].rstrip() for line in block.splitlines()) for block in found]


def test_the_swedish_readme_runs_what_the_english_one_runs() -> None:
    english, swedish = blocks(DOCS.parent / "README.md"), blocks(DOCS.parent / "README.sv.md")
    assert swedish[0] == english[0]
    lines = {line for block in english for line in block.splitlines()}
    assert [line for block in swedish for line in block.splitlines() if line not in lines] == [
        ">>> import polars as pl",
    ] * (">>> import polars as pl" not in lines)
