"""Vocabulary, formulas and chapters are covered nearly whole, branches too. Run by ``make unit``, after the tests."""

import io
import sys

from coverage import Coverage

from tests.mutation.__main__ import files, rooms

LEAST = 98.0


def main() -> int:
    """Say how much is covered, and which modules are below."""
    measured = Coverage()
    measured.load()
    paths = [str(path) for path in files(rooms())]
    share = measured.report(include=paths, file=io.StringIO(), show_missing=False)
    print(f"vocabulary, formulas and chapters: {share:.1f} % of lines and branches covered")
    if share >= LEAST:
        return 0
    measured.report(include=paths, skip_covered=True)
    print(f"less than {LEAST:.0f} %", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
