"""Group-time effects: by hand, equal to R's `did`, and right where plain differences are not."""

import numpy as np
import pandas as pd
import pytest

from cs_lib.models.effect.group_time import group_time
from tests import published

PANEL = pd.DataFrame(
    [(unit, time, start, level) for unit, start, levels in (
        ("A", 1.0, (1.0, 4.0, 6.0)), ("B", 2.0, (2.0, 2.0, 7.0)), ("C", None, (0.0, 1.0, 1.0)),
        ("D", None, (4.0, 4.0, 5.0)),
    ) for time, level in enumerate(levels)],
    columns=["unit", "time", "start", "y"],
)  # fmt: skip


def test_each_group_and_period_by_hand() -> None:
    # C and D together changed by 0.5 from 0 to 1, by 0.5 from 1 to 2, by 1 from 0 to 2
    cells = group_time(PANEL, "y", "unit", "time", "start").cells
    values = cells.set_index(["group", "time"])["value"]
    by_hand = {(1, 1): 2.5, (1, 2): 4.0, (2, 1): -0.5, (2, 2): 4.5}
    assert values.to_dict() == pytest.approx(by_hand)


def test_those_who_start_later_are_compared_with_until_they_start() -> None:
    # B, unchanged from 0 to 1, joins C and D: a mean change of 1/3
    cells = group_time(PANEL, "y", "unit", "time", "start", control="not_yet").cells
    values = cells.set_index(["group", "time"])["value"]
    assert values[1, 1] == pytest.approx(3 - 1 / 3)
    assert values[1, 2] == pytest.approx(4.0)


def test_averages_count_groups_by_size_and_lengths_alike() -> None:
    found = group_time(PANEL, "y", "unit", "time", "start")
    assert found.simple().value == pytest.approx((2.5 + 4.0 + 4.5) / 3)
    assert found.dynamic().value == pytest.approx(((2.5 + 4.5) / 2 + 4.0) / 2)
    study = found.event_study().set_index("since")["value"]
    assert study.to_dict() == pytest.approx({-1: -0.5, 0: 3.5, 1: 4.0})


def test_a_panel_with_gaps_is_refused() -> None:
    with pytest.raises(ValueError, match="every period"):
        group_time(PANEL.drop(index=3), "y", "unit", "time", "start")


@pytest.mark.external
def test_minimum_wages_as_in_r() -> None:
    # did::att_gt and aggte with analytic errors; the event study as printed in its vignette
    data = pd.read_csv(published.DATA / "mpdta" / "mpdta.csv")
    data["start"] = data["first.treat"].where(data["first.treat"] > 0)
    found = group_time(data, "lemp", "countyreal", "year", "start")
    simple = found.simple()
    assert (round(simple.value, 5), round(simple.error, 5)) == (-0.03995, 0.01203)
    dynamic = found.dynamic()
    assert (round(dynamic.value, 4), round(dynamic.error, 4)) == (-0.0772, 0.02)
    study = found.event_study().set_index("since")["value"].round(4)
    assert study.to_dict() == {
        -3: 0.0305, -2: -0.0006, -1: -0.0245, 0: -0.0199, 1: -0.0510, 2: -0.1373, 3: -0.1008,
    }  # fmt: skip
    assert round(found.placebo(), 2) == 0.17
    # with the size of the county: -0.0418 and 0.0115 in R
    adjusted = group_time(data, "lemp", "countyreal", "year", "start", ["lpop"]).simple()
    assert (round(adjusted.value, 4), round(adjusted.error, 4)) == (-0.0418, 0.0115)


def company(random: np.random.Generator, effect: float) -> pd.DataFrame:
    """A hundred units over eight periods, a third each from period 3, from 5 and never."""
    units = np.arange(99)
    start = np.array([3.0, 5.0, np.nan])[units % 3]
    level = random.normal(size=99)[:, None] + 0.3 * np.arange(8) + random.normal(0, 0.5, (99, 8))
    length = np.arange(8) - start[:, None] + 1
    level += effect * np.where(length > 0, length, 0)
    frame = pd.DataFrame(level, columns=range(8)).assign(unit=units, start=start)
    return frame.melt(["unit", "start"], var_name="time", value_name="y")


@pytest.mark.slow
def test_limits_hold_the_planted_effect_as_often_as_they_say() -> None:
    random, held, refused = np.random.default_rng(11), 0, 0
    # 5 and 3 periods of treatment: means 3 and 2, which count by their periods
    truth = 0.2 * (1 + 2 + 3 + 4 + 5 + 1 + 2 + 3) / 8
    for _ in range(200):
        found = group_time(company(random, 0.2), "y", "unit", "time", "start")
        simple = found.simple()
        held += simple.low <= truth <= simple.high
        refused += found.placebo() < 0.05
    assert 0.90 <= held / 200 <= 0.99
    assert refused / 200 <= 0.12
