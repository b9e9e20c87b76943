"""What is a customer worth? The annuity and the ladder of lifetime values (M49-M52, M67).

Conventions, which reproduce the worked illustration of the definitions: the first payment falls
at once (t = 0), survival in month t is that of its beginning, and a yearly discount rate becomes
a monthly one by compounding, (1 + r) ** (1/12).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

MIN_CUSTOMERS = 10
MIN_EVENTS = 5
"""Below these a rate is not a basis for a value (policy P26)."""


def annuity(retention: float, years: int, discount: float) -> float:
    """What is one unit a year worth, paid while the customer stays? M67's A(H, r, GRR).

    `retention` and `discount` are yearly shares (0.90, 0.10); payments fall at the start of each
    of `years` years. Raises ValueError outside 0-1 retention or for a discount of -1 or less.
    """
    if not 0 <= retention <= 1 or discount <= -1 or years < 0:
        raise ValueError(f"no annuity for retention {retention}, {years} years, {discount}")
    year = np.arange(years)
    return float(np.sum((retention / (1 + discount)) ** year))


@dataclass(frozen=True)
class Economics:
    """One segment's inputs. Money a month; margin, CRC, churn and growth as shares, not percent.

    `survival[t]` is the share still there at the start of month t, so `survival[0]` is 1; it takes
    precedence over `churn_month` in LTV-3. `customers` and `events` are what the churn rests on.
    """

    arpa_month: float
    gross_margin: float | None
    churn_month: float | None
    crc_ratio: float | None
    growth_month: float = 0.0
    survival: NDArray[np.float64] | None = None
    horizon: int = 60
    discount_rate: float = 0.10
    customers: int | None = None
    events: int | None = None

    def __post_init__(self) -> None:
        if self.horizon < 1 or self.discount_rate <= -1 or self.growth_month <= -1:
            raise ValueError("horizon must be 1 or more, discount and growth above -1")
        if self.churn_month is not None and not 0 <= self.churn_month <= 1:
            raise ValueError(f"monthly churn is a share between 0 and 1, not {self.churn_month}")
        if self.survival is not None:
            _check_survival(np.asarray(self.survival), self.horizon)


def _check_survival(curve: NDArray[np.float64], horizon: int) -> None:
    known = curve[:horizon]
    if len(known) < horizon or not np.isfinite(known).all():
        raise ValueError(f"survival must be known for all {horizon} months of the horizon")
    if known.min() < 0 or known.max() > 1:
        raise ValueError("survival is a share between 0 and 1")


@dataclass(frozen=True)
class Ladder:
    """The three lifetime values; None where one is not defined, and `why` says so by its name."""

    ltv1: float | None
    ltv2: float | None
    ltv3: float | None
    ltv3_expansion: float | None
    why: Mapping[str, str] = field(default_factory=dict)


def ladder(economics: Economics) -> Ladder:
    """What is a customer worth, from the boldest statement to the most careful? M49-M52.

    LTV-1 = ARPA / churn; LTV-2 = ARPA x GM / churn; LTV-3 = the sum over the horizon of
    ARPA x (GM - CRC ratio) x survival x discount; with expansion each month grows by the observed
    rate. At zero churn or on few customers LTV-1 and LTV-2 are not shown (M52).
    """
    why: dict[str, str] = {}
    simple = _simple(economics, why)
    careful = _discounted(economics, why)
    return Ladder(*simple, *careful, why=why)


def _simple(this: Economics, why: dict[str, str]) -> tuple[float | None, float | None]:
    reason = _no_simple(this)
    if reason or this.churn_month is None:
        why["ltv1"] = why["ltv2"] = reason
        return None, None
    ltv1 = this.arpa_month / this.churn_month
    if this.gross_margin is None:
        why["ltv2"] = "no gross margin was given"
        return ltv1, None
    return ltv1, ltv1 * this.gross_margin


def _no_simple(this: Economics) -> str:
    if this.churn_month is None:
        return "no churn rate is known"
    if this.churn_month == 0:
        return "nobody left, and a division by zero churn has no value"
    if this.customers is not None and this.customers < MIN_CUSTOMERS:
        return f"the churn rate rests on {this.customers} customers, fewer than {MIN_CUSTOMERS}"
    if this.events is not None and this.events < MIN_EVENTS:
        return f"the churn rate rests on {this.events} losses, fewer than {MIN_EVENTS}"
    return ""


def _discounted(this: Economics, why: dict[str, str]) -> tuple[float | None, float | None]:
    stays = _stays(this)
    if this.gross_margin is None or stays is None:
        reason = "no gross margin was given" if stays is not None else "no survival is known"
        why["ltv3"] = why["ltv3_expansion"] = reason
        return None, None
    if this.crc_ratio is None:
        why["ltv3"] = "before the cost of retention: no CRC ratio is known"
    month = np.arange(this.horizon)
    profit = this.arpa_month * (this.gross_margin - (this.crc_ratio or 0.0))
    flow = profit * stays / (1 + this.discount_rate) ** (month / 12)
    if this.growth_month == 0:
        why["ltv3_expansion"] = "no expansion was observed"
        return float(flow.sum()), None
    return float(flow.sum()), float((flow * (1 + this.growth_month) ** month).sum())


def _stays(this: Economics) -> NDArray[np.float64] | None:
    if this.survival is not None:
        return np.asarray(this.survival, dtype=float)[: this.horizon]
    if this.churn_month is None:
        return None
    return np.asarray((1 - this.churn_month) ** np.arange(this.horizon), dtype=float)
