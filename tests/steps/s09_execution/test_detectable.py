"""What the test could find, and what is said where it could find nothing."""

import pandas as pd
import pytest

from cs_lib.steps.s09_execution import comparison, detectable
from cs_lib.steps.s09_execution.chosen import decision
from tests.steps.s09_execution import builders as b

GIVEN = b.intake(options=b.OPTIONS, decision=b.DECISION, tests=b.TESTS)
DECIDED = decision(b.ENGAGEMENT, GIVEN)


def found(accounts: int) -> pd.DataFrame:
    known = b.segmentation(accounts)
    group = comparison.assigned(DECIDED, known, b.books(), GIVEN, b.ENGAGEMENT)
    return detectable.detectable(DECIDED, group, b.books(), GIVEN)


def test_few_accounts_find_nothing() -> None:
    row = found(30).iloc[0]
    assert (row["treated"], row["accounts_waiting"], row["before"]) == (20, 10, 0.2)
    # half of last year's 20 %
    assert row["expected_change"] == pytest.approx(-0.1)
    assert pd.isna(row["detectable_change"])
    assert row["power"] < 0.3
    shown = detectable.detectable_effect.make(found(30))
    assert type(shown.title).__name__ == "FindsNothing"


def test_many_accounts_find_the_effect_expected() -> None:
    row = found(900).iloc[0]
    assert row["power"] > 0.9
    assert -0.1 < row["detectable_change"] < 0


def test_two_accounts_are_not_simulated() -> None:
    assert found(4).empty
