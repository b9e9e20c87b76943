"""Which rates the page shows: without the largest accounts, of the first period, on few events.

K pays 8,000 throughout; L pays 1,000 and 500 from July 2025; M pays 1,000 and leaves in July.
N pays 600 in US dollars, at 1.00 until June 2025 and 0.90 after.
"""

import datetime as dt
from functools import cache
from typing import Any

import pandas as pd
import pytest

from cs_lib.steps.review import accounts, gates, kpis, quarters, shape, winds
from cs_lib.steps.review.books import Books
from cs_lib.steps.review.sentences.movement import Movement
from cs_lib.steps.review.sentences.retention import Retention
from tests.ledger import histories
from tests.ledger.histories import line, seats

pytestmark = pytest.mark.slow

LINES = [
    line("K", "2024-01-01", None, arr=8_000),
    line("L", "2024-01-01", "2025-07-01", arr=1_000),
    line("L", "2025-07-01", None, arr=500),
    line("M", "2024-01-01", "2025-07-01", arr=1_000),
]
DOLLARS = line("N", "2024-01-01", None, arr=600, currency="USD")
FX = [
    {"currency": "USD", "month": month, "rate": 1.0 if month < pd.Timestamp("2025-07-01") else 0.9}
    for month in pd.date_range("2024-01-31", "2025-12-31", freq="ME")
]


@cache
def books(as_of: str = "2025-12-31", dollars: bool = False, **policies: Any) -> Books:
    rows = [*LINES, DOLLARS] if dollars else LINES
    book = histories.ledger_of(rows, as_of, fx=FX, **policies)
    ledgers = {grain: book.at(grain) for grain in ("parent", "customer", "product")}
    return Books(histories.engagement(as_of, **policies), ledgers)


def now(found: Books, on: str = "2025-12-31") -> dict[str, float | None]:
    return kpis.figures(found, dt.date.fromisoformat(on))


def test_the_headline_without_the_largest_account() -> None:
    figures = now(books(without_top=1))
    assert figures["grr"] == pytest.approx(500 / 2_000)
    assert figures["nrr"] == pytest.approx(500 / 2_000)
    assert figures["logo_churn_rate"] == pytest.approx(1 / 2)
    assert figures["gross_churn"] == pytest.approx(1_500)
    assert figures["gross_churn_rate"] == pytest.approx(1_500 / 2_000)
    # Why L pays less is unknown, so of the losses only M is headwind.
    assert (figures["arr"], figures["customers"], figures["headwind"]) == (8_500, 2, 1_000)
    assert now(books())["grr"] == pytest.approx(8_500 / 10_000)


def test_what_shows_money_stays_whole() -> None:
    found = books(without_top=1)
    steps = winds.waterfall(found).set_index("label")["amount"]
    assert (steps["Opening ARR"], steps["Closing ARR"]) == (10_000, 8_500)
    assert all(gate.holds for gate in gates.check(found))
    assert shape.concentration(found)["accounts"].tolist() == [3, 2, 0]
    assert shape.concentration(found)["grr"].tolist()[:2] == pytest.approx([0.85, 0.25])


def test_ladder_and_steps_lead_to_the_headline() -> None:
    found = books(without_top=1)
    assert shape.ladder(found).set_index("grain")["value"]["customer"] == pytest.approx(0.25)
    steps = shape.retention_steps(found).set_index("label")["share"]
    assert (steps["Opening ARR"], steps["NRR"]) == pytest.approx((1, 0.25))


def test_the_sentences_say_who_is_left_out() -> None:
    found = books(without_top=1)
    frames = {"kpis": kpis.table(found), "concentration": shape.concentration(found)}
    assert "GRR, NRR and churn leave out the largest account" in Movement(found, frames).kpis()
    plain = books()
    frames = {"kpis": kpis.table(plain), "concentration": shape.concentration(plain)}
    assert "leave out" not in Movement(plain, frames).kpis()


