"""What is said of groups that were alike, and of use around the start."""

import pandas as pd

from cs_lib.steps.s10_effectiveness import comparability as of
from tests.steps.s10_effectiveness import builders as b


def balance(gap: float) -> pd.DataFrame:
    row = ("sprint", "log_arr", 1.0, 1.0, 1.0, gap, 0.0, -0.1, -0.2, -0.01)
    return pd.DataFrame([row], columns=of.BALANCE)


def study(low: float, before: float) -> pd.DataFrame:
    row = ("sprint", 0, 0.15, 0.1, 0.2, 0.15, low, 0.2, 50, before)
    return pd.DataFrame([row], columns=of.STUDY)


def test_a_gap_above_a_tenth_is_told() -> None:
    assert type(of.balance.make(balance(0.2), b.judged()).title).__name__ == "Apart"
    assert type(of.balance.make(balance(0.05), b.judged()).title).__name__ == "Alike"


def test_tests_that_were_given_are_not_asked_for_again() -> None:
    none = pd.DataFrame(columns=of.BALANCE)
    assert of.balance.make(none, b.unknown()).need == "customers_lost"
    assert of.balance.make(none, b.judged().head(0)).need == "tests"
    assert (
        of.use_around_start.make(pd.DataFrame(columns=of.STUDY), b.unknown()).need
        == "customers_live"
    )


def test_an_effect_that_cannot_be_is_not_told() -> None:
    rows = balance(0.05).assign(alike_effect=float("nan"))
    assert of.balance.make(rows, b.judged()).say == ()


def test_a_rise_counts_where_its_interval_leaves_out_none() -> None:
    assert type(of.use_around_start.make(study(0.1, 0.5), b.judged()).title).__name__ == "Rose"
    assert type(of.use_around_start.make(study(-0.1, 0.5), b.judged()).title).__name__ == "NoChange"


def test_what_moved_before_the_start_is_a_warning() -> None:
    said = of.use_around_start.make(study(0.1, 0.01), b.judged()).say
    assert [type(each).__name__ for each in said] == ["Interval", "Moved"]
