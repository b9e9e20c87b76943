"""Which value was attained, which does the customer acknowledge, and who gets it? (10.02, 10.04)"""

import pandas as pd

from cs_lib.books.belonging import account_of
from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.intake import Intake
from cs_lib.texts import Cell, Count, Money, Name, Sentence, Share

COLUMNS = [
    "segment", "accounts", "value_attained", "value_agreed", "agreed_share", "arr",
    "captured_share",
]  # fmt: skip
FAIR = 0.5
"""A price above half of the value leaves the customer less than you."""


def value(books: Books, intake: Intake) -> pd.DataFrame:
    """One row a segment and, segment missing, the whole (`COLUMNS`).

    Of each account that pays, the latest word on each outcome: `value_attained` is its benefit a
    year, `value_agreed` the part with evidence that the customer confirmed. `captured_share` is
    ARR over the value attained, of accounts whose value is known.
    """
    if "outcomes" not in intake.tables:
        return pd.DataFrame(columns=COLUMNS)
    rows = intake.tables["outcomes"]
    rows = rows[rows["benefit"].notna() & (rows["date"] <= pd.Timestamp(books.as_of))]
    account = account_of(rows["customer_id"], books, intake)
    rows = rows.assign(account=account).sort_values("date", kind="stable")
    rows = rows.drop_duplicates(["account", "customer_id", "outcome"], keep="last")
    agreed = rows["acknowledged_on"].notna() & rows["evidence"].notna()
    worth = rows["benefit"].clip(lower=0.0)
    sums = pd.DataFrame({"value_attained": worth, "value_agreed": worth.where(agreed, 0.0)})
    by_account = sums.groupby(rows["account"]).sum()
    live = books.live[books.live["arr"] > 0].set_index("account")[["segment", "arr"]]
    known = live.join(by_account, how="inner")
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
    share: Share


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
