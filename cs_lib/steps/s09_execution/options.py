"""What could be done, at what cost and risk, and why is the rest parked? (9.02-9.04)"""

from typing import Any

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.intake import Intake
from cs_lib.steps.s08_ltv_opportunity import LtvOpportunity
from cs_lib.steps.s09_execution.chosen import CHOSEN, Decision
from cs_lib.texts import Count, Money, Name, Sentence

QUARTERS = 4
COLUMNS = [
    "option", "option_type", "lever", "segment", "quadrant", "cost", "hours", "effect",
    "probability", "harm", "reversible", "option_state", "reason", "ltv_gain", "ltv_net",
    "delay_cost",
]  # fmt: skip


def options(intake: Intake, opportunity: LtvOpportunity) -> pd.DataFrame:
    """One row an option, the one chosen first, then the others by what they are expected to earn.

    `ltv_gain` is ARR a year times the chance that it works, times what EUR 1 of ARR is worth in its
    lever and segment over the horizon of step 8 (M67); `ltv_net` is that less its cost; missing
    where step 8 knows no worth. `delay_cost` is the ARR expected in a quarter. `harm`, 0 to 5, is
    as stated, times the chance that it fails.
    """
    if "options" not in intake.tables:
        return pd.DataFrame(columns=COLUMNS)
    rows = intake.tables["options"]
    expected = rows["effect"] * rows["probability"].fillna(1.0)
    worth = [
        _worth(opportunity.workings.ranked, *each)
        for each in rows[["lever", "segment"]].itertuples(index=False)
    ]
    gain = expected * pd.Series(worth, index=rows.index, dtype="float64")
    frame = rows.assign(
        option=rows["option"].map(readable), option_type=rows["type"], option_state=rows["state"],
        harm=rows["impact"] * (1 - rows["probability"].fillna(0.5)), ltv_gain=gain,
        ltv_net=gain - rows["cost"].fillna(0.0), delay_cost=expected / QUARTERS,
        reversible=rows["reversible"].map({True: "yes", False: "no"}),
    )  # fmt: skip
    first = frame["option_state"].ne(CHOSEN)
    ranked = frame.assign(first=first, by=gain.fillna(expected))
    ranked = ranked.sort_values(["first", "by"], ascending=[True, False], kind="stable")
    return ranked[COLUMNS].reset_index(drop=True)


def readable(name: str) -> str:
    """A short name as running text has it: "adoption-sprint" reads "adoption sprint"."""
    return str(name).replace("-", " ").replace("_", " ")


def _worth(ranked: pd.DataFrame, lever: Any, segment: Any) -> float:
    """What EUR 1 of ARR is worth, over the segments of an option as their ARR weighs."""
    rows = ranked[ranked["lever"] == lever]
    rows = rows if pd.isna(segment) else rows[rows["segment"] == segment]
    unit = (rows["margin"] * rows["annuity"]).astype(float)
    weight = rows["addressable"].astype(float).where(unit.notna(), 0.0)
    return float((unit * weight).sum() / weight.sum()) if weight.sum() else float("nan")


class Earns(Sentence):
    option: Name
    gain: Money
    cost: Money


class Chosen(Sentence):
    option: Name
    parked: Count


class Better(Sentence):
    option: Name
    gain: Money


class Delay(Sentence):
    amount: Money


class NoReason(Sentence):
    options: Count


@exhibit(
    part=Part.A4,
    shows=Table(
        c.option, c.option_type, c.lever, c.segment_for, c.option_state, c.cost, c.hours,
        c.effect_arr, c.probability, c.harm, c.reversible, c.ltv_net, c.delay_cost, c.reason,
    ),
    needs=("options",),
)  # fmt: skip
def option_table(
    listed: pd.DataFrame, decided: Decision | None, engagement: Engagement
) -> Shown[Earns | Chosen | Better | Delay | NoReason] | Absent:
    """Which options are there, what does each cost and risk, and why not the others?"""
    if decided is None:
        return Absent("options")
    top, rest, euro = listed.iloc[0], listed.iloc[1:], engagement.currency
    name = Name(readable(decided.option))
    known = pd.notna(top["ltv_gain"]) and pd.notna(top["cost"])
    title: Earns | Chosen = Chosen(name, Count(len(rest)))
    if known:
        title = Earns(name, Money(top["ltv_gain"], euro), Money(top["cost"], euro))
    say: list[Better | Delay | NoReason] = []
    if pd.notna(top["delay_cost"]):
        say.append(Delay(Money(top["delay_cost"], euro)))
    # what is done, stopped or given away is no rival
    parked = rest[rest["option_state"] == "parked"].dropna(subset=["ltv_net"])
    parked = parked[parked["ltv_net"] > top["ltv_net"]] if known else parked.iloc[:0]
    if len(parked):
        best = parked.nlargest(1, "ltv_net").iloc[0]
        say.append(Better(Name(best["option"]), Money(best["ltv_net"] - top["ltv_net"], euro)))
    silent = int(rest["reason"].isna().sum())
    say += [NoReason(Count(silent))] if silent else []
    frame = listed.assign(segment_for=listed["segment"], effect_arr=listed["effect"])
    return Shown(frame, title=title, say=tuple(say))
