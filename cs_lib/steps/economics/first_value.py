"""How much revenue came before a customer first saw value, and how much after it (1.24)?

Source: S3, "LTV doesn't just come after success, it is because of it". Those who reached value
early are held against those who had not, from one tenure on (a landmark, Anderson, Cain and Gelber
1983): whoever leaves early cannot reach value late, and counting that as an effect would flatter.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cs_lib.intake import Intake
from cs_lib.ledger import Ledger
from cs_lib.models.survival import kaplan_meier
from cs_lib.steps.economics.lives import turns
from cs_lib.steps.review.books import Books

STAGE = "first_value"
LANDMARK = 6
"""Months of tenure at which it is asked who has seen value, and from which staying is counted."""
UNTIL = 18
REVENUE = ["group", "label", "amount", "share"]
REACHED = ["label", "customers", "lost", "stayed", "low", "high"]


def frames(books: Books, intake: Intake) -> Mapping[str, pd.DataFrame]:
    """`first_value`: group, label, amount, share of revenue before and after first value.

    `first_value_stay`: label, customers, lost, stayed (to month 18), low, high (90 %), of those
    who had reached value by month 6 and those who had not. Both are empty where no first value is
    given. Customers whose first service was not seen are in neither.
    """
    reached = _reached(intake, books.ledgers["customer"])
    if reached.empty:
        return {
            "first_value": pd.DataFrame(columns=REVENUE),
            "first_value_stay": pd.DataFrame(columns=REACHED),
        }
    ledger = books.ledgers["customer"]
    return {
        "first_value": _revenue(ledger, reached),
        "first_value_stay": _stay(books, reached),
    }


def _reached(intake: Intake, ledger: Ledger) -> "pd.Series[int]":
    """The snapshot in whose month each customer first saw value."""
    stages = intake.tables.get("milestones")
    if stages is None:
        return pd.Series(dtype="int64")
    rows = stages[(stages["stage"] == STAGE) & stages["entered"].notna()]
    first = rows.groupby(rows["customer_id"].astype("str"))["entered"].min()
    calendar = ledger.calendar
    numbers = [calendar.grid.number(day.date()) - calendar.first_month for day in first]
    return pd.Series(numbers, index=first.index, dtype="int64")


def _revenue(ledger: Ledger, reached: "pd.Series[int]") -> pd.DataFrame:
    """Monthly revenue, from the ledger's movements, before the month of first value and from it."""
    calendar = ledger.calendar
    moved = ledger.movements(calendar.date(0), calendar.as_of)
    rows = moved[moved["account"].isin(reached.index)]
    index = np.array([calendar.index(month.date()) for month in rows["month"]], dtype=int)
    value = rows["account"].map(reached).to_numpy(dtype=int).clip(0, calendar.last + 1)
    monthly = rows["amount"].to_numpy(dtype=float) / 12
    # an amount that comes in month i is paid in every month from then to the last
    before = float((monthly * (value - index).clip(min=0)).sum())
    whole = float((monthly * (calendar.last + 1 - index)).sum())
    amounts = (("Before first value", before), ("After first value", whole - before))
    return pd.DataFrame(
        [("Revenue", label, size, size / whole if whole else np.nan) for label, size in amounts],
        columns=REVENUE,
    )


def _stay(books: Books, reached: "pd.Series[int]") -> pd.DataFrame:
    moved, last = turns(books), books.ledgers["customer"].calendar.last
    starts = moved[moved["leaf"] == "new_logo"].groupby("customer")["index"].min()
    ends = moved[moved["leaf"] == "logo_churn"].groupby("customer")["index"].min()
    known = pd.DataFrame({"start": starts, "end": ends, "value": reached}).dropna(subset=["start"])
    end = known["end"].fillna(last)
    lives = known.assign(
        customer=known.index, duration=end - known["start"], ended=known["end"].notna(),
        entry=float(LANDMARK), early=known["value"] - known["start"] <= LANDMARK,
    )  # fmt: skip
    lives = lives[lives["duration"] > LANDMARK]
    labels = {True: f"Value within {LANDMARK} months", False: "Not by then"}
    rows = [_kept(labels[bool(early)], part) for early, part in lives.groupby("early")]
    return pd.DataFrame(rows[::-1], columns=REACHED)


def _kept(label: str, lives: pd.DataFrame) -> tuple[object, ...]:
    curve = kaplan_meier(lives, 0.9)
    place = int(np.searchsorted(curve.months, UNTIL, side="right") - 1)
    known = curve.observed >= UNTIL
    seen = [edge[place] if known else np.nan for edge in (curve.survival, curve.low, curve.high)]
    return label, len(lives), curve.events, *seen
