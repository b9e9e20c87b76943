"""Which play does each quadrant get, and does it get it? (9.08; S1, S2)"""

import pandas as pd

from cs_lib.books.belonging import account_of
from cs_lib.books.books import Books
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.intake import Intake
from cs_lib.steps.s04_segmentation import Segmentation
from cs_lib.steps.s09_execution.options import readable
from cs_lib.texts import Count, Sentence, Share

QUADRANTS = ("high_performers", "untrained", "unmotivated", "need_to_exit")
COLUMNS = [
    "quadrant", "play_for", "accounts", "arr", "played", "played_share", "logged_plays",
]  # fmt: skip
MONTHS = 24


def sheet(segmentation: Segmentation, books: Books, intake: Intake) -> pd.DataFrame:
    """One row a quadrant (`COLUMNS`): the play that it calls for, and who got any in two years.

    `play_for` is a code: one play a quadrant, after S1. `logged_plays` names those logged.
    """
    known = segmentation.workings.accounts
    placed = known[known["quadrant"].notna()]
    made = logged(books, intake)
    rows = []
    for quadrant in QUADRANTS if len(placed) else ():
        part = placed[placed["quadrant"] == quadrant]
        got = made[made["account"].isin(part["account"])]
        names = ", ".join(readable(each) for each in sorted(got["play"].unique()))
        n, with_play = len(part), got["account"].nunique()
        share = with_play / n if n else float("nan")
        rows.append((quadrant, quadrant, n, part["arr"].sum(), with_play, share, names))
    return pd.DataFrame(rows, columns=COLUMNS)


def logged(books: Books, intake: Intake) -> pd.DataFrame:
    """The plays logged in two years: account, play, date."""
    if "activities" not in intake.tables:
        return pd.DataFrame(columns=["account", "play", "date"])
    rows, day = intake.tables["activities"], pd.Timestamp(books.as_of)
    since = day - pd.DateOffset(months=MONTHS)
    rows = rows[rows["play"].notna() & (rows["date"] > since) & (rows["date"] <= day)]
    account = account_of(rows["customer_id"], books, intake)
    return rows.assign(account=account)[["account", "play", "date"]].reset_index(drop=True)


class Reached(Sentence):
    share: Share
    accounts: Count


class NotLogged(Sentence): ...


@exhibit(
    part=Part.A4,
    shows=Table(
        c.quadrant, c.play_for, c.accounts, c.arr, c.played, c.played_share, c.logged_plays
    ),
    needs=("usage",),
)
def play_sheet(by_quadrant: pd.DataFrame) -> Shown[Reached | NotLogged] | Absent:
    """Which play does each quadrant get, and how many accounts have had one?"""
    if by_quadrant.empty:
        return Absent("usage")
    if not by_quadrant["played"].sum():
        return Shown(by_quadrant, title=NotLogged())
    (row,) = by_quadrant[by_quadrant["quadrant"] == "untrained"].to_dict("records")
    share = Share(row["played_share"]) if row["accounts"] else Share(0.0)
    return Shown(by_quadrant, title=Reached(share, Count(row["accounts"])))
