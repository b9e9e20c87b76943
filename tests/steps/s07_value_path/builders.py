"""What the tests of step 7 share: three accounts that pay, and books that end in 2025."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pandas as pd

DAY = pd.Timestamp("2025-12-31")
ACCOUNTS = pd.DataFrame(
    [
        ("A", "Alder", "S", 100.0, 50.0, True, False, "high_performers", "P1"),
        ("B", "Birch", "S", 300.0, None, True, False, "untrained", "P1"),
        ("C", "Cedar", "T", 50.0, 500.0, True, False, None, "P2"),
        ("D", "Dogwood", "T", 900.0, 10.0, False, True, "untrained", "P2"),
        ("E", "Elder", "T", 20.0, 5.0, False, False, "need_to_exit", "P2"),
    ],
    columns=["account", "name", "segment", "arr", "gap", "sellable", "notified", "quadrant",
             "owner"],
)  # fmt: skip
LEVELS = pd.DataFrame(
    [
        (1, "starts", "somebody logs in", "logins", 1.0),
        (2, "lives", "half is live", "Live", 0.5),
        (3, "earns", "all of it", "outcome", 1.0),
    ],
    columns=["level", "name", "criterion", "metric", "threshold"],
)
ENDS = pd.Series({"A": pd.Timestamp("2026-06-01"), "C": pd.Timestamp("2026-02-01")})


def books(**more: Any) -> Any:
    return SimpleNamespace(
        as_of=dt.date(2025, 12, 31), live=ACCOUNTS, year=None,
        engagement=SimpleNamespace(policies=SimpleNamespace(grain="customer")), **more,
    )  # fmt: skip


def intake(**tables: pd.DataFrame) -> Any:
    return SimpleNamespace(tables=tables)


def measured(**accounts: dict[str, float]) -> "pd.Series[float]":
    """By account and metric, as `levels.measures` has it."""
    keys = {(who, name): value for who, told in accounts.items() for name, value in told.items()}
    index = pd.MultiIndex.from_tuples(list(keys), names=["account", "metric"])
    return pd.Series(list(keys.values()), index=index, dtype=float)
