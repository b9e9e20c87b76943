"""The golden cases of the definitions (G1-G21), each worked by hand.

A case is a handful of lines and what one month must show: leaf -> (ARR, accounts).
"""

from dataclasses import dataclass
from typing import Any

import pytest

from cs_lib.ledger import Ledger, retention
from tests.ledger.histories import closings, day, leaves, ledger_of, line, months_with, seats


@dataclass(frozen=True)
class Case:
    name: str
    lines: list[dict[str, Any]]
    month: str
    expected: dict[str, tuple[float, int]]


G1 = [
    seats("K", "2025-01-01", "2026-01-01", 100, 1200),
    seats("K", "2026-01-01", "2027-01-01", 80, 1225, discount=0.15),
    seats("K", "2026-01-01", "2027-01-01", 40, 1200, discount=0.15, product_id="B"),
]

CASES = [
    Case(
        "G1 renewal with fewer seats, a price rise, a discount and a second product",
        G1,
        "2026-01-31",
        {
            "opening": (120_000, 1),
            "quantity_decrease": (-24_000, 1),  # 20 seats x 1,200
            "list_price_increase": (2_000, 1),  # 80 seats x 25
            "discount_increase": (-14_700, 1),  # 15 % of 80 x 1,225
            "new_product": (40_800, 1),  # 40 x 1,200 x 85 %
            "closing": (124_100, 1),
        },
    ),
    Case(
        "G7 churn to zero is a logo lost, not a contraction",
        [seats("K", "2025-01-01", "2025-07-01", 10, 100), seats("L", "2025-01-01", None, 1, 50)],
        "2025-07-31",
        {"opening": (1_050, 2), "logo_churn": (-1_000, 1), "closing": (50, 1)},
    ),
    Case(
        "G13 an expiring discount",
        [
            seats("K", "2025-01-01", "2025-07-01", 10, 100, discount=0.2),
            seats("K", "2025-07-01", None, 10, 100),
        ],
        "2025-07-31",
        {"opening": (800, 1), "discount_decrease": (200, 1), "closing": (1_000, 1)},
    ),
    Case(
        "G14 a tier upgrade",
        [
            seats("K", "2025-01-01", "2025-07-01", 10, 100, tier="basic"),
            seats("K", "2025-07-01", None, 10, 150, tier="pro"),
        ],
        "2025-07-31",
        {"opening": (1_000, 1), "tier_upgrade": (500, 1), "closing": (1_500, 1)},
    ),
    Case(
        "G14 a downgrade to another product of the same family",
        [
            seats("K", "2025-01-01", "2025-07-01", 10, 150, product_id="big", family="core"),
            seats("K", "2025-07-01", None, 10, 90, product_id="small", family="core"),
        ],
        "2025-07-31",
        {"opening": (1_500, 1), "tier_downgrade": (-600, 1), "closing": (900, 1)},
    ),
    Case(
        "G14 two products without a common family do not replace each other",
        [
            seats("K", "2025-01-01", "2025-07-01", 10, 100),
            seats("K", "2025-07-01", None, 10, 150, product_id="B"),
        ],
        "2025-07-31",
        {
            "opening": (1_000, 1),
            "new_product": (1_500, 1),
            "product_drop": (-1_000, 1),
            "closing": (1_500, 1),
        },
    ),
    Case(
        "G15 two lines, one cancelled",
        [
            seats("K", "2025-01-01", "2025-07-01", 10, 100),
            seats("K", "2025-01-01", None, 5, 40, product_id="B"),
        ],
        "2025-07-31",
        {"opening": (1_200, 1), "product_drop": (-1_000, 1), "closing": (200, 1)},
    ),
    Case(
        "G15 two lines of one product, one cancelled: fewer seats",
        [seats("K", "2025-01-01", "2025-07-01", 10, 100), seats("K", "2025-01-01", None, 5, 100)],
        "2025-07-31",
        {"opening": (1_500, 1), "quantity_decrease": (-1_000, 1), "closing": (500, 1)},
    ),
    Case(
        "G16 cancelled and signed anew within the month: same seats, nothing moved",
        [seats("K", "2025-01-01", "2025-07-10", 10, 100), seats("K", "2025-07-20", None, 10, 100)],
        "2025-07-31",
        {"opening": (1_000, 1), "closing": (1_000, 1)},
    ),
    Case(
        "G16 cancelled and signed anew within the month at fewer seats",
        [seats("K", "2025-01-01", "2025-07-10", 10, 100), seats("K", "2025-07-20", None, 7, 100)],
        "2025-07-31",
        {"opening": (1_000, 1), "quantity_decrease": (-300, 1), "closing": (700, 1)},
    ),
    Case(
        "G19 two identical lines are two lines",
        [seats("K", "2025-01-01", None, 10, 100), seats("K", "2025-01-01", None, 10, 100)],
        "2025-01-31",
        {"opening": (0, 0), "new_logo": (2_000, 1), "closing": (2_000, 1)},
    ),
    Case(
        "G20 overlapping terms both count while they overlap",
        [seats("K", "2025-01-01", "2025-08-01", 10, 100), seats("K", "2025-07-01", None, 10, 100)],
        "2025-07-31",
        {"opening": (1_000, 1), "quantity_increase": (1_000, 1), "closing": (2_000, 1)},
    ),
    Case(
        "G21 a line that ends when or before it starts never counts",
        [
            seats("K", "2025-01-01", None, 1, 100),
            seats("L", "2025-03-01", "2025-01-01", 1, 900),
            seats("M", "2025-01-15", "2025-01-15", 1, 900),
        ],
        "2025-01-31",
        {"opening": (0, 0), "new_logo": (100, 1), "closing": (100, 1)},
    ),
    Case(
        "M13 a change without quantities has no known cause",
        [
            line("K", "2025-01-01", "2025-07-01", product_id="A", mrr=100),
            line("K", "2025-07-01", None, product_id="A", mrr=90),
            line("L", "2025-01-01", "2025-07-01", product_id="A", arr=1_000),
            line("L", "2025-07-01", None, product_id="A", arr=1_300),
        ],
        "2025-07-31",
        {
            "opening": (2_200, 2),
            "unallocated_increase": (300, 1),
            "unallocated_decrease": (-120, 1),
            "closing": (2_380, 2),
        },
    ),
    Case(
        "M08 a net price per seat without a list price changes as list price",
        [
            line("K", "2025-01-01", "2025-07-01", product_id="A", qty=10, amount=1_000),
            line("K", "2025-07-01", None, product_id="A", qty=8, amount=880),
        ],
        "2025-07-31",
        # 2 seats x 100, then 8 seats x (110 - 100)
        {
            "opening": (1_000, 1),
            "quantity_decrease": (-200, 1),
            "list_price_increase": (80, 1),
            "closing": (880, 1),
        },
    ),
    Case(
        "P07 from free to paid is new",
        [
            seats("K", "2025-01-01", "2025-07-01", 10, 0),
            seats("K", "2025-07-01", None, 10, 100),
            seats("L", "2025-01-01", None, 1, 1),
        ],
        "2025-07-31",
        {"opening": (1, 1), "new_logo": (1_000, 1), "closing": (1_001, 2)},
    ),
    Case(
        "P15 an early renewal moves once, when the new line begins",
        [seats("K", "2025-01-01", "2025-07-01", 10, 100), seats("K", "2025-07-01", None, 12, 100)],
        "2025-07-31",
        {"opening": (1_000, 1), "quantity_increase": (200, 1), "closing": (1_200, 1)},
    ),
]


