"""What could an account pay, judged by comparable accounts, and by several methods at once?

Sources: Koenker and Bassett (1978), "Regression quantiles"; Birge (1932), "The calculation of
errors by the method of least squares" (what to do where methods disagree); definitions M66.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from statsmodels.regression.quantile_regression import QuantReg

QUARTILE = 0.75
SMALLEST = 10
"""Accounts below which a group, or a value of a category, is no yardstick of its own (P26)."""
PER_PARAMETER = 10
"""Accounts that each estimated parameter needs at least."""
NINETY = 1.645
_TOLERANCE = 1e-4
"""In ln(ARR): a hundredth of a percent, at a twentieth of the time that 1e-6 takes."""
_DEPENDENT = 1e-10
"""What is left of a column that is a sum of others, as a share of it: rounding alone."""
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Peers:
    """What comparable accounts pay at their upper quartile.

    estimates: index of the accounts; value, low, high (its 90 % interval).
    covariates: what accounts were compared by, in the order taken.
    explained: how much nearer to the accounts' ARR the regression is than one quartile for all
      (Koenker and Machado 1999): 0 not at all, 1 exactly.
    """

    estimates: pd.DataFrame
    covariates: tuple[str, ...]
    explained: float


def upper_quartile(arr: "pd.Series[float]", known: pd.DataFrame) -> Peers | None:
    """The upper quartile of ARR among accounts like each one; None under twenty, or all alike.

    Regression of ln(ARR) at the 75th percentile on `known`, by account: numbers as ln(1 + x), words
    as one constant a value. Columns are taken in their order, as long as each parameter has ten
    accounts; a value that fewer than ten accounts have counts as "other", a missing number as the
    median and a constant of its own.
    """
    accounts = arr[arr > 0]
    if len(accounts) < 2 * PER_PARAMETER or accounts.nunique() < 2:
        return None
    x, taken = _design(known.loc[accounts.index], len(accounts) // PER_PARAMETER - 1)
    target = np.log(accounts.to_numpy(float))
    fitted = QuantReg(target, x).fit(q=QUARTILE, p_tol=_TOLERANCE)
    middle = x @ np.asarray(fitted.params)
    spread = NINETY * np.sqrt(np.einsum("ij,jk,ik->i", x, np.asarray(fitted.cov_params()), x))
    ends = {"value": middle, "low": middle - spread, "high": middle + spread}
    estimates = {name: np.exp(log) for name, log in ends.items()}
    known_of = pd.DataFrame(estimates, index=accounts.index)
    return Peers(known_of, taken, _explained(target, middle))


def _design(known: pd.DataFrame, most: int) -> tuple[Floats, tuple[str, ...]]:
    """A constant and at most `most` further columns that are no sum of those before them."""
    design = [np.ones(len(known))]
    basis, taken = design[0][:, None] / np.sqrt(len(known)), list[str]()
    for name in known:
        columns = [column for _, column in _columns(str(name), known[name])]
        if not columns or len(design) - 1 + len(columns) > most:
            continue
        wider = _wider(basis, columns)
        if wider is not None:
            design, basis, taken = design + columns, wider, [*taken, str(name)]
    return np.column_stack(design), tuple(taken)


def _wider(basis: Floats, columns: Sequence[Floats]) -> Floats | None:
    """An orthonormal basis with these columns, too; None where one is a sum of those before it.

    Each column is held against the basis alone: the rank of all columns anew for each would cost
    the square of their number.
    """
    for column in columns:
        rest = column - basis @ (basis.T @ column)
        rest -= basis @ (basis.T @ rest)  # twice is enough (Giraud et al. 2005)
        length = np.linalg.norm(rest)
        if length <= _DEPENDENT * np.linalg.norm(column):
            return None
        basis = np.column_stack([basis, rest / length])
    return basis


def _columns(name: str, values: pd.Series) -> Iterator[tuple[str, Floats]]:
    missing = values.isna()
    if pd.api.types.is_numeric_dtype(values):
        size = pd.Series(np.log1p(values.clip(lower=0).to_numpy(float)))
        if missing.all() or size.nunique() < 2:
            return
        yield name, size.fillna(size.median()).to_numpy(float)
        if missing.sum() >= SMALLEST:
            yield f"{name} missing", missing.to_numpy().astype(np.float64)
        return
    counts = values.value_counts()
    large = sorted(map(str, counts[counts >= SMALLEST].index))
    # the accounts of all other values are the base; where there are none, those of the first
    rest = len(values) - int(counts[counts >= SMALLEST].sum())
    for value in large if rest >= SMALLEST else large[1:]:
        yield f"{name}={value}", values.eq(value).fillna(False).to_numpy().astype(np.float64)


def _explained(target: Floats, fitted: Floats) -> float:
    whole = _loss(target - np.quantile(target, QUARTILE))
    return 1 - _loss(target - fitted) / whole if whole else 0.0


def _loss(rest: Floats) -> float:
    return float((rest * (QUARTILE - (rest < 0))).sum())


def blend(estimates: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Several methods' estimates of the same amounts as one: value, low, high, error.

    Each has `value` (above 0) and `error`, the standard deviation of its logarithm, by account. The
    mean of the logarithms, weighted by 1 / error^2. Where methods lie further apart than their
    errors allow, the blend's error is larger by Birge's ratio, the root of chi^2 / (methods - 1).
    """
    logs = pd.concat([np.log(each["value"]) for each in estimates], axis=1)
    weights = pd.concat([each["error"] ** -2 for each in estimates], axis=1)
    x, w = logs.to_numpy(float), weights.where(logs.notna().to_numpy(), 0.0).to_numpy(float)
    w = np.nan_to_num(w)
    total = w.sum(axis=1)
    mean = np.divide((np.nan_to_num(x) * w).sum(axis=1), total, where=total > 0,
                     out=np.full(len(x), np.nan))  # fmt: skip
    methods = (w > 0).sum(axis=1)
    apart = (w * (np.nan_to_num(x - mean[:, None])) ** 2).sum(axis=1)
    ratio = np.sqrt(np.maximum(1.0, apart / np.maximum(1, methods - 1)))
    error = np.divide(ratio, np.sqrt(total), where=total > 0, out=np.full(len(x), np.nan))
    found = {
        "value": np.exp(mean), "low": np.exp(mean - NINETY * error),
        "high": np.exp(mean + NINETY * error), "error": error, "methods": methods,
    }  # fmt: skip
    return pd.DataFrame(found, index=logs.index)


def against(told: "pd.Series[float]", found: "pd.Series[float]") -> Mapping[str, float] | None:
    """How far is a method from what the client declared? None for fewer than twenty accounts.

    factor: the median of declared / found; error: the spread of its logarithm (1.4826 x the median
    absolute deviation); accounts compared.
    """
    both = pd.concat([told, found], axis=1).dropna()
    both = both[(both > 0).all(axis=1)]
    apart = pd.Series(np.log((both.iloc[:, 0] / both.iloc[:, 1]).to_numpy(float)))
    if len(apart) < 2 * PER_PARAMETER:
        return None
    middle = float(apart.median())
    error = 1.4826 * float((apart - middle).abs().median())
    return {"factor": float(np.exp(middle)), "error": error, "accounts": float(len(apart))}
