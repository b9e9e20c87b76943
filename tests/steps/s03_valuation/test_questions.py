"""Kellogg's six questions, on the ledger of `spending_case`."""

import pandas as pd
import pytest

from cs_lib.steps.s03_valuation.questions import Lag, Six
from cs_lib.texts import Count
from tests.steps.s03_valuation import spending_case as case

pytestmark = pytest.mark.slow


def test_six_questions_are_answered() -> None:
    found = case.valuation().questions
    assert isinstance(found.messages[0], Six)
    assert found.messages[0].cost.value == 1.0
    values = found.frame["ratio_value"]
    assert values.drop(2).to_list() == pytest.approx([12.0, 6_000, 1.25, 1.4, 0.95])
    assert pd.isna(values[2]), "more was lost than won"
    assert found.frame["unit"].to_list() == ["ratio", "money", *["ratio"] * 4]


def test_the_clients_choices_are_the_answers() -> None:
    chosen = (
        "gross_margin: 0.5, acquisition_on: margin, acquisition_lag_months: 3, "
        "onboarding_counts_as: acquire"
    )
    found = case.valuation(case.assuming(chosen)).questions
    rows = found.frame.set_index("question")
    assert rows["cac_choice"].to_dict() == {
        "months_or_years": "per_arr", "logos_or_money": "money", "up_or_down": "gross",
        "revenue_or_margin": "margin", "success_cost": "in", "lag": "earlier",
    }  # fmt: skip
    assert found.messages[1] == Lag(Count(3))


def test_without_a_margin_the_alternative_has_no_value() -> None:
    found = case.valuation(case.PLAIN._replace(more="")).questions
    row = found.frame.set_index("question").loc["revenue_or_margin"]
    assert row["cac_alternative"] == "on_margin"
    assert pd.isna(row["ratio_value"])
