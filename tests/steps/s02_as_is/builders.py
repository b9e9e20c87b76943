"""What the tests of step 2 share: four accounts in two segments, a roster of five."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.intake.overrides import LISTED
from cs_lib.tables import TABLES

AS_OF = dt.date(2025, 12, 31)
LIVE = pd.DataFrame(
    [
        ("A", "Alder", "Large", 400.0, "2022-01-01"), ("B", "Birch", "Large", 300.0, "2023-01-01"),
        ("C", "Cedar", "Small", 200.0, "2024-01-01"), ("D", "Date", "Small", 100.0, "2025-03-01"),
    ],
    columns=["account", "name", "segment", "arr", "since"],
).astype({"since": "datetime64[us]"})  # fmt: skip
"""D was won within the year."""
ROSTER = [
    ("P1", "csm", 1.0, 90.0, "Large", "renewal>nurturing", "grr", 4, 3),
    ("P2", "csm", 0.5, 45.0, "Large", "nurturing", "grr", 1, 2),
    ("P3", "csm", 1.0, 60.0, "Small", "upselling>renewal", "grr", 3, 1),
    ("S1", "support", 1.0, 50.0, None, "onboarding", "csat", 2, 4),
    ("T1", "trainer", 1.0, 55.0, None, None, "adoption", 0, 0),
]


def engagement(**keys: object) -> Engagement:
    return Engagement.model_validate(
        {"client": "Three Trees", "currency": "EUR", "as_of": "2025-12-31",
         "tables": {"contracts": "contracts.csv"}, **keys}
    )  # fmt: skip


def books(live: pd.DataFrame = LIVE, turns: list[tuple[str, str]] | None = None) -> Any:
    return SimpleNamespace(
        live=live, people=live, as_of=AS_OF, year=None,
        turns=pd.DataFrame(turns or [], columns=["account", "segment"], dtype=object),
        before=lambda day, months: (pd.Timestamp(day) - pd.DateOffset(months=months)).date(),
        stock=lambda day: (float(live["arr"].sum()), len(live)),
        engagement=SimpleNamespace(policies=SimpleNamespace(grain="customer")),
    )  # fmt: skip


def intake(**tables: pd.DataFrame) -> Any:
    by_hand = pd.DataFrame(columns=list(LISTED), dtype="str")
    return SimpleNamespace(tables=tables, digests={}, overrides=by_hand)


def table(name: str, *rows: tuple[object, ...], columns: str) -> pd.DataFrame:
    """Rows of a table of the contract: the columns named, the others empty, dates as dates."""
    frame = pd.DataFrame(list(rows), columns=columns.split())
    for column in TABLES[name].columns:
        if column.name not in frame:
            frame[column.name] = None
        if column.type == "date":
            frame[column.name] = pd.to_datetime(frame[column.name])
        if column.type in ("number", "integer"):
            frame[column.name] = pd.to_numeric(frame[column.name])
        if column.type in ("text", "id", "category"):
            frame[column.name] = frame[column.name].astype("str").where(frame[column.name].notna())
    return frame


def roster(rows: list[tuple[object, ...]] | None = None) -> pd.DataFrame:
    columns = (
        "person role_type fte cost segment passion target_metric product_knowledge negotiation"
    )
    return table("roster", *(rows or ROSTER), columns=columns)


def activities(*rows: tuple[object, ...]) -> pd.DataFrame:
    """date, customer, person, driver, direction, minutes."""
    columns = "date customer_id person driver direction minutes"
    return table("activities", *rows, columns=columns)
