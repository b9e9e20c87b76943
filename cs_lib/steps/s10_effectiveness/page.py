"""Page 14: did it work, and where does the loop lead?"""

from typing import Annotated, Any, TypeVar

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.exhibits import Exhibit, Foot, Said, page
from cs_lib.exhibits.links import with_cells
from cs_lib.steps.s10_effectiveness import trials as of
from cs_lib.steps.s10_effectiveness.verdicts import (
    Between,
    Limits,
    TooFew,
    TooShort,
    interval,
    readable,
    why_unknown,
)
from cs_lib.texts import Cell, Count, Day, Name, Points, Sentence, Share


class Worked(Sentence):
    option: Name
    effect: Annotated[Points, "effect"]


class NoEffect(Sentence):
    option: Name


class NotDone(Sentence):
    option: Name


class Finish(Sentence):
    option: Name


class NotYet(Sentence):
    option: Name
    day: Day


class NotKnown(Sentence):
    option: Name


class ToStep8(Sentence):
    option: Name


class ToStep9(Sentence):
    option: Name


class FinishIt(Sentence):
    option: Name


class DoOrDrop(Sentence):
    option: Name


class KeepMeasuring(Sentence): ...


class WaitForMore(Sentence):
    option: Name
    accounts: Count
    losses: Count


class WaitLonger(Sentence):
    option: Name


class Agreed(Sentence):
    share: Annotated[Share, "agreed_share"]


class NextLevel(Sentence):
    accounts: Count


_GROUPS = {"treated": "treated", "compared": "compared"}
_COLUMNS: dict[type[Sentence], dict[str, str]] = {
    Worked: {"effect": "effect"},
    Limits: {"low": "effect_high", "high": "effect_low"} | _GROUPS,
    Between: {"fall": "effect_low", "rise": "effect_high"} | _GROUPS,
    TooFew: _GROUPS,
}
"""By message, which column of the table of effects shows each of its figures."""
Told = TypeVar("Told", bound=Sentence)
Leads = ToStep8 | ToStep9 | FinishIt | DoOrDrop | WaitForMore | WaitLonger
_LEADS: dict[str, type[ToStep8 | ToStep9 | FinishIt | DoOrDrop]] = {
    of.KEEP: ToStep8,
    of.AGAIN: ToStep9,
    of.FINISH: FinishIt,
    of.DROP: DoOrDrop,
}


@page(number=14, exhibits=("done_and_effective", "effects"))
def did_it_work(
    judged: pd.DataFrame, worth: pd.DataFrame, moved: pd.DataFrame, effect_table: Exhibit,
    price_to_value: Exhibit, books: Books,
) -> Said[
    Worked | NoEffect | NotDone | Finish | NotYet | NotKnown | ToStep8 | ToStep9 | FinishIt
    | DoOrDrop | KeepMeasuring | WaitForMore | WaitLonger | Limits | Between | TooFew | TooShort
    | Agreed | NextLevel
]:  # fmt: skip
    """Was it done, did it work, and what follows?"""
    due = of.latest(judged) if judged["due"].any() else judged.iloc[:0]
    top = (due if len(due) else judged).sort_values("effect", kind="stable").iloc[0]
    rows = due.sort_values("effect", kind="stable").to_dict("records")
    leads = tuple(_lead(row, books) for row in rows)
    shown = {each.address: each for each in (effect_table, price_to_value)}
    rests = (why_unknown(row) if row["works"] in of.UNKNOWN else interval(row) for row in rows[:1])
    said = (*rests, *_beyond(worth, moved))
    return Said(
        claim=_linked(_claim(top), top, shown),
        so_what=leads[:2] or (KeepMeasuring(),),
        bullets=tuple(_linked(each, top, shown) for each in said),
        foot=Foot.of(
            int(top["treated"] + top["compared"]), books.as_of, books.source.table,
            "B" if top["works"] == of.YES else "D" if top["works"] in of.UNKNOWN else "C",
        ),
    )  # fmt: skip


def _linked(told: Told, row: pd.Series, shown: dict[str, Exhibit]) -> Told:
    """`told` with its figures linked to the rows of the appendix that show them."""
    if isinstance(told, Agreed):
        at = Cell("effectiveness.price_to_value", None, "agreed_share")
        return with_cells(told, {"share": at}, shown)
    name = readable(str(row["option"]))
    cells = {
        field: Cell("effectiveness.effect_table", name, column)
        for field, column in _COLUMNS.get(type(told), {}).items()
    }
    return with_cells(told, cells, shown)


def _lead(row: "dict[Any, Any]", books: Books) -> Leads:
    """Where one verdict leads; an effect that is not known yet waits for what a rate takes."""
    name = Name(readable(row["option"]))
    if row["loop_verdict"] != of.WAIT:
        return _LEADS[str(row["loop_verdict"])](name)
    if row["works"] == of.TOO_SHORT:
        return WaitLonger(name)
    policies = books.engagement.policies
    return WaitForMore(name, Count(policies.small_n), Count(policies.small_events))


def _claim(row: pd.Series) -> Worked | NoEffect | NotDone | Finish | NotYet | NotKnown:
    name = Name(readable(row["option"]))
    if not row["due"]:
        return NotYet(name, Day(row["verdict_day"]))
    if row["loop_verdict"] == of.KEEP:
        return Worked(name, Points(-row["effect"]))
    if row["loop_verdict"] == of.FINISH:
        return Finish(name)
    if row["loop_verdict"] == of.WAIT:
        return NotKnown(name)
    return NoEffect(name) if row["loop_verdict"] == of.AGAIN else NotDone(name)


def _beyond(worth: pd.DataFrame, moved: pd.DataFrame) -> list[Agreed | NextLevel]:
    said: list[Agreed | NextLevel] = []
    if len(worth) and worth["value_attained"].iloc[0]:
        said.append(Agreed(Share(worth["agreed_share"].iloc[0])))
    if len(moved):
        said.append(NextLevel(Count(int(moved["moved_up"].sum()))))
    return said
