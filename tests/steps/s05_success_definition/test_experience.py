"""Perception against expectation, and moments of truth."""

import pandas as pd
import pytest

from cs_lib.exhibits import Absent
from cs_lib.steps.s05_success_definition import experience as told
from tests.steps.s05_success_definition.builders import made


def answers(point: str, *pairs: tuple[float, float]) -> pd.DataFrame:
    frame = pd.DataFrame(list(pairs), columns=["score", "expectation"])
    return frame.assign(touch_point=point, instrument="csat")


def test_a_touch_point_falls_short_where_its_limits_say_so() -> None:
    poor = answers("onboarding", *[(2, 4), (3, 4)] * 6)
    fair = answers("support", *[(4, 4), (5, 4), (3, 4)] * 4)
    frame = told.gaps(pd.concat([fair, poor]))
    assert frame["touch_point"].tolist() == ["onboarding", "support"]
    row = frame.iloc[0]
    # twelve differences of -1 and -2: mean -1.5, s = 0.5222, t(0.95, 11) = 1.7959
    assert row["experience_gap"] == -1.5
    assert row["gap_high"] == pytest.approx(-1.5 + 1.7959 * 0.5222 / 12**0.5, abs=1e-3)
    shown = made(told.experience_gaps, touch_gaps=frame)
    assert (shown.title.touch_point.value, shown.title.gap.value) == ("onboarding", 1.5)


def test_few_answers_have_no_limits_and_nothing_is_claimed_of_them() -> None:
    frame = told.gaps(answers("onboarding", (1, 5), (1, 5)))
    assert frame[["gap_low", "gap_high"]].isna().all(axis=None)
    assert made(told.experience_gaps, touch_gaps=frame).title == told.NoShortfall()
    none = told.gaps(answers("onboarding", (1, float("nan"))))
    assert made(told.experience_gaps, touch_gaps=none) == Absent("surveys")


def test_moments_are_ordered_by_what_is_to_win() -> None:
    rows = pd.DataFrame(
        [("kick-off", "contract", 5.0, 4.0, True), ("training", "adoption", 4.0, 2.0, None),
         ("login", "adoption", 2.0, 4.0, False), ("invoice", "adoption", 1.0, 1.0, True)],
        columns=["moment", "stage", "importance", "score", "validated"],
    )  # fmt: skip
    frame = told.moments(rows)
    assert frame["moment"].tolist() == ["training", "kick-off", "invoice", "login"]
    assert frame["to_win"].tolist() == [12, 5, 4, 2]
    assert frame["moment_verdict"].tolist() == ["fix_first", "keep", "leave", "ease"]
    shown = made(told.moments_of_truth, moments=frame)
    assert shown.title.moments.value == 1
    assert [type(each) for each in shown.say] == [told.Worst, told.NotConfirmed]
    assert shown.say[1].moments.value == 2
