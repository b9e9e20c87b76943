"""What is a customer worth? LTV-1 to LTV-3 by segment, in one table (M49-M54).

LTV-3 is ARPA x (gross margin - CRC ratio) x discounted months of staying. ARPA and the ratio are
read from the books and the margin is the client's word; what is uncertain, and what the limits
speak of, is how long customers stay.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cs_lib.models.lifetime import Economics, Ladder, ladder
from cs_lib.models.staying import Staying, staying
from cs_lib.steps.economics import ratios
from cs_lib.steps.economics.acquiring import Acquired, acquired, payback, payback_careful
from cs_lib.steps.economics.bases import EVERYONE, Base
from cs_lib.steps.economics.growth import Growth, growth
from cs_lib.steps.review.books import Books

COLUMNS = (
    "segment", "accounts", "lives", "losses", "arr", "arpa_month", "arpa_median", "gross_margin",
    "churn_month", "expansion_month", "crc_ratio", "ltv1", "ltv2", "ltv3", "low", "high",
    "ltv3_expansion", "cac", "ltv_cac", "ltv_cac_low", "ltv_cac_high", "payback_months",
    "payback_careful", "months", "horizon", "discount", "method", "unshown", "note",
)  # fmt: skip
_TEXT = ("segment", "method", "unshown", "note")
METHODS = {
    "km": "Kaplan-Meier", "hazard": "Kaplan-Meier, then hazard by tenure",
    "sbg": "shifted beta-geometric", "standardised": "shape of all, own level",
    "pooled": "curve of all segments", "constant": "constant hazard",
}  # fmt: skip


@dataclass(frozen=True)
class Worth:
    """Everything that one segment's row is made of."""

    segment: str
    lives: pd.DataFrame
    arr: "pd.Series[float]"
    staying: Staying
    growth: Growth
    ladder: Ladder
    economics: Economics
    acquired: Acquired


def worths(
    books: Books, lives: pd.DataFrame, by_ratio: pd.DataFrame, bases: Mapping[str, Base]
) -> tuple[Worth, ...]:
    """The lifetime of each segment that has lives, then of everyone."""
    segments = sorted(lives["segment"].unique())
    named = [*(segments if len(segments) > 1 else []), *([EVERYONE] if segments else [])]
    return tuple(_worth(books, name, lives, by_ratio, bases) for name in named)


def _worth(
    books: Books, name: str, lives: pd.DataFrame, by_ratio: pd.DataFrame, bases: Mapping[str, Base]
) -> Worth:
    chosen, everyone = books.engagement.assumptions, name == EVERYONE
    own = lives if everyone else lives[lives["segment"] == name]
    horizon, discount = chosen.horizon_months, chosen.discount_rate
    stays = staying(own, horizon, discount, pooled=None if everyone else lives)
    live, seen = books.people, growth(books, name)
    arr = live["arr"] if everyone else live.loc[live["segment"] == name, "arr"]
    watched = float((own["duration"] - own["entry"]).sum())
    economics = Economics(
        arpa_month=float(arr.mean() / 12) if len(arr) else float("nan"),
        gross_margin=chosen.gross_margin,
        churn_month=float(own["ended"].sum() / watched),
        crc_ratio=ratios.headline(by_ratio, "CRC", name),
        growth_month=seen.month,
        survival=stays.curve.monthly(horizon),
        horizon=horizon,
        discount_rate=discount,
        customers=len(own),
        events=int(own["ended"].sum()),
    )
    won = acquired(by_ratio, bases.get(name), name)
    return Worth(name, own, arr, stays, seen, ladder(economics), economics, won)


def table(found: tuple[Worth, ...]) -> pd.DataFrame:
    """One row a segment, `COLUMNS`; money empty where it is not defined, and `note` says why.

    `low` and `high` bound `ltv3` at 90 %. `ltv3_expansion` is LTV-3 with the growth observed,
    empty where there is none to be told from none. `months` are those of staying, discounted;
    `unshown` is why LTV-1 is not defined (M52).
    """
    kinds = {name: float for name in COLUMNS if name not in _TEXT}
    return pd.DataFrame([_row(each) for each in found], columns=list(COLUMNS)).astype(kinds)


def _row(this: Worth) -> dict[str, object]:
    economics, worth = this.economics, this.ladder
    low, high = bounds(this)
    cac = this.acquired.per_logo
    return {
        "segment": this.segment, "accounts": len(this.arr), "lives": len(this.lives),
        "losses": economics.events, "arr": this.arr.sum(), "arpa_month": economics.arpa_month,
        "arpa_median": this.arr.median() / 12, "gross_margin": economics.gross_margin,
        "churn_month": economics.churn_month, "expansion_month": economics.growth_month,
        "crc_ratio": economics.crc_ratio, "ltv1": worth.ltv1, "ltv2": worth.ltv2,
        "ltv3": worth.ltv3, "low": low, "high": high, "ltv3_expansion": worth.ltv3_expansion,
        "cac": cac, "ltv_cac": _over(worth.ltv3, cac), "ltv_cac_low": _over(low, cac),
        "ltv_cac_high": _over(high, cac), "payback_months": payback(economics, cac),
        "payback_careful": payback_careful(economics, cac), "months": this.staying.months,
        "horizon": economics.horizon, "discount": economics.discount_rate,
        "method": METHODS[this.staying.curve.method],
        "unshown": this.ladder.why.get("ltv1", ""), "note": _note(this),
    }  # fmt: skip


def bounds(this: Worth) -> tuple[float | None, float | None]:
    """LTV-3 at the limits of staying, the smaller first: a loss grows with the months."""
    if this.ladder.ltv3 is None or not this.staying.months:
        return None, None
    month = this.ladder.ltv3 / this.staying.months
    low, high = sorted((month * this.staying.low, month * this.staying.high))
    return low, high


def _over(value: float | None, cac: float | None) -> float:
    return np.nan if value is None or not cac else value / cac


def _note(this: Worth) -> str:
    why = this.ladder.why
    said = [this.staying.curve.why, this.staying.basis, this.growth.note, this.acquired.note]
    said += [f"no LTV-1 or LTV-2: {why['ltv1']}"] if "ltv1" in why else []
    said += [f"no LTV-2 or LTV-3: {why['ltv2']}"] if this.economics.gross_margin is None else []
    said += [why["ltv3"]] if this.ladder.ltv3 is not None and "ltv3" in why else []
    return "; ".join(filter(None, said))
