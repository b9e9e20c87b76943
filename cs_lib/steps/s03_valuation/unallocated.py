"""Which cost has no allocation key, and why? It is in no ratio, and so to be asked for."""

from collections.abc import Mapping
from typing import Annotated

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.exhibits import Part, Shown, Table, c, exhibit
from cs_lib.steps.s03_valuation.allocation_keys import UNALLOCATED
from cs_lib.steps.s03_valuation.costs import Costs
from cs_lib.steps.s03_valuation.ratios import open_share
from cs_lib.steps.s03_valuation.shares import money
from cs_lib.steps.s03_valuation.spending import NO_CENTRE
from cs_lib.texts import Cell, Count, Money, Sentence, Share

COLUMNS = ("cost_centre", "amount", "unallocated", "open_why")


class Covered(Sentence): ...


class Open(Sentence):
    amount: Annotated[Money, "amount:unallocated"]
    share: Share


class Centres(Sentence):
    centres: Count


@exhibit(
    part=Part.A6,
    shows=Table(c.cost_centre, c.amount, c.unallocated, c.open_why),
    needs=("costs",),
)
def unallocated(
    open_cost: pd.DataFrame, costs: pd.DataFrame, engagement: Engagement
) -> Shown[Covered | Open | Centres]:
    """Which cost has no key, and what is to be asked for?"""
    if open_cost.empty:
        return Shown(None, title=Covered())
    rest = float(costs.loc[costs["motion"] == UNALLOCATED, "amount"].sum())
    at = Cell("valuation.cost_matrix", UNALLOCATED, "amount")
    title = Open(Money(rest, engagement.currency, at=at), Share(open_share(costs)))
    return Shown(open_cost, title=title, say=(Centres(Count(len(open_cost))),))


def open_cost(found: Costs | None, tables: Mapping[str, object]) -> pd.DataFrame:
    """Which cost centres does no key cover, and why? Largest first.

    Columns: `cost_centre` (missing for lines that name none), `amount`, `unallocated`, `open_why`.
    """
    if found is None:
        return pd.DataFrame(columns=list(COLUMNS))
    sizes = found.spent.within(found.spent.window()).groupby("centre")["micros"].sum()
    rows = []
    for centre, amount in money(sizes).items():
        share = sum(k.share for k in found.keys.of(str(centre)) if k.motion == UNALLOCATED)
        if share:
            why = _reason(str(centre), found, tables)
            rows.append((centre or None, amount, amount * float(share), why))
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.sort_values("unallocated", ascending=False, ignore_index=True, key=abs)


def _reason(centre: str, found: Costs, tables: Mapping[str, object]) -> str:
    if "allocation_keys" not in tables:
        return "no_keys"
    if centre == NO_CENTRE:
        return "no_centre"
    return found.keys.why.get(centre, "no_key")
