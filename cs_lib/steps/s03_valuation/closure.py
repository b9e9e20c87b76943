"""Does the cost that was shared out add up to the general ledger (M46)? Gate R8."""

from typing import Annotated

import pandas as pd

from cs_lib.books.gates import Gate, gate
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Part, Shown, Table, c, exhibit
from cs_lib.exhibits.draft import GateBroken
from cs_lib.formats import count
from cs_lib.intake import Intake
from cs_lib.steps.s03_valuation.allocation_keys import UNALLOCATED
from cs_lib.steps.s03_valuation.costs import Costs
from cs_lib.steps.s03_valuation.shares import MICRO
from cs_lib.steps.s03_valuation.spending import MONTHS
from cs_lib.texts import Cell, Count, Money, Name, Sentence


class Reconciles(Sentence):
    total: Annotated[Money, "amount:ledger"]


class Gap(Sentence):
    gap: Money


class LeftOut(Sentence):
    rows: Count


@exhibit(part=Part.A2, shows=Table(c.cost_line, c.amount), needs=("costs",))
def cost_reconciliation(
    costs: pd.DataFrame, closed: tuple[Gate, ...], intake: Intake, engagement: Engagement
) -> Shown[Reconciles | Gap | LeftOut]:
    """Does the cost of all motions add up to the general ledger?"""
    open_ = costs["motion"] == UNALLOCATED
    total = float(costs["amount"].sum())
    residual = closed[0].residual
    lines = [
        ("allocated", float(costs.loc[~open_, "amount"].sum()), False),
        ("not_allocated", float(costs.loc[open_, "amount"].sum()), False),
        ("difference", residual, False),
        ("ledger", total - residual, True),
    ]
    frame = pd.DataFrame(lines, columns=["cost_line", "amount", "total"])
    at = Cell("valuation.cost_reconciliation", "ledger", "amount")
    whole = Money(total - residual, engagement.currency, at=at)
    title = Reconciles(whole) if closed[0].holds else Gap(Money(residual, engagement.currency))
    out = len(intake.quarantine["costs"]) if "costs" in intake.quarantine else 0
    return Shown(frame, title=title, say=(LeftOut(Count(out)),) if out else ())


def gates(found: Costs | None, intake: Intake) -> tuple[Gate, ...]:
    """R8, over the twelve months and over every month alone; none without costs.

    Lines that the door kept out are no part of the ledger here: how many is said beside it.
    """
    if found is None:
        return ()
    whole = found.spent.window()
    spans = [whole, *([month] for month in whole)]
    gaps = [int(found.within(span)["micros"].sum()) - found.spent.total(span) for span in spans]
    lines = len(found.spent.within(whole))
    detail = f"{count(lines, 'ledger line')}, {MONTHS} months and each of them, in millionths"
    if "costs" in intake.quarantine:
        left = count(len(intake.quarantine["costs"]), "row")
        detail += f"; without {left} of costs in quarantine (see data quality)"
    residual = max(gaps, key=abs) / MICRO
    return (gate("R8", "cost of all motions = general ledger", residual, detail),)


def draft(checked: tuple[Gate, ...]) -> tuple[GateBroken, ...]:
    """Why the report is still a draft on account of its costs."""
    return tuple(GateBroken(Name(each.id), Name(each.name)) for each in checked if not each.holds)
