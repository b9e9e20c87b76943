"""Two snapshots compared, and the retention of those who were there at the first."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from cs_lib.ledger.leaves import ENTRIES, HEADWIND, MOVEMENTS, TAILWIND
from cs_lib.ledger.lines import in_words

Level = Literal["account", "product", "component"]
STATUS = {"new_logo": "new", "reactivation": "reactivated", "win_back": "win_back"}
LEAF_COLUMNS = tuple(name for name in MOVEMENTS if name != "transfer")


@dataclass(frozen=True)
class Pair:
    """The accounts live at either of two snapshots, in report currency at the rates of one of them.

    The rates are the opening's, or the closing's by policy (P05), for both snapshots.
    accounts: account, name, segment, v0, v1, status (stayed, churned, new, reactivated, win_back),
    headwind and tailwind (both positive), pre_sold (the part of list_price_increase that contracts
    had agreed, see `escalators.pre_sold`), and one signed column per leaf; leaves add up to
    v1 - v0. items: account, item, product_id, tier, currency, family, v0, v1, resumed (what came
    back after a pause: part of v1, and of no rate of retention). At grain `parent`
    both snapshots are seen under the parents of the closing, so that moves are no losses (P16).
    `leave_out_pre_sold` keeps what was pre-sold out of NRR (P10).
    """

    opening: pd.Timestamp
    closing: pd.Timestamp
    grain: str
    accounts: pd.DataFrame
    items: pd.DataFrame
    leave_out_pre_sold: bool = False

    def where(self, chosen: "pd.Series[bool]") -> "Pair":
        """The same pair with only the `chosen` of its accounts, and their items."""
        accounts = self.accounts[chosen]
        items = self.items[self.items["account"].isin(accounts["account"])]
        return replace(self, accounts=accounts, items=items)


@dataclass(frozen=True)
class Retention:
    """Shares of opening ARR, None when nothing was live then; churn as positive amounts."""

    level: Level
    opening: float
    closing: float
    grr: float | None
    nrr: float | None
    nrr_ex_price: float | None
    nrr_ex_pre_sold: float | None
    gross_churn: float
    net_churn: float
    opening_logos: int
    retained_logos: int
    lost_logos: int

    @property
    def logo_churn(self) -> float | None:
        """The share of opening logos that was lost (M23)."""
        return self.lost_logos / self.opening_logos if self.opening_logos else None


def statuses(items: pd.DataFrame) -> pd.DataFrame:
    """account, name, segment, status out of items with account_before, account_after and entry."""
    rows = items.drop_duplicates("account")
    absent, gone = rows["account_before"] <= 0, rows["account_after"] <= 0
    status = rows["entry"].map(STATUS).where(absent, "stayed").where(absent | ~gone, "churned")
    return rows.assign(status=status)[["account", "name", "segment", "status"]]


_ITEM = ["account", "product_id", "tier", "currency"]
_ITEM_COLUMNS = [
    "account", "item", "product_id", "tier", "currency", "family", "v0", "v1", "resumed",
]  # fmt: skip


def assemble(
    items: pd.DataFrame,
    leaves: pd.DataFrame,
    span: tuple[dt.date, dt.date],
    grain: str,
    leave_out_pre_sold: bool = False,
) -> Pair:
    """One pair out of the engine's rows for it: items with their story, and leaves."""
    return Pair(
        opening=pd.Timestamp(span[0]),
        closing=pd.Timestamp(span[1]),
        grain=grain,
        accounts=wide_accounts(items, leaves, statuses(items)),
        leave_out_pre_sold=leave_out_pre_sold,
        items=_with_resumed(items, leaves)[_ITEM_COLUMNS].reset_index(drop=True),
    )


def _with_resumed(items: pd.DataFrame, leaves: pd.DataFrame) -> pd.DataFrame:
    back = leaves[leaves["leaf"] == "resumed"]
    if back.empty:
        return items.assign(resumed=0.0)
    told = in_words(back).rename(columns={"amount": "resumed"})[[*_ITEM, "resumed"]]
    joined = items.merge(told, on=_ITEM, how="left")
    return joined.fillna({"resumed": 0.0})


