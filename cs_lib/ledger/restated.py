"""Did the client's past change since the last review (policy P22)?"""

from dataclasses import dataclass

import pandas as pd

from cs_lib.ledger.movements.register import LEAVES
from cs_lib.ledger.time.calendar import MONTHS_IN

_PERIOD = ["period_kind", "period_start", "period_end", "grain", "segment"]
_KEYS = [*_PERIOD, "leaf", "rollup"]
A_CENT = 0.005


@dataclass(frozen=True)
class Restatement:
    """What two bridges of the same client say differently about the same periods.

    rows: period_kind, period_start, period_end, grain, segment, leaf, rollup, before, after,
    change, accounts_before, accounts_after, accounts_change; only lines that differ by a cent or
    an account. periods: per period that moved (over all segments): leaves (how many moved),
    opening, movements and closing as changes; opening + movements = closing. gone: periods of the
    earlier bridge that the later one does not have.
    """

    rows: pd.DataFrame
    periods: pd.DataFrame
    gone: pd.DataFrame

    @property
    def moved(self) -> bool:
        """Is there anything to tell?"""
        return bool(len(self.rows) or len(self.gone))


def restatement(before_bridge: pd.DataFrame, after_bridge: pd.DataFrame) -> Restatement:
    """Which past periods and leaves has the client restated, and by how much?

    Takes last review's bridge and this one's (`Ledger.bridge`). Only periods that both hold are
    compared: what is new since is no restatement. A leaf that one of them lacks was 0 there.
    """
    then, now = (_spans(bridge) for bridge in (before_bridge, after_bridge))
    shared = then.merge(now, on=list(then.columns))
    gone = then.merge(now, on=list(then.columns), how="left", indicator=True)
    gone = gone[gone["_merge"] == "left_only"].drop(columns="_merge").reset_index(drop=True)
    sides = [
        bridge.merge(shared, on=list(shared.columns))[[*_KEYS, "amount", "accounts"]]
        for bridge in (before_bridge, after_bridge)
    ]
    # a merge, unlike a join of indexes, finds the rows whose segment is missing in both
    both = sides[0].merge(sides[1], on=_KEYS, how="outer", suffixes=("_before", "_after"))
    amounts = ["amount_before", "amount_after", "accounts_before", "accounts_after"]
    both[amounts] = both[amounts].fillna(0)
    money = {side: both[f"amount_{side}"].astype("float64") for side in ("before", "after")}
    people = {side: both[f"accounts_{side}"].astype("int64") for side in ("before", "after")}
    told = both[_KEYS].assign(
        before=money["before"],
        after=money["after"],
        change=money["after"] - money["before"],
        accounts_before=people["before"],
        accounts_after=people["after"],
        accounts_change=people["after"] - people["before"],
    )
    rows = told[(told["change"].abs() >= A_CENT) | (told["accounts_change"] != 0)]
    rows = _ordered(rows)
    return Restatement(rows, _periods(rows), gone)


def _spans(bridge: pd.DataFrame) -> pd.DataFrame:
    return bridge[["period_kind", "period_start", "period_end", "grain"]].drop_duplicates()


def _ordered(rows: pd.DataFrame) -> pd.DataFrame:
    """Months, quarters, years, each in time; leaves in the bridge's order."""
    ranks: dict[str, dict[str, int]] = {
        "period_kind": {kind: i for i, kind in enumerate(MONTHS_IN)},
        "segment": {s: i for i, s in enumerate(sorted(rows["segment"].dropna().unique()))},
        "leaf": {leaf: i for i, leaf in enumerate(LEAVES)},
    }
    return rows.sort_values(
        ["grain", "period_kind", "period_end", "segment", "leaf"],
        # the whole company, which has no rank of its own, comes first
        key=lambda c: c.map(ranks[str(c.name)]).fillna(-1) if c.name in ranks else c,
        ignore_index=True,
    )


def _periods(rows: pd.DataFrame) -> pd.DataFrame:
    total = rows[rows["segment"].isna()]
    keys = [key for key in _PERIOD if key != "segment"]
    ends = total["leaf"].isin(["opening", "closing"])
    split = total.assign(
        opening=total["change"].where(total["leaf"] == "opening", 0.0),
        movements=total["change"].where(~ends, 0.0),
        closing=total["change"].where(total["leaf"] == "closing", 0.0),
        leaves=(~ends).astype("int64"),
    )
    columns = ["leaves", "opening", "movements", "closing"]
    return split.groupby(keys, as_index=False, sort=False)[columns].sum()
