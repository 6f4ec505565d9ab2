"""Write the promises anew at a release: ``python -m tests.promise``. Look at what git says has gone before committing."""

import json
import sys
from pathlib import Path

import kommunuppfoljning as ku
from kommunuppfoljning.compatibility import broken_promises, offered


def main() -> int:
    """Say what is broken, and add what is new."""
    sys.stdout.write("".join(f"{one}\n" for one in broken_promises()))
    promises = {name: offered(name) for name in sorted(ku.__all__) if name != "__version__"}
    text = json.dumps(promises, ensure_ascii=False, indent=1) + "\n"
    Path(ku.__file__).with_name("promised.json").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
