"""The notebooks among the examples run, in each language that they speak, and say the same of themselves in both."""

import ast
import importlib.util
import io
import json
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
SPEC = importlib.util.spec_from_file_location("notebooks", ROOT / "docs" / "site" / "notebooks.py")
assert SPEC is not None
assert SPEC.loader is not None
notebooks: Any = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(notebooks)
EACH = [(path, lang) for path in notebooks.scripts(ROOT / "examples") for lang in notebooks.languages(path)]


def run(source: str, names: dict[str, Any]) -> str:
    """Run a cell, and show its last expression as a notebook does."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    with redirect_stdout(io.StringIO()) as said:
        exec(compile(tree, "cell", "exec"), names)  # noqa: S102  # our own examples
        if isinstance(last, ast.Expr):
            shown = eval(compile(ast.Expression(last.value), "cell", "eval"), names)  # noqa: S307
            show = getattr(shown, "_repr_html_", None)
            print("" if shown is None else show() if show else repr(shown))
    return said.getvalue()


@pytest.mark.parametrize(("path", "lang"), EACH, ids=lambda one: getattr(one, "stem", one))
def test_a_notebook_runs(path: Path, lang: str) -> None:
    written = json.loads(notebooks.notebook(path, lang))
    names: dict[str, Any] = {"__name__": "__main__"}
    said = [run("".join(cell["source"]), names) for cell in written["cells"] if cell["cell_type"] == "code"]
    assert any(said)
    assert all(cell.get("outputs", []) == [] for cell in written["cells"])
    if "LOCALE" in names:
        assert names["LOCALE"] == lang


@pytest.mark.parametrize("path", notebooks.scripts(ROOT / "examples"), ids=lambda path: path.stem)
def test_a_notebook_with_twins_says_each_thing_in_both(path: Path) -> None:
    spoken = [cell.lang for cell in notebooks.cells(path) if not cell.is_code]
    for lang in notebooks.languages(path):
        assert spoken.count(lang) == len(spoken) - spoken.count(None) - sum(one not in (None, lang) for one in spoken)
    if len(notebooks.languages(path)) > 1:
        assert spoken.count("sv") == spoken.count("en")


def test_there_are_notebooks_in_swedish_and_english() -> None:
    assert {lang for _, lang in EACH} >= {"sv", "en"}
    assert {"budget_deviations", "goal_fulfilment", "comparing_municipalities"} <= {path.stem for path, _ in EACH}
