"""Whom do you know at each account? The renewal and expansion team, by persona and by account.

Source: S2 (who are they); S4 (impacted stakeholders and their profiles).
"""

import pandas as pd

from cs_lib.books.belonging import by_name
from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, charts, exhibit
from cs_lib.steps.s06_personas.people import current
from cs_lib.texts import Count, Extreme, Money, Name, Sentence, Share

LISTED, SEEN, RECENT = 40, 0.05, 90
"""Accounts listed, the share of a segment from which a persona belongs there, and fresh days."""
GRID = ["persona", "segment", "accounts", "known", "share_known"]
PROFILES = ["persona", "people", "accounts", "share_known", "metric_known", "met_recently",
            "people_left", "arr"]  # fmt: skip


def grid(people: pd.DataFrame, live: pd.DataFrame) -> pd.DataFrame:
    """In how many accounts of a segment is each persona known? One row a pair (`GRID`).

    A persona that is found in under a twentieth of a segment does not belong to its teams. The
    best known persona comes first.
    """
    there = current(people).dropna(subset=["persona"])
    if there.empty:
        return pd.DataFrame(columns=GRID)
    segment = there["account"].map(live.set_index("account")["segment"])
    pairs = there.assign(segment=segment).dropna(subset=["segment"])
    known = pairs.groupby(["persona", "segment"])["account"].nunique().rename("known")
    found = known.reset_index()
    found["accounts"] = found["segment"].map(live["segment"].value_counts())
    found["share_known"] = found["known"] / found["accounts"]
    order = known.groupby("persona").sum()
    found = found.assign(_order=-found["persona"].map(order))
    found = found[found["share_known"] >= SEEN].sort_values(["_order", "persona", "segment"])
    return found[GRID].reset_index(drop=True)


def profiles(people: pd.DataFrame, live: pd.DataFrame, books: Books) -> pd.DataFrame:
    """How well is each persona known? One row a persona (`PROFILES`), the most people first.

    `metric_known`: the share of whom you know the measure of success; `met_recently`: met within
    90 days; `people_left`: gone by the last day; `arr` of the accounts where somebody is known.
    """
    mine = people[people["account"].isin(live["account"])].dropna(subset=["persona"])
    since = pd.Timestamp(books.as_of) - pd.Timedelta(days=RECENT)
    arr = live.set_index("account")["arr"]
    rows = []
    for persona, part in mine.groupby("persona"):
        there = current(part)
        accounts = there["account"].unique()
        rows.append(
            (persona, len(there), len(accounts), len(accounts) / len(live),
             there["success_metric"].notna().mean(), (there["last_contact"] >= since).mean(),
             len(part) - len(there), arr.reindex(accounts).sum())
        )  # fmt: skip
    found = pd.DataFrame(rows, columns=PROFILES).astype({"arr": float})
    return found.sort_values(["people", "persona"], ascending=[False, True], ignore_index=True)


class BestKnown(Sentence):
    persona: Name
    share: Share
    extremes = (Extreme("personas.persona_coverage.known", "share", by="persona", over="accounts"),)


class LeastKnown(Sentence):
    persona: Name
    segment: Name
    share: Share
    accounts: Count
    extremes = (Extreme("personas.persona_coverage.share_known", "share", lowest=True),)


@exhibit(
    part=Part.A5,
    shows=charts.Heatmap(c.persona, c.segment, c.share_known, c.accounts),
    needs=("contacts",),
)
def persona_coverage(coverage: pd.DataFrame) -> Shown[BestKnown | LeastKnown] | Absent:
    """Which personas do you know, and in which segment are they missing?"""
    if coverage.empty:
        return Absent("contacts")
    sums = coverage.groupby("persona", sort=False)[["known", "accounts"]].sum()
    share = sums["known"] / sums["accounts"]
    best = str(share.idxmax())
    least = coverage.sort_values(["share_known", "known"], kind="stable").iloc[0]
    blind = LeastKnown(
        Name(least["persona"]), Name(least["segment"]), Share(least["share_known"]),
        Count(int(least["accounts"])),
    )  # fmt: skip
    return Shown(coverage, title=BestKnown(Name(best), Share(share[best])), say=(blind,))


class Profiled(Sentence):
    people: Count
    share: Share


class Stale(Sentence):
    persona: Name
    share: Share
    extremes = (Extreme("personas.persona_profiles.met_recently", "persona", lowest=True),)


@exhibit(
    part=Part.A5,
    shows=Table(
        c.persona, c.people, c.accounts, c.share_known, c.metric_known, c.met_recently,
        c.people_left, c.arr,
    ),
    needs=("contacts",),
)  # fmt: skip
def persona_profiles(profiles: pd.DataFrame) -> Shown[Profiled | Stale] | Absent:
    """How complete and how fresh is what you know of each persona?"""
    if profiles.empty:
        return Absent("contacts")
    people = profiles["people"]
    met = Share(float((profiles["met_recently"] * people).sum() / people.sum()))
    least = profiles.sort_values("met_recently", kind="stable").iloc[0]
    say = (Stale(Name(least["persona"]), Share(least["met_recently"])),)
    return Shown(profiles, title=Profiled(Count(int(people.sum())), met), say=say)


class Teams(Sentence):
    known: Count
    accounts: Count


class NoContact(Sentence):
    accounts: Count
    arr: Money


@exhibit(
    part=Part.A5,
    shows=Table(
        c.account, c.account_segment, c.arr, c.personas_known, c.decision_maker, c.sponsor_days,
        c.late_side, c.owner,
    ),
    needs=("contacts",),
)  # fmt: skip
def renewal_team(
    teams: pd.DataFrame, people: pd.DataFrame, engagement: Engagement
) -> Shown[Teams | NoContact] | Absent:
    """Who belongs to the renewal and expansion team of each account?"""
    if people.empty:
        return Absent("contacts")
    known = int(teams["decider_known"].astype(bool).sum())
    nobody = teams[teams["personas_known"].isna()]
    amount = Money(nobody["arr"].sum(), engagement.currency)
    say = (NoContact(Count(len(nobody)), amount),) if len(nobody) else ()
    rows = teams.head(LISTED)
    marks = rows["decider_known"].astype(bool).map({True: "yes", False: "no"})
    frame = by_name(rows).assign(decision_maker=marks)
    return Shown(frame, title=Teams(Count(known), Count(len(teams))), say=say)
