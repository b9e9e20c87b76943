"""Why was recurring revenue lost, by the client's own reasons, and could it have been kept?

Reasons are taken as given: what has none stays unexplained, and is never spread over those that
have one. Source: definitions M32; the three families are those of the recurring revenue boomerang
(S4): collision with other boomerangs, self-flying objects, external forces.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import narwhals as nw
import numpy as np
import pandas as pd

from cs_lib.ledger.frames import fetch
from cs_lib.ledger.grain import Grain
from cs_lib.ledger.movements.pairs import Pair, present
from cs_lib.ledger.terms.terms import live_at
from cs_lib.ledger.time.dates import day_of

NEAR_DAYS = 60
"""How far an entry of the churn log may lie from the end of the line that it explains."""
FAMILIES = {
    "competitor": "Collision with other boomerangs (competitors)",
    "own": "Self-flying objects (our product and service)",
    "external": "External forces",
    "unmapped": "Reason given, family not known",
    "unexplained": "No reason given",
}
CONTROL = {
    "controllable": "Controllable",
    "uncontrollable": "Uncontrollable",
    "unknown": "Not said",
}
WORDS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(
            ("competitor", "competition", "competitive", "switched", "switching", "rival",
             "replaced by", "alternative", "other vendor", "other supplier"),
            "competitor",
        ),
        **dict.fromkeys(
            ("adoption", "usage", "onboarding", "on-boarding", "implementation", "support",
             "service", "feature", "features", "functionality", "product", "quality", "bug", "bugs",
             "outage", "downtime", "performance", "usability", "integration", "price", "pricing",
             "expensive", "value", "roi", "dissatisfied", "relationship", "expectations"),
            "own",
        ),
        **dict.fromkeys(
            ("budget", "budget cut", "out of business", "bankrupt", "bankruptcy", "insolvency",
             "insolvent", "closed", "acquired", "acquisition", "merger", "merged", "project ended",
             "end of project", "seasonal", "regulation", "regulatory", "economy", "downsizing",
             "reorganisation", "restructuring", "sponsor left", "champion left"),
            "external",
        ),
    }
)  # fmt: skip
"""Which family a reason belongs to, by the words in it. The engagement file may add and override:
price counts as our own (we set it), a budget cut as external."""


@dataclass(frozen=True)
class Causes:
    """Gross churn of one pair of snapshots by reason.

    losses: account, name, segment, kind (logo_lost, price_erosion), reason (empty: none given),
    family, control, amount (positive); adds up to gross churn. families and control: the same
    summed, in fixed order, with amount, share (of gross churn), rate (of opening ARR), accounts.
    """

    losses: pd.DataFrame
    families: pd.DataFrame
    control: pd.DataFrame
    opening: float

    @property
    def gross_churn(self) -> float:
        """All that was lost (M20)."""
        return float(self.losses["amount"].sum())

    @property
    def controllable_churn(self) -> float | None:
        """Churn with a controllable reason / opening ARR (M32); None without opening ARR."""
        return self._part("controllable") / self.opening if self.opening else None

    @property
    def unexplained(self) -> float | None:
        """The share of gross churn for which no reason is given; None when nothing was lost."""
        without = float(self.losses.loc[self.losses["family"] == "unexplained", "amount"].sum())
        return without / self.gross_churn if self.gross_churn else None

    def _part(self, control: str) -> float:
        return float(self.losses.loc[self.losses["control"] == control, "amount"].sum())


def family_of(reason: str, families: Mapping[str, str] = MappingProxyType({})) -> str:
    """To which family does a reason belong? The engagement's words first, then `WORDS`.

    Whole words count, in any case, the longest phrase first: "budget cut" before "cut".
    """
    said = reason.casefold().strip()
    if not said:
        return "unexplained"
    for words in (families, WORDS):
        for word in sorted(words, key=lambda each: (-len(each), each)):
            if re.search(rf"(?<!\w){re.escape(word.casefold())}(?!\w)", said):
                return words[word]
    return "unmapped"


def between(
    grain: Grain, pair: Pair, log: pd.DataFrame | None, families: Mapping[str, str]
) -> Causes:
    """Why was revenue lost between the pair's snapshots: see `Ledger.causes`."""
    history = grain.history
    log = history.preparation.successors.merged(log)
    return _attributed(pair.accounts, _ended(grain, pair), log, families)


