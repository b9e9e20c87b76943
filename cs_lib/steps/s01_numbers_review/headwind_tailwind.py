"""How did ARR get from a year ago to today, and by which causes?

Losses are headwind and gains tailwind (S2's outline; other texts by the same author swap the
words). Price erosion is every decrease of a customer who stayed. All of it is one basis: the pair
of snapshots a year apart, so that the lines add up; months added up are told apart in `two_views`.
"""

from typing import Annotated

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.books.comparison import GROUPS, UNKNOWN
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, charts, exhibit
from cs_lib.ledger import LEAVES
from cs_lib.steps.s01_numbers_review.quarters import bridge_of
from cs_lib.texts import Cell, Code, Count, Extreme, Money, Points, Sentence

SMALL = 0.01
"""Returning customers below this share of closing ARR are a line too thin to be seen or needed."""
_KINDS = {
    "opening": "opening", "logos_lost": "down", "price_erosion": "down",
    "unallocated_decrease": "down", "expansion": "up", "upsell": "up", "unallocated_increase": "up",
    "new": "new", "reactivation": "reactivation", "fx": "fx", "closing": "closing",
}  # fmt: skip
"""Every line of the waterfall in its order, losses first, with how it is drawn."""


class NetGain(Sentence):
    net: Annotated[Money, "now:net_churn"]


class NetLoss(Sentence):
    net: Annotated[Money, "now:net_churn"]


class Worth(Sentence):
    opening: Annotated[Money, "amount:opening"]
    kept: Annotated[Money, "amount:nrr"]
    told_apart = ("opening", "kept")


class Newcomers(Sentence):
    new: Annotated[Money, "amount:new"]


class Resumed(Sentence):
    resumed: Annotated[Money, "amount:resumed"]


@exhibit(shows=charts.Waterfall(c.movement, c.amount, c.kind), needs=("year",))
def waterfall(
    books: Books, engagement: Engagement
) -> Shown[NetGain | NetLoss | Worth | Newcomers | Resumed] | Absent:
    """How did ARR get from a year ago to today? Losses, gains, then new business."""
    if books.year is None:
        return Absent("year")
    year, frame = books.year, steps(books)
    currency = engagement.currency
    kept = year.whole.closing
    net = Money(abs(kept - year.opening), currency)
    opening = Money(year.opening, currency)
    say: list[Worth | Newcomers | Resumed] = [Worth(opening, Money(kept, currency))]
    if float(newcomers(books).sum()):
        say.append(Newcomers(new_business(books, currency)))
    if resumed := year.leaf("resumed"):
        say.append(Resumed(Money(resumed, currency)))
    title = NetGain(net) if kept >= year.opening else NetLoss(net)
    return Shown(frame, title=title, say=tuple(say))


def steps(books: Books, *, merged: bool = True) -> pd.DataFrame:
    """The lines of the waterfall: `movement`, `amount`, `kind`. The last is the sum of all.

    `merged` adds what returned to new business where it is below `SMALL` of closing ARR.
    """
    year = books.year
    if year is None:
        return pd.DataFrame(columns=["movement", "amount", "kind"])
    amounts = {"opening": year.opening if year.opening_arr is None else year.opening_arr}
    amounts |= {group: year.group(group) for group in GROUPS}
    amounts |= {"new": year.new, "reactivation": year.returned}
    if merged and abs(amounts["reactivation"]) < SMALL * year.closing_arr:
        amounts["new"] += amounts.pop("reactivation")
    amounts |= {"fx": year.exchanged, "closing": year.closing_arr}
    always = {"opening", *GROUPS, "new", "closing"} - {*UNKNOWN}
    rows = [
        (name, amounts[name], kind)
        for name, kind in _KINDS.items()
        if name in amounts and (name in always or round(amounts[name], 2))
    ]
    return pd.DataFrame(rows, columns=["movement", "amount", "kind"])


def newcomers(books: Books) -> "pd.Series[float]":
    """The ARR today of each account that was not there a year ago, new or returning."""
    if books.year is None:
        return pd.Series(dtype="float64")
    amounts = books.year.pair.accounts.drop(books.year.base.index)["v1"]
    return amounts[amounts > 0]


def new_business(books: Books, currency: str) -> Money:
    """What new and returning customers are worth today, with the bar that shows it as one."""
    value, rows = float(newcomers(books).sum()), steps(books)
    bar = rows.loc[rows["movement"] == "new", "amount"].sum()
    at = Cell("numbers_review.waterfall", "new", "amount") if abs(bar - value) < 0.005 else None
    return Money(value, currency, at)


class LargestGain(Sentence):
    cause: Code
    amount: Annotated[Money, "amount:cause"]
    extremes = (Extreme("numbers_review.causes.amount", "cause", among=(("side", "tailwind"),)),)


