"""What is spent on each lever in each segment, and what is paid for one unit of ARR there?"""

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.steps.economics.bases import EVERYONE
from cs_lib.steps.economics.costs import Costs
from cs_lib.steps.economics.keys import NOT_SPLIT
from cs_lib.steps.economics.ratios import headline
from cs_lib.steps.economics.shares import money
from cs_lib.steps.opportunity.levers import LEVERS
from cs_lib.steps.review.books import Books


def today(costs: pd.DataFrame, arr: "pd.Series[float]") -> pd.DataFrame:
    """A year's spend by segment and lever: `segment`, `lever`, `spend`, `shared`.

    `costs`: motion, segment, amount (step 3); `arr`: ARR by segment. Cost that no key splits among
    segments is shared out by ARR, and `shared` says how much of a spend that is (0 to 1). Empty
    without costs.
    """
    rows = []
    weights = arr / arr.sum() if arr.sum() else arr
    for lever in LEVERS:
        mine = costs[costs["motion"] == lever.motion].groupby("segment")["amount"].sum()
        open_ = float(mine.get(NOT_SPLIT, 0.0))
        for segment, weight in weights.items():
            own, part = float(mine.get(str(segment), 0.0)), open_ * float(weight)
            whole = own + part
            rows.append((segment, lever.name, whole, part / whole if whole else 0.0))
    frame = pd.DataFrame(rows, columns=["segment", "lever", "spend", "shared"])
    return frame if len(costs) else frame.iloc[:0]


def ratios(measured: pd.DataFrame, segments: list[str], engagement: Engagement) -> pd.DataFrame:
    """Cost per unit of ARR: `segment`, `lever`, `ratio`, `marginal`, `whose`.

    `measured` are step 3's ratios: CRC per unit kept, CEC and CUC per unit won. A segment without
    its own takes the company's (`whose` says so); NaN where neither is known. `marginal` is what
    one more unit costs: as the engagement states it, else the same average (M47).
    """
    stated = dict(engagement.assumptions.marginal_costs)
    rows = []
    for segment in segments:
        for lever in LEVERS:
            own = headline(measured, lever.ratio, segment)
            value = headline(measured, lever.ratio) if own is None else own
            whose = segment if own is not None else EVERYONE
            rows.append((segment, lever.name, value, stated.get(lever.name, value), whose))
    frame = pd.DataFrame(rows, columns=["segment", "lever", "ratio", "marginal", "whose"])
    return frame.astype({"ratio": "float64", "marginal": "float64"})


def by_quarter(found: Costs | None, books: Books, arr: "pd.Series[float]") -> pd.DataFrame:
    """The spend of each of the last eight quarters: `quarter`, `segment`, `lever`, `spend`.

    Quarters with a month that the ledger lacks are left out.
    """
    columns = ["quarter", "segment", "lever", "spend"]
    if found is None:
        return pd.DataFrame(columns=columns)
    parts = []
    for period in books.quarters:
        last = books.engagement.grid.number(period.end)
        window = range(last - 2, last + 1)
        if not found.spent.missing(window):
            rows = found.within(window)
            part = today(rows.assign(amount=money(rows["micros"])), arr)
            parts.append(part.assign(quarter=period.label))
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)
