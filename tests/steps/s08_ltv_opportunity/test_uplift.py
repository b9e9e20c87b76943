"""What an uplift rests on, by hand."""

import numpy as np
import pandas as pd
import pytest

from cs_lib.engagement import Assumptions
from cs_lib.errors import EngagementError
from cs_lib.steps.s08_ltv_opportunity import uplift
from tests.steps.s08_ltv_opportunity.builders import LEADS, engagement

RATES = pd.DataFrame(
    [
        ("S", "retention", 0.10, 40, 12, 17.0),
        ("S", "upsell", 0.05, 40, 9, 14.0),
        ("T", "retention", 0.2, 20, 8, 13.0),
    ],
    columns=["segment", "lever", "rate", "accounts", "events", "weight"],
)


def of(found: pd.DataFrame, segment: str, lever: str) -> pd.Series:
    return found.set_index(["segment", "lever"]).loc[(segment, lever)]


def test_the_lead_over_the_mean_follows_from_the_ratio_to_the_others() -> None:
    # a quarter at half of the others' losses: the mean is 0.875 of theirs, so the best are at 4/7
    # of it and 3/7 of the losses would be saved; at twice their growth the mean is 1.25: 60 % more
    logs = np.log([0.5, 1.0, 2.0, 1e-9])
    assert uplift.lead("retention", logs, 0.25) == pytest.approx([3 / 7, 0, 0, 1])
    assert uplift.lead("expansion", logs, 0.25) == pytest.approx([0, 0, 0.6, 0])


def account_quarters(kept: int, lost: int, other_kept: int, other_lost: int) -> pd.DataFrame:
    """Quarters in which the best users, then the others, kept or lost."""
    shares = [0.0] * kept + [1.0] * lost + [0.0] * other_kept + [1.0] * other_lost
    n = len(shares)
    return pd.DataFrame(
        {"account": [f"A{i}" for i in range(n)], "segment": "S", "retention": shares,
         "expansion": 0.0, "upsell": 0.0, "best": [True] * (kept + lost) + [False] *
         (other_kept + other_lost), "noticed": False, "decides": True, "size": 1.0, "tenure": 1.0}
    )  # fmt: skip


def leads(frame: pd.DataFrame) -> pd.DataFrame:
    return uplift.leads(frame, frame["best"].astype(object), frame).set_index("lever")


def test_many_decisions_speak_for_themselves() -> None:
    found = leads(account_quarters(950, 50, 2_700, 300)).loc["retention"]
    assert found["mean"] == pytest.approx(np.log(0.5), abs=0.05)
    assert found["deviation"] == pytest.approx(np.sqrt(1 / 50 + 1 / 300), rel=0.15)
    assert (found["inside"], found["accounts"], found["source"]) == (0.25, 1000, uplift.OBSERVED)


def test_few_decisions_leave_the_prior_which_is_wide_and_not_absent() -> None:
    found = leads(account_quarters(10, 0, 30, 1)).loc["retention"]
    assert found["mean"] == pytest.approx(-uplift.PRIOR_LEAD, abs=0.15)
    assert found["deviation"] == pytest.approx(uplift.PRIOR_DEVIATION, rel=0.1)
    assert found["source"] == uplift.PRIOR


def test_who_was_under_notice_or_had_no_decision_is_left_out_of_retention() -> None:
    frame = account_quarters(950, 50, 2_700, 300)
    leavers = frame.assign(best=False, retention=1.0, noticed=True).head(500)
    stayers = frame.assign(best=True, retention=0.0, decides=False).head(500)
    both = pd.concat([frame, leavers, stayers], ignore_index=True)
    one, other = (leads(each).loc["retention"] for each in (frame, both))
    assert (one["mean"], one["decisions"]) == pytest.approx((other["mean"], other["decisions"]))


def test_without_use_every_lever_has_the_prior() -> None:
    frame = account_quarters(1, 1, 1, 1).assign(best=None)
    found = leads(frame)
    assert found["mean"].tolist() == [-0.5, 0.5, 0.5]
    assert set(found["source"]) == {uplift.PRIOR}


def test_what_is_stated_goes_first_and_the_segments_own_before_all() -> None:
    stated = engagement(uplifts={"retention": {"S": 0.01, "all": 0.02}})
    found = uplift.uplifts(RATES, LEADS, stated)
    assert of(found, "S", "retention")["stated"] == 0.01
    assert of(found, "T", "retention")["stated"] == 0.02
    assert pd.isna(of(found, "S", "upsell")["stated"])
    assert found["uplift_source"].tolist() == [uplift.STATED, uplift.PRIOR, uplift.STATED]


def test_a_misspelt_segment_is_told_with_the_nearest() -> None:
    rates = RATES.replace({"segment": {"S": "Enterprise"}})
    stated = engagement(uplifts={"retention": {"Enterprize": 0.01}})
    with pytest.raises(
        EngagementError, match=r"no segment 'Enterprize'.*did you mean 'Enterprise'"
    ):
        uplift.uplifts(rates, LEADS, stated)


def test_one_share_is_for_all_segments() -> None:
    assert dict(Assumptions.model_validate({"uplifts": {"upsell": 0.02}}).uplifts["upsell"]) == {
        "": 0.02
    }


ALL = RATES.replace({"segment": {"T": "all"}})


def test_all_is_refused_where_a_segment_bears_that_name() -> None:
    stated = engagement(uplifts={"retention": {"all": 0.02}})
    why = r"uplifts\.retention: 'all' means every .*name each of S, all"
    with pytest.raises(EngagementError, match=why):
        uplift.uplifts(ALL, LEADS, stated)


def test_a_segment_called_all_has_its_own_uplift_where_each_is_named() -> None:
    stated = engagement(uplifts={"retention": {"S": 0.01, "all": 0.02}})
    assert of(uplift.uplifts(ALL, LEADS, stated), "all", "retention")["stated"] == 0.02
