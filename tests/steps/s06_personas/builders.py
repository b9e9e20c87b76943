"""What the tests of step 6 share: three accounts, their people, books that end in 2025."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pandas as pd

DAY = pd.Timestamp("2025-12-31")
LIVE = pd.DataFrame(
    [("A", "Alder", "S", 100.0), ("B", "Birch", "S", 300.0), ("C", "Cedar", "T", 50.0)],
    columns=["account", "name", "segment", "arr"],
)
ACCOUNTS = LIVE.assign(owner=["P1", "P2", "P1"])


class Grid:
    """Months of the calendar, as the ledger counts them."""

    def number(self, day: dt.date) -> int:
        return day.year * 12 + day.month - 1

    def end(self, number: int) -> dt.date:
        return (pd.Timestamp(year=number // 12, month=number % 12 + 1, day=1)
                + pd.offsets.MonthEnd()).date()  # fmt: skip


def books(
    due: tuple[tuple[str, str, float], ...] = (), signed: tuple[tuple[str, str, str], ...] = (),
    grain: str = "customer",
) -> Any:  # fmt: skip
    """`due`: account, day, ARR of each line that ends; `signed`: part, customer, day."""
    names = LIVE.set_index("account")
    lines = pd.DataFrame(due, columns=["account", "due", "arr"])
    lines = lines.assign(
        due=pd.to_datetime(lines["due"]), customer=lines["account"],
        name=lines["account"].map(names["name"]), segment=lines["account"].map(names["segment"]),
    )  # fmt: skip
    lines["end"] = lines["due"]
    known = pd.DataFrame(signed, columns=["part", "customer", "effective"])
    known["effective"] = pd.to_datetime(known["effective"])
    return SimpleNamespace(
        as_of=dt.date(2025, 12, 31), live=LIVE,
        committed=SimpleNamespace(lines=known),
        main=SimpleNamespace(
            calendar=SimpleNamespace(grid=Grid()),
            due=lambda since, until: lines[lines["due"] <= pd.Timestamp(until)],
        ),
        engagement=SimpleNamespace(policies=SimpleNamespace(grain=grain)),
    )  # fmt: skip


PEOPLE = ["customer_id", "contact_id", "persona", "decision_role", "last_contact", "left_on",
          "success_metric", "sentiment"]  # fmt: skip


def contacts(*rows: tuple[Any, ...]) -> Any:
    """An intake of contacts: who, persona, part, last contact, left on, measure, sentiment."""
    filled = [(who, f"K{n}", *row, *(None,) * (6 - len(row))) for n, (who, *row) in enumerate(rows)]
    frame = pd.DataFrame(filled, columns=PEOPLE).assign(name="Somebody")
    days = frame[["last_contact", "left_on"]].apply(pd.to_datetime)
    frame = frame.assign(**days, sentiment=frame["sentiment"].astype(float))
    return SimpleNamespace(tables={"contacts": frame})
