"""How much of ARR hangs on how few accounts? Source: policy P25."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cs_lib.ledger.movements.pairs import Pair, present
from cs_lib.ledger.movements.retention import headline

TOPS = (1, 5, 10)


@dataclass(frozen=True)
class Concentration:
    """lorenz: accounts_share, arr_share from (0, 0) to (1, 1), smallest account first.

    gini is 0 where all pay the same and nears 1 where one pays all; top: top, share of ARR. Only
    accounts that pay count: one below zero (credits) is in no share. Nothing paid: None, empty.
    """

    accounts: int
    arr: float
    gini: float | None
    top: pd.DataFrame
    lorenz: pd.DataFrame


def concentration(arr: Sequence[float] | pd.Series, tops: Sequence[int] = TOPS) -> Concentration:
    """How unequal are the accounts, given the ARR of each?"""
    values = np.sort(np.asarray(arr, dtype="float64"))
    values = values[values > 0]
    n, whole = len(values), float(values.sum())
    if not n:
        nothing = pd.DataFrame({"accounts_share": [], "arr_share": []}, dtype="float64")
        return Concentration(0, 0.0, None, pd.DataFrame({"top": [], "share": []}), nothing)
    running = np.concatenate([[0.0], np.cumsum(values)]) / whole
    running[-1] = 1.0
    ranks = np.arange(1, n + 1)
    gini = float(((2 * ranks - n - 1) * values).sum() / (n * whole))
    shares = [float(values[-top:].sum()) / whole for top in tops]
    lorenz = pd.DataFrame({"accounts_share": np.arange(n + 1) / n, "arr_share": running})
    return Concentration(n, whole, gini, pd.DataFrame({"top": list(tops), "share": shares}), lorenz)


def without(pair: Pair, count: int) -> Pair:
    """The pair without the accounts that had the most ARR at its opening."""
    opening = present(pair.accounts).sort_values(["v0", "account"], ascending=[False, True])
    return pair.where(~pair.accounts["account"].isin(opening["account"].head(count)))


def without_largest(pair: Pair, tops: Sequence[int] = (0, 1, 5)) -> pd.DataFrame:
    """Do the rates hold without the largest accounts? One row per number left out.

    without, accounts, opening, share_of_opening, grr, nrr, logo_churn_rate: the accounts with the
    most opening ARR are left out; rates are at the grain's own level, empty where nobody is left.
    """
    whole = headline(pair).opening
    rows = []
    for top in tops:
        found = headline(without(pair, top))
        share = found.opening / whole if whole else None
        rates = (found.grr, found.nrr, found.logo_churn)
        rows.append((top, found.opening_logos, found.opening, share, *rates))
    columns = [
        "without", "accounts", "opening", "share_of_opening", "grr", "nrr", "logo_churn_rate",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[2:], "float64"))
