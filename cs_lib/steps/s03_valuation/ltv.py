"""What is a customer worth? LTV-1 to LTV-3 by segment, in one frame (M49-M54).

LTV-3 is ARPA x (gross margin - CRC ratio) x discounted months of staying. ARPA and the ratio are
read from the books and the margin is the client's word; what is uncertain, and what the limits
speak of, is how long customers stay.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cs_lib.books.books import Books
from cs_lib.books.segments import EVERYONE, Base
from cs_lib.models.lifetime import Economics, Ladder, ladder, payback
from cs_lib.models.staying import Staying, staying
from cs_lib.steps.s03_valuation import ratios
from cs_lib.steps.s03_valuation.acquisition_cost import Acquired, acquired, simple_payback
from cs_lib.steps.s03_valuation.growth import Growth, growth

COLUMNS = (
    "segment", "customers", "relationships", "losses", "arr", "arpa_month", "arpa_median",
    "gross_margin", "churn_month", "growth_month", "crc_ratio", "ltv1", "ltv2", "ltv3", "ltv3_low",
    "ltv3_high", "ltv3_expansion", "cac", "cac_basis", "ltv_cac", "ltv_cac_low", "ltv_cac_high",
    "payback_months", "payback_careful", "staying_months", "horizon_months", "discount_rate",
    "survival_method", "unshown",
)  # fmt: skip
_WORDS = ("segment", "cac_basis", "survival_method", "unshown")


@dataclass(frozen=True)
class Worth:
    """Everything that one segment's row is made of; the whole company where `segment` is None."""

    segment: str | None
    lives: pd.DataFrame
    arr: "pd.Series[float]"
    staying: Staying
    growth: Growth
    ladder: Ladder
    economics: Economics
    acquired: Acquired


def worths(
    books: Books, lives: pd.DataFrame, by_ratio: pd.DataFrame, bases: Mapping[str | None, Base]
) -> tuple[Worth, ...]:
    """The lifetime of each segment that has lives, then of the whole company."""
    segments = sorted(lives["segment"].unique())
    named = [*(segments if len(segments) > 1 else []), *([EVERYONE] if segments else [])]
    return tuple(_worth(books, name, lives, by_ratio, bases) for name in named)


def _worth(
    books: Books, name: str | None, lives: pd.DataFrame, by_ratio: pd.DataFrame,
    bases: Mapping[str | None, Base],
) -> Worth:  # fmt: skip
    chosen, everyone = books.engagement.assumptions, name is None
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
    """One row a segment, the whole company's last (`COLUMNS`); empty where it is not defined.

    `relationships` are the lives that survival rests on: a customer who came back has two.
    `ltv3_low` and `ltv3_high` bound `ltv3` at 90 %. `ltv3_expansion` is LTV-3 with the growth
    observed, empty where there is none to be told from none. `cac_basis` is "own" or "estimated";
    `payback_careful` counts losses, retention cost and interest. `staying_months` are discounted;
    `unshown` is why LTV-1 is not defined (M52).
    """
    kinds = {name: float for name in COLUMNS if name not in _WORDS}
    return pd.DataFrame([_row(each) for each in found], columns=list(COLUMNS)).astype(kinds)


def _row(this: Worth) -> dict[str, object]:
    economics, worth, cac = this.economics, this.ladder, this.acquired.per_logo
    low, high = bounds(this)
    return {
        "segment": this.segment, "customers": len(this.arr), "relationships": len(this.lives),
        "losses": economics.events, "arr": this.arr.sum(), "arpa_month": economics.arpa_month,
        "arpa_median": this.arr.median() / 12, "gross_margin": economics.gross_margin,
        "churn_month": economics.churn_month, "growth_month": economics.growth_month,
        "crc_ratio": economics.crc_ratio, "ltv1": worth.ltv1, "ltv2": worth.ltv2,
        "ltv3": worth.ltv3, "ltv3_low": low, "ltv3_high": high,
        "ltv3_expansion": worth.ltv3_expansion, "cac": cac, "cac_basis": this.acquired.basis,
        "ltv_cac": _over(worth.ltv3, cac), "ltv_cac_low": _over(low, cac),
        "ltv_cac_high": _over(high, cac), "payback_months": simple_payback(economics, cac),
        "payback_careful": None if cac is None else payback(economics, cac),
        "staying_months": this.staying.months, "horizon_months": economics.horizon,
        "discount_rate": economics.discount_rate, "survival_method": this.staying.curve.method,
        "unshown": worth.unshown or None,
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
