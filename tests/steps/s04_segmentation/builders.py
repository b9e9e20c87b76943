"""What the tests of step 4 share: a few accounts, what is known of them, an engagement."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.steps.s04_segmentation.potential import Known

DAY = pd.Timestamp("2025-12-31")


def engagement(**segmentation: object) -> Engagement:
    return Engagement.model_validate(
        {
            "client": "Three Trees", "currency": "EUR", "as_of": "2025-12-31",
            "tables": {"contracts": "contracts.csv"}, "segmentation": segmentation,
        }
    )  # fmt: skip


LIVE = pd.DataFrame(
    [("A", "Alder", "S", 100.0), ("B", "Birch", "S", 300.0), ("C", "Cedar", "T", 50.0)],
    columns=["account", "name", "segment", "arr"],
)

SELLABLE = LIVE.assign(
    potential=[250.0, 400.0, 60.0], gap=[150.0, 100.0, 10.0], penetration=[0.4, 0.75, 5 / 6],
    potential_low=100.0, potential_high=500.0, confidence=["B", "C", "C"], method="declared",
    above=False, notified=False, sellable=True, quadrant=None, minutes=60.0,
)  # fmt: skip


def books(
    live: pd.DataFrame = LIVE, grain: str = "customer", notified: tuple[str, ...] = ()
) -> Any:
    lines = pd.DataFrame({"part": "notified", "account": list(notified)}, dtype=object)
    return SimpleNamespace(
        live=live,
        committed=SimpleNamespace(lines=lines),
        as_of=dt.date(2025, 12, 31),
        engagement=SimpleNamespace(policies=SimpleNamespace(grain=grain)),
    )


def intake(*rows: tuple[str, float, str | None, str | None, str | None]) -> Any:
    columns = ["customer_id", "value", "product_id", "confidence", "date"]
    frame = pd.DataFrame(list(rows), columns=columns)
    frame = frame.assign(date=pd.to_datetime(frame["date"]), method=None)
    return SimpleNamespace(tables={"potential": frame} if rows else {})


HELD = pd.DataFrame(
    [(f"A{n}", "S", "core", 100.0 + n) for n in range(10)]
    + [(f"A{n}", "S", "extra", 10.0 * (n + 1)) for n in range(5)]
    + [("B0", "T", "core", 40.0), ("B1", "T", "core", 60.0), ("B1", "T", "extra", 90.0)],
    columns=["account", "segment", "product", "arr"],
)


def known(
    live: pd.DataFrame = LIVE, told: dict[str, tuple[float, str]] | None = None, **more: Any
) -> Known:
    """What is known of `live`: `told` by account (value, confidence), and any other part."""
    rows = pd.DataFrame(
        (told or {}).values(), index=list(told or {}), columns=["value", "confidence"]
    )
    parts = {
        "accounts": live,
        "told": rows,
        "held": pd.DataFrame(columns=["account", "segment", "product", "arr"]),
        "traits": live.set_index("account")[["segment"]],
        "seats": pd.DataFrame(
            {"used": float("nan"), "possible": float("nan")}, index=live["account"]
        ),
    }
    return Known(**(parts | more))
