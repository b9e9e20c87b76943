"""Fresh data on four accounts, by hand."""

from typing import Any

import pandas as pd

from cs_lib.engagement import Limits
from cs_lib.exhibits import Absent
from cs_lib.steps.s02_as_is import knowledge
from cs_lib.texts import Code
from tests.steps.s02_as_is.builders import books, intake, table

NOBODY = pd.DataFrame(columns=["questionnaire", "item", "mean"])
USAGE = table(
    "usage",
    ("2025-12-31", "A", 1), ("2025-10-03", "B", 1), ("2025-10-02", "C", 1), ("2026-01-31", "D", 1),
    columns="date customer_id value",
)  # fmt: skip
"""Ninety days before the end of the year is 2 October: B is fresh by a day, C is not."""
TICKETS = table("tickets", ("A", "2025-12-01"), columns="customer_id opened")
OUTCOMES = table(
    "outcomes", ("A", 5.0, "2025-12-01"), ("B", None, "2025-12-01"),
    columns="customer_id actual date",
)  # fmt: skip


def test_an_area_is_fresh_within_its_days() -> None:
    given = intake(usage=USAGE, tickets=TICKETS, outcomes=OUTCOMES)
    found = knowledge.covered(books(), given, NOBODY, Limits()).set_index("knowledge_area")
    assert found.loc["utilisation", ["known_at_all", "fresh", "fresh_arr"]].tolist() == [
        0.75,
        0.5,
        0.7,
    ]
    assert found.loc["operations", "fresh"] == 0.25
    # an outcome without a value is not measured
    assert found.loc["business_outcomes", "known_at_all"] == 0.25
    assert found.loc[["adoption", "feedback"], "fresh"].isna().all()


def test_the_raters_view_stands_beside() -> None:
    scored = pd.DataFrame({"questionnaire": "knowledge", "item": ["K1"], "mean": [3.5]})
    found = knowledge.covered(books(), intake(usage=USAGE), scored, Limits())
    assert found.set_index("knowledge_area").loc["utilisation", "own_score"] == 3.5


def test_the_blindest_is_named_and_areas_without_a_table_listed() -> None:
    given = intake(usage=USAGE, tickets=TICKETS)
    shown: Any = knowledge.knowledge.make(knowledge.covered(books(), given, NOBODY, Limits()))
    assert shown.title.area == Code("knowledge_area", "operations")
    assert len(shown.say[0].areas) == 3


def test_no_table_at_all_is_absent() -> None:
    assert knowledge.knowledge.make(knowledge.covered(books(), intake(), NOBODY, Limits())) == (
        Absent("usage")
    )
