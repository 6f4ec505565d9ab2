"""Write what is made from the code: the promises at a release, the schema of files when a model changes.

Run ``python -m tests.promise``, and look at what git says has gone before committing.
"""

import json
import sys
from pathlib import Path

import kommunuppfoljning as ku
from kommunuppfoljning.compatibility import broken_promises, offered
from kommunuppfoljning.io.schema import report_schema, rules_schema, schema_text


def main() -> int:
    """Say what is broken, and write both."""
    sys.stdout.write("".join(f"{one}\n" for one in broken_promises()))
    promises = {name: offered(name) for name in sorted(ku.__all__) if name != "__version__"}
    text = json.dumps(promises, ensure_ascii=False, indent=1) + "\n"
    Path(ku.__file__).with_name("promised.json").write_text(text, encoding="utf-8")
    for name, schema in (("report", report_schema()), ("rules", rules_schema())):
        place = Path(ku.__file__).parent / "io" / f"{name}.schema.json"
        place.write_text(schema_text(schema), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
