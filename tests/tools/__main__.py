"""Run what needs large tools, part by part; a part whose tool is not here is skipped with a word. See ``make test-tools``.

A part is a file of tests beside this one, ``test_<name>.py``, and what it needs. A new part is a line in `PARTS`; what it
needs of Python goes into the dependency group ``tools``, and what it needs of the system into ``.ci/run``.
"""

import argparse
import importlib.util
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import attrs

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
Need = Callable[[], str | None]
"""Tells what is missing, if anything is."""


def package(name: str) -> Need:
    """A package of Python's."""
    return lambda: None if importlib.util.find_spec(name) else f"the package {name} is not installed"


def limits() -> str | None:
    """A limit on the memory of a process that is heeded."""
    return None if sys.platform == "linux" else "Linux alone limits the data of a process"


def java() -> str | None:
    """Java 17 or later, which Spark runs on."""
    program = shutil.which("java")
    wanted = "Java 17 or later (apt-get install openjdk-17-jre-headless)"
    if program is None:
        return f"{wanted} is not here"
    told = subprocess.run([program, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', told)
    return (
        None if found and int(found[1]) >= 17 else f"{wanted} is not here, but {told.partition(chr(10))[0] or 'a stub'}"
    )


def chromium() -> str | None:
    """A browser that runs without a screen."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return None if any(map(shutil.which, names)) else "Chromium (apt-get install chromium) is not here"


def npm() -> str | None:
    """The packages of `package.json`, brought by npm to a folder of this clone, once."""
    program = shutil.which("npm")
    if program is None:
        return "npm (apt-get install npm) is not here"
    wanted, place = HERE / "package.json", ROOT / ".venv" / "tools" / "pages"
    copy = place / "package.json"
    if copy.exists() and copy.read_bytes() == wanted.read_bytes() and (place / "node_modules").exists():
        return None
    place.mkdir(parents=True, exist_ok=True)
    command = [program, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(place)]
    copy.write_bytes(wanted.read_bytes())
    if subprocess.run(command, cwd=place, check=False).returncode:
        copy.unlink()
        return "npm could not bring axe-core and the validator of HTML"
    return None


@attrs.frozen
class Part:
    """A file of tests, and what it needs."""

    name: str
    work: str
    needs: tuple[Need, ...] = ()


PARTS = (
    Part("memory", "a file larger than memory, in DuckDB and Polars", (limits, package("duckdb"), package("polars"))),
    Part("dask", "every verb, and a file larger than memory, in Dask", (package("dask"),)),
    Part("pages", "axe-core in Chromium, and the validator of HTML, on pages and notebooks", (chromium, npm, java)),
    Part("site", "axe-core in Chromium, on the main pages of the book", (chromium, npm)),
    Part("spark", "every verb, and a file larger than memory, in Spark's local mode", (package("pyspark"), java)),
)


def main() -> int:
    """Run the parts that are asked for, all by default."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("only", nargs="*", help="names of parts")
    only = options.parse_args().only
    unknown = set(only) - {part.name for part in PARTS}
    if unknown:
        options.error(f"no part {', '.join(sorted(unknown))}; there are {', '.join(part.name for part in PARTS)}")
    failed = []
    for part in PARTS:
        if only and part.name not in only:
            continue
        missing = next((told for need in part.needs if (told := need())), None)
        if missing:
            print(f"{part.name}: skipped, {missing}", flush=True)
            continue
        print(f"{part.name}: {part.work}", flush=True)
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", str(HERE / f"test_{part.name}.py")]
        start = time.monotonic()
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            failed.append(part.name)
        print(f"{part.name}: {time.monotonic() - start:.0f} s", flush=True)
    print(f"failed: {', '.join(failed)}" if failed else "every part that is here passes")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
