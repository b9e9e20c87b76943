"""Who is watched from when, who is compared until when: by hand on contracts of six accounts."""

import datetime as dt
import tempfile
from pathlib import Path

import pandas as pd
import pytest

from cs_lib import engagement as engagements
from cs_lib import intake
from cs_lib.books.books import open_books
from cs_lib.steps.s10_effectiveness.groups import Trial, groups

CONTRACTS = """\
customer_id,start,end,mrr
A,2024-01-01,,100
B,2024-01-01,2025-09-01,100
C,2024-01-01,2025-02-15,100
D,2024-01-01,2025-08-01,100
E,2024-01-01,,100
F,2024-01-01,,100
G,2025-06-01,,100
"""
ACTIVITIES = """\
date,customer_id,play
2025-01-20,A,sprint
2025-01-25,B,sprint
2025-04-10,D,sprint
2025-07-05,E,review
2024-06-01,F,review
"""
ENGAGEMENT = """\
client: Seven Trees
as_of: 2025-12-31
currency: EUR
tables:
  contracts: contracts.csv
  activities: activities.csv
"""


@pytest.fixture(scope="module")
def found() -> pd.DataFrame:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, text in (
            ("contracts.csv", CONTRACTS), ("activities.csv", ACTIVITIES),
            ("engagement.yml", ENGAGEMENT),
        ):  # fmt: skip
            (folder / file).write_text(text, encoding="utf-8")
        engagement = engagements.load(folder / "engagement.yml")
        given = intake.load(engagement)
        books = open_books(engagement, given)
        test = Trial("sprint", "sprint", dt.date(2025, 1, 1), dt.date(2025, 12, 31))
        return groups(test, books, given)


def spell(found: pd.DataFrame, account: str) -> list[tuple[bool, bool, bool, float]]:
    rows = found[found["account"] == account]
    columns = ["treated", "later", "lost", "months"]
    return [tuple(row) for row in rows[columns].to_numpy().tolist()]


def test_the_treated_are_watched_from_the_month_after(found: pd.DataFrame) -> None:
    assert spell(found, "A") == [(True, False, False, 11.0)]
    # gone at the end of September
    assert spell(found, "B") == [(True, False, True, 8.0)]


def test_those_compared_are_watched_until_they_leave_or_get_a_play(found: pd.DataFrame) -> None:
    assert spell(found, "C") == [(False, False, True, 1.0)]
    assert spell(found, "E") == [(False, False, False, 6.0)]


def test_who_gets_it_later_is_compared_until_then(found: pd.DataFrame) -> None:
    assert spell(found, "D") == [(True, False, True, 4.0), (False, True, False, 3.0)]


def test_who_had_a_play_before_or_came_later_is_no_comparison(found: pd.DataFrame) -> None:
    assert spell(found, "F") == []
    assert spell(found, "G") == []
