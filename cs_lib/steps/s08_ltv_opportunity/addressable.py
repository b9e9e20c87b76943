"""How much ARR can each lever be applied to, and how much is there to win at most?"""

import pandas as pd

from cs_lib.steps.s08_ltv_opportunity.levers import EXPANSION, RETENTION, UPSELL

LIMITS = ("declared", "seats")
"""How a potential is known that limits what can be sold (step 4's methods)."""
BASE = ["segment", "lever", "addressable", "accounts", "room"]


def addressable(potential: pd.DataFrame, held: pd.DataFrame, grid: pd.DataFrame) -> pd.DataFrame:
    """Addressable ARR of each segment and lever, one row each. Columns: `BASE`.

    Retention: all ARR, all of which is there to be kept. Expansion: accounts with something left
    to a potential that is declared, or known by the seats they could fill, `room` being what is
    left; all accounts where none is, without a limit, since a peer's size is no limit. Upsell:
    accounts that lack a product which others hold, `room` being the white space. `potential`: step
    4's accounts; `held` and `grid`: its holdings and product space.
    """
    lacking = _lacking(potential, held)
    rows = []
    for segment, part in potential.groupby("segment", sort=True):
        told = part[part["method"].isin(LIMITS) & part["potential"].notna()]
        open_ = part[~part["account"].isin(told.loc[told["gap"] <= 0, "account"])]
        room = float(told["gap"].sum()) if len(told) == len(part) else None
        short = part[part["account"].isin(lacking)] if len(held) else part
        space = float(grid.loc[grid["segment"] == segment, "space"].sum()) if len(grid) else None
        for lever, chosen, most in (
            (RETENTION, part, None), (EXPANSION, open_, room), (UPSELL, short, space),
        ):  # fmt: skip
            rows.append((segment, lever, float(chosen["arr"].sum()), len(chosen), most))
    return pd.DataFrame(rows, columns=BASE).astype({"addressable": float, "room": float})


def _lacking(potential: pd.DataFrame, held: pd.DataFrame) -> pd.Index:
    """The accounts that do not hold every product that somebody holds."""
    products = held["product"].nunique()
    counts = held.groupby("account")["product"].nunique()
    known = potential.set_index("account").index
    return known[counts.reindex(known).fillna(0).to_numpy() < products]
