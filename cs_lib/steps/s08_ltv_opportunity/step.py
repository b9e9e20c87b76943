"""Step 8: which lever, in which segment, raises lifetime value most, and where does the budget go?

Source: "The Ten Steps to Customer Success", step 8; definitions M66-M68.
"""

from dataclasses import dataclass, fields, replace
from typing import Any, cast

import numpy as np
import pandas as pd

from cs_lib.books.books import Books
from cs_lib.books.headlines import Headline, headline
from cs_lib.books.segments import parts
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Result
from cs_lib.intake import Intake
from cs_lib.ledger.lines.hierarchy import UNASSIGNED
from cs_lib.steps.s03_valuation import Valuation
from cs_lib.steps.s04_segmentation import Segmentation
from cs_lib.steps.s08_ltv_opportunity import (
    addressable,
    adoption,
    allocation,
    appraisal,
    decisions,
    findings,
    first_choice,
    information,
    observed,
    posterior,
    ranking,
    response_curves,
    spend,
    uplift,
)

MONTHS = 12
MOVED = 0.05
"""Managers: a smaller change of a team is none, as in step 3."""


@dataclass(frozen=True)
class Workings:
    """What the first page reads, and what several exhibits share.

    A missing `segment` is the whole company: of a client that has no segments.

    terms: what the choices are ranked by.
    ranked: one row a choice, the first one first: segment, lever, rank, accounts, addressable,
      yearly_rate, uplift with its interval, uplift_source, opportunity with its interval (what it
      is worth, M67), lever_cost (missing where nobody gave one), marginal_return (of the next EUR
      1), spend_move (to its best spend), first_share (of simulations, M68), and the rest of what
      M67 says of it.
    swings, not_known: `information.SWINGS` and `information.COLUMNS`.
    trial: the test that would separate the first choice from the others; None where none would.
    best_users: how far the accounts that use most are ahead (`uplift.LEADS`).
    responses_known: how each choice's value answers to spend (`response_curves.COLUMNS`).
    allocated, plan: the budget today and at best (`allocation.COLUMNS`), and what that would earn.
    team: by how many managers the target of step 3 changes each segment's team: segment, change.
    """

    terms: ranking.Terms
    ranked: pd.DataFrame
    swings: pd.DataFrame
    not_known: pd.DataFrame
    trial: information.Trial | None
    best_users: pd.DataFrame
    responses_known: pd.DataFrame
    allocated: pd.DataFrame
    plan: allocation.Plan
    team: pd.DataFrame


@dataclass(frozen=True)
class LtvOpportunity(Result, step="ltv_opportunity", earlier=("valuation", "segmentation")):
    """Step 8: the ranking of segments and levers, and what it rests on."""

    workings: Workings
    ranking = first_choice.ranking
    tornado = first_choice.tornado
    ranking_table = appraisal.ranking_table
    ranking_inputs = appraisal.ranking_inputs
    information = information.information
    budget = allocation.budget
    response_estimates = response_curves.response_estimates
    opportunity = first_choice.opportunity


def run(
    engagement: Engagement, intake: Intake, books: Books, valuation: Valuation,
    segmentation: Segmentation,
) -> LtvOpportunity:  # fmt: skip
    """Compute step 8; without a margin it ranks on revenue alone and says so."""
    workings = _named(_workings(engagement, intake, books, valuation, segmentation), books)
    return LtvOpportunity.of(
        workings,
        engagement,
        intake,
        books,
        headlines=_headlines(books, workings),
        findings=findings.found(workings.ranked, workings.terms),
        valuation=valuation,
        segmentation=segmentation,
    )


def _workings(
    engagement: Engagement, intake: Intake, books: Books, valuation: Valuation,
    segmentation: Segmentation,
) -> Workings:  # fmt: skip
    seen = observed.quarters(books)
    known = segmentation.workings
    arr = known.accounts.groupby("segment")["arr"].sum()
    base = addressable.addressable(known.accounts, known.holdings, known.product_space)
    best = adoption.best_users(seen, books, intake)
    leads = uplift.leads(seen, best, decisions.decisions(seen, books, intake))
    most = int(known.holdings["product"].nunique()) if len(known.holdings) else None
    terms, choices, found = appraise(seen, leads, base, engagement, most)
    ranked = found.ranked if found else _none(choices)
    spent = spend.today(valuation.workings.costs, arr)
    cells = _cells(ranked, spent, arr, terms.years)
    curves = _curves(engagement, valuation, seen, cells)
    worths = _worths(found, cells) if found else None
    table, plan = allocation.allocation(curves, engagement.assumptions.budget, worths)
    return Workings(
        terms=terms,
        ranked=_joined(ranked, leads, table, known.accounts),
        swings=information.swings(found, terms) if found else _empty(information.SWINGS),
        not_known=information.unknowns(found) if found else _empty(information.COLUMNS),
        trial=information.trial(found, observed.frequency(seen)) if found else None,
        best_users=leads,
        responses_known=curves,
        allocated=table,
        plan=plan,
        team=_team(valuation),
    )


