"""For your own tests (*för egna tester*): models at random, figures that hurt, and laws that your code can be held to.

The extra ``testing`` (Hypothesis). Models at random are made from the annotations and checks of the models themselves,
so that each is covered, also one of your own that derives from `Model`:

>>> from hypothesis import given
>>> import kommunuppfoljning as ku
>>> @given(models(ku.BudgetLine, layout=ku.Layout.SIGNED))
... def test_of_yours(line):
...     assert line.remaining_budget is None or line.annual_budget is not None
>>> test_of_yours()

`assert_whole_laws`, `assert_indicator_laws` and `assert_check_laws` hold a rule or a check of your own to what the
library promises of its own; `example_report` is a real report.
"""

from kommunuppfoljning.errors import MissingExtra

try:
    import hypothesis as _hypothesis  # noqa: F401  # what all below needs: said once, and early
except ImportError:
    raise MissingExtra.of("testing", "kommunuppfoljning.testing") from None

from kommunuppfoljning.io.example import example_report
from kommunuppfoljning.testing.laws import (
    LawBroken,
    assert_check_laws,
    assert_indicator_laws,
    assert_whole_laws,
)
from kommunuppfoljning.testing.published import published_reports, published_tables
from kommunuppfoljning.testing.strategies import MODELS, models
from kommunuppfoljning.testing.values import (
    figures,
    hostile_figures,
    hostile_texts,
    ids,
    periods,
    refused_figures,
    texts,
)

__all__ = [
    "MODELS",
    "LawBroken",
    "assert_check_laws",
    "assert_indicator_laws",
    "assert_whole_laws",
    "example_report",
    "figures",
    "hostile_figures",
    "hostile_texts",
    "ids",
    "models",
    "periods",
    "published_reports",
    "published_tables",
    "refused_figures",
    "texts",
]
