"""Which segment does a cost serve, where its key names none? Measured, or not said at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.engagement import FrozenDict
from cs_lib.intake import Intake
from cs_lib.ledger.lines.hierarchy import UNASSIGNED
from cs_lib.steps.s03_valuation.allocation_keys import NO_DRIVER
from cs_lib.steps.s03_valuation.shares import exact

SERVED = ("retain", "expand", "upsell")
"""Motions that serve customers who are there: only theirs can be measured by time or roster."""
Weights = Mapping[str, Fraction]


@dataclass(frozen=True)
class SegmentKey:
    """How cost is shared out among segments: by what, and the weights by driver.

    `kind` is time (logged with customers, by driver), roster (cost of the people who serve a
    segment), accounts, arr (both of the last day) or none.

    `by_driver` holds NO_DRIVER for all drivers together; weights add up to 1.
    """

    kind: str
    by_driver: Mapping[str, Weights]

    def weights(self, motion: str, driver: str) -> Weights | None:
        """The segments' shares of one motion's driver; None where nothing measures them."""
        if motion not in SERVED:
            return None
        return self.by_driver.get(driver) or self.by_driver.get(NO_DRIVER)


def segment_key(intake: Intake, books: Books) -> SegmentKey:
    """The key that the engagement asks for, else the first of time and roster that there is."""
    made = {"time": _time, "roster": _roster, "accounts": _accounts, "arr": _arr}
    asked = books.engagement.assumptions.segment_key
    if books.engagement.policies.segment_by is None:
        return SegmentKey("none", FrozenDict({}))
    for kind in (asked,) if asked else ("time", "roster"):
        if kind != "none" and (found := made[kind](intake, books)):
            return SegmentKey(kind, FrozenDict(found))
    return SegmentKey("none", FrozenDict({}))


def plausible(intake: Intake, books: Books) -> tuple[SegmentKey, ...]:
    """Every key that something speaks for: what was measured, and cost that follows ARR alone."""
    if books.engagement.policies.segment_by is None:
        return ()
    made = {"time": _time(intake, books), "roster": _roster(intake, books),
            "arr": _arr(intake, books)}  # fmt: skip
    return tuple(SegmentKey(kind, FrozenDict(found)) for kind, found in made.items() if found)


def segment_of(intake: Intake, books: Books) -> "pd.Series[str]":
    """The segment of each customer, by its id, as the client's list has it last."""
    by = books.engagement.policies.segment_by
    if "customers" not in intake.tables or by is None:
        return pd.Series(dtype="str")
    listed = intake.tables["customers"].drop_duplicates("customer_id", keep="last")
    return listed.set_index("customer_id")[by].fillna(UNASSIGNED).astype("str")


def logged(intake: Intake, books: Books) -> pd.DataFrame:
    """The year's time with customers: driver, segment, customer_id, person, minutes."""
    columns = ["driver", "segment", "customer_id", "person", "minutes"]
    if "activities" not in intake.tables:
        return pd.DataFrame(columns=columns)
    rows = intake.tables["activities"]
    start, end = pd.Timestamp(books.before(books.as_of, 12)), pd.Timestamp(books.as_of)
    year = rows[(rows["date"] > start) & (rows["date"] <= end) & (rows["minutes"] > 0)]
    segments = year["customer_id"].map(segment_of(intake, books)).astype(object)
    return year.assign(
        segment=segments.fillna(UNASSIGNED), driver=year["driver"].fillna(NO_DRIVER)
    )[columns]


def _weights(sizes: "pd.Series[float]") -> Weights:
    parts = {str(name): exact(float(size)) for name, size in sizes.items() if size > 0}
    whole = sum(parts.values(), Fraction(0))
    return FrozenDict({name: part / whole for name, part in parts.items()})


def _all_drivers(sizes: "pd.Series[float]") -> dict[str, Weights]:
    found = _weights(sizes)
    return {NO_DRIVER: found} if found else {}


def _time(intake: Intake, books: Books) -> dict[str, Weights]:
    rows = logged(intake, books)
    if rows.empty:
        return {}
    per_driver = rows.groupby(["driver", "segment"])["minutes"].sum()
    found = {
        str(driver): _weights(per_driver[driver])
        for driver in per_driver.index.unique("driver")
        if driver != NO_DRIVER
    }
    return found | _all_drivers(rows.groupby("segment")["minutes"].sum())


def _roster(intake: Intake, books: Books) -> dict[str, Weights]:
    if "roster" not in intake.tables:
        return {}
    people = intake.tables["roster"].dropna(subset=["segment", "cost"])
    return _all_drivers(people.groupby("segment")["cost"].sum())


def _accounts(intake: Intake, books: Books) -> dict[str, Weights]:
    return _all_drivers(books.live.groupby("segment")["account"].count().astype(float))


def _arr(intake: Intake, books: Books) -> dict[str, Weights]:
    return _all_drivers(books.live.groupby("segment")["arr"].sum().round(6))
