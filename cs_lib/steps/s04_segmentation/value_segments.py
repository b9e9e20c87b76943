"""Into which segments should accounts fall, by what they are worth and not by who sells to them?

By the engagement's rules, or by proposed ones: a regression tree on value, gap, need and success
potential whose leaves are as alike as can be, which a person can apply by hand (Moshkovitz et al.
2020, "Explainable k-means": one threshold a branch). Gate R2: every account is in one segment.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.metrics import adjusted_rand_score
from sklearn.tree import DecisionTreeRegressor

from cs_lib.engagement.segmentation import CONDITION, Segmentation
from cs_lib.models.lives import Floats

Places = NDArray[np.int64]

FEATURES = ("value", "gap", "need", "success")
MONEY = ("value", "gap", "potential")
SMALLEST, SMALLEST_SHARE = 10, 0.05
MOST, DRAWS = 6, 30
STABLE, WORTH = 0.6, 0.05
"""Segments are firm where resampled companies place accounts alike (adjusted Rand index); each must
make accounts more alike by five points of their variance."""
REST = ""
"""Accounts that no rule takes: no client's rule bears an empty name."""


@dataclass(frozen=True)
class Rule:
    """One segment as a person applies it: conditions by measure, all of which must hold."""

    name: str
    conditions: tuple[tuple[str, str, float], ...]
    tactic: str = ""

    def holds(self, measures: pd.DataFrame) -> "pd.Series[bool]":
        """For which accounts do all conditions hold? One that is not known does not hold."""
        found = pd.Series(True, index=measures.index)
        for measure, sign, level in self.conditions:
            known = measures[measure].astype(float)
            found &= {">=": known >= level, "<=": known <= level, ">": known > level,
                      "<": known < level}[sign]  # fmt: skip
        return found


@dataclass(frozen=True)
class Segments:
    """The rules in their order, and whether they are the client's or proposed."""

    rules: tuple[Rule, ...]
    proposed: bool

    def rule(self, name: str) -> Rule | None:
        """The rule called `name`; None for the accounts that no rule takes."""
        return next((rule for rule in self.rules if rule.name == name), None)

    def of(self, measures: pd.DataFrame) -> "pd.Series[str]":
        """The segment of each account: the first whose conditions hold, else `REST`."""
        found = pd.Series(REST, index=measures.index, dtype="str")
        for rule in reversed(self.rules):
            found = found.mask(rule.holds(measures), rule.name)
        return found


ARGUED = ["segments", "explained", "stability", "chosen"]
_NOT_ARGUED = pd.DataFrame(columns=ARGUED)


def segments(measures: pd.DataFrame, chosen: Segmentation) -> tuple[Segments | None, pd.DataFrame]:
    """The client's rules, else proposed ones; None where there are too few accounts to propose.

    With them how their number was argued (`ARGUED`): segments, explained (share of variance),
    stability (mean adjusted Rand index of resampled companies), chosen; empty for own rules.
    """
    if chosen.rules:
        rules = tuple(
            Rule(
                rule.name, tuple(_condition(m, said) for m, said in rule.when.items()), rule.tactic
            )
            for rule in chosen.rules
        )
        return Segments(rules, proposed=False), _NOT_ARGUED
    known = measures[[f for f in FEATURES if measures[f].notna().any()]].dropna()
    if len(known) < 2 * SMALLEST or not len(known.columns):
        return None, _NOT_ARGUED
    return _proposed(known)


def _condition(measure: str, said: str) -> tuple[str, str, float]:
    found = re.fullmatch(CONDITION, said.strip())
    assert found is not None, said  # the engagement has refused what cannot be read
    return measure, found[1], float(found[2])


def _proposed(known: pd.DataFrame) -> tuple[Segments, pd.DataFrame]:
    x, sizes = _standardised(known).to_numpy(), range(2, MOST + 1)
    trees = {k: _tree(x, k) for k in sizes}
    stable = _stability(x, trees)
    rows = [(k, _explained(x, trees[k]), stable[k]) for k in sizes]
    argued = pd.DataFrame(rows, columns=ARGUED[:3])
    best = _argued(argued)
    argued["chosen"] = argued["segments"] == best
    return Segments(_rules(trees[best], known), proposed=True), argued


def _argued(argued: pd.DataFrame) -> int:
    """The most firm segments, each of which adds enough; where none are firm, the firmest."""
    added = argued["explained"].diff().fillna(1.0)
    worth = argued[(added >= WORTH).cummin()]
    firm = worth[worth["stability"] >= STABLE]
    place = int(worth["stability"].to_numpy().argmax())
    return int(worth["segments"].iloc[place] if firm.empty else firm["segments"].iloc[-1])


def _standardised(known: pd.DataFrame) -> pd.DataFrame:
    """Money as ln(1 + x), so that one large account is no segment; all of one variance."""
    scaled = known.assign(**{n: np.log1p(known[n].clip(lower=0)) for n in known if n in MONEY})
    spread = scaled.std(ddof=0)
    return (scaled - scaled.mean()) / spread.where(spread > 0, 1.0)


