"""How likely is a customer to leave at a renewal? A discrete-time hazard, pooled between segments.

At an occasion that decides on so many months, the chance of leaving is 1 - exp(-rate x months): the
complementary log-log link of a hazard in grouped time (Prentice and Gloeckler 1978, Biometrics 34).
The rate of a month = level of the segment x exp(slopes on ln tenure, log ARR and ln term). Notices
are left out: a notice given in the period is the loss itself.

Segments are pooled in part: their levels follow a gamma distribution about the company's, which is
estimated with them, so that what is known of the others weighs as `SHAPE` losses beside a segment's
own - few, many or none (gamma-Poisson, Clayton and Kaldor 1987, Biometrics 43). No number of losses
switches one method off and another on.
"""

from dataclasses import dataclass

import numpy as np

from cs_lib.models.lives import Floats
from cs_lib.models.occasions import Cells

SLOPES = 3
PRIOR = np.array([0.35, 0.15, 0.15])
"""Standard deviations of the slopes before the data speak: of ln tenure, log ARR and ln term."""
_SEGMENT_PRIOR, _LEVEL_PRIOR = 1.0, 10.0
SHAPE = 0.5
"""Of the gamma distribution of levels, in losses. Pulled more to the company's, the segment that
loses fewest would be valued too low more often than a 90 % interval may be wrong: with three or
four segments their spread is not known well enough to pull by it."""
_LEVELS = np.linspace(-5.0, 4.0, 91)
_STEPS, _LARGEST = 40, 1.0


@dataclass(frozen=True)
class Levels:
    """What the losses say of the segments' rates, of which several draws are one column each.

    `slopes` has a row a draw; `rates` the monthly rate at a tenure and term of twelve months and
    the mean log ARR, a row a segment.
    """

    slopes: Floats
    rates: Floats


def design(cells: Cells) -> Floats:
    """ln(tenure / 12), log ARR about the segment's mean, ln(term / 12): a row a cell.

    About the segment's own mean, so that what tells segments apart is left to their levels.
    """
    many = len(cells.segments)
    met = np.bincount(cells.segment, weights=cells.met, minlength=many)
    sums = np.bincount(cells.segment, weights=cells.met * cells.log_arr, minlength=many)
    centre = (sums / np.maximum(met, 1))[cells.segment]
    return np.column_stack(
        [np.log(cells.tenure / 12), cells.log_arr - centre, np.log(cells.term / 12)]
    )


def slopes(cells: Cells) -> tuple[Floats, Floats]:
    """The slopes (posterior mode) and their covariance, the segments' levels being free.

    Newton's method on the penalised log-likelihood. What no loss tells of stays at the prior.
    """
    if not cells.lost.sum():
        return np.zeros(SLOPES), np.diag(PRIOR**2)
    segments = np.eye(len(cells.segments))[cells.segment]
    x = np.column_stack([design(cells), np.ones(len(cells.met)), segments])
    start = np.log(cells.lost.sum() / (cells.met @ cells.term))
    prior = np.concatenate([PRIOR, [_LEVEL_PRIOR], np.full(len(cells.segments), _SEGMENT_PRIOR)])
    found: Floats = np.zeros(x.shape[1])
    for _ in range(_STEPS):
        score, weight = _derivatives(cells, x @ found + start)
        information = x.T @ (weight[:, None] * x) + np.diag(prior**-2)
        step = np.linalg.solve(information, x.T @ score - found / prior**2)
        found += np.clip(step, -_LARGEST, _LARGEST)
        if np.abs(step).max() < 1e-9:
            break
    covariance = np.linalg.inv(information)[:SLOPES, :SLOPES]
    return found[:SLOPES], np.asarray(covariance, dtype=float)


