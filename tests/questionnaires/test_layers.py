"""Strategy gates operations, by hand."""

import pandas as pd
import pytest

from cs_lib import questionnaires
from tests.questionnaires.builders import KNOWN, ROWS


def test_an_operational_layer_counts_for_no_more_than_the_weakest_strategy():
    found = questionnaires.by_layer(questionnaires.items(ROWS, KNOWN)).set_index("layer")
    assert list(found.index) == ["service", "tools"]
    assert found["mean"].tolist() == [2.375, 4]
    assert found["counts_for"].tolist() == [2.375, 2.375]
    assert found["weakest"].tolist() == [0.5, 4]
    assert found["layer_kind"].tolist() == ["strategy", "operations"]


def test_without_strategy_nothing_is_gated():
    rows = ROWS[ROWS["item"] == "B1"]
    found = questionnaires.by_layer(questionnaires.items(rows, KNOWN))
    assert found["counts_for"].tolist() == [4]


def test_scales_are_brought_to_one():
    scored = pd.DataFrame(
        {
            "layer": ["service", "tools"], "low": [1.0, 0.0], "high": [5.0, 10.0], "raters": 3,
            "weight": 1.0, "mean": [3.0, 10.0], "spread": [1.0, 2.5],
        }
    )  # fmt: skip
    found = questionnaires.by_layer(scored).set_index("layer")
    assert found["mean"].tolist() == pytest.approx([2, 4])
    assert found["spread"].tolist() == pytest.approx([1, 1])
