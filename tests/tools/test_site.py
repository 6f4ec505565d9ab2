"""The book: what axe-core finds on its main pages, in light and dark, wide and narrow."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.tools.axe import found_by_axe

ROOT = Path(__file__).parents[2]
PAGES = (
    "index",
    "sv/index",
    "tutorial",
    "howto/data-frame",
    "explanation",
    "definitions",
    "checks",
    "glossary",
    "benchmarks",
    "views",
    "architecture",
    "reference/names",
    "reference/formulas.deviations",
    "notebooks/en/budget_deviations",
    "notebooks/sv/goal_fulfilment",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as it is now, in a copy that may be written to."""
    subprocess.run(["make", "docs"], cwd=ROOT, check=True)  # noqa: S607  # the make that runs this
    return Path(shutil.copytree(ROOT / "build" / "docs", tmp_path_factory.mktemp("site") / "docs"))


@pytest.mark.parametrize(("dark", "width"), [(False, 1280), (True, 500)])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_on(name: str, site: Path, tmp_path: Path, *, dark: bool, width: int) -> None:
    found = found_by_axe(site / f"{name}.html", tmp_path, dark=dark, width=width)
    assert (found["scheme"], found["width"]) == (dark, width)
    assert found["told"] == []
