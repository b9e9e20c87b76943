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
_HALF = 0.5


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


def yearly(observed: pd.DataFrame, most: int | None = None) -> pd.DataFrame:
    """Which share of its ARR does a segment lose, expand and buy in a year, regressed by events?

    One row per segment and lever: `segment`, `lever`, `rate` (a year), `own` (unregressed),
    `accounts`, `events`, `weight` (how many events of one size the rate is worth: the shape of its
    gamma distribution). `most`: how many products there are; who holds them all buys no further
    one, and is left out of the rate of upsell, which is applied to the others.

    A segment's rate counts by the events to be expected over themselves plus five, the portfolio's
    for the rest: at five events, below which a rate is not shown alone (P26), both weigh the same.
    Events are counted by their ARR, so that few large accounts are few (`effective`). Where nothing
    happened in the whole company, half an event is taken to be due. A quarter's loss becomes a
    year's by compounding, a gain by adding.
    """
    rows = []
    for lever in LEVERS if len(observed) else ():
        base = observed
        if lever.name == UPSELL and most is not None and (observed["products"] < most).any():
            base = observed[observed["products"] < most]
        whole = _rate(base, lever.name) or _HALF / (len(base) / QUARTERS_A_YEAR)
        for segment, every in observed.groupby("segment", sort=True):
            part = base[base["segment"] == segment]
            own = _rate(part, lever.name) if len(part) else whole
            size = _size(base[lever.name])
            events = (own + whole) / 2 * effective(part["account"], part["arr"]) / size
            rate = (events * own + MIN_EVENTS * whole) / (events + MIN_EVENTS)
            seen = int((part[lever.name] > 0).sum())
            weight = events + MIN_EVENTS
            rows.append((segment, lever.name, rate, own, every["account"].nunique(), seen, weight))
    columns = ["segment", "lever", "rate", "own", "accounts", "events", "weight"]
    return pd.DataFrame(rows, columns=columns)


def effective(accounts: pd.Series, arr: "pd.Series[float]") -> float:
    """How many account-years of one size scatter as these do (Kish 1965)?

    With w an account's ARR over the quarters observed, and t its years: (sum w)^2 / sum of w^2 / t.
    """
    by = arr.groupby(accounts).agg(["sum", "size"])
    weight, years = by["sum"].to_numpy(float), by["size"].to_numpy(float) / QUARTERS_A_YEAR
    squares = float((weight**2 / years).sum())
    return float(weight.sum() ** 2 / squares) if squares else 0.0


def _size(share: "pd.Series[float]") -> float:
    """The size of an event, as it counts for scatter: the mean square over the mean; 1 without."""
    total = float(share.sum())
    return float((share**2).sum()) / total if total else 1.0


def frequency(observed: pd.DataFrame) -> pd.DataFrame:
    """How often in a year does an account lose, expand or buy? `segment`, `lever`, `a_year`.

    The share of account-quarters with any, compounded to a year: below 1.
    """
    rows = [
        (segment, lever.name, 1 - (1 - float((part[lever.name] > 0).mean())) ** QUARTERS_A_YEAR)
        for segment, part in observed.groupby("segment", sort=True)
        for lever in LEVERS
    ]
    return pd.DataFrame(rows, columns=["segment", "lever", "a_year"])


def _rate(part: pd.DataFrame, lever: str) -> float:
    """A year's rate from quarters, weighted by ARR."""
    quarter = float(np.average(part[lever], weights=part["arr"]))
    if lever == RETENTION:
        return 1 - (1 - quarter) ** QUARTERS_A_YEAR
    return quarter * QUARTERS_A_YEAR
