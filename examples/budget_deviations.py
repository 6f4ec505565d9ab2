"""Budget deviations, a notebook in the percent format, in Swedish and English: ``make docs`` shows it run."""

# %% [markdown] lang="sv"
# # Budgetavvikelser
#
# Kommunstyrelsekontoret i Norrtälje, januari–augusti 2024. Rapporten följer med biblioteket.

# %% [markdown] lang="en"
# # Budget deviations
#
# The executive office of Norrtälje, January to August 2024. The report ships with the library.

# %%
import polars as pl

import kommunuppfoljning as ku
from kommunuppfoljning import frames
from kommunuppfoljning.io import example_report
from kommunuppfoljning.plots import deviation_bars, picture

LOCALE = "sv"
report = example_report()
table = next(one for one in report.budget_tables if one.id == "drift-verksamhet")
table.to_table(LOCALE)

# %% [markdown] lang="sv"
# Tabellen är tecknad med minus för kostnader, och säger det en gång. En positiv avvikelse är alltid bra.

# %% [markdown] lang="en"
# The table writes costs as negative numbers, and says so once. A positive deviation is always favourable.

# %%
print(table.layout)
print(table["IT"].period_deviation, table["IT"].forecast_deviation)

# %%
picture(deviation_bars(table, locale=LOCALE))

# %% [markdown] lang="sv"
# ## Tillfälligt eller varaktigt?
#
# Avvikelsen nu och prognosen för året, lästa tillsammans: vad väntas ges tillbaka under hösten, vad blir kvar, och vad
# tillkommer? Delningen görs rad för rad, och summeras sedan.

# %% [markdown] lang="en"
# ## Timing, or lasting?
#
# The deviation now and the forecast for the year, read together: what is expected to be given back in the autumn, what
# lasts, and what is added? It is split line by line, and then summed.

# %%
splits = {line.name: split for line in table.lines if (split := ku.split_deviation(line)) is not None}
print(sum(split.given_back for split in splits.values()))
pl.DataFrame(
    [{"": name, "given_back": one.given_back, "kept": one.kept, "new": one.new} for name, one in splits.items()]
)

# %% [markdown] lang="sv"
# ## Stämmer raderna?
#
# Varje siffra är avrundad för sig. Det som avrundning förklarar är inget fel.

# %% [markdown] lang="en"
# ## Do the rows add up?
#
# Each figure was rounded by itself. What rounding explains is no error.

# %%
print(table.total.period_outcome if table.total else None, table.summed_total.period_outcome)
parts = [ku.Rounded(line.period_outcome) for line in table.top_lines if line.period_outcome is not None]
print(ku.adds_up(parts, ku.Rounded(table.total.period_outcome)) if table.total and table.total.period_outcome else None)

# %% [markdown] lang="sv"
# ## Samma sak i en egen dataram
#
# Formlerna tar kolumner. Hur beloppen är tecknade måste sägas.

# %% [markdown] lang="en"
# ## The same in a data frame of your own
#
# Formulas take columns. How the amounts are signed has to be said.

# %%
frame = pl.DataFrame({"Enhet": ["IT", "HR"], "Budget": [-30_066, -19_133], "Utfall": [-24_447, -18_463]})
frames.with_deviation(frame, layout=ku.Layout.SIGNED, budget="Budget", outcome="Utfall", into="Avvikelse")
