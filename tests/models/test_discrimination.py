"""The area under the ROC curve of four cases, by hand."""

import numpy as np
import pytest

from cs_lib.models.discrimination import auc


def test_three_of_four_pairs_are_in_the_right_order() -> None:
    # hits 3 and 1 against 2 and 0: each hit beats 1 and 0.5 of the others, each other is beaten by
    # 0.5 and 1 of the hits; DeLong's variance is 0.125 / 2 twice, 1.645 x root 0.125 = 0.5815
    area, low, high = auc(np.array([3.0, 2.0, 1.0, 0.0]), np.array([True, False, True, False]))
    assert (area, low, high) == (0.75, pytest.approx(0.1685, abs=1e-4), 1.0)


def test_ties_count_half() -> None:
    assert auc(np.array([1.0, 1.0]), np.array([True, False]))[0] == 0.5


def test_one_kind_alone_says_nothing() -> None:
    assert auc(np.array([1.0, 2.0]), np.array([True, True])) == (0.5, 0.0, 1.0)
