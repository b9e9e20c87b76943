"""How far is each customer on its way? Its start, its end, and the day it entered each stage."""

import pandas as pd

from cs_lib.books.belonging import account_of
from cs_lib.books.books import Books
from cs_lib.books.lives import turns
from cs_lib.intake import Intake

DAYS = 365.25 / 12
"""The days of a month, where a time is measured in months."""
COLUMNS = ["customer", "account", "segment", "begun", "until", "live", "billing_period"]


def entered(stages: pd.DataFrame, stage: str) -> pd.Series:
    """The day on which each customer first entered a stage, by customer."""
    rows = stages[(stages["stage"] == stage) & stages["entered"].notna()]
    return rows.groupby(rows["customer_id"].astype("str"))["entered"].min()


def journeys(books: Books, intake: Intake) -> pd.DataFrame:
    """One row a customer that ever had recurring revenue (`COLUMNS`), by its name in the index.

    `begun` is the day of its contract by the milestones, else its sign-up by the client's list,
    else its first service on file. `until` is the last day for those who are there (`live`), the
    end of the last service for the others. `billing_period` is that of the first line.
    """
    lines, day = books.source.lines, pd.Timestamp(books.as_of)
    lines = lines[lines["start"] <= day].sort_values("start", kind="stable")
    by_customer = lines.groupby(lines["customer_id"].astype("str"))
    found = pd.DataFrame({"begun": by_customer["start"].min(), "until": by_customer["end"].max()})
    found["billing_period"] = by_customer["billing_period"].first()
    for told in (_signed(intake), _contracts(intake)):
        # a sign-up counts where it comes before the first service: later it is another contract's
        earlier = told.reindex(found.index)
        found["begun"] = found["begun"].where(~(earlier < found["begun"]), earlier)
    found["live"] = found.index.isin(books.people["account"].astype("str"))
    found["until"] = found["until"].where(~found["live"], day).fillna(day)
    found["until"] = found["until"].where(found["until"] <= day, day)
    moved = turns(books)
    segment = moved.drop_duplicates("customer", keep="last").set_index("customer")["segment"]
    found["segment"] = segment.reindex(found.index)
    found["customer"] = found.index
    found["account"] = account_of(found["customer"], books, intake)
    return found[COLUMNS].rename_axis(None)


def _signed(intake: Intake) -> pd.Series:
    people = intake.tables.get("customers")
    if people is None or "acquired_on" not in people:
        return pd.Series(dtype="datetime64[us]")
    known = people.dropna(subset=["acquired_on"]).drop_duplicates("customer_id", keep="last")
    return known["acquired_on"].set_axis(known["customer_id"].astype("str"))


def _contracts(intake: Intake) -> pd.Series:
    stages = intake.tables.get("milestones")
    return pd.Series(dtype="datetime64[us]") if stages is None else entered(stages, "contract")
