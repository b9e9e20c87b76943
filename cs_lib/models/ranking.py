"""Would another choice have come first? Monte Carlo, tornado and flip points of a ranking (M68)."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from cs_lib.models.lives import Floats

Value = Callable[[pd.DataFrame], "pd.Series | Floats"]
Spread = Mapping[str, float | tuple[float, float]]
Limits = Mapping[str, tuple[float, float]]

_SCAN = np.concatenate([[0.0], np.geomspace(0.1, 10, 161)])
"""Multipliers among which a flip point is looked for: from nothing to ten times today's."""
NINETY = (0.05, 0.95)
"""The quantiles between which 90 % of the draws lie."""


@dataclass(frozen=True)
class Robustness:
    """How firmly does the top choice stand?

    `top`; `values` by choice; `share_top`: by choice, the share of draws in which it was first;
    `low` and `high`: by choice, the value between which 90 % of the draws lie.
    `flip_points`: `parameter`, `now`, `flips_at`, `to` (the choice that takes over), nearest first,
    NaN and "" when no value within limits flips it. `tornado`: `parameter`, `low`, `high` (the top
    choice's parameter at both ends), `value_low`, `value_high`, widest first.
    """

    top: str
    values: pd.Series
    share_top: pd.Series
    low: pd.Series
    high: pd.Series
    flip_points: pd.DataFrame
    tornado: pd.DataFrame
    draws: int


@dataclass(frozen=True)
class _Game:
    choices: pd.DataFrame
    value: Value
    spread: dict[str, tuple[float, float]]
    common: frozenset[str]
    limits: Limits

    def worth(self, frame: pd.DataFrame) -> Floats:
        return np.array(self.value(frame), dtype=float)

    def clipped(self, parameter: str, values: Floats) -> Floats:
        low, high = self.limits.get(parameter, (-np.inf, np.inf))
        return np.clip(values, low, high)

    def moved(self, parameter: str, factor: float, row: int) -> pd.DataFrame:
        """The choices with one parameter times `factor`: of all when common, else of `row`."""
        values = self.choices[parameter].to_numpy(dtype=float, copy=True)
        where = slice(None) if parameter in self.common else row
        values[where] *= factor
        return self.choices.assign(**{parameter: values})


def simulate(
    choices: pd.DataFrame,
    value: Value,
    spread: Spread,
    draws: int = 2000,
    seed: int = 0,
    *,
    common: Collection[str] = (),
    limits: Limits | None = None,
) -> Robustness:
    """How robust is the ranking of `choices` by `value` against what is not known?

    `choices`: `choice` and a column per parameter. `value` takes such a frame, of any length, and
    gives each row's value. `spread`: by parameter, 0.2 for plus or minus 20 %, or the lowest and
    highest multiplier; draws are triangular around today's. Parameters in `common` (a margin, a
    discount rate) move together for all choices, others for each alone. `limits` bound a
    parameter's own values, such as (0, 1) for a probability. Raises ValueError on a spread or a
    limit of an unknown parameter, on no choices, or when a value is not a number.
    """
    game = _Game(
        choices.reset_index(drop=True), value, {name: _ends(s) for name, s in spread.items()},
        frozenset(common), limits or {},
    )  # fmt: skip
    _check(game)
    worth = game.worth(game.choices)
    if not np.isfinite(worth).all():
        raise ValueError("every choice needs a value that is a number before it can be ranked")
    top = int(worth.argmax())
    names = game.choices["choice"].astype(str)
    drawn = _drawn(game, draws, seed)
    first = np.bincount(drawn.argmax(axis=1), minlength=len(names)) / draws
    low, high = np.quantile(drawn, NINETY, axis=0)
    return Robustness(
        top=names[top],
        values=pd.Series(worth, index=names),
        share_top=pd.Series(first, index=names, name="share_top"),
        low=pd.Series(low, index=names),
        high=pd.Series(high, index=names),
        flip_points=_flip_points(game, top),
        tornado=_tornado(game, top),
        draws=draws,
    )


