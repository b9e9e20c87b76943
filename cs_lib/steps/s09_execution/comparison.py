"""Who gets it, and who is compared with them? Drawn by lot before the start, by name. (9.06)"""

import hashlib

import pandas as pd

from cs_lib.books.belonging import account_of
from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.intake import Intake
from cs_lib.steps.s04_segmentation import Segmentation
from cs_lib.steps.s09_execution.chosen import Decision
from cs_lib.texts import Count, Name, Sentence

EVERY = 3
"""Every third account waits: more would cost too much of the effect, fewer tell too little."""
COLUMNS = ["account", "name", "segment", "arr", "owner", "group"]
TREATED, WAITS, HAD_IT = "treated", "waits", "had_it"


def assigned(
    decided: Decision | None, segmentation: Segmentation, books: Books, intake: Intake,
    engagement: Engagement,
) -> pd.DataFrame:  # fmt: skip
    """Whom is it for, and in which group is each? (`COLUMNS`) The largest first.

    Accounts of its segment and quadrant that pay and gave no notice. Who had the play before is
    neither treated anew nor compared. Once the play has started, who got it since is treated.
    """
    known = segmentation.workings.accounts
    if decided is None:
        return pd.DataFrame(columns=COLUMNS)
    asked = (("segment", decided.segment), ("quadrant", decided.quadrant))
    for column, value in asked:
        known = known if value is None else known[known[column] == value]
    known = known[~known["notified"]]
    first = first_played(decided.play, books, intake).reindex(known["account"])
    start = pd.Timestamp(decided.start) if decided.start else pd.Timestamp.max
    before, since = (first < start).to_numpy(), (first >= start).to_numpy()
    waits = _lot(known[~before], engagement.client, decided.option)
    group = pd.Series(TREATED, index=known.index)
    group = group.mask(waits.reindex(known.index, fill_value=False), WAITS)
    group = group.mask(since, TREATED).mask(before, HAD_IT)
    frame = known.assign(group=group)
    return frame.sort_values("arr", ascending=False, kind="stable", ignore_index=True)[COLUMNS]


def first_played(play: str, books: Books, intake: Intake) -> "pd.Series[pd.Timestamp]":
    """The day on which each account first got a play, by the activities; by account."""
    if "activities" not in intake.tables:
        return pd.Series(dtype="datetime64[us]")
    rows = intake.tables["activities"]
    rows = rows[rows["play"].eq(play) & (rows["date"] <= pd.Timestamp(books.as_of))]
    return rows["date"].groupby(account_of(rows["customer_id"], books, intake)).min()


def _lot(known: pd.DataFrame, client: str, option: str) -> "pd.Series[bool]":
    """Every third within its segment, in an order that nobody chose and that stays the same."""
    order = known["account"].map(
        lambda account: hashlib.sha256(f"{client}/{option}/{account}".encode()).hexdigest()
    )
    place = order.groupby(known["segment"].fillna("")).rank(method="first")
    return (place % EVERY == 0).astype(bool)


class Drawn(Sentence):
    option: Name
    treated: Count
    waits: Count


class Small(Sentence):
    treated: Count


class Before(Sentence):
    accounts: Count


@exhibit(
    part=Part.A5,
    shows=Table(c.account, c.segment, c.arr, c.owner, group=c.group),
    needs=("decision",),
)
def who_gets_it(
    assignment: pd.DataFrame, decided: Decision | None
) -> Shown[Drawn | Small | Before] | Absent:
    """Who gets it, and who waits for comparison?"""
    if decided is None or assignment.empty:
        return Absent("decision")
    counts = assignment["group"].value_counts()
    treated, waits, had = (int(counts.get(each, 0)) for each in (TREATED, WAITS, HAD_IT))
    shown = assignment[assignment["group"] != HAD_IT]
    order = shown["group"].map({TREATED: 0, WAITS: 1})
    shown = shown.assign(order=order).sort_values("order", kind="stable")
    say: tuple[Before, ...] = (Before(Count(had)),) if had else ()
    name = Name(decided.option.replace("-", " ").replace("_", " "))
    title: Drawn | Small = (
        Drawn(name, Count(treated), Count(waits)) if waits else Small(Count(treated))
    )
    return Shown(shown.assign(account=shown["name"]), title=title, say=say)
