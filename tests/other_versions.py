"""Run the tests on the newest other Python that really runs here; say so of those that do not. Run by ``make versions``.

With ``--all`` on every one of them: on two cores that takes a quarter of an hour.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

VERSIONS = ("3.11", "3.12", "3.13", "3.14")
HERE = Path(__file__).parent.parent


def interpreter(version: str) -> str | None:
    """An interpreter of this version that runs: a name on the PATH may be a stub that does not."""
    installed = [str(python) for python in (Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/python")]
    for candidate in (shutil.which(f"python{version}"), *sorted(installed)):
        if candidate is None:
            continue
        asked = [candidate, "-c", "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])"]
        done = subprocess.run(asked, capture_output=True, text=True, check=False)
        if done.returncode == 0 and done.stdout.strip() == version:
            return candidate
    return None


def check(version: str, python: str) -> int:
    """Install into an environment of its own, once, and run the tests in it."""
    place = HERE / ".venv" / "versions" / version
    marker, wanted = place / ".ready", HERE / "pyproject.toml"
    run = place / "bin" / "python"
    if not marker.exists() or marker.stat().st_mtime < wanted.stat().st_mtime:
        subprocess.run([python, "-m", "venv", "--clear", str(place)], check=True)
        pip = [str(run), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--upgrade", "pip>=25.1"], check=True)
        subprocess.run(
            [*pip, "--editable", ".[json,fast,frames,excel,docx,plots]", "--group", "test"], cwd=HERE, check=True
        )
        marker.touch()
    environment = {**os.environ, "HYPOTHESIS_PROFILE": "quick"}
    command = [str(run), "-m", "pytest", "-n", "auto", "-p", "no:cacheprovider"]
    return subprocess.run(command, cwd=HERE, env=environment, check=False).returncode


def main() -> int:
    """The newest version that is not the running one, or every one."""
    current = f"{sys.version_info[0]}.{sys.version_info[1]}"
    failed: list[str] = []
    found = {version: interpreter(version) for version in VERSIONS if version != current}
    there = [version for version, python in found.items() if python is not None]
    chosen = there if "--all" in sys.argv else there[-1:]
    print(f"Python {current}: this one, tested above")
    for version, python in found.items():
        if python is None:
            print(f"Python {version}: skipped, no interpreter of it runs here")
        elif version not in chosen:
            print(f"Python {version}: left to python {Path(__file__).relative_to(HERE)} --all")
        else:
            print(f"Python {version}: {python}", flush=True)
            if check(version, python):
                failed.append(version)
    print(f"failed on {', '.join(failed)}" if failed else "all that ran pass")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
