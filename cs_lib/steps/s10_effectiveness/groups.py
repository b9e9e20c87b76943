"""Who got a play, who is compared with them, and what became of each account since?

An account is watched from the first month end after it got the play, those compared from the first
after the play began: who left before could get none, and would flatter it (immortal time).
"""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cs_lib.books.belonging import account_of
from cs_lib.books.books import Books
from cs_lib.intake import Intake

LOST = "logo_churn"
COLUMNS = [
    "account", "segment", "treated", "lost", "months", "log_arr", "tenure", "products", "use",
]  # fmt: skip
TRAITS = ("log_arr", "tenure", "products", "use")
USED = "active_users"
_BEFORE = 92


@dataclass(frozen=True)
class Test:
    """One test: the option, the play that it judges, from which day to which."""

    option: str
    play: str
    start: dt.date
    until: dt.date


def groups(test: Test, books: Books, intake: Intake) -> pd.DataFrame:
    """One row an account of the test (`COLUMNS`).

    Treated are those who got the play from its start on; compared are all who paid then and got
    no play at all until the end. `months` are under watch, to the loss or to `until`. The traits
    are as of the start: log of ARR, years since the first service, products, and log of the
    people who used the product in the quarter before (0 where nobody did).
    """
    calendar = books.main.calendar
    opening = calendar.grid.number(test.start) - calendar.first_month - 1
    last = _last(test.until, books)
    if opening < 0 or last <= opening + 1 or "activities" not in intake.tables:
        return pd.DataFrame(columns=COLUMNS)
    there = books.main.accounts(calendar.date(opening))
    there = there[there["arr"] > 0].set_index("account")
    got = played(books, intake, pd.Timestamp(test.until))
    own = got[got["play"] == test.play].groupby("account")["date"].min()
    own = own[own >= pd.Timestamp(test.start)]
    treated = there.index.isin(own.index)
    kept = treated | ~there.index.isin(got["account"])
    frame = there[kept].assign(treated=treated[kept])
    begun = own.map(lambda day: calendar.grid.number(day.date()) - calendar.first_month)
    entry = pd.Series(frame.index.map(begun), index=frame.index).fillna(opening + 1).astype(int)
    left = _losses(opening, last, books).reindex(frame.index)
    end = left.fillna(last)
    frame = frame.assign(lost=left.notna(), months=(end - entry).astype(float))
    frame = frame[frame["months"] > 0]
    return _with_traits(frame, test, books, intake).reset_index()[COLUMNS]


def _last(until: dt.date, books: Books) -> int:
    """The last snapshot on a day or before it."""
    calendar = books.main.calendar
    number = calendar.grid.number(until)
    at = number if calendar.grid.end(number) == until else number - 1
    return min(at - calendar.first_month, calendar.last)


def played(books: Books, intake: Intake, until: pd.Timestamp) -> pd.DataFrame:
    """The plays logged by a day: account, play, date."""
    rows = intake.tables["activities"]
    rows = rows[rows["play"].notna() & (rows["date"] <= until)]
    account = account_of(rows["customer_id"], books, intake)
    return pd.DataFrame({"account": account, "play": rows["play"], "date": rows["date"]})


def _losses(opening: int, last: int, books: Books) -> "pd.Series[int]":
    """The snapshot at which each account was first lost, by account."""
    calendar = books.main.calendar
    moved = books.main.movements(calendar.date(opening), calendar.date(last), (LOST,))
    month = moved["month"].map(lambda day: calendar.index(day.date()))
    return month.groupby(moved["account"].astype(str)).min()


def _with_traits(frame: pd.DataFrame, test: Test, books: Books, intake: Intake) -> pd.DataFrame:
    start = pd.Timestamp(test.start)
    use = use_of(books, intake)
    before = use[(use["date"] < start) & (use["date"] >= start - pd.Timedelta(days=_BEFORE))]
    mean = before.groupby("account")["value"].mean().reindex(frame.index).fillna(0.0)
    return frame.assign(
        log_arr=np.log(frame["arr"].astype(float)),
        tenure=(start - frame["since"]).dt.days / 365.25,
        products=frame["products"].astype(float),
        use=np.log1p(mean.astype(float)),
    )


def use_of(books: Books, intake: Intake) -> pd.DataFrame:
    """How many people of each account used the product: account, date, value."""
    if "usage" not in intake.tables:
        return pd.DataFrame({"account": [], "date": pd.Series(dtype="datetime64[us]"), "value": []})
    rows = intake.tables["usage"]
    rows = rows[rows["metric"].eq(USED) & (rows["date"] <= pd.Timestamp(books.as_of))]
    account = account_of(rows["customer_id"], books, intake)
    return pd.DataFrame({"account": account, "date": rows["date"], "value": rows["value"]})
