"""Run the tests on other Python versions where those really run; say so where not. Run by ``make versions``."""

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
    """Every version but the running one."""
    current = f"{sys.version_info[0]}.{sys.version_info[1]}"
    failed = []
    for version in VERSIONS:
        python = interpreter(version) if version != current else None
        if version == current:
            print(f"Python {version}: this one, tested above")
        elif python is None:
            print(f"Python {version}: skipped, no interpreter of it runs here")
        else:
            print(f"Python {version}: {python}", flush=True)
            if check(version, python):
                failed.append(version)
    print(f"failed on {', '.join(failed)}" if failed else "every version here passes")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
