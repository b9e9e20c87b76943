"""What is a customer worth? LTV-1 to LTV-3 by segment, in one frame (M49-M54).

LTV-3 is ARPA x (gross margin - CRC ratio) x discounted months of staying; of everyone it is the
account-weighted sum of the segments (M51). A segment whose cost of retention no key tells apart
has the company's ratio. The margin is the client's word; how long customers stay, ARR, the size of
new customers and the cost of retention are drawn together for the limits (`models.joint`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from cs_lib.books.books import Books
from cs_lib.books.segments import EVERYONE, Base
from cs_lib.models import joint
from cs_lib.models.joint import Sums
from cs_lib.models.lifetime import Economics, Ladder, discounts, ladder
from cs_lib.models.lives import Floats
from cs_lib.models.staying import Staying, discounted, staying
from cs_lib.steps.s03_valuation import ratios, renewal_occasions
from cs_lib.steps.s03_valuation.acquisition_cost import Acquired, Landed, acquired, simple_payback
from cs_lib.steps.s03_valuation.growth import Growth, growth

COLUMNS = (
    "segment", "customers", "relationships", "losses", "arr", "arpa_month", "arpa_median",
    "gross_margin", "churn_month", "growth_month", "crc_ratio", "crc_basis", "ltv1", "ltv2", "ltv3",
    "ltv3_low", "ltv3_high", "ltv3_expansion", "landing_arr", "ltv3_landed", "cac", "cac_basis",
    "ltv_cac", "ltv_cac_low", "ltv_cac_high", "ltv_cac_least", "ltv_cac_most", "payback_months",
    "payback_careful", "staying_months", "horizon_months", "discount_rate", "survival_method",
    "unshown",
)  # fmt: skip
_WORDS = ("segment", "crc_basis", "cac_basis", "survival_method", "unshown")
_KEY_SEED = 1
Basis = Literal["own", "company"]


@dataclass(frozen=True)
class Drawn:
    """What the limits are read from: a row a segment, the first column being the books.

    `months` of staying, discounted; `profit` is gross margin less the CRC ratio; `sums` are those
    of the customers.
    """

    months: Floats
    profit: Floats
    sums: Sums

    @property
    def worth(self) -> Floats:
        """LTV-3 of each segment."""
        return np.asarray(self.sums.arpa / 12 * self.profit * self.months, dtype=float)

    @property
    def company(self) -> Floats:
        """LTV-3 of everyone: that of the segments, weighted by their customers."""
        held = np.where(self.sums.live > 0, self.worth, 0.0)
        return joint.over((held * self.sums.live).sum(axis=0), self.sums.live.sum(axis=0))

    def landed(self, rows: list[int]) -> Floats:
        """What the year's new customers of `rows` are worth each, at the size they began with."""
        each = np.where(self.sums.landed[rows] > 0, self.sums.landing[rows], 0.0)
        worth = each / 12 * self.profit[rows] * self.months[rows]
        number = self.sums.landed[rows]
        return joint.over((worth * number).sum(axis=0), number.sum(axis=0))


@dataclass(frozen=True)
class Worth:
    """Everything that one segment's row is made of; the whole company where `segment` is None."""

    segment: str | None
    lives: pd.DataFrame
    arr: "pd.Series[float]"
    survival: Floats
    survival_low: Floats
    survival_high: Floats
    months: float
    economics: Economics
    crc_basis: Basis | None
    growth: Growth
    ladder: Ladder
    limits: tuple[float, float]
    landed: Landed
    acquired: Acquired
    method: str


def worths(
    books: Books, lives: pd.DataFrame, by_ratio: pd.DataFrame, bases: Mapping[str | None, Base],
    customers: pd.DataFrame, by_key: pd.DataFrame,
) -> tuple[Worth, ...]:  # fmt: skip
    """The lifetime of each segment that has lives, then of the whole company.

    `customers` as `customer_amounts.amounts`; `by_key` as `crc_by_key.table`.
    """
    if lives.empty:
        return ()
    chosen = books.engagement.assumptions
    last = books.ledgers["customer"].calendar.last
    met = renewal_occasions.occasions(renewal_occasions.terms(books), lives, last)
    stays = staying(lives, met, chosen.horizon_months)
    crc = {name: _crc(by_ratio, name) for name in stays.segments}
    sums = joint.sums(customers, stays.segments, stays.draws.shape[1])
    drawn = _drawn(books, stays, crc, sums, by_key)
    method = "terms" if (met["term"] > 1).any() else "months"
    made = _Maker(books, lives, by_ratio, bases, stays, drawn, crc, method)
    segments = made.segments()
    if len(segments) == 1:
        return (replace(segments[0], segment=EVERYONE),)
    return (*segments, made.company(segments))


def _crc(by_ratio: pd.DataFrame, segment: str | None) -> tuple[float | None, Basis | None]:
    """The CRC ratio of a segment: its own, else the company's; None where there are no costs."""
    own = ratios.headline(by_ratio, "CRC", segment)
    if own is not None:
        return own, "own"
    company = ratios.headline(by_ratio, "CRC", EVERYONE)
    return company, None if company is None else "company"