def _ended(grain: Grain, pair: Pair) -> pd.DataFrame:
    """The last lines of terms that ended between the snapshots, and were dropped or say why.

    Those of a product that goes on (renewed, or at another price) count only where the client
    gives a reason; `dropped` says which are gone.
    """
    history, number = grain.history, grain.history.calendar.grid.number
    opening, closing = number(pair.opening.date()), number(pair.closing.date())
    within = (nw.col("end_month") > opening) & (nw.col("end_month") <= closing)
    live = grain.placed(history.terms.filter(live_at(closing)), closing)
    held = live.select("account", "item").unique(subset=["account", "item"])
    ended = grain.placed(history.terms.filter(within & nw.col("is_last")), closing).join(
        held.with_columns(dropped=nw.lit(False)), on=["account", "item"], how="left"
    )
    told = ~nw.col("churn_reason").is_null() | ~nw.col("controllable").is_null()
    ended = ended.with_columns(dropped=nw.col("dropped").fill_null(True)).filter(
        told | nw.col("dropped")
    )
    columns = [
        "account", "customer", "item", "currency", "end_day", "value", "churn_reason",
        "controllable", "dropped",
    ]  # fmt: skip
    rows = fetch(ended.select(columns), ["account", "customer", "item", "end_day", "value"])
    at = history.rates.between(opening, closing) - history.calendar.first_month
    return rows.assign(arr=history.rates.convert(rows["value"], rows["currency"], at))


def _attributed(
    accounts: pd.DataFrame,
    ended: pd.DataFrame,
    log: pd.DataFrame | None,
    families: Mapping[str, str],
) -> Causes:
    """Why did these accounts lose revenue, and was it in our hands?

    `accounts` are those of a pair. `ended` are their lines that ended in the period and were not
    renewed: account, customer, item, end_day, churn_reason, controllable, arr, dropped (the item
    is gone). `log` is the client's churn log (customer_id, date, reason, controllable): its entry
    nearest to a line's end, within `NEAR_DAYS`, speaks where the line is silent.

    The whole loss of a lost account has the reason of the line that ended last (the largest of
    them). Where an account stayed, a reason explains no more than the lines it stands on were
    worth; the rest of its losses is unexplained.
    """
    base = present(accounts)
    base = base.assign(loss=base["headwind"])
    told = _told(ended, log)
    lost = base[(base["status"] == "churned") & (base["loss"] > 0)]
    stayed = base[(base["status"] != "churned") & (base["loss"] > 0)]
    parts = [_of_lost(lost, told), *_of_stayed(stayed, told[told["reason"] != ""])]
    losses = pd.concat(parts, ignore_index=True)
    named = losses.assign(family=[family_of(r, families) for r in losses["reason"]])
    columns = ["account", "name", "segment", "kind", "reason", "family", "control", "amount"]
    ordered = named.sort_values(["amount", "account", "reason"], ascending=[False, True, True])
    ordered = ordered[columns].reset_index(drop=True)
    opening = float(base["v0"].sum())
    return Causes(
        ordered,
        _summed(ordered, "family", FAMILIES, opening),
        _summed(ordered, "control", CONTROL, opening),
        opening,
    )


def _told(ended: pd.DataFrame, log: pd.DataFrame | None) -> pd.DataFrame:
    """The ended lines with `reason` ("" where none is known) and `control`."""
    own = ended.assign(
        reason=_text(ended["churn_reason"]),
        flag=ended["controllable"].astype("object").where(ended["controllable"].notna(), None),
    )
    if log is not None and len(log) and len(own):
        own = _from_log(own.reset_index(drop=True), log)
    control = {True: "controllable", False: "uncontrollable"}
    said = [control.get(flag, "unknown") if pd.notna(flag) else "unknown" for flag in own["flag"]]
    return own.assign(control=pd.Series(said, index=own.index, dtype="str")).drop(columns="flag")


