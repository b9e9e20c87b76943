"""Skills against need, by hand: P1 is able to renew, P2 is not."""

from typing import Any

import pandas as pd
import pytest

from cs_lib.errors import EngagementError
from cs_lib.exhibits import Absent
from cs_lib.steps.s02_as_is import activity, expertise
from cs_lib.texts import Code, Count, Name, Share
from tests.steps.s02_as_is.builders import ROSTER, activities, books, engagement, intake, roster

LOG = activities(
    ("2025-02-01", "A", "P1", "renewal", None, 60), ("2025-03-01", "B", "P2", "renewal", None, 180),
    ("2025-04-01", "C", "P3", "renewal", None, 60), ("2025-04-01", "C", "X9", "renewal", None, 600),
)  # fmt: skip
"""X9 is not on the roster: nothing is known of the person's skills."""
GIVEN = intake(roster=roster(), activities=LOG)


def covered(given: Any = GIVEN, **keys: object) -> pd.DataFrame:
    return expertise.covered(activity.logged(books(), given), books(), engagement(**keys), given)


def test_the_skills_of_a_driver_are_those_of_usual_names_that_are_there() -> None:
    assert expertise.needed(engagement(), GIVEN) == {
        "onboarding": ["product_knowledge"], "nurturing": ["product_knowledge"],
        "renewal": ["negotiation"], "upselling": ["negotiation"],
        "escalation": ["product_knowledge"],
    }  # fmt: skip


def test_the_engagement_says_which_skills_and_how_much_of_them() -> None:
    own = engagement(as_is={"skills": {"renewal": ["product_knowledge", "negotiation"]},
                            "able_from": 3})  # fmt: skip
    assert expertise.able(own, GIVEN)["renewal"].to_dict() == {
        "P1": True, "P2": False, "P3": False, "S1": True, "T1": False
    }  # fmt: skip


def test_an_unknown_skill_is_refused_with_the_nearest_name() -> None:
    own = engagement(as_is={"skills": {"renewal": ["negotation"]}})
    with pytest.raises(EngagementError, match=r"'negotation'; did you mean 'negotiation'"):
        expertise.needed(own, GIVEN)


def test_a_column_of_the_drivers_name_goes_before_usual_ones() -> None:
    given = intake(roster=roster().assign(renewal=[0.0, 4.0, 0.0, 0.0, 0.0]))
    assert expertise.able(engagement(), given)["renewal"].tolist() == [False, True, *[False] * 3]


def test_coverage_is_the_share_of_hours_by_able_people() -> None:
    rows = covered().set_index(["driver", "segment_served"])
    large, small = rows.loc[("renewal", "Large")], rows.loc[("renewal", "Small")]
    # P1 (negotiation 3) worked one hour of four, P2 (2) three
    assert large["coverage"] == 0.25
    assert large[["hours", "serving", "able_people"]].tolist() == [4, 2, 1]
    assert small[["hours", "able_people", "cover_state"]].tolist() == [11, 0, "nobody"]
    assert small["coverage"] == 0


def test_without_hours_the_posts_that_serve_the_segment_count() -> None:
    rows = covered(intake(roster=roster())).set_index(["driver", "segment_served"])
    # of P1, half of P2, S1 and T1, the first and S1 know the product
    assert rows.loc[("nurturing", "Large"), "coverage"] == pytest.approx(1 / 3.5)
    assert rows.loc[("nurturing", "Large"), "able_people"] == 1
    assert rows["hours"].isna().all()


def test_the_title_names_where_most_hours_lack_skills() -> None:
    shown: Any = expertise.expertise.make(covered())
    # P2's three hours weigh more than the hours that strangers logged, times one
    lacking = shown.frame.assign(lack=lambda f: (1 - f["coverage"]) * f["hours"])
    top = lacking.sort_values("lack", ascending=False).iloc[0]
    assert shown.title == expertise.Lacking(
        Code("driver", top["driver"]), Name(top["segment_served"]), Share(1 - top["coverage"])
    )


def test_single_points_are_counted_with_the_arr_of_their_segments() -> None:
    rows = covered()
    shown: Any = expertise.single_points.make(rows, engagement())
    assert shown.title == expertise.OnePerson(Count(int((rows["able_people"] == 1).sum())))
    assert shown.say[-1].arr.value == 1000


def test_a_roster_without_skills_is_absent() -> None:
    bare = roster([(*row[:7], None, None) for row in ROSTER]).drop(
        columns=["product_knowledge", "negotiation"]
    )
    rows = covered(intake(roster=bare))
    assert expertise.expertise.make(rows) == Absent("skills")
    assert expertise.single_points.make(rows, engagement()) == Absent("skills")


def test_a_client_edition_tells_no_skill_of_two_people() -> None:
    rows = covered(edition="client").set_index(["driver", "segment_served"])
    # two people renewed among the Large and one among the Small; nobody logged anything else
    assert ("renewal", "Large") not in rows.index
    assert ("renewal", "Small") not in rows.index
    assert (rows["serving"] >= 3).all()
