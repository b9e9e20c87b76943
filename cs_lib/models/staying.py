"""For how many months, in today's money, does a customer pay? The part of LTV-3 that is uncertain.

LTV-3 (M51) is ARPA x (gross margin - CRC ratio) x the discounted months. The months are those of a
survival curve whose month-by-month chances are those of the occasions that the segment's customers
met at that tenure, each at the rate of `renewal_hazard`: a period life table with fitted instead of
observed losses. Where few were under watch it leans on the segment's average rhythm of renewals.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from cs_lib.models import occasions as occasion
from cs_lib.models import renewal_hazard
from cs_lib.models.lifetime import discounts
from cs_lib.models.lives import Floats, Lives, as_lives
from cs_lib.models.occasions import Cells
from cs_lib.models.renewal_hazard import Levels

DRAWS = 400
RHYTHM = 10.0
"""Lives under watch whose weight the segment's average rhythm has in each month of tenure."""
BORROWED = 120.0
"""Months under watch whose weight the company's rhythm of renewals has in a segment's."""


@dataclass(frozen=True)
class Staying:
    """How long the customers of each segment stay, and what else the losses allow.

    survival: share still there after 0 to `horizon` months, a row a segment. draws: the same of
    each draw of the posterior (segment, draw, month). losses: those each segment has seen.
    """

    segments: tuple[str, ...]
    survival: Floats
    draws: Floats
    losses: Floats

    @property
    def horizon(self) -> int:
        """Months that the curves reach."""
        return int(self.survival.shape[1]) - 1

    def of(self, segment: str) -> int:
        """The row of a segment. Raises ValueError where there is none."""
        return self.segments.index(segment)

    def mixed(self, weights: Floats) -> tuple[Floats, Floats]:
        """Survival and its draws where the segments weigh so much, as of the whole company."""
        share = np.asarray(weights, dtype=float) / np.sum(weights)
        return share @ self.survival, np.tensordot(share, self.draws, axes=1)


def discounted(survival: Floats, horizon: int, discount: float) -> Floats:
    """The months paid in today's money: the first at once, a yearly rate compounded monthly."""
    return np.asarray(survival[..., :horizon] @ discounts(horizon, discount), dtype=float)


def staying(
    lives: Lives | pd.DataFrame,
    occasions: pd.DataFrame | None = None,
    horizon: int = 60,
    draws: int = DRAWS,
    seed: int = 0,
) -> Staying:
    """How long do the customers of each segment pay?

    `lives` in whole months, with `segment`; `occasions` as `occasions.COLUMNS`, without them every
    month is one: also where all are still in their first term, and nobody could leave. Raises
    ValueError without lives, or for lives that are not in whole months.
    """
    lives = as_lives(lives)
    frame = lives.frame
    if not len(frame):
        raise ValueError("no lives: there is no survival to estimate")
    edges = frame[["entry", "duration"]].to_numpy(dtype=float)
    if (edges != np.round(edges)).any():
        raise ValueError("lives must be counted in whole months")
    segments = tuple(sorted(map(str, frame["segment"].unique())))
    met = occasion.monthly(lives) if occasions is None or occasions.empty else occasions
    cells = occasion.counted(met, segments)
    estimate, drawn = renewal_hazard.levels(cells, draws, seed)
    watched = occasion.under_watch(lives, segments, int(frame["duration"].max()))
    lost = renewal_hazard.by_segment(cells, cells.lost[None, :])[0]
    return Staying(
        segments,
        _survival(cells, watched, estimate, horizon)[:, 0],
        _survival(cells, watched, drawn, horizon),
        lost,
    )


def _survival(cells: Cells, watched: Floats, found: Levels, horizon: int) -> Floats:
    """The curves of each segment and draw: (segment, draw, month)."""
    rates = found.rates.T[:, cells.segment] * renewal_hazard.exposures(cells, found.slopes)
    chances = -np.expm1(-rates) * cells.met
    seen = _by_month(cells, chances, horizon)
    there = np.zeros((len(cells.segments), horizon))
    known = min(horizon, watched.shape[1])
    there[:, :known] = watched[:, :known]
    rhythm = _rhythm(cells, watched, found, horizon)
    hazard = (seen + RHYTHM * rhythm) / (there[:, None, :] + RHYTHM)
    stays = np.cumprod(1 - np.minimum(hazard, 1.0), axis=2)
    return np.concatenate([np.ones((*stays.shape[:2], 1)), stays], axis=2)


def _by_month(cells: Cells, chances: Floats, horizon: int) -> Floats:
    """The losses to be expected at each month of tenure: (segment, draw, month)."""
    inside = cells.tenure <= horizon
    place = cells.segment * horizon + cells.tenure - 1
    shape = (len(cells.segments) * horizon, len(cells.met))
    which = np.flatnonzero(inside)
    sums = csr_array((np.ones(len(which)), (place[which], which)), shape=shape) @ chances.T
    by_month = np.asarray(sums, dtype=float).reshape(len(cells.segments), horizon, -1)
    return by_month.transpose(0, 2, 1)


def _rhythm(cells: Cells, watched: Floats, found: Levels, horizon: int) -> Floats:
    """The average chance of leaving in a month of each tenure: (segment, draw, month)."""
    tenure = found.slopes[:, :1]
    aside = renewal_hazard.exposures(cells, found.slopes)
    aside = aside * np.exp(-tenure * np.log(cells.tenure / 12)) * cells.met
    sums, months = renewal_hazard.by_segment(cells, aside), watched.sum(axis=1)
    company = sums.sum(axis=1, keepdims=True) / months.sum()
    share = (sums + BORROWED * company) / (months + BORROWED)
    month = np.exp(tenure * np.log(np.arange(1, horizon + 1) / 12))
    return np.asarray(-np.expm1(-(found.rates * share.T)[:, :, None] * month), dtype=float)
