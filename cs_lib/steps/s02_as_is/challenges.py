"""What do people struggle with most, all together and role by role?

Source: S4: the survey of the three greatest challenges (2.22). Borda's count: three points for the
first, two for the second, one for the third.
"""

import pandas as pd

from cs_lib.books.pseudonyms import pseudonyms
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, charts, exhibit
from cs_lib.intake import Intake
from cs_lib.steps.s02_as_is import persons
from cs_lib.texts import Count, Extreme, Name, Sentence, Share

MOST = 3
RANKED = ["challenge", "borda_points", "named_by", "first_places"]
BY_ROLE = ["role", "people", "challenge", "borda_points", "points_share", "place_in_all"]


def counted(engagement: Engagement, intake: Intake) -> pd.DataFrame:
    """Every answer with its points; the roster's role where the answer has none.

    In a client edition people are numbers without an order, and roles of fewer than three are none:
    whoever may be named elsewhere is not named with what he or she said.
    """
    columns = ["person", "rank", "challenge", "role_type"]
    rows = intake.tables.get("challenges", pd.DataFrame(columns=columns))
    roles = persons.roster(intake).drop_duplicates("person").set_index("person")["role_type"]
    role = persons.spaced(rows["role_type"]).fillna(rows["person"].map(roles)).replace("", None)
    rows = rows.assign(role=role, points=(MOST + 1 - rows["rank"]).astype("Int64"))
    if engagement.edition == "client" and len(rows):
        many = rows.groupby("role")["person"].transform("nunique") >= persons.LEAST
        number = pseudonyms(engagement, intake).numbers(rows["person"])
        rows = rows.assign(role=rows["role"].where(many), person=number)
    rows = rows.rename(columns={"person": "voter"})
    return rows[["voter", "role", "rank", "challenge", "points"]].reset_index(drop=True)


def ranked(answers: pd.DataFrame, least: int = 1) -> pd.DataFrame:
    """The challenges by Borda's count (`RANKED`); nothing where fewer than `least` answered."""
    if answers["voter"].nunique() < least:
        return pd.DataFrame(columns=RANKED)
    found = answers.groupby("challenge").agg(
        borda_points=("points", "sum"),
        named_by=("voter", "nunique"),
        first_places=("rank", lambda rank: int((rank == 1).sum())),
    )
    order = ["borda_points", "first_places"]
    return found.sort_values(order, ascending=False, kind="stable").reset_index()[RANKED]


def by_role(answers: pd.DataFrame, least: int = 1) -> pd.DataFrame:
    """What each role of at least `least` people ranks first (`BY_ROLE`).

    `points_share` is of the most points that the role could give it, `place_in_all` its place among
    all people's.
    """
    places = {name: place for place, name in enumerate(ranked(answers)["challenge"], start=1)}
    rows = []
    for role, part in answers.dropna(subset=["role"]).groupby("role", sort=True):
        people = part["voter"].nunique()
        if people >= least:
            top = ranked(part).iloc[0]
            share = top["borda_points"] / (MOST * people)
            rows.append((role, people, top["challenge"], top["borda_points"], share,
                         places[top["challenge"]]))  # fmt: skip
    return pd.DataFrame(rows, columns=BY_ROLE).astype({"points_share": float})


class Greatest(Sentence):
    people: Count
    asked: Count


class Named(Sentence):
    challenge: Name


class Next(Sentence):
    challenge: Name


@exhibit(part=Part.A4, shows=charts.Bars(c.challenge, c.borda_points), needs=("challenges",))
def challenges(
    votes: pd.DataFrame, engagement: Engagement
) -> Shown[Greatest | Named | Next] | Absent:
    """What do people struggle with most?"""
    rows = ranked(votes, persons.least(engagement))
    if rows.empty:
        return Absent("challenges")
    top = rows.iloc[0]
    say: list[Named | Next] = [Named(Name(str(top["challenge"])))]
    say += [Next(Name(str(each))) for each in rows["challenge"].iloc[1:2]]
    title = Greatest(Count(int(top["named_by"])), Count(votes["voter"].nunique()))
    return Shown(rows, title=title, say=tuple(say))


class Differ(Sentence):
    roles: Count
    others: Count


class Agree(Sentence):
    roles: Count


class Unanimous(Sentence):
    role: Name
    share: Share
    extremes = (Extreme("as_is.challenges_by_role.points_share", "role"),)


class FewLeftOut(Sentence): ...


@exhibit(
    part=Part.A4,
    shows=Table(c.role, c.people, c.challenge, c.points_share, c.place_in_all),
    needs=("challenges",),
)
def challenges_by_role(
    votes: pd.DataFrame, engagement: Engagement
) -> Shown[Differ | Agree | Unanimous | FewLeftOut] | Absent:
    """Do roles struggle with the same?"""
    rows = by_role(votes, persons.least(engagement))
    if rows.empty:
        return Absent("challenges")
    other = int((rows["place_in_all"] > 1).sum())
    title = Differ(Count(len(rows)), Count(other)) if other else Agree(Count(len(rows)))
    top = rows.sort_values("points_share", ascending=False, kind="stable").iloc[0]
    say: list[Unanimous | FewLeftOut] = [
        Unanimous(Name(str(top["role"])), Share(top["points_share"]))
    ]
    say += [FewLeftOut()] if engagement.edition == "client" else []
    return Shown(rows, title=title, say=tuple(say))
