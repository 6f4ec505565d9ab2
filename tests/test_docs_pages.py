"""Pages of the docs that are made by code are up to date."""

import importlib.util
from pathlib import Path
from typing import Any

import kommunuppfoljning as ku
from kommunuppfoljning.arithmetic import FORMULAS

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


def reference() -> Any:
    """What makes the reference of the site."""
    spec = importlib.util.spec_from_file_location("reference", DOCS / "site" / "reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_public_name_is_linked_with_its_swedish_term() -> None:
    made = reference()
    there, _, back = made.names_page().partition("## Svenska till engelska")
    for name in ku.__all__:
        if name != "__version__":
            link = f"`{name} <{made.home(name)}>`"
            assert link in there, name
            thing = getattr(ku, name)
            if callable(thing) and not (isinstance(thing, type) and issubclass(thing, Exception)):
                assert f"{{py:obj}}{link} |" in back, f"{name} has no Swedish term"


def test_every_formula_has_its_equation_and_its_source() -> None:
    rows = [line.split(" | ") for line in reference().definitions_page().splitlines() if line.startswith("| {py")]
    assert len(rows) >= len(FORMULAS.keys() & set(ku.__all__))
    for row in rows:
        assert "`" in row[2], row[0]
        assert row[3].strip(" |"), row[0]
