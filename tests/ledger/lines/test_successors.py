"""Who and what is the same: successors (P17) and renamed products (P18)."""

from typing import Any

import pandas as pd
import pytest

from cs_lib.errors import DataError
from tests.ledger.histories import closings, day, leaves, ledger_of, months_with, seats

pytestmark = pytest.mark.slow

# ---------------------------------------------------------------- P17: successors

SOLD_ON = [
    seats("reseller", "2025-01-01", "2025-07-01", 10, 100),
    seats("direct", "2025-07-01", None, 12, 100),
]
PEOPLE = [
    {"customer_id": "reseller", "name": "Resale Ltd", "size": "Small"},
    {"customer_id": "direct", "name": "Acme", "size": "Small", "predecessor_id": "reseller"},
]


def customer(key: str, predecessor: str | None = None, **fields: Any) -> dict[str, Any]:
    return {"customer_id": key, "predecessor_id": predecessor, **fields}


def test_a_mapped_successor_is_the_same_customer() -> None:
    book = ledger_of(SOLD_ON, "2025-12-31", customers=PEOPLE)
    assert leaves(book, "2025-07-31") == {
        "opening": (1_000, 1),
        "quantity_increase": (200, 1),
        "closing": (1_200, 1),
    }
    accounts = book.accounts(day("2025-12-31"))
    assert accounts[["account", "name", "arr"]].values.tolist() == [["reseller", "Acme", 1_200]]


def test_without_the_map_it_is_churn_and_a_new_logo() -> None:
    book = ledger_of(SOLD_ON, "2025-12-31", customers=PEOPLE, successors="churn_and_new")
    assert leaves(book, "2025-07-31") == {
        "opening": (1_000, 1),
        "new_logo": (1_200, 1),
        "logo_churn": (-1_000, 1),
        "closing": (1_200, 1),
    }
    assert book.accounts(day("2025-12-31"))["name"].tolist() == ["Acme"]


def test_a_split_customer_is_one_and_keeps_its_name() -> None:
    lines = [
        seats("whole", "2025-01-01", "2025-07-01", 10, 100),
        seats("north", "2025-07-01", None, 6, 100),
        seats("south", "2025-07-01", None, 3, 100),
    ]
    people = [
        customer("whole", name="Whole"),
        customer("north", "whole", name="North"),
        customer("south", "whole", name="South"),
    ]
    book = ledger_of(lines, "2025-12-31", customers=people)
    assert leaves(book, "2025-07-31") == {
        "opening": (1_000, 1),
        "quantity_decrease": (-100, 1),
        "closing": (900, 1),
    }
    assert book.accounts(day("2025-12-31"))["name"].tolist() == ["Whole"]


def test_a_line_of_successors_has_one_root_and_the_last_name() -> None:
    lines = [
        seats("one", "2025-01-01", "2025-03-01", 1, 100),
        seats("two", "2025-03-01", "2025-05-01", 1, 100),
        seats("three", "2025-05-01", None, 1, 100),
    ]
    people = [
        customer("three", "two", name="Three"),
        customer("two", "one", name="Two"),
        customer("one", name="One"),
    ]
    book = ledger_of(lines, "2025-06-30", customers=people)
    assert (months_with(book, "new_logo"), months_with(book, "logo_churn")) == (["2025-01"], [])
    assert book.accounts(day("2025-06-30"))[["account", "name"]].values.tolist() == [
        ["one", "Three"]
    ]
    assert book.committed().arr == 100


@pytest.mark.parametrize(
    ("people", "wrong"),
    [
        (
            [customer("a", "b"), customer("b", "a")],
            "a is, over its predecessors, its own; b is, over its predecessors, its own",
        ),
        ([customer("a", "a")], "a is, over its predecessors, its own"),
        ([customer("a", "x")], "x, the predecessor of a, is no known customer"),
        ([customer("a", "b"), customer("a", "c")], "a names more than one predecessor"),
    ],
)
def test_a_map_that_leads_nowhere_is_refused(people, wrong) -> None:
    lines = [seats(name, "2025-01-01", None, 1, 100) for name in ("a", "b", "c")]
    with pytest.raises(DataError) as caught:
        ledger_of(lines, "2025-06-30", customers=people)
    problem = caught.value.problems[0]
    assert (problem.table, problem.column, problem.wrong) == ("customers", "predecessor_id", wrong)
    book = ledger_of(lines, "2025-06-30", customers=people[:1], successors="churn_and_new")
    assert closings(book)["2025-06"] == 300


