"""What does EUR 1 of ARR cost to win, keep, expand and upsell, against target (M40-M45)?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

import pandas as pd

from cs_lib.books.segments import of, parts, whole
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Matrix, Shown, c, exhibit
from cs_lib.steps.s03_valuation import ratios as by_ratio
from cs_lib.steps.s03_valuation.coverage import Coverage
from cs_lib.steps.s03_valuation.crc_by_key import ranges
from cs_lib.steps.s03_valuation.ratios import HEADLINE
from cs_lib.texts import Cell, Code, Extreme, Money, Scope, Sentence, Share, Times, alike

TARGETS: Mapping[str, str] = {
    "CAC": "cac_ratio",
    "CRC": "crc_ratio",
    "CEC": "cec_ratio",
    "CUC": "cuc_ratio",
}
"""Each ratio with the name of its target in the engagement."""
MOST_SAID = 4
"""Segments of which each is said; with more, the table says it better."""
SMALL = 0.005
"""A share of the ledger without a key that no sentence needs to name."""


@dataclass(frozen=True)
class Ratio:
    """The company's value of one ratio; `over` is what it costs a year above its target."""

    name: str
    value: float
    base: float
    target: float | None
    over: float


class TimesKeeping(Sentence):
    times: Times


class TimesKeepingGraded(Sentence):
    times: Times
    grade: Code


class Keeping(Sentence):
    one: Money
    cost: Annotated[Money, "unit_cost"]


class SplitByTime(Sentence):
    share: Share


class SplitByKey(Sentence):
    key: Code


class SplitUnknown(Sentence): ...


class AcrossKeys(Sentence):
    segment: Scope
    one: Money
    least: Annotated[Money, "unit_cost"]
    most: Annotated[Money, "unit_cost"]


class ByEveryKey(Sentence):
    segment: Scope
    one: Money
    cost: Annotated[Money, "unit_cost"]


class Extremes(Sentence):
    one: Money
    most: Scope
    high: Annotated[Money, "unit_cost"]
    least: Scope
    low: Annotated[Money, "unit_cost"]
    told_apart = ("high", "low")
    extremes = (
        Extreme("valuation.unit_costs.unit_cost", "most", among=(("cost_ratio", "CRC"),)),
        Extreme(
            "valuation.unit_costs.unit_cost", "least", lowest=True, among=(("cost_ratio", "CRC"),)
        ),
    )


class WithoutKey(Sentence):
    share: Share


class Definition(Sentence):
    one: Money


def company(engagement: Engagement, ratios: pd.DataFrame) -> dict[str, Ratio]:
    """The company's ratios that are known, by name, in the order of `TARGETS`."""
    rows = whole(ratios[ratios["variant"] == HEADLINE]).dropna(subset=["value"])
    values, bases = (rows.set_index("ratio")[each].to_dict() for each in ("value", "base"))
    found = {}
    for name, slug in TARGETS.items():
        if name in values:
            value, base = float(values[name]), float(bases[name])
            target = engagement.targets.get(slug)
            over = 0.0 if target is None else (value - target) * base
            found[name] = Ratio(name, value, base, target, over)
    return found


def cents(value: float, engagement: Engagement, ratio: str) -> Money:
    """What EUR 1 costs by a ratio, as the table of page 7 shows it for the company."""
    at = Cell("valuation.unit_costs", ratio, "unit_cost")
    return Money(value, engagement.currency, at=at)


Says = (
    TimesKeeping
    | TimesKeepingGraded
    | Keeping
    | SplitByTime
    | SplitByKey
    | SplitUnknown
    | AcrossKeys
    | ByEveryKey
    | Extremes
    | WithoutKey
    | Definition
)


