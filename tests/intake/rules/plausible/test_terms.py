"""Terms of contract lines: gaps between them, and far ends."""

import pytest

from tests.intake.builders import note
from tests.intake.rules.plausible.builders import lines


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


HEAD = "customer_id,start,end,mrr\n"


@pytest.mark.parametrize(
    ("ends", "rows"),
    [
        (("2025-12-31", "2026-12-31"), 2),
        (("2025-12-31", "2026-01-01"), 0),  # one of two: a day that was agreed
        (("2026-01-01", "2027-01-01"), 0),
        (("2025-12-30", ""), 0),
        (("2025-12-31", ""), 1),
    ],
)
def test_ends_a_day_short_of_whole_months_are_asked_about(client, ends, rows: int) -> None:
    text = HEAD + "".join(f"C{n},2025-01-01,{end},100\n" for n, end in enumerate(ends))
    found = note(client.contracts(text), "ends_look_inclusive")
    assert found.get("rows", 0) == rows
    if rows:
        assert found["amount"] == 1200 * rows


def test_ends_that_are_said_to_be_inclusive_are_not_asked_about(client) -> None:
    text = HEAD + "C1,2025-01-01,2025-12-31,100\n"
    assert not note(client.contracts(text, end_inclusive=True), "ends_look_inclusive")
