"""P05: 1 USD is 0.90 EUR at the end of June 2025 and 0.95 at the end of July.

U pays 10 x 100 USD and takes two seats more on 1 July; E pays 1,000 EUR throughout.
"""

import pandas as pd
import pytest

from cs_lib.errors import DataError
from cs_lib.ledger import Ledger, retention
from tests.ledger.histories import day, leaves, ledger_of, seats

pytestmark = pytest.mark.slow

JULY = "2025-07-31"
FX = [
    {"currency": "USD", "month": month, "rate": 0.95 if month.month == 7 else 0.90}
    for month in pd.date_range("2025-01-31", JULY, freq="ME")
]
LINES = [
    seats("U", "2025-01-01", "2025-07-01", 10, 100, currency="USD"),
    seats("U", "2025-07-01", None, 12, 100, currency="USD"),
    seats("E", "2025-01-01", None, 10, 100),
]


def book(rate: str, lines: list = LINES, fx: list = FX) -> Ledger:
    return ledger_of(lines, JULY, fx=fx, exchange_rate=rate)


@pytest.mark.parametrize(
    ("rate", "seats_more", "fx"),
    [
        ("opening", 200 * 0.90, 1_200 * 0.05),
        ("closing", 200 * 0.95, 1_000 * 0.05),
    ],
)
def test_the_exchange_line_takes_what_the_movement_leaves(
    rate: str, seats_more: float, fx: float
) -> None:
    found = leaves(book(rate), JULY)
    assert found == {
        "opening": (1_900, 2),
        "quantity_increase": (pytest.approx(seats_more), 1),
        "fx": (pytest.approx(fx), 0),
        "closing": (2_140, 2),
    }


@pytest.mark.parametrize(("rate", "lost", "fx"), [("opening", -900, 0), ("closing", -950, 50)])
def test_a_loss_is_converted_at_the_same_end(rate: str, lost: float, fx: float) -> None:
    found = leaves(book(rate, [LINES[0], LINES[2]]), JULY)
    assert found["logo_churn"] == (lost, 1)
    assert found.get("fx", (0, 0)) == (fx, 0)
    assert found["closing"] == (1_000, 1)


@pytest.mark.parametrize(
    ("rate", "before", "after"), [("opening", 900, 1_080), ("closing", 950, 1_140)]
)
def test_both_snapshots_of_a_pair_are_at_one_rate(rate: str, before: float, after: float) -> None:
    pair = book(rate).pair(day("2025-06-30"), day(JULY))
    row = pair.accounts.set_index("account").loc["U"]
    assert (row["v0"], row["v1"]) == pytest.approx((before, after))
    assert row["quantity_increase"] == pytest.approx(after - before)
    assert retention(pair).nrr == pytest.approx((after + 1_000) / (before + 1_000))


def test_movements_are_listed_as_in_the_bridge() -> None:
    rows = book("closing").movements(day("2025-06-30"), day(JULY))
    assert rows["amount"].tolist() == pytest.approx([190])


def test_the_last_month_of_a_currency_needs_a_rate_at_its_closing() -> None:
    ends = [LINES[0], LINES[2]]
    assert leaves(book("opening", ends, FX[:-1]), JULY)["logo_churn"] == (-900, 1)
    with pytest.raises(DataError) as error:
        book("closing", ends, FX[:-1])
    assert "no rate for USD in 2025-07" in error.value.problems[0].wrong


def test_renewals_speak_the_money_of_their_pair() -> None:
    lines = [
        seats("U", "2024-07-01", "2025-07-01", 10, 100, currency="USD"),
        seats("U", "2025-07-01", "2026-07-01", 10, 100, currency="USD"),
    ]
    early = [
        {"currency": "USD", "month": month, "rate": 0.90}
        for month in pd.date_range("2024-07-31", "2024-12-31", freq="ME")
    ]
    closing = book("closing", lines, early + FX)
    renewed = closing.renewals(closing.pair(day("2025-06-30"), day(JULY)))
    row = renewed.accounts.iloc[0]
    assert (row["v0"], row["due"], row["renewed"]) == pytest.approx((950, 950, 950))
    assert renewed.due["arr"].sum() == pytest.approx(950)
