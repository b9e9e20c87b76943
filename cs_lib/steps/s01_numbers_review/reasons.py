"""Which reasons did the client record for what was lost, and what was controllable (M32)?

Reasons are shown as recorded; what has none stays apart, and is never spread over those that do.
"""

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.texts import Money, Name, Sentence, Share

THIRD = 1 / 3
"""One account that makes more than this of a sum is named."""
_ORDER = ("controllable", "uncontrollable", "unstated", "unrecorded")


class Controllable(Sentence):
    share: Share


class ControllableArr(Sentence):
    arr: Money


class Recorded(Sentence):
    share: Share


class OneAccount(Sentence):
    account: Name
    share: Share


class Covered(Sentence):
    customers: Share
    reductions: Share


@exhibit(
    part=Part.A5,
    shows=Table(
        c.reason, c.lost_customers_arr, c.decreases_arr, c.share_of_churn, c.accounts,
        group=c.control,
    ),
    needs=("year",),
)  # fmt: skip
def reasons(
    losses: pd.DataFrame, books: Books
) -> Shown[Controllable | ControllableArr | Recorded | OneAccount | Covered] | Absent:
    """Which reasons did you record for what was lost?"""
    if losses.empty:
        return Absent("customers_lost")
    told = losses.assign(control=_control(losses))
    known = told[told["control"] != "unrecorded"]
    if known.empty:
        return Absent("reasons")
    whole = float(losses["amount"].sum())
    mine = told[told["control"] == "controllable"]
    title = _title(known, mine, whole, books)
    say: list[OneAccount | Covered] = []
    by_account = mine.groupby("name")["amount"].sum().sort_values(ascending=False)
    if len(by_account) > 1 and by_account.iloc[0] > THIRD * by_account.sum():
        share = Share(by_account.iloc[0] / by_account.sum())
        say.append(OneAccount(Name(str(by_account.index[0])), share))
    lost, explained = (each.groupby("kind")["amount"].sum() for each in (told, known))
    if len(lost) == 2:
        shares = (explained.reindex(lost.index).fillna(0.0) / lost).astype("float64")
        say.append(Covered(Share(shares["logo_lost"]), Share(shares["price_erosion"])))
    return Shown(by_reason(told, whole), title=title, say=tuple(say))


def _control(losses: pd.DataFrame) -> "pd.Series[str]":
    """Controllable or not, as recorded; `unstated` with a reason alone, `unrecorded` without."""
    silent = losses["reason"] == ""
    stated = losses["control"].where(losses["control"] != "unknown", "unstated")
    return stated.where(~(silent & (stated == "unstated")), "unrecorded")


def by_reason(told: pd.DataFrame, whole: float) -> pd.DataFrame:
    """One row a reason: what lost customers were worth, what others reduced, and how many.

    Columns: `control`, `reason` (the client's own words; missing where none is recorded),
    `lost_customers_arr`, `decreases_arr`, `share_of_churn`, `accounts`.
    """
    keys = ["control", "reason"]
    split = told.pivot_table(index=keys, columns="kind", values="amount", aggfunc="sum")
    split = split.reindex(columns=["logo_lost", "price_erosion"])
    accounts = told.groupby(keys)["account"].nunique()
    names = {"logo_lost": "lost_customers_arr", "price_erosion": "decreases_arr"}
    frame = split.rename(columns=names).assign(accounts=accounts).reset_index()
    amount = frame["lost_customers_arr"].fillna(0) + frame["decreases_arr"].fillna(0)
    place = frame["control"].map({name: number for number, name in enumerate(_ORDER)})
    ordered = frame.assign(share_of_churn=amount / whole, place=place, amount=amount)
    ordered = ordered.sort_values(["place", "amount"], ascending=[True, False], kind="stable")
    told_reason = ordered["reason"].where(ordered["reason"] != "")
    ordered = ordered.assign(reason=told_reason).drop(columns=["place", "amount"])
    ordered.columns.name = None
    return ordered.reset_index(drop=True)


def _title(
    known: pd.DataFrame, mine: pd.DataFrame, whole: float, books: Books
) -> Controllable | ControllableArr | Recorded:
    if (known["control"] == "unstated").all():
        return Recorded(Share(float(known["amount"].sum()) / whole))
    lost, policies = float(mine["amount"].sum()), books.engagement.policies
    few = known["account"].nunique() < policies.small_n
    if few or mine["account"].nunique() < policies.small_events:
        return ControllableArr(Money(lost, books.engagement.currency))
    return Controllable(Share(lost / whole))
