"""Whose measures of success conflict, by hand."""

from cs_lib.exhibits import Absent
from cs_lib.steps.s06_personas import success_metrics
from cs_lib.steps.s06_personas.people import people
from cs_lib.texts import Count, Money, Name, Share
from tests.steps.s04_segmentation.builders import engagement
from tests.steps.s06_personas.builders import LIVE, books, contacts

NEVER = "2025-12-01", None
KNOWN = people(
    books(),
    contacts(
        ("A", "chief", "decides", *NEVER, "return", 1),
        ("A", "user", "uses", *NEVER, "hours", -2),
        ("B", "chief", "decides", *NEVER, "return", 1),
        ("B", "user", "uses", *NEVER, "hours", 2),
        ("C", "chief", "decides", *NEVER, "price", 0),
        ("C", "user", "uses", *NEVER, "hours", -1),
        ("C", "buyer", "uses", *NEVER, None, -1),
    ),
)


def test_each_persona_has_its_measures_with_those_for_and_against() -> None:
    found = success_metrics.metrics(KNOWN).set_index(["persona", "success_metric"])
    assert found.loc[("user", "hours"), ["people", "in_favour", "against"]].tolist() == [3, 1, 2]
    assert found.loc[("chief", "return"), "share_of_persona"] == 2 / 3


def test_people_are_at_odds_where_one_is_for_and_the_other_against() -> None:
    found = success_metrics.conflicts(KNOWN, LIVE)
    first = found.iloc[0]
    assert first[["success_metric", "metric_other"]].tolist() == ["return", "hours"]
    assert first[["accounts", "opposed", "arr_opposed"]].tolist() == [2, 1, 100.0]
    # a neutral person is at odds with nobody
    assert found.iloc[1]["opposed"] == 0


def test_alike_measures_do_not_conflict() -> None:
    same = people(books(), contacts(("A", "chief", "decides", *NEVER, "return", 1),
                                    ("A", "user", "uses", *NEVER, "return", -1)))  # fmt: skip
    assert success_metrics.conflicts(same, LIVE).empty


def test_what_is_said_of_them() -> None:
    told = success_metrics.metric_conflicts.make(
        success_metrics.conflicts(KNOWN, LIVE), engagement()
    )
    assert told.title == success_metrics.AtOdds(Money(100.0, "EUR"))
    assert told.say == (success_metrics.Pair(Name("return"), Name("hours"), Count(1)),)
    plain = success_metrics.persona_metrics.make(success_metrics.metrics(KNOWN), KNOWN)
    assert plain.title == success_metrics.Measures(Count(3), Count(2))
    assert plain.say[1] == success_metrics.Unasked(Share(1 / 7))
    nothing = success_metrics.metrics(KNOWN.head(0))
    assert success_metrics.persona_metrics.make(nothing, KNOWN) == Absent("contacts")
