"""Figures of annual reports, as their municipalities published them; where from stands beside each.

Signed as `AnnualAccounts` wants them. `docs/money.md` lists the same addresses by ratio.
"""

from decimal import Decimal

import kommunuppfoljning as ku
from kommunuppfoljning import AnnualAccounts, BalanceSheet, IncomeStatement

# Göteborgs Stad, mnkr: arsredovisning.goteborg.se
#   income 2012–2014: /2014/block-3-goteborgs-kommun-finansiell-analys-och-rakenskaper/resultatrakning/
#   gross investment: /2014/ovrigt/snabbfakta/
#   cash flow 2013–2014: /2015/block-3-goteborgs-kommun-finansiell-analys-och-rakenskaper/kassaflodesanalys/
#   ratios: /2016 and /2017/block-3-goteborgs-kommun-finansiell-analys/finansiella-nyckeltal-kommunen/
# The income statement has items affecting comparability as a row of their own, within the net cost: here in revenue.
GOTEBORG_2012 = AnnualAccounts(
    year=2012,
    entity="kommunen",
    unit=ku.Unit.MNKR,
    income=IncomeStatement(
        revenue=7_009 + 73,
        costs=-29_488,
        depreciation=-775,
        comparability_items=73,
        taxes=20_814,
        grants=3_113,
        financial_income=1_394,
        financial_costs=-1_471,
        stated_result=669,
    ),
    gross_investment=-2_498,
)
GOTEBORG_2013 = AnnualAccounts(
    year=2013,
    entity="kommunen",
    unit=ku.Unit.MNKR,
    income=IncomeStatement(
        revenue=7_442 + 170,
        costs=-30_733,
        depreciation=-825,
        comparability_items=170,
        taxes=21_806,
        grants=3_106,
        financial_income=1_118,
        financial_costs=-1_186,
        extraordinary=8_697,
        stated_result=9_595,
    ),
    gross_investment=-2_399,
    investment_income=744 + 58,
)
GOTEBORG_2014 = AnnualAccounts(  # note 18 of 2015; equity by the results of 2015 and 2016; gains by the requirement
    year=2014,
    entity="kommunen",
    unit=ku.Unit.MNKR,
    income=IncomeStatement(
        revenue=7_768 - 472,
        costs=-32_230,
        depreciation=-866,
        comparability_items=-472,
        capital_gains=392,
        taxes=22_524,
        grants=3_290,
        financial_income=1_121,
        financial_costs=-997,
        extraordinary=254,
        stated_result=392,
    ),
    balance=BalanceSheet(stated_total=57_732, equity=20_172 - 938 - 824, pension_obligations=9_604, payroll_tax=2_330),
    gross_investment=-2_190,
    investment_income=437 + 20,
)
GOTEBORG_2017 = AnnualAccounts(  # Årsredovisning 2017, block 5: resultaträkning, balansräkning
    year=2017,
    entity="kommunen",
    unit=ku.Unit.MNKR,
    income=IncomeStatement(
        revenue=10_866,
        costs=-38_339,
        depreciation=-1_400,
        taxes=26_572,
        grants=3_827,
        financial_income=1_158,
        financial_costs=-556,
        stated_result=2_128,
    ),
    balance=BalanceSheet(
        fixed_assets=60_455,
        current_assets=15_728,
        equity=22_300,
        provisions=3_721,
        long_term_debt=35_442,
        short_term_debt=14_719,
        stated_total=76_183,
    ),
)
LULEA_2017 = AnnualAccounts(  # Luleå kommun, Årsredovisning 2017, resultaträkning; mnkr
    year=2017,
    income=IncomeStatement(
        revenue=1_136,
        costs=-5_200,
        depreciation=-320,
        taxes=3_950,
        grants=451,
        financial_income=455,
        financial_costs=-10,
        stated_result=462,
    ),
)
NYNASHAMN_2018 = AnnualAccounts(  # Nynäshamns kommun, Årsredovisning 2018: noter, finansiella nyckeltal; tkr
    year=2018,
    income=IncomeStatement(
        revenue=499_009,
        costs=-1_880_345,
        depreciation=-68_806,
        write_downs=-5_291,
        taxes=1_223_706,
        grants=250_036,
        stated_result=23_400,
    ),
    gross_investment=-124_000,
)
NYNASHAMN_2017 = AnnualAccounts(
    year=2017,
    income=IncomeStatement(depreciation=-58_445, write_downs=-770, stated_result=12_800),
    gross_investment=-108_000,
)
SWEDEN_2018 = AnnualAccounts(  # Kommuninvest, Den kommunala låneskulden 2019; SCB, folkmängd 31 december 2018
    year=2018,
    unit=ku.Unit.KR,
    balance=BalanceSheet(interest_bearing_debt=656 * 10**9),
    inhabitants=10_230_185,
)

