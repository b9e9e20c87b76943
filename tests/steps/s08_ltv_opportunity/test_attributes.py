"""What is known of accounts before a quarter, by hand."""

from types import SimpleNamespace
from typing import Any

import pandas as pd

from cs_lib.steps.s08_ltv_opportunity.attributes import OWNER, PRODUCTS, adoption, attributes
from tests.steps.s08_ltv_opportunity.builders import books_with

OPENING = pd.Timestamp("2025-03-31")


def observed(*accounts: str) -> pd.DataFrame:
    rows = [(account, "S", OPENING, number + 1) for number, account in enumerate(accounts)]
    return pd.DataFrame(rows, columns=["account", "segment", "opening", "products"])


def usage(*rows: tuple[str, str, float, float | None]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=["account", "date", "value", "entitlement"])
    return frame.assign(date=pd.to_datetime(frame["date"]), customer_id=frame["account"])


FOUR = [("A", "2025-03-31", 1, 10), ("B", "2025-02-28", 4, 10), ("C", "2025-01-31", 6, 10),
        ("D", "2025-03-31", 9, 10)]  # fmt: skip


def test_accounts_are_put_into_quarters_by_what_they_use_of_their_entitlement() -> None:
    found = adoption(observed("D", "C", "B", "A"), usage(*FOUR))
    assert found.tolist() == [
        "highest quarter", "third quarter", "second quarter", "lowest quarter",
    ]  # fmt: skip


def test_what_comes_later_or_long_before_is_not_looked_at() -> None:
    later = ("A", "2025-04-30", 10, 10)
    before = ("A", "2024-12-31", 10, 10)
    found = adoption(observed("A", "B", "C", "D"), usage(*FOUR, later, before))
    assert found.iloc[0] == "lowest quarter"


def test_fewer_than_four_known_accounts_make_no_quarters() -> None:
    found = adoption(observed("A", "B", "C", "E"), usage(*FOUR))
    assert found.isna().all()


def test_without_entitlements_there_is_no_adoption() -> None:
    found = adoption(observed("A", "B"), usage(("A", "2025-03-31", 5, None)))
    assert found.isna().all()


def test_attributes_come_from_what_is_given() -> None:
    people = pd.DataFrame(
        [("A", "x", None, None, "P1"), ("B", None, None, None, "P2")],
        columns=["customer_id", "industry", "region", "acquired_via", "owner"],
    )
    given: Any = SimpleNamespace(tables={"customers": people})
    found = attributes(observed("A", "B", "C", "D"), books_with(), given)
    assert list(found) == [PRODUCTS, "industry", OWNER]
    assert found[PRODUCTS].tolist() == ["1", "2", "3 or more", "3 or more"]
    assert found[OWNER].tolist()[:2] == ["P1", "P2"]
