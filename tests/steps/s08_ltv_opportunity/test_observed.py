"""Yearly rates regressed by events, by hand."""

import pandas as pd
import pytest

from cs_lib.steps.s08_ltv_opportunity import observed


def quarters(rows: list[tuple[str, str, float, float, float]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["account", "segment", "arr", "retention", "expansion"])
    return frame.assign(upsell=0.0, products=1)


def test_a_year_compounds_losses_and_adds_gains() -> None:
    frame = quarters([(f"A{n}", "S", 100.0, 0.1, 0.1) for n in range(5)])
    found = observed.yearly(frame).set_index("lever")
    assert found.loc["retention", "rate"] == pytest.approx(1 - 0.9**4)
    assert found.loc["expansion", "rate"] == pytest.approx(0.4)


def test_where_nothing_ever_happened_half_an_event_is_due() -> None:
    # five accounts for a quarter are 1.25 account-years
    frame = quarters([(f"A{n}", "S", 100.0, 0.0, 0.0) for n in range(5)])
    found = observed.yearly(frame).set_index("lever")
    # events: (0 + 0.4) / 2 x 1.25 = 0.25, so that the rate is 5 / 5.25 of 0.4
    assert found.loc["retention", "rate"] == pytest.approx(0.5 / 1.25 * 5 / 5.25)
    assert found.loc["retention", "own"] == 0


def test_a_segments_rate_counts_by_the_events_to_be_expected_over_five_more() -> None:
    # S: 40 accounts of 100 that expand 0.1 in the quarter; T: 60 that expand nothing
    rows = [(f"S{n}", "S", 100.0, 0.0, 0.1) for n in range(40)]
    rows += [(f"T{n}", "T", 100.0, 0.0, 0.0) for n in range(60)]
    found = observed.yearly(quarters(rows))
    row = found[found["lever"] == "expansion"].set_index("segment").loc["S"]
    # own 0.4, portfolio 0.16; 10 account-years; an event is of size 0.1: 0.28 x 10 / 0.1 = 28
    assert row["weight"] == pytest.approx(28 + 5)
    assert row["rate"] == pytest.approx((28 * 0.4 + 5 * 0.16) / 33)


def test_rates_and_events_are_weighted_by_arr() -> None:
    frame = quarters([("A", "S", 900.0, 0.0, 0.0), ("B", "S", 100.0, 0.0, 0.5)])
    found = observed.yearly(frame).set_index("lever")
    assert found.loc["expansion", "own"] == pytest.approx(4 * 0.05)
    # of one size, (900 + 100)^2 / (900^2 + 100^2) = 1.22 accounts for a quarter of a year
    years = observed.effective(frame["account"], frame["arr"])
    assert years == pytest.approx(1e6 / (4 * 820_000))


def test_who_holds_every_product_is_left_out_of_the_rate_of_upsell() -> None:
    frame = quarters([("A", "S", 100.0, 0.0, 0.0), ("B", "S", 300.0, 0.0, 0.0)])
    frame = frame.assign(upsell=[0.1, 0.0], products=[1, 2])
    assert observed.yearly(frame, 2).set_index("lever").loc["upsell", "own"] == pytest.approx(0.4)
    assert observed.yearly(frame).set_index("lever").loc["upsell", "own"] == pytest.approx(0.1)


def test_how_often_something_happens_to_an_account_in_a_year() -> None:
    frame = quarters([("A", "S", 1.0, 1.0, 0.0), ("B", "S", 9.0, 0.0, 0.0)])
    found = observed.frequency(frame).set_index("lever")["a_year"]
    assert found["retention"] == pytest.approx(1 - 0.5**4)
    assert found["expansion"] == 0
