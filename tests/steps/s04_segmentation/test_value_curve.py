"""How few accounts make most of the value, of ten accounts."""

import pandas as pd
import pytest

from cs_lib.steps.s04_segmentation import value_curve
from cs_lib.texts import Code, Count, Share

TEN = pd.DataFrame({"arr": [10.0] * 10, "potential": [50.0, 30.0, *[2.5] * 8]})


def test_the_largest_fifth_of_ten_accounts_are_two() -> None:
    shown = value_curve.value_curve.make(TEN)
    # 80 of 100 in potential, 20 of 100 in ARR
    assert shown.title == value_curve.Few(Share(0.2), Share(0.8), Count(2))
    assert shown.say == (value_curve.Beside(Code("worth_basis", "arr"), Share(0.2)),)


def test_the_curve_begins_at_nothing_and_ends_at_all() -> None:
    found = value_curve.curves(TEN)
    curve = found[found["worth_basis"] == "potential"].set_index("share_of_accounts")
    assert curve.loc[[0.0, 0.1, 0.2, 1.0], "cumulative_share"].tolist() == pytest.approx(
        [0, 0.5, 0.8, 1]
    )


def test_fewer_than_ten_accounts_are_no_curve() -> None:
    assert value_curve.value_curve.make(TEN.head(9)).need == "potential"
