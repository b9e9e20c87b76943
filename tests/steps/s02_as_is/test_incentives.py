"""Whose pay follows volume?"""

from typing import Any

import pandas as pd
import pytest

from cs_lib.steps.s02_as_is import incentives
from cs_lib.texts import Count, Name, Share
from tests.steps.s02_as_is.builders import engagement, intake, roster, table

ROWS = table(
    "incentives",
    ("csm", "grr", 0.6), ("csm", "calls", 0.4), ("support", "csat", 0.4),
    ("support", "tickets closed", 0.6), ("trainer", "hours taught", 1.0), ("sales", "spirit", 1.0),
    columns="role_type metric share",
)  # fmt: skip


def judged(**keys: object) -> pd.DataFrame:
    return incentives.judged(engagement(**keys), intake(incentives=ROWS, roster=roster()))


@pytest.mark.parametrize(
    ("metric", "kind"),
    [
        ("GRR", "outcome"), ("outcomes attained", "outcome"), ("expansion_arr", "revenue"),
        ("bookings", "volume"), ("tickets closed", "volume"), ("hours taught", "volume"),
        ("spirit", None),
    ],
)  # fmt: skip
def test_a_metric_is_known_by_its_words(metric: str, kind: str | None) -> None:
    assert incentives.kind_of(metric, engagement()) == kind


def test_the_engagement_goes_before_our_words() -> None:
    assert incentives.kind_of("Spirit", engagement(as_is={"metrics": {"spirit": "outcome"}})) == (
        "outcome"
    )


def test_a_role_follows_what_most_of_its_pay_counts() -> None:
    state = judged().drop_duplicates("role").set_index("role")["pay_state"]
    assert state.to_dict() == {
        "support": "against", "trainer": "against", "sales": "strange", "csm": "aligned"
    }  # fmt: skip


def test_what_pay_and_roster_say_apart_is_told() -> None:
    shown: Any = incentives.incentives.make(judged())
    assert shown.title == incentives.Against(Count(2), Count(4))
    assert shown.say == (
        incentives.Worst(Name("trainer"), Name("hours taught"), Share(1.0)),
        incentives.Differs(Name("trainer"), Name("hours taught"), Name("adoption")),
        incentives.Strange(Count(1)),
    )
