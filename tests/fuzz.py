"""Fuzz the readers with atheris, each for so many seconds: ``make fuzz``, or ``python -m tests.fuzz 60 sie csv``.

Where atheris does not install this says so, and the Hypothesis targets of the tests stand alone.
"""

import subprocess
import sys
import tempfile
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent.parent
SEEDS = {"sie": "huvudbok_2024_08.se", "csv": "budget_2024.csv", "kolada": "kolada_n00945.json"}
TARGETS = {
    "sie": ("sie_reading", "read_sie"),
    "csv": ("csv", "read_csv"),
    "kolada": ("kolada", "read_kolada"),
    "json": ("json", "parse_report"),
    "stratsys": ("stratsys", "read_stratsys"),
    "excel": ("excel", "read_excel"),
    "workbook": ("workbook_reading", "read_workbook"),
    "word": ("word", "read_draft"),
    "rules": ("rules", "parse_rules"),
}
"""A target → its module in `io`, and its function of the bytes of a file."""


def one(name: str, arguments: list[str]) -> None:
    """Run one target in this process, which ends with it."""
    atheris: Any = import_module("atheris")
    home, function = TARGETS[name]
    with atheris.instrument_imports(include=["kommunuppfoljning.io"], enable_loader_override=False):
        target = getattr(import_module(f"kommunuppfoljning.io.{home}"), function)
    own = import_module("kommunuppfoljning.errors").FollowUpError

    def attempt(content: bytes) -> None:
        try:
            target(content)
        except own:
            return

    atheris.Setup([sys.argv[0], *arguments], attempt)
    atheris.Fuzz()


def main() -> int:
    """Every target, each in a process of its own."""
    seconds, *chosen = sys.argv[1:] or ["20"]
    if seconds in TARGETS:
        one(seconds, chosen)
        return 0
    if find_spec("atheris") is None:
        print("skipped: atheris is not installed here")
        return 0
    failed = []
    for name in chosen or TARGETS:
        with tempfile.TemporaryDirectory() as corpus:
            if name in SEEDS:
                seed = (HERE / "examples" / "exempelkommun" / SEEDS[name]).read_bytes()
                Path(corpus, "seed").write_bytes(seed[:4000])
            options = [f"-max_total_time={seconds}", f"-artifact_prefix={HERE}/build/fuzz-", "-verbosity=0", corpus]
            print(f"{name}: {seconds} s", flush=True)
            done = subprocess.run([sys.executable, "-m", "tests.fuzz", name, *options], cwd=HERE, check=False)
            failed += [name] if done.returncode else []
    print(f"failed: {', '.join(failed)}" if failed else "nothing but the library's own errors came out")
    return 1 if failed else 0


if __name__ == "__main__":
    (HERE / "build").mkdir(exist_ok=True)
    sys.exit(main())
