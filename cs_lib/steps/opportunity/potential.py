"""How much more could each account pay, and how is that known? Potential, penetration and the gap.

Source: definitions M66; S0: manage the potential of an account, not its ARR of today.
"""

import numpy as np
import pandas as pd

from cs_lib.intake import Intake
from cs_lib.steps.opportunity.belonging import account_of
from cs_lib.steps.review.books import Books

PEERS = "three quarters of its segment's accounts pay less (p75)"
DECLARED = "as declared"
SMALLEST = 10
"""Accounts below which a segment's p75 is no yardstick (P26)."""
_PEER_CONFIDENCE = "D"
COLUMNS = [
    "account", "name", "segment", "arr", "potential", "gap", "penetration", "above", "method",
    "confidence",
]  # fmt: skip


def accounts(books: Books, intake: Intake) -> pd.DataFrame:
    """The potential of each account that pays today. One row each, the largest gap first.

    `potential` (ARR, what is sold included), `gap` (not below 0), `penetration` (ARR / potential,
    at most 1), `above` (ARR exceeds the potential: the estimate is to be looked at), `method`,
    `confidence` (A measured to D guessed). What the client declares goes first: each account's
    last estimate by `as_of`, products added up. Where none is declared, the yardstick is the third
    quartile of ARR among the segment's accounts; it is empty under ten of them.
    """
    live = books.live[["account", "name", "segment", "arr"]]
    live = live[live["arr"] > 0].reset_index(drop=True)
    told = declared(books, intake)
    sizes = live.groupby("segment")["arr"].transform("size")
    peers = live.groupby("segment")["arr"].transform(lambda arr: arr.quantile(0.75))
    given = live["account"].map(told["value"]) if len(told) else pd.Series(np.nan, index=live.index)
    potential = given.fillna(peers.where(sizes >= SMALLEST))
    method = live["account"].map(told["method"]).where(given.notna(), PEERS)
    frame = live.assign(
        potential=potential.astype("float64"),
        gap=(potential - live["arr"]).clip(lower=0),
        penetration=(live["arr"] / potential).clip(upper=1.0),
        above=live["arr"] > potential,
        method=method.where(potential.notna(), ""),
        confidence=live["account"].map(told["confidence"]).where(given.notna(), _PEER_CONFIDENCE),
    )
    return frame[COLUMNS].sort_values("gap", ascending=False, kind="stable", ignore_index=True)


def declared(books: Books, intake: Intake) -> pd.DataFrame:
    """The last word of the client's potential table: value, method, confidence by account."""
    columns = ["value", "method", "confidence"]
    if "potential" not in intake.tables:
        return pd.DataFrame(columns=columns)
    table = intake.tables["potential"]
    known = table[table["date"].isna() | (table["date"] <= pd.Timestamp(books.as_of))]
    known = known.sort_values("date", na_position="first", kind="stable")
    last = known.drop_duplicates(["customer_id", "product_id"], keep="last")
    whole = last[last["product_id"].isna()]
    # one figure for the account goes before its products', which may be only some of them
    parts = last[last["product_id"].notna() & ~last["customer_id"].isin(whole["customer_id"])]
    rows = pd.concat([whole, parts])
    by_account = rows.groupby(account_of(rows["customer_id"], books, intake).rename("account"))
    return pd.DataFrame(
        {
            "value": by_account["value"].sum(),
            "method": by_account["method"].first().fillna(DECLARED),
            "confidence": by_account["confidence"].max().fillna("C"),
        }
    )


def segments(potential: pd.DataFrame) -> pd.DataFrame:
    """What is not yet sold, by segment, the largest gap first; then all.

    `segment`, `accounts`, `arr`, `potential`, `gap`, `penetration` (of those whose potential is
    known), `above` (accounts that pay more than their potential), `declared` (share of ARR whose
    potential the client declared), `confidence` (the worst).
    """
    rows = [_row(str(name), part) for name, part in potential.groupby("segment", sort=True)]
    columns = [
        "segment",
        "accounts",
        "arr",
        "potential",
        "gap",
        "penetration",
        "above",
        "declared",
        "confidence",
    ]
    frame = pd.DataFrame(rows, columns=columns).sort_values(
        "gap", ascending=False, kind="stable", ignore_index=True
    )
    if len(frame) > 1:
        frame = pd.concat(
            [frame, pd.DataFrame([_row("All", potential)], columns=columns)], ignore_index=True
        )
    return frame


def _row(name: str, part: pd.DataFrame) -> tuple[object, ...]:
    known = part[part["potential"].notna()]
    arr, potential = known["arr"].sum(), known["potential"].sum()
    # each account's ARR counts up to its own potential: no account makes up for another
    filled = float(np.minimum(known["arr"], known["potential"]).sum())
    own = known.loc[known["method"] != PEERS, "arr"].sum()
    return (
        name, len(part), float(part["arr"].sum()), float(potential) if len(known) else np.nan,
        float(known["gap"].sum()) if len(known) else np.nan,
        filled / potential if potential else np.nan,
        int(known["above"].sum()), float(own / arr) if arr else np.nan,
        known["confidence"].max() if len(known) else "",
    )  # fmt: skip
