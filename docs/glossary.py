"""Keep the glossary in order: its first table sorted, the second made of it. Run by ``make docs``.

``python docs/glossary.py --check`` only tells whether it is up to date.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

PAGE = Path(__file__).with_name("glossary.md")
BACK = "## Svenska till engelska"


def page() -> str:
    """The page as it should be."""
    there, _, _ = PAGE.read_text(encoding="utf-8").partition(BACK)
    intro, mark, table = there.partition("| --- | --- |\n")
    pairs = {tuple(line.strip("| ").split(" | ")) for line in table.splitlines() if line.startswith("|")}
    forth = rows(sorted(pairs, key=lambda pair: alphabetical(pair[0])))
    back = rows(sorted(((there, here) for here, there in pairs), key=lambda pair: alphabetical(pair[0])))
    return f"{intro}{mark}{forth}\n{BACK}\n\n| Svenska | English |\n{mark}{back}"


def rows(pairs: Iterable[tuple[str, ...]]) -> str:
    """The rows of a table."""
    return "".join(f"| {one} | {other} |\n" for one, other in pairs)


def alphabetical(term: str) -> str:
    """A term as Swedish puts it in order: å, ä and ö after z."""
    return term.casefold().translate(str.maketrans("åäö", "{|}"))


if __name__ == "__main__":
    text = page()
    if "--check" in sys.argv:
        sys.exit(0 if text == PAGE.read_text(encoding="utf-8") else f"{PAGE.name} is not up to date: run make docs")
    PAGE.write_text(text, encoding="utf-8")