@pytest.fixture(scope="module")
def all_cases() -> Ledger:
    """One ledger of all cases: each is a segment, with customers of its own."""
    lines = [
        row | {"customer_id": f"{case.name}: {row['customer_id']}"}
        for case in CASES
        for row in case.lines
    ]
    owners = {row["customer_id"]: row["customer_id"].rpartition(": ")[0] for row in lines}
    customers = [{"customer_id": customer, "size": case} for customer, case in owners.items()]
    return ledger_of(lines, "2026-01-31", customers=customers)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_month_shows(all_cases: Ledger, case: Case) -> None:
    assert leaves(all_cases, case.month, segment=case.name) == case.expected


def test_all_cases_close_together(all_cases: Ledger) -> None:
    found = all_cases.residuals()
    assert len(found) > 200
    assert not found["residual"].any()
    assert not found["accounts_residual"].any()


@pytest.fixture(scope="module")
def kellogg():
    return ledger_of(G1, "2026-01-31").pair(day("2025-12-31"), day("2026-01-31"))


@pytest.mark.parametrize(
    ("level", "grr"), [("account", 1.0), ("product", 83_300 / 120_000), ("component", 0.6775)]
)
def test_g1_grr_depends_on_the_level(kellogg, level: str, grr: float) -> None:
    found = retention(kellogg, level)
    assert found.grr == pytest.approx(grr)
    assert found.nrr == pytest.approx(124_100 / 120_000)
    assert found.nrr_ex_price == pytest.approx(1.0175)
    assert (found.gross_churn, found.net_churn) == pytest.approx((38_700, -4_100))


