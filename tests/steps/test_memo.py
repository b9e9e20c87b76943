"""What lies outside signed ARR is listed beside it."""

import pytest

from cs_lib import engagement as engagements
from cs_lib import intake as intakes
from cs_lib.steps.review import accounts
from cs_lib.steps.review.books import open_books
from tests.steps.case import Case

pytestmark = pytest.mark.slow

SERVED = Case(
    contracts="line_id,customer_id,start,end,served_until,mrr\n"
    "1,A,2024-01-01,2025-12-15,2026-03-01,100\n"  # served on: 17 days by the review
    "2,B,2024-01-01,2025-10-01,2026-03-01,50\n"  # served on, but beyond the 30 days
    "3,C,2024-01-01,,,10\n",
)


def test_unsigned_arr_is_shown_with_its_lines_and_money(tmp_path) -> None:
    engagement = engagements.load(SERVED.write(tmp_path))
    books = open_books(engagement, intakes.load(engagement))
    row = accounts.memo(books).set_index("label").loc["Unsigned ARR: lines served beyond their end"]
    assert (row["count"], row["amount"]) == (1, 1_200)
    assert "30 days" in row["why"]
    assert books.live["arr"].sum() == 1_320
