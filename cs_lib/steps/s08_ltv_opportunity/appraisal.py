"""What is each choice worth, and what goes into that? (M67)"""

from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.steps.s08_ltv_opportunity.choice import Choice, OfChoice, headed, known, named
from cs_lib.steps.s08_ltv_opportunity.levers import LEVERS, RETENTION
from cs_lib.steps.s08_ltv_opportunity.uplift import OBSERVED, PRIOR, STATED
from cs_lib.texts import Code, Count, Money, Points, Sentence, Share, Times

_Z = 1.645


class Lead(Sentence):
    lead: Money


class NoCost(Sentence): ...


@exhibit(
    part=Part.A6,
    shows=Table(
        c.choice, c.rank, c.accounts, c.addressable, c.uplift, c.opportunity, c.opportunity_low,
        c.opportunity_high, c.lever_cost, c.marginal_return, c.first_share,
    ),
)  # fmt: skip
def ranking_table(
    ranked: pd.DataFrame, engagement: Engagement
) -> Shown[Lead | NoCost | Choice] | Absent:
    """What is each choice worth, at which cost, and how often is it first? (M67, M68)"""
    rows = known(ranked)
    if not rows:
        return Absent("quarter")
    lead = rows[0]["opportunity"] - rows[1]["opportunity"] if len(rows) > 1 else 0.0
    # choices that tie, or the only one, have no lead to speak of: the block's own title stands
    title = Lead(Money(lead, engagement.currency)) if round(lead) else None
    costless = ranked["lever_cost"].isna().any()
    return Shown(headed(ranked), title=title, say=(NoCost(),) if costless else ())


class FromAccounts(Sentence):
    measured: Count
    all: Count


class Stated(Sentence):
    stated: Count


class Prior(Sentence):
    unmeasured: Count


class BestUsers(Sentence):
    lever: Code
    ratio: Times
    low: Times
    high: Times
    accounts: Count


class MoreThanLost(OfChoice):
    stated: Points
    lost: Share


class Unseen(Sentence):
    lever: Code


Inputs = FromAccounts | Stated | Prior | BestUsers | MoreThanLost | Unseen


@exhibit(
    part=Part.A6,
    shows=Table(
        c.choice, c.yearly_rate, c.uplift, c.uplift_low, c.uplift_high, c.uplift_source,
        c.probability, c.kept, c.annuity,
    ),
)  # fmt: skip
def ranking_inputs(
    ranked: pd.DataFrame, best_users: pd.DataFrame
) -> Shown[Inputs | Choice] | Absent:
    """What goes into each choice, and where does its uplift come from? (M67)"""
    if ranked.empty:
        return Absent("quarter")
    sources = ranked["uplift_source"].tolist()
    measured, stated, prior = (sources.count(each) for each in (OBSERVED, STATED, PRIOR))
    said: list[Inputs] = [Stated(Count(stated))] if stated else []
    said += [Prior(Count(prior))] if prior else []
    said += _over(ranked)
    events = ranked.groupby("lever")["events"].sum()
    said += [Unseen(Code("lever", lever.name)) for lever in LEVERS if events.get(lever.name) == 0]
    for row in best_users[best_users["accounts"] > 0].to_dict("records"):
        said.append(BestUsers(Code("lever", row["lever"]), *_ratio(row), Count(row["accounts"])))
    title = FromAccounts(Count(measured), Count(len(sources)))
    return Shown(headed(ranked), title=title, say=tuple(said))


def _ratio(row: dict[Hashable, Any]) -> tuple[Times, Times, Times]:
    at = (row["mean"] + z * row["deviation"] for z in (0, -_Z, _Z))
    now, low, high = (Times(float(np.exp(each))) for each in at)
    return now, low, high


def _over(ranked: pd.DataFrame) -> list[MoreThanLost]:
    """Where more is stated to be kept than is lost, what is lost is taken."""
    mine = ranked[(ranked["lever"] == RETENTION) & (ranked["stated"] > ranked["yearly_rate"])]
    return [
        MoreThanLost(*named(row), Points(row["stated"]), Share(row["yearly_rate"]))
        for row in mine.to_dict("records")
    ]
