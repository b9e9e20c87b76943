"""Which accounts do better than comparable ones, by more than chance? The client's best quartile.

Accounts of one segment are compared with each other only: every rate is taken relative to its
segment's. Groups of accounts (by adoption, products held, industry, ...) are tested for a
difference (analysis of variance, at 5 % shared among those of a kind), and what a group is
ahead counts by its credibility Z = 1 - 1/F (Bühlmann 1967; the positive-part James-Stein factor),
so that few accounts and mere luck give no uplift. With accounts as units and their quarters as
weights this is the model of Bühlmann and Straub (1970).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import f as f_distribution

from cs_lib.steps.s08_ltv_opportunity.attributes import REACHABLE
from cs_lib.steps.s08_ltv_opportunity.levers import LEVERS, Lever

QUARTILE = 0.25
SMALLEST = 10
"""Accounts below which a group is not compared (P26)."""
LEVEL = 0.05
_NINETY = 1.645
COLUMNS = [
    "lever", "attribute", "credible", "reachable", "best", "ratio", "low", "high", "credibility",
    "p", "accounts", "groups", "tried",
]  # fmt: skip


@dataclass(frozen=True)
class _Groups:
    """Relative rates by group: mean, weight (account-quarters), accounts, scatter within groups."""

    mean: pd.Series
    weight: pd.Series
    accounts: pd.Series
    within: float

    @property
    def overall(self) -> float:
        return float(np.average(self.mean, weights=self.weight))

    @property
    def f(self) -> float:
        """Between groups over within them: 1 where groups differ as chance makes them."""
        squares = self.weight * (self.mean - self.overall) ** 2
        between = float(squares.sum()) / (len(self.mean) - 1)
        return between / self.within if self.within else 0.0

    @property
    def p(self) -> float:
        rest = int(self.accounts.sum()) - len(self.mean)
        return float(f_distribution.sf(self.f, len(self.mean) - 1, rest))


def compare(observed: pd.DataFrame, attributes: pd.DataFrame) -> pd.DataFrame:
    """Does some group of comparable accounts do credibly better? One row per lever and attribute.

    `observed`: `observed.quarters`; `attributes`: one column per attribute, same index, empty where
    not known. `ratio`: the best quartile's rate over its segment's, regressed, with its 90 %
    interval `low` to `high`; `credibility` Z; `p`; `best`: the groups that make up the best
    quartile; `accounts` in them; `groups` compared; `tried`: attributes of its kind, reachable or
    not; `credible`; `reachable`: whether accounts can be helped to it (`attributes.REACHABLE`).
    Most credible first.
    """
    reachable = [name in REACHABLE for name in attributes]
    # only what can give an uplift competes for being believed as one; the rest is shown beside it
    tried = {True: sum(reachable), False: len(reachable) - sum(reachable)}
    rows = [
        _row(observed, attributes[name], lever, str(name), tried[can])
        for lever in LEVERS
        for name, can in zip(attributes, reachable, strict=True)
    ]
    frame = pd.DataFrame([row for row in rows if row], columns=COLUMNS)
    order = {lever.name: place for place, lever in enumerate(LEVERS)}
    return frame.sort_values(
        ["lever", "p"], key=lambda c: c.map(order) if c.name == "lever" else c, kind="stable"
    ).reset_index(drop=True)


def best(compared: pd.DataFrame) -> pd.DataFrame:
    """The reachable attribute that tells most per lever, where one does: rows of `compare`."""
    credible = compared[compared["credible"].astype(bool) & compared["reachable"].astype(bool)]
    return credible.drop_duplicates("lever").set_index("lever")


def _row(
    observed: pd.DataFrame, groups: pd.Series, lever: Lever, attribute: str, tried: int
) -> tuple[object, ...] | None:
    relative = _relative(observed, lever.name)
    known = relative.notna() & groups.notna()
    found = _grouped(relative[known], groups[known], observed.loc[known, "account"])
    if found is None:
        return None
    z = max(0.0, 1 - 1 / found.f) if found.f else 0.0
    # relative to all that were compared: an attribute may be known of some accounts only
    shrunk = 1 + z * (found.mean / found.overall - 1) if found.overall else found.mean * 0 + 1
    chosen = _best_quartile(shrunk, found.weight, lever.sign)
    ratio = float(np.average(shrunk[chosen], weights=found.weight[chosen]))
    error = _NINETY * z * float(np.sqrt(found.within / found.weight[chosen].sum()))
    accounts, p = int(found.accounts[chosen].sum()), found.p
    credible = p * tried < LEVEL and (ratio - 1) * lever.sign > 0
    return (
        lever.name, attribute, credible, attribute in REACHABLE, ", ".join(map(str, chosen)), ratio,
        max(0.0, ratio - error), ratio + error, z, p, accounts, len(found.mean), tried,
    )  # fmt: skip


def _relative(observed: pd.DataFrame, lever: str) -> pd.Series:
    """Each observation over its segment's mean, so that segments are not compared."""
    mean = observed.groupby("segment")[lever].transform("mean")
    return (observed[lever] / mean).where(mean > 0)


def _grouped(relative: pd.Series, groups: pd.Series, accounts: pd.Series) -> _Groups | None:
    """Groups of enough accounts; None where fewer than two are left."""
    sizes = accounts.groupby(groups).nunique()
    enough = groups.isin(sizes[sizes >= SMALLEST].index)
    values, names = relative[enough], groups[enough]
    if names.nunique() < 2:
        return None
    # an account's quarters are alike, so the account is the unit, and its quarters are its weight
    by_unit = values.groupby([names.rename("group"), accounts[enough].rename("account")])
    return _of_units(by_unit.agg(["mean", "size"]).reset_index())


def _of_units(units: pd.DataFrame) -> _Groups:
    by_group = units.assign(sum=units["mean"] * units["size"]).groupby("group")
    weight, accounts = by_group["size"].sum(), by_group.size()
    mean = by_group["sum"].sum() / weight
    scatter = units["size"] * (units["mean"] - units["group"].map(mean)) ** 2
    rest = len(units) - len(mean)
    return _Groups(mean, weight, accounts, float(scatter.sum()) / rest if rest else 0.0)


def _best_quartile(rates: pd.Series, weight: pd.Series, sign: int) -> list[str]:
    """The best groups that together hold at least a quarter of what was observed."""
    ordered = (rates * sign).sort_values(ascending=False, kind="stable").index
    reached = weight[ordered].cumsum() / weight.sum()
    return list(ordered[: int((reached < QUARTILE - 1e-9).sum()) + 1])