def _text(column: pd.Series) -> pd.Series:
    return column.astype("object").where(column.notna(), "").astype("str").str.strip()


def _from_log(own: pd.DataFrame, log: pd.DataFrame) -> pd.DataFrame:
    """Fills lines that give neither reason nor flag from the entry nearest to their end."""
    log = log[log["date"].notna()]
    silent = own[(own["reason"] == "") & own["flag"].isna() & own["dropped"]]
    entries = pd.DataFrame(
        {
            "customer": log["customer_id"].astype("str"),
            "day": [day_of(pd.Timestamp(date).date()) for date in log["date"]],
            "said": _text(log["reason"]) if "reason" in log else "",
            "ours": log["controllable"].astype("object") if "controllable" in log else None,
        }
    )
    both = silent[["customer", "end_day"]].reset_index().merge(entries, on="customer")
    both["away"] = (both["day"] - both["end_day"]).abs()
    near = both[both["away"] <= NEAR_DAYS].sort_values(["index", "away", "day", "said"])
    near = near.drop_duplicates("index").set_index("index")
    own = own.copy()
    own.loc[near.index, "reason"] = near["said"]
    own.loc[near.index, "flag"] = near["ours"].where(near["ours"].notna(), None)
    return own


_TOLD = ["account", "reason", "control"]


def _of_lost(lost: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    spoken = told.assign(silent=(told["reason"] == "") & (told["control"] == "unknown"))
    order = ["silent", "end_day", "arr", "reason"]
    last = spoken.sort_values(order, ascending=[True, False, False, True]).drop_duplicates(
        "account"
    )
    joined = lost.merge(last[_TOLD], on="account", how="left")
    filled = joined.fillna({"reason": "", "control": "unknown"})
    return filled.assign(kind="logo_lost", amount=filled["loss"])


def _of_stayed(stayed: pd.DataFrame, told: pd.DataFrame) -> list[pd.DataFrame]:
    """What the reasons of ended lines explain, largest first, and what is left without one."""
    by_reason = told.groupby(_TOLD, as_index=False)[["arr"]].sum()
    by_reason = by_reason.sort_values(["account", "arr", "reason"], ascending=[True, False, True])
    joined = stayed.merge(by_reason, on="account")
    before = joined.groupby("account")["arr"].cumsum() - joined["arr"]
    amount = np.minimum(joined["arr"], (joined["loss"] - before).clip(lower=0))
    explained = joined.assign(kind="price_erosion", amount=amount)
    explained = explained[explained["amount"] > 0]
    known = explained.groupby("account")["amount"].sum()
    rest = stayed.assign(
        kind="price_erosion",
        reason="",
        control="unknown",
        amount=stayed["loss"] - known.reindex(stayed["account"]).fillna(0.0).to_numpy(),
    )
    return [explained, rest[rest["amount"] > 0]]


def _summed(
    losses: pd.DataFrame, by: str, labels: Mapping[str, str], opening: float
) -> pd.DataFrame:
    """`by`, label, amount, share, rate, accounts: every one of `labels` has its row."""
    whole = losses["amount"].sum()
    grouped = losses.groupby(by)
    found = grouped[["amount"]].sum().assign(accounts=grouped["account"].nunique())
    found = found.reindex(list(labels)).fillna(0.0).rename_axis(by).reset_index()
    return pd.DataFrame(
        {
            by: found[by],
            "label": found[by].map(labels),
            "amount": found["amount"].astype("float64"),
            "share": found["amount"] / whole if whole else np.nan,
            "rate": found["amount"] / opening if opening else np.nan,
            "accounts": found["accounts"].astype("int64"),
        }
    )