def _drawn(
    books: Books, stays: Staying, crc: Mapping[str, tuple[float | None, Basis | None]],
    sums: Sums, by_key: pd.DataFrame,
) -> Drawn:  # fmt: skip
    chosen = books.engagement.assumptions
    horizon, rate = chosen.horizon_months, chosen.discount_rate
    now = discounted(stays.survival, horizon, rate)[:, None]
    months = np.concatenate([now, discounted(stays.draws, horizon, rate)], axis=1)
    ratio = np.array([[crc[name][0] or 0.0] for name in stays.segments])
    own = np.array([[crc[name][1] == "own"] for name in stays.segments])
    whole = sums.company.relative_cost
    cost = ratio * np.where(own, sums.relative_cost, whole)
    if len(by_key):
        cost[:, 1:] *= _other_keys(by_key, stays.segments, ratio, months.shape[1] - 1)
    margin = np.nan if chosen.gross_margin is None else chosen.gross_margin
    return Drawn(months, margin - cost, sums)


def _other_keys(
    by_key: pd.DataFrame, segments: tuple[str, ...], ratio: Floats, draws: int
) -> Floats:
    """By what factor another plausible key moves each CRC ratio: one key a draw, for all segments.

    Nothing says which key is right, so each is as likely.
    """
    wide = by_key.pivot(index="segment", columns="segment_key", values="crc_ratio")
    known = wide.reindex(list(segments)).to_numpy(float)
    factor = np.nan_to_num(joint.over(known, np.broadcast_to(ratio, known.shape)), nan=1.0)
    return factor[:, np.random.default_rng(_KEY_SEED).integers(0, factor.shape[1], draws)]


@dataclass(frozen=True)
class _Maker:
    books: Books
    lives: pd.DataFrame
    by_ratio: pd.DataFrame
    bases: Mapping[str | None, Base]
    stays: Staying
    drawn: Drawn
    crc: Mapping[str, tuple[float | None, Basis | None]]
    method: str

    def segments(self) -> list[Worth]:
        """Each segment by itself."""
        return [self._segment(name, place) for place, name in enumerate(self.stays.segments)]

    def _segment(self, name: str, place: int) -> Worth:
        live = self.books.people
        alone = len(self.stays.segments) == 1
        arr = live["arr"] if alone else live.loc[live["segment"] == name, "arr"]
        own = self.lives[self.lives["segment"] == name]
        seen = growth(self.books, EVERYONE if alone else name)
        curve, ratio = self.stays.survival[place], self.crc[name]
        economics = self._economics(own, arr, curve, ratio[0], seen)
        worth = ladder(economics)
        value = np.nan if worth.ltv3 is None else worth.ltv3
        key = EVERYONE if alone else name
        landed = self._landed(key, [place])
        low, high = _band(self.stays.draws[place], curve)
        return Worth(
            key, own, arr, curve, low, high, float(self.drawn.months[place, 0]), economics,
            ratio[1], seen, worth, joint.limits(self.drawn.worth[place, 1:], value), landed,
            acquired(self.by_ratio, self.bases, key, landed), self.method,
        )  # fmt: skip

    def company(self, segments: list[Worth]) -> Worth:
        """Everyone: the segments, weighted by their customers."""
        live, weight = self.books.people, self.drawn.sums.live[:, 0]
        # with nobody left there is no customer to value, but there were lives to observe
        known = weight if weight.sum() else np.array([len(each.lives) for each in segments])
        curve, draws = self.stays.mixed(known)
        seen, ratio = growth(self.books, EVERYONE), _crc(self.by_ratio, EVERYONE)
        economics = self._economics(self.lives, live["arr"], curve, ratio[0], seen)
        worth = _summed(ladder(economics), segments, weight, seen.month)
        value = np.nan if worth.ltv3 is None else worth.ltv3
        landed = self._landed(EVERYONE, list(range(len(segments))))
        low, high = _band(draws, curve)
        months = float(discounted(curve, economics.horizon, economics.discount_rate))
        return Worth(
            EVERYONE, self.lives, live["arr"], curve, low, high, months, economics, ratio[1], seen,
            worth, joint.limits(self.drawn.company[1:], value), landed,
            acquired(self.by_ratio, self.bases, EVERYONE, landed), self.method,
        )  # fmt: skip

    def _economics(
        self, lives: pd.DataFrame, arr: "pd.Series[float]", curve: Floats, crc: float | None,
        seen: Growth,
    ) -> Economics:  # fmt: skip
        chosen = self.books.engagement.assumptions
        watched, lost = float((lives["duration"] - lives["entry"]).sum()), int(lives["ended"].sum())
        return Economics(
            arpa_month=float(arr.mean() / 12) if len(arr) else float("nan"),
            gross_margin=chosen.gross_margin,
            churn_month=lost / watched,
            crc_ratio=crc,
            growth_month=seen.month,
            survival=np.minimum(curve[: chosen.horizon_months], 1.0),
            horizon=chosen.horizon_months,
            discount_rate=chosen.discount_rate,
            customers=len(lives),
            events=lost,
        )

    def _landed(self, segment: str | None, rows: list[int]) -> Landed:
        """What the year's new customers of a segment are worth, and how that is paid in."""
        base = self.bases.get(segment)
        arr = self.drawn.sums.landed_arr[rows, 0]
        if base is None or not base.new_logos or not arr.sum():
            return Landed()
        size = base.new / base.new_logos
        # the ledger may report at another level than the customers are drawn at
        known = arr.sum() / self.drawn.sums.landed[rows, 0].sum()
        each = self.drawn.landed(rows) * size / known
        if not np.isfinite(each[0]):
            return Landed(size)
        chosen = self.books.engagement.assumptions
        share = arr / arr.sum() * self.drawn.profit[rows, 0]
        stays = share @ self.stays.survival[rows][:, : chosen.horizon_months]
        flow = size / 12 * stays * discounts(chosen.horizon_months, chosen.discount_rate)
        return Landed(size, float(each[0]), joint.limits(each[1:], float(each[0])), flow)


