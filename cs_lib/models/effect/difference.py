"""How much more did the treated change? Differences of means, and of changes, by cluster."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.stats import t as student
from statsmodels.regression.linear_model import OLS

from cs_lib.models.effect.estimate import LEVEL, Effect, Flags
from cs_lib.models.lives import Floats

FEWEST_CLUSTERS = 2


def of_means(
    frame: pd.DataFrame,
    outcome: str,
    treated: str,
    covariates: Sequence[str] = (),
    cluster: str | None = None,
) -> Effect:
    """By how much does the outcome of the treated differ, at equal covariates?

    `frame` has one row an account: numeric `outcome` and `covariates`, boolean `treated`. Least
    squares; errors are robust, or clustered, with the limits of Student's t at the number of
    clusters less one. Raises ValueError where a group is empty.
    """
    design = np.column_stack(
        [np.ones(len(frame)), frame[treated], *(frame[name] for name in covariates)]
    ).astype(float)
    given = frame[treated].to_numpy(bool)
    clusters = None if cluster is None else frame[cluster]
    return _fitted(frame[outcome].to_numpy(float), design, 1, clusters, given)


def of_changes(
    panel: pd.DataFrame,
    outcome: str,
    unit: str,
    time: str,
    treated: str,
    cluster: str | None = None,
) -> Effect:
    """By how much more did the outcome of the treated change than that of the others?

    Difference in differences with an effect of each unit and each period. `panel` has one row a
    unit and period; boolean `treated` is true from the period in which treatment starts. Errors
    are clustered by unit unless `cluster` says otherwise (Bertrand, Duflo and Mullainathan, 2004).
    For plays that start at different times use `group_time`: there this mixes early and late
    starters (Goodman-Bacon, 2021).
    """
    ever = panel.groupby(unit)[treated].any()
    dummies = [
        pd.get_dummies(panel[name].astype(str), drop_first=True, dtype=float).to_numpy()
        for name in (unit, time)
    ]
    design = np.column_stack([np.ones(len(panel)), panel[treated].astype(float), *dummies])
    given = ever.to_numpy(bool)
    return _fitted(panel[outcome].to_numpy(float), design, 1, panel[cluster or unit], given)


def _fitted(
    outcome: Floats, design: Floats, at: int, clusters: "pd.Series | None", given: Flags
) -> Effect:
    treated, compared = int(given.sum()), int((~given).sum())
    if not treated or not compared:
        raise ValueError("an effect needs both treated and others to compare them with")
    model = OLS(outcome, design)
    if clusters is None:
        fit, freedom = model.fit(cov_type="HC1"), len(outcome) - design.shape[1]
    else:
        codes = pd.factorize(clusters)[0]
        freedom = int(codes.max())
        if freedom < FEWEST_CLUSTERS - 1:
            raise ValueError("clustered errors need two clusters or more")
        fit = model.fit(cov_type="cluster", cov_kwds={"groups": codes})
    value, error = float(fit.params[at]), float(fit.bse[at])
    reach = error * float(student.ppf((1 + LEVEL) / 2, max(1, freedom)))
    return Effect(value, error, value - reach, value + reach, treated, compared)
