"""The public surface changes only when somebody says so."""

import difflib
import inspect
from enum import Enum
from typing import Any

import pytest

import kommunuppfoljning as ku
from tests.api import LISTING, described, listing


def test_the_surface_is_the_one_that_is_written_down() -> None:
    written, real = LISTING.read_text("utf-8").splitlines(), listing().splitlines()
    changed = [line for line in difflib.unified_diff(written, real, lineterm="", n=0) if line[:1] in "+-"][2:]
    told = "\n".join(changed)
    assert not changed, (
        f"the public surface changed; if that is meant, run `make api` and say so in CHANGELOG.md:\n{told}"
    )


def test_a_listing_tells_what_a_user_calls() -> None:
    assert described("deviation", ku.deviation) == [
        "deviation(*, budget, outcome, direction=Direction.HIGHER, out=None)"
    ]
    assert described("Severity", ku.Severity)[0] == "Severity: INFO, WARNING, ERROR"
    lines = described("Area", ku.Area)
    assert lines[0] == "Area(id, title='', verdict=None, verdict_text='')"
    assert "Period.for_month(year, month)" in described("Period", ku.Period)
    assert "Period.elapsed" in described("Period", ku.Period)
    assert "Veto.verdicts(parts, *, wholes)" in described("Veto", ku.Veto)
    assert described("GroupedParts", ku.GroupedParts)[0] == "GroupedParts(whole, verdict, ids=None)"
    assert described("Bridge", ku.Bridge)[0].startswith("Bridge(start, steps=(), end, unit=None, digits=0")


@pytest.mark.parametrize("name", [name for name in ku.__all__ if name != "__version__"])
def test_every_public_name_says_what_it_is_in_both_languages(name: str) -> None:
    thing: Any = getattr(ku, name)
    if not (inspect.isclass(thing) or inspect.isfunction(thing)):
        return
    text = inspect.getdoc(thing) or ""
    assert text, name
    swedish = "(*" in text or issubclass(thing, Exception) if inspect.isclass(thing) else "(*" in text
    assert swedish, f"{name}: the docstring names no Swedish term in (*italics*)"
    if inspect.isclass(thing) and not issubclass(thing, Exception | Enum):
        assert text[0].isupper()
