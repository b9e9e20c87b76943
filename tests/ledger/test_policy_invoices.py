"""Lines of other types on invoices: what the policies on scope make of them, by hand."""

from typing import Any

import pytest

from cs_lib import ledger
from cs_lib.ledger import Ledger
from cs_lib.ledger.sources import Sourced, contract_lines
from tests.ledger.billing import bill, engagement, table
from tests.ledger.histories import closings, day, leaves

pytestmark = pytest.mark.slow

RECURRING = bill(1, "2025-01-01", "2025-01-01", "2026-01-01", 1_200)


def opened(*bills: dict[str, Any], as_of: str = "2025-12-31", **policies: Any) -> Ledger:
    asked = engagement(as_of, **policies)
    lines = contract_lines({"invoices": table("invoices", bills)}, asked).lines
    return ledger.build(lines, None, None, engagement=asked)


def sourced(*bills: dict[str, Any], **policies: Any) -> Sourced:
    return contract_lines(
        {"invoices": table("invoices", bills)}, engagement("2025-12-31", **policies)
    )


def test_a_one_off_line_with_service_dates_counts_over_them() -> None:
    project = bill(2, "2025-03-01", "2025-03-01", "2025-07-01", 800, line_type="one_off")
    assert closings(opened(RECURRING, project))["2025-03"] == 1_200
    book = opened(RECURRING, project, one_off="include")
    assert [closings(book)[m] for m in ("2025-02", "2025-03", "2025-06", "2025-07")] == [
        1_200, 3_600, 3_600, 1_200,  # 800 for four months are 2,400 a year
    ]  # fmt: skip


def test_a_one_off_line_without_service_dates_stays_outside_and_is_told() -> None:
    setup = bill(2, "2025-03-01", None, None, 800, line_type="one_off")
    book = opened(RECURRING, setup, one_off="include")
    assert closings(book)["2025-03"] == 1_200
    assert [each["line_type"] for each in book.memo()["out_of_scope"]] == ["one_off"]
    notes = sourced(RECURRING, setup, one_off="include").quality.set_index("rule")
    assert notes.loc["one_off_undated", ["rows", "amount"]].tolist() == [1, 800]
    assert "one_off_undated" not in set(sourced(RECURRING, setup).quality["rule"])


def test_usage_stands_beside_arr_or_counts_in_it() -> None:
    usage = [
        bill(2, "2025-12-01", "2025-11-01", "2025-12-01", 20, line_type="usage", qty=2),
        bill(3, "2026-01-01", "2025-12-01", "2026-01-01", 50, line_type="usage", qty=5),
    ]
    beside = opened(RECURRING, *usage).usage_beside(day("2025-12-31"))
    assert (beside.arr, beside.usage, beside.lines) == (1_200, 280, 2)  # 12 x (0 + 20 + 50) / 3
    book = opened(RECURRING, *usage, usage="include")
    # The item is the same product: 1 unit is unknown for the subscription, so is the cause.
    assert closings(book)["2025-12"] == 1_800
    other = [each | {"product_id": "calls"} for each in usage]
    moved = leaves(opened(RECURRING, *other, usage="include"), "2025-12-31")
    assert moved["quantity_increase"] == (360, 1)  # 3 more at 10 a month


def test_lines_for_nothing_are_dropped_or_make_a_live_account() -> None:
    free = bill(2, "2025-01-01", "2025-01-01", "2025-04-01", 0, customer_id="F")
    paid = bill(3, "2025-04-01", "2025-04-01", "2026-04-01", 600, customer_id="F")
    plain = opened(RECURRING, free, paid)
    assert leaves(plain, "2025-04-30")["new_logo"] == (600, 1)
    told = sourced(RECURRING, free, paid).quality.set_index("rule")
    assert told.loc["free_line", "action"] == "dropped"
    book = opened(RECURRING, free, paid, free_to_paid="expansion")
    assert leaves(book, "2025-03-31")["closing"] == (1_200, 2)
    assert leaves(book, "2025-04-30") == {
        "opening": (1_200, 2), "new_product": (600, 1), "closing": (1_800, 2),
    }  # fmt: skip
    kept = sourced(RECURRING, free, paid, free_to_paid="expansion").quality.set_index("rule")
    assert kept.loc["free_line", "action"] == "kept"
