"""Optima worked by hand, the shadow price by finite difference, and what every optimum obeys."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_lib.models.allocation import fit, solve

pytestmark = pytest.mark.slow


def curves(*rows):
    names = ["cell", "spend", "half", "ceiling", "minimum", "maximum"]
    return pd.DataFrame(rows, columns=names).astype(dict.fromkeys(names[1:], float))


def best(found):
    return found.table.set_index("cell")["best"].to_dict()


TWO = curves(("a", 150, 100, 1600, 0, 1000), ("b", 50, 100, 400, 0, 1000))
THREE = curves(("a", 50, 100, 1000, 0, 500), ("b", 50, 50, 300, 0, 500), ("c", 50, 20, 15, 5, 500))


@st.composite
def any_curves(draw):
    count = draw(st.integers(1, 6))
    money = st.floats(10, 1000)
    rows = []
    for cell in range(count):
        low = draw(st.floats(0, 20))
        rows.append(
            (cell, draw(money), draw(money), draw(st.floats(20, 5000)), low, low + draw(money))
        )
    frame = curves(*rows)
    return frame, frame["minimum"].sum() + draw(st.floats(1, 2000))


def test_two_cells_by_hand():
    # 160000/(100+x)^2 = 40000/(100+y)^2 -> 100+x = 2(100+y), and x + y = 200: x = 500/3
    found = solve(TWO, 200)
    assert found.status == "optimal"
    assert best(found) == pytest.approx({"a": 500 / 3, "b": 100 / 3}, rel=1e-4)
    assert found.shadow_price == pytest.approx(160000 / (800 / 3) ** 2 - 1, rel=1e-4)
    # today 1600 * 150/250 + 400 * 50/150 - 200
    assert found.value_today == pytest.approx(960 + 400 / 3 - 200)
    assert found.table["move"].sum() == pytest.approx(0, abs=1e-3)


def test_the_moves_are_ranked_by_the_marginal_return_of_today():
    found = solve(TWO, 200)
    assert found.table["cell"].tolist() == ["a", "b"]
    # 160000/250^2 - 1 and 40000/150^2 - 1
    assert found.table["marginal_today"].tolist() == pytest.approx([1.56, 0.7778], abs=1e-4)


# beyond 294 (216 for a, 72.5 for b, the least for c) the next unit earns nothing
@pytest.mark.parametrize("budget", [60, 200, 350])
def test_the_shadow_price_is_what_one_more_unit_earns(budget):
    step = 0.05
    more, less = (solve(THREE, budget + way).value_best for way in (step, -step))
    assert solve(THREE, budget).shadow_price == pytest.approx(
        (more - less) / (2 * step), rel=1e-3, abs=1e-5
    )


def test_budget_is_left_over_when_the_next_unit_brings_less_than_itself():
    # 100 * 900/(100+x)^2 = 1 at x = 200
    found = solve(curves(("a", 0, 100, 900, 0, 5000)), 1000)
    assert best(found)["a"] == pytest.approx(200, rel=1e-3)
    assert found.shadow_price == 0


def test_the_minimum_service_level_is_kept_though_it_costs():
    found = solve(THREE, 200)
    assert best(found)["c"] == pytest.approx(5)
    assert found.table.set_index("cell").loc["c", "marginal_best"] < 0


def test_a_full_cell_has_no_use_for_more():
    found = solve(curves(("a", 10, 100, 9000, 0, 50)), 80)
    assert best(found)["a"] == pytest.approx(50)
    assert found.shadow_price == 0


@settings(deadline=None, max_examples=40)
@given(any_curves())
def test_every_optimum_keeps_the_rules(case):
    frame, budget = case
    found = solve(frame, budget)
    assert found.status == "optimal"
    table = found.table.merge(frame, on="cell")
    assert table["best"].sum() <= budget * (1 + 1e-6)
    assert (table["best"] >= table["minimum"] - 1e-6).all()
    assert (table["best"] <= table["maximum"] + 1e-6).all()
    open_ = table["best"] < table["maximum"] - 1e-3 * budget
    if (table["marginal_best"][open_] > 1e-2).any():
        assert table["best"].sum() == pytest.approx(budget, rel=1e-5)
    inside = open_ & (table["best"] > table["minimum"] + 1e-3 * budget)
    if found.shadow_price > 0 and inside.any():
        alike = table.loc[inside, "marginal_best"].to_numpy()
        assert alike == pytest.approx(found.shadow_price, rel=1e-2, abs=1e-2)


@settings(deadline=None, max_examples=20)
@given(any_curves())
def test_no_spend_of_today_within_the_rules_earns_more(case):
    frame, budget = case
    room = frame["maximum"] - frame["minimum"]
    share = min(1.0, (budget - frame["minimum"].sum()) / room.sum())
    today = frame.assign(spend=frame["minimum"] + room * share)
    found = solve(today, budget)
    assert found.value_best >= found.value_today - 1e-6 * max(1.0, abs(found.value_today))


def test_a_missing_curve_is_said_and_nothing_is_recommended():
    found = solve(curves(("a", 10, 100, 900, 0, 50), ("b", 10, np.nan, 900, 0, 50)), 20)
    assert found.status == "cannot support"
    assert found.why == "no response curve for b"
    assert found.table["best"].isna().all()
    assert np.isnan(found.shadow_price)


def test_no_curves_at_all_cannot_support_anything():
    assert solve(THREE.head(0), 20).status == "cannot support"


def test_a_minimum_beyond_the_budget_is_said():
    found = solve(THREE.assign(minimum=100.0), 200)
    assert (found.status, "needs 300" in found.why) == ("infeasible", True)


def test_the_missing_parameter_is_taken_from_today():
    # 500 from a spend of 100: a half of 100 means a ceiling of 1000, and the reverse
    whole = curves(("a", 100, 100, 1000, 0, 500))
    for gap in ("half", "ceiling"):
        found = solve(whole.assign(value=500.0, **{gap: np.nan}), 300)
        assert best(found) == pytest.approx(best(solve(whole, 300)))


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (THREE.drop(columns="half"), "lack the columns half"),
        (THREE.assign(minimum=600.0), "no minimum above"),
        (THREE.assign(half=0.0), "half above 0"),
    ],
)
def test_curves_that_cannot_be_are_refused(frame, said):
    with pytest.raises(ValueError, match=said):
        solve(frame, 200)


def test_a_planted_response_is_found_again():
    spend = np.linspace(20, 400, 40)
    noise = np.random.default_rng(0).normal(0, 10, 40)
    found = fit(spend, 1000 * spend / (100 + spend) + noise)
    assert found.n == 40
    assert abs(found.half - 100) < 3 * found.half_error < 30
    assert abs(found.ceiling - 1000) < 3 * found.ceiling_error < 100


@pytest.mark.parametrize(
    ("spend", "value"),
    [
        ([1, 2, 3, 4], [1, 2, 2.5, 2.8]),
        ([100, 100, 101, 100, 99, 100], [5, 6, 7, 5, 6, 7]),
        ([10, 20, 30, 40, 50, 60], [10, 20, 30, 40, 50, 60]),
        ([10, 20, 30, 40, 50, 60], [0, 0, 0, 0, 0, 0]),
    ],
    ids=["too few", "no variation", "no diminishing return", "no value"],
)
def test_history_that_shows_no_response_fits_none(spend, value):
    assert fit(spend, value) is None
