"""Four verdicts, and what may be called an effect."""

import pandas as pd
import pytest

from cs_lib.models.effect.losses import losses
from cs_lib.steps.s10_effectiveness import trials


def found(treated_lost: int, compared_lost: int, n: int = 100):
    rows = [(True, i < treated_lost) for i in range(n)] + [
        (False, i < compared_lost) for i in range(n)
    ]
    return losses(pd.DataFrame(rows, columns=["treated", "lost"]).assign(months=12.0))


@pytest.mark.parametrize(
    ("done", "works", "verdict"),
    [
        (True, "yes", "keep"), (True, "no", "choose_again"), (True, "unclear", "choose_again"),
        (False, "yes", "finish"), (False, "no", "do_or_drop"), (False, "unclear", "do_or_drop"),
    ],
)  # fmt: skip
def test_done_and_effective_make_one_of_four(done: bool, works: str, verdict: str) -> None:
    assert trials.verdict(done, works) == verdict


def test_far_fewer_losses_are_an_effect() -> None:
    assert trials.effective(found(3, 20), -0.05) == "yes"


def test_what_cannot_be_ruled_out_is_not_detectable() -> None:
    # 10 and 12 of a hundred: five points fewer is well within the limits
    assert trials.effective(found(10, 12), -0.05) == "unclear"
    assert trials.effective(found(10, 12), float("nan")) == "unclear"


def test_an_effect_as_large_as_expected_can_be_ruled_out() -> None:
    assert trials.effective(found(100, 100, 1000), -0.06) == "no"


def test_more_losses_are_no_effect() -> None:
    assert trials.effective(found(25, 5), -0.05) == "no"


def test_shuffling_keeps_the_segments() -> None:
    # all losses are of the untreated: two of 184,756 ways to choose ten of twenty do as much
    rows = [("S", i < 10, i >= 10) for i in range(20)]
    frame = pd.DataFrame(rows, columns=["segment", "treated", "lost"]).assign(months=12.0)
    assert trials.shuffled(frame, -1.0) < 0.01
    assert trials.shuffled(frame, 0.0) == 1.0
