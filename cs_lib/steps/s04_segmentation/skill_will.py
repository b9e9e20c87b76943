"""Who can and who wants to, what should each quadrant get, and what does it get?

Source: S1; definitions M62.
"""

from typing import Annotated

import pandas as pd

from cs_lib.books.belonging import by_name
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, charts, exhibit
from cs_lib.steps.s04_segmentation import quadrants as by_quadrant
from cs_lib.texts import Cell, Code, Count, Extreme, Money, Points, Sentence, Share

COLUMNS = [
    "quadrant", "accounts", "share_of_accounts", "arr", "share_of_arr", "potential", "hours",
    "share_of_time", "time_prescribed", "time_gap",
]  # fmt: skip
LISTED = 40


class Largest(Sentence):
    quadrant: Code
    share: Annotated[Share, "share_of_arr"]
    extremes = (Extreme("segmentation.quadrant_table.arr", "quadrant"),)


class Borderline(Sentence):
    accounts: Count
    band: Count


class Unplaced(Sentence):
    accounts: Count


class Drawn(Sentence):
    accounts: Count


@exhibit(
    shows=charts.Quadrants(c.account, c.will, c.skill, c.arr, c.quadrant),
    needs=("usage",),
)
def skill_will(
    accounts: pd.DataFrame, indices: pd.DataFrame, engagement: Engagement
) -> Shown[Largest | Borderline | Unplaced | Drawn] | Absent:
    """Which accounts can, and which want to?"""
    placed = accounts[accounts["quadrant"].notna()]
    if placed.empty:
        return Absent("signs")
    chosen = engagement.segmentation
    at_skill, at_will = by_quadrant.cuts(indices, chosen)
    share = placed.groupby("quadrant")["arr"].sum() / placed["arr"].sum()
    top = str(share.idxmax())
    at = Cell("segmentation.quadrant_table", top, "share_of_arr")
    say: list[Borderline | Unplaced | Drawn] = []
    if placed["borderline"].any():
        say.append(Borderline(Count(int(placed["borderline"].sum())), Count(round(chosen.band))))
    if len(placed) < len(accounts):
        say.append(Unplaced(Count(len(accounts) - len(placed))))
    if len(placed) > charts.Quadrants.most:
        say.append(Drawn(Count(charts.Quadrants.most)))
    largest = placed.sort_values("arr", ascending=False, kind="stable").head(charts.Quadrants.most)
    frame = largest.assign(account=largest["name"], cut_x=at_will, cut_y=at_skill)
    return Shown(frame, title=Largest(Code("quadrant", top), Share(share[top], at)), say=tuple(say))


def table(accounts: pd.DataFrame, engagement: Engagement) -> pd.DataFrame:
    """One row a quadrant (`COLUMNS`), what it should get beside what it gets.

    `hours` logged in twelve months and their share; `time_prescribed` is the engagement's, or the
    rule of `quadrants.TIME`.
    """
    placed = accounts[accounts["quadrant"].notna()]
    rows, prescribed = [], by_quadrant.TIME | dict(engagement.segmentation.time_shares)
    spent = placed["minutes"].sum(min_count=1)
    for name in by_quadrant.ORDER:
        mine = placed[placed["quadrant"] == name]
        minutes = mine["minutes"].sum(min_count=1) if len(mine) else 0.0
        time = minutes / spent if spent else float("nan")
        rows.append(
            (name, len(mine), len(mine) / len(placed) if len(placed) else 0.0, mine["arr"].sum(),
             mine["arr"].sum() / placed["arr"].sum() if len(placed) else 0.0,
             mine["potential"].sum(min_count=1), minutes / 60, time, prescribed[name],
             time - prescribed[name])
        )  # fmt: skip
    kinds = dict.fromkeys(("potential", "hours", "share_of_time", "time_gap"), float)
    return pd.DataFrame(rows, columns=COLUMNS).astype(kinds)


