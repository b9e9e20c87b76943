"""Start, end and stages of customers, on Three Trees with milestones and sign-ups."""

from types import SimpleNamespace

import pandas as pd
import pytest

from cs_lib.books.journeys import entered, journeys
from tests.steps import case

pytestmark = pytest.mark.slow

STAGES = pd.DataFrame(
    [("A", "contract", "2023-11-15"), ("A", "adoption", "2024-03-01"),
     ("A", "adoption", "2024-02-01"), ("B", "adoption", None), ("C", "contract", "2025-06-01")],
    columns=["customer_id", "stage", "entered"],
).astype({"entered": "datetime64[us]"})  # fmt: skip


def test_the_first_day_in_a_stage_counts() -> None:
    assert entered(STAGES, "adoption").to_dict() == {"A": pd.Timestamp("2024-02-01")}


def test_a_journey_runs_from_contract_or_first_service_to_today_or_the_end() -> None:
    run = case.computed()
    given = SimpleNamespace(tables={**run.intake.tables, "milestones": STAGES})
    found = journeys(run.books, given)
    # a contract after the first service is not the one that began it
    assert found["begun"].astype(str).to_dict() == {
        "A": "2023-11-15", "B": "2024-03-01", "C": "2025-05-01"
    }  # fmt: skip
    assert found["until"].astype(str).to_dict() == {
        "A": "2025-12-31", "B": "2025-06-15", "C": "2025-12-31"
    }  # fmt: skip
    assert found["live"].to_dict() == {"A": True, "B": False, "C": True}
    assert set(found["billing_period"]) == {"year"}


def test_a_sign_up_before_the_first_service_begins_the_journey() -> None:
    run = case.computed()
    people = run.intake.tables["customers"].assign(acquired_on=pd.Timestamp("2023-12-01"))
    found = journeys(run.books, SimpleNamespace(tables={"customers": people}))
    assert set(found["begun"].astype(str)) == {"2023-12-01"}
