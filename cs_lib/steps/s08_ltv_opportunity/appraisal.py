"""What is each choice worth, what goes into that, and do other costs change it? (M67, M47)"""

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.steps.s08_ltv_opportunity import peers
from cs_lib.steps.s08_ltv_opportunity.choice import Choice, OfChoice, headed, known, named
from cs_lib.steps.s08_ltv_opportunity.levers import COST_SETS, MEASURED, PLANNING, RETENTION, SURVEY
from cs_lib.steps.s08_ltv_opportunity.uplift import NONE, OBSERVED, STATED
from cs_lib.texts import Code, Count, Money, Sentence, Times


class Lead(Sentence):
    lead: Money


@exhibit(
    part=Part.A6,
    shows=Table(
        c.choice, c.rank, c.accounts, c.addressable, c.uplift, c.opportunity, c.opportunity_low,
        c.opportunity_high, c.lever_cost, c.marginal_return, c.first_share,
    ),
)  # fmt: skip
def ranking_table(ranked: pd.DataFrame, engagement: Engagement) -> Shown[Lead | Choice] | Absent:
    """What is each choice worth, at which cost, and how often is it first? (M67, M68)"""
    rows = known(ranked)
    if not rows:
        return Absent("quarter")
    lead = rows[0]["opportunity"] - rows[1]["opportunity"] if len(rows) > 1 else 0.0
    # choices that tie, or the only one, have no lead to speak of: the block's own title stands
    title = Lead(Money(lead, engagement.currency)) if round(lead) else None
    return Shown(headed(pd.DataFrame(rows)), title=title)


class FromAccounts(Sentence):
    measured: Count
    all: Count


class Stated(Sentence):
    stated: Count


class Unknown(Sentence):
    unknown: Count


class BestGroup(Sentence):
    lever: Code
    attribute: Code
    ratio: Times
    low: Times
    high: Times
    accounts: Count


class Compared(Sentence):
    comparisons: Count


Inputs = FromAccounts | Stated | Unknown | BestGroup | Compared


@exhibit(
    part=Part.A6,
    shows=Table(
        c.choice, c.yearly_rate, c.uplift, c.uplift_low, c.uplift_high, c.uplift_source,
        c.probability, c.kept, c.annuity, c.crc_ratio, c.cost_multiple, c.point_value,
    ),
)  # fmt: skip
def ranking_inputs(
    ranked: pd.DataFrame, peer_groups: pd.DataFrame
) -> Shown[Inputs | Choice] | Absent:
    """What goes into each choice, and where does its uplift come from? (M67)"""
    if ranked.empty:
        return Absent("quarter")
    sources = ranked["uplift_source"].tolist()
    measured, stated, unknown = (sources.count(each) for each in (OBSERVED, STATED, NONE))
    said: list[Inputs] = [Stated(Count(stated))] if stated else []
    said += [Unknown(Count(unknown))] if unknown else []
    for row in peers.best(peer_groups).reset_index().to_dict("records"):
        ratio, low, high = (Times(row[name]) for name in ("ratio", "low", "high"))
        by = Code("lever", row["lever"]), Code("attribute", row["attribute"])
        said.append(BestGroup(*by, ratio, low, high, Count(row["accounts"])))
    said += [Compared(Count(len(peer_groups)))] if len(peer_groups) else []
    title = FromAccounts(Count(measured), Count(len(sources)))
    return Shown(headed(ranked), title=title, say=tuple(said))


class Depends(Sentence): ...


class BaseOfAll(Sentence):
    lever: Code


class BreakEven(OfChoice):
    multiple: Times


@exhibit(
    part=Part.A6,
    shows=Table(c.choice, c.net_planning, c.net_survey, c.net_measured, c.breakeven),
    needs=("costs", "gross_margin"),
)
def cost_sets(
    costs_compared: pd.DataFrame,
) -> Shown[Depends | BaseOfAll | BreakEven | Choice] | Absent:
    """Would other costs per lever change the first choice? (M47)"""
    if costs_compared.empty:
        return Absent("costs")
    names = {PLANNING: "net_planning", SURVEY: "net_survey", MEASURED: "net_measured"}
    frame = headed(costs_compared).rename(columns={f"net_{key}": n for key, n in names.items()})
    ranks = costs_compared[[f"rank_{costs}" for costs in COST_SETS]]
    # a set that the client's data do not give ranks nothing, and is not compared
    given = ranks.dropna(axis="columns", how="all").fillna(0)
    firsts = given.eq(1).to_numpy(dtype=bool).argmax(axis=0)
    top = frame.to_dict("records")[0]
    said: list[BaseOfAll | BreakEven] = []
    if top["lever"] == RETENTION:
        said.append(BaseOfAll(named(top)[0]))
    if pd.notna(top["breakeven"]):
        said.append(BreakEven(*named(top), Times(top["breakeven"])))
    return Shown(frame, title=Depends() if firsts.any() else None, say=tuple(said))
