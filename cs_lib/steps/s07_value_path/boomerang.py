"""How far are customers on the recurring revenue boomerang, and where do they stop?

Source: S4: demand, turnaround, expand, boomerang; concept 7.05.
"""

import pandas as pd

from cs_lib.books.belonging import account_of
from cs_lib.books.books import Books
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.intake import Intake
from cs_lib.models.lives import Curve
from cs_lib.models.survival import kaplan_meier
from cs_lib.steps.s07_value_path.losses import kept, losses
from cs_lib.texts import Code, Count, Extreme, Quantity, Sentence, Share

ARCS = {
    "awareness": "demand", "consideration": "demand", "trial": "demand", "contract": "demand",
    "adoption": "turnaround", "performance": "expand", "transformation": "expand",
    "advocacy": "boomerang",
}  # fmt: skip
"""The eight stages in their order, each with its arc."""
_ROUNDING = 1e-9
MONTH, HORIZON, SMALLEST = 30.44, 12, 10
COLUMNS = [
    "arc", "journey_stage", "entered", "accounts", "arr", "converted", "converted_low",
    "converted_high", "dwell_months", "accounts_year_ago", "grr",
]  # fmt: skip


def entries(books: Books, intake: Intake) -> pd.DataFrame:
    """The day on which each account first entered a stage: a column a stage, by account."""
    if "milestones" not in intake.tables:
        return pd.DataFrame()
    rows = intake.tables["milestones"]
    rows = rows[(rows["entered"] <= pd.Timestamp(books.as_of)) & rows["stage"].isin(list(ARCS))]
    account = account_of(rows["customer_id"], books, intake).rename("account")
    wide = rows.groupby([account, "stage"])["entered"].min().unstack("stage")
    return wide[[stage for stage in ARCS if stage in wide]]


def stages(entered: pd.DataFrame, books: Books) -> pd.DataFrame:
    """One row a stage that anybody entered (`COLUMNS`).

    `accounts` and `arr` of those that pay and came no further. `converted` to any later stage
    within twelve months, and `dwell_months` until half have gone on, by Kaplan-Meier: whoever has
    not gone on yet, or has left, is watched until then. `grr` of those at the stage a year ago;
    rates on fewer than ten accounts are missing.
    """
    if entered.empty:
        return pd.DataFrame(columns=COLUMNS)
    arr, until = books.live.set_index("account")["arr"], _until(entered.index, books)
    now = furthest(entered, pd.Timestamp(books.as_of)).reindex(arr.index)
    then = pd.Timestamp(books.year.pair.opening.date()) if books.year else None
    known = kept(furthest(entered, then), books) if then else {}
    rows = []
    for place, stage in enumerate(map(str, entered)):
        later = entered[list(entered)[place + 1 :]].min(axis=1)
        curve = _onward(entered, stage, later, until) if later.notna().any() else None
        n, grr = known.get(stage, (0, None))
        rows.append(
            (ARCS[stage], stage, int(entered[stage].notna().sum()), int((now == stage).sum()),
             arr[now == stage].sum(), *_within(curve), _median(curve), n, grr)
        )  # fmt: skip
    kinds = dict.fromkeys(COLUMNS[5:9] + COLUMNS[10:], float)
    return pd.DataFrame(rows, columns=COLUMNS).astype(kinds)


def furthest(entered: pd.DataFrame, day: pd.Timestamp) -> "pd.Series[str]":
    """The furthest stage that each account had entered by a day."""
    there = entered.where(entered <= day).notna()
    last = there.iloc[:, ::-1].idxmax(axis=1).astype("str")
    return last.where(there.any(axis=1))


def _until(accounts: pd.Index, books: Books) -> "pd.Series[pd.Timestamp]":
    """Until when each account was watched: the last day, or the month in which it left."""
    left = losses(books).groupby("account")["month"].max().reindex(accounts)
    live = accounts.isin(books.live["account"])
    return pd.to_datetime(left).where(~live).fillna(pd.Timestamp(books.as_of))


def _onward(
    entered: pd.DataFrame, stage: str, later: "pd.Series[pd.Timestamp]",
    until: "pd.Series[pd.Timestamp]",
) -> Curve | None:  # fmt: skip
    """The share that has not gone on after so many months; None for fewer than ten accounts."""
    here = entered[entered[stage].notna()]
    on = later.reindex(here.index)
    ends = on.fillna(until.reindex(here.index))
    # a stage that was entered before this one was reached at once
    days = (ends - here[stage]).dt.days.clip(lower=1)
    if len(here) < SMALLEST:
        return None
    lives = pd.DataFrame(
        {"customer": here.index, "duration": days / MONTH, "ended": on.notna(),
         "entry": 0.0}
    )  # fmt: skip
    return kaplan_meier(lives, level=0.9)


def _within(curve: Curve | None) -> tuple[float, float, float]:
    """The share that went on within twelve months, with its 90 % limits."""
    if curve is None or curve.observed < HORIZON:
        return (float("nan"),) * 3
    at = int((curve.months <= HORIZON).sum()) - 1
    return 1 - curve.survival[at], 1 - curve.high[at], 1 - curve.low[at]


def _median(curve: Curve | None) -> float:
    """The months until half have gone on; missing where they never did."""
    if curve is None:
        return float("nan")
    gone = curve.survival <= 0.5 + _ROUNDING
    return float(curve.months[gone.argmax()]) if gone.any() else float("nan")


class Narrowest(Sentence):
    stage: Code
    share: Share
    extremes = (Extreme("value_path.boomerang.converted", "share", lowest=True),)


class NoneGoOn(Sentence): ...


class Limits(Sentence):
    low: Share
    high: Share
    accounts: Count


class Dwell(Sentence):
    stage: Code
    months: Quantity
    extremes = (Extreme("value_path.boomerang.dwell_months", "months"),)


@exhibit(
    part=Part.A5,
    shows=Table(
        c.journey_stage, c.entered, c.accounts, c.arr, c.converted, c.converted_low,
        c.converted_high, c.dwell_months, c.accounts_year_ago, c.grr, group=c.arc,
    ),
    needs=("milestones",),
)  # fmt: skip
def boomerang(
    journey: pd.DataFrame,
) -> Shown[Narrowest | NoneGoOn | Limits | Dwell] | Absent:
    """How far are customers on the boomerang, and where do fewest go on?"""
    if journey.empty:
        return Absent("milestones")
    # demand is Sales' part: what is known of it are those who came through
    own = journey[journey["converted"].notna() & journey["arc"].ne("demand")]
    if own.empty:
        return Shown(journey, title=NoneGoOn())
    low = own.iloc[int(own["converted"].argmin())]
    say: list[Limits | Dwell] = [
        Limits(Share(low["converted_low"]), Share(low["converted_high"]),
               Count(int(low["entered"])))
    ]  # fmt: skip
    slow = journey[journey["dwell_months"].notna()]
    if len(slow):
        top = slow.iloc[int(slow["dwell_months"].argmax())]
        say.append(Dwell(Code("journey_stage", top["journey_stage"]),
                         Quantity(top["dwell_months"])))  # fmt: skip
    stage = Code("journey_stage", low["journey_stage"])
    return Shown(journey, title=Narrowest(stage, Share(low["converted"])), say=tuple(say))
