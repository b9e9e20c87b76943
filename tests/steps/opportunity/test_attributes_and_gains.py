"""What is known of accounts before a quarter, and whether the customer gains, by hand."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from cs_lib.steps.opportunity import winwin
from cs_lib.steps.opportunity.attributes import OWNER, PRODUCTS, adoption, attributes

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


def books(**base: list[float]) -> Any:
    live = pd.DataFrame({"account": ["A", "B"], "segment": ["S", "S"]})
    frame = pd.DataFrame(base or {}).assign(segment="S")
    return SimpleNamespace(
        live=live,
        as_of=dt.date(2025, 12, 31),
        year=SimpleNamespace(base=frame) if base else None,
        engagement=SimpleNamespace(policies=SimpleNamespace(grain="customer")),
    )


def test_attributes_come_from_what_is_given() -> None:
    people = pd.DataFrame(
        [("A", "x", None, None, "P1"), ("B", None, None, None, "P2")],
        columns=["customer_id", "industry", "region", "acquired_via", "owner"],
    )
    given: Any = SimpleNamespace(tables={"customers": people})
    found = attributes(observed("A", "B", "C", "D"), books(), given)
    assert list(found) == [PRODUCTS, "industry", OWNER]
    assert found[PRODUCTS].tolist() == ["1", "2", "3 or more", "3 or more"]
    assert found[OWNER].tolist()[:2] == ["P1", "P2"]


def choice(lever: str, source: str = "stated") -> pd.DataFrame:
    row = (lever.capitalize(), lever, "S", source)
    return pd.DataFrame([row], columns=["choice", "lever", "segment", "source"])


NOTHING: Any = SimpleNamespace(tables={})
BEST = pd.DataFrame({"attribute": ["adoption"]}, index=["retention"])


@pytest.mark.parametrize(
    ("seats", "price", "discount", "gains", "why"),
    [
        (30.0, 60.0, 10.0, "no", "70% of the year's growth was price"),
        (60.0, 30.0, 10.0, "yes", "60% of the year's growth was seats they asked for"),
        (0.0, 0.0, 0.0, "open", "nothing expanded in the year"),
    ],
)
def test_growth_that_is_mostly_price_is_no_gain_to_the_customer(
    seats: float, price: float, discount: float, gains: str, why: str
) -> None:
    known = books(
        quantity_increase=[seats], list_price_increase=[price], discount_decrease=[discount]
    )
    found = winwin.flags(choice("expansion"), BEST, known, NOTHING).iloc[0]
    assert (found["gains"], found["why"]) == (gains, why)


def test_keeping_by_adoption_is_a_gain_and_keeping_by_what_is_stated_is_open() -> None:
    led = winwin.flags(choice("retention", "best quartile"), BEST, books(), NOTHING)
    told = winwin.flags(choice("retention"), BEST, books(), NOTHING)
    assert (led["gains"].iloc[0], told["gains"].iloc[0]) == ("yes", "open")
    by_owner = BEST.assign(attribute=OWNER)
    led = winwin.flags(choice("retention", "best quartile"), by_owner, books(), NOTHING)
    assert led["gains"].iloc[0] == "open"


def outcomes(*rows: tuple[object, ...]) -> Any:
    columns = ["customer_id", "benefit", "cost", "baseline", "target", "actual", "date"]
    frame = pd.DataFrame(list(rows), columns=columns)
    numbers = dict.fromkeys(columns[1:6], "float64")
    frame = frame.astype(numbers).assign(date=pd.to_datetime(frame["date"]))
    return SimpleNamespace(tables={"outcomes": frame})


@pytest.mark.parametrize(
    ("row", "gains"),
    [
        (("A", 60.0, 24.0, None, None, None, None), "yes"),
        (("A", 20.0, 24.0, None, None, None, None), "no"),
        (("A", None, None, 12.0, 5.0, 5.0, None), "yes"),
        (("A", None, None, 12.0, 5.0, 7.0, None), "no"),
        (("A", None, None, 10.0, 50.0, 60.0, None), "yes"),
        (("A", 60.0, 24.0, None, None, None, "2026-02-01"), "open"),
        (("Z", 60.0, 24.0, None, None, None, None), "open"),
    ],
)
def test_customers_own_outcomes_go_first(row: tuple[object, ...], gains: str) -> None:
    found = winwin.flags(choice("upsell"), BEST, books(), outcomes(row)).iloc[0]
    assert found["gains"] == gains, found["why"]


def test_outcomes_are_counted_by_account() -> None:
    given = outcomes(
        ("A", 60.0, 24.0, None, None, None, None), ("A", 1.0, 24.0, None, None, None, None),
        ("B", 1.0, 24.0, None, None, None, None),
    )  # fmt: skip
    found = winwin.flags(choice("upsell"), BEST, books(), given).iloc[0]
    assert found["why"] == "50% of 2 accounts with outcomes gained"
