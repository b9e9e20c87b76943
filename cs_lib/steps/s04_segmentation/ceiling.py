"""Which accounts have hit the ceiling of what they bought, and which cannot go on at all?

Source: S1. An account that uses all it has needs more of it: it is ready to expand. One that wants
to, and whose only person has no time for it, is at a dead end that training does not mend.
"""

from typing import Annotated

import pandas as pd

from cs_lib.books.belonging import account_of
from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.intake import Intake
from cs_lib.steps.s04_segmentation import quadrants
from cs_lib.texts import Cell, Count, Money, Name, Quantity, Sentence

FULL, MONTHS = 0.85, 2
"""Use of what is entitled from which an account is at its ceiling, and for how many months."""
LISTED = 40
NEARLY_FULL, ALL_FEATURES = "nearly_full", "all_features"
_FEATURES = ("feature", "module")
HOURS = 2.0
"""Hours a month below which a customer's only people for it cannot go on: half an hour a week."""
_ACTIVE = 12
NO_HOURS, ONE_PERSON = "no_hours", "one_person"
_DECIDES = ("decides", "sponsor", "economic", "owner", "founder")
COLUMNS = ["account", "ceiling", "used_metric", "utilisation", "months_at_ceiling"]
DEAD = ["account", "active_contacts", "hours_month", "dead_end"]


def ceilings(books: Books, intake: Intake) -> pd.DataFrame:
    """Which accounts are at the ceiling of what they may use? One row each (`COLUMNS`).

    `months_at_ceiling` counts back from the last full month: so many in a row with 85 % or more of
    the entitlement used; two at least, or all features in use in the last month (`ceiling`). Of
    several metrics the fullest. Empty where no entitlement is known of that month.
    """
    if "usage" not in intake.tables:
        return pd.DataFrame(columns=COLUMNS)
    usage, last = intake.tables["usage"], pd.Period(books.as_of, "M")
    rows = usage[(usage["entitlement"] > 0) & (usage["date"] <= pd.Timestamp(books.as_of))]
    keys = [
        account_of(rows["customer_id"], books, intake).rename("account"),
        rows["metric"].astype("str").rename("used_metric"),
        rows["date"].dt.to_period("M").rename("month"),
    ]
    sums = rows.groupby(keys)[["value", "entitlement"]].sum()
    shares = (sums["value"] / sums["entitlement"]).unstack("month")
    # a month that is missing is not one at the ceiling
    shares = shares.reindex(columns=pd.period_range(end=last, periods=24, freq="M"))
    full = (shares >= FULL).iloc[:, ::-1]
    found = pd.DataFrame(
        {"utilisation": shares[last], "months_at_ceiling": full.cumprod(axis=1).sum(axis=1)}
    ).reset_index()
    features = found["used_metric"].str.lower().str.contains("|".join(_FEATURES))
    every = features & (found["utilisation"] >= 1)
    found["ceiling"] = every.map({True: ALL_FEATURES, False: NEARLY_FULL})
    hit = found[(found["months_at_ceiling"] >= MONTHS) | every]
    order = hit.sort_values(["utilisation", "months_at_ceiling"], ascending=False, kind="stable")
    return order.drop_duplicates("account")[COLUMNS].reset_index(drop=True)


def dead_ends(accounts: pd.DataFrame, books: Books, intake: Intake) -> pd.DataFrame:
    """Which of the untrained cannot go on? One row an account whose contacts are known (`DEAD`).

    `dead_end`: no_hours where its people have under two hours a month for it in all; one_person
    where no hours are known and its only contact of the last twelve months also decides; missing
    else. Those who left are not counted.
    """
    wanting = accounts.loc[accounts["quadrant"].eq(quadrants.UNTRAINED).fillna(False), "account"]
    if "contacts" not in intake.tables:
        return pd.DataFrame(columns=DEAD)
    day = pd.Timestamp(books.as_of)
    people = intake.tables["contacts"]
    gone = people["left_on"] <= day if "left_on" in people else False
    fresh = people["last_contact"] > day - pd.DateOffset(months=_ACTIVE)
    people = people.assign(
        account=account_of(people["customer_id"], books, intake),
        hours_month=people["hours_month"] if "hours_month" in people else float("nan"),
        decides=_said(people, "decision_role") | _said(people, "persona"),
    )[~gone & (people["last_contact"].isna() | fresh)]
    people = people[people["account"].isin(wanting)]
    by_account = people.groupby("account")
    found = by_account.agg(active_contacts=("contact_id", "nunique"), deciding=("decides", "all"))
    hours = by_account["hours_month"].sum(min_count=1)
    found = found.assign(hours_month=hours).reset_index()
    alone = found["hours_month"].isna() & found["active_contacts"].eq(1) & found["deciding"]
    why = pd.Series(pd.NA, index=found.index, dtype="str")
    why = why.mask(alone, ONE_PERSON).mask(found["hours_month"] < HOURS, NO_HOURS)
    return found.assign(dead_end=why)[DEAD]