# Lunds kommun, mnkr: lund.se/kommun-och-politik/kommunens-ekonomi-och-budget/redovisningar/arsredovisning/
#   arsredovisning-2023/forvaltningsberattelse/oversikt-over-verksamhetens-utveckling: ratios, debt, inhabitants
#   arsredovisning-2023/finansiella-rapporter-/resultatrakning and .../kassaflodesanalys
#   flows of 2021: lund.se/rapporter/ekonomi--och-verksamhetsplan/ekonomisk-beskrivning/fem-ar-i-sammandrag
# Items affecting comparability have rows of their own: here in revenue, and in the financial items.
LUND_2022 = AnnualAccounts(
    year=2022,
    entity="kommunen",
    income=IncomeStatement(
        revenue=1_982 - 116,
        costs=-8_930,
        depreciation=-448,
        comparability_items=-116 - 53,
        taxes=6_776,
        grants=1_021,
        financial_income=216 - 53,
        financial_costs=-81,
        stated_result=367,
    ),
)
LUND_2023 = AnnualAccounts(
    year=2023,
    entity="kommunen",
    income=IncomeStatement(
        revenue=2_077 + 250,
        costs=-9_806,
        depreciation=-496,
        comparability_items=250 + 38,
        taxes=7_161,
        grants=991,
        financial_income=262 + 38,
        financial_costs=-290,
        stated_result=187,
    ),
    gross_investment=-903,
)


def lund_flows(year: int, entity: str, operations: int, investing: int) -> AnnualAccounts:
    """The two flows of Lund's cash flow statement: its ratio divides by that of investing, not by the net investment."""
    return AnnualAccounts(year=year, entity=entity, cash_flow=operations, gross_investment=investing)


LUND_FLOWS = {
    (year, entity): lund_flows(year, entity, operations, investing)
    for year, entity, operations, investing in (
        (2021, "kommunen", 933, -1_008),
        (2022, "kommunen", 694, -1_223),
        (2023, "kommunen", 883, -954),
        (2022, "koncernen", 1_279, -2_693),
        (2023, "koncernen", 1_588, -2_360),
    )
}
LUND_DEBT = {  # at 31 December, tkr: of the group, and the municipality's net of what it has lent on
    year: (
        AnnualAccounts(
            year=year, unit=ku.Unit.TKR, inhabitants=people, balance=BalanceSheet(interest_bearing_debt=group * 1_000)
        ),
        AnnualAccounts(
            year=year,
            unit=ku.Unit.TKR,
            inhabitants=people,
            balance=BalanceSheet(interest_bearing_debt=net * 1_000, lent_on=0),
        ),
    )
    for year, people, group, net in (
        (2019, 124_935, 10_648, 2_744),
        (2020, 125_941, 11_044, 2_769),
        (2021, 127_376, 11_554, 2_818),
        (2022, 128_384, 13_290, 3_315),
        (2023, 130_288, 13_155, 3_472),
    )
}

# Sjöbo kommun, Årsredovisning 2016, mnkr: finansiellinformation.se/Sjobo_2016/resultatrakning.html and /Fem.html
SJOBO_2015 = AnnualAccounts(
    year=2015,
    unit=ku.Unit.MNKR,
    income=IncomeStatement(
        taxes=Decimal("694.8"),
        grants=Decimal("180.1"),
        capital_gains=Decimal("0.3"),
        stated_result=Decimal("29.0"),
    ),
)
SJOBO_2016 = AnnualAccounts(
    year=2016,
    unit=ku.Unit.MNKR,
    income=IncomeStatement(
        taxes=Decimal("729.3"),
        grants=Decimal("188.7"),
        capital_gains=Decimal("1.1"),
        stated_result=Decimal("23.0"),
    ),
)
