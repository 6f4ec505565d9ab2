"""Hold the public types to completeness: ``pyright --verifytypes`` must say 100 %. Run by ``make types``."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent.parent


def main() -> int:
    """Print what is incomplete, and how complete the rest is."""
    pyright = Path(sys.executable).with_name("pyright")
    command = [str(pyright), "--pythonpath", sys.executable, "--verifytypes", "kommunuppfoljning", "--ignoreexternal"]
    with tempfile.TemporaryDirectory() as place:  # as users have it: installed, not edited in place
        target = Path(place, "installed")
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        subprocess.run([*pip, "--target", str(target), str(HERE)], check=True)
        known = {**os.environ, "PYTHONPATH": str(target)}
        done = subprocess.run(
            [*command, "--outputjson"], capture_output=True, text=True, check=False, cwd=place, env=known
        )
    report = json.loads(done.stdout)["typeCompleteness"]
    for symbol in report["symbols"]:
        if symbol["isExported"] and (symbol["isTypeAmbiguous"] or not symbol["isTypeKnown"]):
            print(f"{symbol['name']}: {[found['message'] for found in symbol['diagnostics']]}")
    print(f"type completeness {report['completenessScore']:.1%}")
    return 0 if report["completenessScore"] == 1 else 1


if __name__ == "__main__":
    sys.exit(main())
