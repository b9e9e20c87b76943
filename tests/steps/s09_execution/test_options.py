"""What each option is worth, by hand."""

import pandas as pd
import pytest

from cs_lib.steps.s09_execution import options
from cs_lib.steps.s09_execution.chosen import decision
from tests.steps.s09_execution import builders as b

GIVEN = b.intake(options=b.OPTIONS, decision=b.DECISION, tests=b.TESTS)
LISTED = options.options(GIVEN, b.opportunity())


def test_the_chosen_one_comes_first_then_the_dearest() -> None:
    assert LISTED["option"].tolist() == ["sprint", "call early", "self service"]


def test_worth_is_the_effect_times_its_chance_at_what_step_8_gives() -> None:
    # 30,000 x 0.6 x 2; 20,000 x 0.5 x (2 x 300 + 3 x 100) / 400; step 8 knows no worth of upselling
    assert LISTED["ltv_gain"].tolist()[:2] == pytest.approx([36000, 22500])
    assert pd.isna(LISTED["ltv_gain"].iloc[2])
    assert LISTED["ltv_net"].iloc[0] == pytest.approx(28000)
    # a quarter of 18,000; harm 2 in 4 of 10 cases
    assert (LISTED["delay_cost"].iloc[0], LISTED["harm"].iloc[0]) == (4500, pytest.approx(0.8))


def test_a_better_one_that_is_parked_is_named() -> None:
    dear = b.OPTIONS.assign(effect=[90000.0, 30000.0, 4000.0])
    given = b.intake(options=dear, decision=b.DECISION)
    listed = options.options(given, b.opportunity())
    found = options.option_table.make(listed, decision(b.ENGAGEMENT, given), b.ENGAGEMENT)
    assert [type(each).__name__ for each in found.say] == ["Delay", "Better", "NoReason"]
    # 90,000 x 0.5 x 2.25 - 5,000 - 28,000
    assert found.say[1].gain.value == pytest.approx(68250)


def test_the_best_needs_no_excuse() -> None:
    found = options.option_table.make(LISTED, decision(b.ENGAGEMENT, GIVEN), b.ENGAGEMENT)
    assert [type(each).__name__ for each in found.say] == ["Delay", "NoReason"]
    assert type(found.title).__name__ == "Earns"