def _tree(x: Floats, leaves: int) -> DecisionTreeRegressor:
    least = max(SMALLEST, int(np.ceil(SMALLEST_SHARE * len(x))))
    tree = DecisionTreeRegressor(max_leaf_nodes=leaves, min_samples_leaf=least, random_state=0)
    return tree.fit(x, x)


def _explained(x: Floats, tree: DecisionTreeRegressor) -> float:
    whole = float(((x - x.mean(axis=0)) ** 2).sum())
    rest = float(((x - tree.predict(x).reshape(x.shape)) ** 2).sum())
    return 1 - rest / whole if whole else 0.0


def _stability(x: Floats, trees: Mapping[int, DecisionTreeRegressor]) -> dict[int, float]:
    """By number of leaves: how alike do trees of resampled companies place these accounts?"""
    rng, own = np.random.default_rng(0), {k: tree.apply(x) for k, tree in trees.items()}
    again: dict[int, list[float]] = {k: [] for k in trees}
    for _ in range(DRAWS):
        grown = _tree(x[rng.integers(0, len(x), len(x))], max(trees))
        at = grown.apply(x)
        for k, found in again.items():
            found.append(adjusted_rand_score(own[k], _cut_back(grown, at, k)))
    return {k: float(np.mean(found)) for k, found in again.items()}


def _cut_back(tree: DecisionTreeRegressor, at: Places, leaves: int) -> Places:
    """Where the accounts that are `at` these leaves are in the same tree with fewer of them.

    A tree grows by its best split, whose two nodes get the next two numbers, so that a smaller one
    is how this one began.
    """
    parents = np.zeros(tree.tree_.node_count, dtype=np.int64)
    for children in (tree.tree_.children_left, tree.tree_.children_right):
        inner = np.nonzero(children >= 0)[0]
        parents[children[inner]] = inner
    while (later := at > 2 * (leaves - 1)).any():
        at = np.where(later, parents[at], at)
    return at


def _rules(tree: DecisionTreeRegressor, known: pd.DataFrame) -> tuple[Rule, ...]:
    """Each leaf as a rule on the measures themselves, thresholds rounded where nobody moves."""
    paths = [_merged(path) for path in _paths(tree, known)]
    worth = [known[Rule("", path).holds(known)] for path in paths]
    order = sorted(range(len(paths)), key=lambda i: -float(worth[i][_size(known)].mean()))
    return tuple(Rule(str(place), paths[i]) for place, i in enumerate(order, 1))


def _size(known: pd.DataFrame) -> str:
    return "value" if "value" in known else str(known.columns[0])


def _paths(
    tree: DecisionTreeRegressor, known: pd.DataFrame
) -> Sequence[tuple[tuple[str, str, float], ...]]:
    t, names, found = tree.tree_, list(known.columns), []
    stack: list[tuple[int, tuple[tuple[str, str, float], ...]]] = [(0, ())]
    x = _standardised(known)
    while stack:
        node, path = stack.pop()
        if t.children_left[node] < 0:
            found.append(path)
            continue
        name = names[t.feature[node]]
        level = _level(known[name], x[name] <= t.threshold[node])
        stack.append((int(t.children_right[node]), (*path, (name, ">=", level))))
        stack.append((int(t.children_left[node]), (*path, (name, "<", level))))
    return found


def _level(values: "pd.Series[float]", below: "pd.Series[bool]") -> float:
    """A threshold with as few digits as may be that parts the same accounts."""
    low, high = float(values[below].max()), float(values[~below].min())
    for digits in range(1, 8):
        size = np.floor(np.log10(abs(high))) if high else 0.0
        level = round(high, int(digits - 1 - size))
        level = level if level <= high else level - 10.0 ** (size + 1 - digits)
        if low < level <= high:
            return float(level)
    return high


def _merged(path: tuple[tuple[str, str, float], ...]) -> tuple[tuple[str, str, float], ...]:
    """The tightest condition for each measure and sign."""
    tight: dict[tuple[str, str], float] = {}
    for name, sign, level in path:
        key = (name, sign)
        pick = max if sign == ">=" else min
        tight[key] = pick(tight[key], level) if key in tight else level
    return tuple((name, sign, level) for (name, sign), level in tight.items())


def measures(accounts: pd.DataFrame) -> pd.DataFrame:
    """What rules may ask of each account, by account: `engagement.segmentation.MEASURES`."""
    known: Mapping[str, pd.Series] = {
        "value": accounts["arr"],
        "gap": accounts["gap"],
        "potential": accounts["potential"],
        "penetration": accounts["penetration"],
        "need": accounts["need"],
        "success": accounts["success"],
        "skill": accounts["skill"],
        "will": accounts["will"],
    }
    return pd.DataFrame(known).set_index(accounts["account"])