def test_g1_headwind_and_tailwind(kellogg) -> None:
    row = kellogg.accounts.iloc[0]
    assert (row["v0"], row["v1"], row["headwind"], row["tailwind"]) == (
        120_000,
        124_100,
        38_700,
        42_800,
    )


def test_g6_annual_prepay_counts_in_each_of_its_twelve_months() -> None:
    book = ledger_of([line("K", "2025-03-01", "2026-03-01", amount=12_000)], "2026-03-31")
    assert closings(book) == {f"2025-{m:02d}": 12_000.0 for m in range(3, 13)} | {
        "2026-01": 12_000.0,
        "2026-02": 12_000.0,
        "2026-03": 0.0,
    }


@pytest.mark.parametrize(
    ("back", "held"),
    [("2025-07-31", True), ("2025-08-10", True), ("2025-08-11", False)],  # 20, 30 and 31 days
)
def test_g8_a_short_lapse_is_a_late_renewal(back: str, held: bool) -> None:
    lapse = [seats("K", "2025-01-01", "2025-07-11", 10, 100), seats("K", back, None, 10, 100)]
    book = ledger_of(lapse, "2025-08-31")
    assert months_with(book, "logo_churn") == ([] if held else ["2025-07"])
    assert months_with(book, "reactivation") == ([] if held else ["2025-08"])
    assert closings(book)["2025-07"] == (1_000 if held else 0)


def test_g8_the_memo_says_what_was_held() -> None:
    lapse = [
        seats("K", "2025-01-01", "2025-07-21", 10, 100),
        seats("K", "2025-08-10", None, 12, 100),
    ]
    assert ledger_of(lapse, "2025-08-31").memo()["late_renewals"] == {"count": 1, "arr": 1_000.0}


def test_g8_the_grace_period_is_a_policy() -> None:
    lapse = [
        seats("K", "2025-01-01", "2025-07-21", 10, 100),
        seats("K", "2025-08-10", None, 10, 100),
    ]
    book = ledger_of(lapse, "2025-08-31", reactivation_gap_days=10)
    assert months_with(book, "logo_churn") == ["2025-07"]


@pytest.mark.parametrize(
    ("back", "leaf", "rollup"),
    [
        ("2025-07-01", "reactivation", "reactivation"),
        ("2026-03-01", "win_back", "new"),
    ],  # 6 and 14 months
)
def test_g9_a_return_is_a_reactivation_or_a_win_back(back: str, leaf: str, rollup: str) -> None:
    book = ledger_of(
        [seats("K", "2024-01-01", "2025-01-01", 10, 100), seats("K", back, None, 10, 120)],
        "2026-03-31",
    )
    rows = book.bridge(segments=False)
    row = rows[(rows["leaf"] == leaf) & (rows["period_kind"] == "month")]
    assert row[["rollup", "amount", "accounts"]].to_numpy().tolist() == [[rollup, 1_200.0, 1]]
    assert months_with(book, "new_logo") == ["2024-01"]


