"""White space of a few accounts, by hand."""

import pandas as pd
import pytest

from cs_lib.exhibits import Absent
from cs_lib.steps.s04_segmentation import whitespace
from cs_lib.texts import Count, Money, Name, Scope
from tests.steps.s04_segmentation.builders import HELD, engagement


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
    shown = whitespace.whitespace.make(whitespace.grid(HELD), engagement())
    frame = shown.frame.set_index(["product", "segment"])["white_space"]
    assert frame.loc["extra"].tolist() == [150, 35, 185]
    assert frame.loc["core"].tolist() == [0, 0, 0]
    assert shown.frame["segment"].tolist() == ["S", "S", "T", "T", None, None]
    assert shown.title == whitespace.Space(Money(185, "EUR"))
    amount = Money(150, "EUR")
    assert shown.say == (whitespace.Largest(Name("extra"), Scope("S"), Count(5), amount),)


def test_without_segments_the_whole_company_is_spoken_of() -> None:
    grid = whitespace.grid(HELD[HELD["segment"] == "S"]).assign(segment=None)
    shown = whitespace.whitespace.make(grid, engagement())
    assert shown.say[0].segment == Scope()
    assert len(shown.frame) == 2


def test_what_everybody_holds_has_no_space_and_no_holdings_are_absent() -> None:
    core = whitespace.grid(HELD[HELD["product"] == "core"])
    assert whitespace.whitespace.make(core, engagement()).frame is None
    assert whitespace.whitespace.make(core.iloc[:0], engagement()) == Absent("quarter")


def test_a_product_to_come_costs_what_it_costs_relative_to_the_rest() -> None:
    arr = HELD.groupby("account")["arr"].sum()
    # in S, five of ten pay 10, 20, ... 50 for extra beside 100, 101, ... 104 for core
    ratio = pd.Series([10 / 100, 20 / 101, 30 / 102, 40 / 103, 50 / 104]).median()
    found = whitespace.to_come(HELD, arr)
    assert found["A9"] == pytest.approx(109 * (1 + ratio))
    assert found["A0"] == arr["A0"] == 110


def test_a_product_that_few_hold_is_not_expected_of_the_rest() -> None:
    rare = HELD[~HELD["account"].isin(["A0", "A1", "A2", "B1"]) | HELD["product"].eq("core")]
    arr = rare.groupby("account")["arr"].sum()
    # two of twelve hold it: that says nothing of the rest, not that they have all they need
    assert pd.isna(whitespace.to_come(rare, arr)["A9"])


def test_a_product_that_fewer_than_five_hold_has_no_price() -> None:
    rare = HELD[HELD["product"].eq("core") | HELD["account"].isin(["A3", "A4"])]
    grid = whitespace.grid(rare).set_index(["segment", "product"])
    assert grid.loc[("S", "extra"), ["typical", "space"]].isna().all()
    assert whitespace.whitespace.make(grid.reset_index(), engagement()).title == (
        whitespace.Unpriced()
    )


def test_nine_accounts_show_nobody_what_is_to_come() -> None:
    few = HELD[HELD["account"].str.startswith("A") & ~HELD["account"].eq("A9")]
    assert whitespace.to_come(few, few.groupby("account")["arr"].sum()).empty
