"""Step 8: which lever, in which segment, raises lifetime value most, and where does the budget go?

Source: "The Ten Steps to Customer Success", step 8; definitions M66-M68.
"""

from dataclasses import dataclass, fields, replace
from typing import Any, cast

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.books.headlines import Headline, headline
from cs_lib.books.provided import provided
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Result
from cs_lib.intake import Intake
from cs_lib.ledger.lines.hierarchy import UNASSIGNED
from cs_lib.steps.s03_valuation import Valuation
from cs_lib.steps.s04_segmentation import Segmentation
from cs_lib.steps.s08_ltv_opportunity import (
    addressable,
    allocation,
    appraisal,
    first_choice,
    observed,
    peers,
    ranking,
    response_curves,
    robustness,
    spend,
    uplift,
    worth,
)
from cs_lib.steps.s08_ltv_opportunity.attributes import attributes

MONTHS = 12
_NAMES = {
    "rate": "yearly_rate", "cost": "lever_cost", "multiple": "cost_multiple",
}  # fmt: skip
"""Where the arithmetic of M67 has short names, the vocabulary of columns has long ones."""


@dataclass(frozen=True)
class Workings:
    """What the first page reads, and what several exhibits share.

    A missing `segment` is the whole company: of a client that has no segments.

    terms: what the choices are ranked by.
    ranked: one row a choice, the first one first: segment, lever, rank (missing without an uplift),
      accounts, addressable, uplift with its interval, uplift_source, opportunity with its interval
      (what it is worth, M67), lever_cost, marginal_return (of the next EUR 1), spend_move (to its
      best spend), first_share (of simulations, M68), and the rest of what M67 says of it.
    swings, flip_points: `robustness.SWINGS` and `robustness.FLIPS`; empty without a known uplift.
    costs_compared: the choices under each set of costs (`ranking.by_cost_set`).
    peer_groups: groups of comparable accounts (`peers.COLUMNS`).
    responses_known: how each choice's value answers to spend (`response_curves.COLUMNS`).
    allocated, plan: the budget today and at best (`allocation.COLUMNS`), and what that would earn.
    """

    terms: ranking.Terms
    ranked: pd.DataFrame
    swings: pd.DataFrame
    flip_points: pd.DataFrame
    costs_compared: pd.DataFrame
    peer_groups: pd.DataFrame
    responses_known: pd.DataFrame
    allocated: pd.DataFrame
    plan: allocation.Plan


@dataclass(frozen=True)
class LtvOpportunity(Result, step="ltv_opportunity", earlier=("valuation", "segmentation")):
    """Step 8: the ranking of segments and levers, and what it rests on."""

    workings: Workings
    ranking = first_choice.ranking
    tornado = first_choice.tornado
    ranking_table = appraisal.ranking_table
    ranking_inputs = appraisal.ranking_inputs
    flips = robustness.flips
    cost_sets = appraisal.cost_sets
    budget = allocation.budget
    response_estimates = response_curves.response_estimates
    opportunity = first_choice.opportunity


def run(
    engagement: Engagement, intake: Intake, books: Books, valuation: Valuation,
    segmentation: Segmentation,
) -> LtvOpportunity:  # fmt: skip
    """Compute step 8; without costs or a margin it ranks on revenue alone and says so."""
    workings = _named(_workings(engagement, intake, books, valuation, segmentation), books)
    return LtvOpportunity.made(
        workings,
        currency=engagement.currency,
        provided=provided(engagement, intake, books),
        headlines=_headlines(books, workings),
        engagement=engagement,
        intake=intake,
        books=books,
        valuation=valuation,
        segmentation=segmentation,
    )


