"""The discrete hazard: the chance of leaving in each month of tenure, logistic in tenure."""

import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_linear_model import GLM
from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

from cs_lib.models.lives import Floats, Lives, PersonMonths, as_lives, person_months

MIN_EVENTS_FOR_SLOPE = 5


@dataclass(frozen=True)
class Hazard:
    """Logit of the monthly hazard = `intercept` + `slope` x ln(month), months counted from 1.

    The logarithm keeps the tail sober: past the observed tenure the hazard falls, or rises, ever
    more slowly instead of running to nought or to one.
    """

    intercept: float
    slope: float
    n: int
    events: int

    def rate(self, months: Floats) -> Floats:
        """The chance of leaving in each of `months` (1 is the first) for those still there."""
        logit = self.intercept + self.slope * np.log(np.asarray(months, dtype=float))
        return np.asarray(expit(logit), dtype=float)

    def survival(self, horizon: int) -> Floats:
        """The share still there after 0 to `horizon` months; `horizon` + 1 values, the first 1."""
        stays = 1 - self.rate(np.arange(1, horizon + 1, dtype=float))
        return np.concatenate([[1.0], np.cumprod(stays)])


def by_tenure(lives: Lives | pd.DataFrame) -> Hazard:
    """How does the chance of leaving move with tenure? Binomial GLM over person-months.

    Under five losses, or when all fall in one month, there is no slope to estimate and the hazard
    is constant. Raises ValueError without any loss.
    """
    lives = as_lives(lives)
    table = person_months(lives)
    if lives.events == 0:
        raise ValueError("no life ended: there is no hazard to estimate")
    constant = table.events.sum() / table.exposure.sum()
    distinct = np.count_nonzero(table.events)
    if lives.events < MIN_EVENTS_FOR_SLOPE or distinct < 2:
        return Hazard(_logit(float(constant)), 0.0, len(lives), lives.events)
    intercept, slope = _fit(table)
    return Hazard(intercept, slope, len(lives), lives.events)


def _logit(share: float) -> float:
    return float("inf") if share >= 1 else float(np.log(share / (1 - share)))


def _fit(table: PersonMonths) -> tuple[float, float]:
    seen = table.exposure > 0
    outcome = np.column_stack([table.events, table.exposure - table.events])[seen]
    month = np.arange(1, len(table.exposure) + 1)[seen]
    design = np.column_stack([np.ones(len(month)), np.log(month)])
    with warnings.catch_warnings(), np.errstate(divide="ignore", invalid="ignore"):
        # two months with losses are met exactly by two parameters, and that is no defect
        warnings.simplefilter("ignore", PerfectSeparationWarning)
        intercept, slope = GLM(outcome, design, family=Binomial()).fit().params
    return float(intercept), float(slope)
