"""What each customer pays, began with and costs to retain: what limits are drawn from."""

import numpy as np
import pandas as pd

from cs_lib.books.books import Books
from cs_lib.intake import Intake
from cs_lib.models.joint import COLUMNS
from cs_lib.steps.s03_valuation.costs import Costs
from cs_lib.steps.s03_valuation.segment_keys import logged

WON = ("new_logo", "win_back")
ONBOARDING = "onboarding"


def amounts(books: Books, intake: Intake, found: Costs | None, lives: pd.DataFrame) -> pd.DataFrame:
    """One row a customer: `customer`, `segment` and `joint.COLUMNS`, money a year.

    The segment is that of its life. The cost of retention is known by customer where time was
    logged with it; shared out otherwise, it follows ARR, or the number of accounts.
    """
    people = books.people.set_index("account")
    segment = lives.drop_duplicates("customer", keep="last").set_index("customer")["segment"]
    segment = segment.combine_first(people["segment"]).rename("segment").astype(object)
    frame = segment.rename_axis("customer").reset_index()
    arr = frame["customer"].map(people["arr"]).fillna(0.0).astype(float)
    landed = frame["customer"].map(_landed(books)).fillna(0.0).astype(float)
    live = frame["customer"].isin(people.index).astype(float)
    return frame.assign(
        live=live, arr=arr, landed=(landed > 0).astype(float), landed_arr=landed, served=arr,
        cost=_cost(frame["customer"], arr, live, books, intake, found),
    )[["customer", "segment", *COLUMNS]]  # fmt: skip


def _landed(books: Books) -> "pd.Series[float]":
    """The ARR that each customer won in the twelve months began with."""
    rows, start = books.turns, pd.Timestamp(books.before(books.as_of, 12))
    won = rows[rows["leaf"].isin(WON) & (rows["month"] > start)]
    return won.groupby(won["account"].astype("str"))["amount"].sum()


def _cost(
    customer: "pd.Series[str]", arr: "pd.Series[float]", live: "pd.Series[float]", books: Books,
    intake: Intake, found: Costs | None,
) -> "pd.Series[float]":  # fmt: skip
    kind = "none" if found is None else found.by_segment.kind
    if kind == "accounts":
        return live
    if kind != "time" or found is None:
        return arr
    rows = found.amounts(found.spent.window())
    rows = rows[(rows["motion"] == "retain") & rows["segment"].notna()]
    if books.engagement.assumptions.onboarding_counts_as != "retain":
        rows = rows[rows["driver"] != ONBOARDING]
    spent = rows.groupby(["driver", "segment"])["amount"].sum()
    minutes = logged(intake, books)
    per = minutes.groupby(["driver", "segment"])["minutes"].transform("sum")
    cell = pd.MultiIndex.from_frame(minutes[["driver", "segment"]])
    part = spent.reindex(cell).fillna(0.0).to_numpy(float) * minutes["minutes"] / per
    each = part.groupby(minutes["customer_id"].astype("str")).sum()
    cost = customer.map(each).fillna(0.0).astype(float)
    return arr if not np.any(cost) else cost
