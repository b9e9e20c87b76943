"""What is a customer worth? The annuity and the ladder of lifetime values (M49-M52, M67).

Conventions, which reproduce the worked illustration of the definitions: the first payment falls
at once (t = 0), survival in month t is that of its beginning, and a yearly discount rate becomes
a monthly one by compounding, (1 + r) ** (1/12).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

MIN_CUSTOMERS = 10
MIN_EVENTS = 5
"""Below these a rate is not a basis for a value (policy P26)."""
Unshown = Literal["", "no_churn", "nobody_left", "few_customers", "few_losses"]
"""Why LTV-1 and LTV-2 are not shown (M52); empty where they are."""


def annuity(retention: float, years: int, discount: float) -> float:
    """What is one unit a year worth, paid while the customer stays? M67's A(H, r, GRR).

    `retention` and `discount` are yearly shares (0.90, 0.10); payments fall at the start of each
    of `years` years. Raises ValueError outside 0-1 retention or for a discount of -1 or less.
    """
    if not 0 <= retention <= 1 or discount <= -1 or years < 0:
        raise ValueError(f"no annuity for retention {retention}, {years} years, {discount}")
    year = np.arange(years)
    return float(np.sum((retention / (1 + discount)) ** year))


def discounts(horizon: int, rate: float) -> NDArray[np.float64]:
    """What is one unit worth today that is paid at the start of month 0, 1, ... `horizon` - 1?"""
    return np.asarray((1 + rate) ** (-np.arange(horizon) / 12), dtype=float)


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

    @property
    def flow(self) -> NDArray[np.float64] | None:
        """What a customer leaves in each month of the horizon, in today's money.

        ARPA x (gross margin - CRC ratio) x survival x discount, before the cost of retention where
        no CRC ratio is known. None without a margin, or where no survival is known.
        """
        if self.gross_margin is None or (stays := self._stays()) is None:
            return None
        profit = self.arpa_month * (self.gross_margin - (self.crc_ratio or 0.0))
        return profit * stays * discounts(self.horizon, self.discount_rate)

    def _stays(self) -> NDArray[np.float64] | None:
        if self.survival is not None:
            return np.asarray(self.survival, dtype=float)[: self.horizon]
        if self.churn_month is None:
            return None
        return np.asarray((1 - self.churn_month) ** np.arange(self.horizon), dtype=float)


def _check_survival(curve: NDArray[np.float64], horizon: int) -> None:
    known = curve[:horizon]
    if len(known) < horizon or not np.isfinite(known).all():
        raise ValueError(f"survival must be known for all {horizon} months of the horizon")
    if known.min() < 0 or known.max() > 1:
        raise ValueError("survival is a share between 0 and 1")


@dataclass(frozen=True)
class Ladder:
    """The three lifetime values; None where one is not defined. `unshown`: why LTV-1 is not."""

    ltv1: float | None
    ltv2: float | None
    ltv3: float | None
    ltv3_expansion: float | None
    unshown: Unshown = ""


def ladder(economics: Economics) -> Ladder:
    """What is a customer worth, from the boldest statement to the most careful? M49-M52.

    LTV-1 = ARPA / churn; LTV-2 = ARPA x GM / churn; LTV-3 = the sum over the horizon of
    ARPA x (GM - CRC ratio) x survival x discount; with expansion each month grows by the observed
    rate. At zero churn or on few customers LTV-1 and LTV-2 are not shown (M52).
    """
    unshown, margin = _unshown(economics), economics.gross_margin
    ltv1 = ltv2 = ltv3 = expanding = None
    if not unshown and economics.churn_month:
        ltv1 = economics.arpa_month / economics.churn_month
        ltv2 = None if margin is None else ltv1 * margin
    if (flow := economics.flow) is not None:
        ltv3 = float(flow.sum())
        growth = (1 + economics.growth_month) ** np.arange(economics.horizon)
        expanding = float((flow * growth).sum()) if economics.growth_month else None
    return Ladder(ltv1, ltv2, ltv3, expanding, unshown)


def _unshown(this: Economics) -> Unshown:
    if this.churn_month is None:
        return "no_churn"
    if this.churn_month == 0:
        return "nobody_left"
    if this.customers is not None and this.customers < MIN_CUSTOMERS:
        return "few_customers"
    if this.events is not None and this.events < MIN_EVENTS:
        return "few_losses"
    return ""


def payback(flow: NDArray[np.float64] | None, cost: float) -> int | None:
    """In which month has a customer paid `cost`, after retention, losses and interest?

    `flow` is what it leaves in each month (`Economics.flow`). None where that is not within the
    horizon, or the flow is not known.
    """
    if flow is None:
        return None
    reached = np.flatnonzero(np.cumsum(flow) >= cost)
    return int(reached[0]) + 1 if len(reached) else None
