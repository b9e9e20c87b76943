"""Which lines count, and for how much: each value of P07, P08, P09 and P11, worked by hand."""

import datetime as dt
from typing import Any

import pytest

from cs_lib import ledger
from cs_lib.errors import DataError
from cs_lib.ledger import Ledger, retention
from cs_lib.ledger.sources import Sourced, contract_lines
from tests.ledger.billing import bill, engagement, table
from tests.ledger.histories import closings, day, leaves, ledger_of, line, months_with, seats

pytestmark = pytest.mark.slow

PAYER = seats("L", "2025-01-01", None, 5, 100)  # 500 a year
TRIAL = line("K", "2025-01-01", "2025-03-01", product_id="A", line_type="trial", arr=900)
PAID = seats("K", "2025-03-01", None, 10, 100)  # 1,000 a year


def month(book: Ledger, end: str) -> dict[str, tuple[float, int]]:
    assert (book.residuals()[["residual", "accounts_residual"]].abs() < 1e-6).all(axis=None)
    return leaves(book, end)


# P07 --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "free",
    [
        TRIAL,
        TRIAL | {"line_type": "free", "arr": None},
        TRIAL | {"line_type": "recurring", "arr": 0},
        seats("K", "2025-01-01", "2025-03-01", 10, 100, discount=1.0),
    ],
    ids=["trial", "free", "zero price", "all discounted"],
)
@pytest.mark.parametrize(
    ("policy", "customers", "leaf"), [("new", 1, "new_logo"), ("expansion", 2, "new_product")]
)
def test_who_pays_after_a_free_time_is_new_or_expanded(free, policy, customers, leaf) -> None:
    book = ledger_of([PAYER, free, PAID], "2025-03-31", free_to_paid=policy)
    assert month(book, "2025-02-28")["closing"] == (500, customers)
    assert month(book, "2025-03-31") == {
        "opening": (500, customers), leaf: (1_000, 1), "closing": (1_500, 2),
    }  # fmt: skip


@pytest.mark.parametrize("policy", ["new", "expansion"])
def test_a_paying_customer_who_starts_to_pay_for_a_free_product_buys_across(policy) -> None:
    paying = seats("K", "2025-01-01", None, 7, 100, product_id="B")
    book = ledger_of([paying, TRIAL, PAID], "2025-03-31", free_to_paid=policy)
    assert month(book, "2025-03-31") == {
        "opening": (700, 1), "new_product": (1_000, 1), "closing": (1_700, 1),
    }  # fmt: skip


def test_an_account_that_only_ever_was_free_is_a_logo_lost_of_nothing() -> None:
    lines = [PAYER, TRIAL]
    book = ledger_of(lines, "2025-12-31", free_to_paid="expansion")
    assert month(book, "2025-01-31") == {
        "opening": (0, 0), "new_logo": (500, 2), "closing": (500, 2),
    }  # fmt: skip
    assert month(book, "2025-03-31") == {
        "opening": (500, 2), "logo_churn": (0, 1), "closing": (500, 1),
    }  # fmt: skip
    assert months_with(ledger_of(lines, "2025-12-31"), "logo_churn") == []


def test_a_free_tier_is_left_upwards_and_fallen_back_to() -> None:
    lines = [
        line("K", "2025-01-01", "2025-03-01", product_id="A", tier="free", line_type="free"),
        seats("K", "2025-03-01", "2025-05-01", 10, 100, tier="pro"),
        line("K", "2025-05-01", None, product_id="A", tier="free", line_type="free"),
    ]
    book = ledger_of(lines, "2025-06-30", free_to_paid="expansion")
    assert month(book, "2025-03-31")["tier_upgrade"] == (1_000, 1)
    assert month(book, "2025-05-31") == {
        "opening": (1_000, 1), "tier_downgrade": (-1_000, 1), "closing": (0, 1),
    }  # fmt: skip
    assert months_with(ledger_of(lines, "2025-06-30"), "logo_churn") == ["2025-05"]


