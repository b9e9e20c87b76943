"""What people decide and no data say has a default, and a range in which another makes sense."""

from typing import Any

import pytest
from pydantic import ValidationError

from cs_lib.engagement.limits import Limits


def test_what_is_left_out_has_the_default_that_the_page_prints() -> None:
    limits = Limits.model_validate({"alarm": {"fall": 0.4}, "fresh_days": {"feedback": 365}})
    assert (limits.steps_a_quarter, limits.step_days, limits.off_plan_days) == (6, 14, 30)
    assert (limits.alarm.fall, limits.alarm.below, limits.alarm.errors) == (0.4, 0.2, 3.0)
    assert limits.fresh_days["feedback"] == 365


@pytest.mark.parametrize(
    "wrong",
    [
        {"steps_a_quarter": 0}, {"off_plan_days": -1}, {"reached_from": 80}, {"reached_from": 0},
        {"alarm": {"fall": 1}}, {"alarm": {"errors": 0}}, {"fresh_days": {"usage": 30}},
        {"sponsordays": 30},
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Limits.model_validate(wrong)
