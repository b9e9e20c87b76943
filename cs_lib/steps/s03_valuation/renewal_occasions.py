"""When could each customer have left? Ends of terms for those who have one, else every month.

An end that was agreed counts in the month in which it falls; in the months before it a customer
cannot leave, whatever else it buys by the month. A loss in between is an occasion of its own.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cs_lib.books.books import Books
from cs_lib.ledger.frames import fetch
from cs_lib.models import occasions as model

ON_TIME = 0.8
"""Share of losses at the end of a term, below which terms do not say when customers leave."""
COLUMNS = ("customer", "start", "end", "term_start", "term_end", "agreed", "arr")
"""Of `terms`."""
_READ = ["customer", "start_month", "end_month", "term_start_month", "term_end_month"]
_MORE = ("vouched", "billing_period", "currency", "value")
COMMITTED = ("quarter", "half_year", "year", "term")
"""Billing periods that are agreed in advance, so that what ends was to end."""
Grid = NDArray[np.float64]
Whole = NDArray[np.int64]


def terms(books: Books) -> pd.DataFrame:
    """The customers' lines that were live at some snapshot, as parts of terms (`COLUMNS`).

    Months are snapshots of the history, `end` the first without the line; `agreed` says whether the
    term's end was agreed in advance; `arr` is the line's, at the rates of its last snapshot.
    """
    ledger = books.ledgers["customer"]
    first, last = ledger.calendar.first_month, ledger.calendar.last
    rows = fetch(ledger.history.terms.select(*_READ, "kind", *_MORE), _READ)
    months = {
        name: rows[f"{name}_month"] - first for name in ("start", "end", "term_start", "term_end")
    }
    # a line by the month that was cancelled at an anniversary looks like a term, and is none
    agreed = rows["vouched"] | rows["billing_period"].isin(COMMITTED)
    rows = rows.assign(agreed=(rows["kind"] == "term") & agreed.astype(bool), **months)
    rows = rows[(rows["start"] <= last) & (rows["end"] > rows["start"].clip(lower=0))]
    at = (rows["end"] - 1).clip(upper=last)
    arr = ledger.history.rates.convert(rows["value"], rows["currency"], at)
    return rows.assign(arr=arr)[list(COLUMNS)].reset_index(drop=True)


def occasions(terms: pd.DataFrame, lives: pd.DataFrame, last: int) -> pd.DataFrame:
    """Every occasion of these lives (`lives.COLUMNS`) while watched: `models.occasions.COLUMNS`.

    `last` is the last snapshot. `term` is the months that the occasion decided on, 1 where no term
    is known; `log_arr` is the logarithm of ARR in the month before. Where fewer than four in five
    losses fall on an occasion, every month is one.
    """
    lines = terms[terms["customer"].isin(lives["customer"])]
    known = pd.Index(lives["customer"].unique())
    who = known.get_indexer(pd.Index(lines["customer"]))
    names = ("start", "end", "term_start", "term_end")
    start, end, begun, due = (lines[name].to_numpy("int64") for name in names)
    size, agreed = (len(known), last + 1), lines["agreed"].to_numpy(bool)
    arr = _running(who, start, end, lines["arr"].to_numpy(float), size)
    ends = _ends(who[agreed], begun[agreed], due[agreed], size)
    # what still runs when the month is over binds: its end is no end of that month
    bound = _running(who[agreed], start[agreed], due[agreed] - 1, np.ones(int(agreed.sum())), size)
    return _of_lives(lives, known, ends, bound, arr)


def _running(who: Whole, start: Whole, end: Whole, amount: Grid, size: tuple[int, int]) -> Grid:
    """What runs at each snapshot, a row a customer: from `start` on, until before `end`."""
    people, snapshots = size
    found = np.zeros((people, snapshots + 1))
    for edge, sign in ((start, 1.0), (end, -1.0)):
        place = np.clip(edge, 0, snapshots)
        np.add.at(found, (who, place), np.where(end > start, sign * amount, 0.0))
    return np.cumsum(found, axis=1)[:, :snapshots]


def _ends(who: Whole, start: Whole, end: Whole, size: tuple[int, int]) -> Grid:
    """Months of the longest term that ended at each snapshot; 0 where none did."""
    found, inside = np.zeros(size), (end >= 0) & (end < size[1])
    length = np.maximum(end - start, 1).astype(float)
    np.maximum.at(found, (who[inside], end[inside]), length[inside])
    return found


def _of_lives(
    lives: pd.DataFrame, known: pd.Index, ends: Grid, bound: Grid, arr: Grid
) -> pd.DataFrame:
    """The months of the lives that are occasions."""
    frame = model.monthly(lives.assign(log_arr=np.arange(len(lives), dtype=float)))
    life = frame["log_arr"].to_numpy("int64")
    clock = (lives["end"] - lives["duration"]).to_numpy("int64")
    at = clock[life] + frame["tenure"].to_numpy("int64")
    who = known.get_indexer(pd.Index(lives["customer"]))[life]
    before = np.maximum(arr[who, at - 1], 0.0)
    term = ends[who, at]
    can = (term > 0) | (bound[who, at - 1] <= 0)
    frame = frame.assign(log_arr=_log(before), term=np.maximum(term, 1.0))
    lost = frame["left"].to_numpy(bool)
    if lost.any() and can[lost].mean() < ON_TIME:
        return frame.assign(term=1.0)
    kept: pd.DataFrame = frame[can | lost].reset_index(drop=True)
    return kept


def _log(arr: Grid) -> Grid:
    """The logarithm, and the mean of the others where nothing is paid."""
    paid = arr > 0
    if not paid.any():
        return np.zeros(len(arr))
    found = np.log(np.where(paid, arr, 1.0))
    return np.where(paid, found, found[paid].mean())
