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
