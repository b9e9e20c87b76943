"""Which value was attained, which does the customer acknowledge, and who gets it? (10.02, 10.04)"""

from typing import Annotated

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.texts import Cell, Count, Extreme, Money, Name, Sentence, Share

COLUMNS = [
    "segment", "accounts", "value_attained", "value_agreed", "agreed_share", "arr",
    "captured_share",
]  # fmt: skip
FAIR = 0.5
"""A price above half of the value leaves the customer less than you."""


def value(worth: pd.DataFrame, books: Books) -> pd.DataFrame:
    """One row a segment and, segment missing, the whole (`COLUMNS`).

    `worth` is step 5's value by account, so that one figure stands on both pages (M64).
    `captured_share` is ARR over the value attained, of accounts whose value is known.
    """
    if worth.empty:
        return pd.DataFrame(columns=COLUMNS)
    named = worth.rename(columns={"value_acknowledged": "value_agreed"}).set_index("account")
    live = books.live[books.live["arr"] > 0].set_index("account")[["segment", "arr"]]
    known = live.join(named, how="inner")
    parts = [(None, known), *known.groupby("segment", sort=True)]
    found = [(name, len(p), *_sums(p)) for name, p in parts if len(p)]
    return pd.DataFrame(found, columns=COLUMNS)


def _sums(part: pd.DataFrame) -> tuple[float, ...]:
    attained, agreed, arr = (
        float(part[name].sum()) for name in ("value_attained", "value_agreed", "arr")
    )
    share, captured = ((top / attained if attained else float("nan")) for top in (agreed, arr))
    return attained, agreed, share, arr, captured


class Agreed(Sentence):
    share: Annotated[Share, "agreed_share"]


class Gap(Sentence):
    gap: Money
    accounts: Count


class Captured(Sentence):
    share: Share


class Dear(Sentence):
    segment: Name
    share: Share


class Room(Sentence):
    segment: Name
    share: Share
    extremes = (Extreme("effectiveness.price_to_value.captured_share", "segment", lowest=True),)


@exhibit(
    part=Part.A5,
    shows=Table(
        c.segment, c.accounts, c.value_attained, c.value_agreed, c.agreed_share, c.arr,
        c.captured_share,
    ),
    needs=("outcomes",),
)  # fmt: skip
def price_to_value(
    worth: pd.DataFrame, engagement: Engagement
) -> Shown[Agreed | Gap | Captured | Dear | Room] | Absent:
    """How much of the value do customers acknowledge, and how much of it do you charge?"""
    if worth.empty or not worth["value_attained"].iloc[0]:
        return Absent("outcomes")
    whole, parts = worth.iloc[0], worth.iloc[1:].dropna(subset=["captured_share"])
    at = Cell("effectiveness.price_to_value", None, "agreed_share")
    gap = Money(whole["value_attained"] - whole["value_agreed"], engagement.currency)
    say: list[Gap | Captured | Dear | Room] = [Gap(gap, Count(int(whole["accounts"])))]
    say.append(Captured(Share(whole["captured_share"])))
    if len(parts) > 1:
        top, low = (
            parts.loc[getattr(parts["captured_share"], f"idx{end}")()] for end in ("max", "min")
        )
        if top["captured_share"] > FAIR:
            say.append(Dear(Name(str(top["segment"])), Share(top["captured_share"])))
        say.append(Room(Name(str(low["segment"])), Share(low["captured_share"])))
    return Shown(worth, title=Agreed(Share(whole["agreed_share"], at)), say=tuple(say))
