"""Where is a rate below its target or below last year, what is that worth, and is it one account?

Not an exhibit: the first page and page 3 rank these findings by money. Money is the gap on
closing ARR, because what is decided now is decided for today's customers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cs_lib.books import retention_rates
from cs_lib.books.books import Books
from cs_lib.books.comparison import GROUPS, UNKNOWN, Comparison
from cs_lib.ledger import headline

THIRD = 1 / 3
"""From which share of a gap on one account is named: the gap is then not a matter of the whole."""
ALONE = 1 / 4
"""From which share of all losses on: below it, others lost as much and explain a small gap too."""
COLUMNS = (
    "metric", "now", "reference", "compared_with", "gap", "gap_arr", "account", "without",
    "explained", "share_of_losses",
)  # fmt: skip


@dataclass(frozen=True)
class Movement:
    """The account whose change moved a rate most, and the rate without it."""

    account: str
    name: str
    without: float
    share_of_losses: float


def table(books: Books) -> pd.DataFrame:
    """Each gap, the one worth most first (`COLUMNS`).

    `metric`: nrr, grr, or one of S2's four lines as a share of opening ARR; `compared_with`:
    target, or year_ago for the lines and for a rate without a target; `gap` is positive where it
    is worse; `gap_arr` is the gap on closing ARR; of the rates `account` is the name of the
    account that moved it most, `without` the rate without it, `explained` what that adds and
    `share_of_losses` what it made of the losses of all accounts.
    """
    if books.year is None:
        return _typed([])
    rows = [*_against_targets(books, books.year), *_against_last_year(books, books.year)]
    return _typed(sorted(rows, key=lambda row: -row["gap_arr"]))


def is_one_account(row: Mapping[Any, Any]) -> bool:
    """Does one account explain more than a third of a rate's gap, and a quarter of all losses?"""
    explains = row["gap"] > 0 and row["explained"] > THIRD * row["gap"]
    return bool(explains and row["share_of_losses"] >= ALONE)


def _typed(rows: list[dict[str, Any]]) -> pd.DataFrame:
    numbers = ["now", "reference", "gap", "gap_arr", "without", "explained", "share_of_losses"]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(dict.fromkeys(numbers, "float64"))


def _row(books: Books, metric: str, now: float, reference: float, of: str) -> dict[str, Any]:
    gap = reference - now
    arr = books.stock(books.as_of)[0]
    return {
        "metric": metric,
        "now": now,
        "reference": reference,
        "compared_with": of,
        "gap": gap,
        "gap_arr": gap * arr,
    }


def _against_targets(books: Books, year: Comparison) -> list[dict[str, Any]]:
    rows = []
    for metric in retention_rates.RATES:
        target = books.engagement.targets.get(metric)
        if target is not None:
            rows += _of_rate(books, year, metric, target, "target")
    return rows


def _of_rate(
    books: Books, year: Comparison, metric: str, reference: float | None, of: str
) -> list[dict[str, Any]]:
    """The gap of one rate, with the account that moved it most; none on too few events (P26)."""
    now = retention_rates.rate(year, metric)
    if reference is None or now is None or not retention_rates.enough(books, year, metric):
        return []
    row = _row(books, metric, now, reference, of)
    if found := largest(year, metric, gained=now >= reference):
        row |= {
            "account": found.name,
            "without": found.without,
            "explained": found.without - now,
            "share_of_losses": found.share_of_losses,
        }
    return [row]


def _against_last_year(books: Books, now: Comparison) -> list[dict[str, Any]]:
    then = books.year_to(books.before(books.as_of, 12))
    if then is None or not then.opening or not now.opening:
        return []
    rates = [
        row
        for metric in retention_rates.RATES
        if metric not in books.engagement.targets and retention_rates.enough(books, then, metric)
        for row in _of_rate(books, now, metric, retention_rates.rate(then, metric), "year_ago")
    ]
    return rates + [
        _row(
            books,
            group,
            now.group(group) / now.opening,
            then.group(group) / then.opening,
            "year_ago",
        )
        for group in GROUPS
        if now.group(group) or then.group(group) or group not in UNKNOWN
    ]


def largest(year: Comparison, metric: str, *, gained: bool = False) -> Movement | None:
    """Which account lowered the rate most, or, where `gained`, raised it? None where none did."""
    base = year.headline.base
    change = retention_rates.changes(base)
    losses = change.clip(upper=0.0)
    if metric == "grr":
        change = losses
    if change.empty or (change.max() <= 0 if gained else change.min() >= 0):
        return None
    place = int(change.argmax() if gained else change.argmin())
    row, share = base.iloc[place], float(losses.iloc[place] / (losses.sum() or 1.0))
    accounts = year.headline.pair.accounts["account"]
    without = getattr(headline(year.headline.pair.where(accounts != row["account"])), metric)
    return None if without is None else Movement(row["account"], row["name"], without, share)
