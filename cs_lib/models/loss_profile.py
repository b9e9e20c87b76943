"""Which traits go with leaving sooner? Losses seen against losses expected, and all traits at once.

What is expected of a life is what its months of tenure cost everyone (indirect standardisation), so
that a trait of new customers is not blamed for their being new. Sources: Breslow and Day (1987),
Statistical Methods in Cancer Research II; Clopper and Pearson (1934) for limits; Holford (1980) and
Laird and Olivier (1981) for Poisson regression as a model of hazards; Holm (1979) for many
comparisons.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.stats import binomtest
from sklearn.linear_model import PoissonRegressor
from statsmodels.stats.multitest import multipletests

from cs_lib.models import survival

SPREAD = 0.35
"""How far apart traits are thought to be before the data speak: the standard deviation of the log
of a rate ratio, so that nine in ten are between 0.56 and 1.8. It is the strength of the ridge."""
LEVEL = 0.9
COLUMNS = [
    "trait", "value", "customers", "losses", "losses_expected", "lift", "lift_low", "lift_high",
    "lift_adjusted", "chance",
]  # fmt: skip
Ratios = Mapping[tuple[str, str], float]


def expected(lives: pd.DataFrame) -> "pd.Series[float]":
    """The losses to be expected of each life by its months of tenure; they add up to those seen."""
    everyone = survival.best(lives, int(np.ceil(lives["duration"].max()))).survival
    # the share that leaves in each month of those still there, added up over the months watched
    stays = np.divide(everyone[1:], everyone[:-1], out=np.ones(len(everyone) - 1),
                      where=everyone[:-1] > 0)  # fmt: skip
    due = np.concatenate([[0.0], np.cumsum(1 - stays)])
    until, since = (np.interp(lives[edge], np.arange(len(due)), due)
                    for edge in ("duration", "entry"))  # fmt: skip
    each = pd.Series(until - since, index=lives.index)
    return each * (lives["ended"].sum() / each.sum()) if each.sum() else each


def lifts(lives: pd.DataFrame, traits: pd.DataFrame, adjusted: Ratios) -> pd.DataFrame:
    """How much more often than expected do the customers with each value of a trait leave?

    One row a value of `adjusted`, the `ratios` of these lives (`COLUMNS`). `lives`: customer,
    duration, ended, entry; `traits`: words by the same index, missing where not known.
    `lift` = seen / expected, with exact 90 % limits: of all losses so many are the value's, against
    the share that was to be expected (binomial). `lift_adjusted` is the ridge regression's, which
    takes the other traits into account; `chance` is how likely a lift so far from 1 is without any
    effect, for all values tested together (Holm).
    """
    due = expected(lives)
    each = pd.DataFrame(
        {"customers": pd.factorize(lives["customer"])[0], "losses": lives["ended"], "due": due}
    )
    rules = {"customers": "nunique", "losses": "sum", "due": "sum"}
    sums = {trait: each.groupby(traits[trait]).agg(rules) for trait in {t for t, _ in adjusted}}
    rows = []
    for trait, value in adjusted:
        customers, seen, mine = sums[trait].loc[[value]].to_numpy(float)[0]
        share = float(mine / due.sum())
        if not 0 < share < 1:
            continue
        found = binomtest(int(seen), int(lives["ended"].sum()), share)
        limits = found.proportion_ci(LEVEL)
        rows.append(
            (trait, value, int(customers), int(seen), mine, found.statistic / share,
             limits.low / share, limits.high / share, adjusted[trait, value], found.pvalue)
        )  # fmt: skip
    frame = pd.DataFrame(rows, columns=COLUMNS)
    if len(frame):
        frame["chance"] = multipletests(frame["chance"], method="holm")[1]
    return frame.sort_values("lift", ascending=False, kind="stable", ignore_index=True)


def ratios(lives: pd.DataFrame, traits: pd.DataFrame, smallest: int) -> Ratios:
    """The rate ratio of each value that `smallest` customers have, the other traits being equal.

    Ridge Poisson regression of losses on expected losses; the ridge is the prior of `SPREAD`.
    """
    kept = _values(lives, traits, smallest)
    if not kept:
        return {}
    due = expected(lives)
    there = due > 0  # a month in which nobody left says nothing
    seen = lives["ended"].astype(float)[there] / due[there]
    model = PoissonRegressor(alpha=1 / (SPREAD**2 * due.sum()), solver="newton-cholesky")
    model.fit(_design(traits[there], kept), seen, sample_weight=due[there])
    return dict(zip(kept, np.exp(model.coef_).tolist(), strict=True))


def scores(traits: pd.DataFrame, found: Ratios) -> "pd.Series[float]":
    """The rate of loss that each customer's traits point to, over everyone's; unknown ones as 1."""
    logs = np.log(np.array(list(found.values())))
    return pd.Series(np.exp(_design(traits, list(found)) @ logs), index=traits.index)


def _values(lives: pd.DataFrame, traits: pd.DataFrame, smallest: int) -> list[tuple[str, str]]:
    """Every value that enough customers have, of traits that tell any apart."""
    found: list[tuple[str, str]] = []
    for trait in traits:
        sizes = lives["customer"].groupby(traits[trait]).nunique()
        if len(sizes) > 1:
            found += [(str(trait), str(value)) for value in sizes[sizes >= smallest].index]
    return found


def _design(traits: pd.DataFrame, kept: list[tuple[str, str]]) -> csr_array:
    """One column a value; sparse, since of a trait's values each customer has at most one."""
    places = {trait: traits.groupby(trait).indices for trait in {trait for trait, _ in kept}}
    found = [places[trait].get(value, np.array([], dtype=int)) for trait, value in kept]
    rows = np.concatenate([*found, np.array([], dtype=int)])
    columns = np.repeat(np.arange(len(kept)), [len(each) for each in found])
    return csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(traits), len(kept)))