class LargestLoss(Sentence):
    cause: Code
    amount: Annotated[Money, "amount:cause"]
    accounts: Count
    extremes = (
        Extreme(
            "numbers_review.causes.amount", "cause", among=(("side", "headwind"),), by_size=True
        ),
    )


class Price(Sentence):
    price: Money
    points: Points


@exhibit(
    part=Part.A2,
    shows=Table(c.cause, c.amount, c.share_of_side, c.accounts, group=c.side),
    needs=("year",),
)
def causes(
    books: Books, engagement: Engagement
) -> Shown[LargestGain | LargestLoss | Price] | Absent:
    """Why are the customers of a year ago worth less, or more? One row a cause."""
    frame = leaves(books)
    if books.year is None or frame.empty:
        return Absent("year")
    say: list[LargestGain | LargestLoss | Price] = []
    title: LargestGain | None = None
    for side in ("headwind", "tailwind"):
        mine = frame[frame["side"] == side]
        if mine.empty:
            continue
        top = mine.iloc[0]  # the largest of its side
        at = Cell("numbers_review.causes", top["cause"], "amount")
        amount = Money(abs(top["amount"]), engagement.currency, at=at)
        cause = Code("cause", top["cause"])
        if side == "tailwind":
            title = LargestGain(cause, amount)
        else:
            say.append(LargestLoss(cause, amount, Count(top["accounts"])))
    price = books.year.leaf("list_price_increase")
    if price and books.year.opening:
        points = Points(price / books.year.opening)
        say.append(Price(Money(price, engagement.currency), points))
    return Shown(frame, title=title, say=tuple(say))


def leaves(books: Books) -> pd.DataFrame:
    """The change of the customers of a year ago by cause: losses, then gains, largest first.

    Columns: `side` (headwind, tailwind), `cause`, `amount` (signed), `share_of_side`, `accounts`.
    """
    columns = ["side", "cause", "amount", "accounts"]
    if books.year is None:
        return pd.DataFrame(columns=[*columns, "share_of_side"])
    base = books.year.base
    rows = [
        (GROUPS[leaf.group][0], name, float(base[name].sum()), int((base[name] != 0).sum()))
        for name, leaf in LEAVES.items()
        if leaf.group in GROUPS
    ]
    frame = pd.DataFrame([row for row in rows if row[-1]], columns=columns)
    total = frame.groupby("side")["amount"].transform("sum")
    frame = frame.assign(share_of_side=frame["amount"] / total)[total != 0]
    frame = frame.assign(size=frame["amount"].abs())
    ordered = frame.sort_values(["side", "size", "cause"], ascending=[True, False, True])
    return ordered.drop(columns="size").reset_index(drop=True)


class Shifted(Sentence):
    moved: Money


class Same(Sentence): ...


@exhibit(
    part=Part.A2,
    shows=Table(c.movement, c.by_month, c.by_snapshot, c.shift),
    needs=("year",),
)
def two_views(books: Books, engagement: Engagement) -> Shown[Shifted | Same] | Absent:
    """Why do twelve months not add up to the year's pair line by line?

    The months count every movement, also of accounts that joined within the year and those that
    were reversed; the pair compares two snapshots. The differences add up to 0.
    """
    frame = views(books)
    if frame.empty:
        return Absent("year")
    moved = float(frame.loc[~frame["total"], "shift"].clip(lower=0.0).sum())
    if round(moved, 2) == 0:
        return Shown(frame, title=Same())
    return Shown(frame, title=Shifted(Money(moved, engagement.currency)))


def views(books: Books) -> pd.DataFrame:
    """Both views: `movement`, `by_month`, `by_snapshot`, `shift`, `total` (the last row)."""
    if books.year is None:
        return pd.DataFrame(columns=["movement", "by_month", "by_snapshot", "shift", "total"])
    rows = bridge_of(books, "month")
    rows = rows[rows["period_end"] > books.year.pair.opening]
    summed = rows.groupby(rows["group"].where(rows["group"] != "", rows["rollup"]))["amount"].sum()
    pair = steps(books, merged=False).set_index("movement")["amount"]
    lines = [name for name in (*_KINDS, "transfer") if name not in ("opening", "closing")]
    frame = pd.DataFrame(
        {
            "movement": lines,
            "by_month": [float(summed.get(name, 0.0)) for name in lines],
            "by_snapshot": [float(pair.get(name, 0.0)) for name in lines],
        }
    )
    frame = frame[(frame["by_month"].round(2) != 0) | (frame["by_snapshot"].round(2) != 0)]
    whole = frame[["by_month", "by_snapshot"]].sum().to_frame().T.assign(movement="sum")
    both = pd.concat([frame, whole[frame.columns]], ignore_index=True)
    return both.assign(
        shift=both["by_month"] - both["by_snapshot"], total=both["movement"] == "sum"
    )
