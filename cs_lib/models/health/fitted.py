"""Which accounts will leave, by what the data say? An additive model whose parts can be read.

A logistic regression on the account's traits: each number as a smooth curve (cubic splines with
knots at its quantiles), each word as a step, all shrunk by a ridge whose strength cross-validation
chooses by likelihood. What one trait adds to the log odds is its contribution, so that every score
can be taken apart. Sources: Hastie and Tibshirani (1990), Generalized Additive Models; le Cessie
and van Houwelingen (1992).
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.preprocessing import SplineTransformer

from cs_lib.models.lives import Floats

KNOTS, FEWEST_VALUES = 5, 8
STRENGTHS = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
FOLDS = 5
RARE = 10
"""A word that fewer accounts have is one of the rest."""


@dataclass(frozen=True)
class _Part:
    """How one trait becomes columns: a curve, or steps; centred, so that the mean adds nothing."""

    trait: str
    spline: SplineTransformer | None
    words: tuple[str, ...]
    middle: float
    mean: Floats
    spread: Floats

    @classmethod
    def of(cls, values: pd.Series) -> "_Part":
        number = pd.api.types.is_numeric_dtype(values) and values.nunique() >= FEWEST_VALUES
        if number:
            known = values.dropna().astype(float)
            spline = SplineTransformer(KNOTS, knots="quantile", extrapolation="linear")
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # quantiles that coincide are dropped
                spline.fit(known.to_numpy()[:, None])
            part = cls(str(values.name), spline, (), float(known.median()), np.zeros(1), np.ones(1))
        else:
            counts = values.astype("str").value_counts()
            words = tuple(sorted(counts.index[counts >= RARE]))
            part = cls(str(values.name), None, words, 0.0, np.zeros(1), np.ones(1))
        raw = part._raw(values)
        spread = raw.std(axis=0)
        return cls(part.trait, part.spline, part.words, part.middle, raw.mean(axis=0),
                   np.where(spread > 0, spread, 1.0))  # fmt: skip

    def _raw(self, values: pd.Series) -> Floats:
        if self.spline is None:
            said = values.astype("str").to_numpy()
            found = np.zeros((len(said), len(self.words) + 1))
            for place, word in enumerate(self.words):
                found[:, place] = said == word
            found[:, -1] = ~found[:, :-1].any(axis=1)  # the rest, or nobody
            return found
        number = values.astype(float).fillna(self.middle).to_numpy()
        curve = np.asarray(self.spline.transform(number[:, None]), dtype=float)
        missing = values.isna().to_numpy(dtype=float)
        return np.column_stack([number, curve[:, 1:], missing])

    def columns(self, values: pd.Series) -> Floats:
        """The trait's columns, each of mean 0 and spread 1 where the model was fitted."""
        return np.asarray((self._raw(values) - self.mean) / self.spread, dtype=float)


@dataclass(frozen=True)
class Fitted:
    """A fitted model. `base`: log odds of the average account; `strength`: the ridge's inverse."""

    parts: tuple[_Part, ...]
    base: float
    weights: Floats
    strength: float

    def contributions(self, traits: pd.DataFrame) -> pd.DataFrame:
        """What each trait adds to the log odds of leaving; 0 is the average account."""
        blocks = _blocks(self.parts, traits)
        edges = np.cumsum([0, *(block.shape[1] for block in blocks.values())])
        return pd.DataFrame(
            {
                name: block @ self.weights[low:high]
                for (name, block), low, high in zip(
                    blocks.items(), edges[:-1], edges[1:], strict=True
                )
            },
            index=traits.index,
        )

    def risk(self, traits: pd.DataFrame) -> "pd.Series[float]":
        """The chance that each account leaves."""
        total = self.base + self.contributions(traits).sum(axis=1)
        return pd.Series(expit(total.to_numpy(float)), index=traits.index)


def _blocks(parts: Sequence[_Part], traits: pd.DataFrame) -> dict[str, Floats]:
    """The columns of each trait."""
    return {part.trait: part.columns(traits[part.trait]) for part in parts}


def fitted(traits: pd.DataFrame, hit: "pd.Series[bool]", strength: float | None = None) -> Fitted:
    """A model of `hit` on `traits`, one row an account each.

    Numbers may be missing; words may be anything. `strength` is the inverse of the ridge; where
    None, cross-validation chooses it.
    """
    parts = tuple(_Part.of(traits[name]) for name in traits)
    table = np.column_stack(list(_blocks(parts, traits).values()))
    target = np.asarray(hit, dtype=bool)
    chosen = strength if strength is not None else _strength(table, target)
    model = _model(chosen).fit(table, target)
    return Fitted(parts, float(model.intercept_[0]), model.coef_[0], chosen)


def _model(strength: float) -> LogisticRegression:
    return LogisticRegression(C=strength, max_iter=2000)


def _strength(table: Floats, hit: NDArray[np.bool_]) -> float:
    """The ridge with the best likelihood on accounts that it did not see."""
    folds = StratifiedKFold(min(FOLDS, int(min(hit.sum(), (~hit).sum()))), shuffle=True,
                            random_state=0)  # fmt: skip
    found = [
        cross_val_score(_model(each), table, hit, cv=folds, scoring="neg_log_loss").mean()
        for each in STRENGTHS
    ]
    return STRENGTHS[int(np.argmax(found))]