def _band(draws: Floats, curve: Floats) -> tuple[Floats, Floats]:
    """The pointwise 90 % limits of a curve, which hold the curve."""
    edges = (1 - joint.LEVEL) / 2, (1 + joint.LEVEL) / 2
    low, high = np.quantile(draws, edges, axis=0)
    return np.minimum(low, curve), np.maximum(high, curve)


def _summed(alone: Ladder, segments: list[Worth], weight: Floats, growth_month: float) -> Ladder:
    """The company's ladder, whose LTV-3 is the account-weighted sum of its segments' flows."""
    flows = [each.economics.flow for each in segments]
    if not weight.sum() or any(flow is None for flow in flows):
        return replace(alone, ltv3=None, ltv3_expansion=None)
    flow = sum(
        share * part
        for share, part in zip(weight / weight.sum(), flows, strict=True)
        if share and part is not None
    )
    flow = np.asarray(flow, dtype=float)
    grown = float((flow * (1 + growth_month) ** np.arange(len(flow))).sum())
    return replace(alone, ltv3=float(flow.sum()), ltv3_expansion=grown if growth_month else None)


def table(found: tuple[Worth, ...]) -> pd.DataFrame:
    """One row a segment, the whole company's last (`COLUMNS`); empty where it is not defined.

    `relationships` are the lives that survival rests on: a customer who came back has two.
    `ltv3_low` and `ltv3_high` bound `ltv3` at 90 %. `ltv3_expansion` is LTV-3 with the growth
    observed, empty where there is none to be told from none. `crc_basis` is "own", or "company"
    where no key tells the segment's cost apart. `landing_arr` is what the year's new customers
    began with and `ltv3_landed` what one of them is worth; `ltv_cac` is that over `cac`. Both are
    empty for a segment whose acquisition cost has no key (`cac_basis` is "no_key"): there
    `ltv_cac_least` and `_most` are the range across plausible keys. `payback_careful` counts
    losses, retention cost and interest. `staying_months` are discounted; `unshown` is why LTV-1 is
    not defined (M52).
    """
    kinds = {name: float for name in COLUMNS if name not in _WORDS}
    return pd.DataFrame([_row(each) for each in found], columns=list(COLUMNS)).astype(kinds)


def _row(this: Worth) -> dict[str, object]:
    economics, worth, won, landed = this.economics, this.ladder, this.acquired, this.landed
    cac = won.per_logo
    return {
        "segment": this.segment, "customers": len(this.arr), "relationships": len(this.lives),
        "losses": economics.events, "arr": this.arr.sum(), "arpa_month": economics.arpa_month,
        "arpa_median": this.arr.median() / 12, "gross_margin": economics.gross_margin,
        "churn_month": economics.churn_month, "growth_month": economics.growth_month,
        "crc_ratio": economics.crc_ratio, "crc_basis": this.crc_basis, "ltv1": worth.ltv1,
        "ltv2": worth.ltv2, "ltv3": worth.ltv3, "ltv3_low": this.limits[0],
        "ltv3_high": this.limits[1], "ltv3_expansion": worth.ltv3_expansion,
        "landing_arr": landed.size, "ltv3_landed": landed.worth, "cac": cac,
        "cac_basis": won.basis, "ltv_cac": _over(landed.worth, cac),
        "ltv_cac_low": _over(landed.limits[0], cac), "ltv_cac_high": _over(landed.limits[1], cac),
        "ltv_cac_least": won.range[0], "ltv_cac_most": won.range[1],
        "payback_months": simple_payback(landed.size, economics.gross_margin, cac),
        "payback_careful": landed.payback(cac), "staying_months": this.months,
        "horizon_months": economics.horizon, "discount_rate": economics.discount_rate,
        "survival_method": this.method, "unshown": worth.unshown or None,
    }  # fmt: skip


def _over(value: float, cac: float | None) -> float:
    return value / cac if cac else np.nan
