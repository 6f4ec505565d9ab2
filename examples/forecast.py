"""What is the forecast, how sure, and why does it differ from budget? A notebook, in the percent format."""

# %% [markdown]
# # What is the forecast, how sure, and why does it differ from budget?
#
# A controller's three questions, answered for a municipality that does not exist. Open this file as a notebook (Jupyter
# with jupytext, VS Code, PyCharm), or run it: ``python examples/forecast.py``.

# %%
from decimal import Decimal

from kommunuppfoljning import (
    Unit,
    backtest,
    bridge,
    convert,
    drivers,
    explain,
    forecast_table,
    format_number,
    in_unit,
    synthetic_municipality,
)
from kommunuppfoljning.methods import first_of, mean_profile, remaining_budget
from kommunuppfoljning.render.text import table_text

place = synthetic_municipality(seed=1)  # six units, ledgers of 2019 to August 2024
table, history = place.table(), place.history()

# %% [markdown]
# ## Which method has been right?
#
# Each unit's costs of each earlier year are forecast from August, with only what was known then. The season decides: a
# straight line fails where the year is uneven.

# %%
for line in ("skola:cost", "vagar:cost", "it:cost"):
    tested = backtest(history[line], month=place.month)
    errors = {name: tested[name].scaled_error for name in (tested.best or "", "linear")}
    print(f"{line:12}", ", ".join(f"{name} {float(error or 0):.1%}" for name, error in errors.items()))

# %% [markdown]
# ## What is the forecast?
#
# Revenue and costs apart, unit by unit, then summed. Where there is no history the rest of the budget is used.

# %%
forecast = forecast_table(table, history, method=first_of(mean_profile(), remaining_budget), vintage="Prognos")
year = in_unit(forecast.table, Unit.TKR, digits=0)
print(table_text(year.to_table().without_details()))

# %% [markdown]
# ## How sure is it?
#
# The errors of four earlier years are laid on the total. The range that they span holds the next outcome in so large a
# share of cases as is said, and no oftener.

# %%
total = forecast.total.forecast
interval, coverage = forecast.interval, forecast.coverage
if total is None or interval is None or coverage is None:
    raise SystemExit("the total could not be forecast")
told = [
    format_number(convert(Decimal(amount), source=Unit.KR, target=Unit.MNKR), digits=1, unit=Unit.MNKR)
    for amount in (total, interval.low, interval.high)
]
print(f"{told[0]}, between {told[1]} and {told[2]}: {float(coverage):.0%} of such ranges hold")

# %% [markdown]
# ## Why does it differ from budget?

# %%
for step in bridge(forecast.table, unit=Unit.MNKR, digits=1).to_table().texts():
    print("  ".join(f"{cell:>16}" for cell in step))
print("Driven by:", ", ".join(f"{driver.name} ({float(driver.share):.0%})" for driver in drivers(forecast.table)))
print()
print(explain(year))
