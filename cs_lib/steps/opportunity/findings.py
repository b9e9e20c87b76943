"""Everything that step 8 found out, before a word is said about it."""

from dataclasses import dataclass

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.intake import Intake
from cs_lib.steps.economics import costs as economics
from cs_lib.steps.opportunity import (
    allocation,
    base,
    curves,
    observed,
    peers,
    potential,
    ranking,
    robust,
    spend,
    uplift,
    whitespace,
    winwin,
    worth,
)
from cs_lib.steps.opportunity.attributes import attributes
from cs_lib.steps.review.books import Books

MONTHS = 12


@dataclass(frozen=True)
class Found:
    """The parts of step 8: frames as their modules describe them.

    `cells` are the allocation's: `choice`, `segment`, `lever`, `spend`, `arr`, `worth`,
    `unit_value`. `standing` is None where nothing can be ranked.
    """

    engagement: Engagement
    books: Books
    terms: ranking.Terms
    ranked: pd.DataFrame
    cost_sets: pd.DataFrame
    compared: pd.DataFrame
    spend: pd.DataFrame
    standing: robust.Standing | None
    curves: pd.DataFrame
    spread: allocation.Spread
    potential: pd.DataFrame
    held: pd.DataFrame
    grid: pd.DataFrame


def find(
    engagement: Engagement, intake: Intake, books: Books, costs: pd.DataFrame, ratios: pd.DataFrame
) -> Found:
    """Compute step 8 from the books and from what step 3 says of `costs` and `ratios`."""
    seen = observed.quarters(books)
    compared = peers.compare(seen, attributes(seen, books, intake))
    rates, best = observed.yearly(seen), peers.best(compared)
    pot = potential.accounts(books, intake)
    held = whitespace.holdings(books)
    grid = whitespace.grid(held)
    arr = pot.groupby("segment")["arr"].sum()
    choices = ranking.choices(
        uplift.uplifts(rates, best, engagement),
        base.addressable(pot, held, grid),
        spend.ratios(ratios, list(map(str, arr.index)), engagement),
        engagement,
    )
    known = ranking.terms(
        choices, engagement, max(1, engagement.assumptions.horizon_months // MONTHS)
    )
    ranked = ranking.ranked(choices, known)
    ranked = ranked.merge(winwin.flags(ranked, best, books, intake), on="choice", how="left")
    spent = spend.today(costs, arr)
    bent = _curves(engagement, intake, books, seen, _cells(ranked, rates, spent, arr, known.years))
    return Found(
        engagement, books, known, ranked, ranking.by_cost_set(choices, known), compared, spent,
        robust.standing(ranked, known, engagement.currency), bent,
        allocation.spread(bent, engagement.assumptions.budget), pot, held, grid,
    )  # fmt: skip


def _cells(
    ranked: pd.DataFrame,
    rates: pd.DataFrame,
    spent: pd.DataFrame,
    arr: "pd.Series[float]",
    years: int,
) -> pd.DataFrame:
    """What each lever's whole yearly rate is worth: the scale of its response to spend."""
    frame = ranked[["choice", "segment", "lever", "margin", "kept", "discount_rate", "crc_ratio"]]
    frame = frame.merge(spent, on=["segment", "lever"])
    frame = frame.merge(rates[["segment", "lever", "rate"]], on=["segment", "lever"])
    annuity = worth.annuities(
        frame["kept"].to_numpy(float), years, frame["discount_rate"].to_numpy(float)
    )
    whole, unit = frame["segment"].map(arr).astype(float), frame["margin"] * annuity
    frame = frame.assign(arr=whole, unit_value=unit, worth=whole * frame["rate"] * unit)
    return frame[frame["crc_ratio"].notna()].reset_index(drop=True)


def _curves(
    engagement: Engagement, intake: Intake, books: Books, seen: pd.DataFrame, cells: pd.DataFrame
) -> pd.DataFrame:
    assumed = engagement.assumptions
    history = pd.DataFrame(columns=["segment", "lever", "quarter", "spend", "value"])
    if len(cells):
        arr = cells.drop_duplicates("segment").set_index("segment")["arr"]
        quarters = spend.by_quarter(economics.costs(engagement, intake, books), books, arr)
        history = curves.history(seen, quarters, cells)
    return curves.curves(cells, history, assumed.responses, assumed.minimum_service)
