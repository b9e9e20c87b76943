"""Which family of causes lost recurring revenue, quarter by quarter (1.22)?

The families are those of the recurring revenue boomerang (S4): competitors, your own product and
service, external forces. Reasons are the client's own; what has none stays apart.
"""

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.exhibits import Absent, Part, Shown, c, charts, exhibit
from cs_lib.intake import Intake
from cs_lib.texts import Code, Count, Sentence, Share

KNOWN = ("own", "competitor", "external")
FEWEST = 5
"""Accounts with a reason of a known family, below which no family is named the largest."""


class MostFrom(Sentence):
    family: Code
    share: Share


class TooFew(Sentence):
    accounts: Count


class Without(Sentence):
    share: Share


@exhibit(
    part=Part.A5,
    shows=charts.Bars(c.period, c.arr_lost, part=c.cause_family),
    needs=("year",),
)
def cause_families(
    losses: pd.DataFrame, losses_by_quarter: pd.DataFrame
) -> Shown[MostFrom | TooFew | Without] | Absent:
    """Which family of causes lost recurring revenue, quarter by quarter?"""
    if losses.empty:
        return Absent("customers_lost")
    known = losses[losses["family"].isin(KNOWN)]
    if known.empty or losses_by_quarter.empty:
        return Absent("reasons")
    whole = float(losses["amount"].sum())
    sums = known.groupby("family")["amount"].sum()
    top = str(sums.idxmax())
    accounts = known["account"].nunique()
    title: MostFrom | TooFew = MostFrom(Code("cause_family", top), Share(sums[top] / whole))
    if accounts < FEWEST:
        title = TooFew(Count(accounts))
    without = 1 - float(known["amount"].sum()) / whole
    say: tuple[Without, ...] = (Without(Share(without)),) if round(without, 2) > 0 else ()
    return Shown(losses_by_quarter, title=title, say=say)


def by_quarter(books: Books, intake: Intake) -> pd.DataFrame:
    """Gross churn of each quarter shown, by family: `period`, `cause_family`, `arr_lost`."""
    log, families = intake.tables.get("churn_events"), books.engagement.reason_families
    day, rows = books.main.calendar.date, []
    for period in books.quarters:
        pair = books.compare(day(period.opening), period.end)
        if pair is None:
            continue
        sums = books.main.causes(pair.pair, log, families).losses.groupby("family")["amount"].sum()
        rows += [
            (period.label, family, float(sums.get(family, 0.0)))
            for family in (*KNOWN, "unmapped", "unexplained")
        ]
    frame = pd.DataFrame(rows, columns=["period", "cause_family", "arr_lost"])
    there = frame.groupby("cause_family")["arr_lost"].transform("sum") > 0
    return frame[there].reset_index(drop=True)
