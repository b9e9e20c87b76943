"""What the tests of step 9 share: a list of options, a decision, and an engagement."""

from types import SimpleNamespace
from typing import Any

import pandas as pd

from cs_lib.engagement import Engagement

ENGAGEMENT = Engagement.model_validate(
    {
        "client": "Three Trees", "currency": "EUR", "as_of": "2025-12-31",
        "tables": {"contracts": "contracts.csv", "options": "options.csv"},
    }
)  # fmt: skip
OPTIONS = pd.DataFrame(
    {
        "option": ["call-early", "sprint", "self-service"], "type": ["process", "play", "tool"],
        "lever": ["retention", "retention", "upsell"], "segment": [None, "S", None],
        "quadrant": [None, "untrained", None], "cost": [5000.0, 8000.0, 2000.0],
        "hours": [40.0, 100.0, 300.0], "effect": [20000.0, 30000.0, 4000.0],
        "probability": [0.5, 0.6, 0.5], "impact": [1.0, 2.0, 3.0],
        "reversible": [True, True, False], "state": ["parked", "chosen", "delegated"],
        "reason": ["no people", "largest saving", None],
    }
)  # fmt: skip
DECISION = pd.DataFrame(
    {
        "option": ["sprint"], "decided_on": pd.to_datetime(["2025-12-10"]), "decided_by": ["COO"],
        "owner": ["Ann"], "reason": ["shown by the pilot"], "stop_if": ["no fewer losses"],
    }
)  # fmt: skip
TESTS = pd.DataFrame(
    {
        "option": ["sprint", "sprint"], "metric": ["accounts that got it", "accounts lost"],
        "kind": ["execution", "effect"], "baseline": [0.0, 0.2], "target": [0.9, 0.1],
        "actual": [None, None], "start": pd.to_datetime(["2026-01-05"] * 2),
        "judged_on": pd.to_datetime(["2026-12-31"] * 2), "segment": [None, None],
        "comparison": [None, "a third, by lot"], "play": ["sprint", "sprint"],
    }
)  # fmt: skip


def intake(**tables: pd.DataFrame) -> Any:
    return SimpleNamespace(tables=tables)


def states(*found: str) -> pd.DataFrame:
    """The options with these states."""
    return OPTIONS.assign(state=list(found))


def opportunity() -> Any:
    """Step 8: EUR 1 of retained ARR is worth 2 in S and 3 in T."""
    ranked = pd.DataFrame(
        {
            "segment": ["S", "T", "S"], "lever": ["retention", "retention", "upsell"],
            "margin": [0.8, 0.8, None], "annuity": [2.5, 3.75, None],
            "addressable": [300.0, 100.0, 50.0],
        }
    )  # fmt: skip
    return SimpleNamespace(workings=SimpleNamespace(ranked=ranked))


def segmentation(n: int = 9) -> Any:
    """So many accounts of S to be trained, one that left word, and one of another quadrant."""
    rows = [(f"A{i}", f"Alder {i}", "S", 100.0 + i, "Ann", "untrained", False) for i in range(n)]
    rows += [("B", "Birch", "S", 50.0, "Bob", "untrained", True)]
    rows += [("C", "Cedar", "S", 70.0, "Bob", "unmotivated", False)]
    columns = ["account", "name", "segment", "arr", "owner", "quadrant", "notified"]
    accounts = pd.DataFrame(rows, columns=columns)
    accounts = accounts.assign(
        potential=accounts["arr"] * 2, sellable=~accounts["notified"], gap=accounts["arr"]
    )
    return SimpleNamespace(workings=SimpleNamespace(accounts=accounts, exits=EXITS))


EXITS = pd.DataFrame(
    {
        "account": ["C", "D", "E"], "name": ["Cedar", "Dogwood", "Elm"], "arr": [100.0, 50.0, 10.0],
        "hours": [10.0, 20.0, 5.0], "tests_known": [3, 3, 2], "tests_met": [3, 3, 2],
        "term_end": pd.to_datetime(["2026-03-31", None, None]),
    }
)  # fmt: skip


def books(lost: int = 20, there: int = 100) -> Any:
    """A year in which so many of so many accounts were lost."""
    import datetime as dt

    base = pd.DataFrame(
        {
            "segment": "S",
            "status": ["churned" if i < lost else "stayed" for i in range(there)],
        }
    )
    day = dt.date(2025, 12, 31)
    return SimpleNamespace(
        as_of=day,
        engagement=SimpleNamespace(policies=SimpleNamespace(grain="customer")),
        year=SimpleNamespace(base=base),
        before=lambda on, months: (pd.Timestamp(on) - pd.DateOffset(months=months)).date(),
        stock=lambda on: (1000.0, 10),
    )
