"""What did each account lose, expand and buy in each quarter? The base of every uplift."""

import numpy as np
import pandas as pd

from cs_lib.books.books import Books
from cs_lib.models.lifetime import MIN_EVENTS
from cs_lib.steps.s08_ltv_opportunity.levers import EXPANSION, LEVERS, RETENTION, UPSELL

COLUMNS = [
    "account", "segment", "quarter", "opening", "products", "arr", RETENTION, EXPANSION, UPSELL,
]  # fmt: skip
QUARTERS_A_YEAR = 4


def quarters(books: Books) -> pd.DataFrame:
    """Every account in each of the last eight complete quarters that it began with ARR.

    `account`, `segment`, `quarter`, `opening` (the day), `products` (held then), `arr` (then), and
    per lever the share of that ARR lost (retention), added (expansion) or bought on top (upsell)
    in the quarter, 0 to 1: a larger gain counts as 1, so that no single account makes a rate.
    """
    found = [_quarter(books, period.label, period) for period in books.quarters]
    found = [frame for frame in found if not frame.empty]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=COLUMNS)


def _quarter(books: Books, label: str, period: object) -> pd.DataFrame:
    opening = books.main.calendar.date(period.opening)  # type: ignore[attr-defined]
    compared = books.compare(opening, period.end)  # type: ignore[attr-defined]
    if compared is None:
        return pd.DataFrame(columns=COLUMNS)
    base = compared.base[compared.base["v0"] > 0]
    items = compared.pair.items
    held = items[items["v0"] > 0].groupby("account").size()
    shares: dict[str, pd.Series] = {
        lever.name: (base[list(lever.leaves)].sum(axis=1) * lever.sign / base["v0"]).clip(0.0, 1.0)
        for lever in LEVERS
    }
    frame = pd.DataFrame(
        {
            "account": base["account"],
            "segment": base["segment"],
            "quarter": label,
            "opening": pd.Timestamp(opening),
            "products": base["account"].map(held).fillna(1).astype("int64"),
            "arr": base["v0"].astype("float64"),
            **shares,
        }
    )
    return frame[COLUMNS]


def yearly(observed: pd.DataFrame) -> pd.DataFrame:
    """Which share of its ARR does a segment lose, expand and buy in a year, regressed by events?

    One row per segment and lever: `segment`, `lever`, `rate` (a year), `own` (unregressed),
    `accounts`, `events`. A segment's rate counts by events / (events + 5), the portfolio's for the
    rest: at five events, below which a rate is not shown alone (P26), both weigh the same. A
    quarter's loss becomes a year's by compounding, a gain by adding.
    """
    rows = []
    for lever in LEVERS if len(observed) else ():
        whole = _rate(observed, lever.name)
        for segment, part in observed.groupby("segment", sort=True):
            events = int((part[lever.name] > 0).sum())
            weight = events / (events + MIN_EVENTS)
            own = _rate(part, lever.name)
            rate = weight * own + (1 - weight) * whole
            rows.append((segment, lever.name, rate, own, part["account"].nunique(), events))
    columns = ["segment", "lever", "rate", "own", "accounts", "events"]
    return pd.DataFrame(rows, columns=columns)


def _rate(part: pd.DataFrame, lever: str) -> float:
    """A year's rate from quarters, weighted by ARR."""
    quarter = float(np.average(part[lever], weights=part["arr"]))
    if lever == RETENTION:
        return 1 - (1 - quarter) ** QUARTERS_A_YEAR
    return quarter * QUARTERS_A_YEAR
