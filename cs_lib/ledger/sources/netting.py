"""Credits that are taken off what was billed for the days they cover (P04, P11)."""

from typing import Any

import pandas as pd

from cs_lib.ledger.sources.sourced import KEY

_CENT = 0.005
AMOUNTS = ("gross", "latest", "refunded", "credited", "listed", "listed_back", "ended", "months")
"""What a part of a period has a share of."""


def lowered(periods: pd.DataFrame, taken: pd.DataFrame) -> pd.DataFrame:
    """The periods, cut where credits begin and end; `lowered` is what each loses by them.

    A credit over several periods is taken off each by what was billed there for its days; one
    that covers no day of any period lowers nothing. `part` marks what is left of a cut period.
    """
    whole = periods.assign(lowered=0.0, part=False)
    held = shares(periods, taken)
    if held.empty:
        return whole
    cut = _parts(whole[whole.index.isin(held["period"])], held)
    rest = whole[~whole.index.isin(held["period"])]
    found = pd.concat([rest, cut], ignore_index=True)
    return found.sort_values([*KEY, "start", "end"], kind="stable", ignore_index=True)


def shares(periods: pd.DataFrame, taken: pd.DataFrame) -> pd.DataFrame:
    """How much of each credit falls on which days of which period?

    credit, period (labels of the rows), from, to, off. Credits without days are not among them.
    """
    open_ones = periods[periods["gross"] - periods["credited"] > _CENT]
    own = open_ones.reset_index(names="period")[["period", *KEY, "start", "end", "gross"]]
    dated = taken.dropna(subset=["start", "end"]).reset_index(names="credit")
    pairs = dated[["credit", *KEY, "start", "end", "amount"]].merge(
        own, on=list(KEY), suffixes=("_of", "")
    )
    pairs["from"] = pairs[["start_of", "start"]].max(axis="columns")
    pairs["to"] = pairs[["end_of", "end"]].min(axis="columns")
    pairs = pairs[pairs["from"] < pairs["to"]]
    billed = pairs["gross"] * _share(pairs["from"], pairs["to"], pairs["start"], pairs["end"])
    off = -pairs["amount"] * billed / billed.groupby(pairs["credit"]).transform("sum")
    return pairs.assign(off=off)[["credit", "period", "from", "to", "off"]]


def _share(
    start: "pd.Series[Any]", end: "pd.Series[Any]", of: "pd.Series[Any]", to: "pd.Series[Any]"
) -> "pd.Series[float]":
    days: pd.Series[float] = (end - start).dt.days / (to - of).dt.days
    return days


def _parts(periods: pd.DataFrame, held: pd.DataFrame) -> pd.DataFrame:
    """Each period as the parts between the days on which a credit begins or ends."""
    own = periods.reset_index(names="period")
    edges = [own.rename(columns={name: "day"})[["period", "day"]] for name in ("start", "end")]
    edges += [held.rename(columns={name: "day"})[["period", "day"]] for name in ("from", "to")]
    days = pd.concat(edges).drop_duplicates().sort_values(["period", "day"], ignore_index=True)
    days["until"] = days.groupby("period")["day"].shift(-1)
    parts = days.dropna(subset="until").merge(own, on="period")
    # Nothing is served after a cut, and only the part that it falls into ends by it.
    parts = parts[parts["cut"].isna() | (parts["day"] < parts["cut"])].reset_index(drop=True)
    share = _share(parts["day"], parts["until"], parts["start"], parts["end"])
    return parts.assign(
        **{name: parts[name] * share for name in AMOUNTS},
        lowered=_off(parts, held),
        part=True,
        start=parts["day"],
        end=parts["until"],
        cut=parts["cut"].where(parts["cut"] <= parts["until"]),
    ).drop(columns=["period", "day", "until"])


def _off(parts: pd.DataFrame, held: pd.DataFrame) -> "pd.Series[float]":
    """What the credits take off each part: of each by its days."""
    spans = parts[["period", "day", "until"]].reset_index(names="row").merge(held, on="period")
    spans = spans[(spans["from"] <= spans["day"]) & (spans["until"] <= spans["to"])]
    off = spans["off"] * _share(spans["day"], spans["until"], spans["from"], spans["to"])
    return off.groupby(spans["row"]).sum().reindex(parts.index, fill_value=0.0)
