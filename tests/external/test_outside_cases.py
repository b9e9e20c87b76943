"""Cases from public bug reports, with the values worked by hand in each one's EXPECTED.md."""

from typing import Any

import pytest

from cs_lib import engagement as engagements
from cs_lib import intake as intakes
from cs_lib.books.books import Books, open_books
from cs_lib.intake import Intake
from cs_lib.ledger.terms.renewals import rates
from tests import published

pytestmark = [pytest.mark.external, pytest.mark.slow]


def opened(case: str) -> tuple[Books, Intake]:
    engagement = engagements.load(published.DATA / "outside_cases" / case / "engagement.yml")
    intake = intakes.load(engagement)
    return open_books(engagement, intake), intake


def closing(books: Books) -> dict[str, float]:
    rows = books.main.bridge(segments=False)
    rows = rows[(rows["period_kind"] == "month") & (rows["leaf"] == "closing")]
    ends = rows["period_end"].dt.strftime("%Y-%m")
    return dict(zip(ends, rows["amount"].tolist(), strict=True))


def moved(books: Books, since: str) -> dict[tuple[str, str], float]:
    """(month, leaf) -> amount, after the month `since`."""
    rows = books.main.bridge(segments=False)
    rows = rows[(rows["period_kind"] == "month") & ~rows["leaf"].isin(["opening", "closing"])]
    ends = rows["period_end"].dt.strftime("%Y-%m")
    every = zip(ends, rows["leaf"], rows["amount"], strict=True)
    return {(end, leaf): amount for end, leaf, amount in every if end > since}


def due(books: Books) -> tuple[float | None, Any, Any]:
    assert books.due is not None
    found = rates(books.due)
    return found.atr, found.gross, found.net


def test_a_discount_above_the_price_makes_no_customer() -> None:
    books, _ = opened("p09_discount_above_price")
    by_month = closing(books)
    assert {by_month[f"2026-{month:02d}"] for month in range(1, 7)} == {1_200}
    assert {by_month[f"2026-{month:02d}"] for month in range(7, 10)} == {1_200 + 588}
    assert moved(books, "2025-12") == {("2026-07", "new_logo"): 588}


def test_a_renewal_that_keeps_its_line_is_due_and_renewed() -> None:
    books, _ = opened("p15_quantity_renewal")
    assert due(books) == (2_400, 1.0, pytest.approx(1.54))
    assert moved(books, "2025-01") == {
        ("2026-01", "quantity_increase"): 960,
        ("2026-01", "list_price_increase"): 336,
    }


def test_a_term_that_goes_on_under_one_renewed_early_is_renewed() -> None:
    books, _ = opened("p19_early_renewal")
    assert due(books) == (1_200, 1.0, 1.0)
    assert moved(books, "2025-12") == {("2026-08", "unallocated_increase"): 240}
    assert closing(books)["2026-09"] == 2_640


def test_a_line_that_renews_itself_goes_on_with_a_finding() -> None:
    books, intake = opened("p20_autorenew_past_end")
    assert closing(books)["2026-09"] == 3_600
    assert moved(books, "2025-01") == {}
    told = intake.quality.set_index("rule").loc["auto_renewed"]
    assert (told["rows"], told["amount"]) == (1, 2_400)


def test_a_missing_month_is_one_gap_whatever_its_length() -> None:
    books, _ = opened("p28_snapshot_gap")
    assert moved(books, "2025-06") == {}
    assert due(books) == (None, None, None)


def test_half_of_february_is_half_a_month() -> None:
    books, _ = opened("p36_proration_feb")
    assert closing(books)["2026-02"] == 2_280
