"""Spend of each driver beside its outcome, on the ledger of `spending_case`."""

import pytest

from cs_lib.steps.s03_valuation.drivers import Most
from tests.steps.s03_valuation import spending_case as case

pytestmark = pytest.mark.slow


def test_drivers_spend_beside_hours_and_outcome() -> None:
    found = case.valuation().drivers
    rows = found.frame.set_index("driver")
    whole = 2_400 + 3_600 + 3_000 + 1_800
    assert rows["amount"].to_dict() == {
        "onboarding": 2_400, "renewal": 3_600, "upselling": 4_800,
    }  # fmt: skip
    assert rows.loc["renewal", "share"] == pytest.approx(3_600 / whole)
    assert rows.loc["renewal", "hours"] == pytest.approx(2)
    assert rows.loc["renewal", "outcome_rate"] == pytest.approx(120_000 / 132_000)
    assert rows.loc["upselling", "outcome_rate"] == pytest.approx(42_800 / 132_000)
    # Both accounts of the opening began in 2024.
    assert rows.loc["onboarding", "outcome_rate"] == pytest.approx(120_000 / 132_000)
    assert rows.loc["onboarding", "n"] == 2
    assert isinstance(found.title_message, Most)
    assert found.title_message.driver.key == rows["amount"].idxmax() == "upselling"
