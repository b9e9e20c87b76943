"""Are customers achieving what they wanted, and do they say so? (5.02, 5.03; M63, M64)

Value is what the customer says an outcome is worth a year, as far as it is reached. It counts as
acknowledged when the customer confirmed it and there is evidence.
"""

from typing import Annotated

import numpy as np
import pandas as pd

from cs_lib.books.segments import EVERYONE
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, charts, exhibit
from cs_lib.models.resampled import ratio_limits
from cs_lib.steps.s05_success_definition.register import REQUIRED, with_accounts
from cs_lib.texts import Count, Extreme, Money, Name, Sentence, Share

SMALLEST = 10
COLUMNS = [
    "segment", "accounts", "outcomes_measured", "attained", "attained_low", "attained_high",
    "met_share", "value_attained", "value_acknowledged", "acknowledged_share", "acknowledged_low",
    "acknowledged_high",
]  # fmt: skip
AGREED, PROVEN, CLAIMED = "acknowledged", "evidence", "claimed"
STATES = (AGREED, PROVEN, CLAIMED)
"""What stands behind a value: the customer's word and evidence, evidence alone, or neither."""


def states(rows: pd.DataFrame) -> "pd.Series[str]":
    """What stands behind each outcome (`STATES`)."""
    proven = np.where(rows["evidence"].notna(), PROVEN, CLAIMED)
    found = pd.Series(proven, index=rows.index, dtype="str")
    return found.mask(rows["acknowledged"].astype(bool), AGREED)


def measured(rows: pd.DataFrame) -> pd.DataFrame:
    """The outcomes whose attainment is known, with the value that was reached."""
    known = rows[rows["attained"].notna()]
    return known.assign(value=known["benefit"].clip(lower=0) * (known["attained"] > 0))


