"""Goal fulfilment and why, a notebook in the percent format, in Swedish and English: ``make docs`` shows it run."""

# %% [markdown] lang="sv"
# # Måluppfyllelse – och varför
#
# Ett mål är inte uppfyllt. Varför, och vad skulle krävas?

# %% [markdown] lang="en"
# # Goal fulfilment – and why
#
# A goal is not fulfilled. Why, and what would it take?

# %%
from fractions import Fraction

import kommunuppfoljning as ku
from kommunuppfoljning.fits import fits_table
from kommunuppfoljning.io import example_report
from kommunuppfoljning.plots import indicator_bullet, picture

LOCALE = "sv"
report = example_report()
goal = report.goal("6.1")
judgement = ku.judge(goal, report=report)
print(goal.title)
print(ku.explain(judgement, locale=LOCALE))

# %%
picture(indicator_bullet(goal.indicators[0], locale=LOCALE))

# %% [markdown] lang="sv"
# ## Vad skulle krävas?
#
# De minsta ändringarna som skulle ge ett annat utslag.

# %% [markdown] lang="en"
# ## What would it take?
#
# The smallest changes that would turn the verdict.

# %%
prospect = ku.what_would_it_take(goal, report=report)
print(ku.explain(prospect, locale=LOCALE))

# %% [markdown] lang="sv"
# ## En annan regel, ett annat svar
#
# Minst hälften är regeln ovan. Om alla indikatorer måste nå sina mål blir fler mål bara delvis uppfyllda. Regeln är ett
# värde, och bedömningen bär den med sig.

# %% [markdown] lang="en"
# ## Another rule, another answer
#
# At least half is the rule above. If every indicator must meet its target, more goals are only partly fulfilled. A rule
# is a value, and the judgement carries it.

# %%
every = ku.RequiredShare(needed=Fraction(1), partly_needed=Fraction(1, 2))
strict = ku.Rules(name="alla", goals=ku.FirstOf(first_of=(every, ku.RequiredShare(of=(ku.PartKind.ASSIGNMENT,)))))
for one in report.goals:
    by_half, by_all = (ku.judge(one, rules, report=report).verdict for rules in (ku.DEFAULT_RULES, strict))
    if by_half is not by_all:
        print(f"{one.id:<5} {by_half.label(LOCALE):<14} {by_all.label(LOCALE)}")

# %% [markdown] lang="sv"
# ## Vilken kommuns regel passar?
#
# Rapporten säger inte vilken regel som låg bakom. Så här väl ger några kommuners regler det som publicerades.

# %% [markdown] lang="en"
# ## Whose rule fits?
#
# The report does not say which rule it was judged by. This is how well the rules of some municipalities give what was
# published.

# %%
fits_table(ku.fit_rules(report, ku.PROFILES), locale=LOCALE)