def _ends(spread: float | tuple[float, float]) -> tuple[float, float]:
    low, high = spread if isinstance(spread, tuple) else (1 - spread, 1 + spread)
    if not low <= 1 <= high:
        raise ValueError(f"a spread lies around today's value: {low} to {high} does not hold 1")
    return float(low), float(high)


def _check(game: _Game) -> None:
    if game.choices.empty:
        raise ValueError("no choices to rank")
    unknown = ({*game.spread, *game.common, *game.limits}) - set(game.choices.columns)
    if unknown:
        raise ValueError(f"no such parameter among the choices: {', '.join(sorted(unknown))}")


def _drawn(game: _Game, draws: int, seed: int) -> Floats:
    """What each choice is worth in each draw: a row a draw, a column a choice."""
    generator = np.random.default_rng(seed)
    count = len(game.choices)
    drawn = game.choices.loc[np.tile(np.arange(count), draws)].reset_index(drop=True)
    for parameter, (low, high) in game.spread.items():
        if low == high:
            continue
        width = 1 if parameter in game.common else count
        factor = generator.triangular(low, 1.0, high, size=(draws, width))
        factor = np.broadcast_to(factor, (draws, count)).ravel()
        values = drawn[parameter].to_numpy(dtype=float) * factor
        drawn[parameter] = game.clipped(parameter, values)
    return game.worth(drawn).reshape(draws, count)


def _tornado(game: _Game, top: int) -> pd.DataFrame:
    rows = []
    for parameter, ends in game.spread.items():
        at = []
        for factor in ends:
            moved = game.moved(parameter, factor, top)
            moved[parameter] = game.clipped(parameter, moved[parameter].to_numpy(dtype=float))
            at.append((float(moved[parameter].iloc[top]), float(game.worth(moved)[top])))
        (low, value_low), (high, value_high) = at
        rows.append((parameter, low, high, value_low, value_high))
    frame = pd.DataFrame(rows, columns=["parameter", "low", "high", "value_low", "value_high"])
    swing = (frame["value_high"] - frame["value_low"]).abs()
    return frame.loc[swing.sort_values(ascending=False, kind="stable").index].reset_index(drop=True)


def _flip_points(game: _Game, top: int) -> pd.DataFrame:
    rows = []
    for parameter in game.spread:
        now = float(game.choices[parameter].iloc[top])
        factor = _flip(game, parameter, top) if len(game.choices) > 1 and now else None
        to = "" if factor is None else _successor(game, parameter, factor, top)
        rows.append((parameter, now, np.nan if factor is None else now * factor, to))
    frame = pd.DataFrame(rows, columns=["parameter", "now", "flips_at", "to"])
    way = (frame["flips_at"] / frame["now"] - 1).abs()
    return frame.loc[way.sort_values(na_position="last", kind="stable").index].reset_index(
        drop=True
    )


def _lead(game: _Game, parameter: str, factor: float, top: int) -> float:
    worth = game.worth(game.moved(parameter, factor, top))
    return float(worth[top] - np.delete(worth, top).max())


def _flip(game: _Game, parameter: str, top: int) -> float | None:
    """The multiplier nearest 1 at which the lead is gone, or None within scan and limits."""
    now = float(game.choices[parameter].iloc[top])
    low, high = game.limits.get(parameter, (-np.inf, np.inf))
    found = []
    for side in (_SCAN[_SCAN <= 1][::-1], _SCAN[_SCAN >= 1]):
        before = 1.0
        for factor in side:
            if not low <= now * factor <= high:
                break
            if _lead(game, parameter, factor, top) < 0:
                lead = lambda at: _lead(game, parameter, at, top)  # noqa: E731
                found.append(float(brentq(lead, before, factor)))
                break
            before = factor
    return min(found, key=lambda factor: abs(factor - 1)) if found else None


def _successor(game: _Game, parameter: str, factor: float, top: int) -> str:
    worth = game.worth(game.moved(parameter, factor, top))
    worth[top] = -np.inf
    return str(game.choices["choice"].iloc[int(worth.argmax())])
