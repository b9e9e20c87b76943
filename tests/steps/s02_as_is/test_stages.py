"""The ARR that a stage touches, by hand."""

import pandas as pd

from cs_lib.steps.s02_as_is import stages
from tests.steps.s02_as_is.builders import books, intake, table

MILESTONES = table(
    "milestones",
    ("A", "adoption", "2022-03-01"), ("A", "performance", "2023-01-01"),
    ("A", "first_value", "2022-02-01"), ("B", "adoption", "2023-05-01"),
    ("C", "trial", "2023-12-01"), ("C", "adoption", "2026-01-15"),
    columns="customer_id stage entered",
)  # fmt: skip


def test_an_account_stands_at_the_furthest_stage_that_it_has_entered() -> None:
    found = stages.by_stage(books(), intake(milestones=MILESTONES)).set_index("stage")
    # C enters adoption after the review and has a contract; D has no milestone at all
    assert found["accounts"].to_dict() == {
        "awareness": 1, "consideration": 1, "trial": 1, "contract": 2, "adoption": 1,
        "performance": 1, "transformation": 0, "advocacy": 0,
    }  # fmt: skip
    assert found.loc[["contract", "adoption", "performance"], "arr"].tolist() == [300, 300, 400]


def test_before_the_contract_it_is_what_was_won_in_the_year() -> None:
    found = stages.by_stage(books(), intake()).set_index("stage")
    assert found.loc["trial", "arr"] == 100
    assert pd.isna(found.loc["adoption", "arr"])
