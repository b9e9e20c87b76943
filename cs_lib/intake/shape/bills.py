"""On which days is a contract line billed, and what is left of a bill after coupons?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

NO_END = pd.Timestamp.max.floor("D")
"""The day before which something holds that has no end."""
_MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


@dataclass(frozen=True)
class Cut:
    """What one coupon does to a row: the share it takes off, or the money a bill, and when."""

    share: float | None
    money: float | None
    first: pd.Timestamp
    until: pd.Timestamp
    whole_record: bool


@dataclass(frozen=True)
class Read:
    """The cuts and the bill of each row, rows with a coupon for one bill, and with unread ones."""

    cuts: Mapping[int, tuple[Cut, ...]]
    record: pd.Series
    once: tuple[int, ...] = ()
    unread: Mapping[int, str] = field(default_factory=dict)

    @property
    def provides(self) -> frozenset[str]:
        """The contract's columns that the coupons give."""
        return frozenset({"discount"} if self.cuts else ())


def costs(frame: pd.DataFrame, found: Read) -> pd.DataFrame:
    """What each row costs a bill before coupons (`own`), and all rows of its record (`whole`)."""
    if not found.cuts:
        return pd.DataFrame()
    own = frame["qty"].fillna(1.0) * frame["list_price"]
    return pd.DataFrame({"own": own, "whole": own.groupby(found.record).transform("sum")})


def lowered(rows: pd.DataFrame, found: Read, cost: pd.DataFrame) -> tuple[pd.DataFrame, list[int]]:
    """The rows with what their coupons take off in `discount`, cut into one for each change.

    `cost` is what `costs` says of them. The second is each new row's row of before.
    """
    if not found.cuts:
        return rows.reset_index(drop=True), list(rows.index)
    parts: list[dict[Any, Any]] = []
    origin: list[int] = []
    own, whole = cost["own"].to_dict(), cost["whole"].to_dict()
    for row, line in zip(map(int, rows.index), rows.to_dict("records"), strict=True):
        cuts = found.cuts.get(row, ())
        for start, end in _spans(line, cuts):
            held = [each for each in cuts if each.first <= start < each.until]
            part = {**line, "start": start, "end": end}
            if held:
                before = 0.0 if pd.isna(line["discount"]) else line["discount"]
                part["discount"] = 1 - (1 - before) * _kept(held, own[row], whole[row])
            parts.append(part)
            origin.append(row)
    made = pd.DataFrame(parts, columns=list(rows.columns)).astype(rows.dtypes.to_dict())
    return made, origin


def next_bill(day: pd.Timestamp, line: Any, anchor: Any) -> pd.Timestamp:
    """The day of the first bill from `day` on: what is billed before is not lowered any more."""
    start = pd.Timestamp(line["start"])
    if day <= start or day == NO_END:
        return max(day, start)
    first = start if pd.isna(anchor) else pd.Timestamp(anchor)
    if first > day:
        return first
    period = line["billing_period"] if pd.notna(line["billing_period"]) else "month"
    count = int(line["billing_count"]) if pd.notna(line["billing_count"]) else 1
    if period == "week":
        weeks = -(-(day - first).days // (7 * count))
        return first + pd.Timedelta(days=7 * count * weeks)
    if period not in _MONTHS:
        return day
    step = _MONTHS[period] * count
    apart = (day.year - first.year) * 12 + day.month - first.month
    bills = max(apart // step - 1, 0)
    while first + pd.DateOffset(months=step * bills) < day:
        bills += 1
    return pd.Timestamp(first + pd.DateOffset(months=step * bills))


def _spans(line: Mapping[Any, Any], cuts: Sequence[Cut]) -> Iterator[tuple[Any, Any]]:
    """The line's days, cut where a coupon begins or ends inside it."""
    start, end = line["start"], line["end"]
    days = {day for each in cuts for day in (each.first, each.until)}
    inside = sorted(d for d in days if d > start and d < (NO_END if pd.isna(end) else end))
    yield from zip([start, *inside], [*inside, end], strict=True)


def _kept(cuts: Sequence[Cut], gross: float, bill: float) -> float:
    """What is left of the price: shares one after the other, then money, as part of the bill."""
    kept = 1.0
    for each in cuts:
        if each.share is not None:
            kept *= 1 - each.share
        elif each.money is not None:
            of = bill if each.whole_record else gross
            kept -= each.money / of if of > 0 else 0.0
    return max(kept, 0.0)
