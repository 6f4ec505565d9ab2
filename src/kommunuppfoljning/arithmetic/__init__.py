"""Arithmetic (*räkneregler*): one formula, every world.

A formula is written once, in plain operators and a few words (`divide`, `where`, …). What its arguments are
decides where it runs: plain numbers in `scalars`, NumPy arrays in `arrays`. `formula` makes the public
function of a body, and puts it in `FORMULAS`, where tests find each new one by themselves.
"""

from kommunuppfoljning.arithmetic.formula import FORMULAS, Formula, Result, formula
from kommunuppfoljning.arithmetic.words import (
    HIGHER,
    LOWER,
    TYPE_CHECKING,
    defined,
    divide,
    least,
    overload,
    size,
    where,
)

__all__ = [
    "FORMULAS",
    "HIGHER",
    "LOWER",
    "TYPE_CHECKING",
    "Formula",
    "Result",
    "defined",
    "divide",
    "formula",
    "least",
    "overload",
    "size",
    "where",
]
