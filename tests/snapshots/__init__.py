"""What views looked like when somebody last read them: text compared word for word, plots within a tolerance.

Where a change is meant, run the tests with ``UPDATE_SNAPSHOTS=1`` in the environment, look at what `git diff` shows, and
keep it.
"""

import os
from pathlib import Path

__all__ = ["HERE", "matches", "updating"]

HERE = Path(__file__).parent


def updating() -> bool:
    return bool(os.environ.get("UPDATE_SNAPSHOTS"))


def matches(name: str, text: str) -> bool:
    """Whether a text is what is kept under a name."""
    path = HERE / name
    if updating():
        path.write_bytes(text.encode())
    return path.read_bytes().decode() == text
