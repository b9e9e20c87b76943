"""The rhythm follows potential, by hand on twenty accounts."""

import pandas as pd

from cs_lib.steps.s09_execution import cadence
from tests.steps.s09_execution import builders as b


def test_the_first_of_twenty_is_met_weekly() -> None:
    days = pd.to_datetime(["2025-12-20", "2025-12-30"])
    calls = pd.DataFrame({"customer_id": ["A18", "A17"], "date": days})
    found = cadence.cadences(b.segmentation(19), b.books(), b.intake(activities=calls))
    assert len(found) == 20
    assert found["rhythm"].value_counts().to_dict() == {
        "weekly": 1, "monthly": 3, "quarterly": 6, "yearly": 10,
    }  # fmt: skip
    top = found.iloc[0]
    # 11 days ago where 7 may pass
    assert (top["account"], top["days_over"]) == ("A18", 4.0)
    assert found.set_index("account").loc["A17", "days_over"] == 0.0


def test_without_logged_contacts_nobody_is_late() -> None:
    found = cadence.cadences(b.segmentation(19), b.books(), b.intake())
    assert found["days_over"].isna().all()
