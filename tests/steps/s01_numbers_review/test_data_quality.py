"""What was left out, set by hand or lies outside ARR, worked by hand."""

from types import SimpleNamespace

import pandas as pd
import pytest

from cs_lib.exhibits import Absent, shown
from cs_lib.steps.s01_numbers_review import data_quality
from cs_lib.texts import Count, Money
from tests.ledger.histories import line
from tests.steps import case
from tests.steps.case import Case
from tests.steps.s01_numbers_review import reviewed, small_books


def noted(*rows: tuple[str, int, float | None, str]) -> pd.DataFrame:
    """A quality table of contracts: rule, rows, amount, action."""
    frame = pd.DataFrame(rows, columns=["rule", "rows", "amount", "action"])
    return frame.assign(table="contracts").astype({"amount": "float64"})


def issues(quality: pd.DataFrame, *tables: str):
    books = SimpleNamespace(engagement=SimpleNamespace(currency="EUR"))
    intake = SimpleNamespace(tables=dict.fromkeys(tables))
    return data_quality.issues.make(quality, intake, books)


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        ([], data_quality.NothingFound()),
        ([("far_end", 1, None, "kept")], data_quality.OneIssue()),
        (
            [("far_end", 1, None, "kept"), ("overlap", 2, 5.0, "kept")],
            data_quality.EveryRow(Count(2)),
        ),
        (
            [("duplicate_row", 3, 900.0, "dropped"), ("far_end", 1, None, "kept")],
            data_quality.LeftOut(Count(3), Money(900, "EUR")),
        ),
        ([("bad_date", 2, None, "refused")], data_quality.LeftOutRows(Count(2))),
    ],
)
def test_what_is_claimed_of_the_rows(rows, title) -> None:
    assert issues(noted(*rows)).title == title


def test_lines_of_one_rule_are_one_issue_and_what_is_out_comes_first() -> None:
    found = issues(
        noted(
            ("out_of_scope", 2, 10.0, "kept"), ("out_of_scope", 3, None, "kept"),
            ("overlap", 1, 99.0, "kept"), ("duplicate_row", 1, 5.0, "dropped"),
        )
    ).frame  # fmt: skip
    assert found["rule"].tolist() == ["duplicate_row", "overlap", "out_of_scope"]
    assert found["quality_rows"].tolist() == [1, 1, 5]
    assert found["quality_amount"].tolist() == [5, 99, 10]


def test_overlaps_are_additions_unless_a_line_repeats_another() -> None:
    overlap = ("overlap", 4, 400.0, "kept")
    assert issues(noted(overlap)).say == (data_quality.AddOns(Money(400, "EUR")),)
    both = noted(overlap, ("double_line", 1, 70.0, "kept"))
    assert issues(both).say == (data_quality.Doubles(Money(70, "EUR")),)


def test_conflicts_are_counted_and_said_to_be_none_only_where_two_could_differ() -> None:
    quiet = noted(("far_end", 1, None, "kept"))
    assert issues(quiet, "contracts").say == ()
    assert issues(quiet, "contracts", "customers").say == (data_quality.NoConflicts(),)
    conflict = noted(("churned_flag_but_paying", 1, 5.0, "kept"))
    assert issues(conflict, "contracts").say == (data_quality.Conflicts(Count(1)),)


@pytest.mark.slow
def test_a_row_in_quarantine_is_left_out_and_said_to_be() -> None:
    exhibit = reviewed.review(case.TROUBLED).issues
    assert type(exhibit.title_message) is data_quality.LeftOut
    assert exhibit.title_message.rows == Count(1)


INTERNAL = SimpleNamespace(edition="internal", names_people=True, client="A")
SET = [
    ("contracts", "L1", "line_type", "free", "recurring", "agreed", "CFO", "2026-12-31", "applied"),
    ("contracts", "L2", "end", "(empty)", "2026-01-01", "slip", "CFO", "", "expired"),
]
NAMES = ["table", "key", "column", "was", "now", "reason", "who", "until", "state"]


def test_values_set_by_hand_are_listed() -> None:
    intake = SimpleNamespace(tables={}, overrides=pd.DataFrame(SET, columns=NAMES))
    found = data_quality.overrides.make(INTERNAL, intake)
    assert found.title == data_quality.ByHand(Count(1))
    assert found.say == (data_quality.Expired(Count(1)),)
    assert found.frame["data_column"].tolist() == ["Line type", "End"]
    assert found.frame["valid_until"].isna().tolist() == [False, True]


def test_without_any_set_by_hand_there_is_nothing_to_show() -> None:
    expired = SimpleNamespace(tables={}, overrides=pd.DataFrame(SET[1:], columns=NAMES))
    assert data_quality.overrides.make(INTERNAL, expired).title == data_quality.NoneLeft()
    nothing = SimpleNamespace(tables={}, overrides=pd.DataFrame(columns=NAMES))
    assert data_quality.overrides.make(INTERNAL, nothing) == Absent("overrides")


SERVED = Case(
    contracts="line_id,customer_id,start,end,served_until,mrr\n"
    "1,A,2024-01-01,2025-12-15,2026-03-01,100\n"  # served on: 17 days by the review
    "2,B,2024-01-01,2025-10-01,2026-03-01,50\n"  # served on, but beyond the 30 days
    "3,C,2024-01-01,,,10\n",
)


@pytest.mark.slow
def test_service_without_a_signature_is_shown_with_its_lines_and_money() -> None:
    books = reviewed.opened(SERVED)[2]
    row = data_quality.outside(books).set_index("outside_item").loc["unsigned"]
    assert (row["items"], row["amount"], row["treatment"]) == (1, 1_200, "unsigned")
    assert books.live["arr"].sum() == 1_320


@pytest.mark.slow
def test_visits_that_count_are_said_to() -> None:
    rows = [*small_books.LINES, line("V", "2025-03-05", "2025-03-20", arr=70)]
    found = data_quality.outside(small_books.opened(rows, intra_month_logos="count"))
    assert found.set_index("outside_item").loc["brief_visits", "treatment"] == "counted"
    net = data_quality.outside(small_books.opened(rows)).set_index("outside_item")
    assert net.loc["brief_visits", "treatment"] == "excluded"


USAGE = Case(
    case.ENGAGEMENT,
    "line_id,customer_id,start,end,mrr,line_type\n"
    "1,A,2024-01-01,,100,recurring\n"
    "2,A,2025-11-01,2026-01-01,2.5,usage\n",
)


@pytest.mark.slow
def test_usage_is_beside_arr() -> None:
    exhibit = reviewed.review(USAGE).outside_arr
    amounts = exhibit.frame.set_index("outside_item")["amount"]
    assert amounts["usage_trailing"] == 20  # 12 x (0 + 2.50 + 2.50) / 3
    assert amounts["arr_with_usage"] == 1_220
    assert type(exhibit.title_message) is data_quality.UsageOutside
    assert shown(exhibit).heads[0].label == "Item"


@pytest.mark.slow
def test_nothing_outside_is_said() -> None:
    exhibit = reviewed.review(case.ALONE).outside_arr
    assert exhibit.title_message == data_quality.NothingOutside()
    assert exhibit.frame.empty
