"""How long did each customer stay? The ledger's entries and exits, read as lives of customers.

A life runs from the first month end with recurring revenue to the first without any. A customer
who comes back within the win-back gap goes on under the same clock, unwatched while away; a
win-back is a new logo by policy (P01), and so a new life. The segment is today's: the client's
list knows no other. Lives are counted in snapshots, which are months (P23).
"""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cs_lib.books.books import Books
from cs_lib.intake import Intake
from cs_lib.intake.text_storage import among

COLUMNS = ("customer", "segment", "duration", "ended", "entry", "end", "arr")
LOST = "logo_churn"
YOUNG = 12
"""Months without a loss that need no reason: whoever signed for a year could not leave sooner."""
BY_CHANCE = 0.05
"""How likely the months before the first loss must be without one in a complete history."""


@dataclass(frozen=True)
class Watched:
    """The lives, and how they came to be watched.

    lives: customer, segment, duration, ended, entry, end, arr - months of tenure at the end or
    today, whether it ended, months of tenure when watching began, the snapshot of the end or of
    today, ARR today (0 for those who left).
    `since` is the month end from which losses are on record: as the client says (complete_since),
    else as the history does (`start_of`); None where nobody left. `unsigned` counts lives
    that were under way then without a known sign-up, whose tenure is counted from the first
    service in the data; `unseen` those too young to have been watched for a month.
    """

    lives: pd.DataFrame
    since: dt.date | None
    unsigned: int
    unseen: int


def watched(books: Books, intake: Intake) -> Watched:
    """The customers' lives, at customer grain whatever grain the engagement reports at."""
    ledger = books.ledgers["customer"]
    moved, signed = turns(books), _signed(books, intake)
    start = _start(moved, books)
    found = spells(moved, signed, start or 0, ledger.calendar.last)
    kept = found[found["duration"] > found["entry"]]
    arr = books.people.set_index("account")["arr"]
    now = kept["customer"].map(arr).fillna(0.0).where(~kept["ended"], 0.0)
    return Watched(
        lives=kept.assign(arr=now)[list(COLUMNS)].reset_index(drop=True),
        since=None if start is None else ledger.calendar.date(start),
        unsigned=int(kept["unsigned"].sum()),
        unseen=len(found) - len(kept),
    )


def _start(moved: pd.DataFrame, books: Books) -> int | None:
    """The snapshot from which losses are on record."""
    told, calendar = books.engagement.assumptions.complete_since, books.main.calendar
    if told is not None:
        before = calendar.grid.number(told + dt.timedelta(days=1)) - 1 - calendar.first_month
        return min(max(before, 0), calendar.last)
    return start_of(moved, calendar.last)


def start_of(moved: pd.DataFrame, last: int) -> int | None:
    """The snapshot from which losses are on record, as far as the history itself can say.

    None where nobody left. A list begun with the customers of some day knows nobody who had left
    before: so long without a loss, at the rate at which they were lost later, is then hardly
    chance. Where it may well be, the history is complete and watching begins with it: to begin at
    the first loss would choose the months with losses and count the rate too high.
    """
    # months, not losses: many that leave at one renewal are one piece of evidence
    lost = np.unique(moved.loc[moved["leaf"] == LOST, "index"].to_numpy("int64"))
    if not len(lost):
        return None
    step = pd.Series(np.where(moved["leaf"] == LOST, -1, 1), index=moved.index)
    live = step.groupby(moved["index"]).sum().reindex(range(last + 1), fill_value=0).cumsum()
    first, begun = int(lost[0]), int(moved["index"].min())
    if first - begun <= YOUNG:
        return begun
    # who is live at one snapshot can be lost by the next
    quiet, later = live.iloc[: first - 1].sum(), live.iloc[first:last].sum()
    # the first loss chose the day, and says nothing of the rate after it
    rate = (len(lost) - 1) / later if later else 0.0
    complete = np.exp(-rate * quiet) >= BY_CHANCE
    return begun if complete else first - 1


def recorded_since(books: Books) -> dt.date | None:
    """From which month end are losses on record? None where nobody left: then from the start.

    What is said of earlier snapshots knows only the customers who stayed.
    """
    start = _start(turns(books), books)
    return None if start is None else books.ledgers["customer"].calendar.date(start)


def turns(books: Books) -> pd.DataFrame:
    """When did customers come and go? customer, segment, index (of the snapshot), leaf."""
    calendar, moved = books.ledgers["customer"].calendar, books.turns
    rows = moved.drop_duplicates(["account", "month", "leaf"])
    at = {month: calendar.index(month.date()) for month in rows["month"].unique()}
    return pd.DataFrame(
        {
            "customer": rows["account"].astype("str"),
            "segment": rows["segment"].astype("str"),
            "index": rows["month"].map(at).astype("int64"),
            "leaf": rows["leaf"].astype("str"),
        }
    ).reset_index(drop=True)


def _signed(books: Books, intake: Intake) -> "pd.Series[int]":
    """The snapshot in whose month each customer signed up, where the client says so."""
    customers = intake.tables.get("customers")
    if customers is None or "acquired_on" not in customers:
        return pd.Series(dtype="int64")
    known = customers.dropna(subset=["acquired_on"]).drop_duplicates("customer_id", keep="last")
    calendar = books.ledgers["customer"].calendar
    numbers = [calendar.grid.number(day.date()) for day in known["acquired_on"]]
    return pd.Series(numbers, index=known["customer_id"].astype("str")) - calendar.first_month


def spells(moved: pd.DataFrame, signed: "pd.Series[int]", start: int, last: int) -> pd.DataFrame:
    """One row per stay: customer, segment, duration, ended, entry, end, unsigned.

    `moved` as `turns`; `start` is the snapshot at which watching begins and `last` the one at
    which it ends. The sign-up counts where the beginning was not seen: before `start`.
    """
    leaves = moved.assign(exit=moved["leaf"] == LOST).sort_values(["customer", "index", "exit"])
    number = (~leaves["exit"]).groupby(leaves["customer"]).cumsum()
    stays = leaves.groupby(["customer", number.rename("number")], sort=True)
    found = stays.agg(
        segment=("segment", "last"), first=("index", "first"), leaf=("leaf", "first"),
        end=("index", "last"), ended=("exit", "last"),
    ).reset_index()  # fmt: skip
    end = found["end"].where(found["ended"], last)
    clock = _clock(found, signed, start)
    seen = found["first"].clip(lower=start)
    unknown = ~among(found["customer"], signed.index)
    return found.assign(
        end=end,
        duration=(end - clock).astype(float),
        entry=(seen - clock).astype(float),
        ended=found["ended"].astype(bool),
        unsigned=(found["first"] <= start) & unknown & (end > start),
    )


def _clock(found: pd.DataFrame, signed: "pd.Series[int]", start: int) -> "pd.Series[float]":
    """The snapshot from which each stay's tenure counts."""
    told = found["customer"].map(signed).astype(float).clip(upper=found["first"])
    begun = told.where(found["first"] <= start).fillna(found["first"])
    own = begun.where(found["leaf"] != "reactivation")
    return own.groupby(found["customer"]).ffill().fillna(found["first"]).astype(float)
