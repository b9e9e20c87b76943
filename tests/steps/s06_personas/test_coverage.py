"""Who is known at which account, by hand."""

import pandas as pd

from cs_lib.exhibits import Absent
from cs_lib.steps.s06_personas import coverage
from cs_lib.steps.s06_personas.people import people
from cs_lib.texts import Count, Money, Name, Share
from tests.steps.s04_segmentation.builders import engagement
from tests.steps.s06_personas.builders import LIVE, books, contacts

KNOWN = people(
    books(),
    contacts(
        ("A", "user", "uses", "2025-12-01", None, "hours"),
        ("B", "user", "uses", "2025-01-01"),
        ("B", "chief", "decides", "2025-12-15", None, "return"),
        ("C", "chief", "decides", "2025-12-15", "2025-12-20"),
    ),
)


def test_coverage_counts_accounts_in_which_a_persona_is_known_and_there() -> None:
    found = coverage.grid(KNOWN, LIVE).set_index(["persona", "segment"])
    assert found["known"].to_dict() == {("user", "S"): 2, ("chief", "S"): 1}
    assert found["share_known"].to_dict() == {("user", "S"): 1.0, ("chief", "S"): 0.5}


def test_a_profile_is_complete_where_the_measure_is_known_and_fresh_within_90_days() -> None:
    found = coverage.profiles(KNOWN, LIVE, books()).set_index("persona")
    assert found.loc["user", ["people", "metric_known", "met_recently", "people_left"]].tolist() \
        == [2, 0.5, 0.5, 0]  # fmt: skip
    assert found.loc["chief", ["people", "people_left", "arr"]].tolist() == [1, 1, 300.0]
    assert found.loc["user", "arr"] == 400.0


def test_the_best_and_the_least_known_come_from_the_same_table() -> None:
    told = coverage.persona_coverage.make(coverage.grid(KNOWN, LIVE))
    assert told.title == coverage.BestKnown(Name("user"), Share(1.0))
    assert told.say == (coverage.LeastKnown(Name("chief"), Name("S"), Share(0.5), Count(2)),)
    assert coverage.persona_coverage.make(coverage.grid(KNOWN.head(0), LIVE)) == Absent("contacts")


def test_teams_tell_where_nobody_is_known() -> None:
    teams = LIVE.assign(personas_known=["user", "chief, user", None], decider_known=[0, 1, 0],
                        sponsor_days=1.0, late_side=None, owner="P1")  # fmt: skip
    told = coverage.renewal_team.make(teams, KNOWN, engagement())
    assert told.title == coverage.Teams(Count(1), Count(3))
    assert told.say == (coverage.NoContact(Count(1), Money(50.0, "EUR")),)
    assert told.frame["decision_maker"].tolist() == ["no", "yes", "no"]
    assert isinstance(told.frame, pd.DataFrame)
