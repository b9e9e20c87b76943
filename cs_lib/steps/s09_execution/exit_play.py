"""In which order do you let go, and what does that do to churn, said beforehand? (9.10; S1)"""

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.steps.s04_segmentation import Segmentation
from cs_lib.texts import Count, Money, Points, Sentence

COLUMNS = ["place", "account", "name", "arr", "hours", "term_end", "grr_effect"]
TESTS = 3


def exits(segmentation: Segmentation, books: Books) -> pd.DataFrame:
    """One row an account to let go (`COLUMNS`): who costs most time per EUR of ARR goes first.

    Of step 4's list, those that meet all three tests. `grr_effect` is what each takes off GRR.
    """
    rows = segmentation.workings.exits
    rows = rows[rows["tests_known"].eq(TESTS) & rows["tests_met"].eq(TESTS)]
    rows = rows.astype({"arr": "float64", "hours": "float64"})  # an empty list has no types
    total = books.stock(books.as_of)[0]
    frame = rows.assign(grr_effect=-rows["arr"] / total if total else 0.0)
    hours = frame["hours"].astype(float)  # without rows, of no type that divides
    by = (hours.fillna(0.0) / frame["arr"].astype(float)).rename("by")
    frame = frame.assign(by=by).sort_values("by", ascending=False, kind="stable", ignore_index=True)
    return frame.assign(place=range(1, len(frame) + 1))[COLUMNS]


class Planned(Sentence):
    points: Points
    accounts: Count


class Freed(Sentence):
    hours: Count
    arr: Money


class Nobody(Sentence): ...


@exhibit(
    part=Part.A5,
    shows=Table(c.account, c.arr, c.hours, c.term_end, c.grr_effect),
    needs=("usage", "outcomes"),
)
def exit_order(
    leaving: pd.DataFrame, engagement: Engagement
) -> Shown[Planned | Freed | Nobody] | Absent:
    """Whom do you let go first, and what does that cost in retention?"""
    if leaving.empty:
        return Shown(None, title=Nobody())
    title = Planned(Points(-leaving["grr_effect"].sum()), Count(len(leaving)))
    hours = round(float(leaving["hours"].sum()))
    freed = Freed(Count(hours), Money(leaving["arr"].sum(), engagement.currency))
    return Shown(leaving.assign(account=leaving["name"]), title=title, say=(freed,))