def test_g9_in_a_pair_the_status_says_how_the_account_came() -> None:
    book = ledger_of(
        [
            seats("back", "2024-01-01", "2025-01-01", 1, 100),
            seats("back", "2025-07-01", None, 1, 100),
            seats("long", "2023-01-01", "2024-01-01", 1, 100),
            seats("long", "2025-07-01", None, 1, 100),
            seats("fresh", "2025-07-01", None, 1, 100),
            seats("stays", "2024-01-01", None, 1, 100),
            seats("goes", "2024-01-01", "2025-06-01", 1, 100),
        ],
        "2025-12-31",
    )
    accounts = book.pair(day("2025-03-31"), day("2025-12-31")).accounts
    assert dict(zip(accounts["account"], accounts["status"], strict=True)) == {
        "back": "reactivated",
        "fresh": "new",
        "goes": "churned",
        "long": "win_back",
        "stays": "stayed",
    }


RATES = [
    {"currency": "EUR", "month": "2025-01-31", "rate": 1.10},
    {"currency": "EUR", "month": "2025-02-28", "rate": 1.05},
]


def test_g10_an_exchange_rate_moves_no_customer() -> None:
    book = ledger_of(
        [line("K", "2025-01-01", None, arr=1_000, currency="EUR")],
        "2025-02-28",
        currency="USD",
        fx=RATES,
    )
    found = leaves(book, "2025-02-28")
    assert found == {"opening": (1_100, 1), "fx": (-50, 0), "closing": (1_050, 1)}
    assert found["fx"][0] / found["opening"][0] == pytest.approx(-0.045, abs=5e-4)
    assert book.accounts(day("2025-02-28"))["arr"].tolist() == [1_050.0]


def test_g10_movements_are_converted_at_the_opening_rate() -> None:
    lines = [
        seats("K", "2025-01-01", "2025-02-01", 10, 100, currency="EUR"),
        seats("K", "2025-02-01", None, 15, 100, currency="EUR"),
    ]
    book = ledger_of(lines, "2025-02-28", currency="USD", fx=RATES)
    # 5 seats x 100 x 1.10; closing 1,500 x (1.05 - 1.10)
    assert leaves(book, "2025-02-28") == {
        "opening": (1_100, 1),
        "quantity_increase": (550, 1),
        "fx": (-75, 0),
        "closing": (1_575, 1),
    }
    pair = book.pair(day("2025-01-31"), day("2025-02-28"))
    assert pair.accounts[["v0", "v1"]].to_numpy().tolist() == [pytest.approx([1_100, 1_650])]


MOVE = {
    "lines": [
        seats("child", "2025-01-01", None, 10, 100),
        seats("other", "2025-01-01", None, 1, 500),
        seats("third", "2025-01-01", None, 1, 200),
    ],
    "customers": [
        {
            "customer_id": "child",
            "parent_id": "G1",
            "parent_from": None,
            "parent_to": "2025-06-15",
            "size": "S",
        },
        {
            "customer_id": "child",
            "parent_id": "G2",
            "parent_from": "2025-06-15",
            "parent_to": None,
            "size": "S",
        },
        {
            "customer_id": "other",
            "parent_id": "G2",
            "parent_from": None,
            "parent_to": None,
            "size": "L",
        },
        {
            "customer_id": "third",
            "parent_id": None,
            "parent_from": None,
            "parent_to": None,
            "size": "L",
        },
    ],
}


def test_g11_a_child_that_changes_parents_nets_to_zero() -> None:
    book = ledger_of(MOVE["lines"], "2025-06-30", customers=MOVE["customers"], grain="parent")
    assert leaves(book, "2025-06-30") == {
        "opening": (1_700, 3),
        "transfer": (0, -1),
        "closing": (1_700, 2),
    }
    moved = book.movements(day("2025-05-31"), day("2025-06-30"))
    assert moved[["account", "leaf", "amount"]].to_numpy().tolist() == [
        ["G1", "transfer", -1_000.0],
        ["G2", "transfer", 1_000.0],
    ]
    assert book.accounts(day("2025-06-30"))[["account", "arr", "products"]].to_numpy().tolist() == [
        ["G2", 1_500.0, 1],
        ["third", 200.0, 1],
    ]


