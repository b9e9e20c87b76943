"""Where would the budget earn most? Today's spend beside the best, and how sure that is."""

from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.models import allocation as solver
from cs_lib.models.lives import Floats
from cs_lib.steps.s08_ltv_opportunity.choice import Choice, OfChoice, headed, known, named
from cs_lib.steps.s08_ltv_opportunity.response_curves import NONE, STATED
from cs_lib.texts import Count, Money, Sentence, Share

DRAWS = 60
LOOSE = 0.3
"""Plus or minus, by which a stated answer to twice the spend may be wrong."""
STEP = 100_000.0
"""The next piece of budget that the shadow price is told for."""
SMALL = 0.01
"""Share of a spend or of a value below which a change is not worth a word."""
COLUMNS = [
    "segment", "lever", "spend", "best_spend", "best_low", "best_high", "minimum", "maximum",
    "marginal_return", "marginal_best", "spend_move",
]  # fmt: skip
_NAMES = {
    "today": "spend", "best": "best_spend", "marginal_today": "marginal_return",
    "move": "spend_move",
}  # fmt: skip
Status = Literal["optimal", "no_estimate", "below_minimum", "not_solved"]


@dataclass(frozen=True)
class Plan:
    """What the best allocation of a budget would earn, where there is one.

    `needed` is the least that the minimum service level takes, `kept` the spend of cells without a
    curve, which stays as it is. `price` is the net return of one more EUR 1 of budget, `price_low`
    and `price_high` its range; values are net of the spend. All four are None without a solution.
    """

    status: Status
    budget: float
    needed: float
    kept: float
    price: float | None = None
    price_low: float | None = None
    price_high: float | None = None
    value_today: float | None = None
    value_best: float | None = None


def allocation(
    curves: pd.DataFrame, budget: float | None, seed: int = 0
) -> tuple[pd.DataFrame, Plan]:
    """Spend `budget` (today's total where None) where it earns most; `curves`: `curves.curves`.

    The frame has COLUMNS, highest marginal return of today first; `best_low` and `best_high` bound
    the best spend over what the curves leave open (5 % to 95 % of draws). Empty without a solution.
    """
    whole = float(curves["spend"].sum())
    given = curves[curves["source"] != NONE].reset_index(drop=True)
    kept = whole - float(given["spend"].sum())
    asked = whole if budget is None else budget
    needed = kept + float(given["minimum"].sum())
    empty = pd.DataFrame(columns=COLUMNS)
    if given.empty:
        return empty, Plan("no_estimate", asked, needed, kept)
    rest = asked - kept
    found = solver.solve(_limited(given), rest) if rest > 0 else None
    if found is None or found.status == "infeasible":
        return empty, Plan("below_minimum", asked, needed, kept)
    if found.status != "optimal":
        return empty, Plan("not_solved", asked, needed, kept)
    drawn = [solver.solve(each, rest) for each in _draws(given, seed)]
    drawn = [each for each in drawn if each.status == "optimal"]
    table = found.table.merge(given[["cell", "segment", "lever", "minimum", "maximum"]], on="cell")
    low, high = _range(drawn, table["cell"])
    prices = [each.shadow_price for each in drawn] or [found.shadow_price]
    least, most = (float(end) for end in np.quantile(prices, [0.05, 0.95]))
    table = table.rename(columns=_NAMES).assign(best_low=low, best_high=high)[COLUMNS]
    return table, Plan(
        "optimal", asked, needed, kept, found.shadow_price, least, most,
        found.value_today, found.value_best,
    )  # fmt: skip


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


class NextEuro(OfChoice):
    one: Money


class BelowMinimum(Sentence):
    budget: Money
    needed: Money


class Against(OfChoice):
    one: Money
    returns: Money
    first_returns: Money


class Reallocated(Sentence):
    share: Share
    gain: Money
    gain_share: Share


class Changed(Sentence):
    budget: Money
    spend: Money
    gain: Money


class Directions(Sentence):
    sure: Count
    shifts: Count


class NextPiece(Sentence):
    step: Money
    net: Money
    low: Money
    high: Money


class Kept(Sentence):
    kept: Money


Message = Against | Reallocated | Changed | Directions | NextPiece | Kept


@exhibit(
    part=Part.A6,
    shows=Table(
        c.choice, c.marginal_return, c.spend, c.best_spend, c.best_low, c.best_high, c.spend_move
    ),
    needs=("costs", "gross_margin"),
)
def budget(
    allocated: pd.DataFrame, plan: Plan, ranked: pd.DataFrame, engagement: Engagement
) -> Shown[NextEuro | BelowMinimum | Message | Choice] | Absent:
    """Where does the next EUR 1 earn most, and how would the budget be spent best?"""
    euro = partial(Money, currency=engagement.currency)
    if plan.status == "below_minimum":
        return Shown(None, title=BelowMinimum(euro(plan.budget), euro(plan.needed)))
    if allocated.empty or plan.value_best is None or plan.value_today is None:
        return Absent("responses")
    best, first = allocated.to_dict("records")[0], known(ranked)[:1]
    said: list[Message] = [
        Against(*named(row), euro(1), euro(best["marginal_return"]), euro(row["marginal_return"]))
        for row in first
        if pd.notna(row["marginal_return"]) and named(row) != named(best)
    ]
    gain, spent = plan.value_best - plan.value_today, float(allocated["spend"].sum())
    if abs(plan.budget - plan.kept - spent) > SMALL * spent:
        said.append(Changed(euro(plan.budget), euro(spent + plan.kept), euro(gain)))
    else:
        moved = float(allocated["spend_move"].clip(lower=0).sum())
        # values are net of spend; a board reads a gain against what the whole spend earns
        gained = Share(gain / (plan.value_today + spent))
        said.append(Reallocated(Share(moved / plan.budget), euro(gain), gained))
    said += _directions(allocated)
    if plan.price:
        prices = (plan.price, plan.price_low or 0.0, plan.price_high or 0.0)
        net, low, high = (euro(STEP * price) for price in prices)
        said.append(NextPiece(euro(STEP), net, low, high))
    said += [Kept(euro(plan.kept))] if plan.kept else []
    return Shown(headed(allocated), title=NextEuro(*named(best), euro(1)), say=tuple(said))


def _directions(allocated: pd.DataFrame) -> list[Directions]:
    """Of the shifts worth a word, how many are on one side of today in 95 % of simulations?"""
    spend, low, high, move = (
        allocated[name] for name in ("spend", "best_low", "best_high", "spend_move")
    )
    moved = move.abs() > SMALL * spend.clip(lower=1.0)
    sure = moved & ((low - spend) * (high - spend) > 0)
    return [Directions(Count(int(sure.sum())), Count(int(moved.sum())))] if moved.any() else []
