"""Page 8: who can and wants to, and which segments get what they are worth."""

from typing import Annotated

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Exhibit, Foot, Said, page
from cs_lib.steps.s04_segmentation import quadrants as by_quadrant
from cs_lib.texts import Cell, Code, Count, Money, Sentence, Share


class Starved(Sentence):
    quadrant: Code
    arr: Annotated[Share, "share_of_arr"]
    time: Annotated[Share, "share_of_time"]


class Short(Sentence):
    quadrant: Code
    time: Annotated[Share, "share_of_time"]
    prescribed: Annotated[Share, "time_prescribed"]


class Fed(Sentence):
    quadrant: Code
    arr: Share
    time: Share


class LeftToSell(Sentence):
    gap: Annotated[Money, "gap"]
    accounts: Count
    grade: Code


class Unknown(Sentence): ...


class Shift(Sentence):
    hours: Count
    quadrant: Code


class Ask(Sentence):
    accounts: Count


class TellPotential(Sentence): ...


class Leaving(Sentence):
    accounts: Count
    arr: Annotated[Money, "arr"]


class Backed(Sentence):
    auc: Share
    low: Share


class NotBacked(Sentence): ...


class Sold(Sentence):
    share: Share


Says = (
    Starved | Short | Fed | LeftToSell | Unknown | Shift | Ask | TellPotential | Leaving | Backed
    | NotBacked | Sold
)  # fmt: skip


@page(number=8, exhibits=("skill_will", "segment_table"))
def segments_that_drive_spend(
    accounts: pd.DataFrame, by_quadrants: pd.DataFrame, backtested: pd.DataFrame,
    largest_gaps: Exhibit, books: Books, engagement: Engagement,
) -> Said[
    Starved | Short | Fed | LeftToSell | Unknown | Shift | Ask | TellPotential | Leaving | Backed
    | NotBacked | Sold
]:  # fmt: skip
    """Who gets your team's time, and who should?"""
    rows = by_quadrants.set_index("quadrant")
    timed = bool(rows["share_of_time"].notna().any()) and bool(rows["accounts"].sum())
    bullets = [_leaving(rows, engagement), _sold(accounts), _backed(backtested)]
    grades = accounts["confidence"].dropna()
    return Said(
        claim=_by_time(by_quadrants) if timed else _left(largest_gaps, engagement),
        so_what=_so_what(accounts, by_quadrants),
        bullets=tuple(each for each in bullets if each is not None),
        foot=Foot.of(
            len(accounts), books.as_of, books.source.table,
            "D" if grades.empty else grades.mode().iloc[0],
        ),
    )  # fmt: skip


def _by_time(by_quadrants: pd.DataFrame) -> Starved | Short | Fed:
    """The quadrant whose time is furthest below what it should get; else where most goes."""
    short = by_quadrant.short_of_time(by_quadrants)
    most = by_quadrants.nlargest(1, "share_of_time").iloc[0]
    row = most if short is None else short
    name = str(row["quadrant"])
    arr, time, prescribed = (
        Share(row[column], Cell("segmentation.quadrant_table", name, column))
        for column in ("share_of_arr", "share_of_time", "time_prescribed")
    )
    code = Code("quadrant", name)
    if short is None:
        return Fed(code, arr, time)
    return Starved(code, arr, time) if by_quadrant.gets_less(row) else Short(code, time, prescribed)


def _left(largest_gaps: Exhibit, engagement: Engagement) -> LeftToSell | Unknown:
    if largest_gaps.absent:
        return Unknown()
    rows = largest_gaps.frame
    gap, grade = Money(rows["gap"].sum(), engagement.currency), str(rows["confidence"].max())
    return LeftToSell(gap, Count(len(rows)), Code("grade", grade))


def _so_what(
    accounts: pd.DataFrame, by_quadrants: pd.DataFrame
) -> tuple[Shift | Ask | TellPotential, ...]:
    said: list[Shift | Ask | TellPotential] = []
    short = by_quadrant.short_of_time(by_quadrants)
    if short is not None:
        hours = round(-short["time_gap"] * by_quadrants["hours"].sum())
        if hours > 0:
            said.append(Shift(Count(hours), Code("quadrant", str(short["quadrant"]))))
    guessed = int((~accounts["confidence"].isin(["A", "B"])).sum())
    said.append(Ask(Count(guessed)) if guessed < len(accounts) else TellPotential())
    return tuple(said)


def _leaving(rows: pd.DataFrame, engagement: Engagement) -> Leaving | None:
    accounts, arr = rows["accounts"][by_quadrant.EXIT], rows["arr"][by_quadrant.EXIT]
    if not accounts:
        return None
    at = Cell("segmentation.quadrant_table", by_quadrant.EXIT, "arr")
    return Leaving(Count(accounts), Money(arr, engagement.currency, at))


def _sold(accounts: pd.DataFrame) -> Sold | None:
    known = accounts[accounts["potential"].notna()]
    if known.empty:
        return None
    return Sold(Share(float(known["arr"].sum() / known["potential"].sum())))


def _backed(backtested: pd.DataFrame) -> Backed | NotBacked | None:
    if backtested.empty:
        return None
    ours = backtested.iloc[0]
    if ours["auc_low"] <= 0.5:
        return NotBacked()
    at = Cell("segmentation.gap_backtest", str(ours["ranking_by"]), "auc")
    return Backed(Share(ours["auc"], at), Share(ours["auc_low"]))
