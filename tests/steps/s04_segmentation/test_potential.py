"""Potential and penetration of a few accounts, by hand (M66)."""

import numpy as np
import pandas as pd
import pytest

from cs_lib.steps.s04_segmentation import potential
from tests.steps.s04_segmentation.builders import DAY, books, intake, known


def found(given: potential.Known) -> pd.DataFrame:
    return potential.potentials(given, potential.estimates(given)).set_index("account")


def test_the_gap_is_what_the_client_declares_less_what_is_sold() -> None:
    row = found(known(told={"A": (250.0, "B")})).loc["A"]
    assert row[["potential", "gap", "penetration"]].tolist() == pytest.approx([250, 150, 0.4])
    assert row[["method", "confidence", "above", "methods"]].tolist() == ["declared", "B", False, 1]
    # 90 % within exp(1.645 x 0.25) of it
    assert row["potential_high"] == pytest.approx(250 * np.exp(1.645 * 0.25))
    assert row["potential_low"] == pytest.approx(250 / np.exp(1.645 * 0.25))


def test_no_potential_is_below_what_is_paid_and_the_excess_is_flagged() -> None:
    row = found(known(told={"B": (200.0, "C")})).loc["B"]
    assert row[["potential", "gap", "penetration"]].tolist() == pytest.approx([300, 0, 1])
    assert row["above"]
    assert row["potential_low"] == 300


def test_seats_that_could_be_filled_cost_what_a_seat_costs_today() -> None:
    seats = pd.DataFrame(
        {"used": [10.0, 30.0, 0.0], "possible": [40.0, 30.0, 9.0]}, index=list("ABC")
    )
    frame = found(known(seats=seats))
    # 100 / 10 x 40, 300 / 30 x 30; no seats in use have no price
    assert frame["potential"].loc[["A", "B"]].tolist() == pytest.approx([400, 300])
    assert frame.loc["A", "confidence"] == "C"
    assert pd.isna(frame.loc["C", "potential"])


def test_two_methods_that_agree_are_surer_and_two_that_do_not_less_sure() -> None:
    seats = pd.DataFrame({"used": [10.0, 10.0], "possible": [25.0, 100.0]}, index=list("AB"))
    live = known().accounts.iloc[:2].assign(arr=[100.0, 100.0])
    frame = found(known(live, told={"A": (250.0, "B"), "B": (250.0, "B")}, seats=seats))
    # both say 250, at errors of 0.25 and 0.5: weights of 16 and 4, an error of 1 / root 20
    assert frame.loc["A", "potential"] == pytest.approx(250)
    high = 250 * np.exp(1.645 / np.sqrt(20))
    assert frame.loc["A", "potential_high"] == pytest.approx(high)
    # 250 and 1,000: 250 x 4 ^ (4 / 20); chi2 is ln(4)^2 x 16 x 4 / 20, whose root widens the error
    assert frame.loc["B", "potential"] == pytest.approx(250 * 4**0.2)
    apart = np.log(4) * np.sqrt(3.2) / np.sqrt(20)
    assert frame.loc["B", "potential_high"] == pytest.approx(250 * 4**0.2 * np.exp(1.645 * apart))
    assert frame.loc[["A", "B"], "confidence"].tolist() == ["B", "C"]


def test_where_nothing_is_known_the_segments_third_quartile_stands_in_at_grade_d() -> None:
    live = pd.DataFrame(
        [(f"A{n}", f"A{n}", "S", 100.0 * n) for n in range(1, 12)],
        columns=["account", "name", "segment", "arr"],
    )
    frame = found(known(live))
    # of 100, 200, ... 1,100 the third quartile is 850
    assert frame.loc["A1", ["potential", "gap"]].tolist() == [850, 750]
    assert frame.loc["A9", ["potential", "gap"]].tolist() == [900, 0]
    assert set(frame["confidence"]) == {"D"}
    assert set(frame["method"]) == {potential.SEGMENT}


def test_a_small_segment_of_which_nothing_is_known_has_no_potential() -> None:
    frame = found(known())
    assert frame[["potential", "gap", "penetration"]].isna().all(axis=None)
    assert set(frame["method"]) == {""}


def test_products_add_up_and_the_last_word_by_the_day_counts() -> None:
    table = intake(
        ("A", 100, "x", "A", "2025-01-31"), ("A", 120, "x", "B", "2025-06-30"),
        ("A", 60, "y", "C", "2025-03-31"), ("A", 999, "y", "A", "2026-03-31"),
    )  # fmt: skip
    told = potential.declared(books(), table, DAY)
    assert told.loc["A"].tolist() == [180, "C"]
    then = potential.declared(books(), table, pd.Timestamp("2025-02-28"))
    assert then.loc["A"].tolist() == [100, "A"]


def test_what_bears_no_date_was_not_known_a_year_ago() -> None:
    table = intake(("A", 400, None, "B", None), ("A", 100, "x", "A", None))
    # one figure for the account goes before its products
    assert potential.declared(books(), table, DAY).loc["A", "value"] == 400
    assert potential.declared(books(), table, pd.Timestamp("2024-12-31")).empty


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
    told = potential.declared(books(grain="parent"), table, DAY)
    assert told["value"].to_dict() == {"A": 155}


def test_a_customers_potential_is_no_single_products() -> None:
    table = intake(("A", 250, None, "B", None))
    assert potential.declared(books(grain="product"), table, DAY).empty


def test_a_method_is_corrected_by_what_the_client_knows_better() -> None:
    names = [f"A{n}" for n in range(20)]
    live = pd.DataFrame({"account": names, "name": names, "segment": "S", "arr": 100.0})
    seats = pd.DataFrame({"used": 10.0, "possible": 20.0}, index=names)
    given = known(live, told=dict.fromkeys(names[:20], (400.0, "A")), seats=seats)
    estimates = potential.estimates(given)
    # seats say 200 where the client says 400, every time
    assert estimates.reached["seats"] == {"factor": 2.0, "error": 0.0, "accounts": 20.0}
    assert set(estimates.by_method["seats"]["value"]) == {400.0}