def test_a_product_that_becomes_free_is_dropped_and_its_customer_stays() -> None:
    lines = [PAID | {"end": "2025-05-01"}, TRIAL | {"start": "2025-05-01", "end": None}]
    book = ledger_of(lines, "2025-06-30", free_to_paid="expansion")
    assert month(book, "2025-05-31") == {
        "opening": (1_000, 1), "product_drop": (-1_000, 1), "closing": (0, 1),
    }  # fmt: skip
    year = retention(book.pair(day("2025-04-30"), day("2025-06-30")))
    assert (year.grr, year.lost_logos) == (0.0, 0)


def test_free_seats_beside_paid_ones_lower_no_price() -> None:
    free = seats("K", "2025-04-01", "2025-06-01", 10, 100, discount=1.0)
    book = ledger_of([PAID, free], "2025-06-30", free_to_paid="expansion")
    assert [set(month(book, end)) for end in ("2025-04-30", "2025-06-30")] == [
        {"opening", "closing"}, {"opening", "closing"},
    ]  # fmt: skip


def test_a_free_account_becomes_two_customers_at_grain_product_as_well() -> None:
    book = ledger_of([PAYER, TRIAL, PAID], "2025-03-31", grain="product", free_to_paid="expansion")
    assert month(book, "2025-03-31")["closing"] == (1_500, 2)
    assert len(book.accounts(day("2025-02-28"))) == 2


# P08 --------------------------------------------------------------------------------------------

SETUP = {"product_id": "setup", "line_type": "one_off", "billing_period": None}


@pytest.mark.parametrize(
    ("policy", "march", "memo"), [("exclude", 500, ["one_off"]), ("include", 2_900, [])]
)
def test_a_one_off_line_counts_over_its_own_term_or_not_at_all(policy, march, memo) -> None:
    # 1,200 for six months are 2,400 a year.
    project = line("L", "2025-03-01", "2025-09-01", amount=1_200, **SETUP)
    book = ledger_of([PAYER, project], "2025-08-31", one_off=policy)
    assert month(book, "2025-03-31")["closing"] == (march, 1)
    assert [each["line_type"] for each in book.memo()["out_of_scope"]] == memo
    assert book.committed().arr == march


def test_services_with_dates_come_and_go_as_a_product() -> None:
    work = line("L", "2025-03-01", "2025-05-01", amount=100, **SETUP | {"line_type": "services"})
    book = ledger_of([PAYER, work], "2025-06-30", one_off="include")
    assert month(book, "2025-03-31")["new_product"] == (600, 1)  # 100 for two months
    assert month(book, "2025-05-31")["product_drop"] == (-600, 1)


def test_a_one_off_line_with_a_billing_period_keeps_it() -> None:
    hosted = line("L", "2025-03-01", "2025-09-01", amount=10, **SETUP | {"billing_period": "month"})
    book = ledger_of([PAYER, hosted], "2025-03-31", one_off="include")
    assert closings(book)["2025-03"] == 620


def test_a_one_off_line_without_an_end_never_counts() -> None:
    fee = line("L", "2025-03-01", None, amount=1_200, **SETUP)
    book = ledger_of([PAYER, fee], "2025-03-31", one_off="include")
    assert closings(book)["2025-03"] == 500
    assert [each["line_type"] for each in book.memo()["out_of_scope"]] == ["one_off"]


def test_a_one_off_line_that_counts_needs_a_price() -> None:
    with pytest.raises(DataError, match="no price that can be annualised, of L"):
        ledger_of([line("L", "2025-03-01", "2025-09-01", **SETUP)], "2025-12-31", one_off="include")


# P09 --------------------------------------------------------------------------------------------


def overage(start: str, end: str, amount: float, **fields: Any) -> dict[str, Any]:
    more = {"product_id": "A", "line_type": "usage", "billing_period": "month", "amount": amount}
    return line("L", start, end, **more | fields)


G12 = [
    PAYER,
    overage("2025-01-01", "2025-02-01", 40),
    overage("2025-02-01", "2025-03-01", 10),
    overage("2025-03-01", "2025-04-01", 30),
    overage("2025-04-01", "2025-05-01", 80),
]


def test_g12_a_change_of_usage_alone_moves_nothing_and_stands_beside_arr() -> None:
    book = ledger_of(G12, "2025-04-30")
    assert month(book, "2025-04-30") == {"opening": (500, 1), "closing": (500, 1)}
    beside = book.usage_beside(day("2025-04-30"))
    assert (beside.arr, beside.usage, beside.lines) == (500, 12 * (10 + 30 + 80) / 3, 3)
    assert beside.total == 980
    assert book.usage_beside(day("2025-03-31")).usage == 12 * (40 + 10 + 30) / 3


