"""Whether a release would work: ``make release-check`` builds it, and tests what was built as users would have it.

A wheel and a source distribution are built and looked through; then, in environments of their own without the sources,
the wheel is tested on each Python that runs here, with the highest versions of what it needs, and on the oldest Python
with the lowest ones that ``pyproject.toml`` allows.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

from tests.other_versions import VERSIONS, interpreter

ROOT = Path(__file__).parent.parent
PLACE = ROOT / "build" / "release"
SHIPPED = (
    "kommunuppfoljning/py.typed",
    "kommunuppfoljning/locale/sv.po",
    "kommunuppfoljning/io/norrtalje_2024_08.json",
)
SOURCES = ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "Makefile", "tests/conftest.py", "docs/index.md")
BESIDE_LOWEST = ("duckdb<1.5", "pandas<3", "pyarrow<18")
"""Engines of the time of the lowest versions: newer ones ask for a newer NumPy or Narwhals than the library does."""
PICTURES = "test_plots_look_as_they_were"
"""What is drawn with the highest versions: a lower Matplotlib sets its text otherwise."""
EXTRAS = "json,fast,frames,excel,docx,render,plots,testing"
QUICK = (
    "tests/test_public.py",
    "tests/test_budgets.py",
    "tests/test_io_json.py",
    "tests/report",
    "tests/test_testing.py",
)


def run(*command: str | Path, where: Path = ROOT, **environment: str) -> None:
    """Run a command, and stop where it fails."""
    subprocess.run([str(part) for part in command], cwd=where, check=True, env={**os.environ, **environment})


def pip(python: Path, *arguments: str) -> None:
    """Install quietly."""
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments)


def built() -> tuple[Path, Path]:
    """The source distribution, and the wheel that is made of it."""
    shutil.rmtree(PLACE, ignore_errors=True)
    run(sys.executable, "-m", "build", "--outdir", PLACE / "dist", ROOT)
    (sdist,) = (PLACE / "dist").glob("*.tar.gz")
    (wheel,) = (PLACE / "dist").glob("*.whl")
    run(sys.executable, "-m", "twine", "check", "--strict", sdist, wheel)
    return sdist, wheel


def looked_through(sdist: Path, wheel: Path) -> list[str]:
    """What is missing from what was built, and what should not be there."""
    with zipfile.ZipFile(wheel) as packed:
        held = set(packed.namelist())
    with tarfile.open(sdist) as packed_too:
        sources = {name.partition("/")[2] for name in packed_too.getnames()}
    faults = [f"the wheel lacks {name}" for name in SHIPPED if name not in held]
    faults += [f"the source distribution lacks {name}" for name in SOURCES if name not in sources]
    faults += [f"the wheel holds {name}" for name in held if not name.startswith("kommunuppfoljning")]
    faults += [
        f"the source distribution holds {name}" for name in sources if "/." in f"/{name}" and name != ".gitignore"
    ]
    return faults


def lowest() -> list[str]:
    """The lowest versions that are allowed of everything a user's environment holds."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = [
        *project["dependencies"],
        *(one for extra in EXTRAS.split(",") for one in project["optional-dependencies"][extra]),
    ]
    found = []
    for one in asked:
        name, _, version = re.sub(r"\[.*?\]", "", one).partition(">=")
        found.append(f"{name.strip()}=={version.strip()}")
    return found


def tested(python: str, name: str, wheel: Path, constraints: list[str], tests: tuple[str, ...]) -> None:
    """Test the wheel in an environment of its own, away from the sources."""
    place = PLACE / name
    run(python, "-m", "venv", "--clear", place)
    inside = place / "bin" / "python"
    pip(inside, "--upgrade", "pip>=25.1")
    (place / "constraints.txt").write_text("".join(f"{one}\n" for one in constraints), encoding="utf-8")
    held = ("--constraint", str(place / "constraints.txt"))
    pip(inside, f"{wheel}[{EXTRAS}]", *held)
    pip(inside, "--group", f"{ROOT}/pyproject.toml:test", *held)
    away = place / "away"
    away.mkdir()
    for one in ("tests", "examples", "docs"):
        shutil.copytree(ROOT / one, away / one, ignore=shutil.ignore_patterns("__pycache__"))
    for one in ("pyproject.toml", *(path.name for path in ROOT.glob("*.md"))):
        shutil.copy(ROOT / one, away)
    (away / "src").mkdir()  # named in the settings of the tests; the library is the installed one
    known = {"HYPOTHESIS_PROFILE": "quick", "PYTHONPATH": ""}
    where = "import kommunuppfoljning, sys; sys.exit('site-packages' not in kommunuppfoljning.__file__)"
    run(inside, "-c", where, where=away)
    run(inside, "-m", "pytest", "-p", "no:cacheprovider", "-W", "default", *tests, where=away, **known)


def main() -> int:
    """Build, look through, test."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="a few tests in each environment, not all")
    given = options.parse_args()
    sdist, wheel = built()
    faults = looked_through(sdist, wheel)
    for fault in faults:
        print(fault, file=sys.stderr)
    tests = QUICK if given.quick else ("tests", "docs", "README.md")
    ready = {version: python for version in VERSIONS if (python := interpreter(version))}
    for version, python in ready.items():
        print(f"the wheel on Python {version}, highest versions", flush=True)
        tested(python, version, wheel, [], tests)
    oldest, python = next(iter(ready.items()))
    print(f"the wheel on Python {oldest}, lowest versions", flush=True)
    tested(python, f"{oldest}-lowest", wheel, [*lowest(), *BESIDE_LOWEST], (*tests, "-k", f"not {PICTURES}"))
    print(f"{wheel.name}, {sdist.name}: {'faulty' if faults else 'fit to release'}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
