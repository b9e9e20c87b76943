"""Prices for a month among prices for a year."""

import pytest

from tests.intake.builders import note
from tests.intake.rules.plausible.builders import lines


@pytest.mark.parametrize(
    ("price", "rows"),
    [("100", 1), ("108", 1), ("120", 0), ("14400", 1), ("2400", 0), ("600", 0)],
)
def test_a_price_twelve_times_off_the_lines_before(client, price: str, rows: int) -> None:
    found = lines(
        client,
        "L1,C1,A,2024-01-01,2025-01-01,1200,",
        "L2,C1,A,2025-01-01,2026-01-01,1200,",
        f"L3,C1,A,2026-01-01,,{price},",
        "L4,C2,A,2026-01-01,,100,",  # another customer
        "L5,C1,B,2026-01-01,,100,",  # another product
    )
    assert note(found, "amount_looks_monthly").get("rows", 0) == rows


def test_twelve_times_the_seats_are_worth_twelve_times(client) -> None:
    found = lines(client, "L1,C1,A,2024-01-01,2025-01-01,100,10", "L2,C1,A,2025-01-01,,1200,120")
    assert not note(found, "amount_looks_monthly")


def test_of_two_lines_the_later_one_is_told(client) -> None:
    found = lines(client, "L1,C1,A,2024-01-01,2025-01-01,1200,", "L2,C1,A,2025-01-01,,100,")
    assert note(found, "amount_looks_monthly")["examples"] == "L2/2025-01-01 (row 3)"


def test_arr_that_is_not_twelve_times_mrr(client) -> None:
    head = "line_id,customer_id,start,end,mrr,arr\n"
    found = lines(client, "L1,C1,2025-01-01,,100,100", "L2,C2,2025-01-01,,100,1200.5", head=head)
    line = note(found, "arr_is_not_12_mrr")
    assert (line["rows"], line["amount"]) == (1, 100)
