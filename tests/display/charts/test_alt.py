"""The alternative text: the finding, then each mark with its values, nothing said twice."""

import pandas as pd

from cs_lib.exhibits import charts
from tests.display.charts.drawings import alt
from tests.display.charts.told import AMOUNT, CASES, LABEL, PART, told


def test_one_value_a_mark():
    frame = pd.DataFrame({"label": ["Acme", "Ulm"], "amount": [1.2e6, None]})
    said = alt(told(charts.Bars(LABEL, AMOUNT), frame, "Acme is first.", {"amount": "ARR"}))
    assert said == "Acme is first. ARR, EUR: Acme 1.2m; Ulm –."


def test_marks_of_one_name_stand_together():
    frame = pd.DataFrame(
        [("Jan", "Safe", 2e4), ("Feb", "Safe", 3e4), ("Jan", "Risk", 1e4)],
        columns=["label", "part", "amount"],
    )
    said = alt(told(charts.Bars(LABEL, AMOUNT, PART), frame, "T"))
    assert said == "T. Amount, EUR: Jan: Safe 20k, Risk 10k; Feb: Safe 30k."


def test_further_values_come_with_their_heads_and_missing_ones_not_at_all():
    said = alt(CASES["dots"])
    assert "Upsell: SMB 1.23 (Low 0.91, High 1.74, Target 0.28)" in said
    assert "Nothing known – (Target 0.20); Without interval 0.62." in said


def test_what_is_the_same_in_all_rows_is_said_once():
    said = alt(CASES["lines"])
    assert said.count("Target") == 2
    assert "NRR (Target 110.0%): 30 Sep 2024 104.1%, 31 Dec 2024 105.2%" in said


def test_estimates_are_said_to_be_estimates():
    said = alt(CASES["lines"])
    assert "31 Mar 2026 105.9%, 30 Jun 2026 105.2% (estimated), 30 Sep 2026 106.1% (est" in said
    assert said.count("(estimated)") == 4


def test_both_ends_of_a_row_come_with_their_heads():
    said = alt(CASES["tornado"])
    assert "Net value, EUR: Net value 596k; " in said
    assert "Gross margin: At the low end 520k, At the high end 655k" in said
    assert "SMB: acquisition: Today 900k, Best 560k" in alt(CASES["dumbbell"])


def test_roles_are_not_read_out():
    assert "headwind" not in alt(CASES["stacked_bridge"])
    assert "opening" not in alt(CASES["waterfall"])
