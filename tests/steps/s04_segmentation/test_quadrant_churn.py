"""What was lost from each quadrant, and could have been kept, by hand."""

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from cs_lib.steps.s04_segmentation import quadrant_churn as views
from cs_lib.texts import Count, Money, Share
from tests.steps.s04_segmentation.builders import engagement

THEN = pd.DataFrame(
    [("A", 600.0, "high_performers"), ("B", 400.0, "high_performers"), ("C", 500.0, "untrained"),
     ("D", 900.0, None)],
    columns=["account", "arr", "quadrant"],
)  # fmt: skip
LOSSES = pd.DataFrame(
    [("A", "controllable", 50.0), ("B", "uncontrollable", 400.0), ("C", "unknown", 500.0),
     ("D", "controllable", 900.0)],
    columns=["account", "control", "amount"],
)  # fmt: skip


def lost(losses: pd.DataFrame) -> Any:
    pair = SimpleNamespace(
        accounts=pd.DataFrame({"account": ["A", "B", "C"],
                               "status": ["stayed", "churned", "churned"]})
    )  # fmt: skip
    return SimpleNamespace(
        year=SimpleNamespace(pair=pair),
        engagement=SimpleNamespace(reason_families={}),
        main=SimpleNamespace(causes=lambda *_: SimpleNamespace(losses=losses)),
    )


INTAKE: Any = SimpleNamespace(tables={})


def test_controllable_losses_are_over_the_quadrants_arr_of_a_year_ago() -> None:
    found = views.churn(THEN, lost(LOSSES), INTAKE).set_index("quadrant")
    high = found.loc["high_performers"]
    # A shrank by 50 of 1,000 for a reason of ours; B left for one of its own
    assert high[["accounts_opening", "opening_arr", "accounts_lost"]].tolist() == [2, 1000, 1]
    assert high[["gross_churn", "controllable_loss"]].tolist() == [450, 50]
    assert high["controllable_rate"] == pytest.approx(0.05)
    assert high["churn_target"] == 0
    assert found.loc["untrained", ["gross_churn", "not_said_loss"]].tolist() == [500, 500]
    assert pd.isna(found.loc["untrained", "churn_target"])
    # D was in no quadrant
    assert found["gross_churn"].sum() == 950


def test_high_performers_should_lose_nothing() -> None:
    shown = views.quadrant_churn.make(views.churn(THEN, lost(LOSSES), INTAKE), engagement())
    assert shown.title == views.Missed(Money(50, "EUR"))
    assert shown.say[0].rate.value == Share(0.05).value
    assert shown.say[0].accounts == Count(2)
    kept = views.churn(THEN, lost(LOSSES.iloc[1:]), INTAKE)
    assert views.quadrant_churn.make(kept, engagement()).title == views.Met()


def test_without_a_year_there_is_nothing_to_say() -> None:
    none: Any = SimpleNamespace(year=None)
    assert views.churn(THEN, none, INTAKE).empty
