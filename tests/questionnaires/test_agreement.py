"""Krippendorff's alpha against his own example; and what cannot be told."""

import pandas as pd
import pytest

from cs_lib.questionnaires.agreement import agreement

_ = None
# Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), table C: four observers, twelve
# units, the last of which only one observer scored
OBSERVERS = {
    "A": [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
    "B": [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
    "C": [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
    "D": [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
}


def answers(by_rater: dict[str, list[int | None]]) -> pd.DataFrame:
    rows = [
        (f"I{place}", rater, score)
        for rater, scores in by_rater.items()
        for place, score in enumerate(scores)
        if score is not None
    ]
    return pd.DataFrame(rows, columns=["item", "rater", "score"])


@pytest.mark.parametrize(("measure", "published"), [("ordinal", 0.815), ("interval", 0.849)])
def test_it_is_the_published_value(measure, published):
    found = agreement(answers(OBSERVERS), measure)
    assert round(found.alpha, 3) == published
    assert found.items == 11
    assert found.low <= found.alpha <= found.high <= 1


def test_full_agreement_is_one_with_no_width():
    found = agreement(answers({"A": [0, 1, 2, 4] * 3, "B": [0, 1, 2, 4] * 3}), "interval")
    assert (found.alpha, found.low, found.high) == (1, 1, 1)


def test_two_items_by_hand():
    """Scores 0 and 1, then 1 and 1. Observed disagreement is (2 x 1) / 4 = 1/2 on four values; of
    the values 0, 1, 1, 1 in random pairs (2 x 1 x 3) / (4 x 3) = 1/2 differ: alpha is 1 - 1 = 0.
    """
    assert agreement(answers({"A": [0, 1], "B": [1, 1]}), "interval").alpha == pytest.approx(0)


@pytest.mark.parametrize(
    "by_rater", [{"A": [1, 2, 3]}, {"A": [2, 2], "B": [2, 2]}, {"A": [1, _], "B": [2, 3]}]
)
def test_nothing_is_told_where_nothing_can_be(by_rater):
    assert agreement(answers(by_rater), "ordinal") is None


def test_the_order_of_rows_and_raters_is_of_no_account():
    rows = answers(OBSERVERS)
    assert agreement(rows.iloc[::-1], "ordinal") == agreement(rows, "ordinal")
