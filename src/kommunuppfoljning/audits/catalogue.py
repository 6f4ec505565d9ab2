"""The catalogue of checks (*kontrollförteckning*): every check, why it matters and an example, as Markdown.

`docs/checks.md` is made of it, and a test holds the two equal.
"""

from kommunuppfoljning.audits import CHAPTERS
from kommunuppfoljning.audits.checking import Check

__all__ = ["catalogue"]

HEAD = """\
# Every check of the audit

Made from the code by `python -m kommunuppfoljning.audits.catalogue`; a test holds it to the code.

An **error** is two figures that cannot both be right. A **warning** is what ought to be explained. **Info** is what a
reader should know. Nothing that rounding explains is found; where figures may have been cut off instead of rounded, an
error becomes a warning.

To silence a finding, say which and why. It stays in the list, last, with the reason:

```python
>>> import kommunuppfoljning as ku
>>> line = ku.BudgetLine(id="it", period_budget=-100, period_outcome=-90, stated_period_deviation=15)
>>> table = ku.BudgetTable(id="drift", layout=ku.Layout.SIGNED, digits=0, lines=[line])
>>> known = ku.Silence(code="row-deviation", where="budget_tables[drift].lines[it]", reason="corrected on 1 October")
>>> [(found.code, found.silence.reason) for found in ku.audit(table, silences=[known])]
[('row-deviation', 'corrected on 1 October')]

```

To add a check, see [checks of your own](howto/own-checks.md).
"""


def catalogue() -> str:
    """Every check of the library as a page of Markdown, chapter by chapter."""
    parts = [HEAD]
    for chapter in CHAPTERS:
        title = (chapter.__doc__ or "").partition("\n")[0]
        parts.append(f"\n## {title.rstrip('.')}\n")
        parts += [_entry(one) for one in chapter.CHECKS]
    return "".join(parts)


def _entry(one: Check) -> str:
    what = (one.run.__doc__ or "").partition("\n")[0]
    return f"\n### `{one.code}` · {one.severity.label('en').lower()}\n\n{what}\n\n{one.why} *Example:* {one.example}\n"


if __name__ == "__main__":
    print(catalogue(), end="")  # noqa: T201  # the page, for docs/checks.md
