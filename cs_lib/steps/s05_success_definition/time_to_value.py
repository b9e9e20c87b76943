"""How long does it take until a customer first sees value, and how many bills come before? (5.10)

Kaplan-Meier from the start to first value (M65): customers who have not seen it yet, and those who
left without, count as long as they were seen. Followed are those who began when milestones were on
record already, since of earlier ones only those are known who took long.
"""

from typing import Annotated

import numpy as np
import pandas as pd

from cs_lib.books.journeys import DAYS, entered
from cs_lib.books.segments import EVERYONE
from cs_lib.definitions.annual_price import PERIODS
from cs_lib.exhibits import Absent, Part, Shown, Table, c, charts, exhibit
from cs_lib.intake import Intake
from cs_lib.intake.text_storage import among
from cs_lib.models.survival import kaplan_meier, median
from cs_lib.texts import Cell, Code, Count, Quantity, Sentence

STAGE = "first_value"
SMALLEST, EVENTS, FURTHEST = 10, 5, 24
COLUMNS = ["segment", "customers", "saw_value", "value_months", "value_low", "value_high"]
CYCLES = ["billing_cycle", *COLUMNS[1:], "bills_before_value"]


def lives(journeys: pd.DataFrame, intake: Intake, day: pd.Timestamp) -> pd.DataFrame:
    """Months from the start to first value: customer, segment, billing_period, duration, ended.

    Where the table has more stages than first value, customers without any row are not followed;
    where it has none, whoever is missing has not seen value. A value before the start counts as
    half a day after it.
    """
    rows = intake.tables.get("milestones")
    columns = ["customer", "segment", "billing_period", "duration", "ended", "entry"]
    if rows is None or not (rows["stage"] == STAGE).any():
        return pd.DataFrame(columns=columns)
    known = journeys[journeys["begun"] >= rows["entered"].min()]
    if (rows["stage"] != STAGE).any():
        known = known[among(known.index, rows["customer_id"].astype("str"))]
    seen = entered(rows, STAGE).reindex(known.index)
    seen = seen.where(seen <= known["until"].clip(upper=day))
    months = (seen.fillna(known["until"]) - known["begun"]).dt.days / DAYS
    found = known.assign(ended=seen.notna(), entry=0.0)
    found["duration"] = months.clip(lower=0.5 / DAYS).where(found["ended"], months)
    return pd.DataFrame(found[found["duration"] > 0][columns].reset_index(drop=True))


def _median(rows: pd.DataFrame) -> tuple[float, float, float]:
    if len(rows) < SMALLEST or rows["ended"].sum() < EVENTS:
        return np.nan, np.nan, np.nan
    return median(kaplan_meier(rows, 0.9))


def medians(value_lives: pd.DataFrame) -> pd.DataFrame:
    """Median months to first value, for everyone and by segment (`COLUMNS`), 90 % limits."""
    parts = [(EVERYONE, value_lives), *value_lives.groupby("segment")]
    rows = [(name, len(part), int(part["ended"].sum()), *_median(part)) for name, part in parts]
    return pd.DataFrame(rows if len(value_lives) else [], columns=COLUMNS)


def bills(value_lives: pd.DataFrame) -> pd.DataFrame:
    """The same by billing period, with how many bills come before first value (`CYCLES`).

    Bills are sent at the start of each period, so the first comes before any value.
    """
    rows = []
    for period, a_year in PERIODS.items():
        part = value_lives[value_lives["billing_period"] == period]
        if len(part):
            half, low, high = _median(part)
            rows.append((period, len(part), int(part["ended"].sum()), half, low, high,
                         np.floor(half * a_year / 12) + 1))  # fmt: skip
    return pd.DataFrame(rows, columns=CYCLES)


class Half(Sentence):
    months: Annotated[Quantity, "value_months"]


class NotReached(Sentence): ...


class Limits(Sentence):
    low: Quantity
    high: Quantity
    customers: Count
    waiting: Count


class FewKnown(Sentence):
    customers: Count


@exhibit(
    part=Part.A5,
    shows=charts.Lines(c.months_since, c.value_share, c.segment, zero=True, steps=True),
    needs=("milestones",),
)
def time_to_value_curve(
    value_lives: pd.DataFrame, value_medians: pd.DataFrame
) -> Shown[Half | NotReached | Limits | FewKnown] | Absent:
    """How soon do customers first see value?"""
    if value_lives.empty:
        return Absent("milestones")
    row = value_medians.iloc[0]
    waiting = int(row["customers"] - row["saw_value"])
    if row["customers"] < SMALLEST or row["saw_value"] < EVENTS:
        return Shown(None, title=FewKnown(Count(row["customers"])))
    parts = [(EVERYONE, value_lives), *value_lives.groupby("segment")]
    frame = pd.concat([_monthly(name, part) for name, part in parts if len(part) >= SMALLEST])
    at = Cell("success_definition.first_value_months", None, "value_months")
    if pd.isna(row["value_months"]):
        return Shown(frame, title=NotReached())
    say: tuple[Limits, ...] = ()
    if pd.notna(row["value_low"]) and pd.notna(row["value_high"]):
        ends = Quantity(row["value_low"]), Quantity(row["value_high"])
        say = (Limits(*ends, Count(row["customers"]), Count(waiting)),)
    return Shown(frame, title=Half(Quantity(row["value_months"], at)), say=say)


def _monthly(segment: object, rows: pd.DataFrame) -> pd.DataFrame:
    curve = kaplan_meier(rows, 0.9)
    seen = curve.months[curve.at_risk >= SMALLEST]
    months = np.arange(int(min(FURTHEST, seen[-1])) + 1) if len(seen) else np.arange(1)
    place = np.searchsorted(curve.months, months, side="right") - 1
    return pd.DataFrame(
        {"segment": segment, "months_since": months, "value_share": 1 - curve.survival[place]}
    )


class Known(Sentence):
    saw: Count
    customers: Count


@exhibit(
    part=Part.A5,
    shows=Table(
        c.segment, c.customers, c.saw_value, c.value_months, c.value_low, c.value_high
    ),
    needs=("milestones",),
)  # fmt: skip
def first_value_months(value_medians: pd.DataFrame) -> Shown[Known] | Absent:
    """The median time to first value, by segment."""
    if value_medians.empty:
        return Absent("milestones")
    row = value_medians.iloc[0]
    return Shown(value_medians, title=Known(Count(row["saw_value"]), Count(row["customers"])))


class Bills(Sentence):
    period: Code
    bills: Count


class NoMedian(Sentence): ...


@exhibit(
    part=Part.A5,
    shows=Table(
        c.billing_cycle, c.customers, c.saw_value, c.value_months, c.value_low, c.value_high,
        c.bills_before_value,
    ),
    needs=("milestones",),
)  # fmt: skip
def billing_cycles(value_bills: pd.DataFrame) -> Shown[Bills | NoMedian] | Absent:
    """How many bills does a customer pay before it first sees value?"""
    if value_bills.empty:
        return Absent("milestones")
    known = value_bills.dropna(subset=["bills_before_value"])
    if known.empty:
        return Shown(value_bills, title=NoMedian())
    row = known.nlargest(1, "bills_before_value").iloc[0]
    title = Bills(Code("billing_cycle", row["billing_cycle"]), Count(row["bills_before_value"]))
    return Shown(value_bills, title=title)