def wide_accounts(items: pd.DataFrame, leaves: pd.DataFrame, status: pd.DataFrame) -> pd.DataFrame:
    """One row per account out of its items (v0, v1), leaves (leaf, amount, pre_sold) and status."""
    stock = items.groupby("account")[["v0", "v1"]].sum()
    spread = leaves.pivot_table(
        index="account", columns="leaf", values="amount", aggfunc="sum", fill_value=0.0
    )
    spread = spread.reindex(index=stock.index, columns=list(LEAF_COLUMNS), fill_value=0.0)
    spread = spread.fillna(0.0).astype("float64")
    rolled = pd.DataFrame(
        {
            "headwind": 0.0 - spread[list(HEADWIND)].sum(axis=1),
            "tailwind": spread[list(TAILWIND)].sum(axis=1),
            "pre_sold": leaves.groupby("account")["pre_sold"]
            .sum()
            .reindex(spread.index)
            .fillna(0.0),
        }
    )
    joined = stock.join(status.set_index("account")).join(rolled).join(spread).reset_index()
    joined.columns.name = None
    first = ["account", "name", "segment", "v0", "v1", "status", "headwind", "tailwind", "pre_sold"]
    return joined[[*first, *LEAF_COLUMNS]].sort_values("account", ignore_index=True)


def retention(pair: Pair, grain_level: Level = "account", segment: str | None = None) -> Retention:
    """How much of the opening ARR is still there? GRR, NRR and churn of accounts live at opening.

    `grain_level` is the level at which gains may not offset losses: `account` (headline),
    `product` (account x product family, so that a tier migration is no loss), or `component`
    (1 - losses / opening). Losses are headwind plus `unallocated_decrease`: a decrease of unknown
    cause is still a loss, so 1 - gross churn / opening is GRR at component level. `segment`
    restricts to one. NRR leaves out what contracts had agreed where the policy says so (P10);
    `closing` never does. Source: definitions M20-M26.

    An account that was paused at the opening was live: it counts among the logos, with nothing in
    the denominator. What resumes is no gain on opening ARR, as little as a customer who returns:
    it is in no rate, and `closing` is without it (P13).
    """
    accounts, items = _present(pair, segment)
    opening = float(accounts["v0"].sum())
    closing = float(accounts["v1"].sum() - accounts["resumed"].sum())
    lost = float(accounts["headwind"].sum() - accounts["unallocated_decrease"].sum())
    units = (
        items.groupby(["account", "family"])[["v0", "v1", "resumed"]].sum()
        if grain_level == "product"
        else accounts
    )
    kept = (
        opening - lost
        if grain_level == "component"
        else float(np.minimum(units["v0"], units["v1"] - units["resumed"]).sum())
    )
    uplift = float(accounts["list_price_increase"].sum())
    new_sold = closing - float(accounts["pre_sold"].sum())
    live, gone = len(accounts), int((accounts["status"] == "churned").sum())

    def share(amount: float) -> float | None:
        return amount / opening if opening else None

    return Retention(
        level=grain_level,
        opening=opening,
        closing=closing,
        grr=share(kept),
        nrr=share(new_sold if pair.leave_out_pre_sold else closing),
        nrr_ex_price=share(closing - uplift),
        nrr_ex_pre_sold=share(new_sold),
        gross_churn=lost,
        net_churn=opening - closing,
        opening_logos=live,
        retained_logos=live - gone,
        lost_logos=gone,
    )


def headline(pair: Pair, segment: str | None = None) -> Retention:
    """`retention` at the level at which the grain counts customers."""
    return retention(pair, "product" if pair.grain == "product" else "account", segment)


def present(accounts: pd.DataFrame) -> pd.DataFrame:
    """Those of a pair's accounts that were live at the opening: rates speak of no others."""
    return accounts[~accounts["status"].isin([STATUS[entry] for entry in ENTRIES])]


def _present(pair: Pair, segment: str | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The accounts live at the opening, and their items."""
    accounts = present(pair.accounts)
    if segment is not None:
        accounts = accounts[accounts["segment"] == segment]
    return accounts, pair.items[pair.items["account"].isin(accounts["account"])]
