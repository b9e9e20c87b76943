"""What renews in each quarter, in ARR and in potential, and how much of it is at risk?

Source: S0; concepts 1.17 and 1.18. The renewal forecast of today's ARR, with the same forecast of
what the accounts could pay beside it.
"""

from typing import Annotated

import pandas as pd

from cs_lib.books import renewal_rates
from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.formats import missing
from cs_lib.steps.s04_segmentation import risk_levels
from cs_lib.texts import Cell, Extreme, Money, Name, Sentence, Share

MONTHS = 12
COLUMNS = [
    "period", "accounts_due", "arr_due", "arr_red", "arr_expected", "potential_due",
    "potential_red",
]  # fmt: skip


def forecast(accounts: pd.DataFrame, books: Books) -> pd.DataFrame:
    """One row a fiscal quarter of the next twelve months (`COLUMNS`).

    An account's potential counts in proportion to the ARR of it that is due. `arr_expected`: due
    ARR times the gross renewal rate of the last twelve months, missing where that is not known.
    Red as in `risk_levels`. Accounts without a known potential are left out.
    """
    grid = books.main.calendar.grid
    lines = books.main.due(books.as_of, grid.end(grid.number(books.as_of) + MONTHS))
    known = accounts[accounts["potential"].notna()]
    if lines.empty or known.empty:
        return pd.DataFrame(columns=COLUMNS)
    worth = known.set_index("account")[["arr", "potential"]]
    red = known.loc[risk_levels.levels(known).isin(risk_levels.RED), "account"]
    rows = lines[lines["account"].isin(worth.index)]
    rows = rows.assign(
        period=rows["due"].map(lambda day: grid.quarter(grid.number(day.date()))),
        potential=rows["arr"] * rows["account"].map(worth["potential"] / worth["arr"]),
        red=rows["account"].isin(red),
    )
    each = rows.groupby("period", sort=True)
    late = rows[rows["red"]].groupby("period")
    found = pd.DataFrame(
        {"accounts_due": each["account"].nunique(), "arr_due": each["arr"].sum(),
         "arr_red": late["arr"].sum(), "potential_due": each["potential"].sum(),
         "potential_red": late["potential"].sum()}
    ).fillna(0.0)  # fmt: skip
    rate = gross_rate(books)
    expected = found["arr_due"] * (float("nan") if rate is None else rate)
    found = found.assign(arr_expected=expected).reset_index(names="period")
    return found.astype({"accounts_due": "int64"})[COLUMNS]


def gross_rate(books: Books) -> float | None:
    """The gross renewal rate of the last twelve months; None on few accounts due (P26)."""
    rates = renewal_rates.rates(books.due)
    whole = rates[rates["segment"].isna()]
    if whole.empty or missing(whole["gross"].iloc[0]):
        return None
    if whole["due_accounts"].iloc[0] < books.engagement.policies.small_n:
        return None
    return float(whole["gross"].iloc[0])


class Expected(Sentence):
    arr: Money
    expected: Money


class DueOnly(Sentence):
    arr: Money


class AlsoPotential(Sentence):
    potential: Money
    red: Share


class PotentialDue(Sentence):
    potential: Money


class LargestQuarter(Sentence):
    period: Name
    potential: Annotated[Money, "potential_due"]
    extremes = (Extreme("segmentation.renewal_forecast.potential_due", "period"),)


@exhibit(
    part=Part.A5,
    shows=Table(
        c.period, c.accounts_due, c.arr_due, c.arr_red, c.arr_expected, c.potential_due,
        c.potential_red,
    ),
)  # fmt: skip
def renewal_forecast(
    renewing: pd.DataFrame, accounts: pd.DataFrame, engagement: Engagement
) -> Shown[Expected | DueOnly | AlsoPotential | PotentialDue | LargestQuarter] | Absent:
    """What renews in each quarter ahead, by ARR and by potential? (1.17, 1.18)"""
    if renewing.empty:
        return Absent("terms")
    euro, sums = engagement.currency, renewing.sum(numeric_only=True)
    due, unknown = Money(sums["arr_due"], euro), renewing["arr_expected"].isna().any()
    title = DueOnly(due) if unknown else Expected(due, Money(sums["arr_expected"], euro))
    top = renewing.nlargest(1, "potential_due").iloc[0]
    at = Cell("segmentation.renewal_forecast", top["period"], "potential_due")
    potential = Money(sums["potential_due"], euro)
    share = Share(sums["potential_red"] / sums["potential_due"])
    # without skill and will, only notices are known, which is not to say that nothing is at risk
    known = accounts["quadrant"].notna().any()
    say = (
        AlsoPotential(potential, share) if known else PotentialDue(potential),
        LargestQuarter(Name(top["period"]), Money(top["potential_due"], euro, at)),
    )
    return Shown(renewing, title=title, say=say)
