"""Where would the budget earn most? Today's spend beside the best, and how sure that is."""

from collections.abc import Iterator
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
from cs_lib.steps.s08_ltv_opportunity.levers import RETENTION
from cs_lib.steps.s08_ltv_opportunity.response_curves import FITTED, NONE, RANKED, through
from cs_lib.texts import Count, Extreme, Money, Quantity, Scope, Sentence, Share

DRAWS = 60
STEP = 100_000.0
"""The next piece of budget that the shadow price is told for."""
SMALL = 0.01
"""Share of a spend or of a value below which a change is not worth a word."""
COLUMNS = [
    "segment", "lever", "spend", "best_spend", "best_low", "best_high", "minimum", "maximum",
    "marginal_return", "marginal_best", "spend_move", "move_state",
]  # fmt: skip
FIRM, OPEN, NONE_ = "firm", "open", "none"
_NAMES = {
    "today": "spend", "best": "best_spend", "marginal_today": "marginal_return",
    "move": "spend_move",
}  # fmt: skip
Status = Literal["optimal", "no_estimate", "below_minimum", "not_solved"]


@dataclass(frozen=True)
class Worths:
    """What the ranking drew of each cell, a row a simulation: its `worth`, and the `chance` that
    more spend has the effect that was stated, and the `share` of its rate that a programme gains.
    Columns by number of the cell.
    """

    worth: Floats
    chance: Floats
    share: Floats


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
    curves: pd.DataFrame, budget: float | None, drawn: Worths | None = None, seed: int = 0
) -> tuple[pd.DataFrame, Plan]:
    """Spend `budget` (today's total where None) where it earns most; `curves`: `curves.curves`.

    `drawn`: what the ranking drew of each cell's worth and probability, so that both pages speak of
    the same effects. The frame has COLUMNS, highest marginal return of today first; `best_low` and
    `best_high` bound the best spend over what is left open (5 % to 95 % of draws), and `move_state`
    says whether a shift has one direction in them. Empty without a solution.
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
    solved = [solver.solve(each, rest) for each in _draws(given, drawn, seed)]
    solved = [each for each in solved if each.status == "optimal"]
    table = found.table.merge(given[["cell", "segment", "lever", "minimum", "maximum"]], on="cell")
    low, high = _range(solved, table["cell"])
    prices = [each.shadow_price for each in solved] or [found.shadow_price]
    least, most = (float(end) for end in np.quantile(prices, [0.05, 0.95]))
    table = table.rename(columns=_NAMES).assign(best_low=low, best_high=high)
    table = table.assign(move_state=_states(table))[COLUMNS]
    return table, Plan(
        "optimal", asked, needed, kept, found.shadow_price, least, most,
        found.value_today, found.value_best,
    )  # fmt: skip


def _limited(known: pd.DataFrame) -> pd.DataFrame:
    """The solver's columns; today's value is left to the curve."""
    return known[["cell", "spend", "half", "ceiling", "minimum", "maximum"]]


def _states(table: pd.DataFrame) -> list[str]:
    """Has a shift that is worth a word one direction in 95 % of simulations?"""
    spend, low, high, move = (
        table[name] for name in ("spend", "best_low", "best_high", "spend_move")
    )
    moved = move.abs() > SMALL * spend.clip(lower=1.0)
    firm = moved & ((low - spend) * (high - spend) > 0)
    return [
        FIRM if sure else OPEN if any_ else NONE_ for sure, any_ in zip(firm, moved, strict=True)
    ]


def _draws(known: pd.DataFrame, drawn: Worths | None, seed: int) -> list[pd.DataFrame]:
    """The curves as they might be as well: by what was drawn of the ranking, and by the ranges of
    what was stated; a fitted one by its standard errors.
    """
    generator = np.random.default_rng(seed)
    levers = sorted(known["lever"].unique())
    return [
        _limited(_drawn(known, drawn, number, {name: generator.random(2) for name in levers},
                        generator.standard_normal((2, len(known)))))
        for number in range(DRAWS)
    ]  # fmt: skip


def _drawn(
    known: pd.DataFrame, drawn: Worths | None, number: int, uniform: dict[str, Floats],
    normal: Floats,
) -> pd.DataFrame:  # fmt: skip
    fitted_ones = (known["source"] == FITTED).to_numpy()
    ranked = (known["source"] == RANKED).to_numpy()
    spend, half, ceiling, worth, chance = (
        known[name].to_numpy(dtype=float)
        for name in ("spend", "half", "ceiling", "worth", "probability")
    )
    if drawn is not None:
        places = known["cell"].astype(int).to_numpy()
        worth, chance = drawn.worth[number, places], drawn.chance[number, places]
    # what was stated is one answer for all segments of a lever, right or wrong for all of them
    today, more = (
        _triangular(known, name, np.array([uniform[lever][at] for lever in known["lever"]]))
        for at, name in enumerate(("today", "more"))
    )
    if drawn is not None:
        more = np.where(ranked, drawn.share[number, places], more)
    extra = np.where(ranked, known["extra"].to_numpy(dtype=float), spend)
    _, told_half, told_ceiling = through(spend, worth, today, more * chance, extra)
    errors = [
        known[name].fillna(0.0).to_numpy(dtype=float) for name in ("half_error", "ceiling_error")
    ]
    fitted = [
        np.maximum(v + e * z, 0.1 * v)
        for v, e, z in zip((half, ceiling), errors, normal, strict=True)
    ]
    return known.assign(
        half=np.where(fitted_ones, fitted[0], told_half),
        ceiling=np.where(fitted_ones, fitted[1], told_ceiling),
    )


def _triangular(known: pd.DataFrame, name: str, uniform: Floats) -> Floats:
    """The quantile of a triangular distribution from the lowest over what was said to the most."""
    low, mode, high = (known[f"{name}{end}"].to_numpy(dtype=float) for end in ("_low", "", "_high"))
    width = np.maximum(high - low, 1e-12)
    below = uniform < (mode - low) / width
    found: Floats = np.where(
        below,
        low + np.sqrt(uniform * width * (mode - low)),
        high - np.sqrt((1 - uniform) * width * (high - mode)),
    )
    return found


def _range(drawn: list[solver.Allocation], cells: pd.Series) -> tuple[Floats, Floats]:
    if not drawn:
        none = np.full(len(cells), np.nan)
        return none, none
    best = np.array([each.table.set_index("cell")["best"].loc[cells].to_numpy() for each in drawn])
    low, high = np.quantile(best, [0.05, 0.95], axis=0)
    return low, high


class NextEuro(OfChoice):
    one: Money
    extremes = (Extreme("ltv_opportunity.budget.marginal_return", "lever"),)


class BelowMinimum(Sentence):
    budget: Money
    needed: Money
    told_apart = ("budget", "needed")


class Against(OfChoice):
    one: Money
    returns: Money
    first_returns: Money


class Reallocated(Sentence):
    share: Share
    gain: Money
    gain_share: Share


class Less(Sentence):
    saved: Money
    moved: Money
    gain: Money


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


class FewerManagers(Sentence):
    segment: Scope
    managers: Quantity
    amount: Money


class MoreManagers(FewerManagers): ...


Message = (
    Against
    | Reallocated
    | Less
    | Changed
    | Directions
    | NextPiece
    | Kept
    | FewerManagers
    | MoreManagers
)


@exhibit(
    part=Part.A6,
    shows=Table(
        c.choice,
        c.marginal_return,
        c.spend,
        c.best_spend,
        c.best_low,
        c.best_high,
        c.spend_move,
        c.move_state,
    ),
    needs=("costs", "gross_margin"),
)
def budget(
    allocated: pd.DataFrame, plan: Plan, ranked: pd.DataFrame, team: pd.DataFrame,
    engagement: Engagement,
) -> Shown[NextEuro | BelowMinimum | Message | Choice] | Absent:  # fmt: skip
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
        saved = -float(allocated["spend_move"].sum())
        # values are net of spend; a board reads a gain against what the whole spend earns
        gained = Share(gain / (plan.value_today + spent))
        if saved > SMALL * spent:
            said.append(Less(euro(saved), euro(moved), euro(gain)))
        else:
            said.append(Reallocated(Share(moved / plan.budget), euro(gain), gained))
    said += _directions(allocated)
    said += _against_team(allocated, team, engagement.currency)
    if plan.price:
        prices = (plan.price, plan.price_low or 0.0, plan.price_high or 0.0)
        net, low, high = (euro(STEP * price) for price in prices)
        said.append(NextPiece(euro(STEP), net, low, high))
    said += [Kept(euro(plan.kept))] if plan.kept else []
    return Shown(headed(allocated), title=NextEuro(*named(best), euro(1)), say=tuple(said))


def _directions(allocated: pd.DataFrame) -> list[Directions]:
    """Of the shifts worth a word, how many are on one side of today in 95 % of simulations?"""
    firm, open_ = ((allocated["move_state"] == state).sum() for state in (FIRM, OPEN))
    return [Directions(Count(int(firm)), Count(int(firm + open_)))] if firm + open_ else []


def _against_team(
    allocated: pd.DataFrame, team: pd.DataFrame, currency: str
) -> Iterator[FewerManagers | MoreManagers]:
    """Where the target ratio funds fewer managers of a segment and this plan spends more on keeping
    it, or the other way round: one report, two plans.
    """
    mine = allocated[(allocated["lever"] == RETENTION) & (allocated["move_state"] != NONE_)]
    change = dict(zip(team["segment"], team["change"], strict=True))
    for row in mine.to_dict("records"):
        people, move = float(change.get(row["segment"], 0.0)), float(row["spend_move"])
        if people * move < 0:
            kind = FewerManagers if people < 0 else MoreManagers
            yield kind(named(row)[1], Quantity(abs(people)), Money(abs(move), currency))
