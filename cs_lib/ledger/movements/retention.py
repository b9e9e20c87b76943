"""How much of the opening ARR is still there: the retention of those who were there at first."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from cs_lib.ledger.movements.pairs import Pair, present

Level = Literal["account", "product", "component"]
_SEEN = 0.0005
"""A smaller part of opening ARR does not show in a rate as printed."""


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


def retention(pair: Pair, grain_level: Level = "account", segment: str | None = None) -> Retention:
    """How much of the opening ARR is still there? GRR, NRR and churn of accounts live at opening.

    `grain_level` is the level at which gains may not offset losses: `account` (headline),
    `product` (account x product family, so that a tier migration is no loss), or `component`
    (1 - losses / opening, so 1 - gross churn / opening is GRR at component level). `segment`
    restricts to one. Where a visible part of the growth has no known cause (M13), NRR without
    price rises is not known (M26). NRR leaves out what contracts had agreed where the policy says
    so (P10); `closing` never does. Source: definitions M20-M26.

    An account that was paused at the opening was live: it counts among the logos, with nothing in
    the denominator. What resumes is no gain on opening ARR, as little as a customer who returns:
    it is in no rate, and `closing` is without it (P13).
    """
    accounts = _present(pair, segment)
    opening = float(accounts["v0"].sum())
    closing = float(accounts["v1"].sum() - accounts["resumed"].sum())
    lost = float(accounts["headwind"].sum())
    units = _families(pair, accounts) if grain_level == "product" else accounts
    kept = (
        opening - lost
        if grain_level == "component"
        else float(np.minimum(units["v0"], units["v1"] - units["resumed"]).sum())
    )
    uplift = float(accounts["list_price_increase"].sum())
    any_cause = float(accounts["unallocated_increase"].sum())
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
        nrr_ex_price=None if any_cause >= _SEEN * opening else share(closing - uplift),
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


def _present(pair: Pair, segment: str | None) -> pd.DataFrame:
    """The accounts live at the opening."""
    accounts = present(pair.accounts)
    return accounts if segment is None else accounts[accounts["segment"] == segment]


def _families(pair: Pair, accounts: pd.DataFrame) -> pd.DataFrame:
    """What these accounts pay for each family of products."""
    items = pair.items[pair.items["account"].isin(accounts["account"])]
    return items.groupby(["account", "family"])[["v0", "v1", "resumed"]].sum()