def attainments(outcomes: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """How far are required outcomes, and what of their value is acknowledged? (`COLUMNS`)

    One row for everyone (segment missing), then one a segment. Limits are 90 %, by resampling
    accounts; missing for fewer than ten.
    """
    rows = measured(with_accounts(outcomes, accounts))
    rows = rows[rows["outcome_kind"] == REQUIRED]
    segments = [EVERYONE, *sorted(rows["segment"].dropna().unique())]
    found = [_row(name, rows if name is None else rows[rows["segment"] == name])
             for name in segments]  # fmt: skip
    return pd.DataFrame(found if len(rows) else [], columns=COLUMNS)


def _row(segment: str | None, rows: pd.DataFrame) -> tuple[object, ...]:
    agreed = rows["value"].where(rows["acknowledged"].astype(bool), 0.0)
    total, said = rows["value"].sum(min_count=1), agreed.sum(min_count=1)
    each = rows.assign(agreed=agreed, one=1.0).groupby("account")[
        ["attained", "one", "agreed", "value"]
    ].sum()  # fmt: skip
    limits = [(np.nan, np.nan)] * 2
    if len(each) >= SMALLEST:
        limits = [
            ratio_limits(each[top].to_numpy(float), each[under].to_numpy(float))
            for top, under in (("attained", "one"), ("agreed", "value"))
        ]
    return (
        segment, len(each), len(rows), rows["attained"].mean(), *limits[0],
        (rows["attained"] >= 1).mean(), total, said, said / total if total else np.nan, *limits[1],
    )  # fmt: skip


def by_account(outcomes: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """The value of required outcomes by account: account, value_attained, value_acknowledged.

    Accounts of which no outcome has a benefit and a known attainment have no row.
    """
    rows = measured(with_accounts(outcomes, accounts))
    rows = rows[(rows["outcome_kind"] == REQUIRED) & rows["value"].notna()]
    agreed = rows["value"].where(rows["acknowledged"].astype(bool), 0.0)
    named = rows.assign(value_attained=rows["value"], value_acknowledged=agreed)
    return named.groupby("account", as_index=False)[["value_attained", "value_acknowledged"]].sum()


def by_state(outcomes: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """The value attained by segment and by what stands behind it: segment, value_state, amount."""
    rows = measured(with_accounts(outcomes, accounts))
    rows = rows[(rows["outcome_kind"] == REQUIRED) & (rows["value"] > 0)]
    grouped = rows.assign(value_state=states(rows)).groupby(["segment", "value_state"])["value"]
    wide = grouped.sum().unstack().reindex(columns=list(STATES)).fillna(0.0)
    wide = wide.loc[wide.sum(axis=1).sort_values(ascending=False).index].reset_index()
    return wide.melt("segment", list(STATES), "value_state", "amount")


class Reached(Sentence):
    share: Share


class Sure(Sentence):
    low: Share
    high: Share
    outcomes: Count


class Few(Sentence):
    outcomes: Count


class Met(Sentence):
    share: Share


@exhibit(
    part=Part.A5,
    shows=Table(
        c.segment, c.accounts, c.outcomes_measured, c.attained, c.attained_low, c.attained_high,
        c.met_share, c.value_attained, c.value_acknowledged, c.acknowledged_share,
        c.acknowledged_low, c.acknowledged_high,
    ),
    needs=("outcomes",),
)  # fmt: skip
def attainment(attained: pd.DataFrame) -> Shown[Reached | Sure | Few | Met] | Absent:
    """Are they achieving it? By segment, with what they acknowledge of it."""
    if attained.empty:
        return Absent("outcomes")
    row = attained.iloc[0]
    n = Count(row["outcomes_measured"])
    known = pd.notna(row["attained_low"])
    sure = Sure(Share(row["attained_low"]), Share(row["attained_high"]), n) if known else Few(n)
    return Shown(
        attained, title=Reached(Share(row["attained"])), say=(sure, Met(Share(row["met_share"])))
    )


class Waits(Sentence):
    value: Annotated[Money, "value_attained"]


class AllSaid(Sentence): ...


class ByCount(Sentence):
    acknowledged: Count
    outcomes: Count


class AskWorth(Sentence): ...


class Said(Sentence):
    said: Annotated[Money, "value_acknowledged"]
    claimed: Annotated[Money, "value_attained"]


class Largest(Sentence):
    segment: Name
    value: Annotated[Money, "value_attained"]
    extremes = (Extreme("success_definition.attainment.value_attained", "segment"),)


@exhibit(
    shows=charts.Bars(c.segment, c.amount, part=c.value_state),
    needs=("outcomes",),
)
def value_acknowledged(
    value_states: pd.DataFrame,
    outcomes: pd.DataFrame,
    accounts: pd.DataFrame,
    engagement: Engagement,
) -> Shown[Waits | AllSaid | Said | Largest | ByCount | AskWorth] | Absent:
    """How much of the value that customers attained do they acknowledge? (5.03)"""
    if value_states.empty:
        return _counted(measured(with_accounts(outcomes, accounts)))
    euro = engagement.currency
    sums = value_states.groupby("value_state")["amount"].sum()
    top = value_states.groupby("segment", sort=False)["amount"].sum().nlargest(1)
    said = Said(Money(sums[AGREED], euro), Money(sums[CLAIMED], euro))
    largest = Largest(Name(str(top.index[0])), Money(top.iloc[0], euro))
    title: Waits | AllSaid = Waits(Money(sums[PROVEN], euro)) if sums[PROVEN] else AllSaid()
    return Shown(value_states, title=title, say=(said, largest))


def _counted(
    rows: pd.DataFrame,
) -> Shown[Waits | AllSaid | Said | Largest | ByCount | AskWorth] | Absent:
    """Where nobody said what outcomes are worth: how many are acknowledged."""
    reached = rows[(rows["outcome_kind"] == REQUIRED) & (rows["attained"] > 0)]
    if reached.empty:
        return Absent("outcomes")
    agreed = int(reached["acknowledged"].astype(bool).sum())
    return Shown(None, title=ByCount(Count(agreed), Count(len(reached))), say=(AskWorth(),))
