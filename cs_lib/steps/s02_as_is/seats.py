"""Do people do the work that they like to do? "Right people, wrong seat".

Source: step 2: people, their passion (2.04); generalist or specialist by driver (2.05).
"""

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.intake import Intake
from cs_lib.steps.s02_as_is import persons
from cs_lib.texts import Count, Sentence

COLUMNS = ["person", "role", "main_driver", "driver_share", "liked", "preference", "seat"]
BY_ROLE = ["role", "people", "first_choice", "listed", "not_listed"]


def seated(logged: pd.DataFrame, engagement: Engagement, intake: Intake) -> pd.DataFrame:
    """One row a person whose work and wishes are known (`COLUMNS`).

    `preference` is the place of the driver with most hours among the person's wishes. A client
    edition has no person, and no role of fewer than three.
    """
    people = persons.roster(intake)
    if "passion" not in people or logged.empty:
        return pd.DataFrame(columns=COLUMNS)
    hours = logged.groupby(["person", "driver"])["hours"].sum().unstack(fill_value=0)
    rows = []
    for row in people.dropna(subset=["passion"]).to_dict("records"):
        if row["person"] not in hours.index or not hours.loc[row["person"]].sum():
            continue
        own = hours.loc[row["person"]]
        main, liked = str(own.idxmax()), [each.strip() for each in str(row["passion"]).split(">")]
        place = liked.index(main) + 1 if main in liked else None
        seat = "first_choice" if place == 1 else "listed" if place else "not_listed"
        share, role = own.max() / own.sum(), row["role_type"] or None
        rows.append((row["person"], role, main, share, liked[0], place, seat))
    frame = pd.DataFrame(rows, columns=COLUMNS)
    frame = frame.astype({"preference": "Int64", "driver_share": float})
    if engagement.edition != "client":
        return frame
    many = frame.groupby("role")["person"].transform("size") >= persons.LEAST
    return frame[many].assign(person=None).reset_index(drop=True)


class Wrong(Sentence):
    wrong: Count
    people: Count


class Right(Sentence): ...


class FewLeftOut(Sentence): ...


class Specialists(Sentence):
    specialists: Count


SPECIALIST = 0.75
"""The share of a person's hours in one driver from which the person is a specialist."""


@exhibit(
    part=Part.A4,
    shows=Table(c.role, c.people, c.first_choice, c.listed, c.not_listed),
    needs=("roster", "activities"),
)
def seats_by_role(
    seats: pd.DataFrame, engagement: Engagement
) -> Shown[Wrong | Right | FewLeftOut | Specialists] | Absent:
    """How many people mostly do work that they chose?"""
    if seats.empty:
        return Absent("passion")
    counts = seats.groupby(["role", "seat"]).size().unstack(fill_value=0)
    frame = counts.reindex(columns=BY_ROLE[2:], fill_value=0).rename_axis(columns=None)
    frame = frame.assign(people=frame.sum(axis=1)).reset_index()[BY_ROLE]
    wrong = int((seats["seat"] == "not_listed").sum())
    special = int((seats["driver_share"] >= SPECIALIST).sum())
    say: list[FewLeftOut | Specialists] = [Specialists(Count(special))]
    say += [FewLeftOut()] if engagement.edition == "client" else []
    title = Wrong(Count(wrong), Count(len(seats))) if wrong else Right()
    ordered = frame.sort_values("not_listed", ascending=False, kind="stable")
    return Shown(ordered, title=title, say=tuple(say))


class Listed(Sentence):
    people: Count


class Unnamed(Sentence): ...


@exhibit(
    part=Part.A4,
    shows=Table(c.person, c.role, c.main_driver, c.driver_share, c.liked, c.preference, c.seat),
    needs=("roster", "activities"),
)
def seat_list(seats: pd.DataFrame, engagement: Engagement) -> Shown[Listed | Unnamed] | Absent:
    """Who does which work most, and which work would they like to do?"""
    if seats.empty:
        return Absent("passion")
    if engagement.edition == "client":
        return Shown(None, title=Unnamed())
    order = seats["seat"].map({"not_listed": 0, "listed": 1, "first_choice": 2})
    frame = seats.loc[order.sort_values(kind="stable").index]
    return Shown(frame, title=Listed(Count(len(frame))))