def _workings(
    engagement: Engagement, intake: Intake, books: Books, valuation: Valuation,
    segmentation: Segmentation,
) -> Workings:  # fmt: skip
    seen = observed.quarters(books)
    compared = peers.compare(seen, attributes(seen, books, intake))
    rates = observed.yearly(seen)
    known = segmentation.workings
    arr = known.accounts.groupby("segment")["arr"].sum()
    choices = ranking.choices(
        uplift.uplifts(rates, peers.best(compared), engagement),
        addressable.addressable(known.accounts, known.holdings, known.product_space),
        spend.ratios(valuation.workings.ratio, list(map(str, arr.index)), engagement),
        engagement,
    )
    years = max(1, engagement.assumptions.horizon_months // MONTHS)
    terms = ranking.terms(choices, engagement, years)
    ranked = ranking.ranked(choices, terms)
    spent = spend.today(valuation.workings.costs, arr)
    cells = _cells(ranked, spent, arr, years)
    curves = _curves(engagement, valuation, seen, cells)
    table, plan = allocation.allocation(curves, engagement.assumptions.budget)
    robust = robustness.robustness(ranked, terms)
    return Workings(
        terms=terms,
        ranked=_joined(ranked, robust, table),
        swings=robust.swings if robust else pd.DataFrame(columns=robustness.SWINGS),
        flip_points=robust.flips if robust else pd.DataFrame(columns=robustness.FLIPS),
        costs_compared=ranking.by_cost_set(choices, terms),
        peer_groups=compared,
        responses_known=curves,
        allocated=table,
        plan=plan,
    )


def _joined(
    ranked: pd.DataFrame, robust: robustness.Robustness | None, allocated: pd.DataFrame
) -> pd.DataFrame:
    """The ranked choices with what simulations and the allocation say of each."""
    columns = ["opportunity_low", "opportunity_high", "first_share"]
    simulated = robust.choices if robust else pd.DataFrame(columns=columns, dtype=float)
    keys = ["segment", "lever"]
    budgeted = ["marginal_return", "spend_move"]
    spent = allocated[[*keys, *budgeted]].astype(dict.fromkeys(budgeted, float))
    # simulated are the ranked ones, which come first
    return ranked.join(simulated).merge(spent, on=keys, how="left").rename(columns=_NAMES)


def _cells(
    ranked: pd.DataFrame, spent: pd.DataFrame, arr: "pd.Series[float]", years: int
) -> pd.DataFrame:
    """What each lever's whole yearly rate is worth: the scale of its response to spend.

    `cell`, `segment`, `lever`, `spend`, `arr`, `unit_value` (of EUR 1 of ARR), `worth`.
    """
    frame = ranked[["segment", "lever", "rate", "margin", "kept", "discount_rate", "crc_ratio"]]
    frame = frame.merge(spent, on=["segment", "lever"])
    annuity = worth.annuities(
        frame["kept"].to_numpy(float), years, frame["discount_rate"].to_numpy(float)
    )
    whole, unit = frame["segment"].map(arr).astype(float), frame["margin"] * annuity
    frame = frame.assign(arr=whole, unit_value=unit, worth=whole * frame["rate"] * unit)
    frame = frame[frame["crc_ratio"].notna()].reset_index(drop=True)
    return frame.assign(cell=frame.index.astype(str))


def _curves(
    engagement: Engagement, valuation: Valuation, seen: pd.DataFrame, cells: pd.DataFrame
) -> pd.DataFrame:
    assumed = engagement.assumptions
    history = pd.DataFrame(columns=["segment", "lever", "quarter", "spend", "value"])
    if len(cells):
        arr = cells.drop_duplicates("segment").set_index("segment")["arr"]
        quarters = spend.by_quarter(valuation.workings.quarterly_costs, arr)
        history = response_curves.history(seen, quarters, cells)
    return response_curves.curves(cells, history, assumed.responses, assumed.minimum_service)


def _named(workings: Workings, books: Books) -> Workings:
    """The workings with a missing segment where the client has none: the whole company's."""
    if set(books.live["segment"].dropna()) - {UNASSIGNED}:
        return workings
    frames = {each.name: getattr(workings, each.name) for each in fields(workings)}
    unnamed = {
        name: frame.assign(segment=pd.Series(None, index=frame.index, dtype=object))
        for name, frame in frames.items()
        if isinstance(frame, pd.DataFrame) and "segment" in frame
    }
    return replace(workings, **cast(dict[str, Any], unnamed))


def _headlines(books: Books, workings: Workings) -> tuple[Headline, ...]:
    """What the first choice is worth, and how often it comes first."""
    if workings.swings.empty:
        return ()
    top = workings.ranked.iloc[0]
    n = int(top["accounts"])
    return (
        headline(books, "M67", top["opportunity"], n),
        headline(books, "M68", top["first_share"], n),
    )
