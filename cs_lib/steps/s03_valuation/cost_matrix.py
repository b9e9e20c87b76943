"""Where does the money go? Motions down, segments across, the general ledger's total below."""

from typing import Annotated

import pandas as pd

from cs_lib.books.segments import parts
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Matrix, Part, Shown, c, exhibit
from cs_lib.steps.s03_valuation.allocation_keys import UNALLOCATED
from cs_lib.steps.s03_valuation.coverage import Coverage
from cs_lib.texts import Cell, Code, Money, Name, Sentence, Share

LEDGER = "ledger"


class Winning(Sentence):
    winning: Share
    keeping: Share


class NoKeys(Sentence):
    total: Annotated[Money, "amount:ledger"]


class Spent(Sentence):
    company: Name
    total: Annotated[Money, "amount:ledger"]
    winning: Annotated[Money, "amount:acquire"]
    keeping: Annotated[Money, "amount:retain"]


class Rest(Sentence):
    amount: Annotated[Money, "amount:other"]
    share: Share


class SplitBy(Sentence):
    key: Code


Says = Winning | NoKeys | Spent | Rest | SplitBy


@exhibit(part=Part.A6, shows=Matrix(c.motion, c.segment, c.amount), needs=("costs",))
def cost_matrix(costs: pd.DataFrame, coverage: Coverage, engagement: Engagement) -> Shown[Says]:
    """Where does the money go, by motion and segment?"""
    sums, currency = costs.groupby("motion")["amount"].sum(), engagement.currency

    def of(motion: str) -> Money:
        at = Cell("valuation.cost_matrix", motion, "amount")
        return Money(float(sums.get(motion, 0.0)), currency, at=at)

    total = Money(float(sums.sum()), currency, at=Cell("valuation.cost_matrix", LEDGER, "amount"))
    note = (SplitBy(Code("segment_key", coverage.kind)),)
    if set(sums.index) <= {UNALLOCATED} or not total.value:
        return Shown(matrix(costs), title=NoKeys(total), note=note)
    winning, keeping = of("acquire"), of("retain")
    say: list[Says] = [Spent(Name(engagement.client), total, winning, keeping)]
    if other := of("other").value:
        say.append(Rest(of("other"), Share(other / total.value)))
    title = Winning(Share(winning.value / total.value), Share(keeping.value / total.value))
    return Shown(matrix(costs), title=title, say=tuple(say), note=note)


def matrix(costs: pd.DataFrame) -> pd.DataFrame:
    """The costs to read: `motion`, `segment`, `amount`, `level` (0 for the ledger's total).

    The whole company comes first; a motion whose segments are not told apart has no cell of one.
    """
    lines = [(str(motion), part, 1) for motion, part in costs.groupby("motion", sort=False)]
    lines.append((LEDGER, costs, 0))
    rows: list[tuple[str, str | None, float, int]] = []
    for motion, part, level in lines:
        rows.append((motion, None, float(part["amount"].sum()), level))
        sums = parts(part).groupby("segment")["amount"].sum()
        rows += [(motion, str(name), float(amount), level) for name, amount in sums.items()]
    return pd.DataFrame(rows, columns=["motion", "segment", "amount", "level"])
