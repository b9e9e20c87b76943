"""Potential, penetration and white space of a few accounts, by hand (M66)."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from cs_lib.steps.opportunity import base, potential, whitespace

LIVE = pd.DataFrame(
    [("A", "Alder", "S", 100.0), ("B", "Birch", "S", 300.0), ("C", "Cedar", "T", 50.0)],
    columns=["account", "name", "segment", "arr"],
)


def books(live: pd.DataFrame = LIVE, grain: str = "customer") -> Any:
    return SimpleNamespace(
        live=live,
        as_of=dt.date(2025, 12, 31),
        engagement=SimpleNamespace(policies=SimpleNamespace(grain=grain)),
    )


def intake(*rows: tuple[str, float, str | None, str | None, str | None]) -> Any:
    columns = ["customer_id", "value", "product_id", "confidence", "date"]
    frame = pd.DataFrame(list(rows), columns=columns)
    frame = frame.assign(date=pd.to_datetime(frame["date"]), method=None)
    return SimpleNamespace(tables={"potential": frame} if rows else {})


def of(found: pd.DataFrame, account: str) -> pd.Series:
    return found.set_index("account").loc[account]


def test_the_gap_is_what_the_client_declares_less_what_is_sold() -> None:
    found = potential.accounts(books(), intake(("A", 250, None, "B", None)))
    row = of(found, "A")
    assert (row["potential"], row["gap"], row["penetration"]) == (250, 150, 0.4)
    assert (row["method"], row["confidence"], row["above"]) == (potential.DECLARED, "B", False)


def test_penetration_is_capped_and_the_excess_flagged() -> None:
    row = of(potential.accounts(books(), intake(("B", 200, None, None, None))), "B")
    assert (row["penetration"], row["gap"], row["above"]) == (1.0, 0.0, True)


def test_products_add_up_and_the_last_word_by_the_review_counts() -> None:
    table = intake(
        ("A", 100, "x", "A", "2025-01-31"), ("A", 120, "x", "B", "2025-06-30"),
        ("A", 60, "y", "C", "2025-03-31"), ("A", 999, "y", "A", "2026-03-31"),
    )  # fmt: skip
    row = of(potential.accounts(books(), table), "A")
    assert (row["potential"], row["confidence"]) == (180, "C")


def test_one_figure_for_the_account_goes_before_its_products() -> None:
    table = intake(("A", 400, None, "B", None), ("A", 100, "x", "A", None))
    assert of(potential.accounts(books(), table), "A")["potential"] == 400


def test_children_add_up_to_their_parent_of_the_last_day() -> None:
    table = intake(
        ("x", 80, None, "A", None), ("y", 70, None, "B", None), ("A", 5, None, "A", None)
    )
    people = pd.DataFrame(
        [("x", "A", None, None), ("y", "B", None, "2025-06-01"), ("y", "A", "2025-06-01", None)],
        columns=["customer_id", "parent_id", "parent_from", "parent_to"],
    )
    days = people[["parent_from", "parent_to"]].apply(pd.to_datetime)
    table.tables["customers"] = people.assign(**days)
    found = potential.accounts(books(grain="parent"), table)
    assert of(found, "A")["potential"] == 155
    assert pd.isna(of(found, "B")["potential"])


def test_a_customers_potential_is_no_single_products() -> None:
    found = potential.accounts(books(grain="product"), intake(("A", 250, None, "B", None)))
    assert found["potential"].isna().all()


def test_without_a_declaration_a_segment_of_ten_has_its_third_quartile() -> None:
    live = pd.DataFrame(
        [(f"A{n}", f"A{n}", "S", 100.0 * n) for n in range(1, 12)],
        columns=["account", "name", "segment", "arr"],
    )
    found = potential.accounts(books(live), intake())
    # of 100, 200, ... 1,100 the third quartile is 850
    assert set(found["potential"]) == {850}
    assert of(found, "A1")["gap"] == 750
    assert of(found, "A1")["confidence"] == "D"


def test_a_small_segment_has_no_yardstick() -> None:
    found = potential.accounts(books(), intake())
    assert found[["potential", "gap", "penetration"]].isna().all(axis=None)
    assert potential.segments(found)["gap"].isna().all()


def test_no_account_makes_up_for_another() -> None:
    table = intake(
        ("A", 200, None, "A", None), ("B", 200, None, "B", None), ("C", 50, None, "A", None)
    )
    found = potential.segments(potential.accounts(books(), table)).set_index("segment")
    # S: ARR 100 and 300 of potentials 200 and 200, so (100 + 200) / 400
    assert found.loc["S", ["gap", "penetration", "above"]].tolist() == [100, 0.75, 1]
    assert found.loc["All", ["gap", "arr", "potential", "declared"]].tolist() == [
        100,
        450,
        450,
        1.0,
    ]
    assert found.loc["All", "confidence"] == "B"


HELD = pd.DataFrame(
    [(f"A{n}", "S", "core", 100.0 + n) for n in range(10)]
    + [(f"A{n}", "S", "extra", 10.0 * (n + 1)) for n in range(5)]
    + [("B0", "T", "core", 40.0), ("B1", "T", "core", 60.0), ("B1", "T", "extra", 90.0)],
    columns=["account", "segment", "product", "arr"],
)


def test_white_space_is_accounts_without_at_the_median_of_those_with() -> None:
    found = whitespace.grid(HELD).set_index(["segment", "product"])
    row = found.loc[("S", "extra")]
    # five of ten hold it, at 10 to 50
    assert (row["holders"], row["share"], row["typical"], row["space"]) == (5, 0.5, 30, 150)
    assert found.loc[("S", "core"), "space"] == 0


def test_a_price_of_few_holders_is_everyones() -> None:
    row = whitespace.grid(HELD).set_index(["segment", "product"]).loc[("T", "extra")]
    # the six holders pay 10, 20, 30, 40, 50 and 90
    assert (row["typical"], row["own_price"], row["space"]) == (35, False, 35)


def test_the_grid_adds_up_both_ways() -> None:
    shown, columns = whitespace.wide(whitespace.grid(HELD))
    by_name = {heading: name for name, heading in columns.items()}
    table = shown.set_index("label")
    assert table.loc["All", "total"] == 185
    assert table.loc["S", by_name["extra"]] == 150
    assert list(columns) == sorted(columns)


def test_no_holdings_make_no_grid() -> None:
    empty = HELD.iloc[:0]
    shown, columns = whitespace.wide(whitespace.grid(empty))
    assert shown.empty
    assert set(columns) <= set(shown.columns)


def addressable(*declared: tuple[str, float, None, None, None]) -> pd.DataFrame:
    found = potential.accounts(books(), intake(*declared))
    held = pd.DataFrame(
        [("A", "S", "core", 1.0), ("A", "S", "extra", 1.0),
         ("B", "S", "core", 1.0), ("C", "T", "core", 1.0)],
        columns=["account", "segment", "product", "arr"],
    )  # fmt: skip
    frame = base.addressable(found, held, whitespace.grid(held))
    return frame.set_index(["segment", "lever"])


def test_all_arr_is_there_to_be_kept_and_only_what_lacks_a_product_to_be_upsold() -> None:
    found = addressable()
    assert found.loc[("S", "retention"), "addressable"] == 400
    assert found.loc[("S", "upsell"), ["addressable", "accounts", "room"]].tolist() == [300, 1, 1.0]
    assert pd.isna(found.loc[("S", "retention"), "room"])


def test_an_account_at_its_potential_cannot_be_expanded() -> None:
    found = addressable(("A", 150, None, None, None), ("B", 300, None, None, None))
    assert found.loc[("S", "expansion"), ["addressable", "room"]].tolist() == [100, 50]
    assert found.loc[("T", "expansion"), "addressable"] == 50
    assert pd.isna(found.loc[("T", "expansion"), "room"])


@pytest.mark.parametrize("segments", [["S"], ["S", "T"]])
def test_one_segment_needs_no_total(segments: list[str]) -> None:
    live = LIVE[LIVE["segment"].isin(segments)]
    found = potential.segments(potential.accounts(books(live), intake()))
    assert ("All" in set(found["segment"])) == (len(segments) > 1)
