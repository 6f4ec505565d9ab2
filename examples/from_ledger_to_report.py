# %% [markdown]
# # From ledger to report
#
# A notebook as a script: its cells run one by one in an editor that knows ``# %%``, and all at once with Python. Every
# file that it reads is made up by the project, shaped as the real ones are; *Exempelkommun* does not exist.

# %%
import tempfile
from datetime import date
from pathlib import Path

import docx

import kommunuppfoljning as ku
from kommunuppfoljning.io import (
    budget_table_from_sie,
    read_csv,
    read_draft,
    read_kolada,
    read_sie,
    read_workbook,
    stratsys_rows,
    write_package,
    write_report,
    write_stratsys,
    write_workbook,
)
from kommunuppfoljning.render.csv import write_csv
from kommunuppfoljning.render.excel import write_excel
from kommunuppfoljning.render.text import table_text

HERE = Path(__file__).parent / "exempelkommun"
OUT = Path(tempfile.mkdtemp(prefix="exempelkommun-"))
PERIOD = ku.Period.year_to_date(date(2024, 8, 31))

# %% [markdown]
# ## In: the ledger, and the budget from another file
#
# The ledger says what was; as most do, it holds no budget. What was wrong with a file is in its findings, each with its
# line.

# %%
ledger = read_sie(HERE / "huvudbok_2024_08.se")
print(ledger, *ledger.findings, sep="\n")

# %% [markdown]
# The budget comes as a wide table. Its headings were recognised; how it is signed is for a person to say.

# %%
proposal = read_csv(HERE / "budget_2024.csv")
print(dict(proposal.columns), "| not read:", proposal.unread)
budget = proposal.confirm(id="budget", layout=ku.Layout.SIGNED, unit=ku.Unit.TKR)

# %% [markdown]
# ## The deviation table
#
# Which accounts make which line is said here; no chart of accounts is built in. Debit and credit become the signs of a
# report: revenue positive, costs negative.

# %%
reading = budget_table_from_sie(
    ledger,
    id="drift",
    title="Driftredovisning",
    period=PERIOD,
    dimension="1",
    accounts=ku.AccountPlan(
        id="ks",
        ignored=("1", "2"),
        lines=(
            ku.AccountLine(id="intäkter", name="Intäkter", kind=ku.LineKind.REVENUE, ranges=("3",)),
            ku.AccountLine(id="personal", name="Personal", ranges=("50-57",)),
            ku.AccountLine(id="övrigt", name="Övriga kostnader", ranges=("6", "7")),
        ),
    ),
    budget=budget,
    unit=ku.Unit.TKR,
    digits=0,
)
table = reading.table
print(table_text(table.to_table()))
for finding in reading.findings:
    print(finding.severity.label(), finding.where, finding.message)

# %% [markdown]
# ## Indicators, and others' values of them
#
# Kolada does not say what is better, nor in which unit: that is said here. Where the municipality stands among others
# is told apart from whether it meets its target.

# %%
kolada = read_kolada(HERE / "kolada_n00945.json", measures=["N00945"], units=["0188"], years=[2021, 2022, 2023])
names = {"N00945": "Nöjda företag", "0188": "Exempelkommun"}
indicators = kolada.indicators(directions=ku.Direction.HIGHER, units={"N00945": "%"}, names=names)
own = next(one for one in indicators if one.id.endswith("0188"))
peers = ku.compare_with_peers(
    kolada.values, unit="0188", direction=ku.Direction.HIGHER, group=["0180", "0181", "0182"], source=kolada.source
)
print(table_text(peers.to_table()))

# %% [markdown]
# ## The report, and what a draft in Word says of it

# %%
draft_file = OUT / "utkast.docx"
word = docx.Document()
word.add_heading("Ekonomi", level=1)
word.add_paragraph("IT-enheten redovisar ett överskott om 0,1 mnkr.")
word.save(str(draft_file))

# %% [markdown]
# The library proposes what the text claims; a person says what each claim is about.

# %%
draft = read_draft(draft_file)
for claim in draft.claims:
    print(claim.id, "|", claim.where, "|", claim.text)
report = draft.confirm(
    id="exempel-2024-08",
    organisation="Exempelkommun",
    period=PERIOD,
    unit=ku.Unit.TKR,
    tables=[table],
    loose_indicators=(own,),
    about={draft.claims[0].id: "budget_tables[drift].lines[1100].period_deviation"},
    note="Påhittad av projektet kommunuppfoljning",
)
for finding in ku.audit(report):
    print(finding.severity.label(), finding.where, finding.message)

# %% [markdown]
# ## Out: to a file, a workbook, a planning system, open data

# %%
write_report(report, OUT / "rapport.json")
write_workbook(report, OUT / "rapport.xlsx")
write_excel([table.to_table(), peers.to_table()], OUT / "tabeller.xlsx", facts={"Källa": kolada.source})
write_csv(table.to_table(), OUT / "drift.csv")
write_stratsys(stratsys_rows(report.indicators, organisation=report.organisation), OUT / "matt.txt")
write_package(report, OUT / "oppna-data")
print("the same report from the workbook:", read_workbook(OUT / "rapport.xlsx").report == report)
print(*sorted(path.name for path in OUT.iterdir()))