def appraise(
    seen: pd.DataFrame,
    leads: pd.DataFrame,
    base: pd.DataFrame,
    engagement: Engagement,
    most: int | None = None,
) -> tuple[ranking.Terms, pd.DataFrame, ranking.Appraised | None]:
    """The ranking from what was observed: its terms, its choices, and what was found of them.

    `seen`: `observed.quarters`; `leads`: `uplift.leads`; `base`: `addressable.addressable`; `most`:
    how many products there are. Nothing is found where there is no choice.
    """
    uplifts = uplift.uplifts(observed.yearly(seen, most), leads, engagement)
    choices = ranking.choices(uplifts, base, engagement)
    years = max(1, engagement.assumptions.horizon_months // MONTHS)
    terms = ranking.terms(choices, engagement, years)
    if choices.empty:
        return terms, choices, None
    return terms, choices, ranking.appraised(choices, posterior.draw(choices, leads, years), terms)


def _empty(columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame(columns=columns)


def _none(choices: pd.DataFrame) -> pd.DataFrame:
    """The ranking of no choice, with the columns of one."""
    return choices.iloc[:0].reindex(columns=[*choices.columns, *ranking.RANKED])


def _joined(
    ranked: pd.DataFrame, leads: pd.DataFrame, allocated: pd.DataFrame, accounts: pd.DataFrame
) -> pd.DataFrame:
    """The ranked choices with whom their lead was seen of (`peers`), the share of the segment's ARR
    in its largest account (`largest`), and what the allocation says of each.
    """
    arr = accounts.groupby("segment")["arr"]
    largest = ranked["segment"].map(arr.max() / arr.sum()).astype(float)
    keys = ["segment", "lever"]
    budgeted = ["marginal_return", "spend_move"]
    spent = allocated[[*keys, *budgeted, "move_state"]].astype(dict.fromkeys(budgeted, float))
    peers = ranked["lever"].map(leads.set_index("lever")["accounts"])
    joined = ranked.assign(peers=peers, largest=largest).merge(spent, on=keys, how="left")
    return joined.rename(columns={"rate": "yearly_rate"}).astype({"move_state": "str"})


def _cells(
    ranked: pd.DataFrame, spent: pd.DataFrame, arr: "pd.Series[float]", years: int
) -> pd.DataFrame:
    """What each lever's whole yearly rate is worth: the scale of its response to spend.

    `cell`, `segment`, `lever`, `spend`, `arr`, `unit_value` (of EUR 1 of ARR), `worth`,
    `probability`, `uplift`, `extra` (what the ranked programme costs a year, NaN where nobody said)
    and `place` among the ranked.
    """
    columns = ["segment", "lever", "rate", "margin", "annuity", "probability", "uplift"]
    years = max(1, years)
    frame = ranked[columns].assign(place=range(len(ranked)), extra=ranked["lever_cost"] / years)
    frame = frame.merge(spent, on=["segment", "lever"])
    whole, unit = frame["segment"].map(arr).astype(float), frame["margin"] * frame["annuity"]
    frame = frame.assign(arr=whole, unit_value=unit, worth=whole * frame["rate"] * unit)
    return frame.reset_index(drop=True).assign(cell=frame.index.astype(str))


def _worths(found: ranking.Appraised, cells: pd.DataFrame) -> allocation.Worths:
    """The simulations of the ranking, as the allocation needs them: by cell."""
    drawn, at = found.drawn, cells["place"].to_numpy(dtype=int)
    unit = (cells["arr"] * cells["margin"]).to_numpy(dtype=float)
    worth = drawn.rate[:, at] * drawn.annuity[:, at] * unit
    share = drawn.uplift[:, at] / np.maximum(drawn.rate[:, at], 1e-9)
    return allocation.Worths(worth, drawn.chance[:, at], share)


def _team(valuation: Valuation) -> pd.DataFrame:
    """Step 3's moves between segments; none where its split saw too little to move anybody."""
    capacity = parts(valuation.workings.capacity)
    funded, now = (capacity[name].astype(float) for name in ("fte_paid_for", "fte_now"))
    change = funded - now
    moved = change.abs() >= MOVED
    if not valuation.workings.coverage.enough:
        moved &= False
    return pd.DataFrame({"segment": capacity["segment"], "change": change})[moved].reset_index(
        drop=True
    )


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
    other = workings.not_known.assign(segment=None, to_segment=None)
    trial = replace(workings.trial, segment=None) if workings.trial else None
    told = unnamed | {"not_known": other, "trial": trial}
    return replace(workings, **cast(dict[str, Any], told))


def _headlines(books: Books, workings: Workings) -> tuple[Headline, ...]:
    """What the first choice is worth, and how often it comes first."""
    if workings.ranked.empty or workings.terms.unmeasured:
        return ()
    top = workings.ranked.iloc[0]
    n = int(top["accounts"])
    return (
        headline(books, "M67", top["opportunity"], n),
        headline(books, "M68", top["first_share"], n),
    )
