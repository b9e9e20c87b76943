"""Where NRR leads Three Trees, worked by hand (see `spending_case`).

ARR 130,100; NRR 124,100 / 132,000; new ARR 6,000 a year.
"""

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from cs_lib.exhibits import Absent
from cs_lib.steps.s03_valuation.outlook import (
    Between,
    Hindcast,
    Inside,
    Largest,
    NoHindcast,
    NothingNew,
    NotValued,
    OnePoint,
    Outset,
    Outside,
    Reproduced,
    Valued,
    WithAndWithout,
    arr_year,
    future_arr,
    nrr_sensitivity,
    path,
    sensitivity,
)
from cs_lib.texts import Cell, Count, Money, Share, Times
from tests.steps.s03_valuation import spending_case as case

NRR = 124_100 / 132_000
FLAT = Outset(100, 1.0, 0.9, 1.1, 0, 12)
"""100 of ARR that stays, between 0.9 and 1.1 a year; nothing new."""
TABLE = "valuation.nrr_sensitivity"


def ahead(*scenarios):
    """Five years ahead: scenario, ARR and its limits."""
    columns = ["scenario", "years_ahead", "arr", "arr_low", "arr_high"]
    rows = [(name, 5, arr, low, high) for name, arr, low, high in scenarios]
    return pd.DataFrame(rows, columns=columns)


BAND = ahead(("as_now", 100.0, 60.0, 150.0))


def engagement(multiple=None):
    chosen = SimpleNamespace(multiple=multiple, discount_rate=0.10)
    return SimpleNamespace(currency="EUR", assumptions=chosen)


def test_a_path_by_hand():
    # 100 x 1.1 + 10 = 120; 120 x 1.1 + 10 = 142
    assert path(Outset(100, 1.1, 1.0, 1.2, 10, 12), 1.1, 2) == pytest.approx([100, 120, 142])


def test_the_title_is_the_band_and_names_its_rows():
    found = future_arr.make(FLAT, BAND, engagement())
    low = Money(60, "EUR", at=Cell(TABLE, "low_end", "arr"))
    high = Money(150, "EUR", at=Cell(TABLE, "high_end", "arr"))
    assert found.title == Between(Count(5), low, high)
    assert found.say[-1] == NothingNew()
    rows = nrr_sensitivity.make(FLAT, BAND, engagement()).frame.set_index("scenario")
    assert (low.value, high.value) == (rows.loc["low_end", "arr"], rows.loc["high_end", "arr"])
    assert rows.loc[["low_end", "high_end"], "nrr"].isna().all()


def test_an_account_that_is_most_of_arr_is_two_scenarios():
    begin = Outset(100, 1.0, 1.0, 1.0, 0, 12, largest=0.92)
    two = ahead(("with_largest", 100.0, 98.0, 101.0), ("without_largest", 8.0, 6.0, 9.0))
    found = future_arr.make(begin, two, engagement())
    without = Money(8, "EUR", at=Cell(TABLE, "without_largest", "arr"))
    kept = Money(100, "EUR", at=Cell(TABLE, "with_largest", "arr"))
    assert found.title == WithAndWithout(Count(5), without, kept)
    assert found.say[0] == Largest(Share(0.92))
    rows = nrr_sensitivity.make(begin, two, engagement()).frame["scenario"].tolist()
    assert rows[-2:] == ["with_largest", "without_largest"]


def test_each_point_is_compared_with_nrr_as_now():
    rows = sensitivity(FLAT, BAND, None, 0.1).set_index("scenario")
    assert rows.loc["plus_1", "arr"] == pytest.approx(100 * 1.01**5)
    assert rows.loc["minus_1", "arr"] == pytest.approx(100 * 0.99**5)
    assert rows.loc["as_now", "arr_change"] == 0
    assert rows.loc["as_now", "arr_growth"] == pytest.approx(0)
    assert rows[["value_change", "value_change_today"]].isna().all(axis=None)


