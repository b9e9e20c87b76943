"""Four verdicts, and what may be called an effect."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from cs_lib.engagement.policies import Policies
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
        (True, "too_few", "wait"), (True, "too_short", "wait"), (False, "too_few", "do_or_drop"),
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


BOOKS = SimpleNamespace(engagement=SimpleNamespace(policies=Policies()))


def watched(treated: int, compared: int, lost: int, months: float, later: int = 0) -> pd.DataFrame:
    """Accounts of one segment, the losses among those compared; `later` of these got it later."""
    rows = [("S", True, False, False)] * treated
    rows += [("S", False, at >= compared - later, at < lost) for at in range(compared)]
    frame = pd.DataFrame(rows, columns=["segment", "treated", "later", "lost"])
    return frame.assign(months=months)


@pytest.mark.parametrize(
    ("treated", "compared", "lost", "later", "known"),
    [
        (10, 10, 5, 0, True), (9, 10, 5, 0, False), (10, 9, 5, 0, False), (10, 10, 4, 0, False),
        (10, 14, 5, 4, True), (10, 13, 5, 4, False), (200, 200, 4, 0, False), (1, 0, 0, 0, False),
    ],
)  # fmt: skip
def test_an_effect_takes_ten_accounts_a_group_and_five_losses(
    treated: int, compared: int, lost: int, later: int, known: bool
) -> None:
    """The fewest that a rate is said of (P26): 10 accounts and 5 events."""
    frame = watched(treated, compared, lost, 24.0, later)
    works, counts, figures = trials._judged(frame, -0.05, BOOKS)
    assert (works != "too_few") == known
    assert counts == (treated, compared if known else compared - later, 0, lost)
    assert np.isfinite(figures[0]) == known


def test_no_more_than_all_accounts_can_leave_in_a_year() -> None:
    # five of ten in two months are 300 a hundred accounts and year; five in two years are 25
    works, _, figures = trials._judged(watched(10, 10, 5, 2.0), -0.05, BOOKS)
    assert works == "too_short"
    assert np.isnan(figures).all()
    works, _, figures = trials._judged(watched(10, 10, 5, 24.0), -0.05, BOOKS)
    assert works == "yes"
    assert figures[1:3] == pytest.approx((0.25, -0.25))
    assert figures[3] >= -1.0


@pytest.mark.parametrize("treated_lost", [0, 3, 8])
def test_losses_fall_by_no_more_than_they_may_have_been(treated_lost: int) -> None:
    """The fall ends at the upper limit of the rate without the play.

    Mid-p limits of 12 among 100 years by a table of Poisson limits: 0.0650 to 0.2041.
    """
    assert found(treated_lost, 12).difference.low >= -0.2041
