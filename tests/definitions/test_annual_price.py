"""A line's annual value is one figure, whoever asks: the door's frame or the ledger's engine."""

import datetime as dt
from typing import Any

import narwhals as nw
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_lib.definitions import annual_price
from cs_lib.engagement import Policies
from cs_lib.engagement.fiscal import MonthGrid
from cs_lib.intake.scope import annual_value
from cs_lib.ledger.engines import DuckStore
from cs_lib.ledger.lines.annual_value import COLUMNS, MICRO, annual_lines
from cs_lib.tables import TABLES
from cs_lib.tables.spec import DTYPES

PRICES = ("arr", "mrr", "amount", "list_price")
NEAR = 0.5 / MICRO + 1e-9
"""The ledger keeps millionths."""


def contracts(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """The rows as the door types them."""
    types = {c.name: DTYPES[c.type] for c in TABLES["contracts"].columns}
    return pd.DataFrame(rows, columns=list(types)).astype(types)


def in_the_ledger(frame: pd.DataFrame) -> "pd.Series[float]":
    """line_id -> what the ledger has the line worth a year."""
    lines = annual_lines(
        DuckStore().adopt(frame, COLUMNS), "EUR", Policies(), MonthGrid(), {"line_id": nw.String}
    )
    found = lines.select("line_id", "value").collect("pyarrow").to_pandas()
    return found.set_index("line_id")["value"].astype("float64") / MICRO


def term(start: str, end: str | None, amount: float = 300) -> dict[str, Any]:
    days = {"start": pd.Timestamp(start), "end": None if end is None else pd.Timestamp(end)}
    return {"customer_id": "K", "amount": amount, "billing_period": "term"} | days


TERMS = [
    ("three months between month ends", "2025-01-31", "2025-04-30", 1_200),
    ("one month into a short February", "2025-01-30", "2025-02-28", 3_600),
    ("one month into a leap February", "2024-01-31", "2024-02-29", 3_600),
    ("not the last day of a leap February", "2024-01-31", "2024-02-28", 300 * 52 / 4),
    ("from the last of February to the last of March", "2025-02-28", "2025-03-31", 3_600),
    ("the same day of the month", "2025-01-15", "2025-04-15", 1_200),
    ("days of an average month", "2025-01-15", "2025-03-29", 300 * 365.25 / 73),
]


@pytest.mark.parametrize(("start", "end", "expected"), [row[1:] for row in TERMS],
                         ids=[row[0] for row in TERMS])  # fmt: skip
def test_a_term_at_the_door_and_in_the_ledger(start: str, end: str, expected: float) -> None:
    frame = contracts([term(start, end) | {"line_id": "1"}])
    assert annual_value("contracts", frame)[0] == pytest.approx(expected)
    assert in_the_ledger(frame)["1"] == pytest.approx(expected, abs=NEAR)


@pytest.mark.parametrize("end", [None, "9999-12-31"])
def test_a_term_without_an_end_is_worth_nothing_that_can_be_told(end: str | None) -> None:
    frame = contracts([term("2025-01-31", end) | {"line_id": "1"}])
    assert annual_value("contracts", frame).isna().all()
    assert in_the_ledger(frame).isna().all()


def test_a_term_that_covers_no_day_is_worth_nothing_that_can_be_told() -> None:
    frame = contracts([term("2025-01-31", "2025-01-31"), term("2025-03-31", "2025-01-31")])
    assert annual_value("contracts", frame).isna().all()


@st.composite
def lines(draw: st.DrawFn) -> dict[str, Any]:
    """A line with one price or several, of any billing period, often from or to a month's end."""
    start = draw(st.dates(dt.date(2019, 1, 1), dt.date(2027, 12, 31)))
    far = draw(st.integers(1, 1_200) | st.sampled_from([28, 29, 30, 31, 59, 89, 90, 365, 366]))
    end = start + dt.timedelta(days=far)
    ends = st.sampled_from(["start", "end", "both", "neither", "open"])
    which = draw(ends)
    if which in ("start", "both"):
        start = month_end(start)
    if which in ("end", "both"):
        end = month_end(end)
    priced = draw(st.sets(st.sampled_from(PRICES), max_size=3))
    amounts = st.integers(0, 5_000_000).map(lambda cents: cents / 100)
    return {
        "customer_id": "K",
        "start": pd.Timestamp(start),
        "end": None if which == "open" else pd.Timestamp(max(end, start + dt.timedelta(days=1))),
        "billing_period": draw(st.sampled_from([*annual_price.PERIODS, "term", "term", None])),
        "qty": draw(st.sampled_from([None, 0, 1, 2.5, 40])),
        "discount": draw(st.sampled_from([None, 0, 0.15, 1])),
        **{name: draw(amounts) for name in sorted(priced)},
    }


def month_end(day: dt.date) -> dt.date:
    after = (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    return after - dt.timedelta(days=1)


@pytest.mark.slow
@settings(max_examples=20)
@given(st.lists(lines(), min_size=20, max_size=60))
def test_the_door_and_the_ledger_never_part(rows: list[dict[str, Any]]) -> None:
    frame = contracts([row | {"line_id": str(number)} for number, row in enumerate(rows)])
    door = annual_value("contracts", frame).set_axis(frame["line_id"])
    ledger = in_the_ledger(frame).reindex(door.index)
    assert (door.isna() == ledger.isna()).all()
    assert ((door - ledger).abs().fillna(0.0) <= NEAR).all()
