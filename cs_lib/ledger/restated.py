"""Did the client's past change since the last review (policy P22)?"""

from dataclasses import dataclass

import pandas as pd

from cs_lib.ledger.bridge import ALL
from cs_lib.ledger.calendar import MONTHS_IN
from cs_lib.ledger.leaves import LEAVES

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
        bridge.merge(shared, on=list(shared.columns)).set_index(_KEYS)[["amount", "accounts"]]
        for bridge in (before_bridge, after_bridge)
    ]
    both = sides[0].add_suffix("_before").join(sides[1].add_suffix("_after"), how="outer").fillna(0)
    told = pd.DataFrame(
        {
            "before": both["amount_before"].astype("float64"),
            "after": both["amount_after"].astype("float64"),
            "change": (both["amount_after"] - both["amount_before"]).astype("float64"),
            "accounts_before": both["accounts_before"].astype("int64"),
            "accounts_after": both["accounts_after"].astype("int64"),
            "accounts_change": (both["accounts_after"] - both["accounts_before"]).astype("int64"),
        }
    ).reset_index()
    rows = told[(told["change"].abs() >= A_CENT) | (told["accounts_change"] != 0)]
    rows = _ordered(rows)
    return Restatement(rows, _periods(rows), gone)


def _spans(bridge: pd.DataFrame) -> pd.DataFrame:
    return bridge[["period_kind", "period_start", "period_end", "grain"]].drop_duplicates()


def _ordered(rows: pd.DataFrame) -> pd.DataFrame:
    """Months, quarters, years, each in time; leaves in the bridge's order."""
    ranks: dict[str, dict[str, int]] = {
        "period_kind": {kind: i for i, kind in enumerate(MONTHS_IN)},
        "segment": {s: i for i, s in enumerate([ALL, *sorted(set(rows["segment"]) - {ALL})])},
        "leaf": {leaf: i for i, leaf in enumerate(LEAVES)},
    }
    return rows.sort_values(
        ["grain", "period_kind", "period_end", "segment", "leaf"],
        key=lambda c: c.map(ranks[str(c.name)]) if c.name in ranks else c,
        ignore_index=True,
    )


def _periods(rows: pd.DataFrame) -> pd.DataFrame:
    total = rows[rows["segment"] == ALL]
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
