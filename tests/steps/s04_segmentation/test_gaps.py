"""What is left to sell, of a few accounts, by hand."""

import pandas as pd

from cs_lib.exhibits import Absent
from cs_lib.steps.s04_segmentation import gaps, potential
from cs_lib.texts import Code, Count, Money, Share
from tests.steps.s04_segmentation.builders import SELLABLE, engagement, known


def test_the_sum_of_those_listed_and_their_worst_grade_are_said() -> None:
    shown = gaps.largest_gaps.make(SELLABLE, engagement())
    assert shown.title == gaps.Gaps(Count(3), Money(260, "EUR"), Code("grade", "C"))
    assert shown.frame["account"].tolist() == ["Alder", "Birch", "Cedar"]


def test_nobody_sells_to_an_account_that_leaves_or_should() -> None:
    frame = SELLABLE.assign(
        notified=[True, False, False], quadrant=[None, "need_to_exit", None],
        sellable=[False, False, True],
    )  # fmt: skip
    shown = gaps.largest_gaps.make(frame, engagement())
    assert shown.frame["account"].tolist() == ["Cedar"]
    assert shown.say == (gaps.Notified(Count(1)), gaps.Exits(Count(1)))


def test_a_guess_by_segment_makes_no_list() -> None:
    frame = SELLABLE.assign(method=potential.SEGMENT, confidence="D")
    assert gaps.largest_gaps.make(frame, engagement()) == Absent("potential")


def test_each_method_says_how_much_arr_it_speaks_of() -> None:
    given = known(told={"A": (250.0, "B")})
    estimates = potential.estimates(given)
    found = gaps.methods(estimates, potential.potentials(given, estimates))
    assert found["potential_method"].tolist() == ["declared"]
    assert found.loc[0, ["accounts", "arr", "data_grade"]].tolist() == [1, 100.0, "B"]
    # 100 of 450
    assert found.loc[0, "share_of_arr"] == 100 / 450


def test_the_back_test_says_whether_it_beats_chance() -> None:
    rows = [("potential_gap", 0.7, 0.6, 0.8, 50, 20), ("segment_quartile", 0.5, 0.4, 0.6, 50, 20)]
    frame = pd.DataFrame(rows, columns=["ranking_by", "auc", "auc_low", "auc_high", "accounts",
                                        "accounts_expanded"])  # fmt: skip
    shown = gaps.gap_backtest.make(frame)
    assert isinstance(shown.title, gaps.Beats)
    assert shown.title.auc.value == 0.7
    assert shown.say[0].low == Share(0.4)
    worse = gaps.gap_backtest.make(frame.assign(auc_low=0.45))
    assert isinstance(worse.title, gaps.NoBetter)
