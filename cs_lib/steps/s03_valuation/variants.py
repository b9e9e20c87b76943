"""How far apart are the definitions of one cost ratio? All of them, for the whole company."""

from typing import Annotated

import pandas as pd

from cs_lib.books.segments import whole
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.steps.s03_valuation import ratios as by_ratio
from cs_lib.steps.s03_valuation.ratios import MAGIC
from cs_lib.steps.s03_valuation.unit_costs import TARGETS, company
from cs_lib.texts import Cell, Money, Sentence, alike

COUNTED = ("per_logo", "per_account", "per_account_kept")
"""Variants whose base is a number of accounts and not an amount."""
_ORDER = {name: place for place, name in enumerate((*TARGETS, MAGIC))}
ABOVE = "above_target"
"""No definition: what the headline costs a year above its target, the story's amount."""


class Range(Sentence):
    one: Money
    low: Annotated[Money, "ratio_value"]
    high: Annotated[Money, "ratio_value"]


class OneCost(Sentence):
    one: Money
    cost: Annotated[Money, "ratio_value"]


class Same(Sentence): ...


@exhibit(
    part=Part.A6,
    shows=Table(
        c.definition, c.cost, c.base_arr, c.base_accounts, c.ratio_value, c.unknown_why,
        group=c.cost_ratio,
    ),
    needs=("costs",),
)  # fmt: skip
def ratio_variants(
    ratios: pd.DataFrame, engagement: Engagement
) -> Shown[Range | OneCost | Same] | Absent:
    """How far apart are the definitions of one ratio?"""
    rows = table(engagement, ratios)
    if rows["ratio_value"].isna().all():
        return Absent(by_ratio.lacking(ratios, "CRC"))
    # The sentence ranges over the very rows of the table that are a cost of EUR 1 (W28).
    same = rows[(rows["cost_ratio"] == "CAC") & (rows["unit"] == "ratio")]
    same = same[same["definition"] != f"CAC_{ABOVE}"]
    known = same.dropna(subset=["ratio_value"]).sort_values("ratio_value", kind="stable")
    if len(known) < 2:
        return Shown(rows, say=(Same(),))
    low, high = (_money(known.iloc[place], engagement) for place in (0, -1))
    one = Money(1.0, engagement.currency)
    title = OneCost(one, low) if alike(low, high, "cents") else Range(one, low, high)
    return Shown(rows, title=title, say=(Same(),))


def _money(row: "pd.Series[float]", engagement: Engagement) -> Money:
    at = Cell("valuation.ratio_variants", str(row["definition"]), "ratio_value")
    return Money(float(row["ratio_value"]), engagement.currency, at=at)


def table(engagement: Engagement, ratios: pd.DataFrame) -> pd.DataFrame:
    """The company's ratios by every definition, a row each; `unit` is that of `ratio_value`."""
    rows = pd.concat([whole(ratios), _above(engagement, ratios)])
    rows = rows.sort_values("ratio", kind="stable", key=lambda names: names.map(_ORDER))
    counted = rows["variant"].isin(COUNTED)
    frame = pd.DataFrame(
        {
            "definition": rows["ratio"] + "_" + rows["variant"],
            "cost_ratio": rows["ratio"],
            "cost": rows["cost"],
            "base_arr": rows["base"].where(~counted),
            "base_accounts": rows["base"].where(counted),
            "ratio_value": rows["value"],
            "unit": rows["unit"],
            "unknown_why": rows["why"],
        }
    )
    return frame.reset_index(drop=True)


def _above(engagement: Engagement, ratios: pd.DataFrame) -> pd.DataFrame:
    """What each ratio costs a year above its target, where it is above."""
    known = [each for each in company(engagement, ratios).values() if each.over > 0]
    rows = [(r.name, ABOVE, "ratio", r.over, r.base, r.over / r.base) for r in known]
    return pd.DataFrame(rows, columns=["ratio", "variant", "unit", "cost", "base", "value"])
