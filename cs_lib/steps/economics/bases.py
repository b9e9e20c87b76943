"""What did the cost win or keep? ARR and accounts of the twelve months, in all and by segment."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from cs_lib.ledger import LEAVES
from cs_lib.ledger.bridge import ALL
from cs_lib.steps.review import renewal
from cs_lib.steps.review.books import Books

EVERYONE = "All"
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


def bases(books: Books) -> Mapping[str, Base]:
    """The base of everyone (`EVERYONE`), then of each segment that the ledger knows."""
    frame, end = books.bridge, pd.Timestamp(books.as_of)
    start = pd.Timestamp(books.before(books.as_of, 12))
    year = frame[
        (frame["period_kind"] == "month")
        & (frame["grain"] == books.main.grain)
        & (frame["period_end"] > start)
        & (frame["period_end"] <= end)
    ]
    due = renewal.rates(books.due).set_index("segment")
    names = [ALL, *sorted(set(year["segment"]) - {ALL})]
    return {
        EVERYONE if name == ALL else str(name): _base(books, year[year["segment"] == name], due)
        for name in names
    }


def _base(books: Books, rows: pd.DataFrame, due: pd.DataFrame) -> Base:
    name = rows["segment"].iloc[0]
    sums = rows.groupby("leaf")["amount"].sum()
    closing = rows[rows["leaf"] == "closing"].set_index("period_end")
    last = closing.loc[[pd.Timestamp(books.as_of)]]
    new = rows[rows["rollup"] == "new"]
    retained, accounts = _kept(books, name)
    shown = EVERYONE if name == ALL else name
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
        renewed=_renewed(due, shown),
    )


def _group(sums: "pd.Series[float]", group: str) -> float:
    return float(sum(sums.get(leaf.name, 0.0) for leaf in LEAVES.values() if leaf.group == group))


def _kept(books: Books, segment: str) -> tuple[float | None, int | None]:
    """Opening ARR that is still there (GRR x opening), and the accounts that are."""
    if books.year is None:
        return None, None
    year = books.year if segment == ALL else books.year.only(segment)
    kept = year.whole
    if kept.grr is None:
        return None, None
    return kept.grr * kept.opening, kept.retained_logos


def _renewed(due: pd.DataFrame, segment: str) -> float | None:
    if segment not in due.index:
        return None
    row = due.loc[segment]
    return None if pd.isna(row["gross"]) else float(row["gross"] * row["atr"])
