"""How healthy is each account, by rules that everybody can read (M60)?

Each signal is turned into 0 (bad) to 100 (good) on a straight line between two stated values,
whichever of them is larger; the score is the weighted mean of what is known. What is missing gives
its weight to the rest and lowers the confidence. Sources: Gainsight's weighted average; Totango's
rule of all good and any poor (`mode`). Nothing dated after the day of the score is taken.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

Mode = Literal["weighted", "rule"]
POOR, GOOD, MIDDLE = 40.0, 70.0, 50.0
"""Below the first a signal, or a score, is poor; from the second it is good."""
SIGNALS = ["account", "signal", "value", "dated"]


@dataclass(frozen=True)
class Signal:
    """One sign of health: its weight, and the values that are worth 0 and 100 points.

    `hard` fails the account whatever else is good, once the signal is worth no points.
    """

    name: str
    weight: float
    worst: float
    best: float
    hard: bool = False

    def points(self, values: "pd.Series[float]") -> "pd.Series[float]":
        """0 (bad) to 100 (good)."""
        return (100 * (values - self.worst) / (self.best - self.worst)).clip(0, 100)


def refuse_later(signals: pd.DataFrame, day: pd.Timestamp) -> None:
    """ValueError where a signal rests on anything dated after `day`: a score must not know it."""
    late = signals[signals["dated"] > day]
    if len(late):
        one = late.iloc[0]
        raise ValueError(
            f"signal '{one['signal']}' of account {one['account']} rests on data of "
            f"{one['dated'].date()}, after the day of the score, {day.date()}"
        )


def points(
    signals: pd.DataFrame, declared: Sequence[Signal], accounts: pd.Index, day: pd.Timestamp
) -> pd.DataFrame:
    """Account x signal: 0 to 100, missing where not known.

    `signals`: `SIGNALS`, one row an account and signal; `dated` is the latest day of the data
    behind it. Raises ValueError for anything dated after `day`.
    """
    refuse_later(signals, day)
    wide = signals.pivot(index="account", columns="signal", values="value").reindex(accounts)
    return pd.DataFrame(
        {each.name: each.points(wide[each.name]) for each in declared if each.name in wide},
        index=accounts,
    ).astype(float)


def scores(
    marks: pd.DataFrame,
    declared: Sequence[Signal],
    weights: Mapping[str, float] | None = None,
    mode: Mode = "weighted",
) -> pd.DataFrame:
    """The score of each account (0 bad, 100 good), and what it is made of.

    Columns: `health`, `known` (the share of all weights whose signal is known), `worst_signal`
    (which takes most away from 100), and `of_<signal>`: what each contributes, adding up to
    `health` unless a hard rule or the mode decides. `weights` go before those declared.
    """
    stated = {each.name: (weights or {}).get(each.name, each.weight) for each in declared}
    if weights:
        stated = {name: weights.get(name, 0.0) for name in stated}
    total = sum(stated.values())
    weight = pd.Series({str(name): stated[str(name)] for name in marks}, dtype=float)
    there = marks.notna().mul(weight, axis=1)
    known = there.sum(axis=1)
    share = there.div(known.where(known > 0), axis=0)
    parts = share * marks.fillna(0.0)
    health = parts.sum(axis=1).where(known > 0)
    taken = share * (100 - marks.fillna(100.0))
    worst = pd.Series(None, index=marks.index, dtype="str")
    pulled = taken.max(axis=1) > 0
    if pulled.any():
        worst[pulled] = taken[pulled].idxmax(axis=1)
    hard = [each.name for each in declared if each.hard and each.name in marks]
    failed = (marks[hard] <= 0).any(axis=1) if hard else pd.Series(False, index=marks.index)
    if mode == "rule":
        health = health.mask(health.notna(), _by_rule(marks))
    health = health.mask(failed & health.notna(), np.minimum(health, POOR / 2))
    return pd.DataFrame(
        {"health": health, "known": known / total if total else 0.0, "worst_signal": worst}
    ).join(parts.add_prefix("of_"))


def _by_rule(marks: pd.DataFrame) -> "pd.Series[float]":
    """100 where all that is known is good, 0 where anything is poor, 50 between."""
    good = (marks.isna() | (marks >= GOOD)).all(axis=1)
    poor = (marks < POOR).any(axis=1)
    return pd.Series(np.select([poor, good], [0.0, 100.0], MIDDLE), index=marks.index)
