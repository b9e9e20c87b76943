"""Page 13: the ONE, what it is worth, and whether the test can find it."""

from typing import Annotated

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Foot, Said, page
from cs_lib.steps.s09_execution.chosen import Decision
from cs_lib.steps.s09_execution.comparison import TREATED
from cs_lib.steps.s09_execution.detectable import LOSSES, USE
from cs_lib.steps.s09_execution.options import readable
from cs_lib.texts import Cell, Count, Day, Money, Name, Points, Sentence, Share


class TheOne(Sentence):
    option: Name
    gain: Annotated[Money, "ltv_net"]


class TheOneAlone(Sentence):
    option: Name


class Finds(Sentence):
    expected: Points
    power: Share
    accounts: Count


class Waits(Sentence):
    amount: Annotated[Money, "delay_cost"]


class LookEarlier(Sentence):
    change: Share
    day: Day


class MoreAccounts(Sentence): ...


class Judge(Sentence):
    day: Day


class Frees(Sentence):
    freed: Count
    needed: Count


@page(number=13, exhibits=("decision_record",))
def the_one(
    decided: Decision, listed: pd.DataFrame, assignment: pd.DataFrame, findable: pd.DataFrame,
    tasks: pd.DataFrame, books: Books, engagement: Engagement,
) -> Said[
    TheOne | TheOneAlone | Finds | Waits | LookEarlier | MoreAccounts | Judge | Frees
]:  # fmt: skip
    """Which ONE thing, why not the others, and what would make you stop?"""
    top, euro, name = listed.iloc[0], engagement.currency, Name(readable(decided.option))
    claim: TheOne | TheOneAlone = TheOneAlone(name)
    if pd.notna(top["ltv_net"]):
        at = Cell("execution.option_table", name.value, "ltv_net")
        claim = TheOne(name, Money(top["ltv_net"], euro, at))
    n = int(assignment["group"].eq(TREATED).sum())
    return Said(
        claim=claim,
        so_what=_so_what(decided, findable),
        bullets=tuple(_bullets(listed, findable, tasks, engagement)),
        foot=Foot.of(n, books.as_of, "assumptions", "C" if len(findable) else "D"),
    )


def _so_what(
    decided: Decision, findable: pd.DataFrame
) -> tuple[LookEarlier | MoreAccounts | Judge, ...]:
    """Whether to judge by losses on the day, or by something that shows earlier."""
    losses = findable[findable["test_metric"] == LOSSES]
    firm = len(losses) and losses["power"].iloc[0] >= 0.8
    if decided.verdict is None:
        return (MoreAccounts(),) if not firm else ()
    if firm:
        return (Judge(Day(decided.verdict)),)
    use = findable[findable["test_metric"] == USE]
    if use.empty:
        return (MoreAccounts(), Judge(Day(decided.verdict)))
    return (LookEarlier(Share(use["detectable_change"].iloc[0]), Day(decided.verdict)),)


def _bullets(
    listed: pd.DataFrame, findable: pd.DataFrame, tasks: pd.DataFrame, engagement: Engagement
) -> list[Finds | Waits | Frees]:
    top, said = listed.iloc[0], list[Finds | Waits | Frees]()
    losses = findable[(findable["test_metric"] == LOSSES) & findable["power"].notna()]
    for row in losses.to_dict("records"):
        accounts = Count(int(row["treated"] + row["accounts_waiting"]))
        said.append(Finds(Points(-row["expected_change"]), Share(row["power"]), accounts))
    if pd.notna(top["delay_cost"]):
        at = Cell("execution.option_table", readable(str(top["option"])), "delay_cost")
        said.append(Waits(Money(top["delay_cost"], engagement.currency, at)))
    freed = float(tasks.loc[tasks["fate"] != "own", "hours"].sum())
    if freed and pd.notna(top["hours"]):
        said.append(Frees(Count(round(freed)), Count(round(float(top["hours"])))))
    return said
