"""Comparing municipalities, a notebook in the percent format, in Swedish and English: ``make docs`` shows it run."""

# %% [markdown] lang="sv"
# # Jämföra kommuner
#
# Samma formler för 290 kommuner och 20 år, i den motor där siffrorna finns. Siffrorna här är påhittade, med ett frö.

# %% [markdown] lang="en"
# # Comparing municipalities
#
# The same formulas for 290 municipalities and 20 years, in the engine that holds the figures. The figures here are made
# up, from a seed.

# %%
import narwhals as nw
import numpy as np
import polars as pl

import kommunuppfoljning as ku

LOCALE = "sv"
chance = np.random.default_rng(2024)
count, years = 290, np.arange(2005, 2025)
taxes = chance.uniform(500, 9000, count * len(years))
rows = pl.DataFrame(
    {
        "kommun": np.repeat([f"K{place:03}" for place in range(count)], len(years)),
        "år": np.tile(years, count),
        "resultat": (taxes * chance.normal(0.02, 0.02, taxes.size)).round(1),
        "skatter": taxes.round(1),
        "avskrivningar": (taxes * chance.uniform(0.02, 0.06, taxes.size)).round(1),
        "investeringar": -(taxes * chance.uniform(0.0, 0.15, taxes.size)).round(1),
    }
)

# %% [markdown] lang="sv"
# Formlerna blir uttryck: inget räknas förrän motorn tillfrågas. DuckDB, Spark och Dask tar samma uttryck.

# %% [markdown] lang="en"
# Formulas become expressions: nothing is computed until the engine is asked. DuckDB, Spark and Dask take the same ones.

# %%
lazy = nw.from_native(rows.lazy()).with_columns(
    andel=ku.result_share(result=nw.col("resultat"), taxes_and_grants=nw.col("skatter")),
    självfinansiering=ku.self_financing_ratio(
        result=nw.col("resultat"), depreciation=nw.col("avskrivningar"), net_investment=nw.col("investeringar")
    ),
)
measured = lazy.collect().to_native()
measured.filter(pl.col("kommun") == "K017").tail(5)

# %% [markdown] lang="sv"
# ## Minst 2 procent över tid
#
# Ett vanligt mål: resultatet minst 2 % av skatter och bidrag. Per kommun, som medel av tre år: en kvot av summor, inte
# ett medel av kvoter.

# %% [markdown] lang="en"
# ## At least 2 per cent over time
#
# A usual target: a result of at least 2 % of taxes and grants. For each municipality, over three years: a ratio of
# sums, not a mean of ratios.

# %%
sums = rows.filter(pl.col("år") >= 2022).group_by("kommun", maintain_order=True).sum()
share = ku.result_share(result=sums["resultat"], taxes_and_grants=sums["skatter"])
codes = ku.assess(value=share, target=0.02)
for verdict in ku.Verdict:
    print(f"{verdict.label(LOCALE):<20} {int((codes == verdict.code).sum()):>4}")

# %% [markdown] lang="sv"
# ## Många mål på en gång
#
# Samma regel som bedömer ett mål bedömer alla, i ett anrop: varje år är här en indikator.

# %% [markdown] lang="en"
# ## Many goals at once
#
# The rule that judges one goal judges all of them, in one call: each year is an indicator here.

# %%
yearly = ku.assess(value=measured["andel"].to_numpy(), target=0.01)
indicators = ku.GroupedParts(whole=np.repeat(np.arange(count), len(years)), verdict=yearly)
verdicts = ku.RequiredShare().verdicts({ku.PartKind.INDICATOR: indicators}, wholes=count)
print({verdict.label(LOCALE): int((verdicts == verdict.code).sum()) for verdict in ku.Verdict})