def test_g11_a_pair_sees_both_snapshots_under_the_later_parent() -> None:
    book = ledger_of(MOVE["lines"], "2025-06-30", customers=MOVE["customers"], grain="parent")
    found = retention(book.pair(day("2025-05-31"), day("2025-06-30")))
    assert (found.grr, found.nrr, found.lost_logos) == (1.0, 1.0, 0)


def test_g11_at_customer_grain_nothing_happens() -> None:
    book = ledger_of(MOVE["lines"], "2025-06-30", customers=MOVE["customers"])
    assert leaves(book, "2025-06-30") == {"opening": (1_700, 3), "closing": (1_700, 3)}


def test_g11_a_move_and_a_change_in_one_month_are_told_apart() -> None:
    lines = [
        seats("child", "2025-01-01", "2025-06-15", 10, 100),
        seats("child", "2025-06-15", None, 7, 100),
        seats("other", "2025-01-01", None, 1, 500, product_id="B"),
    ]
    book = ledger_of(lines, "2025-06-30", customers=MOVE["customers"], grain="parent")
    moved = book.movements(day("2025-05-31"), day("2025-06-30"))
    assert moved[["account", "leaf", "amount"]].to_numpy().tolist() == [
        ["G1", "transfer", -1_000.0],
        ["G2", "quantity_decrease", -300.0],
        ["G2", "transfer", 1_000.0],
    ]


def test_g12_overage_moves_nothing() -> None:
    lines = [
        seats("K", "2025-01-01", None, 10, 100, line_type="usage_committed"),
        line("K", "2025-05-01", "2025-06-01", arr=240, line_type="usage"),
        line("K", "2025-06-01", "2025-07-01", arr=900, line_type="usage"),
    ]
    book = ledger_of(lines, "2025-06-30")
    assert leaves(book, "2025-06-30") == {"opening": (1_000, 1), "closing": (1_000, 1)}
    assert book.movements(day("2025-04-30"), day("2025-06-30")).empty
    assert book.memo()["out_of_scope"] == [{"line_type": "usage", "lines": 1, "arr": 900.0}]


def test_g14_a_migration_is_no_loss_at_product_level() -> None:
    lines = [
        seats("K", "2025-01-01", "2025-07-01", 10, 100, tier="basic"),
        seats("K", "2025-07-01", None, 10, 150, tier="pro"),
    ]
    pair = ledger_of(lines, "2025-07-31").pair(day("2025-06-30"), day("2025-07-31"))
    assert [retention(pair, level).grr for level in ("account", "product", "component")] == [
        1,
        1,
        1,
    ]


def test_p03_a_customer_inside_one_month_is_only_in_the_memo() -> None:
    lines = [
        seats("stays", "2025-01-01", None, 1, 100),
        seats("brief", "2025-02-03", "2025-02-20", 1, 100),
        seats("stays", "2025-02-03", "2025-02-20", 1, 100, product_id="B"),
    ]
    book = ledger_of(lines, "2025-02-28")
    assert leaves(book, "2025-02-28") == {"opening": (100, 1), "closing": (100, 1)}
    assert book.memo()["intra_month_logos"] == 1


def test_p08_what_does_not_recur_is_only_in_the_memo() -> None:
    lines = [
        line("K", "2025-01-01", None, arr=100),
        line("K", "2025-01-01", None, arr=40, line_type="usage_committed"),
        line("K", "2025-01-01", None, arr=70, line_type="usage"),
        line("K", "2025-01-01", None, arr=900, line_type="one_off"),
        line("L", "2025-01-01", None, arr=500, line_type="trial"),
    ]
    book = ledger_of(lines, "2025-01-31")
    assert leaves(book, "2025-01-31")["closing"] == (140, 1)
    assert book.memo()["out_of_scope"] == [
        {"line_type": "one_off", "lines": 1, "arr": None},
        {"line_type": "trial", "lines": 1, "arr": 500.0},
        {"line_type": "usage", "lines": 1, "arr": 70.0},
    ]
