"""Who got a play, who is compared with them, and what became of each account since?

An account is watched from the first month end after it got the play, those compared from the first
after the play began: who left before could get none, and would flatter it (immortal time). Who got
another play is compared until then, since to leave out all who later got one would leave out
survivors alone; who got this one later is compared until then, and treated after.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cs_lib.books.belonging import account_of
from cs_lib.books.books import Books
from cs_lib.intake import Intake

LOST = "logo_churn"
COLUMNS = [
    "account", "segment", "treated", "later", "lost", "months", "log_arr", "tenure", "products",
    "use",
]  # fmt: skip
TRAITS = ("log_arr", "tenure", "products", "use")
USED = "active_users"
_BEFORE = 92


@dataclass(frozen=True)
class Trial:
    """One test: the option, the play that it judges, from which day to which."""

    option: str
    play: str
    start: dt.date
    until: dt.date


Watched = Mapping[Trial, pd.DataFrame]
"""The `groups` of each test."""


def groups(test: Trial, books: Books, intake: Intake) -> pd.DataFrame:
    """One row an account of the test (`COLUMNS`), and one more of those who got the play later.

    Treated are those who got the play from its start on; compared are all who paid then and had no
    play yet. `months` are under watch, to the loss, another play, or `until`. `later`: the time
    before the play of an account that is treated in its other row. The traits
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
    first = _first(got, books)
    own = _first(got[got["play"] == test.play], books).reindex(there.index)
    own = own.where(own > opening)
    # who had any play before the start is no comparison, and who had this one is not treated anew
    fresh = ~(first.reindex(there.index) <= opening) | own.notna()
    there, own = there[fresh], own[fresh]
    left = _losses(opening, last, books).reindex(there.index)
    began = opening + 1
    after = _spells(there[own.notna()], own.dropna(), left, pd.Series(last, there.index))
    until = first.reindex(there.index).clip(lower=began).fillna(last).clip(upper=last)
    before = _spells(there, pd.Series(began, there.index), left, until)
    later = before.index.isin(after.index)
    frame = pd.concat(
        [after.assign(treated=True, later=False), before.assign(treated=False, later=later)]
    )
    return _with_traits(frame, test, books, intake).reset_index()[COLUMNS]


def _spells(
    there: pd.DataFrame, entry: pd.Series, left: pd.Series, until: pd.Series
) -> pd.DataFrame:
    """The accounts under watch from a snapshot to the loss or to another one."""
    ends = left.reindex(there.index)
    until = until.reindex(there.index).astype(float)
    lost = (ends <= until) & (ends > entry)
    # who was lost by then was not there to be watched
    months = ends.where(lost, until) - entry
    gone = ends <= entry
    return there.assign(lost=lost, months=months.astype(float))[(months > 0) & ~gone]


def _first(got: pd.DataFrame, books: Books) -> "pd.Series[float]":
    """The snapshot of the month in which each account first got a play, by account."""
    calendar = books.main.calendar
    days = got.groupby("account")["date"].min()
    # a list: `map` leaves days as days where there is none
    numbers = [float(calendar.grid.number(day.date()) - calendar.first_month) for day in days]
    return pd.Series(numbers, index=days.index, dtype=float)


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
    months = [calendar.index(day.date()) for day in moved["month"]]
    month = pd.Series(months, index=moved.index, dtype=int)
    return month.groupby(moved["account"].astype(str)).min()


def _with_traits(frame: pd.DataFrame, test: Trial, books: Books, intake: Intake) -> pd.DataFrame:
    start = pd.Timestamp(test.start)
    use = use_of(books, intake)
    before = use[(use["date"] < start) & (use["date"] >= start - pd.Timedelta(days=_BEFORE))]
    mean = before.groupby("account")["value"].mean().reindex(frame.index).fillna(0.0)
    return frame.assign(
        log_arr=np.log(frame["arr"].astype(float)),
        tenure=(start - frame["since"]).dt.days / 365.25,
        products=frame["products"].astype(float),
        use=np.log1p(mean.to_numpy(float)),
    )


def use_of(books: Books, intake: Intake) -> pd.DataFrame:
    """How many people of each account used the product: account, date, value."""
    if "usage" not in intake.tables:
        return pd.DataFrame({"account": [], "date": pd.Series(dtype="datetime64[us]"), "value": []})
    rows = intake.tables["usage"]
    rows = rows[rows["metric"].eq(USED) & (rows["date"] <= pd.Timestamp(books.as_of))]
    account = account_of(rows["customer_id"], books, intake)
    return pd.DataFrame({"account": account, "date": rows["date"], "value": rows["value"]})
