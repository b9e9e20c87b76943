"""Customer success as a profit and loss account (3.13): what it keeps, wins and costs in a year."""

from collections.abc import Mapping

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.steps.economics.bases import EVERYONE, Base
from cs_lib.steps.economics.segment_keys import SERVED
from cs_lib.steps.review.books import Books


def table(
    engagement: Engagement, costs: pd.DataFrame, bases: Mapping[str, Base], books: Books
) -> pd.DataFrame:
    """The account, line by line; empty without costs or a year of history.

    Columns: `label`, `unit`, `level` (0 for totals), `amount`, `share` (of average ARR). Cost is
    negative. Without a gross margin the contribution is left out: ARR is not profit.
    """
    columns = ["label", "unit", "level", "amount", "share"]
    if costs.empty or books.year is None:
        return pd.DataFrame(columns=columns)
    base, spent = bases[EVERYONE], costs.groupby("motion")["amount"].sum()
    paid = {motion: -float(spent.get(motion, 0.0)) for motion in SERVED}
    won, margin = base.expansion + base.upsell, engagement.assumptions.gross_margin
    lines = [
        ("Average ARR in care", 1, base.average_arr),
        ("ARR lost", 1, -base.lost),
        ("of which in deeper discounts", 2, -base.discounted),
        ("Expansion won", 1, base.expansion),
        ("Upsell won", 1, base.upsell),
        ("Growth from customers", 0, won - base.lost),
        ("Retention cost", 1, paid["retain"]),
        ("Expansion cost", 1, paid["expand"]),
        ("Upsell cost", 1, paid["upsell"]),
        ("Customer success cost", 0, sum(paid.values())),
    ]
    if margin is not None:
        gross = base.average_arr * margin
        lines.append(("Gross margin on average ARR, as assumed", 1, gross))
        lines.append(("Contribution after customer success", 0, gross + sum(paid.values())))
    lines.append(("Committed ARR (CARR): signed or announced", 1, books.committed.carr))
    rows = [
        (label, "rate", level, amount, amount / base.average_arr if base.average_arr else None)
        for label, level, amount in lines
    ]
    return pd.DataFrame(rows, columns=columns)
