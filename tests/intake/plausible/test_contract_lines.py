"""Contract lines: copies, gaps, far ends, and prices for a month among prices for a year."""

import pytest

from tests.intake.noted import note

HEAD = "line_id,customer_id,product_id,start,end,mrr,qty\n"


def lines(client, *rows: str, head: str = HEAD):
    return client.contracts(head + "".join(f"{row}\n" for row in rows))


def test_lines_that_are_equal_but_for_their_number(client) -> None:
    found = lines(
        client,
        "L1,C1,A,2025-01-01,,100,5",
        "L2,C1,A,2025-01-01,,100,5",
        "L3,C1,A,2025-01-01,,100,6",
        "L4,C2,A,2025-01-01,,100,5",
    )
    line = note(found, "double_line")
    assert (line["rows"], line["accounts"], line["amount"]) == (1, 1, 1200)
    assert line["examples"] == "L2/2025-01-01 (row 3)"
    assert line["override"].startswith("remove the copy")


def test_versions_of_one_line_and_free_lines_are_no_copies(client) -> None:
    versions = "line_id,customer_id,start,end,mrr,recorded_on,superseded_on\n"
    assert not note(
        lines(
            client,
            "L1,C1,2025-01-01,,100,2025-01-01,2025-02-01",
            "L1,C1,2025-01-01,,100,2025-02-01,",
            head=versions,
        ),
        "double_line",
    )
    free = ["L1,C1,A,2025-01-01,,0,5", "L2,C1,A,2025-01-01,,0,5"]
    assert not note(lines(client, *free), "double_line")


@pytest.mark.parametrize(
    ("start", "rows"),
    [
        ("2026-01-01", 0),  # on the day after
        ("2026-01-02", 1),
        ("2026-01-31", 1),  # 30 days, as long as policies.reactivation_gap_days
        ("2026-02-01", 0),  # a churn and a return
    ],
)
def test_short_gaps_between_terms_of_one_product(client, start: str, rows: int) -> None:
    found = lines(client, "L1,C1,A,2025-01-01,2026-01-01,100,", f"L2,C1,A,{start},,100,")
    line = note(found, "gap_between_terms")
    assert line.get("rows", 0) == rows
    assert ("one day" in line.get("detail", "")) == (start == "2026-01-02")


def test_another_product_or_an_open_line_leaves_no_gap(client) -> None:
    found = lines(
        client,
        "L1,C1,A,2025-01-01,2026-01-01,100,",
        "L2,C1,B,2026-01-05,,100,",
        "L3,C2,A,2025-01-01,,100,",
        "L4,C2,A,2026-01-05,,50,",
    )
    assert not note(found, "gap_between_terms")


@pytest.mark.parametrize(("end", "rows"), [("2090-12-31", 1), ("2046-10-01", 1), ("2046-09-30", 0)])
def test_ends_more_than_twenty_years_ahead(client, end: str, rows: int) -> None:
    found = lines(client, f"L1,C1,A,2025-01-01,{end},100,")
    assert note(found, "far_end").get("rows", 0) == rows


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
