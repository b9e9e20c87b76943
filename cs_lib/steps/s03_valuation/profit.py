"""Customer success as a profit and loss account (3.13): what it keeps, wins and costs in a year."""

from collections.abc import Callable, Mapping
from typing import Annotated

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.books.comparison import UNKNOWN
from cs_lib.books.segments import EVERYONE, Base
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Absent, Part, Shown, Table, c, exhibit
from cs_lib.steps.s03_valuation.segment_keys import SERVED
from cs_lib.texts import Cell, Money, Sentence

COLUMNS = ("account_line", "amount", "share_of_average_arr", "total")
LEAST = 1.0
"""Amounts below this are none: they print as nothing."""


class Grew(Sentence):
    growth: Annotated[Money, "amount:growth"]
    cost: Annotated[Money, "amount:cost"]


class Shrank(Sentence):
    loss: Money
    cost: Money


class Unchanged(Sentence):
    cost: Money


class NoneLeft(Sentence):
    cost: Money


class Left(Sentence):
    left: Annotated[Money, "amount:contribution"]


class NoMargin(Sentence): ...


@exhibit(
    part=Part.A6,
    shows=Table(c.account_line, c.amount, c.share_of_average_arr),
    needs=("costs", "year"),
)
def profit(
    account: pd.DataFrame, engagement: Engagement
) -> Shown[Grew | Shrank | Unchanged | NoneLeft | Left | NoMargin] | Absent:
    """What does customer success keep, win and cost in a year?"""
    if account.empty:
        return Absent("year")
    amounts = account.set_index("account_line")["amount"]
    if not amounts["cost"]:
        return Absent("allocation_keys")

    def of(line: str, sign: float = 1.0) -> Money:
        at = Cell("valuation.profit", line, "amount")
        return Money(sign * float(amounts[line]), engagement.currency, at=at)

    cost = of("cost", -1.0)
    title = _title(float(amounts["growth"]), float(amounts["average_arr"]), of, cost)
    say = Left(of("contribution")) if "contribution" in amounts else NoMargin()
    return Shown(account, title=title, say=(say,))


def _title(
    growth: float, average: float, of: Callable[..., Money], cost: Money
) -> Grew | Shrank | Unchanged | NoneLeft:
    """What became of existing customers; nothing is said to grow by nothing."""
    if abs(growth) >= LEAST:
        return Grew(of("growth"), cost) if growth > 0 else Shrank(of("growth", -1), cost)
    return Unchanged(cost) if average >= LEAST else NoneLeft(cost)


def table(
    engagement: Engagement, costs: pd.DataFrame, bases: Mapping[str | None, Base], books: Books
) -> pd.DataFrame:
    """The account, line by line (`COLUMNS`); empty without costs or a year of history.

    Cost is negative. What customers lost and won is counted as net revenue retention counts it,
    a year ago's customers against the last day, so that it agrees with step 1 (R6, R7). Without a
    gross margin the contribution is left out: ARR is not profit.
    """
    if costs.empty or books.year is None:
        return pd.DataFrame(columns=list(COLUMNS))
    base, year, spent = bases[EVERYONE], books.year, costs.groupby("motion")["amount"].sum()
    paid = {motion: -float(spent.get(motion, 0.0)) for motion in SERVED}
    won = {
        "lost": year.group("logos_lost") + year.group("price_erosion"),
        "expansion": year.group("expansion"),
        "upsell": year.group("upsell"),
        "unallocated": sum(year.group(group) for group in UNKNOWN),
    }
    margin = engagement.assumptions.gross_margin
    lines = [
        ("average_arr", base.average_arr, False),
        *((name, amount, False) for name, amount in won.items() if amount or name == "lost"),
        ("growth", sum(won.values()), True),
        *((f"{motion}_cost", amount, False) for motion, amount in paid.items()),
        ("cost", sum(paid.values()), True),
    ]
    if margin is not None:
        gross = base.average_arr * margin
        lines += [
            ("gross_margin", gross, False),
            ("contribution", gross + sum(paid.values()), True),
        ]
    lines.append(("committed", books.committed.carr, False))
    rows = [
        (line, amount, amount / base.average_arr if base.average_arr else None, total)
        for line, amount, total in lines
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))