@exhibit(shows=Matrix(c.cost_ratio, c.segment, c.unit_cost), needs=("costs",))
def unit_costs(
    ratios: pd.DataFrame,
    costs: pd.DataFrame,
    coverage: Coverage,
    crc_by_key: pd.DataFrame,
    engagement: Engagement,
) -> Shown[Says] | Absent:
    """What does EUR 1 of ARR cost to win, keep, expand and upsell, by segment?"""
    known = company(engagement, ratios)
    if "CRC" not in known:
        return Absent(by_ratio.lacking(ratios, "CRC"))
    across = ranges(crc_by_key)
    rows = table(engagement, ratios, across)
    split = rows["segment"].notna().any()
    one = Money(1.0, engagement.currency)
    keeping, winning = known["CRC"], known.get("CAC")
    if winning is None or not keeping.value:
        title: Says = Keeping(one, cents(keeping.value, engagement, "CRC"))
    elif split and not coverage.enough:
        title = TimesKeepingGraded(Times(winning.value / keeping.value), Code("grade", "D"))
    else:
        title = TimesKeeping(Times(winning.value / keeping.value))
    say: list[Says] = []
    if split:
        say.append(_of_segments(ratios, coverage, engagement))
        if 0 < len(across) <= MOST_SAID:
            say += _across(across, engagement.currency)
    if (open_ := by_ratio.open_share(costs)) >= SMALL:
        say.append(WithoutKey(Share(open_)))
    return Shown(rows, title=title, say=tuple(say), note=(Definition(one),))


def table(
    engagement: Engagement, ratios: pd.DataFrame, across: pd.DataFrame | None = None
) -> pd.DataFrame:
    """The ratios with their targets below: `cost_ratio`, `segment`, `unit_cost`, `level`.

    Segments follow the company in the order of their names: no ranking is made of them here.
    `across` (`crc_by_key.ranges`) adds the least and the most that keeping costs by any key.
    """
    heads = ratios[(ratios["variant"] == HEADLINE) & ratios["value"].notna()]
    names = [None, *sorted(parts(heads)["segment"].unique())]
    rows: list[tuple[str, str | None, float, int]] = []
    for ratio, slug in TARGETS.items():
        mine = heads[heads["ratio"] == ratio]
        for name in names:
            rows += [(ratio, name, value, 1) for value in of(mine, name)["value"]]
        if ratio == "CRC" and across is not None:
            for edge in across:
                rows += [(f"CRC_{edge}", str(n), float(v), 2) for n, v in across[edge].items()]
        target = engagement.targets.get(slug)
        if len(mine) and target is not None:
            rows.append((f"{ratio}_target", None, float(target), 2))
    return pd.DataFrame(rows, columns=["cost_ratio", "segment", "unit_cost", "level"])


def _of_segments(ratios: pd.DataFrame, coverage: Coverage, engagement: Engagement) -> Says:
    """A ranking of segments only by a key that covers most of the cost (W3)."""
    if not coverage.enough:
        return thin(coverage)
    heads = ratios[(ratios["variant"] == HEADLINE) & (ratios["ratio"] == "CRC")]
    ordered = parts(heads).dropna(subset=["value"]).sort_values("value", kind="stable")
    if len(ordered) < 2:
        return SplitByKey(Code("segment_key", coverage.kind))
    least, most = ordered.iloc[0], ordered.iloc[-1]
    currency = engagement.currency
    return Extremes(
        Money(1.0, currency),
        Scope(str(most["segment"])),
        Money(float(most["value"]), currency),
        Scope(str(least["segment"])),
        Money(float(least["value"]), currency),
    )


def _across(across: pd.DataFrame, currency: str) -> list[Says]:
    """What keeping costs in each segment, by the least and the most favourable key."""
    one = Money(1.0, currency)
    said: list[Says] = []
    for name, low, high in across[["least", "most"]].itertuples():
        segment, ends = Scope(str(name)), (Money(low, currency), Money(high, currency))
        if alike(*ends, "cents"):
            said.append(ByEveryKey(segment, one, ends[0]))
        else:
            said.append(AcrossKeys(segment, one, *ends))
    return said


def thin(coverage: Coverage) -> SplitByTime | SplitByKey | SplitUnknown:
    """Why segments are not ranked."""
    if coverage.kind == "time":
        share = coverage.share
        return SplitUnknown() if share is None else SplitByTime(Share(share))
    return SplitByKey(Code("segment_key", coverage.kind))
