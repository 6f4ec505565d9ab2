"""Pages of the docs that are made by code are up to date."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest

import kommunuppfoljning as ku
from kommunuppfoljning.arithmetic import FORMULAS

DOCS = Path(__file__).parent.parent / "docs"


@pytest.mark.parametrize(("script", "page"), [("fit_table", "judgement"), ("glossary", "glossary")])
def test_a_page_that_code_keeps_is_as_it_should_be(script: str, page: str) -> None:
    made = loaded(DOCS / f"{script}.py")
    assert made.page() == (DOCS / f"{page}.md").read_text(encoding="utf-8"), f"run python docs/{script}.py"


def test_terms_of_the_glossary_are_linked_both_ways() -> None:
    text = loaded(DOCS / "site" / "reference.py").glossary((DOCS / "glossary.md").read_text("utf-8"))
    there, _, back = text.partition("## Svenska")
    link = "{py:obj}`AccountPlan <kommunuppfoljning.accounts.AccountPlan>` |"
    assert f"| account plan {link} kontomappning |" in there
    assert f"| kontomappning | account plan {link}" in back


def blocks(page: Path) -> list[str]:
    """The code of a page, without its comments."""
    found = page.read_text("utf-8").split("```")[1::2]
    return ["\n".join(line.partition("#")[0].rstrip() for line in block.splitlines()) for block in found]


def test_the_swedish_readme_runs_what_the_english_one_runs() -> None:
    english, swedish = blocks(DOCS.parent / "README.md"), blocks(DOCS.parent / "README.sv.md")
    assert swedish[0] == english[0]
    spoken = 'finding.text("en")', "finding.message"  # what a finding says, and only that, is in the reader's language
    lines = {line.replace(*spoken) for block in english for line in block.splitlines()}
    told = [line for block in swedish for line in block.splitlines() if not line.startswith("Texten säger ")]
    assert [line for line in told if line not in lines] == []


def loaded(script: Path) -> Any:
    """A script of the docs as a module."""
    spec = importlib.util.spec_from_file_location(script.stem, script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_public_name_is_linked_with_its_swedish_term() -> None:
    made = loaded(DOCS / "site" / "reference.py")
    there, _, back = made.names_page().partition("## Svenska till engelska")
    for name in ku.__all__:
        if name != "__version__":
            link = f"`{name} <{made.home(name)}>`"
            assert link in there, name
            thing = getattr(ku, name)
            if callable(thing) and not (isinstance(thing, type) and issubclass(thing, Exception)):
                assert f"{{py:obj}}{link} |" in back, f"{name} has no Swedish term"


def test_every_formula_has_its_equation_and_its_source() -> None:
    rows = [
        line.split(" | ")
        for line in loaded(DOCS / "site" / "reference.py").definitions_page().splitlines()
        if line.startswith("| {py")
    ]
    assert len(rows) >= len(FORMULAS.keys() & set(ku.__all__))
    for row in rows:
        assert "`" in row[2], row[0]
        assert row[3].strip(" |"), row[0]