def test_value_is_at_the_client_s_multiple_and_discounted_over_five_years():
    more = (100 * 1.01**5 - 100) * 6
    found = nrr_sensitivity.make(FLAT, BAND, engagement(6.0))
    row = found.frame.set_index("scenario").loc["plus_1"]
    assert row["value_change"] == pytest.approx(more)
    assert row["value_change_today"] == pytest.approx(more / 1.1**5)
    (said,) = found.say
    assert isinstance(said, Valued)
    assert (said.multiple, said.discount) == (Times(6.0), Share(0.10))
    assert said.today.value == row["value_change_today"]


def test_without_a_multiple_no_value_is_said():
    found = nrr_sensitivity.make(FLAT, BAND, engagement())
    assert isinstance(found.title, OnePoint)
    assert found.say == (NotValued(),)


@pytest.mark.parametrize(
    ("begin", "need"),
    [
        (None, "year"),
        (Outset(0, 0, 0, 0, 0, 2), "customers_live"),
        (Outset(100, 2.9, 2.6, 3.2, 10, 185), "steady_retention"),
    ],
)
def test_what_cannot_be_carried_forward_is_absent(begin, need):
    assert future_arr.make(begin, BAND, engagement()) == Absent(need)
    assert nrr_sensitivity.make(begin, BAND, engagement()) == Absent(need)


@pytest.fixture(scope="module")
def trees() -> Any:
    return case.valuation()


PARTS = pd.DataFrame({"arr_part": ["closing"], "arr_last_year": [19.0], "arr_year_before": [14.0]})


@pytest.mark.parametrize(("actual", "kind"), [(18.0, Inside), (21.0, Outside)])
def test_the_method_is_tried_a_year_back(actual, kind):
    begin = Outset(19, 1.0, 0.9, 1.1, 3, 12, hindcast=Hindcast(17.0, 15.0, 20.0, actual))
    found = arr_year.make(PARTS, begin, engagement())
    assert found.title == Reproduced(
        Money(19, "EUR", at=Cell("valuation.arr_year", "closing", "arr_last_year"))
    )
    amounts = (17.0, 15.0, 20.0, actual)
    assert found.say == (kind(*(Money(each, "EUR") for each in amounts)),)


def test_without_two_years_there_is_no_trial():
    assert arr_year.make(PARTS, FLAT, engagement()).say == (NoHindcast(),)
    assert arr_year.make(PARTS.iloc[:0], None, engagement()) == Absent("year")


@pytest.mark.slow
def test_arr_is_that_of_the_largest_account_and_of_the_others(trees):
    """A is 124,100 of 130,100; of the others B left and C is new: 6,000 a year, kept by nobody."""
    rows = trees.future_arr.frame.set_index(["scenario", "years_ahead"])["arr"]
    assert rows["with_largest", 0] == pytest.approx(130_100)
    assert rows["without_largest", 0] == pytest.approx(6_000)
    assert rows["without_largest"].tolist() == pytest.approx([6_000] * 6)
    assert rows["with_largest", 5] == pytest.approx(124_100 + 6_000)


@pytest.mark.slow
def test_the_parts_of_the_year_make_todays_arr(trees):
    """A and B were 120,000 and 12,000 in 2024; A is 124,100, B gone, and C new at 6,000."""
    parts = trees.workings.arr_parts.set_index("arr_part")["arr_last_year"].to_dict()
    assert parts == pytest.approx(
        {
            "opening": 132_000, "kept": -7_900, "landed": 6_000, "grown": 0, "returned": 0,
            "exchanged": 0, "closing": 130_100,
        }
    )  # fmt: skip


@pytest.mark.slow
def test_the_outset_counts_the_customers_of_a_year_ago(trees):
    # A and B were there; B left, A came to 124,100
    begin = trees.workings.outset
    assert (begin.customers, begin.new, begin.logos) == (2, 6_000, 1)
    assert begin.nrr == pytest.approx(NRR)
    assert begin.low <= begin.nrr <= begin.high
    assert begin.largest == pytest.approx(124_100 / 130_100)
