"""Levels of value then and now, by hand."""

import datetime as dt
from types import SimpleNamespace

import pandas as pd

from cs_lib.steps.s10_effectiveness import migration

BOOKS = SimpleNamespace(
    as_of=dt.date(2025, 12, 31),
    live=pd.DataFrame({"account": ["A", "B", "C"], "arr": [1.0, 1.0, 1.0]}),
    engagement=SimpleNamespace(policies=SimpleNamespace(grain="customer")),
    before=lambda day, months: dt.date(2025, 9, 30),
)
LEVELS = pd.DataFrame(
    {"level": [1, 2], "name": ["log in", "in depth"], "metric": ["logins", "features"],
     "threshold": [1.0, 5.0]}
)  # fmt: skip


def usage(*rows: tuple[str, str, str, float]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=["customer_id", "date", "metric", "value"])
    return frame.assign(date=pd.to_datetime(frame["date"]))


def test_a_level_needs_those_below_and_both_days() -> None:
    rows = usage(
        ("A", "2025-09-15", "logins", 3), ("A", "2025-12-15", "logins", 3),
        ("A", "2025-12-15", "features", 6),
        ("B", "2025-09-15", "logins", 3), ("B", "2025-12-15", "logins", 0),
        ("B", "2025-12-15", "features", 9),
        ("C", "2025-12-15", "logins", 3),
    )  # fmt: skip
    found = migration.migration(
        BOOKS, SimpleNamespace(tables={"value_levels": LEVELS, "usage": rows})
    )
    # A came from 1 to 2, B fell from 1 to none, C was not measured then
    assert found["accounts_before"].tolist() == [0, 2, 0]
    assert found["accounts_now"].tolist() == [1, 0, 1]
    assert (found["moved_up"].sum(), found["moved_down"].sum()) == (1, 1)


def test_without_levels_there_is_nothing_to_reach() -> None:
    assert migration.migration(BOOKS, SimpleNamespace(tables={})).empty