class Short(Sentence):
    quadrant: Code
    gap: Points


class Met(Sentence): ...


class NoTime(Sentence): ...


class Wrong(Sentence):
    hours: Count
    share: Share


@exhibit(
    part=Part.A5,
    shows=Table(
        c.quadrant, c.accounts, c.share_of_accounts, c.arr, c.share_of_arr, c.potential, c.hours,
        c.share_of_time, c.time_prescribed, c.time_gap,
    ),
    needs=("usage",),
)  # fmt: skip
def quadrant_table(
    by_quadrants: pd.DataFrame,
) -> Shown[Short | Met | NoTime | Wrong] | Absent:
    """What should each quadrant get of your team's time, and what does it get?"""
    if not by_quadrants["accounts"].sum():
        return Absent("signs")
    if by_quadrants["time_gap"].isna().all():
        return Shown(by_quadrants, title=NoTime())
    rows = by_quadrants.set_index("quadrant")
    hours = round(rows["hours"][by_quadrant.EXIT])
    wrong = Wrong(Count(hours), Share(rows["share_of_time"][by_quadrant.EXIT]))
    say = (wrong,) if hours else ()
    gap = float(rows["time_gap"][by_quadrant.UNTRAINED])
    if gap >= 0:
        return Shown(by_quadrants, title=Met(), say=say)
    return Shown(by_quadrants, title=Short(Code("quadrant", by_quadrant.UNTRAINED), Points(-gap)),
                 say=say)  # fmt: skip


class Named(Sentence):
    accounts: Count


class ByArr(Sentence):
    arr: Money


@exhibit(
    part=Part.A5,
    shows=Table(
        c.account, c.account_segment, c.quadrant, c.skill, c.will, c.index_known, c.borderline,
        c.arr, c.potential, c.owner,
    ),
    needs=("usage",),
)  # fmt: skip
def quadrant_accounts(
    accounts: pd.DataFrame, engagement: Engagement
) -> Shown[Named | ByArr] | Absent:
    """Which accounts are in which quadrant, the largest first, and which are borderline?"""
    placed = accounts[accounts["quadrant"].notna()]
    if placed.empty:
        return Absent("signs")
    order = placed["quadrant"].map({name: n for n, name in enumerate(by_quadrant.ORDER)})
    largest = placed.nlargest(LISTED, "arr").index
    rows = placed.assign(_order=order).loc[largest]
    rows = rows.sort_values(["_order", "arr"], ascending=[True, False], kind="stable")
    marks = rows["borderline"].map({True: "yes", False: "no"})
    shown = by_name(rows).assign(
        borderline=marks, index_known=rows[["skill_known", "will_known"]].min(axis=1)
    )
    amount = Money(rows["arr"].sum(), engagement.currency)
    return Shown(shown, title=Named(Count(len(rows))), say=(ByArr(amount),))


class Odd(Sentence):
    indicator: Code


class Measured(Sentence):
    skill: Count
    will: Count


@exhibit(
    part=Part.A6,
    shows=Table(
        c.indicator, c.skill_or_will, c.accounts, c.agreement, c.weight
    ),
    needs=("usage",),
)  # fmt: skip
def index_indicators(
    weights: pd.DataFrame, indicators: pd.DataFrame
) -> Shown[Measured | Odd] | Absent:
    """Which signs make up skill and will, and do they go together?"""
    if weights.empty:
        return Absent("signs")
    known = indicators.notna().sum()
    frame = weights.assign(accounts=weights["indicator"].map(known).astype("int64"))
    counted = frame[frame["weight"] > 0]["skill_or_will"].value_counts()
    odd = frame[(frame["weight"] == 0)]["indicator"]
    said = tuple(Odd(Code("indicator", name)) for name in odd)
    title = Measured(Count(int(counted.get("skill", 0))), Count(int(counted.get("will", 0))))
    return Shown(frame, title=title, say=said)
