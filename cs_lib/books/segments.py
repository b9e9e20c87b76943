"""What did the cost win or keep? ARR and accounts of the twelve months, in all and by segment."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from cs_lib.books import renewal_rates
from cs_lib.books.books import Books
from cs_lib.ledger import LEAVES

EVERYONE: Final = None
"""The segment of the whole company: missing, never a name, since a client may call one "All"."""
NOT_SPLIT: Final = None
"""The segment of a cost that no key splits: it is the whole company's, and names none either."""
PRICE = ("list_price_increase",)


@dataclass(frozen=True)
class Base:
    """One segment's twelve months: ARR amounts in the report's currency, accounts as counts.

    Movements are those of twelve monthly bridges added up. What a history shorter than a year
    leaves unknown (`retained`, `renewed`) is None.
    """

    arr: float
    average_arr: float
    accounts: int
    new: float
    new_logos: int
    expansion: float
    price: float
    upsell: float
    lost: float
    discounted: float
    retained: float | None
    retained_accounts: int | None
    renewed: float | None


def bases(books: Books) -> Mapping[str | None, Base]:
    """The base of the whole company (None), then of each segment that the ledger knows."""
    frame, end = books.bridge, pd.Timestamp(books.as_of)
    start = pd.Timestamp(books.before(books.as_of, 12))
    year = frame[
        (frame["period_kind"] == "month")
        & (frame["grain"] == books.main.grain)
        & (frame["period_end"] > start)
        & (frame["period_end"] <= end)
    ]
    due = renewal_rates.rates(books.due)
    named = sorted(year["segment"].dropna().unique())
    return {name: _base(books, name, of(year, name), due) for name in (EVERYONE, *map(str, named))}


def whole(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of the whole company: those whose segment is missing."""
    return frame[frame["segment"].isna()]


def parts(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of the segments, without the whole company's."""
    return frame[frame["segment"].notna()]


def of(frame: pd.DataFrame, segment: str | None) -> pd.DataFrame:
    """The rows of one segment, or of the whole company where `segment` is None."""
    return whole(frame) if segment is None else frame[frame["segment"] == segment]


def _base(books: Books, name: str | None, rows: pd.DataFrame, due: pd.DataFrame) -> Base:
    sums = rows.groupby("leaf")["amount"].sum()
    closing = rows[rows["leaf"] == "closing"].set_index("period_end")
    last = closing.loc[[pd.Timestamp(books.as_of)]]
    new = rows[rows["rollup"] == "new"]
    retained, accounts = _kept(books, name)
    return Base(
        arr=float(last["amount"].sum()),
        average_arr=float(closing["amount"].sum() / len(closing)),
        accounts=int(last["accounts"].sum()),
        new=float(new["amount"].sum()),
        new_logos=int(new["accounts"].sum()),
        expansion=_group(sums, "expansion"),
        price=float(sum(sums.get(leaf, 0.0) for leaf in PRICE)),
        upsell=_group(sums, "upsell"),
        lost=-_group(sums, "logos_lost") - _group(sums, "price_erosion"),
        discounted=-float(sums.get("discount_increase", 0.0)),
        retained=retained,
        retained_accounts=accounts,
        renewed=_renewed(of(due, name)),
    )


def _group(sums: "pd.Series[float]", group: str) -> float:
    return float(sum(sums.get(leaf.name, 0.0) for leaf in LEAVES.values() if leaf.group == group))


def _kept(books: Books, segment: str | None) -> tuple[float | None, int | None]:
    """Opening ARR that is still there (GRR x opening), and the accounts that are."""
    if books.year is None:
        return None, None
    year = books.year if segment is None else books.year.only(segment)
    kept = year.whole
    if kept.grr is None:
        return None, None
    return kept.grr * kept.opening, kept.retained_logos


def _renewed(due: pd.DataFrame) -> float | None:
    if due.empty:
        return None
    row = due.iloc[0]
    return None if pd.isna(row["gross"]) else float(row["gross"] * row["atr"])
