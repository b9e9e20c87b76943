"""What a choice is worth: the worked example of M67 (golden G5, G17), and what must always hold.

Margin 80 %, 90 % kept, 10 % discount, five years: A = 1 + 9/11 + ... + (9/11)^4 = 561011 / 161051.
1,000,000 addressable x 4 % x 50 % = 20,000 gained; x 0.8 x A = 55,734.99. At a CRC ratio of 0.13
and twice of it: 20,000 x 0.26 = 5,200.
"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_lib.models.lifetime import annuity
from cs_lib.steps.s08_ltv_opportunity import worth

A = 561011 / 161051
G5 = {
    "addressable": 1_000_000.0, "uplift": 0.04, "probability": 0.5, "margin": 0.8, "kept": 0.9,
    "discount_rate": 0.1, "crc_ratio": 0.13, "multiple": 2.0, "room": np.nan,
}  # fmt: skip


def appraised(**changed: float) -> pd.Series:
    return worth.appraised(pd.DataFrame([G5 | changed]), 5).iloc[0]


def test_the_worked_example() -> None:
    found = appraised()
    assert found["annuity"] == pytest.approx(A) == pytest.approx(3.483, abs=5e-4)
    assert found["d_arr"] == pytest.approx(20_000)
    assert found["value"] == pytest.approx(55_734.99, abs=0.005)
    assert found["cost"] == pytest.approx(5_200)
    assert found["net"] == pytest.approx(50_534.99, abs=0.005)
    assert found["breakeven"] == pytest.approx(21.4, abs=0.05)


def test_at_the_break_even_multiple_nothing_is_left() -> None:
    assert appraised(multiple=0.8 * A / 0.13)["net"] == pytest.approx(0, abs=1e-6)


def test_no_more_is_gained_than_there_is_room_for() -> None:
    found = appraised(room=12_000.0)
    assert found["d_arr"] == 12_000
    assert found["cost"] == pytest.approx(3_120)


def test_a_choice_without_an_uplift_has_no_value_rather_than_all_the_room() -> None:
    found = appraised(uplift=np.nan, room=12_000.0)
    assert found[["d_arr", "value", "cost", "net"]].isna().all()


def test_without_a_cost_ratio_value_is_known_and_cost_is_not() -> None:
    found = appraised(crc_ratio=np.nan)
    assert found["value"] == pytest.approx(55_734.99, abs=0.005)
    assert found[["cost", "net", "breakeven"]].isna().all()


def test_nobody_leaving_gives_a_finite_worth() -> None:
    # five payments of 1 at 10 %: 1 + 1/1.1 + ... + 1/1.1^4
    assert appraised(kept=1.0)["annuity"] == pytest.approx(4.16987, abs=1e-5)


shares = st.floats(0, 1)
rows = st.lists(
    st.fixed_dictionaries(
        {
            "addressable": st.floats(0, 1e9), "uplift": shares, "probability": shares,
            "margin": shares, "kept": shares, "discount_rate": st.floats(0, 0.99),
            "crc_ratio": st.floats(0, 5), "multiple": st.floats(0, 10),
            "room": st.one_of(st.just(np.nan), st.floats(0, 1e9)),
        }
    ),
    min_size=1, max_size=9,
)  # fmt: skip


@given(rows, st.integers(1, 10))
def test_net_is_value_less_cost(choices: list[dict[str, float]], years: int) -> None:
    frame = pd.DataFrame(choices)
    found = worth.net(frame, years)
    apart = worth.value(frame, years) - worth.cost(frame)
    np.testing.assert_allclose(found, apart, rtol=1e-9, atol=1e-3)


@given(rows, st.integers(1, 10))
def test_the_annuity_is_that_of_the_models(choices: list[dict[str, float]], years: int) -> None:
    frame = pd.DataFrame(choices)
    found = worth.annuities(frame["kept"].to_numpy(), years, frame["discount_rate"].to_numpy())
    one_by_one = [annuity(row["kept"], years, row["discount_rate"]) for row in choices]
    np.testing.assert_allclose(found, one_by_one)


@given(rows, st.sampled_from([0.01, 100.0, 7.5]))
def test_another_currency_scales_all_and_reorders_nothing(
    choices: list[dict[str, float]], rate: float
) -> None:
    frame = pd.DataFrame(choices)
    other = frame.assign(addressable=frame["addressable"] * rate, room=frame["room"] * rate)
    np.testing.assert_allclose(
        worth.net(other, 5), rate * worth.net(frame, 5), rtol=1e-9, atol=1e-6
    )
