"""Who can succeed with you, and did that tell who stayed? Success potential, then and now.

Source: S1 and S4; concept 4.15. The index is the mean of skill, will, sponsor and fit at the sale,
as far as each is known; it is tested on what happened after it could have been known.
"""

import pandas as pd
from statsmodels.stats.proportion import proportion_confint

from cs_lib.books.books import Books
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.models.discrimination import auc
from cs_lib.texts import Cell, Count, Sentence, Share

HIGH, MIDDLE, LOW = "likely", "open", "unlikely"
LEVELS = (HIGH, MIDDLE, LOW)
LEAST = 5
COLUMNS = [
    "success_level", "accounts_opening", "lost", "logo_churn_rate", "churn_low", "churn_high",
    "accounts", "arr", "gap",
]  # fmt: skip
TESTED = ["auc", "auc_low", "auc_high", "accounts", "lost"]


def levels(success: "pd.Series[float]") -> "pd.Series[str]":
    """The third that each account is in; those alike stay together, unknown ones are left out."""
    place = success.dropna().astype(float).rank(pct=True)
    return pd.cut(place, [0, 1 / 3, 2 / 3, 1], labels=LEVELS[::-1]).astype("str")


def thirds(accounts: pd.DataFrame, year_ago: pd.DataFrame, books: Books) -> pd.DataFrame:
    """One row a third (`COLUMNS`): who left of those of a year ago, and who is in it today.

    Limits are Wilson's, 90 %. Empty where no success potential is known today.
    """
    now, then = (levels(each.set_index("account")["success"]) for each in (accounts, year_ago))
    if now.empty:
        return pd.DataFrame(columns=COLUMNS)
    left, each, rows = gone(books), accounts.set_index("account"), []
    for name in LEVELS:
        before, mine = then.index[then == name], each.loc[now.index[now == name]]
        n, lost = len(before), int(before.isin(left).sum())
        ends = proportion_confint(lost, n, alpha=0.1, method="wilson") if n else (None, None)
        rows.append((name, n, lost, lost / n if n else None, *ends, len(mine), mine["arr"].sum(),
                     mine["gap"].sum(min_count=1)))  # fmt: skip
    numbers = dict.fromkeys(("logo_churn_rate", "churn_low", "churn_high", "gap"), float)
    return pd.DataFrame(rows, columns=COLUMNS).astype(numbers)


def gone(books: Books) -> set[str]:
    """The accounts that left within the year; empty without one."""
    if books.year is None:
        return set()
    rows = books.year.pair.accounts
    return set(rows.loc[rows["status"] == "churned", "account"])


def tested(year_ago: pd.DataFrame, books: Books) -> pd.DataFrame:
    """Did a lower success potential a year ago tell who left since? One row (`TESTED`), or none."""
    known = year_ago.dropna(subset=["success"])
    left = known["account"].isin(gone(books)).to_numpy(bool)
    if min(left.sum(), (~left).sum()) < LEAST:
        return pd.DataFrame(columns=TESTED)
    area = auc(-known["success"].to_numpy(float), left)
    return pd.DataFrame([(*area, len(known), int(left.sum()))], columns=TESTED)


class Tells(Sentence):
    auc: Share


class TellsNot(Sentence): ...


class Untested(Sentence): ...


class Limits(Sentence):
    low: Share
    high: Share
    lost: Count


class Least(Sentence):
    churn: Share
    other: Share


@exhibit(
    part=Part.A6,
    shows=Table(
        c.success_level, c.accounts_opening, c.lost, c.logo_churn_rate, c.churn_low, c.churn_high,
        c.accounts, c.arr, c.gap,
    ),
    needs=("usage",),
)  # fmt: skip
def success_potential(
    success_thirds: pd.DataFrame, success_tested: pd.DataFrame
) -> Shown[Tells | TellsNot | Untested | Limits | Least] | Absent:
    """Which accounts are likely to succeed, and did such accounts stay? (4.15)"""
    if success_thirds.empty:
        return Absent("signs")
    if success_tested.empty:
        return Shown(success_thirds, title=Untested())
    row, rows = success_tested.iloc[0], success_thirds.set_index("success_level")
    said = Limits(Share(row["auc_low"]), Share(row["auc_high"]), Count(row["lost"]))
    if not row["auc_low"] > 0.5:
        return Shown(success_thirds, title=TellsNot(), say=(said,))
    low, high = (
        Share(rows["logo_churn_rate"][name],
              Cell("segmentation.success_potential", name, "logo_churn_rate"))
        for name in (LOW, HIGH)
    )  # fmt: skip
    return Shown(success_thirds, title=Tells(Share(row["auc"])), say=(said, Least(low, high)))
