"""Did accounts with a large gap a year ago expand more? The test that a potential has to pass.

Judged by AUC: of two accounts, one that expanded in the year and one that did not, how often did
the one that expanded rank higher? One half is chance. Beside it the segment's third quartile, the
rule of thumb, and ARR itself.
"""

from collections.abc import Mapping

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.models.discrimination import auc
from cs_lib.steps.s04_segmentation import potential

OURS, SEGMENT_QUARTILE, BY_ARR = "potential_gap", "segment_quartile", "arr_rank"
COLUMNS = ["ranking_by", "auc", "auc_low", "auc_high", "accounts", "accounts_expanded"]
GROWTH = ("quantity_increase", "tier_upgrade", "new_product", "unallocated_increase")
"""Expansion and upsell that an account bought; a price rise is no sign of room."""


def backtest(books: Books, a_year_ago: pd.DataFrame) -> pd.DataFrame:
    """How well did each ranking of a year ago tell who would expand? One row a ranking (`COLUMNS`).

    `a_year_ago`: the potentials by what was known then. Of the accounts of then that still pay.
    `auc` with its 90 % interval.
    Empty without a year of history, or with fewer than ten accounts on either side.
    """
    if books.year is None:
        return pd.DataFrame(columns=COLUMNS)
    year = books.year.pair.accounts.set_index("account")
    grew = year[[name for name in GROWTH if name in year]].sum(axis=1)
    stayed = year.index[(year["v0"] > 0) & (year["v1"] > 0)]
    expanded = grew.reindex(stayed) > 0
    if min(expanded.sum(), (~expanded).sum()) < potential.SMALLEST:
        return pd.DataFrame(columns=COLUMNS)
    rows = []
    for name, score in rankings(a_year_ago).items():
        # no potential is no gap: the account stands where it would stand on the list, at its end
        ranked = score.reindex(stayed).fillna(0.0).to_numpy(float)
        rows.append((name, *auc(ranked, expanded.to_numpy(bool)), len(stayed), expanded.sum()))
    return pd.DataFrame(rows, columns=COLUMNS)


def rankings(potentials: pd.DataFrame) -> Mapping[str, "pd.Series[float]"]:
    """By what accounts can be ranked: our gap, the gap to the segment's third quartile, ARR."""
    found = potentials.set_index("account")
    quartile = found.groupby("segment")["arr"].transform(lambda arr: arr.quantile(0.75))
    rough = (quartile - found["arr"]).clip(lower=0)
    return {OURS: found["gap"], SEGMENT_QUARTILE: rough, BY_ARR: found["arr"]}