def test_a_predecessor_needs_no_row_of_its_own_where_it_has_lines() -> None:
    book = ledger_of(SOLD_ON, "2025-12-31", customers=PEOPLE[1:])
    assert months_with(book, "logo_churn") == []


def test_reasons_logged_for_the_successor_speak_for_the_customer() -> None:
    lines = [SOLD_ON[0], SOLD_ON[1] | {"end": "2025-11-01"}]
    book = ledger_of(lines, "2025-12-31", customers=PEOPLE)
    log = pd.DataFrame(
        {
            "customer_id": ["direct"],
            "date": pd.to_datetime(["2025-11-01"]),
            "reason": ["price"],
            "controllable": pd.array([True], dtype="boolean"),
        }
    )
    told = book.causes(book.pair(day("2025-06-30"), day("2025-12-31")), log)
    assert told.losses["reason"].tolist() == ["price"]


# ---------------------------------------------------------------- P18: renames

RENAMED = [
    seats("K", "2025-01-01", "2025-07-01", 10, 100, product_id="old"),
    seats("K", "2025-07-01", None, 12, 110, product_id="new"),
]
MAP = {"old": "new"}


def test_a_renamed_product_changes_its_price_and_seats() -> None:
    book = ledger_of(RENAMED, "2025-12-31", product_map=MAP)
    assert leaves(book, "2025-07-31") == {
        "opening": (1_000, 1),
        "quantity_increase": (200, 1),  # 2 seats at 100
        "list_price_increase": (120, 1),  # 12 seats x 10
        "closing": (1_320, 1),
    }
    assert book.pair(day("2025-06-30"), day("2025-12-31")).items["product_id"].tolist() == ["new"]
    assert book.committed().lines.empty


@pytest.mark.parametrize("given", [{"renames": "as_named", "product_map": MAP}, {}])
def test_as_named_drops_one_product_and_sells_another(given) -> None:
    book = ledger_of(RENAMED, "2025-12-31", **given)
    assert leaves(book, "2025-07-31") == {
        "opening": (1_000, 1),
        "new_product": (1_320, 1),
        "product_drop": (-1_000, 1),
        "closing": (1_320, 1),
    }


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"tier": "basic"}, {"tier": "pro"}),
        ({}, {"tier": "pro"}),
        ({"tier": "basic", "family": "then"}, {"tier": "pro", "family": "now"}),
    ],
)
def test_a_renamed_product_at_another_tier_is_a_migration(before, after) -> None:
    lines = [RENAMED[0] | before, RENAMED[1] | after]
    book = ledger_of(lines, "2025-12-31", product_map=MAP)
    assert leaves(book, "2025-07-31")["tier_upgrade"] == (320, 1)
    assert months_with(book, "product_drop") == []


def test_a_renamed_product_stays_in_the_family_of_its_new_name() -> None:
    lines = [
        RENAMED[0] | {"family": "then"},
        seats("K", "2025-07-01", None, 12, 110, product_id="other", family="now"),
        seats("L", "2025-01-01", None, 1, 10, product_id="new", family="now"),
    ]
    book = ledger_of(lines, "2025-12-31", product_map=MAP)
    assert leaves(book, "2025-07-31")["tier_upgrade"] == (320, 1)


def test_two_products_made_one_add_up() -> None:
    lines = [
        seats("K", "2025-01-01", "2025-07-01", 10, 100, product_id="a"),
        seats("K", "2025-01-01", "2025-07-01", 5, 40, product_id="b"),
        seats("K", "2025-07-01", None, 15, 80, product_id="suite"),
    ]
    book = ledger_of(lines, "2025-12-31", product_map={"a": "suite", "b": "suite"})
    assert leaves(book, "2025-07-31") == {
        "opening": (1_200, 1),
        "closing": (1_200, 1),
    }
