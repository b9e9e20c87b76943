"""What does each motion cost, by driver and segment? The ledger's total, shared out exactly."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.books.segments import NOT_SPLIT
from cs_lib.engagement import Engagement
from cs_lib.intake import Intake
from cs_lib.steps.s03_valuation.allocation_keys import UNALLOCATED, Key, Keys, keys
from cs_lib.steps.s03_valuation.segment_keys import SegmentKey, segment_key
from cs_lib.steps.s03_valuation.shares import money, share_out
from cs_lib.steps.s03_valuation.spending import Spending, spending
from cs_lib.tables.company import MOTIONS

CELL = ["motion", "driver", "segment"]
Part = tuple[str, str, str | None, int]


@dataclass(frozen=True)
class Costs:
    """The company's cost, its keys, and the way to share it out among segments."""

    spent: Spending
    keys: Keys
    by_segment: SegmentKey

    def within(self, window: Collection[int]) -> pd.DataFrame:
        """The cost of these months: motion, driver, segment, micros; adds up to the ledger's."""
        centres = self.spent.within(window).groupby("centre")["micros"].sum()
        rows = [part for centre, size in centres.items() for part in self._parts(centre, size)]
        frame = pd.DataFrame(rows, columns=[*CELL, "micros"]).astype({"micros": "int64"})
        return frame.groupby(CELL, as_index=False, dropna=False)[["micros"]].sum()

    def amounts(self, window: Collection[int]) -> pd.DataFrame:
        """The same in money: motion, driver, segment, amount."""
        rows = self.within(window)
        return rows.assign(amount=money(rows["micros"])).drop(columns="micros")

    def _parts(self, centre: object, size: int) -> Iterator[Part]:
        named = self.keys.of(str(centre))
        sizes = share_out(int(size), [key.share for key in named])
        for key, part in zip(named, sizes, strict=True):
            yield from self._segments(key, part)

    def _segments(self, key: Key, size: int) -> Iterator[Part]:
        weights = self.by_segment.weights(key.motion, key.driver)
        if key.segment is not NOT_SPLIT or weights is None:
            yield key.motion, key.driver, key.segment, size
            return
        for segment, part in zip(weights, share_out(size, list(weights.values())), strict=True):
            yield key.motion, key.driver, segment, part


def costs(engagement: Engagement, intake: Intake, books: Books) -> Costs | None:
    """The costs of the engagement; None where the table is not given."""
    spent = spending(engagement, intake)
    if spent is None:
        return None
    return Costs(spent, keys(intake), segment_key(intake, books))


def by_quarter(found: Costs | None, books: Books) -> pd.DataFrame:
    """The cost of each quarter shown. Columns: `quarter`, `motion`, `driver`, `segment`, `amount`.

    Quarters with a month that the ledger lacks are left out.
    """
    columns = ["quarter", *CELL, "amount"]
    if found is None:
        return pd.DataFrame(columns=columns)
    parts = []
    for period in books.quarters:
        last = books.engagement.grid.number(period.end)
        window = range(last - 2, last + 1)
        if not found.spent.missing(window):
            parts.append(found.amounts(window).assign(quarter=period.label))
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def table(found: Costs | None) -> pd.DataFrame:
    """The twelve months' cost. Columns: `motion`, `driver`, `segment`, `amount`."""
    if found is None:
        return pd.DataFrame(columns=[*CELL, "amount"]).astype({"amount": float})
    rows = found.amounts(found.spent.window())
    order = {motion: place for place, motion in enumerate((*MOTIONS, UNALLOCATED))}
    rows = rows.assign(_place=rows["motion"].map(order))
    ordered = rows.sort_values(["_place", "driver", "segment"], kind="stable")
    return ordered[[*CELL, "amount"]].reset_index(drop=True)
