"""Where does the next unit of budget earn most? Concave responses and the best spend under them.

A cell (a segment and a lever) answers spend x with value ceiling * x / (half + x): each further
unit brings less, half of the ceiling is reached at `half`. All values are net of the spend itself.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy.optimize import OptimizeWarning, curve_fit, minimize

from cs_lib.models.lives import Floats

Status = Literal["optimal", "cannot support", "infeasible", "not solved"]
TABLE = ["cell", "today", "best", "marginal_today", "marginal_best", "move"]
MIN_POINTS = 5
"""Observations of spend and value, below which no curve is fitted."""
_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Response:
    """A fitted response with the standard errors of both parameters; money throughout."""

    half: float
    ceiling: float
    half_error: float
    ceiling_error: float
    n: int


@dataclass(frozen=True)
class Allocation:
    """How should the budget be spread?

    `table`, highest marginal return of today first: `cell`, `today` and `best` spend,
    `marginal_today` and `marginal_best` (net return of one more unit there), `move`.
    `shadow_price`: net return of one more unit of budget. `value_today` and `value_best`: net of
    spend. When `status` is not "optimal" the best is NaN, the rest is what is known, and `why`
    says what is in the way.
    """

    table: pd.DataFrame
    shadow_price: float
    value_today: float
    value_best: float
    status: Status
    why: str = ""


def fit(spend: Floats, value: Floats) -> Response | None:
    """Which response do these observations show? Least squares; None if they cannot carry one.

    They cannot when there are fewer than five, when the spend hardly varied, or when the curve
    found is no finite one with diminishing returns.
    """
    spend, value = np.asarray(spend, dtype=float), np.asarray(value, dtype=float)
    if len(spend) < MIN_POINTS or np.ptp(spend) <= 0.1 * spend.mean() or value.max() <= 0:
        return None
    start = [float(np.median(spend)), 2 * float(value.max())]
    try:
        with np.errstate(all="ignore"):
            (half, ceiling), spread = curve_fit(_response, spend, value, start, bounds=(0, np.inf))
    except (RuntimeError, OptimizeWarning):
        return None
    errors = np.sqrt(np.diag(spread))
    if not np.isfinite(errors).all() or half > 100 * spend.max() or half <= 0:
        return None
    return Response(float(half), float(ceiling), float(errors[0]), float(errors[1]), len(spend))


def _response(spend: Floats, half: float, ceiling: float) -> Floats:
    return np.asarray(ceiling * spend / (half + spend), dtype=float)


@dataclass(frozen=True)
class _Cells:
    today: Floats
    half: Floats
    ceiling: Floats
    low: Floats
    high: Floats

    def net(self, spend: Floats) -> float:
        return float(np.sum(self.ceiling * spend / (self.half + spend) - spend))

    def marginal(self, spend: Floats) -> Floats:
        return np.asarray(self.ceiling * self.half / (self.half + spend) ** 2 - 1, dtype=float)


def solve(curves: pd.DataFrame, budget: float) -> Allocation:
    """Which spend per cell earns most, net of cost, within `budget`?

    `curves`: `cell`, `spend` (today), `half`, `ceiling`, `minimum` (the service level to keep) and
    `maximum`; with `value`, today's gross value, one of `half` and `ceiling` may be empty and is
    taken so that the curve passes through today. Budget is left over once a further unit would
    bring back less than itself. Raises ValueError on a missing column or a contradictory bound.
    """
    cells = _cells(curves)
    unknown = curves["cell"][~np.isfinite(cells.half + cells.ceiling)]
    if len(unknown) or curves.empty:
        names = ", ".join(map(str, unknown)) or "any cell"
        return _unsolved(curves, cells, "cannot support", f"no response curve for {names}")
    if cells.low.sum() > budget * (1 + 1e-12):
        why = f"the minimum service level needs {cells.low.sum():,.0f} of a budget of {budget:,.0f}"
        return _unsolved(curves, cells, "infeasible", why)
    best = _best(cells, budget)
    if best is None:
        return _unsolved(curves, cells, "not solved", "the solver stopped before an optimum")
    price = _shadow_price(cells, best, budget)
    net = (cells.net(cells.today), cells.net(best))
    return Allocation(_table(curves, cells, best), price, *net, "optimal")


def _cells(curves: pd.DataFrame) -> _Cells:
    needed = ["cell", "spend", "half", "ceiling", "minimum", "maximum"]
    lacking = [name for name in needed if name not in curves]
    if lacking:
        raise ValueError(f"curves lack the columns {', '.join(lacking)}")
    spend, half, ceiling, low, high = (curves[c].to_numpy(dtype=float) for c in needed[1:])
    if not ((low >= 0) & (low <= high) & (spend >= 0)).all():
        raise ValueError("spend and minimum must be 0 or more, and no minimum above its maximum")
    if "value" in curves:
        half, ceiling = _through_today(spend, curves["value"].to_numpy(dtype=float), half, ceiling)
    if ((half <= 0) | (ceiling < 0)).any():
        raise ValueError("a response needs a half above 0 and a ceiling above today's value")
    return _Cells(spend, half, ceiling, low, high)


def _through_today(
    spend: Floats, value: Floats, half: Floats, ceiling: Floats
) -> tuple[Floats, Floats]:
    anchored = (spend > 0) & (value > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        from_ceiling = spend * (ceiling - value) / value
        from_half = value * (spend + half) / spend
    return (
        np.where(np.isnan(half) & anchored, from_ceiling, half),
        np.where(np.isnan(ceiling) & anchored, from_half, ceiling),
    )


def _best(cells: _Cells, budget: float) -> Floats | None:
    """SLSQP on spend as a share of the budget, from the minimum plus an even part of the rest."""
    scale = budget or 1.0
    high = np.minimum(cells.high, budget)
    room = high - cells.low
    rest = min(budget - cells.low.sum(), room.sum())
    start = cells.low + (room * (rest / room.sum()) if room.sum() > 0 else 0.0)
    # a steepest slope of about 1 keeps the solver's line search within its precision
    slope = max(1.0, float(np.abs(cells.marginal(start)).max()))
    found = minimize(
        lambda share: -cells.net(share * scale) / scale / slope,
        start / scale,
        jac=lambda share: -cells.marginal(share * scale) / slope,
        bounds=list(zip(cells.low / scale, high / scale, strict=True)),
        constraints={
            "type": "ineq",
            "fun": lambda share: budget / scale - share.sum(),
            "jac": lambda share: -np.ones(len(share)),
        },
        method="SLSQP",
        options={"ftol": 1e-10, "maxiter": 1000},
    )
    if not found.success:
        return None
    return np.clip(np.asarray(found.x, dtype=float) * scale, cells.low, high)


def _shadow_price(cells: _Cells, best: Floats, budget: float) -> float:
    slack = _TOLERANCE * max(budget, 1.0)
    open_ = best < cells.high - slack
    if best.sum() < budget - slack or not open_.any():
        return 0.0
    marginal = cells.marginal(best)
    inside = open_ & (best > cells.low + slack)
    # Between their bounds all cells return alike, but for the solver's tolerance; with none
    # there, the next unit goes to the best of those that still have room.
    price = np.median(marginal[inside]) if inside.any() else marginal[open_].max()
    return max(0.0, float(price))


def _table(curves: pd.DataFrame, cells: _Cells, best: Floats) -> pd.DataFrame:
    columns = (
        curves["cell"], cells.today, best, cells.marginal(cells.today), cells.marginal(best),
        best - cells.today,
    )  # fmt: skip
    table = pd.DataFrame(dict(zip(TABLE, columns, strict=True)))
    return table.sort_values("marginal_today", ascending=False, kind="stable", ignore_index=True)


def _unsolved(curves: pd.DataFrame, cells: _Cells, status: Status, why: str) -> Allocation:
    table = _table(curves, cells, np.full(len(curves), np.nan))
    return Allocation(table, np.nan, cells.net(cells.today), np.nan, status, why)
