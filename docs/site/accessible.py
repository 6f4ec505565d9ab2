"""What the theme leaves undone for who reads without a mouse or by ear, done in the pages that it has made."""

import re
from pathlib import Path

MENDED = (
    (re.compile(r'<aside class="sidebar-drawer"'), r'\g<0> aria-label="All pages"'),
    (re.compile(r'<aside class="toc-drawer[^"]*"'), r'\g<0> aria-label="This page"'),
    (re.compile(r'<p class="caption" role="heading"'), r'\g<0> aria-level="2"'),
    (re.compile(r"<pre(?=>)"), r'\g<0> tabindex="0"'),  # what scrolls sideways is reached by keyboard
    (re.compile(r'<div class="(?:table-wrapper[^"]*|output text_html)"'), r'\g<0> tabindex="0"'),
    (re.compile(r'<th(?: class="head")?>(?:<p></p>)?</th>'), "<td></td>"),  # the corner of a table heads nothing
)
MAIN = '<article role="main"'
SWEDISH = ("sv/", "notebooks/sv/")


def mend(site: Path) -> list[str]:
    """Mend every page; tell what was found on none, since the theme then is another."""
    missing = [pattern.pattern for pattern, _ in MENDED]
    for path in sorted(site.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        for pattern, wanted in MENDED:
            text, count = pattern.subn(wanted, text)
            if count and pattern.pattern in missing:
                missing.remove(pattern.pattern)
        if path.relative_to(site).as_posix().startswith(SWEDISH):
            text = text.replace(MAIN, f'{MAIN} lang="sv"')
        path.write_text(text, encoding="utf-8")
    return [f"no page has {pattern}, which was to be mended" for pattern in missing]
