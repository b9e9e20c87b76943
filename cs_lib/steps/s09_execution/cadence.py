"""Who is met each day, week, month and year? Ordered by potential, not by ARR. (9.09; S0)"""

import pandas as pd

from cs_lib.books.belonging import account_of
from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.intake import Intake
from cs_lib.steps.s04_segmentation import Segmentation
from cs_lib.texts import Code, Count, Money, Sentence, Share

STEPS = (("weekly", 0.05, 7), ("monthly", 0.20, 31), ("quarterly", 0.50, 92), ("yearly", 1.0, 366))
"""Each rhythm, the share of accounts down to which it goes, and the days that may pass."""
COLUMNS = ["account", "name", "owner", "potential", "arr", "rhythm", "last_contact", "days_over"]
SHOWN = 20


def cadences(segmentation: Segmentation, books: Books, intake: Intake) -> pd.DataFrame:
    """One row an account that pays (`COLUMNS`), by potential, else by ARR; the largest first.

    Those who gave notice or need to exit have no rhythm. `days_over`: days by which the last
    contact is overdue, 0 where it is not, missing where nobody logs contacts.
    """
    known = segmentation.workings.accounts
    known = known[known["sellable"]]
    worth = known["potential"].fillna(known["arr"])
    frame = known.assign(worth=worth).sort_values("worth", ascending=False, kind="stable")
    share = pd.Series(range(1, len(frame) + 1), index=frame.index) / max(1, len(frame))
    place = pd.Series(STEPS[-1][0], index=frame.index)
    for name, until, _ in reversed(STEPS):
        place = place.mask(share <= until, name)
    last = _last(books, intake).reindex(frame["account"])
    allowed = place.map({name: days for name, _, days in STEPS}).astype(float)
    passed = (pd.Timestamp(books.as_of) - last).dt.days.set_axis(frame.index).astype(float)
    # an account never met is as late as the review looks back
    passed = passed.fillna(366.0) if len(last.dropna()) else passed
    over = (passed - allowed).clip(lower=0.0)
    frame = frame.assign(rhythm=place, last_contact=last.to_numpy(), days_over=over)
    return frame[COLUMNS].reset_index(drop=True)


def _last(books: Books, intake: Intake) -> "pd.Series[pd.Timestamp]":
    if "activities" not in intake.tables:
        return pd.Series(dtype="datetime64[us]")
    rows = intake.tables["activities"]
    rows = rows[rows["date"] <= pd.Timestamp(books.as_of)]
    return rows["date"].groupby(account_of(rows["customer_id"], books, intake)).max()


class Overdue(Sentence):
    accounts: Count
    potential: Money


class OnTime(Sentence): ...


class Rhythm(Sentence):
    cadence: Code
    accounts: Count
    share: Share


@exhibit(
    part=Part.A5,
    shows=Table(
        c.account, c.owner, c.rhythm, c.potential, c.arr, c.last_contact, c.days_over
    ),
    needs=("activities", "potential"),
)  # fmt: skip
def cadence_list(
    rhythm: pd.DataFrame, engagement: Engagement
) -> Shown[Overdue | OnTime | Rhythm] | Absent:
    """Whom should you meet now, by potential?"""
    if rhythm.empty or rhythm["potential"].isna().all():
        return Absent("potential")
    late = rhythm[rhythm["days_over"] > 0]
    often = rhythm[rhythm["rhythm"].isin(["weekly", "monthly"])]
    share = often["potential"].sum() / rhythm["potential"].sum()
    say = (Rhythm(Code("rhythm", "monthly"), Count(len(often)), Share(share)),)
    if late.empty:
        return Shown(rhythm.head(SHOWN).assign(account=rhythm["name"]), title=OnTime(), say=say)
    title = Overdue(Count(len(late)), Money(late["potential"].sum(), engagement.currency))
    top = late.head(SHOWN)
    return Shown(top.assign(account=top["name"]), title=title, say=say)
