"""Where is one person of a team far behind the others? The weak link, told from use by person.

Source: S4 (individuals adopt at different speeds); concept 6.05.
"""

import numpy as np
import pandas as pd

from cs_lib.books.belonging import account_of, by_name
from cs_lib.books.books import Books
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.intake import Intake
from cs_lib.texts import Count, Extreme, Name, Sentence, Share

DAYS, TEAM, LISTED = 92, 3, 40
WEAK, HALF = 0.2, 0.5
"""Of the team's median: below a fifth a person is a weak link; below half it is behind."""
GROUP = 10
"""People of a persona, or accounts of a segment, below which it is not compared with others."""
COLUMNS = [
    "account", "name", "segment", "people_followed", "use_median", "weakest_share", "below_half",
    "use_spread", "weak_link", "weakest_persona", "arr", "owner",
]  # fmt: skip


def teams(
    people: pd.DataFrame, accounts: pd.DataFrame, books: Books, intake: Intake
) -> pd.DataFrame:
    """How evenly do the people of each account use the product? One row an account (`COLUMNS`).

    Use of the last three months by person, of the measure that follows most people; accounts with
    fewer than three people followed are left out. `use_spread` is the standard deviation over the
    mean. `weakest_persona` where the user is a contact whose persona is known.
    """
    used = _by_person(books, intake)
    who = people.drop_duplicates("contact").set_index("contact")["persona"]
    rows = []
    for account, part in used.groupby("account"):
        values = part["value"].to_numpy(float)
        middle, weakest = float(np.median(values)), int(values.argmin())
        if len(part) < TEAM or not middle > 0:
            continue
        rows.append(
            (account, len(part), middle, values[weakest] / middle, (values < HALF * middle).mean(),
             values.std(ddof=1) / values.mean(), values[weakest] < WEAK * middle,
             who.get(str(part["user_id"].iloc[weakest])))
        )  # fmt: skip
    names = ["account", *COLUMNS[3:10]]
    found = pd.DataFrame(rows, columns=names).astype({"weak_link": bool, "weakest_persona": "str"})
    joined = accounts[["account", "name", "segment", "arr", "owner"]].merge(found, on="account")
    return joined.sort_values("arr", ascending=False, kind="stable", ignore_index=True)[COLUMNS]


def _by_person(books: Books, intake: Intake) -> pd.DataFrame:
    """The use of each person in the last three months: account, user_id, value."""
    usage = intake.tables.get("usage", pd.DataFrame())
    if "user_id" not in usage:
        return pd.DataFrame(columns=["account", "user_id", "value"])
    day = pd.Timestamp(books.as_of)
    recent = (usage["date"] > day - pd.Timedelta(days=DAYS)) & (usage["date"] <= day)
    rows = usage[usage["user_id"].notna() & recent]
    if rows.empty:
        return pd.DataFrame(columns=["account", "user_id", "value"])
    followed = rows.groupby("metric")["user_id"].nunique()
    rows = rows[rows["metric"] == followed.idxmax()]
    account = account_of(rows["customer_id"], books, intake)
    used = rows.assign(account=account).groupby(["account", "user_id"])["value"].sum()
    return used.reset_index()


class Weak(Sentence):
    accounts: Count
    teams: Count


class NoneWeak(Sentence):
    teams: Count


class Group(Sentence):
    segment: Name
    share: Share
    all_share: Share
    told_apart = ("share", "all_share")


class Persona(Sentence):
    persona: Name
    accounts: Count
    extremes = (
        Extreme("personas.team_adoption.weakest_persona", "accounts", by="weakest_persona"),
    )


@exhibit(
    part=Part.A5,
    shows=Table(
        c.account, c.account_segment, c.people_followed, c.use_median, c.weakest_share,
        c.below_half, c.use_spread, c.arr, c.owner,
    ),
    needs=("usage",),
)  # fmt: skip
def team_adoption(
    team_use: pd.DataFrame,
) -> Shown[Weak | NoneWeak | Group | Persona] | Absent:
    """In which teams is one person far behind the others?"""
    if team_use.empty:
        return Absent("usage")
    weak = team_use[team_use["weak_link"].astype(bool)]
    if weak.empty:
        return Shown(None, title=NoneWeak(Count(len(team_use))))
    frame = by_name(weak.head(LISTED))
    title = Weak(Count(len(weak)), Count(len(team_use)))
    return Shown(frame, title=title, say=_weakest(team_use, weak))


def _weakest(team_use: pd.DataFrame, weak: pd.DataFrame) -> tuple[Group | Persona, ...]:
    """The persona, or else the segment, in which weak links are most frequent."""
    named = weak["weakest_persona"].replace("nan", pd.NA).dropna()
    if len(named) >= GROUP:
        counted = named.value_counts()
        return (Persona(Name(str(counted.index[0])), Count(int(counted.iloc[0]))),)
    by_segment = team_use.groupby("segment")["weak_link"].agg(["mean", "size"])
    by_segment = by_segment[by_segment["size"] >= GROUP]
    if len(by_segment) < 2:
        return ()
    at = int(by_segment["mean"].argmax())
    whole = Share(float(team_use["weak_link"].mean()))
    share = Share(float(by_segment["mean"].iloc[at]))
    return (Group(Name(str(by_segment.index[at])), share, whole),)
