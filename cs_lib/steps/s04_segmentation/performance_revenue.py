"""Does revenue follow your customers' performance? The claim beside your own data.

Source: S1 ("a high, almost perfect correlation of performance and revenue"); concept 4.06. Rank
correlation of outcomes reached with what accounts pay; large accounts pay more whatever they reach,
so it is also said among accounts of the same segment.
"""

from typing import Annotated

import numpy as np
import pandas as pd
from scipy.stats import norm

from cs_lib.books.books import Books
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.texts import Cell, Count, Quantity, Sentence

LEAST, STRONG = 30, 0.5
"""Accounts below which nothing is said, and from where a correlation is large (Cohen 1988)."""
COLUMNS = [
    "revenue_measure", "correlation", "correlation_low", "correlation_high", "accounts_compared",
]  # fmt: skip
ARR, WITHIN, SOLD, GROWTH = "arr", "arr_in_segment", "penetration", "growth"


def correlations(accounts: pd.DataFrame, indicators: pd.DataFrame, books: Books) -> pd.DataFrame:
    """Spearman's correlation of outcomes reached with each measure of revenue (`COLUMNS`).

    With its 90 % interval (Fisher's z with the standard error of Bonett and Wright 2000,
    Psychometrika 65). Measures known of fewer than thirty accounts are left out.
    """
    if "outcomes" not in indicators:
        return pd.DataFrame(columns=COLUMNS)
    each = accounts.set_index("account")
    reached = indicators.set_index("account")["outcomes"].reindex(each.index)
    known = each[reached.notna()]
    # ranks within the segment, so that a large segment's accounts are not simply above
    within = known.groupby("segment")[["arr"]].rank(pct=True)["arr"]
    mine = reached[known.index].groupby(known["segment"]).rank(pct=True)
    measures = {
        ARR: (reached, each["arr"]), WITHIN: (mine, within), SOLD: (reached, each["penetration"]),
        GROWTH: (reached, _growth(books)),
    }  # fmt: skip
    rows = []
    for name, (one, other) in measures.items():
        both = pd.concat([one, other.astype(float)], axis=1).dropna()
        if len(both) >= LEAST and (both.nunique() > 1).all():
            rho = float(both.iloc[:, 0].corr(both.iloc[:, 1], "spearman"))
            rows.append((name, rho, *limits(rho, len(both)), len(both)))
    return pd.DataFrame(rows, columns=COLUMNS)


def _growth(books: Books) -> "pd.Series[float]":
    """ARR now over ARR a year ago, of accounts that pay at both."""
    if books.year is None:
        return pd.Series(dtype="float64")
    year = books.year.pair.accounts.set_index("account")
    year = year[(year["v0"] > 0) & (year["v1"] > 0)]
    return year["v1"] / year["v0"]


def limits(rho: float, n: int, level: float = 0.9) -> tuple[float, float]:
    """The interval of a rank correlation on `n` pairs."""
    reach = float(norm.ppf((1 + level) / 2)) * np.sqrt((1 + rho**2 / 2) / (n - 3))
    middle = np.arctanh(np.clip(rho, -0.999999, 0.999999))
    return float(np.tanh(middle - reach)), float(np.tanh(middle + reach))


class Follows(Sentence):
    correlation: Quantity


class Weakly(Sentence):
    correlation: Annotated[Quantity, "correlation"]


class Against(Sentence):
    correlation: Quantity


class Unclear(Sentence): ...


class Limits(Sentence):
    correlation: Annotated[Quantity, "correlation"]
    low: Quantity
    high: Quantity
    accounts: Count


@exhibit(
    part=Part.A6,
    shows=Table(
        c.revenue_measure, c.correlation, c.correlation_low, c.correlation_high,
        c.accounts_compared,
    ),
    needs=("outcomes",),
)  # fmt: skip
def performance_revenue(
    performance: pd.DataFrame,
) -> Shown[Follows | Weakly | Against | Unclear | Limits] | Absent:
    """Do customers that reach their outcomes pay more? (4.06)"""
    rows = {row["revenue_measure"]: row for row in performance.to_dict("records")}
    if WITHIN not in rows:
        return Absent("outcomes")
    row = rows[WITHIN]
    at = Cell("segmentation.performance_revenue", WITHIN, "correlation")
    rho = Quantity(row["correlation"], at)
    ends = (Quantity(row["correlation_low"]), Quantity(row["correlation_high"]))
    said = Limits(rho, *ends, Count(int(row["accounts_compared"])))
    if row["correlation_low"] > 0:
        kind = Follows if row["correlation"] >= STRONG else Weakly
        return Shown(performance, title=kind(rho), say=(said,))
    title = Against(rho) if row["correlation_high"] < 0 else Unclear()
    return Shown(performance, title=title, say=(said,))
