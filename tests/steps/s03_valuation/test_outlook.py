"""Where NRR leads Three Trees, worked by hand (see `spending_case`).

ARR 130,100; NRR 124,100 / 132,000; new ARR 6,000 a year.
"""

from types import SimpleNamespace
from typing import Any

import pytest

from cs_lib.exhibits import Absent
from cs_lib.steps.s03_valuation.outlook import (
    Between,
    NotValued,
    OnePoint,
    Outset,
    Valued,
    fan,
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


def engagement(multiple=None):
    chosen = SimpleNamespace(multiple=multiple, discount_rate=0.10)
    return SimpleNamespace(currency="EUR", assumptions=chosen)


def test_a_path_by_hand():
    # 100 x 1.1 + 10 = 120; 120 x 1.1 + 10 = 142
    assert path(Outset(100, 1.1, 1.0, 1.2, 10, 12), 1.1, 2) == pytest.approx([100, 120, 142])


def test_the_band_is_nrr_at_its_limits():
    rows = fan(FLAT)
    assert rows["years_ahead"].tolist() == [0, 1, 2, 3, 4, 5]
    assert rows["arr_low"].tolist() == pytest.approx([100 * 0.9**year for year in range(6)])
    assert rows["arr_high"].iloc[-1] == pytest.approx(100 * 1.1**5)


def test_the_title_is_the_band_and_names_its_rows():
    found = future_arr.make(FLAT, engagement())
    table = "valuation.nrr_sensitivity"
    low = Money(path(FLAT, 0.9)[-1], "EUR", at=Cell(table, "low_end", "arr"))
    high = Money(path(FLAT, 1.1)[-1], "EUR", at=Cell(table, "high_end", "arr"))
    assert found.title == Between(Count(5), low, high)
    rows = nrr_sensitivity.make(FLAT, engagement()).frame.set_index("scenario")["arr"]
    assert (low.value, high.value) == (rows["low_end"], rows["high_end"])


def test_each_point_is_compared_with_nrr_as_now():
    rows = sensitivity(FLAT, None, 0.1).set_index("scenario")
    assert rows.loc["plus_1", "arr"] == pytest.approx(100 * 1.01**5)
    assert rows.loc["minus_1", "arr"] == pytest.approx(100 * 0.99**5)
    assert rows.loc["as_now", "arr_change"] == 0
    assert rows.loc["as_now", "arr_growth"] == pytest.approx(0)
    assert rows[["value_change", "value_change_today"]].isna().all(axis=None)


def test_value_is_at_the_client_s_multiple_and_discounted_over_five_years():
    more = (100 * 1.01**5 - 100) * 6
    found = nrr_sensitivity.make(FLAT, engagement(6.0))
    row = found.frame.set_index("scenario").loc["plus_1"]
    assert row["value_change"] == pytest.approx(more)
    assert row["value_change_today"] == pytest.approx(more / 1.1**5)
    (said,) = found.say
    assert isinstance(said, Valued)
    assert (said.multiple, said.discount) == (Times(6.0), Share(0.10))
    assert said.today.value == row["value_change_today"]


def test_without_a_multiple_no_value_is_said():
    found = nrr_sensitivity.make(FLAT, engagement())
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
    assert future_arr.make(begin, engagement()) == Absent(need)
    assert nrr_sensitivity.make(begin, engagement()) == Absent(need)


@pytest.fixture(scope="module")
def trees() -> Any:
    return case.valuation()


@pytest.mark.slow
def test_arr_grows_with_nrr_and_new_logos(trees):
    now = trees.future_arr.frame["arr"].tolist()
    assert now[0] == pytest.approx(130_100)
    assert now[1] == pytest.approx(130_100 * NRR + 6_000)
    assert now[2] == pytest.approx((130_100 * NRR + 6_000) * NRR + 6_000)


@pytest.mark.slow
def test_the_outset_counts_the_customers_of_a_year_ago(trees):
    # A and B were there; B left, A came to 124,100
    begin = trees.workings.outset
    assert (begin.customers, begin.new) == (2, 6_000)
    assert begin.nrr == pytest.approx(NRR)
    assert begin.low <= begin.nrr <= begin.high
