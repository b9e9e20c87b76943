"""What did a play do that started at different times? Group-time effects and their averages.

Callaway and Sant'Anna (2021): each group that starts together is compared with those who never
start, or have not yet, from the period before its start; regression and weights are combined so
that one of the two may be wrong (Sant'Anna and Zhao, 2020). Equal to R's `did` (see the tests).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy.special import expit
from scipy.stats import chi2

from cs_lib.models.effect.estimate import LEVEL, Effect, Flags, clustered, normal
from cs_lib.models.lives import Floats

Control = Literal["never", "not_yet"]
NEVER = np.inf
DRAWS = 999
_STEPS = 50


@dataclass(frozen=True)
class GroupTime:
    """The effect in each group and period.

    cells: group (the period in which it starts), time, value, error, low, high, treated, compared.
    `influence` has a row a unit and a column a cell; `starts` is each unit's group, infinite for
    those who never start; `clusters` are codes, or None.
    """

    cells: pd.DataFrame
    influence: Floats
    starts: Floats
    clusters: Floats | None

    @property
    def after(self) -> Flags:
        """Which cells lie in or after the start of their group?"""
        return (self.cells["time"] >= self.cells["group"]).to_numpy(bool)

    def simple(self) -> Effect:
        """The mean effect over all treated units and periods since their start."""
        return self._mean(self.after)

    def event_study(self, draws: int = DRAWS, seed: int = 0) -> pd.DataFrame:
        """The effect by periods since the start: those before it should be 0.

        since, value, error, low, high, treated; limits hold for all of them together, by the
        multiplier bootstrap.
        """
        since = (self.cells["time"] - self.cells["group"]).to_numpy(int)
        found, waves = [], []
        for each in np.unique(since):
            effect, wave = self._averaged(since == each)
            found.append((int(each), effect.value, effect.error, effect.treated))
            waves.append(wave)
        frame = pd.DataFrame(found, columns=["since", "value", "error", "treated"])
        reach = frame["error"] * self._critical(np.column_stack(waves), draws, seed)
        return frame.assign(low=frame["value"] - reach, high=frame["value"] + reach)

    def dynamic(self) -> Effect:
        """The mean of the event study since the start, each length of time counting alike."""
        since = (self.cells["time"] - self.cells["group"]).to_numpy(int)
        waves = [self._averaged(since == each) for each in np.unique(since[self.after])]
        value = float(np.mean([effect.value for effect, _ in waves]))
        influence = np.mean([wave for _, wave in waves], axis=0)
        return self._effect(value, influence)

    def placebo(self) -> float:
        """The p-value of the joint test that nothing happened before the start (Wald)."""
        early = np.flatnonzero(~self.after)
        early = early[self.cells["error"].to_numpy(float)[early] > 0]
        if not len(early):
            return 1.0
        waves, n = self._summed(self.influence[:, early]), len(self.starts)
        spread = waves.T @ waves / n**2
        value = self.cells["value"].to_numpy(float)[early]
        rank = int(np.linalg.matrix_rank(spread))
        return float(chi2.sf(value @ np.linalg.pinv(spread) @ value, rank))

    def _mean(self, chosen: Flags) -> Effect:
        return self._averaged(chosen)[0]

    def _averaged(self, chosen: Flags) -> tuple[Effect, Floats]:
        """Cells weighted by the size of their groups; sizes are estimated, too."""
        at = np.flatnonzero(chosen)
        group = self.cells["group"].to_numpy(float)[at]
        member = self.starts[:, None] == group
        size = member.mean(axis=0)
        value = self.cells["value"].to_numpy(float)[at]
        moved = member - size
        by_size = moved / size.sum() - moved.sum(axis=1, keepdims=True) * size / size.sum() ** 2
        influence = self.influence[:, at] @ (size / size.sum()) + by_size @ value
        return self._effect(float(value @ size / size.sum()), influence, group), influence

    def _effect(self, value: float, influence: Floats, group: Floats | None = None) -> Effect:
        known = np.isfinite(self.starts) if group is None else np.isin(self.starts, group)
        never = int((~np.isfinite(self.starts)).sum())
        return normal(value, clustered(influence, self.clusters), int(known.sum()), never)

    def _summed(self, waves: Floats) -> Floats:
        if self.clusters is None:
            return waves
        codes = self.clusters.astype(int)
        return np.column_stack([np.bincount(codes, weights=wave) for wave in waves.T])

    def _critical(self, waves: Floats, draws: int, seed: int) -> float:
        """The critical value at which all limits hold together (Rademacher multipliers)."""
        sums = self._summed(waves)
        signs = np.random.default_rng(seed).choice([-1.0, 1.0], (draws, len(sums)))
        drawn = signs @ sums / len(self.starts)
        error = np.sqrt((sums**2).sum(axis=0)) / len(self.starts)
        known = error > 0
        if not known.any():
            return 0.0
        return float(np.quantile((np.abs(drawn[:, known]) / error[known]).max(axis=1), LEVEL))


def group_time(
    panel: pd.DataFrame,
    outcome: str,
    unit: str,
    time: str,
    start: str,
    covariates: Sequence[str] = (),
    control: Control = "never",
    cluster: str | None = None,
) -> GroupTime:
    """What was the effect in each group and period?

    `panel` has one row a unit and period, all units in all periods; `start` is the period in which
    the unit's treatment starts, missing for never; `covariates` are as of the first period. Units
    that start in the first period have no before and are left out. Raises ValueError for a panel
    with gaps, and where nobody is left to compare with.
    """
    wide = panel.pivot(index=unit, columns=time, values=outcome)
    if wide.isna().any(axis=None):
        raise ValueError("every unit must be seen in every period")
    first = panel.sort_values(time).drop_duplicates(unit).set_index(unit).reindex(wide.index)
    periods = np.sort(wide.columns.to_numpy(float))
    begun = pd.to_numeric(first[start]).fillna(NEVER).to_numpy(float)
    begun = np.where(begun > periods[-1], NEVER, begun)
    kept = begun > periods[0]
    begun, values = begun[kept], wide.to_numpy(float)[kept]
    traits = np.column_stack([np.ones(len(begun)), first[list(covariates)].to_numpy(float)[kept]])
    codes = None if cluster is None else pd.factorize(first[cluster])[0][kept].astype(float)
    rows, waves = [], []
    for group in np.unique(begun[np.isfinite(begun)]):
        for number, now in enumerate(periods[1:], start=1):
            base = int(np.searchsorted(periods, group)) - 1 if now >= group else number - 1
            others = _others(begun, group, max(now, periods[base]), control)
            given = begun == group
            if not others.any():
                continue
            used = given | others
            change = (values[:, number] - values[:, base])[used]
            value, wave = doubly_robust(change, given[used].astype(float), traits[used])
            influence = np.zeros(len(begun))
            influence[used] = wave * len(begun) / used.sum()
            effect = normal(value, clustered(influence, codes), int(given.sum()), int(others.sum()))
            rows.append((int(group), int(now), effect))
            waves.append(influence)
    if not rows:
        raise ValueError("nobody is left to compare those who started with")
    cells = pd.DataFrame(
        [(g, t, e.value, e.error, e.low, e.high, e.treated, e.compared) for g, t, e in rows],
        columns=["group", "time", "value", "error", "low", "high", "treated", "compared"],
    )
    return GroupTime(cells, np.column_stack(waves), begun, codes)


def _others(begun: Floats, group: float, until: float, control: Control) -> Flags:
    never = ~np.isfinite(begun)
    if control == "never":
        return never
    return np.asarray(never | ((begun > until) & (begun != group)))


def doubly_robust(change: Floats, given: Floats, traits: Floats) -> tuple[float, Floats]:
    """The effect on the treated of one before and one after, and its influence function.

    Sant'Anna and Zhao (2020), equation 2.7 with the influence of both first steps; `traits` holds
    a column of ones. Without other traits it is the difference of mean changes.
    """
    n, rest = len(change), 1 - given
    slopes, bread = _logit(given, traits)
    chance = np.clip(expit(traits @ slopes), None, 1 - 1e-6)
    heavy = chance * rest / (1 - chance)
    inner = np.linalg.pinv((traits * rest[:, None]).T @ traits / n)
    line = inner @ ((traits * rest[:, None]).T @ change / n)
    left = change - traits @ line
    by_line = (rest * left)[:, None] * traits @ inner
    by_chance = (given - chance)[:, None] * traits @ bread
    up, down = (given * left).mean() / given.mean(), (heavy * left).mean() / heavy.mean()
    first = given * left - given * up - by_line @ (given[:, None] * traits).mean(axis=0)
    second = (
        heavy * left
        - heavy * down
        + by_chance @ ((heavy * (left - down))[:, None] * traits).mean(axis=0)
        - by_line @ (heavy[:, None] * traits).mean(axis=0)
    )
    return float(up - down), first / given.mean() - second / heavy.mean()


def _logit(given: Floats, traits: Floats) -> tuple[Floats, Floats]:
    """The chance of treatment by traits (Newton), and the inverse of its information."""
    slopes = np.zeros(traits.shape[1])
    bread = np.eye(traits.shape[1])
    for _ in range(_STEPS):
        chance = expit(traits @ slopes)
        spread = (traits * (chance * (1 - chance))[:, None]).T @ traits / len(given)
        bread = np.linalg.pinv(spread)
        step = bread @ (traits.T @ (given - chance) / len(given))
        slopes = slopes + np.clip(step, -2.0, 2.0)
        if np.abs(step).max() < 1e-10:
            break
    return slopes, bread
