"""What the tests of step 5 share: three accounts, their outcomes, an engagement."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.steps.s05_success_definition import register

DAY = pd.Timestamp("2025-12-31")
NONE = float("nan")
ACCOUNTS = pd.DataFrame(
    [("B", "Birch", "S", 300.0, "P1"), ("A", "Alder", "S", 100.0, "P2"),
     ("C", "Cedar", "T", 50.0, "P2")],
    columns=["account", "name", "segment", "arr", "owner"],
)  # fmt: skip
FIELDS = [
    "customer_id", "outcome", "kind", "metric", "unit", "baseline", "target", "actual", "date",
    "evidence", "acknowledged_by", "acknowledged_on", "influence", "benefit", "cost",
]  # fmt: skip


def engagement() -> Engagement:
    return Engagement.model_validate(
        {
            "client": "Three Trees", "currency": "EUR", "as_of": "2025-12-31",
            "tables": {"contracts": "contracts.csv"},
        }
    )  # fmt: skip


def books() -> Any:
    return SimpleNamespace(
        live=ACCOUNTS[["account", "name", "segment", "arr"]],
        as_of=dt.date(2025, 12, 31),
        engagement=SimpleNamespace(policies=SimpleNamespace(grain="customer")),
    )


def outcome(customer: str, **told: Any) -> dict[str, Any]:
    """A row of the table: an outcome that is half reached, and nothing more known of it."""
    row = dict.fromkeys(FIELDS) | {
        "customer_id": customer, "outcome": "close sooner", "kind": register.REQUIRED,
        "baseline": 10.0, "target": 0.0, "actual": 5.0,
    }  # fmt: skip
    return row | told


def intake(*rows: dict[str, Any], **tables: pd.DataFrame) -> Any:
    frame = pd.DataFrame(list(rows), columns=FIELDS)
    numbers = ["baseline", "target", "actual", "influence", "benefit", "cost"]
    frame[numbers] = frame[numbers].astype(float)
    for name in ("date", "acknowledged_on"):
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[us]")
    return SimpleNamespace(tables=({"outcomes": frame} if rows else {}) | tables)


def outcomes(*rows: dict[str, Any], **tables: pd.DataFrame) -> pd.DataFrame:
    """The register of these rows."""
    given = intake(*rows, **tables)
    return register.outcomes(register.versions(books(), given), given)


def made(spec: Any, **known: Any) -> Any:
    """What an exhibit's function returns for these inputs."""
    return spec.make(**{name: known[name] for name in spec.parameters})
