"""What do hours on the wrong customers cost, by what those hours cost you?

Source: S1 (opportunity cost of trying to fix the wrong customers). Beyond a limited try for the
unmotivated and a polite end for those who need to exit, time is missing where it would help.
"""

import pandas as pd

from cs_lib.books.belonging import account_of
from cs_lib.books.books import Books
from cs_lib.definitions.working_time import FULL_TIME_HOURS
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.intake import Intake
from cs_lib.steps.s04_segmentation import quadrants
from cs_lib.texts import Cell, Count, Money, Sentence, Share

WRONG = (quadrants.UNMOTIVATED, quadrants.EXIT)
MONTHS = 12
COLUMNS = [
    "quadrant", "accounts", "arr", "hours", "share_of_time", "time_prescribed", "hours_beyond",
    "cost_beyond",
]  # fmt: skip


def hourly(intake: Intake) -> "pd.Series[float]":
    """What an hour of each person on the roster costs; empty without FTE and loaded costs."""
    if not {"fte", "cost"} <= intake.provided.get("roster", frozenset()):
        return pd.Series(dtype="float64")
    people = intake.tables["roster"]
    people = people[(people["fte"] > 0) & people["cost"].notna()].set_index("person")
    return people["cost"] / (people["fte"] * FULL_TIME_HOURS)


def spent(books: Books, intake: Intake) -> pd.DataFrame:
    """Hours logged with each account in twelve months, and their cost: account, hours, cost.

    Who is not on the roster costs what its average hour does; cost is missing without one.
    """
    if "activities" not in intake.tables:
        return pd.DataFrame(columns=["account", "hours", "cost"])
    day = pd.Timestamp(books.as_of)
    rows = intake.tables["activities"]
    rows = rows[(rows["date"] > day - pd.DateOffset(months=MONTHS)) & (rows["date"] <= day)]
    rows = rows[rows["minutes"].notna()]
    rates, hours = hourly(intake), rows["minutes"] / 60
    rate = rows["person"].map(rates).astype("float64").fillna(rates.mean())
    logged = pd.DataFrame(
        {"account": account_of(rows["customer_id"], books, intake), "hours": hours,
         "cost": hours * rate}
    )  # fmt: skip
    return logged.groupby("account", as_index=False)[["hours", "cost"]].sum(min_count=1)


def wrong_hours(
    accounts: pd.DataFrame, time_spent: pd.DataFrame, engagement: Engagement
) -> pd.DataFrame:
    """Time by quadrant against what is prescribed; beyond it, on the wrong customers, in money.

    One row a quadrant (`COLUMNS`); `hours_beyond` and `cost_beyond` are of the unmotivated and of
    those who need to exit alone, 0 within what is prescribed. Empty where no time is known.
    """
    placed = accounts[accounts["quadrant"].notna()]
    mine = placed.merge(time_spent, on="account", how="left")
    total = mine["hours"].sum()
    if not total > 0:
        return pd.DataFrame(columns=COLUMNS)
    prescribed = quadrants.TIME | dict(engagement.segmentation.time_shares)
    rows = []
    for name in quadrants.ORDER:
        part = mine[mine["quadrant"] == name]
        hours = part["hours"].sum()
        beyond = max(0.0, hours - prescribed[name] * total) if name in WRONG else 0.0
        each = part["cost"].sum(min_count=1) / hours if hours else 0.0
        rows.append(
            (name, len(part), part["arr"].sum(), hours, hours / total, prescribed[name], beyond,
             beyond * each)
        )  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS).astype({"cost_beyond": "float64"})


class Cost(Sentence):
    hours: Count
    cost: Money


class Hours(Sentence):
    hours: Count


class Within(Sentence): ...


class OfTime(Sentence):
    share: Share
    prescribed: Share


class Move(Sentence): ...


@exhibit(
    part=Part.A5,
    shows=Table(
        c.quadrant, c.accounts, c.arr, c.hours, c.share_of_time, c.time_prescribed, c.hours_beyond,
        c.cost_beyond,
    ),
    needs=("usage", "activities"),
)  # fmt: skip
def opportunity_cost(
    wrong_customers: pd.DataFrame, engagement: Engagement
) -> Shown[Cost | Hours | Within | OfTime | Move] | Absent:
    """What does the time on the wrong customers cost? (4.05)"""
    if wrong_customers.empty:
        return Absent("activities")
    rows = wrong_customers.set_index("quadrant")
    wrong = rows.loc[list(WRONG)]
    share = OfTime(Share(wrong["share_of_time"].sum()), Share(wrong["time_prescribed"].sum()))
    hours, cost = Count(round(wrong["hours_beyond"].sum())), wrong["cost_beyond"].sum()
    if not hours.value:
        return Shown(wrong_customers, title=Within(), say=(share,))
    if rows["cost_beyond"].isna().any():
        return Shown(wrong_customers, title=Hours(hours), say=(share, Move()))
    top = str(wrong["cost_beyond"].idxmax())
    only = (wrong["cost_beyond"] > 0).sum() == 1
    at = Cell("segmentation.opportunity_cost", top, "cost_beyond") if only else None
    title = Cost(hours, Money(cost, engagement.currency, at))
    return Shown(wrong_customers, title=title, say=(share, Move()))
