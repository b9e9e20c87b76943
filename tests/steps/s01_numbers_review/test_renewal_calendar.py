"""Terms are due in the quarter that holds the first day after them, with what is known of them."""

from types import SimpleNamespace

import pandas as pd
import pytest

from cs_lib.steps.s01_numbers_review import renewal_calendar as calendar
from tests.ledger.histories import engagement, line
from tests.steps.s01_numbers_review.small_books import opened

pytestmark = pytest.mark.slow

LINES = [
    line("A", "2025-03-01", "2026-03-01", line_id="1", arr=600),
    line("A", "2025-03-01", "2026-03-01", line_id="2", arr=50, product_id="B"),
    line("B", "2025-06-01", "2026-06-01", line_id="3", arr=300, notice_date="2025-12-01"),
    line("C", "2025-02-01", "2026-02-01", line_id="4", arr=200),
    line("C", "2026-02-01", "2027-02-01", line_id="5", arr=250, signed_on="2025-12-15"),
    line("D", "2025-01-01", "2028-01-01", line_id="6", arr=900),
]
"""A ends in March; B gave notice for June; C has renewed for February; D ends in 2028."""


@pytest.fixture(scope="module")
def due():
    return calendar.due(opened(LINES))


def test_what_is_due_by_account_quarter_and_state(due):
    found = [
        (row["account"], str(row["term_end"].date()), row["period"], row["arr_due"],
         row["renewal_state"])
        for row in due.to_dict("records")
    ]  # fmt: skip
    assert found == [
        ("C", "2026-02-01", "2026Q1", 200, "renewal_signed"),
        ("A", "2026-03-01", "2026Q1", 650, "open"),
        ("B", "2026-06-01", "2026Q2", 300, "notice_given"),
    ]


def test_quarters_add_up_to_the_last_row(due):
    frame = calendar.by_quarter(due, "EUR").set_index("period")
    assert frame["arr_due"].to_dict() == {"2026Q1": 850, "2026Q2": 300, "2026Q1–2026Q2": 1_150}
    assert frame["arr_noticed"].tolist() == [0, 300, 300]
    assert frame["arr_renewed"].tolist() == [200, 0, 200]
    assert frame["accounts_due"].tolist() == [2, 1, 3]


def test_whose_renewal_is_signed_is_not_among_those_to_be_called(due):
    (account,) = calendar.largest(due[due["period"] == "2026Q1"], "EUR")
    assert (account.account.value, account.arr.value) == ("A", 650)


def test_the_quarter_with_most_is_the_claim(due):
    shown = calendar.renewals_ahead.make(due, engagement("2025-12-31"))
    assert (shown.title.period.value, shown.title.due.value) == ("2026Q1", 850)


def test_each_quarter_is_drawn_in_its_states_with_its_largest_open_accounts(due):
    frame = calendar.renewals_ahead.make(due, engagement("2025-12-31")).frame
    assert frame[["period", "renewal_state", "arr_due"]].to_numpy().tolist() == [
        ["2026Q1", "open", 650], ["2026Q1", "notice_given", 0], ["2026Q1", "renewal_signed", 200],
        ["2026Q2", "open", 0], ["2026Q2", "notice_given", 300], ["2026Q2", "renewal_signed", 0],
    ]  # fmt: skip
    labels = dict(zip(frame["period"], frame["quarter_largest"], strict=True))
    assert labels == {"2026Q1": "2026Q1: A", "2026Q2": "2026Q2: B"}


def test_names_come_with_their_owner_where_the_list_has_one(due):
    owners = pd.DataFrame({"customer_id": ["A"], "owner": ["P07"]})
    books = SimpleNamespace(engagement=engagement("2025-12-31"))
    intake = SimpleNamespace(tables={"customers": owners})
    frame = calendar.renewals_by_name.make(due, books, intake).frame
    assert frame["account"].tolist() == ["C", "A", "B"]
    assert frame["owner"].fillna("").tolist() == ["", "P07", ""]


def test_no_term_no_exhibit():
    none = calendar.due(opened([line("A", "2025-01-01", None, arr=1)]))
    for exhibit in (calendar.renewal_calendar, calendar.renewals_ahead):
        assert exhibit.make(none, engagement("2025-12-31")).need == "terms"
