"""Where would the budget earn most? Today's spend beside the best, and how sure that is."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cs_lib.models import allocation as solver
from cs_lib.models.lives import Floats
from cs_lib.steps.opportunity.curves import NONE, STATED

DRAWS = 60
LOOSE = 0.3
"""Plus or minus, by which a stated answer to twice the spend may be wrong."""
STEP = 100_000.0
"""The next piece of budget that the shadow price is told for."""
COLUMNS = [
    "cell", "segment", "lever", "today", "best", "low", "high", "minimum", "maximum",
    "marginal_today", "marginal_best", "move",
]  # fmt: skip


@dataclass(frozen=True)
class Spread:
    """The best spread of a budget. `table`: `COLUMNS`, highest marginal return of today first.

    `low` and `high` bound the best spend over what the curves leave open (5 % to 95 % of draws).
    `status` is "optimal", or `why` says what stands in the way. `kept` is the spend of cells
    without a curve, which stays as it is. `price` is the net return of one more unit of budget,
    `price_low` and `price_high` its range.
    """

    table: pd.DataFrame
    status: str
    why: str
    budget: float
    kept: float
    price: float
    price_low: float
    price_high: float
    value_today: float
    value_best: float


def spread(curves: pd.DataFrame, budget: float | None, seed: int = 0) -> Spread:
    """Spend `budget` (today's total where None) where it earns most; `curves`: `curves.curves`."""
    whole = float(curves["spend"].sum())
    known = curves[curves["source"] != NONE].reset_index(drop=True)
    kept = whole - float(known["spend"].sum())
    asked = whole if budget is None else budget
    if known.empty:
        return _nothing(
            "no lever has a response curve: none is stated, and the history shows none", asked
        )
    rest = asked - kept
    if rest <= 0:
        return _nothing("the budget does not cover the spend of the cells without a curve", asked)
    found = solver.solve(_limited(known), rest)
    if found.status != "optimal":
        return _nothing(found.why, asked)
    drawn = [solver.solve(each, rest) for each in _draws(known, seed)]
    drawn = [each for each in drawn if each.status == "optimal"]
    table = found.table.merge(known[["cell", "segment", "lever", "minimum", "maximum"]], on="cell")
    low, high = _range(drawn, table["cell"])
    prices = [each.shadow_price for each in drawn] or [found.shadow_price]
    return Spread(
        table.assign(low=low, high=high)[COLUMNS], "optimal", "", asked, kept,
        found.shadow_price, float(np.quantile(prices, 0.05)), float(np.quantile(prices, 0.95)),
        found.value_today, found.value_best,
    )  # fmt: skip


def _nothing(why: str, budget: float) -> Spread:
    empty = pd.DataFrame(columns=COLUMNS)
    return Spread(empty, "none", why, budget, 0.0, *[float("nan")] * 5)


def _limited(known: pd.DataFrame) -> pd.DataFrame:
    """The solver's columns; today's value is left to the curve."""
    return known[["cell", "spend", "half", "ceiling", "minimum", "maximum"]]


def _draws(known: pd.DataFrame, seed: int) -> list[pd.DataFrame]:
    """The curves as they might be as well: by standard errors, or with other stated answers."""
    generator = np.random.default_rng(seed)
    return [_limited(_drawn(known, generator)) for _ in range(DRAWS)]


def _drawn(known: pd.DataFrame, generator: np.random.Generator) -> pd.DataFrame:
    stated = (known["source"] == STATED).to_numpy()
    half, ceiling = (known[name].to_numpy(dtype=float) for name in ("half", "ceiling"))
    spend, value = (known[name].to_numpy(dtype=float) for name in ("spend", "value"))
    # how much doubling adds, over today's value: h = 2 d x / (1 - d) solved for d
    doubled = half / (half + 2 * spend)
    factor = generator.triangular(1 - LOOSE, 1.0, 1 + LOOSE, len(known))
    doubled = np.clip(doubled * factor, 0.01, 0.95)
    normal: Floats = generator.standard_normal((2, len(known)))
    errors = [
        known[name].fillna(0.0).to_numpy(dtype=float) for name in ("half_error", "ceiling_error")
    ]
    fitted = [
        np.maximum(v + e * z, 0.1 * v)
        for v, e, z in zip((half, ceiling), errors, normal, strict=True)
    ]
    return known.assign(
        half=np.where(stated, spend * 2 * doubled / (1 - doubled), fitted[0]),
        ceiling=np.where(stated, value * (1 + doubled) / (1 - doubled), fitted[1]),
    )


def _range(drawn: list[solver.Allocation], cells: pd.Series) -> tuple[Floats, Floats]:
    if not drawn:
        none = np.full(len(cells), np.nan)
        return none, none
    best = np.array([each.table.set_index("cell")["best"].loc[cells].to_numpy() for each in drawn])
    low, high = np.quantile(best, [0.05, 0.95], axis=0)
    return low, high
