"""Who got a play, by quadrant."""

import pandas as pd

from cs_lib.steps.s09_execution import plays
from tests.steps.s09_execution import builders as b


def test_plays_of_two_years_count_once_an_account() -> None:
    logged = pd.DataFrame(
        {
            "customer_id": ["A0", "A0", "A1", "C"],
            "date": pd.to_datetime(["2025-03-01", "2025-04-01", "2023-03-01", "2025-05-01"]),
            "play": ["sprint", "sprint", "sprint", "early-call"],
        }
    )
    found = plays.sheet(b.segmentation(), b.books(), b.intake(activities=logged))
    rows = found.set_index("quadrant")
    assert rows.loc["untrained", ["accounts", "played"]].tolist() == [10, 1]
    assert rows.loc["unmotivated", "logged_plays"] == "early call"