def _said(people: pd.DataFrame, column: str) -> "pd.Series[bool]":
    words = people[column].astype("str").str.lower()
    return words.str.contains("|".join(_DECIDES)).fillna(False).astype(bool)


class Ready(Sentence):
    accounts: Count
    gap: Money


class ReadyUnpriced(Sentence):
    accounts: Count


class NoneFull(Sentence): ...


class First(Sentence):
    account: Name
    months: Annotated[Count, "months_at_ceiling"]


class NotSold(Sentence):
    accounts: Count


@exhibit(
    part=Part.A5,
    shows=Table(
        c.account, c.ceiling, c.used_metric, c.utilisation, c.months_at_ceiling, c.arr, c.potential,
        c.gap, c.owner,
    ),
    needs=("usage",),
)  # fmt: skip
def ceiling_hit(
    accounts: pd.DataFrame, at_ceiling: pd.DataFrame, indicators: pd.DataFrame,
    engagement: Engagement,
) -> Shown[Ready | ReadyUnpriced | First | NotSold | NoneFull] | Absent:  # fmt: skip
    """Which accounts use all that they bought, and are ready for more? (4.07)"""
    if not {"seats_used", "depth"} & set(indicators):
        return Absent("signs")
    hit = accounts.merge(at_ceiling, on="account")
    rows = hit[hit["sellable"]].sort_values(["gap", "arr"], ascending=False, kind="stable")
    if rows.empty:
        return Shown(None, title=NoneFull())
    top, left, count = rows.iloc[0], rows["gap"].sum(), Count(len(rows))
    title = Ready(count, Money(left, engagement.currency)) if left > 0 else ReadyUnpriced(count)
    at = Cell("segmentation.ceiling_hit", top["name"], "months_at_ceiling")
    months = Count(int(top["months_at_ceiling"]), at)
    say: list[First | NotSold] = []
    if months.value >= MONTHS:
        say.append(First(Name(top["name"]), months))
    if len(hit) > len(rows):
        say.append(NotSold(Count(len(hit) - len(rows))))
    return Shown(rows.head(LISTED).assign(account=rows["name"]), title=title, say=tuple(say))


class Stuck(Sentence):
    accounts: Count
    arr: Money


class NobodyStuck(Sentence): ...


class Limit(Sentence):
    hours: Quantity


class NotKnown(Sentence):
    accounts: Count


@exhibit(
    part=Part.A5,
    shows=Table(
        c.account, c.skill, c.will, c.active_contacts, c.hours_month, c.dead_end, c.arr, c.owner
    ),
    needs=("usage", "contacts"),
)
def dead_end(
    accounts: pd.DataFrame, capacity_known: pd.DataFrame, engagement: Engagement
) -> Shown[Stuck | NobodyStuck | Limit | NotKnown] | Absent:
    """Which accounts want to, and have nobody with time for it? (4.08)"""
    if accounts["quadrant"].isna().all():
        return Absent("signs")
    wanting = accounts["quadrant"].eq(quadrants.UNTRAINED).fillna(False)
    unknown = int(wanting.sum()) - len(capacity_known)
    say = (Limit(Quantity(HOURS)), *((NotKnown(Count(unknown)),) if unknown > 0 else ()))
    rows = accounts.merge(capacity_known[capacity_known["dead_end"].notna()], on="account")
    rows = rows.sort_values("arr", ascending=False, kind="stable")
    if rows.empty:
        return Shown(None, title=NobodyStuck(), say=say)
    title = Stuck(Count(len(rows)), Money(rows["arr"].sum(), engagement.currency))
    return Shown(rows.assign(account=rows["name"]).head(LISTED), title=title, say=say)