@pytest.mark.parametrize(
    ("policy", "whole", "none"), [("no_comparison", None, None), ("zero", 1, 0)]
)
def test_the_first_period(policy: str, whole: float | None, none: float | None) -> None:
    found = books("2024-09-30", first_period=policy)
    figures = now(found, "2024-09-30")
    assert (figures["grr"], figures["nrr"]) == (whole, whole)
    assert (figures["gross_churn"], figures["logo_churn_rate"]) == (none, none)
    lines = quarters.table(found).set_index("line")
    first = [lines.loc[line, "2024Q1"] for line in ("grr", "logo_churn")]
    assert [None if pd.isna(value) else value for value in first] == [whole, none]
    assert lines.loc["grr", "2024Q2"] == 1, "the second quarter has one before it"


def test_exchange_rates_close_the_waterfall_at_either_rate() -> None:
    for rate, exchanged in (("opening", -60), ("closing", -60)):
        found = books(dollars=True, exchange_rate=rate)
        steps = winds.waterfall(found).set_index("label")["amount"]
        assert steps["Opening ARR"] == pytest.approx(10_600)
        assert steps["Exchange rates"] == pytest.approx(exchanged)
        assert steps["Closing ARR"] == pytest.approx(9_040)
        assert steps.iloc[:-1].sum() == pytest.approx(9_040)
        assert winds.two_views(found)["difference"].sum() == pytest.approx(0)
        assert all(gate.holds for gate in gates.check(found))


def test_nrr_without_what_contracts_had_agreed() -> None:
    rows = [
        seats("K", "2024-01-01", "2025-07-01", 10, 100, escalator=0.03),
        seats("K", "2025-07-01", None, 10, 105),
    ]
    shares = {}
    for policy in ("count", "leave_out"):
        book = histories.ledger_of(rows, "2025-12-31", escalators=policy)
        ledgers = {grain: book.at(grain) for grain in ("parent", "customer", "product")}
        found = Books(histories.engagement("2025-12-31", escalators=policy), ledgers)
        assert now(found)["nrr"] == pytest.approx(1.05 if policy == "count" else 1.02)
        steps = shape.retention_steps(found)
        shares[policy] = list(zip(steps["label"], steps["share"].round(6), strict=True))
    assert shares["count"][1:] == [
        ("NRR without price rises", 1.0),
        ("List-price uplift", 0.02),
        ("List-price uplift agreed in contracts", 0.03),
        ("NRR", 1.05),
    ]
    assert shares["leave_out"][3:] == [
        ("NRR", 1.02),
        ("Left out: list-price uplift agreed in contracts", 0.03),
    ]


@pytest.mark.parametrize(("events", "marked"), [(2, "none here"), (3, "(unassigned)")])
def test_rates_on_few_events_are_marked(events: int, marked: str) -> None:
    found = books(small_n=1, small_events=events)
    frame = shape.segments(found)
    assert frame["events"].tolist() == [2]  # L pays less, M left
    assert marked in Retention(found, {"segments": frame}).small_n()


def test_the_largest_fifth_of_today() -> None:
    rows = shape.top_shares(books("2024-09-30"))
    assert rows[["label", "accounts", "arr"]].to_numpy().tolist() == [
        ["Largest", 1, 8_000],
        ["Largest 20 % (n = 1)", 1, 8_000],
    ]
    assert rows["share"].tolist() == pytest.approx([0.8, 0.8])


def test_visits_that_count_are_said_to() -> None:
    rows = [*LINES, line("V", "2025-03-05", "2025-03-20", arr=70)]
    book = histories.ledger_of(rows, "2025-12-31", intra_month_logos="count")
    found = Books(histories.engagement("2025-12-31", intra_month_logos="count"), {"customer": book})
    assert "in logos lost" in accounts.memo(found)["why"].iloc[0]
    assert now(found)["new_logo_arr"] == 70
