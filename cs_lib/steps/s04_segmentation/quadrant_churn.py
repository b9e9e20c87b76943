"""Whom did you lose from each quadrant, and could you have kept them? High performers: target zero.

Source: S1 (churn of high performers should be zero, except for what nobody controls); M32; concept
4.05. Quadrants are those of a year ago: who left is in none today.
"""

from typing import Annotated

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.intake import Intake
from cs_lib.steps.s04_segmentation import quadrants
from cs_lib.texts import Cell, Count, Money, Sentence, Share

TARGETS = {quadrants.HIGH: 0.0}
"""The rate of controllable churn that the source asks for; it names none for the others."""
COLUMNS = [
    "quadrant", "accounts_opening", "opening_arr", "accounts_lost", "gross_churn",
    "controllable_loss", "not_said_loss", "controllable_rate", "churn_target",
]  # fmt: skip


def churn(year_ago: pd.DataFrame, books: Books, intake: Intake) -> pd.DataFrame:
    """Gross churn of the year by the quadrant at its start, and what was controllable (`COLUMNS`).

    `controllable_rate` is of opening ARR (M32). Empty without a year, or where nobody was placed.
    """
    if books.year is None or year_ago["quadrant"].isna().all():
        return pd.DataFrame(columns=COLUMNS)
    log = intake.tables.get("churn_events")
    pair, families = books.year.pair, books.engagement.reason_families
    losses = books.main.causes(pair, log, families).losses
    placed = year_ago.dropna(subset=["quadrant"]).set_index("account")
    quadrant = losses["account"].map(placed["quadrant"])
    gone = set(pair.accounts.loc[pair.accounts["status"] == "churned", "account"])
    rows = []
    for name in quadrants.ORDER:
        mine, lost = placed[placed["quadrant"] == name], losses[quadrant == name]
        by_control = lost.groupby("control")["amount"].sum()
        ours = float(by_control.get("controllable", 0.0))
        opening = float(mine["arr"].sum())
        rows.append(
            (name, len(mine), opening, int(mine.index.isin(gone).sum()), lost["amount"].sum(), ours,
             by_control.get("unknown", 0.0), ours / opening if opening else float("nan"),
             TARGETS.get(name, float("nan")))
        )  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


class Missed(Sentence):
    arr: Money


class Met(Sentence): ...


class OfOpening(Sentence):
    rate: Annotated[Share, "controllable_rate"]
    accounts: Count


class NotSaid(Sentence):
    arr: Money


class NobodyThere(Sentence): ...


@exhibit(
    part=Part.A5,
    shows=Table(
        c.quadrant, c.accounts_opening, c.opening_arr, c.accounts_lost, c.gross_churn,
        c.controllable_loss, c.not_said_loss, c.controllable_rate, c.churn_target,
    ),
    needs=("usage", "year"),
)  # fmt: skip
def quadrant_churn(
    churn_by_quadrant: pd.DataFrame, engagement: Engagement
) -> Shown[Missed | Met | OfOpening | NotSaid | NobodyThere] | Absent:
    """Did you lose high performers whom you could have kept? (4.05)"""
    if churn_by_quadrant.empty:
        return Absent("signs")
    rows = {row["quadrant"]: row for row in churn_by_quadrant.to_dict("records")}
    row = rows[quadrants.HIGH]
    if not row["accounts_opening"]:
        return Shown(churn_by_quadrant, title=NobodyThere())
    ours, euro = float(row["controllable_loss"]), engagement.currency
    say: list[OfOpening | NotSaid] = []
    if ours:
        at = Cell("segmentation.quadrant_churn", quadrants.HIGH, "controllable_rate")
        say.append(OfOpening(Share(row["controllable_rate"], at), Count(row["accounts_opening"])))
    if row["not_said_loss"]:
        say.append(NotSaid(Money(row["not_said_loss"], euro)))
    title = Missed(Money(ours, euro)) if ours else Met()
    return Shown(churn_by_quadrant, title=title, say=tuple(say))