def test_months_without_usage_count_in_the_average() -> None:
    book = ledger_of([PAYER, overage("2025-03-01", "2025-04-01", 30)], "2025-06-30")
    assert book.usage_beside(day("2025-05-31")).usage == 120  # 12 x (30 + 0 + 0) / 3
    assert book.usage_beside(day("2025-06-30")).lines == 0
    assert book.usage_beside(day("2025-06-30")).total == 500


def test_usage_of_part_of_a_month_counts_with_its_days() -> None:
    book = ledger_of([PAYER, overage("2025-04-16", None, 20)], "2025-05-31")
    # 15 of 30 days of April, all of May: 12 x (0 + 10 + 20) / 3
    assert book.usage_beside(day("2025-05-31")).usage == 120


def test_usage_is_averaged_over_the_fiscal_periods_of_weeks() -> None:
    weeks = {
        "fiscal_periods": "4-4-5",
        "fiscal_week": {"ends_on": "saturday", "rule": "nearest"},
        "fiscal_year_start": 2,
    }
    # All five weeks of the third period, and nothing of the first two: 12 x (0 + 0 + 30) / 3.
    lines = [PAYER | {"start": "2023-01-01"}, overage("2023-03-26", "2023-04-30", 30)]
    book = ledger_of(lines, "2023-04-29", **weeks)
    assert book.usage_beside(day("2023-04-29")).usage == 120


def test_usage_in_a_currency_without_a_rate_is_not_guessed() -> None:
    book = ledger_of([PAYER, overage("2025-04-01", None, 20, currency="USD")], "2025-04-30")
    beside = book.usage_beside(day("2025-04-30"))
    assert (beside.usage, beside.total, beside.lines) == (None, None, 1)


def test_usage_counts_where_the_policy_says_so() -> None:
    book = ledger_of(G12, "2025-04-30", usage="include")
    assert closings(book) == {
        "2025-01": 980, "2025-02": 620, "2025-03": 860, "2025-04": 1_460,
    }  # fmt: skip
    assert book.committed().arr == 1_460
    assert (book.usage_beside(day("2025-04-30")).total, book.memo()["out_of_scope"]) == (1_460, [])


# P11 --------------------------------------------------------------------------------------------

DISCOUNTED = [
    seats("K", "2025-01-01", "2025-04-01", 10, 100, discount=0.2),
    seats("K", "2025-04-01", None, 10, 110, discount=0.1),
]


def test_net_of_discounts_a_smaller_one_is_a_gain() -> None:
    book = ledger_of(DISCOUNTED, "2025-04-30")
    assert month(book, "2025-04-30") == {
        "opening": (800, 1),
        "list_price_increase": (80, 1),  # 10 seats x 10 x 80 %
        "discount_decrease": (110, 1),  # 10 x 110 x (20 % - 10 %)
        "closing": (990, 1),
    }


def test_at_list_discounts_are_nothing() -> None:
    book = ledger_of(DISCOUNTED, "2025-04-30", discounts="list")
    assert month(book, "2025-04-30") == {
        "opening": (1_000, 1), "list_price_increase": (100, 1), "closing": (1_100, 1),
    }  # fmt: skip
    assert book.committed().arr == 1_100


def test_at_list_a_net_price_is_taken_back_to_before_its_discount() -> None:
    net = line("K", "2025-01-01", None, product_id="A", qty=10, amount=750, discount=0.25)
    gift = seats("M", "2025-01-01", None, 1, 50, discount=1.0)
    assert closings(ledger_of([net, gift], "2025-01-31")) == {"2025-01": 750}
    assert closings(ledger_of([net, gift], "2025-01-31", discounts="list")) == {"2025-01": 1_050}


def test_the_neutral_policies_carry_no_column_that_only_others_need() -> None:
    book = ledger_of([PAYER | {"paused_from": None}], "2025-01-31")
    found = book.history.lines.collect_schema().names()
    assert {"free", "paused"} & set(found) == set()
    assert isinstance(book.calendar.as_of, dt.date)


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
