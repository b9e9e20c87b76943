"""Value arrives in three steps: adoption, performance, transformation (5.08). Who is where?"""

import numpy as np
import pandas as pd

from cs_lib.books.journeys import DAYS, entered
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.intake import Intake
from cs_lib.intake.text_storage import among
from cs_lib.models.survival import kaplan_meier, median
from cs_lib.texts import Code, Count, Extreme, Money, Quantity, Sentence, Share

BEFORE = "not_adopted"
STEPS = ("adoption", "performance", "transformation")
SMALLEST = 10
COLUMNS = [
    "value_step", "accounts", "arr", "share_of_arr", "customers_entered", "customers_moved",
    "dwell_months", "dwell_low", "dwell_high",
]  # fmt: skip


def stages(journeys: pd.DataFrame, intake: Intake, day: pd.Timestamp) -> pd.DataFrame:
    """The journeys with the day of each step; of customers with any milestone on record."""
    rows = intake.tables.get("milestones")
    if rows is None:
        return journeys.head(0).reindex(columns=[*journeys.columns, *STEPS])
    known = journeys[among(journeys.index, rows["customer_id"].astype("str"))]
    days = {step: entered(rows, step).reindex(known.index) for step in STEPS}
    return known.assign(**{step: at.where(at <= day) for step, at in days.items()})


def ladder(staged: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """One row a step and one for those before the first (`COLUMNS`).

    `accounts` and `arr` are of those who pay and whose furthest step it is; `dwell_months` how long
    it takes the median customer from this step to the next one, with 90 % limits, by Kaplan-Meier;
    those who have not moved, or left, count as long as they were seen.
    """
    if staged.empty:
        return pd.DataFrame(columns=COLUMNS)
    at = pd.Series(BEFORE, index=staged.index, dtype="str")
    for step in STEPS:
        at = at.mask(staged[step].notna(), step)
    order = {name: place for place, name in enumerate((BEFORE, *STEPS))}
    furthest = at.map(order).groupby(staged["account"]).max()
    placed = accounts.assign(place=accounts["account"].map(furthest)).dropna(subset=["place"])
    arr = placed.groupby("place")["arr"].agg(["size", "sum"]).reindex(range(len(order))).fillna(0)
    rows = []
    for name, place in order.items():
        since = staged["begun"] if name == BEFORE else staged[name]
        dwell = (0, 0, np.nan, np.nan, np.nan)
        if place < len(STEPS):
            dwell = _dwell(since, staged[STEPS[place]], staged["until"])
        total = arr["sum"].sum()
        share = arr["sum"][place] / total if total else np.nan
        entered_it = int(since.notna().sum())
        rows.append((name, int(arr["size"][place]), arr["sum"][place], share, entered_it,
                     *dwell[1:]))  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def _dwell(
    since: pd.Series, moved: pd.Series, until: pd.Series
) -> tuple[int, int, float, float, float]:
    """Customers, those who moved on, and the median months it took with its limits."""
    known = since.notna() & (since < until)
    end = moved.where(moved <= until)[known]
    duration = (end.fillna(until[known]) - since[known]).dt.days / DAYS
    lives = pd.DataFrame(
        {"customer": end.index, "duration": duration, "ended": end.notna(), "entry": 0.0}
    )
    lives = lives[lives["duration"] > 0]
    if len(lives) < SMALLEST:
        return len(lives), int(lives["ended"].sum()), np.nan, np.nan, np.nan
    return len(lives), int(lives["ended"].sum()), *median(kaplan_meier(lives, 0.9))


class Performs(Sentence):
    share: Share


class NotYet(Sentence):
    accounts: Count
    arr: Money


class Slowest(Sentence):
    step: Code
    months: Quantity
    customers: Count
    extremes = (Extreme("success_definition.value_ladder.dwell_months", "months"),)


class Limits(Sentence):
    low: Quantity
    high: Quantity


@exhibit(
    part=Part.A5,
    shows=Table(
        c.value_step, c.accounts, c.arr, c.share_of_arr, c.customers_entered, c.customers_moved,
        c.dwell_months, c.dwell_low, c.dwell_high,
    ),
    needs=("milestones",),
)  # fmt: skip
def value_ladder(
    ladder: pd.DataFrame, engagement: Engagement
) -> Shown[Performs | NotYet | Slowest | Limits] | Absent:
    """On which of the three steps of value are your customers, and for how long?"""
    if ladder.empty or not ladder["accounts"].sum() or not ladder["customers_moved"].sum():
        return Absent("milestones")
    rows = ladder.set_index("value_step")
    early = ladder[ladder["value_step"] == BEFORE].iloc[0]
    say: list[NotYet | Slowest | Limits] = []
    if early["accounts"]:
        amount = Money(early["arr"], engagement.currency)
        say.append(NotYet(Count(early["accounts"]), amount))
    told = rows.dropna(subset=["dwell_months"])
    if len(told):
        slow = told.nlargest(1, "dwell_months").iloc[0]
        step = Code("value_step", str(slow.name))
        say.append(Slowest(step, Quantity(slow["dwell_months"]), Count(slow["customers_entered"])))
        if pd.notna(slow["dwell_low"]) and pd.notna(slow["dwell_high"]):
            say.append(Limits(Quantity(slow["dwell_low"]), Quantity(slow["dwell_high"])))
    reached = float(rows["share_of_arr"][list(STEPS[1:])].sum())
    return Shown(ladder, title=Performs(Share(reached)), say=tuple(say))