def _derivatives(cells: Cells, log_rate: Floats) -> tuple[Floats, Floats]:
    """Of the binomial log-likelihood by the log of the rate: the first, and minus the second."""
    amount = np.exp(np.clip(log_rate + np.log(cells.term), -30, 4))
    stays = np.exp(-amount)
    chance = -np.expm1(-amount)
    score = amount * (cells.lost / chance - cells.met)
    # the expected information: it is positive where the observed need not be
    return score, cells.met * amount**2 * stays / chance


def exposures(cells: Cells, slope: Floats) -> Floats:
    """The months at stake at each occasion, in those of the reference: a row a draw of `slope`."""
    return np.exp(np.atleast_2d(slope) @ design(cells).T) * cells.term


def by_segment(cells: Cells, amounts: Floats) -> Floats:
    """`amounts` (a row a draw, a column a cell) added up by segment: a column a segment."""
    return np.asarray(amounts @ np.eye(len(cells.segments))[cells.segment], dtype=float)


def levels(cells: Cells, draws: int, seed: int = 0) -> tuple[Levels, Levels]:
    """The estimate, in one column, and so many draws of the joint posterior.

    Where nobody was lost the estimate is a rate of nought (M52), and the draws say what else it
    might be. The company's level has Jeffreys' prior in the draws and a flat one in the estimate,
    which for one segment is losses over exposure.
    """
    generator = np.random.default_rng(seed)
    mode, covariance = slopes(cells)
    lost = by_segment(cells, cells.lost[None, :])[0]
    drawn = generator.multivariate_normal(mode, covariance, draws, method="cholesky")
    found = _rates(lost, _exposed(cells, drawn), 0.5, generator)
    estimate = _expected(lost, _exposed(cells, mode)) if lost.sum() else np.zeros((len(lost), 1))
    return Levels(mode[None, :], estimate), Levels(drawn, found)


def _exposed(cells: Cells, slope: Floats) -> Floats:
    # 1 - exp(-x) = x - x^2 / 2: to second order a loss has used up half of what was at stake
    return by_segment(cells, exposures(cells, slope) * (cells.met - cells.lost / 2))


def _grid(lost: Floats, exposed: Floats, power: float) -> tuple[Floats, Floats]:
    """The posterior of the company's level on a grid: weights and levels, a row a draw.

    The losses of a segment are negative binomial about level x exposure.
    """
    width = max(1 / np.sqrt(lost.sum() + 0.5), 0.35)
    middle = (lost.sum() + 0.5) / exposed.sum(axis=1)
    level = middle[:, None] * np.exp(_LEVELS * width)
    mean = level[:, :, None] * exposed[:, None, :] + 1e-300
    log = (lost * np.log(mean) - (lost + SHAPE) * np.log(SHAPE + mean)).sum(axis=2)
    log += power * np.log(level)
    weight = np.exp(log - log.max(axis=1, keepdims=True))
    return weight / weight.sum(axis=1, keepdims=True), level


def _rates(lost: Floats, exposed: Floats, power: float, generator: np.random.Generator) -> Floats:
    """One draw of the segments' rates for each row of exposures: a row a segment."""
    if len(lost) == 1:  # there is nobody to lean on
        return np.asarray(generator.gamma(power + lost[0], size=(1, len(exposed))) / exposed.T)
    weight, level = _grid(lost, exposed, power)
    draws = len(exposed)
    place = (np.cumsum(weight, axis=1) < generator.random(draws)[:, None]).sum(axis=1)
    mean = level[np.arange(draws), np.minimum(place, level.shape[1] - 1)][:, None]
    drawn = generator.gamma(np.broadcast_to(SHAPE + lost, exposed.shape))
    return np.asarray(drawn / (SHAPE / mean + exposed), dtype=float).T


def _expected(lost: Floats, exposed: Floats) -> Floats:
    """The posterior mean of the segments' rates, in one column."""
    if len(lost) == 1:
        return np.asarray(lost / exposed)
    weight, level = _grid(lost, exposed, 0.0)
    mean = (SHAPE + lost) / (SHAPE / level[0][:, None] + exposed[0])
    return np.asarray(weight[0] @ mean, dtype=float)[:, None]
